//! An area's folder: its settings file, one folder per edition, and the workbooks in each.
//!
//! The only room that looks into folders of inputs. It reads no clock: the newest edition is the last by name. Copies
//! that programs and people leave beside a workbook are told of and not read. Where an edition was frozen, it is what
//! was frozen, whatever has become of its workbooks.

pub mod accepted;
mod files;
pub mod frozen;
mod kept;
pub mod paper;
pub mod passed_over;
mod readings;
pub mod settings;
pub mod settings_file;
pub mod since_freeze;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use self::accepted::Acceptance;
use self::files::name;
use self::frozen::{Frozen, FrozenWorkbook};
use self::settings::Settings;
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::digest::FileDigest;
use crate::files::{is_there, plainly, real};
use crate::narrative::Narrative;
use crate::programme::model::Month;
use crate::programme::{self, Programme};
use crate::records::{self, Record};
use crate::workbook::{self, Workbook, WorkbookFile};

/// A local area as its folder holds it.
#[derive(Clone, Debug)]
pub struct AreaFolder {
    pub path: PathBuf,
    /// The folder's name.
    pub name: String,
    pub settings: Settings,
    /// The settings file, by what was read of it.
    pub settings_file: Option<FileDigest>,
    /// Why the settings file cannot be used, where it cannot: a month that was frozen needs none.
    pub unsound: Option<Error>,
    /// Oldest first.
    pub editions: Vec<Month>,
    /// The edition that this is the area of, where it was frozen: see [`AreaFolder::as_frozen`].
    pub frozen: Option<Box<Frozen>>,
}

/// One edition, read.
#[derive(Clone, Debug)]
pub struct Edition {
    pub month: Month,
    /// The day the position is taken at.
    pub status_date: NaiveDate,
    pub programme: Programme,
    /// What officers wrote for its papers.
    pub narrative: Narrative,
    /// The files it was read from, in the order of their names.
    pub files: Vec<WorkbookFile>,
    /// What it was read from, below the area's folder: every workbook of its folder, whether it could be read or not, by
    /// the digest of the bytes that were read.
    pub inputs: Vec<FileDigest>,
    /// Those of them that are workbooks and could not be read.
    pub unread: Vec<String>,
}

impl Edition {
    /// Everything that was read of it, to compare two readings.
    pub fn records(&self) -> Vec<Record> {
        let mut all = records::records(&self.programme);
        all.extend(self.narrative.records());
        all
    }
}

impl AreaFolder {
    /// Opens an area's folder. Given the folder of one of its editions, it opens the area and names that edition.
    pub fn open(path: &Path) -> Result<(AreaFolder, Option<Month>)> {
        if !path.is_dir() {
            let what = if path.exists() { "is a file, not a folder" } else { "does not exist" };
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let kind = if workbook::is_workbook_name(&name) && !path.exists() { "workbook" } else { "area" };
            return Err(Error::new(format!("the {kind} {} {what}", path.display())).hint(neighbours(path)));
        }
        let path = &real(path).map_err(|why| Error::new(format!("{} cannot be opened: {why}", path.display())))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let (Some(edition), Some(area)) = (Month::parse(&name), path.parent()) {
            return Ok((AreaFolder::read(area)?, Some(edition)));
        }
        Ok((AreaFolder::read(path)?, None))
    }

    /// The folder of the area that a path is of, be it that of one of its editions.
    pub fn home(path: &Path) -> PathBuf {
        let path = real(path).unwrap_or_else(|_| path.to_owned());
        let names_edition = path.file_name().is_some_and(|name| Month::parse(&name.to_string_lossy()).is_some());
        match path.parent() {
            Some(area) if names_edition => area.to_owned(),
            _ => path,
        }
    }

    fn read(path: &Path) -> Result<AreaFolder> {
        let mut editions: Vec<Month> = entries(path)?
            .into_iter()
            .filter(|entry| entry.is_dir())
            .filter_map(|entry| Month::parse(&entry.file_name()?.to_string_lossy()))
            .collect();
        editions.sort_unstable();
        let (settings, settings_file, unsound) = match Settings::read_file(path) {
            Ok((settings, file)) => (settings, file, None),
            Err(why) => (Settings::default().whole(settings::FILE)?, None, Some(why)),
        };
        Ok(AreaFolder {
            settings,
            settings_file,
            unsound,
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            path: path.to_owned(),
            editions,
            frozen: None,
        })
    }

    /// The area as it was when the edition was frozen: its name, settings, acceptances and earlier editions. As it is
    /// now, where the edition was not frozen.
    pub fn as_frozen(self, month: Month) -> Result<AreaFolder> {
        if !self.is_frozen(month) {
            return self.sound();
        }
        let frozen = frozen::read(&self.frozen_file(month), month)?.with_readings(&self.path)?;
        Ok(self.under(frozen))
    }

    /// The area, where its settings can be used.
    pub fn sound(self) -> Result<AreaFolder> {
        match self.unsound {
            Some(why) => Err(why),
            None => Ok(self),
        }
    }

    /// The area as a frozen edition has it.
    pub fn under(self, frozen: Frozen) -> AreaFolder {
        AreaFolder {
            name: frozen.area.clone(),
            // How many earlier papers are kept is no matter of the month.
            settings: frozen.settings.clone().with_outputs(self.settings.outputs),
            editions: frozen.earlier.iter().map(|earlier| earlier.edition).chain([frozen.edition]).collect(),
            frozen: Some(Box::new(frozen)),
            unsound: None,
            ..self
        }
    }

    /// Where a frozen edition is kept.
    pub fn frozen_file(&self, month: Month) -> PathBuf {
        self.path.join(month.id()).join(frozen::FILE)
    }

    /// Whether there is such a file, be it one that cannot be read.
    pub fn is_frozen(&self, month: Month) -> bool {
        is_there(&self.frozen_file(month))
    }

    /// The findings accepted on record, and the file that they were read from.
    pub fn acceptances(&self) -> Result<(Vec<Acceptance>, Option<FileDigest>)> {
        match &self.frozen {
            Some(frozen) => Ok((frozen.acceptances.clone(), None)),
            None => accepted::read(&self.path),
        }
    }

    /// The edition asked for, or the newest.
    pub fn choose(&self, edition: Option<&str>) -> Result<Month> {
        let held = self.editions.iter().map(|edition| edition.id()).collect::<Vec<_>>().join(", ");
        let Some(newest) = self.editions.last() else {
            let hint = passed_over::in_words(&passed_over::folders(&self.path, &[], None))
                .unwrap_or_else(|| "put each month's workbooks in a folder named for it, such as 2025-07".to_owned());
            return Err(Error::new(format!("{} has no edition", self.path.display())).hint(hint));
        };
        let Some(asked) = edition else { return Ok(*newest) };
        Month::parse(asked)
            .filter(|month| self.editions.contains(month))
            .ok_or_else(|| Error::new(format!("{} has no edition {asked}", self.name)).hint(format!("it has {held}")))
    }

    /// The newest edition before a month.
    pub fn before(&self, month: Month) -> Option<Month> {
        self.editions.iter().copied().rfind(|earlier| *earlier < month)
    }

    /// Whether a path is the folder of an edition rather than of an area.
    pub fn names_edition(path: &Path) -> bool {
        is_edition(path)
    }

    /// An edition as it was frozen, or as its workbooks have it.
    pub fn edition(&self, month: Month) -> Result<Findings<Edition>> {
        if let Some(kept) = self.frozen.as_ref().and_then(|frozen| frozen.edition_of(month)) {
            return kept;
        }
        match self.is_frozen(month) {
            true => Ok(frozen::read(&self.frozen_file(month), month)?.into_edition()),
            false => self.edition_of_workbooks(month),
        }
    }

    /// Reads an edition's workbooks into its programme. A workbook that cannot be read is a finding; the others count.
    pub fn edition_of_workbooks(&self, month: Month) -> Result<Findings<Edition>> {
        let FolderRead { found, mut inputs, unread } = read_folder(&self.path.join(month.id()), &self.settings)?;
        let Findings { value: workbooks, mut diagnostics } = found;
        let within = |name: &str| format!("{}/{name}", month.id());
        inputs.iter_mut().for_each(|input| input.path = within(&input.path));
        let unread = unread.iter().map(|name| within(name)).collect();
        let read = programme::read(
            &workbooks,
            &self.settings.own_headings()?,
            &self.settings.area_names(),
            self.settings.scheme(),
            Some(month),
        );
        diagnostics.extend(read.diagnostics);
        let files = workbooks.into_iter().map(|workbook| workbook.file).collect();
        let status_date = self.settings.status_date(month);
        let narrative = self.narrative(month)?;
        let edition = Edition { month, status_date, programme: read.value, narrative, files, inputs, unread };
        Ok(Findings { value: edition, diagnostics })
    }

    /// The officers' words in an edition's folder, as they are on disk.
    pub fn narrative(&self, month: Month) -> Result<Narrative> {
        words::read(&self.path.join(month.id()), &month.id())
    }

    /// Reads the workbooks of any folder with this area's settings.
    pub fn workbooks(&self, folder: &Path) -> Result<Findings<Vec<Workbook>>> {
        read_folder(folder, &self.settings).map(|read| read.found)
    }

    /// What there is of an edition that could not be read: its frozen edition or its workbooks, as they are on disk. A
    /// frozen edition says itself of which earlier ones it knew no more.
    pub fn inputs_if_unread(&self, month: Month) -> Vec<FileDigest> {
        if self.frozen.is_some() {
            return Vec::new();
        }
        let files = match self.is_frozen(month) {
            true => vec![self.frozen_file(month)],
            false => workbook_files(&self.path.join(month.id())).unwrap_or_default(),
        };
        files.iter().map(|file| FileDigest::on_disk(format!("{}/{}", month.id(), files::name(file)), file)).collect()
    }

    /// The workbooks in an edition's folder, read or not, by which they are known again.
    pub fn workbook_files(&self, month: Month) -> Result<Vec<FrozenWorkbook>> {
        workbook_files(&self.path.join(month.id()))?.iter().map(|path| FrozenWorkbook::of(path)).collect()
    }
}

/// Reads one workbook on its own, with the settings of the area it may stand in.
pub fn read_single(path: &Path) -> Result<(Settings, Findings<Vec<Workbook>>)> {
    let whole = real(path).unwrap_or_else(|_| path.to_owned());
    // The workbook stands in the area's folder or in that of an edition.
    let area = whole.ancestors().skip(1).take(2).find(|folder| is_there(&folder.join(settings::FILE)));
    let settings = area.map_or_else(|| Settings::default().whole(settings::FILE), Settings::read)?;
    let found = workbook::read_workbook(path, &settings.limits)
        .map_err(|why| Error::new(format!("{} was not read: {}", path.display(), why.reason)).hint(why.hint))?;
    Ok((settings, Findings { value: vec![found.value], diagnostics: found.diagnostics }))
}

fn workbook_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_workbook = |path: &PathBuf| path.is_file() && workbook::is_workbook_name(&name(path));
    Ok(entries(folder)?.into_iter().filter(is_workbook).collect())
}

/// The workbooks of a folder.
struct FolderRead {
    found: Findings<Vec<Workbook>>,
    /// Every file by what was read of it.
    inputs: Vec<FileDigest>,
    /// Those that could not be read.
    unread: Vec<String>,
}

fn read_folder(folder: &Path, settings: &Settings) -> Result<FolderRead> {
    let files = workbook_files(folder)?;
    if files.is_empty() {
        return Err(Error::new(format!("{} has no workbook", folder.display())).hint(
            passed_over::in_words(&passed_over::in_month(folder))
                .unwrap_or_else(|| "put the month's workbooks in it: Excel, OpenDocument or csv".to_owned()),
        ));
    }
    let mut workbooks = Vec::new();
    let mut diagnostics = Vec::new();
    let mut inputs = Vec::new();
    let mut unread = Vec::new();
    for file in &files {
        let original = files.iter().find(|other| *other != file && is_copy(&name(file), &name(other)));
        if let Some(original) = original {
            diagnostics.push(copy_left_out(file, original));
            inputs.push(FileDigest::on_disk(name(file), file));
            continue;
        }
        let (input, read) = workbook::read_file(file, &settings.limits);
        inputs.push(input);
        match read {
            Ok(found) => {
                diagnostics.extend(found.diagnostics);
                workbooks.push(found.value);
            }
            Err(why) => {
                diagnostics.push(workbook::unreadable_workbook(&name(file), &why));
                unread.push(name(file));
            }
        }
    }
    if workbooks.is_empty() {
        return Err(
            Error::new(format!("none of the workbooks in {} can be read", folder.display())).findings(&diagnostics)
        );
    }
    Ok(FolderRead { found: Findings { value: workbooks, diagnostics }, inputs, unread })
}

fn copy_left_out(copy: &Path, original: &Path) -> Diagnostic {
    let named = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Without a date the name has to do.
        match fs::metadata(path).and_then(|about| about.modified()) {
            Ok(changed) => {
                format!("{name} (changed {})", DateTime::<Utc>::from(changed).format("%-d %B %Y, %H:%M UTC"))
            }
            Err(_) => name,
        }
    };
    Diagnostic::warning(
        "workbook-copy",
        format!("{} looks like a copy of {} and was not read", named(copy), named(original)),
    )
    .hint("delete the one that is out of date; if the copy is the right one, give it the other's name")
}

/// Whether a file's name is another's with the mark of a copy: "Copy of x", "x - Copy", "x (1)", "x - HOS-LAPTOP",
/// "x (conflicted copy 2025-07-01)".
fn is_copy(copy: &str, original: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim().to_owned();
    let (copy, original) = (stem(copy), stem(original));
    if let Some(rest) = copy.to_lowercase().strip_prefix("copy of ") {
        return rest.trim() == original.to_lowercase();
    }
    let Some(mark) = copy.get(..original.len()).filter(|start| start.eq_ignore_ascii_case(&original)) else {
        return false;
    };
    let mark = copy[mark.len()..].trim();
    let inside = mark.strip_prefix('(').and_then(|mark| mark.strip_suffix(')'));
    if let Some(inside) = inside {
        let numbered = (1..=3).contains(&inside.len()) && inside.bytes().all(|byte| byte.is_ascii_digit());
        return numbered || inside.to_lowercase().contains("conflicted copy");
    }
    // OneDrive adds the computer's name: capitals with a figure or a hyphen in them. A word alone may be part of a title.
    let Some(added) = mark.strip_prefix('-').map(str::trim) else { return false };
    let lower = added.to_lowercase();
    let machine = added.len() >= 4
        && added.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
        && added.bytes().any(|byte| byte.is_ascii_uppercase())
        && added.contains('-');
    machine || lower == "copy" || lower.starts_with("copy (") || lower.contains("conflicted copy")
}

/// A folder's entries, in the order of their names, which differs between file systems otherwise.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot =
        |why: std::io::Error| Error::new(format!("the folder {} cannot be read: {}", folder.display(), plainly(&why)));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?.path());
    }
    entries.sort();
    Ok(entries)
}

/// How many areas are named to whoever asked for one that does not exist.
const MOST_NAMED: usize = 12;

/// The areas that stand beside the one that was asked for.
fn neighbours(path: &Path) -> String {
    let beside = path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let areas: Vec<String> = beside
        .and_then(|parent| entries(parent).ok())
        .unwrap_or_default()
        .into_iter()
        .filter(|entry| entry.is_dir() && entries(entry).is_ok_and(|inner| inner.iter().any(|inner| is_edition(inner))))
        .map(|area| area.display().to_string())
        .collect();
    if areas.is_empty() {
        "give the folder of an area: it has a folder per month, such as 2025-07, with the month's workbooks".to_owned()
    } else {
        let more = areas.len().saturating_sub(MOST_NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let named = areas.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>();
        format!("areas there: {}{more}", named.join(", "))
    }
}

fn is_edition(path: &Path) -> bool {
    path.is_dir() && path.file_name().is_some_and(|name| Month::parse(&name.to_string_lossy()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_the_mark_on_their_name() {
        for copy in [
            "Copy of tracker.xlsx",
            "tracker (1).xlsx",
            "Tracker (12).xlsx",
            "tracker - Copy.xlsx",
            "tracker - Copy (2).xlsx",
            "tracker - HOS-LAPTOP.xlsx",
            "tracker-DESKTOP-4F7A.xlsx",
            "tracker (SEND team's conflicted copy 2025-07-01).xlsx",
        ] {
            assert!(is_copy(copy, "tracker.xlsx"), "{copy}");
        }
        for other in [
            "tracker.xlsx",
            "tracker 2.xlsx",
            "tracker - PA1.xlsx",
            "tracker (PA1).xlsx",
            "risks (1).xlsx",
            "tracker - Risks.xlsx",
        ] {
            assert!(!is_copy(other, "tracker.xlsx"), "{other}");
        }
        assert!(!is_copy("é.xlsx", "e.xlsx"));
    }
}
