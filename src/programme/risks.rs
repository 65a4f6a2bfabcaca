//! The risk register.

use super::columns::{Field, SCORE_GROUPS};
use super::model::{Direction, Risk, Score};
use super::table::{self, Table};
use super::tracker::date;
use super::{numbers, refs};
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
                _ => diagnostics.extend(table::left_out(sheet, row, table.kind)),
            }
            continue;
        };
        let [inherent, current, target] =
            SCORE_GROUPS.map(|(name, fields, _)| score(sheet, table, row, fields, name, &reference.value, diagnostics));
        risks.push(Risk {
            at: reference.at.clone(),
            category: text(Field::Category),
            description: text(Field::Description),
            cause: text(Field::Cause),
            event: text(Field::Event),
            consequence: text(Field::Consequence),
            owner: text(Field::Owner),
            raised: date(sheet, table, row, Field::Raised, None),
            reviewed: date(sheet, table, row, Field::Reviewed, None),
            inherent,
            current,
            target,
            controls: table.lines(sheet, row, Field::Controls),
            further_actions: table.lines(sheet, row, Field::FurtherActions),
            response: text(Field::Response),
            direction: text(Field::Direction).and_then(|words| direction(words, &reference.value, diagnostics)),
            links: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
            reference,
        });
    }
    risks
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
    let [likelihood, impact, written] = fields.map(|field| {
        let (cell, at_row, at_column) = table.cell(sheet, row, field)?;
        let number = match cell.value {
            Value::Uncalculated | Value::Blank => return None,
            _ => numbers::whole(&cell.text),
        };
        if number.is_none() && !table::is_placeholder(&cell.text) {
            diagnostics.push(
                Diagnostic::warning(
                    "score-not-a-number",
                    format!("a part of the {name} score of {reference} is not a whole number"),
                )
                .at(&sheet.at(at_row, at_column))
                .found(&cell.text)
                .hint("write a number"),
            );
        }
        number.map(|number| sheet.located(at_row, at_column, number))
    });
    let score = written.or_else(|| {
        let (likelihood, impact) = (likelihood.as_ref()?, impact.as_ref()?);
        let product = likelihood.value.checked_mul(impact.value)?;
        let column = table.columns.get(&fields[2]).copied();
        let at = column.map_or_else(|| impact.at.clone(), |column| sheet.at(row, column));
        if column.is_some() {
            diagnostics.push(
                Diagnostic::note(
                    "score-worked-out",
                    format!("the {name} score of {reference} is not stored in the workbook and was worked out"),
                )
                .at(&at)
                .found(format!("likelihood {} × impact {} = {product}", likelihood.value, impact.value))
                .hint("open the workbook in Excel and save it, so that its formulas are calculated"),
            );
        }
        Some(Located { value: product, at, raw: "".into() })
    });
    Score { likelihood, impact, score }
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
