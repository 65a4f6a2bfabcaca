//! The words on each page of a finished PDF: its bytes → a text for each page, in the order in which it was drawn.
//!
//! For finding on which pages something stands. The PDF is one that a person names, and need not be ours: what its
//! objects and pages take once they are unpacked is counted, and a PDF that goes beyond the bounds is refused before it is
//! in memory. Deliberately absent: reading order, which the PDF's tags hold.

use std::sync::{Mutex, PoisonError};

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::guard;

/// The most bytes that the content of one page, or a stream of objects, may unpack to: some ten times what papers have.
const PART: usize = 8 << 20;

/// The most bytes that the pages of one PDF may unpack to, together.
const PAGES: usize = 512 << 20;

/// The most tokens, names and numbers among them, that the PDF may be written in; each takes some hundred bytes.
const TOKENS: usize = 3_000_000;

/// What is left of [`TOKENS`] for the PDF that is being read; the reader's filter is a plain function, and has nothing
/// else to count by.
static LEFT: Mutex<usize> = Mutex::new(TOKENS);
/// Held for as long as a PDF is read.
static READING: Mutex<()> = Mutex::new(());

/// Reads the text of each page; a page whose text cannot be read has none. An error says why the bytes cannot be read.
pub fn page_texts(pdf: &[u8]) -> Result<Vec<String>, &'static str> {
    const NO_PDF: &str = "is no PDF that can be read";
    guard::quietly(|| texts(pdf)).unwrap_or(Err(None)).map_err(|why| why.unwrap_or(NO_PDF))
}

/// `None` where it is no PDF.
fn texts(pdf: &[u8]) -> Result<Vec<String>, Option<&'static str>> {
    const TOO_MUCH: Option<&str> = Some("unpacks to more than any paper has, and is not read");
    let _one_at_a_time = READING.lock().unwrap_or_else(PoisonError::into_inner);
    *left() = TOKENS.checked_sub(tokens(pdf)).ok_or(TOO_MUCH)?;
    let options = LoadOptions {
        // No paper is encrypted, and what is within an encrypted PDF is never shown to the filter.
        password: Some("no paper of boardpack has a password".to_owned()),
        filter: Some(count),
        strict: false,
        max_decompressed_size: Some(PART),
        force_reconstruct: false,
    };
    let document = Document::load_mem_with_options(pdf, options).map_err(|_| None)?;
    if *left() == 0 {
        return Err(TOO_MUCH);
    }
    let mut unpacked = 0;
    let mut texts = Vec::new();
    for (page, id) in document.get_pages() {
        match document.get_page_content_with_limit(id, PART) {
            Ok(content) => unpacked += content.len(),
            Err(lopdf::Error::Decompress(_)) => return Err(TOO_MUCH),
            Err(_) => {}
        }
        if unpacked > PAGES {
            return Err(TOO_MUCH);
        }
        texts.push(document.extract_text_with_limit(&[page], PART).unwrap_or_default());
    }
    Ok(texts)
}

/// Counts an object's tokens before it is unpacked; where none are left it is not read.
fn count(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Ok(stream) = object.as_stream()
        && stream.dict.has_type(b"ObjStm")
    {
        let found = stream.decompressed_content_with_limit(PART).map_or(usize::MAX, |content| tokens(&content));
        let mut left = left();
        *left = left.saturating_sub(found);
        if *left == 0 {
            return None;
        }
    }
    // A stream stays where it is; of what was within one, what is given back is taken.
    Some((id, if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() }))
}

fn left() -> std::sync::MutexGuard<'static, usize> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most tokens that bytes can be read as: one for each byte that can end or begin one.
fn tokens(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|byte| matches!(byte, b'\0' | b'\t' | b'\n' | 0xc | b'\r' | b' ' | b'[' | b'/' | b'(' | b'<'))
        .count()
}
