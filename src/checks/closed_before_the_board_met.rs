//! An approval to close that no Board meeting can have given.
//!
//! **What it checks.** The Board's approval to close an action lies after the status date; or before the action was
//! completed; or on a day on which the Board did not meet; or it has no date, and the Board has not met since the
//! action was completed. The last two look at the meetings under `[board]` in `boardpack.toml`, and only as far as
//! they reach; an approval by correspondence or by the Chair needs no meeting.
//!
//! **Why it matters.** Closing rests on the Board's approval. One that does not fit the calendar is a slip, or an approval
//! that was taken for granted.
//!
//! **Example.** Action 3.1.4 was completed on 24 July 2025, approved on 16 July 2025.
//!
//! **How to put it right.** Write the date or the minute of the meeting that approved it. If none has, take the
//! approval out: the action is then proposed for closure at the next meeting.

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::{Action, DateKind, Month, WrittenDate};
use crate::wording;

pub const CHECK: Check = Check {
    code: "closed-before-the-board-met",
    severity: Severity::Warning,
    source: include_str!("closed_before_the_board_met.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some(approval) = closing::approval(action) else { continue };
        let Some(why) = why_not(context, action, &approval.value) else { continue };
        let reference = &action.reference.value;
        let completed = closing::completed(action).map_or_else(
            || "no date of completion".to_owned(),
            |day| format!("completed {}", wording::date(&day.value)),
        );
        found.add(
            About::action(reference),
            &approval.at,
            format!("the approval to close action {reference} {why}"),
            format!("{completed}, approved: {}", approval.value),
            "write the date or minute of the meeting that approved it; if none has, take the approval out",
        );
    }
}

fn why_not(context: &Context<'_>, action: &Action, words: &str) -> Option<String> {
    let completed = closing::completed(action).map(|completed| &completed.value);
    match closing::approved_on(action).filter(|date| date.date.is_some()) {
        Some(approved) => {
            if closing::first_day(&approved)? > context.status_date {
                return Some(format!("is dated after the status date, {}", wording::day(context.status_date)));
            }
            if completed.and_then(closing::first_day).is_some_and(|began| approved.date.is_some_and(|day| day < began))
            {
                return Some("is dated before the action was completed".to_owned());
            }
            let met = is_meeting(context, &approved)? || needs_no_meeting(words);
            (!met).then(|| "is dated on a day on which the Board did not meet".to_owned())
        }
        None => {
            let meeting = closing::last_meeting(context)?;
            // A list that ends before the status date does not tell whether the Board has met since.
            context.settings.board.meetings.iter().find(|meeting| **meeting > context.status_date)?;
            let began = closing::first_day(completed?)?;
            let early = began > meeting && began <= context.status_date && !needs_no_meeting(words);
            early.then(|| {
                format!(
                    "is on record, but the Board has not met since it was completed: it last met on {}",
                    wording::day(meeting)
                )
            })
        }
    }
}

/// Whether the Board met on a date; `None` for what lies before or after the meetings that the settings list.
fn is_meeting(context: &Context<'_>, date: &WrittenDate) -> Option<bool> {
    let meetings = &context.settings.board.meetings;
    let (first, last) = (*meetings.iter().min()?, *meetings.iter().max()?);
    let day = date.date?;
    if date.kind == DateKind::Month {
        let listed = Month::of(first) < Month::of(day) && Month::of(day) < Month::of(last);
        return listed.then(|| meetings.iter().any(|meeting| Month::of(*meeting) == Month::of(day)));
    }
    (first..=last).contains(&day).then(|| meetings.contains(&day))
}

fn needs_no_meeting(words: &str) -> bool {
    let plain = words.to_lowercase();
    ["correspondence", "email", "e-mail", "chair", "extraordinary", "special", "delegated", "circulation", "out of"]
        .iter()
        .any(|mark| plain.contains(mark))
}
