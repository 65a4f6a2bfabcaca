//! The ledger: every figure that a paper may print, with where it comes from.
//!
//! A figure reaches the facts only through here, together with its origin: an id, a name in plain words, the rule by
//! which it is computed, its cells, and whether what it rests on was read at all. [`fact`] is the tree in which the
//! facts are built; a number has no other way into it than a figure, or [`Fact::mark`] for what is no figure (a place on
//! an axis, a part of a date, a setting).
//!
//! Deliberately absent: computing anything (`figures`, `movement`), and wording beyond a figure's name (`facts`).

mod fact;

use std::cell::RefCell;
use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::figures::Figure;
use crate::located::CellRef;
use crate::text;

pub use fact::{Fact, Facts, RecordAt, group};

/// What is known of a figure beside its value.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The same wherever the figure stands: `measure.K03.latest`, `area.PA1.impact_counts.blue`.
    pub id: String,
    /// "Actions, all areas".
    pub name: String,
    /// A sentence without its subject: "counts the rows that have an action".
    pub rule: String,
}

/// Puts an origin together.
pub fn origin(id: impl Into<String>, name: impl Into<String>, rule: impl Into<String>) -> Origin {
    Origin { id: id.into(), name: name.into(), rule: rule.into() }
}

/// A figure on record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub id: String,
    pub name: String,
    /// As it is printed; a small count may be printed as a word. Empty where the figure could not be computed.
    pub text: String,
    pub rule: String,
    pub sources: Vec<CellRef>,
    /// Why there is no figure: "Due dates were not read".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_read: Option<String>,
}

/// The figures of one edition while its facts are built.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: RefCell<Vec<Entry>>,
    /// By id and text: a ref that two records have keeps both figures, and a figure in two places is one.
    known: RefCell<HashMap<(String, String), usize>>,
}

impl Ledger {
    /// A count, at the cells that were counted.
    pub fn count(&self, origin: Origin, figure: &Figure<usize>) -> Fact {
        self.counted(origin, figure.value, &figure.sources)
    }

    /// A count whose cells are given beside it.
    pub fn counted(&self, origin: Origin, value: usize, cells: &[CellRef]) -> Fact {
        Fact::Figure(self.record(origin, text::count(value as u64), cells), value.into())
    }

    /// A whole number that a cell holds, such as a likelihood; nothing where the cell holds none.
    pub fn whole(&self, origin: Origin, value: Option<u32>, cells: &[CellRef]) -> Fact {
        match value {
            Some(value) => Fact::Figure(self.record(origin, text::count(value.into()), cells), value.into()),
            None => Fact::Null,
        }
    }

    /// A figure with several facts about it, such as a value and its month; `words` is how it is printed.
    pub fn figure(&self, origin: Origin, words: &str, cells: &[CellRef], facts: Fact) -> Fact {
        Fact::Whole(self.record(origin, words.to_owned(), cells), Box::new(facts))
    }

    /// A figure that is worded: "3 weeks".
    pub fn words(&self, origin: Origin, words: String, cells: &[CellRef]) -> Fact {
        Fact::Figure(self.record(origin, words.clone(), cells), words.into())
    }

    /// A list whose length is a figure.
    pub fn list(&self, origin: Origin, cells: &[CellRef], items: Vec<Fact>) -> Fact {
        let length = self.record(origin, text::count(items.len() as u64), cells);
        Fact::List(items, Some(length))
    }

    /// A figure, or a list, that could not be computed because what it rests on was not read.
    pub fn not_read(&self, origin: Origin, why: &str) -> Fact {
        let entry = Entry {
            id: origin.id,
            name: origin.name,
            text: String::new(),
            rule: origin.rule,
            sources: Vec::new(),
            not_read: Some(why.to_owned()),
        };
        Fact::NotRead(self.put(entry), why.to_owned())
    }

    /// What `make` gives, or a figure that was not read where there is a reason for that.
    pub fn unless(&self, why: &Option<String>, origin: Origin, make: impl FnOnce(&Ledger, Origin) -> Fact) -> Fact {
        match why {
            Some(why) => self.not_read(origin, why),
            None => make(self, origin),
        }
    }

    fn record(&self, origin: Origin, text: String, cells: &[CellRef]) -> usize {
        let Origin { id, name, rule } = origin;
        self.put(Entry { id, name, text, rule, sources: cells.to_vec(), not_read: None })
    }

    fn put(&self, entry: Entry) -> usize {
        let mut entries = self.entries.borrow_mut();
        let key = (entry.id.clone(), entry.text.clone());
        if let Some(&at) = self.known.borrow().get(&key) {
            let known = &mut entries[at].sources;
            let more: Vec<CellRef> = entry.sources.into_iter().filter(|cell| !known.contains(cell)).collect();
            known.extend(more);
            return at;
        }
        self.known.borrow_mut().insert(key, entries.len());
        entries.push(entry);
        entries.len() - 1
    }

    /// The facts as templates and programs get them, with the place of every figure.
    pub fn close(self, facts: Fact) -> Facts {
        Facts::of(facts, self.entries.into_inner())
    }
}

/// A figure's value as JSON, where a fact needs it beside its text.
pub fn number(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}
