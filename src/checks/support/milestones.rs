//! The dates that milestones open with, for the rules that compare them.
//!
//! Deliberately absent: any finding, and milestones without a date.

use chrono::{Datelike, NaiveDate};

use crate::located::Located;
use crate::programme::model::{Action, Milestone, Month, Span};

/// A milestone and the first and last day that its opening names.
pub struct Dated<'a> {
    pub milestone: &'a Located<String>,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// An action's milestones that open with a date.
pub fn dated(action: &Action) -> impl Iterator<Item = Dated<'_>> {
    action.milestones.iter().filter_map(Dated::of)
}

impl<'a> Dated<'a> {
    fn of(milestone: &'a Milestone) -> Option<Dated<'a>> {
        let Span { first, last } = milestone.span?;
        Some(Dated { milestone: &milestone.words, first, last })
    }

    /// Whether what it names ends after a day. A milestone that is known to the month is not later than a day in it.
    pub fn ends_after(&self, day: NaiveDate) -> bool {
        let month = Month::of(self.last);
        let to_the_month = self.first < self.last && self.last == month.last_day();
        if to_the_month { month.first_day() > day } else { self.last > day }
    }

    /// The day before which it cannot have begun. One that only names its end ("By June 2024") may have begun at any
    /// time in the year before.
    pub fn earliest_start(&self) -> NaiveDate {
        const ENDS: [&str; 5] = ["by", "before", "until", "no", "end"];
        let opening = self.milestone.value.split_whitespace().next().unwrap_or_default().to_lowercase();
        if ENDS.contains(&opening.as_str()) {
            self.first.with_year(self.first.year() - 1).unwrap_or(self.first)
        } else {
            self.first
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::located::CellRef;
    use crate::programme::milestones::milestone;

    fn with<T>(text: &str, look: impl Fn(&Dated<'_>) -> T) -> T {
        let at = CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row: 6, column: 4 };
        let milestone = milestone(Located { value: text.to_owned(), at, raw: text.into() });
        look(&Dated::of(&milestone).unwrap())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_milestone_known_to_the_month_is_not_later_than_a_day_in_it() {
        for (text, due, later) in [
            ("By September 2024, publish", "2024-09-01", false),
            ("By October 2024, publish", "2024-09-30", true),
            ("On 20 September 2024, publish", "2024-09-16", true),
            ("From July 2024 to March 2025, deliver", "2025-03-01", false),
            ("From July 2024 to March 2025, deliver", "2024-07-31", true),
        ] {
            assert_eq!(with(text, |milestone| milestone.ends_after(day(due))), later, "{text}, due {due}");
        }
    }

    #[test]
    fn a_milestone_that_names_its_end_may_have_begun_before() {
        assert_eq!(with("In June 2024, hold workshops", |milestone| milestone.earliest_start()), day("2024-06-01"));
        assert_eq!(with("By June 2024, hold workshops", |milestone| milestone.earliest_start()), day("2023-06-01"));
    }
}
