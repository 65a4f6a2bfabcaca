//! `boardpack pack`: the papers of a meeting as one PDF.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Looks;
use super::build::refuse_what_is_not_for_the_public;
use super::{Outcome, Written};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::examine::{self, Examined, Readers};
use crate::meeting::{self, Agenda, Book, editions};
use crate::output::{prepare_folder, write_whole};
use crate::papers::{Papers, Workshop};

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

    /// The file to write; without it out/AREA/MONTH-pack.pdf, or out/AREA/MONTH-pack-public.pdf for the public edition
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Make the public edition: our papers without small counts, and pages in the place of what agenda.toml restricts, so that
    /// every page has the number that it has in the full pack. A paper from others in which hidden text can be read is left out
    #[arg(long)]
    pub public: bool,

    /// Write no pack unless every paper is there and has tags
    #[arg(long)]
    pub require_accessible: bool,

    #[command(flatten)]
    pub looks: Looks,
}

pub fn run(arguments: &PackArguments) -> Result<Outcome> {
    let workshop = Workshop::open(arguments.looks.templates.as_deref(), arguments.looks.fonts.as_deref())?;
    workshop.read_ahead();
    let workshop = &workshop.for_area(&arguments.area)?;
    let documents = workshop.templates.documents()?;
    let examine = |readers| examine::examine_for(readers, &arguments.area, arguments.edition.as_deref(), &documents);
    let examined = examine(Readers::Board)?;
    let folder = examined.area.path.join(examined.edition.month.id());
    let agenda = Agenda::read(&folder)?;
    let mut papers = Papers::of(&examined, workshop);
    let mut told = Vec::new();
    let mut sections = Vec::new();
    for (at, item) in agenda.items.iter().enumerate() {
        sections.push(meeting::section(&agenda, (at, item), &folder, &mut papers, &mut told)?);
    }
    refuse_if_asked(arguments, &told)?;

    if arguments.public {
        agenda.refuse_without_regime()?;
    }
    let public_agenda = agenda.for_the_public();
    // Where there are two editions each has as many pages as the other: so both are planned, whichever is asked for.
    let public = agenda.regime.map(|_| examine(Readers::Public)).transpose()?;
    let (book, frames) = match public.as_ref() {
        None => {
            let mut book = Book::new(&agenda, sections);
            let frames = book.frames(&mut papers)?;
            (book, frames)
        }
        Some(public) => {
            if arguments.public {
                refuse_what_is_not_for_the_public(public)?;
            }
            let mut public_papers = Papers::of(public, workshop);
            let agendas = (&agenda, &public_agenda);
            let both = editions::both(agendas, sections, &folder, (&mut papers, &mut public_papers))?;
            let editions::Both { full, public, told: of_public } = both;
            if arguments.public {
                papers = public_papers;
                editions::tell_of_public(&mut told, of_public);
                public
            } else {
                full
            }
        }
    };
    let examined = public.as_ref().filter(|_| arguments.public).unwrap_or(&examined);
    let pdf = book.merge(&book.title()?, examined, frames, &mut papers, &mut told)?;

    let out = arguments.out.clone().unwrap_or_else(|| own_file(examined, arguments.public));
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        prepare_folder(folder)?;
    }
    write_whole(&out, &pdf)?;
    let Papers { mut lost, .. } = papers;
    lost.extend(told);
    crate::diagnostic::unique(&mut lost);
    let written = vec![Written::of(out, Some(book.pages()))];
    let (findings, since_freeze) = (examined.open.clone(), examined.since_freeze.clone());
    Ok(Outcome { findings, lost, since_freeze, written, ..Outcome::default() })
}

fn own_file(examined: &Examined, is_public: bool) -> PathBuf {
    let public = if is_public { "-public" } else { "" };
    Path::new("out").join(&examined.area.name).join(format!("{}-pack{public}.pdf", examined.edition.month.id()))
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
