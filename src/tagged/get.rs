//! Small ways to ask a PDF's dictionaries.

use lopdf::{Dictionary, Document, Object};

/// What stands under a key, through a reference.
pub fn value<'d>(document: &'d Document, within: &'d Dictionary, key: &str) -> Option<&'d Object> {
    let value = within.get(key.as_bytes()).ok()?;
    Some(document.dereference(value).ok()?.1)
}

/// A dictionary under a key, or that of a stream.
pub fn dictionary<'d>(document: &'d Document, within: &'d Dictionary, key: &str) -> Option<&'d Dictionary> {
    match value(document, within, key)? {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub fn name(document: &Document, within: &Dictionary, key: &str) -> Option<String> {
    let name = value(document, within, key)?.as_name().ok()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

pub fn number(document: &Document, within: &Dictionary, key: &str) -> Option<f64> {
    value(document, within, key)?.as_float().ok().map(f64::from)
}

/// A list of numbers.
pub fn numbers(document: &Document, within: &Dictionary, key: &str) -> Option<Vec<f64>> {
    let list = value(document, within, key)?.as_array().ok()?;
    let number = |item: &Object| Some(f64::from(document.dereference(item).ok()?.1.as_float().ok()?));
    list.iter().map(number).collect()
}

pub fn text(document: &Document, within: &Dictionary, key: &str) -> Option<String> {
    text_of(value(document, within, key)?)
}

/// A text as PDF writes it: UTF-16 or UTF-8 with its mark, or bytes.
pub fn text_of(value: &Object) -> Option<String> {
    let Object::String(bytes, _) = value else { return None };
    Some(match bytes.as_slice() {
        [0xfe, 0xff, units @ ..] => utf16(units),
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        _ => lopdf::decode_text_string(value).unwrap_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect()),
    })
}

/// The units of a text in UTF-16, the higher byte first.
pub fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, &byte| (unit << 8) | u16::from(byte))).collect()
}

pub fn utf16(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&units(bytes))
}
