//! A Blue action whose impact is not Blue.
//!
//! **What it checks.** The action BRAG is Blue, but the impact BRAG is another status or is missing. It says nothing
//! where the tracker gives no action an impact BRAG.
//!
//! **Why it matters.** Blue means complete and impact achieved. What was done but has not yet made the difference is
//! not finished, and closing it ends the watch on its impact.
//!
//! **Example.** Action 1.2.2 is Blue, completed in February 2025; its impact is Amber.
//!
//! **How to put it right.** If the impact measures are met, rate the impact Blue and say in the update what shows it.
//! If they are not, rate the action Green or Amber until they are.

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Status;

pub const CHECK: Check = Check {
    code: "blue-without-impact",
    severity: Severity::Warning,
    source: include_str!("blue_without_impact.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    if context.programme.actions().all(|action| action.impact_status.is_none()) {
        return;
    }
    for action in context.programme.actions().filter(|action| closing::is_blue(action)) {
        let reference = &action.reference.value;
        let (at, impact) = match &action.impact_status {
            Some(impact) if impact.value == Status::Blue => continue,
            Some(impact) => (impact.at.clone(), impact.value.word()),
            None => {
                let at = empty_cell(context.programme, action, |other| {
                    other.impact_status.as_ref().map(|impact| &impact.at)
                });
                (at.unwrap_or_else(|| action.at.clone()), "not rated")
            }
        };
        found.add(
            About::action(reference),
            &at,
            format!("action {reference} is Blue, but its impact is {impact}"),
            format!("action Blue, impact {impact}"),
            "rate the impact Blue if its measures are met; if they are not, the action is not Blue yet",
        );
    }
}
