//! The rules of the house, held against the code itself: which room may use which, and who may print or read the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// The rooms along the road the data takes. A room may use those before it, and nothing behind it. A room that stands
/// here twice would be a circle; one that stands nowhere fails [`every_room_is_on_the_road`].
const ROAD: [&[&str]; 32] = [
    &["located", "files", "digest", "printed", "side_by_side", "suggest", "text", "working_days"],
    &["diagnostic"],
    &["output"],
    &["workbook"],
    &["programme"],
    &["wording", "disclosure"],
    &["records"],
    &["narrative"],
    &["area"],
    &["figures"],
    &["movement"],
    &["checks"],
    &["ledger"],
    &["facts"],
    &["companions", "starter"],
    &["provenance"],
    &["template"],
    &["typeset"],
    &["tagged"],
    &["html"],
    &["readability"],
    &["manifest"],
    &["attack"],
    &["bundle"],
    &["examine"],
    &["pack"],
    &["properties"],
    &["papers"],
    &["meeting"],
    &["preview"],
    &["commands"],
    &["cli", "lib", "main"],
];

#[test]
fn every_room_is_on_the_road() {
    for file in sources() {
        let room = room_of(&file);
        assert!(place(&room).is_some(), "{} is in a room that the road does not name: {room}", file.display());
    }
}

#[test]
fn imports_point_only_backwards_along_the_road() {
    for file in sources() {
        let Some(here) = place(&room_of(&file)) else { continue };
        for (line, code) in lines_of_code(&file) {
            for used in rooms_used(&code) {
                let Some(there) = place(&used) else { continue };
                assert!(there <= here, "{}:{line}: {code}", file.display());
            }
        }
    }
}

/// Files that use each other in a circle cannot be read one after the other. A folder's own `mod.rs` stands for the
/// folder, and its files may use it; what is below `#[cfg(test)]` counts for nothing.
#[test]
fn no_files_use_each_other_in_a_circle() {
    let files: BTreeMap<String, BTreeSet<String>> =
        sources().iter().map(|file| (module_of(file), modules_used(file))).collect();
    // A folder's own file names its files, and they may use what it has; that is a family, not a circle.
    let family = |a: &str, b: &str| a.starts_with(&format!("{b}::")) || b.starts_with(&format!("{a}::"));
    let next = |from: &str| -> Vec<&String> {
        files[from].iter().filter(|to| files.contains_key(*to) && *to != from && !family(from, to)).collect()
    };
    for start in files.keys() {
        // Every file that `start` leads to, with the way there.
        let mut ways: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut open = vec![(start.as_str(), vec![start.as_str()])];
        while let Some((from, way)) = open.pop() {
            for to in next(from) {
                let way = [way.clone(), vec![to.as_str()]].concat();
                assert!(to != start, "files that use each other in a circle: {}", way.join(" → "));
                if ways.insert(to, way.clone()).is_none() {
                    open.push((to, way));
                }
            }
        }
    }
}

#[test]
fn each_engine_has_one_room() {
    for (engine, rooms) in [
        ("calamine", &["workbook"][..]),
        ("handlebars", &["template"]),
        ("comrak", &["narrative"]),
        ("typst", &["typeset"]),
        ("typst_layout", &["typeset"]),
        ("typst_pdf", &["typeset"]),
        ("typst_kit", &["typeset", "preview"]),
        ("hayro", &["preview"]),
        ("httparse", &["preview"]),
        ("lopdf", &["typeset", "tagged", "pack", "properties"]),
        ("quick_xml", &["workbook"]),
        ("rust_xlsxwriter", &["companions", "starter"]),
        ("zip", &["workbook", "bundle"]),
        ("clap", &["cli", "commands", "lib", "main"]),
    ] {
        for file in sources() {
            let uses = lines_of_code(&file).any(|(_, line)| {
                line.starts_with(&format!("use {engine}::")) || line.contains(&format!(" {engine}::"))
            });
            assert!(!uses || rooms.contains(&room_of(&file).as_str()), "{} uses {engine}", file.display());
        }
    }
}

#[test]
fn only_the_entry_point_prints_and_reads_the_clock() {
    for file in sources() {
        let code: String = lines_of_code(&file).map(|(_, line)| line + "\n").collect();
        for word in ["println!", "print!(", "eprintln!", "dbg!", "todo!", "unimplemented!"] {
            assert!(!code.contains(word) || room_of(&file) == "main", "{} holds {word}", file.display());
        }
        for word in ["SystemTime::now", "Utc::now", "Local::now"] {
            assert!(!code.contains(word) || room_of(&file) == "main", "{} reads the clock", file.display());
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for file in sources() {
        assert!(read(&file).starts_with("//! "), "{} has no header", file.display());
    }
}

/// What a status, a level of risk or a body is called, and how many points a scale has, only the scheme knows: rules,
/// figures, words and templates ask it. Allowed beside it are the codes of checks, which are public and stay
/// ("green-but-overdue": people have them in accepted.toml), and the name of a published method.
#[test]
fn only_the_scheme_knows_what_things_are_called() {
    let scheme = project().join("src/programme/scheme");
    let code = sources().into_iter().filter(|file| !file.starts_with(&scheme)).map(|file| (lines(&file, true), file));
    let templates = templates().into_iter().map(|file| {
        let lines: Vec<_> = read(&file).lines().enumerate().map(|(at, line)| (at + 1, line.to_owned())).collect();
        (lines, file)
    });
    let mut found = Vec::new();
    for (lines, file) in code.chain(templates) {
        let is_template = file.starts_with(project().join("templates"));
        for (number, line) in lines {
            if let Some(name) = named_outside(&line, is_template) {
                found.push(format!("{}:{number}: {name}: {line}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A paper is a folder of templates; code that asks for one of them by its name would be a paper's own Rust.
#[test]
fn no_code_knows_a_document_by_name() {
    let folders = fs::read_dir(project().join("templates")).unwrap();
    let names: Vec<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() > 15);
    for file in sources() {
        for (line, code) in lines_of_code(&file) {
            // The work programme is also a kind of sheet.
            let named = names.iter().filter(|name| *name != "work-programme");
            for name in named {
                assert!(!code.contains(&format!("\"{name}\"")), "{}:{line}: {code}", file.display());
            }
        }
    }
}

/// A control: the rule finds what it is to find, and lets pass what it is to let pass.
#[test]
fn names_outside_the_scheme_are_found() {
    for line in ["rate it Blue", "Some(\"amber\")", "//! Amber/Red is two", "the Department for Education", "(1..=5)"] {
        assert!(named_outside(line, false).is_some(), "{line}");
    }
    assert!(named_outside("{{action_counts.red}}", true).is_some());
    for line in [
        "code: \"green-but-overdue\",",
        "Rgb(red, green, blue)",
        "mod blue_without_impact;",
        "Redated on Bluebell Road",
    ] {
        assert_eq!(named_outside(line, false), None, "{line}");
    }
    assert_eq!(named_outside("NHS England’s “Making data count”", true), None);
}

/// The name in a line that is for the scheme alone to know.
fn named_outside(line: &str, is_template: bool) -> Option<&'static str> {
    const STATUSES: [&str; 6] = ["Blue", "Green", "Amber", "Red", "Grey", "Gray"];
    const BODIES: [&str; 4] = ["Department for Education", "NHS England", "DfE", "NHSE"];
    // Number formats name colours of their own.
    let line = &line.replace("[Red]", "");
    let cited = line.contains("Making data count");
    let body = BODIES.into_iter().find(|name| line.contains(name) && !cited);
    // A hyphen or a low line joins: "green-but-overdue" is one word.
    let words: Vec<&str> = line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).collect();
    let status = STATUSES.into_iter().find(|name| {
        let small = name.to_lowercase();
        let quoted = line.contains(&format!("\"{small}\""));
        words.contains(name) || quoted || is_template && words.contains(&small.as_str())
    });
    let points = ["1..=5", "5 × 5"].into_iter().find(|points| line.contains(points));
    body.or(status).or(points)
}

/// The files that templates are made of.
fn templates() -> Vec<PathBuf> {
    fn all(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { all(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    all(&project().join("templates"), &mut found);
    assert!(found.len() > 20, "the templates were not found");
    found
}

fn place(room: &str) -> Option<usize> {
    ROAD.iter().position(|rooms| rooms.contains(&room))
}

/// The lines of a file that are code of the program, with their numbers: no comments, and nothing that an item marked
/// `#[cfg(test)]` has between its braces.
fn lines_of_code(file: &Path) -> impl Iterator<Item = (usize, String)> {
    lines(file, false).into_iter()
}

/// The same, with or without comments.
fn lines(file: &Path, with_comments: bool) -> Vec<(usize, String)> {
    let mut skipped: Option<usize> = None;
    let mut out = Vec::new();
    for (number, line) in read(file).lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let code = line.trim();
        match skipped {
            // The item is over at the brace in its own column, or at once where it has none.
            Some(column) if indent == column && (code.starts_with('}') || code.ends_with(';')) => skipped = None,
            Some(_) => {}
            None if code.starts_with("#[cfg(test)]") => skipped = Some(indent),
            None if code.starts_with("//") && !with_comments => {}
            None => out.push((number + 1, code.to_owned())),
        }
    }
    out
}

/// The rooms that a line names: `crate::area::settings`, or several after `use crate::{`.
fn rooms_used(line: &str) -> Vec<String> {
    paths_used(line).into_iter().filter_map(|path| path.split("::").next().map(str::to_owned)).collect()
}

/// What stands behind `crate::` in a line; a list in braces counts name by name.
fn paths_used(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let names = list.split('}').next().unwrap_or_default().split(',');
                found.extend(names.map(|name| name.trim().split("::{").next().unwrap_or_default().to_owned()));
            }
            None => {
                let path: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
                found.push(path.trim_end_matches(':').to_owned());
            }
        }
    }
    found
}

/// `area::settings` for `src/area/settings.rs`, `area` for `src/area/mod.rs`.
fn module_of(file: &Path) -> String {
    let below = file.strip_prefix(project().join("src")).unwrap().with_extension("");
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).filter(|part| *part != "mod").collect();
    parts.join("::")
}

/// The modules that a file names by `crate::` or `super::`, as files: the longest part of a path that is one.
fn modules_used(file: &Path) -> BTreeSet<String> {
    let modules: BTreeSet<String> = sources().iter().map(|file| module_of(file)).collect();
    let own = module_of(file);
    let is_folder = file.file_name().is_some_and(|name| name == "mod.rs");
    let parent =
        if is_folder { own.clone() } else { own.rsplit_once("::").map_or("", |(parent, _)| parent).to_owned() };
    let mut used = BTreeSet::new();
    for (_, line) in lines_of_code(file) {
        let line = match line.strip_prefix("use super::") {
            Some(rest) if !parent.is_empty() => format!("use crate::{parent}::{rest}"),
            _ => line,
        };
        for path in paths_used(&line) {
            let steps: Vec<&str> = path.split("::").collect();
            let longest = (1..=steps.len()).rev().map(|count| steps[..count].join("::"));
            used.extend(longest.into_iter().find(|module| modules.contains(module)));
        }
    }
    used
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
