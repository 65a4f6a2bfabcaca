//! What rules about completing and closing an action share: an action with its dates → what they amount to.
//!
//! Deliberately absent: any finding.

use chrono::NaiveDate;

pub use crate::figures::approval;

use super::super::Context;
use crate::located::Located;
use crate::programme::dates;
use crate::programme::model::{Action, DateKind, Role, WrittenDate};

/// The date of the approval, where its words hold one.
pub fn approved_on(action: &Action) -> Option<WrittenDate> {
    dates::first_in(&approval(action)?.value)
}

/// Complete by its status; an action may also be complete by its date alone, which is a finding of its own.
pub fn is_rated_complete(action: &Action) -> bool {
    action.is(Role::Complete)
}

/// A status's word and what it amounts to; where the word says as much already, the word alone.
pub fn not_due(word: &str) -> String {
    let says_so = word.to_lowercase().starts_with("not ");
    if says_so { word.to_owned() } else { format!("{word}, not due to start") }
}

/// When the action was completed, where that is a date.
pub fn completed(action: &Action) -> Option<&Located<WrittenDate>> {
    action.completed.as_ref().filter(|completed| completed.value.date.is_some())
}

/// The first day that a date can mean: of a month, its first.
pub fn first_day(date: &WrittenDate) -> Option<NaiveDate> {
    use chrono::Datelike;
    let day = date.date?;
    if date.kind == DateKind::Month { day.with_day(1) } else { Some(day) }
}

/// The last Board meeting up to the status date, as far as the settings list them.
pub fn last_meeting(context: &Context<'_>) -> Option<NaiveDate> {
    context.settings.board.meetings.iter().copied().filter(|meeting| *meeting <= context.status_date).max()
}
