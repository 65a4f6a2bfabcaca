//! `boardpack key`: what a build depends on changes it, and nothing else does.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::support::copy::Copy;
use crate::support::papers::copy_folder;
use crate::support::{boardpack, project};

fn key_in(folder: &Path, more: &[&str]) -> String {
    let output = boardpack(folder, &[&["key", "inputs/ashmere"], more].concat());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let key = said.trim_end().to_owned();
    assert!(key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) && said.ends_with('\n'), "{said}");
    key
}

/// What it is called, what is done, and the options before and after it.
type Change<'c> = (&'c str, &'c dyn Fn(), &'c [&'c str], &'c [&'c str]);

#[test]
fn whatever_a_build_depends_on_changes_the_key() {
    let copy = Copy::new();
    let key = |more: &[&str]| key_in(copy.root.path(), more);
    let write = |within: &str, text: &str| {
        fs::create_dir_all(copy.path(within).parent().unwrap()).unwrap();
        fs::write(copy.path(within), text).unwrap();
    };
    let font = || {
        let fonts = project().join("fonts");
        let faces = walk(&fonts).into_iter().find(|path| path.extension().is_some_and(|ending| ending == "ttf"));
        fs::create_dir_all(copy.path("fonts")).unwrap();
        fs::copy(faces.unwrap(), copy.path("fonts/own.ttf")).unwrap();
    };
    let cell = || copy.change_a_cell();
    let word = "inputs/ashmere/2025-07/narrative/summary.md";
    let words = || write(word, &(fs::read_to_string(copy.path(word)).unwrap_or_default() + "\nOne more thing.\n"));
    let earlier = || {
        let (from, to) = ("Therapist posts stay vacant", "Posts of therapists stay vacant");
        copy.edit("2025-06/Risk register.xlsx", "xl/sharedStrings.xml", from, to);
    };
    let settings = || copy.replace("inputs/ashmere/boardpack.toml", "marking = \"", "marking = \"Draft ");
    let date = || {
        let text = fs::read_to_string(copy.path("inputs/ashmere/boardpack.toml")).unwrap();
        write("inputs/ashmere/boardpack.toml", &(text + "\n[status_dates]\n\"2025-07\" = \"2025-07-30\"\n"));
    };
    let accepted = || copy.replace("inputs/ashmere/accepted.toml", "reason = \"", "reason = \"Agreed: ");
    let another_month = || copy_folder(&copy.path("inputs/ashmere/2025-06"), &copy.path("inputs/ashmere/2025-05"));
    let theme = || write("own/_shared/mine.typ", "#let x = 1");
    let partial = || write("own/_shared/partials/mine.hbs", "x");
    let freeze = || copy.freeze();
    let nothing = || {};
    let own: &[&str] = &["--templates", "own"];
    let both: &[&str] = &["--templates", "own", "--fonts", "fonts"];
    let changes: [Change; 18] = [
        ("a cell", &cell, &[], &[]),
        ("officers' words", &words, &[], &[]),
        ("the month before", &earlier, &[], &[]),
        ("a month that was not there", &another_month, &[], &[]),
        ("the settings", &settings, &[], &[]),
        ("the status date", &date, &[], &[]),
        ("what is accepted", &accepted, &[], &[]),
        ("the month", &nothing, &[], &["--edition", "2025-06"]),
        ("--only", &nothing, &[], &["--only", "risk-register"]),
        ("--since", &nothing, &[], &["--since", "2025-05"]),
        ("--notes", &nothing, &[], &["--notes"]),
        ("--trace", &nothing, &[], &["--trace"]),
        ("--typst", &nothing, &[], &["--typst"]),
        ("--final", &nothing, &[], &["--final"]),
        ("a template", &theme, &[], own),
        ("one more template", &partial, own, own),
        ("a font", &font, own, both),
        ("that it is frozen", &freeze, &[], &[]),
    ];
    for (what, change, before, after) in changes {
        let first = key(before);
        change();
        let second = key(after);
        assert_ne!(first, second, "{what}");
        assert_eq!(second, key(after), "{what}, once more");
    }
}

#[test]
fn nothing_else_changes_the_key() {
    let copy = Copy::new();
    let key = || key_in(copy.root.path(), &[]);
    let first = key();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--only", "risk-register"]);
    assert_eq!((code, key()), (Some(0), first.clone()), "papers: {said}");
    for file in ["notes.txt", "2025-07/notes.txt", "2025-07/.~lock.x.xlsx#", "minutes.pdf"] {
        fs::write(copy.path("inputs/ashmere").join(file), "not read").unwrap();
        assert_eq!(key(), first, "{file}");
    }
    // A later month is none of this one's.
    copy_folder(&copy.path("inputs/ashmere/2025-06"), &copy.path("inputs/ashmere/2025-08"));
    assert_eq!(key_in(copy.root.path(), &["--edition", "2025-07"]), first, "a later month");
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-08")).unwrap();
    // Elsewhere, and saved at another time.
    let other = Copy::new();
    let workbook = fs::File::options().append(true).open(other.path("inputs/ashmere/2025-07/Dashboard.xlsx")).unwrap();
    workbook.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).unwrap();
    assert_eq!(key_in(other.root.path(), &[]), first);
    // What other programs keep in a folder of templates.
    let empty = || {
        let arguments: &[&str] = &["--templates", "own"];
        key_in(other.root.path(), arguments)
    };
    fs::create_dir_all(other.path("own/.git")).unwrap();
    let before = empty();
    fs::write(other.path("own/.git/index"), "x").unwrap();
    fs::write(other.path("own/.DS_Store"), "x").unwrap();
    assert_eq!(empty(), before);
}

#[test]
fn an_area_that_cannot_be_read_has_no_key() {
    let copy = Copy::new();
    let (said, code) = copy.run(&["key", "inputs/ashmeer"]);
    assert!(code == Some(2) && said.contains("does not exist"), "{said}");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(walk(&entry)) } else { found.push(entry) }
    }
    found
}
