//! The elements of a structure, read straight from the bytes of their objects.
//!
//! They are nearly all that a tagged paper has, and as dictionaries took a seventh of what a pack takes: each has its keys in memory
//! and in a table. Read here are only those that are in streams of objects and say that they are elements; all others are read as
//! dictionaries first, and both give the same. Deliberately absent: what elements mean, and which is below which.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use super::objects::{DEPTH, Reader};

/// What is read out of an element beside what is drawn, or says how.
const SAID: [&[u8]; 5] = [b"T", b"Lang", b"Alt", b"E", b"ActualText"];
/// So many bytes before the end of which it says that it is an element.
const NEAR: usize = 256;
/// So many attributes are looked through for the same.
const KNOWN: usize = 32;

/// An element, as its object has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    pub role: Vec<u8>,
    pub page: Option<ObjectId>,
    pub id: Option<Object>,
    pub kids: Option<Object>,
    pub classes: Option<Object>,
    /// Most elements have the same as others.
    pub attributes: Option<Arc<Object>>,
    pub said: Vec<(&'static [u8], Object)>,
}

/// Elements by the numbers of their objects.
#[derive(Debug, Default)]
pub struct Elements {
    pub read: BTreeMap<u32, Element>,
    known: Known,
}

/// The attributes that were met last, as they are written: the same are met again and again.
#[derive(Debug, Default)]
struct Known {
    written: Vec<(Vec<u8>, Arc<Object>)>,
    /// Which of them is forgotten next.
    oldest: usize,
}

impl Element {
    /// Of a dictionary that has a role.
    pub fn of(dictionary: &Dictionary) -> Option<Element> {
        let role = dictionary.get(b"S").ok()?;
        let mut element = Element { role: role.as_name().unwrap_or_default().to_vec(), ..Element::default() };
        for (key, value) in dictionary {
            match key.as_slice() {
                b"A" => element.attributes = Some(Arc::new(value.clone())),
                key if Element::has(key) => element.set(key, value.clone()),
                _ => {}
            }
        }
        Some(element)
    }

    /// Whether something of an element stands behind this key; its attributes are another matter.
    fn has(key: &[u8]) -> bool {
        matches!(key, b"Pg" | b"ID" | b"K" | b"C") || SAID.contains(&key)
    }

    fn set(&mut self, key: &[u8], value: Object) {
        match key {
            b"Pg" => self.page = value.as_reference().ok(),
            b"ID" => self.id = Some(value),
            b"K" => self.kids = Some(value),
            b"C" => self.classes = Some(value),
            key => {
                let Some(key) = SAID.into_iter().find(|said| *said == key) else { return };
                // What is said twice counts as it is said last, where it was said first.
                match self.said.iter_mut().find(|(said, _)| *said == key) {
                    Some((_, said)) => *said = value,
                    None => self.said.push((key, value)),
                }
            }
        }
    }
}

impl Elements {
    /// The element that begins here, where it says that it is one.
    pub fn element(&mut self, reader: &mut Reader<'_>) -> Option<Element> {
        let near = &reader.rest()[..reader.rest().len().min(NEAR)];
        memchr::memmem::find(near, b"/StructElem")?;
        let mut element = Element::default();
        let (mut is_one, mut has_role) = (false, false);
        reader.entries(&mut |reader, key| {
            match &*key {
                b"Type" => is_one = *reader.object(DEPTH - 1)?.as_name().ok()? == *b"StructElem",
                b"S" => {
                    element.role = reader.name()?.into_owned();
                    reader.space();
                    has_role = true;
                }
                b"A" => element.attributes = Some(self.known.read(reader)?),
                key => {
                    let value = reader.object(DEPTH - 1)?;
                    if Element::has(key) {
                        element.set(key, value);
                    }
                }
            }
            Some(())
        })?;
        reader.space();
        (is_one && has_role).then_some(element)
    }
}

impl Known {
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<Arc<Object>> {
        let rest = reader.rest();
        if let Some((written, known)) = self.written.iter().find(|(written, _)| rest.starts_with(written)) {
            let known = known.clone();
            reader.pass(written.len());
            reader.space();
            return Some(known);
        }
        let read = Arc::new(reader.object(DEPTH - 1)?);
        // With the brackets at its end, so that nothing longer begins with it.
        if matches!(*read, Object::Dictionary(_) | Object::Array(_)) {
            let known = (rest[..rest.len() - reader.rest().len()].to_vec(), read.clone());
            match self.written.get_mut(self.oldest) {
                Some(forgotten) => *forgotten = known,
                None => self.written.push(known),
            }
            self.oldest = (self.oldest + 1) % KNOWN;
        }
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::objects::tests::{damaged, stream};
    use super::super::objects::{Read, objects};
    use super::*;

    const BODIES: [&str; 14] = [
        "<</Type/StructElem/S/P/P 7 0 R/K[0 1 2]/Pg 3 0 R>>",
        "<</S/TD/Type/StructElem/K 4/A<</O/Table/RowSpan 2>>/Lang(en-GB)/ID(a\\(b)>>",
        "<</Type/StructElem/S/TD/A<</O/Table/RowSpan 2>>/K[<</Type/MCR/MCID 1/Pg 3 0 R>>]>>",
        "<</Type/StructElem/S/TD/A <</O/Table/RowSpan 2>> /K<</Type/OBJR/Obj 9 0 R>>/C[/one/two]>>",
        "<</Type/StructElem/S/Figure/Alt(first)/T<feff0041>/Alt(last)/ActualText 8 0 R/E null>>",
        "<</Type/StructElem/S 5 0 R/K 1>>",
        "<</Type/StructElem/K 1>>",
        "<</Type/Page/Said/StructElem>>",
        "<</Type 4 0 R/S/P/Said/StructElem>>",
        "<</Type/Struct#45lem/S/H#31/K[]/Note/StructElem>>",
        "<</S/P/K 3/Said/StructElem>>",
        "<</Type/StructElem/S/P/K[1 2",
        "<</Type/StructElem/S/P/A[<</O/Layout/Height 1.5>>7 0 R]/A<</O/Table>>>>",
        "[/StructElem]",
    ];

    /// With elements read apart, each must be as its dictionary says; all else must be as it was.
    fn compare(content: &[u8], first: usize) -> usize {
        let mut elements = Elements::default();
        let apart = objects(content, first, &mut |reader| elements.element(reader), &mut |_| true);
        let plain = objects(content, first, &mut |_| None::<()>, &mut |_| true);
        let shown = String::from_utf8_lossy(content);
        assert_eq!(apart.len(), plain.len(), "{shown}");
        let mut read = 0;
        for ((number, apart), (same, plain)) in apart.into_iter().zip(plain) {
            assert_eq!(number, same, "{shown}");
            let Read::Object(plain) = plain else { unreachable!() };
            match apart {
                Read::Object(object) => assert_eq!(format!("{object:?}"), format!("{plain:?}"), "{shown}"),
                Read::Instead(element) => {
                    let dictionary = plain.as_dict().unwrap();
                    assert!(dictionary.has_type(b"StructElem"), "{shown}");
                    assert_eq!(format!("{:?}", Some(element)), format!("{:?}", Element::of(dictionary)), "{shown}");
                    read += 1;
                }
            }
        }
        read
    }

    #[test]
    fn an_element_is_what_its_dictionary_says() {
        let (content, first) = stream(&BODIES);
        assert_eq!(compare(&content, first), 7);
    }

    #[test]
    fn damaged_elements_are_read_as_their_dictionaries_are() {
        let (sound, first) = stream(&BODIES);
        let read: usize = damaged(&sound, 5).map(|content| compare(&content, first)).sum();
        assert!(read > 15_000, "{read}");
    }
}
