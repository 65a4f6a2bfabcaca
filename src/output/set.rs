//! The papers of a folder, replaced as one set.
//!
//! A build writes its files beside those that are there, in `.boardpack-build`, and then puts them in place together: a
//! journal of what goes where is written first, each file is renamed, the last of them last. Killed before the journal,
//! the earlier set is untouched; killed after it, whoever looks next finishes what the journal says. A file that cannot be
//! replaced, because it is open in another program, makes all go back to what it was.
//!
//! While a build works in a folder, its lock there refuses a second one. Deliberately absent: which files belong
//! together; whoever opens the set says so.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Error, Result};

/// The folder in which a set is made, within the folder of the papers. It is there while a build works, and after one
/// that was interrupted.
pub const WORK: &str = ".boardpack-build";
/// The new files, until they are in place.
const NEW: &str = "new";
/// The files they replace, until all are in place.
const OLD: &str = "old";
const JOURNAL: &str = "journal.json";
const LOCK: &str = "lock";
const HOLDER: &str = "holder";
/// A journal names some files; one of more than this is none of ours.
const MOST_OF_JOURNAL: u64 = 16 << 20;

/// What a build that was interrupted left in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// Some of its files: its set was not whole, and the earlier one was untouched.
    Unfinished,
    /// A whole set, of which some files were not in place yet.
    Unplaced,
}

/// A set of files that is being made.
#[derive(Debug)]
pub struct FileSet {
    folder: PathBuf,
    files: Vec<String>,
    /// Held until the set is in place or given up.
    _lock: File,
}

/// What goes where once a set is whole.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    /// In this order.
    place: Vec<String>,
    remove: Vec<String>,
}

impl FileSet {
    /// Begins a set for a folder, which is made if it is not there; mends first what an interrupted build left.
    pub fn begin(folder: &Path) -> Result<(FileSet, Option<Interrupted>)> {
        super::prepare_folder(folder)?;
        let cannot = |why: io::Error| cannot_write(folder, &why);
        let lock = lock(folder).map_err(cannot)?.ok_or_else(|| in_use(folder))?;
        let was_there = folder.join(WORK).join(NEW).exists();
        let interrupted = match read_journal(folder)? {
            Some(journal) => {
                finish(folder, &journal)?;
                Some(Interrupted::Unplaced)
            }
            None => was_there.then_some(Interrupted::Unfinished),
        };
        let set = FileSet { folder: folder.to_owned(), files: Vec::new(), _lock: lock };
        for part in [NEW, OLD] {
            let part = folder.join(WORK).join(part);
            if part.exists() {
                fs::remove_dir_all(&part).map_err(cannot)?;
            }
            fs::create_dir(&part).map_err(cannot)?;
        }
        Ok((set, interrupted))
    }

    /// Adds a file under a plain name.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if !is_plain_name(name) {
            return Err(Error::new(format!("\"{name}\" is no name for a file of the papers"))
                .hint("give the document a plain file name in its template.toml, without a folder"));
        }
        let path = self.folder.join(WORK).join(NEW).join(name);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|why| cannot_write(&self.folder.join(name), &why))?;
        if !self.files.iter().any(|known| known == name) {
            self.files.push(name.to_owned());
        }
        Ok(())
    }

    /// Leaves a file out of the set again, because the one that is there is the same.
    pub fn leave(&mut self, name: &str) {
        self.files.retain(|known| known != name);
    }

    /// Gives the set up, but for one of its files, which is put in the folder under another name.
    pub fn give_up_but(self, name: &str, under: &str) -> Result<PathBuf> {
        let path = self.folder.join(under);
        let made = self.folder.join(WORK).join(NEW).join(name);
        fs::rename(made, &path).map_err(|why| cannot_write(&path, &why)).map(|()| path)
    }

    /// Puts the files in place, in the order in which they were added, and takes away those of the earlier set that are to
    /// go.
    pub fn place(self, remove: &[String]) -> Result<()> {
        if self.files.is_empty() && remove.is_empty() {
            return Ok(());
        }
        for name in self.files.iter().chain(remove) {
            if self.folder.join(name).is_dir() {
                return Err(Error::new(format!("{} is a folder", self.folder.join(name).display()))
                    .hint("move it elsewhere, or give another folder with --out"));
            }
        }
        let gone = |name: &&String| is_plain_name(name) && !self.files.contains(name);
        let journal = Journal { place: self.files.clone(), remove: remove.iter().filter(gone).cloned().collect() };
        let write = || {
            sync_folder(&self.folder.join(WORK).join(NEW))?;
            let text = serde_json::to_vec(&journal)?;
            super::write_whole(&self.folder.join(WORK).join(JOURNAL), &text).map_err(io::Error::other)?;
            sync_folder(&self.folder.join(WORK))
        };
        write().map_err(|why| cannot_write(&self.folder, &why))?;
        finish(&self.folder, &journal)
    }
}

impl Drop for FileSet {
    fn drop(&mut self) {
        // With a journal the next one to look finishes it.
        if !self.folder.join(WORK).join(JOURNAL).exists() {
            let _ = fs::remove_dir_all(self.folder.join(WORK));
        }
    }
}

/// Finishes the set that an interrupted build had made whole, where there is one. One that was not whole is left for the
/// next build to take away. An error while a build works in the folder.
pub fn mend(folder: &Path) -> Result<Option<Interrupted>> {
    if !folder.join(WORK).is_dir() {
        return Ok(None);
    }
    let journal = read_journal(folder)?;
    let held = match lock(folder) {
        Ok(held) => held.ok_or_else(|| in_use(folder))?,
        // In a folder that cannot be written to no build works, and one that was not whole need not be touched.
        Err(_) if journal.is_none() => return Ok(Some(Interrupted::Unfinished)),
        Err(why) => return Err(cannot_write(folder, &why)),
    };
    let Some(journal) = read_journal(folder)? else { return Ok(Some(Interrupted::Unfinished)) };
    finish(folder, &journal)?;
    drop(FileSet { folder: folder.to_owned(), files: Vec::new(), _lock: held });
    Ok(Some(Interrupted::Unplaced))
}

/// Whether a name is that of a file and leads to no folder.
pub fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let plain =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == OsStr::new(name));
    plain && name != WORK && !name.contains(['/', '\\', '\0'])
}

/// Takes the lock of a folder, and writes who has it; nothing where another has it.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let work = folder.join(WORK);
    let path = work.join(LOCK);
    loop {
        fs::create_dir_all(&work)?;
        let file = match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
            // Whoever had it took the folder away just now.
            Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
            file => file?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            Ok(()) if !is_at(&file, &path) => continue,
            // An error is that of a file system that knows no locks, such as some network drives: there the journal
            // has to do.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        fs::write(work.join(HOLDER), std::process::id().to_string())?;
        return Ok(Some(file));
    }
}

fn in_use(folder: &Path) -> Error {
    let mut holder = String::new();
    let named = File::open(folder.join(WORK).join(HOLDER)).and_then(|file| file.take(20).read_to_string(&mut holder));
    let holder = match named.is_ok() && holder.bytes().all(|byte| byte.is_ascii_digit()) && !holder.is_empty() {
        true => format!("process {holder} of boardpack"),
        false => "another process of boardpack".to_owned(),
    };
    Error::new(format!("{} is in use: {holder} is making papers there", folder.display()))
        .hint("wait until it has finished, and try again; or give another folder with --out")
}

/// Whether an open file is the one at a path, and not one that was taken away since it was opened.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |about: fs::Metadata| (about.dev(), about.ino());
    matches!((file.metadata().map(id), fs::metadata(path).map(id)), (Ok(one), Ok(other)) if one == other)
}

/// Elsewhere it is enough that one is there: whoever takes the folder away while it is open leaves nothing at the path.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The journal of an interrupted build. A folder may come from anyone: a journal that leads outside it is refused.
fn read_journal(folder: &Path) -> Result<Option<Journal>> {
    let path = folder.join(WORK).join(JOURNAL);
    let damaged = |why: String| {
        Error::new(format!("{} is damaged: {why}", path.display()))
            .hint(format!("delete {} and build the papers again", folder.join(WORK).display()))
    };
    match fs::symlink_metadata(&path) {
        Err(_) => return Ok(None),
        Ok(about) if !about.is_file() || about.len() > MOST_OF_JOURNAL => {
            return Err(damaged("it is no journal of a build".to_owned()));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(&path).map_err(|why| damaged(why.to_string()))?;
    let journal: Journal = serde_json::from_slice(&bytes).map_err(|why| damaged(why.to_string()))?;
    match journal.place.iter().chain(&journal.remove).find(|name| !is_plain_name(name)) {
        Some(name) => Err(damaged(format!("\"{name}\" is no plain name"))),
        None => Ok(Some(journal)),
    }
}

/// Does what is left to do of a journal; or, where a file cannot be replaced, undoes all of it.
fn finish(folder: &Path, journal: &Journal) -> Result<()> {
    let work = folder.join(WORK);
    let done = place_all(folder, journal);
    if let Err((name, why)) = done {
        let undone = undo(folder, journal).and_then(|()| fs::remove_file(work.join(JOURNAL)));
        let path = folder.join(&name);
        return Err(match undone {
            Ok(()) => Error::new(format!("{} cannot be replaced: {}", path.display(), super::in_words(&why)))
                .hint("close it where it is open, and build again; the earlier papers are all there as they were"),
            Err(also) => Error::new(format!(
                "{} cannot be replaced: {}; and the earlier papers cannot all be put back: {}",
                path.display(),
                super::in_words(&why),
                super::in_words(&also)
            ))
            .hint("close the papers where they are open, and build again"),
        });
    }
    let gone = || {
        sync_folder(folder)?;
        fs::remove_file(work.join(JOURNAL))
    };
    gone().map_err(|why| cannot_write(folder, &why))
}

type Failed = (String, io::Error);

fn place_all(folder: &Path, journal: &Journal) -> std::result::Result<(), Failed> {
    let (new, old) = (folder.join(WORK).join(NEW), folder.join(WORK).join(OLD));
    for name in &journal.remove {
        let (here, kept) = (folder.join(name), old.join(name));
        if fs::symlink_metadata(&here).is_ok() {
            fs::rename(&here, &kept).map_err(|why| (name.clone(), why))?;
        }
    }
    for name in &journal.place {
        let (here, made, kept) = (folder.join(name), new.join(name), old.join(name));
        if fs::symlink_metadata(&made).is_err() {
            continue;
        }
        let place = || {
            if fs::symlink_metadata(&here).is_ok() && fs::symlink_metadata(&kept).is_err() {
                // A second name for the old file, so that there is no moment without a file of this name.
                fs::hard_link(&here, &kept).or_else(|_| fs::rename(&here, &kept))?;
            }
            fs::rename(&made, &here)
        };
        place().map_err(|why| (name.clone(), why))?;
    }
    Ok(())
}

/// Puts all back that was replaced or taken away, as far as that can be; gives the first reason why something could not.
fn undo(folder: &Path, journal: &Journal) -> io::Result<()> {
    let (new, old) = (folder.join(WORK).join(NEW), folder.join(WORK).join(OLD));
    let mut done = Ok(());
    let put_back = |name: &String| match fs::symlink_metadata(old.join(name)) {
        Ok(_) => fs::rename(old.join(name), folder.join(name)),
        // Nothing was there before.
        Err(_) if journal.place.contains(name) && fs::symlink_metadata(new.join(name)).is_err() => {
            fs::remove_file(folder.join(name))
        }
        Err(_) => Ok(()),
    };
    for name in journal.place.iter().rev().chain(&journal.remove) {
        done = done.and(put_back(name));
    }
    done
}

/// Makes the names in a folder last through a loss of power, where the system can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(folder)?.sync_all(),
        false => Ok(()),
    }
}

fn cannot_write(path: &Path, why: &io::Error) -> Error {
    Error::new(format!("{} cannot be written: {}", path.display(), super::in_words(why)))
        .hint("the earlier papers are as they were; make room or give another folder with --out")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn text(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap()
    }

    /// A folder with the set "one": a report, a list and a record.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["list.csv", "record.json", "report.pdf"] {
            fs::write(folder.path().join(name), "one").unwrap();
        }
        folder
    }

    fn made(folder: &Path) -> FileSet {
        let (mut set, _) = FileSet::begin(folder).unwrap();
        set.add("report.pdf", b"two").unwrap();
        set.add("record.json", b"two").unwrap();
        set
    }

    #[test]
    fn a_set_is_put_in_place_whole_and_nothing_else_is_left() {
        let folder = folder();
        let set = made(folder.path());
        assert_eq!(text(folder.path(), "report.pdf"), "one");
        set.place(&["list.csv".to_owned()]).unwrap();
        assert_eq!(names(folder.path()), ["record.json", "report.pdf"]);
        assert_eq!(text(folder.path(), "report.pdf"), "two");
    }

    #[test]
    fn a_file_that_is_left_out_stays_as_it_was() {
        let folder = folder();
        let mut set = made(folder.path());
        set.leave("report.pdf");
        set.place(&[]).unwrap();
        assert_eq!(names(folder.path()), ["list.csv", "record.json", "report.pdf"]);
        assert_eq!(
            (text(folder.path(), "report.pdf"), text(folder.path(), "record.json")),
            ("one".into(), "two".into())
        );
        let mut set = made(folder.path());
        ["report.pdf", "record.json"].iter().for_each(|name| set.leave(name));
        set.place(&[]).unwrap();
        assert_eq!(names(folder.path()), ["list.csv", "record.json", "report.pdf"], "nothing to place");
    }

    #[test]
    fn a_set_that_is_given_up_leaves_the_earlier_one() {
        let folder = folder();
        drop(made(folder.path()));
        assert_eq!(names(folder.path()), ["list.csv", "record.json", "report.pdf"]);
        assert_eq!(text(folder.path(), "report.pdf"), "one");
    }

    #[test]
    fn a_second_build_is_refused_by_the_name_of_the_first() {
        let folder = folder();
        let first = made(folder.path());
        let said = FileSet::begin(folder.path()).unwrap_err().to_string();
        assert!(
            said.contains(&format!("process {} of boardpack is making papers there", std::process::id())),
            "{said}"
        );
        assert!(mend(folder.path()).is_err());
        first.place(&[]).unwrap();
        assert_eq!(FileSet::begin(folder.path()).unwrap().1, None);
    }

    #[test]
    fn what_was_interrupted_before_it_was_whole_is_given_up() {
        let folder = folder();
        std::mem::forget(made(folder.path()));
        // As the system does when a process ends.
        fs::remove_file(folder.path().join(WORK).join(LOCK)).unwrap();
        assert_eq!(mend(folder.path()).unwrap(), Some(Interrupted::Unfinished));
        assert_eq!(text(folder.path(), "report.pdf"), "one");
        fs::remove_file(folder.path().join(WORK).join(LOCK)).unwrap();
        let (set, interrupted) = FileSet::begin(folder.path()).unwrap();
        assert_eq!(interrupted, Some(Interrupted::Unfinished));
        drop(set);
        assert_eq!(names(folder.path()), ["list.csv", "record.json", "report.pdf"]);
    }

    /// The state after each number of renames, as a kill leaves it.
    #[test]
    fn what_was_interrupted_while_it_was_put_in_place_is_finished() {
        for renamed in 0..=2 {
            let folder = folder();
            let set = made(folder.path());
            let journal = Journal { place: set.files.clone(), remove: vec!["list.csv".to_owned()] };
            std::mem::forget(set);
            let work = folder.path().join(WORK);
            fs::write(work.join(JOURNAL), serde_json::to_vec(&journal).unwrap()).unwrap();
            for name in &journal.place[..renamed] {
                fs::rename(work.join(NEW).join(name), folder.path().join(name)).unwrap();
            }
            fs::remove_file(work.join(LOCK)).unwrap();
            assert_eq!(mend(folder.path()).unwrap(), Some(Interrupted::Unplaced));
            assert_eq!(names(folder.path()), ["record.json", "report.pdf"], "{renamed}");
            assert_eq!(
                (text(folder.path(), "report.pdf"), text(folder.path(), "record.json")),
                ("two".into(), "two".into())
            );
            assert_eq!(mend(folder.path()).unwrap(), None);
        }
    }

    #[test]
    fn a_file_that_cannot_be_replaced_makes_all_go_back() {
        let folder = folder();
        let set = made(folder.path());
        // A file of the new set that goes missing, and a folder in the way of the last, stand for a file that is open.
        fs::remove_file(folder.path().join("record.json")).unwrap();
        let journal = Journal { place: set.files.clone(), remove: vec!["list.csv".to_owned()] };
        fs::create_dir(folder.path().join("record.json")).unwrap();
        fs::write(folder.path().join("record.json/inside"), "").unwrap();
        fs::create_dir(folder.path().join(WORK).join(OLD).join("record.json")).unwrap();
        fs::write(folder.path().join(WORK).join(JOURNAL), "{}").unwrap();
        let said = finish(folder.path(), &journal).unwrap_err().to_string();
        assert!(said.contains("record.json cannot be replaced"), "{said}");
        assert_eq!((text(folder.path(), "report.pdf"), text(folder.path(), "list.csv")), ("one".into(), "one".into()));
    }

    #[test]
    fn a_folder_in_the_way_is_named_before_anything_is_replaced() {
        let folder = folder();
        let set = made(folder.path());
        fs::remove_file(folder.path().join("record.json")).unwrap();
        fs::create_dir(folder.path().join("record.json")).unwrap();
        let said = set.place(&[]).unwrap_err().to_string();
        assert!(said.contains("record.json is a folder"), "{said}");
        assert_eq!(text(folder.path(), "report.pdf"), "one");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["../x.pdf", "/etc/x", "a/b.pdf", "..", ".", "", "a\\b.pdf", "x/", WORK] {
            assert!(!is_plain_name(name), "{name}");
        }
        assert!(is_plain_name("improvement-board-report.pdf"));
        let folder = folder();
        let (mut set, _) = FileSet::begin(folder.path()).unwrap();
        assert!(set.add("../x.pdf", b"").unwrap_err().to_string().contains("no name for a file"));
        drop(set);
        fs::create_dir(folder.path().join(WORK)).unwrap();
        for journal in ["{\"place\": [\"../x\"], \"remove\": []}", "[[[", "{}"] {
            fs::write(folder.path().join(WORK).join(JOURNAL), journal).unwrap();
            assert!(mend(folder.path()).unwrap_err().to_string().contains("is damaged"), "{journal}");
        }
    }
}
