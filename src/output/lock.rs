//! Who works in a folder of papers: a lock that names its holder, so that two builds never mix.
//!
//! The system's lock on a file decides, and the system takes it from a process that ends, however it ends: such a lock is
//! never left behind. Beside it is a file that says who has it, for people. Some network drives know no locks: there that
//! file itself is the lock. It is then given up when its process is no longer there, or, where that cannot be told because it
//! runs on another computer, when it has given no sign of life for an hour. How old it is says the drive, by the times of two of
//! its files: nothing here reads a clock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Error;
use crate::text::shorten;

/// The file that is locked.
pub(super) const LOCK: &str = "lock";
/// The file that says who has it.
const HOLDER: &str = "holder.json";
/// A file that is made to learn what time it is on the drive.
const PROBE: &str = "time";
/// After this long without a sign of life a build on another computer is taken to have ended. A build of one area takes
/// seconds, and gives a sign with each paper.
const SILENT: Duration = Duration::from_secs(60 * 60);
/// How often somebody who finds the folder locked looks who has it: whoever takes it needs a moment to say so.
const LOOKS: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// How much of a command line is shown.
const LONGEST_COMMAND: usize = 200;
/// What is read of the file that names a holder.
const MOST: u64 = 4096;

/// Who has a folder: a process, where it runs, and what it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holder {
    pub process: u32,
    /// The name of the computer, and of the account, where the system tells them.
    pub host: Option<String>,
    pub user: Option<String>,
    /// The command line.
    pub command: String,
    /// In the time of the computer that it runs on.
    pub since: Option<NaiveDateTime>,
}

impl Holder {
    /// This process, which was asked for this at this time.
    pub fn this(command: &str, since: NaiveDateTime) -> Holder {
        Holder { command: command.to_owned(), since: Some(since), ..Holder::this_process() }
    }

    fn this_process() -> Holder {
        let told = |names: &[&str]| {
            names.iter().filter_map(std::env::var_os).find(|value| !value.is_empty())?.into_string().ok()
        };
        let host = fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
        Holder {
            process: std::process::id(),
            host: host.filter(|name| !name.is_empty()).or_else(|| told(&["COMPUTERNAME", "HOSTNAME"])),
            user: told(&["USER", "LOGNAME", "USERNAME"]),
            ..Holder::default()
        }
    }

    /// Whether it is this process.
    fn is_this(&self) -> bool {
        let this = Holder::this_process();
        (self.process, &self.host) == (this.process, &this.host)
    }

    /// Whether its process has ended; `None` where that cannot be told.
    fn has_ended(&self) -> Option<bool> {
        let here = Holder::this_process().host;
        let processes = Path::new("/proc");
        let can_tell = here.is_some() && here == self.host && processes.join(std::process::id().to_string()).exists();
        can_tell.then(|| !processes.join(self.process.to_string()).exists())
    }

    /// "process 4711 on the computer papers-01, started by the account officer at 06:00 on 1 August 2025"
    fn words(&self) -> String {
        let mut words = format!("process {}", self.process);
        if let Some(host) = &self.host {
            words += &format!(" on the computer {host}");
        }
        if self.user.is_some() || self.since.is_some() {
            words += ", started";
        }
        if let Some(user) = &self.user {
            words += &format!(" by the account {user}");
        }
        if let Some(since) = self.since {
            words += &format!(" at {}", since.format("%H:%M on %-d %B %Y"));
        }
        words
    }
}

/// A folder that is held. It is free again when this is dropped, or its process ends.
#[derive(Debug)]
pub(super) struct Held {
    work: PathBuf,
    who: Holder,
    by: By,
}

#[derive(Debug)]
enum By {
    /// The system's lock, which the open file has.
    System(#[expect(dead_code, reason = "it is the lock")] File),
    /// The file that names the holder.
    Name,
}

/// A folder is not to be had.
#[derive(Debug)]
pub(super) enum Refused {
    /// By whom, where that could be read, and whether only the file says so.
    Held(Option<Holder>, bool),
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(why: io::Error) -> Self {
        Refused::Io(why)
    }
}

impl Held {
    /// Takes a folder, in whose folder `work` the lock is.
    pub(super) fn take(work: &Path, who: Option<&Holder>) -> Result<Held, Refused> {
        take_by(work, who.cloned().unwrap_or_else(Holder::this_process), File::try_lock)
    }

    /// A sign of life, where only that keeps others away; an error where the folder was taken all the same.
    pub(super) fn still(&self) -> io::Result<()> {
        match self.by {
            By::System(_) => Ok(()),
            By::Name if self.is_ours() => write_holder(&self.work, &self.who),
            By::Name => Err(io::Error::other("another build has taken the folder meanwhile")),
        }
    }

    pub(super) fn is_ours(&self) -> bool {
        matches!(self.by, By::System(_)) || read_holder(&self.work).as_ref() == Some(&self.who)
    }

    /// Lets go without taking the folder `work` away.
    pub(super) fn let_go(&self) {
        if self.is_ours() {
            let _ = fs::remove_file(self.work.join(HOLDER));
        }
    }
}

fn take_by(work: &Path, who: Holder, try_lock: impl Fn(&File) -> Result<(), TryLockError>) -> Result<Held, Refused> {
    let path = work.join(LOCK);
    let mut looks = 0;
    loop {
        fs::create_dir_all(work)?;
        let file = match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
            // Whoever had it took the folder away just now.
            Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
            file => file?,
        };
        match try_lock(&file) {
            Err(TryLockError::WouldBlock) => {
                // The file may be of somebody who was killed before the one that has the folder now.
                let holder = read_holder(work).filter(|holder| holder.has_ended() != Some(true));
                looks += 1;
                if holder.is_some() || looks == LOOKS {
                    return Err(Refused::Held(holder, false));
                }
                thread::sleep(BETWEEN_LOOKS);
            }
            Ok(()) if !is_at(&file, &path) => continue,
            Ok(()) => {
                write_holder(work, &who)?;
                return Ok(Held { work: work.to_owned(), who, by: By::System(file) });
            }
            // The file system knows no locks, as some network drives.
            Err(TryLockError::Error(_)) => {
                take_by_name(work, &who)?;
                return Ok(Held { work: work.to_owned(), who, by: By::Name });
            }
        }
    }
}

/// Takes a folder by making the file that names its holder, which only one process can.
fn take_by_name(work: &Path, who: &Holder) -> Result<(), Refused> {
    let path = work.join(HOLDER);
    loop {
        match OpenOptions::new().create_new(true).write(true).open(&path) {
            Ok(mut file) => {
                file.write_all(&text_of(who)?)?;
                file.sync_all()?;
                return Ok(());
            }
            Err(why) if why.kind() != io::ErrorKind::AlreadyExists => return Err(why.into()),
            Err(_) => {}
        }
        let holder = read_holder(work);
        let is_over = match holder.as_ref().map(|holder| (holder.is_this(), holder.has_ended())) {
            Some((true, _)) => false,
            Some((_, Some(true))) => true,
            _ => silence(work, &path)? >= SILENT,
        };
        if !is_over {
            return Err(Refused::Held(holder, true));
        }
        // Two may find it over at once: whoever moves it away looks whether it is the one that was found.
        let away = work.join(format!("{HOLDER}-{}", std::process::id()));
        if fs::rename(&path, &away).is_ok() {
            if read_file(&away) != holder {
                let _ = fs::rename(&away, &path);
                return Err(Refused::Held(read_holder(work), true));
            }
            fs::remove_file(&away)?;
        }
    }
}

/// How long ago a file was written, by the times that its drive gives its files.
fn silence(work: &Path, path: &Path) -> io::Result<Duration> {
    let probe = work.join(PROBE);
    fs::write(&probe, b"")?;
    let now = fs::metadata(&probe)?.modified()?;
    let _ = fs::remove_file(&probe);
    match fs::metadata(path) {
        Ok(about) => Ok(now.duration_since(about.modified()?).unwrap_or_default()),
        // It has just gone.
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(SILENT),
        Err(why) => Err(why),
    }
}

fn text_of(holder: &Holder) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec(holder)?)
}

fn write_holder(work: &Path, holder: &Holder) -> io::Result<()> {
    fs::write(work.join(HOLDER), text_of(holder)?)
}

/// Who says to have a folder. It may come from anyone, so little of it is read.
fn read_holder(work: &Path) -> Option<Holder> {
    read_file(&work.join(HOLDER))
}

fn read_file(path: &Path) -> Option<Holder> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
    let mut text = String::new();
    File::open(path).ok().filter(|_| is_file)?.take(MOST).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok().filter(|holder: &Holder| holder.process > 0)
}

/// Says in plain words that a folder is in use, by whom, and what to do.
pub(super) fn in_use(folder: &Path, work: &Path, holder: Option<&Holder>, only_by_name: bool) -> Error {
    let folder = folder.display();
    let mut error = match holder {
        Some(holder) => {
            let mut error =
                Error::new(format!("{folder} is in use: boardpack is making papers there ({})", holder.words()));
            if !holder.command.is_empty() {
                error = error.more(format!("it was started as: {}", shorten(&holder.command, LONGEST_COMMAND)));
            }
            error
        }
        None => Error::new(format!("{folder} is in use: another process of boardpack is making papers there")),
    };
    if only_by_name {
        error = error
            .more("this drive cannot lock files: if a build stopped on another computer, wait an hour and try again");
    }
    let to_end = match (holder, only_by_name) {
        (_, true) => format!("; if no build is under way any more, delete {}", work.display()),
        (Some(Holder { process, host: Some(host), .. }), _) => {
            format!("; if it hangs, end process {process} on {host}")
        }
        (Some(Holder { process, .. }), _) => format!("; if it hangs, end process {process}"),
        (None, _) => String::new(),
    };
    error.hint(format!("wait until it has finished and try again, or give another folder with --out{to_end}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn no_locks(_: &File) -> Result<(), TryLockError> {
        Err(TryLockError::Error(io::Error::from(io::ErrorKind::Unsupported)))
    }

    fn at_six() -> NaiveDateTime {
        NaiveDateTime::parse_from_str("2025-08-01 06:00", "%Y-%m-%d %H:%M").unwrap()
    }

    fn elsewhere() -> Holder {
        Holder {
            process: 4711,
            host: Some("papers-01".to_owned()),
            user: Some("officer".to_owned()),
            command: "boardpack build brookdale".to_owned(),
            since: Some(at_six()),
        }
    }

    fn refused(work: &Path) -> String {
        match take_by(work, Holder::this_process(), no_locks) {
            Err(Refused::Held(holder, only_by_name)) => {
                in_use(Path::new("out"), work, holder.as_ref(), only_by_name).to_string()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_holder_is_told_in_words() {
        let said = in_use(Path::new("out"), Path::new("out/work"), Some(&elsewhere()), false).to_string();
        for part in [
            "out is in use: boardpack is making papers there (process 4711 on the computer papers-01, started by the \
             account officer at 06:00 on 1 August 2025)",
            "it was started as: boardpack build brookdale",
            "wait until it has finished and try again, or give another folder with --out; if it hangs, end process 4711 on \
             papers-01",
        ] {
            assert!(said.contains(part), "{said}");
        }
        let nameless = Holder { process: 1, ..Holder::default() };
        let said = in_use(Path::new("out"), Path::new("out/work"), Some(&nameless), false).to_string();
        assert!(said.contains("papers there (process 1)") && !said.contains("started"), "{said}");
    }

    /// Between taking the lock and saying who has it there is a moment, in which the file is not there, or is another's.
    #[test]
    fn whoever_has_just_taken_a_folder_is_named_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path();
        let tries = std::cell::Cell::new(0);
        let taken_by = |who: Option<&Holder>| {
            tries.set(0);
            let refused = take_by(work, Holder::this_process(), |_| {
                tries.set(tries.get() + 1);
                match who {
                    Some(who) if tries.get() == 3 => write_holder(work, who).unwrap(),
                    _ => {}
                }
                Err(TryLockError::WouldBlock)
            });
            match refused {
                Err(Refused::Held(holder, false)) => holder,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((taken_by(Some(&elsewhere())), tries.get()), (Some(elsewhere()), 3));
        // A killed build's file stays behind.
        let killed = Holder { process: u32::MAX, ..Holder::this_process() };
        if killed.has_ended() == Some(true) {
            write_holder(work, &killed).unwrap();
            assert_eq!((taken_by(Some(&elsewhere())), tries.get()), (Some(elsewhere()), 3));
        }
        fs::remove_file(work.join(HOLDER)).unwrap();
        assert_eq!((taken_by(None), tries.get()), (None, LOOKS));
    }

    #[test]
    fn what_comes_from_anyone_is_read_within_bounds() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "4711", "{}", "{\"process\": 0}", "[[[", &"9".repeat(100_000)] {
            fs::write(folder.path().join(HOLDER), text).unwrap();
            assert_eq!(read_holder(folder.path()), None, "{text:.20}");
        }
        let long = Holder { command: "x".repeat(1000), ..elsewhere() };
        let said = in_use(Path::new("out"), Path::new("w"), Some(&long), false).to_string();
        assert!(said.contains(&format!("{}…", "x".repeat(199))) && !said.contains(&"x".repeat(200)), "{said}");
    }

    #[test]
    fn on_a_drive_without_locks_the_file_that_names_the_holder_is_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        let held = take_by(&work, Holder::this("boardpack build brookdale", at_six()), no_locks).unwrap();
        let said = refused(&work);
        assert!(said.contains("this drive cannot lock files") && said.contains("boardpack build brookdale"), "{said}");
        held.still().unwrap();
        held.let_go();
        take_by(&work, Holder::this_process(), no_locks).unwrap();
    }

    #[test]
    fn on_such_a_drive_nobody_blocks_it_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path();
        // A process of this computer that has ended.
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .arg("--list")
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        child.wait().unwrap();
        let ended = Holder { process: child.id(), ..Holder::this_process() };
        if ended.has_ended() == Some(true) {
            write_holder(work, &ended).unwrap();
            let held = take_by(work, Holder::this_process(), no_locks).unwrap();
            held.let_go();
        }
        // One of another computer: nobody here can tell whether it has ended, but for its silence.
        write_holder(work, &elsewhere()).unwrap();
        let age = |minutes: u64| {
            let file = OpenOptions::new().write(true).open(work.join(HOLDER)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Duration::from_secs(60 * minutes)).unwrap();
        };
        age(50);
        assert!(refused(work).contains("papers-01"));
        age(15);
        let ours = take_by(work, Holder::this_process(), no_locks).unwrap();
        assert!(ours.is_ours());

        // The one that was silent comes back: it must see that the folder is no longer its own.
        let late = Held { work: work.to_owned(), who: elsewhere(), by: By::Name };
        assert!(late.still().is_err() && ours.is_ours());
        late.let_go();
        assert!(ours.is_ours());
    }
}
