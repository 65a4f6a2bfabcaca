//! A measure's XmR chart as facts: its limits, what stands out, the two badges in words, why it may need attention.
//!
//! What is computed stands in `figures`; here are the words.

use super::context::Context;
use super::measure_words;
use super::parts::Origins;
use crate::figures::{
    self, Assurance, Chart, Figure, Judged, MeasureFigures, Meeting, Reason, Rule, Special, Variation, Way,
};
use crate::group;
use crate::ledger::{Fact, number, origin};
use crate::located::CellRef;
use crate::programme::model::{Good, Measure, Missing, Month, Unit};
use crate::{text, wording};

/// Why there are no limits, only trial limits, or limits that lag behind; `None` where they can be taken as they are.
fn note(chart: &Chart) -> Option<String> {
    let least = figures::MINIMUM_POINTS;
    let known = || chart.xmr.points.iter().filter(|point| point.value.is_some());
    if !chart.xmr.enough {
        return Some(format!("Too few figures for limits: {} of the {least} that are needed.", known().count()));
    }
    let earlier = figures::earlier_level(&chart.xmr);
    match known().next_back()?.segment.map(|at| &chart.xmr.segments[at]) {
        Some(segment) if earlier[segment.from..=segment.to].contains(&true) => {
            Some("The first figures are an earlier level; the limits need resetting.".to_owned())
        }
        None => Some("Too few figures since the last step change for new limits.".to_owned()),
        Some(segment) if segment.trial => Some(format!(
            "Trial limits: {} points since the step change, of the {least} that are needed.",
            segment.known
        )),
        Some(_) => None,
    }
}

/// A measure's chart: its points, its limits and what they say.
pub fn chart(context: &Context<'_>, of: &Judged<'_>, origins: &Origins<'_>) -> Fact {
    let Judged { measure, figures, chart, .. } = of;
    let unit = measure.unit;
    let limit = |index: usize, key: &str, what: &str, rule: &str, value: f64| {
        let segment = &chart.xmr.segments[index];
        let within = chart.months.get(segment.from..=segment.to).unwrap_or_default();
        let cells: Vec<CellRef> =
            measure.series.iter().filter(|entry| within.contains(&entry.month)).map(|entry| entry.at.clone()).collect();
        let words = rounded(value, unit);
        let origin = origins.of(&format!("xmr.segments.{}.{key}", index + 1), what, rule);
        let facts = group! { "value": Fact::mark(number(value)), "text": &words };
        context.ledger.figure(origin, &words, &cells, facts)
    };
    let earlier = figures::earlier_level(&chart.xmr);
    group! {
        "enough": chart.xmr.enough,
        // Places on the chart's axes; the values are those of the series.
        "points": Fact::list(chart.xmr.points.iter().zip(&chart.months).zip(earlier).map(|((point, month), earlier)| {
            let entry = measure.series.iter().find(|entry| entry.month == *month);
            group! {
                "month": month.id(),
                "label": wording::short_month(*month),
                "value": point.value.map(|value| Fact::mark(number(value))),
                "missing": entry.and_then(|entry| entry.value.as_ref().err()).map(Missing::shown),
                "segment": point.segment.map(Fact::mark),
                "special": point.cause.map(|cause| if earlier { "earlier" } else { cause.special.key() }),
                "rules": Fact::list(point.rules.iter().map(|rule| rule_in_words(*rule))),
            }
        })),
        "segments": Fact::list(chart.xmr.segments.iter().enumerate().map(|(index, segment)| group! {
            "from": Fact::mark(segment.from),
            "to": Fact::mark(segment.to),
            "mean": limit(index, "mean", "Mean", MEAN, segment.mean),
            "lower": limit(index, "lower", "Lower process limit", LOWER, segment.lower),
            "upper": limit(index, "upper", "Upper process limit", UPPER, segment.upper),
            "lower_cut": segment.lower_cut,
            "upper_cut": segment.upper_cut,
            "trial": segment.trial,
            "reason": &segment.reason,
        })),
        "variation": group! {
            "key": chart.xmr.variation.key(),
            "word": variation_in_words(chart.xmr.variation),
        },
        "assurance": group! {
            "key": figures::assurance_beside(chart.xmr.assurance, figures.meets).key(),
            "word": assurance_in_words(figures::assurance_beside(chart.xmr.assurance, figures.meets), figures.meets),
        },
        "since": chart.since().map(wording::month),
        "note": note(chart),
    }
}

const MEAN: &str = "the mean of the months’ values";
const LOWER: &str = "the mean less 2.66 times the average moving range; not below 0%";
const UPPER: &str = "the mean and 2.66 times the average moving range; not above 100%";

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
            Variation::Common => "Common cause: no significant change".to_owned(),
            _ => "Too few figures to judge variation".to_owned(),
        };
    };
    let what = match cause.special {
        Special::Improvement => "improvement",
        Special::Concern => "concern",
        Special::Neither => "neither better nor worse is stated",
    };
    let way = if cause.way == Way::High { "higher" } else { "lower" };
    format!("Special cause: {what} ({way} values)")
}

/// Limits that span a rise or a fall lie behind the process; where the latest figure tells otherwise, the words say so.
fn assurance_in_words(assurance: Assurance, meets: Meeting) -> &'static str {
    match (assurance, meets) {
        (Assurance::Lagging, Meeting::NotMet) => {
            "Misses its target now; the limits need resetting (step_change in boardpack.toml)"
        }
        (Assurance::Lagging, _) => "Meets its target now; the limits need resetting (step_change in boardpack.toml)",
        (Assurance::Pass, _) => "Consistently hits the target",
        (Assurance::Fail, _) => "Consistently falls short of the target",
        (Assurance::HitOrMiss, _) => "Hits and misses the target: it is within the process limits",
        (Assurance::None, _) => "No target, or too few figures, to judge by",
    }
}

/// Why a measure asks for attention, as one sentence.
pub fn reasons_in_words(of: &Judged<'_>) -> String {
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
        Reason::Worsening(from) => format!("special cause concern{}", since(from)),
        Reason::BeyondLimits => format!("{}, which is outside the process limits", missed()),
        Reason::Missed => missed(),
        Reason::MissedButImproving(from) => format!("{}; improving{}", missed(), since(from)),
        Reason::NoFigure(None) => "there is no figure".to_owned(),
        Reason::NoFigure(from) => format!("no figure{}", since(from)),
        Reason::OutOfReach(outlook) => format!(
            "the present trend does not reach {} by {}",
            wording::target(outlook.step.value, unit),
            wording::month(outlook.by)
        ),
        Reason::WorseThanBefore => "worse than the previous figure".to_owned(),
    }
}

/// How many measures show each kind of variation and of assurance.
pub fn counts(context: &Context<'_>) -> Fact {
    let (counts, not_read) = (&context.computed.variation, &context.computed.not_read);
    let (always, good) = (&None, &not_read.good);
    let target = &not_read.target;
    let met = &not_read.met();
    let count = |key: &str, name: &str, figure: &Figure<usize>, why: &Option<String>| {
        let origin =
            origin(format!("measures.variation.{key}"), name, "judges each measure’s chart at its latest value");
        context.ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    group! {
        "improving": count("improving", "Measures with special cause improvement", &counts.improving, good),
        "worsening": count("worsening", "Measures with special cause concern", &counts.worsening, good),
        "special_neither": count(
            "special_neither",
            "Measures with other special cause variation",
            &counts.special_neither,
            always,
        ),
        "common": count("common", "Measures with common cause variation", &counts.common, always),
        "not_judged": count("not_judged", "Measures whose variation is not judged", &counts.not_judged, always),
        "assured": count("assured", "Measures that meet their target consistently", &counts.assured, met),
        "not_assured": count("not_assured", "Measures whose limits fall short of the target", &counts.not_assured, met),
        "by_chance": count("by_chance", "Measures whose target is within the limits", &counts.by_chance, target),
    }
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
