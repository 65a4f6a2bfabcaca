//! A second reader beside ours: every value of the sample area's workbooks, as calamine reads it, is what we read.

use std::fs;

use boardpack::workbook::{Limits, Value, read_workbook};
use calamine::{DataRef, Reader, Xlsx, open_workbook};

use crate::support::ashmere;

#[test]
fn every_value_is_as_calamine_reads_it() {
    let mut compared = 0;
    for edition in ["2025-06", "2025-07"] {
        let entries = fs::read_dir(ashmere().join(edition)).unwrap().map(|entry| entry.unwrap().path());
        for path in entries.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")) {
            let ours = read_workbook(&path, &Limits::default()).unwrap().value;
            let mut theirs: Xlsx<_> = open_workbook(&path).unwrap();
            assert_eq!(ours.sheets.len(), theirs.sheet_names().len());
            for sheet in &ours.sheets {
                let mut cells = theirs.worksheet_cells_reader(&sheet.name).unwrap();
                while let Some(cell) = cells.next_cell().unwrap() {
                    let (row, column) = cell.get_position();
                    let ours = sheet.cell(row, column).map(|cell| (&cell.value, &*cell.text));
                    let place = format!("{}, {}", path.display(), sheet.at(row, column));
                    let same = match (cell.get_value(), ours) {
                        (DataRef::Empty, None | Some((Value::Blank, _))) => true,
                        (DataRef::String(text), Some((Value::Text, shown))) => plain(text) == plain(shown),
                        (DataRef::SharedString(text), Some((Value::Text, shown))) => plain(text) == plain(shown),
                        (DataRef::Int(number), Some((Value::Number(own), _))) => *number as f64 == *own,
                        (DataRef::Float(number), Some((Value::Number(own), _))) => number == own,
                        (DataRef::DateTime(moment), Some((Value::Date { when, .. }, _))) => {
                            moment.as_datetime() == Some(*when)
                        }
                        _ => false,
                    };
                    assert!(same, "{place}: calamine reads {:?}, we read {ours:?}", cell.get_value());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 2_000, "only {compared} cells were compared");
}

/// Our texts have regular spaces; the words are what is compared.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
