//! What meetings leave behind and look forward to: the log of actions agreed, and the work programme.

use super::columns::Field;
use super::model::{MeetingAction, Progress, WorkItem, WrittenDate};
use super::table::{self, Table};
use super::tracker::date;
use super::{refs, status};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::{Sheet, Value};

pub fn read_actions(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<MeetingAction> {
    let mut log: Vec<MeetingAction> = Vec::new();
    // The date stands on the first row of each meeting only; blank means "same as above".
    let mut meeting: Option<Located<WrittenDate>> = None;
    for row in every_row(table, sheet) {
        if let Some(found) = meeting_date(sheet, table, row) {
            meeting = Some(found);
        }
        let text = |field| table.own_text(sheet, row, field);
        let Some(action) = text(Field::Action) else { continue };
        let Some(reference) = reference(sheet, table, row, &log, diagnostics) else {
            diagnostics.extend(table::left_out(sheet, row, table.kind));
            continue;
        };
        let near = meeting.as_ref().and_then(|meeting| meeting.value.date);
        log.push(MeetingAction {
            at: reference.at.clone(),
            reference,
            meeting: meeting.clone(),
            action,
            owner: text(Field::Owner),
            due: date(sheet, table, row, Field::Due, near),
            state: state(sheet, table, row, diagnostics),
            update: text(Field::Update),
            linked: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
        });
    }
    let counted = table.rows(sheet, Field::Action, diagnostics);
    log.retain(|entry| counted.contains(&entry.at.row));
    log
}

pub fn read_work_programme(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<WorkItem> {
    let mut items = Vec::new();
    let mut meeting: Option<Located<WrittenDate>> = None;
    for row in every_row(table, sheet) {
        if let Some(found) = meeting_date(sheet, table, row) {
            meeting = Some(found);
        }
        let text = |field| table.text(sheet, row, field);
        let Some(item) = table.own_text(sheet, row, Field::Item) else { continue };
        items.push(WorkItem {
            at: item.at.clone(),
            meeting: meeting.clone(),
            item,
            purpose: text(Field::Purpose),
            lead: text(Field::Owner),
            deadline: date(sheet, table, row, Field::Deadline, None),
            status: text(Field::State),
            route: text(Field::Route),
        });
    }
    let counted = table.rows(sheet, Field::Item, diagnostics);
    items.retain(|item| counted.contains(&item.at.row));
    items
}

/// Every row below the headings, hidden ones too: a hidden row may carry the meeting's date for the rows below it.
fn every_row(table: &Table, sheet: &Sheet) -> Vec<u32> {
    sheet.rows.range(table.header_row + 1..table.end_row).map(|(row, _)| *row).collect()
}

fn meeting_date(sheet: &Sheet, table: &Table, row: u32) -> Option<Located<WrittenDate>> {
    date(sheet, table, row, Field::Meeting, None).filter(|meeting| meeting.value.date.is_some())
}

/// An entry's ref as the sheet shows it. Excel turns "7.3" into 7 March and "13.10" into 13.1; the format brings the
/// words back, and where it does not, the place in the sequence does.
fn reference(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    before: &[MeetingAction],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<String>> {
    let column = *table.columns.get(&Field::Reference)?;
    let cell = sheet.cell(row, column)?;
    let shown = table.own_text(sheet, row, Field::Reference)?;
    let expected = before.last().and_then(|last| refs::following(&last.reference.value));
    let opens =
        || before.last().and_then(|last| refs::area_of(&last.reference.value)).map(|group| format!("{}.1", group + 1));
    let recovered = match cell.value {
        Value::Date { when, .. } => {
            use chrono::Datelike;
            let (day_month, month_day) =
                (format!("{}.{}", when.day(), when.month()), format!("{}.{}", when.month(), when.day()));
            let fits = |candidate: &String| expected.as_ref() == Some(candidate) || opens().as_ref() == Some(candidate);
            Some([day_month.clone(), month_day].into_iter().find(fits).unwrap_or(day_month))
        }
        // 13.1 again after 13.9 is 13.10 without its last digit.
        Value::Number(_) => expected
            .filter(|expected| *expected != shown.value && expected.strip_suffix('0') == Some(shown.value.as_str()))
            .or_else(|| (shown.value.ends_with('0') && shown.value.contains('.')).then(|| shown.value.clone())),
        _ => None,
    };
    let Some(recovered) = recovered else { return Some(shown) };
    diagnostics.push(
        Diagnostic::note("ref-recovered", format!("Excel changed this ref; it was read as {recovered}"))
            .at(&shown.at)
            .found(match cell.value {
                Value::Date { when, .. } => when.format("the date %d/%m/%Y").to_string(),
                _ => format!("a number shown as {}", shown.value),
            })
            .hint("format the column of refs as Text and type the ref anew"),
    );
    Some(Located { value: recovered, ..shown })
}

fn state(sheet: &Sheet, table: &Table, row: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<Progress>> {
    let (cell, row, column) = table.cell(sheet, row, Field::State)?;
    let plain = cell.text.trim().trim_end_matches('.').to_lowercase();
    let closed = ["closed", "complete", "done"].iter().any(|word| plain.starts_with(word));
    let state = match plain.as_str() {
        _ if closed => Progress::Closed,
        words if words.contains("overdue") => Progress::Overdue,
        "" => return None,
        "c" | "yes" | "y" | "discharged" | "actioned" | "blue" => Progress::Closed,
        "o" | "open" | "in progress" | "ongoing" | "on-going" | "outstanding" | "not started" | "under way"
        | "underway" | "no" | "n" | "pending" | "wip" | "live" | "carried forward" => Progress::Open,
        _ => match status::by_words(&plain).map(|reading| reading.status()) {
            Some(super::model::Status::Blue) => Progress::Closed,
            Some(_) => Progress::Open,
            None => {
                diagnostics.push(
                    Diagnostic::warning("state-not-known", "whether this is open or closed cannot be read")
                        .at(&sheet.at(row, column))
                        .found(&cell.text)
                        .hint("write Open or Closed"),
                );
                return None;
            }
        },
    };
    Some(sheet.located(row, column, state))
}
