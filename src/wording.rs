//! Dates, numbers and lists as these papers print them.
//!
//! "31 July 2025", "July 2024" rather than "Jul-24"; per cent with one decimal place down a column; a minus sign for
//! negatives. Papers and findings say the same thing in the same words.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::programme::model::{DateKind, Month, Unit, WrittenDate};

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

/// "31 July 2025".
pub fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// "3 July 2025, 14:02".
pub fn minute(when: NaiveDateTime) -> String {
    format!("{}, {}", day(when.date()), when.format("%H:%M"))
}

/// "July 2025".
pub fn month(month: Month) -> String {
    format!("{} {}", MONTHS[month.month as usize - 1], month.year)
}

/// "Jul 2025": for the axes of charts, where the whole name has no room.
pub fn short_month(month: Month) -> String {
    format!("{} {}", &MONTHS[month.month as usize - 1][..3], month.year)
}

/// A date as officers gave it: written out where it is a day or a month, in their own words where it is neither.
pub fn date(date: &WrittenDate) -> String {
    match (date.kind, date.date) {
        (DateKind::Day, Some(known)) => day(known),
        (DateKind::Month, Some(known)) if date.year_inferred => format!("end of {}", month(Month::of(known))),
        (DateKind::Month, Some(known)) => month(Month::of(known)),
        _ => date.words.clone(),
    }
}

/// A value: "69.8%", "1,234", "−3".
pub fn value(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{}%", signed(&format!("{:.1}", value * 100.0))),
        Unit::Number => plain(value),
    }
}

/// A target: as few decimal places as it needs.
pub fn target(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{}%", plain((value * 1e6).round() / 1e4)),
        Unit::Number => plain(value),
    }
}

/// A change between two values: "up 1.3 percentage points", "down 15", "no change".
pub fn change(change: f64, unit: Unit) -> String {
    let size = match unit {
        Unit::Percent => format!("{:.1}", change.abs() * 100.0),
        Unit::Number => plain(change.abs()),
    };
    if size.chars().all(|c| matches!(c, '0' | '.')) {
        return "no change".to_owned();
    }
    let unit = match unit {
        Unit::Percent if size == "1.0" => " percentage point",
        Unit::Percent => " percentage points",
        Unit::Number => "",
    };
    format!("{} {size}{unit}", if change > 0.0 { "up" } else { "down" })
}

/// "April 2025", "April 2025 and May 2025", "April 2025, May 2025 and June 2025".
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The same with a capital first.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A message as a sentence: a capital first, a full stop last.
pub fn sentence(text: &str) -> String {
    let mut out = capitalised(text);
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// A name for a file: "Head of SEND, council" → "head-of-send-council".
pub fn file_name(text: &str) -> String {
    let mut out = String::new();
    for word in text.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    out
}

/// The size of a step between two values: percentages differ by percentage points.
pub fn step(step: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{} percentage points", signed(&format!("{:.1}", step * 100.0))),
        Unit::Number => plain(step),
    }
}

/// A count: "52", "1,234".
pub fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// "52 actions", "1 action".
pub fn records(count: usize, plural: &str) -> String {
    match (count, plural.strip_suffix('s')) {
        (1, Some(singular)) => format!("1 {singular}"),
        _ => format!("{} {plural}", grouped(&count.to_string())),
    }
}

/// Whether a term stands in a text as a whole word, in its own case.
pub fn stands_in(term: &str, text: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric();
    !term.is_empty()
        && text.match_indices(term).any(|(start, _)| {
            let after = &text[start + term.len()..];
            // "EHCPs" and "EHCP's" use the term EHCP.
            let after = after.strip_prefix('s').filter(|rest| !rest.starts_with(part_of_word)).unwrap_or(after);
            !text[..start].ends_with(part_of_word) && !after.starts_with(part_of_word)
        })
}

/// A name for an area whose settings give none: "north-ashmere" → "North Ashmere".
pub fn title_of_folder(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A number with thousands grouped and at most two decimal places.
fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let whole = grouped(whole);
    signed(&decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}")))
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

/// A true minus sign, and none before zero.
fn signed(number: &str) -> String {
    match number.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.' | ',')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_papers_print_them() {
        assert_eq!(value(0.698, Unit::Percent), "69.8%");
        assert_eq!(value(1234.0, Unit::Number), "1,234");
        assert_eq!(value(-1234.5, Unit::Number), "−1,234.5");
        assert_eq!(value(-0.0, Unit::Percent), "0.0%");
        assert_eq!(target(0.85, Unit::Percent), "85%");
        assert_eq!(target(0.125, Unit::Percent), "12.5%");
        assert_eq!(change(-0.013, Unit::Percent), "down 1.3 percentage points");
        assert_eq!(change(0.01, Unit::Percent), "up 1.0 percentage point");
        assert_eq!(change(0.0001, Unit::Percent), "no change");
        assert_eq!(change(30.0, Unit::Number), "up 30");
        assert_eq!(step(0.21, Unit::Percent), "21.0 percentage points");
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
        assert_eq!([records(1, "actions"), records(1200, "risks")], ["1 action", "1,200 risks"]);
    }

    #[test]
    fn a_term_is_used_where_it_stands_as_a_word() {
        assert!(stands_in("EHCP", "New EHCPs and EHCP's"));
        assert!(stands_in("ICB", "(ICB)"));
        assert!(!stands_in("LA", "LAC and PLAN"));
        assert!(!stands_in("LO", "Hello"));
    }

    #[test]
    fn folders_give_names() {
        assert_eq!(title_of_folder("north-ashmere"), "North Ashmere");
    }
}
