//! A text that would be printed holds personal data.
//!
//! **What it checks.** In every text of the workbooks that a paper may print: an NHS number or a unique pupil number
//! with a sound check digit, a date of birth, a person's e-mail address, a telephone number, a full postcode. The
//! findings show only the beginning. Shared mailboxes (send@, enquiries@, sendteam@ …) and service lines (03, 08) are
//! no person's, and a number with a wrong check digit is another number.
//!
//! **Why it matters.** The papers are published, and they are about children. One such number tells who a child is, and
//! what is once on a website cannot be called back.
//!
//! **Example.** The update of action 2.3.1 reads "… the family of the pupil with UPN H801… complained".
//!
//! **How to put it right.** Take it out of the workbook, earlier editions included. If papers with it have gone out,
//! tell the data protection officer.

use std::collections::BTreeSet;

use super::support::{identifiers, texts};
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

pub const CHECK: Check =
    Check { code: "personal-data", severity: Severity::Error, source: include_str!("personal_data.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    // A merged cell stands in many records.
    let mut seen = BTreeSet::new();
    for text in texts::texts(context.programme) {
        for identifier in identifiers::identifiers(text.words) {
            if seen.insert((text.at, identifier.masked.clone())) {
                // A measure without a ref goes by its name, which may be the very text.
                let telling = !identifiers::identifiers(&text.name).is_empty();
                let (about, name) = if telling { (None, "a text") } else { (text.about, text.name.as_str()) };
                found.add(
                    about,
                    text.at,
                    format!("{name} has {}", identifier.kind.words()),
                    &identifier.masked,
                    "take it out of the workbook; if it has been published, tell the data protection officer",
                );
            }
        }
    }
}
