//! Spoilt files of every other kind than workbooks: settings, acceptances, frozen editions and their readings, manifests,
//! templates, fonts, PDFs. Real ones changed at random; whatever they say then, the commands that read them end by
//! themselves, without a panic or an abort, within bounds of memory.
//!
//! Each kind is tried in a process of its own, for an exhausted stack or memory ends a process whole. That process is this
//! test binary again, which writes down each seed before it is tried: so a run that fails names kind and seed, and
//! `BOARDPACK_FUZZ_KIND=frozen BOARDPACK_FUZZ_SEED=17` tries that one again. Bounded as in `fuzz`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boardpack::cli::Arguments;
use boardpack::template::store::Templates;
use boardpack::template::{Prepared, Unread};
use boardpack::typeset::{self, Fonts};
use boardpack::{digest, manifest};
use clap::Parser;
use serde_json::{Map, Value, json};

use crate::fuzz::{Chance, seconds};
use crate::support::watch::watch;
use crate::support::{ashmere, project};

const KINDS: [&str; 8] = ["settings", "accepted", "frozen", "reading", "manifest", "templates", "fonts", "pdf"];

/// The bounds of a process: its address space in KiB, and the longest that one file may take.
const ADDRESS_SPACE: usize = 5 << 18;
const LONGEST: Duration = Duration::from_secs(60);

#[test]
fn spoilt_files_are_read_or_refused() {
    for kind in KINDS {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("seed");
        fs::write(&at, "none").unwrap();
        let said = folder.path().join("said");
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(if cfg!(target_os = "linux") { "sh".as_ref() } else { program.as_os_str() });
        if cfg!(target_os = "linux") {
            command.arg("-c").arg(format!("ulimit -v {ADDRESS_SPACE}; exec \"$0\" \"$@\"")).arg(&program);
        }
        command.args(["--exact", "fuzz_files::in_a_process_of_its_own", "--ignored", "--nocapture"]);
        command.env("BOARDPACK_FUZZ_KIND", kind).env("BOARDPACK_FUZZ_AT", &at).env("TMPDIR", folder.path());
        let out = fs::File::create(&said).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).spawn().unwrap();
        let ended = watch(&mut child, &at, LONGEST);
        let seed = fs::read_to_string(&at).unwrap_or_default();
        let said = fs::read_to_string(&said).unwrap_or_default();
        let tail = said.lines().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n");
        let Some(status) = ended else { panic!("{kind}, seed {seed}: no end\n{tail}") };
        assert!(status.success(), "{kind}, seed {seed}: {status}\n{tail}");
        eprintln!("{kind}: {seed} files");
        assert!(seed != "none", "{kind}: nothing was tried\n{tail}");
    }
}

#[test]
#[ignore = "run by spoilt_files_are_read_or_refused"]
fn in_a_process_of_its_own() {
    let Ok(kind) = std::env::var("BOARDPACK_FUZZ_KIND") else { return };
    let at = std::env::var_os("BOARDPACK_FUZZ_AT").map(PathBuf::from);
    let only = std::env::var("BOARDPACK_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
    let trial = Trial::new(&kind);
    let begun = Instant::now();
    for seed in only.unwrap_or(1).. {
        if let Some(at) = &at {
            fs::write(at, seed.to_string()).unwrap();
        }
        trial.one(&mut Chance(seed));
        if only.is_some() || begun.elapsed() > seconds() / KINDS.len() as u32 {
            return;
        }
    }
}

/// What one kind is tried with.
struct Trial {
    kind: String,
    folder: tempfile::TempDir,
    seeds: Vec<Vec<u8>>,
}

const AREA: &str = "area";

/// Runs a command in this process; what it gives back does not matter.
fn run(arguments: &[&str]) -> bool {
    let arguments = Arguments::try_parse_from([&["boardpack"], arguments].concat()).unwrap();
    boardpack::run(&arguments).is_ok()
}

impl Trial {
    fn new(kind: &str) -> Trial {
        let trial = Trial { kind: kind.to_owned(), folder: tempfile::tempdir().unwrap(), seeds: Vec::new() };
        let tracker = "Ref,Action,Due date,Lead,BRAG,Progress update\n\
                       1.1.1,Publish the strategy,2025-09-01,Head of SEND,Green,It is with the printer\n\
                       1.1.2,Train the panel,2025-06-30,Head of SEND,Red,Nobody came\n";
        for month in ["2025-06", "2025-07"] {
            trial.write(&format!("{AREA}/{month}/tracker.csv"), tracker);
        }
        trial.write(
            &format!("{AREA}/2025-07/risks.csv"),
            "Risk ref,Risk description,Likelihood,Impact,Score,Owner\nR01,A risk that staff leave,3,4,12,Head of HR\n",
        );
        let read = |path: PathBuf| fs::read(path).unwrap();
        let (area, out) = (trial.path(AREA), trial.path("out"));
        let seeds = match kind {
            "settings" => vec![read(ashmere().join("boardpack.toml")), settings_of_the_readme()],
            "accepted" => vec![ACCEPTED.as_bytes().to_vec()],
            "frozen" | "reading" => {
                assert!(run(&["freeze", &area]));
                vec![]
            }
            "manifest" => {
                assert!(run(&["build", &area, "--only", "risk-register", "--out", &out]));
                vec![read(Path::new(&out).join("manifest.json"))]
            }
            "templates" => ["risk-register/main.typ.hbs", "improvement-board-report/main.typ.hbs", "_shared/theme.typ"]
                .map(|path| read(project().join("templates").join(path)))
                .into(),
            "fonts" => vec![read(project().join("fonts/source-sans-3/SourceSans3_600SemiBold.ttf"))],
            _ => {
                assert!(run(&["build", &area, "--only", "risk-register", "--out", &out]));
                let pdf = read(Path::new(&out).join("risk-register.pdf"));
                let mut plain = lopdf::Document::load_mem(&pdf).unwrap();
                plain.decompress();
                let mut saved = Vec::new();
                plain.save_to(&mut saved).unwrap();
                vec![pdf, saved]
            }
        };
        Trial { seeds, ..trial }
    }

    fn path(&self, path: &str) -> String {
        self.folder.path().join(path).display().to_string()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn one(&self, chance: &mut Chance) {
        let (area, out) = (self.path(AREA), self.path("out"));
        let build = |chance: &mut Chance, one_in: usize| {
            if chance.below(one_in) == 0 {
                run(&["build", &area, "--only", "risk-register", "--out", &self.path("again")]);
            }
        };
        match self.kind.as_str() {
            kind @ ("settings" | "accepted") => {
                let file = if kind == "settings" { "boardpack.toml" } else { "accepted.toml" };
                self.write(&format!("{AREA}/{file}"), spoil(chance.of(&self.seeds).clone(), &WORDS_OF_TOML, chance));
                if run(&["check", &area]) {
                    build(chance, 30);
                }
            }
            "frozen" => {
                let file = format!("{AREA}/2025-07/frozen.json");
                let path = self.path(&file);
                let whole = fs::read(&path).unwrap();
                let spoilt = match chance.below(5) {
                    0 => spoil(whole.clone(), &WORDS_OF_JSON, chance),
                    _ => sealed(&whole, |keys| spoil_some(keys, chance)),
                };
                fs::write(&path, spoilt).unwrap();
                if run(&["check", &area]) {
                    run(&["data", &area, "--format", "json"]);
                    run(&["facts", &area]);
                    run(&["changes", &area]);
                    build(chance, 10);
                }
                fs::write(&path, whole).unwrap();
            }
            "reading" => {
                let frozen = self.path(&format!("{AREA}/2025-07/frozen.json"));
                let whole = fs::read(&frozen).unwrap();
                let readings = self.folder.path().join(AREA).join("frozen");
                let reading = fs::read_dir(&readings).unwrap().next().unwrap().unwrap().path();
                let text = fs::read(&reading).unwrap();
                let mut value: Value = serde_json::from_slice(&text).unwrap();
                spoil_some(value.as_object_mut().unwrap(), chance);
                let spoilt = value.to_string();
                let sha256 = digest::of(spoilt.as_bytes());
                let own = readings.join(format!("2025-06-{}.json", &sha256[..16]));
                fs::write(&own, &spoilt).unwrap();
                let changed = sealed(&whole, |keys| keys["earlier"][0]["reading"] = json!({ "Ok": sha256 }));
                fs::write(&frozen, changed).unwrap();
                if run(&["check", &area]) {
                    run(&["changes", &area]);
                    build(chance, 20);
                }
                fs::write(&frozen, whole).unwrap();
                if own != reading {
                    fs::remove_file(own).unwrap();
                }
            }
            "manifest" => {
                let mut bytes = self.seeds[0].clone();
                match chance.below(3) {
                    0 => bytes = spoil(bytes, &WORDS_OF_JSON, chance),
                    _ => {
                        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
                        spoil_some(value.as_object_mut().unwrap(), chance);
                        bytes = value.to_string().into_bytes();
                    }
                }
                self.write("out/manifest.json", bytes);
                if manifest::read(Path::new(&out)).is_ok() && chance.below(5) == 0 {
                    run(&["verify", &out]);
                    run(&["trace", &self.path("out/risk-register.pdf"), "1"]);
                }
            }
            "templates" => {
                let own = self.path("own");
                let spoilt = spoil(chance.of(&self.seeds).clone(), &WORDS_OF_TEMPLATES, chance);
                let theme = chance.below(5) == 0;
                let file = if theme { "own/_shared/theme.typ" } else { "own/risk-register/main.typ.hbs" };
                fs::remove_dir_all(&own).ok();
                self.write(file, spoilt);
                if chance.below(8) == 0 {
                    let toml = fs::read(project().join("templates/risk-register/template.toml")).unwrap();
                    self.write("own/risk-register/template.toml", spoil(toml, &WORDS_OF_TOML, chance));
                }
                let Ok(templates) = Templates::open(Some(Path::new(&own))) else { return };
                if templates.documents().is_err() {
                    return;
                }
                if let Ok(prepared) = Prepared::of(&templates, "risk-register") {
                    let facts = json!({"risks": {"all": [{"ref": "R01"}]}});
                    let layers = boardpack::template::Layers { own: &facts, shared: &facts };
                    let _ = boardpack::template::fill(&prepared, layers, &Unread::of(&Default::default()), &|_| true);
                    if chance.below(4) == 0 {
                        run(&["build", &area, "--only", "risk-register", "--templates", &own, "--out", &out]);
                    }
                }
            }
            "fonts" => {
                let mut bytes = self.seeds[0].clone();
                for _ in 0..=chance.below(12) {
                    // Most of what a font claims stands in its first tables.
                    let reach = if chance.below(2) == 0 { 4_000 } else { bytes.len() };
                    let at = chance.below(reach.min(bytes.len()));
                    bytes[at] = *chance.of(&[0, 1, 0x7f, 0x80, 0xff, 0xe0, chance.0 as u8]);
                }
                if chance.below(6) == 0 {
                    bytes.truncate(chance.below(bytes.len()));
                }
                self.write("fonts/own.ttf", bytes);
                let fonts = self.path("fonts");
                if Fonts::open(Some(Path::new(&fonts))).is_ok() && chance.below(10) == 0 {
                    run(&["build", &area, "--only", "risk-register", "--fonts", &fonts, "--out", &out]);
                }
            }
            _ => {
                let _ = typeset::page_texts(&spoil(chance.of(&self.seeds).clone(), &WORDS_OF_PDF, chance));
            }
        }
    }
}

fn settings_of_the_readme() -> Vec<u8> {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let blocks = readme.split("```toml\n").skip(1).filter_map(|block| block.split_once("```"));
    let longest = blocks.map(|(block, _)| block).max_by_key(|block| block.len()).unwrap();
    longest.as_bytes().to_vec()
}

const ACCEPTED: &str = "[[accepted]]\ncode = \"green-but-overdue\"\nref = \"1.1.1\"\nkind = \"action\"\n\
                        reason = \"The minute is being looked for\"\nby = \"Programme Manager\"\nuntil = \"2025-09-30\"\n\n\
                        [[accepted]]\ncode = \"no-lead\"\nref = \"1.1.2\"\nreason = \"r\"\nby = \"b\"\nuntil = \"2026-01-01\"\n";

const WORDS_OF_TOML: [&str; 18] = [
    "\"",
    "[",
    "]",
    "[[",
    "]]\n",
    "=",
    "{",
    "}",
    "\n",
    "'''",
    "4294967295",
    "-1",
    "1e308",
    "true",
    "\"+262142-12-31\"",
    "\"2025-13-01\"",
    "a.a.a.a",
    "\u{202e}",
];

const WORDS_OF_JSON: [&str; 14] = [
    "\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "null",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"+262142-12-31\"",
    "\\u0000",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

const WORDS_OF_TEMPLATES: [&str; 24] = [
    "{{",
    "}}",
    "{{#each risks.all}}",
    "{{/each}}",
    "{{#if x}}",
    "{{else}}",
    "{{/if}}",
    "{{> card}}",
    "{{#> card}}",
    "{{> @partial-block}}",
    "{{{x}}}",
    "{{!--",
    "--}}",
    "(eq ",
    "(((((((((",
    ")",
    "[",
    "#",
    "$",
    "\"",
    "\\",
    "`",
    "#while true {}",
    "#let f(x) = f(x); #f(1)",
];

const WORDS_OF_PDF: [&str; 20] = [
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "/Kids",
    "/Parent 1 0 R",
    "/Length 99999999",
    "/Filter",
    "/ObjStm",
    "obj",
    "endobj",
    "stream\n",
    "endstream",
    "R",
    "-1",
    "4294967295",
    "/Contents",
    "0 0 R",
];

fn spoil(mut bytes: Vec<u8>, words: &[&str], chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(10) {
        if bytes.is_empty() {
            break;
        }
        let at = chance.below(bytes.len());
        match chance.below(7) {
            0 => bytes[at] = chance.next() as u8,
            1 | 2 => drop(bytes.splice(at..at, chance.of(words).bytes())),
            3 => {
                let times = 1 << chance.below(12);
                let word = chance.of(words).repeat(times);
                bytes.splice(at..at, word.bytes());
            }
            4 => drop(bytes.drain(at..(at + chance.below(80)).min(bytes.len()))),
            5 => {
                let copy = bytes[at..(at + chance.below(300)).min(bytes.len())].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ if chance.below(6) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes
}

/// A frozen edition with something changed, under a seal that fits.
fn sealed(whole: &[u8], change: impl FnOnce(&mut Map<String, Value>)) -> Vec<u8> {
    let mut keys: Map<String, Value> = serde_json::from_slice(whole).unwrap();
    let format = keys.shift_remove("format").unwrap();
    keys.shift_remove("sha256");
    change(&mut keys);
    let seal = digest::of(Value::Object(keys.clone()).to_string().as_bytes());
    let mut all = Map::from_iter([("format".to_owned(), format), ("sha256".to_owned(), seal.into())]);
    all.extend(keys);
    Value::Object(all).to_string().into_bytes()
}

fn spoil_some(keys: &mut Map<String, Value>, chance: &mut Chance) {
    let mut all = Value::Object(std::mem::take(keys));
    for _ in 0..=chance.below(4) {
        let mut places = Vec::new();
        places_in(&all, &mut String::new(), &mut places);
        if let Some(place) = all.pointer_mut(chance.of::<String>(&places)) {
            *place = nonsense(place, chance);
        }
    }
    *keys = all.as_object().cloned().unwrap_or_default();
}

/// Where something stands within the value, but for the value itself.
fn places_in(value: &Value, way: &mut String, places: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(parts) => parts.iter().enumerate().map(|(at, part)| (at.to_string(), part)).collect(),
        Value::Object(parts) => {
            parts.iter().map(|(key, part)| (key.replace('~', "~0").replace('/', "~1"), part)).collect()
        }
        _ => return,
    };
    for (step, part) in inner {
        let length = way.len();
        way.push('/');
        way.push_str(&step);
        places.push(way.clone());
        places_in(part, way, places);
        way.truncate(length);
    }
}

fn nonsense(value: &Value, chance: &mut Chance) -> Value {
    const TEXTS: [&str; 20] = [
        "",
        "../../x",
        "+262142-12-31",
        "-0001-01-01",
        "2200-12-31",
        "1900-01-01",
        "9999-12",
        "2025-02-30",
        "0!A0",
        "0!XFD1048577",
        "99999999999!A1",
        "Infinity",
        "NaN",
        "1e999",
        "\u{0}",
        "\u{202e}\u{1b}[31m\n",
        "#panic()",
        "blue",
        "day",
        "recurring",
    ];
    match chance.below(12) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(*chance.of(&[0_i64, -1, 1, 255, 65_536, 4_294_967_295, i64::MAX, i64::MIN])),
        4 => json!(*chance.of(&[0.5, -1e308, 1e308, 1e-320])),
        5 => json!("x".repeat(1 << chance.below(21))),
        6 => (0..chance.below(120)).fold(Value::Null, |inner, _| json!([inner])),
        7 => match value {
            Value::Array(parts) => Value::Array(parts.iter().cycle().take(parts.len() * 50).cloned().collect()),
            Value::Object(parts) => {
                let gone = chance.below(parts.len());
                let kept = parts.iter().enumerate().filter(|(at, _)| *at != gone);
                Value::Object(kept.map(|(_, (key, part))| (key.clone(), part.clone())).collect())
            }
            Value::String(text) => json!(text.repeat(3)),
            _ => json!(true),
        },
        _ => json!(*chance.of(&TEXTS)),
    }
}
