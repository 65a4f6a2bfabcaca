//! A drawing → its operators, each with its operands, one after the other.
//!
//! An operand is read only where it is asked for, and no list of all operators is in memory but of a drawing that is small and read
//! twice. What is between operators and is none is an operator of that name: whoever reads decides what to say of it.
//! Deliberately absent: what operators do.

use std::ops::Range;

use lopdf::{Dictionary, Object, StringFormat};

/// How deep lists within lists may lie.
const DEPTH: usize = 64;

/// An operator with its operands; `whole` is where all of it stands.
pub struct Operator<'c, 'o> {
    pub name: &'c [u8],
    pub whole: Range<usize>,
    pub operands: &'o [Range<usize>],
}

/// What is wrong with a drawing that cannot be cut into operators.
pub type Torn = &'static str;

/// The most operands that an operator has.
const OPERANDS: usize = 1000;

/// A drawing, for those who read its operators.
pub struct Drawing<'c> {
    pub content: &'c [u8],
    cut: Option<Cut<'c>>,
}

/// A drawing cut into operators.
struct Cut<'c> {
    operators: Vec<Place<'c>>,
    operands: Vec<Range<usize>>,
    /// Why it could not be cut to its end.
    torn: Option<Torn>,
}

/// Where an operator stands, and which of all operands are its own.
struct Place<'c> {
    name: &'c [u8],
    whole: Range<usize>,
    operands: Range<usize>,
}

impl<'c> Drawing<'c> {
    /// What is longer is cut each time: its operators would take many times its bytes.
    const LONG: usize = 1 << 20;

    /// One that is read once.
    pub fn of(content: &'c [u8]) -> Drawing<'c> {
        Drawing { content, cut: None }
    }

    /// One that is read more than once: it is cut now.
    pub fn cut(content: &'c [u8]) -> Drawing<'c> {
        if content.len() > Drawing::LONG {
            return Drawing::of(content);
        }
        let mut cut = Cut { operators: Vec::new(), operands: Vec::new(), torn: None };
        let mut operators = Operators::of(content);
        loop {
            match operators.next() {
                Ok(Some(Operator { name, whole, operands })) => {
                    let first = cut.operands.len();
                    cut.operands.extend_from_slice(operands);
                    cut.operators.push(Place { name, whole, operands: first..cut.operands.len() });
                }
                end => {
                    cut.torn = end.err();
                    return Drawing { content, cut: Some(cut) };
                }
            }
        }
    }

    pub fn operators(&self) -> Operators<'_> {
        Operators { again: self.cut.as_ref().map(|cut| (cut, 0)), ..Operators::of(self.content) }
    }
}

/// Cuts a drawing into operators.
pub struct Operators<'c> {
    content: &'c [u8],
    at: usize,
    /// Of the operator that was read last.
    operands: Vec<Range<usize>>,
    /// Where it is cut already, how many were read of them.
    again: Option<(&'c Cut<'c>, usize)>,
}

impl<'c> Operators<'c> {
    pub fn of(content: &'c [u8]) -> Operators<'c> {
        Operators { content, at: 0, operands: Vec::new(), again: None }
    }

    /// The next operator. It lends its operands, which an iterator cannot.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Operator<'c, '_>>, Torn> {
        if let Some((cut, read)) = &mut self.again {
            let Some(Place { name, whole, operands }) = cut.operators.get(*read) else {
                return cut.torn.map_or(Ok(None), Err);
            };
            *read += 1;
            return Ok(Some(Operator { name, whole: whole.clone(), operands: &cut.operands[operands.clone()] }));
        }
        self.operands.clear();
        while let Some(token) = self.token()? {
            let text = &self.content[token.clone()];
            let is_operand = match text[0] {
                b'(' | b'<' | b'[' | b'/' | b'+' | b'-' | b'.' | b'0'..=b'9' => true,
                b't' | b'f' | b'n' => matches!(text, b"true" | b"false" | b"null"),
                _ => false,
            };
            if is_operand {
                self.operands.push(token);
                if self.operands.len() > OPERANDS {
                    return Err("an operator has more than a thousand operands");
                }
                continue;
            }
            let start = self.operands.first().map_or(token.start, |first| first.start);
            if text == b"BI" {
                self.operands.clear();
                self.skip_picture()?;
                return Ok(Some(Operator { name: b"EI", whole: start..self.at, operands: &self.operands }));
            }
            return Ok(Some(Operator { name: text, whole: start..token.end, operands: &self.operands }));
        }
        Ok(None)
    }

    /// From behind `BI` to behind `EI`; what the picture says of itself are the operands.
    fn skip_picture(&mut self) -> Result<(), Torn> {
        loop {
            let token = self.token()?.ok_or("a picture within the drawing has no end")?;
            if &self.content[token.clone()] == b"ID" {
                break;
            }
            if self.operands.len() < OPERANDS {
                self.operands.push(token);
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
    pub fn token(&mut self) -> Result<Option<Range<usize>>, Torn> {
        let content = self.content;
        let mut at = self.at;
        while let Some(byte) = content.get(at) {
            let start = at;
            match KINDS[*byte as usize] {
                Kind::Space => at += 1,
                Kind::Plain | Kind::Name => {
                    self.at = end_of_word(content, start);
                    return Ok(Some(start..self.at));
                }
                Kind::Other => match byte {
                    b'(' | b'<' | b'[' => {
                        self.at = end_of(content, start, 0)?;
                        return Ok(Some(start..self.at));
                    }
                    b'%' => {
                        let end = memchr::memchr2(b'\r', b'\n', &content[at..]);
                        at = end.map_or(content.len(), |end| at + end);
                    }
                    // An end of what was never begun says nothing.
                    _ => at += 1,
                },
            }
        }
        self.at = at;
        Ok(None)
    }
}

/// Where a number, a name or an operator ends.
fn end_of_word(content: &[u8], start: usize) -> usize {
    let rest = &content[start + 1..];
    start + 1 + rest.iter().position(|byte| KINDS[*byte as usize] != Kind::Plain).unwrap_or(rest.len())
}

/// Where a token ends that begins at `start`.
fn end_of(content: &[u8], start: usize, depth: usize) -> Result<usize, Torn> {
    if depth > DEPTH {
        return Err("lists within lists have no end");
    }
    const TORN: Torn = "a text or a list has no end";
    let list = |mut at: usize, end: &[u8]| loop {
        let byte = *content.get(at).ok_or(TORN)?;
        if content[at..].starts_with(end) {
            return Ok(at + end.len());
        }
        at = match KINDS[byte as usize] {
            Kind::Space => at + 1,
            Kind::Plain | Kind::Name => end_of_word(content, at),
            Kind::Other => match byte {
                b'(' | b'<' | b'[' => end_of(content, at, depth + 1)?,
                b'%' => memchr::memchr2(b'\r', b'\n', &content[at..]).ok_or(TORN)? + at,
                _ => at + 1,
            },
        };
    };
    match content[start] {
        b'(' => {
            let (mut at, mut within) = (start, 0_usize);
            loop {
                match content.get(at).ok_or(TORN)? {
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
        b'<' => memchr::memchr(b'>', &content[start..]).map(|end| start + end + 1).ok_or(TORN),
        b'[' => list(start + 1, b"]"),
        _ => Ok(end_of_word(content, start)),
    }
}

/// What a byte is to those who look for the ends of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Space,
    /// It begins a name.
    Name,
    /// It begins or ends a text, a list, a dictionary or a comment.
    Other,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Plain; 256];
    let (all, mut at) = (b"()<>[]{}%", 0);
    while at < all.len() {
        kinds[all[at] as usize] = Kind::Other;
        at += 1;
    }
    kinds[b'/' as usize] = Kind::Name;
    at = 0;
    while at < SPACES.len() {
        kinds[SPACES[at] as usize] = Kind::Space;
        at += 1;
    }
    kinds
};

const SPACES: &[u8] = b"\0\t\n\x0c\r ";

pub fn is_space(byte: u8) -> bool {
    KINDS[byte as usize] == Kind::Space
}

/// A name without its `#20`.
pub fn unescaped(name: &[u8]) -> Vec<u8> {
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

/// What is written as a number; `5-3` and other things that some programs write for one are none.
pub fn number(written: &[u8]) -> Option<f32> {
    short_number(written).or_else(|| any_number(written))
}

/// A number of few digits, as nearly all are: both parts of the fraction are exact, so what it is rounded to is as well.
fn short_number(written: &[u8]) -> Option<f32> {
    const DIGITS: usize = 9;
    const POWERS: [f32; DIGITS] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
    let (is_negative, digits) = match written {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let (mut whole, mut places, mut is_behind) = (0_u32, 0, false);
    if digits.len() > DIGITS || !digits.iter().any(u8::is_ascii_digit) {
        return None;
    }
    for digit in digits {
        match digit {
            b'0'..=b'9' => {
                whole = whole * 10 + u32::from(digit - b'0');
                places += usize::from(is_behind);
            }
            b'.' if !is_behind => is_behind = true,
            _ => return None,
        }
    }
    let number = (whole < 1 << f32::MANTISSA_DIGITS).then(|| whole as f32 / POWERS[places])?;
    Some(if is_negative { -number } else { number })
}

fn any_number(written: &[u8]) -> Option<f32> {
    let is_plain = written.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'));
    std::str::from_utf8(written).ok().filter(|_| is_plain)?.parse().ok()
}

/// What is written as an operand; what cannot be read is nothing.
pub fn operand(written: &[u8]) -> Object {
    object(written, 0)
}

/// What is between the brackets of a list.
pub fn items(written: &[u8]) -> impl Iterator<Item = &[u8]> {
    let inner = written.strip_prefix(b"[").unwrap_or_default();
    let inner = inner.strip_suffix(b"]").unwrap_or(inner);
    let mut reader = Operators::of(inner);
    std::iter::from_fn(move || reader.token().ok().flatten().map(|token| &inner[token]))
}

/// The bytes of a text, in brackets or as hexadecimal digits.
pub fn text(written: &[u8]) -> Option<Vec<u8>> {
    match written {
        [b'(', inner @ .., b')'] => Some(literal(inner)),
        [b'<', b'<', ..] => None,
        [b'<', inner @ .., b'>'] => Some(hexadecimal(inner)),
        _ => None,
    }
}

fn object(written: &[u8], depth: usize) -> Object {
    if depth > DEPTH {
        return Object::Null;
    }
    match written {
        b"true" => Object::Boolean(true),
        b"false" => Object::Boolean(false),
        [b'/', name @ ..] => Object::Name(unescaped(name)),
        [b'[', ..] => Object::Array(items(written).map(|item| object(item, depth + 1)).collect()),
        [b'<', b'<', inner @ ..] => {
            let inner = inner.strip_suffix(b">>").unwrap_or(inner);
            let mut of = Dictionary::new();
            let mut reader = Operators::of(inner);
            while let Ok(Some(key)) = reader.token() {
                let Ok(Some(value)) = reader.token() else { break };
                if let [b'/', name @ ..] = &inner[key] {
                    of.set(unescaped(name), object(&inner[value], depth + 1));
                }
            }
            Object::Dictionary(of)
        }
        [b'(', ..] => text(written).map_or(Object::Null, |text| Object::String(text, StringFormat::Literal)),
        [b'<', ..] => text(written).map_or(Object::Null, |text| Object::String(text, StringFormat::Hexadecimal)),
        _ => match std::str::from_utf8(written).ok().and_then(|written| written.parse().ok()) {
            Some(whole) => Object::Integer(whole),
            None => number(written).map_or(Object::Null, Object::Real),
        },
    }
}

fn literal(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(&byte) = inner.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let Some(&escaped) = inner.get(at) else { break };
                at += 1;
                match escaped {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'0'..=b'7' => {
                        let more = inner[at..].iter().take(2).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
                        let digits = &inner[at - 1..at + more];
                        let code = digits.iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
                        out.push(code as u8);
                        at += more;
                    }
                    // A line that goes on.
                    b'\r' => at += usize::from(inner.get(at) == Some(&b'\n')),
                    b'\n' => {}
                    other => out.push(other),
                }
            }
            b'\r' => {
                at += usize::from(inner.get(at) == Some(&b'\n'));
                out.push(b'\n');
            }
            byte => out.push(byte),
        }
    }
    out
}

fn hexadecimal(inner: &[u8]) -> Vec<u8> {
    let digits = inner.iter().filter_map(|digit| char::from(*digit).to_digit(16));
    let mut out = Vec::with_capacity(inner.len() / 2);
    let mut half = None;
    for digit in digits {
        match half.take() {
            Some(first) => out.push((first << 4 | digit) as u8),
            None => half = Some(digit),
        }
    }
    out.extend(half.map(|first: u32| (first << 4) as u8));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_are_what_they_are_written_as() {
        let read = |written: &str| operand(written.as_bytes());
        let text = |bytes: &[u8]| Object::String(bytes.to_vec(), StringFormat::Literal);
        for (written, object) in [
            ("12", Object::Integer(12)),
            ("-.5", Object::Real(-0.5)),
            ("4.", Object::Real(4.0)),
            ("5-3", Object::Null),
            ("1e5", Object::Null),
            ("/A#20b", Object::Name(b"A b".to_vec())),
            ("(a\\(b\\)\\n\\101\\7\\\r\nc\r\nd)", text(b"a(b)\nA\x07c\nd")),
            ("(a\\)", text(b"a")),
            ("<48 656C6C6f2>", Object::String(b"Hello ".to_vec(), StringFormat::Hexadecimal)),
            ("[1(])[/x]]", vec![1.into(), text(b"]"), vec![Object::Name(b"x".to_vec())].into()].into()),
            ("null", Object::Null),
        ] {
            assert_eq!(read(written), object, "{written}");
        }
        let Object::Dictionary(of) = read("<</MCID 3/Lang(en)/Of<</A[1 2]>>>>") else { panic!() };
        assert_eq!(of.get(b"MCID").unwrap(), &Object::Integer(3));
        assert_eq!(of.get(b"Of").unwrap().as_dict().unwrap().get(b"A").unwrap().as_array().unwrap().len(), 2);
        assert_eq!(number(b"+3"), Some(3.0));
        assert_eq!((number(b"inf"), number(b"+inf"), number(b"")), (None, None, None));
    }

    #[test]
    fn what_is_cut_once_has_the_operators_of_what_is_cut_each_time() {
        let all = |drawing: &Drawing<'_>| {
            let (mut operators, mut found) = (drawing.operators(), Vec::new());
            loop {
                match operators.next() {
                    Ok(Some(Operator { name, whole, operands })) => {
                        found.push((name.to_vec(), whole, operands.to_vec()));
                    }
                    end => return (found, end.err()),
                }
            }
        };
        for (content, count) in [
            ("q 1 0 0 1 5 5 cm /P <</MCID 0>> BDC BT (a) Tj [(b) 3 <63>] TJ ET EMC Q", 9),
            ("BI /W 1 /IM true ID x EI\n0 g", 2),
            ("1 2 3 m % nothing\n] l (never ended", 2),
            ("", 0),
        ] {
            let once = Drawing::cut(content.as_bytes());
            let each = all(&Drawing::of(content.as_bytes()));
            assert_eq!(all(&once), each, "{content}");
            assert_eq!(all(&once), each, "{content}, again");
            assert_eq!((each.0.len(), each.1.is_some()), (count, content.contains("never")), "{content}");
        }
        let long = vec![b' '; Drawing::LONG + 1];
        assert!(Drawing::cut(&long).cut.is_none());
    }

    #[test]
    fn a_number_of_few_digits_is_what_it_would_be_by_the_long_way() {
        let mut seen = 0;
        for digits in
            [0_u32, 1, 7, 10, 25, 99, 123, 4_095, 65_537, 999_999, 8_388_607, 16_777_215, 16_777_217, 99_999_999]
        {
            for sign in ["", "-", "+"] {
                for point in 0..10 {
                    let mut written = format!("{sign}{digits:0>9}");
                    written.insert(written.len() - point.min(9), '.');
                    for written in [written.clone(), written.replacen("00", "", 3), format!("{sign}{digits}")] {
                        let (short, long) = (short_number(written.as_bytes()), any_number(written.as_bytes()));
                        assert!(short.is_none() || short.map(f32::to_bits) == long.map(f32::to_bits), "{written}");
                        seen += usize::from(short.is_some());
                    }
                }
            }
        }
        assert!(seen > 500, "{seen}");
        for written in ["", ".", "-", "-.", "+-1", "1-", "1.2.3", "--1", "1e5", "１"] {
            assert_eq!(number(written.as_bytes()), None, "{written}");
        }
    }

    #[test]
    fn a_picture_within_a_drawing_says_what_it_is() {
        let content = b"q BI /IM true /W 8 ID \x01EI\x02 EI Q";
        let mut reader = Operators::of(content);
        let mut read = Vec::new();
        while let Some(Operator { name, operands, .. }) = reader.next().unwrap() {
            read.push((name.to_vec(), operands.len()));
        }
        assert_eq!(read, [(b"q".to_vec(), 0), (b"EI".to_vec(), 4), (b"Q".to_vec(), 0)]);
    }
}
