//! A risk is scored higher with its controls than without them.
//!
//! **What it checks.** The current score of a risk is above its inherent score. Where likelihood and impact are given,
//! their product counts.
//!
//! **Why it matters.** The inherent score is the risk before any control; the current score is what is left of it.
//! Controls cannot add to a risk: either the risk has grown, and the inherent score is out of date, or a score is
//! wrong.
//!
//! **Example.** Risk R04 has an inherent score of 12 and a current score of 16.
//!
//! **How to put it right.** Score the inherent risk again as it is today, or correct the current score.

use super::support::scores;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};

pub const CHECK: Check = Check {
    code: "current-above-inherent",
    severity: Severity::Warning,
    source: include_str!("current_above_inherent.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let scale = &context.scheme().risk;
    for risk in &context.programme.risks {
        let (Some(inherent), Some(current)) =
            (scores::worth(&risk.inherent, scale), scores::worth(&risk.current, scale))
        else {
            continue;
        };
        if current > inherent {
            found.add(
                About::risk(&risk.reference.value),
                scores::cell(risk, &risk.current),
                format!("the current score of risk {} is above its inherent score", risk.reference.value),
                format!("inherent {inherent}, current {current}"),
                "score the inherent risk again as it is today, or correct the current score",
            );
        }
    }
}
