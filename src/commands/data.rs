//! The programme as read, as JSON and as a plain table: what `boardpack data` gives.

use clap::Args;
use serde_json::{Map, Value, json};

use super::Outcome;
use super::arguments::{DataPath, Format};
use super::place::programme_at;
use crate::diagnostic::{Diagnostic, Findings, Result};
use crate::printed::Printed;
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::programme::model::{Action, Area, MonthlyValue, WrittenDate};
use crate::programme::schema::{Content, Described};

/// Show everything as read from an edition or from one workbook
///
/// The first thing to look at when a figure is not what you expect: each record names its workbook, sheet and cell.
#[derive(Debug, Args)]
pub struct DataArguments {
    #[command(flatten)]
    pub place: DataPath,

    /// As a table to read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

pub fn run(arguments: &DataArguments) -> Result<Outcome> {
    let Findings { value: programme, diagnostics } = programme_at(&arguments.place)?;
    let text = match arguments.format {
        Format::Json => Printed::json(&json(&programme, &diagnostics)),
        Format::Table => table(&programme),
    };
    Ok(Outcome { text, findings: diagnostics, ..Outcome::default() })
}

/// Everything as read. Dates are ISO, percentages are fractions, months are `2025-07`; what a workbook does not say is
/// null. Each record carries its `source` {workbook, sheet, cell}.
pub fn json(programme: &Programme, diagnostics: &[Diagnostic]) -> Value {
    json!({
        "areas": programme.areas.iter().map(area).collect::<Vec<_>>(),
        "actions": programme.areas.iter().flat_map(|area| area.actions().map(|item| action(area, item))).collect::<Vec<_>>(),
        "risks": all(&programme.risks),
        "measures": all(&programme.measures),
        "meeting_actions": all(&programme.meeting_actions),
        "work_programme": all(&programme.work_programme),
        "glossary": all(&programme.glossary),
        "status_key": all(&programme.status_key),
        "findings": diagnostics,
    })
}

fn all<R: Described>(records: &[R]) -> Vec<Map<String, Value>> {
    records.iter().map(record).collect()
}

/// An area with its title and its aims.
fn area(area: &Area) -> Map<String, Value> {
    let mut out = record(area);
    out.shift_insert(2, "title".to_owned(), area.title().into());
    let aims = area.aims.iter().map(fields).collect::<Vec<_>>();
    out.shift_insert(out.len() - 1, "aims".to_owned(), json!(aims));
    out
}

/// An action with its area's key.
fn action(area: &Area, action: &Action) -> Map<String, Value> {
    let mut out = record(action);
    out.shift_insert(1, "area".to_owned(), area.key.as_str().into());
    out
}

/// A record's fields and its place.
fn record<R: Described>(record: &R) -> Map<String, Value> {
    let mut out = fields(record);
    out.insert("source".to_owned(), json!(record.at()));
    out
}

fn fields<R: Described>(record: &R) -> Map<String, Value> {
    let shown = R::FIELDS.iter().filter_map(|field| Some((field.data?.to_owned(), value((field.get)(record)))));
    shown.collect()
}

fn value(content: Content<'_>) -> Value {
    match content {
        Content::Key(key) => key.into(),
        Content::Reference(reference) => reference.value.as_str().into(),
        Content::Word(word) => word.into(),
        Content::Whole(number) => number.into(),
        Content::Text(text) => text.map(|text| text.value.as_str()).into(),
        Content::Texts(texts) => texts.iter().map(|text| text.value.as_str()).collect(),
        Content::Milestones(milestones) => milestones.iter().map(|milestone| milestone.words.value.as_str()).collect(),
        Content::Date(date) => date.map(|date| date_json(&date.value)).into(),
        Content::Day(date) => date.and_then(|date| date.value.date).map(|date| date.to_string()).into(),
        Content::Status(status) => status.map(|status| status.value.key()).into(),
        Content::Choice(choice) => choice.map(|choice| choice.key).into(),
        Content::Count(count) => count.map(|count| count.value).into(),
        Content::Number(number) => number.map(|number| number.value).into(),
        Content::Score(score) => json!({
            "likelihood": score.likelihood.as_ref().map(|part| part.value),
            "impact": score.impact.as_ref().map(|part| part.value),
            "score": score.score.as_ref().map(|part| part.value),
        }),
        Content::Steps(steps) => steps
            .iter()
            .map(|step| {
                json!({
                    "value": step.value, "by": step.by.as_ref().and_then(|by| by.date).map(|date| date.to_string()),
                })
            })
            .collect(),
        Content::Series(series) => series.iter().map(month).collect(),
    }
}

fn month(entry: &MonthlyValue) -> Value {
    let mut month = json!({"month": entry.month.id(), "value": entry.value.as_ref().ok()});
    if let Err(why) = &entry.value {
        month["missing"] = why.words().into();
    }
    month
}

fn date_json(date: &WrittenDate) -> Value {
    json!({"text": date.words, "date": date.date.map(|date| date.to_string()), "kind": date.kind.key()})
}

/// The same in columns, for reading on a terminal: one block per kind of record.
pub fn table(programme: &Programme) -> Printed {
    let json = json(programme, &[]);
    let blocks: [(&str, SheetKind, &str, &[&str]); 5] = [
        (
            "actions",
            SheetKind::Actions,
            "Actions",
            &["ref", "due.text", "action_status", "completed_on", "impact_status", "updated_on", "text"],
        ),
        (
            "risks",
            SheetKind::Risks,
            "Risks",
            &["ref", "inherent.score", "current.score", "target.score", "direction", "owner", "description", "event"],
        ),
        ("measures", SheetKind::Measures, "Measures", &["ref", "target", "status", "name"]),
        (
            "meeting_actions",
            SheetKind::MeetingActions,
            "Meeting actions",
            &["ref", "meeting", "status", "due.text", "owner", "action"],
        ),
        ("work_programme", SheetKind::WorkProgramme, "Work programme", &["meeting", "deadline", "status", "item"]),
    ];
    let mut out = Printed::default();
    for (key, kind, title, columns) in blocks {
        let records = json[key].as_array().map(Vec::as_slice).unwrap_or_default();
        if !programme.sources.iter().any(|source| source.holds == kind) {
            out.line(format!("{title}: not read"));
            out.blank();
            continue;
        }
        out.line(format!("{title}: {}", records.len()));
        let shown = |record: &Value, column: &str| {
            let value = column.split('.').fold(record, |value, part| &value[part]);
            match value {
                Value::Null => "–".to_owned(),
                Value::String(text) => crate::text::shorten(text, 60),
                other => other.to_string(),
            }
        };
        let rows: Vec<Vec<String>> =
            records.iter().map(|record| columns.iter().map(|column| shown(record, column)).collect()).collect();
        let used: Vec<usize> = (0..columns.len()).filter(|index| rows.iter().any(|row| row[*index] != "–")).collect();
        let widths: Vec<usize> = used
            .iter()
            .map(|index| {
                rows.iter().map(|row| row[*index].chars().count()).chain([columns[*index].len()]).max().unwrap_or(0)
            })
            .collect();
        let line = |cells: Vec<&str>| {
            let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            format!("  {}", padded.join("  ").trim_end())
        };
        if !rows.is_empty() {
            out.line(line(used.iter().map(|index| columns[*index].split('.').next().unwrap_or_default()).collect()));
        }
        for row in &rows {
            out.line(line(used.iter().map(|index| row[*index].as_str()).collect()));
        }
        out.blank();
    }
    out
}
