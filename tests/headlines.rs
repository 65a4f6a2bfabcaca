//! The headline sentences: each is filled with made-up counts of nought, one, two and many, and must read as a person
//! would say it. An area's own sentence takes the computed one's place.

use std::fs;

use boardpack::template::store::Templates;
use boardpack::template::{Layers, Prepared, Unread, fill};
use serde_json::{Value, json};

/// Fills one partial with facts.
fn sentence(partial: &str, facts: &Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("sentence");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("template.toml"), "title = \"S\"\nfile = \"s\"\nform = \"paper\"\n").unwrap();
    fs::write(own.join("main.typ.hbs"), format!("{{{{> {partial}}}}}\n")).unwrap();
    let templates = Templates::open(Some(folder.path())).unwrap();
    let prepared = Prepared::of(&templates, "sentence").unwrap_or_else(|why| panic!("{partial}: {why}"));
    let filled = fill(&prepared, Layers::one(facts), &Unread::default(), &|_| true);
    let filled = filled.unwrap_or_else(|why| panic!("{partial}: {why}"));
    plain(filled.value.source.trim())
}

/// Values stand in the source as string literals, `#"…";`.
fn plain(source: &str) -> String {
    let mut parts = source.split("#\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (value, rest) = part.split_once("\";").expect("a value ends with its quotation mark");
        out.push_str(value);
        out.push_str(rest);
    }
    out
}

/// The words of the built-in scheme.
fn scheme() -> Value {
    let facts = boardpack::facts::scheme::facts(&boardpack::programme::scheme::Scheme::plain(), chrono::NaiveDate::MIN);
    boardpack::ledger::Ledger::default().close(facts).value
}

/// Everything is nought, and the area says nothing itself.
fn nothing() -> Value {
    let own: serde_json::Map<String, Value> =
        boardpack::area::settings::HEADLINES.into_iter().map(|key| (key.to_owned(), Value::Null)).collect();
    json!({
        "own": own,
        "area_counts": {"total": 0, "with_off_track": 0, "with_overdue": 0, "with_exceptions": 0},
        "actions": {
            "action_counts": {"total": 0, "complete": 0, "off_track": 0, "at_risk": 0},
            "due_counts": {"overdue": 0, "due_next_three_months": 0},
        },
        "exceptions": [],
        "outstanding": [],
        "overdue": [],
        "exception_words": "Red, Amber or overdue",
        "exception_gap": null,
        "ahead": {"words": "three months", "last": "October 2025"},
        "proposed_for_closure": [],
        "changes": null,
        "edition": {"previous": null},
        "measures": {
            "total": 0, "better": 0, "with_target": 0, "meeting_target": 0, "attention": [],
            "variation": {"improving": 0, "worsening": 0, "not_judged": 0},
        },
        "risks": {
            "counts": {"total": 0, "above_target": 0, "rising": 0}, "top": [],
            "highest_level": {"key": "very-high", "word": "very high", "count": 0},
        },
        "scheme": scheme(),
        "next_three_months": [{"month": "August 2025"}, {"month": "September 2025"}, {"month": "October 2025"}],
        "work_programme": {"upcoming": []},
    })
}

/// The facts of nothing, with these changed: `/actions/action_counts/total` is 52. Lists are given by their length.
fn with(changed: &[(&str, u64)]) -> Value {
    let mut facts = nothing();
    for (pointer, count) in changed {
        let place = facts.pointer_mut(pointer).unwrap_or_else(|| panic!("no fact at {pointer}"));
        *place = if place.is_array() { json!(vec![json!({}); *count as usize]) } else { json!(count) };
    }
    facts
}

#[track_caller]
fn says(partial: &str, changed: &[(&str, u64)], expected: &str) {
    assert_eq!(sentence(partial, &with(changed)), expected, "{partial} of {changed:?}");
}

#[test]
fn the_position_is_said_of_none_one_many_and_all() {
    let of = |total, blue, overdue| {
        [
            ("/actions/action_counts/total", total),
            ("/actions/action_counts/complete", blue),
            ("/actions/due_counts/overdue", overdue),
        ]
    };
    says("position-message", &of(0, 0, 0), "No actions were read");
    says("position-message", &of(1, 0, 0), "The only action is not complete");
    says("position-message", &of(1, 0, 1), "The only action is not complete; it is overdue");
    says("position-message", &of(1, 1, 0), "The only action is complete");
    says("position-message", &of(52, 0, 0), "None of 52 actions is complete; none is overdue");
    says("position-message", &of(52, 1, 1), "One of 52 actions is complete; one is overdue");
    says("position-message", &of(52, 2, 2), "Two of 52 actions are complete; two are overdue");
    says("position-message", &of(52, 25, 8), "25 of 52 actions are complete; eight are overdue");
    says("position-message", &of(9, 9, 0), "All nine actions are complete; none is overdue");
}

#[test]
fn the_summary_counts_areas_and_measures() {
    let of = |areas, red, measures, better| {
        [
            ("/area_counts/total", areas),
            ("/area_counts/with_off_track", red),
            ("/measures/total", measures),
            ("/measures/better", better),
        ]
    };
    says("summary-message", &of(0, 0, 0, 0), "No areas were read");
    says("summary-message", &of(1, 1, 0, 0), "The only area has a Red action");
    says("summary-message", &of(1, 0, 1, 1), "The only area has no Red action; the only measure improved");
    says("summary-message", &of(5, 0, 20, 0), "None of five areas has a Red action; none of 20 measures improved");
    says("summary-message", &of(5, 1, 20, 1), "One of five areas has a Red action; one of 20 measures improved");
    says("summary-message", &of(5, 2, 20, 16), "Two of five areas have a Red action; 16 of 20 measures improved");
    says("summary-message", &of(5, 5, 4, 4), "All five areas have a Red action; all four measures improved");
}

#[test]
fn exceptions_and_areas_agree_in_number() {
    let of = |total, exceptions, areas, holding| {
        [
            ("/actions/action_counts/total", total),
            ("/exceptions", exceptions),
            ("/area_counts/total", areas),
            ("/area_counts/with_exceptions", holding),
        ]
    };
    says("area-message", &of(52, 0, 5, 0), "No action is Red, Amber or overdue");
    says("area-message", &of(52, 1, 5, 1), "One of 52 actions, in one area, is Red, Amber or overdue");
    says("area-message", &of(52, 17, 5, 4), "17 of 52 actions, in four areas, are Red, Amber or overdue");
    says("area-message", &of(52, 17, 5, 5), "17 of 52 actions, in all five areas, are Red, Amber or overdue");
    says("area-message", &of(3, 3, 1, 1), "All three actions are Red, Amber or overdue");
    let of = |red, amber, overdue| {
        [
            ("/exceptions", red + amber + overdue),
            ("/actions/action_counts/off_track", red),
            ("/actions/action_counts/at_risk", amber),
            ("/actions/due_counts/overdue", overdue),
        ]
    };
    says("exceptions-message", &of(0, 0, 0), "No action is Red, Amber or overdue");
    says("exceptions-message", &of(0, 1, 0), "No action is Red, one is Amber and none is overdue");
    says("exceptions-message", &of(1, 1, 1), "One action is Red, one is Amber and one is overdue");
    says("exceptions-message", &of(2, 2, 2), "Two actions are Red, two are Amber and two are overdue");
}

#[test]
fn changes_are_said_with_both_directions() {
    let of = |worse: u64, better: u64| {
        let mut facts = nothing();
        facts["changes"] = json!({
            "since": {"label": "June 2025"},
            "counts": {"status_worse": worse, "status_better": better},
            "not_compared": {"actions": false},
        });
        sentence("changes-message", &facts)
    };
    assert_eq!(of(0, 0), "No rating has changed since June 2025");
    assert_eq!(of(1, 1), "One rating worsened and one improved since June 2025");
    assert_eq!(of(2, 14), "Two ratings worsened and 14 improved since June 2025");
    assert_eq!(of(0, 14), "No rating worsened and 14 improved since June 2025");
    assert_eq!(of(5, 0), "Five ratings worsened and none improved since June 2025");
    let mut one_sided = nothing();
    one_sided["changes"] = json!({"not_compared": {"actions": true}});
    let said = sentence("changes-message", &one_sided);
    assert_eq!(said, "Actions are not compared: one of the two months has none");
    assert_eq!(sentence("changes-message", &nothing()), "This is the first report");
    let mut unread = nothing();
    unread["edition"]["previous"] = json!("June 2025");
    assert_eq!(sentence("changes-message", &unread), "Nothing is compared: June 2025 could not be read");
}

#[test]
fn decisions_what_is_next_and_the_calendar() {
    says("decisions-message", &[], "No decision on closure is asked of the Board");
    says(
        "decisions-message",
        &[("/proposed_for_closure", 1)],
        "The Board is asked to approve the closure of one action",
    );
    says(
        "decisions-message",
        &[("/proposed_for_closure", 11)],
        "The Board is asked to approve the closure of 11 actions",
    );
    let due = "/actions/due_counts/due_next_three_months";
    says("next-message", &[], "No action falls due by the end of October 2025");
    says("next-message", &[(due, 1)], "One action falls due by the end of October 2025");
    says("next-message", &[(due, 12)], "12 actions fall due by the end of October 2025");
    says("calendar-message", &[], "No meeting is planned in the next three months");
    says("calendar-message", &[("/work_programme/upcoming", 1)], "One meeting is planned in the next three months");
    says("calendar-message", &[("/work_programme/upcoming", 3)], "Three meetings are planned in the next three months");
}

#[test]
fn measures_and_their_variation() {
    let of = |with, meeting| [("/measures/with_target", with), ("/measures/meeting_target", meeting)];
    says("measures-message", &of(0, 0), "No measure has a target");
    says("measures-message", &of(1, 0), "The only measure with a target does not meet it");
    says("measures-message", &of(16, 0), "None of 16 measures with a target meets it");
    says("measures-message", &of(16, 1), "One of 16 measures with a target meets it");
    says("measures-message", &of(16, 2), "Two of 16 measures with a target meet it");
    says("measures-message", &of(16, 16), "All 16 measures with a target meet it");
    let of = |total, attention| [("/measures/total", total), ("/measures/attention", attention)];
    says("attention-message", &of(20, 0), "No measure needs attention");
    says("attention-message", &of(20, 1), "One of 20 measures needs attention");
    says("attention-message", &of(20, 20), "All 20 measures need attention");
    says("attention-message", &of(1, 1), "The only measure needs attention");
    let of = |total, improving, worsening, not_judged| {
        [
            ("/measures/total", total),
            ("/measures/variation/improving", improving),
            ("/measures/variation/worsening", worsening),
            ("/measures/variation/not_judged", not_judged),
        ]
    };
    says("variation-message", &of(20, 0, 0, 3), "No measure shows special cause improvement; none shows concern");
    says(
        "variation-message",
        &of(20, 1, 1, 3),
        "One of 20 measures shows special cause improvement; one shows concern",
    );
    says("variation-message", &of(20, 15, 2, 3), "15 of 20 measures show special cause improvement; two show concern");
    says(
        "variation-message",
        &of(3, 0, 0, 3),
        "All three measures have too few figures to show special cause variation",
    );
}

#[test]
fn risks_are_said_by_level_and_target() {
    let of = |total, very_high, above| {
        [
            ("/risks/counts/total", total),
            ("/risks/highest_level/count", very_high),
            ("/risks/counts/above_target", above),
        ]
    };
    says("risk-message", &of(0, 0, 0), "No risks are recorded");
    says("risk-message", &of(1, 1, 0), "The only risk scores very high; it is not above target");
    says("risk-message", &of(15, 0, 0), "None of 15 risks scores very high; none is above target");
    says("risk-message", &of(15, 1, 1), "One of 15 risks scores very high; one is above target");
    says("risk-message", &of(15, 4, 14), "Four of 15 risks score very high; 14 are above target");
    says("risk-message", &of(15, 15, 15), "All 15 risks score very high; all are above target");
}

#[test]
fn outstanding_actions_are_said_of_one_many_and_all() {
    let of = |total, outstanding, overdue| {
        [("/actions/action_counts/total", total), ("/outstanding", outstanding), ("/overdue", overdue)]
    };
    says("outstanding-all-message", &of(1, 1, 0), "The only action is outstanding");
    says("outstanding-all-message", &of(6, 1, 1), "One of six actions is outstanding, one overdue");
    says("outstanding-all-message", &of(52, 27, 8), "27 of 52 actions are outstanding, eight overdue");
    says("outstanding-all-message", &of(6, 6, 0), "All six actions are outstanding");
    says("outstanding-all-message", &of(2, 2, 0), "Both actions are outstanding");
}

#[test]
fn risks_are_said_against_the_appetite() {
    let with = |appetite: Value, above: u64| {
        let mut facts = with(&[("/risks/counts/total", 15), ("/risks/counts/rising", 3), ("/risks/top", 5)]);
        facts["risks"]["appetite"] = appetite;
        facts["risks"]["counts"]["above_appetite"] = json!(above);
        facts
    };
    for (above, title, line) in [
        (0, "None of 15 risks is above the Board’s appetite of 9", "No risk is above the Board’s appetite of 9."),
        (1, "One of 15 risks is above the Board’s appetite of 9", "One risk is above the Board’s appetite of 9."),
        (10, "Ten of 15 risks are above the Board’s appetite of 9", "Ten risks are above the Board’s appetite of 9."),
    ] {
        assert_eq!(sentence("appetite-message", &with(json!(9), above)), title);
        assert_eq!(sentence("risk-appetite", &with(json!(9), above)), line);
    }
    // Without one nothing is said of it.
    let without = with(Value::Null, 0);
    let top = "The five risks with the highest current scores; three of 15 are rising";
    assert_eq!(sentence("appetite-message", &without), top);
    assert_eq!(sentence("risk-appetite", &without), "");
}

#[test]
fn what_moved_in_an_area_is_said_both_ways() {
    let moved =
        |better: u64, completed: u64, worse: u64| json!({"better": better, "completed": completed, "worse": worse});
    for (facts, said) in [
        (moved(0, 0, 0), "no change"),
        (moved(4, 1, 3), "4 improved (1 completed), 3 worsened"),
        (moved(2, 0, 0), "2 improved, none worsened"),
        (moved(0, 0, 1), "none improved, 1 worsened"),
    ] {
        assert_eq!(sentence("area-moved", &facts), said);
    }
}

/// The sentences that stand within one area or within the changes.
#[test]
fn sentences_within_an_area_and_within_the_changes() {
    let area = |total: u64, complete: u64, exceptions: usize| {
        json!({
            "scheme": scheme(),
            "action_counts": {"total": total, "complete": complete},
            "exceptions": vec![json!({}); exceptions],
            "exception_words": "Red, Amber or overdue",
        })
    };
    for (facts, progress) in [
        (area(0, 0, 0), "No actions were read for this area"),
        (area(1, 0, 1), "The only action is not complete; it is Red, Amber or overdue"),
        (area(6, 0, 0), "None of six actions is complete; none is Red, Amber or overdue"),
        (area(6, 1, 1), "One of six actions is complete; one is Red, Amber or overdue"),
        (area(6, 6, 2), "All six actions are complete; two are Red, Amber or overdue"),
    ] {
        assert_eq!(sentence("progress-message", &facts), progress);
    }
    let counts = |worse: u64, overdue: u64, risks: u64, measures: u64| json!({"not_compared": {"risks": false}, "counts": {"actions_worse": worse, "newly_overdue": overdue, "risks_worse": risks, "measures_worse": measures}});
    assert_eq!(sentence("worse-actions-message", &counts(1, 1, 0, 0)), "One action worsened; one has become overdue");
    assert_eq!(sentence("worse-actions-message", &counts(11, 0, 0, 0)), "11 actions worsened");
    assert_eq!(sentence("worse-others-message", &counts(0, 0, 0, 0)), "No risk is higher or new; no measure worsened");
    assert_eq!(
        sentence("worse-others-message", &counts(0, 0, 1, 2)),
        "One risk is higher or new; two measures worsened"
    );
    let mut without_register = counts(0, 0, 0, 1);
    without_register["not_compared"]["risks"] = json!(true);
    assert_eq!(sentence("worse-others-message", &without_register), "Risks are not compared; one measure worsened");
}

#[test]
fn the_area_can_say_it_in_its_own_words() {
    let partials = ["summary", "position", "area", "changes", "decisions", "exceptions", "measures", "risk", "next"];
    for (key, partial) in boardpack::area::settings::HEADLINES.into_iter().zip(partials) {
        let mut facts = nothing();
        facts["own"][key] = json!("Timeliness has improved for six months");
        let said = sentence(&format!("{partial}-message"), &facts);
        assert_eq!(said, "Timeliness has improved for six months", "{key}");
    }
}
