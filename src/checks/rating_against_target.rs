//! A measure's rating says something else than its figure and its target.
//!
//! **What it checks.** The latest figure meets the target in force, and the dashboard rates the measure off track; or
//! it misses the target, and the rating is on track or complete. A target whose date is still to come can be missed on track.
//! Measures without a target in figures, or without a direction of good, are passed over.
//!
//! **Why it matters.** The papers print the rating beside "target met" or "target missed".
//!
//! **Example.** Measure K16 is rated on track at 78.5%; its target is 80%.
//!
//! **How to put it right.** Rate the measure again, or correct the target or the direction of good.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::figures::{self, Meeting};
use crate::programme::model::{Measure, Role};
use crate::wording;

pub const CHECK: Check = Check {
    code: "rating-against-target",
    severity: Severity::Warning,
    source: include_str!("rating_against_target.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for measure in &context.programme.measures {
        let figures = figures::measure_figures(measure, context.status_date);
        let (Some(rating), Some(target), Some(latest)) = (&measure.status, figures.target, &figures.latest) else {
            continue;
        };
        let meets = match (figures.meets, rating.value.role()) {
            (Meeting::Met, Role::OffTrack) => "meets its target",
            (Meeting::NotMet, Role::OnTrack | Role::Complete) if !is_to_come(context, measure, target) => {
                "misses its target"
            }
            _ => continue,
        };
        found.add(
            About::measure(&measure.reference.value),
            &rating.at,
            format!("measure {} is rated {}, but {meets}", measure.reference.value, rating.value.word()),
            format!(
                "{} in {}, target {}",
                wording::value(latest.value.value, measure.unit),
                wording::month(latest.value.month),
                wording::value(target, measure.unit)
            ),
            "rate the measure again, or correct the target or the direction of good",
        );
    }
}

fn is_to_come(context: &Context<'_>, measure: &Measure, target: f64) -> bool {
    let step = measure.steps.iter().find(|step| step.value == target);
    step.and_then(|step| step.by.as_ref()?.date).is_some_and(|by| by > context.status_date)
}
