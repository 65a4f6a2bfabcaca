//! Several files as one zip to send, with a list of them and their digests; and whether such a zip is still what it was.
//!
//! The same files give the same bytes: they are sorted, have one time, and no trace of the computer. `check` believes nothing of
//! a zip: its size, its names and what it unpacks to are bounded. Deliberately absent: what the files are, and a signature;
//! whoever can make a zip can make a list that fits it.

mod check;

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::manifest::Program;
use crate::text;

pub use self::check::{Verdict, verify};

/// The list of the files, within the zip.
pub const LIST: &str = "manifest.json";
const FORMAT: u64 = 1;
/// The largest zip that is written or read.
const LARGEST: u64 = 512 << 20;
const FILES: usize = 10_000;
/// Bytes that all files together may have.
const UNPACKED: u64 = 2 << 30;
const LONGEST_PATH: usize = 180;

/// A file that is to be in the zip.
pub struct Entry {
    /// With `/` between folders.
    pub path: String,
    /// Such as "paper".
    pub what: &'static str,
    pub title: Option<String>,
    pub pages: Option<usize>,
    pub bytes: Vec<u8>,
}

/// What the zip is of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct About {
    pub title: String,
    pub area: String,
    pub edition: String,
    pub date: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct List {
    format: u64,
    program: Program,
    #[serde(flatten)]
    about: About,
    files: Vec<Listed>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listed {
    path: String,
    what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
    bytes: u64,
    sha256: String,
}

/// Makes the zip.
pub fn zipped(about: &About, mut entries: Vec<Entry>) -> Result<Vec<u8>> {
    let cannot = |why: &dyn std::fmt::Display| Error::new(format!("the zip was not made: {why}"));
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    refuse_names(&entries)?;
    let files = entries.iter().map(|entry| Listed {
        path: entry.path.clone(),
        what: entry.what.to_owned(),
        title: entry.title.clone(),
        pages: entry.pages,
        bytes: entry.bytes.len() as u64,
        sha256: digest::of(&entry.bytes),
    });
    let list = List { format: FORMAT, program: Program::this(), about: about.clone(), files: files.collect() };
    let list = serde_json::to_string_pretty(&list).map_err(|why| cannot(&why))? + "\n";
    let bytes = list.into_bytes();
    let all = entries.iter().map(|entry| entry.bytes.len() as u64).sum::<u64>();
    if all > LARGEST - (LARGEST >> 3) || entries.len() >= FILES {
        let message = format!("its files have {} MB, and a zip of papers has up to {} MB", all >> 20, LARGEST >> 20);
        return Err(cannot(&message).hint("send the pack and the papers by themselves"));
    }
    entries.push(Entry { path: LIST.to_owned(), what: "", title: None, pages: None, bytes });
    entries.sort_by(|one, other| one.path.cmp(&other.path));

    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in &entries {
        zip.start_file(entry.path.as_str(), options).map_err(|why| cannot(&why))?;
        zip.write_all(&entry.bytes).map_err(|why| cannot(&why))?;
    }
    Ok(zip.finish().map_err(|why| cannot(&why))?.into_inner())
}

fn refuse_names(entries: &[Entry]) -> Result<()> {
    let mut known = BTreeSet::from([LIST.to_owned()]);
    for Entry { path, .. } in entries {
        if !is_safe(path) || !known.insert(path.to_lowercase()) {
            return Err(Error::new(format!(
                "the zip was not made: two of its files cannot be told apart by the name {path}"
            ))
            .hint("this is a fault in the program; please report it"));
        }
    }
    Ok(())
}

/// Whether every system can unpack a file of that name, and into the folder where the zip is unpacked.
fn is_safe(path: &str) -> bool {
    let part_is_safe = |part: &str| {
        let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
        plain
            && !part.starts_with(['.', ' '])
            && !part.ends_with(['.', ' '])
            && !text::is_device(part)
            && !part.is_empty()
    };
    path.len() <= LONGEST_PATH && path.split('/').all(part_is_safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_cannot_have_are_refused() {
        for path in [
            "",
            "/a",
            "a/",
            "../a",
            "a/../b",
            "a\\b",
            "C:a",
            "con",
            "CON.pdf",
            "papers/nul.pdf",
            "com1.txt",
            ".hidden",
            "a.",
            "a ",
            "ä.pdf",
            "a\u{202e}.pdf",
            "a\nb",
            "a//b",
        ] {
            assert!(!is_safe(path), "{path:?}");
        }
        assert!(!is_safe(&"a".repeat(LONGEST_PATH + 1)));
        for path in ["manifest.json", "papers/item-3-health-report.pdf", "console.pdf", "com10.pdf", "2025-07-pack.pdf"]
        {
            assert!(is_safe(path), "{path}");
        }
    }

    #[test]
    fn two_files_of_one_name_are_never_written() {
        let entry =
            |path: &str| Entry { path: path.to_owned(), what: "paper", title: None, pages: None, bytes: vec![1] };
        let [title, area, edition, date] = [(); 4].map(|()| String::new());
        let about = About { title, area, edition, date };
        assert!(zipped(&about, vec![entry("a.pdf"), entry("A.pdf")]).is_err());
        assert!(zipped(&about, vec![entry("manifest.json")]).is_err());
        let one = zipped(&about, vec![entry("a.pdf"), entry("b.pdf")]).unwrap();
        assert!(one == zipped(&about, vec![entry("b.pdf"), entry("a.pdf")]).unwrap());
    }
}
