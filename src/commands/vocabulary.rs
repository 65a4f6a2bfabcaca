//! The vocabulary of templates as an author reads it in a terminal: path, type, what it means, and what it is this month.
//!
//! A record that is in several places, such as an action, is shown once, with its places.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Error, Result};
use crate::facts::meanings::{self, Kind, Meaning, Place, Record};
use crate::ledger::Facts;
use crate::printed::Printed;
use crate::suggest::did_you_mean;
use crate::template::store::DocumentKind;
use crate::text::shorten;

/// How many of a record's places are named; beyond them only their number is.
const PLACES_NAMED: usize = 6;

/// How much of a text is shown.
const SHOWN: usize = 70;

/// The facts whose names or meanings have all these words.
pub(super) fn found(words: &[String], facts: &Facts) -> Result<Printed> {
    let words: Vec<String> = words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
    let mut text = Printed::default();
    for (record, places) in by_record() {
        let is_top = record.name == meanings::ALL;
        let matching: Vec<&Meaning> = record
            .all()
            .into_iter()
            .filter(|fact| {
                let names: Vec<String> = places.iter().map(|place| path(place, fact)).collect();
                let of = |word: &String| {
                    let mut said = [fact.key, fact.says, record.called].into_iter();
                    said.any(|said| said.to_lowercase().contains(word.as_str()))
                        || names.iter().any(|name| *name == *word || name.replace("[]", "") == *word)
                };
                // What a record is called alone would bring all of its facts.
                let own = |word: &String| {
                    fact.key.contains(word.as_str()) || fact.says.to_lowercase().contains(word.as_str())
                };
                words.iter().all(of)
                    && (words.iter().any(own) || names.iter().any(|name| words.contains(&name.replace("[]", ""))))
            })
            .collect();
        if matching.is_empty() {
            continue;
        }
        if !text.as_str().is_empty() {
            text.blank();
        }
        if let [only] = places.as_slice() {
            for fact in matching {
                entry(&mut text, "", &path(only, fact), fact, &shown(facts, [only], fact));
            }
            continue;
        }
        debug_assert!(!is_top, "all facts are in one place");
        let named: Vec<&str> = places.iter().map(|place| place.path.as_str()).take(PLACES_NAMED).collect();
        let more = match places.len().saturating_sub(PLACES_NAMED) {
            0 => String::new(),
            1 => " and 1 more place".to_owned(),
            more => format!(" and {more} more places"),
        };
        text.line(format!("{}, in {}{more}, has:", record.called, named.join(", ")));
        for fact in matching {
            entry(&mut text, "  ", &format!(".{}", fact.key), fact, &shown(facts, &places, fact));
        }
    }
    if text.as_str().is_empty() {
        let keys: BTreeSet<&str> = meanings::records().flat_map(Record::all).map(|fact| fact.key).collect();
        let near: String = words.iter().map(|word| did_you_mean(word, keys.iter().copied())).collect();
        return Err(Error::new(format!("no fact is called or means \"{}\"", words.join(" ")))
            .hint(format!("{near}`boardpack facts AREA --for DOCUMENT` lists what there is")));
    }
    text.blank();
    text.line("[] is one of a list: {{#each actions.all}}{{ref}}{{/each}}; .REF goes by a ref: {{lookup narrative.risks ref}}");
    Ok(text)
}

/// What a document may use, and what it prints of it.
pub(super) fn index(document: &DocumentKind, facts: &Facts, printed: Result<BTreeSet<String>>) -> Printed {
    let mut text = Printed::default();
    let places = meanings::places();
    let Some(top) = places.first() else { return text };
    let used: BTreeSet<String> =
        printed.iter().flatten().filter_map(|path| path.split('.').next().map(str::to_owned)).collect();
    text.line(format!("{} ({}) may use these; * is what it prints:", document.title, document.name));
    text.blank();
    for fact in top.record.all() {
        let mark = if used.contains(fact.key) { "* " } else { "  " };
        entry(&mut text, mark, fact.key, fact, &shown(facts, [top], fact));
    }
    text.blank();
    match printed {
        Ok(paths) => {
            text.line("It prints:");
            text.blank();
            let mut known: BTreeMap<String, (String, Option<&Meaning>)> = BTreeMap::new();
            for path in &paths {
                let (general, fact) = general(path, &facts.value);
                known.entry(general).or_insert_with(|| (path.clone(), fact));
            }
            for (general, (path, fact)) in known {
                let value = value_at(&facts.value, &path);
                let counts = general.ends_with(".count") && value.is_none();
                let what = match fact {
                    Some(fact) if counts => format!("how many there are of: {}", fact.says),
                    Some(fact) => fact.says.to_owned(),
                    None => String::new(),
                };
                let value = value.map(|value| format!("   {}", in_words(value))).unwrap_or_default();
                text.line(format!("  {general}{value}"));
                text.line(format!("      {what}"));
            }
        }
        Err(why) => {
            text.line("It cannot be filled as it is:");
            text.lines(why.to_string());
        }
    }
    text.blank();
    text.line(format!("boardpack facts AREA --for {} --find WORD shows what is in them", document.name));
    text
}

/// A fact in two lines: what it is called and is this month, and what it means.
fn entry(text: &mut Printed, indent: &str, path: &str, fact: &Meaning, value: &str) {
    let gap = if value.is_empty() { "" } else { "   " };
    text.line(format!("{indent}{path}   ({}){gap}{value}", fact.kind.words()));
    text.line(format!("{indent}    {}", fact.says));
}

/// Every record with its places, in the order in which they are come upon.
fn by_record() -> Vec<(&'static Record, Vec<Place>)> {
    let mut all: Vec<(&'static Record, Vec<Place>)> = Vec::new();
    for place in meanings::places() {
        match all.iter_mut().find(|(record, _)| record.name == place.record.name) {
            Some((_, places)) => places.push(place),
            None => all.push((place.record, vec![place])),
        }
    }
    all
}

fn path(place: &Place, fact: &Meaning) -> String {
    let key = if fact.key == meanings::ANY { "KEY" } else { fact.key };
    if place.path.is_empty() { key.to_owned() } else { format!("{}.{key}", place.path) }
}

/// What the fact is this month, at the first of these places that has it.
fn shown<'p>(facts: &Facts, places: impl IntoIterator<Item = &'p Place>, fact: &Meaning) -> String {
    if fact.key == meanings::ANY {
        return String::new();
    }
    let mut why = None;
    let mut own = true;
    for place in places {
        let path = path(place, fact);
        own &= meanings::OF_A_DOCUMENT.iter().any(|key| path.split('.').next() == Some(key));
        let steps: Vec<&str> = path
            .split('.')
            .flat_map(|step| match step.strip_suffix("[]") {
                Some(key) => vec![key, "[]"],
                None => vec![step],
            })
            .collect();
        if let Some(value) = first(&facts.value, &steps) {
            return in_words(value);
        }
        why = why.or_else(|| facts.why_not(&path));
    }
    match why {
        Some(why) => format!("not computed: {why}"),
        None if own && facts.value.get("document").is_none() => "a document's own: --for DOCUMENT".to_owned(),
        None => "nothing this month".to_owned(),
    }
}

/// The first value along these steps that is not null.
fn first<'v>(value: &'v Value, steps: &[&str]) -> Option<&'v Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value).filter(|value| !value.is_null()) };
    match *step {
        "[]" => value.as_array()?.iter().find_map(|item| first(item, rest)),
        "REF" => value.as_object()?.values().find_map(|item| first(item, rest)),
        key => first(value.get(key)?, rest),
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{}\"", shorten(text, SHOWN)),
        Value::Array(items) if items.iter().all(Value::is_string) && !items.is_empty() => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            format!("\"{}\"", shorten(&items.join("\", \""), SHOWN))
        }
        Value::Array(items) => match items.len() {
            0 => "none".to_owned(),
            1 => "1 item".to_owned(),
            many => format!("{many} items"),
        },
        // What it is called by, where it has a text of its own.
        Value::Object(entries) => match entries.get("text").or_else(|| entries.get("word")) {
            Some(text) => in_words(text),
            None => String::new(),
        },
    }
}

/// The value at a path of the facts: "areas.2.key".
fn value_at<'v>(facts: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(facts, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        value => value.get(step),
    })
}

/// A path as the vocabulary has it, "areas[].key" for "areas.2.key", and what it means.
fn general(path: &str, facts: &Value) -> (String, Option<&'static Meaning>) {
    let mut record = meanings::named(meanings::ALL);
    let mut fact: Option<&'static Meaning> = None;
    let mut out = String::new();
    let mut value = Some(facts);
    for step in path.split('.') {
        let is_item = value.is_some_and(Value::is_array) && step.parse::<usize>().is_ok();
        let is_key = matches!(fact.map(|fact| fact.kind), Some(Kind::ByKey(_)));
        if is_item {
            out.push_str("[]");
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(step);
        }
        if is_item || is_key {
            record = fact.and_then(|fact| fact.kind.record());
            if is_key {
                fact = fact.filter(|_| record.is_none());
            }
        } else if let Some(known) = record.and_then(|record| record.fact(step)) {
            fact = Some(known);
            record = known.kind.record();
        }
        value = value.and_then(|value| value_at(value, step));
    }
    (out, fact)
}
