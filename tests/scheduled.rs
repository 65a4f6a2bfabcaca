//! Builds that nobody watches: what they say, in each form, and that faults between them never mix papers.

use std::fs;
use std::path::Path;
use std::process::Output;

use boardpack::output::set::FileSet;
use serde_json::Value;

use crate::support::boardpack;

fn area(folder: &Path) {
    assert!(boardpack(folder, &["new", "area", "brookdale", "--edition", "2025-07"]).status.success());
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_quiet_build_says_only_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    area(folder);
    let build = ["build", "brookdale", "--only", "risk-register", "--quiet"];
    let output = boardpack(folder, &build);
    assert_eq!((output.status.code(), output.stdout.len(), errors(&output).as_str()), (Some(0), 0, ""));
    fs::write(folder.join("brookdale/boardpack.toml"), "[bord]\n").unwrap();
    let output = boardpack(folder, &build);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(errors(&output).contains("\"bord\" is not a key here"), "{}", errors(&output));
    // Of several areas too, each with its name.
    let output = boardpack(folder, &["build", "brookdale", "elsewhere", "--quiet"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(errors(&output).contains("elsewhere: error"), "{}", errors(&output));
}

#[test]
fn events_are_one_json_object_a_line_from_started_to_finished() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    area(folder);
    let read = |arguments: &[&str]| -> Vec<Value> {
        let output = boardpack(folder, arguments);
        errors(&output)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}")))
            .collect()
    };
    let kinds =
        |events: &[Value]| events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let build = ["build", "brookdale", "--only", "risk-register", "--log", "json"];
    let events = read(&build);
    let of = kinds(&events);
    assert_eq!((of.first().unwrap().as_str(), of.last().unwrap().as_str()), ("started", "finished"));
    let paper = |events: &[Value]| {
        events
            .iter()
            .find(|event| event["file"].as_str().is_some_and(|file| file.ends_with("risk-register.pdf")))
            .cloned()
            .unwrap()
    };
    assert_eq!(paper(&events)["made"], true);
    assert!(events.iter().any(|event| event["code"] == "row-of-example" && event["at"]["cell"] == "A4"), "{events:?}");
    assert!(events.iter().all(|event| event["time"].as_str().is_some_and(|time| time.ends_with('Z'))));
    let last = events.last().unwrap();
    assert!(last["exit"] == 0 && last["seconds"].as_f64().unwrap() > 0.0, "{last}");
    assert_eq!(paper(&read(&build))["made"], false);

    fs::remove_file(folder.join("brookdale/2025-07/Risk register.xlsx")).unwrap();
    let events = read(&build);
    assert!(
        events.iter().any(|event| event["event"] == "failed" && event["document"] == "risk-register"),
        "{events:?}"
    );
    assert_eq!(events.last().unwrap()["exit"], 2);
}

#[test]
fn a_summary_is_a_message_with_a_subject_and_without_what_cells_say() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    area(folder);
    let summary = |arguments: &[&str]| {
        boardpack(folder, &[arguments, &["--summary", "message.txt"]].concat());
        fs::read_to_string(folder.join("message.txt")).unwrap()
    };
    let text = summary(&["build", "brookdale"]);
    assert!(text.starts_with("Papers of brookdale: made\n\n4 papers made, 0 as they were.\n"), "{text}");
    assert!(text.contains("improvement-board-report.pdf (3 pages)"), "{text}");
    assert!(!text.contains("quality standard"), "{text}");
    let text = summary(&["build", "brookdale"]);
    assert!(text.contains("0 papers made, 4 as they were."), "{text}");
    fs::remove_file(folder.join("brookdale/2025-07/Risk register.xlsx")).unwrap();
    let text = summary(&["build", "brookdale", "--only", "risk-register"]);
    assert!(text.starts_with("Papers of brookdale: 1 paper NOT MADE\n"), "{text}");
    assert!(text.contains("no risks were read") && text.contains("What to do: "), "{text}");
    let text = summary(&["build", "brookdale", "elsewhere", "--out", "papers"]);
    assert!(text.starts_with("Papers of 2 areas: 1 FAILED\n"), "{text}");
}

/// Twelve builds in a row, with a fault before every second one. After each, the papers are those of the last build that was done.
#[test]
fn builds_with_faults_between_them_never_mix_papers() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    area(folder);
    let out = folder.join("out/brookdale/2025-07");
    let build = ["build", "brookdale", "--only", "risk-register", "--only", "improvement-board-report", "--quiet"];
    let papers = || -> Vec<Vec<u8>> {
        ["risk-register.pdf", "improvement-board-report.pdf", "manifest.json"]
            .iter()
            .map(|file| fs::read(out.join(file)).unwrap_or_default())
            .collect()
    };
    let register = folder.join("brookdale/2025-07/Risk register.xlsx");
    let settings = folder.join("brookdale/boardpack.toml");
    let (sound, as_it_was) = (fs::read(&register).unwrap(), fs::read_to_string(&settings).unwrap());
    for round in 0..6 {
        let before = papers();
        match round {
            0 => {}
            // Half written, as while somebody saves it.
            1 => fs::write(&register, &sound[..sound.len() / 2]).unwrap(),
            // In the middle of an edit.
            2 => fs::write(&settings, "[board\n").unwrap(),
            // What a build that was killed leaves.
            3 => {
                fs::create_dir_all(out.join(".boardpack-build")).unwrap();
                fs::write(out.join(".boardpack-build/unfinished.pdf"), "half a paper").unwrap();
            }
            4 => fs::remove_file(&register).unwrap(),
            // A second build, while another one has the folder.
            _ => {}
        }
        let under_way = (round == 5).then(|| FileSet::begin(&out, None).unwrap());
        let faulty = boardpack(folder, &build);
        drop(under_way);
        match round {
            0 | 3 => assert_eq!(faulty.status.code(), Some(0), "{round}: {}", errors(&faulty)),
            _ => {
                assert_eq!(faulty.status.code(), Some(2), "{round}");
                assert!(errors(&faulty).contains("error"), "{round}: it says nothing");
                assert!(papers() == before, "{round}: papers were mixed");
            }
        }
        fs::write(&register, &sound).unwrap();
        // A change that shows in each paper.
        fs::write(&settings, as_it_was.replace("#marking = \"Official\"", &format!("marking = \"Build {round}\"")))
            .unwrap();
        let mended = boardpack(folder, &build);
        assert_eq!(mended.status.code(), Some(0), "{round}: {}", errors(&mended));
        assert!(papers() != before, "{round}: nothing was made");
        assert_eq!(boardpack(folder, &["verify", "out/brookdale/2025-07"]).status.code(), Some(0), "{round}");
        assert!(!out.join(".boardpack-build").exists(), "{round}");
    }
}
