//! Cell values as a person sees them: regular spaces, numbers and dates in the cell's own format.
//!
//! A full rendering of Excel's format language is deliberately absent: percentages, decimals, thousands and dates
//! are what trackers and dashboards use, and what refs that Excel mangled (13.10 shown by the format 0.00) need.

use chrono::{Datelike, NaiveDateTime, Timelike};

/// Line ends as `\n`, spaces regular, invisible characters gone, no space at either end of a line.
pub fn regular(text: &str) -> String {
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

/// A number as its format shows it.
pub fn number(value: f64, format: &str) -> String {
    let format = first_section(format);
    if is_percent(format) {
        let places = decimals(format).unwrap_or(0);
        return format!("{:.places$}%", value * 100.0);
    }
    match decimals(format) {
        Some(places) => format!("{value:.places$}"),
        None => general(value),
    }
}

/// A number as Excel's General format shows it: as short as it can be, free of binary dust.
fn general(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let rounded = format!("{value:.10}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub fn is_percent(format: &str) -> bool {
    unquoted(first_section(format)).contains('%')
}

/// How many decimal places a format of digits shows; `None` for General and for texts.
fn decimals(format: &str) -> Option<usize> {
    let format = unquoted(format);
    if !format.contains(['0', '#', '?']) {
        return None;
    }
    let places = format.split_once('.').map_or("", |(_, places)| places);
    Some(places.chars().take_while(|c| matches!(c, '0' | '#' | '?')).filter(|c| *c == '0').count())
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

/// Whether a date format shows month and year but no day.
pub fn shows_month_only(format: &str) -> bool {
    let format = unquoted(first_section(format)).to_lowercase();
    !format.contains('d') && format.contains("mm") && format.contains('y')
}

/// A date as its format shows it.
pub fn date(when: NaiveDateTime, format: &str) -> String {
    let format = strip_blocks(first_section(format)).to_lowercase();
    let mut out = String::new();
    let mut rest = format.as_str();
    let mut after_hours = false;
    while let Some(c) = rest.chars().next() {
        let run = rest.chars().take_while(|next| *next == c).count();
        let taken = run * c.len_utf8();
        match c {
            'd' => out.push_str(&match run {
                1 => when.day().to_string(),
                2 => format!("{:02}", when.day()),
                3 => when.format("%a").to_string(),
                _ => when.format("%A").to_string(),
            }),
            // `m` means minutes after an hour and months elsewhere.
            'm' if after_hours => out.push_str(&format!("{:02}", when.minute())),
            'm' => out.push_str(&match run {
                1 => when.month().to_string(),
                2 => format!("{:02}", when.month()),
                3 => MONTHS[when.month0() as usize][..3].to_owned(),
                _ => MONTHS[when.month0() as usize].to_owned(),
            }),
            'y' if run <= 2 => out.push_str(&format!("{:02}", when.year().rem_euclid(100))),
            'y' => out.push_str(&when.year().to_string()),
            'h' => {
                after_hours = true;
                out.push_str(&format!("{:02}", when.hour()));
            }
            's' => out.push_str(&format!("{:02}", when.second())),
            '@' | '*' | '_' => {}
            c => out.extend(std::iter::repeat_n(c, run)),
        }
        rest = &rest[taken..];
    }
    if out.trim().is_empty() { when.format("%d/%m/%Y").to_string() } else { out.trim().to_owned() }
}

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
    // General is not a date format, but a date may stand in a cell that has none.
    if out.eq_ignore_ascii_case("general") { "dd/mm/yyyy".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

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
    fn numbers_are_shown_in_their_format() {
        assert_eq!(number(13.1, "0.00"), "13.10");
        assert_eq!(number(13.1, "General"), "13.1");
        assert_eq!(number(0.852, "0%"), "85%");
        assert_eq!(number(0.852, "0.0%"), "85.2%");
        assert_eq!(number(0.1 + 0.2, "General"), "0.3");
        assert_eq!(number(1200.0, "#,##0"), "1200");
    }

    #[test]
    fn dates_are_shown_in_their_format() {
        assert_eq!(date(day(2025, 3, 7), "d.m"), "7.3");
        assert_eq!(date(day(2024, 7, 1), "mmm-yy"), "Jul-24");
        assert_eq!(date(day(2024, 7, 1), "[$-809]dd mmmm yyyy"), "01 July 2024");
        assert_eq!(date(day(2024, 7, 1), "General"), "01/07/2024");
        assert!(shows_month_only("mmm-yy") && !shows_month_only("dd/mm/yyyy"));
    }
}
