//! Papers of anybody's → one PDF with one page sequence and one structure: the only room that merges.
//!
//! Each paper is read, checked and written before the next (`read`, `tree`, `copy`, `merge`); what is drawn on its pages stays
//! as it is but where it would spoil the pack (`content`). The pack's own line at the foot of each page (`place`) is printed
//! matter of no element. What is left out of a paper is told. Deliberately absent: any repair of tags that are wrong but sound,
//! and filling in what an author left out, such as the words for a picture.

mod conforms;
mod content;
mod copy;
pub mod hidden;
mod merge;
mod place;
mod read;
mod tree;
pub(crate) mod write;

use std::sync::mpsc;
use std::thread;

use chrono::NaiveDate;

use self::conforms::Looked;
use self::content::Mended;
use self::hidden::{Hidden, Search};
use self::merge::Pack;
pub use self::merge::TO_PAGE;
use self::read::Source;
use self::tree::Tree;
use crate::tagged::Fault;
use crate::typeset;
pub use crate::typeset::unlock::Protection;

/// The largest file that can be a paper.
pub const LARGEST: usize = read::FILE;

/// What the pack says of itself.
#[derive(Clone, Debug)]
pub struct About {
    pub title: String,
    /// Such as `en-GB`.
    pub language: String,
    pub date: NaiveDate,
    /// Names this pack of this edition for the PDF's `/ID`; it is hashed, never shown.
    pub identity: String,
}

/// A paper that can be in a pack.
pub struct Paper {
    source: Source,
    tree: Option<Tree>,
    /// What was found of each page's drawing; not kept of one that has to change, which may be large.
    drawings: Vec<Option<Mended>>,
    /// What was looked for in a paper of another's that may conform.
    looked: Option<Looked>,
    /// Whether it has a structure that says what is a heading, a paragraph or a table.
    pub is_tagged: bool,
}

/// Where a paper stands among the bookmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Its own bookmarks are at the top.
    Front,
    /// One at the top, for the papers after it to stand under.
    Item,
    /// Under the item before it, with its own below.
    Paper,
    /// None.
    Blank,
    /// Under the item before it, and alone: a page that stands before a paper or in its place.
    Notice,
}

/// A paper's part in the pack.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'p> {
    pub title: &'p str,
    pub rank: Rank,
    /// Whether we made it: it conforms, and its foot has room for the pack's line.
    pub ours: bool,
}

impl Paper {
    /// Opens a paper, and makes certain that each of its pages can be read.
    pub fn open(pdf: &[u8]) -> Result<Paper, Fault> {
        Ok(Paper::opened(pdf, false)?.0)
    }

    /// The same, and what it has and nobody sees: each page is unpacked once for both.
    pub fn open_and_search(pdf: &[u8]) -> Result<(Paper, Hidden), Fault> {
        let (paper, hidden) = Paper::opened(pdf, true)?;
        Ok((paper, hidden.unwrap_or_default()))
    }

    fn opened(pdf: &[u8], search: bool) -> Result<(Paper, Option<Hidden>), Fault> {
        let damaged = || Fault::NotRead("it is damaged".to_owned());
        typeset::quietly(|| {
            let mut source = Source::read(pdf)?;
            let tree = tree::taken_from(&mut source);
            let is_tagged = tree.is_some();
            let mut drawings = Vec::new();
            let mut search = search.then(|| Search::of(&source, pdf));
            source.see_through(|at, drawing| {
                let named = source.get(&source.pages[at].dictionary, b"Resources");
                let named = named.and_then(|resources| resources.as_dict().ok());
                let mended = content::mend(drawing, &|name| copy::property(&source, named, name), is_tagged)?;
                drawings.push(Some(mended).filter(|mended| mended.content.is_none()));
                if let Some(search) = &mut search {
                    search.page(at, drawing);
                }
                Ok(())
            })?;
            let hidden = search.map(Search::ended);
            Ok((Paper { source, tree, drawings, looked: None, is_tagged }, hidden))
        })
        .unwrap_or_else(|| Err(damaged()))
    }

    /// How many objects it has, of which each takes about a thousand bytes.
    pub fn objects(&self) -> usize {
        let elements = self.tree.as_ref().map_or(0, |tree| tree.nodes.len());
        self.source.document.objects.len() + elements
    }

    pub fn pages(&self) -> usize {
        self.source.pages.len()
    }

    /// What it forbids to those who have no more than the file, where it is encrypted.
    pub fn protection(&self) -> Option<&Protection> {
        self.source.protection.as_ref()
    }

    /// Looks now for what may speak against what it says of itself, and not while it is put in.
    pub fn look_into(&mut self) {
        let Paper { source, tree, drawings, .. } = self;
        self.looked = typeset::quietly(|| conforms::look_into(source, tree.as_ref(), drawings));
    }

    /// What it calls itself, where it says so.
    pub fn title(&self) -> Option<String> {
        self.source.title().filter(|title| !title.trim().is_empty())
    }
}

/// Makes the pack. `next` gives each paper in turn, with what it is; `stamps` has a page for each of the pack's. Given back
/// are the bytes, and what of which paper could not be kept.
pub fn merge(
    about: &About,
    stamps: Option<Paper>,
    papers: &mut dyn Iterator<Item = Result<(Paper, Piece<'_>), Fault>>,
) -> Result<(Vec<u8>, Vec<Vec<String>>), String> {
    merge_from(about, 0, stamps, papers)
}

/// The same for pages that are counted on from those before: by their labels and by what links say of them.
pub fn merge_from(
    about: &About,
    pages_before: usize,
    stamps: Option<Paper>,
    papers: &mut dyn Iterator<Item = Result<(Paper, Piece<'_>), Fault>>,
) -> Result<(Vec<u8>, Vec<Vec<String>>), String> {
    let mut pack = Pack::begin(about, pages_before, stamps);
    // One paper is put in while the next is opened; no more than these two are in memory.
    let told = thread::scope(|scope| {
        let (send, opened) = mpsc::sync_channel::<(Paper, Piece<'_>)>(0);
        let pack = &mut pack;
        let adding = scope.spawn(move || {
            let mut told = Vec::new();
            for (paper, piece) in opened {
                let added = typeset::quietly(|| pack.add(paper, &piece));
                let added = added.unwrap_or_else(|| Err("it is damaged".to_owned()));
                told.push(added.map_err(|why| format!("{}: {why}", piece.title))?);
            }
            Ok::<_, String>(told)
        });
        let mut refused = None;
        for next in papers {
            let sent = next.map(|next| send.send(next).is_ok());
            refused = sent.as_ref().err().map(Fault::to_string);
            // Nobody takes it where one before it could not be put in, which is told then.
            if !matches!(sent, Ok(true)) {
                break;
            }
        }
        drop(send);
        let told = adding.join().unwrap_or_else(|_| Err("a paper is damaged".to_owned()));
        match refused {
            Some(why) => told.and(Err(why)),
            None => told,
        }
    })?;
    Ok((pack.finish(), told))
}
