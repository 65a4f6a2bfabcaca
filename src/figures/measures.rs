//! A measure's figures: latest value, change, the target in force, whether it is met.

use chrono::NaiveDate;

use super::Figure;
use crate::located::{CellRef, Located};
use crate::programme::model::{Good, Measure, Month, MonthlyValue};

/// A value of a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub month: Month,
    pub value: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MeasureFigures {
    pub first: Option<Figure<Reading>>,
    pub latest: Option<Figure<Reading>>,
    /// The last value before the latest; not always the month before.
    pub previous: Option<Figure<Reading>>,
    pub change: Option<Figure<f64>>,
    pub which_way: Change,
    pub target: Option<f64>,
    pub meets: Meeting,
    /// The months from the first that has a value up to the edition's, and those of them without a value: what a measure had
    /// before it began is no gap. All months where none has a value.
    pub months: Figure<usize>,
    pub months_missing: Figure<usize>,
}

/// Whether a change is for the better, by the measure's own direction of good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Better,
    Worse,
    Same,
    /// No earlier value, or the dashboard does not say which way is good.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    Met,
    NotMet,
    NoTarget,
    NoData,
    /// There is a target, but the dashboard does not say which way is good.
    Unknown,
}

/// Values closer than this are the same: a tenth of the last place a dashboard stores.
pub const SAME: f64 = 1e-6;

pub fn measure_figures(measure: &Measure, status_date: NaiveDate) -> MeasureFigures {
    let edition = Month::of(status_date);
    let mut known = measure.series.iter().filter(|entry| entry.month <= edition).filter_map(reading);
    let first = known.next();
    let mut latest = first.clone();
    let mut previous = None;
    for entry in known {
        previous = latest.replace(entry);
    }
    let change = latest.as_ref().zip(previous.as_ref()).map(|(latest, previous)| Figure {
        value: latest.value.value - previous.value.value,
        sources: vec![previous.sources[0].clone(), latest.sources[0].clone()],
    });
    let good = measure.good.as_ref().map(|good| good.value);
    let which_way = change.as_ref().map_or(Change::Unknown, |change| which_way(change.value, good));
    let target = target_in_force(measure, status_date);
    let meets = match (target, &latest, good) {
        (None, _, _) => Meeting::NoTarget,
        (_, None, _) => Meeting::NoData,
        (_, _, None) => Meeting::Unknown,
        (Some(target), Some(latest), Some(Good::High)) => met(latest.value.value >= target - SAME),
        (Some(target), Some(latest), Some(Good::Low)) => met(latest.value.value <= target + SAME),
    };
    let (mut months, mut months_missing) = (Figure::default(), Figure::default());
    let began = first.as_ref().map(|first| first.value.month);
    let counted = |month: Month| month <= edition && began.is_none_or(|began| began <= month);
    for entry in measure.series.iter().filter(|entry| counted(entry.month)) {
        months.add(&entry.at);
        if entry.value.is_err() {
            months_missing.add(&entry.at);
        }
    }
    MeasureFigures { first, latest, previous, change, which_way, target, meets, months, months_missing }
}

/// Which way a change goes, by the measure's own direction of good.
pub fn which_way(change: f64, good: Option<Good>) -> Change {
    match good {
        _ if change.abs() < SAME => Change::Same,
        Some(good) if (change > 0.0) == (good == Good::High) => Change::Better,
        Some(_) => Change::Worse,
        None => Change::Unknown,
    }
}

/// How many figures in a row, up to the latest, each moved the same way from the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    pub way: Change,
    pub value: usize,
    /// The month of the figure the run began from.
    pub since: Month,
}

/// `None` where fewer than two figures are known, or the latest did not move for the better or the worse.
pub fn run_of(measure: &Measure, status_date: NaiveDate) -> Option<Run> {
    let edition = Month::of(status_date);
    let good = measure.good.as_ref().map(|good| good.value);
    let known: Vec<Reading> = measure
        .series
        .iter()
        .filter(|entry| entry.month <= edition)
        .filter_map(|entry| Some(Reading { month: entry.month, value: *entry.value.as_ref().ok()? }))
        .collect();
    let moves: Vec<Change> = known.windows(2).map(|two| which_way(two[1].value - two[0].value, good)).collect();
    let way = *moves.last().filter(|way| matches!(way, Change::Better | Change::Worse))?;
    let value = moves.iter().rev().take_while(|moved| **moved == way).count();
    Some(Run { way, value, since: known[known.len() - 1 - value].month })
}

fn met(met: bool) -> Meeting {
    if met { Meeting::Met } else { Meeting::NotMet }
}

fn reading(entry: &MonthlyValue) -> Option<Figure<Reading>> {
    let value = *entry.value.as_ref().ok()?;
    Some(Figure { value: Reading { month: entry.month, value }, sources: vec![entry.at.clone()] })
}

/// A difference, and whether it is for the better.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The latest value less what it is compared with.
    pub gap: f64,
    pub way: Change,
}

/// The latest value against one that the dashboard gives, such as England's.
pub fn against(measure: &Measure, figures: &MeasureFigures, given: &Option<Located<f64>>) -> Option<Figure<Gap>> {
    let (latest, given) = (figures.latest.as_ref()?, given.as_ref()?);
    let gap = latest.value.value - given.value;
    let way = which_way(gap, measure.good.as_ref().map(|good| good.value));
    Some(Figure { value: Gap { gap, way }, sources: vec![latest.sources[0].clone(), given.at.clone()] })
}

/// How far the latest value is from the target that it misses; `None` where it is met or cannot be judged.
pub fn short_of_target(measure: &Measure, figures: &MeasureFigures) -> Option<Figure<Gap>> {
    let (latest, target) = (figures.latest.as_ref()?, figures.target?);
    (figures.meets == Meeting::NotMet).then(|| Figure {
        value: Gap { gap: latest.value.value - target, way: Change::Worse },
        sources: vec![latest.sources[0].clone(), target_cell(measure).clone()],
    })
}

/// How much better the latest value is than the first, and the month of the first; `None` where it is no better.
pub fn gain(measure: &Measure, figures: &MeasureFigures) -> Option<(Figure<Gap>, Month)> {
    let (first, latest) = (figures.first.as_ref()?, figures.latest.as_ref()?);
    let gap = latest.value.value - first.value.value;
    let way = which_way(gap, measure.good.as_ref().map(|good| good.value));
    let sources = vec![first.sources[0].clone(), latest.sources[0].clone()];
    (way == Change::Better).then_some((Figure { value: Gap { gap, way }, sources }, first.value.month))
}

/// The cell a measure's target was read from; the measure's own where none was.
pub fn target_cell(measure: &Measure) -> &CellRef {
    let words = measure.target_words.as_ref().map(|words| &words.at);
    measure.target.as_ref().map(|target| &target.at).or(words).unwrap_or(&measure.at)
}

/// The target that counts on a day: of stepped targets the last one due by then, or the first where none is due yet.
pub fn target_in_force(measure: &Measure, on: NaiveDate) -> Option<f64> {
    let day = |by: &Option<crate::programme::model::WrittenDate>| by.as_ref().and_then(|by| by.date);
    if measure.steps.iter().filter(|step| day(&step.by).is_some()).count() < 2 {
        return measure.target.as_ref().map(|target| target.value);
    }
    let due = measure.steps.iter().rev().find(|step| day(&step.by).is_some_and(|by| by <= on));
    due.or(measure.steps.first()).map(|step| step.value)
}
