//! What is to be in a pack, item by item, before its pages are set.

use std::path::PathBuf;

use super::agenda::Item;

/// A paper of an item.
pub struct Planned {
    pub title: String,
    /// "Item 3 – Appendix A".
    pub label: String,
    pub from: From,
    pub pages: usize,
    /// What stands before it, or in its place.
    pub notice: Option<Notice>,
}

pub enum From {
    Ours(Vec<u8>),
    File(PathBuf),
    /// It is not in the pack.
    Nowhere,
}

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
    Planned { title: title.to_owned(), label: label.to_owned(), from: From::Nowhere, pages: 0, notice }
}
