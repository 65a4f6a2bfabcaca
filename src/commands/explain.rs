//! `boardpack explain`: the manual of findings.

use clap::Args;

use super::Outcome;
use crate::checks::manual;
use crate::diagnostic::{Error, Result};
use crate::printed::Printed;
use crate::suggest::did_you_mean;

/// Say what a finding means, why it matters and how to put it right; without a code, list all
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code of a finding, such as green-but-overdue
    pub code: Option<String>,
}

pub fn run(arguments: &ExplainArguments) -> Result<Outcome> {
    let mut text = Printed::default();
    match &arguments.code {
        Some(code) => {
            let entry = manual::entry(code).ok_or_else(|| no_such_code(code))?;
            let weight = entry.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
            text.line(format!("{}{weight}", entry.code));
            text.blank();
            text.lines(entry.text.trim_end());
        }
        None => {
            let width = manual::entries().map(|entry| entry.code.len()).max().unwrap_or(0);
            manual::entries().for_each(|entry| text.line(format!("{:width$}  {}", entry.code, entry.title)));
        }
    }
    Ok(Outcome { text, ..Outcome::default() })
}

pub(super) fn no_such_code(code: &str) -> Error {
    let hint = did_you_mean(code, manual::entries().map(|entry| entry.code));
    Error::new(format!("there is no finding called {code}")).hint(format!("{hint}`boardpack explain` lists them all"))
}
