//! An action agreed at a meeting is open past its due date.
//!
//! **What it checks.** An entry of the log of meeting actions is not closed, and was due before the status date. A log
//! without any status is passed over.
//!
//! **Why it matters.** The Board asked for it by that day.
//!
//! **Example.** Meeting action 11.5 is open and was due on 16 July 2025; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Close the entry, or write in its update when it will be done and agree the new date.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Progress;

pub const CHECK: Check = Check {
    code: "meeting-action-overdue",
    severity: Severity::Warning,
    source: include_str!("meeting_action_overdue.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let log = &context.programme.meeting_actions;
    if log.iter().all(|entry| entry.state.is_none()) {
        return;
    }
    for entry in log {
        let state = entry.state.as_ref().map(|state| state.value);
        let Some(due) = entry.due.as_ref().filter(|due| due.value.date.is_some_and(|due| due < context.status_date))
        else {
            continue;
        };
        if state != Some(Progress::Closed) {
            let is = if state.is_some() { "is open" } else { "has no status" };
            found.add(
                About::meeting_action(&entry.reference.value),
                entry.state.as_ref().map_or(&entry.at, |state| &state.at),
                format!("meeting action {} {is}, and its due date has passed", entry.reference.value),
                format!("due {}", due.value.words),
                "close it, or say in the update when it will be done",
            );
        }
    }
}
