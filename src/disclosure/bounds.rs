//! What can be worked out of counts that are not shown, from the sums that are.
//!
//! Input: for each count the least and the greatest that it may be, and sums of counts with the least and the greatest that
//! they may be. Output: the same ranges, as narrow as the sums make them. Ranges are tightened until no sum tightens any
//! further; then each end is searched for, by halving, until a whole solution has it. That is exact for systems of the
//! size that papers have; where the search is given up, the range is the wider one and says so.
//!
//! Deliberately absent: where the sums come from.

use std::collections::BTreeSet;

/// No count of people is larger: what is as large as this has no bound.
pub const UNBOUNDED: i64 = 1 << 40;

/// How many sums are looked at in one search, over all its steps, before it is given up.
const LOOKS: usize = 200_000;

/// The least and the greatest that a count may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    pub least: i64,
    pub most: i64,
}

impl Range {
    pub const ANY: Range = Range { least: 0, most: UNBOUNDED };

    pub fn only(value: i64) -> Range {
        Range { least: value, most: value }
    }

    /// How many values it has.
    pub fn values(self) -> i64 {
        self.most - self.least + 1
    }

    pub fn is_bounded(self) -> bool {
        self.most < UNBOUNDED / 2
    }
}

/// A sum of counts, each with its factor, and what it may come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub terms: Vec<(usize, i64)>,
    pub within: Range,
}

impl Sum {
    /// Counts that add up to a number.
    pub fn equal(terms: Vec<(usize, i64)>, to: i64) -> Sum {
        Sum { terms, within: Range::only(to) }
    }
}

/// What was worked out of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    pub range: Range,
    /// The sums that it was worked out by.
    pub by: BTreeSet<usize>,
    /// Whether both ends are those of a solution: no attack by these sums gets further.
    pub is_exact: bool,
}

/// Sums that cannot all be true of counts in these ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub sums: BTreeSet<usize>,
}

/// Narrows the ranges of counts by sums of them.
pub fn work_out(given: &[Range], sums: &[Sum]) -> Result<Vec<Worked>, Contradiction> {
    let mut worked: Vec<Worked> =
        given.iter().map(|range| Worked { range: *range, by: BTreeSet::new(), is_exact: true }).collect();
    for part in parts(given.len(), sums) {
        work_out_part(&part, sums, &mut worked)?;
    }
    Ok(worked)
}

/// The sums that have counts in common, directly or through others.
fn parts(counts: usize, sums: &[Sum]) -> Vec<Vec<usize>> {
    let mut part_of: Vec<usize> = (0..counts).collect();
    fn root(part_of: &[usize], mut at: usize) -> usize {
        while part_of[at] != at {
            at = part_of[at];
        }
        at
    }
    for sum in sums {
        for two in sum.terms.windows(2) {
            let (one, other) = (root(&part_of, two[0].0), root(&part_of, two[1].0));
            part_of[one.max(other)] = one.min(other);
        }
    }
    let mut parts: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, sum) in sums.iter().enumerate() {
        // A sum of nothing is a part of its own.
        let key = sum.terms.first().map_or(counts + at, |(count, _)| root(&part_of, *count));
        parts.entry(key).or_default().push(at);
    }
    parts.into_values().collect()
}

fn work_out_part(part: &[usize], sums: &[Sum], worked: &mut [Worked]) -> Result<(), Contradiction> {
    let all = || Contradiction { sums: part.iter().copied().collect() };
    let mut ranges: Vec<Range> = worked.iter().map(|worked| worked.range).collect();
    let mut by: Vec<BTreeSet<usize>> = worked.iter().map(|worked| worked.by.clone()).collect();
    let mut looks = LOOKS;
    let system = System { part, sums };
    match system.tighten(&mut ranges, &mut looks, Some(&mut by)) {
        Tightened::Contradiction => return Err(all()),
        Tightened::Done | Tightened::GivenUp => {}
    }
    let counts: BTreeSet<usize> = part.iter().flat_map(|at| &sums[*at].terms).map(|(count, _)| *count).collect();
    for count in &counts {
        let count = *count;
        let before = ranges[count];
        let (least, is_least) = system.end(&ranges, count, false).ok_or_else(all)?;
        ranges[count].least = least;
        let (most, is_most) = system.end(&ranges, count, true).ok_or_else(all)?;
        ranges[count].most = most;
        if ranges[count] != before {
            by[count].extend(part);
        }
        worked[count].is_exact = is_least && is_most;
    }
    for count in counts {
        worked[count].range = ranges[count];
        worked[count].by = std::mem::take(&mut by[count]);
    }
    Ok(())
}

struct System<'s> {
    part: &'s [usize],
    sums: &'s [Sum],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tightened {
    Done,
    Contradiction,
    GivenUp,
}

impl System<'_> {
    /// Narrows each range by each sum until nothing changes.
    fn tighten(&self, ranges: &mut [Range], looks: &mut usize, mut by: Option<&mut Vec<BTreeSet<usize>>>) -> Tightened {
        loop {
            let mut changed = false;
            for &at in self.part {
                if *looks == 0 {
                    return Tightened::GivenUp;
                }
                *looks -= 1;
                let sum = &self.sums[at];
                let ends = |range: Range, factor: i64| {
                    let (one, other) =
                        (i128::from(range.least) * i128::from(factor), i128::from(range.most) * i128::from(factor));
                    (one.min(other), one.max(other))
                };
                let (mut low, mut high) = (0, 0);
                for (count, factor) in &sum.terms {
                    let (least, most) = ends(ranges[*count], *factor);
                    low += least;
                    high += most;
                }
                let (from, to) = (i128::from(sum.within.least), i128::from(sum.within.most));
                if low > to || high < from {
                    return Tightened::Contradiction;
                }
                for (count, factor) in &sum.terms {
                    let (own_low, own_high) = ends(ranges[*count], *factor);
                    // What the count with its factor may be, where the others are as large or as small as they can be.
                    let (least, most) = (from - (high - own_high), to - (low - own_low));
                    let factor = i128::from(*factor);
                    let (least, most) = if factor > 0 {
                        (rounded_up(least, factor), most.div_euclid(factor))
                    } else {
                        (rounded_up(-most, -factor), (-least).div_euclid(-factor))
                    };
                    let range = &mut ranges[*count];
                    let (least, most) = (least.max(range.least.into()), most.min(range.most.into()));
                    if least > most {
                        return Tightened::Contradiction;
                    }
                    let tighter = Range { least: least as i64, most: most as i64 };
                    if tighter == *range {
                        continue;
                    }
                    *range = tighter;
                    changed = true;
                    // The ends of the sum as they were are still true of it, if not the closest; the next look is closer.
                    if let Some(by) = by.as_deref_mut() {
                        let others = sum.terms.iter().filter(|(other, _)| other != count);
                        let mut reasons: BTreeSet<usize> =
                            others.flat_map(|(other, _)| by[*other].iter().copied()).collect();
                        reasons.insert(at);
                        by[*count].extend(reasons);
                    }
                }
            }
            if !changed {
                return Tightened::Done;
            }
        }
    }

    /// The least or the greatest value of a count that a solution has, and whether that is certain; `None` where there is
    /// no solution.
    fn end(&self, ranges: &[Range], count: usize, greatest: bool) -> Option<(i64, bool)> {
        let mut looks = LOOKS;
        let Range { mut least, mut most } = ranges[count];
        let mut is_certain = true;
        // The answer is always between the two.
        while least < most {
            let half = if greatest { most - (most - least) / 2 } else { least + (most - least) / 2 };
            let mut within = ranges.to_vec();
            if greatest {
                // Mostly the end itself will do.
                within[count].least = if most == ranges[count].most { most } else { half };
                let from = within[count].least;
                match self.has_solution(within, &mut looks, &mut is_certain) {
                    true => least = from,
                    false => most = from - 1,
                }
            } else {
                within[count].most = if least == ranges[count].least { least } else { half };
                let to = within[count].most;
                match self.has_solution(within, &mut looks, &mut is_certain) {
                    true => most = to,
                    false => least = to + 1,
                }
            }
        }
        let mut within = ranges.to_vec();
        within[count] = Range::only(least);
        self.has_solution(within, &mut looks, &mut is_certain).then_some((least, is_certain))
    }

    /// Whether some counts in these ranges have all these sums. Where the search is given up they are taken to have: an end
    /// that is not reached must not make a range look narrower.
    fn has_solution(&self, ranges: Vec<Range>, looks: &mut usize, is_certain: &mut bool) -> bool {
        let mut open = vec![ranges];
        while let Some(mut ranges) = open.pop() {
            match self.tighten(&mut ranges, looks, None) {
                Tightened::Contradiction => continue,
                Tightened::GivenUp => {
                    *is_certain = false;
                    return true;
                }
                Tightened::Done => {}
            }
            let counts = self.part.iter().flat_map(|at| &self.sums[*at].terms).map(|(count, _)| *count);
            let Some(count) =
                counts.filter(|count| ranges[*count].values() > 1).min_by_key(|count| ranges[*count].values())
            else {
                return true;
            };
            let Range { least, most } = ranges[count];
            let half = least + (most - least) / 2;
            let mut upper = ranges.clone();
            upper[count].least = half + 1;
            ranges[count].most = half;
            open.push(upper);
            open.push(ranges);
        }
        false
    }
}

pub fn rounded_up(value: i128, by: i128) -> i128 {
    -((-value).div_euclid(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(given: &[Range], sums: &[Sum]) -> Vec<(i64, i64)> {
        let worked = work_out(given, sums).unwrap();
        worked.iter().map(|worked| (worked.range.least, worked.range.most)).collect()
    }

    #[test]
    fn one_alone_is_worked_out_and_two_are_bounded() {
        assert_eq!(ranges(&[Range::ANY], &[Sum::equal(vec![(0, 1)], 3)]), [(3, 3)]);
        assert_eq!(ranges(&[Range::ANY; 2], &[Sum::equal(vec![(0, 1), (1, 1)], 7)]), [(0, 7), (0, 7)]);
        let small = Range { least: 0, most: 4 };
        assert_eq!(ranges(&[small; 2], &[Sum::equal(vec![(0, 1), (1, 1)], 7)]), [(3, 4), (3, 4)]);
        assert_eq!(ranges(&[Range::ANY], &[]), [(0, UNBOUNDED)]);
    }

    /// No sum alone gives the third away: the two together do.
    #[test]
    fn sums_that_share_counts_are_taken_together() {
        let sums = [Sum::equal(vec![(0, 1), (1, 1), (2, 1)], 10), Sum::equal(vec![(0, 1), (1, 1)], 7)];
        let worked = work_out(&[Range::ANY; 3], &sums).unwrap();
        assert_eq!(worked[2].range, Range::only(3));
        assert!(worked.iter().all(|worked| worked.is_exact));
        assert_eq!(worked[2].by, BTreeSet::from([0, 1]));
        // Each with each: half of the sum of the three.
        let pairs = [(0, 1), (1, 2), (0, 2)];
        let sums: Vec<Sum> =
            pairs.iter().zip([5, 7, 6]).map(|(pair, to)| Sum::equal(vec![(pair.0, 1), (pair.1, 1)], to)).collect();
        assert_eq!(ranges(&[Range::ANY; 3], &sums), [(2, 2), (3, 3), (4, 4)]);
    }

    #[test]
    fn sums_that_cannot_be_true_together_are_no_result() {
        let sums =
            [Sum::equal(vec![(0, 1), (1, 1)], 3), Sum::equal(vec![(0, 1), (1, 1)], 4), Sum::equal(vec![(2, 1)], 5)];
        assert_eq!(work_out(&[Range::ANY; 3], &sums).unwrap_err().sums, BTreeSet::from([0, 1]));
        // Nor a sum of shown numbers alone.
        assert!(work_out(&[], &[Sum::equal(vec![], 1)]).is_err());
        assert!(work_out(&[], &[Sum::equal(vec![], 0)]).is_ok());
    }

    /// Differences without a bound have none, and do not take for ever.
    #[test]
    fn what_has_no_bound_is_told_so() {
        let worked = work_out(&[Range::ANY; 2], &[Sum::equal(vec![(0, 1), (1, -1)], -2)]).unwrap();
        assert_eq!(worked[1].range.least, 2);
        assert!(!worked[0].range.is_bounded() && !worked[1].range.is_bounded());
        let sums = [Sum::equal(vec![(0, 1), (1, -1)], -2), Sum::equal(vec![(0, 1), (1, -1)], -1)];
        // Given up or found: never a narrow range out of nothing.
        if let Ok(worked) = work_out(&[Range::ANY; 2], &sums) {
            assert!(worked.iter().all(|worked| !worked.is_exact && !worked.range.is_bounded()));
        }
    }

    /// Against trying out everything, which knows nothing of how ranges are narrowed.
    #[test]
    fn it_is_what_trying_everything_gives() {
        let mut seed = 12345_u64;
        let mut next = |below: i64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((seed >> 33) % below as u64) as i64
        };
        let mut narrowed = 0;
        for _ in 0..300 {
            let counts = 2 + next(3) as usize;
            let truth: Vec<i64> = (0..counts).map(|_| next(7)).collect();
            let given: Vec<Range> = truth.iter().map(|value| Range { least: 0, most: value + next(4) }).collect();
            let sums: Vec<Sum> = (0..1 + next(3))
                .map(|_| {
                    let terms: Vec<(usize, i64)> = (0..counts)
                        .map(|at| (at, [1, 1, 0, -1, 3][next(5) as usize]))
                        .filter(|term| term.1 != 0)
                        .collect();
                    let to: i64 = terms.iter().map(|(at, factor)| truth[*at] * factor).sum();
                    Sum { terms, within: Range { least: to - next(2), most: to + next(2) } }
                })
                .collect();
            let mut ends: Vec<Option<(i64, i64)>> = vec![None; counts];
            let mut tried = given.iter().map(|range| range.least).collect::<Vec<_>>();
            'all: loop {
                let holds = |sum: &Sum| {
                    let value: i64 = sum.terms.iter().map(|(at, factor)| tried[*at] * factor).sum();
                    sum.within.least <= value && value <= sum.within.most
                };
                if sums.iter().all(holds) {
                    for (end, value) in ends.iter_mut().zip(&tried) {
                        let (least, most) = end.unwrap_or((*value, *value));
                        *end = Some((least.min(*value), most.max(*value)));
                    }
                }
                for at in 0..=counts {
                    if at == counts {
                        break 'all;
                    }
                    tried[at] += 1;
                    if tried[at] <= given[at].most {
                        break;
                    }
                    tried[at] = given[at].least;
                }
            }
            let expected: Vec<(i64, i64)> = ends.into_iter().map(Option::unwrap).collect();
            assert_eq!(ranges(&given, &sums), expected, "{given:?} {sums:?}");
            narrowed += usize::from(expected.iter().zip(&given).any(|(end, range)| *end != (range.least, range.most)));
        }
        assert!(narrowed > 100, "{narrowed}");
    }
}
