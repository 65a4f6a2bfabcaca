//! `boardpack key`: one digest of all that a build of an area depends on.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::arguments::Asked;
use crate::diagnostic::Result;
use crate::papers::{Papers, chosen_documents};
use crate::printed::Printed;

/// For scheduled builds: print a code that changes only when an area's papers would
///
/// While it is the same, there is nothing to build. It is a hash of
/// what was read (workbooks of this month and of those before it, settings, acceptances, officers' words), of every
/// template and font, of the program and of the options, which are those of `boardpack build`. It is the same on every
/// machine, wherever the area is.
#[derive(Debug, Args)]
pub struct KeyArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    #[command(flatten)]
    pub asked: Asked,
}

pub fn run(arguments: &KeyArguments) -> Result<Outcome> {
    let KeyArguments { area, asked } = arguments;
    let workshop = asked.workshop()?;
    let workshop = workshop.for_area(area)?;
    let documents = chosen_documents(&workshop.templates, &asked.choice())?;
    let examined = asked.examine(area, &workshop.templates)?;
    let mut text = Printed::default();
    text.line(Papers::of(&examined, &workshop).key(&documents, &asked.options(), asked.final_papers)?);
    Ok(Outcome { text, ..Outcome::default() })
}
