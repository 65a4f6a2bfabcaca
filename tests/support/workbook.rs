//! Workbooks for tests, written from text, so that a case can be read and changed without a spreadsheet program.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::path::Path;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, Formula, Note, Table, TableColumn, Workbook as Book, Worksheet};
use serde::Deserialize;

/// One workbook of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workbook {
    /// Where it is written, below the case's folder: `area/2025-07/tracker.xlsx`.
    pub path: String,
    pub sheet: Vec<Sheet>,
    /// Damage done to the written file, as programs and accidents do it.
    #[serde(default)]
    pub damage: Vec<Damage>,
}

/// A text within a part of the file that is replaced by another, everywhere it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Damage {
    pub part: String,
    pub from: String,
    pub to: String,
    /// How often `to` is written.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

/// One sheet. In `rows`, each line is a row and `|` parts its cells; `\n` within a cell breaks its line.
///
/// A cell's text is written as it stands, except: `=…` is a formula without a stored result, `'…` is text whatever
/// follows, a plain number is a number, and `2025-07-31` is a date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub name: String,
    pub rows: String,
    /// Fills by cell: `F3 = "FFC000"`.
    #[serde(default)]
    pub fills: BTreeMap<String, String>,
    /// Colours of letters by cell.
    #[serde(default)]
    pub letters: BTreeMap<String, String>,
    /// A block that is one of Excel's own tables, and whether its last row is a row of totals.
    #[serde(default)]
    pub table: Option<String>,
    #[serde(default)]
    pub totals: bool,
    /// Number formats by cell or by column letters: `E = "0%"`.
    #[serde(default)]
    pub formats: BTreeMap<String, String>,
    #[serde(default)]
    pub struck: Vec<String>,
    /// Rows hidden by hand, as Excel counts them.
    #[serde(default)]
    pub hidden_rows: Vec<u32>,
    /// Columns out of sight, by their letters.
    #[serde(default)]
    pub hidden_columns: Vec<String>,
    /// Blocks merged, such as `A3:A5`; what stands in the first cell stays.
    #[serde(default)]
    pub merges: Vec<String>,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub filter: Option<String>,
    /// Comments by cell.
    #[serde(default)]
    pub comments: BTreeMap<String, String>,
}

impl Workbook {
    pub fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let mut book = Book::new();
        for sheet in &self.sheet {
            sheet.write(book.add_worksheet())?;
        }
        let path = folder.join(&self.path);
        std::fs::create_dir_all(path.parent().ok_or("a workbook's path has a folder")?)?;
        rewrite(&book.save_to_buffer()?, &self.damage, &path)
    }
}

/// Takes the results of formulas out again (the writing library stores 0 for each, as Excel never would), and does the
/// damage.
pub fn rewrite(bytes: &[u8], damage: &[Damage], path: &Path) -> Result<(), Box<dyn Error>> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes))?;
    let mut to = zip::ZipWriter::new(std::fs::File::create(path)?);
    for index in 0..from.len() {
        let mut part = from.by_index(index)?;
        let mut text = Vec::new();
        part.read_to_end(&mut text)?;
        let name = part.name()?.into_owned();
        if name.starts_with("xl/worksheets/") {
            text = String::from_utf8(text)?.replace("</f><v>0</v>", "</f>").into_bytes();
        }
        for damage in damage.iter().filter(|damage| damage.part == name) {
            let before = String::from_utf8(text)?;
            let after = before.replace(&damage.from, &damage.to.repeat(damage.times));
            if after == before {
                return Err(format!("{name} does not hold {:?}", damage.from).into());
            }
            text = after.into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())?;
        to.write_all(&text)?;
    }
    to.finish()?;
    Ok(())
}

impl Sheet {
    fn write(&self, out: &mut Worksheet) -> Result<(), Box<dyn Error>> {
        out.set_name(&self.name)?;
        out.set_hidden(self.hidden);
        if let Some(table) = &self.table {
            self.write_table(out, table)?;
        }
        for (row, line) in self.rows.trim_matches('\n').lines().enumerate() {
            let row = u32::try_from(row)?;
            for (column, text) in line.split('|').enumerate() {
                self.write_cell(out, row, u16::try_from(column)?, text.trim())?;
            }
        }
        for (cell, text) in &self.comments {
            let (row, column) = address(cell)?;
            out.insert_note(row, column, &Note::new(text))?;
        }
        for column in &self.hidden_columns {
            out.set_column_hidden(address(&format!("{column}1"))?.1)?;
        }
        for row in &self.hidden_rows {
            out.set_row_hidden(row - 1)?;
        }
        if let Some(filter) = &self.filter {
            let (first, last) = filter.split_once(':').ok_or("a filter is a block")?;
            let ((a, b), (c, d)) = (address(first)?, address(last)?);
            out.autofilter(a, b, c, d)?;
        }
        for merge in &self.merges {
            let (first, last) = merge.split_once(':').ok_or("a merge is a block")?;
            let ((a, b), (c, d)) = (address(first)?, address(last)?);
            let text = self
                .rows
                .trim_matches('\n')
                .lines()
                .nth(a as usize)
                .and_then(|line| line.split('|').nth(b.into()))
                .unwrap_or("");
            out.merge_range(a, b, c, d, &text.trim().replace("\\n", "\n"), &self.format(a, b)?)?;
        }
        Ok(())
    }

    fn write_table(&self, out: &mut Worksheet, block: &str) -> Result<(), Box<dyn Error>> {
        let (first, last) = block.split_once(':').ok_or("a table is a block")?;
        let ((a, b), (c, d)) = (address(first)?, address(last)?);
        let headings = self.rows.trim_matches('\n').lines().nth(a as usize).ok_or("a table has headings")?;
        let columns: Vec<TableColumn> = headings
            .split('|')
            .skip(b.into())
            .take(usize::from(d - b) + 1)
            .map(|heading| TableColumn::new().set_header(heading.trim().trim_start_matches('\'')))
            .collect();
        out.add_table(a, b, c, d, &Table::new().set_columns(&columns).set_total_row(self.totals))?;
        Ok(())
    }

    fn write_cell(&self, out: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), Box<dyn Error>> {
        let format = self.format(row, column)?;
        if let Some(text) = text.strip_prefix('\'') {
            out.write_with_format(row, column, text, &format)?;
        } else if text.starts_with('=') {
            out.write_formula_with_format(row, column, Formula::new(text), &format)?;
        } else if let (10, Ok(date)) = (text.len(), ExcelDateTime::parse_from_str(text)) {
            let format =
                if self.own_format(row, column).is_some() { format } else { format.set_num_format("dd/mm/yyyy") };
            out.write_with_format(row, column, date, &format)?;
        } else if let Ok(number) = text.parse::<f64>() {
            out.write_with_format(row, column, number, &format)?;
        } else if text.is_empty() {
            out.write_blank(row, column, &format)?;
        } else {
            out.write_with_format(row, column, text.replace("\\n", "\n"), &format)?;
        }
        Ok(())
    }

    fn format(&self, row: u32, column: u16) -> Result<Format, Box<dyn Error>> {
        let name = format!("{}{}", letters(column), row + 1);
        let mut format = Format::new();
        if let Some(fill) = self.fills.get(&name) {
            format = format.set_background_color(Color::RGB(u32::from_str_radix(fill, 16)?));
        }
        if let Some(colour) = self.letters.get(&name) {
            format = format.set_font_color(Color::RGB(u32::from_str_radix(colour, 16)?));
        }
        if let Some(code) = self.own_format(row, column) {
            format = format.set_num_format(code);
        }
        if self.struck.contains(&name) {
            format = format.set_font_strikethrough();
        }
        Ok(format)
    }

    fn own_format(&self, row: u32, column: u16) -> Option<&String> {
        let letters = letters(column);
        self.formats.get(&format!("{letters}{}", row + 1)).or_else(|| self.formats.get(&letters))
    }
}

fn letters(column: u16) -> String {
    boardpack::located::column_name(u32::from(column))
}

fn address(text: &str) -> Result<(u32, u16), Box<dyn Error>> {
    let split = text.find(|c: char| c.is_ascii_digit()).ok_or("an address has a row")?;
    let column = (0..200).find(|column| letters(*column) == text[..split]).ok_or("an address has a column")?;
    Ok((text[split..].parse::<u32>()? - 1, column))
}
