//! One table of fields for each kind of record: its key, its name in plain words, its column, and how to get at it.
//!
//! From these tables are made: what `boardpack data` prints, what two readings are compared by, the texts in which
//! personal data are looked for, the plain facts that templates may use, and the plain texts that readers fill in. Whoever
//! uses a table looks at the kind of [`Content`], never at which field it is; so a new field of a known kind is a line in
//! the model, a [`Field`] for its column, and a line here.
//!
//! Deliberately absent: how any of it is printed, and headings of columns that are older than this table (`columns`).

use super::field::Field;
use super::model::{
    Action, Aim, Area, Measure, MeetingAction, Milestone, MonthlyValue, Risk, Score, Status, StatusMeaning, TargetStep,
    Term, WorkItem, WrittenDate,
};
use crate::diagnostic::RecordKind;
use crate::located::{CellRef, Located};

/// What a record says in one field, by its kind.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// By what the record goes, where no cell has it as it is.
    Key(&'a str),
    /// The record's ref.
    Reference(&'a Located<String>),
    /// A word without a cell of its own.
    Word(Option<&'a str>),
    /// A number without a cell of its own.
    Whole(u32),
    Text(Option<&'a Located<String>>),
    Texts(&'a [Located<String>]),
    Milestones(&'a [Milestone]),
    /// A date that may be open, recurring or known to the month.
    Date(Option<&'a Located<WrittenDate>>),
    /// The day of something that has happened or is set.
    Day(Option<&'a Located<WrittenDate>>),
    Status(Option<&'a Located<Status>>),
    /// One of a few words, by its key.
    Choice(Option<Choice<'a>>),
    Count(Option<&'a Located<u32>>),
    Number(Option<&'a Located<f64>>),
    Score(&'a Score),
    Steps(&'a [TargetStep]),
    Series(&'a [MonthlyValue]),
}

impl<'a> Content<'a> {
    /// Every cell it was read from.
    pub fn cells(self) -> Vec<&'a CellRef> {
        match self {
            Content::Key(_) | Content::Word(_) | Content::Whole(_) | Content::Steps(_) => Vec::new(),
            Content::Reference(text) => vec![&text.at],
            Content::Text(text) => text.into_iter().map(|text| &text.at).collect(),
            Content::Texts(texts) => texts.iter().map(|text| &text.at).collect(),
            Content::Milestones(milestones) => milestones.iter().map(|milestone| &milestone.words.at).collect(),
            Content::Date(date) | Content::Day(date) => date.into_iter().map(|date| &date.at).collect(),
            Content::Status(status) => status.into_iter().map(|status| &status.at).collect(),
            Content::Choice(choice) => choice.and_then(|choice| choice.cell).into_iter().map(|(at, _)| at).collect(),
            Content::Count(count) => count.into_iter().map(|count| &count.at).collect(),
            Content::Number(number) => number.into_iter().map(|number| &number.at).collect(),
            Content::Score(score) => {
                let parts = [&score.likelihood, &score.impact, &score.score];
                parts.into_iter().flatten().map(|part| &part.at).collect()
            }
            Content::Series(series) => series.iter().map(|month| &month.at).collect(),
        }
    }
}

/// One of a few words.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    pub key: &'a str,
    /// The cell and its words, where it has one.
    pub cell: Option<(&'a CellRef, &'a str)>,
}

fn choice<T: Copy>(value: &Option<Located<T>>, key: fn(T) -> &'static str) -> Content<'_> {
    Content::Choice(value.as_ref().map(|value| Choice { key: key(value.value), cell: Some((&value.at, &value.raw)) }))
}

/// A way to a text of a record.
pub type Slot<R> = fn(&mut R) -> &mut Option<Located<String>>;

/// A field of a kind of record.
pub struct FieldOf<R: 'static> {
    /// As in the model, on disk and in the facts.
    pub key: &'static str,
    /// As people call it: "date of completion", "milestones".
    pub name: &'static str,
    /// Its key in what `boardpack data` prints, where it stands there.
    pub data: Option<&'static str>,
    pub column: Option<Field>,
    /// The headings of its column, or what a line above the table begins with, in the form that `columns::normal` gives.
    pub headings: &'static [&'static str],
    /// Whether a line above the table may be followed by more lines of the same.
    pub several_lines: bool,
    /// Whether a paper may print it as it stands.
    pub printed: bool,
    pub get: for<'a> fn(&'a R) -> Content<'a>,
    /// For a plain text: where the reader puts it.
    pub slot: Option<Slot<R>>,
}

impl<R> Clone for FieldOf<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for FieldOf<R> {}

impl<R> FieldOf<R> {
    const fn new(key: &'static str, name: &'static str, get: for<'a> fn(&'a R) -> Content<'a>) -> Self {
        let (data, column, headings) = (Some(key), None, [].as_slice());
        FieldOf { key, name, data, column, headings, several_lines: false, printed: true, get, slot: None }
    }

    const fn data(self, data: Option<&'static str>) -> Self {
        FieldOf { data, ..self }
    }

    const fn column(self, column: Field) -> Self {
        FieldOf { column: Some(column), ..self }
    }

    const fn headings(self, headings: &'static [&'static str]) -> Self {
        FieldOf { headings, ..self }
    }

    const fn several_lines(self) -> Self {
        FieldOf { several_lines: true, ..self }
    }

    const fn not_printed(self) -> Self {
        FieldOf { printed: false, ..self }
    }

    const fn filled(self, slot: Slot<R>) -> Self {
        FieldOf { slot: Some(slot), ..self }
    }
}

/// A kind of record that has a table of fields.
pub trait Described: Sized + 'static {
    const KIND: RecordKind;
    const FIELDS: &'static [FieldOf<Self>];

    /// By what it is called: its ref, or its words where it has none.
    fn called(&self) -> &str;

    fn at(&self) -> Option<&CellRef>;
}

/// Fills the plain texts of a record that it has not yet, each from its column.
pub fn fill<R: Described>(record: &mut R, text: impl Fn(Field) -> Option<Located<String>>) {
    for field in R::FIELDS {
        if let (Some(slot), Some(column)) = (field.slot, field.column) {
            let place = slot(record);
            if place.is_none() {
                *place = text(column);
            }
        }
    }
}

/// Takes over the plain texts of another reading of the same record that it has not itself.
pub fn complete<R: Described>(record: &mut R, mut other: R) {
    for slot in R::FIELDS.iter().filter_map(|field| field.slot) {
        let more = slot(&mut other).take();
        let place = slot(record);
        *place = place.take().or(more);
    }
}

/// A plain text that the reader fills in.
macro_rules! text {
    ($record:ident, $field:ident, $name:literal) => {
        FieldOf::<$record>::new(stringify!($field), $name, |record| Content::Text(record.$field.as_ref()))
            .filled(|record| &mut record.$field)
    };
}

/// A field of any other kind.
macro_rules! field {
    ($record:ident, $field:ident, $name:literal, $get:expr) => {
        FieldOf::<$record>::new(stringify!($field), $name, $get)
    };
}

#[rustfmt::skip]
impl Described for Area {
    const KIND: RecordKind = RecordKind::Area;
    const FIELDS: &'static [FieldOf<Area>] = &[
        field!(Area, key, "key", |area| Content::Key(&area.key)),
        field!(Area, number, "number", |area| Content::Whole(area.number)).not_printed(),
        field!(Area, kind, "kind", |area| Content::Choice(Some(Choice { key: area.kind.key(), cell: None })))
            .data(None).not_printed(),
        field!(Area, ordinal, "ordinal", |area| Content::Whole(area.ordinal)).data(None).not_printed(),
        field!(Area, name, "name", |area| Content::Word(area.name.as_deref())),
        text!(Area, statement, "statement"),
        text!(Area, responsible_body, "responsible body")
            .headings(&["responsible body", "responsible bodies", "responsible body ies"]),
        text!(Area, lead_officer, "lead officer")
            .headings(&["lead officer", "lead officers", "lead officer s", "area lead", "priority lead"]),
        field!(Area, outcomes, "outcomes", |area| Content::Texts(&area.outcomes)),
        text!(Area, children_and_families, "voice of children and families").several_lines().headings(&[
            "children and families told us", "what children and families told us", "what families told us",
            "voice of children and families",
        ]),
    ];

    fn called(&self) -> &str { &self.key }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for Aim {
    const KIND: RecordKind = RecordKind::Aim;
    const FIELDS: &'static [FieldOf<Aim>] = &[
        field!(Aim, reference, "ref", |aim| Content::Key(&aim.reference)).data(Some("ref")),
        text!(Aim, text, "text"),
    ];

    fn called(&self) -> &str { &self.reference }
    fn at(&self) -> Option<&CellRef> { self.text.as_ref().map(|text| &text.at) }
}

#[rustfmt::skip]
impl Described for Action {
    const KIND: RecordKind = RecordKind::Action;
    const FIELDS: &'static [FieldOf<Action>] = &[
        field!(Action, reference, "reference", |action| Content::Reference(&action.reference)).data(Some("ref")),
        field!(Action, text, "text", |action| Content::Text(Some(&action.text))),
        field!(Action, due, "due date", |action| Content::Date(action.due.as_ref())).column(Field::Due),
        field!(Action, leads, "leads", |action| Content::Texts(&action.leads)).column(Field::Leads),
        field!(Action, milestones, "milestones", |action| Content::Milestones(&action.milestones))
            .column(Field::Milestones),
        field!(Action, action_status, "action status", |action| Content::Status(action.action_status.as_ref()))
            .column(Field::ActionStatus),
        field!(Action, completed, "date of completion", |action| Content::Day(action.completed.as_ref()))
            .data(Some("completed_on")).column(Field::Completed),
        field!(Action, impact_measures, "impact measures", |action| Content::Texts(&action.impact_measures))
            .column(Field::ImpactMeasures),
        field!(Action, impact_status, "impact status", |action| Content::Status(action.impact_status.as_ref()))
            .column(Field::ImpactStatus),
        text!(Action, approval, "Board's approval").column(Field::Approval),
        text!(Action, update, "update").column(Field::Update),
        field!(Action, updated, "date of the update", |action| Content::Day(action.updated.as_ref()))
            .data(Some("updated_on")).column(Field::Updated),
        text!(Action, escalated_to, "escalation").column(Field::EscalatedTo)
            .headings(&["escalated to", "escalation", "escalated"]),
        text!(Action, decision_asked, "decision asked").column(Field::DecisionAsked).headings(&[
            "decision asked", "decision required", "decision needed", "decision asked of the board",
        ]),
    ];

    fn called(&self) -> &str { &self.reference.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for Risk {
    const KIND: RecordKind = RecordKind::Risk;
    const FIELDS: &'static [FieldOf<Risk>] = &[
        field!(Risk, reference, "reference", |risk| Content::Reference(&risk.reference)).data(Some("ref")),
        text!(Risk, category, "category").column(Field::Category),
        text!(Risk, description, "description").column(Field::Description),
        text!(Risk, cause, "cause").column(Field::Cause),
        text!(Risk, event, "event").column(Field::Event),
        text!(Risk, consequence, "consequence").column(Field::Consequence),
        text!(Risk, owner, "owner").column(Field::Owner),
        field!(Risk, raised, "date raised", |risk| Content::Day(risk.raised.as_ref()))
            .data(Some("raised_on")).column(Field::Raised),
        field!(Risk, reviewed, "date of review", |risk| Content::Day(risk.reviewed.as_ref()))
            .data(Some("reviewed_on")).column(Field::Reviewed),
        field!(Risk, inherent, "inherent", |risk| Content::Score(&risk.inherent)),
        field!(Risk, current, "current", |risk| Content::Score(&risk.current)),
        field!(Risk, target, "target", |risk| Content::Score(&risk.target)),
        field!(Risk, controls, "controls", |risk| Content::Texts(&risk.controls)).column(Field::Controls),
        field!(Risk, further_actions, "further actions", |risk| Content::Texts(&risk.further_actions))
            .column(Field::FurtherActions),
        text!(Risk, response, "response").column(Field::Response),
        field!(Risk, direction, "direction", |risk| choice(&risk.direction, |direction| direction.key()))
            .column(Field::Direction),
        field!(Risk, links, "linked actions", |risk| Content::Texts(&risk.links)).column(Field::Links),
    ];

    fn called(&self) -> &str { &self.reference.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for Measure {
    const KIND: RecordKind = RecordKind::Measure;
    const FIELDS: &'static [FieldOf<Measure>] = &[
        field!(Measure, reference, "reference", |measure| Content::Reference(&measure.reference)).data(Some("ref")),
        field!(Measure, name, "name", |measure| Content::Text(Some(&measure.name))).column(Field::Name),
        field!(Measure, unit, "unit", |measure| Content::Choice(Some(Choice { key: measure.unit.key(), cell: None })))
            .column(Field::Unit),
        field!(Measure, good, "direction that is good", |measure| choice(&measure.good, |good| good.key()))
            .column(Field::Good),
        field!(Measure, target, "target", |measure| Content::Number(measure.target.as_ref())).column(Field::Target),
        field!(Measure, target_words, "target words", |measure| Content::Text(measure.target_words.as_ref()))
            .data(Some("target_text")),
        field!(Measure, steps, "steps", |measure| Content::Steps(&measure.steps)).data(Some("target_steps")),
        field!(Measure, baseline, "baseline", |measure| Content::Number(measure.baseline.as_ref()))
            .column(Field::Baseline),
        field!(Measure, england, "england", |measure| Content::Number(measure.england.as_ref())).column(Field::England),
        field!(Measure, neighbours, "neighbours", |measure| Content::Number(measure.neighbours.as_ref()))
            .column(Field::Neighbours),
        field!(Measure, n, "n", |measure| Content::Count(measure.n.as_ref())).column(Field::N),
        field!(Measure, series, "values", |measure| Content::Series(&measure.series)).data(Some("values")),
        field!(Measure, status, "status", |measure| Content::Status(measure.status.as_ref())).column(Field::Status),
        field!(Measure, linked, "linked actions", |measure| Content::Texts(&measure.linked)).column(Field::Links),
        text!(Measure, comment, "comment").column(Field::Comment),
    ];

    fn called(&self) -> &str { &self.reference.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for MeetingAction {
    const KIND: RecordKind = RecordKind::MeetingAction;
    const FIELDS: &'static [FieldOf<MeetingAction>] = &[
        field!(MeetingAction, reference, "reference", |entry| Content::Reference(&entry.reference)).data(Some("ref")),
        field!(MeetingAction, meeting, "meeting", |entry| Content::Day(entry.meeting.as_ref())).column(Field::Meeting),
        field!(MeetingAction, action, "action", |entry| Content::Text(Some(&entry.action))).column(Field::Action),
        text!(MeetingAction, owner, "owner").column(Field::Owner),
        field!(MeetingAction, due, "due date", |entry| Content::Date(entry.due.as_ref())).column(Field::Due),
        field!(MeetingAction, state, "status", |entry| choice(&entry.state, |state| state.key()))
            .data(Some("status")).column(Field::State),
        text!(MeetingAction, update, "update").column(Field::Update),
        text!(MeetingAction, verbal, "verbal update").column(Field::Verbal)
            .headings(&["verbal update", "verbal", "verbal update to be given", "to be reported verbally"]),
        text!(MeetingAction, appendix, "appendix").column(Field::Appendix)
            .headings(&["appendix", "appendix link", "see appendix", "attachment"]),
        field!(MeetingAction, linked, "linked actions", |entry| Content::Texts(&entry.linked)).column(Field::Links),
    ];

    fn called(&self) -> &str { &self.reference.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for WorkItem {
    const KIND: RecordKind = RecordKind::WorkItem;
    const FIELDS: &'static [FieldOf<WorkItem>] = &[
        field!(WorkItem, meeting, "meeting", |item| Content::Day(item.meeting.as_ref())).column(Field::Meeting),
        field!(WorkItem, item, "item", |item| Content::Text(Some(&item.item))).column(Field::Item),
        text!(WorkItem, purpose, "purpose").column(Field::Purpose),
        text!(WorkItem, lead, "lead").column(Field::Owner),
        field!(WorkItem, deadline, "deadline", |item| Content::Day(item.deadline.as_ref())).column(Field::Deadline),
        text!(WorkItem, status, "status").column(Field::State),
        text!(WorkItem, route, "route").column(Field::Route),
    ];

    fn called(&self) -> &str { &self.item.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.at) }
}

#[rustfmt::skip]
impl Described for Term {
    const KIND: RecordKind = RecordKind::Term;
    const FIELDS: &'static [FieldOf<Term>] = &[
        field!(Term, term, "term", |entry| Content::Text(Some(&entry.term))).column(Field::Term),
        field!(Term, meaning, "meaning", |entry| Content::Text(Some(&entry.meaning))).column(Field::Meaning),
    ];

    fn called(&self) -> &str { &self.term.value }
    fn at(&self) -> Option<&CellRef> { Some(&self.term.at) }
}

#[rustfmt::skip]
impl Described for StatusMeaning {
    const KIND: RecordKind = RecordKind::StatusMeaning;
    const FIELDS: &'static [FieldOf<StatusMeaning>] = &[
        field!(StatusMeaning, status, "status", |entry| {
            Content::Choice(Some(Choice { key: entry.status.key(), cell: None }))
        }).column(Field::StatusName),
        field!(StatusMeaning, meaning, "meaning", |entry| Content::Text(Some(&entry.meaning))).column(Field::Meaning),
    ];

    fn called(&self) -> &str { self.status.key() }
    fn at(&self) -> Option<&CellRef> { Some(&self.meaning.at) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::programme::columns::normal;
    use crate::programme::fixtures::from_kept;

    /// Every kind of record as JSON with no more than it must have, and its keys once it is whole.
    fn least<R: Described + serde::Serialize + serde::de::DeserializeOwned>(needed: Value) -> R {
        from_kept(needed).unwrap_or_else(|why| {
            panic!("an older file has no such field; give it #[serde(default)]: {} {why}", R::KIND.word())
        })
    }

    /// No field of the model is forgotten here: the keys of a record are those of its table.
    fn whole<R: Described + serde::Serialize>(record: &R, parts: &[&str]) {
        let value = serde_json::to_value(record).unwrap();
        let keys: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = R::FIELDS.iter().map(|field| field.key).chain(parts.iter().copied()).collect();
        assert_eq!(keys, known, "{}", R::KIND.word());
    }

    #[test]
    fn every_field_of_the_model_is_in_its_table_and_older_files_may_lack_it() {
        let at = json!({"workbook": "t.xlsx", "sheet": "PA1", "cell": "B7"});
        let text = |text: &str| json!({"value": text, "at": at, "raw": text});
        let area = json!({"key": "PA1", "number": 1, "kind": "priority-action", "ordinal": 1, "at": at});
        whole(&least::<Area>(area), &["aims", "at"]);
        whole(&least::<Aim>(json!({"reference": "1.1"})), &["actions"]);
        whole(&least::<Action>(json!({"reference": text("1.1.1"), "text": text("Publish"), "at": at})), &["at"]);
        whole(&least::<Risk>(json!({"reference": text("R01"), "at": at})), &["at"]);
        let measure = json!({"reference": text("K01"), "name": text("Letters"), "unit": "percent", "at": at});
        whole(&least::<Measure>(measure), &["at"]);
        let entry = json!({"reference": text("11.1"), "action": text("Report"), "at": at});
        whole(&least::<MeetingAction>(entry), &["at"]);
        whole(&least::<WorkItem>(json!({"item": text("Report"), "at": at})), &["at"]);
        whole(&least::<Term>(json!({"term": text("EHCP"), "meaning": text("Plan")})), &[]);
        whole(&least::<StatusMeaning>(json!({"status": "green", "meaning": text("On track")})), &[]);
    }

    #[test]
    fn headings_are_in_the_form_in_which_they_are_compared() {
        fn headings<R: Described>() -> Vec<&'static str> {
            R::FIELDS.iter().flat_map(|field| field.headings).copied().collect()
        }
        let all = [headings::<Area>(), headings::<Action>(), headings::<Risk>(), headings::<Measure>()].concat();
        assert!(all.len() > 10);
        all.iter().for_each(|heading| assert_eq!(*heading, normal(heading)));
    }

    #[test]
    fn plain_texts_are_filled_from_their_columns_and_none_is_overwritten() {
        let text = |words: &str| crate::programme::fixtures::located(words.to_owned());
        let mut action = Action::new(text("1.1.1"), text("Publish"));
        action.update = Some(text("Sent."));
        fill(&mut action, |column| Some(text(&column.key())));
        let said = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        assert_eq!(said(&action.escalated_to), "escalated-to");
        assert_eq!(said(&action.approval), "approval");
        assert_eq!(said(&action.update), "Sent.");

        let mut less = Action::new(text("1.1.1"), text("Publish"));
        less.decision_asked = Some(text("Agree the date"));
        complete(&mut less, action);
        assert_eq!((said(&less.decision_asked), said(&less.update)), ("Agree the date".to_owned(), "Sent.".to_owned()));
    }
}
