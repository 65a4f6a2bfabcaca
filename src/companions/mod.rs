//! The tables of a paper as files of their own, for those who paste them elsewhere: each as csv, and all of a paper in one
//! xlsx workbook.
//!
//! Input: the records that a paper names and the figures that it prints. Output: a [`Table`] for each kind of record, with
//! the columns of its table of fields ([`crate::programme::schema`]), and one of the figures with the rule and the cells of
//! each. So a new field has a column here without another line.
//!
//! Deliberately absent: records that the paper does not name, and columns that no workbook has.

mod records;
mod workbook;

use chrono::NaiveDate;

pub use records::tables;
pub use workbook::{About, workbook};

use crate::output::csv;

/// A table as it is written to a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// For the file's name: "meeting-actions".
    pub key: &'static str,
    /// For the sheet's name: "Meeting actions".
    pub title: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// The fields for which no workbook has a column, as people call them.
    pub not_read: Vec<&'static str>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Unlike that of every other column.
    pub heading: String,
    /// In characters.
    pub width: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// A share of one, which is shown as a percentage.
    Share(f64),
    Date(NaiveDate),
}

/// The table as csv: in UTF-8 with its mark, as spreadsheets expect it, days as 2025-07-31 and numbers as they are.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = csv::begin();
    csv::push_row(&mut out, table.columns.iter().map(|column| column.heading.as_str()));
    for row in &table.rows {
        let fields: Vec<String> = row.iter().map(Cell::plain).collect();
        // A number of ours may begin with a minus sign and is still no formula.
        let guarded = row.iter().zip(&fields).map(|(cell, field)| match cell {
            Cell::Number(_) | Cell::Share(_) => csv::Field::Number(field),
            _ => csv::Field::Text(field),
        });
        csv::push_fields(&mut out, guarded);
    }
    out.into_bytes()
}

impl Cell {
    fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(value) => value.to_string(),
            // As people read it, and without the noise of binary fractions.
            Cell::Share(value) => format!("{}%", (value * 1e8).round() / 1e6),
            Cell::Date(day) => day.to_string(),
        }
    }
}

/// Every key that a table can have, by which a paper's companions are known.
pub const KEYS: [&str; 7] = ["areas", "actions", "risks", "measures", "meeting-actions", "work-programme", "figures"];

/// Whether a file beside a paper is one of its tables, by its name.
pub fn is_one(file: &str) -> bool {
    file.ends_with(".xlsx") || KEYS.iter().any(|key| file.ends_with(&format!("-{key}.csv")))
}

/// The name of the csv file of one of a paper's tables; `paper` is without its ending.
pub fn csv_name(paper: &str, table: &Table) -> String {
    format!("{paper}-{}.csv", table.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_what_spreadsheets_read_and_no_text_is_a_formula() {
        let table = Table {
            key: "actions",
            title: "Actions",
            columns: ["Ref", "Due", "Share", "Change"]
                .map(|heading| Column { heading: heading.to_owned(), width: 10 })
                .to_vec(),
            not_read: Vec::new(),
            rows: vec![
                vec![
                    Cell::Text("=1+1".to_owned()),
                    Cell::Date("2025-07-31".parse().unwrap()),
                    Cell::Share(0.785),
                    Cell::Number(-3.5),
                ],
                vec![Cell::Text("a \"b\"\nc".to_owned()), Cell::Empty, Cell::Share(0.07), Cell::Number(12.0)],
            ],
        };
        let text = String::from_utf8(csv(&table)).unwrap();
        let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(
            rows,
            [
                "\u{feff}\"Ref\",\"Due\",\"Share\",\"Change\"",
                r#""'=1+1","2025-07-31",78.5%,-3.5"#,
                "\"a \"\"b\"\"\nc\",\"\",7%,12",
            ]
        );
    }
}
