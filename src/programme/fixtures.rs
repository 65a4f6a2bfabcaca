//! Programmes for unit tests, made of as little as a test wants to say.

use std::sync::Arc;

use super::dates;
use super::model::{Action, Aim, Area, Programme, Status};
use super::scheme::{Scheme, written::Written};
use crate::located::{CellRef, Located};

/// The built-in scheme of a SEND improvement programme.
pub fn send() -> Scheme {
    Scheme::of("send", &Written::default(), &Default::default()).unwrap()
}

/// One of its statuses, by its key.
pub fn status(key: &str) -> Status {
    send().status(key).unwrap().clone()
}

/// A value in a cell that no test asks about.
/// What was kept as JSON, its statuses and kinds of area by the keys of the built-in scheme.
pub fn from_kept<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> serde_json::Result<T> {
    super::scheme::reading_by(&send().into(), || serde_json::from_value(value))
}

pub fn located<T>(value: T) -> Located<T> {
    let at = CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row: 6, column: 1 };
    Located { value, at, raw: Arc::from("") }
}

/// An action with an action status and a due date, and nothing else.
pub fn action(reference: &str, text: &str, status: Option<Status>, due: &str) -> Action {
    Action {
        due: dates::parse(due, None).map(located),
        action_status: status.map(located),
        ..Action::new(located(reference.to_owned()), located(text.to_owned()))
    }
}

/// A programme of one area with these actions under one aim.
pub fn programme(actions: Vec<Action>) -> Programme {
    let area = Area {
        key: "PA1".to_owned(),
        kind: send().area_kinds[0].clone(),
        aims: vec![Aim { reference: "1.1".to_owned(), text: None, actions }],
        ..Area::new(1, located(()).at)
    };
    Programme { areas: vec![area], ..Programme::default() }
}
