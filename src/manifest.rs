//! What a build was made of and what it made: `manifest.json` beside the papers.
//!
//! Digests of everything that decides a paper's bytes, so that `boardpack verify` can say months later whether the
//! papers are still what their inputs give, and if not, why. Deliberately absent: the day of the build, and every path
//! that holds only on one machine; the same build gives the same manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::area::settings::{self, Settings};
use crate::diagnostic::{Diagnostic, Error, Result, Severity};
use crate::digest::{self, FileDigest};
use crate::disclosure::Disclosed;
use crate::output::set::is_plain_name;
use crate::programme::model::Month;
use crate::readability::Reading;
use crate::records::Record;
use crate::typeset::{self, Title};

/// The name of the file beside the papers.
pub const FILE: &str = "manifest.json";

/// The form in which this version writes the file. It reads the older ones too: form 1 has a digest for every input,
/// taken after the papers were made; forms 1 and 2 do not say of which document a file is.
pub const FORMAT: u32 = 3;
const OLDEST: u64 = 1;

/// Everything a build records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Of its own: whatever else this version knows anew is empty where an older file does not have it.
    pub format: u32,
    pub program: Program,
    pub area: String,
    /// The area's folder as a path from the manifest's; null where none leads there.
    pub area_folder: Option<String>,
    pub edition: Month,
    pub status_date: NaiveDate,
    pub previous: Option<Month>,
    /// Whether the edition was built from `frozen.json`.
    #[serde(default)]
    pub frozen: bool,
    #[serde(default)]
    pub options: Options,
    pub prepared_by: Option<String>,
    pub reviewed_by: Option<String>,
    /// What was read in the area's folder.
    #[serde(default)]
    pub inputs: Vec<FileDigest>,
    /// The settings in force, table by table.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Every template file that took part, the program's own too.
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
    #[serde(default)]
    pub fonts: BTreeMap<String, String>,
    /// The documents whose papers are in the folder: those of this build, and those that it left there.
    #[serde(default)]
    pub documents: Vec<String>,
    pub outputs: Vec<Output>,
    /// Documents that could not be made.
    #[serde(default)]
    pub not_made: Vec<String>,
    /// The findings that stood, by code.
    #[serde(default)]
    pub findings: BTreeMap<String, Count>,
    #[serde(default)]
    pub accepted: usize,
    /// Of a public edition, how its figures were hidden; `boardpack attack` reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosed: Option<Disclosed>,
    /// What was read, record by record and field by field, as the first digits of each field's digest.
    #[serde(default)]
    pub records: BTreeMap<String, BTreeMap<String, String>>,
}

/// What made the papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub name: String,
    pub version: String,
    pub typst: String,
}

/// How the build was asked for, as far as it bears on what is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    pub only: Vec<String>,
    pub typst: bool,
    /// Whether each paper has an HTML edition.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub html: bool,
    /// Whether the tables of each paper are there as csv and xlsx.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub companions: bool,
    /// Whether it is the public edition.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    pub trace: bool,
    /// Whether each PDF says in its own structure where its figures come from.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provenance: bool,
    pub notes: bool,
    /// The edition compared with, as it was asked for.
    pub since: Option<String>,
    /// Folders as paths from the manifest's.
    pub templates: Option<String>,
    pub fonts: Option<String>,
}

/// A file that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub file: String,
    /// Of which document it is.
    #[serde(default)]
    pub document: Option<String>,
    /// For a PDF.
    pub pages: Option<usize>,
    pub sha256: String,
    /// For a PDF, the digest of all that it was made of: see [`typeset::Basis`]. Where that is as it was, and the file too, a
    /// build does not make it again. For an HTML edition, that of its PDF and of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_of: Option<String>,
    /// The templates' files that Typst read for it; their digests are part of that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<String>,
    /// Of slides, the titles with their numbers, which speaker notes print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<Title>,
    /// How hard it is to read, where its template asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// What was found of it once it was made, by code: that it is too long.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<String, Count>,
    /// Whether it was left by an earlier build that was made of something else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
}

/// How many findings have a code, and what the heaviest weighs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub severity: Severity,
    pub count: usize,
}

impl Program {
    /// This program.
    pub fn this() -> Program {
        Program {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            typst: typeset::version().to_owned(),
        }
    }
}

impl Manifest {
    /// The text of the file.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|why| Error::new(format!("the manifest cannot be written: {why}")))
    }
}

/// Reads the manifest of a folder of papers.
pub fn read(folder: &Path) -> Result<Manifest> {
    #[derive(Deserialize)]
    struct Form {
        format: Option<u64>,
    }
    let file = folder.join(FILE);
    let wrong = |why: String| Error::new(format!("{} {why}", file.display()));
    let bytes = crate::files::bytes(&file, crate::files::MANIFEST).map_err(|why| {
        wrong(format!("cannot be read: {why}")).hint("give the folder that `boardpack build` wrote the papers to")
    })?;
    let rebuild = "build the papers again: each build writes a manifest";
    let damaged = |why: serde_json::Error| wrong(format!("is damaged: {why}")).hint(rebuild);
    let form: Form = serde_json::from_slice(&bytes).map_err(damaged)?;
    if !form.format.is_some_and(|format| (OLDEST..=FORMAT.into()).contains(&format)) {
        let format = form.format.map_or_else(|| "no form".to_owned(), |format| format!("the form {format}"));
        return Err(wrong(format!("has {format}, and this version reads {OLDEST} to {FORMAT}"))
            .hint(format!("use the version that wrote it, or {rebuild}")));
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(damaged)?;
    match manifest.outputs.iter().find(|output| !is_plain_name(&output.file)) {
        Some(output) => Err(wrong(format!("is damaged: \"{}\" is no file of its folder", output.file)).hint(rebuild)),
        None => Ok(manifest),
    }
}

impl Manifest {
    /// Whether papers on this record were made of what those on the other are: the same inputs, settings, options and
    /// program, and the same templates and fonts, as far as both used them.
    pub fn same_basis(&self, other: &Manifest) -> bool {
        let agree = |one: &BTreeMap<String, String>, two: &BTreeMap<String, String>| {
            one.iter().all(|(file, digest)| two.get(file).is_none_or(|other| other == digest))
        };
        let options = |of: &Manifest| Options {
            only: Vec::new(),
            notes: false,
            html: false,
            companions: false,
            ..of.options.clone()
        };
        self.program == other.program
            && self.area == other.area
            && (self.edition, self.status_date, self.previous) == (other.edition, other.status_date, other.previous)
            && (&self.prepared_by, &self.reviewed_by) == (&other.prepared_by, &other.reviewed_by)
            && (&self.inputs, &self.settings, &self.records) == (&other.inputs, &other.settings, &other.records)
            && (&self.findings, self.accepted) == (&other.findings, other.accepted)
            && options(self) == options(other)
            && agree(&self.templates, &other.templates)
            && agree(&self.fonts, &other.fonts)
    }

    /// The digest of an input, where it was read.
    pub fn digest_of(&self, input: &str) -> Option<&str> {
        self.inputs.iter().find(|known| known.path == input)?.sha256.as_deref()
    }
}

/// The PDFs in a folder of papers, in the order of their names.
pub fn papers_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut papers: Vec<String> = names.filter(|name| name.to_lowercase().ends_with(".pdf")).collect();
    papers.sort();
    papers
}

/// The digest of each table of the settings.
pub fn settings_digests(settings: &Settings) -> BTreeMap<String, String> {
    let tables = settings::tables(settings).into_iter();
    tables.map(|(name, table)| (name, digest::of(table.to_string().as_bytes()))).collect()
}

/// The digest of each field of each record.
pub fn record_digests(records: &[Record]) -> BTreeMap<String, BTreeMap<String, String>> {
    let fields = |record: &Record| record.fields.iter().map(|field| (field.name.clone(), field.digest())).collect();
    records.iter().map(|record| (record.name.clone(), fields(record))).collect()
}

/// Findings counted by code.
pub fn counts(findings: &[Diagnostic]) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for finding in findings {
        let known = counts.entry(finding.code.to_string()).or_insert(Count { severity: finding.severity, count: 0 });
        known.severity = known.severity.max(finding.severity);
        known.count += 1;
    }
    counts
}

/// The way from one folder to another, with `/` between its parts; `None` where there is no such way, as between two
/// drives. Both must exist.
pub fn path_between(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (fs::canonicalize(from).ok()?, fs::canonicalize(to).ok()?);
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let down = to[same..].iter().map(|part| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    });
    let up = from[same..].iter().map(|part| matches!(part, Component::Normal(_)).then(|| "..".to_owned()));
    let parts: Vec<String> = up.chain(down).collect::<Option<_>>()?;
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_folders_is_relative() {
        let root = tempfile::tempdir().unwrap();
        let (out, area) = (root.path().join("out/ashmere/2025-07"), root.path().join("inputs/ashmere"));
        fs::create_dir_all(&out).unwrap();
        fs::create_dir_all(&area).unwrap();
        assert_eq!(path_between(&out, &area).unwrap(), "../../../inputs/ashmere");
        assert_eq!(path_between(&area, &area).unwrap(), ".");
        assert_eq!(path_between(root.path(), &area).unwrap(), "inputs/ashmere");
        assert_eq!(path_between(root.path(), &root.path().join("none")), None);
    }

    #[test]
    fn findings_are_counted_by_code_with_the_heaviest_weight() {
        let findings = [Diagnostic::note("a", "x"), Diagnostic::error("a", "x"), Diagnostic::warning("b", "x")];
        let counts = counts(&findings);
        assert_eq!(counts["a"], Count { severity: Severity::Error, count: 2 });
        assert_eq!(counts["b"], Count { severity: Severity::Warning, count: 1 });
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap_err().to_string().contains("boardpack build"));
        for (text, said) in [
            ("{\"format\": 1, \"prog", "is damaged"),
            ("{\"format\": 1}", "is damaged: missing field `program`"),
            ("{\"format\": 7}", "has the form 7, and this version reads 1 to 3"),
            ("{}", "has no form"),
            ("[]", "is damaged"),
        ] {
            fs::write(folder.path().join(FILE), text).unwrap();
            let error = read(folder.path()).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("manifest.json"), "{error}");
        }
    }
}
