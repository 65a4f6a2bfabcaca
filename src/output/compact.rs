//! The parts of a compact PDF: objects in compressed streams, and the table of offsets as a stream.
//!
//! What is written keeps to the letter of PDF/A-2: a line end stands before every `endstream` (6.1.7.1).

use std::cell::RefCell;
use std::io::Write;
use std::ops::Range;

use flate2::{Compress, Compression, FlushCompress, Status};

/// Objects to an object stream. More shrink a little better, but a reader must unpack a whole one to see any of its
/// objects.
pub const OBJECTS_PER_STREAM: usize = 500;

pub const STREAM_END: &[u8] = b"\nendstream";

/// Where an object is, as the table of offsets says it.
#[derive(Clone, Copy)]
pub enum Row {
    Free,
    At(usize),
    Within { stream: usize, index: usize },
}

impl Row {
    fn fields(self) -> [u64; 3] {
        match self {
            // The list of free objects starts and ends at object 0.
            Row::Free => [0, 0, 65535],
            Row::At(offset) => [1, offset as u64, 0],
            Row::Within { stream, index } => [2, stream as u64, index as u64],
        }
    }
}

/// Writes a stream, whose body is its dictionary and content without `endstream`, and says where the body is.
pub fn push_stream_object(out: &mut Vec<u8>, number: usize, body: &[u8]) -> Range<usize> {
    push_text(out, format_args!("{number} 0 obj\n"));
    let start = out.len();
    out.extend_from_slice(body);
    let end = out.len();
    // The line end before `endstream` may be LF or CR LF. After data that ends with CR a bare LF would make the two look
    // like one line end, and the data a byte too short for its /Length.
    out.extend_from_slice(if body.ends_with(b"\r") { b"\r\n" } else { b"\n" });
    out.extend_from_slice(b"endstream\nendobj\n");
    start..end
}

pub fn push_object_stream<B: AsRef<[u8]>>(out: &mut Vec<u8>, number: usize, objects: &[(usize, B)]) {
    let mut bodies = Vec::new();
    let mut places = Vec::with_capacity(objects.len());
    for (within, body) in objects {
        places.push((*within, bodies.len()));
        bodies.extend_from_slice(body.as_ref());
        bodies.push(b'\n');
    }
    push_objects(out, number, &places, &bodies);
}

/// The same where the objects are one behind the other already: each one's number, and where it begins.
fn push_objects(out: &mut Vec<u8>, number: usize, places: &[(usize, usize)], bodies: &[u8]) {
    push_stream_object(out, number, &packed_objects(places, bodies));
}

/// Such a stream's dictionary and content.
pub fn packed_objects(places: &[(usize, usize)], bodies: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(bodies.len() + 12 * places.len());
    for (within, at) in places {
        push_text(&mut content, format_args!("{within} {at} "));
    }
    let says = format!("/Type/ObjStm/N {}/First {}", places.len(), content.len());
    content.extend_from_slice(bodies);
    packed(says.as_bytes(), &content)
}

/// Writes what is formatted behind bytes.
pub fn push_text(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("nothing fails that is written to memory");
}

/// Writes the cross-reference stream, which is the trailer as well; it is the last object.
pub fn push_offsets(out: &mut Vec<u8>, rows: &[Row], trailer: &[u8]) {
    let fields: Vec<[u64; 3]> = rows.iter().map(|row| row.fields()).collect();
    let widths = [0, 1, 2].map(|column| {
        let largest = fields.iter().map(|row| row[column]).max().unwrap_or(0);
        (1..8).find(|&bytes| largest < 1 << (8 * bytes)).unwrap_or(8)
    });
    let mut content = Vec::new();
    for row in &fields {
        for (value, width) in row.iter().zip(widths) {
            content.extend_from_slice(&value.to_be_bytes()[8 - width..]);
        }
    }
    let [a, b, c] = widths;
    let mut says = format!("/Type/XRef/Size {}/W[{a} {b} {c}]", rows.len()).into_bytes();
    says.extend_from_slice(trailer);
    push_stream_object(out, rows.len() - 1, &packed(&says, &content));
}

/// The body of a stream, compressed, whose dictionary says this.
fn packed(says: &[u8], content: &[u8]) -> Vec<u8> {
    let compressed = deflated(content);
    let mut body = b"<<".to_vec();
    body.extend_from_slice(says);
    push_text(&mut body, format_args!("/Filter/FlateDecode/Length {}>>\nstream\n", compressed.len()));
    body.extend_from_slice(&compressed);
    body
}

// It has some 400 KiB of tables, which take longer to make than most streams to pack.
thread_local! {
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::default(), true));
}

/// Bytes as `/FlateDecode` has them.
pub fn deflated(content: &[u8]) -> Vec<u8> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        let mut out = Vec::with_capacity(content.len() / 2 + 64);
        loop {
            let rest = &content[packer.total_in() as usize..];
            let packed = packer.compress_vec(rest, &mut out, FlushCompress::Finish);
            if packed.expect("whatever bytes there are can be packed") == Status::StreamEnd {
                return out;
            }
            out.reserve(out.capacity());
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let mut noise = 1_u32;
        let mut next = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        for content in [
            Vec::new(),
            b"q".to_vec(),
            b"0 0 m ".repeat(50_000),
            (0..300_000).map(|_| next()).collect(),
            b"one after another".to_vec(),
        ] {
            let mut back = Vec::new();
            flate2::read::ZlibDecoder::new(&deflated(&content)[..]).read_to_end(&mut back).unwrap();
            assert!(back == content, "{} bytes", content.len());
        }
    }
}
