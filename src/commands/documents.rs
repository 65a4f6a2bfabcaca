//! `boardpack documents`: the kinds of document there are.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diagnostic::Result;
use crate::printed::Printed;
use crate::template::store::{DocumentKind, Per, Templates};

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
        if let Some(said) = of_files(document) {
            text.line(format!("{indent}{said}"));
        }
    }
    Ok(Outcome { text, ..Outcome::default() })
}

/// What its files are made for, and how long and how hard to read each may be; nothing of a single paper of any length.
fn of_files(document: &DocumentKind) -> Option<String> {
    let each = match document.per {
        Per::Programme => None,
        Per::Lead => Some("lead"),
        Per::Area => Some("area"),
        Per::Group => Some("group"),
    };
    let most = document.pages.map(|pages| format!("at most {pages} page{}", if pages == 1 { "" } else { "s" }));
    let age = document.reading_age.map(|age| format!("reading age at most {age}"));
    let parts: Vec<String> =
        each.map(|each| format!("one for each {each}")).into_iter().chain(most).chain(age).collect();
    (!parts.is_empty()).then(|| format!("({})", parts.join(", ")))
}
