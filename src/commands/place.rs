//! The place that a command is given: an area, one of its editions, a bare folder of workbooks, or a single one.

use super::arguments::DataPath;
use crate::area::settings::Settings;
use crate::area::since_freeze::since_freeze;
use crate::area::{self, AreaFolder};
use crate::diagnostic::{Findings, Result};
use crate::programme::model::Month;
use crate::programme::{self, Programme};
use crate::workbook::Workbook;

/// The workbooks of an area's edition, of a bare folder of workbooks, or a single one, with the area's settings and the
/// edition they are of, where a folder says it.
pub(super) fn workbooks_at(place: &DataPath) -> Result<(Settings, Findings<Vec<Workbook>>, Option<Month>)> {
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
    let area = area.sound()?;
    let folder = edition.map_or_else(|| area.path.clone(), |edition| area.path.join(edition.id()));
    let found = area.workbooks(&folder)?;
    Ok((area.settings, found, edition))
}

/// The programme of the same places; that of a frozen edition as it was frozen.
pub(super) fn programme_at(place: &DataPath) -> Result<Findings<Programme>> {
    if !place.path.is_file()
        && let (area, Some(month)) = folder_at(place)?
        && area.is_frozen(month)
    {
        let area = area.as_frozen(month)?;
        let Findings { value, mut diagnostics } = area.edition(month)?;
        diagnostics.extend(since_freeze(&area));
        return Ok(Findings { value: value.programme, diagnostics });
    }
    let (settings, found, edition) = workbooks_at(place)?;
    let mut diagnostics = found.diagnostics;
    let read =
        programme::read(&found.value, &settings.own_headings()?, &settings.area_names(), settings.scheme(), edition);
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
