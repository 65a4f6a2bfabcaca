//! Where figures come from: every number of the facts has an origin, and `trace` and `build --trace` tell it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use boardpack::area::AreaFolder;
use boardpack::facts::{self, Given};
use boardpack::ledger::Facts;
use calamine::{Reader, open_workbook_auto};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{ashmere, boardpack, pdf, project};

/// The facts of the sample area's newest edition.
fn sample() -> Facts {
    let (area, _) = AreaFolder::open(&ashmere()).unwrap();
    let month = area.choose(None).unwrap();
    let found = area.edition(month).unwrap();
    let earlier = [area.edition(area.before(month).unwrap()).unwrap().value];
    facts::facts(&Given {
        settings: &area.settings,
        folder: &area.name,
        edition: &found.value,
        previous: area.before(month),
        earlier: &earlier,
        since: None,
        findings: &found.diagnostics,
        accepted: &[],
        declared: &[],
    })
}

#[test]
fn every_figure_of_the_facts_has_a_name_a_rule_and_cells() {
    let facts = sample();
    assert!(facts.entries.len() > 500, "only {} figures", facts.entries.len());
    for entry in &facts.entries {
        let nothing = ["0", "0.0%"].contains(&entry.text.as_str());
        assert!(nothing || !entry.sources.is_empty() || entry.id == "history.count", "{} has no cell", entry.id);
        assert!(!entry.rule.is_empty() && !entry.name.is_empty(), "{}", entry.id);
        assert_eq!(entry.not_read, None, "{}: the sample has every column", entry.id);
    }
    // The same told without the ledger: whatever reads as a percentage in the facts has an entry.
    let texts: BTreeSet<&str> = facts.entries.iter().map(|entry| entry.text.as_str()).collect();
    for measure in facts.value["measures"]["all"].as_array().unwrap() {
        for key in ["target", "baseline", "first", "latest", "previous", "change", "england", "neighbours"] {
            let text = measure[key]["text"].as_str();
            assert!(text.is_none_or(|text| texts.contains(text)), "{key} of {}", measure["ref"]);
        }
    }
}

/// Numbers that are no figures of the workbooks': settings, parts of dates, places on axes. They enter the facts as
/// marks; a figure that somebody enters as a mark, so that nobody could trace it, is found here.
const MARKS: [&str; 11] = [
    "edition.date.",
    "ahead.months",
    "risks.appetite",
    "risks.levels.",
    "risks.heatmap.",
    "risks.inherent_heatmap.",
    "risks.trails.",
    ".xmr.points.",
    ".xmr.segments.",
    ".timeline.today",
    ".timeline.ticks.",
];

#[test]
fn a_number_in_the_facts_is_a_figure_of_the_ledger_or_a_mark() {
    fn walk(value: &Value, path: &str, facts: &Facts, marks: &mut BTreeSet<&'static str>) {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::Number(_) => {
                let mark =
                    MARKS.iter().find(|mark| path.starts_with(*mark) || mark.starts_with('.') && path.contains(*mark));
                let place = path.contains(".timeline.items.") && path.ends_with(".at");
                marks.extend(mark);
                assert!(
                    facts.figure_at(path).is_some() || mark.is_some() || place,
                    "{path} is a number without an origin"
                );
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| walk(item, &below(&at.to_string()), facts, marks));
            }
            Value::Object(parts) => parts.iter().for_each(|(key, part)| walk(part, &below(key), facts, marks)),
            _ => {}
        }
    }
    let facts = sample();
    let mut marks = BTreeSet::new();
    walk(&facts.value, "", &facts, &mut marks);
    assert_eq!(marks.len(), MARKS.len(), "marks that nothing needs any more: only {marks:?}");
}

/// A figure is computed once: wherever it stands, its id, its text and its cells are the same.
#[test]
fn one_id_has_one_text_in_all_its_places() {
    let facts = sample();
    let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
    for (place, entry) in facts.places() {
        let known = texts.insert(&entry.id, &entry.text);
        assert!(known.is_none_or(|known| known == entry.text), "{} is two figures, one at {place}", entry.id);
    }
}

/// What the cells of an entry hold, read by another library.
fn cells(entry: &Value) -> Vec<String> {
    let read = |source: &Value| {
        // The workbook of an earlier edition is named with its folder.
        let name = source["workbook"].as_str().unwrap();
        let path = if name.contains('/') { ashmere().join(name) } else { ashmere().join("2025-07").join(name) };
        let mut book = open_workbook_auto(path).unwrap();
        let sheet = book.worksheet_range(source["sheet"].as_str().unwrap()).unwrap();
        let address = source["cell"].as_str().unwrap();
        let digits = address.find(|c: char| c.is_ascii_digit()).unwrap();
        let column = address[..digits].bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A' + 1)) - 1;
        sheet.get_value((address[digits..].parse::<u32>().unwrap() - 1, column)).unwrap().to_string()
    };
    entry["sources"].as_array().unwrap().iter().map(read).collect()
}

/// The sample area's papers with their figures traced, built once for all tests.
fn traced() -> &'static Path {
    static BUILT: std::sync::OnceLock<TempDir> = std::sync::OnceLock::new();
    BUILT.get_or_init(|| build(&["--trace"])).path()
}

fn build(arguments: &[&str]) -> TempDir {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    let output = boardpack(project(), &[&["build", "inputs/ashmere", "--out", &folder], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    out
}

fn trace(arguments: &[&str]) -> (i32, String) {
    let document = traced().join("improvement-board-report.pdf").display().to_string();
    let area = ["trace", &document, "--area", "inputs/ashmere", "--edition", "2025-07"];
    let output = boardpack(project(), &[&area, arguments].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn traced_json(arguments: &[&str]) -> Vec<Value> {
    let (code, said) = trace(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn a_figure_is_traced_to_the_cells_that_hold_it() {
    let found = traced_json(&["78.6 %"]);
    let latest = found.iter().find(|entry| entry["id"] == "measure.K01.latest").unwrap();
    assert_eq!(latest["text"], "78.6%");
    assert_eq!(cells(latest), ["0.786"]);
    assert!(!latest["pages"].as_array().unwrap().is_empty(), "{latest}");
    assert_eq!(found, traced_json(&["78.6\u{a0}%"]));

    let red = &traced_json(&["--figure", "actions.action_counts.red"])[0];
    let ratings = cells(red);
    assert_eq!(red["text"], ratings.len().to_string());
    assert!(ratings.iter().all(|rating| rating == "Red"), "{ratings:?}");
    assert_eq!(red["pages"][0], 1, "the headlines say it");

    let change = &traced_json(&["--figure", "measure.K01.change.short"])[0];
    assert_eq!(change["text"], "up 4.4 points");
    assert_eq!(cells(change), ["0.742", "0.786"]);
    let score = &traced_json(&["--figure", "risk.R02.current.score"])[0];
    assert_eq!(cells(score), ["20"]);
}

#[test]
fn trace_speaks_plainly_when_it_finds_a_figure_and_when_it_does_not() {
    let (code, said) = trace(&["six"]);
    assert_eq!(code, 0, "{said}");
    for words in
        ["Actions with the action status Red, all areas: 6", "rule: counts", "Action tracker.xlsx, PA1", "on page"]
    {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
    let (code, said) = trace(&["79%"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("no figure") && said.contains("78.6%"), "{said}");
    let (_, all) = trace(&[]);
    assert!(all.lines().count() > 400 && all.contains("measure.K03.latest"), "{all}");
    let (code, said) = trace(&["--figure", "measure.K99.latest"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("did you mean measure.K"), "{said}");
}

#[test]
fn a_document_whose_area_is_not_known_asks_for_it() {
    let document = traced().join("risk-register.pdf").display().to_string();
    let output = boardpack(project(), &["trace", &document, "25"]);
    let said = String::from_utf8_lossy(&output.stderr).to_string();
    // A manifest beside the document may name it.
    if output.status.code() != Some(0) {
        assert!(said.contains("--area"), "{said}");
    }
}

#[test]
fn traced_papers_conform_and_end_with_their_figures() {
    for (name, figure) in [
        ("improvement-board-report", "Overdue actions, all areas"),
        ("stocktake-deck", "Measures that meet their target"),
        ("risk-register", "Risks above target"),
    ] {
        let bytes = fs::read(traced().join(format!("{name}.pdf"))).unwrap();
        pdf::assert_conforms(&bytes);
        assert!(pdf::bookmarks(&bytes).iter().any(|mark| mark == "About these figures"), "{name}");
        let text = pdf::text(&bytes).replace('\u{a0}', " ");
        let (_, section) = text.rsplit_once("About these figures").unwrap();
        for words in ["31 July 2025, 00:00 UTC", figure, "Risk register.xlsx, Risk register: "] {
            assert!(section.contains(words), "{name}: {words:?} is not in:\n{section}");
        }
    }
}

#[test]
fn the_file_of_figures_is_whole_and_always_the_same() {
    let bytes = fs::read(traced().join("provenance.json")).unwrap();
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(file["edition"], "2025-07");
    assert_eq!(file["workbooks"].as_array().unwrap().len(), 5);
    for workbook in file["workbooks"].as_array().unwrap() {
        assert_eq!(workbook["sha256"].as_str().unwrap().len(), 64, "{workbook}");
    }
    let figures = file["figures"].as_array().unwrap();
    let overdue = figures.iter().find(|figure| figure["id"] == "actions.due_counts.overdue").unwrap();
    assert_eq!(overdue["text"], cells(overdue).len().to_string());
    let again = build(&["--trace"]);
    assert!(fs::read(again.path().join("provenance.json")).unwrap() == bytes);
    for entry in fs::read_dir(again.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        assert!(fs::read(&path).unwrap() == fs::read(traced().join(name)).unwrap(), "{} differs", name.display());
    }
}

#[test]
fn papers_that_are_not_asked_for_it_say_nothing_of_cells() {
    let plain = build(&["--only", "risk-register"]);
    assert!(!plain.path().join("provenance.json").exists());
    let bytes = fs::read(plain.path().join("risk-register.pdf")).unwrap();
    assert!(!pdf::text(&bytes).contains("About these figures"));
}

/// The manifest beside a document says which area, edition and comparison it was made from.
#[test]
fn the_manifest_names_the_area_and_a_change_since_is_said() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::papers::copy_folder(&ashmere(), &folder.path().join("ashmere"));
    let built = boardpack(folder.path(), &["build", "ashmere", "--only", "risk-register"]);
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    let traced = |figure: &str| {
        let arguments = ["trace", "out/ashmere/2025-07/risk-register.pdf", "--figure", figure];
        String::from_utf8(boardpack(folder.path(), &arguments).stdout).unwrap()
    };
    let before = traced("risk.R02.current.score");
    assert!(before.starts_with("Current score of R02: 20\n") && before.contains("Risk register.xlsx"), "{before}");
    // Another month's register in its place.
    fs::copy(
        folder.path().join("ashmere/2025-06/Risk register.xlsx"),
        folder.path().join("ashmere/2025-07/Risk register.xlsx"),
    )
    .unwrap();
    let after = traced("risk.R02.current.score");
    assert!(
        after.starts_with("What this document was made from has changed since") && after.contains("verify"),
        "{after}"
    );
}
