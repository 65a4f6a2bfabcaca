//! What somebody has looked at in a paper that was handed in, and put on record in accepted.toml: with a reason, by role, until a
//! day, and for this file alone. Another file under the same name is asked about again.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::area::accepted::{self, Acceptance};
use crate::checks::OF_PAPERS_HANDED_IN as CODES;
use crate::diagnostic::Diagnostic;

/// The acceptances of papers handed in, while a pack is made.
#[derive(Debug, Default)]
pub struct LookedAt {
    entries: Vec<Acceptance>,
    /// The edition's, as for every acceptance: nothing reads the clock.
    day: NaiveDate,
    /// Which of them fitted something.
    fitted: RefCell<BTreeSet<usize>>,
}

impl LookedAt {
    pub fn of(acceptances: &[Acceptance], day: NaiveDate) -> LookedAt {
        let entries = acceptances.iter().filter(|entry| CODES.contains(&&*entry.code)).cloned().collect();
        LookedAt { entries, day, fitted: RefCell::default() }
    }

    /// What is told of a paper: what was looked at is a note that says by whom and why; of the rest, how to put it on record.
    /// `sha256` is the file's.
    pub fn judge(&self, finding: Diagnostic, file: &str, sha256: &str) -> Diagnostic {
        let Some(field) = finding.field.clone().filter(|_| CODES.contains(&&*finding.code)) else { return finding };
        let found = mark_of(sha256);
        let fits = |entry: &Acceptance| {
            entry.code == finding.code && entry.reference == file && entry.field.as_ref() == Some(&field)
        };
        let own: Vec<(usize, &Acceptance)> = self.entries.iter().enumerate().filter(|(_, entry)| fits(entry)).collect();
        self.fitted.borrow_mut().extend(own.iter().map(|(at, _)| *at));
        let is_of_file = |entry: &&Acceptance| entry.found.as_deref().map(str::trim) == Some(&*found);
        let of_file: Vec<&Acceptance> = own.iter().map(|(_, entry)| *entry).filter(is_of_file).collect();
        let is_whole = |entry: &Acceptance| !entry.reason.trim().is_empty() && !entry.by.trim().is_empty();
        if let Some(entry) = of_file.iter().find(|entry| entry.until >= self.day && is_whole(entry)) {
            let what = format!(
                "{} ({}); looked at by {}, accepted until {}: {}",
                finding.message,
                finding.code,
                entry.by.trim(),
                entry.until.format("%d/%m/%Y"),
                entry.reason.trim()
            );
            return Diagnostic::note("paper-looked-at", what);
        }
        let why = match (of_file.iter().max_by_key(|entry| entry.until), own.is_empty()) {
            (Some(entry), _) if !is_whole(entry) => {
                format!("its entry in {} needs a reason, and who it is by", accepted::FILE)
            }
            (Some(entry), _) => format!("it was accepted until {} by {}", entry.until.format("%d/%m/%Y"), entry.by),
            (None, false) => {
                format!(
                    "{} accepts it of another file under this name: look again, and write found = \"{found}\"",
                    accepted::FILE
                )
            }
            (None, true) => format!(
                "where somebody has looked and it may stay, put it on record in {}: code = \"{}\", ref = \"{file}\", \
                 field = \"{field}\", found = \"{found}\"",
                accepted::FILE,
                finding.code
            ),
        };
        let hint = finding.hint.as_ref().map_or(why.clone(), |hint| format!("{hint}; {why}"));
        finding.hint(hint)
    }

    /// The entries that fitted nothing.
    pub fn left_over(&self) -> Vec<Diagnostic> {
        let fitted = self.fitted.borrow();
        let left = self.entries.iter().enumerate().filter(|(at, _)| !fitted.contains(at));
        left.map(|(_, Acceptance { code, reference, field, .. })| {
            let field = field.as_ref().map(|field| format!(", field \"{field}\"")).unwrap_or_default();
            let what = format!("{} accepts {code} of {reference}{field}, which is not found any more", accepted::FILE);
            Diagnostic::note("accepted-but-not-found", what).hint("take the entry out, or put its ref or field right")
        })
        .collect()
    }
}

/// How an entry names a file: as much of its digest as nobody hits by chance.
fn mark_of(sha256: &str) -> String {
    format!("sha256 {}", &sha256[..sha256.len().min(16)])
}
