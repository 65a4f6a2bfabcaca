//! How hard a paper is to read: the words of its pages → the age at which they are read with ease, and the abbreviations
//! that it does not explain.
//!
//! The reading age is the grade of Flesch and Kincaid plus five (J. P. Kincaid, R. P. Fishburne, R. L. Rogers and
//! B. S. Chissom, "Derivation of new readability formulas", Naval Technical Training Command, 1975): an American grade
//! begins at six. It is taken of sentences alone, those of paragraphs and of lists. Deliberately absent: any judgement
//! of a table or a heading, which have no sentences.

mod abbreviations;
mod syllables;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::text;
use crate::typeset::Passage;

/// The formula was made with passages of some hundred words; of fewer it says nothing.
const FEWEST_WORDS: usize = 100;
/// What a label or the end of a list has: no sentence, unless it is written as one.
const FEWEST_OF_A_SENTENCE: usize = 4;
/// How many of the hardest sentences are named.
const NAMED: usize = 3;

/// What was found of the words of one paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// In tenths of a year; none where there are too few words to say.
    pub age_in_tenths: Option<i64>,
    pub words: usize,
    pub sentences: usize,
    /// The hardest sentences, the worst first, each with its own reading age.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hardest: Vec<Hard>,
    /// The abbreviations that are not explained, in the order of their first use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unexplained: Vec<Abbreviation>,
}

/// A sentence and how hard it is by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hard {
    pub sentence: String,
    pub age_in_tenths: i64,
}

/// An abbreviation and where it is first used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abbreviation {
    pub word: String,
    pub first_use: String,
}

/// How many of each a text has.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Counts {
    fn of(sentence: &str) -> Counts {
        let words = words(sentence);
        Counts { sentences: 1, words: words.len(), syllables: words.iter().map(|word| syllables::of(word)).sum() }
    }

    fn and(self, other: Counts) -> Counts {
        Counts {
            sentences: self.sentences + other.sentences,
            words: self.words + other.words,
            syllables: self.syllables + other.syllables,
        }
    }

    /// Flesch and Kincaid's grade, plus five, in tenths.
    fn age_in_tenths(self) -> i64 {
        let [sentences, words, syllables] = [self.sentences, self.words, self.syllables].map(|count| count as f64);
        let grade = 0.39 * words / sentences.max(1.0) + 11.8 * syllables / words.max(1.0) - 15.59;
        ((grade + 5.0) * 10.0).round() as i64
    }
}

impl Reading {
    /// Of the passages of a paper; `explained` are the terms of the glossary that it prints.
    pub fn of(passages: &[Passage], explained: &[String]) -> Reading {
        let prose = passages.iter().filter(|passage| passage.is_prose);
        let sentences: Vec<&str> = prose.flat_map(|passage| sentences(&passage.text)).collect();
        let counted: Vec<(&str, Counts)> = sentences.into_iter().map(|one| (one, Counts::of(one))).collect();
        let all = counted.iter().fold(Counts::default(), |sum, (_, counts)| sum.and(*counts));
        // A long sentence with hard words weighs on the whole by its length.
        let mut hardest: Vec<Hard> = counted
            .iter()
            .filter(|(_, counts)| counts.words >= FEWEST_OF_A_SENTENCE)
            .map(|(sentence, counts)| Hard { sentence: (*sentence).to_owned(), age_in_tenths: counts.age_in_tenths() })
            .collect();
        hardest.sort_by_key(|hard| std::cmp::Reverse(hard.age_in_tenths));
        hardest.dedup();
        hardest.truncate(NAMED);
        Reading {
            age_in_tenths: (all.words >= FEWEST_WORDS).then(|| all.age_in_tenths()),
            words: all.words,
            sentences: all.sentences,
            hardest,
            unexplained: abbreviations::unexplained(passages, explained),
        }
    }

    /// "10.4"; none where there are too few words to say.
    pub fn age(&self) -> Option<String> {
        self.age_in_tenths.map(years)
    }

    /// What to say of a paper that is harder to read than it is meant to be. `paper` is its file with its title.
    pub fn too_hard(&self, paper: &str, bound: u32) -> Option<Diagnostic> {
        let age = self.age_in_tenths.filter(|age| *age > i64::from(bound) * 10)?;
        // Each by its beginning, so that all find room in a finding.
        let hardest = self
            .hardest
            .iter()
            .map(|hard| format!("“{}” ({})", text::shorten(&hard.sentence, 42), years(hard.age_in_tenths)));
        Some(
            Diagnostic::warning(
                "reading-age-too-high",
                format!("{paper} has a reading age of {}, and is to have at most {bound}", years(age)),
            )
            .found(hardest.collect::<Vec<_>>().join(", "))
            .hint("write these sentences shorter, one thought in each, and with shorter words"),
        )
    }

    /// What to say of abbreviations that nobody explains.
    pub fn not_explained(&self, paper: &str) -> Option<Diagnostic> {
        let first = self.unexplained.first()?;
        let words: Vec<String> = self.unexplained.iter().map(|abbreviation| abbreviation.word.clone()).collect();
        Some(
            Diagnostic::warning(
                "abbreviation-not-explained",
                format!("{paper} does not say what {} {}", text::list(&words), if words.len() == 1 { "means" } else { "mean" }),
            )
            .found(text::shorten(&first.first_use, 160))
            .hint(format!(
                "write the words with the abbreviation after them, as in \"speech and language therapy (SALT)\", or add \
                 {} under [glossary] in boardpack.toml",
                first.word
            )),
        )
    }
}

fn years(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths.rem_euclid(10))
}

/// The words of a sentence: whatever has a letter or a digit.
fn words(sentence: &str) -> Vec<&str> {
    let apart = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '/');
    sentence.split(apart).filter(|word| word.contains(char::is_alphanumeric)).collect()
}

/// The sentences of a passage, without labels: a few words that are not written as a sentence.
fn sentences(passage: &str) -> Vec<&str> {
    let is_sentence = |text: &&str| {
        let count = words(text).len();
        count >= FEWEST_OF_A_SENTENCE || count > 0 && text.ends_with(['.', '!', '?'])
    };
    parted(passage).into_iter().filter(is_sentence).collect()
}

/// All that a passage says, parted where a sentence ends.
pub fn parted(passage: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut from = 0;
    for (at, sign) in passage.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…')) {
        let end = at + sign.len_utf8();
        let closing = passage[end..].len() - passage[end..].trim_start_matches(['”', '’', '"', '\'', ')']).len();
        let end = end + closing;
        let rest = &passage[end..];
        let begins = rest.trim_start().trim_start_matches(['“', '‘', '"', '\'', '(']).chars().next();
        // "e.g. by post" and "3.5" go on.
        let ends = rest.starts_with(char::is_whitespace) && begins.is_some_and(|c| c.is_uppercase() || c.is_numeric());
        if ends && !is_shortened(&passage[from..end]) {
            all.push(passage[from..end].trim());
            from = end;
        }
    }
    all.push(passage[from..].trim());
    all
}

/// Whether a full stop belongs to a shortened word: "No.", "e.g.", "Dr.".
fn is_shortened(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches('(');
    ["No.", "Mr.", "Mrs.", "Ms.", "Dr.", "St.", "e.g.", "i.e.", "etc.", "vs."].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> Passage {
        Passage { text: text.to_owned(), is_prose: true }
    }

    fn label(text: &str) -> Passage {
        Passage { text: text.to_owned(), is_prose: false }
    }

    #[test]
    fn a_passage_is_cut_into_its_sentences() {
        let cut = |text: &'static str| sentences(text).join("|");
        assert_eq!(cut("We met. You came! Did it help? Yes, it did."), "We met.|You came!|Did it help?|Yes, it did.");
        assert_eq!(
            cut("It was 78.6% in July, e.g. by post. It is 80% now."),
            "It was 78.6% in July, e.g. by post.|It is 80% now."
        );
        assert_eq!(cut("They said, “People listen now.” We do."), "They said, “People listen now.”|We do.");
        assert_eq!(cut("Call Mrs. Smith at No. 3 today."), "Call Mrs. Smith at No. 3 today.");
        assert_eq!(cut("Head of SEND"), "");
        assert_eq!(cut("More places at the college by December"), "More places at the college by December");
    }

    /// Worked out by hand with the published formula.
    #[test]
    fn the_age_is_that_of_the_formula() {
        let one = "The cat sat on the mat and had a very happy day."; // 12 words, 14 syllables
        let passages: Vec<Passage> = (0..10).map(|_| prose(one)).collect();
        let read = Reading::of(&passages, &[]);
        assert_eq!((read.words, read.sentences), (120, 10));
        // 0.39 × 12 + 11.8 × 14 ÷ 12 − 15.59 + 5 = 7.857
        assert_eq!(read.age().as_deref(), Some("7.9"));
        assert!(read.too_hard("a.pdf", 8).is_none() && read.too_hard("a.pdf", 7).is_some());
    }

    #[test]
    fn headings_tables_and_labels_have_no_sentences_and_a_few_words_no_age() {
        let read = Reading::of(&[label("Implementation of organisational accountability."), prose("We met.")], &[]);
        assert_eq!((read.words, read.sentences, read.age()), (2, 1, None));
        assert!(read.too_hard("a.pdf", 1).is_none());
    }

    #[test]
    fn the_hardest_sentences_are_named_first() {
        let easy = "We will ring you when your plan is ready for you to read.";
        let hard = "Multi-agency commissioning arrangements necessitate comprehensive operational accountability.";
        let passages: Vec<Passage> = (0..12).map(|_| prose(easy)).chain([prose(hard)]).collect();
        let read = Reading::of(&passages, &[]);
        assert_eq!(read.hardest[0].sentence, hard);
        assert_eq!(read.hardest.len(), 2, "the same sentence is named once");
        let finding = read.too_hard("family.pdf (Family version)", 5).unwrap();
        assert!(finding.found.unwrap().contains("Multi-agency commissioning"));
    }
}
