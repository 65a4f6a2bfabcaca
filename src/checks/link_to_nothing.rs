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

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::Located;
use crate::programme::links::Known;

pub const CHECK: Check =
    Check { code: "link-to-nothing", severity: Severity::Warning, source: include_str!("link_to_nothing.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let programme = context.programme;
    if programme.actions().next().is_none() {
        return;
    }
    let known = Known::of(programme);
    let mut look = |about: About<'_>, links: &[Located<String>]| {
        let About { kind, reference } = about;
        for link in links {
            for lacking in known.lacking(&link.value) {
                found.add(
                    about,
                    &link.at,
                    format!("{} {reference} is linked to action {lacking}, which is not in the tracker", kind.word()),
                    &*link.raw,
                    "correct the ref, or add the action to the tracker",
                );
            }
        }
    };
    for risk in &programme.risks {
        look(About::risk(&risk.reference.value), &risk.links);
    }
    for measure in &programme.measures {
        look(About::measure(&measure.reference.value), &measure.linked);
    }
    for entry in &programme.meeting_actions {
        look(About::meeting_action(&entry.reference.value), &entry.linked);
    }
}
