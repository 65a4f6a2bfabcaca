//! The pack while its pages are counted: its runs of pages, the pages of ours between the papers, and the merge.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::agenda::Agenda;
use super::changes::{At, Changes};
use super::planned::{From, Planned, Section};
use super::restricted::{self, Restricted};
use super::sections::Tell;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::examine::Examined;
use crate::pack::{self, About, Paper, Piece, Rank, Stamps, Whose};
use crate::papers::{Papers, PartOfPack};
use crate::tagged::Fault;
use crate::text;
use crate::typeset::compile::Typeset;
use crate::wording;

/// The folder of what is printed at the foot of each page.
const STAMPS: &str = "_pack/stamps";
const BLANK: &str = "Blank page";
/// The heading of the page that says what changed.
const CHANGES: &str = "What changed since the agenda and papers were issued";

/// A run of pages of one paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    Front,
    Item(usize),
    Notice(usize, usize),
    Paper(usize, usize),
    /// Blank pages, where the other edition has more.
    Blank(Slot),
    /// What changed since it was issued: last, so that the pages before it stay where they are.
    Changes,
}

/// What has the same pages in both editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Front,
    Item(usize),
    /// A paper, with what stands before it.
    Paper(usize, usize),
}

/// What a pack begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    Agenda,
    /// The front sheet of a supplement, by its number.
    Supplement(usize),
}

impl Cover {
    fn folder(self) -> &'static str {
        match self {
            Cover::Agenda => "_pack/agenda",
            Cover::Supplement(_) => "_pack/supplement",
        }
    }

    /// As its bookmark and the line at its foot have it.
    fn label(self) -> String {
        match self {
            Cover::Agenda => "Agenda".to_owned(),
            Cover::Supplement(number) => format!("Supplement {number}"),
        }
    }
}

/// The pack while its pages are counted.
pub struct Book<'a> {
    agenda: &'a Agenda,
    sections: Vec<Section<'a>>,
    cover: Cover,
    /// The pages of the cover.
    front: usize,
    blank: BTreeMap<Slot, usize>,
    is_public: bool,
    /// How many pages were issued before its first.
    pages_before: usize,
    changes: Option<Changes>,
    /// The pages of the changes.
    last: usize,
}

/// What of a pack is set for it alone.
pub struct Frames {
    /// The pages of ours that are none of a paper, by their runs.
    pages: Vec<(Run, Arc<Paper>)>,
    stamps: Stamps,
}

/// What was set, ready for the pack.
enum Ready {
    Pages(Arc<Paper>),
    /// What is printed at the foot of each page.
    Stamps(Stamps),
}

impl Ready {
    fn of(part: &PartOfPack, pdf: &[u8]) -> Result<Ready, Fault> {
        match part.folder {
            STAMPS => Stamps::open(pdf).map(Ready::Stamps),
            _ => Paper::open(pdf, Whose::Ours).map(|paper| Ready::Pages(Arc::new(paper))),
        }
    }
}

impl<'a> Book<'a> {
    pub fn new(agenda: &'a Agenda, sections: Vec<Section<'a>>) -> Book<'a> {
        Book {
            agenda,
            front: likely_pages(&sections),
            sections,
            cover: Cover::Agenda,
            blank: BTreeMap::new(),
            is_public: false,
            pages_before: 0,
            changes: None,
            last: 1,
        }
    }

    /// The same as the public edition.
    pub fn public(self) -> Book<'a> {
        Book { is_public: true, ..self }
    }

    /// The same as a supplement, whose pages go on from those that were issued.
    pub fn supplement(self, number: usize, pages_before: usize) -> Book<'a> {
        Book { cover: Cover::Supplement(number), front: 1, pages_before, ..self }
    }

    /// The same with what changed since it was issued.
    pub fn with_changes(self, changes: Option<Changes>) -> Book<'a> {
        Book { changes, ..self }
    }

    pub fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }

    pub fn sections(&self) -> &[Section<'a>] {
        &self.sections
    }

    /// How the pack calls itself.
    pub fn title(&self) -> Result<String> {
        let Agenda { meeting, items, regime, .. } = self.agenda;
        let day = wording::day(self.agenda.day()?);
        let has_restricted = items.iter().any(|item| item.restricted.is_some());
        let edition = match regime {
            Some(_) if self.is_public => " (public edition)".to_owned(),
            Some(regime) if has_restricted => format!(" ({})", regime.mark().to_lowercase()),
            _ => String::new(),
        };
        Ok(match self.cover {
            Cover::Agenda => format!("{meeting}, {day}: agenda and papers{edition}"),
            Cover::Supplement(number) => format!("Supplement {number} to the agenda of {meeting}, {day}{edition}"),
        })
    }

    /// Its first page and how many it has.
    pub fn span(&self) -> (usize, usize) {
        (self.pages_before + 1, self.pages())
    }

    /// The first page of a paper itself; of one that is not in the pack, of the page in its place.
    pub fn first_page(&self, at: usize, paper: usize) -> usize {
        match self.sections[at].papers[paper].is_there() {
            true => self.start(Run::Paper(at, paper)),
            false => self.page(at, paper),
        }
    }

    /// Where a paper is, by its name and file.
    pub fn place(&self, name: &str, file: &str) -> Option<At> {
        let all = self.sections.iter().enumerate();
        let mut all = all.flat_map(|(at, section)| section.papers.iter().enumerate().map(move |(n, of)| (at, n, of)));
        let (at, paper, of) = all.find(|(_, _, of)| of.is_there() && of.name == name && of.file == file)?;
        Some(At { label: of.label.clone(), title: of.title.clone(), first_page: self.first_page(at, paper) })
    }

    pub fn pages(&self) -> usize {
        self.runs().into_iter().map(|run| self.pages_of(run)).sum()
    }

    fn runs(&self) -> Vec<Run> {
        let blank = |slot: Slot| self.blank.contains_key(&slot).then_some(Run::Blank(slot));
        let mut runs = vec![Run::Front];
        runs.extend(blank(Slot::Front));
        for (at, section) in self.sections.iter().enumerate() {
            runs.extend((section.pages > 0).then_some(Run::Item(at)));
            runs.extend(blank(Slot::Item(at)));
            for (paper, planned) in section.papers.iter().enumerate() {
                runs.extend(planned.notice.as_ref().map(|_| Run::Notice(at, paper)));
                runs.extend((planned.pages > 0).then_some(Run::Paper(at, paper)));
                runs.extend(blank(Slot::Paper(at, paper)));
            }
        }
        runs.extend(self.changes.as_ref().map(|_| Run::Changes));
        runs
    }

    fn slots(&self) -> Vec<Slot> {
        let of_items = self.sections.iter().enumerate().flat_map(|(at, section)| {
            let papers = (0..section.papers.len()).map(move |paper| Slot::Paper(at, paper));
            std::iter::once(Slot::Item(at)).chain(papers)
        });
        std::iter::once(Slot::Front).chain(of_items).collect()
    }

    /// The pages of a slot without blank ones.
    fn filled(&self, slot: Slot) -> usize {
        match slot {
            Slot::Front => self.front,
            Slot::Item(at) => self.sections[at].pages,
            Slot::Paper(at, paper) => self.sections[at].papers[paper].all_pages(),
        }
    }

    /// Gives this edition and the other, which has the same items and as many papers, blank pages where one has fewer; says
    /// whether that changed anything.
    pub fn level(&mut self, other: &mut Book<'a>) -> bool {
        let mut is_changed = false;
        for slot in self.slots() {
            let most = self.filled(slot).max(other.filled(slot));
            for book in [&mut *self, &mut *other] {
                let blank = most - book.filled(slot);
                let before = if blank > 0 { book.blank.insert(slot, blank) } else { book.blank.remove(&slot) };
                is_changed |= before.unwrap_or(0) != blank;
            }
        }
        is_changed
    }

    fn pages_of(&self, run: Run) -> usize {
        match run {
            Run::Front => self.front,
            Run::Item(at) => self.sections[at].pages,
            Run::Notice(at, paper) => self.sections[at].papers[paper].notice.as_ref().map_or(0, |notice| notice.pages),
            Run::Paper(at, paper) => self.sections[at].papers[paper].pages,
            Run::Blank(slot) => self.blank.get(&slot).copied().unwrap_or(0),
            Run::Changes => self.last,
        }
    }

    /// The page that a run begins on.
    fn start(&self, run: Run) -> usize {
        let before = self.runs().into_iter().take_while(|other| *other != run);
        1 + self.pages_before + before.map(|run| self.pages_of(run)).sum::<usize>()
    }

    fn count(&mut self, run: Run, pages: usize) -> bool {
        let counted = match run {
            Run::Front => &mut self.front,
            Run::Item(at) => &mut self.sections[at].pages,
            Run::Notice(at, paper) => match &mut self.sections[at].papers[paper].notice {
                Some(notice) => &mut notice.pages,
                None => return false,
            },
            Run::Changes => &mut self.last,
            Run::Paper(..) | Run::Blank(_) => return false,
        };
        std::mem::replace(counted, pages) != pages
    }

    /// Sets our own pages, and what is printed on every page; again where they took more pages than was thought, for they name
    /// each other's. The cover names all, and all follow it: where it is not as long as was thought the others are not finished.
    pub fn frames(&mut self, papers: &mut Papers<'_>) -> Result<Frames> {
        const TIMES: usize = 12;
        for _ in 0..TIMES {
            // What takes longest is begun first; none is the stamps.
            let others = self.runs().into_iter().filter(|run| !matches!(run, Run::Paper(..) | Run::Front));
            let runs: Vec<Option<Run>> = [Some(Run::Front), None].into_iter().chain(others.map(Some)).collect();
            let part = |run: &Option<Run>| run.map_or_else(|| self.stamps(), |run| self.part(run));
            let parts = runs.iter().map(part).collect::<Result<Vec<_>>>()?;
            let (cover, front) = (self.cover.folder(), AtomicUsize::new(self.front));
            // Whoever sets pages makes them ready for the pack as well.
            let look = |part: &PartOfPack, Typeset { pages, pdf, .. }: Typeset| {
                let is_wanted = part.folder != cover || front.swap(pages, Ordering::Relaxed) == pages;
                is_wanted.then(|| Ready::of(part, &pdf).map(|ready| (pages, ready)))
            };
            let made = papers.parts_of_pack(&parts, &look)?;
            self.front = front.into_inner();
            let Some(made) = made else { continue };
            let mut changed = false;
            let (mut pages, mut stamps) = (Vec::new(), None);
            for (run, made) in runs.into_iter().zip(made) {
                let (count, ready) = made.map_err(|why| Error::new(format!("a page of the pack's own {why}")))?;
                match ready {
                    Ready::Stamps(read) => stamps = Some(read),
                    Ready::Pages(paper) => {
                        changed |= run.is_some_and(|run| self.count(run, count));
                        pages.extend(run.map(|run| (run, paper)));
                    }
                }
            }
            if let Some(stamps) = stamps.filter(|_| !changed) {
                return Ok(Frames { pages, stamps });
            }
        }
        Err(Error::new("the agenda's pages cannot be counted").hint("this is a fault in the program; please report it"))
    }

    /// What is set for a run that is none of a paper.
    fn part(&self, run: Run) -> Result<PartOfPack> {
        let (folder, title, shows) = match run {
            Run::Front => (self.cover.folder(), self.front_title(), self.front()?),
            Run::Item(at) => ("_pack/item", self.sections[at].title(), self.item(at)),
            Run::Notice(at, paper) | Run::Paper(at, paper) => {
                let planned = &self.sections[at].papers[paper];
                let [lines, further] = planned
                    .notice
                    .as_ref()
                    .map_or_else(Default::default, |notice| [notice.lines.clone(), notice.further.clone()]);
                let shows = json!({
                    "label": planned.label,
                    "title": planned.title,
                    "lines": lines,
                    "further": further,
                });
                ("_pack/notice", planned.title.clone(), shows)
            }
            Run::Blank(_) => ("_pack/blank", BLANK.to_owned(), json!({"pages": self.pages_of(run)})),
            Run::Changes => ("_pack/changes", CHANGES.to_owned(), self.changed()),
        };
        Ok(PartOfPack { folder, title, file: format!("pack-{run:?}"), shows })
    }

    fn stamps(&self) -> Result<PartOfPack> {
        let shows = json!({"lines": self.lines()});
        Ok(PartOfPack { folder: STAMPS, title: self.title()?, file: "pack-stamps".to_owned(), shows })
    }

    /// Where a paper of an item begins: with what stands before it.
    fn page(&self, at: usize, paper: usize) -> usize {
        let has_notice = self.sections[at].papers[paper].notice.is_some();
        self.start(if has_notice { Run::Notice(at, paper) } else { Run::Paper(at, paper) })
    }

    fn front_title(&self) -> String {
        match self.cover {
            Cover::Agenda => self.agenda.meeting.clone(),
            Cover::Supplement(number) => format!("Supplement {number} to the agenda of {}", self.agenda.meeting),
        }
    }

    fn changed(&self) -> Value {
        let place = |name: &str, file: &str| self.place(name, file);
        self.changes.as_ref().map_or(Value::Null, |changes| changes.shown(&place))
    }

    /// What came late, with the reasons; an item without papers has a row of its own.
    fn late(&self) -> Vec<Value> {
        let mut rows = Vec::new();
        for (at, section) in self.sections.iter().enumerate() {
            let late = section.item.late.as_ref();
            // Why something is late may name it.
            let unsaid =
                section.item.restricted.as_ref().filter(|_| self.is_public).map(|_| "This is not for the public.");
            let row = |paper: Option<&str>, reason: Option<&str>, page: Option<usize>| {
                json!({
                    "number": section.number,
                    "title": section.item.title,
                    "paper": paper,
                    "reason": reason,
                    "page": page,
                })
            };
            if section.papers.is_empty() {
                rows.push(row(None, late.and_then(|late| late.of_item()).or(unsaid), None));
            }
            for (paper, planned) in section.papers.iter().enumerate() {
                let reason = late.and_then(|late| late.of_paper(&planned.name));
                rows.push(row(Some(&planned.title), reason.or(unsaid), Some(self.page(at, paper))));
            }
        }
        rows
    }

    fn front(&self) -> Result<Value> {
        let items = self.sections.iter().enumerate().map(|(at, section)| {
            let page = (section.pages > 0).then(|| self.start(Run::Item(at)));
            json!({
                "number": section.number,
                "title": section.item.title,
                "author": section.item.author,
                "note": section.item.note,
                "mark": self.mark(section.item.restricted.as_ref()),
                "purpose": section.item.purpose.as_deref().map(text::capitalised),
                "page": page,
            })
        });
        let all = self.sections.iter().enumerate();
        let papers = all.flat_map(|(at, section)| (0..section.papers.len()).map(move |paper| (at, paper)));
        let papers = papers.filter(|(at, paper)| !self.sections[*at].papers[*paper].is_nothing());
        let papers = papers.map(|(at, paper)| {
            let planned = &self.sections[at].papers[paper];
            let label = format!("Item {}", self.sections[at].number);
            let mark = self.agenda.regime.filter(|_| planned.is_restricted).map(|regime| regime.mark());
            json!({"label": label, "title": planned.title, "page": self.page(at, paper), "mark": mark})
        });
        let Agenda { time, place, contact, .. } = self.agenda;
        Ok(json!({
            "date": wording::day(self.agenda.day()?),
            "time": time,
            "place": place,
            "contact": contact,
            "items": items.collect::<Vec<_>>(),
            "papers": papers.collect::<Vec<_>>(),
            "restricted": self.restricted(),
            "changes": self.changes.as_ref().map(|_| self.start(Run::Changes)),
            "late": if self.cover == Cover::Agenda { Vec::new() } else { self.late() },
            "pages_before": self.pages_before,
        }))
    }

    /// What is said of an item that is not for the public, or not all of it.
    fn mark(&self, restricted: Option<&Restricted>) -> Option<String> {
        let (regime, restricted) = (self.agenda.regime?, restricted?);
        let mark = regime.mark();
        Some(if restricted.is_whole() { mark.to_owned() } else { format!("{mark} in part") })
    }

    fn restricted(&self) -> Value {
        let Some(regime) = self.agenda.regime else { return Value::Null };
        let all = self.sections.iter().filter_map(|section| {
            let restricted = section.item.restricted.as_ref()?;
            let of = match restricted.is_whole() {
                true => section.item.title.clone(),
                false => titles_of_restricted(section),
            };
            Some((format!("Item {}, {of}", section.number), restricted))
        });
        restricted::shown(regime, &all.collect::<Vec<_>>())
    }

    fn item(&self, at: usize) -> Value {
        let section = &self.sections[at];
        let papers = section.papers.iter().enumerate().filter(|(_, planned)| !planned.is_nothing());
        let papers = papers.map(|(paper, planned)| json!({"title": planned.title, "page": self.page(at, paper)}));
        let restricted = section.item.restricted.as_ref().zip(self.agenda.regime);
        json!({
            "number": section.number,
            "title": section.item.title,
            "author": section.item.author,
            "note": section.item.note,
            "purpose": section.item.purpose,
            "restricted": restricted.map(|(restricted, regime)| {
                let of = (!restricted.is_whole()).then(|| titles_of_restricted(section));
                json!({"of": of, "lines": restricted.lines(regime)})
            }),
            "papers": papers.collect::<Vec<_>>(),
        })
    }

    /// The line at the foot of each page.
    fn lines(&self) -> Vec<String> {
        let runs = self.runs();
        let labels = runs.iter().flat_map(|run| {
            let label = match *run {
                Run::Front | Run::Blank(Slot::Front) => self.cover.label(),
                Run::Changes => "What changed".to_owned(),
                Run::Item(at) | Run::Blank(Slot::Item(at)) => format!("Item {}", self.sections[at].number),
                Run::Notice(at, paper) | Run::Paper(at, paper) | Run::Blank(Slot::Paper(at, paper)) => {
                    self.sections[at].papers[paper].label.clone()
                }
            };
            let label = [Some(label), self.foot(*run)].into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
            std::iter::repeat_n(label, self.pages_of(*run))
        });
        labels.enumerate().map(|(at, label)| format!("{label}  ·  Pack page {}", self.pages_before + at + 1)).collect()
    }

    /// What stands at the foot of a page that is not for the public.
    fn foot(&self, run: Run) -> Option<String> {
        let (at, is_restricted) = match run {
            Run::Front | Run::Changes | Run::Blank(_) => return None,
            Run::Item(at) => (at, self.sections[at].item.restricted.as_ref().is_some_and(Restricted::is_whole)),
            Run::Notice(at, paper) | Run::Paper(at, paper) => (at, self.sections[at].papers[paper].is_restricted),
        };
        let restricted = self.sections[at].item.restricted.as_ref().filter(|_| is_restricted && !self.is_public)?;
        Some(restricted.foot(self.agenda.regime?))
    }

    /// The pack's bytes; what of which paper could not be kept is told.
    pub fn merge(
        &self,
        title: &str,
        examined: &Examined,
        frames: Frames,
        told: &mut Vec<Diagnostic>,
        tell: Tell<'_>,
    ) -> Result<Vec<u8>> {
        let cannot = |why: String| Error::new(format!("the pack was not made: {why}"));
        let Frames { pages, stamps } = frames;
        let about = About {
            title: title.to_owned(),
            language: "en-GB".to_owned(),
            date: examined.edition.status_date,
            identity: {
                let edition = match self.cover {
                    Cover::Agenda if self.is_public => "pack-public".to_owned(),
                    Cover::Agenda => "pack".to_owned(),
                    Cover::Supplement(number) if self.is_public => format!("pack-supplement-{number}-public"),
                    Cover::Supplement(number) => format!("pack-supplement-{number}"),
                };
                format!("{}/{}/{edition}", examined.area.name, examined.edition.month.id())
            },
        };
        let runs = self.runs();
        let paper_of = |run: &Run| match *run {
            Run::Paper(at, paper) => match &self.sections[at].papers[paper].from {
                From::Ours { paper, .. } => Ok(paper.clone()),
                From::File(handed) => handed.paper(),
                From::Nowhere => Err(Fault::NoPages),
            },
            _ => pages.iter().find(|(frame, _)| frame == run).map(|(_, paper)| paper.clone()).ok_or(Fault::NoPages),
        };
        let titles: Vec<String> = runs.iter().map(|run| self.title_of(*run)).collect();
        let pieces = runs.iter().zip(&titles).map(|(run, title)| {
            tell(title);
            let rank = match *run {
                Run::Front | Run::Changes => Rank::Front,
                Run::Item(_) => Rank::Item,
                Run::Notice(..) => Rank::Notice,
                Run::Blank(_) => Rank::Blank,
                Run::Paper(..) => Rank::Paper,
            };
            let paper = paper_of(run).map_err(|why| format!("{title} {why}"))?;
            if paper.pages() != self.pages_of(*run) {
                return Err(format!("{title} was changed while the pack was made"));
            }
            Ok((paper, Piece { title, rank }))
        });
        let (pdf, changes) = pack::merge_from(&about, self.pages_before, Some(&stamps), pieces).map_err(cannot)?;
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
            Run::Front => self.cover.label(),
            Run::Changes => CHANGES.to_owned(),
            Run::Item(at) => self.sections[at].title(),
            Run::Notice(at, paper) if self.sections[at].papers[paper].is_withheld() => {
                self.sections[at].papers[paper].title.clone()
            }
            Run::Notice(at, paper) => format!("{} (about this paper)", self.sections[at].papers[paper].title),
            Run::Blank(_) => BLANK.to_owned(),
            Run::Paper(at, paper) => self.sections[at].papers[paper].title.clone(),
        }
    }
}

/// How many pages an agenda is likely to take, by its lines; where it takes others it is set once more.
fn likely_pages(sections: &[Section<'_>]) -> usize {
    const LINES: usize = 36;
    const ABOVE: usize = 4;
    let lines = sections.iter().map(|section| {
        let item = section.item;
        let more = [item.author.is_some(), item.note.is_some(), item.restricted.is_some()];
        1 + more.into_iter().filter(|is| *is).count() + section.papers.len()
    });
    (ABOVE + lines.sum::<usize>()).div_ceil(LINES).max(1)
}

fn titles_of_restricted(section: &Section<'_>) -> String {
    let papers = section.papers.iter().filter(|paper| paper.is_restricted && !paper.is_nothing());
    text::list(&papers.map(|paper| paper.title.clone()).collect::<Vec<_>>())
}
