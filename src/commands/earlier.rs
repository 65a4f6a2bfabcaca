//! The earlier papers of a folder, kept when a build replaces them: which, under what name, and how many.
//!
//! What `set` copies, moves and takes away safely is decided here. A set that was kept is taken away only where it is what a
//! build made: its manifest can be read, its files are those on that record, byte for byte, and nothing else is beside them. One
//! with a paper that `issued.json` has on record was sent out, and stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use crate::diagnostic::{Diagnostic, Result};
use crate::digest;
use crate::manifest::{self, Manifest, Output};
use crate::output::set::{EARLIER, FileSet, Forgotten};

/// How the folder of an earlier set begins; what follows is until when its papers were the ones.
const UNTIL: &str = "until-";

/// What becomes of the papers that a build replaces.
pub(super) struct Retention<'r> {
    pub out: &'r Path,
    /// How many earlier sets are kept, beside those that were sent out.
    pub most: usize,
    /// What `main` knows of the time.
    pub now: Option<NaiveDateTime>,
    /// The digests of the papers that were sent out; nothing where the record of it cannot be read, and then nothing is removed.
    pub issued: Option<BTreeSet<String>>,
}

/// What was done, to be told.
#[derive(Default)]
pub(super) struct Kept {
    pub lines: Vec<String>,
    pub told: Vec<Diagnostic>,
}

impl Retention<'_> {
    /// Has a set keep what it replaces: nothing where no paper becomes another one. `earlier` is what is on record as there,
    /// `made` what will be.
    pub(super) fn keep(
        &self,
        set: &mut FileSet,
        earlier: Option<&Manifest>,
        made: &[Output],
        removed: &[String],
    ) -> Result<Kept> {
        let on_record = earlier.map(|earlier| earlier.outputs.as_slice()).unwrap_or_default();
        let named: BTreeSet<&String> = on_record
            .iter()
            .map(|output| &output.file)
            .chain(made.iter().map(|output| &output.file))
            .chain(removed)
            .collect();
        let there: BTreeMap<&String, String> =
            named.into_iter().filter_map(|file| Some((file, digest::of_file(&self.out.join(file)).ok()?.1))).collect();
        let becomes: BTreeMap<&String, &String> = made.iter().map(|output| (&output.file, &output.sha256)).collect();
        let is_replaced = |(file, sha256): (&&String, &String)| {
            removed.contains(file) || becomes.get(*file).is_some_and(|new| *new != sha256)
        };
        if self.most == 0 || !there.iter().any(is_replaced) {
            return Ok(Kept::default());
        }
        let mut files: Vec<String> = there.into_keys().cloned().collect();
        if self.out.join(manifest::FILE).is_file() {
            files.push(manifest::FILE.to_owned());
        }
        let name = self.name();
        set.keep(&name, &files)?;
        let folder = self.out.join(EARLIER);
        let mut kept = Kept::default();
        kept.lines.push(format!("kept the papers that were replaced: {}", folder.join(&name).display()));
        self.forget(set, &mut kept);
        Ok(kept)
    }

    /// A name that no earlier set has, so that they stand in the order in which they were replaced.
    fn name(&self) -> String {
        let until = self.now.map_or_else(|| "unknown".to_owned(), |now| now.format("%Y-%m-%d-%H%M%S").to_string());
        let name = format!("{UNTIL}{until}");
        let is_free = |name: &String| fs::symlink_metadata(self.out.join(EARLIER).join(name)).is_err();
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or(name)
    }

    /// Has the oldest sets taken away of which there are too many, the one that is about to be kept counted in.
    fn forget(&self, set: &mut FileSet, kept: &mut Kept) {
        let Some(issued) = &self.issued else { return };
        let mut own = Vec::new();
        let mut changed = Vec::new();
        for folder in sets_in(self.out) {
            match as_made(&folder) {
                Some(record) if record.outputs.iter().any(|output| issued.contains(&output.sha256)) => {}
                Some(record) => own.push((folder, record)),
                None => changed.push(folder),
            }
        }
        let too_many = (own.len() + 1).saturating_sub(self.most);
        let forgotten = own.into_iter().take(too_many).map(|(folder, record)| {
            kept.lines.push(format!("removed {}", folder.display()));
            let mut files: Vec<String> = record.outputs.into_iter().map(|output| output.file).collect();
            // By its record a set is known until it is gone.
            files.push(manifest::FILE.to_owned());
            Forgotten { name: name_of(&folder), files }
        });
        set.forget(forgotten.collect());
        if let Some(first) = changed.first() {
            let others = if changed.len() > 1 { format!(" and {} more", changed.len() - 1) } else { String::new() };
            let told = format!("{}{others} is not as a build left it, and is never removed", first.display());
            kept.told.push(
                Diagnostic::note("earlier-set-changed", told)
                    .hint("move it elsewhere if it is worth keeping; delete it if it is not"),
            );
        }
    }
}

/// The folders of earlier sets, the oldest first.
fn sets_in(out: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(out.join(EARLIER)).into_iter().flatten().flatten();
    // No link is one.
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
    let mut sets: Vec<PathBuf> = folders.filter(|path| name_of(path).starts_with(UNTIL)).collect();
    sets.sort_by_key(|path| order_of(&name_of(path)));
    sets
}

/// Until when a set was the one, and its number among those of the same second.
fn order_of(name: &str) -> (String, usize) {
    const TIME: usize = "until-2025-08-01-060000".len();
    match name.get(TIME..).and_then(|rest| rest.strip_prefix('-')?.parse().ok()) {
        Some(number) => (name[..TIME].to_owned(), number),
        None => (name.to_owned(), 1),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The record of a set that is there as a build made it, and nothing besides.
fn as_made(folder: &Path) -> Option<Manifest> {
    let record = manifest::read(folder).ok()?;
    let mut there: BTreeSet<String> =
        fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let is_there =
        |output: &Output| digest::of_file(&folder.join(&output.file)).is_ok_and(|(_, sha256)| sha256 == output.sha256);
    if !record.outputs.iter().all(is_there) {
        return None;
    }
    record.outputs.iter().for_each(|output| {
        there.remove(&output.file);
    });
    (there.len() == 1 && there.contains(manifest::FILE)).then_some(record)
}

/// The folder that a set was kept from, where it is one that was kept: its record's ways begin there.
pub(super) fn kept_from(folder: &Path) -> Option<PathBuf> {
    let folder = fs::canonicalize(folder).ok()?;
    let parent = folder.parent()?;
    let is_kept = name_of(&folder).starts_with(UNTIL) && name_of(parent) == EARLIER;
    is_kept.then(|| parent.parent().map(Path::to_owned)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_sets_stand_in_the_order_of_time() {
        let mut names = [
            "until-2025-08-01-060000-10",
            "until-2025-08-01-060000-2",
            "until-2025-08-02-060000",
            "until-2025-08-01-060000",
        ];
        names.sort_by_key(|name| order_of(name));
        assert_eq!(
            names,
            [
                "until-2025-08-01-060000",
                "until-2025-08-01-060000-2",
                "until-2025-08-01-060000-10",
                "until-2025-08-02-060000"
            ]
        );
    }
}
