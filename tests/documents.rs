//! The papers that are made when they are asked for: that each can be read by everyone, is whole, and says what its readers
//! must find in it. What they share with all papers is held by `one_truth`, `claims` and `layout`.

use std::fs;

use crate::support::copy::Copy;
use crate::support::papers::{ON_REQUEST, paper};
use crate::support::pdf::{self, one_line};
use crate::support::{boardpack, project};

#[test]
fn every_paper_on_request_conforms_to_pdf_ua_1_and_pdf_a_2a() {
    for (name, title) in ON_REQUEST {
        let bytes = paper(name);
        pdf::assert_conforms(&bytes);
        let (said, language) = pdf::title_and_language(&bytes);
        assert!(said.contains(title), "{name} is called {said}");
        assert_eq!(language, "en-GB", "{name}");
        assert!(!pdf::bookmarks(&bytes).is_empty(), "{name} has no bookmarks");
        assert_eq!(pdf::fonts_not_embedded(&bytes), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn no_paper_on_request_prints_anything_unfinished() {
    for (name, _) in ON_REQUEST {
        let pages = pdf::drawn_text(&paper(name));
        for (number, page) in pages.iter().enumerate() {
            let page = page.replace('\u{a0}', " ");
            for slip in
                ["null", "NaN", "undefined", " 1 actions", " 1 risks", " 1 measures", "[U+", "{{", "To be completed"]
            {
                assert!(!page.contains(slip), "{name}, page {}: prints {slip:?}", number + 1);
            }
            assert!(page.contains(&format!("{} of {}", number + 1, pages.len())), "{name}, page {}", number + 1);
            assert!(page.contains("Illustrative"), "{name}, page {}: not marked as illustrative", number + 1);
        }
    }
}

/// What each must hold, in this order: what a screen reader gives.
#[test]
fn every_paper_on_request_says_what_it_must_in_reading_order() {
    let in_order: [(&str, &[&str]); 6] = [
        (
            "action-tracker",
            &[
                "How actions are rated",
                "Priority action 1: Preparing for adulthood",
                "1.1",
                "Prepare children and young people",
                "1.1.1",
                "1 July 2024",
                "By February 2024, consult",
                "Completed 16 July 2024",
                "The strategy is published in full",
                "Area for improvement 2",
                "5.1.3",
            ],
        ),
        (
            "priority-action-plan",
            &[
                "The plan has 5 areas and 52 actions",
                "Director of Integrated Commissioning",
                "Introduction",
                "Governance and delivery",
                "How actions are rated",
                "Outcomes",
                "1.1.1",
                "Glossary",
                "Signed by",
                "Chief Executive, NHS Westmarch ICB",
            ],
        ),
        (
            "position-update",
            &[
                "Children and Families Scrutiny Committee",
                "9 September 2025",
                "SEND Improvement Programme Manager",
                "All wards",
                "Public",
                "Purpose of the report",
                "Recommendation",
                "to note the progress made",
                "Background",
                "Key actions",
                "Key risks",
                "Implications",
                "Financial",
                "high needs block",
                "Legal",
                "Children and Families Act 2014",
                "Equalities",
                "Equality Act 2010",
                "Risk",
                "The risk register has 15 risks; 10 are above",
                "Appendices",
                "Action tracker",
                "Background papers",
                "Improvement notice, May 2024",
            ],
        ),
        (
            "previous-meeting-actions",
            &[
                "16 July 2025",
                "Six actions were agreed on 16 July 2025",
                "13.1",
                "Open",
                "from earlier meetings",
                "11.5",
                "overdue",
            ],
        ),
        (
            "work-programme",
            &[
                "propose any changes",
                "20 August 2025",
                "papers due 13 August 2025",
                "17 September 2025",
                "24 September 2025",
                "Stocktake",
                "By Department for Education and NHS England",
                "15 October 2025",
            ],
        ),
        (
            "data-briefing",
            &[
                "measures with a target meet it",
                "Attention:",
                "England:",
                "need attention",
                "Largest gain",
                "K01",
                "61.2%",
                "59.8%",
            ],
        ),
    ];
    for (name, wanted) in in_order {
        let text = one_line(&pdf::text(&paper(name)));
        let mut from = 0;
        for words in wanted {
            match text[from..].find(words) {
                Some(at) => from += at,
                None => panic!("{name} does not say {words:?} where it should, after:\n{}", &text[..from]),
            }
        }
    }
}

/// Every action of the tracker is in both papers of the plan, once.
#[test]
fn no_action_is_lost() {
    let output = boardpack(project(), &["facts", "inputs/ashmere"]);
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let actions = facts["actions"]["all"].as_array().unwrap();
    assert_eq!(actions.len(), 52);
    for name in ["action-tracker", "priority-action-plan"] {
        let text = one_line(&pdf::text(&paper(name)));
        for action in actions {
            let words = one_line(action["text"].as_str().unwrap());
            assert_eq!(text.matches(&words).count(), 1, "{name}: {}", action["ref"]);
        }
    }
}

#[test]
fn the_data_briefing_has_two_pages() {
    assert_eq!(pdf::drawn_text(&paper("data-briefing")).len(), 2);
}

/// Without its words the report to scrutiny says where they are missing, is a draft, and cannot be final.
#[test]
fn a_report_without_its_implications_is_a_draft() {
    let copy = Copy::new();
    fs::remove_file(copy.path("inputs/ashmere/2025-07/narrative/implications-legal.md")).unwrap();
    let settings = copy.path("inputs/ashmere/boardpack.toml");
    let without = fs::read_to_string(&settings).unwrap().replace("release = \"Public\"\n", "");
    fs::write(&settings, without).unwrap();
    let build = |more: &[&str]| {
        let options = ["build", "inputs/ashmere", "--only", "position-update", "--out", "out"];
        let output = boardpack(&copy.path(""), &[&options[..], more].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = build(&[]);
    assert_eq!(code, Some(1), "{said}");
    for words in
        ["narrative/implications-legal.md", "has no \"release\"", "under [paper.position-update]: release = \"Public\""]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let text = one_line(&pdf::text(&copy.bytes("out/position-update.pdf")));
    assert!(text.contains("Legal To be completed by the report author."), "{text}");
    let drawn = pdf::drawn_text(&copy.bytes("out/position-update.pdf")).join(" ").replace('\u{a0}', " ");
    assert!(drawn.contains("DRAFT – 2 parts to complete"), "{drawn}");
    let (code, said) = build(&["--final"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("2 matters are outstanding"), "{said}");
}
