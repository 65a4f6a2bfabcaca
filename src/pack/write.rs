//! Objects → the bytes of a compact PDF, each as soon as it is known.
//!
//! Small objects are gathered into object streams, which are packed on threads of their own; streams go out at once. Objects are
//! numbered in the order in which a number is asked for, so that the same papers give the same bytes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use lopdf::{Dictionary, Object, ObjectId};

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
        let mut entries = Vec::new();
        dictionary.iter().for_each(|(key, value)| push_entry(&mut entries, key, value));
        self.put(number, &entries, content);
    }

    /// The same where the entries of its dictionary are written already.
    pub fn put(&mut self, number: usize, entries: &[u8], content: &[u8]) -> Range<usize> {
        self.rows[number] = Row::At(self.bytes.len());
        let body = stream_body(entries, content);
        push_stream_object(&mut self.bytes, number, &body)
    }

    /// Writes a stream that no object belongs to, or finds the same one among those that were written; `hash` is what it
    /// hashes to.
    pub fn shared(&mut self, stream: &Stream, hash: u64) -> usize {
        let Stream { entries, content } = stream;
        let body = stream_body(entries, content);
        let mut alike = self.shared.get(&hash).into_iter().flatten();
        if let Some(same) = alike.find(|other| self.bytes[other.at.clone()] == body) {
            return same.number;
        }
        let number = self.number();
        let at = self.put(number, entries, content);
        self.shared.entry(hash).or_default().push(Written { number, at });
        number
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
        trailer.iter().for_each(|(key, value)| push_entry(&mut says, key, value));
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
    /// Where there are threads to do it.
    beside: Option<SyncSender<Objects>>,
    threads: Vec<JoinHandle<Vec<Packed>>>,
    here: Vec<Packed>,
}

impl Packing {
    /// How many streams may wait; one is some 50 KiB.
    const WAITING: usize = 16;
    const AT_ONCE: usize = 2;

    fn begin() -> Packing {
        let (send, receive) = mpsc::sync_channel::<Objects>(Packing::WAITING);
        let receive = Arc::new(Mutex::new(receive));
        let threads = (0..Packing::AT_ONCE).map_while(|_| {
            let receive = receive.clone();
            let next = move || receive.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
            let work = move || std::iter::from_fn(next).map(|objects| objects.packed()).collect();
            thread::Builder::new().spawn(work).ok()
        });
        let threads: Vec<_> = threads.collect();
        Packing { beside: (!threads.is_empty()).then_some(send), threads, here: Vec::new() }
    }

    fn pack(&mut self, objects: Objects) {
        match &self.beside {
            Some(send) => send.send(objects).expect("they take all until there are no more"),
            None => self.here.push(objects.packed()),
        }
    }

    fn ended(self) -> Vec<Packed> {
        let Packing { beside, threads, here: mut packed } = self;
        drop(beside);
        for thread in threads {
            packed.extend(thread.join().expect("whatever bytes there are can be packed"));
        }
        packed.sort_by_key(|(number, _)| *number);
        packed
    }
}

/// A stream: the entries of its dictionary but for its length, and its bytes as its filters have them.
#[derive(PartialEq, Eq, Hash)]
pub struct Stream {
    pub entries: Vec<u8>,
    pub content: Vec<u8>,
}

impl Stream {
    /// A drawing, compressed where that makes it smaller.
    pub fn drawing(mut entries: Vec<u8>, content: &[u8]) -> Stream {
        let packed =
            (content.len() >= SMALL).then(|| deflated(content)).filter(|packed| packed.len() + 20 < content.len());
        if packed.is_some() {
            entries.extend_from_slice(b"/Filter/FlateDecode");
        }
        Stream { entries, content: packed.unwrap_or_else(|| content.to_vec()) }
    }

    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }
}

fn stream_body(entries: &[u8], content: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(entries.len() + content.len() + 40);
    body.extend_from_slice(b"<<");
    body.extend_from_slice(entries);
    push_text(&mut body, format_args!("/Length {}>>\nstream\n", content.len()));
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

/// Numbers as a list, whole ones without a point.
pub fn numbers(of: &[f32]) -> Object {
    let number = |number: &f32| match *number {
        whole if whole.fract() == 0.0 && whole.abs() < 1e9 => Object::Integer(whole as i64),
        other => Object::Real(other),
    };
    Object::Array(of.iter().map(number).collect())
}

/// A name that none of a page's objects has. There are as many objects as names may be taken.
pub fn free_name(objects: &Dictionary, begins: &str) -> String {
    let names = (objects.len()..).map(|n| format!("{begins}{n}"));
    names.take(objects.len() + 1).find(|name| !objects.has(name.as_bytes())).unwrap_or_default()
}

pub fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    entries.into_iter().for_each(|(key, value)| dictionary.set(key, value));
    dictionary
}

pub fn push(out: &mut Vec<u8>, object: &Object) {
    push_by(out, object, push_reference);
}

/// Writes a key and its value.
pub fn push_entry(out: &mut Vec<u8>, key: &[u8], value: &Object) {
    push_entry_by(out, key, value, push_reference);
}

/// How a reference is written.
type Refer = fn(&mut Vec<u8>, ObjectId);

/// Writes an object, and the references in it by `refer`.
pub fn push_by(out: &mut Vec<u8>, object: &Object, refer: Refer) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(yes) => out.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Object::Integer(number) => push_number(out, *number),
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
                push_by(out, item, refer);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => {
            out.extend_from_slice(b"<<");
            entries.iter().for_each(|(key, value)| push_entry_by(out, key, value, refer));
            out.extend_from_slice(b">>");
        }
        Object::Reference(id) => refer(out, *id),
    }
}

/// The same for an entry of a dictionary.
pub fn push_entry_by(out: &mut Vec<u8>, key: &[u8], value: &Object, refer: Refer) {
    push_name(out, key);
    let is_apart = matches!(value, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_));
    if !is_apart {
        out.push(b' ');
    }
    push_by(out, value, refer);
}

fn push_reference(out: &mut Vec<u8>, (number, _): ObjectId) {
    push_to(out, number as usize);
}

/// Writes a reference to an object of the pack.
pub fn push_to(out: &mut Vec<u8>, number: usize) {
    push_number(out, number);
    out.extend_from_slice(b" 0 R");
}

/// Writes a whole number: a pack has a million of them.
pub fn push_number(out: &mut Vec<u8>, number: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
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

pub fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
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
