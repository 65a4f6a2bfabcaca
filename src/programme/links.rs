//! What a link of a risk, a measure or a log entry names: shared by the rules about links and by what papers say of an
//! area or a group.
//!
//! Links are written by hand: "2.2.3", "2.1.1-2.1.3", "Action 1.4.1 (reviews)", "PA2". A ref without its letter names
//! every action that has one; the ref of an aim or of an area names all of its actions.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::programme::model::{Action, Area};
use crate::programme::{Programme, refs};

/// The refs that stand for something in an edition's workbooks.
pub struct Known {
    refs: BTreeSet<String>,
    /// The forms of the tracker's own refs: "9.9.9" for "2.2.3".
    forms: BTreeSet<String>,
}

impl Known {
    pub fn of(programme: &Programme) -> Known {
        let actions = || programme.actions().map(|action| action.reference.value.to_lowercase());
        let mut refs: BTreeSet<String> =
            actions().flat_map(|action| [without_letter(&action).to_owned(), action]).collect();
        for area in &programme.areas {
            refs.insert(area.key.to_lowercase());
            refs.extend(area.aims.iter().map(|aim| aim.reference.to_lowercase()));
        }
        refs.extend(programme.risks.iter().map(|risk| risk.reference.value.to_lowercase()));
        refs.extend(programme.measures.iter().map(|measure| measure.reference.value.to_lowercase()));
        refs.extend(programme.meeting_actions.iter().map(|entry| entry.reference.value.to_lowercase()));
        Known { refs, forms: actions().map(|action| form(&action)).collect() }
    }

    /// The refs in a link that have the form of an action's and are none.
    pub fn lacking(&self, link: &str) -> Vec<String> {
        let words = words(link);
        let alone = words.len() == 1;
        let lacks = |word: &str| {
            let form = form(word);
            // A bare number in a sentence may count anything.
            self.forms.contains(&form) && !self.refs.contains(word) && (alone || form != "9") && !ends_like_a_date(word)
        };
        let mut lacking = Vec::new();
        for word in &words {
            if lacks(word) {
                lacking.push(word.clone());
            } else if !self.refs.contains(word) {
                lacking.extend(word.split('-').filter(|part| lacks(part)).map(str::to_owned));
            }
        }
        lacking
    }
}

/// What many links name, so that each action is looked up and not compared with every link.
pub struct Links {
    words: HashSet<String>,
    /// Links as they stand, for the names of areas.
    whole: HashSet<String>,
    /// Ranges by the form of their refs, in the order of their beginnings, each with the furthest end up to there.
    ranges: HashMap<String, Vec<(Order, Order)>>,
}

/// Where a ref stands among those of its form.
type Order = Vec<(u32, String)>;

impl Links {
    pub fn of<'a>(links: impl Iterator<Item = &'a str>) -> Links {
        let mut found = Links { words: HashSet::new(), whole: HashSet::new(), ranges: HashMap::new() };
        for link in links {
            for word in words(link) {
                if let Some((form, first, last)) = range(&word) {
                    found.ranges.entry(form).or_default().push((first, last));
                }
                found.words.insert(word);
            }
            found.whole.insert(link.trim().to_lowercase());
        }
        for ranges in found.ranges.values_mut() {
            ranges.sort_unstable();
            for place in 1..ranges.len() {
                if ranges[place - 1].1 > ranges[place].1 {
                    ranges[place].1 = ranges[place - 1].1.clone();
                }
            }
        }
        found
    }

    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// Whether a link names an action, its aim or its area.
    pub fn name(&self, area: &Area, action: &Action) -> bool {
        let reference = action.reference.value.to_lowercase();
        let is_a_word = |word: &str| self.words.contains(word);
        is_a_word(&reference)
            || is_a_word(without_letter(&reference))
            || is_a_word(&refs::aim_of(&reference))
            || is_a_word(&area.key.to_lowercase())
            || self.whole.contains(&area.title().to_lowercase())
            || self.whole.contains(&area.number.to_string())
            || self.spans(&reference)
    }

    /// Whether a range of refs, "2.1.1-2.1.3", takes a ref in.
    fn spans(&self, reference: &str) -> bool {
        let Some(ranges) = self.ranges.get(&form(reference)) else { return false };
        let order = refs::order(without_letter(reference));
        let begun = ranges.partition_point(|(first, _)| *first <= order);
        begun > 0 && ranges[begun - 1].1 >= order
    }
}

/// Actions by what links call them, so that each link is looked up and not compared with every action.
#[derive(Default)]
pub struct Named {
    words: HashSet<String>,
    areas: HashSet<String>,
    orders: HashMap<String, BTreeSet<Order>>,
}

impl Named {
    pub fn add(&mut self, area: &Area, action: &Action) {
        let reference = action.reference.value.to_lowercase();
        let order = refs::order(without_letter(&reference));
        self.orders.entry(form(&reference)).or_default().insert(order);
        self.words.insert(without_letter(&reference).to_owned());
        self.words.insert(refs::aim_of(&reference));
        self.words.insert(reference);
        self.add_area(area);
    }

    /// Adds an area by itself, which may have no action.
    pub fn add_area(&mut self, area: &Area) {
        self.words.insert(area.key.to_lowercase());
        self.areas.insert(area.title().to_lowercase());
        self.areas.insert(area.number.to_string());
    }

    /// Whether a link names one of them, its aim or its area.
    pub fn has(&self, link: &str) -> bool {
        let in_range = |word: &str| {
            let Some((form, first, last)) = range(word).filter(|(_, first, last)| first <= last) else { return false };
            self.orders.get(&form).is_some_and(|orders| orders.range(first..=last).next().is_some())
        };
        self.areas.contains(&link.trim().to_lowercase())
            || words(link).iter().any(|word| self.words.contains(word) || in_range(word))
    }
}

/// The form of a range's refs, its first and its last: "2.1.1-2.1.3".
fn range(word: &str) -> Option<(String, Order, Order)> {
    let (first, last) = word.split_once('-')?;
    let order = |reference: &str| refs::order(without_letter(reference));
    (form(first) == form(last)).then(|| (form(first), order(first), order(last)))
}

/// The words of a link, in small letters, without the marks around them; a range is one word.
fn words(link: &str) -> Vec<String> {
    let joined = link.to_lowercase().replace(['–', '—', '‑'], "-").replace(" to ", "-").replace(" - ", " ");
    joined
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | '/'))
        .map(|word| word.trim_matches(['.', ':', '-']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn without_letter(reference: &str) -> &str {
    let cut = reference.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(reference);
    if cut.ends_with(|c: char| c.is_ascii_digit()) { cut } else { reference }
}

/// A ref with every number as 9: "1.4.1a" is "9.9.9", "pa1-03" is "pa9-9".
fn form(reference: &str) -> String {
    let mut form = String::new();
    for c in without_letter(reference).chars() {
        match c {
            '0'..='9' if form.ends_with('9') => {}
            '0'..='9' => form.push('9'),
            other => form.push(other),
        }
    }
    form
}

/// "16.7.25" has the form of a ref and is a day.
fn ends_like_a_date(word: &str) -> bool {
    word.rsplit('.').next().and_then(|last| last.parse::<u32>().ok()).is_some_and(|last| last >= 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(actions: &[&str], others: &[&str]) -> Known {
        let refs = actions.iter().flat_map(|r| [without_letter(r), r]).chain(others.iter().copied());
        Known {
            refs: refs.map(str::to_owned).collect(),
            forms: actions.iter().map(|reference| form(reference)).collect(),
        }
    }

    #[test]
    fn only_what_has_the_form_of_an_action_can_be_lacking() {
        let known = known(&["1.1.1", "1.4.1a", "2.2.3"], &["r03", "1.4", "pa2"]);
        for link in ["1.1.1", "1.4.1", "1.4.1b and 2.2.3", "PA2", "R03", "K05", "Board 16.7.25", "1.1.1-2.2.3", "2024"]
        {
            let expected: &[&str] = if link.contains("1b") { &["1.4.1b"] } else { &[] };
            assert_eq!(known.lacking(link), expected, "{link}");
        }
        assert_eq!(known.lacking("Action 9.9.9 (reviews)"), ["9.9.9"]);
        assert_eq!(known.lacking("2.2.3–2.2.8"), ["2.2.8"]);
    }

    #[test]
    fn refs_of_other_kinds_have_forms_too() {
        let known = known(&["pa1-03", "pa1-04"], &[]);
        assert_eq!(known.lacking("PA1-03; PA1-09"), ["pa1-09"]);
        assert!(known.lacking("1.2.3").is_empty());
    }

    #[test]
    fn links_and_actions_find_each_other_both_ways() {
        let area = Area::new(2, crate::programme::fixtures::located(()).at);
        let action = crate::programme::fixtures::action("2.1.2a", "Publish", None, "");
        let mut named = Named::default();
        named.add(&area, &action);
        for link in ["2.1.2a", "2.1.2", "Action 2.1.2 (reviews)", "2.1", "2.1.1 to 2.1.3", "2"] {
            assert!(Links::of([link].into_iter()).name(&area, &action) && named.has(link), "{link}");
        }
        for link in ["2.1.2b", "2.1.1", "1.1", "2.1.3-2.1.1", "R02", ""] {
            assert!(!Links::of([link].into_iter()).name(&area, &action) && !named.has(link), "{link}");
        }
    }

    #[test]
    fn a_range_takes_in_what_lies_between() {
        let spans = |range: &str, reference: &str| Links::of([range].into_iter()).spans(reference);
        assert!(spans("2.1.1-2.1.3", "2.1.2") && spans("1.4.1-1.4.2", "1.4.1b"));
        assert!(!spans("2.1.1-2.1.3", "2.1.10") && !spans("2.1.1", "2.1.1") && !spans("2.1.3-2.1.1", "2.1.2"));
        // A short range that begins later does not hide a longer one.
        let two = Links::of(["2.1.1-2.1.9", "2.1.3-2.1.4"].into_iter());
        assert!(two.spans("2.1.8") && !two.spans("2.2.1"));
    }
}
