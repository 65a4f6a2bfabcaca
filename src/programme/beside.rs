//! Words that stand beside a status in its cell: "On track subject to funding". The status is read from its own word;
//! what else the cell says is in no paper, and that is told once for the column.
//!
//! A table's status columns → at most one finding each. Dates beside a status are its own, and are passed over.

use super::columns::{Field, SheetKind};
use super::scheme::Scheme;
use super::table::{self, Table};
use super::{dates, progress, status};
use crate::diagnostic::Diagnostic;
use crate::text;
use crate::workbook::{Sheet, Value};

/// The columns of each kind of sheet that hold a status.
fn fields(kind: SheetKind) -> &'static [Field] {
    match kind {
        SheetKind::Actions => &[Field::ActionStatus, Field::ImpactStatus],
        SheetKind::Measures => &[Field::Status],
        SheetKind::MeetingActions => &[Field::State],
        SheetKind::StatusKey => &[Field::StatusName],
        _ => &[],
    }
}

/// Words that say no more than a status and its date do.
const NO_MORE: [&str; 44] = [
    "a",
    "achieved",
    "action",
    "actioned",
    "and",
    "as",
    "at",
    "closed",
    "complete",
    "completed",
    "completion",
    "date",
    "delivered",
    "discharged",
    "done",
    "due",
    "end",
    "finished",
    "for",
    "impact",
    "in",
    "is",
    "nd",
    "no",
    "not",
    "of",
    "on",
    "open",
    "ongoing",
    "overdue",
    "progress",
    "rag",
    "rating",
    "rd",
    "since",
    "st",
    "started",
    "status",
    "th",
    "the",
    "to",
    "was",
    "yes",
    "yet",
];

/// The findings on the status columns of a table.
pub fn findings(sheet: &Sheet, table: &Table, scheme: &Scheme) -> Vec<Diagnostic> {
    fields(table.kind).iter().filter_map(|field| finding(sheet, table, scheme, *field)).collect()
}

fn finding(sheet: &Sheet, table: &Table, scheme: &Scheme, field: Field) -> Option<Diagnostic> {
    const SHOWN: usize = 3;
    let column = *table.columns.get(&field)?;
    let rows = sheet.rows.range(table.header_row + 1..table.end_row);
    let cells = rows.filter_map(|(row, held)| Some((*row, held.cells.get(&column)?)));
    let told: Vec<(u32, &str)> = cells
        .filter(|(_, cell)| cell.value == Value::Text && !table::is_placeholder(&cell.text))
        .filter(|(_, cell)| says_more(&cell.text, scheme, field))
        .map(|(row, cell)| (row, &*cell.text))
        .collect();
    if told.is_empty() {
        return None;
    }
    let shown = told.iter().take(SHOWN).map(|(row, text)| format!("{} {text}", sheet.at(*row, column).address()));
    let message = match told.len() {
        1 => "a cell of this column says more than its status, and no paper prints the rest".to_owned(),
        many => format!("{many} cells of this column say more than their status, and no paper prints the rest"),
    };
    Some(
        Diagnostic::note("words-beside-status", message)
            .at(&sheet.at(table.header_row, column))
            .found(text::shorten(&shown.collect::<Vec<_>>().join("; "), 150))
            .hint("put what the Board should know into the update"),
    )
}

/// Whether a cell whose status is read by its words says anything besides.
fn says_more(cell: &str, scheme: &Scheme, field: Field) -> bool {
    // The settings say what the whole phrase means.
    if scheme.taught(&cell.trim().to_lowercase()).is_some() {
        return false;
    }
    let reading = status::by_words(cell, scheme);
    let own: Vec<String> = match (&reading, field) {
        (Some(reading), _) => {
            let status = reading.status();
            if status::second(cell, status, scheme).is_some() {
                return false;
            }
            let kind = status.kind();
            [&kind.spellings, &kind.phrases]
                .into_iter()
                .flatten()
                .chain([&kind.word])
                .flat_map(|words| words_of(words))
                .collect()
        }
        (None, Field::State) if progress::progress(cell).is_some() => Vec::new(),
        // What is not known as a status is told of as such.
        (None, _) => return false,
    };
    let extra = |word: &String| {
        word.chars().count() > 1
            && !own.contains(word)
            && !NO_MORE.contains(&word.as_str())
            && dates::month_number(word).is_none()
    };
    words_of(cell).iter().any(extra)
}

fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::send;

    #[test]
    fn a_date_beside_a_status_is_its_own_and_other_words_are_not() {
        let more = |text: &str, field| says_more(text, &send(), field);
        for text in ["Green subject to funding", "Amber – see update", "On track, awaiting data"] {
            assert!(more(text, Field::ActionStatus), "{text}");
        }
        for text in [
            "Green",
            "BLUE - 10/11/2024",
            "Blue – 16th July 2025",
            "Complete (June 2025)",
            "🔵 12 Sep 2024",
            "Amber/Red",
            "n/a",
            "Not started",
        ] {
            assert!(!more(text, Field::ActionStatus), "{text}");
        }
        assert!(more("Closed by the clerk", Field::State));
        assert!(!more("Closed 16/10/2025", Field::State) && !more("In progress", Field::State));
    }
}
