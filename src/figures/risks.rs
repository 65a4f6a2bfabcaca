//! A risk's level by the area's own scale, and the 5 × 5 heat map.

use super::Figure;
use crate::area::settings::RiskSettings;
use crate::programme::model::{Direction, Risk, Score};
use crate::programme::refs;

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

/// How the risks stand by their current scores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskCounts {
    pub total: Figure<usize>,
    /// In the order of [`Level::ALL`].
    by_level: [Figure<usize>; 4],
    pub not_scored: Figure<usize>,
    pub rising: Figure<usize>,
    pub falling: Figure<usize>,
    pub above_target: Figure<usize>,
}

impl RiskCounts {
    pub fn of(&self, level: Level) -> &Figure<usize> {
        &self.by_level[level as usize]
    }
}

/// Counts the risks, each at the cell that decides: its score, its direction, both scores for one above target.
pub fn risk_counts(risks: &[Risk], settings: &RiskSettings) -> RiskCounts {
    let mut counts = RiskCounts::default();
    for risk in risks {
        counts.total.add(&risk.at);
        match &risk.current.score {
            Some(score) => counts.by_level[level(score.value, settings) as usize].add(&score.at),
            None => counts.not_scored.add(&risk.at),
        }
        match &risk.direction {
            Some(direction) if direction.value == Direction::Rising => counts.rising.add(&direction.at),
            Some(direction) if direction.value == Direction::Falling => counts.falling.add(&direction.at),
            _ => {}
        }
        if let (true, Some(current), Some(target)) = (above_target(risk), &risk.current.score, &risk.target.score) {
            counts.above_target.add(&current.at);
            counts.above_target.sources.push(target.at.clone());
        }
    }
    counts
}

pub fn above_target(risk: &Risk) -> bool {
    let scores = risk.current.score.as_ref().zip(risk.target.score.as_ref());
    scores.is_some_and(|(current, target)| current.value > target.value)
}

/// The risks with the highest current score first, those without one last; by ref among equals.
pub fn by_score(risks: &[Risk]) -> Vec<&Risk> {
    let mut sorted: Vec<&Risk> = risks.iter().collect();
    sorted.sort_by_key(|risk| {
        (std::cmp::Reverse(risk.current.score.as_ref().map(|score| score.value)), refs::order(&risk.reference.value))
    });
    sorted
}

/// The risks whose current score is written otherwise than likelihood × impact: they stand on the heat map by their
/// likelihood and impact, and in tables by the score.
pub fn written_otherwise(risks: &[Risk]) -> impl Iterator<Item = (&Risk, u32, u32, u32)> {
    risks.iter().filter_map(|risk| {
        let (likelihood, impact) = (risk.current.likelihood.as_ref()?.value, risk.current.impact.as_ref()?.value);
        let score = risk.current.score.as_ref()?.value;
        let on_map = (1..=5).contains(&likelihood) && (1..=5).contains(&impact);
        (on_map && likelihood * impact != score).then_some((risk, likelihood, impact, score))
    })
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
