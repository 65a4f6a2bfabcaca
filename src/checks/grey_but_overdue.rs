//! An action not due to start whose due date has passed.
//!
//! **What it checks.** An action is not due to start, has no date of completion, and was due before the status date. A due month has passed
//! once the month is over; recurring and open dates never pass.
//!
//! **Why it matters.** What should be finished cannot be not due to start, and the status hides it from the exceptions
//! the Board looks at.
//!
//! **Example.** Action 1.4.2 is not due to start and was due in December 2024; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Rate the action at risk or off track and say what is in its way. If the Board agreed to begin
//! it later, write the new due date.

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::figures;
use crate::programme::model::Role;

pub const CHECK: Check =
    Check { code: "grey-but-overdue", severity: Severity::Warning, source: include_str!("grey_but_overdue.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let (Some(status), Some(due)) = (&action.action_status, &action.due) else { continue };
        if status.value.is(Role::NotDue) && figures::is_overdue(action, context.status_date) {
            let reference = &action.reference.value;
            found.add(
                About::action(reference),
                &status.at,
                format!("action {reference} is {}, but its due date has passed", closing::not_due(status.value.word())),
                format!("{}, due {}, not completed", status.value.word(), due.value.words),
                "rate the action again and say what is in its way, or write the new due date the Board agreed",
            );
        }
    }
}
