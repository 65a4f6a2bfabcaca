//! OpenDocument spreadsheets: `content.xml` of an ods, or a flat fods, in one pass.
//!
//! The reader is this project's own because government files come indented, or without their `mimetype` part, and
//! because a row may say that it stands for the million rows to the sheet's end: what is repeated is expanded only
//! where it holds words, and only as far as the limits go.
//!
//! Deliberately absent: formulas' own text, shapes and pictures, tracked changes.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::draft::{Draft, Kept, SheetDraft, Struck, worded};
use super::format::{NumberFormat, Shows};
use super::look::{STYLES, hex_colour};
use super::ods_format::Formats;
use super::package::Package;
use super::xml::{self, Broken, Xml};
use super::{
    Cell, DAMAGED, Limits, OUT_OF_THE_FOLDER, Region, Rgb, Unreadable, Value, Workbook, limits, locked, shown,
};
use crate::diagnostic::Findings;

pub fn read(mut package: Package<'_>, name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    if let Ok(Some(manifest)) = package.bytes("META-INF/manifest.xml")
        && memchr::memmem::find(&manifest, b"encryption-data").is_some()
    {
        return Err(locked());
    }
    let mut reader = Reading { draft: Draft::new(name, limits), styles: Styles::default(), found: false };
    // The styles that cells inherit from stand in a part of their own; without it they have fewer colours.
    if let Ok(Some(source)) = package.xml("styles.xml") {
        let _ = reader.run(source);
    }
    let broken = |broken: Broken| Unreadable::new(format!("its content cannot be read: {}", broken.why), DAMAGED);
    let Some(source) = package.xml("content.xml").map_err(broken)? else {
        return Err(Unreadable::new("it has no spreadsheet", OUT_OF_THE_FOLDER));
    };
    reader.run(source).map_err(broken)?;
    reader.finish()
}

/// Whether a file begins as a flat OpenDocument file does.
pub fn is_flat(start: &[u8]) -> bool {
    memchr::memmem::find(start, b"office:document").is_some()
}

pub fn read_flat(bytes: &[u8], name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let mut budget = limits.unpacked_bytes;
    let mut reader = Reading { draft: Draft::new(name, limits), styles: Styles::default(), found: false };
    reader
        .run(Xml::new(bytes, &mut budget))
        .map_err(|broken| Unreadable::new(format!("its content cannot be read: {}", broken.why), DAMAGED))?;
    reader.finish()
}

struct Reading {
    draft: Draft,
    styles: Styles,
    /// Whether there was a spreadsheet at all.
    found: bool,
}

/// The styles by name. Cells and runs of text may bear the same name for different styles.
#[derive(Default)]
struct Styles {
    cells: HashMap<String, Style>,
    texts: HashMap<String, bool>,
    hidden_tables: HashMap<String, bool>,
    formats: Formats,
}

#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    fill: Option<Option<Rgb>>,
    letters: Option<Option<Rgb>>,
    struck: Option<bool>,
    format: Option<String>,
}

/// A style with what it inherits.
#[derive(Clone, Debug, Default)]
struct Look {
    fill: Option<Rgb>,
    letters: Option<Rgb>,
    struck: bool,
    format: Option<Arc<NumberFormat>>,
}

impl Styles {
    fn look(&self, name: &str) -> Look {
        let (mut fill, mut letters, mut struck, mut format) = (None, None, None, None);
        let mut next = Some(name);
        for _ in 0..20 {
            let Some(style) = next.and_then(|name| self.cells.get(name)) else { break };
            fill = fill.or(style.fill);
            letters = letters.or(style.letters);
            struck = struck.or(style.struck);
            format = format.or(style.format.as_deref());
            next = style.parent.as_deref();
        }
        Look {
            fill: fill.flatten(),
            letters: letters.flatten(),
            struck: struck.unwrap_or(false),
            format: format.and_then(|format| self.formats.get(format)),
        }
    }
}

/// What an element stands for while its content is read.
#[derive(Debug, Default)]
struct OpenCell {
    repeated: u32,
    covered: bool,
    columns: u32,
    rows: u32,
    style: Option<String>,
    kind: Option<String>,
    error: bool,
    value: Option<String>,
    formula: bool,
    text: String,
    paragraphs: u32,
    kept: Kept,
    comment: String,
}

impl Reading {
    fn finish(self) -> Result<Findings<Workbook>, Unreadable> {
        if !self.found {
            return Err(Unreadable::new("it is an OpenDocument file, but not a spreadsheet", OUT_OF_THE_FOLDER));
        }
        Ok(self.draft.finish())
    }

    fn run<R: Read>(&mut self, mut source: Xml<'_, R>) -> Result<(), Broken> {
        let mut style: Option<(String, String)> = None;
        loop {
            let Some(event) = source.next()? else { return Ok(()) };
            let (tag, opens) = match event {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(tag) => {
                    match xml::local(tag.name().into_inner()) {
                        "style" => style = None,
                        name => self.styles.formats.end(name),
                    }
                    continue;
                }
                Event::Text(text) => {
                    self.styles.formats.text(&text);
                    continue;
                }
                Event::GeneralRef(reference) => {
                    let mut text = String::new();
                    xml::push_reference(&mut text, &reference);
                    self.styles.formats.text(&text);
                    continue;
                }
                _ => continue,
            };
            self.styles.formats.start(&tag, opens);
            if self.styles.formats.is_open() {
                continue;
            }
            let text = |key: &str| xml::attribute(&tag, key).map(|value| value.into_owned());
            match xml::name(&tag) {
                "style" => {
                    let (name, family) = (text("name").unwrap_or_default(), text("family").unwrap_or_default());
                    if name.len() > limits::NAME_BYTES {
                        continue;
                    }
                    if family == "table-cell" && self.styles.cells.len() < STYLES {
                        let short = |key: &str| text(key).filter(|value| value.len() <= limits::NAME_BYTES);
                        let own = Style {
                            parent: short("parent-style-name"),
                            format: short("data-style-name"),
                            ..Style::default()
                        };
                        self.styles.cells.insert(name.clone(), own);
                    }
                    style = opens.then_some((family, name));
                }
                "table-cell-properties" => {
                    if let (Some((family, name)), Some(colour)) = (&style, text("background-color"))
                        && family == "table-cell"
                        && let Some(own) = self.styles.cells.get_mut(name)
                    {
                        own.fill = Some(hex_colour(&colour).filter(|rgb| *rgb != Rgb(255, 255, 255)));
                    }
                }
                "text-properties" => {
                    if let (Some((family, name)), Some(colour)) = (&style, text("color"))
                        && family == "table-cell"
                        && let Some(own) = self.styles.cells.get_mut(name)
                    {
                        own.letters = Some(hex_colour(&colour).filter(|rgb| *rgb != Rgb(0, 0, 0)));
                    }
                    let line = text("text-line-through-style").or_else(|| text("text-line-through-type"));
                    if let (Some((family, name)), Some(line)) = (&style, line) {
                        let struck = line != "none";
                        match family.as_str() {
                            "table-cell" => {
                                if let Some(own) = self.styles.cells.get_mut(name) {
                                    own.struck = Some(struck);
                                }
                            }
                            "text" if self.styles.texts.len() < STYLES => {
                                self.styles.texts.insert(name.clone(), struck);
                            }
                            _ => {}
                        }
                    }
                }
                "table-properties" => {
                    if let (Some((family, name)), Some(display)) = (&style, text("display"))
                        && family == "table"
                        && self.styles.hidden_tables.len() < STYLES
                    {
                        self.styles.hidden_tables.insert(name.clone(), display == "false");
                    }
                }
                "spreadsheet" => self.found = true,
                // Deleted cells live on in here.
                "tracked-changes" if opens => skip(&mut source)?,
                "table" if opens && self.found => {
                    let name = text("name").unwrap_or_default();
                    let look = text("style-name").unwrap_or_default();
                    let hidden = self.styles.hidden_tables.get(&look).copied().unwrap_or(false)
                        || text("display").is_some_and(|display| display == "false");
                    let Some(mut sheet) = self.draft.sheet(&name, hidden, false) else { return Ok(()) };
                    let read = Table::new(&self.styles).read(&mut source, &mut sheet);
                    let go_on = match read {
                        Ok(go_on) => go_on,
                        Err(why) => {
                            sheet.broken_off(&why);
                            false
                        }
                    };
                    sheet.finish();
                    if !go_on {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
    }
}

/// Passes over everything to the end of the element just opened.
fn skip<R: Read>(source: &mut Xml<'_, R>) -> Result<(), Broken> {
    let mut depth = 1;
    while depth > 0 {
        match source.next()? {
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth -= 1,
            None => return Ok(()),
            _ => {}
        }
    }
    Ok(())
}

/// The rows of one table.
struct Table<'s> {
    styles: &'s Styles,
    looks: HashMap<String, Look>,
    /// The default style of each column, by the last column it is for.
    columns: Vec<(u32, Option<String>)>,
    row: u32,
    row_repeated: u32,
    row_style: Option<String>,
    row_hidden: Option<bool>,
    cells: Vec<(u32, u32, Cell)>,
    column: u32,
}

/// So many columns of nothing but colour are kept; beyond them a fill is the sheet's background.
const WORDLESS_COLUMNS: u32 = 200;

impl<'s> Table<'s> {
    fn new(styles: &'s Styles) -> Self {
        Table {
            styles,
            looks: HashMap::new(),
            columns: Vec::new(),
            row: 0,
            row_repeated: 1,
            row_style: None,
            row_hidden: None,
            cells: Vec::new(),
            column: 0,
        }
    }

    /// Reads to the table's end. Gives false when the workbook is full.
    fn read<R: Read>(&mut self, source: &mut Xml<'_, R>, sheet: &mut SheetDraft<'_>) -> Result<bool, Broken> {
        let mut open: Option<OpenCell> = None;
        let mut in_paragraph = 0usize;
        let mut in_comment = false;
        let mut spans: Vec<bool> = Vec::new();
        loop {
            let Some(event) = source.next()? else { return Ok(true) };
            match event {
                Event::Start(ref tag) | Event::Empty(ref tag) => {
                    let opens = matches!(event, Event::Start(_));
                    match xml::name(tag) {
                        "table-column" => self.add_column(tag, sheet),
                        "table-row" => self.start_row(tag),
                        "table-cell" | "covered-table-cell" => {
                            let cell = OpenCell::start(tag);
                            if opens { open = Some(cell) } else { self.end_cell(cell, sheet) }
                        }
                        "annotation" if opens => in_comment = true,
                        "p" | "h" if opens => {
                            in_paragraph += 1;
                            if let Some(cell) = &mut open {
                                cell.begin_paragraph(in_comment);
                            }
                        }
                        "span" if opens => {
                            let style = xml::attribute(tag, "style-name").unwrap_or_default();
                            spans.push(self.styles.texts.get(&*style).copied().unwrap_or(false));
                        }
                        "s" if in_paragraph > 0 => add(&mut open, " ", in_comment, false),
                        "tab" if in_paragraph > 0 => add(&mut open, " ", in_comment, false),
                        "line-break" if in_paragraph > 0 => {
                            if let Some(cell) = &mut open {
                                cell.begin_paragraph(in_comment);
                            }
                        }
                        // A comment's author and date.
                        "creator" | "date" | "date-string" | "creator-initials" if opens && in_comment => skip(source)?,
                        // Shapes with words of their own, tables within cells.
                        "shapes" | "forms" | "frame" | "table" | "custom-shape" | "g" | "rect" | "control"
                        | "ruby-text"
                            if opens =>
                        {
                            skip(source)?;
                        }
                        _ => {}
                    }
                }
                Event::End(tag) => match xml::local(tag.name().into_inner()) {
                    "table-cell" | "covered-table-cell" => {
                        if let Some(cell) = open.take() {
                            self.end_cell(cell, sheet);
                        }
                        (in_paragraph, in_comment) = (0, false);
                        spans.clear();
                    }
                    "annotation" => in_comment = false,
                    "p" | "h" => in_paragraph = in_paragraph.saturating_sub(1),
                    "span" => {
                        spans.pop();
                    }
                    "table-row" if !self.end_row(sheet) => return Ok(false),
                    "table" => return Ok(true),
                    _ => {}
                },
                Event::Text(text) if in_paragraph > 0 => {
                    add(&mut open, &text, in_comment, spans.contains(&true));
                }
                Event::CData(text) if in_paragraph > 0 => {
                    add(&mut open, &text, in_comment, spans.contains(&true));
                }
                Event::GeneralRef(reference) if in_paragraph > 0 => {
                    let mut text = String::new();
                    xml::push_reference(&mut text, &reference);
                    add(&mut open, &text, in_comment, spans.contains(&true));
                }
                _ => {}
            }
        }
    }

    fn add_column(&mut self, tag: &BytesStart<'_>, sheet: &mut SheetDraft<'_>) {
        let repeated = number(tag, "number-columns-repeated").unwrap_or(1).max(1);
        let next = self.columns.last().map_or(0, |(last, _)| last.saturating_add(1));
        if next <= limits::LAST_COLUMN {
            let style = xml::attribute(tag, "default-cell-style-name").map(|name| name.into_owned());
            let last = next.saturating_add(repeated - 1);
            if matches!(xml::attribute(tag, "visibility").as_deref(), Some("collapse" | "filter")) {
                sheet.hide_columns(next, last);
            }
            self.columns.push((last, style));
        }
    }

    fn start_row(&mut self, tag: &BytesStart<'_>) {
        self.row_repeated = number(tag, "number-rows-repeated").unwrap_or(1).max(1);
        self.row_style = xml::attribute(tag, "default-cell-style-name").map(|name| name.into_owned());
        self.row_hidden = match xml::attribute(tag, "visibility").as_deref() {
            Some("collapse") => Some(false),
            Some("filter") => Some(true),
            _ => None,
        };
        self.cells.clear();
        self.column = 0;
    }

    fn end_cell(&mut self, cell: OpenCell, sheet: &mut SheetDraft<'_>) {
        let (row, column) = (self.row, self.column);
        self.column = self.column.saturating_add(cell.repeated);
        if column > limits::LAST_COLUMN || row > limits::LAST_ROW {
            return;
        }
        if !cell.comment.trim().is_empty() {
            sheet.comment(row, column, &cell.comment);
        }
        // What a merged block covers is out of sight.
        if cell.covered {
            if !cell.text.trim().is_empty() {
                sheet.covered(row, column);
            }
            return;
        }
        if cell.columns > 1 || cell.rows > 1 {
            sheet.merge(Region {
                first_row: row,
                first_column: column,
                last_row: row.saturating_add(cell.rows.max(1) - 1).min(limits::LAST_ROW),
                last_column: column.saturating_add(cell.columns.max(1) - 1).min(limits::LAST_COLUMN),
            });
        }
        let repeated = cell.repeated.min(limits::LAST_COLUMN - column + 1);
        let look = self.look_of(&cell, column);
        let (cell, struck) = cell.finish(look);
        let Some(cell) = cell else {
            sheet.unseen(row, column);
            return;
        };
        if cell.value == Value::Blank && (cell.fill.is_none() || repeated > WORDLESS_COLUMNS) {
            return;
        }
        if let Struck::Part(whole) = struck {
            sheet.partly_struck(row, column, &whole);
        }
        self.cells.push((column, repeated, cell));
    }

    /// The style of a cell, else of its row, else of its column.
    fn look_of(&mut self, cell: &OpenCell, column: u32) -> Look {
        let of_column = || {
            let place = self.columns.partition_point(|(last, _)| *last < column);
            self.columns.get(place).and_then(|(_, style)| style.as_ref())
        };
        let Some(name) = cell.style.as_ref().or(self.row_style.as_ref()).or_else(of_column) else {
            return Look::default();
        };
        if let Some(look) = self.looks.get(name) {
            return look.clone();
        }
        let look = self.styles.look(name);
        if name.len() <= limits::NAME_BYTES && self.looks.len() < STYLES {
            self.looks.insert(name.clone(), look.clone());
        }
        look
    }

    /// Puts the row's cells in their places, in each row that it stands for. Gives false when the workbook is full.
    fn end_row(&mut self, sheet: &mut SheetDraft<'_>) -> bool {
        let first = self.row;
        self.row = self.row.saturating_add(self.row_repeated);
        let cells = std::mem::take(&mut self.cells);
        let worded = cells.iter().any(|(_, _, cell)| cell.value != Value::Blank);
        if !worded && self.row_repeated > WORDLESS_COLUMNS {
            return true;
        }
        if cells.is_empty() {
            return true;
        }
        for row in first..self.row.min(limits::LAST_ROW + 1) {
            if let Some(by_filter) = self.row_hidden {
                sheet.hide_row(row, by_filter);
            }
            for (column, repeated, cell) in &cells {
                for column in *column..column + repeated {
                    if !sheet.place(row, column, cell.clone()) {
                        return false;
                    }
                }
            }
        }
        true
    }
}

fn number(tag: &BytesStart<'_>, key: &str) -> Option<u32> {
    xml::attribute(tag, key)?.trim().parse::<u64>().ok().map(|number| number.min(u64::from(u32::MAX)) as u32)
}

/// Adds words to the open cell, its runs of white space as one space, as OpenDocument means them.
fn add(open: &mut Option<OpenCell>, text: &str, in_comment: bool, struck: bool) {
    let Some(cell) = open else { return };
    let before = cell.text.len();
    let into = if in_comment { &mut cell.comment } else { &mut cell.text };
    if into.len() > limits::CELL_BYTES {
        return;
    }
    let mut spaced = into.ends_with([' ', '\n']);
    for c in text.chars() {
        let space = matches!(c, ' ' | '\t' | '\n' | '\r');
        if !(space && spaced) {
            into.push(if space { ' ' } else { c });
        }
        spaced = space;
    }
    if !in_comment {
        let (before, run) = cell.text.split_at(before);
        cell.kept.add(before, run, struck);
    }
}

impl OpenCell {
    fn start(tag: &BytesStart<'_>) -> OpenCell {
        let mut cell = OpenCell { repeated: 1, columns: 1, rows: 1, ..OpenCell::default() };
        cell.covered = xml::name(tag) == "covered-table-cell";
        let whole = |value: &str| value.trim().parse::<u64>().map_or(1, |n| n.clamp(1, u64::from(u32::MAX)) as u32);
        for (key, value) in xml::attributes(tag) {
            let text = || Some(xml::unescape(value).into_owned());
            match key {
                "number-columns-repeated" => cell.repeated = whole(value),
                "number-columns-spanned" => cell.columns = whole(value),
                "number-rows-spanned" => cell.rows = whole(value),
                "style-name" => cell.style = text(),
                "value-type" if value == "error" => cell.error = true,
                "value-type" => cell.kind = text(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => cell.value = text(),
                "formula" => cell.formula = true,
                _ => {}
            }
        }
        cell
    }

    fn begin_paragraph(&mut self, in_comment: bool) {
        let into = if in_comment { &mut self.comment } else { &mut self.text };
        if !in_comment && self.paragraphs == 0 {
            self.paragraphs = 1;
            return;
        }
        if into.len() < limits::CELL_BYTES {
            into.push('\n');
            if !in_comment {
                self.kept.add(&self.text[..self.text.len() - 1], "\n", false);
            }
        }
    }

    /// The cell, and whether words of it are struck through; no cell where its format shows nothing of what it holds.
    fn finish(self, look: Look) -> (Option<Cell>, Struck) {
        let number = || self.value.as_deref().and_then(|value| value.trim().parse::<f64>().ok());
        let plain = NumberFormat::default();
        let format = look.format.as_deref().unwrap_or(&plain);
        let (text, struck) = self.kept.words(&self.text);
        let shown = if text.is_empty() { self.value.as_deref().unwrap_or_default() } else { &text };
        // What the format shows, for files whose cells do not say it themselves.
        let mut rendered = None;
        let mut percent = false;
        let mut by_format = |number: f64, marked: bool| {
            let mut words = String::new();
            let (value, sign) = shown::number(&mut words, number, format);
            percent = sign || marked;
            if marked && !sign {
                words.clear();
                NumberFormat::parse("0.##%").section(number).number(&mut words, number);
            }
            rendered = Some(words);
            match value {
                Value::Blank if text.is_empty() => None,
                Value::Blank => Some(Value::Number(number)),
                _ if marked => Some(Value::Number(number)),
                value => Some(value),
            }
        };
        let is_error =
            |text: &str| text.starts_with('#') && text.ends_with(['!', '?', 'A']) || text.starts_with("Err:");
        let value = match self.kind.as_deref() {
            _ if self.error || self.formula && is_error(shown.trim()) => Value::Error,
            Some("float" | "currency") => match number().map(|number| by_format(number, false)) {
                Some(Some(value)) => value,
                Some(None) => return (None, struck),
                None => Value::Text,
            },
            Some("percentage") => number().and_then(|number| by_format(number, true)).unwrap_or(Value::Text),
            Some("time") => match self.value.as_deref().and_then(duration) {
                Some(days) if matches!(format.section(days).shows, Shows::Elapsed(_)) => {
                    by_format(days, false).unwrap_or(Value::Text)
                }
                _ => Value::Text,
            },
            Some("date") => match self.value.as_deref().and_then(shown::iso) {
                Some(when) => {
                    let mut words = String::new();
                    let shown = format.moment(&mut words, when);
                    rendered = Some(words);
                    Value::Date { when, shown }
                }
                None => Value::Text,
            },
            Some("boolean") => Value::Bool(self.value.as_deref().is_some_and(xml::is_true)),
            None if self.formula && shown.trim().is_empty() => Value::Uncalculated,
            _ => Value::Text,
        };
        let words = rendered.filter(|_| text.is_empty()).unwrap_or_else(|| shown.to_owned());
        let all = look.struck || struck == Struck::Whole;
        let cell = Cell { fill: look.fill, letters: look.letters, struck: all, percent, ..worded(value, &words) };
        (Some(cell), struck)
    }
}

/// `PT36H30M00S` in days.
fn duration(text: &str) -> Option<f64> {
    let mut rest = text.trim().strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, length) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, behind)) = rest.split_once(unit) {
            seconds += number.parse::<f64>().ok()? * length;
            rest = behind;
        }
    }
    Some(seconds / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::super::{Hidden, Precision, fixtures, read_bytes};
    use super::*;
    use crate::diagnostic::Code;

    fn read(bytes: &[u8]) -> (Workbook, Vec<Code>) {
        let found = read_bytes(bytes, &"plan.ods".into(), &Limits::default()).unwrap();
        (found.value, found.diagnostics.iter().map(|finding| finding.code.clone()).collect())
    }

    const STYLES: &str = "<number:date-style style:name=\"N1\"><number:month/><number:year/></number:date-style>\
        <style:style style:name=\"red\" style:family=\"table-cell\"><style:table-cell-properties fo:background-color=\"#ff0000\"/></style:style>\
        <style:style style:name=\"gone\" style:family=\"table-cell\" style:parent-style-name=\"red\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>\
        <style:style style:name=\"month\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
        <style:style style:name=\"line\" style:family=\"text\"><style:text-properties style:text-line-through-type=\"single\"/></style:style>";

    fn rows() -> String {
        [
            "<table:table-column table:number-columns-repeated=\"3\" table:visibility=\"collapse\"/><table:table-column table:default-cell-style-name=\"red\"/>",
            "<table:table-row><table:table-cell table:style-name=\"gone\"><text:p>One</text:p><text:p>Two &amp; three</text:p></table:table-cell>",
            "<table:table-cell table:style-name=\"month\" office:value-type=\"date\" office:date-value=\"2024-07-01\"><text:p>Jul 24</text:p></table:table-cell>",
            "<table:table-cell office:value-type=\"percentage\" office:value=\"0.85\"><text:p>85%</text:p></table:table-cell><table:table-cell/>",
            "<table:table-cell><office:annotation><dc:creator>x</dc:creator><text:p>Agreed</text:p></office:annotation>\n  <text:p>By <text:span text:style-name=\"line\">May</text:span><text:s/>\n   July</text:p></table:table-cell></table:table-row>",
            "<table:table-row table:visibility=\"filter\" table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"><text:p>same</text:p></table:table-cell></table:table-row>",
            "<table:table-row table:visibility=\"collapse\"><table:table-cell table:number-rows-spanned=\"2\"><text:p>hidden</text:p></table:table-cell><table:table-cell table:formula=\"of:=1\"/></table:table-row>",
            "<table:table-row><table:covered-table-cell><text:p>out of sight</text:p></table:covered-table-cell></table:table-row>",
            "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:style-name=\"red\" table:number-columns-repeated=\"16384\"/></table:table-row>",
        ]
        .concat()
    }

    #[test]
    fn values_styles_and_comments_are_read() {
        for bytes in [fixtures::ods(STYLES, &rows()), fixtures::open_document(STYLES, &rows()).into_bytes()] {
            let (book, codes) = read(&bytes);
            let sheet = &book.sheets[0];
            let cell = |column| sheet.cell(0, column).unwrap();
            assert_eq!(&*sheet.name, "Tracker");
            assert_eq!(
                (&*cell(0).text, cell(0).struck, cell(0).fill),
                ("One\nTwo & three", true, Some(Rgb(255, 0, 0)))
            );
            assert!(matches!(cell(1).value, Value::Date { shown: Precision::Month, .. }));
            assert_eq!((&cell(2).value, cell(2).percent), (&Value::Number(0.85), true));
            assert_eq!(cell(3).fill, Some(Rgb(255, 0, 0)), "a column's own style");
            assert_eq!((&*cell(4).text, cell(4).struck), ("By July", false));
            assert_eq!(codes, ["words-struck-through", "column-under-merges"]);
            assert_eq!(sheet.comments[0].text, "Agreed");
            assert_eq!([2, 3].map(|column| sheet.is_column_hidden(column)), [true, false]);
            let hidden: Vec<(u32, Hidden)> = sheet.rows.iter().map(|(row, held)| (*row, held.hidden)).collect();
            assert_eq!(hidden, [(0, Hidden::No), (1, Hidden::ByFilter), (2, Hidden::ByFilter), (3, Hidden::ByHand)]);
            assert_eq!(sheet.text(2, 1), "same");
            assert_eq!(sheet.cell(3, 1).unwrap().value, Value::Uncalculated);
            assert!(sheet.merge_at(4, 0).is_some() && sheet.cell(4, 0).is_none());
        }
    }

    #[test]
    fn numbers_are_what_their_formats_show_where_the_file_does_not_say_it() {
        let styles = "<number:percentage-style style:name=\"N1\"><number:number number:decimal-places=\"1\" number:min-integer-digits=\"1\"/><number:text>%</number:text></number:percentage-style>\
            <number:number-style style:name=\"N2\"><number:number number:decimal-places=\"1\" number:min-integer-digits=\"1\"/><number:text>%</number:text></number:number-style>\
            <number:time-style style:name=\"N3\" number:truncate-on-overflow=\"false\"><number:hours/><number:text>:</number:text><number:minutes number:style=\"long\"/></number:time-style>\
            <number:date-style style:name=\"N4\"><number:day number:style=\"long\"/><number:text> </number:text><number:month number:textual=\"true\" number:style=\"long\"/><number:text> </number:text><number:year number:style=\"long\"/></number:date-style>\
            <number:number-style style:name=\"N5P0\"><number:text>&lt;5</number:text></number:number-style>\
            <number:number-style style:name=\"N5\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\" number:grouping=\"true\"/><style:map style:condition=\"value()&lt;5\" style:apply-style-name=\"N5P0\"/></number:number-style>\
            <number:number-style style:name=\"N6\"><number:text>R</number:text><number:number number:decimal-places=\"0\" number:min-integer-digits=\"3\"/></number:number-style>";
        let named = |number: usize| {
            format!(
                "<style:style style:name=\"ce{number}\" style:family=\"table-cell\" style:data-style-name=\"N{number}\"/>"
            )
        };
        let styles = format!("{styles}{}", (1..=6).map(named).collect::<String>());
        let cell = |format: u32, kind: &str, value: &str| {
            format!("<table:table-cell table:style-name=\"ce{format}\" office:value-type=\"{kind}\" office:{value}/>")
        };
        let cells = [
            cell(1, "percentage", "value=\"0.855\""),
            cell(2, "float", "value=\"0.8\""),
            cell(3, "time", "time-value=\"PT36H30M00S\""),
            cell(4, "date", "date-value=\"2025-07-31\""),
            cell(5, "float", "value=\"3\""),
            cell(5, "float", "value=\"1200\""),
            cell(6, "float", "value=\"7\""),
            cell(0, "float", "value=\"2.5\""),
        ];
        let (book, _) =
            read(&fixtures::ods(&styles, &format!("<table:table-row>{}</table:table-row>", cells.concat())));
        let found: Vec<(&str, Option<f64>, bool)> = book.sheets[0].rows[&0]
            .cells
            .values()
            .map(|cell| match cell.value {
                Value::Number(number) => (&*cell.text, Some(number), cell.percent),
                _ => (&*cell.text, None, cell.percent),
            })
            .collect();
        assert_eq!(
            found,
            [
                ("85.5%", Some(0.855), true),
                ("0.8%", Some(0.008), true),
                ("36:30", Some(36.5), false),
                ("31 July 2025", None, false),
                ("<5", None, false),
                ("1,200", Some(1200.0), false),
                ("R007", Some(7.0), false),
                ("2.5", Some(2.5), false),
            ]
        );
    }

    #[test]
    fn a_million_repeats_end_at_the_limit() {
        let rows = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>1</text:p></table:table-cell></table:table-row>";
        let limits = Limits { cells: 1_000, ..Limits::default() };
        let found = read_bytes(&fixtures::ods("", rows), &"plan.ods".into(), &limits).unwrap();
        assert_eq!(found.diagnostics.iter().map(|finding| &*finding.code).collect::<Vec<_>>(), ["too-many-cells"]);
    }

    #[test]
    fn what_is_no_spreadsheet_and_what_is_locked_is_refused() {
        let text =
            fixtures::zipped(&[("content.xml", b"<office:document-content><office:text/></office:document-content>")]);
        let refused = read_bytes(&text, &"plan.ods".into(), &Limits::default()).unwrap_err();
        assert!(refused.reason.contains("not a spreadsheet"));
        let locked =
            fixtures::zipped(&[("content.xml", b"x"), ("META-INF/manifest.xml", b"<manifest:encryption-data/>")]);
        assert!(read_bytes(&locked, &"plan.ods".into(), &Limits::default()).unwrap_err().reason.contains("password"));
    }
}
