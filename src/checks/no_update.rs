//! An action off track or at risk without an update.
//!
//! **What it checks.** The action status is off track or at risk, and the progress update is blank.
//!
//! **Why it matters.** Such a status asks the Board to do or decide something. Without words it cannot know what.
//!
//! **Example.** Action 1.3.6 is off track; its progress update is blank.
//!
//! **How to put it right.** Say in two or three sentences what holds the action up, what is being done and by when.

use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check =
    Check { code: "no-update", severity: Severity::Warning, source: include_str!("no_update.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions() {
        let Some(status) = &action.action_status else { continue };
        if action.update.is_some() || !matches!(status.value.role(), Role::OffTrack | Role::AtRisk) {
            continue;
        }
        let reference = &action.reference.value;
        let at = empty_cell(context.programme, action, |other| other.update.as_ref().map(|update| &update.at))
            .unwrap_or_else(|| status.at.clone());
        found.add(
            About::action(reference),
            &at,
            format!("action {reference} is {} and has no update", status.value.word()),
            "",
            "say what is delaying it, what is being done and by when",
        );
    }
}
