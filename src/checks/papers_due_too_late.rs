//! The papers of a meeting are due after the day on which they have to be published.
//!
//! **What it checks.** `[deadlines]` in the settings says how many clear working days are between the publication of papers
//! and the meeting (`publication`). An item of a meeting to come has a day on which its papers are due that is later than the
//! last day of publication. Weekends, the bank holidays of England and the days under `closed` are no working days. Without
//! that setting, or without a column for the days, the rule says nothing.
//!
//! **Why it matters.** A paper that is published late is a late item: the chair has to agree to it, and the reason for its
//! lateness stands in the agenda. A council's committee must not decide on it otherwise.
//!
//! **Example.** With five clear days the papers for Wednesday 20 August 2025 are published by 12 August; an item has its
//! papers due on 13 August, one clear day late.
//!
//! **How to put it right.** Agree an earlier day with the author, or say in the agenda why the paper is late.
//! `boardpack deadlines` lists the days of each meeting.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::wording;

pub const CHECK: Check = Check {
    code: "papers-due-too-late",
    severity: Severity::Warning,
    source: include_str!("papers_due_too_late.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let deadlines = &context.settings.deadlines;
    let Some(clear) = deadlines.publication else { return };
    let days = deadlines.working_days();
    for item in &context.programme.work_programme {
        let (Some(meeting), Some(deadline)) = (&item.meeting, &item.deadline) else { continue };
        let (Some(day), Some(due)) = (meeting.value.date, deadline.value.date) else { continue };
        if day <= context.status_date || !days.covers(day) {
            continue;
        }
        let Some(published) = days.clear_of(day, clear) else { continue };
        if due <= published {
            continue;
        }
        // The day itself counts: papers that come a working day after the last one are a day late.
        // What is due after the meeting is as late as can be.
        let due_at_most = due.min(day);
        let late = days.between(published, due_at_most) + u32::from(days.is_one(due_at_most));
        let how_late = match late {
            0 => String::new(),
            1 => ", one clear day late".to_owned(),
            late => format!(", {late} clear days late"),
        };
        found.add(
            None,
            &deadline.at,
            format!("the papers for “{}” are due after the day of publication{how_late}", item.item.value),
            format!(
                "due {}; for the meeting of {} published by {}",
                wording::day(due),
                wording::day(day),
                wording::day(published)
            ),
            "agree an earlier day, or say in the agenda why the paper is late",
        );
    }
}
