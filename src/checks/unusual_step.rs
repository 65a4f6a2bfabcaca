//! A measure moved further this month than it ever did.
//!
//! **What it checks.** From the entry before to the edition's month, a measure moved by more than one and a half times
//! its largest step so far. There must be at least eight steps to compare with, and the entry before must not lie
//! further back than entries usually do.
//!
//! **Why it matters.** Most such steps are slips: a figure in another row's place, a count for a percentage, a changed
//! definition. The true ones are news, and the Board will ask.
//!
//! **Example.** Measure K05 moved by at most 7 percentage points in a month for a year, and by 21 in July 2025.
//!
//! **How to put it right.** Check the figure against its source. If it is right, say in the comment what lies behind
//! it.

use super::support::series;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::wording;

pub const CHECK: Check =
    Check { code: "unusual-step", severity: Severity::Note, source: include_str!("unusual_step.rs"), run };

/// How many earlier steps show what is usual.
const ENOUGH: usize = 8;
/// How many times the largest of them a step must be.
const MARGIN: f64 = 1.5;

fn run(context: &Context<'_>, found: &mut Found) {
    for measure in &context.programme.measures {
        let known = series::numbers(measure, context.edition);
        let steps: Vec<(u32, f64)> = known
            .windows(2)
            .map(|pair| (series::distance(pair[0].0, pair[1].0), (pair[1].1 - pair[0].1).abs()))
            .collect();
        let [.., (before, was, _), (month, is, entry)] = known.as_slice() else { continue };
        let Some(((months, step), earlier)) = steps.split_last() else { continue };
        let largest = earlier.iter().map(|(_, step)| *step).fold(0.0, f64::max);
        let widest = earlier.iter().map(|(months, _)| *months).max().unwrap_or(0);
        if *month == context.edition
            && earlier.len() >= ENOUGH
            && largest > 0.0
            && *step > largest * MARGIN
            && *months <= widest
        {
            let (unit, reference) = (measure.unit, &measure.reference.value);
            found.add(
                About::measure(reference),
                &entry.at,
                format!("measure {reference} moved further in {} than ever before", wording::month(*month)),
                format!(
                    "{} in {}, {} now: a step of {}; the largest before was {}",
                    wording::value(*was, unit),
                    wording::month(*before),
                    wording::value(*is, unit),
                    wording::step(*step, unit),
                    wording::step(largest, unit)
                ),
                "check the figure against its source; if it is right, say in the comment what is behind it",
            );
        }
    }
}
