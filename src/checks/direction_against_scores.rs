//! A risk's direction of travel says something else than its scores.
//!
//! **What it checks.** The register says that a risk is rising while its current score is lower than in the edition
//! before, that it is falling while the score is higher, or that it has not changed while the score has. A risk may
//! rise or fall within the same score. Without an edition before, the rule says nothing.
//!
//! **Why it matters.** The arrow is what most readers take from a register. It must follow from the scores beside it.
//!
//! **Example.** Risk R05 is marked as falling; its current score was 9 in June and is 12 in July.
//!
//! **How to put it right.** Correct the direction, or score the risk again.

use super::support::scores;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Direction;

pub const CHECK: Check = Check {
    code: "direction-against-scores",
    severity: Severity::Warning,
    source: include_str!("direction_against_scores.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let scale = &context.scheme().risk;
    let Some(earlier) = context.earlier else { return };
    for risk in &context.programme.risks {
        let before = earlier.risks.iter().find(|before| before.reference.value == risk.reference.value);
        let (Some(before), Some(direction)) = (before, &risk.direction) else { continue };
        let (Some(before), Some(now)) = (scores::worth(&before.current, scale), scores::worth(&risk.current, scale))
        else {
            continue;
        };
        let said = match direction.value {
            Direction::Rising if now < before => "rising",
            Direction::Falling if now > before => "falling",
            Direction::Steady if now != before => "unchanged",
            _ => continue,
        };
        let moved = if now < before { "fell" } else { "rose" };
        found.add(
            About::risk(&risk.reference.value),
            &direction.at,
            format!("risk {} is said to be {said}, but its current score {moved}", risk.reference.value),
            format!("{}; current score {now}, in the edition before {before}", direction.raw.trim()),
            "correct the direction of travel, or score the risk again",
        );
    }
}
