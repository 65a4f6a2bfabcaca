//! Stage 1: the bytes of a spreadsheet file → cells that know where they are.
//!
//! Nothing here knows what a tracker is. A cell keeps its value, the text a person sees, its fill, whether it is
//! struck through; a row keeps whether it is hidden and how. Only this room uses calamine.
//!
//! Deliberately absent: whole-sheet grids (a formatted sheet can be a million empty rows, so cells are streamed and
//! blanks dropped) and conditional formats (a colour that Excel would compute is never guessed).

mod limits;
mod shown;
mod xlsx;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDateTime;

pub use limits::Limits;

use crate::diagnostic::{Diagnostic, Findings};
use crate::located::{CellRef, Located};

/// A workbook as read: its sheets in the order of their tabs.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The file's name, without its folder.
    pub name: Arc<str>,
    pub sheets: Vec<Sheet>,
}

/// One worksheet. Rows and cells that hold nothing are not kept.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub workbook: Arc<str>,
    pub name: Arc<str>,
    /// Whether the tab is hidden from the people who open the workbook.
    pub hidden: bool,
    pub rows: BTreeMap<u32, Row>,
    pub merges: Vec<Region>,
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
    pub struck: bool,
    /// Whether the number is shown as a percentage (0.85 as 85%).
    pub percent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing but a fill.
    Blank,
    Text,
    Number(f64),
    /// A date or time; `month` where the format shows month and year only.
    Date {
        when: NaiveDateTime,
        month: bool,
    },
    Bool(bool),
    /// `#N/A` and its like, in words.
    Error,
    /// A formula whose result was not stored in the file.
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
}

impl Sheet {
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.cells.get(&column)
    }

    /// The text a person sees in a cell, or `""`.
    pub fn text(&self, row: u32, column: u32) -> &str {
        self.cell(row, column).map_or("", |cell| &cell.text)
    }

    /// The merged block a cell belongs to.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<Region> {
        self.merges.iter().copied().find(|merge| merge.contains(row, column))
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
    let name: Arc<str> = path.file_name().map_or_else(|| "".into(), |name| name.to_string_lossy().into());
    let size = fs::metadata(path).map_err(|why| cannot_open(&why))?.len();
    if size > limits.file_bytes {
        return Err(Unreadable::new(
            format!("the file is {} MB, more than the {} MB that is read", size >> 20, limits.file_bytes >> 20),
            "remove pictures and old sheets, or raise file_megabytes under [limits] in boardpack.toml",
        ));
    }
    let bytes = fs::read(path).map_err(|why| cannot_open(&why))?;
    match container(&bytes) {
        Container::Xlsx => xlsx::read(&bytes, name, limits),
        Container::Refused(reason, hint) => Err(Unreadable::new(reason, hint)),
    }
}

/// Whether a file of the area's folder is meant to be read at all: a spreadsheet by its ending, and neither hidden
/// nor one of the lock files (`~$tracker.xlsx`) that Excel leaves beside an open workbook.
pub fn is_workbook_name(name: &str) -> bool {
    const ENDINGS: [&str; 8] = ["xlsx", "xlsm", "xltx", "xltm", "xls", "xlsb", "ods", "fods"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    !name.starts_with("~$") && !name.starts_with('.') && ENDINGS.contains(&ending.as_str())
}

fn cannot_open(why: &std::io::Error) -> Unreadable {
    Unreadable::new(format!("it cannot be opened: {why}"), "check that the file is there and that you may read it")
}

enum Container {
    Xlsx,
    Refused(&'static str, &'static str),
}

const SAVE_AS_XLSX: &str = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)";

/// Tells a file's container by its first bytes and, in a zip, by the parts it holds.
fn container(bytes: &[u8]) -> Container {
    if bytes.is_empty() {
        return Container::Refused("the file is empty", "save the workbook again, or take the file out of the folder");
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
            Err(_) => Container::Refused(
                "the file is damaged: its zip directory cannot be read",
                "fetch it again from where it is kept; it may have been cut off while it was copied",
            ),
            Ok(archive) => {
                let has = |part: &str| archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(part));
                if has("xl/workbook.xml") {
                    Container::Xlsx
                } else if has("xl/workbook.bin") {
                    Container::Refused("it is a binary Excel workbook (.xlsb)", SAVE_AS_XLSX)
                } else if has("content.xml") {
                    Container::Refused("it is an OpenDocument spreadsheet (.ods)", SAVE_AS_XLSX)
                } else if has("word/document.xml") {
                    Container::Refused("it is a Word document, not a spreadsheet", "take it out of the folder")
                } else if has("[Content_Types].xml") {
                    // Some writers put the workbook part elsewhere; the package's relationships say where.
                    Container::Xlsx
                } else {
                    Container::Refused("it is a zip file that holds no workbook", "unpack it into the folder")
                }
            }
        };
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        // An encrypted xlsx is an OLE file with the stream "EncryptedPackage"; its name is stored as UTF-16.
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(marker.len()).any(|window| window == marker) {
            return Container::Refused(
                "it is protected by a password",
                "open it in Excel, take the password off (File, Info, Protect Workbook), and save it",
            );
        }
        return Container::Refused("it is an Excel 97–2003 workbook (.xls)", SAVE_AS_XLSX);
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        Container::Refused("it is an Excel 2003 XML spreadsheet, whatever its name says", SAVE_AS_XLSX)
    } else if start.contains("<html") || start.contains("<table") {
        Container::Refused("it is a web page saved under a spreadsheet's name", SAVE_AS_XLSX)
    } else {
        Container::Refused("it is not a spreadsheet that is known here", SAVE_AS_XLSX)
    }
}

/// A finding about a whole file.
pub fn unreadable_workbook(name: &str, why: &Unreadable) -> Diagnostic {
    Diagnostic::error("workbook-not-read", format!("{name} was not read: {}", why.reason)).hint(why.hint.clone())
}
