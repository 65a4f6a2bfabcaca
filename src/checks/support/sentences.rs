//! How alike two sentences about results are, for the rules that look for one measure in several places.
//!
//! **The rule of likeness.** A sentence is reduced to the words that carry its matter: percentages, dates, small
//! words and words of saying ("families tell us that") fall away, and endings are cut ("issued", "issue"). A rarer
//! word of the plan weighs more, and a number twice as much. Two sentences are alike when the weight of the words
//! they share, against the weight of both (the cosine of the angle between them), reaches [`ALIKE`]. They are not
//! alike, whatever they share, when
//! - both hold numbers and none is common to both: "within 4 weeks" and "within 8 weeks";
//! - a shared word is narrowed in each by a word that the other does not have: "health advice", "social care advice";
//! - half of what each speaks of ("85% of decision letters are …") is absent from the other, or all of what one
//!   speaks of, unless both name the same time ("within 4 weeks").
//!
//! Deliberately absent: any finding, and any list of the words of one plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::programme::dates;

/// The likeness from which two sentences are taken to speak of one thing.
pub const ALIKE: f64 = 0.45;

/// How much more than a word a number says: that both speak of 4 weeks is seldom chance.
const NUMBER: f64 = 2.0;

/// A sentence reduced to what it speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sense {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// For each word, those that stand directly before it somewhere.
    narrowed: BTreeMap<String, BTreeSet<String>>,
    /// The words right behind "85% of", up to the verb or the next small word.
    subject: BTreeSet<String>,
}

/// How often each word occurs in the plan, and so how much it says.
pub struct Weights {
    sentences: usize,
    with: BTreeMap<String, usize>,
}

const SMALL: [&str; 104] = [
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "being",
    "both", "by", "can", "do", "does", "during", "each", "every", "for", "from", "had", "has", "have", "his", "her",
    "how", "if", "in", "into", "is", "it", "its", "least", "made", "may", "more", "most", "not", "of", "on", "or",
    "other", "our", "out", "over", "own", "per", "prior", "should", "show", "shows", "so", "some", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "under", "up",
    "upon", "us", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "will", "with",
    "within", "without", "would", "you", "your", "say", "says", "saying", "said", "tell", "tells", "report", "reports",
    "reported", "confirm", "cent",
];

/// "May" is left to the small words.
fn is_month(word: &str) -> bool {
    word != "may" && dates::month_number(word).is_some()
}

/// What a number may count, so that it is one with it: "4 weeks".
const UNITS: [&str; 6] = ["day", "week", "month", "term", "year", "hour"];

impl Sense {
    /// The sense of a sentence. What a measure's name speaks of stands at its beginning.
    pub fn of(text: &str) -> Sense {
        let mut sense = Sense::default();
        // The word directly before, the number directly before, and whether the subject is being named.
        let mut before: Option<String> = None;
        let mut number: Option<String> = None;
        let mut in_subject = !text.contains('%');
        for token in tokens(text) {
            let counted = match (&token, number.take()) {
                (Token::Word(unit), Some(number)) if UNITS.contains(&unit.as_str()) => {
                    sense.numbers.insert(format!("{number} {unit}"));
                    true
                }
                (_, alone) => {
                    sense.numbers.extend(alone);
                    false
                }
            };
            let last = before.take();
            match token {
                Token::Word(word) if !counted => {
                    if in_subject {
                        sense.subject.insert(word.clone());
                    }
                    if let Some(last) = last {
                        sense.narrowed.entry(word.clone()).or_default().insert(last);
                    }
                    sense.words.insert(word.clone());
                    before = Some(word);
                }
                Token::Number(digits) => number = Some(digits),
                Token::Percentage => in_subject = true,
                // "85% of the decision letters" goes on; "85% of letters are" has named its subject.
                Token::Small(word) => {
                    in_subject &= sense.subject.is_empty() || ["and", "or", "the", "their"].contains(&word.as_str());
                }
                Token::Word(_) | Token::Break => {}
            }
        }
        sense.numbers.extend(number);
        sense
    }

    fn parts(&self) -> impl Iterator<Item = &String> {
        self.words.iter().chain(&self.numbers)
    }

    /// Whether the two may speak of one thing at all.
    fn may_be(&self, other: &Sense) -> bool {
        let numbers_differ =
            !self.numbers.is_empty() && !other.numbers.is_empty() && self.numbers.is_disjoint(&other.numbers);
        let narrowed_apart = self.narrowed.iter().any(|(word, these)| {
            other.narrowed.get(word).is_some_and(|those| {
                these.iter().all(|one| !other.words.contains(one)) && those.iter().all(|one| !self.words.contains(one))
            })
        });
        let absent =
            |one: &Sense, other: &Sense| one.subject.iter().filter(|word| !other.words.contains(*word)).count();
        let (ours, theirs) = (absent(self, other), absent(other, self));
        let all = |absent: usize, one: &Sense| absent > 0 && absent == one.subject.len();
        let half = |absent: usize, one: &Sense| absent > 0 && absent * 2 >= one.subject.len();
        let deadline_shared = self.numbers.intersection(&other.numbers).any(|number| number.contains(' '));
        let of_another = !deadline_shared && (all(ours, self) || all(theirs, other));
        let of_others = half(ours, self) && half(theirs, other);
        !numbers_differ && !narrowed_apart && !of_another && !of_others
    }
}

impl Weights {
    pub fn of<'a>(senses: impl IntoIterator<Item = &'a Sense>) -> Weights {
        let mut weights = Weights { sentences: 0, with: BTreeMap::new() };
        for sense in senses {
            weights.sentences += 1;
            for part in sense.parts() {
                *weights.with.entry(part.clone()).or_default() += 1;
            }
        }
        weights
    }

    /// In a plan of few sentences every word is rare, and a word that two of them share no less so.
    fn weight(&self, part: &str) -> f64 {
        const FEW: f64 = 20.0;
        let with = self.with.get(part).copied().unwrap_or(0) as f64;
        let rarity = ((self.sentences as f64 + FEW) / (with + 1.0)).ln_1p();
        if part.starts_with(|c: char| c.is_ascii_digit()) { rarity * NUMBER } else { rarity }
    }

    fn length(&self, sense: &Sense) -> f64 {
        sense.parts().map(|part| self.weight(part).powi(2)).sum::<f64>().sqrt()
    }

    /// From 0, nothing in common, to 1, the same words.
    pub fn likeness(&self, one: &Sense, other: &Sense) -> f64 {
        if one.words.intersection(&other.words).count() < 2 || !one.may_be(other) {
            return 0.0;
        }
        let shared = one.words.intersection(&other.words).chain(one.numbers.intersection(&other.numbers));
        let common: f64 = shared.map(|part| self.weight(part).powi(2)).sum();
        common / (self.length(one) * self.length(other))
    }
}

enum Token {
    Percentage,
    Number(String),
    /// A word's stem.
    Word(String),
    /// A word without matter of its own.
    Small(String),
    /// A mark of punctuation, or a date.
    Break,
}

fn tokens(text: &str) -> Vec<Token> {
    let plain = text.to_lowercase().replace('’', "'").replace(" per cent", "%").replace(" %", "%");
    let mut tokens = Vec::new();
    for chunk in plain.split_whitespace() {
        for part in chunk.split_inclusive(['/', '-', '–', '(', ')', ':', ';', ',', '.']) {
            let word: String = part.chars().filter(|c| c.is_alphanumeric() || *c == '\'').collect();
            let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
            let date = digits && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            tokens.push(if part.contains('%') {
                Token::Percentage
            } else if date || word.is_empty() || is_month(&word) {
                Token::Break
            } else if digits {
                Token::Number(word)
            } else if SMALL.contains(&word.as_str()) {
                Token::Small(word)
            } else {
                Token::Word(stem(&word))
            });
            if part.ends_with(['/', '–', '(', ')', ':', ';', ',', '.']) {
                tokens.push(Token::Break);
            }
        }
    }
    tokens
}

/// A word without its endings: "issued" and "issues" are "issu", "amendments" is "amend".
fn stem(word: &str) -> String {
    let word = word.trim_matches('\'');
    let word = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
    match word.as_str() {
        "children" => return "child".to_owned(),
        "people" | "persons" => return "person".to_owned(),
        _ => {}
    }
    // One ending after another: "amend-ment-s", "accur-at-e-ly". What is left has at least so many letters.
    let layers: [(usize, &[&str]); 5] = [
        (3, &["ies", "s"]),
        (5, &["ly"]),
        (4, &["ment", "ing", "ied", "ed", "er"]),
        (4, &["e", "y", "i"]),
        (4, &["at"]),
    ];
    let mut rest = word.as_str();
    for (least, endings) in layers {
        let cut = endings.iter().find_map(|ending| rest.strip_suffix(ending));
        rest = cut.filter(|cut| cut.chars().count() >= least).unwrap_or(rest);
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> f64 {
        let (one, other) = (Sense::of(one), Sense::of(other));
        Weights::of([&one, &other]).likeness(&one, &other)
    }

    #[test]
    fn endings_do_not_part_words() {
        assert_eq!(stem("issued"), stem("issues"));
        assert_eq!(stem("amended"), stem("amendment"));
        assert_eq!(stem("audited"), stem("audits"));
        assert_eq!(stem("accurately"), stem("accurate"));
        assert_eq!(stem("families"), stem("family"));
        assert_eq!(stem("ehcp's"), stem("ehcps"));
        assert_eq!([stem("weeks"), stem("year")], ["week", "year"]);
    }

    #[test]
    fn one_measure_in_other_words_is_alike() {
        for (one, other) in [
            (
                "Plans are audited each month and 85% are good or outstanding.",
                "80% of audited plans are good or outstanding",
            ),
            (
                "80% of families are told within 4 weeks of the review meeting",
                "85% of families hear within 4 weeks of the review meeting",
            ),
        ] {
            assert!(likeness(one, other) >= ALIKE, "{} {one} / {other}", likeness(one, other));
        }
    }

    #[test]
    fn another_measure_is_not_alike() {
        for (one, other) in [
            (
                "85% of plans are issued within 8 weeks of the meeting",
                "80% of plans are issued within 20 weeks of the meeting",
            ),
            ("80% of health advice is of good quality", "85% of social care advice is of good quality"),
            (
                "Children waiting over 18 weeks for speech therapy",
                "Children waiting over 18 weeks for occupational therapy",
            ),
            ("85% of plans are good or outstanding", "90% of schools are good or outstanding"),
        ] {
            assert!(likeness(one, other) < ALIKE, "{} {one} / {other}", likeness(one, other));
        }
    }
}
