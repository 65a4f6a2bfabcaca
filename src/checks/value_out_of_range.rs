//! A figure that cannot be.
//!
//! **What it checks.** On the dashboard, a percentage is below 0% or above 100%, or a count is below nought: in a
//! month, the target, the baseline or a comparator. Measures whose names speak of change, money or a difference may be
//! either.
//!
//! **Why it matters.** The figure would be printed and drawn as it stands, and bend the whole chart.
//!
//! **Example.** Measure K03 has 840% for July 2025: the decimal point of 84.0% was left out.
//!
//! **How to put it right.** Correct the value in its cell, and look at the cell's number format.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::CellRef;
use crate::programme::model::{Measure, Unit};
use crate::wording;

pub const CHECK: Check =
    Check { code: "value-out-of-range", severity: Severity::Error, source: include_str!("value_out_of_range.rs"), run };

/// What measures are called that may pass 100% or fall below nought.
#[rustfmt::skip]
const UNBOUNDED: [&str; 16] = [
    "change", "growth", "increase", "decrease", "reduction", "variance", "difference", "net ", "balance", "surplus",
    "deficit", "budget", "spend", "£", "cost", "inflation",
];

fn run(context: &Context<'_>, found: &mut Found) {
    for measure in &context.programme.measures {
        let name = measure.name.value.to_lowercase();
        if UNBOUNDED.iter().any(|word| name.contains(word)) {
            continue;
        }
        for (what, value, at) in values(measure) {
            let said = match measure.unit {
                // A thousandth of a percentage point is how a computer writes 100%.
                Unit::Percent if value > 1.0 + 1e-5 => "a percentage above 100%",
                Unit::Percent if value < -1e-5 => "a percentage below 0%",
                Unit::Number if value < 0.0 => "a number below 0",
                _ => continue,
            };
            found.add(
                About::measure(&measure.reference.value),
                at,
                format!("{what} of measure {} is {said}", measure.reference.value),
                wording::value(value, measure.unit),
                "correct the value, and look at the cell's number format",
            );
        }
    }
}

/// Every value of a measure: what it is, how much, and where.
fn values(measure: &Measure) -> Vec<(String, f64, &CellRef)> {
    let facts = [
        ("the target", &measure.target),
        ("the baseline", &measure.baseline),
        ("the figure for England", &measure.england),
        ("the figure for statistical neighbours", &measure.neighbours),
    ];
    let facts = facts.into_iter().filter_map(|(what, fact)| {
        let fact = fact.as_ref()?;
        Some((what.to_owned(), fact.value, &fact.at))
    });
    let series = measure.series.iter().filter_map(|entry| {
        let value = *entry.value.as_ref().ok()?;
        Some((format!("the value for {}", wording::month(entry.month)), value, &entry.at))
    });
    facts.chain(series).collect()
}
