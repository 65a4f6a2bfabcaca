//! A risk has no owner.
//!
//! **What it checks.** The owner of a risk is blank, or only says that there will be one ("TBC", "Vacant"). Where no
//! risk has an owner, that is one finding for the register.
//!
//! **Why it matters.** Nobody brings down a risk that nobody owns.
//!
//! **Example.** Risk R11's owner is "tbc".
//!
//! **How to put it right.** Name the role that answers for the risk. Until it is filled, name the role above it.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Risk;

pub const CHECK: Check = Check {
    code: "risk-without-owner",
    severity: Severity::Warning,
    source: include_str!("risk_without_owner.rs"),
    run,
};

const HINT: &str = "name the role that answers for the risk";

fn run(context: &Context<'_>, found: &mut Found) {
    let risks = &context.programme.risks;
    if let (Some(first), true) = (risks.first(), risks.len() > 1 && risks.iter().all(|risk| risk.owner.is_none())) {
        found.add(None, &first.at, "no risk of the register has an owner", "", HINT);
        return;
    }
    for risk in risks.iter().filter(|risk| !is_owned(risk)) {
        let (at, words) = risk.owner.as_ref().map_or((&risk.at, ""), |owner| (&owner.at, owner.value.as_str()));
        found.add(
            About::risk(&risk.reference.value),
            at,
            format!("risk {} has no owner", risk.reference.value),
            words,
            HINT,
        );
    }
}

fn is_owned(risk: &Risk) -> bool {
    const NOBODY: [&str; 9] =
        ["tbc", "tbd", "tba", "to be confirmed", "to be agreed", "vacant", "vacancy", "none", "n/a"];
    risk.owner.as_ref().is_some_and(|owner| {
        let plain = owner.value.trim().trim_matches(['(', ')', '[', ']', '.', '?']).to_lowercase();
        plain.chars().any(char::is_alphanumeric) && !NOBODY.contains(&plain.as_str())
    })
}
