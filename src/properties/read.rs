//! A PDF of anybody's → the figures that its elements say they print.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use serde_json::{Value, json};

use super::{AMONG, CELLS, FIGURE, ID, NAME, RULE};
use crate::tagged::Fault;
use crate::text;
use crate::typeset::load::{Most, load};

/// A figure as a PDF has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    pub id: String,
    pub text: String,
    pub name: String,
    pub rule: String,
    pub cells: String,
    /// The elements that print it: their roles, and their pages from 1 where they are on one.
    pub places: Vec<At>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub role: String,
    pub page: Option<usize>,
    /// Whether the element prints it; else it is among the figures that it was made of.
    pub prints: bool,
}

const MOST: Most = Most { part: 64 << 20, tokens: 8_000_000 };
const ELEMENTS: usize = 1_000_000;
/// Properties that are looked at, in all.
const PROPERTIES: usize = 2_000_000;

/// The figures in reading order of their first places; none where the PDF does not say that it has properties.
pub fn read(pdf: &[u8]) -> Result<Option<Vec<Carried>>, Fault> {
    let document = load(pdf, MOST, false).map_err(Fault::of)?;
    let catalogue = document.catalog().map_err(|_| Fault::NoPages)?;
    let see = |of: &Dictionary, key: &[u8]| Some(document.dereference(of.get(key).ok()?).ok()?.1.clone());
    let marked = see(catalogue, b"MarkInfo");
    let says =
        marked.as_ref().and_then(|marked| marked.as_dict().ok()).and_then(|marked| see(marked, b"UserProperties"));
    let (Some(Object::Boolean(true)), Some(root)) = (says, see(catalogue, b"StructTreeRoot")) else { return Ok(None) };
    let mut reader = Reader {
        document: &document,
        pages: document.get_pages().into_values().enumerate().map(|(at, id)| (id, at + 1)).collect(),
        left: PROPERTIES,
        found: Vec::new(),
        known: BTreeMap::new(),
    };
    if let Ok(root) = root.as_dict() {
        reader.elements(root)?;
    }
    Ok(Some(reader.found))
}

struct Reader<'d> {
    document: &'d Document,
    pages: BTreeMap<ObjectId, usize>,
    left: usize,
    found: Vec<Carried>,
    known: BTreeMap<(String, String), usize>,
}

impl Reader<'_> {
    fn elements(&mut self, root: &Dictionary) -> Result<(), Fault> {
        let mut met: HashSet<ObjectId> = HashSet::new();
        let mut open: Vec<(Object, Option<usize>, usize)> = Vec::new();
        open.extend(root.get(b"K").ok().map(|kids| (kids.clone(), None, 0)));
        let mut elements = 0;
        // How many figures' places are known, and how deep the element is, of those that do not say their page: it is that of
        // the first below them that does.
        let mut waiting: Vec<(usize, usize, usize)> = Vec::new();
        while let Some((at, page, depth)) = open.pop() {
            if let Object::Reference(id) = at
                && !met.insert(id)
            {
                continue;
            }
            elements += 1;
            if elements > ELEMENTS {
                return Err(Fault::TooMuch("elements"));
            }
            let document = self.document;
            let Ok((_, of)) = document.dereference(&at) else { continue };
            match of {
                Object::Array(kids) => open.extend(kids.iter().rev().map(|kid| (kid.clone(), page, depth))),
                Object::Dictionary(element) if element.has(b"S") => {
                    let own = element.get(b"Pg").and_then(Object::as_reference).ok();
                    let page = own.and_then(|own| self.pages.get(&own).copied()).or(page);
                    waiting.retain(|(.., above)| *above < depth);
                    if page.is_some() {
                        waiting.drain(..).for_each(|(figure, at, _)| self.found[figure].places[at].page = page);
                    }
                    for (figure, at) in self.attributes(element, page)? {
                        if page.is_none() {
                            waiting.push((figure, at, depth));
                        }
                    }
                    open.extend(element.get(b"K").ok().map(|kids| (kids.clone(), page, depth + 1)));
                }
                // A mark or an annotation, which says its page where the element does not.
                Object::Dictionary(of) => {
                    let page = of.get(b"Pg").and_then(Object::as_reference).ok().and_then(|page| self.pages.get(&page));
                    waiting.retain(|(.., above)| *above < depth);
                    if let Some(page) = page {
                        waiting.drain(..).for_each(|(figure, at, _)| self.found[figure].places[at].page = Some(*page));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Gives back which places of which figures it found.
    fn attributes(&mut self, element: &Dictionary, page: Option<usize>) -> Result<Vec<(usize, usize)>, Fault> {
        let document = self.document;
        let Some((_, all)) = element.get(b"A").ok().and_then(|all| document.dereference(all).ok()) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let all = match all {
            Object::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let role = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        let role = String::from_utf8_lossy(role).into_owned();
        for of in all {
            self.left = self.left.checked_sub(1).ok_or(Fault::TooMuch("properties"))?;
            let Ok((_, Object::Dictionary(of))) = document.dereference(of) else { continue };
            if of.get(b"O").and_then(Object::as_name).ok() == Some(b"UserProperties") {
                found.extend(self.figure(of, &role, page)?);
            }
        }
        Ok(found)
    }

    fn figure(&mut self, of: &Dictionary, role: &str, page: Option<usize>) -> Result<Option<(usize, usize)>, Fault> {
        let document = self.document;
        let Some((_, Object::Array(list))) = of.get(b"P").ok().and_then(|list| document.dereference(list).ok()) else {
            return Ok(None);
        };
        self.left = self.left.checked_sub(list.len()).ok_or(Fault::TooMuch("properties"))?;
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for property in list {
            let Ok((_, Object::Dictionary(property))) = document.dereference(property) else { continue };
            let text =
                |key: &[u8]| lopdf::decode_text_string(document.dereference(property.get(key).ok()?).ok()?.1).ok();
            if let (Some(key), Some(value)) = (text(b"N"), text(b"V")) {
                parts.insert(key, value);
            }
        }
        let mut part = |key: &str| parts.remove(key).unwrap_or_default();
        let (printed, among) = (part(FIGURE), part(AMONG));
        let prints = !printed.is_empty();
        let text = if prints { printed } else { among };
        if text.is_empty() {
            return Ok(None);
        }
        let [id, name, rule, cells] = [ID, NAME, RULE, CELLS].map(part);
        let number = *self.known.entry((id.clone(), text.clone())).or_insert_with(|| {
            self.found.push(Carried { id, text, name, rule, cells, places: Vec::new() });
            self.found.len() - 1
        });
        let at = At { role: role.to_owned(), page, prints };
        let places = &mut self.found[number].places;
        places.push(at);
        Ok(Some((number, places.len() - 1)))
    }
}

impl Carried {
    /// Whether a text, or an id, means it.
    pub fn is(&self, wanted: &str) -> bool {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}', ' '], "").replace(['−', '–'], "-").to_lowercase();
        self.id == wanted || plain(&self.text) == plain(wanted)
    }

    /// For people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines =
            vec![format!("{}: {}", self.name, self.text), format!("  {}", self.id), format!("  rule: {}", self.rule)];
        lines.push(match self.cells.is_empty() {
            true => "  no cell: nothing was found to count".to_owned(),
            false => format!("  {}", self.cells),
        });
        let mut pages: Vec<usize> = self.places.iter().filter_map(|at| at.page).collect();
        pages.sort_unstable();
        pages.dedup();
        let numbers: Vec<String> = pages.iter().map(usize::to_string).collect();
        lines.extend(match numbers.as_slice() {
            [] => None,
            [page] => Some(format!("  printed on page {page}")),
            _ => Some(format!("  printed on pages {}", text::list(&numbers))),
        });
        lines
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let place = |at: &At| json!({"element": at.role, "page": at.page, "prints": at.prints});
        let places: Vec<Value> = self.places.iter().map(place).collect();
        json!({
            "id": self.id, "text": self.text, "name": self.name, "rule": self.rule, "cells": self.cells, "places": places,
        })
    }
}
