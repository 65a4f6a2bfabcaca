//! The tree in which the facts are built, and the finished facts: JSON for the templates, with the place of every figure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Entry;
use crate::diagnostic::{Diagnostic, RecordKind};
use crate::located::CellRef;

/// A fact, or a group of them. There is no way from a number to a fact but a figure of the ledger or [`Fact::mark`].
#[derive(Clone, Debug)]
pub enum Fact {
    Null,
    Bool(bool),
    Text(String),
    /// A number that is no figure of the workbooks'.
    Mark(Value),
    /// A figure by its place in the ledger.
    Figure(usize, Value),
    /// A figure with several facts about it; each of them stands for the figure.
    Whole(usize, Box<Fact>),
    /// A figure that could not be computed, and why.
    NotRead(usize, String),
    /// A list, and the figure that its length is.
    List(Vec<Fact>, Option<usize>),
    Group(Vec<(&'static str, Fact)>),
    /// A group with keys of its own making.
    Keyed(Vec<(String, Fact)>),
    /// A record that stands in several places.
    Shared(Arc<Fact>),
    /// The facts of a record of the workbooks.
    Record(RecordAt, Box<Fact>),
}

/// A record of the workbooks, by the cell that it begins at: two may have one ref.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordAt {
    pub kind: RecordKind,
    pub at: CellRef,
}

impl Fact {
    /// A number that is no figure of the workbooks': a place on an axis, a part of a date, a setting.
    pub fn mark(value: impl Into<Value>) -> Fact {
        Fact::Mark(value.into())
    }

    /// A list that nobody counts.
    pub fn list<T: Into<Fact>>(items: impl IntoIterator<Item = T>) -> Fact {
        Fact::List(items.into_iter().map(Into::into).collect(), None)
    }

    /// The same group, then the parts of another.
    pub fn joined(self, other: Fact) -> Fact {
        if let Fact::Record(record, facts) = self {
            return Fact::Record(record, Box::new(facts.joined(other)));
        }
        let parts = |fact: Fact| match fact {
            Fact::Group(parts) => parts.into_iter().map(|(key, part)| (key.to_owned(), part)).collect(),
            Fact::Keyed(parts) => parts,
            _ => Vec::new(),
        };
        Fact::Keyed([parts(self), parts(other)].concat())
    }

    /// The same group with another fact in it; a fact of that key is replaced.
    pub fn with(self, key: &'static str, fact: impl Into<Fact>) -> Fact {
        let mut parts = match self {
            Fact::Group(parts) => parts,
            Fact::Shared(shared) => return (*shared).clone().with(key, fact),
            Fact::Record(record, facts) => return Fact::Record(record, Box::new(facts.with(key, fact))),
            _ => Vec::new(),
        };
        match parts.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = fact.into(),
            None => parts.push((key, fact.into())),
        }
        Fact::Group(parts)
    }
}

/// A group of facts, written as JSON is: `group! { "ref": reference, "late": true }`.
#[macro_export]
macro_rules! group {
    ($($key:literal : $fact:expr),* $(,)?) => {
        $crate::ledger::Fact::Group(vec![$(($key, $crate::ledger::Fact::from($fact))),*])
    };
}
pub use group;

impl From<bool> for Fact {
    fn from(value: bool) -> Fact {
        Fact::Bool(value)
    }
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Fact {
        Fact::Text(text)
    }
}

impl From<&String> for Fact {
    fn from(text: &String) -> Fact {
        Fact::Text(text.clone())
    }
}

impl<T: Into<Fact>> From<Option<T>> for Fact {
    fn from(value: Option<T>) -> Fact {
        value.map_or(Fact::Null, Into::into)
    }
}

impl<T> From<&Option<T>> for Fact
where
    T: Clone + Into<Fact>,
{
    fn from(value: &Option<T>) -> Fact {
        value.clone().into()
    }
}

impl<T: Into<Fact>> From<Vec<T>> for Fact {
    fn from(items: Vec<T>) -> Fact {
        Fact::list(items)
    }
}

impl From<&Arc<Fact>> for Fact {
    fn from(shared: &Arc<Fact>) -> Fact {
        Fact::Shared(shared.clone())
    }
}

/// The facts of an edition, or the layer of them that belongs to one document.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub value: Value,
    /// Every figure, in the order in which the facts were built.
    pub entries: Vec<Entry>,
    /// The figure at each place: `areas.0.action_counts.blue`; a list's length stands at `areas.count`.
    figures: BTreeMap<String, usize>,
    /// The record at each place: `actions.all.3`.
    records: BTreeMap<String, RecordAt>,
    /// The places of what could not be computed, and why.
    pub unread: BTreeMap<String, String>,
    /// What officers wrote and no paper can print.
    pub refused: Vec<Diagnostic>,
}

impl Facts {
    pub(super) fn of(fact: Fact, entries: Vec<Entry>) -> Facts {
        let mut facts = Facts { entries, ..Facts::default() };
        facts.value = facts.place(fact, &mut String::new());
        facts
    }

    /// Turns a fact into JSON, noting the place of each figure on the way.
    fn place(&mut self, fact: Fact, path: &mut String) -> Value {
        match fact {
            Fact::Null => Value::Null,
            Fact::Bool(value) => value.into(),
            Fact::Text(text) => text.into(),
            Fact::Mark(value) => value,
            Fact::Figure(entry, value) => {
                self.figures.insert(path.clone(), entry);
                value
            }
            Fact::Whole(entry, facts) => {
                self.figures.insert(path.clone(), entry);
                self.place(*facts, path)
            }
            Fact::NotRead(entry, why) => {
                self.figures.insert(path.clone(), entry);
                self.unread.insert(path.clone(), why);
                Value::Null
            }
            Fact::List(items, length) => {
                if let Some(entry) = length {
                    self.figures.insert(step(path, "count"), entry);
                }
                let placed = items.into_iter().enumerate().map(|(at, item)| self.below(path, &at.to_string(), item));
                Value::Array(placed.collect())
            }
            Fact::Group(parts) => {
                let placed = parts.into_iter().map(|(key, part)| (key.to_owned(), self.below(path, key, part)));
                Value::Object(placed.collect::<Map<_, _>>())
            }
            Fact::Keyed(parts) => {
                let placed = parts.into_iter().map(|(key, part)| {
                    let value = self.below(path, &key, part);
                    (key, value)
                });
                Value::Object(placed.collect::<Map<_, _>>())
            }
            Fact::Shared(shared) => self.place(Arc::unwrap_or_clone(shared), path),
            Fact::Record(record, facts) => {
                self.records.insert(path.clone(), record);
                self.place(*facts, path)
            }
        }
    }

    fn below(&mut self, path: &mut String, key: &str, fact: Fact) -> Value {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        let value = self.place(fact, path);
        path.truncate(length);
        value
    }

    /// The figure at a place, or the one that the place is a part of (`measures.all.0.latest.text`).
    pub fn figure_at(&self, place: &str) -> Option<&Entry> {
        let whole = || place.rsplit_once('.').and_then(|(whole, _)| self.figures.get(whole));
        self.figures.get(place).or_else(whole).map(|&entry| &self.entries[entry])
    }

    /// The computed figures at these places, each once, in the order in which the facts were built.
    pub fn figures_at<'p>(&self, places: impl Iterator<Item = &'p str>) -> Vec<Entry> {
        let whole = |place: &str| place.rsplit_once('.').and_then(|(whole, _)| self.figures.get(whole));
        self.computed(places.filter_map(|place| self.figures.get(place).or_else(|| whole(place)).copied()))
    }

    /// The records of which something is at these places, or which are below these.
    pub fn records_at<'f, 'p>(
        &'f self,
        printed: impl Iterator<Item = &'p str>,
        handed: impl Iterator<Item = &'p str>,
    ) -> BTreeSet<&'f RecordAt> {
        let mut found = BTreeSet::new();
        let mut above = |place: &str| {
            let ends = place.match_indices('.').map(|(at, _)| at).chain([place.len()]);
            found.extend(ends.filter_map(|end| self.records.get(&place[..end])));
        };
        printed.for_each(&mut above);
        let handed: Vec<&str> = handed.inspect(|place| above(place)).collect();
        for place in handed {
            let start = format!("{place}.");
            let below = self.records.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
            found.extend(below.map(|(_, record)| record));
        }
        found
    }

    /// The places of figures below these.
    pub fn places_below<'p>(&self, places: impl Iterator<Item = &'p str>) -> Vec<&str> {
        let below = |place: &str| {
            let start = format!("{place}.");
            let below = self.figures.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
            below.map(|(path, _)| path.as_str()).collect::<Vec<_>>()
        };
        places.flat_map(below).collect()
    }

    /// The computed figures at these places and at all places below them, each once.
    pub fn figures_below<'p>(&self, places: impl Iterator<Item = &'p str>) -> Vec<Entry> {
        self.computed(places.flat_map(|place| {
            let start = format!("{place}.");
            let below = self.figures.range(start.clone()..).take_while(move |(path, _)| path.starts_with(&start));
            self.figures.get(place).into_iter().chain(below.map(|(_, entry)| entry)).copied()
        }))
    }

    /// Adds facts that were made of others, such as officers' words: `shows` has, for each place in them that shows a
    /// fact, the place of that fact. Where that is a figure's, the new place is one of the figure too.
    pub fn add(&mut self, key: &str, value: Value, shows: Vec<(String, String)>) {
        for (place, of) in shows {
            let whole = || of.rsplit_once('.').and_then(|(whole, _)| self.figures.get(whole));
            if let Some(&entry) = self.figures.get(&of).or_else(whole) {
                self.figures.insert(place, entry);
            }
        }
        if let Value::Object(facts) = &mut self.value {
            facts.insert(key.to_owned(), value);
        }
    }

    /// The facts below a place as facts of their own, under another key: what `areas.2` has as `area`. Their figures are
    /// the same ones.
    pub fn part(&self, place: &str, key: &str) -> Facts {
        let value = place.split('.').try_fold(&self.value, |value, step| match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            value => value.get(step),
        });
        let start = format!("{place}.");
        let moved = |path: &str| format!("{key}.{}", &path[start.len()..]);
        let mut part = Facts {
            value: Value::Object(Map::from_iter([(key.to_owned(), value.cloned().unwrap_or_default())])),
            ..Facts::default()
        };
        // In the order in which they were made.
        let mut own: BTreeMap<usize, usize> = BTreeMap::new();
        let below = || self.figures.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        for (_, &entry) in below() {
            own.insert(entry, 0);
        }
        for (at, (entry, place)) in own.iter_mut().enumerate() {
            part.entries.push(self.entries[*entry].clone());
            *place = at;
        }
        part.figures = below().map(|(path, entry)| (moved(path), own[entry])).collect();
        let unread = self.unread.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        part.unread = unread.map(|(path, why)| (moved(path), why.clone())).collect();
        let records = self.records.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        part.records = records.map(|(path, record)| (moved(path), record.clone())).collect();
        part.records.extend(self.records.get(place).map(|record| (key.to_owned(), record.clone())));
        part
    }

    /// Why the fact at this place, or one that it is part of, was not computed.
    pub fn why_not(&self, place: &str) -> Option<&str> {
        let ends = place.match_indices('.').map(|(at, _)| at).chain([place.len()]);
        ends.map(|end| &place[..end]).find_map(|part| self.unread.get(part)).map(String::as_str)
    }

    fn computed(&self, figures: impl Iterator<Item = usize>) -> Vec<Entry> {
        let each: BTreeSet<usize> = figures.collect();
        each.into_iter().map(|at| &self.entries[at]).filter(|entry| entry.not_read.is_none()).cloned().collect()
    }

    /// Every place at which a figure stands.
    pub fn places(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.figures.iter().map(|(path, &entry)| (path.as_str(), &self.entries[entry]))
    }
}

fn step(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::diagnostic::RecordKind;
    use crate::figures::Figure;
    use crate::ledger::{Entry, Fact, Ledger, RecordAt, origin};
    use crate::located::CellRef;

    #[test]
    fn a_figure_is_known_at_each_place_where_it_stands() {
        let ledger = Ledger::default();
        let blue = || ledger.count(origin("blue", "Blue", "counts"), &Figure { value: 3, sources: Vec::new() });
        let latest = ledger.figure(origin("latest", "Latest", "reads"), "62%", &[], group! { "text": "62%" });
        let items = ledger.list(origin("items", "Items", "counts"), &[], vec![group! { "ref": "A" }]);
        let late = ledger.not_read(origin("late", "Late", "counts"), "Due dates were not read");
        let all = group! {
            "counts": group! { "blue": blue(), "late": late },
            "again": blue(),
            "measure": group! { "latest": latest },
            "items": items,
            "year": Fact::mark(2025),
        };
        let facts = ledger.close(all);
        assert_eq!(
            facts.value,
            json!({"counts": {"blue": 3, "late": null}, "again": 3, "measure": {"latest": {"text": "62%"}},
                   "items": [{"ref": "A"}], "year": 2025})
        );
        assert_eq!(facts.entries.len(), 4);
        assert_eq!(facts.figure_at("again").unwrap().id, "blue");
        assert_eq!(facts.figure_at("measure.latest.text").unwrap().text, "62%");
        assert_eq!(facts.figure_at("items.count").unwrap().text, "1");
        assert!(facts.figure_at("year").is_none());
        let ids = |figures: Vec<Entry>| figures.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        assert_eq!(ids(facts.figures_below(["counts", "measure"].into_iter())), ["latest", "blue"]);
        assert_eq!(ids(facts.figures_at(["again", "measure.latest.text", "year"].into_iter())), ["latest", "blue"]);
        assert_eq!(facts.unread["counts.late"], "Due dates were not read");
        assert_eq!(facts.figure_at("counts.late").unwrap().not_read.as_deref(), Some("Due dates were not read"));
    }

    #[test]
    fn a_record_is_named_where_something_of_it_is_printed_or_all_of_a_list_is_handed_over() {
        let record = |row| {
            let at = CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row, column: 0 };
            Fact::Record(RecordAt { kind: RecordKind::Action, at }, Box::new(group! { "ref": "1", "text": "a" }))
        };
        let all = group! { "all": vec![record(1).with("late", true), record(2)], "late": vec![record(1)] };
        let facts = Ledger::default().close(all);
        assert_eq!(facts.value["all"][0], json!({"ref": "1", "text": "a", "late": true}));
        let rows = |printed: &[&str], handed: &[&str]| {
            let records = facts.records_at(printed.iter().copied(), handed.iter().copied());
            records.into_iter().map(|record| record.at.row).collect::<Vec<_>>()
        };
        assert_eq!(rows(&["all.1.ref"], &[]), [2]);
        assert_eq!(rows(&["all.count"], &["late"]), [1]);
        assert_eq!(rows(&[], &["all"]), [1, 2]);
        assert_eq!(rows(&["al"], &["all.0.text"]), [1]);
        let part = facts.part("all.1", "action");
        assert_eq!(part.records_at(["action.ref"].into_iter(), std::iter::empty()).len(), 1);
    }

    #[test]
    fn a_part_has_the_figures_and_the_gaps_of_its_place() {
        let ledger = Ledger::default();
        let count = |id: &str, value| ledger.counted(origin(id, id, "counts"), value, &[]);
        let area = |key: &str, value| {
            let late = ledger.not_read(origin(format!("{key}.late"), "Late", "counts"), "Due dates were not read");
            group! { "key": key, "total": count(key, value), "late": late }
        };
        // "areas.1" is no part of "areas.10".
        let all = group! { "areas": Fact::list((0..12).map(|at| area(&format!("A{at}"), at))) };
        let facts = ledger.close(all);
        let part = facts.part("areas.1", "area");
        assert_eq!(part.value, json!({"area": {"key": "A1", "total": 1, "late": null}}));
        assert_eq!(part.figure_at("area.total").unwrap().id, "A1");
        assert_eq!((part.entries.len(), part.unread["area.late"].as_str()), (2, "Due dates were not read"));
        assert_eq!(facts.part("areas.99", "area").value, json!({"area": null}));
    }

    #[test]
    fn two_records_of_one_ref_keep_both_figures() {
        let ledger = Ledger::default();
        let count = |value| ledger.counted(origin("risk.R1.score", "Score", "reads"), value, &[]);
        let all = Fact::list([count(3), count(4), count(3)]);
        let facts = ledger.close(all);
        assert_eq!(facts.entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), ["3", "4"]);
    }
}
