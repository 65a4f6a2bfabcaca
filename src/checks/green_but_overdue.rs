//! An action on track whose due date has passed.
//!
//! **What it checks.** An action is on track, has no date of completion, and was due before the status date. A due month has passed
//! once the month is over; recurring and open dates never pass.
//!
//! **Why it matters.** On track is meant for time as well as for impact. A Board that reads it does not ask.
//!
//! **Example.** Action 2.3.1 is on track and was due in July 2024; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Rate the action again, or record the date it was completed. If the Board agreed a later date,
//! write the new date and say in the update that it was agreed.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::figures;
use crate::programme::model::Role;

pub const CHECK: Check =
    Check { code: "green-but-overdue", severity: Severity::Warning, source: include_str!("green_but_overdue.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let (Some(status), Some(due)) = (&action.action_status, &action.due) else { continue };
        if status.value.is(Role::OnTrack) && figures::is_overdue(action, context.status_date) {
            let word = status.value.word();
            found.add(
                About::action(&action.reference.value),
                &status.at,
                format!("action {} is {word}, but its due date has passed", action.reference.value),
                format!("{word}, due {}, not completed", due.value.words),
                "rate the action again, or record the date it was completed",
            );
        }
    }
}
