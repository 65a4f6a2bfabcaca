//! A group of the settings names an area, an action or a lead that the tracker does not have.
//!
//! **What it checks.** Each `[[group]]` in the settings says which actions belong to it: by the keys of areas, by refs, or
//! by the roles that lead them. The tracker has no such area, action or lead. It says nothing where no tracker was read.
//!
//! **Why it matters.** The group's papers would leave out what was meant, and nobody would see it.
//!
//! **Example.** The settings name the area "PA7", and the plan ends with "PA5".
//!
//! **How to put it right.** Write the key, the ref or the role as the tracker has it, under `[[group]]` in
//! `boardpack.toml`; take out what has left the plan. `boardpack data` shows the keys and the refs.

use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::figures::{is_action, is_area, is_role};
use crate::suggest::nearest;

pub const CHECK: Check =
    Check { code: "group-of-nothing", severity: Severity::Warning, source: include_str!("group_of_nothing.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let programme = context.programme;
    if programme.areas.is_empty() {
        return;
    }
    let keys: Vec<&str> = programme.areas.iter().map(|area| area.key.as_str()).collect();
    let refs = || programme.actions().map(|action| action.reference.value.as_str());
    let leads = || programme.actions().flat_map(|action| &action.leads).map(|lead| lead.value.as_str());
    for group in &context.settings.group {
        for key in &group.areas {
            if programme.areas.iter().any(|area| is_area(key, area)) {
                continue;
            }
            // The name of an area is no key, though people write it.
            let called = |name: &str| name.trim().to_lowercase() == key.trim().to_lowercase();
            let by_name = programme.areas.iter().find(|area| {
                called(&area.title()) || area.name.as_deref().is_some_and(called) || called(&area.number.to_string())
            });
            let hint = match by_name.map(|area| area.key.as_str()).or_else(|| nearest(key, keys.iter().copied())) {
                Some(near) => format!("did you mean {near}? The keys are {}", keys.join(", ")),
                None => format!("the keys are {}", keys.join(", ")),
            };
            tell(found, &group.key, "areas", "area", key, hint);
        }
        for reference in &group.actions {
            if !programme.actions().any(|action| is_action(reference, action)) {
                tell(found, &group.key, "actions", "action", reference, meant(nearest(reference, refs()), "the ref"));
            }
        }
        for role in &group.leads {
            if !leads().any(|lead| is_role(role, lead)) {
                tell(found, &group.key, "leads", "lead", role, meant(nearest(role, leads()), "the role"));
            }
        }
    }
}

fn meant(near: Option<&str>, what: &str) -> String {
    let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    format!("{near}write {what} as the tracker has it, under [[group]] in boardpack.toml, or take it out")
}

fn tell(found: &mut Found, key: &str, field: &str, what: &str, word: &str, hint: String) {
    let message = format!("the group {key} names the {what} {word}, which the tracker does not have");
    found.add_elsewhere(key, field, message, word, hint);
}
