//! How much of a file is read before it is refused or cut short, so that no file, however made, can exhaust the machine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds on one workbook. Each stands far above what officers keep; `[limits]` in `boardpack.toml` can raise them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(from = "LimitSettings", into = "LimitSettings")]
#[schemars(with = "LimitSettings")]
pub struct Limits {
    pub file_bytes: u64,
    /// What the parts of a zipped workbook may unpack to, together and counted while they are read.
    pub unpacked_bytes: u64,
    pub sheets: usize,
    /// Rows with something in them, over all sheets.
    pub rows: usize,
    /// Cells with something in them, over all sheets.
    pub cells: usize,
    /// The words of those cells, in bytes, a text that stands in many cells counted in each.
    pub text_bytes: usize,
    pub shared_strings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        LimitSettings::default().into()
    }
}

/// How much of one workbook is read at the most. The limits are far above what officers keep.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "limits")]
struct LimitSettings {
    /// The size of its file.
    file_megabytes: u64,
    /// What its parts may unpack to, together.
    unpacked_megabytes: u64,
    /// How many sheets it may have.
    sheets: usize,
    /// How many rows with something in them, over all sheets.
    rows: usize,
    /// How many cells with something in them, over all sheets.
    cells: usize,
    /// The words of those cells.
    text_megabytes: usize,
    /// How many different texts it may have.
    shared_strings: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        LimitSettings {
            file_megabytes: 100,
            unpacked_megabytes: 400,
            sheets: 2_000,
            rows: 200_000,
            cells: 1_000_000,
            text_megabytes: 50,
            shared_strings: 1_000_000,
        }
    }
}

impl From<LimitSettings> for Limits {
    fn from(settings: LimitSettings) -> Self {
        Limits {
            file_bytes: settings.file_megabytes.saturating_mul(1 << 20),
            unpacked_bytes: settings.unpacked_megabytes.saturating_mul(1 << 20),
            sheets: settings.sheets,
            rows: settings.rows,
            cells: settings.cells,
            text_bytes: settings.text_megabytes.saturating_mul(1 << 20),
            shared_strings: settings.shared_strings,
        }
    }
}

impl From<Limits> for LimitSettings {
    fn from(limits: Limits) -> Self {
        LimitSettings {
            file_megabytes: limits.file_bytes >> 20,
            unpacked_megabytes: limits.unpacked_bytes >> 20,
            sheets: limits.sheets,
            rows: limits.rows,
            cells: limits.cells,
            text_megabytes: limits.text_bytes >> 20,
            shared_strings: limits.shared_strings,
        }
    }
}

/// Excel's last row and column, counted from 0; a cell beyond them is a slip of the writer.
pub const LAST_ROW: u32 = 1_048_575;
pub const LAST_COLUMN: u32 = 16_383;

/// The most characters that Excel lets a cell hold.
pub const CELL_CHARACTERS: usize = 32_767;

/// The most bytes of one cell's words that are taken in before they are cut to [`CELL_CHARACTERS`].
pub const CELL_BYTES: usize = 200_000;

/// The most lines of one cell that are kept apart: each may become a milestone or a control of its own.
pub const LINES_OF_A_CELL: usize = 500;

/// The most line ends of all cells of a workbook that are kept.
pub const LINES: usize = 1_000_000;

/// The most bytes of a number format or of a style's name; Excel itself stops at 255 characters.
pub const NAME_BYTES: usize = 1_000;

/// The rows of merged blocks, added up over all sheets.
pub const MERGED_ROWS: usize = 500_000;

/// The most parts that a zipped workbook may have; the largest real ones have some hundreds.
pub const PARTS: usize = 20_000;

/// The most bytes of one tag or one run of text in XML, pictures within flat OpenDocument files among them.
pub const EVENT_BYTES: u64 = 16 << 20;

/// How deep XML may nest; spreadsheets need about twenty levels.
pub const DEPTH: usize = 256;

/// Findings of one kind told of one workbook; beyond them only their number is.
pub const FINDINGS_OF_A_KIND: usize = 50;
