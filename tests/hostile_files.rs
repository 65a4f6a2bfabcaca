//! Files that are not what they seem where the program reads one: each is refused by name, within bounds, and nothing
//! ends in a panic or an abort.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::support::project;

/// A folder to work in, with an area of one small edition.
struct Place {
    folder: tempfile::TempDir,
}

const TRACKER: &str = "Ref,Action,Due date,Lead,BRAG\n1.1.1,Publish the strategy,2025-09-01,Head of SEND,Green\n";

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.write("area/2025-07/tracker.csv", TRACKER);
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs the program here: what it said, and its exit code.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = bounded(self.folder.path(), arguments);
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        (output.status.code(), said)
    }

    /// Writes the month's frozen edition anew with something changed, under a seal that fits.
    fn reseal(&self, change: impl FnOnce(&mut Map<String, Value>)) {
        let file = self.path("area/2025-07/frozen.json");
        let mut keys: Map<String, Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let format = keys.shift_remove("format").unwrap();
        keys.shift_remove("sha256");
        change(&mut keys);
        let seal = boardpack::digest::of(Value::Object(keys.clone()).to_string().as_bytes());
        let mut sealed = Map::from_iter([("format".to_owned(), format), ("sha256".to_owned(), seal.into())]);
        sealed.extend(keys);
        fs::write(file, Value::Object(sealed).to_string()).unwrap();
    }

    /// Runs what must be refused, with words in the refusal.
    fn refused(&self, arguments: &[&str], words: &[&str]) {
        let (code, said) = self.run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{arguments:?}: not {words:?}: {said}");
    }
}

/// Runs the program within 3 GiB of address space. What does not end by itself is ended, as a guard against hanging.
pub fn bounded(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_boardpack");
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 3145728; exec \"$0\" \"$@\"", program]);
        command
    } else {
        Command::new(program)
    };
    let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let (mut child, begun) = (command.spawn().unwrap(), Instant::now());
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Output { status, stdout: all(out), stderr: all(err) };
        }
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn all(mut file: File) -> Vec<u8> {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

fn pipe(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn giant(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().set_len(3 << 30).unwrap();
}

#[cfg(unix)]
fn link_to_nothing(path: PathBuf) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("nowhere", path).unwrap();
}

#[cfg(unix)]
#[test]
fn pipes_giants_folders_and_links_to_nothing_are_refused_wherever_a_file_is_read() {
    type Make = fn(PathBuf);
    let kinds: [(Make, &str); 4] = [
        (pipe, "it is a pipe and no file"),
        (giant, "it has more than"),
        (link_to_nothing, "link to"),
        (|path| fs::create_dir_all(path).unwrap(), "it is a folder and no file"),
    ];
    for (make, words) in kinds {
        for file in ["boardpack.toml", "accepted.toml", "2025-07/frozen.json"] {
            let place = Place::new();
            make(place.path("area").join(file));
            place.refused(&["check", "area"], &[file, words]);
        }
        let place = Place::new();
        place.write("area/2025-06/tracker.csv", TRACKER);
        place.run(&["freeze", "area"]);
        let piece = fs::read_dir(place.path("area/frozen")).unwrap().next().unwrap().unwrap().path();
        fs::remove_file(&piece).unwrap();
        make(piece.clone());
        place.refused(&["check", "area"], &[&piece.file_name().unwrap().to_string_lossy(), words]);
        make(place.path("own/report/template.toml"));
        place.refused(&["documents", "--templates", "own"], &["report/template.toml"]);
        make(place.path("fonts/own.ttf"));
        // A folder called so is a folder of fonts.
        if words != "it is a folder and no file" {
            place.refused(&["build", "area", "--fonts", "fonts"], &["own.ttf", words]);
        }
        make(place.path("out/manifest.json"));
        place.refused(&["verify", "out"], &["manifest.json", words]);
        make(place.path("paper.pdf"));
        place.refused(&["trace", "paper.pdf", "1", "--area", "area"], &["paper.pdf", words]);
    }
}

#[cfg(unix)]
#[test]
fn a_paper_that_is_a_device_is_not_read_to_its_end() {
    let place = Place::new();
    assert_eq!(place.run(&["build", "area", "--only", "improvement-board-report", "--out", "out"]).0, Some(0));
    fs::remove_file(place.path("out/improvement-board-report.pdf")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path("out/improvement-board-report.pdf")).unwrap();
    let (code, said) = place.run(&["verify", "out"]);
    assert_eq!(code, Some(1), "{said}");
}

/// A PDF of one page whose content unpacks to a hundred megabytes, and one whose objects do.
#[test]
fn a_pdf_that_unpacks_to_more_than_a_paper_is_refused() {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let place = Place::new();
    let compressed = |dict: Dictionary, content: Vec<u8>| {
        let mut stream = Stream::new(dict, content);
        stream.compress().unwrap();
        stream
    };
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let content = document.add_object(compressed(Dictionary::new(), vec![b' '; 100 << 20]));
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
    let kids = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] };
    document.objects.insert(pages, kids.into());
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    document.save(place.path("page.pdf")).unwrap();
    place.refused(&["trace", "page.pdf", "1", "--area", "area"], &["page.pdf unpacks to more than any paper has"]);

    let objects: Vec<u8> = [&b"900 0 "[..], b"[", &b"0 ".repeat(3_900_000), b"]"].concat();
    let dict = dictionary! { "Type" => "ObjXtm", "N" => 1, "First" => 6 };
    document.objects.remove(&content);
    document.add_object(compressed(dict, objects));
    document.save(place.path("objects.pdf")).unwrap();
    // lopdf writes no stream of objects that it has not made itself.
    let mut written = fs::read(place.path("objects.pdf")).unwrap();
    let at = written.windows(6).position(|bytes| bytes == b"ObjXtm").unwrap();
    written[at + 3] = b'S';
    place.write("objects.pdf", written);
    place
        .refused(&["trace", "objects.pdf", "1", "--area", "area"], &["objects.pdf unpacks to more than any paper has"]);

    place.write("objects.pdf", [&b"%PDF-1.7\n1 0 obj\n["[..], &b"0 ".repeat(4_000_000), b"]\nendobj\n%%EOF"].concat());
    place.refused(&["trace", "objects.pdf", "1", "--area", "area"], &["objects.pdf unpacks to more"]);
}

#[test]
fn a_template_nested_deep_is_refused_by_its_line() {
    let place = Place::new();
    place.write("own/r/template.toml", "title = \"R\"\nfile = \"r\"\nform = \"paper\"\n");
    let build = ["build", "area", "--templates", "own", "--only", "r"];
    place.write("own/r/main.typ.hbs", format!("\n{{{{{}a b{}}}}}", "(eq ".repeat(5_000), " c)".repeat(5_000)));
    place.refused(&build, &["r/main.typ.hbs line 2 has more than 64 blocks or brackets"]);
    place.write("own/r/main.typ.hbs", format!("\n{}{}", "{{#if title}}".repeat(5_000), "{{/if}}".repeat(5_000)));
    place.refused(&build, &["r/main.typ.hbs line 2 has more than 64 blocks or brackets"]);
    // What Typst nests is bounded by Typst itself.
    place.write("own/r/main.typ.hbs", format!("#{}{}", "(".repeat(9_000), ")".repeat(9_000)));
    place.refused(&build, &["r/main.typ.hbs line 1"]);
}

#[test]
fn damaged_fonts_are_refused_by_name() {
    let font = fs::read(project().join("fonts/source-sans-3/SourceSans3_600SemiBold.ttf")).unwrap();
    let mut endless = font.clone();
    let cmap = endless.windows(8).position(|bytes| bytes == [0, 0, 0, 4, 0, 0, 0, 3]).unwrap();
    let at = cmap + endless[cmap..].windows(4).position(|bytes| bytes == [0, 12, 0, 0]).unwrap();
    endless[at + 20] = 0xe0;
    let place = Place::new();
    let fonts = [
        ("cut.ttf", &font[..font.len() / 2], "it ends before its tables do"),
        ("endless.ttf", &endless, "characters beyond the last that there is"),
        ("many.ttc", b"ttcf\0\x02\0\0\xff\xff\xff\xff", "it claims to have 4294967295 faces"),
        ("none.otf", b"no font", "it does not begin as"),
    ];
    for (name, bytes, words) in fonts {
        let folder = format!("fonts-{name}");
        place.write(&format!("{folder}/{name}"), bytes);
        place.refused(&["build", "area", "--fonts", &folder], &[name, words, "hint: get the file again"]);
    }
    // The same font, whole, is used.
    place.write("fonts/whole.ttf", &font);
    let (code, said) = place.run(&["build", "area", "--fonts", "fonts", "--only", "improvement-board-report"]);
    assert_eq!(code, Some(0), "{said}");
}

const REPORT: [&str; 4] = ["build", "area", "--only", "improvement-board-report"];

#[test]
fn a_month_that_was_frozen_needs_no_settings_that_can_be_read() {
    let place = Place::new();
    place.write("area/boardpack.toml", "[partnership]\nname = \"Brookdale\"\n");
    place.run(&["freeze", "area"]);
    let build = |out: &str| place.run(&[&REPORT[..], &["--out", out]].concat());
    let before = build("before");
    assert_eq!(before.0, Some(0), "{}", before.1);
    place.write("area/boardpack.toml", "[[[");
    let (code, said) = build("after");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("boardpack.toml cannot be read now and was not used"), "{said}");
    let paper = |out: &str| fs::read(place.path(out).join("improvement-board-report.pdf")).unwrap();
    assert!(paper("before") == paper("after"));
    // A month that was not frozen, and a new freeze, need it.
    place.refused(&["freeze", "area", "--again"], &["boardpack.toml, line 1"]);
    place.write("area/2025-08/tracker.csv", TRACKER);
    place.refused(&["check", "area"], &["boardpack.toml, line 1"]);
}

#[test]
fn the_area_of_a_frozen_month_leads_nowhere_else() {
    let place = Place::new();
    place.run(&["freeze", "area"]);
    for name in ["../../x", "..", ".", "", "a/b", "a\\b", "a/", "/elsewhere", "a\0b"] {
        place.reseal(|keys| drop(keys.insert("area".to_owned(), name.into())));
        place.refused(&REPORT, &["frozen.json is damaged: the area's name in it", "is not the name of a folder"]);
    }
    assert!(!place.path("out").exists());
    place.reseal(|keys| drop(keys.insert("area".to_owned(), "Another name".into())));
    assert_eq!(place.run(&REPORT).0, Some(0));
    assert!(place.path("out/Another name/2025-07/manifest.json").exists());
}

/// Whatever a frozen file says under a seal that fits, it is read or refused by name.
#[test]
fn nonsense_in_a_frozen_month_is_refused_by_name() {
    let place = Place::new();
    place.run(&["freeze", "area"]);
    let whole = fs::read(place.path("area/2025-07/frozen.json")).unwrap();
    let deep = |depth: usize| -> Value { (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner])) };
    let long = "x".repeat(1 << 20);
    let action = "/programme/areas/0/aims/0/actions/0";
    let changes: Vec<(&str, Value, Option<&str>)> = vec![
        ("/status_date", json!("+262142-12-31"), Some("is in no year of a programme")),
        ("/status_date", json!("-0200-01-01"), Some("is in no year of a programme")),
        ("/status_date", json!("2025-13-01"), Some("")),
        ("/edition", json!("2025-7"), Some("is not a month")),
        ("/edition", json!("9999-12"), Some("is of the edition 9999-12, not 2025-07")),
        ("/settings/thresholds/months_ahead", json!(4_294_967_295_u32), Some("months_ahead")),
        ("/settings/thresholds/months_ahead", json!(1e300), Some("")),
        ("/settings/thresholds/top_risks", json!(u64::MAX), None),
        ("/settings/thresholds/reporting_cycle_months", json!(u32::MAX), Some("reporting_cycle_months")),
        ("/settings/limits", json!({"rows": 0}), None),
        ("/settings", Value::Null, Some("")),
        ("/programme", json!([]), Some("")),
        ("/programme/areas", json!({}), Some("")),
        ("/sheets", json!([]), Some("there is no sheet for the cell")),
        ("/earlier", json!(7), Some("")),
        (
            "/earlier",
            json!([{"edition": "2025-06", "status_date": "2025-06-30", "reading": {"Ok": "../../x"}}]),
            Some(""),
        ),
        ("/findings", deep(100), Some("")),
        (&*format!("{action}/due/value/date").leak(), json!("+262142-12-31"), Some("is in no year of a programme")),
        (&*format!("{action}/action_status/value").leak(), json!("no-such-status"), Some("")),
        (&*format!("{action}/reference/value").leak(), json!(long), None),
        (&*format!("{action}/at").leak(), json!("0!XFD99999999999"), Some("")),
        (&*format!("{action}/at").leak(), json!("99999999999999999999!A1"), Some("there is no sheet")),
    ];
    for (path, value, refusal) in changes {
        fs::write(place.path("area/2025-07/frozen.json"), &whole).unwrap();
        place.reseal(|keys| {
            let mut all = Value::Object(std::mem::take(keys));
            *all.pointer_mut(path).expect(path) = value.clone();
            *keys = all.as_object().unwrap().clone();
        });
        match refusal {
            Some(words) => {
                place.refused(&["check", "area"], &["frozen.json", words]);
                place.refused(&REPORT, &["frozen.json", words]);
            }
            None => assert!(place.run(&["check", "area"]).0.is_some_and(|code| code < 2), "{path}"),
        }
    }
    place.write("area/2025-07/frozen.json", "[".repeat(1 << 20));
    place.refused(&["check", "area"], &["frozen.json is damaged"]);
    place.write("area/2025-07/frozen.json", format!("[{}0]", "0,".repeat(5_000_000)));
    place.refused(&["check", "area"], &["frozen.json cannot be read: it has more than 4000000 values"]);
}

#[test]
fn leads_with_very_long_names_have_files_of_their_own() {
    let place = Place::new();
    let lead = |end: &str| format!("{} {end}", "Associate Director for children and young people ".repeat(6));
    let row = |reference: &str, lead: &str| format!("{reference},Publish the strategy,2025-01-01,{lead},Green\n");
    let rows = [row("1.1.1", &lead("north")), row("1.1.2", &lead("south"))].concat();
    place.write("area/2025-07/tracker.csv", format!("Ref,Action,Due date,Lead,BRAG\n{rows}"));
    let (code, said) = place.run(&["build", "area", "--only", "chase-list", "--out", "out"]);
    assert!(code.is_some_and(|code| code < 2), "{said}");
    let lists: Vec<String> = fs::read_dir(place.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("chase-list-associate"))
        .collect();
    assert_eq!(lists.len(), 2, "{lists:?}");
    assert!(lists.iter().all(|name| name.len() < 110), "{lists:?}");
}

#[cfg(unix)]
#[test]
fn what_is_passed_over_is_told_by_check_and_by_build() {
    let place = Place::new();
    place.write("area/August 2025/tracker.csv", TRACKER);
    link_to_nothing(place.path("area/2025-07/risks.xlsx"));
    link_to_nothing(place.path("area/2025-06"));
    pipe(place.path("area/2025-07/more.csv"));
    for command in [&["check", "area"][..], &REPORT] {
        let (code, said) = place.run(command);
        assert_eq!(code, Some(0), "{said}");
        for words in [
            "the folder \"August 2025\" looks like the month 2025-08, is newer than 2025-07",
            "hint: rename it 2025-08",
            "risks.xlsx is a link to a file that is not there",
            "2025-06 is a link to a folder that is not there",
            "more.csv has a workbook's name, but is not a file",
        ] {
            assert!(said.contains(words), "{command:?}: {words}: {said}");
        }
    }
}

#[test]
fn a_script_that_no_font_has_is_told_of_once_a_cell() {
    let place = Place::new();
    let rows: String = (1..=100)
        .map(|row| {
            let update: String =
                (0..300).filter_map(|at| char::from_u32(0x4e00 + (row * 7 + at * 13) % 5_000)).collect();
            format!("1.1.{row},Publish the strategy,2025-09-01,Head of SEND,Green,{update}\n")
        })
        .collect();
    place.write("area/2025-07/tracker.csv", format!("Ref,Action,Due date,Lead,BRAG,Progress update\n{rows}"));
    let (code, said) = place.run(&REPORT);
    assert_eq!(code, Some(0), "{said}");
    let told = said.matches("warning[character-not-in-fonts]: 300 characters of a text").count();
    assert_eq!(told, said.matches("[character-not-in-fonts]").count(), "{said}");
    assert_eq!(told, 100);
}

/// What cannot be printed is no success.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told_of() {
    let place = Place::new();
    let full = || File::create("/dev/full").unwrap();
    for command in [
        &["data", "area"][..],
        &["check", "area"],
        &["check", "area", "--format", "json"],
        &["columns", "area"],
        &["facts", "area"],
        &["documents"],
        &["build", "area", "--only", "improvement-board-report"],
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_boardpack"));
        let output = program.args(command).current_dir(place.folder.path()).stdout(full()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains("there is no space left"), "{command:?}: {said}");
    }
}
