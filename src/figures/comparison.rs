//! Which measures are furthest from their target, and which have gained most since they began.
//!
//! Measures of different units are put in order by their share: a gap of 20 points is as large for a target of 80% as one
//! of 5 is for a target of 20 cases.

use super::judged::Judged;
use super::measures::{SAME, gain, short_of_target};

/// The measures that miss their target, the furthest from it first.
pub fn furthest_from_target<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let share = |of: &Judged<'_>| Some(share(short_of_target(of.measure, &of.figures)?.value.gap, of.figures.target?));
    in_order(judged, share)
}

/// The measures that are better than at first, the largest gain first; those without a target last, for what is not aimed
/// at (visits to a page, say) is no success of the plan.
pub fn best_gains<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let share = |of: &Judged<'_>| {
        Some(share(gain(of.measure, &of.figures)?.0.value.gap, of.figures.first.as_ref()?.value.value))
    };
    let mut gains = in_order(judged, share);
    gains.sort_by_key(|of| of.figures.target.is_none());
    gains
}

/// A gap as a share of the larger of the two values, so that nought can be compared too.
fn share(gap: f64, compared_with: f64) -> f64 {
    gap.abs() / compared_with.abs().max((compared_with + gap).abs()).max(SAME)
}

fn in_order<'j, 'a>(judged: &'j [Judged<'a>], share: impl Fn(&Judged<'_>) -> Option<f64>) -> Vec<&'j Judged<'a>> {
    let mut with: Vec<(f64, &Judged<'a>)> = judged.iter().filter_map(|of| Some((share(of)?, of))).collect();
    // Equal shares stay in the dashboard's order.
    with.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    with.into_iter().map(|(_, of)| of).collect()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn gaps_of_different_units_are_compared_by_their_share() {
        // 52% of a target of 80%; 40 cases against a target of 20; 3 against none.
        assert!((share(-0.28, 0.8) - 0.35).abs() < 1e-9);
        assert!((share(20.0, 20.0) - 0.5).abs() < 1e-9);
        assert!((share(3.0, 0.0) - 1.0).abs() < 1e-9);
        assert!(share(0.0, 0.0) < 1e-9);
    }
}
