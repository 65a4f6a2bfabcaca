//! Whether papers are still what their inputs give: the manifest of a build beside that of a second one.
//!
//! Two manifests and the files themselves → lines to print, and whether anything differs. The second build is made
//! here, in memory. Causes are named as narrowly as the digests allow: the cell, the table, the template.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::arguments::Looks;
use super::earlier::kept_from;
use crate::area::{AreaFolder, accepted, frozen, settings};
use crate::bundle;
use crate::companions;
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::examine::{Readers, examine_edition_for, open_edition};
use crate::manifest::{self, Manifest, Options, Output};
use crate::output::set::{self, Interrupted};
use crate::papers::{Choice, Made, Papers, Workshop, chosen_documents};
use crate::printed::Printed;
use crate::records::Record;
use crate::template::theme;

/// Say whether papers are still what their inputs give, and if not, why
///
/// Builds them again, in memory, as manifest.json beside them says, and compares the bytes. Names the workbook and the
/// cell, the setting, the template, the font or the version of the program that differs.
///
/// Earlier papers that `build --keep` kept are compared with their own record, because what they were made of has changed.
///
/// Of a zip that `boardpack pack --zip` wrote it says whether every file of its list is there as it was, and none besides.
///
/// Exit codes: 0 the same bytes; 1 something differs; 2 they could not be built again, or the zip could not be read.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The folder the papers were written to, or a zip of a pack
    #[arg(value_name = "FOLDER OR ZIP")]
    pub folder: PathBuf,

    /// The area's folder; without it, where manifest.json says it is
    #[arg(long, value_name = "FOLDER")]
    pub area: Option<PathBuf>,

    #[command(flatten)]
    pub looks: Looks,
}

pub fn run(arguments: &VerifyArguments) -> Result<Outcome> {
    let folder = &arguments.folder;
    let is_zip = folder.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) && !folder.is_dir();
    if is_zip || folder.is_file() {
        let bundle::Verdict { text, differs } = bundle::verify(folder)?;
        return Ok(Outcome { text, differs, ..Outcome::default() });
    }
    let Found { recorded, files, interrupted } = look(folder)?;
    if !recorded.not_made.is_empty() && recorded.outputs.iter().all(|output| output.pages.is_none()) {
        let message =
            format!("{} has no paper on record: {} could not be made", folder.display(), recorded.not_made.join(", "));
        return Err(Error::new(message).hint("build the papers again; a build that makes none writes no manifest"));
    }
    let home = kept_from(folder);
    if home.is_some() && arguments.area.is_none() {
        let mut verdict = verdict_of_kept(&files, &recorded);
        verdict.text.line(
            "an earlier set, compared with its own record; --area AREA compares it with what the workbooks give now",
        );
        return Ok(Outcome { text: verdict.text, differs: verdict.differs, ..Outcome::default() });
    }
    let home = home.unwrap_or_else(|| folder.clone());
    let way = |given: &Option<PathBuf>, way: &Option<String>| {
        given.clone().or_else(|| way.as_ref().map(|way| home.join(way)))
    };
    let area = way(&arguments.area, &recorded.area_folder).ok_or_else(|| {
        Error::new(format!("{} does not say where the area's folder is", manifest::FILE)).hint("name it with --area")
    })?;
    let (area, month) = open_edition(&area, Some(&recorded.edition.id())).map_err(|why| {
        let hint = why.hint.map(|hint| format!("{hint}; ")).unwrap_or_default();
        Error::new(why.message).hint(format!("{hint}--area names another folder to build from"))
    })?;
    // The folder may have been copied under another name, which is printed where the settings give the area none.
    let area = AreaFolder { name: recorded.area.clone(), ..area.as_frozen(month)? };
    let workshop = Workshop::open(
        way(&arguments.looks.templates, &recorded.options.templates).as_deref(),
        way(&arguments.looks.fonts, &recorded.options.fonts).as_deref(),
    )?
    .for_area(&area.path)?;
    let templates = &workshop.templates;
    let readers = Readers::of(recorded.options.public);
    let examined =
        examine_edition_for(readers, area, month, &templates.documents()?)?.since(recorded.options.since.as_deref())?;
    let documents = match recorded.documents.as_slice() {
        // A manifest of an older version.
        [] => {
            let Options { only, notes, .. } = &recorded.options;
            chosen_documents(templates, &Choice { only, all: false, notes: *notes })?
        }
        names => names.iter().map(|name| templates.document(name)).collect::<Result<_>>()?,
    };

    let mut outputs = Vec::new();
    let mut keep = |made: Made| {
        outputs.push(made.output);
        Ok(())
    };
    let is_html = |output: &Output| output.file.ends_with(".html");
    let is_table = |output: &Output| companions::is_one(&output.file);
    let mut papers = Papers::of(&examined, &workshop)
        .keeping_source(recorded.options.typst)
        .with_html(recorded.outputs.iter().any(is_html))
        .with_companions(recorded.outputs.iter().any(is_table))
        .with_properties(recorded.options.provenance);
    if recorded.options.trace {
        papers.trace(&mut keep)?;
    }
    let mut failed = papers.make_all(&documents, &mut keep);
    let Papers { taken, .. } = papers;
    failed.retain(|(name, _)| !recorded.not_made.contains(name));
    // Papers of several builds are in one folder, and not all were asked to have an HTML edition or their tables.
    let on_record = |output: &Output| recorded.outputs.iter().any(|other| other.file == output.file);
    outputs.retain(|output| !(is_html(output) || is_table(output)) || on_record(output));
    let read = examined.edition.records();
    let now = Manifest { outputs, templates: taken, fonts: workshop.fonts.files().clone(), ..examined.manifest(&read) };
    let verdict = verdict(&files, &recorded, &now, &read);
    let mut text = Printed::default();
    interrupted.into_iter().for_each(|left| text.line(said_of(left)));
    text.lines(verdict.text.as_str().trim_end());
    Ok(Outcome { text, differs: verdict.differs, failed, ..Outcome::default() })
}

/// What is in a folder of papers: its manifest, and the digest of each file on record and of each other PDF.
struct Found {
    recorded: Manifest,
    files: BTreeMap<String, String>,
    interrupted: Option<Interrupted>,
}

/// Looks into a folder of papers, once what an interrupted build left there is finished. Where a build replaces the
/// papers meanwhile, it looks again, so that what it sees is of one set.
fn look(folder: &Path) -> Result<Found> {
    loop {
        let interrupted = set::mend(folder)?;
        let recorded = manifest::read(folder)?;
        let on_record = recorded.outputs.iter().map(|output| output.file.clone());
        let names: BTreeSet<String> = on_record.chain(manifest::papers_in(folder)).collect();
        let digest = |name: String| Some((name.clone(), digest::of_file(&folder.join(&name)).ok()?.1));
        let files = names.into_iter().filter_map(digest).collect();
        if set::mend(folder)? == interrupted.filter(|left| *left == Interrupted::Unfinished)
            && manifest::read(folder)?.outputs == recorded.outputs
        {
            return Ok(Found { recorded, files, interrupted });
        }
    }
}

fn said_of(interrupted: Interrupted) -> &'static str {
    match interrupted {
        Interrupted::Unfinished => {
            "interrupted: a build of papers here was never finished; these are the ones before it"
        }
        Interrupted::Unplaced => {
            "interrupted: a build was broken off while its papers were put in place; that is finished now"
        }
    }
}

/// How many changed cells are named; beyond them only their number is.
const CELLS_NAMED: usize = 20;

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub text: Printed,
    /// Whether a file of the build is not what it was.
    pub differs: bool,
}

/// Compares the build on record with the one made now. `files` has the digests of the files of the first as they are,
/// `records` is what was read for the second.
pub fn verdict(files: &BTreeMap<String, String>, recorded: &Manifest, now: &Manifest, records: &[Record]) -> Verdict {
    let mut lines = Vec::new();
    let mut differs = false;
    // Whether an input is to blame, rather than a hand on the finished file.
    let mut made_otherwise = false;
    for output in &recorded.outputs {
        let there = files.get(&output.file);
        let again = now.outputs.iter().find(|again| again.file == output.file);
        let same_again = again.is_some_and(|again| again.sha256 == output.sha256);
        let untouched = there == Some(&output.sha256);
        if same_again && untouched {
            lines.push(format!("same bytes: {}", named(output)));
            continue;
        }
        differs = true;
        if there.is_none() {
            lines.push(format!("missing: {} is not there, or cannot be read", named(output)));
        } else if !untouched {
            lines.push(format!("edited: {} was changed after it was made", named(output)));
        }
        if !same_again {
            made_otherwise |= !output.stale;
            lines.push(match again {
                Some(_) if output.stale => {
                    format!("stale: {} was left by an earlier build; build it again", named(output))
                }
                Some(again) => format!("different: {} comes out differently when it is made again", named(again)),
                None => format!("not made: {} is not made now", named(output)),
            });
        }
    }
    let known: BTreeSet<&str> = recorded.outputs.iter().map(|output| output.file.as_str()).collect();
    for more in now.outputs.iter().filter(|output| !known.contains(output.file.as_str())) {
        (differs, made_otherwise) = (true, true);
        lines.push(format!("new: {} is made now, and was not then", named(more)));
    }

    for file in files.keys().filter(|file| !known.contains(file.as_str())) {
        differs = true;
        lines.push(format!("not on record: {file} is not a paper of this build; move it elsewhere"));
    }

    let causes = causes(recorded, now, records);
    match (made_otherwise, causes.is_empty()) {
        (true, true) => lines.push(
            "nothing on record differs, and yet the bytes do: this program was built from other sources than the one \
             that made them, though both have the same version number"
                .to_owned(),
        ),
        (true, false) => lines.push("what differs:".to_owned()),
        (false, false) => lines.push("what differs, and made no difference to the bytes:".to_owned()),
        (false, true) => {}
    }
    lines.extend(causes.into_iter().map(|cause| format!("  {cause}")));
    let mut text = Printed::default();
    lines.iter().for_each(|line| text.line(line));
    Verdict { text, differs }
}

/// Compares a set that was kept with its own record: its workbooks have been changed since, and that is why it was kept.
fn verdict_of_kept(files: &BTreeMap<String, String>, recorded: &Manifest) -> Verdict {
    let mut text = Printed::default();
    let mut differs = false;
    for output in &recorded.outputs {
        let said = match files.get(&output.file) {
            Some(sha256) if *sha256 == output.sha256 => "as it was made",
            Some(_) => "edited after it was made",
            None => "missing",
        };
        differs |= said != "as it was made";
        text.line(format!("{said}: {}", named(output)));
    }
    for file in files.keys().filter(|file| recorded.outputs.iter().all(|output| output.file != **file)) {
        differs = true;
        text.line(format!("not on record: {file} is not a paper of this build; move it elsewhere"));
    }
    Verdict { text, differs }
}

fn named(output: &Output) -> String {
    match output.pages {
        Some(1) => format!("{} (1 page)", output.file),
        Some(pages) => format!("{} ({pages} pages)", output.file),
        None => output.file.clone(),
    }
}

/// Everything on record that is otherwise now.
fn causes(recorded: &Manifest, now: &Manifest, records: &[Record]) -> Vec<String> {
    let mut causes = Vec::new();
    let (then, this) = (&recorded.program, &now.program);
    if then.version != this.version {
        causes.push(format!("made with {} {}; this is {}", then.name, then.version, this.version));
    }
    if then.typst != this.typst {
        causes.push(format!("typeset with Typst {}; this has {}", then.typst, this.typst));
    }
    inputs(recorded, now, &mut causes);
    cells(recorded, now, records, &mut causes);
    for table in differing(&recorded.settings, &now.settings) {
        causes.push(format!("{} says something else under [{table}]", settings::FILE));
    }
    let mut files = |what: &str, then: &BTreeMap<String, String>, now: &BTreeMap<String, String>| {
        for file in differing(then, now) {
            let how = change(then.contains_key(file), now.contains_key(file));
            causes.push(match file.strip_prefix(theme::FOLDER) {
                Some(theme::FILE) => format!("{} says something else of how papers look", theme::FILE),
                Some(picture) => format!("the {picture} of {} {how}", theme::FILE),
                None => format!("the {what} {file} {how}"),
            });
        }
    };
    files("template", &recorded.templates, &now.templates);
    files("font", &recorded.fonts, &now.fonts);
    causes
}

fn inputs(recorded: &Manifest, now: &Manifest, causes: &mut Vec<String>) {
    let digests = |manifest: &Manifest| -> BTreeMap<String, Option<String>> {
        manifest.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect()
    };
    let (then, now_read) = (digests(recorded), digests(now));
    if recorded.frozen != now.frozen {
        // The files differ as a matter of course; what was read of them is compared record by record.
        causes.push(match now.frozen {
            true => "the edition was frozen after the papers were made".to_owned(),
            false => format!("the papers were made from {}, which is not there", frozen::FILE),
        });
        return;
    }
    let own = format!("{}/", recorded.edition.id());
    for path in differing(&then, &now_read) {
        let how = change(then.contains_key(path), now_read.contains_key(path));
        causes.push(match (path.as_str(), path.strip_prefix(&own)) {
            (settings::FILE | accepted::FILE, _) => format!("{path} {how}"),
            (_, Some(workbook)) => format!("{workbook} {how}"),
            _ => format!("an input of the earlier edition, {path}, {how}"),
        });
    }
}

/// The cells that read otherwise, by the digests of their fields.
fn cells(recorded: &Manifest, now: &Manifest, records: &[Record], causes: &mut Vec<String>) {
    let mut told = Vec::new();
    let nothing = BTreeMap::new();
    for record in records {
        let Some(then) = recorded.records.get(&record.name) else {
            told.push(match &record.at {
                Some(at) => format!("{at}: {} was not there", record.name),
                None => format!("{} was not there", record.name),
            });
            continue;
        };
        for field in differing(then, now.records.get(&record.name).unwrap_or(&nothing)) {
            let Some(here) = record.fields.iter().find(|here| here.name == *field) else {
                told.push(format!("the {field} of {} is empty now", record.name));
                continue;
            };
            let at = here.at.as_ref().or(record.at.as_ref()).map(|at| format!("{at}: ")).unwrap_or_default();
            told.push(format!("{at}the {field} of {} is different now", record.name));
        }
    }
    let gone = recorded.records.keys().filter(|name| !now.records.contains_key(*name));
    told.extend(gone.map(|name| format!("{name} is not there any more")));
    let more = told.len().saturating_sub(CELLS_NAMED);
    causes.extend(told.into_iter().take(CELLS_NAMED));
    if more > 0 {
        causes.push(format!("and {more} more"));
    }
}

/// The names whose digests are not the same in both, in order.
fn differing<'a, T: PartialEq>(one: &'a BTreeMap<String, T>, other: &'a BTreeMap<String, T>) -> Vec<&'a String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).collect()
}

fn change(then: bool, now: bool) -> &'static str {
    match (then, now) {
        (true, true) => "was changed",
        (true, false) => "is not there any more",
        _ => "was added",
    }
}
