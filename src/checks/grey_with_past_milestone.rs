//! A Grey action with a milestone that has passed.
//!
//! **What it checks.** An action is Grey, is not complete, and the last day that one of its milestones names lies
//! before the status date.
//!
//! **Why it matters.** Grey means not due to start. If a milestone was due, so was the start, and the action is behind
//! its plan without anybody having said so.
//!
//! **Example.** Action 5.1.2 is Grey; its first milestone is "In May 2025, agree the core data set"; the position is
//! taken at 31 July 2025.
//!
//! **How to put it right.** Rate the action again: Green if the milestone was reached, otherwise Amber or Red. If the
//! plan was changed, bring the milestones up to date.

use super::support::milestones;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Status;

pub const CHECK: Check = Check {
    code: "grey-with-past-milestone",
    severity: Severity::Warning,
    source: include_str!("grey_with_past_milestone.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        if action.status() != Some(Status::Grey) || action.completed.is_some() {
            continue;
        }
        let Some(past) = milestones::dated(action).find(|milestone| milestone.last < context.status_date) else {
            continue;
        };
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &past.milestone.at,
            format!("action {reference} is Grey, not due to start, but one of its milestones has passed"),
            &past.milestone.value,
            "rate the action again, or bring its milestones up to date",
        );
    }
}
