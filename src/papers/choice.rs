//! Which documents a build makes.

use super::Papers;
use crate::diagnostic::{Diagnostic, Result};
use crate::template::store::{DocumentKind, Per, Templates};
use crate::text;

/// Which documents are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'c> {
    /// These alone, by their names.
    pub only: &'c [String],
    /// Every one but those for each lead, of which there are many, and samples of invented data.
    pub all: bool,
    /// The speaker notes of those that have some.
    pub notes: bool,
}

/// The documents to make: all that need no asking, or those asked for, in the order of the list; with their notes.
pub fn chosen_documents(templates: &Templates, choice: &Choice<'_>) -> Result<Vec<DocumentKind>> {
    let all = templates.documents()?;
    let Choice { only, notes, .. } = *choice;
    let notes = notes || choice.all;
    let usual = |document: &&DocumentKind| match choice.all {
        true => document.per != Per::Lead && !document.sample && document.notes_of.is_none(),
        false => !document.on_request && document.notes_of.is_none(),
    };
    let mut chosen: Vec<DocumentKind> = match only {
        [] => all.iter().filter(usual).cloned().collect(),
        only => only.iter().map(|name| templates.document(name)).collect::<Result<_>>()?,
    };
    if notes {
        let is_chosen = |name: &String| chosen.iter().any(|document| document.name == *name);
        let companion =
            |document: &&DocumentKind| document.notes_of.as_ref().is_some_and(is_chosen) && !is_chosen(&document.name);
        let companions: Vec<DocumentKind> = all.iter().filter(companion).cloned().collect();
        chosen.extend(companions);
    }
    Ok(chosen)
}

/// What a build says of the documents that it was not asked for, in one line; nothing where some were asked for by name.
pub fn not_asked_for(templates: &Templates, choice: &Choice<'_>) -> Result<Option<String>> {
    if !choice.only.is_empty() {
        return Ok(None);
    }
    let chosen = chosen_documents(templates, choice)?;
    let is_chosen = |document: &DocumentKind| chosen.iter().any(|other| other.name == document.name);
    let all = templates.documents()?;
    let others: Vec<String> =
        all.iter().filter(|document| !is_chosen(document) && !document.sample).map(|of| of.name.clone()).collect();
    if others.is_empty() {
        return Ok(None);
    }
    let how = match choice.all {
        true => "--only NAME makes one",
        false => "--only NAME makes one, --all every one but lists for each lead",
    };
    Ok(Some(format!("on request, and not made: {} ({how})", text::list(&others))))
}

impl Papers<'_> {
    /// Parts the documents for which there are no data: an area without a dashboard has no scorecard. One that was asked for
    /// by name, and any that a workbook might have been for that could not be read, is tried all the same, and fails.
    pub fn part_what_is_left_out(
        &self,
        documents: Vec<DocumentKind>,
        choice: &Choice<'_>,
    ) -> (Vec<DocumentKind>, Vec<(DocumentKind, Diagnostic)>) {
        let tried = !choice.only.is_empty() || !self.examined.edition.unread.is_empty();
        let mut make = Vec::new();
        let mut left_out = Vec::new();
        for document in documents {
            match self.lacks(&document).filter(|_| !tried) {
                Some(why) => {
                    let told = Diagnostic::note("document-left-out", why.message);
                    left_out.push((
                        document,
                        match why.hint {
                            Some(hint) => told.hint(hint),
                            None => told,
                        },
                    ));
                }
                None => make.push(document),
            }
        }
        // Where nothing is left, the reasons are errors.
        match make.is_empty() {
            true => (left_out.into_iter().map(|(document, _)| document).collect(), Vec::new()),
            false => (make, left_out),
        }
    }
}
