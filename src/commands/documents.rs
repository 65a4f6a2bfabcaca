//! `boardpack documents`: the kinds of document there are.

use super::Outcome;
use super::arguments::Looks;
use crate::diagnostic::Result;
use crate::template::store::Templates;

pub fn run(looks: &Looks) -> Result<Outcome> {
    let documents = Templates::open(looks.templates.as_deref())?.documents()?;
    let width = documents.iter().map(|document| document.name.len()).max().unwrap_or(0);
    let indent = " ".repeat(width + 2);
    let text = documents
        .iter()
        .map(|document| format!("{:width$}  {}\n{indent}{}\n", document.name, document.title, document.about))
        .collect();
    Ok(Outcome { text, ..Outcome::default() })
}
