//! The risk register.

use super::columns::{Field, SCORE_GROUPS};
use super::model::{Direction, Risk, Score};
use super::table::{self, Scale, Table};
use super::tracker::date;
use super::{numbers, refs, schema};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::{Sheet, Value};

pub fn read(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Risk> {
    let mut risks: Vec<Risk> = Vec::new();
    for row in table.rows(sheet, Field::Reference, diagnostics) {
        let text = |field| table.text(sheet, row, field);
        let words = [Field::Description, Field::Event, Field::Cause];
        let reference = table.own_text(sheet, row, Field::Reference).filter(|reference| {
            reference.value.chars().any(|c| c.is_ascii_digit()) && words.iter().any(|field| text(*field).is_some())
        });
        let Some(reference) = reference else {
            match risks.last_mut().filter(|_| table.own_text(sheet, row, Field::Reference).is_none()) {
                Some(risk) if continues(sheet, table, row) => extend(risk, sheet, table, row),
                _ => diagnostics.extend(table::left_out(sheet, row, table)),
            }
            continue;
        };
        if let Some(closed) = closed(sheet, table, row, &reference) {
            diagnostics.push(closed);
            continue;
        }
        let [inherent, current, target] =
            SCORE_GROUPS.map(|(name, fields, _)| score(sheet, table, row, fields, name, &reference.value, diagnostics));
        let mut risk = Risk {
            raised: date(sheet, table, row, Field::Raised, None),
            reviewed: date(sheet, table, row, Field::Reviewed, None),
            inherent,
            current,
            target,
            controls: table.lines(sheet, row, Field::Controls),
            further_actions: table.lines(sheet, row, Field::FurtherActions),
            direction: text(Field::Direction).and_then(|words| direction(words, &reference.value, diagnostics)),
            links: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
            ..Risk::new(reference)
        };
        schema::fill(&mut risk, text);
        risks.push(risk);
    }
    risks
}

/// A closed risk stays in many registers; it is no risk of this month.
fn closed(sheet: &Sheet, table: &Table, row: u32, reference: &Located<String>) -> Option<Diagnostic> {
    let state = table.text(sheet, row, Field::State).filter(|state| {
        let plain = state.value.to_lowercase();
        ["closed", "withdrawn", "archived"].iter().any(|word| plain.starts_with(word))
    });
    let closed = state.or_else(|| {
        table.text(sheet, row, Field::Completed).filter(|date| super::dates::first_in(&date.value).is_some())
    })?;
    Some(
        Diagnostic::note("risk-closed", format!("risk {} is closed and was left out", reference.value))
            .at(&closed.at)
            .found(&closed.value)
            .hint("nothing to do if it is; if it is not, write Open and clear the date of closure"),
    )
}

/// Whether a scale has three points: its heading says so ("Likelihood (1-3)"), or the score that is written is the
/// product of its words on such a scale and not on one of five.
fn has_three_points(sheet: &Sheet, table: &Table, row: u32, [likelihood, impact, score]: [Field; 3]) -> bool {
    let headed = |field| {
        let heading = table.columns.get(&field).map_or("", |column| sheet.text(table.header_row, *column));
        let plain = super::columns::normal(heading);
        plain.ends_with(" 1 3") || plain.ends_with(" 1 to 3")
    };
    let level = |field, words: &[&[&str]; 5]| {
        let (cell, ..) = table.cell(sheet, row, field)?;
        let plain = cell.text.trim().to_lowercase();
        let word = words.iter().position(|level| level.contains(&plain.as_str())).map(|level| level as u32);
        word.map(|word| (word + 1, word)).or_else(|| numbers::whole(&plain).map(|number| (number, number)))
    };
    let product = || {
        let (l, i) = (level(likelihood, &LIKELIHOOD_WORDS)?, level(impact, &IMPACT_WORDS)?);
        let written = numbers::whole(&table.cell(sheet, row, score)?.0.text)?;
        Some(written == l.1.checked_mul(i.1)? && written != l.0.checked_mul(i.0)?)
    };
    headed(likelihood) || headed(impact) || product().unwrap_or(false)
}

fn continues(sheet: &Sheet, table: &Table, row: u32) -> bool {
    [Field::Controls, Field::FurtherActions].into_iter().any(|field| table.own_text(sheet, row, field).is_some())
}

fn extend(risk: &mut Risk, sheet: &Sheet, table: &Table, row: u32) {
    risk.controls.extend(table.lines(sheet, row, Field::Controls));
    risk.further_actions.extend(table.lines(sheet, row, Field::FurtherActions));
}

fn score(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    fields: [Field; 3],
    name: &str,
    reference: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Score {
    let points = if has_three_points(sheet, table, row, fields) { 3 } else { 5 };
    let mut part = |field, words: Option<&[&[&str]; 5]>| {
        level_part(
            sheet,
            table,
            row,
            field,
            words.map(|words| (words, points)),
            diagnostics,
            &format!("{name} score of {reference}"),
        )
    };
    let likelihood = part(fields[0], Some(&LIKELIHOOD_WORDS));
    let impact = part(fields[1], Some(&IMPACT_WORDS));
    let known = likelihood.is_some() && impact.is_some();
    // A word in the score's column ("High") says less than likelihood and impact do.
    let worded = table
        .cell(sheet, row, fields[2])
        .is_some_and(|(cell, ..)| !cell.text.is_empty() && numbers::whole(&cell.text).is_none());
    let written = if known && worded { None } else { part(fields[2], None) };
    let score = written.or_else(|| {
        let (likelihood, impact) = (likelihood.as_ref()?, impact.as_ref()?);
        let product = likelihood.value.checked_mul(impact.value)?;
        let column = table.columns.get(&fields[2]).copied();
        let at = column.map_or_else(|| impact.at.clone(), |column| sheet.at(row, column));
        if column.is_some() {
            let (why, hint) = if worded {
                ("is a word", "write the number beside or instead of the word")
            } else {
                (
                    "is not stored in the workbook",
                    "open the workbook in Excel and save it, so that its formulas are calculated",
                )
            };
            diagnostics.push(
                Diagnostic::note(
                    "score-worked-out",
                    format!("the {name} score of {reference} {why}, and was worked out"),
                )
                .at(&at)
                .found(format!("likelihood {} × impact {} = {product}", likelihood.value, impact.value))
                .hint(hint),
            );
        }
        Some(Located { value: product, at, raw: "".into() })
    });
    Score { likelihood, impact, score }
}

/// The words for each level, from 1 to 5.
pub const LIKELIHOOD_WORDS: [&[&str]; 5] = [
    &["very low", "vl", "rare", "very unlikely", "remote", "i"],
    &["low", "l", "unlikely", "ii"],
    &["medium", "m", "possible", "moderate", "iii"],
    &["high", "h", "likely", "probable", "iv"],
    &["very high", "vh", "almost certain", "very likely", "certain", "v"],
];
pub const IMPACT_WORDS: [&[&str]; 5] = [
    &["very low", "vl", "insignificant", "negligible", "i"],
    &["low", "l", "minor", "ii"],
    &["medium", "m", "moderate", "iii"],
    &["high", "h", "major", "significant", "iv"],
    &["very high", "vh", "severe", "catastrophic", "critical", "extreme", "v"],
];

/// A likelihood, an impact or a score: a number, a roman numeral, a word of the scale, or a cross under one.
fn level_part(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    field: Field,
    words: Option<(&[&[&str]; 5], u32)>,
    diagnostics: &mut Vec<Diagnostic>,
    of: &str,
) -> Option<Located<u32>> {
    let crossed = |scale: &&Scale| {
        let mark = sheet.text(row, scale.column).trim().to_lowercase();
        scale.field == field && matches!(mark.as_str(), "x" | "✓" | "✔" | "✗" | "✘" | "●" | "1" | "y" | "yes")
    };
    if let Some(scale) = table.scales.iter().find(crossed) {
        return Some(sheet.located(row, scale.column, scale.value));
    }
    let (cell, at_row, at_column) = table.cell(sheet, row, field)?;
    if matches!(cell.value, Value::Uncalculated | Value::Blank) || table::is_placeholder(&cell.text) {
        return None;
    }
    if let Some(number) = numbers::whole(&cell.text) {
        return Some(sheet.located(at_row, at_column, number));
    }
    let plain = cell.text.trim().to_lowercase();
    // On a scale of three points "low" is the first, where on one of five it is the second.
    let level = words.and_then(|(words, points)| {
        let level = words.iter().position(|level| level.contains(&plain.as_str()))? as u32;
        if points == 3 { (1..=3).contains(&level).then_some((level, 3)) } else { Some((level + 1, 5)) }
    });
    let found = |diagnostic: Diagnostic| diagnostic.at(&sheet.at(at_row, at_column)).found(&cell.text);
    match level {
        Some((level, points)) => {
            diagnostics.push(
                found(Diagnostic::note(
                    "level-by-word",
                    format!("a part of the {of} is a word, taken for {level} of {points}"),
                ))
                .hint("write the number too"),
            );
            Some(sheet.located(at_row, at_column, level))
        }
        None => {
            diagnostics.push(
                found(Diagnostic::warning("score-not-a-number", format!("a part of the {of} is not a whole number")))
                    .hint("write a number"),
            );
            None
        }
    }
}

fn direction(words: Located<String>, reference: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<Direction>> {
    let plain = words.value.trim().trim_end_matches('\u{fe0f}').to_lowercase();
    let direction = match plain.as_str() {
        "↑" | "▲" | "⬆" | "up" | "increasing" | "increased" | "rising" | "worsening" | "worse" | "↗" => {
            Direction::Rising
        }
        "↓" | "▼" | "⬇" | "down" | "decreasing" | "decreased" | "falling" | "improving" | "improved" | "reducing"
        | "reduced" | "↘" => Direction::Falling,
        "→" | "↔" | "►" | "⬌" | "➡" | "=" | "-" | "no change" | "same" | "static" | "stable" | "unchanged"
        | "steady" => Direction::Steady,
        _ => {
            diagnostics.push(
                Diagnostic::warning(
                    "direction-not-known",
                    format!("the direction of travel of {reference} is not known"),
                )
                .at(&words.at)
                .found(&words.value)
                .hint("write ↑, ↓ or →, or Up, Down or No change"),
            );
            return None;
        }
    };
    Some(words.map(|_| direction))
}
