//! How each sheet was understood: which row was taken for the headings, which column became which field, which are not
//! used, and which fields were not found. What `boardpack columns` gives: the first thing to run on a tracker of one's
//! own.
//!
//! Workbooks → text. It decides nothing: it shows what `programme` decided.

use clap::Args;

use super::Outcome;
use super::arguments::DataPath;
use super::place::workbooks_at;
use crate::diagnostic::Result;
use crate::located::column_name;
use crate::printed::Printed;
use crate::programme::columns::{Field, OwnHeadings, SheetKind};
use crate::programme::model::Month;
use crate::programme::scheme::Scheme;
use crate::programme::{Table, crosswise, find_tables, near_miss, unused};
use crate::text::shorten;
use crate::workbook::{Sheet, Workbook};

/// Show how each sheet was understood: which row holds the headings, which column is what
///
/// The first thing to run on a tracker of your own: it lists the columns that are not used and the facts for which no
/// column was found. Headings of your own can be named under [columns] in boardpack.toml.
#[derive(Debug, Args)]
pub struct ColumnsArguments {
    #[command(flatten)]
    pub place: DataPath,

    /// Print the lines for boardpack.toml by which the unused columns would be read
    #[arg(long)]
    pub suggest: bool,
}

pub fn run(arguments: &ColumnsArguments) -> Result<Outcome> {
    let (settings, found, edition) = workbooks_at(&arguments.place)?;
    let own = settings.own_headings()?;
    let text = if arguments.suggest {
        suggestions(&found.value, &own, settings.scheme(), edition)
    } else {
        survey(&found.value, &own, edition)
    };
    Ok(Outcome { text, findings: found.diagnostics, ..Outcome::default() })
}

/// The lines to paste into `boardpack.toml`, for all sheets that are read.
fn suggestions(workbooks: &[Workbook], own: &OwnHeadings, scheme: &Scheme, edition: Option<Month>) -> Printed {
    let sheets = workbooks.iter().flat_map(|workbook| &workbook.sheets).filter(|sheet| !sheet.hidden);
    let tables: Vec<(&Sheet, Vec<Table>)> = sheets.map(|sheet| (sheet, find_tables(sheet, own, edition))).collect();
    let mut out = Printed::default();
    match unused::suggestions(&tables, scheme) {
        lines if lines.is_empty() => out.line("# every column that has dates, statuses, scores or numbers is read"),
        lines => lines.iter().for_each(|line| out.line(line)),
    }
    out
}

/// The survey of a set of workbooks.
pub fn survey(workbooks: &[Workbook], own: &OwnHeadings, edition: Option<Month>) -> Printed {
    let mut out = Printed::default();
    for workbook in workbooks {
        out.line(format!("{}", workbook.name));
        if workbook.sheets.is_empty() {
            out.line("  has no worksheet");
        }
        for sheet in &workbook.sheets {
            describe_sheet(&mut out, sheet, own, edition);
        }
        out.blank();
    }
    out
}

fn describe_sheet(out: &mut Printed, sheet: &Sheet, own: &OwnHeadings, edition: Option<Month>) {
    let hidden = if sheet.hidden { ", hidden and therefore not read" } else { "" };
    let tables = find_tables(sheet, own, edition);
    let crosswise = crosswise(sheet, &tables, edition);
    for table in &crosswise {
        let (from, to) =
            (table.months.iter().map(|(_, month)| *month).min(), table.months.iter().map(|(_, month)| *month).max());
        let months = from.zip(to).map(|(from, to)| format!("{} to {}", from.id(), to.id())).unwrap_or_default();
        out.line(format!(
            "  sheet \"{}\"{hidden}: {} measures, one to a column, headings in row {}; {} months down column {}, {months}",
            sheet.name,
            table.count(),
            table.header_row + 1,
            table.months.len(),
            column_name(table.column),
        ));
    }
    if tables.is_empty() && crosswise.is_empty() {
        let why = match widest_row(sheet) {
            Some((row, words)) => format!("no row of headings is known; row {} reads: {words}", row + 1),
            None => "empty".to_owned(),
        };
        out.line(format!("  sheet \"{}\"{hidden}: {why}", sheet.name));
        if let Some(near) = near_miss(sheet, own) {
            let keys = |fields: &[Field], between: &str| {
                fields.iter().map(|field| field.key()).collect::<Vec<_>>().join(between)
            };
            out.line(format!(
                "         nearest to {}, by row {}: found {}; needs a column for {}",
                near.kind.records(),
                near.row + 1,
                keys(&near.found, ", "),
                keys(&near.lacking, " or ")
            ));
        }
    }
    for table in &tables {
        let rows = match table.group_row {
            Some(group) => format!("rows {} and {}", group + 1, table.header_row + 1),
            None => format!("row {}", table.header_row + 1),
        };
        out.line(format!("  sheet \"{}\"{hidden}: {}, headings in {rows}", sheet.name, table.kind.records()));
        describe_columns(out, sheet, table);
    }
}

fn describe_columns(out: &mut Printed, sheet: &Sheet, table: &Table) {
    let mut columns: Vec<(u32, String)> =
        table.columns.iter().map(|(field, column)| (*column, meaning(table.kind, *field))).collect();
    columns
        .extend(table.scales.iter().map(|scale| (scale.column, format!("is {} {}", scale.field.key(), scale.value))));
    columns.extend(table.unused.iter().map(|(column, _)| (*column, "is not used".to_owned())));
    columns.sort();
    for (column, meaning) in columns {
        let heading = shorten(&table.heading(sheet, column), 32);
        out.line(format!("    {:>3}  {heading:32}  {meaning}", column_name(column)));
    }
    if let (Some((first, from)), Some((last, to))) = (table.months.first(), table.months.last()) {
        let months = table.months.len();
        let name = |month: &Month| month.id();
        out.line(format!(
            "    {:>3}  {:32}  {months} months, {} to {}",
            column_name(*first),
            format!("to {}", column_name(*last)),
            name(from),
            name(to)
        ));
    }
    let missing: Vec<String> = table
        .kind
        .columns()
        .iter()
        .filter(|column| !table.has(column.field))
        .map(|column| column.field.key())
        .collect();
    if !missing.is_empty() && !matches!(table.kind, SheetKind::Glossary | SheetKind::StatusKey) {
        out.line(format!("         not found: {}", missing.join(", ")));
    }
}

/// A direction that is written beside a measure is known, so that it is taken for nothing else, and no fact comes of it.
fn meaning(kind: SheetKind, field: Field) -> String {
    match (kind, field) {
        (SheetKind::Measures, Field::Direction) => "is direction, and is not used".to_owned(),
        (_, field) => format!("is {}", field.key()),
    }
}

fn widest_row(sheet: &Sheet) -> Option<(u32, String)> {
    let words = |row: &crate::workbook::Row| row.cells.values().filter(|cell| !cell.text.is_empty()).count();
    let (number, row) = sheet
        .rows
        .iter()
        .take(60)
        .filter(|(_, row)| words(row) > 0)
        .max_by_key(|(number, row)| (words(row), std::cmp::Reverse(**number)))?;
    let shown: Vec<&str> = row.cells.values().map(|cell| &*cell.text).filter(|text| !text.is_empty()).take(8).collect();
    Some((*number, shorten(&shown.join(" | "), 100)))
}
