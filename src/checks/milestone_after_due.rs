//! A milestone later than the action's own due date.
//!
//! **What it checks.** The date that a milestone opens with ("In November 2024, …") lies after the date by which the
//! whole action is due. A milestone known to the month is not later than a due day in that month. Complete actions are
//! passed over.
//!
//! **Why it matters.** A step of an action cannot come after its end: one of the two dates is wrong, and the action
//! becomes overdue while it keeps to its own plan.
//!
//! **Example.** Action 1.5.1 is due in September 2024; one of its milestones is "In November 2024, implement this
//! model".
//!
//! **How to put it right.** Find out which of the two is meant. If it is the milestone, ask the Board for the later due
//! date; if it is the due date, bring the milestone forward.

use super::support::closing;
use super::support::milestones;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};

pub const CHECK: Check = Check {
    code: "milestone-after-due",
    severity: Severity::Warning,
    source: include_str!("milestone_after_due.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions().filter(|action| !closing::is_rated_complete(action)) {
        let Some((due, day)) = action.due.as_ref().and_then(|due| Some((due, due.value.date?))) else { continue };
        let late: Vec<_> = milestones::dated(action).filter(|milestone| milestone.ends_after(day)).collect();
        let Some(latest) = late.iter().rev().max_by_key(|milestone| milestone.last) else { continue };
        let reference = &action.reference.value;
        let message = match late.len() {
            1 => format!("a milestone of action {reference} is later than its due date"),
            several => format!("{several} milestones of action {reference} are later than its due date"),
        };
        found.add(
            About::action(reference),
            &latest.milestone.at,
            message,
            format!("due {}; milestone: {}", due.value.words, latest.milestone.value),
            "write a due date that the milestones can meet, or bring the milestones forward",
        );
    }
}
