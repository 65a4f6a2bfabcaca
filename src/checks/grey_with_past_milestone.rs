//! An action not due to start with a milestone that has passed.
//!
//! **What it checks.** An action is not due to start, has no date of completion, and the last day that one of its milestones names lies
//! before the status date.
//!
//! **Why it matters.** If a milestone was due, so was the start, and the action is behind
//! its plan without anybody having said so.
//!
//! **Example.** Action 5.1.2 is not due to start; its first milestone is "In May 2025, agree the core data set"; the position is
//! taken at 31 July 2025.
//!
//! **How to put it right.** Rate the action again: on track if the milestone was reached, otherwise at risk or off track.
//! If the plan was changed, bring the milestones up to date.

use super::support::closing;
use super::support::milestones;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check = Check {
    code: "grey-with-past-milestone",
    severity: Severity::Warning,
    source: include_str!("grey_with_past_milestone.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some(status) = action.status().filter(|status| status.is(Role::NotDue)) else { continue };
        if action.completed.is_some() {
            continue;
        }
        let Some(past) = milestones::dated(action).find(|milestone| milestone.last < context.status_date) else {
            continue;
        };
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &past.milestone.at,
            format!("action {reference} is {}, but one of its milestones has passed", closing::not_due(status.word())),
            &past.milestone.value,
            "rate the action again, or bring its milestones up to date",
        );
    }
}
