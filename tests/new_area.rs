//! The first five minutes: a folder that `boardpack new area` wrote is built at once, empty or from an officer's own workbooks.

use std::fs;
use std::path::Path;
use std::process::Output;

use rust_xlsxwriter::{Color, Format, Workbook};

use crate::support::{boardpack, pdf, project};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn code(folder: &Path, arguments: &[&str], wanted: i32) -> String {
    let output = boardpack(folder, arguments);
    assert_eq!(output.status.code(), Some(wanted), "{arguments:?}: {}", said(&output));
    said(&output)
}

#[test]
fn a_new_area_is_checked_built_and_packed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let told = code(folder, &["new", "area", "brookdale", "--name", "Brookdale", "--edition", "2025-07"], 0);
    assert!(told.contains("Action tracker.xlsx"), "{told}");
    code(folder, &["check", "brookdale"], 0);
    code(folder, &["build", "brookdale"], 0);
    code(folder, &["pack", "brookdale"], 0);
    for paper in ["improvement-board-report", "stocktake-deck", "risk-register", "performance-scorecard"] {
        let bytes = fs::read(folder.join(format!("out/brookdale/2025-07/{paper}.pdf"))).unwrap();
        for page in pdf::drawn_text(&bytes) {
            assert!(page.replace('\u{a0}', " ").contains("Example rows: nothing here is real"), "{paper}: {page}");
        }
    }

    let before = fs::read(folder.join("brookdale/boardpack.toml")).unwrap();
    let told = code(folder, &["new", "area", "brookdale", "--edition", "2025-07"], 2);
    assert!(told.contains("is there already, and was left as it is"), "{told}");
    assert_eq!(fs::read(folder.join("brookdale/boardpack.toml")).unwrap(), before);
}

/// With a row of its own in one workbook, the examples of all are left out: no paper mixes them.
#[test]
fn the_first_real_row_ends_the_examples() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    code(folder, &["new", "area", "brookdale", "--edition", "2025-07"], 0);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows =
        [["Ref", "Action", "Due date", "Action status"], ["1.1", "Publish the strategy", "31 August 2025", "Green"]];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(folder.join("brookdale/2025-07/Action tracker.xlsx")).unwrap();
    let told = code(folder, &["build", "brookdale", "--only", "improvement-board-report"], 0);
    assert!(told.contains("0 errors"), "{told}");
    let bytes = fs::read(folder.join("out/brookdale/2025-07/improvement-board-report.pdf")).unwrap();
    let text = pdf::one_line(&pdf::text(&bytes));
    assert!(text.contains("Publish the strategy"), "{text}");
    for example in ["Advice for assessments", "Annual reviews held on time", "nothing here is real"] {
        assert!(!text.contains(example), "{text}");
    }
    let told = code(folder, &["build", "brookdale", "--only", "risk-register"], 2);
    assert!(told.contains("no risks were read"), "{told}");
}

#[test]
fn an_area_from_an_officers_tracker_says_what_it_could_not_tell() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let green = Format::new().set_background_color(Color::RGB(0x92_D0_50));
    for (column, heading) in (0..).zip(["Ref", "Action", "Due date", "Action status", "Impact status", "Gate"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for row in 1..6u32 {
        sheet.write_string(row, 0, format!("1.{row}")).unwrap();
        sheet.write_string(row, 1, format!("Step {row} of the plan")).unwrap();
        sheet.write_string(row, 2, "31 August 2025").unwrap();
        sheet.write_string_with_format(row, 3, "Motoring", &green).unwrap();
        sheet.write_string(row, 4, "Becalmed").unwrap();
        sheet.write_string(row, 5, format!("{row} September 2025")).unwrap();
    }
    book.save(folder.join("Our plan.xlsx")).unwrap();
    let told = code(folder, &["new", "area", "brookdale", "--edition", "2025-07", "--from", "Our plan.xlsx"], 0);
    for wanted in ["read: 5 actions", "not found: risks", "under [statuses]", "see [columns]"] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let settings = fs::read_to_string(folder.join("brookdale/boardpack.toml")).unwrap();
    for wanted in ["\n[statuses]\n", "\n\"Motoring\" = \"green\"\n", "\n#\"Becalmed\" = \"complete\"\n", "[\"Gate\"]"] {
        assert!(settings.contains(wanted), "{wanted}: {settings}");
    }
    // What was taken by its fill is known by its word now.
    let checked = code(folder, &["check", "brookdale"], 0);
    assert!(!checked.contains("Motoring"), "{checked}");
    assert!(checked.contains("Becalmed"), "{checked}");
    code(folder, &["build", "brookdale"], 0);

    let told = code(folder, &["new", "area", "elsewhere", "--edition", "2025-07", "--from", "Their plan.xlsx"], 2);
    assert!(told.contains("the workbook Their plan.xlsx does not exist"), "{told}");
    assert!(!folder.join("elsewhere").exists());
}

#[test]
fn areas_from_other_councils_workbooks_are_built_at_once() {
    let Ok(areas) = fs::read_dir(project().join("../shared/inputs/areas")) else {
        println!("skipped: the areas of other councils are not there");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for area in areas.flatten().filter(|area| area.path().is_dir()) {
        let name = area.file_name().to_string_lossy().into_owned();
        let month = fs::read_dir(area.path()).unwrap().flatten().find(|month| month.path().is_dir()).unwrap();
        let edition = month.file_name().to_string_lossy().into_owned();
        let books: Vec<String> =
            fs::read_dir(month.path()).unwrap().flatten().map(|book| book.path().display().to_string()).collect();
        let mut arguments = vec!["new", "area", &name, "--edition", &edition, "--from"];
        arguments.extend(books.iter().map(String::as_str));
        code(folder, &arguments, 0);
        let built = boardpack(folder, &["build", &name]);
        // Findings of error level are theirs to mend; no paper is missing for it.
        assert!(matches!(built.status.code(), Some(0 | 1)), "{name}: {}", said(&built));
    }
}
