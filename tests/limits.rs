//! Tables and cells far beyond what officers keep: what is too much is told at its cell, and all the rest is read.
//!
//! The sizes are such that work which grows with their square would be noticed by whoever runs the tests.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::boardpack;

/// An area of one csv file, as `boardpack data` or `check` prints it.
fn read(command: &str, text: &str) -> Value {
    let area = tempfile::tempdir().unwrap();
    let month = area.path().join("area/2025-07");
    fs::create_dir_all(&month).unwrap();
    fs::write(month.join("t.csv"), text).unwrap();
    printed(area.path(), &[command, "area", "--format", "json"])
}

fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let output = boardpack(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?} {said}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The cells at which findings of a code are told.
fn cells<'v>(printed: &'v Value, code: &str) -> Vec<&'v str> {
    let findings = printed["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["code"] == code).filter_map(|finding| finding["at"]["cell"].as_str()).collect()
}

fn records<'v>(printed: &'v Value, kind: &str) -> &'v Vec<Value> {
    printed[kind].as_array().unwrap()
}

#[test]
fn a_cell_cut_within_a_character_is_told_and_the_rest_is_read() {
    for shift in 0..3 {
        let long = format!("{}{}", "a".repeat(shift), "’".repeat(33_000));
        let read =
            read("data", &format!("Ref,Action,Due date,BRAG\n1.1.1,{long},2025-09-01,Green\n1.1.2,Last,,Green\n"));
        let actions = records(&read, "actions");
        assert_eq!((actions.len(), cells(&read, "cell-cut-short")), (2, vec!["B2"]));
        assert_eq!(actions[0]["text"].as_str().unwrap().chars().count(), 32_767);
    }
}

#[test]
fn lines_beyond_number_are_run_together_and_none_is_lost() {
    let lines: String = (1..=3_000).map(|line| format!("Step {line}\n")).collect();
    let read = read("data", &format!("Ref,Action,Due date,Milestones,BRAG\n1.1.1,Do,2025-09-01,\"{lines}\",Green\n"));
    let milestones = records(&read, "actions")[0]["milestones"].as_array().unwrap();
    assert_eq!((milestones.len(), cells(&read, "lines-run-together")), (500, vec!["D2"]));
    let last = milestones[499].to_string();
    assert!(last.contains("Step 500 Step 501") && last.contains("Step 3000"), "{last}");
}

#[test]
fn a_sheet_of_nothing_but_headings_is_read_to_a_limit() {
    let read = read("data", &"Ref,Action,Due date,Lead,BRAG\n".repeat(3_000));
    assert_eq!(cells(&read, "too-many-tables"), ["A301"]);
}

#[test]
fn thousands_of_areas_aims_and_actions_are_all_read() {
    let areas: String = (1..=2_000).map(|area| format!("PA{area}.1,Act,2025-09-01,Head,Green\n")).collect();
    let aims: String =
        (1..=2_000).map(|aim| format!("1.{}.{},Act,2025-09-01,Head,Green\n", aim / 2, aim % 2 + 1)).collect();
    for rows in [areas, aims] {
        let read = read("data", &format!("Ref,Action,Due date,Lead,BRAG\n{rows}"));
        assert_eq!(records(&read, "actions").len(), 2_000);
    }
}

#[test]
fn links_of_thousands_of_risks_find_their_actions() {
    let area = tempfile::tempdir().unwrap();
    let month = area.path().join("area/2025-07");
    fs::create_dir_all(&month).unwrap();
    let numbered = |number: usize| format!("1.{}.{}", number / 100 + 1, number % 100 + 1);
    let actions: String = (0..2_000).map(|number| format!("{},Act,2025-09-01,Head,Red\n", numbered(number))).collect();
    let risks: String =
        (1..2_000).map(|number| format!("R{number},Plans are late,3,3,Head,{}\n", numbered(number))).collect();
    fs::write(month.join("plan.csv"), format!("Ref,Action,Due date,Lead,BRAG\n{actions}")).unwrap();
    let headings = "Risk ID,Risk description,Likelihood,Impact,Risk owner,Linked actions";
    fs::write(month.join("risks.csv"), format!("{headings}\n{risks}")).unwrap();
    let checked = printed(area.path(), &["check", "area", "--format", "json"]);
    assert_eq!(cells(&checked, "red-action-without-risk"), ["E2"]);
}

#[test]
fn a_name_of_a_page_and_a_target_beyond_sense_are_told_at_their_cells() {
    let (name, digits) = ("Plans ".repeat(1_300), "9".repeat(310));
    let read = read(
        "data",
        &format!(
            "Ref,Measure,Good,Target,Jun 2025,Jul 2025\nM1,{name},High,{digits},62,64\nM2,Visits,High,80,70,{digits}\n"
        ),
    );
    let measures = records(&read, "measures");
    assert_eq!((cells(&read, "name-too-long"), cells(&read, "target-without-level")), (vec!["B2"], vec!["D2"]));
    assert_eq!(cells(&read, "value-not-a-number"), ["F3"]);
    assert_eq!((measures[0]["name"].as_str().unwrap().chars().count(), &measures[0]["target"]), (250, &Value::Null));
}

#[test]
fn a_field_without_end_costs_no_more_than_itself() {
    let text = format!(
        "Ref,Action,Due date,BRAG\n1.1.1,Do,2025-09-01,Green\n1.1.2,\"Never closed {}\n",
        "x ".repeat(1_000_000)
    );
    let read = read("data", &text);
    assert_eq!((cells(&read, "quote-not-closed"), cells(&read, "cell-cut-short")), (vec!["B3"], vec!["B3"]));
    assert_eq!(records(&read, "actions").len(), 2);
}
