//! The glossary and the status key.

use super::columns::Field;
use super::model::{StatusMeaning, Term};
use super::scheme::Scheme;
use super::status;
use super::table::Table;
use crate::diagnostic::Diagnostic;
use crate::workbook::Sheet;

pub fn read_glossary(sheet: &Sheet, table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Term> {
    table
        .rows(sheet, Field::Term, diagnostics)
        .into_iter()
        .filter_map(|row| {
            Some(Term {
                term: table.own_text(sheet, row, Field::Term)?,
                meaning: table.own_text(sheet, row, Field::Meaning)?,
            })
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
            Some(StatusMeaning {
                status: status::read(cell, scheme)?.status().clone(),
                meaning: table.own_text(sheet, row, Field::Meaning)?,
            })
        })
        .collect()
}
