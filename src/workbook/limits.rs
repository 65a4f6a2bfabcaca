//! How much of a file is read before it is refused, so that no file, however made, can exhaust the machine.

use std::io::Cursor;

use serde::Deserialize;
use zip::ZipArchive;

use super::Unreadable;

/// Bounds on one workbook. Each stands far above what officers keep; `[limits]` in `boardpack.toml` can raise them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "LimitSettings")]
pub struct Limits {
    pub file_bytes: u64,
    /// What the parts of a zipped workbook may unpack to, together.
    pub unpacked_bytes: u64,
    /// Cells with something in them, over all sheets.
    pub cells: usize,
    pub shared_strings: u64,
}

impl Default for Limits {
    fn default() -> Self {
        LimitSettings::default().into()
    }
}

/// The `[limits]` table as people write it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LimitSettings {
    file_megabytes: u64,
    unpacked_megabytes: u64,
    cells: usize,
    shared_strings: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        LimitSettings { file_megabytes: 100, unpacked_megabytes: 400, cells: 1_000_000, shared_strings: 1_000_000 }
    }
}

impl From<LimitSettings> for Limits {
    fn from(settings: LimitSettings) -> Self {
        Limits {
            file_bytes: settings.file_megabytes.saturating_mul(1 << 20),
            unpacked_bytes: settings.unpacked_megabytes.saturating_mul(1 << 20),
            cells: settings.cells,
            shared_strings: settings.shared_strings,
        }
    }
}

/// Refuses a zipped workbook by its directory, before anything is unpacked.
pub fn check_zip(archive: &mut ZipArchive<Cursor<&[u8]>>, limits: &Limits) -> Result<(), Unreadable> {
    let mut unpacked = 0u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| {
            Unreadable::new("the file is damaged: a part of it cannot be found", "fetch it again from where it is kept")
        })?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > limits.unpacked_bytes {
        return Err(Unreadable::new(
            format!(
                "it would unpack to {} MB, more than the {} MB that is read",
                unpacked >> 20,
                limits.unpacked_bytes >> 20
            ),
            "remove pictures and old sheets, or raise unpacked_megabytes under [limits] in boardpack.toml",
        ));
    }
    Ok(())
}
