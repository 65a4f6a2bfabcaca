//! An action without a lead.
//!
//! **What it checks.** An action names nobody as responsible. Passed over are complete actions that the Board has
//! approved for closure. Where no action has a lead, this is said once.
//!
//! **Why it matters.** What belongs to nobody is done by nobody, and the Board has nobody to ask.
//!
//! **Example.** Action 4.1.4 is on track; its cell for the responsible partnership leads is blank.
//!
//! **How to put it right.** Agree who leads and write the role, such as "Head of SEND".

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Action;

pub const CHECK: Check =
    Check { code: "no-lead", severity: Severity::Warning, source: include_str!("no_lead.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let hint = "agree who leads and write the role";
    let mut actions = context.programme.actions().peekable();
    if context.programme.actions().all(|action| action.leads.is_empty()) {
        if let Some(first) = actions.peek() {
            found.add(
                About::action(&first.reference.value),
                &first.at,
                "no action of the tracker has a lead",
                "",
                hint,
            );
        }
        return;
    }
    for action in actions.filter(|action| action.leads.is_empty() && !is_closed(action)) {
        let reference = &action.reference.value;
        let at = empty_cell(context.programme, action, |other| other.leads.first().map(|lead| &lead.at))
            .unwrap_or_else(|| action.at.clone());
        found.add(About::action(reference), &at, format!("action {reference} has no lead"), "", hint);
    }
}

fn is_closed(action: &Action) -> bool {
    closing::is_rated_complete(action) && closing::approval(action).is_some()
}
