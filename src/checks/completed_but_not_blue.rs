//! An action with a date of completion or an approval to close that is not complete.
//!
//! **What it checks.** An action has a date of completion up to the status date, or the Board's approval to close, but
//! its action status is another than complete, or is missing.
//!
//! **Why it matters.** The position the Board sees counts statuses: an action that is finished is then counted as
//! unfinished, or one that is unfinished has a date that says otherwise.
//!
//! **Example.** Action 3.1.2 is at risk and has the date of completion 12 May 2025.
//!
//! **How to put it right.** If the action is complete, rate it so. If it is not, take the date or the approval out: a
//! date by which it is expected belongs in the due date or the update.

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;
use crate::wording;

pub const CHECK: Check = Check {
    code: "completed-but-not-blue",
    severity: Severity::Warning,
    source: include_str!("completed_but_not_blue.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    // Without a status for it, the date is how completion is said.
    if !context.scheme().has(Role::Complete) || context.programme.actions().all(|action| action.action_status.is_none())
    {
        return;
    }
    for action in context.programme.actions().filter(|action| !closing::is_rated_complete(action)) {
        let completed = closing::completed(action)
            .filter(|completed| closing::first_day(&completed.value).is_some_and(|day| day <= context.status_date));
        let (at, what, quote) = match (completed, closing::approval(action)) {
            (Some(completed), _) => {
                (&completed.at, "a date of completion", format!("completed {}", wording::date(&completed.value)))
            }
            (None, Some(approval)) => {
                (&approval.at, "the Board's approval to close", format!("approved: {}", approval.value))
            }
            (None, None) => continue,
        };
        let reference = &action.reference.value;
        let (status, word) = match action.status() {
            Some(status) => (format!("is {}", status.word()), status.word()),
            None => ("has no status".to_owned(), "no status"),
        };
        found.add(
            About::action(reference),
            at,
            format!("action {reference} {status}, but has {what}"),
            format!("{word}, {quote}"),
            format!(
                "rate the action {} if it is complete; if it is not, take the date or the approval out",
                context.scheme().word(Role::Complete)
            ),
        );
    }
}
