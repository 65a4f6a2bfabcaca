//! The papers that others handed in, opened and searched: several at once, each only once.
//!
//! What is known of a paper is all that planning needs. The paper itself, ready for the pack, is kept while there is room, and
//! is read again where there was none. Deliberately absent: what is told of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::looked_at::LookedAt;
use crate::digest;
use crate::files;
use crate::pack::hidden::Hidden;
use crate::pack::{self, Paper, Protection, Whose};
use crate::side_by_side;
use crate::tagged::Fault;

/// How many are opened at once. Each may take as much memory as one paper can.
const AT_ONCE: usize = 2;
/// The bytes of all papers that are kept.
const KEPT: usize = 128 << 20;

/// What is known of a paper that could be opened.
pub struct Known {
    pub pages: usize,
    pub is_tagged: bool,
    pub hidden: Hidden,
    pub protection: Option<Protection>,
    pub sha256: String,
    kept: Option<Arc<Paper>>,
}

/// A paper of somebody's, that was opened.
#[derive(Clone)]
pub struct Handed {
    pub path: PathBuf,
    known: Arc<Known>,
}

/// All files that an agenda names, by their paths, and what somebody has looked at in them.
#[derive(Default)]
pub struct Opened {
    files: BTreeMap<PathBuf, Result<Handed, Fault>>,
    pub looked_at: LookedAt,
}

impl Opened {
    /// Opens the files; `tell` is told of each, from whichever thread. What is not there is left out.
    pub fn of(mut paths: Vec<PathBuf>, tell: &(dyn Fn(&Path) + Sync)) -> Opened {
        paths.retain(|path| files::is_there(path));
        let room = AtomicUsize::new(KEPT);
        let opened = side_by_side::map(AT_ONCE, &paths, |path| {
            tell(path);
            open(path, &room)
        });
        Opened { files: paths.into_iter().zip(opened).collect(), looked_at: LookedAt::default() }
    }

    /// A file that is there, opened before or now.
    pub fn get(&self, path: &Path) -> Result<Handed, Fault> {
        self.files.get(path).cloned().unwrap_or_else(|| open(path, &AtomicUsize::new(0)))
    }
}

impl Handed {
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The paper itself, read again where it was not kept.
    pub fn paper(&self) -> Result<Arc<Paper>, Fault> {
        match &self.known.kept {
            Some(kept) => Ok(kept.clone()),
            None => Paper::open(&bytes(&self.path)?, Whose::Others).map(Arc::new),
        }
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    files::bytes(path, pack::LARGEST as u64).map_err(|why| Fault::NotRead(why.to_string()))
}

fn open(path: &Path, room: &AtomicUsize) -> Result<Handed, Fault> {
    let bytes = bytes(path)?;
    let (paper, hidden) = Paper::open_and_search(&bytes)?;
    let (pages, is_tagged) = (paper.pages(), paper.is_tagged);
    let protection = paper.protection().cloned();
    let sha256 = digest::of(&bytes);
    let size = paper.bytes();
    let fits = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(size)).is_ok();
    let kept = fits.then(|| Arc::new(paper));
    Ok(Handed { path: path.to_owned(), known: Arc::new(Known { pages, is_tagged, hidden, protection, sha256, kept }) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{About, Piece, Rank};

    #[test]
    fn a_paper_for_which_there_is_no_room_is_read_again_and_is_the_same() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/handed-in/transport.pdf");
        let room = AtomicUsize::new(KEPT);
        let kept = open(&path, &room).unwrap();
        let again = open(&path, &AtomicUsize::new(0)).unwrap();
        assert!(kept.known.kept.is_some() && room.into_inner() < KEPT && again.known.kept.is_none());
        let about = About {
            title: "Papers".to_owned(),
            language: "en-GB".to_owned(),
            date: chrono::NaiveDate::MIN,
            identity: "test".to_owned(),
        };
        let piece = Piece { title: "Transport", rank: Rank::Paper };
        let merged = |handed: &Handed| {
            let papers = std::iter::once(handed.paper().map(|paper| (paper, piece)));
            pack::merge(&about, papers).unwrap()
        };
        assert_eq!(merged(&again), merged(&kept));
    }
}
