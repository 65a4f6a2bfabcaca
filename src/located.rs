//! Where a value stands in a workbook, so that every printed word and number can be traced to its cell.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};

use crate::printed::visible;

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
        let (workbook, sheet) = (visible(&self.workbook), visible(&self.sheet));
        write!(f, "{workbook}, sheet \"{sheet}\", cell {}", self.address())
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

impl<'de> Deserialize<'de> for CellRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            workbook: String,
            sheet: String,
            cell: String,
        }
        let Written { workbook, sheet, cell } = Written::deserialize(deserializer)?;
        let (row, column) = position(&cell).ok_or_else(|| D::Error::custom(format!("\"{cell}\" is no cell")))?;
        Ok(CellRef { workbook: workbook.into(), sheet: sheet.into(), row, column })
    }
}

/// The row and the column of an address: `F31` is row 30, column 5.
fn position(address: &str) -> Option<(u32, u32)> {
    let (letters, digits) = address.split_at(address.find(|c: char| !c.is_ascii_uppercase())?);
    let plain = !letters.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let row = digits.parse::<u32>().ok().filter(|_| plain)?.checked_sub(1)?;
    let column = letters
        .bytes()
        .try_fold(0u32, |column, letter| column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?;
    Some((row, column - 1))
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Located<T> {
    pub value: T,
    pub at: CellRef,
    #[serde(with = "words")]
    pub raw: Arc<str>,
}

impl<T> Located<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), at: self.at, raw: self.raw }
    }
}

/// Shared words as plain text.
mod words {
    use super::*;

    pub fn serialize<S: Serializer>(words: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(words)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Arc::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_its_cell_back() {
        for (row, column) in [(0, 0), (30, 5), (1_048_575, 16_383), (8, 26), (8, 701), (8, 702)] {
            let at = CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row, column };
            assert_eq!(serde_json::from_value::<CellRef>(serde_json::to_value(&at).unwrap()).unwrap(), at);
        }
        for wrong in ["", "A", "7", "A0", "a1", "A1B", "A-1", "ZZZZZZZZZ1", "A99999999999", "É1"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn columns_are_named_as_excel_names_them() {
        let names: Vec<_> = [0, 25, 26, 27, 51, 52, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
