//! Whether 80 means 80 or 80%: decided for a measure's row, and where the row does not say it, by its neighbours.
//!
//! Cells marked as percentages say what they are. Of the others, figures above 1.5 count hundredths; figures that are
//! all small may be either, and are taken so that they lie near the measure's target and comparators. Never cell by
//! cell.

use super::{Cells, Place};
use crate::diagnostic::Diagnostic;
use crate::programme::columns::Field;
use crate::programme::model::{Missing, Unit};
use crate::programme::numbers;
use crate::workbook::{Cell, Sheet, Value};

/// How a measure's numbers are to be understood.
#[derive(Clone, Debug)]
pub struct Scale {
    pub unit: Unit,
    /// What figures of the series without a mark are worth, and what the target and comparators are.
    series: Worth,
    beside: Vec<(Field, Worth)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worth {
    /// 0.82 for 82%, or 82 for 82.
    Whole,
    /// 82 for 82%.
    Hundredths,
    /// Small figures that may be either.
    Unclear,
}

impl Worth {
    fn of(self, number: f64) -> f64 {
        if self == Worth::Hundredths { number / 100.0 } else { number }
    }
}

const BESIDE: [Field; 4] = [Field::Target, Field::England, Field::Neighbours, Field::Baseline];

/// The scales of all measures of a table.
pub fn scales(sheet: &Sheet, measures: &[Cells<'_>], diagnostics: &mut Vec<Diagnostic>) -> Vec<Scale> {
    let mut scales: Vec<Scale> = measures.iter().map(|cells| Scale::of(sheet, cells, diagnostics)).collect();
    let percent = |scale: &&Scale| scale.unit == Unit::Percent;
    let hundredths = scales.iter().filter(percent).filter(|scale| scale.series == Worth::Hundredths).count();
    let whole = scales.iter().filter(percent).filter(|scale| scale.series == Worth::Whole).count();
    for (scale, cells) in scales.iter_mut().zip(measures) {
        if scale.unit != Unit::Percent || scale.series != Worth::Unclear {
            continue;
        }
        // Only where all rows beside it count hundredths does it count them too.
        let worth = if hundredths > 1 && whole == 0 { Worth::Hundredths } else { Worth::Whole };
        scale.series = worth;
        for (_, beside) in scale.beside.iter_mut().filter(|(_, beside)| *beside == Worth::Unclear) {
            *beside = worth;
        }
        if hundredths > 0
            && let Some((place, number)) = unmarked(cells.values.iter().filter_map(|value| value.place()))
                .into_iter()
                .find(|(_, number)| *number != 0.0)
        {
            let taken = worth.of(number) * 100.0;
            diagnostics.push(
                Diagnostic::warning(
                    "percentages-in-two-scales",
                    format!("the figures of {} may be percentages or fractions", cells.reference.value),
                )
                .at(&sheet.at(place.row, place.column))
                .found(format!("{number}, taken for {}%", (taken * 1e6).round() / 1e6))
                .hint("format the cells as percentages"),
            );
        }
    }
    scales
}

/// Numbers that are not marked as percentages, with their cells.
fn unmarked<'s>(places: impl Iterator<Item = Place<'s>>) -> Vec<(Place<'s>, f64)> {
    places.filter_map(|place| Some((place, number_of(place.cell).filter(|_| !is_marked(place.cell))?))).collect()
}

fn number_of(cell: &Cell) -> Option<f64> {
    match cell.value {
        Value::Number(number) => Some(number).filter(|number| number.abs() <= numbers::LARGEST),
        Value::Text => numbers::figure(&cell.text),
        _ => None,
    }
}

fn is_marked(cell: &Cell) -> bool {
    let said = || {
        let plain = cell.text.to_lowercase();
        plain.contains('%') || plain.contains("per cent") || plain.contains("percent") || plain.ends_with("pc")
    };
    cell.value != Value::Blank && (cell.percent || said())
}

impl Scale {
    fn of(sheet: &Sheet, cells: &Cells<'_>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let values: Vec<Place<'_>> = cells.values.iter().filter_map(|value| value.place()).collect();
        let targets = cells.targets.iter().filter_map(|value| value.place());
        let beside: Vec<Place<'_>> =
            BESIDE.iter().filter_map(|field| cells.facts.get(field).copied()).chain(targets).collect();
        let unit_words = cells.text(Field::Unit).map(|unit| unit.value.to_lowercase());
        let said = unit_words
            .as_deref()
            .map(|unit| unit.contains('%') || unit.contains("per cent") || unit.contains("percent"));
        let shown = values
            .iter()
            .chain(&beside)
            .any(|place| is_marked(place.cell) && number_of(place.cell).is_some() || place.cell.percent);
        let worded = beside.iter().any(|place| place.cell.value == Value::Text && place.cell.text.contains('%'));
        let name = cells.name.value.to_lowercase();
        let named = name.contains('%') || name.starts_with("percentage") || name.starts_with("proportion");
        if !said.unwrap_or(shown || worded || named) {
            return Scale { unit: Unit::Number, series: Worth::Whole, beside: Vec::new() };
        }
        let series = unmarked(values.iter().copied());
        let marked: Vec<f64> = values
            .iter()
            .filter(|place| is_marked(place.cell))
            .filter_map(|place| number_of(place.cell))
            .filter(|number| *number != 0.0)
            .collect();
        let large = series.iter().any(|(_, number)| number.abs() > 1.5);
        let mut anchors = marked.clone();
        let mut worths: Vec<(Field, Worth, f64)> = Vec::new();
        for field in BESIDE {
            let Some(place) = cells.facts.get(&field) else { continue };
            let Some(number) = number_of(place.cell) else { continue };
            if is_marked(place.cell) {
                anchors.push(number);
            } else {
                let worth = if number.abs() > 1.5 { Worth::Hundredths } else { Worth::Unclear };
                anchors.extend((worth == Worth::Hundredths).then_some(number / 100.0));
                worths.push((field, worth, number));
            }
        }
        let small: Vec<f64> = series.iter().map(|(_, number)| number.abs()).filter(|number| *number != 0.0).collect();
        let worth = if large {
            Worth::Hundredths
        } else if small.is_empty() {
            Worth::Whole
        } else {
            nearest(&small, &anchors)
        };
        if worth == Worth::Hundredths {
            anchors.extend(series.iter().map(|(_, number)| number / 100.0));
        } else if worth == Worth::Whole {
            anchors.extend(&small);
        }
        for (_, worth, number) in worths.iter_mut().filter(|(_, worth, _)| *worth == Worth::Unclear) {
            *worth = if *number == 0.0 { Worth::Whole } else { nearest(&[number.abs()], &anchors) };
        }
        let scale = Scale {
            unit: Unit::Percent,
            series: worth,
            beside: worths.iter().map(|(field, worth, _)| (*field, *worth)).collect(),
        };
        scale.tell_two(cells, &series, !marked.is_empty(), diagnostics);
        scale.tell_beside(sheet, cells, &worths, !small.is_empty(), diagnostics);
        scale
    }

    /// Beside 82 for 82%, a cell shown as 82% or a bare 0.82 is in another scale; beside a target of 2, figures of 0.9
    /// may be.
    fn tell_two(
        &self,
        cells: &Cells<'_>,
        series: &[(Place<'_>, f64)],
        marked: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let small = series.iter().find(|(_, number)| *number != 0.0 && number.abs() <= 1.0);
        let odd = if marked { series.first() } else { small };
        let (Worth::Hundredths, Some((place, number))) = (self.series, odd) else { return };
        let large = series.iter().any(|(_, number)| number.abs() > 1.5);
        let says = if large || marked {
            "this row has percentages in two scales, such as 82% and 82".to_owned()
        } else {
            format!("the figures of {} may be percentages or fractions", cells.reference.value)
        };
        diagnostics.push(
            Diagnostic::warning("percentages-in-two-scales", says)
                .at(&cells.sheet.at(place.row, place.column))
                .found(format!("{number}, taken for {number}%"))
                .hint("give every cell of the row the same format"),
        );
    }

    /// A target of 95 beside figures of 0.91, or of 0.95 beside figures of 91.
    fn tell_beside(
        &self,
        sheet: &Sheet,
        cells: &Cells<'_>,
        worths: &[(Field, Worth, f64)],
        has_series: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (field, worth, number) in worths {
            let Some(place) = cells.facts.get(field).filter(|_| has_series && *number != 0.0) else { continue };
            let differ =
                matches!((worth, self.series), (Worth::Hundredths, Worth::Whole) | (Worth::Whole, Worth::Hundredths));
            if differ {
                let taken = (worth.of(*number) * 1e8).round() / 1e6;
                diagnostics.push(
                    Diagnostic::warning(
                        "percentages-in-two-scales",
                        format!(
                            "the {} of {} is in another scale than its figures",
                            field.words(),
                            cells.reference.value
                        ),
                    )
                    .at(&sheet.at(place.row, place.column))
                    .found(format!("{number}, taken for {taken}%"))
                    .hint("give every cell of the row the same format"),
                );
            }
        }
    }

    /// A figure of the series.
    pub fn value(&self, cell: &Cell) -> Result<f64, Missing> {
        self.number(cell, self.series)
    }

    /// A target or a comparator.
    pub fn beside(&self, field: Field, cell: &Cell) -> Result<f64, Missing> {
        let worth = self.beside.iter().find(|(of, _)| *of == field).map_or(self.series, |(_, worth)| *worth);
        self.number(cell, worth)
    }

    /// A target's level that was written in words.
    pub fn level(&self, level: f64, percent: bool) -> f64 {
        if self.unit == Unit::Percent && !percent && level.abs() > 1.5 { level / 100.0 } else { level }
    }

    fn number(&self, cell: &Cell, worth: Worth) -> Result<f64, Missing> {
        let scaled = |number: f64| match self.unit {
            Unit::Percent if !is_marked(cell) => worth.of(number),
            _ => number,
        };
        match &cell.value {
            Value::Number(number) if number.abs() > numbers::LARGEST => Err(Missing::Unclear(cell.text.to_string())),
            Value::Number(number) => Ok(scaled(*number)),
            Value::Uncalculated => Err(Missing::Unclear("a formula whose result is not stored".to_owned())),
            Value::Date { .. } | Value::Bool(_) => Err(Missing::Unclear(cell.text.to_string())),
            Value::Blank | Value::Error => Err(numbers::missing(&cell.text)),
            Value::Text => match numbers::figure(&cell.text) {
                Some(number) => Ok(scaled(number)),
                None => Err(numbers::missing(&cell.text)),
            },
        }
    }
}

/// Whether small figures lie nearer to figures that are known as they are, or as hundredths.
fn nearest(small: &[f64], anchors: &[f64]) -> Worth {
    let middle = |numbers: &[f64]| {
        let mut sorted: Vec<f64> = numbers.iter().map(|number| number.abs()).filter(|number| *number > 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    };
    let (Some(here), Some(there)) = (middle(small), middle(anchors)) else { return Worth::Unclear };
    let (whole, hundredths) = ((here / there).ln().abs(), (here / 100.0 / there).ln().abs());
    if hundredths < whole { Worth::Hundredths } else { Worth::Whole }
}
