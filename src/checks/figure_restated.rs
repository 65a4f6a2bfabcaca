//! A past month's figure is another than in the edition before.
//!
//! **What it checks.** For a month before the edition's, a measure has another value than the edition before gave, or
//! none where there was one. A difference that rounding explains is none, a value that is now suppressed is none, and a
//! comment that says the figures were revised or provisional answers the question. Without an edition before, the rule
//! says nothing.
//!
//! **Why it matters.** The Board has that month's papers. A figure that changes without a word costs trust in all of
//! them.
//!
//! **Example.** Measure K04 was 75.3% for April 2025 in the June edition, and is 73.5% in the July edition.
//!
//! **How to put it right.** Restore the figure, or say in the measure's comment that it was revised, and why.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::{Measure, Missing, MonthlyValue, Unit};
use crate::text;
use crate::wording;

pub const CHECK: Check =
    Check { code: "figure-restated", severity: Severity::Warning, source: include_str!("figure_restated.rs"), run };

/// The beginnings of words by which a comment says that figures may have changed.
const SAID: [&str; 8] = ["revis", "restat", "correct", "amended", "recalculat", "provisional", "backdat", "re-stat"];

fn run(context: &Context<'_>, found: &mut Found) {
    let Some(earlier) = context.earlier else { return };
    for measure in &context.programme.measures {
        let same = |before: &&Measure| before.reference.value == measure.reference.value && before.unit == measure.unit;
        let Some(before) = earlier.measures.iter().find(same).filter(|_| !says_so(measure)) else { continue };
        let changed: Vec<(&MonthlyValue, String)> = measure
            .series
            .iter()
            .filter(|entry| entry.month < context.edition)
            .filter_map(|entry| Some((entry, change(before, entry, measure.unit)?)))
            .collect();
        let Some((first, _)) = changed.first() else { continue };
        let months: Vec<String> = changed.iter().map(|(entry, _)| wording::month(entry.month)).collect();
        found.add(
            About::measure(&measure.reference.value),
            &first.at,
            if months.len() > 3 {
                format!(
                    "measure {} has other values for {} months than in the edition before",
                    measure.reference.value,
                    months.len()
                )
            } else {
                format!(
                    "measure {} has another value for {} than in the edition before",
                    measure.reference.value,
                    text::list(&months)
                )
            },
            changed.iter().map(|(_, change)| change.as_str()).collect::<Vec<_>>().join("; "),
            "restore the figure, or say in the comment that it was revised, and why",
        );
    }
}

fn says_so(measure: &Measure) -> bool {
    let comment = measure.comment.as_ref().map(|comment| comment.value.to_lowercase()).unwrap_or_default();
    SAID.iter().any(|word| comment.contains(word))
}

/// What a month's value was and is, where it is another.
fn change(before: &Measure, entry: &MonthlyValue, unit: Unit) -> Option<String> {
    let was = *before.series.iter().find(|before| before.month == entry.month)?.value.as_ref().ok()?;
    let month = wording::month(entry.month);
    match &entry.value {
        Ok(is) if (is - was).abs() > rounding(unit) => {
            Some(format!("{month}: {}, was {}", wording::value(*is, unit), wording::value(was, unit)))
        }
        Err(Missing::Blank) => Some(format!("{month}: blank, was {}", wording::value(was, unit))),
        _ => None,
    }
}

/// Half of the last place the papers print: a smaller difference is not seen.
fn rounding(unit: Unit) -> f64 {
    match unit {
        Unit::Percent => 0.000_501,
        Unit::Number => 0.050_1,
    }
}
