//! Findings as people and as other programs read them: plain text, JSON, annotations of a code host, SARIF.
//!
//! Findings → text. In each form they stand in the same order: the heaviest first, then by place.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::area::accepted::Accepted;
use crate::checks::manual;
use crate::diagnostic::{Diagnostic, Severity};
use crate::digest;
use crate::printed::{Printed, visible};
use crate::text;

/// What is listed.
pub struct Listing<'a> {
    pub area: &'a str,
    pub edition: &'a str,
    /// Where the workbooks stand, for those who open files from a list.
    pub folder: &'a str,
    pub open: &'a [Diagnostic],
    pub accepted: &'a [Accepted],
}

/// Findings that are put right by naming a column in the settings.
const COLUMNS: [&str; 3] = ["column-not-used", "column-not-read", "fact-without-column"];

/// "green-but-overdue (4), no-due-date (2) and 3 others", the most frequent first.
fn by_code(findings: &[&Diagnostic]) -> String {
    const NAMED: usize = 3;
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, count)) => *count += 1,
            None => counts.push((&finding.code, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let rest: usize = counts.iter().skip(NAMED).map(|(_, count)| count).sum();
    let mut parts: Vec<String> = counts.iter().take(NAMED).map(|(code, count)| format!("{code} ({count})")).collect();
    match rest {
        0 => {}
        1 => parts.push("1 other".to_owned()),
        rest => parts.push(format!("{rest} others")),
    }
    text::list(&parts)
}

impl Listing<'_> {
    /// For people: what to do first where there are many, each finding in a few lines, then what was accepted, then a
    /// line of counts.
    pub fn human(&self) -> Printed {
        let mut out = self.first_steps();
        for finding in self.open {
            out.lines(finding);
            out.blank();
        }
        for accepted in self.accepted {
            let record = &accepted.acceptance;
            out.line(format!("accepted[{}]: {}", accepted.finding.code, accepted.finding.message));
            if let Some(at) = &accepted.finding.at {
                out.line(format!("  --> {at}"));
            }
            let until = record.until.format("%d/%m/%Y");
            out.line(format!("   by {} until {until}: {}", record.by, record.reason));
            out.blank();
        }
        out.line(format!("{}, {}: {}", self.area, self.edition, self.counts()));
        out
    }

    /// What to do first, where the list is longer than a screen; nothing where it is short.
    fn first_steps(&self) -> Printed {
        const A_SCREEN: usize = 8;
        if self.open.len() <= A_SCREEN {
            return Printed::default();
        }
        let is_of_a_column = |finding: &&Diagnostic| COLUMNS.contains(&&*finding.code);
        let columns = self.open.iter().filter(is_of_a_column).count();
        let of = |severity: Severity| -> Vec<&Diagnostic> {
            let others = self.open.iter().filter(|finding| !is_of_a_column(finding));
            others.filter(|finding| finding.severity == severity).collect()
        };
        let mut steps = Vec::new();
        if columns > 0 {
            let are = if columns == 1 { "1 finding is" } else { &format!("{columns} findings are") };
            steps.push(format!(
                "{are} about columns that were not read: `boardpack columns {} --suggest` prints the lines for \
                 boardpack.toml",
                self.folder
            ));
        }
        for (severity, what) in [
            (Severity::Error, "put right the errors, which keep the papers drafts"),
            (Severity::Warning, "look at the warnings"),
        ] {
            let found = of(severity);
            if !found.is_empty() {
                steps.push(format!("{what}: {}", by_code(&found)));
            }
        }
        let mut out = Printed::default();
        out.line("What to do first");
        steps.iter().enumerate().for_each(|(index, step)| out.line(format!("  {}. {step}", index + 1)));
        out.blank();
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

    pub fn json(&self) -> Printed {
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
        Printed::json(&value)
    }

    /// Annotations as workflow commands: `::warning file=…,title=…::message`.
    pub fn github(&self) -> Printed {
        let mut out = Printed::default();
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
            let mut message = visible(&finding.message).into_owned();
            if let Some(at) = &finding.at {
                message.push_str(&format!(" (sheet \"{}\", cell {})", visible(&at.sheet), at.address()));
            }
            for more in [&finding.found, &finding.hint].into_iter().flatten() {
                message.push_str(&format!("\n{}", visible(more)));
            }
            out.line(format!("::{kind} {file}title={}::{}", property(&finding.code), data(&message)));
        }
        out
    }

    /// SARIF 2.1.0, the interchange format of checking tools.
    pub fn sarif(&self) -> Printed {
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
        let mut met = BTreeMap::new();
        let results: Vec<Value> =
            self.open.iter().map(|finding| self.sarif_result(finding, &codes, &mut met)).collect();
        let value = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {"name": "boardpack", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
                "results": results,
            }],
        });
        Printed::json(&value)
    }

    /// One result. By its fingerprint a code host knows it again in the next month, on whatever row it stands then: by its
    /// code, its record and its field, or by its cell where it is about no record.
    fn sarif_result(&self, finding: &Diagnostic, codes: &[&str], met: &mut BTreeMap<String, usize>) -> Value {
        let mut text = visible(&finding.message).into_owned();
        for more in [&finding.found, &finding.hint].into_iter().flatten() {
            text.push_str(&format!("\n{}", visible(more)));
        }
        let mut result = json!({
            "ruleId": finding.code,
            "ruleIndex": codes.iter().position(|code| *code == finding.code),
            "level": match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            "message": {"text": text},
            "partialFingerprints": {"boardpackFinding/v1": fingerprint(finding, met)},
        });
        if let Some(at) = &finding.at {
            result["locations"] = json!([{
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(&self.path(&at.workbook))},
                    // A workbook has no lines: its rows and columns stand for them.
                    "region": {"startLine": at.row + 1, "startColumn": at.column + 1},
                },
                "logicalLocations": [{"name": at.address(), "fullyQualifiedName": format!("{}!{}", at.sheet, at.address())}],
            }]);
        }
        result
    }

    fn path(&self, workbook: &str) -> String {
        format!("{}/{workbook}", self.folder.trim_end_matches('/'))
    }
}

/// What a finding is known again by, with the number of those before it that have the same.
fn fingerprint(finding: &Diagnostic, met: &mut BTreeMap<String, usize>) -> String {
    let place = match (&finding.reference, &finding.at) {
        (Some(reference), at) => json!([finding.kind, reference, finding.field, at.as_ref().map(|at| &*at.sheet)]),
        (None, Some(at)) => json!(at),
        (None, None) => json!(finding.message),
    };
    let mut digest = digest::of(json!([finding.code, place]).to_string().as_bytes());
    digest.truncate(32);
    let times = met.entry(digest.clone()).or_default();
    *times += 1;
    format!("{digest}:{times}")
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
        "field": finding.field,
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
    use crate::diagnostic::About;
    use crate::located::CellRef;

    #[test]
    fn annotations_and_addresses_are_escaped() {
        let at = CellRef { workbook: "Action tracker.xlsx".into(), sheet: "PA1".into(), row: 2, column: 5 };
        let open = [Diagnostic::warning("green-but-overdue", "50% late").at(&at).found("a\nb")];
        let listing = Listing { area: "ashmere", edition: "2025-07", folder: "inputs", open: &open, accepted: &[] };
        assert_eq!(
            listing.github().as_str(),
            "::warning file=inputs/Action tracker.xlsx,title=green-but-overdue::50%25 late (sheet \"PA1\", cell F3)%0Aa b\n"
        );
        let sarif: Value = serde_json::from_str(listing.sarif().as_str()).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "inputs/Action%20tracker.xlsx");
        assert!(listing.human().as_str().ends_with("ashmere, 2025-07: 0 errors, 1 warning, 0 notes; 0 accepted\n"));
    }

    /// What the schema of SARIF 2.1.0 asks of the parts that are written, so that a code host takes it.
    #[test]
    fn sarif_has_what_its_schema_asks_for() {
        let at = |row| CellRef { workbook: "Action tracker: July.xlsx".into(), sheet: "PA1".into(), row, column: 5 };
        let late = |row| Diagnostic::warning("green-but-overdue", "late").about(About::action("1.1.1")).at(&at(row));
        let open = [
            late(2).field("due date").found("July 2024").hint("re-rate it"),
            late(7),
            late(8),
            Diagnostic::error("no-such-code", "a line\nand another\u{202e}"),
            Diagnostic::note("sheet-hidden", "hidden").at(&at(0)),
        ];
        let of = |open: &[Diagnostic]| -> Value {
            let listing = Listing { area: "ashmere", edition: "2025-07", folder: "in puts/é", open, accepted: &[] };
            serde_json::from_str(listing.sarif().as_str()).unwrap()
        };
        let sarif = of(&open);
        let keys = |value: &Value, known: &[&str]| {
            value.as_object().unwrap().keys().for_each(|key| assert!(known.contains(&key.as_str()), "{key}"));
        };
        let text = |value: &Value| assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{value}");
        keys(&sarif, &["$schema", "version", "runs"]);
        assert_eq!(sarif["version"], "2.1.0");
        let run = &sarif["runs"][0];
        keys(run, &["tool", "results"]);
        let driver = &run["tool"]["driver"];
        keys(driver, &["name", "version", "rules"]);
        text(&driver["name"]);
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            keys(rule, &["id", "shortDescription", "help"]);
            [&rule["id"], &rule["shortDescription"]["text"], &rule["help"]["text"]].into_iter().for_each(text);
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), open.len());
        let mut prints = Vec::new();
        for (result, finding) in results.iter().zip(&open) {
            keys(result, &["ruleId", "ruleIndex", "level", "message", "partialFingerprints", "locations"]);
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            text(&result["message"]["text"]);
            keys(&result["message"], &["text"]);
            result["partialFingerprints"].as_object().unwrap().values().for_each(text);
            prints.push(result["partialFingerprints"]["boardpackFinding/v1"].clone());
            assert_eq!(result["locations"].is_array(), finding.at.is_some());
            for location in result["locations"].as_array().into_iter().flatten() {
                keys(location, &["physicalLocation", "logicalLocations"]);
                let physical = &location["physicalLocation"];
                keys(physical, &["artifactLocation", "region"]);
                assert_eq!(physical["artifactLocation"]["uri"], "in%20puts/%C3%A9/Action%20tracker%3A%20July.xlsx");
                let region = &physical["region"];
                keys(region, &["startLine", "startColumn"]);
                let row = u64::from(finding.at.as_ref().unwrap().row);
                assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(row + 1), Some(6)));
                location["logicalLocations"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|place| text(&place["fullyQualifiedName"]));
            }
        }
        let mut different = prints.clone();
        different.sort_by_key(Value::to_string);
        different.dedup();
        assert_eq!(different.len(), prints.len(), "no two findings are one");
        // A row that was put in above changes the line, not what it is known again by.
        let moved = of(&[late(3).field("due date")]);
        assert_eq!(moved["runs"][0]["results"][0]["partialFingerprints"]["boardpackFinding/v1"], prints[0]);
    }

    #[test]
    fn a_long_list_begins_with_what_to_do_first() {
        let mut open = vec![Diagnostic::error("no-due-date", "x"), Diagnostic::note("column-not-used", "x")];
        let listing = |open: &[Diagnostic]| {
            Listing { area: "ashmere", edition: "2025-07", folder: "inputs/ashmere/2025-07", open, accepted: &[] }
                .human()
                .as_str()
                .to_owned()
        };
        assert!(listing(&open).starts_with("error[no-due-date]"), "a short list is read at once");
        open.extend(["update-stale"; 5].map(|code| Diagnostic::warning(code, "x")));
        open.extend(["a", "b", "c"].map(|code| Diagnostic::warning(code, "x")));
        let first: Vec<String> = listing(&open).lines().take(5).map(str::to_owned).collect();
        assert_eq!(
            first,
            [
                "What to do first",
                "  1. 1 finding is about columns that were not read: `boardpack columns inputs/ashmere/2025-07 --suggest` \
                 prints the lines for boardpack.toml",
                "  2. put right the errors, which keep the papers drafts: no-due-date (1)",
                "  3. look at the warnings: update-stale (5), a (1), b (1) and 1 other",
                "",
            ]
        );
    }
}
