//! The schemas of settings files, for editors: written from the types that the files are read into, and of one mind with the program.
//!
//! Every settings file that the tests and the samples have is as its schema says. One that the program refuses the schema refuses
//! too, unless what is wrong with it is beyond a schema: then it is listed here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boardpack::area::accepted;
use boardpack::area::settings::Settings;
use boardpack::commands::schemas;
use boardpack::examine::refuse_unknown_checks;
use boardpack::meeting::Agenda;
use boardpack::template::store::Templates;
use boardpack::template::theme::Theme;
use serde_json::Value;

use crate::support::schema::{of_toml, wrong};
use crate::support::{boardpack, project, updating};

const FILES: [&str; 5] = ["boardpack.toml", "accepted.toml", "theme.toml", "agenda.toml", "template.toml"];

/// What is wrong with a file that no schema can say: parts of what the program says of it.
const BEYOND: &[&str] = &[
    // What one key says of another.
    "two [[area]] have the key",
    "two [[group]] have the key",
    "make the same file names",
    "is not a day of",
    "does not say which actions belong to it",
    "is off the scale",
    "do not rise",
    "is not a kind of area",
    "is neither a status nor a role",
    "letters for",
    "has the number 1, as",
    "which the agenda names twice",
    "depends on the kind of meeting",
    "has no item",
    "does not say what kind of meeting it is",
    "which is none of its papers",
    // What a value says in words, or on a page.
    "has an empty key",
    "with no words",
    "has a contrast of",
    "have a contrast of",
    "which is not a PDF",
    "not a plain file name",
];

/// Files that are refused, each for one thing. Those that cases have come to these.
#[rustfmt::skip]
const REFUSED: &[(&str, &str)] = &[
    ("boardpack.toml", "[bord]\n"),
    ("boardpack.toml", "[board]\nnmae = \"x\"\n"),
    ("boardpack.toml", "[board]\nchair = 3\n"),
    ("boardpack.toml", "[board]\nmeetings = \"2025-07-16\"\n"),
    ("boardpack.toml", "[board]\nmeetings = [\"16 July 2025\"]\n"),
    ("boardpack.toml", "[board]\nchair = \"a\"\nchair = \"b\"\n"),
    ("boardpack.toml", "scheme = \"sendd\"\n"),
    ("boardpack.toml", "[status_dates]\n\"July 2025\" = \"2025-07-25\"\n"),
    ("boardpack.toml", "[status_dates]\n\"2025-07\" = \"2025-08-01\"\n"),
    ("boardpack.toml", "[status_dates]\n\"2025-07\" = \"+262142-12-31\"\n"),
    ("boardpack.toml", "[outputs]\nkeep = -1\n"),
    ("boardpack.toml", "[outputs]\nkeep = \"twelve\"\n"),
    ("boardpack.toml", "[thresholds]\nmonths_ahead = 25\n"),
    ("boardpack.toml", "[thresholds]\nreporting_cycle_months = 121\n"),
    ("boardpack.toml", "[deadlines]\npublication = 261\n"),
    ("boardpack.toml", "[charts]\nscreen_moving_ranges = \"yes\"\n"),
    ("boardpack.toml", "[headlines.July]\nrisks = \"x\"\n"),
    ("boardpack.toml", "[headlines.\"2025-07\"]\nrsks = \"x\"\n"),
    ("boardpack.toml", "[[step_change]]\nmeasure = \"K1\"\nfrom = \"April\"\nreason = \"x\"\n"),
    ("boardpack.toml", "[[step_change]]\nmeasure = \"K1\"\nfrom = \"2025-04\"\n"),
    ("boardpack.toml", "[checks]\ngreen-but-overdue = \"loud\"\n"),
    ("boardpack.toml", "[checks]\ngreen-but-overdeu = \"error\"\n"),
    ("boardpack.toml", "[columns.action]\ndue = [\"When\"]\n"),
    ("boardpack.toml", "[columns.actions]\ndeu = [\"When\"]\n"),
    ("boardpack.toml", "[columns.actions]\ndue = \"When\"\n"),
    ("boardpack.toml", "[limits]\nrows = -1\n"),
    ("boardpack.toml", "[paper.position-update]\ncontact = 3\n"),
    ("boardpack.toml", "[risk]\nappetite = \"nine\"\n"),
    ("boardpack.toml", "[risk]\nappetite = 26\n"),
    ("boardpack.toml", "[risk]\nlikelihood = [\"a\", \"b\", \"c\"]\nimpact = [\"a\", \"b\", \"c\"]\nmedium_from = 3\nhigh_from = 6\nvery_high_from = 9\nappetite = 12\n"),
    ("boardpack.toml", "[risk]\nlikelihood = [\"a\", \"b\"]\n"),
    ("boardpack.toml", "[risk]\nmedium_from = 12\nhigh_from = 10\n"),
    ("boardpack.toml", "[risk]\nlikelihood_letters = [\"A\"]\n"),
    ("boardpack.toml", "[[area]]\nkey = \"A\"\n[[area]]\nkey = \"a\"\n"),
    ("boardpack.toml", "[[area]]\nkey = \"A\"\nkind = \"province\"\n"),
    ("boardpack.toml", "[[group]]\nname = \"A\"\n"),
    ("boardpack.toml", "[[group]]\nkey = \" \"\nareas = [\"PA1\"]\n"),
    ("boardpack.toml", "[[group]]\nkey = \"A\"\n"),
    ("boardpack.toml", "[[group]]\nkey = \"A\"\nareas = [\"\"]\n"),
    ("boardpack.toml", "[[group]]\nkey = \"A\"\nareas = [\"1\"]\n[[group]]\nkey = \"a\"\nareas = [\"2\"]\n"),
    ("boardpack.toml", "[[group]]\nkey = \"A/2\"\nareas = [\"1\"]\n[[group]]\nkey = \"a 2\"\nareas = [\"2\"]\n"),
    ("boardpack.toml", "[[status]]\nkey = \"green\"\nfill = \"green\"\n"),
    ("boardpack.toml", "[[status]]\nkey = \"green\"\nshape = \"heart\"\n"),
    ("boardpack.toml", "[[status]]\nkey = \"green\"\nrole = \"fine\"\n"),
    ("boardpack.toml", "[statuses]\n\"Delayed\" = \"latish\"\n"),
    ("boardpack.toml", "[[body]]\nkey = \"x\"\n"),
    ("boardpack.toml", "[disclosure]\nshares = { K30 = [\"K21\"] }\n"),
    ("accepted.toml", "[[acepted]]\n"),
    ("accepted.toml", "[[accepted]]\ncode = \"x\"\nref = \"1\"\nby = \"y\"\nuntil = \"2025-09-30\"\n"),
    ("accepted.toml", "[[accepted]]\ncode = \"x\"\nref = \"1\"\nreason = \"z\"\nby = \"y\"\nuntil = \"Sept\"\n"),
    ("accepted.toml", "[[accepted]]\ncode = \"x\"\nref = 1.1\nreason = \"z\"\nby = \"y\"\nuntil = \"2025-09-30\"\n"),
    ("accepted.toml", "[[accepted]]\ncode = \"x\"\nref = \"1\"\nkind = \"person\"\nreason = \"z\"\nby = \"y\"\nuntil = \"2025-09-30\"\n"),
    ("theme.toml", "nmae = \"x\"\n"),
    ("theme.toml", "[colours]\naccent = \"green\"\n"),
    ("theme.toml", "[colours]\naccent = \"#ffff00\"\n"),
    ("theme.toml", "[logo]\nfile = \"logo.svg\"\n"),
    ("theme.toml", "[logo]\nfile = \"logo.svg\"\nalt = \"x\"\nheight_mm = 90\n"),
    ("agenda.toml", "date = 2025-08-20\n[[item]]\ntitle = \"A\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = \"20 August\"\n[[item]]\ntitle = \"A\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\nitem = []\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\npapres = []\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\npurpose = \"decison\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\npapers = [\"Report.docx\"]\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\npapers = [\"../x.pdf\"]\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\npapers = [\"x.pdf\", \"x.pdf\"]\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\n[[item]]\nnumber = 1\ntitle = \"B\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\nlate = { \"x.pdf\" = \"y\" }\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\nregime = \"private\"\n[[item]]\ntitle = \"A\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\nregime = \"committee\"\n[[item]]\ntitle = \"A\"\n[item.restricted]\nparagraphs = [8]\npublic_interest = \"x\"\npublic_title = \"y\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\nregime = \"committee\"\n[[item]]\ntitle = \"A\"\n[item.restricted]\nparagraphs = [3]\npublic_title = \"y\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[[item]]\ntitle = \"A\"\n[item.restricted]\nreason = \"x\"\npublic_title = \"y\"\n"),
    ("agenda.toml", "meeting = \"B\"\ndate = 2025-08-20\n[standing]\napologies = true\n[[item]]\ntitle = \"A\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"poster\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"A b\"\nform = \"paper\"\n"),
    ("template.toml", "title = \"\"\nfile = \"a\"\nform = \"paper\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\nper = \"person\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\nneeds = [\"money\"]\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\npages = 0\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\nreading_age = 30\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\nname = \"a\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\n[[words]]\nplace = \"My words\"\ntitle = \"x\"\nabout = \"y\"\n"),
    ("template.toml", "title = \"A\"\nfile = \"a\"\nform = \"paper\"\n[[setting]]\nkey = \"Contact\"\nabout = \"y\"\n"),
];

fn of(file: &str) -> Value {
    let all = schemas::all().unwrap();
    all.into_iter().find(|(name, _)| *name == file).unwrap().1
}

/// Why the program refuses what is in a folder under this name.
fn refusal(folder: &Path, file: &str) -> Option<String> {
    let text = || fs::read_to_string(folder.join(file)).unwrap();
    let refused = match file {
        "boardpack.toml" => Settings::read(folder).and_then(|settings| refuse_unknown_checks(&settings)).err(),
        "accepted.toml" => accepted::read(folder).err(),
        "theme.toml" => Theme::of(folder).err(),
        "agenda.toml" => Agenda::parse(&text()).err(),
        _ => {
            let templates = folder.parent().unwrap();
            let name = folder.file_name().unwrap().to_string_lossy();
            Templates::open(Some(templates)).and_then(|templates| templates.document(&name)).err()
        }
    };
    refused.map(|why| why.to_string())
}

/// What the schema finds wrong; what is no TOML an editor tells of itself.
fn by_schema(schema: &Value, text: &str) -> Vec<String> {
    match toml::from_str::<toml::Value>(text.trim_start_matches('\u{feff}')) {
        Ok(value) => wrong(schema, &of_toml(value)),
        Err(why) => vec![why.to_string()],
    }
}

/// Every settings file there is in a folder and below it, as its folder and its name.
fn settings_in(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            settings_in(&entry.path(), found);
        } else if FILES.contains(&name.as_str()) {
            found.push((folder.to_owned(), name));
        }
    }
}

#[test]
fn the_schemas_are_up_to_date() {
    let committed = project().join("docs/schemas");
    let folder = tempfile::tempdir().unwrap();
    let output = boardpack(folder.path(), &["schemas", "schemas"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("#:schema schemas/boardpack.schema.json"), "{said}");
    let mut count = 0;
    for file in FILES {
        let name = file.replace(".toml", ".schema.json");
        let text = fs::read_to_string(folder.path().join("schemas").join(&name)).unwrap();
        assert!(said.contains(&name), "{said}");
        if updating() {
            fs::write(committed.join(&name), &text).unwrap();
        }
        assert!(
            fs::read_to_string(committed.join(&name)).unwrap_or_default() == text,
            "remake {name}: UPDATE=1 cargo test --release schemas"
        );
        count += 1;
    }
    assert_eq!(fs::read_dir(&committed).unwrap().count(), count, "a schema of no file");
}

/// An editor shows what is said of a key while it is written.
#[test]
fn every_key_is_described_in_a_sentence() {
    fn keys(schema: &Value, at: &str, found: &mut Vec<(String, Value)>) {
        match schema {
            Value::Object(all) => {
                for (key, of) in all {
                    if let ("properties", Value::Object(named)) = (key.as_str(), of) {
                        found.extend(named.iter().map(|(name, of)| (format!("{at}.{name}"), of.clone())));
                    }
                    if !["examples", "default", "enum"].contains(&key.as_str()) {
                        keys(of, &format!("{at}/{key}"), found);
                    }
                }
            }
            Value::Array(all) => all.iter().for_each(|of| keys(of, at, found)),
            _ => {}
        }
    }
    let mut count = 0;
    for (file, schema) in schemas::all().unwrap() {
        let mut found = Vec::new();
        keys(&schema, file, &mut found);
        for (at, of) in found {
            let text = of["description"].as_str().unwrap_or_else(|| panic!("{at} has no description"));
            let is_sentence = text.starts_with(char::is_uppercase) && text.ends_with(['.', '?']);
            assert!(is_sentence, "{at}: {text}");
            assert!(!text.contains("Option<") && !text.contains("::"), "{at}: {text}");
            count += 1;
        }
        assert!(schema["description"].is_string() && schema["title"].is_string(), "{file}");
        assert_eq!(schema["additionalProperties"], false, "{file}");
    }
    assert!(count > 200, "{count}");
}

/// The examples that a schema gives are as it says.
#[test]
fn every_example_is_as_its_schema_says() {
    fn examples(root: &Value, schema: &Value, count: &mut usize) {
        match schema {
            Value::Object(all) => {
                for example in all.get("examples").and_then(Value::as_array).into_iter().flatten() {
                    let mut own = schema.clone();
                    own["$defs"] = root["$defs"].clone();
                    assert_eq!(wrong(&own, example), Vec::<String>::new(), "{schema}");
                    *count += 1;
                }
                all.values().for_each(|of| examples(root, of, count));
            }
            Value::Array(all) => all.iter().for_each(|of| examples(root, of, count)),
            _ => {}
        }
    }
    let mut count = 0;
    schemas::all().unwrap().iter().for_each(|(_, schema)| examples(schema, schema, &mut count));
    assert!(count > 80, "{count}");
}

#[test]
fn what_the_program_reads_is_as_its_schema_says() {
    let mut found = Vec::new();
    for folder in ["inputs", "templates", "tests/templates"] {
        settings_in(&project().join(folder), &mut found);
    }
    // What a new area and a new document are begun with, and every setting of the first put to use.
    let new = tempfile::tempdir().unwrap();
    for command in [
        &["new", "area", "brookdale", "--edition", "2025-07"][..],
        &["new", "document", "briefing", "--in", "templates"],
    ] {
        assert!(boardpack(new.path(), command).status.success(), "{command:?}");
    }
    for file in ["brookdale/boardpack.toml", "brookdale/2025-07/agenda.toml"] {
        let text = fs::read_to_string(new.path().join(file)).unwrap();
        let uses = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
        let used: String = text.lines().map(|line| uses(line) + "\n").collect();
        let path = new.path().join("used").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, used).unwrap();
    }
    settings_in(new.path(), &mut found);
    let mut count = 0;
    for (folder, file) in found {
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        assert_eq!(by_schema(&of(&file), &text), Vec::<String>::new(), "{}/{file}", folder.display());
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn what_the_program_refuses_its_schema_refuses_or_it_is_listed_as_beyond_one() {
    let mut unused: BTreeSet<&str> = BEYOND.iter().copied().collect();
    let mut failed = Vec::new();
    let (mut sound, mut refused) = (0, 0);
    let mut judge = |folder: &Path, file: &str, whence: &str| {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let said = by_schema(&of(file), &text);
        match refusal(folder, file) {
            None => {
                sound += 1;
                if !said.is_empty() {
                    failed.push(format!("{whence}: the program reads it, and its schema says {said:?}"));
                }
            }
            Some(why) => {
                refused += 1;
                let beyond: Vec<&&str> = BEYOND.iter().filter(|part| why.contains(**part)).collect();
                if said.is_empty() {
                    unused.retain(|part| !beyond.iter().any(|of| **of == *part));
                    if beyond.is_empty() {
                        failed.push(format!("{whence}: its schema has nothing against it, and the program says {why}"));
                    }
                }
            }
        }
    };
    for (file, text) in REFUSED {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("of-its-own");
        fs::create_dir(&own).unwrap();
        fs::write(own.join(file), text).unwrap();
        fs::write(own.join("main.typ.hbs"), "").unwrap();
        assert!(refusal(&own, file).is_some(), "{file} is not refused: {text}");
        judge(&own, file, text);
    }
    for case in fs::read_dir(project().join("tests/cases")).unwrap().flatten() {
        let written: toml::Value = toml::from_str(&fs::read_to_string(case.path().join("case.toml")).unwrap()).unwrap();
        let Some(files) = written.get("files").and_then(toml::Value::as_table) else { continue };
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text.as_str().unwrap()).unwrap();
        }
        let mut found = Vec::new();
        settings_in(folder.path(), &mut found);
        for (folder, file) in found {
            judge(&folder, &file, &case.file_name().to_string_lossy());
        }
    }
    failed.extend(unused.iter().map(|part| format!("listed as beyond a schema, and no file shows it: {part}")));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(sound > 50 && refused > 80, "{sound} sound and {refused} refused files");
}
