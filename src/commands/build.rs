//! `boardpack build`: an edition's papers.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;

use super::areas::{self, Shard, Told};
use super::arguments::Asked;
use super::earlier::{Kept, Retention};
use super::{Outcome, WHOLE_SET, Written, summary};
use crate::area::{AreaFolder, settings};
use crate::checks;
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::digest;
use crate::examine::Examined;
use crate::manifest::{self, Manifest, Options, Output};
use crate::meeting::Issued;
use crate::output::lock::Holder;
use crate::output::set::{FileSet, Interrupted};
use crate::output::write_whole;
use crate::papers::{Made, Papers, Workshop, chosen_documents, not_asked_for};
use crate::printed::Printed;
use crate::programme::model::Month;
use crate::readability::Reading;
use crate::suggest::did_you_mean;
use crate::template::store::DocumentKind;

/// Make an edition's papers as accessible PDFs
///
/// The papers of a folder are one set: all are replaced together, once all are made. A build that is interrupted, finds no
/// room, or cannot make a paper that is there leaves them as they were. A paper is not made
/// again if nothing in it would change; it is listed as unchanged. Findings of error level are listed with their cells, and the
/// papers are marked as drafts while they are open; `boardpack check` lists all findings.
///
/// Of several areas each is built on its own: if one fails, the others are still built, and the exit code is that of the worst.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The area's folder, or one edition's folder within it; several are built side by side
    #[arg(required = true, value_name = "AREA")]
    pub areas: Vec<PathBuf>,

    /// Where to write; without it out/AREA/MONTH. The papers of several areas go to FOLDER/AREA
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,

    /// Build only one part of the areas, such as 2/8: which area is in which part follows from its name alone, so that
    /// several machines can share them
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// How many areas are built at once; without it as many as there are processors
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one)]
    pub jobs: Option<NonZeroUsize>,

    /// Make every paper again, also those of which nothing changed
    #[arg(long)]
    pub force: bool,

    /// Write a short text of what was made and what was not, for a schedule to send by e-mail; its first line is the subject
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,

    /// Keep the papers that are replaced, in the folder "earlier" beside the new ones, and of those the newest so many; 0 keeps
    /// none. Without it as boardpack.toml says under [outputs], or none
    #[arg(long, value_name = "NUMBER")]
    pub keep: Option<usize>,

    #[command(flatten)]
    pub asked: Asked,

    /// Who builds, as a second build into the same folder is told.
    #[arg(skip)]
    pub by: Option<Holder>,
}

fn at_least_one(text: &str) -> std::result::Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "write a whole number from 1, such as 2".to_owned())
}

pub fn run(arguments: &BuildArguments, told: &dyn Told) -> Result<Outcome> {
    let done = build_asked(arguments, told);
    if let Some(path) = &arguments.summary {
        let area = arguments.areas.first().map(|area| AreaFolder::home(area));
        let name = area.and_then(|area| Some(area.file_name()?.to_string_lossy().into_owned())).unwrap_or_default();
        write_whole(path, summary::of(&name, &done).as_str().as_bytes())?;
    }
    done
}

fn build_asked(arguments: &BuildArguments, told: &dyn Told) -> Result<Outcome> {
    let workshop = arguments.asked.workshop()?;
    workshop.read_ahead();
    if let ([area], None) = (arguments.areas.as_slice(), arguments.shard) {
        return build(arguments, area, arguments.out.as_deref(), &workshop);
    }
    let out_of = |name: &str, month: Month| match &arguments.out {
        Some(out) => out.join(name),
        None => own_folder(name, month, arguments.asked.public),
    };
    let (areas, mut text) = areas::listed(&arguments.areas, arguments.asked.edition.as_deref(), &out_of);
    let count = areas.len();
    let areas = areas::of_shard(areas, arguments.shard);
    if let Some(shard) = arguments.shard {
        text.line(format!("{} of {count} areas in part {shard}", areas.len()));
    }
    let areas =
        areas::build_all(&areas, arguments.jobs, told, &|area, out| build(arguments, area, Some(out), &workshop));
    let closing = not_made(&workshop, arguments)?;
    Ok(Outcome { text, areas, closing, ..Outcome::default() })
}

/// Which papers were not asked for, and how to ask.
fn not_made(workshop: &Workshop, arguments: &BuildArguments) -> Result<Printed> {
    let mut text = Printed::default();
    not_asked_for(&workshop.templates, &arguments.asked.choice())?.iter().for_each(|said| text.line(said));
    Ok(text)
}

/// Where an edition's papers go of themselves.
fn own_folder(area: &str, month: Month, is_public: bool) -> PathBuf {
    // The two editions never share a folder: the papers of the Board must not be sent out by mistake.
    let folder = if is_public { format!("{}-public", month.id()) } else { month.id() };
    Path::new("out").join(area).join(folder)
}

/// Refuses to make a public edition of texts by which somebody may be known. What was accepted on record has been looked at.
pub(super) fn refuse_what_is_not_for_the_public(examined: &Examined) -> Result<()> {
    let programme = &examined.edition.programme;
    if let Some(unknown) = examined.area.settings.disclosure.unknown(programme).first() {
        let near = did_you_mean(unknown, programme.measures.iter().map(|measure| measure.reference.value.as_str()));
        return Err(Error::new(format!(
            "no public edition was made: {}: {unknown} under [disclosure] is no measure",
            settings::FILE
        ))
        .hint(format!(
            "{near}what it was meant to hide would be shown; write the refs of measures as the dashboard has them"
        )));
    }
    let was_read = |month: &&Month| examined.earlier.iter().any(|earlier| earlier.month == **month);
    let mut before = examined.area.editions.iter().filter(|month| **month < examined.edition.month);
    if let Some(unread) = before.find(|month| !was_read(month)) {
        return Err(Error::new(format!("no public edition was made: the edition of {} cannot be read", unread.id()))
            .hint("what is hidden in it stays hidden in later ones; put its workbooks right, or move its folder elsewhere if no public edition was made of it"));
    }
    let is_refused = |finding: &&Diagnostic| checks::NOT_FOR_THE_PUBLIC.contains(&&*finding.code);
    let found: Vec<&Diagnostic> = examined.open.iter().filter(is_refused).collect();
    if found.is_empty() {
        return Ok(());
    }
    let places = if found.len() == 1 { "1 place".to_owned() } else { format!("{} places", found.len()) };
    Err(Error::new(format!("no public edition was made: somebody may be known by what is written in {places}"))
        .findings(found)
        .hint("write it otherwise in the workbook or in the words, or accept on record in accepted.toml what nobody can be known by"))
}

/// Builds one area's papers.
fn build(arguments: &BuildArguments, area: &Path, out: Option<&Path>, workshop: &Workshop) -> Result<Outcome> {
    let workshop = &workshop.for_area(area)?;
    let documents = chosen_documents(&workshop.templates, &arguments.asked.choice())?;
    let examined = arguments.asked.examine(area, &workshop.templates)?;
    let mut papers = Papers::of(&examined, workshop);
    if arguments.asked.final_papers {
        refuse_if_unfinished(&examined, &papers, &documents)?;
    }
    if arguments.asked.public {
        refuse_what_is_not_for_the_public(&examined)?;
    }
    let own = || own_folder(&examined.area.name, examined.edition.month, arguments.asked.public);
    let out = out.map_or_else(own, Path::to_owned);
    let (mut set, interrupted) = FileSet::begin(&out, arguments.by.as_ref())?;
    let earlier = earlier_manifest(&out)?;
    let intact = match &earlier {
        Some(earlier) if !arguments.force => intact(&earlier.outputs, &out),
        _ => Vec::new(),
    };

    let mut outputs = Vec::new();
    let mut no_room = None;
    let mut write = |Made { output, bytes }: Made| {
        if let Some(bytes) = bytes {
            set.add(&output.file, &bytes).inspect_err(|why| no_room = Some(why.clone()))?;
        }
        outputs.push(output);
        Ok(())
    };
    papers = papers
        .keeping_source(arguments.asked.typst)
        .with_html(arguments.asked.html)
        .with_companions(arguments.asked.companions)
        .with_properties(arguments.asked.provenance)
        .taking(intact.clone(), &out);
    if arguments.asked.trace {
        papers.trace(&mut write)?;
    }
    let (documents, left_out) = papers.part_what_is_left_out(documents, &arguments.asked.choice());
    let mut failed = papers.make_all(&documents, &mut write);
    if let Some(why) = no_room {
        return Err(why);
    }
    let Papers { mut lost, taken, .. } = papers;
    crate::diagnostic::unique(&mut lost);
    lost.extend(left_out.iter().map(|(_, told)| told.clone()));
    lost.extend(interrupted.map(|what| told_of_interruption(what, &out)));

    let way = |folder: &Option<PathBuf>| folder.as_ref().and_then(|folder| manifest::path_between(&out, folder));
    let options = Options {
        templates: way(&arguments.asked.looks.templates),
        fonts: way(&arguments.asked.looks.fonts),
        ..arguments.asked.options()
    };
    let read = examined.edition.records();
    let is_failed = |name: &String| failed.iter().any(|(other, _)| other == name);
    let manifest = Manifest {
        area_folder: manifest::path_between(&out, &examined.area.path),
        options,
        documents: documents.iter().map(|document| document.name.clone()).filter(|name| !is_failed(name)).collect(),
        outputs,
        not_made: failed.iter().map(|(name, _)| name.clone()).collect(),
        templates: taken,
        fonts: workshop.fonts.files().clone(),
        ..examined.manifest(&read)
    };
    let asked: Vec<&DocumentKind> = documents.iter().chain(left_out.iter().map(|(document, _)| document)).collect();
    let folder = Folder { out: &out, asked: &asked, all: &workshop.templates.documents()?, earlier: earlier.as_ref() };
    let edition_folder = examined.area.path.join(examined.edition.month.id());
    let most = arguments.keep.or(examined.area.settings.outputs.keep).unwrap_or_default();
    let Examined { open: findings, since_freeze, edition, hidden, .. } = examined;
    let kept = folder.keeps(&manifest, &edition.unread);
    if kept.is_some() || manifest.documents.is_empty() {
        let path = source_that_failed(&manifest)
            .map(|stem| set.give_up_but(&format!("{stem}.typ"), &format!("{stem}.failed.typ")));
        let written = path.transpose()?.map(|path| Written::of(path, None)).into_iter().collect();
        failed.extend(kept.map(|why| (WHOLE_SET.to_owned(), why)));
        return Ok(Outcome { findings, lost, since_freeze, written, failed, ..Outcome::default() });
    }
    // A paper that was made again counts as made, also where it came out the same.
    let told_apart = |output: &Output| (output.file.clone(), output.sha256.clone(), output.made_of.clone());
    let is_intact = |made: &Output| intact.iter().any(|there| told_apart(there) == told_apart(made));
    let (unchanged, made): (Vec<_>, Vec<_>) = manifest.outputs.iter().cloned().partition(is_intact);
    unchanged.iter().for_each(|output| set.leave(&output.file));
    let listed = |outputs: Vec<Output>| -> Vec<Written> {
        let written = |output: Output| Written {
            reading_age: output.reading.as_ref().and_then(Reading::age),
            ..Written::of(out.join(output.file), output.pages)
        };
        outputs.into_iter().map(written).collect()
    };
    let (unchanged, mut written) = (listed(unchanged), listed(made));
    let Merged { manifest, removed, told } = folder.merge(manifest);
    lost.extend(told);
    let record = manifest.text()?;
    if arguments.force || !is_on_disk(&out.join(manifest::FILE), &record) {
        set.add(manifest::FILE, record.as_bytes())?;
        written.push(Written::of(out.join(manifest::FILE), None));
    }
    let retention = Retention {
        out: &out,
        most,
        now: arguments.by.as_ref().and_then(|by| by.since),
        issued: sent_out(&edition_folder),
    };
    let Kept { lines, told } = retention.keep(&mut set, earlier.as_ref(), &manifest.outputs, &removed)?;
    lost.extend(told);
    set.place(&removed)?;
    let mut text = Printed::default();
    lines.iter().for_each(|line| text.line(line));
    removed.iter().for_each(|file| text.line(format!("removed {}", out.join(file).display())));
    let mut closing = not_made(workshop, arguments)?;
    if let Some(hidden) = &hidden {
        closing.line(match hidden.len() {
            0 => "public edition: no figure had to be hidden".to_owned(),
            1 => "public edition: 1 figure of this and earlier months is not shown".to_owned(),
            count => format!("public edition: {count} figures of this and earlier months are not shown"),
        });
    }
    Ok(Outcome { text, findings, lost, since_freeze, written, unchanged, failed, closing, ..Outcome::default() })
}

/// The files on record that are there as they were made.
fn intact(outputs: &[Output], out: &Path) -> Vec<Output> {
    let is_there =
        |output: &&Output| digest::of_file(&out.join(&output.file)).is_ok_and(|(_, sha256)| sha256 == output.sha256);
    outputs.iter().filter(is_there).cloned().collect()
}

fn is_on_disk(path: &Path, text: &str) -> bool {
    digest::of_file(path).is_ok_and(|(_, sha256)| sha256 == digest::of(text.as_bytes()))
}

/// What a template's author looks at: the source that could not be typeset, by its name without the ending. It is the one
/// without a paper.
fn source_that_failed(manifest: &Manifest) -> Option<&str> {
    let made = |file: &str| manifest.outputs.iter().any(|output| output.file == file);
    let of_failed = |output: &&Output| output.document.as_ref().is_some_and(|name| manifest.not_made.contains(name));
    let stems = manifest.outputs.iter().filter(of_failed).filter_map(|output| output.file.strip_suffix(".typ"));
    stems.into_iter().find(|stem| !made(&format!("{stem}.pdf")))
}

/// The digests of the papers of an edition that were sent out; nothing where the record of it cannot be read.
fn sent_out(edition: &Path) -> Option<BTreeSet<String>> {
    let issued = Issued::read(edition).ok()?;
    Some(issued.iter().flat_map(Issued::sent_out).map(str::to_owned).collect())
}

/// The manifest of the papers that are there. Where it cannot be read, they are on no record.
fn earlier_manifest(out: &Path) -> Result<Option<Manifest>> {
    match out.join(manifest::FILE).exists() {
        true => Ok(manifest::read(out).ok()),
        false => Ok(None),
    }
}

fn told_of_interruption(what: Interrupted, out: &Path) -> Diagnostic {
    let folder = out.display();
    Diagnostic::note(
        "build-interrupted",
        match what {
            Interrupted::Unfinished => {
                format!("an earlier build into {folder} was interrupted; its unfinished files were taken away")
            }
            Interrupted::Unplaced => format!(
                "an earlier build into {folder} was interrupted while its papers were put in place; that was finished first"
            ),
        },
    )
}

/// The folder of papers with what is on record of it.
struct Folder<'f> {
    out: &'f Path,
    /// The documents of this build.
    asked: &'f [&'f DocumentKind],
    all: &'f [DocumentKind],
    earlier: Option<&'f Manifest>,
}

/// What becomes of a folder's papers.
struct Merged {
    manifest: Manifest,
    removed: Vec<String>,
    told: Vec<Diagnostic>,
}

impl Folder<'_> {
    /// Why the papers that are there stay as they are: this build knows less than theirs.
    fn keeps(&self, made: &Manifest, unread: &[String]) -> Option<Error> {
        let earlier = self.earlier.map(|earlier| &earlier.outputs).filter(|outputs| !outputs.is_empty())?;
        let lost_paper = || {
            let failed = |output: &&Output| self.document_of(output).is_some_and(|name| made.not_made.contains(&name));
            earlier.iter().find(failed).map(|output| format!("{} could not be made again", output.file))
        };
        let lost_workbook = || {
            let was_read = |path: &&String| {
                let then = self.earlier.and_then(|earlier| earlier.digest_of(path));
                then.is_some() && then != made.digest_of(path)
            };
            unread.iter().find(was_read).map(|path| format!("{path}, of which they were made, cannot be read now"))
        };
        let because = match lost_paper().or_else(lost_workbook) {
            Some(why) => format!(": {why}"),
            None if made.documents.is_empty() => String::new(),
            None => return None,
        };
        let message = format!("the papers in {} were left as they are{because}", self.out.display());
        Some(
            Error::new(message)
                .hint("put right what is named above and build again; or give another folder with --out"),
        )
    }

    /// The manifest of the folder once the new papers are in it, with what goes and what stays.
    fn merge(&self, made: Manifest) -> Merged {
        let mut merged = Merged { manifest: made, removed: Vec::new(), told: Vec::new() };
        let made: Vec<String> = merged.manifest.outputs.iter().map(|output| output.file.clone()).collect();
        let earlier = self.earlier.map(|earlier| earlier.outputs.as_slice()).unwrap_or_default();
        let stale = self.earlier.is_some_and(|earlier| !earlier.same_basis(&merged.manifest));
        for output in earlier.iter().filter(|output| !made.contains(&output.file)) {
            let path = self.out.join(&output.file);
            if !path.exists() {
                continue;
            }
            let document = self.document_of(output);
            let is_asked = document.as_ref().is_none_or(|name| self.asked.iter().any(|asked| asked.name == *name));
            if !is_asked {
                merged.manifest.documents.extend(document.clone());
                merged.manifest.outputs.push(Output { document, stale: stale || output.stale, ..output.clone() });
            } else if digest::of_file(&path).is_ok_and(|(_, sha256)| sha256 == output.sha256) {
                merged.removed.push(output.file.clone());
            }
        }
        merged.manifest.documents.sort();
        merged.manifest.documents.dedup();
        if let Some(earlier) = self.earlier.filter(|_| merged.manifest.outputs.len() > made.len()) {
            let more = |now: &mut BTreeMap<String, String>, then: &BTreeMap<String, String>| {
                for (file, digest) in then {
                    now.entry(file.clone()).or_insert_with(|| digest.clone());
                }
            };
            more(&mut merged.manifest.templates, &earlier.templates);
            more(&mut merged.manifest.fonts, &earlier.fonts);
        }
        let stale: Vec<&str> = merged.manifest.outputs.iter().filter(|o| o.stale).map(|o| o.file.as_str()).collect();
        if let Some(first) = stale.first() {
            let others = match stale.len() - 1 {
                0 => " was".to_owned(),
                1 => " and 1 other were".to_owned(),
                many => format!(" and {many} others were"),
            };
            let told = format!("{first}{others} left in {}, of an earlier build of something else", self.out.display());
            merged.told.push(
                Diagnostic::warning("paper-stale", told)
                    .found(stale.join(", "))
                    .hint("build without --only to make all papers of one set, or delete what is not wanted"),
            );
        }
        let known: Vec<&str> = merged.manifest.outputs.iter().map(|output| output.file.as_str()).collect();
        let strange: Vec<String> = manifest::papers_in(self.out)
            .into_iter()
            .filter(|file| !known.contains(&file.as_str()) && !merged.removed.contains(file))
            .collect();
        if let Some(first) = strange.first() {
            let others = if strange.len() > 1 { format!(" and {} more", strange.len() - 1) } else { String::new() };
            merged.told.push(
                Diagnostic::warning(
                    "paper-not-on-record",
                    format!("{first}{others} in {} is not a paper of this build", self.out.display()),
                )
                .found(strange.join(", "))
                .hint("move it elsewhere, so that it is not taken for one"),
            );
        }
        merged
    }

    /// Of which document a file on record is; older manifests do not say.
    fn document_of(&self, output: &Output) -> Option<String> {
        // The file of a document of its own is no part of one whose name it begins with.
        let by_name = || {
            let own = self.all.iter().filter(|document| document.has_file(&output.file));
            own.max_by_key(|document| document.file.len()).map(|document| document.name.clone())
        };
        output.document.clone().or_else(by_name)
    }
}

/// Refuses to make final papers while errors stand.
fn refuse_if_unfinished(examined: &Examined, papers: &Papers<'_>, documents: &[DocumentKind]) -> Result<()> {
    let made = documents.iter().filter(|document| papers.lacks(document).is_none());
    let missing: Vec<Diagnostic> = made.flat_map(|document| papers.missing(document)).collect();
    let errors: Vec<&Diagnostic> = examined.errors().chain(&missing).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let matters = if errors.len() == 1 { "1 matter is".to_owned() } else { format!("{} matters are", errors.len()) };
    Err(Error::new(format!("no final papers were made: {matters} outstanding")).findings(errors).hint(
        "put them right, or accept on record in accepted.toml what `boardpack check` finds; without --final the papers are \
         marked as drafts",
    ))
}
