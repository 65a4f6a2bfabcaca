//! Number formats: a code of Excel's format language (ECMA-376 part 1, 18.8.31) → what a person sees of a number, and
//! what kind of fact that is: a number, a percentage, hours that go past a day, a day, a month, a year, or words.
//!
//! All sections with their conditions are read, once for each style. What is shown is rounded as Excel rounds: on the
//! fifteen decimal digits of the number, halves away from zero.
//!
//! Deliberately absent: colours, the widths of gaps and fillings (a gap is a space), other calendars and other
//! languages' names of months, and the width of a column, which in Excel can cut a number short.

use std::fmt::Write;
use std::iter::repeat_n;

use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};

use crate::text::MONTHS;

/// A number format, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberFormat {
    /// For numbers, in their order; at least one.
    sections: Vec<Section>,
    /// How texts are shown, where they are not shown as they are: what stands before and after each place for them.
    text: Option<Vec<Piece>>,
}

/// One section of a format, and the numbers it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    condition: Option<Condition>,
    /// Whether only numbers below zero come here: they are shown without their sign.
    negative: bool,
    layout: Layout,
    /// What the numbers of this section are shown as.
    pub shows: Shows,
    /// Whether there are gaps to be made regular.
    gaps: bool,
}

/// What a section makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    Number,
    /// The number with its last thousands cut off: `0,`.
    Thousands,
    /// A hundred times the number, with a per cent sign.
    Percent,
    /// The number itself, with a per cent sign written behind it: `0.0"%"`.
    Hundredths,
    /// A time that has passed, in days: so many of the unit it is led by make a day.
    Elapsed(u32),
    Moment(Precision),
    /// Words in place of the number; `dates` where the format's other sections show days.
    Words {
        dates: bool,
        percent: bool,
    },
}

/// How much of a moment is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    #[default]
    Day,
    Month,
    Year,
    /// A time of day and no day.
    Time,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Condition {
    compare: Compare,
    with: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

#[derive(Clone, Debug, PartialEq)]
enum Layout {
    /// Words, and the number as Excel shows it without a format, wherever `Piece::General` stands.
    General(Vec<Piece>),
    Digits(Digits),
    Scientific(Digits, Exponent),
    Fraction(Fraction),
    Moment(Vec<Piece>),
}

/// A piece of a section as it is written.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// `0`, `#` or `?`.
    Place(char),
    Point,
    Comma,
    Percent,
    Slash,
    /// `E+` or `E-`; whether a plus is shown.
    Exponent(bool),
    General,
    Text,
    Words(String),
    Day(usize),
    Month(usize),
    Year(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Parts of a second, in so many digits.
    SecondParts(usize),
    /// `AM/PM` in two letters, `A/P` in one.
    HalfDay(usize),
    /// `[h]`, `[mm]`, `[s]`: all of the time in that unit, of which so many make a day, in so many digits.
    Elapsed(u32, usize),
}

/// The places for the digits of a number, with the words between them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Digits {
    whole: Vec<Piece>,
    point: bool,
    decimals: Vec<Piece>,
    /// Whether thousands are parted.
    grouped: bool,
    /// The power of ten by which the number is shown larger.
    shift: i32,
}

#[derive(Clone, Debug, PartialEq)]
struct Exponent {
    plus: bool,
    least: usize,
    after: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
struct Fraction {
    before: Vec<Piece>,
    /// The places for the whole number and the words behind it; none where all goes into the numerator.
    whole: Option<(Vec<Piece>, String)>,
    numerator: usize,
    denominator: Denominator,
    after: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denominator {
    Digits(usize),
    Fixed(u64),
}

impl Default for NumberFormat {
    fn default() -> Self {
        NumberFormat { sections: vec![Section::new(vec![Piece::General], None)], text: None }
    }
}

impl NumberFormat {
    pub fn parse(code: &str) -> NumberFormat {
        let code = named(code).unwrap_or(code);
        let mut sections: Vec<(Vec<Piece>, Option<Condition>)> = split(code).into_iter().map(pieces).collect();
        let is_text = |pieces: &[Piece]| pieces.contains(&Piece::Text);
        let last_is_text = sections.len() == 4 || sections.last().is_some_and(|(pieces, _)| is_text(pieces));
        let text = if last_is_text { sections.pop().map(|(pieces, _)| pieces) } else { None };
        sections.truncate(3);
        // A format of one section for texts shows numbers as if it were General.
        if sections.is_empty() {
            sections.push((text.clone().unwrap_or_default(), None));
        }
        let count = sections.len();
        let above = match sections.first() {
            Some((_, Some(Condition { compare: Compare::AtLeast | Compare::More, with }))) => *with == 0.0,
            Some((_, None)) => true,
            _ => false,
        };
        let mut sections: Vec<Section> =
            sections.into_iter().map(|(pieces, condition)| Section::new(pieces, condition)).collect();
        for (index, section) in sections.iter_mut().enumerate() {
            section.negative = match section.condition {
                Some(Condition { compare: Compare::Less, with }) => with <= 0.0,
                Some(Condition { compare: Compare::AtMost | Compare::Equal, with }) => with < 0.0,
                Some(_) => false,
                None => index == 1 && (above || count == 3),
            };
        }
        let dates = sections.iter().any(|section| matches!(section.shows, Shows::Moment(_)));
        let percent = sections.iter().any(|section| matches!(section.shows, Shows::Percent | Shows::Hundredths));
        for section in &mut sections {
            if let Shows::Words { .. } = section.shows {
                section.shows = Shows::Words { dates, percent };
            }
        }
        NumberFormat { sections, text: text.filter(|pieces| *pieces != [Piece::Text]) }
    }

    /// The section that shows a number.
    pub fn section(&self, value: f64) -> &Section {
        let holds = |section: &Section| section.condition.is_some_and(|condition| condition.holds(value));
        let index = match self.sections.as_slice() {
            [_] => 0,
            [first, _] if first.condition.is_some() => usize::from(!holds(first)),
            [_, second] if second.condition.is_some() => usize::from(holds(second)),
            [_, _] => usize::from(value < 0.0),
            [first, second, _] => {
                let first_holds = if first.condition.is_some() { holds(first) } else { value > 0.0 };
                let second_holds = if second.condition.is_some() { holds(second) } else { value < 0.0 };
                if first_holds { 0 } else { 2 - usize::from(second_holds) }
            }
            _ => 0,
        };
        &self.sections[index]
    }

    /// The section that shows days, or the first.
    fn moment_section(&self) -> &Section {
        let shows_moment = |section: &&Section| matches!(section.shows, Shows::Moment(_));
        self.sections.iter().find(shows_moment).unwrap_or(&self.sections[0])
    }

    /// Whether some section shows a day, a month, a year or a time of day.
    pub fn is_date(&self) -> bool {
        matches!(self.moment_section().shows, Shows::Moment(_))
    }

    /// A moment as it is shown; day, month and year where the format is for other things.
    pub fn moment(&self, into: &mut String, when: NaiveDateTime) -> Precision {
        let section = self.moment_section();
        match (&section.layout, section.shows) {
            (Layout::Moment(pieces), Shows::Moment(precision)) => {
                section.regular(into, |into| moment(into, when, pieces));
                precision
            }
            _ => {
                let _ = write!(into, "{:02}/{:02}/{:04}", when.day(), when.month(), when.year());
                Precision::Day
            }
        }
    }

    /// A text as it is shown, where that is not the text itself.
    pub fn text(&self, text: &str) -> Option<String> {
        let pieces = self.text.as_ref()?;
        let shown: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text | Piece::General => text,
                Piece::Words(words) => words.as_str(),
                _ => "",
            })
            .collect();
        Some(shown.trim().to_owned())
    }
}

impl Condition {
    fn parse(block: &str) -> Option<Condition> {
        let signs = [
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("<>", Compare::Unequal),
            ("<", Compare::Less),
            (">", Compare::More),
            ("=", Compare::Equal),
        ];
        let (compare, with) = signs.iter().find_map(|(sign, compare)| Some((*compare, block.strip_prefix(sign)?)))?;
        Some(Condition { compare, with: with.trim().parse().ok()? })
    }

    fn holds(&self, value: f64) -> bool {
        match self.compare {
            Compare::Less => value < self.with,
            Compare::AtMost => value <= self.with,
            Compare::Equal => value == self.with,
            Compare::Unequal => value != self.with,
            Compare::AtLeast => value >= self.with,
            Compare::More => value > self.with,
        }
    }
}

/// The codes of formats that some programs name instead of writing them out.
fn named(code: &str) -> Option<&'static str> {
    Some(match code.trim().to_ascii_lowercase().as_str() {
        "" | "standard" | "general number" => "General",
        "general date" => "dd/mm/yyyy hh:mm:ss",
        "short date" => "dd/mm/yyyy",
        "medium date" => "dd-mmm-yy",
        "long date" => "dd mmmm yyyy",
        "short time" => "hh:mm",
        "medium time" => "hh:mm AM/PM",
        "long time" => "hh:mm:ss",
        "currency" => "£#,##0.00",
        "fixed" => "0.00",
        "percent" => "0.00%",
        "scientific" => "0.00E+00",
        _ => return None,
    })
}

/// The sections of a code: what `;` parts, outside of quotes, blocks and behind no backslash.
fn split(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut chars = code.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|(_, c)| c != '"') {},
            '[' => while chars.next().is_some_and(|(_, c)| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections
}

/// The pieces of a section and its condition.
fn pieces(section: &str) -> (Vec<Piece>, Option<Condition>) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut condition = None;
    let mut rest = as_the_computer_writes(section).unwrap_or(section);
    while let Some(c) = rest.chars().next() {
        if let Some((piece, length)) = worded(rest) {
            pieces.push(piece);
            rest = &rest[length..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        let (next, behind) = after.chars().next().map_or(("", ""), |next| after.split_at(next.len_utf8()));
        rest = after;
        match c {
            '"' => {
                let (inside, behind) = after.split_once('"').unwrap_or((after, ""));
                words(&mut pieces, inside);
                rest = behind;
            }
            '[' => {
                let (block, behind) = after.split_once(']').unwrap_or((after, ""));
                block_of(&mut pieces, block, &mut condition);
                rest = behind;
            }
            '\\' => {
                words(&mut pieces, next);
                rest = behind;
            }
            // A gap as wide as the next character.
            '_' => {
                words(&mut pieces, " ");
                rest = behind;
            }
            // A filling with the next character.
            '*' => rest = behind,
            '0' | '#' | '?' => pieces.push(Piece::Place(c)),
            '.' => pieces.push(Piece::Point),
            ',' => pieces.push(Piece::Comma),
            '%' => pieces.push(Piece::Percent),
            '/' => pieces.push(Piece::Slash),
            '@' => pieces.push(Piece::Text),
            'E' | 'e' if matches!(next, "+" | "-") => {
                pieces.push(Piece::Exponent(next == "+"));
                rest = behind;
            }
            'd' | 'm' | 'y' | 'h' | 's' | 'e' | 'D' | 'M' | 'Y' | 'H' | 'S' | 'E' => {
                let run = rest.chars().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
                pieces.push(letters(c, run + 1));
                rest = &rest[run..];
            }
            c => words(&mut pieces, c.encode_utf8(&mut [0; 4])),
        }
    }
    // A section that is left empty shows nothing; one that only has a colour or a condition shows the number as it is.
    if pieces.is_empty() && !section.is_empty() && !section.contains('"') {
        pieces.push(Piece::General);
    }
    tell_minutes(&mut pieces);
    (pieces, condition)
}

/// The long date and the time as a computer in the United Kingdom is set up to write them, which a format may ask for.
fn as_the_computer_writes(section: &str) -> Option<&'static str> {
    let asks = |mark: &str| section.to_ascii_lowercase().contains(mark);
    if asks("[$-f800]") || asks("[$-x-sysdate]") {
        return Some("dd mmmm yyyy");
    }
    (asks("[$-f400]") || asks("[$-x-systime]")).then_some("hh:mm:ss")
}

/// The pieces that are words of the language.
fn worded(rest: &str) -> Option<(Piece, usize)> {
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let known = [("general", Piece::General), ("am/pm", Piece::HalfDay(2)), ("a/p", Piece::HalfDay(1))];
    known.into_iter().find(|(word, _)| starts(word)).map(|(word, piece)| (piece, word.len()))
}

/// A run of letters that stands for a part of a date or time. Minutes are told from months later.
fn letters(letter: char, run: usize) -> Piece {
    match letter.to_ascii_lowercase() {
        'd' => Piece::Day(run),
        'm' => Piece::Month(run),
        'y' => Piece::Year(run),
        'h' => Piece::Hour(run),
        's' => Piece::Second(run),
        _ => Piece::Year(4),
    }
}

/// A block in brackets: a condition, a currency's sign, a time that goes past a day; else a colour or a language.
fn block_of(pieces: &mut Vec<Piece>, block: &str, condition: &mut Option<Condition>) {
    if let Some(sign) = block.strip_prefix('$') {
        return words(pieces, sign.split('-').next().unwrap_or_default());
    }
    if let Some(found) = Condition::parse(block) {
        *condition = Some(found);
        return;
    }
    let lower = block.to_ascii_lowercase();
    for (letter, in_a_day) in [('h', 24), ('m', 1440), ('s', 86_400)] {
        if !lower.is_empty() && lower.chars().all(|c| c == letter) {
            pieces.push(Piece::Elapsed(in_a_day, lower.len()));
        }
    }
}

fn words(pieces: &mut Vec<Piece>, more: &str) {
    if more.is_empty() {
        return;
    }
    let more = more.replace(['\u{a0}', '\u{202f}', '\u{2007}'], " ");
    match pieces.last_mut() {
        Some(Piece::Words(before)) => before.push_str(&more),
        _ => pieces.push(Piece::Words(more)),
    }
}

/// `m` means minutes behind hours or before seconds, and months elsewhere.
fn tell_minutes(pieces: &mut [Piece]) {
    let of_time = |piece: &Piece| !matches!(piece, Piece::Words(_) | Piece::Point | Piece::Comma | Piece::Slash);
    for index in 0..pieces.len() {
        let Piece::Month(run @ (1 | 2)) = pieces[index] else { continue };
        let before = pieces[..index].iter().rfind(|piece| of_time(piece));
        let after = pieces[index + 1..].iter().find(|piece| of_time(piece));
        let behind_hours = matches!(before, Some(Piece::Hour(_) | Piece::Elapsed(24, _)));
        if behind_hours || matches!(after, Some(Piece::Second(_) | Piece::Elapsed(86_400, _))) {
            pieces[index] = Piece::Minute(run);
        }
    }
}

impl Section {
    fn new(pieces: Vec<Piece>, condition: Option<Condition>) -> Section {
        let gaps = pieces.iter().any(|piece| match piece {
            Piece::Place('?') | Piece::Slash => true,
            Piece::Words(words) => words.starts_with(' ') || words.ends_with(' ') || words.contains("  "),
            _ => false,
        });
        // Where a text would stand, a number stands as it is.
        let numbers = pieces.into_iter().map(|piece| if piece == Piece::Text { Piece::General } else { piece });
        let (layout, shows) = layout(numbers.collect());
        Section { condition, negative: false, layout, shows, gaps }
    }

    /// A number as it is shown.
    pub fn number(&self, into: &mut String, value: f64) {
        let sign = value < 0.0 && !self.negative;
        let size = value.abs();
        self.regular(into, |into| match &self.layout {
            Layout::General(pieces) if matches!(pieces.as_slice(), [Piece::General]) => {
                general(into, if sign { value } else { size })
            }
            Layout::General(pieces) => {
                if sign && pieces.contains(&Piece::General) {
                    into.push('-');
                }
                for piece in pieces {
                    match piece {
                        Piece::General => general(into, size),
                        Piece::Words(words) => into.push_str(words),
                        _ => {}
                    }
                }
            }
            Layout::Digits(digits) => digits.write(into, size, sign),
            Layout::Scientific(digits, exponent) => scientific(into, size, sign, digits, exponent),
            Layout::Fraction(fraction) => fraction.write(into, size, sign),
            Layout::Moment(pieces) if matches!(self.shows, Shows::Elapsed(_)) => elapsed(into, size, sign, pieces),
            Layout::Moment(_) => general(into, value),
        });
    }

    /// Lets something be written, then trims it and makes one space of several.
    fn regular(&self, into: &mut String, write: impl FnOnce(&mut String)) {
        let start = into.len();
        write(into);
        if self.gaps {
            let shown = into[start..].split_whitespace().collect::<Vec<_>>().join(" ");
            into.truncate(start);
            into.push_str(&shown);
        }
    }
}

/// What the pieces of a section make together.
fn layout(pieces: Vec<Piece>) -> (Layout, Shows) {
    let is_time = |piece: &Piece| {
        use Piece::*;
        matches!(piece, Day(_) | Month(_) | Year(_) | Hour(_) | Minute(_) | Second(_) | HalfDay(_) | Elapsed(..))
    };
    if pieces.iter().any(is_time) {
        return moment_layout(pieces);
    }
    let places = |piece: &Piece| matches!(piece, Piece::Place(_));
    if pieces.contains(&Piece::General) {
        return (Layout::General(plain(pieces)), Shows::Number);
    }
    let Some(first) = pieces.iter().position(places) else {
        // Without a place for digits there are only words, a section that is left empty among them.
        return (Layout::General(plain(pieces)), Shows::Words { dates: false, percent: false });
    };
    let percents = pieces.iter().filter(|piece| **piece == Piece::Percent).count();
    let written =
        pieces[first..].iter().any(|piece| matches!(piece, Piece::Words(words) if words.trim_start().starts_with('%')));
    let shows = match percents {
        0 if written => Shows::Hundredths,
        0 => Shows::Number,
        _ => Shows::Percent,
    };
    if let Some(at) = pieces.iter().position(|piece| matches!(piece, Piece::Exponent(_))) {
        let plus = pieces[at] == Piece::Exponent(true);
        let least = pieces[at + 1..].iter().take_while(|piece| places(piece)).count();
        let after = plain(pieces[at + 1 + least..].to_vec());
        return (Layout::Scientific(Digits::new(&pieces[..at]), Exponent { plus, least, after }), shows);
    }
    match Fraction::new(&pieces) {
        Some(fraction) => (Layout::Fraction(fraction), shows),
        None => {
            let digits = Digits::new(&pieces);
            let cut = shows == Shows::Number && digits.shift < 0;
            (Layout::Digits(digits), if cut { Shows::Thousands } else { shows })
        }
    }
}

/// All pieces as the words they are outside of numbers.
fn plain(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut plain = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Point => words(&mut plain, "."),
            Piece::Comma => words(&mut plain, ","),
            Piece::Slash => words(&mut plain, "/"),
            Piece::Percent => words(&mut plain, "%"),
            Piece::Place(place) => words(&mut plain, place.encode_utf8(&mut [0; 4])),
            Piece::Words(more) => words(&mut plain, &more),
            other => plain.push(other),
        }
    }
    plain
}

fn moment_layout(pieces: Vec<Piece>) -> (Layout, Shows) {
    let pieces = plain(second_parts(pieces));
    let unit = pieces.iter().find_map(|piece| match piece {
        Piece::Elapsed(in_a_day, _) => Some(*in_a_day),
        _ => None,
    });
    let has = |test: fn(&Piece) -> bool| pieces.iter().any(test);
    let shows = match unit {
        Some(in_a_day) => Shows::Elapsed(in_a_day),
        None if has(|piece| matches!(piece, Piece::Day(_))) => Shows::Moment(Precision::Day),
        None if has(|piece| matches!(piece, Piece::Month(_))) => Shows::Moment(Precision::Month),
        None if has(|piece| matches!(piece, Piece::Year(_))) => Shows::Moment(Precision::Year),
        None => Shows::Moment(Precision::Time),
    };
    (Layout::Moment(pieces), shows)
}

/// Makes parts of a second of the point and noughts behind seconds.
fn second_parts(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut from = pieces.into_iter().peekable();
    while let Some(piece) = from.next() {
        let behind = matches!(found.last(), Some(Piece::Second(_) | Piece::Elapsed(86_400, _)));
        if piece == Piece::Point && behind && from.peek() == Some(&Piece::Place('0')) {
            let mut parts = 0;
            while from.next_if_eq(&Piece::Place('0')).is_some() {
                parts += 1;
            }
            found.push(Piece::SecondParts(parts.min(3)));
        } else {
            found.push(piece);
        }
    }
    found
}

impl Digits {
    fn new(pieces: &[Piece]) -> Digits {
        let place = |piece: &Piece| matches!(piece, Piece::Place(_));
        let point = pieces.iter().position(|piece| *piece == Piece::Point);
        let end = point.unwrap_or(pieces.len());
        let mut digits = Digits { point: point.is_some(), ..Digits::default() };
        for (index, piece) in pieces.iter().enumerate() {
            let into = if index < end { &mut digits.whole } else { &mut digits.decimals };
            match piece {
                Piece::Comma => {
                    let side = if index < end { &pieces[..end] } else { pieces };
                    let before = pieces[..index].iter().any(place);
                    let after = side[index + 1..].iter().any(place);
                    match (before, after) {
                        (true, true) => digits.grouped |= index < end,
                        (true, false) => digits.shift -= 3,
                        (false, _) => words(into, ","),
                    }
                }
                Piece::Point if Some(index) == point => {}
                Piece::Point => words(into, "."),
                Piece::Percent => {
                    digits.shift += 2;
                    words(into, "%");
                }
                Piece::Slash => words(into, "/"),
                Piece::Words(more) => words(into, more),
                Piece::Place(_) => into.push(piece.clone()),
                _ => {}
            }
        }
        digits
    }

    fn write(&self, into: &mut String, size: f64, sign: bool) {
        let rounded = Decimal::of(size).shifted(self.shift).rounded(count(&self.decimals));
        self.lay_out(into, &rounded, sign);
    }

    /// Puts digits, those behind the point as many as there are places, in their places.
    fn lay_out(&self, into: &mut String, digits: &[u8], sign: bool) {
        let (whole, decimals) = digits.split_at(digits.len() - count(&self.decimals));
        let whole = &whole[whole.iter().take_while(|digit| **digit == b'0').count()..];
        if sign {
            into.push('-');
        }
        place_whole(into, whole, &self.whole, self.grouped);
        if self.point {
            into.push('.');
        }
        let needed = decimals.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
        let kept = places(&self.decimals).rposition(|place| place == '0').map_or(0, |last| last + 1);
        let mut index = 0;
        for piece in &self.decimals {
            match piece {
                Piece::Place(place) => {
                    if index < needed.max(kept) {
                        into.push(char::from(decimals[index]));
                    } else if *place == '?' {
                        into.push(' ');
                    }
                    index += 1;
                }
                Piece::Words(words) => into.push_str(words),
                _ => {}
            }
        }
    }
}

/// The digits of a whole number in its places; those that have none of their own stand in the first.
fn place_whole(into: &mut String, digits: &[u8], pieces: &[Piece], grouped: bool) {
    let mut left = count(pieces);
    let mut begun = false;
    let mut digit = |into: &mut String, digit: char, from_right: usize| {
        into.push(digit);
        begun |= digit != ' ';
        if grouped && begun && from_right > 0 && from_right.is_multiple_of(3) {
            into.push(',');
        }
    };
    let mut overflow = digits.len().saturating_sub(left);
    let none = left == 0;
    for piece in pieces {
        match piece {
            Piece::Place(place) => {
                for index in 0..overflow {
                    digit(into, char::from(digits[index]), digits.len() - 1 - index);
                }
                overflow = 0;
                left -= 1;
                match place {
                    _ if left < digits.len() => digit(into, char::from(digits[digits.len() - 1 - left]), left),
                    '0' => digit(into, '0', left),
                    '?' => digit(into, ' ', left),
                    _ => {}
                }
            }
            Piece::Words(words) => into.push_str(words),
            _ => {}
        }
    }
    if none {
        into.extend(digits.iter().map(|digit| char::from(*digit)));
    }
}

fn places(pieces: &[Piece]) -> impl DoubleEndedIterator<Item = char> + ExactSizeIterator + '_ {
    let places: Vec<char> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Place(place) => Some(*place),
            _ => None,
        })
        .collect();
    places.into_iter()
}

fn count(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| matches!(piece, Piece::Place(_))).count()
}

/// A number that is not negative, as its fifteen first decimal digits: 0.d₁d₂d₃… × 10^`exponent`.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    digits: [u8; 15],
    exponent: i32,
}

impl Decimal {
    fn of(size: f64) -> Decimal {
        let zero = Decimal { digits: [b'0'; 15], exponent: 0 };
        if size == 0.0 || !size.is_finite() {
            return zero;
        }
        let written = format!("{size:.14e}");
        let Some((mantissa, exponent)) = written.split_once('e') else { return zero };
        let mut digits = [b'0'; 15];
        mantissa.bytes().filter(u8::is_ascii_digit).zip(&mut digits).for_each(|(digit, into)| *into = digit);
        Decimal { digits, exponent: exponent.parse::<i32>().unwrap_or(0) + 1 }
    }

    fn shifted(self, by: i32) -> Decimal {
        Decimal { exponent: self.exponent + by, ..self }
    }

    /// All digits down to so many places behind the point, halves rounded up. At least as many as those places.
    fn rounded(self, places: usize) -> Vec<u8> {
        let kept = self.exponent + places as i32;
        let mut digits: Vec<u8> = (0..kept).map(|at| self.digits.get(at as usize).copied().unwrap_or(b'0')).collect();
        let up = usize::try_from(kept).ok().and_then(|kept| self.digits.get(kept)).is_some_and(|next| *next >= b'5');
        if up {
            match digits.iter().rposition(|digit| *digit != b'9') {
                Some(at) => {
                    digits[at] += 1;
                    digits[at + 1..].fill(b'0');
                }
                None => {
                    digits.fill(b'0');
                    digits.insert(0, b'1');
                }
            }
        }
        let lacking = places.saturating_sub(digits.len());
        digits.splice(0..0, repeat_n(b'0', lacking));
        digits
    }

    fn is_zero(&self) -> bool {
        self.digits[0] == b'0'
    }
}

fn scientific(into: &mut String, size: f64, sign: bool, digits: &Digits, exponent: &Exponent) {
    let decimal = Decimal::of(size).shifted(digits.shift);
    let (whole, places) = (count(&digits.whole) as i32, count(&digits.decimals));
    // Several places before the point let the exponent go in steps of as many.
    let power = |exponent: i32| match whole {
        0 | 1 => exponent - whole,
        step => (exponent - 1).div_euclid(step) * step,
    };
    let mut by = if decimal.is_zero() { 0 } else { power(decimal.exponent) };
    let mut shown = decimal.shifted(-by).rounded(places);
    // Rounding may make a digit more: 9.99 is 1.0E+1.
    let over = shown.len() as i32 - places as i32 > decimal.exponent - by && !decimal.is_zero();
    if over && power(decimal.exponent + 1) > by {
        by = power(decimal.exponent + 1);
        shown = decimal.shifted(-by).rounded(places);
    }
    digits.lay_out(into, &shown, sign);
    into.push('E');
    if by < 0 {
        into.push('-');
    } else if exponent.plus {
        into.push('+');
    }
    let _ = write!(into, "{:0least$}", by.unsigned_abs(), least = exponent.least);
    words_of(into, &exponent.after);
}

fn words_of(into: &mut String, pieces: &[Piece]) {
    for piece in pieces {
        if let Piece::Words(words) = piece {
            into.push_str(words);
        }
    }
}

impl Fraction {
    fn new(pieces: &[Piece]) -> Option<Fraction> {
        let place = |piece: &Piece| matches!(piece, Piece::Place(_));
        let slash = pieces.iter().position(|piece| *piece == Piece::Slash)?;
        let numerator = pieces[..slash].iter().rev().take_while(|piece| place(piece)).count();
        if numerator == 0 {
            return None;
        }
        let (denominator, after) = Denominator::of(&pieces[slash + 1..])?;
        let front = &pieces[..slash - numerator];
        let (before, whole) = match front.iter().rposition(place) {
            None => (front.to_vec(), None),
            Some(last) => {
                let first = front.iter().position(place).unwrap_or(last);
                let mut between = String::new();
                words_of(&mut between, &front[last + 1..]);
                (front[..first].to_vec(), Some((front[first..=last].to_vec(), between)))
            }
        };
        Some(Fraction { before, whole, numerator, denominator, after })
    }

    fn write(&self, into: &mut String, size: f64, sign: bool) {
        let whole = if self.whole.is_some() { size.trunc() } else { 0.0 };
        let (mut above, below) = self.denominator.nearest(size - whole);
        let mut whole = whole;
        if self.whole.is_some() && above >= below {
            whole += 1.0;
            above = 0;
        }
        if sign && (above > 0 || whole > 0.0) {
            into.push('-');
        }
        words_of(into, &self.before);
        if let Some((places, between)) = &self.whole {
            if above == 0 || whole > 0.0 || places.contains(&Piece::Place('0')) {
                let digits = Decimal::of(whole).rounded(0);
                let digits = if whole == 0.0 { b"0".to_vec() } else { digits };
                place_whole(into, &digits, places, false);
            }
            into.push_str(between);
        }
        if above > 0 || self.whole.is_none() {
            let _ = write!(into, "{above}/{below}");
        }
        words_of(into, &self.after);
    }
}

impl Denominator {
    fn of(pieces: &[Piece]) -> Option<(Denominator, Vec<Piece>)> {
        let places = pieces.iter().take_while(|piece| matches!(piece, Piece::Place(_))).count();
        if places > 0 {
            return Some((Denominator::Digits(places.min(7)), plain(pieces[places..].to_vec())));
        }
        // `# ?/10`: the nought looks like a place.
        let rest = plain(pieces.to_vec());
        let Some(Piece::Words(words)) = rest.first() else { return None };
        let length = words.bytes().take_while(u8::is_ascii_digit).count();
        let fixed = words[..length].parse().ok().filter(|fixed| (1..=9_999_999).contains(fixed))?;
        let after = Piece::Words(words[length..].to_owned());
        Some((Denominator::Fixed(fixed), std::iter::once(after).chain(rest[1..].iter().cloned()).collect()))
    }

    /// The fraction of such a denominator that is nearest to a number.
    fn nearest(self, size: f64) -> (u64, u64) {
        match self {
            Denominator::Fixed(below) => ((size * below as f64).round() as u64, below),
            Denominator::Digits(digits) => {
                let most = 10u64.pow(digits as u32) - 1;
                nearest_fraction(size, most)
            }
        }
    }
}

/// The best approximation with a denominator of at most `most`, by continued fractions.
fn nearest_fraction(size: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0u64, 1u64), (1u64, 0u64));
    let mut rest = size;
    for _ in 0..40 {
        let step = rest.floor();
        if step > 1e15 {
            break;
        }
        let step = step as u64;
        let below = step.saturating_mul(last.1).saturating_add(before.1);
        if below > most {
            // Not all of the step can be taken; what can be may still be nearer.
            let part = (most - before.1).checked_div(last.1).unwrap_or(0);
            let next = |last: u64, before: u64| part.saturating_mul(last).saturating_add(before);
            let between = (next(last.0, before.0), next(last.1, before.1));
            let distance = |(above, below): (u64, u64)| (size - above as f64 / below.max(1) as f64).abs();
            if part > 0 && distance(between) < distance(last) {
                last = between;
            }
            break;
        }
        (before, last) = (last, (step.saturating_mul(last.0).saturating_add(before.0), below));
        let fraction = rest - rest.floor();
        if fraction < 1e-10 {
            break;
        }
        rest = 1.0 / fraction;
    }
    last
}

/// A number as Excel shows it without a format: in eleven characters, free of binary dust. Whole numbers are written out
/// beyond those, because a long reference is not to lose its end.
fn general(into: &mut String, value: f64) {
    if value.abs() < 1e15 && value == value.trunc() {
        let _ = write!(into, "{}", value as i64);
        return;
    }
    if value < 0.0 {
        into.push('-');
    }
    let (size, start) = (value.abs(), into.len());
    if (1e-9..1e15).contains(&size) {
        let _ = write!(into, "{size}");
        if into.len() - start <= 11 {
            return;
        }
        into.truncate(start);
    }
    let decimal = Decimal::of(size);
    if (-3..=11).contains(&decimal.exponent) {
        let places = 10usize.saturating_sub(decimal.exponent.max(1) as usize);
        let digits = Digits::new(&GENERAL[..2 + places]);
        digits.lay_out(into, &decimal.rounded(places), false);
    } else {
        let exponent = Exponent { plus: true, least: 2, after: Vec::new() };
        scientific(into, size, false, &Digits::new(&GENERAL[..7]), &exponent);
    }
    // A point without digits behind it is not written.
    if let Some(at) = into[start..].find('.').map(|at| start + at)
        && !into[at + 1..].starts_with(|next: char| next.is_ascii_digit())
    {
        into.remove(at);
    }
}

/// `0.#########`.
static GENERAL: [Piece; 11] = {
    const OPTIONAL: Piece = Piece::Place('#');
    [
        Piece::Place('0'),
        Piece::Point,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
        OPTIONAL,
    ]
};

/// A time that goes past a day.
fn elapsed(into: &mut String, days: f64, sign: bool, pieces: &[Piece]) {
    let parts = pieces.iter().find_map(|piece| match piece {
        Piece::SecondParts(parts) => Some(*parts as u32),
        _ => None,
    });
    let fine = 10f64.powi(parts.unwrap_or(0) as i32);
    let ticks = (days * 86_400.0 * fine).round();
    let seconds = (ticks / fine).floor() as u64;
    if sign {
        into.push('-');
    }
    for piece in pieces {
        let _ = match piece {
            Piece::Elapsed(in_a_day, least) => {
                write!(into, "{:0least$}", seconds / (86_400 / u64::from(*in_a_day).max(1)))
            }
            Piece::Hour(least) => write!(into, "{:0least$}", seconds / 3600 % 24),
            Piece::Minute(least) => write!(into, "{:0least$}", seconds / 60 % 60),
            Piece::Second(least) => write!(into, "{:0least$}", seconds % 60),
            Piece::SecondParts(parts) => write!(into, ".{:0parts$}", (ticks % fine) as u64),
            Piece::Words(words) => into.write_str(words),
            _ => Ok(()),
        };
    }
}

fn moment(into: &mut String, when: NaiveDateTime, pieces: &[Piece]) {
    let half = pieces.iter().any(|piece| matches!(piece, Piece::HalfDay(_)));
    let parts = pieces.iter().find_map(|piece| match piece {
        Piece::SecondParts(parts) => Some(*parts as u32),
        _ => None,
    });
    let timed = pieces.iter().any(|piece| matches!(piece, Piece::Hour(_) | Piece::Minute(_) | Piece::Second(_)));
    // The time is shown to the nearest of what is shown of a second.
    let when = if timed {
        let tick = 1_000_000_000 / 10i64.pow(parts.unwrap_or(0));
        let over = i64::from(when.nanosecond() % 1_000_000_000) % tick;
        let step = if over * 2 >= tick { tick - over } else { -over };
        when.checked_add_signed(TimeDelta::nanoseconds(step)).unwrap_or(when)
    } else {
        when
    };
    for piece in pieces {
        match piece {
            Piece::Day(run @ (1 | 2)) => digits(into, when.day(), *run),
            Piece::Day(run) => {
                let name = WEEKDAYS[when.weekday().num_days_from_monday() as usize];
                into.push_str(if *run == 3 { &name[..3] } else { name });
            }
            Piece::Month(run @ (1 | 2)) => digits(into, when.month(), *run),
            Piece::Month(run) => {
                let name = MONTHS[when.month0() as usize];
                into.push_str(match run {
                    3 => &name[..3],
                    5 => &name[..1],
                    _ => name,
                });
            }
            Piece::Year(1 | 2) => digits(into, when.year().rem_euclid(100) as u32, 2),
            Piece::Year(_) => digits(into, when.year().unsigned_abs(), 4),
            Piece::Hour(run) if half => digits(into, when.hour12().1, (*run).min(2)),
            Piece::Hour(run) => digits(into, when.hour(), (*run).min(2)),
            Piece::Minute(run) => digits(into, when.minute(), *run),
            Piece::Second(run) => digits(into, when.second(), (*run).min(2)),
            Piece::SecondParts(parts) => {
                into.push('.');
                digits(into, when.nanosecond() % 1_000_000_000 / 10u32.pow(9 - *parts as u32), *parts);
            }
            Piece::HalfDay(letters) => into.push_str(&(if when.hour() < 12 { "am" } else { "pm" })[..*letters]),
            Piece::Words(words) => into.push_str(words),
            _ => {}
        }
    }
}

/// A number of at least so many digits.
fn digits(into: &mut String, number: u32, least: usize) {
    let mut places = [b'0'; 10];
    let (mut at, mut rest) = (10, number);
    while rest > 0 || 10 - at < least {
        at -= 1;
        places[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    into.extend(places[at..].iter().map(|digit| char::from(*digit)));
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn shown(value: f64, code: &str) -> String {
        let mut text = String::new();
        NumberFormat::parse(code).section(value).number(&mut text, value);
        text
    }

    fn dated(day: u32, minutes: u32, code: &str) -> String {
        let when = NaiveDate::from_ymd_opt(2025, 3, day).unwrap().and_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
        let mut text = String::new();
        NumberFormat::parse(code).moment(&mut text, when);
        text
    }

    #[test]
    fn numbers_are_shown_in_their_format() {
        for (value, code, text) in [
            (13.1, "0.00", "13.10"),
            (13.1, "General", "13.1"),
            (0.852, "0%", "85%"),
            (0.852, "0.0%", "85.2%"),
            (0.1 + 0.2, "General", "0.3"),
            (1.0 / 3.0, "General", "0.333333333"),
            (12345.678901234, "GENERAL", "12345.6789"),
            (-2.5, "General", "-2.5"),
            (1234567890123.0, "General", "1234567890123"),
            (1e-7 / 3.0, "General", "3.33333E-08"),
            (1200.0, "#,##0", "1,200"),
            (85.5, "0.0\"%\"", "85.5%"),
            (45474.0, "\"Due \"0", "Due 45474"),
            (7.0, "\"R\"000", "R007"),
            (1200.0, "[$£-809]#,##0", "£1,200"),
            (-1200.0, "[$£-809]#,##0", "-£1,200"),
            (7.0, "_-* #,##0_-;-* #,##0_-", "7"),
            (1.0, "0.##", "1."),
            (1.25, "0.0#", "1.25"),
            (12.5, "0", "13"),
            (0.125, "0%", "13%"),
            (-12.5, "0", "-13"),
            (1.005, "0.00", "1.01"),
            (12_500.0, "#,##0,", "13"),
            (0.75, "# ?/?", "3/4"),
            (2.5, "# ?/?", "2 1/2"),
            (3e12 + 503.0 / 2048.0, "???????/???????", "6144000000000503/2048"),
            (12345.0, "0.00E+00", "1.23E+04"),
            (12345.0, "##0.0E+0", "12.3E+3"),
            (1.5, "[h]:mm", "36:00"),
        ] {
            assert_eq!(shown(value, code), text, "{value} as {code}");
        }
    }

    #[test]
    fn conditions_and_signs_choose_the_section() {
        for (value, code, text) in [
            (0.0, "[=0]\"-\";0%", "-"),
            (0.25, "[=0]\"-\";0%", "25%"),
            (0.5, "[<1]0.0;0", "0.5"),
            (3.0, "[<1]0.0;0", "3"),
            (-3.0, "0;(0)", "(3)"),
            (-3.0, "0;(0);\"nil\"", "(3)"),
            (0.0, "0;(0);\"nil\"", "nil"),
            (150.0, "[>100]\"many\";[<0]\"few\";0", "many"),
            (50.0, "[>100]\"many\";[<0]\"few\";0", "50"),
            (2.0, "[red]0;[COLOR10]0", "2"),
        ] {
            assert_eq!(shown(value, code), text, "{value} as {code}");
        }
    }

    #[test]
    fn formats_of_dates_are_told_from_formats_of_numbers() {
        for (code, shows) in [
            ("dd/mm/yyyy", Some(Precision::Day)),
            ("mmm\\ yy", Some(Precision::Month)),
            ("m/yyyy", Some(Precision::Month)),
            ("mmmm", Some(Precision::Month)),
            ("yyyy", Some(Precision::Year)),
            ("[$-809]d\\ mmmm\\ yyyy;@", Some(Precision::Day)),
            ("[magenta]dd/mm/yyyy", Some(Precision::Day)),
            ("h:mm", Some(Precision::Time)),
            ("mm:ss", Some(Precision::Time)),
            ("Long Date", Some(Precision::Day)),
            ("General", None),
            ("0.00", None),
            ("[Red]0.00", None),
            ("\"day \"0", None),
            ("0\" days\"", None),
            ("0%", None),
            ("@", None),
            ("[h]:mm", None),
            ("_-* #,##0_-", None),
        ] {
            let found = match NumberFormat::parse(code).section(45_000.0).shows {
                Shows::Moment(precision) => Some(precision),
                _ => None,
            };
            assert_eq!(found, shows, "{code}");
        }
    }

    #[test]
    fn dates_are_shown_in_their_format() {
        assert_eq!(dated(7, 0, "d.m"), "7.3");
        assert_eq!(dated(7, 0, "mmm-yy"), "Mar-25");
        assert_eq!(dated(7, 0, "[$-809]dd mmmm yyyy"), "07 March 2025");
        assert_eq!(dated(7, 0, "General"), "07/03/2025");
        assert_eq!(dated(7, 785, "h:mm AM/PM"), "1:05 pm");
        assert_eq!(dated(7, 785, "hh:mm dd/mm/yyyy"), "13:05 07/03/2025");
        assert_eq!(dated(7, 0, "\"Due \"dd/mm/yyyy"), "Due 07/03/2025");
        assert_eq!(dated(7, 0, "dddd d mmm"), "Friday 7 Mar");
    }

    #[test]
    fn texts_are_shown_with_what_their_format_adds() {
        let text = |code: &str| NumberFormat::parse(code).text("1.1");
        assert_eq!(text("\"Ref \"@").as_deref(), Some("Ref 1.1"));
        assert_eq!(text(";;;").as_deref(), Some(""));
        assert_eq!([text("@"), text("0;-0;0;@"), text("0"), text("General;-0")], [const { None }; 4]);
    }

    /// What LibreOffice shows of the same numbers (`tests/number-formats`), but for what is meant to be otherwise.
    #[test]
    fn numbers_are_shown_as_libreoffice_shows_them() {
        let lines = |table: &'static str| table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let meant: std::collections::BTreeMap<(&str, &str), &str> =
            lines(include_str!("../../tests/number-formats/exceptions.tsv"))
                .filter(|line| line.len() == 4)
                .map(|line| ((line[0], line[1]), line[2]))
                .collect();
        let (mut compared, mut excepted, mut wrong) = (0, 0, Vec::new());
        for line in lines(include_str!("../../tests/number-formats/libreoffice.tsv")) {
            let [code, number, theirs] = line.as_slice() else { panic!("{line:?}") };
            let value: f64 = number.parse().unwrap();
            let format = NumberFormat::parse(code);
            let mut ours = String::new();
            match format.section(value).shows {
                Shows::Moment(_) => drop(format.moment(&mut ours, super::super::shown::moment(value, false).unwrap())),
                _ => format.section(value).number(&mut ours, value),
            }
            // Gaps have widths there, and none here.
            let regular = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let expected = meant.get(&(*code, *number)).copied().unwrap_or(theirs);
            excepted += usize::from(meant.contains_key(&(*code, *number)));
            if regular(&ours) != regular(expected) {
                wrong.push(format!("{code}\t{number}\t{ours}\tLibreOffice shows {theirs}"));
            }
            compared += 1;
        }
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
        assert!(compared > 300 && excepted == meant.len(), "{compared} compared, {excepted} of {}", meant.len());
    }

    #[test]
    fn any_code_at_all_shows_something_without_a_fall() {
        let odd = [
            "[", "\"", "\\", "_", "*", ";;;;;", "[=]0", "0/0", "/", "E+0", "0E+", "%%%", ",,,", "é#é", "[h", "m",
            "0.0.0", "@@",
        ];
        for code in odd {
            for value in [0.0, -0.4, 1e300, -1e-300, 123456789.987, 45_000.5] {
                let _ = shown(value, code);
            }
            let _ = dated(1, 1, code);
        }
    }
}
