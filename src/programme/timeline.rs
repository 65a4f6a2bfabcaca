//! A line of headings of time, taken together → the months they stand for.
//!
//! One heading alone may not say its year ("Apr"), may have a slip in it ("Oct-24" behind "Sep-25"), or may be the
//! second April. Its neighbours, the title above and the edition say what it means; what was judged is a [`Remark`] at
//! the heading. A quarter, a term or a year is put at its last month.

use super::dates;
use super::model::Month;
use super::periods::{Heading, Open, Part, Period, Span, When, Years};
use crate::diagnostic::Severity;

/// A heading of time in its place on the line: a column of a dashboard, or a row of one that lies on its side.
#[derive(Clone, Debug)]
pub struct Found {
    pub index: u32,
    pub heading: Heading,
    /// The years that a heading above it names.
    pub years: Option<Years>,
    pub words: String,
}

/// What says the year of headings that do not, in the order in which it is asked.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The years or the month of a title, and where it stands.
    pub titles: Vec<(Title, String)>,
    pub edition: Option<Month>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    Years(Years),
    Month(Month),
}

/// A place on the line whose time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub index: u32,
    pub period: Period,
    pub part: Part,
}

/// Something to tell at a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub index: u32,
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub found: String,
    pub hint: &'static str,
}

/// The line as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The places of figures, in one rhythm: the finest there is.
    pub values: Vec<Point>,
    /// Figures of longer times beside them: a quarter beside its months.
    pub longer: Vec<Point>,
    /// Targets, ratings, numerators and denominators by month.
    pub parts: Vec<Point>,
    pub remarks: Vec<Remark>,
}

/// Understands a line of headings.
pub fn settle(mut found: Vec<Found>, around: &Surroundings) -> Line {
    let mut line = Line::default();
    found.sort_by_key(|found| found.index);
    // Only a numerator is a figure where nothing else is: "No." by itself.
    if !found.iter().any(|found| found.heading.part == Part::Value) {
        for found in found.iter_mut().filter(|found| found.heading.part == Part::Numerator) {
            found.heading.part = Part::Value;
        }
    }
    let known = years_found(&found, around, &mut line.remarks);
    let mut values = Vec::new();
    for (found, period) in found.iter().zip(&known) {
        let Some(period) = *period else { continue };
        let point = Point { index: found.index, period, part: found.heading.part };
        match point.part {
            Part::Value => values.push((found, point)),
            Part::Other => {}
            _ => line.parts.push(point),
        }
    }
    tell_provisional(&values, &mut line.remarks);
    drop_seconds(&mut values, &mut line.remarks);
    tell_slips(&values, &mut line.remarks);
    let finest = values.iter().map(|(_, point)| point.period.span).min();
    let (finer, longer): (Vec<_>, Vec<_>) =
        values.into_iter().partition(|(_, point)| Some(point.period.span) == finest);
    tell_last_months(&finer, &mut line.remarks);
    line.values = finer.into_iter().map(|(_, point)| point).collect();
    line.longer = longer.into_iter().map(|(_, point)| point).collect();
    line
}

/// The period of each heading; `None` where its year cannot be known.
fn years_found(found: &[Found], around: &Surroundings, remarks: &mut Vec<Remark>) -> Vec<Option<Period>> {
    let mut known: Vec<Option<Period>> = found
        .iter()
        .map(|found| match found.heading.when {
            When::Known(period) => Some(period),
            When::Years(years) => years.period(),
            When::Open(open) => found.years.and_then(|years| open.within(years)),
        })
        .collect();
    by_neighbours(found, &mut known);
    // Targets by month stand beside the figures of the same months: each has a line of its own.
    let mut lines: Vec<(Span, Part)> =
        found.iter().filter_map(|found| Some((open_of(found)?.span, found.heading.part))).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut told: Vec<Span> = Vec::new();
    for (span, part) in lines {
        let open: Vec<usize> = (0..found.len())
            .filter(|index| {
                known[*index].is_none()
                    && found[*index].heading.part == part
                    && open_of(&found[*index]).is_some_and(|open| open.span == span && open.year.is_none())
            })
            .collect();
        let Some(first) = open.first() else { continue };
        let numbers: Vec<Open> = open.iter().filter_map(|index| open_of(&found[*index])).collect();
        let words: Vec<&str> = open.iter().take(6).map(|index| found[*index].words.as_str()).collect();
        let mut tell = |remark: Remark| {
            if !told.contains(&span) {
                told.push(span);
                remarks.push(remark);
            }
        };
        match in_surroundings(&numbers, around) {
            Some((months, said)) => {
                for (index, last) in open.iter().zip(&months) {
                    known[*index] = Some(Period { last: *last, span });
                }
                let severity = if said.is_some() { Severity::Note } else { Severity::Warning };
                let said = said.unwrap_or_else(|| "the edition's month".to_owned());
                let (from, to) = (months.iter().min(), months.iter().max());
                let range = from
                    .zip(to)
                    .map(|(from, to)| format!("{} to {}", dates::named(*from), dates::named(*to)))
                    .unwrap_or_default();
                tell(Remark {
                    index: found[*first].index,
                    code: "month-without-year",
                    severity,
                    message: format!("headings without a year were taken for {range}, by {said}"),
                    found: words.join(" | "),
                    hint: "write the year in each heading, such as Apr 2025",
                });
            }
            None => tell(Remark {
                index: found[*first].index,
                code: "column-not-read",
                severity: Severity::Warning,
                message: "figures were not read: nothing says which year their headings mean".to_owned(),
                found: words.join(" | "),
                hint: "write the year in each heading, such as Apr 2025 or Q1 2025/26",
            }),
        }
    }
    for (found, known) in found.iter().zip(&known) {
        if let Some(Open { year: Some(_), .. }) = open_of(found).filter(|_| known.is_none()) {
            remarks.push(Remark {
                index: found.index,
                code: "column-not-read",
                severity: Severity::Warning,
                message: format!(
                    "figures were not read: \"{}\" may be of the calendar year or of the financial year",
                    found.words
                ),
                found: found.words.clone(),
                hint: "write the financial year in full, such as Q1 2025/26",
            });
        }
    }
    known
}

fn open_of(found: &Found) -> Option<Open> {
    match found.heading.when {
        When::Open(open) => Some(open),
        _ => None,
    }
}

/// "Apr 25, May, Jun": a month without a year follows the one before it that has one.
fn by_neighbours(found: &[Found], known: &mut [Option<Period>]) {
    let spans: Vec<Option<Span>> =
        found.iter().map(|found| open_of(found).filter(|open| open.year.is_none()).map(|open| open.span)).collect();
    let parts = [Part::Value, Part::Target, Part::Rating, Part::Numerator, Part::Denominator];
    let times = [Span::Month, Span::Quarter, Span::Half, Span::Term];
    for (span, part) in times.into_iter().flat_map(|span| parts.map(|part| (span, part))) {
        let of_span: Vec<i32> =
            known.iter().flatten().filter(|period| period.span == span).map(|period| period.last.count()).collect();
        let falling = of_span.windows(2).filter(|pair| pair[1] < pair[0]).count() * 2 > of_span.len().saturating_sub(1);
        let way = if falling { -1 } else { 1 };
        let mut step = |order: &mut dyn Iterator<Item = usize>, way: i32| {
            let mut last: Option<i32> = None;
            for index in order.filter(|index| found[*index].heading.part == part) {
                match known[index] {
                    Some(period) if period.span == span => last = Some(period.last.count()),
                    None if spans[index] == Some(span) => {
                        let (Some(before), Some(open)) = (last, open_of(&found[index])) else { continue };
                        let ahead = (way * (open.month as i32 - 1 - before)).rem_euclid(12);
                        let count = before + way * if ahead == 0 { 12 } else { ahead };
                        let month = Month { year: count.div_euclid(12), month: open.month };
                        known[index] = Some(Period { last: month, span });
                        last = Some(count);
                    }
                    _ => {}
                }
            }
        };
        step(&mut (0..found.len()), way);
        step(&mut (0..found.len()).rev(), -way);
    }
}

/// The months of headings without a year, by the title or the edition; with what said it, unless the edition did.
fn in_surroundings(open: &[Open], around: &Surroundings) -> Option<(Vec<Month>, Option<String>)> {
    let counts = unrolled(open);
    for (title, said) in &around.titles {
        let found = match *title {
            Title::Years(years) => within_years(open, &counts, years),
            Title::Month(month) => around_month(open, &counts, month),
        };
        if let Some(months) = found {
            return Some((months, Some(said.clone())));
        }
    }
    let edition = around.edition?;
    Some((around_month(open, &counts, edition)?, None))
}

/// Months counted on from one heading to the next, up or down, up to a number of whole years.
fn unrolled(open: &[Open]) -> Vec<i32> {
    let ahead = |from: u32, to: u32| (to + 12 - from) % 12;
    let rising = open.windows(2).filter(|pair| (1..=6).contains(&ahead(pair[0].month, pair[1].month))).count() * 2
        >= open.len().saturating_sub(1);
    let mut counts: Vec<i32> = Vec::new();
    for (index, one) in open.iter().enumerate() {
        let count = match counts.last() {
            None => one.month as i32 - 1,
            Some(before) => {
                let previous = open[index - 1].month;
                let by = if rising { ahead(previous, one.month) } else { ahead(one.month, previous) };
                let by = if by == 0 { 12 } else { by } as i32;
                before + if rising { by } else { -by }
            }
        };
        counts.push(count);
    }
    counts
}

fn at_count(open: &[Open], counts: &[i32], shift: i32) -> Vec<Month> {
    let years = counts.iter().map(|count| (count + shift).div_euclid(12));
    years.zip(open).map(|(year, open)| Month { year, month: open.month }).collect()
}

/// All of them in one year of a kind: a financial year, or else the school year of the same name.
fn within_years(open: &[Open], counts: &[i32], years: Years) -> Option<Vec<Month>> {
    let span = open.first()?.span;
    let (first, starts): (i32, &[i32]) = match years {
        Years::Financial(first) if span == Span::Term => (first, &[8]),
        Years::Financial(first) if span == Span::Month => (first, &[3, 8]),
        Years::Financial(first) => (first, &[3]),
        Years::Academic(_) | Years::Calendar(_) if open.iter().any(|open| open.counted) => return None,
        Years::Academic(first) => (first, &[8]),
        Years::Calendar(first) => (first, &[0]),
    };
    starts.iter().find_map(|start| {
        let from = first * 12 + start;
        let (low, high) = (counts.iter().min()?, counts.iter().max()?);
        let shift = (from - low + 11).div_euclid(12) * 12;
        (high + shift < from + 12).then(|| at_count(open, counts, shift))
    })
}

/// The run that a month lies in, or the last one before it.
fn around_month(open: &[Open], counts: &[i32], month: Month) -> Option<Vec<Month>> {
    let (low, high) = (*counts.iter().min()?, *counts.iter().max()?);
    // A quarter begins two months before its last.
    let lead = if open.first()?.span == Span::Month { 0 } else { 2 };
    if high - low + lead >= 12 {
        return None;
    }
    let shift = (month.count() - (low - lead)).div_euclid(12) * 12;
    Some(at_count(open, counts, shift))
}

fn tell_provisional(values: &[(&Found, Point)], remarks: &mut Vec<Remark>) {
    for (found, point) in values.iter().filter(|(found, _)| found.heading.provisional) {
        remarks.push(Remark {
            index: point.index,
            code: "month-provisional",
            severity: Severity::Note,
            message: format!(
                "the figures for {} are called provisional, which no paper says",
                dates::named(point.period.last)
            ),
            found: found.words.clone(),
            hint: "say so in the measure's comment; nothing else to do",
        });
    }
}

/// Two Aprils in one series: of dates the later one counts, of months the first. Many of them, as with figures by week,
/// are told of once.
fn drop_seconds(values: &mut Vec<(&Found, Point)>, remarks: &mut Vec<Remark>) {
    const EACH: usize = 3;
    let mut kept: Vec<(&Found, Point)> = Vec::new();
    let mut dropped: Vec<(&Found, Point, String)> = Vec::new();
    for (found, point) in values.drain(..) {
        let Some(earlier) = kept.iter_mut().find(|(_, other)| other.period == point.period) else {
            kept.push((found, point));
            continue;
        };
        let later = found.heading.day.is_some() && found.heading.day > earlier.0.heading.day;
        let (stays, goes) = if later { ((found, point), *earlier) } else { (*earlier, (found, point)) };
        *earlier = stays;
        dropped.push((goes.0, goes.1, stays.0.words.clone()));
    }
    let remark = |found: &Found, message: String, listed: String| Remark {
        index: found.index,
        code: "month-twice",
        severity: Severity::Warning,
        message,
        found: listed,
        hint: "put the month and the year of one of them right, or take one away",
    };
    if dropped.len() > EACH {
        let listed: Vec<&str> = dropped.iter().take(8).map(|(found, ..)| found.words.as_str()).collect();
        let message =
            format!("{} headings mean months that others mean too; one figure a month was read", dropped.len());
        remarks.push(remark(dropped[0].0, message, listed.join(" | ")));
    } else {
        for (found, point, stays) in &dropped {
            let month = dates::named(point.period.last);
            let message = format!("two headings mean {month}: what is under \"{stays}\" was read, and this was not");
            remarks.push(remark(found, message, found.words.clone()));
        }
    }
    *values = kept;
}

/// A heading that breaks the order and would keep it in another year: "Aug-25, Sep-25, Oct-24".
fn tell_slips(values: &[(&Found, Point)], remarks: &mut Vec<Remark>) {
    let Some(span) = values.iter().map(|(_, point)| point.period.span).min() else { return };
    let line: Vec<&(&Found, Point)> = values.iter().filter(|(_, point)| point.period.span == span).collect();
    let counts: Vec<i32> = line.iter().map(|(_, point)| point.period.last.count()).collect();
    let falls = counts.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let way = if falls * 2 > counts.len().saturating_sub(1) { -1 } else { 1 };
    let fits = |index: usize, count: i32| {
        let after = index.checked_sub(1).is_none_or(|before| (count - counts[before]) * way > 0);
        let before = counts.get(index + 1).is_none_or(|next| (next - count) * way > 0);
        after && before
    };
    for index in 1..counts.len() {
        if (counts[index] - counts[index - 1]) * way > 0 {
            continue;
        }
        let slip = [index, index - 1]
            .into_iter()
            .find_map(|at| [12, -12].into_iter().find(|years| fits(at, counts[at] + years)).map(|years| (at, years)));
        let Some((at, years)) = slip else { continue };
        let (found, point) = line[at];
        remarks.push(Remark {
            index: point.index,
            code: "month-out-of-order",
            severity: Severity::Warning,
            message: format!(
                "\"{}\" was read as {} and breaks the order of the months; {} would keep it",
                found.words,
                dates::named(point.period.last),
                dates::named(point.period.last.shifted(years))
            ),
            found: found.words.clone(),
            hint: "put the year of the heading right",
        });
    }
}

fn tell_last_months(values: &[(&Found, Point)], remarks: &mut Vec<Remark>) {
    let Some((found, point)) = values.first().filter(|(_, point)| point.period.span > Span::Month) else { return };
    let example = point.period;
    remarks.push(Remark {
        index: point.index,
        code: "period-at-last-month",
        severity: Severity::Note,
        message: format!(
            "figures of {} were put at the last month of each: \"{}\" at {}",
            example.span.name(),
            found.words,
            dates::named(example.last)
        ),
        found: values.iter().take(6).map(|(found, _)| found.words.as_str()).collect::<Vec<_>>().join(" | "),
        hint: "nothing to do if that is right; name the months in the headings if it is not",
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::periods;

    fn line(headings: &[&str], around: &Surroundings) -> (Vec<String>, Vec<String>) {
        let found = headings.iter().enumerate().map(|(index, words)| Found {
            index: index as u32,
            heading: periods::read(words).unwrap_or_else(|| panic!("{words} is no heading of time")),
            years: None,
            words: (*words).to_owned(),
        });
        let line = settle(found.collect(), around);
        let values = line.values.iter().map(|point| point.period.last.id()).collect();
        (values, line.remarks.iter().map(|remark| format!("{} {}", remark.index, remark.code)).collect())
    }

    fn titled(title: &str) -> Surroundings {
        let years = periods::years_in(title);
        let title =
            years.first().map(|years| Title::Years(*years)).or_else(|| periods::month_in(title).map(Title::Month));
        Surroundings { titles: title.map(|title| (title, "the title".to_owned())).into_iter().collect(), edition: None }
    }

    #[test]
    fn a_title_gives_months_their_year() {
        let financial = ["Apr", "Jun", "Dec", "Jan", "Mar"];
        let (months, told) = line(&financial, &titled("Scorecard 2025/26"));
        assert_eq!(months, ["2025-04", "2025-06", "2025-12", "2026-01", "2026-03"]);
        assert_eq!(told, ["0 month-without-year"]);
        let (months, _) = line(&["Sep", "Dec", "Jan", "Jul", "Aug"], &titled("Attendance 2024/25"));
        assert_eq!(months, ["2024-09", "2024-12", "2025-01", "2025-07", "2025-08"]);
        let (months, _) = line(&["Mar", "Jan", "Dec", "Apr"], &titled("Scorecard 2025/26"));
        assert_eq!(months, ["2026-03", "2026-01", "2025-12", "2025-04"]);
        let (months, _) = line(&["Q1", "Q2", "Q3", "Q4"], &titled("Scorecard 2025/26"));
        assert_eq!(months, ["2025-06", "2025-09", "2025-12", "2026-03"]);
        let (months, _) = line(&["Apr", "Sep", "Oct"], &titled("Scorecard – October 2025"));
        assert_eq!(months, ["2025-04", "2025-09", "2025-10"]);
        // Two turns of the year in one title's year: nobody can tell.
        let (months, told) = line(&["Nov", "Dec", "Jan"], &titled("Scorecard 2025"));
        assert_eq!((months, told), (vec![], vec!["0 column-not-read".to_owned()]));
    }

    #[test]
    fn the_edition_gives_the_year_where_nothing_else_does_and_it_is_a_warning() {
        let edition = Surroundings { titles: Vec::new(), edition: Month::parse("2025-10") };
        assert_eq!(line(&["Apr", "Oct", "Nov", "Mar"], &edition).0, ["2025-04", "2025-10", "2025-11", "2026-03"]);
        assert_eq!(line(&["Jan", "Feb"], &edition).0, ["2025-01", "2025-02"]);
        assert_eq!(line(&["Apr", "May"], &Surroundings::default()).0, [""; 0]);
    }

    #[test]
    fn a_month_without_a_year_follows_its_neighbour() {
        let none = Surroundings::default();
        let (months, told) = line(&["Nov", "Dec 24", "Jan", "Feb"], &none);
        assert_eq!(months, ["2024-11", "2024-12", "2025-01", "2025-02"]);
        assert!(told.is_empty());
        let (months, _) = line(&["Q1 target", "Q1", "Q2 target", "Q2"], &titled("Scorecard 2025/26"));
        assert_eq!(months, ["2025-06", "2025-09"]);
        let (months, _) = line(&["Feb 25", "Jan 25", "Dec", "Nov"], &none);
        assert_eq!(months, ["2025-02", "2025-01", "2024-12", "2024-11"]);
    }

    #[test]
    fn two_aprils_and_a_slip_of_the_year_are_told() {
        let none = Surroundings::default();
        assert_eq!(line(&["Apr 25", "Apr 25", "May 25"], &none).1, ["1 month-twice"]);
        assert_eq!(line(&["04/04/2025", "18/04/2025", "02/05/2025"], &none).1, ["0 month-twice"]);
        let weeks = ["04/04/2025", "11/04/2025", "18/04/2025", "25/04/2025", "02/05/2025", "09/05/2025"];
        assert_eq!(
            line(&weeks, &none),
            (vec!["2025-04".to_owned(), "2025-05".to_owned()], vec!["0 month-twice".to_owned()])
        );
        assert_eq!(line(&["Aug-25", "Sep-25", "Oct-24"], &none).1, ["2 month-out-of-order"]);
        assert_eq!(line(&["Aug-26", "Sep-25", "Oct-25"], &none).1, ["0 month-out-of-order"]);
        assert!(line(&["Oct-25", "Sep-25", "Aug-25"], &none).1.is_empty());
        // This year's months, then last year's: another order, and no slip.
        assert!(line(&["Apr-25", "May-25", "Apr-24", "May-24"], &none).1.is_empty());
    }

    #[test]
    fn longer_times_stand_apart_from_months() {
        let none = Surroundings::default();
        assert_eq!(line(&["2024/25", "Q1 25/26", "Jul-25", "YTD Jul 25"], &none).0, ["2025-07"]);
        let (months, told) = line(&["Q1 25/26", "Q2 25/26"], &none);
        assert_eq!(
            (months, told),
            (vec!["2025-06".to_owned(), "2025-09".to_owned()], vec!["0 period-at-last-month".to_owned()])
        );
        assert_eq!(line(&["Q1 2025", "Q2 2025"], &none).1, ["0 column-not-read", "1 column-not-read"]);
    }
}
