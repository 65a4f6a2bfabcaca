//! What an officer begins with: workbooks with headings, lists to choose from and an example row, settings and an agenda.
//!
//! A scheme and a month → files. The headings are those that the readers know (`programme::columns`); a test reads each
//! workbook back and finds every column. Deliberately absent: figures. A starter has no record in it, so that nothing has to
//! be deleted before the first paper is right.

mod sheets;
mod texts;
mod workbook;

use crate::programme::columns::{Field, SheetKind};
use crate::programme::model::Month;
use crate::programme::scheme::Scheme;

pub use self::texts::{agenda, officers_guide, settings};

/// A file for an area's folder or its month's.
pub struct StarterFile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// The five workbooks of a month.
pub fn workbooks(scheme: &Scheme, edition: Month) -> Result<Vec<StarterFile>, String> {
    sheets::books(scheme, edition)
        .iter()
        .map(|book| Ok(StarterFile { name: book.file, bytes: workbook::write(book, edition)? }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::columns::OwnHeadings;
    use crate::programme::find_tables;
    use crate::workbook::{Limits, read_bytes};

    #[test]
    fn every_column_is_known_by_its_heading() {
        let edition = Month { year: 2025, month: 7 };
        for book in sheets::books(&Scheme::plain(), edition) {
            let bytes = workbook::write(&book, edition).unwrap();
            assert_eq!(bytes, workbook::write(&book, edition).unwrap());
            let read = read_bytes(&bytes, &book.file.into(), &Limits::default()).unwrap();
            for (wanted, sheet) in book.sheets.iter().zip(&read.value.sheets) {
                let tables = find_tables(sheet, &OwnHeadings::default(), Some(edition));
                assert_eq!(tables.len(), 1, "{}", wanted.name);
                assert_eq!((tables[0].kind, tables[0].months.len()), (wanted.kind, wanted.months.len()));
                for column in &wanted.columns {
                    assert!(tables[0].has(column.field), "{}: {}", wanted.name, column.heading);
                }
            }
        }
    }
}
