//! The sample area's workbooks, read a second time and apart from the program: cells → records, and figures from them.
//!
//! It knows these five books, their headings and their habits, and nothing else. Deliberately absent: any use of the
//! program's own code, so that a fault there cannot hide itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use chrono::{Datelike, Days, Months, NaiveDate};

use crate::support::process::{Process, special_cause};

pub const STATUSES: [&str; 5] = ["Blue", "Green", "Amber", "Red", "Grey"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub struct Books {
    /// The books of the edition that this one is compared with.
    before: Option<Box<Books>>,
    pub as_at: NaiveDate,
    /// The Board's name, the days it meets, those of the stocktakes, and the highest score it is content with: all by the
    /// area's settings.
    pub board: String,
    pub meetings: Vec<NaiveDate>,
    pub stocktakes: Vec<NaiveDate>,
    pub appetite: i64,
    /// What somebody has put on record as known.
    accepted: Vec<Accepted>,
    pub areas: Vec<Area>,
    /// Each status and its meaning, and how many terms the glossary explains.
    pub key: Vec<(String, String)>,
    pub glossary: usize,
    pub measures: Vec<Measure>,
    pub risks: Vec<Risk>,
    pub agreed: Vec<Agreed>,
    pub items: Vec<Item>,
    /// Every text that stands in a cell, and each line of those that have several.
    pub texts: BTreeSet<String>,
}

pub struct Area {
    /// "Priority action 1", and the name that the settings give it.
    pub title: String,
    pub name: String,
    pub lead: Option<String>,
    pub outcomes: Vec<String>,
    pub actions: Vec<Action>,
}

/// A finding that somebody has decided to live with.
pub struct Accepted {
    code: String,
    pub reference: String,
    pub reason: String,
    pub by: String,
    pub until: NaiveDate,
}

#[derive(Clone)]
pub struct Action {
    pub reference: String,
    pub text: String,
    pub due: Due,
    pub leads: Vec<String>,
    pub status: String,
    pub completed: Option<NaiveDate>,
    pub impact_measures: Vec<String>,
    pub impact: String,
    pub update: String,
    pub approval: String,
    pub updated: NaiveDate,
}

/// A due date as it is printed, and the last day that it allows, where it names one.
#[derive(Clone)]
pub struct Due {
    pub words: String,
    pub last_day: Option<NaiveDate>,
}

pub struct Measure {
    pub reference: String,
    pub name: String,
    pub links: Vec<String>,
    pub high_is_good: bool,
    pub target: Target,
    pub england: Option<f64>,
    pub neighbours: Option<f64>,
    /// The first day of each month, and its value or the reason why there is none.
    pub months: Vec<(NaiveDate, Result<f64, &'static str>)>,
    pub status: String,
    /// The number of cases behind the latest figure.
    pub cases: Option<i64>,
    pub comment: String,
}

pub enum Target {
    /// Shares in hundredths, each with the last day of its month where it has one.
    Steps(Vec<(i64, Option<NaiveDate>)>),
    Words(String),
    None,
}

pub struct Risk {
    pub reference: String,
    pub category: String,
    pub cause: String,
    pub event: String,
    pub consequence: String,
    pub owner: String,
    /// Likelihood, impact and the score in the cell: inherent, current, target.
    pub scores: [[i64; 3]; 3],
    pub controls: Vec<String>,
    pub further: Vec<String>,
    pub response: String,
    pub direction: String,
    pub links: Vec<String>,
    pub reviewed: NaiveDate,
}

/// An action agreed at a meeting.
pub struct Agreed {
    pub meeting: NaiveDate,
    pub reference: String,
    pub action: String,
    pub owner: String,
    pub due: NaiveDate,
    pub open: bool,
    pub update: String,
}

/// An item of the work programme.
pub struct Item {
    pub meeting: NaiveDate,
    pub item: String,
    pub purpose: String,
    pub lead: String,
    pub deadline: NaiveDate,
}

/// Reads the books of one edition of an area, and those of the one before it.
pub fn read(area: &Path, edition: &str, before: &str) -> Books {
    let books = Books { before: Some(Box::new(read_one(area, before))), ..read_one(area, edition) };
    for action in books.actions() {
        let before = books.before_of(&action);
        assert!(before.due.words == action.due.words && before.text == action.text, "{} moved", action.reference);
    }
    let kept = [books.before(), &books].map(|books| (books.actions().len(), books.risks.len(), books.measures.len()));
    assert_eq!(kept[0], kept[1], "a record was added or taken away, which said.rs has no words for");
    books
}

fn read_one(area: &Path, edition: &str) -> Books {
    let folder = area.join(edition);
    let mut texts = BTreeSet::new();
    let mut sheets = |name: &str| -> Vec<Sheet> {
        let mut book: Xlsx<_> = open_workbook(folder.join(name)).unwrap();
        let sheets: Vec<Sheet> = book.worksheets().into_iter().map(|(name, cells)| Sheet { name, cells }).collect();
        sheets.iter().for_each(|sheet| sheet.note_texts(&mut texts));
        sheets
    };
    let tracker = sheets("Action tracker.xlsx");
    let register = sheets("Risk register.xlsx");
    let dashboard = sheets("Dashboard.xlsx");
    let log = sheets("Board actions log.xlsx");
    let programme = sheets("Forward work programme.xlsx");
    let settings: toml::Table = fs::read_to_string(area.join("boardpack.toml")).unwrap().parse().unwrap();
    let names = settings["area"].as_array().unwrap().iter().map(|area| area["name"].as_str().unwrap());
    let (areas, words): (Vec<&Sheet>, Vec<&Sheet>) = tracker.iter().partition(|sheet| sheet.text(6, 0) == "Ref/ Aim");
    let title = tracker[0].text(0, 0);
    let as_at = day_in_words(title.rsplit_once(" at ").unwrap().1);
    let days = |key: &str| -> Vec<NaiveDate> {
        let days = settings["board"][key].as_array().unwrap();
        days.iter().map(|day| day.as_str().unwrap().parse().unwrap()).collect()
    };
    let accepted: toml::Table = fs::read_to_string(area.join("accepted.toml")).unwrap().parse().unwrap();
    let accepted = accepted["accepted"].as_array().unwrap().iter().map(|record| {
        let text = |key: &str| record[key].as_str().unwrap().to_owned();
        Accepted {
            code: text("code"),
            reference: text("ref"),
            reason: text("reason"),
            by: text("by"),
            until: text("until").parse().unwrap(),
        }
    });
    let key = words.iter().find(|sheet| sheet.name == "BRAG key").unwrap();
    Books {
        before: None,
        as_at,
        board: settings["board"]["name"].as_str().unwrap().to_owned(),
        meetings: days("meetings"),
        stocktakes: days("stocktakes"),
        appetite: settings["risk"]["appetite"].as_integer().unwrap(),
        accepted: accepted.collect(),
        areas: areas.into_iter().zip(names).map(|(sheet, name)| area_of(sheet, name)).collect(),
        key: key.rows_from(4).map(|row| (key.text(row, 0), key.text(row, 1))).collect(),
        glossary: words.iter().find(|sheet| sheet.name == "Glossary").unwrap().rows_from(4).count(),
        measures: dashboard[0].rows_from(6).map(|row| measure(&dashboard[0], row)).collect(),
        risks: register[0].rows_from(6).map(|row| risk(&register[0], row)).collect(),
        agreed: log[0].rows_from(5).map(|row| agreed(&log[0], row)).collect(),
        items: programme[0].rows_from(5).map(|row| item(&programme[0], row)).collect(),
        texts,
    }
}

struct Sheet {
    name: String,
    cells: Range<Data>,
}

impl Sheet {
    fn cell(&self, row: u32, column: u32) -> &Data {
        self.cells.get_value((row, column)).unwrap_or(&Data::Empty)
    }

    fn text(&self, row: u32, column: u32) -> String {
        match self.cell(row, column) {
            Data::String(text) => text.trim().to_owned(),
            Data::Empty => String::new(),
            other => panic!("{}, row {row}, column {column} holds {other:?}", self.name),
        }
    }

    /// The lines of a cell without their bullets.
    fn lines(&self, row: u32, column: u32) -> Vec<String> {
        let text = self.text(row, column);
        text.lines().map(|line| line.trim_start_matches("• ").to_owned()).filter(|line| !line.is_empty()).collect()
    }

    fn number(&self, row: u32, column: u32) -> Option<f64> {
        match self.cell(row, column) {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        }
    }

    fn day(&self, row: u32, column: u32) -> Option<NaiveDate> {
        match self.cell(row, column) {
            Data::DateTime(moment) => Some(moment.as_datetime()?.date()),
            _ => None,
        }
    }

    /// The day in a column whose cells are merged downwards: that of the block's first row.
    fn day_above(&self, row: u32, column: u32) -> NaiveDate {
        (0..=row).rev().find_map(|row| self.day(row, column)).unwrap()
    }

    /// The rows from one on until the first without anything in its second column.
    fn rows_from(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        (first..).take_while(|row| !matches!(self.cell(*row, 1), Data::Empty))
    }

    fn note_texts(&self, texts: &mut BTreeSet<String>) {
        for cell in self.cells.used_cells() {
            if let Data::String(text) = cell.2 {
                texts.insert(text.clone());
                for line in text.lines() {
                    let line = line.trim_start_matches("• ");
                    texts.insert(line.to_owned());
                    // The tracker has the number and the words of an action in one cell.
                    texts.extend(line.split_once(' ').map(|(_, words)| words.to_owned()));
                }
            }
        }
    }
}

fn area_of(sheet: &Sheet, name: &str) -> Area {
    let heading = sheet.text(2, 0);
    let title = heading.split_once(':').unwrap().0.to_lowercase();
    let lead = sheet.text(3, 0).strip_prefix("Lead Officer:").unwrap().trim().to_owned();
    Area {
        title: capitalised(&title),
        name: name.to_owned(),
        lead: Some(lead).filter(|lead| !lead.is_empty()),
        outcomes: sheet.lines(5, 0).split_off(1),
        actions: sheet.rows_from(7).map(|row| action(sheet, row)).collect(),
    }
}

fn action(sheet: &Sheet, row: u32) -> Action {
    let words = sheet.text(row, 1);
    let (reference, text) = words.split_once(' ').unwrap();
    let brag = sheet.text(row, 5);
    let (status, completed) = match brag.split_once(" – ") {
        Some((status, day)) => (status, Some(NaiveDate::parse_from_str(day, "%d/%m/%Y").unwrap())),
        None => (&*brag, None),
    };
    Action {
        reference: reference.to_owned(),
        text: text.to_owned(),
        due: match sheet.day(row, 2) {
            Some(day) => Due { words: in_words(day), last_day: Some(day) },
            None => due_in_words(&sheet.text(row, 2)),
        },
        leads: sheet.lines(row, 3),
        status: status.to_owned(),
        completed,
        impact_measures: sheet.lines(row, 6),
        impact: sheet.text(row, 7),
        update: sheet.text(row, 8),
        approval: sheet.day(row, 9).map_or_else(|| sheet.text(row, 9), in_words),
        updated: sheet.day(row, 10).unwrap(),
    }
}

/// "Dec 2024" is over at the end of that month; "Termly from May 2024" never is.
fn due_in_words(words: &str) -> Due {
    if words.is_empty() {
        return Due { words: "No date set".into(), last_day: None };
    }
    match month_in_words(words) {
        Some(last_day) => Due { words: month_of(last_day), last_day: Some(last_day) },
        None => Due { words: words.to_owned(), last_day: None },
    }
}

/// What stands where a figure is too small to be shown.
const CONFIDENTIAL: &str = "[c], confidential";

fn measure(sheet: &Sheet, row: u32) -> Measure {
    let months = (7..25).map(|column| {
        let value = match (sheet.number(row, column), sheet.cell(row, column)) {
            (Some(number), _) => Ok(number),
            (None, Data::String(mark)) if mark == "-" => Err("not collected"),
            (None, Data::String(mark)) if mark == "c" => Err(CONFIDENTIAL),
            _ => Err("no value"),
        };
        (sheet.day(5, column).unwrap(), value)
    });
    Measure {
        reference: sheet.text(row, 0),
        name: sheet.text(row, 1),
        links: sheet.text(row, 2).split("; ").map(str::to_owned).collect(),
        high_is_good: sheet.text(row, 3) == "High",
        target: target(sheet, row),
        england: sheet.number(row, 5),
        neighbours: sheet.number(row, 6),
        months: months.collect(),
        status: sheet.text(row, 25),
        cases: sheet.number(row, 27).map(|cases| cases as i64),
        comment: sheet.text(row, 28),
    }
}

fn target(sheet: &Sheet, row: u32) -> Target {
    if let Some(share) = sheet.number(row, 4) {
        return Target::Steps(vec![((share * 100.0).round() as i64, None)]);
    }
    let words = sheet.text(row, 4);
    let steps = words.split("; ").map(|step| {
        let (share, month) = step.split_once("% by ")?;
        Some((share.parse().ok()?, month_in_words(month)))
    });
    match steps.collect() {
        Some(steps) => Target::Steps(steps),
        None if words.is_empty() => Target::None,
        None => Target::Words(words),
    }
}

fn risk(sheet: &Sheet, row: u32) -> Risk {
    let scores = [7, 11, 15].map(|first| [0, 1, 2].map(|step| sheet.number(row, first + step).unwrap() as i64));
    Risk {
        reference: sheet.text(row, 0),
        category: sheet.text(row, 1),
        cause: sheet.text(row, 2),
        event: sheet.text(row, 3),
        consequence: sheet.text(row, 4),
        owner: sheet.text(row, 5),
        scores,
        controls: sheet.lines(row, 10),
        further: sheet.lines(row, 14),
        response: sheet.text(row, 18),
        direction: sheet.text(row, 19),
        links: sheet.text(row, 20).split("; ").map(str::to_owned).collect(),
        reviewed: sheet.day(row, 21).unwrap(),
    }
}

fn agreed(sheet: &Sheet, row: u32) -> Agreed {
    Agreed {
        meeting: sheet.day_above(row, 0),
        reference: sheet.text(row, 1),
        action: sheet.text(row, 2),
        owner: sheet.text(row, 3),
        due: sheet.day(row, 4).unwrap(),
        open: sheet.text(row, 5) == "Open",
        update: sheet.text(row, 6),
    }
}

fn item(sheet: &Sheet, row: u32) -> Item {
    Item {
        meeting: sheet.day_above(row, 0),
        item: sheet.text(row, 1),
        purpose: sheet.text(row, 2),
        lead: sheet.text(row, 3),
        deadline: sheet.day(row, 4).unwrap(),
    }
}

// ---- Figures ------------------------------------------------------------------------------------------------------

impl Books {
    pub fn actions(&self) -> Vec<Action> {
        self.areas.iter().flat_map(|area| area.actions.clone()).collect()
    }

    pub fn overdue(&self, action: &Action) -> bool {
        action.status != "Blue" && action.due.last_day.is_some_and(|day| day < self.as_at)
    }

    /// Red, then Amber, then what else is overdue.
    pub fn exceptions(&self, actions: &[Action]) -> Vec<Action> {
        let rank = |action: &Action| match &*action.status {
            "Red" => Some(0),
            "Amber" => Some(1),
            _ => self.overdue(action).then_some(2),
        };
        let mut exceptions: Vec<Action> = actions.iter().filter(|action| rank(action).is_some()).cloned().collect();
        exceptions.sort_by_key(rank);
        exceptions
    }

    /// The end of the third month after the edition's own.
    pub fn horizon(&self) -> NaiveDate {
        end_of_month(self.as_at.with_day(1).unwrap() + Months::new(3))
    }

    /// What is not complete and falls due within the three months, month by month in the plan's order.
    pub fn falling_due(&self) -> Vec<Action> {
        let due = |action: &Action| {
            let day = action.due.last_day.filter(|day| *day > self.as_at && *day <= self.horizon())?;
            (action.status != "Blue").then(|| (day.year(), day.month()))
        };
        let mut all: Vec<Action> = self.actions().into_iter().filter(|action| due(action).is_some()).collect();
        all.sort_by_key(due);
        all
    }

    /// The measures that ask for attention, the most pressing first, each with why.
    pub fn attention(&self) -> Vec<(&Measure, String)> {
        let found = |measure: &Measure| measure.attention(self.as_at);
        let mut all: Vec<_> = self.measures.iter().filter_map(|measure| Some((measure, found(measure)?))).collect();
        let furthest = self.furthest();
        let place = |measure: &Measure| furthest.iter().position(|of| of.reference == measure.reference);
        all.sort_by_key(|(measure, (weight, _))| (*weight, place(measure).unwrap_or(furthest.len())));
        all.into_iter().map(|(measure, (_, why))| (measure, why)).collect()
    }

    /// What is overdue, the longest first.
    pub fn late(&self, actions: &[Action]) -> Vec<Action> {
        let mut late: Vec<Action> = actions.iter().filter(|action| self.overdue(action)).cloned().collect();
        late.sort_by_key(|action| action.due.last_day);
        late
    }

    /// What is not complete: the exceptions first, then the others in the plan's order.
    pub fn outstanding(&self, actions: &[Action]) -> Vec<Action> {
        let mut all = self.exceptions(actions);
        let calm = |action: &&Action| action.status != "Blue" && !all.iter().any(|of| of.reference == action.reference);
        let calm: Vec<Action> = actions.iter().filter(calm).cloned().collect();
        all.extend(calm);
        all
    }

    /// Complete actions without an approval, of which nobody has put on record that it is on its way: those with their
    /// impact, and those without.
    pub fn to_close(&self) -> (Vec<Action>, Vec<Action>) {
        let on_record = self.closure_on_record();
        let waiting = |action: &Action| {
            let known = on_record.iter().any(|(of, _)| of.reference == action.reference);
            action.status == "Blue" && action.approval.is_empty() && !known
        };
        self.actions().into_iter().filter(waiting).partition(|action| action.impact == "Blue")
    }

    /// Complete actions whose missing approval somebody has put on record, with what was put.
    pub fn closure_on_record(&self) -> Vec<(Action, &Accepted)> {
        let of = |action: Action| {
            let mut all = self.accepted.iter().filter(|record| record.code == "blue-without-approval");
            Some(all.find(|record| record.reference == action.reference)).flatten().map(|record| (action, record))
        };
        self.actions().into_iter().filter_map(of).collect()
    }

    /// The measures that miss their target, the furthest from it first.
    pub fn furthest(&self) -> Vec<&Measure> {
        let mut all: Vec<&Measure> = self.measures.iter().filter(|m| m.is_met(self.as_at) == Some(false)).collect();
        assert!(
            all.iter().all(|measure| measure.is_share()),
            "percentages and numbers are put in order in another way"
        );
        all.sort_by_key(|measure| -measure.units_from_target(self.as_at).abs());
        all
    }

    /// The measures that are better than at first, the largest gain first; those without a target last.
    pub fn gains(&self) -> Vec<&Measure> {
        let better = |measure: &&Measure| measure.way_from(measure.first().1) == "better";
        let mut all: Vec<&Measure> = self.measures.iter().filter(better).collect();
        // Points of percentages, and of numbers their share of the larger one, in thousandths.
        let size = |measure: &Measure| {
            let (from, to) = (measure.units(measure.first().1), measure.units(measure.latest().1));
            if measure.is_share() { (to - from).abs() } else { (to - from).abs() * 1000 / from.max(to) }
        };
        all.sort_by_key(|measure| (measure.target(self.as_at).is_none(), -size(measure)));
        all
    }

    /// The measures that are linked to an action of an area: the furthest from target first, then the others in the
    /// dashboard's order.
    pub fn measures_by_need(&self, area: &Area) -> Vec<&Measure> {
        let furthest = self.furthest();
        let linked = |measure: &&Measure| measure.links.iter().any(|l| area.actions.iter().any(|a| a.reference == *l));
        let place = |measure: &Measure| furthest.iter().position(|of| of.reference == measure.reference);
        let mut all: Vec<&Measure> = self.measures.iter().filter(linked).collect();
        all.sort_by_key(|measure| place(measure).unwrap_or(furthest.len()));
        all
    }

    pub fn above_appetite(&self, risk: &Risk) -> bool {
        risk.scores[1][2] > self.appetite
    }

    pub fn next_meeting(&self) -> NaiveDate {
        self.meetings.iter().copied().filter(|day| *day > self.as_at).min().unwrap()
    }

    pub fn next_stocktake(&self) -> NaiveDate {
        self.stocktakes.iter().copied().filter(|day| *day > self.as_at).min().unwrap()
    }

    pub fn last_stocktake(&self) -> NaiveDate {
        self.stocktakes.iter().copied().filter(|day| *day <= self.as_at).max().unwrap_or_default()
    }

    /// The days on which somebody looks at the programme in the months ahead, and who or what it is.
    pub fn calendar(&self) -> Vec<(NaiveDate, &str)> {
        let days = |days: &[NaiveDate], what| days.iter().map(|day| (*day, what)).collect::<Vec<_>>();
        let mut all = [days(&self.meetings, &*self.board), days(&self.stocktakes, "Stocktake")].concat();
        all.retain(|(day, _)| *day > self.as_at && *day <= self.horizon());
        all.sort_by_key(|(day, _)| *day);
        all
    }

    pub fn upcoming(&self) -> Vec<&Item> {
        self.items.iter().filter(|item| item.meeting > self.as_at && item.meeting <= self.horizon()).collect()
    }

    /// How late an action is: days within a fortnight, weeks within two months, then whole months.
    pub fn lateness(&self, action: &Action) -> String {
        let due = action.due.last_day.unwrap();
        let days = (self.as_at - due).num_days();
        let months = (1..600).take_while(|months| due + Months::new(*months) <= self.as_at).count() as i64;
        let (number, unit) = match days {
            ..14 => (days, "day"),
            14..61 => (days / 7, "week"),
            _ => (months, "month"),
        };
        format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
    }

    /// The risks with the highest current scores first.
    pub fn ranked_risks(&self) -> Vec<&Risk> {
        let mut risks: Vec<&Risk> = self.risks.iter().collect();
        risks.sort_by_key(|risk| (-risk.scores[1][2], risk.reference.clone()));
        risks
    }

    pub fn direction(&self, wanted: &str) -> Vec<&str> {
        self.risks.iter().filter(|risk| risk.direction == wanted).map(|risk| &*risk.reference).collect()
    }
}

// ---- What moved ---------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    Worse,
    Better,
    Neither,
}

/// Red, Amber, Green and Blue are better in that order. Grey is not due to start: to begin Green or Blue is for the
/// better, Amber or Red for the worse, and to go back to Grey is neither.
fn status_way(from: &str, to: &str) -> Option<Way> {
    let rank = |status: &str| ["Red", "Amber", "Green", "Blue"].iter().position(|known| *known == status);
    let better = match (rank(from), rank(to)) {
        _ if from == to => return None,
        (Some(from), Some(to)) => to > from,
        (None, Some(to)) if from == "Grey" => to >= 2,
        _ => return Some(Way::Neither),
    };
    Some(if better { Way::Better } else { Way::Worse })
}

impl Books {
    pub fn before(&self) -> &Books {
        self.before.as_ref().expect("books that were read with those before them")
    }

    pub fn before_of(&self, action: &Action) -> &Action {
        let mut all = self.before().areas.iter().flat_map(|area| &area.actions);
        all.find(|before| before.reference == action.reference).expect("no action of the sample is new")
    }

    pub fn risk_before(&self, risk: &Risk) -> &Risk {
        let mut all = self.before().risks.iter();
        all.find(|before| before.reference == risk.reference).expect("no risk of the sample is new")
    }

    pub fn measure(&self, reference: &str) -> &Measure {
        self.measures.iter().find(|measure| measure.reference == reference).expect("no measure of the sample is new")
    }

    /// Of the action status and the impact status: what each was, what it is, and which way it moved.
    pub fn moves(&self, action: &Action) -> [(String, String, Option<Way>); 2] {
        let before = self.before_of(action);
        [(&before.status, &action.status), (&before.impact, &action.impact)]
            .map(|(from, to)| (from.clone(), to.clone(), status_way(from, to)))
    }

    /// How many action statuses and how many impact statuses moved one way.
    pub fn statuses_moved(&self, wanted: Way) -> [usize; 2] {
        let all = self.actions();
        [0, 1].map(|which| all.iter().filter(|action| self.moves(action)[which].2 == Some(wanted)).count())
    }

    pub fn newly_overdue(&self, action: &Action) -> bool {
        self.overdue(action) && !self.before().overdue(self.before_of(action))
    }

    pub fn newly_complete(&self, action: &Action) -> bool {
        action.status == "Blue" && self.before_of(action).status != "Blue"
    }

    /// Which way an action moved: anything for the worse counts before anything for the better.
    pub fn way(&self, action: &Action) -> Way {
        let moves = self.moves(action);
        let moved = |way: Way| moves.iter().any(|(_, _, moved)| *moved == Some(way));
        if moved(Way::Worse) || self.newly_overdue(action) {
            Way::Worse
        } else if moved(Way::Better) {
            Way::Better
        } else {
            Way::Neither
        }
    }

    pub fn target_newly_met(&self, measure: &Measure) -> bool {
        let before = self.before().measure(&measure.reference);
        measure.is_met(self.as_at) == Some(true) && before.is_met(self.before().as_at) == Some(false)
    }
}

/// How many of the actions have each status, in the order of [`STATUSES`].
pub fn tally(actions: &[Action], status: impl Fn(&Action) -> &str) -> [usize; 5] {
    STATUSES.map(|wanted| actions.iter().filter(|action| status(action) == wanted).count())
}

/// The level of a score on the scale that the register states above its table.
pub fn level(score: i64) -> &'static str {
    match score {
        1..=4 => "Low",
        5..=9 => "Medium",
        10..=15 => "High",
        16..=25 => "Very high",
        _ => "no level",
    }
}

impl Measure {
    pub fn readings(&self) -> Vec<(NaiveDate, f64)> {
        self.months.iter().filter_map(|(month, value)| Some((*month, (*value).ok()?))).collect()
    }

    pub fn first(&self) -> (NaiveDate, f64) {
        self.readings()[0]
    }

    pub fn latest(&self) -> (NaiveDate, f64) {
        *self.readings().last().unwrap()
    }

    pub fn before_latest(&self) -> (NaiveDate, f64) {
        let readings = self.readings();
        readings[readings.len() - 2]
    }

    /// Shares are stored as fractions; a count is never below two.
    pub fn is_share(&self) -> bool {
        self.readings().iter().all(|(_, value)| *value <= 1.0)
    }

    /// A value in whole units of what is printed: tenths of a per cent, or ones.
    fn units(&self, value: f64) -> i64 {
        if self.is_share() { (value * 1000.0).round() as i64 } else { value.round() as i64 }
    }

    pub fn show(&self, value: f64) -> String {
        let units = self.units(value);
        if self.is_share() { format!("{}.{}%", units / 10, units % 10) } else { thousands(units) }
    }

    pub fn change_in_words(&self) -> String {
        self.change_from(self.before_latest().1)
    }

    /// How the latest value differs from another.
    pub fn change_from(&self, other: f64) -> String {
        self.change_in_units(self.units(self.latest().1) - self.units(other))
    }

    /// The same for a narrow column: "up 1.6 points".
    pub fn change_in_brief(&self) -> String {
        self.change_in_words().replace(" percentage", "")
    }

    fn units_from_target(&self, as_at: NaiveDate) -> i64 {
        self.units(self.latest().1) - self.target(as_at).unwrap() * 10
    }

    /// How far it is on the wrong side of its target: "27.6 points short".
    pub fn short_of_target(&self, as_at: NaiveDate) -> Option<String> {
        let gap = self.units_from_target(as_at).abs();
        let word = if self.high_is_good { "short" } else { "over" };
        (self.is_met(as_at) == Some(false)).then(|| format!("{} {word}", self.points(gap)))
    }

    /// How much better it is than at first, and since when.
    pub fn gain(&self) -> Option<(String, NaiveDate)> {
        let (month, value) = self.first();
        (self.way_from(value) == "better").then(|| (self.change_from(value), month))
    }

    /// How far it is from a figure that it is compared with: "10.1 points above".
    pub fn against(&self, other: f64) -> String {
        let gap = self.units(self.latest().1) - self.units(other);
        match gap.signum() {
            0 => "the same".into(),
            1 => format!("{} above", self.points(gap)),
            _ => format!("{} below", self.points(-gap)),
        }
    }

    /// A size in sentences: "27.6 points", of numbers the number.
    fn points(&self, size: i64) -> String {
        match (self.is_share(), size) {
            (true, 10) => "1.0 point".into(),
            (true, _) => format!("{}.{} points", size / 10, size % 10),
            (false, _) => thousands(size),
        }
    }

    /// The end of a scale that begins at 0: that of a share is 100%; a number's goes on to its highest mark in steps of 1,
    /// 2 or 5 tens, hundreds and so on, of which there are five or fewer.
    pub fn scale(&self) -> String {
        if self.is_share() {
            return "100%".into();
        }
        let highest = self.units(self.first().1).max(self.units(self.latest().1));
        let steps = (0..9).flat_map(|power| [1, 2, 5].map(|step| step * 10_i64.pow(power)));
        let step = steps.into_iter().find(|step| highest <= step * 5).unwrap();
        thousands((highest + step - 1) / step * step)
    }

    /// A difference of values: "up 1.6 percentage points".
    pub fn change_in_size(&self, change: f64) -> String {
        self.change_in_units(self.units(change))
    }

    fn change_in_units(&self, change: i64) -> String {
        let size = change.abs();
        let size = match (self.is_share(), size) {
            (_, 0) => return "no change".into(),
            (true, 10) => "1.0 percentage point".into(),
            (true, _) => format!("{}.{} percentage points", size / 10, size % 10),
            (false, _) => thousands(size),
        };
        format!("{} {size}", if change > 0 { "up" } else { "down" })
    }

    /// Better or worse than the figure before, or nothing where it has not changed.
    pub fn which_way(&self) -> &'static str {
        self.way_from(self.before_latest().1)
    }

    /// The same against the latest figure of an edition before.
    pub fn moved_from(&self, before: &Measure) -> &'static str {
        self.way_from(before.latest().1)
    }

    pub fn way_from(&self, other: f64) -> &'static str {
        let change = self.units(self.latest().1) - self.units(other);
        match (change * if self.high_is_good { 1 } else { -1 }).signum() {
            1 => "better",
            -1 => "worse",
            _ => "",
        }
    }

    /// The step that counts by then: the last whose date has come, or the first of all.
    pub fn target(&self, as_at: NaiveDate) -> Option<i64> {
        let Target::Steps(steps) = &self.target else { return None };
        let come = steps.iter().rfind(|(_, by)| by.is_none_or(|by| by <= as_at));
        come.or(steps.first()).map(|(share, _)| *share)
    }

    pub fn is_met(&self, as_at: NaiveDate) -> Option<bool> {
        let (target, latest) = (self.target(as_at)? * 10, self.units(self.latest().1));
        Some(if self.high_is_good { latest >= target } else { latest <= target })
    }

    /// The target that holds now with the date of its step, as the tables print it.
    pub fn target_now(&self, as_at: NaiveDate) -> String {
        let Some(share) = self.target(as_at) else { return self.target_in_words() };
        format!("{share}%") + &self.target_day(as_at).map_or(String::new(), |by| format!(" by {}", month_of(by)))
    }

    /// The date of the step of the target that holds now.
    pub fn target_day(&self, as_at: NaiveDate) -> Option<NaiveDate> {
        let (Some(share), Target::Steps(steps)) = (self.target(as_at), &self.target) else { return None };
        steps.iter().find(|(step, _)| *step == share)?.1
    }

    /// The target as the scorecard prints it.
    pub fn target_in_words(&self) -> String {
        match &self.target {
            Target::None => "not set".into(),
            Target::Words(words) => words.clone(),
            Target::Steps(steps) => {
                let step = |(share, by): &(i64, Option<NaiveDate>)| match by {
                    Some(by) => format!("{share}% by {}", month_of(*by)),
                    None => format!("{share}%"),
                };
                steps.iter().map(step).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Its course in one sentence, which stands for its chart.
    pub fn course(&self, as_at: NaiveDate) -> String {
        let (first, latest) = (self.first(), self.latest());
        let course = if self.units(latest.1) > self.units(first.1) { "Rose" } else { "Fell" };
        let [from, to] = [first, latest].map(|(month, value)| format!("{} in {}", self.show(value), month_of(month)));
        let mut words = format!("{course} from {from} to {to}");
        words.extend(self.target(as_at).map(|target| format!("; target {target}%")));
        words.extend(self.england.map(|value| format!("; England {}", self.show(value))));
        words.extend(self.neighbours.map(|value| format!("; similar areas {}", self.show(value))));
        let confidential = self.gaps().iter().filter(|reason| **reason == CONFIDENTIAL).count();
        words.push_str(&match confidential {
            0 => String::new(),
            1 => "; the figure of 1 month is confidential, [c]".into(),
            many => format!("; the figures of {many} months are confidential, [c]"),
        });
        words.push_str(&match self.gaps().len() - confidential {
            0 => String::new(),
            1 => "; 1 month has no figure".into(),
            many => format!("; {many} months have no figure"),
        });
        if let Some((first, better)) = self.special_cause() {
            let word = if better { "improvement" } else { "concern" };
            words.push_str(&format!("; special cause {word} since {}", month_of(first)));
        }
        words + "."
    }

    fn in_units(&self) -> Vec<Option<i64>> {
        self.months.iter().map(|(_, value)| (*value).ok().map(|value| self.units(value))).collect()
    }

    /// Since which month the special cause of the latest figure has held, and whether it is for the better.
    pub fn special_cause(&self) -> Option<(NaiveDate, bool)> {
        let (first, way) = special_cause(&self.in_units())?;
        Some((self.months[first].0, (way > 0) == self.high_is_good))
    }

    /// How its figures vary, in a word or two for a table, and in words.
    pub fn variation(&self) -> (&'static str, String) {
        let way = special_cause(&self.in_units()).map(|(_, way)| if way > 0 { "higher" } else { "lower" });
        match self.special_cause() {
            _ if !self.has_limits() => ("too few figures", "Too few figures to judge variation".into()),
            None => ("common cause", "Common cause: no significant change".into()),
            Some((_, better)) => {
                let word = if better { "improvement" } else { "concern" };
                (word, format!("Special cause: {word} ({} values)", way.unwrap_or_default()))
            }
        }
    }

    /// Whether its first figures are of an earlier level than the mean of what became of it.
    pub fn has_earlier_level(&self) -> bool {
        let process = Process::of(self.in_units().into_iter().enumerate(), false);
        self.has_limits() && process.earlier_level().contains(&true)
    }

    /// Twelve figures or more.
    pub fn has_limits(&self) -> bool {
        self.readings().len() >= 12
    }

    /// The process limits against the target, in a word or two for a table, and in words.
    pub fn assurance(&self, as_at: NaiveDate) -> (&'static str, &'static str) {
        let process = Process::of(self.in_units().into_iter().enumerate(), false);
        let Some(target) = self.target(as_at).filter(|_| self.has_limits()) else {
            return ("not judged", "No target, or too few figures, to judge by");
        };
        let (above, below) = (process.against(target * 10, 798) > 0, process.against(target * 10, -798) < 0);
        let met = self.is_met(as_at) == Some(true);
        match (if self.high_is_good { (below, above) } else { (above, below) }, met) {
            ((true, _), true) => ("consistently hits", "Consistently hits the target"),
            ((true, _), false) => (
                "limits need resetting",
                "Misses its target now; the limits need resetting (step_change in boardpack.toml)",
            ),
            ((_, true), true) => (
                "limits need resetting",
                "Meets its target now; the limits need resetting (step_change in boardpack.toml)",
            ),
            ((_, true), false) => ("consistently falls short", "Consistently falls short of the target"),
            _ => ("hits and misses", "Hits and misses the target: it is within the process limits"),
        }
    }

    /// The comparators of the dashboard, each with whether a chart has room for it: where it is so far away that the rest would
    /// have less than three fifths of the range, it is only named.
    pub fn comparators(&self, as_at: NaiveDate) -> Vec<(&'static str, f64, Option<&'static str>)> {
        let mut drawn: Vec<f64> = self.readings().into_iter().map(|(_, value)| value).collect();
        if self.has_limits() {
            let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
            let ranges: f64 = drawn.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
            let band = 2.66 * ranges / (drawn.len() - 1) as f64;
            let cut = |limit: f64| if self.is_share() { limit.clamp(0.0, 1.0) } else { limit };
            drawn.extend([cut(mean - band), cut(mean + band)]);
        }
        let targets: Vec<f64> = match &self.target {
            Target::Steps(steps) => steps.iter().map(|(share, _)| *share as f64 / 100.0).collect(),
            _ => self.target(as_at).map(|share| share as f64 / 100.0).into_iter().collect(),
        };
        let span = |values: &[f64]| {
            let most = values.iter().copied().fold(f64::MIN, f64::max);
            most - values.iter().copied().fold(f64::MAX, f64::min)
        };
        let with = [&drawn[..], &targets[..]].concat();
        assert!(span(&drawn) >= 0.2 * span(&with), "{}: its target is too far to be drawn", self.reference);
        let given = [("England", self.england), ("Similar areas", self.neighbours)];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given
            .map(|(name, value)| {
                let far = span(&with) < 0.6 * span(&[&with[..], &[value]].concat());
                let side = if value > with[0] { "above" } else { "below" };
                (name, value, far.then_some(side))
            })
            .collect()
    }

    /// The mean of all its figures, and the limits 2.66 average moving ranges below and above it. A share's limit is cut
    /// at 0% and 100%, and then is `None` among those that are drawn.
    pub fn limits(&self) -> Option<Limits> {
        let values: Vec<f64> = self.readings().into_iter().map(|(_, value)| value).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let ranges: f64 = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
        let band = 2.66 * ranges / (values.len() - 1) as f64;
        let cut = |limit: f64| self.is_share() && !(0.0..=1.0).contains(&limit);
        let show = |limit: f64| self.show(if self.is_share() { limit.clamp(0.0, 1.0) } else { limit });
        let drawn = |limit: f64| (!cut(limit)).then(|| show(limit));
        let (lower, upper) = (mean - band, mean + band);
        let both = [show(lower), show(upper)];
        self.has_limits().then(|| Limits { mean: self.show(mean), both, drawn: [drawn(lower), drawn(upper)] })
    }

    /// Since when it has been better, or worse, with each figure, and how many times.
    pub fn run(&self, better: bool) -> (NaiveDate, usize) {
        let readings = self.readings();
        let goes = |pair: &&[(NaiveDate, f64)]| {
            let change = self.units(pair[1].1) - self.units(pair[0].1);
            change != 0 && ((change > 0) == self.high_is_good) == better
        };
        let length = readings.windows(2).rev().take_while(goes).count();
        (readings[readings.len() - 1 - length].0, length)
    }

    /// Why it asks for attention, the weightiest reason first, and how much the weightiest weighs.
    pub fn attention(&self, as_at: NaiveDate) -> Option<(u8, String)> {
        let mut reasons = Vec::new();
        let cause = self.special_cause();
        if let Some((since, false)) = cause {
            reasons.push((0, format!("special cause concern since {}", month_of(since))));
        }
        if let (Some(target), Some(false)) = (self.target(as_at), self.is_met(as_at)) {
            let short = format!("{} is short of the target of {target}%", self.show(self.latest().1));
            reasons.push(match cause {
                Some((since, true)) => (3, format!("{short}; improving since {}", month_of(since))),
                _ if self.assurance(as_at).0 == "consistently falls short" => {
                    (1, format!("{short}, which is outside the process limits"))
                }
                _ => (2, short),
            });
        }
        if let (Some((share, by)), Some(line)) = (self.next_target(as_at), self.line())
            && (line.at(by) >= share as f64 / 100.0) != self.high_is_good
        {
            reasons.push((5, format!("the present trend does not reach {share}% by {}", month_of(by))));
        }
        if self.latest().0 + Months::new(3) <= as_at.with_day(1).unwrap() {
            reasons.push((3, format!("no figure since {}", month_of(self.latest().0))));
        }
        let weight = reasons.iter().map(|(weight, _)| *weight).min()?;
        if self.which_way() == "worse" {
            reasons.push((6, "worse than the previous figure".into()));
        }
        reasons.sort_by_key(|(weight, _)| *weight);
        let words: Vec<String> = reasons.into_iter().map(|(_, reason)| reason).collect();
        Some((weight, capitalised(&words.join("; ")) + "."))
    }

    /// The first step of the target that is still to come.
    pub fn next_target(&self, as_at: NaiveDate) -> Option<(i64, NaiveDate)> {
        let Target::Steps(steps) = &self.target else { return None };
        steps
            .iter()
            .filter_map(|(share, by)| Some((*share, (*by)?)))
            .filter(|(_, by)| *by > as_at)
            .min_by_key(|step| step.1)
    }

    /// Sen's line through the figures of the twelve months up to the latest, of which it needs six.
    pub fn line(&self) -> Option<Line> {
        let to = self.latest().0;
        let mut year = self.readings();
        year.retain(|(month, _)| *month + Months::new(12) > to);
        let from = year.first().filter(|_| year.len() >= 6)?.0;
        let points: Vec<(f64, f64)> = year.iter().map(|(month, value)| (months_after(from, *month), *value)).collect();
        let later = |(x, y): (f64, f64)| {
            points.iter().filter(move |(at, _)| *at > x).map(move |(at, value)| (value - y) / (at - x))
        };
        let slope = middle(points.iter().flat_map(|point| later(*point)).collect());
        let height = middle(points.iter().map(|(x, y)| y - slope * x).collect());
        Some(Line { figures: points.len(), from, to, slope, height })
    }

    /// Why each month without a value has none.
    pub fn gaps(&self) -> Vec<&'static str> {
        self.months_since_the_first().filter_map(|(_, value)| (*value).err()).collect()
    }

    /// The months from the first that has a figure.
    pub fn months_since_the_first(&self) -> impl Iterator<Item = &(NaiveDate, Result<f64, &'static str>)> {
        self.months.iter().skip_while(|(_, value)| value.is_err())
    }
}

/// As they are printed; `both` are the lower and the upper, `drawn` those that are not beyond the possible values.
pub struct Limits {
    pub mean: String,
    pub both: [String; 2],
    pub drawn: [Option<String>; 2],
}

/// A straight line through some figures, by the month.
pub struct Line {
    pub figures: usize,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub slope: f64,
    height: f64,
}

impl Line {
    pub fn at(&self, month: NaiveDate) -> f64 {
        self.height + self.slope * months_after(self.from, month)
    }
}

fn months_after(from: NaiveDate, to: NaiveDate) -> f64 {
    let months = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
    f64::from(months(to) - months(from))
}

/// The median.
fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    (values[half] + values[(values.len() - 1) / 2]) / 2.0
}

// ---- Words --------------------------------------------------------------------------------------------------------

/// "31 July 2025".
pub fn in_words(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month_of(day))
}

/// "July 2025".
pub fn month_of(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// The first words of a text, of which it takes as many as fit in so many letters with a space after each; where it is cut
/// there are three dots.
pub fn beginning(text: &str, most: usize) -> String {
    let mut length = 0;
    let words: Vec<&str> = text.split_whitespace().collect();
    let fit = words.iter().take_while(|word| {
        length += word.chars().count() + 1;
        length <= most
    });
    match fit.count().max(1) {
        all if all >= words.len() => text.to_owned(),
        some => words[..some].join(" ").trim_end_matches([',', ';', ':', '.']).to_owned() + "…",
    }
}

/// As many of a text's first sentences as fit in so many letters; of one that does not fit its beginning.
pub fn first_sentences(text: &str, most: usize) -> String {
    let mut sentences = vec![String::new()];
    for word in text.split_whitespace() {
        let last = sentences.last_mut().unwrap();
        last.push_str(if last.is_empty() { "" } else { " " });
        last.push_str(word);
        if word.ends_with(['.', '!', '?']) {
            sentences.push(String::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    let up_to = |many: usize| sentences[..many].join(" ");
    let fit = (1..=sentences.len()).rfind(|many| up_to(*many).chars().count() <= most);
    fit.map_or_else(|| beginning(&sentences[0], most), up_to)
}

/// Up to ten in words, from there on in figures.
pub fn word(number: usize) -> String {
    const WORDS: [&str; 11] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

pub fn capitalised(words: &str) -> String {
    words[..1].to_uppercase() + &words[1..]
}

pub fn thousands(number: i64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}

/// "11 Blue, 3 Green and 2 Red": those that are there.
pub fn counts_in_words(counts: [usize; 5]) -> String {
    let there = STATUSES.iter().zip(counts).filter(|(_, count)| *count > 0);
    and(&there.map(|(status, count)| format!("{count} {status}")).collect::<Vec<_>>())
}

fn and(parts: &[String]) -> String {
    let (last, others) = parts.split_last().unwrap();
    if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) }
}

/// The last day of "June 2025" or "Dec 2024".
fn month_in_words(words: &str) -> Option<NaiveDate> {
    let (month, year) = words.split_once(' ')?;
    let month = MONTHS.iter().position(|name| month.len() >= 3 && name.starts_with(month))? as u32 + 1;
    Some(end_of_month(NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)?))
}

pub fn end_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap() + Months::new(1) - Days::new(1)
}

fn day_in_words(words: &str) -> NaiveDate {
    NaiveDate::parse_from_str(words, "%d %B %Y").unwrap()
}
