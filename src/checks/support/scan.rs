//! Looking through a text for what has a shape: runs of letters and digits, runs of digits that belong together, phrases.
//!
//! A text here is its characters, with every dash and space as the plain one; line ends stay.

/// Where something stands, and how many of its letters and digits may be shown.
pub struct Place {
    pub from: usize,
    pub to: usize,
    pub keep: usize,
}

/// The characters of a text; spaces and dashes of every kind as the plain ones.
pub fn characters(text: &str) -> Vec<char> {
    let plain = |c: char| match c {
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '’' | '‘' => '\'',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    };
    text.chars().map(plain).collect()
}

/// The same in lower case, character by character.
pub fn lower(chars: &[char]) -> Vec<char> {
    chars.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect()
}

/// The beginning of what was found, and a dot for every other letter and digit.
pub fn mask(chars: &[char], keep: usize) -> String {
    let mut shown = 0;
    let mut hide = |c: char| {
        shown += usize::from(c.is_alphanumeric());
        if c.is_alphanumeric() && shown > keep { '•' } else { c }
    };
    chars.iter().map(|c| hide(*c)).collect()
}

/// Where the runs of letters and digits begin and end.
pub fn words(chars: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let starts =
        (0..chars.len()).filter(|at| chars[*at].is_alphanumeric() && (*at == 0 || !chars[at - 1].is_alphanumeric()));
    starts.map(|from| {
        let length = chars[from..].iter().take_while(|c| c.is_alphanumeric()).count();
        (from, from + length)
    })
}

/// Where the phrase that begins at a place ends: the phrase as it stands, or with any space or line end, as whole words.
pub fn phrase_at(lower: &[char], from: usize, phrase: &str) -> Option<usize> {
    if from.checked_sub(1).is_some_and(|before| lower[before].is_alphanumeric()) {
        return None;
    }
    let mut at = from;
    for wanted in phrase.chars() {
        let there = *lower.get(at)?;
        if there != wanted && !(wanted == ' ' && matches!(there, '\n' | '-')) {
            return None;
        }
        at += 1;
    }
    (!lower.get(at).is_some_and(|c| c.is_alphabetic())).then_some(at)
}

/// The first of some phrases that begins at a place, and where it ends.
pub fn any_phrase_at(lower: &[char], from: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| phrase_at(lower, from, phrase))
}

/// Whether one of some words stands within the characters shortly before a place, as the beginning of a word.
pub fn is_shortly_before(chars: &[char], at: usize, within: usize, beginnings: &[&str]) -> bool {
    let window = lower(&chars[at.saturating_sub(within)..at]);
    (0..window.len()).any(|from| {
        let begins = from == 0 || !window[from - 1].is_alphabetic();
        begins
            && beginnings.iter().any(|word| word.chars().eq(window[from..].iter().copied().take(word.chars().count())))
    })
}

/// A run of digits, perhaps behind a plus.
#[derive(Clone, Copy)]
pub struct Group {
    pub from: usize,
    pub to: usize,
}

impl Group {
    pub fn len(&self) -> usize {
        self.to - self.from
    }
}

/// Every run of digits.
pub fn runs(chars: &[char]) -> Vec<Group> {
    let starts = (0..chars.len())
        .filter(|at| chars[*at].is_ascii_digit() && (*at == 0 || !chars[at - 1].is_ascii_digit()))
        .map(|from| {
            let length = chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
            Group { from, to: from + length }
        });
    starts.collect()
}
