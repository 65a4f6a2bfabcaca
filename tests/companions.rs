//! The tables of papers as csv and xlsx: what is in them, and that they can be relied on like the papers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::papers::paper;
use crate::support::{boardpack, pdf, project};

fn build(out: &Path, more: &[&str]) -> String {
    let folder = out.display().to_string();
    let arguments = [&["build", "inputs/ashmere", "--out", &folder, "--companions"], more].concat();
    let output = boardpack(project(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn files(out: &Path) -> BTreeSet<String> {
    fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn data(of: &Path) -> Value {
    let output = boardpack(project(), &["data", &of.display().to_string()]);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_tables_of_a_paper_are_read_back_as_they_were_and_repeat_to_the_byte() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), &["--only", "risk-register"]);
    let expected = [
        "manifest.json",
        "risk-register-figures.csv",
        "risk-register-risks.csv",
        "risk-register.pdf",
        "risk-register.xlsx",
    ];
    assert_eq!(files(out.path()), expected.map(str::to_owned).into());

    // Our own reader takes the register out of the workbook again.
    let (again, first) = (data(&out.path().join("risk-register.xlsx")), data(&project().join("inputs/ashmere")));
    let scores = |data: &Value| -> Vec<(Value, Value, Value)> {
        let risks = data["risks"].as_array().unwrap();
        risks
            .iter()
            .map(|risk| (risk["ref"].clone(), risk["current"]["score"].clone(), risk["owner"].clone()))
            .collect()
    };
    assert!(scores(&first).len() > 10);
    assert_eq!(scores(&again), scores(&first));

    let elsewhere = tempfile::tempdir().unwrap();
    build(elsewhere.path(), &["--only", "risk-register"]);
    for file in files(out.path()).iter().filter(|file| *file != "manifest.json") {
        assert!(fs::read(out.path().join(file)).unwrap() == fs::read(elsewhere.path().join(file)).unwrap(), "{file}");
    }
    let folder = out.path().display().to_string();
    let verified = boardpack(project(), &["verify", &folder]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    fs::write(out.path().join("risk-register-risks.csv"), "changed").unwrap();
    let verified = boardpack(project(), &["verify", &folder]);
    assert_ne!(verified.status.code(), Some(0));
    let said = String::from_utf8_lossy(&verified.stdout).into_owned() + &String::from_utf8_lossy(&verified.stderr);
    assert!(said.contains("risk-register-risks.csv"), "{said}");
}

/// A record that the paper does not name is in none of its tables, and one that it names is.
#[test]
fn a_paper_has_its_own_records() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), &["--only", "improvement-board-report"]);
    let csv = fs::read_to_string(out.path().join("improvement-board-report-actions.csv")).unwrap();
    let printed = pdf::text(&paper("improvement-board-report"));
    let facts = boardpack(project(), &["facts", "inputs/ashmere"]);
    let facts: Value = serde_json::from_slice(&facts.stdout).unwrap();
    let mut seen = [0, 0];
    for action in facts["actions"]["all"].as_array().unwrap() {
        let (reference, words) = (action["ref"].as_str().unwrap(), action["text"].as_str().unwrap());
        let is_there = csv.contains(&format!("\"{reference}\""));
        seen[usize::from(is_there)] += 1;
        // Its opening words, for a paper breaks lines where it likes.
        let opening: String = words.split(' ').take(3).collect::<Vec<_>>().join(" ");
        assert!(
            is_there || !printed.replace(['\n', '\u{a0}'], " ").contains(words),
            "{reference} is printed: {opening}"
        );
        assert!(!is_there || printed.contains(reference), "{reference} is not in the paper");
    }
    assert!(seen.iter().all(|count| *count > 5), "{seen:?}");
}
