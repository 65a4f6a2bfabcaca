//! Headings of time: which months a heading of a dashboard stands for, and what stands under it.
//!
//! A heading's words → a [`Heading`]: "Apr'25", "30/04/2025", "202504", "Q2 2025-26 actual", "2024/25 outturn",
//! "Target Oct-25", and "April" or "Q1", whose year stands elsewhere. A heading with any word that is not known here is
//! none of these: "Comments Oct 25" is a column of comments.
//!
//! Deliberately absent: which year a heading without one means. That follows from its neighbours: see `timeline`.

use chrono::NaiveDate;

use super::dates;
use super::model::Month;

/// A stretch of time, known by its last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub last: Month,
    pub span: Span,
}

/// How long a stretch of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    Month,
    /// Some months that are neither a quarter, a half nor a year.
    Months,
    Quarter,
    Term,
    Half,
    Year,
}

impl Span {
    /// What such stretches are called, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Span::Month => "months",
            Span::Months => "spans of months",
            Span::Quarter => "quarters",
            Span::Term => "terms",
            Span::Half => "half years",
            Span::Year => "years",
        }
    }

    fn of(months: u32) -> Span {
        match months {
            1 => Span::Month,
            3 => Span::Quarter,
            6 => Span::Half,
            12 => Span::Year,
            _ => Span::Months,
        }
    }
}

/// What stands in the column or the row that a heading is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Value,
    Target,
    Rating,
    Numerator,
    Denominator,
    /// A year to date, a forecast, a variance, a direction: no figure of that time alone.
    Other,
}

/// Which years a heading or a title names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Years {
    /// From April of this year to March of the next.
    Financial(i32),
    /// From September of this year to August of the next.
    Academic(i32),
    Calendar(i32),
}

/// When a heading says something was so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Known(Period),
    Open(Open),
    /// A year alone: a figure of that year, or the year of what stands below.
    Years(Years),
}

/// A month, quarter, half or term without its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The number of its last month.
    pub month: u32,
    pub span: Span,
    /// Counted from April ("Q1", "M1"), so that a calendar year does not say which it is.
    pub counted: bool,
    /// The calendar year that was written all the same: "Q1 2025".
    pub year: Option<i32>,
}

impl Open {
    /// The same in some years, where they say which it is.
    pub fn within(self, years: Years) -> Option<Period> {
        let year = match years {
            Years::Calendar(_) | Years::Academic(_) if self.counted => return None,
            Years::Calendar(year) => year,
            Years::Financial(first) if self.span != Span::Term => first + i32::from(self.month < 4),
            Years::Financial(first) | Years::Academic(first) => first + i32::from(self.month < 9),
        };
        Some(Period { last: Month::checked(year, self.month)?, span: self.span })
    }
}

impl Years {
    pub fn period(self) -> Option<Period> {
        let last = match self {
            Years::Financial(first) => Month::checked(first + 1, 3),
            Years::Academic(first) => Month::checked(first + 1, 8),
            Years::Calendar(year) => Month::checked(year, 12),
        };
        Some(Period { last: last?, span: Span::Year })
    }

    /// The financial year that a month lies in.
    pub fn financial(month: Month) -> Years {
        Years::Financial(month.year - i32::from(month.month < 4))
    }
}

/// A heading of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    pub when: When,
    pub part: Part,
    /// The day, where it names one.
    pub day: Option<NaiveDate>,
    pub provisional: bool,
}

impl Heading {
    /// A column headed by a date cell.
    pub fn of_date(date: NaiveDate) -> Option<Heading> {
        let last = dates::sound_month(date)?;
        let when = When::Known(Period { last, span: Span::Month });
        Some(Heading { when, part: Part::Value, day: Some(date), provisional: false })
    }
}

/// Longer texts are sentences.
const LONGEST: usize = 60;

/// Reads a heading of time; `None` where it is none.
pub fn read(text: &str) -> Option<Heading> {
    // A quick first look: a whole sheet of cells comes through here.
    if text.is_empty() || text.len() > LONGEST * 2 || !(text.len() <= 20 || text.bytes().any(|b| b.is_ascii_digit())) {
        return None;
    }
    let plain = text.to_lowercase();
    let tokens = tokens(&plain);
    let mut said = Said::default();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        rest = &rest[said.take(rest)?..];
    }
    said.heading()
}

/// What stands under a heading that only says that: "Actual", "RAG rating", "%", "Denominator".
pub fn part(text: &str) -> Option<Part> {
    if text.len() > 30 {
        return None;
    }
    let plain = text.to_lowercase();
    let mut said = Said::default();
    for token in tokens(&plain) {
        match token {
            Token::Word(word) => said.word(word)?,
            Token::Mark('%') => said.say(Part::Value),
            Token::Mark('(' | ')' | '.' | '/' | '*' | '-' | ':') => {}
            Token::Mark('#') => said.say(Part::Numerator),
            Token::Mark(_) | Token::Number(_) => return None,
        }
    }
    said.part
}

/// The years that a title names, one after another: "KPI scorecard 2025/26", "Performance 2024".
pub fn years_in(text: &str) -> Vec<Years> {
    let plain = text.to_lowercase();
    let tokens = tokens(&plain);
    let academic = plain.contains("academic") || plain.contains("school year");
    let mut found = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let (years, taken) = match rest {
            [Token::Number(a), Token::Mark('/' | '-'), Token::Number(b), ..] => (two_years(a, b), 3),
            [Token::Number(a), ..] => (year(a).map(Years::Calendar), 1),
            _ => (None, 1),
        };
        found.extend(years.map(|years| if academic { years.academic() } else { years }));
        rest = &rest[if years.is_some() { taken } else { 1 }..];
    }
    found
}

/// The month that a title names, where it names just one: "Performance scorecard – October 2025".
pub fn month_in(text: &str) -> Option<Month> {
    let mut months: Vec<Month> = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2) {
        let joined = format!("{} {}", pair[0], pair[1]);
        if let Some(Heading { when: When::Known(Period { last, span: Span::Month }), part: Part::Value, .. }) =
            read(&joined)
        {
            months.push(last);
        }
    }
    months.dedup();
    match months.as_slice() {
        [month] => Some(*month),
        _ => None,
    }
}

impl Years {
    fn academic(self) -> Years {
        match self {
            Years::Financial(first) => Years::Academic(first),
            other => other,
        }
    }
}

/// A heading cut into its smallest pieces; spaces, apostrophes and underscores only part them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    Number(&'t str),
    Word(&'t str),
    Mark(char),
}

fn tokens(plain: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = plain;
    while let Some(first) = rest.chars().next() {
        let run = |keep: fn(char) -> bool| rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            run(|c| c.is_ascii_digit())
        } else if first.is_alphabetic() {
            run(char::is_alphabetic)
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        let ordinal = matches!(piece, "st" | "nd" | "rd" | "th") && matches!(found.last(), Some(Token::Number(_)));
        match first {
            _ if first.is_ascii_digit() => found.push(Token::Number(piece)),
            _ if ordinal => {}
            _ if first.is_alphabetic() => found.push(Token::Word(piece)),
            '\'' | '’' | '‘' | '`' | '_' => {}
            _ if first.is_whitespace() => {}
            '–' | '—' | '−' => found.push(Token::Mark('-')),
            other => found.push(Token::Mark(other)),
        }
    }
    found
}

/// What was gathered from a heading so far.
#[derive(Default)]
struct Said {
    months: Vec<u32>,
    /// "Apr – Jun": a second month ends what the first began.
    range: bool,
    /// "Apr 25 – Jun 25": the last year named counts.
    years: Option<Years>,
    day: Option<u32>,
    date: Option<NaiveDate>,
    quarter: Option<u32>,
    half: Option<u32>,
    term: Option<u32>,
    counted_month: Option<u32>,
    /// How long a time is that is told by its end: "Quarter ending June 2025", "12 months to March 2025".
    span: Option<Span>,
    academic: bool,
    part: Option<Part>,
    provisional: bool,
    last_was_month: bool,
}

impl Said {
    /// Takes the next piece and gives how many tokens it was made of; `None` where it is not known.
    fn take(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number, Word};
        let after_month = std::mem::take(&mut self.last_was_month);
        match *rest {
            [Number(a), Mark(s), Number(b), Mark(t), Number(c), ..] if s == t && matches!(s, '/' | '.' | '-') => {
                let (day, year) = if a.len() == 4 { (c, a) } else { (a, c) };
                let year = if year.len() == 2 { 2000 + year.parse::<i32>().ok()? } else { self::year(year)? };
                self.date = Some(NaiveDate::from_ymd_opt(year, b.parse().ok()?, day.parse().ok()?)?);
                Some(5)
            }
            [Number(a), Mark('/' | '-'), Number(b), ..] if two_years(a, b).is_some() => {
                self.years = two_years(a, b);
                Some(3)
            }
            [Number(a), Mark('/' | '-' | '.'), Number(b), ..] if month_and_year(a, b).is_some() => {
                let (month, year) = month_and_year(a, b)?;
                self.month(month);
                self.years = Some(Years::Calendar(year));
                Some(3)
            }
            [Word("q" | "qtr" | "quarter" | "qrt"), Number(n), ..] => {
                self.quarter = Some(count(n, 4)?);
                Some(2)
            }
            [Number(n), Word("quarter" | "qtr"), ..] if n.len() == 1 => {
                self.quarter = Some(count(n, 4)?);
                Some(2)
            }
            [Word("h" | "half"), Number(n), ..] => {
                self.half = Some(count(n, 2)?);
                Some(2)
            }
            [Word("m" | "mth" | "month" | "p" | "period"), Number(n), ..] if n.len() <= 2 => {
                self.counted_month = Some((count(n, 12)? + 2) % 12 + 1);
                Some(2)
            }
            [Number("3"), Word("month" | "months" | "mths"), Word("to" | "ending" | "ended"), ..] => {
                self.span = Some(Span::Quarter);
                Some(3)
            }
            [Number("12"), Word("month" | "months" | "mths"), Word("to" | "ending" | "ended"), ..] => {
                self.span = Some(Span::Year);
                Some(3)
            }
            [Word("quarter" | "qtr"), Word("ending" | "ended" | "end" | "to"), ..] => {
                self.span = Some(Span::Quarter);
                Some(2)
            }
            [Word("year"), Word("to"), Word("date"), ..] => {
                self.say(Part::Other);
                Some(3)
            }
            [Word("year"), Word("ending" | "ended" | "to"), ..] => {
                self.span = Some(Span::Year);
                Some(2)
            }
            [Number(n), ..] => self.number(n, after_month, &rest[1..]).then_some(1),
            [Mark('-'), ..] | [Word("to"), ..] if self.months.len() == 1 => {
                self.range = true;
                self.last_was_month = after_month;
                Some(1)
            }
            [Mark('%'), ..] => {
                self.say(Part::Value);
                Some(1)
            }
            [Mark(mark), ..] => {
                self.last_was_month = after_month;
                "()[]*†‡^.,:#/-~+|".contains(mark).then_some(1)
            }
            [Word(word), ..] => {
                if let Some(month) = dates::month_number(word) {
                    self.month(month);
                } else {
                    self.word(word)?;
                }
                Some(1)
            }
            [] => None,
        }
    }

    fn month(&mut self, month: u32) {
        self.months.push(month);
        self.last_was_month = true;
    }

    /// A number that stands by itself: a year, a day before its month, or a date run together.
    fn number(&mut self, digits: &str, after_month: bool, rest: &[Token<'_>]) -> bool {
        use Token::{Mark, Word};
        let before_month = match rest {
            [Word("of") | Mark('-' | '/' | '.'), Word(word), ..] | [Word(word), ..] => {
                dates::month_number(word).is_some()
            }
            _ => false,
        };
        match digits.len() {
            4 => year(digits).map(|year| self.years = Some(Years::Calendar(year))).is_some(),
            6 => {
                let (year, month) = digits.split_at(4);
                let found = self::year(year).zip(count(month, 12));
                let Some((year, month)) = found else { return false };
                self.month(month);
                self.years = Some(Years::Calendar(year));
                true
            }
            8 => {
                let date = NaiveDate::parse_from_str(digits, "%Y%m%d").ok();
                self.date = date.filter(|date| dates::sound_month(*date).is_some());
                self.date.is_some()
            }
            1 | 2 if before_month && self.months.is_empty() => {
                self.day = count(digits, 31);
                self.day.is_some()
            }
            2 if after_month || self.term.is_some() || self.quarter.is_some() || self.half.is_some() => {
                self.years = digits.parse().ok().map(|short: i32| Years::Calendar(2000 + short));
                self.last_was_month = after_month;
                true
            }
            _ => false,
        }
    }

    /// A word beside the time: what stands under it, or nothing that matters. `None` where it is not known.
    fn word(&mut self, word: &str) -> Option<()> {
        match word {
            "autumn" => self.term = Some(12),
            "spring" => self.term = Some(3),
            "summer" => self.term = Some(7),
            "academic" | "ay" | "school" => self.academic = true,
            "prov" | "provisional" | "p" | "draft" | "unvalidated" => self.provisional = true,
            "target" | "targets" | "plan" | "planned" | "trajectory" | "goal" | "ambition" | "budget" => {
                self.say(Part::Target);
            }
            "rag" | "brag" | "rating" | "status" => self.say(Part::Rating),
            "numerator" | "num" | "no" | "number" | "count" => self.say(Part::Numerator),
            "denominator" | "denom" | "den" | "cohort" => self.say(Part::Denominator),
            "actual" | "actuals" | "act" | "performance" | "value" | "result" | "results" | "outturn" | "achieved"
            | "figure" | "figures" | "percentage" | "percent" | "rate" => self.say(Part::Value),
            "ytd" | "cumulative" | "rolling" | "average" | "avg" | "mean" | "forecast" | "projected" | "projection"
            | "estimate" | "estimated" | "est" | "predicted" | "variance" | "var" | "change" | "diff"
            | "difference" | "dot" | "direction" | "trend" | "travel" | "rank" | "baseline" => self.say(Part::Other),
            "r" | "revised" | "final" | "latest" | "current" | "position" | "data" | "as" | "at" | "end" | "of"
            | "in" | "for" | "the" | "month" | "fy" | "financial" | "year" | "yr" | "term" | "quarter" | "qtr"
            | "half" | "reported" | "published" | "validated" | "to" | "and" | "score" | "full" => {}
            _ => return None,
        }
        Some(())
    }

    /// Of two words for what stands there the first says more, unless it only says that it is a figure.
    fn say(&mut self, part: Part) {
        if self.part.is_none_or(|said| said == Part::Value) {
            self.part = Some(part);
        }
    }

    fn heading(&self) -> Option<Heading> {
        let part = self.part.unwrap_or(Part::Value);
        let of = |when| Some(Heading { when, part, day: self.date, provisional: self.provisional });
        if let Some(date) = self.date {
            let Heading { when: When::Known(period), .. } = Heading::of_date(date)? else { return None };
            let known = self.months.is_empty() && self.years.is_none();
            return known
                .then(|| of(When::Known(Period { span: self.span.unwrap_or(period.span), ..period })))
                .flatten();
        }
        let years = self.years.map(|years| if self.academic { years.academic() } else { years });
        // A day without a year may as well be a year without its century: "25-Apr".
        if self.day.is_some() && !matches!(years, Some(Years::Calendar(_))) {
            return None;
        }
        let calendar = !matches!(years, Some(Years::Financial(_) | Years::Academic(_)));
        let open = match (self.months.as_slice(), self.quarter) {
            // "Q1 Apr–Jun 2025": the months say which year is meant.
            ([first, last], quarter) if self.range && (calendar || quarter.is_none()) => {
                let span = Span::of((last + 12 - first) % 12 + 1);
                Open { month: *last, span, counted: false, year: None }
            }
            ([_] | [_, _], Some(quarter)) => counted(quarter * 3, Span::Quarter),
            ([month], None) => {
                Open { month: *month, span: self.span.unwrap_or(Span::Month), counted: false, year: None }
            }
            ([], Some(quarter)) => counted(quarter * 3, Span::Quarter),
            ([], None) => match (self.half, self.term, self.counted_month) {
                (Some(half), None, None) => counted(half * 6, Span::Half),
                (None, Some(month), None) => Open { month, span: Span::Term, counted: false, year: None },
                (None, None, Some(month)) => Open { month, span: Span::Month, counted: true, year: None },
                (None, None, None) => return of(When::Years(years?)),
                _ => return None,
            },
            _ => return None,
        };
        match years {
            Some(years) => match open.within(years) {
                Some(period) => of(When::Known(period)),
                None => {
                    let Years::Calendar(year) = years else { return None };
                    of(When::Open(Open { year: Some(year), ..open }))
                }
            },
            None => of(When::Open(open)),
        }
    }
}

/// The last month of so many months of a financial year.
fn counted(months: u32, span: Span) -> Open {
    Open { month: (months + 2) % 12 + 1, span, counted: true, year: None }
}

fn count(digits: &str, most: u32) -> Option<u32> {
    digits.parse().ok().filter(|number| (1..=most).contains(number))
}

fn year(digits: &str) -> Option<i32> {
    digits.parse().ok().filter(|year| digits.len() == 4 && (1980..=2100).contains(year))
}

/// "2024/25", "2024-2025", "24/25": a year and the one after it.
fn two_years(a: &str, b: &str) -> Option<Years> {
    let first = match a.len() {
        4 => year(a)?,
        2 => a.parse().ok().filter(|short| (13..=60).contains(short)).map(|short: i32| 2000 + short)?,
        _ => return None,
    };
    let next: i32 = b.parse().ok()?;
    let follows = match b.len() {
        4 => next == first + 1,
        2 => next == (first + 1) % 100,
        _ => false,
    };
    follows.then_some(Years::Financial(first))
}

/// "04/2025", "2025-04", "4/25".
fn month_and_year(a: &str, b: &str) -> Option<(u32, i32)> {
    if let Some(year) = year(a) {
        return Some((count(b, 12).filter(|_| b.len() <= 2)?, year));
    }
    let month = count(a, 12).filter(|_| a.len() <= 2)?;
    let year =
        year(b).or_else(|| b.parse().ok().filter(|short| b.len() == 2 && *short > 12).map(|short: i32| 2000 + short));
    Some((month, year?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let Some(heading) = read(text) else { return "none".to_owned() };
        let when = match heading.when {
            When::Known(Period { last, span }) => format!("{} {span:?}", last.id()),
            When::Open(open) => format!("month {} {:?}", open.month, open.span),
            When::Years(years) => format!("{years:?}"),
        };
        let part = if heading.part == Part::Value { String::new() } else { format!(" {:?}", heading.part) };
        format!("{when}{part}{}", if heading.provisional { " provisional" } else { "" })
    }

    #[test]
    fn months_are_read_in_every_form() {
        for text in [
            "Apr 25",
            "Apr-25",
            "April 2025",
            "Apr'25",
            "Apr ’25",
            "Apr_25",
            "Apr-25*",
            "2025 Apr",
            "2025-04",
            "2025/04",
            "04/2025",
            "4/2025",
            "04/25",
            "202504",
            "20250430",
            "30/04/2025",
            "01.04.25",
            "2025-04-01",
            "30 April 2025",
            "30th Apr 25",
            "Apr-25 actual",
            "Actual Apr-25",
            "Position at end of April 2025",
            "Latest (Apr-25)",
            "M1 25/26",
            "P1 2025/26",
            "Month 1 2025/26",
            "April 2025/26",
            "Apr-25 %",
        ] {
            assert_eq!(show(text), "2025-04 Month", "{text}");
        }
        assert_eq!(show("Oct-25 (prov)"), "2025-10 Month provisional");
        assert_eq!(show("Oct 2025 p"), "2025-10 Month provisional");
    }

    #[test]
    fn quarters_halves_terms_and_years_are_read() {
        for (text, expected) in [
            ("Q1 24/25", "2024-06 Quarter"),
            ("Q2 2025-26", "2025-09 Quarter"),
            ("2024/25 Q4", "2025-03 Quarter"),
            ("Q3 (2025/26) actual", "2025-12 Quarter"),
            ("Quarter 2 2025/26", "2025-09 Quarter"),
            ("Qtr 4 25/26", "2026-03 Quarter"),
            ("Apr-Jun 25", "2025-06 Quarter"),
            ("Apr to Jun 2025", "2025-06 Quarter"),
            ("Apr 25 – Jun 25", "2025-06 Quarter"),
            ("Q1 Apr-Jun 2025", "2025-06 Quarter"),
            ("Q4 (Jan - Mar) 2025/26", "2026-03 Quarter"),
            ("Quarter ending June 2025", "2025-06 Quarter"),
            ("3 months to Jun-25", "2025-06 Quarter"),
            ("H1 2025/26", "2025-09 Half"),
            ("12 months to March 2025", "2025-03 Year"),
            ("Year ending 31 March 2025", "2025-03 Year"),
            ("2024/25", "Financial(2024)"),
            ("2024/25 outturn", "Financial(2024)"),
            ("2024-2025", "Financial(2024)"),
            ("FY 24/25", "Financial(2024)"),
            ("Academic year 2024/25", "Academic(2024)"),
            ("2024", "Calendar(2024)"),
            ("Autumn 24", "2024-12 Term"),
            ("Spring term 2025", "2025-03 Term"),
            ("Summer 2024/25", "2025-07 Term"),
            ("April", "month 4 Month"),
            ("Q1", "month 6 Quarter"),
            ("Autumn term", "month 12 Term"),
            // A quarter of a bare year is of the financial or of the calendar year: nobody can tell.
            ("Q1 2025", "month 6 Quarter"),
            ("M1 2025", "month 4 Month"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_under_a_heading_is_read_too() {
        for (text, expected) in [
            ("Target Oct-25", "2025-10 Month Target"),
            ("Oct-25 RAG", "2025-10 Month Rating"),
            ("Forecast Mar 26", "2026-03 Month Other"),
            ("YTD Oct 25", "2025-10 Month Other"),
            ("Target 2025/26", "Financial(2025) Target"),
            ("Oct-25 numerator", "2025-10 Month Numerator"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
        let parts = ["Actual", "Target", "RAG rating", "%", "Denominator", "No.", "Oct-25", "Owner"];
        use Part::*;
        let expected =
            [Some(Value), Some(Target), Some(Rating), Some(Value), Some(Denominator), Some(Numerator), None, None];
        assert_eq!(parts.map(part), expected);
    }

    #[test]
    fn what_is_no_heading_of_time_is_left_alone() {
        for text in [
            "Measure",
            "Comments Oct 25",
            "Update April 2025",
            "25",
            "25-Apr",
            "1.2.3",
            "12",
            "45.5",
            "Week ending 7 Nov 2025",
            "Mark",
            "England 2023",
            "Due by March 2026",
            "Q5 2025/26",
            "31/02/2025",
            "13/2025",
            "1.10",
            "",
            "M13 25/26",
            "84%",
            "YTD",
            "RAG",
            "Actual",
        ] {
            assert_eq!(show(text), "none", "{text}");
        }
    }

    #[test]
    fn a_title_names_its_years_or_its_month() {
        assert_eq!(years_in("KPI scorecard 2025/26"), [Years::Financial(2025)]);
        assert_eq!(years_in("KPI 2025-26 (v14.2)"), [Years::Financial(2025)]);
        assert_eq!(years_in("Academic year 2024/25"), [Years::Academic(2024)]);
        assert_eq!(years_in("Scorecard"), []);
        assert_eq!(month_in("Performance scorecard – October 2025"), Some(Month { year: 2025, month: 10 }));
        assert_eq!(month_in("From April 2025 to October 2025"), None);
    }
}
