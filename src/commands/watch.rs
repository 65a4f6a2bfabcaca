//! `boardpack watch`: a preview that is made again whenever something is saved.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::areas::Told;
use super::arguments::Looks;
use super::build::refuse_what_is_not_for_the_public;
use crate::area::AreaFolder;
use crate::diagnostic::Result;
use crate::examine::Readers;
use crate::preview::{self, Asked};
use crate::printed::Printed;

/// Show an edition's papers in your browser, and make them again whenever something is saved
///
/// It prints an address for the browser of this computer; nobody else on the network can open it. The pages show each paper,
/// what was found with its cell, and how each sheet was understood. When a workbook, an officer's words, a setting or a template
/// is saved, the pages are updated. While something cannot be read, the last papers that could be made stay. Nothing is written:
/// `boardpack build` makes the papers to send. Ctrl-C ends it.
#[derive(Debug, Args)]
pub struct WatchArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to show, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Show only this document, such as risk-register; may be given several times
    #[arg(long, value_name = "DOCUMENT")]
    pub only: Vec<String>,

    /// Show every document there is, also those that are made on request and the speaker notes
    #[arg(long, conflicts_with = "only")]
    pub all: bool,

    /// Also show the speaker notes that go with the slides
    #[arg(long)]
    pub notes: bool,

    /// Compare with this edition, such as 2025-04, or "stocktake"; without it with the edition before
    #[arg(long, value_name = "MONTH")]
    pub since: Option<String>,

    /// Show the public edition, in which small counts of people are not shown
    #[arg(long)]
    pub public: bool,

    /// The port of this computer to use; without it the system chooses a free one
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    #[command(flatten)]
    pub looks: Looks,
}

pub fn run(arguments: &WatchArguments, told: &dyn Told) -> Result<Outcome> {
    // A name that was mistyped is told at once; what is wrong within the folder can be put right while it is watched.
    AreaFolder::open(&arguments.area)?;
    let asked = Asked {
        area: arguments.area.clone(),
        edition: arguments.edition.clone(),
        only: arguments.only.clone(),
        all: arguments.all,
        notes: arguments.notes,
        since: arguments.since.clone(),
        readers: Readers::of(arguments.public),
        templates: arguments.looks.templates.clone(),
        fonts: arguments.looks.fonts.clone(),
        may_be_made: |examined| match examined.hidden {
            Some(_) => refuse_what_is_not_for_the_public(examined),
            None => Ok(()),
        },
    };
    let stop = told.asked_to_stop();
    preview::run(&asked, arguments.port, &stop, &|happens| told.previews(happens))?;
    let mut text = Printed::default();
    text.line("The preview has ended.");
    Ok(Outcome { text, ..Outcome::default() })
}
