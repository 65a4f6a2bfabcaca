//! Several areas in one build: each as a build of it alone makes it, none hindered by another, told of in their order.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::workbook::Workbook;
use crate::support::{boardpack, project};

/// A folder of small areas.
struct Areas(tempfile::TempDir);

impl Areas {
    fn new(names: &[&str]) -> Areas {
        let areas = Areas(tempfile::tempdir().unwrap());
        names.iter().for_each(|name| areas.write(name, "Staff leave"));
        areas
    }

    fn write(&self, area: &str, risk: &str) {
        let head = "Risk ID | Risk description | Risk owner | Current score | Target score";
        let rows = format!("{head}\nR1 | {risk} in {area} | Head of SEND | 9 | 9\n");
        let path = format!("inputs/{area}/2025-07/risks.xlsx");
        let text = format!("path = \"{path}\"\n[[sheet]]\nname = \"Risks\"\nrows = '''\n{rows}'''\n");
        toml::from_str::<Workbook>(&text).unwrap().write(self.0.path()).unwrap();
    }

    /// What it prints on standard output and as messages, and its exit code.
    fn run(&self, arguments: &[&str]) -> (String, String, Option<i32>) {
        let output = boardpack(self.0.path(), arguments);
        let [out, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (out, said, output.status.code())
    }

    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.0.path().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
            .collect()
    }
}

#[test]
fn each_area_is_as_a_build_of_it_alone_makes_it() {
    let areas = Areas::new(&["a", "b", "c"]);
    let (out, said, code) = areas.run(&["build", "inputs/a", "inputs/b", "inputs/c"]);
    assert_eq!(code, Some(0), "{said}");
    let wrote = |area: &str| {
        format!(
            "inputs/{area}:\nwrote out/{area}/2025-07/risk-register.pdf (2 pages)\nwrote out/{area}/2025-07/manifest.json\n"
        )
    };
    let table = "area      made  unchanged  errors  result\n\
                 inputs/a     1          0       0  done\n\
                 inputs/b     1          0       0  done\n\
                 inputs/c     1          0       0  done\n\
                 3 areas\n";
    // What was not asked for is said once, below the table.
    let (out, closing) = out.split_once("on request, and not made: ").unwrap();
    assert!(closing.lines().count() == 1 && closing.contains("--all"), "{closing}");
    assert_eq!(out, [&wrote("a"), &wrote("b"), &wrote("c"), table].map(String::from).concat());
    for area in ["a", "b", "c"] {
        let (_, said, code) =
            areas.run(&["build", &format!("inputs/{area}"), "--out", &format!("alone/{area}/2025-07")]);
        assert_eq!(code, Some(0), "{said}");
        assert!(areas.files(&format!("out/{area}/2025-07")) == areas.files(&format!("alone/{area}/2025-07")), "{area}");
    }
    // What changed is made, and nothing else.
    areas.write("b", "Costs rise");
    let (out, ..) = areas.run(&["build", "inputs/a", "inputs/b", "inputs/c", "--jobs", "1"]);
    assert!(out.contains("inputs/a:\nunchanged: risk-register.pdf (2 pages)\ninputs/b:\nwrote"), "{out}");
    assert!(out.contains("inputs/a     0          1"), "{out}");
    let (out, ..) = areas.run(&["build", "inputs/a", "inputs/b", "--out", "there"]);
    assert!(out.contains("wrote there/a/risk-register.pdf") && out.contains("wrote there/b/manifest.json"), "{out}");
}

#[test]
fn one_area_that_fails_is_no_other_ones_matter() {
    let areas = Areas::new(&["a", "broken", "c", "gone"]);
    areas.run(&["build", "inputs/broken"]);
    let before = areas.files("out/broken/2025-07");
    fs::write(areas.0.path().join("inputs/broken/2025-07/risks.xlsx"), "<html></html>").unwrap();
    fs::write(areas.0.path().join("inputs/README.md"), "ours").unwrap();
    // Its place is taken by a file.
    fs::create_dir_all(areas.0.path().join("out/gone")).unwrap();
    fs::write(areas.0.path().join("out/gone/2025-07"), "").unwrap();
    let all = ["inputs/README.md", "inputs/a", "inputs/broken", "inputs/c", "inputs/gone", "inputs/none"];
    let (out, said, code) = areas.run(&[&["build"][..], &all].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(areas.files("out/broken/2025-07") == before);
    for line in ["wrote out/a/2025-07/risk-register.pdf", "wrote out/c/2025-07/risk-register.pdf", "6 areas, 4 failed"]
    {
        assert!(out.contains(line), "{out}");
    }
    let headings: Vec<&str> = said.lines().filter(|line| line.ends_with(':')).collect();
    assert_eq!(headings, all.map(|area| format!("{area}:")), "{said}");
    for message in ["inputs/README.md is a file", "can be read", "2025-07 cannot be made", "inputs/none does not exist"]
    {
        assert!(said.contains(message), "{message}: {said}");
    }
}

#[test]
fn an_area_named_twice_is_built_once_and_two_of_one_name_are_refused() {
    let areas = Areas::new(&["a", "b", "deep/a"]);
    let (out, said, code) =
        areas.run(&["build", "inputs/a", "inputs/a/", "inputs/b/../a", "inputs/a/2025-07", "inputs/b"]);
    assert!(code == Some(0) && out.contains("2 areas\n"), "{out}{said}");
    assert_eq!(out.matches("it is built once").count(), 3, "{out}");
    let (out, said, code) = areas.run(&["build", "inputs/a", "inputs/b", "inputs/deep/a", "--out", "new"]);
    assert!(code == Some(2) && out.contains("3 areas, 2 failed"), "{out}");
    assert!(said.contains("inputs/a and inputs/deep/a have one name"), "{said}");
    assert!(!areas.0.path().join("new/a").exists() && areas.0.path().join("new/b/manifest.json").exists());
}

#[test]
fn shards_share_the_areas_out() {
    let names: Vec<String> = (0..12).map(|number| format!("area-{number}")).collect();
    let areas = Areas::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let paths: Vec<String> = names.iter().map(|name| format!("inputs/{name}")).collect();
    let mut built = Vec::new();
    for (part, turned) in [("1/3", false), ("2/3", true), ("3/3", false)] {
        let mut paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        if turned {
            paths.reverse();
        }
        let (out, said, code) = areas.run(&[&["build", "--shard", part][..], &paths].concat());
        assert!(code == Some(0) && out.contains(&format!(" of 12 areas in part {part}\n")), "{out}{said}");
        built.extend(out.lines().filter(|line| line.ends_with(':')).map(str::to_owned));
    }
    built.sort();
    let mut all: Vec<String> = paths.iter().map(|path| format!("{path}:")).collect();
    all.sort();
    assert_eq!(built, all);
    // One alone goes where it would among others; a part may have none.
    let one: Vec<String> = ["1/2", "2/2"]
        .iter()
        .map(|part| areas.run(&["build", "inputs/area-0", "--shard", part, "--out", "one"]).0)
        .collect();
    assert!(one.iter().any(|out| out.contains("0 of 1 areas in part")), "{one:?}");
    assert!(areas.0.path().join("one/area-0/risk-register.pdf").exists());
    for (shard, said) in [("4/3", "the last part is 3/3"), ("0/3", "the first part is 1/3"), ("x", "such as 2/8")] {
        let (_, told, code) = areas.run(&["build", "inputs/area-0", "--shard", shard]);
        assert!(code == Some(2) && told.contains(said), "{told}");
    }
    let (_, told, code) = areas.run(&["build", "inputs/area-0", "--jobs", "0"]);
    assert!(code == Some(2) && told.contains("write a whole number from 1"), "{told}");
}

/// Each area's papers are its own, however many are made at once: the templates that took part too.
#[test]
fn areas_made_at_once_do_not_mix() {
    let names: Vec<String> = (0..8).map(|number| format!("area-{number}")).collect();
    let areas = Areas::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    // Some have no tracker, some no register: other documents, other templates.
    for name in names.iter().step_by(2) {
        let rows = "Ref | Action | Due date | Lead | Action BRAG\n1.1.1 | Do it | May 2026 | Head of SEND | Green\n";
        let path = format!("inputs/{name}/2025-07/risks.xlsx");
        let text = format!("path = \"{path}\"\n[[sheet]]\nname = \"PA1\"\nrows = '''\n{rows}'''\n");
        toml::from_str::<Workbook>(&text).unwrap().write(areas.0.path()).unwrap();
    }
    let paths: Vec<String> = names.iter().map(|name| format!("inputs/{name}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let build = |out: &str, jobs: &str| areas.run(&[&["build", "--out", out, "--jobs", jobs][..], &paths].concat());
    let (out, said, code) = build("one", "1");
    assert!(code.is_some_and(|code| code < 2), "{out}{said}");
    build("many", "8");
    for name in &names {
        assert!(areas.files(&format!("one/{name}")) == areas.files(&format!("many/{name}")), "{name}");
    }
}

/// The file for make in the guide does what the guide says.
#[test]
fn the_guides_makefile_builds_what_changed() {
    if Command::new("make").arg("--version").output().is_err() {
        return;
    }
    let areas = Areas::new(&["a", "b"]);
    let guide = fs::read_to_string(project().join("docs/many-areas.md")).unwrap();
    let file = guide.split("```make\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(areas.0.path().join("Makefile"), file).unwrap();
    let make = |folder: &Path| {
        let output = Command::new("make")
            .args(["-k", "-s", &format!("BOARDPACK={}", env!("CARGO_BIN_EXE_boardpack"))])
            .current_dir(folder)
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.success())
    };
    let made = || make(areas.0.path());
    assert_eq!(made(), ("build a\nbuild b\n".to_owned(), true));
    assert_eq!(made(), (String::new(), true));
    areas.write("b", "Costs rise");
    assert_eq!(made(), ("build b\n".to_owned(), true));
    assert!(areas.0.path().join("out/b/2025-07/risk-register.pdf").exists());
}
