//! Officers' words: set in every paper that has a place for them, traced, frozen and verified; and never read as Typst.

use std::fs;

use crate::support::copy::Copy;
use crate::support::papers::paper;
use crate::support::pdf::{assert_conforms, blocks, one_line, text};

const SUMMARY: &str = "inputs/ashmere/2025-07/narrative/summary.md";

#[test]
fn each_text_stands_in_the_papers_that_have_its_place() {
    let said = |name: &str| one_line(&text(&paper(name)));
    let report = said("improvement-board-report");
    for words in [
        "We are doing what we said, and families do not feel it yet",
        "Of 52 actions, 25 are complete, but the families we speak to",
        "78.6% of decision letters are sent on time",
        "agency cover for speech and language therapy goes on until March 2026",
        "People listen now.",
        "The SEND Code of Practice asks for no less.",
        "78.6% in July 2025",
        "3 of 17 actions are overdue",
        "The score stays at 16",
    ] {
        assert!(report.contains(words), "the report has not: {words}");
    }
    let deck = said("stocktake-deck");
    for words in ["We are doing what we said", "People listen now.", "What we ask for", "3 of 17 actions are overdue"] {
        assert!(deck.contains(words), "the deck has not: {words}");
    }
    assert!(said("performance-scorecard").contains("The rise from 51.0% in February 2024 to 78.6% follows"));
    assert!(said("risk-register").contains("Two rounds of advertising brought no therapist"));
}

/// A month without words has no heading and no slide of them.
#[test]
fn a_place_without_words_closes_up() {
    let copy = Copy::new();
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-07/narrative")).unwrap();
    copy.build("out", &["--only", "improvement-board-report", "--only", "stocktake-deck"]);
    for name in ["improvement-board-report", "stocktake-deck"] {
        let said = one_line(&text(&copy.bytes(&format!("out/{name}.pdf"))));
        for words in [
            "What we ask for",
            "Learning from support",
            "children and families say",
            "asked last time",
            "Behind the figures",
        ] {
            assert!(!said.contains(words), "{name} has: {words}");
        }
    }
}

/// Whatever an officer writes is printed as it is written.
#[test]
fn no_word_reaches_typst_as_code() {
    let copy = Copy::new();
    let hostile = "# Title #panic(\"no\") $x^2$\n\n#import \"/x.typ\": * and \\#{1+1} and $ x $ and @ref and \\<label> and \"); panic(\"\n\n\
                   - ]#panic()[ // not a comment /* nor this */\n- = No heading\n\n| a ](#panic()) | \\\\ |\n|---|---|\n| #{ } | `` ` `` |\n";
    // Code between backticks is refused, so that a cell has only words.
    let hostile = hostile.replace("`` ` ``", "\\`");
    fs::write(copy.path(SUMMARY), hostile).unwrap();
    fs::write(
        copy.path("inputs/ashmere/2025-07/narrative/risk-R01.md"),
        "# A heading\n\n> quoted #panic()\n\n1. one\n   - two\n",
    )
    .unwrap();
    copy.build("out", &["--only", "improvement-board-report", "--only", "stocktake-deck", "--only", "risk-register"]);
    for name in ["improvement-board-report", "stocktake-deck"] {
        let pdf = copy.bytes(&format!("out/{name}.pdf"));
        assert_conforms(&pdf);
        let said = one_line(&text(&pdf));
        for words in [
            "#import “/x.typ”: * and #{1+1} and $ x $ and @ref and <label> and “); panic(”",
            "]#panic()[ // not a comment /* nor this */",
            "Title #panic(“no”) $x^2$",
            "a ](#panic())",
        ] {
            assert!(said.contains(words), "{name} has not: {words}");
        }
    }
    assert_conforms(&copy.bytes("out/risk-register.pdf"));
    assert!(text(&copy.bytes("out/risk-register.pdf")).contains("quoted #panic()"));
}

#[test]
fn every_kind_of_block_is_tagged() {
    let tags: Vec<String> =
        blocks(&paper("improvement-board-report")).iter().map(|block| format!("{block:?}")).collect();
    let of = |words: &str| tags.iter().any(|tag| tag.contains(words));
    assert!(of("What families said") && of("People listen now."), "words of the voice are no blocks");
}

#[test]
fn figures_in_words_are_traced() {
    let copy = Copy::new();
    // A figure that no other sentence of the report prints.
    fs::write(copy.path(SUMMARY), "England stands at {{measures.K20.england}}.\n").unwrap();
    copy.build("out", &["--only", "improvement-board-report", "--trace"]);
    let said = one_line(&text(&copy.bytes("out/improvement-board-report.pdf")));
    let about = said.rsplit_once("About these figures").unwrap().1;
    assert!(about.contains("England, K20"), "{about}");
    let (said, code) = copy.run(&["trace", "out/improvement-board-report.pdf", "--figure", "measure.K20.england"]);
    assert!(code == Some(0) && said.contains("Dashboard.xlsx, Dashboard: F"), "{said}");
}

#[test]
fn words_are_frozen_and_a_change_is_told_of() {
    let copy = Copy::new();
    let report = ["--only", "improvement-board-report"];
    copy.build("before", &report);
    let manifest = String::from_utf8(copy.bytes("before/manifest.json")).unwrap();
    assert!(manifest.contains("\"2025-07/narrative/summary.md\""), "{manifest}");
    copy.freeze();
    copy.replace(SUMMARY, "worry us most", "please us most");
    fs::write(copy.path("inputs/ashmere/2025-07/narrative/area-1.md"), "New.\n").unwrap();
    copy.build("after", &report);
    let file = "improvement-board-report.pdf";
    assert!(copy.bytes(&format!("before/{file}")) == copy.bytes(&format!("after/{file}")));
    let (said, _) = copy.run(&["check", "inputs/ashmere", "--only", "changed-since-freeze"]);
    assert!(said.contains("narrative/summary.md was changed after the edition was frozen"), "{said}");
    assert!(said.contains("narrative/area-1.md was added after the edition was frozen"), "{said}");
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-07/narrative")).unwrap();
    copy.build("without", &report);
    assert!(copy.bytes(&format!("before/{file}")) == copy.bytes(&format!("without/{file}")));
}

#[test]
fn verify_names_the_words_that_changed() {
    let copy = Copy::new();
    copy.build("out", &["--only", "improvement-board-report"]);
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
    copy.replace(SUMMARY, "worry us most", "please us most");
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("narrative/summary.md was changed"), "{said}");
    assert!(said.contains("the text of narrative/summary.md is different now"), "{said}");
}

#[test]
fn starters_are_written_and_nothing_is_overwritten() {
    let copy = Copy::new();
    let before = copy.bytes(SUMMARY);
    let (said, code) = copy.run(&["narrative", "inputs/ashmere"]);
    assert!(code == Some(0) && said.contains("already there, and left as they are: summary.md"), "{said}");
    assert!(said.contains("narrative/area-1.md"), "{said}");
    assert_eq!(copy.bytes(SUMMARY), before);
    let area = String::from_utf8(copy.bytes("inputs/ashmere/2025-07/narrative/area-1.md")).unwrap();
    assert!(area.contains("{{areas.PA1.action_counts.total}}   this month: 21"), "{area}");
    // Comments alone are no words: the papers are what they were.
    copy.build("out", &["--only", "stocktake-deck"]);
    assert!(!text(&copy.bytes("out/stocktake-deck.pdf")).contains("Write below"));
    let (said, code) = copy.run(&["narrative", "inputs/ashmere"]);
    assert!(code == Some(0) && !said.contains("wrote "), "{said}");
    copy.freeze();
    let (said, code) = copy.run(&["narrative", "inputs/ashmere"]);
    assert!(code == Some(2) && said.contains("is frozen: words written now would be in no paper"), "{said}");
}

/// Spoilt files are findings, and the papers are made without them.
#[test]
fn spoilt_words_are_refused_by_name() {
    let copy = Copy::new();
    let folder = copy.path("inputs/ashmere/2025-07/narrative");
    fs::write(folder.join("summary.md"), [b'a', 0xff, b'\n']).unwrap();
    fs::write(folder.join("asks.md"), "a\n".repeat(600_000)).unwrap();
    let (said, code) = copy.run(&["check", "inputs/ashmere", "--only", "narrative-not-read"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("narrative/summary.md was not read: it is not a text in UTF-8"), "{said}");
    assert!(said.contains("narrative/asks.md was not read: it has more than 1 MB"), "{said}");
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--only", "risk-register"]);
    assert!(code == Some(1) && said.contains("narrative/asks.md"), "{said}");
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "final", "--final"]);
    assert!(code == Some(2) && said.contains("narrative/asks.md"), "{said}");
}
