//! A card for each measure: its facts one under another, each with its label to the left.
//!
//! ```text
//! Measure   Plans issued in 20 weeks
//! Target    60%
//! Oct-25    52%
//! Previous  44%
//! ```
//!
//! A card begins at the label of a measure's name and ends before the next one in its column.

use super::{Cells, Dated, Place};
use crate::diagnostic::Diagnostic;
use crate::programme::columns::{self, Field, OwnHeadings, SheetKind};
use crate::programme::model::Month;
use crate::programme::periods;
use crate::programme::table;
use crate::programme::timeline::{self, Found};
use crate::workbook::{Cell, Hidden, Precision, Sheet, Value};

/// So many labels make a card: a name, a figure and something to judge it by.
const ENOUGH: usize = 3;
/// What is said of one card's labels goes for all that are alike; what is to be put right is told at each.
const ALIKE: [&str; 4] = ["latest-without-month", "month-provisional", "month-without-year", "period-at-last-month"];
/// A card's labels stand close together.
const LONGEST: u32 = 30;

/// The measures of a sheet of cards, and the row of the first.
pub fn cells<'s>(
    sheet: &'s Sheet,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(u32, Vec<Cells<'s>>)> {
    let mut measures = Vec::new();
    let mut first = None;
    let before = diagnostics.len();
    for (&row, cells) in &sheet.rows {
        for (&column, cell) in &cells.cells {
            let mut told = Vec::new();
            if field_of(cell) == Some(Field::Name)
                && let Some(card) = card(sheet, row, column, edition, &mut told)
            {
                told.retain(|finding| {
                    let same = |other: &Diagnostic| other.code == finding.code && other.message == finding.message;
                    !ALIKE.contains(&&*finding.code) || !diagnostics[before..].iter().any(same)
                });
                diagnostics.append(&mut told);
                first.get_or_insert(row);
                measures.push(card);
            }
        }
    }
    Some((first?, measures))
}

fn field_of(cell: &Cell) -> Option<Field> {
    let label = cell.text.trim().trim_end_matches(':');
    columns::field_of(SheetKind::Measures, "", label, &OwnHeadings::new()).map(|(field, _)| field)
}

fn card<'s>(
    sheet: &'s Sheet,
    top: u32,
    column: u32,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Cells<'s>> {
    let value_of = |row: u32| beside(sheet, row, column);
    let name = value_of(top)?;
    let words = sheet.located(name.row, name.column, name.cell.text.to_string());
    let mut measure = Cells::new(sheet, words.clone(), words);
    let mut found = Vec::new();
    let mut labels = 1;
    for (&row, cells) in sheet.rows.range(top + 1..top + LONGEST) {
        let Some(label) = cells.cells.get(&column).filter(|cell| !cell.text.is_empty() && cells.hidden == Hidden::No)
        else {
            continue;
        };
        let field = field_of(label);
        if field == Some(Field::Name) {
            break;
        }
        let heading = match label.value {
            Value::Date { when, shown } if shown != Precision::Year => periods::Heading::of_date(when.date()),
            _ => periods::read(label.text.trim().trim_end_matches(':')),
        };
        let Some(value) = value_of(row) else { continue };
        if let Some(heading) = heading {
            found.push(Found { index: row, heading, years: None, words: label.text.to_string() });
            labels += 1;
        } else if let Some(field) = field {
            measure.facts.entry(field).or_insert(value);
            labels += 1;
        }
    }
    let line = timeline::settle(found, &table::surroundings(sheet, 0, top, edition));
    measure.values = line
        .values
        .iter()
        .filter_map(|point| {
            let Place { cell, row, column } = value_of(point.index)?;
            Some(Dated { month: point.period.last, cell: Some(cell), row, column })
        })
        .collect();
    if measure.values.is_empty()
        && let Some(edition) = edition
    {
        for (field, month) in [(Field::Previous, edition.shifted(-1)), (Field::Value, edition)] {
            if let Some(Place { cell, row, column }) = measure.facts.get(&field).copied() {
                measure.values.push(Dated { month, cell: Some(cell), row, column });
            }
        }
        if let Some(value) = measure.values.last() {
            diagnostics.push(table::latest_told(sheet.at(value.row, column), sheet.text(value.row, column), edition));
        }
    }
    if labels < ENOUGH || measure.values.is_empty() {
        return None;
    }
    diagnostics.extend(table::remarks(&line.remarks, |row| sheet.at(row, column)));
    if let Some(reference) = measure.text(Field::Reference) {
        measure.reference = reference;
    }
    Some(measure)
}

/// The next cell to the right that says something.
fn beside(sheet: &Sheet, row: u32, column: u32) -> Option<Place<'_>> {
    let (&column, cell) =
        sheet.rows.get(&row)?.cells.range(column + 1..column + 6).find(|(_, cell)| !cell.text.is_empty())?;
    Some(Place { cell, row, column })
}
