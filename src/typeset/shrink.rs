//! Rewrites a PDF compactly: dictionaries go into compressed object streams, the table of offsets into a stream too.
//!
//! Input: a PDF as Typst writes it, where the structure that screen readers follow makes up most of the bytes, each
//! element an object of its own in plain text. Output: the same objects under the same numbers in about a third of the
//! space. Streams (pages, fonts, metadata) are carried over byte for byte.
//!
//! lopdf reads the file, but its writer leaves the offsets uncompressed and has no say over line ends, so the writing
//! is done here, by the letter of PDF/A-2: four high bytes in the second line (6.1.2), an `/ID` (6.1.3), a line end
//! before every `endstream` (6.1.7.1), metadata neither compressed nor in an object stream (6.6.2.1).
//!
//! Deliberately absent: any change to what the document holds or how its objects are numbered.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

/// Objects to an object stream. More shrink a little better, but a reader must unpack a whole one to see any of its
/// objects.
const OBJECTS_PER_STREAM: usize = 500;

pub fn read(pdf: &[u8]) -> Result<Document, String> {
    Document::load_mem(pdf).map_err(|error| error.to_string())
}

/// Writes the document's objects compactly. The order is that of the objects' numbers, so that the same document gives
/// the same bytes.
pub fn shrink(document: &Document) -> Result<Vec<u8>, String> {
    if document.is_encrypted() {
        return Err("it is encrypted".into());
    }
    let mut out = Vec::new();
    out.extend_from_slice(format!("%PDF-{}\n", document.version).as_bytes());
    out.extend_from_slice(b"%\xe2\xe3\xcf\xd3\n");

    let mut entries = BTreeMap::new();
    let mut packed: Vec<(u32, &Object)> = Vec::new();
    for (&(number, generation), object) in &document.objects {
        match object {
            Object::Stream(stream) if is_bookkeeping(stream) => {}
            Object::Stream(stream) => {
                entries.insert(number, Entry::At { offset: out.len(), generation });
                push_stream_object(&mut out, (number, generation), stream);
            }
            // An object stream cannot hold an object of a later generation.
            other if generation != 0 => {
                entries.insert(number, Entry::At { offset: out.len(), generation });
                out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
                push_object(&mut out, other);
                out.extend_from_slice(b"\nendobj\n");
            }
            other => packed.push((number, other)),
        }
    }

    let mut next = document.objects.keys().map(|(number, _)| number + 1).max().unwrap_or(1);
    for objects in packed.chunks(OBJECTS_PER_STREAM) {
        let number = next;
        next += 1;
        for (index, (held, _)) in objects.iter().enumerate() {
            entries.insert(*held, Entry::Within { stream: number, index });
        }
        entries.insert(number, Entry::At { offset: out.len(), generation: 0 });
        push_stream_object(&mut out, (number, 0), &object_stream(objects)?);
    }

    let start = out.len();
    entries.insert(next, Entry::At { offset: start, generation: 0 });
    let offsets = offset_stream(document, &entries, next + 1)?;
    push_stream_object(&mut out, (next, 0), &offsets);
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    Ok(out)
}

/// Where an object stands.
enum Entry {
    At { offset: usize, generation: u16 },
    Within { stream: u32, index: usize },
}

/// The streams that say where objects are; they are made anew.
fn is_bookkeeping(stream: &Stream) -> bool {
    stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"ObjStm" || name == b"XRef")
}

fn object_stream(objects: &[(u32, &Object)]) -> Result<Stream, String> {
    let mut index = String::new();
    let mut body = Vec::new();
    for (number, object) in objects {
        index.push_str(&format!("{number} {} ", body.len()));
        push_object(&mut body, object);
        body.push(b'\n');
    }
    let mut dict = Dictionary::new();
    dict.set("Type", Object::Name(b"ObjStm".to_vec()));
    dict.set("N", objects.len() as i64);
    dict.set("First", index.len() as i64);
    let mut content = index.into_bytes();
    content.extend_from_slice(&body);
    compressed(dict, content)
}

/// The cross-reference stream, which is the trailer as well.
fn offset_stream(document: &Document, entries: &BTreeMap<u32, Entry>, size: u32) -> Result<Stream, String> {
    // Numbers that no object has are free; the list of free objects starts and ends at object 0.
    let mut rows: Vec<[u64; 3]> = vec![[0, 0, 65535]; size as usize];
    for (&number, entry) in entries {
        rows[number as usize] = match entry {
            Entry::At { offset, generation } => [1, *offset as u64, u64::from(*generation)],
            Entry::Within { stream, index } => [2, u64::from(*stream), *index as u64],
        };
    }
    let widths = [0, 1, 2].map(|column| {
        let largest = rows.iter().map(|row| row[column]).max().unwrap_or(0);
        (1..8).find(|&bytes| largest < 1 << (8 * bytes)).unwrap_or(8)
    });
    let mut content = Vec::new();
    for row in &rows {
        for (value, width) in row.iter().zip(widths) {
            content.extend_from_slice(&value.to_be_bytes()[8 - width..]);
        }
    }
    let mut dict = Dictionary::new();
    dict.set("Type", Object::Name(b"XRef".to_vec()));
    dict.set("Size", i64::from(size));
    dict.set("W", widths.iter().map(|&width| Object::Integer(width as i64)).collect::<Vec<_>>());
    for key in ["Root", "Info", "ID"] {
        if let Ok(value) = document.trailer.get(key.as_bytes()) {
            dict.set(key, value.clone());
        }
    }
    compressed(dict, content)
}

fn compressed(dict: Dictionary, content: Vec<u8>) -> Result<Stream, String> {
    let mut stream = Stream::new(dict, content);
    stream.compress().map_err(|error| error.to_string())?;
    Ok(stream)
}

fn push_stream_object(out: &mut Vec<u8>, (number, generation): ObjectId, stream: &Stream) {
    out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
    let mut dict = stream.dict.clone();
    dict.set("Length", stream.content.len() as i64);
    push_dictionary(out, &dict);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&stream.content);
    // The line end before `endstream` may be LF or CR LF. After data that ends with CR a bare LF would make the two look
    // like one line end, and the data a byte too short for its /Length.
    out.extend_from_slice(if stream.content.ends_with(b"\r") { b"\r\n" } else { b"\n" });
    out.extend_from_slice(b"endstream\nendobj\n");
}

fn push_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => push_name(out, name),
        Object::String(text, format) => push_string(out, text, format),
        Object::Array(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(b' ');
                }
                push_object(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => push_dictionary(out, dict),
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
        // A stream is always an object of its own; within another there can only be a reference to it.
        Object::Stream(stream) => push_dictionary(out, &stream.dict),
    }
}

fn push_dictionary(out: &mut Vec<u8>, dict: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict.iter() {
        push_name(out, key);
        if !matches!(value, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_)) {
            out.push(b' ');
        }
        push_object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn push_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn push_string(out: &mut Vec<u8>, text: &[u8], format: &StringFormat) {
    match format {
        StringFormat::Hexadecimal => {
            out.push(b'<');
            for byte in text {
                out.extend_from_slice(format!("{byte:02X}").as_bytes());
            }
            out.push(b'>');
        }
        StringFormat::Literal => {
            out.push(b'(');
            for &byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                    // A bare line end would be read as a line feed, whichever it was.
                    b'\r' => out.extend_from_slice(b"\\r"),
                    b'\n' => out.extend_from_slice(b"\\n"),
                    _ => out.push(byte),
                }
            }
            out.push(b')');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let mut document = Document::with_version("1.7");
        let text = Object::String(b"a(b)\\c\r\n\xff".to_vec(), StringFormat::Literal);
        let mut dict = Dictionary::new();
        dict.set("Type", Object::Name(b"Catalog".to_vec()));
        dict.set("odd name#", vec![text, Object::Real(-0.25), Object::Null, true.into(), Object::Integer(-7)]);
        dict.set("Hex", Object::String(b"\x00\xfe".to_vec(), StringFormat::Hexadecimal));
        let root = document.add_object(dict);
        for end in [&b"\r"[..], b"\n", b"\r\n", b"x", b""] {
            document.add_object(Stream::new(Dictionary::new(), [b"data", end].concat()));
        }
        for number in 0..1200 {
            document.add_object(vec![Object::Integer(number), Object::Reference(root)]);
        }
        document.trailer.set("Root", root);
        document.trailer.set("ID", vec![Object::string_literal("one"), Object::string_literal("two")]);
        document
    }

    #[test]
    fn the_same_objects_stand_under_the_same_numbers() {
        let before = document();
        let after = read(&shrink(&before).unwrap()).unwrap();
        for (id, object) in &before.objects {
            match (object, after.get_object(*id).unwrap()) {
                (Object::Stream(before), Object::Stream(after)) => assert_eq!(before.content, after.content),
                (before, after) => assert_eq!(before, after),
            }
        }
        assert_eq!(before.trailer.get(b"ID").unwrap(), after.trailer.get(b"ID").unwrap());
    }

    #[test]
    fn the_file_keeps_to_the_letter_of_pdf_a() {
        let pdf = shrink(&document()).unwrap();
        assert_eq!(pdf, shrink(&document()).unwrap());
        assert!(pdf.starts_with(b"%PDF-1.7\n%") && pdf[10..14].iter().all(|&byte| byte > 127));
        assert!(pdf.len() < 12_000, "{} bytes", pdf.len());
        let mut from = 0;
        while let Some(at) = pdf[from..].windows(9).position(|window| window == b"endstream") {
            assert_eq!(pdf[from + at - 1], b'\n');
            from += at + 9;
        }
    }
}
