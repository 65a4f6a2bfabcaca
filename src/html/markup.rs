//! Writing markup: what is a text stays a text, and no id is given twice.

use std::collections::BTreeSet;

/// A text as it is written between tags and within quotes. What no document may have is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// The ids of a document.
#[derive(Debug, Default)]
pub struct Ids(BTreeSet<String>);

impl Ids {
    /// An id of that name, or with a number after it where another has it.
    pub fn take(&mut self, name: &str) -> String {
        let mut id = name.to_owned();
        let mut number = 1;
        while !self.0.insert(id.clone()) {
            number += 1;
            id = format!("{name}-{number}");
        }
        id
    }

    /// One made of words: `what-we-ask-for`.
    pub fn of_words(&mut self, words: &str) -> String {
        let plain: String =
            words.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
        let mut id = String::new();
        for word in plain.split_whitespace() {
            if !id.is_empty() && id.len() + word.len() >= 48 {
                break;
            }
            if !id.is_empty() {
                id.push('-');
            }
            id.extend(word.chars().take(48));
        }
        // An id that begins with a digit is awkward in a style sheet, and an empty one is none.
        let awkward = id.is_empty() || id.starts_with(|c: char| c.is_ascii_digit());
        self.take(&if awkward { format!("part-{id}").trim_end_matches('-').to_owned() } else { id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_end_its_place() {
        assert_eq!(escaped("</p>\" onload='x' &amp;\u{0}"), "&lt;/p&gt;&quot; onload='x' &amp;amp;");
    }

    #[test]
    fn ids_are_made_of_words_and_each_is_given_once() {
        let mut ids = Ids::default();
        assert_eq!(ids.of_words("What we ask for"), "what-we-ask-for");
        assert_eq!(ids.of_words("What we ask for…"), "what-we-ask-for-2");
        assert_eq!(ids.of_words("25 of 52 actions"), "part-25-of-52-actions");
        assert_eq!(ids.of_words("→"), "part");
        assert!(ids.of_words(&"long ".repeat(40)).len() <= 48);
    }
}
