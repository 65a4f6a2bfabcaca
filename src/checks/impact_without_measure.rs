//! An impact measure in figures that nothing on the dashboard measures.
//!
//! **What it checks.** An action's impact measures promise a percentage, and no measure of the dashboard is linked to
//! the action. Passed over are actions whose impact is complete, those whose promise is also that of an action with a
//! linked measure, and dashboards that link no measure to any action. It is told once for an action.
//!
//! **Why it matters.** The impact status then rests on opinion: no series shows how far from the percentage the area
//! is.
//!
//! **Example.** Action 1.3.6 promises that 80% of health advice is of good quality; no measure is linked to 1.3.6.
//!
//! **How to put it right.** Add the measure to the dashboard, or write the action's ref in the links of the one that
//! measures it.

use std::collections::BTreeSet;

use super::support::promises::{Promise, of_action};
use super::support::sentences::Sense;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;

pub const CHECK: Check = Check {
    code: "impact-without-measure",
    severity: Severity::Note,
    source: include_str!("impact_without_measure.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let measures = &context.programme.measures;
    let linked: BTreeSet<&str> =
        measures.iter().flat_map(|measure| measure.linked.iter().map(|link| link.value.as_str())).collect();
    if linked.is_empty() {
        return;
    }
    let is_linked = |reference: &str| linked.contains(reference);
    let of_linked = context.programme.actions().filter(|action| is_linked(&action.reference.value));
    let measured: BTreeSet<Sense> = of_linked.flat_map(of_action).map(|promise| promise.sense).collect();
    for action in context.programme.actions() {
        let reference = &action.reference.value;
        let achieved = action.impact_is(Role::Complete);
        if achieved || is_linked(reference) {
            continue;
        }
        let unmeasured = |promise: &Promise<'_>| !measured.contains(&promise.sense);
        let Some(promise) = of_action(action).into_iter().find(unmeasured) else { continue };
        found.add(
            About::action(reference),
            promise.at,
            format!("action {reference} promises a percentage, but no measure of the dashboard is linked to it"),
            promise.text,
            "add the measure to the dashboard, or link the one that measures it",
        );
    }
}
