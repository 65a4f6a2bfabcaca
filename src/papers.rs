//! Makes the documents of one edition: facts and template → Typst source → PDF.
//!
//! The facts are made once for all documents; what belongs to one document is a small layer over them. Each file is
//! handed over as it is made; where it goes is not decided here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::digest;
use crate::examine::Examined;
use crate::facts::leads::LeadAsks;
use crate::facts::{self, leads};
use crate::ledger::{Entry, Facts, Ledger};
use crate::manifest::Output;
use crate::output::pretty;
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::provenance;
use crate::template::store::{DocumentKind, Need, Per, Templates};
use crate::template::{Filled, Layers, Prepared, Unread, fill};
use crate::typeset::{self, Fonts};

/// The papers of one edition, while they are made.
pub struct Papers<'a> {
    examined: &'a Examined,
    pub templates: Templates,
    pub fonts: Fonts,
    files: typeset::Files,
    /// What all documents share.
    facts: Facts,
    unread: Unread,
    leads: Vec<LeadAsks>,
    /// Whether each document ends with "About these figures".
    traced: bool,
    keep_source: bool,
    /// What was lost on the way into the documents: characters that no font has.
    pub lost: Vec<Diagnostic>,
    /// The template files that took part, with their digests.
    pub taken: BTreeMap<String, String>,
}

/// Takes each file as it is made.
pub type Keep<'k> = &'k mut dyn FnMut(Made) -> Result<()>;

/// A file that was made.
pub struct Made {
    pub file: String,
    /// Of which document it is; provenance.json is of all.
    pub document: Option<String>,
    pub bytes: Vec<u8>,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
}

impl Made {
    pub fn record(&self) -> Output {
        Output {
            file: self.file.clone(),
            document: self.document.clone(),
            pages: self.pages,
            sha256: digest::of(&self.bytes),
            stale: false,
        }
    }
}

impl DocumentKind {
    fn made(&self, file: String, bytes: Vec<u8>, pages: Option<usize>) -> Made {
        Made { file, document: Some(self.name.clone()), bytes, pages }
    }

    /// Whether a file is one of this document's, by its name.
    pub fn has_file(&self, file: &str) -> bool {
        let Some((stem, ending)) = file.rsplit_once('.') else { return false };
        let own = stem == self.file || self.per == Per::Lead && stem.starts_with(&format!("{}-", self.file));
        own && matches!(ending, "pdf" | "typ" | "csv")
    }
}

impl<'a> Papers<'a> {
    pub fn of(examined: &'a Examined, templates: Templates, fonts: Fonts) -> Papers<'a> {
        let facts = facts::facts(&examined.given());
        Papers {
            examined,
            files: typeset::Files::of(&templates),
            templates,
            fonts,
            unread: Unread::of(&facts.unread),
            facts,
            leads: leads::by_lead(&examined.edition.programme, &examined.open),
            traced: false,
            keep_source: false,
            lost: Vec::new(),
            taken: BTreeMap::new(),
        }
    }

    /// The same, keeping the filled Typst source beside each PDF.
    pub fn keeping_source(mut self, keep_source: bool) -> Papers<'a> {
        self.keep_source = keep_source;
        self
    }

    /// Gives the documents their section "About these figures", and makes the same of every figure as a file.
    pub fn trace(&mut self, keep: Keep<'_>) -> Result<()> {
        self.traced = true;
        let bytes = pretty(&provenance::file(&self.examined.edition, &self.facts)).into_bytes();
        keep(Made { file: "provenance.json".to_owned(), document: None, bytes, pages: None })
    }

    /// Why a document has nothing to be made of.
    pub fn lacks(&self, document: &DocumentKind) -> Option<Error> {
        missing_need(document, &self.examined.edition.programme)
    }

    /// Makes the documents, and gives back the names of those that could not be made, with the reason.
    pub fn make_all(&mut self, documents: &[DocumentKind], keep: Keep<'_>) -> Vec<(String, Error)> {
        let mut failed = Vec::new();
        for document in documents {
            if let Err(why) = self.make(document, keep) {
                failed.push((document.name.clone(), why));
            }
        }
        failed
    }

    /// Makes a document: one file, or one for each lead.
    fn make(&mut self, document: &DocumentKind, keep: Keep<'_>) -> Result<()> {
        if let Some(why) = self.lacks(document) {
            return Err(why);
        }
        self.taken.extend(self.templates.description(&document.name)?);
        let prepared = Prepared::of(&self.templates, &document.name)?;
        self.taken.extend(prepared.files().clone());
        match document.per {
            Per::Programme => self.print(document, &prepared, &document.file, None, keep),
            Per::Lead => {
                for lead in self.leads.clone() {
                    let file = format!("{}-{}", document.file, lead.file);
                    self.print(document, &prepared, &file, Some(&lead), keep)?;
                }
                let bytes = leads::csv(&self.leads).into_bytes();
                keep(document.made(format!("{}.csv", document.file), bytes, None))
            }
        }
    }

    /// Fills and typesets one file.
    fn print(
        &mut self,
        document: &DocumentKind,
        prepared: &Prepared,
        file: &str,
        lead: Option<&LeadAsks>,
        keep: Keep<'_>,
    ) -> Result<()> {
        let Findings { value: filled, diagnostics } = self.fill(document, prepared, file, lead)?.filled;
        self.lost.extend(diagnostics);
        if self.keep_source {
            keep(document.made(format!("{file}.typ"), filled.complete().into_bytes(), None))?;
        }
        let Examined { area, edition, .. } = self.examined;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let typeset = typeset::compile(&filled, &identity, &self.fonts, &self.files, edition.status_date)
            .map_err(|faults| cannot_typeset(document, &faults))?;
        self.taken.extend(typeset.files);
        keep(document.made(format!("{file}.pdf"), typeset.pdf, Some(typeset.pages)))
    }

    /// Fills a document; twice where it has a glossary or shows its figures, for both follow from what the first filling
    /// printed.
    fn fill(
        &self,
        document: &DocumentKind,
        prepared: &Prepared,
        file: &str,
        lead: Option<&LeadAsks>,
    ) -> Result<Printed> {
        let given = self.examined.given();
        let errors = self.examined.errors().count();
        let lead = lead.map(|lead| leads::facts(lead, &self.examined.edition)).unwrap_or_default();
        let alone = |key: &str, fact| (key.to_owned(), Ledger::default().close(fact).value);
        // The document's own layer: what it says of itself, and what is asked of its lead.
        let mut own = Map::from_iter([
            alone("document", facts::document(&document.title, file, given.settings, errors)),
            ("glossary".to_owned(), Value::Array(Vec::new())),
        ]);
        own.extend(lead.value.as_object().cloned().unwrap_or_default());
        if self.traced {
            own.extend(section(&self.examined.edition, &[]));
        }
        let fill = |own: Map<String, Value>| {
            let own = Value::Object(own);
            fill(prepared, Layers { own: &own, shared: &self.facts.value }, &self.unread, &|c| self.fonts.covers(c))
        };
        let mut filled = fill(own.clone())?;
        let (words, printed) = (filled.value.words(), figures_in(&filled.value, [&lead, &self.facts]));
        if self.traced || prepared.names("glossary") {
            own.extend([alone("glossary", facts::glossary_used(&given, &words))]);
            if self.traced {
                own.extend(section(&self.examined.edition, &printed.iter().collect::<Vec<_>>()));
            }
            filled = fill(own)?;
        }
        let handed = handed_in(&filled.value, [&lead, &self.facts]);
        Ok(Printed { filled, in_sentences: printed, handed })
    }

    /// The figures that the file of a document prints: those of its sentences first, then those that were handed to its
    /// tables and charts. `None` where no document has a file of that name.
    pub fn figures_of(&self, file: &str) -> Result<Option<(Vec<Entry>, Vec<Entry>)>> {
        for document in self.templates.documents()? {
            let lead = match document.per {
                Per::Programme if document.file == file => None,
                Per::Lead => {
                    let Some(lead) = self.leads.iter().find(|lead| format!("{}-{}", document.file, lead.file) == file)
                    else {
                        continue;
                    };
                    Some(lead)
                }
                _ => continue,
            };
            let prepared = Prepared::of(&self.templates, &document.name)?;
            let printed = self.fill(&document, &prepared, file, lead)?;
            return Ok(Some((printed.in_sentences, printed.handed)));
        }
        Ok(None)
    }

    /// Every figure of the edition, whether or not a paper prints it.
    pub fn figures(&self) -> &[Entry] {
        &self.facts.entries
    }
}

/// A document, filled, and the figures in it.
struct Printed {
    filled: Findings<Filled>,
    /// In sentences, headings and lists.
    in_sentences: Vec<Entry>,
    /// In what was handed to tables and charts, which may leave some of it out.
    handed: Vec<Entry>,
}

/// The section "About these figures" as the layer of one document.
fn section(edition: &crate::area::Edition, printed: &[&Entry]) -> Map<String, Value> {
    match provenance::section(edition, printed).value {
        Value::Object(section) => section,
        _ => Map::new(),
    }
}

/// The figures at the places that a document prints, each once, in the order in which the facts were made.
fn figures_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    // Officers' words are sentences, though they are handed over as a whole.
    let of_words = || filled.printed.iter().chain(&filled.handed).filter(|path| path.starts_with("narrative."));
    let own = |facts: &Facts| {
        let below = facts.places_below(of_words().map(String::as_str));
        facts.figures_at(filled.printed.iter().map(String::as_str).chain(below))
    };
    layers.into_iter().flat_map(own).collect()
}

/// The figures in what a document hands to its tables and charts, each once.
fn handed_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    let own = |facts: &Facts| facts.figures_below(filled.handed.iter().map(String::as_str));
    layers.into_iter().flat_map(own).collect()
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
    let kind = document.needs.iter().find_map(|need| match need {
        Need::Actions if programme.areas.is_empty() => Some(SheetKind::Actions),
        Need::Risks if programme.risks.is_empty() => Some(SheetKind::Risks),
        Need::Measures if programme.measures.is_empty() => Some(SheetKind::Measures),
        Need::MeetingActions if programme.meeting_actions.is_empty() => Some(SheetKind::MeetingActions),
        Need::WorkProgramme if programme.work_programme.is_empty() => Some(SheetKind::WorkProgramme),
        _ => None,
    })?;
    Some(
        Error::new(format!("{} was not made: no {} were read", document.title, kind.records()))
            .hint(format!("put the {} in the edition's folder; `boardpack columns` shows what was read", kind.table())),
    )
}

fn cannot_typeset(document: &DocumentKind, faults: &[Diagnostic]) -> Error {
    Error::new(format!("{} could not be typeset", document.title)).findings(faults)
}
