//! `boardpack licences`: whose work the program is made with.

use clap::Args;

use super::Outcome;
use crate::diagnostic::Result;
use crate::printed::Printed;

/// Print the licences of everything that is within the program: its own, those of the crates, and that of the fonts
#[derive(Debug, Args)]
pub struct LicencesArguments {}

const OWN: &str = "boardpack itself may be used under the MIT licence or the Apache License 2.0, whichever you choose; \
                   both are beside its source, as LICENSE-MIT and LICENSE-APACHE.\n\n";

pub fn run(_: &LicencesArguments) -> Result<Outcome> {
    let mut text = Printed::default();
    text.lines([OWN, include_str!("../../NOTICE")].concat().trim_end());
    Ok(Outcome { text, ..Outcome::default() })
}
