//! Objects → the bytes of a compact PDF, each as soon as it is known.
//!
//! Small objects are gathered into object streams, which are packed on a thread of their own; streams go out at once. Objects are numbered in the order in which a
//! number is asked for, so that the same papers give the same bytes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};

use lopdf::{Dictionary, Object};

use crate::digest;
use crate::output::compact::{
    OBJECTS_PER_STREAM, Row, deflated, packed_objects, push_offsets, push_stream_object, push_text,
};

pub struct Out {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    /// The objects that wait for their stream: each one's number and place in `bodies`.
    waiting: Vec<(usize, usize)>,
    bodies: Vec<u8>,
    packing: Packing,
    /// Streams that were written, by what they hash to: fonts and colour profiles are often the same.
    shared: HashMap<u64, Vec<Written>>,
}

/// A stream that may be another paper's as well.
struct Written {
    number: usize,
    /// Where its dictionary and content are.
    at: Range<usize>,
}

/// What is shorter than this is longer when it is packed and says so.
const SMALL: usize = 120;

impl Out {
    pub fn new() -> Out {
        let bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        Out {
            bytes,
            rows: vec![Row::Free],
            waiting: Vec::new(),
            bodies: Vec::new(),
            packing: Packing::begin(),
            shared: HashMap::new(),
        }
    }

    /// The number of an object that is to be written.
    pub fn number(&mut self) -> usize {
        self.rows.push(Row::Free);
        self.rows.len() - 1
    }

    pub fn object(&mut self, number: usize, object: &Object) {
        self.written(number, |to| push(to, object));
    }

    /// Writes an object by what writes its bytes.
    pub fn written(&mut self, number: usize, write: impl FnOnce(&mut Vec<u8>)) {
        self.waiting.push((number, self.bodies.len()));
        write(&mut self.bodies);
        self.bodies.push(b'\n');
        if self.waiting.len() >= OBJECTS_PER_STREAM {
            self.flush();
        }
    }

    /// Writes an object and gives back its number.
    pub fn add(&mut self, object: &Object) -> usize {
        let number = self.number();
        self.object(number, object);
        number
    }

    /// Writes a stream with its bytes as its filters have them.
    pub fn stream(&mut self, number: usize, dictionary: &Dictionary, content: &[u8]) {
        let body = stream_body(dictionary, content);
        self.rows[number] = Row::At(self.bytes.len());
        push_stream_object(&mut self.bytes, number, &body);
    }

    /// Writes a stream that no other object belongs to, or finds the same one among those that were written.
    pub fn shared_stream(&mut self, dictionary: &Dictionary, content: &[u8]) -> usize {
        let body = stream_body(dictionary, content);
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let hash = hasher.finish();
        let mut alike = self.shared.get(&hash).into_iter().flatten();
        if let Some(same) = alike.find(|other| self.bytes[other.at.clone()] == body) {
            return same.number;
        }
        let number = self.number();
        self.rows[number] = Row::At(self.bytes.len());
        let at = push_stream_object(&mut self.bytes, number, &body);
        self.shared.entry(hash).or_default().push(Written { number, at });
        number
    }

    /// A stream of drawing, compressed where that makes it smaller.
    pub fn drawing(&mut self, mut dictionary: Dictionary, content: &[u8]) -> usize {
        if content.len() < SMALL {
            return self.shared_stream(&dictionary, content);
        }
        let compressed = deflated(content);
        if compressed.len() + 20 < content.len() {
            dictionary.set("Filter", Object::Name(b"FlateDecode".to_vec()));
            return self.shared_stream(&dictionary, &compressed);
        }
        self.shared_stream(&dictionary, content)
    }

    fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let number = self.number();
        for (index, (within, _)) in self.waiting.iter().enumerate() {
            self.rows[*within] = Row::Within { stream: number, index };
        }
        let objects = std::mem::take(&mut self.waiting);
        self.packing.pack(Objects { number, places: objects, bodies: std::mem::take(&mut self.bodies) });
    }

    /// Ends the file.
    pub fn finish(self, root: usize, identity: &str) -> Vec<u8> {
        self.finish_with(&Dictionary::from_iter([("Root", to(root))]), identity)
    }

    /// The same with a trailer of more than its root.
    pub fn finish_with(mut self, trailer: &Dictionary, identity: &str) -> Vec<u8> {
        self.flush();
        for (number, body) in self.packing.ended() {
            self.rows[number] = Row::At(self.bytes.len());
            push_stream_object(&mut self.bytes, number, &body);
        }
        let start = self.bytes.len();
        self.rows.push(Row::At(start));
        // Of the papers' bytes as much as of the name: two packs that differ have different ones.
        let changing = digest::of(&self.bytes);
        let permanent = digest::of(identity.as_bytes());
        let mut says = Vec::new();
        for (key, value) in trailer {
            push_name(&mut says, key);
            says.push(b' ');
            push(&mut says, value);
        }
        says.extend_from_slice(format!("/ID[<{}><{}>]", &permanent[..32], &changing[..32]).as_bytes());
        push_offsets(&mut self.bytes, &self.rows, &says);
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// The objects of one stream.
struct Objects {
    number: usize,
    places: Vec<(usize, usize)>,
    bodies: Vec<u8>,
}

impl Objects {
    fn packed(&self) -> Packed {
        (self.number, packed_objects(&self.places, &self.bodies))
    }
}

/// A stream's number, and its dictionary and content.
type Packed = (usize, Vec<u8>);

/// Packs streams of objects beside whoever writes the objects; they are the last of the file, in their order.
struct Packing {
    /// Where there is a thread to do it.
    beside: Option<(SyncSender<Objects>, JoinHandle<Vec<Packed>>)>,
    here: Vec<Packed>,
}

impl Packing {
    /// How many streams may wait; one is some 50 KiB.
    const WAITING: usize = 16;

    fn begin() -> Packing {
        let (send, receive) = mpsc::sync_channel::<Objects>(Packing::WAITING);
        let work = move || receive.iter().map(|objects| objects.packed()).collect();
        Packing { beside: thread::Builder::new().spawn(work).ok().map(|thread| (send, thread)), here: Vec::new() }
    }

    fn pack(&mut self, objects: Objects) {
        match &self.beside {
            Some((send, _)) => send.send(objects).expect("it takes all until there are no more"),
            None => self.here.push(objects.packed()),
        }
    }

    fn ended(self) -> Vec<Packed> {
        let Packing { beside, here } = self;
        let beside = beside.map(|(send, thread)| {
            drop(send);
            thread.join().expect("whatever bytes there are can be packed")
        });
        beside.unwrap_or(here)
    }
}

fn stream_body(dictionary: &Dictionary, content: &[u8]) -> Vec<u8> {
    let mut dictionary = dictionary.clone();
    dictionary.set("Length", Object::Integer(content.len() as i64));
    let mut body = Vec::with_capacity(content.len() + 200);
    push(&mut body, &Object::Dictionary(dictionary));
    body.extend_from_slice(b"\nstream\n");
    body.extend_from_slice(content);
    body
}

/// A reference to an object of the pack.
pub fn to(number: usize) -> Object {
    Object::Reference((number as u32, 0))
}

pub fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A text as PDF has it: bytes where they are plain, or UTF-16 with its mark.
pub fn text(text: &str) -> Object {
    let bytes = if text.is_ascii() {
        text.as_bytes().to_vec()
    } else {
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
    };
    Object::String(bytes, lopdf::StringFormat::Literal)
}

pub fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    entries.into_iter().for_each(|(key, value)| dictionary.set(key, value));
    dictionary
}

pub fn push(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(yes) => out.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Object::Integer(number) => push_text(out, format_args!("{number}")),
        Object::Real(number) if number.is_finite() => push_text(out, format_args!("{number}")),
        Object::Real(_) => out.push(b'0'),
        Object::Name(name) => push_name(out, name),
        Object::String(bytes, _) => push_string(out, bytes),
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                push(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => {
            out.extend_from_slice(b"<<");
            for (key, value) in entries {
                push_name(out, key);
                push_apart(out, value);
            }
            out.extend_from_slice(b">>");
        }
        Object::Reference((number, _)) => push_reference(out, *number as usize),
    }
}

/// Writes a value behind a name.
pub fn push_apart(out: &mut Vec<u8>, value: &Object) {
    let is_apart = matches!(value, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_));
    if !is_apart {
        out.push(b' ');
    }
    push(out, value);
}

pub fn push_reference(out: &mut Vec<u8>, number: usize) {
    push_text(out, format_args!("{number} 0 R"));
}

pub fn push_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            push_text(out, format_args!("#{byte:02x}"));
        }
    }
}

fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.iter().all(|byte| (32..127).contains(byte)) {
        out.push(b'(');
        for &byte in bytes {
            if b"()\\".contains(&byte) {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b')');
    } else {
        out.push(b'<');
        bytes.iter().for_each(|byte| push_text(out, format_args!("{byte:02X}")));
        out.push(b'>');
    }
}
