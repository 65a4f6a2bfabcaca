//! The facts a template may use: the vocabulary between Rust, which computes, and templates, which choose and word.
//!
//! An edition with its settings, its findings and the editions before it ([`Given`]) → [`Facts`]: JSON ready to print
//! (dates written out, numbers with their form, statuses with their words) in which every figure is one of the ledger's.
//! `boardpack facts` prints it for those who write templates. Every key is always there; what the workbooks do not say is
//! null, never an empty text and never a guess; what could not be computed is null too, and [`Facts::unread`] says why.
//!
//! The facts of an edition are made once, for all its papers. What belongs to one document (its title, its glossary, what
//! is asked of one lead) is a layer of its own: [`document`].

mod actions;
mod areas;
mod changes;
mod computed;
mod context;
mod given;
mod groups;
mod history;
pub mod leads;
mod linked;
mod marks;
pub mod meanings;
mod measure_words;
mod measures;
mod meetings;
mod not_read;
mod parts;
mod plain;
mod reading;
mod risks;
pub mod scheme;
mod timeline;
pub mod words;
mod xmr;

use chrono::Datelike;

use self::computed::Computed;
use self::context::{Context, Makers};
use crate::area::paper;
use crate::area::settings::{HEADLINES, Settings};
use crate::figures;
use crate::group;
use crate::ledger::{Fact, Facts, Ledger};
use crate::programme::model::{Action, Month};
use crate::{text, wording};

pub use given::Given;

/// Makes the facts of an edition.
pub fn facts(given: &Given<'_>) -> Facts {
    let computed = Computed::of(given);
    let ledger = Ledger::default();
    let makers = Makers { action: actions::action, measure: measures::measure, risk: risks::risk };
    let context = Context::of(given, &computed, &ledger).make_records(&makers);
    let facts = all(&context);
    drop(context);
    let mut facts = ledger.close(facts);
    words::add(&mut facts, given);
    facts
}

fn all(context: &Context<'_>) -> Fact {
    let (given, settings) = (context.given, context.given.settings);
    let (programme, date) = (given.programme(), given.status_date());
    let (board, by) = (&settings.board, context.scheme());
    let every: Vec<&Action> = programme.actions().collect();
    let closure = actions::closure(context, &every);
    group! {
        "partnership": group! {
            "name": settings.partnership.name.clone().unwrap_or_else(|| text::title_of_folder(given.folder)),
            "programme": &by.programme,
            "council": &settings.partnership.council,
            "icb": &settings.partnership.icb,
        },
        "illustrative": given.illustrative(),
        "board": group! {
            "name": &by.board,
            "chair": &board.chair,
            "presented_by": &board.presented_by,
            "purpose": &board.purpose,
            "meeting": figures::next_meeting(&board.meetings, date).map(|meeting| group! {
                "text": wording::day(meeting),
                "iso": meeting.to_string(),
                "kind": "day",
            }),
            // The next review by those who monitor the programme.
            "next_review": figures::next_meeting(&board.stocktakes, date).map(wording::day),
        },
        "edition": group! {
            "id": given.edition.month.id(),
            "label": wording::month(given.edition.month),
            "status_date": wording::day(date),
            "status_iso": date.to_string(),
            "date": group! {
                "year": Fact::mark(date.year()),
                "month": Fact::mark(date.month()),
                "day": Fact::mark(date.day()),
            },
            "position": format!("Position at {}", wording::day(date)),
            "previous": given.previous.map(wording::month),
        },
        "actions": actions::all(context),
        "changes": changes::since_before(context),
        "changes_since_stocktake": changes::since_stocktake(context),
        "history": history::of(context, None),
        "area_counts": areas::counts(context),
        // What the area says instead of a sentence that the templates would make.
        "own": own_headlines(settings, given.edition.month),
        "areas": areas::all(context),
        "groups": groups::all(context),
        "in_no_group": groups::in_no_group(context),
        "overdue": actions::overdue_list(context, "actions", "all areas", &every),
        "exceptions": actions::exception_list(context, "actions", "all areas", &every),
        "outstanding": actions::outstanding_list(context, "actions", "all areas", &every),
        "exception_words": actions::exception_words(context),
        "exception_gap": actions::exception_gap(context),
        "proposed_for_closure": closure.proposed,
        "complete_without_impact": closure.without_impact,
        "closure_on_record": closure.on_record,
        "completed_this_period": actions::completed_this_period(context, &every),
        "measures": measures::all(context),
        "risks": risks::all(context),
        "meeting_actions": meetings::log(context),
        "work_programme": meetings::work_programme(context),
        "ahead": meetings::horizon(context),
        "calendar": meetings::calendar(context),
        "days_ahead": meetings::days_ahead(context),
        "next_three_months": meetings::months_ahead(context),
        "glossary": reading::glossary(given, |_| true),
        "status_key": reading::status_key(context),
        "findings": reading::findings(context),
        // What was not read of the tables that were.
        "not_read": context.computed.not_read.facts(programme),
        // What is asked of one lead, or what one area or one group has: given to documents that are made for each.
        "lead": Fact::Null,
        "area": Fact::Null,
        "group": Fact::Null,
        // The titles of the slides that speaker notes go with, and their numbers: given where both are made together.
        "slides": Fact::Null,
        // The workbooks and the figures of the text with their cells: given when a build is asked to show them.
        "trace": Fact::Null,
        "sources": reading::sources(context),
        "scheme": scheme::facts(by, date),
    }
}

/// Every headline that can be replaced, with the area's own words or null.
fn own_headlines(settings: &Settings, edition: Month) -> Fact {
    let own = settings.headlines.get(&edition.id());
    Fact::Keyed(HEADLINES.map(|key| (key.to_owned(), own.and_then(|own| own.get(key)).cloned().into())).to_vec())
}

/// What one document says of itself. `of` is the area or group that it is made for: by it the titles of papers of one kind
/// are told apart. `own` are the settings of its own, each with what the area gives; `errors` is how many findings of error
/// level are open, `missing` how many parts nobody has given yet that it must have.
pub fn document(
    title: &str,
    of: Option<&str>,
    file: &str,
    settings: &Settings,
    own: Vec<(String, Option<paper::Value>)>,
    errors: usize,
    missing: usize,
) -> Fact {
    let value = |value: Option<paper::Value>| match value {
        None => Fact::Null,
        Some(paper::Value::Text(text)) => text.into(),
        Some(paper::Value::List(texts)) => Fact::list(texts),
    };
    let queries = if errors == 1 { "1 data query open".to_owned() } else { format!("{errors} data queries open") };
    let parts = if missing == 1 { "1 part to complete".to_owned() } else { format!("{missing} parts to complete") };
    let why = [Some(queries).filter(|_| errors > 0), Some(parts).filter(|_| missing > 0)];
    let why: Vec<String> = why.into_iter().flatten().collect();
    group! {
        "title": of.map_or_else(|| title.to_owned(), |of| format!("{title}: {of}")),
        "file": file,
        "marking": &settings.document.marking,
        "settings": Fact::Keyed(own.into_iter().map(|(key, given)| (key, value(given))).collect()),
        "draft": (!why.is_empty()).then(|| format!("DRAFT – {}", why.join(", "))),
    }
}

/// The slides for their notes, by title, number, and whether it counts within the appendix: "Slide 5".
pub fn slides<'t>(titles: impl Iterator<Item = (&'t str, usize, bool)>) -> Fact {
    Fact::list(titles.map(|(title, number, in_appendix)| {
        let place = if in_appendix { "Appendix, slide" } else { "Slide" };
        group! { "title": title, "place": format!("{place} {number}") }
    }))
}

/// The glossary entries whose terms stand in a text, as whole words, or in the meanings of such entries: what explains a
/// term is to be understood too.
pub fn glossary_used(given: &Given<'_>, used_in: &str) -> Fact {
    let mut words = used_in.to_owned();
    loop {
        let meanings = reading::meanings(given, |term| text::stands_in(term, &words));
        let more: Vec<&str> = meanings.into_iter().filter(|meaning| !words.contains(meaning)).collect();
        if more.is_empty() {
            return reading::glossary(given, |term| text::stands_in(term, &words));
        }
        more.iter().for_each(|meaning| words = format!("{words}\n{meaning}"));
    }
}
