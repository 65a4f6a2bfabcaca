//! Every measure, judged: its figures, its chart, its outlook and why it may need attention; and what they come to.
//!
//! Computed once for an edition: whatever is said of a measure comes from here.

use chrono::NaiveDate;

use super::Figure;
use super::measures::{Change, MeasureFigures, Meeting, Run, against, measure_figures, run_of, target_cell};
use super::outlook::{Outlook, outlook};
use super::variation::{Chart, Reason, attention, chart};
use super::xmr::{Assurance, Special, Variation};
use crate::area::settings::Settings;
use crate::programme::model::{Measure, Month};

/// A measure with its figures, its chart and why it asks for attention.
pub struct Judged<'a> {
    pub measure: &'a Measure,
    pub figures: MeasureFigures,
    pub chart: Chart,
    /// Whether the present trend reaches the next target; `None` where no dated target lies ahead.
    pub outlook: Option<Outlook<'a>>,
    /// How long it has moved one way.
    pub run: Option<Run>,
    /// The most pressing first.
    pub reasons: Vec<Reason<'a>>,
}

/// Judges every measure, in the dashboard's order.
pub fn judge<'a>(measures: &'a [Measure], settings: &Settings, status_date: NaiveDate) -> Vec<Judged<'a>> {
    measures
        .iter()
        .map(|measure| {
            let figures = measure_figures(measure, status_date);
            let chart = chart(measure, &figures, settings, status_date);
            let outlook = outlook(measure, status_date);
            let reasons = attention(&figures, &chart, outlook.as_ref(), status_date);
            Judged { measure, figures, chart, outlook, run: run_of(measure, status_date), reasons }
        })
        .collect()
}

/// How a set of measures stands. Each figure's cells are those that decide it: values and targets, or the measure's own
/// cell where it has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeasureCounts {
    pub total: Figure<usize>,
    pub with_target: Figure<usize>,
    pub without_target: Figure<usize>,
    pub meeting_target: Figure<usize>,
    pub missing_target: Figure<usize>,
    pub better: Figure<usize>,
    pub worse: Figure<usize>,
    pub unchanged: Figure<usize>,
    /// Those for which the dashboard gives England's figure, and those whose latest value is better than it.
    pub with_england: Figure<usize>,
    pub better_than_england: Figure<usize>,
    /// The newest month for which any measure has a value.
    pub latest_month: Option<Month>,
}

/// Counts the measures by target and by change.
pub fn measure_counts(judged: &[Judged<'_>]) -> MeasureCounts {
    let mut counts = MeasureCounts::default();
    for Judged { measure, figures, .. } in judged {
        counts.total.add(&measure.at);
        if let Some(against) = against(measure, figures, &measure.england) {
            counts.with_england.add(&against.sources[1]);
            if against.value.way == Change::Better {
                counts.better_than_england.value += 1;
                counts.better_than_england.sources.extend(against.sources);
            }
        }
        match figures.target {
            Some(_) => counts.with_target.add(target_cell(measure)),
            None => counts.without_target.add(&measure.at),
        }
        let judged = match figures.meets {
            Meeting::Met => Some(&mut counts.meeting_target),
            Meeting::NotMet => Some(&mut counts.missing_target),
            Meeting::NoTarget | Meeting::NoData | Meeting::Unknown => None,
        };
        if let (Some(judged), Some(latest)) = (judged, &figures.latest) {
            judged.add(&latest.sources[0]);
            judged.sources.push(target_cell(measure).clone());
        }
        let moved = match figures.which_way {
            Change::Better => Some(&mut counts.better),
            Change::Worse => Some(&mut counts.worse),
            Change::Same => Some(&mut counts.unchanged),
            Change::Unknown => None,
        };
        if let (Some(moved), Some(change)) = (moved, &figures.change) {
            moved.value += 1;
            moved.sources.extend(change.sources.iter().cloned());
        }
        counts.latest_month = counts.latest_month.max(figures.latest.as_ref().map(|latest| latest.value.month));
    }
    counts
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
        match assurance_beside(of.chart.xmr.assurance, of.figures.meets) {
            Assurance::Pass => counts.assured.add(at),
            Assurance::Fail => counts.not_assured.add(at),
            Assurance::HitOrMiss => counts.by_chance.add(at),
            Assurance::Lagging | Assurance::None => {}
        }
    }
    counts
}

/// A target's assurance beside the latest figure. Limits that span a long rise or fall lag behind it: where they tell of the
/// target the opposite of what the latest figure does, neither is to be believed until they are reset.
pub fn assurance_beside(assurance: Assurance, latest: Meeting) -> Assurance {
    match (assurance, latest) {
        (Assurance::Pass, Meeting::NotMet) | (Assurance::Fail, Meeting::Met) => Assurance::Lagging,
        _ => assurance,
    }
}

/// The measure that has moved one way longest, figure after figure up to its latest, where that is three or more.
pub fn longest_run<'j, 'a>(judged: &'j [Judged<'a>], way: Change) -> Option<(Run, &'j Judged<'a>)> {
    const LEAST: usize = 3;
    let runs = judged.iter().filter_map(|of| Some((of.run?, of)));
    let long = runs.filter(|(run, _)| run.way == way && run.value >= LEAST);
    long.min_by_key(|(run, _)| std::cmp::Reverse(run.value))
}
