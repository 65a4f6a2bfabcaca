//! Working days in England, and the clear days before a meeting.
//!
//! Clear days are counted between two days, neither of which counts. The agenda and reports of a council's committee are
//! open to the public five clear days before the meeting (Local Government Act 1972, section 100B); councils count days on
//! which their offices are open, and so does this room.
//!
//! Deliberately absent: today. Beyond the years whose bank holidays are known, [`WorkingDays::covers`] says so.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The days that are no working days besides Saturdays and Sundays, one to a line.
const BANK_HOLIDAYS: &str = include_str!("bank-holidays.txt");

static KNOWN: LazyLock<BTreeSet<NaiveDate>> = LazyLock::new(|| {
    let lines = BANK_HOLIDAYS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.parse().expect("the list has a day to a line")).collect()
});

/// The first and the last year whose bank holidays are known.
pub fn years_covered() -> (i32, i32) {
    let year = |day: Option<&NaiveDate>| day.expect("the list has days").year();
    (year(KNOWN.first()), year(KNOWN.last()))
}

/// Which days are working days.
#[derive(Clone, Debug, Default)]
pub struct WorkingDays {
    /// Further days on which the offices are closed.
    closed: BTreeSet<NaiveDate>,
}

impl WorkingDays {
    pub fn with_closed(closed: impl IntoIterator<Item = NaiveDate>) -> WorkingDays {
        WorkingDays { closed: closed.into_iter().collect() }
    }

    pub fn is_one(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !KNOWN.contains(&day) && !self.closed.contains(&day)
    }

    /// Whether the bank holidays of the day's year are known.
    pub fn covers(&self, day: NaiveDate) -> bool {
        let (first, last) = years_covered();
        (first..=last).contains(&day.year())
    }

    /// The last working day from which on so many clear working days are before `day`; `None` at the beginning of time.
    ///
    /// With five clear days before a Wednesday of an ordinary week that is the Tuesday of the week before.
    pub fn clear_of(&self, day: NaiveDate, clear: u32) -> Option<NaiveDate> {
        let mut left = clear;
        let mut at = day;
        loop {
            at = at.checked_sub_days(Days::new(1))?;
            if self.is_one(at) {
                if left == 0 {
                    return Some(at);
                }
                left -= 1;
            }
        }
    }

    /// The working day so many working days before `day`.
    pub fn before(&self, day: NaiveDate, days: u32) -> Option<NaiveDate> {
        let mut at = day;
        let mut left = days;
        while left > 0 {
            at = at.checked_sub_days(Days::new(1))?;
            left -= u32::from(self.is_one(at));
        }
        Some(at)
    }

    /// How many working days are between two days, neither of which counts.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day < to);
        u32::try_from(days.filter(|day| self.is_one(*day)).count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn neither_the_day_of_publication_nor_that_of_the_meeting_counts() {
        let days = WorkingDays::default();
        assert_eq!(
            days.clear_of(day("2025-07-16"), 5),
            Some(day("2025-07-08")),
            "Wednesday: Tuesday of the week before"
        );
        assert_eq!(days.clear_of(day("2025-07-14"), 5), Some(day("2025-07-04")), "Monday: Friday ten days before");
        assert_eq!(days.clear_of(day("2025-08-28"), 5), Some(day("2025-08-19")), "over the August bank holiday");
        assert_eq!(days.clear_of(day("2026-01-05"), 5), Some(day("2025-12-23")), "over Christmas and New Year");
        assert_eq!(days.clear_of(day("2025-07-16"), 0), Some(day("2025-07-15")));
    }

    /// Over twelve years: between the day that is found and the meeting are so many clear days, and one fewer from the next
    /// working day on.
    #[test]
    fn clear_days_are_what_is_counted_between() {
        let days = WorkingDays::with_closed([day("2025-12-29"), day("2025-12-30")]);
        let mut meeting = day("2017-02-01");
        while meeting < day("2029-01-01") {
            for clear in [0, 1, 3, 5, 10] {
                let published = days.clear_of(meeting, clear).unwrap();
                assert!(days.is_one(published));
                assert_eq!(days.between(published, meeting), clear, "{meeting}");
                let next = published.iter_days().skip(1).find(|day| days.is_one(*day)).unwrap();
                assert!(next >= meeting || days.between(next, meeting) < clear.max(1), "{meeting}");
            }
            assert_eq!(days.between(days.before(meeting, 4).unwrap(), meeting), 3);
            meeting = meeting + Days::new(1);
        }
    }

    #[test]
    fn the_list_is_in_order_and_of_whole_years() {
        let all: Vec<NaiveDate> =
            BANK_HOLIDAYS.lines().filter(|line| !line.starts_with('#')).map(|line| line.parse().unwrap()).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(all.iter().all(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
        let (first, last) = years_covered();
        for year in first..=last {
            assert!((8..=10).contains(&all.iter().filter(|day| day.year() == year).count()), "{year}");
        }
        assert!(BANK_HOLIDAYS.contains(&format!("Last year covered: {last}.")));
    }

    #[test]
    fn the_beginning_of_time_is_no_panic() {
        let days = WorkingDays::default();
        assert_eq!(days.clear_of(NaiveDate::MIN, 5), None);
        assert_eq!(days.before(NaiveDate::MIN, 1), None);
    }
}
