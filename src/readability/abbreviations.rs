//! Abbreviations in capitals that a paper prints without saying what they mean.

use super::Abbreviation;
use crate::typeset::Passage;

/// Those that no passage and no entry of the glossary explains.
pub fn unexplained(passages: &[Passage], explained: &[String]) -> Vec<Abbreviation> {
    let mut found: Vec<Abbreviation> = Vec::new();
    for passage in passages {
        for word in candidates(&passage.text) {
            let known = found.iter().any(|abbreviation| abbreviation.word == word)
                || explained.iter().any(|term| is_same(term, word))
                || passages.iter().any(|passage| explains(&passage.text, word));
            if !known {
                found.push(Abbreviation { word: word.to_owned(), first_use: passage.text.clone() });
            }
        }
    }
    found
}

/// The words of a text that are abbreviations: two capitals or more, which are at least half of their letters. A ref or a
/// postcode, which has digits, is none, nor is a number in Roman letters.
fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| !c.is_alphanumeric() && c != '&' && c != '’' && c != '\'';
    text.split(apart)
        .map(|word| without_plural(word.trim_matches(['&', '’', '\''])))
        .filter(|word| is_abbreviation(word))
}

/// "EHCPs" and "EHCP’s" use EHCP.
fn without_plural(word: &str) -> &str {
    let stem = word.strip_suffix('s').map(|stem| stem.trim_end_matches(['’', '\'']));
    stem.filter(|stem| stem.ends_with(char::is_uppercase)).unwrap_or(word)
}

fn is_abbreviation(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let roman = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    capitals >= 2 && capitals * 2 >= letters && !roman && !word.contains(|c: char| c.is_numeric())
}

fn is_same(term: &str, word: &str) -> bool {
    let term = term.trim();
    without_plural(term) == word || word.strip_suffix('s') == Some(term)
}

/// Whether a text says what an abbreviation means: "education, health and care plan (EHCP)", "EHCP (education, health and
/// care plan)", or "EHCP: education, health and care plan".
fn explains(text: &str, word: &str) -> bool {
    let first = word.chars().next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    let starts = |meaning: &str| meaning.to_lowercase().starts_with(&first);
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], text[at + word.len()..].trim_start_matches('s'));
        let in_brackets = before.ends_with('(') && after.starts_with(')');
        let words_before = before.trim_end_matches('(').split_whitespace().rev().take(word.chars().count() * 2);
        let mut meanings = words_before.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        // The words in the brackets, of which there are several.
        let within =
            after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(within, _)| within);
        let follows = within.is_some_and(|within| within.contains(' ') && starts(within));
        in_brackets && meanings.any(starts) || follows
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, explained: &[&str]) -> String {
        let passages = [Passage { text: text.to_owned(), is_prose: true }];
        let explained: Vec<String> = explained.iter().map(|term| (*term).to_owned()).collect();
        let all = unexplained(&passages, &explained);
        all.into_iter().map(|abbreviation| abbreviation.word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn abbreviations_without_a_meaning_are_found_once() {
        assert_eq!(found("EHCPs take long. An EHCP’s review. The DfE and NHS.", &[]), "EHCP DfE NHS");
        assert_eq!(found("EHCPs take long, says the DfE.", &["EHCP"]), "DfE");
        assert_eq!(found("The SENCos of A&E", &[]), "SENCos A&E");
        assert_eq!(found("The SENCos of A&E", &["SENCo"]), "A&E");
    }

    #[test]
    fn what_is_explained_beside_it_is_not_found() {
        assert_eq!(found("Your education, health and care plan (EHCP) is yours. Read the EHCP.", &[]), "");
        assert_eq!(found("Plans (EHCPs), or education, health and care plans (EHCPs)", &[]), "");
        assert_eq!(found("We met SALT (speech and language therapy) staff.", &[]), "");
        assert_eq!(found("A plan (EHCP) is yours.", &[]), "EHCP");
    }

    #[test]
    fn names_refs_and_numbers_are_no_abbreviations() {
        assert_eq!(found("McDonald wrote to SW1A about PA1, R02, part II, and I agree. A Board.", &[]), "");
    }
}
