//! The bytes of a spreadsheet file → cells that know where they are.
//!
//! Nothing here knows what a tracker is. A cell keeps its value, the text a person sees, its fill, whether it is
//! struck through; a row keeps whether it is hidden and how. One file per container format, behind one interface.
//!
//! Everything is read in this process, as a stream and under [`Limits`]: whatever a file claims of its own size,
//! no more is taken into memory than was found in it and is worth keeping.
//!
//! Deliberately absent: whole-sheet grids (a formatted sheet can be a million empty rows, so blanks are dropped),
//! conditional formats (a colour that Excel would compute is never guessed), formulas' own text, Excel 95 and older,
//! passwords that people chose.

mod cfb;
mod csv;
mod day_order;
mod draft;
mod encrypted;
#[cfg(test)]
mod fixtures;
mod format;
mod limits;
mod look;
mod merges;
mod ods;
mod ods_format;
mod package;
mod saved;
mod shown;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use std::cell::Cell as Flag;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Arc, Once};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use format::{NumberFormat, Precision};
pub use limits::Limits;
pub use merges::Merges;
pub use saved::Saved;

use self::package::Package;

use crate::diagnostic::{Diagnostic, Findings};
use crate::digest::{self, FileDigest};
use crate::files;
use crate::located::{CellRef, Located};

/// A workbook as read: its sheets in the order of their tabs.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The file's name, without its folder.
    pub name: Arc<str>,
    pub sheets: Vec<Sheet>,
    pub file: WorkbookFile,
}

/// The file a workbook was read from: what tells this version of it from every other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkbookFile {
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal; empty in a public edition.
    pub sha256: String,
    /// When it was saved, as the file itself records it. The file system's date changes with every copy.
    pub saved: Option<Saved>,
}

/// One worksheet. Rows and cells that hold nothing are not kept.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub workbook: Arc<str>,
    pub name: Arc<str>,
    /// Whether the tab is hidden from the people who open the workbook.
    pub hidden: bool,
    pub rows: BTreeMap<u32, Row>,
    pub merges: Merges,
    /// Columns out of sight, each run by its first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// The rows of totals of Excel's own tables: they are no records.
    pub totals: Vec<Region>,
    pub comments: Vec<Comment>,
}

/// A comment or note on a cell, with its replies, one to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub row: u32,
    pub column: u32,
    pub text: String,
}

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub hidden: Hidden,
    pub cells: BTreeMap<u32, Cell>,
}

/// Whether a row is out of sight, and why: officers hide superseded rows by hand, but a filter hides real ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hidden {
    #[default]
    No,
    ByHand,
    ByFilter,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub value: Value,
    /// The text that a person sees in the cell, with line ends and spaces made regular.
    pub text: Arc<str>,
    pub fill: Option<Rgb>,
    /// The colour of its letters; none where it is black or they have several.
    pub letters: Option<Rgb>,
    pub struck: bool,
    /// Whether the number is shown with a per cent sign (0.85 as 85%).
    pub percent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing but a fill.
    Blank,
    Text,
    /// A number as it is shown: 0.008 where the format makes 0.8% of 0.8, 36 where it makes 36:00 of 1.5 days.
    Number(f64),
    /// A date or time, and how much of it is shown.
    Date {
        when: NaiveDateTime,
        shown: Precision,
    },
    Bool(bool),
    /// `#N/A` and its like, in words.
    Error,
    /// A formula whose result was not stored in the file, or never worked out.
    Uncalculated,
}

/// A colour as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A block of cells, both corners inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub first_row: u32,
    pub first_column: u32,
    pub last_row: u32,
    pub last_column: u32,
}

impl Region {
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row) && (self.first_column..=self.last_column).contains(&column)
    }

    fn is_more_than_a_cell(&self) -> bool {
        self.last_row >= self.first_row
            && self.last_column >= self.first_column
            && (self.last_row, self.last_column) != (self.first_row, self.first_column)
    }
}

impl Sheet {
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.cells.get(&column)
    }

    /// The text a person sees in a cell, or `""`.
    pub fn text(&self, row: u32, column: u32) -> &str {
        self.cell(row, column).map_or("", |cell| &cell.text)
    }

    /// Whether a column is out of sight.
    pub fn is_column_hidden(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Whether a cell stands in the row of totals of one of Excel's own tables.
    pub fn is_total(&self, row: u32, column: u32) -> bool {
        self.totals.iter().any(|region| region.contains(row, column))
    }

    /// The merged block a cell belongs to.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<Region> {
        self.merges.at(row, column)
    }

    pub fn at(&self, row: u32, column: u32) -> CellRef {
        CellRef { workbook: self.workbook.clone(), sheet: self.name.clone(), row, column }
    }

    /// A value with this sheet's cell as its source.
    pub fn located<T>(&self, row: u32, column: u32, value: T) -> Located<T> {
        let raw = self.cell(row, column).map_or_else(|| "".into(), |cell| cell.text.clone());
        Located { value, at: self.at(row, column), raw }
    }
}

/// Why a file was not read; the other files still count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub reason: String,
    pub hint: String,
}

impl Unreadable {
    fn new(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Unreadable { reason: reason.into(), hint: hint.into() }
    }
}

/// Reads a spreadsheet file. What kind it is, its content says, not its name.
pub fn read_workbook(path: &Path, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    read_file(path, limits).1
}

/// The same, with the digest of the bytes that were read, whether they are a workbook's or not.
pub fn read_file(path: &Path, limits: &Limits) -> (FileDigest, Result<Findings<Workbook>, Unreadable>) {
    let name: Arc<str> = path.file_name().map_or_else(|| "".into(), |name| name.to_string_lossy().into());
    match bytes_of(path, &name, limits) {
        Ok(bytes) => (FileDigest::of(&*name, &bytes), read_bytes(&bytes, &name, limits)),
        Err(why) => (FileDigest::unread(&*name), Err(why)),
    }
}

fn bytes_of(path: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let size = fs::metadata(path).map_err(|why| cannot_open(&why))?.len();
    if size > limits.file_bytes {
        return Err(Unreadable::new(
            format!("the file is {} MB, more than the {} MB that is read", size >> 20, limits.file_bytes >> 20),
            "remove pictures and old sheets, or raise file_megabytes under [limits] in boardpack.toml",
        ));
    }
    let bytes = fs::read(path).map_err(|why| cannot_open(&why))?;
    if name.starts_with("~$") && size < 1024 {
        return Err(Unreadable::new(
            "it is not a workbook: Excel keeps such a lock file beside a workbook while someone has it open",
            "give the workbook itself, whose name is the same without ~$",
        ));
    }
    Ok(bytes)
}

/// Reads the bytes of a spreadsheet file.
pub fn read_bytes(bytes: &[u8], name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    // A malformed part can make a parser panic; that is one file's fault and must not cost the others their place.
    let mut found = quietly(|| read_container(bytes, name, limits))
        .unwrap_or_else(|| Err(Unreadable::new("it is malformed in a way that cannot be read", DAMAGED)))?;
    let saved = quietly(|| saved::read(bytes, limits)).flatten();
    found.value.file = WorkbookFile { name: name.to_string(), sha256: digest::of(bytes), saved };
    Ok(found)
}

fn read_container(bytes: &[u8], name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::new(
            "the file is empty",
            "save the workbook again, or take the file out of the folder",
        ));
    }
    // Some writers put a byte-order mark or a line before a zip file; its directory, at the end, still holds.
    let start = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(start, b"PK\x03\x04").is_some_and(|at| at == 0 || looks_zipped(bytes))
        || start.starts_with(b"PK\x05\x06")
    {
        return read_zip(Package::open(bytes, limits)?, name, limits);
    }
    if start.starts_with(&cfb::MAGIC) {
        return xls::read(bytes, name, limits);
    }
    if let Some(why) = refused(start) {
        return Err(why);
    }
    if ods::is_flat(start) {
        return ods::read_flat(bytes, name, limits);
    }
    csv::read(bytes, name, limits)
}

/// Whether a zip file's directory ends the file.
fn looks_zipped(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(66_000)..];
    memchr::memmem::rfind(end, b"PK\x05\x06").is_some()
}

/// Tells the kinds of zipped workbook by the parts they hold.
fn read_zip(package: Package<'_>, name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let mut package = package;
    let home = xlsx::workbook_part(&mut package);
    if home.ends_with(".bin") || package.has("xl/workbook.bin") {
        xlsb::read(package, name, limits)
    } else if package.has("word/document.xml") {
        Err(Unreadable::new("it is a Word document, not a spreadsheet", OUT_OF_THE_FOLDER))
    } else if package.has("ppt/presentation.xml") {
        Err(Unreadable::new("it is a PowerPoint presentation, not a spreadsheet", OUT_OF_THE_FOLDER))
    } else if package.has(&home) {
        xlsx::read(package, name, limits)
    } else if package.has("content.xml") {
        ods::read(package, name, limits)
    } else if package.has_any(|part| part.ends_with(".iwa")) || package.has("index.zip") {
        Err(Unreadable::new(
            "it is an Apple Numbers document",
            "open it in Numbers and export it as an Excel workbook (.xlsx)",
        ))
    } else if package.has_any(|part| part.ends_with(".xlsx") || part.ends_with(".csv")) {
        Err(Unreadable::new("it is a zip file with files in it", "unpack it into the folder"))
    } else {
        Err(Unreadable::new("it is a zip file that has no workbook", OUT_OF_THE_FOLDER))
    }
}

/// Files that bear a spreadsheet's name and are something else, by their first bytes.
fn refused(start: &[u8]) -> Option<Unreadable> {
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (reason, hint) = if start.starts_with(b"%PDF") {
        ("it is a PDF, not a spreadsheet", "ask for the workbook it was made from")
    } else if text.starts_with("{\\rtf") {
        ("it is a Word document, not a spreadsheet", OUT_OF_THE_FOLDER)
    } else if matches!(start, [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]) {
        let age = if start[1] == 0x08 { "Excel 5 or 95" } else { "Excel 4 or older" };
        return Some(Unreadable::new(format!("it is a workbook of {age}"), SAVE_AS_XLSX));
    } else if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        ("it is an Excel 2003 XML spreadsheet, whatever its name says", SAVE_AS_XLSX)
    } else if text.starts_with("<!doctype html") || text.contains("<html") || text.starts_with("<table") {
        ("it is a web page saved under a spreadsheet's name", SAVE_AS_XLSX)
    } else if text.starts_with('<') && !ods::is_flat(start) {
        ("it is an XML file that is no spreadsheet", SAVE_AS_XLSX)
    } else if start.starts_with(&[0x89, b'P', b'N', b'G']) || start.starts_with(&[0xFF, 0xD8, 0xFF]) {
        ("it is a picture, not a spreadsheet", "ask for the workbook that it shows")
    } else {
        return None;
    };
    Some(Unreadable::new(reason, hint))
}

/// Whether a file of the area's folder is meant to be read at all: a spreadsheet by its ending, and neither hidden
/// nor one of the lock files (`~$tracker.xlsx`) that Excel leaves beside an open workbook.
pub fn is_workbook_name(name: &str) -> bool {
    const ENDINGS: [&str; 10] = ["xlsx", "xlsm", "xltx", "xltm", "xls", "xlsb", "ods", "fods", "csv", "tsv"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    !name.starts_with("~$") && !name.starts_with('.') && ENDINGS.contains(&ending.as_str())
}

/// A finding about a whole file.
pub fn unreadable_workbook(name: &str, why: &Unreadable) -> Diagnostic {
    Diagnostic::error("workbook-not-read", format!("{name} was not read: {}", why.reason)).hint(why.hint.clone())
}

fn cannot_open(why: &std::io::Error) -> Unreadable {
    Unreadable::new(
        format!("it cannot be opened: {}", files::plainly(why)),
        "check that the file is there and that you may read it",
    )
}

const SAVE_AS_XLSX: &str = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)";
const OUT_OF_THE_FOLDER: &str = "take it out of the folder";
const DAMAGED: &str = "open it in Excel and save it again, or fetch it again from where it is kept";

fn locked() -> Unreadable {
    Unreadable::new(
        "it is protected by a password",
        "open it in Excel, take the password off (File, Info, Protect Workbook), and save it",
    )
}

/// Runs a reader; a panic in it gives `None` and prints nothing. Panics elsewhere are reported as ever.
fn quietly<T>(read: impl FnOnce() -> T) -> Option<T> {
    thread_local!(static READING: Flag<bool> = const { Flag::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            if !READING.get() {
                usual(about);
            }
        }));
    });
    READING.set(true);
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    READING.set(false);
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        read_bytes(bytes, &"plan.xls".into(), &Limits::default()).unwrap_err().reason
    }

    #[test]
    fn files_that_are_no_workbook_are_told_apart_by_name() {
        assert_eq!(refusal(b""), "the file is empty");
        assert!(refusal(b"%PDF-1.7 ...").contains("PDF"));
        assert!(refusal(b"<html><table><tr><td>Ref</td></tr></table></html>").contains("web page"));
        assert!(
            refusal(b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>")
                .contains("2003 XML")
        );
        assert!(refusal(b"\x09\x04\x06\0").contains("Excel 4"));
        assert!(refusal(b"\x09\x08\x08\0\0\x05").contains("Excel 5 or 95"));
        assert!(refusal(b"PK\x03\x04 cut off").contains("cut off"));
        assert!(refusal(&fixtures::zipped(&[("word/document.xml", b"<w/>")])).contains("Word document"));
        assert!(refusal(&fixtures::zipped(&[("Index/Document.iwa", b"")])).contains("Numbers"));
        assert!(refusal(&fixtures::zipped(&[("tracker.xlsx", b"PK")])).contains("files in it"));
        assert!(refusal(&fixtures::zipped(&[("notes.txt", b"x")])).contains("has no workbook"));
        assert!(refusal(&fixtures::compound("EncryptedPackage", b"")).contains("password"));
        assert!(refusal(&fixtures::compound("WordDocument", b"")).contains("Word document"));
        assert!(refusal(&fixtures::compound("Book", b"")).contains("Excel 5 or 95"));
    }

    #[test]
    fn the_content_says_what_a_file_is_and_not_its_name() {
        let sheet = fixtures::xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "", &[]);
        for bytes in [sheet.clone(), [b"\xef\xbb\xbf", &sheet[..]].concat(), [&sheet[..], &[0; 500]].concat()] {
            let found = read_bytes(&bytes, &"plan.csv".into(), &Limits::default()).unwrap();
            assert_eq!(found.value.sheets[0].text(0, 0), "1");
        }
    }

    #[test]
    fn lock_files_and_files_of_other_kinds_are_not_meant_to_be_read() {
        for name in ["tracker.xlsx", "Risks.XLS", "plan.csv", "plan.tsv", "plan.ods", "plan.fods", "plan.xlsb"] {
            assert!(is_workbook_name(name), "{name}");
        }
        for name in ["~$tracker.xlsx", ".tracker.xlsx", "notes.docx", "boardpack.toml", "xlsx"] {
            assert!(!is_workbook_name(name), "{name}");
        }
    }

    #[test]
    fn a_panic_in_a_reader_is_one_files_fault() {
        assert_eq!(quietly(|| -> u8 { panic!("never printed") }), None);
        assert_eq!(quietly(|| 1), Some(1));
    }

    /// Changes bytes of each kind of workbook at random, the same way every time; none may make a reader panic.
    #[test]
    fn spoilt_bytes_never_panic() {
        let seeds = [
            fixtures::xlsx(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45474</v></c></row>",
                "<mergeCell ref=\"A1:B2\"/>",
                &[],
            ),
            fixtures::ods(
                "",
                "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell></table:table-row>",
            ),
            fixtures::open_document(
                "",
                "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>",
            )
            .into_bytes(),
            fixtures::xls(
                &[(0x00FC, vec![1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, b'o', b'k'])],
                &[
                    (0x00FD, vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                    (0x00BD, fixtures::words(&[0, 1, 0, 2, 0, 0, 2, 0, 2])),
                ],
            ),
            fixtures::xlsb(
                &[],
                &[(0, vec![0; 12]), (2, vec![0; 12]), (6, vec![0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, b'a', 0])],
            ),
            b"Ref,Action\r\n1.1,\"two\r\nlines\"\r\n".to_vec(),
        ];
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        let mut chance = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below.max(1) as u64) as usize
        };
        for round in 0..3_000 {
            let mut bytes = seeds[round % seeds.len()].clone();
            for _ in 0..=chance(8) {
                let at = chance(bytes.len());
                match chance(4) {
                    0 => bytes[at] ^= 1 << chance(8),
                    1 => bytes[at] = 0xFF,
                    2 => bytes.truncate(at.max(16)),
                    _ => {
                        bytes.remove(at);
                    }
                }
            }
            // Not through `read_bytes`, which would hide a panic.
            let _ = read_container(&bytes, &"plan".into(), &Limits::default());
            let _ = saved::read(&bytes, &Limits::default());
        }
    }
}
