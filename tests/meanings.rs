//! The vocabulary of templates: every fact has a meaning, and no meaning is without a fact.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use boardpack::examine::examine;
use boardpack::facts::meanings::{self, ANY, Kind, Record};
use boardpack::papers::{Papers, Workshop};
use serde_json::Value;

use crate::cases::scratch_of;
use crate::support::copy::Copy;
use crate::support::papers::copy_folder;
use crate::support::{ashmere, boardpack, project};

const GROUPS: &str = "
[[group]]
key = \"PfA\"
name = \"Preparing for Adulthood group\"
areas = [\"PA1\"]
";

/// What was seen of each record: the keys of its facts, with a place for what is wrong.
#[derive(Default)]
struct Seen {
    keys: BTreeMap<&'static str, BTreeSet<&'static str>>,
    faults: BTreeSet<String>,
}

impl Seen {
    /// Facts that are to be a record.
    fn record(&mut self, value: &Value, record: &'static Record, path: &str) {
        let Value::Object(entries) = value else {
            self.faults.insert(format!("{path} is no group, and is described as {}", record.called));
            return;
        };
        for fact in record.all().iter().filter(|fact| fact.key != ANY && !entries.contains_key(fact.key)) {
            self.faults.insert(format!("{path} has no {}, which {} is described to have", fact.key, record.name));
        }
        for (key, value) in entries {
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let Some(fact) = record.fact(key) else {
                self.faults.insert(format!("{inner} has no meaning: add it to {}", record.name));
                continue;
            };
            self.keys.entry(record.name).or_default().insert(fact.key);
            self.value(value, fact.kind, &inner);
        }
    }

    fn value(&mut self, value: &Value, kind: Kind, path: &str) {
        let fits = match (kind, value) {
            // What was not read, or is not there, is null whatever it would be.
            (_, Value::Null) | (Kind::Whole, _) => true,
            (Kind::Text, Value::String(_)) | (Kind::Number, Value::Number(_)) | (Kind::YesNo, Value::Bool(_)) => true,
            (Kind::Texts, Value::Array(items)) => items.iter().all(Value::is_string),
            (Kind::One(_), Value::Object(_)) => {
                self.record(value, kind.record().unwrap(), path);
                true
            }
            (Kind::Many(_), Value::Array(items)) => {
                items.iter().for_each(|item| self.record(item, kind.record().unwrap(), &format!("{path}[]")));
                true
            }
            (Kind::ByKey(_), Value::Object(entries)) => {
                let items = entries.iter().filter(|(_, item)| !item.is_null());
                items.for_each(|(key, item)| self.record(item, kind.record().unwrap(), &format!("{path}.{key}")));
                true
            }
            _ => false,
        };
        if !fits {
            self.faults.insert(format!("{path} is {value}, and is described as {kind:?}"));
        }
    }

    fn all(&mut self, facts: &Value) {
        self.record(facts, meanings::named(meanings::ALL).unwrap(), "");
    }

    /// The facts of an area, and those that its documents have of their own.
    fn area(&mut self, area: &Path, month: &str, templates: Option<&Path>, documents: &[&str]) {
        let workshop = Workshop::open(templates, None).unwrap();
        let all = workshop.templates.documents().unwrap();
        let examined = examine(area, Some(month), &all).unwrap();
        let mut papers = Papers::of(&examined, &workshop);
        papers.trace(&mut |_| Ok(())).unwrap();
        let mut whole = papers.facts().value.clone();
        for name in documents {
            let document = workshop.templates.document(name).unwrap();
            let (facts, _) = papers.facts_for(&document).unwrap();
            whole = facts.value.clone();
            self.all(&facts.value);
        }
        let printed: Vec<_> = papers.figures().iter().take(2).collect();
        let trace = boardpack::provenance::section(&examined.edition, &printed).value;
        self.value(&trace["trace"], Kind::One("trace"), "trace");
        if documents.is_empty() {
            whole["document"] = Value::Null;
            self.all(&whole);
        }
    }
}

#[test]
fn every_fact_has_a_meaning_and_every_meaning_a_fact() {
    let mut seen = Seen::default();
    seen.area(&ashmere(), "2025-07", None, &["risk-register", "chase-list"]);
    seen.area(&ashmere(), "2025-06", None, &[]);
    // Groups, and papers for areas and groups.
    let copy = Copy::new();
    let settings = copy.path("inputs/ashmere/boardpack.toml");
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + GROUPS).unwrap();
    copy_folder(&project().join("tests/templates"), &copy.path("templates"));
    let declares = copy.path("templates/group-paper/template.toml");
    let words = "[[words]]\nplace = \"options\"\ntitle = \"Options\"\nabout = \"What else there is\"\n";
    fs::write(&declares, fs::read_to_string(&declares).unwrap() + words).unwrap();
    let area = copy.path("inputs/ashmere");
    seen.area(&area, "2025-07", Some(&copy.path("templates")), &["area-paper", "group-paper"]);
    // What changes in no month of the sample area.
    let changes = scratch_of("changes");
    seen.area(&changes.path().join("area"), "2025-07", None, &["improvement-board-report"]);
    let scores = scratch_of("risk-scores-off-the-scale");
    let month = scores.path().join("area/2025-07");
    fs::create_dir_all(&month).unwrap();
    fs::copy(scores.path().join("risks.xlsx"), month.join("risks.xlsx")).unwrap();
    seen.area(&scores.path().join("area"), "2025-07", None, &["risk-register"]);
    let slides = boardpack::ledger::Ledger::default().close(boardpack::facts::slides([("A", 1, false)].into_iter()));
    seen.value(&slides.value, Kind::Many("slide"), "slides");

    assert!(seen.faults.is_empty(), "{}", seen.faults.iter().cloned().collect::<Vec<_>>().join("\n"));
    let mut without = Vec::new();
    for record in meanings::records() {
        let keys = seen.keys.get(record.name).cloned().unwrap_or_default();
        // What one shares with another is seen at the other.
        let is_base = meanings::records().any(|other| other.with == Some(record.name));
        let unseen: Vec<&str> = record.facts.iter().map(|fact| fact.key).filter(|key| !keys.contains(key)).collect();
        if !unseen.is_empty() && !(is_base && keys.is_empty()) {
            without.push(format!("{}: {}", record.name, unseen.join(", ")));
        }
    }
    assert!(without.is_empty(), "meanings without a fact:\n{}", without.join("\n"));
}

#[test]
fn a_fact_is_found_by_its_name_and_by_what_it_means() {
    let said = |arguments: &[&str]| {
        let all = [&["facts", "inputs/ashmere"], arguments].concat();
        let output = boardpack(project(), &all);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (said, output.status.code())
    };
    let (text, code) = said(&["--find", "overdue"]);
    assert_eq!(code, Some(0), "{text}");
    for line in [
        "actions.due_counts.overdue   (number)   8",
        "an action, in in_no_group[], overdue[]",
        "  .overdue_by   (text)   \"",
        "a milestone, in areas[].timeline.items[]",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let (text, _) = said(&["--find", "actions.due_counts.overdue"]);
    assert!(text.contains("actions past their due date"), "{text}");
    let (text, code) = said(&["--find", "overdeu"]);
    assert!(code == Some(2) && text.contains("did you mean overdue?"), "{text}");
    // What belongs to a document alone is there where the document is named.
    let (text, _) = said(&["--find", "lead.name"]);
    assert!(text.contains("lead.name   (text)   a document's own: --for DOCUMENT"), "{text}");
    let (text, code) = said(&["--for", "chase-list", "--find", "lead.name"]);
    assert!(code == Some(0) && text.contains("lead.name   (text)   \""), "{text}");
    let (text, code) = said(&["--for", "risk-register"]);
    assert!(code == Some(0) && text.contains("* risks   (group)") && text.contains("  measures   (group)"), "{text}");
    assert!(text.contains("  risks.counts.total   15\n"), "{text}");
    let (text, code) = said(&["--for", "risk-registr"]);
    assert!(code == Some(2) && text.contains("did you mean risk-register?"), "{text}");
    // Alone it is the JSON that it was.
    let (text, _) = said(&[]);
    assert!(text.starts_with("{\n  \"partnership\""), "{}", &text[..40]);
}
