//! Dates that are text, as exports write them: whether the day or the month comes first is settled by their column.
//!
//! Input: a sheet with its cells. Output: in columns where some dates can only have the month first and none can only
//! have the day first, dates as values; and findings about such columns, and about those that nothing settles.
//!
//! Deliberately absent: dates in words, and dates among other words; the reader of dates sees to them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Precision, Sheet, Value};
use crate::diagnostic::Diagnostic;

/// What the dates of a column say of their order.
#[derive(Default)]
struct Column {
    /// Rows of dates that can only have the month first.
    month_first: Vec<u32>,
    /// Rows of dates that could be either.
    either: Vec<u32>,
    day_first: usize,
    /// Rows of dates that are no text and have a day that could be a month.
    values: Vec<u32>,
}

/// Settles the order of a sheet's dates. Where nothing does, it is only told of in text files: elsewhere people's own
/// Excel made dates of what they typed.
///
/// `dates` are the cells that [`is_date`] finds.
pub fn settle(sheet: &mut Sheet, dates: &[(u32, u32)], text_file: bool) -> Vec<Diagnostic> {
    let mut columns: BTreeMap<u32, Column> = BTreeMap::new();
    for &(row, column) in dates {
        let Some((first, second, _)) = parts(sheet.text(row, column)) else { continue };
        let column = columns.entry(column).or_default();
        match (first > 12, second > 12) {
            (true, _) => column.day_first += 1,
            (false, true) => column.month_first.push(row),
            // The same either way.
            (false, false) if first == second => {}
            (false, false) => column.either.push(row),
        }
    }
    let file_has_month_first = columns.values().any(|column| !column.month_first.is_empty());
    let file_has_day_first = columns.values().any(|column| column.day_first > 0);
    let mut findings = Vec::new();
    let mut unsettled = None;
    for (&at, column) in &mut columns {
        let month_first = !column.month_first.is_empty();
        match (month_first, column.day_first > 0) {
            (true, true) => findings.push(in_two_orders(sheet, at, column)),
            (true, false) => findings.push(take_month_first(sheet, at, column)),
            (false, true) => {}
            (false, false) if column.either.is_empty() => {}
            (false, false) if file_has_month_first && !file_has_day_first => {
                findings.push(take_month_first(sheet, at, column));
            }
            (false, false) if !file_has_day_first => unsettled = unsettled.or(Some((column.either[0], at))),
            (false, false) => {}
        }
    }
    if let Some((row, column)) = unsettled.filter(|_| text_file) {
        findings.push(
            Diagnostic::note(
                "sheet-order-not-settled",
                "no date of this file shows whether day or month comes first; the day was taken to",
            )
            .at(&sheet.at(row, column))
            .found(sheet.text(row, column))
            .hint("nothing to do if it does; else write the dates as 16 July 2025"),
        );
    }
    findings
}

/// Makes values of a column's dates, the month first in each.
fn take_month_first(sheet: &mut Sheet, at: u32, column: &mut Column) -> Diagnostic {
    let mut rows: Vec<u32> = column.month_first.iter().chain(&column.either).copied().collect();
    rows.sort_unstable();
    let first = column.month_first.first().or(rows.first()).copied().unwrap_or(0);
    let found = sheet.text(first, at).to_owned();
    for row in rows {
        let Some(cell) = sheet.rows.get_mut(&row).and_then(|row| row.cells.get_mut(&at)) else { continue };
        let day = parts(&cell.text).and_then(|(month, day, year)| NaiveDate::from_ymd_opt(year, month, day));
        if let Some(when) = day.and_then(|day| day.and_hms_opt(0, 0, 0)) {
            cell.text = when.format("%d/%m/%Y").to_string().into();
            cell.value = Value::Date { when, shown: Precision::Day };
        }
    }
    column.values = sheet
        .rows
        .iter()
        .filter(|(row, _)| !column.month_first.contains(row) && !column.either.contains(row))
        .filter(|(_, held)| held.cells.get(&at).is_some_and(|cell| could_be_turned(&cell.value)))
        .map(|(row, _)| *row)
        .collect();
    let turned = match column.values.len() {
        0 => String::new(),
        1 => "; the one that Excel made a date of may have day and month the wrong way round".to_owned(),
        count => format!("; the {count} that Excel made dates of may have day and month the wrong way round"),
    };
    Diagnostic::warning(
        "column-month-first",
        format!("the dates of this column are written with the month first, and were read so{turned}"),
    )
    .at(&sheet.at(first, at))
    .found(found)
    .hint("write dates with the day first, as 16/07/2025, or as 16 July 2025")
}

fn could_be_turned(value: &Value) -> bool {
    use chrono::Datelike;
    matches!(value, Value::Date { when, .. } if when.day() <= 12 && when.day() != when.month())
}

fn in_two_orders(sheet: &Sheet, at: u32, column: &Column) -> Diagnostic {
    let first = column.month_first[0];
    let either = match column.either.len() {
        0 => String::new(),
        1 => "; the one that could be either was read with the day first".to_owned(),
        count => format!("; the {count} that could be either were read with the day first"),
    };
    Diagnostic::warning(
        "column-in-two-orders",
        format!("some dates of this column have the month first and others the day{either}"),
    )
    .at(&sheet.at(first, at))
    .found(sheet.text(first, at))
    .hint("write all dates of the column with the day first, as 16/07/2025")
}

/// Whether a text is a date of three numbers, the year last.
pub fn is_date(text: &str) -> bool {
    parts(text).is_some()
}

/// `7/16/2025`, `7-16-2025`, `7/16/25`, each perhaps with a time behind it → its three numbers, as they stand.
fn parts(text: &str) -> Option<(u32, u32, i32)> {
    if !(6..=24).contains(&text.len()) || !text.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    let date = match text.split_once(' ') {
        Some((date, time)) if time.contains(':') => date,
        Some(_) => return None,
        None => text,
    };
    let sign = if date.contains('/') { '/' } else { '-' };
    let mut numbers = date.split(sign);
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let full = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    if numbers.next().is_some() || !short(first) || !short(second) || !(full || sign == '/' && short(year)) {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let sound = |number: u32| (1..=31).contains(&number);
    (sound(first) && sound(second) && (first <= 12 || second <= 12)).then_some((
        first,
        second,
        if full { year } else { 2000 + year },
    ))
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, read_bytes};

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let found = read_bytes(text.as_bytes(), &"plan.csv".into(), &Limits::default()).unwrap();
        let sheet = &found.value.sheets[0];
        let days = sheet.rows.values().skip(1).map(|row| row.cells[&1].text.to_string()).collect();
        (days, found.diagnostics.iter().map(|finding| finding.code.to_string()).collect())
    }

    #[test]
    fn a_column_settles_the_order_of_its_dates() {
        let (days, told) = read("Ref,Due\n1.1,7/16/2025\n1.2,7/4/2025\n1.3,12/31/2025 12:00:00 AM\n");
        assert_eq!(days, ["16/07/2025", "04/07/2025", "31/12/2025"]);
        assert_eq!(told, ["column-month-first"]);
    }

    #[test]
    fn the_day_comes_first_where_a_date_shows_it() {
        let (days, told) = read("Ref,Due\n1.1,16/7/2025\n1.2,7/4/2025\n");
        assert_eq!((days, told), (vec!["16/7/2025".to_owned(), "7/4/2025".to_owned()], Vec::<String>::new()));
    }

    #[test]
    fn what_is_not_settled_is_told() {
        assert_eq!(read("Ref,Due\n1.1,7/4/2025\n").1, ["sheet-order-not-settled"]);
        assert_eq!(read("Ref,Due\n1.1,7/7/2025\n").1, [""; 0]);
        let (days, told) = read("Ref,Due\n1.1,7/16/2025\n1.2,16/7/2025\n1.3,7/4/2025\n");
        assert_eq!((days[2].as_str(), told), ("7/4/2025", vec!["column-in-two-orders".to_owned()]));
    }

    #[test]
    fn refs_and_ranges_are_no_dates() {
        assert_eq!(read("Ref,Due\n1.1,2-13-24\n1.2,1/2\n1.3,2024/25\n1.4,2025-07-16\n").1, [""; 0]);
    }
}
