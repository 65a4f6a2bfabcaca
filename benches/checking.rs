//! How long the checks take beside the reading, on a programme of 10,000 actions in two editions.
//!
//! `cargo bench --bench checking`. Times and their ratio within one run: machines differ, ratios less.

use std::time::Instant;

use boardpack::area::settings::Settings;
use boardpack::checks::{self, Context};
use boardpack::narrative::Narrative;
use boardpack::programme::columns::OwnHeadings;
use boardpack::programme::model::Month;
use boardpack::programme::scheme::Scheme;
use boardpack::programme::{self, Programme};
use boardpack::workbook::{Limits, read_workbook};
use rust_xlsxwriter::{Workbook, XlsxError};

const ACTIONS: u32 = 10_000;
const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let read = |name: &str, update: &str| -> (Programme, f64) {
        let path = folder.path().join(name);
        tracker(update).and_then(|mut book| book.save(&path)).expect("a workbook can be written");
        let begun = Instant::now();
        let book = read_workbook(&path, &Limits::default()).expect("the workbook can be read").value;
        let programme = programme::read(&[book], &OwnHeadings::new(), &[], &Scheme::plain(), None).value;
        (programme, begun.elapsed().as_secs_f64())
    };
    let (earlier, _) = read("june.xlsx", "Work goes on; the next step is in hand.");
    let (now, reading) = read("july.xlsx", "Escalated to the Board; a recovery plan is agreed.");
    assert_eq!(now.actions().count() as u32, ACTIONS);
    let settings = Settings::default();
    let edition = Month { year: 2025, month: 7 };
    let narrative = Narrative::default();
    let context = Context {
        programme: &now,
        narrative: &narrative,
        earlier: Some(&earlier),
        edition,
        status_date: edition.last_day(),
        settings: &settings,
        looked: Default::default(),
    };
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            let found = checks::check(&context);
            assert!(!found.is_empty());
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let checking = times[RUNS / 2];
    println!("{ACTIONS} actions: read in {reading:.2} s, checked in {checking:.2} s; ratio {:.2}", checking / reading);
    let mut slowest: Vec<(f64, &str)> = checks::ALL
        .iter()
        .map(|check| {
            let begun = Instant::now();
            checks::check_one(check, &context);
            (begun.elapsed().as_secs_f64(), check.code)
        })
        .collect();
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (seconds, code) in slowest.iter().take(5) {
        println!("  {code}: {seconds:.3} s");
    }
}

fn tracker(update: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = [
        "Ref/ Aim",
        "What we will do/ Action",
        "Action completion date",
        "Responsible Partnership Lead(s)",
        "Action milestones/ progress",
        "Action BRAG/date completed",
        "Impact measures/ KPIs",
        "Impact BRAG",
        "Progress update",
        "Last updated",
    ];
    for (column, head) in heads.into_iter().enumerate() {
        sheet.write(0, column as u16, head)?;
    }
    let statuses = ["Green", "Amber", "Red", "Blue - 16/07/2024", "Grey"];
    let leads =
        ["Head of SEND", "Designated Clinical Officer", "Associate Director, Adult Social Care", "Head of Therapies"];
    for index in 0..ACTIONS {
        let (aim, number) = (index / 20 + 1, index % 20 + 1);
        let row = index + 1;
        let status = statuses[index as usize % statuses.len()];
        if number == 1 {
            sheet.write(row, 0, format!("1.{aim} Improve part {aim} of the service"))?;
        }
        sheet.write(row, 1, format!("1.{aim}.{number} Agree and put in place step {number} of part {aim}"))?;
        sheet.write(row, 2, "July 2025")?;
        sheet.write(row, 3, leads[index as usize % leads.len()])?;
        sheet.write(row, 4, "By May 2025, draft it.\nIn June 2025, consult on it.")?;
        sheet.write(row, 5, status)?;
        sheet.write(row, 6, format!("{}% of families say that part {aim} works for them", 50 + index % 45))?;
        sheet.write(row, 7, if status.starts_with("Blue") { "Blue" } else { status })?;
        sheet.write(row, 8, format!("{update} Step {index}."))?;
        sheet.write(row, 9, "21/07/2025")?;
    }
    Ok(book)
}
