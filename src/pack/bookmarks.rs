//! A paper's own bookmarks, and where in it they lead.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::making::Making;
use super::write::text;

pub struct Bookmark {
    pub title: Object,
    pub to: Option<Object>,
    pub below: Vec<Bookmark>,
}

/// A paper's own bookmarks.
pub fn of(making: &mut Making<'_>) -> Vec<Bookmark> {
    let mut reader = Bookmarks { seen: BTreeSet::new(), left: BOOKMARKS, told: BTreeSet::new() };
    let root = making.source.get(&making.source.catalogue, b"Outlines").and_then(|root| root.as_dict().ok());
    let found = root.map(|root| reader.below(making, root, 0)).unwrap_or_default();
    reader.told.into_iter().for_each(|what| making.tell(what));
    found
}

/// How many bookmarks of one paper are kept, and how deep they may lie.
const BOOKMARKS: usize = 20_000;
const BOOKMARKS_DEEP: usize = 32;
/// The most bytes of a bookmark's title.
const TITLE: usize = 4096;

struct Bookmarks {
    seen: BTreeSet<ObjectId>,
    left: usize,
    told: BTreeSet<&'static str>,
}

impl Bookmarks {
    fn below(&mut self, making: &Making<'_>, parent: &Dictionary, depth: usize) -> Vec<Bookmark> {
        let source = making.source;
        let mut found = Vec::new();
        let mut next = parent.get(b"First").and_then(Object::as_reference).ok();
        while let Some(id) = next.filter(|id| self.seen.insert(*id)) {
            if depth >= BOOKMARKS_DEEP || self.left == 0 {
                self.told.insert("it has more bookmarks, or deeper ones, than are kept");
                break;
            }
            self.left -= 1;
            let Ok(of) = source.document.get_dictionary(id) else {
                self.told.insert("some of its bookmarks are not there");
                break;
            };
            let action = source.get(of, b"A").and_then(|action| action.as_dict().ok());
            let destination = of.get(b"Dest").ok().or_else(|| {
                let action =
                    action.filter(|action| action.get(b"S").is_ok_and(|kind| kind.as_name().ok() == Some(b"GoTo")))?;
                action.get(b"D").ok()
            });
            let place = destination.and_then(|destination| source.place(destination));
            if place.is_none() && (action.is_some() || destination.is_some()) {
                self.told.insert("a bookmark that leads to no page of it leads nowhere");
            }
            let title = match source.get(of, b"Title") {
                Some(title @ Object::String(words, _)) if words.len() <= TITLE => title.clone(),
                Some(Object::String(..)) => {
                    self.told.insert("a bookmark whose title is longer than a page has the title \"Untitled\"");
                    text("Untitled")
                }
                _ => text("Untitled"),
            };
            let under = self.below(making, of, depth + 1);
            found.push(Bookmark { title, to: place.map(|place| making.explicit(place)), below: under });
            next = of.get(b"Next").and_then(Object::as_reference).ok();
        }
        found
    }
}
