//! A status cell → a status: by its words first, then by its fill.
//!
//! Officers write "Blue", "BLUE - 10/11/2024", "B 21.1.25", "🔴", "At risk", or only colour the cell. A colour that a
//! conditional format would compute is never guessed: it is not in the cell.

use super::model::Status;
use crate::workbook::{Cell, Rgb, Value};

/// What a status cell says, and how it was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// By a word, letter or symbol that means this status.
    Words(Status),
    /// By a phrase that means this status by the plan's definitions ("on track" for Green): a judgement.
    Phrase(Status),
    /// By the fill alone.
    Fill(Status),
}

impl Reading {
    pub fn status(self) -> Status {
        match self {
            Reading::Words(status) | Reading::Phrase(status) | Reading::Fill(status) => status,
        }
    }
}

pub fn read(cell: &Cell) -> Option<Reading> {
    by_words(&cell.text).or_else(|| cell.fill.and_then(by_fill).map(Reading::Fill))
}

/// The words with which a status is written, other than its own name: `docs` lists them.
pub const SYMBOLS: [(&str, Status); 17] = [
    ("🔵", Status::Blue),
    ("🟦", Status::Blue),
    ("★", Status::Blue),
    ("🟢", Status::Green),
    ("🟩", Status::Green),
    ("✅", Status::Green),
    ("●", Status::Green),
    ("🟠", Status::Amber),
    ("🟡", Status::Amber),
    ("🟧", Status::Amber),
    ("🟨", Status::Amber),
    ("🔴", Status::Red),
    ("🟥", Status::Red),
    ("⚪", Status::Grey),
    ("⬜", Status::Grey),
    ("⚫", Status::Grey),
    ("🔘", Status::Grey),
];

/// Phrases that mean a status by the plan's own definitions.
pub const PHRASES: [(&str, Status); 12] = [
    ("completed", Status::Blue),
    ("complete", Status::Blue),
    ("closed", Status::Blue),
    ("on track", Status::Green),
    ("on target", Status::Green),
    ("at significant risk", Status::Red),
    ("off track", Status::Red),
    ("at risk", Status::Amber),
    ("some risk", Status::Amber),
    ("not due to start", Status::Grey),
    ("not started", Status::Grey),
    ("not yet started", Status::Grey),
];

/// The names and letters of the statuses.
pub const NAMES: [(&str, Status); 13] = [
    ("blue", Status::Blue),
    ("b", Status::Blue),
    ("green", Status::Green),
    ("g", Status::Green),
    ("amber", Status::Amber),
    ("a", Status::Amber),
    ("yellow", Status::Amber),
    ("orange", Status::Amber),
    ("red", Status::Red),
    ("r", Status::Red),
    ("grey", Status::Grey),
    ("gray", Status::Grey),
    ("gy", Status::Grey),
];

fn named(word: &str) -> Option<Status> {
    NAMES.iter().find(|(name, _)| *name == word).map(|(_, status)| *status)
}

/// Another status that a text names beside the first: "Amber/Red".
pub fn second(text: &str, first: Status) -> Option<Status> {
    let plain = text.trim().to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let letters = words.iter().all(|word| word.len() == 1);
    let words = words.into_iter().filter(|word| word.len() > 2 || letters);
    words.filter_map(named).find(|status| *status != first)
}

pub fn by_words(text: &str) -> Option<Reading> {
    let plain = text.trim().to_lowercase();
    let first = plain.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    // "A review is under way" is a sentence, not Amber.
    let sentence = first.is_some_and(|word| {
        word.len() == 1
            && plain
                .split_once(word)
                .is_some_and(|(_, rest)| rest.starts_with(' ') && rest.trim().starts_with(char::is_alphabetic))
    });
    if let Some(status) = first.filter(|_| !sentence).and_then(named) {
        return Some(Reading::Words(status));
    }
    if let Some((_, status)) = SYMBOLS.iter().find(|(symbol, _)| plain.starts_with(symbol)) {
        return Some(Reading::Words(*status));
    }
    PHRASES.iter().find(|(phrase, _)| plain.starts_with(phrase)).map(|(_, status)| Reading::Phrase(*status))
}

/// The status a fill stands for. Tints this pale are table banding, except Excel's own "good, neutral, bad" styles.
pub fn by_fill(Rgb(red, green, blue): Rgb) -> Option<Status> {
    match (red, green, blue) {
        (0xC6, 0xEF, 0xCE) => return Some(Status::Green),
        (0xFF, 0xEB, 0x9C) => return Some(Status::Amber),
        (0xFF, 0xC7, 0xCE) => return Some(Status::Red),
        _ => {}
    }
    let (r, g, b) = (f64::from(red) / 255.0, f64::from(green) / 255.0, f64::from(blue) / 255.0);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let (spread, lightness) = (most - least, (most + least) / 2.0);
    if spread < 0.06 {
        return (0.4..0.9).contains(&lightness).then_some(Status::Grey);
    }
    let saturation = spread / (1.0 - (2.0 * lightness - 1.0).abs()).max(1e-9);
    if saturation < 0.35 || !(0.28..0.82).contains(&lightness) {
        return None;
    }
    let hue = 60.0
        * if most == r {
            ((g - b) / spread).rem_euclid(6.0)
        } else if most == g {
            (b - r) / spread + 2.0
        } else {
            (r - g) / spread + 4.0
        };
    match hue {
        hue if !(16.0..345.0).contains(&hue) => Some(Status::Red),
        hue if hue < 66.0 => Some(Status::Amber),
        hue if (70.0..170.0).contains(&hue) => Some(Status::Green),
        hue if (180.0..250.0).contains(&hue) => Some(Status::Blue),
        _ => None,
    }
}

/// A cell that holds nothing but a date, in a status column: the date of completion.
pub fn is_bare_date(cell: &Cell) -> bool {
    matches!(cell.value, Value::Date { .. })
        || by_words(&cell.text).is_none() && super::dates::first_in(&cell.text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_by_word_letter_symbol_and_phrase() {
        for (text, status) in [
            ("Blue", Status::Blue),
            ("BLUE - 10/11/2024", Status::Blue),
            ("B 21.1.25", Status::Blue),
            ("🔵 12 Sep 2024", Status::Blue),
            ("Green ", Status::Green),
            ("G", Status::Green),
            ("Amber/Red", Status::Amber),
            ("🔴", Status::Red),
            ("gray", Status::Grey),
        ] {
            assert_eq!(by_words(text), Some(Reading::Words(status)), "{text:?}");
        }
        assert_eq!(by_words("On track"), Some(Reading::Phrase(Status::Green)));
        assert_eq!(by_words("Not started"), Some(Reading::Phrase(Status::Grey)));
        assert_eq!(by_words("At significant risk of delay"), Some(Reading::Phrase(Status::Red)));
        for text in ["", "Bluebell centre opened", "n/a", "see update", "Great", "A review is under way"] {
            assert_eq!(by_words(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_second_status_is_noticed() {
        assert_eq!(second("Amber/Red", Status::Amber), Some(Status::Red));
        assert_eq!(second("R/A", Status::Red), Some(Status::Amber));
        assert_eq!(second("Blue – 16/07/2025", Status::Blue), None);
    }

    #[test]
    fn fills_are_read_by_hue_and_table_banding_is_not() {
        for (fill, status) in [
            (Rgb(0x00, 0xB0, 0xF0), Some(Status::Blue)),
            (Rgb(0x00, 0x70, 0xC0), Some(Status::Blue)),
            (Rgb(0x92, 0xD0, 0x50), Some(Status::Green)),
            (Rgb(0x00, 0xB0, 0x50), Some(Status::Green)),
            (Rgb(0xFF, 0xC0, 0x00), Some(Status::Amber)),
            (Rgb(0xFF, 0xFF, 0x00), Some(Status::Amber)),
            (Rgb(0xFF, 0x00, 0x00), Some(Status::Red)),
            (Rgb(0xC0, 0x00, 0x00), Some(Status::Red)),
            (Rgb(0xBF, 0xBF, 0xBF), Some(Status::Grey)),
            (Rgb(0xC6, 0xEF, 0xCE), Some(Status::Green)),
            (Rgb(0xDD, 0xEB, 0xF7), None),
            (Rgb(0xFF, 0xFF, 0xFF), None),
            (Rgb(0x1F, 0x38, 0x64), None),
            (Rgb(0x70, 0x30, 0xA0), None),
        ] {
            assert_eq!(by_fill(fill), status, "{fill:?}");
        }
    }
}
