//! Whether a zip has every file of its list as it was, and none besides.
//!
//! A zip of anybody's → lines to print, or why it cannot be checked. Nothing of it is unpacked to a disk, and no more of a file
//! is read than its list says it has.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use serde::Deserialize;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{FILES, FORMAT, LARGEST, LIST, List, Listed, UNPACKED, is_safe};
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::files;
use crate::printed::Printed;

/// The end of a zip that has no remark after it.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;

/// The bytes that a file's sizes take where they stand after it.
const SIZES_AFTER: [u64; 4] = [12, 16, 20, 24];

/// What a check found.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub text: Printed,
    pub differs: bool,
}

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

pub fn verify(file: &Path) -> Result<Verdict> {
    let wrong = |why: String| Error::new(format!("{} {why}", file.display()));
    let bytes = files::bytes(file, LARGEST).map_err(|why| wrong(format!("cannot be read: {why}")))?;
    // Each entry of the zip's directory begins with these four bytes, so their number bounds the entries before the directory
    // is taken into memory.
    if memchr::memmem::find_iter(&bytes, b"PK\x01\x02").take(FILES + 1).count() > FILES {
        return Err(wrong(format!("may have more than {FILES} files, which no zip of papers has; it was not read")));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|_| {
        wrong("is not a zip that can be read".to_owned())
            .hint("give a zip that `boardpack pack --zip` wrote; it may have been cut off while it was copied")
    })?;
    let list = list(&mut archive).map_err(|(why, hint)| wrong(why).hint(hint))?;
    let claimed = list.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
    if claimed > UNPACKED {
        let why =
            format!("would unpack to {} MB, and {} MB are read; it was not unpacked", claimed >> 20, UNPACKED >> 20);
        return Err(wrong(why).hint("it is not a zip of papers; delete it, and ask for it again"));
    }

    let mut lines = Vec::new();
    if let Some(why) = hidden(&mut archive, &bytes) {
        lines.push(format!("not on record: {why}"));
    }
    let known: BTreeMap<&str, &Listed> = list.files.iter().map(|file| (file.path.as_str(), file)).collect();
    if known.len() != list.files.len() {
        lines.push(format!("damaged: {LIST} names a file twice"));
    }
    for name in names(&archive) {
        if name != LIST && !known.contains_key(name.as_str()) {
            lines.push(format!("not on record: {name} is not a file of this bundle; do not open it"));
        }
    }
    let differs = !lines.is_empty();
    let mut verdict = Verdict { text: Printed::default(), differs };
    for file in known.values() {
        let (said, is_same) = compared(&mut archive, file);
        verdict.differs |= !is_same;
        verdict.text.line(said);
    }
    lines.iter().for_each(|line| verdict.text.line(line));
    if !verdict.differs {
        verdict.text.line(format!(
            "all {} files of {} are as they were when it was made; {LIST} has the digest {}",
            known.len(),
            list.about.title,
            digest_of_list(&mut archive).unwrap_or_default()
        ));
    }
    Ok(verdict)
}

fn names(archive: &Archive<'_>) -> Vec<String> {
    (0..archive.len())
        .filter_map(|at| archive.name_for_index(at))
        .map(|name| name.map_or_else(|_| "a file whose name cannot be read".to_owned(), |name| name.into_owned()))
        .collect()
}

/// The list of files, or why there is none, and what to do.
fn list(archive: &mut Archive<'_>) -> std::result::Result<List, (String, &'static str)> {
    #[derive(Deserialize)]
    struct Form {
        format: Option<u64>,
    }
    const AGAIN: &str = "ask for it again, or make it again with `boardpack pack --zip`";
    let bytes = match whole(archive, LIST, files::MANIFEST) {
        Ok(bytes) => bytes,
        Err(Unread::Missing) => {
            return Err((format!("has no {LIST}"), "only a zip that `boardpack pack --zip` wrote can be checked"));
        }
        Err(why) => return Err((format!("cannot be checked: its {LIST} {}", why.words()), AGAIN)),
    };
    let damaged = |why: &dyn std::fmt::Display| (format!("cannot be checked: its {LIST} is damaged: {why}"), AGAIN);
    files::refuse_json(&bytes).map_err(|why| damaged(&why))?;
    let form: Form = serde_json::from_slice(&bytes).map_err(|why| damaged(&why))?;
    if form.format != Some(FORMAT) {
        let why = format!("cannot be checked: its {LIST} has a form that this version does not read");
        return Err((why, "use the version of boardpack that wrote it"));
    }
    let list: List = serde_json::from_slice(&bytes).map_err(|why| damaged(&why))?;
    match list.files.iter().find(|file| !is_safe(&file.path)) {
        Some(file) => Err(damaged(&format!("\"{}\" is not the name of a file in it", file.path))),
        None => Ok(list),
    }
}

fn digest_of_list(archive: &mut Archive<'_>) -> Option<String> {
    whole(archive, LIST, files::MANIFEST).ok().map(|bytes| digest::of(&bytes))
}

/// Why a file in it could not be read.
enum Unread {
    Missing,
    Locked,
    Broken,
    TooLarge,
}

impl Unread {
    fn words(&self) -> &'static str {
        match self {
            Unread::Missing => "is not there",
            Unread::Locked => "is locked by a password",
            Unread::Broken => "cannot be unpacked",
            Unread::TooLarge => "unpacks to more than it may have",
        }
    }

    fn of(why: &ZipError) -> Unread {
        match why {
            ZipError::FileNotFound => Unread::Missing,
            ZipError::InvalidPassword => Unread::Locked,
            ZipError::UnsupportedArchive(why) if why.contains("assword") => Unread::Locked,
            _ => Unread::Broken,
        }
    }
}

fn whole(archive: &mut Archive<'_>, path: &str, most: u64) -> std::result::Result<Vec<u8>, Unread> {
    let file = archive.by_name(path).map_err(|why| Unread::of(&why))?;
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(Unread::TooLarge);
    }
    read.map(|_| bytes).map_err(|_| Unread::Broken)
}

/// What there is to say of a file of the list, and whether it is as it was.
fn compared(archive: &mut Archive<'_>, listed: &Listed) -> (String, bool) {
    let path = &listed.path;
    let file = match archive.by_name(path) {
        Ok(file) => file,
        Err(why) => {
            return match Unread::of(&why) {
                Unread::Missing => (format!("missing: {path} is not there"), false),
                why => (format!("damaged: {path} {}", why.words()), false),
            };
        }
    };
    let edited = || (format!("edited: {path} was changed after the zip was made"), false);
    match digest::of_reader(file.take(listed.bytes.saturating_add(1))) {
        Ok((length, sha256)) if length == listed.bytes && sha256 == listed.sha256 => match listed.pages {
            Some(1) => (format!("same bytes: {path} (1 page)"), true),
            Some(pages) => (format!("same bytes: {path} ({pages} pages)"), true),
            None => (format!("same bytes: {path}"), true),
        },
        Ok(_) => edited(),
        // A file that was changed mostly fails its own check first.
        Err(_) => (format!("damaged: {path} was changed after the zip was made, or cannot be unpacked"), false),
    }
}

/// What is in the zip and in none of its files, or said of them in two ways.
fn hidden(archive: &mut Archive<'_>, bytes: &[u8]) -> Option<&'static str> {
    let end = bytes.len().checked_sub(END_LENGTH).map(|at| &bytes[at..]);
    if !end.is_some_and(|end| end.starts_with(END) && end.ends_with(&[0, 0])) {
        return Some("there is something after the end of the zip");
    }
    if archive.offset() != 0 {
        return Some("there is something before the start of the zip");
    }
    if archive.has_duplicate_names() {
        return Some("a name is in the zip twice");
    }
    if archive.validate_header_consistency().is_err() {
        return Some("the zip says in two places what is in it, and not the same");
    }
    let mut spans = Vec::new();
    for at in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(at) else { return Some("a file in the zip cannot be found") };
        let end = file.data_start().unwrap_or(u64::MAX).saturating_add(file.compressed_size());
        spans.push((file.header_start(), end, file.flags().is_using_data_descriptor()));
    }
    spans.sort_unstable();
    spans.push((archive.central_directory_start(), 0, false));
    let (mut next, mut may_say_more) = (0, false);
    for (from, to, has_more) in spans {
        // Some programs write a file's sizes after it.
        let is_next = from == next || may_say_more && SIZES_AFTER.contains(&from.saturating_sub(next));
        if !is_next {
            return Some("there is something between its files");
        }
        (next, may_say_more) = (to, has_more);
    }
    None
}
