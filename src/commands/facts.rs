//! `boardpack facts`: what a template may use.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::arguments::Documents;
use crate::diagnostic::Result;
use crate::facts;
use crate::printed::Printed;

/// Show the facts that a template may use, as JSON
///
/// For those who write templates: every name in it can stand in a template as {{name}}.
#[derive(Debug, Args)]
pub struct FactsArguments {
    /// The area's folder
    pub area: PathBuf,

    /// The edition, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    #[command(flatten)]
    pub documents: Documents,
}

pub fn run(arguments: &FactsArguments) -> Result<Outcome> {
    let examined = arguments.documents.examine(&arguments.area, arguments.edition.as_deref())?;
    let text = Printed::json(&facts::facts(&examined.given()).value);
    Ok(Outcome { text, findings: examined.open, ..Outcome::default() })
}
