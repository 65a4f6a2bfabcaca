//! A PDF of anybody's → its objects, within bounds.
//!
//! What its objects take once they are unpacked is counted before they are, and a PDF that goes beyond the bounds is refused
//! before it is in memory. One that is encrypted is refused unread, even one that opens without a password; `unlock` reads
//! those of others.

use std::cell::{Cell, RefCell};

use lopdf::xref::XrefEntry;
use lopdf::{Document, LoadOptions, Object, ObjectId, Stream};

use super::elements::Elements;
use super::guard;
use super::objects::{Read, Reader, objects};

/// How much of a PDF is read.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// The bytes that one stream of objects may unpack to.
    pub part: usize,
    /// The tokens, names and numbers among them, that the PDF may be written in; each takes some hundred bytes.
    pub tokens: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no PDF, or a damaged one.
    NotRead,
    Encrypted,
    TooMuch,
}

// The reader's filter is a plain function, called on the thread that reads, and has nothing else to count by.
thread_local! {
    /// What is left of the tokens for the PDF that is being read.
    static LEFT: Cell<usize> = const { Cell::new(0) };
    /// The bytes that a stream of objects of that PDF may unpack to.
    static PART: Cell<usize> = const { Cell::new(0) };
    /// The streams of objects of that PDF, which are unpacked once the others are read.
    static ASIDE: RefCell<Vec<(ObjectId, Stream)>> = const { RefCell::new(Vec::new()) };
}

/// How much may still be read of a PDF whose bytes are these; it is counted on the thread that reads.
pub(super) fn begin(pdf: &[u8], most: Most) -> Result<(), Refused> {
    LEFT.set(most.tokens.checked_sub(tokens(pdf)).filter(|left| *left > 0).ok_or(Refused::TooMuch)?);
    PART.set(most.part);
    ASIDE.take();
    Ok(())
}

/// The bytes that a stream of objects may unpack to.
pub(super) fn part() -> usize {
    PART.get()
}

/// Counts what an unpacked part can be read as, and says whether it may be.
pub(super) fn spend(tokens: usize) -> Result<(), Refused> {
    LEFT.set(LEFT.get().saturating_sub(tokens));
    if LEFT.get() == 0 { Err(Refused::TooMuch) } else { Ok(()) }
}

/// Reads a PDF's objects. With `reconstruct` its table of objects is made anew of those that are found.
pub fn load(pdf: &[u8], most: Most, reconstruct: bool) -> Result<Document, Refused> {
    guard::quietly(|| load_counted(pdf, most, reconstruct, None)).unwrap_or(Err(Refused::NotRead))
}

/// The same; of the elements of its structure, those that can be are read apart, and are none of the document's objects.
pub fn load_apart(pdf: &[u8], most: Most, reconstruct: bool) -> Result<(Document, Elements), Refused> {
    let mut elements = Elements::default();
    let document = guard::quietly(|| load_counted(pdf, most, reconstruct, Some(&mut elements)));
    document.unwrap_or(Err(Refused::NotRead)).map(|document| (document, elements))
}

fn load_counted(
    pdf: &[u8],
    most: Most,
    reconstruct: bool,
    mut elements: Option<&mut Elements>,
) -> Result<Document, Refused> {
    begin(pdf, most)?;
    if may_be_encrypted(pdf) && Document::load_metadata_mem(pdf).map_or(true, |about| about.encrypted) {
        return Err(Refused::Encrypted);
    }
    let options = LoadOptions {
        password: None,
        filter: Some(set_aside),
        strict: false,
        max_decompressed_size: Some(most.part),
        force_reconstruct: reconstruct,
    };
    let mut document = Document::load_mem_with_options(pdf, options).map_err(|why| match why {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Refused::TooMuch,
        _ => Refused::NotRead,
    })?;
    for (id, stream) in ASIDE.take() {
        take(&mut document, id, &stream, most, elements.as_deref_mut())?;
    }
    find_lengths(&mut document, pdf);
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    Ok(document)
}

/// Sets a stream of objects aside; all else stays.
fn set_aside(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match object {
        Object::Stream(stream) if stream.dict.has_type(b"ObjStm") => {
            let stream = Stream::new(std::mem::take(&mut stream.dict), std::mem::take(&mut stream.content));
            ASIDE.with_borrow_mut(|aside| aside.push((id, stream)));
            None
        }
        // What is not in such a stream stays where it is, whatever is given back.
        _ => Some((id, Object::Null)),
    }
}

/// Reads the objects of such a stream, those alone that the table of objects does not say are elsewhere, or no longer there.
pub(super) fn take(
    document: &mut Document,
    id: ObjectId,
    stream: &Stream,
    most: Most,
    mut apart: Option<&mut Elements>,
) -> Result<(), Refused> {
    let content = match stream.get_plain_content_with_limit(most.part) {
        Ok(content) => content,
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
            return Err(Refused::TooMuch);
        }
        // What is damaged is left out, and told as what it leaves out is missed.
        Err(_) => return Ok(()),
    };
    spend(tokens(&content))?;
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok().and_then(|first| usize::try_from(first).ok());
    let mut element = |reader: &mut Reader<'_>| apart.as_deref_mut()?.element(reader);
    let again = &mut |again: &[u8]| spend(tokens(again)).is_ok();
    let read = objects(&content, first.unwrap_or(usize::MAX), &mut element, again);
    spend(0)?;
    for (number, read) in read {
        let is_of_this = match document.reference_table.get(number) {
            Some(XrefEntry::Compressed { container, .. }) => *container == id.0,
            Some(XrefEntry::Free | XrefEntry::UnusableFree) => false,
            Some(XrefEntry::Normal { .. }) | None => true,
        };
        let is_new = |apart: &Option<&mut Elements>| {
            let is_apart = apart.as_ref().is_some_and(|apart| apart.read.contains_key(&number));
            !is_apart && !document.objects.contains_key(&(number, 0))
        };
        if is_of_this && is_new(&apart) {
            match (read, &mut apart) {
                (Read::Object(object), _) => drop(document.objects.insert((number, 0), object)),
                (Read::Instead(element), Some(apart)) => drop(apart.read.insert(number, element)),
                (Read::Instead(_), None) => {}
            }
            document.max_id = document.max_id.max(number);
        }
    }
    Ok(())
}

/// Reads the streams whose lengths were in a stream of objects.
fn find_lengths(document: &mut Document, pdf: &[u8]) {
    let is_waiting =
        |of: &Object| matches!(of, Object::Stream(of) if of.content.is_empty() && of.start_position.is_some());
    let waiting: Vec<ObjectId> = document.objects.iter().filter(|(_, of)| is_waiting(of)).map(|(id, _)| *id).collect();
    // Places are counted from where the PDF begins, before which there may be something else.
    let begins = memchr::memmem::find(pdf, b"%PDF-").unwrap_or(0);
    // No two streams have the same bytes.
    let mut left = pdf.len();
    for id in waiting {
        let Ok(stream) = document.get_object(id).and_then(Object::as_stream) else { continue };
        let length = stream.dict.get(b"Length").and_then(|length| document.dereference(length));
        let length =
            length.and_then(|(_, length)| length.as_i64()).ok().and_then(|length| usize::try_from(length).ok());
        let bytes = stream.start_position.zip(length).and_then(|(start, length)| {
            let start = begins.checked_add(start)?;
            left = left.checked_sub(length)?;
            pdf.get(start..start.checked_add(length)?)
        });
        if let (Some(bytes), Ok(Object::Stream(stream))) = (bytes.map(<[u8]>::to_vec), document.get_object_mut(id)) {
            stream.set_content(bytes);
        }
    }
}

/// The most tokens that bytes can be read as: one for each byte that can end or begin one.
pub fn tokens(bytes: &[u8]) -> usize {
    // As comparisons and small sums, which the processor does for many bytes at once.
    let counts = |byte: &u8| {
        [b'\0', b'\t', b'\n', 0xc, b'\r', b' ', b'[', b'/', b'(', b'<']
            .iter()
            .fold(0, |any, one| any | u8::from(byte == one))
    };
    bytes.chunks(255).map(|part| usize::from(part.iter().map(counts).sum::<u8>())).sum()
}

/// Whether the name `/Encrypt` is written anywhere.
fn may_be_encrypted(pdf: &[u8]) -> bool {
    ends_of_encrypt(pdf).next().is_some()
}

/// Behind each place where the name `/Encrypt` is written, with its letters as they are or as `#45`; a trailer is never
/// compressed.
pub(super) fn ends_of_encrypt(pdf: &[u8]) -> impl Iterator<Item = usize> {
    const NAME: &[u8] = b"Encrypt";
    memchr::memchr_iter(b'/', pdf).filter_map(|slash| {
        let mut at = slash + 1;
        let is = NAME.iter().all(|letter| {
            let escaped = || {
                let digits = std::str::from_utf8(pdf.get(at + 1..at + 3)?).ok()?;
                u8::from_str_radix(digits, 16).ok()
            };
            let (byte, length) = match pdf.get(at) {
                Some(b'#') => (escaped(), 3),
                plain => (plain.copied(), 1),
            };
            at += length;
            byte == Some(*letter)
        });
        is.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::compact::{Row, push_object_stream, push_offsets, push_stream_object};

    /// A PDF whose page list, and the length of whose stream, are in a stream of objects; `free` is said to be there no more.
    fn packed(free: usize) -> Vec<u8> {
        let mut out = b"something before\n%PDF-1.7\n".to_vec();
        let begins = out.len() - b"%PDF-1.7\n".len();
        let mut rows = vec![Row::Free; 7];
        rows[1] = Row::At(out.len() - begins);
        out.extend_from_slice(b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        rows[3] = Row::At(out.len() - begins);
        push_stream_object(&mut out, 3, b"<</Length 4 0 R>>\nstream\n0 0 1 1 re f");
        rows[6] = Row::At(out.len() - begins);
        let objects = [(2, &b"<</Type/Pages/Kids[]/Count 0>>"[..]), (4, b"12"), (5, b"(gone)")];
        push_object_stream(&mut out, 6, &objects);
        for (index, (number, _)) in objects.iter().enumerate().filter(|(_, (number, _))| *number != free) {
            rows[*number] = Row::Within { stream: 6, index };
        }
        let start = out.len() - begins;
        rows.push(Row::At(start));
        push_offsets(&mut out, &rows, b"/Root 1 0 R");
        out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        out
    }

    #[test]
    fn what_is_in_a_stream_of_objects_is_read_and_counted() {
        let most = Most { part: 1000, tokens: 1000 };
        let document = load(&packed(0), most, false).unwrap();
        assert!(document.get_object((2, 0)).unwrap().as_dict().unwrap().has_type(b"Pages"));
        assert_eq!(document.get_object((3, 0)).unwrap().as_stream().unwrap().content, b"0 0 1 1 re f");
        assert!(document.has_object((5, 0)) && document.max_id >= 7);
        // What was taken out of the file is not there again because it is in a stream that is.
        assert!(!load(&packed(5), most, false).unwrap().has_object((5, 0)));
        for most in [Most { part: 40, ..most }, Most { tokens: tokens(&packed(0)) + 2, ..most }] {
            assert_eq!(load(&packed(0), most, false).unwrap_err(), Refused::TooMuch, "{most:?}");
        }
    }

    /// A list that names one part of the stream for many objects is no way round the bounds.
    #[test]
    fn what_is_read_again_and_again_is_counted_each_time() {
        let mut of = lopdf::Dictionary::new();
        let places: String = (1..=2000).map(|number| format!("{number} 0 ")).collect();
        of.set("First", places.len() as i64);
        let content = format!("{places}[{}]", "1 ".repeat(1000)).into_bytes();
        let stream = Stream::new(of, content);
        let taken = |tokens| {
            let most = Most { part: 1 << 20, tokens };
            begin(b"", most).unwrap();
            let mut document = Document::new();
            take(&mut document, (1, 0), &stream, most, None).map(|()| document.objects.len())
        };
        assert_eq!(taken(5_000_000), Ok(2000));
        assert_eq!(taken(1_000_000), Err(Refused::TooMuch));
    }

    #[test]
    fn the_name_of_a_password_is_found_however_it_is_written() {
        for written in ["trailer<</Encrypt 6 0 R>>", "/#45ncrypt 6 0 R", "//Encr#79p#74"] {
            assert!(may_be_encrypted(written.as_bytes()), "{written}");
        }
        for written in ["", "/", "/#", "/Encryp", "Encrypt", "/#4", "/encrypt"] {
            assert!(!may_be_encrypted(written.as_bytes()), "{written}");
        }
    }
}
