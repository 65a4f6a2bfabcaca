//! Makes the documents of one edition: facts and template → Typst source → PDF.
//!
//! The facts are made once for all documents; what belongs to one document is a small layer over them. Each file is
//! handed over as it is made; where it goes is not decided here. An HTML edition is made of the finished PDF. A paper that
//! an earlier build made of the same is not made again: its filled source, the fonts, the program and the templates' files
//! that Typst read tell.

mod beside;
mod choice;
mod document;
mod fill;
mod parts;
mod properties;
mod workshop;

pub use choice::{Choice, chosen_documents, not_asked_for};
pub use workshop::Workshop;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::fill::PartOfPack;
use self::fill::Printed;
use self::parts::{For, Part};
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::examine::Examined;
use crate::facts::leads::{self, LeadAsks};
use crate::ledger::{Entry, Facts};
use crate::manifest::{Manifest, Options, Output};
use crate::output::pretty;
use crate::readability::Reading;
use crate::template::store::{DocumentKind, Per, Templates};
use crate::template::{Prepared, Unread};
use crate::typeset::{Basis, Title};
use crate::{digest, facts, manifest, provenance, typeset};

/// The papers of one edition, while they are made.
pub struct Papers<'a> {
    examined: &'a Examined,
    workshop: &'a Workshop,
    /// What all documents share.
    facts: Facts,
    unread: Unread,
    leads: Vec<LeadAsks>,
    /// The files that were made, each with its document: two must not write one.
    written: BTreeMap<String, String>,
    /// Whether each document ends with "About these figures".
    traced: bool,
    keep_source: bool,
    with_html: bool,
    with_companions: bool,
    /// Whether each paper says in its own structure where its figures come from.
    with_properties: bool,
    /// The papers that an earlier build made, and that are there as it made them, with their folder.
    earlier: Vec<Output>,
    folder: PathBuf,
    /// The titles of the documents made so far, for their speaker notes.
    titles: BTreeMap<String, Vec<Title>>,
    /// What there is to say of the documents: characters that no font has, papers that are too long, areas and groups that
    /// have none.
    pub lost: Vec<Diagnostic>,
    /// The template files that took part, with their digests.
    pub taken: BTreeMap<String, String>,
}

/// Takes each file as it is made.
pub type Keep<'k> = &'k mut dyn FnMut(Made) -> Result<()>;

/// A file of the papers.
pub struct Made {
    /// How it goes on record.
    pub output: Output,
    /// None where the file that is there is as it would be made.
    pub bytes: Option<Vec<u8>>,
}

impl Made {
    /// A file that is no paper; `document` is of which document it is, and provenance.json is of all.
    fn beside(file: String, document: Option<&DocumentKind>, bytes: Vec<u8>) -> Made {
        let document = document.map(|document| document.name.clone());
        Made { output: Output { file, document, sha256: digest::of(&bytes), ..Output::default() }, bytes: Some(bytes) }
    }
}

fn cannot_typeset(document: &DocumentKind, prepared: &Prepared, faults: &[Diagnostic]) -> Error {
    const SETUP: &str = "setup";
    if prepared.uses(SETUP) {
        return Error::new(format!("{} could not be typeset", document.title)).findings(faults);
    }
    // What Typst says then follows from that: nothing is known of the looks, and the PDF has no title.
    let form = document.form.key();
    Error::new(format!("{} could not be typeset: its template has no {{{{> {SETUP}}}}}", document.title))
        .findings(faults)
        .hint(format!(
            "write {{{{> {SETUP} form=\"{form}\"}}}} as the first line of {}/main.typ.hbs: it brings the looks of all papers, and \
             what is printed on every page",
            document.name
        ))
}

impl<'a> Papers<'a> {
    pub fn of(examined: &'a Examined, workshop: &'a Workshop) -> Papers<'a> {
        let facts = facts::facts(&examined.given());
        Papers {
            examined,
            workshop,
            unread: Unread::of(&facts.unread),
            facts,
            leads: leads::by_lead(&examined.edition.programme, &examined.open),
            written: BTreeMap::new(),
            traced: false,
            keep_source: false,
            with_html: false,
            with_companions: false,
            with_properties: false,
            earlier: Vec::new(),
            folder: PathBuf::new(),
            titles: BTreeMap::new(),
            lost: Vec::new(),
            taken: BTreeMap::new(),
        }
    }

    /// The same, keeping the filled Typst source beside each PDF.
    pub fn keeping_source(mut self, keep_source: bool) -> Papers<'a> {
        self.keep_source = keep_source;
        self
    }

    /// The same, with an HTML edition beside each PDF.
    pub fn with_html(mut self, with_html: bool) -> Papers<'a> {
        self.with_html = with_html;
        self
    }

    /// The same, with the tables of each paper as csv and xlsx.
    pub fn with_companions(mut self, with_companions: bool) -> Papers<'a> {
        self.with_companions = with_companions;
        self
    }

    /// The same, with the rule and the cells of each figure in the PDF's own structure.
    pub fn with_properties(mut self, with_properties: bool) -> Papers<'a> {
        self.with_properties = with_properties;
        self
    }

    /// The same, taking those of the papers of an earlier build as they are that would be made of the same. They must be
    /// in the folder, with the digest that they have on record.
    pub fn taking(mut self, earlier: Vec<Output>, folder: &Path) -> Papers<'a> {
        self.earlier = earlier;
        self.folder = folder.to_owned();
        self
    }

    /// Gives the documents their section "About these figures", and makes the same of every figure as a file.
    pub fn trace(&mut self, keep: Keep<'_>) -> Result<()> {
        self.traced = true;
        let bytes = pretty(&provenance::file(&self.examined.edition, &self.facts)).into_bytes();
        keep(Made::beside("provenance.json".to_owned(), None, bytes))
    }

    /// Makes the documents, and gives back the names of those that could not be made, with the reason.
    pub fn make_all(&mut self, documents: &[DocumentKind], keep: Keep<'_>) -> Vec<(String, Error)> {
        let mut failed = Vec::new();
        for document in documents {
            let document = &self.spoken(document);
            if let Err(why) = self.make(document, keep) {
                failed.push((document.name.clone(), why));
            }
        }
        failed
    }

    /// Makes a document: one file, or one for each lead, area or group.
    fn make(&mut self, document: &DocumentKind, keep: Keep<'_>) -> Result<()> {
        if let Some(why) = self.lacks(document) {
            return Err(why);
        }
        let templates = &self.workshop.templates;
        self.taken.extend(templates.description(&document.name)?);
        let prepared = Prepared::of(templates, &document.name)?;
        self.taken.extend(prepared.files().clone());
        let all = templates.documents()?;
        let has_notes = all.iter().any(|other| other.notes_of.as_ref() == Some(&document.name));
        for part in self.parts(document, &all) {
            self.print(document, &prepared, &part, has_notes, keep).map_err(|why| match part.of {
                For::Programme => why,
                _ => why.more(format!("in {}.pdf", part.file)),
            })?;
        }
        self.tell_of_parts(document);
        if document.per == Per::Lead {
            let bytes = leads::csv(&self.leads).into_bytes();
            keep(Made::beside(format!("{}.csv", document.file), Some(document), bytes))?;
        }
        Ok(())
    }

    /// Fills and typesets one file, or finds that the one that is there was made of the same.
    fn print(
        &mut self,
        document: &DocumentKind,
        prepared: &Prepared,
        part: &Part,
        has_notes: bool,
        keep: Keep<'_>,
    ) -> Result<()> {
        let file = &part.file;
        if let Some(other) = self.written.insert(file.clone(), document.name.clone()) {
            return Err(Error::new(format!("templates {other} and {} would both write {file}.pdf", document.name))
                .hint("give one of them another `file` in its template.toml"));
        }
        let printed = self.fill(document, prepared, part)?;
        if self.with_companions {
            self.companions(document, part, &printed, keep)?;
        }
        let Printed { filled: Findings { value: filled, diagnostics }, explained, .. } = printed;
        self.lost.extend(diagnostics);
        if self.keep_source {
            keep(Made::beside(format!("{file}.typ"), Some(document), filled.complete().into_bytes()))?;
        }
        let Examined { area, edition, .. } = self.examined;
        let Workshop { fonts, files, .. } = self.workshop;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let basis = Basis::of(&filled, &identity, fonts, edition.status_date).with_properties(self.with_properties);
        let pdf = format!("{file}.pdf");
        let as_it_is = self.as_it_is(document, &pdf, &basis, has_notes);
        let made = match as_it_is.filter(|(output, _)| self.has_html_or_pdf(output)) {
            Some((output, read)) => {
                self.taken.extend(read);
                Made { output, bytes: None }
            }
            None => {
                let mut typeset = typeset::compile(&filled, &identity, fonts, files, edition.status_date)
                    .map_err(|faults| cannot_typeset(document, prepared, &faults))?;
                if self.with_properties {
                    typeset.pdf = self.with_figures(&typeset.pdf, &filled, &self.layer(part.of), &identity)?;
                }
                let output = Output {
                    document: Some(document.name.clone()),
                    pages: Some(typeset.pages),
                    sha256: digest::of(&typeset.pdf),
                    made_of: Some(basis.with(&typeset.files)),
                    read: typeset.files.keys().cloned().collect(),
                    titles: if has_notes { typeset.titles } else { Vec::new() },
                    reading: document.is_judged().then(|| Reading::of(&typeset.passages, &explained)),
                    file: pdf,
                    ..Output::default()
                };
                self.taken.extend(typeset.files);
                Made { output, bytes: Some(typeset.pdf) }
            }
        };
        let Made { output, bytes } = made;
        let pages = output.pages.unwrap_or_default();
        self.titles.insert(document.name.clone(), output.titles.clone());
        let too_long = document.too_long(&output.file, pages, self.traced);
        let mut findings: Vec<_> = too_long.into_iter().chain(self.missing(document)).collect();
        findings.extend(output.reading.iter().flat_map(|reading| document.hard_to_read(&output.file, reading)));
        let output = Output { findings: manifest::counts(&findings), ..output };
        self.lost.extend(findings);
        let html = if self.with_html { Some(self.html(document, &output, bytes.as_deref())?) } else { None };
        keep(Made { output, bytes })?;
        html.map_or(Ok(()), keep)
    }

    /// The paper that an earlier build made of the same, with the templates' files that Typst read for it.
    fn as_it_is(
        &self,
        document: &DocumentKind,
        file: &str,
        basis: &Basis,
        has_notes: bool,
    ) -> Option<(Output, BTreeMap<String, String>)> {
        let output = self.earlier.iter().find(|output| output.file == file)?;
        let is_of_it = output.document.as_ref() == Some(&document.name) && output.pages.is_some();
        // An earlier build may not have known that the paper has notes, or that it is judged by how it reads.
        let unknown = has_notes && output.titles.is_empty() || document.is_judged() && output.reading.is_none();
        if !is_of_it || unknown {
            return None;
        }
        let templates = &self.workshop.templates;
        // Those that took part in this build already are as they were read for it.
        let known = |name: &String| self.taken.get(name).cloned().or_else(|| templates.digest_of(name));
        let digest = |name: &String| Some((name.clone(), known(name)?));
        let read = output.read.iter().map(digest).collect::<Option<BTreeMap<_, _>>>()?;
        let titles = if has_notes { output.titles.clone() } else { Vec::new() };
        let reading = output.reading.clone().filter(|_| document.is_judged());
        let same = output.made_of.as_ref() == Some(&basis.with(&read));
        same.then(|| (Output { titles, reading, stale: false, ..output.clone() }, read))
    }

    /// The templates that they are made from.
    pub fn templates(&self) -> &'a Templates {
        &self.workshop.templates
    }

    /// What all documents share.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// A digest of all that a build of these documents depends on. It is taken of what was read and made of it, before any
    /// document is filled: so it may change where no paper does, and never stays where one changes.
    pub fn key(&self, documents: &[DocumentKind], options: &Options, is_final: bool) -> Result<String> {
        let Examined { edition, since, .. } = self.examined;
        let read = edition.records();
        let record = Manifest { options: options.clone(), ..self.examined.manifest(&read) };
        let Workshop { templates, fonts, .. } = self.workshop;
        let names: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
        let made_with = json!([names, templates.digests(), fonts.files(), since, is_final]);
        // What is asked of leads follows from all findings.
        let of_leads = documents.iter().any(|document| document.per == Per::Lead).then(|| leads::csv(&self.leads));
        Ok(digest::of_parts([
            digest::SOURCES,
            &record.text()?,
            &made_with.to_string(),
            &self.facts.value.to_string(),
            &of_leads.unwrap_or_default(),
        ]))
    }

    /// Every figure of the edition, whether or not a paper prints it.
    pub fn figures(&self) -> &[Entry] {
        &self.facts.entries
    }
}
