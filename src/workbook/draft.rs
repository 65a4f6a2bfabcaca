//! A workbook in the making: cells are put in one by one, under limits, and what is amiss is told once.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::format::{NumberFormat, Precision, Shows};
use super::look::{Font, Look};
use super::xml::Broken;
use super::{
    Cell, Comment, Hidden, Limits, Merges, Region, Rgb, Sheet, Value, Workbook, WorkbookFile, day_order, limits, shown,
};
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
    lines_left: usize,
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
    /// Cells that hold something of which their formats show nothing, by column: the first row and how many.
    unseen: BTreeMap<u32, (u32, usize)>,
    /// Cells whose words a merged block covers, by column.
    covered: BTreeMap<u32, (u32, usize)>,
    /// The first number that is shown without its last thousands.
    in_thousands: Option<(u32, u32, f64)>,
    /// Formulas whose result is nought, and whether any other result was stored.
    noughts: Vec<(u32, u32)>,
    worked_out: bool,
    /// Texts that are dates of three numbers.
    dates: Vec<(u32, u32)>,
    /// Whether the sheet is a text file.
    pub text_file: bool,
}

/// Whether words are struck through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Struck {
    #[default]
    No,
    /// Some are; here is the whole text.
    Part(Arc<str>),
    Whole,
}

/// A text with what the looks of its runs say.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The words that count: of a text with struck words, the others.
    pub text: Arc<str>,
    pub struck: Struck,
    /// The colour of its letters, where its runs say it: none where it is black or they have several.
    pub letters: Option<Option<Rgb>>,
}

impl Words {
    pub fn plain(text: &str) -> Words {
        Words { text: shown::regular(text).into(), ..Words::default() }
    }

    /// A text of runs as the binary formats keep them: where each begins, in units of UTF-16, and its font.
    pub fn of_runs(text: &str, runs: &[(usize, usize)], fonts: &[Font]) -> Words {
        let mut kept = Kept::default();
        let mut colours: Vec<Option<Rgb>> = Vec::new();
        let mut whole = String::new();
        let starts = runs.iter().map(|(start, font)| (*start, fonts.get(*font).copied()));
        let mut runs = std::iter::once((0, None)).chain(starts).peekable();
        let (mut at, mut rest) = (0, text);
        while let Some((_, font)) = runs.next() {
            let end = runs.peek().map_or(usize::MAX, |(next, _)| *next);
            let length: usize = rest
                .chars()
                .take_while(|c| {
                    let within = at < end;
                    at += if within { c.len_utf16() } else { 0 };
                    within
                })
                .map(char::len_utf8)
                .sum();
            let (run, behind) = rest.split_at(length);
            rest = behind;
            let struck = font.is_some_and(|font| font.struck);
            kept.add(&whole, run, struck);
            whole.push_str(run);
            if !struck && !run.trim().is_empty() {
                colours.push(font.and_then(|font| font.colour));
            }
        }
        let (text, struck) = kept.words(&whole);
        let same = colours.windows(2).all(|pair| pair[0] == pair[1]);
        let letters = colours.first().filter(|first| !same || first.is_some()).map(|first| first.filter(|_| same));
        Words { text, struck, letters }
    }
}

/// The words of a text that are not struck through, put together run by run. Most texts have no struck words, and are
/// not kept twice.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What is not struck through, once something is.
    words: Option<String>,
    plain: bool,
}

impl Kept {
    /// Takes the next run of a text of which `before` stands already.
    pub fn add(&mut self, before: &str, run: &str, struck: bool) {
        let blank = run.trim().is_empty();
        if struck && !blank && self.words.is_none() {
            self.words = Some(before.to_owned());
        }
        self.plain |= !struck && !blank;
        if let Some(words) = self.words.as_mut().filter(|_| !struck) {
            // No space on both sides of what is gone.
            let run = if words.ends_with([' ', '\n']) { run.trim_start_matches(' ') } else { run };
            words.push_str(run);
        }
    }

    /// The words that count.
    pub fn words(&self, whole: &str) -> (Arc<str>, Struck) {
        match &self.words {
            Some(words) if self.plain => (shown::regular(words).into(), Struck::Part(shown::regular(whole).into())),
            Some(_) => (shown::regular(whole).into(), Struck::Whole),
            None => (shown::regular(whole).into(), Struck::No),
        }
    }
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
            lines_left: limits::LINES,
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
            totals: Vec::new(),
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
            unseen: BTreeMap::new(),
            covered: BTreeMap::new(),
            in_thousands: None,
            noughts: Vec::new(),
            worked_out: false,
            dates: Vec::new(),
            text_file: false,
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
            .hint("type the cell's content again and save");
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
        let mut percent = false;
        let (value, text): (Value, Arc<str>) = match content {
            Content::Blank => (Value::Blank, Arc::default()),
            Content::Uncalculated => (Value::Uncalculated, Arc::default()),
            Content::Text(text) if text.is_empty() => (Value::Blank, text),
            Content::Text(text) => match look.format.text(&text) {
                Some(shown) if shown.is_empty() => self.unseen(row, column),
                Some(shown) => (Value::Text, shown.into()),
                None => (Value::Text, text),
            },
            Content::Bool(yes) => (Value::Bool(yes), if yes { "TRUE" } else { "FALSE" }.into()),
            Content::Error(words) => (Value::Error, words),
            Content::Date(when) => self.date(when, &look.format),
            Content::Number(number) if !number.is_finite() => (Value::Error, "not a number".into()),
            Content::Number(number) => match look.format.section(number).shows {
                Shows::Moment(precision) => match self.moment(number, precision) {
                    Some(when) => self.date(when, &look.format),
                    None => self.no_date(row, column, number),
                },
                shows => {
                    if shows == Shows::Thousands {
                        self.in_thousands.get_or_insert((row, column, number));
                    }
                    self.words.clear();
                    let (value, sign) = shown::number(&mut self.words, number, &look.format);
                    percent = sign;
                    if value == Value::Blank && !(number == 0.0 && look.format.is_date()) {
                        self.unseen(row, column)
                    } else {
                        (value, self.words.as_str().into())
                    }
                }
            },
        };
        let cell = Cell { value, text, fill: look.fill, letters: look.letters, struck: look.struck, percent };
        self.place(row, column, cell)
    }

    /// Puts a text in its place with what its runs say.
    pub fn put_words(&mut self, row: u32, column: u32, words: &Words, look: &Look) -> bool {
        if let Struck::Part(whole) = &words.struck {
            self.partly_struck(row, column, whole);
        }
        let content = Content::Text(words.text.clone());
        let struck = words.struck == Struck::Whole;
        if !struck && words.letters.is_none() {
            return self.put(row, column, content, look);
        }
        let letters = words.letters.unwrap_or(look.letters);
        self.put(row, column, content, &Look { struck: struck || look.struck, letters, ..look.clone() })
    }

    fn moment(&self, number: f64, precision: Precision) -> Option<NaiveDateTime> {
        // Below 1 there is a time of day and no day; Excel shows "00/01/1900".
        if number < 1.0 && precision != Precision::Time && !self.from_1904 {
            return None;
        }
        shown::moment(number, self.from_1904)
    }

    fn date(&mut self, when: NaiveDateTime, format: &NumberFormat) -> (Value, Arc<str>) {
        self.words.clear();
        let shown = format.moment(&mut self.words, when);
        (Value::Date { when, shown }, self.words.trim().into())
    }

    fn no_date(&mut self, row: u32, column: u32, number: f64) -> (Value, Arc<str>) {
        let finding = Diagnostic::warning("date-out-of-range", "the number in this date cell is not a date")
            .at(&self.sheet.at(row, column))
            .found(number.to_string())
            .hint("type the date again");
        self.tell(finding);
        self.words.clear();
        let (value, _) = shown::number(&mut self.words, number, &NumberFormat::default());
        (value, self.words.as_str().into())
    }

    /// What a format shows nothing of is read as nothing, and told of once for the column.
    pub fn unseen(&mut self, row: u32, column: u32) -> (Value, Arc<str>) {
        self.unseen.entry(column).or_insert((row, 0)).1 += 1;
        (Value::Blank, Arc::default())
    }

    /// A formula's stored result. Programs that write workbooks put a nought in each for the time being.
    pub fn result(&mut self, row: u32, column: u32, nought: bool) {
        self.worked_out |= !nought;
        if nought && !self.worked_out && self.noughts.len() < limits::LAST_ROW as usize {
            self.noughts.push((row, column));
        }
    }

    /// A text of more lines than are kept apart: those beyond are run together, for each line can become an entry of
    /// its own, many times as large as its words.
    fn with_fewer_lines(&mut self, row: u32, column: u32, text: &str) -> Option<Arc<str>> {
        let ends = || memchr::memchr_iter(b'\n', text.as_bytes());
        let kept = ends().count().min(limits::LINES_OF_A_CELL - 1).min(self.draft.lines_left);
        self.draft.lines_left -= kept;
        let (apart, together) = text.split_at(ends().nth(kept)?);
        let (says, hint) = match kept + 1 {
            limits::LINES_OF_A_CELL => (
                format!(
                    "this cell has {} lines, and those after the first {} were run together",
                    ends().count() + 1,
                    kept + 1
                ),
                "move the text to a document of its own, or give each entry a row",
            ),
            _ => (
                "the cells of this workbook have more lines than are kept apart; those of this one were run together"
                    .to_owned(),
                "split the workbook",
            ),
        };
        self.tell(
            Diagnostic::warning("lines-run-together", says).at(&self.sheet.at(row, column)).found(text).hint(hint),
        );
        Some(format!("{apart}{}", together.replace('\n', " ")).into())
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
                Diagnostic::error("cell-cut-short", "this cell has more than Excel can show and was cut short")
                    .at(&self.sheet.at(row, column))
                    .found(&cell.text[..end])
                    .hint("move the text to a document of its own");
            self.tell(finding);
            cell.text = cell.text[..end].into();
        }
        if let Some(text) = self.with_fewer_lines(row, column, &cell.text) {
            cell.text = text;
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
            let finding = Diagnostic::warning("cell-repeated", "the file has this cell twice; the second was taken")
                .at(&self.sheet.at(row, column))
                .hint("open the workbook, look whether the cell is right, and save it again");
            self.tell(finding);
        }
        if cell.value == Value::Text && day_order::is_date(&cell.text) {
            self.dates.push((row, column));
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

    /// The last rows of a table, where they are rows of totals.
    pub fn totals(&mut self, table: Region, rows: u32) {
        if rows > 0 && self.sheet.totals.len() < 1_000 {
            let first_row = (table.last_row + 1).saturating_sub(rows).max(table.first_row);
            self.sheet.totals.push(Region { first_row, ..table });
        }
    }

    /// Tells of a cell of whose words some are struck through.
    pub fn partly_struck(&mut self, row: u32, column: u32, whole: &str) {
        let finding = Diagnostic::note(
            "words-struck-through",
            "some of the words in this cell are struck through and were not read",
        )
        .at(&self.sheet.at(row, column))
        .found(whole)
        .hint("delete the words that no longer count, or take the line through them away");
        self.tell(finding);
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

    /// Counts a cell whose words a merged block covers.
    pub fn covered(&mut self, row: u32, column: u32) {
        self.covered.entry(column).or_insert((row, 0)).1 += 1;
    }

    /// Takes away what stands in cells that a merged block covers: it is still in the file, and nobody sees it.
    fn uncover(&mut self, regions: &[Region]) {
        let mut rows_left = limits::MERGED_ROWS;
        for region in regions {
            let first = self.sheet.cell(region.first_row, region.first_column).map(|cell| cell.text.clone());
            for (&row, held) in self.sheet.rows.range_mut(region.first_row..=region.last_row).take(rows_left) {
                rows_left -= 1;
                for (&column, cell) in held.cells.range_mut(region.first_column..=region.last_column) {
                    if (row, column) == (region.first_row, region.first_column) || cell.value == Value::Blank {
                        continue;
                    }
                    // The same words twice are no loss.
                    if first.as_ref() != Some(&cell.text) && !cell.text.is_empty() {
                        self.covered.entry(column).or_insert((row, 0)).1 += 1;
                    }
                    (cell.value, cell.text) = (Value::Blank, Arc::default());
                }
            }
        }
    }

    /// Tells once for each column of what is in the file and out of sight, and once of numbers shown in thousands.
    fn tell_unseen(&mut self) {
        for (column, (row, count)) in std::mem::take(&mut self.covered) {
            let hold = match count {
                1 => "a cell that a merged block covers has something of its own".to_owned(),
                count => format!("{count} cells of this column that merged blocks cover hold something of their own"),
            };
            let finding = Diagnostic::warning("column-under-merges", format!("{hold}, which was not read"))
                .at(&self.sheet.at(row, column))
                .hint(
                    "nobody sees it: unmerge the cells and delete what does not count, or write each value in its row",
                );
            self.draft.tell(finding);
        }
        for (column, (row, count)) in std::mem::take(&mut self.unseen) {
            let hold = match count {
                1 => "a cell has something that its number format shows nothing of".to_owned(),
                count => {
                    format!("{count} cells of this column hold something that their number formats show nothing of")
                }
            };
            let finding = Diagnostic::note("column-not-shown", format!("{hold}, and was read as blank"))
                .at(&self.sheet.at(row, column))
                .hint("give the cells another number format if what is in them counts");
            self.draft.tell(finding);
        }
        if let Some((row, column, number)) = self.in_thousands {
            let finding = Diagnostic::note(
                "sheet-in-thousands",
                "numbers of this sheet are shown without their last thousands, and were read in full",
            )
            .at(&self.sheet.at(row, column))
            .found(format!("{number}, shown as {}", self.sheet.text(row, column)))
            .hint("say in the heading that these are whole numbers, or write them in thousands");
            self.draft.tell(finding);
        }
    }

    /// Takes the noughts of formulas for results that were never worked out, where the workbook asks for all to be
    /// worked out when it is opened and has no other result on this sheet.
    pub fn never_worked_out(&mut self) {
        self.settle();
        if self.worked_out {
            return;
        }
        let noughts = std::mem::take(&mut self.noughts);
        let Some(&(row, column)) = noughts.first() else { return };
        for (row, column) in &noughts {
            if let Some(cell) = self.sheet.rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
                (cell.value, cell.text, cell.percent) = (Value::Uncalculated, Arc::default(), false);
            }
        }
        let finding = Diagnostic::warning(
            "sheet-never-worked-out",
            format!(
                "the formulas of sheet \"{}\" were never worked out: the noughts in them are no results, and were read as blank",
                self.sheet.name
            ),
        )
        .at(&self.sheet.at(row, column))
        .hint("open the workbook in Excel and save it, so that its formulas are calculated");
        self.draft.tell(finding);
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
        let regions = std::mem::take(&mut self.merges);
        self.uncover(&regions);
        let (merges, lost) = Merges::new(regions, &mut self.draft.merged_rows_left);
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
        self.tell_unseen();
        for finding in day_order::settle(&mut self.sheet, &self.dates, self.text_file) {
            self.draft.tell(finding);
        }
        self.sheet.comments.sort_by_key(|comment| (comment.row, comment.column));
        self.draft.workbook.sheets.push(self.sheet);
    }
}

/// A cell of a text file or an OpenDocument sheet, whose words stand beside its value.
pub fn worded(value: Value, text: &str) -> Cell {
    let text = shown::regular(text);
    let value = if value == Value::Text && text.is_empty() { Value::Blank } else { value };
    Cell { value, text: text.into(), fill: None, letters: None, struck: false, percent: false }
}
