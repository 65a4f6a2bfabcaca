//! What all editions together say → for each hidden count what it can be.
//!
//! Every figure that is nowhere shown is an unknown whole number. What is known of it: that it is small, where no total and
//! no percentage gives another reason to hide it; the totals that the settings, the caller or a table name, and those that hold
//! in every month in which all are shown; changes with one of their figures; means with all but one; percentages with one
//! of their counts, as they are rounded; the number of cases. A figure that one edition hides and another shows is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Figure, Said};
use super::gather::{Change, Gathered, Key, Total};
use crate::disclosure::bounds::{self, Range, Sum, UNBOUNDED, Worked};

/// What an attacker knows besides the figures.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub below: u32,
    pub totals: BTreeMap<String, Vec<String>>,
    pub shares: BTreeMap<String, [String; 2]>,
}

/// A hidden figure, and what was worked out of it.
#[derive(Clone, Debug)]
pub struct Attacked {
    pub record: String,
    pub period: String,
    /// The edition, where a later one says that the figure is another now.
    pub edition: Option<String>,
    pub range: Range,
    /// In words.
    pub by: Vec<String>,
    pub is_exact: bool,
    /// A percentage has no range in whole numbers, unless it is made of counts that are shown.
    pub is_percentage: bool,
    pub is_narrow: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Solved {
    pub hidden: Vec<Attacked>,
    /// Totals that were found in the figures themselves: each with the number of months that it rests on.
    pub found: Vec<(String, Vec<String>, usize)>,
    pub told: Vec<String>,
}

/// In place of an edition: all those that hide what earlier ones showed.
const SINCE: usize = usize::MAX;

/// A total must hold in so many months to be believed without being told.
const MONTHS: usize = 4;
const MOST_PARTS: usize = 8;
/// How many sums are tried to find totals.
const TRIES: usize = 2_000_000;

/// What is known of one figure in one edition, with the editions beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Shown(Figure),
    Hidden(usize),
    None,
}

struct System<'g> {
    editions: &'g [(String, Gathered)],
    known: &'g Known,
    unknown: BTreeMap<(Key, Option<usize>), usize>,
    ranges: Vec<Range>,
    sums: Vec<(Sum, String)>,
    told: BTreeSet<String>,
    /// Where one edition shows what another hides.
    given_away: BTreeMap<usize, String>,
    percentages: BTreeSet<String>,
}

pub fn solve(editions: &[(String, Gathered)], known: &Known) -> Solved {
    let percentages = editions.iter().flat_map(|(_, of)| of.percentages.iter().cloned()).collect();
    let mut system = System {
        editions,
        known,
        unknown: BTreeMap::new(),
        ranges: Vec::new(),
        sums: Vec::new(),
        told: BTreeSet::new(),
        given_away: BTreeMap::new(),
        percentages,
    };
    let (found, is_whole) = system.find_totals();
    if !is_whole {
        system.told.insert(format!("not all sums were tried to find totals: the first {TRIES} were"));
    }
    system.name_the_hidden();
    let mut totals: Vec<(String, Vec<String>, String)> = known
        .totals
        .iter()
        .map(|(whole, parts)| (whole.clone(), parts.clone(), format!("{whole} = {}", parts.join(" + "))))
        .collect();
    totals.extend(found.iter().map(|(whole, parts, months)| {
        let said = format!("{whole} = {} (found: true in all {months} months that show them)", parts.join(" + "));
        (whole.clone(), parts.clone(), said)
    }));
    system.add_totals(&totals);
    system.add_tables();
    system.add_changes();
    system.add_means();
    system.add_shares();
    system.add_cases();
    let worked = system.work_out();
    let hidden = system.judged(worked);
    Solved { hidden, found, told: system.told.into_iter().collect() }
}

impl System<'_> {
    fn keys(&self) -> BTreeSet<&Key> {
        self.editions.iter().flat_map(|(_, of)| of.readings.keys()).collect()
    }

    /// The numbers that are shown of a figure in one edition, or in all.
    fn shown(&self, key: &Key, edition: Option<usize>) -> Vec<(usize, Figure)> {
        let of = self.editions.iter().enumerate().filter(|(at, _)| edition.is_none_or(|edition| edition == *at));
        of.flat_map(|(at, (_, of))| of.readings.get(key).into_iter().flatten().map(move |reading| (at, reading)))
            .filter_map(|(at, reading)| match reading.said {
                Said::Shown(figure) => Some((at, figure)),
                Said::Hidden => None,
            })
            .collect()
    }

    fn is_hidden_in(&self, key: &Key, edition: usize) -> bool {
        let readings = self.editions[edition].1.readings.get(key);
        readings.into_iter().flatten().any(|reading| reading.said == Said::Hidden)
    }

    /// Whether editions show different numbers of it.
    fn is_restated(&self, key: &Key) -> bool {
        let shown = self.shown(key, None);
        shown.iter().any(|(_, figure)| !figure.agrees(shown[0].1))
    }

    /// The most exact number that is shown of a figure.
    fn most_exact(shown: &[(usize, Figure)]) -> Option<Figure> {
        shown.iter().map(|(_, figure)| *figure).max_by_key(|figure| figure.parts())
    }

    /// Which unknown of a figure an edition has: its own, where editions show different numbers; [`SINCE`], where it hides what
    /// earlier ones showed, for that is another number now or no secret; else the one of all editions.
    fn split_of(&self, key: &Key, edition: usize) -> Option<usize> {
        if self.is_restated(key) {
            return Some(edition);
        }
        let last = self.shown(key, None).iter().map(|(at, _)| *at).max();
        last.filter(|last| *last < edition).map(|_| SINCE)
    }

    fn name_the_hidden(&mut self) {
        let keys: Vec<Key> = self.keys().into_iter().cloned().collect();
        for key in keys {
            for edition in 0..self.editions.len() {
                if !self.is_hidden_in(&key, edition) {
                    continue;
                }
                let split = self.split_of(&key, edition);
                let count = *self.unknown.entry((key.clone(), split)).or_insert_with(|| {
                    self.ranges.push(Range::ANY);
                    self.ranges.len() - 1
                });
                if split == Some(SINCE) {
                    self.told.insert(format!(
                        "{}, {} is hidden in {} and was shown before: it is another figure now, or no secret",
                        key.0, key.1, self.editions[edition].0
                    ));
                    continue;
                }
                // What it shows itself counts first; else what another shows, where they agree.
                let shown = self.shown(&key, split);
                if let Some(figure) = Self::most_exact(&shown) {
                    let place = shown.iter().find(|(_, other)| *other == figure).map_or(edition, |(at, _)| *at);
                    let sources = &self.editions[place].1.readings[&key];
                    let source = sources.iter().find(|reading| reading.said == Said::Shown(figure));
                    let source = source.map_or("", |reading| reading.source.as_str());
                    self.given_away.insert(count, format!("shown in {}, {source}", self.editions[place].0));
                    if let Some(whole) = figure.whole() {
                        self.ranges[count] = Range::only(whole);
                    }
                }
            }
        }
    }

    fn state(&self, key: &Key, edition: usize) -> State {
        let split = self.split_of(key, edition);
        if let Some(count) = self.unknown.get(&(key.clone(), split)) {
            // An edition in which it is hidden, or that does not have it, has the others' unknown.
            return State::Hidden(*count);
        }
        let own = self.shown(key, Some(edition));
        let all = if own.is_empty() && split.is_none_or(|split| split == SINCE) { self.shown(key, None) } else { own };
        Self::most_exact(&all).map_or(State::None, State::Shown)
    }

    /// Adds what figures with factors come to; `to` is what is left of the shown ones. Nothing where none is hidden or one is
    /// no whole number.
    fn add(&mut self, edition: usize, figures: &[(&Key, i64)], within: Range, why: String) {
        let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
        let mut shown = 0_i64;
        for (key, factor) in figures {
            match self.state(key, edition) {
                State::Hidden(count) => *terms.entry(count).or_default() += factor,
                State::Shown(figure) => match figure.whole() {
                    Some(whole) => shown += factor * whole,
                    None => return,
                },
                State::None => return,
            }
        }
        terms.retain(|_, factor| *factor != 0);
        if terms.is_empty() {
            return;
        }
        let within = Range { least: within.least - shown, most: within.most - shown };
        let sum = Sum { terms: terms.into_iter().collect(), within };
        if !self.sums.iter().any(|(other, _)| *other == sum) {
            self.sums.push((sum, why));
        }
    }

    fn add_totals(&mut self, totals: &[(String, Vec<String>, String)]) {
        let periods: BTreeSet<String> = self.keys().into_iter().map(|(_, period)| period.clone()).collect();
        for (whole, parts, said) in totals {
            for period in &periods {
                let whole = (whole.clone(), period.clone());
                let parts: Vec<Key> = parts.iter().map(|part| (part.clone(), period.clone())).collect();
                for edition in 0..self.editions.len() {
                    self.add_total(edition, &whole, &parts, format!("{said} in {period}"));
                }
            }
        }
    }

    fn add_total(&mut self, edition: usize, whole: &Key, parts: &[Key], why: String) {
        let there: Vec<&Key> = parts.iter().filter(|part| self.state(part, edition) != State::None).collect();
        let mut figures: Vec<(&Key, i64)> = there.iter().map(|part| (*part, 1)).collect();
        figures.push((whole, -1));
        // Of parts that have no figure at all it is only known that the others are no more than the total.
        let least = if there.len() == parts.len() { 0 } else { -UNBOUNDED };
        self.add(edition, &figures, Range { least, most: 0 }, why);
    }

    fn add_tables(&mut self) {
        let editions = self.editions;
        for (at, (name, of)) in editions.iter().enumerate() {
            for Total { whole, parts, source } in &of.totals {
                // A column of totals adds up over the rows, and an empty cell of a table is nought to nobody.
                self.add_total(at, whole, parts, format!("the total of {source}, {}: {} {}", name, whole.0, whole.1));
            }
        }
    }

    fn add_changes(&mut self) {
        let editions = self.editions;
        for (at, (_, of)) in editions.iter().enumerate() {
            for Change { record, of: newest, since, by, is_sure, source } in &of.changes {
                let Some(by) = by.whole() else { continue };
                let newest = (record.clone(), newest.clone());
                // A change since a figure that is shown says nothing of one that is hidden between.
                let value = |period: &str| match self.state(&(record.clone(), period.to_owned()), at) {
                    State::Shown(figure) => figure.whole(),
                    _ => None,
                };
                let now = value(&newest.1);
                let is_explained = now.is_some_and(|now| {
                    let mut periods =
                        of.readings.keys().filter(|(other, period)| other == record && *period < newest.1);
                    periods.any(|(_, period)| value(period) == Some(now - by))
                });
                if is_explained && !is_sure {
                    continue;
                }
                let why = format!("{record}, {} less {since}, is {by} ({source})", newest.1);
                self.add(at, &[(&newest, 1), (&(record.clone(), since.clone()), -1)], Range::only(by), why);
            }
        }
    }

    fn add_means(&mut self) {
        let editions = self.editions;
        for (at, (_, of)) in editions.iter().enumerate() {
            for mean in &of.means {
                let count = mean.of.len() as i64;
                let parts = mean.is.parts();
                let (from, to) = mean.is.rounded_from();
                let figures: Vec<(&Key, i64)> = mean.of.iter().map(|key| (key, 1)).collect();
                let least = bounds::rounded_up(i128::from(from) * i128::from(count), parts.into()) as i64;
                let most = (to.saturating_mul(count)).div_euclid(parts);
                if !mean.is.is_percent {
                    let why = format!("the mean of {} figures of {} ({})", count, mean.of[0].0, mean.source);
                    self.add(at, &figures, Range { least, most }, why);
                }
            }
        }
    }

    /// A percentage of two counts, one of them hidden or both.
    fn add_shares(&mut self) {
        let periods: BTreeSet<String> = self.keys().into_iter().map(|(_, period)| period.clone()).collect();
        for (share, [part, whole]) in &self.known.shares {
            for period in &periods {
                let [share, part, whole] = [share, part, whole].map(|record| (record.clone(), period.clone()));
                for edition in 0..self.editions.len() {
                    let why = format!("{} is {} of {} in {period}", share.0, part.0, whole.0);
                    self.add(
                        edition,
                        &[(&part, 1), (&whole, -1)],
                        Range { least: -UNBOUNDED, most: 0 },
                        format!("{} is a part of {} in {period}", part.0, whole.0),
                    );
                    let State::Shown(figure) = self.state(&share, edition) else { continue };
                    let (from, to) = figure.rounded_from();
                    let parts = figure.parts();
                    let any = 1_i64 << 50;
                    self.add(
                        edition,
                        &[(&part, parts), (&whole, -from)],
                        Range { least: 0, most: any },
                        format!("{why}, at least"),
                    );
                    self.add(
                        edition,
                        &[(&part, parts), (&whole, -to)],
                        Range { least: -any, most: 0 },
                        format!("{why}, at most"),
                    );
                }
            }
        }
    }

    /// What is counted of so many cases is no more than they are.
    fn add_cases(&mut self) {
        let editions = self.editions;
        for (at, (_, of)) in editions.iter().enumerate() {
            for cases in &of.cases {
                let State::Hidden(_) = self.state(&cases.of, at) else { continue };
                let why = format!("{} in {} is of {} cases ({})", cases.of.0, cases.of.1, cases.count, cases.source);
                self.add(at, &[(&cases.of, 1)], Range { least: 0, most: cases.count }, why);
            }
        }
    }

    /// Records of which one is always the sum of some others.
    fn find_totals(&self) -> (Vec<(String, Vec<String>, usize)>, bool) {
        let mut values: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for key in self.keys() {
            if self.percentages.contains(&key.0) || self.is_restated(key) {
                continue;
            }
            if let Some(whole) = Self::most_exact(&self.shown(key, None)).and_then(Figure::whole).filter(|it| *it >= 0)
            {
                values.entry(&key.0).or_default().insert(&key.1, whole);
            }
        }
        values.retain(|_, months| months.len() >= MONTHS && months.values().any(|value| *value > 0));
        let mut tries = TRIES;
        let mut found = Vec::new();
        for (whole, of_whole) in &values {
            let others: Vec<(&str, &BTreeMap<&str, i64>)> =
                values.iter().filter(|(other, _)| *other != whole).map(|(other, months)| (*other, months)).collect();
            // Months in which all are shown, with what is left of the total in each.
            let mut open: Vec<(Vec<usize>, BTreeMap<&str, i64>)> = vec![(Vec::new(), of_whole.clone())];
            while let Some((taken, left)) = open.pop() {
                if tries == 0 {
                    return (found, false);
                }
                tries -= 1;
                if taken.len() > 1 && left.values().all(|value| *value == 0) {
                    let parts: Vec<String> = taken.iter().map(|at| others[*at].0.to_owned()).collect();
                    if self.known.totals.get(*whole).is_none_or(|told| !is_same(told, &parts)) {
                        found.push(((*whole).to_owned(), parts, left.len()));
                    }
                    continue;
                }
                if taken.len() == MOST_PARTS {
                    continue;
                }
                let from = taken.last().map_or(0, |last| last + 1);
                for (at, (_, other)) in others.iter().enumerate().skip(from) {
                    let rest: BTreeMap<&str, i64> =
                        left.iter().filter_map(|(month, left)| Some((*month, left - other.get(month)?))).collect();
                    if rest.len() >= MONTHS && rest.values().all(|left| *left >= 0) {
                        open.push(([taken.as_slice(), &[at]].concat(), rest));
                    }
                }
            }
        }
        (found, true)
    }

    /// Works it out, without sums that contradict the others.
    fn work_out(&mut self) -> Vec<Worked> {
        let in_totals = self.with_another_reason();
        let small = Range { least: 0, most: i64::from(self.known.below) - 1 };
        for ((key, _), count) in &self.unknown {
            let is_count = !self.percentages.contains(&key.0);
            if is_count && !in_totals.contains(&key.0) && self.ranges[*count] == Range::ANY {
                self.ranges[*count] = small;
            }
        }
        loop {
            let sums: Vec<Sum> = self.sums.iter().map(|(sum, _)| sum.clone()).collect();
            let wrong = match bounds::work_out(&self.ranges, &sums) {
                Ok(worked) => return worked,
                Err(wrong) => wrong.sums,
            };
            // One that cannot be true alone, or without which the others can be; else all of them.
            let alone = |at: &usize| bounds::work_out(&self.ranges, &sums[*at..=*at]).is_err();
            let without = |at: &usize| {
                let others: Vec<Sum> =
                    wrong.iter().filter(|other| *other != at).map(|other| sums[*other].clone()).collect();
                bounds::work_out(&self.ranges, &others).is_ok()
            };
            let one = wrong.iter().find(|at| alone(at)).or_else(|| wrong.iter().find(|at| without(at)));
            let gone: BTreeSet<usize> = one.map_or_else(|| wrong.clone(), |one| BTreeSet::from([*one]));
            for at in gone.iter().rev() {
                let (_, why) = self.sums.remove(*at);
                self.told.insert(format!("does not agree with what else is shown, so nothing follows from it: {why}"));
            }
        }
    }

    /// The records that may be hidden for another reason than that they are small.
    fn with_another_reason(&self) -> BTreeSet<String> {
        let of_sums = self.known.totals.iter().flat_map(|(whole, parts)| parts.iter().chain([whole]));
        let of_shares = self.known.shares.values().flatten();
        let of_tables = self.editions.iter().flat_map(|(_, of)| &of.totals);
        let of_tables = of_tables.flat_map(|total| total.parts.iter().chain([&total.whole])).map(|(record, _)| record);
        of_sums.chain(of_shares).chain(of_tables).cloned().collect()
    }

    fn judged(&self, worked: Vec<Worked>) -> Vec<Attacked> {
        let mut hidden: Vec<Attacked> = self
            .unknown
            .iter()
            .map(|((key, split), count)| {
                let Worked { range, by, is_exact } = &worked[*count];
                let given_away = self.given_away.get(count);
                let counted: BTreeSet<String> = by.iter().map(|sum| self.sums[*sum].1.clone()).collect();
                let mut by: Vec<String> = counted.into_iter().collect();
                by.splice(0..0, given_away.cloned());
                let is_percentage = self.percentages.contains(&key.0);
                let from_counts = is_percentage.then(|| self.made_of_shown(key)).flatten();
                by.extend(from_counts.clone());
                let wide = i64::from(self.known.below).max(2);
                // What comes out as it was shown before is no secret, or was wrongly taken to be as before.
                let before = (*split == Some(SINCE)).then(|| Self::most_exact(&self.shown(key, None))).flatten();
                let is_as_before = before.and_then(Figure::whole).is_some_and(|before| *range == Range::only(before));
                let is_narrow = given_away.is_some()
                    || from_counts.is_some() && before.is_none()
                    || range.values() < wide && !is_as_before;
                Attacked {
                    record: key.0.clone(),
                    period: key.1.clone(),
                    edition: split.and_then(|at| {
                        let hides = |edition: &usize| self.split_of(key, *edition) == Some(SINCE);
                        let at = if at == SINCE { (0..self.editions.len()).find(hides)? } else { at };
                        Some(self.editions[at].0.clone())
                    }),
                    range: *range,
                    by,
                    is_exact: *is_exact,
                    is_percentage,
                    is_narrow,
                }
            })
            .collect();
        hidden.sort_by(|one, other| (&one.period, &one.record).cmp(&(&other.period, &other.record)));
        hidden
    }

    /// A hidden percentage whose two counts are shown.
    fn made_of_shown(&self, key: &Key) -> Option<String> {
        let [part, whole] = self.known.shares.get(&key.0)?;
        let is_shown = |record: &String| !self.shown(&(record.clone(), key.1.clone()), None).is_empty();
        (is_shown(part) && is_shown(whole)).then(|| format!("{part} and {whole} are both shown in {}", key.1))
    }
}

fn is_same(told: &[String], parts: &[String]) -> bool {
    let sorted = |of: &[String]| of.iter().cloned().collect::<BTreeSet<_>>();
    sorted(told) == sorted(parts)
}
