//! An item of a past meeting is not said to be done.
//!
//! **What it checks.** An item of the work programme stands for a meeting before the status date, and its status says
//! neither that it was dealt with (done, presented, published, noted, approved …) nor that it was put off or withdrawn.
//! A work programme without any status is passed over.
//!
//! **Why it matters.** An item that stays "scheduled" after its meeting is either a lapse in the record or a report the
//! Board never had.
//!
//! **Example.** "Workforce plan for therapies" was for the meeting of 16 July 2025; at 31 July it is "In preparation".
//!
//! **How to put it right.** Write what became of it, or move the item to the meeting that will have it.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::programme::model::Role;
use crate::programme::status::by_words;
use crate::text::shorten;
use crate::wording;

pub const CHECK: Check =
    Check { code: "item-not-done", severity: Severity::Warning, source: include_str!("item_not_done.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let items = &context.programme.work_programme;
    if items.iter().all(|item| item.status.is_none()) {
        return;
    }
    for item in items {
        let Some(meeting) = item.meeting.as_ref().and_then(|meeting| meeting.value.date) else { continue };
        let status = item.status.as_ref().map_or("", |status| status.value.as_str());
        let complete = by_words(status, context.scheme()).is_some_and(|said| said.status().is(Role::Complete));
        if meeting < context.status_date && !complete && !is_settled(status) {
            let name = shorten(&item.item.value, 60);
            found.add(
                None,
                item.status.as_ref().map_or(&item.at, |status| &status.at),
                format!("\"{name}\" was for the meeting of {}, and is not said to be done", wording::day(meeting)),
                if status.is_empty() { "no status" } else { status },
                "write what became of it, or move it to the meeting that will have it",
            );
        }
    }
}

/// Whether a status says that an item was dealt with, put off or withdrawn.
fn is_settled(status: &str) -> bool {
    #[rustfmt::skip]
    const SETTLED: [&str; 28] = [
        "done", "presented", "publish", "complete", "noted", "deferred", "withdr", "closed", "approved", "agreed",
        "received", "considered", "discussed", "delivered", "postponed", "cancel", "moved", "removed", "heard",
        "carried", "endorsed", "signed off", "reported", "rescheduled", "circulated", "issued", "no longer",
        "finalised",
    ];
    #[rustfmt::skip]
    const UNSETTLED: [&str; 10] = [
        "not ", "to be ", "incomplete", "await", "pending", "draft", "for ", "partly", "in progress", "preparation",
    ];
    let plain = status.to_lowercase();
    SETTLED.iter().any(|word| plain.contains(word)) && !UNSETTLED.iter().any(|word| plain.contains(word))
        || ["y", "yes", "✓", "✔"].contains(&plain.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_with_what_takes_it_back() {
        for settled in ["Presented", "Published 11 July", "Deferred to September", "Completed", "Noted", "Yes"] {
            assert!(is_settled(settled), "{settled}");
        }
        for open in ["", "In preparation", "Scheduled", "Draft received", "Not yet presented", "Awaiting approval"] {
            assert!(!is_settled(open), "{open}");
        }
    }
}
