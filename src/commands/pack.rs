//! `boardpack pack`: the papers of a meeting as one PDF.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::arguments::Looks;
use super::{Outcome, Written};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::examine::{self, Examined};
use crate::files;
use crate::output::{prepare_folder, write_whole};
use crate::pack::agenda::{self, Agenda, Item, Named, named};
use crate::pack::{self, About, Paper, Piece, Rank};
use crate::papers::{Made, Papers, Workshop};
use crate::suggest::did_you_mean;
use crate::tagged::Fault;
use crate::text;
use crate::wording;

/// Make one accessible PDF of a meeting's papers, other people's too
///
/// What is in it says agenda.toml in the month's folder; PDFs from others are in its folder "papers". The pack has the
/// agenda, the papers with their pages and links, a page before each item's papers, one sequence of page numbers, bookmarks,
/// and the tags of every paper. A paper without tags is put in after a page that says so; in the place of one that cannot be
/// read is a page that says what is missing. Each is told, with what to ask its author for.
#[derive(Debug, Args)]
pub struct PackArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition whose meeting it is for, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// The file to write; without it out/AREA/MONTH-pack.pdf
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Write no pack unless every paper is there and has tags
    #[arg(long)]
    pub require_accessible: bool,

    #[command(flatten)]
    pub looks: Looks,
}

/// A paper of an item.
struct Planned {
    title: String,
    /// "Item 3 – Appendix A".
    label: String,
    from: From,
    pages: usize,
    /// What stands before it, or in its place.
    notice: Option<Notice>,
}

enum From {
    Ours(Vec<u8>),
    File(PathBuf),
    /// It is not in the pack.
    Nowhere,
}

struct Notice {
    lines: Vec<String>,
    pages: usize,
}

struct Section<'a> {
    item: &'a Item,
    number: String,
    papers: Vec<Planned>,
    /// Of the page before its papers; 0 where it has none.
    pages: usize,
}

impl Section<'_> {
    fn title(&self) -> String {
        format!("{}. {}", self.number, self.item.title)
    }
}

/// A run of pages of one paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Front,
    Item(usize),
    Notice(usize, usize),
    Paper(usize, usize),
}

pub fn run(arguments: &PackArguments) -> Result<Outcome> {
    let workshop = Workshop::open(arguments.looks.templates.as_deref(), arguments.looks.fonts.as_deref())?;
    workshop.read_ahead();
    let workshop = &workshop.for_area(&arguments.area)?;
    let examined = examine::examine(&arguments.area, arguments.edition.as_deref(), &workshop.templates.documents()?)?;
    let folder = examined.area.path.join(examined.edition.month.id());
    let agenda = read_agenda(&folder)?;
    let mut papers = Papers::of(&examined, workshop);
    let mut told = Vec::new();
    let mut sections = Vec::new();
    for (at, item) in agenda.items.iter().enumerate() {
        sections.push(section(&agenda, (at, item), &folder, &mut papers, &mut told)?);
    }
    refuse_if_asked(arguments, &told)?;

    let mut book = Book { agenda: &agenda, sections, front: 1 };
    let frames = book.frames(&mut papers)?;
    let title = format!("{}, {}: agenda and papers", agenda.meeting, wording::day(agenda.day()?));
    let pdf = book.merge(&title, &examined, frames, &mut papers, &mut told)?;

    let out = arguments.out.clone().unwrap_or_else(|| own_file(&examined));
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        prepare_folder(folder)?;
    }
    write_whole(&out, &pdf)?;
    let pages = book.runs().iter().map(|run| book.pages_of(*run)).sum();
    let Papers { mut lost, .. } = papers;
    lost.extend(told);
    crate::diagnostic::unique(&mut lost);
    let written = vec![Written::of(out, Some(pages))];
    let Examined { open: findings, since_freeze, .. } = examined;
    Ok(Outcome { findings, lost, since_freeze, written, ..Outcome::default() })
}

fn own_file(examined: &Examined) -> PathBuf {
    Path::new("out").join(&examined.area.name).join(format!("{}-pack.pdf", examined.edition.month.id()))
}

fn read_agenda(folder: &Path) -> Result<Agenda> {
    const MOST: u64 = 1 << 20;
    let path = folder.join(agenda::FILE);
    if !files::is_there(&path) {
        return Err(Error::new(format!("there is no {}", path.display())).hint(
            "write one with meeting = \"…\", date = 2025-08-20 and for each item [[item]] with title = \"…\" and \
             papers = [\"risk-register\", \"Report from Health.pdf\"]",
        ));
    }
    let bytes =
        files::bytes(&path, MOST).map_err(|why| Error::new(format!("{} cannot be read: {why}", path.display())))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::new(format!("{} is not text in UTF-8", path.display())).hint("save it as UTF-8"))?;
    Agenda::parse(text.trim_start_matches('\u{feff}'))
}

/// An item with its papers, opened.
fn section<'a>(
    agenda: &'a Agenda,
    (at, item): (usize, &'a Item),
    folder: &Path,
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Section<'a>> {
    let number = agenda.number(at);
    let label = format!("Item {number}");
    let mut planned = Vec::new();
    for paper in &item.papers {
        planned.extend(plan(agenda, paper, &label, folder, papers, told)?);
    }
    for (letter, paper) in ('A'..='Z').zip(&item.appendices) {
        let label = format!("{label} – Appendix {letter}");
        for mut appendix in plan(agenda, paper, &label, folder, papers, told)? {
            appendix.title = format!("Appendix {letter}: {}", appendix.title);
            planned.push(appendix);
        }
    }
    let pages = usize::from(!planned.is_empty());
    Ok(Section { item, number, papers: planned, pages })
}

fn plan(
    agenda: &Agenda,
    paper: &str,
    label: &str,
    folder: &Path,
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Vec<Planned>> {
    match named(paper)? {
        Named::Document(name) => ours(name, label, papers, told),
        Named::File(file) => Ok(vec![others(agenda, file, label, &folder.join(agenda::FOLDER), told)]),
    }
}

/// The files of a document of ours, made now.
fn ours(name: &str, label: &str, papers: &mut Papers<'_>, told: &mut Vec<Diagnostic>) -> Result<Vec<Planned>> {
    let document = papers
        .templates()
        .document(name)
        .map_err(|why| Error { message: format!("{}: {}", agenda::FILE, why.message), ..why })?;
    let document = papers.spoken(&document);
    let mut made = Vec::new();
    let mut keep = |file: Made| {
        if let (true, Some(bytes)) = (file.output.file.ends_with(".pdf"), file.bytes) {
            made.push(bytes);
        }
        Ok(())
    };
    let failed = papers.make_all(std::slice::from_ref(&document), &mut keep);
    let mut planned = Vec::new();
    for bytes in made {
        let paper = Paper::open(&bytes).map_err(|why| Error::new(format!("{} {why}", document.title)))?;
        let title = paper.title().unwrap_or_else(|| document.title.clone());
        let pages = paper.pages();
        planned.push(Planned { title, label: label.to_owned(), from: From::Ours(bytes), pages, notice: None });
    }
    for (_, why) in failed {
        let what = Diagnostic::error("paper-not-made", format!("{label}: {}", why.message));
        let hint = why.hint.unwrap_or_else(|| format!("`boardpack build AREA --only {name}` says more"));
        told.push(what.hint(hint));
        let lines = vec!["This paper could not be made.".to_owned(), "It is not in the pack.".to_owned()];
        planned.push(absent(&document.title, label, lines));
    }
    Ok(planned)
}

fn absent(title: &str, label: &str, lines: Vec<String>) -> Planned {
    let notice = Some(Notice { lines, pages: 1 });
    Planned { title: title.to_owned(), label: label.to_owned(), from: From::Nowhere, pages: 0, notice }
}

/// A paper that somebody handed in.
fn others(agenda: &Agenda, file: &str, label: &str, folder: &Path, told: &mut Vec<Diagnostic>) -> Planned {
    let path = folder.join(file);
    let title = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim().to_owned();
    let ask = agenda.contact.as_ref().map(|contact| format!("Ask for it: {contact}."));
    let said = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).chain(ask.clone()).collect::<Vec<_>>();
    if !files::is_there(&path) {
        let there = text::list(&pdfs_in(folder));
        let near = did_you_mean(file, pdfs_in(folder).iter().map(String::as_str));
        let hint = match there.is_empty() {
            true => format!("put it into {}", folder.display()),
            false => format!("{near}put it into {}; there are {there}", folder.display()),
        };
        told.push(Diagnostic::error("paper-missing", format!("{label}: {file} is not there")).hint(hint));
        return absent(&title, label, said(&["This paper is to follow. It was not there when the pack was made."]));
    }
    let opened = files::bytes(&path, pack::LARGEST as u64)
        .map_err(|why| Fault::NotRead(why.to_string()))
        .and_then(|bytes| Paper::open(&bytes));
    match opened {
        Ok(paper) => {
            let pages = paper.pages();
            let notice = (!paper.is_tagged).then(|| {
                told.push(
                    Diagnostic::warning(
                        "paper-not-tagged",
                        format!("{label}: {file} has no tags; a screen reader cannot tell what is a heading or a table"),
                    )
                    .hint(
                        "ask its author for the file that it was made from, or for a PDF saved with structure tags for \
                         accessibility; a scan has to be typed or recognised first",
                    ),
                );
                let lines = said(&[
                    "This paper follows as it was handed in. It has no tags: a screen reader cannot tell its headings, tables \
                     and pictures, and may read nothing at all.",
                    "An accessible copy can be asked for.",
                ]);
                Notice { lines, pages: 1 }
            });
            Planned { title, label: label.to_owned(), from: From::File(path), pages, notice }
        }
        Err(why) => {
            let hint = match why {
                Fault::Encrypted => "ask its author for a copy without a password",
                Fault::TooMuch(_) => "ask its author for a smaller file, or for parts of it",
                _ => "ask its author to save it as PDF again from the program that it was made with",
            };
            told.push(Diagnostic::error("paper-not-readable", format!("{label}: {file} {why}")).hint(hint));
            absent(
                &title,
                label,
                said(&["This paper was handed in as a file that cannot be read. It is not in the pack."]),
            )
        }
    }
}

fn pdfs_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.to_lowercase().ends_with(".pdf")).collect();
    names.sort();
    names
}

fn refuse_if_asked(arguments: &PackArguments, told: &[Diagnostic]) -> Result<()> {
    const MATTER: [&str; 4] = ["paper-not-made", "paper-missing", "paper-not-tagged", "paper-not-readable"];
    let matter: Vec<&Diagnostic> = told.iter().filter(|told| MATTER.contains(&&*told.code)).collect();
    if !arguments.require_accessible || matter.is_empty() {
        return Ok(());
    }
    let papers = if matter.len() == 1 { "1 paper is".to_owned() } else { format!("{} papers are", matter.len()) };
    Err(Error::new(format!("no pack was made: {papers} missing, or cannot be read by everybody"))
        .findings(matter)
        .hint("put them right; without --require-accessible a page in the pack says what is wrong"))
}

/// The pack while its pages are counted.
struct Book<'a> {
    agenda: &'a Agenda,
    sections: Vec<Section<'a>>,
    /// The agenda's pages.
    front: usize,
}

/// The pages of ours that are none of a paper, by their runs.
type Frames = Vec<(Run, Vec<u8>)>;

impl Book<'_> {
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
    fn frames(&mut self, papers: &mut Papers<'_>) -> Result<Frames> {
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

    fn merge(
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
