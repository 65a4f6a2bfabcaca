//! No cell is lost in silence: each cell of the sample's workbooks is changed by a little, and something must change with
//! it: what is read, what is found, what papers are made of; or `columns` says that the cell's column is not used.
//!
//! What survives without a word fails the test, unless a rule of [`EXPLAINED`] says why nothing is to be made of such a
//! cell. Every tenth cell is tried as a rule, `BOARDPACK_MUTATE=all` for
//! all of them, `BOARDPACK_MUTATE=5` for every fifth.
//!
//! Deliberately absent: changes of colour, and cells that are added or taken away.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use boardpack::area::settings::Settings;
use boardpack::area::{AreaFolder, Edition};
use boardpack::checks;
use boardpack::commands::{columns, data};
use boardpack::diagnostic::{Diagnostic, Findings};
use boardpack::facts::{self, Given};
use boardpack::located::column_name;
use boardpack::programme::columns::{OwnHeadings, SheetKind};
use boardpack::programme::model::{Month, Programme};
use boardpack::programme::{self, Table, find_tables};
use boardpack::workbook::{Cell, Precision, Sheet, Value, Workbook};
use chrono::{Days, Months, NaiveDateTime};

use crate::support::ashmere;

const JULY: Month = Month { year: 2025, month: 7 };

/// Where nothing comes of a change, and why that is right.
struct Rule {
    why: &'static str,
    fits: fn(&Survivor) -> bool,
}

const EXPLAINED: &[Rule] = &[
    Rule {
        why: "titles and notes above a table name nothing",
        fits: |left| {
            let above = matches!(left.place.part, Part::Above | Part::Outside);
            above && left.place.column == 0 && left.place.row < 4 && !left.was.contains(':')
                || above
                    && ["Illustrative data", "Monthly values", "SEND ", "Ashmere "]
                        .iter()
                        .any(|start| left.was.starts_with(start))
        },
    },
    Rule {
        why: "a heading is known by its core, and `columns` shows it whole beside what it was read as",
        fits: |left| left.place.part == Part::Headings && left.is.contains("anew"),
    },
    Rule {
        why: "which way is better is said by one word; those after it (\"High is good\") say no more",
        fits: |left| left.place.heading == "Good is" && left.is.ends_with(" anew"),
    },
];

#[test]
fn every_cell_that_is_changed_changes_something() {
    let area = Area::open();
    let every = every();
    let tried = area.try_cells(every, &Area::read_programme, |_| true);
    println!("{} cells, {} changes; told by {:?}", tried.cells, tried.changes, tried.told);
    println!("explained: {:#?}", tried.explained);
    let silent: Vec<String> = tried.survivors.iter().map(ToString::to_string).collect();
    assert!(tried.cells * every > 1_800, "only {} cells were tried", tried.cells);
    assert!(silent.is_empty(), "{} changes make no difference:\n{}", silent.len(), silent.join("\n"));
}

/// One in how many cells is tried.
fn every() -> usize {
    match std::env::var("BOARDPACK_MUTATE").as_deref() {
        Ok("all") => 1,
        Ok(number) => number.parse().expect("BOARDPACK_MUTATE is \"all\" or a number: one in how many cells is tried"),
        Err(_) => 10,
    }
}

/// The test above can fail: a reader that does not see one cell is found out, at that cell.
#[test]
fn a_cell_that_the_reader_loses_is_found() {
    let area = Area::open();
    let (row, column) = (6, 6);
    let lossy = |area: &Area, workbooks: &[Workbook]| {
        let mut seen = workbooks.to_vec();
        for workbook in seen.iter_mut().filter(|workbook| workbook.name.starts_with("Dashboard")) {
            let cells = workbook.sheets[0].rows.get_mut(&row).map(|row| &mut row.cells);
            let cell = cells.and_then(|cells| cells.get_mut(&column)).expect("the cell is there");
            (cell.value, cell.text) = (Value::Number(0.5), "50.0%".into());
        }
        area.read_programme(&seen)
    };
    let beside = |place: &Place| {
        place.workbook.starts_with("Dashboard") && place.row == row && (4..=column).contains(&place.column)
    };
    let tried = area.try_cells(1, &lossy, beside);
    let lost: Vec<(u32, u32)> = tried.survivors.iter().map(|left| (left.place.row, left.place.column)).collect();
    assert_eq!(tried.cells, 3);
    assert_eq!(lost, [(row, column)]);
}

/// A cell and where it stands.
#[derive(Clone)]
struct Place {
    workbook: Arc<str>,
    sheet: Arc<str>,
    row: u32,
    column: u32,
    /// The table that it belongs to, if it belongs to one.
    table: Option<SheetKind>,
    /// Whether it stands above that table's headings, in them, or among its records.
    part: Part,
    heading: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Above,
    Headings,
    Records,
    Outside,
}

/// A change that made no difference.
struct Survivor {
    place: Place,
    was: Arc<str>,
    is: Arc<str>,
}

impl fmt::Display for Survivor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { workbook, sheet, row, column, part, table, heading } = &self.place;
        write!(f, "{workbook}, {sheet}, {}{}", column_name(*column), row + 1)?;
        write!(f, " ({table:?}, {part:?}, \"{heading}\"): {:?} as {:?}", self.was, self.is)
    }
}

/// By what a change was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Data,
    Checks,
    Facts,
    Columns,
}

#[derive(Default)]
struct Tried {
    cells: usize,
    changes: usize,
    told: BTreeMap<By, usize>,
    explained: BTreeMap<&'static str, usize>,
    survivors: Vec<Survivor>,
}

/// The sample area with its workbooks of July.
struct Area {
    settings: Settings,
    own: OwnHeadings,
    workbooks: Vec<Workbook>,
    earlier: Vec<Edition>,
}

/// What papers are made of: everything that a reader of them, or of the findings, may see.
struct Outcome {
    checks: Vec<Diagnostic>,
    facts: serde_json::Value,
}

type Reader<'a> = &'a dyn Fn(&Area, &[Workbook]) -> Findings<Programme>;

impl Area {
    fn open() -> Area {
        let (area, _) = AreaFolder::open(&ashmere()).unwrap();
        let june = area.edition(Month { year: 2025, month: 6 }).unwrap().value;
        let workbooks = area.workbooks(&ashmere().join(JULY.id())).unwrap().value;
        let own = area.settings.own_headings().unwrap();
        Area { own, workbooks, earlier: vec![june], settings: area.settings }
    }

    fn read_programme(&self, workbooks: &[Workbook]) -> Findings<Programme> {
        programme::read(workbooks, &self.own, &self.settings.area_names(), self.settings.scheme(), Some(JULY))
    }

    /// Changes every n-th cell of the visible sheets, one at a time.
    fn try_cells(&self, every: usize, reader: Reader<'_>, wanted: impl Fn(&Place) -> bool) -> Tried {
        let mut tried = Tried::default();
        let mut all = self.workbooks.clone();
        let whole = self.outcome(reader(self, &all));
        let sheets: Vec<(usize, usize)> = all
            .iter()
            .enumerate()
            .flat_map(|(book, workbook)| (0..workbook.sheets.len()).map(move |sheet| (book, sheet)))
            .collect();
        for (book, sheet) in sheets {
            // A sheet by itself is soon read; the others count where it alone shows no difference.
            let mut alone = [Workbook { sheets: vec![all[book].sheets[sheet].clone()], ..all[book].clone() }];
            let before = as_data(&reader(self, &alone));
            let places: Vec<Place> = self.places(&alone[0]).into_iter().filter(&wanted).collect();
            for place in places.into_iter().skip(sheet % every).step_by(every) {
                tried.cells += 1;
                let was = cell_at(&mut alone[0].sheets[0], &place).clone();
                for changed in changes(&was) {
                    tried.changes += 1;
                    *cell_at(&mut alone[0].sheets[0], &place) = changed.clone();
                    *cell_at(&mut all[book].sheets[sheet], &place) = changed.clone();
                    if as_data(&reader(self, &alone)) != before {
                        *tried.told.entry(By::Data).or_default() += 1;
                        continue;
                    }
                    let left = Survivor { place: place.clone(), was: was.text.clone(), is: changed.text };
                    if let Some(rule) = EXPLAINED.iter().find(|rule| (rule.fits)(&left)) {
                        *tried.explained.entry(rule.why).or_default() += 1;
                        continue;
                    }
                    match self.later(&all, book, &place, &whole, reader) {
                        Some(by) => *tried.told.entry(by).or_default() += 1,
                        None => tried.survivors.push(left),
                    }
                }
                *cell_at(&mut alone[0].sheets[0], &place) = was.clone();
                *cell_at(&mut all[book].sheets[sheet], &place) = was;
            }
        }
        tried
    }

    /// What tells of a change that the data do not show.
    fn later(&self, all: &[Workbook], book: usize, place: &Place, before: &Outcome, reader: Reader<'_>) -> Option<By> {
        let now = self.outcome(reader(self, all));
        if now.checks != before.checks {
            return Some(By::Checks);
        }
        if now.facts != before.facts {
            return Some(By::Facts);
        }
        self.is_said_unused(&all[book], place).then_some(By::Columns)
    }

    fn outcome(&self, read: Findings<Programme>) -> Outcome {
        let edition = Edition {
            month: JULY,
            status_date: self.settings.status_date(JULY),
            programme: read.value,
            narrative: Default::default(),
            files: Vec::new(),
            inputs: Vec::new(),
            unread: Vec::new(),
        };
        let mut findings = read.diagnostics;
        findings.extend(checks::check(&checks::Context {
            programme: &edition.programme,
            narrative: &edition.narrative,
            earlier: Some(&self.earlier[0].programme),
            edition: JULY,
            status_date: edition.status_date,
            settings: &self.settings,
            looked: Default::default(),
        }));
        let given = Given {
            settings: &self.settings,
            folder: "ashmere",
            edition: &edition,
            previous: Some(self.earlier[0].month),
            earlier: &self.earlier,
            since: None,
            findings: &findings,
            accepted: &[],
            declared: &[],
        };
        let facts = serde_json::to_value(&facts::facts(&given).value).unwrap();
        Outcome { checks: findings, facts }
    }

    /// Whether `columns` lists the cell's column as not used.
    fn is_said_unused(&self, workbook: &Workbook, place: &Place) -> bool {
        let survey = columns::survey(std::slice::from_ref(workbook), &self.own, Some(JULY));
        let sheet = format!("  sheet \"{}\"", place.sheet);
        let letter = column_name(place.column);
        let mut lines = survey.as_str().lines().skip_while(|line| !line.starts_with(&sheet)).skip(1);
        lines
            .by_ref()
            .take_while(|line| !line.starts_with("  sheet"))
            .any(|line| line.ends_with("is not used") && line.split_whitespace().next() == Some(letter.as_str()))
            && place.part != Part::Above
    }

    /// The cells of a workbook that hold something, sheet by sheet.
    fn places(&self, workbook: &Workbook) -> Vec<Place> {
        let mut places = Vec::new();
        for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
            let tables = find_tables(sheet, &self.own, Some(JULY));
            for (row, cells) in &sheet.rows {
                let held = cells.cells.iter().filter(|(_, cell)| !cell.text.is_empty());
                places.extend(held.map(|(column, _)| place(sheet, &tables, *row, *column)));
            }
        }
        places
    }
}

fn place(sheet: &Sheet, tables: &[Table], row: u32, column: u32) -> Place {
    let table = tables.iter().find(|table| (table.first_row.min(table.header_row)..table.end_row).contains(&row));
    let part = match table {
        None => Part::Outside,
        Some(table) if row > table.header_row => Part::Records,
        Some(table) if row == table.header_row || table.group_row == Some(row) => Part::Headings,
        Some(_) => Part::Above,
    };
    Place {
        workbook: sheet.workbook.clone(),
        sheet: sheet.name.clone(),
        row,
        column,
        table: table.map(|table| table.kind),
        part,
        heading: table.map(|table| table.heading(sheet, column)).unwrap_or_default(),
    }
}

fn cell_at<'s>(sheet: &'s mut Sheet, place: &Place) -> &'s mut Cell {
    sheet.rows.get_mut(&place.row).unwrap().cells.get_mut(&place.column).unwrap()
}

fn as_data(read: &Findings<Programme>) -> serde_json::Value {
    data::json(&read.value, &read.diagnostics)
}

/// The little changes of a cell, each as the reader of workbooks would have read it.
fn changes(cell: &Cell) -> Vec<Cell> {
    let texts = |texts: Vec<String>| {
        texts.into_iter().map(|text| Cell { text: text.into(), ..cell.clone() }).collect::<Vec<_>>()
    };
    match &cell.value {
        Value::Number(number) => vec![step(cell, *number)],
        Value::Date { when, shown } => vec![next_date(cell, *when, *shown)],
        Value::Text => texts(other_words(&cell.text)),
        other => panic!("the sample has no cell that is {other:?}: {}", cell.text),
    }
}

/// A number one higher in the last digit that is shown.
fn step(cell: &Cell, number: f64) -> Cell {
    let bare = cell.text.trim_end_matches('%').replace(',', "");
    let decimals = bare.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let by = 0.1f64.powi(decimals as i32);
    let shown = bare.parse::<f64>().unwrap_or_else(|_| panic!("{} is not the text of a number", cell.text)) + by;
    let (by, sign) = if cell.percent { (by / 100.0, "%") } else { (by, "") };
    Cell { value: Value::Number(number + by), text: format!("{shown:.decimals$}{sign}").into(), ..cell.clone() }
}

/// A date one day on, or one month on where only the month is shown.
fn next_date(cell: &Cell, when: NaiveDateTime, shown: Precision) -> Cell {
    const FORMS: [&str; 7] = ["%d/%m/%Y", "%-d %B %Y", "%-d %b %Y", "%d %B %Y", "%b-%y", "%b %Y", "%B %Y"];
    let form = FORMS.iter().find(|form| when.format(form).to_string() == *cell.text);
    let form = form.unwrap_or_else(|| panic!("{} is in no form of date that is known", cell.text));
    let next = if shown == Precision::Month { when + Months::new(1) } else { when + Days::new(1) };
    Cell { value: Value::Date { when: next, shown }, text: next.format(form).to_string().into(), ..cell.clone() }
}

/// The text with another status, with another last digit, with a word more at the end of its first line and of its last.
fn other_words(text: &str) -> Vec<String> {
    const PAIRS: [(&str, &str); 12] = [
        ("Blue", "Green"),
        ("Green", "Amber"),
        ("Amber", "Red"),
        ("Red", "Amber"),
        ("Grey", "Green"),
        ("Open", "Closed"),
        ("Closed", "Open"),
        ("High", "Low"),
        ("Low", "High"),
        ("↑", "↓"),
        ("↓", "→"),
        ("→", "↑"),
    ];
    let status = PAIRS.iter().find_map(|(word, other)| {
        let rest = text.strip_prefix(word).filter(|rest| !rest.starts_with(char::is_alphabetic))?;
        Some(format!("{other}{rest}"))
    });
    let digit = text.char_indices().next_back().filter(|(_, last)| last.is_ascii_digit()).map(|(at, last)| {
        let other = if last == '9' { '8' } else { char::from(last as u8 + 1) };
        format!("{}{other}", &text[..at])
    });
    let more = format!("{text} anew");
    let first = text.split_once('\n').map(|(first, rest)| format!("{first} anew\n{rest}"));
    status.into_iter().chain(digit).chain([more]).chain(first).collect()
}

/// `columns` says of a measure's written direction that it is not used, and of a risk's that it is read.
#[test]
fn a_direction_is_said_to_be_read_only_where_it_is() {
    let area = Area::open();
    let survey = columns::survey(&area.workbooks, &area.own, Some(JULY));
    let of_direction: Vec<&str> =
        survey.as_str().lines().filter_map(|line| line.find("is direction").map(|at| line[at..].trim_end())).collect();
    assert_eq!(of_direction, ["is direction, and is not used", "is direction"]);
}
