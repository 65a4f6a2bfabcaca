//! What rules that listen to an update's words share: text → clauses → whether a phrase is said, and not denied.
//!
//! Deliberately absent: any finding, and any judgement of what a phrase means for a status.

/// A stretch of words between marks of punctuation, in lower case.
pub struct Clause {
    pub words: Vec<String>,
    /// Whether a sentence begins with it.
    pub opens: bool,
}

/// The words that turn a phrase into its contrary.
const DENIALS: [&str; 14] = [
    "no", "not", "never", "without", "neither", "nor", "cannot", "isnt", "wasnt", "hasnt", "havent", "didnt", "wont",
    "longer",
];

/// How many words before a phrase a denial still reaches it: "not yet been escalated".
const REACH: usize = 3;

/// The clauses of a text. Hyphens part words ("catch-up" is two), apostrophes do not ("trust's" is "trusts").
pub fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut opens = true;
    let mut from = 0;
    for (at, mark) in text.char_indices() {
        let rest = &text[at + mark.len_utf8()..];
        let alone = rest.starts_with(char::is_whitespace) || rest.is_empty();
        let ends = match mark {
            '\n' | '–' | '—' | '(' | ')' | '•' => true,
            '-' => alone && text[..at].ends_with(char::is_whitespace),
            '.' | '!' | '?' | ';' | ':' | ',' => alone,
            _ => false,
        };
        if ends {
            let words = words(&text[from..at]);
            let said = !words.is_empty();
            if said {
                clauses.push(Clause { words, opens });
            }
            opens = matches!(mark, '.' | '!' | '?' | '\n' | '•') || (opens && !said);
            from = at + mark.len_utf8();
        }
    }
    let words = words(&text[from..]);
    if !words.is_empty() {
        clauses.push(Clause { words, opens });
    }
    clauses
}

fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['’', '\''], "");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl Clause {
    /// Where a phrase begins, unless it is denied. A star ends the beginning of a word: `escalat*`.
    pub fn says(&self, phrase: &str) -> Option<usize> {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let found = |at: &usize| {
            let here = &self.words[*at..*at + phrase.len()];
            here.iter().zip(&phrase).all(|(word, wanted)| match wanted.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => word == wanted,
            })
        };
        let last = (self.words.len() + 1).saturating_sub(phrase.len());
        (0..last).filter(found).find(|at| {
            let before = &self.words[at.saturating_sub(REACH)..*at];
            !before.iter().any(|word| DENIALS.contains(&word.as_str()))
        })
    }

    pub fn says_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.says(phrase).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, phrase: &str) -> bool {
        clauses(text).iter().any(|clause| clause.says(phrase).is_some())
    }

    #[test]
    fn a_phrase_is_heard_unless_it_is_denied() {
        assert!(says("Late. Escalated to the Board on 12 June.", "escalat*"));
        assert!(says("No progress, escalated to the Board.", "escalat*"));
        assert!(says("No progress since May - escalated.", "escalat*"));
        assert!(says("A catch-up session is booked", "catch up"));
        assert!(!says("Not yet been escalated.", "escalat*"));
        assert!(!says("No longer on track", "on track"));
        assert!(!says("on", "on track"));
    }

    #[test]
    fn clauses_know_which_of_them_open_a_sentence() {
        let opens: Vec<(String, bool)> =
            clauses("On track: 76.0% done, more to come. Late").iter().map(|c| (c.words.join(" "), c.opens)).collect();
        let expected = [("on track", true), ("76 0 done", false), ("more to come", false), ("late", true)];
        assert_eq!(opens, expected.map(|(words, opens)| (words.to_owned(), opens)));
    }
}
