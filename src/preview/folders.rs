//! The folders that a preview is made of, as they are at one moment: each file with its size, its time and a digest.
//!
//! By their times it is seen cheaply that something may have changed, by their digests that something has. Programs that save a
//! workbook leave other files beside it for a moment; those count for nothing. Deliberately absent: knowing which file is
//! read for what.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::area::AreaFolder;
use crate::digest;
use crate::programme::model::Month;

/// How deep folders are looked into, and how many files are looked at.
const DEPTH: usize = 6;
const FILES: usize = 20_000;

/// Folders of an area that are read whole, beside those of its months.
const OF_AREA: [&str; 3] = ["templates", "fonts", "frozen"];

/// What may be read from any other folder of an area: a logo, a font.
const LOOKS: [&str; 7] = ["svg", "png", "jpg", "jpeg", "ttf", "otf", "ttc"];

/// Where to look.
#[derive(Clone, Debug)]
pub struct Folders {
    area: PathBuf,
    others: Vec<PathBuf>,
}

/// The files that are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    files: BTreeMap<PathBuf, Stamp>,
}

#[derive(Clone, Debug, PartialEq)]
struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
    /// None where the file cannot be read now.
    digest: Option<String>,
}

impl Seen {
    /// Whether the same files say the same, whenever they were saved.
    pub fn says_as(&self, other: &Seen) -> bool {
        let says = |(path, stamp): (&PathBuf, &Stamp)| (path.clone(), stamp.digest.clone());
        self.files.iter().map(says).eq(other.files.iter().map(says))
    }

    /// Whether a file is gone that was there.
    pub fn lacks_one_of(&self, other: &Seen) -> bool {
        other.files.keys().any(|path| !self.files.contains_key(path))
    }
}

impl Folders {
    pub fn of(area: &Path, others: &[&Option<PathBuf>]) -> Folders {
        let others = others.iter().filter_map(|folder| folder.as_ref()).cloned().collect();
        Folders { area: AreaFolder::home(area), others }
    }

    /// All that is there. A file whose size and time are as they were `before` is not read again.
    pub fn look(&self, before: Option<&Seen>) -> Seen {
        let mut files = BTreeMap::new();
        self.walk(&mut |entry| {
            if let Entry::File(path) = entry
                && let Some(stamp) = stamp(&path, before.and_then(|before| before.files.get(&path)))
            {
                files.insert(path, stamp);
            }
        });
        Seen { files }
    }

    /// The folders themselves.
    pub fn list(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        self.walk(&mut |entry| {
            if let Entry::Folder(path) = entry {
                found.push(path);
            }
        });
        found
    }

    fn walk(&self, see: &mut dyn FnMut(Entry)) {
        let mut left = FILES;
        walk(&self.area, 0, &mut left, see, &|name, depth| depth > 0 || is_read_whole(name));
        for other in &self.others {
            walk(other, 0, &mut left, see, &|_, _| true);
        }
    }
}

enum Entry {
    Folder(PathBuf),
    File(PathBuf),
}

/// Walks a folder. Those within it that are not read whole may have pictures and fonts.
fn walk(
    folder: &Path,
    depth: usize,
    left: &mut usize,
    see: &mut dyn FnMut(Entry),
    is_whole: &dyn Fn(&str, usize) -> bool,
) {
    see(Entry::Folder(folder.to_owned()));
    let mut entries: Vec<DirEntry> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_passing(&name) || *left == 0 {
            continue;
        }
        *left -= 1;
        let path = entry.path();
        if !path.is_dir() {
            see(Entry::File(path));
        } else if depth + 1 < DEPTH {
            match is_whole(&name, depth) {
                true => walk(&path, depth + 1, left, see, is_whole),
                false => walk(&path, depth + 1, left, &mut |entry| see_looks(entry, see), is_whole),
            }
        }
    }
}

fn see_looks(entry: Entry, see: &mut dyn FnMut(Entry)) {
    let is_look = |path: &Path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| LOOKS.contains(&ending.as_str()))
    };
    match entry {
        Entry::File(path) if !is_look(&path) => {}
        entry => see(entry),
    }
}

fn is_read_whole(name: &str) -> bool {
    Month::parse(name).is_some() || OF_AREA.contains(&name)
}

/// Whether a file is there only while another is open or being saved: `~$Tracker.xlsx`, `.~lock.Risks.ods#`, `6F2A.tmp`.
fn is_passing(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.ends_with('~') || name.to_lowercase().ends_with(".tmp")
}

fn stamp(path: &Path, before: Option<&Stamp>) -> Option<Stamp> {
    let about = fs::metadata(path).ok()?;
    let (length, changed) = (about.len(), about.modified().ok());
    let is_as_before = |before: &&Stamp| before.length == length && before.changed == changed && changed.is_some();
    let digest = match before.filter(is_as_before).and_then(|before| before.digest.clone()) {
        Some(known) => Some(known),
        None => digest::of_file(path).ok().map(|(_, digest)| digest),
    };
    Some(Stamp { length, changed, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> (tempfile::TempDir, Folders) {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["2025-07/narrative", "archive", "templates/own"] {
            fs::create_dir_all(folder.path().join(inner)).unwrap();
        }
        let folders = Folders::of(&folder.path().join("2025-07"), &[&None]);
        (folder, folders)
    }

    #[test]
    fn what_passes_and_what_is_never_read_counts_for_nothing() {
        let (folder, folders) = area();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        put("2025-07/Tracker.xlsx", "a");
        let seen = folders.look(None);
        for name in ["2025-07/~$Tracker.xlsx", "2025-07/.~lock.Tracker.xlsx#", "2025-07/6F2A.tmp", "archive/old.xlsx"] {
            put(name, "b");
            assert!(folders.look(Some(&seen)).says_as(&seen), "{name}");
        }
        for name in
            ["2025-07/narrative/judgement.md", "archive/logo.svg", "templates/own/main.typ.hbs", "boardpack.toml"]
        {
            let before = folders.look(None);
            put(name, "b");
            assert!(!folders.look(Some(&before)).says_as(&before), "{name}");
        }
    }

    #[test]
    fn a_touch_is_no_change_and_another_text_of_the_same_length_is_one() {
        let (folder, folders) = area();
        let file = folder.path().join("2025-07/Tracker.xlsx");
        fs::write(&file, "a").unwrap();
        let before = folders.look(None);
        let later = |seconds| {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::options().append(true).open(&file).unwrap().set_modified(time).unwrap();
        };
        later(1_000);
        let touched = folders.look(Some(&before));
        assert!(touched != before && touched.says_as(&before));
        fs::write(&file, "b").unwrap();
        later(2_000);
        assert!(!folders.look(Some(&touched)).says_as(&touched));
        fs::remove_file(&file).unwrap();
        assert!(!folders.look(Some(&touched)).says_as(&touched));
    }
}
