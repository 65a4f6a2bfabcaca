//! The files of public outputs → their tables, as rows of texts, and the figures of `provenance.json`.
//!
//! Papers and packs by the tags of their tables; csv and xlsx by the workbook room. An HTML edition is made of its PDF and
//! says the same, so it is passed over where that is there. What is not read is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Error, Result};
use crate::disclosure::Disclosed;
use crate::files;
use crate::manifest;
use crate::programme::dates;
use crate::programme::model::Month;
use crate::tagged::{Element, Mark, Rect, Tagged};
use crate::workbook::{self, Limits};

/// A table as it is printed.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// "performance-scorecard.pdf, table 3".
    pub source: String,
    pub rows: Vec<Vec<String>>,
    /// The month of its figures, where the words before it say that.
    pub month: Option<Month>,
}

/// What was read of one folder, or of one file given by itself.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The edition, such as "2025-07", where a manifest names it; else the file.
    pub name: String,
    pub month: Option<Month>,
    pub grids: Vec<Grid>,
    /// Figures with their ids, of `provenance.json`.
    pub figures: Vec<(String, String)>,
    /// What the manifest says of how figures were hidden.
    pub rules: Option<Disclosed>,
    /// Files of which all tables were read.
    pub read: Vec<String>,
    /// What was not read, and why.
    pub not_read: Vec<String>,
}

/// Reads files and folders.
pub fn outputs(paths: &[PathBuf]) -> Result<Vec<Output>> {
    paths.iter().map(|path| if path.is_dir() { folder(path) } else { file(path) }).collect()
}

fn folder(path: &Path) -> Result<Output> {
    let cannot = |why: std::io::Error| {
        Error::new(format!("{} cannot be read: {why}", path.display())).hint("give the folder of a public edition")
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    let mut output = Output { name: path.display().to_string(), ..Output::default() };
    if path.join(manifest::FILE).exists() {
        let manifest = manifest::read(path)?;
        output.month = Some(manifest.edition);
        output.name = manifest.edition.id();
        output.rules = manifest.disclosed;
        if !manifest.options.public {
            output.not_read.push(format!(
                "{}: by its manifest this is not a public edition, so nothing in it is hidden",
                path.display()
            ));
        }
    }
    for file in &files {
        add(&mut output, file, &files)?;
    }
    Ok(output)
}

fn file(path: &Path) -> Result<Output> {
    let mut output = Output { name: path.display().to_string(), ..Output::default() };
    add(&mut output, path, &[])?;
    Ok(output)
}

/// Reads one file into an output; `beside` are the files of its folder.
fn add(output: &mut Output, path: &Path, beside: &[PathBuf]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let grids = match ending.as_str() {
        "pdf" => of_pdf(path, &name),
        _ if workbook::is_workbook_name(&name) => of_workbook(path, &name),
        "html" | "htm" => {
            if !beside.contains(&path.with_extension("pdf")) {
                output.not_read.push(format!("{name}: an HTML edition is read by its PDF, which is not beside it"));
            }
            return Ok(());
        }
        "json" if name == manifest::FILE => return Ok(()),
        "json" if name == "provenance.json" => {
            match figures(path) {
                Ok(figures) => {
                    output.figures.extend(figures);
                    output.read.push(name);
                }
                Err(why) => output.not_read.push(format!("{name}: {why}")),
            }
            return Ok(());
        }
        _ if beside.is_empty() && !path.exists() => {
            return Err(Error::new(format!("{} is not there", path.display()))
                .hint("give the folders of public editions, or their files"));
        }
        _ => {
            output.not_read.push(format!("{name}: no PDF, csv or workbook"));
            return Ok(());
        }
    };
    match grids {
        Ok(grids) => {
            output.grids.extend(grids);
            output.read.push(name);
        }
        // What was named must be there; of a folder the rest counts.
        Err(why) if beside.is_empty() => {
            return Err(Error::new(format!("{} cannot be read: {why}", path.display()))
                .hint("give the folders of public editions, or their files"));
        }
        Err(why) => output.not_read.push(format!("{name}: {why}")),
    }
    Ok(())
}

fn of_workbook(path: &Path, name: &str) -> std::result::Result<Vec<Grid>, String> {
    let limits = Limits::default();
    let bytes = files::bytes(path, limits.file_bytes).map_err(|why| why.to_string())?;
    let shared: Arc<str> = name.into();
    let book = workbook::read_bytes(&bytes, &shared, &limits).map_err(|why| why.reason)?.value;
    let grid = |sheet: &workbook::Sheet| {
        let columns = sheet.rows.values().filter_map(|row| row.cells.keys().last()).max().map_or(0, |last| last + 1);
        // Hidden rows and sheets are as public as others.
        let rows = sheet.rows.keys().map(|row| {
            (0..columns).map(|column| sheet.text(*row, column).trim_start_matches('\u{feff}').to_owned()).collect()
        });
        Grid { source: format!("{name}, {}", sheet.name), rows: rows.collect(), month: None }
    };
    Ok(book.sheets.iter().map(grid).collect())
}

fn of_pdf(path: &Path, name: &str) -> std::result::Result<Vec<Grid>, String> {
    let bytes = files::bytes(path, files::PAPER).map_err(|why| why.to_string())?;
    let tagged = Tagged::read(&bytes).map_err(|why| why.to_string())?;
    if tagged.elements.is_empty() {
        return Err("it has no tags, by which tables are read".to_owned());
    }
    let words = Words::of(&tagged);
    let mut grids = Vec::new();
    let mut month = None;
    for element in tagged.elements.iter().flat_map(Element::all) {
        match element.role.as_str() {
            "P" | "Lbl" | "Span" => month = month_said(&words.of_element(element)).or(month),
            "H1" | "H2" => month = None,
            "Table" => {
                let source = format!("{name}, table {}", grids.len() + 1);
                grids.push(Grid { source, rows: rows(element, &words), month });
            }
            _ => {}
        }
    }
    Ok(grids)
}

/// "Latest figures are of June 2025, unless another month is given."
fn month_said(words: &str) -> Option<Month> {
    let (_, after) = words.split_once("igures are of ").or_else(|| words.split_once("igures are from "))?;
    let mut words = after.split_whitespace();
    let (name, year) = (words.next()?, words.next()?);
    dates::month(&format!("{name} {}", year.trim_end_matches([',', '.'])))
}

/// The cells of a table, each where it begins; a cell over several columns or rows leaves the others empty.
fn rows(table: &Element, words: &Words<'_>) -> Vec<Vec<String>> {
    const WIDEST: usize = 1000;
    let mut taken: Vec<u32> = Vec::new();
    let mut rows = Vec::new();
    for row in table.all().into_iter().filter(|element| element.role == "TR") {
        let mut cells: Vec<String> = Vec::new();
        for cell in row.elements().filter(|cell| matches!(cell.role.as_str(), "TH" | "TD")) {
            while taken.get(cells.len()).is_some_and(|rows| *rows > 0) {
                cells.push(String::new());
            }
            let at = cells.len();
            let wide = (cell.attributes.column_span.unwrap_or(1).max(1) as usize).min(WIDEST);
            cells.push(words.of_element(cell));
            cells.resize(at + wide, String::new());
            if taken.len() < cells.len() {
                taken.resize(cells.len(), 0);
            }
            taken[at..at + wide].fill(cell.attributes.row_span.unwrap_or(1).max(1));
            if cells.len() > WIDEST {
                break;
            }
        }
        taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        rows.push(cells);
    }
    rows
}

/// What is drawn, by its page and number.
struct Words<'t> {
    drawn: BTreeMap<(usize, u32), Vec<(Rect, &'t crate::tagged::Text)>>,
}

impl<'t> Words<'t> {
    fn of(tagged: &'t Tagged) -> Words<'t> {
        let mut drawn: BTreeMap<(usize, u32), Vec<_>> = BTreeMap::new();
        for (page, of) in tagged.pages.iter().enumerate() {
            for item in &of.items {
                if let (Mark::Content(number), Some(text)) = (item.mark, item.text()) {
                    drawn.entry((page, number)).or_default().push((item.bounds, text));
                }
            }
        }
        Words { drawn }
    }

    /// The words of an element as one line.
    fn of_element(&self, element: &Element) -> String {
        if let Some(actual) = &element.actual {
            return actual.clone();
        }
        let mut words = String::new();
        for place in element.content() {
            let mut before: Option<Rect> = None;
            for (bounds, text) in self.drawn.get(&place).into_iter().flatten() {
                let apart = before.is_some_and(|before| {
                    (before.bottom - bounds.bottom).abs() > text.size / 2.0
                        || bounds.left - before.right > text.size / 6.0
                });
                if apart {
                    words.push(' ');
                }
                words.push_str(&text.said);
                before = Some(*bounds);
            }
            // Pieces of their own are words of their own only where nothing else parts them: "7" and, below it, its month.
            if !words.ends_with(' ') {
                words.push('\u{1f}');
            }
        }
        // A piece that goes on with a sign, such as the comma after a bold word, is no new word.
        let pieces = words.split('\u{1f}').filter(|piece| !piece.is_empty());
        let mut line = String::new();
        for piece in pieces {
            if !line.is_empty() && !piece.starts_with([',', '.', ';', ':', ')', '%']) {
                line.push(' ');
            }
            line.push_str(piece);
        }
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn figures(path: &Path) -> std::result::Result<Vec<(String, String)>, String> {
    let bytes = files::bytes(path, files::MANIFEST).map_err(|why| why.to_string())?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|why| why.to_string())?;
    let figures = value["figures"].as_array().ok_or("it has no list of figures")?;
    let text = |figure: &Value, key: &str| figure[key].as_str().map(str::to_owned);
    Ok(figures.iter().filter_map(|figure| Some((text(figure, "id")?, text(figure, "text")?))).collect())
}
