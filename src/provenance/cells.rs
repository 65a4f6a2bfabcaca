//! The cells of a figure as people name them: by workbook and sheet, with ranges as Excel writes them.

use std::collections::BTreeSet;

use crate::located::CellRef;

/// The cells of a figure, for people: `Action tracker.xlsx, PA1: F9, F12:F14; PA2: F8`.
pub fn cells(sources: &[CellRef]) -> String {
    let mut out = String::new();
    let mut workbook = None;
    for (at, addresses) in grouped(sources) {
        let between = if out.is_empty() { "" } else { "; " };
        let name = if workbook == Some(&at.workbook) { String::new() } else { format!("{}, ", at.workbook) };
        workbook = Some(&at.workbook);
        out.push_str(&format!("{between}{name}{}: {addresses}", at.sheet));
    }
    out
}

/// A line for each workbook and sheet, with its cells in the order of columns and rows; three and more that stand under
/// one another are given as Excel gives a range.
pub fn grouped(sources: &[CellRef]) -> Vec<(&CellRef, String)> {
    let mut sheets: Vec<(&CellRef, BTreeSet<(u32, u32)>)> = Vec::new();
    for cell in sources {
        let place = (cell.column, cell.row);
        match sheets.iter_mut().find(|(at, _)| (&at.workbook, &at.sheet) == (&cell.workbook, &cell.sheet)) {
            Some((_, cells)) => drop(cells.insert(place)),
            None => sheets.push((cell, BTreeSet::from([place]))),
        }
    }
    let ranges = |at: &CellRef, cells: BTreeSet<(u32, u32)>| {
        let address = |(column, row)| CellRef { row, column, ..at.clone() }.address();
        let cells: Vec<(u32, u32)> = cells.into_iter().collect();
        let runs = cells.chunk_by(|(column, row), (next, below)| column == next && row + 1 == *below);
        let words = runs.map(|run| match run {
            [first, .., last] if run.len() > 2 => format!("{}:{}", address(*first), address(*last)),
            few => few.iter().map(|cell| address(*cell)).collect::<Vec<_>>().join(", "),
        });
        words.collect::<Vec<_>>().join(", ")
    };
    sheets.into_iter().map(|(at, cells)| (at, ranges(at, cells))).collect()
}
