//! Papers of anybody's → one PDF with one page sequence and one structure: the only room that merges.
//!
//! Each paper is read and checked (`read`, `tree`) and made ready by itself (`part`), whatever is before it in the pack; what is
//! drawn on its pages stays as it is but where it would spoil the pack (`content`). Then one after the other is put in (`merge`).
//! The pack's own line at the foot of each page (`stamps`, `place`) is printed matter of no element. What is left out of a paper is
//! told. Deliberately absent: any repair of tags that are wrong but sound, and filling in what an author left out, such as the
//! words for a picture.

mod annotations;
mod bookmarks;
mod conforms;
mod content;
mod copy;
mod draft;
mod elements;
pub mod hidden;
mod making;
mod merge;
mod part;
mod place;
mod read;
mod stamps;
mod tree;
pub(crate) mod write;

use std::borrow::Borrow;

use chrono::NaiveDate;

pub use self::annotations::TO_PAGE;
use self::hidden::{Hidden, Search};
use self::merge::Pack;
use self::part::Part;
use self::read::Source;
pub use self::stamps::Stamps;
use crate::tagged::Fault;
use crate::tagged::operators::Drawing;
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

/// A paper that can be in a pack, ready to be put in.
pub struct Paper {
    part: Part,
    title: Option<String>,
    protection: Option<Protection>,
    /// Whether it has a structure that says what is a heading, a paragraph or a table.
    pub is_tagged: bool,
}

/// Who made a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// We did: it conforms, and its foot has room for the pack's line.
    Ours,
    Others,
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
}

impl Paper {
    /// Opens a paper, and makes certain that each of its pages can be read.
    pub fn open(pdf: &[u8], whose: Whose) -> Result<Paper, Fault> {
        Ok(Paper::opened(pdf, whose, false)?.0)
    }

    /// The same of another's, and what it has and nobody sees: each page is unpacked once for both.
    pub fn open_and_search(pdf: &[u8]) -> Result<(Paper, Hidden), Fault> {
        let (paper, hidden) = Paper::opened(pdf, Whose::Others, true)?;
        Ok((paper, hidden.unwrap_or_default()))
    }

    fn opened(pdf: &[u8], whose: Whose, search: bool) -> Result<(Paper, Option<Hidden>), Fault> {
        let damaged = || Fault::NotRead("it is damaged".to_owned());
        typeset::quietly(|| {
            let mut source = Source::read(pdf)?;
            let tree = tree::taken_from(&mut source);
            let is_tagged = tree.is_some();
            let mut drawings = Vec::new();
            let mut search = search.then(|| Search::of(&source, pdf));
            source.see_through(|at, drawing| {
                let drawing = &if search.is_some() { Drawing::cut(drawing) } else { Drawing::of(drawing) };
                let named = source.get(&source.pages[at].dictionary, b"Resources");
                let named = named.and_then(|resources| resources.as_dict().ok());
                let mended = content::mend(drawing, &|name| copy::property(&source, named, name), is_tagged)?;
                // Not kept of one that has to change, which may be large.
                drawings.push(Some(mended).filter(|mended| mended.content.is_none()));
                if let Some(search) = &mut search {
                    search.page(at, drawing);
                }
                Ok(())
            })?;
            let hidden = search.map(Search::ended);
            let part = Part::of(&source, tree.as_ref(), drawings, whose == Whose::Ours)?;
            let title = source.title().filter(|title| !title.trim().is_empty());
            Ok((Paper { part, title, protection: source.protection, is_tagged }, hidden))
        })
        .unwrap_or_else(|| Err(damaged()))
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.part.draft.bytes()
    }

    pub fn pages(&self) -> usize {
        self.part.pages.len()
    }

    /// What it forbids to those who have no more than the file, where it is encrypted.
    pub fn protection(&self) -> Option<&Protection> {
        self.protection.as_ref()
    }

    /// What it calls itself, where it says so.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }
}

/// Makes the pack of papers, each with what it is. Given back are the bytes, and what of which paper could not be kept.
pub fn merge<'p, P: Borrow<Paper>, E>(
    about: &About,
    papers: impl Iterator<Item = Result<(P, Piece<'p>), E>>,
) -> Result<(Vec<u8>, Vec<Vec<String>>), E> {
    merge_from(about, 0, None, papers)
}

/// The same for pages that are counted on from those before, by their labels and by what links say of them, each with a line at
/// its foot.
pub fn merge_from<'p, P: Borrow<Paper>, E>(
    about: &About,
    pages_before: usize,
    stamps: Option<&Stamps>,
    papers: impl Iterator<Item = Result<(P, Piece<'p>), E>>,
) -> Result<(Vec<u8>, Vec<Vec<String>>), E> {
    let mut pack = Pack::begin(about, pages_before, stamps);
    let mut told = Vec::new();
    for next in papers {
        let (paper, piece) = next?;
        let part = &paper.borrow().part;
        pack.add(part, &piece);
        told.push(part.told.clone());
    }
    Ok((pack.finish(), told))
}
