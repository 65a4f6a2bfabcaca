//! What in a text tells who a person is: NHS numbers, unique pupil numbers, dates of birth, e-mail addresses, telephone
//! numbers, postcodes; and, in files beside this one, the numbers that their labels tell and the initials of children.
//!
//! Text → what was found, masked, so that no finding repeats it. Refs, dates, figures and years must not be taken for
//! any of them: check digits, groupings and the words around them decide, and what stays in doubt is passed over.
//!
//! Deliberately absent: names. No rule tells "Ashley Down" the pupil from Ashley Down the village.

use super::initials::initials;
use super::labelled::{case_numbers, insurance_numbers, learner_numbers};
use super::scan::{Group, Place, any_phrase_at, characters, is_shortly_before, lower, mask, phrase_at, runs, words};
use crate::programme::dates;
use crate::programme::model::DateKind;

/// Something that tells who a person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    pub kind: Kind,
    /// Its beginning; a dot for every other letter and digit.
    pub masked: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    DateOfBirth,
    LearnerNumber,
    InsuranceNumber,
    PupilNumber,
    NhsNumber,
    Telephone,
    CaseNumber,
    Postcode,
    Initials,
}

impl Kind {
    pub fn words(self) -> &'static str {
        match self {
            Kind::Email => "a person's e-mail address",
            Kind::DateOfBirth => "a date of birth",
            Kind::LearnerNumber => "a unique learner number",
            Kind::InsuranceNumber => "a national insurance number",
            Kind::PupilNumber => "a unique pupil number",
            Kind::NhsNumber => "an NHS number",
            Kind::Telephone => "a telephone number",
            Kind::CaseNumber => "the number of a case",
            Kind::Postcode => "a full postcode",
            Kind::Initials => "what looks like the initials of a child",
        }
    }

    /// The code of its findings.
    pub fn code(self) -> &'static str {
        match self {
            Kind::LearnerNumber => "learner-number",
            Kind::InsuranceNumber => "national-insurance-number",
            Kind::CaseNumber => "case-number",
            Kind::Initials => "child-initials",
            Kind::Email
            | Kind::DateOfBirth
            | Kind::PupilNumber
            | Kind::NhsNumber
            | Kind::Telephone
            | Kind::Postcode => "personal-data",
        }
    }
}

/// Every identifier of a text, kind by kind. What one kind took, no other sees.
pub fn identifiers(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    if !may_hold(text) {
        return found;
    }
    let mut chars = characters(text);
    search(&mut chars, |kind, place, chars| {
        found.push(Identifier { kind, masked: mask(&chars[place.from..place.to], place.keep) });
    });
    found
}

/// The same text with what was found in it masked, where there is anything.
pub fn masked(text: &str) -> Option<String> {
    if !may_hold(text) {
        return None;
    }
    let mut shown: Vec<char> = text.chars().collect();
    let mut any = false;
    search(&mut characters(text), |_, place, chars| {
        let hidden = mask(&chars[place.from..place.to], place.keep);
        any = true;
        shown.splice(place.from..place.to, hidden.chars());
    });
    any.then(|| shown.into_iter().collect())
}

/// Most texts have neither digits nor an address nor a letter that stands alone, and need no further look.
fn may_hold(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let alone = || {
        let mut letters = text.split(|c: char| !c.is_alphanumeric());
        letters.any(|word| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    digits >= 2 || text.contains('@') || alone()
}

fn search(chars: &mut [char], mut each: impl FnMut(Kind, &Place, &[char])) {
    // Numbers that a label tells come before those that their own shape tells. Each with the digits it has at the least.
    let kinds: [(Kind, usize, Finder); 10] = [
        (Kind::Email, 0, emails),
        (Kind::DateOfBirth, 3, dates_of_birth),
        (Kind::LearnerNumber, 10, learner_numbers),
        (Kind::InsuranceNumber, 6, insurance_numbers),
        (Kind::PupilNumber, 11, pupil_numbers),
        (Kind::NhsNumber, 10, nhs_numbers),
        (Kind::Telephone, 9, telephone_numbers),
        (Kind::CaseNumber, 3, case_numbers),
        (Kind::Postcode, 2, postcodes),
        (Kind::Initials, 0, initials),
    ];
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    for (kind, _, places) in kinds.into_iter().filter(|(_, least, _)| digits >= *least) {
        for place in places(chars) {
            each(kind, &place, chars);
            chars[place.from..place.to].fill('|');
        }
    }
}

/// Finds the places of one kind.
type Finder = fn(&[char]) -> Vec<Place>;

/// What the local parts of shared mailboxes hold as a word, begin with and end with. "Townsend" is a person.
#[rustfmt::skip]
const SHARED_WORDS: [&str; 21] = [
    "admin", "committee", "committees", "communications", "complaints", "comms", "consultation", "dpo", "ehc", "ehcp",
    "ehcps", "feedback", "foi", "mailbox", "postmaster", "noreply", "scrutiny", "send", "sendiass", "senco", "services",
];
const SHARED_BEGINNINGS: [&str; 8] =
    ["send", "info", "enquir", "localoffer", "helpdesk", "noreply", "service", "inbox"];
const SHARED_ENDS: [&str; 6] = ["team", "enquiries", "enquiry", "helpdesk", "service", "inbox"];

/// Words that make a mailbox a shared one only in company of their like: Jane Press and Peter Board are persons.
#[rustfmt::skip]
const OFFICE_WORDS: [&str; 58] = [
    "area", "board", "business", "centre", "chair", "child", "children", "childrens", "city", "clerk", "clinic", "contact",
    "corporate", "council", "county", "customer", "data", "directors", "early", "education", "families", "family", "forum",
    "general", "governance", "head", "health", "hello", "help", "hub", "improvement", "inclusion", "legal", "local", "mail",
    "main", "media", "news", "no", "nursery", "of", "offer", "office", "panel", "parent", "parents", "press", "protection",
    "public", "reception", "reply", "school", "schools", "sen", "support", "transport", "voice", "years",
];

/// Addresses of persons. A mailbox that says what it is for (send@, sen.team@, localoffer@) is shared.
fn emails(chars: &[char]) -> Vec<Place> {
    let in_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '\'');
    let in_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut places = Vec::new();
    for (sign, _) in chars.iter().enumerate().filter(|(_, c)| **c == '@') {
        let mut from = chars[..sign].iter().rposition(|c| !in_local(*c)).map_or(0, |before| before + 1);
        from += chars[from..sign].iter().take_while(|c| !c.is_alphanumeric()).count();
        let mut to = chars[sign + 1..].iter().position(|c| !in_domain(*c)).map_or(chars.len(), |end| sign + 1 + end);
        while to > sign && !chars[to - 1].is_ascii_alphanumeric() {
            to -= 1;
        }
        let domain: String = chars[sign + 1..to.max(sign + 1)].iter().collect();
        let sound = domain.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic())
        });
        let local: String = chars[from..sign].iter().collect::<String>().to_lowercase();
        if sound && !local.is_empty() && !is_shared(&local, &domain.to_lowercase()) {
            // The domain names an organisation, not a person.
            places.push(Place { from, to: sign + 1, keep: 1 });
        }
    }
    places
}

/// Whether a mailbox says what it is for. A word of the domain beside it names the organisation: ashmere.press@ashmere….
fn is_shared(local: &str, domain: &str) -> bool {
    let joined: String = local.chars().filter(char::is_ascii_alphabetic).collect();
    let words = || local.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words().any(|word| SHARED_WORDS.contains(&word))
        || SHARED_BEGINNINGS.iter().any(|beginning| joined.starts_with(beginning))
        || SHARED_ENDS.iter().any(|end| joined.ends_with(end))
        || words().any(|word| OFFICE_WORDS.contains(&word))
            && words().all(|word| OFFICE_WORDS.contains(&word) || word.len() > 2 && domain.contains(word))
}

/// What a day of birth stands behind. "Birthday" needs its year as much as the others.
const BIRTH: [&str; 7] = ["date of birth", "birth date", "birthdate", "d.o.b", "dob", "born", "birthday"];

/// "Date of birth", "DOB", "born" or "birthday" with a day behind it. "Born in 2015" speaks of a cohort.
fn dates_of_birth(chars: &[char]) -> Vec<Place> {
    const FILLERS: [&str; 9] = ["is", "was", "on", "the", "of", "recorded", "as", "given", "falls"];
    /// What says that another day follows: the one on which something was done.
    const OTHER: [&str; 22] = [
        "recorded",
        "given",
        "checked",
        "corrected",
        "added",
        "confirmed",
        "on",
        "by",
        "in",
        "before",
        "after",
        "between",
        "from",
        "until",
        "since",
        "and",
        "or",
        "to",
        "at",
        "were",
        "are",
        "has",
    ];
    let lower = lower(chars);
    let mut places: Vec<Place> = Vec::new();
    for (from, _) in words(chars) {
        let Some(end) = any_phrase_at(&lower, from, &BIRTH) else { continue };
        if places.last().is_some_and(|last| from < last.to) {
            continue;
        }
        let of_whom =
            !lower[from..end].starts_with(&['b', 'o', 'r', 'n']) && !lower[from..end].ends_with(&['d', 'a', 'y']);
        let mut start = end;
        // "DOB of child A: …": how many words of whose it is were passed.
        let mut whose = None;
        loop {
            let skipped = lower[start..].iter().take_while(|c| !c.is_alphanumeric()).count();
            let between = &lower[start..start + skipped];
            // A sentence that ends there says no more of it; the stop of "D.O.B." ends none.
            let ends = start > end && between.contains(&'.');
            if ends || between.iter().filter(|c| **c == '\n').count() > 2 {
                break;
            }
            start += skipped;
            let word: String = lower[start..].iter().take_while(|c| c.is_alphanumeric()).collect();
            let length = word.chars().count();
            let begins_a_day = word.starts_with(|c: char| c.is_ascii_digit()) || dates::month_number(&word).is_some();
            if length == 0 || begins_a_day {
                break;
            }
            let opens = of_whom && whose.is_none() && (matches!(&*word, "of" | "for") || between.contains(&'('));
            match whose {
                None if opens => whose = Some(usize::from(!matches!(&*word, "of" | "for"))),
                None if FILLERS.contains(&word.as_str()) => {}
                Some(0..4) if !OTHER.contains(&word.as_str()) => whose = whose.map(|passed| passed + 1),
                _ => break,
            }
            start += length;
        }
        if let Some(length) = birthday_length(&lower[start..]) {
            let shown = chars[from..start].iter().filter(|c| c.is_alphanumeric()).count();
            // What stands between may be a name.
            let keep =
                if whose.is_some() { chars[from..end].iter().filter(|c| c.is_alphanumeric()).count() } else { shown };
            places.push(Place { from, to: start + length, keep });
        }
    }
    places
}

/// How long the day is that a text begins with, as a date or in bare digits: 12092012, 120912, 20120912.
fn birthday_length(lower: &[char]) -> Option<usize> {
    let digits: Vec<u32> = lower.iter().map_while(|c| c.to_digit(10)).collect();
    let number = |part: &[u32]| part.iter().fold(0, |number, digit| number * 10 + digit);
    let is_day = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let bare = match digits.len() {
        8 => {
            let (head, middle, tail) = (number(&digits[..2]), number(&digits[2..4]), number(&digits[4..]));
            let year_first = (1900..2100).contains(&number(&digits[..4])) && is_day(tail % 100, tail / 100);
            year_first || (1900..2100).contains(&tail) && is_day(head, middle)
        }
        6 => is_day(number(&digits[..2]), number(&digits[2..4])),
        _ => false,
    };
    if bare && !lower.get(digits.len()).is_some_and(|c| c.is_alphanumeric()) {
        return Some(digits.len());
    }
    // "12 September 2012" with its ordinal and its "of" is 20 characters long.
    let window: String = lower.iter().take(20).collect();
    let first: String = window.chars().take_while(|c| c.is_alphanumeric()).collect();
    let begins = first.starts_with(|c: char| c.is_ascii_digit()) || dates::month_number(&first).is_some();
    (begins && dates::first_in(&window).is_some_and(|date| date.kind == DateKind::Day)).then(|| day_length(lower))
}

/// How long the day is that a text begins with: the shortest opening in which it is read, with the digits of its year.
fn day_length(lower: &[char]) -> usize {
    let is_day = |length: &usize| {
        let opening: String = lower[..*length].iter().collect();
        dates::first_in(&opening).is_some_and(|date| date.kind == DateKind::Day)
    };
    let most = lower.len().min(20);
    let shortest = (1..=most).find(is_day).unwrap_or(most);
    shortest + lower[shortest..].iter().take_while(|c| c.is_alphanumeric()).count()
}

/// A letter and twelve digits, or eleven and a letter for a temporary one, whose check letter is sound; perhaps in groups.
fn pupil_numbers(chars: &[char]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    // Eleven digits and their parts follow.
    let may_begin =
        |at: &usize| chars[*at].is_ascii_alphabetic() && chars[*at + 1..].iter().take(2).any(char::is_ascii_digit);
    for from in (0..chars.len()).filter(may_begin) {
        let begins = from == 0 || !chars[from - 1].is_alphanumeric();
        let labelled = || from >= 3 && phrase_at(&lower(&chars[from - 3..from]), 0, "upn").is_some();
        if !(begins || labelled()) || places.last().is_some_and(|last| from < last.to) {
            continue;
        }
        if let Some(to) = pupil_number_end(chars, from) {
            places.push(Place { from, to, keep: 1 });
        }
    }
    places
}

fn pupil_number_end(chars: &[char], from: usize) -> Option<usize> {
    let mut number = vec![chars[from]];
    let mut at = from + 1;
    let mut parts = 0;
    while number.len() < 13 {
        let c = *chars.get(at)?;
        if matches!(c, ' ' | '-' | '.' | '/' | '\n') && chars.get(at + 1)?.is_ascii_digit() {
            parts += 1;
            at += 1;
            continue;
        }
        let belongs = c.is_ascii_digit() || number.len() == 12 && c.is_ascii_alphabetic();
        if !belongs {
            return None;
        }
        number.push(c);
        at += 1;
    }
    let goes_on = chars.get(at).is_some_and(|c| c.is_alphanumeric())
        || parts > 0
            && chars.get(at).is_some()
            && chars.get(at + 1).is_some_and(char::is_ascii_digit)
            && chars[at] != '\n';
    // "a 2024 2025 2026" is no number in groups: those begin with a capital, and have few.
    let grouped = parts == 0 || number[0].is_ascii_uppercase() && parts <= 5;
    (!goes_on && grouped && is_pupil_number(&number)).then_some(at)
}

/// The published rule: each character behind the check letter, times its place, modulo 23.
fn is_pupil_number(chars: &[char]) -> bool {
    const LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";
    let letter = |c: char| LETTERS.find(c.to_ascii_uppercase());
    let Some(check) = letter(chars[0]) else { return false };
    let mut sum = 0;
    for (index, c) in chars.iter().enumerate().skip(1) {
        let value = match c.to_digit(10) {
            Some(digit) => digit as usize,
            None if index == chars.len() - 1 => match letter(*c) {
                Some(value) => value,
                None => return false,
            },
            None => return false,
        };
        sum += value * (index + 1);
    }
    sum % LETTERS.len() == check
}

/// Ten digits whose last is sound modulo 11: in one, or parted where NHS numbers are, 3-3-4.
fn nhs_numbers(chars: &[char]) -> Vec<Place> {
    const GROUPS: [&[usize]; 4] = [&[10], &[3, 3, 4], &[3, 7], &[6, 4]];
    let runs = runs(chars);
    let mut places: Vec<Place> = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        let groups = GROUPS.into_iter().find(|groups| {
            let these = runs.get(index..index + groups.len());
            these.is_some_and(|these| {
                these.iter().zip(*groups).all(|(run, length)| run.len() == *length)
                    && these.windows(2).all(|pair| parts_a_number(&chars[pair[0].to..pair[1].from]))
            })
        });
        let Some(groups) = groups else {
            index += 1;
            continue;
        };
        let (from, to) = (runs[index].from, runs[index + groups.len() - 1].to);
        let before = index.checked_sub(1).map(|before| runs[before]);
        let digits: Vec<u32> = chars[from..to].iter().filter_map(|c| c.to_digit(10)).collect();
        if is_nhs_number(&digits) && stands_alone(chars, from, to, before) {
            places.push(Place { from, to, keep: 3 });
            index += groups.len();
        } else {
            index += 1;
        }
    }
    places
}

/// What may part the groups of one number: a space or two, a line end, a hyphen, a stop, a comma.
fn parts_a_number(between: &[char]) -> bool {
    let marks: Vec<&char> = between.iter().filter(|c| **c != ' ').collect();
    (1..=3).contains(&between.len()) && (marks.is_empty() || matches!(marks[..], ['-' | '.' | ',' | '\n' | '/' | ')']))
}

/// Whether ten digits are no part of an amount, a decimal, a longer number, a telephone number or a code with a year.
fn stands_alone(chars: &[char], from: usize, to: usize, before: Option<Group>) -> bool {
    let joined_before = before.filter(|run| from - run.to == 1);
    let of_telephone = joined_before.is_some_and(|run| {
        chars[run.from] == '0' || run.from > 0 && chars[run.from - 1] == '+' || chars[from - 1] != ' '
    }) && matches!(chars[from - 1], ' ' | '-' | '(' | ')' | '.' | ',' | '/');
    let amount = from.checked_sub(1).is_some_and(|before| matches!(chars[before], '£' | '$' | '€' | '#' | '+'));
    // Behind letters, as in "NHS9990000018"; a code that begins with a year is a code.
    let letters = chars[..from].iter().rev().take_while(|c| c.is_alphanumeric()).count();
    let word = &chars[from - letters..from];
    let year = chars[from..to].starts_with(&['2', '0']) || chars[from..to].starts_with(&['1', '9']);
    let of_code = letters > 0 && (year || letters > 12 || word.iter().any(|c| !c.is_alphabetic()));
    let goes_on = match chars.get(to) {
        Some('.' | ',' | '/' | ':' | '-') => chars.get(to + 1).is_some_and(char::is_ascii_digit),
        Some(c) => c.is_alphanumeric() || *c == '%',
        None => false,
    };
    !of_telephone && !amount && !of_code && !goes_on
}

fn is_nhs_number(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    let alike = digits.iter().all(|digit| *digit == digits[0]);
    digits.len() == 10 && digits[0] != 0 && !alike && check == digits[9]
}

/// What stands before a telephone number.
const TELEPHONE: [&str; 9] = ["tel", "phone", "mob", "call", "ring", "rang", "text ", "texted", "whatsapp"];

/// A number of a person or a house: +44 or 0, then 1, 2 or 7. Numbers that begin with 03 and 08 are service lines.
fn telephone_numbers(chars: &[char]) -> Vec<Place> {
    let mut places = Vec::new();
    for chain in chains(chars) {
        let mut index = 0;
        while index < chain.len() {
            match telephone(chars, &chain[index..]) {
                Some(groups) => {
                    places.push(Place { from: chain[index].from, to: chain[index + groups - 1].to, keep: 3 });
                    index += groups;
                }
                None => index += 1,
            }
        }
    }
    places
}

/// How many groups make up the telephone number that a chain begins with.
fn telephone(chars: &[char], groups: &[Group]) -> Option<usize> {
    let text = |group: &Group| chars[group.from..group.to].iter().collect::<String>();
    let first = text(groups.first()?);
    let abroad = ["+44", "0044"].into_iter().find(|code| first.starts_with(code));
    // "01 07 2024 …" is a day: an area code has three digits at the least.
    if abroad.is_none() && (!first.starts_with('0') || first.len() < 3) {
        return without_nought(chars, groups);
    }
    let mut digits = String::new();
    let mut short = None;
    for (index, group) in groups.iter().take(6).enumerate() {
        let part = text(group);
        let part = match (index, abroad) {
            (0, Some(code)) => part[code.len()..].trim_start_matches('0').to_owned(),
            (0, None) => part[1..].to_owned(),
            // "+44 (0)20": the nought is for callers at home.
            (1, Some(_)) if part.starts_with('0') => part[1..].to_owned(),
            _ => part,
        };
        digits.push_str(&part);
        let sound = digits.starts_with(['1', '2', '7']);
        match digits.len() {
            10 if sound => return Some(index + 1),
            9 if digits.starts_with('1') => short = Some(index + 1),
            0..10 => {}
            _ => break,
        }
    }
    short
}

/// The same where the nought was lost, as spreadsheets lose it: behind its label, behind a bare 44, or, of a mobile
/// telephone, in the groups in which such numbers are written.
fn without_nought(chars: &[char], groups: &[Group]) -> Option<usize> {
    let first = groups[0];
    if chars[first.from] == '+' {
        return None;
    }
    let all: String = groups.iter().take(5).flat_map(|group| &chars[group.from..group.to]).collect();
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let alone = groups.len() <= 4;
    let mobile = |digits: &str| digits.len() == 10 && digits.starts_with('7') && !digits.starts_with("70");
    let labelled = is_shortly_before(chars, first.from, 16, &TELEPHONE);
    let sound = match all.strip_prefix("44") {
        Some(rest) if mobile(rest) => true,
        _ => {
            let shape = matches!(lengths[..], [4, 6] | [4, 3, 3]) && mobile(&all);
            shape || labelled && all.len() == 10 && all.starts_with(['1', '2', '7'])
        }
    };
    (alone && sound).then_some(groups.len())
}

/// Runs of digits that stand beside each other with only a space, a hyphen, a stop or a bracket between them. A run within
/// a word, an amount or a decimal belongs to none.
fn chains(chars: &[char]) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = Vec::new();
    for Group { mut from, to: at } in runs(chars) {
        if from > 0 && chars[from - 1] == '+' {
            from -= 1;
        }
        let before = from.checked_sub(1).map(|before| chars[before]);
        let behind = chars.get(at).copied();
        let goes_on = behind.is_some_and(|c| {
            c.is_alphanumeric()
                || c == '%'
                || matches!(c, ',' | '/' | ':') && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        });
        let comes_from = before.is_some_and(|c| {
            c.is_alphanumeric()
                || matches!(c, '£' | '$' | '€' | '#')
                || matches!(c, ',' | '/') && from >= 2 && chars[from - 2].is_ascii_digit()
        });
        if goes_on || comes_from {
            // What follows it is no beginning either.
            chains.push(Vec::new());
            continue;
        }
        let group = Group { from, to: at };
        let joined = chains.last().and_then(|chain| chain.last()).is_some_and(|last| {
            let between = &chars[last.to..from];
            (1..=3).contains(&between.len()) && between.iter().all(|c| matches!(c, ' ' | '-' | '(' | ')' | '.'))
        });
        match chains.last_mut().filter(|_| joined) {
            Some(chain) => chain.push(group),
            None => chains.push(vec![group]),
        }
    }
    chains
}

/// The areas of the Royal Mail's postcodes; without Paisley's, since PA1 is a priority action in these papers.
#[rustfmt::skip]
const POSTCODE_AREAS: &str = " \
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK \
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG \
    NN NP NR NW OL OX PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS \
    TW UB W WA WC WD WF WN WR WS WV YO ZE ";

/// Letters and digits as a postcode has them: an outward part, an inward part, and between them nothing, a space or two,
/// a hyphen or a line end.
fn postcodes(chars: &[char]) -> Vec<Place> {
    let words: Vec<(usize, usize)> = words(chars).collect();
    let mut places = Vec::new();
    let mut last = 0;
    for (index, &(from, to)) in words.iter().enumerate() {
        if from < last {
            continue;
        }
        let next = words.get(index + 1).filter(|next| joins_a_postcode(&chars[to..next.0]));
        let next = next.filter(|next| {
            let (outward, inward) = (&chars[from..to], &chars[next.0..next.1]);
            // "w1 1st" and "s1-2nd" count something.
            let counts = is_ordinal(inward) && (chars[to..next.0] != [' '] || inward[1].is_ascii_lowercase());
            is_outward(outward) && is_inward(inward) && !counts
        });
        if let Some(next) = next {
            places.push(Place { from, to: next.1, keep: to - from });
            last = next.1;
        } else if to - from >= 6 && is_outward(&chars[from..to - 3]) && is_inward(&chars[to - 3..to]) {
            places.push(Place { from, to, keep: to - from - 3 });
        }
    }
    places
}

fn joins_a_postcode(between: &[char]) -> bool {
    let marks: Vec<&char> = between.iter().filter(|c| **c != ' ').collect();
    (1..=3).contains(&between.len()) && (marks.is_empty() || matches!(marks[..], ['-' | '\n']))
}

/// "1st", "2ND", "4th".
fn is_ordinal(chars: &[char]) -> bool {
    let [digit, first, second] = chars else { return false };
    let ending: String = [first, second].into_iter().map(char::to_ascii_lowercase).collect();
    matches!((digit, &*ending), ('1', "st") | ('2', "nd") | ('3', "rd") | ('0' | '4'..='9', "th"))
}

/// "M1", "CR2", "B33", "SW1A".
fn is_outward(chars: &[char]) -> bool {
    if !(2..=4).contains(&chars.len()) || !chars.iter().any(char::is_ascii_digit) {
        return false;
    }
    let letters = chars.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let area: String = chars[..letters].iter().map(char::to_ascii_uppercase).collect();
    let district = match &chars[letters..] {
        [digit] => digit.is_ascii_digit(),
        [digit, more] => digit.is_ascii_digit() && (more.is_ascii_alphanumeric()),
        _ => false,
    };
    district && (1..=2).contains(&letters) && POSTCODE_AREAS.contains(&format!(" {area} "))
}

/// A digit and two letters, without those that the Royal Mail leaves out here.
fn is_inward(chars: &[char]) -> bool {
    let [digit, letters @ ..] = chars else { return false };
    let sound = |c: &char| c.is_ascii_alphabetic() && !"CIKMOV".contains(c.to_ascii_uppercase());
    digit.is_ascii_digit() && letters.len() == 2 && letters.iter().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Vec<String> {
        identifiers(text).into_iter().map(|found| found.masked).collect()
    }

    fn kinds(text: &str) -> Vec<Kind> {
        identifiers(text).into_iter().map(|found| found.kind).collect()
    }

    #[test]
    fn nhs_numbers_are_told_by_their_check_digit() {
        assert_eq!(masked("NHS no. 943 476 5919."), ["943 ••• ••••"]);
        assert_eq!(masked("in 2024 9434765919 was seen"), ["943•••••••"]);
        assert_eq!(masked("943-476-5919"), ["943-•••-••••"]);
        for other in ["943 476 5918", "94347659190", "19434765919", "£9434765919", "4444444444", "9434765919.5"] {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn pupil_numbers_are_told_by_their_check_letter() {
        assert_eq!(masked("UPN H801200001001, Year 9"), ["H••••••••••••"]);
        for other in ["A801200001001", "H80120000100", "H8012000010011", "I801200001001"] {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_date_of_birth_is_a_day_behind_its_words() {
        assert_eq!(masked("DOB: 03/05/2010, waits"), ["DOB: ••/••/••••"]);
        assert_eq!(masked("a boy born on 3rd May 2010 waits"), ["born on ••• ••• ••••"]);
        assert_eq!(masked("Date of birth is 3.5.10"), ["Date of birth is •.•.••"]);
        for other in [
            "children born in 2015",
            "born in September 2015",
            "newborn 03/05/2010",
            "the date of birth is recorded. By 3 May 2024 all are",
            "born before 1 September 2015",
            "dob",
            "an airborne 3 May 2010",
        ] {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn persons_addresses_are_told_from_shared_mailboxes() {
        assert_eq!(masked("write to j.smith@ashmere.gov.uk."), ["j.•••••@"]);
        assert_eq!(masked("'pat@example.org'"), ["p••@"]);
        assert_eq!(masked("jtownsend@x.gov.uk"), ["j••••••••@"]);
        for shared in [
            "send@ashmere.gov.uk",
            "SENDTeam@ashmere.gov.uk",
            "info@example.org",
            "local.offer@ashmere.gov.uk",
            "ehc.reviews@x.gov.uk",
            "general.enquiries@x.gov.uk",
            "children.services@x.gov.uk",
            "@ashmere",
            "5 @ 3.20",
            "a@b",
        ] {
            assert!(identifiers(shared).is_empty(), "{shared}");
        }
    }

    #[test]
    fn telephone_numbers_are_told_from_days_and_figures() {
        for number in [
            "07700 900123",
            "07700900123",
            "+44 7700 900123",
            "+44 (0)20 7946 0958",
            "(01632) 960 001",
            "020 7946 0958",
            "0044 20 7946 0958",
            "tel:01632-960001",
        ] {
            assert_eq!(kinds(number), [Kind::Telephone], "{number}");
        }
        assert_eq!(masked("ring 07700 900123 now"), ["077•• ••••••"]);
        for other in [
            "01-07-2024 02-08-2024",
            "01 07 2024 12 09",
            "0300 123 4567",
            "0800 111 222",
            "2024-25 and 2025-26",
            "0.712345678901",
            "ref 012345678901234",
            "10 10 2024 10",
        ] {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn postcodes_are_told_from_refs_and_headings() {
        for postcode in ["SW1A 1AA", "M1 1AE", "lives at B33 8TH.", "CR26XH", "DN55 1PT"] {
            assert_eq!(kinds(postcode), [Kind::Postcode], "{postcode}");
        }
        assert_eq!(masked("SW1A 1AA"), ["SW1A •••"]);
        for other in
            ["PA1 2ND REVIEW", "K05 3AB", "R07 1AA", "AFI1 2NH", "PA1  2EH", "S1 3PM", "KS2 4TH", "Q1 2EH", "E12AB"]
        {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        // A small generator of its own: the same texts each time.
        let marks: Vec<char> = "0123456789 +-()@.,/|£%\u{a0}éİßAHPSWabdo\n".chars().collect();
        let mut seed = 1_u64;
        for length in (0..60).cycle().take(8_000) {
            let text: String = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    marks[(seed >> 33) as usize % marks.len()]
                })
                .collect();
            identifiers(&text);
            identifiers(&format!("dob {text} born {text}@{text}"));
        }
    }

    #[test]
    fn ordinary_texts_hold_none() {
        for text in [
            "Amended plans issued in 10 weeks: 61% (was 59.9%); 318 children wait, 1,236 visits, £1,250,000 asked.",
            "Actions 2.1.1, 2.1.2 and 1.4.1a; minutes 13.1–13.6; 16/07/2025, 16.07.2025 and 2025-07-16.",
            "",
            "@",
            "+",
            "0",
            "(",
            "born",
            "dob:",
            "+44",
            "é@é.éé",
        ] {
            assert!(identifiers(text).is_empty(), "{text}");
        }
    }
}
