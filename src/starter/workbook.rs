//! A starter sheet as a worksheet: headings, lists to choose from, dates that must be dates, the example row.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::sheets::{Book, Example, StarterColumn, StarterSheet, Takes};
use super::{Month, SheetKind};
use crate::programme::columns::normal;
use crate::wording;

/// How far down lists and dates are looked after.
const ROWS: u32 = 500;

/// The same book gives the same bytes: its document properties have the edition's date, never today's.
pub fn write(book: &Book, edition: Month) -> Result<Vec<u8>, String> {
    let columns = book.sheets.iter().flat_map(|sheet| sheet.columns.iter().map(|column| (sheet.kind, column)));
    let unknown = columns.into_iter().find(|(kind, column)| !is_known(*kind, column));
    match unknown.map(|(_, column)| column) {
        // A heading that nobody would read is found here, not by an officer.
        Some(column) => Err(format!("the heading \"{}\" is not known", column.heading)),
        None => build(book, edition).map_err(|why| why.to_string()),
    }
}

fn is_known(kind: SheetKind, column: &StarterColumn) -> bool {
    let heading = normal(column.heading);
    kind.columns().iter().any(|known| known.field == column.field && known.headings.contains(&heading.as_str()))
}

fn build(book: &Book, edition: Month) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = excel(edition.first_day())?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in &book.sheets {
        push(workbook.add_worksheet(), sheet)?;
    }
    workbook.save_to_buffer()
}

fn push(to: &mut Worksheet, sheet: &StarterSheet) -> Result<(), XlsxError> {
    let note = Format::new().set_italic();
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color("E8ECEF")
        .set_border_bottom(FormatBorder::Thin);
    to.set_name(sheet.name)?;
    let mut row = 0;
    for line in &sheet.lines {
        to.write_string_with_format(row, 0, line, &note)?;
        row += 1;
    }
    let headings = row + 1;
    for (at, column) in (0u16..).zip(&sheet.columns) {
        to.write_string_with_format(headings, at, column.heading, &heading)?;
        to.set_column_width(at, column.width)?;
        if let Some(rule) = rule(column)? {
            to.add_data_validation(headings + 1, at, headings + ROWS, at, &rule)?;
        }
        write_example(to, headings + 1, at, &column.example)?;
    }
    let after = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX);
    for (at, month) in (after..).zip(&sheet.months) {
        to.write_string_with_format(headings, at, wording::month(*month), &heading)?;
        to.set_column_width(at, 11)?;
    }
    for (at, figure) in (after..).zip(&sheet.figures) {
        write_example(to, headings + 1, at, &Example::Number(*figure))?;
    }
    for (row, record) in (headings + 1..).zip(&sheet.records) {
        for (at, words) in (0u16..).zip(record) {
            to.write_string(row, at, words)?;
        }
    }
    to.set_freeze_panes(headings + 1, 0)?;
    to.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_example(to: &mut Worksheet, row: u32, at: u16, example: &Example) -> Result<(), XlsxError> {
    let grey = Format::new().set_italic().set_font_color("595959").set_text_wrap().set_align(FormatAlign::Top);
    match example {
        Example::Words(words) if words.is_empty() => {}
        Example::Words(words) => {
            to.write_string_with_format(row, at, words, &grey)?;
        }
        Example::Date(day) => {
            let date = grey.set_num_format("d mmm yyyy").set_align(FormatAlign::Left);
            to.write_datetime_with_format(row, at, &excel(*day)?, &date)?;
        }
        Example::Number(value) => {
            to.write_number_with_format(row, at, *value, &grey)?;
        }
        Example::Blank => {}
    }
    Ok(())
}

/// What a cell may be, and what Excel says where it is something else. A list warns only: other words are told by
/// `boardpack check`, and a pasted column must not be lost.
fn rule(column: &StarterColumn) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match &column.takes {
        Takes::Words | Takes::Number => return Ok(None),
        Takes::OneOf(words) => rule
            .allow_list_strings(words)?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("This is none of the words in the list.")?,
        Takes::Date => {
            let (from, to) = (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
            rule.allow_date(DataValidationRule::Between(from, to))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message("Write a date with its year, such as 31/07/2025.")?
        }
        Takes::Point(last) => {
            let last = i32::try_from(*last).unwrap_or(i32::MAX);
            rule.allow_whole_number(DataValidationRule::Between(1, last))
                .set_error_message(format!("Write a whole number from 1 to {last}."))?
        }
    };
    Ok(Some(rule))
}

fn excel(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)
}
