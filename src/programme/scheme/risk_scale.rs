//! How risks are scored: two scales of three to five points, what they make together, and the levels of the scores.

use std::sync::Arc;

/// From the least likely, or the least impact, to the most.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub words: Vec<String>,
    /// The letters of the same points, where the register writes letters.
    pub letters: Vec<String>,
}

impl Axis {
    pub fn points(&self) -> u32 {
        self.words.len() as u32
    }

    pub fn has(&self, point: u32) -> bool {
        (1..=self.points()).contains(&point)
    }

    /// The point that a word or a letter of the scale's own stands for. `plain` is in small letters.
    pub fn point(&self, plain: &str) -> Option<u32> {
        let at = |list: &[String]| list.iter().position(|word| word.to_lowercase() == plain);
        at(&self.words).or_else(|| at(&self.letters)).map(|index| index as u32 + 1)
    }
}

/// A band of scores.
#[derive(Debug, PartialEq, Eq)]
pub struct LevelKind {
    pub key: String,
    pub word: String,
    /// Its lowest and its highest score.
    pub from: u32,
    pub to: u32,
    pub fill: String,
    pub text: String,
}

/// A level of a scheme's scores; shared, so that a map of them is cheap.
pub type Level = Arc<LevelKind>;

#[derive(Clone, Debug, PartialEq)]
pub struct RiskScale {
    pub likelihood: Axis,
    pub impact: Axis,
    /// The scores where they are no products: a row for each likelihood.
    pub(super) lookup: Option<Vec<Vec<u32>>>,
    /// From the lowest to the highest.
    pub levels: Vec<Level>,
    pub appetite: Option<u32>,
    /// Whether the scales are other than the built-in ones: a word of theirs is then no guess.
    pub own: bool,
}

impl RiskScale {
    /// The score of a likelihood and an impact; `None` where either is off its scale.
    pub fn score(&self, likelihood: u32, impact: u32) -> Option<u32> {
        if !self.likelihood.has(likelihood) || !self.impact.has(impact) {
            return None;
        }
        match &self.lookup {
            None => Some(likelihood * impact),
            Some(rows) => rows.get(likelihood as usize - 1)?.get(impact as usize - 1).copied(),
        }
    }

    pub fn is_lookup(&self) -> bool {
        self.lookup.is_some()
    }

    pub fn highest(&self) -> u32 {
        self.score(self.likelihood.points(), self.impact.points()).unwrap_or(1)
    }

    /// Whether a score can be one of the scale.
    pub fn holds(&self, score: u32) -> bool {
        (1..=self.highest()).contains(&score)
    }

    /// The level of a score; `None` for one that is off the scale.
    pub fn level(&self, score: u32) -> Option<&Level> {
        self.levels.iter().rev().find(|level| score >= level.from).filter(|_| self.holds(score))
    }

    /// "likelihood × impact", or what is looked up.
    pub fn rule(&self) -> &'static str {
        if self.is_lookup() {
            "the score that the table gives for likelihood and impact"
        } else {
            "likelihood × impact"
        }
    }
}
