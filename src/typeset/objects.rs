//! The objects of an object stream: names, numbers, texts, lists, dictionaries and references.
//!
//! Unpacked bytes → objects, each as lopdf would read it: of a tagged paper nearly all objects are in such streams, and reading
//! them by lopdf was an eighth of what a pack takes. What cannot be read is left out. Deliberately absent: streams, which cannot
//! be within one; and what drawings have, whose operands are read more leniently (`tagged::operators`).

use std::borrow::Cow;

use lopdf::{Dictionary, Object, StringFormat};

/// How deep lists and dictionaries may lie within each other.
pub(super) const DEPTH: usize = 100;
/// How deep brackets may lie within each other in a text.
const BRACKETS: usize = 100;

/// An object, or what it was read as in its place.
pub enum Read<T> {
    Object(Object),
    Instead(T),
}

/// The objects of a stream, by their numbers; `first` is where the first begins, behind the list of their places. What `instead`
/// makes something of is not read as an object. Where the list leads to the same bytes again and again, `again` is asked of each
/// such part whether it may be read once more.
pub fn objects<T>(
    content: &[u8],
    first: usize,
    instead: &mut dyn FnMut(&mut Reader<'_>) -> Option<T>,
    again: &mut dyn FnMut(&[u8]) -> bool,
) -> Vec<(u32, Read<T>)> {
    let Some(places) = content.get(..first).and_then(|places| std::str::from_utf8(places).ok()) else {
        return Vec::new();
    };
    // A comment runs to the end of its line.
    let lines = places.split(['\r', '\n']).map(|line| line.split('%').next().unwrap_or_default());
    let numbers: Vec<Option<u32>> = lines.flat_map(str::split_whitespace).map(|number| number.parse().ok()).collect();
    let pairs = numbers.chunks_exact(2).filter_map(|pair| Some((pair[0]?, first.checked_add(pair[1]? as usize)?)));
    let mut left = content.len();
    let mut found = Vec::new();
    for (number, at) in pairs.filter(|(_, at)| *at < content.len()) {
        let mut reader = Reader { bytes: content, at };
        reader.space();
        let start = reader.at;
        let read = instead(&mut reader).map(Read::Instead).or_else(|| {
            reader.at = start;
            reader.object(DEPTH).map(Read::Object)
        });
        found.extend(read.map(|read| (number, read)));
        let read = &content[at..reader.at];
        match left.checked_sub(read.len()) {
            Some(less) => left = less,
            None if again(read) => {}
            None => break,
        }
    }
    found
}

/// Reads what stands behind a key of a dictionary.
pub type ReadValue<'v, 'b> = dyn FnMut(&mut Reader<'b>, Cow<'b, [u8]>) -> Option<()> + 'v;

/// Reads one value after the other.
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// What is not read yet.
    pub fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at..]
    }

    /// Passes over so many bytes.
    pub fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes on behind a word, where it stands here.
    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// Goes on behind white space and comments.
    pub fn space(&mut self) {
        while let Some(byte) = self.byte() {
            match byte {
                byte if is_space(byte) => self.at += 1,
                b'%' => match memchr::memchr2(b'\r', b'\n', &self.bytes[self.at..]) {
                    Some(end) => self.at += end,
                    None => return,
                },
                _ => return,
            }
        }
    }

    /// An object, and the space behind it.
    pub fn object(&mut self, depth: usize) -> Option<Object> {
        let depth = depth.checked_sub(1)?;
        let object = match self.byte()? {
            b'/' => Object::Name(self.name()?.into_owned()),
            b'0'..=b'9' => self.reference_or_number()?,
            b'+' | b'-' | b'.' => self.number()?,
            b'(' => Object::String(self.text()?, StringFormat::Literal),
            b'[' => Object::Array(self.list(depth)?),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => Object::Dictionary(self.dictionary(depth)?),
            b'<' => Object::String(self.digits()?, StringFormat::Hexadecimal),
            b't' => self.word(b"true").map(|()| Object::Boolean(true))?,
            b'f' => self.word(b"false").map(|()| Object::Boolean(false))?,
            b'n' => self.word(b"null").map(|()| Object::Null)?,
            _ => return None,
        };
        self.space();
        Some(object)
    }

    pub fn name(&mut self) -> Option<Cow<'b, [u8]>> {
        self.word(b"/")?;
        let mut name = Cow::Borrowed(&[][..]);
        loop {
            let rest = &self.bytes[self.at..];
            let run = rest.iter().position(|byte| *byte == b'#' || !is_regular(*byte)).unwrap_or(rest.len());
            match name.is_empty() {
                true => name = Cow::Borrowed(&rest[..run]),
                false => name.to_mut().extend_from_slice(&rest[..run]),
            }
            self.at += run;
            let digit = |at: usize| char::from(*rest.get(run + at)?).to_digit(16);
            match (rest.get(run), digit(1), digit(2)) {
                (Some(b'#'), Some(high), Some(low)) => {
                    name.to_mut().push((high << 4 | low) as u8);
                    self.at += 3;
                }
                _ => return Some(name),
            }
        }
    }

    fn unsigned(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = Some(0_u64);
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
            self.at += 1;
        }
        value.filter(|_| self.at > start)
    }

    fn reference_or_number(&mut self) -> Option<Object> {
        let start = self.at;
        match self.reference() {
            Some(reference) => Some(reference),
            None => {
                self.at = start;
                self.number()
            }
        }
    }

    fn reference(&mut self) -> Option<Object> {
        let number = u32::try_from(self.unsigned()?).ok()?;
        self.space();
        let generation = u16::try_from(self.unsigned()?).ok()?;
        self.space();
        self.word(b"R")?;
        Some(Object::Reference((number, generation)))
    }

    fn number(&mut self) -> Option<Object> {
        let start = self.at;
        let is_negative = self.byte() == Some(b'-');
        self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
        let has_digits = matches!(self.byte(), Some(b'0'..=b'9'));
        let whole = self.unsigned();
        let after = self.bytes.get(self.at + 1);
        if self.byte() != Some(b'.') || !has_digits && !after.is_some_and(u8::is_ascii_digit) {
            let whole = whole?;
            let number = if is_negative { 0_i64.checked_sub_unsigned(whole) } else { i64::try_from(whole).ok() };
            return number.map(Object::Integer);
        }
        // Some programs write a minus sign within the fraction, which says nothing.
        self.at += 1;
        while matches!(self.byte(), Some(b'0'..=b'9' | b'-')) {
            self.at += 1;
        }
        let mut written = self.bytes[start..self.at].to_vec();
        let mut place = 0;
        written.retain(|byte| {
            place += 1;
            *byte != b'-' || place == 1
        });
        std::str::from_utf8(&written).ok()?.parse().ok().map(Object::Real)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        self.word(b"(")?;
        let mut text = Vec::new();
        let mut open = 0;
        loop {
            let rest = self.bytes.get(self.at..)?;
            let run = rest.iter().position(|byte| matches!(byte, b'(' | b')' | b'\\' | b'\r' | b'\n'))?;
            text.extend_from_slice(&rest[..run]);
            self.at += run + 1;
            match rest[run] {
                b')' if open == 0 => return Some(text),
                b')' => {
                    open -= 1;
                    text.push(b')');
                }
                b'(' if open == BRACKETS => return None,
                b'(' => {
                    open += 1;
                    text.push(b'(');
                }
                b'\\' => text.extend(self.escaped()?),
                end => {
                    self.at += usize::from(end == b'\r' && self.byte() == Some(b'\n'));
                    text.push(b'\n');
                }
            }
        }
    }

    /// What stands behind a backslash; the end of a line is nothing.
    fn escaped(&mut self) -> Option<Option<u8>> {
        let byte = self.byte()?;
        self.at += 1;
        Some(match byte {
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.byte() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                Some(code as u8)
            }
            b'\r' => {
                self.at += usize::from(self.byte() == Some(b'\n'));
                None
            }
            b'\n' => None,
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            other => Some(other),
        })
    }

    /// A text in hexadecimal digits; a last one alone is followed by a nought.
    fn digits(&mut self) -> Option<Vec<u8>> {
        self.word(b"<")?;
        let (mut text, mut is_half) = (Vec::new(), false);
        loop {
            let byte = self.byte()?;
            self.at += 1;
            match (char::from(byte).to_digit(16), text.last_mut()) {
                (Some(digit), Some(last)) if is_half => *last |= digit as u8,
                (Some(digit), _) => text.push((digit << 4) as u8),
                (None, _) if is_space(byte) => continue,
                (None, _) => return (byte == b'>').then_some(text),
            }
            is_half = !is_half;
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.word(b"[")?;
        self.space();
        let mut list = Vec::new();
        // Nothing may lie deeper, not even the end of a list.
        depth.checked_sub(1)?;
        while self.byte()? != b']' {
            list.push(self.object(depth)?);
        }
        self.at += 1;
        list.shrink_to_fit();
        Some(list)
    }

    /// The entries of a dictionary: `value` reads what stands behind each key.
    pub fn entries(&mut self, value: &mut ReadValue<'_, 'b>) -> Option<()> {
        self.word(b"<<")?;
        self.space();
        while self.byte()? == b'/' {
            let key = self.name()?;
            self.space();
            value(self, key)?;
        }
        self.word(b">>")
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        let mut entries = Vec::new();
        self.entries(&mut |reader, key| {
            entries.push((key.into_owned(), reader.object(depth)?));
            Some(())
        })?;
        // Room for these and no more: a paper has thousands of small dictionaries.
        let mut dictionary = Dictionary::new();
        dictionary.as_hashmap_mut().reserve_exact(entries.len());
        entries.into_iter().for_each(|(key, value)| dictionary.set(key, value));
        Some(dictionary)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use lopdf::{ObjectStream, Stream};

    use super::*;

    /// By lopdf, and by this.
    fn both(content: &[u8], first: usize, count: usize) -> [BTreeMap<u32, Object>; 2] {
        let mut of = Dictionary::new();
        of.set("First", first as i64);
        of.set("N", count as i64);
        let theirs = ObjectStream::new(&Stream::new(of, content.to_vec())).map(|read| read.objects);
        let theirs = theirs.unwrap_or_default().into_iter().map(|((number, _), object)| (number, object));
        let ours = objects(content, first, &mut |_| None::<()>, &mut |_| true);
        let ours = ours.into_iter().filter_map(|(number, read)| match read {
            Read::Object(object) => Some((number, object)),
            Read::Instead(()) => None,
        });
        [theirs.collect(), ours.collect()]
    }

    /// A stream of objects, and where the first of them begins.
    pub fn stream(bodies: &[&str]) -> (Vec<u8>, usize) {
        let (mut places, mut all) = (String::new(), String::new());
        for (number, body) in bodies.iter().enumerate() {
            places += &format!("{number} {} ", all.len());
            all += body;
            all.push('\n');
        }
        let first = places.len();
        ((places + &all).into_bytes(), first)
    }

    const BODIES: [&str; 24] = [
        "<</Type/StructElem/S/P/K[0 1 2]/P 7 0 R/Lang(en-GB)/A<</O/Table/RowSpan 2>>>>",
        "[1 0 R 2 0 R 3 65535 R 4 65536 R 4294967296 0 R 1 0 0 R]",
        "[1 -2 +3 .5 -.5 4. 0.00-4142502 -1-2 99999999999999999999 3.25.1 - . +. 1.-]",
        "[9223372036854775807 -9223372036854775808]",
        "(a (nested (text)) \\( \\) \\\\ \\n\\r\\t\\b\\f \\101\\18\\0534 \\\r\nx\r\ny\rz \\q)",
        "(\u{e9}\u{20ac})",
        "(not ended \\",
        "<48 65 6C6c6F2>",
        "<4G>",
        "<>",
        "/Name#20with#2Gand#",
        "[/A/B(c)<64>null true false/E nullx truefalse]",
        "<</A 1/A 2/B<</C[]>>/D null>>",
        "<</A>>",
        "<</A 1 /B 2",
        "<< % comment\n/A % another\r 1>>",
        "% before\n  7",
        "[[[[[[1]]]]]]",
        "[1 2 % never ended",
        "{x}",
        "R",
        "1 0 R",
        "12 0",
        "",
    ];

    #[test]
    fn objects_are_read_as_lopdf_reads_them() {
        let (content, first) = stream(&BODIES);
        let [theirs, ours] = both(&content, first, BODIES.len());
        assert_eq!(ours, theirs);
        assert!(ours.len() > 10, "{}", ours.len());
        for (open, close) in [("[", "]"), ("<</A", ">>"), ("[<</A", ">>]"), ("(", ")")] {
            for depth in [1, 49, 50, 51, 98, 99, 100, 101, 102, 200] {
                for inner in ["", "1"] {
                    let body = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
                    let (content, first) = stream(&[&body]);
                    let [theirs, ours] = both(&content, first, 1);
                    assert_eq!(ours, theirs, "{depth} of {open}");
                }
            }
        }
    }

    /// A stream damaged in all kinds of ways, one after the other.
    pub fn damaged(sound: &[u8], mut seed: u64) -> impl Iterator<Item = Vec<u8>> {
        const BYTES: &[u8] = b"()<>[]{}/%#\\ \r\n+-.0123456789RnA\0\xff";
        let mut next = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        (0..6000).map(move |_| {
            let mut content = sound.to_vec();
            for _ in 0..1 + next(12) {
                let at = next(content.len());
                match next(4) {
                    0 => drop(content.remove(at)),
                    1 => content.insert(at, BYTES[next(BYTES.len())]),
                    _ => content[at] = BYTES[next(BYTES.len())],
                }
            }
            content
        })
    }

    #[test]
    fn damaged_objects_are_read_as_lopdf_reads_them() {
        let (sound, first) = stream(&BODIES);
        let mut read = 0;
        for content in damaged(&sound, 3) {
            let [theirs, ours] = both(&content, first, BODIES.len());
            read += ours.len();
            // NaN is not itself, and no object is one: what is compared is what is printed.
            let shown = String::from_utf8_lossy(&content);
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{shown:?}");
        }
        assert!(read > 50_000, "{read}");
    }
}
