//! Where a value stands in a workbook, so that every printed word and number can be traced to its cell.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// One cell of one sheet of one workbook. `row` and `column` count from 0; they are shown as Excel shows them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    pub workbook: Arc<str>,
    pub sheet: Arc<str>,
    pub row: u32,
    pub column: u32,
}

impl CellRef {
    /// The cell's address within its sheet: `F31`.
    pub fn address(&self) -> String {
        format!("{}{}", column_name(self.column), self.row + 1)
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, sheet \"{}\", cell {}", self.workbook, self.sheet, self.address())
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("source", 3)?;
        out.serialize_field("workbook", &*self.workbook)?;
        out.serialize_field("sheet", &*self.sheet)?;
        out.serialize_field("cell", &self.address())?;
        out.end()
    }
}

/// A column's letters: 0 is `A`, 27 is `AB`.
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// A value, the cell it was read from, and the cell's words as the reader of the sheet sees them.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub value: T,
    pub at: CellRef,
    pub raw: Arc<str>,
}

impl<T> Located<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), at: self.at, raw: self.raw }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        let names: Vec<_> = [0, 25, 26, 27, 51, 52, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
