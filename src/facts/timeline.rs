//! An area's dated milestones on one line of time, as facts for the chart.
//!
//! The plan does not say of a milestone whether it was reached, so the line says what is known: the action is complete,
//! or the milestone's date has passed while it is not, or it is still to come.

use chrono::NaiveDate;

use super::context::Context;
use super::parts::status;
use super::plain::of_record;
use crate::group;
use crate::ledger::{Fact, number, origin};
use crate::located::CellRef;
use crate::programme::model::{Action, Area, Month, Span};
use crate::wording;

/// Where a dated milestone is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Passed,
    /// Its date has passed, and whether the action is complete was not read.
    Past,
    Ahead,
}

impl State {
    fn key(self) -> &'static str {
        match self {
            State::Done => "done",
            State::Passed => "overdue",
            State::Past => "passed",
            State::Ahead => "ahead",
        }
    }

    fn word(self) -> &'static str {
        match self {
            State::Done => "Action complete",
            State::Passed => "Date passed, action not complete",
            State::Past => "Date passed",
            State::Ahead => "Ahead",
        }
    }
}

struct Milestone<'a> {
    action: &'a Action,
    words: &'a str,
    at: &'a CellRef,
    day: NaiveDate,
    state: State,
}

/// Null where no milestone of the area has a date.
pub fn timeline(context: &Context<'_>, area: &Area) -> Fact {
    let today = context.given.status_date();
    let completion = &context.computed.not_read.completion;
    let mut undated: Vec<CellRef> = Vec::new();
    let mut dated: Vec<Milestone<'_>> = Vec::new();
    for action in area.actions() {
        let complete = action.is_complete();
        for milestone in &action.milestones {
            let words = &milestone.words;
            let Some(Span { last: day, .. }) = milestone.span else {
                undated.push(words.at.clone());
                continue;
            };
            let state = match () {
                () if complete => State::Done,
                () if day < today && completion.is_some() => State::Past,
                () if day < today => State::Passed,
                () => State::Ahead,
            };
            dated.push(Milestone { action, words: &words.value, at: &words.at, day, state });
        }
    }
    dated.sort_by_key(|milestone| milestone.day);
    let Some((first, last)) = dated.first().zip(dated.last()).map(|(first, last)| (first.day, last.day)) else {
        return Fact::Null;
    };
    // The line begins and ends with whole months, and today is always on it.
    let start = Month::of(first.min(today)).first_day();
    let end = Month::of(last.max(today)).last_day();
    let whole = (end - start).num_days().max(1) as f64;
    let at = |day: NaiveDate| Fact::mark(number((day - start).num_days() as f64 / whole));
    let months: Vec<Month> = std::iter::successors(Some(Month::of(start)), |month| Some(month.next()))
        .take_while(|month| month.first_day() <= end)
        .collect();
    let every = months.len().div_ceil(9).max(1);
    let of = |state: State| dated.iter().filter(move |milestone| milestone.state == state);
    let parts = match completion {
        None => format!(
            "of {} the action is complete, of {} the date has passed and the action is not complete",
            of(State::Done).count(),
            of(State::Passed).count(),
        ),
        Some(_) => format!(
            "of {} the date has passed, and whether their actions are complete was not read",
            of(State::Past).count()
        ),
    };
    let alt = format!(
        "{} milestones from {} to {}: {parts}, {} are after {}.",
        dated.len(),
        wording::month(Month::of(first)),
        wording::month(Month::of(last)),
        of(State::Ahead).count(),
        wording::day(today),
    );
    let (id, title) = (format!("area.{}.timeline", area.key), area.title());
    let count = |key: &str, what: &str, why: &Option<String>, cells: Vec<CellRef>| {
        let rule = "counts the milestones by their date, the status date, and whether the action is complete";
        let origin = origin(format!("{id}.{key}"), format!("{what}, {title}"), rule);
        context.ledger.unless(why, origin, |ledger, origin| ledger.counted(origin, cells.len(), &cells))
    };
    let cells = |state: State| of(state).map(|milestone| milestone.at.clone()).collect::<Vec<_>>();
    let items = dated.iter().map(|milestone| {
        let facts = group! {
            "ref": &milestone.action.reference.value,
            "label": milestone.words,
            "date": match Month::of(milestone.day) {
                month if milestone.day == month.last_day() => wording::month(month),
                _ => wording::day(milestone.day),
            },
            "state": milestone.state.key(),
            "word": milestone.state.word(),
            "status": status(milestone.action.status()),
            "at": at(milestone.day),
        };
        of_record(facts, milestone.action)
    });
    let all: Vec<CellRef> = dated.iter().map(|milestone| milestone.at.clone()).collect();
    let rule = "counts the milestones that have a date";
    group! {
        "start": wording::month(Month::of(start)),
        "end": wording::month(Month::of(end)),
        "today": at(today),
        "today_text": wording::day(today),
        "ticks": Fact::list(months.iter().step_by(every).map(|month| group! {
            "at": at(month.first_day()),
            "label": wording::short_month(*month),
        })),
        "items": context.ledger.list(
            origin(format!("{id}.count"), format!("Dated milestones, {title}"), rule),
            &all,
            items.collect(),
        ),
        "counts": group! {
            "done": count("counts.done", "Dated milestones of complete actions", completion, cells(State::Done)),
            "overdue": count(
                "counts.overdue",
                "Milestones passed while the action is not complete",
                completion,
                cells(State::Passed),
            ),
            "ahead": count("counts.ahead", "Milestones ahead", &None, cells(State::Ahead)),
        },
        "undated": count("undated", "Milestones without a date", &None, undated),
        "alt": alt,
    }
}
