//! A measure's XmR chart as facts: its limits, what stands out, the two badges in words, why it may need attention.
//!
//! What is computed stands in `figures`; here are the words.

use serde_json::{Value, json};

use super::{Given, measure_fact, measure_words};
use crate::figures::{
    self, Assurance, Change, Chart, Judged, MeasureFigures, Meeting, Reason, Rule, Special, Variation, Way,
};
use crate::programme::model::{Good, Measure, Month, Unit};
use crate::text;
use crate::wording;

/// Why there are no limits, or only trial limits; `None` where they stand on enough points.
fn note(chart: &Chart) -> Option<String> {
    let least = figures::MINIMUM_POINTS;
    let known = || chart.xmr.points.iter().filter(|point| point.value.is_some());
    if !chart.xmr.enough {
        return Some(format!("Too few points for limits: {} of the {least} that are needed.", known().count()));
    }
    match known().next_back()?.segment.map(|at| &chart.xmr.segments[at]) {
        None => Some("Too few points since the last step change for new limits.".to_owned()),
        Some(segment) if segment.trial => Some(format!(
            "Trial limits: {} points since the step change, of the {least} that are needed.",
            segment.known
        )),
        Some(_) => None,
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
        "note": note(chart),
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

fn variation_in_words(variation: Variation) -> String {
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
fn assurance_in_words(assurance: Assurance, meets: Meeting) -> &'static str {
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

/// Why a measure asks for attention, as one sentence.
fn reasons_in_words(of: &Judged<'_>) -> String {
    let reasons: Vec<String> = of.reasons.iter().map(|reason| reason_in_words(reason, of)).collect();
    text::sentence(&text::capitalised(&reasons.join("; ")))
}

fn reason_in_words(reason: &Reason<'_>, of: &Judged<'_>) -> String {
    let unit = of.measure.unit;
    let since =
        |month: &Option<Month>| month.map(|month| format!(" since {}", wording::month(month))).unwrap_or_default();
    let missed = || {
        let latest = of.figures.latest.as_ref().map(|latest| wording::value(latest.value.value, unit));
        let side = match of.measure.good.as_ref().map(|good| good.value) {
            Some(Good::Low) => "is above",
            _ => "is short of",
        };
        let target = of.figures.target.map(|target| wording::target(target, unit));
        format!("{} {side} the target of {}", latest.unwrap_or_default(), target.unwrap_or_default())
    };
    match reason {
        Reason::Worsening(from) => format!("special cause variation for the worse{}", since(from)),
        Reason::BeyondLimits => format!("{}, which lies beyond the process limits", missed()),
        Reason::Missed => missed(),
        Reason::MissedButImproving(from) => format!("{}; improving{}", missed(), since(from)),
        Reason::NoFigure(None) => "there is no figure".to_owned(),
        Reason::NoFigure(from) => format!("no figure{}", since(from)),
        Reason::OutOfReach(outlook) => format!(
            "the present trend does not reach {} by {}",
            wording::target(outlook.step.value, unit),
            wording::month(outlook.by)
        ),
        Reason::WorseThanBefore => "worse than the figure before".to_owned(),
    }
}

/// What the charts of all measures come to: counts, the longest runs, and the measures that need attention.
pub fn of_all(given: &Given<'_>) -> [(&'static str, Value); 4] {
    let (measures, date) = (&given.programme().measures, given.status_date());
    let judged = figures::judge(measures, given.settings, date);
    let counts = figures::variation_counts(&judged);
    let attention: Vec<Value> = figures::needing_attention(&judged)
        .into_iter()
        .map(|of| {
            let mut fact = measure_fact(given, of.measure);
            fact["why"] = reasons_in_words(of).into();
            fact
        })
        .collect();
    let run = |way: Change| {
        figures::longest_run(measures, way, date).map(|(run, measure)| {
            json!({
                "ref": measure.reference.value,
                "name": measure.name.value,
                "figures": run.value,
                "since": wording::month(run.since),
            })
        })
    };
    [
        (
            "variation",
            json!({
                "improving": counts.improving.value,
                "worsening": counts.worsening.value,
                "special_neither": counts.special_neither.value,
                "common": counts.common.value,
                "not_judged": counts.not_judged.value,
                "assured": counts.assured.value,
                "not_assured": counts.not_assured.value,
                "by_chance": counts.by_chance.value,
            }),
        ),
        ("longest_better", run(Change::Better).into()),
        ("longest_worse", run(Change::Worse).into()),
        ("attention", attention.into()),
    ]
}

/// The alternative text of a measure's chart: its course, and "special cause improvement since March 2025".
pub fn alt(measure: &Measure, figures: &MeasureFigures, chart: &Chart) -> String {
    let words = measure_words::measure_in_words(measure, figures);
    let special = match chart.special() {
        Some(Special::Improvement) => "special cause improvement",
        Some(Special::Concern) => "special cause concern",
        Some(Special::Neither) => "special cause variation",
        None => return words,
    };
    match chart.since() {
        Some(since) => format!("{}; {special} since {}.", words.trim_end_matches('.'), wording::month(since)),
        None => words,
    }
}
