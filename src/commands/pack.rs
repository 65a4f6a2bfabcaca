//! `boardpack pack`: the papers of a meeting as one PDF.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;

use super::areas::Told;
use super::arguments::Looks;
use super::build::refuse_what_is_not_for_the_public;
use super::{Outcome, Written};
use crate::bundle;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::digest;
use crate::examine::{self, Examined, Readers, open_edition};
use crate::meeting::looked_at::LookedAt;
use crate::meeting::{self, Agenda, Book, Changes, Issue, Issued, Kind, Opened, Section, editions};
use crate::output::{prepare_folder, write_whole};
use crate::papers::{Papers, Workshop};
use crate::printed::Printed;

/// Make one accessible PDF of a meeting's papers, other people's too
///
/// agenda.toml in the month's folder says what goes in; put other people's PDFs into its folder "papers". The pack has the
/// agenda, the papers with their pages and links, a page before each item's papers, one sequence of page numbers, bookmarks,
/// and the tags of every paper. A paper without tags is put in after a page that says so; one that cannot be read is replaced by
/// a page that says what is missing. Each is listed, with what to ask its author for.
#[derive(Debug, Args)]
pub struct PackArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition whose meeting it is for, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// The file to write; without it out/AREA/MONTH-pack.pdf, or out/AREA/MONTH-pack-public.pdf for the public edition
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Make the public edition: our papers without small counts, and pages in the place of what agenda.toml restricts, so that
    /// every page has the number that it has in the full pack. A paper from others in which hidden text can be read is left out
    #[arg(long, conflicts_with_all = ["issue", "reissue", "zip"])]
    pub public: bool,

    /// Write no pack unless every paper is there and has tags
    #[arg(long)]
    pub require_accessible: bool,

    /// Put on record, in issued.json in the month's folder, that what is made is sent out: the pack, or with --supplement
    /// that
    #[arg(long)]
    pub issue: bool,

    /// Make a PDF only of what came after the pack was issued; its page numbers go on from the last page that was. With --public
    /// its public edition: of what is late now or, where nothing is, of the supplement that was issued last
    #[arg(long, conflicts_with = "reissue")]
    pub supplement: bool,

    /// Make the whole pack again and put that on record; it lists what changed since it was issued, at its end
    #[arg(long, conflicts_with = "issue")]
    pub reissue: bool,

    /// Also write a zip of the pack, each paper, their HTML and tables, and a list of them with digests, which `boardpack
    /// verify` checks
    #[arg(long)]
    pub zip: bool,

    /// Write into the pack's own structure the rule and the cells of every figure that your papers print; `boardpack trace`
    /// reads it back from the pack alone. Not for the public edition
    #[arg(long, conflicts_with = "public")]
    pub provenance: bool,

    #[command(flatten)]
    pub looks: Looks,
}

/// What is to be made.
#[derive(Clone, Copy)]
enum Asked {
    Pack,
    /// The pack, to be sent out for the first time.
    Issue,
    Reissue,
    /// By its number.
    Supplement(usize),
}

pub fn run(arguments: &PackArguments, told_of: &dyn Told) -> Result<Outcome> {
    let (area, month) = open_edition(&arguments.area, arguments.edition.as_deref())?;
    let folder = area.path.join(month.id());
    let agenda = Agenda::read(&folder)?;
    if arguments.public {
        agenda.refuse_without_regime()?;
    }
    let issued = Issued::read(&folder)?;
    let asked = asked(arguments, issued.as_ref())?;
    if let Some(issued) = &issued {
        issued.refuse_other_titles(&agenda)?;
    }
    // What others handed in is opened while the workbooks are read and the facts of our own papers are put together.
    let reading = Reading::of(&agenda, told_of);
    let tell = |path: &Path| reading.reads(&path.file_name().unwrap_or_default().to_string_lossy());
    thread::scope(|scope| {
        let opening = scope.spawn(|| Opened::of(meeting::files(&agenda, &folder), &tell));
        let opened = || opening.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
        make(arguments, (&agenda, &folder), (issued, asked), (&reading, opened))
    })
}

/// Makes what is asked for of an agenda in its folder; `opened` are the papers that others handed in.
fn make(
    arguments: &PackArguments,
    (agenda, folder): (&Agenda, &Path),
    (issued, asked): (Option<Issued>, Asked),
    (reading, opened): (&Reading<'_>, impl FnOnce() -> Opened),
) -> Result<Outcome> {
    let told_of = reading.told_of;
    let workshop = Workshop::open(arguments.looks.templates.as_deref(), arguments.looks.fonts.as_deref())?;
    workshop.read_ahead();
    let workshop = &workshop.for_area(&arguments.area)?;
    let documents = workshop.templates.documents()?;
    let examine = |readers| examine::examine_for(readers, &arguments.area, arguments.edition.as_deref(), &documents);
    let examined = examine(Readers::Board)?;
    let papers = Papers::of(&examined, workshop);
    let mut opened = opened();
    let mut papers =
        papers.with_html(arguments.zip).with_companions(arguments.zip).with_properties(arguments.provenance);
    let mut told = Vec::new();
    let (acceptances, _) = examined.area.acceptances()?;
    let looked_at = LookedAt::of(&acceptances, examined.edition.status_date);
    opened.looked_at = looked_at;
    let sections = sections(agenda, (folder, opened), &mut papers, &mut told, reading)?;
    if let Some(issued) = &issued {
        sections.iter().try_for_each(|section| issued.refuse_other_paper_titles(&section.papers))?;
    }
    refuse_if_asked(arguments, &told)?;

    // What was issued is the full edition.
    let changes = match (&issued, &asked) {
        _ if arguments.public => None,
        (Some(issued), Asked::Pack | Asked::Issue | Asked::Reissue) => {
            Some(meeting::since(issued, agenda, &sections, &papers)?)
        }
        _ => None,
    };
    let differs = changes.as_ref().is_some_and(|changes| !changes.is_empty());
    let mut text = Printed::default();
    match (&asked, &changes) {
        (Asked::Issue, Some(_)) if differs => return Err(not_as_issued()),
        (Asked::Issue | Asked::Reissue, Some(_)) if !differs => {
            text.line("nothing has changed since the pack was issued: it is not issued again");
        }
        (Asked::Pack, Some(changes)) if differs => told.push(otherwise(changes)),
        _ => {}
    }

    // The public edition of a supplement can be made once that is issued, too.
    let is_again =
        |issued: &&Issued| arguments.public && arguments.supplement && !meeting::is_anything_late(issued, &sections);
    let again = issued.as_ref().filter(is_again).and_then(Issued::before_supplement);
    let asked = match (asked, &again) {
        (Asked::Supplement(number), Some(_)) => Asked::Supplement(number - 1),
        _ => asked,
    };
    let public_agenda = agenda.for_the_public();
    // Where there are two editions each has as many pages as the other: so both are planned, whichever is asked for.
    let has_two = agenda.regime.is_some();
    let public = has_two.then(|| examine(Readers::Public)).transpose()?;
    let shown = match (asked, &issued) {
        (Asked::Reissue, _) if differs => changes.clone(),
        // What was issued again has in it what had changed.
        (_, Some(issued)) => issued.pack().changes.clone(),
        (_, None) => None,
    };
    let (book, frames) = match (asked, &issued, &public) {
        (_, _, Some(public)) => {
            if arguments.public {
                refuse_what_is_not_for_the_public(public)?;
            }
            let mut public_papers = Papers::of(public, workshop);
            let agendas = (agenda, &public_agenda);
            let of = match (asked, again.as_ref().or(issued.as_ref())) {
                (Asked::Supplement(number), Some(issued)) => editions::Of::Supplement(number, issued),
                _ => editions::Of::Pack(shown),
            };
            let both = editions::both(agendas, (sections, of), folder, (&mut papers, &mut public_papers))?;
            let editions::Both { full, public, told: of_public } = both;
            if arguments.public {
                papers = public_papers;
                editions::tell_of_public(&mut told, of_public);
                public
            } else {
                full
            }
        }
        (Asked::Supplement(number), Some(issued), None) => {
            let late = meeting::late_papers(issued, sections)?;
            let mut book = Book::new(agenda, late).supplement(number, issued.last_page());
            let frames = book.frames(&mut papers)?;
            (book, frames)
        }
        (_, _, None) => {
            let mut book = Book::new(agenda, sections).with_changes(shown);
            let frames = book.frames(&mut papers)?;
            (book, frames)
        }
    };
    let examined = public.as_ref().filter(|_| arguments.public).unwrap_or(&examined);
    let title = book.title()?;
    let merging = |title: &str| told_of.works_on(&format!("putting the pack together; {title}"));
    let pdf = book.merge(&title, examined, frames, &mut told, &merging)?;

    let before = issued.as_ref().filter(|_| !arguments.public);
    let before = before.map(|issued| (issued.pack(), issued.pack().sha256 == digest::of(&pdf)));
    let own = || {
        Path::new("out").join(&examined.area.name).join(own_file(examined, arguments.public, asked, before, differs))
    };
    if let (Some(issued), Some((_, false)), false, Asked::Pack | Asked::Issue) = (&issued, before, differs, asked) {
        text.line(match issued.latest().kind {
            Kind::Supplement => {
                "its papers are those that were issued, and its page numbers are not: a supplement's papers are in their items"
            }
            _ => "it says what was issued, and is another file: it looks otherwise, or another version made it",
        });
    }
    let out = arguments.out.clone().unwrap_or_else(own);
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        prepare_folder(folder)?;
    }
    write_whole(&out, &pdf)?;
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut written = vec![Written::of(out.clone(), Some(book.pages()))];
    let kind = match asked {
        Asked::Issue if issued.is_none() => Some((Kind::Pack, 0)),
        Asked::Reissue if differs => Some((Kind::Reissue, issued.as_ref().map_or(0, Issued::reissues) + 1)),
        Asked::Supplement(number) if arguments.issue => Some((Kind::Supplement, number)),
        _ => None,
    };
    if let (Asked::Reissue, Some(changes)) = (&asked, &changes)
        && differs
    {
        text.line("changed since the pack was issued:");
        changes.lines(&|name, file| book.place(name, file)).iter().for_each(|line| text.line(format!("  {line}")));
    }
    if let (Asked::Supplement(number), None, None) = (&asked, kind, &again) {
        text.line(format!("supplement {number} is not issued yet: --supplement --issue puts it on record"));
    }
    let issue = kind.map(|kind| Issue::of(kind, &book, agenda, &papers, (name.clone(), &pdf))).transpose()?;
    if arguments.zip {
        let file = out.with_extension("zip");
        told_of.works_on("making the zip");
        let about = bundle::About {
            title,
            area: examined.area.name.clone(),
            edition: examined.edition.month.id(),
            date: agenda.day()?.to_string(),
        };
        write_whole(&file, &bundle::zipped(&about, meeting::entries(&book, examined, (&name, pdf))?)?)?;
        written.push(Written::of(file, None));
    }
    // Once all else is there: what is on record was made.
    if let Some(issue) = issue {
        Issued::with(issued, issue, folder).write(folder)?;
        let (first, pages) = book.span();
        text.line(format!("issued: pages {first} to {}; a supplement goes on from there", first + pages - 1));
        written.push(Written::of(folder.join(meeting::FILE), None));
    }
    let Papers { mut lost, .. } = papers;
    lost.extend(told);
    crate::diagnostic::unique(&mut lost);
    let (findings, since_freeze) = (examined.open.clone(), examined.since_freeze.clone());
    Ok(Outcome { text, findings, lost, since_freeze, written, ..Outcome::default() })
}

/// What is asked for, where that can be.
fn asked(arguments: &PackArguments, issued: Option<&Issued>) -> Result<Asked> {
    let ending = arguments.out.as_ref().and_then(|out| out.extension());
    if arguments.zip && ending.is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
        return Err(Error::new("--out names the PDF; the zip is written beside it, with the ending .zip")
            .hint("give --out a name that ends in .pdf"));
    }
    match (arguments, issued) {
        (PackArguments { supplement: true, .. } | PackArguments { reissue: true, .. }, None) => {
            Err(Error::new(format!("the pack was not issued yet: there is no {}", meeting::FILE))
                .hint("`boardpack pack AREA --issue` makes it and puts on record that it is sent out"))
        }
        (PackArguments { supplement: true, .. }, Some(issued)) => Ok(Asked::Supplement(issued.supplements() + 1)),
        (PackArguments { reissue: true, .. }, _) => Ok(Asked::Reissue),
        (PackArguments { issue: true, .. }, _) => Ok(Asked::Issue),
        _ => Ok(Asked::Pack),
    }
}

/// Tells how many of an agenda's papers are read.
struct Reading<'t> {
    told_of: &'t dyn Told,
    of: usize,
    done: AtomicUsize,
}

impl<'t> Reading<'t> {
    fn of(agenda: &Agenda, told_of: &'t dyn Told) -> Reading<'t> {
        let of = agenda.items.iter().map(|item| item.papers.len() + item.appendices.len()).sum();
        Reading { told_of, of, done: AtomicUsize::new(0) }
    }

    fn reads(&self, paper: &str) {
        let done = self.done.fetch_add(1, Ordering::Relaxed);
        self.told_of.works_on(&format!("{done} of {} papers read; {paper}", self.of));
    }
}

/// The items of an agenda with their papers, of which those from others were opened.
fn sections<'a>(
    agenda: &'a Agenda,
    (folder, opened): (&Path, Opened),
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
    reading: &Reading<'_>,
) -> Result<Vec<Section<'a>>> {
    let tell = |paper: &str| reading.reads(paper);
    let items = agenda.items.iter().enumerate();
    let sections = items.map(|item| meeting::section(agenda, item, (folder, &opened), papers, told, &tell)).collect();
    told.extend(opened.looked_at.left_over());
    sections
}

/// The name of the file; none that was sent out is written over by another. `before` is the pack that was, and whether this is
/// the same.
fn own_file(
    examined: &Examined,
    is_public: bool,
    asked: Asked,
    before: Option<(&Issue, bool)>,
    differs: bool,
) -> String {
    let month = examined.edition.month.id();
    let reissue = |number: usize| format!("{month}-pack-reissue-{number}.pdf");
    match (asked, before) {
        (Asked::Supplement(number), _) if is_public => format!("{month}-pack-supplement-{number}-public.pdf"),
        _ if is_public => format!("{month}-pack-public.pdf"),
        (Asked::Supplement(number), _) => format!("{month}-pack-supplement-{number}.pdf"),
        (Asked::Reissue, Some((before, _))) if differs => reissue(before.number + 1),
        (_, Some((_, false))) => format!("{month}-pack-not-issued.pdf"),
        (_, Some((before, true))) if before.kind == Kind::Reissue => reissue(before.number),
        _ => format!("{month}-pack.pdf"),
    }
}

const HOW_TO_SEND: &str =
    "--supplement makes a PDF of what came late alone; --reissue the whole pack again, with a list of what changed";

fn not_as_issued() -> Error {
    Error::new("the pack was issued before, and is not as it was: it was not issued again").hint(HOW_TO_SEND)
}

/// Says in a few words what of the pack is not as it was issued.
fn otherwise(changes: &Changes) -> Diagnostic {
    const NAMED: usize = 5;
    let papers = changes.papers.iter().map(|paper| meeting::called(&paper.label, &paper.title));
    let all: Vec<String> = changes.notes.iter().cloned().chain(papers).collect();
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let named = all.into_iter().take(NAMED).map(|what| what.trim_end_matches('.').to_owned()).collect::<Vec<_>>();
    let message = format!("the pack is not as it was issued: {}{more}", named.join("; "));
    Diagnostic::warning("pack-not-as-issued", message).hint(HOW_TO_SEND)
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
