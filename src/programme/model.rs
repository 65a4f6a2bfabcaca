//! The programme as data: what officers' workbooks say, in the field's own terms, every value with its cell.
//!
//! Data only. How it is read stands in the readers beside this file; what is derived from it in `figures`.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::exact;
use super::field::{Field, SheetKind};
pub use super::missing::{CONFIDENTIAL, Missing};
use super::scheme::Scheme;
pub use super::scheme::{AreaKind, Role, Status};
use crate::located::{CellRef, Located};
use crate::text::capitalised;

/// Everything one edition's workbooks hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Programme {
    /// In the plan's order: by number.
    pub areas: Vec<Area>,
    pub risks: Vec<Risk>,
    pub measures: Vec<Measure>,
    pub meeting_actions: Vec<MeetingAction>,
    pub work_programme: Vec<WorkItem>,
    pub glossary: Vec<Term>,
    pub status_key: Vec<StatusMeaning>,
    pub sources: Vec<Source>,
    /// Whether there is nothing but rows that are called examples, which were read to show what papers will be like.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_examples: bool,
}

impl Programme {
    /// What papers print on each page where the rows are examples.
    pub const OF_EXAMPLES: &'static str = "Example rows: nothing here is real";

    /// Whether no table had a row that is a record.
    pub fn has_no_records(&self) -> bool {
        let Programme { risks, measures, meeting_actions, work_programme, .. } = self;
        self.actions().next().is_none()
            && risks.is_empty()
            && measures.is_empty()
            && meeting_actions.is_empty()
            && work_programme.is_empty()
    }

    /// Every action, in the plan's order.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.areas.iter().flat_map(Area::actions)
    }

    /// The same in the terms of another scheme: each status and kind of area as that scheme has it, by its key or its
    /// role. What the scheme has nothing for stays what it was.
    pub fn in_terms_of(mut self, scheme: &Scheme) -> Programme {
        let own = |status: &mut Option<Located<Status>>| {
            if let Some(status) = status {
                status.value = scheme.own(&status.value).unwrap_or(&status.value).clone();
            }
        };
        for area in &mut self.areas {
            area.kind = scheme.area_kind(area.kind.key()).cloned().unwrap_or_else(AreaKind::any);
            for action in area.aims.iter_mut().flat_map(|aim| &mut aim.actions) {
                own(&mut action.action_status);
                own(&mut action.impact_status);
            }
        }
        self.measures.iter_mut().for_each(|measure| own(&mut measure.status));
        for entry in &mut self.status_key {
            entry.status = scheme.own(&entry.status).unwrap_or(&entry.status).clone();
        }
        self
    }

    /// Whether any table of the kind has a column for the fact. What no column was read for can be neither counted nor
    /// said to be none.
    pub fn reads(&self, kind: SheetKind, field: Field) -> bool {
        let tables = self.sources.iter().filter(|source| source.holds == kind);
        tables.into_iter().any(|source| source.columns.as_ref().is_none_or(|columns| columns.contains(&field)))
    }

    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
            && self.risks.is_empty()
            && self.measures.is_empty()
            && self.meeting_actions.is_empty()
            && self.work_programme.is_empty()
    }
}

/// A table that was read: where it stands and how many records it gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    pub at: CellRef,
    pub holds: SheetKind,
    pub records: usize,
    /// The facts for which the table has a column; `None` where an older frozen edition does not say.
    #[serde(default)]
    pub columns: Option<Vec<Field>>,
}

/// A priority action or an area for improvement: what the inspection found wanting, and the plan's answer to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Area {
    /// `PA1`, `AFI2`.
    pub key: String,
    /// The number its aims and actions begin with; the two areas for improvement of the plan are 4 and 5.
    pub number: u32,
    pub kind: AreaKind,
    /// The area's place among those of its kind: "Area for improvement 2" has number 5 and ordinal 2.
    pub ordinal: u32,
    pub name: Option<String>,
    pub statement: Option<Located<String>>,
    pub responsible_body: Option<Located<String>>,
    pub lead_officer: Option<Located<String>>,
    /// What children and families told the partnership, in the workbook's words.
    pub children_and_families: Option<Located<String>>,
    #[serde(default)]
    pub outcomes: Vec<Located<String>>,
    #[serde(default)]
    pub aims: Vec<Aim>,
    pub at: CellRef,
}

impl Area {
    /// An area of which nothing is known yet but its number and place.
    pub fn new(number: u32, at: CellRef) -> Area {
        Area {
            key: String::new(),
            number,
            kind: AreaKind::any(),
            ordinal: number,
            name: None,
            statement: None,
            responsible_body: None,
            lead_officer: None,
            children_and_families: None,
            outcomes: Vec::new(),
            aims: Vec::new(),
            at,
        }
    }

    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.aims.iter().flat_map(|aim| &aim.actions)
    }

    /// "Priority action 1", "Area for improvement 2", "Workstream 3".
    pub fn title(&self) -> String {
        format!("{} {}", capitalised(&self.kind.words().singular), self.ordinal)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aim {
    pub reference: String,
    pub text: Option<Located<String>>,
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// What is to be done on the way to an action's end, and the days that its opening names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Milestone {
    #[serde(flatten)]
    pub words: Located<String>,
    /// Not kept on disk: it follows from the words.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// The first and the last day of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Action {
    pub reference: Located<String>,
    pub text: Located<String>,
    pub due: Option<Located<WrittenDate>>,
    #[serde(default)]
    pub leads: Vec<Located<String>>,
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// The action BRAG: is it done?
    pub action_status: Option<Located<Status>>,
    pub completed: Option<Located<WrittenDate>>,
    #[serde(default)]
    pub impact_measures: Vec<Located<String>>,
    /// The impact BRAG: did it make a difference?
    pub impact_status: Option<Located<Status>>,
    /// The Board's approval to close it: a date or a minute reference, in the workbook's words.
    pub approval: Option<Located<String>>,
    pub update: Option<Located<String>>,
    pub updated: Option<Located<WrittenDate>>,
    /// The body that was asked to help, in the workbook's words.
    pub escalated_to: Option<Located<String>>,
    /// What the Board is asked to decide, in the workbook's words.
    pub decision_asked: Option<Located<String>>,
    pub at: CellRef,
}

impl Action {
    /// An action that says no more than what is to be done.
    pub fn new(reference: Located<String>, text: Located<String>) -> Action {
        Action {
            at: reference.at.clone(),
            reference,
            text,
            due: None,
            leads: Vec::new(),
            milestones: Vec::new(),
            action_status: None,
            completed: None,
            impact_measures: Vec::new(),
            impact_status: None,
            approval: None,
            update: None,
            updated: None,
            escalated_to: None,
            decision_asked: None,
        }
    }

    /// What an approval, a completion date or an update is attached to when the status itself is missing.
    pub fn status(&self) -> Option<&Status> {
        self.action_status.as_ref().map(|status| &status.value)
    }

    /// Whether its action status has a role.
    pub fn is(&self, role: Role) -> bool {
        self.status().is_some_and(|status| status.is(role))
    }

    /// Whether its impact status has a role.
    pub fn impact_is(&self, role: Role) -> bool {
        self.impact_status.as_ref().is_some_and(|status| status.value.is(role))
    }

    /// Whether its status says that it is complete, or a date of completion does.
    pub fn is_complete(&self) -> bool {
        self.is(Role::Complete) || self.completed.is_some()
    }
}

/// A date as an officer wrote it: what kind of date it is, the day it stands for, and the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDate {
    pub kind: DateKind,
    /// The day, or the last day of a month. `None` for recurring and open dates.
    pub date: Option<NaiveDate>,
    pub words: String,
    /// Whether the year was not written and follows from the record's own date.
    pub year_inferred: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateKind {
    Day,
    /// Known to the month; `date` is its last day.
    Month,
    /// "Termly from May 2024".
    Recurring,
    /// "When available", "Next Board", and whatever is no date.
    Open,
}

impl DateKind {
    pub fn key(self) -> &'static str {
        match self {
            DateKind::Day => "day",
            DateKind::Month => "month",
            DateKind::Recurring => "recurring",
            DateKind::Open => "open",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Risk {
    pub reference: Located<String>,
    pub category: Option<Located<String>>,
    pub description: Option<Located<String>>,
    pub cause: Option<Located<String>>,
    pub event: Option<Located<String>>,
    pub consequence: Option<Located<String>>,
    pub owner: Option<Located<String>>,
    pub raised: Option<Located<WrittenDate>>,
    pub reviewed: Option<Located<WrittenDate>>,
    #[serde(default)]
    pub inherent: Score,
    #[serde(default)]
    pub current: Score,
    #[serde(default)]
    pub target: Score,
    #[serde(default)]
    pub controls: Vec<Located<String>>,
    #[serde(default)]
    pub further_actions: Vec<Located<String>>,
    /// Treat, tolerate, transfer or terminate, in the workbook's words.
    pub response: Option<Located<String>>,
    pub direction: Option<Located<Direction>>,
    /// Refs of the actions it bears on.
    #[serde(default)]
    pub links: Vec<Located<String>>,
    pub at: CellRef,
}

impl Risk {
    /// A risk of which nothing is known yet but its ref.
    pub fn new(reference: Located<String>) -> Risk {
        Risk {
            at: reference.at.clone(),
            reference,
            category: None,
            description: None,
            cause: None,
            event: None,
            consequence: None,
            owner: None,
            raised: None,
            reviewed: None,
            inherent: Score::default(),
            current: Score::default(),
            target: Score::default(),
            controls: Vec::new(),
            further_actions: Vec::new(),
            response: None,
            direction: None,
            links: Vec::new(),
        }
    }
}

/// Likelihood × impact, as far as the register gives them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Score {
    pub likelihood: Option<Located<u32>>,
    pub impact: Option<Located<u32>>,
    /// The score written in the register, or likelihood × impact where none is stored.
    pub score: Option<Located<u32>>,
}

/// A risk's direction of travel: is the threat growing?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    Rising,
    Falling,
    Steady,
}

impl Direction {
    pub fn key(self) -> &'static str {
        match self {
            Direction::Rising => "rising",
            Direction::Falling => "falling",
            Direction::Steady => "steady",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measure {
    pub reference: Located<String>,
    pub name: Located<String>,
    pub unit: Unit,
    pub good: Option<Located<Good>>,
    /// The target now in force; for stepped targets the last step.
    #[serde(default, with = "exact::located")]
    pub target: Option<Located<f64>>,
    /// The target's words, where they say more than the number.
    pub target_words: Option<Located<String>>,
    #[serde(default)]
    pub steps: Vec<TargetStep>,
    #[serde(default, with = "exact::located")]
    pub baseline: Option<Located<f64>>,
    #[serde(default, with = "exact::located")]
    pub england: Option<Located<f64>>,
    #[serde(default, with = "exact::located")]
    pub neighbours: Option<Located<f64>>,
    /// How many cases the latest figure rests on, where the dashboard says so with a whole number.
    pub n: Option<Located<u32>>,
    /// Month by month, oldest first.
    #[serde(default)]
    pub series: Vec<MonthlyValue>,
    pub status: Option<Located<Status>>,
    #[serde(default)]
    pub linked: Vec<Located<String>>,
    pub comment: Option<Located<String>>,
    pub at: CellRef,
}

/// Percentages are kept as fractions: 0.85 for 85%.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    Percent,
    Number,
}

impl Unit {
    pub fn key(self) -> &'static str {
        match self {
            Unit::Percent => "percent",
            Unit::Number => "number",
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Good {
    High,
    Low,
}

impl Good {
    pub fn key(self) -> &'static str {
        match self {
            Good::High => "high",
            Good::Low => "low",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TargetStep {
    #[serde(with = "exact")]
    pub value: f64,
    pub by: Option<WrittenDate>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MonthlyValue {
    pub month: Month,
    #[serde(with = "exact::or_missing")]
    pub value: Result<f64, Missing>,
    pub at: CellRef,
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    pub fn of(date: NaiveDate) -> Self {
        use chrono::Datelike;
        Month { year: date.year(), month: date.month() }
    }

    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a month's parts are checked when it is made")
    }

    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().expect("a month has a day before the next")
    }

    pub fn next(self) -> Self {
        if self.month == 12 {
            Month { year: self.year + 1, month: 1 }
        } else {
            Month { year: self.year, month: self.month + 1 }
        }
    }

    /// The month that lies so many months after this one, or before it.
    pub fn shifted(self, months: i32) -> Self {
        Month::at(self.count() + months)
    }

    /// Months counted from the beginning of the calendar.
    pub fn count(self) -> i32 {
        self.year * 12 + self.month as i32 - 1
    }

    fn at(count: i32) -> Self {
        Month { year: count.div_euclid(12), month: count.rem_euclid(12) as u32 + 1 }
    }

    /// Parses `2025-07`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let sound = year.len() == 4 && month.len() == 2;
        let month = Month { year: year.parse().ok()?, month: month.parse().ok()? };
        (sound && (1..=12).contains(&month.month) && month.year >= 1900).then_some(month)
    }

    /// `2025-07`.
    pub fn id(self) -> String {
        format!("{}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Month::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is not a month")))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeetingAction {
    pub reference: Located<String>,
    pub meeting: Option<Located<WrittenDate>>,
    pub action: Located<String>,
    pub owner: Option<Located<String>>,
    pub due: Option<Located<WrittenDate>>,
    pub state: Option<Located<Progress>>,
    pub update: Option<Located<String>>,
    /// Whether the answer is given by word of mouth at the meeting: what the log says of it.
    pub verbal: Option<Located<String>>,
    /// Where the answer is attached: "Appendix A".
    pub appendix: Option<Located<String>>,
    #[serde(default)]
    pub linked: Vec<Located<String>>,
    pub at: CellRef,
}

/// Whether something asked for has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    Open,
    /// Open, and called overdue in the log itself.
    Overdue,
    Closed,
}

impl MeetingAction {
    /// An entry that says no more than what was agreed.
    pub fn new(reference: Located<String>, action: Located<String>) -> MeetingAction {
        MeetingAction {
            at: reference.at.clone(),
            reference,
            meeting: None,
            action,
            owner: None,
            due: None,
            state: None,
            update: None,
            verbal: None,
            appendix: None,
            linked: Vec::new(),
        }
    }

    /// Whether the log says that a verbal update will be given: anything but a no.
    pub fn is_verbal(&self) -> bool {
        let said = self.verbal.as_ref().map(|said| said.value.trim().to_lowercase());
        said.is_some_and(|said| !matches!(said.as_str(), "" | "no" | "n" | "-" | "–" | "none" | "n/a" | "false"))
    }
}

impl Progress {
    pub fn key(self) -> &'static str {
        match self {
            Progress::Open => "open",
            Progress::Overdue => "overdue",
            Progress::Closed => "closed",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkItem {
    pub meeting: Option<Located<WrittenDate>>,
    pub item: Located<String>,
    pub purpose: Option<Located<String>>,
    pub lead: Option<Located<String>>,
    pub deadline: Option<Located<WrittenDate>>,
    pub status: Option<Located<String>>,
    pub route: Option<Located<String>>,
    pub at: CellRef,
}

impl WorkItem {
    /// An item that says no more than what it is.
    pub fn new(item: Located<String>) -> WorkItem {
        WorkItem {
            at: item.at.clone(),
            meeting: None,
            item,
            purpose: None,
            lead: None,
            deadline: None,
            status: None,
            route: None,
        }
    }
}

/// A glossary entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Term {
    pub term: Located<String>,
    pub meaning: Located<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusMeaning {
    pub status: Status,
    pub meaning: Located<String>,
}
