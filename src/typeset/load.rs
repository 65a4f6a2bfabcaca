//! A PDF of anybody's → its objects, within bounds.
//!
//! What its objects take once they are unpacked is counted before they are, and a PDF that goes beyond the bounds is refused
//! before it is in memory. One that is encrypted is refused unread, even one that opens without a password; `unlock` reads
//! those of others.

use std::cell::Cell;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::guard;

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
}

/// How much may still be read of a PDF whose bytes are these; it is counted on the thread that reads.
pub(super) fn begin(pdf: &[u8], most: Most) -> Result<(), Refused> {
    LEFT.set(most.tokens.checked_sub(tokens(pdf)).filter(|left| *left > 0).ok_or(Refused::TooMuch)?);
    PART.set(most.part);
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
    guard::quietly(|| load_counted(pdf, most, reconstruct)).unwrap_or(Err(Refused::NotRead))
}

fn load_counted(pdf: &[u8], most: Most, reconstruct: bool) -> Result<Document, Refused> {
    begin(pdf, most)?;
    if may_be_encrypted(pdf) && Document::load_metadata_mem(pdf).map_or(true, |about| about.encrypted) {
        return Err(Refused::Encrypted);
    }
    let options = LoadOptions {
        password: None,
        filter: Some(count),
        strict: false,
        max_decompressed_size: Some(most.part),
        force_reconstruct: reconstruct,
    };
    let document = Document::load_mem_with_options(pdf, options).map_err(|why| match why {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Refused::TooMuch,
        _ => Refused::NotRead,
    })?;
    if LEFT.get() == 0 {
        return Err(Refused::TooMuch);
    }
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    Ok(document)
}

/// Counts an object's tokens before it is unpacked; where none are left it is not read.
fn count(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Ok(stream) = object.as_stream()
        && stream.dict.has_type(b"ObjStm")
    {
        let content = stream.decompressed_content_with_limit(PART.get());
        let found = content.map_or(usize::MAX, |content| tokens(&content));
        LEFT.set(LEFT.get().saturating_sub(found));
        if LEFT.get() == 0 {
            return None;
        }
    }
    // A stream stays where it is; of what was within one, what is given back is taken.
    Some((id, if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() }))
}

/// The most tokens that bytes can be read as: one for each byte that can end or begin one.
pub fn tokens(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|byte| matches!(byte, b'\0' | b'\t' | b'\n' | 0xc | b'\r' | b' ' | b'[' | b'/' | b'(' | b'<'))
        .count()
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
