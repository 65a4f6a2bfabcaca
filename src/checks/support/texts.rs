//! Every text of the programme that a paper may print, with its cell.
//!
//! Deliberately absent: refs, which are no texts, and numbers.

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
    pub at: &'a CellRef,
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
                self.0.push(Text { name: format!("{what} of {whose}"), about, words, at });
            };
            let the = || format!("the {}", field.name);
            match (field.get)(record) {
                Content::Word(word) => {
                    word.zip(record.at()).into_iter().for_each(|(word, at)| add(the(), word, at));
                }
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
                Content::Key(_)
                | Content::Reference(_)
                | Content::Whole(_)
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
    fn every_text_is_named_and_a_ref_is_none() {
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
                ("the text of action 1.1.1", "Publish"),
                ("the due date of action 1.1.1", "Next Board"),
                ("a milestone of action 1.1.1", "By June, draft it"),
                ("an impact measure of action 1.1.1", "It is read"),
                ("the escalation of action 1.1.1", "Executive Core Group"),
            ]
        );
    }
}
