//! The facts of meetings: what was agreed at them, what comes before them, and what lies ahead.

use chrono::NaiveDate;

use super::context::Context;
use super::parts::{cell, date, dated, text, texts};
use super::plain::{of_record, unread, with_plain_facts};
use crate::figures::{self, Figure};
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::programme::columns::SheetKind;
use crate::programme::model::{MeetingAction, Month, Progress, WorkItem};
use crate::{text as plain, wording};

/// The log of actions agreed at meetings: the open ones, and how many there are.
pub fn log(context: &Context<'_>) -> Fact {
    let (ledger, counts, not_read) = (context.ledger, &context.computed.log, &context.computed.not_read);
    let all = &context.given.programme().meeting_actions;
    let open: Vec<&MeetingAction> = all.iter().filter(|entry| figures::is_open(entry)).collect();
    let late = not_read.meeting_due.clone().filter(|_| not_read.state.is_some());
    let count = |key: &str, name: &str, rule: String, why: &Option<String>, figure: &Figure<usize>| {
        let origin = origin(format!("meeting_actions.counts.{key}"), name, rule);
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let open_count = || {
        origin(
            "meeting_actions.counts.open",
            "Open meeting actions",
            "counts the actions of the log that are not closed",
        )
    };
    let open_before_count = || {
        origin(
            "meeting_actions.open_before.count",
            "Meeting actions still open from earlier meetings",
            "counts the actions of the log that are not closed and were not agreed at the last meeting",
        )
    };
    let last = last_meeting_day(context);
    group! {
        "open": ledger.unless(&not_read.state, open_count(), |ledger, origin| {
            let items = open.iter().map(|entry| entry_fact(context, entry)).collect();
            ledger.list(origin, &counts.open.sources, items)
        }),
        "all": Fact::list(all.iter().map(|entry| entry_fact(context, entry))),
        "last_meeting": last_meeting(context),
        "open_before": ledger.unless(&not_read.state, open_before_count(), |ledger, origin| {
            let before: Vec<&MeetingAction> =
                open.iter().copied().filter(|entry| last.is_none() || meeting_day(entry) != last).collect();
            let cells: Vec<CellRef> = before.iter().map(|entry| entry.reference.at.clone()).collect();
            ledger.list(origin, &cells, before.iter().map(|entry| entry_fact(context, entry)).collect())
        }),
        "counts": group! {
            "total": count(
                "total",
                "Actions agreed at meetings",
                "counts the rows of the log that have an action agreed at a meeting".to_owned(),
                &None,
                &counts.total,
            ),
            "open": ledger.unless(&not_read.state, open_count(), |ledger, origin| ledger.count(origin, &counts.open)),
            "closed": count(
                "closed",
                "Closed meeting actions",
                "counts the actions of the log that are closed".to_owned(),
                &not_read.state,
                &counts.closed,
            ),
            "overdue": count(
                "overdue",
                "Overdue meeting actions",
                format!("counts the open actions of the log that were due before {} or are called overdue", context.date),
                &late,
                &counts.overdue,
            ),
        },
    }
}

fn meeting_day(entry: &MeetingAction) -> Option<NaiveDate> {
    entry.meeting.as_ref().and_then(|meeting| meeting.value.date)
}

/// The day of the last meeting up to the status date of which the log has actions.
fn last_meeting_day(context: &Context<'_>) -> Option<NaiveDate> {
    let date = context.given.status_date();
    context.given.programme().meeting_actions.iter().filter_map(meeting_day).filter(|day| *day <= date).max()
}

/// The last meeting of the log with what was agreed at it; nothing where the log dates no meeting.
fn last_meeting(context: &Context<'_>) -> Fact {
    let Some(last) = last_meeting_day(context) else { return Fact::Null };
    let all = &context.given.programme().meeting_actions;
    let agreed: Vec<&MeetingAction> = all.iter().filter(|entry| meeting_day(entry) == Some(last)).collect();
    let cells: Vec<CellRef> = agreed.iter().map(|entry| entry.reference.at.clone()).collect();
    let origin = origin(
        "meeting_actions.last_meeting.actions.count",
        format!("Actions agreed on {}", wording::day(last)),
        "counts the rows of the log for the meeting",
    );
    group! {
        "meeting": wording::day(last),
        "actions": context.ledger.list(origin, &cells, agreed.iter().map(|entry| entry_fact(context, entry)).collect()),
    }
}

/// One entry of the log.
pub fn entry_fact(context: &Context<'_>, entry: &MeetingAction) -> Fact {
    let facts = group! {
        "ref": &entry.reference.value,
        "meeting": date(&entry.meeting),
        "action": &entry.action.value,
        "owner": text(&entry.owner),
        "due": date(&entry.due),
        "status": match entry.state.as_ref().map(|state| state.value) {
            Some(Progress::Open | Progress::Overdue) => "Open",
            Some(Progress::Closed) => "Closed",
            None => "Not stated",
        },
        "update": text(&entry.update),
        "linked": texts(&entry.linked),
        "verbal": entry.is_verbal(),
        "unread": unread::<MeetingAction>(context.given.programme(), SheetKind::MeetingActions),
        "overdue": figures::is_open(entry) && figures::is_late(entry, context.given.status_date()),
    };
    with_plain_facts(facts, entry)
}

/// The work programme by meeting, and the meetings of the coming months.
pub fn work_programme(context: &Context<'_>) -> Fact {
    let (given, months) = (context.given, context.given.settings.thresholds.months_ahead);
    let all = &given.programme().work_programme;
    let coming: Vec<&WorkItem> = all.iter().filter(|item| is_upcoming(item, given.status_date(), months)).collect();
    let cells: Vec<CellRef> = coming.iter().flat_map(|item| cell(&item.meeting)).collect();
    let origin = origin(
        "work_programme.upcoming.count",
        "Meetings in the coming months",
        format!(
            "counts the days on which the work programme has a meeting in the {} after {}",
            months_in_words(months),
            context.date
        ),
    );
    let day = |item: &WorkItem| item.meeting.as_ref().and_then(|meeting| meeting.value.date);
    let (past, ahead): (Vec<&WorkItem>, Vec<&WorkItem>) =
        all.iter().partition(|item| day(item).is_some_and(|day| day <= given.status_date()));
    group! {
        "all": Fact::list(by_meeting(context, all.iter())),
        // Up to the status date, and from then on; what has no date is still to come.
        "past": Fact::list(by_meeting(context, past.into_iter())),
        "ahead": Fact::list(by_meeting(context, ahead.into_iter())),
        "upcoming": context.ledger.list(origin, &cells, by_meeting(context, coming.into_iter())),
    }
}

fn is_upcoming(item: &WorkItem, date: NaiveDate, months: u32) -> bool {
    item.meeting.as_ref().and_then(|meeting| meeting.value.date).is_some_and(|day| is_ahead(day, date, months))
}

/// What falls due and what meets in each of the coming months.
pub fn months_ahead(context: &Context<'_>) -> Fact {
    let given = context.given;
    let date = given.status_date();
    Fact::list(context.computed.ahead.iter().map(|ahead| {
        let month = wording::month(ahead.month);
        let cells: Vec<CellRef> = ahead.actions.iter().flat_map(|action| cell(&action.due)).collect();
        let due = origin(
            format!("next_three_months.{}.actions.count", ahead.month.id()),
            format!("Actions falling due in {month}"),
            format!("counts the actions that are not complete and are due in {month}"),
        );
        let meets = given.programme().work_programme.iter().filter(|item| {
            let day = item.meeting.as_ref().and_then(|meeting| meeting.value.date);
            day.is_some_and(|day| day > date && Month::of(day) == ahead.month)
        });
        group! {
            "month": &month,
            "actions": context.ledger.unless(&context.computed.not_read.overdue, due, |ledger, origin| {
                ledger.list(origin, &cells, context.actions(ahead.actions.iter().copied()))
            }),
            "meetings": by_meeting(context, meets),
        }
    }))
}

/// The days in the coming months on which the Board meets or the programme is reviewed, in their order; the next review is
/// among them however far it is.
pub fn calendar(context: &Context<'_>) -> Fact {
    let (date, board) = (context.given.status_date(), &context.given.settings.board);
    let months = context.given.settings.thresholds.months_ahead;
    let scheme = context.scheme();
    let next = figures::next_meeting(&board.stocktakes, date);
    let reviews = board.stocktakes.iter().filter(|day| is_ahead(**day, date, months) || Some(**day) == next);
    let meetings = board.meetings.iter().filter(|day| is_ahead(**day, date, months));
    let mut days: Vec<(NaiveDate, String)> = meetings
        .map(|day| (*day, scheme.board.clone()))
        .chain(reviews.map(|day| (*day, plain::capitalised(scheme.review()))))
        .collect();
    days.sort();
    days.dedup();
    Fact::list(days.into_iter().map(|(day, what)| group! { "date": wording::day(day), "what": what }))
}

/// Every day to come on which the settings say that the Board meets or the programme is reviewed, in their order.
pub fn days_ahead(context: &Context<'_>) -> Fact {
    let (date, board, scheme) = (context.given.status_date(), &context.given.settings.board, context.scheme());
    let meetings = board.meetings.iter().map(|day| (*day, false));
    let mut days: Vec<(NaiveDate, bool)> = meetings.chain(board.stocktakes.iter().map(|day| (*day, true))).collect();
    days.retain(|(day, _)| *day > date);
    days.sort();
    days.dedup();
    Fact::list(days.into_iter().map(|(day, is_review)| {
        group! {
            "date": group! { "text": wording::day(day), "iso": day.to_string(), "kind": "day" },
            "what": if is_review { plain::capitalised(scheme.review()) } else { scheme.board.clone() },
            "review": is_review,
        }
    }))
}

fn is_ahead(day: NaiveDate, date: NaiveDate, months: u32) -> bool {
    let horizon = (0..months).fold(Month::of(date), |month, _| month.next()).last_day();
    day > date && day <= horizon
}

/// How far the papers look ahead: "three months", and the last of them.
pub fn horizon(context: &Context<'_>) -> Fact {
    let months = context.given.settings.thresholds.months_ahead;
    let number = |count: u32| match count {
        1 => "month".to_owned(),
        count => months_in_words(count),
    };
    group! {
        "months": Fact::mark(months),
        // After "the next": "the next month", "the next three months".
        "words": number(months),
        "last": context.computed.ahead.last().map(|ahead| wording::month(ahead.month)),
    }
}

fn months_in_words(count: u32) -> String {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let number = (count as usize).checked_sub(1).and_then(|at| WORDS.get(at));
    let number = number.map_or_else(|| count.to_string(), |word| (*word).to_owned());
    format!("{number} month{}", if count == 1 { "" } else { "s" })
}

/// The items of the work programme by meeting, in the order of their dates; those without a date last.
fn by_meeting<'a>(context: &Context<'_>, items: impl Iterator<Item = &'a WorkItem>) -> Vec<Fact> {
    type Key = Option<NaiveDate>;
    let mut meetings: Vec<(Key, &WorkItem, Vec<&WorkItem>)> = Vec::new();
    for item in items {
        let key = item.meeting.as_ref().and_then(|meeting| meeting.value.date);
        match meetings.iter_mut().find(|(known, ..)| *known == key) {
            Some((.., items)) => items.push(item),
            None => meetings.push((key, item, vec![item])),
        }
    }
    meetings.sort_by_key(|(key, ..)| (key.is_none(), *key));
    let fact = |(key, first, items): (Key, &WorkItem, Vec<&WorkItem>)| {
        let when = key.map_or_else(|| "a meeting without a date".to_owned(), wording::day);
        let id = key.map_or_else(|| "undated".to_owned(), |day| day.to_string());
        let cells: Vec<CellRef> = items.iter().map(|item| item.item.at.clone()).collect();
        let origin = origin(
            format!("work_programme.{id}.items.count"),
            format!("Items for {when}"),
            "counts the rows of the work programme for the meeting",
        );
        let items = items.into_iter().map(item_fact).collect();
        group! { "meeting": date(&first.meeting), "items": context.ledger.list(origin, &cells, items) }
    };
    meetings.into_iter().map(fact).collect()
}

fn item_fact(item: &WorkItem) -> Fact {
    let facts = group! {
        "item": &item.item.value,
        "purpose": text(&item.purpose),
        "lead": text(&item.lead),
        "deadline": dated(&item.deadline),
        "status": text(&item.status),
        "route": text(&item.route),
    };
    of_record(facts, item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_worded() {
        assert_eq!(months_in_words(1), "one month");
        assert_eq!(months_in_words(3), "three months");
        assert_eq!(months_in_words(24), "24 months");
    }
}
