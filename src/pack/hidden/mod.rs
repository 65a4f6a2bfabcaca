//! What a paper has and nobody sees: what the Information Commissioner's Office names in its guidance on disclosing documents.
//!
//! A paper → [`Hidden`]: text under shapes and pictures, in the colour of its ground, not painted, or outside the page, each with
//! its place; redactions that were marked and not applied; and what the file carries besides its pages. No word of it is given
//! back. What could not be searched is named. Deliberately absent: what a picture itself shows.

mod file;
mod page;
mod shapes;

use lopdf::ObjectId;

use super::read::Source;
use crate::tagged::{Drawings, Fault};

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

impl Hidden {
    pub fn of(source: &Source, pdf: &[u8]) -> Hidden {
        let mut hidden = Hidden { carried: file::carried(source, pdf), ..Hidden::default() };
        let mut drawings = Drawings::of(&source.document);
        let mut places: Vec<(usize, ObjectId)> = source.places.iter().map(|(id, at)| (*at, *id)).collect();
        places.sort_unstable();
        let mut left = page::COMPARED;
        for (at, id) in places {
            let dictionary = &source.pages[at].dictionary;
            let read = drawings.page((at, id)).map_err(|why| match why {
                Fault::Page { why, .. } => why,
                other => format!("it {other}"),
            });
            let (spots, why) = page::spots(source, dictionary, read, at + 1, &mut left);
            hidden.spots.extend(spots);
            hidden.not_searched.extend(why.map(|why| (at + 1, why)));
            if hidden.spots.len() > page::MOST {
                let rest = (at + 1..source.pages.len())
                    .map(|at| (at + 1, "more is hidden before it than is listed".to_owned()));
                hidden.not_searched.extend(rest);
                break;
            }
        }
        hidden
    }

    /// Whether what is meant to be hidden can be read all the same.
    pub fn can_be_uncovered(&self) -> bool {
        self.spots.iter().any(|spot| matches!(spot.way, Way::Covered | Way::Redaction))
    }
}
