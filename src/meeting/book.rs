//! The pack while its pages are counted: its runs of pages, the pages of ours between the papers, and the merge.

use serde_json::{Value, json};

use super::agenda::Agenda;
use super::planned::{From, Planned, Section};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::examine::Examined;
use crate::files;
use crate::pack::{self, About, Paper, Piece, Rank};
use crate::papers::Papers;
use crate::tagged::Fault;
use crate::text;
use crate::wording;

/// A run of pages of one paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    Front,
    Item(usize),
    Notice(usize, usize),
    Paper(usize, usize),
}

/// The pack while its pages are counted.
pub struct Book<'a> {
    agenda: &'a Agenda,
    sections: Vec<Section<'a>>,
    /// The agenda's pages.
    front: usize,
}

/// The pages of ours that are none of a paper, by their runs.
pub type Frames = Vec<(Run, Vec<u8>)>;

impl<'a> Book<'a> {
    pub fn new(agenda: &'a Agenda, sections: Vec<Section<'a>>) -> Book<'a> {
        Book { agenda, sections, front: 1 }
    }

    pub fn pages(&self) -> usize {
        self.runs().into_iter().map(|run| self.pages_of(run)).sum()
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs = vec![Run::Front];
        for (at, section) in self.sections.iter().enumerate().filter(|(_, section)| section.pages > 0) {
            runs.push(Run::Item(at));
            for (paper, planned) in section.papers.iter().enumerate() {
                runs.extend(planned.notice.as_ref().map(|_| Run::Notice(at, paper)));
                runs.extend((planned.pages > 0).then_some(Run::Paper(at, paper)));
            }
        }
        runs
    }

    fn pages_of(&self, run: Run) -> usize {
        match run {
            Run::Front => self.front,
            Run::Item(at) => self.sections[at].pages,
            Run::Notice(at, paper) => self.sections[at].papers[paper].notice.as_ref().map_or(0, |notice| notice.pages),
            Run::Paper(at, paper) => self.sections[at].papers[paper].pages,
        }
    }

    /// The page that a run begins on.
    fn start(&self, run: Run) -> usize {
        let before = self.runs().into_iter().take_while(|other| *other != run);
        1 + before.map(|run| self.pages_of(run)).sum::<usize>()
    }

    fn count(&mut self, run: Run, pages: usize) -> bool {
        let counted = match run {
            Run::Front => &mut self.front,
            Run::Item(at) => &mut self.sections[at].pages,
            Run::Notice(at, paper) => match &mut self.sections[at].papers[paper].notice {
                Some(notice) => &mut notice.pages,
                None => return false,
            },
            Run::Paper(..) => return false,
        };
        std::mem::replace(counted, pages) != pages
    }

    /// Sets our own pages; again where they took more pages than was thought, for they name each other's.
    pub fn frames(&mut self, papers: &mut Papers<'_>) -> Result<Frames> {
        const TIMES: usize = 6;
        for _ in 0..TIMES {
            let mut frames = Vec::new();
            let mut changed = false;
            for run in self.runs() {
                let (folder, title, shows) = match run {
                    Run::Front => ("_pack/agenda", self.agenda.meeting.clone(), self.front()?),
                    Run::Item(at) => ("_pack/item", self.sections[at].title(), self.item(at)),
                    Run::Notice(at, paper) => {
                        let planned = &self.sections[at].papers[paper];
                        let lines = planned.notice.as_ref().map(|notice| notice.lines.clone());
                        let shows = json!({"label": planned.label, "title": planned.title, "lines": lines});
                        ("_pack/notice", planned.title.clone(), shows)
                    }
                    Run::Paper(..) => continue,
                };
                let typeset = papers.part_of_pack(folder, &title, &format!("pack-{:?}", run), shows)?;
                changed |= self.count(run, typeset.pages);
                frames.push((run, typeset.pdf));
            }
            if !changed {
                return Ok(frames);
            }
        }
        Err(Error::new("the agenda's pages cannot be counted").hint("this is a fault in the program; please report it"))
    }

    /// Where a paper of an item begins: with what stands before it.
    fn page(&self, at: usize, paper: usize) -> usize {
        let has_notice = self.sections[at].papers[paper].notice.is_some();
        self.start(if has_notice { Run::Notice(at, paper) } else { Run::Paper(at, paper) })
    }

    fn front(&self) -> Result<Value> {
        let items = self.sections.iter().enumerate().map(|(at, section)| {
            let page = (section.pages > 0).then(|| self.start(Run::Item(at)));
            json!({
                "number": section.number,
                "title": section.item.title,
                "author": section.item.author,
                "purpose": section.item.purpose.as_deref().map(text::capitalised),
                "page": page,
            })
        });
        let all = self.sections.iter().enumerate();
        let papers = all.flat_map(|(at, section)| (0..section.papers.len()).map(move |paper| (at, paper)));
        let papers = papers.map(|(at, paper)| {
            let planned = &self.sections[at].papers[paper];
            let label = format!("Item {}", self.sections[at].number);
            json!({"label": label, "title": planned.title, "page": self.page(at, paper)})
        });
        let Agenda { time, place, contact, .. } = self.agenda;
        Ok(json!({
            "date": wording::day(self.agenda.day()?),
            "time": time,
            "place": place,
            "contact": contact,
            "items": items.collect::<Vec<_>>(),
            "papers": papers.collect::<Vec<_>>(),
        }))
    }

    fn item(&self, at: usize) -> Value {
        let section = &self.sections[at];
        let papers = section.papers.iter().enumerate();
        let papers = papers.map(|(paper, planned)| json!({"title": planned.title, "page": self.page(at, paper)}));
        json!({
            "number": section.number,
            "title": section.item.title,
            "author": section.item.author,
            "purpose": section.item.purpose,
            "papers": papers.collect::<Vec<_>>(),
        })
    }

    /// The line at the foot of each page.
    fn lines(&self) -> Vec<String> {
        let runs = self.runs();
        let labels = runs.iter().flat_map(|run| {
            let label = match *run {
                Run::Front => "Agenda".to_owned(),
                Run::Item(at) => format!("Item {}", self.sections[at].number),
                Run::Notice(at, paper) | Run::Paper(at, paper) => self.sections[at].papers[paper].label.clone(),
            };
            std::iter::repeat_n(label, self.pages_of(*run))
        });
        labels.enumerate().map(|(at, label)| format!("{label}  ·  Pack page {}", at + 1)).collect()
    }

    /// The pack's bytes; what of which paper could not be kept is told.
    pub fn merge(
        &self,
        title: &str,
        examined: &Examined,
        frames: Frames,
        papers: &mut Papers<'_>,
        told: &mut Vec<Diagnostic>,
    ) -> Result<Vec<u8>> {
        let cannot = |why: String| Error::new(format!("the pack was not made: {why}"));
        let stamps = papers.part_of_pack("_pack/stamps", title, "pack-stamps", json!({"lines": self.lines()}))?;
        let stamps = Paper::open(&stamps.pdf).map_err(|why| cannot(format!("its page numbers: {why}")))?;
        let about = About {
            title: title.to_owned(),
            language: "en-GB".to_owned(),
            date: examined.edition.status_date,
            identity: format!("{}/{}/pack", examined.area.name, examined.edition.month.id()),
        };
        let runs = self.runs();
        let titles: Vec<String> = runs.iter().map(|run| self.title_of(*run)).collect();
        let mut pieces = runs.iter().zip(&titles).map(|(run, title)| {
            let (rank, ours) = match *run {
                Run::Front => (Rank::Front, true),
                Run::Item(_) => (Rank::Item, true),
                Run::Notice(..) => (Rank::Notice, true),
                Run::Paper(at, paper) => (Rank::Paper, matches!(self.sections[at].papers[paper].from, From::Ours(_))),
            };
            let paper = match *run {
                Run::Paper(at, paper) => match &self.sections[at].papers[paper].from {
                    From::Ours(bytes) => Paper::open(bytes)?,
                    From::File(path) => {
                        let bytes = files::bytes(path, pack::LARGEST as u64);
                        Paper::open(&bytes.map_err(|why| Fault::NotRead(why.to_string()))?)?
                    }
                    From::Nowhere => return Err(Fault::NoPages),
                },
                _ => {
                    let frame = frames.iter().find(|(frame, _)| frame == run);
                    Paper::open(frame.map(|(_, pdf)| pdf.as_slice()).ok_or(Fault::NoPages)?)?
                }
            };
            if paper.pages() != self.pages_of(*run) {
                return Err(Fault::NotRead("it was changed while the pack was made".to_owned()));
            }
            Ok((paper, Piece { title, rank, ours }))
        });
        let (pdf, changes) = pack::merge(&about, Some(stamps), &mut pieces).map_err(cannot)?;
        for (run, changes) in runs.iter().zip(changes) {
            let Run::Paper(at, paper) = *run else { continue };
            let Planned { label, title, .. } = &self.sections[at].papers[paper];
            for change in changes {
                told.push(Diagnostic::note("paper-changed", format!("{label}, {title}: {change}")));
            }
        }
        Ok(pdf)
    }

    fn title_of(&self, run: Run) -> String {
        match run {
            Run::Front => "Agenda".to_owned(),
            Run::Item(at) => self.sections[at].title(),
            Run::Notice(at, paper) => format!("{} (about this paper)", self.sections[at].papers[paper].title),
            Run::Paper(at, paper) => self.sections[at].papers[paper].title.clone(),
        }
    }
}
