//! An action off track that no risk is linked to.
//!
//! **What it checks.** An action is off track, and no risk of the register is linked to it, to its aim or to its area. Where
//! no risk is linked to anything, the rule says nothing.
//!
//! **Why it matters.** What is off track is a significant risk. If the register does not hold it, nobody scores it, controls
//! it or owns it.
//!
//! **Example.** Action 1.3.6 is off track; the register names it nowhere.
//!
//! **How to put it right.** Link the risk that the action bears on, or ask its lead whether one is missing.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::links::Links;
use crate::programme::model::Role;

pub const CHECK: Check = Check {
    code: "red-action-without-risk",
    severity: Severity::Note,
    source: include_str!("red_action_without_risk.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let links = Links::of(context.programme.risks.iter().flat_map(|risk| &risk.links).map(|link| link.value.as_str()));
    if links.is_empty() {
        return;
    }
    for area in &context.programme.areas {
        for action in area.actions() {
            let Some(status) = action.action_status.as_ref().filter(|status| status.value.is(Role::OffTrack)) else {
                continue;
            };
            if !links.name(area, action) {
                found.add(
                    About::action(&action.reference.value),
                    &status.at,
                    format!(
                        "action {} is {}, and no risk is linked to it",
                        action.reference.value,
                        status.value.word()
                    ),
                    &*status.raw,
                    "link the risk it bears on, or add the one that is missing",
                );
            }
        }
    }
}
