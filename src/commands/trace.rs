//! `boardpack trace`: which cells a printed figure rests on.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::arguments::Format;
use super::earlier::kept_from;
use crate::diagnostic::{Error, Result};
use crate::examine::{Readers, examine_for};
use crate::files;
use crate::ledger::Entry;
use crate::manifest::{self, Manifest};
use crate::papers::{Papers, Workshop};
use crate::printed::Printed;
use crate::provenance::find;
use crate::typeset;

/// Say where a printed figure comes from: its rule, and the cells of the workbooks it rests on
///
/// Give the figure as the document prints it, such as "62%" or eleven. Without a figure it lists all of them, each with
/// its id.
#[derive(Debug, Args)]
pub struct TraceArguments {
    /// A PDF that was built
    pub document: PathBuf,

    /// The figure as it is printed
    #[arg(conflicts_with = "figure")]
    pub text: Option<String>,

    /// The figure by its id, such as measure.K03.latest
    #[arg(long, value_name = "ID")]
    pub figure: Option<String>,

    /// The area's folder the document was made from, where no manifest.json beside it names it
    #[arg(long, value_name = "FOLDER")]
    pub area: Option<PathBuf>,

    /// The edition it was made from, such as 2025-07
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// The folder of templates the document was made with, where no manifest.json beside it names it
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,

    /// To read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

const GIVE: &str = "give a PDF that `boardpack build` wrote, such as out/AREA/MONTH/risk-register.pdf";

pub fn run(arguments: &TraceArguments) -> Result<Outcome> {
    let document = &arguments.document;
    let cannot = |why: &str| Error::new(format!("{} {why}", document.display())).hint(GIVE);
    let bytes = files::bytes(document, files::PAPER).map_err(|why| cannot(&format!("cannot be read: {why}")))?;
    let texts = typeset::page_texts(&bytes).map_err(cannot)?;
    let pages = find::Pages::of(&texts);
    let folder = document.parent().unwrap_or(Path::new(""));
    let recorded = manifest::read(folder).ok();
    // The ways on record of papers that were kept begin where they were made.
    let home = kept_from(folder);
    let folder = home.as_deref().unwrap_or(folder);
    let (area, edition) = place_of(arguments, folder, recorded.as_ref())?;
    let options = recorded.as_ref().map(|recorded| recorded.options.clone());
    let since = options.as_ref().and_then(|options| options.since.clone());
    let recorded_templates = options.as_ref().and_then(|options| options.templates.as_ref());
    let templates = arguments.templates.clone().or_else(|| recorded_templates.map(|way| folder.join(way)));
    let workshop = Workshop::open(templates.as_deref(), None)?.for_area(&area)?;
    let documents = workshop.templates.documents()?;
    let readers = Readers::of(options.as_ref().is_some_and(|options| options.public));
    let examined = examine_for(readers, &area, edition.as_deref(), &documents)?.since(since.as_deref())?;
    let mut text = Printed::default();
    if recorded.is_some_and(|recorded| recorded.inputs != examined.inputs) {
        text.line("What this document was made from has changed since: the figures and cells below are those of now.");
        if home.is_none() {
            text.line(format!("`boardpack verify {}` names what changed.", folder.display()));
        }
        text.blank();
    }
    let papers = Papers::of(&examined, &workshop);
    let file = document.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let printed = papers.figures_of(&file)?;
    // A document under another name may print any of the edition's figures.
    let (sentences, handed) = printed.unwrap_or_else(|| (Vec::new(), papers.figures().to_vec()));
    // Tables and charts leave out some of what they are given: what counts is what is on a page.
    let known = |entry: &&Entry| !sentences.iter().any(|own| own.id == entry.id && own.text == entry.text);
    let on_a_page = |entry: &&Entry| pages.have(entry);
    let entries: Vec<&Entry> = sentences.iter().chain(handed.iter().filter(known).filter(on_a_page)).collect();
    let found = match (&arguments.figure, &arguments.text) {
        (Some(id), _) => find::by_id(&entries, id)?,
        (None, Some(text)) => find::by_text(&entries, text)?,
        (None, None) => entries.clone(),
    };
    match arguments.format {
        Format::Json => text = Printed::json(&find::json(&found, &pages)),
        Format::Table if arguments.figure.is_none() && arguments.text.is_none() => find::listed(&entries, &mut text),
        Format::Table => find::shown(&found, &pages, &mut text),
    }
    Ok(Outcome { text, ..Outcome::default() })
}

/// The area and the edition that a document was made from: those given, or those that the manifest beside it names.
fn place_of(
    arguments: &TraceArguments,
    folder: &Path,
    recorded: Option<&Manifest>,
) -> Result<(PathBuf, Option<String>)> {
    let edition = || arguments.edition.clone().or_else(|| recorded.map(|recorded| recorded.edition.id()));
    if let Some(area) = &arguments.area {
        return Ok((area.clone(), edition()));
    }
    let area = recorded.and_then(|recorded| recorded.area_folder.as_ref()).ok_or_else(|| {
        Error::new(format!("nothing beside {} says which area it was made from", arguments.document.display()))
            .hint("name the area's folder with --area, and the month with --edition unless it is the newest")
    })?;
    Ok((folder.join(area), edition()))
}
