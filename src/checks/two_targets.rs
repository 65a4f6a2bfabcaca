//! Two targets for what seems to be one measure.
//!
//! **What it checks.** Two of the plan's sentences (the outcomes of areas, the impact measures of actions, the names
//! of measures with their targets) are alike and promise different percentages. They are alike when, small words and
//! endings apart, the words they share outweigh the others, a rarer word weighing more; never when their numbers
//! differ ("within 4 weeks", "within 8 weeks") or a shared word is narrowed differently in each ("health advice",
//! "social care advice"). Steps ("45% by December 2024, 80% by June 2025") are one promise, of which the last counts;
//! two sentences with different dates are steps too. It is a note, since only a reader can tell whether they mean the
//! same.
//!
//! **Why it matters.** The same result is then on target in one paper and short of it in another.
//!
//! **Example.** The outcomes of Priority action 2 want 85% of audited plans good or outstanding; action 2.1.4 wants
//! 80%.
//!
//! **How to put it right.** Ask the Board which of the two it holds to, and write that in both places. If they
//! measure different things, say in the sentences what sets them apart.

use std::collections::BTreeSet;

use super::support::promises::{Promise, promises, weights};
use super::support::sentences::ALIKE;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::text::shorten;

pub const CHECK: Check =
    Check { code: "two-targets", severity: Severity::Note, source: include_str!("two_targets.rs"), run };

/// How many sentences with a percentage are compared, each with each: far more than a plan holds.
const MOST: usize = 500;

fn run(context: &Context<'_>, found: &mut Found) {
    let weights = weights(context.programme);
    let mut promises = promises(context.programme);
    // A sentence that several actions share is compared once.
    let mut seen = BTreeSet::new();
    promises.retain(|promise| seen.insert((promise.text, promise.target().to_bits())));
    promises.truncate(MOST);
    for (index, promise) in promises.iter().enumerate() {
        let other = promises[..index]
            .iter()
            .filter(|other| differ(other, promise))
            .map(|other| (weights.likeness(&other.sense, &promise.sense), other))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        let Some((_, other)) = other else { continue };
        found.add(
            promise.about,
            promise.at,
            format!(
                "{} wants {}, and {} {}, of what seems to be one measure",
                promise.whose,
                percent(promise.target()),
                other.whose,
                percent(other.target())
            ),
            format!("{} / {} ({})", shorten(promise.text, 64), shorten(other.text, 64), other.at.address()),
            "settle which is right and write it in both places, or say what sets the two apart",
        );
    }
}

/// Whether two records promise different things: neither's target is a step of the other, nor are they steps of one
/// measure with different dates.
fn differ(one: &Promise<'_>, other: &Promise<'_>) -> bool {
    let same = |a: f64, b: f64| (a - b).abs() < 1e-6;
    let holds = |promise: &Promise<'_>, value: f64| promise.steps.iter().any(|(step, _)| same(*step, value));
    let last = |promise: &Promise<'_>| promise.steps.last().and_then(|(_, by)| *by);
    let steps = matches!((last(one), last(other)), (Some(one), Some(other)) if one != other);
    one.about != other.about && !steps && !holds(one, other.target()) && !holds(other, one.target())
}

fn percent(value: f64) -> String {
    let hundredths = (value * 1000.0).round() / 10.0;
    format!("{hundredths}%")
}
