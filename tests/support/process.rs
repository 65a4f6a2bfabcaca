//! An XmR chart made from the rules' words alone: every window tried in turn, in whole numbers, without rounding.
//!
//! A series in whole units → its mean, moving ranges and signals. Deliberately absent: any use of the program's own code,
//! which is compared with this one.

use std::collections::BTreeSet;

/// Why a point stands out, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal {
    Outside,
    Trend,
    NearLimit,
    Shift,
}

/// One stretch's process as fractions: the mean is `sum / known`, the average moving range `ranges / kept`.
pub struct Process {
    /// Where its known points stand in the series.
    pub at: Vec<usize>,
    pub values: Vec<i64>,
    pub known: i64,
    pub sum: i64,
    pub ranges: i64,
    pub kept: i64,
}

impl Process {
    pub fn of(stretch: impl Iterator<Item = (usize, Option<i64>)>, screen: bool) -> Self {
        let (at, values): (Vec<usize>, Vec<i64>) = stretch.filter_map(|(at, value)| Some((at, value?))).unzip();
        let all: Vec<i64> = (1..values.len()).map(|at| (values[at] - values[at - 1]).abs()).collect();
        let total: i64 = all.iter().sum();
        let kept: Vec<i64> =
            all.iter().copied().filter(|range| !screen || range * 1000 * (all.len() as i64) < 3267 * total).collect();
        let (known, sum) = (values.len() as i64, values.iter().sum());
        Process { at, values, known, sum, ranges: kept.iter().sum(), kept: kept.len().max(1) as i64 }
    }

    pub fn has_limits(&self) -> bool {
        self.known >= 2
    }

    /// How a number stands to the line so many three-hundredths of an average moving range above the mean.
    pub fn against(&self, number: i64, three_hundredths: i64) -> i64 {
        let above_mean = (number * self.known - self.sum) * self.kept * 300;
        (above_mean - three_hundredths * self.ranges * self.known).signum()
    }

    fn side(&self, at: usize) -> i64 {
        self.against(self.values[at], 0)
    }

    fn outside(&self, at: usize) -> bool {
        self.against(self.values[at], 3 * 266) > 0 || self.against(self.values[at], -3 * 266) < 0
    }

    fn near(&self, at: usize) -> bool {
        let far = self.against(self.values[at], 2 * 266) > 0 || self.against(self.values[at], -2 * 266) < 0;
        far && !self.outside(at)
    }

    /// The windows of so many known points that hold this one, by their first.
    fn windows(&self, at: usize, size: usize) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let known = self.values.len();
        (0..known)
            .map(move |first| first..first + size)
            .filter(move |window| window.contains(&at) && window.end <= known)
    }

    pub fn judge(&self, at: usize) -> Vec<(Signal, i64)> {
        let mut found = Vec::new();
        if self.outside(at) {
            found.push((Signal::Outside, self.side(at)));
        }
        let goes = |window: std::ops::Range<usize>, way: i64| {
            window.clone().skip(1).all(|at| (self.values[at] - self.values[at - 1]).signum() == way)
        };
        let trend = self.windows(at, 7).filter_map(|window| [1, -1].into_iter().find(|&way| goes(window.clone(), way)));
        found.extend(trend.last().map(|way| (Signal::Trend, way)));
        let one_side = |window: &std::ops::Range<usize>| {
            let sides: BTreeSet<i64> = window.clone().map(|at| self.side(at)).collect();
            sides.len() == 1 && !sides.contains(&0)
        };
        let two_near = |window: std::ops::Range<usize>| window.filter(|&at| self.near(at)).count() >= 2;
        if self.near(at) && self.windows(at, 3).any(|window| one_side(&window) && two_near(window)) {
            found.push((Signal::NearLimit, self.side(at)));
        }
        if self.windows(at, 7).any(|window| one_side(&window)) {
            found.push((Signal::Shift, self.side(at)));
        }
        found
    }
}

impl Process {
    /// Which of its points are drawn as an earlier level: those before the series first reaches its mean, where it ends in a
    /// special cause on the other side. One of seven that move away from that side is no earlier level.
    pub fn earlier_level(&self) -> Vec<bool> {
        let way = |at: usize| self.judge(at).first().map(|&(_, way)| way);
        let now = self.values.len().checked_sub(1).and_then(way);
        let is = |at: usize| {
            let not_reached = (0..=at).all(|before| self.side(before) == -now.unwrap_or_default());
            let other_way = Some(-now.unwrap_or_default());
            let in_trend =
                self.judge(at).iter().any(|&(signal, way)| signal == Signal::Trend && Some(way) == other_way);
            now.is_some() && not_reached && way(at) == other_way && !in_trend
        };
        (0..self.values.len()).map(is).collect()
    }
}

/// Since which place in a series, in whole units, the special cause of its last known value has held, and whether its
/// values are high (1) or low (−1). `None` for common cause, and for fewer than twelve known values.
pub fn special_cause(values: &[Option<i64>]) -> Option<(usize, i64)> {
    let process = Process::of(values.iter().copied().enumerate(), false);
    let way = |at: usize| process.judge(at).first().map(|&(_, way)| way);
    let last = process.at.len().checked_sub(1).filter(|_| process.known >= 12)?;
    let of_last = way(last)?;
    let first = (0..=last).rev().take_while(|&at| way(at) == Some(of_last)).last()?;
    Some((process.at[first], of_last))
}
