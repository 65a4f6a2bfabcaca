//! What the public must not see: counts so small that a child or an adult may be known by them.
//!
//! Input: the programmes of an edition and of those before it. Output: the same with those values suppressed, as if the
//! dashboard itself had a `c` there. This is done before anything is computed: no figure, sentence, chart, alternative text,
//! table or digest can give away what is not in the programme any more, and an earlier edition hides it too.
//!
//! The rules (Government Statistical Service, "GSS good practice on disclosure control"): a count below the threshold, nought
//! among them; a percentage whose cases, or those that it counts, are below the threshold, or of which so few are left over; a
//! percentage made of a hidden count; and of the parts of a total as many as it takes that none can be worked out, neither
//! from its own total nor from all of them together ([`bounds`]).
//!
//! What an edition hides, every later one hides too: so the editions are gone through in their order, and none is shown
//! anything that one before it did not show.
//!
//! Deliberately absent: texts. A count in an officer's sentence is for the officer to write otherwise; see
//! [`crate::checks::NOT_FOR_THE_PUBLIC`].

pub mod bounds;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::programme::Programme;
use crate::programme::model::{Measure, Missing, Month, Unit};
use bounds::{Range, Sum, UNBOUNDED};

/// What the public edition may show of small counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "disclosure")]
pub struct Disclosure {
    /// The refs of measures that count no people, such as visits to a website: their small counts may be shown.
    #[schemars(example = ["K30"])]
    pub not_of_people: Vec<String>,
    /// The measures that add up to another: K20 = ["K21", "K22"].
    pub totals: BTreeMap<String, Vec<String>>,
    /// The percentages and rates that are made of two counts, the part and the whole: K30 = ["K21", "K20"].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, [String; 2]>,
}

impl Disclosure {
    pub fn is_not_set(&self) -> bool {
        *self == Disclosure::default()
    }

    /// The refs that it names and no measure has: what was meant by them would not be hidden.
    pub fn unknown<'d>(&'d self, programme: &Programme) -> Vec<&'d str> {
        let known = |reference: &&str| programme.measures.iter().any(|measure| measure.reference.value == **reference);
        let parts = self.totals.iter().flat_map(|(total, parts)| parts.iter().chain([total]));
        let shares = self.shares.iter().flat_map(|(share, of)| of.iter().chain([share]));
        self.not_of_people.iter().chain(parts).chain(shares).map(String::as_str).filter(|name| !known(name)).collect()
    }
}

/// What a public edition says of how its figures were hidden. Whoever wants to work them out is taken to know it anyway: the
/// names of measures tell which are parts of which.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Disclosed {
    pub below: u32,
    pub totals: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub shares: BTreeMap<String, [String; 2]>,
}

/// A value that is not shown: a measure's ref and its month.
pub type Hidden = BTreeSet<(String, Month)>;

/// What earlier editions showed. To hide it now protects nothing, so no second part is chosen of it.
type Public = BTreeMap<(String, Month), f64>;

/// Finds what has to be hidden in all of these programmes, the oldest first, each with its edition's month, and hides it in
/// each of them.
pub fn hide(programmes: &mut [(Month, &mut Programme)], below: u32, rules: &Disclosure) -> Hidden {
    let (mut hidden, mut public) = (Hidden::new(), Public::new());
    // An edition was made of itself and of those before it. With a later one beside them another part might be the second
    // to be hidden, and what was hidden then would be shown now.
    for upto in 1..=programmes.len() {
        let (month, programme) = &programmes[upto - 1];
        let of_people = |measure: &&Measure| !rules.not_of_people.contains(&measure.reference.value);
        for measure in programme.measures.iter().filter(of_people) {
            hidden.extend(small_of(measure, *month, below).into_iter().map(|of| (measure.reference.value.clone(), of)));
        }
        let known: Vec<&Programme> = programmes[..upto].iter().map(|(_, programme)| &**programme).collect();
        hide_what_follows(&known, below, rules, &public, &mut hidden);
        for measure in &programmes[upto - 1].1.measures {
            for entry in &measure.series {
                let key = (measure.reference.value.clone(), entry.month);
                if let (Ok(value), false) = (&entry.value, hidden.contains(&key)) {
                    public.insert(key, *value);
                }
            }
        }
    }
    for (month, programme) in programmes.iter_mut() {
        for measure in &mut programme.measures {
            suppress(measure, *month, below, rules, &hidden);
        }
    }
    hidden
}

/// What is hidden of one total may be a part of another, or a total itself.
fn hide_what_follows(programmes: &[&Programme], below: u32, rules: &Disclosure, public: &Public, hidden: &mut Hidden) {
    loop {
        let before = hidden.len();
        for programme in programmes {
            hide_shares(programme, below, rules, hidden);
            hide_second(programme, below, rules, public, hidden);
        }
        if hidden.len() == before {
            hide_what_sums_give_away(programmes, below, rules, public, hidden);
        }
        if hidden.len() == before {
            break;
        }
    }
}

fn measure_of<'p>(programme: &'p Programme, reference: &str) -> Option<&'p Measure> {
    programme.measures.iter().find(|measure| measure.reference.value == reference)
}

fn value_in(measure: &Measure, month: Month) -> Option<f64> {
    let entry = measure.series.iter().find(|entry| entry.month == month)?;
    entry.value.as_ref().ok().copied()
}

/// A percentage goes with the counts that it is made of, and with those that it leaves over.
fn hide_shares(programme: &Programme, below: u32, rules: &Disclosure, hidden: &mut Hidden) {
    for (share, [part, whole]) in &rules.shares {
        let (share, part, whole) =
            (measure_of(programme, share), measure_of(programme, part), measure_of(programme, whole));
        let (Some(share), Some(part), Some(whole)) = (share, part, whole) else { continue };
        for month in share.series.iter().map(|entry| entry.month) {
            let key = |of: &Measure| (of.reference.value.clone(), month);
            if let (Some(counted), Some(cases)) = (value_in(part, month), value_in(whole, month)) {
                let left_over = cases - counted;
                if left_over > 0.0 && left_over < f64::from(below) {
                    hidden.insert(key(part));
                }
            }
            if hidden.contains(&key(share)) {
                hidden.insert(key(part));
            }
            if hidden.contains(&key(part)) || hidden.contains(&key(whole)) {
                hidden.insert(key(share));
            }
        }
    }
}

/// A hidden count in one of the systems below: which, and of which edition where editions differ about it.
type Unknown = (String, Month, Option<usize>);

/// A figure that a sum shows: its value, whether it is the total, and which it is.
type Shows = (i64, bool, (String, Month));

/// All totals of all editions together may say more than each alone: hides what it takes that they do not. Each count that
/// is small is taken to be known as one, which is the most that an attacker could guess.
fn hide_what_sums_give_away(
    programmes: &[&Programme],
    below: u32,
    rules: &Disclosure,
    public: &Public,
    hidden: &mut Hidden,
) {
    let mut unknown: BTreeMap<Unknown, usize> = BTreeMap::new();
    let mut ranges: Vec<Range> = Vec::new();
    let mut sums: Vec<Sum> = Vec::new();
    // What each sum shows: hiding the least of it loses least.
    let mut shown: Vec<Vec<Shows>> = Vec::new();
    for (at, programme) in programmes.iter().enumerate() {
        for (total, parts) in &rules.totals {
            let Some(total) = measure_of(programme, total) else { continue };
            let parts: Vec<&Measure> = parts.iter().filter_map(|part| measure_of(programme, part)).collect();
            for month in total.series.iter().map(|entry| entry.month) {
                let Some(whole) = value_in(total, month).and_then(as_count) else { continue };
                let known: Vec<(&Measure, i64)> =
                    parts.iter().filter_map(|part| Some((*part, value_in(part, month).and_then(as_count)?))).collect();
                // What does not add up proves nothing.
                let adds_up = known.iter().map(|(_, value)| value).sum::<i64>() == whole;
                if known.len() < parts.len() || !adds_up {
                    continue;
                }
                let (mut terms, mut to, mut shows) = (Vec::new(), 0, Vec::new());
                for (of, value, factor) in
                    known.into_iter().map(|(part, value)| (part, value, 1)).chain([(total, whole, -1)])
                {
                    let key = (of.reference.value.clone(), month);
                    if !hidden.contains(&key) {
                        to -= factor * value;
                        if public.get(&key).copied().and_then(as_count) != Some(value) {
                            shows.push((value, factor < 0, key));
                        }
                        continue;
                    }
                    let differs = programmes.iter().any(|other| {
                        let there = measure_of(other, &key.0).and_then(|other| value_in(other, month));
                        there.is_some_and(|there| as_count(there) != Some(value))
                    });
                    let count = *unknown.entry((key.0, month, differs.then_some(at))).or_insert_with(|| {
                        let small = i64::from(below) - 1;
                        ranges.push(Range { least: 0, most: if value <= small { small } else { UNBOUNDED } });
                        ranges.len() - 1
                    });
                    terms.push((count, factor));
                }
                if !terms.is_empty() {
                    sums.push(Sum::equal(terms, to));
                    shown.push(shows);
                }
            }
        }
    }
    // The sums are true of what is hidden, so they cannot contradict each other.
    let Ok(worked) = bounds::work_out(&ranges, &sums) else { return };
    for narrow in worked.iter().filter(|worked| worked.range.values() < i64::from(below)) {
        let least = narrow.by.iter().flat_map(|sum| &shown[*sum]).filter(|(_, _, key)| !hidden.contains(key));
        // Of a sum rather a part than the total.
        let least = least.min_by(|one, other| (one.1, one.0, &one.2).cmp(&(other.1, other.0, &other.2)));
        if let Some((_, _, key)) = least {
            hidden.insert(key.clone());
            return;
        }
    }
}

fn as_count(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && (0.0..1e9).contains(&value)).then_some(value as i64)
}

/// Whether a measure counts something: whole numbers, month by month.
fn is_count(measure: &Measure) -> bool {
    let mut known = measure.series.iter().filter_map(|entry| entry.value.as_ref().ok());
    measure.unit == Unit::Number && known.all(|value| value.fract() == 0.0 && *value >= 0.0)
}

/// The months whose value is too small, or made of too few.
fn small_of(measure: &Measure, edition: Month, below: u32) -> Vec<Month> {
    let mut known = measure.series.iter().filter_map(|entry| Some((entry.month, *entry.value.as_ref().ok()?)));
    if is_count(measure) {
        return known.filter(|(_, value)| *value < f64::from(below)).map(|(month, _)| month).collect();
    }
    // How many cases there are is known of the latest figure alone.
    let latest = known.rfind(|(month, _)| *month <= edition);
    let (Some((month, share)), Some(cases), Unit::Percent) = (latest, &measure.n, measure.unit) else {
        return Vec::new();
    };
    let cases = f64::from(cases.value);
    let (counted, below) = ((share * cases).round(), f64::from(below));
    let left_over = cases - counted;
    let is_small = cases < below || counted < below || left_over > 0.0 && left_over < below;
    if is_small { vec![month] } else { Vec::new() }
}

/// Of the parts of a total that is shown, hides as many as it takes that none can be worked out from the others: the least
/// come first, and the total itself where all parts together are too few.
fn hide_second(programme: &Programme, below: u32, rules: &Disclosure, public: &Public, hidden: &mut Hidden) {
    let measure = |reference: &String| programme.measures.iter().find(|measure| measure.reference.value == *reference);
    for (total, parts) in &rules.totals {
        let Some(total) = measure(total) else { continue };
        let parts: Vec<&Measure> = parts.iter().filter_map(measure).collect();
        for month in total.series.iter().map(|entry| entry.month) {
            let is_hidden = |of: &Measure, hidden: &Hidden| hidden.contains(&(of.reference.value.clone(), month));
            if is_hidden(total, hidden) {
                continue;
            }
            let is_public = |of: &str, value: f64| public.get(&(of.to_owned(), month)) == Some(&value);
            let mut shown: Vec<(f64, &str)> = Vec::new();
            let mut away: Vec<f64> = Vec::new();
            for part in &parts {
                let value =
                    part.series.iter().find(|entry| entry.month == month).and_then(|entry| entry.value.clone().ok());
                match value {
                    Some(value) if is_hidden(part, hidden) => away.push(value),
                    Some(value) if !is_public(&part.reference.value, value) => {
                        shown.push((value, &part.reference.value));
                    }
                    _ => {}
                }
            }
            shown.sort_by(|one, other| other.0.total_cmp(&one.0));
            while !away.is_empty() && !is_wide(&away, below) {
                let Some((value, reference)) = shown.pop() else {
                    if !value_in(total, month).is_some_and(|value| is_public(&total.reference.value, value)) {
                        hidden.insert((total.reference.value.clone(), month));
                    }
                    break;
                };
                hidden.insert((reference.to_owned(), month));
                away.push(value);
            }
        }
    }
}

/// Whether each of some hidden counts, of which the sum is known, may be any of at least as many values as the threshold.
/// That those that are small are below it is known too.
fn is_wide(hidden: &[f64], below: u32) -> bool {
    let sum: f64 = hidden.iter().sum();
    let most = f64::from(below) - 1.0;
    let largest = |value: f64| if value <= most { most } else { sum };
    (0..hidden.len()).all(|at| {
        let others: f64 =
            hidden.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| largest(*value)).sum();
        let (least, greatest) = ((sum - others).max(0.0), largest(hidden[at]).min(sum));
        greatest - least + 1.0 >= f64::from(below)
    })
}

fn suppress(measure: &mut Measure, edition: Month, below: u32, rules: &Disclosure, hidden: &Hidden) {
    let reference = measure.reference.value.clone();
    // What is asked of the values has to be asked before any of them is gone.
    let of_people = !rules.not_of_people.contains(&reference);
    let counts = is_count(measure) && of_people;
    let last = measure.series.iter().rposition(|entry| entry.month <= edition && entry.value.is_ok());
    let mut latest_is_hidden = false;
    let mut gone: Vec<f64> = Vec::new();
    for (at, entry) in measure.series.iter_mut().enumerate() {
        if !hidden.contains(&(reference.clone(), entry.month)) {
            continue;
        }
        if let Ok(value) = entry.value {
            entry.value = Err(Missing::Suppressed);
            latest_is_hidden |= last == Some(at);
            gone.push(value);
        }
    }
    // With the cases a percentage gives its count away, and with its target a status says what a count can be.
    if latest_is_hidden {
        measure.status = None;
    }
    if latest_is_hidden || of_people && measure.n.as_ref().is_some_and(|cases| cases.value < below) {
        measure.n = None;
    }
    // A baseline is mostly the value of a month.
    let is_gone = |baseline: f64| counts && baseline < f64::from(below) || gone.contains(&baseline);
    if measure.baseline.as_ref().is_some_and(|baseline| is_gone(baseline.value)) {
        measure.baseline = None;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::programme::fixtures::{from_kept, located, programme};
    use crate::programme::model::MonthlyValue;

    const JULY: Month = Month { year: 2025, month: 7 };

    fn measure(reference: &str, unit: &str, values: &[f64]) -> Measure {
        let said = |text: &str| json!({"value": text, "at": located(()).at, "raw": text});
        let mut measure: Measure = from_kept(json!({
            "reference": said(reference), "name": said("Children"), "unit": unit, "at": located(()).at,
        }))
        .unwrap();
        let first = 8 - values.len() as u32;
        measure.series = (first..)
            .zip(values)
            .map(|(month, value)| MonthlyValue {
                month: Month { year: 2025, month },
                value: Ok(*value),
                at: located(()).at,
            })
            .collect();
        measure
    }

    fn of(measures: Vec<Measure>) -> Programme {
        let mut programme = programme(vec![]);
        programme.measures = measures;
        programme
    }

    fn shown(programme: &Programme) -> Vec<Vec<Option<f64>>> {
        programme
            .measures
            .iter()
            .map(|measure| measure.series.iter().map(|entry| entry.value.clone().ok()).collect())
            .collect()
    }

    #[test]
    fn counts_below_the_threshold_are_gone_and_nought_among_them() {
        let mut now = of(vec![measure("K1", "number", &[12.0, 4.0, 0.0, 5.0]), measure("K2", "number", &[1.5, 2.0])]);
        let hidden = hide(&mut [(JULY, &mut now)], 5, &Disclosure::default());
        assert_eq!(shown(&now), [vec![Some(12.0), None, None, Some(5.0)], vec![Some(1.5), Some(2.0)]]);
        assert_eq!(hidden.len(), 2);
        assert!(matches!(now.measures[0].series[1].value, Err(Missing::Suppressed)));
    }

    #[test]
    fn a_measure_that_counts_no_people_is_left() {
        let mut now = of(vec![measure("K1", "number", &[3.0])]);
        let rules = Disclosure { not_of_people: vec!["K1".to_owned()], ..Disclosure::default() };
        assert!(hide(&mut [(JULY, &mut now)], 5, &rules).is_empty());
        assert_eq!(shown(&now), [[Some(3.0)]]);
    }

    #[test]
    fn a_percentage_of_too_few_is_gone_with_its_cases_in_every_edition() {
        for (share, cases, is_shown) in [
            (0.5, 4, false),
            (0.02, 100, false),
            (0.98, 100, false),
            (1.0, 100, true),
            (0.5, 100, true),
            (0.0, 100, false),
        ] {
            let mut july = of(vec![measure("K1", "percent", &[0.4, share])]);
            july.measures[0].n = Some(located(cases));
            // A later edition, whose own cases are many.
            let mut august = of(vec![measure("K1", "percent", &[0.4, share])]);
            august.measures[0].n = Some(located(300));
            august.measures[0].series.push(MonthlyValue {
                month: Month { year: 2025, month: 8 },
                value: Ok(0.5),
                at: located(()).at,
            });
            hide(&mut [(JULY, &mut july), (Month { year: 2025, month: 8 }, &mut august)], 5, &Disclosure::default());
            assert_eq!(shown(&july)[0][1].is_some(), is_shown, "{share} of {cases}");
            assert_eq!(july.measures[0].n.is_some(), is_shown);
            assert_eq!(shown(&august)[0][1].is_some(), is_shown, "the later edition");
            assert_eq!(shown(&august)[0][2], Some(0.5));
        }
    }

    #[test]
    fn a_second_part_is_hidden_where_one_could_be_worked_out() {
        let rules = Disclosure {
            totals: BTreeMap::from([("T".to_owned(), ["A", "B", "C"].map(str::to_owned).to_vec())]),
            ..Disclosure::default()
        };
        let parts = |a: f64, b: f64, c: f64| {
            let values = [("T", a + b + c), ("A", a), ("B", b), ("C", c)];
            let mut now = of(values.map(|(name, value)| measure(name, "number", &[value])).to_vec());
            hide(&mut [(JULY, &mut now)], 5, &rules);
            shown(&now).into_iter().map(|values| values[0].is_some()).collect::<Vec<_>>()
        };
        assert_eq!(parts(3.0, 20.0, 40.0), [true, false, false, true], "the least of the others goes too");
        assert_eq!(parts(10.0, 20.0, 40.0), [true; 4]);
        // One and nought: their sum says too much of both, so the third is hidden with them.
        assert_eq!(parts(1.0, 0.0, 40.0), [true, false, false, false]);
        assert_eq!(parts(1.0, 0.0, 2.0), [false; 4]);
    }

    /// Two small parts of a total of five: by the rule itself each is from one to four. The total goes with them, and then a
    /// second part of what it belongs to.
    #[test]
    fn a_total_of_small_parts_alone_is_hidden_and_what_it_belongs_to_is_looked_at_again() {
        let of_parts = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect();
        let totals = [("A", of_parts(&["T", "U", "V"])), ("T", of_parts(&["X", "Y"]))];
        let rules = Disclosure {
            totals: totals.map(|(total, parts)| (total.to_owned(), parts)).into(),
            ..Disclosure::default()
        };
        let values = [("A", 65.0), ("T", 5.0), ("U", 20.0), ("V", 40.0), ("X", 1.0), ("Y", 4.0)];
        let mut now = of(values.map(|(name, value)| measure(name, "number", &[value])).to_vec());
        hide(&mut [(JULY, &mut now)], 5, &rules);
        let is_shown: Vec<bool> = shown(&now).iter().map(|values| values[0].is_some()).collect();
        assert_eq!(is_shown, [true, false, false, true, false, false]);
        assert_eq!(rules.unknown(&now), Vec::<&str>::new());
        now.measures.pop();
        assert_eq!(rules.unknown(&now), ["Y"]);
    }

    /// Over all small cases: from the total, from what is shown and from the rule itself, each hidden count may be any of at
    /// least as many values as the threshold. Without the second part it may not, which shows that the test can fail.
    #[test]
    fn what_is_hidden_cannot_be_worked_out() {
        let below = 5;
        let rules = Disclosure {
            totals: BTreeMap::from([("T".to_owned(), ["A", "B", "C"].map(str::to_owned).to_vec())]),
            ..Disclosure::default()
        };
        let mut broken = 0;
        for (a, b, c) in (0..12).flat_map(|a| (0..12).flat_map(move |b| (0..12).map(move |c| (a, b, c)))) {
            let values = [a, b, c];
            let total: u32 = values.iter().sum();
            if total < below {
                continue;
            }
            let attack = |is_hidden: &[bool]| {
                // Everything that may be behind the hidden parts: small ones are below the threshold, and which those are an
                // attacker does not know; so any value will do.
                let away: Vec<usize> = (0..3).filter(|at| is_hidden[*at]).collect();
                let left: u32 = total - (0..3).filter(|at| !is_hidden[*at]).map(|at| values[at]).sum::<u32>();
                let mut seen = vec![BTreeSet::new(); 3];
                let each = |at: usize| if away.contains(&at) { 0..=left } else { values[at]..=values[at] };
                for x in each(0) {
                    for y in each(1) {
                        for z in each(2) {
                            if x + y + z == total {
                                for (at, value) in [x, y, z].into_iter().enumerate() {
                                    seen[at].insert(value);
                                }
                            }
                        }
                    }
                }
                away.iter().all(|at| seen[*at].len() >= below as usize)
            };
            let names = ["A", "B", "C"];
            let mut measures = vec![measure("T", "number", &[f64::from(total)])];
            measures.extend(names.iter().zip(values).map(|(name, value)| measure(name, "number", &[f64::from(value)])));
            let mut now = of(measures);
            hide(&mut [(JULY, &mut now)], below, &rules);
            let is_hidden: Vec<bool> = shown(&now)[1..].iter().map(|values| values[0].is_none()).collect();
            assert!(attack(&is_hidden), "{values:?}: {is_hidden:?}");
            let naive: Vec<bool> = values.iter().map(|value| *value < below).collect();
            broken += usize::from(!attack(&naive));
        }
        assert!(broken > 100, "a naive suppression was broken {broken} times");
    }
}
