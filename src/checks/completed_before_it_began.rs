//! A date of completion before the first milestone.
//!
//! **What it checks.** An action was completed before the first day that any of its milestones names. A milestone that
//! names only its end ("By June 2024") may have begun in the year before. Actions without a dated milestone, or whose
//! first milestone has no date, are passed over.
//!
//! **Why it matters.** Most often the year of one of the two is a slip; or the milestones are of a plan that was since
//! changed, and the Board reads steps that were never taken.
//!
//! **Example.** Action 4.1.2 was completed on 13 June 2023; its first milestone is "In March 2024, write the business
//! case".
//!
//! **How to put it right.** Write the right date of completion, or bring the milestones up to date.

use super::support::closing;
use super::support::milestones;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::wording;

pub const CHECK: Check = Check {
    code: "completed-before-it-began",
    severity: Severity::Warning,
    source: include_str!("completed_before_it_began.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some(completed) = closing::completed(action) else { continue };
        // What stands before the first date may have begun at any time.
        if action.milestones.first().is_none_or(|first| first.span.is_none()) {
            continue;
        }
        let Some(first) = milestones::dated(action).min_by_key(|milestone| milestone.earliest_start()) else {
            continue;
        };
        if completed.value.date.is_some_and(|day| day < first.earliest_start()) {
            let reference = &action.reference.value;
            found.add(
                About::action(reference),
                &completed.at,
                format!("action {reference} has a date of completion before its first milestone"),
                format!("completed {}; first milestone: {}", wording::date(&completed.value), first.milestone.value),
                "write the right date of completion, or bring the milestones up to date",
            );
        }
    }
}
