//! boardpack reads the workbooks an improvement programme keeps and makes its board papers from them.
//!
//! ```text
//! inputs/<area>/<edition>/*.xlsx
//!    │ area          which files, which settings
//!    │ workbook      bytes → cells that know where they are          (the only user of calamine)
//!    ▼ programme     cells → areas, aims, actions, risks, measures, meeting actions, work items
//!    │
//!    ▼ figures       numbers, each with its source cells
//!    ▼ movement      this edition against an earlier one, each with both cells
//!    ▼ checks        what does not add up, at its cell
//!    ▼ report        facts + Handlebars template → Typst source      (the only user of handlebars)
//!    ▼ typeset       Typst source → tagged PDF                       (the only user of typst)
//!    ▼ manifest      what it was made of and what was made           (verify makes it again, and compares)
//! out/<area>/<edition>/*.pdf
//! ```
//!
//! Imports point only backwards along that road; only [`run`] knows every stage. Bad data becomes a finding
//! ([`diagnostic`]); an `Err` is only for "cannot go on". Nothing here reads the clock or prints: the status date is
//! part of the input, so the same inputs give the same bytes.

pub mod accepted;
pub mod area;
pub mod changes;
pub mod checks;
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod digest;
pub mod figures;
pub mod frozen;
pub mod listing;
pub mod located;
pub mod manifest;
pub mod manual;
pub mod movement;
pub mod output;
pub mod programme;
pub mod records;
pub mod report;
pub mod settings;
pub mod since_freeze;
pub mod survey;
pub mod typeset;
pub mod verify;
pub mod wording;
pub mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::accepted::Accepted;
use crate::area::{AreaFolder, Edition};
use crate::cli::{
    Arguments, BuildArguments, ChangesArguments, CheckArguments, Command, DataArguments, DataPath, Deny,
    ExplainArguments, FactsArguments, Format, FreezeArguments, Listed, Looks, TraceArguments, VerifyArguments,
};
use crate::diagnostic::{Diagnostic, Error, Findings, Result, Severity};
use crate::frozen::Frozen;
use crate::listing::Listing;
use crate::manifest::{Manifest, Options, Output, Program};
use crate::programme::Programme;
use crate::programme::model::Month;
use crate::records::{Record, records};
use crate::report::asks::{self, LeadAsks};
use crate::report::facts::{self, Given};
use crate::report::fill::{Filled, fill};
use crate::report::provenance;
use crate::report::template::{DocumentKind, Need, Per, Templates, nearest};
use crate::report::trace;
use crate::settings::Settings;
use crate::since_freeze::since_freeze;
use crate::typeset::Fonts;
use crate::workbook::Workbook;

/// What a command gives back: what to print, what was found, and the files that were written.
#[derive(Debug)]
pub struct Outcome {
    /// For standard output.
    pub text: String,
    pub findings: Vec<Diagnostic>,
    /// What was lost in the making of documents; a check of the workbooks cannot find it.
    pub lost: Vec<Diagnostic>,
    /// What was changed in the folder of a frozen edition, and so stands in no paper.
    pub since_freeze: Vec<Diagnostic>,
    /// From which weight on a finding makes the exit code 1.
    pub deny: Severity,
    pub written: Vec<Written>,
    /// Documents that could not be made, and why. The others were.
    pub failed: Vec<(String, Error)>,
    /// Whether papers are not what a second build gives.
    pub differs: bool,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub path: PathBuf,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
}

impl Default for Outcome {
    fn default() -> Self {
        Outcome {
            text: String::new(),
            findings: Vec::new(),
            lost: Vec::new(),
            since_freeze: Vec::new(),
            deny: Severity::Error,
            written: Vec::new(),
            failed: Vec::new(),
            differs: false,
        }
    }
}

impl Outcome {
    /// The exit code: 0 done; 1 done, but there are findings that weigh enough; 2 could not.
    pub fn exit_code(&self) -> u8 {
        if !self.failed.is_empty() {
            2
        } else {
            let all = [&self.findings, &self.lost, &self.since_freeze].into_iter().flatten();
            u8::from(self.differs || all.into_iter().any(|finding| finding.severity >= self.deny))
        }
    }
}

/// Runs a command.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.command {
        Command::Build(build) => run_build(build),
        Command::Changes(changes) => run_changes(changes),
        Command::Check(check) => run_check(check),
        Command::Columns(place) => run_columns(place),
        Command::Data(data) => run_data(data),
        Command::Documents(looks) => run_documents(looks),
        Command::Explain(explain) => run_explain(explain),
        Command::Facts(facts) => run_facts(facts),
        Command::Freeze(freeze) => run_freeze(freeze),
        Command::Trace(trace) => run_trace(trace),
        Command::Verify(verify) => run_verify(verify),
    }
}

fn run_build(arguments: &BuildArguments) -> Result<Outcome> {
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
    let mut press = Press::of(&examined, templates, fonts, arguments.typst, &mut write);
    if arguments.trace {
        press.trace()?;
    }
    let failed = press.make_all(&documents);
    let Press { templates, fonts, mut lost, .. } = press;
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
        templates: templates.taken(&documents),
        fonts: fonts.files().clone(),
        ..examined.manifest(&read)?
    };
    // A build that made nothing leaves the manifest of the papers that are there.
    if !manifest.outputs.is_empty() {
        let path = out.join(manifest::FILE);
        output::write_whole(&path, manifest.text()?.as_bytes())?;
        written.push(Written { path, pages: None });
    }
    let Examined { open: findings, since_freeze, .. } = examined;
    Ok(Outcome { findings, lost, since_freeze, written, failed, ..Outcome::default() })
}

/// Makes documents of one edition and hands on each file as it is made.
struct Press<'a> {
    templates: Templates,
    fonts: Fonts,
    facts: serde_json::Value,
    leads: Vec<LeadAsks>,
    examined: &'a Examined,
    keep_source: bool,
    hand_on: &'a mut dyn FnMut(Made) -> Result<()>,
    /// What was lost on the way into the documents: characters that no font has.
    lost: Vec<Diagnostic>,
}

/// A file that was made.
struct Made {
    file: String,
    bytes: Vec<u8>,
    /// The number of pages, for a PDF.
    pages: Option<usize>,
}

impl Made {
    fn record(&self) -> Output {
        Output { file: self.file.clone(), pages: self.pages, sha256: digest::of(&self.bytes) }
    }
}

impl<'a> Press<'a> {
    fn of(
        examined: &'a Examined,
        templates: Templates,
        fonts: Fonts,
        keep_source: bool,
        hand_on: &'a mut dyn FnMut(Made) -> Result<()>,
    ) -> Press<'a> {
        let facts = facts::facts(&examined.given());
        let leads = asks::by_lead(&examined.edition.programme, &examined.open);
        Press { templates, fonts, facts, leads, examined, keep_source, hand_on, lost: Vec::new() }
    }

    /// Gives the documents their section "About these figures", and makes the same of every figure as a file.
    fn trace(&mut self) -> Result<()> {
        let edition = &self.examined.edition;
        let ledger = provenance::ledger(&self.examined.given(), &self.facts);
        self.facts["trace"] = provenance::section(edition, &ledger);
        let bytes = pretty(&provenance::file(edition, &ledger)).into_bytes();
        self.give("provenance.json".to_owned(), bytes, None)
    }

    /// Makes the documents, and gives back the names of those that could not be made, with the reason.
    fn make_all(&mut self, documents: &[DocumentKind]) -> Vec<(String, Error)> {
        let make = |document: &DocumentKind| Some((document.name.clone(), self.make(document).err()?));
        documents.iter().filter_map(make).collect()
    }

    /// Makes a document: one file, or one for each lead.
    fn make(&mut self, document: &DocumentKind) -> Result<()> {
        if let Some(why) = missing_need(document, &self.examined.edition.programme) {
            return Err(why);
        }
        let facts = self.facts.clone();
        match document.per {
            Per::Programme => self.print(document, &document.file, facts),
            Per::Lead => {
                for lead in self.leads.clone() {
                    let mut facts = facts.clone();
                    facts["lead"] = asks::facts(&lead, &self.examined.edition);
                    let file = format!("{}-{}", document.file, lead.file);
                    self.print(document, &file, facts)?;
                }
                self.give(format!("{}.csv", document.file), asks::csv(&self.leads).into_bytes(), None)
            }
        }
    }

    /// Fills and typesets one file.
    fn print(&mut self, document: &DocumentKind, file: &str, facts: serde_json::Value) -> Result<()> {
        let filled = self.fill(document, file, facts)?;
        self.lost.extend(filled.diagnostics);
        if self.keep_source {
            self.give(format!("{file}.typ"), filled.value.source.clone().into_bytes(), None)?;
        }
        let Examined { area, edition, .. } = self.examined;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let typeset = typeset::compile(&filled.value, &identity, &self.fonts, &self.templates, edition.status_date)
            .map_err(|faults| cannot_typeset(document, &faults))?;
        self.give(format!("{file}.pdf"), typeset.pdf, Some(typeset.pages))
    }

    fn give(&mut self, file: String, bytes: Vec<u8>, pages: Option<usize>) -> Result<()> {
        (self.hand_on)(Made { file, bytes, pages })
    }

    /// Fills a document twice: its glossary holds the terms that the first filling used.
    fn fill(&self, document: &DocumentKind, file: &str, facts: serde_json::Value) -> Result<Findings<Filled>> {
        let given = self.examined.given();
        let errors = self.examined.errors().count();
        let mut facts = facts::with_document(&facts, &document.title, file, given.settings, errors);
        facts["glossary"] = serde_json::json!([]);
        let covers = |c| self.fonts.covers(c);
        let first = fill(&self.templates, &document.name, &facts, &covers)?;
        facts["glossary"] = facts::glossary_used(&given, &first.value.source);
        fill(&self.templates, &document.name, &facts, &covers)
    }
}

fn run_check(arguments: &CheckArguments) -> Result<Outcome> {
    if let Some(unknown) = arguments.only.iter().find(|code| manual::entry(code).is_none()) {
        return Err(no_such_code(unknown));
    }
    let mut examined = examine(&arguments.area, arguments.edition.as_deref())?;
    examined.open.append(&mut examined.since_freeze);
    listing::sort(&mut examined.open);
    let wanted = |code: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == code);
    examined.open.retain(|finding| wanted(&finding.code));
    examined.accepted.retain(|accepted| wanted(&accepted.finding.code));
    let month = examined.edition.month.id();
    let folder = match AreaFolder::names_edition(&arguments.area) {
        true => arguments.area.display().to_string(),
        false => arguments.area.join(&month).display().to_string(),
    };
    let listing = Listing {
        area: &examined.area.name,
        edition: &month,
        folder: &folder,
        open: &examined.open,
        accepted: &examined.accepted,
    };
    let text = match arguments.format {
        Listed::Human => listing.human(),
        Listed::Json => listing.json(),
        Listed::Github => listing.github(),
        Listed::Sarif => listing.sarif(),
    };
    let deny = match arguments.deny {
        Deny::Errors => Severity::Error,
        Deny::Warnings => Severity::Warning,
        Deny::Notes => Severity::Note,
    };
    Ok(Outcome { text, findings: examined.open, deny, ..Outcome::default() })
}

fn run_explain(arguments: &ExplainArguments) -> Result<Outcome> {
    let text = match &arguments.code {
        Some(code) => {
            let entry = manual::entry(code).ok_or_else(|| no_such_code(code))?;
            let weight = entry.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
            format!("{}{weight}\n\n{}\n", entry.code, entry.text.trim_end())
        }
        None => {
            let width = manual::entries().map(|entry| entry.code.len()).max().unwrap_or(0);
            manual::entries().map(|entry| format!("{:width$}  {}\n", entry.code, entry.title)).collect()
        }
    };
    Ok(Outcome { text, ..Outcome::default() })
}

fn no_such_code(code: &str) -> Error {
    let near = nearest(code, manual::entries().map(|entry| entry.code));
    let hint = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    Error::new(format!("there is no finding called {code}")).hint(format!("{hint}`boardpack explain` lists them all"))
}

fn run_columns(place: &DataPath) -> Result<Outcome> {
    let (settings, found, edition) = workbooks_at(place)?;
    let text = survey::survey(&found.value, &settings.own_headings()?, edition);
    Ok(Outcome { text, findings: found.diagnostics, ..Outcome::default() })
}

fn run_data(arguments: &DataArguments) -> Result<Outcome> {
    let Findings { value: programme, diagnostics } = programme_at(&arguments.place)?;
    let text = match arguments.format {
        Format::Json => pretty(&data::json(&programme, &diagnostics)),
        Format::Table => data::table(&programme),
    };
    Ok(Outcome { text, findings: diagnostics, ..Outcome::default() })
}

fn run_changes(arguments: &ChangesArguments) -> Result<Outcome> {
    let examined = examine(&arguments.area, arguments.edition.as_deref())?.since(arguments.since.as_deref())?;
    let given = examined.given();
    let held = given.held();
    let movement = given.compared_with().and_then(|since| movement::movement(&held, since));
    let text = match (movement, arguments.format) {
        (Some(movement), Format::Json) => pretty(&changes::json(&movement)),
        (Some(movement), Format::Table) => changes::table(&movement),
        (None, Format::Json) => pretty(&changes::nothing(examined.edition.month)),
        (None, Format::Table) => format!(
            "{} is the first edition: there is nothing to compare it with\n",
            wording::month(examined.edition.month)
        ),
    };
    let told = |finding: &Diagnostic| finding.code == "earlier-not-read";
    Ok(Outcome { text, findings: examined.open.into_iter().filter(told).collect(), ..Outcome::default() })
}

fn run_facts(arguments: &FactsArguments) -> Result<Outcome> {
    let examined = examine(&arguments.area, arguments.edition.as_deref())?;
    let text = pretty(&facts::facts(&examined.given()));
    Ok(Outcome { text, findings: examined.open, ..Outcome::default() })
}

fn run_trace(arguments: &TraceArguments) -> Result<Outcome> {
    let document = &arguments.document;
    let cannot = |why: &str| Error::new(format!("{} {why}", document.display()));
    let bytes = std::fs::read(document).map_err(|why| {
        cannot(&format!("cannot be read: {why}"))
            .hint("give a PDF that `boardpack build` wrote, such as out/AREA/MONTH/risk-register.pdf")
    })?;
    let pages = typeset::page_texts(&bytes).ok_or_else(|| cannot("is no PDF that can be read"))?;
    let folder = document.parent().unwrap_or(Path::new(""));
    let recorded = manifest::read(folder).ok();
    let (area, edition) = place_of(arguments, folder, recorded.as_ref())?;
    let since = recorded.as_ref().and_then(|recorded| recorded.options.since.clone());
    let examined = examine(&area, edition.as_deref())?.since(since.as_deref())?;
    let changed = match recorded {
        Some(recorded) if recorded.inputs != examined.area.inputs(examined.edition.month)? => format!(
            "What this document was made from has changed since: the figures and cells below are those of now.\n\
             `boardpack verify {}` names what changed.\n\n",
            folder.display()
        ),
        _ => String::new(),
    };
    let given = examined.given();
    let entries = provenance::ledger(&given, &facts::facts(&given)).entries;
    let found = match (&arguments.figure, &arguments.text) {
        (Some(id), _) => trace::by_id(&entries, id)?,
        (None, Some(text)) => trace::by_text(&entries, text)?,
        (None, None) => entries.iter().collect(),
    };
    let text = match arguments.format {
        Format::Json => pretty(&trace::json(&found, &pages)),
        Format::Table if arguments.figure.is_none() && arguments.text.is_none() => changed + &trace::listed(&entries),
        Format::Table => changed + &trace::shown(&found, &pages),
    };
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

fn run_freeze(arguments: &FreezeArguments) -> Result<Outcome> {
    let (area, month) = open_edition(&arguments.area, arguments.edition.as_deref())?;
    let file = area.frozen_file(month);
    let (name, frozen_before) = (area.name.clone(), file.exists());
    if frozen_before && !arguments.again {
        return Err(Error::new(format!("{name}, {} is frozen already, in {}", month.id(), file.display()))
            .hint("add --again to freeze it anew from its workbooks; what changed since then is listed"));
    }
    refuse_unknown_checks(&area.settings)?;
    let frozen = Frozen::of(&area, month)?;
    let examined = examine_edition(area.clone().under(frozen.clone()), month)?;
    // What changed since the last time is asked of the file that is about to be replaced.
    let changes = match area.as_frozen(month) {
        Ok(before) => {
            let earlier = before.frozen.as_ref().map(|before| frozen.earlier_that_differ(before)).unwrap_or_default();
            let earlier = earlier.iter().map(|edition| format!("the earlier edition {} reads otherwise", edition.id()));
            since_freeze(&before).iter().map(Diagnostic::without_hint).chain(earlier).collect()
        }
        Err(why) => vec![format!("the file that was replaced could not be read: {}", why.message)],
    };
    frozen.write(&file)?;

    let workbooks: Vec<String> = frozen.workbooks.into_iter().map(|workbook| workbook.name).collect();
    let mut text = format!("froze {name}, {}: {}\n", month.id(), wording::list(&workbooks));
    if !frozen.earlier.is_empty() {
        let earlier: Vec<String> = frozen.earlier.iter().map(|earlier| earlier.edition.id()).collect();
        text.push_str(&format!("with what it is compared with: {}\n", wording::list(&earlier)));
    }
    if frozen_before {
        let none = "nothing that is read had changed since the last time\n";
        text.push_str(if changes.is_empty() { none } else { "changed since the last time:\n" });
        changes.iter().for_each(|change| text.push_str(&format!("{change}\n")));
    }
    let errors = examined.errors().count();
    if errors > 0 {
        let stand = if errors == 1 { "1 error stands, and was" } else { &format!("{errors} errors stand, and were") };
        text.push_str(&format!("{stand} frozen with it: the papers are drafts\n"));
    }
    let written = vec![Written { path: file, pages: None }];
    Ok(Outcome { text, findings: examined.open, written, ..Outcome::default() })
}

fn run_verify(arguments: &VerifyArguments) -> Result<Outcome> {
    let folder = &arguments.folder;
    let recorded = manifest::read(folder)?;
    let way = |given: &Option<PathBuf>, way: &Option<String>| {
        given.clone().or_else(|| way.as_ref().map(|way| folder.join(way)))
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
    let examined = examine_edition(area, month)?.since(recorded.options.since.as_deref())?;
    let templates = Templates::open(way(&arguments.looks.templates, &recorded.options.templates).as_deref())?;
    let fonts = Fonts::open(way(&arguments.looks.fonts, &recorded.options.fonts).as_deref())?;
    let documents = chosen_documents(&templates, &recorded.options.only, recorded.options.notes)?;

    let mut outputs = Vec::new();
    let mut keep = |made: Made| {
        outputs.push(made.record());
        Ok(())
    };
    let mut press = Press::of(&examined, templates, fonts, recorded.options.typst, &mut keep);
    if recorded.options.trace {
        press.trace()?;
    }
    let mut failed = press.make_all(&documents);
    let Press { templates, fonts, .. } = press;
    failed.retain(|(name, _)| !recorded.not_made.contains(name));
    let read = records(&examined.edition.programme);
    let now = Manifest {
        outputs,
        templates: templates.taken(&documents),
        fonts: fonts.files().clone(),
        ..examined.manifest(&read)?
    };
    let verdict = verify::verdict(folder, &recorded, &now, &read);
    Ok(Outcome { text: verdict.text, differs: verdict.differs, failed, ..Outcome::default() })
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

/// The documents to make: all that need no asking, or those asked for, in the order of the list; with their notes.
fn chosen_documents(templates: &Templates, only: &[String], notes: bool) -> Result<Vec<DocumentKind>> {
    let all = templates.documents()?;
    let mut chosen: Vec<DocumentKind> = match only {
        [] => all.iter().filter(|document| !document.on_request && document.notes_of.is_none()).cloned().collect(),
        only => only.iter().map(|name| templates.document(name)).collect::<Result<_>>()?,
    };
    if notes {
        let is_chosen = |name: &String| chosen.iter().any(|document| document.name == *name);
        let companion =
            |document: &&DocumentKind| document.notes_of.as_ref().is_some_and(is_chosen) && !is_chosen(&document.name);
        let companions: Vec<DocumentKind> = all.iter().filter(companion).cloned().collect();
        chosen.extend(companions);
    }
    Ok(chosen)
}

/// An edition, read and checked.
struct Examined {
    area: AreaFolder,
    edition: Edition,
    /// Those before it that could be read, oldest first.
    earlier: Vec<Edition>,
    /// The edition to compare with, where it was asked for; else the one before.
    since: Option<Month>,
    /// The findings that stand, the heaviest first.
    open: Vec<Diagnostic>,
    accepted: Vec<Accepted>,
    /// What was changed in the folder since the edition was frozen. No paper counts it: papers of a frozen edition stay
    /// as they are.
    since_freeze: Vec<Diagnostic>,
}

impl Examined {
    fn given(&self) -> Given<'_> {
        Given {
            settings: &self.area.settings,
            folder: &self.area.name,
            edition: &self.edition,
            previous: self.area.before(self.edition.month),
            earlier: &self.earlier,
            since: self.since,
            findings: &self.open,
            marks: Default::default(),
        }
    }

    /// The same, to be compared with the edition asked for: a month, or "stocktake" for the edition that went to the last.
    fn since(mut self, asked: Option<&str>) -> Result<Examined> {
        let Some(asked) = asked else { return Ok(self) };
        let readable: Vec<String> = self.earlier.iter().map(|earlier| earlier.month.id()).collect();
        let since = match asked {
            "stocktake" => facts::last_stocktake(&self.given()).map(|(_, held)| held.month).ok_or_else(|| {
                Error::new("no edition went to a stocktake before this one")
                    .hint("name the days of the stocktakes in boardpack.toml, under [board], stocktakes")
            })?,
            month => Month::parse(month).filter(|month| readable.contains(&month.id())).ok_or_else(|| {
                let held = match readable.as_slice() {
                    [] => "there is no edition before it".to_owned(),
                    held => format!("before it there are {}", held.join(", ")),
                };
                Error::new(format!("{} cannot be compared with {month}", self.edition.month.id()))
                    .hint(format!("{held}; or write --since stocktake"))
            })?,
        };
        self.since = Some(since);
        Ok(self)
    }

    /// The manifest of a build, before anything is made.
    fn manifest(&self, read: &[Record]) -> Result<Manifest> {
        let Examined { area, edition, .. } = self;
        Ok(Manifest {
            format: manifest::FORMAT,
            program: Program::this(),
            area: area.name.clone(),
            area_folder: None,
            edition: edition.month,
            status_date: edition.status_date,
            previous: area.before(edition.month),
            frozen: area.frozen.is_some(),
            options: Options::default(),
            prepared_by: area.settings.document.prepared_by.clone(),
            reviewed_by: area.settings.document.reviewed_by.clone(),
            inputs: area.inputs(edition.month)?,
            settings: manifest::settings_digests(&area.settings),
            templates: BTreeMap::new(),
            fonts: BTreeMap::new(),
            outputs: Vec::new(),
            not_made: Vec::new(),
            findings: manifest::counts(&self.open),
            accepted: self.accepted.len(),
            records: manifest::record_digests(read),
        })
    }

    fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.open.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// Opens an area and settles which of its editions is meant.
fn open_edition(path: &Path, edition: Option<&str>) -> Result<(AreaFolder, Month)> {
    let (area, named) = AreaFolder::open(path)?;
    let month = match (named, edition) {
        (Some(named), None) => named,
        (_, edition) => area.choose(edition)?,
    };
    Ok((area, month))
}

/// Reads an edition and the one before it, runs the checks, and parts what was accepted from what stands.
fn examine(path: &Path, edition: Option<&str>) -> Result<Examined> {
    let (area, month) = open_edition(path, edition)?;
    examine_edition(area.as_frozen(month)?, month)
}

fn examine_edition(area: AreaFolder, month: Month) -> Result<Examined> {
    let settings = &area.settings;
    // What was frozen was looked at then; this version of the program may have dropped a check since.
    if area.frozen.is_none() {
        refuse_unknown_checks(settings)?;
    }
    let acceptances = area.acceptances()?;
    let Findings { value: edition, diagnostics: mut findings } = area.edition(month)?;
    let earlier = earlier_editions(&area, month, &mut findings);
    let before = earlier.last().filter(|before| Some(before.month) == area.before(month));
    findings.extend(checks::check(&checks::Context {
        programme: &edition.programme,
        earlier: before.map(|before| &before.programme),
        edition: month,
        status_date: edition.status_date,
        settings,
    }));
    let (mut open, accepted) = accepted::apply(findings, &acceptances, edition.status_date);
    listing::sort(&mut open);
    let since_freeze = since_freeze(&area);
    Ok(Examined { area, edition, earlier, since: None, open, accepted, since_freeze })
}

fn refuse_unknown_checks(settings: &Settings) -> Result<()> {
    if let Some(unknown) =
        settings.checks.keys().find(|code| !checks::ALL.iter().any(|check| check.code == code.as_str()))
    {
        let codes = checks::ALL.iter().map(|check| check.code);
        let near = nearest(unknown, codes).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        return Err(Error::new(format!("boardpack.toml: \"{unknown}\" under [checks] is no check"))
            .hint(format!("{near}`boardpack explain` lists them all")));
    }
    Ok(())
}

/// The editions before this one, oldest first. What is wrong in them was told when they were checked; here they serve
/// to compare.
fn earlier_editions(area: &AreaFolder, month: Month, findings: &mut Vec<Diagnostic>) -> Vec<Edition> {
    let mut read = Vec::new();
    for earlier in area.editions.iter().copied().filter(|earlier| *earlier < month) {
        match area.edition(earlier) {
            Ok(found) => read.push(found.value),
            Err(why) => {
                let which =
                    if Some(earlier) == area.before(month) { "the edition before, " } else { "the edition of " };
                findings.push(
                    Diagnostic::warning(
                        "earlier-not-read",
                        format!("{which}{}, cannot be read, so nothing was compared with it", earlier.id()),
                    )
                    .found(why.message)
                    .hint("put its workbooks right, or move its folder elsewhere"),
                );
            }
        }
    }
    read
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

/// The workbooks of an area's edition, of a bare folder of workbooks, or a single one, with the area's settings and the
/// edition they are of, where a folder says it.
fn workbooks_at(place: &DataPath) -> Result<(Settings, Findings<Vec<Workbook>>, Option<Month>)> {
    if place.path.is_file() {
        let (settings, found) = area::read_single(&place.path)?;
        let folder = place
            .path
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.parent()?.file_name()?.to_string_lossy().into_owned()));
        return Ok((settings, found, folder.and_then(|folder| Month::parse(&folder))));
    }
    let (area, edition) = folder_at(place)?;
    let folder = edition.map_or_else(|| area.path.clone(), |edition| area.path.join(edition.id()));
    let found = area.workbooks(&folder)?;
    Ok((area.settings, found, edition))
}

/// The programme of the same places; that of a frozen edition as it was frozen.
fn programme_at(place: &DataPath) -> Result<Findings<Programme>> {
    if !place.path.is_file()
        && let (area, Some(month)) = folder_at(place)?
        && area.frozen_file(month).exists()
    {
        let area = area.as_frozen(month)?;
        let Findings { value, mut diagnostics } = area.edition(month)?;
        diagnostics.extend(since_freeze(&area));
        return Ok(Findings { value: value.programme, diagnostics });
    }
    let (settings, found, edition) = workbooks_at(place)?;
    let mut diagnostics = found.diagnostics;
    let read = programme::read(&found.value, &settings.own_headings()?, &settings.area_names(), edition);
    diagnostics.extend(read.diagnostics);
    Ok(Findings { value: read.value, diagnostics })
}

/// The area that a folder is or belongs to, and the edition; `None` where a bare folder holds no editions.
fn folder_at(place: &DataPath) -> Result<(AreaFolder, Option<Month>)> {
    let (area, named) = AreaFolder::open(&place.path)?;
    let edition = match (named, place.edition.as_deref()) {
        (Some(named), None) => Some(named),
        (None, None) if area.editions.is_empty() => None,
        (_, asked) => Some(area.choose(asked)?),
    };
    Ok((area, edition))
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
