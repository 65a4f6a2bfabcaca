//! Actions are in none of the groups.
//!
//! **What it checks.** Where the settings name groups (`[[group]]`), each action of the tracker is in one of them at least,
//! by its area, its ref or its lead. It is told once for a month, with all refs.
//!
//! **Why it matters.** An action that is in no group is in none of the papers made for each group.
//!
//! **Example.** The groups name the actions of priority action 1 by their refs, and 1.4.3 was added to the plan.
//!
//! **How to put it right.** Add the action, its area or its lead to a group in `boardpack.toml`. Where the groups are not
//! meant to have the whole plan, turn this check off: `action-in-no-group = "off"` under `[checks]`.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::figures;
use crate::text;

pub const CHECK: Check = Check {
    code: "action-in-no-group",
    severity: Severity::Warning,
    source: include_str!("action_in_no_group.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let groups = figures::groups(context.programme, &context.settings.group);
    if groups.is_empty() {
        return;
    }
    let left = figures::in_no_group(context.programme, &groups);
    let Some(first) = left.first() else { return };
    let refs: Vec<&str> = left.iter().map(|action| action.reference.value.as_str()).collect();
    let are = if left.len() == 1 { "is" } else { "are" };
    found.add(
        None,
        &first.at,
        format!("{} {are} in no group, and so in no paper made for a group", text::records(left.len(), "actions")),
        refs.join(", "),
        "add them to a [[group]] in boardpack.toml, by area, ref or lead; where groups are not meant to have the whole \
         plan, write action-in-no-group = \"off\" under [checks]",
    );
}
