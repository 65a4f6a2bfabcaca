//! An edition's papers in memory, with all that was found on the way: what is shown.
//!
//! The papers are those that a build would make, by the same steps; one of which nothing changed is taken as it is. Nothing is
//! written.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::Asked;
use crate::area::passed_over;
use crate::diagnostic::{self, Diagnostic, Error, Result, Severity};
use crate::examine::{self, Examined};
use crate::manifest::Output;
use crate::papers::{Made, Papers, Workshop, chosen_documents};
use crate::programme::survey::{self, Surveyed};
use crate::tagged::Tagged;
use crate::template::store::DocumentKind;
use crate::text;
use crate::wording;

/// The papers of one edition, and what there is to say of them.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Whose papers they are: "Ashmere Local Area Partnership".
    pub whose: String,
    /// "July 2025"
    pub edition: String,
    pub is_public: bool,
    pub papers: Vec<Paper>,
    /// What stands against the workbooks, the heaviest first.
    pub findings: Vec<Diagnostic>,
    /// How many findings were accepted on record.
    pub accepted: usize,
    /// What there is to say of the papers and of the folder.
    pub told: Vec<Diagnostic>,
    /// Documents that could not be made, by their titles.
    pub failed: Vec<(String, Error)>,
    /// How each sheet was understood, or why that cannot be said.
    pub columns: Result<Vec<Surveyed>>,
    /// The workbooks that could not be read.
    pub unread: Vec<String>,
}

/// A paper.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What it is called in addresses: the name of its file without the ending, as addresses write it.
    pub name: String,
    pub title: String,
    pub pages: usize,
    pub pdf: Arc<Vec<u8>>,
    pub output: Output,
    /// Why this is an earlier one, where it could not be made again.
    pub kept: Option<String>,
}

impl Preview {
    pub fn paper(&self, name: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.name == name)
    }

    /// The findings that keep all papers drafts.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// What is told of one paper, by the name of its file or by its title.
    pub fn told_of<'p>(&'p self, paper: &'p Paper) -> impl Iterator<Item = &'p Diagnostic> {
        let begins = format!("{} has ", paper.title);
        let is_of_it = move |message: &str| message.contains(&paper.output.file) || message.starts_with(&begins);
        self.told.iter().filter(move |told| is_of_it(&told.message))
    }

    /// How many findings keep one paper a draft.
    pub fn errors_of(&self, paper: &Paper) -> usize {
        let own = self.told_of(paper).filter(|told| told.severity == Severity::Error).count();
        self.errors().count() + own
    }

    /// The same with the earlier papers of those documents that could not be made again.
    fn keeping_what_failed(mut self, before: Option<&Preview>, failed: &[(String, Error)]) -> Preview {
        for paper in before.iter().flat_map(|before| &before.papers) {
            let document = paper.output.document.as_ref();
            let why = failed.iter().find(|(name, _)| Some(name) == document && self.paper(&paper.name).is_none());
            if let Some((_, why)) = why {
                self.papers.push(Paper { kept: Some(why.message.clone()), ..paper.clone() });
            }
        }
        self
    }
}

/// Makes what is asked for; papers of `before` that would be made of the same are taken as they are.
pub fn make(asked: &Asked, before: Option<&Preview>) -> Result<Preview> {
    let workshop = Workshop::open(asked.templates.as_deref(), asked.fonts.as_deref())?.for_area(&asked.area)?;
    workshop.read_ahead();
    let choice = asked.choice();
    let documents = chosen_documents(&workshop.templates, &choice)?;
    let all = workshop.templates.documents()?;
    let examined = examine::examine_for(asked.readers, &asked.area, asked.edition.as_deref(), &all)?
        .since(asked.since.as_deref())?;
    (asked.may_be_made)(&examined)?;

    let earlier: BTreeMap<&str, &Paper> = before
        .iter()
        .flat_map(|before| &before.papers)
        .filter(|paper| paper.kept.is_none())
        .map(|paper| (paper.output.file.as_str(), paper))
        .collect();
    let outputs = earlier.values().map(|paper| paper.output.clone()).collect();
    let mut papers = Papers::of(&examined, &workshop).taking(outputs, Path::new(""));
    let (documents, left_out) = papers.part_what_is_left_out(documents, &choice);
    let mut made: Vec<(Output, Arc<Vec<u8>>)> = Vec::new();
    let failed = papers.make_all(&documents, &mut |Made { output, bytes }| {
        let pdf = bytes.map(Arc::new).or_else(|| Some(Arc::clone(&earlier.get(output.file.as_str())?.pdf)));
        made.extend(pdf.filter(|_| output.pages.is_some()).map(|pdf| (output, pdf)));
        Ok(())
    });
    let spoken: Vec<DocumentKind> = documents.iter().map(|document| papers.spoken(document)).collect();
    let Papers { mut lost, .. } = papers;
    diagnostic::unique(&mut lost);
    lost.extend(left_out.into_iter().map(|(_, told)| told));
    let title_of = |name: &str| {
        let document = spoken.iter().find(|document| document.name == name);
        document.map_or_else(|| name.to_owned(), |document| document.title.clone())
    };
    let is_one_of_many =
        |name: &str| made.iter().filter(|(output, _)| output.document.as_deref() == Some(name)).count() > 1;
    let papers = made
        .iter()
        .map(|(output, pdf)| {
            let document = output.document.clone().unwrap_or_default();
            let own = || Tagged::read(pdf).ok().map(|tagged| tagged.title).filter(|title| !title.is_empty());
            let title = is_one_of_many(&document).then(own).flatten().unwrap_or_else(|| title_of(&document));
            Paper {
                name: in_addresses(output.file.trim_end_matches(".pdf")),
                title,
                pages: output.pages.unwrap_or_default(),
                pdf: Arc::clone(pdf),
                output: output.clone(),
                kept: None,
            }
        })
        .collect();
    lost.extend(of_folder(&examined));
    let columns = columns(&examined);
    let Examined { area, edition, open, accepted, hidden, .. } = examined;
    let preview = Preview {
        whose: area.settings.partnership.name.clone().unwrap_or_else(|| text::title_of_folder(&area.name)),
        edition: wording::month(edition.month),
        is_public: hidden.is_some(),
        papers,
        findings: open,
        accepted: accepted.len(),
        told: lost,
        failed: failed.iter().map(|(name, why)| (title_of(name), why.clone())).collect(),
        columns,
        unread: edition.unread,
    };
    Ok(preview.keeping_what_failed(before, &failed))
}

/// A name as addresses write it.
fn in_addresses(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

/// What there is to say of the folder. That a workbook is open in somebody's Excel is no news to whoever is at work on it, and
/// would be told for as long as nothing else is saved.
fn of_folder(examined: &Examined) -> Vec<Diagnostic> {
    let Examined { area, edition, since_freeze, .. } = examined;
    let folder = fs::read_dir(area.path.join(edition.month.id()));
    let names = folder.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let locks: Vec<String> = names.filter(|name| passed_over::locked(name).is_some()).collect();
    let is_of_lock = |told: &&Diagnostic| locks.iter().any(|lock| told.message.starts_with(lock.as_str()));
    since_freeze.iter().filter(|told| !is_of_lock(told)).cloned().collect()
}

fn columns(examined: &Examined) -> Result<Vec<Surveyed>> {
    let Examined { area, edition, .. } = examined;
    let found = area.workbooks(&area.path.join(edition.month.id()))?;
    Ok(survey::of(&found.value, &area.settings.own_headings()?, Some(edition.month)))
}

/// What became of the papers, in a sentence: "2 of 4 papers changed; 1 error, 12 warnings and 3 notes".
pub fn difference(before: Option<&Preview>, now: &Preview) -> String {
    let is_new = |paper: &&Paper| {
        let then = before.and_then(|before| before.paper(&paper.name));
        then.is_none_or(|then| then.output.sha256 != paper.output.sha256)
    };
    let (changed, all) = (now.papers.iter().filter(is_new).count(), now.papers.len());
    let papers = match (before, changed) {
        (None, _) => format!("{} made", text::records(all, "papers")),
        (Some(_), 0) => "no paper changed".to_owned(),
        (Some(_), changed) => format!("{changed} of {} changed", text::records(all, "papers")),
    };
    let failed = match now.failed.len() {
        0 => String::new(),
        count => format!(", {count} could not be made"),
    };
    let of = |severity: Severity| {
        now.findings.iter().chain(&now.told).filter(|finding| finding.severity == severity).count()
    };
    let count = |severity: Severity, plural: &str| text::records(of(severity), plural);
    format!(
        "{papers}{failed}; {}, {} and {}",
        count(Severity::Error, "errors"),
        count(Severity::Warning, "warnings"),
        count(Severity::Note, "notes")
    )
}
