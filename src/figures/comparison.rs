//! Which measures are furthest from their target, which are the most pressing, and which have gained most since they began.
//!
//! Percentages are put in order by points, as papers print them, and numbers by their share: a gap of 20 points is as large
//! as one of 4 is for a target of 20 cases.

use super::judged::Judged;
use super::measures::{SAME, gain, short_of_target};
use super::variation::Reason;
use crate::programme::model::Unit;

/// The measures that miss their target, the furthest from it first.
pub fn furthest_from_target<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let gap = |of: &Judged<'_>| Some(short_of_target(of.measure, &of.figures)?.value.gap);
    let size = |of: &Judged<'_>| Some(size(gap(of)?, of.figures.target?, of.measure.unit));
    in_order(judged, size)
}

/// Those that ask for attention, the most pressing first; of those that are equally so, the furthest from its target.
pub fn needing_attention<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let mut needing: Vec<&Judged<'a>> = judged.iter().filter(|of| !of.reasons.is_empty()).collect();
    let furthest = furthest_from_target(judged);
    let place = |of: &Judged<'a>| {
        furthest.iter().position(|other| std::ptr::eq(other.measure, of.measure)).unwrap_or(furthest.len())
    };
    needing.sort_by_key(|of| (of.reasons.first().map(Reason::rank), place(of)));
    needing
}

/// The measures that are better than at first, the largest gain first; those without a target last, for what is not aimed
/// at (visits to a page, say) is no success of the plan.
pub fn best_gains<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let gap = |of: &Judged<'_>| Some(gain(of.measure, &of.figures)?.0.value.gap);
    let size = |of: &Judged<'_>| Some(size(gap(of)?, of.figures.first.as_ref()?.value.value, of.measure.unit));
    let mut gains = in_order(judged, size);
    gains.sort_by_key(|of| of.figures.target.is_none());
    gains
}

/// A gap by which measures are put in order: of percentages the points, of numbers their share of the larger of the two
/// values, so that nought can be compared too.
fn size(gap: f64, compared_with: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Percent => gap.abs(),
        Unit::Number => gap.abs() / compared_with.abs().max((compared_with + gap).abs()).max(SAME),
    }
}

fn in_order<'j, 'a>(judged: &'j [Judged<'a>], size: impl Fn(&Judged<'_>) -> Option<f64>) -> Vec<&'j Judged<'a>> {
    let mut with: Vec<(f64, &Judged<'a>)> = judged.iter().filter_map(|of| Some((size(of)?, of))).collect();
    // Those of equal size stay in the dashboard's order.
    with.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    with.into_iter().map(|(_, of)| of).collect()
}

#[cfg(test)]
mod tests {
    use super::size;
    use crate::programme::model::Unit::{Number, Percent};

    #[test]
    fn gaps_are_compared_by_points_or_by_their_share() {
        // From 47% to 82% is more than from 40% to 73%, as the points say, though the second has nearly doubled.
        assert!(size(0.356, 0.468, Percent) > size(0.333, 0.4, Percent));
        // 40 cases against a target of 20; 3 against none.
        assert!((size(20.0, 20.0, Number) - 0.5).abs() < 1e-9);
        assert!((size(3.0, 0.0, Number) - 1.0).abs() < 1e-9);
        assert!(size(0.0, 0.0, Number) < 1e-9);
    }
}
