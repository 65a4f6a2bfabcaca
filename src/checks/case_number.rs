//! A text that would be printed holds the number of a case.
//!
//! **What it checks.** In every text that a paper may print, the settings' texts and the names of workbooks and sheets
//! included: a number behind "case no.", "case ref", "client ID", "appeal number" and the like, or behind the name of a
//! case system such as Mosaic or Liquidlogic. A case study, a business case, how many cases there are, refs, dates and
//! years are none. The finding shows only the beginning.
//!
//! **Why it matters.** Whoever has the system or a letter to the family finds the child by it.
//!
//! **Example.** The update of action 1.2.1 reads "… complaint settled (case ref LL20…)".
//!
//! **How to put it right.** Take it out of the workbook, earlier editions included. If papers with it have gone out, tell the
//! data protection officer.

use super::support::personal;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

const CODE: &str = "case-number";

pub const CHECK: Check = Check { code: CODE, severity: Severity::Error, source: include_str!("case_number.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    personal::report(
        context,
        CODE,
        "take it out of the workbook; if it has been published, tell the data protection officer",
        found,
    );
}
