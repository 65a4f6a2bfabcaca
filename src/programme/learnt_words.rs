//! The words of a register's own scale, learnt from the scores beside them: where "Very likely" × "Major" is 16 throughout,
//! the scale has four points.
//!
//! A table of risks → what each word stands for, where the usual words do not fit the scores and one reading alone does.
//! Deliberately absent: any guess between two readings; they are left to the settings.

use std::collections::BTreeMap;

use super::columns::{Field, SCORE_GROUPS};
use super::points::{IMPACT_WORDS, LIKELIHOOD_WORDS, has_three_points, usual_point, whole};
use super::scheme::RiskScale;
use super::table::{self, Table};
use crate::diagnostic::Diagnostic;
use crate::workbook::{Cell, Sheet, Value};

/// What the words of the likelihoods and of the impacts stand for.
pub struct Learnt {
    likelihood: BTreeMap<String, u32>,
    impact: BTreeMap<String, u32>,
}

impl Learnt {
    pub fn point(&self, what: &str, plain: &str) -> Option<u32> {
        let words = if what == "likelihood" { &self.likelihood } else { &self.impact };
        words.get(plain).copied()
    }

    pub fn told(&self, sheet: &Sheet, table: &Table) -> Option<Diagnostic> {
        let fields = SCORE_GROUPS.iter().flat_map(|(_, fields, _)| &fields[..2]);
        let column = fields.filter_map(|field| table.columns.get(field)).min()?;
        let listed = |words: &BTreeMap<String, u32>| {
            let mut words: Vec<(&u32, &String)> = words.iter().map(|(word, point)| (point, word)).collect();
            words.sort();
            words.iter().map(|(point, word)| format!("{word} {point}")).collect::<Vec<_>>().join(", ")
        };
        let found = format!("likelihood: {}; impact: {}", listed(&self.likelihood), listed(&self.impact));
        let message = "the words for likelihood and impact were read by the scores beside them";
        Some(
            Diagnostic::note("words-by-scores", message)
                .at(&sheet.at(table.header_row, *column))
                .found(found)
                .hint("name the words of the scale under [risk] in boardpack.toml"),
        )
    }
}

/// A cell of a likelihood or an impact: a number, or the place of its word among all words.
#[derive(Clone, Copy)]
enum Factor {
    Number(u32),
    Word(usize),
}

/// The words of both scales, those of the impacts marked as such, in the order in which they come.
#[derive(Default)]
struct Found {
    words: Vec<(bool, String)>,
    products: Vec<(Factor, Factor, u32)>,
}

pub fn learn(sheet: &Sheet, table: &Table, scale: &RiskScale, rows: &[u32]) -> Option<Learnt> {
    if scale.own || scale.is_lookup() {
        return None;
    }
    let mut found = Found::default();
    let mut fits = true;
    for row in rows {
        for (_, fields, _) in &SCORE_GROUPS {
            fits &= found.take(sheet, table, *row, fields);
        }
    }
    if fits || found.words.is_empty() {
        return None;
    }
    let points = found.only_reading()?;
    let of = |impact: bool| {
        let words = found.words.iter().zip(&points).filter(|((of_impact, _), _)| *of_impact == impact);
        words.map(|((_, word), point)| (word.clone(), *point)).collect()
    };
    Some(Learnt { likelihood: of(false), impact: of(true) })
}

impl Found {
    /// Takes the product of a row; whether the usual words make it.
    fn take(&mut self, sheet: &Sheet, table: &Table, row: u32, fields: &[Field; 3]) -> bool {
        let cell = |field| table.cell(sheet, row, field).map(|(cell, ..)| cell).filter(|cell| !cell.text.is_empty());
        let [Some(likelihood), Some(impact), Some(score)] = fields.map(cell) else { return true };
        let Some(score) = whole(score) else { return true };
        let sound = |cell: &Cell| {
            whole(cell).is_some()
                || cell.value == Value::Text
                    && !table::is_error(cell)
                    && !cell.text.contains(|c: char| c.is_ascii_digit())
        };
        if whole(likelihood).is_some() && whole(impact).is_some() || !sound(likelihood) || !sound(impact) {
            return true;
        }
        let points = if has_three_points(sheet, table, row, *fields) { 3 } else { 5 };
        let usual =
            |cell: &Cell, words| whole(cell).or_else(|| usual_point(&cell.text.trim().to_lowercase(), words, points));
        let product = usual(likelihood, &LIKELIHOOD_WORDS)
            .and_then(|likelihood| likelihood.checked_mul(usual(impact, &IMPACT_WORDS)?));
        let factors = (self.factor(likelihood, false), self.factor(impact, true));
        self.products.push((factors.0, factors.1, score));
        product == Some(score)
    }

    fn factor(&mut self, cell: &Cell, impact: bool) -> Factor {
        if let Some(number) = whole(cell) {
            return Factor::Number(number);
        }
        let word = (impact, cell.text.trim().to_lowercase());
        let known = self.words.iter().position(|known| *known == word);
        Factor::Word(known.unwrap_or_else(|| {
            self.words.push(word);
            self.words.len() - 1
        }))
    }

    /// The points of the words, where one reading alone makes every score.
    fn only_reading(&self) -> Option<Vec<u32>> {
        const WORDS: usize = 10;
        if self.words.len() > WORDS {
            return None;
        }
        let mut readings = Vec::new();
        self.search(&mut Vec::new(), &mut readings);
        if readings.len() == 1 { readings.pop() } else { None }
    }

    /// Adds the readings that begin with some points, up to the second one.
    fn search(&self, points: &mut Vec<u32>, readings: &mut Vec<Vec<u32>>) {
        if readings.len() > 1 || !self.agrees(points) {
            return;
        }
        if points.len() == self.words.len() {
            readings.push(points.clone());
            return;
        }
        let impact = self.words[points.len()].0;
        for point in (1..).take(LIKELIHOOD_WORDS.len()) {
            // Two words of one scale are two points.
            let taken = points.iter().zip(&self.words).any(|(other, word)| word.0 == impact && *other == point);
            if !taken {
                points.push(point);
                self.search(points, readings);
                points.pop();
            }
        }
    }

    /// Whether the scores whose words all have points are their products.
    fn agrees(&self, points: &[u32]) -> bool {
        let of = |factor| match factor {
            Factor::Number(number) => Some(number),
            Factor::Word(word) => points.get(word).copied(),
        };
        self.products.iter().all(|(likelihood, impact, score)| {
            let product = of(*likelihood).zip(of(*impact)).map(|(likelihood, impact)| likelihood.checked_mul(impact));
            product.is_none_or(|product| product == Some(*score))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[(bool, &str)], products: &[(usize, usize, u32)]) -> Found {
        Found {
            words: words.iter().map(|(impact, word)| (*impact, (*word).to_owned())).collect(),
            products: products.iter().map(|(l, i, score)| (Factor::Word(*l), Factor::Word(*i), *score)).collect(),
        }
    }

    #[test]
    fn words_are_learnt_where_one_reading_alone_makes_the_scores() {
        let words = [(false, "very likely"), (true, "major"), (false, "likely"), (true, "serious")];
        let one = found(&words, &[(0, 1, 16), (2, 1, 12), (2, 3, 9)]);
        assert_eq!(one.only_reading(), Some(vec![4, 4, 3, 3]));
        // 12 is 3 × 4 and 4 × 3.
        assert_eq!(found(&words[..2], &[(0, 1, 12)]).only_reading(), None);
        assert_eq!(found(&words[..2], &[(0, 1, 16), (0, 1, 12)]).only_reading(), None);
    }
}
