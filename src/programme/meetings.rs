//! What meetings leave behind and look forward to: the log of actions agreed, and the work programme.
//!
//! A meeting's date stands in a column, on the first row of the meeting only, in a row of its own above its entries, or
//! above the headings of a section; a work programme may have its meetings in columns too. An entry without a ref, or
//! whose ref begins anew at each meeting, is known by its sheet and number.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::columns::{Field, normal};
use super::model::{DateKind, MeetingAction, Month, Progress, Role, WorkItem, WrittenDate};
use super::progress::{is_qualified, progress};
use super::scheme::Scheme;
use super::table::{self, Table};
use super::tracker::{date, several_dates};
use super::{recover, refs, schema, status};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::text::shorten;
use crate::workbook::{Sheet, Value};

/// What stands for a text that is missing, so that its record is not lost.
pub const NO_TEXT: &str = "[no text]";

/// Reads a table of a log. `earlier` is how many entries were read from the sheet before it: numbers go on from there.
pub fn read_actions(
    sheet: &Sheet,
    table: &Table,
    (scheme, edition): (&Scheme, Option<Month>),
    earlier: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<MeetingAction> {
    let mut log: Vec<MeetingAction> = Vec::new();
    let mut unnumbered: Vec<usize> = Vec::new();
    let mut meetings = Meetings::new(sheet, table, edition, Way::Back);
    // Whether the entry above was left out, and with it what goes on with it.
    let mut above_left_out = false;
    let counted = table.rows(sheet, Field::Action, diagnostics);
    for row in every_row(table, sheet) {
        if meetings.banner(row) {
            continue;
        }
        meetings.row(row, Field::Action, diagnostics);
        let text = |field| table.own_text(sheet, row, field);
        if counted.binary_search(&row).is_err() {
            above_left_out |= text(Field::Action).is_some();
            continue;
        }
        let beside = [Field::Owner, Field::Due, Field::State, Field::Update];
        let Some(action) = text(Field::Action)
            .or_else(|| no_text(sheet, table, row, Field::Action, Field::Reference, &beside, diagnostics))
        else {
            let above = if above_left_out { None } else { log.last_mut() };
            diagnostics.extend(continues(sheet, table, row, above));
            continue;
        };
        if text(Field::Reference).is_none() && is_note(sheet, table, row, &action, &beside) {
            let why = ("it has words alone", "give it a ref, an owner and a deadline if it is an entry");
            diagnostics.extend(table::left_out(sheet, row, table, why));
            continue;
        }
        above_left_out = false;
        let reference = reference(sheet, table, row, &log, diagnostics).unwrap_or_else(|| {
            unnumbered.push(log.len());
            Located { value: String::new(), at: action.at.clone(), raw: "".into() }
        });
        let named = if reference.value.is_empty() { &action.value } else { &reference.value };
        diagnostics.extend(several_dates(sheet, table, row, Field::Due, &shorten(named, 40)));
        let near = meetings.now.as_ref().and_then(|meeting| meeting.value.date);
        let due = date(sheet, table, row, Field::Due, near);
        diagnostics.extend(unread_date(due.as_ref(), "deadline", named));
        let mut entry = MeetingAction {
            at: if reference.value.is_empty() { action.at.clone() } else { reference.at.clone() },
            meeting: meetings.now.clone(),
            due,
            state: state(sheet, table, row, scheme, diagnostics),
            linked: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
            ..MeetingAction::new(reference, action)
        };
        schema::fill(&mut entry, text);
        log.push(entry);
    }
    name_by_number(sheet, &mut log, &unnumbered, earlier, diagnostics);
    log
}

pub fn read_work_programme(
    sheet: &Sheet,
    table: &Table,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<WorkItem> {
    let mut items: Vec<WorkItem> = Vec::new();
    let mut unmarked: Vec<Located<String>> = Vec::new();
    let mut meetings = Meetings::new(sheet, table, edition, Way::Forward);
    let counted = table.rows(sheet, Field::Item, diagnostics);
    for row in every_row(table, sheet) {
        if meetings.banner(row) {
            continue;
        }
        meetings.row(row, Field::Item, diagnostics);
        if counted.binary_search(&row).is_err() {
            continue;
        }
        let text = |field| table.text(sheet, row, field);
        let beside = [Field::Purpose, Field::Owner, Field::Deadline, Field::State, Field::Route];
        let Some(item) = table
            .own_text(sheet, row, Field::Item)
            .or_else(|| no_text(sheet, table, row, Field::Item, Field::Meeting, &beside, diagnostics))
        else {
            let marked = table.meetings.iter().any(|(column, _)| !table::is_no_mark(sheet.text(row, *column)));
            if marked || beside.iter().any(|field| table.own_text(sheet, row, *field).is_some()) {
                let why = ("it names no item", "write what is to be discussed if it is one");
                diagnostics.extend(table::left_out(sheet, row, table, why));
            }
            continue;
        };
        // Papers are due some weeks before their meeting.
        let near = meetings.now.as_ref().and_then(|meeting| meeting.value.date?.checked_sub_days(Days::new(200)));
        let deadline = date(sheet, table, row, Field::Deadline, near);
        diagnostics.extend(unread_date(deadline.as_ref(), "deadline", &item.value));
        let one = |meeting: Option<Located<WrittenDate>>, purpose: Option<Located<String>>| {
            let deadline = deadline.clone();
            let mut item = WorkItem { meeting, purpose, deadline, ..WorkItem::new(item.clone()) };
            schema::fill(&mut item, text);
            item
        };
        if table.meetings.len() < 2 {
            items.push(one(meetings.now.clone(), None));
            continue;
        }
        let before = items.len();
        for (column, meeting) in &table.meetings {
            let words = sheet.text(row, *column).trim();
            if table::is_no_mark(words) {
                continue;
            }
            let purpose = (!table::is_mark(words)).then(|| sheet.located(row, *column, words.to_owned()));
            items.push(one(Some(sheet.located(table.header_row, *column, meeting.clone())), purpose));
        }
        if items.len() == before {
            unmarked.push(item);
        }
    }
    diagnostics.extend(at_no_meeting(&unmarked));
    items
}

/// Items without a mark under any of the meetings: told of once.
fn at_no_meeting(items: &[Located<String>]) -> Option<Diagnostic> {
    let first = items.first()?;
    let says = match items.len() {
        1 => "an item has no mark under any of the meetings, and was left out".to_owned(),
        many => format!("{many} items have no mark under any of the meetings, and were left out"),
    };
    let named: Vec<String> = items.iter().map(|item| shorten(&item.value, 40)).collect();
    Some(
        Diagnostic::warning("row-without-ref", says)
            .at(&first.at)
            .found(named.join(" | "))
            .hint("put an x under the meeting at which each is to be discussed; a fill alone marks none"),
    )
}

/// Every row below the headings, hidden ones too: a hidden row may carry the meeting's date for the rows below it.
fn every_row(table: &Table, sheet: &Sheet) -> Vec<u32> {
    sheet.rows.range(table.header_row + 1..table.end_row).map(|(row, _)| *row).collect()
}

/// Which way a meeting without a year lies from the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Back,
    Forward,
}

/// The meeting that the present row belongs to. A date stands on the first row of each meeting only; blank means "same
/// as above".
struct Meetings<'a> {
    sheet: &'a Sheet,
    table: &'a Table,
    /// From this day on a date without a year is looked for.
    from: Option<NaiveDate>,
    now: Option<Located<WrittenDate>>,
}

impl<'a> Meetings<'a> {
    fn new(sheet: &'a Sheet, table: &'a Table, edition: Option<Month>, way: Way) -> Self {
        // A log looks back over eleven months and a little ahead; a forward plan begins with the edition's month.
        let from = edition.and_then(|edition| match way {
            Way::Back => edition.last_day().checked_sub_days(Days::new(334)),
            Way::Forward => Some(edition.first_day()),
        });
        let now = table.meeting_above.clone().filter(|_| !table.has(Field::Meeting));
        Meetings { sheet, table, from, now }
    }

    /// Whether a row is the heading of a meeting: one cell with its date, and nothing else.
    fn banner(&mut self, row: u32) -> bool {
        let (first, last) = self.table.span();
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let mut said = cells.cells.range(first..=last).filter(|(_, cell)| !cell.text.is_empty());
        let (Some((column, cell)), None) = (said.next(), said.next()) else { return false };
        // A date in the column of meetings is carried down to the rows below, and belongs to no row of its own.
        if self.table.columns.get(&Field::Meeting) == Some(column) {
            return false;
        }
        let Some(day) = table::meeting_of(self.table.kind, cell) else { return false };
        self.now = Some(self.sheet.located(row, *column, day));
        true
    }

    /// Takes the date of a row's own cell. Words that are no date ("Standing items", "To be agreed") end the meeting
    /// above where they stand beside a record.
    fn row(&mut self, row: u32, key: Field, diagnostics: &mut Vec<Diagnostic>) {
        let record = self.table.own_text(self.sheet, row, key).is_some();
        let Some(meeting) = date(self.sheet, self.table, row, Field::Meeting, self.from) else { return };
        if meeting.value.date.is_none() && !record {
            return;
        }
        let own = meeting.at.row == row;
        if own && meeting.value.year_inferred && self.now.as_ref().is_none_or(|now| now.value != meeting.value) {
            let day = meeting.value.date.map(|day| day.to_string()).unwrap_or_default();
            diagnostics.push(
                Diagnostic::note(
                    "meeting-without-year",
                    format!("the date of a meeting has no year, and was taken for {day}"),
                )
                .at(&meeting.at)
                .found(&meeting.value.words)
                .hint("write the year"),
            );
        }
        self.now = Some(meeting);
    }
}

/// A date that names a day or a month and cannot be read as one: "15th", "31/02/2025". "Next meeting" is none, and stays
/// words.
fn unread_date(date: Option<&Located<WrittenDate>>, what: &str, of: &str) -> Option<Diagnostic> {
    let date = date.filter(|date| date.value.kind == DateKind::Open)?;
    let words = date.value.words.to_lowercase();
    let month = |word: &str| super::dates::month_number(word).is_some();
    let names_one =
        words.contains(|c: char| c.is_ascii_digit()) || words.split(|c: char| !c.is_alphabetic()).any(month);
    names_one.then(|| {
        Diagnostic::warning("date-not-read", format!("the {what} of {} was not read as a date", shorten(of, 40)))
            .at(&date.at)
            .found(&date.value.words)
            .hint("write the day, the month and the year")
    })
}

/// A record whose text is blank, a prompt or an error is kept where its other cells show that it is one.
fn no_text(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    field: Field,
    key: Field,
    beside: &[Field],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<String>> {
    let column = *table.columns.get(&field)?;
    let cell = sheet.cell(row, column);
    // A merge that began above says the text of this row too.
    if table.cell(sheet, row, field).is_some_and(|(_, at_row, _)| at_row != row) {
        return None;
    }
    let said = |field: Field| table.own_text(sheet, row, field);
    let keyed = said(key).is_some_and(|key| key.value.chars().count() <= 40 && !table::is_aside(&key.value));
    let filled = beside.iter().filter(|field| said(**field).is_some()).count();
    let asked = cell.is_some_and(|cell| table::is_error(cell) || table::is_placeholder(&cell.text));
    let enough = filled + usize::from(keyed) + usize::from(asked) >= 2 && filled > 0 || keyed && asked;
    if !enough {
        return None;
    }
    let shown = cell.map_or("", |cell| &cell.text);
    diagnostics.push(
        Diagnostic::warning(
            "record-without-text",
            format!("row {} is one of the {} and has no text", row + 1, table.kind.records()),
        )
        .at(&sheet.at(row, column))
        .found(shown)
        .hint("write what was agreed or is to be discussed; until then it is printed as [no text]"),
    );
    Some(Located { value: NO_TEXT.to_owned(), at: sheet.at(row, column), raw: "".into() })
}

/// A row with nothing but more of an update goes on with the entry above; anything else that is no entry is told of.
fn continues(sheet: &Sheet, table: &Table, row: u32, above: Option<&mut MeetingAction>) -> Option<Diagnostic> {
    let own = |field| table.own_text(sheet, row, field);
    if [Field::Reference, Field::Owner, Field::Due, Field::State].into_iter().any(|field| own(field).is_some()) {
        let why = ("it says no action", "write what was agreed if it is an entry");
        return table::left_out(sheet, row, table, why);
    }
    let more = own(Field::Update)?;
    let Some(entry) = above else {
        let why = ("it goes on with no entry that was read", "write the action that it is an update of beside it");
        return table::left_out(sheet, row, table, why);
    };
    match &mut entry.update {
        Some(update) => {
            update.value.push('\n');
            update.value.push_str(&more.value);
        }
        none => *none = Some(more),
    }
    None
}

/// A line of words in the column of actions with nothing beside it is a heading or a note, where other entries have more.
fn is_note(sheet: &Sheet, table: &Table, row: u32, action: &Located<String>, beside: &[Field]) -> bool {
    let alone = beside.iter().all(|field| !table.has(*field) || table.own_text(sheet, row, *field).is_none());
    let meeting = table.own_text(sheet, row, Field::Meeting).is_some();
    alone
        && !meeting
        && (table.has(Field::Reference)
            || table::is_aside(&action.value)
            || normal(&action.value).split(' ').count() <= 3)
}

/// An entry's ref, in its own words where Excel changed them.
fn reference(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    before: &[MeetingAction],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<String>> {
    let shown = table.own_text(sheet, row, Field::Reference)?;
    let cell = sheet.cell(row, shown.at.column)?;
    let before = before.last().map(|entry| entry.reference.value.as_str()).filter(|before| !before.is_empty());
    Some(recover::reference(cell, shown, before, diagnostics))
}

/// Names entries without a ref by their sheet and number; and all entries where the refs start again at each meeting. The
/// words of such a name stand in no cell, by which it is known: movement pairs such entries by what they say.
fn name_by_number(
    sheet: &Sheet,
    log: &mut [MeetingAction],
    unnumbered: &[usize],
    earlier: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut meetings: BTreeMap<&str, Vec<Option<NaiveDate>>> = BTreeMap::new();
    for entry in log.iter().filter(|entry| !entry.reference.value.is_empty()) {
        meetings
            .entry(&entry.reference.value)
            .or_default()
            .push(entry.meeting.as_ref().and_then(|meeting| meeting.value.date));
    }
    let anew = meetings.values().any(|dates| dates.len() > 1 && dates.iter().any(|date| *date != dates[0]));
    let named: Vec<usize> = if anew { (0..log.len()).collect() } else { unnumbered.to_vec() };
    let Some(first) = named.first().map(|index| log[*index].at.clone()) else { return };
    for index in &named {
        let entry = &mut log[*index];
        entry.reference = refs::by_number(&sheet.name, earlier + index + 1, &entry.at);
    }
    let says = match (anew, named.len()) {
        (true, _) => "the refs start again at each meeting: entries are named by their sheet and number".to_owned(),
        (false, 1) => "an entry has no ref, and is named by its sheet and number".to_owned(),
        (false, many) => format!("{many} entries have no ref, and are named by their sheet and number"),
    };
    diagnostics.push(
        Diagnostic::note("named-by-number", says)
            .at(&first)
            .found(match (&log[named[0]].reference.value, &log[named[named.len() - 1]].reference.value) {
                (first, last) if first == last => first.clone(),
                (first, last) => format!("{first} to {last}"),
            })
            .hint("give each a ref of its own, such as 9.1 for the first of the ninth meeting; until then they are known again by their words"),
    );
}

fn state(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    scheme: &Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<Progress>> {
    let (cell, row, column) = table.cell(sheet, row, Field::State)?;
    if let Value::Date { .. } = cell.value {
        // "Completed: 02/10/2025".
        return Some(sheet.located(row, column, Progress::Closed));
    }
    if cell.text.is_empty() || table::is_placeholder(&cell.text) {
        return None;
    }
    let state = progress(&cell.text).or_else(|| {
        let reading = status::by_words(&cell.text.trim().to_lowercase(), scheme)?;
        match reading.status().is(Role::Complete) {
            true if is_qualified(&cell.text.to_lowercase()) => None,
            true => Some(Progress::Closed),
            false => Some(Progress::Open),
        }
    });
    if state.is_none() {
        diagnostics.push(
            Diagnostic::warning(
                "state-not-known",
                "whether this is open or closed cannot be read, and it counts as open",
            )
            .at(&sheet.at(row, column))
            .found(&cell.text)
            .hint("write Open or Closed"),
        );
    }
    state.map(|state| sheet.located(row, column, state))
}
