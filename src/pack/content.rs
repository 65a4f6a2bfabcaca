//! A page's drawing, mended: what it opens it closes, each mark has a number of its own, and layers are gone.
//!
//! Only the places that have to change are changed; a sound drawing is told to be so and stays as its file has it.

use std::collections::BTreeSet;
use std::ops::Range;

/// The highest number of a mark that is kept as it is; a table with a place for each is written.
const HIGHEST: i64 = 50_000;
/// The highest that is given to a mark.
const HIGHEST_ANEW: i64 = 2 * HIGHEST;
/// How deep lists within lists may lie.
const DEPTH: usize = 64;

/// What a mark names among the page's properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Property {
    pub number: Option<i64>,
    /// Whether it is a layer, and if so whether that is shown.
    pub layer: Option<bool>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// None where it may stay as it is.
    pub content: Option<Vec<u8>>,
    /// The numbers of its marks.
    pub numbers: BTreeSet<u32>,
    /// Whether something was left out with a layer that is not shown.
    pub hidden: bool,
    /// Whether text is drawn outside every mark.
    pub is_loose: bool,
}

/// Mends a drawing. Without `marks` the numbers of its marks are taken out.
pub fn mend(content: &[u8], property: &dyn Fn(&[u8]) -> Property, marks: bool) -> Result<Mended, String> {
    // Most drawings are sound and are read once; no list of all their operators is ever in memory.
    match mend_from(content, property, marks, None)? {
        Some(mended) => Ok(mended),
        None => {
            let highest = highest(content, property)?;
            Ok(mend_from(content, property, marks, Some(highest))?.unwrap_or_default())
        }
    }
}

/// The highest number of a mark that is kept: one that is given anew must not be that of a later mark.
fn highest(content: &[u8], property: &dyn Fn(&[u8]) -> Property) -> Result<i64, String> {
    let mut reader = Operators::of(content);
    let mut highest = 0;
    while let Some(operator) = reader.next()? {
        if let (b"BDC", Some(properties)) = (operator.name, operator.operands.get(1)) {
            let of = of_properties(&content[properties.clone()], property);
            highest = highest.max(of.number.filter(|number| *number <= HIGHEST).unwrap_or(0));
        }
    }
    Ok(highest)
}

/// `None` where a mark needs a new number, and the highest is not known.
fn mend_from(
    content: &[u8],
    property: &dyn Fn(&[u8]) -> Property,
    marks: bool,
    mut highest: Option<i64>,
) -> Result<Option<Mended>, String> {
    let mut mended = Mended::default();
    let mut out: Vec<u8> = Vec::new();
    let (mut from, mut is_changed) = (0, false);
    let (mut kept, mut in_text) = (0_usize, false);
    // Of each open mark whether it was taken out, and whether it hides.
    let mut open: Vec<(bool, bool)> = Vec::new();
    let (mut hiding, mut marking) = (0_usize, 0_usize);
    let mut reader = Operators::of(content);
    while let Some(Operator { name, whole, operands }) = reader.next()? {
        let hides = hiding > 0;
        let mut edit = |with: &[u8]| {
            is_changed = true;
            out.extend_from_slice(&content[from..whole.start]);
            out.extend_from_slice(with);
            out.push(b' ');
            from = whole.end;
        };
        match name {
            b"q" => kept += 1,
            b"Q" if kept == 0 => edit(b""),
            b"Q" => kept -= 1,
            b"BT" => in_text = true,
            b"ET" => in_text = false,
            b"BMC" => {
                open.push((false, false));
                marking += 1;
            }
            b"BDC" => {
                let tag = operands.first().map_or(&b"/Span"[..], |tag| &content[tag.clone()]);
                let of = operands.get(1).map(|properties| of_properties(&content[properties.clone()], property));
                let Property { number, layer } = of.unwrap_or_default();
                if tag == b"/OC" {
                    edit(b"");
                    let hides = layer == Some(false);
                    mended.hidden |= hides;
                    open.push((true, hides));
                    hiding += usize::from(hides);
                    continue;
                }
                open.push((false, false));
                marking += 1;
                match number {
                    None => {}
                    Some(_) if !marks => edit(b"/Span BMC"),
                    Some(number) => {
                        let usable = u32::try_from(number).ok().filter(|_| number <= HIGHEST);
                        if !usable.is_some_and(|number| mended.numbers.insert(number)) {
                            let Some(highest) = &mut highest else { return Ok(None) };
                            *highest += 1;
                            if *highest > HIGHEST_ANEW {
                                return Err("it has more marks than any page has".to_owned());
                            }
                            mended.numbers.insert(*highest as u32);
                            edit(&[tag, format!("<</MCID {highest}>>BDC").as_bytes()].concat());
                        }
                    }
                }
            }
            b"EMC" => match open.pop() {
                None => edit(b""),
                Some((true, hides)) => {
                    edit(b"");
                    hiding -= usize::from(hides);
                }
                Some((false, _)) => marking -= 1,
            },
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" if hides => edit(b"n"),
            b"Tj" | b"TJ" | b"Do" | b"sh" | b"EI" if hides => edit(b""),
            b"'" | b"\"" if hides => edit(b"T*"),
            b"Tj" | b"TJ" | b"'" | b"\"" if marking == 0 => mended.is_loose = true,
            _ => {}
        }
    }
    let mut end = String::new();
    if in_text {
        end.push_str("\nET");
    }
    (0..marking).for_each(|_| end.push_str("\nEMC"));
    (0..kept).for_each(|_| end.push_str("\nQ"));
    if is_changed || !end.is_empty() {
        out.extend_from_slice(&content[from..]);
        out.extend_from_slice(end.as_bytes());
        mended.content = Some(out);
    }
    Ok(Some(mended))
}

/// What stands in the way of saying that a drawing is tagged and archived as the standards ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Whether something is painted outside every mark.
    pub unmarked: bool,
    /// Whether a mark of the structure and one of an artefact stand within each other.
    pub mixed: bool,
    /// Whether it uses inks of a press, or has a picture of its own, into which nobody looked.
    pub inks: bool,
}

/// Looks through a drawing. With `within` all of it stands in a mark, as a form's does that is drawn there.
pub fn look(content: &[u8], property: &dyn Fn(&[u8]) -> Property, within: bool) -> Result<Seen, String> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Element,
        Artefact,
        Other,
    }
    let mut seen = Seen::default();
    let mut open: Vec<Kind> = Vec::new();
    let mut reader = Operators::of(content);
    while let Some(Operator { name, operands, .. }) = reader.next()? {
        match name {
            b"BMC" | b"BDC" => {
                let is_artefact = operands.first().is_some_and(|tag| &content[tag.clone()] == b"/Artifact");
                let of = operands.get(1).filter(|_| name == b"BDC");
                let has_number = of.is_some_and(|of| of_properties(&content[of.clone()], property).number.is_some());
                let kind = if has_number {
                    Kind::Element
                } else if is_artefact {
                    Kind::Artefact
                } else {
                    Kind::Other
                };
                let other = if kind == Kind::Element { Kind::Artefact } else { Kind::Element };
                seen.mixed |= kind != Kind::Other && open.contains(&other);
                open.push(kind);
            }
            b"EMC" => drop(open.pop()),
            b"k" | b"K" => seen.inks = true,
            b"EI" => {
                seen.inks = true;
                seen.unmarked |= !within && open.iter().all(|kind| *kind == Kind::Other);
            }
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"sh" | b"Do" | b"Tj" | b"TJ" | b"'"
            | b"\"" => seen.unmarked |= !within && open.iter().all(|kind| *kind == Kind::Other),
            _ => {}
        }
    }
    Ok(seen)
}

/// A drawing without its marks: what is printed on every page belongs to no element.
pub fn without_marks(content: &[u8]) -> Result<Vec<u8>, String> {
    let mut reader = Operators::of(content);
    let (mut out, mut from) = (Vec::with_capacity(content.len()), 0);
    while let Some(Operator { name, whole, .. }) = reader.next()? {
        if matches!(name, b"BDC" | b"BMC" | b"EMC" | b"MP" | b"DP") {
            out.extend_from_slice(&content[from..whole.start]);
            out.push(b' ');
            from = whole.end;
        }
    }
    out.extend_from_slice(&content[from..]);
    Ok(out)
}

fn of_properties(written: &[u8], property: &dyn Fn(&[u8]) -> Property) -> Property {
    if let Some(name) = written.strip_prefix(b"/") {
        return property(&unescaped(name));
    }
    let Some(inner) = written.strip_prefix(b"<<") else { return Property::default() };
    let mut reader = Operators::of(inner);
    let mut is_number = false;
    while let Ok(Some(token)) = reader.token() {
        let text = &inner[token.clone()];
        if is_number {
            let number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
            return Property { number, layer: None };
        }
        is_number = text == b"/MCID";
    }
    Property::default()
}

/// A name without its `#20`.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let digits = name.get(at + 1..at + 3).filter(|_| name[at] == b'#');
        let code = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        out.push(code.unwrap_or(name[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

/// An operator with its operands; `whole` is where all of it stands.
struct Operator<'c> {
    name: &'c [u8],
    whole: Range<usize>,
    operands: &'c [Range<usize>],
}

/// Cuts a drawing into operators.
struct Operators<'c> {
    content: &'c [u8],
    at: usize,
    /// Of the operator that was read last.
    operands: Vec<Range<usize>>,
}

impl<'c> Operators<'c> {
    fn of(content: &'c [u8]) -> Operators<'c> {
        Operators { content, at: 0, operands: Vec::new() }
    }

    fn next(&mut self) -> Result<Option<Operator<'_>>, String> {
        self.operands.clear();
        while let Some(token) = self.token()? {
            let text = &self.content[token.clone()];
            let is_operand = matches!(text[0], b'(' | b'<' | b'[' | b'/' | b'+' | b'-' | b'.' | b'0'..=b'9')
                || matches!(text, b"true" | b"false" | b"null");
            if is_operand {
                self.operands.push(token);
                if self.operands.len() > 1000 {
                    return Err("an operator has more than a thousand operands".to_owned());
                }
                continue;
            }
            let start = self.operands.first().map_or(token.start, |first| first.start);
            if text == b"BI" {
                self.skip_picture()?;
                return Ok(Some(Operator { name: b"EI", whole: start..self.at, operands: &[] }));
            }
            return Ok(Some(Operator { name: text, whole: start..token.end, operands: &self.operands }));
        }
        Ok(None)
    }

    /// From behind `BI` to behind `EI`.
    fn skip_picture(&mut self) -> Result<(), String> {
        loop {
            let token = self.token()?.ok_or("a picture within the drawing has no end")?;
            if &self.content[token] == b"ID" {
                break;
            }
        }
        let space_at = |at: usize| self.content.get(at).is_none_or(|byte| is_space(*byte));
        let mut at = self.at + 1;
        loop {
            let found = self.content.get(at..).and_then(|rest| memchr::memmem::find(rest, b"EI"));
            let found = at + found.ok_or("a picture within the drawing has no end")?;
            let after = &self.content[(found + 2).min(self.content.len())..(found + 12).min(self.content.len())];
            let is_drawing = after.iter().all(|byte| byte.is_ascii_graphic() || is_space(*byte));
            if space_at(found - 1) && space_at(found + 2) && is_drawing {
                self.at = found + 2;
                return Ok(());
            }
            at = found + 2;
        }
    }

    /// The next token; a list or a dictionary is one.
    fn token(&mut self) -> Result<Option<Range<usize>>, String> {
        let content = self.content;
        loop {
            match content.get(self.at) {
                None => return Ok(None),
                Some(byte) if is_space(*byte) => self.at += 1,
                Some(b'%') => {
                    let end = memchr::memchr2(b'\r', b'\n', &content[self.at..]);
                    self.at = end.map_or(content.len(), |end| self.at + end);
                }
                // An end of what was never begun says nothing.
                Some(b')' | b'>' | b']' | b'{' | b'}') => self.at += 1,
                Some(_) => break,
            }
        }
        let start = self.at;
        self.at = end_of(content, start, 0)?;
        Ok(Some(start..self.at))
    }
}

/// Where a token ends that begins at `start`.
fn end_of(content: &[u8], start: usize, depth: usize) -> Result<usize, String> {
    if depth > DEPTH {
        return Err("lists within lists have no end".to_owned());
    }
    let torn = || "a text or a list has no end".to_owned();
    let list = |mut at: usize, end: &[u8]| loop {
        let byte = *content.get(at).ok_or_else(torn)?;
        if content[at..].starts_with(end) {
            return Ok(at + end.len());
        }
        at = match byte {
            byte if is_space(byte) => at + 1,
            b'%' => content[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n')).ok_or_else(torn)? + at,
            b')' | b'>' | b']' | b'{' | b'}' => at + 1,
            _ => end_of(content, at, depth + 1)?,
        };
    };
    match content[start] {
        b'(' => {
            let (mut at, mut within) = (start, 0_usize);
            loop {
                match content.get(at).ok_or_else(torn)? {
                    b'\\' => at += 1,
                    b'(' => within += 1,
                    b')' => within -= 1,
                    _ => {}
                }
                at += 1;
                if within == 0 {
                    return Ok(at);
                }
            }
        }
        b'<' if content.get(start + 1) == Some(&b'<') => list(start + 2, b">>"),
        b'<' => content[start..].iter().position(|byte| *byte == b'>').map(|end| start + end + 1).ok_or_else(torn),
        b'[' => list(start + 1, b"]"),
        _ => Ok(content[start + 1..]
            .iter()
            .position(|byte| ENDS[*byte as usize])
            .map_or(content.len(), |end| start + 1 + end)),
    }
}

/// The bytes that end a number, a name or an operator.
const ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let (all, mut at) = (b"\0\t\n\x0c\r ()<>[]{}/%", 0);
    while at < all.len() {
        ends[all[at] as usize] = true;
        at += 1;
    }
    ends
};

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(content: &str) -> (Option<String>, Vec<u32>) {
        let property = |name: &[u8]| match name {
            b"on" => Property { number: None, layer: Some(true) },
            b"off" => Property { number: None, layer: Some(false) },
            b"nine" => Property { number: Some(9), layer: None },
            _ => Property::default(),
        };
        let of = mend(content.as_bytes(), &property, true).unwrap();
        (of.content.map(|content| String::from_utf8(content).unwrap()), of.numbers.into_iter().collect())
    }

    #[test]
    fn a_sound_drawing_stays_as_it_is() {
        for content in [
            "q 1 0 0 1 0 0 cm /P <</MCID 0>> BDC BT (a \\) ( ) b) Tj ET EMC Q",
            "/P <</Lang (x) /MCID 0>>BDC[(q)-1<51>]TJ EMC % Q\n",
            "BI /W 1 /H 1 ID \u{1}EI\u{2} Q EI EI q Q",
        ] {
            assert_eq!(mended(content).0, None, "{content}");
        }
        assert_eq!(mended("/P /nine BDC EMC /H1<</MCID 2>>BDC EMC").1, [2, 9]);
    }

    #[test]
    fn what_is_open_is_closed_and_what_was_never_opened_is_not() {
        assert_eq!(mended("q BT /P <</MCID 1>> BDC").0.unwrap(), "q BT /P <</MCID 1>> BDC\nET\nEMC\nQ");
        assert_eq!(mended("Q EMC q Q").0.unwrap().trim_start(), "q Q");
    }

    #[test]
    fn the_first_mark_keeps_a_number_that_two_have() {
        let (content, numbers) = mended("/P <</MCID 3>> BDC EMC /Q <</MCID 3>> BDC EMC /R <</MCID 4>> BDC EMC");
        assert_eq!(content.unwrap(), "/P <</MCID 3>> BDC EMC /Q<</MCID 5>>BDC  EMC /R <</MCID 4>> BDC EMC");
        assert_eq!(numbers, [3, 4, 5]);
    }

    #[test]
    fn a_layer_that_is_off_goes_with_what_it_draws() {
        let (content, _) = mended("/OC /off BDC 0 0 1 1 re f (x) Tj EMC /OC /on BDC (y) Tj EMC");
        let words = content.unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "0 0 1 1 re n (y) Tj");
    }

    #[test]
    fn text_outside_every_mark_is_seen() {
        let loose = |content: &str| mend(content.as_bytes(), &|_| Property::default(), true).unwrap().is_loose;
        assert!(loose("/P <</MCID 0>> BDC (a) Tj EMC (b) Tj"));
        assert!(!loose("/P <</MCID 0>> BDC (a) Tj EMC /Artifact BMC (b) Tj EMC"));
    }

    /// Marks within marks are counted, not looked through again at each operator.
    #[test]
    fn a_hundred_thousand_marks_within_marks_are_read_at_once() {
        let many = 100_000;
        let (content, _) = mended(&format!("{}{}", "/P BMC ".repeat(many), "(x) Tj ".repeat(many)));
        assert!(content.unwrap().ends_with("EMC\nEMC"));
        let twice = "/P <</MCID 0>>BDC EMC ".repeat(many + 2);
        assert!(mend(twice.as_bytes(), &|_| Property::default(), true).unwrap_err().contains("more marks"));
    }

    #[test]
    fn what_has_no_end_is_told() {
        for content in ["(a", "<</MCID 1", "[[[", "BI /W 1 ID x", &"[".repeat(200)] {
            assert!(mend(content.as_bytes(), &|_| Property::default(), true).is_err(), "{content}");
        }
    }
}
