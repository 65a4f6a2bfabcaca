//! Reads a tagged PDF: its structure, what is drawn on its pages and whose it is, and where its links lead.
//!
//! Bytes → [`Tagged`], or a [`Fault`]. The PDF is not believed: what its parts unpack to, how many elements it has and how
//! deep they lie are bounded, and an element that is met twice stays where it was first. Nothing is repaired and nothing
//! is written. Deliberately absent: forms that are filled in, signatures, and outlines of letters.

mod content;
mod fault;
mod font;
mod geometry;
mod get;
mod links;
pub(crate) mod operators;
mod page;
mod tree;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

pub use fault::Fault;
pub use geometry::{Matrix, Rect};
pub use links::Target;
pub use page::{Clip, Colour, Fill, Ground, Item, Letter, Mark, Page, Path, Step, Stroke, Text, What};
pub use tree::{Attributes, Element, Kid, Scope};

use self::operators::Drawing;
use crate::typeset::load::{Most, load};

/// A tagged PDF, read.
#[derive(Clone, Debug)]
pub struct Tagged {
    pub title: String,
    /// Such as `en-GB`.
    pub language: Option<String>,
    pub pages: Vec<Page>,
    /// The elements at the top of the structure; mostly one, the document.
    pub elements: Vec<Element>,
}

/// How much of one PDF is read.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes that one page, or one stream of objects, may unpack to.
    pub page: usize,
    /// Names, numbers and the like, in all its objects and on any one page; each takes some hundred bytes.
    pub tokens: usize,
    /// Operators on all pages.
    pub operations: usize,
    pub elements: usize,
    /// How deep elements may lie.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { page: 64 << 20, tokens: 8_000_000, operations: 20_000_000, elements: 1_000_000, depth: 100 }
    }
}

/// What was read of it so far.
#[derive(Debug, Default)]
struct Spent {
    operations: usize,
    elements: usize,
    /// Items of lists, and pieces of texts.
    looked_at: usize,
}

impl Tagged {
    pub fn read(pdf: &[u8]) -> Result<Tagged, Fault> {
        Tagged::read_within(pdf, &Limits::default())
    }

    pub fn read_within(pdf: &[u8], limits: &Limits) -> Result<Tagged, Fault> {
        let document = load(pdf, Most { part: limits.page, tokens: limits.tokens }, false).map_err(Fault::of)?;
        let ids: Vec<ObjectId> = document.get_pages().into_values().collect();
        if ids.is_empty() {
            return Err(Fault::NoPages);
        }
        let numbers: BTreeMap<ObjectId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut spent = Spent::default();
        let targets = links::Targets::read(&document, &numbers);
        let elements = tree::read(&document, &numbers, &targets, limits, &mut spent)?;
        let mut fonts = font::Fonts::default();
        let read = |(at, id): (usize, ObjectId)| {
            let torn = |why: lopdf::Error| Fault::Page { page: at + 1, why: why.to_string() };
            let page = document.get_dictionary(id).map_err(torn)?;
            let drawing = document.get_page_content_with_limit(id, limits.page);
            let drawing = drawing.map_err(|_| Fault::TooMuch("bytes on a page"))?;
            content::read(&document, (at, page), &Drawing::of(&drawing), limits, (&mut spent, &mut fonts), false)
        };
        let pages = ids.into_iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let catalogue = document.catalog().map_err(|why| Fault::NotRead(why.to_string()))?;
        let about = document.trailer.get(b"Info").ok().and_then(|about| document.dereference(about).ok());
        let title = about.and_then(|(_, about)| match about {
            Object::Dictionary(about) => get::text(&document, about, "Title"),
            _ => None,
        });
        Ok(Tagged {
            title: title.unwrap_or_default(),
            language: get::text(&document, catalogue, "Lang").filter(|language| !language.is_empty()),
            pages,
            elements,
        })
    }
}

/// The drawings of a PDF whose objects were read, with or without tags, page by page and within the same bounds together.
pub struct Drawings<'d> {
    document: &'d Document,
    limits: Limits,
    fonts: font::Fonts,
    /// How many operators may still be read.
    left: usize,
}

impl<'d> Drawings<'d> {
    pub fn of(document: &'d Document) -> Drawings<'d> {
        // A page is forgotten before the next, and must be small: nobody knows who drew it.
        let limits = Limits { page: 8 << 20, tokens: 1_000_000, operations: 1_500_000, ..Limits::default() };
        Drawings { document, limits, fonts: font::Fonts::default(), left: 60_000_000 }
    }

    /// A page by its place and dictionary, read closely from its drawing: with its pictures, and each letter's place.
    pub fn page(&mut self, page: (usize, &Dictionary), drawing: &Drawing<'_>) -> Result<Page, Fault> {
        if drawing.content.len() > self.limits.page {
            return Err(Fault::TooMuch("bytes on a page"));
        }
        let mut spent = Spent::default();
        let read = content::read(self.document, page, drawing, &self.limits, (&mut spent, &mut self.fonts), true);
        self.left = self.left.checked_sub(spent.operations).ok_or(Fault::TooMuch("drawings"))?;
        read
    }
}

#[cfg(test)]
mod tests;
