//! Where a measure is heading: a straight line through its last year, drawn on to the month a target falls due.
//!
//! Months with values → [`Trend`]. The line is that of Theil and Sen: its slope is the median of the slopes between
//! every two points (Sen 1968, "Estimates of the regression coefficient based on Kendall's tau", Journal of the
//! American Statistical Association 63), so that one month far out does not turn it; its height is the median of what
//! the slope leaves of each value. Months are counted by the calendar: a gap is as long as it was.
//!
//! Deliberately absent: an interval around the line, seasons, cutting shares at 0 and 1 (whoever prints one does), and
//! the sentence that tells it.

use crate::programme::model::{Good, Month};

/// Fewer known points than this make no line.
const LEAST: usize = 6;
/// The line looks back this many months, the last one counted in.
const LOOKS_BACK: i64 = 12;
/// Values closer than this are the same: a tenth of the last place a dashboard stores.
const SAME: f64 = 1e-6;

/// A straight line through a measure's last months, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// In the measure's own unit: 0.02 is two percentage points a month.
    pub slope_per_month: f64,
    /// The line's height in the month `from`.
    pub start: f64,
    /// The first and the last month used.
    pub from: Month,
    pub to: Month,
    /// How many known points were used.
    pub points: usize,
}

impl Trend {
    /// The line's height in a month, before or after those it was drawn through. May leave 0 to 1 for shares.
    pub fn projected(&self, month: Month) -> f64 {
        self.start + self.slope_per_month * months_between(self.from, month) as f64
    }
}

/// Draws the line through the known points of the twelve months that end with the last one.
/// `None` for fewer than six points there.
pub fn theil_sen(points: &[(Month, f64)]) -> Option<Trend> {
    let known = points.iter().copied().filter(|(_, value)| value.is_finite());
    let to = known.clone().map(|(month, _)| month).max()?;
    let used: Vec<(Month, f64)> = known.filter(|&(month, _)| months_between(month, to) < LOOKS_BACK).collect();
    let from = used.iter().map(|&(month, _)| month).min()?;
    if used.len() < LEAST {
        return None;
    }
    let pairs = used.iter().enumerate().flat_map(|(at, &first)| used[at + 1..].iter().map(move |&then| (first, then)));
    let slopes = pairs.filter_map(|((first, low), (then, high))| {
        let months = months_between(first, then);
        (months != 0).then(|| (high - low) / months as f64)
    });
    let slope_per_month = median(slopes.collect())?;
    let rest = used.iter().map(|&(month, value)| value - slope_per_month * months_between(from, month) as f64);
    let start = median(rest.collect())?;
    Some(Trend { slope_per_month, start, from, to, points: used.len() })
}

/// Whether the line meets a target in the month it falls due.
pub fn reaches(trend: &Trend, target: f64, by: Month, good: Good) -> bool {
    let there = trend.projected(by);
    match good {
        Good::High => there >= target - SAME,
        Good::Low => there <= target + SAME,
    }
}

fn months_between(from: Month, to: Month) -> i64 {
    let count = |month: Month| i64::from(month.year) * 12 + i64::from(month.month);
    count(to) - count(from)
}

/// The middle value, or halfway between the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[values.len() / 2 - 1] + upper) / 2.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(id: &str) -> Month {
        Month::parse(id).expect("a month")
    }

    fn points(known: &[(&str, f64)]) -> Vec<(Month, f64)> {
        known.iter().map(|&(id, value)| (month(id), value)).collect()
    }

    fn close(ours: f64, by_hand: f64) {
        assert!((ours - by_hand).abs() < 1e-9, "{ours} is not {by_hand}");
    }

    /// Six months, 10 12 14 16 18 and 50 where the line has 20.
    ///
    /// Fifteen slopes: 2 between each two of the first five (ten times), and from each to the last 40/5 = 8, 38/4 = 9.5,
    /// 36/3 = 12, 34/2 = 17, 32. The eighth of fifteen is 2. What is left: 10 five times and 50 − 5 × 2 = 40; median 10.
    #[test]
    fn one_month_far_out_does_not_turn_the_line() {
        let trend = theil_sen(&points(&[
            ("2025-02", 10.0),
            ("2025-03", 12.0),
            ("2025-04", 14.0),
            ("2025-05", 16.0),
            ("2025-06", 18.0),
            ("2025-07", 50.0),
        ]))
        .expect("a line");
        assert_eq!((trend.from, trend.to, trend.points), (month("2025-02"), month("2025-07"), 6));
        close(trend.slope_per_month, 2.0);
        close(trend.start, 10.0);
        // March 2026 is thirteen months after February 2025: 10 + 13 × 2 = 36.
        close(trend.projected(month("2026-03")), 36.0);
        close(trend.projected(month("2025-01")), 8.0);
    }

    /// Six months, 1 3 2 5 4 7.
    ///
    /// From the first: 2, 1/2, 4/3, 3/4, 6/5; from the second: −1, 1, 1/3, 1; then 3, 1, 5/3; −1, 1; 3. In order: −1 −1
    /// 1/3 1/2 3/4 1 1 1 1 6/5 4/3 5/3 2 3 3; the eighth of fifteen is 1. What is left: 1 2 0 2 0 2, in order 0 0 1 2 2 2;
    /// halfway between 1 and 2 is 1.5.
    #[test]
    fn between_two_middle_values_the_median_lies_halfway() {
        let ids = ["2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04"];
        let known: Vec<(&str, f64)> = ids.into_iter().zip([1.0, 3.0, 2.0, 5.0, 4.0, 7.0]).collect();
        let trend = theil_sen(&points(&known)).expect("a line");
        close(trend.slope_per_month, 1.0);
        close(trend.start, 1.5);
        let backwards: Vec<(Month, f64)> = points(&known).into_iter().rev().collect();
        assert_eq!(theil_sen(&backwards), Some(trend), "the order given does not matter");
    }

    /// A fall of 0.03 a month from 0.9, with months left out: by index the slopes would be steeper.
    #[test]
    fn a_gap_is_as_long_as_it_was() {
        let at = [0, 1, 4, 5, 9, 11];
        let ids = ["2024-08", "2024-09", "2024-12", "2025-01", "2025-05", "2025-07"];
        let known: Vec<(&str, f64)> = ids.into_iter().zip(at.map(|months| 0.9 - 0.03 * f64::from(months))).collect();
        let trend = theil_sen(&points(&known)).expect("a line");
        close(trend.slope_per_month, -0.03);
        close(trend.start, 0.9);
        close(trend.projected(month("2025-12")), 0.42);
    }

    /// What lies before the last twelve months does not count, neither as value nor as one of the six.
    #[test]
    fn only_the_last_twelve_months_count() {
        let year = ["2024-08", "2024-10", "2024-12", "2025-02", "2025-04", "2025-07"];
        let flat: Vec<(&str, f64)> = year.into_iter().map(|id| (id, 5.0)).collect();
        let with_earlier = [&[("2024-06", 900.0), ("2024-07", 100.0)], &flat[..]].concat();
        let trend = theil_sen(&points(&with_earlier)).expect("a line");
        assert_eq!((trend.slope_per_month, trend.start, trend.points), (0.0, 5.0, 6));
        assert_eq!(trend.from, month("2024-08"));
        let five_in_the_year = [&[("2024-07", 5.0)], &flat[1..]].concat();
        assert_eq!(theil_sen(&points(&five_in_the_year)), None);
    }

    #[test]
    fn too_few_points_and_no_distance_make_no_line() {
        assert_eq!(theil_sen(&[]), None);
        assert_eq!(theil_sen(&points(&[("2025-07", 1.0)])), None);
        assert_eq!(theil_sen(&points(&[("2025-07", 1.0); 6])), None);
        let unknown = ["2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07"].map(|id| (id, f64::NAN));
        assert_eq!(theil_sen(&points(&unknown)), None);
    }

    /// 0.5 in July 2025 and 0.02 more each month: 0.6 in December.
    #[test]
    fn a_target_is_reached_on_the_side_that_is_good() {
        let trend =
            Trend { slope_per_month: 0.02, start: 0.5, from: month("2025-07"), to: month("2025-07"), points: LEAST };
        let december = month("2025-12");
        assert!(reaches(&trend, 0.6, december, Good::High));
        assert!(!reaches(&trend, 0.6, month("2025-11"), Good::High));
        assert!(!reaches(&trend, 0.61, december, Good::High));
        assert!(reaches(&trend, 0.6, december, Good::Low));
        assert!(!reaches(&trend, 0.59, december, Good::Low));
    }
}
