//! Makes the documents of one edition: facts and template → Typst source → PDF.
//!
//! Each file is handed over as it is made; where it goes is not decided here.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::digest;
use crate::examine::Examined;
use crate::facts::leads::LeadAsks;
use crate::facts::{self, leads};
use crate::manifest::Output;
use crate::output::pretty;
use crate::programme::Programme;
use crate::provenance;
use crate::template::store::{DocumentKind, Need, Per, Templates};
use crate::template::{Filled, Layers, Prepared, Unread, fill};
use crate::typeset::{self, Fonts};

/// Makes documents of one edition and hands on each file as it is made.
pub struct Press<'a> {
    pub templates: Templates,
    pub fonts: Fonts,
    /// The facts that all documents share.
    facts: serde_json::Value,
    unread: Unread,
    leads: Vec<LeadAsks>,
    examined: &'a Examined,
    keep_source: bool,
    hand_on: &'a mut dyn FnMut(Made) -> Result<()>,
    /// What was lost on the way into the documents: characters that no font has.
    pub lost: Vec<Diagnostic>,
    /// The template files that took part, with their digests.
    pub taken: BTreeMap<String, String>,
}

/// A file that was made.
pub struct Made {
    pub file: String,
    pub bytes: Vec<u8>,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
}

impl Made {
    pub fn record(&self) -> Output {
        Output { file: self.file.clone(), pages: self.pages, sha256: digest::of(&self.bytes) }
    }
}

impl<'a> Press<'a> {
    pub fn of(
        examined: &'a Examined,
        templates: Templates,
        fonts: Fonts,
        keep_source: bool,
        hand_on: &'a mut dyn FnMut(Made) -> Result<()>,
    ) -> Press<'a> {
        let facts = facts::facts(&examined.given());
        let leads = leads::by_lead(&examined.edition.programme, &examined.open);
        Press {
            templates,
            fonts,
            facts,
            unread: Unread::default(),
            leads,
            examined,
            keep_source,
            hand_on,
            lost: Vec::new(),
            taken: BTreeMap::new(),
        }
    }

    /// Gives the documents their section "About these figures", and makes the same of every figure as a file.
    pub fn trace(&mut self) -> Result<()> {
        let edition = &self.examined.edition;
        let ledger = provenance::ledger(&self.examined.given(), &self.facts);
        self.facts["trace"] = provenance::section(edition, &ledger);
        let bytes = pretty(&provenance::file(edition, &ledger)).into_bytes();
        self.give("provenance.json".to_owned(), bytes, None)
    }

    /// Makes the documents, and gives back the names of those that could not be made, with the reason.
    pub fn make_all(&mut self, documents: &[DocumentKind]) -> Vec<(String, Error)> {
        let make = |document: &DocumentKind| Some((document.name.clone(), self.make(document).err()?));
        documents.iter().filter_map(make).collect()
    }

    /// Makes a document: one file, or one for each lead.
    fn make(&mut self, document: &DocumentKind) -> Result<()> {
        if let Some(why) = missing_need(document, &self.examined.edition.programme) {
            return Err(why);
        }
        self.taken.extend(self.templates.description(&document.name)?);
        let prepared = Prepared::of(&self.templates, &document.name)?;
        self.taken.extend(prepared.files().clone());
        match document.per {
            Per::Programme => self.print(document, &prepared, &document.file, None),
            Per::Lead => {
                for lead in self.leads.clone() {
                    let asks = leads::facts(&lead, &self.examined.edition);
                    let file = format!("{}-{}", document.file, lead.file);
                    self.print(document, &prepared, &file, Some(asks))?;
                }
                self.give(format!("{}.csv", document.file), leads::csv(&self.leads).into_bytes(), None)
            }
        }
    }

    /// Fills and typesets one file.
    fn print(
        &mut self,
        document: &DocumentKind,
        prepared: &Prepared,
        file: &str,
        lead: Option<serde_json::Value>,
    ) -> Result<()> {
        let filled = self.fill(document, prepared, file, lead)?;
        self.lost.extend(filled.diagnostics);
        if self.keep_source {
            self.give(format!("{file}.typ"), filled.value.complete().into_bytes(), None)?;
        }
        let Examined { area, edition, .. } = self.examined;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let typeset = typeset::compile(&filled.value, &identity, &self.fonts, &self.templates, edition.status_date)
            .map_err(|faults| cannot_typeset(document, &faults))?;
        self.taken.extend(typeset.files);
        self.give(format!("{file}.pdf"), typeset.pdf, Some(typeset.pages))
    }

    fn give(&mut self, file: String, bytes: Vec<u8>, pages: Option<usize>) -> Result<()> {
        (self.hand_on)(Made { file, bytes, pages })
    }

    /// Fills a document; twice where it has a glossary, which holds the terms that the first filling used.
    fn fill(
        &self,
        document: &DocumentKind,
        prepared: &Prepared,
        file: &str,
        lead: Option<serde_json::Value>,
    ) -> Result<Findings<Filled>> {
        let given = self.examined.given();
        let errors = self.examined.errors().count();
        // The document's own layer: what it says of itself, and what is asked of its lead.
        let nothing = serde_json::json!({});
        let mut own = facts::with_document(&nothing, &document.title, file, given.settings, errors);
        own["glossary"] = serde_json::json!([]);
        if let Some(lead) = lead {
            own["lead"] = lead;
        }
        let covers = |c| self.fonts.covers(c);
        let shared = &self.facts;
        let first = fill(prepared, Layers { own: &own, shared }, &self.unread, &covers)?;
        if !prepared.names("glossary") {
            return Ok(first);
        }
        own["glossary"] = facts::glossary_used(&given, &first.value.words());
        fill(prepared, Layers { own: &own, shared }, &self.unread, &covers)
    }
}

/// The documents to make: all that need no asking, or those asked for, in the order of the list; with their notes.
pub fn chosen_documents(templates: &Templates, only: &[String], notes: bool) -> Result<Vec<DocumentKind>> {
    let all = templates.documents()?;
    let mut chosen: Vec<DocumentKind> = match only {
        [] => all.iter().filter(|document| !document.on_request && document.notes_of.is_none()).cloned().collect(),
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

/// Why a document has nothing to be made of.
fn missing_need(document: &DocumentKind, programme: &Programme) -> Option<Error> {
    let (what, sheet) = document.needs.iter().find_map(|need| match need {
        Need::Actions if programme.areas.is_empty() => Some(("actions", "action tracker")),
        Need::Risks if programme.risks.is_empty() => Some(("risks", "risk register")),
        Need::Measures if programme.measures.is_empty() => Some(("measures", "dashboard")),
        Need::MeetingActions if programme.meeting_actions.is_empty() => {
            Some(("meeting actions", "log of meeting actions"))
        }
        Need::WorkProgramme if programme.work_programme.is_empty() => Some(("work programme", "work programme")),
        _ => None,
    })?;
    Some(
        Error::new(format!("{} was not made: the workbooks hold no {what}", document.title))
            .hint(format!("put the {sheet} in the edition's folder; `boardpack data` shows what was read")),
    )
}

fn cannot_typeset(document: &DocumentKind, faults: &[Diagnostic]) -> Error {
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::new(format!("{} could not be typeset\n{}", document.title, all.join("\n")))
}
