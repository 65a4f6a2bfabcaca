//! Initials of children: "child J", "pupil A.B.", "J.S." in a text that speaks of a child.

use super::scan::{Place, lower, words};

/// Whose letter it is. Plurals come with "A and B".
#[rustfmt::skip]
const WHOSE: [&str; 21] = [
    "child", "children", "pupil", "pupils", "student", "students", "learner", "learners", "boy", "girl", "boys", "girls",
    "baby", "sibling", "siblings", "twin", "twins", "family", "families", "yp", "person",
];

/// What makes a letter behind them something else: "A level", "T levels", "P scales".
#[rustfmt::skip]
const OTHERWISE: [&str; 12] = [
    "level", "levels", "scale", "scales", "grade", "grades", "star", "to", "band", "bands", "tier", "plan",
];

/// Abbreviations that are written with stops.
#[rustfmt::skip]
const ABBREVIATIONS: [&str; 46] = [
    "UK", "EU", "US", "NB", "PS", "PA", "PE", "RE", "IT", "AM", "PM", "AI", "HR", "QA", "VS", "TA", "ID", "OT", "EP", "LA",
    "AP", "PR", "SW", "CC", "GP", "MP", "HQ", "YP", "YO", "BC", "AD", "IQ", "CE", "HE", "FE", "SI", "RP", "PD", "AR", "AF",
    "HI", "VI", "MS", "SL", "PC", "CV",
];

/// What a text says that speaks of a child.
#[rustfmt::skip]
const OF_A_CHILD: [&str; 34] = [
    "child", "child's", "pupil", "pupil's", "student", "boy", "girl", "son", "daughter", "brother", "sister", "sibling",
    "mother", "father", "mum", "dad", "parent", "parents", "carer", "carers", "family", "family's", "grandmother", "he",
    "she", "his", "her", "him", "they", "their", "who", "placement", "excluded", "school",
];

pub fn initials(chars: &[char]) -> Vec<Place> {
    let words: Vec<(usize, usize)> = words(chars).collect();
    if !words.iter().any(|(from, to)| to - from == 1 && chars[*from].is_ascii_uppercase()) {
        return Vec::new();
    }
    let lower = lower(chars);
    let word = |index: usize| words.get(index).map(|&(from, to)| lower[from..to].iter().collect::<String>());
    let mut places: Vec<Place> = Vec::new();
    let of_a_child = words.iter().any(|&(from, to)| {
        let word: String = lower[from..to].iter().collect();
        OF_A_CHILD.contains(&word.as_str())
    });
    for (index, &(from, to)) in words.iter().enumerate() {
        if places.last().is_some_and(|last| from < last.to) {
            continue;
        }
        if let Some(end) = dotted(chars, from) {
            let before: Option<String> = index.checked_sub(1).and_then(word);
            let of_other = before.is_some_and(|word| OF_OTHERS.contains(&word.as_str()));
            let whose = index.checked_sub(1).and_then(word).is_some_and(|word| WHOSE.contains(&word.as_str()));
            if whose || of_a_child && !of_other && !begins_a_name(chars, end) {
                places.push(Place { from, to: end, keep: 0 });
            }
            continue;
        }
        if !word(index).is_some_and(|word| WHOSE.contains(&word.as_str())) {
            continue;
        }
        let mut next = index + 1;
        let mut end = to;
        let mut found = None;
        // "Children A, B and C".
        while let Some(&(start, stop)) = words.get(next) {
            let between: String = chars[end..start].iter().collect();
            let alone = stop - start <= 2 && chars[start..stop].iter().all(char::is_ascii_uppercase);
            if found.is_some() && word(next).as_deref() == Some("and") && between == " " {
                (next, end) = (next + 1, stop);
                continue;
            }
            let joined = match found {
                None => between == " " || between == " '" || between == " \"" || between == " (",
                Some(_) => matches!(&*between, " " | ", " | " & " | "/"),
            };
            let one = alone && stop - start == 1 && is_a_name_of_one(chars, &lower, start, word(next + 1).as_deref());
            if !joined || !one {
                break;
            }
            found = Some(stop);
            (next, end) = (next + 1, stop);
        }
        if let Some(stop) = found {
            places.push(Place { from, to: stop, keep: to - from });
        }
    }
    places
}

/// Who writes with initials and is no child: "by J.S.", "Mr J.S. Smith", "lead: J.S.".
#[rustfmt::skip]
const OF_OTHERS: [&str; 16] = [
    "by", "mr", "mrs", "ms", "miss", "dr", "prof", "cllr", "lead", "owner", "officer", "manager", "director", "head",
    "judge", "chair",
];

/// Whether a capital behind "child" or the like names a child: no article, no pronoun, no level, no grade.
fn is_a_name_of_one(chars: &[char], lower: &[char], at: usize, next: Option<&str>) -> bool {
    let behind = chars.get(at + 1);
    let apart = !matches!(behind, Some('*' | '+' | '/' | '&' | '\'')) || lower[at + 1..].starts_with(&['\'', 's']);
    let hyphen = behind == Some(&'-') && chars.get(at + 2).is_some_and(|c| c.is_alphanumeric());
    // "The child I saw"; "each child A plan" is a slip, but no initial.
    let pronoun = chars[at] == 'I' && behind == Some(&' ') && chars.get(at + 2).is_some_and(char::is_ascii_lowercase);
    let amp = chars.get(at + 2) == Some(&'&')
        && behind == Some(&' ')
        && chars.get(at + 4).is_some_and(char::is_ascii_uppercase)
        && chars.get(at + 5).is_some_and(|c| c.is_alphanumeric());
    let otherwise =
        behind.is_some_and(|c| matches!(c, ' ' | '-')) && next.is_some_and(|next| OTHERWISE.contains(&next));
    let church = chars[at] == 'C' && next == Some("of") && behind == Some(&' ');
    apart && !hyphen && !pronoun && !otherwise && !amp && !church
}

/// Where "J.S." or "J. S." ends; `None` for abbreviations that are written so.
fn dotted(chars: &[char], from: usize) -> Option<usize> {
    let mut letters = String::new();
    let mut at = from;
    while let Some(c) = chars.get(at).filter(|c| c.is_ascii_uppercase()) {
        if chars.get(at + 1) != Some(&'.') {
            break;
        }
        letters.push(*c);
        at += 2;
        let spaced = chars.get(at) == Some(&' ')
            && chars.get(at + 1).is_some_and(char::is_ascii_uppercase)
            && chars.get(at + 2) == Some(&'.');
        at += usize::from(spaced);
    }
    let last = chars.get(at).is_some_and(|c| c.is_alphanumeric());
    let comes_from = from.checked_sub(1).is_some_and(|before| matches!(chars[before], '.' | '@' | '/' | '-' | '_'));
    (letters.len() == 2 && !last && !comes_from && !ABBREVIATIONS.contains(&letters.as_str())).then_some(at)
}

/// Whether a surname follows: "J.S. Smith".
fn begins_a_name(chars: &[char], end: usize) -> bool {
    chars.get(end) == Some(&' ')
        && chars.get(end + 1).is_some_and(char::is_ascii_uppercase)
        && chars.get(end + 2).is_some_and(char::is_ascii_lowercase)
}
