//! The results that a plan and its dashboard promise in figures: the programme → sentences with a percentage.
//!
//! Deliberately absent: any finding.

use chrono::NaiveDate;

use super::sentences::{Sense, Weights};
use crate::diagnostic::About;
use crate::located::CellRef;
use crate::programme::model::{Action, Area, Measure, Unit};
use crate::programme::{Programme, dates, numbers};

/// How many sentences of one record are read for promises: far more than a cell should hold.
const MOST: usize = 100;

/// A sentence that promises a percentage. Steps that stand in one cell and speak of one thing are one promise.
pub struct Promise<'a> {
    /// Who promises it: an area, an action or a measure.
    pub about: About<'a>,
    /// "the outcomes of PA2", "action 2.2.3", "measure K01".
    pub whose: String,
    pub at: &'a CellRef,
    pub text: &'a str,
    /// In the order of their dates, so that the last is the target in the end.
    pub steps: Vec<(f64, Option<NaiveDate>)>,
    pub sense: Sense,
}

impl Promise<'_> {
    /// The percentage in the end.
    pub fn target(&self) -> f64 {
        self.steps.last().map_or(0.0, |(value, _)| *value)
    }
}

/// How much each word says in this plan: from all sentences about results, with a figure or without.
pub fn weights(programme: &Programme) -> Weights {
    let outcomes = programme.areas.iter().flat_map(|area| &area.outcomes);
    let impact = programme.actions().flat_map(|action| &action.impact_measures);
    let names = programme.measures.iter().map(|measure| &measure.name);
    let senses: Vec<Sense> = outcomes.chain(impact).chain(names).map(|text| Sense::of(&text.value)).collect();
    Weights::of(&senses)
}

/// Every promise, in the order of the plan: an area's outcomes, then its actions; at the end the dashboard.
pub fn promises(programme: &Programme) -> Vec<Promise<'_>> {
    let mut all = Vec::new();
    for area in &programme.areas {
        all.extend(of_outcomes(area));
        all.extend(area.actions().flat_map(of_action));
    }
    all.extend(programme.measures.iter().filter_map(of_measure));
    all
}

fn of_outcomes(area: &Area) -> Vec<Promise<'_>> {
    let sentences = area.outcomes.iter().map(|outcome| (&outcome.at, outcome.value.as_str()));
    joined(About::area(&area.key), &format!("the outcomes of {}", area.key), sentences)
}

/// The promises of an action's impact measures.
pub fn of_action(action: &Action) -> Vec<Promise<'_>> {
    let sentences = action.impact_measures.iter().map(|measure| (&measure.at, measure.value.as_str()));
    let reference = &action.reference.value;
    joined(About::action(reference), &format!("action {reference}"), sentences)
}

fn of_measure(measure: &Measure) -> Option<Promise<'_>> {
    let target = measure.target.as_ref().filter(|_| measure.unit == Unit::Percent)?;
    let mut steps: Vec<(f64, Option<NaiveDate>)> =
        measure.steps.iter().map(|step| (step.value, step.by.as_ref().and_then(|by| by.date))).collect();
    if steps.len() < 2 {
        steps = vec![(target.value, steps.first().and_then(|(_, by)| *by))];
    }
    Some(Promise {
        about: About::measure(&measure.reference.value),
        whose: format!("measure {}", measure.reference.value),
        at: &target.at,
        text: &measure.name.value,
        steps,
        sense: Sense::of(&measure.name.value),
    })
}

fn joined<'a>(
    about: About<'a>,
    whose: &str,
    sentences: impl Iterator<Item = (&'a CellRef, &'a str)>,
) -> Vec<Promise<'a>> {
    let mut promises: Vec<Promise<'a>> = Vec::new();
    let promised = sentences.filter_map(|(at, text)| promise(about, whose, at, text));
    for promise in promised.take(MOST) {
        // "By December 2024, 45% of …" and "By June 2025, 80% of …" say nearly the same words.
        match promises.iter_mut().find(|earlier| same_words(&earlier.sense, &promise.sense)) {
            Some(earlier) => {
                earlier.steps.extend(promise.steps);
                earlier.steps.sort_by_key(|(_, by)| *by);
            }
            None => promises.push(promise),
        }
    }
    promises
}

fn same_words(one: &Sense, other: &Sense) -> bool {
    Weights::of([one, other]).likeness(one, other) > 0.85
}

fn promise<'a>(about: About<'a>, whose: &str, at: &'a CellRef, text: &'a str) -> Option<Promise<'a>> {
    let plain = text.replace(" per cent", "%");
    let found = numbers::percentages(&plain);
    if found.is_empty() {
        return None;
    }
    let opening = plain.split('%').next().unwrap_or_default();
    let mut steps: Vec<(f64, Option<NaiveDate>)> =
        found.iter().map(|(value, behind)| (*value, dates::first_in(behind).and_then(|date| date.date))).collect();
    if let [(_, by @ None)] = steps.as_mut_slice() {
        *by = dates::first_in(opening).and_then(|date| date.date);
    }
    Some(Promise { about, whose: whose.to_owned(), at, text, steps, sense: Sense::of(text) })
}
