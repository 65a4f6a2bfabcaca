//! The objects of one paper as they will be in the pack, before anybody knows their numbers there.
//!
//! What depends on the papers before it – the number of an object, a page or a key – is written as a mark, and the mark is
//! filled in when the paper is put in. So papers are made ready side by side, and the same papers give the same bytes
//! whichever was ready first. Deliberately absent: what the numbers are (`merge`), and what the objects say (`part`).

use std::collections::HashMap;

use lopdf::{Dictionary, Object};

use super::write::{Stream, push_by, push_entry_by, push_string};

/// Begins a mark. Nothing else that is written has this byte: texts that would are written in hexadecimal digits.
const BEGINS: u8 = 1;
/// A mark: its first byte, what it is of, and a number.
const LENGTH: usize = 6;

/// What is filled in later. Within an object it is a reference, whose generation says what it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// An object of this paper.
    Own,
    /// The pack's element around all others.
    Document,
    /// The node above the paper's page of this place.
    Node,
    /// The number of a key for whose marks are whose.
    Key,
    /// What ends the drawing of the paper's page of this place.
    After,
    /// The form with the pack's own line for the paper's page of this place.
    Foot,
    /// "To page 7", of the paper's page of this place, by the pack's numbers.
    Words,
    /// The place of a page of the pack, by its number there.
    PageOfPack,
    /// What the paper's ids begin with.
    Prefix,
    /// The same in hexadecimal digits.
    PrefixInDigits,
}

impl Later {
    const ALL: [Later; 10] = [
        Later::Own,
        Later::Document,
        Later::Node,
        Later::Key,
        Later::After,
        Later::Foot,
        Later::Words,
        Later::PageOfPack,
        Later::Prefix,
        Later::PrefixInDigits,
    ];

    /// It as a part of an object.
    pub fn of(self, number: usize) -> Object {
        Object::Reference((number as u32, self as u16))
    }

    /// Writes its mark.
    pub fn push(self, out: &mut Vec<u8>, number: usize) {
        out.extend_from_slice(&[BEGINS, self as u8]);
        out.extend_from_slice(&(number as u32).to_le_bytes());
    }
}

/// A reference to another object of the same paper.
pub fn own(number: usize) -> Object {
    Later::Own.of(number)
}

fn push_mark(out: &mut Vec<u8>, (number, later): (u32, u16)) {
    match Later::ALL.get(usize::from(later)) {
        Some(later) => later.push(out, number as usize),
        None => out.extend_from_slice(b"null"),
    }
}

pub fn push(out: &mut Vec<u8>, object: &Object) {
    push_by(out, object, push_mark);
}

/// Writes a key and its value.
pub fn push_entry(out: &mut Vec<u8>, key: &[u8], value: &Object) {
    push_entry_by(out, key, value, push_mark);
}

/// Writes an id: two papers may have the same, so it begins with what is the paper's alone.
pub fn push_id(out: &mut Vec<u8>, id: &[u8]) {
    let mut written = Vec::with_capacity(id.len() + 2);
    push_string(&mut written, id);
    let (bracket, rest) = written.split_at(1);
    out.extend_from_slice(bracket);
    let prefix = if bracket == b"(" { Later::Prefix } else { Later::PrefixInDigits };
    prefix.push(out, 0);
    out.extend_from_slice(rest);
}

/// Copies what was written; `fill` writes what its marks stand for.
pub fn fill(out: &mut Vec<u8>, written: &[u8], fill: &mut dyn FnMut(&mut Vec<u8>, Later, usize)) {
    let mut rest = written;
    while let Some(at) = memchr::memchr(BEGINS, rest) {
        out.extend_from_slice(&rest[..at]);
        let (mark, behind) = rest[at..].split_at(LENGTH);
        let number = u32::from_le_bytes([mark[2], mark[3], mark[4], mark[5]]);
        fill(out, Later::ALL[usize::from(mark[1])], number as usize);
        rest = behind;
    }
    out.extend_from_slice(rest);
}

#[derive(Default)]
pub struct Draft {
    /// How many numbers were asked for; they begin with 0.
    numbers: usize,
    /// Each object's number, and where in `bodies` it begins.
    objects: Vec<(usize, usize)>,
    bodies: Vec<u8>,
    streams: Vec<OwnStream>,
    /// Those of `streams` that are no object's alone, by what they hash to.
    shared: HashMap<u64, Vec<usize>>,
}

/// A stream of the paper.
pub struct OwnStream {
    pub number: usize,
    pub stream: Stream,
    /// What it hashes to where another paper may have the same: fonts and colour profiles are often the same.
    pub shared: Option<u64>,
}

impl Draft {
    /// The number of an object that is to be written.
    pub fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers - 1
    }

    pub fn numbers(&self) -> usize {
        self.numbers
    }

    pub fn object(&mut self, number: usize, object: &Object) {
        self.written(number, |to| push(to, object));
    }

    /// Writes an object by what writes its bytes.
    pub fn written(&mut self, number: usize, write: impl FnOnce(&mut Vec<u8>)) {
        self.objects.push((number, self.bodies.len()));
        write(&mut self.bodies);
    }

    /// Writes an object and gives back its number.
    pub fn add(&mut self, object: &Object) -> usize {
        let number = self.number();
        self.object(number, object);
        number
    }

    /// The objects that are no streams, as they were written.
    pub fn objects(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let ends = self.objects.iter().skip(1).map(|(_, start)| *start).chain([self.bodies.len()]);
        self.objects.iter().zip(ends).map(|((number, start), end)| (*number, &self.bodies[*start..end]))
    }

    /// Writes a stream with its bytes as its filters have them.
    pub fn stream(&mut self, number: usize, dictionary: &Dictionary, content: &[u8]) {
        let stream = Stream { entries: entries(dictionary), content: content.to_vec() };
        self.streams.push(OwnStream { number, stream, shared: None });
    }

    /// Writes a stream that no other object belongs to, or finds the same one among those that were written.
    pub fn shared_stream(&mut self, dictionary: &Dictionary, content: &[u8]) -> usize {
        self.shared(Stream { entries: entries(dictionary), content: content.to_vec() })
    }

    /// A stream of drawing, compressed where that makes it smaller.
    pub fn drawing(&mut self, dictionary: &Dictionary, content: &[u8]) -> usize {
        self.shared(Stream::drawing(entries(dictionary), content))
    }

    fn shared(&mut self, stream: Stream) -> usize {
        let hash = stream.hash();
        let alike = self.shared.entry(hash).or_default();
        if let Some(same) = alike.iter().find(|other| self.streams[**other].stream == stream) {
            return self.streams[*same].number;
        }
        alike.push(self.streams.len());
        // What has objects of its own is no other paper's.
        let shared = memchr::memchr(BEGINS, &stream.entries).is_none().then_some(hash);
        let number = self.number();
        self.streams.push(OwnStream { number, stream, shared });
        number
    }

    pub fn streams(&self) -> &[OwnStream] {
        &self.streams
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let of_streams = self.streams.iter().map(|own| own.stream.entries.len() + own.stream.content.len());
        self.bodies.capacity() + 16 * self.objects.len() + of_streams.sum::<usize>()
    }
}

fn entries(dictionary: &Dictionary) -> Vec<u8> {
    let mut entries = Vec::new();
    dictionary.iter().for_each(|(key, value)| push_entry(&mut entries, key, value));
    entries
}

#[cfg(test)]
mod tests {
    use lopdf::StringFormat;

    use super::super::write::{dictionary, name};
    use super::*;

    /// What is written, with each mark as a word and its number.
    fn told(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let (mut written, mut out) = (Vec::new(), Vec::new());
        write(&mut written);
        fill(&mut out, &written, &mut |out, later, number| {
            out.extend_from_slice(format!("{{{later:?} {number}}}").as_bytes())
        });
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_others_decide_is_a_mark_and_all_else_is_as_it_will_be() {
        for later in Later::ALL {
            assert_eq!(told(|out| push(out, &later.of(70_000))), format!("{{{later:?} 70000}}"));
        }
        // Whatever bytes an officer's words have, none is taken for a mark.
        let words = Object::String(vec![1, 0, 0, 0, 0, 0], StringFormat::Literal);
        let of = dictionary([
            ("S", name("P\u{1}")),
            ("P", own(3)),
            ("Alt", words),
            ("K", Object::Array(vec![own(1), own(0)])),
        ]);
        assert_eq!(
            told(|out| push(out, &Object::Dictionary(of))),
            "<</S/P#01/P {Own 3}/Alt<010000000000>/K[{Own 1} {Own 0}]>>"
        );
        assert_eq!(told(|out| push_id(out, b"a(1)")), "({Prefix 0}a\\(1\\))");
        assert_eq!(told(|out| push_id(out, &[1, 255])), "<{PrefixInDigits 0}01FF>");
    }

    #[test]
    fn the_same_stream_is_written_once_and_one_with_objects_is_no_other_papers() {
        let mut draft = Draft::default();
        let plain = dictionary([("N", Object::Integer(3))]);
        let with_objects = dictionary([("Resources", own(0))]);
        let numbers = [(&plain, b"a"), (&plain, b"b"), (&with_objects, b"a"), (&plain, b"a"), (&with_objects, b"a")]
            .map(|(of, content)| draft.shared_stream(of, content));
        assert_eq!(numbers, [0, 1, 2, 0, 2]);
        let shared: Vec<bool> = draft.streams().iter().map(|own| own.shared.is_some()).collect();
        assert_eq!(shared, [true, true, false]);
    }
}
