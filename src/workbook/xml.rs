//! XML by the event, under limits: the bytes taken from a part, the length of one event, how deep elements nest.
//! A part may be written in UTF-8 or, as the formats allow, in UTF-16.
//!
//! Deliberately absent: document type definitions and the entities they define. A reference to one stays as written.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::limits;

/// Reads XML from `source`, taking what it reads from a budget of bytes.
pub struct Xml<'b, R: Read> {
    reader: Reader<Meter<'b, R>>,
    buffer: Vec<u8>,
    depth: usize,
}

/// Why a part cannot be read further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub why: String,
    /// Whether what was read before may be wrong too: the bytes are not the ones that were written.
    pub corrupt: bool,
}

impl Broken {
    pub fn off(why: impl Into<String>) -> Broken {
        Broken { why: why.into(), corrupt: false }
    }
}

/// How the budgets of [`Meter`] say that they are spent; every other fault of a source is damage.
const LIMIT: io::ErrorKind = io::ErrorKind::QuotaExceeded;

impl<'b, R: Read> Xml<'b, R> {
    pub fn new(source: R, budget: &'b mut u64) -> Self {
        let mut reader = Reader::from_reader(Meter {
            inner: BufReader::with_capacity(32 << 10, Utf8::new(source)),
            budget,
            event: limits::EVENT_BYTES,
        });
        // A wrong end tag is no reason to lose the cells before and after it.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Xml { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event; `None` at the end.
    #[inline]
    pub fn next(&mut self) -> Result<Option<Event<'_>>, Broken> {
        self.buffer.clear();
        self.reader.get_mut().event = limits::EVENT_BYTES;
        let why = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) if self.depth > 0 => return Err(Broken::off("it ends too early")),
            Ok(Event::Eof) => return Ok(None),
            Ok(event) => {
                match &event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if self.depth <= limits::DEPTH {
                    return Ok(Some(event));
                }
                format!("its elements stand more than {} deep", limits::DEPTH)
            }
            Err(quick_xml::Error::Io(why)) => return Err(source_fault(&why)),
            Err(why) => format!("its XML is broken: {why}"),
        };
        // The end of the source tells whether it was damaged: there its checksum is compared.
        Err(drain(self.reader.get_mut()).unwrap_or_else(|| Broken::off(why)))
    }
}

/// Reads a source to its end and gives the fault met there.
fn drain<R: Read>(meter: &mut Meter<'_, R>) -> Option<Broken> {
    loop {
        meter.event = limits::EVENT_BYTES;
        match meter.fill_buf() {
            Ok([]) => return None,
            Ok(held) => {
                let held = held.len();
                meter.consume(held);
            }
            Err(why) => return Some(source_fault(&why)),
        }
    }
}

fn source_fault(why: &io::Error) -> Broken {
    if why.kind() == LIMIT {
        return Broken::off(why.to_string());
    }
    Broken { why: "it is damaged: what it unpacks to is not what was packed".to_owned(), corrupt: true }
}

/// A buffered reader that gives no more than the budget holds, nor more than one event may take.
struct Meter<'b, R: Read> {
    inner: BufReader<Utf8<R>>,
    budget: &'b mut u64,
    event: u64,
}

impl<R: Read> BufRead for Meter<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let most = self.event.min(*self.budget);
        let held = self.inner.fill_buf()?;
        if held.is_empty() {
            return Ok(held);
        }
        if most == 0 {
            let why = if *self.budget == 0 {
                "the file unpacks to more than is read (unpacked_megabytes under [limits] in boardpack.toml)"
            } else {
                "one text or tag in it is longer than is read"
            };
            return Err(io::Error::new(LIMIT, why));
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(held.len());
        Ok(&held[..most])
    }

    fn consume(&mut self, taken: usize) {
        self.inner.consume(taken);
        *self.budget = self.budget.saturating_sub(taken as u64);
        self.event = self.event.saturating_sub(taken as u64);
    }
}

impl<R: Read> Read for Meter<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let taken = held.len().min(into.len());
        into[..taken].copy_from_slice(&held[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

/// The bytes of a source in UTF-8, whatever it is written in.
struct Utf8<R: Read> {
    source: R,
    /// Whether the first bytes, which tell the encoding, were looked at.
    begun: bool,
    decoder: Option<Decoder>,
    ended: bool,
    /// What was read or decoded and not yet given, from `given` on.
    held: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf8<R> {
    fn new(source: R) -> Self {
        Utf8 { source, begun: false, decoder: None, ended: false, held: Vec::new(), given: 0 }
    }

    /// Looks at the first bytes: a byte-order mark, or a `<` of two bytes.
    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        self.source.by_ref().take(4).read_to_end(&mut self.held)?;
        let encoding = match self.held.as_slice() {
            [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
            [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
            _ => return Ok(()),
        };
        self.decoder = Some(encoding.new_decoder_with_bom_removal());
        let start = std::mem::take(&mut self.held);
        self.decode(&start, false);
        Ok(())
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let Some(decoder) = &mut self.decoder else { return };
        self.ended = last;
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0));
        let _ = decoder.decode_to_string(bytes, &mut text, last);
        (self.held, self.given) = (text.into_bytes(), 0);
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        while self.given == self.held.len() {
            if self.decoder.is_none() {
                return self.source.read(into);
            }
            if self.ended {
                return Ok(0);
            }
            let mut bytes = [0; 4096];
            let read = self.source.read(&mut bytes)?;
            self.decode(&bytes[..read], read == 0);
        }
        let given = into.len().min(self.held.len() - self.given);
        into[..given].copy_from_slice(&self.held[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

/// A tag's name without its prefix.
pub fn name<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    local(tag.name().into_inner())
}

pub fn local(name: &str) -> &str {
    // Names are a few bytes long: a plain loop is faster than a search made for long texts.
    match name.bytes().position(|byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// The attributes of a tag as written: names without their prefix, values still escaped.
pub fn attributes<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = (&'t str, &'t str)> {
    let mut rest = tag.attributes_raw();
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let equals = start + bytes[start..].iter().position(|byte| *byte == b'=')?;
        let open = equals + 1 + bytes[equals + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = bytes[open];
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let close = open + 1 + memchr::memchr(quote, &bytes[open + 1..])?;
        let (name, value) = (rest[start..equals].trim_end(), &rest[open + 1..close]);
        rest = &rest[close + 1..];
        Some((local(name), value))
    })
}

/// One attribute, by its name without prefix.
pub fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<Cow<'t, str>> {
    attributes(tag).find(|(key, _)| *key == name).map(|(_, value)| unescape(value))
}

pub fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// An attribute's value without escapes; one that cannot be resolved stays as written.
pub fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// Adds what `&amp;`, `&#233;` and their like stand for.
pub fn push_reference(into: &mut String, reference: &BytesRef<'_>) {
    let name: &str = reference;
    match name {
        "amp" => into.push('&'),
        "lt" => into.push('<'),
        "gt" => into.push('>'),
        "quot" => into.push('"'),
        "apos" => into.push('\''),
        _ => match reference.resolve_char_ref() {
            Ok(Some(c)) => into.push(c),
            _ => {
                into.push('&');
                into.push_str(name);
                into.push(';');
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str, budget: u64) -> (usize, Option<Broken>) {
        let mut budget = budget;
        let mut xml = Xml::new(text.as_bytes(), &mut budget);
        let mut count = 0;
        loop {
            match xml.next() {
                Ok(Some(_)) => count += 1,
                Ok(None) => return (count, None),
                Err(why) => return (count, Some(why)),
            }
        }
    }

    #[test]
    fn the_budget_holds_whatever_a_directory_says() {
        let text = format!("<a>{}</a>", "<b>1</b>".repeat(100));
        assert_eq!(events(&text, 10_000), (302, None));
        let (_, why) = events(&text, 100);
        assert!(why.unwrap().why.contains("unpacked_megabytes"));
    }

    #[test]
    fn depth_is_bounded_and_an_early_end_is_told() {
        assert!(events(&"<c>".repeat(300), 10_000).1.unwrap().why.contains("256 deep"));
        assert_eq!(events("<a><b/>", 100), (2, Some(Broken::off("it ends too early"))));
        assert_eq!(events("<a></b></a>", 100), (3, None));
    }

    #[test]
    fn a_part_may_be_written_in_two_bytes_a_character() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a><b>Zoë – 😀</b></a>";
        let little =
            |mark: &str| format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes().to_vec(), little("\u{feff}"), little(""), big] {
            let mut budget = 1_000;
            let mut xml = Xml::new(bytes.as_slice(), &mut budget);
            let mut words = String::new();
            while let Some(event) = xml.next().unwrap() {
                if let Event::Text(text) = event {
                    words.push_str(&text);
                }
            }
            assert_eq!(words, "Zoë – 😀");
        }
        let mut budget = 1_000;
        assert_eq!(Xml::new(&b"\xff\xfe"[..], &mut budget).next(), Ok(None));
    }

    #[test]
    fn attributes_are_found_in_any_quotes_and_under_any_prefix() {
        let tag = BytesStart::from_content("x:c r='A1'  t = \"s\" r:id=\"r&amp;1\" odd", 3);
        assert_eq!(attribute(&tag, "r").as_deref(), Some("A1"));
        assert_eq!(attribute(&tag, "t").as_deref(), Some("s"));
        assert_eq!(attribute(&tag, "id").as_deref(), Some("r&1"));
        assert_eq!(attribute(&tag, "odd"), None);
        assert_eq!(name(&tag), "c");
    }
}
