//! An action without a due date.
//!
//! **What it checks.** An action has no due date, while others have one. Complete actions are passed over.
//!
//! **Why it matters.** What has no date is never overdue: it falls out of every list of what is late or due next.
//!
//! **Example.** Action 1.5.2 is at risk; its due date is blank.
//!
//! **How to put it right.** Agree a date with the lead and write it. If it depends on something else, say on what in
//! the update and write the date by which that is expected.

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};

pub const CHECK: Check =
    Check { code: "no-due-date", severity: Severity::Warning, source: include_str!("no_due_date.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    // A tracker without dates at all is another matter: the reader tells which columns it has.
    if context.programme.actions().all(|action| action.due.is_none()) {
        return;
    }
    for action in context.programme.actions() {
        if action.due.is_some() || closing::is_rated_complete(action) || action.completed.is_some() {
            continue;
        }
        let reference = &action.reference.value;
        let at = empty_cell(context.programme, action, |other| other.due.as_ref().map(|due| &due.at))
            .unwrap_or_else(|| action.at.clone());
        found.add(
            About::action(reference),
            &at,
            format!("action {reference} has no due date"),
            "",
            "agree a date with the lead and write it",
        );
    }
}
