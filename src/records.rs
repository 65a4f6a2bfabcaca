//! The programme as records of named fields, each with its cell: in this form two readings of an edition are compared.
//!
//! Programme → [`Record`]s, by the tables of fields, so that no field of the model is forgotten. Where a record stands is
//! no part of what it says: a row that moved down has not changed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, RecordKind};
use crate::digest;
use crate::located::{CellRef, Located};
use crate::programme::columns::{self, SheetKind};
use crate::programme::model::{Action, Aim, Area, Measure, MeetingAction, Risk, StatusMeaning, Term, WorkItem};
use crate::programme::schema::{Choice, Content, Described};
use crate::programme::{Programme, exact};
use crate::text::shorten;
use crate::wording;

/// An action, a risk, a month's measure: whatever has a row of its own.
#[derive(Clone, Debug)]
pub struct Record {
    /// "action 1.2.3"; the second of two with the same ref is "action 1.2.3 (2)".
    pub name: String,
    pub at: Option<CellRef>,
    pub fields: Vec<Field>,
}

/// What a record says under one heading. A field that says nothing is left out.
#[derive(Clone, Debug)]
pub struct Field {
    /// "action status", "July 2025".
    pub name: String,
    /// Where it stands; several cells are named by the first.
    pub at: Option<CellRef>,
    /// Its JSON, without its places.
    value: Value,
}

impl Record {
    /// A digest of what records say that stand in one workbook, or of all they say: what is not in them decides none of it.
    pub fn digest_of_all(records: &[Record], workbook: Option<&str>) -> String {
        let stands = |at: Option<&CellRef>| workbook.is_none_or(|name| at.is_some_and(|at| &*at.workbook == name));
        let fields = records.iter().flat_map(|record| {
            let at = |field: &Field| field.at.as_ref().or(record.at.as_ref()).cloned();
            let fields = record.fields.iter().filter(move |field| stands(at(field).as_ref()));
            fields.flat_map(|field| [record.name.clone(), field.name.clone(), field.value.to_string()])
        });
        digest::of_parts(fields)
    }

    /// Something that is one text, such as a file of officers' words.
    pub fn of_text(name: impl Into<String>, text: &str) -> Record {
        let field = Field { name: "text".to_owned(), at: None, value: text.into() };
        Record { name: name.into(), at: None, fields: vec![field] }
    }
}

impl Field {
    /// Eight hexadecimal digits that tell whether the field says the same.
    pub fn digest(&self) -> String {
        digest::of(self.value.to_string().as_bytes())[..8].to_owned()
    }
}

/// How a record differs from what it was.
#[derive(Clone, Debug)]
pub enum Difference<'a> {
    Gone(&'a Record),
    New(&'a Record),
    Changed(&'a Record, Vec<FieldChange<'a>>),
}

/// A field that says something else than before.
#[derive(Clone, Debug)]
pub struct FieldChange<'a> {
    pub name: &'a str,
    pub at: Option<&'a CellRef>,
    /// "In draft → Agreed".
    pub words: String,
}

/// Every record of a programme, in its order.
pub fn records(programme: &Programme) -> Vec<Record> {
    let mut found = Found::default();
    visit(programme, &mut found);
    found.records
}

/// Somebody who looks at every record.
trait Visitor {
    fn add<R: Described>(&mut self, record: &R);

    fn all<R: Described>(&mut self, records: &[R]) {
        records.iter().for_each(|record| self.add(record));
    }
}

fn visit(programme: &Programme, visitor: &mut impl Visitor) {
    for area in &programme.areas {
        visitor.add(area);
        for aim in &area.aims {
            visitor.add(aim);
            visitor.all(&aim.actions);
        }
    }
    visitor.all(&programme.risks);
    visitor.all(&programme.measures);
    visitor.all(&programme.meeting_actions);
    visitor.all(&programme.work_programme);
    visitor.all(&programme.glossary);
    visitor.all(&programme.status_key);
}

/// Says of findings at a cell which field of their record stands there.
pub fn name_fields(programme: &Programme, findings: &mut [Diagnostic]) {
    let mut named = Named::default();
    for finding in findings.iter().filter(|finding| finding.field.is_none()) {
        if let (Some(at), Some(kind), Some(reference)) = (&finding.at, finding.kind, &finding.reference) {
            named.wanted.entry((kind, reference.clone())).or_default().insert(at.clone(), None);
        }
    }
    if named.wanted.is_empty() {
        return;
    }
    visit(programme, &mut named);
    for finding in findings.iter_mut().filter(|finding| finding.field.is_none()) {
        if let (Some(at), Some(kind), Some(reference)) = (&finding.at, finding.kind, &finding.reference) {
            let cells = named.wanted.get(&(kind, reference.clone()));
            finding.field = cells.and_then(|cells| cells.get(at).copied().flatten()).map(str::to_owned);
        }
    }
}

/// Whether `words` are a name of this field: the one that findings give it, or a heading of its column.
pub fn is_called(kind: RecordKind, field: &str, words: &str) -> bool {
    fn of<R: Described>(field: &str, words: &str) -> bool {
        let words = columns::normal(words);
        let named = R::FIELDS.iter().filter(|known| known.name == field);
        columns::normal(field) == words
            || named.into_iter().any(|known| {
                let columns = SheetKind::ALL.into_iter().flat_map(SheetKind::columns);
                let mut column = columns.filter(|column| Some(column.field) == known.column);
                columns::normal(known.key) == words
                    || known.headings.contains(&words.as_str())
                    || column.any(|column| column.headings.contains(&words.as_str()))
            })
    }
    let of = match kind {
        RecordKind::Area => of::<Area>,
        RecordKind::Aim => of::<Aim>,
        RecordKind::Action => of::<Action>,
        RecordKind::Risk => of::<Risk>,
        RecordKind::Measure => of::<Measure>,
        RecordKind::MeetingAction => of::<MeetingAction>,
        RecordKind::WorkItem => of::<WorkItem>,
        RecordKind::Term => of::<Term>,
        RecordKind::StatusMeaning => of::<StatusMeaning>,
    };
    of(field, words)
}

/// The fields that stand in the cells asked for, by the records these are of.
#[derive(Default)]
struct Named {
    wanted: BTreeMap<(RecordKind, String), BTreeMap<CellRef, Option<&'static str>>>,
}

impl Visitor for Named {
    fn add<R: Described>(&mut self, record: &R) {
        let Some(cells) = self.wanted.get_mut(&(R::KIND, record.called().to_owned())) else { return };
        for field in R::FIELDS {
            for at in (field.get)(record).cells() {
                if let Some(name) = cells.get_mut(at) {
                    name.get_or_insert(field.name);
                }
            }
        }
    }
}

#[derive(Default)]
struct Found {
    records: Vec<Record>,
    /// How often a name was met.
    met: BTreeMap<String, usize>,
}

impl Visitor for Found {
    fn add<R: Described>(&mut self, record: &R) {
        let mut name = format!("{} {}", R::KIND.word(), shorten(record.called(), 80));
        let times = self.met.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            name.push_str(&format!(" ({times})"));
        }
        let mut fields = Vec::new();
        R::FIELDS.iter().for_each(|field| add_field(field.name, (field.get)(record), &mut fields));
        let at = record.at().cloned().or_else(|| fields.iter().find_map(|field| field.at.clone()));
        self.records.push(Record { name, at, fields });
    }
}

/// Adds what a field says; a field that says nothing is left out. The form of the JSON is that of the digests in the
/// manifests of papers long sent out.
fn add_field(name: &str, content: Content<'_>, into: &mut Vec<Field>) {
    let mut add = |name: String, at: Option<&CellRef>, value: Value| into.push(Field { name, at: at.cloned(), value });
    let alone = |name: &str| name.to_owned();
    match content {
        // The record's name says it.
        Content::Key(_) => {}
        Content::Word(word) => word.into_iter().for_each(|word| add(alone(name), None, word.into())),
        Content::Whole(number) => add(alone(name), None, number.into()),
        Content::Reference(text) => add(alone(name), Some(&text.at), words(text)),
        Content::Text(text) => text.into_iter().for_each(|text| add(alone(name), Some(&text.at), words(text))),
        Content::Texts(texts) => {
            let first = texts.first().map(|first| &first.at);
            first.into_iter().for_each(|at| add(alone(name), Some(at), texts.iter().map(words).collect()));
        }
        Content::Milestones(milestones) => {
            let first = milestones.first().map(|first| &first.words.at);
            let all = || milestones.iter().map(|milestone| words(&milestone.words)).collect();
            first.into_iter().for_each(|at| add(alone(name), Some(at), all()));
        }
        Content::Date(date) | Content::Day(date) => {
            date.into_iter().for_each(|date| add(alone(name), Some(&date.at), said(json!(date.value), &date.raw)));
        }
        Content::Status(status) => status
            .into_iter()
            .for_each(|status| add(alone(name), Some(&status.at), said(status.value.key().into(), &status.raw))),
        Content::Choice(Some(Choice { key, cell: Some((at, raw)) })) => {
            add(alone(name), Some(at), said(key.into(), raw));
        }
        Content::Choice(choice) => choice.into_iter().for_each(|choice| add(alone(name), None, choice.key.into())),
        Content::Count(count) => {
            count.into_iter().for_each(|count| add(alone(name), Some(&count.at), said(count.value.into(), &count.raw)));
        }
        Content::Number(number) => number.into_iter().for_each(|number| {
            add(alone(name), Some(&number.at), said(exact::text(number.value).into(), &number.raw));
        }),
        Content::Score(score) => {
            let parts = [("likelihood", &score.likelihood), ("impact", &score.impact), ("score", &score.score)];
            for (part, value) in parts {
                add_field(&format!("{name} {part}"), Content::Count(value.as_ref()), into);
            }
        }
        Content::Steps([]) => {}
        Content::Steps(steps) => add(alone(name), None, json!(steps)),
        Content::Series(series) => {
            for month in series {
                add(wording::month(month.month), Some(&month.at), json!(month)["value"].clone());
            }
        }
    }
}

fn words(text: &Located<String>) -> Value {
    said(text.value.as_str().into(), &text.raw)
}

/// A value with what its cell shows.
fn said(value: Value, raw: &str) -> Value {
    json!({"value": value, "raw": raw})
}

/// What differs between two readings, in the order of the second; what is gone stands last.
pub fn differences<'a>(old: &'a [Record], new: &'a [Record]) -> Vec<Difference<'a>> {
    let before: BTreeMap<&str, &Record> = old.iter().map(|record| (record.name.as_str(), record)).collect();
    let after: BTreeMap<&str, &Record> = new.iter().map(|record| (record.name.as_str(), record)).collect();
    let mut found = Vec::new();
    for record in new {
        let Some(was) = before.get(record.name.as_str()) else {
            found.push(Difference::New(record));
            continue;
        };
        let changes = field_changes(was, record);
        if !changes.is_empty() {
            found.push(Difference::Changed(record, changes));
        }
    }
    found.extend(old.iter().filter(|record| !after.contains_key(record.name.as_str())).map(Difference::Gone));
    found
}

fn field_changes<'a>(old: &'a Record, new: &'a Record) -> Vec<FieldChange<'a>> {
    let of = |record: &'a Record, name: &str| record.fields.iter().find(|field| field.name == name);
    let emptied = old.fields.iter().filter(|field| of(new, &field.name).is_none());
    let fields = new.fields.iter().chain(emptied);
    fields
        .filter_map(|field| {
            let (before, after) = (of(old, &field.name), of(new, &field.name));
            if before.map(|field| &field.value) == after.map(|field| &field.value) {
                return None;
            }
            let at = after.or(before).and_then(|field| field.at.as_ref()).or(new.at.as_ref());
            Some(FieldChange { name: &field.name, at, words: change_in_words(before, after) })
        })
        .collect()
}

/// Before and after: as the cells show it, and where they show the same, as it was read.
fn change_in_words(before: Option<&Field>, after: Option<&Field>) -> String {
    let both = |words: fn(&Value) -> String| [before, after].map(|field| field.map(|field| words(&field.value)));
    let [old, new] = match both(shown) {
        [old, new] if old == new => both(read),
        differing => differing,
    };
    let (old, new) = (old.unwrap_or_else(|| "nothing".to_owned()), new.unwrap_or_else(|| "nothing".to_owned()));
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    // Of two long texts that begin alike, what comes shortly before they part is enough.
    let from = same.saturating_sub(15);
    let part = |text: &str| match from {
        0..=15 => shorten(text, 70),
        from => format!("…{}", shorten(&text.chars().skip(from).collect::<String>(), 70)),
    };
    format!("{} → {}", part(&old), part(&new))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(parts) => parts.iter().map(read).collect::<Vec<_>>().join("; "),
        Value::Object(parts) => parts.get("raw").map_or_else(|| read(value), read),
        plain => read(plain),
    }
}

fn read(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => {
            let named = ["value", "Ok", "Err", "words"].into_iter().find_map(|key| parts.get(key));
            named.map_or_else(|| value.to_string(), read)
        }
        Value::Array(parts) => parts.iter().map(read).collect::<Vec<_>>().join("; "),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme(row: u32, status: &str, update: &str) -> Programme {
        let located = |column: &str, value: Value, raw: &str| {
            let at = json!({"workbook": "t.xlsx", "sheet": "PA1", "cell": format!("{column}{row}")});
            json!({"value": value, "at": at, "raw": raw})
        };
        let action = json!({
            "reference": located("B", "1.1.1".into(), "1.1.1 Publish"),
            "text": located("B", "Publish".into(), "1.1.1 Publish"),
            "leads": [], "milestones": [], "impact_measures": [],
            "action_status": located("F", status.to_lowercase().into(), status),
            "update": located("I", update.into(), update),
            "at": {"workbook": "t.xlsx", "sheet": "PA1", "cell": format!("A{row}")},
        });
        let item = |item: &str| json!({"item": located("B", item.into(), item), "at": {"workbook": "w.xlsx", "sheet": "W", "cell": "A2"}});
        crate::programme::fixtures::from_kept(json!({
            "areas": [{
                "key": "PA1", "number": 1, "kind": "priority-action", "ordinal": 1, "outcomes": [],
                "aims": [{"reference": "1.1", "actions": [action]}],
                "at": {"workbook": "t.xlsx", "sheet": "PA1", "cell": "A1"},
            }],
            "risks": [], "measures": [], "meeting_actions": [], "glossary": [], "status_key": [], "sources": [],
            "work_programme": [item("Report"), item("Report")],
        }))
        .unwrap()
    }

    fn told(old: &Programme, new: &Programme) -> Vec<String> {
        let (old, new) = (records(old), records(new));
        let tell = |difference: &Difference<'_>| match difference {
            Difference::Gone(record) => format!("gone {}", record.name),
            Difference::New(record) => format!("new {}", record.name),
            Difference::Changed(record, changes) => {
                let words: Vec<String> = changes
                    .iter()
                    .map(|change| format!("{} {} {}", change.name, change.at.unwrap().address(), change.words))
                    .collect();
                format!("{}: {}", record.name, words.join(", "))
            }
        };
        differences(&old, &new).iter().map(tell).collect()
    }

    #[test]
    fn what_a_cell_says_counts_and_where_it_stands_does_not() {
        let before = programme(2, "Amber", "Late.");
        assert_eq!(told(&before, &programme(9, "Amber", "Late.")), Vec::<String>::new());
        assert_eq!(told(&before, &programme(9, "Blue", "Late.")), ["action 1.1.1: action status F9 Amber → Blue"]);
    }

    #[test]
    fn long_texts_are_shown_from_where_they_part() {
        let long = |end: &str| format!("{} {end}", "The strategy was sent to all schools. ".repeat(5).trim());
        let told = told(&programme(2, "Amber", &long("Next: May")), &programme(2, "Amber", &long("Next: June")));
        assert_eq!(told, ["action 1.1.1: update I2 …schools. Next: May → …schools. Next: June"]);
    }

    #[test]
    fn records_that_come_and_go_are_named_and_twins_are_told_apart() {
        let (whole, mut less) = (programme(2, "Amber", "x"), programme(2, "Amber", "x"));
        less.work_programme.pop();
        assert_eq!(told(&whole, &less), ["gone work programme item Report (2)"]);
        assert_eq!(told(&less, &whole), ["new work programme item Report (2)"]);
        less.areas[0].aims[0].actions[0].update = None;
        assert!(told(&whole, &less).contains(&"action 1.1.1: update I2 x → nothing".to_owned()));
    }
}
