//! A column for each measure and a row for each month: a dashboard that lies on its side.
//!
//! It is known by a column of months with columns of figures to the right of it; rows headed "Target", "Unit" and the
//! like say these facts of each measure. Headings of two rows ("Plans" over "Actual" and "Target") are understood.
//!
//! Deliberately absent: lists with dates in their first column (logs, forward plans): their other columns are words.

use super::{Cells, Dated};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::programme::columns::{self, Field, OwnHeadings, SheetKind, normal};
use crate::programme::model::Month;
use crate::programme::numbers;
use crate::programme::periods::{self, Heading, Part, When, Years};
use crate::programme::table::{self, Table};
use crate::programme::timeline::{self, Found, Line};
use crate::workbook::{Cell, Hidden, Precision, Sheet, Value};

/// A table of measures on its side.
#[derive(Clone, Debug)]
pub struct Crosswise {
    pub header_row: u32,
    /// The column of months.
    pub column: u32,
    pub months: Vec<(u32, Month)>,
    measures: Vec<Column>,
    facts: Vec<(u32, Field)>,
    line: Line,
}

/// A column of a measure.
#[derive(Clone, Debug)]
struct Column {
    column: u32,
    part: Part,
    /// Where its name stands: in its own heading, or in the one above it.
    name: (u32, u32),
}

/// How a column of months is headed.
const HEADINGS: [&str; 16] = [
    "month",
    "months",
    "period",
    "date",
    "quarter",
    "reporting period",
    "reporting month",
    "month year",
    "year",
    "financial year",
    "month ending",
    "measure",
    "indicator",
    "kpi",
    "time period",
    "academic year",
];

/// So many months make a series.
const ENOUGH: usize = 3;

/// Finds such tables below and beside the tables that have rows of headings.
pub fn find(sheet: &Sheet, tables: &[Table], edition: Option<Month>) -> Vec<Crosswise> {
    let taken = |row: u32| tables.iter().any(|table| (table.first_row..table.end_row).contains(&row));
    let mut found: Vec<Crosswise> = Vec::new();
    for (&row, cells) in &sheet.rows {
        if taken(row) || found.iter().any(|table| row <= table.last_row()) {
            continue;
        }
        // The column of months is headed as such, or not at all.
        let known = cells
            .cells
            .iter()
            .find(|(_, cell)| HEADINGS.contains(&normal(&cell.text).as_str()))
            .map(|(column, _)| *column);
        let first = cells.cells.iter().find(|(_, cell)| !cell.text.is_empty()).map(|(column, _)| *column);
        let unheaded = first.and_then(|first| first.checked_sub(1));
        let table = [known, unheaded].into_iter().flatten().find_map(|column| at(sheet, row, column, edition));
        if let Some(table) = table.filter(|table| !table.months.iter().any(|(row, _)| taken(*row))) {
            found.push(table);
        }
    }
    found
}

fn at(sheet: &Sheet, header: u32, column: u32, edition: Option<Month>) -> Option<Crosswise> {
    let mut found = Vec::new();
    let mut facts = Vec::new();
    let mut years: Option<Years> = None;
    let (mut empty, mut last) = (0, header);
    for (&row, cells) in sheet.rows.range(header + 1..) {
        // A blank row or two end it.
        if row > last + 2 || empty > 1 {
            break;
        }
        last = row;
        if cells.hidden == Hidden::ByHand {
            continue;
        }
        // The year may stand beside the months, once for each.
        let beside =
            column.checked_sub(1).and_then(|left| sheet.cell(row, left)).and_then(|cell| periods::read(&cell.text));
        if let Some(Heading { when: When::Years(of), .. }) = beside {
            years = Some(of);
        }
        let Some(cell) = cells.cells.get(&column).filter(|cell| !cell.text.is_empty()) else {
            empty += 1;
            continue;
        };
        empty = 0;
        if let Some(heading) = heading_of(cell) {
            found.push(Found { index: row, heading, years, words: cell.text.to_string() });
        } else if let Some((field, _)) = columns::field_of(SheetKind::Measures, "", &cell.text, &OwnHeadings::new()) {
            facts.push((row, field));
        }
    }
    if found.len() < ENOUGH {
        return None;
    }
    let rows = found.len();
    let line = timeline::settle(found, &table::surroundings(sheet, 0, header, edition));
    let months: Vec<(u32, Month)> = line.values.iter().map(|point| (point.index, point.period.last)).collect();
    let measures = columns_of(sheet, header, column, &months);
    // Dates of a list fall into the same months again and again.
    let once = months.len() * 3 >= rows * 2;
    let sound = months.len() >= ENOUGH && once && measures.iter().any(|measure| measure.part == Part::Value);
    sound.then_some(Crosswise { header_row: header, column, months, measures, facts, line })
}

fn heading_of(cell: &Cell) -> Option<Heading> {
    match cell.value {
        Value::Date { when, shown } if shown != Precision::Year => Heading::of_date(when.date()),
        _ => periods::read(&cell.text),
    }
}

/// The columns to the right that hold figures; none where most of them hold words.
fn columns_of(sheet: &Sheet, header: u32, first: u32, months: &[(u32, Month)]) -> Vec<Column> {
    let mut figures = Vec::new();
    let mut words = 0;
    let cells = &sheet.rows[&header].cells;
    for (&column, heading) in cells.range(first + 1..).filter(|(_, cell)| !cell.text.is_empty()) {
        let body: Vec<&Cell> = months
            .iter()
            .filter_map(|(row, _)| sheet.cell(*row, column))
            .filter(|cell| !cell.text.is_empty())
            .collect();
        let numbers = body.iter().filter(|cell| is_figure(cell)).count();
        if numbers == 0 || numbers * 5 < body.len() * 3 {
            words += 1;
            continue;
        }
        let above = header.checked_sub(1).map(|above| {
            let from = sheet.merge_at(above, column).map_or(column, |merge| merge.first_column);
            (above, from)
        });
        let grouped =
            periods::part(&heading.text).zip(above.filter(|(row, column)| !sheet.text(*row, *column).is_empty()));
        match grouped {
            Some((part, name)) => figures.push(Column { column, part, name }),
            None => figures.push(Column { column, part: Part::Value, name: (header, column) }),
        }
    }
    if figures.len() < words { Vec::new() } else { figures }
}

fn is_figure(cell: &Cell) -> bool {
    match cell.value {
        Value::Number(_) => true,
        Value::Text => numbers::figure(&cell.text).is_some(),
        _ => false,
    }
}

impl Crosswise {
    fn last_row(&self) -> u32 {
        self.months.iter().map(|(row, _)| *row).max().unwrap_or(self.header_row)
    }

    /// The measures' cells.
    pub(super) fn cells<'s>(&self, sheet: &'s Sheet, diagnostics: &mut Vec<Diagnostic>) -> Vec<Cells<'s>> {
        diagnostics.extend(table::remarks(&self.line.remarks, |row| sheet.at(row, self.column)));
        let mut measures: Vec<((u32, u32), Cells<'s>)> = Vec::new();
        for Column { column, part, name } in &self.measures {
            let dated: Vec<Dated<'s>> = self
                .months
                .iter()
                .map(|&(row, month)| Dated { month, cell: sheet.cell(row, *column), row, column: *column })
                .collect();
            let index = match measures.iter().position(|(known, _)| known == name) {
                Some(index) => index,
                None => {
                    let words: Located<String> = sheet.located(name.0, name.1, sheet.text(name.0, name.1).to_owned());
                    measures.push((*name, Cells::new(sheet, words.clone(), words)));
                    measures.len() - 1
                }
            };
            let measure = &mut measures[index].1;
            match part {
                Part::Value => {
                    measure.values = dated;
                    for (row, field) in &self.facts {
                        if let Some(cell) = sheet.cell(*row, *column).filter(|cell| !cell.text.is_empty()) {
                            measure.facts.insert(*field, super::Place { cell, row: *row, column: *column });
                        }
                    }
                }
                Part::Target => measure.targets = dated,
                Part::Rating => measure.ratings = dated,
                Part::Denominator => measure.counts = dated,
                Part::Numerator | Part::Other => {}
            }
        }
        let mut cells: Vec<Cells<'s>> = measures.into_iter().map(|(_, cells)| cells).collect();
        for cells in &mut cells {
            if let Some(reference) = cells.text(Field::Reference) {
                cells.reference = reference;
            }
        }
        cells.retain(|cells| !cells.values.is_empty());
        cells
    }

    /// How many measures it has.
    pub fn count(&self) -> usize {
        self.measures.iter().filter(|measure| measure.part == Part::Value).count()
    }
}
