//! The rhythm of a measure: which months have an entry, and how far apart they usually stand.
//!
//! An entry is a number or a mark that says why there is none; a blank cell is no entry.

use crate::programme::model::{Measure, Missing, Month, MonthlyValue};

/// The entries up to a month, oldest first, one a month.
pub fn entries(measure: &Measure, until: Month) -> Vec<&MonthlyValue> {
    let is_entry = |entry: &&MonthlyValue| entry.month <= until && entry.value != Err(Missing::Blank);
    let mut entries: Vec<&MonthlyValue> = measure.series.iter().filter(is_entry).collect();
    entries.dedup_by_key(|entry| entry.month);
    entries
}

/// The numbers up to a month, oldest first.
pub fn numbers(measure: &Measure, until: Month) -> Vec<(Month, f64, &MonthlyValue)> {
    let number = |entry: &'_ &MonthlyValue| entry.value.as_ref().ok().copied();
    entries(measure, until).into_iter().filter_map(|entry| Some((entry.month, number(&entry)?, entry))).collect()
}

/// How many months lie from one entry to the next, where at least two in three do so: 1 for a monthly measure, 3 for a
/// quarterly one whose other months are left blank.
pub fn rhythm(months: &[Month]) -> Option<u32> {
    let mut distances: Vec<u32> = months.windows(2).map(|pair| distance(pair[0], pair[1])).collect();
    distances.sort_unstable();
    let usual = *distances.get(distances.len().checked_sub(1)? / 2)?;
    let regular = distances.iter().filter(|distance| **distance == usual).count();
    (regular * 3 >= distances.len() * 2).then_some(usual)
}

/// The number of months from one to a later one.
pub fn distance(from: Month, to: Month) -> u32 {
    let count = |month: Month| month.year * 12 + month.month as i32;
    u32::try_from(count(to) - count(from)).unwrap_or(0)
}

/// The month that lies some months after another.
pub fn after(month: Month, months: u32) -> Month {
    (0..months).fold(month, |month, _| month.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(numbers: &[u32]) -> Vec<Month> {
        numbers.iter().map(|month| Month { year: 2025, month: *month }).collect()
    }

    #[test]
    fn the_rhythm_is_the_distance_that_most_entries_keep() {
        assert_eq!(rhythm(&months(&[1, 2, 3, 5, 6])), Some(1));
        assert_eq!(rhythm(&months(&[1, 4, 7, 10])), Some(3));
        assert_eq!(rhythm(&months(&[1, 2, 5, 6, 9, 11])), None);
        assert_eq!(rhythm(&months(&[4])), None);
        assert_eq!(after(Month { year: 2025, month: 11 }, 3), Month { year: 2026, month: 2 });
    }
}
