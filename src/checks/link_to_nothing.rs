//! A link names an action that is not in the tracker.
//!
//! **What it checks.** A risk, a measure or an entry of the log of meeting actions is linked to a ref that has the form
//! of the tracker's refs and is not among them. Refs of aims, areas, risks and measures are no fault, and "1.4.1"
//! stands for 1.4.1a and 1.4.1b. Without a tracker the rule says nothing.
//!
//! **Why it matters.** The papers print measures and risks beside the actions they are linked to. With a wrong link
//! they stand beside another action, or nowhere.
//!
//! **Example.** Measure K07 is linked to 2.1.16; the tracker has 2.1.6.
//!
//! **How to put it right.** Correct the ref in the link, or add the action to the tracker.

use super::support::links::Known;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;
use crate::located::Located;

pub const CHECK: Check =
    Check { code: "link-to-nothing", severity: Severity::Warning, source: include_str!("link_to_nothing.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let programme = context.programme;
    if programme.actions().next().is_none() {
        return;
    }
    let known = Known::of(programme);
    let mut look = |record: &str, reference: &str, links: &[Located<String>]| {
        for link in links {
            for lacking in known.lacking(&link.value) {
                found.add(
                    reference,
                    &link.at,
                    format!("{record} {reference} is linked to action {lacking}, which is not in the tracker"),
                    &*link.raw,
                    "correct the ref, or add the action to the tracker",
                );
            }
        }
    };
    for risk in &programme.risks {
        look("risk", &risk.reference.value, &risk.links);
    }
    for measure in &programme.measures {
        look("measure", &measure.reference.value, &measure.linked);
    }
    for entry in &programme.meeting_actions {
        look("meeting action", &entry.reference.value, &entry.linked);
    }
}
