//! Programmes of another kind, by settings alone: every document of each, its own words, and none of another programme's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::cases::scratch_of;
use crate::support::papers::{built_on_request, every_paper};
use crate::support::pdf;

/// What only papers of special educational needs say.
const OF_SEND: [&str; 24] = [
    "send",
    "sen",
    "ehc",
    "ehcp",
    "senco",
    "sendiass",
    "pupil",
    "pupils",
    "school",
    "schools",
    "child",
    "children",
    "young",
    "family",
    "families",
    "parent",
    "parents",
    "dfe",
    "nhse",
    "ofsted",
    "tribunal",
    "stocktake",
    "nhs england",
    "local area partnership",
];

/// Those of them that a text has, as whole words.
fn of_send_in(text: &str) -> BTreeSet<&'static str> {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let plain = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    OF_SEND.into_iter().filter(|word| plain.contains(&format!(" {word} "))).collect()
}

/// Every document of a case's newest month, by its file: what it says. Each must conform.
fn documents(case: &str) -> BTreeMap<String, String> {
    let scratch = scratch_of(case);
    let made = every_paper(&scratch.path().join("area"));
    // The gate looks at them with other tools.
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programmes").join(case);
    fs::create_dir_all(&kept).unwrap();
    made.iter().for_each(|(file, bytes)| fs::write(kept.join(file.replace('/', "-")), bytes).unwrap());
    let read = made.into_iter().map(|(file, bytes)| {
        pdf::assert_conforms(&bytes);
        (file, pdf::text(&bytes).replace('\u{a0}', " "))
    });
    read.collect()
}

/// The number of the documents of a kind, and that each says these words.
fn says(documents: &BTreeMap<String, String>, kind: &str, count: usize, words: &[&str]) {
    let of_kind: Vec<_> = documents.iter().filter(|(file, _)| file.starts_with(kind)).collect();
    assert_eq!(of_kind.len(), count, "{kind}: {:?}", documents.keys());
    for (file, text) in of_kind {
        for words in words {
            assert!(text.contains(words), "{file} does not say {words:?}: {text}");
        }
    }
}

#[test]
fn an_adult_social_care_plan_has_no_word_of_special_educational_needs() {
    let documents = documents("programme-adult-social-care");
    for (file, text) in &documents {
        assert_eq!(of_send_in(text), BTreeSet::new(), "{file}");
    }
    says(&documents, "stocktake-deck.", 1, &["Peer review deck"]);
    says(&documents, "priority-action-plan", 1, &["Improvement plan", "Priority 4: Carers"]);
    says(
        &documents,
        "family-friendly",
        1,
        &["Our plan: news for people who draw on care", "for people who draw on care"],
    );
    says(
        &documents,
        "monitoring-return",
        1,
        &["lived experience of people who draw on care", "Care Quality Commission"],
    );
    says(&documents, "deep-dive", 5, &["Next peer review", "Delayed"]);
    says(&documents, "highlight-report", 3, &["Completed", "Delayed"]);
}

/// The words that the adult plan must not have are those that the sample area's papers do have.
#[test]
fn the_words_looked_for_are_in_papers_of_special_educational_needs() {
    let mut found = BTreeSet::new();
    for file in ["family-friendly", "position-update", "monitoring-return", "deep-dive-pa2"] {
        let bytes = std::fs::read(built_on_request().join(format!("{file}.pdf"))).unwrap();
        found.extend(of_send_in(&pdf::text(&bytes).replace('\u{a0}', " ")));
    }
    let missing: Vec<_> = OF_SEND.into_iter().filter(|word| !found.contains(word)).collect();
    assert!(missing.len() < 8, "{missing:?}");
    for word in ["send", "children", "families", "young", "nhs england", "stocktake"] {
        assert!(found.contains(word), "{word}");
    }
}

#[test]
fn a_statement_of_action_speaks_its_own_words() {
    let documents = documents("programme-statement-of-action");
    says(&documents, "stocktake-deck.", 1, &["Quarterly monitoring meeting deck", "Area of weakness 1"]);
    says(
        &documents,
        "priority-action-plan",
        1,
        &["Written statement of action", "Area of weakness 9: Using what we know"],
    );
    says(&documents, "family-friendly", 1, &["Our plan: news for parents and carers"]);
    says(
        &documents,
        "monitoring-return",
        1,
        &["Next quarterly monitoring meeting", "lived experience of children and young people"],
    );
    says(&documents, "deep-dive", 9, &["Area of weakness", "Next quarterly monitoring meeting", "Complete"]);
    says(&documents, "highlight-report", 6, &["complete"]);
    says(&documents, "work-programme", 1, &["quarterly monitoring meeting"]);
    says(&documents, "risk-register", 1, &["Likelihood 1 to 4 × impact 1 to 4"]);
    for (file, text) in &documents {
        for words in ["Priority action", "priority action", "tocktake", "Blue", "Grey"] {
            assert!(!text.contains(words), "{file} says {words:?}");
        }
    }
}
