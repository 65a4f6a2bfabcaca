//! The preview of an area's papers, for whoever is at work on its workbooks: folders → papers in memory → pages for a browser
//! on this computer, made again whenever something is saved.
//!
//! `watching` waits for changes, `making` makes the papers, `server` answers the browser; all three meet in `shared`. What
//! fails is shown and ends nothing. Deliberately absent: writing any file (papers that are sent out come from a build), and the
//! network beyond this computer.

mod answer;
mod folders;
mod making;
mod markup;
mod pages;
mod paper_page;
mod pictures;
mod request;
mod server;
mod shared;
mod site;
mod watching;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::diagnostic::{Error, Result};
use crate::examine::{Examined, Readers};
use crate::papers::Choice;
use shared::Shared;
use site::Site;

/// What is to be shown.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The folder of the area, or that of one of its editions.
    pub area: PathBuf,
    pub edition: Option<String>,
    pub only: Vec<String>,
    pub all: bool,
    pub notes: bool,
    pub since: Option<String>,
    pub readers: Readers,
    pub templates: Option<PathBuf>,
    pub fonts: Option<PathBuf>,
    /// Refuses what papers for these readers must not be made of.
    pub may_be_made: fn(&Examined) -> Result<()>,
}

impl Asked {
    fn choice(&self) -> Choice<'_> {
        Choice { only: &self.only, all: self.all, notes: self.notes }
    }
}

/// What there is to say while a preview goes on.
#[derive(Clone, Copy, Debug)]
pub enum Happens<'h> {
    /// The pages can be seen at this address.
    Serving(&'h str),
    /// The papers were made again, and what became of them.
    Made(&'h str),
    /// They could not be, and the last that were made are shown.
    Kept(&'h Error),
}

/// Shows the papers until `stop` is set. `port` is one to be used, where it matters.
pub fn run(asked: &Asked, port: Option<u16>, stop: &AtomicBool, told: &dyn Fn(Happens<'_>)) -> Result<()> {
    let shared = Arc::new(Shared::default());
    let door = server::Door::open(port)?;
    told(Happens::Serving(&door.address()));
    let site = Site::of(door.root(), Arc::clone(&shared));
    door.serve(Arc::new(site))?;
    watching::watch(asked, &shared, stop, told);
    Ok(())
}
