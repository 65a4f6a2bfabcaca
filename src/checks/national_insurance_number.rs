//! A text that would be printed holds a national insurance number.
//!
//! **What it checks.** In every text that a paper may print, the settings' texts and the names of workbooks and sheets
//! included: two letters that are given out, six digits, and one of A to D; without that last letter only behind "NI no."
//! or the like. The finding shows only the letters.
//!
//! **Why it matters.** It is a key to a person's pay, tax and benefits: a parent's or an officer's. It has no place in papers that
//! are published.
//!
//! **Example.** The update of action 1.2.1 reads "… the carer (NI no. QQ 12 34 56 C) was paid".
//!
//! **How to put it right.** Take it out of the workbook, earlier editions included. If papers with it have gone out, tell the
//! data protection officer.

use super::support::personal;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

const CODE: &str = "national-insurance-number";

pub const CHECK: Check =
    Check { code: CODE, severity: Severity::Error, source: include_str!("national_insurance_number.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    personal::report(
        context,
        CODE,
        "take it out of the workbook; if it has been published, tell the data protection officer",
        found,
    );
}
