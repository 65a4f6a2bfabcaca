//! The papers of a folder, replaced as one set.
//!
//! A build writes its files beside those that are there, in `.boardpack-build`, and then puts them in place together: a
//! journal of what goes where is written first, each file is renamed, the last of them last. Killed before the journal,
//! the earlier set is untouched; killed after it, whoever looks next finishes what the journal says. A file that cannot be
//! replaced, because it is open in another program, makes all go back to what it was.
//!
//! Where the earlier set is to be kept, a copy of it is made first, and moved into `earlier/` by the same journal.
//!
//! While a build works in a folder, its [`lock`] there refuses a second one. Deliberately absent: which files belong
//! together; whoever opens the set says so.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lock::{self, Held, Holder, Refused};
use crate::diagnostic::{Error, Result};

/// The folder in which a set is made, within the folder of the papers. It is there while a build works, and after one
/// that was interrupted.
pub const WORK: &str = ".boardpack-build";
/// The new files, until they are in place.
const NEW: &str = "new";
/// The files they replace, until all are in place.
const OLD: &str = "old";
/// A copy of the set that is replaced, where it is kept.
const KEPT: &str = "kept";
/// The folder of the sets that were kept, within the folder of the papers.
pub const EARLIER: &str = "earlier";
const JOURNAL: &str = "journal.json";
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
    /// Under which name the set that is replaced is kept.
    keep: Option<String>,
    forget: Vec<Forgotten>,
    /// Until the set is in place or given up.
    held: Held,
}

/// What goes where once a set is whole.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    /// In this order.
    place: Vec<String>,
    remove: Vec<String>,
    /// The name of the folder, among the earlier sets, that the replaced one gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forget: Vec<Forgotten>,
}

/// An earlier set that is no longer kept: its files, one by one, so that what else is in its folder stays there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    pub name: String,
    /// In the order in which they go.
    pub files: Vec<String>,
}

impl FileSet {
    /// Begins a set for a folder, which is made if it is not there; mends first what an interrupted build left. A second
    /// build is told who has the folder.
    pub fn begin(folder: &Path, who: Option<&Holder>) -> Result<(FileSet, Option<Interrupted>)> {
        super::prepare_folder(folder)?;
        let cannot = |why: io::Error| cannot_write(folder, &why);
        let held = Held::take(&folder.join(WORK), who).map_err(|why| refused(folder, why))?;
        let was_there = folder.join(WORK).join(NEW).exists();
        let interrupted = match read_journal(folder)? {
            Some(journal) => {
                finish(folder, &journal)?;
                Some(Interrupted::Unplaced)
            }
            None => was_there.then_some(Interrupted::Unfinished),
        };
        let set = FileSet { folder: folder.to_owned(), files: Vec::new(), keep: None, forget: Vec::new(), held };
        for part in [NEW, OLD] {
            set.empty(part).map_err(cannot)?;
        }
        Ok((set, interrupted))
    }

    /// Makes a part of the folder of the build, with nothing in it.
    fn empty(&self, part: &str) -> io::Result<()> {
        let part = self.folder.join(WORK).join(part);
        if part.exists() {
            fs::remove_dir_all(&part)?;
        }
        fs::create_dir(&part)
    }

    /// Keeps a copy of files that are there, in a folder of this name among the earlier sets. They are copies also where a file
    /// stays: whoever writes on that one does not write on what was kept.
    pub fn keep(&mut self, name: &str, files: &[String]) -> Result<()> {
        let kept = self.folder.join(WORK).join(KEPT);
        let copy = |file: &String| {
            fs::copy(self.folder.join(file), kept.join(file))?;
            File::open(kept.join(file))?.sync_all()
        };
        let all = self.empty(KEPT).and_then(|()| files.iter().try_for_each(copy)).and_then(|()| sync_folder(&kept));
        all.map_err(|why| cannot_write(&self.folder.join(EARLIER).join(name), &why))?;
        self.keep = Some(name.to_owned());
        Ok(())
    }

    /// Takes earlier sets away, once the new one is in place.
    pub fn forget(&mut self, sets: Vec<Forgotten>) {
        self.forget = sets;
    }

    /// Adds a file under a plain name.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if !is_plain_name(name) {
            return Err(Error::new(format!("\"{name}\" is not a name for a file of the papers"))
                .hint("give the document a plain file name in its template.toml, without a folder"));
        }
        let path = self.folder.join(WORK).join(NEW).join(name);
        let write = || {
            self.held.still()?;
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
        let journal = Journal {
            place: self.files.clone(),
            remove: remove.iter().filter(gone).cloned().collect(),
            keep: self.keep.clone(),
            forget: self.forget.clone(),
        };
        let write = || {
            self.held.still()?;
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
        if self.folder.join(WORK).join(JOURNAL).exists() {
            self.held.let_go();
        } else if self.held.is_ours() {
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
    let held = match Held::take(&folder.join(WORK), None) {
        Ok(held) => held,
        // In a folder that cannot be written to no build works, and one that was not whole need not be touched.
        Err(Refused::Io(_)) if journal.is_none() => return Ok(Some(Interrupted::Unfinished)),
        Err(why) => return Err(refused(folder, why)),
    };
    let Some(journal) = read_journal(folder)? else {
        held.let_go();
        return Ok(Some(Interrupted::Unfinished));
    };
    finish(folder, &journal)?;
    drop(FileSet { folder: folder.to_owned(), files: Vec::new(), keep: None, forget: Vec::new(), held });
    Ok(Some(Interrupted::Unplaced))
}

/// Whether a name is that of a file and leads to no folder.
pub fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let plain =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == OsStr::new(name));
    plain && ![WORK, EARLIER].contains(&name) && !name.contains(['/', '\\', '\0'])
}

fn refused(folder: &Path, why: Refused) -> Error {
    match why {
        Refused::Held(holder, only_by_name) => lock::in_use(folder, &folder.join(WORK), holder.as_ref(), only_by_name),
        Refused::Io(why) => cannot_write(folder, &why),
    }
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
    let forgotten = journal.forget.iter().flat_map(|set| set.files.iter().chain([&set.name]));
    let mut named = journal.place.iter().chain(&journal.remove).chain(&journal.keep).chain(forgotten);
    let stray = named.find(|name| !is_plain_name(name)).cloned();
    drop(named);
    match stray {
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
        let what = if is_plain_name(&name) { "replaced" } else { "made to keep the papers that were there" };
        return Err(match undone {
            Ok(()) => Error::new(format!("{} cannot be {what}: {}", path.display(), super::in_words(&why)))
                .hint("close it where it is open, and build again; the earlier papers are all there as they were"),
            Err(also) => Error::new(format!(
                "{} cannot be {what}: {}; and the earlier papers cannot all be put back: {}",
                path.display(),
                super::in_words(&why),
                super::in_words(&also)
            ))
            .hint("close the papers where they are open, and build again"),
        });
    }
    let gone = || {
        journal.forget.iter().for_each(|set| take_away(folder, set));
        sync_folder(folder)?;
        fs::remove_file(work.join(JOURNAL))
    };
    gone().map_err(|why| cannot_write(folder, &why))
}

/// Takes an earlier set away. A file that is open somewhere stays, and with it the folder, until the next build that looks.
fn take_away(folder: &Path, set: &Forgotten) {
    let path = folder.join(EARLIER).join(&set.name);
    // A link must not lead out of the folder.
    let is_own =
        [&folder.join(EARLIER), &path].iter().all(|path| fs::symlink_metadata(path).is_ok_and(|at| at.is_dir()));
    if is_own && set.files.iter().all(|file| !path.join(file).exists() || fs::remove_file(path.join(file)).is_ok()) {
        let _ = fs::remove_dir(&path);
        // Where it was the last one.
        let _ = fs::remove_dir(folder.join(EARLIER));
    }
}

type Failed = (String, io::Error);

fn place_all(folder: &Path, journal: &Journal) -> std::result::Result<(), Failed> {
    let (new, old) = (folder.join(WORK).join(NEW), folder.join(WORK).join(OLD));
    let made = folder.join(WORK).join(KEPT);
    // What is replaced is kept before anything is.
    if let Some(name) = journal.keep.as_ref().filter(|_| made.exists()) {
        let keep = || {
            fs::create_dir_all(folder.join(EARLIER))?;
            fs::rename(&made, folder.join(EARLIER).join(name))?;
            sync_folder(&folder.join(EARLIER))
        };
        keep().map_err(|why| (format!("{EARLIER}/{name}"), why))?;
    }
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
    let made = folder.join(WORK).join(KEPT);
    if let Some(name) = journal.keep.as_ref().filter(|_| !made.exists()) {
        done = done.and(fs::rename(folder.join(EARLIER).join(name), &made));
        let _ = fs::remove_dir(folder.join(EARLIER));
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
        let (mut set, _) = FileSet::begin(folder, None).unwrap();
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
        let said = FileSet::begin(folder.path(), None).unwrap_err().to_string();
        assert!(said.contains(&format!("boardpack is making papers there (process {}", std::process::id())), "{said}");
        assert!(mend(folder.path()).is_err());
        first.place(&[]).unwrap();
        assert_eq!(FileSet::begin(folder.path(), None).unwrap().1, None);
    }

    #[test]
    fn what_was_interrupted_before_it_was_whole_is_given_up() {
        let folder = folder();
        std::mem::forget(made(folder.path()));
        // As the system does when a process ends.
        fs::remove_file(folder.path().join(WORK).join(lock::LOCK)).unwrap();
        assert_eq!(mend(folder.path()).unwrap(), Some(Interrupted::Unfinished));
        assert_eq!(text(folder.path(), "report.pdf"), "one");
        fs::remove_file(folder.path().join(WORK).join(lock::LOCK)).unwrap();
        let (set, interrupted) = FileSet::begin(folder.path(), None).unwrap();
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
            let journal = Journal {
                place: set.files.clone(),
                remove: vec!["list.csv".to_owned()],
                keep: None,
                forget: Vec::new(),
            };
            std::mem::forget(set);
            let work = folder.path().join(WORK);
            fs::write(work.join(JOURNAL), serde_json::to_vec(&journal).unwrap()).unwrap();
            for name in &journal.place[..renamed] {
                fs::rename(work.join(NEW).join(name), folder.path().join(name)).unwrap();
            }
            fs::remove_file(work.join(lock::LOCK)).unwrap();
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
        let journal =
            Journal { place: set.files.clone(), remove: vec!["list.csv".to_owned()], keep: None, forget: Vec::new() };
        fs::create_dir(folder.path().join("record.json")).unwrap();
        fs::write(folder.path().join("record.json/inside"), "").unwrap();
        fs::create_dir(folder.path().join(WORK).join(OLD).join("record.json")).unwrap();
        fs::write(folder.path().join(WORK).join(JOURNAL), "{}").unwrap();
        let said = finish(folder.path(), &journal).unwrap_err().to_string();
        assert!(said.contains("record.json cannot be replaced"), "{said}");
        assert_eq!((text(folder.path(), "report.pdf"), text(folder.path(), "list.csv")), ("one".into(), "one".into()));
    }

    /// The state after each step, as a kill leaves it.
    #[test]
    fn what_is_replaced_is_kept_whole_or_not_at_all() {
        let kept = |folder: &Path| folder.join(EARLIER).join("until-1");
        for step in 0..=3 {
            let folder = folder();
            let folder = folder.path();
            let gone = folder.join(EARLIER).join("until-0");
            fs::create_dir_all(&gone).unwrap();
            ["report.pdf", "record.json"].iter().for_each(|file| fs::write(gone.join(file), "zero").unwrap());
            let mut set = made(folder);
            set.keep("until-1", &["list.csv".to_owned(), "report.pdf".to_owned(), "record.json".to_owned()]).unwrap();
            let files = vec!["report.pdf".to_owned(), "record.json".to_owned()];
            set.forget(vec![Forgotten { name: "until-0".to_owned(), files }]);
            let work = folder.join(WORK);
            let journal = Journal {
                place: set.files.clone(),
                remove: vec![],
                keep: set.keep.clone(),
                forget: set.forget.clone(),
            };
            if step == 0 {
                // Before the journal: nothing has happened.
                std::mem::forget(set);
                fs::remove_file(work.join(lock::LOCK)).unwrap();
                assert_eq!(mend(folder).unwrap(), Some(Interrupted::Unfinished));
                assert!(!kept(folder).exists() && gone.exists() && text(folder, "report.pdf") == "one");
                continue;
            }
            fs::write(work.join(JOURNAL), serde_json::to_vec(&journal).unwrap()).unwrap();
            std::mem::forget(set);
            fs::remove_file(work.join(lock::LOCK)).unwrap();
            if step >= 2 {
                fs::rename(work.join(KEPT), kept(folder)).unwrap();
            }
            if step == 3 {
                fs::rename(work.join(NEW).join("report.pdf"), folder.join("report.pdf")).unwrap();
                fs::remove_file(gone.join("report.pdf")).unwrap();
            }
            assert_eq!(mend(folder).unwrap(), Some(Interrupted::Unplaced));
            assert_eq!(names(folder), ["earlier", "list.csv", "record.json", "report.pdf"], "{step}");
            assert_eq!((text(folder, "report.pdf"), text(&kept(folder), "report.pdf")), ("two".into(), "one".into()));
            assert_eq!(names(&kept(folder)), ["list.csv", "record.json", "report.pdf"]);
            assert!(!gone.exists(), "{step}");
        }
    }

    #[test]
    fn a_set_that_goes_back_is_not_kept_twice() {
        let folder = folder();
        let folder = folder.path();
        let mut set = made(folder);
        set.keep("until-1", &["report.pdf".to_owned()]).unwrap();
        // A folder that appears while the papers are placed stands for a file that is open.
        fs::remove_file(folder.join("record.json")).unwrap();
        let journal = Journal { place: set.files.clone(), remove: vec![], keep: set.keep.clone(), forget: vec![] };
        fs::create_dir_all(folder.join("record.json/inside")).unwrap();
        fs::create_dir(folder.join(WORK).join(OLD).join("record.json")).unwrap();
        fs::write(folder.join(WORK).join(JOURNAL), "{}").unwrap();
        assert!(finish(folder, &journal).is_err());
        assert!(!folder.join(EARLIER).exists() && text(folder, "report.pdf") == "one");
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is_replaced() {
        let folder = folder();
        let folder = folder.path();
        fs::write(folder.join(EARLIER), "a file of somebody's").unwrap();
        let mut set = made(folder);
        set.keep("until-1", &["report.pdf".to_owned()]).unwrap();
        let said = set.place(&[]).unwrap_err().to_string();
        assert!(said.contains("earlier/until-1 cannot be made to keep the papers that were there"), "{said}");
        assert_eq!(names(folder), ["earlier", "list.csv", "record.json", "report.pdf"]);
        assert_eq!(text(folder, "report.pdf"), "one");
    }

    #[test]
    fn what_stands_in_the_folder_of_an_earlier_set_and_is_not_its_own_stays() {
        let folder = folder();
        let folder = folder.path();
        let old = folder.join(EARLIER).join("until-0");
        fs::create_dir_all(&old).unwrap();
        ["report.pdf", "notes.docx"].iter().for_each(|file| fs::write(old.join(file), "zero").unwrap());
        let mut set = made(folder);
        set.forget(vec![Forgotten { name: "until-0".to_owned(), files: vec!["report.pdf".to_owned()] }]);
        set.place(&[]).unwrap();
        assert_eq!(names(&old), ["notes.docx"]);
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
        const FORGET: &str = "{\"place\": [], \"remove\": [], \"forget\": [{\"name\": \"..\", \"files\": [\"a\"]}]}";
        const KEEP: &str = "{\"place\": [], \"remove\": [], \"keep\": \"../x\"}";
        for name in ["../x.pdf", "/etc/x", "a/b.pdf", "..", ".", "", "a\\b.pdf", "x/", WORK] {
            assert!(!is_plain_name(name), "{name}");
        }
        assert!(is_plain_name("improvement-board-report.pdf"));
        let folder = folder();
        let (mut set, _) = FileSet::begin(folder.path(), None).unwrap();
        assert!(set.add("../x.pdf", b"").unwrap_err().to_string().contains("not a name for a file"));
        drop(set);
        fs::create_dir(folder.path().join(WORK)).unwrap();
        for journal in ["{\"place\": [\"../x\"], \"remove\": []}", "[[[", "{}", FORGET, KEEP] {
            fs::write(folder.path().join(WORK).join(JOURNAL), journal).unwrap();
            assert!(mend(folder.path()).unwrap_err().to_string().contains("is damaged"), "{journal}");
        }
    }
}
