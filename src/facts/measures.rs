//! The facts of measures: each with its figures and its chart, and what they all come to.

use super::context::Context;
use super::parts::{Origins, cell, no_date, place, status, text, texts, written};
use super::plain::{of_record, unread, with_plain_facts};
use super::{measure_words, xmr};
use crate::figures::{self, Change, Figure, Judged, Meeting, Reading, Run};
use crate::group;
use crate::ledger::{Fact, number, origin};
use crate::located::{CellRef, Located};
use crate::programme::columns::SheetKind;
use crate::programme::model::{Good, Measure, Missing, Month, Unit};
use crate::wording;

/// Every measure, in the dashboard's order, and what they come to.
pub fn all(context: &Context<'_>) -> Fact {
    let (ledger, computed) = (context.ledger, context.computed);
    let (counts, not_read) = (&computed.measure_counts, &computed.not_read);
    let judged = || context.computed.judged.iter();
    let total = || origin("measures.total", "Measures", "counts the rows of the dashboard that have a measure");
    let target = &not_read.target;
    let met = not_read.met();
    let count = |key: &str, name: &str, rule: &str, why: &Option<String>, figure: &Figure<usize>| {
        let origin = origin(format!("measures.{key}"), name, rule);
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let records = |of: &[&Judged<'_>]| of.iter().map(|of| context.measure(of.measure)).collect::<Vec<_>>();
    let (furthest, gains) = (figures::furthest_from_target(&computed.judged), figures::best_gains(&computed.judged));
    let attention = figures::needing_attention(&computed.judged);
    let pressing: Vec<CellRef> = attention.iter().map(|of| of.measure.at.clone()).collect();
    group! {
        "all": ledger.list(
            total(),
            &counts.total.sources,
            judged().map(|of| context.measure(of.measure)).collect(),
        ),
        "total": ledger.count(total(), &counts.total),
        "with_target": count(
            "with_target",
            "Measures with a target",
            "counts the measures that have a target",
            target,
            &counts.with_target,
        ),
        "meeting_target": count(
            "meeting_target",
            "Measures that meet their target",
            "counts the measures whose latest value is at their target or on the good side of it",
            &met,
            &counts.meeting_target,
        ),
        "missing_target": count(
            "missing_target",
            "Measures that miss their target",
            "counts the measures whose latest value is on the wrong side of their target",
            &met,
            &counts.missing_target,
        ),
        "without_target": count(
            "without_target",
            "Measures without a target",
            "counts the measures that have no target",
            target,
            &counts.without_target,
        ),
        "with_england": count(
            "with_england",
            "Measures with a figure for England",
            "counts the measures that have a latest value and a figure for England",
            &None,
            &counts.with_england,
        ),
        "better_than_england": count(
            "better_than_england",
            "Measures better than England",
            "counts the measures whose latest value is better than England’s, by their direction of good",
            &not_read.good,
            &counts.better_than_england,
        ),
        "latest_month": counts.latest_month.map(wording::month),
        "better": count(
            "better",
            "Measures that improved",
            "counts the measures whose latest value is better than the value before it",
            &not_read.good,
            &counts.better,
        ),
        "worse": count(
            "worse",
            "Measures that worsened",
            "counts the measures whose latest value is worse than the value before it",
            &not_read.good,
            &counts.worse,
        ),
        "unchanged": count(
            "unchanged",
            "Measures that did not move",
            "counts the measures whose latest value is the same as the value before it",
            &None,
            &counts.unchanged,
        ),
        "variation": xmr::counts(context),
        "longest_better": longest(context, "longest_better", Change::Better),
        "longest_worse": longest(context, "longest_worse", Change::Worse),
        // Those that miss their target, the furthest from it first.
        "furthest": ledger.unless(
            &met,
            origin(
                "measures.missing_target",
                "Measures that miss their target",
                "counts the measures whose latest value is on the wrong side of their target",
            ),
            |ledger, origin| ledger.list(origin, &counts.missing_target.sources, records(&furthest)),
        ),
        // Null where the largest gain is that of the measure furthest from its target, of which enough is said there.
        "largest_gain": gains.first().filter(|of| furthest.first().is_none_or(|other| !std::ptr::eq(of.measure, other.measure))).map(|of| context.measure(of.measure)),
        // Those that are better than at first, the largest gain first.
        "gains": ledger.unless(
            &not_read.good,
            origin(
                "measures.gains.count",
                "Measures that are better than at first",
                "counts the measures whose latest value is better than their first",
            ),
            |ledger, origin| {
                let cells: Vec<CellRef> = gains.iter().filter_map(|of| figures::gain(of.measure, &of.figures)).flat_map(|(gain, _)| gain.sources).collect();
                ledger.list(origin, &cells, records(&gains))
            },
        ),
        "attention": ledger.list(
            origin(
                "measures.attention.count",
                "Measures that need attention",
                "counts the measures that show special cause concern, miss their target, will miss the next one, or have no \
                 recent figure",
            ),
            &pressing,
            attention.iter().map(|of| context.measure(of.measure).with("why", xmr::reasons_in_words(of))).collect(),
        ),
    }
}

/// The measure that has moved one way longest; null where none has for long.
fn longest(context: &Context<'_>, key: &str, way: Change) -> Fact {
    let Some((Run { value, since, .. }, Judged { measure, .. })) = figures::longest_run(&context.computed.judged, way)
    else {
        return Fact::Null;
    };
    let cells: Vec<CellRef> = measure.series.iter().map(|entry| entry.at.clone()).collect();
    let origin = origin(
        format!("measures.{key}.figures"),
        format!("Figures in a row, {}", measure.reference.value),
        "counts the figures in a row, up to the latest, that each moved the same way",
    );
    let facts = group! {
        "ref": &measure.reference.value,
        "name": &measure.name.value,
        "figures": context.ledger.counted(origin, value, &cells),
        "since": wording::month(since),
    };
    of_record(facts, *measure)
}

/// One measure.
pub fn measure(context: &Context<'_>, of: &Judged<'_>) -> Fact {
    let Judged { measure, figures: computed, chart, outlook, .. } = of;
    let (ledger, unit) = (context.ledger, measure.unit);
    let origins = Origins::of_measure(measure);
    let edition = Month::of(context.given.status_date());
    let target_cell = [figures::target_cell(measure).clone()];
    let given = |key: &str, what: &str, value: &Option<Located<f64>>| {
        value.as_ref().map(|value| {
            let words = wording::value(value.value, unit);
            let facts = group! { "value": Fact::mark(number(value.value)), "text": &words };
            ledger.figure(origins.of(key, what, AS_GIVEN), &words, std::slice::from_ref(&value.at), facts)
        })
    };
    let read = |key: &str, what: &str, rule: &str, figure: &Option<Figure<Reading>>| {
        figure.as_ref().map(|figure| {
            let words = wording::value(figure.value.value, unit);
            ledger.figure(origins.of(key, what, rule), &words, &figure.sources, reading(figure, unit))
        })
    };
    let against = |key: &str, name: &str, column: &str, value: &Option<Located<f64>>| {
        figures::against(measure, computed, value).map(|against| {
            let words = wording::gap(against.value.gap, unit, name);
            let rule = "the latest value less the dashboard’s own figure for comparison";
            let origin = origins.of(key, &format!("Latest value against {column}"), rule);
            let facts = group! { "text": &words, "better": way_in_words(against.value.way) };
            ledger.figure(origin, &words, &against.sources, facts)
        })
    };
    let last_step = measure.steps.last().and_then(|step| step.by.as_ref());
    let facts = group! {
        "ref": &measure.reference.value,
        "name": &measure.name.value,
        "unit": match unit { Unit::Percent => "percent", Unit::Number => "number" },
        "good": measure.good.as_ref().map(|good| match good.value { Good::High => "high", Good::Low => "low" }),
        "target": computed.target.map(|target| {
            let words = wording::target(target, unit);
            let facts = group! { "value": Fact::mark(number(target)), "text": &words };
            ledger.figure(origins.of("target", "Target", TARGET), &words, &target_cell, facts)
        }),
        "target_text": target_text(context, measure, computed.target, &origins, &target_cell),
        "targets": Fact::list(measure.steps.iter().enumerate().map(|(index, step)| {
            let words = wording::target(step.value, unit);
            let origin = origins.of(
                &format!("targets.{}", index + 1),
                &format!("Target, step {}", index + 1),
                "a step of the dashboard’s target",
            );
            let facts = group! {
                "value": Fact::mark(number(step.value)),
                "text": &words,
                "by": step.by.as_ref().map_or_else(no_date, written),
            };
            ledger.figure(origin, &words, &target_cell, facts)
        })),
        "target_date": last_step.map_or_else(|| "no date set".to_owned(), wording::date),
        "confidential": measure_words::confidential(measure, edition),
        "baseline": given("baseline", "Baseline", &measure.baseline),
        "first": read("first", "First value", "the value of the earliest month that has one", &computed.first),
        "latest": read(
            "latest",
            "Latest value",
            LATEST,
            &computed.latest,
        ),
        "previous": read(
            "previous",
            "Value before the latest",
            "the value of the last month before that which has one",
            &computed.previous,
        ),
        "change": computed.change.as_ref().map(|change| {
            let words = wording::change(change.value, unit);
            let origin = origins.of("change", "Change", "the latest value less the value before it");
            let short = origins.of("change.short", "Change in brief", "the latest value less the value before it");
            let short = ledger.words(short, wording::short_change(change.value, unit), &change.sources);
            let facts = group! { "text": &words, "short": short, "better": way_in_words(computed.which_way) };
            ledger.figure(origin, &words, &change.sources, facts)
        }),
        "met": match computed.meets {
            Meeting::Met => "met",
            Meeting::NotMet => "not met",
            Meeting::NoTarget => "no target",
            Meeting::NoData => "no data",
            Meeting::Unknown => "not known",
        },
        "status": status(measure.status.as_ref().map(|status| &status.value)),
        "england": given("england", "England", &measure.england),
        "n": measure.n.as_ref().map(|n| {
            let origin = origins.of("n", "Cases behind the latest value", "the dashboard’s own count");
            ledger.whole(origin, Some(n.value), std::slice::from_ref(&n.at))
        }),
        "neighbours": given("neighbours", "Statistical neighbours", &measure.neighbours),
        "against_england": against("against_england", "England", "England", &measure.england),
        "against_neighbours": against("against_neighbours", "similar areas", "Statistical neighbours", &measure.neighbours),
        "short_of_target": figures::short_of_target(measure, computed).map(|short| {
            let words = short_in_words(short.value.gap, unit);
            let rule = "the latest value less the target in force, where it misses it";
            let origin = origins.of("short_of_target", "Distance from the target", rule);
            ledger.figure(origin, &words, &short.sources, group! { "text": &words })
        }),
        "gain": figures::gain(measure, computed).map(|(gain, since)| {
            let words = wording::change(gain.value.gap, unit);
            let rule = "the latest value less the first, where it is better";
            let origin = origins.of("gain", "Gain since the first value", rule);
            ledger.figure(origin, &words, &gain.sources, group! { "text": &words, "since": wording::month(since) })
        }),
        "linked": texts(&measure.linked),
        "comment": text(&measure.comment),
        "unread": unread::<Measure>(context.given.programme(), SheetKind::Measures),
        "series": Fact::list(measure.series.iter().filter(|entry| entry.month <= edition).map(|entry| {
            let known = entry.value.as_ref().ok();
            let facts = group! {
                "month": entry.month.id(),
                "label": wording::short_month(entry.month),
                "value": known.map(|value| Fact::mark(number(*value))),
                "text": known.map(|value| wording::value(*value, unit)),
                "missing": entry.value.as_ref().err().map(Missing::shown),
            };
            match known {
                Some(value) => {
                    let origin = origins.of(
                        &format!("series.{}", entry.month.id()),
                        &format!("Value for {}", wording::month(entry.month)),
                        AS_GIVEN,
                    );
                    ledger.figure(origin, &wording::value(*value, unit), std::slice::from_ref(&entry.at), facts)
                }
                None => facts,
            }
        })),
        "trend": outlook.as_ref().map(|outlook| {
            let words = measure_words::outlook_in_words(measure, outlook);
            let used = measure.series.iter().filter(|entry| {
                (outlook.trend.from..=outlook.trend.to).contains(&entry.month)
            });
            let cells: Vec<CellRef> = used.map(|entry| entry.at.clone()).chain(target_cell.clone()).collect();
            let rule = "the line of Theil and Sen through the last months’ figures";
            let origin = origins.of("trend", "Trend to the next target", rule);
            ledger.figure(origin, &words, &cells, group! { "text": &words, "reaches": outlook.reaches })
        }),
        "months": ledger.count(origins.of("months", "Months", MONTHS), &computed.months),
        "months_missing": ledger.count(
            origins.of("months_missing", "Months without a value", &format!("{MONTHS} for which no value is given")),
            &computed.months_missing,
        ),
        "alt": xmr::alt(measure, computed, chart),
        "xmr": xmr::chart(context, of, &origins),
        "unit_words": match unit { Unit::Percent => "per cent", Unit::Number => "number" },
        "period": period(measure, edition),
        "book": &*measure.at.workbook,
        "source": place(&measure.at),
    };
    with_plain_facts(facts, *measure)
}

fn way_in_words(way: Change) -> &'static str {
    match way {
        Change::Better => "better",
        Change::Worse => "worse",
        Change::Same => "same",
        Change::Unknown => "unknown",
    }
}

/// How far a value is on the wrong side of its target: "27.6 points short", "4 over".
fn short_in_words(gap: f64, unit: Unit) -> String {
    match wording::size(gap, unit) {
        Some(size) if gap < 0.0 => format!("{size} short"),
        Some(size) => format!("{size} over"),
        // Less than is printed, and still not met.
        None => "just short".to_owned(),
    }
}

pub const TARGET: &str = "the dashboard’s target; of several steps the one in force";
pub const LATEST: &str = "the value of the last month up to the edition’s that has one";
const AS_GIVEN: &str = "the dashboard’s own figure, rounded for print";
const MONTHS: &str = "counts the months from the measure’s first figure up to the edition’s";

/// A value with its month, as they are printed.
pub fn reading(figure: &Figure<Reading>, unit: Unit) -> Fact {
    group! {
        "month": wording::month(figure.value.month),
        "value": Fact::mark(number(figure.value.value)),
        "text": wording::value(figure.value.value, unit),
    }
}

/// The months that a measure's chart shows: "February 2024 to July 2025".
fn period(measure: &Measure, edition: Month) -> Option<String> {
    let shown = measure.series.iter().filter(|entry| entry.month <= edition);
    let mut months = shown.skip_while(|entry| entry.value.is_err()).map(|entry| entry.month);
    let first = months.next()?;
    Some(match months.last() {
        Some(last) => format!("{} to {}", wording::month(first), wording::month(last)),
        None => wording::month(first),
    })
}

/// The target in the words of the dashboard where they say more than a number, else as a number.
pub(super) fn target_text(
    context: &Context<'_>,
    measure: &Measure,
    target: Option<f64>,
    origins: &Origins<'_>,
    target_cell: &[CellRef],
) -> Fact {
    let dated: Vec<String> = measure
        .steps
        .iter()
        .filter_map(|step| {
            let by = step.by.as_ref()?;
            Some(format!("{} by {}", wording::target(step.value, measure.unit), wording::date(by)))
        })
        .collect();
    let words = match (&measure.target, &measure.target_words) {
        _ if !dated.is_empty() => dated.join(", "),
        (Some(_), _) => target.map(|target| wording::target(target, measure.unit)).unwrap_or_default(),
        (None, Some(words)) => words.value.clone(),
        (None, None) => match &context.computed.not_read.target {
            Some(why) => return why.as_str().into(),
            None => return "No target set".into(),
        },
    };
    let origin = origins.of("target_text", "Target in words", "the dashboard’s target with its dates");
    context.ledger.words(origin, words, &cell_of_target(measure, target_cell))
}

fn cell_of_target(measure: &Measure, target_cell: &[CellRef]) -> Vec<CellRef> {
    [cell(&measure.target_words), target_cell.to_vec()].concat()
}
