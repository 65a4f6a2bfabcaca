//! Numbers of persons that a label tells, or a shape that nothing else has: national insurance numbers, unique learner
//! numbers, numbers of cases.

use super::scan::{Place, any_phrase_at, is_shortly_before, lower, phrase_at, runs, words};

/// Two letters, six digits and one of A to D, in groups of two or in one. Without the last letter only behind its label.
pub fn insurance_numbers(chars: &[char]) -> Vec<Place> {
    const LABELS: [&str; 5] = ["national insurance", "ni n", "nino", "n.i.", "ni:"];
    let mut places: Vec<Place> = Vec::new();
    // Two letters alone, or with the digits behind them.
    let may_begin = |at: &usize| {
        let begins = *at == 0 || !chars[*at - 1].is_alphanumeric();
        begins && !chars[*at + 2].is_alphabetic() && is_prefix(&chars[*at..*at + 2])
    };
    for from in (0..chars.len().saturating_sub(7)).filter(may_begin) {
        if places.last().is_some_and(|last| from < last.to) {
            continue;
        }
        let Some(digits_end) = six_digits(chars, from + 2) else { continue };
        let suffix = match chars.get(digits_end..) {
            Some([c, ..]) if is_suffix(*c) => Some(digits_end + 1),
            Some([' ' | '-' | '.', c, ..]) if is_suffix(*c) => Some(digits_end + 2),
            _ => None,
        };
        let alone = |end: usize| !chars.get(end).is_some_and(|c| c.is_alphanumeric());
        let labelled = || is_shortly_before(chars, from, 32, &LABELS);
        let end = suffix.filter(|end| alone(*end)).or_else(|| Some(digits_end).filter(|end| alone(*end) && labelled()));
        places.extend(end.map(|to| Place { from, to, keep: 2 }));
    }
    places
}

fn is_suffix(c: char) -> bool {
    matches!(c.to_ascii_uppercase(), 'A'..='D')
}

/// The letters that are given out. QQ is none of them, but stands for them in the forms that people copy.
fn is_prefix(letters: &[char]) -> bool {
    let [first, second] = letters else { return false };
    let (first, second) = (first.to_ascii_uppercase(), second.to_ascii_uppercase());
    let given = |c: char, without: &str| c.is_ascii_uppercase() && !without.contains(c);
    let both: String = [first, second].iter().collect();
    both == "QQ"
        || given(first, "DFIQUV")
            && given(second, "DFIOQUV")
            && !["BG", "GB", "KN", "NK", "NT", "ZZ"].contains(&both.as_str())
}

/// Where six digits end that begin at a place, in one or in pairs.
fn six_digits(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..3 {
        if matches!(chars.get(at)?, ' ' | '-' | '.' | '\n') {
            at += 1;
        }
        if !(chars.get(at)?.is_ascii_digit() && chars.get(at + 1)?.is_ascii_digit()) {
            return None;
        }
        at += 2;
    }
    Some(at)
}

/// Ten digits behind "ULN" or "learner number".
pub fn learner_numbers(chars: &[char]) -> Vec<Place> {
    const LABELS: [&str; 8] = [
        "unique learner number",
        "unique learner no",
        "unique learner ref",
        "learner number",
        "learner no",
        "learner ref",
        "ulns",
        "uln",
    ];
    let lower = lower(chars);
    let mut places: Vec<Place> = Vec::new();
    for (from, _) in words(chars) {
        let Some(end) = any_phrase_at(&lower, from, &LABELS) else { continue };
        // "ULN (of the learner) is 9990…": a few words may stand between, but no other number.
        let Some(run) = runs(&chars[end..]).into_iter().next().filter(|run| run.from <= 28) else { continue };
        let between = &chars[end..end + run.from];
        if between.windows(2).any(|pair| matches!(pair, ['.' | ';', ' '])) && between.iter().any(|c| c.is_alphabetic())
        {
            continue;
        }
        let start = end + run.from;
        let (digits, to) = digits_from(chars, start);
        if digits == 10 && places.last().is_none_or(|last| start >= last.to) {
            places.push(Place { from: start, to, keep: 2 });
        }
    }
    places
}

/// How many digits begin at a place, in groups too, and where they end.
fn digits_from(chars: &[char], from: usize) -> (usize, usize) {
    let (mut digits, mut to) = (0, from);
    let mut at = from;
    while let Some(c) = chars.get(at) {
        if c.is_ascii_digit() {
            digits += 1;
            to = at + 1;
        } else if !(matches!(c, ' ' | '-') && chars.get(at + 1).is_some_and(char::is_ascii_digit)) {
            // Letters that go on make another number of it.
            digits += usize::from(c.is_alphanumeric()) * 100;
            break;
        }
        at += 1;
    }
    (digits, to)
}

/// What a case goes by: whose number it is, and that it is one.
#[rustfmt::skip]
const CASES: [&str; 22] = [
    "social care case", "case", "case file", "child", "child's", "pupil", "student", "client", "service user", "young person",
    "appeal", "tribunal", "tribunal appeal", "send tribunal", "mosaic", "liquidlogic", "capita", "synergy", "lcs", "ehm",
    "ehcp", "ehc plan",
];
const NUMBERS: [&str; 10] =
    ["reference number", "ref number", "ref no", "reference", "number", "ref", "record", "id", "no", "numbers"];

/// The number behind "case no.", "Mosaic ID", "appeal number" and the like.
pub fn case_numbers(chars: &[char]) -> Vec<Place> {
    const FILLERS: [&str; 6] = ["is", "was", "the", "for", "of", "under"];
    /// Systems by whose name alone a number follows.
    const SYSTEMS: [&str; 4] = ["mosaic", "liquidlogic", "lcs", "ehm"];
    let lower = lower(chars);
    let mut places: Vec<Place> = Vec::new();
    for (from, _) in words(chars) {
        let Some(case_end) = CASES.iter().filter_map(|case| phrase_at(&lower, from, case)).max() else {
            continue;
        };
        let next = after_marks(chars, case_end);
        let label_end = NUMBERS.iter().filter_map(|number| phrase_at(&lower, next, number)).max();
        let system = any_phrase_at(&lower, from, &SYSTEMS).is_some();
        let Some(mut at) = label_end.or(Some(case_end).filter(|_| system)) else { continue };
        at = after_marks(chars, at);
        while let Some(end) = any_phrase_at(&lower, at, &FILLERS) {
            at = after_marks(chars, end);
        }
        let to = token_end(chars, at);
        // "Pupil numbers 2024" and "EHCP number 3200 in May" are counts; behind a system's name it is a number.
        let plain = matches!(
            lower[from..case_end],
            ['p', 'u', 'p', ..] | ['s', 't', 'u', ..] | ['e', 'h', 'c', ..] | ['a', 'p', 'p', ..] | ['c', 'h', ..]
        );
        let counted = label_end
            .is_some_and(|end| ends_with(&lower[next..end], "s") || plain && ends_with(&lower[next..end], "number"));
        if is_case_number(&chars[at..to], counted) && places.last().is_none_or(|last| at >= last.to) {
            places.push(Place { from: at, to, keep: 2 });
        }
    }
    places
}

fn ends_with(chars: &[char], ending: &str) -> bool {
    let ending: Vec<char> = ending.chars().collect();
    chars.ends_with(&ending)
}

/// Past what may stand between a label and its number; a line end may, the end of a sentence may not.
fn after_marks(chars: &[char], from: usize) -> usize {
    let marks =
        chars[from..].iter().take_while(|c| matches!(c, ' ' | ':' | '.' | '#' | '(' | '-' | '=' | '\n')).count();
    from + marks.min(4)
}

/// Where a number of letters, digits and strokes ends. Groups of digits go on behind a space.
fn token_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while let Some(c) = chars.get(at) {
        let inner = matches!(c, '/' | '-' | '.' | '_') && chars.get(at + 1).is_some_and(|c| c.is_alphanumeric());
        let group = *c == ' '
            && at > from
            && chars[at - 1].is_ascii_digit()
            && chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count() >= 3
            && !chars[at + 1..].iter().find(|c| !c.is_ascii_digit()).is_some_and(|c| c.is_alphanumeric());
        if !(c.is_alphanumeric() || inner || group) {
            break;
        }
        at += 1;
    }
    at
}

/// Four signs or more, with three digits among them; no date, no ref such as 1.2.3, and where a count may stand there,
/// no plain number below a million.
fn is_case_number(token: &[char], counted: bool) -> bool {
    let digits = token.iter().filter(|c| c.is_ascii_digit()).count();
    let letters = token.iter().filter(|c| c.is_alphabetic()).count();
    let strokes = token.iter().filter(|c| matches!(c, '/' | '-' | '_')).count();
    let text: String = token.iter().collect();
    let is_date = crate::programme::dates::first_in(&text).is_some();
    let is_year = digits == 4 && letters == 0 && (text.starts_with("20") || text.starts_with("19"));
    let is_years = letters == 0 && strokes == 1 && text.starts_with("20") && digits <= 8;
    let has_figure_first = token.first().is_some_and(|c| c.is_alphanumeric());
    has_figure_first
        && digits >= 3
        && digits + letters >= 4
        && !is_date
        && !is_years
        && !(is_year && strokes == 0)
        && !text.contains('.')
        && letters <= digits + 4
        && (!counted || letters > 0 || strokes > 1 || digits >= 7)
}
