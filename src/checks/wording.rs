//! How the findings say days, months and values: "16 July 2025", "July 2025", "78.6%".

use chrono::NaiveDate;

use crate::programme::model::{Month, Unit};

pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

pub fn month(month: Month) -> String {
    month.first_day().format("%B %Y").to_string()
}

/// A measure's value with the precision the papers print.
pub fn value(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{:.1}%", value * 100.0).replace('-', "−"),
        Unit::Number => number(value),
    }
}

/// A step between two values: percentages differ by percentage points.
pub fn step(step: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{:.1} percentage points", step * 100.0),
        Unit::Number => number(step),
    }
}

fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Rust writes 12.0 as "12", and a small negative as "-0".
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded }).replace('-', "−")
}

/// "one", "one and two", "one, two and three".
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_as_the_papers_print_them() {
        assert_eq!(value(0.786, Unit::Percent), "78.6%");
        assert_eq!([value(12.0, Unit::Number), value(12.25, Unit::Number)], ["12", "12.3"]);
        assert_eq!([value(-0.02, Unit::Percent), value(-118.0, Unit::Number)], ["−2.0%", "−118"]);
        assert_eq!(step(0.21, Unit::Percent), "21.0 percentage points");
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
    }
}
