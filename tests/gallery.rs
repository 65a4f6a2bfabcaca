//! `docs/checks.md`: the manual of findings, each check with what it really printed in its case, written from the
//! program and the cases, so that it cannot be out of date. And: no code without an entry, no entry without a case.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use boardpack::checks::{self, manual};

use crate::support::{project, updating};

/// Codes that need a file which no text can describe, or a large one; `limits` and unit tests beside the readers show them.
const SHOWN_BY_OTHER_TESTS: [&str; 7] = [
    "cell-cut-short",
    "encoding-guessed",
    "lines-run-together",
    "merges-not-read",
    "row-too-wide",
    "template-left",
    "too-many-tables",
];

#[test]
fn the_manual_of_findings_is_up_to_date() {
    let file = project().join("docs/checks.md");
    let text = gallery();
    if updating() {
        fs::write(&file, &text).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap() == text, "remake it: UPDATE=1 cargo test --release gallery");
}

#[test]
fn every_check_has_a_manual_entry_in_its_parts() {
    for check in checks::ALL {
        let manual = check.manual();
        for part in ["**What it checks.**", "**Why it matters.**", "**Example.**", "**How to put it right.**"] {
            assert!(manual.contains(part), "{} has no {part}", check.code);
        }
        let file = format!("src/checks/{}.rs", check.code.replace('-', "_"));
        assert!(project().join(&file).exists(), "{} does not stand in {file}", check.code);
    }
}

#[test]
fn every_code_has_an_entry_and_a_case() {
    let entries: BTreeSet<&str> = manual::entries().map(|entry| entry.code).collect();
    let printed = printed_codes();
    let unknown: Vec<&String> = printed.iter().filter(|code| !entries.contains(code.as_str())).collect();
    assert!(unknown.is_empty(), "codes without an entry in the manual: {unknown:?}");
    let untried: Vec<&&str> =
        entries.iter().filter(|code| !printed.contains(**code) && !SHOWN_BY_OTHER_TESTS.contains(code)).collect();
    assert!(untried.is_empty(), "codes that no case shows: {untried:?}");
}

/// The codes that the cases' expectations show: `warning[row-hidden]`.
fn printed_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for case in fs::read_dir(project().join("tests/cases")).unwrap() {
        let Ok(expected) = fs::read_dir(case.unwrap().path().join("expected")) else { continue };
        for file in expected {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines() {
                let line = line.trim_start();
                let head = ["error[", "warning[", "note["].iter().find_map(|head| line.strip_prefix(head));
                codes.extend(head.and_then(|rest| rest.split_once(']')).map(|(code, _)| code.to_owned()));
            }
        }
    }
    codes
}

fn gallery() -> String {
    let mut out = String::from(
        "# Findings\n\nWritten by `UPDATE=1 cargo test --release gallery`; do not edit it by hand. `boardpack explain CODE` prints \
         an entry.\n\nWhat a check's findings weigh can be changed, or a check turned off, under `[checks]` in `boardpack.toml`:\n\
         `green-but-overdue = \"error\"`. What cannot be found by a general rule is not looked for: that one group is said to\n\
         meet both \"every 6 weeks\" and \"monthly\", for one.\n\n## Checks\n",
    );
    for check in checks::ALL {
        write!(out, "\n### {} ({})\n\n{}\n", check.code, check.severity, check.manual().trim_end()).unwrap();
        let output = project().join(format!("tests/cases/check-{}/expected/stdout.txt", check.code));
        let shown = fs::read_to_string(&output).unwrap_or_else(|_| panic!("{} has no case", check.code));
        writeln!(out, "\n```\n{}\n```", shown.trim_end()).unwrap();
    }
    out.push_str("\n## What the reader tells\n\n| code | what it means |\n|---|---|\n");
    for entry in manual::entries().filter(|entry| entry.severity.is_none()) {
        writeln!(out, "| `{}` | {} |", entry.code, entry.text).unwrap();
    }
    out
}
