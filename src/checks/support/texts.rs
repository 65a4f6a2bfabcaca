//! Every text of the programme that a paper may print, with its cell.
//!
//! Deliberately absent: refs, which are no texts, and numbers.

use crate::diagnostic::{About, RecordKind};
use crate::located::{CellRef, Located};
use crate::programme::Programme;
use crate::programme::model::{Action, Area, Measure, MeetingAction, Missing, Risk, WorkItem, WrittenDate};

/// A text, and what it is.
pub struct Text<'a> {
    /// "the update of action 2.3.1"
    pub name: String,
    /// Its record; `None` where that has no ref.
    pub about: Option<About<'a>>,
    pub words: &'a str,
    pub at: &'a CellRef,
}

/// All texts, in the order of the records.
pub fn texts(programme: &Programme) -> Vec<Text<'_>> {
    let mut texts = Vec::new();
    for area in &programme.areas {
        of_area(area, &mut texts);
        area.actions().for_each(|action| of_action(action, &mut texts));
    }
    programme.risks.iter().for_each(|risk| of_risk(risk, &mut texts));
    programme.measures.iter().for_each(|measure| of_measure(measure, &mut texts));
    programme.meeting_actions.iter().for_each(|entry| of_meeting_action(entry, &mut texts));
    programme.work_programme.iter().for_each(|item| of_work_item(item, &mut texts));
    for entry in &programme.glossary {
        let mut record = Record { record: "a glossary entry".to_owned(), about: None, texts: &mut texts };
        record.one("the term", Some(&entry.term));
        record.one("the meaning", Some(&entry.meaning));
    }
    for entry in &programme.status_key {
        let record = format!("status {}", entry.status.word());
        Record { record, about: None, texts: &mut texts }.one("the meaning", Some(&entry.meaning));
    }
    texts
}

fn of_area<'a>(area: &'a Area, texts: &mut Vec<Text<'a>>) {
    let mut record = Record::new(About::area(&area.key), texts);
    if let Some(name) = &area.name {
        record.add("the name", name, &area.at);
    }
    record.one("the statement", area.statement.as_ref());
    record.one("the responsible body", area.responsible_body.as_ref());
    record.one("the lead officer", area.lead_officer.as_ref());
    record.many("an outcome", &area.outcomes);
    for aim in &area.aims {
        Record::new(About { kind: RecordKind::Aim, reference: &aim.reference }, record.texts)
            .one("the text", aim.text.as_ref());
    }
}

fn of_action<'a>(action: &'a Action, texts: &mut Vec<Text<'a>>) {
    let mut record = Record::new(About::action(&action.reference.value), texts);
    record.one("the text", Some(&action.text));
    record.date("the due date", action.due.as_ref());
    record.many("a lead", &action.leads);
    record.many("a milestone", &action.milestones);
    record.date("the date completed", action.completed.as_ref());
    record.many("an impact measure", &action.impact_measures);
    record.one("the approval", action.approval.as_ref());
    record.one("the update", action.update.as_ref());
    record.date("the date of update", action.updated.as_ref());
}

fn of_risk<'a>(risk: &'a Risk, texts: &mut Vec<Text<'a>>) {
    let mut record = Record::new(About::risk(&risk.reference.value), texts);
    record.one("the category", risk.category.as_ref());
    record.one("the description", risk.description.as_ref());
    record.one("the cause", risk.cause.as_ref());
    record.one("the event", risk.event.as_ref());
    record.one("the consequence", risk.consequence.as_ref());
    record.one("the owner", risk.owner.as_ref());
    record.date("the date raised", risk.raised.as_ref());
    record.date("the date of review", risk.reviewed.as_ref());
    record.many("a control", &risk.controls);
    record.many("a further action", &risk.further_actions);
    record.one("the response", risk.response.as_ref());
    record.many("a link", &risk.links);
}

fn of_measure<'a>(measure: &'a Measure, texts: &mut Vec<Text<'a>>) {
    let mut record = Record::new(About::measure(&measure.reference.value), texts);
    record.one("the name", Some(&measure.name));
    record.one("the target", measure.target_words.as_ref());
    for entry in &measure.series {
        if let Err(Missing::Unclear(words)) = &entry.value {
            record.add("a value", words, &entry.at);
        }
    }
    record.many("a link", &measure.linked);
    record.one("the comment", measure.comment.as_ref());
}

fn of_meeting_action<'a>(entry: &'a MeetingAction, texts: &mut Vec<Text<'a>>) {
    let mut record = Record::new(About::meeting_action(&entry.reference.value), texts);
    record.one("the text", Some(&entry.action));
    record.one("the owner", entry.owner.as_ref());
    record.date("the due date", entry.due.as_ref());
    record.one("the update", entry.update.as_ref());
    record.many("a link", &entry.linked);
}

fn of_work_item<'a>(item: &'a WorkItem, texts: &mut Vec<Text<'a>>) {
    // An item has no ref, and its words may be what must not be repeated.
    let mut record = Record { record: "an item of the work programme".to_owned(), about: None, texts };
    record.one("the text", Some(&item.item));
    record.one("the purpose", item.purpose.as_ref());
    record.one("the lead", item.lead.as_ref());
    record.date("the deadline", item.deadline.as_ref());
    record.one("the status", item.status.as_ref());
    record.one("the route", item.route.as_ref());
}

/// One record, whose texts are being gathered.
struct Record<'a, 'o> {
    record: String,
    about: Option<About<'a>>,
    texts: &'o mut Vec<Text<'a>>,
}

impl<'a, 'o> Record<'a, 'o> {
    fn new(about: About<'a>, texts: &'o mut Vec<Text<'a>>) -> Self {
        Record { record: format!("{} {}", about.kind.word(), about.reference), about: Some(about), texts }
    }

    fn add(&mut self, what: &str, words: &'a str, at: &'a CellRef) {
        let name = format!("{what} of {}", self.record);
        self.texts.push(Text { name, about: self.about, words, at });
    }

    fn one(&mut self, what: &str, text: Option<&'a Located<String>>) {
        if let Some(text) = text {
            self.add(what, &text.value, &text.at);
        }
    }

    fn many(&mut self, what: &str, texts: &'a [Located<String>]) {
        texts.iter().for_each(|text| self.one(what, Some(text)));
    }

    fn date(&mut self, what: &str, date: Option<&'a Located<WrittenDate>>) {
        if let Some(date) = date {
            self.add(what, &date.value.words, &date.at);
        }
    }
}
