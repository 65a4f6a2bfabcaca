//! Makes the documents of one edition: facts and template → Typst source → PDF.
//!
//! The facts are made once for all documents; what belongs to one document is a small layer over them. Each file is
//! handed over as it is made; where it goes is not decided here. An HTML edition is made of the finished PDF. A paper that an earlier build made of the same is not
//! made again: its filled source, the fonts, the program and the templates' files that Typst read tell.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::area::settings::Settings;
use crate::area::{AreaFolder, paper};
use crate::checks;
use crate::companions;
use crate::diagnostic::{Diagnostic, Error, Findings, Result, Severity};
use crate::digest;
use crate::examine::Examined;
use crate::facts::leads::LeadAsks;
use crate::facts::{self, leads};
use crate::files;
use crate::html;
use crate::ledger::{Entry, Fact, Facts, Ledger, RecordAt};
use crate::manifest::{self, Manifest, Options, Output};
use crate::narrative::FOLDER;
use crate::narrative::places::declared_key;
use crate::output::{names, pretty};
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::provenance;
use crate::readability::Reading;
use crate::suggest::nearest;
use crate::tagged::Tagged;
use crate::template::store::{DocumentKind, Need, Per, Templates};
use crate::template::theme::{self, Theme};
use crate::template::{Filled, Layers, Prepared, Unread, fill};
use crate::text;
use crate::typeset::{self, Basis, Fonts, Title};
use crate::wording;

/// What papers are made with. May be used for several editions at once.
#[derive(Clone)]
pub struct Workshop {
    pub templates: Templates,
    pub fonts: Arc<Fonts>,
    files: Arc<typeset::Files>,
    /// The folder of fonts that the user named.
    fonts_folder: Option<PathBuf>,
}

impl Workshop {
    /// The program's own templates and fonts, with those of the folders over them.
    pub fn open(templates: Option<&Path>, fonts: Option<&Path>) -> Result<Workshop> {
        let templates = Templates::open(templates)?;
        Ok(Workshop {
            files: Arc::new(typeset::Files::of(&templates)),
            templates,
            fonts: Arc::new(Fonts::open(fonts)?),
            fonts_folder: fonts.map(Path::to_owned),
        })
    }

    /// The workshop for an area, given its folder or that of an edition: with the templates of its own, under those that the
    /// user named, and in its look. Where it has neither, it is the one that all areas share.
    pub fn for_area(&self, area: &Path) -> Result<Workshop> {
        let area = AreaFolder::home(area);
        let theme = Theme::of(&area)?;
        let mut templates = self.templates.for_area(&area)?;
        if theme.is_none() && templates.folders() == self.templates.folders() {
            return Ok(self.clone());
        }
        if let Some(theme) = &theme {
            templates = templates.in_theme(theme);
        }
        let files = Arc::new(typeset::Files::of(&templates));
        let workshop = Workshop { templates, files, ..self.clone() };
        match &theme {
            Some(theme) => workshop.in_fonts_of(theme)?.with_logo_seen(theme),
            None => Ok(workshop),
        }
    }

    /// The same with the fonts of a theme, which must have the family that it names.
    fn in_fonts_of(mut self, theme: &Theme) -> Result<Workshop> {
        let Some(own) = &theme.fonts else { return Ok(self) };
        if let Some(folder) = &own.folder {
            let named = self.fonts_folder.as_deref().map(|folder| ("own", folder));
            let all: Vec<(&str, &Path)> = named.into_iter().chain([("theme", folder.as_path())]).collect();
            self.fonts = Arc::new(Fonts::of_folders(&all)?);
        }
        if let Some((family, line)) = &own.family {
            let known = self.fonts.families();
            if !known.contains(&family.as_str()) {
                let hint = match nearest(family, known.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!(
                        "put its files into the folder fonts beside {}; there are {}",
                        theme::FILE,
                        known.join(", ")
                    ),
                };
                let what = format!("{}, line {line}: there is no font family \"{family}\"", theme::FILE);
                return Err(Error::new(what).hint(hint));
            }
        }
        Ok(self)
    }

    /// The same, once it is certain that the logo of a theme can be printed.
    fn with_logo_seen(self, theme: &Theme) -> Result<Workshop> {
        let Some(logo) = &theme.logo else { return Ok(self) };
        typeset::can_print(&logo.path, &self.fonts, &self.files).map_err(|why| {
            Error::new(format!("{}, line {}: the logo {} cannot be printed: {why}", theme::FILE, logo.line, logo.file))
                .hint("save the picture again, as plain SVG or as PNG")
        })?;
        Ok(self)
    }

    /// Parses what all papers share while the workbooks are read.
    pub fn read_ahead(&self) {
        self.files.read_ahead(self.templates.shared());
    }
}

/// The papers of one edition, while they are made.
pub struct Papers<'a> {
    examined: &'a Examined,
    workshop: &'a Workshop,
    /// What all documents share.
    facts: Facts,
    unread: Unread,
    leads: Vec<LeadAsks>,
    /// The files that were made, each with its document: two must not write one.
    written: BTreeMap<String, String>,
    /// Whether each document ends with "About these figures".
    traced: bool,
    keep_source: bool,
    with_html: bool,
    with_companions: bool,
    /// The papers that an earlier build made, and that are there as it made them, with their folder.
    earlier: Vec<Output>,
    folder: PathBuf,
    /// The titles of the documents made so far, for their speaker notes.
    titles: BTreeMap<String, Vec<Title>>,
    /// What there is to say of the documents: characters that no font has, papers that are too long, areas and groups that
    /// have none.
    pub lost: Vec<Diagnostic>,
    /// The template files that took part, with their digests.
    pub taken: BTreeMap<String, String>,
}

/// Takes each file as it is made.
pub type Keep<'k> = &'k mut dyn FnMut(Made) -> Result<()>;

/// A file of the papers.
pub struct Made {
    /// How it goes on record.
    pub output: Output,
    /// None where the file that is there is as it would be made.
    pub bytes: Option<Vec<u8>>,
}

/// What a file of a document is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Programme,
    /// By its place among those of whom something is asked.
    Lead(usize),
    /// By its place in the facts.
    Area(usize),
    Group(usize),
}

/// A file of a document, without its ending.
struct Part {
    file: String,
    of: For,
}

impl Made {
    /// A file that is no paper; `document` is of which document it is, and provenance.json is of all.
    fn beside(file: String, document: Option<&DocumentKind>, bytes: Vec<u8>) -> Made {
        let document = document.map(|document| document.name.clone());
        Made { output: Output { file, document, sha256: digest::of(&bytes), ..Output::default() }, bytes: Some(bytes) }
    }
}

impl Per {
    /// The file of this kind of that place.
    fn of(self, at: usize) -> Option<For> {
        match self {
            Per::Programme => None,
            Per::Lead => Some(For::Lead(at)),
            Per::Area => Some(For::Area(at)),
            Per::Group => Some(For::Group(at)),
        }
    }
}

impl DocumentKind {
    /// What to say of a paper that has more pages than its template means it to have.
    fn too_long(&self, file: &str, pages: usize, traced: bool) -> Option<Diagnostic> {
        let most = self.pages.filter(|most| pages > *most)?;
        let bound = if most == 1 { "1 page".to_owned() } else { format!("{most} pages") };
        let section = if traced { "build without --trace, " } else { "" };
        Some(
            Diagnostic::warning(
                "paper-too-long",
                format!("{file} ({}) has {pages} pages, and is to have at most {bound}", self.title),
            )
            .hint(format!(
                "{section}shorten what is written for it, let the template print less, or raise `pages` in {}/template.toml",
                self.name
            )),
        )
    }

    /// Whether its papers are judged by how they read.
    fn is_judged(&self) -> bool {
        self.reading_age.is_some() || self.explain_abbreviations
    }

    /// What to say of a paper that is harder to read than its template means it to be.
    fn hard_to_read(&self, file: &str, reading: &Reading) -> Vec<Diagnostic> {
        let paper = format!("{file} ({})", self.title);
        let too_hard = self.reading_age.and_then(|bound| reading.too_hard(&paper, bound));
        let not_explained = reading.not_explained(&paper).filter(|_| self.explain_abbreviations);
        too_hard.into_iter().chain(not_explained).collect()
    }

    /// The settings of its own, each with what an area gives.
    fn given(&self, settings: &Settings) -> Vec<(String, Option<paper::Value>)> {
        let given = |of: paper::Declared<'_>| (of.key.to_owned(), paper::given(&settings.paper, &self.name, &of));
        self.takes().into_iter().map(given).collect()
    }

    /// Whether a file is one of this document's, by its name.
    pub fn has_file(&self, file: &str) -> bool {
        let Some((stem, ending)) = file.rsplit_once('.') else { return false };
        let many = self.per != Per::Programme;
        let is_paper = |stem: &str| stem == self.file || many && stem.starts_with(&format!("{}-", self.file));
        let of_table = || companions::KEYS.iter().find_map(|key| stem.strip_suffix(&format!("-{key}")));
        match ending {
            "pdf" | "html" | "typ" | "xlsx" => is_paper(stem),
            "csv" => is_paper(stem) || of_table().is_some_and(is_paper),
            _ => false,
        }
    }
}

impl<'a> Papers<'a> {
    pub fn of(examined: &'a Examined, workshop: &'a Workshop) -> Papers<'a> {
        let facts = facts::facts(&examined.given());
        Papers {
            examined,
            workshop,
            unread: Unread::of(&facts.unread),
            facts,
            leads: leads::by_lead(&examined.edition.programme, &examined.open),
            written: BTreeMap::new(),
            traced: false,
            keep_source: false,
            with_html: false,
            with_companions: false,
            earlier: Vec::new(),
            folder: PathBuf::new(),
            titles: BTreeMap::new(),
            lost: Vec::new(),
            taken: BTreeMap::new(),
        }
    }

    /// The same, keeping the filled Typst source beside each PDF.
    pub fn keeping_source(mut self, keep_source: bool) -> Papers<'a> {
        self.keep_source = keep_source;
        self
    }

    /// The same, with an HTML edition beside each PDF.
    pub fn with_html(mut self, with_html: bool) -> Papers<'a> {
        self.with_html = with_html;
        self
    }

    /// The same, with the tables of each paper as csv and xlsx.
    pub fn with_companions(mut self, with_companions: bool) -> Papers<'a> {
        self.with_companions = with_companions;
        self
    }

    /// The same, taking those of the papers of an earlier build as they are that would be made of the same. They must be
    /// in the folder, with the digest that they have on record.
    pub fn taking(mut self, earlier: Vec<Output>, folder: &Path) -> Papers<'a> {
        self.earlier = earlier;
        self.folder = folder.to_owned();
        self
    }

    /// Gives the documents their section "About these figures", and makes the same of every figure as a file.
    pub fn trace(&mut self, keep: Keep<'_>) -> Result<()> {
        self.traced = true;
        let bytes = pretty(&provenance::file(&self.examined.edition, &self.facts)).into_bytes();
        keep(Made::beside("provenance.json".to_owned(), None, bytes))
    }

    /// A document with its title in the words of the area's scheme.
    fn spoken(&self, document: &DocumentKind) -> DocumentKind {
        document.spoken(self.examined.given().settings.scheme())
    }

    /// Why a document has nothing to be made of.
    pub fn lacks(&self, document: &DocumentKind) -> Option<Error> {
        let document = &self.spoken(document);
        missing_need(document, &self.examined.edition.programme).or_else(|| self.lacks_parts(document))
    }

    /// What a document cannot be final without and nobody has given: settings of its own, and officers' words.
    pub fn missing(&self, document: &DocumentKind) -> Vec<Diagnostic> {
        let document = &self.spoken(document);
        let given = document.given(self.examined.given().settings);
        let is_missing = |key: &str| given.iter().any(|(given, value)| given == key && value.is_none());
        let required = document.setting.iter().filter(|setting| setting.required && is_missing(&setting.key));
        let told = required.map(|setting| {
            let (key, name) = (&setting.key, &document.name);
            let example = setting.example.as_deref().unwrap_or("…");
            let value = if setting.list { format!("[\"{example}\"]") } else { format!("\"{example}\"") };
            let message =
                format!("{} has no \"{key}\": {}", document.title, lower_first(setting.about.trim_end_matches('.')));
            Diagnostic::error("setting-missing", message)
                .hint(format!("write in boardpack.toml, under [paper.{name}]: {key} = {value}"))
        });
        told.chain(self.words_missing(document)).collect()
    }

    /// The officers' words that a document cannot be final without and that nobody has written, each told with its file.
    fn words_missing(&self, document: &DocumentKind) -> Vec<Diagnostic> {
        let narrative = &self.facts.value["narrative"];
        let required = document.words.iter().filter(|words| words.required);
        let missing = required.filter(|words| narrative[declared_key(&words.place)].is_null());
        let told = missing.filter_map(|words| {
            let file = format!("{FOLDER}/{}.md", words.place);
            // Somebody wrote for it, and was told why it was not taken.
            if self.facts.refused.iter().any(|told| told.message.contains(&file)) {
                return None;
            }
            let message = format!("{} has no officers' words for \"{}\" ({file})", document.title, words.title);
            Some(Diagnostic::error("words-missing", message).hint(
                "write the file in the month's folder, also where there is only to say that there is nothing; \
                 `boardpack narrative AREA` writes one to begin with",
            ))
        });
        told.collect()
    }

    /// Why there is nobody and nothing to make a document for.
    fn lacks_parts(&self, document: &DocumentKind) -> Option<Error> {
        let not_made = |why: &str| Error::new(format!("{} was not made: {why}", document.title));
        let (count, none) = match document.per {
            Per::Programme | Per::Lead => return None,
            Per::Area => (
                self.count("areas"),
                not_made("no area was read to make it for")
                    .hint("put the tracker in the edition's folder; `boardpack columns` shows what was read"),
            ),
            Per::Group => (
                self.count("groups"),
                not_made("boardpack.toml names no group to make it for").hint(
                    "write there, for each group: [[group]] with key = \"…\", name = \"…\" and areas = [\"PA1\"]",
                ),
            ),
        };
        if count == 0 {
            return Some(none);
        }
        let without = self.all_without(document, count);
        (without.len() == count).then(|| {
            let each = if document.per == Per::Area { "area" } else { "group" };
            not_made(&format!("every {each} lacks what its paper needs: {}", listed(&without)))
                .hint(format!("`needs` in {}/template.toml says what it cannot be made without", document.name))
        })
    }

    /// How many areas or groups there are.
    fn count(&self, key: &str) -> usize {
        self.facts.value[key].as_array().map_or(0, Vec::len)
    }

    /// The facts of the area or group that a file is made for.
    fn whom(&self, of: For) -> &Value {
        match of {
            For::Area(at) => &self.facts.value["areas"][at],
            For::Group(at) => &self.facts.value["groups"][at],
            For::Programme | For::Lead(_) => &Value::Null,
        }
    }

    /// The area or group that gets no file, with what it is without.
    fn without(&self, document: &DocumentKind, of: For) -> Option<(String, &'static str)> {
        let whom = self.whom(of);
        let has = |list: &Value| list.as_array().is_some_and(|items| !items.is_empty());
        let lacking = document.needs.iter().find_map(|need| match need {
            Need::Actions if !has(&whom["actions"]) => Some("no actions"),
            Need::Risks if !has(&whom["risks"]) => Some("no risks linked to it"),
            Need::Measures if !has(&whom["measures"]) => Some("no measures linked to it"),
            Need::MeetingActions if !has(&whom["meeting_actions"]["all"]) => Some("no meeting actions linked to it"),
            _ => None,
        })?;
        Some((whom["key"].as_str().unwrap_or_default().to_owned(), lacking))
    }

    /// All that get none.
    fn all_without(&self, document: &DocumentKind, count: usize) -> Vec<(String, &'static str)> {
        (0..count).filter_map(|at| self.without(document, document.per.of(at)?)).collect()
    }

    /// The areas that the settings name and the tracker does not have.
    fn areas_not_read(&self) -> impl Iterator<Item = (String, &'static str)> {
        let read = &self.examined.edition.programme.areas;
        let names = self.examined.area.settings.area_names().into_iter();
        let not_read = names.filter(|name| {
            !read.iter().any(|area| area.number == name.number || name.key.as_deref() == Some(area.key.as_str()))
        });
        not_read.map(|name| {
            let known = name.key.or(name.name);
            (known.unwrap_or_else(|| format!("area {}", name.number)), "no action was read")
        })
    }

    /// The files that a document is to have. `all` are the documents whose files may be in the same folder.
    fn parts(&self, document: &DocumentKind, all: &[DocumentKind]) -> Vec<Part> {
        let (keys, kind) = match document.per {
            Per::Programme => return vec![Part { file: document.file.clone(), of: For::Programme }],
            Per::Lead => (self.leads.iter().map(|lead| lead.file.clone()).collect::<Vec<_>>(), "lead"),
            Per::Area => (self.keys("areas"), "area"),
            Per::Group => (self.keys("groups"), "group"),
        };
        let start = format!("{}-", document.file);
        let taken: Vec<String> =
            all.iter().filter_map(|other| other.file.strip_prefix(&start)).map(str::to_owned).collect();
        let named = names::apart(keys.iter().map(|key| names::of(key, kind)).collect(), &taken);
        let parts = named.into_iter().enumerate();
        let parts =
            parts.filter_map(|(at, name)| Some(Part { file: format!("{start}{name}"), of: document.per.of(at)? }));
        parts.filter(|part| self.without(document, part.of).is_none()).collect()
    }

    fn keys(&self, key: &str) -> Vec<String> {
        let all = self.facts.value[key].as_array().into_iter().flatten();
        all.map(|of| of["key"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The facts that a file has over the shared ones.
    fn layer(&self, of: For) -> Facts {
        match of {
            For::Programme => Facts::default(),
            For::Lead(at) => leads::facts(&self.leads[at], &self.examined.edition),
            For::Area(at) => self.facts.part(&format!("areas.{at}"), "area"),
            For::Group(at) => self.facts.part(&format!("groups.{at}"), "group"),
        }
    }

    /// Makes the documents, and gives back the names of those that could not be made, with the reason.
    pub fn make_all(&mut self, documents: &[DocumentKind], keep: Keep<'_>) -> Vec<(String, Error)> {
        let mut failed = Vec::new();
        for document in documents {
            let document = &self.spoken(document);
            if let Err(why) = self.make(document, keep) {
                failed.push((document.name.clone(), why));
            }
        }
        failed
    }

    /// Makes a document: one file, or one for each lead, area or group.
    fn make(&mut self, document: &DocumentKind, keep: Keep<'_>) -> Result<()> {
        if let Some(why) = self.lacks(document) {
            return Err(why);
        }
        let templates = &self.workshop.templates;
        self.taken.extend(templates.description(&document.name)?);
        let prepared = Prepared::of(templates, &document.name)?;
        self.taken.extend(prepared.files().clone());
        let all = templates.documents()?;
        let has_notes = all.iter().any(|other| other.notes_of.as_ref() == Some(&document.name));
        for part in self.parts(document, &all) {
            self.print(document, &prepared, &part, has_notes, keep).map_err(|why| match part.of {
                For::Programme => why,
                _ => why.more(format!("in {}.pdf", part.file)),
            })?;
        }
        self.tell_of_parts(document);
        if document.per == Per::Lead {
            let bytes = leads::csv(&self.leads).into_bytes();
            keep(Made::beside(format!("{}.csv", document.file), Some(document), bytes))?;
        }
        Ok(())
    }

    /// Says which areas and groups have no file, and which actions are in none of a group's.
    fn tell_of_parts(&mut self, document: &DocumentKind) {
        let count = match document.per {
            Per::Programme | Per::Lead => return,
            Per::Area => self.count("areas"),
            Per::Group => self.count("groups"),
        };
        let mut without = self.all_without(document, count);
        if document.per == Per::Area {
            without.extend(self.areas_not_read());
        }
        if !without.is_empty() {
            let message = format!("{} was not made for {}", document.title, listed(&without));
            let hint = format!(
                "nothing to do if that is right; `needs` in {}/template.toml says what each cannot be without",
                document.name
            );
            self.lost.push(Diagnostic::note("document-left-out", message).hint(hint));
        }
        if document.per == Per::Group {
            // A build lists findings of error level itself.
            let of_groups = |finding: &&Diagnostic| {
                checks::OF_GROUPS.contains(&&*finding.code) && finding.severity < Severity::Error
            };
            self.lost.extend(self.examined.open.iter().filter(of_groups).cloned());
        }
    }

    /// Fills and typesets one file, or finds that the one that is there was made of the same.
    fn print(
        &mut self,
        document: &DocumentKind,
        prepared: &Prepared,
        part: &Part,
        has_notes: bool,
        keep: Keep<'_>,
    ) -> Result<()> {
        let file = &part.file;
        if let Some(other) = self.written.insert(file.clone(), document.name.clone()) {
            return Err(Error::new(format!("templates {other} and {} would both write {file}.pdf", document.name))
                .hint("give one of them another `file` in its template.toml"));
        }
        let printed = self.fill(document, prepared, part)?;
        if self.with_companions {
            self.companions(document, part, &printed, keep)?;
        }
        let Printed { filled: Findings { value: filled, diagnostics }, explained, .. } = printed;
        self.lost.extend(diagnostics);
        if self.keep_source {
            keep(Made::beside(format!("{file}.typ"), Some(document), filled.complete().into_bytes()))?;
        }
        let Examined { area, edition, .. } = self.examined;
        let Workshop { fonts, files, .. } = self.workshop;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let basis = Basis::of(&filled, &identity, fonts, edition.status_date);
        let pdf = format!("{file}.pdf");
        let as_it_is = self.as_it_is(document, &pdf, &basis, has_notes);
        let made = match as_it_is.filter(|(output, _)| self.has_html_or_pdf(output)) {
            Some((output, read)) => {
                self.taken.extend(read);
                Made { output, bytes: None }
            }
            None => {
                let typeset = typeset::compile(&filled, &identity, fonts, files, edition.status_date)
                    .map_err(|faults| cannot_typeset(document, prepared, &faults))?;
                let output = Output {
                    document: Some(document.name.clone()),
                    pages: Some(typeset.pages),
                    sha256: digest::of(&typeset.pdf),
                    made_of: Some(basis.with(&typeset.files)),
                    read: typeset.files.keys().cloned().collect(),
                    titles: if has_notes { typeset.titles } else { Vec::new() },
                    reading: document.is_judged().then(|| Reading::of(&typeset.passages, &explained)),
                    file: pdf,
                    ..Output::default()
                };
                self.taken.extend(typeset.files);
                Made { output, bytes: Some(typeset.pdf) }
            }
        };
        let Made { output, bytes } = made;
        let pages = output.pages.unwrap_or_default();
        self.titles.insert(document.name.clone(), output.titles.clone());
        let too_long = document.too_long(&output.file, pages, self.traced);
        let mut findings: Vec<_> = too_long.into_iter().chain(self.missing(document)).collect();
        findings.extend(output.reading.iter().flat_map(|reading| document.hard_to_read(&output.file, reading)));
        let output = Output { findings: manifest::counts(&findings), ..output };
        self.lost.extend(findings);
        let html = if self.with_html { Some(self.html(document, &output, bytes.as_deref())?) } else { None };
        keep(Made { output, bytes })?;
        html.map_or(Ok(()), keep)
    }

    /// The tables of a file of a document: of the records that it names and the figures that it prints.
    fn companions(&self, document: &DocumentKind, part: &Part, printed: &Printed, keep: Keep<'_>) -> Result<()> {
        let Examined { edition, .. } = self.examined;
        let given = self.examined.given();
        let figures = each_once(printed.in_sentences.iter().chain(&printed.handed).cloned());
        let tables = companions::tables(&edition.programme, &printed.records, &figures);
        if tables.is_empty() {
            return Ok(());
        }
        let title = match self.whom(part.of)["name"].as_str() {
            Some(whom) => format!("{}: {whom}", document.title),
            None => document.title.clone(),
        };
        let mut lines = vec![("Paper", title.clone()), ("Position at", wording::day(edition.status_date))];
        let settings = &given.settings.document;
        let said = [("Marking", &settings.marking), ("About the data", &settings.illustrative)];
        lines.extend(said.into_iter().filter_map(|(name, said)| Some((name, said.clone()?))));
        let about = companions::About { title: &title, date: edition.status_date, lines };
        let file = &part.file;
        let workbook = companions::workbook(&about, &tables)
            .map_err(|why| Error::new(format!("{file}.xlsx was not made: {why}")).hint("build without --companions"))?;
        keep(Made::beside(format!("{file}.xlsx"), Some(document), workbook))?;
        for table in &tables {
            keep(Made::beside(companions::csv_name(file, table), Some(document), companions::csv(table)))?;
        }
        Ok(())
    }

    /// The HTML edition of a paper, or that of an earlier build where it was made of the same PDF. A paper that was not made
    /// again is read from its folder.
    fn html(&mut self, document: &DocumentKind, pdf: &Output, bytes: Option<&[u8]>) -> Result<Made> {
        if let Some(there) = self.html_as_it_is(pdf) {
            return Ok(Made { output: Output { stale: false, ..there.clone() }, bytes: None });
        }
        let file = html_of(&pdf.file);
        let cannot = |why: String| Error::new(format!("{file} was not made: {} {why}", pdf.file));
        let tagged = match bytes {
            Some(bytes) => Tagged::read(bytes),
            None => Tagged::read(&self.file_of(pdf).ok_or_else(|| cannot("is not there any more".to_owned()))?),
        };
        let edition = html::of(&tagged.map_err(|why| {
            cannot(why.to_string()).hint("this is a fault in the program; please report it, and build without --html")
        })?);
        let not_shown = (!edition.not_shown.is_empty()).then(|| {
            let what = text::list(&edition.not_shown);
            Diagnostic::warning("html-not-shown", format!("{file} lacks what its PDF shows: {what}"))
                .hint("send the PDF with it, or draw that in the template with Typst's own shapes")
        });
        let Made { output, bytes } = Made::beside(file, Some(document), edition.html.into_bytes());
        let findings: Vec<_> = not_shown.into_iter().collect();
        let made_of = Some(html_made_of(pdf));
        let output = Output { made_of, findings: manifest::counts(&findings), ..output };
        self.lost.extend(findings);
        Ok(Made { output, bytes })
    }

    /// The HTML edition that an earlier build made of the same PDF. One of which there is something to say is made again,
    /// so that it is said again.
    fn html_as_it_is(&self, pdf: &Output) -> Option<&Output> {
        let file = html_of(&pdf.file);
        let there = self.earlier.iter().find(|output| output.file == file)?;
        (there.made_of == Some(html_made_of(pdf)) && there.findings.is_empty()).then_some(there)
    }

    /// Whether the HTML edition of a paper that is there need not be made, or can be.
    fn has_html_or_pdf(&self, pdf: &Output) -> bool {
        !self.with_html || self.html_as_it_is(pdf).is_some() || self.file_of(pdf).is_some()
    }

    /// The bytes of a paper in the folder, where it is as it is on record.
    fn file_of(&self, pdf: &Output) -> Option<Vec<u8>> {
        let bytes = files::bytes(&self.folder.join(&pdf.file), files::PAPER).ok()?;
        (digest::of(&bytes) == pdf.sha256).then_some(bytes)
    }

    /// The paper that an earlier build made of the same, with the templates' files that Typst read for it.
    fn as_it_is(
        &self,
        document: &DocumentKind,
        file: &str,
        basis: &Basis,
        has_notes: bool,
    ) -> Option<(Output, BTreeMap<String, String>)> {
        let output = self.earlier.iter().find(|output| output.file == file)?;
        let is_of_it = output.document.as_ref() == Some(&document.name) && output.pages.is_some();
        // An earlier build may not have known that the paper has notes, or that it is judged by how it reads.
        let unknown = has_notes && output.titles.is_empty() || document.is_judged() && output.reading.is_none();
        if !is_of_it || unknown {
            return None;
        }
        let templates = &self.workshop.templates;
        // Those that took part in this build already are as they were read for it.
        let known = |name: &String| self.taken.get(name).cloned().or_else(|| templates.digest_of(name));
        let digest = |name: &String| Some((name.clone(), known(name)?));
        let read = output.read.iter().map(digest).collect::<Option<BTreeMap<_, _>>>()?;
        let titles = if has_notes { output.titles.clone() } else { Vec::new() };
        let reading = output.reading.clone().filter(|_| document.is_judged());
        let same = output.made_of.as_ref() == Some(&basis.with(&read));
        same.then(|| (Output { titles, reading, stale: false, ..output.clone() }, read))
    }

    /// A document's own layer: what it says of itself, and of the lead, area or group that it is for.
    fn own(&self, document: &DocumentKind, part: &Part, layer: &Facts) -> Map<String, Value> {
        let given = self.examined.given();
        let (errors, missing) = (self.examined.errors().count(), self.missing(document).len());
        let of = self.whom(part.of)["name"].as_str();
        let mut own = Map::from_iter([
            alone(
                "document",
                facts::document(
                    &self.spoken(document).title,
                    of,
                    &part.file,
                    given.settings,
                    document.given(given.settings),
                    errors,
                    missing,
                ),
            ),
            ("glossary".to_owned(), Value::Array(Vec::new())),
        ]);
        own.extend(layer.value.as_object().cloned().unwrap_or_default());
        if let Some(titles) = document.notes_of.as_ref().and_then(|of| self.titles.get(of)) {
            let places = titles.iter().map(|title| (title.words.as_str(), title.number, title.in_appendix));
            own.extend([alone("slides", facts::slides(places))]);
        }
        if self.traced {
            own.extend(section(&self.examined.edition, &[]));
        }
        own
    }

    /// The templates that they are made from.
    pub fn templates(&self) -> &'a Templates {
        &self.workshop.templates
    }

    /// Sets something that belongs to no document: a part of a pack, by its folder among the templates, with what it shows as
    /// the fact `pack`. It is never a draft: the papers themselves say where they are.
    pub fn part_of_pack(&mut self, folder: &str, title: &str, file: &str, shows: Value) -> Result<typeset::Typeset> {
        let given = self.examined.given();
        let Workshop { templates, fonts, files, .. } = self.workshop;
        let prepared = Prepared::of(templates, folder)?;
        let mut own = Map::from_iter([
            alone("document", facts::document(title, None, file, given.settings, Vec::new(), 0, 0)),
            ("glossary".to_owned(), Value::Array(Vec::new())),
        ]);
        own.insert("pack".to_owned(), shows);
        let own = Value::Object(own);
        let layers = Layers { own: &own, shared: &self.facts.value };
        let Findings { value: filled, diagnostics } = fill(&prepared, layers, &self.unread, &|c| fonts.covers(c))?;
        self.lost.extend(diagnostics);
        let Examined { area, edition, .. } = self.examined;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        typeset::compile(&filled, &identity, fonts, files, edition.status_date)
            .map_err(|faults| Error::new(format!("{title} could not be typeset")).findings(&faults))
    }

    /// Fills a document; twice where it has a glossary or shows its figures, for both follow from what the first filling
    /// printed.
    fn fill(&self, document: &DocumentKind, prepared: &Prepared, part: &Part) -> Result<Printed> {
        let given = self.examined.given();
        let layer = self.layer(part.of);
        let unread = self.unread.with(&layer.unread);
        let mut own = self.own(document, part, &layer);
        let fill = |own: Map<String, Value>| {
            let own = Value::Object(own);
            fill(prepared, Layers { own: &own, shared: &self.facts.value }, &unread, &|c| self.workshop.fonts.covers(c))
        };
        let mut explained = Vec::new();
        let mut filled = fill(own.clone())?;
        let (words, printed) = (filled.value.words(), figures_in(&filled.value, [&layer, &self.facts]));
        if self.traced || prepared.names("glossary") {
            own.extend([alone("glossary", facts::glossary_used(&given, &words))]);
            if prepared.names("glossary") {
                let terms = own["glossary"].as_array().into_iter().flatten();
                explained = terms.filter_map(|entry| entry["term"].as_str().map(str::to_owned)).collect();
            }
            if self.traced {
                own.extend(section(&self.examined.edition, &printed.iter().collect::<Vec<_>>()));
            }
            filled = fill(own)?;
        }
        let handed = handed_in(&filled.value, [&layer, &self.facts]);
        let records = records_in(&filled.value, [&layer, &self.facts]);
        Ok(Printed { filled, in_sentences: printed, handed, records, explained })
    }

    /// The facts as the first file of a document has them, and the paths of those that it prints, or why it cannot be filled.
    pub fn facts_for(&self, document: &DocumentKind) -> Result<(Facts, Result<BTreeSet<String>>)> {
        let document = &self.spoken(document);
        let templates = &self.workshop.templates;
        let none = || {
            let why = Error::new(format!("{} has no file this month: there is nobody to make it for", document.title));
            self.lacks(document).unwrap_or(why)
        };
        let part = self.parts(document, &templates.documents()?).into_iter().next().ok_or_else(none)?;
        let layer = self.layer(part.of);
        let mut own = self.own(document, &part, &layer);
        // A document's glossary follows from what it prints; all of it may be of use.
        own.remove("glossary");
        let mut facts = self.facts.clone();
        if let Value::Object(all) = &mut facts.value {
            all.extend(own);
        }
        facts.unread.extend(layer.unread);
        let prepared = Prepared::of(templates, &document.name);
        let printed = prepared.and_then(|prepared| self.fill(document, &prepared, &part)).map(|printed| {
            let filled = printed.filled.value;
            filled.printed.into_iter().chain(filled.handed).collect()
        });
        Ok((facts, printed))
    }

    /// What all documents share.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The figures that the file of a document prints: those of its sentences first, then those that were handed to its
    /// tables and charts. `None` where no document has a file of that name.
    pub fn figures_of(&self, file: &str) -> Result<Option<(Vec<Entry>, Vec<Entry>)>> {
        let templates = &self.workshop.templates;
        let all = templates.documents()?;
        for document in &all {
            let Some(part) = self.parts(document, &all).into_iter().find(|part| part.file == file) else { continue };
            let prepared = Prepared::of(templates, &document.name)?;
            let printed = self.fill(document, &prepared, &part)?;
            return Ok(Some((printed.in_sentences, printed.handed)));
        }
        Ok(None)
    }

    /// A digest of all that a build of these documents depends on. It is taken of what was read and made of it, before any
    /// document is filled: so it may change where no paper does, and never stays where one changes.
    pub fn key(&self, documents: &[DocumentKind], options: &Options, is_final: bool) -> Result<String> {
        let Examined { edition, since, .. } = self.examined;
        let read = edition.records();
        let record = Manifest { options: options.clone(), ..self.examined.manifest(&read) };
        let Workshop { templates, fonts, .. } = self.workshop;
        let names: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
        let made_with = json!([names, templates.digests(), fonts.files(), since, is_final]);
        // What is asked of leads follows from all findings.
        let of_leads = documents.iter().any(|document| document.per == Per::Lead).then(|| leads::csv(&self.leads));
        Ok(digest::of_parts([
            digest::SOURCES,
            &record.text()?,
            &made_with.to_string(),
            &self.facts.value.to_string(),
            &of_leads.unwrap_or_default(),
        ]))
    }

    /// Every figure of the edition, whether or not a paper prints it.
    pub fn figures(&self) -> &[Entry] {
        &self.facts.entries
    }
}

/// Facts of one document alone, by their key.
fn alone(key: &str, fact: Fact) -> (String, Value) {
    (key.to_owned(), Ledger::default().close(fact).value)
}

/// The name of a paper's HTML edition.
fn html_of(pdf: &str) -> String {
    format!("{}.html", pdf.strip_suffix(".pdf").unwrap_or(pdf))
}

/// All that the bytes of an HTML edition follow from.
fn html_made_of(pdf: &Output) -> String {
    digest::of_parts([digest::SOURCES, &pdf.sha256])
}

/// A document, filled, and the figures in it.
struct Printed {
    filled: Findings<Filled>,
    /// In sentences, headings and lists.
    in_sentences: Vec<Entry>,
    /// In what was handed to tables and charts, which may leave some of it out.
    handed: Vec<Entry>,
    /// The records of which it prints something, or of which it hands something over.
    records: BTreeSet<RecordAt>,
    /// The terms of the glossary that it prints.
    explained: Vec<String>,
}

/// The section "About these figures" as the layer of one document.
fn section(edition: &crate::area::Edition, printed: &[&Entry]) -> Map<String, Value> {
    match provenance::section(edition, printed).value {
        Value::Object(section) => section,
        _ => Map::new(),
    }
}

/// The figures at the places that a document prints, each once, in the order in which the facts were made.
fn figures_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    // Officers' words are sentences, though they are handed over as a whole.
    let of_words = || filled.printed.iter().chain(&filled.handed).filter(|path| path.starts_with("narrative."));
    let own = |facts: &Facts| {
        let below = facts.places_below(of_words().map(String::as_str));
        facts.figures_at(filled.printed.iter().map(String::as_str).chain(below))
    };
    each_once(layers.into_iter().flat_map(own))
}

/// The figures in what a document hands to its tables and charts, each once.
fn handed_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    let own = |facts: &Facts| facts.figures_below(filled.handed.iter().map(String::as_str));
    each_once(layers.into_iter().flat_map(own))
}

/// The records that a document names.
fn records_in(filled: &Filled, layers: [&Facts; 2]) -> BTreeSet<RecordAt> {
    let printed = || filled.printed.iter().map(String::as_str);
    let handed = || filled.handed.iter().map(String::as_str);
    layers.into_iter().flat_map(|facts| facts.records_at(printed(), handed())).cloned().collect()
}

/// What an area's layer has is in the shared facts too.
fn each_once(figures: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    figures.filter(|entry| seen.insert((entry.id.clone(), entry.text.clone()))).collect()
}

/// "Whom to ask" within a sentence; a word of capitals keeps them.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// "PA4 (no actions) and PA5 (no actions)".
fn listed(without: &[(String, &'static str)]) -> String {
    text::list(&without.iter().map(|(key, what)| format!("{key} ({what})")).collect::<Vec<_>>())
}

/// Which documents are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'c> {
    /// These alone, by their names.
    pub only: &'c [String],
    /// Every one but those for each lead, of which there are many, and samples of invented data.
    pub all: bool,
    /// The speaker notes of those that have some.
    pub notes: bool,
}

/// The documents to make: all that need no asking, or those asked for, in the order of the list; with their notes.
pub fn chosen_documents(templates: &Templates, choice: &Choice<'_>) -> Result<Vec<DocumentKind>> {
    let all = templates.documents()?;
    let Choice { only, notes, .. } = *choice;
    let notes = notes || choice.all;
    let usual = |document: &&DocumentKind| match choice.all {
        true => document.per != Per::Lead && !document.sample && document.notes_of.is_none(),
        false => !document.on_request && document.notes_of.is_none(),
    };
    let mut chosen: Vec<DocumentKind> = match only {
        [] => all.iter().filter(usual).cloned().collect(),
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

/// What a build says of the documents that it was not asked for, in one line; nothing where some were asked for by name.
pub fn not_asked_for(templates: &Templates, choice: &Choice<'_>) -> Result<Option<String>> {
    if !choice.only.is_empty() {
        return Ok(None);
    }
    let chosen = chosen_documents(templates, choice)?;
    let is_chosen = |document: &DocumentKind| chosen.iter().any(|other| other.name == document.name);
    let all = templates.documents()?;
    let others: Vec<String> =
        all.iter().filter(|document| !is_chosen(document) && !document.sample).map(|of| of.name.clone()).collect();
    if others.is_empty() {
        return Ok(None);
    }
    let how = match choice.all {
        true => "--only NAME makes one",
        false => "--only NAME makes one, --all every one but lists for each lead",
    };
    Ok(Some(format!("on request, and not made: {} ({how})", text::list(&others))))
}

/// Why a document has nothing to be made of.
fn missing_need(document: &DocumentKind, programme: &Programme) -> Option<Error> {
    let kind = document.needs.iter().find_map(|need| match need {
        Need::Actions if programme.areas.is_empty() => Some(SheetKind::Actions),
        Need::Risks if programme.risks.is_empty() => Some(SheetKind::Risks),
        Need::Measures if programme.measures.is_empty() => Some(SheetKind::Measures),
        Need::MeetingActions if programme.meeting_actions.is_empty() => Some(SheetKind::MeetingActions),
        Need::WorkProgramme if programme.work_programme.is_empty() => Some(SheetKind::WorkProgramme),
        _ => None,
    })?;
    Some(
        Error::new(format!("{} was not made: no {} were read", document.title, kind.records()))
            .hint(format!("put the {} in the edition's folder; `boardpack columns` shows what was read", kind.table())),
    )
}

fn cannot_typeset(document: &DocumentKind, prepared: &Prepared, faults: &[Diagnostic]) -> Error {
    const SETUP: &str = "setup";
    if prepared.uses(SETUP) {
        return Error::new(format!("{} could not be typeset", document.title)).findings(faults);
    }
    // What Typst says then follows from that: nothing is known of the looks, and the PDF has no title.
    let form = document.form.key();
    Error::new(format!("{} could not be typeset: its template has no {{{{> {SETUP}}}}}", document.title))
        .findings(faults)
        .hint(format!(
            "write {{{{> {SETUP} form=\"{form}\"}}}} as the first line of {}/main.typ.hbs: it brings the looks of all papers, and \
             what is printed on every page",
            document.name
        ))
}
