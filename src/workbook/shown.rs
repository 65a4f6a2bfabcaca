//! Cell values as a person sees them: regular spaces, numbers and dates in the cell's own format.
//!
//! A full rendering of Excel's format language is deliberately absent: percentages, decimals, thousands and dates
//! are what trackers and dashboards use, and what refs that Excel mangled (13.10 shown by the format 0.00) need.

use std::fmt::Write;

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

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

/// How a number format shows numbers, taken apart once per style.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberFormat {
    pub percent: bool,
    /// Whether the format shows the number as a date or a time of day.
    pub date: bool,
    /// Whether it shows month and year but no day.
    pub month_only: bool,
    /// How many decimal places it shows; `None` for General and for texts.
    places: Option<usize>,
    /// Words before and after the digits: `0.0"%"`, `"Due "0`.
    before: String,
    after: String,
    /// The pieces of a date; empty in formats of other things.
    pieces: Vec<Piece>,
    /// Whether it shows a day or a year: a number below 1 has neither.
    pub day_or_year: bool,
}

impl NumberFormat {
    pub fn parse(code: &str) -> NumberFormat {
        let section = first_section(code);
        let plain = unquoted(section).to_lowercase();
        let mut format = NumberFormat { percent: plain.contains('%'), ..NumberFormat::default() };
        if plain.contains("general") || plain.trim() == "@" || plain.trim().is_empty() && !section.contains('[') {
            return format;
        }
        let elapsed = section.contains("[h") || section.contains("[m") || section.contains("[s");
        format.date = !elapsed && plain.contains(['d', 'm', 'y', 'h', 's']);
        if format.date || elapsed {
            format.month_only = format.date && shows_month_only(&plain);
            if format.date {
                format.pieces = pieces(section);
                format.day_or_year = plain.contains(['d', 'y']);
            }
            return format;
        }
        format.places = decimals(&plain);
        if format.places.is_some() && !plain.contains(['/', 'e']) {
            (format.before, format.after) = literals(section);
        }
        format
    }
}

/// The literal words before and after a format's digits.
fn literals(section: &str) -> (String, String) {
    let (mut before, mut after) = (String::new(), String::new());
    let mut digits = false;
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        let into = if digits { &mut after } else { &mut before };
        match c {
            '"' => into.extend(chars.by_ref().take_while(|c| *c != '"')),
            // Of `[$£-809]` the sign counts; of `[Red]` and conditions nothing does.
            '[' => {
                let block: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(sign) = block.strip_prefix('$') {
                    into.push_str(sign.split('-').next().unwrap_or_default());
                }
            }
            '\\' => into.extend(chars.next()),
            // A gap as wide as the next character, or a filling with it: no words.
            '_' | '*' => {
                chars.next();
            }
            '0' | '#' | '?' | '.' | ',' => digits = true,
            '%' | '(' | ')' | '-' | '+' => {}
            c => into.push(c),
        }
    }
    (before.trim_start().to_owned(), after.trim_end().to_owned())
}

/// A number as its format shows it.
pub fn number(into: &mut String, value: f64, format: &NumberFormat) {
    into.push_str(&format.before);
    // Writing to a string cannot fail.
    let _ = match format.places {
        _ if format.percent => write!(into, "{:.*}%", format.places.unwrap_or(0), value * 100.0),
        Some(0) if whole(value) => write!(into, "{}", value as i64),
        Some(places) => write!(into, "{value:.places$}"),
        None => {
            general(into, value);
            Ok(())
        }
    };
    if !format.percent {
        into.push_str(&format.after);
    }
}

fn whole(value: f64) -> bool {
    value.abs() < 1e15 && value == value.trunc()
}

/// A number as Excel's General format shows it: as short as it can be, free of binary dust.
fn general(into: &mut String, value: f64) {
    if whole(value) {
        let _ = write!(into, "{}", value as i64);
        return;
    }
    if !(1e-9..1e15).contains(&value.abs()) {
        let _ = write!(into, "{value:e}");
        return;
    }
    let start = into.len();
    let _ = write!(into, "{value}");
    // More than ten places are the dust of a sum: 0.30000000000000004.
    if into[start..].split_once('.').is_some_and(|(_, places)| places.len() > 10) {
        into.truncate(start);
        let _ = write!(into, "{value:.10}");
        into.truncate(into.trim_end_matches('0').trim_end_matches('.').len());
    }
}

/// How many decimal places a format of digits shows; `None` for General and for texts.
fn decimals(plain: &str) -> Option<usize> {
    if !plain.contains(['0', '#', '?']) {
        return None;
    }
    let places = plain.split_once('.').map_or("", |(_, places)| places);
    Some(places.chars().take_while(|c| matches!(c, '0' | '#' | '?')).filter(|c| *c == '0').count().min(15))
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

/// A day or moment as ISO 8601 writes it: `2024-07-01`, `2024-07-01T09:30:00Z`.
pub fn iso(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}

fn first_section(format: &str) -> &str {
    format.split(';').next().unwrap_or(format)
}

/// The format without its quoted texts, `[…]` blocks and escaped characters.
fn unquoted(format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            c => out.push(c),
        }
    }
    out
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether a date format, without quotes and in lower case, shows month and year but no day.
fn shows_month_only(plain: &str) -> bool {
    !plain.contains('d') && plain.contains("mm") && plain.contains('y')
}

/// A piece of a date format.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Day(usize),
    Month(usize),
    Year(usize),
    Hour { twelve: bool },
    Minute,
    Second,
    HalfDay,
    Words(String),
}

/// A date format, taken apart.
fn pieces(code: &str) -> Vec<Piece> {
    let format = strip_blocks(first_section(code)).to_lowercase();
    let mut pieces = Vec::new();
    let mut rest = format.as_str();
    let mut after_hours = false;
    let twelve = format.contains("am/pm") || format.contains("a/p");
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("am/pm").or_else(|| rest.strip_prefix("a/p")) {
            pieces.push(Piece::HalfDay);
            rest = after;
            continue;
        }
        let run = rest.chars().take_while(|next| *next == c).count();
        match c {
            'd' => pieces.push(Piece::Day(run)),
            // `m` means minutes after an hour and months elsewhere.
            'm' if after_hours => pieces.push(Piece::Minute),
            'm' => pieces.push(Piece::Month(run)),
            'y' => pieces.push(Piece::Year(run)),
            'h' => {
                after_hours = true;
                pieces.push(Piece::Hour { twelve });
            }
            's' => pieces.push(Piece::Second),
            '@' | '*' | '_' => {}
            c => {
                let words: String = std::iter::repeat_n(c, run).collect();
                match pieces.last_mut() {
                    Some(Piece::Words(before)) => before.push_str(&words),
                    _ => pieces.push(Piece::Words(words)),
                }
            }
        }
        rest = &rest[run * c.len_utf8()..];
    }
    let blank = |piece: &Piece| matches!(piece, Piece::Words(words) if words.trim().is_empty());
    if pieces.iter().all(blank) { british() } else { pieces }
}

/// `dd/mm/yyyy`.
fn british() -> Vec<Piece> {
    vec![Piece::Day(2), Piece::Words("/".to_owned()), Piece::Month(2), Piece::Words("/".to_owned()), Piece::Year(4)]
}

/// A date as its format shows it.
pub fn date(into: &mut String, when: NaiveDateTime, format: &NumberFormat) {
    let general;
    let pieces = if format.pieces.is_empty() {
        general = british();
        &general
    } else {
        &format.pieces
    };
    for piece in pieces {
        match piece {
            Piece::Day(1) => digits(into, when.day(), 1),
            Piece::Day(2) => digits(into, when.day(), 2),
            Piece::Day(length) => {
                let name = WEEKDAYS[when.weekday().num_days_from_monday() as usize];
                into.push_str(if *length == 3 { &name[..3] } else { name });
            }
            Piece::Month(length @ (1 | 2)) => digits(into, when.month(), *length),
            Piece::Month(length) => {
                let name = MONTHS[when.month0() as usize];
                into.push_str(if *length == 3 { &name[..3] } else { name });
            }
            Piece::Year(1 | 2) => digits(into, when.year().rem_euclid(100) as u32, 2),
            Piece::Year(_) => digits(into, when.year().unsigned_abs(), 4),
            Piece::Hour { twelve: true } => digits(into, when.hour12().1, 1),
            Piece::Hour { twelve: false } => digits(into, when.hour(), 2),
            Piece::Minute => digits(into, when.minute(), 2),
            Piece::Second => digits(into, when.second(), 2),
            Piece::HalfDay => into.push_str(if when.hour() < 12 { "am" } else { "pm" }),
            Piece::Words(words) => into.push_str(words),
        }
    }
}

/// A number of at least so many digits.
fn digits(into: &mut String, number: u32, least: usize) {
    let mut places = [b'0'; 10];
    let (mut at, mut rest) = (10, number);
    while rest > 0 || 10 - at < least {
        at -= 1;
        places[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    into.extend(places[at..].iter().map(|digit| char::from(*digit)));
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A date format without `[$-809]` blocks, quotes and backslashes, its quoted words kept.
fn strip_blocks(format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '"' | '\\' => {}
            c => out.push(c),
        }
    }
    out
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

    fn shown(value: f64, code: &str) -> String {
        let mut text = String::new();
        number(&mut text, value, &NumberFormat::parse(code));
        text
    }

    #[test]
    fn numbers_are_shown_in_their_format() {
        assert_eq!(shown(13.1, "0.00"), "13.10");
        assert_eq!(shown(13.1, "General"), "13.1");
        assert_eq!(shown(0.852, "0%"), "85%");
        assert_eq!(shown(0.852, "0.0%"), "85.2%");
        assert_eq!(shown(0.1 + 0.2, "General"), "0.3");
        assert_eq!(shown(1200.0, "#,##0"), "1200");
        assert_eq!(shown(85.5, "0.0\"%\""), "85.5%");
        assert_eq!(shown(45474.0, "\"Due \"0"), "Due 45474");
        assert_eq!(shown(3.0, "[Red]0.00"), "3.00");
        assert_eq!(shown(1200.0, "[$£-809]#,##0"), "£1200");
        assert_eq!(shown(7.0, "_-* #,##0_-;-* #,##0_-"), "7");
    }

    #[test]
    fn formats_of_dates_are_told_from_formats_of_numbers() {
        for (code, date) in [
            ("dd/mm/yyyy", true),
            ("mmm\\ yy", true),
            ("[$-809]d\\ mmmm\\ yyyy;@", true),
            ("h:mm", true),
            ("General", false),
            ("0.00", false),
            ("[Red]0.00", false),
            ("\"day \"0", false),
            ("0%", false),
            ("@", false),
            ("[h]:mm", false),
            ("_-* #,##0_-", false),
        ] {
            assert_eq!(NumberFormat::parse(code).date, date, "{code}");
        }
        assert!(NumberFormat::parse("mmm-yy").month_only && !NumberFormat::parse("dd/mm/yyyy").month_only);
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
    }

    fn dated(when: NaiveDateTime, code: &str) -> String {
        let mut text = String::new();
        date(&mut text, when, &NumberFormat::parse(code));
        text
    }

    #[test]
    fn dates_are_shown_in_their_format() {
        assert_eq!(dated(day(2025, 3, 7), "d.m"), "7.3");
        assert_eq!(dated(day(2024, 7, 1), "mmm-yy"), "Jul-24");
        assert_eq!(dated(day(2024, 7, 1), "[$-809]dd mmmm yyyy"), "01 July 2024");
        assert_eq!(dated(day(2024, 7, 1), "General"), "01/07/2024");
        assert_eq!(dated(day(2024, 7, 1) + TimeDelta::minutes(13 * 60 + 5), "h:mm AM/PM"), "1:05 pm");
    }
}
