//! A risk's score is not likelihood × impact.
//!
//! **What it checks.** An inherent, current or target score is written in the register, and differs from its likelihood
//! times its impact, or from what the table under `[risk]` in `boardpack.toml` gives for them. Levels given as words are passed over. So is a register of at least four written scores most of
//! which are no products: it scores by a table of its own.
//!
//! **Why it matters.** The score decides the order of the register and the colour of the heat map; the likelihood and
//! the impact decide the place on it. Where they disagree, one of the two misleads.
//!
//! **Example.** Risk R07 has likelihood 4 and impact 4; its score is typed as 12.
//!
//! **How to put it right.** Put the formula back into the score's cell, or correct the likelihood or the impact.

use super::support::scores;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::Located;
use crate::programme::model::Score;
use crate::programme::{IMPACT_WORDS, LIKELIHOOD_WORDS, Words};

pub const CHECK: Check =
    Check { code: "score-not-product", severity: Severity::Error, source: include_str!("score_not_product.rs"), run };

/// From how many written scores on a register can be seen to score by a table of its own.
const ENOUGH: usize = 4;

fn run(context: &Context<'_>, found: &mut Found) {
    let scale = &context.scheme().risk;
    let mut written = 0;
    let mut wrong = Vec::new();
    for risk in &context.programme.risks {
        for (name, score) in [("inherent", &risk.inherent), ("current", &risk.current), ("target", &risk.target)] {
            let (Some(product), Some(score), Some((likelihood, impact))) =
                (scores::product(score, scale), &score.score, parts(score))
            else {
                continue;
            };
            written += 1;
            if product != score.value {
                let sum = match scale.is_lookup() {
                    false => format!("likelihood {likelihood} × impact {impact} is {product}"),
                    true => format!("likelihood {likelihood} and impact {impact}: {product} by the table under [risk]"),
                };
                wrong.push((risk, name, score, sum));
            }
        }
    }
    if written >= ENOUGH && wrong.len() * 2 > written {
        return;
    }
    let rule =
        if scale.is_lookup() { "what its likelihood and its impact make" } else { "its likelihood times its impact" };
    for (risk, name, score, sum) in wrong {
        found.add(
            About::risk(&risk.reference.value),
            &score.at,
            format!("the {name} score of risk {} is not {rule}", risk.reference.value),
            format!("{}; {sum}", score.value),
            "put the formula back, or correct the likelihood or the impact",
        );
    }
}

/// Likelihood and impact, where both are numbers in the register and the score is written beside them.
fn parts(score: &Score) -> Option<(u32, u32)> {
    // A score without words of its own was worked out by the reader.
    score.score.as_ref().filter(|score| !score.raw.trim().is_empty())?;
    let number = |part: &Option<Located<u32>>, words: &Words| {
        let part = part.as_ref()?;
        let plain = part.raw.trim().to_lowercase();
        (!words.iter().any(|level| level.contains(&plain.as_str()))).then_some(part.value)
    };
    Some((number(&score.likelihood, &LIKELIHOOD_WORDS)?, number(&score.impact, &IMPACT_WORDS)?))
}
