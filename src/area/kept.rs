//! What was read, in the form in which it is kept on disk: its JSON, in which each sheet and each long text that cells
//! show is named once.
//!
//! `{"value": "open", "at": {"workbook": …, "sheet": …, "cell": "F9"}, "raw": "Open"}` becomes
//! `{"value": "open", "at": "3!F9", "raw": "Open"}`, where 3 is a place in the table of sheets; `raw` is left out where
//! it is the value, and is a place in the table of texts where it is long. What has no value is left out.
//!
//! Deliberately absent: what the records mean. A field that an older file does not have is empty once it is read.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::programme::model::Month;
use crate::programme::{Programme, milestones};

/// From how many bytes on a text that a cell shows is kept in the table of texts.
const LONG: usize = 24;

/// The tables that a file's short references point into.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// Workbook and sheet.
    pub sheets: Vec<(String, String)>,
    pub texts: Vec<String>,
    #[serde(skip)]
    known_sheets: HashMap<(String, String), usize>,
    #[serde(skip)]
    known_texts: HashMap<String, usize>,
}

impl Tables {
    /// A value as it is kept, its references entered in the tables.
    pub fn shorten(&mut self, value: Value) -> Value {
        match value {
            Value::Array(parts) => parts.into_iter().map(|part| self.shorten(part)).collect(),
            Value::Object(parts) => match self.place(&parts) {
                Some(place) => place.into(),
                None => Value::Object(self.shorten_parts(parts)),
            },
            plain => plain,
        }
    }

    fn shorten_parts(&mut self, parts: Map<String, Value>) -> Map<String, Value> {
        let is_cell = parts.len() == 3 && ["value", "at", "raw"].iter().all(|key| parts.contains_key(*key));
        let same = is_cell && parts["value"] == parts["raw"];
        let mut out = Map::new();
        for (key, part) in parts {
            match part {
                Value::Null => {}
                Value::String(_) if is_cell && key == "raw" && same => {}
                Value::String(text) if is_cell && key == "raw" && text.len() >= LONG => {
                    out.insert(key, self.text(text).into());
                }
                part => {
                    let part = self.shorten(part);
                    out.insert(key, part);
                }
            }
        }
        out
    }

    /// The short form of a cell's place.
    fn place(&mut self, parts: &Map<String, Value>) -> Option<String> {
        let part = |key: &str| parts.get(key).and_then(Value::as_str).filter(|_| parts.len() == 3);
        let (workbook, sheet, cell) = (part("workbook")?, part("sheet")?, part("cell")?);
        let sheet = (workbook.to_owned(), sheet.to_owned());
        let index = *self.known_sheets.entry(sheet.clone()).or_insert(self.sheets.len());
        if index == self.sheets.len() {
            self.sheets.push(sheet);
        }
        Some(format!("{index}!{cell}"))
    }

    fn text(&mut self, text: String) -> usize {
        let index = *self.known_texts.entry(text.clone()).or_insert(self.texts.len());
        if index == self.texts.len() {
            self.texts.push(text);
        }
        index
    }

    /// A value as it was before it was shortened.
    pub fn lengthen(&self, value: Value) -> Result<Value, String> {
        match value {
            Value::Array(parts) => parts.into_iter().map(|part| self.lengthen(part)).collect(),
            Value::Object(parts) => self.lengthen_parts(parts).map(Value::Object),
            plain => Ok(plain),
        }
    }

    fn lengthen_parts(&self, parts: Map<String, Value>) -> Result<Map<String, Value>, String> {
        let left_out = match (parts.get("value"), parts.get("at"), parts.get("raw")) {
            (Some(Value::String(value)), Some(_), None) => Some(value.clone()),
            _ => None,
        };
        let mut out = Map::new();
        for (key, part) in parts {
            let part = match (key.as_str(), part) {
                ("at", Value::String(place)) => self.cell(&place)?,
                ("raw", Value::Number(index)) => {
                    let text = index.as_u64().and_then(|index| self.texts.get(usize::try_from(index).ok()?));
                    text.ok_or_else(|| format!("there is no text {index}"))?.as_str().into()
                }
                (_, part) => self.lengthen(part)?,
            };
            out.insert(key, part);
        }
        if let Some(raw) = left_out {
            out.insert("raw".to_owned(), raw.into());
        }
        Ok(out)
    }

    fn cell(&self, place: &str) -> Result<Value, String> {
        let known = place
            .split_once('!')
            .and_then(|(index, cell)| Some((self.sheets.get(index.parse::<usize>().ok()?)?, cell)));
        let ((workbook, sheet), cell) = known.ok_or_else(|| format!("there is no sheet for the cell {place}"))?;
        Ok(json!({"workbook": workbook, "sheet": sheet, "cell": cell}))
    }
}

/// Refuses dates with which nothing can be worked out. A kept date stands under `date`, `status_date` or `until`.
pub fn refuse_dates(value: &Value) -> Result<(), String> {
    match value {
        Value::Array(parts) => parts.iter().try_for_each(refuse_dates),
        Value::Object(parts) => parts.iter().try_for_each(|(key, part)| {
            let date = part.as_str().filter(|_| ["date", "status_date", "until"].contains(&key.as_str()));
            match date.and_then(|date| date.parse::<NaiveDate>().ok()) {
                Some(date) if Month::checked(date.year(), date.month()).is_none() => {
                    Err(format!("{date} is in no year of a programme"))
                }
                _ => refuse_dates(part),
            }
        }),
        _ => Ok(()),
    }
}

/// A programme out of its JSON, with all that follows from what is kept.
pub fn programme(value: Value) -> Result<Programme, String> {
    // A list would be taken for the fields in their order, and an empty one for an edition without records.
    if !value.is_object() {
        return Err("what was read of the workbooks is not in it".to_owned());
    }
    let mut programme: Programme = serde_json::from_value(value).map_err(|why| why.to_string())?;
    milestones::date_all(&mut programme);
    Ok(programme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::located::{CellRef, Located};
    use crate::programme::fixtures;
    use crate::programme::milestones::milestone;
    use crate::programme::model::Action;
    use crate::programme::scheme::reading_by;

    #[test]
    fn what_is_kept_comes_back_and_names_each_sheet_and_each_long_text_once() {
        let cell = "By May 2024, draft it\nBy July 2024, publish it";
        let at = CellRef { workbook: "Action tracker.xlsx".into(), sheet: "PA1".into(), row: 6, column: 4 };
        let line = |line: &str| milestone(Located { value: line.to_owned(), at: at.clone(), raw: cell.into() });
        let action = Action {
            milestones: cell.lines().map(line).collect(),
            ..fixtures::action("1.1.1", "Publish the strategy", Some(fixtures::status("amber")), "July 2024")
        };
        let programme = fixtures::programme(vec![action]);
        let whole = serde_json::to_value(&programme).unwrap();
        let mut tables = Tables::default();
        let short = tables.shorten(whole.clone());
        assert_eq!((tables.sheets.len(), tables.texts.as_slice()), (2, [cell.to_owned()].as_slice()));
        let text = short.to_string();
        assert!(!text.contains("xlsx") && !text.contains("null") && !text.contains("publish it\\n"), "{text}");

        let long = tables.lengthen(short).unwrap();
        let back = reading_by(&fixtures::send().into(), || super::programme(long)).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), whole);
        assert!(back.actions().next().unwrap().milestones[0].span.is_some());
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        let tables = Tables::default();
        let refused = |value: Value| tables.lengthen(value).unwrap_err();
        assert_eq!(refused(json!({"at": "0!F9"})), "there is no sheet for the cell 0!F9");
        assert_eq!(refused(json!([{"at": "F9"}])), "there is no sheet for the cell F9");
        assert_eq!(refused(json!({"value": 1, "raw": 7})), "there is no text 7");
    }
}
