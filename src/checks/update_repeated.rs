//! An update that says word for word what it said last time.
//!
//! **What it checks.** The progress update is the same as in the edition before, but for spaces and capitals. Complete
//! actions are passed over, and those not due to start. Without an earlier edition there is nothing to
//! compare.
//!
//! **Why it matters.** The Board reads an old update as the present position, and does not learn that nothing was
//! told.
//!
//! **Example.** Action 2.1.2 is at risk; its update in July is the one it had in June.
//!
//! **How to put it right.** Say what has happened since the last edition, even if it is that nothing has, and why.

use std::collections::BTreeMap;

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check =
    Check { code: "update-repeated", severity: Severity::Warning, source: include_str!("update_repeated.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let Some(earlier) = context.earlier else { return };
    let before: BTreeMap<&str, String> = earlier
        .actions()
        .filter_map(|action| Some((action.reference.value.as_str(), plain(&action.update.as_ref()?.value))))
        .collect();
    for action in context.programme.actions() {
        let Some(update) = &action.update else { continue };
        let passed_over = action.is(Role::Complete) || action.is(Role::NotDue);
        let reference = &action.reference.value;
        if passed_over || before.get(reference.as_str()) != Some(&plain(&update.value)) {
            continue;
        }
        found.add(
            About::action(reference),
            &update.at,
            format!("the update of action {reference} is word for word that of the edition before"),
            &update.value,
            "say what has happened since, even if it is that nothing has, and why",
        );
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
