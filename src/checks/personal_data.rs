//! A text that would be printed holds personal data.
//!
//! **What it checks.** In every text that a paper may print: the workbooks' texts and refs, the settings' own (headlines,
//! names, reasons of step changes, glossary), officers' words, the names of workbooks and sheets that are read, and what other findings
//! quote in chase lists. Looked for are an NHS number or a unique pupil number with a sound check digit, a date of birth, a
//! person's e-mail address, a telephone number and a full postcode, however they are parted. National insurance numbers,
//! learner numbers, case numbers, initials of children and small counts have codes of their own. The findings show only the
//! beginning. Where a paper's setting says whom to ask (`contact`), the number of an office and its postcode are none, unless
//! the line names a person or the number is a mobile telephone's. Shared mailboxes (send@, enquiries@, press@ …) and service lines (03, 08) are no person's, and an NHS or
//! pupil number with a wrong check digit is another number.
//!
//! Not looked for, so that a person has to read for it: names, of children, of parents and of staff; addresses without a
//! postcode, and Paisley's postcodes, since PA1 is a priority action; ages, days of birth without a year; passport, bank
//! and car numbers; diagnoses, schools and days that together tell who it is; what a picture or a comment shows, which no
//! paper prints.
//!
//! **Why it matters.** The papers are published, and they are about children. One such number tells who a child is, and
//! what is once on a website cannot be called back.
//!
//! **Example.** The update of action 2.3.1 reads "… the family of the pupil with UPN H801… complained".
//!
//! **How to put it right.** Take it out of the workbook or the settings, earlier editions included. If papers with it have
//! gone out, tell the data protection officer.

use super::support::personal;
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

const CODE: &str = "personal-data";

pub const CHECK: Check = Check { code: CODE, severity: Severity::Error, source: include_str!("personal_data.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let hint = "take it out of the workbook; if it has been published, tell the data protection officer";
    personal::report(context, CODE, hint, found);
}
