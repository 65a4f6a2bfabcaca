//! A complete action that the Board has not approved to close.
//!
//! **What it checks.** An action's status is complete, no approval is on record, and a Board meeting has taken place
//! since it was completed. The meetings are those under `[board]` in `boardpack.toml`; where none is listed up to the status date,
//! an action completed before the edition's month has had its meeting. An action completed since the last meeting is
//! proposed for closure and is no finding. A complete action without a date of
//! completion is one. Where the scheme asks for no approval (`[closing]` in `boardpack.toml`), the rule says nothing.
//!
//! **Why it matters.** Only the Board signs an action off, and its record is what a scrutiny committee, or those who
//! monitor the programme, will ask to see.
//!
//! **Example.** Action 2.2.2 is complete and was completed on 5 July 2024; its approval is blank; the Board met on 17 July.
//!
//! **How to put it right.** Record the date or the minute of the Board's approval. If the Board has not been asked, ask
//! it at its next meeting and leave the action at the status it had until then.

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;
use crate::wording;

pub const CHECK: Check = Check {
    code: "blue-without-approval",
    severity: Severity::Error,
    source: include_str!("blue_without_approval.rs"),
    run,
};

const HINT: &str =
    "record the date or minute of the Board's approval, or ask the Board for it and keep the status the action had";
const HINT_WITHOUT_COLUMN: &str =
    "the tracker records no approvals: add a column \"Board approval\" for the date or minute of each";

fn run(context: &Context<'_>, found: &mut Found) {
    if !context.scheme().closing.approval_needed {
        return;
    }
    let meeting = closing::last_meeting(context);
    let recorded = context.programme.actions().any(|action| action.approval.is_some());
    for action in context.programme.actions() {
        let Some(status) = action.action_status.as_ref().filter(|status| status.value.is(Role::Complete)) else {
            continue;
        };
        if closing::approval(action).is_some() {
            continue;
        }
        let reference = &action.reference.value;
        let completed = closing::completed(action).map(|completed| &completed.value);
        let (why, when) = match completed.and_then(|completed| Some((completed, completed.date?))) {
            None => (", nor a date of completion".to_owned(), "no date of completion".to_owned()),
            Some((words, day)) => {
                let since = match meeting {
                    Some(meeting) if meeting > day => {
                        format!("; the Board has met since it was completed, on {}", wording::day(meeting))
                    }
                    None if day < context.edition.first_day() => "; it was completed in an earlier month".to_owned(),
                    _ => continue,
                };
                (since, format!("completed {}", wording::date(words)))
            }
        };
        let approval = match &action.approval {
            Some(words) => format!("approval \"{}\"", words.value),
            None => "no approval".to_owned(),
        };
        let at = empty_cell(context.programme, action, |other| other.approval.as_ref().map(|approval| &approval.at));
        found.add(
            About::action(reference),
            &at.unwrap_or_else(|| status.at.clone()),
            format!("action {reference} is {} without the Board's approval on record{why}", status.value.word()),
            format!("{}, {when}, {approval}", status.value.word()),
            if recorded { HINT } else { HINT_WITHOUT_COLUMN },
        );
    }
}
