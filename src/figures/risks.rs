//! A risk's level by the scheme's own scale, and the heat map of likelihood and impact.

use super::Figure;
use crate::programme::model::{Direction, Risk, Score};
use crate::programme::refs;
use crate::programme::scheme::{Level, RiskScale};

/// How the risks stand by their current scores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskCounts {
    pub total: Figure<usize>,
    /// From the lowest level to the highest.
    pub by_level: Vec<(Level, Figure<usize>)>,
    /// Scored, but with a number that the scale does not have.
    pub off_scale: Figure<usize>,
    pub not_scored: Figure<usize>,
    pub rising: Figure<usize>,
    pub falling: Figure<usize>,
    pub above_target: Figure<usize>,
    /// None where the settings have no appetite.
    pub above_appetite: Option<Figure<usize>>,
}

/// Counts the risks, each at the cell that decides: its score, its direction, both scores for one above target.
pub fn risk_counts(risks: &[Risk], scale: &RiskScale) -> RiskCounts {
    let by_level = scale.levels.iter().map(|level| (level.clone(), Figure::default())).collect();
    let mut counts =
        RiskCounts { by_level, above_appetite: scale.appetite.map(|_| Figure::default()), ..RiskCounts::default() };
    for risk in risks {
        counts.total.add(&risk.at);
        let score = risk.current.score.as_ref();
        let level = score.and_then(|score| scale.level(score.value));
        match (score, counts.by_level.iter_mut().find(|(of, _)| Some(of) == level)) {
            (Some(score), Some((_, figure))) => figure.add(&score.at),
            (Some(score), None) => counts.off_scale.add(&score.at),
            (None, _) => counts.not_scored.add(&risk.at),
        }
        match &risk.direction {
            Some(direction) if direction.value == Direction::Rising => counts.rising.add(&direction.at),
            Some(direction) if direction.value == Direction::Falling => counts.falling.add(&direction.at),
            _ => {}
        }
        if let (true, Some(above), Some(current)) =
            (above_appetite(risk, scale), &mut counts.above_appetite, &risk.current.score)
        {
            above.add(&current.at);
        }
        if let (true, Some(current), Some(target)) =
            (above_target(risk, scale), &risk.current.score, &risk.target.score)
        {
            counts.above_target.add(&current.at);
            counts.above_target.sources.push(target.at.clone());
        }
    }
    counts
}

/// Whether the current score is higher than the target score; a score off the scale is higher than nothing.
pub fn above_target(risk: &Risk, scale: &RiskScale) -> bool {
    let scores = risk.current.score.as_ref().zip(risk.target.score.as_ref());
    scores.is_some_and(|(current, target)| scale.holds(current.value) && current.value > target.value)
}

/// Whether the current score is higher than the Board's appetite; a score off the scale is higher than nothing.
pub fn above_appetite(risk: &Risk, scale: &RiskScale) -> bool {
    let score = risk.current.score.as_ref().map(|score| score.value);
    score.zip(scale.appetite).is_some_and(|(score, appetite)| scale.holds(score) && score > appetite)
}

/// The risks with the highest current score first, then those whose score is off the scale, those without one last; by
/// ref among equals.
pub fn by_score<'a>(risks: &'a [Risk], scale: &RiskScale) -> Vec<&'a Risk> {
    let mut sorted: Vec<&Risk> = risks.iter().collect();
    sorted.sort_by_key(|risk| {
        let score = risk.current.score.as_ref().map(|score| score.value);
        let on_scale = score.filter(|score| scale.holds(*score));
        (std::cmp::Reverse(on_scale), score.is_none(), refs::order(&risk.reference.value))
    });
    sorted
}

/// The risks whose current score is written otherwise than their likelihood and impact make it: they stand on the heat
/// map by these, and in tables by the score. With each its likelihood, impact, what they make, and the score.
pub fn written_otherwise<'a>(
    risks: &'a [Risk],
    scale: &'a RiskScale,
) -> impl Iterator<Item = (&'a Risk, u32, u32, u32, u32)> {
    risks.iter().filter_map(|risk| {
        let (likelihood, impact) = (risk.current.likelihood.as_ref()?.value, risk.current.impact.as_ref()?.value);
        let (made, score) = (scale.score(likelihood, impact)?, risk.current.score.as_ref()?.value);
        (made != score).then_some((risk, likelihood, impact, made, score))
    })
}

/// The risks that have a likelihood or an impact, and no place on the heat map; with each what it has of both.
pub fn not_on_map<'a>(
    risks: &'a [Risk],
    scale: &'a RiskScale,
) -> impl Iterator<Item = (&'a Risk, Option<u32>, Option<u32>)> {
    risks.iter().filter_map(|risk| {
        let of = |part: &Option<crate::located::Located<u32>>| part.as_ref().map(|part| part.value);
        let (likelihood, impact) = (of(&risk.current.likelihood), of(&risk.current.impact));
        let placed =
            likelihood.zip(impact).is_some_and(|(likelihood, impact)| scale.score(likelihood, impact).is_some());
        (!placed).then_some((risk, likelihood, impact))
    })
}

/// One cell of the heat map: the risks that stand there.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    pub likelihood: u32,
    pub impact: u32,
    pub score: u32,
    pub level: Level,
    pub refs: Vec<String>,
}

/// The heat map of one of the three scores: rows of likelihood, the most likely first; cells of impact, the least first.
/// A risk without a likelihood and an impact of the scale has no place on it.
pub fn heat_map(risks: &[Risk], scale: &RiskScale, of: impl Fn(&Risk) -> &Score) -> Vec<Vec<HeatCell>> {
    let place = |risk: &Risk| {
        let score = of(risk);
        Some((score.likelihood.as_ref()?.value, score.impact.as_ref()?.value))
    };
    let cell = |likelihood: u32, impact: u32| {
        let score = scale.score(likelihood, impact)?;
        let here = risks.iter().filter(|risk| place(risk) == Some((likelihood, impact)));
        Some(HeatCell {
            likelihood,
            impact,
            score,
            level: scale.level(score)?.clone(),
            refs: here.map(|risk| risk.reference.value.clone()).collect(),
        })
    };
    let row = |likelihood: u32| (1..=scale.impact.points()).filter_map(|impact| cell(likelihood, impact)).collect();
    (1..=scale.likelihood.points()).rev().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::send;

    #[test]
    fn every_score_of_the_scale_has_one_level_and_no_other_has_one() {
        let scale = send().risk;
        let word = |score| scale.level(score).map(|level| level.word.clone());
        let words = [1, 4, 5, 9, 10, 15, 16, 25].map(|score| word(score).unwrap());
        assert_eq!(words, ["Low", "Low", "Medium", "Medium", "High", "High", "Very high", "Very high"]);
        assert_eq!([0, 26, u32::MAX].map(word), [None, None, None]);
    }

    #[test]
    fn the_heat_map_has_its_worst_corner_at_the_top_right() {
        let map = heat_map(&[], &send().risk, |risk| &risk.current);
        let corner = |cell: &HeatCell| (cell.likelihood, cell.impact, cell.level.word.clone());
        assert_eq!(corner(&map[0][4]), (5, 5, "Very high".to_owned()));
        assert_eq!(corner(&map[4][0]), (1, 1, "Low".to_owned()));
    }
}
