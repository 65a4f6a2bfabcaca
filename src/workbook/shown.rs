//! Cell values as a person sees them: regular spaces, numbers as their formats show them, days by their numbers.
//!
//! Deliberately absent: the language of formats, which has a room of its own (`format`).

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::Value;
use super::format::{NumberFormat, Shows};

/// Line ends as `\n`, spaces regular, invisible characters gone, no space at either end of a line.
pub fn regular(text: &str) -> String {
    // Most cells are short and plain; they need none of the work below.
    if text.bytes().all(|b| (b' '..0x7f).contains(&b) && b != b'_') {
        return text.trim().to_owned();
    }
    let text = decode_escapes(text);
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let line: String = line
            .chars()
            .filter_map(|c| match c {
                '\u{a0}' | '\u{2007}' | '\u{202f}' | '\t' => Some(' '),
                // Zero-width characters are pasted in from web pages and break every comparison.
                '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
                c if c.is_control() => None,
                c => Some(c),
            })
            .collect();
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line.trim());
    }
    out.truncate(out.trim_end().len());
    out
}

/// Excel writes characters that XML cannot hold as `_x000D_`.
fn decode_escapes(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("_x") {
        out.push_str(&rest[..start]);
        let code = rest.get(start + 2..start + 6).filter(|_| rest.as_bytes().get(start + 6) == Some(&b'_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(decoded) => {
                out.push(decoded);
                rest = &rest[start + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[start + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A number as its cell means it, its words put into `into`, and whether it is shown with a per cent sign.
///
/// The value is what is shown, not what is stored: `0.0"%"` shows 0.8 as 0.8%, which is 0.008 and not 80%; `[h]:mm` shows
/// 1.5 days as 36:00, which is 36 hours. Words that a format puts in place of a number ("<5") are read as words, except
/// those that are written for nothing: a dash there is a zero. A number that is not shown at all is none.
pub fn number(into: &mut String, number: f64, format: &NumberFormat) -> (Value, bool) {
    let section = format.section(number);
    section.number(into, number);
    if into.is_empty() {
        return (Value::Blank, false);
    }
    match section.shows {
        Shows::Percent => (Value::Number(number), true),
        Shows::Hundredths => (Value::Number(clean(number / 100.0)), true),
        Shows::Elapsed(in_a_day) => (Value::Number(clean(number * f64::from(in_a_day))), false),
        Shows::Words { dates, percent } => {
            let nothing = number == 0.0 && !dates && !into.contains(|c: char| c.is_ascii_digit());
            if nothing { (Value::Number(number), percent) } else { (Value::Text, false) }
        }
        Shows::Number | Shows::Thousands | Shows::Moment(_) => (Value::Number(number), false),
    }
}

/// Without the dust of a multiplication.
fn clean(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// The day and time that a serial number stands for; `None` where it stands for none.
///
/// Excel counts days from 1 January 1900, and counts a 29 February 1900 that never was; files from old Macs count
/// from 1 January 1904. calamine knows both calendars.
pub fn moment(serial: f64, from_1904: bool) -> Option<NaiveDateTime> {
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, from_1904).as_datetime()
}

/// A day or moment as ISO 8601 writes it: `2024-07-01`, `2024-07-01T09:30:00Z`. A year that no cell can show, such as
/// `+262142`, is none: the months after it would leave the calendar.
pub fn iso(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
        .filter(|moment| (1..=9999).contains(&moment.year()))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    #[test]
    fn spaces_and_line_ends_become_regular() {
        assert_eq!(regular("  one\u{a0}two \r\n three_x000D_\n\n"), "one two\nthree");
        assert_eq!(regular("a\u{200b}b_x00zz_c"), "ab_x00zz_c");
    }

    #[test]
    fn a_number_is_what_is_shown() {
        for (stored, code, value, text, percent) in [
            (0.852, "0%", Value::Number(0.852), "85%", true),
            (0.8, "0.0\\%", Value::Number(0.008), "0.8%", true),
            (80.0, "0\" %\"", Value::Number(0.8), "80 %", true),
            (1.5, "[h]:mm", Value::Number(36.0), "36:00", false),
            (22.0 / 72.0, "[h]:mm", Value::Number(7.333333333), "7:20", false),
            (0.0, "0%;-0%;\"-\"", Value::Number(0.0), "-", true),
            (3.0, "[<5]\"<5\";0", Value::Text, "<5", false),
            (0.0, "[<5]\"<5\";0", Value::Text, "<5", false),
            (5.0, "[<5]\"<5\";0", Value::Number(5.0), "5", false),
            (0.0, "0;-0;;@", Value::Blank, "", false),
            (40_000.0, "[<45000]\"before\";dd/mm/yyyy", Value::Text, "before", false),
        ] {
            let mut words = String::new();
            let shown = number(&mut words, stored, &NumberFormat::parse(code));
            assert_eq!((shown, words.as_str()), ((value, percent), text), "{stored} as {code}");
        }
    }

    #[test]
    fn serial_numbers_are_days_in_either_system() {
        assert_eq!(moment(45474.0, false), Some(day(2024, 7, 1)));
        assert_eq!(moment(44012.0, true), Some(day(2024, 7, 1)));
        assert_eq!(moment(1.0, false), Some(day(1900, 1, 1)));
        assert_eq!(moment(45474.5, false), Some(day(2024, 7, 1) + TimeDelta::hours(12)));
        for bad in [-5.0, 2_958_466.0, 1e300, f64::NAN] {
            assert_eq!(moment(bad, false), None);
        }
        assert_eq!(iso("2024-07-01T00:00:00Z"), Some(day(2024, 7, 1)));
        assert_eq!(iso("2024-07-01"), Some(day(2024, 7, 1)));
        assert_eq!(iso("+262142-12-31"), None);
    }
}
