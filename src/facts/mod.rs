//! The facts a template may use: the vocabulary between Rust, which computes, and templates, which choose and word.
//!
//! Programme, figures and settings → one JSON value, ready to print: dates written out, numbers with their form,
//! statuses with their words. `boardpack facts` prints it for those who write templates. Every key is always there;
//! what the workbooks do not say is null, never an empty text and never a guess.

pub mod changes;
pub mod leads;
mod measure_words;
mod timeline;
mod xmr;

use std::cell::OnceCell;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use self::changes::Marks;
use crate::area::Edition;
use crate::area::settings::{HEADLINES, Settings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::figures::{self, Change, Counts, Figure, HeatCell, Level, MeasureFigures, Meeting, Reading};
use crate::located::{CellRef, Located};
use crate::movement::Held;
use crate::programme::model::{
    Action, Area, DateKind, Direction, Good, Measure, Month, Progress, Risk, Score, Status, Unit, WorkItem, WrittenDate,
};
use crate::programme::{Programme, refs};
use crate::text;
use crate::wording;

/// Where the facts come from.
pub struct Given<'a> {
    pub settings: &'a Settings,
    /// The name of the area's folder, for areas whose settings give no name.
    pub folder: &'a str,
    pub edition: &'a Edition,
    /// The edition before, where the area holds one.
    pub previous: Option<Month>,
    /// The editions before this one that could be read, oldest first.
    pub earlier: &'a [Edition],
    /// The edition to compare with, where one was asked for.
    pub since: Option<Month>,
    pub findings: &'a [Diagnostic],
    /// Filled when first asked for.
    pub marks: OnceCell<Marks>,
}

impl Given<'_> {
    pub(crate) fn programme(&self) -> &Programme {
        &self.edition.programme
    }

    pub(crate) fn status_date(&self) -> NaiveDate {
        self.edition.status_date
    }

    /// Every edition held up to this one, oldest first.
    pub fn held(&self) -> Vec<Held<'_>> {
        self.earlier.iter().chain([self.edition]).map(Held::from).collect()
    }

    fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| Marks::of(self))
    }

    /// The edition to compare with: the one asked for, else the one before, if it could be read.
    pub fn compared_with(&self) -> Option<Month> {
        self.since.or(self.previous.filter(|month| self.earlier.iter().any(|earlier| earlier.month == *month)))
    }
}

/// The last stocktake up to the status date, and the edition that went to it: the newest whose position was taken by
/// that day. `None` where the settings name none, or no edition before this one was held by then.
pub fn last_stocktake<'a>(given: &Given<'a>) -> Option<(NaiveDate, &'a Edition)> {
    let stocktakes = &given.settings.board.stocktakes;
    let day = stocktakes.iter().copied().filter(|day| *day <= given.status_date()).max()?;
    let edition = given.earlier.iter().rfind(|edition| edition.status_date <= day)?;
    Some((day, edition))
}

/// Computes the facts of an edition. The key `document` is added for each document by [`with_document`].
pub fn facts(given: &Given<'_>) -> Value {
    let (settings, programme, date) = (given.settings, given.programme(), given.status_date());
    let board = &settings.board;
    let all: Vec<&Action> = programme.actions().collect();
    let areas = figures::area_counts(&programme.areas, date);
    json!({
        "partnership": {
            "name": settings.partnership.name.clone().unwrap_or_else(|| text::title_of_folder(given.folder)),
            "programme": settings.partnership.programme,
            "council": settings.partnership.council,
            "icb": settings.partnership.icb,
        },
        "illustrative": settings.document.illustrative,
        "board": {
            "name": board.name,
            "chair": board.chair,
            "presented_by": board.presented_by,
            "purpose": board.purpose,
            "meeting": figures::next_meeting(&board.meetings, date).map(|meeting| json!({
                "text": wording::day(meeting), "iso": meeting.to_string(), "kind": "day",
            })),
        },
        "edition": {
            "id": given.edition.month.id(),
            "label": wording::month(given.edition.month),
            "status_date": wording::day(date),
            "status_iso": date.to_string(),
            "date": {"year": date.year(), "month": date.month(), "day": date.day()},
            "position": format!("Position at {}", wording::day(date)),
            "previous": given.previous.map(wording::month),
        },
        "actions": {
            "action_counts": counts(&action_position(all.iter().copied(), date)),
            "impact_counts": counts(&impact_position(all.iter().copied(), date)),
            "due_counts": {
                "overdue": action_position(all.iter().copied(), date).overdue.value,
                "due_next_three_months": figures::due_ahead(programme, date, settings.thresholds.months_ahead).value,
            },
            "all": actions(given, all.iter().copied()),
        },
        "changes": changes::changes(given),
        "changes_since_stocktake": changes::changes_since_stocktake(given),
        "history": changes::history(given, None),
        "area_counts": {
            "total": areas.total.value,
            "with_red": areas.with_red.value,
            "with_overdue": areas.with_overdue.value,
            "with_exceptions": areas.with_exceptions.value,
        },
        // What the area says instead of a sentence that the templates would make.
        "own": own_headlines(settings, given.edition.month),
        "areas": programme.areas.iter().map(|area| area_fact(given, area)).collect::<Vec<_>>(),
        "overdue": actions(given, overdue(&all, date)),
        "exceptions": actions(given, exceptions(&all, date)),
        "proposed_for_closure": actions(given, all.iter().copied().filter(|action| figures::proposed_for_closure(action))),
        "completed_this_period": actions(given, all.iter().copied().filter(|action| completed_in(action, given.edition.month))),
        "measures": measures(given),
        "risks": risks(given),
        "meeting_actions": meeting_actions(given),
        "work_programme": {
            "all": meetings(programme.work_programme.iter()),
            "upcoming": meetings(programme.work_programme.iter().filter(|item| is_upcoming(item, date, settings.thresholds.months_ahead))),
        },
        "next_three_months": figures::months_ahead(programme, date, settings.thresholds.months_ahead).iter().map(|ahead| json!({
            "month": wording::month(ahead.month),
            "actions": actions(given, ahead.actions.iter().copied()),
            "meetings": meetings(programme.work_programme.iter().filter(|item| {
                item.meeting.as_ref().and_then(|meeting| meeting.value.date).is_some_and(|day| day > date && Month::of(day) == ahead.month)
            })),
        })).collect::<Vec<_>>(),
        "glossary": glossary(given, |_| true),
        "status_key": programme.status_key.iter().map(|entry| json!({
            "status": status(Some(entry.status)), "meaning": entry.meaning.value,
        })).collect::<Vec<_>>(),
        "findings": finding_counts(given.findings),
        // What is asked of one lead: given to documents that are made for each.
        "lead": null,
        // The workbooks and the headline figures with their cells: given when a build is asked to show them.
        "trace": null,
        "sources": sources(programme),
    })
}

/// Every headline that can be replaced, with the area's own words or null.
fn own_headlines(settings: &Settings, edition: Month) -> Value {
    let own = settings.headlines.get(&edition.id());
    let all = HEADLINES.map(|key| (key.to_owned(), own.and_then(|own| own.get(key)).cloned().into()));
    Value::Object(all.into_iter().collect())
}

/// The facts with what one document says of itself.
pub fn with_document(facts: &Value, title: &str, file: &str, settings: &Settings, errors: usize) -> Value {
    let mut facts = facts.clone();
    let matters = if errors == 1 { "1 matter".to_owned() } else { format!("{errors} matters") };
    facts["document"] = json!({
        "title": title,
        "file": file,
        "marking": settings.document.marking,
        "draft": (errors > 0).then(|| format!("Draft: {matters} outstanding")),
    });
    facts
}

/// The glossary entries whose terms stand in a text, as whole words.
pub fn glossary_used(given: &Given<'_>, text: &str) -> Value {
    glossary(given, |term| text::stands_in(term, text))
}

fn glossary(given: &Given<'_>, used: impl Fn(&str) -> bool) -> Value {
    let own = given.settings.glossary.iter().map(|(term, meaning)| (term.as_str(), meaning.as_str()));
    let read = given.programme().glossary.iter().map(|entry| (entry.term.value.as_str(), entry.meaning.value.as_str()));
    let mut entries: Vec<(&str, &str)> = Vec::new();
    for (term, meaning) in own.chain(read) {
        if used(term) && !entries.iter().any(|(known, _)| known.eq_ignore_ascii_case(term)) {
            entries.push((term, meaning));
        }
    }
    entries.sort_by_key(|(term, _)| term.to_lowercase());
    entries.into_iter().map(|(term, meaning)| json!({"term": term, "meaning": meaning})).collect()
}

fn finding_counts(findings: &[Diagnostic]) -> Value {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    json!({
        "errors": of(Severity::Error), "warnings": of(Severity::Warning), "notes": of(Severity::Note), "total": findings.len(),
    })
}

fn sources(programme: &Programme) -> Value {
    let mut books: Vec<(&str, Vec<(&str, usize)>)> = Vec::new();
    for source in &programme.sources {
        let index = match books.iter().position(|(name, _)| *name == &*source.at.workbook) {
            Some(index) => index,
            None => {
                books.push((&source.at.workbook, Vec::new()));
                books.len() - 1
            }
        };
        match books[index].1.iter_mut().find(|(holds, _)| *holds == source.holds.records()) {
            Some((_, records)) => *records += source.records,
            None => books[index].1.push((source.holds.records(), source.records)),
        }
    }
    books
        .into_iter()
        .map(|(name, holds)| {
            let holds: Vec<String> = holds.into_iter().map(|(holds, records)| text::records(records, holds)).collect();
            json!({"workbook": name, "holds": holds.join(", ")})
        })
        .collect()
}

pub(crate) fn action_position<'a>(actions: impl IntoIterator<Item = &'a Action>, date: NaiveDate) -> Counts {
    figures::position(actions, date, |action| action.action_status.as_ref())
}

pub(crate) fn impact_position<'a>(actions: impl IntoIterator<Item = &'a Action>, date: NaiveDate) -> Counts {
    figures::position(actions, date, |action| action.impact_status.as_ref())
}

pub(crate) fn counts(counts: &Counts) -> Value {
    json!({
        "total": counts.total.value,
        "blue": counts.of(Status::Blue),
        "green": counts.of(Status::Green),
        "amber": counts.of(Status::Amber),
        "red": counts.of(Status::Red),
        "grey": counts.of(Status::Grey),
        "none": counts.without_status.value,
        "on_track": counts.on_track().value,
        "overdue": counts.overdue.value,
    })
}

/// The overdue ones, the longest overdue first.
fn overdue<'a>(all: &[&'a Action], date: NaiveDate) -> Vec<&'a Action> {
    let mut overdue: Vec<&Action> = all.iter().copied().filter(|action| figures::is_overdue(action, date)).collect();
    overdue.sort_by_key(|action| action.due.as_ref().and_then(|due| due.value.date));
    overdue
}

/// Red, then Amber, then the others that are overdue; in the plan's order within each.
pub(crate) fn exceptions<'a>(all: &[&'a Action], date: NaiveDate) -> Vec<&'a Action> {
    let mut exceptions: Vec<(u8, &Action)> =
        all.iter().filter_map(|action| Some((figures::exception_rank(action, date)?, *action))).collect();
    exceptions.sort_by_key(|(rank, _)| *rank);
    exceptions.into_iter().map(|(_, action)| action).collect()
}

pub(crate) fn completed_in(action: &Action, month: Month) -> bool {
    action.completed.as_ref().and_then(|completed| completed.value.date).is_some_and(|day| Month::of(day) == month)
}

fn actions<'a>(given: &Given<'_>, actions: impl IntoIterator<Item = &'a Action>) -> Value {
    let areas = &given.programme().areas;
    actions
        .into_iter()
        .map(|action| {
            // By its number, which nearly every ref begins with; looking for the action itself is for the others.
            let number = refs::area_of(&action.reference.value);
            let numbered = areas.iter().find(|area| Some(area.number) == number);
            let area =
                numbered.or_else(|| areas.iter().find(|area| area.actions().any(|own| std::ptr::eq(own, action))));
            let aim = area
                .and_then(|area| area.aims.iter().find(|aim| aim.reference == refs::aim_of(&action.reference.value)));
            action_fact(given, area, aim.and_then(|aim| aim.text.as_ref()), action)
        })
        .collect()
}

fn action_fact(given: &Given<'_>, area: Option<&Area>, aim: Option<&Located<String>>, action: &Action) -> Value {
    let date = given.status_date();
    let late = figures::is_overdue(action, date);
    let (action_moved, impact_moved) = given.marks().action(&action.reference.value);
    let due_day = action.due.as_ref().and_then(|due| due.value.date);
    json!({
        "ref": action.reference.value,
        "text": action.text.value,
        "area": area.map(Area::title),
        "area_key": area.map(|area| area.key.as_str()),
        "aim_ref": refs::aim_of(&action.reference.value),
        "aim": aim.map(|aim| aim.value.as_str()),
        "due": date_fact(&action.due),
        "leads": texts(&action.leads),
        "milestones": texts(&action.milestones),
        "action_status": status(action.status()),
        "action_moved": action_moved,
        "impact_status": status(action.impact_status.as_ref().map(|status| status.value)),
        "impact_moved": impact_moved,
        "completed": action.completed.as_ref().map(|completed| written(&completed.value)),
        "approved": figures::approval(action).map(|approval| approval.value.as_str()),
        "overdue": late,
        "overdue_by": due_day.filter(|_| late).map(|due| figures::late_by(due, date)),
        "update": text(&action.update),
        "updated": action.updated.as_ref().map(|updated| written(&updated.value)),
        "impact_measures": texts(&action.impact_measures),
        "source": place(&action.at),
    })
}

fn area_fact(given: &Given<'_>, area: &Area) -> Value {
    let date = given.status_date();
    let all: Vec<&Action> = area.actions().collect();
    let first = exceptions(&all, date);
    let rest = all
        .iter()
        .copied()
        .filter(|action| action.status() != Some(Status::Blue) && figures::exception_rank(action, date).is_none());
    let linked = |measure: &&Measure| {
        measure.linked.iter().any(|link| all.iter().any(|action| action.reference.value == link.value))
    };
    json!({
        "key": area.key,
        "title": area.title(),
        "name": area.name.clone().unwrap_or_else(|| area.title()),
        "kind": match area.kind {
            crate::programme::model::AreaKind::AreaForImprovement => "area for improvement",
            _ => "priority action",
        },
        "statement": text(&area.statement),
        "lead_officer": text(&area.lead_officer),
        "responsible_body": text(&area.responsible_body),
        "outcomes": texts(&area.outcomes),
        "aims": area.aims.iter().map(|aim| json!({
            "ref": aim.reference, "text": text(&aim.text), "actions": actions(given, &aim.actions),
        })).collect::<Vec<_>>(),
        "action_counts": counts(&action_position(all.iter().copied(), date)),
        "impact_counts": counts(&impact_position(all.iter().copied(), date)),
        "history": changes::history(given, Some(area)),
        "timeline": timeline::timeline(given, area),
        "complete": actions(given, all.iter().copied().filter(|action| action.status() == Some(Status::Blue))),
        "outstanding": actions(given, first.iter().copied().chain(rest)),
        "exceptions": actions(given, first.iter().copied()),
        "overdue": actions(given, overdue(&all, date)),
        "measures": given.programme().measures.iter().filter(linked).map(|measure| measure_fact(given, measure)).collect::<Vec<_>>(),
    })
}

fn measures(given: &Given<'_>) -> Value {
    let all = &given.programme().measures;
    let counts = figures::measure_counts(all, given.status_date());
    let mut facts = json!({
        "all": all.iter().map(|measure| measure_fact(given, measure)).collect::<Vec<_>>(),
        "total": counts.total.value,
        "with_target": counts.with_target.value,
        "meeting_target": counts.meeting_target.value,
        "missing_target": counts.missing_target.value,
        "without_target": counts.without_target.value,
        "latest_month": counts.latest_month.map(wording::month),
        "better": counts.better.value,
        "worse": counts.worse.value,
        "unchanged": counts.unchanged.value,
    });
    for (key, value) in xmr::of_all(given) {
        facts[key] = value;
    }
    facts
}

/// The months that a measure's chart shows: "February 2024 to July 2025".
fn period(measure: &Measure, edition: Month) -> Option<String> {
    let mut months = measure.series.iter().map(|entry| entry.month).filter(|month| *month <= edition);
    let first = months.next()?;
    Some(match months.next_back() {
        Some(last) => format!("{} to {}", wording::month(first), wording::month(last)),
        None => wording::month(first),
    })
}

pub(crate) fn measure_fact(given: &Given<'_>, measure: &Measure) -> Value {
    let computed = figures::measure_figures(measure, given.status_date());
    let unit = measure.unit;
    let number = |value: f64| json!({"value": value, "text": wording::value(value, unit)});
    let edition = Month::of(given.status_date());
    let chart = figures::chart(measure, &computed, given.settings, given.status_date());
    let last_step = measure.steps.last().and_then(|step| step.by.as_ref());
    json!({
        "ref": measure.reference.value,
        "name": measure.name.value,
        "unit": match unit { Unit::Percent => "percent", Unit::Number => "number" },
        "good": measure.good.as_ref().map(|good| match good.value { Good::High => "high", Good::Low => "low" }),
        "target": computed.target.map(|target| json!({"value": target, "text": wording::target(target, unit)})),
        "target_text": target_text(measure, &computed),
        "targets": measure.steps.iter().map(|step| json!({
            "value": step.value,
            "text": wording::target(step.value, unit),
            "by": step.by.as_ref().map_or_else(no_date, written),
        })).collect::<Vec<_>>(),
        "target_date": last_step.map_or_else(|| "no date set".to_owned(), wording::date),
        "baseline": measure.baseline.as_ref().map(|baseline| number(baseline.value)),
        "first": reading(&computed.first, unit),
        "latest": reading(&computed.latest, unit),
        "previous": reading(&computed.previous, unit),
        "change": computed.change.as_ref().map(|change| json!({
            "text": wording::change(change.value, unit),
            "better": match computed.which_way {
                Change::Better => "better",
                Change::Worse => "worse",
                Change::Same => "same",
                Change::Unknown => "unknown",
            },
        })),
        "met": match computed.meets {
            Meeting::Met => "met",
            Meeting::NotMet => "not met",
            Meeting::NoTarget => "no target",
            Meeting::NoData => "no data",
            Meeting::Unknown => "not known",
        },
        "status": status(measure.status.as_ref().map(|status| status.value)),
        "england": measure.england.as_ref().map(|value| number(value.value)),
        "n": measure.n.as_ref().map(|n| n.value),
        "neighbours": measure.neighbours.as_ref().map(|value| number(value.value)),
        "linked": texts(&measure.linked),
        "comment": text(&measure.comment),
        "series": measure.series.iter().filter(|entry| entry.month <= edition).map(|entry| json!({
            "month": entry.month.id(),
            "label": wording::short_month(entry.month),
            "value": entry.value.as_ref().ok(),
            "text": entry.value.as_ref().ok().map(|value| wording::value(*value, unit)),
            "missing": entry.value.as_ref().err().map(|why| why.words()),
        })).collect::<Vec<_>>(),
        "trend": figures::outlook(measure, given.status_date()).map(|outlook| json!({
            "text": measure_words::outlook_in_words(measure, &outlook),
            "reaches": outlook.reaches,
        })),
        "months": computed.months.value,
        "months_missing": computed.months_missing.value,
        "alt": xmr::alt(measure, &computed, &chart),
        "xmr": xmr::facts(&chart, measure, &computed),
        "unit_words": match unit { Unit::Percent => "per cent", Unit::Number => "number" },
        "period": period(measure, edition),
        "book": &*measure.at.workbook,
        "source": place(&measure.at),
    })
}

/// A value with its month, as they are printed.
pub(crate) fn reading(figure: &Option<Figure<Reading>>, unit: Unit) -> Option<Value> {
    let reading = &figure.as_ref()?.value;
    Some(json!({
        "month": wording::month(reading.month),
        "value": reading.value,
        "text": wording::value(reading.value, unit),
    }))
}

/// The target in the words of the dashboard where they say more than a number, else as a number.
fn target_text(measure: &Measure, computed: &MeasureFigures) -> String {
    let dated: Vec<String> = measure
        .steps
        .iter()
        .filter_map(|step| {
            let by = step.by.as_ref()?;
            Some(format!("{} by {}", wording::target(step.value, measure.unit), wording::date(by)))
        })
        .collect();
    if !dated.is_empty() {
        return dated.join(", ");
    }
    match (&measure.target, &measure.target_words) {
        (Some(_), _) => computed.target.map(|target| wording::target(target, measure.unit)).unwrap_or_default(),
        (None, Some(words)) => words.value.clone(),
        (None, None) => "No target set".to_owned(),
    }
}

fn risks(given: &Given<'_>) -> Value {
    let settings = &given.settings.risk;
    let all = &given.programme().risks;
    let sorted = figures::by_score(all);
    let counts = figures::risk_counts(all, settings);
    let moving = |wanted: Direction| -> Vec<&str> {
        let is = |risk: &&Risk| risk.direction.as_ref().is_some_and(|direction| direction.value == wanted);
        all.iter().filter(is).map(|risk| risk.reference.value.as_str()).collect()
    };
    json!({
        "all": sorted.iter().map(|risk| risk_fact(given, risk)).collect::<Vec<_>>(),
        "top": sorted.iter().take(given.settings.thresholds.top_risks).map(|risk| risk_fact(given, risk)).collect::<Vec<_>>(),
        "counts": {
            "total": counts.total.value,
            "very_high": counts.of(Level::VeryHigh).value,
            "high": counts.of(Level::High).value,
            "medium": counts.of(Level::Medium).value,
            "low": counts.of(Level::Low).value,
            "not_scored": counts.not_scored.value,
            "rising": counts.rising.value,
            "falling": counts.falling.value,
            "above_target": counts.above_target.value,
        },
        "rising_refs": moving(Direction::Rising),
        "falling_refs": moving(Direction::Falling),
        "heatmap": heat_rows(figures::heat_map(all, settings, |risk| &risk.current), &settings.likelihood),
        "inherent_heatmap": heat_rows(figures::heat_map(all, settings, |risk| &risk.inherent), &settings.likelihood),
        "trails": given.marks().trails(),
        "written_otherwise": figures::written_otherwise(all).map(|(risk, likelihood, impact, score)| json!({
            "ref": risk.reference.value,
            "likelihood": likelihood,
            "impact": impact,
            "product": likelihood * impact,
            "score": score,
        })).collect::<Vec<_>>(),
        "impact_words": settings.impact,
        "scale": "Likelihood 1 to 5 × impact 1 to 5",
        "levels": Level::ALL.map(|level| json!({
            "key": level.key(), "word": level.word(), "from": level.band(settings).0, "to": level.band(settings).1,
        })),
        "appetite": settings.appetite,
    })
}

fn heat_rows(rows: Vec<Vec<HeatCell>>, likelihood_words: &[String; 5]) -> Value {
    rows.into_iter()
        .map(|cells| {
            let likelihood = cells[0].likelihood;
            json!({
                "likelihood": likelihood,
                "word": likelihood_words[likelihood as usize - 1],
                "cells": cells.into_iter().map(|cell| json!({
                    "likelihood": cell.likelihood,
                    "impact": cell.impact,
                    "score": cell.likelihood * cell.impact,
                    "level": cell.level.key(),
                    "refs": cell.refs,
                })).collect::<Vec<_>>(),
            })
        })
        .collect()
}

pub(crate) fn risk_fact(given: &Given<'_>, risk: &Risk) -> Value {
    let score = |score: &Score| {
        let number = score.score.as_ref().map(|score| score.value);
        let level = number.map(|number| figures::level(number, &given.settings.risk));
        json!({
            "likelihood": score.likelihood.as_ref().map(|part| part.value),
            "impact": score.impact.as_ref().map(|part| part.value),
            "score": number,
            "level": level.map_or("none", Level::key),
            "word": level.map_or("Not scored", Level::word),
        })
    };
    let (key, word) = match risk.direction.as_ref().map(|direction| direction.value) {
        Some(Direction::Rising) => ("rising", "Rising"),
        Some(Direction::Falling) => ("falling", "Falling"),
        Some(Direction::Steady) => ("steady", "No change"),
        None => ("none", "Not stated"),
    };
    json!({
        "ref": risk.reference.value,
        "category": text(&risk.category),
        "description": text(&risk.description),
        "cause": text(&risk.cause),
        "event": text(&risk.event),
        "consequence": text(&risk.consequence),
        "owner": text(&risk.owner),
        "raised": risk.raised.as_ref().map(|date| written(&date.value)),
        "reviewed": risk.reviewed.as_ref().map(|date| written(&date.value)),
        "inherent": score(&risk.inherent),
        "current": score(&risk.current),
        "target": score(&risk.target),
        "moved": given.marks().risk(&risk.reference.value),
        "controls": texts(&risk.controls),
        "further_actions": texts(&risk.further_actions),
        "response": text(&risk.response),
        "direction": {"key": key, "word": word},
        "links": texts(&risk.links),
        "above_target": figures::above_target(risk),
        "source": place(&risk.at),
    })
}

fn meeting_actions(given: &Given<'_>) -> Value {
    let all = &given.programme().meeting_actions;
    let counts = figures::log_counts(all, given.status_date());
    json!({
        "open": all.iter().filter(|entry| figures::is_open(entry)).map(|entry| json!({
            "ref": entry.reference.value,
            "meeting": date_fact(&entry.meeting),
            "action": entry.action.value,
            "owner": text(&entry.owner),
            "due": date_fact(&entry.due),
            "status": match entry.state.as_ref().map(|state| state.value) {
                Some(Progress::Open | Progress::Overdue) => "Open",
                Some(Progress::Closed) => "Closed",
                None => "Not stated",
            },
            "update": text(&entry.update),
            "linked": texts(&entry.linked),
            "overdue": figures::is_late(entry, given.status_date()),
        })).collect::<Vec<_>>(),
        "counts": {
            "total": counts.total.value,
            "open": counts.open.value,
            "closed": counts.closed.value,
            "overdue": counts.overdue.value,
        },
    })
}

pub(crate) fn is_upcoming(item: &WorkItem, date: NaiveDate, months: u32) -> bool {
    let horizon = (0..months).fold(Month::of(date), |month, _| month.next()).last_day();
    item.meeting.as_ref().and_then(|meeting| meeting.value.date).is_some_and(|day| day > date && day <= horizon)
}

/// The items of the work programme by meeting, in the order of their dates; those without a date last.
fn meetings<'a>(items: impl Iterator<Item = &'a WorkItem>) -> Value {
    type Key = Option<NaiveDate>;
    let mut meetings: Vec<(Key, &WorkItem, Vec<Value>)> = Vec::new();
    for item in items {
        let key = item.meeting.as_ref().and_then(|meeting| meeting.value.date);
        let fact = json!({
            "item": item.item.value,
            "purpose": text(&item.purpose),
            "lead": text(&item.lead),
            "deadline": item.deadline.as_ref().map(|date| written(&date.value)),
            "status": text(&item.status),
            "route": text(&item.route),
        });
        match meetings.iter_mut().find(|(known, ..)| *known == key) {
            Some((.., items)) => items.push(fact),
            None => meetings.push((key, item, vec![fact])),
        }
    }
    meetings.sort_by_key(|(key, ..)| (key.is_none(), *key));
    meetings
        .into_iter()
        .map(|(_, first, items)| json!({"meeting": date_fact(&first.meeting), "items": items}))
        .collect()
}

pub(crate) fn status(status: Option<Status>) -> Value {
    json!({"key": status.map_or("none", Status::key), "word": status.map_or("Not stated", Status::word)})
}

pub(crate) fn date_fact(date: &Option<Located<WrittenDate>>) -> Value {
    date.as_ref().map_or_else(no_date, |date| written(&date.value))
}

fn no_date() -> Value {
    json!({"text": "No date set", "iso": null, "kind": "missing"})
}

fn written(date: &WrittenDate) -> Value {
    json!({
        "text": wording::date(date),
        "iso": date.date.map(|day| day.to_string()),
        "kind": match date.kind {
            DateKind::Day => "day",
            DateKind::Month => "month",
            DateKind::Recurring => "recurring",
            DateKind::Open => "open",
        },
    })
}

pub(crate) fn text(value: &Option<Located<String>>) -> Option<&str> {
    value.as_ref().map(|value| value.value.as_str())
}

fn texts(values: &[Located<String>]) -> Vec<&str> {
    values.iter().map(|value| value.value.as_str()).collect()
}

fn place(at: &CellRef) -> String {
    format!("{}, {}, {}", at.workbook, at.sheet, at.address())
}
