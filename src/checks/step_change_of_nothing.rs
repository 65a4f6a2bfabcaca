//! A step change of limits for a measure, or from a month, that the dashboard does not have.
//!
//! **What it checks.** Each `[[step_change]]` in the settings names a measure by its ref and the month from which new
//! limits begin in its chart. The dashboard has no measure of that ref, or the measure's months end before that month.
//! It says nothing where no dashboard was read.
//!
//! **Why it matters.** The chart would be drawn with the old limits, and nobody would see that the change was left out.
//!
//! **Example.** The settings name "K3"; the dashboard calls the measure "K03".
//!
//! **How to put it right.** Write the ref as the dashboard has it, and a month that the dashboard has.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};

pub const CHECK: Check = Check {
    code: "step-change-of-nothing",
    severity: Severity::Warning,
    source: include_str!("step_change_of_nothing.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let Some(first) = context.programme.measures.first() else { return };
    for step in &context.settings.step_change {
        let measure = context.programme.measures.iter().find(|measure| measure.reference.value == step.measure);
        let Some(measure) = measure else {
            let message = format!(
                "the settings change the limits of measure {}, which the dashboard does not have",
                step.measure
            );
            found.add(None, &first.at, message, format!("from {}: {}", step.from, step.reason), HINT);
            continue;
        };
        let last = measure.series.iter().map(|entry| entry.month).filter(|month| *month <= context.edition).max();
        if let Some(last) = last
            && step.month().is_some_and(|from| from > last)
        {
            found.add(
                About::measure(&step.measure),
                &measure.at,
                format!(
                    "the settings change the limits of measure {} from {}, after its last month",
                    step.measure, step.from
                ),
                format!("its months end with {}", last.id()),
                HINT,
            );
        }
    }
}

const HINT: &str =
    "write the measure's ref and a month as the dashboard has them, under [[step_change]] in boardpack.toml";
