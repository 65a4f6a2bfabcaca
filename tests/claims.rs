//! A claim needs its column: for each fact, the same small area is built without the column of it. Every paper must then
//! say that the fact was not read, and none may print a number of it, nor that there is none.

use std::fs;
use std::path::Path;

use crate::support::boardpack;
use crate::support::papers::{FOR_EACH, ON_REQUEST, on_request};
use crate::support::pdf;
use crate::support::workbook::Workbook;

/// An area with one column for every fact. Nothing in it is overdue, missed, above target or open, so that a claim of
/// "none" is what each paper says while the column is there; one action waits for the approval to close it.
const SHEETS: &[(&str, &str, &str)] = &[
    (
        "actions",
        "PA1",
        "Ref/ Aim | Action | Due date | Lead | Action BRAG | Impact BRAG | Board approval | Progress update
1.1 Aim | 1.1.1 Map the local offer | December 2025 | Head of SEND | Green | Green | - | Begun.
1.1 Aim | 1.1.2 Train the SENCos | January 2026 | Head of SEND | Grey | Grey | - | Planned.
1.1 Aim | 1.1.3 Agree the charter | June 2025 | Head of SEND | Blue – 12/07/2025 | Blue | - | Agreed.",
    ),
    (
        "risks",
        "Risks",
        "Risk ID | Risk description | Risk owner | Current score | Target score | Direction of travel
R1 | Staff leave | Head of SEND | 9 | 9 | No change",
    ),
    (
        "measures",
        "Dashboard",
        "KPI | Measure | Good is | Target | England | May 2025 | June 2025 | July 2025
K1 | Plans on time | High | 80% | 50% | 85% | 85% | 85%",
    ),
    (
        "log",
        "Log",
        "Meeting date | Ref | Action agreed | Owner | Due | Status | Update
16 July 2025 | A1 | Send the plan | Head of SEND | 1 December 2025 | Open | Begun",
    ),
    (
        "programme",
        "Work programme",
        "Meeting date | Agenda item | Purpose | Lead
20 August 2025 | Programme report | For decision | Head of SEND",
    ),
];

/// Writes July, and June before it, without one column of one sheet.
fn area(folder: &Path, without: Option<(&str, &str)>) {
    area_of(folder, &|kind, rows| drop_column(rows, without.filter(|(of, _)| *of == kind).map(|(_, heading)| heading)));
}

/// The same with the rows of each sheet as they are given back.
fn area_of(folder: &Path, rows_of: &dyn Fn(&str, &str) -> String) {
    for month in ["2025-06", "2025-07"] {
        let sheets = SHEETS.iter().map(|(kind, name, rows)| {
            format!("[[sheet]]\nname = \"{name}\"\nrows = '''\n{}\n'''\n", rows_of(kind, rows))
        });
        let text = format!("path = \"area/{month}/book.xlsx\"\n{}", sheets.collect::<String>());
        toml::from_str::<Workbook>(&text).unwrap().write(folder).unwrap();
    }
    fs::write(
        folder.join("area/boardpack.toml"),
        "[[group]]\nkey = \"G\"\nactions = [\"1.1.1\", \"1.1.2\", \"1.1.3\"]\n",
    )
    .unwrap();
}

fn drop_column(rows: &str, heading: Option<&str>) -> String {
    let Some(heading) = heading else { return rows.to_owned() };
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let headings = cells(rows.lines().next().unwrap());
    let at = headings.iter().position(|known| known == heading).unwrap_or_else(|| panic!("no column {heading}"));
    let kept = rows.lines().map(|row| {
        let mut row = cells(row);
        row.remove(at);
        row.join(" | ")
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The filled text of every paper, by its file's name; values stand in it as string literals.
fn papers(without: Option<(&str, &str)>) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    area(folder.path(), without);
    let built =
        boardpack(folder.path(), &["build", "area", "--edition", "2025-07", "--notes", "--typst", "--out", "out"]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(matches!(built.status.code(), Some(0 | 1)), "{without:?}: {said}");
    let options = ["build", "area", "--edition", "2025-07", "--typst", "--out", "asked"];
    let asked = boardpack(folder.path(), &[&options[..], &on_request()[..]].concat());
    let said = format!("{said}{}", String::from_utf8_lossy(&asked.stderr));
    // The report whose words nobody has written is a draft.
    assert_eq!(asked.status.code(), Some(1), "{without:?}: {said}");
    let mut papers: Vec<(String, String)> = ["out", "asked"]
        .into_iter()
        .flat_map(|out| fs::read_dir(folder.path().join(out)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "typ"))
        .map(|path| {
            let text = without_quotes(&fs::read_to_string(&path).unwrap());
            (path.file_stem().unwrap().to_string_lossy().into_owned(), text)
        })
        .collect();
    papers.sort();
    assert_eq!(papers.len(), 5 + ON_REQUEST.len() + FOR_EACH.len(), "{without:?}: {said}");
    papers
}

/// Filled source with its values as they are printed.
fn without_quotes(source: &str) -> String {
    source.replace("#\"", "").replace("\";", "")
}

/// For each fact: its table and column, what the papers named say instead, and what no paper may say.
type Claim = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const CLAIMS: &[Claim] = &[
    (
        "actions",
        "Due date",
        "Due dates were not read",
        &[
            "monitoring-return",
            "deep-dive-a1",
            "highlight-report-g",
            "group-presentation",
            "improvement-board-report",
            "stocktake-deck",
            "stocktake-deck-notes",
            "action-tracker",
            "position-update",
        ],
        &["overdue.", "none is overdue", "No action falls due", "no due date was extended", "become overdue"],
    ),
    (
        "actions",
        "Action BRAG",
        "Action statuses were not read",
        &[
            "monitoring-return",
            "deep-dive-a1",
            "highlight-report-g",
            "group-presentation",
            "escalation-paper",
            "improvement-board-report",
            "stocktake-deck",
            "stocktake-deck-notes",
            "action-tracker",
            "position-update",
        ],
        &["is complete;", "No action is Red", "of three actions is complete", "a Red action"],
    ),
    (
        "actions",
        "Impact BRAG",
        "Impact statuses were not read",
        &[
            "monitoring-return",
            "deep-dive-a1",
            "group-presentation",
            "improvement-board-report",
            "stocktake-deck",
            "stocktake-deck-notes",
            "action-tracker",
            "position-update",
        ],
        &["has achieved its impact", "for impact"],
    ),
    (
        "actions",
        "Board approval",
        "Approvals to close were not read",
        &["monitoring-return", "improvement-board-report"],
        &["the closure of", "has no recorded approval"],
    ),
    (
        "measures",
        "Target",
        "Targets were not read",
        &[
            "monitoring-return",
            "group-presentation",
            "improvement-board-report",
            "stocktake-deck-notes",
            "performance-scorecard",
            "position-update",
            "data-briefing",
        ],
        &["measure with a target", "has no target", "No target set"],
    ),
    (
        "measures",
        "Good is",
        "Directions of good performance were not read",
        &["monitoring-return", "group-presentation", "improvement-board-report", "performance-scorecard"],
        &["improved and", "worsened.", "0 improved"],
    ),
    (
        "measures",
        "Good is",
        "Directions of good performance were not read",
        &["stocktake-deck", "stocktake-deck-notes", "performance-scorecard"],
        &[
            "None of 1 measure shows special cause",
            "No measure is short of its target, shows",
            "none shows special cause concern",
        ],
    ),
    (
        "risks",
        "Target score",
        "Target scores were not read",
        &["risk-register", "stocktake-deck"],
        &["not above target", "is above target", "scores above target"],
    ),
    (
        "risks",
        "Direction of travel",
        "Directions of travel were not read",
        &["monitoring-return", "group-presentation", "risk-register", "improvement-board-report", "stocktake-deck"],
        &["none is rising", "*Rising:*"],
    ),
    (
        "log",
        "Status",
        "Whether meeting actions are open or closed was not read",
        &[
            "monitoring-return",
            "group-presentation",
            "improvement-board-report",
            "previous-meeting-actions",
            "position-update",
        ],
        &["still open.", "is open"],
    ),
];

#[test]
fn no_paper_claims_what_was_not_read() {
    let whole = papers(None);
    for (table, column, sentence, told, forbidden) in CLAIMS {
        for (name, text) in &whole {
            assert!(!text.contains(sentence), "{name} says \"{sentence}\" though there is a column {column}");
        }
        let without = papers(Some((table, column)));
        for (name, text) in &without {
            if told.contains(&name.as_str()) {
                assert!(text.contains(sentence), "without {column}, {name} does not say \"{sentence}\"");
            }
            for claim in *forbidden {
                assert!(!text.contains(claim), "without {column}, {name} says \"{claim}\"");
            }
        }
        // A control: what is forbidden is what some paper says while the column is there.
        let said = |claim: &&&str| whole.iter().any(|(_, text)| text.contains(**claim));
        assert!(forbidden.iter().any(|claim| said(&claim)), "no paper ever says any of {forbidden:?}");
    }
}

#[test]
fn the_facts_say_what_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    area(folder.path(), Some(("actions", "Due date")));
    let facts = boardpack(folder.path(), &["facts", "area", "--edition", "2025-07"]);
    let facts: serde_json::Value = serde_json::from_slice(&facts.stdout).unwrap();
    assert!(facts["actions"]["due_counts"]["overdue"].is_null());
    assert!(facts["overdue"].is_null());
    assert_eq!(facts["actions"]["action_counts"]["green"], 1);
    assert_eq!(facts["not_read"]["actions"], serde_json::json!(["Due dates were not read"]));
    assert_eq!(facts["exception_words"], "Red or Amber");
}

/// A month without a log, a dashboard or a register: each paper says which table is missing, and counts nothing of it.
#[test]
fn a_table_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (_, name, rows) = SHEETS[0];
    let text = format!("path = \"area/2025-07/book.xlsx\"\n[[sheet]]\nname = \"{name}\"\nrows = '''\n{rows}\n'''\n");
    toml::from_str::<Workbook>(&text).unwrap().write(folder.path()).unwrap();
    let arguments = ["build", "area", "--only", "improvement-board-report", "--typst", "--out", "out"];
    let built = boardpack(folder.path(), &arguments);
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    let report = without_quotes(&fs::read_to_string(folder.path().join("out/improvement-board-report.typ")).unwrap());
    for sentence in ["No log of meeting actions was read.", "No measures were read.", "No risks were read."] {
        assert!(report.contains(sentence), "the report does not say \"{sentence}\"");
    }
    assert!(!report.contains("open or closed"), "there is no log of which that could be said");
}

/// That no measure is linked to an area is only known where the dashboard has a column for it.
#[test]
fn measures_are_only_without_links_where_links_were_read() {
    let says = |with_column: bool| {
        let folder = tempfile::tempdir().unwrap();
        area_of(folder.path(), &|kind, rows| match kind {
            "measures" if with_column => {
                let (head, row) = rows.split_once('\n').unwrap();
                format!("{head} | Linked actions\n{row} | 9.9.9")
            }
            _ => rows.to_owned(),
        });
        let options = ["build", "area", "--edition", "2025-07", "--out", "out"];
        let only = ["--only", "deep-dive", "--only", "monitoring-return"];
        let built = boardpack(folder.path(), &[options.as_slice(), &only].concat());
        assert!(matches!(built.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&built.stderr));
        ["deep-dive-a1", "monitoring-return"].map(|file| {
            let bytes = fs::read(folder.path().join(format!("out/{file}.pdf"))).unwrap();
            pdf::one_line(&pdf::text(&bytes).replace('\u{a0}', " "))
        })
    };
    let (unread, none) = ("The actions that measures are linked to were not read", "No measure is linked to");
    for text in says(false) {
        assert!(text.contains(unread) && !text.contains(none), "{text}");
    }
    for text in says(true) {
        assert!(text.contains(none) && !text.contains(unread), "{text}");
    }
}
