//! The readings of earlier editions that frozen ones are compared with: each kept once in the area, by its digest.
//!
//! `AREA/frozen/2025-06-0123456789abcdef.json` has what was read of June 2025. Every later edition that is frozen names
//! it by its digest, so that a year of frozen editions grows by a month at a time, and a reading that is not what it was
//! is refused by name. Deliberately absent: when a reading may be thrown away.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::area::kept::{self, Tables};
use crate::diagnostic::{Error, Result};
use crate::digest::{self, FileDigest};
use crate::files;
use crate::output;
use crate::programme::Programme;
use crate::programme::model::Month;

/// The folder in the area's folder.
pub const FOLDER: &str = "frozen";

/// The form in which this version writes a reading, and the only one there is.
const FORMAT: u64 = 1;

/// What was read of an earlier edition.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The digest of its file.
    pub sha256: String,
    /// Once it has been read.
    programme: Option<Arc<Programme>>,
    /// The file it was read from, where it was.
    file: Option<FileDigest>,
    /// Whether an older frozen edition has it within itself, and so needs no file.
    within: bool,
}

impl Reading {
    /// What was read of an edition just now.
    pub fn of(month: Month, programme: Programme) -> Result<Reading> {
        let sha256 = digest::of(text(month, &programme)?.as_bytes());
        Ok(Reading { sha256, programme: Some(Arc::new(programme)), file: None, within: false })
    }

    /// One that is known by its digest only, if that is one.
    pub fn by_digest(sha256: String) -> Option<Reading> {
        let sound = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        sound.then_some(Reading { sha256, programme: None, file: None, within: false })
    }

    /// The same, as part of an older frozen edition.
    pub fn within(self) -> Reading {
        Reading { within: true, ..self }
    }

    pub fn programme(&self) -> Result<&Programme> {
        self.programme.as_deref().ok_or_else(|| Error::new("what it is compared with was not read"))
    }

    /// The file that it was read from.
    pub fn file(&self) -> Option<FileDigest> {
        self.file.clone()
    }

    fn path(&self, month: Month) -> String {
        format!("{FOLDER}/{}-{}.json", month.id(), &self.sha256[..16])
    }

    /// Reads it from where it is kept, unless it is there already.
    pub fn load(&mut self, area: &Path, month: Month) -> Result<()> {
        if self.programme.is_some() {
            return Ok(());
        }
        let path = self.path(month);
        let file = area.join(&path);
        let wrong = |why: String| Error::new(format!("{}, with which the edition is compared, {why}", file.display()));
        let bytes = files::bytes(&file, files::FROZEN).map_err(|why| wrong(format!("cannot be read: {why}")))?;
        if digest::of(&bytes) != self.sha256 {
            return Err(wrong("was changed after it was written".to_owned()));
        }
        files::refuse_json(&bytes).map_err(|why| wrong(format!("cannot be read: {why}")))?;
        self.programme = Some(Arc::new(programme(&bytes).map_err(wrong)?));
        self.file = Some(FileDigest::of(path, &bytes));
        Ok(())
    }

    /// Writes it where it is kept, unless it is there already; gives back the file if it was written.
    pub fn keep(&self, area: &Path, month: Month) -> Result<Option<PathBuf>> {
        let file = area.join(self.path(month));
        let there = files::bytes(&file, files::FROZEN).is_ok_and(|bytes| digest::of(&bytes) == self.sha256);
        if there || self.within {
            return Ok(None);
        }
        output::prepare_folder(&area.join(FOLDER))?;
        output::write_whole(&file, text(month, self.programme()?)?.as_bytes())?;
        Ok(Some(file))
    }
}

fn text(month: Month, programme: &Programme) -> Result<String> {
    let value = serde_json::to_value(programme)
        .map_err(|why| Error::new(format!("the edition {} cannot be kept: {why}", month.id())))?;
    let mut tables = Tables::default();
    let programme = tables.shorten(value);
    let (sheets, texts) = (json!(tables.sheets), json!(tables.texts));
    Ok(format!(
        "{{\n\"format\": {FORMAT},\n\"edition\": \"{}\",\n\"sheets\": {sheets},\n\"texts\": {texts},\n\"programme\": {programme}\n}}\n",
        month.id()
    ))
}

fn programme(bytes: &[u8]) -> std::result::Result<Programme, String> {
    let mut keys: Map<String, Value> = serde_json::from_slice(bytes).map_err(|why| format!("is damaged: {why}"))?;
    let mut part = |key: &str| keys.shift_remove(key).unwrap_or_default();
    let format = part("format");
    if format != FORMAT {
        return Err(format!("has the form {format}, and this version of boardpack reads {FORMAT}"));
    }
    let cannot = |why: String| format!("cannot be read by boardpack {}: {why}", env!("CARGO_PKG_VERSION"));
    let tables: Tables = serde_json::from_value(json!({"sheets": part("sheets"), "texts": part("texts")}))
        .map_err(|why| cannot(why.to_string()))?;
    let programme = part("programme");
    kept::refuse_dates(&programme)?;
    tables.lengthen(programme).and_then(kept::programme).map_err(cannot)
}
