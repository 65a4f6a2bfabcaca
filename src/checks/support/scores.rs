//! What a risk's scores are worth: shared by the rules that compare them.

use crate::located::CellRef;
use crate::programme::model::{Risk, Score};
use crate::programme::scheme::RiskScale;

/// What likelihood and impact make on the scale, where the register gives both and both are on it.
pub fn product(score: &Score, scale: &RiskScale) -> Option<u32> {
    scale.score(score.likelihood.as_ref()?.value, score.impact.as_ref()?.value)
}

/// Likelihood × impact, or the score that is written where they are not given. A mistyped score is found by one rule;
/// the others must not be misled by it.
pub fn worth(score: &Score, scale: &RiskScale) -> Option<u32> {
    product(score, scale).or_else(|| score.score.as_ref().map(|score| score.value))
}

/// The cell of a risk's score, or the risk's own where it has none.
pub fn cell<'a>(risk: &'a Risk, score: &'a Score) -> &'a CellRef {
    score.score.as_ref().map_or(&risk.at, |score| &score.at)
}
