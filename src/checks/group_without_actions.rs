//! A group of the settings has no actions.
//!
//! **What it checks.** Each `[[group]]` in the settings has at least one action by its areas, its refs or its leads. It says
//! nothing where no tracker was read.
//!
//! **Why it matters.** The group's papers would be empty.
//!
//! **Example.** The one action of the group was withdrawn from the plan.
//!
//! **How to put it right.** Say under `[[group]]` in `boardpack.toml` which actions belong to the group, or take the group
//! out.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::figures;

pub const CHECK: Check = Check {
    code: "group-without-actions",
    severity: Severity::Warning,
    source: include_str!("group_without_actions.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    if context.programme.areas.is_empty() {
        return;
    }
    for group in figures::groups(context.programme, &context.settings.group) {
        if !group.actions.is_empty() {
            continue;
        }
        let setting = group.setting;
        let by = [("areas", &setting.areas), ("actions", &setting.actions), ("leads", &setting.leads)];
        let by = by.into_iter().filter(|(_, words)| !words.is_empty());
        let by: Vec<String> = by.map(|(field, words)| format!("{field}: {}", words.join(", "))).collect();
        found.add_elsewhere(
            &setting.key,
            "group",
            format!("the group {} has no actions", setting.key),
            by.join("; "),
            "say under [[group]] in boardpack.toml which actions belong to it, or take the group out",
        );
    }
}
