//! A recurring due date that does not say when it is due next.
//!
//! **What it checks.** An action is due again and again ("Termly from May 2024"), and its due date names no day or
//! month that is still to come. Complete actions are passed over.
//!
//! **Why it matters.** A recurring date never passes, so a term in which nothing was done is not seen.
//!
//! **Example.** Action 2.1.1 is due "Termly from May 2024"; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Keep the words and add the next date: "Termly, next due December 2025".

use super::support::closing;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::dates;
use crate::programme::model::DateKind;

pub const CHECK: Check = Check {
    code: "recurring-without-next-date",
    severity: Severity::Note,
    source: include_str!("recurring_without_next_date.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    for action in context.programme.actions().filter(|action| !closing::is_rated_complete(action)) {
        let Some(due) = action.due.as_ref().filter(|due| due.value.kind == DateKind::Recurring) else { continue };
        if names_a_day_after(&due.value.words, context.status_date) {
            continue;
        }
        let reference = &action.reference.value;
        found.add(
            About::action(reference),
            &due.at,
            format!("action {reference} is due again and again, but nothing says when it is due next"),
            &due.value.words,
            "add the next date, such as \"Termly, next due December 2025\"",
        );
    }
}

/// The date may stand behind another: "Termly from May 2024, next due December 2025".
fn names_a_day_after(words: &str, status_date: chrono::NaiveDate) -> bool {
    let starts =
        words.char_indices().filter(|(index, _)| *index == 0 || words[..*index].ends_with([' ', ',', ';', '(']));
    starts.filter_map(|(index, _)| dates::first_in(&words[index..])?.date).any(|day| day > status_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_date_may_stand_behind_the_first() {
        let status_date = chrono::NaiveDate::from_ymd_opt(2025, 7, 31).unwrap();
        for words in
            ["Termly, next due December 2025", "Termly from May 2024, next due December 2025", "Monthly (15/08/2025)"]
        {
            assert!(names_a_day_after(words, status_date), "{words}");
        }
        for words in ["Termly from May 2024", "Ongoing", "Monthly from July 2025"] {
            assert!(!names_a_day_after(words, status_date), "{words}");
        }
    }
}
