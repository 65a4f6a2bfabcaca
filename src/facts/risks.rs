//! The facts of risks: each with its scores, the counts by level, the heat maps.

use super::context::Context;
use super::parts::{cell, dated, place, text, texts};
use super::plain::with_plain_facts;
use crate::figures::{self, Figure, HeatCell, Level};
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::programme::model::{Direction, Risk, Score};
use crate::text as plain;

/// Every risk, the highest current score first, and what they come to.
pub fn all(context: &Context<'_>) -> Fact {
    let (ledger, counts, not_read) = (context.ledger, &context.computed.risks, &context.computed.not_read);
    let settings = &context.given.settings.risk;
    let all = &context.given.programme().risks;
    let sorted = figures::by_score(all);
    let most = context.given.settings.thresholds.top_risks;
    let top: Vec<&Risk> = sorted.iter().copied().take(most).collect();
    let total = || origin("risks.counts.total", "Risks", "counts the rows of the risk register that have a risk");
    let count = |key: &str, name: String, rule: String, why: &Option<String>, figure: &Figure<usize>| {
        let origin = origin(format!("risks.counts.{key}"), name, rule);
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let level = |key: &str, level: Level| {
        let (from, to) = level.band(settings);
        let name = format!("Risks that score {}", level.word().to_lowercase());
        let rule = format!("counts the risks whose current score is {from} to {to}");
        count(key, name, rule, &not_read.score, counts.of(level))
    };
    let moving = |key: &str, way: &str, figure: &Figure<usize>| {
        let rule = format!("counts the risks whose direction of travel is {way}");
        count(key, format!("{} risks", plain::capitalised(way)), rule, &not_read.direction, figure)
    };
    let refs = |key: &str, wanted: Direction, why: &Option<String>| {
        let is = |risk: &&Risk| risk.direction.as_ref().is_some_and(|direction| direction.value == wanted);
        let refs = Fact::list(all.iter().filter(is).map(|risk| &risk.reference.value));
        let (name, rule) = ("Risks by direction of travel", "reads each risk’s direction of travel");
        ledger.unless(why, origin(format!("risks.{key}"), name, rule), |_, _| refs)
    };
    let above = not_read.target_score.clone().or_else(|| not_read.score.clone());
    group! {
        "all": ledger.list(
            total(),
            &counts.total.sources,
            sorted.iter().map(|risk| context.risk(risk)).collect(),
        ),
        "top": ledger.list(
            origin(
                "risks.top.count",
                "Risks shown as those with the highest current scores",
                format!("the highest scores, at most {most} (top_risks in boardpack.toml)"),
            ),
            &top.iter().map(|risk| score_cell(risk)).collect::<Vec<_>>(),
            top.iter().map(|risk| context.risk(risk)).collect(),
        ),
        "counts": group! {
            "total": ledger.count(total(), &counts.total),
            "very_high": level("very_high", Level::VeryHigh),
            "high": level("high", Level::High),
            "medium": level("medium", Level::Medium),
            "low": level("low", Level::Low),
            "not_scored": count(
                "not_scored",
                "Risks without a score".to_owned(),
                "counts the risks that have no current score".to_owned(),
                &not_read.score,
                &counts.not_scored,
            ),
            "rising": moving("rising", "rising", &counts.rising),
            "falling": moving("falling", "falling", &counts.falling),
            "above_target": count(
                "above_target",
                "Risks above target".to_owned(),
                "counts the risks whose current score is higher than their target score".to_owned(),
                &above,
                &counts.above_target,
            ),
        },
        "rising_refs": refs("rising_refs", Direction::Rising, &not_read.direction),
        "falling_refs": refs("falling_refs", Direction::Falling, &not_read.direction),
        "heatmap": heat_rows(figures::heat_map(all, settings, |risk| &risk.current), &settings.likelihood),
        "inherent_heatmap": heat_rows(figures::heat_map(all, settings, |risk| &risk.inherent), &settings.likelihood),
        "trails": context.marks.trails(),
        "written_otherwise": written_otherwise(context, all),
        "impact_words": Fact::list(&settings.impact),
        "scale": "Likelihood 1 to 5 × impact 1 to 5",
        "levels": Fact::list(Level::ALL.map(|level| group! {
            "key": level.key(),
            "word": level.word(),
            "from": Fact::mark(level.band(settings).0),
            "to": Fact::mark(level.band(settings).1),
        })),
        "appetite": settings.appetite.map(Fact::mark),
    }
}

/// The risks that stand on the map elsewhere than their written score would put them.
fn written_otherwise(context: &Context<'_>, all: &[Risk]) -> Fact {
    let ledger = context.ledger;
    let otherwise: Vec<_> = figures::written_otherwise(all).collect();
    let cells: Vec<CellRef> = otherwise.iter().map(|(risk, ..)| risk.at.clone()).collect();
    let items = otherwise.into_iter().map(|(risk, likelihood, impact, score)| {
        let of = &risk.reference.value;
        let whole = |key: &str, what: &str, rule: &str, value: u32, cells: &[CellRef]| {
            let origin = origin(format!("risks.written_otherwise.{of}.{key}"), format!("{what} of {of}"), rule);
            ledger.whole(origin, Some(value), cells)
        };
        let (likely, hard) = (cell(&risk.current.likelihood), cell(&risk.current.impact));
        let parts = [likely.clone(), hard.clone()].concat();
        group! {
            "ref": of,
            "likelihood": whole("likelihood", "Likelihood", IN_REGISTER, likelihood, &likely),
            "impact": whole("impact", "Impact", IN_REGISTER, impact, &hard),
            "product": whole("product", "Place on the map", "likelihood × impact", likelihood * impact, &parts),
            "score": whole("score", "Score as it is written", IN_REGISTER, score, &cell(&risk.current.score)),
        }
    });
    ledger.list(
        origin(
            "risks.written_otherwise.count",
            "Risks whose score is written otherwise than likelihood × impact",
            "compares each risk’s score with its parts",
        ),
        &cells,
        items.collect(),
    )
}

const IN_REGISTER: &str = "the register’s own figure";

fn score_cell(risk: &Risk) -> CellRef {
    risk.current.score.as_ref().map_or(&risk.at, |score| &score.at).clone()
}

fn heat_rows(rows: Vec<Vec<HeatCell>>, likelihood_words: &[String; 5]) -> Fact {
    // The axes of the map, and their products; which risks stand there is said by their scores.
    Fact::list(rows.into_iter().map(|cells| {
        let likelihood = cells[0].likelihood;
        group! {
            "likelihood": Fact::mark(likelihood),
            "word": &likelihood_words[likelihood as usize - 1],
            "cells": Fact::list(cells.into_iter().map(|cell| group! {
                "likelihood": Fact::mark(cell.likelihood),
                "impact": Fact::mark(cell.impact),
                "score": Fact::mark(cell.likelihood * cell.impact),
                "level": cell.level.key(),
                "refs": cell.refs,
            })),
        }
    }))
}

/// One risk; `moved` is from what its current score moved.
pub fn risk(context: &Context<'_>, risk: &Risk, moved: Fact) -> Fact {
    risk_at(context, risk, moved, &|at| at.clone())
}

/// The same for a risk of an earlier edition; `named` names its cells.
pub fn risk_at(context: &Context<'_>, risk: &Risk, moved: Fact, named: &dyn Fn(&CellRef) -> CellRef) -> Fact {
    let not_read = &context.computed.not_read;
    let score = |key: &str, word: &str, score: &Score| score_fact(context, risk, key, word, score, named);
    let (key, word) = match risk.direction.as_ref().map(|direction| direction.value) {
        Some(Direction::Rising) => ("rising", "Rising"),
        Some(Direction::Falling) => ("falling", "Falling"),
        Some(Direction::Steady) => ("steady", "No change"),
        None if not_read.direction.is_some() => ("none", "Not read"),
        None => ("none", "Not stated"),
    };
    let facts = group! {
        "ref": &risk.reference.value,
        "category": text(&risk.category),
        "description": text(&risk.description),
        "cause": text(&risk.cause),
        "event": text(&risk.event),
        "consequence": text(&risk.consequence),
        "owner": text(&risk.owner),
        "raised": dated(&risk.raised),
        "reviewed": dated(&risk.reviewed),
        "inherent": score("inherent", "Inherent", &risk.inherent),
        "current": score("current", "Current", &risk.current),
        "target": score("target", "Target", &risk.target),
        "moved": moved,
        "controls": texts(&risk.controls),
        "further_actions": texts(&risk.further_actions),
        "response": text(&risk.response),
        "direction": group! { "key": key, "word": word },
        "links": texts(&risk.links),
        "above_target": figures::above_target(risk),
        "source": place(&risk.at),
    };
    with_plain_facts(facts, risk)
}

fn score_fact(
    context: &Context<'_>,
    risk: &Risk,
    key: &str,
    word: &str,
    score: &Score,
    named: &dyn Fn(&CellRef) -> CellRef,
) -> Fact {
    let of = &risk.reference.value;
    let level = score.score.as_ref().map(|score| figures::level(score.value, &context.given.settings.risk));
    let cells = |cells: Vec<CellRef>| cells.iter().map(named).collect::<Vec<_>>();
    let (likelihood, impact) = (cells(cell(&score.likelihood)), cells(cell(&score.impact)));
    let parts = [likelihood.clone(), impact.clone()].concat();
    // A score that was worked out is given the cell of one of its parts.
    let mut whole = cells(cell(&score.score));
    if whole.iter().any(|at| parts.contains(at)) {
        whole = parts;
    }
    let fact = |part: &str, name: String, rule: &str, value: Option<u32>, cells: &[CellRef]| {
        context.ledger.whole(origin(format!("risk.{of}.{key}.{part}"), name, rule), value, cells)
    };
    let value = |part: &Option<crate::located::Located<u32>>| part.as_ref().map(|part| part.value);
    group! {
        "likelihood": fact(
            "likelihood",
            format!("{word} likelihood of {of}"),
            IN_REGISTER,
            value(&score.likelihood),
            &likelihood,
        ),
        "impact": fact("impact", format!("{word} impact of {of}"), IN_REGISTER, value(&score.impact), &impact),
        "score": fact(
            "score",
            format!("{word} score of {of}"),
            "the register’s score, or likelihood × impact where it stores none",
            value(&score.score),
            &whole,
        ),
        "level": level.map_or("none", Level::key),
        "word": level.map_or("Not scored", Level::word),
    }
}
