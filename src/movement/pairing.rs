//! Which record of one edition is which record of a later one.
//!
//! By ref and words first; then by words alone, because inserting an action renumbers those after it; then by ref
//! alone, because words are polished. What is left over was added or taken away. No likeness is guessed: words count
//! as the same when their letters and digits are, and only where no other record of the edition has them too. A record
//! that has no ref, and is named by its place on a sheet, is known again by its words only.

use std::collections::HashMap;

use crate::programme::model::{Action, Measure, MeetingAction, Risk};
use crate::programme::refs;

/// Something that an edition holds under a ref.
pub trait Record {
    fn reference(&self) -> &str;
    /// The words by which a person knows it again when its ref has changed.
    fn words(&self) -> String;
    /// Whether it has no ref of its own and is named by its place, which says nothing of another edition.
    fn is_named_by_place(&self) -> bool {
        false
    }
}

impl Record for Action {
    fn reference(&self) -> &str {
        &self.reference.value
    }

    fn words(&self) -> String {
        self.text.value.clone()
    }
}

impl Record for Risk {
    fn reference(&self) -> &str {
        &self.reference.value
    }

    fn words(&self) -> String {
        let parts = [&self.description, &self.cause, &self.event, &self.consequence];
        parts.into_iter().flatten().map(|part| part.value.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Record for Measure {
    fn reference(&self) -> &str {
        &self.reference.value
    }

    fn words(&self) -> String {
        self.name.value.clone()
    }
}

impl Record for MeetingAction {
    fn reference(&self) -> &str {
        &self.reference.value
    }

    fn words(&self) -> String {
        self.action.value.clone()
    }

    fn is_named_by_place(&self) -> bool {
        refs::is_by_number(&self.reference)
    }
}

/// A record as two editions hold it; one side is missing where it was added or taken away.
#[derive(Debug)]
pub struct Pair<'a, T> {
    pub before: Option<&'a T>,
    pub now: Option<&'a T>,
}

// Two references can be copied whatever they point at; derived, this would ask it of the record.
impl<T> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pair<'_, T> {}

impl<'a, T: Record> Pair<'a, T> {
    /// The record as it stands, or as it last stood.
    pub fn latest(&self) -> &'a T {
        self.now.or(self.before).expect("a pair has at least one side")
    }

    pub fn both(&self) -> Option<(&'a T, &'a T)> {
        self.before.zip(self.now)
    }

    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    pub fn is_gone(&self) -> bool {
        self.now.is_none()
    }

    /// The ref it had before, where it has another now.
    pub fn was_called(&self) -> Option<&'a str> {
        let named = self.both().filter(|(before, now)| !before.is_named_by_place() && !now.is_named_by_place());
        named.map(|(before, now)| (before.reference(), now.reference())).filter(|(a, b)| a != b).map(|(a, _)| a)
    }

    /// Whether the ref stayed and the words did not.
    pub fn is_reworded(&self) -> bool {
        self.both().is_some_and(|(before, now)| plain(&before.words()) != plain(&now.words()))
    }
}

/// Pairs the records of two editions: those of the later one in its order, then those it no longer holds.
pub fn pair<'a, T: Record>(
    before: impl IntoIterator<Item = &'a T>,
    now: impl IntoIterator<Item = &'a T>,
) -> Vec<Pair<'a, T>> {
    let before: Vec<&T> = before.into_iter().collect();
    let now: Vec<&T> = now.into_iter().collect();
    let words = |records: &[&T]| -> Vec<String> { records.iter().map(|record| plain(&record.words())).collect() };
    let (before_words, now_words) = (words(&before), words(&now));
    let mut partner: Vec<Option<usize>> = vec![None; now.len()];
    let mut taken = vec![false; before.len()];

    let by_ref: HashMap<&str, usize> = before.iter().enumerate().rev().map(|(i, r)| (r.reference(), i)).collect();
    let join = |at: usize, other: usize, partner: &mut Vec<Option<usize>>, taken: &mut Vec<bool>| {
        if partner[at].is_none() && !taken[other] {
            partner[at] = Some(other);
            taken[other] = true;
        }
    };
    for (at, record) in now.iter().enumerate() {
        if let Some(&other) = by_ref.get(record.reference())
            && before_words[other] == now_words[at]
        {
            join(at, other, &mut partner, &mut taken);
        }
    }
    let single = single_words(&before_words, &taken);
    let free: Vec<bool> = partner.iter().map(Option::is_some).collect();
    for (text, at) in single_words(&now_words, &free) {
        if let Some(&other) = single.get(text) {
            join(at, other, &mut partner, &mut taken);
        }
    }
    for (at, record) in now.iter().enumerate().filter(|(_, record)| !record.is_named_by_place()) {
        if let Some(&other) = by_ref.get(record.reference()) {
            join(at, other, &mut partner, &mut taken);
        }
    }
    let kept = now.iter().zip(&partner).map(|(now, at)| Pair { before: at.map(|at| before[at]), now: Some(*now) });
    let gone =
        before.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(b, _)| Pair { before: Some(*b), now: None });
    kept.chain(gone).collect()
}

/// The words that exactly one record has, of those that have no partner yet. A few letters say too little.
fn single_words<'w>(words: &'w [String], partnered: &[bool]) -> HashMap<&'w str, usize> {
    const LEAST_LETTERS: usize = 12;
    let mut count: HashMap<&str, usize> = HashMap::new();
    for text in words {
        *count.entry(text).or_default() += 1;
    }
    let eligible = words
        .iter()
        .enumerate()
        .filter(|(at, text)| !partnered[*at] && text.chars().count() >= LEAST_LETTERS && count[text.as_str()] == 1);
    eligible.map(|(at, text)| (text.as_str(), at)).collect()
}

/// Letters and digits only, in small letters: what is left of a text when spaces and stops do not count.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Note(&'static str, &'static str);

    impl Record for Note {
        fn is_named_by_place(&self) -> bool {
            self.0.starts_with("Log ")
        }

        fn reference(&self) -> &str {
            self.0
        }

        fn words(&self) -> String {
            self.1.to_owned()
        }
    }

    fn paired(before: &[Note], now: &[Note]) -> Vec<String> {
        let side = |note: Option<&Note>| note.map_or("–", |note| note.0);
        pair(before, now).iter().map(|pair| format!("{} {}", side(pair.before), side(pair.now))).collect()
    }

    #[test]
    fn records_are_known_again_by_their_ref() {
        let before = [Note("1.1.1", "Map the offer"), Note("1.1.2", "Train the SENCos")];
        let now = [Note("1.1.2", "Train all SENCos and tutors"), Note("1.1.1", "Map the offer.")];
        assert_eq!(paired(&before, &now), ["1.1.2 1.1.2", "1.1.1 1.1.1"]);
        let pairs = pair(&before, &now);
        assert!(pairs[0].is_reworded() && !pairs[1].is_reworded());
    }

    #[test]
    fn a_ref_that_changed_is_seen_through_the_words() {
        let before = [Note("1.1.1", "Map the local offer"), Note("1.1.2", "Train the SENCos of all schools")];
        // A new action was put in between, and the second moved down.
        let now = [
            Note("1.1.1", "Map the local offer"),
            Note("1.1.2", "Write to every family"),
            Note("1.1.3", "Train the SENCos of all schools"),
        ];
        assert_eq!(paired(&before, &now), ["1.1.1 1.1.1", "– 1.1.2", "1.1.2 1.1.3"]);
        assert_eq!(pair(&before, &now)[2].was_called(), Some("1.1.2"));
    }

    #[test]
    fn words_that_two_records_share_prove_nothing() {
        let before = [Note("A1", "Report to the Board monthly"), Note("A2", "Report to the Board monthly")];
        let now = [Note("A2", "Report to the Board monthly"), Note("A3", "Report to the Board monthly")];
        assert_eq!(paired(&before, &now), ["A2 A2", "– A3", "A1 –"]);
    }

    #[test]
    fn records_named_by_their_place_are_known_by_their_words_only() {
        let before = [Note("Log 1", "Circulate the helpline data"), Note("Log 2", "Invite the schools forum")];
        // The first was taken away, and everything moved up.
        let now = [Note("Log 1", "Invite the schools forum"), Note("Log 2", "Write to every family")];
        assert_eq!(paired(&before, &now), ["Log 2 Log 1", "– Log 2", "Log 1 –"]);
        assert_eq!(pair(&before, &now)[0].was_called(), None);
    }

    #[test]
    fn what_is_no_longer_there_comes_last() {
        assert_eq!(paired(&[Note("R1", "a"), Note("R2", "b")], &[Note("R2", "b")]), ["R2 R2", "R1 –"]);
        assert_eq!(paired(&[], &[Note("R1", "a")]), ["– R1"]);
    }
}
