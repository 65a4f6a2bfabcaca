//! An area's folder: its settings file, one folder per edition, and the workbooks in each.
//!
//! The only room that looks into folders of inputs. It reads no clock: the newest edition is the last by name.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::diagnostic::{Error, Findings, Result};
use crate::programme::model::Month;
use crate::programme::{self, Programme};
use crate::settings::Settings;
use crate::workbook::{self, Workbook};

/// A local area as its folder holds it.
#[derive(Clone, Debug)]
pub struct AreaFolder {
    pub path: PathBuf,
    /// The folder's name.
    pub name: String,
    pub settings: Settings,
    /// Oldest first.
    pub editions: Vec<Month>,
}

/// One edition, read.
#[derive(Clone, Debug)]
pub struct Edition {
    pub month: Month,
    /// The day the position is taken at.
    pub status_date: NaiveDate,
    pub programme: Programme,
}

impl AreaFolder {
    /// Opens an area's folder. Given the folder of one of its editions, it opens the area and names that edition.
    pub fn open(path: &Path) -> Result<(AreaFolder, Option<Month>)> {
        if !path.is_dir() {
            let what = if path.exists() { "is a file, not a folder" } else { "does not exist" };
            return Err(Error::new(format!("the area {} {what}", path.display())).hint(neighbours(path)));
        }
        let path =
            &path.canonicalize().map_err(|why| Error::new(format!("{} cannot be opened: {why}", path.display())))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let (Some(edition), Some(area)) = (Month::parse(&name), path.parent()) {
            return Ok((AreaFolder::read(area)?, Some(edition)));
        }
        Ok((AreaFolder::read(path)?, None))
    }

    fn read(path: &Path) -> Result<AreaFolder> {
        let mut editions: Vec<Month> = entries(path)?
            .into_iter()
            .filter(|entry| entry.is_dir())
            .filter_map(|entry| Month::parse(&entry.file_name()?.to_string_lossy()))
            .collect();
        editions.sort_unstable();
        Ok(AreaFolder {
            settings: Settings::read(path)?,
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            path: path.to_owned(),
            editions,
        })
    }

    /// The edition asked for, or the newest.
    pub fn choose(&self, edition: Option<&str>) -> Result<Month> {
        let held = self.editions.iter().map(|edition| edition.id()).collect::<Vec<_>>().join(", ");
        let Some(newest) = self.editions.last() else {
            return Err(Error::new(format!("{} holds no edition", self.path.display()))
                .hint("put each month's workbooks in a folder named for it, such as 2025-07"));
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

    /// Reads an edition's workbooks into its programme. A workbook that cannot be read is a finding; the others count.
    pub fn edition(&self, month: Month) -> Result<Findings<Edition>> {
        let Findings { value: workbooks, mut diagnostics } = self.workbooks(&self.path.join(month.id()))?;
        let read = programme::read(&workbooks, &self.settings.own_headings()?, &self.settings.area_names());
        diagnostics.extend(read.diagnostics);
        let edition = Edition { month, status_date: self.settings.status_date(month), programme: read.value };
        Ok(Findings { value: edition, diagnostics })
    }

    /// Reads the workbooks of any folder with this area's settings.
    pub fn workbooks(&self, folder: &Path) -> Result<Findings<Vec<Workbook>>> {
        read_folder(folder, &self.settings)
    }
}

/// Reads one workbook on its own, with the settings of the area it may stand in.
pub fn read_single(path: &Path) -> Result<(Settings, Findings<Vec<Workbook>>)> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // The workbook stands in the area's folder or in that of an edition.
    let area = whole.ancestors().skip(1).take(2).find(|folder| folder.join(crate::settings::FILE).exists());
    let settings = area.map_or_else(|| Ok(Settings::default()), Settings::read)?;
    let found = workbook::read_workbook(path, &settings.limits)
        .map_err(|why| Error::new(format!("{} was not read: {}", path.display(), why.reason)).hint(why.hint))?;
    Ok((settings, Findings { value: vec![found.value], diagnostics: found.diagnostics }))
}

fn read_folder(folder: &Path, settings: &Settings) -> Result<Findings<Vec<Workbook>>> {
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let files: Vec<PathBuf> =
        entries(folder)?.into_iter().filter(|path| path.is_file() && workbook::is_workbook_name(&name(path))).collect();
    if files.is_empty() {
        return Err(Error::new(format!("{} holds no workbook", folder.display()))
            .hint("put the month's Excel workbooks (.xlsx or .xlsm) in it"));
    }
    let mut workbooks = Vec::new();
    let mut diagnostics = Vec::new();
    for file in &files {
        match workbook::read_workbook(file, &settings.limits) {
            Ok(found) => {
                diagnostics.extend(found.diagnostics);
                workbooks.push(found.value);
            }
            Err(why) => diagnostics.push(workbook::unreadable_workbook(&name(file), &why)),
        }
    }
    if workbooks.is_empty() {
        let reasons: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        return Err(Error::new(format!(
            "none of the workbooks in {} can be read\n{}",
            folder.display(),
            reasons.join("\n")
        )));
    }
    Ok(Findings { value: workbooks, diagnostics })
}

/// A folder's entries, in the order of their names, which differs between file systems otherwise.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |why: std::io::Error| Error::new(format!("the folder {} cannot be read: {why}", folder.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?.path());
    }
    entries.sort();
    Ok(entries)
}

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
        "give the folder of an area: it holds a folder per month, such as 2025-07, with the month's workbooks"
            .to_owned()
    } else {
        format!("areas there: {}", areas.join(", "))
    }
}

fn is_edition(path: &Path) -> bool {
    path.is_dir() && path.file_name().is_some_and(|name| Month::parse(&name.to_string_lossy()).is_some())
}
