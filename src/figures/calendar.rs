//! What lies ahead of the status date: meetings, and the actions due month by month.

use chrono::NaiveDate;

use super::Figure;
use crate::programme::Programme;
use crate::programme::model::{Action, Month};

/// A coming month and the unfinished actions due in it.
pub struct MonthAhead<'a> {
    pub month: Month,
    pub actions: Vec<&'a Action>,
}

/// The months after the status date's own, with what is due in each and not complete.
pub fn months_ahead<'a>(programme: &'a Programme, status_date: NaiveDate, count: u32) -> Vec<MonthAhead<'a>> {
    let mut month = Month::of(status_date);
    (0..count)
        .map(|_| {
            month = month.next();
            let due = |action: &&Action| {
                !action.is_complete()
                    && action.due.as_ref().and_then(|due| due.value.date).is_some_and(|due| Month::of(due) == month)
            };
            MonthAhead { month, actions: programme.actions().filter(due).collect() }
        })
        .collect()
}

/// How many unfinished actions fall due in those months, with the cells of their due dates.
pub fn due_ahead(months: &[MonthAhead<'_>]) -> Figure<usize> {
    let mut due = Figure::default();
    for action in months.iter().flat_map(|ahead| &ahead.actions) {
        due.add(action.due.as_ref().map_or(&action.at, |due| &due.at));
    }
    due
}

/// The first of the Board's meetings after the status date: the one the papers are for.
pub fn next_meeting(meetings: &[NaiveDate], status_date: NaiveDate) -> Option<NaiveDate> {
    meetings.iter().copied().filter(|meeting| *meeting > status_date).min()
}
