//! A PDF that everybody may open and that is encrypted all the same, as many programs write one that must not be changed: read
//! with the empty password, within the bounds of any other.
//!
//! lopdf unpacks what it decrypts as it goes, and counts nothing. So it is first given the file as one that is not encrypted, whose
//! parts it cannot unpack; they are decrypted where they are, and only then counted and read. Deliberately absent: any other
//! password, and guessing one.

use lopdf::{Document, LoadOptions, Object, ObjectId, Permissions};

use super::elements::Elements;
use super::guard;
use super::load::{self, Most, Refused, load_apart, tokens};

/// What a PDF forbids to those who open it without its owner's password, and how it is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// As people name it: "AES-256".
    pub by: &'static str,
    /// What it forbids, as the end of "it forbids".
    pub forbids: Vec<&'static str>,
}

/// The key that `Encrypt` is read under, so that it is not known as what it is.
const OTHER: u8 = b'x';
/// The kind of a part with objects in it while it is decrypted.
const PACKED: &[u8] = b"ObjStm";
const SET_ASIDE: &[u8] = b"ObjStx";

/// A PDF's objects.
pub struct Unlocked {
    pub document: Document,
    /// The elements of its structure that were read apart, and are none of the document's objects.
    pub elements: Elements,
    /// What the empty password forbids, where it was opened with that.
    pub protection: Option<Protection>,
}

/// Reads a PDF's objects, also those of one that opens with the empty password.
pub fn load_unlocked(pdf: &[u8], most: Most, reconstruct: bool) -> Result<Unlocked, Refused> {
    match load_apart(pdf, most, reconstruct) {
        Ok((document, elements)) => Ok(Unlocked { document, elements, protection: None }),
        Err(Refused::Encrypted) => {
            guard::quietly(|| unlocked(pdf, most, reconstruct)).unwrap_or(Err(Refused::Encrypted))
        }
        Err(why) => Err(why),
    }
}

fn unlocked(pdf: &[u8], most: Most, reconstruct: bool) -> Result<Unlocked, Refused> {
    let mut bytes = pdf.to_vec();
    // `EncryptMetadata`, which begins alike, says how, and stays.
    let is_whole = |end: &usize| pdf.get(*end).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'#');
    for end in load::ends_of_encrypt(pdf).filter(is_whole) {
        // The last letter as it is, or as the last two digits of `#74`.
        match bytes[end - 1] {
            b't' => bytes[end - 1] = OTHER,
            _ => bytes[end - 1] = b'8',
        }
    }
    load::begin(&bytes, most)?;
    let options = LoadOptions {
        password: None,
        filter: Some(set_aside),
        strict: false,
        max_decompressed_size: Some(most.part),
        force_reconstruct: reconstruct,
    };
    let mut document = Document::load_mem_with_options(&bytes, options).map_err(|why| match why {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Refused::TooMuch,
        _ => Refused::NotRead,
    })?;
    drop(bytes);
    load::spend(0)?;
    let key = [&b"Encryp"[..], &[OTHER]].concat();
    let how = document.trailer.remove(&key).ok_or(Refused::NotRead)?;
    // One that is written in the trailer itself is made an object of its own, as lopdf wants it.
    let how = match how {
        Object::Reference(id) => id,
        of => document.add_object(of),
    };
    document.trailer.set("Encrypt", Object::Reference(how));
    let by = by(&document, how);
    let packed: Vec<ObjectId> = kinds(&mut document, PACKED, SET_ASIDE);
    // Where one of its objects cannot be decrypted the others are; what is missing is told as of any damaged file.
    match document.decrypt("") {
        Ok(()) => {}
        Err(_) if document.trailer.has(b"Encrypt") => return Err(Refused::Encrypted),
        Err(_) => {}
    }
    kinds(&mut document, SET_ASIDE, PACKED);
    let mut elements = Elements::default();
    for id in packed {
        if let Some(Object::Stream(part)) = document.objects.remove(&id) {
            load::take(&mut document, id, &part, most, Some(&mut elements))?;
        }
    }
    let protection =
        document.encryption_state.as_ref().map(|state| Protection { by, forbids: forbidden(state.permissions()) });
    Ok(Unlocked { document, elements, protection })
}

/// What is not encrypted after all is counted as always; what is cannot be unpacked yet.
fn set_aside(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Ok(stream) = object.as_stream()
        && stream.dict.has_type(PACKED)
    {
        let content = stream.decompressed_content_with_limit(load::part());
        load::spend(content.map_or(0, |content| tokens(&content))).ok()?;
    }
    Some((id, if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() }))
}

/// Renames the kind of parts, and gives back which they are.
fn kinds(document: &mut Document, from: &[u8], to: &[u8]) -> Vec<ObjectId> {
    let mut found = Vec::new();
    for (id, object) in &mut document.objects {
        if let Object::Stream(stream) = object
            && stream.dict.has_type(from)
        {
            stream.dict.set("Type", Object::Name(to.to_vec()));
            found.push(*id);
        }
    }
    found
}

/// How it is encrypted, by what its own entry says.
fn by(document: &Document, how: ObjectId) -> &'static str {
    let Ok(how) = document.get_dictionary(how) else { return "a password" };
    let version = how.get(b"V").and_then(Object::as_i64).unwrap_or(0);
    let filters = how.get(b"CF").and_then(|filters| document.dereference(filters)).map(|(_, filters)| filters);
    let is_of = |method: &[u8]| {
        let filters = filters.as_ref().ok().and_then(|filters| filters.as_dict().ok());
        filters.into_iter().flatten().any(|(_, filter)| {
            let filter = document.dereference(filter).ok().and_then(|(_, filter)| filter.as_dict().ok());
            filter.is_some_and(|filter| filter.get(b"CFM").and_then(Object::as_name).is_ok_and(|name| name == method))
        })
    };
    match version {
        5.. => "AES-256",
        4 if is_of(b"AESV2") => "AES-128",
        _ => "RC4",
    }
}

fn forbidden(may: Permissions) -> Vec<&'static str> {
    const WHAT: [(Permissions, &str); 5] = [
        (Permissions::PRINTABLE, "to print it"),
        (Permissions::MODIFIABLE, "to change it"),
        (Permissions::COPYABLE, "to copy from it"),
        (Permissions::ANNOTABLE, "to write notes on it"),
        (Permissions::ASSEMBLABLE, "to put its pages together with others"),
    ];
    WHAT.into_iter().filter(|(permission, _)| !may.contains(*permission)).map(|(_, what)| what).collect()
}
