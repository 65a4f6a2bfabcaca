//! `boardpack check`: what does not add up in an edition.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::arguments::Documents;
use super::explain::no_such_code;
use super::listing::Listing;
use crate::area::AreaFolder;
use crate::checks::manual;
use crate::diagnostic::{self, Result, Severity};
use crate::files;

/// Find what does not add up in an edition, at the cell, with what to do
///
/// What was accepted on record (accepted.toml in the area's folder) is listed and counted, but does not keep papers as drafts.
/// `boardpack explain CODE` says more about a finding.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to check, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Show only findings with this code; may be given several times
    #[arg(long, value_name = "CODE")]
    pub only: Vec<String>,

    /// For people, or for other programs
    #[arg(long, value_enum, default_value_t = Listed::Human)]
    pub format: Listed,

    /// Also exit with 1 for findings of this level
    #[arg(long, value_enum, default_value_t = Deny::Errors)]
    pub deny: Deny,

    #[command(flatten)]
    pub documents: Documents,
}

/// The forms in which findings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    Human,
    Json,
    /// Annotations of a code host's workflow
    Github,
    /// The interchange format of checking tools, version 2.1.0
    Sarif,
}

/// From which weight on a finding makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Errors,
    Warnings,
    Notes,
}

pub fn run(arguments: &CheckArguments) -> Result<Outcome> {
    if let Some(unknown) = arguments.only.iter().find(|code| manual::entry(code).is_none()) {
        return Err(no_such_code(unknown));
    }
    let mut examined = arguments.documents.examine(&arguments.area, arguments.edition.as_deref())?;
    examined.open.append(&mut examined.since_freeze);
    diagnostic::sort(&mut examined.open);
    let wanted = |code: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == code);
    examined.open.retain(|finding| wanted(&finding.code));
    examined.accepted.retain(|accepted| wanted(&accepted.finding.code));
    let month = examined.edition.month.id();
    let folder = match AreaFolder::names_edition(&arguments.area) {
        true => files::with_slashes(&arguments.area),
        false => files::with_slashes(&arguments.area.join(&month)),
    };
    let listing = Listing {
        area: &examined.area.name,
        edition: &month,
        folder: &folder,
        open: &examined.open,
        accepted: &examined.accepted,
    };
    let text = match arguments.format {
        Listed::Human => listing.human(),
        Listed::Json => listing.json(),
        Listed::Github => listing.github(),
        Listed::Sarif => listing.sarif(),
    };
    let deny = match arguments.deny {
        Deny::Errors => Severity::Error,
        Deny::Warnings => Severity::Warning,
        Deny::Notes => Severity::Note,
    };
    Ok(Outcome { text, findings: examined.open, deny, ..Outcome::default() })
}
