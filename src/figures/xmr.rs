//! A measure's months as an XmR chart: mean and limits, which points stand out and why, and the two summary icons.
//!
//! Values by month → [`Xmr`]. Follows NHS England's "Making data count" as the NHS-R Community computes it in the R
//! package NHSRplotthedots 0.2.2, at its default settings (`ptd_spc_standard.R`, `ptd_calculate_point_type.R`,
//! `ptd_calculate_assurance_type.R`, `geom_ptd_icon.R`):
//!
//! - the limits lie 2.66 average moving ranges from the mean. On request moving ranges of 3.267 times their average or
//!   more are left out of that average, once, while their points stay in the mean ("Deviations from Excel defaults",
//!   after Nelson 1982). The package does so unless told otherwise; the workbook of "Making data count" does not, and here it
//!   must be asked for;
//! - each stretch between step changes has its own mean and limits, and no rule reaches across a step change. A
//!   stretch of fewer than 12 points is computed all the same; its limits are trial limits ("Number of points
//!   required");
//! - a month without a value is as if it had no row: it breaks no run, counts in none, and the moving range runs from
//!   the month before it to the month after. The package asks for series without gaps, and this is how it takes one
//!   whose row was left out; given an empty row it marks points wrongly (its issue 156);
//! - a point is judged by the first of its rules, in the order of [`Rule`]: a trend by its own direction, whichever
//!   side of the mean the point is on, the rest by the point's side of the mean;
//! - the icons show the last point and the limits it stands within.
//!
//! Where it departs: the limits wait for 12 points in all (the package only warns); values a rounding error apart
//! are the same; the last point of a trend that ends in two equal values keeps its trend's direction; a step change
//! counts though its month has no value.
//!
//! Apart from the statistic, [`earlier_level`] says which points a chart must not draw as special causes: the low start of a
//! long rise.
//!
//! Deliberately absent: choosing where a step change lies (people do), and every word a reader sees.

use std::collections::BTreeMap;

use crate::programme::model::Good;

/// With fewer known points than this there are no limits; a stretch with fewer has trial limits.
pub const MINIMUM_POINTS: usize = 12;

/// Three standard deviations in average moving ranges: 3 / 1.128, rounded as the source rounds it.
const LIMIT: f64 = 2.66;
/// Moving ranges this many times their average or more are left out of it.
const SCREEN: f64 = 3.267;
/// A shift and a trend take this many points.
const RUN: usize = 7;
/// As a share of the chart's own size: nearer than this is the same, so that rounding errors make no signal.
const SAME: f64 = 1e-10;

/// What a chart is drawn from.
#[derive(Clone, Copy, Debug, Default)]
pub struct XmrInput<'a> {
    /// One for each month, oldest first; `None` where a month has no value.
    pub values: &'a [Option<f64>],
    pub good: Option<Good>,
    pub target: Option<f64>,
    /// Whether the values are shares of a whole, which cannot lie below 0 or above 1.
    pub shares: bool,
    /// Whether outlying moving ranges are left out of their average.
    pub screen: bool,
    /// In any order; one beyond the last month does not count.
    pub steps: &'a [StepChange],
}

/// A change after which the process is another one: new limits begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepChange {
    /// The index of the first month under the new limits.
    pub at: usize,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Xmr {
    /// Whether there are [`MINIMUM_POINTS`] known points. If not, nothing below is told.
    pub enough: bool,
    /// One for each month given.
    pub points: Vec<XmrPoint>,
    /// Those stretches that have limits: at least two known points.
    pub segments: Vec<Segment>,
    pub variation: Variation,
    pub assurance: Assurance,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct XmrPoint {
    pub value: Option<f64>,
    /// The index of its segment; `None` where there are no limits.
    pub segment: Option<usize>,
    pub cause: Option<Cause>,
    /// Every rule that marks it; the first one decides its cause.
    pub rules: Vec<Rule>,
}

/// A stretch of months with one mean and one pair of limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub from: usize,
    /// Its last month, counted in.
    pub to: usize,
    pub known: usize,
    /// Whether its limits are trial limits, on fewer than [`MINIMUM_POINTS`] known points.
    pub trial: bool,
    pub mean: f64,
    /// As drawn; [`Segment::limits`] has them uncut.
    pub lower: f64,
    pub upper: f64,
    /// Whether the lower limit was cut at 0, and the upper one at 1, because the values are shares.
    pub lower_cut: bool,
    pub upper_cut: bool,
    /// Without the ranges that were screened out.
    pub average_moving_range: f64,
    /// Why it begins; `None` for the first.
    pub reason: Option<String>,
}

/// Why a point stands out, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// It lies outside the limits.
    Outside,
    /// One of seven or more in a row that rise or fall; two equal values end the row.
    Trend,
    /// One of two in three in a row that lie within the limits but more than two thirds of the way to the same one;
    /// the third is on that side of the mean too. A point outside is not one of the two: it was announced in
    /// November 2023 that the workbook of "Making data count" would count it, but the package does not.
    NearLimit,
    /// One of seven or more in a row on one side of the mean; a point on the mean ends the row.
    Shift,
}

/// Special cause variation at a point: what it means and which way it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    pub special: Special,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Special {
    Improvement,
    Concern,
    /// Nobody says which way is good.
    Neither,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    High,
    Low,
}

/// The variation icon: the cause of the last known point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variation {
    Special(Cause),
    Common,
    /// The last known point has no limits to be judged by.
    None,
}

/// The assurance icon: whether the process as it runs now will meet the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies beyond the limits, on the side that is always met.
    Pass,
    Fail,
    /// The target lies within the limits, or on one of them.
    HitOrMiss,
    /// The limits say one thing and the latest figure another: over a long rise or fall they lag behind, and need resetting.
    Lagging,
    /// No target, no direction of good, or no limits.
    None,
}

impl Special {
    pub fn key(self) -> &'static str {
        match self {
            Special::Improvement => "improvement",
            Special::Concern => "concern",
            Special::Neither => "neither",
        }
    }
}

impl Variation {
    pub fn key(self) -> &'static str {
        match self {
            Variation::Special(Cause { special: Special::Improvement, way: Way::High }) => "improvement-high",
            Variation::Special(Cause { special: Special::Improvement, way: Way::Low }) => "improvement-low",
            Variation::Special(Cause { special: Special::Concern, way: Way::High }) => "concern-high",
            Variation::Special(Cause { special: Special::Concern, way: Way::Low }) => "concern-low",
            Variation::Special(Cause { special: Special::Neither, way: Way::High }) => "neither-high",
            Variation::Special(Cause { special: Special::Neither, way: Way::Low }) => "neither-low",
            Variation::Common => "common",
            Variation::None => "none",
        }
    }
}

impl Assurance {
    pub fn key(self) -> &'static str {
        match self {
            Assurance::Pass => "pass",
            Assurance::Fail => "fail",
            Assurance::HitOrMiss => "hit-or-miss",
            Assurance::Lagging => "lagging",
            Assurance::None => "none",
        }
    }
}

impl Segment {
    /// The limits before they were cut; the rules and the assurance go by these.
    pub fn limits(&self) -> (f64, f64) {
        (self.mean - self.band(), self.mean + self.band())
    }

    fn band(&self) -> f64 {
        LIMIT * self.average_moving_range
    }

    /// On which side of `middle` a value lies, or `None` where the two are the same.
    fn side(&self, value: f64, middle: f64) -> Option<Way> {
        let same = SAME * (self.mean.abs() + self.average_moving_range);
        match value - middle {
            apart if apart > same => Some(Way::High),
            apart if apart < -same => Some(Way::Low),
            _ => None,
        }
    }
}

/// Computes a measure's chart.
pub fn xmr(input: &XmrInput) -> Xmr {
    let mut points: Vec<XmrPoint> = input
        .values
        .iter()
        .map(|value| XmrPoint { value: value.filter(|value| value.is_finite()), ..XmrPoint::default() })
        .collect();
    let mut segments = Vec::new();
    let enough = points.iter().filter(|point| point.value.is_some()).count() >= MINIMUM_POINTS;
    if enough {
        for (from, to, reason) in stretches(points.len(), input.steps) {
            let known: Vec<(usize, f64)> = (from..=to).filter_map(|at| Some((at, points[at].value?))).collect();
            let values: Vec<f64> = known.iter().map(|&(_, value)| value).collect();
            let Some(limits) = limits(&values, input) else { continue };
            let segment = Segment { from, to, reason: reason.map(str::to_owned), ..limits };
            for (&(at, _), signals) in known.iter().zip(signals(&values, &segment)) {
                points[at].cause = signals.first().map(|&(_, way)| Cause { special: special(way, input.good), way });
                points[at].rules = signals.into_iter().map(|(rule, _)| rule).collect();
            }
            points[from..=to].iter_mut().for_each(|point| point.segment = Some(segments.len()));
            segments.push(segment);
        }
    }
    let last = points.iter().rev().find(|point| point.value.is_some());
    let current = last.and_then(|last| Some((last, &segments[last.segment?])));
    let variation = match current {
        Some((XmrPoint { cause: Some(cause), .. }, _)) => Variation::Special(*cause),
        Some(_) => Variation::Common,
        None => Variation::None,
    };
    let assurance = current.map_or(Assurance::None, |(_, segment)| assurance(segment, input));
    Xmr { enough, points, segments, variation, assurance }
}

/// The index of the first point of the current run of special causes: those of the last known point's cause, back to
/// one of another or to the step change. `None` where the last point's variation is common.
pub fn since(chart: &Xmr) -> Option<usize> {
    let mut known = chart.points.iter().enumerate().rev().filter(|(_, point)| point.value.is_some());
    let (at, last) = known.next()?;
    last.cause?;
    let run = known.take_while(|(_, point)| point.cause == last.cause && point.segment == last.segment);
    Some(run.last().map_or(at, |(first, _)| first))
}

/// Which points are drawn as an earlier level, and not as the special cause that the rules make of them.
///
/// A stretch that rises from end to end has its mean in the middle, so that its start is a special cause for low values
/// merely because of what came after: where high values are good, "concern" on a chart that has only improved. So in a
/// stretch whose last known point is a special cause, the points before the first one on the mean or on that point's side of
/// it are an earlier level. Those of a trend the other way keep their cause: a fall of seven is a fall whatever comes after.
/// The same holds of a high start before a long fall. Limits, rules, causes and icons are as the source has them.
pub fn earlier_level(chart: &Xmr) -> Vec<bool> {
    let mut earlier = vec![false; chart.points.len()];
    for segment in &chart.segments {
        let known: Vec<(usize, f64)> =
            (segment.from..=segment.to).filter_map(|at| Some((at, chart.points[at].value?))).collect();
        let Some(now) = known.last().and_then(|&(at, _)| chart.points[at].cause) else { continue };
        let values: Vec<f64> = known.iter().map(|&(_, value)| value).collect();
        for (&(at, value), trend) in known.iter().zip(trends(&values, segment)) {
            if segment.side(value, segment.mean).is_none_or(|side| side == now.way) {
                break;
            }
            let other_way = chart.points[at].cause.is_some_and(|cause| cause.way != now.way);
            earlier[at] = other_way && trend.is_none_or(|trend| trend == now.way);
        }
    }
    earlier
}

/// First month, last month and reason of each stretch between step changes. Of two at one month the first counts.
fn stretches(months: usize, steps: &[StepChange]) -> Vec<(usize, usize, Option<&str>)> {
    let mut begins: BTreeMap<usize, Option<&str>> = BTreeMap::new();
    begins.insert(0, None);
    for step in steps.iter().filter(|step| step.at < months) {
        begins.entry(step.at).or_default().get_or_insert(&step.reason);
    }
    let ends = begins.keys().skip(1).copied().chain([months]);
    begins.iter().zip(ends).map(|((&from, &reason), end)| (from, end - 1, reason)).collect()
}

/// Mean and limits of a stretch's known values; its place is left for the caller. `None` for fewer than two values.
fn limits(values: &[f64], input: &XmrInput) -> Option<Segment> {
    let shares = input.shares;
    let ranges: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let unscreened = average(&ranges)?;
    let kept: Vec<f64> = ranges.into_iter().filter(|&range| !input.screen || range < SCREEN * unscreened).collect();
    let mut segment = Segment {
        from: 0,
        to: 0,
        known: values.len(),
        trial: values.len() < MINIMUM_POINTS,
        mean: average(values)?,
        lower: 0.0,
        upper: 0.0,
        lower_cut: false,
        upper_cut: false,
        // Where all values are equal no range is below the screen, and the average is 0 either way.
        average_moving_range: average(&kept).unwrap_or(0.0),
        reason: None,
    };
    let (lower, upper) = segment.limits();
    // Some dashboards store a change in per cent, or 104% of a plan: what went beyond the bounds has none.
    segment.lower_cut = shares && lower < 0.0 && values.iter().all(|&value| value >= 0.0);
    segment.upper_cut = shares && upper > 1.0 && values.iter().all(|&value| value <= 1.0);
    segment.lower = if segment.lower_cut { 0.0 } else { lower };
    segment.upper = if segment.upper_cut { 1.0 } else { upper };
    Some(segment)
}

/// For each of a segment's known values the rules that mark it, each with the way it points, the weightiest first.
fn signals(values: &[f64], segment: &Segment) -> Vec<Vec<(Rule, Way)>> {
    let sides: Vec<Option<Way>> = values.iter().map(|&value| segment.side(value, segment.mean)).collect();
    let beyond = |value: f64, band: f64| segment.side((value - segment.mean).abs(), band) == Some(Way::High);
    let outside: Vec<bool> = values.iter().map(|&value| beyond(value, segment.band())).collect();

    let trends = trends(values, segment);

    let mut near = vec![false; values.len()];
    let close = |at: usize| !outside[at] && beyond(values[at], segment.band() * 2.0 / 3.0);
    for at in 2..values.len() {
        let three = at - 2..=at;
        let one_side = sides[at].is_some() && sides[three.clone()].iter().all(|&side| side == sides[at]);
        if one_side && three.clone().filter(|&at| close(at)).count() >= 2 {
            three.filter(|&at| close(at)).for_each(|at| near[at] = true);
        }
    }

    let mut shifts = vec![false; values.len()];
    for (at, length, _) in runs(&sides, RUN) {
        shifts[at..at + length].fill(true);
    }

    (0..values.len())
        .map(|at| {
            let by_side = |marked: bool| if marked { sides[at] } else { None };
            let found = [
                (Rule::Outside, by_side(outside[at])),
                (Rule::Trend, trends[at]),
                (Rule::NearLimit, by_side(near[at])),
                (Rule::Shift, by_side(shifts[at])),
            ];
            found.into_iter().filter_map(|(rule, way)| Some((rule, way?))).collect()
        })
        .collect()
}

/// For each of a segment's known values the way of the trend it is part of.
fn trends(values: &[f64], segment: &Segment) -> Vec<Option<Way>> {
    let mut trends = vec![None; values.len()];
    let moves: Vec<Option<Way>> = values.windows(2).map(|pair| segment.side(pair[1], pair[0])).collect();
    for (at, moves, way) in runs(&moves, RUN - 1) {
        // The turning point of a rise and a fall belongs to both; the later one has it.
        trends[at..=at + moves].fill(Some(way));
    }
    trends
}

/// Where a row of at least so many that go one way begins, how long it is, and which way it goes.
fn runs(ways: &[Option<Way>], least: usize) -> Vec<(usize, usize, Way)> {
    let mut found = Vec::new();
    let mut at = 0;
    for run in ways.chunk_by(PartialEq::eq) {
        if let Some(way) = run[0]
            && run.len() >= least
        {
            found.push((at, run.len(), way));
        }
        at += run.len();
    }
    found
}

fn special(way: Way, good: Option<Good>) -> Special {
    match (way, good) {
        (_, None) => Special::Neither,
        (Way::High, Some(Good::High)) | (Way::Low, Some(Good::Low)) => Special::Improvement,
        _ => Special::Concern,
    }
}

fn assurance(segment: &Segment, input: &XmrInput) -> Assurance {
    let (Some(target), Some(good)) = (input.target.filter(|target| target.is_finite()), input.good) else {
        return Assurance::None;
    };
    let (lower, upper) = segment.limits();
    let above = segment.side(target, upper) == Some(Way::High);
    let below = segment.side(target, lower) == Some(Way::Low);
    match (above, below, good) {
        (true, _, Good::High) | (_, true, Good::Low) => Assurance::Fail,
        (true, _, Good::Low) | (_, true, Good::High) => Assurance::Pass,
        _ => Assurance::HitOrMiss,
    }
}

fn average(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quiet process with one month far out.
    const ONE_OUT: [f64; 13] = [40., 42., 40., 42., 40., 42., 70., 42., 40., 42., 40., 42., 40.];

    fn known(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    fn chart(values: &[f64]) -> Xmr {
        xmr(&XmrInput { values: &known(values), good: Some(Good::High), screen: true, ..XmrInput::default() })
    }

    fn step(at: usize, reason: &str) -> StepChange {
        StepChange { at, reason: reason.to_owned() }
    }

    fn close(ours: f64, by_hand: f64) {
        assert!((ours - by_hand).abs() < 5e-5, "{ours} is not {by_hand}");
    }

    /// Twenty quiet months, 10 and 9 in turn, and what came after.
    fn after_twenty(then: &[f64]) -> Xmr {
        let quiet = [10.0, 9.0].repeat(10);
        chart(&[&quiet, then].concat())
    }

    fn rules(chart: &Xmr, at: usize) -> &[Rule] {
        &chart.points[at].rules
    }

    const IMPROVED: Option<Cause> = Some(Cause { special: Special::Improvement, way: Way::High });
    const WORSENED: Option<Cause> = Some(Cause { special: Special::Concern, way: Way::Low });

    /// `ptd_spc_standard.R`, with its screening of moving ranges.
    ///
    /// Mean: (6 × 40 + 6 × 42 + 70) / 13 = 562 / 13 = 43.2308. Moving ranges: 2 ten times, 28 twice; 76 / 12 = 6.3333;
    /// 3.267 × 6.3333 = 20.691, so both 28s go and the average is 2. Limits: 43.2308 ± 2.66 × 2 = 37.9108 and 48.5508.
    #[test]
    fn limits_are_as_worked_by_hand_and_an_outlying_range_does_not_widen_them() {
        let chart = chart(&ONE_OUT);
        let [segment] = &chart.segments[..] else { panic!("one segment") };
        assert_eq!((segment.from, segment.to, segment.known, segment.trial), (0, 12, 13, false));
        close(segment.mean, 43.2308);
        close(segment.average_moving_range, 2.0);
        close(segment.lower, 37.9108);
        close(segment.upper, 48.5508);
        for (at, point) in chart.points.iter().enumerate() {
            let expected = if at == 6 { (IMPROVED, vec![Rule::Outside]) } else { (None, vec![]) };
            assert_eq!((point.cause, point.rules.clone()), expected, "point {at}");
        }
        assert_eq!((chart.variation, since(&chart)), (Variation::Common, None));
    }

    /// The same without screening: 43.2308 ± 2.66 × 6.3333 = 26.3841 and 60.0774.
    #[test]
    fn limits_without_screening_are_wider() {
        let values = ONE_OUT.map(Some);
        let chart = xmr(&XmrInput { values: &values, good: Some(Good::High), ..XmrInput::default() });
        close(chart.segments[0].average_moving_range, 6.3333);
        close(chart.segments[0].lower, 26.3841);
        close(chart.segments[0].upper, 60.0774);
    }

    #[test]
    fn negative_values_mirror_the_chart() {
        let mirrored = chart(&ONE_OUT.map(|value| -value));
        close(mirrored.segments[0].mean, -43.2308);
        close(mirrored.segments[0].upper, -37.9108);
        assert_eq!(mirrored.points[6].cause, WORSENED);
        // Around zero the mean is a rounding error away from the values on it.
        let around = chart(&[-0.1, 0.1, -0.2, 0.2, -0.3, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(around.variation, Variation::Common);
        assert!(around.points.iter().all(|point| point.rules.is_empty()));
    }

    /// Two levels, seven months each.
    const TWO_LEVELS: [f64; 14] = [10., 14., 10., 14., 10., 14., 10., 15., 19., 15., 19., 15., 19., 15.];

    /// `ptd_seven_point_one_side_mean`.
    ///
    /// Mean: (4 × 10 + 3 × 14 + 4 × 15 + 3 × 19) / 14 = 199 / 14 = 14.2143. Moving ranges: 4 twelve times and 5;
    /// 53 / 13 = 4.0769. Limits: 14.2143 ± 10.8446 = 3.3697 and 25.0589; two thirds of the way: 6.98 and 21.44.
    #[test]
    fn seven_on_one_side_of_the_mean_are_a_shift_and_six_are_not() {
        let found = chart(&TWO_LEVELS);
        close(found.segments[0].lower, 3.3697);
        close(found.segments[0].upper, 25.0589);
        for (at, point) in found.points.iter().enumerate() {
            let cause = if at < 7 { WORSENED } else { IMPROVED };
            assert_eq!((point.cause, &point.rules[..]), (cause, &[Rule::Shift][..]), "point {at}");
        }
        assert_eq!((found.variation.key(), since(&found)), ("improvement-high", Some(7)));
        // Six a side: the mean is (199 − 10 − 15) / 12 = 14.5, still between the two levels.
        assert!(chart(&TWO_LEVELS[1..13]).points.iter().all(|point| point.rules.is_empty()));
    }

    /// The chart of two levels above is one rise: nothing at its start was worse than before.
    #[test]
    fn the_start_of_a_rise_is_an_earlier_level_and_a_fall_is_not() {
        let starts = |values: &[f64]| -> Vec<usize> {
            let chart = chart(values);
            earlier_level(&chart).iter().enumerate().filter_map(|(at, &earlier)| earlier.then_some(at)).collect()
        };
        assert_eq!(starts(&TWO_LEVELS), [0, 1, 2, 3, 4, 5, 6]);
        // The same the other way: a high start is no improvement in a series that has only worsened.
        assert_eq!(starts(&TWO_LEVELS.map(|value| -value)), [0, 1, 2, 3, 4, 5, 6]);
        // Where it began above the mean, the low points after it were a change for the worse. Mean 272 / 18 = 15.11.
        let fell = [&[18., 19., 18., 19.][..], &TWO_LEVELS[..]].concat();
        assert_eq!(chart(&fell).points[4].cause, WORSENED);
        assert_eq!(starts(&fell), [0_usize; 0]);
        // A fall of seven below the mean is a trend of its own.
        let falling = [14., 13., 12., 11., 10., 9., 8., 20., 19., 20., 19., 20., 19., 20.];
        assert_eq!((chart(&falling).points[3].cause, starts(&falling)), (WORSENED, vec![]));
        // A point in a rise keeps nothing of its place below the limits. Mean 189 / 14 = 13.5, limits ± 2.66.
        let steady: Vec<f64> = (0..14).map(|month| 7.0 + f64::from(month)).collect();
        assert_eq!(
            (rules(&chart(&steady), 0), chart(&steady).points[0].cause.map(|cause| cause.special)),
            (&[Rule::Outside, Rule::Trend, Rule::Shift][..], Some(Special::Concern))
        );
        assert_eq!(starts(&steady), [0, 1, 2, 3]);
        // A series whose last point is common cause has not changed for good.
        let back = [&TWO_LEVELS[..], &[14.]].concat();
        assert_eq!((chart(&back).variation, starts(&back)), (Variation::Common, vec![]));
    }

    /// `ptd_seven_point_trend` and `ptd_special_cause_type`.
    ///
    /// Mean: (250 + 343 + 45) / 13 = 49.0769. Moving ranges: 4, 8, 7, 6, 7, six 1s, 7; 45 / 12 = 3.75. Limits: ± 9.975,
    /// two thirds of it ± 6.65; no point is that far off, and no seven are on one side. 46 to 52 rise by ones.
    #[test]
    fn seven_that_rise_are_a_trend_judged_by_its_direction_even_below_the_mean() {
        let values = [50., 46., 54., 47., 53., 46., 47., 48., 49., 50., 51., 52., 45.];
        let rising = chart(&values);
        for (at, point) in rising.points.iter().enumerate() {
            let expected = if (5..=11).contains(&at) { (IMPROVED, vec![Rule::Trend]) } else { (None, vec![]) };
            assert_eq!((point.cause, point.rules.clone()), expected, "point {at}");
        }
        let mut tied = values;
        tied[8] = 48.0;
        assert!(chart(&tied).points.iter().all(|point| point.rules.is_empty()), "two equal values end the row");
        let unsaid = xmr(&XmrInput { values: &known(&values[..12]), screen: true, ..XmrInput::default() });
        assert_eq!((unsaid.variation.key(), since(&unsaid)), ("neither-high", Some(5)));
        let low = xmr(&XmrInput {
            values: &known(&values[..12]),
            good: Some(Good::Low),
            screen: true,
            ..XmrInput::default()
        });
        assert_eq!((low.variation.key(), since(&low)), ("concern-high", Some(5)));
    }

    /// `ptd_special_cause_type`: where a rise turns into a fall, the fall has the turning point.
    ///
    /// Mean: (60 + 166) / 17 = 13.2941. Moving ranges: 30 three times, 20, twelve 1s; 122 / 16 = 7.625, × 3.267 = 24.91,
    /// so the 30s go; 32 / 13 = 2.4615. Limits: ± 6.5477 = 6.7464 and 19.8418; 16 is inside, 0 and 30 are not.
    #[test]
    fn a_turning_point_belongs_to_the_later_trend_and_the_limits_come_before_a_trend() {
        let turning = [10., 11., 12., 13., 14., 15., 16., 15., 14., 13., 12., 11., 10.];
        let found = chart(&[&[0., 30., 0., 30.], &turning[..]].concat());
        close(found.segments[0].upper, 19.8418);
        assert_eq!((found.points[9].cause, found.points[10].cause), (IMPROVED, WORSENED));
        assert_eq!((rules(&found, 10), since(&found)), (&[Rule::Trend][..], Some(10)));
        // Alone, mean 166 / 13 = 12.7692 and limits ± 2.66: 16 is above 15.4292, and 13 up to 16 and back are a shift.
        let alone = chart(&turning);
        assert_eq!(
            (rules(&alone, 6), alone.points[6].cause),
            (&[Rule::Outside, Rule::Trend, Rule::Shift][..], IMPROVED)
        );
    }

    /// `ptd_two_in_three`, `ptd_part_of_two_in_three`.
    #[test]
    fn two_in_three_near_the_same_limit_are_marked_and_the_third_is_not() {
        // Mean 224 / 23 = 9.7391. Moving ranges: 19 + 3 + 2 + 2 = 26, / 22 = 1.1818. Two thirds of the way up:
        // 9.7391 + 1.7733 × 1.1818 = 11.8349; the limit: 12.8828.
        let near = after_twenty(&[12., 10., 12.]);
        close(near.segments[0].upper, 12.8828);
        assert_eq!(
            (rules(&near, 20), rules(&near, 21), rules(&near, 22)),
            (&[Rule::NearLimit][..], &[][..], &[Rule::NearLimit][..])
        );
        assert_eq!((near.variation.key(), since(&near)), ("improvement-high", Some(22)));
        // With 9 between them, below the mean of 223 / 23 = 9.6957, they are two isolated points. Two thirds of the
        // way up: 9.6957 + 1.7733 × 28 / 22 = 11.9526, which both pass.
        let parted = after_twenty(&[12., 9., 12.]);
        assert!(parted.points.iter().all(|point| point.rules.is_empty()));
    }

    /// Mean 226 / 23 = 9.8261. Moving ranges: 19 + 1 + 4 + 2 = 26, / 22 = 1.1818, × 3.267 = 3.861, so 4 goes;
    /// 22 / 21 = 1.0476. Limit: 12.6128; two thirds of the way: 11.6839. 14 is outside and 12 near, alone.
    #[test]
    fn a_point_outside_the_limits_is_not_one_of_the_two_near_them() {
        let found = after_twenty(&[10., 14., 12.]);
        close(found.segments[0].upper, 12.6128);
        assert_eq!((rules(&found, 21), rules(&found, 22)), (&[Rule::Outside][..], &[][..]));
    }

    #[test]
    fn a_month_without_a_value_changes_nothing_for_the_others() {
        let values = [50., 46., 54., 47., 53., 46., 47., 48., 49., 50., 51., 52., 45.];
        let mut gappy = known(&values);
        for at in [13, 9, 7, 7, 0] {
            gappy.insert(at, if at == 9 { Some(f64::NAN) } else { None });
        }
        let with = xmr(&XmrInput { values: &gappy, good: Some(Good::High), screen: true, ..XmrInput::default() });
        let without = chart(&values);
        let judged = |chart: &Xmr| -> Vec<(Option<f64>, Option<Cause>, Vec<Rule>)> {
            let known = chart.points.iter().filter(|point| point.value.is_some());
            known.map(|point| (point.value, point.cause, point.rules.clone())).collect()
        };
        assert_eq!(judged(&with), judged(&without));
        assert_eq!(with.segments[0].limits(), without.segments[0].limits());
        assert!(with.points.iter().all(|point| point.segment == Some(0)));
        assert_eq!(with.variation, without.variation);
    }

    #[test]
    fn equal_values_have_limits_on_the_mean_and_no_special_cause() {
        // A tenth summed thirteen times is not 1.3: without the tolerance all would lie on one side of the mean.
        for value in [0.1, 0.0, -7.3, 1e6] {
            let input =
                XmrInput { values: &[Some(value); 13], good: Some(Good::High), screen: true, ..XmrInput::default() };
            let equal = xmr(&XmrInput { target: Some(value), ..input });
            close(equal.segments[0].lower, value);
            close(equal.segments[0].upper, value);
            assert!(equal.points.iter().all(|point| point.rules.is_empty()));
            assert_eq!((equal.variation, equal.assurance), (Variation::Common, Assurance::HitOrMiss));
            assert_eq!(xmr(&XmrInput { target: Some(value + 1.0), ..input }).assurance, Assurance::Fail);
        }
    }

    #[test]
    fn too_few_points_tell_nothing() {
        for known in [0, 1, 11] {
            let mut values = vec![Some(3.0); known];
            values.push(None);
            let input = XmrInput {
                values: &values,
                good: Some(Good::Low),
                target: Some(1.0),
                screen: true,
                ..XmrInput::default()
            };
            let few = xmr(&XmrInput { steps: &[step(0, "start")], ..input });
            assert!(!few.enough && few.segments.is_empty() && since(&few).is_none());
            assert_eq!(few.points.len(), known + 1);
            assert!(few.points.iter().all(|point| point.segment.is_none() && point.rules.is_empty()));
            assert_eq!((few.variation, few.assurance), (Variation::None, Assurance::None));
        }
        assert!(!xmr(&XmrInput::default()).enough);
        assert!(chart(&[3.0; MINIMUM_POINTS]).enough);
    }

    /// `ptd_calculate_assurance_type.R`; the limits of the example are 37.9108 and 48.5508.
    #[test]
    fn assurance_is_the_place_of_the_target_beside_the_limits() {
        let values = known(&ONE_OUT);
        let told = |good, target| {
            xmr(&XmrInput { values: &values, good, target, screen: true, ..XmrInput::default() }).assurance
        };
        for (target, high, low) in [
            (37.9, Assurance::Pass, Assurance::Fail),
            (38.0, Assurance::HitOrMiss, Assurance::HitOrMiss),
            (48.5, Assurance::HitOrMiss, Assurance::HitOrMiss),
            (48.6, Assurance::Fail, Assurance::Pass),
        ] {
            assert_eq!(told(Some(Good::High), Some(target)), high, "{target}");
            assert_eq!(told(Some(Good::Low), Some(target)), low, "{target}");
        }
        assert_eq!(told(None, Some(40.0)), Assurance::None);
        assert_eq!(told(Some(Good::High), None), Assurance::None);
        assert_eq!(told(Some(Good::High), Some(f64::NAN)), Assurance::None);
    }

    /// First: mean (7 × 20 + 6 × 22) / 13 = 20.9231, limits ± 5.32. Second: mean (3 × 30 + 2 × 32) / 5 = 30.8, limits
    /// ± 5.32 = 25.48 and 36.12. Without the step the second five would be far above the first limits.
    #[test]
    fn a_step_change_begins_new_limits_and_short_ones_are_trial_limits() {
        let mut values = known(&[20.0, 22.0].repeat(6));
        values.extend(known(&[20., 30., 32., 30., 32., 30.]));
        let steps = [step(40, "beyond the end"), step(13, "new triage"), step(13, "told twice")];
        let input = XmrInput {
            values: &values,
            good: Some(Good::High),
            target: Some(26.0),
            screen: true,
            ..XmrInput::default()
        };
        assert_eq!(xmr(&input).variation.key(), "improvement-high");
        let stepped = xmr(&XmrInput { steps: &steps, ..input });
        let [first, second] = &stepped.segments[..] else { panic!("two segments") };
        assert_eq!((first.from, first.to, first.trial, first.reason.as_deref()), (0, 12, false, None));
        assert_eq!((second.from, second.to, second.trial), (13, 17, true));
        assert_eq!((second.known, second.reason.as_deref()), (5, Some("new triage")));
        close(first.mean, 20.9231);
        close(second.lower, 25.48);
        close(second.upper, 36.12);
        assert_eq!((stepped.points[12].segment, stepped.points[13].segment), (Some(0), Some(1)));
        assert_eq!((stepped.variation, stepped.assurance), (Variation::Common, Assurance::HitOrMiss));
        // A second step a month ago leaves one value, which has no limits, and none before them to be judged by.
        let recent = xmr(&XmrInput { steps: &[step(13, "new triage"), step(17, "new form")], ..input });
        assert_eq!((recent.segments.len(), recent.segments[1].to, recent.points[17].segment), (2, 16, None));
        assert_eq!((recent.variation, recent.assurance), (Variation::None, Assurance::None));
        // A step whose months have no value yet leaves the last known point with the limits it has.
        let and_then_none = [input.values, &[None]].concat();
        let ahead =
            xmr(&XmrInput { values: &and_then_none, steps: &[step(13, "new triage"), step(18, "new form")], ..input });
        assert_eq!((ahead.points[18].segment, ahead.variation), (None, Variation::Common));
    }

    /// The first stretch ends in a shift upwards. The second rises from its first month: mean 114 / 7 = 16.2857, limits
    /// ± 2.66 × 8 / 6 = 12.7390 and 19.8324, so that 13 is within them and 21 above.
    #[test]
    fn a_run_of_special_causes_does_not_reach_across_a_step_change() {
        let values = known(&[&TWO_LEVELS[..], &[13., 14., 15., 16., 17., 18., 21.]].concat());
        let steps = [step(14, "new form")];
        let input =
            XmrInput { values: &values, good: Some(Good::High), steps: &steps, screen: true, ..XmrInput::default() };
        let stepped = xmr(&input);
        close(stepped.segments[1].upper, 19.8324);
        assert_eq!((stepped.points[13].cause, stepped.points[14].cause), (IMPROVED, IMPROVED));
        assert_eq!((stepped.variation.key(), since(&stepped)), ("improvement-high", Some(14)));
    }

    /// Mean (7 × 0.9 + 6 × 1) / 13 = 0.9462; limits ± 0.266 = 0.6802 and 1.2122.
    #[test]
    fn limits_of_shares_are_cut_for_drawing_only() {
        let values = known(&[&[0.9, 1.0].repeat(6)[..], &[0.9]].concat());
        let input = XmrInput {
            values: &values,
            good: Some(Good::High),
            target: Some(1.1),
            screen: true,
            ..XmrInput::default()
        };
        let shares = xmr(&XmrInput { shares: true, ..input });
        let segment = &shares.segments[0];
        assert_eq!((segment.upper, segment.upper_cut, segment.lower_cut), (1.0, true, false));
        close(segment.lower, 0.6802);
        close(segment.limits().1, 1.2122);
        assert_eq!(shares.assurance, Assurance::HitOrMiss, "the uncut limit is above the target");
        assert!(!xmr(&input).segments[0].upper_cut);
        let none: Vec<Option<f64>> = values.iter().map(|value| value.map(|value| 1.0 - value)).collect();
        let none = xmr(&XmrInput { values: &none, shares: true, ..input });
        assert_eq!((none.segments[0].lower, none.segments[0].lower_cut), (0.0, true));
        let over: Vec<Option<f64>> = values.iter().map(|value| value.map(|value| value + 0.05)).collect();
        assert!(!xmr(&XmrInput { values: &over, shares: true, ..input }).segments[0].upper_cut);
    }
}
