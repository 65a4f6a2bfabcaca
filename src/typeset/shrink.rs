//! Rewrites a PDF compactly: dictionaries go into compressed object streams, the table of offsets into a stream too.
//!
//! Input: a PDF as Typst writes it, where the structure that screen readers follow makes up most of the bytes, each
//! element an object of its own in plain text. Output: the same objects under the same numbers in about a third of the
//! space. Every object is carried over byte for byte, found by the table of offsets; none is taken apart, which would cost
//! more time and memory than all else that is done here.
//!
//! What is written keeps to the letter of PDF/A-2: four high bytes in the second line (6.1.2), an `/ID` (6.1.3), a line end
//! before every `endstream` (6.1.7.1), metadata neither compressed nor in an object stream (6.6.2.1).
//!
//! Deliberately absent: any change to what the document has or how its objects are numbered; and any PDF but Typst's own,
//! with one plain table of offsets and every object of generation 0. Another is refused.

use crate::output::compact::{
    OBJECTS_PER_STREAM, Row, STREAM_END, push_object_stream, push_offsets, push_stream_object,
};

/// Writes the PDF's objects compactly, in the order of their numbers.
pub fn shrink(pdf: &[u8]) -> Result<Vec<u8>, String> {
    let file = File::read(pdf)?;
    let mut out = Vec::with_capacity(pdf.len() / 2);
    out.extend_from_slice(file.version);
    out.extend_from_slice(b"\n%\xe2\xe3\xcf\xd3\n");

    // Numbers that no object has are free.
    let mut rows: Vec<Row> = vec![Row::Free; file.size];
    let mut packed: Vec<(usize, &[u8])> = Vec::new();
    for &(number, body) in &file.objects {
        if let Some(body) = body.strip_suffix(STREAM_END) {
            rows[number] = Row::At(out.len());
            push_stream_object(&mut out, number, body);
        } else {
            packed.push((number, body));
        }
    }
    for objects in packed.chunks(OBJECTS_PER_STREAM) {
        let number = rows.len();
        for (index, (within, _)) in objects.iter().enumerate() {
            rows[*within] = Row::Within { stream: number, index };
        }
        rows.push(Row::At(out.len()));
        push_object_stream(&mut out, number, objects);
    }
    let start = out.len();
    rows.push(Row::At(start));
    push_offsets(&mut out, &rows, file.trailer);
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    Ok(out)
}

/// A PDF's objects as they are written.
struct File<'p> {
    /// `%PDF-1.7`
    version: &'p [u8],
    /// What is between `obj` and `endobj`, with the object's number.
    objects: Vec<(usize, &'p [u8])>,
    /// One more than the highest number.
    size: usize,
    /// What the trailer says besides the size: `/Root 1 0 R/Info …/ID[…]`.
    trailer: &'p [u8],
}

impl File<'_> {
    fn read(pdf: &[u8]) -> Result<File<'_>, String> {
        let version = pdf.split(|&byte| byte == b'\n').next().filter(|line| line.starts_with(b"%PDF-"));
        let version = version.ok_or("it does not begin with %PDF")?.trim_ascii_end();
        let (table, offsets) = offsets(pdf).ok_or("it has no plain table of offsets")?;
        let trailer = trailer(&pdf[table..]).ok_or("its trailer does not begin with its size")?;

        let mut ends: Vec<usize> = offsets.iter().map(|&(_, at)| at).chain([table]).collect();
        ends.sort_unstable();
        let object = |(number, at): (usize, usize)| {
            let end = ends[ends.partition_point(|&end| end <= at)];
            let opening = format!("{number} 0 obj");
            let body = pdf[at..end].trim_ascii_end().strip_suffix(b"endobj")?.strip_prefix(opening.as_bytes())?;
            Some((number, body.trim_ascii()))
        };
        let objects = offsets
            .iter()
            .map(|&entry| object(entry).ok_or(format!("object {} is not where its table says", entry.0)))
            .collect::<Result<Vec<_>, String>>()?;
        let size = offsets.last().map_or(1, |(number, _)| number + 1);
        Ok(File { version, objects, size, trailer })
    }
}

/// Where the table of offsets is, and the numbers of the objects with their places.
fn offsets(pdf: &[u8]) -> Option<(usize, Vec<(usize, usize)>)> {
    let tail = &pdf[pdf.len().saturating_sub(64)..];
    let tail = std::str::from_utf8(&tail[memchr::memmem::rfind(tail, b"startxref")?..]).ok()?;
    let table: usize = tail.lines().nth(1)?.trim().parse().ok()?;
    let mut lines = pdf.get(table..)?.split(|&byte| byte == b'\n');
    (lines.next()? == b"xref").then_some(())?;
    let count: usize = std::str::from_utf8(lines.next()?).ok()?.trim().strip_prefix("0 ")?.parse().ok()?;
    let mut offsets = Vec::new();
    for number in 0..count {
        let entry = std::str::from_utf8(lines.next()?).ok()?;
        let mut parts = entry.split_ascii_whitespace();
        let (offset, generation, used) = (parts.next()?, parts.next()?, parts.next()?);
        match (used, generation) {
            ("f", _) => {}
            ("n", "00000") => offsets.push((number, offset.parse().ok().filter(|&at| at < table)?)),
            _ => return None,
        }
    }
    Some((table, offsets))
}

/// What the trailer after the table of offsets says besides the size.
fn trailer(from_table: &[u8]) -> Option<&[u8]> {
    let from = find(from_table, b"trailer")? + b"trailer".len();
    let to = memchr::memmem::rfind(from_table, b"startxref")?;
    let inner = from_table.get(from..to)?.trim_ascii().strip_prefix(b"<<")?.strip_suffix(b">>")?;
    let rest = inner.trim_ascii().strip_prefix(b"/Size")?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then(|| rest[digits..].trim_ascii())
}

fn find(within: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(within, wanted)
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document, Object, Stream, StringFormat};

    use super::*;

    /// A PDF with one plain table of offsets, as Typst writes it: each object on its own, none compressed.
    fn plain() -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\x80\x80\x80\x80\n".to_vec();
        let mut offsets = Vec::new();
        let mut add = |out: &mut Vec<u8>, number: usize, body: &[u8]| {
            offsets.push((number, out.len()));
            out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n\n");
        };
        add(&mut out, 2, b"<</Hex<00fe>/odd#20name[(a\\(b\\)c \xff endobj \r)-0.25 null true -7]>>");
        add(&mut out, 1, b"<</Type/Catalog/Held 2 0 R>>");
        for (number, end) in (3..).zip([&b"\r"[..], b"\n", b"\r\n", b"x", b"", b"\nendstream\n"]) {
            let data = [b"data", end].concat();
            let body = format!("<</Length {}>>\nstream\n", data.len()).into_bytes();
            add(&mut out, number, &[&body[..], &data, b"\nendstream"].concat());
        }
        // Number 9 is free.
        for number in 10..1200 {
            add(&mut out, number, format!("[{number} 1 0 R]").as_bytes());
        }
        offsets.sort_unstable();
        let table = out.len();
        out.extend_from_slice(b"xref\n0 1200\n0000000009 65535 f\r\n");
        for number in 1..1200 {
            let known = offsets.iter().find(|(known, _)| *known == number);
            let line = known.map_or("0000000000 00001 f\r\n".to_owned(), |(_, at)| format!("{at:010} 00000 n\r\n"));
            out.extend_from_slice(line.as_bytes());
        }
        out.extend_from_slice(b"trailer\n<</Size 1200/Root 1 0 R/ID[(one)(startxref)]>>\nstartxref\n");
        out.extend_from_slice(format!("{table}\n%%EOF").as_bytes());
        out
    }

    fn read(pdf: &[u8]) -> Document {
        Document::load_mem(pdf).unwrap()
    }

    #[test]
    fn the_same_objects_are_under_the_same_numbers() {
        let before = read(&plain());
        let after = read(&shrink(&plain()).unwrap());
        assert_eq!(before.objects.len(), 1198);
        for (id, object) in &before.objects {
            match (object, after.get_object(*id).unwrap()) {
                (Object::Stream(before), Object::Stream(after)) => assert_eq!(before.content, after.content, "{id:?}"),
                (before, after) => assert_eq!(before, after, "{id:?}"),
            }
        }
        for key in [&b"Root"[..], b"ID"] {
            assert_eq!(before.trailer.get(key).unwrap(), after.trailer.get(key).unwrap());
        }
    }

    #[test]
    fn the_file_keeps_to_the_letter_of_pdf_a() {
        let pdf = shrink(&plain()).unwrap();
        assert_eq!(pdf, shrink(&plain()).unwrap());
        assert!(pdf.starts_with(b"%PDF-1.7\n%") && pdf[10..14].iter().all(|&byte| byte > 127));
        assert!(pdf.len() < 12_000, "{} bytes", pdf.len());
        let mut from = 0;
        while let Some(at) = find(&pdf[from..], b"endstream") {
            assert_eq!(pdf[from + at - 1], b'\n');
            from += at + 9;
        }
    }

    /// What is not as Typst writes it is refused, never carried over wrongly.
    #[test]
    fn another_kind_of_file_is_refused() {
        let replaced = |from: &str, to: &str| {
            let plain = plain();
            let at = find(&plain, from.as_bytes()).unwrap();
            [&plain[..at], to.as_bytes(), &plain[at + from.len()..]].concat()
        };
        for (from, to) in [
            ("%PDF-1.7", "%FDP-1.7"),
            ("1 0 obj", "1 1 obj"),
            ("\nxref\n", "\nxfer\n"),
            ("00000 n\r\n", "00001 n\r\n"),
            ("/Size 1200", "/Root 1200"),
        ] {
            assert!(shrink(&replaced(from, to)).is_err(), "{from} → {to}");
        }
        assert!(shrink(b"").is_err());
        let mut compact = Document::with_version("1.7");
        let mut dict = Dictionary::new();
        dict.set("Title", Object::String(b"x".to_vec(), StringFormat::Literal));
        compact.add_object(dict);
        compact.add_object(Stream::new(Dictionary::new(), b"y".to_vec()));
        compact.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceStream;
        let mut bytes = Vec::new();
        compact.save_to(&mut bytes).unwrap();
        assert!(shrink(&bytes).is_err());
    }
}
