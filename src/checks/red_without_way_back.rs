//! An action off track whose update names no way back.
//!
//! **What it checks.** The action status is off track, and its update names neither corrective action nor escalation.
//! Corrective action is taken to be named by such words as corrective action, recovery plan, mitigation, remedy,
//! interim, catch-up or additional capacity; escalation by escalate, and by raising, referring or taking a matter to
//! someone. What is denied ("not yet escalated") does not count. An action off track without any update is told of under
//! `no-update`.
//!
//! **Why it matters.** An action off track needs someone to do something different, or someone above to decide. An update
//! that only says how late it is leaves the Board to ask.
//!
//! **Example.** Action 2.1.6 is off track. Its update gives the latest figures and says that managers were asked for
//! theirs.
//!
//! **How to put it right.** Write "Corrective action:" and what is being done, or "Escalated to", to whom and when.

use super::support::phrases::clauses;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check = Check {
    code: "red-without-way-back",
    severity: Severity::Warning,
    source: include_str!("red_without_way_back.rs"),
    run,
};

const CORRECTIVE: [&str; 32] = [
    "corrective",
    "correct course",
    "recovery",
    "recover",
    "mitigat*",
    "remed*",
    "rectif*",
    "contingenc*",
    "interim",
    "temporary",
    "catch up",
    "extra",
    "additional",
    "overtime",
    "backfill*",
    "workaround*",
    "work around",
    "turnaround",
    "action plan",
    "improvement plan",
    "task force",
    "put right",
    "address*",
    "resolv*",
    "replan*",
    "re plan*",
    "replacement",
    "brought in",
    "bring back",
    "back on track",
    "instead",
    "in response",
];

const ESCALATION: [&str; 10] = [
    "escalat*",
    "raised with",
    "raised at",
    "raised to",
    "referred to",
    "taken to",
    "brought to",
    "for a decision",
    "decision sought",
    "to decide",
];

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let (Some(status), Some(update)) = (action.status(), &action.update) else { continue };
        if !status.is(Role::OffTrack) || names_way_back(&update.value) {
            continue;
        }
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &update.at,
            format!(
                "action {reference} is {}, but its update names neither corrective action nor escalation",
                status.word()
            ),
            &update.value,
            "say what is being done to recover it, or to whom it was escalated and when",
        );
    }
}

fn names_way_back(update: &str) -> bool {
    clauses(update).iter().any(|clause| clause.says_any(&CORRECTIVE) || clause.says_any(&ESCALATION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_is_corrective_action_or_escalation() {
        for update in [
            "Corrective action: a weekly list goes to each manager.",
            "Significantly delayed. Escalated to the Executive Core Group.",
            "Two posts vacant; interim cover from September.",
            "Head of SEND to bring a recovery plan to the next meeting.",
            "No progress, but raised with the trust on 4 July.",
        ] {
            assert!(names_way_back(update), "{update}");
        }
        for update in [
            "Seven months overdue. Managers have been asked for their figures by team.",
            "Late, and not yet escalated.",
            "There is no recovery plan.",
            "Unresolved.",
        ] {
            assert!(!names_way_back(update), "{update}");
        }
    }
}
