//! Editions that are kept: frozen ones are built without their workbooks, and papers are verified against their inputs.

use std::fs;
use std::path::PathBuf;

use boardpack::area::frozen;
use boardpack::programme::model::Month;
use serde_json::Value;

use crate::support::copy::Copy;
use crate::support::papers::{PAPERS, copy_folder};
use crate::support::{boardpack, project};

const JULY: Month = Month { year: 2025, month: 7 };

#[test]
fn a_frozen_edition_gives_the_same_bytes_without_any_workbook_or_setting() {
    let copy = Copy::new();
    copy.build("before", &[]);
    copy.build("before-asks", &["--only", "chase-list"]);
    copy.freeze();
    let area = copy.path("inputs/ashmere");
    fs::remove_dir_all(area.join("2025-06")).unwrap();
    fs::remove_file(area.join("boardpack.toml")).unwrap();
    fs::remove_file(area.join("accepted.toml")).unwrap();
    for entry in fs::read_dir(area.join("2025-07")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xlsx") {
            fs::remove_file(path).unwrap();
        }
    }
    copy.build("after", &[]);
    copy.build("after-asks", &["--only", "chase-list"]);
    for name in PAPERS {
        let file = format!("{name}.pdf");
        assert!(copy.bytes(&format!("before/{file}")) == copy.bytes(&format!("after/{file}")), "{name} differs");
    }
    let asks = fs::read_dir(copy.path("before-asks")).unwrap().map(|entry| entry.unwrap().file_name());
    let asks: Vec<String> =
        asks.map(|name| name.into_string().unwrap()).filter(|name| name != "manifest.json").collect();
    assert!(asks.len() > 3, "{asks:?}");
    for file in asks {
        let (before, after) = (format!("before-asks/{file}"), format!("after-asks/{file}"));
        assert!(copy.bytes(&before) == copy.bytes(&after), "{file} differs");
    }
    let (data, code) = copy.run(&["data", "inputs/ashmere"]);
    assert!(code == Some(0) && data.contains("Actions: 52"), "{data}");
}

#[test]
fn a_change_after_the_freeze_is_told_of_at_its_cell_and_changes_no_paper() {
    let copy = Copy::new();
    let report = ["--only", "improvement-board-report"];
    copy.build("before", &report);
    copy.freeze();
    let (said, code) = copy.run(&["freeze", "inputs/ashmere"]);
    assert!(code == Some(2) && said.contains("is frozen already") && said.contains("--again"), "{said}");

    copy.change_a_cell();
    let (said, code) = copy.run(&["check", "inputs/ashmere", "--only", "changed-since-freeze", "--deny", "warnings"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("action status and date of completion of action 1.1.2 were changed after"), "{said}");
    assert!(said.contains("--> Action tracker.xlsx, sheet \"PA1 Preparing for adulthood\", cell F9"), "{said}");
    assert!(said.contains("→ Red | date of completion: "), "{said}");
    assert_eq!(said.matches("warning[").count(), 1, "{said}");

    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "after", report[0], report[1]]);
    assert!(code == Some(0) && said.contains("changed-since-freeze"), "{said}");
    let file = "improvement-board-report.pdf";
    assert!(copy.bytes(&format!("before/{file}")) == copy.bytes(&format!("after/{file}")));

    let (said, code) = copy.run(&["freeze", "inputs/ashmere", "--again"]);
    assert!(code == Some(0) && said.contains("cell F9"), "{said}");
    let (said, _) = copy.run(&["check", "inputs/ashmere", "--only", "changed-since-freeze"]);
    assert!(said.contains("0 warnings"), "{said}");
    copy.build("again", &report);
    assert!(
        copy.bytes(&format!("before/{file}")) != copy.bytes(&format!("again/{file}")),
        "the change was not taken in"
    );
}

#[test]
fn a_workbook_saved_anew_without_a_change_is_a_note_and_a_new_one_a_warning() {
    let copy = Copy::new();
    copy.freeze();
    copy.edit("2025-07/Risk register.xlsx", "docProps/app.xml", "Microsoft Excel", "Another program");
    let dashboard = copy.path("inputs/ashmere/2025-07/Dashboard.xlsx");
    fs::copy(&dashboard, copy.path("inputs/ashmere/2025-07/More measures.xlsx")).unwrap();
    fs::remove_file(dashboard).unwrap();
    let (said, _) = copy.run(&["check", "inputs/ashmere", "--only", "changed-since-freeze"]);
    assert!(said.contains("note[changed-since-freeze]: Risk register.xlsx was changed after"), "{said}");
    assert!(said.contains("warning[changed-since-freeze]: More measures.xlsx was added after"), "{said}");
    assert!(said.contains("0 errors, 1 warning, 1 note"), "{said}");
}

#[test]
fn errors_that_stand_are_frozen_and_said() {
    let copy = Copy::new();
    copy.replace("inputs/ashmere/boardpack.toml", "[risk]\n", "[checks]\ngreen-but-overdue = \"error\"\n\n[risk]\n");
    let (said, code) = copy.run(&["freeze", "inputs/ashmere"]);
    assert!(code == Some(1) && said.contains("1 error is open, and was frozen with it"), "{said}");
    assert!(said.contains("error[green-but-overdue]: action 2.4.1"), "{said}");
    assert!(copy.path("inputs/ashmere/2025-07/frozen.json").exists());
}

/// Single bits changed and ends cut off, over the whole file: each is refused by name, and none is believed.
#[test]
fn a_damaged_frozen_edition_is_refused() {
    let copy = Copy::new();
    copy.freeze();
    let file = copy.path("inputs/ashmere/2025-07/frozen.json");
    let whole = fs::read(&file).unwrap();
    assert_eq!(frozen::read(&file, JULY).unwrap().programme.actions().count(), 52);
    let spoilt = copy.path("frozen.json");
    let refused = |bytes: &[u8], how: &str| {
        fs::write(&spoilt, bytes).unwrap();
        let error = frozen::read(&spoilt, JULY).err().unwrap_or_else(|| panic!("believed: {how}")).to_string();
        assert!(error.contains("frozen.json") && error.contains("hint"), "{how}: {error}");
        error
    };
    let step = whole.len() / 60;
    for (number, at) in (0..whole.len()).step_by(step).chain(0..80).enumerate() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (number % 8);
        refused(&bytes, &format!("bit {} of byte {at}", number % 8));
        refused(&whole[..at], &format!("cut at {at}"));
    }
    let text = String::from_utf8(whole).unwrap();
    let said = refused(text.replacen("\"format\": 2", "\"format\": 3", 1).as_bytes(), "another form");
    assert!(said.contains("has the form 3, written by 0.1.0"), "{said}");
    let said = refused(text.replacen("\"Amber\"", "\"Green\"", 1).as_bytes(), "a word changed by hand");
    assert!(said.contains("it was changed after it was written"), "{said}");
    fs::write(&spoilt, text).unwrap();
    let other = frozen::read(&spoilt, Month { year: 2025, month: 8 }).unwrap_err().to_string();
    assert!(other.contains("is of the edition 2025-07"), "{other}");
}

#[test]
fn papers_are_verified_in_a_second_process_and_on_a_copy_under_another_path() {
    let copy = Copy::new();
    copy.build("out/ashmere/2025-07", &[]);
    let (said, code) = copy.run(&["verify", "out/ashmere/2025-07"]);
    assert_eq!(code, Some(0), "{said}");
    for name in PAPERS {
        assert!(said.contains(&format!("same bytes: {name}.pdf (")), "{said}");
    }
    let manifest = String::from_utf8(copy.bytes("out/ashmere/2025-07/manifest.json")).unwrap();
    assert!(manifest.contains("\"area_folder\": \"../../../inputs/ashmere\""), "{manifest}");
    assert!(!manifest.contains(&*copy.root.path().to_string_lossy()), "a path of this machine");
    copy.build("out/ashmere/2025-07", &[]);
    assert!(manifest.as_bytes() == copy.bytes("out/ashmere/2025-07/manifest.json"), "the manifest differs");

    let elsewhere = tempfile::tempdir().unwrap();
    copy_folder(copy.root.path(), &elsewhere.path().join("kept/for years"));
    let output = boardpack(
        project(),
        &["verify", &elsewhere.path().join("kept/for years/out/ashmere/2025-07").display().to_string()],
    );
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(0) && said.matches("same bytes").count() == 4, "{said}");
    assert!(!said.contains("differ"), "{said}");
}

#[test]
fn the_manifest_says_what_the_papers_were_made_of() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register"]);
    let manifest: Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    let inputs: Vec<&str> =
        manifest["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect();
    let words = inputs.iter().filter(|input| input.starts_with("2025-07/narrative/")).count();
    let written = fs::read_dir(copy.path("inputs/ashmere/2025-07/narrative")).unwrap().count();
    assert!(written > 8);
    assert_eq!((words, inputs.len() - words), (written, 12), "{inputs:?}");
    for input in ["boardpack.toml", "accepted.toml", "2025-06/Dashboard.xlsx", "2025-07/Risk register.xlsx"] {
        assert!(inputs.contains(&input), "{inputs:?}");
    }
    assert_eq!(
        (&manifest["prepared_by"], &manifest["reviewed_by"]),
        (&"Programme office".into(), &"SEND Improvement Programme Manager".into())
    );
    assert_eq!((&manifest["previous"], &manifest["accepted"]), (&"2025-06".into(), &2.into()));
    assert_eq!(manifest["findings"]["update-stale"]["severity"], "warning");
    assert_eq!(manifest["outputs"][0]["file"], "risk-register.pdf");
    let templates = manifest["templates"].as_object().unwrap();
    assert!(templates.contains_key("risk-register/main.typ.hbs") && templates.contains_key("_shared/theme.typ"));
    assert!(!templates.keys().any(|path| path.starts_with("stocktake-deck/")), "{templates:?}");
    assert!(manifest["records"]["action 1.1.2"]["action status"].is_string());
}

#[test]
fn verify_names_what_differs() {
    let copy = Copy::new();
    let report = ["--only", "improvement-board-report"];
    copy.build("out", &report);
    let verify = || copy.run(&["verify", "out"]);
    let kept = |within: &str, change: &dyn Fn(), said: &[&str]| {
        let before = copy.bytes(within);
        change();
        let (text, code) = verify();
        assert_eq!(code, Some(1), "{text}");
        said.iter().for_each(|words| assert!(text.contains(words), "{words:?} is not in:\n{text}"));
        fs::write(copy.path(within), before).unwrap();
        text
    };

    let tracker = "inputs/ashmere/2025-07/Action tracker.xlsx";
    let cell = "Action tracker.xlsx, sheet \"PA1 Preparing for adulthood\", cell F9: the action status of action 1.1.2";
    let said =
        kept(tracker, &|| copy.change_a_cell(), &["comes out differently", "Action tracker.xlsx was changed", cell]);
    assert_eq!(said.matches("cell ").count(), 1, "{said}");

    let settings = "inputs/ashmere/boardpack.toml";
    let rename = || copy.replace(settings, "name = \"SEND Improvement Board\"", "name = \"SEND Board\"");
    kept(settings, &rename, &["comes out differently", "boardpack.toml says something else under [board]"]);

    let pdf = "out/improvement-board-report.pdf";
    let edit = || fs::write(copy.path(pdf), [copy.bytes(pdf), b"\n".to_vec()].concat()).unwrap();
    let said = kept(pdf, &edit, &["edited: improvement-board-report.pdf"]);
    assert!(!said.contains("comes out differently") && !said.contains("what differs"), "{said}");
    kept(pdf, &|| fs::remove_file(copy.path(pdf)).unwrap(), &["missing: improvement-board-report.pdf"]);

    // A manifest of another version, with the bytes that version made.
    let manifest = "out/manifest.json";
    let sha256 = |key: &str| {
        let manifest: Value = serde_json::from_slice(&copy.bytes(manifest)).unwrap();
        manifest["outputs"][0][key].as_str().unwrap().to_owned()
    };
    let other_bytes = || copy.replace(manifest, &sha256("sha256"), &"0".repeat(64));
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let older = || {
        other_bytes();
        copy.replace(manifest, &version, "\"version\": \"0.0.9\"");
    };
    kept(manifest, &older, &["comes out differently", "made with boardpack 0.0.9; this is "]);
    kept(manifest, &other_bytes, &["comes out differently", "nothing on record differs"]);

    // The edition before bears on the checks; here it changes no byte, and is told of all the same.
    let june = "2025-06/Forward work programme.xlsx";
    copy.edit(june, "docProps/app.xml", "Microsoft Excel", "Another program");
    let (said, code) = verify();
    assert!(code == Some(0) && said.contains("same bytes"), "{said}");
    assert!(said.contains("earlier edition, 2025-06/Forward work programme.xlsx, was changed"), "{said}");

    fs::write(copy.path(manifest), "{\"format\": 1, \"prog").unwrap();
    let (said, code) = verify();
    assert!(code == Some(2) && said.contains("manifest.json is damaged"), "{said}");
}

#[test]
fn verify_names_a_template_and_a_font_that_was_changed() {
    let copy = Copy::new();
    let own = copy.path("own");
    fs::create_dir_all(own.join("one-pager")).unwrap();
    let pager = "own/one-pager/main.typ.hbs";
    fs::write(own.join("one-pager/template.toml"), "title = \"One-pager\"\nfile = \"one-pager\"\nform = \"paper\"\n")
        .unwrap();
    let text = "#set document(title: {{typ document.title}})\n#set text(lang: \"en\", font: \"Source Sans 3\")\n= {{document.title}}\n";
    fs::write(copy.path(pager), text).unwrap();
    copy.build("out", &["--only", "one-pager", "--templates", "own", "--typst"]);
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes: one-pager.typ"), "{said}");

    copy.replace(pager, "= {{", "= Our {{");
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("different: one-pager.pdf (1 page)"), "{said}");
    assert!(said.contains("the template one-pager/main.typ.hbs was changed"), "{said}");

    fs::write(copy.path(pager), text).unwrap();
    fs::create_dir_all(own.join("fonts")).unwrap();
    fs::copy(project().join("fonts/source-sans-3/SourceSans3_400Regular.ttf"), own.join("fonts/house.ttf")).unwrap();
    let (said, _) = copy.run(&["verify", "out", "--fonts", "own/fonts"]);
    assert!(said.contains("the font own/house.ttf was added"), "{said}");
}

/// A build before the freeze and one after it are the same papers, and verify knows it.
#[test]
fn papers_made_before_the_freeze_are_verified_after_it() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register"]);
    copy.freeze();
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-06")).unwrap();
    copy.change_a_cell();
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes: risk-register.pdf"), "{said}");
    assert!(said.contains("the edition was frozen after the papers were made"), "{said}");
    assert!(!said.contains("cell F9"), "{said}");
}

/// What earlier editions held is kept once in the area, and refused by name where it is not what it was.
#[test]
fn earlier_editions_are_kept_once_and_refused_where_they_are_not_as_they_were() {
    let copy = Copy::new();
    copy.freeze();
    let kept = || -> Vec<PathBuf> {
        fs::read_dir(copy.path("inputs/ashmere/frozen")).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let files = kept();
    let [reading] = files.as_slice() else { panic!("{files:?}") };
    let name = reading.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.starts_with("2025-06-") && name.ends_with(".json"), "{name}");
    let frozen = fs::read_to_string(copy.path("inputs/ashmere/2025-07/frozen.json")).unwrap();
    assert!(frozen.matches("Dashboard.xlsx").count() <= 4, "the workbook is named at its cells");

    // A later month names the same file, and its own folder grows by no earlier month.
    copy_folder(&copy.path("inputs/ashmere/2025-07"), &copy.path("inputs/ashmere/2025-08"));
    fs::remove_file(copy.path("inputs/ashmere/2025-08/frozen.json")).unwrap();
    let (said, code) = copy.run(&["freeze", "inputs/ashmere", "--edition", "2025-08"]);
    assert_eq!(code, Some(1), "errors stand in August: {said}");
    assert!(kept().len() == 2 && kept().contains(reading), "{:?}", kept());
    let length = |month: &str| copy.bytes(&format!("inputs/ashmere/{month}/frozen.json")).len();
    assert!(length("2025-08") < length("2025-07") + 1000, "{} {}", length("2025-07"), length("2025-08"));

    copy.build("out", &["--edition", "2025-07", "--only", "risk-register"]);
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes") && !said.contains("differ"), "{said}");
    let whole = fs::read(reading).unwrap();
    let refused = |said: &str| {
        let (text, code) = copy.run(&["check", "inputs/ashmere", "--edition", "2025-07"]);
        assert!(code == Some(2) && text.contains(&name) && text.contains(said) && text.contains("--again"), "{text}");
    };
    fs::write(reading, String::from_utf8(whole.clone()).unwrap().replacen("\"amber\"", "\"green\"", 1)).unwrap();
    refused("was changed after it was written");
    fs::remove_file(reading).unwrap();
    refused("cannot be read");
    fs::write(reading, whole).unwrap();
    let (said, code) = copy.run(&["check", "inputs/ashmere", "--edition", "2025-07"]);
    assert_eq!(code, Some(0), "{said}");
}

/// The digests are of the bytes that the papers were made of, whatever is on disk when the manifest is written.
#[test]
fn the_manifest_has_the_digests_of_what_was_read() {
    let copy = Copy::new();
    let area = copy.path("inputs/ashmere");
    let digest_of = |name: &str| boardpack::digest::of(&fs::read(area.join(name)).unwrap());
    let names = ["boardpack.toml", "accepted.toml", "2025-06/Dashboard.xlsx", "2025-07/Risk register.xlsx"];
    let before = names.map(digest_of);
    let examined = boardpack::examine::examine(&area, None, &[]).unwrap();
    for name in names {
        fs::write(area.join(name), "something else").unwrap();
    }
    let inputs = examined.manifest(&[]).inputs;
    for (name, before) in names.iter().zip(before) {
        let input = inputs.iter().find(|input| input.path == *name).unwrap_or_else(|| panic!("{name}: {inputs:?}"));
        assert_eq!(input.sha256.as_ref(), Some(&before), "{name}");
    }
}

/// A workbook that is too large to be read has no digest in the manifest, and the papers are verified all the same.
#[test]
fn a_workbook_that_was_not_read_has_no_digest() {
    let copy = Copy::new();
    copy.replace("inputs/ashmere/boardpack.toml", "[risk]\n", "[limits]\nfile_megabytes = 1\n\n[risk]\n");
    let giant = fs::File::create(copy.path("inputs/ashmere/2025-07/Giant.xlsx")).unwrap();
    giant.set_len(2 << 20).unwrap();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    assert!(code == Some(1) && said.contains("Giant.xlsx was not read"), "{said}");
    let manifest: Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    let giant = manifest["inputs"].as_array().unwrap().iter().find(|input| input["path"] == "2025-07/Giant.xlsx");
    assert_eq!(giant.unwrap()["sha256"], Value::Null);
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes: risk-register.pdf"), "{said}");
}

/// A manifest of the first form has the same keys, and is verified as before.
#[test]
fn an_older_manifest_is_read() {
    let copy = Copy::new();
    copy.build("out", &["--only", "risk-register"]);
    copy.replace("out/manifest.json", "\"format\": 3", "\"format\": 1");
    copy.replace("out/manifest.json", "  \"not_made\": [],\n", "");
    copy.replace("out/manifest.json", "  \"documents\": [\n    \"risk-register\"\n  ],\n", "");
    copy.replace("out/manifest.json", "      \"document\": \"risk-register\",\n", "");
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes: risk-register.pdf"), "{said}");
    assert!(!said.contains("differ"), "{said}");
}

/// A build that makes no paper leaves the manifest as it is, though it wrote the source or the figures on the way.
#[test]
fn a_build_without_a_paper_writes_no_manifest() {
    let copy = Copy::new();
    let own = copy.path("own/one-pager");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("template.toml"), "title = \"One-pager\"\nfile = \"one-pager\"\nform = \"paper\"\n").unwrap();
    let text = "#set document(title: {{typ document.title}})\n#set text(lang: \"en\", font: \"Source Sans 3\")\n= {{document.title}}\n";
    let template = own.join("main.typ.hbs");
    fs::write(&template, text).unwrap();
    let asked = ["--only", "one-pager", "--templates", "own"];
    copy.build("out", &asked);
    let manifest = copy.bytes("out/manifest.json");

    fs::write(&template, format!("{text}#no-such-thing\n")).unwrap();
    for more in [["--typst"], ["--trace"]] {
        let (said, code) = copy.run(&[&["build", "inputs/ashmere", "--out", "out"], &asked[..], &more].concat());
        assert!(code == Some(2) && said.contains("could not be typeset"), "{said}");
        assert!(manifest == copy.bytes("out/manifest.json"), "{more:?}");
    }
    // What a template's author looks at is there, under a name of its own.
    assert!(copy.path("out/one-pager.failed.typ").exists() && !copy.path("out/one-pager.typ").exists());
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(2) && said.contains("could not be typeset"), "{said}");

    // Such a manifest as an older version left: no paper, and not a word of "same bytes".
    let mut older: Value = serde_json::from_slice(&manifest).unwrap();
    older["not_made"] = serde_json::json!(["one-pager"]);
    older["outputs"] = serde_json::json!([{"file": "one-pager.typ", "pages": null, "sha256": "0"}]);
    fs::write(copy.path("out/manifest.json"), older.to_string()).unwrap();
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(
        code == Some(2) && said.contains("has no paper on record: one-pager") && !said.contains("same bytes"),
        "{said}"
    );
}

/// Who may read a new file, the system's mask says.
#[cfg(unix)]
#[test]
fn files_have_the_mode_that_the_mask_leaves() {
    use std::os::unix::fs::PermissionsExt;
    let copy = Copy::new();
    for (mask, mode) in [("027", 0o640), ("022", 0o644)] {
        let command = format!("umask {mask}; exec \"$0\" freeze inputs/ashmere --again");
        let output = std::process::Command::new("sh")
            .args(["-c", &command, env!("CARGO_BIN_EXE_boardpack")])
            .current_dir(copy.root.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let about = fs::metadata(copy.path("inputs/ashmere/2025-07/frozen.json")).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, mode, "umask {mask}");
    }
}
