//! The programme as read, as JSON and as a plain table: what `boardpack data` gives.

use super::Outcome;
use super::arguments::{DataPath, Format};
use super::place::programme_at;
use crate::diagnostic::{Findings, Result};
use crate::output::pretty;
use clap::Args;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::programme::Programme;
use crate::programme::model::{
    Action, Area, DateKind, Direction, Good, Measure, MeetingAction, Progress, Risk, Score, Status, Unit, WorkItem,
    WrittenDate,
};

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
        Format::Json => pretty(&json(&programme, &diagnostics)),
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
        "risks": programme.risks.iter().map(risk).collect::<Vec<_>>(),
        "measures": programme.measures.iter().map(measure).collect::<Vec<_>>(),
        "meeting_actions": programme.meeting_actions.iter().map(meeting_action).collect::<Vec<_>>(),
        "work_programme": programme.work_programme.iter().map(work_item).collect::<Vec<_>>(),
        "glossary": programme.glossary.iter().map(|entry| json!({
            "term": entry.term.value, "meaning": entry.meaning.value, "source": entry.term.at,
        })).collect::<Vec<_>>(),
        "status_key": programme.status_key.iter().map(|entry| json!({
            "status": entry.status.key(), "meaning": entry.meaning.value, "source": entry.meaning.at,
        })).collect::<Vec<_>>(),
        "findings": diagnostics,
    })
}

fn area(area: &Area) -> Value {
    json!({
        "key": area.key,
        "number": area.number,
        "title": area.title(),
        "name": area.name,
        "statement": text(&area.statement),
        "responsible_body": text(&area.responsible_body),
        "lead_officer": text(&area.lead_officer),
        "outcomes": texts(&area.outcomes),
        "aims": area.aims.iter().map(|aim| json!({"ref": aim.reference, "text": text(&aim.text)})).collect::<Vec<_>>(),
        "source": area.at,
    })
}

fn action(area: &Area, action: &Action) -> Value {
    json!({
        "ref": action.reference.value,
        "area": area.key,
        "text": action.text.value,
        "due": action.due.as_ref().map(|due| date_json(&due.value)),
        "leads": texts(&action.leads),
        "milestones": texts(&action.milestones),
        "action_status": status(&action.action_status),
        "completed_on": day(&action.completed),
        "impact_measures": texts(&action.impact_measures),
        "impact_status": status(&action.impact_status),
        "approval": text(&action.approval),
        "update": text(&action.update),
        "updated_on": day(&action.updated),
        "source": action.at,
    })
}

fn risk(risk: &Risk) -> Value {
    let score = |score: &Score| {
        json!({
            "likelihood": score.likelihood.as_ref().map(|part| part.value),
            "impact": score.impact.as_ref().map(|part| part.value),
            "score": score.score.as_ref().map(|part| part.value),
        })
    };
    json!({
        "ref": risk.reference.value,
        "category": text(&risk.category),
        "description": text(&risk.description),
        "cause": text(&risk.cause),
        "event": text(&risk.event),
        "consequence": text(&risk.consequence),
        "owner": text(&risk.owner),
        "raised_on": day(&risk.raised),
        "reviewed_on": day(&risk.reviewed),
        "inherent": score(&risk.inherent),
        "current": score(&risk.current),
        "target": score(&risk.target),
        "controls": texts(&risk.controls),
        "further_actions": texts(&risk.further_actions),
        "response": text(&risk.response),
        "direction": risk.direction.as_ref().map(|direction| match direction.value {
            Direction::Rising => "rising",
            Direction::Falling => "falling",
            Direction::Steady => "steady",
        }),
        "links": texts(&risk.links),
        "source": risk.at,
    })
}

fn measure(measure: &Measure) -> Value {
    let number = |value: &Option<Located<f64>>| value.as_ref().map(|value| value.value);
    json!({
        "ref": measure.reference.value,
        "name": measure.name.value,
        "unit": match measure.unit { Unit::Percent => "percent", Unit::Number => "number" },
        "good": measure.good.as_ref().map(|good| match good.value { Good::High => "high", Good::Low => "low" }),
        "target": number(&measure.target),
        "target_text": text(&measure.target_words),
        "target_steps": measure.steps.iter().map(|step| json!({
            "value": step.value, "by": step.by.as_ref().and_then(|by| by.date).map(|date| date.to_string()),
        })).collect::<Vec<_>>(),
        "baseline": number(&measure.baseline),
        "england": number(&measure.england),
        "neighbours": number(&measure.neighbours),
        "n": measure.n.as_ref().map(|n| n.value),
        "values": measure.series.iter().map(|entry| {
            let mut value = Map::new();
            value.insert("month".into(), entry.month.id().into());
            value.insert("value".into(), entry.value.as_ref().ok().copied().into());
            if let Err(why) = &entry.value {
                value.insert("missing".into(), why.words().into());
            }
            Value::Object(value)
        }).collect::<Vec<_>>(),
        "status": status(&measure.status),
        "linked": texts(&measure.linked),
        "comment": text(&measure.comment),
        "source": measure.at,
    })
}

fn meeting_action(entry: &MeetingAction) -> Value {
    json!({
        "ref": entry.reference.value,
        "meeting": day(&entry.meeting),
        "action": entry.action.value,
        "owner": text(&entry.owner),
        "due": entry.due.as_ref().map(|due| date_json(&due.value)),
        "status": entry.state.as_ref().map(|state| match state.value {
            Progress::Open => "open",
            Progress::Overdue => "overdue",
            Progress::Closed => "closed",
        }),
        "update": text(&entry.update),
        "linked": texts(&entry.linked),
        "source": entry.at,
    })
}

fn work_item(item: &WorkItem) -> Value {
    json!({
        "meeting": day(&item.meeting),
        "item": item.item.value,
        "purpose": text(&item.purpose),
        "lead": text(&item.lead),
        "deadline": day(&item.deadline),
        "status": text(&item.status),
        "route": text(&item.route),
        "source": item.at,
    })
}

fn text(value: &Option<Located<String>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.as_str())
}

fn texts(values: &[Located<String>]) -> Vec<&str> {
    values.iter().map(|value| value.value.as_str()).collect()
}

fn status(value: &Option<Located<Status>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.key())
}

fn day(value: &Option<Located<WrittenDate>>) -> Option<String> {
    value.as_ref().and_then(|value| value.value.date).map(|date| date.to_string())
}

fn date_json(date: &WrittenDate) -> Value {
    json!({
        "text": date.words,
        "date": date.date.map(|date| date.to_string()),
        "kind": match date.kind {
            DateKind::Day => "day",
            DateKind::Month => "month",
            DateKind::Recurring => "recurring",
            DateKind::Open => "open",
        },
    })
}

/// The same in columns, for reading on a terminal: one block per kind of record.
pub fn table(programme: &Programme) -> String {
    let json = json(programme, &[]);
    let blocks: [(&str, &str, &[&str]); 5] = [
        (
            "actions",
            "Actions",
            &["ref", "due.text", "action_status", "completed_on", "impact_status", "updated_on", "text"],
        ),
        (
            "risks",
            "Risks",
            &["ref", "inherent.score", "current.score", "target.score", "direction", "owner", "description", "event"],
        ),
        ("measures", "Measures", &["ref", "target", "status", "name"]),
        ("meeting_actions", "Meeting actions", &["ref", "meeting", "status", "due.text", "owner", "action"]),
        ("work_programme", "Work programme", &["meeting", "deadline", "status", "item"]),
    ];
    let mut out = String::new();
    for (key, title, columns) in blocks {
        let records = json[key].as_array().map(Vec::as_slice).unwrap_or_default();
        out.push_str(&format!("{title}: {}\n", records.len()));
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
            format!("  {}\n", padded.join("  ").trim_end())
        };
        if !rows.is_empty() {
            out.push_str(&line(
                used.iter().map(|index| columns[*index].split('.').next().unwrap_or_default()).collect(),
            ));
        }
        for row in &rows {
            out.push_str(&line(used.iter().map(|index| row[*index].as_str()).collect()));
        }
        out.push('\n');
    }
    out
}
