//! A review by those who monitor the programme comes up, and no item of the work programme prepares it.
//!
//! **What it checks.** The settings name the days of stocktakes, or whatever the reviews are called (`stocktakes` under
//! `[board]`, `[[review]]`). One falls within the months the papers look ahead, and no item of a meeting in the month up
//! to that day names a review or a body that holds them (`[[body]]`). An item that names the day itself counts,
//! whichever meeting it is for. Without such days, or without a work programme, the rule says nothing.
//!
//! **Why it matters.** What goes to a review must have been before the Board. Its last meeting before the day is the
//! last chance.
//!
//! **Example.** A stocktake is on 24 September 2025; the Board of 17 September has no item for it.
//!
//! **How to put it right.** Add the item to the last meeting before the review.

use chrono::{Months, NaiveDate};

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::programme::dates;
use crate::programme::model::WorkItem;
use crate::programme::scheme::Scheme;
use crate::wording;

pub const CHECK: Check = Check {
    code: "stocktake-without-item",
    severity: Severity::Note,
    source: include_str!("stocktake_without_item.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let items = &context.programme.work_programme;
    let Some(first) = items.first() else { return };
    let scheme = context.scheme();
    let review = scheme.review();
    let Some(horizon) = context.status_date.checked_add_months(Months::new(context.settings.thresholds.months_ahead))
    else {
        return;
    };
    for stocktake in &context.settings.board.stocktakes {
        let ahead = *stocktake > context.status_date && *stocktake <= horizon;
        if !ahead || items.iter().any(|item| prepares(item, *stocktake, scheme)) {
            continue;
        }
        let last = items.iter().filter(|item| meeting(item).is_some_and(|day| day <= *stocktake)).max_by_key(|item| {
            // Of one meeting's items the first is the place to look.
            (meeting(item), std::cmp::Reverse(item.at.row))
        });
        found.add(
            None,
            &last.unwrap_or(first).at,
            format!("no item of the work programme prepares the {review} of {}", wording::day(*stocktake)),
            last.and_then(meeting)
                .map_or_else(String::new, |day| format!("the last meeting before it is that of {}", wording::day(day))),
            format!("add an item to the last meeting before the {review}"),
        );
    }
}

fn meeting(item: &WorkItem) -> Option<NaiveDate> {
    item.meeting.as_ref()?.value.date
}

fn prepares(item: &WorkItem, stocktake: NaiveDate, scheme: &Scheme) -> bool {
    let words = [Some(&item.item), item.purpose.as_ref(), item.route.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| text.value.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let bodies: Vec<_> = scheme.bodies_on(stocktake).collect();
    let reviews = scheme.reviews.iter().flat_map(|review| review.spellings.iter().cloned());
    let mut names = reviews.chain(bodies.iter().map(|body| body.name.to_lowercase()));
    let short =
        |word: &str| bodies.iter().filter_map(|body| body.short.as_ref()).any(|name| name.eq_ignore_ascii_case(word));
    let named = names.any(|name| words.contains(&name)) || words.split(|c: char| !c.is_alphanumeric()).any(short);
    let near = stocktake
        .checked_sub_months(Months::new(1))
        .is_some_and(|from| meeting(item).is_some_and(|day| from <= day && day <= stocktake));
    let dated = dates::first_in(&item.item.value).and_then(|date| date.date) == Some(stocktake);
    named && near || dated
}
