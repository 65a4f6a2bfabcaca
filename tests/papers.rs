//! The papers themselves: what the sample area's PDFs say, to whom they are readable, and that they can be relied on.

use std::fs;
use std::path::Path;

use crate::support::papers::{PAPERS, copy_folder, paper, read_papers};
use crate::support::pdf::{Block, Piece};
use crate::support::{ashmere, boardpack, pdf, project};

#[test]
fn every_paper_conforms_to_pdf_ua_1_and_pdf_a_2a() {
    for name in PAPERS {
        pdf::assert_conforms(&paper(name));
    }
}

/// A control: the checks find fault with a paper that was broken on purpose.
#[test]
fn the_conformance_check_fails_on_a_broken_pdf() {
    for key in ["Lang", "MarkInfo", "StructTreeRoot", "Metadata"] {
        let broken = pdf::without_catalogue_entry(&paper("risk-register"), key);
        assert!(!pdf::faults(&broken).is_empty(), "a PDF without {key} passed");
    }
}

#[test]
fn every_paper_names_itself_its_language_and_its_sections() {
    let titles = ["Improvement Board report", "Stocktake", "Performance scorecard", "Risk register"];
    for (name, title) in PAPERS.into_iter().zip(titles) {
        let bytes = paper(name);
        let (said, language) = pdf::title_and_language(&bytes);
        assert!(said.contains(title), "{name} is called {said}");
        assert_eq!(language, "en-GB", "{name}");
        assert!(pdf::bookmarks(&bytes).len() >= 2, "{name} has no bookmarks");
        assert_eq!(pdf::fonts_not_embedded(&bytes), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes_wherever_they_stand() {
    let elsewhere = tempfile::tempdir().unwrap();
    let area = elsewhere.path().join("ashmere");
    copy_folder(&ashmere(), &area);
    let out = elsewhere.path().join("out");
    let output = boardpack(elsewhere.path(), &["build", "ashmere", "--out", &out.display().to_string()]);
    assert_eq!(output.status.code(), Some(0));
    for name in PAPERS {
        assert!(fs::read(out.join(format!("{name}.pdf"))).unwrap() == paper(name), "{name} differs");
    }
}

/// Text that each paper must hold, in this order: what a screen reader gives.
#[test]
fn every_paper_says_what_it_must_in_reading_order() {
    let in_order: [(&str, &[&str]); 3] = [
        (
            "improvement-board-report",
            &[
                "Improvement Board report",
                "Position at 31 July 2025",
                "SEND Improvement Board",
                "20 August 2025",
                "Headlines",
                "Decisions asked",
                "Position by area",
                "Priority action 1",
                "Area for improvement 2",
                "Exceptions",
                "Scorecard",
                "Risks",
                "Meeting actions still open",
                "The next three months",
                "August 2025",
                "Glossary",
            ],
        ),
        ("stocktake-deck", &["Position at 31 July 2025", "Preparing for adulthood", "Data and information"]),
        ("risk-register", &["Risk register", "Almost certain", "R02", "Cause", "Event", "Consequence", "R15"]),
    ];
    for (name, wanted) in in_order {
        let text = pdf::text(&paper(name)).replace('\u{a0}', " ");
        let mut from = 0;
        for words in wanted {
            match text[from..].find(words) {
                Some(at) => from += at,
                None => panic!(
                    "{name} does not say {words:?} where it should, after:\n{}",
                    &text[from.saturating_sub(300)..from]
                ),
            }
        }
    }
}

/// June is the first edition of the sample area: the papers say so, and are whole otherwise.
#[test]
fn a_first_edition_says_that_it_is_one() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    let built = boardpack(project(), &["build", "inputs/ashmere", "--edition", "2025-06", "--out", &folder]);
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    for name in PAPERS {
        let bytes = fs::read(out.path().join(format!("{name}.pdf"))).unwrap();
        pdf::assert_conforms(&bytes);
        let text = pdf::text(&bytes).replace('\u{a0}', " ");
        assert!(!text.contains("since June") && !text.contains(" was Amber"), "{name} compares with something");
        // The scorecard compares a figure with the one before it, which a first edition holds too.
        let says = text.to_lowercase().contains("first re");
        assert!(says || name == "performance-scorecard", "{name} does not say that it is the first report");
    }
}

/// Every action that is Red, Amber or overdue stands in the Board report and in the deck, with both of its BRAGs.
#[test]
fn no_exception_is_lost() {
    let facts = facts();
    for name in ["improvement-board-report", "stocktake-deck"] {
        let text = pdf::text(&paper(name)).replace('\u{a0}', " ");
        for action in facts["exceptions"].as_array().unwrap() {
            let reference = action["ref"].as_str().unwrap();
            assert!(text.contains(reference), "{name} lacks {reference}");
        }
    }
    let register = pdf::text(&paper("risk-register"));
    for risk in facts["risks"]["all"].as_array().unwrap() {
        assert!(register.contains(risk["ref"].as_str().unwrap()), "{}", risk["ref"]);
    }
}

#[test]
fn nothing_unfinished_is_printed() {
    for name in PAPERS {
        let drawn = pdf::drawn_text(&paper(name)).join("\n");
        for slip in ["null", "None", "NaN", "undefined", " 1 actions", " 1 risks", " 1 measures", "[U+", "{{", "Jul-24"]
        {
            assert!(!drawn.contains(slip), "{name} prints {slip:?}");
        }
    }
}

#[test]
fn every_page_says_where_it_belongs() {
    for name in PAPERS {
        let pages = pdf::drawn_text(&paper(name));
        // The appendix of a deck has numbers of its own.
        let main = pages.iter().position(|page| page.contains("Appendix, ")).unwrap_or(pages.len());
        for (number, page) in pages.iter().enumerate() {
            let page = page.replace('\u{a0}', " ");
            let place = match number < main {
                true => format!("{} of {main}", number + 1),
                false => format!("Appendix, {} of {}", number - main + 1, pages.len() - main),
            };
            assert!(page.contains(&place), "{name}, page {}: no {place:?}", number + 1);
            assert!(page.contains("Illustrative"), "{name}, page {}: not marked as illustrative", number + 1);
        }
    }
}

/// A stocktake has an hour: what is said there fits into eighteen slides, and the detail is behind them.
#[test]
fn the_deck_has_eighteen_slides_before_its_appendix() {
    let pages = pdf::drawn_text(&paper("stocktake-deck"));
    let main = pages.iter().position(|page| page.contains("Appendix, ")).unwrap();
    assert!(main <= 18 && main < pages.len(), "{main} of {} slides", pages.len());
}

/// A title is read at a glance: twelve words at most, in a deck of the sample with and without officers' words.
#[test]
fn every_title_of_the_deck_has_twelve_words_at_most() {
    let titles = |blocks: Vec<Block>| {
        let titles = blocks.into_iter().filter_map(|block| match block.piece {
            Piece::Heading(words) => Some(words),
            _ => None,
        });
        titles.collect::<Vec<_>>()
    };
    let with_words = titles(pdf::blocks(&paper("stocktake-deck")));
    let without = titles(read_papers().remove("stocktake-deck").unwrap());
    assert!(with_words.len() > 30 && without.len() > 30);
    for title in with_words.iter().chain(&without) {
        assert!(title.split_whitespace().count() <= 12, "{title:?}");
    }
}

/// The speaker notes have the slides' titles in their order, those of the appendix too, so that nobody looks for a note.
#[test]
fn the_notes_are_in_the_order_of_the_slides() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    boardpack(project(), &["build", "inputs/ashmere", "--only", "stocktake-deck", "--notes", "--out", &folder]);
    let marks = |name: &str| -> Vec<String> {
        let bookmarks = pdf::bookmarks(&fs::read(out.path().join(name)).unwrap());
        bookmarks.iter().map(|title| title.trim().to_owned()).collect()
    };
    let (slides, notes) = (marks("stocktake-deck.pdf"), marks("stocktake-deck-notes.pdf"));
    // A section may go on in the appendix, where the notes call it otherwise: its name is no title of a slide.
    let once = |title: &&String| slides.iter().filter(|other| other == title).count() == 1;
    let of_slides: Vec<&String> = slides.iter().filter(once).filter(|title| notes.contains(title)).collect();
    let of_notes: Vec<&String> = notes.iter().filter(once).collect();
    assert!(of_slides.len() > 25, "{of_slides:?}");
    assert_eq!(of_slides, of_notes);
}

/// An earlier paper stays as it was when a later build of it fails.
#[test]
fn a_failed_build_leaves_the_earlier_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out").display().to_string();
    let area = ashmere().display().to_string();
    let good = boardpack(folder.path(), &["build", &area, "--only", "risk-register", "--out", &out]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    let before = fs::read(folder.path().join("out/risk-register.pdf")).unwrap();
    let own = folder.path().join("templates/risk-register");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("main.typ.hbs"), "#set text(font: \"No Such Family\")\n= {{document.title}}\n").unwrap();
    let bad = boardpack(
        folder.path(),
        &["build", &area, "--only", "risk-register", "--out", &out, "--templates", "templates"],
    );
    assert_eq!(bad.status.code(), Some(2));
    let said = String::from_utf8_lossy(&bad.stderr).to_string();
    assert!(said.contains("risk-register/main.typ.hbs") && said.contains("no such family"), "{said}");
    assert!(fs::read(folder.path().join("out/risk-register.pdf")).unwrap() == before);
}

/// Without its record of accepted findings the sample area has errors outstanding.
fn area_with_errors(folder: &Path) -> String {
    let area = folder.join("ashmere");
    copy_folder(&ashmere(), &area);
    fs::remove_file(area.join("accepted.toml")).unwrap();
    area.display().to_string()
}

#[test]
fn papers_with_errors_outstanding_say_so_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let area = area_with_errors(folder.path());
    let built = boardpack(folder.path(), &["build", &area, "--out", "out"]);
    assert_eq!(built.status.code(), Some(1));
    for name in PAPERS {
        let bytes = fs::read(folder.path().join(format!("out/{name}.pdf"))).unwrap();
        pdf::assert_conforms(&bytes);
        for (number, page) in pdf::drawn_text(&bytes).iter().enumerate() {
            let page = page.replace('\u{a0}', " ");
            assert!(page.contains("DRAFT – 2 data queries open"), "{name}, page {} does not say it", number + 1);
        }
    }
    assert!(!pdf::drawn_text(&paper("risk-register")).join("").contains("Draft"));
}

#[test]
fn final_papers_are_refused_while_errors_stand() {
    let folder = tempfile::tempdir().unwrap();
    let area = area_with_errors(folder.path());
    let refused = boardpack(folder.path(), &["build", &area, "--final", "--out", "out"]);
    let said = String::from_utf8_lossy(&refused.stderr).to_string();
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said.contains("2 matters are outstanding") && said.contains("cell J16") && said.contains("cell N13"),
        "{said}"
    );
    assert!(!folder.path().join("out").exists());
    let sample = ashmere().display().to_string();
    let made = boardpack(folder.path(), &["build", &sample, "--final", "--only", "risk-register", "--out", "out"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
}

#[test]
fn the_chase_list_asks_each_lead_and_lists_all_in_a_csv() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    let built = boardpack(project(), &["build", "inputs/ashmere", "--only", "chase-list", "--out", &folder]);
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    let csv = fs::read_to_string(out.path().join("chase-list.csv")).unwrap();
    let asked = csv.lines().skip(1).count();
    let mut matters = 0;
    for entry in fs::read_dir(out.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            let bytes = fs::read(&path).unwrap();
            pdf::assert_conforms(&bytes);
            let text = pdf::text(&bytes).replace('\u{a0}', " ");
            assert!(text.contains("What to do") && text.contains("13 August 2025"), "{}", path.display());
            matters += text.matches(", sheet ").count();
        }
    }
    assert!(asked >= 5, "{csv}");
    assert_eq!(matters, asked, "the PDFs and the csv differ");
    assert!(csv.contains("\"2.4.1\"") && csv.contains("cell F21"), "{csv}");
}

fn facts() -> serde_json::Value {
    let output = boardpack(project(), &["facts", "inputs/ashmere"]);
    serde_json::from_slice(&output.stdout).unwrap()
}
