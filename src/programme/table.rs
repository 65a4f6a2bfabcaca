//! Finding the tables on a sheet: which row holds the headings, what kind of records stand below, and which rows count.
//!
//! A header is found by its headings, wherever it stands; one or two rows of it. Several tables may stand one under
//! another. Rows hidden by hand and rows struck through are left out, with a finding; rows that a filter hides count.

use std::collections::BTreeMap;

use super::columns::{self, Field, Match, OwnHeadings, SheetKind};
use super::dates;
use super::model::Month;
use crate::diagnostic::{Diagnostic, shorten};
use crate::located::Located;
use crate::workbook::{Cell, Hidden, Sheet, Value};

/// A recognised table.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: SheetKind,
    /// The row of the (lower) headings.
    pub header_row: u32,
    /// The row of spanning headings above it, where there is one.
    pub group_row: Option<u32>,
    pub columns: BTreeMap<Field, u32>,
    /// Measures only: the columns of months, in their order on the sheet.
    pub months: Vec<(u32, Month)>,
    /// Columns with a heading that no field claims.
    pub unused: Vec<(u32, String)>,
    /// The first row above the header that belongs to the table: its title, outcomes, lead officer.
    pub first_row: u32,
    /// The row after the last.
    pub end_row: u32,
}

/// Rows looked at for a header from the top of a sheet or the end of a table.
const HEADER_DEPTH: usize = 60;

/// Finds the tables of a sheet, from the top.
pub fn find_tables(sheet: &Sheet, own: &OwnHeadings) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut looked_at = 0;
    for &row in sheet.rows.keys() {
        looked_at += 1;
        if tables.is_empty() && looked_at > HEADER_DEPTH {
            break;
        }
        if tables.last().is_some_and(|table| row <= table.header_row) {
            continue;
        }
        let Some(mut found) = header_at(sheet, row, own) else { continue };
        // A header of two rows is first met by its upper row alone, which may already fit: the better one wins.
        if let Some(next) = sheet.rows.range(row + 1..).next().map(|(next, _)| *next)
            && next == row + 1
            && let Some(better) = header_at(sheet, next, own)
            && better.group_row == Some(row)
            && fit_of(&better) > fit_of(&found)
        {
            found = better;
        }
        if let Some(last) = tables.last_mut() {
            // A table's own rows can hold words that are headings too; only a row that is nothing else ends it.
            if fit_of(&found) * 2 < fit_of(last) {
                continue;
            }
            last.end_row = found.group_row.unwrap_or(found.header_row);
            found.first_row = title_start(sheet, last.header_row + 1, last.end_row);
            last.end_row = found.first_row;
        }
        tables.push(found);
    }
    tables
}

/// The title of a lower table begins after the last blank row above its header.
fn title_start(sheet: &Sheet, from: u32, header: u32) -> u32 {
    (from..header).rev().find(|row| !sheet.rows.contains_key(row)).map_or(header, |blank| blank + 1)
}

fn fit_of(table: &Table) -> u32 {
    let fields: Vec<Field> = table.columns.keys().copied().collect();
    columns::fit(table.kind, &fields, table.months.len())
}

/// The best reading of a row as a header, with the row above it as spanning headings.
fn header_at(sheet: &Sheet, row: u32, own: &OwnHeadings) -> Option<Table> {
    let cells = &sheet.rows.get(&row)?.cells;
    let words = cells.values().filter(|cell| !cell.text.is_empty() && cell.text.chars().count() <= 120).count();
    if words < 2 {
        return None;
    }
    let groups = spanning_headings(sheet, row);
    let mut best: Option<(u32, Table)> = None;
    for kind in SheetKind::ALL {
        let table = read_header(sheet, row, &groups, kind, own);
        let fit = fit_of(&table);
        if fit > 0 && best.as_ref().is_none_or(|(most, _)| fit > *most) {
            best = Some((fit, table));
        }
    }
    best.map(|(_, table)| table)
}

/// The headings of the row above, each carried across the columns it is merged over.
fn spanning_headings(sheet: &Sheet, row: u32) -> BTreeMap<u32, String> {
    let mut groups = BTreeMap::new();
    let Some(above) = row.checked_sub(1) else { return groups };
    let Some(cells) = sheet.rows.get(&above) else { return groups };
    for (&column, cell) in &cells.cells {
        if cell.text.is_empty() {
            continue;
        }
        let last = sheet.merge_at(above, column).map_or(column, |merge| merge.last_column);
        // A title merged across the whole sheet is no heading of columns.
        if last - column > 30 || cell.text.chars().count() > 60 {
            continue;
        }
        for column in column..=last {
            groups.insert(column, cell.text.to_string());
        }
    }
    groups
}

fn read_header(sheet: &Sheet, row: u32, groups: &BTreeMap<u32, String>, kind: SheetKind, own: &OwnHeadings) -> Table {
    let mut claims: BTreeMap<Field, (Match, u32)> = BTreeMap::new();
    let mut months = Vec::new();
    let mut unused = Vec::new();
    let mut grouped = false;
    let cells = &sheet.rows[&row].cells;
    let last = cells.keys().next_back().copied().unwrap_or(0).max(groups.keys().next_back().copied().unwrap_or(0));
    let heads: Vec<u32> =
        cells.keys().copied().chain(groups.keys().copied()).filter(|column| *column <= last).collect();
    let mut seen = Vec::new();
    for column in heads {
        if seen.contains(&column) {
            continue;
        }
        seen.push(column);
        let group = groups.get(&column).map_or("", String::as_str);
        let cell = cells.get(&column);
        let leaf = cell.map_or("", |cell| &cell.text);
        if kind == SheetKind::Measures
            && let Some(month) = cell.and_then(|cell| month_heading(cell, group))
        {
            grouped |= !group.is_empty();
            months.push((column, month));
            continue;
        }
        // A heading merged down over both header rows stands in the upper one only.
        let heading = if leaf.is_empty() && sheet.merge_at(row, column).is_some_and(|merge| merge.first_row < row) {
            grouped = true;
            group
        } else {
            leaf
        };
        let Some((field, how)) = columns::field_of(kind, group, heading, own) else {
            if !leaf.is_empty() {
                unused.push((column, leaf.to_owned()));
            }
            continue;
        };
        let ungrouped = columns::field_of(kind, "", heading, own);
        grouped |= ungrouped.map(|(field, _)| field) != Some(field);
        match claims.get(&field) {
            Some((held, _)) if *held >= how => unused.push((column, leaf.to_owned())),
            _ => {
                if let Some((_, earlier)) = claims.insert(field, (how, column)) {
                    unused.push((earlier, sheet.text(row, earlier).to_owned()));
                }
            }
        }
    }
    let above = row.checked_sub(1).filter(|above| grouped && sheet.rows.contains_key(above));
    Table {
        kind,
        header_row: row,
        group_row: above,
        columns: claims.into_iter().map(|(field, (_, column))| (field, column)).collect(),
        months,
        unused,
        first_row: 0,
        end_row: u32::MAX,
    }
}

/// A column of months: a date, "May 2024", or "May" under "2024/25".
fn month_heading(cell: &Cell, group: &str) -> Option<Month> {
    if let Value::Date { when, .. } = cell.value {
        return Some(Month::of(when.date()));
    }
    if let Some(month) = dates::month(&cell.text) {
        return Some(month);
    }
    let month = dates::month_number(cell.text.trim().to_lowercase().as_str())?;
    let digits: Vec<i32> = group.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    // "2024/25" is a financial year, April to March; a bare "2024" is a calendar year.
    match digits.as_slice() {
        [year] if *year > 1900 => Some(Month { year: *year, month }),
        [first, _] if *first > 1900 => Some(Month { year: if month >= 4 { *first } else { first + 1 }, month }),
        _ => None,
    }
}

impl Table {
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// The cell of a field in a row, looking through a merge to its first cell.
    pub fn cell<'s>(&self, sheet: &'s Sheet, row: u32, field: Field) -> Option<(&'s Cell, u32, u32)> {
        let column = *self.columns.get(&field)?;
        let own = sheet.cell(row, column).filter(|cell| cell.value != Value::Blank || cell.fill.is_some());
        if let Some(cell) = own
            && cell.value != Value::Blank
        {
            return Some((cell, row, column));
        }
        if let Some(merge) = sheet.merge_at(row, column)
            && merge.first_row > self.header_row
            && let Some(cell) = sheet.cell(merge.first_row, merge.first_column)
        {
            return Some((cell, merge.first_row, merge.first_column));
        }
        own.map(|cell| (cell, row, column))
    }

    /// The text of a field in a row, its placeholders ("Select…", "Enter text") taken for blanks.
    pub fn text(&self, sheet: &Sheet, row: u32, field: Field) -> Option<Located<String>> {
        let (cell, row, column) = self.cell(sheet, row, field)?;
        if cell.text.is_empty() || cell.value == Value::Error || is_placeholder(&cell.text) {
            return None;
        }
        Some(sheet.located(row, column, cell.text.to_string()))
    }

    /// The text that stands in this very row: a merge that began above gives nothing.
    pub fn own_text(&self, sheet: &Sheet, row: u32, field: Field) -> Option<Located<String>> {
        self.text(sheet, row, field).filter(|text| text.at.row == row)
    }

    /// A cell's lines as separate entries, without bullets.
    pub fn lines(&self, sheet: &Sheet, row: u32, field: Field) -> Vec<Located<String>> {
        self.own_text(sheet, row, field).map(|text| split_lines(&text)).unwrap_or_default()
    }

    /// The rows that count. `key` is the field whose words make a record; `diagnostics` is told what was left out.
    pub fn rows(&self, sheet: &Sheet, key: Field, diagnostics: &mut Vec<Diagnostic>) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut filtered = 0u32;
        for (&number, row) in sheet.rows.range(self.header_row + 1..self.end_row) {
            let words = self.own_text(sheet, number, key);
            if row.hidden == Hidden::ByHand {
                if let Some(words) = words {
                    diagnostics.push(
                        Diagnostic::warning(
                            "row-hidden",
                            format!("row {} is hidden by hand and was left out", number + 1),
                        )
                        .at(&words.at)
                        .found(&words.value)
                        .hint("unhide the row if it counts, or delete it if it does not"),
                    );
                }
                continue;
            }
            let struck =
                words.as_ref().and_then(|words| sheet.cell(number, words.at.column)).is_some_and(|cell| cell.struck);
            if struck && let Some(words) = words {
                diagnostics.push(
                    Diagnostic::warning(
                        "row-struck-through",
                        format!("row {} is struck through and was left out as withdrawn", number + 1),
                    )
                    .at(&words.at)
                    .found(&words.value)
                    .hint("take the line through it away if it counts, or move it to a sheet of withdrawn records"),
                );
                continue;
            }
            filtered += u32::from(row.hidden == Hidden::ByFilter && words.is_some());
            rows.push(number);
        }
        if filtered > 0 {
            let (rows, were) = if filtered == 1 { ("row", "was") } else { ("rows", "were") };
            diagnostics.push(
                Diagnostic::note(
                    "rows-filtered",
                    format!("{filtered} {rows} that a filter hides {were} read all the same"),
                )
                .at(&sheet.at(self.header_row, 0))
                .hint("nothing to do if they count; clear the filter to see them"),
            );
        }
        rows
    }
}

/// The lines of a cell, bullets and numbering dashes taken off.
pub fn split_lines(text: &Located<String>) -> Vec<Located<String>> {
    text.value
        .lines()
        .map(|line| line.trim_start_matches(['•', '·', '▪', '◦', '‣', '–', '-', '*', ' ']).trim())
        .filter(|line| !line.is_empty())
        .map(|line| Located { value: line.to_owned(), at: text.at.clone(), raw: text.raw.clone() })
        .collect()
}

/// What a form says before it is filled in.
pub fn is_placeholder(text: &str) -> bool {
    let plain = text.trim().trim_matches(['<', '>', '[', ']', '(', ')']).to_lowercase();
    let opens = ["select ", "select…", "select...", "choose ", "enter ", "insert ", "type here", "add text"];
    let form = plain.starts_with("click here") || plain.starts_with("click or tap");
    plain.chars().count() <= 60 && (form || opens.iter().any(|open| plain.starts_with(open)) && asks(&plain))
}

/// Whether a phrase that begins like a placeholder goes on like one, unlike "Select two schools for the pilot".
fn asks(plain: &str) -> bool {
    let ends = plain.ends_with(['…', ':']) || plain.ends_with("...");
    let about = [
        "here",
        "text",
        "date",
        "name",
        "status",
        "owner",
        "lead",
        "rag",
        "brag",
        "option",
        "item",
        "from list",
        "one",
        "a risk",
        "score",
    ];
    ends || plain.split_whitespace().count() <= 4 && about.iter().any(|word| plain.contains(word))
}

/// A row that holds words but no record: a total, a note, or a slip.
pub fn left_out(sheet: &Sheet, row: u32, kind: SheetKind) -> Option<Diagnostic> {
    let (column, cell) = sheet.rows.get(&row)?.cells.iter().find(|(_, cell)| !cell.text.is_empty())?;
    let opening = cell.text.to_lowercase();
    let aside =
        ["total", "note", "key", "number of", "sub-total", "subtotal", "count", "average", "source", "overall", "*"];
    let (severity, why) = if aside.iter().any(|word| opening.starts_with(word)) {
        (crate::diagnostic::Severity::Note, "it was taken for a total or a note")
    } else {
        (crate::diagnostic::Severity::Warning, "it has no ref")
    };
    Some(
        Diagnostic::new(
            severity,
            "row-without-ref",
            format!("row {} was not read as one of the {}: {why}", row + 1, kind.records()),
        )
        .at(&sheet.at(row, *column))
        .found(shorten(&cell.text, 80))
        .hint("give it a ref if it is a record"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_blanks_and_instructions_are_not() {
        for text in [
            "Select…",
            "Select status",
            "Enter text",
            "[Insert date]",
            "Choose an item.",
            "Click or tap to enter text here",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Select two schools for the pilot in each cluster",
            "Enter into a section 75 agreement with the ICB",
            "Green",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
