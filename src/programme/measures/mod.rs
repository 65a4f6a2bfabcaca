//! The dashboard of measures, in the shapes in which it comes: a row for each measure and a column for each month; rows
//! for its target or its numerator too; a row for each measure and month; a column for each measure and a row for each
//! month; a card for each.
//!
//! Each shape gives a measure's cells, wherever they stand; here they are made a measure. What a column's heading of
//! time means is found in `timeline`, whether 80 is 80% in `scale`, what a target says in `words`.

mod across;
mod cards;
mod crosswise;
mod long;
mod scale;
mod words;

use std::collections::BTreeMap;

pub use across::has_rows_of_targets;
pub use crosswise::Crosswise;

use self::scale::{Scale, scales};
use self::words::NoLevel;
use super::columns::Field;
use super::model::{DateKind, Good, Measure, Missing, Month, MonthlyValue, Status, TargetStep, Unit, WrittenDate};
use super::scheme::Scheme;
use super::status;
use super::table::{self, Table};
use super::{dates, numbers, refs, schema, tracker};
use crate::diagnostic::Diagnostic;
use crate::located::{CellRef, Located};
use crate::workbook::{Cell, Sheet, Value};

/// Reads one table of measures. `edition` is the month of what is called the latest figure.
pub fn read(
    sheet: &Sheet,
    table: &Table,
    scheme: &Scheme,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Measure> {
    let cells = if table.has(Field::Period) && table.has(Field::Value) && table.months.is_empty() {
        long::cells(sheet, table, diagnostics)
    } else {
        across::cells(sheet, table, edition, diagnostics)
    };
    measures(sheet, &cells, scheme, edition, diagnostics)
}

/// Reads the measures of a sheet that stand in no table with a row of headings: one to a column, or one to a card.
pub fn read_beyond_tables(
    sheet: &Sheet,
    tables: &[Table],
    scheme: &Scheme,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(u32, Vec<Measure>)> {
    let mut found = Vec::new();
    for crosswise in crosswise::find(sheet, tables, edition) {
        let cells = crosswise.cells(sheet, diagnostics);
        found.push((crosswise.header_row, measures(sheet, &cells, scheme, edition, diagnostics)));
    }
    if found.is_empty()
        && tables.is_empty()
        && let Some((row, cells)) = cards::cells(sheet, edition, diagnostics)
    {
        found.push((row, measures(sheet, &cells, scheme, edition, diagnostics)));
    }
    found
}

/// The tables of a sheet with a column for each measure and a row for each month.
pub fn crosswise(sheet: &Sheet, tables: &[Table], edition: Option<Month>) -> Vec<Crosswise> {
    crosswise::find(sheet, tables, edition)
}

/// A cell and its place.
#[derive(Clone, Copy, Debug)]
struct Place<'s> {
    cell: &'s Cell,
    row: u32,
    column: u32,
}

/// A cell of a month; `cell` is `None` where the sheet has nothing there.
#[derive(Clone, Copy, Debug)]
struct Dated<'s> {
    month: Month,
    cell: Option<&'s Cell>,
    row: u32,
    column: u32,
}

impl<'s> Dated<'s> {
    fn place(&self) -> Option<Place<'s>> {
        Some(Place { cell: self.cell?, row: self.row, column: self.column })
    }

    fn has_words(&self) -> bool {
        self.cell.is_some_and(|cell| !cell.text.is_empty() || cell.value == Value::Uncalculated)
    }
}

/// What a measure is made of, wherever it stands on the sheet.
#[derive(Clone, Debug)]
struct Cells<'s> {
    sheet: &'s Sheet,
    reference: Located<String>,
    name: Located<String>,
    facts: BTreeMap<Field, Place<'s>>,
    values: Vec<Dated<'s>>,
    targets: Vec<Dated<'s>>,
    ratings: Vec<Dated<'s>>,
    /// The denominators.
    counts: Vec<Dated<'s>>,
}

impl<'s> Cells<'s> {
    fn new(sheet: &'s Sheet, reference: Located<String>, name: Located<String>) -> Self {
        Cells {
            sheet,
            reference,
            name,
            facts: BTreeMap::new(),
            values: Vec::new(),
            targets: Vec::new(),
            ratings: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// The facts of a row of a table.
    fn with_facts(mut self, table: &Table, row: u32) -> Self {
        for field in table.columns.keys() {
            if let Some((cell, row, column)) = table.cell(self.sheet, row, *field) {
                self.facts.insert(*field, Place { cell, row, column });
            }
        }
        self
    }

    fn text(&self, field: Field) -> Option<Located<String>> {
        let Place { cell, row, column } = *self.facts.get(&field)?;
        let blank = cell.text.is_empty() || table::is_error(cell) || table::is_placeholder(&cell.text);
        (!blank).then(|| self.sheet.located(row, column, cell.text.to_string()))
    }
}

fn measures(
    sheet: &Sheet,
    cells: &[Cells<'_>],
    scheme: &Scheme,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Measure> {
    let scales = scales(sheet, cells, diagnostics);
    let mut unborn = None;
    let made = cells
        .iter()
        .zip(&scales)
        .map(|(cells, scale)| Measure {
            status: rating(cells, scheme, edition, diagnostics),
            ..measure(cells, scale, edition, &mut unborn, diagnostics)
        })
        .collect();
    if let Some((row, column)) = unborn {
        diagnostics.push(
            Diagnostic::note("zero-in-month-to-come", "zeros in months to come were not read as figures")
                .at(&sheet.at(row, column))
                .hint("leave cells blank until there is a figure"),
        );
    }
    made
}

fn measure(
    cells: &Cells<'_>,
    scale: &Scale,
    edition: Option<Month>,
    unborn: &mut Option<(u32, u32)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Measure {
    let (target, steps) = target(cells, scale, diagnostics);
    let series = series(cells, scale, edition, unborn, diagnostics);
    let mut comparator = |field| comparator(cells, scale, field, diagnostics);
    let (baseline, england, neighbours) =
        (comparator(Field::Baseline), comparator(Field::England), comparator(Field::Neighbours));
    let mut measure = Measure {
        at: cells.reference.at.clone(),
        unit: scale.unit,
        good: good(cells, diagnostics),
        target,
        target_words: cells.text(Field::Target),
        steps,
        baseline,
        england,
        neighbours,
        n: count(cells, &series, diagnostics),
        status: None,
        linked: cells.text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
        comment: None,
        series,
        reference: cells.reference.clone(),
        name: cells.name.clone(),
    };
    schema::fill(&mut measure, |column| cells.text(column));
    measure
}

fn series(
    cells: &Cells<'_>,
    scale: &Scale,
    edition: Option<Month>,
    unborn: &mut Option<(u32, u32)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<MonthlyValue> {
    let sheet = cells.sheet;
    let mut series: Vec<MonthlyValue> = cells
        .values
        .iter()
        .map(|dated| MonthlyValue {
            month: dated.month,
            value: dated.cell.map_or(Err(Missing::Blank), |cell| scale.value(cell)),
            at: sheet.at(dated.row, dated.column),
        })
        .collect();
    series.sort_by_key(|value| value.month);
    for value in &series {
        let cell = sheet.cell(value.at.row, value.at.column);
        let failed = cell.filter(|cell| table::is_error(cell) && !cell.text.trim().eq_ignore_ascii_case("#n/a"));
        let words = match &value.value {
            Err(Missing::Unclear(words)) => words,
            Err(_) => match failed {
                Some(cell) => &cell.text.to_string(),
                None => continue,
            },
            Ok(_) => continue,
        };
        diagnostics.push(
            Diagnostic::warning(
                "value-not-a-number",
                format!("the value of {} for {} is not a number", cells.reference.value, value.month.id()),
            )
            .at(&value.at)
            .found(words)
            .hint("write a number, or c, x, z or - for a value that is missing"),
        );
    }
    // A dashboard's formulas give zeros for months that nobody can know yet.
    let to_come = |value: &MonthlyValue| edition.is_some_and(|edition| value.month > edition);
    if series.iter().filter(|value| to_come(value)).all(|value| matches!(value.value, Ok(0.0) | Err(_))) {
        for value in series.iter_mut().filter(|value| to_come(value) && value.value == Ok(0.0)) {
            unborn.get_or_insert((value.at.row, value.at.column));
            value.value = Err(Missing::Blank);
        }
    }
    series
}

/// The target's level and its steps: from its cell, its words, or the targets of each month.
fn target(
    cells: &Cells<'_>,
    scale: &Scale,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Located<f64>>, Vec<TargetStep>) {
    let sheet = cells.sheet;
    let monthly = |diagnostics: &mut Vec<Diagnostic>| {
        let steps = monthly_targets(cells, scale, diagnostics);
        let last = steps.last().map(|(step, dated)| sheet.located(dated.row, dated.column, step.value));
        // The same level in every month is no step of a certain month.
        let steps = if steps.len() > 1 { steps.into_iter().map(|(step, _)| step).collect() } else { Vec::new() };
        (last, steps)
    };
    let Some(Place { cell, row, column }) = cells.facts.get(&Field::Target).copied() else {
        return monthly(diagnostics);
    };
    let of = format!("the target of {}", cells.reference.value);
    let told = |why, words: &str| Some(no_level(&of, why)?.at(&sheet.at(row, column)).found(words));
    // A bare number is in the scale of the row, whether it is stored as a number or as text.
    let bare = numbers::figure(&cell.text).is_some() && !cell.text.contains('%');
    if cell.value != Value::Text || bare {
        return match scale.beside(Field::Target, cell) {
            Ok(number) => (Some(sheet.located(row, column, number)), Vec::new()),
            Err(why) => {
                // A formula without its result is told of with those of the other columns.
                if matches!(why, Missing::Unclear(_)) && cell.value != Value::Uncalculated {
                    diagnostics.extend(told(NoLevel::NoNumber, &cell.text));
                }
                monthly(diagnostics)
            }
        };
    }
    match words::target(&cell.text) {
        Ok(found) => {
            let steps: Vec<TargetStep> = found
                .into_iter()
                .map(|step| TargetStep { value: scale.level(step.level, step.percent), by: step.by })
                .collect();
            let last = steps.last().map(|step| sheet.located(row, column, step.value));
            let told = steps.len() > 1 || steps.iter().any(|step| step.by.is_some()) || scale.unit == Unit::Percent;
            (last, if told { steps } else { Vec::new() })
        }
        Err(why) => {
            // "Reduce" and "Top quartile" are printed as they stand, and nothing else was lost.
            let printed = why == NoLevel::Words && !cell.text.contains(|c: char| c.is_ascii_digit());
            diagnostics.extend(told(why, &cell.text).filter(|_| !printed));
            monthly(diagnostics)
        }
    }
}

/// The targets that stand month by month, each where it is another than the one before. What has no level is told of at
/// the first such month: no paper prints its words.
fn monthly_targets<'c>(
    cells: &'c Cells<'_>,
    scale: &Scale,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(TargetStep, &'c Dated<'c>)> {
    let mut dated: Vec<&Dated<'_>> = cells.targets.iter().collect();
    dated.sort_by_key(|dated| dated.month);
    let mut steps: Vec<(TargetStep, &Dated<'_>)> = Vec::new();
    let mut unread: Vec<(&Dated<'_>, NoLevel, String)> = Vec::new();
    for dated in dated {
        let Some(cell) = dated.cell else { continue };
        let value = match monthly_level(cell, scale) {
            Ok(value) => value,
            Err((NoLevel::NotSet, _)) => continue,
            Err((why, words)) => {
                unread.push((dated, why, words));
                continue;
            }
        };
        if steps.last().is_some_and(|(step, _)| step.value == value) {
            continue;
        }
        let by = WrittenDate {
            kind: DateKind::Month,
            date: Some(dated.month.last_day()),
            words: dated.month.id(),
            year_inferred: false,
        };
        steps.push((TargetStep { value, by: Some(by) }, dated));
    }
    if let Some((first, why, words)) = unread.first() {
        let others = match unread.len() - 1 {
            0 => String::new(),
            1 => ", like that of another month,".to_owned(),
            many => format!(", like those of {many} other months,"),
        };
        let of = format!("the target of {} for {}{others}", cells.reference.value, dates::named(first.month));
        let told = no_level(&of, *why);
        diagnostics.extend(told.map(|told| told.at(&cells.sheet.at(first.row, first.column)).found(words)));
    }
    steps
}

/// The one level of a month's target, or why there is none, and its words.
fn monthly_level(cell: &Cell, scale: &Scale) -> Result<f64, (NoLevel, String)> {
    let words = match scale.beside(Field::Target, cell) {
        Ok(value) => return Ok(value),
        Err(Missing::Unclear(words)) if cell.value == Value::Text => words,
        Err(Missing::Unclear(words)) => return Err((NoLevel::NoNumber, words)),
        Err(_) => return Err((NoLevel::NotSet, String::new())),
    };
    match words::target(&words).as_deref() {
        Ok([step]) if step.by.is_none() => Ok(scale.level(step.level, step.percent)),
        Ok(_) => Err((NoLevel::Range, words)),
        Err(why) => Err((*why, words)),
    }
}

/// Why nothing is judged by a target.
fn no_level(of: &str, why: NoLevel) -> Option<Diagnostic> {
    let (code, says) = match why {
        NoLevel::NotSet => return None,
        NoLevel::Change => ("target-is-a-change", "is a change, and no level to judge by"),
        NoLevel::Range => ("target-without-level", "names no one level, and nothing is judged by it"),
        NoLevel::Words => ("target-without-level", "is in words, and nothing is judged by it"),
        NoLevel::NoNumber => ("target-without-level", "is no number, and nothing is judged by it"),
    };
    let finding = Diagnostic::warning(code, format!("{of} {says}"));
    Some(finding.hint("write the level to be reached, such as 85% by March 2026"))
}

/// A baseline or another area's figure, with or without its year.
fn comparator(
    cells: &Cells<'_>,
    scale: &Scale,
    field: Field,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<f64>> {
    let Place { cell, row, column } = *cells.facts.get(&field)?;
    let bare = words::without_year(&cell.text);
    let read = if cell.value == Value::Text && bare.len() < cell.text.len() {
        scale.beside(field, &Cell { text: bare.into(), ..cell.clone() })
    } else {
        scale.beside(field, cell)
    };
    match read {
        Ok(number) => return Some(cells.sheet.located(row, column, number)),
        Err(Missing::Unclear(_)) if !table::is_placeholder(&cell.text) => {}
        Err(_) => return None,
    }
    diagnostics.push(
        Diagnostic::warning(
            "comparator-not-a-number",
            format!("the {} of {} is not a number", field.words(), cells.reference.value),
        )
        .at(&cells.sheet.at(row, column))
        .found(&cell.text)
        .hint("write the figure alone, and its year in the heading"),
    );
    None
}

fn good(cells: &Cells<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<Good>> {
    let words = cells.text(Field::Good)?;
    match words::good(&words.value) {
        Ok(good) => good.map(|good| words.map(|_| good)),
        Err(()) => {
            diagnostics.push(
                Diagnostic::warning(
                    "polarity-not-known",
                    format!(
                        "which way is good cannot be read for {}, and it is judged by no target",
                        cells.reference.value
                    ),
                )
                .at(&words.at)
                .found(&words.value)
                .hint("write High or Low"),
            );
            None
        }
    }
}

/// How many cases the latest figure rests on: the one figure of its column, or the denominator of the latest month.
fn count(cells: &Cells<'_>, series: &[MonthlyValue], diagnostics: &mut Vec<Diagnostic>) -> Option<Located<u32>> {
    let whole = |text: &str| -> Option<u32> {
        let plain = text.trim().to_lowercase();
        let plain = plain.strip_prefix("n=").or_else(|| plain.strip_prefix("n =")).unwrap_or(&plain).trim();
        let number = numbers::number(plain)
            .filter(|number| number.fract() == 0.0 && *number >= 0.0 && *number <= f64::from(u32::MAX))?;
        Some(number as u32)
    };
    let uncounted = |at: &CellRef, found: &str| {
        let says = format!("the number of cases of {} is not a whole number", cells.reference.value);
        Diagnostic::warning("comparator-not-a-number", says).at(at).found(found).hint("write the number alone")
    };
    if let Some(words) = cells.text(Field::N) {
        let missing = !matches!(numbers::missing(&words.value), Missing::Unclear(_));
        match whole(&words.value) {
            Some(count) => return Some(words.map(|_| count)),
            None if missing => {}
            None => diagnostics.push(uncounted(&words.at, &words.value)),
        }
    }
    let latest = series.iter().rfind(|value| value.value.is_ok())?.month;
    let dated = cells.counts.iter().find(|dated| dated.month == latest)?;
    let cell = dated.cell?;
    let count = whole(&cell.text);
    let missing = !matches!(numbers::missing(&cell.text), Missing::Unclear(_)) && cell.value != Value::Uncalculated;
    if count.is_none() && !missing {
        diagnostics.push(uncounted(&cells.sheet.at(dated.row, dated.column), &cell.text));
    }
    count.map(|count| cells.sheet.located(dated.row, dated.column, count))
}

/// The measure's own rating: of one column, or the newest of those that stand by month.
fn rating(
    cells: &Cells<'_>,
    scheme: &Scheme,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<Status>> {
    let mut of = |place: Place<'_>| {
        let text = &place.cell.text;
        let Some(reading) = status::read(place.cell, scheme) else {
            let says = matches!(numbers::missing(text), Missing::Unclear(_)) && !table::is_placeholder(text);
            if says && !table::is_error(place.cell) {
                let at = cells.sheet.at(place.row, place.column);
                diagnostics.push(tracker::unknown("the status of a measure", text, scheme).at(&at).found(text));
            }
            return None;
        };
        Some(cells.sheet.located(place.row, place.column, reading.status().clone()))
    };
    if let Some(place) = cells.facts.get(&Field::Status) {
        return of(*place);
    }
    let past =
        cells.ratings.iter().filter(|dated| dated.has_words() && edition.is_none_or(|edition| dated.month <= edition));
    past.max_by_key(|dated| dated.month).and_then(Dated::place).and_then(of)
}

/// Why a row is no measure, and what to do.
const NO_NAME: (&str, &str) = ("it names no measure", "write the measure's name if it is one");
const NO_KIND: (&str, &str) =
    ("its word for what it has is not known", "write Actual, Target, Numerator or Denominator there");

/// A row that is no measure: the sum of those above it.
fn is_total(words: &str) -> bool {
    let plain = super::columns::normal(words);
    matches!(
        plain.as_str(),
        "total"
            | "totals"
            | "grand total"
            | "sub total"
            | "subtotal"
            | "overall total"
            | "overall"
            | "sum"
            | "average"
            | "mean"
            | "all measures"
    )
}
