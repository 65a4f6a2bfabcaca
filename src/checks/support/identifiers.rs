//! What in a text tells who a person is: NHS numbers, unique pupil numbers, dates of birth, e-mail addresses, telephone
//! numbers, postcodes.
//!
//! Text → what was found, masked, so that no finding repeats it. Refs, dates, figures and years must not be taken for
//! any of them: check digits, groupings and the words around them decide, and what stays in doubt is passed over.
//!
//! Deliberately absent: names. No rule tells "Ashley Down" the pupil from Ashley Down the village.

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
    PupilNumber,
    NhsNumber,
    Telephone,
    Postcode,
}

impl Kind {
    pub fn words(self) -> &'static str {
        match self {
            Kind::Email => "a person's e-mail address",
            Kind::DateOfBirth => "a date of birth",
            Kind::PupilNumber => "a unique pupil number",
            Kind::NhsNumber => "an NHS number",
            Kind::Telephone => "a telephone number",
            Kind::Postcode => "a full postcode",
        }
    }
}

/// Every identifier of a text, kind by kind. What one kind took, no other sees.
pub fn identifiers(text: &str) -> Vec<Identifier> {
    let mut chars: Vec<char> = text.chars().map(plain).collect();
    let mut found = Vec::new();
    let kinds: [(Kind, Finder); 6] = [
        (Kind::Email, emails),
        (Kind::DateOfBirth, dates_of_birth),
        (Kind::PupilNumber, pupil_numbers),
        (Kind::NhsNumber, nhs_numbers),
        (Kind::Telephone, telephone_numbers),
        (Kind::Postcode, postcodes),
    ];
    for (kind, places) in kinds {
        for place in places(&chars) {
            found.push(Identifier { kind, masked: mask(&chars[place.from..place.to], place.keep) });
            chars[place.from..place.to].fill('|');
        }
    }
    found
}

/// Finds the places of one kind.
type Finder = fn(&[char]) -> Vec<Place>;

/// Where an identifier stands, and how many of its letters and digits may be shown.
struct Place {
    from: usize,
    to: usize,
    keep: usize,
}

/// Spaces and dashes of every kind as the plain ones.
fn plain(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

fn mask(chars: &[char], keep: usize) -> String {
    let mut shown = 0;
    let mut hide = |c: char| {
        shown += usize::from(c.is_alphanumeric());
        if c.is_alphanumeric() && shown > keep { '•' } else { c }
    };
    chars.iter().map(|c| hide(*c)).collect()
}

/// What the local parts of shared mailboxes hold as a word, begin with and end with. "Townsend" is a person.
#[rustfmt::skip]
const SHARED_WORDS: [&str; 33] = [
    "admin", "board", "clerk", "committee", "committees", "communications", "complaints", "comms", "consultation",
    "contact", "dpo", "ehc", "ehcp", "feedback", "foi", "forum", "governance", "hello", "help", "hub", "inclusion",
    "mail", "media", "office", "offer", "panel", "press", "reception", "scrutiny", "sen", "send", "services", "support",
];
const SHARED_BEGINNINGS: [&str; 8] =
    ["send", "info", "enquir", "localoffer", "helpdesk", "noreply", "service", "inbox"];
const SHARED_ENDS: [&str; 6] = ["team", "enquiries", "enquiry", "helpdesk", "service", "inbox"];

/// Addresses of persons. A mailbox that says what it is for (send@, sen.team@, localoffer@) is shared.
fn emails(chars: &[char]) -> Vec<Place> {
    let in_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '\'');
    let in_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut places = Vec::new();
    for (sign, _) in chars.iter().enumerate().filter(|(_, c)| **c == '@') {
        let mut from = chars[..sign].iter().rposition(|c| !in_local(*c)).map_or(0, |before| before + 1);
        from += chars[from..sign].iter().take_while(|c| !c.is_ascii_alphanumeric()).count();
        let mut to = chars[sign + 1..].iter().position(|c| !in_domain(*c)).map_or(chars.len(), |end| sign + 1 + end);
        while to > sign && !chars[to - 1].is_ascii_alphanumeric() {
            to -= 1;
        }
        let domain: String = chars[sign + 1..to.max(sign + 1)].iter().collect();
        let sound = domain.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic())
        });
        let local: String = chars[from..sign].iter().collect::<String>().to_lowercase();
        if sound && !local.is_empty() && !is_shared(&local) {
            // The domain names an organisation, not a person.
            places.push(Place { from, to: sign + 1, keep: 1 });
        }
    }
    places
}

fn is_shared(local: &str) -> bool {
    let joined: String = local.chars().filter(char::is_ascii_alphabetic).collect();
    local.split(|c: char| !c.is_ascii_alphabetic()).any(|word| SHARED_WORDS.contains(&word))
        || SHARED_BEGINNINGS.iter().any(|beginning| joined.starts_with(beginning))
        || SHARED_ENDS.iter().any(|end| joined.ends_with(end))
}

/// "Date of birth", "DOB" or "born" with a day behind it. "Born in 2015" speaks of a cohort.
fn dates_of_birth(chars: &[char]) -> Vec<Place> {
    const PHRASES: [&str; 4] = ["date of birth", "d.o.b", "dob", "born"];
    const FILLERS: [&str; 8] = ["is", "was", "on", "the", "of", "recorded", "as", "given"];
    let lower: Vec<char> = chars.iter().map(char::to_ascii_lowercase).collect();
    let mut places = Vec::new();
    for phrase in PHRASES {
        let phrase: Vec<char> = phrase.chars().collect();
        for from in 0..lower.len().saturating_sub(phrase.len()) {
            let end = from + phrase.len();
            let alone = !from.checked_sub(1).is_some_and(|before| lower[before].is_alphanumeric())
                && !lower.get(end).is_some_and(|c| c.is_alphabetic());
            if lower[from..end] != phrase[..] || !alone {
                continue;
            }
            let mut start = end;
            loop {
                start += lower[start..].iter().take_while(|c| !c.is_alphanumeric() && **c != '\n').count();
                let word: String = lower[start..].iter().take_while(|c| c.is_alphanumeric()).collect();
                if !FILLERS.contains(&word.as_str()) {
                    break;
                }
                start += word.chars().count();
            }
            // "12 September 2012" with its ordinal and its "of" is 20 characters long.
            let window: String = lower[start..].iter().take(20).collect();
            let first: String = window.chars().take_while(|c| c.is_alphanumeric()).collect();
            let begins = first.starts_with(|c: char| c.is_ascii_digit()) || dates::month_number(&first).is_some();
            if begins && dates::first_in(&window).is_some_and(|date| date.kind == DateKind::Day) {
                let length = day_length(&lower[start..]);
                let shown = chars[from..start].iter().filter(|c| c.is_alphanumeric()).count();
                places.push(Place { from, to: start + length, keep: shown });
            }
        }
    }
    places.sort_by_key(|place| place.from);
    places
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

/// A letter and twelve digits, or eleven and a letter for a temporary one, whose check letter is sound.
fn pupil_numbers(chars: &[char]) -> Vec<Place> {
    words(chars)
        .filter(|(from, to)| to - from == 13 && is_pupil_number(&chars[*from..*to]))
        .map(|(from, to)| Place { from, to, keep: 1 })
        .collect()
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

/// Ten digits, in one or as 3-3-4, whose last is sound modulo 11.
fn nhs_numbers(chars: &[char]) -> Vec<Place> {
    let mut places = Vec::new();
    for chain in chains(chars) {
        let mut index = 0;
        while index < chain.len() {
            let groups = match &chain[index..] {
                [whole, ..] if whole.len() == 10 => 1,
                [a, b, c, ..] if [a.len(), b.len(), c.len()] == [3, 3, 4] => 3,
                _ => {
                    index += 1;
                    continue;
                }
            };
            let (from, to) = (chain[index].from, chain[index + groups - 1].to);
            // Behind a 0 or a + it is the rest of a telephone number.
            let part = index.checked_sub(1).is_some_and(|before| {
                let before = &chars[chain[before].from..chain[before].to];
                matches!(before[0], '0' | '+') || chars[from - 1] == '-'
            }) || chars.get(to) == Some(&'-');
            let digits: Vec<u32> = chars[from..to].iter().filter_map(|c| c.to_digit(10)).collect();
            if !part && is_nhs_number(&digits) {
                places.push(Place { from, to, keep: 3 });
            }
            index += groups;
        }
    }
    places
}

fn is_nhs_number(digits: &[u32]) -> bool {
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    let alike = digits.iter().all(|digit| *digit == digits[0]);
    digits.len() == 10 && digits[0] != 0 && !alike && check == digits[9]
}

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
    let abroad = first.starts_with("+44") || first.starts_with("0044");
    // "01 07 2024 …" is a day: an area code has three digits at the least.
    if !abroad && (!first.starts_with('0') || first.len() < 3) {
        return None;
    }
    let mut digits = String::new();
    let mut short = None;
    for (index, group) in groups.iter().take(6).enumerate() {
        let part = text(group);
        let part = match index {
            0 if abroad => part.trim_start_matches("+44").trim_start_matches("0044").to_owned(),
            0 => part[1..].to_owned(),
            // "+44 (0)20": the nought is for callers at home.
            1 if abroad && part.starts_with('0') => part[1..].to_owned(),
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

/// A run of digits, perhaps behind a plus.
struct Group {
    from: usize,
    to: usize,
}

impl Group {
    fn len(&self) -> usize {
        self.to - self.from
    }
}

/// Runs of digits that stand beside each other with only a space, a hyphen or a bracket between them. A run within a
/// word, an amount or a decimal belongs to none.
fn chains(chars: &[char]) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut from = at;
        while at < chars.len() && chars[at].is_ascii_digit() {
            at += 1;
        }
        if from > 0 && chars[from - 1] == '+' {
            from -= 1;
        }
        let before = from.checked_sub(1).map(|before| chars[before]);
        let behind = chars.get(at).copied();
        let goes_on = behind.is_some_and(|c| {
            c.is_alphanumeric()
                || c == '%'
                || matches!(c, '.' | ',' | '/' | ':') && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        });
        let comes_from = before.is_some_and(|c| {
            c.is_alphanumeric()
                || matches!(c, '£' | '$' | '€' | '#')
                || matches!(c, '.' | ',' | '/') && from >= 2 && chars[from - 2].is_ascii_digit()
        });
        if goes_on || comes_from {
            continue;
        }
        let group = Group { from, to: at };
        let joined = chains.last().and_then(|chain| chain.last()).is_some_and(|last| {
            let between = &chars[last.to..from];
            (1..=3).contains(&between.len()) && between.iter().all(|c| matches!(c, ' ' | '-' | '(' | ')'))
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

/// Capitals and digits as a postcode has them: an outward part, a space or none, an inward part.
fn postcodes(chars: &[char]) -> Vec<Place> {
    let words: Vec<(usize, usize)> = words(chars).collect();
    let mut places = Vec::new();
    let mut last = 0;
    for (index, &(from, to)) in words.iter().enumerate() {
        if from < last {
            continue;
        }
        let next = words.get(index + 1).filter(|next| next.0 == to + 1 && chars[to] == ' ');
        if let Some(next) = next.filter(|next| is_outward(&chars[from..to]) && is_inward(&chars[next.0..next.1])) {
            places.push(Place { from, to: next.1, keep: to - from });
            last = next.1;
        } else if to - from >= 6 && is_outward(&chars[from..to - 3]) && is_inward(&chars[to - 3..to]) {
            places.push(Place { from, to, keep: to - from - 3 });
        }
    }
    places
}

/// "M1", "CR2", "B33", "SW1A".
fn is_outward(chars: &[char]) -> bool {
    let letters = chars.iter().take_while(|c| c.is_ascii_uppercase()).count();
    let area: String = chars[..letters].iter().collect();
    let district = match &chars[letters..] {
        [digit] => digit.is_ascii_digit(),
        [digit, more] => digit.is_ascii_digit() && (more.is_ascii_digit() || more.is_ascii_uppercase()),
        _ => false,
    };
    district && (1..=2).contains(&letters) && POSTCODE_AREAS.contains(&format!(" {area} "))
}

/// A digit and two letters, without those that the Royal Mail leaves out here.
fn is_inward(chars: &[char]) -> bool {
    let [digit, letters @ ..] = chars else { return false };
    let sound = |c: &char| c.is_ascii_uppercase() && !"CIKMOV".contains(*c);
    digit.is_ascii_digit() && letters.len() == 2 && letters.iter().all(sound)
}

/// Where the runs of letters and digits begin and end.
fn words(chars: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let starts =
        (0..chars.len()).filter(|at| chars[*at].is_alphanumeric() && (*at == 0 || !chars[at - 1].is_alphanumeric()));
    starts.map(|from| {
        let length = chars[from..].iter().take_while(|c| c.is_alphanumeric()).count();
        (from, from + length)
    })
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
        for other in [
            "PA1 2ND REVIEW",
            "K05 3AB",
            "R07 1AA",
            "AFI1 2NH",
            "sw1a 1aa",
            "PA1  2EH",
            "S1 3PM",
            "KS2 4TH",
            "Q1 2EH",
            "E12AB",
        ] {
            assert!(identifiers(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        // A small generator of its own: the same texts each time.
        let marks: Vec<char> = "0123456789 +-()@.,/|£%\u{a0}éİßAHPSWabdo\n".chars().collect();
        let mut seed = 1_u64;
        for length in (0..60).cycle().take(20_000) {
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
