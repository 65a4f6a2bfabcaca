//! A frozen edition: what was read of its workbooks, kept in `frozen.json` so that it can be built without them.
//!
//! It holds all that its papers rest on: the programme, the findings of reading, settings, acceptances, the earlier
//! editions it is compared with, and by which digest and date each workbook is known again. A digest over the whole
//! seals it: a file that was changed or damaged is refused, never half believed.
//!
//! Deliberately absent: the findings of checks and the figures, which each build works out again, and the day of the
//! freeze, for nothing here reads the clock.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::area::accepted::Acceptance;
use crate::area::settings::Settings;
use crate::area::{AreaFolder, Edition};
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::digest;
use crate::output;
use crate::programme::Programme;
use crate::programme::model::Month;
use crate::programme::scheme;
use crate::workbook::WorkbookFile;

/// The name of the file in an edition's folder.
pub const FILE: &str = "frozen.json";

/// The form in which this version writes the file, and the only one it reads.
const FORMAT: u32 = 1;

/// The key of the seal.
const SEAL: &str = "sha256";

/// An edition as it was frozen.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    #[serde(default)]
    pub files: Vec<WorkbookFile>,
    pub programme: Programme,
    /// What was found while reading.
    pub findings: Vec<Diagnostic>,
    /// Oldest first.
    pub earlier: Vec<Earlier>,
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Earlier {
    pub edition: Month,
    pub status_date: NaiveDate,
    /// What it held, or why it could not be read.
    pub programme: std::result::Result<Programme, String>,
}

impl FrozenWorkbook {
    /// Takes a file's digest and date.
    pub fn of(path: &Path) -> Result<FrozenWorkbook> {
        let (bytes, sha256) =
            digest::of_file(path).map_err(|why| Error::new(format!("{} cannot be read: {why}", path.display())))?;
        let saved = fs::metadata(path).and_then(|about| about.modified()).ok();
        Ok(FrozenWorkbook {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes,
            sha256,
            changed: saved.map(|saved| DateTime::<Utc>::from(saved).to_rfc3339_opts(SecondsFormat::Secs, true)),
        })
    }
}

impl Frozen {
    /// Takes an edition from its workbooks, with all that its papers rest on.
    pub fn of(area: &AreaFolder, month: Month) -> Result<Frozen> {
        let Findings { value: edition, diagnostics: findings } = area.edition_of_workbooks(month)?;
        let earlier =
            area.editions.iter().filter(|earlier| **earlier < month).map(|&earlier| match area.edition(earlier) {
                Ok(found) => Earlier {
                    edition: earlier,
                    status_date: found.value.status_date,
                    programme: Ok(found.value.programme),
                },
                Err(why) => Earlier {
                    edition: earlier,
                    status_date: area.settings.status_date(earlier),
                    programme: Err(why.message),
                },
            });
        Ok(Frozen {
            boardpack: env!("CARGO_PKG_VERSION").to_owned(),
            area: area.name.clone(),
            edition: month,
            status_date: edition.status_date,
            settings: area.settings.clone(),
            acceptances: area.acceptances()?,
            workbooks: area.workbook_files(month)?,
            files: edition.files,
            programme: edition.programme,
            findings,
            earlier: earlier.collect(),
        })
    }

    /// The edition and what was found while it was read.
    pub fn into_edition(self) -> Findings<Edition> {
        let edition = Edition {
            month: self.edition,
            status_date: self.status_date,
            programme: self.programme,
            files: self.files,
        };
        Findings { value: edition, diagnostics: self.findings }
    }

    /// The edition of a month, where it was frozen or is one of the earlier ones kept with it.
    pub fn edition_of(&self, month: Month) -> Option<Result<Findings<Edition>>> {
        if month == self.edition {
            return Some(Ok(self.clone().into_edition()));
        }
        let earlier = self.earlier.iter().find(|earlier| earlier.edition == month)?;
        Some(match &earlier.programme {
            Ok(programme) => {
                let edition = Edition {
                    month,
                    status_date: earlier.status_date,
                    programme: programme.clone(),
                    // No paper names the files of an earlier edition.
                    files: Vec::new(),
                };
                Ok(Findings { value: edition, diagnostics: Vec::new() })
            }
            Err(why) => Err(Error::new(why)),
        })
    }

    /// The earlier editions that are not what they were for another freeze.
    pub fn earlier_that_differ(&self, other: &Frozen) -> Vec<Month> {
        let json = |frozen: &Frozen, month: Month| {
            let earlier = frozen.earlier.iter().find(|earlier| earlier.edition == month);
            serde_json::to_value(earlier).unwrap_or_default()
        };
        let months: BTreeSet<Month> =
            [self, other].into_iter().flat_map(|frozen| &frozen.earlier).map(|one| one.edition).collect();
        months.into_iter().filter(|&month| json(self, month) != json(other, month)).collect()
    }

    /// The text of the file: the form and the seal first.
    fn text(&self) -> Result<String> {
        let value = serde_json::to_value(self)
            .map_err(|why| Error::new(format!("the edition {} cannot be frozen: {why}", self.edition.id())))?;
        let sealed = json!({"format": FORMAT, SEAL: seal(&value)});
        let lines = [sealed, value].into_iter().filter_map(|part| match part {
            Value::Object(keys) => Some(keys.into_iter().map(|(key, value)| format!("{}: {value}", Value::from(key)))),
            _ => None,
        });
        Ok(format!("{{\n{}\n}}\n", lines.flatten().collect::<Vec<_>>().join(",\n")))
    }

    /// Writes the file whole, or not at all.
    pub fn write(&self, file: &Path) -> Result<()> {
        output::write_whole(file, self.text()?.as_bytes())
    }
}

/// Reads a frozen edition, which must be the one its folder is named for.
pub fn read(file: &Path, month: Month) -> Result<Frozen> {
    let shown = file.display();
    let again = || {
        format!(
            "put back the file as it was written, or freeze the edition again from its workbooks: \
             `boardpack freeze AREA --edition {} --again`",
            month.id()
        )
    };
    let damaged = |why: String| Error::new(format!("{shown} is damaged: {why}")).hint(again());
    let bytes = fs::read(file).map_err(|why| Error::new(format!("{shown} cannot be read: {why}")).hint(again()))?;
    let mut keys: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|why| damaged(why.to_string()))?;
    let format = keys.shift_remove("format").unwrap_or_default();
    if format != FORMAT {
        let version = keys.get("boardpack").and_then(Value::as_str).unwrap_or("an unknown version");
        let message = format!(
            "{shown} cannot be read by boardpack {}: it has the form {format}, written by {version}, and not {FORMAT}",
            env!("CARGO_PKG_VERSION")
        );
        return Err(Error::new(message).hint(format!("use the version that wrote it, or {}", again())));
    }
    let sealed = keys.shift_remove(SEAL).unwrap_or_default();
    let value = Value::Object(keys);
    if sealed != seal(&value) {
        return Err(damaged("it was changed after it was written".to_owned()));
    }
    // What things were called then decides what the keys of statuses mean.
    let settings: Settings =
        serde_json::from_value(value["settings"].clone()).map_err(|why| damaged(why.to_string()))?;
    let settings = settings.written_out(&shown.to_string())?;
    let read = || serde_json::from_value::<Frozen>(value);
    let frozen = scheme::reading_by(settings.scheme(), read).map_err(|why| damaged(why.to_string()))?;
    let frozen = Frozen { settings, ..frozen };
    if frozen.edition != month {
        let message = format!("{shown} is of the edition {}, not {}", frozen.edition.id(), month.id());
        return Err(Error::new(message).hint("move it back to the folder it came from"));
    }
    Ok(frozen)
}

/// The digest of a JSON value without the spaces and line ends between its parts. No number in it has a fraction, so
/// that its text is the same whenever it is written.
fn seal(value: &Value) -> String {
    digest::of(value.to_string().as_bytes())
}
