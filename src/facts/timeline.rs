//! An area's dated milestones on one line of time, as facts for the chart.
//!
//! The plan does not say of a milestone whether it was reached, so the line says what is known: the action is complete,
//! or the milestone's date has passed while it is not, or it lies ahead.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Given, status};
use crate::programme::dates;
use crate::programme::model::{Area, Month, Status};
use crate::wording;

/// Null where no milestone of the area has a date.
pub fn timeline(given: &Given<'_>, area: &Area) -> Value {
    let today = given.edition.status_date;
    let mut undated = 0;
    let mut items: Vec<(NaiveDate, Value)> = Vec::new();
    for action in area.actions() {
        let complete = action.status() == Some(Status::Blue) || action.completed.is_some();
        for milestone in &action.milestones {
            let Some((_, last)) = dates::span(&milestone.value) else {
                undated += 1;
                continue;
            };
            let (state, word) = match () {
                () if complete => ("done", "Action complete"),
                () if last < today => ("overdue", "Date passed, action not complete"),
                () => ("ahead", "Ahead"),
            };
            let item = json!({
                "ref": action.reference.value,
                "label": milestone.value,
                "date": if last == Month::of(last).last_day() { wording::month(Month::of(last)) } else { wording::day(last) },
                "state": state,
                "word": word,
                "status": status(action.status()),
            });
            items.push((last, item));
        }
    }
    items.sort_by_key(|(day, _)| *day);
    let Some((first, last)) = items.first().zip(items.last()).map(|(first, last)| (first.0, last.0)) else {
        return Value::Null;
    };
    // The line begins and ends with whole months, and today is always on it.
    let start = Month::of(first.min(today)).first_day();
    let end = Month::of(last.max(today)).last_day();
    let whole = (end - start).num_days().max(1) as f64;
    let at = |day: NaiveDate| (day - start).num_days() as f64 / whole;
    let months: Vec<Month> = std::iter::successors(Some(Month::of(start)), |month| Some(month.next()))
        .take_while(|month| month.first_day() <= end)
        .collect();
    let every = months.len().div_ceil(9).max(1);
    let of = |state: &str| items.iter().filter(|(_, item)| item["state"] == state).count();
    let alt = format!(
        "{} milestones from {} to {}: of {} the action is complete, of {} the date has passed and the action is not complete, {} lie ahead of {}.",
        items.len(),
        wording::month(Month::of(first)),
        wording::month(Month::of(last)),
        of("done"),
        of("overdue"),
        of("ahead"),
        wording::day(today),
    );
    json!({
        "start": wording::month(Month::of(start)),
        "end": wording::month(Month::of(end)),
        "today": at(today),
        "today_text": wording::day(today),
        "ticks": months.iter().step_by(every).map(|month| json!({
            "at": at(month.first_day()), "label": wording::short_month(*month),
        })).collect::<Vec<_>>(),
        "items": items.iter().map(|(day, item)| {
            let mut item = item.clone();
            item["at"] = at(*day).into();
            item
        }).collect::<Vec<_>>(),
        "counts": {"done": of("done"), "overdue": of("overdue"), "ahead": of("ahead")},
        "undated": undated,
        "alt": alt,
    })
}
