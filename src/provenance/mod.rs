//! Where figures come from, for people and for programs: the section "About these figures", `provenance.json`, and the
//! answer to "where does this figure come from?".
//!
//! The figures are those of the ledger, each entered with its origin when the facts were made; which of them a paper
//! prints is what was recorded while its template was filled.

mod cells;
pub mod find;

use serde_json::{Value, json};

use crate::area::Edition;
use crate::group;
use crate::ledger::{Entry, Fact, Facts, Ledger, origin};
use crate::wording;

pub use cells::{cells, grouped};

/// What the section "About these figures" of a paper shows: the workbooks, and the figures in the paper's sentences with
/// rule and cells.
pub fn section(edition: &Edition, printed: &[&Entry]) -> Facts {
    let ledger = Ledger::default();
    let figures = printed.iter().map(|entry| {
        group! {
            "name": &entry.name,
            "text": &entry.text,
            "rule": &entry.rule,
            "cells": cells(&entry.sources),
        }
    });
    let books = edition.files.iter().map(|file| {
        group! {
            "name": &*file.name,
            "sha256": digest_of(file),
            "saved": saved(file),
        }
    });
    let rule = "counts the workbooks that were read";
    let workbooks = ledger.list(origin("workbooks.count", "Workbooks read", rule), &[], books.collect());
    let facts = group! { "workbooks": workbooks, "figures": Fact::list(figures) };
    ledger.close(group! { "trace": facts })
}

/// The form of `provenance.json`: raised when a program that reads it would have to be changed.
const FORMAT: u32 = 1;

/// What stands in `provenance.json`: every figure, for programs.
pub fn file(edition: &Edition, facts: &Facts) -> Value {
    let workbook = |file: &crate::workbook::WorkbookFile| json!({"name": *file.name, "sha256": digest_of(file), "saved": saved(file)});
    let workbooks: Value = edition.files.iter().map(workbook).collect();
    json!({"format": FORMAT, "edition": edition.month.id(), "workbooks": workbooks, "figures": facts.entries})
}

/// A public edition has none: by it a guess at what is hidden could be proved.
fn digest_of(file: &crate::workbook::WorkbookFile) -> Option<&str> {
    Some(file.sha256.as_str()).filter(|digest| !digest.is_empty())
}

/// The date recorded within a workbook, written out.
fn saved(file: &crate::workbook::WorkbookFile) -> Option<String> {
    let zone = |universal| if universal { " UTC" } else { "" };
    file.saved.map(|saved| format!("{}{}", wording::minute(saved.when), zone(saved.universal)))
}
