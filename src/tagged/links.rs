//! Where links lead: out of the paper, or to a place within it.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::get::{dictionary, name, text_of, value};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// An address.
    Address(String),
    /// A page, counted from 0, and how high on it, where that is said.
    Place { page: usize, height: Option<f64> },
    /// A place that is not there, or something to be done that no reader of text needs.
    Nowhere,
}

/// How deep and how wide the tree of named places may be.
const DEPTH: usize = 32;
const NAMES: usize = 1_000_000;

/// What links in a document may lead to.
pub struct Targets<'d> {
    document: &'d Document,
    pages: &'d BTreeMap<ObjectId, usize>,
    named: BTreeMap<Vec<u8>, &'d Object>,
}

impl<'d> Targets<'d> {
    pub fn read(document: &'d Document, pages: &'d BTreeMap<ObjectId, usize>) -> Targets<'d> {
        let mut targets = Targets { document, pages, named: BTreeMap::new() };
        let Ok(catalogue) = document.catalog() else { return targets };
        if let Some(old) = dictionary(document, catalogue, "Dests") {
            targets.named.extend(old.iter().map(|(name, place)| (name.clone(), place)));
        }
        let names = dictionary(document, catalogue, "Names");
        if let Some(tree) = names.and_then(|names| dictionary(document, names, "Dests")) {
            let mut left = NAMES;
            targets.collect(tree, 0, &mut left);
        }
        targets
    }

    /// `left` is how much more is looked at: a tree that leads in circles has no end.
    fn collect(&mut self, node: &'d Dictionary, depth: usize, left: &mut usize) {
        if depth > DEPTH || *left == 0 {
            return;
        }
        *left -= 1;
        if let Some(Object::Array(pairs)) = value(self.document, node, "Names") {
            *left = left.saturating_sub(pairs.len());
            for pair in pairs.chunks_exact(2) {
                if let Object::String(name, _) = &pair[0] {
                    self.named.insert(name.clone(), &pair[1]);
                }
            }
        }
        if let Some(Object::Array(kids)) = value(self.document, node, "Kids") {
            for kid in kids {
                if let Ok((_, Object::Dictionary(kid))) = self.document.dereference(kid) {
                    self.collect(kid, depth + 1, left);
                }
            }
        }
    }

    /// Where an annotation leads; none where it is no link.
    pub fn of(&self, annotation: &Dictionary) -> Option<Target> {
        if name(self.document, annotation, "Subtype")? != "Link" {
            return None;
        }
        if let Some(place) = value(self.document, annotation, "Dest") {
            return Some(self.place(place, 0));
        }
        let Some(action) = dictionary(self.document, annotation, "A") else { return Some(Target::Nowhere) };
        Some(match name(self.document, action, "S").as_deref() {
            Some("URI") => match value(self.document, action, "URI").and_then(text_of) {
                Some(address) => Target::Address(address),
                None => Target::Nowhere,
            },
            Some("GoTo") => match value(self.document, action, "D") {
                Some(place) => self.place(place, 0),
                None => Target::Nowhere,
            },
            _ => Target::Nowhere,
        })
    }

    fn place(&self, place: &Object, depth: usize) -> Target {
        if depth > DEPTH {
            return Target::Nowhere;
        }
        let Ok((_, place)) = self.document.dereference(place) else { return Target::Nowhere };
        match place {
            Object::String(name, _) | Object::Name(name) => {
                self.named.get(name).map_or(Target::Nowhere, |place| self.place(place, depth + 1))
            }
            Object::Dictionary(within) => match within.get(b"D") {
                Ok(place) => self.place(place, depth + 1),
                Err(_) => Target::Nowhere,
            },
            Object::Array(parts) => {
                let page = parts.first().and_then(|page| page.as_reference().ok());
                let Some(page) = page.and_then(|page| self.pages.get(&page)) else { return Target::Nowhere };
                let kind = parts.get(1).and_then(|kind| kind.as_name().ok()).unwrap_or_default();
                let height = match kind {
                    b"XYZ" => parts.get(3),
                    b"FitH" | b"FitBH" => parts.get(2),
                    b"FitR" => parts.get(5),
                    _ => None,
                };
                Target::Place { page: *page, height: height.and_then(|at| at.as_float().ok()).map(f64::from) }
            }
            _ => Target::Nowhere,
        }
    }
}
