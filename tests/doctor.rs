//! `boardpack doctor`: everything that is wrong with a folder is told at once, with what to do.

use std::fs;

use crate::support::papers::copy_folder;
use crate::support::{ashmere, boardpack};

#[test]
fn a_sound_area_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let area = ashmere();
    let output = boardpack(folder.path(), &["doctor", area.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.ends_with("nothing is wrong\n"), "{text}");
    for well in ["boardpack.toml can be used", "agenda.toml can be used", "2025-07 can be read"] {
        assert!(text.contains(well), "{well}: {text}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "it left something behind");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let area = folder.path().join("brookdale");
    copy_folder(&ashmere().join("2025-06"), &area.join("July 2025"));
    fs::create_dir_all(area.join("2025-06")).unwrap();
    for (file, text) in [
        ("boardpack.toml", "[bord]\nname = \"Board\"\n"),
        ("theme.toml", "accent = 1\n"),
        ("accepted.toml", "[[accept]]\n"),
        ("2025-06/agenda.toml", "meetng = \"Board\"\n"),
        ("2025-06/~$Tracker.xlsx", ""),
        ("out", "a file where papers should go"),
    ] {
        fs::write(area.join(file), text).unwrap();
    }
    let output = boardpack(&area, &["doctor", ".", "--out", "out/brookdale"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    for wanted in [
        "papers cannot be written to out/brookdale: a part of the path is a file and no folder",
        "did you mean \"board\"?",
        "theme.toml, line 1: \"accent\" is not a key here",
        "accepted.toml",
        "did you mean \"meeting\"?",
        "rename it 2025-07",
        "2025-06 has no workbook that can be opened",
        "somebody has Tracker.xlsx open",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }

    let output = boardpack(folder.path(), &["doctor", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("the area nowhere does not exist"));
}
