//! A due date in words that name no day or month.
//!
//! **What it checks.** The due date of an action is neither a day, nor a month, nor a recurring date. Complete actions are
//! passed over.
//!
//! **Why it matters.** "When available" never passes: the action is never overdue, and nobody is reminded. Sometimes it
//! was meant as a date and cannot be read: "31 June 2025".
//!
//! **Example.** Action 2.4.2 is due "When available".
//!
//! **How to put it right.** Write the date by which it is expected, or the date on which the Board will look at it
//! again; the words may go into the update.

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::DateKind;

pub const CHECK: Check = Check {
    code: "due-date-not-a-date",
    severity: Severity::Note,
    source: include_str!("due_date_not_a_date.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions().filter(|action| !closing::is_rated_complete(action)) {
        let Some(due) = action.due.as_ref().filter(|due| due.value.kind == DateKind::Open) else { continue };
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &due.at,
            format!("the due date of action {reference} names no day or month, so it can never be overdue"),
            &due.value.words,
            "write the date by which it is expected, or the date on which it will be looked at again",
        );
    }
}
