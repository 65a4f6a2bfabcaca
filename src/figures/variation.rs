//! A measure's XmR chart up to an edition, and what follows from it: which measures need attention, and why.
//!
//! Measure, settings and status date → [`Chart`] and [`Reason`]s. The statistics stand in `xmr`, the target's outlook in
//! `outlook`. Deliberately absent: words.

use chrono::NaiveDate;

use super::Figure;
use super::measures::{Change, MeasureFigures, Meeting, Run, measure_figures, run_of};
use super::outlook::{Outlook, outlook};
use super::xmr::{self, Assurance, Special, StepChange, Variation, Xmr, XmrInput, xmr};
use crate::area::settings::Settings;
use crate::programme::model::{Measure, Month, Unit};

/// A measure's chart, and the month each of its points stands for.
#[derive(Clone, Debug)]
pub struct Chart {
    pub months: Vec<Month>,
    pub xmr: Xmr,
}

impl Chart {
    /// The month since which the special cause of the last point has held.
    pub fn since(&self) -> Option<Month> {
        xmr::since(&self.xmr).and_then(|at| self.months.get(at).copied())
    }

    /// What the last point's special cause means; `None` where its variation is common or not judged.
    pub fn special(&self) -> Option<Special> {
        match self.xmr.variation {
            Variation::Special(cause) => Some(cause.special),
            Variation::Common | Variation::None => None,
        }
    }
}

/// Computes the chart of a measure up to the edition's month, with the steps of limits that the settings name for it.
pub fn chart(measure: &Measure, figures: &MeasureFigures, settings: &Settings, status_date: NaiveDate) -> Chart {
    let edition = Month::of(status_date);
    let shown = || measure.series.iter().filter(|entry| entry.month <= edition);
    let months: Vec<Month> = shown().map(|entry| entry.month).collect();
    let values: Vec<Option<f64>> = shown().map(|entry| entry.value.as_ref().ok().copied()).collect();
    let own = settings.step_change.iter().filter(|step| step.measure == measure.reference.value);
    let steps: Vec<StepChange> = own
        .filter_map(|step| {
            let from = step.month()?;
            let at = months.iter().position(|month| *month >= from)?;
            Some(StepChange { at, reason: step.reason.clone() })
        })
        .collect();
    let xmr = xmr(&XmrInput {
        values: &values,
        good: measure.good.as_ref().map(|good| good.value),
        target: figures.target,
        shares: measure.unit == Unit::Percent,
        screen: settings.charts.screen_moving_ranges,
        steps: &steps,
    });
    Chart { months, xmr }
}

/// Why a measure asks for attention, the most pressing first.
#[derive(Clone, Debug)]
pub enum Reason<'a> {
    /// Special cause variation for the worse, since a month.
    Worsening(Option<Month>),
    /// The target is missed and lies beyond the process limits.
    BeyondLimits,
    /// The target is missed.
    Missed,
    /// The target is missed, but special cause variation is for the better, since a month. Limits that span a rise lie
    /// behind where the process is now; then they say nothing of what to expect.
    MissedButImproving(Option<Month>),
    /// No figure, or none since a month that is three or more months ago.
    NoFigure(Option<Month>),
    /// The present trend does not reach the next target.
    OutOfReach(Outlook<'a>),
    /// Worse than the figure before: chance until the chart says otherwise, so it only adds to other reasons.
    WorseThanBefore,
}

impl Reason<'_> {
    fn rank(&self) -> usize {
        match self {
            Reason::Worsening(_) => 0,
            Reason::BeyondLimits => 1,
            Reason::Missed => 2,
            Reason::MissedButImproving(_) | Reason::NoFigure(_) => 3,
            Reason::OutOfReach(_) => 4,
            Reason::WorseThanBefore => 5,
        }
    }
}

/// Why a measure asks for attention, the most pressing reason first; empty where nothing does.
pub fn attention<'a>(
    measure: &'a Measure,
    figures: &MeasureFigures,
    chart: &Chart,
    status_date: NaiveDate,
) -> Vec<Reason<'a>> {
    const OLD: u32 = 3;
    let mut reasons = Vec::new();
    if chart.special() == Some(Special::Concern) {
        reasons.push(Reason::Worsening(chart.since()));
    }
    if figures.meets == Meeting::NotMet {
        reasons.push(match chart.xmr.assurance {
            _ if chart.special() == Some(Special::Improvement) => Reason::MissedButImproving(chart.since()),
            Assurance::Fail => Reason::BeyondLimits,
            _ => Reason::Missed,
        });
    }
    let latest = figures.latest.as_ref().map(|latest| latest.value.month);
    let edition = Month::of(status_date);
    if latest.is_none_or(|latest| (0..OLD).fold(latest, |month, _| month.next()) <= edition) {
        reasons.push(Reason::NoFigure(latest));
    }
    if let Some(outlook) = outlook(measure, status_date).filter(|outlook| !outlook.reaches) {
        reasons.push(Reason::OutOfReach(outlook));
    }
    if !reasons.is_empty() && figures.which_way == Change::Worse {
        reasons.push(Reason::WorseThanBefore);
    }
    reasons.sort_by_key(Reason::rank);
    reasons
}

/// A measure with its figures, its chart and why it asks for attention.
pub struct Judged<'a> {
    pub measure: &'a Measure,
    pub figures: MeasureFigures,
    pub chart: Chart,
    pub reasons: Vec<Reason<'a>>,
}

/// Judges every measure, in the dashboard's order.
pub fn judge<'a>(measures: &'a [Measure], settings: &Settings, status_date: NaiveDate) -> Vec<Judged<'a>> {
    measures
        .iter()
        .map(|measure| {
            let figures = measure_figures(measure, status_date);
            let chart = chart(measure, &figures, settings, status_date);
            let reasons = attention(measure, &figures, &chart, status_date);
            Judged { measure, figures, chart, reasons }
        })
        .collect()
}

/// Those that ask for attention, the most pressing first.
pub fn needing_attention<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let mut needing: Vec<&Judged<'a>> = judged.iter().filter(|of| !of.reasons.is_empty()).collect();
    needing.sort_by_key(|of| of.reasons.first().map(Reason::rank));
    needing
}

/// How many measures show each kind of variation and of assurance; the cells are those of the latest values.
#[derive(Clone, Debug, Default)]
pub struct VariationCounts {
    pub improving: Figure<usize>,
    pub worsening: Figure<usize>,
    pub special_neither: Figure<usize>,
    pub common: Figure<usize>,
    pub not_judged: Figure<usize>,
    pub assured: Figure<usize>,
    pub not_assured: Figure<usize>,
    pub by_chance: Figure<usize>,
}

pub fn variation_counts(judged: &[Judged<'_>]) -> VariationCounts {
    let mut counts = VariationCounts::default();
    for of in judged {
        let latest = of.figures.latest.as_ref().and_then(|latest| latest.sources.first());
        let at = latest.unwrap_or(&of.measure.at);
        let variation = match (of.chart.xmr.variation, of.chart.special()) {
            (_, Some(Special::Improvement)) => &mut counts.improving,
            (_, Some(Special::Concern)) => &mut counts.worsening,
            (_, Some(Special::Neither)) => &mut counts.special_neither,
            (Variation::Common, _) => &mut counts.common,
            _ => &mut counts.not_judged,
        };
        variation.add(at);
        match of.chart.xmr.assurance {
            Assurance::Pass => counts.assured.add(at),
            Assurance::Fail => counts.not_assured.add(at),
            Assurance::HitOrMiss => counts.by_chance.add(at),
            Assurance::None => {}
        }
    }
    counts
}

/// The measure that has moved one way longest, figure after figure up to its latest, where that is three or more.
pub fn longest_run(measures: &[Measure], way: Change, status_date: NaiveDate) -> Option<(Run, &Measure)> {
    const LEAST: usize = 3;
    let runs = measures.iter().filter_map(|measure| Some((run_of(measure, status_date)?, measure)));
    let long = runs.filter(|(run, _)| run.way == way && run.value >= LEAST);
    long.min_by_key(|(run, _)| std::cmp::Reverse(run.value))
}
