//! A status cell → a status: by its words first, then by its fill.
//!
//! Officers write the word, a letter and a date, a coloured dot, a phrase, or only colour the cell; which word and which
//! colour means which status is for the scheme to say. A colour that a
//! conditional format would compute is never guessed: it is not in the cell.

use super::model::{Role, Status};
use super::scheme::Scheme;
use crate::workbook::{Cell, Value};

/// What a status cell says, and how it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// By a word, letter or symbol that means this status.
    Words(Status),
    /// By a phrase that means this status by the plan's definitions ("on track"): a judgement.
    Phrase(Status),
    /// By the fill alone.
    Fill(Status),
}

impl Reading {
    pub fn status(&self) -> &Status {
        match self {
            Reading::Words(status) | Reading::Phrase(status) | Reading::Fill(status) => status,
        }
    }
}

pub fn read(cell: &Cell, scheme: &Scheme) -> Option<Reading> {
    if is_shape(&cell.text) {
        // Its letters' colour is what is seen of it: a judgement, as a phrase is.
        let colour = |rgb| scheme.by_fill(rgb).cloned();
        let seen = cell.letters.and_then(colour).map(Reading::Phrase);
        if let Some(reading) = seen.or_else(|| cell.fill.and_then(colour).map(Reading::Fill)) {
            return Some(reading);
        }
    }
    let by_fill = || cell.fill.and_then(|fill| scheme.by_fill(fill)).cloned().map(Reading::Fill);
    by_words(&cell.text, scheme).or_else(by_fill)
}

/// Whether a cell holds nothing but a shape that has no colour of its own.
fn is_shape(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '●' | '•' | '■' | '▲' | '▼' | '◆' | '⬤' | '\u{fe0e}'))
}

/// The status whose spelling is a single word.
fn named<'s>(word: &str, scheme: &'s Scheme) -> Option<&'s Status> {
    scheme.statuses.iter().find(|status| status.kind().spellings.iter().any(|spelling| spelling == word))
}

/// Another status that a text names beside the first: two colours with a stroke between them.
pub fn second<'s>(text: &str, first: &Status, scheme: &'s Scheme) -> Option<&'s Status> {
    let plain = text.trim().to_lowercase();
    // A spelling of several words ("amber/red") is one status.
    if longest(&plain, scheme).is_some() {
        return None;
    }
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let letters = words.iter().all(|word| word.len() == 1);
    let words = words.into_iter().filter(|word| word.len() > 2 || letters);
    words.filter_map(|word| named(word, scheme)).find(|status| *status != first)
}

pub fn by_words(text: &str, scheme: &Scheme) -> Option<Reading> {
    let plain = text.trim().to_lowercase();
    if let Some(status) = scheme.taught(&plain) {
        return Some(Reading::Words(status.clone()));
    }
    if let Some(status) = longest(&plain, scheme) {
        return (!turns(&plain, status)).then(|| Reading::Words(status.clone()));
    }
    let first = plain.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    // "A review is under way" is a sentence, and no letter of a status.
    let sentence = first.is_some_and(|word| {
        word.len() == 1
            && plain
                .split_once(word)
                .is_some_and(|(_, rest)| rest.starts_with(' ') && rest.trim().starts_with(char::is_alphabetic))
    });
    if let Some(status) = first.filter(|_| !sentence).and_then(|word| named(word, scheme)) {
        // A colour subject to sign-off is that colour; "Complete by 30 June" is not complete.
        let says_done =
            first.is_some_and(|word| ["complete", "completed", "closed", "done", "finished"].contains(&word));
        if says_done && turns(&plain, status) {
            return None;
        }
        return Some(Reading::Words(status.clone()));
    }
    let begins = |list: fn(&Status) -> &[String]| {
        let of = |status: &'_ Status| {
            list(status).iter().filter(|opening| plain.starts_with(*opening)).map(String::len).max()
        };
        scheme.statuses.iter().filter_map(|status| Some((of(status)?, status))).max_by_key(|(length, _)| *length)
    };
    if let Some((_, status)) = begins(|status| &status.kind().symbols) {
        return Some(Reading::Words(status.clone()));
    }
    let (_, status) = begins(|status| &status.kind().phrases)?;
    (!turns(&plain, status)).then(|| Reading::Phrase(status.clone()))
}

/// Whether a text that begins with words for what goes well ends by saying something else: "On track to miss date",
/// "Completed in part".
fn turns(plain: &str, status: &Status) -> bool {
    const ANY: [&str; 16] = [
        "not", "miss", "missing", "missed", "but", "except", "unlikely", "cannot", "late", "delayed", "delays",
        "slipping", "slipped", "failed", "behind", "overdue",
    ];
    const COMPLETE: [&str; 10] =
        ["part", "partly", "partially", "by", "expected", "pending", "awaiting", "subject", "bar", "mostly"];
    let says = |words: &[&str]| plain.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    match status.role() {
        Role::OnTrack => says(&ANY),
        Role::Complete => says(&ANY) || says(&COMPLETE),
        _ => false,
    }
}

/// The status with the longest spelling of several words, or with figures in it, that the text begins with.
fn longest<'s>(plain: &str, scheme: &'s Scheme) -> Option<&'s Status> {
    let begins = |spelling: &&String| {
        let single = spelling.chars().all(char::is_alphabetic);
        let rest = plain.strip_prefix(spelling.as_str()).filter(|_| !single);
        rest.is_some_and(|rest| match spelling.chars().any(char::is_alphabetic) {
            true => !rest.starts_with(char::is_alphanumeric),
            // "1" is a status, "1 May" and "1.2.25" are dates.
            false => rest.is_empty() || rest.starts_with(' ') && !rest.chars().any(|c| c.is_ascii_digit()),
        })
    };
    let of = |status: &'_ Status| status.kind().spellings.iter().filter(begins).map(String::len).max();
    let found = scheme.statuses.iter().filter_map(|status| Some((of(status)?, status)));
    found.max_by_key(|(length, _)| *length).map(|(_, status)| status)
}

/// A cell that holds nothing but a date, in a status column: the date of completion.
pub fn is_bare_date(cell: &Cell, scheme: &Scheme) -> bool {
    matches!(cell.value, Value::Date { .. })
        || by_words(&cell.text, scheme).is_none() && super::dates::first_in(&cell.text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{send, status};
    use crate::programme::scheme::written::Written;
    use crate::workbook::Rgb;

    #[test]
    fn statuses_are_read_by_word_letter_symbol_and_phrase() {
        let scheme = send();
        for (text, key) in [
            ("Blue", "blue"),
            ("BLUE - 10/11/2024", "blue"),
            ("B 21.1.25", "blue"),
            ("🔵 12 Sep 2024", "blue"),
            ("Green ", "green"),
            ("G", "green"),
            ("Amber/Red", "amber"),
            ("🔴", "red"),
            ("gray", "grey"),
        ] {
            assert_eq!(by_words(text, &scheme), Some(Reading::Words(status(key))), "{text:?}");
        }
        assert_eq!(by_words("On track", &scheme), Some(Reading::Phrase(status("green"))));
        assert_eq!(by_words("On track: expected by June", &scheme), Some(Reading::Phrase(status("green"))));
        assert_eq!(by_words("Green, but not by much", &scheme), Some(Reading::Words(status("green"))));
        assert_eq!(by_words("Not started", &scheme), Some(Reading::Phrase(status("grey"))));
        assert_eq!(by_words("At significant risk of delay", &scheme), Some(Reading::Phrase(status("red"))));
        for text in [
            "",
            "Bluebell centre opened",
            "n/a",
            "see update",
            "Great",
            "A review is under way",
            "On track to miss date",
            "Closed - not achieved",
            "Completed in part",
            "Complete by 30 June",
        ] {
            assert_eq!(by_words(text, &scheme), None, "{text:?}");
        }
    }

    #[test]
    fn a_schemes_own_words_may_be_several_or_figures() {
        let written = "
            [[status]]\nkey = \"complete\"\nrole = \"complete\"\nspellings = [\"4\"]
            [[status]]\nkey = \"on-track\"\nrole = \"on-track\"
            [[status]]\nkey = \"amber-green\"\nword = \"Amber/Green\"\nrole = \"at-risk\"\nshape = \"diamond\"
            [[status]]\nkey = \"amber\"
            [[status]]\nkey = \"not-started\"\nrole = \"not-due\"";
        let written: Written = toml::from_str(written).unwrap();
        let taught = [("Delayed".to_owned(), "at-risk".to_owned())].into();
        let scheme = Scheme::of("send", &written, &taught).unwrap();
        let read = |text: &str| by_words(text, &scheme).map(|reading| reading.status().key().to_owned());
        for (text, key) in [
            ("Complete", "complete"),
            ("Complete - all sites", "complete"),
            ("4", "complete"),
            ("4 - done", "complete"),
            ("On track", "on-track"),
            ("On track: see update", "on-track"),
            ("Amber/Green", "amber-green"),
            ("Amber", "amber"),
            ("Amber – slipping", "amber"),
            ("NOT STARTED", "not-started"),
            ("delayed", "amber-green"),
            ("Delayed by the ICB", "amber-green"),
        ] {
            assert_eq!(read(text).as_deref(), Some(key), "{text:?}");
        }
        for text in [
            "4 May 2025",
            "4.5.25",
            "Completely new",
            "On trackside works",
            "Complete by 30 June",
            "Complete but for one",
            "Undelayed",
            "Red",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(second("Amber/Green", &status("amber"), &scheme), None);
    }

    #[test]
    fn a_shape_has_the_colour_of_its_letters() {
        let scheme = send();
        let cell = |text: &str, letters, fill| Cell {
            value: Value::Text,
            text: text.into(),
            fill,
            letters,
            struck: false,
            percent: false,
        };
        let read = |cell: Cell| read(&cell, &scheme);
        let red = Some(Rgb(255, 0, 0));
        assert_eq!(read(cell("●", red, None)), Some(Reading::Phrase(status("red"))));
        assert_eq!(read(cell("■", None, red)), Some(Reading::Fill(status("red"))));
        assert_eq!(read(cell("●", None, None)), Some(Reading::Words(status("green"))));
        assert_eq!(read(cell("Green", red, None)), Some(Reading::Words(status("green"))));
        assert_eq!(read(cell("see below", red, None)), None);
    }

    #[test]
    fn a_second_status_is_noticed() {
        let scheme = send();
        assert_eq!(second("Amber/Red", &status("amber"), &scheme), Some(&status("red")));
        assert_eq!(second("R/A", &status("red"), &scheme), Some(&status("amber")));
        assert_eq!(second("Blue – 16/07/2025", &status("blue"), &scheme), None);
    }

    #[test]
    fn fills_are_read_by_hue_and_table_banding_is_not() {
        let scheme = send();
        for (fill, key) in [
            (Rgb(0x00, 0xB0, 0xF0), Some("blue")),
            (Rgb(0x00, 0x70, 0xC0), Some("blue")),
            (Rgb(0x92, 0xD0, 0x50), Some("green")),
            (Rgb(0x00, 0xB0, 0x50), Some("green")),
            (Rgb(0xFF, 0xC0, 0x00), Some("amber")),
            (Rgb(0xFF, 0xFF, 0x00), Some("amber")),
            (Rgb(0xFF, 0x00, 0x00), Some("red")),
            (Rgb(0xC0, 0x00, 0x00), Some("red")),
            (Rgb(0xBF, 0xBF, 0xBF), Some("grey")),
            (Rgb(0xC6, 0xEF, 0xCE), Some("green")),
            (Rgb(0xDD, 0xEB, 0xF7), None),
            (Rgb(0xFF, 0xFF, 0xFF), None),
            (Rgb(0x1F, 0x38, 0x64), None),
            (Rgb(0x70, 0x30, 0xA0), None),
        ] {
            assert_eq!(scheme.by_fill(fill).map(Status::key), key, "{fill:?}");
        }
    }
}
