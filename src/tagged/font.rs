//! The fonts of a page: from the codes of a drawn text to its characters and their widths.
//!
//! Composite fonts have codes of two bytes, as Typst writes them; simple ones have one. Deliberately absent: outlines,
//! and fonts whose own encoding would have to be known where no table gives the characters.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::get::{dictionary, number, numbers, units, utf16};

/// How letters look, as far as the font's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// From 100 to 900, as CSS has it.
    pub weight: u16,
    pub italic: bool,
}

#[derive(Clone, Debug)]
pub struct Font {
    pub face: Face,
    /// Bytes to a code.
    bytes: usize,
    characters: BTreeMap<u32, String>,
    /// In thousandths of the size.
    widths: BTreeMap<u32, f64>,
    usual_width: f64,
}

/// The most bytes that a table of characters is unpacked to.
const TABLE: usize = 4 << 20;
/// Codes have two bytes.
const HIGHEST: u32 = 0xffff;
/// The most codes that the ranges of one table may have together, those that several have counted for each.
const CODES: usize = 1 << 20;
/// The most bytes that one code may stand for.
const LONGEST: usize = 512;

/// The fonts of a PDF that were read; its pages have most of them together.
#[derive(Default)]
pub struct Fonts {
    known: HashMap<ObjectId, Arc<Font>>,
    codes: usize,
}

impl Fonts {
    /// The codes that are kept of all fonts together; each takes some hundred bytes.
    const MOST: usize = 200_000;

    /// A font by its name among a page's.
    pub fn of(&mut self, document: &Document, all: &Dictionary, name: &str) -> Option<Arc<Font>> {
        let id = all.get(name.as_bytes()).and_then(Object::as_reference).ok();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return Some(known.clone());
        }
        let font = Arc::new(Font::of(document, dictionary(document, all, name)?));
        if let Some(id) = id.filter(|_| self.codes + font.codes() <= Fonts::MOST) {
            self.codes += font.codes();
            self.known.insert(id, font.clone());
        }
        Some(font)
    }
}

impl Font {
    pub fn of(document: &Document, font: &Dictionary) -> Font {
        let name = |of: &Dictionary, key: &[u8]| {
            String::from_utf8_lossy(of.get(key).and_then(Object::as_name).unwrap_or_default()).into_owned()
        };
        let composite = name(font, b"Subtype") == "Type0";
        let below = font.get(b"DescendantFonts").ok().and_then(|fonts| document.dereference(fonts).ok());
        let below =
            below.and_then(|(_, fonts)| fonts.as_array().ok()?.first()).and_then(|f| document.dereference(f).ok());
        let below = below.and_then(|(_, font)| font.as_dict().ok());
        let (widths, usual_width) = match below.filter(|_| composite) {
            Some(below) => (widths_by_ranges(document, below), number(document, below, "DW").unwrap_or(1000.0)),
            None => (widths_in_a_row(document, font), 500.0),
        };
        Font {
            face: Face::named(&name(font, b"BaseFont")),
            bytes: if composite { 2 } else { 1 },
            characters: characters(document, font),
            widths,
            usual_width,
        }
    }

    /// How many codes it has something for.
    pub fn codes(&self) -> usize {
        self.characters.len() + self.widths.len()
    }

    /// The characters of a drawn text, and how far each code goes, in thousandths of the size.
    pub fn read<'f>(&'f self, codes: &'f [u8]) -> impl Iterator<Item = Glyph<'f>> + 'f {
        codes.chunks(self.bytes).map(|bytes| {
            let code = bytes.iter().fold(0, |code, &byte| (code << 8) | u32::from(byte));
            let known = self.characters.get(&code).map(String::as_str);
            Glyph {
                text: known.unwrap_or("\u{fffd}"),
                width: self.widths.get(&code).copied().unwrap_or(self.usual_width),
                is_space: self.bytes == 1 && code == 32,
            }
        })
    }
}

pub struct Glyph<'f> {
    pub text: &'f str,
    pub width: f64,
    /// Whether the space between words is added to it.
    pub is_space: bool,
}

impl Face {
    fn named(name: &str) -> Face {
        let name = name.to_lowercase();
        let has = |part: &&(&str, u16)| name.contains(part.0);
        // The longer names first: "bold" is part of "semibold".
        const WEIGHTS: [(&str, u16); 11] = [
            ("extralight", 200),
            ("ultralight", 200),
            ("thin", 100),
            ("light", 300),
            ("medium", 500),
            ("semibold", 600),
            ("demi", 600),
            ("extrabold", 800),
            ("black", 900),
            ("heavy", 900),
            ("bold", 700),
        ];
        Face {
            weight: WEIGHTS.iter().find(has).map_or(400, |(_, weight)| *weight),
            italic: name.contains("italic") || name.contains("oblique"),
        }
    }
}

/// The widths of a composite font: runs of codes with a width each, or one for all.
fn widths_by_ranges(document: &Document, font: &Dictionary) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let Ok((_, Object::Array(list))) = font.get(b"W").and_then(|list| document.dereference(list)) else {
        return widths;
    };
    let code = |object: &Object| object.as_float().ok().filter(|code| *code >= 0.0).map(|code| code as u32);
    let (mut at, mut left) = (0, CODES);
    while let Some(first) = list.get(at).and_then(code) {
        match list.get(at + 1).map(|next| document.dereference(next).map_or(next, |(_, next)| next)) {
            Some(Object::Array(each)) => {
                let count = each.len();
                let each = each.iter().filter_map(|width| width.as_float().ok());
                widths.extend((first..=HIGHEST).zip(each.map(f64::from)).take(left));
                left = left.saturating_sub(count);
                at += 2;
            }
            Some(last) => {
                let (Some(last), Some(width)) = (code(last), list.get(at + 2).and_then(|width| width.as_float().ok()))
                else {
                    break;
                };
                let codes = (first..=last.min(HIGHEST)).take(left);
                left -= codes.clone().count();
                widths.extend(codes.map(|code| (code, f64::from(width))));
                at += 3;
            }
            None => break,
        }
    }
    widths
}

fn widths_in_a_row(document: &Document, font: &Dictionary) -> BTreeMap<u32, f64> {
    let first = number(document, font, "FirstChar").unwrap_or(0.0) as u32;
    (first..=HIGHEST).zip(numbers(document, font, "Widths").unwrap_or_default()).collect()
}

/// The table that gives the characters of codes.
fn characters(document: &Document, font: &Dictionary) -> BTreeMap<u32, String> {
    let table = font.get(b"ToUnicode").and_then(|table| document.dereference(table));
    let Ok((_, Object::Stream(table))) = table else {
        // Without a table a simple font's letters are those of its codes.
        let composite = dictionary(document, font, "Encoding").is_none() && font.has(b"DescendantFonts");
        let plain = (32..127_u8).map(|code| (u32::from(code), char::from(code).to_string()));
        return if composite { BTreeMap::new() } else { plain.collect() };
    };
    let text = table.get_plain_content_with_limit(TABLE).unwrap_or_default();
    let mut found = BTreeMap::new();
    let mut words = Words(&text);
    let mut pending: Vec<Word> = Vec::new();
    let mut left = CODES;
    while let Some(word) = words.next() {
        match &word {
            Word::Name(name) if name == b"endbfchar" => {
                for pair in pending.chunks_exact(2) {
                    if let [Word::Bytes(code), Word::Bytes(text)] = pair {
                        found.insert(number_of(code), utf16(text));
                    }
                }
                pending.clear();
            }
            Word::Name(name) if name == b"endbfrange" => {
                for range in pending.chunks_exact(3) {
                    add_range(range, &mut found, &mut left);
                }
                pending.clear();
            }
            Word::Name(_) => pending.clear(),
            _ => pending.push(word),
        }
    }
    found
}

fn add_range(range: &[Word], found: &mut BTreeMap<u32, String>, left: &mut usize) {
    let [Word::Bytes(first), Word::Bytes(last), to] = range else { return };
    let (first, last) = (number_of(first), number_of(last));
    for code in (first..=last.min(HIGHEST)).take(*left) {
        *left -= 1;
        let step = code - first;
        let text = match to {
            Word::List(each) => each.get(step as usize).map(|text| utf16(text)),
            Word::Bytes(text) if text.len() > LONGEST => None,
            Word::Bytes(text) => {
                let mut units = units(text);
                if let Some(last) = units.last_mut() {
                    *last = last.wrapping_add(step as u16);
                }
                Some(String::from_utf16_lossy(&units))
            }
            Word::Name(_) => None,
        };
        found.extend(text.map(|text| (code, text)));
    }
}

fn number_of(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0_u32, |number, &byte| (number << 8) | u32::from(byte))
}

/// The words of a table of characters: `<0041>`, `[<0041> <0042>]` and bare names.
struct Words<'t>(&'t [u8]);

enum Word {
    Bytes(Vec<u8>),
    List(Vec<Vec<u8>>),
    Name(Vec<u8>),
}

impl Words<'_> {
    fn next(&mut self) -> Option<Word> {
        let begin = self.0.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.0 = &self.0[begin..];
        match self.0[0] {
            b'<' if self.0.get(1) != Some(&b'<') => Some(Word::Bytes(self.hexadecimal())),
            b'[' => {
                let mut list = Vec::new();
                self.0 = &self.0[1..];
                loop {
                    let next = self.0.iter().position(|byte| matches!(byte, b'<' | b']'));
                    let Some(next) = next else { return Some(Word::List(list)) };
                    self.0 = &self.0[next..];
                    if self.0[0] == b']' {
                        self.0 = &self.0[1..];
                        return Some(Word::List(list));
                    }
                    list.push(self.hexadecimal());
                }
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'[');
                let end = self.0.iter().skip(1).position(ends).map_or(self.0.len(), |end| end + 1);
                let (name, rest) = self.0.split_at(end);
                self.0 = rest;
                Some(Word::Name(name.to_vec()))
            }
        }
    }

    /// From `<` to `>`.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let end = self.0.iter().position(|byte| *byte == b'>').unwrap_or(self.0.len());
        let digits: Vec<u8> = self.0[1.min(end)..end]
            .iter()
            .filter_map(|digit| char::from(*digit).to_digit(16))
            .map(|d| d as u8)
            .collect();
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).unwrap_or(&0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use lopdf::Stream;

    use super::*;

    fn font(table: &str) -> Font {
        let mut document = Document::new();
        let table = document.add_object(Stream::new(Dictionary::new(), table.as_bytes().to_vec()));
        let mut below = Dictionary::new();
        let list = |widths: &[i64]| Object::Array(widths.iter().map(|&width| width.into()).collect());
        below.set("W", vec![1.into(), list(&[500, 600]), 5.into(), 7.into(), 250.into()]);
        let mut font = Dictionary::new();
        font.set("Subtype", Object::Name(b"Type0".to_vec()));
        font.set("BaseFont", Object::Name(b"ABCDEF+Sans-SemiBoldItalic".to_vec()));
        font.set("DescendantFonts", vec![Object::Dictionary(below)]);
        font.set("ToUnicode", table);
        Font::of(&document, &font)
    }

    #[test]
    fn codes_have_characters_and_widths() {
        let font = font(
            "2 beginbfchar <0001> <0041> <0002> <00660069> endbfchar\n\
             2 beginbfrange <0005> <0006> <0061> <0007><0008>[<0078> <D83DDE00>] endbfrange",
        );
        let read: Vec<(String, f64)> = font
            .read(&[0, 1, 0, 2, 0, 5, 0, 6, 0, 8, 0, 9])
            .map(|glyph| (glyph.text.to_owned(), glyph.width))
            .collect();
        let text = |text: &str, width: f64| (text.to_owned(), width);
        let expected = [
            text("A", 500.0),
            text("fi", 600.0),
            text("a", 250.0),
            text("b", 250.0),
            text("😀", 1000.0),
            text("\u{fffd}", 1000.0),
        ];
        assert_eq!(read, expected);
        assert_eq!(font.face, Face { weight: 600, italic: true });
    }

    /// A range of all codes takes a few bytes, and can stand there a hundred thousand times.
    #[test]
    fn ranges_without_number_come_to_an_end() {
        let range = "1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange\n";
        let font = font(&range.repeat(20_000));
        assert_eq!(font.characters.len(), 0x1_0000);
        let far = "1 beginbfrange <F0000000> <FFFFFFFF> <0041> endbfrange\n1 beginbfchar <0001> <0042> endbfchar";
        assert_eq!(self::font(far).characters.len(), 1);
        let mut simple = Dictionary::new();
        simple.set("FirstChar", 4_294_967_295_i64);
        simple.set("Widths", vec![1.into(), 2.into()]);
        assert!(widths_in_a_row(&Document::new(), &simple).is_empty());
    }

    #[test]
    fn a_torn_table_of_characters_gives_what_it_has() {
        for torn in ["<", "[", "1 beginbfchar <0001> <00", "beginbfrange <0000> <FFFFFFFF> <0041> endbfrange", "[<00"] {
            let _ = font(torn).read(&[0, 1, 0]).count();
        }
    }
}
