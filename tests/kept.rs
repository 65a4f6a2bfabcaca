//! Papers that a build replaces are kept where that is asked for: what was sent out last week is there after a rebuild.

use std::fs;
use std::path::PathBuf;

use crate::support::copy::Copy;

const REGISTER: &[&str] = &["--only", "risk-register"];

impl Copy {
    /// Builds the register, with so many earlier sets kept, after something that shows in it was changed.
    fn build_changed(&self, name: &str, more: &[&str]) -> String {
        let settings = fs::read_to_string(self.path("inputs/ashmere/boardpack.toml")).unwrap();
        let line = settings.lines().find(|line| line.starts_with("name = ")).unwrap();
        self.replace("inputs/ashmere/boardpack.toml", line, &format!("name = \"{name}\""));
        self.built(more)
    }

    fn built(&self, more: &[&str]) -> String {
        let (said, code) = self.run(&[&["build", "inputs/ashmere", "--out", "out"], REGISTER, more].concat());
        assert_eq!(code, Some(0), "{said}");
        said
    }

    /// The folders of earlier sets, the oldest first.
    fn earlier(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("out/earlier")).into_iter().flatten().flatten();
        let mut sets: Vec<(std::time::SystemTime, PathBuf)> = entries
            .map(|entry| (fs::metadata(entry.path().join("manifest.json")).unwrap().modified().unwrap(), entry.path()))
            .collect();
        sets.sort();
        sets.into_iter().map(|(_, path)| path).collect()
    }

    fn verified(&self, folder: &std::path::Path) -> (String, Option<i32>) {
        self.run(&["verify", &folder.to_string_lossy()])
    }
}

#[test]
fn what_was_sent_out_is_there_after_a_rebuild_with_other_figures() {
    let copy = Copy::new();
    copy.built(&["--keep", "3"]);
    let sent = copy.bytes("out/risk-register.pdf");
    assert!(copy.earlier().is_empty(), "there was nothing to keep");
    // The same again, and all of it made again.
    copy.built(&["--keep", "3"]);
    copy.built(&["--keep", "3", "--force"]);
    assert!(copy.earlier().is_empty(), "nothing had become another paper");

    let said = copy.build_changed("One", &["--keep", "3"]);
    let [kept] = copy.earlier().try_into().unwrap();
    assert!(said.contains("kept the papers that were replaced: out/earlier/until-2"), "{said}");
    assert!(fs::read(kept.join("risk-register.pdf")).unwrap() == sent);
    assert!(copy.bytes("out/risk-register.pdf") != sent);
    let (said, code) = copy.verified(&kept);
    assert!(code == Some(0) && said.contains("as it was made: risk-register.pdf ("), "{said}");
    assert!(said.contains("an earlier set, compared with its own record"), "{said}");
    // With the area it says what has changed since.
    let (said, code) = copy.run(&["verify", &kept.to_string_lossy(), "--area", "inputs/ashmere"]);
    assert!(code == Some(1) && said.contains("boardpack.toml was changed"), "{said}");
    // The ways on its record lead to the area.
    let (said, code) = copy.run(&["trace", &kept.join("risk-register.pdf").to_string_lossy()]);
    assert!(code == Some(0) && said.contains("has changed since"), "{said}");
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn nothing_is_kept_unless_it_is_asked_for_on_the_command_line_or_in_the_settings() {
    let copy = Copy::new();
    copy.built(&[]);
    copy.build_changed("One", &[]);
    assert!(copy.earlier().is_empty());
    let manifest = copy.bytes("out/manifest.json");
    let settings = fs::read_to_string(copy.path("inputs/ashmere/boardpack.toml")).unwrap();
    let with = settings.replacen("[board]", "[outputs]\nkeep = 1\n\n[board]", 1);
    fs::write(copy.path("inputs/ashmere/boardpack.toml"), with).unwrap();
    assert!(copy.built(&[]).contains("unchanged: risk-register.pdf"));
    assert!(copy.bytes("out/manifest.json") != manifest, "the settings file is on record");
    copy.build_changed("Two", &[]);
    assert_eq!(copy.earlier().len(), 1);
    copy.build_changed("Three", &["--keep", "0"]);
    assert_eq!(copy.earlier().len(), 1, "none of this one, and none is removed");
    // A frozen month goes by its settings as they were, and by what is kept now.
    copy.run(&["freeze", "inputs/ashmere"]);
    let said = copy.built(&["--trace", "--force"]);
    assert!(said.contains("kept the papers") && copy.earlier().len() == 1, "{said}");
}

#[test]
fn the_oldest_beyond_the_number_go_but_never_what_a_person_changed() {
    let copy = Copy::new();
    copy.built(&[]);
    copy.build_changed("One", &["--keep", "2"]);
    copy.build_changed("Two", &["--keep", "2"]);
    let [first, second] = copy.earlier().try_into().unwrap();
    let said = copy.build_changed("Three", &["--keep", "2"]);
    assert!(said.contains(&format!("removed out/earlier/{}", first.file_name().unwrap().to_string_lossy())), "{said}");
    assert!(!first.exists() && second.exists() && copy.earlier().len() == 2);

    // Notes on a paper, and a letter beside it.
    let mut bytes = fs::read(second.join("risk-register.pdf")).unwrap();
    bytes.push(b'\n');
    fs::write(second.join("risk-register.pdf"), bytes).unwrap();
    let (said, code) = copy.verified(&second);
    assert!(code == Some(1) && said.contains("edited after it was made: risk-register.pdf"), "{said}");
    let third = copy.earlier().pop().unwrap();
    fs::write(third.join("letter.txt"), "Dear Chair").unwrap();
    for name in ["Four", "Five", "Six"] {
        let said = copy.build_changed(name, &["--keep", "1"]);
        assert!(name == "Four" || said.contains("note[earlier-set-changed]: out/earlier/until-"), "{said}");
    }
    assert!(second.join("risk-register.pdf").exists() && third.join("letter.txt").exists());
    assert_eq!(copy.earlier().len(), 3, "the two, and the newest");
}

/// A paper that somebody wrote on in the folder itself is in what is kept.
#[test]
fn a_paper_that_was_edited_in_its_place_is_kept_as_it_was() {
    let copy = Copy::new();
    copy.built(&[]);
    let made = copy.bytes("out/risk-register.pdf");
    let mut edited = made.clone();
    edited.push(b'\n');
    fs::write(copy.path("out/risk-register.pdf"), &edited).unwrap();
    copy.built(&["--keep", "2"]);
    let [kept] = copy.earlier().try_into().unwrap();
    assert!(copy.bytes("out/risk-register.pdf") == made && fs::read(kept.join("risk-register.pdf")).unwrap() == edited);
}

/// The pack of a meeting is never among what is kept or removed, and papers that were sent out stay.
#[test]
fn papers_that_were_issued_stay_beyond_the_number() {
    let copy = Copy::new();
    fs::write(
        copy.path("inputs/ashmere/2025-07/agenda.toml"),
        "meeting = \"Board\"\ndate = 2025-08-20\n[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n",
    )
    .unwrap();
    copy.built(&[]);
    let (said, code) = copy.run(&["pack", "inputs/ashmere", "--out", "out/pack.pdf", "--issue"]);
    assert!(matches!(code, Some(0 | 1)), "{said}");
    let pack = copy.bytes("out/pack.pdf");
    let sent = copy.bytes("out/risk-register.pdf");
    for name in ["One", "Two", "Three"] {
        copy.build_changed(name, &["--keep", "1"]);
    }
    assert!(copy.bytes("out/pack.pdf") == pack);
    let [first, _] = copy.earlier().try_into().unwrap();
    assert!(fs::read(first.join("risk-register.pdf")).unwrap() == sent);
}

#[test]
fn a_build_that_is_killed_keeps_a_whole_set_or_none() {
    let copy = Copy::new();
    copy.built(&[]);
    let mut last = copy.bytes("out/risk-register.pdf");
    for wait in 0..4 {
        let settings = fs::read_to_string(copy.path("inputs/ashmere/boardpack.toml")).unwrap();
        let line = settings.lines().find(|line| line.starts_with("name = ")).unwrap();
        copy.replace("inputs/ashmere/boardpack.toml", line, &format!("name = \"Programme {wait}\""));
        let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_boardpack"))
            .args(["build", "inputs/ashmere", "--out", "out", "--only", "risk-register", "--keep", "9"])
            .current_dir(copy.root.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let kept = copy.path("out/.boardpack-build/kept/risk-register.pdf");
        while !kept.exists() && build.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(wait * 700));
        let _ = build.kill();
        build.wait().unwrap();
        boardpack::output::set::mend(&copy.path("out")).unwrap();
        let now = copy.bytes("out/risk-register.pdf");
        let sets = copy.earlier();
        for set in &sets {
            let (said, code) = copy.verified(set);
            assert_eq!(code, Some(0), "after {wait}: {said}");
        }
        if now != last {
            let newest = sets.iter().any(|set| fs::read(set.join("risk-register.pdf")).unwrap() == last);
            assert!(newest, "after {wait}: what was replaced is not there");
        }
        last = now;
    }
}
