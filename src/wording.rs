//! Dates, numbers and lists as these papers print them.
//!
//! "31 July 2025", "July 2024" rather than "Jul-24"; per cent with one decimal place down a column; a minus sign for
//! negatives. Papers and findings say the same thing in the same words.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::programme::model::{DateKind, Month, Unit, WrittenDate};
use crate::text::{MONTHS, grouped};

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

/// The same for a narrow column: "up 1.3 points".
pub fn short_change(change: f64, unit: Unit) -> String {
    let Some(size) = size(change, unit) else { return "no change".to_owned() };
    format!("{} {size}", if change > 0.0 { "up" } else { "down" })
}

/// How far one value is from another: "17.0 points above England", "6 below England", "the same as England".
pub fn gap(gap: f64, unit: Unit, from: &str) -> String {
    let Some(size) = size(gap, unit) else { return format!("the same as {from}") };
    format!("{size} {} {from}", if gap > 0.0 { "above" } else { "below" })
}

/// The size of a difference as it is said in a sentence: "17.0 points", "6"; `None` where nothing of it is printed.
pub fn size(difference: f64, unit: Unit) -> Option<String> {
    let size = match unit {
        Unit::Percent => format!("{:.1}", difference.abs() * 100.0),
        Unit::Number => plain(difference.abs()),
    };
    let unit = match unit {
        Unit::Percent if size == "1.0" => " point",
        Unit::Percent => " points",
        Unit::Number => "",
    };
    (!size.chars().all(|c| matches!(c, '0' | '.'))).then(|| format!("{size}{unit}"))
}

/// The size of a step between two values: percentages differ by percentage points.
pub fn step(step: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{} percentage points", signed(&format!("{:.1}", step * 100.0))),
        Unit::Number => plain(step),
    }
}

/// A number with thousands grouped and at most two decimal places.
fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let whole = grouped(whole);
    signed(&decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}")))
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
        assert_eq!(gap(0.17, Unit::Percent, "England"), "17.0 points above England");
        assert_eq!(gap(-6.0, Unit::Number, "England"), "6 below England");
        assert_eq!(gap(0.0001, Unit::Percent, "England"), "the same as England");
        assert_eq!(step(0.21, Unit::Percent), "21.0 percentage points");
    }
}
