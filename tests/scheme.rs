//! Programmes by schemes of their own: what their facts and their papers say, whole papers made of each.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cases::scratch_of;
use crate::support::{boardpack, pdf};

fn facts(area: &Path) -> Value {
    let output = boardpack(area, &["facts", "."]);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Makes every paper that can be made, each of which must conform, and gives back their words.
fn papers(area: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().display().to_string();
    let output = boardpack(area, &["build", ".", "--out", &folder, "--notes", "--trace"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("could not be typeset") && !said.contains("there is no"), "{said}");
    let mut text = String::new();
    let mut made = 0;
    for entry in fs::read_dir(out.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            let bytes = fs::read(&path).unwrap();
            pdf::assert_conforms(&bytes);
            text.push_str(&pdf::text(&bytes));
            made += 1;
        }
    }
    assert!(made > 0, "no paper was made: {said}");
    text.replace('\u{a0}', " ")
}

#[test]
fn a_rag_programme_with_complete_speaks_its_own_words() {
    let scratch = scratch_of("scheme-rag-with-complete");
    let area = scratch.path().join("area");
    let facts = facts(&area);
    let counts = &facts["actions"]["action_counts"];
    let of = |key: &str| counts[key].as_u64();
    assert_eq!(
        [of("complete"), of("green"), of("amber"), of("red"), of("none")],
        [Some(1), Some(1), Some(1), Some(1), Some(1)]
    );
    assert_eq!((of("off_track"), of("at_risk"), of("on_track"), of("blue")), (Some(1), Some(1), Some(1), None));
    let keys: Vec<&str> = counts["by_status"].as_array().unwrap().iter().filter_map(|of| of["key"].as_str()).collect();
    assert_eq!(keys, ["complete", "green", "amber", "red"]);
    assert_eq!(facts["proposed_for_closure"], Value::Array(Vec::new()));
    assert_eq!(facts["areas"][0]["heading"], "Workstream 1: Repairs");
    assert_eq!(facts["areas"][0]["key"], "W1");

    let text = papers(&area);
    for words in
        ["One of five actions is complete", "Housing Board", "Workstream 1", "1 Complete", "Red, Amber or overdue"]
    {
        assert!(text.contains(words), "the papers do not say {words:?}");
    }
    for words in ["SEND", "Grey", "approval of the Board is recorded"] {
        assert!(!text.contains(words), "the papers say {words:?}");
    }
}

#[test]
fn a_scale_of_four_words_has_a_map_of_four_by_four() {
    let scratch = scratch_of("scheme-four-words");
    let area = scratch.path().join("area");
    let risks = facts(&area)["risks"].clone();
    let rows = risks["heatmap"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["cells"].as_array().unwrap().len()), (4, 4));
    assert_eq!(rows[0]["word"], "Near certain");
    let score = |reference: &str| {
        let all = risks["all"].as_array().unwrap();
        let risk = all.iter().find(|risk| risk["ref"] == reference).unwrap();
        (risk["current"]["score"].as_u64(), risk["current"]["word"].as_str().unwrap().to_owned())
    };
    assert_eq!(score("R01"), (Some(12), "Extreme".to_owned()));
    assert_eq!(score("R02"), (Some(4), "Tolerable".to_owned()));
    assert_eq!(score("R03"), (None, "Not scored".to_owned()));
    assert_eq!(risks["highest_level"]["count"], 2);

    let text = papers(&area);
    for words in
        ["Near certain", "Ruinous", "extreme", "Not on the map", "its likelihood, 5, is off the scale of 1 to 4"]
    {
        assert!(text.contains(words), "the papers do not say {words:?}");
    }
    assert!(!text.contains("very high"), "the papers speak of a level that the scale does not have");
}

#[test]
fn three_by_three_and_a_table_of_scores_make_their_papers() {
    let three = scratch_of("scheme-three-by-three");
    let risks = facts(&three.path().join("area"))["risks"].clone();
    assert_eq!(risks["heatmap"].as_array().unwrap().len(), 3);
    let worst = &risks["all"][0];
    assert_eq!((worst["ref"].as_str(), worst["current"]["word"].as_str()), (Some("R01"), Some("High")));
    // 12 is off the scale: neither the highest score nor one of a level.
    assert_eq!((risks["counts"]["off_scale"].as_u64(), risks["counts"]["high"].as_u64()), (Some(1), Some(1)));
    assert_eq!(risks["not_on_map"][0]["ref"], "R03");
    let text = papers(&three.path().join("area"));
    assert!(
        text.contains("1 off the scale") && text.contains("its likelihood, 4, is off the scale of 1 to 3"),
        "{text}"
    );

    let four = scratch_of("scheme-four-by-four");
    let risks = facts(&four.path().join("area"))["risks"].clone();
    let corner = &risks["heatmap"][0]["cells"][3];
    assert_eq!((corner["score"].as_u64(), corner["level"].as_str()), (Some(12), Some("high")));
    assert_eq!(risks["written_otherwise"][0]["product"], 5);
    let text = papers(&four.path().join("area"));
    assert!(text.contains("Catastrophic") && !text.contains("×3"), "{text}");
}

/// Without settings no paper is called by a name that nobody gave.
#[test]
fn a_plan_without_settings_is_nobody_elses() {
    let scratch = scratch_of("plan-without-settings");
    let area = scratch.path().join("northfield");
    let text = papers(&area);
    for words in ["SEND", "Department for Education", "NHS England will", "Area 1: Area 1", "Priority action"] {
        assert!(!text.contains(words), "the papers say {words:?}");
    }
    assert!(text.contains("Area 1") && text.contains("Northfield"), "{text}");
}

/// A freeze keeps the scheme of its day: what the settings say later changes nothing in its papers.
#[test]
fn a_frozen_edition_keeps_its_scheme() {
    let scratch = scratch_of("scheme-rag-with-complete");
    let area = scratch.path().join("area");
    let before = facts(&area);
    let frozen = boardpack(&area, &["freeze", ".", "--edition", "2025-07"]);
    assert!(frozen.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&frozen.stderr));
    fs::remove_file(area.join("boardpack.toml")).unwrap();
    assert_eq!(facts(&area), before);

    // A status that the settings kept with it do not have is an error with words.
    let file = area.join("2025-07/frozen.json");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"action_status\""));
}
