//! Refs that Excel changed: "7.3" stored as 7 March, "13.10" stored as 13.1.
//!
//! The cell's format brings the words back where the file keeps it; where it does not, the place in the sequence does.
//! What was recovered is a finding, so that someone can look.

use chrono::Datelike;

use super::refs;
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::{Cell, Value};

/// The ref that a cell means. `shown` is the cell's text with its place; `before` the ref of the record above.
pub fn reference(
    cell: &Cell,
    shown: Located<String>,
    before: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Located<String> {
    let Some(recovered) = recovered(cell, &shown.value, before) else { return shown };
    diagnostics.push(
        Diagnostic::note("ref-recovered", format!("Excel changed this ref; it was read as {recovered}"))
            .at(&shown.at)
            .found(match cell.value {
                Value::Date { when, .. } => when.format("the date %d/%m/%Y").to_string(),
                _ => format!("a number shown as {}", shown.value),
            })
            .hint("format the column of refs as Text and type the ref again"),
    );
    Located { value: recovered, ..shown }
}

fn recovered(cell: &Cell, shown: &str, before: Option<&str>) -> Option<String> {
    let following = before.and_then(refs::following);
    // The first of the next meeting or aim: after 9.5 comes 10.1.
    let next = before.and_then(refs::area_of).and_then(|group| group.checked_add(1));
    let opening = next.map(|group| format!("{group}.1"));
    match cell.value {
        Value::Date { when, .. } => {
            let day_month = format!("{}.{}", when.day(), when.month());
            let month_day = format!("{}.{}", when.month(), when.day());
            let fits =
                |candidate: &String| following.as_ref() == Some(candidate) || opening.as_ref() == Some(candidate);
            Some([day_month.clone(), month_day].into_iter().find(fits).unwrap_or(day_month))
        }
        // 13.1 again after 13.9 is 13.10 without its last digit.
        Value::Number(_) => following
            .filter(|following| following != shown && following.strip_suffix('0') == Some(shown))
            .or_else(|| (shown.ends_with('0') && shown.contains('.')).then(|| shown.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Precision;

    fn cell(value: Value) -> Cell {
        Cell { value, text: "".into(), fill: None, letters: None, struck: false, percent: false }
    }

    #[test]
    fn refs_are_recovered_by_their_place_or_their_format() {
        let date = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let march = cell(Value::Date { when: date(2025, 3, 7), shown: Precision::Day });
        assert_eq!(recovered(&march, "07/03/2025", Some("7.2")).as_deref(), Some("7.3"));
        assert_eq!(recovered(&march, "07/03/2025", Some("3.6")).as_deref(), Some("3.7"));
        assert_eq!(recovered(&march, "07/03/2025", None).as_deref(), Some("7.3"));
        assert_eq!(recovered(&march, "07/03/2025", Some("4294967295.2")).as_deref(), Some("7.3"));
        let number = cell(Value::Number(13.1));
        assert_eq!(recovered(&number, "13.1", Some("13.9")).as_deref(), Some("13.10"));
        assert_eq!(recovered(&number, "13.1", Some("12.4")), None);
        assert_eq!(recovered(&number, "13.10", None).as_deref(), Some("13.10"));
        assert_eq!(recovered(&cell(Value::Text), "13.1", Some("13.9")), None);
    }
}
