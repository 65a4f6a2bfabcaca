//! What stands in an area's folder as if it were to be read, and is not: folders that are named almost like a month, and
//! files of a month that are almost workbooks. Each is told, with what to do, so that nobody takes a paper for whole that
//! was made without them.
//!
//! Deliberately absent: reading any of it. What it is meant for, a person has to say, by its name.

use std::io::Read;
use std::path::Path;

use super::AreaFolder;
use super::files::name;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::programme::dates::month_number;
use crate::programme::model::Month;
use crate::workbook;

/// How many of each are told of; beyond them only their number is.
const TOLD: usize = 50;

/// What was passed over in the area's folder, and in a month's unless that was frozen: then no file of it is read.
pub fn passed_over(area: &AreaFolder, month: Month) -> Vec<Diagnostic> {
    let mut found = at_most(folders(&area.path, &area.editions, Some(month)), "folders and files");
    if area.frozen.is_none() {
        found.extend(at_most(in_month(&area.path.join(month.id())), "files"));
    }
    found
}

fn at_most(mut found: Vec<Diagnostic>, what: &str) -> Vec<Diagnostic> {
    let more = found.len().saturating_sub(TOLD);
    if more > 0 {
        found.truncate(TOLD);
        found.push(Diagnostic::note("file-passed-over", format!("{more} more {what} were not read")));
    }
    found
}

/// Folders of an area that look like a month's; `built` is the month that is read instead.
pub fn folders(area: &Path, editions: &[Month], built: Option<Month>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for path in super::entries(area).unwrap_or_default() {
        let name = name(&path);
        let warn = |message: String, hint: String| Diagnostic::warning("folder-passed-over", message).hint(hint);
        if name.starts_with(['.', '~']) || path.is_dir() && Month::parse(&name).is_some() {
            continue;
        }
        if path.is_file() {
            if workbook::is_workbook_name(&name) && !editions.is_empty() {
                let message = format!("{name} is beside the months' folders, and was not read");
                let hint = "move it into the folder of its month if it is to be read";
                found.push(Diagnostic::note("file-passed-over", message).hint(hint));
            }
            continue;
        }
        let Some(month) = month_named(&name) else { continue };
        if !path.exists() {
            let message = format!("{name} is a link to a folder that is not there, and was not read");
            found.push(warn(message, "put the folder itself in its place, or take the link away".to_owned()));
        } else if path.is_dir() && has_workbooks(&path) {
            let newer = match built {
                Some(built) if month > built => format!(", is newer than {}", built.id()),
                _ => String::new(),
            };
            let hint = match editions.contains(&month) {
                true => {
                    format!("there is a {} already: move into it what is missing, and the rest elsewhere", month.id())
                }
                false => format!("rename it {}", month.id()),
            };
            let message = format!("the folder \"{name}\" looks like the month {}{newer}, and was not read", month.id());
            found.push(warn(message, hint));
        }
    }
    found
}

/// What stands in a month's folder and is not read.
pub fn in_month(folder: &Path) -> Vec<Diagnostic> {
    super::entries(folder).unwrap_or_default().iter().filter_map(|path| file(path)).collect()
}

fn file(path: &Path) -> Option<Diagnostic> {
    let name = name(path);
    let warn = |what: &str, hint: &str| {
        Some(Diagnostic::warning("file-passed-over", format!("{name} {what}, and was not read")).hint(hint))
    };
    if let Some(of) = locked(&name) {
        let message = format!("{name} says that somebody has {of} open: what is not saved yet was not read");
        return Some(
            Diagnostic::note("file-passed-over", message)
                .hint("have it saved and closed, and build again; if nobody has it open, delete this file"),
        );
    }
    if name.starts_with('.') {
        return None;
    }
    let lower = name.to_lowercase();
    let ends = |ending: &str| lower.ends_with(ending);
    if ends(".numbers") {
        return warn("is an Apple Numbers document", "open it in Numbers and export it as an Excel workbook (.xlsx)");
    }
    if ends(".gsheet") {
        return warn("is only a link to a Google sheet", "download the sheet itself as an Excel workbook (.xlsx)");
    }
    if path.is_dir() {
        let hint = "move its workbooks up into the month's folder, or the folder elsewhere";
        return if has_workbooks(path) { warn("is a folder with workbooks in it", hint) } else { None };
    }
    if !path.exists() && files::is_there(path) {
        return warn(
            "is a link to a file that is not there",
            "put the file itself in its place, or take the link away",
        );
    }
    if workbook::is_workbook_name(&name) {
        let hint = "put the workbook itself in its place";
        return if path.is_file() { None } else { warn("has a workbook's name, but is not a file", hint) };
    }
    if ends(".zip") {
        return warn("is a zip file", "unpack it into the folder if there are workbooks in it, or move it elsewhere");
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    if workbook::is_workbook_name(stem) {
        let hint = "move it elsewhere if it is an old one; if it is the one to read, end its name as a workbook's ends";
        return warn(&format!("looks like a copy of {stem} that was put aside"), hint);
    }
    if ending.is_empty() || ending.contains(' ') {
        let hint = "if it is a workbook, end its name in .xlsx, .ods or .csv, whichever it is; else move it elsewhere";
        return if is_workbook(path) {
            warn("is a workbook by what is in it, but its name has no ending", hint)
        } else {
            Some(Diagnostic::note("file-passed-over", format!("{name} has no ending, and was not read")).hint(hint))
        };
    }
    None
}

/// The workbook that a lock file stands for: `~$Tracker.xlsx` of Excel, `.~lock.Tracker.ods#` of LibreOffice.
pub fn locked(name: &str) -> Option<&str> {
    let libre = || name.strip_prefix(".~lock.")?.strip_suffix('#');
    name.strip_prefix("~$").or_else(libre).filter(|of| !of.is_empty())
}

/// Whether a folder has a workbook, or one of the folders in it has.
fn has_workbooks(folder: &Path) -> bool {
    let is_one = |path: &Path| workbook::is_workbook_name(&name(path));
    let inner = super::entries(folder).unwrap_or_default();
    inner.iter().take(1_000).any(|path| is_one(path) || is_workbook(path))
        || inner
            .iter()
            .take(100)
            .filter(|path| path.is_dir() && !path.is_symlink())
            .any(|folder| super::entries(folder).unwrap_or_default().iter().take(1_000).any(|path| is_one(path)))
}

/// Whether a file begins as zipped and old Excel workbooks do.
fn is_workbook(path: &Path) -> bool {
    let mut start = [0; 8];
    let read = files::open(path, u64::MAX).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && (start.starts_with(b"PK\x03\x04") || start == *b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// The month that a folder's name means, written in another way than `2025-08`: "2025-8", "August 2025", "Aug-25",
/// "08.2025", "202508", "2025-08 final".
fn month_named(name: &str) -> Option<Month> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.to_lowercase().chars() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        if !c.is_alphanumeric() {
            last = ' ';
            continue;
        }
        match words.last_mut() {
            Some(word) if kind(c) == kind(last) => word.push(c),
            _ => words.push(c.to_string()),
        }
        last = c;
    }
    let in_words = words.iter().find_map(|word| month_number(word));
    let digits: Vec<&String> = words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).collect();
    let year_of = |word: &str| -> Option<i32> {
        let year = word.parse().ok()?;
        (word.len() == 4 && (1990..=2100).contains(&year)).then_some(year)
    };
    let joined = digits
        .iter()
        .find(|word| word.len() == 6)
        .and_then(|word| Some((year_of(word.get(..4)?)?, word.get(4..)?.parse().ok()?)));
    let year = digits.iter().find_map(|word| year_of(word));
    let (year, month) = match (joined, in_words) {
        (Some(both), _) => both,
        (None, Some(month)) => {
            let short = || digits.iter().find(|word| word.len() == 2).and_then(|word| word.parse::<i32>().ok());
            (year.or_else(|| Some(2000 + short()?))?, month)
        }
        (None, None) => {
            let month = digits.iter().filter(|word| word.len() <= 2).find_map(|word| word.parse().ok())?;
            (year?, month)
        }
    };
    (1..=12).contains(&month).then_some(Month { year, month })
}

/// A few words on what was passed over, for an error that nothing else was there.
pub fn in_words(found: &[Diagnostic]) -> Option<String> {
    let told = |finding: &Diagnostic| match &finding.hint {
        Some(hint) => format!("{}: {hint}", finding.message),
        None => finding.message.clone(),
    };
    let found: Vec<String> =
        found.iter().filter(|finding| finding.severity == Severity::Warning).take(3).map(told).collect();
    (!found.is_empty()).then(|| found.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_however_they_are_written() {
        for name in [
            "2025-8",
            "2025_08",
            "2025 08",
            "202508",
            "08-2025",
            "8.2025",
            "August 2025",
            "2025 August",
            "Aug 2025",
            "Aug-25",
            "aug25",
            "2025-08 final",
            "2025-08-20",
            "Copy of 2025-08",
            "Board August 2025",
        ] {
            assert_eq!(month_named(name).map(Month::id).as_deref(), Some("2025-08"), "{name}");
        }
        assert_eq!(month_named("Sept 2025").map(Month::id).as_deref(), Some("2025-09"));
        for name in
            ["frozen", "archive", "2025", "old 12", "Marching 2025", "2025-13", "Q2 2025-26 returns for 2026", ""]
        {
            assert!(month_named(name).is_none_or(|month| name.starts_with('Q') && month.year == 2025), "{name}");
        }
    }
}
