//! A filled template: Typst source that knows where each stretch comes from, and the values that go with it.
//!
//! A value of `{{x}}` stands in the source as a text of its own. A value of `{{typ x}}` is handed to Typst beside the
//! source, which only names it (`handed-3`): there is nothing in it to be read as code, and nothing to parse. For those
//! who keep the source, [`Filled::complete`] writes such values where they are named.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::Value;

use super::escape::literal;

/// How the source names a value that is handed to Typst: this and its number.
pub const HANDED: &str = "handed-";

/// Typst source made from a template.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// The name of the document's template folder.
    pub document: String,
    pub source: String,
    /// The paths of the facts that are written as text, also by way of a helper: "actions.action_counts.blue". Where a
    /// list's length is written, "overdue.count".
    pub printed: BTreeSet<String>,
    /// The paths of the facts that are handed to Typst, each with all that it holds.
    pub handed: BTreeSet<String>,
    /// By what `_shared/theme.typ` draws statuses and levels of risk.
    pub looks: Value,
    pub(super) texts: Vec<Range<usize>>,
    /// The paths of the facts that each of the texts shows.
    pub(super) shown: Vec<Vec<String>>,
    pub(super) names: Vec<(Range<usize>, usize)>,
    pub(super) values: Vec<Value>,
    /// Where in each of the values which facts are.
    pub(super) roots: Vec<Vec<Root>>,
    pub(super) places: Vec<Place>,
    pub(super) files: Vec<String>,
}

/// A fact in a value that is handed to Typst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The keys and places that lead to it.
    pub steps: Vec<String>,
    /// Its path in the facts.
    pub path: String,
}

/// From byte `from` of the source on, the text comes from this file, beginning on this line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub from: usize,
    pub file: usize,
    pub line: usize,
}

impl Filled {
    /// Source that was written by hand rather than filled, at home in the given template folder.
    pub fn by_hand(document: &str, source: &str) -> Filled {
        Filled { document: document.to_owned(), source: source.to_owned(), ..Filled::default() }
    }

    /// The template file and the line (from 1) that the given byte of the source comes from.
    pub fn origin(&self, byte: usize) -> (&str, usize) {
        let lines = |from: usize| {
            let text = self.source.as_bytes();
            text[from.min(text.len())..byte.min(text.len())].iter().filter(|&&byte| byte == b'\n').count()
        };
        let after = self.places.partition_point(|place| place.from <= byte);
        match after.checked_sub(1).map(|at| self.places[at]) {
            Some(place) => (&self.files[place.file], place.line + lines(place.from)),
            None => ("main.typ", lines(0) + 1),
        }
    }

    /// Where texts from the facts stand in the source, as byte ranges in order.
    pub fn texts(&self) -> &[Range<usize>] {
        &self.texts
    }

    /// The paths of the facts that each of [`Filled::texts`] shows.
    pub fn shown(&self) -> &[Vec<String>] {
        &self.shown
    }

    /// Where in each of [`Filled::values`] which facts are.
    pub fn roots(&self) -> &[Vec<Root>] {
        &self.roots
    }

    /// The same with other source and values, of which only the words are of use: what is told of places in the source is
    /// not true of it.
    pub fn otherwise(&self, source: String, values: Vec<Value>) -> Filled {
        Filled { source, values, ..self.clone() }
    }

    /// Where the source names a value that is handed to Typst, in order, and which of [`Filled::values`] it is.
    pub fn names(&self) -> &[(Range<usize>, usize)] {
        &self.names
    }

    /// The values that are handed to Typst.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The source with every value written where it is named, so that it is complete in itself.
    pub fn complete(&self) -> String {
        self.complete_within(0..self.source.len())
    }

    /// The same of a part of the source.
    pub fn complete_within(&self, part: Range<usize>) -> String {
        let mut out = String::new();
        let mut from = part.start;
        let first = self.names.partition_point(|(name, _)| name.start < part.start);
        for (name, number) in self.names[first..].iter().take_while(|(name, _)| name.end <= part.end) {
            out.push_str(&self.source[from..name.start]);
            out.push_str(&literal(&self.values[*number]));
            from = name.end;
        }
        out.push_str(&self.source[from..part.end]);
        out
    }

    /// All words of the document, for looking for some among them: the source, and every text that is handed over.
    pub fn words(&self) -> String {
        let mut words = self.source.clone();
        self.values.iter().for_each(|value| collect_words(value, &mut words));
        words
    }
}

fn collect_words(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => {
            into.push('\n');
            into.push_str(text);
        }
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, into)),
        Value::Object(entries) => entries.values().for_each(|item| collect_words(item, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
