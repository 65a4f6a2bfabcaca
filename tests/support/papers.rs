//! The sample area's papers: built once for all tests, read back as blocks, and built anew with a fault put in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::pdf::{Block, blocks};
use super::{ashmere, boardpack, project};

pub const PAPERS: [&str; 4] = ["improvement-board-report", "stocktake-deck", "performance-scorecard", "risk-register"];

/// The papers that are made when they are asked for, one for the programme, each with its title.
pub const ON_REQUEST: [(&str, &str); 10] = [
    ("action-tracker", "Action tracker"),
    ("priority-action-plan", "Priority action plan"),
    ("position-update", "Position update"),
    ("previous-meeting-actions", "Actions from the previous meeting"),
    ("work-programme", "Work programme"),
    ("data-briefing", "Data briefing"),
    ("group-presentation", "Group presentation"),
    ("monitoring-return", "Monitoring return"),
    ("escalation-paper", "Escalation paper"),
    ("family-friendly", "Our plan: news for families"),
];

/// Those that are made for each group or area, each with its title and the end of its files' names in the sample.
pub const FOR_EACH: [(&str, &str, &[&str]); 2] = [
    ("highlight-report", "Highlight report", &["plans", "therapies", "adulthood", "voice"]),
    ("deep-dive", "Deep dive", &["pa1", "pa2", "pa3", "afi1", "afi2"]),
];

/// The file of every paper on request, with what its title has.
pub fn files_on_request() -> Vec<(String, &'static str)> {
    let one = ON_REQUEST.iter().map(|(name, title)| ((*name).to_owned(), *title));
    let each =
        FOR_EACH.iter().flat_map(|(name, title, ends)| ends.iter().map(move |end| (format!("{name}-{end}"), *title)));
    one.chain(each).collect()
}

/// What each paper says, by its name.
pub type Papers = BTreeMap<&'static str, Vec<Block>>;

/// The folder of the papers.
pub fn built() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let out = tempfile::tempdir().unwrap();
            build(&ashmere(), &["--out", &out.path().display().to_string()]);
            out
        })
        .path()
}

/// The folder of the papers that are made when they are asked for.
pub fn built_on_request() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let out = tempfile::tempdir().unwrap();
            let folder = out.path().display().to_string();
            build(&ashmere(), &[&on_request()[..], &["--out", &folder]].concat());
            out
        })
        .path()
}

/// The options that ask for all of them.
pub fn on_request() -> Vec<&'static str> {
    let names = ON_REQUEST.iter().map(|(name, _)| *name).chain(FOR_EACH.iter().map(|(name, ..)| *name));
    names.flat_map(|name| ["--only", name]).collect()
}

/// The sample area without officers' words: what the papers say of the workbooks alone can be worked out again.
fn without_words() -> PathBuf {
    static AREA: OnceLock<TempDir> = OnceLock::new();
    let root = AREA.get_or_init(|| {
        let root = tempfile::tempdir().unwrap();
        let area = root.path().join("ashmere");
        copy_folder(&ashmere(), &area);
        fs::remove_dir_all(area.join("2025-07/narrative")).unwrap();
        root
    });
    root.path().join("ashmere")
}

/// The bytes of one paper.
pub fn paper(name: &str) -> Vec<u8> {
    let folder = if PAPERS.contains(&name) { built() } else { built_on_request() };
    fs::read(folder.join(format!("{name}.pdf"))).unwrap()
}

/// What each paper says of the workbooks, without officers' words.
pub fn read_papers() -> Papers {
    static READ: OnceLock<Papers> = OnceLock::new();
    READ.get_or_init(|| {
        let papers = read_papers_of(&without_words());
        assert_eq!(papers.len(), PAPERS.len() + ON_REQUEST.len(), "{:?}", papers.keys());
        papers
    })
    .clone()
}

/// What the papers of any area say; a paper that there is nothing for is not among them.
pub fn read_papers_of(area: &Path) -> Papers {
    let out = tempfile::tempdir().unwrap();
    let [area, folder] = [area, out.path()].map(|path| path.display().to_string());
    let names = || PAPERS.into_iter().chain(ON_REQUEST.map(|(name, _)| name));
    for asked in [Vec::new(), on_request()] {
        let output = boardpack(project(), &[&["build", &area, "--out", &folder][..], &asked].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // Their workbooks have errors, which are told of, and some have nothing to make a paper of that was asked for; the
        // others are made all the same.
        let not_made = output.status.code() == Some(2) && said.contains("was not made: ");
        assert!(matches!(output.status.code(), Some(0 | 1)) || not_made, "{said}");
    }
    let read = |name: &'static str| Some((name, blocks(&fs::read(out.path().join(format!("{name}.pdf"))).ok()?)));
    names().filter_map(read).collect()
}

/// A figure made wrong: in `file`, below the templates' folder, the first `from` becomes `to`.
pub struct Spoilt {
    pub file: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    /// What the fault that is found must say.
    pub sign: &'static str,
}

/// The papers with one of them made from templates in which figures are wrong.
pub fn papers_with_faults(name: &'static str, spoilt: &[Spoilt]) -> Papers {
    let mut papers = read_papers();
    papers.insert(name, blocks(&paper_with_faults(name, spoilt)));
    papers
}

/// The bytes of one paper made from templates in which something is wrong.
pub fn paper_with_faults(name: &str, spoilt: &[Spoilt]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("templates");
    copy_folder(&project().join("templates"), &templates);
    for Spoilt { file, from, to, .. } in spoilt {
        let path = templates.join(file);
        let shipped = fs::read_to_string(&path).unwrap();
        assert!(shipped.contains(from), "{file} no longer holds {from:?}: choose another place to spoil");
        fs::write(&path, shipped.replacen(from, to, 1)).unwrap();
    }
    let out = folder.path().join("out");
    let [templates, out_text] = [&templates, &out].map(|path| path.display().to_string());
    let area = without_words().display().to_string();
    let output = boardpack(project(), &["build", &area, "--only", name, "--templates", &templates, "--out", &out_text]);
    // Without officers' words a paper that must have them is a draft, which is told of.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(out.join(format!("{name}.pdf"))).unwrap()
}

/// Every document that there is a template for, on request or not, with the speaker notes, of an area: by file name.
pub fn every_document(area: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let templates = fs::read_dir(project().join("templates")).unwrap();
    let names = templates.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| !name.starts_with('_')).collect();
    let [area, out_text] = [area, out.path()].map(|path| path.display().to_string());
    let only = names.iter().flat_map(|name| ["--only", name]);
    let arguments: Vec<&str> = ["build", &area, "--notes", "--out", &out_text].into_iter().chain(only).collect();
    let output = boardpack(project(), &arguments);
    // Without officers' words a paper that must have them is a draft, which is told of.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let mut documents = BTreeMap::new();
    read_pdfs(out.path(), out.path(), &mut documents);
    documents
}

/// Every document that a build of all makes of an area, with the speaker notes: by file name.
pub fn every_paper(area: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let [area, out_text] = [area, out.path()].map(|path| path.display().to_string());
    let output = boardpack(project(), &["build", &area, "--all", "--notes", "--out", &out_text]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let mut documents = BTreeMap::new();
    read_pdfs(out.path(), out.path(), &mut documents);
    documents
}

fn read_pdfs(folder: &Path, within: &Path, documents: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_pdfs(&path, within, documents);
        } else if path.extension().is_some_and(|kind| kind == "pdf") {
            documents.insert(path.strip_prefix(within).unwrap().display().to_string(), fs::read(&path).unwrap());
        }
    }
}

fn build(area: &Path, options: &[&str]) {
    let area = area.display().to_string();
    let output = boardpack(project(), &[&["build", &area], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A copy of the sample whose meeting has this agenda, with the papers that others handed in. `agenda` is what follows the
/// meeting's name, date and contact.
pub fn meeting(agenda: &str, papers: &[(&str, Vec<u8>)]) -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let area = root.path().join("ashmere");
    copy_folder(&ashmere(), &area);
    let month = area.join("2025-07");
    fs::create_dir_all(month.join("papers")).unwrap();
    for (name, pdf) in papers {
        fs::write(month.join("papers").join(name), pdf).unwrap();
    }
    let head = "meeting = \"Board\"\ndate = 2025-08-20\ncontact = \"Clerk to the Board\"\n";
    fs::write(month.join("agenda.toml"), format!("{head}{agenda}")).unwrap();
    (root, area)
}
