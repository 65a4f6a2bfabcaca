//! A workbook in the making: cells are put in one by one, under limits, and what is amiss is told once.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::look::Look;
use super::xml::Broken;
use super::{Cell, Comment, Hidden, Limits, Merges, Region, Rgb, Sheet, Value, Workbook, WorkbookFile, limits, shown};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// What a file says stands in a cell, before its format is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Blank,
    /// A formula whose result was not stored.
    Uncalculated,
    /// Words, already regular.
    Text(Arc<str>),
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    Error(Arc<str>),
}

/// A workbook being read.
pub struct Draft {
    workbook: Workbook,
    diagnostics: Vec<Diagnostic>,
    told: BTreeMap<Code, usize>,
    rows_left: usize,
    merged_rows_left: usize,
    cells_left: usize,
    text_left: usize,
    sheets_left: usize,
    full: bool,
}

/// A sheet being read.
pub struct SheetDraft<'d> {
    pub sheet: Sheet,
    draft: &'d mut Draft,
    /// Whether days are counted from 1904.
    from_1904: bool,
    /// Rows out of sight, and whether the file itself says that a filter hides them.
    hidden_rows: Vec<(u32, bool)>,
    filters: Vec<Region>,
    merges: Vec<Region>,
    /// The row that cells are being put in, kept out of the tree until the next begins.
    row: u32,
    cells: Vec<(u32, Cell)>,
    /// Where a number's words are put together.
    words: String,
    /// What had been told when the sheet began.
    told_before: (usize, BTreeMap<Code, usize>),
    /// How many rows in a row held fills and no words.
    wordless: u32,
}

/// Sheets are often coloured far below their last record; so many rows of nothing but colour are kept, and no more.
const WORDLESS_ROWS: u32 = 500;

impl Draft {
    pub fn new(name: &Arc<str>, limits: &Limits) -> Draft {
        Draft {
            workbook: Workbook { name: name.clone(), sheets: Vec::new(), file: WorkbookFile::default() },
            diagnostics: Vec::new(),
            told: BTreeMap::new(),
            rows_left: limits.rows,
            merged_rows_left: limits::MERGED_ROWS,
            cells_left: limits.cells,
            text_left: limits.text_bytes,
            sheets_left: limits.sheets,
            full: false,
        }
    }

    /// Keeps a finding, unless many of its kind were kept already.
    pub fn tell(&mut self, finding: Diagnostic) {
        let told = self.told.entry(finding.code.clone()).or_default();
        *told += 1;
        if *told <= limits::FINDINGS_OF_A_KIND {
            self.diagnostics.push(finding);
        }
    }

    /// Begins a sheet; `None` where the workbook has more sheets than are read.
    pub fn sheet(&mut self, name: &str, hidden: bool, from_1904: bool) -> Option<SheetDraft<'_>> {
        if self.sheets_left == 0 {
            if !self.told.contains_key("too-many-sheets") {
                let finding = Diagnostic::error(
                    "too-many-sheets",
                    format!("{} has more sheets than are read; the rest were left out", self.workbook.name),
                )
                .hint("split the workbook, or raise sheets under [limits] in boardpack.toml");
                self.tell(finding);
            }
            return None;
        }
        self.sheets_left -= 1;
        let sheet = Sheet {
            workbook: self.workbook.name.clone(),
            name: shown::regular(name).into(),
            hidden,
            rows: BTreeMap::new(),
            merges: Merges::default(),
            hidden_columns: Vec::new(),
            comments: Vec::new(),
        };
        Some(SheetDraft {
            sheet,
            told_before: (self.diagnostics.len(), self.told.clone()),
            draft: self,
            from_1904,
            hidden_rows: Vec::new(),
            filters: Vec::new(),
            merges: Vec::new(),
            row: 0,
            cells: Vec::new(),
            words: String::new(),
            wordless: 0,
        })
    }

    pub fn finish(mut self) -> Findings<Workbook> {
        for (code, count) in self.told {
            let more = count.saturating_sub(limits::FINDINGS_OF_A_KIND);
            if more > 0
                && let Some(last) = self.diagnostics.iter_mut().rfind(|finding| finding.code == code)
            {
                last.message.push_str(&format!(" (and {more} more like this in {})", self.workbook.name));
            }
        }
        Findings { value: self.workbook, diagnostics: self.diagnostics }
    }
}

impl SheetDraft<'_> {
    pub fn tell(&mut self, finding: Diagnostic) {
        self.draft.tell(finding);
    }

    /// A finding at a cell that cannot be read. It counts as a cell; gives false when the workbook is full.
    pub fn bad_cell(&mut self, row: u32, column: u32, why: &str, found: &str) -> bool {
        self.draft.cells_left = self.draft.cells_left.saturating_sub(1);
        let finding = Diagnostic::error("cell-not-read", format!("this cell cannot be read: {why}"))
            .at(&self.sheet.at(row, column))
            .found(found)
            .hint("type the cell's content anew and save");
        self.tell(finding);
        self.draft.cells_left > 0
    }

    /// A finding that the sheet cannot be read to its end. Of a damaged sheet nothing is kept: a value that looks
    /// sound may be a wrong one.
    pub fn broken_off(&mut self, broken: &Broken) {
        if broken.corrupt {
            self.cells.clear();
            self.sheet.rows.clear();
            // What was amiss in cells that are not kept would only hide why.
            self.draft.diagnostics.truncate(self.told_before.0);
            self.draft.told = std::mem::take(&mut self.told_before.1);
        }
        let (rest, some) = match self.last_row() {
            Some(row) => ("the rest of ", format!(" after row {}", row + 1)),
            None => ("", String::new()),
        };
        let finding = Diagnostic::error(
            "sheet-not-read",
            format!(
                "{rest}sheet \"{}\" of {} cannot be read{some}: {}",
                self.sheet.name, self.sheet.workbook, broken.why
            ),
        )
        .hint(super::DAMAGED);
        self.tell(finding);
    }

    fn last_row(&self) -> Option<u32> {
        if !self.cells.is_empty() { Some(self.row) } else { self.sheet.rows.keys().next_back().copied() }
    }

    /// Puts a cell in its place. Gives false when the workbook is full and reading should end.
    pub fn put(&mut self, row: u32, column: u32, content: Content, look: &Look) -> bool {
        let percent = look.format.percent;
        let (value, text): (Value, Arc<str>) = match content {
            Content::Blank => (Value::Blank, Arc::default()),
            Content::Uncalculated => (Value::Uncalculated, Arc::default()),
            Content::Text(text) if text.is_empty() => (Value::Blank, text),
            Content::Text(text) => (Value::Text, text),
            Content::Bool(yes) => (Value::Bool(yes), if yes { "TRUE" } else { "FALSE" }.into()),
            Content::Error(words) => (Value::Error, words),
            Content::Date(when) => self.date(when, look),
            Content::Number(number) if !number.is_finite() => (Value::Error, "not a number".into()),
            Content::Number(number) if look.format.date => match self.moment(number, look) {
                Some(when) => self.date(when, look),
                None => {
                    let finding = Diagnostic::warning("date-out-of-range", "the number in this date cell is no date")
                        .at(&self.sheet.at(row, column))
                        .found(number.to_string())
                        .hint("type the date anew");
                    self.tell(finding);
                    self.words.clear();
                    shown::number(&mut self.words, number, &Default::default());
                    (Value::Number(number), self.words.as_str().into())
                }
            },
            Content::Number(number) => {
                self.words.clear();
                shown::number(&mut self.words, number, &look.format);
                (Value::Number(number), self.words.as_str().into())
            }
        };
        self.place(row, column, Cell { value, text, fill: look.fill, struck: look.struck, percent })
    }

    fn moment(&self, number: f64, look: &Look) -> Option<NaiveDateTime> {
        // Below 1 there is a time of day and no day; Excel shows "00/01/1900".
        if number < 1.0 && look.format.day_or_year && !self.from_1904 {
            return None;
        }
        shown::moment(number, self.from_1904)
    }

    fn date(&mut self, when: NaiveDateTime, look: &Look) -> (Value, Arc<str>) {
        self.words.clear();
        shown::date(&mut self.words, when, &look.format);
        (Value::Date { when, month: look.format.month_only }, self.words.trim().into())
    }

    /// Puts a finished cell in its place, if it holds anything. Gives false when the workbook is full.
    pub fn place(&mut self, row: u32, column: u32, mut cell: Cell) -> bool {
        if cell.value == Value::Blank && cell.fill.is_none() {
            return true;
        }
        if cell.text.len() > limits::CELL_CHARACTERS
            && let Some((end, _)) = cell.text.char_indices().nth(limits::CELL_CHARACTERS)
        {
            let finding =
                Diagnostic::error("cell-cut-short", "this cell holds more than Excel can show and was cut short")
                    .at(&self.sheet.at(row, column))
                    .found(&cell.text[..end.min(400)])
                    .hint("move the text to a document of its own");
            self.tell(finding);
            cell.text = cell.text[..end].into();
        }
        let new_row = row != self.row || self.cells.is_empty();
        let draft = &mut *self.draft;
        let spent = if draft.cells_left == 0 {
            Some(("cells", "cells"))
        } else if draft.text_left < cell.text.len() {
            Some(("text", "text_megabytes"))
        } else {
            (new_row && draft.rows_left == 0).then_some(("rows", "rows"))
        };
        if let Some((what, key)) = spent {
            if !draft.full {
                draft.full = true;
                let finding = Diagnostic::error(
                    "too-many-cells",
                    format!(
                        "{} has more {what} than a workbook may have here; the rest was left out",
                        self.sheet.workbook
                    ),
                )
                .at(&self.sheet.at(row, column))
                .hint(format!("split the workbook, or raise {key} under [limits] in boardpack.toml"));
                draft.tell(finding);
            }
            return false;
        }
        draft.cells_left -= 1;
        draft.text_left -= cell.text.len();
        if new_row {
            self.settle();
            self.draft.rows_left -= 1;
            self.row = row;
        }
        if self.cells.last().is_some_and(|(last, _)| *last == column) {
            let finding = Diagnostic::warning("cell-repeated", "the file holds this cell twice; the second was taken")
                .at(&self.sheet.at(row, column))
                .hint("open the workbook, look whether the cell is right, and save it again");
            self.tell(finding);
        }
        self.cells.push((column, cell));
        true
    }

    /// Moves the cells of the row in hand into the sheet.
    fn settle(&mut self) {
        if self.cells.is_empty() {
            return;
        }
        let worded = self.cells.iter().any(|(_, cell)| cell.value != Value::Blank);
        self.wordless = if worded { 0 } else { self.wordless + 1 };
        if self.wordless > WORDLESS_ROWS {
            self.draft.cells_left += self.cells.len();
            self.draft.rows_left += 1;
            self.cells.clear();
            return;
        }
        let row = self.sheet.rows.entry(self.row).or_default();
        if row.cells.is_empty() {
            row.cells = self.cells.drain(..).collect();
        } else {
            row.cells.extend(self.cells.drain(..));
        }
    }

    pub fn hide_row(&mut self, row: u32, by_filter: bool) {
        // A sheet cannot hold more rows than this, and a row may be named again and again.
        if self.hidden_rows.len() <= limits::LAST_ROW as usize {
            self.hidden_rows.push((row, by_filter));
        }
    }

    pub fn hide_columns(&mut self, first: u32, last: u32) {
        if first <= last && self.sheet.hidden_columns.len() <= limits::LAST_COLUMN as usize {
            self.sheet.hidden_columns.push((first, last));
        }
    }

    pub fn filter(&mut self, region: Region) {
        if self.filters.len() < 100 {
            self.filters.push(region);
        }
    }

    pub fn merge(&mut self, region: Region) {
        if self.merges.len() < 100_000 && region.is_more_than_a_cell() {
            self.merges.push(region);
        }
    }

    pub fn comment(&mut self, row: u32, column: u32, text: &str) {
        let text = shown::regular(text);
        let room = self.draft.cells_left > 0 && self.draft.text_left >= text.len();
        if !text.is_empty() && room {
            self.draft.cells_left -= 1;
            self.draft.text_left -= text.len();
            self.sheet.comments.push(Comment { row, column, text });
        }
    }

    /// Ends the sheet and adds it to its workbook.
    pub fn finish(mut self) {
        self.settle();
        for (number, by_filter) in &self.hidden_rows {
            let filtered =
                *by_filter || self.filters.iter().any(|filter| (filter.first_row..=filter.last_row).contains(number));
            if let Some(row) = self.sheet.rows.get_mut(number) {
                row.hidden = if filtered { Hidden::ByFilter } else { Hidden::ByHand };
            }
        }
        let (merges, lost) = Merges::new(self.merges, &mut self.draft.merged_rows_left);
        self.sheet.merges = merges;
        if lost > 0 {
            let finding = Diagnostic::warning(
                "merges-not-read",
                format!("sheet \"{}\" has {lost} merged blocks too large or too many to follow", self.sheet.name),
            )
            .at(&self.sheet.at(0, 0))
            .hint("take the merges off (Home, Merge & Center) where they reach beyond the tables");
            self.draft.tell(finding);
        }
        self.sheet.comments.sort_by_key(|comment| (comment.row, comment.column));
        self.draft.workbook.sheets.push(self.sheet);
    }
}

/// A cell of a text file or an OpenDocument sheet, whose words stand beside its value.
pub fn worded(value: Value, text: &str, fill: Option<Rgb>, struck: bool, percent: bool) -> Cell {
    let text = shown::regular(text);
    let value = if value == Value::Text && text.is_empty() { Value::Blank } else { value };
    Cell { value, text: text.into(), fill, struck, percent }
}
