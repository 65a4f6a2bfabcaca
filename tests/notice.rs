//! NOTICE names what the program is built with, and `boardpack licences` prints it. That the words of each licence are
//! those of its crate is for `.ci/notice.py --check`, which needs the crates unpacked.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{boardpack, project};

#[test]
fn the_notice_names_every_crate_of_the_lock_file() {
    let lock: toml::Table = toml::from_str(&fs::read_to_string(project().join("Cargo.lock")).unwrap()).unwrap();
    let text = |package: &toml::Value, key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let locked: BTreeSet<String> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package.get("source").is_some())
        .map(|package| format!("{} {}", text(package, "name").unwrap(), text(package, "version").unwrap()))
        .collect();
    let notice = fs::read_to_string(project().join("NOTICE")).unwrap();
    let listed: BTreeSet<String> = notice
        .lines()
        .take_while(|line| !line.starts_with("==="))
        .filter_map(|line| Some(line.strip_prefix("  ")?.split_once(": ")?.0.to_owned()))
        .collect();
    let (gone, new): (Vec<_>, Vec<_>) = (listed.difference(&locked).collect(), locked.difference(&listed).collect());
    assert!(gone.is_empty() && new.is_empty(), "run .ci/notice.py: not there any more {gone:?}, new {new:?}");
}

#[test]
fn licences_are_printed() {
    let output = boardpack(project(), &["licences"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for words in ["LICENSE-MIT", "typst 0.", "Permission is hereby granted", "SIL OPEN FONT LICENSE"] {
        assert!(said.contains(words), "{words}");
    }
}
