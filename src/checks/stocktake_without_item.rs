//! A stocktake comes up, and no item of the work programme prepares it.
//!
//! **What it checks.** The settings name the days of the stocktakes and deep dives of the Department for Education and
//! NHS England (`stocktakes` under `[board]`). One falls within the months the papers look ahead, and no item of a
//! meeting in the month up to that day names a stocktake, a deep dive, the Department or NHS England. An item that
//! names the day itself counts, whichever meeting it is for. Without such days, or without a work programme, the rule
//! says nothing.
//!
//! **Why it matters.** What goes to a stocktake must have been before the Board. Its last meeting before the day is the
//! last chance.
//!
//! **Example.** The stocktake is on 24 September 2025; the Board of 17 September has no item for it.
//!
//! **How to put it right.** Add the item to the last meeting before the stocktake.

use chrono::{Months, NaiveDate};

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::programme::dates;
use crate::programme::model::WorkItem;
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
    let Some(horizon) = context.status_date.checked_add_months(Months::new(context.settings.thresholds.months_ahead))
    else {
        return;
    };
    for stocktake in &context.settings.board.stocktakes {
        let ahead = *stocktake > context.status_date && *stocktake <= horizon;
        if !ahead || items.iter().any(|item| prepares(item, *stocktake)) {
            continue;
        }
        let last = items.iter().filter(|item| meeting(item).is_some_and(|day| day <= *stocktake)).max_by_key(|item| {
            // Of one meeting's items the first is the place to look.
            (meeting(item), std::cmp::Reverse(item.at.row))
        });
        found.add(
            None,
            &last.unwrap_or(first).at,
            format!("no item of the work programme prepares the stocktake of {}", wording::day(*stocktake)),
            last.and_then(meeting)
                .map_or_else(String::new, |day| format!("the last meeting before it is that of {}", wording::day(day))),
            "add an item to the last meeting before the stocktake",
        );
    }
}

fn meeting(item: &WorkItem) -> Option<NaiveDate> {
    item.meeting.as_ref()?.value.date
}

fn prepares(item: &WorkItem, stocktake: NaiveDate) -> bool {
    let words = [Some(&item.item), item.purpose.as_ref(), item.route.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| text.value.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let named = ["stocktake", "stock take", "stock-take", "deep dive", "department for education", "nhs england"]
        .iter()
        .any(|name| words.contains(name))
        || words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "dfe" | "nhse"));
    let near = stocktake
        .checked_sub_months(Months::new(1))
        .is_some_and(|from| meeting(item).is_some_and(|day| from <= day && day <= stocktake));
    let dated = dates::first_in(&item.item.value).and_then(|date| date.date) == Some(stocktake);
    named && near || dated
}
