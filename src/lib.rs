//! boardpack reads the workbooks an improvement programme keeps and makes its board papers from them.
//!
//! ```text
//! inputs/<area>/<edition>/*.xlsx
//!    │ area          which files, which settings
//!    │ workbook      bytes → cells that know where they are          (the only user of calamine)
//!    ▼ programme     cells → areas, aims, actions, risks, measures, meeting actions, work items
//!    │
//!    ▼ figures       numbers, each with its source cells
//!    ▼ report        facts + Handlebars template → Typst source      (the only user of handlebars)
//!    ▼ typeset       Typst source → tagged PDF                       (the only user of typst)
//! out/<area>/<edition>/*.pdf
//! ```
//!
//! Imports point only backwards along that road; only [`run`] knows every stage. Bad data becomes a finding
//! ([`diagnostic`]); an `Err` is only for "cannot go on". Nothing here reads the clock or prints: the status date is
//! part of the input, so the same inputs give the same bytes.

pub mod area;
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod figures;
pub mod located;
pub mod output;
pub mod programme;
pub mod report;
pub mod settings;
pub mod survey;
pub mod typeset;
pub mod workbook;

use std::path::{Path, PathBuf};

use crate::area::{AreaFolder, Edition};
use crate::cli::{Arguments, BuildArguments, Command, DataArguments, DataPath, FactsArguments, Format, Looks};
use crate::diagnostic::{Diagnostic, Error, Findings, Result, Severity};
use crate::programme::Programme;
use crate::report::facts::{self, Given};
use crate::report::fill::{Filled, fill};
use crate::report::template::{DocumentKind, Need, Templates};
use crate::settings::Settings;
use crate::typeset::Fonts;
use crate::workbook::Workbook;

/// What a command gives back: what to print, what was found, and the files that were written.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For standard output.
    pub text: String,
    pub findings: Vec<Diagnostic>,
    pub written: Vec<Written>,
    /// Documents that could not be made, and why. The others were.
    pub failed: Vec<(String, Error)>,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub path: PathBuf,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
}

impl Outcome {
    /// The exit code: 0 done; 1 done, but findings of error level; 2 could not.
    pub fn exit_code(&self) -> u8 {
        if !self.failed.is_empty() {
            2
        } else {
            u8::from(self.findings.iter().any(|finding| finding.severity == Severity::Error))
        }
    }
}

/// Runs a command.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.command {
        Command::Build(build) => run_build(build),
        Command::Columns(place) => run_columns(place),
        Command::Data(data) => run_data(data),
        Command::Facts(facts) => run_facts(facts),
        Command::Documents(looks) => run_documents(looks),
    }
}

fn run_build(arguments: &BuildArguments) -> Result<Outcome> {
    let templates = Templates::open(arguments.looks.templates.as_deref())?;
    let fonts = Fonts::open(arguments.looks.fonts.as_deref())?;
    let documents = chosen_documents(&templates, &arguments.only)?;
    let (area, edition, mut findings) = read_edition(&arguments.area, arguments.edition.as_deref())?;
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("out").join(&area.name).join(edition.month.id()));
    output::prepare_folder(&out)?;

    let given = given(&area, &edition, &findings);
    let facts = facts::facts(&given);
    let mut outcome = Outcome::default();
    let mut lost = Vec::new();
    for document in &documents {
        let made = missing_need(document, &edition.programme).map_or(Ok(()), Err).and_then(|()| {
            let filled = fill_document(&templates, &fonts, document, &given, &facts)?;
            lost.extend(filled.diagnostics);
            Ok(filled.value)
        });
        let made = made.and_then(|filled| {
            let identity = format!("{}/{}/{}", area.name, edition.month.id(), document.name);
            if arguments.typst {
                let path = out.join(format!("{}.typ", document.file));
                output::write_whole(&path, filled.source.as_bytes())?;
                outcome.written.push(Written { path, pages: None });
            }
            let typeset = typeset::compile(&filled, &identity, &fonts, &templates, edition.status_date)
                .map_err(|faults| cannot_typeset(document, &faults))?;
            let path = out.join(format!("{}.pdf", document.file));
            output::write_whole(&path, &typeset.pdf)?;
            outcome.written.push(Written { path, pages: Some(typeset.pages) });
            Ok(())
        });
        if let Err(why) = made {
            outcome.failed.push((document.name.clone(), why));
        }
    }
    lost.dedup();
    findings.extend(lost);
    outcome.findings = findings;
    Ok(outcome)
}

fn run_columns(place: &DataPath) -> Result<Outcome> {
    let (settings, found) = workbooks_at(place)?;
    let text = survey::survey(&found.value, &settings.own_headings()?);
    Ok(Outcome { text, findings: found.diagnostics, ..Outcome::default() })
}

fn run_data(arguments: &DataArguments) -> Result<Outcome> {
    let (settings, found) = workbooks_at(&arguments.place)?;
    let mut diagnostics = found.diagnostics;
    let read = programme::read(&found.value, &settings.own_headings()?, &settings.area_names());
    diagnostics.extend(read.diagnostics);
    let programme = read.value;
    let text = match arguments.format {
        Format::Json => pretty(&data::json(&programme, &diagnostics)),
        Format::Table => data::table(&programme),
    };
    Ok(Outcome { text, findings: diagnostics, ..Outcome::default() })
}

fn run_facts(arguments: &FactsArguments) -> Result<Outcome> {
    let (area, edition, findings) = read_edition(&arguments.area, arguments.edition.as_deref())?;
    let facts = facts::facts(&given(&area, &edition, &findings));
    Ok(Outcome { text: pretty(&facts), findings, ..Outcome::default() })
}

fn run_documents(looks: &Looks) -> Result<Outcome> {
    let documents = Templates::open(looks.templates.as_deref())?.documents()?;
    let width = documents.iter().map(|document| document.name.len()).max().unwrap_or(0);
    let indent = " ".repeat(width + 2);
    let text = documents
        .iter()
        .map(|document| format!("{:width$}  {}\n{indent}{}\n", document.name, document.title, document.about))
        .collect();
    Ok(Outcome { text, ..Outcome::default() })
}

/// The documents to make: all, or those asked for, in the order of the list.
fn chosen_documents(templates: &Templates, only: &[String]) -> Result<Vec<DocumentKind>> {
    if only.is_empty() {
        return templates.documents();
    }
    only.iter().map(|name| templates.document(name)).collect()
}

fn read_edition(path: &Path, edition: Option<&str>) -> Result<(AreaFolder, Edition, Vec<Diagnostic>)> {
    let (area, named) = AreaFolder::open(path)?;
    let month = match (named, edition) {
        (Some(named), None) => named,
        (_, edition) => area.choose(edition)?,
    };
    let Findings { value: edition, diagnostics } = area.edition(month)?;
    Ok((area, edition, diagnostics))
}

/// The workbooks of an area's edition, of a bare folder of workbooks, or a single one, with the area's settings.
fn workbooks_at(place: &DataPath) -> Result<(Settings, Findings<Vec<Workbook>>)> {
    if place.path.is_file() {
        return area::read_single(&place.path);
    }
    let (area, named) = AreaFolder::open(&place.path)?;
    let edition = match (named, place.edition.as_deref()) {
        (Some(named), None) => Some(named),
        (None, None) if area.editions.is_empty() => None,
        (_, asked) => Some(area.choose(asked)?),
    };
    let folder = edition.map_or_else(|| area.path.clone(), |edition| area.path.join(edition.id()));
    let found = area.workbooks(&folder)?;
    Ok((area.settings, found))
}

fn given<'a>(area: &'a AreaFolder, edition: &'a Edition, findings: &'a [Diagnostic]) -> Given<'a> {
    Given {
        settings: &area.settings,
        folder: &area.name,
        edition,
        previous: area.editions.iter().copied().rfind(|earlier| *earlier < edition.month),
        findings,
    }
}

/// Fills a document twice: its glossary holds the terms that the first filling used.
fn fill_document(
    templates: &Templates,
    fonts: &Fonts,
    document: &DocumentKind,
    given: &Given<'_>,
    facts: &serde_json::Value,
) -> Result<Findings<Filled>> {
    let errors = given.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let mut facts = facts::with_document(facts, &document.title, &document.file, given.settings, errors);
    facts["glossary"] = serde_json::json!([]);
    let covers = |c| fonts.covers(c);
    let first = fill(templates, &document.name, &facts, &covers)?;
    facts["glossary"] = facts::glossary_used(given, &first.value.source);
    fill(templates, &document.name, &facts, &covers)
}

/// Why a document has nothing to be made of.
fn missing_need(document: &DocumentKind, programme: &Programme) -> Option<Error> {
    let (what, sheet) = document.needs.iter().find_map(|need| match need {
        Need::Actions if programme.areas.is_empty() => Some(("actions", "action tracker")),
        Need::Risks if programme.risks.is_empty() => Some(("risks", "risk register")),
        Need::Measures if programme.measures.is_empty() => Some(("measures", "dashboard")),
        Need::MeetingActions if programme.meeting_actions.is_empty() => {
            Some(("meeting actions", "log of meeting actions"))
        }
        Need::WorkProgramme if programme.work_programme.is_empty() => Some(("work programme", "work programme")),
        _ => None,
    })?;
    Some(
        Error::new(format!("{} was not made: the workbooks hold no {what}", document.title))
            .hint(format!("put the {sheet} in the edition's folder; `boardpack data` shows what was read")),
    )
}

fn cannot_typeset(document: &DocumentKind, faults: &[Diagnostic]) -> Error {
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::new(format!("{} could not be typeset\n{}", document.title, all.join("\n")))
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
