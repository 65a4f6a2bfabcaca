//! What a file carries besides its pages: attached files, earlier states, who wrote it. None of it comes into a pack.

use lopdf::{Dictionary, Object};

use crate::pack::read::Source;

/// Something that goes out with the file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// So many files are attached to it.
    Attachments(usize),
    /// Its pages are a cover; the papers are attached to it.
    Portfolio,
    /// So many earlier states of it can be had back.
    EarlierStates(usize),
    /// Its metadata says who wrote it: persons, programs' users or bodies, each once.
    Authors(Vec<String>),
}

/// How many nodes of the tree of attached files are looked through.
const NODES: usize = 10_000;
/// The most bytes of metadata that are searched.
const METADATA: usize = 4 << 20;

pub fn carried(source: &Source, pdf: &[u8]) -> Vec<Carried> {
    let mut found = Vec::new();
    let attached = attached(source);
    if source.get(&source.catalogue, b"Collection").is_some() {
        found.push(Carried::Portfolio);
    }
    found.extend((attached > 0).then_some(Carried::Attachments(attached)));
    let earlier = earlier_states(pdf);
    found.extend((earlier > 0).then_some(Carried::EarlierStates(earlier)));
    let authors = authors(source);
    found.extend((!authors.is_empty()).then_some(Carried::Authors(authors)));
    found
}

/// The files that are attached to the file itself; those on its pages are told when they are left out.
fn attached(source: &Source) -> usize {
    let dictionary = |of: &Object| match source.see(of) {
        Object::Dictionary(of) => Some(of.clone()),
        _ => None,
    };
    let names = source.catalogue.get(b"Names").ok().and_then(dictionary);
    let root = names.and_then(|names| names.get(b"EmbeddedFiles").ok().and_then(dictionary));
    let mut open: Vec<Dictionary> = root.into_iter().collect();
    let (mut count, mut left) = (0, NODES);
    while let Some(node) = open.pop() {
        let list = |key: &[u8]| match node.get(key).map(|list| source.see(list)) {
            Ok(Object::Array(list)) => list.clone(),
            _ => Vec::new(),
        };
        count += list(b"Names").len() / 2;
        let kids = list(b"Kids");
        left = left.saturating_sub(1 + kids.len());
        if left == 0 {
            break;
        }
        open.extend(kids.iter().filter_map(dictionary));
    }
    if count > 0 {
        return count;
    }
    match source.get(&source.catalogue, b"AF") {
        Some(Object::Array(files)) => files.len(),
        Some(_) => 1,
        None => 0,
    }
}

/// How many times something was written behind the end of a finished file. A file for the web is written in two parts, and some
/// programs write a second table without any object: neither is an earlier state.
fn earlier_states(pdf: &[u8]) -> usize {
    let ends: Vec<usize> = memchr::memmem::find_iter(pdf, b"%%EOF").filter(|at| is_end(pdf, *at)).collect();
    let is_for_the_web = memchr::memmem::find(&pdf[..pdf.len().min(2048)], b"/Linearized").is_some();
    let parts = ends.windows(2).filter(|ends| has_object(&pdf[ends[0]..ends[1]])).count();
    parts.saturating_sub(usize::from(is_for_the_web))
}

/// Whether what stands here ends a file: a number stands before it, and `startxref` before that.
fn is_end(pdf: &[u8], at: usize) -> bool {
    let before = String::from_utf8_lossy(&pdf[at.saturating_sub(48)..at]);
    before.trim_end().trim_end_matches(|c: char| c.is_ascii_digit()).trim_end().ends_with("startxref")
}

/// Whether an object begins somewhere: `12 0 obj`.
fn has_object(part: &[u8]) -> bool {
    memchr::memmem::find_iter(part, b" obj").any(|at| at > 0 && part[at - 1].is_ascii_digit())
}

fn authors(source: &Source) -> Vec<String> {
    const NAMES: [&[u8]; 3] = [b"Author", b"Manager", b"Company"];
    let about = source.document.trailer.get(b"Info").ok().and_then(|about| source.see(about).as_dict().ok());
    let of = |about: &Dictionary, key: &[u8]| lopdf::decode_text_string(source.get(about, key)?).ok();
    let mut found: Vec<String> = about.iter().flat_map(|about| NAMES.iter().filter_map(|key| of(about, key))).collect();
    if let Some(Object::Stream(metadata)) = source.get(&source.catalogue, b"Metadata") {
        let packet = metadata.get_plain_content_with_limit(METADATA).unwrap_or_default();
        found.extend(creators(&unicode(&packet)));
    }
    found.retain(|name| name.chars().any(char::is_alphanumeric));
    found.iter_mut().for_each(|name| *name = name.trim().to_owned());
    found.sort();
    found.dedup();
    found
}

/// A packet's text, which may be written in two bytes to a letter.
fn unicode(packet: &[u8]) -> String {
    match packet {
        [0xfe, 0xff, rest @ ..] => String::from_utf16_lossy(
            &rest.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect::<Vec<_>>(),
        ),
        [0xff, 0xfe, rest @ ..] => String::from_utf16_lossy(
            &rest.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect::<Vec<_>>(),
        ),
        plain => String::from_utf8_lossy(plain).into_owned(),
    }
}

/// Whom XMP names as creators, as elements with lists or as attributes.
fn creators(packet: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["dc:creator", "pdf:Author"] {
        for (at, _) in packet.match_indices(name).filter(|(at, _)| !packet[..*at].ends_with('/')) {
            let after = packet[at + name.len()..].trim_start();
            if let Some(value) = after.strip_prefix('=') {
                let value = value.trim_start();
                let quoted = value.strip_prefix('"').map(|value| (value, '"'));
                let quoted = quoted.or_else(|| value.strip_prefix('\'').map(|value| (value, '\'')));
                found.extend(quoted.and_then(|(value, quote)| value.split(quote).next()).map(str::to_owned));
            } else if let Some((within, _)) = after.split_once(&format!("</{name}")) {
                // The words between its tags.
                let words = within.split('<').filter_map(|part| part.split_once('>'));
                found.extend(words.map(|(_, words)| words.trim().to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_creator_is_found_in_either_way_of_writing() {
        for (packet, named) in [
            ("<dc:creator><rdf:Seq><rdf:li>An Officer</rdf:li></rdf:Seq></dc:creator>", "An Officer"),
            ("<rdf:Description dc:creator='An Officer'/>", "An Officer"),
            ("<dc:creator>An Officer</dc:creator>", "An Officer"),
            ("<dc:creator><rdf:Seq><rdf:li></rdf:li></rdf:Seq></dc:creator><dc:title>Report</dc:title>", ""),
            ("<dc:creator/><dc:title>Report</dc:title>", ""),
            ("<rdf:Description dc:creator=''/> <dc:title>Report</dc:title>", ""),
            ("<xmp:CreatorTool>A program</xmp:CreatorTool>", ""),
        ] {
            assert_eq!(creators(packet).concat(), named, "{packet}");
        }
    }

    #[test]
    fn only_what_was_written_behind_the_end_is_an_earlier_state() {
        let end = "startxref\n9\n%%EOF\n";
        for (pdf, count) in [
            (format!("1 0 obj endobj {end}"), 0),
            (format!("1 0 obj endobj {end}2 0 obj endobj {end}"), 1),
            (format!("1 0 obj endobj {end}xref 0 0 trailer<<>> {end}"), 0),
            (format!("1 0 obj <</Linearized 1>> endobj {end}2 0 obj endobj {end}"), 0),
            (format!("1 0 obj <</Linearized 1>> endobj {end}2 0 obj endobj {end}3 0 obj {end}"), 1),
            (format!("1 0 obj (%%EOF) 2 0 obj endobj {end}"), 0),
        ] {
            assert_eq!(earlier_states(pdf.as_bytes()), count, "{pdf}");
        }
    }
}
