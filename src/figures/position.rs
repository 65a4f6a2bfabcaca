//! The position of a set of actions: how many have each status, and which are overdue.
//!
//! "Overdue" is not a status: it follows from due date, completion and the edition's status date.

use chrono::NaiveDate;

use super::Figure;
use crate::located::Located;
use crate::programme::model::{Action, Area, Role, Status, WrittenDate};
use crate::programme::scheme::{Closing, Scheme};

/// How many actions have each status, by one of the two statuses of an action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    pub total: Figure<usize>,
    /// In the scheme's order.
    pub by_status: Vec<(Status, Figure<usize>)>,
    pub without_status: Figure<usize>,
    pub overdue: Figure<usize>,
}

impl Counts {
    /// Those of all statuses of a role.
    pub fn of(&self, role: Role) -> Figure<usize> {
        let of_role = self.by_status.iter().filter(|(status, _)| status.is(role)).map(|(_, figure)| figure.clone());
        of_role.fold(Figure::default(), |all, figure| all + figure)
    }

    /// Complete or on track: what a headline counts on.
    pub fn going_well(&self) -> Figure<usize> {
        self.of(Role::Complete) + self.of(Role::OnTrack)
    }
}

/// Counts the actions by a status: `|action| action.action_status.as_ref()` or the impact one. A status of an earlier
/// scheme counts as the scheme's own of its key or its role.
pub fn position<'a>(
    actions: impl IntoIterator<Item = &'a Action>,
    status_date: NaiveDate,
    scheme: &Scheme,
    status: impl Fn(&Action) -> Option<&Located<Status>>,
) -> Counts {
    let by_status = scheme.statuses.iter().map(|status| (status.clone(), Figure::default())).collect();
    let mut counts = Counts { by_status, ..Counts::default() };
    for action in actions {
        counts.total.add(&action.at);
        let status = status(action);
        let own = status.and_then(|status| scheme.own(&status.value));
        match (status, counts.by_status.iter_mut().find(|(of, _)| own.is_some_and(|own| own == of))) {
            (Some(status), Some((_, figure))) => figure.add(&status.at),
            _ => counts.without_status.add(&action.at),
        }
        if is_overdue(action, status_date) {
            counts.overdue.add(action.due.as_ref().map_or(&action.at, |due| &due.at));
        }
    }
    counts
}

/// How many areas there are, and how many hold an action of each kind; the cells are those of such actions' statuses.
#[derive(Clone, Debug, Default)]
pub struct AreaCounts {
    pub total: Figure<usize>,
    pub with_off_track: Figure<usize>,
    pub with_overdue: Figure<usize>,
    pub with_exceptions: Figure<usize>,
}

/// Counts the areas by what they hold.
pub fn area_counts(areas: &[Area], status_date: NaiveDate) -> AreaCounts {
    let holding = |wanted: &dyn Fn(&Action) -> bool| {
        let mut figure = Figure::default();
        for area in areas.iter().filter(|area| area.actions().any(wanted)) {
            figure.value += 1;
            let cells = area.actions().filter(|action| wanted(action));
            figure
                .sources
                .extend(cells.map(|of| of.action_status.as_ref().map_or(&of.at, |status| &status.at).clone()));
        }
        figure
    };
    AreaCounts {
        total: Figure { value: areas.len(), sources: areas.iter().map(|area| area.at.clone()).collect() },
        with_off_track: holding(&|action| action.is(Role::OffTrack)),
        with_overdue: holding(&|action| is_overdue(action, status_date)),
        with_exceptions: holding(&|action| exception_rank(action, status_date).is_some()),
    }
}

/// Whether an action was due before the status date and is not complete.
pub fn is_overdue(action: &Action, status_date: NaiveDate) -> bool {
    !action.is_complete() && due_day(&action.due).is_some_and(|due| due < status_date)
}

fn due_day(due: &Option<Located<WrittenDate>>) -> Option<NaiveDate> {
    due.as_ref()?.value.date
}

/// How late a due day is, in the unit a reader thinks in: days for a fortnight, weeks for two months, then months.
pub fn late_by(due: NaiveDate, status_date: NaiveDate) -> String {
    use chrono::Datelike;
    let days = (status_date - due).num_days();
    let (number, unit) = if days < 14 {
        (days, "day")
    } else if days < 61 {
        (days / 7, "week")
    } else {
        let months = (status_date.year() - due.year()) * 12 + status_date.month() as i32 - due.month() as i32;
        // 31 July to 30 September is two whole months: both are the last of theirs.
        let last_of_month = status_date.succ_opt().is_some_and(|next| next.day() == 1);
        let begun = status_date.day() < due.day() && !last_of_month;
        (i64::from(months - i32::from(begun)), "month")
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// Where an action stands among the exceptions a Board must see: off track, at risk, then the other overdue ones.
pub fn exception_rank(action: &Action, status_date: NaiveDate) -> Option<u8> {
    match action.status().map(Status::role) {
        Some(Role::OffTrack) => Some(0),
        Some(Role::AtRisk) => Some(1),
        _ if is_overdue(action, status_date) => Some(2),
        _ => None,
    }
}

/// Complete without the Board's approval on record, where only the Board signs an action off.
pub fn without_approval(action: &Action, closing: Closing) -> bool {
    closing.approval_needed && action.is(Role::Complete) && approval(action).is_none()
}

/// Whether a complete action has made the difference that closing it asks for.
pub fn has_impact(action: &Action, closing: Closing) -> bool {
    !closing.impact_needed || action.impact_is(Role::Complete)
}

/// The Board's approval to close, unless its words say that there is none yet ("awaiting the July Board").
pub fn approval(action: &Action) -> Option<&Located<String>> {
    action.approval.as_ref().filter(|approval| says_approved(&approval.value))
}

fn says_approved(text: &str) -> bool {
    const FIRST_WORDS: [&str; 15] = [
        "no", "not", "none", "n", "na", "nil", "tbc", "tba", "pending", "awaiting", "awaited", "proposed", "due", "to",
        "required",
    ];
    const ANYWHERE: [&str; 5] = ["not yet", "not approved", "to be approved", "for approval", "outstanding"];
    let plain = text.to_lowercase();
    let first = plain.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let begins_with_none = first.is_none_or(|first| FIRST_WORDS.contains(&first));
    // "No. 7.2" and "No 7.2" number a minute.
    let numbered = first == Some("no") && plain.chars().any(|c| c.is_ascii_digit());
    (!begins_with_none || numbered) && !ANYWHERE.iter().any(|words| plain.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures;

    fn action(status: Option<Status>, due: &str) -> Action {
        fixtures::action("1.1.1", "An action", status, due)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_action_due_in_a_month_is_overdue_once_the_month_is_over() {
        let amber = action(Some(fixtures::status("amber")), "July 2025");
        assert!(!is_overdue(&amber, day("2025-07-31")));
        assert!(is_overdue(&amber, day("2025-08-01")));
        assert!(!is_overdue(&action(Some(fixtures::status("blue")), "July 2024"), day("2025-07-31")));
        assert!(!is_overdue(&action(Some(fixtures::status("green")), "Termly from May 2024"), day("2025-07-31")));
        assert!(is_overdue(&action(None, "1st July 2024"), day("2025-07-31")));
    }

    #[test]
    fn lateness_is_given_in_the_unit_a_reader_thinks_in() {
        for (due, now, words) in [
            ("2025-07-30", "2025-07-31", "1 day"),
            ("2025-07-01", "2025-07-31", "4 weeks"),
            ("2024-06-30", "2025-07-31", "13 months"),
            ("2025-05-31", "2025-07-31", "2 months"),
            ("2025-04-15", "2025-07-14", "2 months"),
        ] {
            assert_eq!(late_by(day(due), day(now)), words, "{due} to {now}");
        }
    }

    #[test]
    fn counts_add_up_and_know_their_cells() {
        let actions = [
            action(Some(fixtures::status("red")), "May 2025"),
            action(Some(fixtures::status("blue")), "May 2025"),
            action(None, "When available"),
        ];
        let counts = position(&actions, day("2025-07-31"), &fixtures::send(), |action| action.action_status.as_ref());
        assert_eq!((counts.total.value, counts.of(Role::OffTrack).value, counts.of(Role::Complete).value), (3, 1, 1));
        assert_eq!((counts.without_status.value, counts.overdue.value), (1, 1));
        assert_eq!(counts.total.sources.len(), 3);
        let needed = fixtures::send().closing;
        assert_eq!(actions.iter().filter(|action| without_approval(action, needed)).count(), 1);
        let free = Closing { approval_needed: false, ..needed };
        assert!(!actions.iter().any(|action| without_approval(action, free)));
        assert_eq!(exception_rank(&actions[0], day("2025-07-31")), Some(0));
        assert_eq!(exception_rank(&actions[1], day("2025-07-31")), None);
    }

    #[test]
    fn an_approval_that_is_still_to_come_is_none() {
        for text in ["2024-07-17", "Minute 1.4, 17 July 2024", "7.2", "Yes", "Approved", "No. 7.2", "Chair's action"] {
            assert!(says_approved(text), "{text}");
        }
        for text in ["No", "Not yet", "N/A", "–", "TBC", "Pending", "To be approved in August", "Awaiting the Board"]
        {
            assert!(!says_approved(text), "{text}");
        }
        assert!(!says_approved("Submitted for approval"));
    }
}
