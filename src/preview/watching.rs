//! Waits for changes and makes the papers again: folders → what is shown.
//!
//! The system tells of changes where it can; beside that the folders are looked at every other second, because drives on a
//! network tell of nothing. A program that saves a workbook writes, deletes and renames: so the folders must first have come to
//! rest, and then say something else than before. Where papers cannot be made, the last that could be stay, and it is tried
//! again.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use typst_kit::watcher::Watcher;

use super::folders::{Folders, Seen};
use super::making::{self, Preview, difference};
use super::shared::Shared;
use super::{Asked, Happens};
use crate::diagnostic::{Diagnostic, Error, Result};

/// How long a wait lasts at a time; an end that is asked for is seen after it.
const TICK: Duration = Duration::from_millis(250);

/// After how many of them the folders are looked at of themselves.
const POLL: u32 = 8;

/// How many looks one after the other must see the same before the folders have come to rest, how many where a file is gone that
/// may come back under its name, and how many there are at most.
const REST: u32 = 2;
const REST_WITHOUT: u32 = 12;
const RESTLESS: u32 = 60;

/// After how many ticks it is tried again where a workbook could not be read.
const AGAIN: [u32; 4] = [4, 8, 16, 32];

/// Makes the papers, and again whenever the folders change, until `stop` is set.
pub fn watch(asked: &Asked, shared: &Shared, stop: &AtomicBool, told: &dyn Fn(Happens<'_>)) {
    let folders = Folders::of(&asked.area, &[&asked.templates, &asked.fonts]);
    let events = events(&folders);
    let mut seen = folders.look(None);
    let mut is_well = make(asked, shared, told, true);
    let (mut ticks, mut since_made, mut tries) = (0u32, 0u32, 0usize);
    while !stop.load(Ordering::Relaxed) {
        let woken = wait(&events);
        ticks += 1;
        since_made += 1;
        let is_due = !is_well && AGAIN.get(tries).is_some_and(|after| since_made >= *after);
        if !woken && !is_due && !ticks.is_multiple_of(POLL) {
            continue;
        }
        let before = if woken { None } else { Some(&seen) };
        if !is_due && !woken && folders.look(before) == seen {
            continue;
        }
        let now = at_rest(&folders, &events, before, &seen, stop);
        let has_changed = !now.says_as(&seen);
        seen = now;
        if !has_changed && !is_due {
            continue;
        }
        tries = if has_changed { 0 } else { tries + 1 };
        is_well = make(asked, shared, told, has_changed);
        since_made = 0;
    }
}

/// Waits a tick, or until something happened.
fn wait(events: &Receiver<()>) -> bool {
    match events.recv_timeout(TICK) {
        Ok(()) => {
            while events.try_recv().is_ok() {}
            true
        }
        Err(RecvTimeoutError::Timeout) => false,
        // The system tells of nothing.
        Err(RecvTimeoutError::Disconnected) => {
            thread::sleep(TICK);
            false
        }
    }
}

/// The folders once nothing happens in them any more. A file of `before` whose size and time are as they were is not read
/// again; `made` is what the papers were made of.
fn at_rest(folders: &Folders, events: &Receiver<()>, before: Option<&Seen>, made: &Seen, stop: &AtomicBool) -> Seen {
    let mut seen = folders.look(before);
    let mut rest = 0;
    for _ in 0..RESTLESS {
        let woken = wait(events);
        let now = folders.look(Some(&seen));
        rest = if woken || now != seen { 0 } else { rest + 1 };
        seen = now;
        let enough = if seen.lacks_one_of(made) { REST_WITHOUT } else { REST };
        if rest >= enough || stop.load(Ordering::Relaxed) {
            break;
        }
    }
    seen
}

/// Tells of what happens in the folders, from a thread of its own.
fn events(folders: &Folders) -> Receiver<()> {
    let (sender, receiver) = mpsc::channel();
    let folders = folders.clone();
    // Without it the folders are looked at of themselves.
    let _ = thread::Builder::new().name("changes".to_owned()).spawn(move || listen(&folders, &sender));
    receiver
}

fn listen(folders: &Folders, sender: &Sender<()>) {
    let Ok(mut watcher) = Watcher::new(None) else { return };
    loop {
        // Folders come and go; one that cannot be watched is looked at all the same.
        let there: Vec<PathBuf> = folders.list();
        let watched = watcher.update(there).is_ok();
        if !watched || watcher.wait().is_err() || sender.send(()).is_err() {
            return;
        }
    }
}

/// Makes the papers and shows them; whether that went well. `is_news` is false where it is only tried again.
fn make(asked: &Asked, shared: &Shared, told: &dyn Fn(Happens<'_>), is_news: bool) -> bool {
    shared.change(|state| state.working = true);
    let state = shared.now();
    let before = state.preview.as_deref();
    let made = panic::catch_unwind(AssertUnwindSafe(|| making::make(asked, before))).unwrap_or_else(|_| {
        Err(Error::new("the papers could not be made: a fault in the program")
            .hint("please report it, with the workbook that brought it about"))
    });
    match made.and_then(|made| keep_if_unread(made, before)) {
        Ok(preview) => {
            let said = difference(before, &preview);
            let is_well = preview.unread.is_empty();
            let is_new = is_news || state.trouble.is_some() || before.is_none();
            shared.change(|state| {
                state.working = false;
                if is_new {
                    state.version += 1;
                    state.said = said.clone();
                    state.preview = Some(Arc::new(preview));
                    state.trouble = None;
                }
            });
            if is_new {
                told(Happens::Made(&said));
            }
            is_well
        }
        Err(why) => {
            let is_new = is_news || state.trouble.as_ref() != Some(&why);
            shared.change(|state| {
                state.working = false;
                if is_new {
                    state.version += 1;
                    state.said = why.on_one_line();
                    state.trouble = Some(why.clone());
                }
            });
            if is_new {
                told(Happens::Kept(&why));
            }
            false
        }
    }
}

/// Refuses papers that lack a workbook of which the last ones were made: it is half written, or somebody has it locked.
fn keep_if_unread(made: Preview, before: Option<&Preview>) -> Result<Preview> {
    let Some(before) = before else { return Ok(made) };
    let lost: Vec<&String> = made.unread.iter().filter(|unread| !before.unread.contains(unread)).collect();
    if lost.is_empty() {
        return Ok(made);
    }
    let is_of_lost = |finding: &&Diagnostic| {
        lost.iter().any(|path| finding.message.starts_with(path.rsplit('/').next().unwrap_or(path)))
    };
    let named: Vec<&str> = lost.iter().map(|path| path.as_str()).collect();
    Err(Error::new(format!("{} cannot be read now", named.join(", ")))
        .findings(made.findings.iter().filter(is_of_lost))
        .hint("if it is being saved, wait a moment: it is tried again; else open it and save it again"))
}
