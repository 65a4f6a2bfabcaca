//! What a page draws with, carried over: fonts, pictures, forms, and nothing that a catalogue has.
//!
//! Objects are numbered as they are first met. Scripts, attachments, metadata and what leads to other pages stay behind.

use std::collections::{BTreeMap, HashMap, VecDeque};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::content::{self, Property};
use super::draft::{Draft, Later, own};
use super::read::{Source, UNPACKED};
use super::write::name;
use crate::tagged::operators::Drawing;

const DEPTH: usize = 64;

/// Keys that no dictionary of a pack has: what they name is an attachment, a script, somebody's name, or made anew.
const LEFT: [&[u8]; 15] = [
    b"AA",
    b"JS",
    b"JavaScript",
    b"Metadata",
    b"PieceInfo",
    b"AF",
    b"StructParent",
    b"StructParents",
    b"OC",
    b"LastModified",
    b"OPI",
    b"Alternates",
    b"Measure",
    b"PtData",
    b"Thumb",
];
/// Keys of a stream that lead to another file, or to a page of one.
const LEFT_OF_STREAMS: [&[u8]; 6] = [b"Length", b"F", b"FFilter", b"FDecodeParms", b"Ref", b"PS"];

/// The objects of one paper that are in the pack.
#[derive(Default)]
pub struct Copied {
    known: HashMap<ObjectId, Object>,
    open: VecDeque<(ObjectId, usize)>,
    /// The pages' numbers in the pack, by their places.
    pub pages: Vec<usize>,
    /// The keys of forms with marks of their own, and the marks that they turned out to have.
    pub forms: BTreeMap<ObjectId, usize>,
    pub marks: BTreeMap<ObjectId, Vec<u32>>,
    pub numbers: BTreeMap<ObjectId, usize>,
    /// Whether something was left out with a layer that is not shown.
    pub hidden: bool,
    /// Whether a drawing was left out because nobody can tell which of it is on a layer that is not shown.
    pub unclear: bool,
}

impl Copied {
    /// Of a paper whose pages have these numbers.
    pub fn of_pages(pages: Vec<usize>) -> Copied {
        Copied { pages, ..Copied::default() }
    }

    /// A value as the pack has it.
    pub fn value(&mut self, draft: &mut Draft, source: &Source, object: &Object) -> Object {
        self.within(draft, source, object, 0)
    }

    fn within(&mut self, draft: &mut Draft, source: &Source, object: &Object, depth: usize) -> Object {
        match object {
            _ if depth > DEPTH => Object::Null,
            Object::Reference(id) => self.reference(draft, source, *id),
            Object::Array(items) => {
                Object::Array(items.iter().map(|item| self.within(draft, source, item, depth + 1)).collect())
            }
            Object::Dictionary(of) => Object::Dictionary(self.entries(draft, source, of, depth, &[])),
            Object::Stream(_) => Object::Null,
            plain => plain.clone(),
        }
    }

    /// An element's attributes, without what they say of heads.
    pub fn attributes(&mut self, draft: &mut Draft, source: &Source, of: &Dictionary) -> Dictionary {
        self.entries(draft, source, of, 0, &[b"Headers"])
    }

    fn entries(
        &mut self,
        draft: &mut Draft,
        source: &Source,
        of: &Dictionary,
        depth: usize,
        left: &[&[u8]],
    ) -> Dictionary {
        let mut entries = Dictionary::new();
        for (key, value) in of {
            if LEFT.contains(&key.as_slice()) || left.contains(&key.as_slice()) {
                continue;
            }
            let value = if key == b"Properties" {
                self.properties(draft, source, value, depth + 1)
            } else {
                self.within(draft, source, value, depth + 1)
            };
            if !matches!(value, Object::Null) {
                entries.set(key.clone(), value);
            }
        }
        entries
    }

    /// What marks name; layers are no longer named.
    fn properties(&mut self, draft: &mut Draft, source: &Source, value: &Object, depth: usize) -> Object {
        let Object::Dictionary(all) = source.see(value) else { return Object::Null };
        let mut kept = Dictionary::new();
        for (key, value) in all {
            let is_layer =
                matches!(source.see(value), Object::Dictionary(of) if of.has_type(b"OCG") || of.has_type(b"OCMD"));
            if !is_layer {
                kept.set(key.clone(), self.within(draft, source, value, depth + 1));
            }
        }
        Object::Dictionary(kept)
    }

    /// A dictionary of a page, with each of its parts as the pack has it, so that more can be added to it.
    pub fn opened(&mut self, draft: &mut Draft, source: &Source, value: Option<&Object>) -> Dictionary {
        match value.map(|value| source.see(value)) {
            Some(Object::Dictionary(of)) => self.entries(draft, source, of, 0, &[b"ProcSet"]),
            _ => Dictionary::new(),
        }
    }

    fn reference(&mut self, draft: &mut Draft, source: &Source, id: ObjectId) -> Object {
        if let Some(place) = source.places.get(&id) {
            return self.pages.get(*place).map_or(Object::Null, |number| own(*number));
        }
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let reference = Object::Reference(id);
        let found = source.see(&reference);
        let made = match found {
            Object::Null => Object::Null,
            // What leads to pages that are none of the paper's, or to its catalogue, leads nowhere.
            Object::Dictionary(of)
                if [&b"Page"[..], b"Pages", b"Catalog", b"StructElem", b"Action"]
                    .iter()
                    .any(|kind| of.has_type(kind)) =>
            {
                Object::Null
            }
            Object::Stream(stream) if !has_references(&stream.dict) && !self.is_form(stream) => {
                let mut dictionary = Dictionary::new();
                for (key, value) in &stream.dict {
                    if !LEFT.contains(&key.as_slice()) && !LEFT_OF_STREAMS.contains(&key.as_slice()) {
                        dictionary.set(key.clone(), value.clone());
                    }
                }
                own(draft.shared_stream(&dictionary, &stream.content))
            }
            Object::Dictionary(_) | Object::Array(_) | Object::Stream(_) => {
                let number = draft.number();
                self.open.push_back((id, number));
                own(number)
            }
            plain => plain.clone(),
        };
        self.known.insert(id, made.clone());
        made
    }

    fn is_form(&self, stream: &Stream) -> bool {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form")
    }

    /// Writes all that was met and is not written yet.
    pub fn drain(&mut self, draft: &mut Draft, source: &Source) {
        while let Some((id, number)) = self.open.pop_front() {
            match source.see(&Object::Reference(id)) {
                Object::Stream(stream) => self.stream(draft, source, (id, number), stream),
                Object::Dictionary(of) => {
                    let entries = self.entries(draft, source, of, 0, &[]);
                    draft.object(number, &Object::Dictionary(entries));
                }
                other => {
                    let value = self.value(draft, source, other);
                    draft.object(number, &value);
                }
            }
        }
    }

    fn stream(&mut self, draft: &mut Draft, source: &Source, (id, number): (ObjectId, usize), stream: &Stream) {
        if stream.dict.get(b"OC").is_ok_and(|layer| !source.is_shown(layer)) {
            self.hidden = true;
            return nothing(draft, number);
        }
        let mut dictionary = self.entries(draft, source, &stream.dict, 0, &LEFT_OF_STREAMS);
        if self.is_form(stream) {
            let drawing = stream.get_plain_content_with_limit(UNPACKED).map_err(|_| ());
            let key = self.forms.get(&id).copied();
            let resources = source.get(&stream.dict, b"Resources").and_then(|of| of.as_dict().ok());
            let property = |name: &[u8]| property(source, resources, name);
            let mended = match &drawing {
                Ok(drawing) if memchr::memmem::find(drawing, b"BDC").is_none() => None,
                Ok(drawing) => Some(content::mend(&Drawing::of(drawing), &property, key.is_some()).map_err(|_| ())),
                Err(()) => Some(Err(())),
            };
            match mended {
                // As it is it would show what is meant to be hidden.
                Some(Err(())) if !source.hidden.is_empty() => {
                    self.unclear = true;
                    return nothing(draft, number);
                }
                None | Some(Err(())) => {}
                Some(Ok(mended)) => {
                    self.hidden |= mended.hidden;
                    if let Some(key) = key {
                        dictionary.set("StructParents", Later::Key.of(key));
                        self.marks.insert(id, mended.numbers.into_iter().collect());
                        self.numbers.insert(id, number);
                    }
                    if let Some(drawing) = mended.content {
                        dictionary.remove(b"Filter");
                        dictionary.remove(b"DecodeParms");
                        dictionary.set("Filter", name("FlateDecode"));
                        draft.stream(number, &dictionary, &crate::output::compact::deflated(&drawing));
                        return;
                    }
                }
            }
        }
        draft.stream(number, &dictionary, &stream.content);
    }
}

/// A form that draws nothing.
fn nothing(draft: &mut Draft, number: usize) {
    let mut empty = Dictionary::new();
    empty.set("Type", name("XObject"));
    empty.set("Subtype", name("Form"));
    empty.set("BBox", Object::Array(vec![Object::Integer(0); 4]));
    draft.stream(number, &empty, b"");
}

/// What a mark's properties say, by their name among a page's or a form's.
pub fn property(source: &Source, resources: Option<&Dictionary>, name: &[u8]) -> Property {
    let all = resources.and_then(|resources| source.get(resources, b"Properties")?.as_dict().ok());
    let Some(value) = all.and_then(|all| all.get(name).ok()) else { return Property::default() };
    let Object::Dictionary(of) = source.see(value) else { return Property::default() };
    let is_layer = of.has_type(b"OCG") || of.has_type(b"OCMD");
    Property {
        number: source.get(of, b"MCID").and_then(|number| number.as_i64().ok()),
        layer: is_layer.then(|| source.is_shown(value)),
    }
}

fn has_references(dictionary: &Dictionary) -> bool {
    fn any(object: &Object, depth: usize) -> bool {
        match object {
            Object::Reference(_) => true,
            _ if depth > DEPTH => true,
            Object::Array(items) => items.iter().any(|item| any(item, depth + 1)),
            Object::Dictionary(of) => of.iter().any(|(_, value)| any(value, depth + 1)),
            _ => false,
        }
    }
    let left = |key: &[u8]| LEFT.contains(&key) || LEFT_OF_STREAMS.contains(&key);
    dictionary.iter().any(|(key, value)| !left(key) && any(value, 0))
}
