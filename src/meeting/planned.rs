//! What is to be in a pack, item by item, before its pages are set.

use std::path::PathBuf;

use super::agenda::Item;

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
}

/// A file beside a paper, by the name that a build gives it.
#[derive(Clone)]
pub struct Beside {
    pub file: String,
    pub bytes: Vec<u8>,
}

impl Planned {
    /// A paper that is in the pack; by which name it is known is filled in by whoever opened it.
    pub fn new(title: String, label: &str, from: From, pages: usize, notice: Option<Notice>) -> Planned {
        let [name, file] = [String::new(), String::new()];
        Planned { name, file, title, label: label.to_owned(), from, pages, notice, beside: Vec::new() }
    }

    /// Whether it is in the pack, and not only a page in its place.
    pub fn is_there(&self) -> bool {
        self.pages > 0
    }
}

#[derive(Clone)]
pub enum From {
    Ours(Vec<u8>),
    File(PathBuf),
    /// It is not in the pack.
    Nowhere,
}

#[derive(Clone)]
pub struct Notice {
    pub lines: Vec<String>,
    pub pages: usize,
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
    let notice = Some(Notice { lines, pages: 1 });
    Planned::new(title.to_owned(), label, From::Nowhere, 0, notice)
}
