//! A risk stands above its target, and nothing more is planned.
//!
//! **What it checks.** The current score of a risk is above its target score, it names no further action, and no action
//! linked to it is open. A risk the partnership tolerates needs none. A register in which no risk has a further action
//! keeps them elsewhere, and is passed over.
//!
//! **Why it matters.** A target is a promise to bring the risk down. Without an action it will stand there next month.
//!
//! **Example.** Risk R09 has a current score of 12 and a target of 8; its further actions are blank, and the action it
//! is linked to is complete.
//!
//! **How to put it right.** Write what will be done next, link the action that will do it, or record that the risk is
//! tolerated and set the target to match.

use super::support::scores;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::Programme;
use crate::programme::links::Named;
use crate::programme::model::{Risk, Role};

pub const CHECK: Check = Check {
    code: "current-above-target-without-action",
    severity: Severity::Warning,
    source: include_str!("current_above_target_without_action.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let scale = &context.scheme().risk;
    let risks = &context.programme.risks;
    if !risks.iter().any(plans_more) {
        return;
    }
    let open = open_actions(context.programme);
    let has_open_link = |risk: &Risk| risk.links.iter().any(|link| open.has(&link.value));
    for risk in risks {
        let (Some(current), Some(target)) = (scores::worth(&risk.current, scale), scores::worth(&risk.target, scale))
        else {
            continue;
        };
        if current > target && !is_tolerated(risk) && !plans_more(risk) && !has_open_link(risk) {
            found.add(
                About::risk(&risk.reference.value),
                scores::cell(risk, &risk.current),
                format!(
                    "risk {} is above its target, and names neither a further action nor an open one linked to it",
                    risk.reference.value
                ),
                format!("current {current}, target {target}"),
                "write what will be done next, or record that the risk is tolerated",
            );
        }
    }
}

fn plans_more(risk: &Risk) -> bool {
    const NOTHING: [&str; 8] =
        ["none", "nil", "n/a", "na", "none at present", "none planned", "none required", "no further action"];
    risk.further_actions.iter().any(|action| {
        let plain = action.value.trim().trim_end_matches('.').to_lowercase();
        plain.chars().any(char::is_alphanumeric) && !NOTHING.contains(&plain.as_str())
    })
}

fn is_tolerated(risk: &Risk) -> bool {
    let tolerated = |response: &str| ["tolerat", "accept"].iter().any(|word| response.to_lowercase().contains(word));
    risk.response.as_ref().is_some_and(|response| tolerated(&response.value))
}

fn open_actions(programme: &Programme) -> Named {
    let mut open = Named::default();
    for area in &programme.areas {
        area.actions().filter(|action| !action.is(Role::Complete)).for_each(|action| open.add(area, action));
    }
    open
}
