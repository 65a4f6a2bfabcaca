//! The papers that are made when they are asked for: that each can be read by everyone, is whole, and says what its readers
//! must find in it. What they share with all papers is held by `one_truth`, `claims` and `layout`.

use std::fs;

use crate::support::copy::Copy;
use crate::support::papers::{files_on_request, paper};
use crate::support::pdf::{self, one_line};
use crate::support::{boardpack, project};

#[test]
fn every_paper_on_request_conforms_to_pdf_ua_1_and_pdf_a_2a() {
    for (name, title) in files_on_request() {
        let bytes = paper(&name);
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
    for (name, _) in files_on_request() {
        let pages = pdf::drawn_text(&paper(&name));
        for (number, page) in pages.iter().enumerate() {
            let page = page.replace('\u{a0}', " ");
            for slip in
                ["null", "NaN", "undefined", " 1 actions", " 1 risks", " 1 measures", "[U+", "{{", "To be completed"]
            {
                assert!(!page.contains(slip), "{name}, page {}: prints {slip:?}", number + 1);
            }
            // The appendix of slides has numbers of its own.
            let main = pages.iter().position(|page| page.contains("Appendix, ")).unwrap_or(pages.len());
            let place = match number < main {
                true => format!("{} of {main}", number + 1),
                false => format!("Appendix, {} of {}", number - main + 1, pages.len() - main),
            };
            assert!(page.contains(&place), "{name}, page {}", number + 1);
            assert!(page.contains("Illustrative"), "{name}, page {}: not marked as illustrative", number + 1);
        }
    }
}

/// What each must hold, in this order: what a screen reader gives.
#[test]
fn every_paper_on_request_says_what_it_must_in_reading_order() {
    let in_order: [(&str, &[&str]); 12] = [
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
                "measures are better than at first",
                "K01",
                "61.2%",
                "59.8%",
            ],
        ),
        (
            "highlight-report-plans",
            &[
                "Operational Oversight Group",
                "Eight of 20 actions are complete",
                "What we ask of the Operational Oversight Group",
                "second annual review officer",
                "Progress since June 2025",
                "78.6% of letters",
                "2.4.1",
                "Nine actions are Red, Amber or overdue",
                "2.1.6",
                "Next steps",
                "31 August 2025",
                "Risks",
                "R03",
            ],
        ),
        (
            "deep-dive-pa1",
            &[
                "24 September 2025",
                "11 of 21 actions are complete",
                "Five outcomes that the plan seeks",
                "What has moved since June 2025",
                "1.3.1",
                "Five measures, the furthest from target first",
                "K12",
                "Young people are asked now",
                "Five risks to this area",
                "R02",
                "Three actions fall due by the end of October 2025",
                "Milestones from this month on",
                "What we ask for",
                "All 21 actions",
                "1.5.4",
                "Three meeting actions are open",
            ],
        ),
        (
            "group-presentation",
            &[
                "Four of five areas have a Red action",
                "EHC plan quality and data group",
                "Eight of 20 actions are complete",
                "What the group has to show",
                "Commissioning and therapies group",
                "Preparing for adulthood group",
                "voice group",
                "Risks to delivery",
                "Next steps",
                "The next stocktake is on 24 September 2025",
            ],
        ),
        (
            "monitoring-return",
            &[
                "Department for Education, NHS England",
                "What was asked last time",
                "Priority action 1: Preparing for adulthood",
                "Progress: 11 of 21 actions are complete",
                "Evidence of impact",
                "K12",
                "Lived experience",
                "They asked me what I want to do",
                "Priority action 2",
                "Ten plans are audited each month",
                "Priority action 3",
                "Nothing has been written on the lived experience",
                "Risks to delivery",
                "Monitoring dates",
            ],
        ),
        (
            "escalation-paper",
            &[
                "Executive Core Group",
                "4 September 2025",
                "The Executive Core Group is asked to decide",
                "£186,000",
                "Six actions are Red",
                "Barriers",
                "Two rounds of advertising",
                "2.3.1",
                "Ten of 15 risks are above the Board’s appetite of 9",
                "Options",
                "Nothing new",
                "If nothing is decided",
                "318 children",
            ],
        ),
        (
            "family-friendly",
            &[
                "in Ashmere",
                "We have done 25 of them",
                "Eight are late",
                "Preparing for adulthood",
                "We said",
                "We did",
                "Next",
                "What families told us",
                "How we know if it works",
                "78.6%",
                "not yet",
                "Tell us what you think",
                "Words we use",
                "SEND means special educational needs and disabilities",
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

/// The paper for families is read with ease, without an abbreviation that it does not explain and without the words of
/// ratings; so says the build, and the manifest has it.
#[test]
fn the_family_version_is_read_with_ease() {
    let copy = Copy::new();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--only", "family-friendly", "--out", "out"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("reading-age-too-high") && !said.contains("abbreviation-not-explained"), "{said}");
    let manifest: serde_json::Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    let reading = &manifest["outputs"][0]["reading"];
    let age = reading["age_in_tenths"].as_i64().unwrap();
    assert!((50..=110).contains(&age) && reading["words"].as_u64().unwrap() > 400, "{reading}");
    assert!(said.contains(&format!("reading age {}.{})", age / 10, age % 10)), "{said}");
    let text = pdf::text(&copy.bytes("out/family-friendly.pdf"));
    for rating in ["Blue", "Green", "Amber", "Red ", "Grey", "BRAG", "PA1", "1.1.1"] {
        assert!(!text.contains(rating), "{rating}");
    }
    // A second build says the same of the paper that it leaves as it is.
    let (said, _) = copy.run(&["build", "inputs/ashmere", "--only", "family-friendly", "--out", "out"]);
    assert!(said.contains("unchanged: family-friendly.pdf") && said.contains("reading age"), "{said}");
    // Words that are hard to read are told of.
    let words = copy.path("inputs/ashmere/2025-07/narrative/family-1.md");
    let hard = "Multi-agency commissioning arrangements necessitate comprehensive operational accountability, notwithstanding \
                organisational considerations regarding statutory responsibilities.\n\n";
    fs::write(&words, hard.repeat(12)).unwrap();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--only", "family-friendly", "--out", "out"]);
    assert!(code == Some(0) && said.contains("reading-age-too-high") && said.contains("Multi-agency"), "{said}");
}

#[test]
fn a_highlight_report_has_two_pages_at_most() {
    for (name, _) in files_on_request().iter().filter(|(name, _)| name.starts_with("highlight-report")) {
        assert!(pdf::drawn_text(&paper(name)).len() <= 2, "{name}");
    }
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
