//! A second XmR chart beside ours, made from the rules' words: every window tried in turn, in whole numbers, without
//! rounding. On a thousand made-up series both say the same of every point, limit and icon.

use std::collections::BTreeSet;

use boardpack::figures::{
    Assurance, Cause, Rule, Special, StepChange, Variation, Way, Xmr, XmrInput, earlier_level, since, xmr,
};
use boardpack::programme::model::Good;

use crate::support::process::{Process, Signal};

/// A series in whole units; a unit is 1, or a thousandth where the values are shares.
struct Case {
    values: Vec<Option<i64>>,
    steps: Vec<StepChange>,
    shares: bool,
    good: Option<Good>,
    target: Option<i64>,
    screen: bool,
}

impl Case {
    fn unit(&self) -> f64 {
        if self.shares { 1000.0 } else { 1.0 }
    }

    fn chart(&self) -> Xmr {
        let in_units = |value: i64| value as f64 / self.unit();
        let values: Vec<Option<f64>> = self.values.iter().map(|value| value.map(in_units)).collect();
        let target = self.target.map(in_units);
        xmr(&XmrInput {
            values: &values,
            good: self.good,
            target,
            shares: self.shares,
            screen: self.screen,
            steps: &self.steps,
        })
    }
}

/// The stretch a month lies in: how many months up to it begin new limits.
fn stretch_of(case: &Case, at: usize) -> usize {
    (1..=at).filter(|month| case.steps.iter().any(|step| step.at == *month)).count()
}

fn cause(good: Option<Good>, way: i64) -> Cause {
    let special = match good {
        None => Special::Neither,
        Some(good) => {
            let towards = if good == Good::High { 1 } else { -1 };
            if towards == way { Special::Improvement } else { Special::Concern }
        }
    };
    Cause { special, way: if way > 0 { Way::High } else { Way::Low } }
}

fn rule(signal: Signal) -> Rule {
    match signal {
        Signal::Outside => Rule::Outside,
        Signal::Trend => Rule::Trend,
        Signal::NearLimit => Rule::NearLimit,
        Signal::Shift => Rule::Shift,
    }
}

/// What was met on the way, to know that every rule and icon was put to the test.
#[derive(Default)]
struct Met {
    rules: BTreeSet<Rule>,
    icons: BTreeSet<&'static str>,
    cut: usize,
    screened: usize,
    since: usize,
    earlier: usize,
}

fn compare(case: &Case, name: &str, met: &mut Met) {
    let ours = case.chart();
    let months = case.values.len();
    assert_eq!(ours.points.len(), months, "{name}");
    let known: Vec<usize> = (0..months).filter(|&at| case.values[at].is_some()).collect();
    assert_eq!(ours.enough, known.len() >= 12, "{name}");

    // A rule of what is drawn, apart from the statistic.
    let drawn_earlier = earlier_level(&ours);
    let mut causes = vec![None; months];
    let mut limits_at = vec![None; months];
    let mut segment = 0;
    for stretch in 0..=months.checked_sub(1).map_or(0, |last| stretch_of(case, last)) {
        let place: Vec<usize> = (0..months).filter(|&at| stretch_of(case, at) == stretch).collect();
        let process = Process::of(place.iter().map(|&at| (at, case.values[at])), case.screen);
        if known.len() < 12 || !process.has_limits() {
            for &at in &place {
                assert_eq!((ours.points[at].segment, ours.points[at].rules.len()), (None, 0), "{name}, point {at}");
                assert!(!drawn_earlier[at], "{name}, point {at}");
            }
            continue;
        }
        let told = &ours.segments[segment];
        assert_eq!((told.from, told.to), (place[0], place[place.len() - 1]), "{name}");
        assert_eq!((told.known, told.trial), (process.at.len(), process.at.len() < 12), "{name}");
        let reason = case.steps.iter().find(|step| step.at == place[0]).map(|step| step.reason.as_str());
        assert_eq!(told.reason.as_deref(), reason, "{name}");
        let mean = process.sum as f64 / process.known as f64 / case.unit();
        let band = 2.66 * process.ranges as f64 / process.kept as f64 / case.unit();
        let (mut lower, mut upper) = (mean - band, mean + band);
        let apart = |ours: f64, theirs: f64| (ours - theirs).abs() > 1e-9 * (1.0 + theirs.abs());
        let (whole_lower, whole_upper) = told.limits();
        assert!(
            !apart(told.mean, mean) && !apart(whole_lower, lower) && !apart(whole_upper, upper),
            "{name}: {told:?}"
        );
        if case.shares {
            met.cut += usize::from(told.lower_cut) + usize::from(told.upper_cut);
            (lower, upper) = (lower.max(0.0), upper.min(1.0));
        }
        assert!(!apart(told.lower, lower) && !apart(told.upper, upper), "{name}: {told:?}");
        met.screened += usize::from(process.kept < process.known - 1);

        let earlier = process.earlier_level();
        for (index, &at) in process.at.iter().enumerate() {
            let signals = process.judge(index);
            let rules: Vec<Rule> = signals.iter().map(|&(signal, _)| rule(signal)).collect();
            assert_eq!(ours.points[at].rules, rules, "{name}, point {at}");
            causes[at] = signals.first().map(|&(_, way)| cause(case.good, way));
            assert_eq!(ours.points[at].cause, causes[at], "{name}, point {at}");
            met.rules.extend(rules);
            assert_eq!(drawn_earlier[at], earlier[index], "{name}, point {at} as it is drawn");
            met.earlier += usize::from(earlier[index]);
        }
        for &at in &place {
            assert_eq!(ours.points[at].segment, Some(segment), "{name}, point {at}");
            limits_at[at] = Some(&ours.segments[segment]);
        }
        let is_last = known.last().is_some_and(|last| place.contains(last));
        if is_last {
            let expected = match (case.target, case.good) {
                (Some(target), Some(good)) => {
                    let missed = if good == Good::High { 1 } else { -1 };
                    match (process.against(target, 798) > 0, process.against(target, -798) < 0) {
                        (false, false) => Assurance::HitOrMiss,
                        (above, _) if (if above { 1 } else { -1 }) == missed => Assurance::Fail,
                        _ => Assurance::Pass,
                    }
                }
                _ => Assurance::None,
            };
            assert_eq!(ours.assurance, expected, "{name}");
        }
        segment += 1;
    }
    assert_eq!(ours.segments.len(), segment, "{name}");

    let last = known.last().copied().filter(|&last| limits_at[last].is_some());
    let variation = match last.map(|last| causes[last]) {
        Some(Some(cause)) => Variation::Special(cause),
        Some(None) => Variation::Common,
        None => Variation::None,
    };
    assert_eq!(ours.variation, variation, "{name}");
    if last.is_none() {
        assert_eq!(ours.assurance, Assurance::None, "{name}");
    }
    // The earliest month such that every known one from it to the last is of the same cause and stretch.
    let same = |at: usize, last: usize| causes[at] == causes[last] && stretch_of(case, at) == stretch_of(case, last);
    let begins = last
        .filter(|&last| causes[last].is_some())
        .and_then(|last| known.iter().copied().find(|&first| known.iter().all(|&at| at < first || same(at, last))));
    assert_eq!(since(&ours), begins, "{name}");
    met.since += usize::from(begins.is_some_and(|first| Some(first) != last));
    met.icons.extend([ours.variation.key(), ours.assurance.key()]);
}

/// A linear congruential generator (Knuth's MMIX multiplier), so that every run tries the same series.
struct Dice(u64);

impl Dice {
    /// From 0 up to, not including, `sides`.
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides.unsigned_abs()) as i64
    }

    fn case(&mut self) -> Case {
        let months = self.roll(61) as usize;
        let shares = self.roll(2) == 0;
        // Shares near nothing and near all of it, where limits are cut, as often as those between.
        let share = [self.roll(1001), self.roll(60), 1000 - self.roll(60)][self.roll(3) as usize];
        let level = if shares { share } else { self.roll(400) - 200 };
        let noise = [2, 5, 20, 60][self.roll(4) as usize];
        let kind = self.roll(7);
        let slope = self.roll(9) - 4;
        let jump_at = self.roll(61) as usize;
        let mut walk = level;
        let values = (0..months)
            .map(|month| {
                let shaken = self.roll(2 * noise + 1) - noise;
                walk += shaken / 2;
                let value = match kind {
                    0 => level + shaken,
                    1 => level + self.roll(3) - 1,
                    2 => level + slope * month as i64 + shaken / 4,
                    3 => level + shaken + if month >= jump_at { 3 * noise } else { 0 },
                    4 => walk,
                    5 => level,
                    // Long rises and falls that touch, now and then with a tie where they do.
                    _ => level + [0, 3, 5, 8, 11, 13, 16, 20, 20, 17, 12, 9, 7, 4, 2, 1][month % 16] + shaken / noise,
                };
                let value = if self.roll(25) == 0 { value + 6 * noise } else { value };
                let value = if shares { value.clamp(0, 1000) } else { value };
                (kind == 6 && self.roll(30) != 0 || self.roll(10) != 0).then_some(value)
            })
            .collect();
        let steps = (0..self.roll(4))
            .map(|number| StepChange { at: self.roll(65) as usize, reason: format!("change {number}") })
            .collect();
        let good = [None, Some(Good::High), Some(Good::Low)][self.roll(3) as usize];
        let reach = 4 * noise;
        let target = (self.roll(4) != 0).then(|| level + self.roll(2 * reach + 1) - reach);
        Case { values, steps, shares, good, target, screen: self.roll(2) == 0 }
    }
}

#[test]
fn a_chart_made_from_the_rules_words_says_the_same() {
    let mut dice = Dice(20_250_731);
    let mut met = Met::default();
    for number in 0..1000 {
        compare(&dice.case(), &format!("series {number}"), &mut met);
    }
    assert_eq!(met.rules.len(), 4, "every rule was met: {:?}", met.rules);
    // Six special causes, common and hit or miss and pass and fail; "none" is the name of two.
    assert_eq!(met.icons.len(), 11, "every icon was met: {:?}", met.icons);
    assert!(met.earlier > 100, "{}", met.earlier);
    assert!(met.cut > 100 && met.screened > 100 && met.since > 100, "{} {} {}", met.cut, met.screened, met.since);
}

/// Points on the lines themselves, where a rounding error would decide.
#[test]
fn both_agree_on_points_that_lie_on_a_line() {
    let mut met = Met::default();
    for good in [None, Some(Good::High), Some(Good::Low)] {
        for shares in [false, true] {
            // The mean is 400 and the average moving range 100, so that 666 and 134 are the limits.
            let around = [450, 350].repeat(10);
            for target in [666, 667, 134, 133, 400] {
                let values: Vec<Option<i64>> = around.iter().copied().map(Some).collect();
                let case = Case { values, steps: Vec::new(), shares, good, target: Some(target), screen: true };
                compare(&case, &format!("target {target}, {shares}, {good:?}"), &mut met);
                let within = good.is_some() && (134..=666).contains(&target);
                assert_eq!(
                    case.chart().assurance == Assurance::HitOrMiss,
                    within,
                    "target {target}, {shares}, {good:?}"
                );
            }
            // Nine more on that mean are on neither side of it.
            let values: Vec<Option<i64>> = around.iter().copied().chain([400; 9]).map(Some).collect();
            let case = Case { values, steps: Vec::new(), shares, good, target: None, screen: true };
            compare(&case, &format!("on the mean, {shares}, {good:?}"), &mut met);
            assert_eq!(case.chart().variation, Variation::Common);
            for level in [0, 100, 300, 1000] {
                let values = vec![Some(level); 13];
                let case = Case { values, steps: Vec::new(), shares, good, target: Some(level), screen: true };
                compare(&case, &format!("all {level}"), &mut met);
                assert_eq!(case.chart().variation, Variation::Common);
            }
        }
    }
}
