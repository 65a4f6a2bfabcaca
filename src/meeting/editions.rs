//! The public edition of a pack beside the full one: what it has in the place of what is not for the public, and that every page
//! has the same number in both.

use std::path::Path;

use super::agenda::{Agenda, Item, Named, named};
use super::book::{Book, Frames};
use super::changes::Changes;
use super::hides;
use super::issued::Issued;
use super::opened::Opened;
use super::planned::{Notice, Planned, Section, absent};
use super::restricted::{self, Regime};
use super::sections::{appendix, letters, plan};
use super::supplement::late_papers_of_both;
use crate::diagnostic::{Diagnostic, Error, Result, Severity};
use crate::papers::Papers;

/// A pack with its own pages, set.
type Edition<'a> = (Book<'a>, Frames);

/// The editions of one agenda, page by page with the same numbers.
pub struct Both<'a> {
    pub full: Edition<'a>,
    pub public: Edition<'a>,
    /// What is told of the public one besides.
    pub told: Vec<Diagnostic>,
}

/// What both editions are of.
pub enum Of<'i> {
    /// The whole pack, with what changed since it was issued.
    Pack(Option<Changes>),
    /// The supplement of this number to what was issued.
    Supplement(usize, &'i Issued),
}

/// Plans both editions: of the sections of the full one, and of the agenda as the public sees it.
pub fn both<'a>(
    (agenda, public): (&'a Agenda, &'a Agenda),
    (mut sections, of): (Vec<Section<'a>>, Of<'_>),
    folder: &Path,
    (papers, public_papers): (&mut Papers<'_>, &mut Papers<'_>),
) -> Result<Both<'a>> {
    let mut told = Vec::new();
    let of_public = for_the_public(agenda, public, &mut sections, folder, public_papers, &mut told)?;
    let (full, public) = match of {
        Of::Pack(changes) => (Book::new(agenda, sections).with_changes(changes), Book::new(public, of_public)),
        Of::Supplement(number, issued) => {
            let (late, of_public) = late_papers_of_both(issued, (sections, of_public))?;
            let book = |agenda, late| Book::new(agenda, late).supplement(number, issued.last_page());
            (book(agenda, late), book(public, of_public))
        }
    };
    let (full, public) = with_the_same_pages(full, public.public(), (papers, public_papers))?;
    Ok(Both { full, public, told })
}

/// Adds what is told of the public edition. What text recognition put behind a picture matters there: what was blacked out in the
/// picture may be in it.
pub fn tell_of_public(told: &mut Vec<Diagnostic>, of_public: Vec<Diagnostic>) {
    for finding in told.iter_mut().filter(|finding| finding.code == hides::RECOGNISED) {
        finding.severity = Severity::Warning;
    }
    let is_new = |finding: &Diagnostic| !told.iter().any(|known| known.message == finding.message);
    let more: Vec<Diagnostic> = of_public.into_iter().filter(is_new).collect();
    told.extend(more);
}

/// The sections of the public edition: papers of ours as `papers` makes them for the public, those of others as they were opened,
/// and pages in the place of the others. Each of `full` has as many papers as that beside it afterwards.
fn for_the_public<'a>(
    agenda: &Agenda,
    public: &'a Agenda,
    full: &mut [Section<'_>],
    folder: &Path,
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Vec<Section<'a>>> {
    let mut sections = Vec::new();
    for ((at, item), (shown, section)) in agenda.items.iter().enumerate().zip(public.items.iter().zip(full)) {
        let label = format!("Item {}", agenda.number(at));
        let mut planned = Vec::new();
        let mut beside = Vec::new();
        let all = letters(item).map(|(letter, name)| (letter, name.as_str()));
        for (number, (letter, name)) in all.enumerate() {
            let of_full = section.papers.extract_if(.., |paper| paper.name == name).collect::<Vec<_>>();
            let label = appendix(&label, letter);
            let is_restricted = item.restricted.as_ref().is_some_and(|restricted| restricted.is_of(name));
            let mut of_public = if is_restricted {
                let title = title_of(item, letter, number);
                of_full.iter().map(|paper| withheld(agenda, item, (&label, &title), paper)).collect()
            } else if matches!(named(name)?, Named::Document(_)) {
                // Papers of others are those that the full edition opened.
                plan(agenda, name, &label, letter, (folder, &Opened::default()), papers, told)?
            } else {
                let open = |paper: &Planned| match paper.can_be_uncovered {
                    true => kept_back(agenda, paper, told),
                    false => paper.clone(),
                };
                of_full.iter().map(open).collect::<Vec<_>>()
            };
            let mut of_full = of_full;
            let most = of_full.len().max(of_public.len());
            of_full.resize_with(most, || Planned::nothing(name, &label));
            of_public.resize_with(most, || Planned::nothing(name, &label));
            beside.extend(of_full);
            planned.extend(of_public);
        }
        section.papers = beside;
        let pages = usize::from(planned.iter().any(|paper| !paper.is_nothing()));
        sections.push(Section { item: shown, number: section.number.clone(), papers: planned, pages });
    }
    Ok(sections)
}

/// What the public edition calls a paper that is not for the public.
fn title_of(item: &Item, letter: Option<char>, number: usize) -> String {
    let of_one = item.restricted.as_ref().filter(|restricted| !restricted.is_whole());
    match (of_one, letter) {
        (Some(restricted), Some(letter)) => format!("Appendix {letter}: {}", restricted.public_title),
        (Some(restricted), None) => restricted.public_title.clone(),
        (None, Some(letter)) => format!("Appendix {letter}"),
        (None, None) => format!("Paper {}", number + 1),
    }
}

/// As many pages as a paper has in the full edition, of which the first says why it is not here.
fn withheld(agenda: &Agenda, item: &Item, (label, title): (&str, &str), paper: &Planned) -> Planned {
    let (lines, word) = match (&item.restricted, agenda.regime) {
        (Some(restricted), Some(regime)) => (restricted::in_its_place(restricted, regime), regime.mark()),
        _ => (Vec::new(), Regime::Committee.mark()),
    };
    let pages = paper.all_pages();
    let further = (2..=pages).map(|page| format!("{word}: page {page} of {pages}")).collect();
    let place = Planned { notice: Some(Notice { lines, pages, further }), ..absent(title, label, Vec::new()) };
    Planned { is_restricted: true, ..place }
}

/// A paper that would show the public what is meant to be hidden.
fn kept_back(agenda: &Agenda, paper: &Planned, told: &mut Vec<Diagnostic>) -> Planned {
    let Planned { label, title, name, .. } = paper;
    told.push(
        Diagnostic::error(
            "paper-kept-back",
            format!("{label}: {name} is not in the public edition, because what is hidden in it can be read"),
        )
        .hint("the finding paper-hides says where; ask its author for a copy without it, or restrict the paper"),
    );
    let ask = agenda.contact.as_ref().map(|contact| format!("Ask for it: {contact}."));
    let lines = std::iter::once("This paper is not in this edition.".to_owned()).chain(ask).collect();
    let pages = paper.all_pages();
    let further =
        (2..=pages).map(|page| format!("This paper is not in this edition: page {page} of {pages}")).collect();
    Planned { notice: Some(Notice { lines, pages, further }), ..absent(title, label, Vec::new()) }
}

/// Sets the pages of ours of both editions, with blank ones where one has fewer than the other.
fn with_the_same_pages<'a>(
    mut full: Book<'a>,
    mut public: Book<'a>,
    (its_papers, their_papers): (&mut Papers<'_>, &mut Papers<'_>),
) -> Result<(Edition<'a>, Edition<'a>)> {
    const TIMES: usize = 8;
    for _ in 0..TIMES {
        let frames = (full.frames(its_papers)?, public.frames(their_papers)?);
        if !full.level(&mut public) {
            return Ok(((full, frames.0), (public, frames.1)));
        }
    }
    Err(Error::new("the pages of the two editions cannot be made equal")
        .hint("this is a fault in the program; please report it"))
}
