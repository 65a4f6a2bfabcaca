//! A paper's tables as one xlsx workbook (the only user of rust_xlsxwriter). The same tables give the same bytes: the
//! document's properties have the edition's date, never today's.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table as Sheet, TableColumn, TableStyle, Workbook, Worksheet,
    XlsxError,
};

use super::{Cell, Table};

/// What the workbook says of itself on its last sheet.
pub struct About<'a> {
    pub title: &'a str,
    pub date: NaiveDate,
    /// Names and what they are, such as "Position at" and "31 July 2025".
    pub lines: Vec<(&'a str, String)>,
}

/// The most characters that a cell may have.
const MOST: usize = 32_767;

/// A sheet for each table, then one that says what it is of.
pub fn workbook(about: &About<'_>, tables: &[Table]) -> Result<Vec<u8>, String> {
    build(about, tables).map_err(|why| why.to_string())
}

fn build(about: &About<'_>, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let year = u16::try_from(about.date.year()).unwrap_or(1900);
    let (month, day) = (about.date.month() as u8, about.date.day() as u8);
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    workbook.set_properties(&DocProperties::new().set_title(about.title).set_creation_datetime(&created));
    for table in tables {
        push_table(workbook.add_worksheet(), table)?;
    }
    push_about(workbook.add_worksheet(), about, tables)?;
    workbook.save_to_buffer()
}

fn push_table(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let words = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = words.clone().set_num_format("d mmmm yyyy").set_align(FormatAlign::Left);
    let share = words.clone().set_num_format("0.0%");
    sheet.set_name(table.title)?;
    sheet.set_freeze_panes(1, 0)?;
    let columns: Vec<TableColumn> =
        table.columns.iter().map(|column| TableColumn::new().set_header(&column.heading)).collect();
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let set = Sheet::new().set_columns(&columns).set_style(TableStyle::Light1).set_banded_rows(false);
    sheet.add_table(0, 0, last_row, last_column, &set)?;
    for (at, column) in (0..).zip(&table.columns) {
        sheet.set_column_width(at, column.width)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => sheet.write_blank(row, column, &words)?,
                Cell::Text(text) => sheet.write_string_with_format(row, column, within_a_cell(text), &words)?,
                Cell::Number(value) => sheet.write_number_with_format(row, column, *value, &words)?,
                Cell::Share(value) => sheet.write_number_with_format(row, column, *value, &share)?,
                Cell::Date(day) => match ExcelDateTime::parse_from_str(&day.to_string()) {
                    Ok(serial) => sheet.write_datetime_with_format(row, column, &serial, &date)?,
                    // Before 1900 a spreadsheet has no dates.
                    Err(_) => sheet.write_string_with_format(row, column, day.to_string(), &words)?,
                },
            };
        }
    }
    Ok(())
}

/// What fits into a cell; where the rest is, is said in it.
fn within_a_cell(text: &str) -> String {
    const MORE: &str = " … (the whole text is in the csv file)";
    if text.encode_utf16().count() <= MOST {
        return text.to_owned();
    }
    let mut room = MOST - MORE.chars().count();
    let fits = |c: &char| {
        let needed = c.len_utf16();
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    };
    text.chars().take_while(fits).chain(MORE.chars()).collect()
}

fn push_about(sheet: &mut Worksheet, about: &About<'_>, tables: &[Table]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let words = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("About")?;
    sheet.set_column_width(0, 26)?;
    sheet.set_column_width(1, 90)?;
    let not_read = tables
        .iter()
        .filter(|table| !table.not_read.is_empty())
        .map(|table| (table.title, format!("No workbook has a column for: {}.", table.not_read.join(", "))));
    let all = about.lines.iter().map(|(name, said)| (*name, said.clone())).chain(not_read);
    for (row, (name, said)) in (0..).zip(all) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, within_a_cell(&said), &words)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::companions::Column;

    #[test]
    fn the_same_tables_give_the_same_bytes_and_long_texts_say_where_the_rest_is() {
        let long = "é".repeat(40_000);
        let table = Table {
            key: "actions",
            title: "Actions",
            columns: vec![Column { heading: "Text".to_owned(), width: 20 }],
            rows: vec![vec![Cell::Text(long)], vec![Cell::Date("1850-01-01".parse().unwrap())], vec![Cell::Empty]],
            not_read: vec!["due date"],
        };
        let about = || About {
            title: "Report",
            date: "2025-07-31".parse().unwrap(),
            lines: vec![("Position at", "31 July 2025".to_owned())],
        };
        let first = workbook(&about(), std::slice::from_ref(&table)).unwrap();
        assert_eq!(first, workbook(&about(), &[table]).unwrap());
        assert!(within_a_cell(&"x".repeat(40_000)).ends_with("csv file)"));
        assert_eq!(within_a_cell(&"x".repeat(40_000)).chars().count(), MOST);
    }
}
