//! A due date that moved later without a word.
//!
//! **What it checks.** The due date of an action is later than in the edition before, and the update holds no word that
//! speaks of it, such as moved, revised, re-profiled, extended, agreed, rebaselined, delayed, postponed or slipped.
//! Complete actions are passed over. It says nothing without an earlier edition.
//!
//! **Why it matters.** A date that moves quietly is the simplest way in which an overdue action disappears. The Board
//! may agree a later date; it should know that it did.
//!
//! **Example.** Action 2.3.1 was due in July 2025 in the edition of June, and is due in December 2025 in that of July.
//!
//! **How to put it right.** Say in the update that the date was moved, by whom and why; or write the earlier date
//! again.

use std::collections::BTreeMap;

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::Located;
use crate::programme::model::WrittenDate;

pub const CHECK: Check =
    Check { code: "due-date-moved", severity: Severity::Warning, source: include_str!("due_date_moved.rs"), run };

/// What words that speak of a moved date begin with, without their hyphens.
const STEMS: [&str; 16] = [
    "moved",
    "revis",
    "reprofil",
    "rephas",
    "extend",
    "extension",
    "agreed",
    "rebaselin",
    "delay",
    "slip",
    "postpon",
    "defer",
    "reschedul",
    "replan",
    "pushed",
    "later",
];

fn run(context: &Context<'_>, found: &mut Found) {
    let Some(earlier) = context.earlier else { return };
    let dues: BTreeMap<&str, &Located<WrittenDate>> =
        earlier.actions().filter_map(|before| Some((before.reference.value.as_str(), before.due.as_ref()?))).collect();
    for action in context.programme.actions().filter(|action| !closing::is_rated_complete(action)) {
        let Some(due) = &action.due else { continue };
        let reference = &action.reference.value;
        let Some(before) = dues.get(reference.as_str()) else { continue };
        let later = closing::first_day(&due.value).zip(before.value.date).is_some_and(|(now, before)| now > before);
        if later && !action.update.as_ref().is_some_and(|update| speaks_of_it(&update.value)) {
            found.add(
                About::action(reference),
                &due.at,
                format!("the due date of action {reference} has moved later, and its update does not say why"),
                format!("due {}; in the edition before: {}", due.value.words, before.value.words),
                "say in the update that the date was moved, by whom and why",
            );
        }
    }
}

fn speaks_of_it(update: &str) -> bool {
    let plain = update.to_lowercase().replace('-', "");
    plain.split(|c: char| !c.is_alphanumeric()).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
        || plain.contains("put back")
        || plain.contains("new date")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_that_gives_the_reason_is_enough() {
        for update in ["The Board re-profiled the work.", "Slipped by two months.", "Revised date agreed on 16 July."] {
            assert!(speaks_of_it(update), "{update}");
        }
        assert!(!speaks_of_it("On track. Two workshops were held."));
    }
}
