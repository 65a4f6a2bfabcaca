//! What a command did, as events: one JSON object a line, for programs that watch builds which nobody watches.
//!
//! Times are not in them: who prints an event knows when it is.

use serde_json::{Value, json};

use super::{Outcome, Written};
use crate::diagnostic::{Diagnostic, Error};
use crate::preview::Happens;

/// How a command ended: its findings, what it wrote, what failed.
pub fn of_outcome(outcome: &Outcome) -> Vec<Value> {
    let findings = outcome.findings.iter().chain(&outcome.lost).chain(&outcome.since_freeze).map(finding);
    let written = outcome.written.iter().map(|file| document(file, true));
    let unchanged = outcome.unchanged.iter().map(|file| document(file, false));
    let failed = outcome.failed.iter().map(|(document, why)| failed(Some(document), why));
    findings.chain(written).chain(unchanged).chain(failed).collect()
}

/// Why a command could not go on.
pub fn of_error(why: &Error) -> Value {
    failed(None, why)
}

/// What happens while a preview goes on.
pub fn of_preview(happens: Happens<'_>) -> Value {
    match happens {
        Happens::Serving(address) => json!({"event": "preview", "address": address}),
        Happens::Made(said) => json!({"event": "made", "message": said}),
        Happens::Kept(why) => of_error(why),
    }
}

fn finding(finding: &Diagnostic) -> Value {
    let mut event = json!({"event": "finding"});
    if let (Some(event), Ok(Value::Object(of))) = (event.as_object_mut(), serde_json::to_value(finding)) {
        event.extend(of);
    }
    event
}

fn document(file: &Written, made: bool) -> Value {
    json!({"event": "document", "file": file.path.display().to_string(), "pages": file.pages, "made": made})
}

fn failed(document: Option<&String>, why: &Error) -> Value {
    json!({"event": "failed", "document": document, "message": why.message, "more": why.more, "hint": why.hint})
}
