//! The log of meeting actions: how many are open, closed and overdue.

use chrono::NaiveDate;

use super::Figure;
use crate::programme::model::{MeetingAction, Progress};

/// How the actions agreed at meetings stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogCounts {
    pub total: Figure<usize>,
    pub open: Figure<usize>,
    pub closed: Figure<usize>,
    /// Of the open ones.
    pub overdue: Figure<usize>,
}

/// Counts the meeting actions; an entry's cell is that of its state, or its own where it states none.
pub fn log_counts(log: &[MeetingAction], status_date: NaiveDate) -> LogCounts {
    let mut counts = LogCounts::default();
    for entry in log {
        let state = entry.state.as_ref().map_or(&entry.at, |state| &state.at);
        counts.total.add(&entry.at);
        if !is_open(entry) {
            counts.closed.add(state);
            continue;
        }
        counts.open.add(state);
        if is_late(entry, status_date) {
            counts.overdue.add(entry.due.as_ref().map_or(state, |due| &due.at));
        }
    }
    counts
}

/// Whether an entry has not been closed; one that states nothing is open.
pub fn is_open(entry: &MeetingAction) -> bool {
    entry.state.as_ref().is_none_or(|state| state.value != Progress::Closed)
}

/// Whether the log calls an entry overdue, or its due date has passed.
pub fn is_late(entry: &MeetingAction, status_date: NaiveDate) -> bool {
    entry.state.as_ref().is_some_and(|state| state.value == Progress::Overdue)
        || entry.due.as_ref().and_then(|due| due.value.date).is_some_and(|due| due < status_date)
}
