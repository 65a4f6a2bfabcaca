//! A text that would be printed names a child by an initial.
//!
//! **What it checks.** In every text that a paper may print, the settings' texts and the names of workbooks and sheets
//! included: a capital behind child, pupil, student, learner, boy, girl, sibling, family or young person ("child J"), and two
//! capitals with stops ("J.S.") in a text that speaks of a child. A levels and grades, abbreviations such as U.K., and
//! initials before a surname or behind "by" or a title are none. Initials without stops (JS) are not looked for: no rule
//! tells them from LA or SW.
//!
//! **Why it matters.** In a small school an initial and what is said of the child are enough to know who it is. Even a letter that
//! was chosen at random joins what two papers say.
//!
//! **Example.** The update of action 1.2.1 reads "Child J has waited since May".
//!
//! **How to put it right.** Say what matters without the child: "one tribunal case was settled". If the letter is from a
//! published review, accept the finding on record.

use super::support::personal;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

const CODE: &str = "child-initials";

pub const CHECK: Check =
    Check { code: CODE, severity: Severity::Warning, source: include_str!("child_initials.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    personal::report(
        context,
        CODE,
        "say it without the child; if the letter is from a published review, accept the finding on record",
        found,
    );
}
