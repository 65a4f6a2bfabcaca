//! A row for each measure and month: what databases export. Rows of one ref and name are one measure. A word in one
//! column may tell what was reached from its target.

use super::across::{Line, line_of, parts_column};
use super::{Cells, Dated, NO_KIND, NO_NAME, is_total};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::programme::columns::Field;
use crate::programme::model::Month;
use crate::programme::periods::{Heading, When};
use crate::programme::table::{self, Table};
use crate::programme::timeline::{self, Found, Surroundings};
use crate::programme::{dates, periods};
use crate::workbook::{Sheet, Value};

/// One row: its measure, and the month it is of.
struct Row {
    row: u32,
    reference: Option<Located<String>>,
    name: Located<String>,
    month: Month,
}

pub fn cells<'s>(sheet: &'s Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Cells<'s>> {
    let mut rows = Vec::new();
    let mut undated: Vec<u32> = Vec::new();
    let counted = table.rows(sheet, Field::Name, diagnostics);
    let parts = parts_column(sheet, table, &counted);
    for row in counted {
        let Some(name) = table.text(sheet, row, Field::Name) else {
            diagnostics.extend(table::left_out(sheet, row, table, NO_NAME));
            continue;
        };
        if is_total(&name.value) {
            diagnostics.extend(table::aside(sheet, row, table));
            continue;
        }
        match month_of(sheet, table, row) {
            Some(month) => rows.push(Row { row, reference: table.text(sheet, row, Field::Reference), name, month }),
            None => undated.push(row),
        }
    }
    tell_undated(sheet, table, &undated, diagnostics);
    let mut measures: Vec<(String, Cells<'s>)> = Vec::new();
    // The newest row of each says its facts.
    rows.sort_by_key(|row| (std::cmp::Reverse(row.month), row.row));
    let mut order: Vec<(u32, usize)> = Vec::new();
    for row in &rows {
        let key = format!("{}\n{}", row.reference.as_ref().map_or("", |reference| &reference.value), row.name.value);
        let index = match measures.iter().position(|(known, _)| *known == key) {
            Some(index) => index,
            None => {
                let reference = row.reference.clone().unwrap_or_else(|| row.name.clone());
                measures.push((key, Cells::new(sheet, reference, row.name.clone()).with_facts(table, row.row)));
                order.push((row.row, measures.len() - 1));
                measures.len() - 1
            }
        };
        order[index].0 = order[index].0.min(row.row);
        let line = parts.map_or(Some(Line::Value), |column| line_of(sheet.text(row.row, column)));
        add(sheet, table, row, line, &mut measures[index].1, diagnostics);
    }
    order.sort_unstable();
    order.into_iter().map(|(_, index)| measures[index].1.clone()).collect()
}

fn add<'s>(
    sheet: &'s Sheet,
    table: &Table,
    row: &Row,
    line: Option<Line>,
    measure: &mut Cells<'s>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let dated = |field| {
        let (cell, row_of, column) = table.cell(sheet, row.row, field)?;
        Some(Dated { month: row.month, cell: Some(cell), row: row_of, column })
    };
    let column = table.columns.get(&Field::Value).copied().unwrap_or_default();
    let value = dated(Field::Value).unwrap_or(Dated { month: row.month, cell: None, row: row.row, column });
    match line {
        Some(Line::Value) => {}
        Some(Line::Target) => return measure.targets.push(value),
        Some(Line::Rating) => return measure.ratings.push(value),
        Some(Line::Denominator) => return measure.counts.push(value),
        Some(Line::Comparator(field)) => {
            // The newest comes first.
            if let Some(place) = value.place().filter(|_| value.has_words()) {
                measure.facts.entry(field).or_insert(place);
            }
            return;
        }
        Some(Line::Numerator | Line::Other) => return,
        None => {
            diagnostics.extend(table::left_out(sheet, row.row, table, NO_KIND));
            return;
        }
    }
    if let Some(other) = measure.values.iter().find(|other| other.month == row.month) {
        diagnostics.push(
            Diagnostic::warning(
                "month-twice",
                format!(
                    "{} has two figures for {}: row {} was read, and this was not",
                    row.name.value,
                    dates::named(row.month),
                    other.row + 1
                ),
            )
            .at(&sheet.at(value.row, value.column))
            .found(sheet.text(value.row, value.column))
            .hint("leave one row for each measure and month, or give what tells them apart names of their own"),
        );
        return;
    }
    measure.values.push(value);
    measure.targets.extend(dated(Field::Target));
    measure.counts.extend(dated(Field::N));
}

/// The month of a row: a date, a month in words, or one whose year stands in a column of its own.
fn month_of(sheet: &Sheet, table: &Table, row: u32) -> Option<Month> {
    let (cell, ..) = table.cell(sheet, row, Field::Period)?;
    if let Value::Date { when, .. } = cell.value {
        return dates::sound_month(when.date());
    }
    let heading = periods::read(&cell.text)?;
    let years = table.cell(sheet, row, Field::Year).and_then(|(cell, ..)| match periods::read(&cell.text)? {
        Heading { when: When::Years(years), .. } => Some(years),
        _ => None,
    });
    let found = Found { index: 0, heading, years, words: cell.text.to_string() };
    timeline::settle(vec![found], &Surroundings::default()).values.first().map(|point| point.period.last)
}

fn tell_undated(sheet: &Sheet, table: &Table, rows: &[u32], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = rows.first() else { return };
    let column = table.columns.get(&Field::Period).copied().unwrap_or_default();
    let says = match rows.len() {
        1 => "a row was not read: its month is not known".to_owned(),
        many => format!("{many} rows were not read: their months are not known"),
    };
    diagnostics.push(
        Diagnostic::warning("row-without-month", says)
            .at(&sheet.at(*first, column))
            .found(sheet.text(*first, column))
            .hint("write the month and the year, such as June 2025"),
    );
}
