//! What a paper has and nobody sees: what the Information Commissioner's Office names in its guidance on disclosing documents.
//!
//! A paper → [`Hidden`]: text under shapes and pictures, in the colour of its ground, not painted, or outside the page, each with
//! its place; redactions that were marked and not applied; and what the file carries besides its pages. No word of it is given
//! back. What could not be searched is named. Deliberately absent: what a picture itself shows.

mod file;
mod page;
mod shapes;

use super::read::Source;
use crate::tagged::operators::Drawing;
use crate::tagged::{Drawings, Fault};
use crate::typeset;

pub use self::file::Carried;

/// What was found in a paper.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    pub spots: Vec<Spot>,
    pub carried: Vec<Carried>,
    /// The pages that could not be searched, from 1, each with the reason.
    pub not_searched: Vec<(usize, String)>,
}

/// A place where something is hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub way: Way,
    /// From 1.
    pub page: usize,
    /// How far its upper left corner is from the left and the upper edge of the page as it is read, in millimetres.
    pub left: f64,
    pub top: f64,
    pub letters: usize,
}

/// How it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Under a shape or a picture, or on a dark shape of its own colour: what is meant to be blacked out.
    Covered,
    /// Marked to be taken out, and still there.
    Redaction,
    /// In the colour of the light ground that it is on.
    OwnColour,
    NotPainted,
    OutsideThePage,
    /// Behind the picture of a page, or unseen upon it, as text recognition puts it.
    Recognised,
}

/// A search through a paper's pages, from the first to the last.
pub struct Search<'s> {
    source: &'s Source,
    drawings: Drawings<'s>,
    hidden: Hidden,
    /// How many shapes may still be compared with letters.
    left: usize,
}

impl<'s> Search<'s> {
    /// `pdf` are the bytes that the paper was read from.
    pub fn of(source: &'s Source, pdf: &[u8]) -> Search<'s> {
        let mut hidden = Hidden::default();
        match typeset::quietly(|| file::carried(source, pdf)) {
            Some(carried) => hidden.carried = carried,
            None => hidden.not_searched.push((1, "it is damaged".to_owned())),
        }
        Search { source, drawings: Drawings::of(&source.document), hidden, left: page::COMPARED }
    }

    /// Searches the page at a place, whose drawing is given.
    pub fn page(&mut self, at: usize, drawing: &Drawing<'_>) {
        let searched = match self.hidden.spots.len() > page::MOST {
            true => Err("more is hidden before it than is listed".to_owned()),
            false => typeset::quietly(|| self.spots(at, drawing)).unwrap_or_else(|| Err("it is damaged".to_owned())),
        };
        if let Err(why) = searched {
            self.hidden.not_searched.push((at + 1, why));
        }
    }

    fn spots(&mut self, at: usize, drawing: &Drawing<'_>) -> Result<(), String> {
        let dictionary = &self.source.pages[at].dictionary;
        let read = self.drawings.page((at, dictionary), drawing).map_err(|why| match why {
            Fault::Page { why, .. } => why,
            other => format!("it {other}"),
        });
        let (spots, why) = page::spots(self.source, dictionary, read, at + 1, &mut self.left);
        self.hidden.spots.extend(spots);
        why.map_or(Ok(()), Err)
    }

    pub fn ended(self) -> Hidden {
        self.hidden
    }
}

impl Hidden {
    /// Whether what is meant to be hidden can be read all the same.
    pub fn can_be_uncovered(&self) -> bool {
        self.spots.iter().any(|spot| matches!(spot.way, Way::Covered | Way::Redaction))
    }
}
