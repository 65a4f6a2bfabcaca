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
pub fn located<T>(value: T) -> Located<T> {
    let at = CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row: 6, column: 1 };
    Located { value, at, raw: Arc::from("") }
}

/// An action with an action status and a due date, and nothing else.
pub fn action(reference: &str, text: &str, status: Option<Status>, due: &str) -> Action {
    Action {
        reference: located(reference.to_owned()),
        text: located(text.to_owned()),
        due: dates::parse(due, None).map(located),
        leads: Vec::new(),
        milestones: Vec::new(),
        action_status: status.map(located),
        completed: None,
        impact_measures: Vec::new(),
        impact_status: None,
        approval: None,
        update: None,
        updated: None,
        at: located(()).at,
    }
}

/// A programme of one area with these actions under one aim.
pub fn programme(actions: Vec<Action>) -> Programme {
    let area = Area {
        key: "PA1".to_owned(),
        number: 1,
        kind: send().area_kinds[0].clone(),
        ordinal: 1,
        name: None,
        statement: None,
        responsible_body: None,
        lead_officer: None,
        outcomes: Vec::new(),
        aims: vec![Aim { reference: "1.1".to_owned(), text: None, actions }],
        at: located(()).at,
    };
    Programme { areas: vec![area], ..Programme::default() }
}
