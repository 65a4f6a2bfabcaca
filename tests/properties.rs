//! Where figures come from, in the PDF's own structure: `build --provenance`, and `trace` of the PDF alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use boardpack::area::AreaFolder;
use boardpack::examine::examine;
use boardpack::papers::{Papers, Workshop};
use boardpack::properties::{self, At, Carried};
use boardpack::provenance;
use boardpack::tagged::{Mark, Tagged};
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::papers::{meeting, paper};
use crate::support::pdf::assert_conforms;
use crate::support::{ashmere, boardpack, project, tree};

const NAMES: [&str; 3] = ["improvement-board-report", "performance-scorecard", "risk-register"];

/// Three of the sample area's papers with their figures in them.
fn built() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let out = tempfile::tempdir().unwrap();
            build(out.path(), &["--provenance"]);
            out
        })
        .path()
}

fn build(out: &Path, more: &[&str]) {
    let folder = out.display().to_string();
    let only: Vec<&str> = NAMES.iter().flat_map(|name| ["--only", name]).collect();
    let said = boardpack(project(), &[&["build", "inputs/ashmere", "--out", &folder], &only[..], more].concat());
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
}

fn with_figures(name: &str) -> Vec<u8> {
    fs::read(built().join(format!("{name}.pdf"))).unwrap()
}

fn carried(pdf: &[u8]) -> Vec<Carried> {
    properties::read(pdf).unwrap().expect("it says that it has properties")
}

/// Without white space and whatever else only says where a line may break.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{ad}' | '\u{2060}')).collect()
}

/// What each element says that it prints, with its own words: read here, by nothing of the program's that writes them.
fn said_by_elements(pdf: &[u8]) -> Vec<(String, String, BTreeMap<String, String>)> {
    let tagged = Tagged::read(pdf).unwrap();
    let mut words: BTreeMap<(usize, i64), String> = BTreeMap::new();
    for (page, of) in tagged.pages.iter().enumerate() {
        for item in &of.items {
            if let (Some(text), Mark::Content(number)) = (item.text(), item.mark) {
                words.entry((page, number.into())).or_default().push_str(&text.said);
            }
        }
    }
    let tree = tree::read(pdf);
    let document = &tree.document;
    let pages: BTreeMap<ObjectId, usize> =
        document.get_pages().into_iter().map(|(number, id)| (id, number as usize - 1)).collect();
    let mut all = Vec::new();
    for element in &tree.elements {
        let of = document.get_dictionary(element.id).unwrap();
        let mut own = of.get(b"Alt").ok().and_then(|alt| decode_text_string(alt).ok()).unwrap_or_default();
        add_words(document, of, None, &pages, &words, &mut own);
        for attributes in tree::list(document, of, b"A") {
            let attributes = document.dereference(&attributes).unwrap().1.as_dict().unwrap();
            if attributes.get(b"O").unwrap().as_name().unwrap() == b"UserProperties" {
                let mut parts = BTreeMap::new();
                for part in attributes.get(b"P").unwrap().as_array().unwrap() {
                    let part = part.as_dict().unwrap();
                    let [key, value] = [&b"N"[..], b"V"].map(|key| decode_text_string(part.get(key).unwrap()).unwrap());
                    parts.insert(key, value);
                }
                all.push((element.role.clone(), own.clone(), parts));
            }
        }
    }
    all
}

fn add_words(
    document: &Document,
    element: &Dictionary,
    page: Option<usize>,
    pages: &BTreeMap<ObjectId, usize>,
    words: &BTreeMap<(usize, i64), String>,
    into: &mut String,
) {
    let page_of = |of: &Dictionary| of.get(b"Pg").and_then(Object::as_reference).ok().map(|page| pages[&page]);
    let page = page_of(element).or(page);
    for kid in tree::list(document, element, b"K") {
        match document.dereference(&kid).unwrap().1 {
            Object::Integer(number) => into.push_str(words.get(&(page.unwrap(), *number)).map_or("", String::as_str)),
            Object::Dictionary(of) if of.has(b"MCID") => {
                let number = of.get(b"MCID").unwrap().as_i64().unwrap();
                into.push_str(words.get(&(page_of(of).or(page).unwrap(), number)).map_or("", String::as_str));
            }
            Object::Dictionary(of) => add_words(document, of, page, pages, words, into),
            _ => {}
        }
    }
}

#[test]
fn every_figure_that_a_paper_writes_is_in_it_with_its_rule_and_cells() {
    let (area, _) = AreaFolder::open(&ashmere()).unwrap();
    let workshop = Workshop::open(None, None).unwrap().for_area(&area.path).unwrap();
    let documents = workshop.templates.documents().unwrap();
    let examined = examine(&ashmere(), None, &documents).unwrap();
    let papers = Papers::of(&examined, &workshop);
    let (mut all, mut exact) = (0, 0);
    for name in NAMES {
        let found = carried(&with_figures(name));
        let (written, handed) = papers.figures_of(name).unwrap().unwrap();
        let known: BTreeSet<(&str, &str, String, &str)> = written
            .iter()
            .chain(&handed)
            .map(|entry| (&*entry.id, &*entry.text, provenance::cells(&entry.sources), &*entry.rule))
            .collect();
        for figure in &found {
            let told = (&*figure.id, &*figure.text, figure.cells.clone(), &*figure.rule);
            assert!(known.contains(&told), "{name}: {figure:?}");
            // A drawing without letters has no mark on any page.
            let is_somewhere = |at: &At| at.page.is_some() || at.role == "Figure";
            assert!(!figure.places.is_empty() && figure.places.iter().all(is_somewhere), "{name}: {figure:?}");
        }
        for entry in &written {
            let same = found.iter().find(|figure| figure.id == entry.id && figure.text == entry.text);
            let same = same.unwrap_or_else(|| panic!("{name}: {} ({}) is at no element", entry.id, entry.text));
            all += 1;
            exact += usize::from(same.places.iter().any(|at| at.prints));
        }
    }
    // In officers' words a figure is part of a longer text, and stands at the paragraph that was made of it.
    assert!(all > 80 && all - exact < 10, "of {all} figures {exact}");
}

#[test]
fn a_figure_is_at_the_element_that_prints_it() {
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    for name in NAMES {
        for (role, words, parts) in said_by_elements(&with_figures(name)) {
            let Some(printed) = parts.get("Figure") else {
                assert!(parts.contains_key("Among the figures here"), "{parts:?}");
                continue;
            };
            // A small count is written as a word.
            let (own, printed) = (squeezed(&words).to_lowercase(), squeezed(printed).to_lowercase());
            let is_worded = printed.len() <= 2 && printed.chars().all(|c| c.is_ascii_digit());
            assert!(own.contains(&printed) || is_worded, "{name}: {role} says {words:?} and prints {parts:?}");
            *roles.entry(role).or_default() += 1;
        }
    }
    assert!(roles["TD"] > 80 && roles["P"] > 20 && roles["Figure"] > 50, "{roles:?}");
}

/// A cell of the scorecard is found by what the row says, and names the workbook's own cell.
#[test]
fn a_cell_of_a_table_names_the_cell_of_the_workbook() {
    let all = said_by_elements(&with_figures("performance-scorecard"));
    let latest = |(role, words, parts): &&(String, String, BTreeMap<String, String>)| {
        role == "TD" && words.contains("78.6%") && parts["Id"] == "measure.K01.latest"
    };
    let (_, _, parts) = all.iter().find(latest).expect("the latest value of K01 is in a table");
    assert_eq!(parts["Figure"], "78.6%");
    assert_eq!(parts["Cells"], "Dashboard.xlsx, Dashboard: Y7");
    assert!(parts["Rule"].starts_with("the value of the last month"), "{parts:?}");
}

#[test]
fn the_papers_conform_and_look_as_they_did() {
    for name in NAMES {
        let (plain, with) = (paper(name), with_figures(name));
        assert_conforms(&with);
        assert_eq!(tree::read(&with).faults, Vec::<String>::new(), "{name}");
        let drawn = |pdf: &[u8]| {
            let document = Document::load_mem(pdf).unwrap();
            let pages = document.get_pages().into_values();
            pages.map(|page| document.get_page_content(page)).collect::<Vec<_>>()
        };
        assert!(drawn(&plain) == drawn(&with), "{name}: a page is drawn otherwise");
        let read = |pdf: &[u8]| format!("{:?}", Tagged::read(pdf).unwrap().elements);
        assert!(read(&plain) == read(&with), "{name}: an element is read otherwise");
    }
}

/// A build without the option never takes a paper that was made with it, nor the other way round.
#[test]
fn without_the_option_a_paper_is_what_it_was() {
    let out = tempfile::tempdir().unwrap();
    let name = NAMES[2];
    let made = || fs::read(out.path().join(format!("{name}.pdf"))).unwrap();
    build(out.path(), &["--provenance"]);
    assert!(made() == with_figures(name));
    let verify = || {
        let said = boardpack(project(), &["verify", &out.path().display().to_string()]);
        (said.status.code(), String::from_utf8_lossy(&said.stdout).into_owned())
    };
    assert_eq!(verify().0, Some(0), "{}", verify().1);
    build(out.path(), &[]);
    assert!(made() == paper(name));
    assert_eq!(properties::read(&made()).unwrap(), None);
}

#[test]
fn trace_reads_the_pdf_alone() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(built().join("risk-register.pdf"), elsewhere.path().join("renamed.pdf")).unwrap();
    let trace = |more: &[&str]| {
        let said = boardpack(elsewhere.path(), &[&["trace", "renamed.pdf"], more].concat());
        let text = String::from_utf8([said.stdout, said.stderr].concat()).unwrap();
        (said.status.code(), text)
    };
    let (code, said) = trace(&["--figure", "risk.R02.current.score"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("rule: ") && said.contains("Risk register.xlsx, Risk register: ") && said.contains("page"),
        "{said}"
    );
    let (_, said) = trace(&["--figure", "risk.R02.current.score", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said[0]["text"], "20");
    let (code, said) = trace(&["--figure", "risk.R02.curent.score"]);
    assert!(code == Some(2) && said.contains("did you mean risk.R02.current.score"), "{said}");
    assert!(trace(&[]).1.lines().count() > 100);
}

#[test]
fn a_pack_keeps_what_our_papers_say_and_nothing_that_others_say() {
    let agenda = "regime = \"partnership\"\n[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\", \"Other.pdf\"]\n";
    let (root, _) = meeting(agenda, &[("Other.pdf", with_figures("performance-scorecard"))]);
    let pack = |more: &[&str]| {
        let out = root.path().join("pack.pdf");
        let _ = fs::remove_file(&out);
        let said = boardpack(root.path(), &[&["pack", "ashmere", "--out", "pack.pdf"], more].concat());
        (said.status.code(), fs::read(out).unwrap_or_default())
    };
    let ids = |pdf: &[u8]| carried(pdf).into_iter().map(|figure| (figure.id, figure.text)).collect::<BTreeSet<_>>();
    let (code, with) = pack(&["--provenance"]);
    assert_eq!(code, Some(0));
    assert_eq!(ids(&with), ids(&with_figures("risk-register")));
    assert_eq!(tree::read(&with).faults, Vec::<String>::new());
    assert_eq!(properties::read(&pack(&[]).1).unwrap(), None);
    let (code, public) = pack(&["--public"]);
    assert_eq!(code, Some(0));
    assert_eq!(properties::read(&public).unwrap(), None);
    let document = Document::load_mem(&public).unwrap();
    let names = |object: &Object| format!("{object:?}").contains("UserProperties");
    assert!(!document.objects.values().any(names));
    for command in ["pack", "build"] {
        let said = boardpack(root.path(), &[command, "ashmere", "--public", "--provenance"]);
        assert_eq!(said.status.code(), Some(2), "{}", String::from_utf8_lossy(&said.stderr));
    }
}
