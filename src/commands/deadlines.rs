//! `boardpack deadlines`: by when the papers of each meeting and review have to be there.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::Args;

use super::{Outcome, Written};
use crate::area::AreaFolder;
use crate::area::settings::{Deadlines, Settings};
use crate::diagnostic::{Error, Result};
use crate::output;
use crate::printed::Printed;
use crate::wording;
use crate::working_days::{WorkingDays, years_covered};

/// Show by when the papers of each meeting and review have to be drafted, signed off and published
///
/// Meetings and reviews are those under [board] in boardpack.toml. Papers are published five clear working days before a
/// meeting, as for a council's committees; [deadlines] says otherwise: publication, sign_off, draft, review (in working days)
/// and closed (days on which the offices are closed). Saturdays, Sundays and the bank holidays of England are no working days.
#[derive(Debug, Args)]
pub struct DeadlinesArguments {
    /// The area's folder
    pub area: PathBuf,

    /// Only meetings and reviews after this day, such as 2025-07-31; without it those after the newest edition's month
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    pub after: Option<NaiveDate>,

    /// Also write them as a calendar that Outlook and others can open
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
}

fn a_day(text: &str) -> std::result::Result<NaiveDate, String> {
    text.parse().map_err(|_| "write a day with the year first, such as 2025-07-31".to_owned())
}

/// Something that papers have to be ready for, with the days before it.
struct Event {
    day: NaiveDate,
    what: String,
    /// Each with what has to be done by then; a day before the first year that there is has none.
    steps: Vec<(&'static str, NaiveDate)>,
}

pub fn run(arguments: &DeadlinesArguments) -> Result<Outcome> {
    let (area, _) = AreaFolder::open(&arguments.area)?;
    let after = match arguments.after {
        Some(day) => day,
        None => area.settings.status_date(area.choose(None)?),
    };
    let events = events(&area.settings, after);
    if events.is_empty() {
        return Err(Error::new(format!("no meeting or review after {} is in the settings", wording::day(after))).hint(
            "write their days in boardpack.toml: [board] meetings = [\"2025-09-17\"], stocktakes = [\"2025-09-24\"]",
        ));
    }
    let mut outcome = Outcome { text: listed(&events, &area.settings), ..Outcome::default() };
    if let Some(path) = &arguments.ics {
        output::write_whole(path, calendar(&events, &area.name, after).as_bytes())?;
        outcome.written.push(Written::of(path.clone(), None));
    }
    Ok(outcome)
}

/// The meetings and reviews after a day, in their order.
fn events(settings: &Settings, after: NaiveDate) -> Vec<Event> {
    let (deadlines, scheme) = (&settings.deadlines, settings.scheme());
    let days = deadlines.working_days();
    let meetings = settings.board.meetings.iter().map(|day| Event {
        day: *day,
        what: settings.board.name.clone().unwrap_or_else(|| scheme.board.clone()),
        steps: before_a_meeting(*day, deadlines, &days),
    });
    let reviews = settings.board.stocktakes.iter().map(|day| Event {
        day: *day,
        what: crate::text::capitalised(scheme.review()),
        steps: days.before(*day, deadlines.review()).map(|due| ("evidence due", due)).into_iter().collect(),
    });
    let mut all: Vec<Event> = meetings.chain(reviews).filter(|event| event.day > after).collect();
    all.sort_by_key(|event| event.day);
    all
}

fn before_a_meeting(day: NaiveDate, deadlines: &Deadlines, days: &WorkingDays) -> Vec<(&'static str, NaiveDate)> {
    let published = days.clear_of(day, deadlines.publication());
    let signed_off = published.and_then(|published| days.before(published, deadlines.sign_off()));
    let drafted = signed_off.and_then(|signed_off| days.before(signed_off, deadlines.draft()));
    let steps = [("draft", drafted), ("sign-off", signed_off), ("publication", published)];
    steps.into_iter().filter_map(|(what, day)| Some((what, day?))).collect()
}

fn listed(events: &[Event], settings: &Settings) -> Printed {
    let mut text = Printed::default();
    let days = settings.deadlines.working_days();
    for event in events {
        text.line(format!("{}: {}", with_weekday(event.day), event.what));
        for (what, day) in &event.steps {
            text.line(format!("  {what:<12}  {}", with_weekday(*day)));
        }
        if !days.covers(event.day) {
            let (first, last) = years_covered();
            text.line(format!("  bank holidays are known from {first} to {last}: look these days up"));
        }
    }
    text.blank();
    let deadlines = &settings.deadlines;
    let whose = match deadlines.publication {
        Some(_) => "as the settings say",
        None => "as for a council's committees (Local Government Act 1972, section 100B)",
    };
    text.line(format!(
        "Papers are published {} clear working days before a meeting, {whose}; signed off {} working days before that, and \
         drafted {} before the sign-off. Evidence for a review is due {} working days before it.",
        deadlines.publication(),
        deadlines.sign_off(),
        deadlines.draft(),
        deadlines.review(),
    ));
    text
}

/// "Wednesday 20 August 2025".
fn with_weekday(day: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    format!("{} {}", WEEKDAYS[day.weekday().num_days_from_monday() as usize], wording::day(day))
}

/// The days as a calendar (RFC 5545), each an event of a whole day. The stamp is the day from which on they were asked for:
/// the same settings give the same bytes.
fn calendar(events: &[Event], area: &str, stamp: NaiveDate) -> String {
    let mut out = String::new();
    let mut line = |text: String| push_folded(&mut out, &text);
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//boardpack//deadlines//EN".to_owned());
    for event in events {
        let name = format!("{} of {}", event.what, wording::day(event.day));
        let steps = event.steps.iter().map(|(what, day)| (*day, format!("{}: {name}", crate::text::capitalised(what))));
        for (day, summary) in steps.chain([(event.day, event.what.clone())]) {
            let end = day.succ_opt().unwrap_or(day);
            line("BEGIN:VEVENT".to_owned());
            line(format!("UID:{}@boardpack", &crate::digest::of_parts([area, &day.to_string(), &summary])[..32]));
            line(format!("DTSTAMP:{}T000000Z", stamp.format("%Y%m%d")));
            line(format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
            line(format!("DTEND;VALUE=DATE:{}", end.format("%Y%m%d")));
            line(format!("SUMMARY:{}", escaped(&summary)));
            line("TRANSP:TRANSPARENT".to_owned());
            line("END:VEVENT".to_owned());
        }
    }
    line("END:VCALENDAR".to_owned());
    out
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\n', '\r'], " ")
}

/// A line of at most 75 bytes; what is longer goes on in the next, which begins with a space.
fn push_folded(out: &mut String, text: &str) {
    let mut room = 75;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        let _ = out.write_char(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_of_a_calendar_are_folded_between_characters() {
        let mut out = String::new();
        push_folded(&mut out, &"é".repeat(100));
        assert!(out.lines().all(|line| line.len() <= 75) && out.lines().skip(1).all(|line| line.starts_with(' ')));
        assert_eq!(out.replace("\r\n ", "").trim_end(), "é".repeat(100));
        assert_eq!(escaped("a, b; c\\d\ne"), "a\\, b\\; c\\\\d e");
    }
}
