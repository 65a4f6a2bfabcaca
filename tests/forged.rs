//! No name, cell or setting forges a line of what is printed, nor brings a control character onto a terminal: one area
//! whose every word tries to, through every command and form.

use std::fs;
use std::path::Path;

use crate::support::boardpack;
use crate::support::workbook::Workbook;

/// As a text may hold it: line ends and a finding behind them, an escape sequence, a turn of the direction of writing,
/// a control of the upper half.
const FORGED: &str = "\nerror[fake]: forged\r\n::error::forged\u{1b}[2J\u{202e}\u{2066}\u{85}\u{9b}31m\u{2028}";

/// The same as a part of a workbook can hold it.
const FORGED_XML: &str =
    "&#10;error[fake]: forged&#13;&#10;::error::forged&#x202e;&#x2066;&#x85;&#x9b;31m&#x2028;_x001B_[2J";

const BOOK: &str = r#"
path = "area/MONTH/book.xlsx"
[[sheet]]
name = "NAME1"
rows = '''
Ref/ Aim | Action | Due date | Lead | Action BRAG | Impact BRAG | FORGE heading | Progress update | Review by
1.1 Aim FORGE | 1.1.1 Map it FORGE | July 2024 FORGE | Head FORGE | Green FORGE | Chartreuse FORGE | 2025-07-01 | Begun. FORGE | 2025-01-01
1.1 Aim | 1.1.1 Again FORGE | 31/02/2025 FORGE | Pat FORGE Jones | Amber | Grey | 2025-07-02 | NHS number 943 476 5919 FORGE | 2025-02-01
'''
[[sheet]]
name = "NAME2"
rows = '''
Risk ID | Risk description | Risk owner | Current score | Target score | Direction of travel | Linked actions
R1 FORGE | Staff leave FORGE | Head of SEND FORGE | SCORE FORGE | 9 | sideways FORGE | 9.9.9
'''
[[sheet]]
name = "NAME3"
rows = '''
KPI | Measure | Good is | Target | May 2025 | June 2025 | July 2025
K1 FORGE | Plans on time FORGE | Upwards FORGE | 80% FORGE | 85% | about FORGE | 85%
'''
[[damage]]
part = "xl/workbook.xml"
from = "NAME"
to = "PA1FORGE"
[[damage]]
part = "xl/sharedStrings.xml"
from = "FORGE"
to = "FORGED"
"#;

const SETTINGS: &str = r#"
[partnership]
name = "Place FORGE"
[headlines."2025-07"]
risks = "Ours FORGE"
[glossary]
"EHCP FORGE" = "Plan FORGE"
"#;

const ACCEPTED: &str = r#"
[[accepted]]
code = "no-such FORGE"
ref = "1.1.1 FORGE"
reason = "Because FORGE"
by = "Chair FORGE"
until = "2025-12-31"
[[accepted]]
code = "personal-data"
ref = "1.1.1"
reason = "Because FORGE"
by = "Chair FORGE"
until = "2025-12-31"
"#;

fn toml(text: &str) -> String {
    let escaped = FORGED
        .chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c.into() } else { format!("\\u{:04x}", u32::from(c)) });
    text.replace("FORGE", &escaped.collect::<String>())
}

fn write(folder: &Path) {
    for (month, score) in [("2025-06", "12"), ("2025-07", "16")] {
        let book = BOOK.replace("FORGED", FORGED_XML).replace("PA1FORGE", &format!("PA1{FORGED_XML}"));
        let book = book.replace("MONTH", month).replace("SCORE", score);
        toml::from_str::<Workbook>(&book).unwrap().write(folder).unwrap();
    }
    fs::write(folder.join("area/boardpack.toml"), toml(SETTINGS)).unwrap();
    fs::write(folder.join("area/accepted.toml"), toml(ACCEPTED)).unwrap();
}

#[test]
fn nothing_that_a_file_says_forges_a_line() {
    let scratch = tempfile::tempdir().unwrap();
    write(scratch.path());
    let folder = scratch.path();
    // A name of a file may hold everything but a stroke and a nought.
    let month = folder.join("area/2025-07");
    fs::copy(month.join("book.xlsx"), month.join(format!("more{FORGED}.xlsx"))).unwrap();
    fs::write(month.join(format!("broken{FORGED}.xlsx")), "no workbook").unwrap();
    let area = format!("area{FORGED}");
    fs::rename(folder.join("area"), folder.join(&area)).unwrap();
    let area = area.as_str();

    let report = "out/improvement-board-report.pdf";
    let mut runs: Vec<Vec<&str>> = vec![
        vec!["build", area, "--out", "out", "--trace"],
        vec!["build", area, "--final"],
        vec!["build", area, "--only", "chase-list"],
        vec!["verify", "out"],
        vec!["verify", area],
        vec!["trace", report],
        vec!["trace", report, "1"],
        vec!["trace", report, FORGED],
        vec!["trace", area],
        vec!["columns", area],
        vec!["columns", area, "--suggest"],
        vec!["facts", area],
        vec!["data", area, "--edition", FORGED],
        vec!["check", area, "--only", FORGED],
        vec!["explain", FORGED],
        vec!["documents", "--templates", FORGED],
    ];
    runs.extend(["table", "json"].map(|format| vec!["data", area, "--format", format]));
    runs.extend(["table", "json"].map(|format| vec!["changes", area, "--format", format]));
    runs.extend(["table", "json"].map(|format| vec!["trace", report, "1", "--format", format]));
    runs.extend(["human", "json", "github", "sarif"].map(|format| vec!["check", area, "--format", format]));
    runs.extend([vec!["freeze", area], vec!["freeze", area, "--again"], vec!["check", area], vec!["verify", "out"]]);
    let mut with_the_words = 0;
    for run in &runs {
        let output = boardpack(folder, run);
        let said = String::from_utf8([output.stdout.clone(), output.stderr].concat()).unwrap();
        assert!(!said.is_empty() && !said.contains("panicked"), "{run:?}: {said}");
        with_the_words += usize::from(said.contains("forged"));
        let forged = said.lines().find(|line| {
            let line = line.trim_start();
            line.starts_with("error[fake]") || line.starts_with("::error::forged")
        });
        assert_eq!(forged, None, "{run:?}: {said}");
        let hidden = said.chars().find(|c| *c != '\n' && boardpack::printed::is_hidden(*c));
        assert_eq!(hidden, None, "{run:?}: {said}");
        if run.contains(&"json") || run.contains(&"sarif") || run[0] == "facts" {
            let value: serde_json::Value =
                serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{run:?}: {why}"));
            let text = value.to_string();
            assert!(!text.contains("forged") || text.contains('\u{202e}') || text.contains("\\\\u{202e}"), "{run:?}");
        }
        if run.contains(&"--suggest") {
            let text = String::from_utf8(output.stdout).unwrap();
            toml::from_str::<toml::Table>(&text).unwrap_or_else(|why| panic!("{why}: {text}"));
        }
    }
    assert!(with_the_words > 20, "the words reached only {with_the_words} of {} runs", runs.len());
}
