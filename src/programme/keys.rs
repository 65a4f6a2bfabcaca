//! The glossary and the status key.

use super::columns::Field;
use super::model::{StatusMeaning, Term};
use super::scheme::Scheme;
use super::status;
use super::table::Table;
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
                diagnostics.push(
                    Diagnostic::warning(
                        "row-half-filled",
                        format!("row {} of the glossary has {what}, and was left out", row + 1),
                    )
                    .at(&half.at)
                    .found(shorten(&half.value, 80))
                    .hint("fill in the other half, or delete the row"),
                );
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
    table
        .rows(sheet, Field::StatusName, diagnostics)
        .into_iter()
        .filter_map(|row| {
            let (cell, ..) = table.cell(sheet, row, Field::StatusName)?;
            // "1.1a" in an example below the key is a ref, and no status.
            if cell.text.contains(|c: char| c.is_ascii_digit()) {
                return None;
            }
            Some(StatusMeaning {
                status: status::read(cell, scheme)?.status().clone(),
                meaning: table.own_text(sheet, row, Field::Meaning)?,
            })
        })
        .collect()
}
