//! The sample area stands in `inputs/` as its generator writes it, and reads without a finding of the reader's.

use std::collections::BTreeMap;
use std::fs;

use crate::sample;
use crate::support::{ashmere, boardpack, project, updating};

#[test]
fn the_sample_area_is_what_its_generator_writes() {
    if updating() {
        sample::write_area(&ashmere()).unwrap();
    }
    let fresh = tempfile::tempdir().unwrap();
    sample::write_area(fresh.path()).unwrap();
    for edition in ["2025-06", "2025-07"] {
        let names = |folder: &std::path::Path| {
            let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let (kept, made) = (ashmere().join(edition), fresh.path().join(edition));
        assert_eq!(names(&kept), names(&made));
        let words = |folder: &std::path::Path| {
            let files = fs::read_dir(folder.join("narrative")).into_iter().flatten().map(|entry| entry.unwrap().path());
            files
                .map(|file| (file.file_name().unwrap().to_owned(), fs::read(&file).unwrap()))
                .collect::<BTreeMap<_, _>>()
        };
        assert_eq!(words(&kept), words(&made), "{edition}: remake it with UPDATE=1 cargo test --release sample");
        for name in names(&kept).into_iter().filter(|name| name != "narrative") {
            let same = fs::read(kept.join(&name)).unwrap() == fs::read(made.join(&name)).unwrap();
            assert!(same, "{edition}/{} differs: remake it with UPDATE=1 cargo test --release sample", name.display());
        }
    }
}

#[test]
fn the_sample_area_holds_what_it_is_said_to_hold() {
    for (edition, open) in [("2025-06", 13), ("2025-07", 12)] {
        let output = boardpack(project(), &["data", "inputs/ashmere", "--edition", edition, "--format", "json"]);
        let data: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |key: &str| data[key].as_array().unwrap().len();
        assert_eq!((count("areas"), count("actions"), count("risks"), count("measures")), (5, 52, 15, 20), "{edition}");
        let statuses = |status: &str| {
            data["actions"].as_array().unwrap().iter().filter(|action| action["action_status"] == status).count()
        };
        let expected = if edition == "2025-07" { [25, 9, 10, 6, 2] } else { [23, 8, 13, 6, 2] };
        assert_eq!(["blue", "green", "amber", "red", "grey"].map(statuses), expected, "{edition}");
        let log = data["meeting_actions"].as_array().unwrap();
        assert_eq!(log.iter().filter(|entry| entry["status"] != "closed").count(), open, "{edition}");
        for measure in data["measures"].as_array().unwrap() {
            assert_eq!(measure["values"].as_array().unwrap().len(), 18, "{}", measure["ref"]);
        }
        for kind in ["areas", "actions", "risks", "measures", "meeting_actions", "work_programme"] {
            for record in data[kind].as_array().unwrap() {
                let source = &record["source"];
                assert!(
                    source["workbook"].is_string() && source["sheet"].is_string() && source["cell"].is_string(),
                    "{record}"
                );
            }
        }
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Every fault that was planted in July, at its cell, and nothing else: not one false alarm. Notes are matters of fact
/// ("no milestones") that weigh nothing.
#[test]
fn the_checks_find_the_planted_faults_and_nothing_else() {
    let planted = [
        ("blue-without-approval", "2.2.2", "J16"),
        ("green-but-overdue", "2.4.1", "F21"),
        ("meeting-action-overdue", "11.5", "F34"),
        ("no-due-date", "1.5.2", "C26"),
        ("no-lead", "4.1.4", "D11"),
        ("no-lead-officer", "AFI1", "A4"),
        ("red-without-way-back", "2.1.6", "I13"),
        ("score-not-product", "R07", "N13"),
        ("series-ends-early", "K18", "Y24"),
        ("update-repeated", "2.1.2", "I9"),
        ("update-stale", "2.1.2", "K9"),
    ];
    assert_eq!(weighty_findings("2025-07"), planted.map(|(code, about, cell)| format!("{code} {about} {cell}")));
    // In both months, as in the published plan.
    assert_eq!(weighty_findings("2025-06"), ["no-due-date 1.5.2 C26", "no-lead-officer AFI1 A4"]);
}

/// Findings of warning or error weight, accepted ones too: code, ref and cell, sorted.
fn weighty_findings(edition: &str) -> Vec<String> {
    let output = boardpack(project(), &["check", "inputs/ashmere", "--edition", edition, "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let accepted = listed["accepted"].as_array().unwrap().iter().map(|accepted| &accepted["finding"]);
    let mut found: Vec<String> = listed["findings"]
        .as_array()
        .unwrap()
        .iter()
        .chain(accepted)
        .filter(|finding| finding["severity"] != "note")
        .map(|finding| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text(&finding["code"]), text(&finding["ref"]), text(&finding["at"]["cell"]))
        })
        .collect();
    found.sort();
    found
}
