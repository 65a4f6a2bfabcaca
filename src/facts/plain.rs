//! The plain facts of a record: what its table of fields gives as it stands, a text, a list of texts, a date, a status.
//!
//! A new field of such a kind is a fact without another line here. Deliberately absent: refs and numbers, which reach the
//! facts only through the ledger, and whatever is computed.

use super::parts::{no_date, status, texts, written};
use crate::ledger::{Fact, RecordAt};
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::programme::schema::{Content, Described, FieldOf};

/// A record's plain facts by their keys.
pub fn plain_facts<R: Described>(record: &R) -> Vec<(&'static str, Fact)> {
    let printed = R::FIELDS.iter().filter(|field| field.printed);
    printed.filter_map(|field| Some((field.key, plain((field.get)(record))?))).collect()
}

/// The keys of the facts for which no table of this kind had a column: an empty one of them is not read, and not none.
pub fn unread<R: Described>(programme: &Programme, kind: SheetKind) -> Fact {
    let has_no_column = |field: &&FieldOf<R>| field.column.is_some_and(|column| !programme.reads(kind, column));
    Fact::list(R::FIELDS.iter().filter(has_no_column).map(|field| field.key))
}

/// The facts of a record with those plain ones that they do not have yet, marked as the record's.
pub fn with_plain_facts<R: Described>(facts: Fact, record: &R) -> Fact {
    let Fact::Group(mut parts) = facts else { return facts };
    for (key, fact) in plain_facts(record) {
        if !parts.iter().any(|(known, _)| *known == key) {
            parts.push((key, fact));
        }
    }
    of_record(Fact::Group(parts), record)
}

/// Facts that are a record's: a paper that prints some of them names it.
pub fn of_record<R: Described>(facts: Fact, record: &R) -> Fact {
    match record.at() {
        Some(at) => Fact::Record(RecordAt { kind: R::KIND, at: at.clone() }, Box::new(facts)),
        None => facts,
    }
}

fn plain(content: Content<'_>) -> Option<Fact> {
    Some(match content {
        Content::Word(word) => word.into(),
        Content::Text(text) => text.map(|text| text.value.as_str()).into(),
        Content::Texts(lines) => texts(lines),
        Content::Milestones(milestones) => {
            Fact::list(milestones.iter().map(|milestone| milestone.words.value.as_str()))
        }
        Content::Date(date) => date.map_or_else(no_date, |date| written(&date.value)),
        Content::Day(date) => date.map(|date| written(&date.value)).into(),
        Content::Status(value) => status(value.map(|value| &value.value)),
        Content::Key(_)
        | Content::Reference(_)
        | Content::Whole(_)
        | Content::Choice(_)
        | Content::Count(_)
        | Content::Number(_)
        | Content::Score(_)
        | Content::Steps(_)
        | Content::Series(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::group;
    use crate::ledger::Ledger;
    use crate::programme::fixtures::{action, located, status};
    use crate::programme::model::Action;

    fn value(fact: Fact) -> Value {
        Ledger::default().close(fact).value
    }

    #[test]
    fn what_a_record_says_as_it_stands_is_a_fact() {
        let action = Action {
            escalated_to: Some(located("Executive Core Group".to_owned())),
            ..action("1.1.1", "Publish", Some(status("amber")), "July 2024")
        };
        let facts = value(Fact::Group(plain_facts(&action)));
        assert_eq!(facts["escalated_to"], "Executive Core Group");
        assert_eq!(facts["decision_asked"], Value::Null);
        assert_eq!(facts["due"], json!({"text": "July 2024", "iso": "2024-07-31", "kind": "month"}));
        assert_eq!(facts["completed"], Value::Null);
        assert_eq!(facts["action_status"]["key"], "amber");
        assert_eq!(facts["leads"], json!([]));
        assert!(facts.get("reference").is_none(), "a ref is no plain fact");
    }

    #[test]
    fn a_fact_that_was_made_otherwise_stays() {
        let facts = with_plain_facts(group! { "text": "In other words" }, &action("1.1.1", "Publish", None, ""));
        let facts = value(facts);
        assert_eq!((&facts["text"], &facts["update"]), (&json!("In other words"), &Value::Null));
    }
}
