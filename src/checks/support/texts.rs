//! Every text that a paper may print, with its cell or its place in the settings: the programme's, refs included; those of
//! `boardpack.toml`; the names of workbooks and sheets.
//!
//! Deliberately absent: numbers.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::area::settings;
use crate::checks::Context;
use crate::diagnostic::About;
use crate::located::{CellRef, Located};
use crate::programme::Programme;
use crate::programme::model::Missing;
use crate::programme::schema::{Content, Described};

/// A text, and what it is.
pub struct Text<'a> {
    /// "the update of action 2.3.1"
    pub name: String,
    /// Its record; `None` where that has no ref.
    pub about: Option<About<'a>>,
    pub words: &'a str,
    pub at: Where<'a>,
    /// Its field, as the record calls it.
    pub field: Option<&'static str>,
    /// Whether it is a setting of a paper that says whom to ask.
    pub is_contact: bool,
}

/// Where a text stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where<'a> {
    Cell(&'a CellRef),
    /// The tables and keys on the way to it: `[headlines."2025-07"], risks`.
    Settings(String),
    /// A line of officers' words, by its file and number.
    Words(String, String),
    /// "workbook" or "sheet": the text is a name that stands in no cell.
    NameOf(&'static str),
}

/// Whatever of an edition may reach a paper. The names and the settings own their words.
pub fn printed(context: &Context<'_>, each: &mut dyn FnMut(&Text<'_>)) {
    texts(context.programme).iter().for_each(&mut *each);
    let mut names = BTreeSet::new();
    for source in &context.programme.sources {
        names.insert(("workbook", &*source.at.workbook));
        names.insert(("sheet", &*source.at.sheet));
    }
    for (what, words) in names {
        each(&Text {
            name: format!("the name of a {what}"),
            about: None,
            words,
            at: Where::NameOf(what),
            field: None,
            is_contact: false,
        });
    }
    of_settings(context, each);
    for file in &context.narrative.files {
        for (number, line) in file.lines() {
            let at = Where::Words(file.path(), format!("line {number}"));
            each(&Text {
                name: format!("{}, line {number}", file.path()),
                about: None,
                words: &line,
                at,
                field: None,
                is_contact: false,
            });
        }
    }
}

/// Tables of the settings that no paper prints anything of.
const NOT_PRINTED: [&str; 8] =
    ["columns", "checks", "limits", "thresholds", "deadlines", "disclosure", "charts", "statuses"];

fn of_settings(context: &Context<'_>, each: &mut dyn FnMut(&Text<'_>)) {
    for (table, value) in &settings::tables(context.settings) {
        if !NOT_PRINTED.contains(&table.as_str()) {
            in_settings(&format!("[{table}]"), value, &context.edition.id(), each);
        }
    }
}

fn in_settings(place: &str, value: &Value, edition: &str, each: &mut dyn FnMut(&Text<'_>)) {
    let mut tell = |words: &str, place: &str| {
        let at = Where::Settings(place.to_owned());
        each(&Text {
            name: format!("{}, {place}", settings::FILE),
            about: None,
            words,
            at,
            field: None,
            is_contact: is_contact(place),
        });
    };
    match value {
        Value::String(words) => tell(words, place),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                in_settings(&format!("{place}, {} of {}", index + 1, items.len()), item, edition, each);
            }
        }
        Value::Object(keys) => {
            for (key, value) in keys {
                // A sentence is for one edition only.
                if place == "[headlines]" && key != edition {
                    continue;
                }
                // The terms of the glossary are keys.
                if place == "[glossary]" {
                    each(&Text {
                        name: format!("a term in {}, {place}", settings::FILE),
                        about: None,
                        words: key,
                        at: Where::Settings(place.to_owned()),
                        field: None,
                        is_contact: false,
                    });
                }
                in_settings(&format!("{place}, {key}"), value, edition, each);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `[paper], family-friendly, contact, 1 of 2`
fn is_contact(place: &str) -> bool {
    let mut keys = place.split(", ");
    keys.next() == Some("[paper]") && keys.nth(1).is_some_and(|key| key.starts_with("contact"))
}

/// All texts, in the order of the records.
pub fn texts(programme: &Programme) -> Vec<Text<'_>> {
    let mut texts = Texts(Vec::new());
    for area in &programme.areas {
        texts.of(area);
        texts.all(&area.aims);
        area.actions().for_each(|action| texts.of(action));
    }
    texts.all(&programme.risks);
    texts.all(&programme.measures);
    texts.all(&programme.meeting_actions);
    for item in &programme.work_programme {
        // An item has no ref, and its words may be what must not be repeated.
        texts.of_nameless(item, "an item of the work programme");
    }
    for entry in &programme.glossary {
        texts.of_nameless(entry, "a glossary entry");
    }
    for entry in &programme.status_key {
        texts.of_nameless(entry, &format!("status {}", entry.status.word()));
    }
    texts.0
}

struct Texts<'a>(Vec<Text<'a>>);

impl<'a> Texts<'a> {
    fn all<R: Described>(&mut self, records: &'a [R]) {
        records.iter().for_each(|record| self.of(record));
    }

    fn of<R: Described>(&mut self, record: &'a R) {
        let about = About { kind: R::KIND, reference: record.called() };
        self.gather(record, Some(about), &format!("{} {}", about.kind.word(), about.reference));
    }

    fn of_nameless<R: Described>(&mut self, record: &'a R, whose: &str) {
        self.gather(record, None, whose);
    }

    fn gather<R: Described>(&mut self, record: &'a R, about: Option<About<'a>>, whose: &str) {
        for field in R::FIELDS.iter().filter(|field| field.printed) {
            let mut add = |what: String, words: &'a str, at: &'a CellRef| {
                let (at, field) = (Where::Cell(at), Some(field.name));
                self.0.push(Text { name: format!("{what} of {whose}"), about, words, at, field, is_contact: false });
            };
            let the = || format!("the {}", field.name);
            match (field.get)(record) {
                Content::Word(word) => {
                    word.zip(record.at()).into_iter().for_each(|(word, at)| add(the(), word, at));
                }
                Content::Reference(text) => add("the ref".to_owned(), &text.value, &text.at),
                Content::Key(key) => record.at().into_iter().for_each(|at| add(the(), key, at)),
                Content::Text(text) => text.into_iter().for_each(|text| add(the(), &text.value, &text.at)),
                Content::Texts(lines) => lines.iter().for_each(|line| add(one_of(field.name), &line.value, &line.at)),
                Content::Milestones(milestones) => {
                    let lines = milestones.iter().map(|milestone| &milestone.words);
                    lines.for_each(|Located { value, at, .. }| add(one_of(field.name), value, at));
                }
                Content::Date(date) | Content::Day(date) => {
                    date.into_iter().for_each(|date| add(the(), &date.value.words, &date.at));
                }
                Content::Series(series) => {
                    for entry in series {
                        if let Err(Missing::Unclear(words)) = &entry.value {
                            add(one_of(field.name), words, &entry.at);
                        }
                    }
                }
                Content::Whole(_)
                | Content::Status(_)
                | Content::Choice(_)
                | Content::Count(_)
                | Content::Number(_)
                | Content::Score(_)
                | Content::Steps(_) => {}
            }
        }
    }
}

/// "impact measures" → "an impact measure".
fn one_of(many: &str) -> String {
    let one = many.strip_suffix('s').unwrap_or(many);
    let article = if one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {one}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{action, located, programme};
    use crate::programme::milestones::milestone;
    use crate::programme::model::Action;

    #[test]
    fn every_text_is_named() {
        let text = |words: &str| located(words.to_owned());
        let action = Action {
            milestones: vec![milestone(text("By June, draft it"))],
            impact_measures: vec![text("It is read")],
            escalated_to: Some(text("Executive Core Group")),
            ..action("1.1.1", "Publish", None, "Next Board")
        };
        let programme = programme(vec![action]);
        let told: Vec<(String, &str)> = texts(&programme).into_iter().map(|text| (text.name, text.words)).collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(name, words)| (name.as_str(), *words)).collect();
        assert_eq!(
            told,
            [
                ("the key of area PA1", "PA1"),
                ("the ref of action 1.1.1", "1.1.1"),
                ("the text of action 1.1.1", "Publish"),
                ("the due date of action 1.1.1", "Next Board"),
                ("a milestone of action 1.1.1", "By June, draft it"),
                ("an impact measure of action 1.1.1", "It is read"),
                ("the escalation of action 1.1.1", "Executive Core Group"),
            ]
        );
    }
}
