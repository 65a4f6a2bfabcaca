//! What a likelihood or an impact stands for: a whole number, or a usual word of a scale of five points or of three.
//!
//! Deliberately absent: the words of an area's own scale, which are the scheme's.

use super::columns::{self, Field};
use super::numbers;
use super::table::Table;
use crate::workbook::{Cell, Sheet, Value};

/// The words of each point of a scale of five.
pub type Words = [&'static [&'static str]; 5];

/// The words for each level, from 1 to 5.
pub const LIKELIHOOD_WORDS: Words = [
    &["very low", "vl", "rare", "very unlikely", "remote", "i"],
    &["low", "l", "unlikely", "ii"],
    &["medium", "m", "possible", "moderate", "iii"],
    &["high", "h", "likely", "probable", "iv"],
    &["very high", "vh", "almost certain", "very likely", "certain", "v"],
];
pub const IMPACT_WORDS: Words = [
    &["very low", "vl", "insignificant", "negligible", "i"],
    &["low", "l", "minor", "ii"],
    &["medium", "m", "moderate", "iii"],
    &["high", "h", "major", "significant", "iv"],
    &["very high", "vh", "severe", "catastrophic", "critical", "extreme", "v"],
];

/// The point for a usual word: on a scale of five points, and on one of three, where "low" is the first.
pub fn usual_point(plain: &str, words: &Words, points: u32) -> Option<u32> {
    let level = words.iter().position(|level| level.contains(&plain))? as u32;
    if points == 3 { (1..=3).contains(&level).then_some(level) } else { Some(level + 1) }
}

/// The whole number of a cell; a date shown as "04-May" is none.
pub fn whole(cell: &Cell) -> Option<u32> {
    if matches!(cell.value, Value::Date { .. }) { None } else { numbers::whole(&cell.text) }
}

/// Whether a scale has three points: its heading says so ("Likelihood (1-3)"), or the score that is written is the
/// product of its words on such a scale and not on one of five.
pub fn has_three_points(sheet: &Sheet, table: &Table, row: u32, [likelihood, impact, score]: [Field; 3]) -> bool {
    let headed = |field| {
        let heading = table.columns.get(&field).map_or("", |column| sheet.text(table.header_row, *column));
        let plain = columns::normal(heading);
        plain.ends_with(" 1 3") || plain.ends_with(" 1 to 3")
    };
    let level = |field, words: &Words| {
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
