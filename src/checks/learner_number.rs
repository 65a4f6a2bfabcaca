//! A text that would be printed holds a unique learner number.
//!
//! **What it checks.** In every text that a paper may print, the settings' texts and the names of workbooks and sheets
//! included: ten digits behind "ULN" or "learner number". Ten digits without such words are passed over, unless they are
//! an NHS number. The finding shows only the beginning.
//!
//! **Why it matters.** A learner keeps the number for life, and colleges and the Learning Records Service look people up by it.
//!
//! **Example.** The update of action 1.2.1 reads "… the student (ULN 99…) has no place".
//!
//! **How to put it right.** Take it out of the workbook, earlier editions included. If papers with it have gone out, tell the
//! data protection officer.

use super::support::personal;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

const CODE: &str = "learner-number";

pub const CHECK: Check =
    Check { code: CODE, severity: Severity::Error, source: include_str!("learner_number.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    personal::report(
        context,
        CODE,
        "take it out of the workbook; if it has been published, tell the data protection officer",
        found,
    );
}
