//! A complete action whose impact is not complete.
//!
//! **What it checks.** An action's status is complete, but its impact status is another or is missing. It says nothing
//! where the tracker gives no action an impact status, or the scheme asks for no impact (`[closing]` in
//! `boardpack.toml`).
//!
//! **Why it matters.** Complete means done and impact achieved. What was done but has not yet made the difference is
//! not finished, and closing it ends the watch on its impact.
//!
//! **Example.** Action 1.2.2 is complete since February 2025; its impact is at risk.
//!
//! **How to put it right.** If the impact measures are met, rate the impact complete and say in the update what shows
//! it. If they are not, rate the action on track or at risk until they are.

use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check = Check {
    code: "blue-without-impact",
    severity: Severity::Warning,
    source: include_str!("blue_without_impact.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let unrated = context.programme.actions().all(|action| action.impact_status.is_none());
    if unrated || !context.scheme().closing.impact_needed {
        return;
    }
    for action in context.programme.actions() {
        let Some(status) = action.status().filter(|status| status.is(Role::Complete)) else { continue };
        let (reference, word) = (&action.reference.value, status.word());
        let (at, impact) = match &action.impact_status {
            Some(impact) if impact.value.is(Role::Complete) => continue,
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
            format!("action {reference} is {word}, but its impact is {impact}"),
            format!("action {word}, impact {impact}"),
            format!("rate the impact {word} if its measures are met; if they are not, the action is not {word} yet"),
        );
    }
}
