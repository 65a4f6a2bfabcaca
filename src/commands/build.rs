//! `boardpack build`: an edition's papers.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Looks;
use super::{Outcome, Written};
use crate::diagnostic::{Error, Result};
use crate::examine::{Examined, examine};
use crate::manifest::{self, Manifest, Options};
use crate::output;
use crate::papers::{Made, Papers, chosen_documents};
use crate::records::records;
use crate::template::store::Templates;
use crate::typeset::Fonts;

/// Make an edition's papers as accessible PDFs
///
/// Each file is replaced only once the new one is whole. Findings of error level are listed with their cells, and the
/// papers are marked as drafts while they stand; `boardpack check` lists all findings.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to build, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Make only this document, such as risk-register; may be given several times
    #[arg(long, value_name = "DOCUMENT")]
    pub only: Vec<String>,

    /// Where to write; without it out/AREA/MONTH
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,

    /// Compare with this edition, such as 2025-04, or "stocktake" for the one that went to the last stocktake; without it
    /// with the edition before
    #[arg(long, value_name = "MONTH")]
    pub since: Option<String>,

    /// Also make the speaker notes that go with the slides, as a paper of their own
    #[arg(long)]
    pub notes: bool,

    /// Refuse to build while findings of error level stand, and list them
    #[arg(long = "final")]
    pub final_papers: bool,

    /// Add a section "About these figures" to each document, and write provenance.json: every figure with its cells
    #[arg(long)]
    pub trace: bool,

    /// Also keep the filled Typst source beside each PDF
    #[arg(long)]
    pub typst: bool,

    #[command(flatten)]
    pub looks: Looks,
}

pub fn run(arguments: &BuildArguments) -> Result<Outcome> {
    let templates = Templates::open(arguments.looks.templates.as_deref())?;
    let fonts = Fonts::open(arguments.looks.fonts.as_deref())?;
    let documents = chosen_documents(&templates, &arguments.only, arguments.notes)?;
    let examined = examine(&arguments.area, arguments.edition.as_deref())?.since(arguments.since.as_deref())?;
    if arguments.final_papers {
        refuse_if_unfinished(&examined)?;
    }
    let month = examined.edition.month.id();
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("out").join(&examined.area.name).join(&month));
    output::prepare_folder(&out)?;

    let mut written = Vec::new();
    let mut outputs = Vec::new();
    let mut write = |made: Made| {
        let path = out.join(&made.file);
        output::write_whole(&path, &made.bytes)?;
        written.push(Written { path, pages: made.pages });
        outputs.push(made.record());
        Ok(())
    };
    let mut papers = Papers::of(&examined, templates, fonts).keeping_source(arguments.typst);
    if arguments.trace {
        papers.trace(&mut write)?;
    }
    let failed = papers.make_all(&documents, &mut write);
    let Papers { fonts, mut lost, taken, .. } = papers;
    lost.dedup();

    let way = |folder: &Option<PathBuf>| folder.as_ref().and_then(|folder| manifest::path_between(&out, folder));
    let options = Options {
        only: arguments.only.clone(),
        typst: arguments.typst,
        trace: arguments.trace,
        notes: arguments.notes,
        since: arguments.since.clone(),
        templates: way(&arguments.looks.templates),
        fonts: way(&arguments.looks.fonts),
    };
    let read = records(&examined.edition.programme);
    let manifest = Manifest {
        area_folder: manifest::path_between(&out, &examined.area.path),
        options,
        outputs,
        not_made: failed.iter().map(|(name, _)| name.clone()).collect(),
        templates: taken,
        fonts: fonts.files().clone(),
        ..examined.manifest(&read)
    };
    // A build that made no paper leaves the manifest of those that are there, whatever it wrote on the way.
    if failed.len() < documents.len() {
        let path = out.join(manifest::FILE);
        output::write_whole(&path, manifest.text()?.as_bytes())?;
        written.push(Written { path, pages: None });
    }
    let Examined { open: findings, since_freeze, .. } = examined;
    Ok(Outcome { findings, lost, since_freeze, written, failed, ..Outcome::default() })
}

/// Refuses to make final papers while errors stand.
fn refuse_if_unfinished(examined: &Examined) -> Result<()> {
    let errors: Vec<String> = examined.errors().map(ToString::to_string).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let matters = if errors.len() == 1 { "1 matter is".to_owned() } else { format!("{} matters are", errors.len()) };
    Err(Error::new(format!("no final papers were made: {matters} outstanding\n{}", errors.join("\n"))).hint(
        "put them right, or accept them on record in accepted.toml; without --final the papers are marked as drafts",
    ))
}
