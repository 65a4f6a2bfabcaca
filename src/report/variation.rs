//! A measure's XmR chart as facts: its limits, what stands out, the two icons in words, and why it may need attention.

use serde_json::{Value, json};

use super::facts::Given;
use super::measure_words;
use crate::figures::{
    self, Assurance, Change, MeasureFigures, Meeting, Rule, Special, StepChange, Variation, Way, Xmr, XmrInput,
};
use crate::programme::model::{Measure, Month, Unit};
use crate::wording;

/// A measure's chart, and the month each of its points stands for.
pub struct Chart {
    pub months: Vec<Month>,
    pub xmr: Xmr,
}

/// Computes the chart of a measure up to the edition's month, with the limits' steps that the settings name for it.
pub fn chart(given: &Given<'_>, measure: &Measure, figures: &MeasureFigures) -> Chart {
    let edition = Month::of(given.edition.status_date);
    let known = || measure.series.iter().filter(|entry| entry.month <= edition);
    let months: Vec<Month> = known().map(|entry| entry.month).collect();
    let values: Vec<Option<f64>> = known().map(|entry| entry.value.as_ref().ok().copied()).collect();
    let own = given.settings.step_change.iter().filter(|step| step.measure == measure.reference.value);
    let steps: Vec<StepChange> = own
        .filter_map(|step| {
            let from = step.month()?;
            let at = months.iter().position(|month| *month >= from)?;
            Some(StepChange { at, reason: step.reason.clone() })
        })
        .collect();
    let xmr = figures::xmr(&XmrInput {
        values: &values,
        good: measure.good.as_ref().map(|good| good.value),
        target: figures.target,
        shares: measure.unit == Unit::Percent,
        screen: given.settings.charts.screen_moving_ranges,
        steps: &steps,
    });
    Chart { months, xmr }
}

impl Chart {
    /// The month since which the special cause of the last point has held.
    pub fn since(&self) -> Option<Month> {
        figures::since(&self.xmr).and_then(|at| self.months.get(at).copied())
    }

    fn known(&self) -> usize {
        self.xmr.points.iter().filter(|point| point.value.is_some()).count()
    }

    /// Why there are no limits, or only trial limits; `None` where they stand on enough points.
    fn note(&self) -> Option<String> {
        let least = figures::MINIMUM_POINTS;
        if !self.xmr.enough {
            return Some(format!("Too few points for limits: {} of the {least} that are needed.", self.known()));
        }
        let last = self.xmr.points.iter().rev().find(|point| point.value.is_some())?;
        match last.segment.map(|at| &self.xmr.segments[at]) {
            None => Some("Too few points since the last step change for new limits.".to_owned()),
            Some(segment) if segment.trial => Some(format!(
                "Trial limits: {} points since the step change, of the {least} that are needed.",
                segment.known
            )),
            Some(_) => None,
        }
    }
}

pub fn facts(chart: &Chart, measure: &Measure, figures: &MeasureFigures) -> Value {
    let unit = measure.unit;
    let number = |value: f64| json!({"value": value, "text": rounded(value, unit)});
    json!({
        "enough": chart.xmr.enough,
        "points": chart.xmr.points.iter().zip(&chart.months).map(|(point, month)| {
            let entry = measure.series.iter().find(|entry| entry.month == *month);
            json!({
                "month": month.id(),
                "label": wording::short_month(*month),
                "value": point.value,
                "missing": entry.and_then(|entry| entry.value.as_ref().err()).map(|why| why.words()),
                "segment": point.segment,
                "special": point.cause.map(|cause| cause.special.key()),
                "rules": point.rules.iter().map(|rule| rule_in_words(*rule)).collect::<Vec<_>>(),
            })
        }).collect::<Vec<_>>(),
        "segments": chart.xmr.segments.iter().map(|segment| json!({
            "from": segment.from,
            "to": segment.to,
            "mean": number(segment.mean),
            "lower": number(segment.lower),
            "upper": number(segment.upper),
            "lower_cut": segment.lower_cut,
            "upper_cut": segment.upper_cut,
            "trial": segment.trial,
            "reason": segment.reason,
        })).collect::<Vec<_>>(),
        "variation": {"key": chart.xmr.variation.key(), "word": variation_in_words(chart.xmr.variation)},
        "assurance": {"key": chart.xmr.assurance.key(), "word": assurance_in_words(chart.xmr.assurance, figures.meets)},
        "since": chart.since().map(wording::month),
        "note": chart.note(),
    })
}

/// Means and limits need no more places than the figures they stand beside.
fn rounded(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => wording::value(value, unit),
        Unit::Number if value.abs() >= 100.0 => wording::value(value.round(), unit),
        Unit::Number => wording::value((value * 10.0).round() / 10.0, unit),
    }
}

fn rule_in_words(rule: Rule) -> &'static str {
    match rule {
        Rule::Outside => "outside the limits",
        Rule::Trend => "one of seven or more rising or falling",
        Rule::NearLimit => "one of two in three near a limit",
        Rule::Shift => "one of seven or more on one side of the mean",
    }
}

pub fn variation_in_words(variation: Variation) -> String {
    let Variation::Special(cause) = variation else {
        return match variation {
            Variation::Common => "Common cause variation: no significant change".to_owned(),
            _ => "Too few points to judge variation".to_owned(),
        };
    };
    let what = match cause.special {
        Special::Improvement => "improving",
        Special::Concern => "worsening",
        Special::Neither => "neither better nor worse is stated",
    };
    let way = if cause.way == Way::High { "higher" } else { "lower" };
    format!("Special cause variation, {what}: {way} values")
}

/// Limits that span a rise or a fall lie behind the process; where the latest figure tells otherwise, the words say so.
pub fn assurance_in_words(assurance: Assurance, meets: Meeting) -> &'static str {
    match (assurance, meets) {
        (Assurance::Pass, Meeting::NotMet) => {
            "The process limits lie on the good side of the target, but the latest figure misses it"
        }
        (Assurance::Pass, _) => "The process limits lie on the good side of the target: it is met consistently",
        (Assurance::Fail, Meeting::Met) => {
            "The process limits of all these months fall short of the target, but the latest figure meets it"
        }
        (Assurance::Fail, _) => "The process limits fall short of the target",
        (Assurance::HitOrMiss, _) => "The target lies within the process limits: it may be met or missed by chance",
        (Assurance::None, _) => "No target, or too few points, to judge by",
    }
}

/// Why a measure asks for attention, the weightiest reason first. Its place in the list of all that do.
pub struct Attention {
    pub rank: usize,
    pub reasons: Vec<String>,
}

/// `None` where nothing about a measure asks for attention: special cause variation for the worse, a target that
/// cannot be expected to be met, a target missed, or no figure for three months.
pub fn attention(given: &Given<'_>, measure: &Measure, figures: &MeasureFigures, chart: &Chart) -> Option<Attention> {
    let mut reasons: Vec<(usize, String)> = Vec::new();
    let since =
        |month: Option<Month>| month.map(|month| format!(" since {}", wording::month(month))).unwrap_or_default();
    if let Variation::Special(cause) = chart.xmr.variation
        && cause.special == Special::Concern
    {
        reasons.push((0, format!("special cause variation for the worse{}", since(chart.since()))));
    }
    let target = figures.target.map(|target| wording::target(target, measure.unit)).unwrap_or_default();
    if figures.meets == Meeting::NotMet {
        let latest = figures.latest.as_ref().map(|latest| wording::value(latest.value.value, measure.unit));
        let short = format!("{} is short of the target of {target}", latest.unwrap_or_default());
        let improving =
            matches!(chart.xmr.variation, Variation::Special(cause) if cause.special == Special::Improvement);
        // Limits that span a rise lie below where the process is now; then they say nothing of what to expect.
        match chart.xmr.assurance {
            Assurance::Fail if !improving => {
                reasons.push((1, format!("{short}, which lies beyond the process limits")))
            }
            _ if improving => reasons.push((3, format!("{short}; improving{}", since(chart.since())))),
            _ => reasons.push((2, short)),
        }
    }
    if figures.which_way == figures::Change::Worse {
        reasons.push((6, "worse than the figure before".to_owned()));
    }
    if let Some(outlook) = figures::outlook(measure, given.edition.status_date)
        && !outlook.reaches
    {
        let by = wording::month(outlook.by);
        reasons.push((
            5,
            format!("the present trend does not reach {} by {by}", wording::target(outlook.step.value, measure.unit)),
        ));
    }
    const OLD: u32 = 3;
    let edition = Month::of(given.edition.status_date);
    match &figures.latest {
        None => reasons.push((3, "there is no figure".to_owned())),
        Some(latest) if (0..OLD).fold(latest.value.month, |month, _| month.next()) <= edition => {
            reasons.push((3, format!("no figure since {}", wording::month(latest.value.month))));
        }
        Some(_) => {}
    }
    // A worse figure alone is chance until the chart says otherwise; it only adds to other reasons.
    let rank = reasons.iter().map(|(rank, _)| *rank).filter(|rank| *rank != 6).min()?;
    reasons.sort_by_key(|(rank, _)| *rank);
    Some(Attention { rank, reasons: reasons.into_iter().map(|(_, reason)| reason).collect() })
}

/// The measures that ask for attention, the most pressing first.
pub fn needing_attention(given: &Given<'_>) -> Vec<Value> {
    let mut all: Vec<(usize, Value)> = given
        .programme()
        .measures
        .iter()
        .filter_map(|measure| {
            let figures = figures::measure_figures(measure, given.edition.status_date);
            let found = attention(given, measure, &figures, &chart(given, measure, &figures))?;
            let why = wording::sentence(&wording::capitalised(&found.reasons.join("; ")));
            let mut fact = super::facts::measure_fact(given, measure);
            fact["why"] = why.into();
            Some((found.rank, fact))
        })
        .collect();
    all.sort_by_key(|(rank, _)| *rank);
    all.into_iter().map(|(_, fact)| fact).collect()
}

/// The measure that has moved one way longest, figure after figure up to its latest, where that is three or more.
pub fn longest_run(given: &Given<'_>, way: Change) -> Value {
    longest(given, way).map_or(Value::Null, |(run, measure)| {
        json!({
            "ref": measure.reference.value,
            "name": measure.name.value,
            "figures": run.value,
            "since": wording::month(run.since),
        })
    })
}

pub fn longest<'a>(given: &Given<'a>, way: Change) -> Option<(figures::Run, &'a Measure)> {
    let runs = given.edition.programme.measures.iter().filter_map(|measure| {
        let run = figures::run_of(measure, given.edition.status_date).filter(|run| run.way == way && run.value >= 3)?;
        Some((run, measure))
    });
    runs.min_by_key(|(run, _)| std::cmp::Reverse(run.value))
}

/// How many measures show each kind of variation and of assurance.
pub fn counts(given: &Given<'_>) -> Value {
    let charts: Vec<Chart> = given
        .programme()
        .measures
        .iter()
        .map(|measure| chart(given, measure, &figures::measure_figures(measure, given.edition.status_date)))
        .collect();
    let special = |wanted: Special| {
        charts
            .iter()
            .filter(|chart| matches!(chart.xmr.variation, Variation::Special(cause) if cause.special == wanted))
            .count()
    };
    let variation = |wanted: Variation| charts.iter().filter(|chart| chart.xmr.variation == wanted).count();
    let assurance = |wanted: Assurance| charts.iter().filter(|chart| chart.xmr.assurance == wanted).count();
    json!({
        "improving": special(Special::Improvement),
        "worsening": special(Special::Concern),
        "special_neither": special(Special::Neither),
        "common": variation(Variation::Common),
        "not_judged": variation(Variation::None),
        "assured": assurance(Assurance::Pass),
        "not_assured": assurance(Assurance::Fail),
        "by_chance": assurance(Assurance::HitOrMiss),
    })
}

/// What the alternative text of a chart adds: "special cause improvement since March 2025".
pub fn in_alt(chart: &Chart) -> Option<String> {
    let Variation::Special(cause) = chart.xmr.variation else { return None };
    let word = match cause.special {
        Special::Improvement => "special cause improvement",
        Special::Concern => "special cause concern",
        Special::Neither => "special cause variation",
    };
    Some(format!("{word} since {}", wording::month(chart.since()?)))
}

/// The alternative text of a measure's chart.
pub fn alt(given: &Given<'_>, measure: &Measure, figures: &MeasureFigures) -> String {
    let words = measure_words::measure_in_words(measure, figures);
    match in_alt(&chart(given, measure, figures)) {
        Some(more) => format!("{}; {more}.", words.trim_end_matches('.')),
        None => words,
    }
}
