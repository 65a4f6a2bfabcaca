//! A date of completion after the status date.
//!
//! **What it checks.** The date on which an action was completed lies after the day the position is taken at. A month
//! lies after it once it begins after it.
//!
//! **Why it matters.** What has not happened yet cannot be complete. Most often it is a slip in the year, or a due date
//! in the wrong column; either way the Board is told of something finished that may not be.
//!
//! **Example.** Action 1.3.3 is complete with the date of completion 19 June 2026; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Write the date on which it was completed. If it is not complete, take the date out and rate
//! the action again.

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::wording;

pub const CHECK: Check = Check {
    code: "completed-in-the-future",
    severity: Severity::Error,
    source: include_str!("completed_in_the_future.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some(completed) = closing::completed(action) else { continue };
        if closing::first_day(&completed.value).is_none_or(|day| day <= context.status_date) {
            continue;
        }
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &completed.at,
            format!(
                "action {reference} has a date of completion after the status date, {}",
                wording::day(context.status_date)
            ),
            format!("completed {}", wording::date(&completed.value)),
            "write the date on which it was completed, or take the date out and rate the action again",
        );
    }
}
