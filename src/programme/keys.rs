//! The glossary and the status key.

use super::columns::Field;
use super::model::{StatusMeaning, Term};
use super::scheme::Scheme;
use super::table::{self, Table};
use super::{refs, status, tracker};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::text::shorten;
use crate::workbook::Sheet;

pub fn read_glossary(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Term> {
    table
        .rows(sheet, Field::Term, diagnostics)
        .into_iter()
        .filter_map(|row| {
            let (term, meaning) = (table.own_text(sheet, row, Field::Term), table.own_text(sheet, row, Field::Meaning));
            // "A" over the terms that begin with it is none.
            let letter = |half: &Located<String>| half.value.chars().count() == 1;
            if let (Some(half), None) | (None, Some(half)) = (&term, &meaning)
                && !letter(half)
            {
                let what = if term.is_some() { "no meaning" } else { "no term" };
                diagnostics.push(half_filled(row, "glossary", what, half));
            }
            Some(Term { term: term?, meaning: meaning? })
        })
        .collect()
}

pub fn read_status_key(
    sheet: &Sheet,
    table: &Table,
    scheme: &Scheme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<StatusMeaning> {
    let mut key = Vec::new();
    let mut unknown: Vec<Located<String>> = Vec::new();
    let mut above = table.header_row;
    for row in table.rows(sheet, Field::StatusName, diagnostics) {
        // A blank row ends the key: what is below is of it only where it says so.
        let within = row <= above + 1;
        let meaning = table.own_text(sheet, row, Field::Meaning);
        let name = table.own_text(sheet, row, Field::StatusName).filter(|name| !table::is_aside(&name.value));
        if name.as_ref().is_some_and(|name| is_ref(&name.value, scheme)) {
            continue;
        }
        let cell = table.cell(sheet, row, Field::StatusName).map(|(cell, ..)| cell);
        let status = cell.and_then(|cell| status::read(cell, scheme)).map(|reading| reading.status().clone());
        if within && (name.is_some() || meaning.is_some()) {
            above = row;
        }
        match (status, name, meaning) {
            (Some(status), _, Some(meaning)) => {
                above = row;
                key.push(StatusMeaning { status, meaning });
            }
            (Some(_), Some(name), None) => diagnostics.push(half_filled(row, "status key", "no meaning", &name)),
            (None, Some(name), Some(_)) if within => unknown.push(name),
            (None, None, Some(meaning)) if within && !table::is_aside(&meaning.value) => {
                diagnostics.push(half_filled(row, "status key", "no status", &meaning));
            }
            _ => {}
        }
    }
    if let Some(first) = unknown.first() {
        let which = match unknown.len() - 1 {
            0 => "a status of the key".to_owned(),
            1 => "a status of the key, like another of it,".to_owned(),
            many => format!("a status of the key, like {many} others of it,"),
        };
        let names: Vec<&str> = unknown.iter().map(|name| name.value.as_str()).collect();
        let told = tracker::unknown(&which, &first.value, scheme);
        diagnostics.push(told.at(&first.at).found(names.join(" | ")));
    }
    key
}

fn half_filled(row: u32, of: &str, lacks: &str, half: &Located<String>) -> Diagnostic {
    Diagnostic::warning("row-half-filled", format!("row {} of the {of} has {lacks}, and was left out", row + 1))
        .at(&half.at)
        .found(shorten(&half.value, 80))
        .hint("fill in the other half, or delete the row")
}

/// Whether a name is the ref of an example below the key, such as "1.1a", and no status. A scheme's own "4" is one.
fn is_ref(name: &str, scheme: &Scheme) -> bool {
    let plain = name.trim().to_lowercase();
    let own = scheme.statuses.iter().any(|status| status.kind().spellings.contains(&plain));
    let word = plain.contains(|c: char| c.is_ascii_digit()) && !plain.contains(char::is_whitespace);
    let figure = plain.bytes().all(|byte| byte.is_ascii_digit());
    !own && (refs::leading(&plain, 2).is_some() || refs::leading(&plain, 3).is_some() || word && !figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::send;

    #[test]
    fn a_name_with_a_figure_may_be_a_status() {
        let is_ref = |name: &str| is_ref(name, &send());
        assert_eq!(["1.1a", "1.1.1", "1.2 Recruit", "R07", "PA1-03"].map(is_ref), [true; 5]);
        assert_eq!(["1 - Complete", "1. Complete", "4", "On track"].map(is_ref), [false; 4]);
    }
}
