//! An edition's papers are one set: whatever becomes of a build, the folder has the earlier papers or the new ones, and
//! `verify` knows which of them are what it is on record for.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use boardpack::output::lock::Holder;
use boardpack::output::set;

use crate::support::boardpack;
use crate::support::copy::Copy;
use crate::support::workbook::Workbook;

const REGISTER: &[&str] = &["--only", "risk-register"];

impl Copy {
    /// The files of the folder of papers with their digests.
    fn set(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.path("out")).unwrap().map(|entry| entry.unwrap().path());
        entries
            .filter(|path| path.is_file())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, boardpack::digest::of(&fs::read(path).unwrap()))
            })
            .collect()
    }

    fn rename_programme(&self) {
        let settings = fs::read_to_string(self.path("inputs/ashmere/boardpack.toml")).unwrap();
        let name = settings.lines().find(|line| line.starts_with("name = ")).unwrap();
        self.replace("inputs/ashmere/boardpack.toml", name, "name = \"Another programme\"");
    }

    fn verify(&self) -> (String, Option<i32>) {
        self.run(&["verify", "out"])
    }
}

#[test]
fn one_paper_made_anew_marks_the_others_as_stale() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register", "--only", "performance-scorecard"]);
    copy.build("out", REGISTER);
    let (said, code) = copy.verify();
    assert!(code == Some(0) && said.matches("same bytes").count() == 2, "{said}");

    copy.rename_programme();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    assert!(code == Some(0) && said.contains("warning[paper-stale]: performance-scorecard.pdf was left"), "{said}");
    let (said, code) = copy.verify();
    assert!(code == Some(1) && said.contains("same bytes: risk-register.pdf"), "{said}");
    assert!(said.contains("stale: performance-scorecard.pdf"), "{said}");

    copy.build("out", &["--only", "performance-scorecard"]);
    let (said, code) = copy.verify();
    assert!(code == Some(0) && !said.contains("stale"), "{said}");
}

#[test]
fn a_paper_that_was_edited_or_is_on_no_record_is_told_of() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register", "--only", "performance-scorecard"]);
    let mut bytes = copy.bytes("out/performance-scorecard.pdf");
    bytes.push(b'\n');
    fs::write(copy.path("out/performance-scorecard.pdf"), &bytes).unwrap();
    fs::write(copy.path("out/minutes.pdf"), "%PDF-1.7").unwrap();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    assert!(code == Some(0) && said.contains("warning[paper-not-on-record]: minutes.pdf"), "{said}");
    let (said, code) = copy.verify();
    assert!(code == Some(1) && said.contains("edited: performance-scorecard.pdf"), "{said}");
    assert!(said.contains("not on record: minutes.pdf"), "{said}");
}

/// What nobody is asked any more is no list in the folder.
#[test]
fn the_list_of_a_lead_of_whom_nothing_is_asked_goes() {
    let copy = Copy::new();
    let area = |lead: &str| {
        let row = |n: u32, lead: &str| format!("1.1 Aim | 1.1.{n} Do it | May 2025 | {lead} | Green | Begun.\n");
        let rows = format!(
            "Ref/ Aim | Action | Due date | Lead | Action BRAG | Progress update\n{}{}",
            row(1, "Head of SEND"),
            row(2, lead)
        );
        let text = format!("path = \"area/2025-07/book.xlsx\"\n[[sheet]]\nname = \"PA1\"\nrows = '''\n{rows}'''\n");
        toml::from_str::<Workbook>(&text).unwrap().write(copy.root.path()).unwrap();
    };
    let build = || copy.run(&["build", "area", "--out", "out", "--only", "chase-list"]);
    area("Virtual School Head");
    build();
    assert!(copy.path("out/chase-list-virtual-school-head.pdf").exists());
    area("Head of SEND");
    let (said, _) = build();
    assert!(said.contains("removed out/chase-list-virtual-school-head.pdf"), "{said}");
    assert!(!copy.path("out/chase-list-virtual-school-head.pdf").exists());
    assert_eq!(copy.verify().1, Some(0));

    // One that somebody wrote on is theirs.
    area("Virtual School Head");
    build();
    fs::write(copy.path("out/chase-list-virtual-school-head.pdf"), "signed").unwrap();
    area("Head of SEND");
    let (said, _) = build();
    assert!(said.contains("warning[paper-not-on-record]: chase-list-virtual-school-head.pdf"), "{said}");
    assert!(copy.path("out/chase-list-virtual-school-head.pdf").exists());
}

#[test]
fn a_workbook_that_can_no_longer_be_read_leaves_the_papers_made_of_it() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register", "--only", "performance-scorecard"]);
    let before = copy.set();
    fs::write(copy.path("inputs/ashmere/2025-07/Risk register.xlsx"), "<html></html>").unwrap();
    // The paper that is made of it, and one that could be made without it.
    for (only, why) in [
        ("risk-register", "risk-register.pdf could not be made again"),
        ("performance-scorecard", "2025-07/Risk register.xlsx, of which they were made, cannot be read now"),
    ] {
        let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", only]);
        assert!(code == Some(2) && said.contains(&format!("were left as they are: {why}")), "{said}");
        assert!(copy.set() == before, "{only}");
    }
    // Where no papers are yet, those that can be made are.
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "elsewhere", "--only", "performance-scorecard"]);
    assert!(code == Some(1) && copy.path("elsewhere/performance-scorecard.pdf").exists(), "{said}");
}

/// An area that keeps no dashboard has no scorecard: that is said, and is no failure.
#[test]
fn a_paper_without_data_is_left_out() {
    let copy = Copy::new();
    // Officers' words name figures of the dashboard.
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-07/narrative")).unwrap();
    copy.build("out", &[]);
    fs::remove_file(copy.path("inputs/ashmere/2025-07/Dashboard.xlsx")).unwrap();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out"]);
    assert!(code == Some(0) && said.contains("note[document-left-out]: Performance scorecard was not made"), "{said}");
    assert!(said.contains("removed out/performance-scorecard.pdf"), "{said}");
    let (said, code) = copy.verify();
    assert!(code == Some(0) && said.matches("same bytes").count() == 3, "{said}");
}

#[test]
fn two_builds_at_once_leave_one_set() {
    let copy = Copy::new();
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_boardpack"))
            .args(["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"])
            .current_dir(copy.root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for build in [start(), start(), start()] {
        let ended = build.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        let refused = ended.status.code() == Some(2)
            && said.contains("out is in use: boardpack is making papers there (process ");
        assert!(ended.status.code() == Some(0) || refused, "{said}");
    }
    let (said, code) = copy.verify();
    assert!(code == Some(0), "{said}");
}

/// Who has a folder is told in words that help whoever comes second, a person or the log of a schedule; once it is free it is
/// had at once.
#[test]
fn a_second_build_is_told_who_has_the_folder_since_when_and_what_to_do() {
    let copy = Copy::new();
    copy.build("out", REGISTER);
    let before = copy.set();
    let since = chrono::NaiveDate::from_ymd_opt(2025, 8, 1).unwrap().and_hms_opt(6, 0, 0).unwrap();
    let first = Holder {
        host: Some("papers-01".to_owned()),
        user: Some("clerk".to_owned()),
        ..Holder::this("boardpack build brookdale --quiet", since)
    };
    let (held, _) = set::FileSet::begin(&copy.path("out"), Some(&first)).unwrap();
    let process = std::process::id();
    for command in [&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"][..], &["verify", "out"]] {
        let (said, code) = copy.run(command);
        assert_eq!(code, Some(2), "{said}");
        for part in [
            &format!(
                "out is in use: boardpack is making papers there (process {process} on the computer papers-01, started by the account clerk at 06:00 on 1 August 2025)"
            ),
            "it was started as: boardpack build brookdale --quiet",
            &format!(
                "wait until it has finished and try again, or give another folder with --out; if it hangs, end process {process} on papers-01"
            ),
        ] {
            assert!(said.contains(part), "{said}");
        }
    }
    drop(held);
    assert!(copy.set() == before);
    copy.build("out", REGISTER);
}

/// The program says of itself what a second one tells: its process and what it was asked for.
#[test]
#[cfg(target_os = "linux")]
fn a_build_that_works_is_named_by_its_command() {
    let copy = Copy::new();
    let mut first = Command::new(env!("CARGO_BIN_EXE_boardpack"))
        .args(["build", "inputs/ashmere", "--out", "out", "--only", "risk-register", "--quiet"])
        .current_dir(copy.root.path())
        .spawn()
        .unwrap();
    let holder = copy.path("out/.boardpack-build/holder.json");
    while !holder.exists() && first.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    // Stopped while it has the folder, as a build that hangs is.
    let signal = |name: &str| Command::new("kill").args([name, &first.id().to_string()]).status().unwrap();
    signal("-STOP");
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    signal("-KILL");
    first.wait().unwrap();
    assert_eq!(code, Some(2), "{said}");
    let told = format!("boardpack is making papers there (process {}", first.id());
    assert!(said.contains(&told), "{said}");
    assert!(
        said.contains("it was started as: boardpack build inputs/ashmere --out out --only risk-register --quiet"),
        "{said}"
    );
    // What was killed keeps nobody out.
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    assert!(code == Some(0) && said.contains("note[build-interrupted]"), "{said}");
}

/// However long a build was left to work, the folder then has the earlier papers or the new ones.
#[test]
fn a_build_that_is_killed_leaves_one_set() {
    let copy = Copy::new();
    copy.build("out", REGISTER);
    let old = copy.bytes("out/risk-register.pdf");
    copy.rename_programme();
    copy.build("new", REGISTER);
    let new = copy.bytes("new/risk-register.pdf");
    // The folder of the new files appears late in a build; after that a kill comes at once, and in steps.
    for wait in 0..5 {
        let mut build = Command::new(env!("CARGO_BIN_EXE_boardpack"))
            .args(["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"])
            .current_dir(copy.root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let made = copy.path("out/.boardpack-build/new/risk-register.pdf");
        while !made.exists() && build.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(wait * 600));
        let _ = build.kill();
        build.wait().unwrap();
        set::mend(&copy.path("out")).unwrap();
        let now = copy.bytes("out/risk-register.pdf");
        let manifest = copy.bytes("out/manifest.json");
        assert!(now == old || now == new, "after {wait}");
        let manifest = String::from_utf8(manifest).unwrap();
        assert!(manifest.contains(&boardpack::digest::of(&now)), "after {wait}: {manifest}");
    }
    copy.build("out", REGISTER);
    assert!(copy.bytes("out/risk-register.pdf") == new && !copy.path("out/.boardpack-build").exists());
}

#[test]
fn no_file_on_record_leads_out_of_the_folder() {
    let copy = Copy::new();
    copy.build("out", REGISTER);
    copy.replace("out/manifest.json", "\"risk-register.pdf\"", "\"../../etc/passwd\"");
    let output = boardpack(copy.root.path(), &["verify", "out"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("is no file of its folder"), "{said}");
}
