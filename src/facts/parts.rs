//! The smallest parts of the facts: a text, a date, a status, a place.

use crate::group;
use crate::ledger::{Fact, Origin, origin};
use crate::located::{CellRef, Located};
use crate::programme::model::{DateKind, Measure, Status, WrittenDate};
use crate::wording;

/// A status by its key and word.
pub fn status(status: Option<&Status>) -> Fact {
    group! { "key": status.map_or("none", Status::key), "word": status.map_or("Not stated", Status::word) }
}

/// A status, or that none is stated, or that its column was not read.
pub fn status_or(value: Option<&Status>, not_read: &Option<String>) -> Fact {
    match (value, not_read) {
        (None, Some(_)) => group! { "key": "none", "word": "Not read" },
        _ => status(value),
    }
}

/// A date as it is printed, or that none is set, or that its column was not read.
pub fn date_or(value: &Option<Located<WrittenDate>>, not_read: &Option<String>) -> Fact {
    match (value, not_read) {
        (None, Some(_)) => group! { "text": "Not read", "iso": Fact::Null, "kind": "missing" },
        _ => date(value),
    }
}

/// A date as it is printed, or that none is set.
pub fn date(date: &Option<Located<WrittenDate>>) -> Fact {
    date.as_ref().map_or_else(no_date, |date| written(&date.value))
}

pub fn no_date() -> Fact {
    group! { "text": "No date set", "iso": Fact::Null, "kind": "missing" }
}

pub fn written(date: &WrittenDate) -> Fact {
    group! {
        "text": wording::date(date),
        "iso": date.date.map(|day| day.to_string()),
        "kind": match date.kind {
            DateKind::Day => "day",
            DateKind::Month => "month",
            DateKind::Recurring => "recurring",
            DateKind::Open => "open",
        },
    }
}

/// A date where one is written, else nothing.
pub fn dated(date: &Option<Located<WrittenDate>>) -> Fact {
    date.as_ref().map(|date| written(&date.value)).into()
}

pub fn text(value: &Option<Located<String>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.as_str())
}

pub fn texts(values: &[Located<String>]) -> Fact {
    Fact::list(values.iter().map(|value| value.value.as_str()))
}

/// "Action tracker.xlsx, PA1, F9".
pub fn place(at: &CellRef) -> String {
    format!("{}, {}, {}", at.workbook, at.sheet, at.address())
}

/// The cell of a value, if there is one.
pub fn cell<T>(value: &Option<Located<T>>) -> Vec<CellRef> {
    value.iter().map(|value| value.at.clone()).collect()
}

/// Makes the origins of one measure's figures.
pub struct Origins<'a> {
    measure: &'a Measure,
}

impl<'a> Origins<'a> {
    pub fn of_measure(measure: &'a Measure) -> Origins<'a> {
        Origins { measure }
    }

    pub fn of(&self, key: &str, what: &str, rule: &str) -> Origin {
        let (reference, name) = (&self.measure.reference.value, &self.measure.name.value);
        let whose = if reference == name { reference.clone() } else { format!("{reference} {name}") };
        origin(format!("measure.{reference}.{key}"), format!("{what}, {whose}"), rule)
    }
}
