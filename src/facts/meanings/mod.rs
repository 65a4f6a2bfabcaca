//! What each fact means: the one list from which `boardpack facts --find` and `docs/templates.md` are made.
//!
//! The facts are a tree of records: an action has the same fields wherever it is. So a meaning is written once for each
//! field of each kind of record, and the paths follow from that. A test holds the list against the facts themselves: every
//! record of theirs has exactly the fields that are described here.
//!
//! Deliberately absent: values, and what officers' words are made of, which `officers-words` prints as a whole.

mod changes;
mod measures;
mod plan;
mod programme;
mod risks;

/// What kind of thing a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    YesNo,
    Texts,
    /// Something that a function of the shared templates takes as a whole.
    Whole,
    /// A group of facts: the record of that name.
    One(&'static str),
    /// A list of such records.
    Many(&'static str),
    /// Such records by the keys or refs of what they are about.
    ByKey(&'static str),
}

/// A fact of a record.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// Its key; [`ANY`] where the settings make the keys.
    pub key: &'static str,
    pub kind: Kind,
    pub says: &'static str,
}

/// A kind of record.
#[derive(Debug)]
pub struct Record {
    pub name: &'static str,
    /// "an action": what one of them is called.
    pub called: &'static str,
    /// The record whose facts it has before its own.
    pub with: Option<&'static str>,
    pub facts: &'static [Meaning],
}

/// The key of facts that go by the keys of the scheme's statuses or levels.
pub const ANY: &str = "*";

/// The record that all facts are in, and what belongs to one document alone.
pub const ALL: &str = "facts";

/// The facts that a document has of its own, beside those that all share.
pub const OF_A_DOCUMENT: [&str; 6] = ["document", "lead", "area", "group", "slides", "trace"];

const fn text(key: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::Text, says }
}

const fn number(key: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::Number, says }
}

const fn yes_no(key: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::YesNo, says }
}

const fn texts(key: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::Texts, says }
}

const fn whole(key: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::Whole, says }
}

const fn one(key: &'static str, record: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::One(record), says }
}

const fn many(key: &'static str, record: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::Many(record), says }
}

const fn by_key(key: &'static str, record: &'static str, says: &'static str) -> Meaning {
    Meaning { key, kind: Kind::ByKey(record), says }
}

const fn record(name: &'static str, called: &'static str, facts: &'static [Meaning]) -> Record {
    Record { name, called, with: None, facts }
}

const fn more(name: &'static str, called: &'static str, with: &'static str, facts: &'static [Meaning]) -> Record {
    Record { name, called, with: Some(with), facts }
}

/// Every kind of record, the one of all facts first.
pub fn records() -> impl Iterator<Item = &'static Record> {
    [programme::RECORDS, plan::RECORDS, changes::RECORDS, measures::RECORDS, risks::RECORDS].into_iter().flatten()
}

/// The record of that name.
pub fn named(name: &str) -> Option<&'static Record> {
    records().find(|record| record.name == name)
}

impl Record {
    /// Its facts, those that it shares with another first.
    pub fn all(&self) -> Vec<&'static Meaning> {
        let shared = self.with.and_then(named).map(Record::all).unwrap_or_default();
        shared.into_iter().chain(self.facts).collect()
    }

    /// What the fact of that key means.
    pub fn fact(&self, key: &str) -> Option<&'static Meaning> {
        let all = self.all();
        all.iter().find(|fact| fact.key == key).or_else(|| all.iter().find(|fact| fact.key == ANY)).copied()
    }
}

impl Kind {
    /// The record that it has or is a list of.
    pub fn record(self) -> Option<&'static Record> {
        match self {
            Kind::One(name) | Kind::Many(name) | Kind::ByKey(name) => named(name),
            _ => None,
        }
    }

    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::YesNo => "yes or no",
            Kind::Texts => "texts",
            Kind::Whole => "whole",
            Kind::One(_) => "group",
            Kind::Many(_) => "list",
            Kind::ByKey(_) => "by ref",
        }
    }

    /// What a step into it is written as: `[]` for one of a list.
    pub fn step(self) -> &'static str {
        match self {
            Kind::Many(_) => "[]",
            Kind::ByKey(_) => ".REF",
            _ => "",
        }
    }
}

/// A record at one of the places where it is.
#[derive(Clone, Debug)]
pub struct Place {
    pub record: &'static Record,
    /// "areas[].actions[]"; empty for that of all facts.
    pub path: String,
}

/// Every place of every record, those nearest to the top first.
pub fn places() -> Vec<Place> {
    let mut places: Vec<Place> = named(ALL).map(|record| Place { record, path: String::new() }).into_iter().collect();
    let mut at = 0;
    while at < places.len() {
        let Place { record, path } = places[at].clone();
        for fact in record.all() {
            if let Some(inner) = fact.kind.record() {
                let joined = if path.is_empty() { fact.key.to_owned() } else { format!("{path}.{}", fact.key) };
                places.push(Place { record: inner, path: joined + fact.kind.step() });
            }
        }
        at += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_record_is_named_once_and_used() {
        let mut names = BTreeSet::new();
        for record in records() {
            assert!(names.insert(record.name), "{} is described twice", record.name);
            let keys: BTreeSet<&str> = record.all().iter().map(|fact| fact.key).collect();
            assert_eq!(keys.len(), record.all().len(), "{} has a key twice", record.name);
            for fact in record.all() {
                let ends = fact.says.ends_with(['.', ' ']) || fact.says.is_empty();
                assert!(!ends, "{}.{}: {}", record.name, fact.key, fact.says);
                let of = match fact.kind {
                    Kind::One(of) | Kind::Many(of) | Kind::ByKey(of) => Some(of),
                    _ => None,
                };
                assert!(of.is_none_or(|of| named(of).is_some()), "{}.{}: no record {of:?}", record.name, fact.key);
            }
        }
        let used: BTreeSet<&str> = places().iter().map(|place| place.record.name).collect();
        let base: BTreeSet<&str> = records().filter_map(|record| record.with).collect();
        let unused: Vec<_> = names.iter().filter(|name| !used.contains(*name) && !base.contains(*name)).collect();
        assert!(unused.is_empty(), "records that no fact has: {unused:?}");
    }
}
