//! What has changed in an edition's folder since the edition was frozen: findings for whoever still edits there.
//!
//! Frozen edition + the workbooks now in its folder → findings, each at its cell. The papers are made of what was
//! frozen; these findings are never counted in them. A workbook that is gone is no finding: it is not needed.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::area::AreaFolder;
use crate::area::accepted;
use crate::area::frozen::{Frozen, FrozenWorkbook};
use crate::area::settings::{self, Settings};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::located::CellRef;
use crate::narrative::NarrativeFile;
use crate::records::{self, Difference, FieldChange, Record};
use crate::text;

const CODE: &str = "changed-since-freeze";

/// The findings, for an area as its edition was frozen; none where it was not.
pub fn since_freeze(area: &AreaFolder) -> Vec<Diagnostic> {
    let Some(frozen) = &area.frozen else { return Vec::new() };
    let hint = format!(
        "the papers keep what was frozen; `boardpack freeze AREA --edition {} --again` takes the change in",
        frozen.edition.id()
    );
    let mut found = match changed_workbooks(area, frozen) {
        Ok(found) => found,
        // What cannot be read now does not matter to what was frozen.
        Err(why) => vec![
            Diagnostic::warning(CODE, format!("the workbooks of {} cannot be read now", frozen.edition.id()))
                .found(why.on_one_line()),
        ],
    };
    found.extend(changed_words(area, frozen));
    found.extend(changed_settings(&area.path, frozen));
    found = found.into_iter().map(|finding| finding.hint(&hint)).collect();
    if frozen.boardpack != env!("CARGO_PKG_VERSION") {
        found.push(
            Diagnostic::note(
                "frozen-by-another-version",
                format!("the edition {} was frozen by boardpack {}", frozen.edition.id(), frozen.boardpack),
            )
            .hint("the same bytes are only to be had from the version that made the papers"),
        );
    }
    found
}

fn changed_workbooks(area: &AreaFolder, frozen: &Frozen) -> Result<Vec<Diagnostic>> {
    let known = |now: &FrozenWorkbook| frozen.workbooks.iter().find(|workbook| workbook.name == now.name);
    let present = area.workbook_files(frozen.edition)?;
    let (old, new): (Vec<_>, Vec<_>) = present.into_iter().partition(|workbook| known(workbook).is_some());
    let changed: Vec<&str> = old
        .iter()
        .filter(|now| known(now).is_some_and(|workbook| workbook.sha256 != now.sha256))
        .map(|now| now.name.as_str())
        .collect();
    let mut found: Vec<Diagnostic> = new
        .iter()
        .map(|workbook| {
            Diagnostic::warning(
                CODE,
                format!("{} was added after the edition was frozen, and is in no paper", workbook.name),
            )
        })
        .collect();
    if changed.is_empty() {
        return Ok(found);
    }
    let now = area.edition_of_workbooks(frozen.edition)?;
    let (before, after) = (records::records(&frozen.programme), records::records(&now.value.programme));
    let differences = records::differences(&before, &after);
    for name in changed {
        let unreadable = |finding: &&Diagnostic| {
            finding.code == "workbook-not-read" && finding.message.starts_with(&format!("{name} was not read"))
        };
        if let Some(why) = now.diagnostics.iter().find(unreadable) {
            let message = format!("{name} was changed after the edition was frozen, and cannot be read now");
            found.push(Diagnostic::warning(CODE, message).found(&why.message));
            continue;
        }
        let told: Vec<Diagnostic> = differences.iter().filter_map(|difference| tell(difference, name)).collect();
        if told.is_empty() {
            let message = format!("{name} was changed after the edition was frozen, but nothing that is read from it");
            found.push(Diagnostic::note(CODE, message));
        }
        found.extend(told);
    }
    Ok(found)
}

/// The finding of a difference, as far as it stands in the workbook of that name.
fn tell(difference: &Difference<'_>, workbook: &str) -> Option<Diagnostic> {
    let within = |at: Option<&CellRef>| at.is_some_and(|at| &*at.workbook == workbook);
    let whole = |record: &Record, what: &str| {
        let finding = Diagnostic::warning(CODE, format!("{} {what} after the edition was frozen", record.name));
        record.at.as_ref().filter(|at| within(Some(at))).map(|at| finding.at(at))
    };
    match difference {
        Difference::New(record) => whole(record, "was added"),
        Difference::Gone(record) => whole(record, "was taken out"),
        Difference::Changed(record, changes) => {
            let changes: Vec<&FieldChange<'_>> = changes.iter().filter(|change| within(change.at)).collect();
            let first = changes.first()?.at?;
            let names: Vec<String> = changes.iter().map(|change| change.name.to_owned()).collect();
            let were = if names.len() == 1 { "was" } else { "were" };
            let message =
                format!("{} of {} {were} changed after the edition was frozen", text::list(&names), record.name);
            let words: Vec<String> = changes
                .iter()
                .map(|change| match changes.len() {
                    1 => change.words.clone(),
                    _ => format!("{}: {}", change.name, change.words),
                })
                .collect();
            Some(Diagnostic::warning(CODE, message).at(first).found(words.join(" | ")))
        }
    }
}

/// Officers' words that were changed or added. A file that is gone is no finding: it is not needed.
fn changed_words(area: &AreaFolder, frozen: &Frozen) -> Vec<Diagnostic> {
    let now = match area.narrative(frozen.edition) {
        Ok(now) => now,
        Err(why) => {
            let told = "the officers' words cannot be read now";
            return vec![Diagnostic::warning(CODE, told).found(why.message)];
        }
    };
    let told = |file: &NarrativeFile| {
        let how = match frozen.narrative.files.iter().find(|then| then.name == file.name) {
            Some(then) if then.text == file.text => return None,
            Some(_) => "changed",
            None => "added",
        };
        let message = format!("{} was {how} after the edition was frozen", file.path());
        Some(Diagnostic::warning(CODE, message))
    };
    now.files.iter().filter_map(told).collect()
}

/// Settings and acceptances that say something else now: no more than a note, for the later months need them so.
fn changed_settings(area: &Path, frozen: &Frozen) -> Vec<Diagnostic> {
    let differs = |file: &str, what: &str| {
        Diagnostic::note(CODE, format!("{file} was changed after the edition was frozen")).found(what)
    };
    // A month that was frozen needs neither; the later ones do.
    let unreadable = |file: &str, why: &Error| {
        let message = format!("{file} cannot be read now and was not used: the edition keeps what was frozen");
        Diagnostic::warning(CODE, message).found(&why.message)
    };
    let mut found = Vec::new();
    match Settings::read(area) {
        Ok(now) => {
            let tables = settings::tables_that_differ(&frozen.settings, &now);
            if !tables.is_empty() {
                found.push(differs(settings::FILE, &format!("in {}", text::list(&tables))));
            }
        }
        Err(why) => found.push(unreadable(settings::FILE, &why)),
    }
    match accepted::read(area) {
        Ok((now, _)) if json(&now) != json(&frozen.acceptances) => {
            found.push(Diagnostic::note(CODE, format!("{} was changed after the edition was frozen", accepted::FILE)));
        }
        Ok(_) => {}
        Err(why) => found.push(unreadable(accepted::FILE, &why)),
    }
    found
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
