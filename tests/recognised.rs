//! `docs/recognised.md`: what the reader knows, written from the program itself, so that it cannot be out of date.

use std::fmt::Write;

use boardpack::programme::columns::{SCORE_GROUPS, SCORE_PARTS, SheetKind};
use boardpack::programme::model::{Area, DateKind};
use boardpack::programme::periods::{self, Part, Period, Span, When};
use boardpack::programme::schema::Described;
use boardpack::programme::scheme::Scheme;
use boardpack::programme::{IMPACT_WORDS, LIKELIHOOD_WORDS, dates, numbers};

use crate::support::{project, updating};

const INTRODUCTION: &str = "# What is recognised

Written by `UPDATE=1 cargo test --release recognised`; do not edit it by hand. `boardpack columns` shows how a workbook
of your own was understood. Headings of your own can be named under `[columns]` in `boardpack.toml`.

Headings are compared without case and punctuation, and without what stands in brackets; long ones may be misspelt by a
letter or two, and a heading of several parts (\"Owner / contact\") is known by its first, which is told. A row is taken
for the headings where enough of one kind's stand in it, wherever it is on the sheet.
";

/// Dates as officers write them, to be shown with what is made of each.
const DATES: [&str; 17] = [
    "16 July 2025",
    "1st July 2024",
    "Wednesday 16th of July, 2025",
    "July 16, 2025",
    "16/07/2025",
    "21.7.25",
    "2025-07-16",
    "July 2024",
    "Sept 2024",
    "Jul-24",
    "By December 2024",
    "end of August 2025 or sooner",
    "Termly from May 2024",
    "Ongoing",
    "When available",
    "Next Board",
    "31/02/2025",
];

/// Headings of time, to be shown with what is made of each.
const TIMES: [&str; 22] = [
    "Apr-25",
    "Apr'25",
    "30/04/2025",
    "2025-04-01",
    "04/2025",
    "202504",
    "30 April 2025",
    "Apr-25 actual",
    "Oct 25 (prov)",
    "M1 25/26",
    "April",
    "Q2 2025-26",
    "Jul-Sep 25",
    "Q2 2025",
    "H1 2025/26",
    "Autumn 24",
    "2024/25 outturn",
    "Academic year 2024/25",
    "12 months to March 2025",
    "Oct-25 target",
    "YTD Oct 25",
    "Comments Oct 25",
];

const MARKS: [&str; 15] =
    ["c", "[c]", "*", "s", "x", "..", ":", "#N/A", "#REF!", "z", "n/a", "-", "not collected", "tbc", "about 80%"];

#[test]
fn the_list_of_what_is_recognised_is_up_to_date() {
    let file = project().join("docs/recognised.md");
    let text = recognised();
    if updating() {
        std::fs::write(&file, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == text, "remake it: UPDATE=1 cargo test --release recognised");
}

fn recognised() -> String {
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n## Headings\n");
    for kind in SheetKind::ALL {
        writeln!(out, "\n### {}\n\n| fact | headings |\n|---|---|", capital(kind.records())).unwrap();
        for column in kind.columns() {
            writeln!(out, "| `{}` | {} |", column.field.key(), column.headings.join(" · ")).unwrap();
        }
        if kind == SheetKind::Actions {
            out.push_str(
                "\nAbove the table, a line that begins with one of these words and a colon says something of the area:\n\n\
                 | fact | words |\n|---|---|\n",
            );
            for field in Area::FIELDS.iter().filter(|field| !field.headings.is_empty()) {
                writeln!(out, "| {} | {} |", field.name, field.headings.join(" · ")).unwrap();
            }
        }
        if kind == SheetKind::Risks {
            out.push_str(
                "\nA score's parts are known by one of these words with, above or beside it, one of those:\n\n",
            );
            for (name, _, words) in SCORE_GROUPS {
                writeln!(out, "- {name}: {}", words.join(" · ")).unwrap();
            }
            for (name, words) in ["likelihood", "impact", "score"].into_iter().zip(SCORE_PARTS) {
                let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
                writeln!(out, "- {name}: {}", words.join(" · ")).unwrap();
            }
            out.push_str(
                "\nA part without such a word is of the current score. A cross under VL, L, M, H or VH counts too.\n",
            );
        }
    }
    out.push_str("\n## Statuses\n\nBy the first word, letter or symbol of the cell, whatever follows it; else by a phrase, which is told; else by the\nfill, which is told too. A conditional format's colour is never guessed.\n\n| status | words | symbols | phrases |\n|---|---|---|---|\n");
    for status in &Scheme::plain().statuses {
        let kind = status.kind();
        let of = |list: &[String]| list.join(" · ");
        writeln!(out, "| {} | {} | {} | {} |", kind.word, of(&kind.spellings), of(&kind.symbols), of(&kind.phrases))
            .unwrap();
    }
    out.push_str("\n## Levels of risk\n\n| level | likelihood | impact |\n|---|---|---|\n");
    for level in 0..5 {
        writeln!(
            out,
            "| {} | {} | {} |",
            level + 1,
            LIKELIHOOD_WORDS[level].join(" · "),
            IMPACT_WORDS[level].join(" · ")
        )
        .unwrap();
    }
    out.push_str("\n## Dates\n\nDate cells are dates, or months where their format shows no day. The words are always kept.\n\n| written | read as |\n|---|---|\n");
    for text in DATES {
        let date = dates::parse(text, None).expect("an example is not blank");
        let day = date.date.map(|day| day.to_string()).unwrap_or_default();
        let meaning = match date.kind {
            DateKind::Day => format!("the day {day}"),
            DateKind::Month => format!("the month that ends on {day}"),
            DateKind::Recurring => "recurring".to_owned(),
            DateKind::Open => "open: no date".to_owned(),
        };
        writeln!(out, "| {text} | {meaning} |").unwrap();
    }
    out.push_str("\n\"End of February\" or \"31 Oct\" in a log of meetings is the first after the meeting.\n");
    out.push_str("\n## Headings of time\n\nA figure of a longer time is put at its last month, which is told. A month without a year has it from the row above,\nfrom its neighbours, from a title, or, with a warning, from the edition.\n\n| heading | read as |\n|---|---|\n");
    for text in TIMES {
        writeln!(out, "| {text} | {} |", time(text)).unwrap();
    }
    out.push_str("\n## Missing values\n\n| mark | read as |\n|---|---|\n");
    for mark in MARKS {
        writeln!(out, "| {mark} | {} |", numbers::missing(mark).words()).unwrap();
    }
    out
}

/// What is made of a heading of time.
fn time(text: &str) -> String {
    let Some(heading) = periods::read(text) else { return "no heading of time".to_owned() };
    let when = match heading.when {
        When::Known(Period { last, span: Span::Month }) => format!("the month {}", last.id()),
        When::Known(Period { last, span }) => format!("one of the {} that end in {}", span.name(), last.id()),
        When::Open(open) if open.year.is_some() => "not read: of the calendar year or of the financial year".to_owned(),
        When::Open(_) => "a month without its year".to_owned(),
        When::Years(years) => {
            years.period().map_or(String::new(), |year| format!("the year that ends in {}", year.last.id()))
        }
    };
    match heading.part {
        Part::Value => when,
        Part::Target => format!("{when}: a target"),
        Part::Rating => format!("{when}: a rating"),
        Part::Numerator | Part::Denominator => format!("{when}: a count"),
        Part::Other => format!("{when}: no figure of that time alone, and not read"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
