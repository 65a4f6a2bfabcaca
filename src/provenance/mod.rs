//! Where every figure of the facts comes from: its name in plain words, how it is computed, the cells it rests on.
//!
//! The facts are walked, and each number in them becomes an [`Entry`] whose text is the facts' own, so that what is
//! traced is what is printed. Name, rule and cells come from [`self::origins`], by the figure's id. A number without an
//! origin is not passed over: it is in [`Ledger::untold`], and a test fails while there is one.
//!
//! A figure that stands in several places of the facts has one id: `measure.K03.latest`, `area.PA1.impact_counts.blue`,
//! `risk.R07.current.score`. Deliberately absent: dates, and texts that are quoted from a cell as they stand.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

pub mod find;
mod origins;

use self::origins::{Origin, origins};
use crate::area::Edition;
use crate::facts::Given;
use crate::located::CellRef;
use crate::{text, wording};

/// A printed figure and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub id: String,
    pub name: String,
    /// As it is printed; a small count may stand in the papers as a word.
    pub text: String,
    pub rule: String,
    pub sources: Vec<CellRef>,
    /// Whether it stands in the papers' headlines.
    #[serde(skip)]
    pub headline: bool,
}

/// Every figure of an edition's facts.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// In the order of the facts.
    pub entries: Vec<Entry>,
    /// The places of figures whose origin nobody has written down.
    pub untold: Vec<String>,
}

/// The ids of what the headlines and the headings of the papers say.
const HEADLINES: [&str; 24] = [
    "actions.action_counts.total",
    "actions.action_counts.blue",
    "actions.action_counts.red",
    "actions.action_counts.amber",
    "actions.impact_counts.blue",
    "actions.due_counts.overdue",
    "actions.due_counts.due_next_three_months",
    "exceptions.count",
    "proposed_for_closure.count",
    "measures.total",
    "measures.with_target",
    "measures.meeting_target",
    "measures.better",
    "measures.worse",
    "risks.counts.total",
    "risks.counts.very_high",
    "risks.counts.high",
    "risks.counts.medium",
    "risks.counts.low",
    "risks.counts.rising",
    "risks.counts.falling",
    "risks.counts.above_target",
    "meeting_actions.counts.open",
    "meeting_actions.counts.overdue",
];

/// What holds numbers and is no figure of the workbooks'; `*` stands for any one step, `**` for any number.
const NO_FIGURES: [&str; 36] = [
    // Names, dates and settings.
    "partnership",
    "board",
    "edition",
    "document",
    "glossary",
    "status_key",
    "risks.appetite",
    "risks.levels",
    // The axes of the heat maps, and their products; which risks stand there is said by their scores.
    "risks.heatmap",
    "risks.inherent_heatmap",
    // Lists that a paper goes through and does not count.
    "area.*.aims.count",
    "area.*.outcomes",
    "risks.rising_refs",
    "risks.falling_refs",
    "completed_this_period.count",
    "next_three_months.count",
    "next_three_months.*.actions.count",
    "next_three_months.*.meetings",
    "work_programme.all",
    "work_programme.upcoming.*.items",
    "trace",
    // Their lengths are among the counts of the changes.
    "changes.*.*.count",
    "changes_since_stocktake.*.*.count",
    "changes.targets_newly_met.count",
    "changes.targets_newly_missed.count",
    "changes_since_stocktake.targets_newly_met.count",
    "changes_since_stocktake.targets_newly_missed.count",
    // Where a risk stands on the axes of the heat map; its scores are told with the risk.
    "risks.trails",
    // How many editions there are.
    "history.count",
    // Places on the axes of charts; their values are those of the series.
    "**.xmr.points",
    "**.xmr.segments.*.from",
    "**.xmr.segments.*.to",
    "area.*.timeline.today",
    "area.*.timeline.ticks",
    "area.*.timeline.items",
    // What is asked of one lead is counted for that lead's document, each matter with its cell beside it.
    "lead",
];

/// Figures that stand in the facts as words.
const IN_WORDS: [&str; 4] = ["overdue_by", "by", "target_text", "holds"];

/// The length of a list, or a count repeated, that is a figure with an id of its own.
const ALIASES: [(&str, &str); 12] = [
    ("actions.all.count", "actions.action_counts.total"),
    ("actions.impact_counts.total", "actions.action_counts.total"),
    ("actions.action_counts.overdue", "actions.due_counts.overdue"),
    ("actions.impact_counts.overdue", "actions.due_counts.overdue"),
    ("overdue.count", "actions.due_counts.overdue"),
    ("measures.all.count", "measures.total"),
    ("risks.all.count", "risks.counts.total"),
    ("meeting_actions.open.count", "meeting_actions.counts.open"),
    (".overdue.count", ".action_counts.overdue"),
    (".complete.count", ".action_counts.blue"),
    (".impact_counts.overdue", ".action_counts.overdue"),
    (".impact_counts.total", ".action_counts.total"),
];

/// Lists every figure of the facts with its origin.
pub fn ledger(given: &Given<'_>, facts: &Value) -> Ledger {
    let mut walk = Walk { origins: origins(given), known: BTreeSet::new(), ledger: Ledger::default() };
    walk.value(facts, "", false);
    walk.ledger
}

struct Walk {
    origins: BTreeMap<String, Origin>,
    /// Ids and texts that were met: a figure stands in several places of the facts.
    known: BTreeSet<(String, String)>,
    ledger: Ledger,
}

impl Walk {
    /// `in_record` is true within what has a ref (an action, an aim, a measure, a risk): nobody counts its own lists.
    fn value(&mut self, value: &Value, id: &str, in_record: bool) {
        if NO_FIGURES.iter().any(|pattern| is_at(pattern, id)) {
            return;
        }
        match value {
            Value::Number(number) => self.figure(id, number.as_u64().map_or(number.to_string(), text::count)),
            Value::String(text) => {
                let last = id.rsplit('.').next().unwrap_or_default();
                if IN_WORDS.contains(&last) && text.contains(|c: char| c.is_ascii_digit()) {
                    self.figure(id, text.clone());
                }
            }
            Value::Array(items) => {
                if !in_record && items.iter().all(Value::is_object) {
                    self.value(&json!(items.len()), &format!("{id}.count"), true);
                }
                for (index, item) in items.iter().enumerate() {
                    let (id, in_record) = self.place(item, id, index, in_record);
                    self.value(item, &id, in_record);
                }
            }
            // A number and how it is printed; a record's text is its words, and a date's is no figure.
            Value::Object(parts) if parts.contains_key("text") && !parts.contains_key("ref") => {
                if let (Some(text), false) = (parts["text"].as_str(), parts.contains_key("iso")) {
                    self.figure(id, text.to_owned());
                }
            }
            Value::Object(parts) => {
                for (key, part) in parts {
                    let step = if id.is_empty() { key.clone() } else { format!("{id}.{key}") };
                    self.value(part, &step, in_record);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The id of an item of a list. Records are known by their kind and ref, wherever they stand.
    fn place(&self, item: &Value, list: &str, index: usize, in_record: bool) -> (String, bool) {
        let named = |key: &str| item.get(key).and_then(Value::as_str);
        let reference = named("ref").unwrap_or_default();
        let kinds = [("action_status", "action"), ("series", "measure"), ("crossed", "measure"), ("inherent", "risk")];
        match kinds.iter().find(|(key, _)| item.get(key).is_some()) {
            Some((_, kind)) => (format!("{kind}.{reference}"), true),
            None if item.get("action_counts").is_some() && item.get("key").is_some() => {
                (format!("area.{}", named("key").unwrap_or_default()), in_record)
            }
            None => {
                let name = ["ref", "key", "month", "workbook", "id"].iter().find_map(|key| named(key));
                let in_record = in_record || item.get("ref").is_some();
                (format!("{list}.{}", name.map_or_else(|| (index + 1).to_string(), str::to_owned)), in_record)
            }
        }
    }

    fn figure(&mut self, id: &str, text: String) {
        let id = ALIASES
            .iter()
            .find_map(|(alias, figure)| {
                let whole = !alias.starts_with('.') && *alias == id;
                let ending = alias.starts_with('.') && id.starts_with("area.");
                let start = id.strip_suffix(alias).filter(|_| whole || ending)?;
                Some(format!("{start}{figure}"))
            })
            .unwrap_or_else(|| id.to_owned());
        if !self.known.insert((id.clone(), text.clone())) {
            return;
        }
        match self.origins.get(&id) {
            Some(Origin { name, rule, sources }) => self.ledger.entries.push(Entry {
                headline: HEADLINES.contains(&id.as_str()),
                name: name.clone(),
                rule: rule.clone(),
                sources: sources.clone(),
                id,
                text,
            }),
            None => self.ledger.untold.push(id),
        }
    }
}

/// Whether an id is, or begins with, the steps of a pattern; `**` stands for any number of steps.
fn is_at(pattern: &str, id: &str) -> bool {
    fn matches(pattern: &[&str], id: &[&str]) -> bool {
        match (pattern, id) {
            ([], _) => true,
            (["**", rest @ ..], _) => (0..=id.len()).any(|from| matches(rest, &id[from..])),
            ([wanted, pattern @ ..], [step, id @ ..]) => (*wanted == "*" || wanted == step) && matches(pattern, id),
            (_, []) => false,
        }
    }
    matches(&pattern.split('.').collect::<Vec<_>>(), &id.split('.').collect::<Vec<_>>())
}

/// The cells of a figure, for people: `Action tracker.xlsx, PA1: F9, F12:F14; PA2: F8`.
pub fn cells(sources: &[CellRef]) -> String {
    let mut out = String::new();
    let mut workbook = None;
    for (at, addresses) in grouped(sources) {
        let between = if out.is_empty() { "" } else { "; " };
        let name = if workbook == Some(&at.workbook) { String::new() } else { format!("{}, ", at.workbook) };
        workbook = Some(&at.workbook);
        out.push_str(&format!("{between}{name}{}: {addresses}", at.sheet));
    }
    out
}

/// A line for each workbook and sheet, with its cells in the order of columns and rows; three and more that stand under
/// one another are given as Excel gives a range.
pub fn grouped(sources: &[CellRef]) -> Vec<(&CellRef, String)> {
    let mut sheets: Vec<(&CellRef, BTreeSet<(u32, u32)>)> = Vec::new();
    for cell in sources {
        let place = (cell.column, cell.row);
        match sheets.iter_mut().find(|(at, _)| (&at.workbook, &at.sheet) == (&cell.workbook, &cell.sheet)) {
            Some((_, cells)) => drop(cells.insert(place)),
            None => sheets.push((cell, BTreeSet::from([place]))),
        }
    }
    let ranges = |at: &CellRef, cells: BTreeSet<(u32, u32)>| {
        let address = |(column, row)| CellRef { row, column, ..at.clone() }.address();
        let cells: Vec<(u32, u32)> = cells.into_iter().collect();
        let runs = cells.chunk_by(|(column, row), (next, below)| column == next && row + 1 == *below);
        let words = runs.map(|run| match run {
            [first, .., last] if run.len() > 2 => format!("{}:{}", address(*first), address(*last)),
            few => few.iter().map(|cell| address(*cell)).collect::<Vec<_>>().join(", "),
        });
        words.collect::<Vec<_>>().join(", ")
    };
    sheets.into_iter().map(|(at, cells)| (at, ranges(at, cells))).collect()
}

/// What the section "About these figures" shows: the workbooks, and the headline figures with rule and cells.
pub fn section(edition: &Edition, ledger: &Ledger) -> Value {
    let figures = ledger.entries.iter().filter(|entry| entry.headline).map(|entry| {
        // The first step of the id says what it is about: a paper on risks shows theirs only.
        let topic = entry.id.split('.').next();
        let (name, text, rule, cells) = (&entry.name, &entry.text, &entry.rule, cells(&entry.sources));
        json!({"topic": topic, "name": name, "text": text, "rule": rule, "cells": cells})
    });
    json!({"workbooks": workbooks(edition), "figures": figures.collect::<Vec<_>>()})
}

/// What stands in `provenance.json`: every figure, for programs.
pub fn file(edition: &Edition, ledger: &Ledger) -> Value {
    json!({"edition": edition.month.id(), "workbooks": workbooks(edition), "figures": ledger.entries})
}

fn workbooks(edition: &Edition) -> Value {
    let workbook = |file: &crate::workbook::WorkbookFile| {
        let zone = |universal| if universal { " UTC" } else { "" };
        let saved = file.saved.map(|saved| format!("{}{}", wording::minute(saved.when), zone(saved.universal)));
        json!({"name": *file.name, "sha256": file.sha256, "saved": saved})
    };
    edition.files.iter().map(workbook).collect()
}
