//! The template folders: which kinds of document there are, and the text of every file they are made of.
//!
//! Input: the templates inside the program, and folders that override them file by file or add to them: an area's own, and
//! over it one that the user names. Output: [`DocumentKind`]s read from `template.toml`, and file contents by their path within the
//! templates (`stocktake-deck/main.typ.hbs`).
//!
//! Deliberately absent: any way out of the user's folder, be it by `..` or by a symbolic link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::declared::{self, Setting, Words};
use super::theme::{self, Theme};
use crate::area::settings_file::parse_toml;
use crate::area::{AreaFolder, paper};
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::files;
use crate::narrative::places::Declared;
use crate::programme::scheme::{SPOKEN, Scheme};
use crate::suggest::{nearest, nearest_of};
use crate::text;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The name of the file that describes a document.
pub const SETTINGS: &str = "template.toml";
/// The folder in an area's that has templates of its own.
const OWN: &str = "templates";
pub(super) const MAIN: &str = "main.typ.hbs";
pub(super) const SHARED_PARTIALS: &str = "_shared/partials";

/// A kind of document, as its folder's `template.toml` describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "template.toml of a document", description = "What a document is, in the folder of its template.")]
pub struct DocumentKind {
    /// The folder's name, by which `--only` asks for the document.
    #[serde(skip_deserializing)]
    pub name: String,
    /// What the paper is called. Words of the programme's own are written in braces: "{Review} deck".
    #[schemars(length(min = 1), example = &"Group paper")]
    pub title: String,
    /// The name of the PDF's file without its ending.
    #[schemars(regex(pattern = "^[0-9a-z-]+$"), example = &"group-paper")]
    pub file: String,
    /// The form of its pages.
    pub form: Form,
    /// What one paper is made for.
    #[serde(default)]
    pub per: Per,
    /// What the paper cannot be made without.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The document whose speaker notes it has: it is made with that one when `--notes` asks for it.
    #[serde(default)]
    #[schemars(example = &"group-slides")]
    pub notes_of: Option<String>,
    /// Whether it is made only when `--only` asks for it.
    #[serde(default)]
    pub on_request: bool,
    /// Whether it shows invented data, for those who write templates: no build makes it unless it is asked for by name.
    #[serde(default)]
    pub sample: bool,
    /// The most pages that one of its papers is meant to have. A longer one is a warning.
    #[serde(default)]
    #[schemars(range(min = 1), example = 2)]
    pub pages: Option<usize>,
    /// The age, in years, at which one of its papers is to be read with ease. A harder one is a warning.
    #[serde(default)]
    #[schemars(range(min = 6, max = 18), example = 11)]
    pub reading_age: Option<u32>,
    /// Whether each abbreviation is to be explained in the paper.
    #[serde(default)]
    pub explain_abbreviations: bool,
    /// Places for officers' words that it prints, beside those that all papers have.
    #[serde(default)]
    pub words: Vec<Words>,
    /// Settings of its own, which an area gives under [paper.NAME] in boardpack.toml.
    #[serde(default)]
    pub setting: Vec<Setting>,
    /// One sentence for the list of documents.
    #[serde(default)]
    #[schemars(example = &"Progress of one group, for its chair")]
    pub about: String,
    /// Where the document stands in that list; those without a number come last.
    #[serde(default = "last")]
    pub order: i64,
}

/// The keys of `template.toml`, for "did you mean".
const KEYS: [&str; 15] = [
    "title",
    "file",
    "form",
    "per",
    "needs",
    "pages",
    "reading_age",
    "explain_abbreviations",
    "notes_of",
    "on_request",
    "sample",
    "about",
    "order",
    "words",
    "setting",
];

/// The form of a document's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "form")]
pub enum Form {
    /// A4 upright.
    Paper,
    /// A4 on its side.
    Landscape,
    /// Slides for a screen.
    Slides,
}

impl Form {
    /// As a template writes it.
    pub fn key(self) -> &'static str {
        match self {
            Form::Paper => "paper",
            Form::Landscape => "landscape",
            Form::Slides => "slides",
        }
    }
}

/// What one document is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "per")]
pub enum Per {
    /// The whole programme: there is one paper.
    #[default]
    Programme,
    /// Each lead of whom something is asked.
    Lead,
    /// Each area of the plan.
    Area,
    /// Each group that the settings name.
    Group,
}

impl Per {
    /// The values in `template.toml`.
    const KEYS: [&str; 4] = ["programme", "lead", "area", "group"];
}

/// What must have been read from the workbooks for the document to make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "need")]
pub enum Need {
    /// The action tracker.
    Actions,
    /// The risk register.
    Risks,
    /// The dashboard of measures.
    Measures,
    /// The log of meeting actions.
    MeetingActions,
    /// The work programme.
    WorkProgramme,
}

fn last() -> i64 {
    i64::MAX
}

/// The files of all templates: the shipped ones, and over them those of folders.
#[derive(Clone, Debug)]
pub struct Templates {
    shipped: BTreeMap<String, &'static [u8]>,
    /// The folders over them; of two that have one file, the first counts.
    folders: Vec<PathBuf>,
    /// What the area's theme says, as files that Typst reads; no folder stands over them.
    theme: BTreeMap<String, Vec<u8>>,
}

impl Templates {
    /// The templates inside the program, with those of `folder` over them.
    pub fn open(folder: Option<&Path>) -> Result<Templates> {
        let mut shipped = BTreeMap::new();
        collect_files(&SHIPPED, &mut shipped);
        let templates = Templates { shipped, folders: Vec::new(), theme: Theme::default().files() };
        folder.map_or(Ok(templates.clone()), |folder| templates.with(folder))
    }

    /// The paths of the Typst files that documents share.
    pub fn shared(&self) -> Vec<String> {
        let is_shared = |path: &&String| path.starts_with("_shared/") && path.ends_with(".typ");
        self.shipped.keys().filter(is_shared).cloned().collect()
    }

    /// Only the given files, for tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &'static str)]) -> Templates {
        let shipped = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes())).collect();
        Templates { shipped, folders: Vec::new(), theme: BTreeMap::new() }
    }

    /// The files inside the program, by their paths.
    pub fn shipped(&self) -> &BTreeMap<String, &'static [u8]> {
        &self.shipped
    }

    /// The same templates with the look of an area.
    pub fn in_theme(mut self, theme: &Theme) -> Templates {
        self.theme = theme.files();
        self
    }

    /// The same templates with the files of `folder` over the shipped ones, and under those of folders that are there already.
    pub fn with(&self, folder: &Path) -> Result<Templates> {
        let real = fs::canonicalize(folder).map_err(|why| {
            let message =
                format!("the templates folder {} cannot be opened: {}", folder.display(), files::plainly(&why));
            Error::new(message).hint("see whether its name is right, and whether you may read it")
        })?;
        if !real.is_dir() {
            return Err(Error::new(format!("the templates folder {} is not a folder", folder.display())));
        }
        let mut templates = self.clone();
        templates.folders.push(real);
        Ok(templates)
    }

    /// The folders over the shipped ones, the first before the others.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The same templates with those of an area's own folder, where it has one.
    pub fn for_area(&self, area: &Path) -> Result<Templates> {
        let own = AreaFolder::home(area).join(OWN);
        if files::is_there(&own) { self.with(&own) } else { Ok(self.clone()) }
    }

    /// Reads a file by its path within the templates, a folder's before the shipped; `None` where there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if path.starts_with(theme::FOLDER) {
            return Ok(self.theme.get(path).cloned());
        }
        for folder in &self.folders {
            if let Some(own) = self.read_from_folder(folder, path)? {
                return Ok(Some(own));
            }
        }
        Ok(self.shipped.get(path).map(|bytes| bytes.to_vec()))
    }

    /// Reads a file that must be text.
    fn read_text(&self, path: &str) -> Result<Option<String>> {
        self.read(path)?.map(|bytes| self.as_text(path, bytes)).transpose()
    }

    /// The text of a file that was read.
    pub(super) fn as_text(&self, path: &str, bytes: Vec<u8>) -> Result<String> {
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::new(format!("template file {path} is not text in UTF-8")).hint("save it as UTF-8"))?;
        // Editors on Windows may put a byte order mark first; Typst and Handlebars would print it.
        Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
    }

    fn read_from_folder(&self, folder: &Path, path: &str) -> Result<Option<Vec<u8>>> {
        let within = Path::new(path);
        if !within.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error::new(format!("template file {path} is outside the templates folder")));
        }
        if path.split('/').any(is_hidden) {
            return Ok(None);
        }
        let file = folder.join(within);
        let real = match fs::canonicalize(&file) {
            Ok(real) => real,
            Err(_) if !files::is_there(&file) => return Ok(None),
            Err(_) => {
                return Err(Error::new(format!("template file {path} cannot be opened; is it a link to nothing?"))
                    .hint("put the file itself in its place"));
            }
        };
        if !real.starts_with(folder) {
            return Err(Error::new(format!("template file {path} is a link that leads out of the templates folder"))
                .hint("copy the file into the folder"));
        }
        files::bytes(&real, most(path))
            .map(Some)
            .map_err(|reason| Error::new(format!("template file {path} cannot be read: {reason}")))
    }

    /// The names of the files directly in a folder of the templates, in order.
    pub(super) fn files_in(&self, folder: &str) -> BTreeSet<String> {
        let prefix = format!("{folder}/");
        let shipped =
            self.shipped.keys().filter_map(|path| path.strip_prefix(&prefix)).filter(|name| !name.contains('/'));
        let mut names: BTreeSet<String> = shipped.map(str::to_owned).collect();
        for root in &self.folders {
            names.extend(entries(&root.join(folder)).into_iter().filter(|(_, is_dir)| !is_dir).map(|(name, _)| name));
        }
        names
    }

    /// The file that describes a document, with its digest.
    pub fn description(&self, name: &str) -> Result<Option<(String, String)>> {
        let path = format!("{name}/{SETTINGS}");
        Ok(self.read(&path)?.map(|bytes| (path, digest::of(&bytes))))
    }

    /// The digest of a file as it is now; `None` where there is none that can be read.
    pub fn digest_of(&self, path: &str) -> Option<String> {
        self.read(path).ok().flatten().map(|bytes| digest::of(&bytes))
    }

    /// Every file of the templates with its digest, those that no document reads too; of a link to a folder where it leads,
    /// and of a file that cannot be read that it is there.
    pub fn digests(&self) -> BTreeMap<String, String> {
        let mut digests: BTreeMap<String, String> =
            self.shipped.iter().map(|(path, bytes)| (path.clone(), digest::of(bytes))).collect();
        digests.extend(self.theme.iter().map(|(path, bytes)| (path.clone(), digest::of(bytes))));
        let mut open: Vec<(&PathBuf, String)> = self.folders.iter().map(|root| (root, String::new())).collect();
        while let Some((root, folder)) = open.pop() {
            for (name, is_dir) in entries(&root.join(&folder)).into_iter().filter(|(name, _)| !is_hidden(name)) {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if format!("{path}/") == theme::FOLDER {
                    continue;
                }
                match fs::read_link(root.join(&path)).ok().filter(|_| is_dir) {
                    Some(target) => drop(digests.insert(path, format!("link to {}", target.display()))),
                    None if is_dir => open.push((root, path)),
                    None => {
                        let digest = self.digest_of(&path).unwrap_or_default();
                        digests.insert(path, digest);
                    }
                }
            }
        }
        digests
    }

    /// Every kind of document there is, in the order they are to be listed and built.
    pub fn documents(&self) -> Result<Vec<DocumentKind>> {
        let mut folders: BTreeSet<String> = self
            .shipped
            .keys()
            .filter_map(|path| path.strip_suffix(&format!("/{SETTINGS}")))
            .map(str::to_owned)
            .collect();
        for root in &self.folders {
            for (name, is_dir) in entries(root) {
                let has = |file: &str| files::is_there(&root.join(&name).join(file));
                // Folders that begin so hold what templates share; folders without either file hold a template's pictures.
                if is_dir && !name.starts_with(['_', '.']) && (has(SETTINGS) || has(MAIN)) {
                    folders.insert(name);
                }
            }
        }
        let mut kinds = folders.iter().map(|name| self.read_kind(name)).collect::<Result<Vec<_>>>()?;
        kinds.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        for (position, kind) in kinds.iter().enumerate() {
            if let Some(twin) = kinds[..position].iter().find(|earlier| earlier.file == kind.file) {
                return Err(Error::new(format!(
                    "templates {} and {} would both write {}.pdf",
                    twin.name, kind.name, kind.file
                ))
                .hint(format!("give one of them another `file` in its {SETTINGS}")));
            }
        }
        for (position, kind) in kinds.iter().enumerate() {
            for words in &kind.words {
                let differs = |other: &&Words| other.place == words.place && other.each != words.each;
                if let Some(other) =
                    kinds[..position].iter().find(|earlier| earlier.words.iter().any(|of| differs(&of)))
                {
                    let message = format!(
                        "templates {} and {} declare the place \"{}\", each for something else",
                        other.name, kind.name, words.place
                    );
                    return Err(Error::new(message).hint("write the same `each` in both, or give one another place"));
                }
            }
        }
        Ok(kinds)
    }

    /// The kind of document by that name.
    pub fn document(&self, name: &str) -> Result<DocumentKind> {
        let mut kinds = self.documents()?;
        if let Some(position) = kinds.iter().position(|kind| kind.name == name) {
            return Ok(kinds.swap_remove(position));
        }
        let names: Vec<_> = kinds.iter().map(|kind| kind.name.as_str()).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names.join(", ")),
        };
        Err(Error::new(format!("there is no document called {name}")).hint(hint))
    }

    fn read_kind(&self, name: &str) -> Result<DocumentKind> {
        let path = format!("{name}/{SETTINGS}");
        let text = self.read_text(&path)?.ok_or_else(|| {
            Error::new(format!("template folder {name} has no {SETTINGS}"))
                .hint(format!("write one with the keys {}", KEYS.join(", ")))
        })?;
        let wrong = |message: String| Error::new(format!("template file {path}{message}"));

        let named = format!("template file {path}");
        let table: toml::Table = parse_toml(&text, &named)?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let hint = match nearest(key, KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", KEYS.join(", ")),
            };
            return Err(wrong(format!(" has an unknown key `{key}`")).hint(hint));
        }
        let of_file = |why: Error| Error { message: wrong(why.message).message, ..why };
        declared::keys_are_known(&table).map_err(of_file)?;
        if let Some(per) = table.get("per").and_then(toml::Value::as_str).filter(|per| !Per::KEYS.contains(per)) {
            return Err(wrong(format!(": `per` is \"{per}\"")).hint(nearest_of(per, &Per::KEYS)));
        }
        if let Some(pages) = table.get("pages").filter(|pages| pages.as_integer().is_none_or(|pages| pages < 1)) {
            return Err(wrong(format!(": `pages` is {pages}"))
                .hint("write the most pages that the paper may have, as a whole number from 1: pages = 2"));
        }
        if let Some(age) =
            table.get("reading_age").filter(|age| !age.as_integer().is_some_and(|age| (6..=18).contains(&age)))
        {
            return Err(wrong(format!(": `reading_age` is {age}"))
                .hint("write the age at which the paper is to be read with ease, from 6 to 18: reading_age = 11"));
        }
        let mut kind: DocumentKind = parse_toml(&text, &named)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if kind.file.is_empty() || !kind.file.chars().all(plain) {
            return Err(wrong(format!(": `file` is \"{}\"", kind.file))
                .hint("use small letters, digits and hyphens, without the ending .pdf"));
        }
        if text::is_device(&kind.file) {
            return Err(wrong(format!(": `file` is \"{}\", which is the name of a device on Windows", kind.file))
                .hint("choose another, so that the papers can be kept on every system"));
        }
        if kind.title.trim().is_empty() {
            return Err(wrong(": `title` is empty".into()));
        }
        if let Some(word) = in_braces(&kind.title).find(|word| !SPOKEN.contains(&word.to_lowercase().as_str())) {
            return Err(wrong(format!(": `title` has {{{word}}}, which is no word of the scheme"))
                .hint(nearest_of(&word.to_lowercase(), &SPOKEN)));
        }
        declared::are_sound(&kind.words, &kind.setting).map_err(of_file)?;
        kind.name = name.to_owned();
        Ok(kind)
    }
}

impl DocumentKind {
    /// The same with its title in the words of a scheme.
    pub fn spoken(&self, scheme: &Scheme) -> DocumentKind {
        DocumentKind { title: scheme.spoken(&self.title), ..self.clone() }
    }

    /// The settings of its own that it takes.
    pub fn takes(&self) -> Vec<paper::Declared<'_>> {
        self.setting.iter().map(|setting| paper::Declared { key: &setting.key, list: setting.list }).collect()
    }
}

/// What a title has in braces.
fn in_braces(title: &str) -> impl Iterator<Item = &str> {
    title.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The places for officers' words that documents declare, each once. `groups` are the keys of the area's groups.
pub fn declared_places(documents: &[DocumentKind], groups: &[String]) -> Vec<Declared> {
    declared::places(documents.iter().map(|document| (document.title.as_str(), document.words.as_slice())), groups)
}

/// The most bytes of a template's file: of what people write, and of pictures.
fn most(path: &str) -> u64 {
    let written = [".hbs", ".toml", ".typ"].iter().any(|ending| path.ends_with(ending));
    if written { files::WRITTEN } else { files::PICTURE }
}

fn collect_files(dir: &'static Dir<'static>, into: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        let parts: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
        into.insert(parts.join("/"), file.contents());
    }
    for inner in dir.dirs() {
        collect_files(inner, into);
    }
}

/// What begins with a dot is what other programs keep there, and no template.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// What stands in a folder of the file system, with whether it is a folder; nothing where it cannot be listed, for
/// then the shipped files stand alone.
fn entries(folder: &Path) -> Vec<(String, bool)> {
    let Ok(listing) = fs::read_dir(folder) else { return Vec::new() };
    let named =
        listing.flatten().filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir())));
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "title = \"Report\"\nfile = \"report\"\nform = \"paper\"\nneeds = [\"actions\"]\norder = 1\n";

    fn message(settings: &'static str) -> String {
        Templates::of(&[("report/template.toml", settings)]).documents().unwrap_err().to_string()
    }

    #[test]
    fn kinds_are_read_in_order() {
        let templates = Templates::of(&[
            ("_shared/theme.typ", ""),
            ("deck/template.toml", "title = \"Deck\"\nfile = \"deck\"\nform = \"slides\""),
            ("report/template.toml", REPORT),
        ]);
        let kinds = templates.documents().unwrap();
        assert_eq!(kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>(), ["report", "deck"]);
        assert_eq!(kinds[0].needs, [Need::Actions]);
        assert_eq!(kinds[1].form, Form::Slides);
        assert_eq!(kinds[1].per, Per::Programme);
    }

    #[test]
    fn settings_that_are_wrong_are_named() {
        assert_eq!(
            message("tilte = \"Report\"\nfile = \"report\""),
            "template file report/template.toml has an unknown key `tilte`\n   hint: did you mean `title`?"
        );
        assert!(
            message("title = \"R\"\nfile = \"r\"\nform = \"portrait\"")
                .contains("line 3: \"portrait\" is no word for this")
        );
        assert!(message("title = \"R\"\nfile = \"r\"").contains("\"form\" is missing here"));
        assert!(message("title = \"R\"\nfile = \"../r\"\nform = \"paper\"").contains("`file` is \"../r\""));
        let said = message("title = \"R\"\nfile = \"aux\"\nform = \"paper\"");
        assert!(said.contains("`file` is \"aux\", which is the name of a device on Windows"), "{said}");
        assert!(message("title = ").contains("line 1"));
        let said = message("title = \"{Reviw} deck\"\nfile = \"r\"\nform = \"slides\"");
        assert!(said.contains("{Reviw}") && said.contains("did you mean \"review\"?"), "{said}");
        for pages in ["0", "-1", "1.5", "\"2\"", "[2]"] {
            let said = message(format!("title = \"R\"\nfile = \"r\"\nform = \"paper\"\npages = {pages}").leak());
            assert!(said.contains(&format!("`pages` is {pages}")) && said.contains("pages = 2"), "{said}");
        }
        for age in ["5", "19", "\"11\"", "11.5"] {
            let said = message(format!("title = \"R\"\nfile = \"r\"\nform = \"paper\"\nreading_age = {age}").leak());
            assert!(said.contains(&format!("`reading_age` is {age}")) && said.contains("reading_age = 11"), "{said}");
        }
        let said = message("title = \"R\"\nfile = \"r\"\nform = \"paper\"\npage = 2");
        assert!(said.contains("unknown key `page`") && said.contains("did you mean `pages`?"), "{said}");
        let said = message("title = \"R\"\nfile = \"r\"\nform = \"paper\"\nper = \"aera\"");
        assert!(said.contains("`per` is \"aera\"") && said.contains("did you mean \"area\"?"), "{said}");
    }

    #[test]
    fn what_a_document_declares_is_read_or_refused_with_what_to_do() {
        const HEAD: &str = "title = \"R\"\nfile = \"r\"\nform = \"paper\"\n";
        let said = |more: &str| message(format!("{HEAD}{more}").leak());
        for (more, told) in [
            ("[[words]]\nplaec = \"a\"", "unknown key `plaec` under [[words]]\n   hint: did you mean `place`?"),
            ("[[setting]]\nkeys = \"a\"", "did you mean `key`?"),
            ("words = 3", "write [[words]] on a line of its own"),
            ("setting = [\"a\"]", "write [[setting]] on a line of its own"),
            ("[[words]]\nplace = \"options\"\ntitle = \"Options\"", "\"about\" is missing here"),
            ("[[words]]\nplace = \"The options\"\ntitle = \"O\"\nabout = \"o\"", "\"The options\" is no place"),
            ("[[words]]\nplace = \"risk-1\"\ntitle = \"O\"\nabout = \"o\"", "is the name of something else"),
            ("[[words]]\nplace = \"files\"\ntitle = \"O\"\nabout = \"o\"", "is the name of something else"),
            ("[[words]]\nplace = \"a\"\ntitle = \"O\"\nabout = \" \"", "empty title or about"),
            ("[[words]]\nplace = \"a\"\ntitle = \"O\"\nabout = \"o\"\neach = \"aera\"", "\"aera\" is no word for this"),
            (
                "[[words]]\nplace = \"a\"\ntitle = \"O\"\nabout = \"o\"\neach = \"area\"\nrequired = true",
                "is required for each",
            ),
            ("[[words]]\nplace = \"voice\"\ntitle = \"O\"\nabout = \"o\"\neach = \"area\"", "have once"),
            ("[[setting]]\nkey = \"Contact\"\nabout = \"c\"", "\"Contact\" is no key"),
            ("[[setting]]\nkey = \"a\"\nabout = \"\"", "has an empty about"),
            ("[[setting]]\nkey = \"a\"\nabout = \"a\"\n[[setting]]\nkey = \"a\"\nabout = \"a\"", "is there twice"),
        ] {
            assert!(said(more).contains(told), "{}", said(more));
        }
        let words = "[[words]]\nplace = \"options\"\ntitle = \"Options\"\nabout = \"What else\"\n";
        let one: &str =
            format!("{HEAD}{words}required = true\n[[setting]]\nkey = \"contact\"\nabout = \"Who\"\n").leak();
        let other = format!("title = \"S\"\nfile = \"s\"\nform = \"paper\"\n{words}");
        let templates = Templates::of(&[("r/template.toml", one), ("s/template.toml", other.leak())]);
        let documents = templates.documents().unwrap();
        assert_eq!(documents[0].setting[0].key, "contact");
        let places = declared_places(&documents, &[]);
        assert_eq!(places.len(), 1);
        let asked: Vec<(&str, bool)> =
            places[0].asked.iter().map(|asked| (asked.paper.as_str(), asked.required)).collect();
        assert_eq!(asked, [("R", true), ("S", false)]);
        let each = format!("title = \"S\"\nfile = \"s\"\nform = \"paper\"\n{words}each = \"group\"\n");
        let of_each = Templates::of(&[("r/template.toml", one), ("s/template.toml", each.leak())]);
        let refused = of_each.documents().unwrap_err().to_string();
        assert!(refused.contains("r and s declare the place \"options\""), "{refused}");
    }

    #[test]
    fn an_unknown_document_is_answered_with_the_nearest() {
        let error = Templates::of(&[("risk-register/template.toml", REPORT)]).document("risk-registr").unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("did you mean risk-register?"));
    }

    #[test]
    fn a_folder_overrides_file_by_file_and_adds() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("report/partials")).unwrap();
        fs::create_dir_all(folder.path().join("letter")).unwrap();
        fs::write(folder.path().join("report/main.typ.hbs"), "theirs").unwrap();
        fs::write(folder.path().join("report/partials/row.hbs"), "").unwrap();
        fs::write(folder.path().join("letter/template.toml"), REPORT.replace("report", "letter")).unwrap();
        let templates = Templates::of(&[("report/template.toml", REPORT), ("report/main.typ.hbs", "ours")])
            .with(folder.path())
            .unwrap();
        assert_eq!(templates.read("report/main.typ.hbs").unwrap().unwrap(), b"theirs");
        assert_eq!(templates.documents().unwrap().len(), 2);
        assert_eq!(templates.files_in("report/partials").into_iter().collect::<Vec<_>>(), ["row.hbs"]);
    }

    #[test]
    #[cfg(unix)]
    fn nothing_leads_out_of_the_folder() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link.typ")).unwrap();
        let templates = Templates::of(&[]).with(folder.path()).unwrap();
        assert!(templates.read("link.typ").unwrap_err().to_string().contains("leads out"));
        assert!(templates.read("../etc/passwd").unwrap_err().to_string().contains("outside"));
    }
}
