//! A frozen edition: what was read of its workbooks, kept in `frozen.json` so that it can be built without them.
//!
//! It has all that its papers rest on: the programme, the findings of reading, settings, acceptances, officers' words,
//! by which digest and date each workbook is known again, and the earlier editions it is compared with by the digests of their [`readings`],
//! which are kept once in the area. A digest over the whole seals it: a file that was changed or damaged is refused, never
//! half believed.
//!
//! The form on disk has a number of its own. Older forms are read: form 1 has the earlier editions within it, and every
//! cell with the names of its workbook and sheet. What a file does not have because it is older is empty.
//!
//! Deliberately absent: the findings of checks and the figures, which each build works out again, and the day of the
//! freeze, for nothing here reads the clock.
//!
//! [`readings`]: super::readings

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::area::accepted::Acceptance;
use crate::area::kept::{self, Tables};
use crate::area::readings::Reading;
use crate::area::settings::Settings;
use crate::area::{AreaFolder, Edition, files};
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::digest::{self, FileDigest};
use crate::narrative::Narrative;
use crate::output;
use crate::programme::Programme;
use crate::programme::model::Month;
use crate::programme::scheme;
use crate::workbook::WorkbookFile;

/// The name of the file in an edition's folder.
pub const FILE: &str = "frozen.json";

/// The form in which this version writes the file.
const FORMAT: u64 = 2;
/// The oldest form that it reads.
const OLDEST: u64 = 1;

/// The key of the seal.
const SEAL: &str = "sha256";

/// An edition as it was frozen.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The version of the program that froze it.
    pub boardpack: String,
    /// The name of the area's folder.
    pub area: String,
    pub edition: Month,
    pub status_date: NaiveDate,
    /// With every default written out.
    pub settings: Settings,
    pub acceptances: Vec<Acceptance>,
    pub workbooks: Vec<FrozenWorkbook>,
    /// Those that were read, as the papers name them.
    pub files: Vec<WorkbookFile>,
    pub programme: Programme,
    /// What officers wrote for its papers.
    pub narrative: Narrative,
    /// What was found while reading.
    pub findings: Vec<Diagnostic>,
    /// Oldest first.
    pub earlier: Vec<Earlier>,
    /// The file that it was read from; none where it has just been made.
    pub read_from: Option<FileDigest>,
}

/// A workbook that an edition was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenWorkbook {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    /// When it was last saved, `2025-08-01T09:30:00Z`; null where the file system does not say.
    pub changed: Option<String>,
}

/// An edition before the frozen one.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub edition: Month,
    pub status_date: NaiveDate,
    /// What it held, or why it could not be read.
    pub reading: std::result::Result<Reading, String>,
}

/// The parts that every form has. What it was read from stands beside them.
#[derive(Deserialize)]
struct Parts<E> {
    boardpack: String,
    area: String,
    edition: Month,
    status_date: NaiveDate,
    settings: Settings,
    acceptances: Vec<Acceptance>,
    workbooks: Vec<FrozenWorkbook>,
    #[serde(default)]
    files: Vec<WorkbookFile>,
    #[serde(default)]
    narrative: Narrative,
    findings: Vec<Diagnostic>,
    earlier: Vec<E>,
}

/// An earlier edition in form 1.
#[derive(Deserialize)]
struct Within {
    edition: Month,
    status_date: NaiveDate,
    programme: std::result::Result<Value, String>,
}

/// An earlier edition in form 2.
#[derive(Serialize, Deserialize)]
struct Referred {
    edition: Month,
    status_date: NaiveDate,
    /// The digest of its reading, or why it could not be read.
    reading: std::result::Result<String, String>,
}

impl FrozenWorkbook {
    /// Takes a file's digest and date.
    pub fn of(path: &Path) -> Result<FrozenWorkbook> {
        let (bytes, sha256) =
            digest::of_file(path).map_err(|why| Error::new(format!("{} cannot be read: {why}", path.display())))?;
        Ok(FrozenWorkbook { name: files::name(path), bytes, sha256, changed: changed(path) })
    }

    /// A workbook by the digest of the bytes that were read of it.
    fn as_read(area: &Path, input: &FileDigest) -> Result<FrozenWorkbook> {
        let path = area.join(&input.path);
        match (input.bytes, &input.sha256) {
            (Some(bytes), Some(sha256)) => {
                Ok(FrozenWorkbook { name: files::name(&path), bytes, sha256: sha256.clone(), changed: changed(&path) })
            }
            _ => FrozenWorkbook::of(&path),
        }
    }
}

fn changed(path: &Path) -> Option<String> {
    let saved = fs::metadata(path).and_then(|about| about.modified()).ok()?;
    Some(DateTime::<Utc>::from(saved).to_rfc3339_opts(SecondsFormat::Secs, true))
}

impl Frozen {
    /// Takes an edition from its workbooks, with all that its papers rest on.
    pub fn of(area: &AreaFolder, month: Month) -> Result<Frozen> {
        let Findings { value: edition, diagnostics: findings } = area.edition_of_workbooks(month)?;
        let earlier = area.editions.iter().filter(|earlier| **earlier < month).map(|&earlier| {
            Ok(match area.edition(earlier) {
                // One that was frozen under other settings is kept in the terms of these.
                Ok(found) => Earlier {
                    edition: earlier,
                    status_date: found.value.status_date,
                    reading: Ok(Reading::of(earlier, found.value.programme.in_terms_of(area.settings.scheme()))?),
                },
                Err(why) => Earlier {
                    edition: earlier,
                    status_date: area.settings.status_date(earlier),
                    reading: Err(why.on_one_line()),
                },
            })
        });
        let workbooks = edition.inputs.iter().map(|input| FrozenWorkbook::as_read(&area.path, input));
        Ok(Frozen {
            boardpack: env!("CARGO_PKG_VERSION").to_owned(),
            area: area.name.clone(),
            edition: month,
            status_date: edition.status_date,
            settings: area.settings.clone(),
            acceptances: area.acceptances()?.0,
            workbooks: workbooks.collect::<Result<_>>()?,
            earlier: earlier.collect::<Result<_>>()?,
            files: edition.files,
            programme: edition.programme,
            narrative: edition.narrative,
            findings,
            read_from: None,
        })
    }

    /// The edition and what was found while it was read.
    pub fn into_edition(self) -> Findings<Edition> {
        let edition = Edition {
            month: self.edition,
            status_date: self.status_date,
            programme: self.programme,
            narrative: self.narrative,
            files: self.files,
            inputs: self.read_from.into_iter().collect(),
            unread: Vec::new(),
        };
        Findings { value: edition, diagnostics: self.findings }
    }

    /// The edition of a month, where it was frozen or is one of the earlier ones kept with it.
    pub fn edition_of(&self, month: Month) -> Option<Result<Findings<Edition>>> {
        if month == self.edition {
            return Some(Ok(self.clone().into_edition()));
        }
        let earlier = self.earlier.iter().find(|earlier| earlier.edition == month)?;
        let programme = match &earlier.reading {
            Ok(reading) => reading.programme(),
            Err(why) => Err(Error::new(why)),
        };
        Some(programme.map(|programme| {
            let edition = Edition {
                month,
                status_date: earlier.status_date,
                programme: programme.clone(),
                // Nor its officers' words.
                narrative: Narrative::default(),
                // No paper names the files of an earlier edition.
                files: Vec::new(),
                inputs: earlier.reading.as_ref().ok().and_then(Reading::file).into_iter().collect(),
                unread: Vec::new(),
            };
            Findings { value: edition, diagnostics: Vec::new() }
        }))
    }

    /// The earlier editions that are not what they were for another freeze.
    pub fn earlier_that_differ(&self, other: &Frozen) -> Vec<Month> {
        let of = |frozen: &Frozen, month: Month| {
            let earlier = frozen.earlier.iter().find(|earlier| earlier.edition == month)?;
            Some((
                earlier.status_date,
                earlier.reading.as_ref().map(|reading| reading.sha256.clone()).map_err(Clone::clone),
            ))
        };
        let months: BTreeSet<Month> =
            [self, other].into_iter().flat_map(|frozen| &frozen.earlier).map(|one| one.edition).collect();
        months.into_iter().filter(|&month| of(self, month) != of(other, month)).collect()
    }

    /// The same with the readings of its earlier editions, from where they are kept in the area.
    pub fn with_readings(mut self, area: &Path) -> Result<Frozen> {
        let again = again(self.edition);
        let scheme = self.settings.scheme().clone();
        for earlier in &mut self.earlier {
            if let Ok(reading) = &mut earlier.reading {
                scheme::reading_by(&scheme, || reading.load(area, earlier.edition))
                    .map_err(|why| Error::new(why.message).hint(&again))?;
            }
        }
        Ok(self)
    }

    /// The text of the file: the form and the seal first.
    fn text(&self) -> Result<String> {
        let cannot =
            |why: serde_json::Error| Error::new(format!("the edition {} cannot be frozen: {why}", self.edition.id()));
        let mut tables = Tables::default();
        let programme = tables.shorten(serde_json::to_value(&self.programme).map_err(cannot)?);
        let findings = tables.shorten(serde_json::to_value(&self.findings).map_err(cannot)?);
        let earlier: Vec<Referred> = self.earlier.iter().map(Referred::of).collect();
        let mut value = json!({
            "boardpack": self.boardpack,
            "area": self.area,
            "edition": self.edition,
            "status_date": self.status_date,
            "settings": self.settings,
            "acceptances": self.acceptances,
            "workbooks": self.workbooks,
            "files": self.files,
            "sheets": tables.sheets,
            "texts": tables.texts,
            "programme": programme,
            "findings": findings,
            "earlier": earlier,
        });
        // An edition without officers' words is kept as it always was.
        if self.narrative.folder {
            value["narrative"] = serde_json::to_value(&self.narrative).map_err(cannot)?;
        }
        let sealed = json!({"format": FORMAT, SEAL: seal(&value)});
        let lines = [sealed, value].into_iter().filter_map(|part| match part {
            Value::Object(keys) => Some(keys.into_iter().map(|(key, value)| format!("{}: {value}", Value::from(key)))),
            _ => None,
        });
        Ok(format!("{{\n{}\n}}\n", lines.flatten().collect::<Vec<_>>().join(",\n")))
    }

    /// Writes the readings that the area does not have yet, and then the file, each whole or not at all. Gives back what
    /// was written.
    pub fn write(&self, area: &Path, file: &Path) -> Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        for earlier in &self.earlier {
            if let Ok(reading) = &earlier.reading {
                written.extend(reading.keep(area, earlier.edition)?);
            }
        }
        let text = self.text()?;
        if text.len() as u64 > crate::files::FROZEN || crate::files::refuse_json(text.as_bytes()).is_err() {
            return Err(Error::new(format!("the edition {} has more than can be frozen", self.edition.id()))
                .hint("see `boardpack columns`: are there rows by the ten thousand that are no records?"));
        }
        output::write_whole(file, text.as_bytes())?;
        written.push(file.to_owned());
        Ok(written)
    }
}

impl Referred {
    fn of(earlier: &Earlier) -> Referred {
        Referred {
            edition: earlier.edition,
            status_date: earlier.status_date,
            reading: earlier.reading.as_ref().map(|reading| reading.sha256.clone()).map_err(Clone::clone),
        }
    }

    fn earlier(self) -> std::result::Result<Earlier, String> {
        let reading = match self.reading {
            Ok(sha256) => Ok(Reading::by_digest(sha256).ok_or("an earlier edition has no digest")?),
            Err(why) => Err(why),
        };
        Ok(Earlier { edition: self.edition, status_date: self.status_date, reading })
    }
}

impl Within {
    fn earlier(self) -> std::result::Result<Earlier, String> {
        let reading = match self.programme {
            Ok(programme) => {
                Ok(Reading::of(self.edition, kept::programme(programme)?).map_err(|why| why.message)?.within())
            }
            Err(why) => Err(why),
        };
        Ok(Earlier { edition: self.edition, status_date: self.status_date, reading })
    }
}

/// What to do about a file that is not as it was written.
fn again(month: Month) -> String {
    format!(
        "put back the file as it was written, or freeze the edition again from its workbooks: \
         `boardpack freeze AREA --edition {} --again`",
        month.id()
    )
}

/// Reads a frozen edition, which must be the one its folder is named for. Its earlier editions are only named yet: see
/// [`Frozen::with_readings`].
pub fn read(file: &Path, month: Month) -> Result<Frozen> {
    let shown = file.display();
    let damaged = |why: String| Error::new(format!("{shown} is damaged: {why}")).hint(again(month));
    let bytes = crate::files::bytes(file, crate::files::FROZEN)
        .and_then(|bytes| crate::files::refuse_json(&bytes).map(|()| bytes))
        .map_err(|why| Error::new(format!("{shown} cannot be read: {why}")).hint(again(month)))?;
    let mut keys: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|why| damaged(why.to_string()))?;
    let format = keys.shift_remove("format").unwrap_or_default();
    let version = keys.get("boardpack").and_then(Value::as_str).unwrap_or("an unknown version").to_owned();
    let Some(form) = format.as_u64().filter(|form| (OLDEST..=FORMAT).contains(form)) else {
        let message = format!(
            "{shown} cannot be read by boardpack {}: it has the form {format}, written by {version}, and not {OLDEST} to {FORMAT}",
            env!("CARGO_PKG_VERSION")
        );
        return Err(Error::new(message).hint(format!("use the version that wrote it, or {}", again(month))));
    };
    let sealed = keys.shift_remove(SEAL).unwrap_or_default();
    let value = Value::Object(keys);
    if sealed != seal(&value) {
        return Err(damaged("it was changed after it was written".to_owned()));
    }
    kept::refuse_dates(&value).map_err(damaged)?;
    // Under a seal that is right it is as it was written, by a version that knows more or other things than this one.
    let other = |why: String| {
        let message = format!("{shown} cannot be read by boardpack {}: {why}", env!("CARGO_PKG_VERSION"));
        Error::new(message).hint(format!("use the version that wrote it, {version}, or {}", again(month)))
    };
    let path = format!("{}/{FILE}", month.id());
    // What things were called then decides what the keys of statuses mean.
    let settings: Settings = serde_json::from_value(value["settings"].clone()).map_err(|why| other(why.to_string()))?;
    let settings = settings.written_out(&shown.to_string())?;
    settings.within_bounds(&shown.to_string())?;
    let frozen = scheme::reading_by(settings.scheme(), || from_form(form, value)).map_err(other)?;
    let frozen = Frozen { settings, read_from: Some(FileDigest::of(path, &bytes)), ..frozen };
    refuse_name(&frozen.area).map_err(damaged)?;
    if frozen.edition != month {
        let message = format!("{shown} is of the edition {}, not {}", frozen.edition.id(), month.id());
        return Err(Error::new(message).hint("if it came with a copied folder, delete it here; the original is in the folder of the month that it belongs to"));
    }
    Ok(frozen)
}

/// The area's name becomes a folder of papers, and so must lead nowhere else.
fn refuse_name(area: &str) -> std::result::Result<(), String> {
    let mut parts = Path::new(area).components();
    let plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(name)), None) if name == area);
    match plain && !area.contains(['\0', '/', '\\']) {
        true => Ok(()),
        false => Err(format!("the area's name in it, {area:?}, is not the name of a folder")),
    }
}

fn from_form(form: u64, mut value: Value) -> std::result::Result<Frozen, String> {
    let mut programme = value["programme"].take();
    if form == 1 {
        let parts: Parts<Within> = parts(value)?;
        return parts.frozen(kept::programme(programme)?, Within::earlier);
    }
    let tables: Tables = parts(json!({"sheets": value["sheets"].take(), "texts": value["texts"].take()}))?;
    programme = tables.lengthen(programme)?;
    value["findings"] = tables.lengthen(value["findings"].take())?;
    let parts: Parts<Referred> = parts(value)?;
    parts.frozen(kept::programme(programme)?, Referred::earlier)
}

fn parts<T: DeserializeOwned>(value: Value) -> std::result::Result<T, String> {
    serde_json::from_value(value).map_err(|why| why.to_string())
}

impl<E> Parts<E> {
    fn frozen(
        self,
        programme: Programme,
        earlier: fn(E) -> std::result::Result<Earlier, String>,
    ) -> std::result::Result<Frozen, String> {
        Ok(Frozen {
            boardpack: self.boardpack,
            area: self.area,
            edition: self.edition,
            status_date: self.status_date,
            settings: self.settings,
            acceptances: self.acceptances,
            workbooks: self.workbooks,
            files: self.files,
            narrative: self.narrative,
            programme,
            findings: self.findings,
            earlier: self.earlier.into_iter().map(earlier).collect::<std::result::Result<_, String>>()?,
            read_from: None,
        })
    }
}

/// The digest of a JSON value without the spaces and line ends between its parts. No number in it has a fraction, so
/// that its text is the same whenever it is written.
fn seal(value: &Value) -> String {
    digest::of(value.to_string().as_bytes())
}
