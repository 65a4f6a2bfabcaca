//! The dashboard of measures: one row a measure, one column a month.
//!
//! Whether 80 means 80 or 80% is decided for a whole row, by its formats, its target and its size, never cell by cell.

use super::columns::Field;
use super::model::{Good, Measure, Missing, MonthlyValue, Status, TargetStep, Unit};
use super::status::{self, Reading};
use super::table::{self, Table};
use super::{dates, numbers, refs};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::{Cell, Sheet, Value};

pub fn read(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Measure> {
    let mut measures = Vec::new();
    let key = if table.has(Field::Reference) { Field::Reference } else { Field::Name };
    for row in table.rows(sheet, key, diagnostics) {
        let (Some(reference), Some(name)) = (table.own_text(sheet, row, key), table.text(sheet, row, Field::Name))
        else {
            diagnostics.extend(table::left_out(sheet, row, table));
            continue;
        };
        if let Some(targets) = targets(sheet, table, row, &reference) {
            diagnostics.push(targets);
            continue;
        }
        measures.push(measure(sheet, table, row, reference, name, diagnostics));
    }
    measures
}

/// A row of a measure's targets by month, told by a word before its months: its numbers are not what was reached.
fn targets(sheet: &Sheet, table: &Table, row: u32, reference: &Located<String>) -> Option<Diagnostic> {
    let first = table.months.iter().map(|(column, _)| *column).min()?;
    let cells = &sheet.rows.get(&row)?.cells;
    let (&column, cell) = cells.range(table.span().0..first).find(|(column, cell)| {
        let claimed = table.columns.values().any(|claimed| claimed == *column);
        !claimed
            && matches!(super::columns::normal(&cell.text).as_str(), "target" | "targets" | "trajectory" | "planned")
    })?;
    Some(
        Diagnostic::error(
            "row-of-targets",
            format!("row {} holds targets of {} by month, and was not read", row + 1, reference.value),
        )
        .at(&sheet.at(row, column))
        .found(&cell.text)
        .hint("put the ref and the name of the measure on the row of what was reached, and the target in a column of its own"),
    )
}

fn measure(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    reference: Located<String>,
    name: Located<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Measure {
    let text = |field| table.text(sheet, row, field);
    let scale = Scale::of(sheet, table, row, &name.value, diagnostics);
    let number = |field| {
        let (cell, row, column) = table.cell(sheet, row, field)?;
        scale.number(cell).ok().map(|number| sheet.located(row, column, number))
    };
    let target_words = text(Field::Target);
    let mut steps = Vec::new();
    if let Some(words) = target_words
        .as_ref()
        .filter(|_| table.cell(sheet, row, Field::Target).is_some_and(|(cell, ..)| cell.value == Value::Text))
    {
        for (value, after) in numbers::percentages(&words.value) {
            let by = dates::first_in(after).filter(|date| date.date.is_some());
            steps.push(TargetStep { value, by });
        }
        let dated = |step: &TargetStep| step.by.is_some();
        if steps.len() < 2 && !steps.iter().any(dated) {
            steps.truncate(1);
        }
    }
    let target = number(Field::Target).or_else(|| {
        let words = target_words.clone()?;
        let value = match steps.last() {
            Some(last) => last.value,
            None if scale.unit == Unit::Number => numbers::bound(&words.value)?,
            None => return None,
        };
        Some(words.map(|_| value))
    });
    let mut series: Vec<MonthlyValue> = table
        .months
        .iter()
        .map(|&(column, month)| MonthlyValue {
            month,
            value: sheet.cell(row, column).map_or(Err(Missing::Blank), |cell| scale.number(cell)),
            at: sheet.at(row, column),
        })
        .collect();
    series.sort_by_key(|value| value.month);
    for value in &series {
        if let Err(Missing::Unclear(words)) = &value.value {
            diagnostics.push(
                Diagnostic::warning(
                    "value-not-a-number",
                    format!("the value of {} for {} is not a number", reference.value, value.month.id()),
                )
                .at(&value.at)
                .found(words)
                .hint("write a number, or c, x, z or - for a value that is missing"),
            );
        }
    }
    Measure {
        at: reference.at.clone(),
        unit: scale.unit,
        good: text(Field::Good).and_then(good),
        target,
        target_words,
        steps,
        baseline: number(Field::Baseline),
        england: number(Field::England),
        neighbours: number(Field::Neighbours),
        n: text(Field::N).and_then(|n| {
            let count = n.value.replace([',', ' '], "").parse().ok()?;
            Some(n.map(|_| count))
        }),
        series,
        status: rating(sheet, table, row),
        linked: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
        comment: text(Field::Comment),
        reference,
        name,
    }
}

/// How a row's numbers are to be understood.
struct Scale {
    unit: Unit,
    /// Whether numbers without a percentage format count hundredths: 82 for 82%.
    hundredths: bool,
}

impl Scale {
    fn of(sheet: &Sheet, table: &Table, row: u32, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let series: Vec<(u32, &Cell)> =
            table.months.iter().filter_map(|(column, _)| Some((*column, sheet.cell(row, *column)?))).collect();
        let others = [Field::Target, Field::England, Field::Neighbours, Field::Baseline];
        let beside: Vec<&Cell> =
            others.iter().filter_map(|field| table.cell(sheet, row, *field).map(|(cell, ..)| cell)).collect();
        let unit_words = table.text(sheet, row, Field::Unit).map(|unit| unit.value.to_lowercase());
        let said = unit_words
            .as_deref()
            .map(|unit| unit.contains('%') || unit.contains("per cent") || unit.contains("percent"));
        let marked = |cell: &Cell| cell.value != Value::Blank && (cell.percent || cell.text.contains('%'));
        let shown = series.iter().any(|(_, cell)| marked(cell)) || beside.iter().any(|cell| marked(cell));
        let named = name.contains('%')
            || name.to_lowercase().starts_with("percentage")
            || name.to_lowercase().starts_with("proportion");
        if !said.unwrap_or(shown || named) {
            return Scale { unit: Unit::Number, hundredths: false };
        }
        let unmarked: Vec<(u32, f64)> = series
            .iter()
            .filter_map(|(column, cell)| match cell.value {
                Value::Number(number) if !cell.percent => Some((*column, number)),
                _ => None,
            })
            .collect();
        let hundredths = unmarked.iter().any(|(_, number)| number.abs() > 1.5);
        // Beside 82 for 82%, a cell shown as 82% or a bare 0.82 is in another scale.
        let marked = series.iter().any(|(_, cell)| cell.percent && matches!(cell.value, Value::Number(_)));
        let small = unmarked.iter().find(|(_, number)| *number != 0.0 && number.abs() <= 1.0);
        let odd = if marked { unmarked.first() } else { small };
        if let (true, Some((column, number))) = (hundredths, odd) {
            diagnostics.push(
                Diagnostic::warning(
                    "percentages-in-two-scales",
                    "this row holds percentages in two scales, such as 82% and 82",
                )
                .at(&sheet.at(row, *column))
                .found(format!("{number}, taken for {number}%"))
                .hint("give every cell of the row the same format"),
            );
        }
        Scale { unit: Unit::Percent, hundredths }
    }

    fn number(&self, cell: &Cell) -> Result<f64, Missing> {
        let scaled = |number: f64, marked: bool| match self.unit {
            Unit::Percent if !marked && (self.hundredths || number.abs() > 1.5) => number / 100.0,
            _ => number,
        };
        match &cell.value {
            Value::Number(number) => Ok(scaled(*number, cell.percent)),
            Value::Uncalculated => Err(Missing::Unclear("a formula whose result is not stored".to_owned())),
            Value::Date { .. } | Value::Bool(_) => Err(Missing::Unclear(cell.text.to_string())),
            Value::Blank | Value::Error => Err(numbers::missing(&cell.text)),
            Value::Text => match numbers::number(&cell.text) {
                Some(number) => Ok(scaled(number, cell.text.contains('%'))),
                None => Err(numbers::missing(&cell.text)),
            },
        }
    }
}

fn good(words: Located<String>) -> Option<Located<Good>> {
    let plain = words.value.to_lowercase();
    let good = match plain.split_whitespace().next()? {
        "high" | "higher" | "up" | "increase" | "increasing" | "more" | "↑" | "▲" => Good::High,
        "low" | "lower" | "down" | "decrease" | "reduce" | "decreasing" | "fewer" | "less" | "↓" | "▼" => Good::Low,
        _ => return None,
    };
    Some(words.map(|_| good))
}

fn rating(sheet: &Sheet, table: &Table, row: u32) -> Option<Located<Status>> {
    let (cell, row, column) = table.cell(sheet, row, Field::Status)?;
    status::read(cell).map(Reading::status).map(|status| sheet.located(row, column, status))
}
