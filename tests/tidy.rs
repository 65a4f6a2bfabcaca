//! The rules of the house, held against the code itself: which room may use which, and who may print or read the clock.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// The rooms along the road the data takes. A room may use those before it, and nothing behind it.
const ROAD: [&[&str]; 14] = [
    &["located", "digest"],
    &["diagnostic"],
    &["workbook"],
    &["programme"],
    &["wording"],
    &["settings", "accepted", "area", "frozen", "records", "since_freeze", "data", "survey", "output", "cli"],
    &["figures"],
    &["movement", "changes"],
    &["checks"],
    &["manual", "listing"],
    &["report"],
    &["typeset"],
    &["manifest"],
    &["verify"],
];

/// The settings stand behind the programme they name fields of, but the workbook room's limits are part of them.
#[test]
fn imports_point_only_backwards_along_the_road() {
    let place = |room: &str| ROAD.iter().position(|rooms| rooms.contains(&room));
    for file in sources() {
        let Some(here) = place(&room_of(&file)) else { continue };
        for (number, line) in read(&file).lines().enumerate() {
            let Some(rest) = line.trim_start().split("crate::").nth(1).filter(|_| !line.trim_start().starts_with("//"))
            else {
                continue;
            };
            let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(there) = place(&used) else { continue };
            assert!(there <= here, "{}:{}: {line}", file.display(), number + 1);
        }
    }
}

#[test]
fn each_engine_has_one_room() {
    for (engine, room) in [
        ("calamine", "workbook"),
        ("handlebars", "report"),
        ("typst", "typeset"),
        ("quick_xml", "workbook"),
        ("clap", "cli"),
    ] {
        for file in sources() {
            let uses = read(&file).lines().any(|line| {
                let line = line.trim_start();
                line.starts_with(&format!("use {engine}")) || line.contains(&format!(" {engine}::"))
            });
            let allowed = room_of(&file) == room || engine == "clap" && room_of(&file) == "main";
            assert!(!uses || allowed, "{} uses {engine}", file.display());
        }
    }
}

#[test]
fn only_the_entry_point_prints_and_nothing_reads_the_clock() {
    for file in sources() {
        let text = read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["println!", "print!(", "eprintln!", "dbg!", "todo!", "unimplemented!"] {
            assert!(!code.contains(word) || room_of(&file) == "main", "{} holds {word}", file.display());
        }
        for word in ["SystemTime::now", "Utc::now", "Local::now"] {
            assert!(!code.contains(word), "{} reads the clock", file.display());
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for file in sources() {
        assert!(read(&file).starts_with("//! "), "{} has no header", file.display());
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&project().join("src"), &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The room a file belongs to: its folder in `src`, or its own name.
fn room_of(file: &Path) -> String {
    let below = file.strip_prefix(project().join("src")).unwrap();
    below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}
