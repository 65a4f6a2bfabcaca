//! A paper of which nothing changed is not made again; one of which anything did is. Whatever a build leaves, its folder is
//! what a build of everything gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::copy::Copy;

const TWO: &[&str] = &["--only", "risk-register", "--only", "performance-scorecard"];

/// How many papers a build made, and how many it left as unchanged.
fn counts(said: &str) -> (usize, usize) {
    let lines = |begins: &str| said.lines().filter(|line| line.starts_with(begins) && line.contains(".pdf")).count();
    (lines("wrote "), lines("unchanged: "))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())).collect()
}

impl Copy {
    fn two(&self, more: &[&str]) -> (usize, usize) {
        let (said, code) = self.run(&[&["build", "inputs/ashmere", "--out", "out"], TWO, more].concat());
        assert!(code.is_some_and(|code| code < 2), "{said}");
        counts(&said)
    }

    /// That the folder is what a build of everything gives.
    fn is_as_new(&self, what: &str, more: &[&str]) {
        let (said, code) = self.run(&[&["build", "inputs/ashmere", "--out", "new"], TWO, more].concat());
        assert!(code.is_some_and(|code| code < 2) && counts(&said) == (2, 0), "{what}: {said}");
        let (left, new) = (files(&self.path("out")), files(&self.path("new")));
        assert_eq!(left.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "{what}");
        new.iter().for_each(|(file, bytes)| assert!(left[file] == *bytes, "{what}: {file}"));
        fs::remove_dir_all(self.path("new")).unwrap();
    }
}

#[test]
fn a_second_build_makes_nothing_and_says_so() {
    let copy = Copy::new();
    assert_eq!(copy.two(&[]), (2, 0));
    let before = files(&copy.path("out"));
    let (said, code) = copy.run(&[&["build", "inputs/ashmere", "--out", "out"], TWO].concat());
    assert!(code == Some(0) && said.contains("unchanged: risk-register.pdf (5 pages)"), "{said}");
    assert!(!said.contains("wrote"), "{said}");
    assert_eq!(copy.two(&["--force"]), (2, 0));
    assert!(files(&copy.path("out")) == before);
    // Wherever the area is.
    fs::rename(copy.path("inputs"), copy.path("moved")).unwrap();
    fs::create_dir(copy.path("inputs")).unwrap();
    fs::rename(copy.path("moved/ashmere"), copy.path("inputs/ashmere")).unwrap();
    assert_eq!(copy.two(&[]), (0, 2));
}

/// What it is called, what is done, the options, and how many of the two papers it concerns.
type Change<'c> = (&'c str, &'c dyn Fn(), &'c [&'c str], usize);

/// After each change the folder is as a new one.
#[test]
fn what_a_paper_depends_on_makes_it_again() {
    let copy = Copy::new();
    let inputs = "inputs/ashmere";
    let write = |within: &str, text: &str| {
        fs::create_dir_all(copy.path(within).parent().unwrap()).unwrap();
        fs::write(copy.path(within), text).unwrap();
    };
    copy.two(&[]);
    let shared = |file: &str| {
        fs::read_to_string(crate::support::project().join("templates/_shared").join(file)).unwrap() + "\n// Another.\n"
    };
    let own = |file: &str| fs::read_to_string(crate::support::project().join("templates").join(file)).unwrap();
    let cell = || copy.change_a_cell();
    let register = || {
        let (from, to) = ("Therapist posts stay vacant", "Posts of therapists stay vacant");
        copy.edit("2025-07/Risk register.xlsx", "xl/sharedStrings.xml", from, to);
    };
    let settings = || copy.replace("inputs/ashmere/boardpack.toml", "marking = \"", "marking = \"Draft ");
    let date = || write_status_date(&copy);
    let earlier = || fs::rename(copy.path("inputs/ashmere/2025-06"), copy.path("put-aside")).unwrap();
    let note = || write(&format!("{inputs}/notes.txt"), "bring the minutes");
    let templates = || write("own/README.md", "ours");
    let theme = || write("own/_shared/theme.typ", &shared("theme.typ"));
    let template = || {
        write("own/risk-register/main.typ.hbs", &(own("risk-register/main.typ.hbs") + "\nOne more line.\n"));
    };
    let edited = || fs::write(copy.path("out/risk-register.pdf"), "signed").unwrap();
    let gone = || fs::remove_file(copy.path("out/performance-scorecard.pdf")).unwrap();
    let own_folder: &[&str] = &["--templates", "own"];
    let changes: [Change; 13] = [
        ("nothing", &|| {}, &[], 0),
        ("a file that is not read", &note, &[], 0),
        ("a paper that was edited", &edited, &[], 1),
        ("a paper that is gone", &gone, &[], 1),
        ("a cell of the register", &register, &[], 1),
        // The register prints the statuses of the actions that a risk is linked to; the scorecard prints none.
        ("a cell of the tracker", &cell, &[], 1),
        ("the settings", &settings, &[], 2),
        ("the status date", &date, &[], 2),
        ("the month before", &earlier, &[], 2),
        ("a folder of templates without any", &templates, own_folder, 0),
        ("a shared file of the templates", &theme, own_folder, 2),
        ("one template", &template, own_folder, 1),
        ("an option", &|| {}, &["--templates", "own", "--trace"], 2),
    ];
    for (what, change, options, made) in changes {
        change();
        assert_eq!(copy.two(options), (made, 2 - made), "{what}");
        assert_eq!(copy.two(options), (0, 2), "{what}, once more");
        copy.is_as_new(what, options);
    }
}

fn write_status_date(copy: &Copy) {
    let path = copy.path("inputs/ashmere/boardpack.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("[status_dates]"));
    fs::write(&path, text + "\n[status_dates]\n\"2025-07\" = \"2025-07-30\"\n").unwrap();
}

/// A list of each lead is a paper of its own: that of one is made again without the others.
#[test]
fn the_lists_of_leads_are_made_again_one_by_one() {
    let copy = Copy::new();
    let lists = || {
        let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "chase-list"]);
        assert_eq!(code, Some(0), "{said}");
        (counts(&said), said)
    };
    let ((all, none), _) = lists();
    assert!(all > 2 && none == 0);
    let ((made, left), said) = lists();
    assert_eq!((made, left), (0, all));
    assert!(said.contains("unchanged: chase-list.csv"), "{said}");
    let one = fs::read_dir(copy.path("out")).unwrap().map(|entry| entry.unwrap().path());
    let one = one.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "pdf")).unwrap();
    fs::remove_file(one).unwrap();
    assert_eq!(lists().0, (1, all - 1));
}

/// The notes print the numbers of the deck's slides, which are known of a deck that was not made again too.
#[test]
fn notes_are_made_of_a_deck_that_was_left() {
    let copy = Copy::new();
    let deck = |out: &str, more: &[&str]| {
        let deck = ["build", "inputs/ashmere", "--out", out, "--only", "stocktake-deck"];
        let (said, code) = copy.run(&[&deck[..], more].concat());
        assert_eq!(code, Some(0), "{said}");
        counts(&said)
    };
    assert_eq!(deck("out", &[]), (1, 0));
    assert_eq!(deck("out", &["--notes"]), (1, 1));
    assert_eq!(deck("out", &["--notes"]), (0, 2));
    assert_eq!(deck("new", &["--notes"]), (2, 0));
    assert!(files(&copy.path("out")) == files(&copy.path("new")));
    // Notes without their deck are without its numbers.
    let (said, _) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "stocktake-deck-notes"]);
    assert_eq!(counts(&said), (1, 0), "{said}");
    assert_eq!(deck("out", &["--notes"]), (1, 1));
    assert!(copy.bytes("out/stocktake-deck-notes.pdf") == copy.bytes("new/stocktake-deck-notes.pdf"));
}

/// What there is to say of a paper is said whether it is made again or not.
#[test]
fn what_is_told_of_a_paper_is_told_again() {
    let scratch = crate::cases::scratch_of("paper-too-long");
    let build = || {
        let arguments = ["build", "area", "--templates", "templates", "--only", "area-note", "--out", "out"];
        let output = crate::support::boardpack(scratch.path(), &arguments);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (said[0].clone(), said[1].clone(), output.status.code())
    };
    let (first, told, code) = build();
    let (second, told_again, code_again) = build();
    assert!(told.contains("paper-too-long") && counts(&first).0 > 0, "{told}");
    assert_eq!((told, code), (told_again, code_again));
    assert_eq!((counts(&second).0, counts(&second).1), (0, counts(&first).0), "{second}");
}
