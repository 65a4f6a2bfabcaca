//! A Grey action whose due date has passed.
//!
//! **What it checks.** An action is Grey, is not complete, and was due before the status date. A due month has passed
//! once the month is over; recurring and open dates never pass.
//!
//! **Why it matters.** Grey means not due to start. What should be finished is not that, and Grey hides it from the
//! exceptions the Board looks at.
//!
//! **Example.** Action 1.4.2 is Grey and was due in December 2024; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Rate the action Amber or Red and say what stands in its way. If the Board agreed to begin
//! it later, write the new due date.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::figures;
use crate::programme::model::Status;

pub const CHECK: Check =
    Check { code: "grey-but-overdue", severity: Severity::Warning, source: include_str!("grey_but_overdue.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let (Some(status), Some(due)) = (&action.action_status, &action.due) else { continue };
        if status.value == Status::Grey && figures::is_overdue(action, context.status_date) {
            let reference = &action.reference.value;
            found.add(
                About::action(reference),
                &status.at,
                format!("action {reference} is Grey, not due to start, but its due date has passed"),
                format!("Grey, due {}, not completed", due.value.words),
                "rate the action again and say what stands in its way, or write the new due date the Board agreed",
            );
        }
    }
}
