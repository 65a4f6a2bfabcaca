//! When a workbook was last saved, as its own properties record it: the bytes of a file → a date and time, or nothing.
//!
//! Excel keeps it in the part of core properties, OpenDocument in `meta.xml`. Whatever is wrong there is no fault of the
//! workbook's: it has no date then. Deliberately absent: the file system's date, which every copy changes, and the date
//! of csv, xls and flat OpenDocument files.

use chrono::NaiveDateTime;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

use super::Limits;
use super::package::Package;
use super::xml::{self, Xml};

/// A date and time as the program that saved the file wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub when: NaiveDateTime,
    /// Whether the time is universal; otherwise it is that of the computer, whose zone is not recorded.
    pub universal: bool,
}

/// Properties are a few hundred bytes; more is not read.
const MOST_BYTES: u64 = 64 << 10;

/// Reads the date from the bytes of any workbook.
pub fn read(bytes: &[u8], limits: &Limits) -> Option<Saved> {
    let zipped = memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"PK\x03\x04").is_some();
    let mut package = zipped.then(|| Package::open(bytes, limits).ok())??;
    let core = package.relations("").into_iter().find(|relation| relation.kind == "core-properties");
    let core = core.map_or_else(|| "docProps/core.xml".to_owned(), |relation| relation.part);
    let (part, element) = if package.has(&core) { (core.as_str(), "modified") } else { ("meta.xml", "date") };
    let (source, _) = package.part(part).ok()??;
    let mut budget = MOST_BYTES;
    let mut xml = Xml::new(source, &mut budget);
    let mut inside = false;
    while let Ok(Some(event)) = xml.next() {
        match event {
            Event::Start(tag) => inside = xml::name(&tag) == element,
            Event::Text(text) if inside => return parse(&text),
            Event::End(_) => inside = false,
            _ => {}
        }
    }
    None
}

/// `2025-07-03T14:02:00Z`, or without the zone, the seconds or with parts of a second.
fn parse(text: &str) -> Option<Saved> {
    let text = text.trim();
    let when = NaiveDateTime::parse_from_str(text.get(..16)?, "%Y-%m-%dT%H:%M").ok()?;
    Some(Saved { when, universal: text.ends_with('Z') })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::fixtures;

    fn saved(part: &str, xml: &str) -> Option<(String, bool)> {
        let file = fixtures::zipped(&[(part, xml.as_bytes())]);
        read(&file, &Limits::default()).map(|saved| (saved.when.to_string(), saved.universal))
    }

    #[test]
    fn each_format_keeps_its_date_in_its_own_place() {
        let excel = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dcterms=\"d\"><dcterms:created>2024-01-01T00:00:00Z</dcterms:created><dcterms:modified>2025-07-03T14:02:59Z</dcterms:modified></cp:coreProperties>";
        assert_eq!(saved("docProps/core.xml", excel), Some(("2025-07-03 14:02:00".to_owned(), true)));
        let open = "<office:document-meta><office:meta><dc:date>2025-07-03T14:02:59.123</dc:date></office:meta></office:document-meta>";
        assert_eq!(saved("meta.xml", open), Some(("2025-07-03 14:02:00".to_owned(), false)));
    }

    #[test]
    fn whatever_is_wrong_there_gives_no_date() {
        for xml in ["", "<a>", "<a><dc:date>lately</dc:date></a>", "<a><dc:date>é2025-07-03T14:0é</dc:date></a>"] {
            assert_eq!(saved("meta.xml", xml), None, "{xml}");
        }
        let bomb = format!("<a>{}<date>2025-07-03T14:02</date></a>", "<b/>".repeat(20_000));
        assert_eq!(saved("meta.xml", &bomb), None);
        assert_eq!(read(b"Ref,Action\n1.1,One\n", &Limits::default()), None);
    }
}
