//! `issued.json` of an edition: what was sent out, so that late papers go on from it and a second issue can say what changed.
//!
//! It has the meeting, the items, and for each paper its pages with what they say, its digest, and the figures that it prints
//! with their cells; a pack first, then its supplements, and the same again for each later issue. It is read like any other
//! input: within bounds, and believed no further than that. Deliberately absent: the day of issue, for nothing here reads the
//! clock, and everything of the workbooks that the pack does not print.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::agenda::Agenda;
use super::book::Book;
use super::changes::{Changes, Printed};
use super::planned::{From, Planned};
use super::said::{self, Page};
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::files;
use crate::manifest::Program;
use crate::output::set::is_plain_name;
use crate::output::write_whole;
use crate::pack;
use crate::papers::Papers;
use crate::provenance;
use crate::text;
use crate::wording;

pub const FILE: &str = "issued.json";

/// The form in which this version writes the file.
const FORMAT: u64 = 1;
/// Pages of all that was issued.
const PAGES: usize = 200_000;
/// Items, and papers, of all that was issued.
const ENTRIES: usize = 5_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Issued {
    format: u64,
    program: Program,
    /// The month of which it is, such as `2025-07`; earlier versions did not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    /// In the order in which they were sent out.
    issues: Vec<Issue>,
}

/// What a PDF that was sent out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Pack,
    /// The pack again, with what changed.
    Reissue,
    Supplement,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Issue {
    pub kind: Kind,
    /// Of a supplement or a later issue, counted from 1.
    pub number: usize,
    pub file: String,
    pub sha256: String,
    pub first_page: usize,
    pub pages: usize,
    pub meeting: Meeting,
    pub items: Vec<ItemOf>,
    pub papers: Vec<PaperOf>,
    /// What its last pages say has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub meeting: String,
    pub date: String,
    pub time: Option<String>,
    pub place: Option<String>,
    pub contact: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOf {
    pub number: String,
    pub title: String,
    pub author: Option<String>,
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaperOf {
    /// As the agenda names it.
    pub name: String,
    /// The file of a document of ours.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    pub label: String,
    pub title: String,
    /// Whether it was in the pack, and not only a page in its place.
    pub there: bool,
    pub first_page: usize,
    pub last_page: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<String>,
    #[serde(flatten)]
    pub read: Reading,
}

/// What a paper says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Of the paper's own file; of one that was not there, nothing.
    pub sha256: String,
    /// Whether it has tags, so that what it says is known sentence by sentence.
    pub tagged: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<FigureOf>,
}

/// A figure that a paper prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureOf {
    pub id: String,
    pub name: String,
    #[serde(flatten)]
    pub printed: Printed,
    /// Whether it is in a sentence, and not only handed to a table or chart that has its words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_sentence: bool,
}

impl Meeting {
    pub fn of(agenda: &Agenda) -> Result<Meeting> {
        Ok(Meeting {
            meeting: agenda.meeting.clone(),
            date: wording::day(agenda.day()?),
            time: agenda.time.clone(),
            place: agenda.place.clone(),
            contact: agenda.contact.clone(),
        })
    }
}

impl Reading {
    /// Only the digest of a paper, by which it is known whether the rest need be read.
    pub fn digest(planned: &Planned) -> Result<String> {
        Ok(bytes(planned)?.map(|bytes| digest::of(&bytes)).unwrap_or_default())
    }

    pub fn of(planned: &Planned, papers: &Papers<'_>) -> Result<Reading> {
        let Some(bytes) = bytes(planned)? else { return Ok(Reading::default()) };
        let (pages, tagged) = said::pages(&bytes, planned.pages);
        let words: Vec<&str> = pages.iter().flat_map(|page| page.said.iter().map(String::as_str)).collect();
        let words = words.join("\n");
        let figures = if planned.file.is_empty() { None } else { papers.figures_of(&planned.file)? };
        let (in_sentences, handed) = figures.unwrap_or_default();
        // Tables and charts are handed more than they print.
        let handed = handed.into_iter().filter(|entry| text::stands_in(&entry.text, &words));
        let mut seen = BTreeSet::new();
        let handed = handed.map(|entry| (entry, false));
        let all = in_sentences.into_iter().map(|entry| (entry, true)).chain(handed);
        let all = all.filter(|(entry, _)| entry.not_read.is_none());
        let all =
            all.filter(|(entry, _)| !entry.text.is_empty() && seen.insert((entry.id.clone(), entry.text.clone())));
        let figures = all.map(|(entry, in_sentence)| FigureOf {
            in_sentence,
            printed: Printed { cells: provenance::cells(&entry.sources), text: entry.text },
            id: entry.id,
            name: entry.name,
        });
        Ok(Reading { sha256: digest::of(&bytes), tagged, figures: figures.collect(), pages })
    }
}

/// The bytes of a paper; none where it is not there.
fn bytes(planned: &Planned) -> Result<Option<Vec<u8>>> {
    match &planned.from {
        From::Ours { pdf, .. } => Ok(Some(pdf.clone())),
        From::File(paper) => files::bytes(&paper.path, pack::LARGEST as u64)
            .map(Some)
            .map_err(|why| Error::new(format!("{} cannot be read: {why}", paper.path.display()))),
        From::Nowhere => Ok(None),
    }
}

impl Issue {
    /// A pack or a supplement as it is sent out now.
    pub fn of(
        (kind, number): (Kind, usize),
        book: &Book<'_>,
        agenda: &Agenda,
        papers: &Papers<'_>,
        (file, pdf): (String, &[u8]),
    ) -> Result<Issue> {
        let (first_page, pages) = book.span();
        let mut items = Vec::new();
        let mut all = Vec::new();
        for (at, section) in book.sections().iter().enumerate() {
            let item = section.item;
            let late = |reason: Option<&str>| reason.map(str::to_owned);
            items.push(ItemOf {
                number: section.number.clone(),
                title: item.title.clone(),
                author: item.author.clone(),
                purpose: item.purpose.clone(),
                late: late(item.late.as_ref().and_then(|late| late.of_item())),
            });
            for (paper, planned) in section.papers.iter().enumerate().filter(|(_, paper)| !paper.is_nothing()) {
                let first_page = book.first_page(at, paper);
                all.push(PaperOf {
                    name: planned.name.clone(),
                    file: planned.file.clone(),
                    label: planned.label.clone(),
                    title: planned.title.clone(),
                    there: planned.is_there(),
                    first_page,
                    last_page: first_page + planned.pages.max(1) - 1,
                    late: late(item.late.as_ref().and_then(|late| late.of_paper(&planned.name))),
                    read: Reading::of(planned, papers)?,
                });
            }
        }
        let meeting = Meeting::of(agenda)?;
        let changes = book.changes().cloned();
        let sha256 = digest::of(pdf);
        Ok(Issue { kind, number, file, sha256, first_page, pages, meeting, items, papers: all, changes })
    }

    /// "the pack", "supplement 2"
    pub fn words(&self) -> String {
        match self.kind {
            Kind::Pack => "the pack".to_owned(),
            Kind::Reissue => format!("the pack, issued again ({})", self.number),
            Kind::Supplement => format!("supplement {}", self.number),
        }
    }

    fn last_page(&self) -> usize {
        self.first_page + self.pages - 1
    }
}

impl Issued {
    /// What was issued of an edition; nothing where nothing was.
    pub fn read(folder: &Path) -> Result<Option<Issued>> {
        #[derive(Deserialize)]
        struct Form {
            format: Option<u64>,
        }
        let file = folder.join(FILE);
        if !files::is_there(&file) {
            return Ok(None);
        }
        let wrong = |why: String| Error::new(format!("{} {why}", file.display()));
        let restore = "put back the file that was written when the pack was issued, from a copy or a backup";
        let damaged = |why: &dyn std::fmt::Display| wrong(format!("is damaged: {why}")).hint(restore);
        let bytes = files::bytes(&file, files::MANIFEST).map_err(|why| wrong(format!("cannot be read: {why}")))?;
        files::refuse_json(&bytes).map_err(|why| damaged(&why))?;
        let form: Form = serde_json::from_slice(&bytes).map_err(|why| damaged(&why))?;
        if form.format != Some(FORMAT) {
            let format = form.format.map_or_else(|| "no form".to_owned(), |format| format!("the form {format}"));
            return Err(wrong(format!("has {format}, and this version reads {FORMAT}"))
                .hint("use the version of boardpack that wrote it"));
        }
        let issued: Issued = serde_json::from_slice(&bytes).map_err(|why| damaged(&why))?;
        if let Some(issue) = issued.issues.iter().find(|issue| !is_plain_name(&issue.file)) {
            return Err(damaged(&format!("\"{}\" is not the name of a file", issue.file)));
        }
        issued.refuse_impossible().map_err(|why| damaged(&why))?;
        let month = month_of(folder);
        match &issued.edition {
            Some(edition) if *edition != month => Err(wrong(format!("is of the edition {edition}, not of {month}"))
                .hint(format!(
                    "if the folder was copied from {edition}, delete this file: nothing was issued for {month} yet"
                ))),
            _ => Ok(Some(issued)),
        }
    }

    /// The digests of the papers that were sent out.
    pub fn sent_out(&self) -> impl Iterator<Item = &str> {
        let papers = self.issues.iter().flat_map(|issue| &issue.papers);
        papers.map(|paper| paper.read.sha256.as_str()).filter(|sha256| !sha256.is_empty())
    }

    fn refuse_impossible(&self) -> std::result::Result<(), String> {
        let items = self.issues.iter().map(|issue| issue.items.len()).sum::<usize>();
        let papers = self.issues.iter().map(|issue| issue.papers.len()).sum::<usize>();
        if items.max(papers) > ENTRIES || self.issues.len() > ENTRIES {
            return Err(format!("it has more than {ENTRIES} items or papers"));
        }
        let mut next = 1;
        for issue in &self.issues {
            let first = if issue.kind == Kind::Supplement { next } else { 1 };
            if issue.kind == Kind::Supplement && next == 1 {
                return Err("it has a supplement to nothing".to_owned());
            }
            let fits = issue.first_page == first && (1..=PAGES).contains(&issue.pages);
            let within = |paper: &PaperOf| {
                issue.first_page <= paper.first_page
                    && paper.first_page <= paper.last_page
                    && paper.last_page < issue.first_page + issue.pages
            };
            if !fits || !issue.papers.iter().all(within) {
                return Err(format!("the pages of {} do not follow one another", issue.words()));
            }
            next = first + issue.pages;
            if next > PAGES {
                return Err(format!("it has more than {PAGES} pages"));
            }
        }
        if self.issues.is_empty() { Err("nothing in it was issued".to_owned()) } else { Ok(()) }
    }

    /// The pack that counts, with its supplements.
    fn current(&self) -> &[Issue] {
        let pack = self.issues.iter().rposition(|issue| issue.kind != Kind::Supplement).unwrap_or(0);
        &self.issues[pack..]
    }

    pub fn pack(&self) -> &Issue {
        &self.current()[0]
    }

    /// The pack and the supplements that were sent out, the last of them last.
    pub fn latest(&self) -> &Issue {
        self.current().last().unwrap_or(self.pack())
    }

    /// The record as it was before its latest supplement, where that was issued last.
    pub fn before_supplement(&self) -> Option<Issued> {
        let (last, before) = self.issues.split_last()?;
        (last.kind == Kind::Supplement).then(|| Issued { issues: before.to_vec(), ..self.clone() })
    }

    /// How many supplements were sent out, those to an earlier issue of the pack too: no two have one number.
    pub fn supplements(&self) -> usize {
        self.issues.iter().filter(|issue| issue.kind == Kind::Supplement).count()
    }

    /// How often the pack was issued again.
    pub fn reissues(&self) -> usize {
        self.issues.iter().filter(|issue| issue.kind == Kind::Reissue).count()
    }

    pub fn last_page(&self) -> usize {
        self.latest().last_page()
    }

    /// The items that were issued, in the pack and in supplements, each once.
    pub fn items(&self) -> Vec<&ItemOf> {
        let mut items: Vec<&ItemOf> = Vec::new();
        for item in self.current().iter().flat_map(|issue| &issue.items) {
            if !items.iter().any(|known| known.number == item.number) {
                items.push(item);
            }
        }
        items
    }

    /// The papers that were issued, each as it was sent out last: one that came in a supplement was missing in the pack.
    pub fn papers(&self) -> Vec<&PaperOf> {
        let mut papers: Vec<&PaperOf> = Vec::new();
        for paper in self.current().iter().flat_map(|issue| &issue.papers) {
            // What was not made then has no file; what came for it may be several.
            papers.retain(|known| known.name != paper.name || known.there && known.file != paper.file);
            papers.push(paper);
        }
        papers
    }

    /// A paper that was sent out, as it was the last time.
    pub fn paper(&self, name: &str, file: &str) -> Option<&PaperOf> {
        let all = self.current().iter().rev().flat_map(|issue| &issue.papers);
        all.into_iter().find(|paper| paper.there && paper.name == name && paper.file == file)
    }

    /// Refuses an agenda that calls something by another title than the one it was issued by.
    pub fn refuse_other_titles(&self, agenda: &Agenda) -> Result<()> {
        const UNSENT: &str = "if nothing was sent to anybody yet, delete issued.json and issue it again";
        let meeting = &self.pack().meeting.meeting;
        if agenda.meeting != *meeting {
            let message =
                format!("agenda.toml: the meeting was issued as \"{meeting}\", and is \"{}\" now", agenda.meeting);
            return Err(Error::new(message).hint(format!("put the issued name back; {UNSENT}")));
        }
        let issued = self.items();
        let now = || agenda.items.iter().enumerate().map(|(at, item)| (agenda.number(at), &item.title));
        // An item that was put between others pushes all after it to other numbers: that is said first.
        for (number, title) in now() {
            let has_its_number = issued.iter().any(|known| known.number == number && known.title == *title);
            if let Some(known) = issued.iter().find(|known| known.title == *title).filter(|_| !has_its_number) {
                let message = format!(
                    "agenda.toml: \"{title}\" was issued as item {}, and has the number {number} now",
                    known.number
                );
                return Err(Error::new(message).hint(format!(
                    "numbers that were issued stay: give a new item a number of its own, such as number = \"{}a\", or put it \
                     last; where an item was taken out, write those after it with their numbers; {UNSENT}",
                    known.number
                )));
            }
        }
        for (number, title) in now() {
            if let Some(known) = issued.iter().find(|known| known.number == number && known.title != *title) {
                let message =
                    format!("agenda.toml: item {number} was issued as \"{}\", and is \"{title}\" now", known.title);
                return Err(Error::new(message).hint(format!(
                    "put the issued title back; a new item has a number of its own, such as number = \"{number}a\"; {UNSENT}"
                )));
            }
        }
        Ok(())
    }

    /// The same for the papers of an item.
    pub fn refuse_other_paper_titles(&self, papers: &[Planned]) -> Result<()> {
        for planned in papers.iter().filter(|planned| planned.is_there()) {
            let Some(known) = self.paper(&planned.name, &planned.file) else { continue };
            if known.title != planned.title {
                let message = format!(
                    "{}: {} was issued as \"{}\", and is \"{}\" now",
                    planned.label, planned.name, known.title, planned.title
                );
                return Err(Error::new(message).hint(
                    "put the issued title back: in a template of yours, or by the order of the appendices, where a new one goes \
                     last; if nothing was sent to anybody yet, delete issued.json and issue it again",
                ));
            }
        }
        Ok(())
    }

    /// The record with a further issue.
    pub fn with(earlier: Option<Issued>, issue: Issue, folder: &Path) -> Issued {
        let mut issues = earlier.map(|earlier| earlier.issues).unwrap_or_default();
        if issue.kind != Kind::Supplement {
            // What is out of force is kept by its digests alone.
            issues.iter_mut().flat_map(|issue| &mut issue.papers).for_each(|paper| {
                paper.read.figures.clear();
                paper.read.pages.iter_mut().for_each(|page| page.said.clear());
            });
        }
        issues.push(issue);
        Issued { format: FORMAT, program: Program::this(), edition: Some(month_of(folder)), issues }
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        let cannot = |why: String| Error::new(format!("what was issued cannot be put on record: {why}"));
        self.refuse_impossible().map_err(cannot)?;
        let mut record = self.clone();
        let mut text = record.text()?;
        // What is too long to be read again is kept by its digests.
        if text.len() as u64 > files::MANIFEST / 2 {
            for paper in record.issues.iter_mut().flat_map(|issue| &mut issue.papers) {
                paper.read.pages.iter_mut().for_each(|page| page.said.clear());
            }
            text = record.text()?;
        }
        if text.len() as u64 > files::MANIFEST {
            return Err(cannot(format!("{FILE} would have more than {} MB", files::MANIFEST >> 20)));
        }
        write_whole(&folder.join(FILE), text.as_bytes())
    }

    fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|why| Error::new(format!("{FILE} cannot be written: {why}")))
    }
}

/// The edition that a folder is named for.
fn month_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
