//! A measure's XmR chart up to an edition, and what follows from it: which measures need attention, and why.
//!
//! Measure, settings and status date → [`Chart`] and [`Reason`]s. The statistics stand in `xmr`, the target's outlook in
//! `outlook`. Deliberately absent: words.

use chrono::NaiveDate;

use super::measures::{Change, MeasureFigures, Meeting};
use super::outlook::Outlook;
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
    pub(super) fn rank(&self) -> usize {
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
    figures: &MeasureFigures,
    chart: &Chart,
    outlook: Option<&Outlook<'a>>,
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
    if let Some(outlook) = outlook.filter(|outlook| !outlook.reaches) {
        reasons.push(Reason::OutOfReach(outlook.clone()));
    }
    if !reasons.is_empty() && figures.which_way == Change::Worse {
        reasons.push(Reason::WorseThanBefore);
    }
    reasons.sort_by_key(Reason::rank);
    reasons
}
