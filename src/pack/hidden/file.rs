//! What a file carries besides its pages: attached files, earlier states, who wrote it. None of it comes into a pack.

use lopdf::{Dictionary, Object};

use crate::pack::read::Source;

/// Something that goes out with the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// So many files are attached to it.
    Attachments(usize),
    /// Its pages are a cover; the papers are attached to it.
    Portfolio,
    /// So many earlier states of it can be had back.
    EarlierStates(usize),
    /// Its metadata says who wrote it.
    Author,
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
    found.extend(has_author(source).then_some(Carried::Author));
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

fn has_author(source: &Source) -> bool {
    const NAMES: [&[u8]; 3] = [b"Author", b"Manager", b"Company"];
    let about = source.document.trailer.get(b"Info").ok().and_then(|about| source.see(about).as_dict().ok());
    let said = |about: &Dictionary, key: &[u8]| {
        source.get(about, key).and_then(|name| lopdf::decode_text_string(name).ok()).is_some_and(|name| is_said(&name))
    };
    if about.is_some_and(|about| NAMES.iter().any(|key| said(about, key))) {
        return true;
    }
    let Some(Object::Stream(metadata)) = source.get(&source.catalogue, b"Metadata") else { return false };
    let packet = metadata.get_plain_content_with_limit(METADATA).unwrap_or_default();
    has_creator(&unicode(&packet))
}

fn is_said(name: &str) -> bool {
    name.chars().any(char::is_alphanumeric)
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

/// Whether XMP names a creator, as an element with a list or as an attribute.
fn has_creator(packet: &str) -> bool {
    ["dc:creator", "pdf:Author", "xmpDM:artist"].iter().any(|name| {
        packet.match_indices(name).any(|(at, _)| {
            let after = &packet[at + name.len()..];
            if let Some(value) = after.trim_start().strip_prefix('=') {
                let quote = value.trim_start().chars().next().unwrap_or('"');
                return is_said(value.trim_start().trim_start_matches(quote).split(quote).next().unwrap_or_default());
            }
            let Some(within) = after.split(&format!("</{name}")).next().filter(|_| !packet[..at].ends_with('/')) else {
                return false;
            };
            // The words between its tags.
            let words = within.split('<').filter_map(|part| part.split_once('>'));
            let first = within.split_once('>').map_or("", |(_, rest)| rest.split('<').next().unwrap_or_default());
            is_said(first) || words.skip(1).any(|(_, words)| is_said(words))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_creator_is_found_in_either_way_of_writing() {
        for (packet, is_named) in [
            ("<dc:creator><rdf:Seq><rdf:li>An Officer</rdf:li></rdf:Seq></dc:creator>", true),
            ("<rdf:Description dc:creator='An Officer'/>", true),
            ("<dc:creator>An Officer</dc:creator>", true),
            ("<dc:creator><rdf:Seq><rdf:li></rdf:li></rdf:Seq></dc:creator><dc:title>Report</dc:title>", false),
            ("<rdf:Description dc:creator=''/> <dc:title>Report</dc:title>", false),
            ("<xmp:CreatorTool>A program</xmp:CreatorTool>", false),
        ] {
            assert_eq!(has_creator(packet), is_named, "{packet}");
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
