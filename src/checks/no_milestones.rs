//! An action without milestones.
//!
//! **What it checks.** An action has no milestones, while others have some. Complete actions are passed over.
//!
//! **Why it matters.** Without steps on the way nobody can tell, before the due date, whether an action is on track; a
//! status is then an opinion.
//!
//! **Example.** Action 2.2.4 is at risk and due in December 2025; its milestones are blank.
//!
//! **How to put it right.** Write two or three dated steps: "By September 2025, …".

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};

pub const CHECK: Check =
    Check { code: "no-milestones", severity: Severity::Note, source: include_str!("no_milestones.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    if context.programme.actions().all(|action| action.milestones.is_empty()) {
        return;
    }
    for action in context.programme.actions() {
        if !action.milestones.is_empty() || closing::is_rated_complete(action) {
            continue;
        }
        let reference = &action.reference.value;
        let at = empty_cell(context.programme, action, |other| other.milestones.first().map(|first| &first.words.at))
            .unwrap_or_else(|| action.at.clone());
        found.add(
            About::action(reference),
            &at,
            format!("action {reference} has no milestones"),
            "",
            "write the dated steps by which the Board can see whether it is on track",
        );
    }
}
