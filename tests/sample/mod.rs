//! The generator of the sample area "Ashmere": content files → two editions of five workbooks, as officers would keep them, and
//! officers' words for the second.
//!
//! The same content always gives the same bytes (with one version of `rust_xlsxwriter` and of the compressor behind it).
//! Deliberately absent: any check of the content, and the area's settings file, which is written by hand.
//! `README.md` beside this file lists the faults planted in the books.

mod books;
mod content;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes `2025-06/*.xlsx` and `2025-07/*.xlsx` under `to`, over any earlier ones; folders are made where needed.
pub fn write_area(to: &Path) -> Result<(), Box<dyn Error>> {
    let content = content::read()?;
    for edition in [Edition::June, Edition::July] {
        let folder = to.join(edition.folder());
        fs::create_dir_all(&folder)?;
        for (name, mut book) in [
            ("Action tracker.xlsx", books::tracker(&content, edition)?),
            ("Risk register.xlsx", books::risk_register(&content, edition)?),
            ("Dashboard.xlsx", books::dashboard(&content, edition)?),
            ("Board actions log.xlsx", books::log(&content, edition)?),
            ("Forward work programme.xlsx", books::programme(&content, edition)?),
        ] {
            book.save(folder.join(name))?;
        }
        if edition == Edition::July {
            write_narrative(&folder.join("narrative"))?;
            fs::write(folder.join("agenda.toml"), include_str!("content/agenda.toml"))?;
        }
    }
    Ok(())
}

/// Officers' words are content as they stand; only July has them.
fn write_narrative(to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample/content/narrative");
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// One of the two months that the sample area reports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    June,
    July,
}

impl Edition {
    fn folder(self) -> &'static str {
        self.pick("2025-06", "2025-07")
    }

    /// The last day of the month, as it stands in titles.
    fn status_date(self) -> &'static str {
        self.pick("30 June 2025", "31 July 2025")
    }

    fn status_iso(self) -> &'static str {
        self.pick("2025-06-30", "2025-07-31")
    }

    /// The place of this edition's entry in a pair of June and July.
    fn index(self) -> usize {
        self.pick(0, 1)
    }

    fn pick<T>(self, june: T, july: T) -> T {
        match self {
            Edition::June => june,
            Edition::July => july,
        }
    }
}
