//! How each sheet was understood, as what is told of it: workbooks → their sheets, each with its tables and columns.
//!
//! It decides nothing: it says what the readers of tables decided.

use super::columns::{Field, OwnHeadings, SheetKind};
use super::model::Month;
use super::{Table, crosswise, find_tables, near_miss};
use crate::located::column_name;
use crate::text::shorten;
use crate::workbook::{Row, Sheet, Workbook};

/// A workbook with what was understood of its sheets.
#[derive(Clone, Debug, PartialEq)]
pub struct Surveyed {
    pub name: String,
    pub parts: Vec<Part>,
}

/// A table of a sheet, or a sheet without any.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub sheet: String,
    /// Whether the sheet is hidden, and therefore not read.
    pub hidden: bool,
    /// What it was taken for: "actions, headings in row 3".
    pub said: String,
    pub columns: Vec<Column>,
    /// What there is to say below its columns: what was not found.
    pub more: Vec<String>,
}

/// What a column was taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    pub letters: String,
    pub heading: String,
    /// "is due", "is not used"
    pub meaning: String,
}

/// The survey of a set of workbooks.
pub fn of(workbooks: &[Workbook], own: &OwnHeadings, edition: Option<Month>) -> Vec<Surveyed> {
    let surveyed = |workbook: &Workbook| Surveyed {
        name: workbook.name.to_string(),
        parts: workbook.sheets.iter().flat_map(|sheet| parts(sheet, own, edition)).collect(),
    };
    workbooks.iter().map(surveyed).collect()
}

fn parts(sheet: &Sheet, own: &OwnHeadings, edition: Option<Month>) -> Vec<Part> {
    let part = |said: String| Part {
        sheet: sheet.name.to_string(),
        hidden: sheet.hidden,
        said,
        columns: Vec::new(),
        more: Vec::new(),
    };
    let tables = find_tables(sheet, own, edition);
    let mut parts = Vec::new();
    for table in &crosswise(sheet, &tables, edition) {
        let (from, to) =
            (table.months.iter().map(|(_, month)| *month).min(), table.months.iter().map(|(_, month)| *month).max());
        let months = from.zip(to).map(|(from, to)| format!("{} to {}", from.id(), to.id())).unwrap_or_default();
        parts.push(part(format!(
            "{} measures, one to a column, headings in row {}; {} months down column {}, {months}",
            table.count(),
            table.header_row + 1,
            table.months.len(),
            column_name(table.column),
        )));
    }
    if tables.is_empty() && parts.is_empty() {
        let why = match widest_row(sheet) {
            Some((row, words)) => format!("no headings were recognised; row {} reads: {words}", row + 1),
            None => "empty".to_owned(),
        };
        let near = near_miss(sheet, own).map(|near| {
            let keys = |fields: &[Field], between: &str| {
                fields.iter().map(|field| field.key()).collect::<Vec<_>>().join(between)
            };
            format!(
                "nearest to {}, by row {}: found {}; needs a column for {}",
                near.kind.records(),
                near.row + 1,
                keys(&near.found, ", "),
                keys(&near.lacking, " or ")
            )
        });
        parts.push(Part { more: near.into_iter().collect(), ..part(why) });
    }
    for table in &tables {
        let rows = match table.group_row {
            Some(group) => format!("rows {} and {}", group + 1, table.header_row + 1),
            None => format!("row {}", table.header_row + 1),
        };
        let said = format!("{}, headings in {rows}", table.kind.records());
        parts.push(Part { columns: columns(sheet, table), more: not_found(table), ..part(said) });
    }
    parts
}

fn columns(sheet: &Sheet, table: &Table) -> Vec<Column> {
    let mut found: Vec<(u32, String)> =
        table.columns.iter().map(|(field, column)| (*column, meaning(table.kind, *field))).collect();
    found.extend(table.scales.iter().map(|scale| (scale.column, format!("is {} {}", scale.field.key(), scale.value))));
    found.extend(table.unused.iter().map(|(column, _)| (*column, "is not used".to_owned())));
    found.sort();
    let mut columns: Vec<Column> = found
        .into_iter()
        .map(|(column, meaning)| Column {
            letters: column_name(column),
            heading: table.heading(sheet, column),
            meaning,
        })
        .collect();
    if let (Some((first, from)), Some((last, to))) = (table.months.first(), table.months.last()) {
        columns.push(Column {
            letters: column_name(*first),
            heading: format!("to {}", column_name(*last)),
            meaning: format!("{} months, {} to {}", table.months.len(), from.id(), to.id()),
        });
    }
    columns
}

fn not_found(table: &Table) -> Vec<String> {
    let all = table.kind.columns().iter();
    let missing: Vec<String> = all.filter(|column| !table.has(column.field)).map(|column| column.field.key()).collect();
    let matters = !missing.is_empty() && !matches!(table.kind, SheetKind::Glossary | SheetKind::StatusKey);
    matters.then(|| format!("not found: {}", missing.join(", "))).into_iter().collect()
}

/// A direction that is written beside a measure is known, so that it is taken for nothing else, and no fact comes of it.
fn meaning(kind: SheetKind, field: Field) -> String {
    match (kind, field) {
        (SheetKind::Measures, Field::Direction) => "is direction, and is not used".to_owned(),
        (_, field) => format!("is {}", field.key()),
    }
}

fn widest_row(sheet: &Sheet) -> Option<(u32, String)> {
    let words = |row: &Row| row.cells.values().filter(|cell| !cell.text.is_empty()).count();
    let (number, row) = sheet
        .rows
        .iter()
        .take(60)
        .filter(|(_, row)| words(row) > 0)
        .max_by_key(|(number, row)| (words(row), std::cmp::Reverse(**number)))?;
    let shown: Vec<&str> = row.cells.values().map(|cell| &*cell.text).filter(|text| !text.is_empty()).take(8).collect();
    Some((*number, shorten(&shown.join(" | "), 100)))
}
