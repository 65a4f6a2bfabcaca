//! A paper of anybody's, opened: its pages with all that they take from above, where its names lead, which layers it hides.
//!
//! Bytes → [`Source`], or why it cannot be in a pack. The file is walked from its pages, never from its trailer, and never
//! believed: circles are passed over, and what is read is bounded.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::place::Sheet;
use crate::tagged::Fault;
use crate::typeset::elements::Element;
use crate::typeset::load::Most;
use crate::typeset::unlock::{Protection, Unlocked, load_unlocked};

/// The largest file that is read.
pub const FILE: usize = 100 << 20;
/// Objects; each takes about two thousand bytes of memory.
const OBJECTS: usize = 400_000;
const PAGES: usize = 20_000;
/// Bytes that one page's drawing, or one stream of objects, may unpack to.
pub const UNPACKED: usize = 64 << 20;
const MOST: Most = Most { part: UNPACKED, tokens: 8_000_000 };
/// Bytes that all pages, and all forms, may unpack to together.
const UNPACKED_IN_ALL: usize = 512 << 20;
/// How deep trees of pages and names may be.
const DEPTH: usize = 64;
const NAMES: usize = 200_000;
/// Links, notes and fields on all pages together.
const ANNOTATIONS: usize = 200_000;
/// What many pages have together is written for each: so many entries in all.
const SHARED: usize = 10_000_000;

pub struct Source {
    pub document: Document,
    /// The elements of its structure that are none of the document's objects, until they are taken.
    pub elements: BTreeMap<u32, Element>,
    pub pages: Vec<Page>,
    /// How many entries of the tree of pages lead to no page, or to one that is in it already.
    pub pages_lost: usize,
    /// From a page's object to its place.
    pub places: BTreeMap<ObjectId, usize>,
    pub catalogue: Dictionary,
    named: BTreeMap<Vec<u8>, Object>,
    /// The layers that are not shown.
    pub hidden: BTreeSet<ObjectId>,
    /// What it forbids to those who have no more than the file.
    pub protection: Option<Protection>,
}

pub struct Page {
    /// With what it takes from the nodes above it.
    pub dictionary: Dictionary,
}

/// A place in the same paper.
pub struct Place {
    pub page: usize,
    /// What follows the page: `/XYZ 0 700 null`.
    pub rest: Vec<Object>,
}

impl Source {
    pub fn read(pdf: &[u8]) -> Result<Source, Fault> {
        if pdf.len() > FILE {
            return Err(Fault::TooMuch("bytes"));
        }
        let first = load_unlocked(pdf, MOST, false).map_err(Fault::of).and_then(Source::of);
        match first {
            // A page that its table of objects does not lead to may be there.
            Ok(source) if source.pages_lost > 0 => {
                let again = load_unlocked(pdf, MOST, true).map_err(Fault::of).and_then(Source::of);
                Ok(again.ok().filter(|again| again.pages_lost < source.pages_lost).unwrap_or(source))
            }
            Ok(source) => Ok(source),
            Err(why @ (Fault::Encrypted | Fault::TooMuch(_))) => Err(why),
            // Its table of objects may be wrong, and the objects themselves be there.
            Err(why) => {
                load_unlocked(pdf, MOST, true).map_err(Fault::of).and_then(Source::of).map_err(|again| match again {
                    Fault::Encrypted => again,
                    _ => why,
                })
            }
        }
    }

    fn of(Unlocked { document, elements, protection }: Unlocked) -> Result<Source, Fault> {
        let elements = elements.read;
        if document.objects.len() + elements.len() > OBJECTS {
            return Err(Fault::TooMuch("objects"));
        }
        let catalogue = document.catalog().map_err(|_| Fault::NoPages)?.clone();
        let form = get(&document, &catalogue, b"AcroForm").and_then(|form| form.as_dict().ok());
        let needs_rendering =
            get(&document, &catalogue, b"NeedsRendering").is_some_and(|yes| *yes == Object::Boolean(true));
        if needs_rendering && form.is_some_and(|form| form.has(b"XFA")) {
            return Err(Fault::NotRead("it is a form that only the program that made it can show".to_owned()));
        }
        let mut source = Source {
            pages: Vec::new(),
            pages_lost: 0,
            places: BTreeMap::new(),
            named: BTreeMap::new(),
            hidden: BTreeSet::new(),
            protection,
            catalogue,
            document,
            elements,
        };
        source.find_pages()?;
        source.find_names();
        source.find_layers();
        Ok(source)
    }

    fn find_pages(&mut self) -> Result<(), Fault> {
        const TAKEN: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
        let document = &self.document;
        let Ok(root) = self.catalogue.get(b"Pages").and_then(Object::as_reference) else { return Err(Fault::NoPages) };
        let mut seen = HashSet::new();
        let mut left = SHARED;
        let mut open = vec![(root, [None; TAKEN.len()], 0)];
        while let Some((id, above, depth)) = open.pop() {
            if depth > DEPTH {
                return Err(Fault::TooMuch("levels in its list of pages"));
            }
            let Some(node) = document.get_dictionary(id).ok().filter(|_| seen.insert(id)) else {
                self.pages_lost += 1;
                continue;
            };
            let mut taken: [Option<&Object>; TAKEN.len()] = above;
            for (taken, key) in taken.iter_mut().zip(TAKEN) {
                *taken = node.get(key).ok().or(*taken);
            }
            let kids = get(document, node, b"Kids").and_then(|kids| kids.as_array().ok());
            match kids.filter(|_| !node.has_type(b"Page")) {
                Some(kids) => {
                    let found = kids.iter().rev().filter_map(|kid| kid.as_reference().ok());
                    let before = open.len();
                    open.extend(found.map(|kid| (kid, taken, depth + 1)));
                    self.pages_lost += kids.len() - (open.len() - before);
                }
                None if node.has_type(b"Pages") => {}
                None => {
                    let taken = TAKEN.iter().zip(taken).filter_map(|(key, value)| Some((*key, value?)));
                    let mut dictionary = node.clone();
                    for (key, value) in taken {
                        let shared = document.dereference(value).map_or(0, |(_, value)| weight(value));
                        left = left.checked_sub(shared).ok_or(Fault::TooMuch("entries for its pages"))?;
                        dictionary.set(key, value.clone());
                    }
                    self.places.insert(id, self.pages.len());
                    self.pages.push(Page { dictionary });
                    if self.pages.len() > PAGES {
                        return Err(Fault::TooMuch("pages"));
                    }
                }
            }
        }
        if self.pages.is_empty() { Err(Fault::NoPages) } else { Ok(()) }
    }

    fn find_names(&mut self) {
        let document = &self.document;
        if let Some(Object::Dictionary(old)) = get(document, &self.catalogue, b"Dests") {
            self.named.extend(old.iter().map(|(name, place)| (name.clone(), place.clone())));
        }
        let names = get(document, &self.catalogue, b"Names").and_then(|names| names.as_dict().ok());
        let mut open: Vec<(&Dictionary, usize)> = Vec::new();
        open.extend(names.and_then(|names| Some((get(document, names, b"Dests")?.as_dict().ok()?, 0))));
        let mut left = NAMES;
        while let Some((node, depth)) = open.pop() {
            // A name that is not found is told with the link that would lead to it.
            if depth > DEPTH || left == 0 {
                return;
            }
            left -= 1;
            let list = |key| get(document, node, key).and_then(|list| list.as_array().ok()).into_iter().flatten();
            let pairs: Vec<&Object> = list(b"Names").take(2 * left).collect();
            left = left.saturating_sub(pairs.len() / 2);
            for pair in pairs.chunks_exact(2) {
                if let Object::String(name, _) = pair[0] {
                    self.named.insert(name.clone(), pair[1].clone());
                }
            }
            let kids = list(b"Kids").filter_map(|kid| document.dereference(kid).ok()?.1.as_dict().ok());
            open.extend(kids.map(|kid| (kid, depth + 1)));
        }
    }

    fn find_layers(&mut self) {
        let document = &self.document;
        let Some(layers) = self.get(&self.catalogue, b"OCProperties").and_then(|layers| layers.as_dict().ok()) else {
            return;
        };
        let Some(usual) = get(document, layers, b"D").and_then(|usual| usual.as_dict().ok()) else { return };
        let list = |of: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
            let list = get(document, of, key).and_then(|list| list.as_array().ok()).into_iter().flatten();
            list.filter_map(|layer| layer.as_reference().ok()).collect()
        };
        let mut hidden: BTreeSet<ObjectId> = BTreeSet::new();
        if get(document, usual, b"BaseState").is_some_and(|state| state.as_name().ok() == Some(b"OFF")) {
            hidden.extend(list(layers, b"OCGs"));
            for layer in list(usual, b"ON") {
                hidden.remove(&layer);
            }
        }
        hidden.extend(list(usual, b"OFF"));
        self.hidden = hidden;
    }

    /// Whether it says that its elements have properties for programs.
    pub fn has_properties(&self) -> bool {
        let marked = self.get(&self.catalogue, b"MarkInfo").and_then(|marked| marked.as_dict().ok());
        marked.is_some_and(|marked| marked.get(b"UserProperties").is_ok_and(|yes| *yes == Object::Boolean(true)))
    }

    /// Whether what belongs to this layer, or to layers together, is shown.
    pub fn is_shown(&self, layer: &Object) -> bool {
        if layer.as_reference().is_ok_and(|layer| self.hidden.contains(&layer)) {
            return false;
        }
        let Ok((_, Object::Dictionary(together))) = self.document.dereference(layer) else { return true };
        if !together.has_type(b"OCMD") {
            return true;
        }
        let layers = match together.get(b"OCGs") {
            Ok(Object::Array(list)) => list.iter().filter_map(|one| one.as_reference().ok()).collect(),
            Ok(Object::Reference(one)) => match self.document.dereference(&Object::Reference(*one)) {
                Ok((_, Object::Array(list))) => list.iter().filter_map(|one| one.as_reference().ok()).collect(),
                _ => vec![*one],
            },
            _ => Vec::new(),
        };
        let hidden = layers.iter().filter(|layer| self.hidden.contains(layer)).count();
        let shown = layers.len() - hidden;
        match together.get(b"P").and_then(Object::as_name).unwrap_or(b"AnyOn") {
            b"AllOn" => hidden == 0,
            b"AnyOff" => hidden > 0,
            b"AllOff" => shown == 0,
            _ => layers.is_empty() || shown > 0,
        }
    }

    /// What stands under a key, through a reference.
    pub fn get<'s>(&'s self, within: &'s Dictionary, key: &[u8]) -> Option<&'s Object> {
        get(&self.document, within, key)
    }

    pub fn title(&self) -> Option<String> {
        let about = self.document.trailer.get(b"Info").ok().map(|about| self.see(about))?;
        lopdf::decode_text_string(self.get(about.as_dict().ok()?, b"Title")?).ok()
    }

    pub fn see<'s>(&'s self, object: &'s Object) -> &'s Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    pub fn numbers(&self, within: &Dictionary, key: &[u8]) -> Option<Vec<f32>> {
        let list = self.get(within, key)?.as_array().ok()?;
        list.iter().map(|item| self.see(item).as_float().ok().filter(|number| number.is_finite())).collect()
    }

    /// Where on its page is what can be seen.
    pub fn sheet(&self, page: &Dictionary) -> Sheet {
        let turned = self.get(page, b"Rotate").and_then(|turned| turned.as_i64().ok()).unwrap_or(0);
        let unit = self.get(page, b"UserUnit").and_then(|unit| unit.as_float().ok()).unwrap_or(1.0);
        let [media, crop] = [&b"MediaBox"[..], b"CropBox"].map(|key| self.numbers(page, key));
        Sheet::new(media.as_deref(), crop.as_deref(), turned, unit)
    }

    /// Reads the drawing of every page and form once, that of the page at a place by `look`, so that nothing can fail later.
    pub fn see_through(&self, mut look: impl FnMut(usize, &[u8]) -> Result<(), String>) -> Result<(), Fault> {
        let mut left = UNPACKED_IN_ALL;
        let mut spend = |bytes: usize| {
            left = left.checked_sub(bytes).ok_or(Fault::TooMuch("bytes on its pages"))?;
            Ok(())
        };
        let (mut annotations, mut shared) = (ANNOTATIONS, SHARED);
        for (at, page) in self.pages.iter().enumerate() {
            let list = self.get(&page.dictionary, b"Annots").and_then(|list| list.as_array().ok());
            for annotation in list.into_iter().flatten() {
                annotations = annotations.checked_sub(1).ok_or(Fault::TooMuch("links and notes"))?;
                let annotation = self.see(annotation);
                let words = annotation.as_dict().ok().and_then(|of| self.get(of, b"Contents"));
                let weight = weight(annotation) + words.map_or(0, weight);
                shared = shared.checked_sub(weight).ok_or(Fault::TooMuch("entries for its pages"))?;
            }
            let torn = |why| Fault::Page { page: at + 1, why };
            let drawing = self.drawing(&page.dictionary).map_err(torn)?;
            spend(drawing.len())?;
            look(at, &drawing).map_err(torn)?;
        }
        for object in self.document.objects.values() {
            if let Object::Stream(form) = object
                && form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form")
            {
                spend(form.get_plain_content_with_limit(UNPACKED).map_or(0, |drawing| drawing.len()))?;
            }
        }
        Ok(())
    }

    /// Where a destination leads within the paper.
    pub fn place(&self, destination: &Object) -> Option<Place> {
        let mut at = destination.clone();
        for _ in 0..DEPTH {
            at = match self.see(&at) {
                Object::String(name, _) | Object::Name(name) => self.named.get(name)?.clone(),
                Object::Dictionary(within) => within.get(b"D").ok()?.clone(),
                Object::Array(parts) => {
                    let page = match parts.first()? {
                        Object::Reference(page) => *self.places.get(page)?,
                        Object::Integer(number) => usize::try_from(*number).ok().filter(|at| *at < self.pages.len())?,
                        _ => return None,
                    };
                    let rest = parts[1..].iter().map(|part| self.see(part).clone()).collect();
                    return Some(Place { page, rest });
                }
                _ => return None,
            };
        }
        None
    }

    /// The bytes of a page's drawing.
    pub fn drawing(&self, page: &Dictionary) -> Result<Vec<u8>, String> {
        let parts: Vec<&Object> = match self.get(page, b"Contents") {
            Some(Object::Array(parts)) => parts.iter().map(|part| self.see(part)).collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let mut out = Vec::new();
        for stream in parts.into_iter().filter_map(|part| part.as_stream().ok()) {
            // What the engine says of it is for those who build it.
            let content = stream
                .get_plain_content_with_limit(UNPACKED)
                .map_err(|_| "what is drawn on it cannot be unpacked".to_owned())?;
            if out.len() + content.len() > UNPACKED {
                return Err("it unpacks to more than any page has".to_owned());
            }
            out.extend_from_slice(&content);
            out.push(b'\n');
        }
        Ok(out)
    }
}

/// About how much an object takes, without what it refers to.
pub fn weight(object: &Object) -> usize {
    1 + match object {
        Object::String(bytes, _) | Object::Name(bytes) => bytes.len() / 64,
        Object::Array(items) => items.iter().map(weight).sum(),
        Object::Dictionary(of) => of.iter().map(|(_, value)| 1 + weight(value)).sum(),
        _ => 0,
    }
}

fn get<'d>(document: &'d Document, within: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let value = within.get(key).ok()?;
    Some(document.dereference(value).ok()?.1).filter(|value| !matches!(value, Object::Null))
}
