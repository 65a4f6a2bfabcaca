//! The text of a message about a build, for a schedule to send: what was made, what was not and why, what to put right.
//!
//! Its first line is a subject. It has no personal data and no figures: findings are named by their code and cell, never by
//! what the cell says.

use super::areas::table;
use super::{Outcome, WHOLE_SET, Written};
use crate::diagnostic::{Diagnostic, Error, Result, Severity};
use crate::printed::Printed;
use crate::text;

/// How many findings of error level are named one by one.
const NAMED: usize = 20;

/// The message about a build of `what`, such as "brookdale".
pub fn of(what: &str, done: &Result<Outcome>) -> Printed {
    let mut out = Printed::default();
    match done {
        Ok(outcome) if !outcome.areas.is_empty() => {
            let failed = outcome.areas.iter().filter(|row| row.code == 2).count();
            out.line(match failed {
                0 => format!("Papers of {} areas: made", outcome.areas.len()),
                failed => format!("Papers of {} areas: {failed} FAILED", outcome.areas.len()),
            });
            out.blank();
            out.lines(table(&outcome.areas, None).as_str().trim_end());
        }
        Ok(outcome) => of_area(&mut out, what, outcome),
        Err(why) => {
            out.line(format!("Papers of {what}: NOT MADE"));
            out.blank();
            out.line("No paper was made; those of the last build are as they were.");
            failed(&mut out, why);
        }
    }
    out
}

fn of_area(out: &mut Printed, what: &str, outcome: &Outcome) {
    let papers = |files: &[Written]| files.iter().filter(|file| file.pages.is_some()).count();
    let all = || outcome.findings.iter().chain(&outcome.lost);
    let errors: Vec<&Diagnostic> = all().filter(|finding| finding.severity == Severity::Error).collect();
    let count = |severity| all().filter(|finding| finding.severity == severity).count();
    let papers_failed = outcome.failed.iter().filter(|(document, _)| document != WHOLE_SET).count();
    out.line(match (papers_failed, errors.len()) {
        (0, 0) if outcome.failed.is_empty() => format!("Papers of {what}: made"),
        (0, errors) if !outcome.failed.is_empty() => {
            format!("Papers of {what}: LEFT AS THEY WERE, {}", text::records(errors, "errors"))
        }
        (0, errors) => format!("Papers of {what}: made as drafts, {} to put right", text::records(errors, "errors")),
        (failed, _) => format!("Papers of {what}: {} NOT MADE", text::records(failed, "papers")),
    });
    out.blank();
    out.line(format!(
        "{} made, {} as they were.",
        text::records(papers(&outcome.written), "papers"),
        papers(&outcome.unchanged)
    ));
    for file in outcome.written.iter().chain(&outcome.unchanged).filter(|file| file.pages.is_some()) {
        let pages = text::records(file.pages.unwrap_or_default(), "pages");
        out.line(format!("  {} ({pages})", file.path.display()));
    }
    for (document, why) in &outcome.failed {
        out.blank();
        out.line(match document == WHOLE_SET {
            true => "Nothing was replaced:".to_owned(),
            false => format!("Not made: {document}"),
        });
        failed(out, why);
    }
    if !errors.is_empty() {
        out.blank();
        out.line("To put right before the papers are final:");
        for finding in errors.iter().take(NAMED) {
            let at = finding.at.as_ref().map_or(String::new(), |at| format!(": {at}"));
            out.line(format!("  {}{at}", finding.code));
        }
        if errors.len() > NAMED {
            out.line(format!("  and {} more", errors.len() - NAMED));
        }
    }
    out.blank();
    out.line(format!(
        "{}, {} and {} in all: boardpack check lists them.",
        text::records(errors.len(), "errors"),
        text::records(count(Severity::Warning), "warnings"),
        text::records(count(Severity::Note), "notes")
    ));
}

fn failed(out: &mut Printed, why: &Error) {
    out.line(format!("  {}", why.message));
    why.more.iter().for_each(|more| out.line(more));
    if let Some(hint) = &why.hint {
        out.line(format!("  What to do: {hint}"));
    }
}
