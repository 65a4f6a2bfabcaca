//! No text too small to read, and none off its page, in any document the program makes; the Board report is short, its
//! pages are full and most of it is in large print.
//!
//! Deliberately absent: text that runs over other text or out of its cell; the eye finds that.

use lopdf::{Document, Object, Stream, dictionary};

use crate::support::ashmere;
use crate::support::lettering::{Run, runs};
use crate::support::papers::{Spoilt, copy_folder, every_document, paper, paper_with_faults};
use crate::support::pdf::{self, one_line};
use crate::support::workbook::Workbook;

/// In points: what is printed and what is thrown on a wall.
const LEAST_ON_PAPER: f64 = 9.0;
const LEAST_ON_SLIDES: f64 = 14.0;

#[test]
fn text_is_large_enough_and_on_its_page() {
    let documents = every_document(&ashmere());
    let has = |name: &str| documents.keys().any(|file| file.contains(name));
    assert!(has("improvement-board-report") && has("stocktake-deck") && has("chart-gallery") && has("chase-list"));
    let faults: Vec<String> = documents.iter().flat_map(|(name, pdf)| faults(name, pdf)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A control: text that is too small, by its own size or because it is drawn smaller, and text that leaves the page on
/// each side, all or in part.
#[test]
fn text_that_is_too_small_or_off_the_page_is_found() {
    let papers = [
        (
            "risk-register",
            Spoilt {
                file: "risk-register/main.typ.hbs",
                from: "= Every risk",
                to: "#text(size: 7pt)[Seven points]\n
                     #scale(50%)[Drawn at half its size]\n
                     #place(dx: 900pt)[Beyond the right]\n
                     #place(dx: -400pt)[Beyond the left]\n
                     #place(dy: 900pt)[Below]\n
                     #place(dy: -300pt)[Above]\n
                     #place(dx: 700pt, box(width: 300pt)[Begins on the page and ends off it])\n\n= Every risk",
                sign: "",
            },
            vec![
                "7.0 pt is less than 9 pt: “Seven points”",
                "5.5 pt is less than 9 pt: “Drawn at half its size”",
                "off the page: “Beyond the right”",
                "off the page: “Beyond the left”",
                "off the page: “Below”",
                "off the page: “Above”",
                "off the page: “Begins on the page and ends off it”",
            ],
        ),
        (
            "stocktake-deck",
            Spoilt {
                file: "stocktake-deck/main.typ.hbs",
                from: "{{> setup form=\"slides\"}}",
                to: "{{> setup form=\"slides\"}}\n#text(size: 12pt)[Twelve points]\n",
                sign: "",
            },
            vec!["12.0 pt is less than 14 pt: “Twelve points”"],
        ),
    ];
    for (name, spoilt, signs) in papers {
        let faults = faults(name, &paper_with_faults(name, &[spoilt]));
        for sign in &signs {
            let found = faults.iter().any(|fault| fault.ends_with(sign));
            assert!(found, "{sign} was not found; {} faults:\n{}", faults.len(), faults.join("\n"));
        }
        assert_eq!(faults.len(), signs.len(), "{}", faults.join("\n"));
    }
}

/// Nobody writes like this on purpose, but workbooks hold it: a history pasted into an update, a role that is a
/// committee, a web address, one area with forty actions, a measure named by its definition.
#[test]
fn texts_far_longer_than_usual_find_room() {
    let folder = tempfile::tempdir().unwrap();
    let area = folder.path().join("ashmere");
    copy_folder(&ashmere(), &area);
    // The officers’ words name figures that these workbooks do not have.
    std::fs::remove_dir_all(area.join("2025-07/narrative")).unwrap();
    let books: Books = toml::from_str(&far_too_long()).unwrap();
    books.book.iter().for_each(|book| book.write(&area).unwrap());

    let documents = every_document(&area);
    let mut all = Vec::new();
    for (name, pdf) in &documents {
        all.extend(faults(name, pdf));
        all.extend(pdf::faults(pdf).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
    // The texts have really come to print, whole.
    let register = one_line(&pdf::text(&documents["risk-register.pdf"]));
    assert!(register.contains(&long("and then", 600)), "the register does not say what may happen");
    let report = one_line(&pdf::text(&documents["improvement-board-report.pdf"]));
    for words in [long("and then", 2000), long("Head of", 120), long("Children who", 120)] {
        assert!(report.contains(&words), "the report does not say {words:?}");
    }
}

/// By hand: the form's 1 and 2 lie at 2 × (1 + 5) + 10 = 22 and 2 × (2 + 5) + 20 = 34, and its 6 points are 12; a line on
/// is 4 lower there, 8 here. `TD` goes 10 to the right, 6 down, and makes that the step from line to line.
#[test]
fn a_run_stands_where_the_matrices_put_it() {
    let in_form = "BT /F 6 Tf 4 TL 1 0 0 1 1 2 Tm <0001> Tj T* <0002> Tj 10 -6 TD <0001> Tj T* <0001> Tj ET";
    let on_page = "q 2 0 0 2 10 20 cm /X Do Q BT /F 10 Tf 100 5 Td [<0001> -1000 <0001>] TJ ET";
    let mut document = Document::with_version("1.7");
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "DW" => 1000,
        "W" => vec![1.into(), Object::Array(vec![500.into()]), 2.into(), 2.into(), 250.into()],
    });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "DescendantFonts" => vec![descendant.into()],
    });
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form",
        "Matrix" => [1, 0, 0, 1, 5, 5].map(Object::from).to_vec(),
    };
    let form = document.add_object(Stream::new(form, in_form.into()));
    let content = document.add_object(Stream::new(dictionary! {}, on_page.into()));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "X" => form } },
    });
    let area = [0, 0, 200, 100].map(Object::from).to_vec();
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1, "MediaBox" => area };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalogue);
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).unwrap();

    let found: Vec<_> = runs(&pdf).iter().map(|run| (run.size, run.corners[0], run.corners[1])).collect();
    let expected = [
        (12.0, (22.0, 34.0), (28.0, 34.0)),
        (12.0, (22.0, 26.0), (25.0, 26.0)),
        (12.0, (42.0, 14.0), (48.0, 14.0)),
        (12.0, (42.0, 2.0), (48.0, 2.0)),
        (10.0, (100.0, 5.0), (120.0, 5.0)),
    ];
    assert_eq!(found, expected);
}

/// Where a page of a paper has what belongs to it, between its running header and footer: from and to, in points from below.
const BODY: (f64, f64) = (53.8, 782.4);

#[test]
fn the_board_report_has_twelve_pages_at_most_and_they_are_full() {
    let body = body_of(&paper("improvement-board-report"));
    let pages = body.iter().map(|run| run.page).max().unwrap();
    assert!(pages <= 12, "{pages} pages");
    assert_eq!(not_full(&body), Vec::<u32>::new(), "these of {pages} pages are less than two thirds full");
    let characters = |least: f64| -> usize {
        let large = body.iter().filter(|run| run.size >= least - 0.01);
        large.map(|run| run.text.chars().filter(|letter| !letter.is_whitespace()).count()).sum()
    };
    let (large, all) = (characters(12.0), characters(0.0));
    assert!(large * 2 > all, "only {large} of {all} characters have 12 points or more");
}

/// A control: a page that ends early is found.
#[test]
fn a_page_that_is_half_empty_is_found() {
    let spoilt = Spoilt {
        file: "improvement-board-report/main.typ.hbs",
        from: "{{> changes-message}}",
        to: "{{> changes-message}}\n#pagebreak()\n",
        sign: "",
    };
    let body = body_of(&paper_with_faults("improvement-board-report", &[spoilt]));
    assert_ne!(not_full(&body), Vec::<u32>::new());
}

fn body_of(pdf: &[u8]) -> Vec<Run> {
    let (from, to) = BODY;
    runs(pdf).into_iter().filter(|run| (from..=to).contains(&run.corners[0].1)).collect()
}

/// The pages but the last whose lowest line is above their lowest third.
fn not_full(body: &[Run]) -> Vec<u32> {
    let last = body.iter().map(|run| run.page).max().unwrap_or_default();
    let (from, to) = BODY;
    let lowest = |page: u32| {
        let lines = body.iter().filter(|run| run.page == page).map(|run| run.corners[0].1);
        lines.fold(to, f64::min)
    };
    (1..last).filter(|page| lowest(*page) > from + (to - from) / 3.0).collect()
}

#[derive(serde::Deserialize)]
struct Books {
    book: Vec<Workbook>,
}

/// A text of so many characters.
fn long(begins: &str, characters: usize) -> String {
    let text = format!("{begins} {}", "the partners of the local area met again ".repeat(characters / 40 + 1));
    let text: String = text.chars().take(characters - 1).collect();
    text.trim_end().to_owned() + "."
}

/// A tracker, a dashboard and a register in place of the sample's own.
fn far_too_long() -> String {
    let statuses = ["Red", "Amber", "Green", "Blue – 16/07/2025", "Grey"];
    let action = |number: usize| {
        let (aim, place) = (number / 5 + 1, number % 5);
        let (update, role) = match number {
            0 => (long("and then", 2000), long("Head of", 120)),
            1 => (format!("See https://example.org/{}", "workstream".repeat(9)), "Head of SEND".to_owned()),
            _ => ("On track.".to_owned(), "Head of SEND".to_owned()),
        };
        let [status, impact] = [place, (place + aim) % 5].map(|at| statuses[at]);
        let impact = impact.split(' ').next().unwrap_or_default();
        let text = format!("1.{aim}.{} Agree the pathway, part {number}.", place + 1);
        format!(
            "1.{aim} Aim | {text} | 2025-09-30 | {role} | | {status} | Families say so | {impact} | {update} | | 2025-07-20"
        )
    };
    let actions: Vec<String> = (0..40).map(action).collect();
    let months: Vec<String> =
        (2..=12).map(|m| format!("2024-{m:02}-01")).chain((1..=7).map(|m| format!("2025-{m:02}-01"))).collect();
    let values: Vec<String> = (0..18).map(|month| format!("0.{}", 40 + month)).collect();
    let (name, role, event) = (long("Children who", 120), long("Head of", 120), long("and then", 600));
    let address = format!("https://example.org/{}", "workstream".repeat(9));
    format!(
        "
[[book]]
path = '2025-07/Action tracker.xlsx'
[[book.sheet]]
name = 'PA1'
rows = '''
Action tracker, position at 31 July 2025

Priority Action 1: Partners must act.

Ref/ Aim | What we will do/ Action | Action completion date | Responsible Partnership Lead(s) | Action milestones/ progress | Action BRAG/date completed | Impact measures/ KPIs | Impact BRAG | Progress update | Board approval | Last updated
{}
'''

[[book]]
path = '2025-07/Dashboard.xlsx'
[[book.sheet]]
name = 'Dashboard'
rows = '''
SEND data dashboard

Ref | Measure | Linked action | Good is | Target | England | Statistical neighbours | {} | BRAG | Comment
K01 | {name} | 1.1.1 | High | 0.85 | 0.612 | 0.598 | {} | Red | {event}
'''

[[book]]
path = '2025-07/Risk register.xlsx'
[[book.sheet]]
name = 'Risk register'
rows = '''
Risk register, position at 31 July 2025

Ref | Category | Cause | Event | Consequence | Owner | Likelihood | Impact | Score | Controls in place | Further actions
R01 | {role} | {event} | {event} | {event} | {role} | 5 | 5 | 25 | {event}\\n{address} | {event}
R02 | Finance | {address} | {address} | {address} | {address} | 4 | 5 | 20 | None | None
'''
",
        actions.join("\n"),
        months.join(" | "),
        values.join(" | ")
    )
}

/// Every run of text that is too small for its kind of page, or not wholly on it.
fn faults(name: &str, pdf: &[u8]) -> Vec<String> {
    let runs = runs(pdf);
    assert!(runs.len() > 20, "{name} holds hardly any text");
    runs.iter()
        .flat_map(|run| faults_of(run).into_iter().map(move |fault| format!("{name}, page {}: {fault}", run.page)))
        .collect()
}

fn faults_of(run: &Run) -> Vec<String> {
    let mut faults = Vec::new();
    match least(run.area) {
        None => faults.push(format!("the page is neither A4 nor a slide: {:?}", run.area)),
        Some(least) if run.size < least - 0.01 => {
            faults.push(format!("{:.1} pt is less than {least} pt: “{}”", run.size, run.text));
        }
        Some(_) => {}
    }
    if !run.is_on_its_page() {
        let [from, to] = [run.corners[0], run.corners[1]].map(|(x, y)| format!("{x:.0}, {y:.0}"));
        faults.push(format!("from {from} to {to}, off the page: “{}”", run.text));
    }
    faults
}

/// The least size for a page: A4 either way up, or a slide of 16 to 9.
fn least([left, bottom, right, top]: [f64; 4]) -> Option<f64> {
    let (width, height) = (right - left, top - bottom);
    let near = |a: f64, b: f64| (a - b).abs() < 1.0;
    let is_a4 = near(width.min(height), 595.28) && near(width.max(height), 841.89);
    let is_slide = near(width * 9.0, height * 16.0);
    if is_a4 { Some(LEAST_ON_PAPER) } else { is_slide.then_some(LEAST_ON_SLIDES) }
}
