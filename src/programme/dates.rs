//! Dates as officers write them: "1st July 2024", "Sept 2024", "21.7.25", "Termly from May 2024", "When available".
//!
//! The words are always kept. What is no date stays words: a day is never invented. Only where the caller gives the
//! record's own date ("End of February" in the log of a January meeting) does the year follow from it, and it is said.

use chrono::{Datelike, NaiveDate};

use super::model::{DateKind, Month, WrittenDate};
use crate::text::MONTHS;
use crate::workbook::Precision;

/// Reads a date from text. `near` is the record's own date, from which a year that was not written follows.
pub fn parse(text: &str, near: Option<NaiveDate>) -> Option<WrittenDate> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || matches!(words.as_str(), "-" | "–" | "—") {
        return None;
    }
    let plain = words.to_lowercase();
    let of_kind = |kind, date| WrittenDate { kind, date, words: words.clone(), year_inferred: false };
    if is_recurring(&plain) {
        return Some(of_kind(DateKind::Recurring, None));
    }
    let tokens = tokens(&plain);
    if let Some(found) = numeric(&plain).or_else(|| latest(&plain)).or_else(|| written(&tokens)) {
        return Some(match found {
            Found::Day(date) => of_kind(DateKind::Day, Some(date)),
            Found::Month(month) => of_kind(DateKind::Month, Some(month.last_day())),
        });
    }
    if let Some((kind, date)) = near.and_then(|near| without_year(&tokens, &plain, near)) {
        return Some(WrittenDate { kind, date: Some(date), words, year_inferred: true });
    }
    Some(of_kind(DateKind::Open, None))
}

/// How many different dates a text names: "June 2025, revised to September 2025".
pub fn count(text: &str) -> usize {
    let plain = text.to_lowercase();
    if numeric(&plain).is_some() || is_recurring(&plain) {
        return 1;
    }
    let mut days: Vec<NaiveDate> = all(&plain).iter().map(Found::last_day).collect();
    days.sort_unstable();
    days.dedup();
    days.len()
}

/// The last of the dates of a text: the end of a range, or the one that was put off to.
fn latest(plain: &str) -> Option<Found> {
    all(plain).into_iter().max_by_key(Found::last_day)
}

fn all(plain: &str) -> Vec<Found> {
    let mut found: Vec<Found> = plain
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '.' | '-')))
        .filter(|part| part.len() >= 6)
        .filter_map(|part| numeric(part.trim_matches(['.', '-', '/'])))
        .collect();
    let tokens = tokens(plain);
    let mut from = 0;
    while let Some(index) = (from..tokens.len()).find(|index| month_number(&tokens[*index]).is_some()) {
        // Each month with the day before it and the words behind it, up to the next month.
        let next = (index + 1..tokens.len()).find(|next| month_number(&tokens[*next]).is_some());
        let end = next.unwrap_or(tokens.len());
        let between = &tokens[index + 1..end];
        // "1 July to 25 September 2025": the 25 is no year of the July before it.
        let is_day = |number: &String| {
            number.len() <= 2 && tokens.get(end + 1).is_some_and(|year| year.len() == 4 && year_number(year).is_some())
        };
        let days_own = next.is_some() && between.len() == 1 && is_day(&between[0]);
        if !days_own {
            found.extend(written(&tokens[index.saturating_sub(1).max(from)..end]));
        }
        // The number before the next month is its day, unless it is this month's year.
        from = if days_own || between.len() > 1 { end - 1 } else { end };
    }
    found
}

/// A date cell as far as its format shows it: the end of its month, or of its year, where it shows no day.
pub fn from_cell(date: NaiveDate, shows: Precision, shown: &str) -> WrittenDate {
    let (kind, date) = match (sound_month(date), shows) {
        (Some(_), Precision::Day) => (DateKind::Day, Some(date)),
        (Some(month), Precision::Month) => (DateKind::Month, Some(month.last_day())),
        (Some(month), Precision::Year) => (DateKind::Month, Some(Month { month: 12, ..month }.last_day())),
        (_, Precision::Time) | (None, _) => (DateKind::Open, None),
    };
    WrittenDate { kind, date, words: shown.to_owned(), year_inferred: false }
}

/// The month of a date that can stand in these papers: a slip of the pen makes years such as 202 or 20255.
pub fn sound_month(date: NaiveDate) -> Option<Month> {
    Month::checked(date.year(), date.month())
}

/// The first date anywhere in a text, as in "Complete – 16/07/2025" or "Approved by the Board on 16 July 2025".
pub fn first_in(text: &str) -> Option<WrittenDate> {
    let plain = text.to_lowercase();
    let date = plain
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '.' | '-')))
        .filter(|part| part.len() >= 6)
        .find_map(|part| numeric(part.trim_matches(['.', '-', '/'])))
        .or_else(|| written(&tokens(&plain)))?;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(match date {
        Found::Day(date) => WrittenDate { kind: DateKind::Day, date: Some(date), words, year_inferred: false },
        Found::Month(month) => {
            WrittenDate { kind: DateKind::Month, date: Some(month.last_day()), words, year_inferred: false }
        }
    })
}

/// The first and the last day that the opening of a text names, as milestones begin: "By June 2024, …", "Between July
/// 2024 and October 2024, …", "Sept 2024 complete the audit". A date further into the text is part of its matter.
pub fn span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    const OPENING: usize = 8;
    let plain = text.to_lowercase();
    let opening = plain.split([',', ':', ';', '\n']).next().unwrap_or_default();
    let mut tokens = tokens(opening);
    tokens.truncate(OPENING);
    let mut days: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut from = 0;
    while from < tokens.len() {
        let Some(index) = (from..tokens.len()).find(|index| month_number(&tokens[*index]).is_some()) else { break };
        // "July to September 2024": a month borrows the year that stands behind the next.
        let mut here = tokens[index.saturating_sub(1).max(from)..(index + 2).min(tokens.len())].to_vec();
        if written(&here).is_none()
            && let Some(year) = tokens[index..].iter().find(|token| token.len() == 4 && year_number(token).is_some())
        {
            here = vec![tokens[index].clone(), year.clone()];
        }
        match written(&here) {
            Some(Found::Day(day)) => days.push((day, day)),
            Some(Found::Month(month)) => days.push((month.first_day(), month.last_day())),
            None => {}
        }
        from = index + 1;
    }
    if let Some(Found::Day(day)) = opening.split_whitespace().find_map(numeric) {
        days.push((day, day));
    }
    Some((days.iter().map(|(first, _)| *first).min()?, days.iter().map(|(_, last)| *last).max()?))
}

/// A month heading: "May 2024", "Apr-24", "2024-05".
pub fn month(text: &str) -> Option<Month> {
    let plain = text.trim().to_lowercase();
    if let Some(month) = Month::parse(&plain) {
        return Some(month);
    }
    match tokens(&plain).as_slice() {
        [name, year] => Month::checked(year_number(year)?, month_number(name)?),
        _ => None,
    }
}

/// A month in words: "April 2025".
pub fn named(month: Month) -> String {
    format!("{} {}", MONTHS.get(month.month as usize - 1).copied().unwrap_or_default(), month.year)
}

/// The month of a name, whole or cut: "sept" is 9.
pub fn month_number(name: &str) -> Option<u32> {
    let name = name.trim_matches('.');
    if name.len() < 3 {
        return None;
    }
    let begins = |full: &&str| full.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    MONTHS.iter().position(begins).map(|index| index as u32 + 1)
}

enum Found {
    Day(NaiveDate),
    Month(Month),
}

impl Found {
    fn last_day(&self) -> NaiveDate {
        match self {
            Found::Day(day) => *day,
            Found::Month(month) => month.last_day(),
        }
    }
}

impl Month {
    pub(crate) fn checked(year: i32, month: u32) -> Option<Month> {
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }
}

fn is_recurring(plain: &str) -> bool {
    const MARKS: [&str; 13] = [
        "termly",
        "monthly",
        "quarterly",
        "weekly",
        "annually",
        "yearly",
        "half-termly",
        "ongoing",
        "on-going",
        "every ",
        "each term",
        "each month",
        "rolling",
    ];
    MARKS.iter().any(|mark| plain.contains(mark))
}

/// Words and numbers, ordinals without their endings: "1st", "of", "july", "2024" → "1", "july", "2024".
fn tokens(plain: &str) -> Vec<String> {
    plain
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|token| !token.is_empty() && *token != "of" && *token != "the")
        .map(|token| {
            let digits: String = token.chars().take_while(char::is_ascii_digit).collect();
            let ending = &token[digits.len()..];
            if !digits.is_empty() && matches!(ending, "st" | "nd" | "rd" | "th") {
                digits
            } else {
                token.trim_start_matches('\'').to_owned()
            }
        })
        .collect()
}

/// 16/07/2025, 21.7.25, 16-07-2025, 2025-07-16, and the last with a time behind it.
fn numeric(plain: &str) -> Option<Found> {
    let text = plain.trim();
    let text = text.split_once([' ', 't']).map_or(text, |(date, time)| if time.contains(':') { date } else { text });
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if !parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (day, month, year) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
    let year = match year.len() {
        2 => 2000 + year.parse::<i32>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let month = Month::checked(year, month.parse().ok()?)?;
    NaiveDate::from_ymd_opt(month.year, month.month, day.parse().ok()?).map(Found::Day)
}

/// "16 july 2025", "july 16 2025", "july 2024", with other words around them.
fn written(tokens: &[String]) -> Option<Found> {
    for (index, token) in tokens.iter().enumerate() {
        let Some(month) = month_number(token) else { continue };
        let next = |ahead: usize| tokens.get(index + ahead);
        // "July 16, 2025" before "July 16": the number behind a month may be its day.
        if let (Some(day), Some(year)) = (
            next(1).and_then(|token| day_number(token)),
            next(2).filter(|token| token.len() == 4).and_then(|token| year_number(token)),
        ) {
            return NaiveDate::from_ymd_opt(year, month, day).map(Found::Day);
        }
        if let Some(year) = next(1).and_then(|token| year_number(token)) {
            let month = Month::checked(year, month)?;
            let day = index.checked_sub(1).and_then(|before| day_number(&tokens[before]));
            // "May 31" and "Nov 10" are days sooner than May 2031 and November 2010.
            if day.is_none() && next(1).is_some_and(|token| token.len() == 2) && !(2015..=2029).contains(&year) {
                continue;
            }
            return match day {
                Some(day) => NaiveDate::from_ymd_opt(month.year, month.month, day).map(Found::Day),
                None => Some(Found::Month(month)),
            };
        }
    }
    None
}

fn day_number(token: &str) -> Option<u32> {
    token.parse().ok().filter(|day| token.len() <= 2 && (1..=31).contains(day))
}

/// A year of four digits, or of two that cannot be a day's number in these papers ("Jul-24" is July 2024).
fn year_number(token: &str) -> Option<i32> {
    let year: i32 = token.parse().ok()?;
    match token.len() {
        4 if (1900..=2200).contains(&year) => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// "End of February", "31 Oct", "w/e 7 November", "26/9": the next such month or day at or after the record's own date.
fn without_year(tokens: &[String], plain: &str, near: NaiveDate) -> Option<(DateKind, NaiveDate)> {
    const FILLERS: [&str; 26] = [
        "end",
        "by",
        "early",
        "mid",
        "late",
        "in",
        "during",
        "on",
        "before",
        "w",
        "e",
        "c",
        "b",
        "we",
        "wc",
        "week",
        "ending",
        "commencing",
        "beginning",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "noon",
        "cop",
    ];
    const WEEKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let first_after = |month: u32, day: Option<u32>| {
        (near.year()..=near.year() + 4).find_map(|year| {
            let month = Month::checked(year, month)?;
            match day {
                Some(day) => NaiveDate::from_ymd_opt(year, month.month, day)
                    .filter(|date| *date >= near)
                    .map(|date| (DateKind::Day, date)),
                None => Some(month.last_day()).filter(|date| *date >= near).map(|date| (DateKind::Month, date)),
            }
        })
    };
    let filler = |token: &&String| FILLERS.contains(&token.as_str()) || WEEKDAYS.contains(&token.as_str());
    let named: Vec<&String> = tokens.iter().filter(|token| !filler(token)).collect();
    match named.as_slice() {
        [name] => first_after(month_number(name)?, None),
        [a, b] => match (month_number(a), month_number(b)) {
            (Some(month), None) => first_after(month, Some(day_number(b)?)),
            (None, Some(month)) => first_after(month, Some(day_number(a)?)),
            // "26/9", and not "1.10", which is a ref.
            (None, None) if plain.contains('/') => {
                first_after(day_number(b).filter(|month| *month <= 12)?, Some(day_number(a)?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The one day that a heading names: "Thursday 20 November 2025", "Board meeting of 18/09/2025". What says when a sheet
/// was brought up to date names no meeting.
pub fn heading_day(text: &str) -> Option<WrittenDate> {
    let plain = text.to_lowercase();
    let other =
        ["updated", "as at", "position", "version", "printed", "generated", "correct at", "refreshed", "due", "by "];
    if text.chars().count() > 100 || other.iter().any(|word| plain.contains(word)) || count(text) != 1 {
        return None;
    }
    first_in(text).filter(|date| date.kind == DateKind::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match parse(text, None) {
            None => "none".to_owned(),
            Some(date) => format!("{:?} {}", date.kind, date.date.map_or("-".to_owned(), |day| day.to_string())),
        }
    }

    #[test]
    fn dates_are_read_in_the_forms_officers_write() {
        for (text, expected) in [
            ("1st July 2024", "Day 2024-07-01"),
            ("Wednesday 16th of July, 2025", "Day 2025-07-16"),
            ("July 2024", "Month 2024-07-31"),
            ("Sept 2024", "Month 2024-09-30"),
            ("Feb 2024", "Month 2024-02-29"),
            ("Jul-24", "Month 2024-07-31"),
            ("21.7.25", "Day 2025-07-21"),
            ("16/07/2025", "Day 2025-07-16"),
            ("2025-07-16", "Day 2025-07-16"),
            ("2025-07-16 00:00:00", "Day 2025-07-16"),
            ("July 16, 2025", "Day 2025-07-16"),
            ("end of August 2025 or sooner", "Month 2025-08-31"),
            ("By December 2024", "Month 2024-12-31"),
            ("Termly from May 2024", "Recurring -"),
            ("Ongoing", "Recurring -"),
            ("When available", "Open -"),
            ("Next Board", "Open -"),
            ("31/02/2025", "Open -"),
            ("End of February", "Open -"),
            ("1 July - 30 September 2025", "Day 2025-09-30"),
            ("1 July to 25 September 2025", "Day 2025-09-25"),
            ("1 July 2025 – 30 September 2025", "Day 2025-09-30"),
            ("01/07/2025 - 30/09/2025", "Day 2025-09-30"),
            ("14th-18th July 2025", "Day 2025-07-18"),
            ("Jul/Sept 2025", "Month 2025-09-30"),
            ("Dec 25/Jan 26", "Month 2026-01-31"),
            ("Sept 2025 (was June 2025)", "Month 2025-09-30"),
            ("w/c 14/07/2025", "Day 2025-07-14"),
            ("July 25", "Month 2025-07-31"),
            ("May 31", "Open -"),
            ("Nov 10", "Open -"),
            ("07/14/2025", "Open -"),
            ("", "none"),
            ("–", "none"),
        ] {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_year_that_was_not_written_follows_from_the_records_own_date() {
        let january = NaiveDate::from_ymd_opt(2025, 1, 18);
        let date = parse("End of February", january).unwrap();
        assert_eq!((date.date, date.year_inferred), (NaiveDate::from_ymd_opt(2025, 2, 28), true));
        let november = NaiveDate::from_ymd_opt(2025, 11, 18);
        assert_eq!(parse("End of February", november).unwrap().date, NaiveDate::from_ymd_opt(2026, 2, 28));
        assert_eq!(parse("Next Board", january).unwrap().kind, DateKind::Open);
        let september = NaiveDate::from_ymd_opt(2025, 9, 18);
        for (text, expected) in [
            ("31 Oct", "Day 2025-10-31"),
            ("10 Jan", "Day 2026-01-10"),
            ("26/9", "Day 2025-09-26"),
            ("w/e 7 November", "Day 2025-11-07"),
            ("Mid-October", "Month 2025-10-31"),
            ("by Friday 3rd October", "Day 2025-10-03"),
            ("29 February", "Day 2028-02-29"),
            ("End of September", "Month 2025-09-30"),
            ("Next meeting", "Open -"),
            ("15th", "Open -"),
            ("in 2 weeks", "Open -"),
            ("1.10", "Open -"),
            ("December Board", "Open -"),
            ("31 Nov", "Open -"),
        ] {
            let date = parse(text, september).unwrap();
            let day = date.date.map_or("-".to_owned(), |day| day.to_string());
            assert_eq!(format!("{:?} {day}", date.kind), expected, "{text}");
            assert!(!date.year_inferred || date.date.is_some());
        }
    }

    #[test]
    fn a_heading_names_the_day_of_its_meeting() {
        let day = |text: &str| heading_day(text).and_then(|date| date.date).map(|day| day.to_string());
        assert_eq!(day("Thursday 20 November 2025").as_deref(), Some("2025-11-20"));
        assert_eq!(day("Actions from the Board meeting of 18/09/2025").as_deref(), Some("2025-09-18"));
        for text in ["Last updated: 03/11/2025", "Position at 31 October 2025", "November 2025", "Closed actions"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn several_dates_in_one_text_are_counted() {
        for (text, dates) in [
            ("July 2025", 1),
            ("16/07/2025", 1),
            ("2025-07-16 00:00:00", 1),
            ("1 July - 30 September 2025", 1),
            ("June 2025 revised September 2025", 2),
            ("31/03/2025, extended to 31/07/2025", 2),
            ("Wednesday 16 July 2025", 1),
            ("When available", 0),
        ] {
            assert_eq!(count(text), dates, "{text}");
        }
    }

    #[test]
    fn a_date_is_found_inside_a_status() {
        let day = |text: &str| first_in(text).and_then(|date| date.date).map(|day| day.to_string());
        assert_eq!(day("Blue – 16/07/2025").as_deref(), Some("2025-07-16"));
        assert_eq!(day("B 21.1.25").as_deref(), Some("2025-01-21"));
        assert_eq!(day("🔵 12 Sep 2024").as_deref(), Some("2024-09-12"));
        assert_eq!(day("Board minute 7.2"), None);
    }

    #[test]
    fn a_milestone_opens_with_its_dates() {
        let days = |text: &str| span(text).map(|(first, last)| format!("{first} {last}"));
        for (text, expected) in [
            ("By June 2024, gaps are understood by May 2026", "2024-06-01 2024-06-30"),
            ("Between July 2024 and October 2024, review", "2024-07-01 2024-10-31"),
            ("From July 2024 to March 2025, deliver workshops", "2024-07-01 2025-03-31"),
            ("September 2024 – July 2025, workshops are completed", "2024-09-01 2025-07-31"),
            ("Sept 2024 complete audit of the plans", "2024-09-01 2024-09-30"),
            ("July to Sept 2024 pilot", "2024-07-01 2024-09-30"),
            ("On 16 July 2025, agree", "2025-07-16 2025-07-16"),
        ] {
            assert_eq!(days(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(days("Provide training to the team to embed these new processes"), None);
    }

    #[test]
    fn month_headings_are_read_as_months() {
        for text in ["May 2024", "may-24", "2024-05"] {
            assert_eq!(month(text), Some(Month { year: 2024, month: 5 }), "{text}");
        }
        assert_eq!(month("Measure"), None);
        assert_eq!(month("2024"), None);
    }
}
