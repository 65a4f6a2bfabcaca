//! The facts of risks: each with its scores, the counts by level, the heat maps.

use super::context::Context;
use super::parts::{cell, dated, place, text, texts};
use super::plain::{of_record, unread, with_plain_facts};
use crate::figures::{self, Figure, HeatCell};
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::programme::columns::SheetKind;
use crate::programme::model::{Direction, Risk, Score};
use crate::programme::scheme::{Axis, Level, RiskScale};
use crate::text as plain;

/// Every risk, the highest current score first, and what they come to.
pub fn all(context: &Context<'_>) -> Fact {
    let (ledger, counts, not_read) = (context.ledger, &context.computed.risks, &context.computed.not_read);
    let scale = &context.scheme().risk;
    let all = &context.given.programme().risks;
    let sorted = figures::by_score(all, scale);
    let most = context.given.settings.thresholds.top_risks;
    let top: Vec<&Risk> = sorted.iter().copied().take(most).collect();
    let total = || origin("risks.counts.total", "Risks", "counts the rows of the risk register that have a risk");
    let count = |key: &str, name: String, rule: String, why: &Option<String>, figure: &Figure<usize>| {
        let origin = origin(format!("risks.counts.{key}"), name, rule);
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let level = |level: &Level, figure: &Figure<usize>| {
        let name = format!("Risks that score {}", level.word.to_lowercase());
        let rule = format!("counts the risks whose current score is {} to {}", level.from, level.to);
        count(&level_key(level), name, rule, &not_read.score, figure)
    };
    let named = |of: &Level, figure: &Figure<usize>| {
        group! { "key": &of.key, "word": of.word.to_lowercase(), "count": level(of, figure) }
    };
    // The highest first.
    let levels = || counts.by_level.iter().rev();
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
        "counts": Fact::Keyed(levels().map(|(of, figure)| (level_key(of), level(of, figure))).collect()).joined(group! {
            "total": ledger.count(total(), &counts.total),
            "by_level": Fact::list(levels().map(|(of, figure)| named(of, figure))),
            "off_scale": count(
                "off_scale",
                "Risks off the scale".to_owned(),
                "counts the risks whose current score is none of the scale".to_owned(),
                &not_read.score,
                &counts.off_scale,
            ),
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
            // Null where the settings have no appetite.
            "above_appetite": counts.above_appetite.as_ref().map(|figure| count(
                "above_appetite",
                "Risks above the Board’s appetite".to_owned(),
                format!(
                    "counts the risks whose current score is higher than {} ([risk] appetite in boardpack.toml)",
                    scale.appetite.unwrap_or_default()
                ),
                &not_read.score,
                figure,
            )),
        }),
        "highest_level": levels().next().map(|(of, figure)| named(of, figure)),
        "rising_refs": refs("rising_refs", Direction::Rising, &not_read.direction),
        "falling_refs": refs("falling_refs", Direction::Falling, &not_read.direction),
        "heatmap": heat_rows(figures::heat_map(all, scale, |risk| &risk.current), &scale.likelihood),
        "inherent_heatmap": heat_rows(figures::heat_map(all, scale, |risk| &risk.inherent), &scale.likelihood),
        "trails": context.marks.trails(),
        "written_otherwise": written_otherwise(context, all),
        "not_on_map": not_on_map(context, all),
        "impact_words": Fact::list(&scale.impact.words),
        "scale": format!(
            "Likelihood 1 to {} {} impact 1 to {}",
            scale.likelihood.points(),
            if scale.is_lookup() { "and" } else { "×" },
            scale.impact.points()
        ),
        "levels": Fact::list(scale.levels.iter().map(|level| group! {
            "key": &level.key,
            "word": &level.word,
            "from": Fact::mark(level.from),
            "to": Fact::mark(level.to),
        })),
        "appetite": scale.appetite.map(Fact::mark),
    }
}

/// The risks that stand on the map elsewhere than their written score would put them.
fn written_otherwise(context: &Context<'_>, all: &[Risk]) -> Fact {
    let ledger = context.ledger;
    let scale = &context.scheme().risk;
    let otherwise: Vec<_> = figures::written_otherwise(all, scale).collect();
    let cells: Vec<CellRef> = otherwise.iter().map(|(risk, ..)| risk.at.clone()).collect();
    let items = otherwise.into_iter().map(|(risk, likelihood, impact, made, score)| {
        let of = &risk.reference.value;
        let whole = |key: &str, what: &str, rule: &str, value: u32, cells: &[CellRef]| {
            let origin = origin(format!("risks.written_otherwise.{of}.{key}"), format!("{what} of {of}"), rule);
            ledger.whole(origin, Some(value), cells)
        };
        let (likely, hard) = (cell(&risk.current.likelihood), cell(&risk.current.impact));
        let parts = [likely.clone(), hard.clone()].concat();
        let facts = group! {
            "ref": of,
            "likelihood": whole("likelihood", "Likelihood", IN_REGISTER, likelihood, &likely),
            "impact": whole("impact", "Impact", IN_REGISTER, impact, &hard),
            "product": whole("product", "Place on the map", scale.rule(), made, &parts),
            "score": whole("score", "Score as it is written", IN_REGISTER, score, &cell(&risk.current.score)),
        };
        of_record(facts, risk)
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

/// The risks that have no place on the map, each with why.
fn not_on_map(context: &Context<'_>, all: &[Risk]) -> Fact {
    let scale = &context.scheme().risk;
    let without: Vec<_> = figures::not_on_map(all, scale).collect();
    let cells: Vec<CellRef> = without.iter().map(|(risk, ..)| risk.at.clone()).collect();
    let items = without.into_iter().map(|(risk, likelihood, impact)| {
        of_record(group! { "ref": &risk.reference.value, "why": off_the_map(scale, likelihood, impact) }, risk)
    });
    context.ledger.unless(
        &context.computed.not_read.likelihood,
        origin(
            "risks.not_on_map.count",
            "Risks without a place on the map",
            "counts the risks whose likelihood or impact is off the scale or missing",
        ),
        |ledger, origin| ledger.list(origin, &cells, items.collect()),
    )
}

/// Why a risk has no place on the map: "its likelihood, 7, is off the scale of 1 to 5".
fn off_the_map(scale: &RiskScale, likelihood: Option<u32>, impact: Option<u32>) -> String {
    let part = |name: &str, part: Option<u32>, axis: &Axis| match part {
        None => Some(format!("its {name} is not stated")),
        Some(point) if !axis.has(point) => {
            Some(format!("its {name}, {point}, is off the scale of 1 to {}", axis.points()))
        }
        Some(_) => None,
    };
    let parts = [part("likelihood", likelihood, &scale.likelihood), part("impact", impact, &scale.impact)];
    plain::list(&parts.into_iter().flatten().collect::<Vec<_>>())
}

/// A level as a key of the facts: `very_high`.
pub fn level_key(level: &Level) -> String {
    level.key.replace('-', "_")
}

const IN_REGISTER: &str = "the register’s own figure";

fn score_cell(risk: &Risk) -> CellRef {
    risk.current.score.as_ref().map_or(&risk.at, |score| &score.at).clone()
}

fn heat_rows(rows: Vec<Vec<HeatCell>>, likelihoods: &Axis) -> Fact {
    // The axes of the map, and their products; which risks stand there is said by their scores.
    Fact::list(rows.into_iter().zip((1..=likelihoods.points()).rev()).map(|(cells, likelihood)| {
        group! {
            "likelihood": Fact::mark(likelihood),
            "word": &likelihoods.words[likelihood as usize - 1],
            "cells": Fact::list(cells.into_iter().map(|cell| group! {
                "likelihood": Fact::mark(cell.likelihood),
                "impact": Fact::mark(cell.impact),
                "score": Fact::mark(cell.score),
                "level": &cell.level.key,
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
        "above_target": figures::above_target(risk, &context.scheme().risk),
        "above_appetite": figures::above_appetite(risk, &context.scheme().risk),
        "source": place(&risk.at),
        "unread": unread::<Risk>(context.given.programme(), SheetKind::Risks),
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
    let level = score.score.as_ref().and_then(|score| context.scheme().risk.level(score.value));
    let without = if score.score.is_some() { "Off the scale" } else { "Not scored" };
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
            &format!("the register’s score, or {} where it stores none", context.scheme().risk.rule()),
            value(&score.score),
            &whole,
        ),
        "level": level.map_or("none", |level| level.key.as_str()),
        "word": level.map_or(without, |level| level.word.as_str()),
    }
}
