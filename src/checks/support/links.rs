//! What a link of a risk, a measure or a log entry names: shared by the rules about links.
//!
//! Links are written by hand: "2.2.3", "2.1.1-2.1.3", "Action 1.4.1 (reviews)", "PA2". A ref without its letter names
//! every action that has one; the ref of an aim or of an area names all of its actions.

use std::collections::BTreeSet;

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

/// Whether a link names an action, its aim or its area.
pub fn names(link: &str, area: &Area, action: &Action) -> bool {
    let reference = action.reference.value.to_lowercase();
    let aim = refs::aim_of(&reference);
    let whole = link.trim().to_lowercase();
    if whole == area.title().to_lowercase() || whole == area.number.to_string() {
        return true;
    }
    words(link).iter().any(|word| {
        let same = [reference.as_str(), without_letter(&reference), aim.as_str()].contains(&word.as_str());
        same || *word == area.key.to_lowercase() || spans(word, &reference)
    })
}

/// Whether a range of refs, "2.1.1-2.1.3", takes a ref in.
fn spans(range: &str, reference: &str) -> bool {
    let Some((first, last)) = range.split_once('-') else { return false };
    let order = refs::order(without_letter(reference));
    form(first) == form(reference)
        && form(last) == form(reference)
        && (refs::order(without_letter(first))..=refs::order(without_letter(last))).contains(&order)
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
    fn a_range_takes_in_what_lies_between() {
        assert!(spans("2.1.1-2.1.3", "2.1.2") && spans("1.4.1-1.4.2", "1.4.1b"));
        assert!(!spans("2.1.1-2.1.3", "2.1.10") && !spans("2.1.1", "2.1.1"));
    }
}
