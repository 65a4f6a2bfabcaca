//! What was found wrong, where, and what to do about it: the one form in which every stage reports.
//!
//! Bad data becomes a [`Diagnostic`] and the rest goes on; an [`Error`] is only for "cannot go on".

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::located::CellRef;
use crate::printed::{visible, write_below};
use crate::text::shorten;

/// How much a finding matters. A build with an `Error` is done, but its exit code is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A judgement the reader made that a person may want to confirm.
    Note,
    /// Something that may mislead, and that was worked round.
    Warning,
    /// Something that is wrong in the papers until it is put right.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// What kind of record something is said of. Two kinds may use the same refs: action 1.1.1 and meeting action 1.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum RecordKind {
    Area,
    Aim,
    Action,
    Risk,
    Measure,
    MeetingAction,
    WorkItem,
    Term,
    StatusMeaning,
}

impl RecordKind {
    /// "meeting action"
    pub fn word(self) -> &'static str {
        match self {
            RecordKind::Area => "area",
            RecordKind::Aim => "aim",
            RecordKind::Action => "action",
            RecordKind::Risk => "risk",
            RecordKind::Measure => "measure",
            RecordKind::MeetingAction => "meeting action",
            RecordKind::WorkItem => "work programme item",
            RecordKind::Term => "glossary term",
            RecordKind::StatusMeaning => "meaning of status",
        }
    }
}

/// The record that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'a> {
    pub kind: RecordKind,
    pub reference: &'a str,
}

impl<'a> About<'a> {
    pub fn area(key: &'a str) -> Self {
        About { kind: RecordKind::Area, reference: key }
    }

    pub fn action(reference: &'a str) -> Self {
        About { kind: RecordKind::Action, reference }
    }

    pub fn risk(reference: &'a str) -> Self {
        About { kind: RecordKind::Risk, reference }
    }

    pub fn measure(reference: &'a str) -> Self {
        About { kind: RecordKind::Measure, reference }
    }

    pub fn meeting_action(reference: &'a str) -> Self {
        About { kind: RecordKind::MeetingAction, reference }
    }
}

/// The name of a kind of finding: the program's own, or one out of an edition that another version of it froze.
pub type Code = Cow<'static, str>;

/// One finding.
///
/// `code` is stable and readable (`status-and-fill-differ`); `message` is lower-case, says what is the matter and
/// needs nothing else to be understood; `found` quotes what stands in the cell; `hint` says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// The ref of the record it is about.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What kind of record it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<CellRef>,
    /// What of its record the cell says, where it is known: "update".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Diagnostic {
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            code: Cow::Borrowed(code),
            severity,
            message: message.into(),
            reference: None,
            kind: None,
            at: None,
            field: None,
            found: None,
            hint: None,
        }
    }

    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Says which record it is about.
    pub fn about(mut self, about: About<'_>) -> Self {
        self.reference = Some(about.reference.to_owned());
        self.kind = Some(about.kind);
        self
    }

    pub fn at(mut self, at: &CellRef) -> Self {
        self.at = Some(at.clone());
        self
    }

    /// Says which field of its record it is about.
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Quotes what was found, cut to a length that fits a terminal line or two.
    pub fn found(mut self, found: impl AsRef<str>) -> Self {
        self.found = Some(shorten(found.as_ref(), 160));
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// As it is shown, where what to do goes without saying.
    pub fn without_hint(&self) -> String {
        Diagnostic { hint: None, ..self.clone() }.to_string()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = format!("{}[{}]: {}", self.severity, self.code, self.message);
        let at = self.at.as_ref().map(ToString::to_string);
        let parts = [("  --> ", &at), ("   found: ", &self.found), ("   hint: ", &self.hint)];
        write_below(f, &head, parts.into_iter().filter_map(|(opening, part)| Some((opening, part.as_deref()?))))
    }
}

/// A value and everything found on the way to it.
#[derive(Clone, Debug)]
pub struct Findings<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

/// Why the program, or one document of it, cannot go on: what was tried, what was found, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    /// Further lines below it, such as the findings that make it so.
    pub more: Vec<String>,
    pub hint: Option<String>,
}

impl Error {
    pub fn new(message: impl Into<String>) -> Self {
        Error { message: message.into(), more: Vec::new(), hint: None }
    }

    /// Adds a line below the message.
    pub fn more(mut self, line: impl Into<String>) -> Self {
        self.more.push(format!("  {}", line.into()));
        self
    }

    /// Adds findings below the message, each in its own lines.
    pub fn findings<'a>(mut self, findings: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        for finding in findings {
            // A finding shows what a file wrote into it, so that its line ends are its own.
            self.more.extend(finding.to_string().split('\n').map(str::to_owned));
        }
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The message and what stands below it on one line, without what to do.
    pub fn on_one_line(&self) -> String {
        let lines = [&self.message].into_iter().chain(&self.more);
        lines.map(|line| visible(line.trim()).into_owned()).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.more.iter().map(|line| ("", line.as_str()));
        let hint = self.hint.iter().map(|hint| ("   hint: ", hint.as_str()));
        write_below(f, &self.message, more.chain(hint))
    }
}

impl std::error::Error for Error {}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Puts findings in their order.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Diagnostic| {
            (Reverse(finding.severity), finding.at.clone(), finding.code.clone(), finding.message.clone())
        };
        key(a).cmp(&key(b))
    });
}

/// Keeps each finding once, where it was told first.
pub fn unique(findings: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert(finding.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_says_where_what_and_what_to_do() {
        let at = CellRef { workbook: "tracker.xlsx".into(), sheet: "PA1".into(), row: 30, column: 5 };
        let text = Diagnostic::warning("green-but-overdue", "action 2.3.1 is Green, but its due date has passed")
            .at(&at)
            .found("Green, due July 2024")
            .hint("re-rate the action")
            .to_string();
        assert_eq!(
            text,
            "warning[green-but-overdue]: action 2.3.1 is Green, but its due date has passed\n  \
             --> tracker.xlsx, sheet \"PA1\", cell F31\n   found: Green, due July 2024\n   hint: re-rate the action"
        );
    }

    #[test]
    fn the_heaviest_stand_first() {
        let mut findings = vec![Diagnostic::note("a", "x"), Diagnostic::error("z", "x"), Diagnostic::warning("m", "x")];
        sort(&mut findings);
        assert_eq!(findings.iter().map(|finding| &*finding.code).collect::<Vec<_>>(), ["z", "m", "a"]);
    }
}
