//! A risk's level by the area's own scale, and the 5 × 5 heat map.

use crate::programme::model::{Risk, Score};
use crate::settings::RiskSettings;

/// The bands of a 5 × 5 score. Which score begins which band is a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Low,
    Medium,
    High,
    VeryHigh,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Low, Level::Medium, Level::High, Level::VeryHigh];

    pub fn word(self) -> &'static str {
        match self {
            Level::Low => "Low",
            Level::Medium => "Medium",
            Level::High => "High",
            Level::VeryHigh => "Very high",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::VeryHigh => "very-high",
        }
    }

    /// The lowest and highest score of the level.
    pub fn band(self, settings: &RiskSettings) -> (u32, u32) {
        match self {
            Level::Low => (1, settings.medium_from - 1),
            Level::Medium => (settings.medium_from, settings.high_from - 1),
            Level::High => (settings.high_from, settings.very_high_from - 1),
            Level::VeryHigh => (settings.very_high_from, 25),
        }
    }
}

pub fn level(score: u32, settings: &RiskSettings) -> Level {
    *Level::ALL.iter().rev().find(|level| score >= level.band(settings).0).unwrap_or(&Level::Low)
}

/// One cell of the heat map: the risks that stand there.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    pub likelihood: u32,
    pub impact: u32,
    pub level: Level,
    pub refs: Vec<String>,
}

/// The heat map of one of the three scores: rows of likelihood, 5 first; cells of impact, 1 first.
/// A risk without likelihood and impact from 1 to 5 has no place on it.
pub fn heat_map(risks: &[Risk], settings: &RiskSettings, score: impl Fn(&Risk) -> &Score) -> Vec<Vec<HeatCell>> {
    let place = |risk: &Risk| {
        let score = score(risk);
        Some((score.likelihood.as_ref()?.value, score.impact.as_ref()?.value))
    };
    (1..=5)
        .rev()
        .map(|likelihood| {
            (1..=5)
                .map(|impact| HeatCell {
                    likelihood,
                    impact,
                    level: level(likelihood * impact, settings),
                    refs: risks
                        .iter()
                        .filter(|risk| place(risk) == Some((likelihood, impact)))
                        .map(|risk| risk.reference.value.clone())
                        .collect(),
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_has_one_level() {
        let settings = RiskSettings::default();
        let words: Vec<&str> =
            [1, 4, 5, 9, 10, 15, 16, 25].into_iter().map(|score| level(score, &settings).word()).collect();
        assert_eq!(words, ["Low", "Low", "Medium", "Medium", "High", "High", "Very high", "Very high"]);
    }

    #[test]
    fn the_heat_map_has_its_worst_corner_at_the_top_right() {
        let map = heat_map(&[], &RiskSettings::default(), |risk| &risk.current);
        assert_eq!((map[0][4].likelihood, map[0][4].impact, map[0][4].level), (5, 5, Level::VeryHigh));
        assert_eq!((map[4][0].likelihood, map[4][0].impact, map[4][0].level), (1, 1, Level::Low));
    }
}
