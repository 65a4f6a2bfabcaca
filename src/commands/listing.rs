//! Findings as people and as other programs read them: plain text, JSON, annotations of a code host, SARIF.
//!
//! Findings → text. In each form they stand in the same order: the heaviest first, then by place.

use serde_json::{Value, json};

use crate::area::accepted::Accepted;
use crate::checks::manual;
use crate::diagnostic::{Diagnostic, Severity};

/// What is listed.
pub struct Listing<'a> {
    pub area: &'a str,
    pub edition: &'a str,
    /// Where the workbooks stand, for those who open files from a list.
    pub folder: &'a str,
    pub open: &'a [Diagnostic],
    pub accepted: &'a [Accepted],
}

impl Listing<'_> {
    /// For people: each finding in a few lines, then what was accepted, then a line of counts.
    pub fn human(&self) -> String {
        let mut out = String::new();
        for finding in self.open {
            out.push_str(&format!("{finding}\n\n"));
        }
        for accepted in self.accepted {
            let record = &accepted.acceptance;
            out.push_str(&format!("accepted[{}]: {}\n", accepted.finding.code, accepted.finding.message));
            if let Some(at) = &accepted.finding.at {
                out.push_str(&format!("  --> {at}\n"));
            }
            let until = record.until.format("%d/%m/%Y");
            out.push_str(&format!("   by {} until {until}: {}\n\n", record.by, record.reason));
        }
        out.push_str(&format!("{}, {}: {}\n", self.area, self.edition, self.counts()));
        out
    }

    fn counts(&self) -> String {
        let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        let of = |severity| self.open.iter().filter(|finding| finding.severity == severity).count();
        format!(
            "{}, {}, {}; {} accepted",
            count(of(Severity::Error), "error"),
            count(of(Severity::Warning), "warning"),
            count(of(Severity::Note), "note"),
            self.accepted.len()
        )
    }

    pub fn json(&self) -> String {
        let of = |severity| self.open.iter().filter(|finding| finding.severity == severity).count();
        let value = json!({
            "area": self.area,
            "edition": self.edition,
            "counts": {
                "errors": of(Severity::Error),
                "warnings": of(Severity::Warning),
                "notes": of(Severity::Note),
                "accepted": self.accepted.len(),
            },
            "findings": self.open.iter().map(whole).collect::<Vec<_>>(),
            "accepted": self.accepted.iter().map(|accepted| json!({
                "finding": whole(&accepted.finding), "acceptance": accepted.acceptance,
            })).collect::<Vec<_>>(),
        });
        format!("{value:#}\n")
    }

    /// Annotations as workflow commands: `::warning file=…,title=…::message`.
    pub fn github(&self) -> String {
        let mut out = String::new();
        for finding in self.open {
            let kind = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let file = finding
                .at
                .as_ref()
                .map(|at| format!("file={},", property(&self.path(&at.workbook))))
                .unwrap_or_default();
            let mut message = finding.message.clone();
            if let Some(at) = &finding.at {
                message.push_str(&format!(" (sheet \"{}\", cell {})", at.sheet, at.address()));
            }
            for more in [&finding.found, &finding.hint].into_iter().flatten() {
                message.push_str(&format!("\n{more}"));
            }
            out.push_str(&format!("::{kind} {file}title={}::{}\n", property(&finding.code), data(&message)));
        }
        out
    }

    /// SARIF 2.1.0, the interchange format of checking tools.
    pub fn sarif(&self) -> String {
        let mut codes: Vec<&str> = self.open.iter().map(|finding| &*finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let rules: Vec<Value> = codes
            .iter()
            .map(|code| {
                let entry = manual::entry(code);
                let title = entry.as_ref().map_or_else(|| (*code).to_owned(), |entry| entry.title.clone());
                let text = entry.map_or_else(|| (*code).to_owned(), |entry| entry.text);
                json!({"id": code, "shortDescription": {"text": title}, "help": {"text": text}})
            })
            .collect();
        let results: Vec<Value> = self.open.iter().map(|finding| self.sarif_result(finding)).collect();
        let value = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {"name": "boardpack", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
                "results": results,
            }],
        });
        format!("{value:#}\n")
    }

    fn sarif_result(&self, finding: &Diagnostic) -> Value {
        let mut text = finding.message.clone();
        for more in [&finding.found, &finding.hint].into_iter().flatten() {
            text.push_str(&format!("\n{more}"));
        }
        let mut result = json!({
            "ruleId": finding.code,
            "level": match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            "message": {"text": text},
        });
        if let Some(at) = &finding.at {
            result["locations"] = json!([{
                "physicalLocation": {"artifactLocation": {"uri": uri(&self.path(&at.workbook))}},
                "logicalLocations": [{"name": at.address(), "fullyQualifiedName": format!("{}!{}", at.sheet, at.address())}],
            }]);
        }
        result
    }

    fn path(&self, workbook: &str) -> String {
        format!("{}/{workbook}", self.folder.trim_end_matches('/'))
    }
}

/// A finding with every key, whether it has a value or not.
fn whole(finding: &Diagnostic) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "found": finding.found,
        "hint": finding.hint,
        "ref": finding.reference,
        "kind": finding.kind,
        "at": finding.at,
    })
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::located::CellRef;

    #[test]
    fn annotations_and_addresses_are_escaped() {
        let at = CellRef { workbook: "Action tracker.xlsx".into(), sheet: "PA1".into(), row: 2, column: 5 };
        let open = [Diagnostic::warning("green-but-overdue", "50% late").at(&at).found("a\nb")];
        let listing = Listing { area: "ashmere", edition: "2025-07", folder: "inputs", open: &open, accepted: &[] };
        assert_eq!(
            listing.github(),
            "::warning file=inputs/Action tracker.xlsx,title=green-but-overdue::50%25 late (sheet \"PA1\", cell F3)%0Aa b\n"
        );
        let sarif: Value = serde_json::from_str(&listing.sarif()).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "inputs/Action%20tracker.xlsx");
        assert!(listing.human().ends_with("ashmere, 2025-07: 0 errors, 1 warning, 0 notes; 0 accepted\n"));
    }
}
