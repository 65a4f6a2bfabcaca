//! `boardpack documents`: the kinds of document there are.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diagnostic::Result;
use crate::printed::Printed;
use crate::template::store::Templates;

/// List the kinds of document that can be made
#[derive(Debug, Args)]
pub struct DocumentsArguments {
    /// A folder of templates that stand over the built-in ones, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,
}

pub fn run(arguments: &DocumentsArguments) -> Result<Outcome> {
    let documents = Templates::open(arguments.templates.as_deref())?.documents()?;
    let width = documents.iter().map(|document| document.name.len()).max().unwrap_or(0);
    let indent = " ".repeat(width + 2);
    let mut text = Printed::default();
    for document in &documents {
        text.line(format!("{:width$}  {}", document.name, document.title));
        text.line(format!("{indent}{}", document.about));
    }
    Ok(Outcome { text, ..Outcome::default() })
}
