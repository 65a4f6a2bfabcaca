//! The sheets of the starter workbooks: which facts have a column, its heading, and what the example row says.

use chrono::{Duration, NaiveDate};

use super::{Field, Month, Scheme, SheetKind};
use crate::programme::scheme::Role;

/// A workbook to begin with.
pub struct Book {
    pub file: &'static str,
    pub sheets: Vec<StarterSheet>,
}

pub struct StarterSheet {
    pub name: &'static str,
    pub kind: SheetKind,
    /// What officers should know, above the table.
    pub lines: Vec<String>,
    pub columns: Vec<StarterColumn>,
    /// Months with a column of figures each, after the others.
    pub months: Vec<Month>,
    /// What the example row has in them, oldest first.
    pub figures: Vec<f64>,
    /// Rows that are records, such as those of the key to the statuses.
    pub records: Vec<Vec<String>>,
}

pub struct StarterColumn {
    pub field: Field,
    pub heading: &'static str,
    /// In characters.
    pub width: u16,
    pub takes: Takes,
    pub example: Example,
}

/// What a cell of a column may be.
pub enum Takes {
    Words,
    Date,
    OneOf(Vec<String>),
    /// From 1 to the last point of the risk scale.
    Point(u32),
    Number,
}

/// What the example row says in a column.
pub enum Example {
    Words(String),
    Date(NaiveDate),
    Number(f64),
    Blank,
}

impl From<&str> for Example {
    fn from(words: &str) -> Self {
        Example::Words(words.to_owned())
    }
}

impl From<Option<String>> for Example {
    fn from(word: Option<String>) -> Self {
        word.map_or(Example::Blank, Example::Words)
    }
}

impl From<NaiveDate> for Example {
    fn from(day: NaiveDate) -> Self {
        Example::Date(day)
    }
}

impl From<f64> for Example {
    fn from(value: f64) -> Self {
        Example::Number(value)
    }
}

/// The example measure's figures, up to the edition's month.
const FIGURES: [f64; 13] = [61.0, 60.0, 63.0, 64.0, 62.0, 66.0, 67.0, 70.0, 69.0, 72.0, 74.0, 73.0, 76.0];

/// The workbooks in the words of a scheme, with the example rows' dates about an edition's month.
pub fn books(scheme: &Scheme, edition: Month) -> Vec<Book> {
    vec![
        Book { file: "Action tracker.xlsx", sheets: vec![actions(scheme, edition), status_key(scheme), glossary()] },
        Book { file: "Board actions log.xlsx", sheets: vec![meeting_actions(edition)] },
        Book { file: "Dashboard.xlsx", sheets: vec![measures(edition)] },
        Book { file: "Forward work programme.xlsx", sheets: vec![work_programme(edition)] },
        Book { file: "Risk register.xlsx", sheets: vec![risks(scheme, edition)] },
    ]
}

fn column(field: Field, heading: &'static str, width: u16, takes: Takes, example: impl Into<Example>) -> StarterColumn {
    StarterColumn { field, heading, width, takes, example: example.into() }
}

fn words(field: Field, heading: &'static str, width: u16, example: &str) -> StarterColumn {
    column(field, heading, width, Takes::Words, example)
}

fn date(field: Field, heading: &'static str, example: impl Into<Example>) -> StarterColumn {
    column(field, heading, 15, Takes::Date, example)
}

fn chosen(field: Field, heading: &'static str, from: &[&str], example: &str) -> StarterColumn {
    let from = from.iter().map(|word| (*word).to_owned()).collect();
    column(field, heading, 16, Takes::OneOf(from), example)
}

fn sheet(name: &'static str, kind: SheetKind, lines: &[&str], columns: Vec<StarterColumn>) -> StarterSheet {
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    StarterSheet { name, kind, lines, columns, months: Vec::new(), figures: Vec::new(), records: Vec::new() }
}

fn actions(scheme: &Scheme, edition: Month) -> StarterSheet {
    let end = edition.last_day();
    let status = |field, heading, role| {
        let from: Vec<String> = scheme.statuses.iter().map(|status| status.word().to_owned()).collect();
        let example = scheme.of_role(role).next().map(|status| status.word().to_owned());
        column(field, heading, 16, Takes::OneOf(from), example)
    };
    sheet(
        "Actions",
        SheetKind::Actions,
        &[
            "One row for each action. Refs that begin with 1 belong to the first area of the plan, with 2 to the second; the \
             areas' names are in boardpack.toml.",
            "Name people by their role. Delete the example row, or leave it: it is not read.",
        ],
        vec![
            words(Field::Reference, "Ref", 13, "Example 1.1"),
            words(
                Field::Action,
                "Action",
                44,
                "Agree a joint quality standard for annual reviews and train the team in it",
            ),
            date(Field::Due, "Due date", end + Duration::days(62)),
            words(Field::Leads, "Lead", 22, "Head of SEND"),
            words(Field::Milestones, "Milestones", 40, "Standard drafted\nTeam trained"),
            status(Field::ActionStatus, "Action status", Role::OnTrack),
            date(Field::Completed, "Date completed", Example::Blank),
            words(Field::ImpactMeasures, "Impact measures", 34, "Share of annual reviews held on time"),
            status(Field::ImpactStatus, "Impact status", Role::AtRisk),
            words(Field::Approval, "Board approval", 20, ""),
            words(
                Field::Update,
                "Progress update",
                50,
                "The standard is drafted and goes to the forum of parents and carers next.",
            ),
            date(Field::Updated, "Last updated", end - Duration::days(3)),
        ],
    )
}

fn status_key(scheme: &Scheme) -> StarterSheet {
    let meaning = |role| match role {
        Role::Complete => "Done, with evidence, and agreed by the Board",
        Role::OnTrack => "On track: it will be done by its date",
        Role::AtRisk => "At risk: it may be late unless something is done",
        Role::OffTrack => "Off track: it is late, or will be",
        Role::NotDue => "Not due to start yet",
    };
    let records =
        scheme.statuses.iter().map(|status| vec![status.word().to_owned(), meaning(status.role()).to_owned()]);
    StarterSheet {
        records: records.collect(),
        ..sheet(
            "Status key",
            SheetKind::StatusKey,
            &["What each status means. Put your plan's own words in the second column."],
            vec![words(Field::StatusName, "Status", 16, ""), words(Field::Meaning, "Meaning", 70, "")],
        )
    }
}

fn glossary() -> StarterSheet {
    sheet(
        "Glossary",
        SheetKind::Glossary,
        &["Abbreviations that the papers explain."],
        vec![words(Field::Term, "Term", 16, ""), words(Field::Meaning, "Meaning", 70, "")],
    )
}

fn risks(scheme: &Scheme, edition: Month) -> StarterSheet {
    let end = edition.last_day();
    let (likelihood, impact) = (scheme.risk.likelihood.points(), scheme.risk.impact.points());
    let point = |field, heading, last, example: f64| column(field, heading, 12, Takes::Point(last), example);
    sheet(
        "Risk register",
        SheetKind::Risks,
        &[
            "One row for each risk. Likelihood and impact are numbers of the scale in boardpack.toml; scores are worked out from them.",
        ],
        vec![
            words(Field::Reference, "Risk ref", 13, "Example R01"),
            words(Field::Category, "Category", 16, "Workforce"),
            words(Field::Cause, "Cause", 32, "Posts of educational psychologists stay vacant"),
            words(Field::Event, "Event", 32, "Advice for assessments comes late"),
            words(Field::Consequence, "Consequence", 32, "Plans are issued after the statutory 20 weeks"),
            words(Field::Owner, "Risk owner", 22, "Principal Educational Psychologist"),
            date(Field::Raised, "Date raised", end - Duration::days(120)),
            date(Field::Reviewed, "Last reviewed", end - Duration::days(10)),
            point(Field::InherentLikelihood, "Inherent likelihood", likelihood, f64::from(likelihood)),
            point(Field::InherentImpact, "Inherent impact", impact, f64::from(impact.saturating_sub(1).max(1))),
            point(
                Field::CurrentLikelihood,
                "Current likelihood",
                likelihood,
                f64::from(likelihood.saturating_sub(2).max(1)),
            ),
            point(Field::CurrentImpact, "Current impact", impact, f64::from(impact.saturating_sub(1).max(1))),
            point(Field::TargetLikelihood, "Target likelihood", likelihood, 1.0),
            point(Field::TargetImpact, "Target impact", impact, f64::from(impact.saturating_sub(1).max(1))),
            words(Field::Controls, "Controls in place", 36, "Locum psychologists are engaged"),
            words(Field::FurtherActions, "Further actions", 36, "Recruitment with a market supplement"),
            chosen(Field::Response, "Response", &["Treat", "Tolerate", "Transfer", "Terminate"], "Treat"),
            chosen(Field::Direction, "Direction of travel", &["Up", "Down", "No change"], "Down"),
            words(Field::Links, "Linked actions", 16, "1.1"),
        ],
    )
}

fn measures(edition: Month) -> StarterSheet {
    StarterSheet {
        months: (0..)
            .take(FIGURES.len())
            .map(|back| edition.shifted(-back))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect(),
        figures: FIGURES.to_vec(),
        ..sheet(
            "Dashboard",
            SheetKind::Measures,
            &[
                "One row for each measure, one column for each month. A month without data stays blank; a figure that is too \
                 small to be shown is written c.",
                "Add next month's column after the last one, and head it with the month and the year.",
            ],
            vec![
                words(Field::Reference, "Ref", 13, "Example K01"),
                words(Field::Name, "Measure", 44, "Annual reviews held on time"),
                chosen(Field::Unit, "Unit", &["percent", "number"], "percent"),
                chosen(Field::Good, "Good is", &["High", "Low"], "High"),
                words(Field::Links, "Linked actions", 16, "1.1"),
                column(Field::Target, "Target", 10, Takes::Number, 90.0),
                column(Field::Baseline, "Baseline", 10, Takes::Number, 61.0),
                column(Field::England, "England", 10, Takes::Number, 78.0),
                column(Field::Neighbours, "Statistical neighbours", 12, Takes::Number, 80.0),
                words(Field::Comment, "Comment", 40, "New standard since the spring"),
            ],
        )
    }
}

fn meeting_actions(edition: Month) -> StarterSheet {
    let met = edition.first_day() + Duration::days(15);
    sheet(
        "Actions log",
        SheetKind::MeetingActions,
        &["One row for each action that a meeting of the Board agreed."],
        vec![
            words(Field::Reference, "Ref", 13, "Example 1"),
            date(Field::Meeting, "Meeting date", met),
            words(Field::Action, "Action agreed", 50, "Bring a paper on waiting times to the next meeting"),
            words(Field::Owner, "Owner", 24, "Designated Clinical Officer"),
            date(Field::Due, "Due", met + Duration::days(28)),
            chosen(Field::State, "Status", &["Open", "Closed"], "Open"),
            words(Field::Update, "Update", 50, "The paper is on the agenda."),
            words(Field::Links, "Linked action", 16, "1.1"),
        ],
    )
}

fn work_programme(edition: Month) -> StarterSheet {
    let meets = edition.last_day() + Duration::days(20);
    sheet(
        "Work programme",
        SheetKind::WorkProgramme,
        &["One row for each item of a meeting to come."],
        vec![
            words(Field::Item, "Item", 44, "Example: Report on waiting times"),
            date(Field::Meeting, "Meeting", meets),
            chosen(Field::Purpose, "Purpose", &["Decision", "Discussion", "Information", "Assurance"], "Discussion"),
            words(Field::Owner, "Lead", 24, "Head of SEND"),
            date(Field::Deadline, "Paper deadline", meets - Duration::days(9)),
            chosen(Field::State, "Status", &["Planned", "In progress", "Ready"], "Planned"),
            words(Field::Route, "Route after Board", 26, "Health and Wellbeing Board"),
        ],
    )
}
