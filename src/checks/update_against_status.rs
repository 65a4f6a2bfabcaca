//! An update that says the opposite of the status.
//!
//! **What it checks.** An action is off track, and a sentence of its update begins by saying that it is on track, on
//! schedule, on course or ahead of plan; or it is on track, and one begins by saying that it is delayed, overdue, stalled, at risk or makes no
//! progress. Only what a sentence begins with counts, so that a part of the work may be on track while the action is
//! not. Silent where the update says both, where the words are denied ("not on track" where it is off track) and where they are past
//! ("was on track until May").
//!
//! **Why it matters.** One of the two is wrong, and the reader cannot tell which.
//!
//! **Example.** Action 3.1.5 is on track. Its update begins: "Significantly delayed by recruitment."
//!
//! **How to put it right.** Rate the action by what the update says, or write the update that fits the status.

use super::support::phrases::{Clause, clauses};
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::{Action, Role, Status};

pub const CHECK: Check = Check {
    code: "update-against-status",
    severity: Severity::Warning,
    source: include_str!("update_against_status.rs"),
    run,
};

const GOOD: [&str; 9] = [
    "on track",
    "on schedule",
    "on course",
    "on target",
    "ahead of schedule",
    "ahead of plan",
    "ahead of target",
    "within timescale",
    "within timescales",
];

const BAD: [&str; 25] = [
    "significantly delayed",
    "severely delayed",
    "seriously delayed",
    "badly delayed",
    "delayed",
    "significant delay",
    "significant delays",
    "no progress",
    "not progressed",
    "not on track",
    "no longer on track",
    "off track",
    "behind plan",
    "behind schedule",
    "behind target",
    "not started",
    "not yet started",
    "stalled",
    "on hold",
    "paused",
    "overdue",
    "at risk",
    "at significant risk",
    "significant risk",
    "slipped",
];

/// Words that tell, anywhere in the update of an action off track, that it is known to be late or at risk.
const LATE: [&str; 12] = [
    "delay*",
    "overdue",
    "behind",
    "late",
    "missed",
    "slip*",
    "stall*",
    "off track",
    "at risk",
    "short of",
    "on hold",
    "no progress",
];

/// Words that tell, anywhere in the update of an action on track, that the trouble is over.
const RECOVERED: [&str; 12] = [
    "on track",
    "on schedule",
    "on course",
    "on target",
    "back on",
    "recovered",
    "resolved",
    "caught up",
    "ahead of",
    "now complete",
    "now completed",
    "in time",
];

/// What may stand before the phrase for it to be about the action as a whole: "Overall the project remains on track".
const WHOLE: &str = "\
    the this action actions it is are we work remains remain still overall now project programme delivery \
    everything all currently broadly largely progress status has have been there made continues to be \
    position very";

/// What may follow the phrase for it to be a verdict: "Delayed by recruitment", but not "Delayed discharges fell".
const GOES_ON: &str = "\
    for to and with as at in by but on since because due owing again this now overall pending while \
    following from against of through made has is yet";

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some((says, status)) = contradiction(action) else { continue };
        let (Some(update), reference) = (&action.update, &action.reference.value) else { continue };
        found.add(
            About::action(reference),
            &update.at,
            format!("action {reference} is {}, but its update says \"{says}\"", status.word()),
            &update.value,
            "rate the action by what the update says, or write the update that fits the status",
        );
    }
}

fn contradiction(action: &Action) -> Option<(&'static str, &Status)> {
    let update = &action.update.as_ref()?.value;
    let status = action.status()?;
    let says = match status.role() {
        Role::OffTrack => verdict(update, &GOOD, &LATE),
        Role::OnTrack => verdict(update, &BAD, &RECOVERED),
        _ => None,
    };
    Some((says?, status))
}

/// The phrase of a list that a sentence begins with, unless the update also says one of the words that fit.
fn verdict(update: &str, phrases: &[&'static str], fitting: &[&str]) -> Option<&'static str> {
    let clauses = clauses(update);
    if clauses.iter().any(|clause| clause.says_any(fitting)) {
        return None;
    }
    let opening = clauses.iter().filter(|clause| clause.opens);
    opening.flat_map(|clause| phrases.iter().copied().filter(|phrase| begins(clause, phrase))).next()
}

fn begins(clause: &Clause, phrase: &str) -> bool {
    let Some(at) = clause.says(phrase) else { return false };
    let after = clause.words.get(at + phrase.split(' ').count());
    clause.words[..at].iter().all(|word| WHOLE.split(' ').any(|known| known == word))
        && after.is_none_or(|word| GOES_ON.split(' ').any(|known| known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verdict_on_the_whole_action_counts() {
        let red = |update| verdict(update, &GOOD, &LATE);
        assert_eq!(red("On track. Head of SEND confirmed the next milestone."), Some("on track"));
        assert_eq!(red("The action remains on track for October."), Some("on track"));
        for update in [
            "Not on track.",
            "No longer on track.",
            "Was on track until May, when the supplier withdrew.",
            "On track until May.",
            "Recruitment is on track, the funding is not agreed.",
            "Getting back on track after the summer.",
            "On track for the date now proposed, ten months late.",
        ] {
            assert_eq!(red(update), None, "{update}");
        }
        let green = |update| verdict(update, &BAD, &RECOVERED);
        assert_eq!(green("Significantly delayed by recruitment."), Some("significantly delayed"));
        assert_eq!(green("There has been no progress since last month."), Some("no progress"));
        for update in [
            "Delayed in May, but back on track.",
            "Delayed discharges fell to 3.",
            "Overdue reviews fell again.",
            "The film was paused; everything else is done.",
            "No delays.",
        ] {
            assert_eq!(green(update), None, "{update}");
        }
    }
}
