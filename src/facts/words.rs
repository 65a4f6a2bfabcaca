//! Officers' words as facts: each place with its words, or null, and every figure in them looked up.
//!
//! The facts of an edition + its narrative → the fact `narrative`, which is handed to the templates as a whole. A figure
//! is named by the way to it in the facts, a record by its ref: `measures.K01.latest`, `risks.R04.current`,
//! `areas.PA1.action_counts.total`. The place of each figure in the words is one of the figure's places, so that it is
//! traced as any other. A text with a figure that does not exist or was not read is left out, and refused by file and line.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::given::Given;
use crate::diagnostic::{Diagnostic, Findings};
use crate::ledger::Facts;
use crate::narrative::places::{GENERAL, Place, declared_key};
use crate::narrative::tree::{At, Block, Part, Run, What};
use crate::narrative::{FOLDER, Words};
use crate::suggest::nearest;
use crate::text;

/// The key of officers' words in the facts.
const KEY: &str = "narrative";

/// Adds officers' words to the facts, and what is refused of them.
pub fn add(facts: &mut Facts, given: &Given<'_>) {
    let narrative = &given.edition.narrative;
    let Findings { value: words, diagnostics: mut refused } = narrative.words(given.programme(), given.declared);
    let mut shows = Vec::new();
    let mut taken = Vec::new();
    for words in words {
        let mut setting = Setting { facts, file: &words.file, shows: Vec::new(), refused: Vec::new() };
        let value = setting.words(&words, &place_of(&words.place));
        match setting.refused.is_empty() {
            true => {
                shows.append(&mut setting.shows);
                taken.push((words.place, value));
            }
            false => refused.append(&mut setting.refused),
        }
    }
    if narrative.folder {
        let missing = missing(given, &taken, &refused);
        refused.extend(missing);
    }
    let value = all(given, taken);
    facts.add(KEY, value, shows);
    facts.refused = refused;
}

/// The way to the words of a place: "narrative.measures.K01".
fn place_of(place: &Place) -> String {
    match place {
        Place::Area(key) => format!("{KEY}.areas.{key}"),
        Place::Measure(reference) => format!("{KEY}.measures.{reference}"),
        Place::Risk(reference) => format!("{KEY}.risks.{reference}"),
        Place::Declared(name) => format!("{KEY}.{}", declared_key(name)),
        Place::DeclaredFor(name, key) => format!("{KEY}.{}.{key}", declared_key(name)),
        general => format!("{KEY}.{}", general_key(general)),
    }
}

fn general_key(place: &Place) -> &'static str {
    GENERAL.iter().find(|(_, _, general)| general == place).map_or("", |(_, key, _)| key)
}

/// Every place, with its words or null: a template may ask for any.
fn all(given: &Given<'_>, mut taken: Vec<(Place, Value)>) -> Value {
    let files: Vec<&str> = taken.iter().filter_map(|(_, words)| words["file"].as_str()).collect();
    let files = Value::from(files);
    let mut take = |place: &Place| {
        let at = taken.iter().position(|(known, _)| known == place);
        at.map_or(Value::Null, |at| taken.swap_remove(at).1)
    };
    let programme = given.programme();
    let mut value: Map<String, Value> =
        GENERAL.iter().map(|(_, key, place)| ((*key).to_owned(), take(place))).collect();
    for declared in given.declared {
        let mut of_each = Map::new();
        for (_, place) in declared.places(programme) {
            match &place {
                Place::Declared(_) => drop(value.insert(declared_key(&declared.name), take(&place))),
                Place::DeclaredFor(_, key) => drop(of_each.insert(key.clone(), take(&place))),
                _ => {}
            }
        }
        if declared.each.is_some() {
            value.insert(declared_key(&declared.name), Value::Object(of_each));
        }
    }
    let mut group = |refs: Vec<String>, place: fn(String) -> Place| -> Value {
        let mut group = Map::new();
        for reference in refs {
            if !group.contains_key(&reference) {
                let words = take(&place(reference.clone()));
                group.insert(reference, words);
            }
        }
        Value::Object(group)
    };
    let areas = programme.areas.iter().map(|area| area.key.clone()).collect();
    let measures = programme.measures.iter().map(|measure| measure.reference.value.clone()).collect();
    let risks = programme.risks.iter().map(|risk| risk.reference.value.clone()).collect();
    value.insert("files".to_owned(), files);
    value.insert("areas".to_owned(), group(areas, Place::Area));
    value.insert("measures".to_owned(), group(measures, Place::Measure));
    value.insert("risks".to_owned(), group(risks, Place::Risk));
    Value::Object(value)
}

/// The general places that this month's papers have and that nobody has written for, told once.
fn missing(given: &Given<'_>, taken: &[(Place, Value)], refused: &[Diagnostic]) -> Option<Diagnostic> {
    let asked = had_stocktake(&given.settings.board.stocktakes, given.status_date());
    let names: Vec<String> = GENERAL
        .iter()
        .filter(|(_, _, place)| !taken.iter().any(|(known, _)| known == place))
        .filter(|(_, _, place)| *place != Place::LastStocktake || asked)
        // Somebody wrote for it, and was told why it was not taken.
        .filter(|(name, ..)| !refused.iter().any(|told| told.message.contains(&format!("{FOLDER}/{name}"))))
        .map(|(name, ..)| name.trim_end_matches(".md").to_owned())
        .collect();
    (!names.is_empty()).then(|| {
        Diagnostic::note("narrative-missing", format!("the papers have no officers' words for: {}", names.join(", ")))
            .hint(format!("their places are left out; `boardpack narrative AREA` writes files for them in {FOLDER}/"))
    })
}

/// Whether there was a stocktake that may have asked for something.
pub fn had_stocktake(stocktakes: &[NaiveDate], date: NaiveDate) -> bool {
    stocktakes.iter().any(|day| *day <= date)
}

/// One text, while its figures are looked up.
struct Setting<'f> {
    facts: &'f Facts,
    file: &'f str,
    /// Places in the words, each with the place of what it shows.
    shows: Vec<(String, String)>,
    refused: Vec<Diagnostic>,
}

impl Setting<'_> {
    /// A heading at the beginning is the title of the words: papers have a place of their own for it.
    fn words(&mut self, words: &Words, place: &str) -> Value {
        let (title, blocks) = match words.blocks.split_first() {
            Some((Block::Heading { parts, .. }, rest)) => (Some(parts), rest),
            _ => (None, words.blocks.as_slice()),
        };
        let title = title.map(|parts| self.plain(parts, &format!("{place}.title")));
        json!({
            "title": title,
            "file": words.file,
            "blocks": self.blocks(blocks, &format!("{place}.blocks")),
        })
    }

    fn blocks(&mut self, blocks: &[Block], place: &str) -> Value {
        let each = blocks.iter().enumerate().map(|(at, block)| self.block(block, &format!("{place}.{at}")));
        each.collect()
    }

    fn block(&mut self, block: &Block, place: &str) -> Value {
        match block {
            Block::Paragraph(parts) => json!({"kind": "paragraph", "parts": self.parts(parts, place)}),
            Block::Heading { deeper, parts } => {
                json!({"kind": "heading", "deeper": deeper, "parts": self.parts(parts, place)})
            }
            Block::List { start, items } => {
                let items: Vec<Value> =
                    items.iter().enumerate().map(|(at, item)| self.blocks(item, &format!("{place}.{at}"))).collect();
                // As a text: it is no figure that anybody could trace.
                json!({"kind": "list", "start": start.map(|start| start.to_string()), "items": items})
            }
            Block::Quote(blocks) => json!({"kind": "quote", "blocks": self.blocks(blocks, place)}),
            Block::Table { header, rows } => {
                let mut row = |cells: &[Vec<Part>], place: &str| -> Value {
                    let cell = |(at, cell): (usize, &Vec<Part>)| self.parts(cell, &format!("{place}.{at}"));
                    cells.iter().enumerate().map(cell).collect()
                };
                let header = row(header, &format!("{place}.header"));
                let rows: Vec<Value> =
                    rows.iter().enumerate().map(|(at, cells)| row(cells, &format!("{place}.{at}"))).collect();
                json!({"kind": "table", "header": header, "rows": rows})
            }
        }
    }

    fn parts(&mut self, parts: &[Part], place: &str) -> Value {
        let mut number = 0;
        let mut set = Vec::new();
        for part in parts {
            let mut runs = Vec::new();
            for run in &part.runs {
                number += 1;
                let text = self.run(run, &format!("{place}.run-{number}"));
                runs.push(json!({"text": text, "strong": run.strong, "emphasis": run.emphasis}));
            }
            set.push(json!({"to": part.link, "runs": runs}));
        }
        Value::Array(set)
    }

    fn plain(&mut self, parts: &[Part], place: &str) -> String {
        let runs = parts.iter().flat_map(|part| &part.runs).enumerate();
        runs.map(|(at, run)| self.run(run, &format!("{place}.run-{at}"))).collect::<String>().replace('\n', " ")
    }

    fn run(&mut self, run: &Run, place: &str) -> String {
        match &run.what {
            What::Text(text) => text.clone(),
            What::Figure(name, at) => match look_up(self.facts, name) {
                Ok(shown) => {
                    self.shows.push((place.to_owned(), shown.place));
                    shown.text
                }
                Err(why) => {
                    self.refused.push(why.told(self.file, *at));
                    String::new()
                }
            },
        }
    }
}

/// A fact as officers' words print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    /// The way to it in the facts.
    pub place: String,
}

/// Why a name gives nothing to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// No fact has this name.
    Unknown { message: String, hint: String },
    /// The fact has no value: why, as a sentence without its end.
    NotRead { message: String },
}

impl Amiss {
    fn told(self, file: &str, at: At) -> Diagnostic {
        let line = at.line;
        match self {
            Amiss::Unknown { message, hint } => {
                Diagnostic::error("narrative-figure-unknown", format!("{file}, line {line}: {message}")).hint(hint)
            }
            Amiss::NotRead { message } => {
                Diagnostic::error("narrative-figure-not-read", format!("{file}, line {line}: {message}"))
                    .hint("write the sentence without it, or put right what could not be read")
            }
        }
    }
}

/// Looks up what a name means: `measures.K01.latest`.
pub fn look_up(facts: &Facts, name: &str) -> Result<Shown, Amiss> {
    let steps: Vec<&str> = name.split('.').map(str::trim).collect();
    let (mut value, mut place) = (&facts.value, String::new());
    let mut taken = 0;
    while taken < steps.len() {
        let rest = &steps[taken..];
        // A list's length.
        if let (Value::Array(items), ["count"]) = (value, rest) {
            return Ok(Shown { text: text::count(items.len() as u64), place: join(&place, "count") });
        }
        let Some(found) = step(value, &place, rest) else {
            if let Some(why) = facts.why_not(&place) {
                return Err(not_read(name, why));
            }
            return Err(match value {
                Value::Null => no_value(name),
                value => unknown(name, &steps[..taken], rest[0], value),
            });
        };
        if found.value.is_null() && is_unread(value, rest[0]) && facts.why_not(&found.place).is_none() {
            return Err(not_read(name, &format!("no column for the {} was read", rest[0].replace('_', " "))));
        }
        (value, place) = (found.value, found.place);
        taken += found.steps;
    }
    show(facts, name, value, place)
}

/// Something found by one step or, for a ref with full stops in it, several.
struct Found<'f> {
    value: &'f Value,
    place: String,
    steps: usize,
}

fn step<'f>(value: &'f Value, place: &str, rest: &[&str]) -> Option<Found<'f>> {
    match value {
        Value::Object(entries) => {
            if let Some(value) = entries.get(rest[0]) {
                return Some(Found { value, place: join(place, rest[0]), steps: 1 });
            }
            // `measures.K01` is one of `measures.all`.
            match entries.get("all") {
                Some(Value::Array(items)) => record(items, &join(place, "all"), rest),
                _ => None,
            }
        }
        Value::Array(items) => record(items, place, rest),
        _ => None,
    }
}

/// A record of a list, by its ref; the longest that is written counts, for action 1.1.1 is none of aim 1.1's.
fn record<'f>(items: &'f [Value], place: &str, rest: &[&str]) -> Option<Found<'f>> {
    (1..=rest.len()).rev().find_map(|steps| {
        let wanted = rest[..steps].join(".");
        let at = items.iter().position(|item| called(item).any(|name| name.eq_ignore_ascii_case(&wanted)))?;
        Some(Found { value: &items[at], place: join(place, &at.to_string()), steps })
    })
}

/// What a record is called by.
fn called(record: &Value) -> impl Iterator<Item = &str> {
    ["ref", "key", "id"].into_iter().filter_map(|key| record.get(key)?.as_str())
}

fn join(place: &str, step: &str) -> String {
    if place.is_empty() { step.to_owned() } else { format!("{place}.{step}") }
}

/// Whether a record says itself that no column was read for a fact of its.
fn is_unread(record: &Value, key: &str) -> bool {
    record.get("unread").and_then(Value::as_array).is_some_and(|keys| keys.iter().any(|unread| unread == key))
}

/// What there is, as text.
fn show(facts: &Facts, name: &str, value: &Value, place: String) -> Result<Shown, Amiss> {
    let wrong = |message: String, hint: String| Err(Amiss::Unknown { message, hint });
    match value {
        Value::String(text) if !text.is_empty() => Ok(Shown { text: text.clone(), place }),
        Value::Number(number) => {
            let text = number.as_u64().map_or_else(|| number.to_string(), text::count);
            Ok(Shown { text, place })
        }
        Value::Null | Value::String(_) => match facts.why_not(&place) {
            Some(why) => Err(not_read(name, why)),
            None => Err(no_value(name)),
        },
        Value::Bool(_) => wrong(format!("{{{{{name}}}}} is a yes or a no, and no figure"), LISTED.to_owned()),
        Value::Array(_) => wrong(
            format!("{{{{{name}}}}} is a list, and no figure"),
            format!("write {{{{{name}.count}}}} for how many there are"),
        ),
        Value::Object(entries) => {
            // A figure with its month, a date, a score, a status.
            let main = ["text", "score", "word", "total", "count"].into_iter().find(|key| entries.contains_key(*key));
            match main {
                Some(key) => show(facts, name, &entries[key], join(&place, key)),
                None => {
                    let keys: Vec<&str> = entries.keys().map(String::as_str).take(12).collect();
                    wrong(
                        format!("{{{{{name}}}}} is a group of figures"),
                        format!("add one of these with a full stop before it: {}", keys.join(", ")),
                    )
                }
            }
        }
    }
}

const LISTED: &str = "`boardpack facts AREA` lists every name";

fn not_read(name: &str, why: &str) -> Amiss {
    Amiss::NotRead { message: format!("there is no figure for {{{{{name}}}}}: {}", lower_first(why)) }
}

fn no_value(name: &str) -> Amiss {
    Amiss::NotRead { message: format!("there is no figure for {{{{{name}}}}} this month") }
}

/// "Due dates were not read" within a sentence; a name of letters alone keeps its capitals.
fn lower_first(why: &str) -> String {
    let mut letters = why.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(why.chars().skip(1)).collect()
        }
        _ => why.to_owned(),
    }
}

fn unknown(name: &str, before: &[&str], wrong: &str, at: &Value) -> Amiss {
    let mut known: Vec<&str> = Vec::new();
    let mut records = |items: &'_ Value| -> Vec<String> {
        items.as_array().into_iter().flatten().filter_map(|item| Some(called(item).next()?.to_owned())).collect()
    };
    let refs = match at {
        Value::Array(_) => records(at),
        Value::Object(entries) => entries.get("all").map(&mut records).unwrap_or_default(),
        _ => Vec::new(),
    };
    if let Value::Object(entries) = at {
        known.extend(entries.keys().map(String::as_str));
    }
    known.extend(refs.iter().map(String::as_str));
    let within = if before.is_empty() { String::new() } else { format!("{}.", before.join(".")) };
    let hint = match nearest(wrong, known.iter().copied()) {
        Some(near) => format!("did you mean {{{{{within}{near}}}}}? {LISTED}"),
        None if known.is_empty() => LISTED.to_owned(),
        None => {
            let some: Vec<&str> = known.iter().copied().take(12).collect();
            format!("after \"{within}\" there are {}; {LISTED}", some.join(", "))
        }
    };
    Amiss::Unknown { message: format!("there is no figure called {{{{{name}}}}}"), hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.value = json!({
            "actions": {"due_counts": {"overdue": null, "later": 1204}, "all": [{"ref": "1.1.1", "due": {"text": "May"}}]},
            "measures": {"all": [
                {"ref": "K01", "latest": {"month": "July 2025", "value": 62, "text": "62%"}, "england": null,
                 "target": null, "unread": ["target"], "on": true},
            ]},
            "risks": {"all": [{"ref": "R 04", "current": {"likelihood": 3, "score": 12}}]},
            "areas": [{"key": "PA1", "overdue": ["a", "b"]}],
            "edition": {"label": "July 2025", "date": {"year": 2025}},
        });
        let why = "Due dates were not read".to_owned();
        facts.unread.insert("actions.due_counts.overdue".to_owned(), why);
        facts
    }

    fn shown(name: &str) -> (String, String) {
        let shown = look_up(&facts(), name).unwrap();
        (shown.text, shown.place)
    }

    fn amiss(name: &str) -> String {
        let told = look_up(&facts(), name).unwrap_err().told("narrative/a.md", At { line: 3, column: 7 });
        told.to_string()
    }

    #[test]
    fn a_figure_is_found_by_its_name_and_records_by_their_refs() {
        for (name, text, place) in [
            ("measures.K01.latest", "62%", "measures.all.0.latest.text"),
            ("measures.k01.latest.month", "July 2025", "measures.all.0.latest.month"),
            ("measures.all.K01.latest.value", "62", "measures.all.0.latest.value"),
            ("actions.1.1.1.due", "May", "actions.all.0.due.text"),
            ("actions.due_counts.later", "1,204", "actions.due_counts.later"),
            ("risks.R 04.current", "12", "risks.all.0.current.score"),
            ("areas.PA1.overdue.count", "2", "areas.0.overdue.count"),
            ("edition.label", "July 2025", "edition.label"),
        ] {
            assert_eq!(shown(name), (text.to_owned(), place.to_owned()), "{name}");
        }
    }

    #[test]
    fn what_gives_no_text_is_refused_with_what_to_do() {
        for (name, told) in [
            ("measures.K02.latest", "did you mean {{measures.K01}}?"),
            ("measure.K01.latest", "did you mean {{measures}}?"),
            ("measures.K01.lastest", "did you mean {{measures.K01.latest}}?"),
            ("measures.K01.on", "is a yes or a no"),
            ("areas.PA1.overdue", "write {{areas.PA1.overdue.count}}"),
            ("edition.date", "add one of these with a full stop before it: year"),
            ("measures.K01", "is a group of figures"),
            ("measures.K01.england", "there is no figure for {{measures.K01.england}} this month"),
            ("measures.K01.england.text", "there is no figure for {{measures.K01.england.text}} this month"),
            ("measures.K01.target", "no column for the target was read"),
            ("actions.due_counts.overdue", "due dates were not read"),
            ("edition.label.x", "there is no figure called {{edition.label.x}}"),
            ("..", "there is no figure called {{..}}"),
        ] {
            let said = amiss(name);
            assert!(said.contains(told) && said.contains("narrative/a.md, line 3: "), "{name}: {said}");
        }
    }
}
