//! The facts of the reading itself: the workbooks and what they gave, what was found in them, the terms they explain.

use super::context::Context;
use super::given::Given;
use super::parts;
use crate::diagnostic::Severity;
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::text;

/// How many findings there are, by weight.
pub fn findings(context: &Context<'_>) -> Fact {
    let all = context.given.findings;
    let of = |key: &str, name: &str, severity: Option<Severity>| {
        let found: Vec<_> = all.iter().filter(|finding| severity.is_none_or(|own| own == finding.severity)).collect();
        let cells: Vec<CellRef> = found.iter().filter_map(|finding| finding.at.clone()).collect();
        let rule = "counts what reading and checking found and nobody has accepted; a finding about a whole file has no \
                    cell";
        context.ledger.counted(origin(format!("findings.{key}"), name, rule), found.len(), &cells)
    };
    group! {
        "errors": of("errors", "Errors found", Some(Severity::Error)),
        "warnings": of("warnings", "Warnings found", Some(Severity::Warning)),
        "notes": of("notes", "Notes found", Some(Severity::Note)),
        "total": of("total", "Findings", None),
    }
}

/// The workbooks, and how many records of each kind they gave.
pub fn sources(context: &Context<'_>) -> Fact {
    let programme = context.given.programme();
    /// A workbook's name, how many records of each kind it gave, and where its tables begin.
    type Book<'p> = (&'p str, Vec<(&'static str, usize)>, Vec<CellRef>);
    let mut books: Vec<Book<'_>> = Vec::new();
    for source in &programme.sources {
        let at = match books.iter().position(|(name, ..)| *name == &*source.at.workbook) {
            Some(at) => at,
            None => {
                books.push((&source.at.workbook, Vec::new(), Vec::new()));
                books.len() - 1
            }
        };
        let (_, holds, cells) = &mut books[at];
        cells.push(source.at.clone());
        match holds.iter_mut().find(|(kind, _)| *kind == source.holds.records()) {
            Some((_, records)) => *records += source.records,
            None => holds.push((source.holds.records(), source.records)),
        }
    }
    let begin: Vec<CellRef> = programme.sources.iter().map(|source| source.at.clone()).collect();
    let items = books.into_iter().map(|(name, holds, cells)| {
        let holds: Vec<String> = holds.into_iter().map(|(kind, records)| text::records(records, kind)).collect();
        let origin = origin(
            format!("sources.{name}.holds"),
            format!("Records read from {name}"),
            "counts the records of each table; the cells are where the tables begin",
        );
        group! { "workbook": name, "holds": context.ledger.words(origin, holds.join(", "), &cells) }
    });
    let items = items.collect();
    context.ledger.list(
        origin(
            "sources.count",
            "Workbooks read",
            "counts the workbooks that a table was read from; the cells are where the tables begin",
        ),
        &begin,
        items,
    )
}

/// The meanings of the statuses as the tracker's key gives them.
pub fn status_key(context: &Context<'_>) -> Fact {
    let key = &context.given.programme().status_key;
    let cells: Vec<CellRef> = key.iter().map(|entry| entry.meaning.at.clone()).collect();
    let items = key
        .iter()
        .map(|entry| group! { "status": parts::status(Some(&entry.status)), "meaning": &entry.meaning.value })
        .collect();
    let rule = "counts the rows of the tracker’s key to the statuses";
    context.ledger.list(origin("status_key.count", "Meanings of statuses", rule), &cells, items)
}

/// The glossary entries whose terms are `used`: the settings' own first, then those of the workbooks, in the order of
/// their terms.
pub fn glossary(given: &Given<'_>, used: impl Fn(&str) -> bool) -> Fact {
    let mut entries = entries(given, used);
    entries.sort_by_key(|(term, _)| term.to_lowercase());
    Fact::list(entries.into_iter().map(|(term, meaning)| group! { "term": term, "meaning": meaning }))
}

/// The meanings of those entries.
pub fn meanings<'g>(given: &Given<'g>, used: impl Fn(&str) -> bool) -> Vec<&'g str> {
    entries(given, used).into_iter().map(|(_, meaning)| meaning).collect()
}

fn entries<'g>(given: &Given<'g>, used: impl Fn(&str) -> bool) -> Vec<(&'g str, &'g str)> {
    let own = given.settings.glossary.iter().map(|(term, meaning)| (term.as_str(), meaning.as_str()));
    let read = given.programme().glossary.iter().map(|entry| (entry.term.value.as_str(), entry.meaning.value.as_str()));
    let mut entries: Vec<(&str, &str)> = Vec::new();
    for (term, meaning) in own.chain(read) {
        if used(term) && !entries.iter().any(|(known, _)| known.eq_ignore_ascii_case(term)) {
            entries.push((term, meaning));
        }
    }
    entries
}
