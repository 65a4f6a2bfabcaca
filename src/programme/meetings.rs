//! What meetings leave behind and look forward to: the log of actions agreed, and the work programme.

use super::columns::Field;
use super::model::{MeetingAction, Progress, Role, WorkItem, WrittenDate};
use super::scheme::Scheme;
use super::table::{self, Table};
use super::tracker::{date, several_dates};
use super::{recover, refs, status};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::Sheet;

pub fn read_actions(
    sheet: &Sheet,
    table: &Table,
    scheme: &Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<MeetingAction> {
    let mut log: Vec<MeetingAction> = Vec::new();
    // The date stands on the first row of each meeting only; blank means "same as above".
    let mut meeting: Option<Located<WrittenDate>> = None;
    for row in every_row(table, sheet) {
        if let Some(found) = meeting_date(sheet, table, row, Field::Action) {
            meeting = Some(found);
        }
        let text = |field| table.own_text(sheet, row, field);
        let Some(action) = text(Field::Action) else { continue };
        let Some(reference) = reference(sheet, table, row, &log, diagnostics) else {
            diagnostics.extend(table::left_out(sheet, row, table));
            continue;
        };
        diagnostics.extend(several_dates(sheet, table, row, Field::Due, &reference.value));
        let near = meeting.as_ref().and_then(|meeting| meeting.value.date);
        log.push(MeetingAction {
            at: reference.at.clone(),
            reference,
            meeting: meeting.clone(),
            action,
            owner: text(Field::Owner),
            due: date(sheet, table, row, Field::Due, near),
            state: state(sheet, table, row, scheme, diagnostics),
            update: text(Field::Update),
            linked: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
        });
    }
    let counted = table.rows(sheet, Field::Action, diagnostics);
    log.retain(|entry| counted.binary_search(&entry.at.row).is_ok());
    log
}

pub fn read_work_programme(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<WorkItem> {
    let mut items = Vec::new();
    let mut meeting: Option<Located<WrittenDate>> = None;
    for row in every_row(table, sheet) {
        if let Some(found) = meeting_date(sheet, table, row, Field::Item) {
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
    items.retain(|item| counted.binary_search(&item.at.row).is_ok());
    items
}

/// Every row below the headings, hidden ones too: a hidden row may carry the meeting's date for the rows below it.
fn every_row(table: &Table, sheet: &Sheet) -> Vec<u32> {
    sheet.rows.range(table.header_row + 1..table.end_row).map(|(row, _)| *row).collect()
}

/// Words that are no date ("Standing items", "To be agreed") end the meeting above where they stand beside a record.
fn meeting_date(sheet: &Sheet, table: &Table, row: u32, key: Field) -> Option<Located<WrittenDate>> {
    let record = table.own_text(sheet, row, key).is_some();
    date(sheet, table, row, Field::Meeting, None).filter(|meeting| meeting.value.date.is_some() || record)
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
    let before = before.last().map(|entry| entry.reference.value.as_str());
    Some(recover::reference(cell, shown, before, diagnostics))
}

fn state(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    scheme: &Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<Progress>> {
    let (cell, row, column) = table.cell(sheet, row, Field::State)?;
    let plain = cell.text.trim().trim_end_matches('.').to_lowercase();
    let closed = ["closed", "complete", "done"].iter().any(|word| plain.starts_with(word));
    let state = match plain.as_str() {
        _ if closed => Progress::Closed,
        words if words.contains("overdue") => Progress::Overdue,
        "" => return None,
        "c" | "yes" | "y" | "discharged" | "actioned" => Progress::Closed,
        "o" | "open" | "in progress" | "ongoing" | "on-going" | "outstanding" | "not started" | "under way"
        | "underway" | "no" | "n" | "pending" | "wip" | "live" | "carried forward" => Progress::Open,
        _ => match status::by_words(&plain, scheme) {
            Some(reading) if reading.status().is(Role::Complete) => Progress::Closed,
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
