//! What is to be in a pack, item by item, before its pages are set.

use std::sync::Arc;

use super::agenda::Item;
use super::opened::Handed;
use crate::pack::Paper;

/// A paper of an item.
#[derive(Clone)]
pub struct Planned {
    /// As the agenda names it.
    pub name: String,
    /// The file of a document of ours without its ending; others have none.
    pub file: String,
    pub title: String,
    /// "Item 3 – Appendix A".
    pub label: String,
    pub from: From,
    pub pages: usize,
    /// What stands before it, or in its place.
    pub notice: Option<Notice>,
    /// What was made beside a paper of ours: its HTML edition and its tables.
    pub beside: Vec<Beside>,
    /// Whether it is not for the public.
    pub is_restricted: bool,
    /// Whether what is meant to be hidden in it can be read.
    pub can_be_uncovered: bool,
}

/// A file beside a paper, by the name that a build gives it.
#[derive(Clone)]
pub struct Beside {
    pub file: String,
    pub bytes: Vec<u8>,
}

impl Planned {
    /// A paper; by which name it is known is filled in by whoever opened it.
    pub fn new(title: String, label: &str, from: From, pages: usize, notice: Option<Notice>) -> Planned {
        let [name, file] = [String::new(), String::new()];
        let (label, beside) = (label.to_owned(), Vec::new());
        Planned { name, file, title, label, from, pages, notice, beside, is_restricted: false, can_be_uncovered: false }
    }

    /// Whether it is in the pack, and not only a page in its place.
    pub fn is_there(&self) -> bool {
        self.pages > 0
    }

    /// What stands beside a paper that only the other edition has: it has no page.
    pub fn nothing(name: &str, label: &str) -> Planned {
        Planned { name: name.to_owned(), ..Planned::new(String::new(), label, From::Nowhere, 0, None) }
    }

    /// Whether it is not for the public, and pages are in its place.
    pub fn is_withheld(&self) -> bool {
        self.is_restricted && self.pages == 0 && matches!(self.from, From::Nowhere)
    }

    pub fn is_nothing(&self) -> bool {
        self.all_pages() == 0
    }

    /// With those before it, or in its place.
    pub fn all_pages(&self) -> usize {
        self.pages + self.notice.as_ref().map_or(0, |notice| notice.pages)
    }
}

#[derive(Clone)]
pub enum From {
    Ours {
        pdf: Vec<u8>,
        /// The same, ready for the pack.
        paper: Arc<Paper>,
    },
    File(Handed),
    /// It is not in the pack.
    Nowhere,
}

#[derive(Clone)]
pub struct Notice {
    pub lines: Vec<String>,
    pub pages: usize,
    /// What stands on each further page, where it has as many as the paper in whose place it is.
    pub further: Vec<String>,
}

impl Notice {
    /// One page, as far as is known before it is set.
    pub fn of(lines: Vec<String>) -> Notice {
        Notice { lines, pages: 1, further: Vec::new() }
    }
}

pub struct Section<'a> {
    pub item: &'a Item,
    pub number: String,
    pub papers: Vec<Planned>,
    /// Of the page before its papers; 0 where it has none.
    pub pages: usize,
}

impl Section<'_> {
    /// As bookmarks and its page have it.
    pub fn title(&self) -> String {
        format!("{}. {}", self.number, self.item.title)
    }
}

/// A paper that is not in the pack, with a page in its place.
pub fn absent(title: &str, label: &str, lines: Vec<String>) -> Planned {
    Planned::new(title.to_owned(), label, From::Nowhere, 0, Some(Notice::of(lines)))
}
