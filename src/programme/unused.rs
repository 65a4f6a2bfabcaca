//! Columns that no fact was read from: what they hold, which facts they may be, and what to write so that they are read.
//!
//! A table's headings and cells → [`UnusedColumn`]s, at most one for a column. A column of words is passed over; dates,
//! statuses, scores and numbers are what papers make claims on.
//!
//! Deliberately absent: any guess. A column is read when its heading is known or the settings name it.

use super::columns::{self, Field, Match, OwnHeadings, SheetKind};
use super::measures;
use super::numbers;
use super::progress;
use super::scheme::Scheme;
use super::status::{self, Reading};
use super::table::{self, Table};
use super::{dates, model::DateKind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::located::{CellRef, column_name};
use crate::printed::is_hidden;
use crate::text::shorten;
use crate::workbook::{Cell, Hidden, Sheet, Value};

/// A column that was not read.
#[derive(Clone, Debug)]
pub struct UnusedColumn {
    pub kind: SheetKind,
    pub column: u32,
    pub at: CellRef,
    pub heading: String,
    pub holds: Holds,
    /// The facts it may be, the likeliest first.
    pub may_be: Vec<Field>,
    /// Whether the table has no column for the first of them.
    pub lacking: bool,
}

/// What most of a column's cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Dates,
    Statuses,
    Scores,
    Numbers,
}

impl Holds {
    pub fn words(self) -> &'static str {
        match self {
            Holds::Dates => "dates",
            Holds::Statuses => "statuses",
            Holds::Scores => "scores",
            Holds::Numbers => "numbers",
        }
    }
}

impl UnusedColumn {
    /// What to write in `boardpack.toml` for it to be read as a fact: `due = ["Finish by"]`.
    pub fn line(&self, field: Field) -> String {
        format!("{} = [{:?}]", field.key(), self.name())
    }

    /// Its heading, or its letters where that names no one column.
    pub fn name(&self) -> String {
        if columns::normal(&self.heading).is_empty() || self.heading.contains(is_hidden) {
            format!("column {}", column_name(self.column))
        } else {
            self.heading.clone()
        }
    }
}

/// So many cells of a column are looked at.
const ENOUGH: usize = 200;

/// The columns of a table that hold dates, statuses, scores or numbers and were not read. `told` are those of which
/// something was said already.
pub fn columns_of(sheet: &Sheet, table: &Table, scheme: &Scheme, told: &[Diagnostic]) -> Vec<UnusedColumn> {
    if matches!(table.kind, SheetKind::Glossary | SheetKind::StatusKey) {
        return Vec::new();
    }
    let said = |column: u32| {
        let heading = sheet.at(table.header_row, column);
        told.iter().any(|finding| finding.at.as_ref() == Some(&heading))
    };
    let mut found = Vec::new();
    for column in candidates(sheet, table) {
        if said(column) || sheet.is_column_hidden(column) {
            continue;
        }
        let Some(holds) = holds(sheet, table, scheme, column) else { continue };
        let heading = table.heading(sheet, column);
        let may_be = may_be(table, holds, &heading);
        let lacking = may_be.first().is_some_and(|field| !table.has(*field) && expected(table.kind).contains(field));
        found.push(UnusedColumn {
            kind: table.kind,
            column,
            at: sheet.at(table.header_row, column),
            heading,
            holds,
            may_be,
            lacking,
        });
    }
    found
}

/// Columns within the table, and right beside it, that no fact claims.
fn candidates(sheet: &Sheet, table: &Table) -> Vec<u32> {
    let (first, last) = table.span();
    let mut columns: Vec<u32> = sheet
        .rows
        .range(table.header_row..table.end_row)
        .take(ENOUGH)
        .flat_map(|(_, row)| {
            row.cells.range(first..=last + 1).filter(|(_, cell)| !cell.text.is_empty()).map(|(column, _)| *column)
        })
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| !table.reads(*column) && !table.is_of_time(*column));
    columns
}

fn holds(sheet: &Sheet, table: &Table, scheme: &Scheme, column: u32) -> Option<Holds> {
    let cells: Vec<&Cell> = sheet
        .rows
        .range(table.header_row + 1..table.end_row)
        .filter(|(_, row)| row.hidden != Hidden::ByHand)
        .filter_map(|(_, row)| row.cells.get(&column))
        .filter(|cell| !cell.text.is_empty() && !table::is_placeholder(&cell.text))
        .take(ENOUGH)
        .collect();
    if cells.is_empty() {
        return None;
    }
    let most = |is: &dyn Fn(&Cell) -> bool| cells.iter().filter(|cell| is(cell)).count() * 5 >= cells.len() * 3;
    if most(&is_date) {
        return Some(Holds::Dates);
    }
    if most(&|cell| is_status(cell, scheme)) {
        return Some(Holds::Statuses);
    }
    if !most(&is_number) {
        return None;
    }
    let numbers: Vec<f64> = cells.iter().filter_map(|cell| numbers::figure(&cell.text)).collect();
    // A count of the rows says nothing.
    let counts = numbers.len() > 1 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0);
    if counts {
        return None;
    }
    let scores = table.kind == SheetKind::Risks
        && numbers.iter().all(|number| number.fract() == 0.0 && (0.0..=25.0).contains(number));
    Some(if scores { Holds::Scores } else { Holds::Numbers })
}

fn is_date(cell: &Cell) -> bool {
    match cell.value {
        Value::Date { .. } => true,
        Value::Text if cell.text.chars().count() <= 40 => {
            dates::parse(&cell.text, None).is_some_and(|date| matches!(date.kind, DateKind::Day | DateKind::Month))
        }
        _ => false,
    }
}

fn is_status(cell: &Cell, scheme: &Scheme) -> bool {
    let short = cell.value == Value::Text
        && cell.text.chars().count() <= 30
        && !cell.text.contains(|c: char| c.is_ascii_digit());
    short
        && (matches!(status::by_words(&cell.text, scheme), Some(Reading::Words(_) | Reading::Phrase(_)))
            || progress::progress(&cell.text).is_some())
        || matches!(cell.value, Value::Bool(_))
}

fn is_number(cell: &Cell) -> bool {
    match cell.value {
        Value::Number(_) => true,
        Value::Text => numbers::figure(&cell.text).is_some(),
        _ => false,
    }
}

/// The facts of which papers of a kind make claims.
pub fn expected(kind: SheetKind) -> &'static [Field] {
    match kind {
        SheetKind::Actions => &[Field::Due, Field::ActionStatus, Field::Leads],
        SheetKind::Risks => &[Field::CurrentScore, Field::Owner],
        SheetKind::Measures => &[Field::Target, Field::Good],
        SheetKind::MeetingActions => &[Field::State, Field::Due, Field::Owner],
        SheetKind::WorkProgramme | SheetKind::Glossary | SheetKind::StatusKey => &[],
    }
}

/// The facts a column may be, by what it holds; those that the table lacks first, then by the words of its heading.
fn may_be(table: &Table, holds: Holds, heading: &str) -> Vec<Field> {
    use Field::*;
    let all: &[Field] = match (table.kind, holds) {
        (SheetKind::Actions, Holds::Dates) => &[Due, Completed, Updated],
        (SheetKind::Actions, Holds::Statuses) => &[ActionStatus, ImpactStatus],
        (SheetKind::Risks, Holds::Dates) => &[Reviewed, Raised, Completed],
        (SheetKind::Risks, Holds::Statuses) => &[State, Direction],
        (SheetKind::Risks, Holds::Scores) => &[CurrentScore, InherentScore, TargetScore],
        (SheetKind::Measures, Holds::Dates) => &[Period],
        (SheetKind::Measures, Holds::Statuses) => &[Status],
        (SheetKind::Measures, Holds::Numbers | Holds::Scores) => &[Target, Baseline, England],
        (SheetKind::MeetingActions, Holds::Dates) => &[Due, Meeting],
        (SheetKind::MeetingActions, Holds::Statuses) => &[State],
        (SheetKind::WorkProgramme, Holds::Dates) => &[Meeting, Deadline],
        (SheetKind::WorkProgramme, Holds::Statuses) => &[State],
        _ => &[],
    };
    let plain = columns::normal(heading);
    // What began, what was last month and what is to come are no facts of this edition.
    let other = [
        "start",
        "begin",
        "commence",
        "previous",
        "prior",
        "last month",
        "next",
        "ytd",
        "year to date",
        "forecast value",
        "numerator",
        "variance",
        "change",
        "cumulative",
    ];
    let of_target = table.kind == SheetKind::Risks
        && holds == Holds::Dates
        && ["target", "due"].iter().any(|word| plain.contains(word));
    if other.iter().any(|word| plain.contains(word)) || of_target {
        return Vec::new();
    }
    let done = plain.contains("actual");
    let says = |field: &Field| {
        let words: &[&str] = match field {
            Completed => &["complet", "actual", "closed", "finished"],
            Due | Deadline => &["due", "target", "finish", "end", "by", "deadline", "forecast", "revised"],
            Updated | Reviewed => &["updat", "review"],
            Raised => &["raised", "opened", "identified", "logged"],
            ImpactStatus => &["impact", "outcome"],
            ActionStatus | Status | State => &["rag", "brag", "status", "state", "confidence"],
            Target | TargetScore => &["target"],
            Baseline => &["baseline", "outturn"],
            InherentScore => &["inherent", "gross", "initial"],
            Meeting => &["meeting", "board"],
            _ => &[],
        };
        plain.split(' ').any(|word| words.iter().any(|stem| word.starts_with(stem))) && !(done && *field == Due)
    };
    let mut fields = all.to_vec();
    fields.sort_by_key(|field| (table.has(*field), !says(field)));
    fields
}

/// The findings on a table's unused columns, and on the facts it has no column for.
pub fn findings(sheet: &Sheet, table: &Table, scheme: &Scheme, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let unused = columns_of(sheet, table, scheme, told);
    let mut found: Vec<Diagnostic> = unused.iter().map(finding).collect();
    found.extend(lacking(sheet, table, &unused));
    found
}

fn finding(unused: &UnusedColumn) -> Diagnostic {
    let key = unused.kind.key();
    let severity = if unused.lacking { Severity::Warning } else { Severity::Note };
    let says = format!("column {} has {} and was not read", column_name(unused.column), unused.holds.words());
    let finding = Diagnostic::new(severity, "column-not-used", says).at(&unused.at).found(&unused.heading);
    match unused.may_be.as_slice() {
        [] => finding
            .hint("nothing to do: papers print no fact of that kind; a column is named under [columns] if it is one"),
        [first, rest @ ..] => {
            let others: Vec<String> = rest.iter().map(|field| field.key()).collect();
            let others = if others.is_empty() {
                String::new()
            } else {
                format!("; or {} in place of {}", others.join(" or "), first.key())
            };
            finding.hint(format!(
                "to have it read, write in boardpack.toml: [columns.{key}] {}{others}",
                unused.line(*first)
            ))
        }
    }
}

/// The facts that papers make claims on and that the table has no column for: told of once for a table.
fn lacking(sheet: &Sheet, table: &Table, unused: &[UnusedColumn]) -> Option<Diagnostic> {
    let has = |field: &Field| match field {
        Field::CurrentScore => {
            [Field::CurrentScore, Field::CurrentLikelihood, Field::InherentScore, Field::InherentLikelihood]
                .iter()
                .any(|field| table.has(*field))
        }
        Field::Target => {
            table.has(Field::Target) || !table.parts.is_empty() || measures::has_rows_of_targets(sheet, table)
        }
        field => table.has(*field),
    };
    let lacking: Vec<&Field> = expected(table.kind).iter().filter(|field| !has(field)).collect();
    let first = lacking.first()?;
    let names: Vec<String> = lacking.iter().map(|field| field.words()).collect();
    let (column, _) = table.span();
    let mut headings: Vec<String> = unused.iter().map(UnusedColumn::name).collect();
    if headings.is_empty() {
        headings = table
            .unused
            .iter()
            .map(|(_, heading)| shorten(heading, 30))
            .filter(|heading| !heading.is_empty())
            .collect();
    }
    let hint = format!(
        "name the column in boardpack.toml: [columns.{}] {} = [\"its heading\"]; `boardpack columns --suggest` prints such lines",
        table.kind.key(),
        first.key()
    );
    let says = format!("no column of these {} was read as their {}", table.kind.records(), names.join(" or as their "));
    let mut finding =
        Diagnostic::warning("fact-without-column", says).at(&sheet.at(table.header_row, column)).hint(hint);
    if !headings.is_empty() {
        finding = finding.found(format!("not used: {}", headings.join(" | ")));
    }
    Some(finding)
}

/// Whether a heading was known by a part of it or by nearly the same letters, which is said.
pub fn taken_for(sheet: &Sheet, table: &Table, own: &OwnHeadings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (field, column) in &table.columns {
        let heading = sheet.text(table.header_row, *column);
        let how = columns::field_of(table.kind, "", heading, own).filter(|(of, _)| of == field).map(|(_, how)| how);
        let says = match how {
            Some(Match::Near) => {
                format!("\"{}\" was taken for the heading of the {}", shorten(heading, 40), field.words())
            }
            Some(Match::Core) => {
                format!("\"{}\" was read as the {} by a part of it", shorten(heading, 40), field.words())
            }
            _ => continue,
        };
        found.push(
            Diagnostic::note("heading-taken-for", says).at(&sheet.at(table.header_row, *column)).found(heading).hint(
                "nothing to do if that is right; if not, name the right column under [columns] in boardpack.toml",
            ),
        );
    }
    found
}

/// Headings that the settings name and that no table of their kind has: a slip in either.
pub fn named_and_not_found(sheets: &[(&Sheet, Vec<Table>)], own: &OwnHeadings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for ((kind, field), headings) in own {
        let tables: Vec<(&Sheet, &Table)> = sheets
            .iter()
            .flat_map(|(sheet, tables)| tables.iter().map(move |table| (*sheet, table)))
            .filter(|(_, table)| table.kind == *kind)
            .collect();
        let Some((sheet, table)) = tables.first() else {
            let named = headings.iter().filter(|heading| !heading.starts_with("column "));
            found.extend(named.filter_map(|heading| in_no_sheet(sheets, *kind, *field, heading)));
            continue;
        };
        for heading in headings.iter().filter(|heading| !heading.starts_with("column ")) {
            let wanted = columns::normal(heading);
            let all: Vec<String> = tables.iter().flat_map(|(sheet, table)| table.headings(sheet)).collect();
            if all.iter().any(|heading| columns::normal(heading) == wanted) {
                continue;
            }
            let near =
                all.iter().map(|heading| (strsim::osa_distance(&columns::normal(heading), &wanted), heading)).min();
            let near = near
                .filter(|(distance, _)| *distance * 3 <= wanted.len())
                .map(|(_, heading)| format!("; did you mean \"{heading}\"?"));
            found.push(
                Diagnostic::warning(
                    "heading-not-found",
                    format!(
                        "boardpack.toml names \"{heading}\" for {} of {}, and no column is headed so",
                        field.key(),
                        kind.records()
                    ),
                )
                .at(&sheet.at(table.header_row, table.span().0))
                .found(all.join(" | "))
                .hint(format!(
                    "put the heading right in boardpack.toml, under [columns.{}]{}",
                    kind.key(),
                    near.unwrap_or_default()
                )),
            );
        }
    }
    found
}

/// A heading that the settings name for a kind of sheet that was not found: it may be the slip by which it was not. It is looked for
/// among the first rows of every sheet, where headings are.
fn in_no_sheet(sheets: &[(&Sheet, Vec<Table>)], kind: SheetKind, field: Field, heading: &str) -> Option<Diagnostic> {
    const FIRST_ROWS: usize = 40;
    let wanted = columns::normal(heading);
    let mut nearest: Option<(usize, CellRef, &str)> = None;
    for (sheet, _) in sheets {
        for (row, cells) in sheet.rows.iter().take(FIRST_ROWS) {
            for (column, cell) in cells.cells.iter().filter(|(_, cell)| cell.value == Value::Text) {
                let distance = strsim::osa_distance(&columns::normal(&cell.text), &wanted);
                if distance == 0 {
                    return None;
                }
                if distance * 3 <= wanted.len() && nearest.as_ref().is_none_or(|(least, ..)| distance < *least) {
                    nearest = Some((distance, sheet.at(*row, *column), &cell.text));
                }
            }
        }
    }
    let message = format!(
        "boardpack.toml names \"{heading}\" for {} of {}, and no column is headed so; no {} was found",
        field.key(),
        kind.records(),
        kind.table()
    );
    let put_right = format!("put the heading right in boardpack.toml, under [columns.{}]", kind.key());
    Some(match nearest {
        Some((_, at, near)) => Diagnostic::warning("heading-not-found", message)
            .at(&at)
            .found(near)
            .hint(format!("{put_right}; did you mean \"{near}\"?")),
        // A month may have no such workbook.
        None => Diagnostic::note("heading-not-found", message)
            .hint(format!("nothing to do if there is none this month; else {put_right}")),
    })
}

/// The lines to paste into `boardpack.toml` for the unused columns of all sheets: those for facts that a table lacks
/// stand as they are, the others behind a `#`.
pub fn suggestions(sheets: &[(&Sheet, Vec<Table>)], scheme: &Scheme) -> Vec<String> {
    let mut out = Vec::new();
    for kind in SheetKind::ALL {
        let mut taken: Vec<Field> = Vec::new();
        let mut lines = Vec::new();
        for (sheet, tables) in sheets {
            for table in tables.iter().filter(|table| table.kind == kind) {
                for unused in columns_of(sheet, table, scheme, &[]) {
                    let Some((first, rest)) = unused.may_be.split_first() else { continue };
                    lines.push(format!("# {}, has {}", unused.at, unused.holds.words()));
                    // A key may stand once in a section.
                    let open = unused.lacking && !taken.contains(first);
                    if open {
                        taken.push(*first);
                    }
                    lines.push(format!("{}{}", if open { "" } else { "# " }, unused.line(*first)));
                    for field in rest {
                        lines.push(format!("# {}", unused.line(*field)));
                    }
                }
            }
        }
        if !lines.is_empty() {
            out.push(format!("[columns.{}]", kind.key()));
            out.append(&mut lines);
            out.push(String::new());
        }
    }
    out
}
