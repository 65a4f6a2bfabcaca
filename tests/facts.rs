//! What the facts say of time: how far the papers look ahead, and each area's own history.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::boardpack;
use crate::support::workbook::Workbook;

/// An area of two parts. From June to July the due date of one action in each is written anew: that of 1.1.1 is put back.
fn area(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (month, due) in [("2025-06", "July 2025"), ("2025-07", "December 2025")] {
        let text = format!(
            "path = \"area/{month}/tracker.xlsx\"\n[[sheet]]\nname = \"Plan\"\nrows = '''\n\
             Ref/ Aim | Action | Due date | Lead | Action BRAG | Impact BRAG\n\
             1.1 Aim | 1.1.1 Map the local offer | {due} | Head of SEND | Green | Green\n\
             2.1 Aim | 2.1.1 Train the SENCos | January 2026 | Head of SEND | Green | Green\n'''\n"
        );
        toml::from_str::<Workbook>(&text).unwrap().write(folder.path()).unwrap();
    }
    fs::write(folder.path().join("area/boardpack.toml"), settings).unwrap();
    folder
}

fn facts(folder: &TempDir) -> Value {
    let output = boardpack(folder.path(), &["facts", "area", "--edition", "2025-07"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_papers_look_as_far_ahead_as_the_settings_say() {
    for (months, words, last, due) in
        [(1, "month", "August 2025", 0), (2, "two months", "September 2025", 0), (6, "six months", "January 2026", 2)]
    {
        let folder = area(&format!("[thresholds]\nmonths_ahead = {months}\n"));
        let facts = facts(&folder);
        assert_eq!(facts["ahead"], json!({"months": months, "words": words, "last": last}));
        assert_eq!(facts["next_three_months"].as_array().unwrap().len(), months);
        assert_eq!(facts["actions"]["due_counts"]["due_next_three_months"], due, "{months} months");
        let arguments = ["build", "area", "--only", "improvement-board-report", "--typst", "--out", "out"];
        boardpack(folder.path(), &arguments);
        let report = fs::read_to_string(folder.path().join("out/improvement-board-report.typ")).unwrap();
        let report = report.replace("#\"", "").replace("\";", "");
        assert!(report.contains(&format!("= The next {words}\n")), "{months} months");
        assert!(report.contains(&format!("by the end of {last}")), "{months} months");
    }
}

#[test]
fn a_date_put_back_counts_in_its_own_area() {
    let facts = facts(&area(""));
    let put_back = |area: &Value| area["history"][1]["put_back"].clone();
    assert_eq!(facts["history"][1]["put_back"], 1);
    assert_eq!(put_back(&facts["areas"][0]), 1);
    assert_eq!(put_back(&facts["areas"][1]), 0);
    assert!(facts["areas"][0]["history"][0]["put_back"].is_null(), "there is no month before the first");
}
