//! `boardpack facts`: what a template may use.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::arguments::Documents;
use super::vocabulary::{found, index};
use crate::diagnostic::Result;
use crate::examine;
use crate::facts;
use crate::papers::{Papers, Workshop};
use crate::printed::Printed;

/// Show the facts that a template may use
///
/// For those who write templates: every name in it can be in a template as {{name}}. Alone it prints all of them, as JSON;
/// --find and --for print them to read, each with what it means and what it is this month.
#[derive(Debug, Args)]
pub struct FactsArguments {
    /// The area's folder
    pub area: PathBuf,

    /// The edition, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Show the facts whose name or meaning has this word; of several words, those that have all
    #[arg(long, value_name = "WORD", num_args = 1..)]
    pub find: Vec<String>,

    /// Show what this document may print and what it prints; with --find, look among its own facts too
    #[arg(long = "for", value_name = "DOCUMENT")]
    pub document: Option<String>,

    #[command(flatten)]
    pub documents: Documents,
}

pub fn run(arguments: &FactsArguments) -> Result<Outcome> {
    if arguments.find.is_empty() && arguments.document.is_none() {
        let examined = arguments.documents.examine(&arguments.area, arguments.edition.as_deref())?;
        let text = Printed::json(&facts::facts(&examined.given()).value);
        return Ok(Outcome { text, findings: examined.open, ..Outcome::default() });
    }
    let workshop = Workshop::open(arguments.documents.templates.as_deref(), None)?.for_area(&arguments.area)?;
    let documents = workshop.templates.documents()?;
    let examined = examine::examine(&arguments.area, arguments.edition.as_deref(), &documents)?;
    let papers = Papers::of(&examined, &workshop);
    let text = match &arguments.document {
        Some(name) => {
            let document = workshop.templates.document(name)?.spoken(examined.area.settings.scheme());
            let (facts, printed) = papers.facts_for(&document)?;
            match arguments.find.as_slice() {
                [] => index(&document, &facts, printed),
                words => found(words, &facts)?,
            }
        }
        None => found(&arguments.find, papers.facts())?,
    };
    Ok(Outcome { text, ..Outcome::default() })
}
