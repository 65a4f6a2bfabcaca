//! The headings by which sheets and their columns are recognised: one table per kind of sheet.
//!
//! To add a heading that officers use, add it here (or, for one area only, under `[columns]` in its
//! `boardpack.toml`). Headings are compared without case, punctuation and what stands in brackets.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

pub use super::field::{Field, SheetKind};
use super::model::{Action, Measure, MeetingAction, Risk, StatusMeaning, Term, WorkItem};
use super::schema::{Described, FieldOf};

impl SheetKind {
    pub const ALL: [SheetKind; 7] = [
        SheetKind::Actions,
        SheetKind::Risks,
        SheetKind::Measures,
        SheetKind::MeetingActions,
        SheetKind::WorkProgramme,
        SheetKind::Glossary,
        SheetKind::StatusKey,
    ];

    /// What its records are called, in the plural.
    pub fn records(self) -> &'static str {
        match self {
            SheetKind::Actions => "actions",
            SheetKind::Risks => "risks",
            SheetKind::Measures => "measures",
            SheetKind::MeetingActions => "meeting actions",
            SheetKind::WorkProgramme => "work programme items",
            SheetKind::Glossary => "glossary terms",
            SheetKind::StatusKey => "status meanings",
        }
    }

    /// What its records are kept in.
    pub fn table(self) -> &'static str {
        match self {
            SheetKind::Actions => "action tracker",
            SheetKind::Risks => "risk register",
            SheetKind::Measures => "dashboard of measures",
            SheetKind::MeetingActions => "log of meeting actions",
            SheetKind::WorkProgramme => "work programme",
            SheetKind::Glossary => "glossary",
            SheetKind::StatusKey => "key to the statuses",
        }
    }

    /// The key under `[columns]` in `boardpack.toml`.
    pub fn key(self) -> &'static str {
        match self {
            SheetKind::Actions => "actions",
            SheetKind::Risks => "risks",
            SheetKind::Measures => "measures",
            SheetKind::MeetingActions => "meeting-actions",
            SheetKind::WorkProgramme => "work-programme",
            SheetKind::Glossary => "glossary",
            SheetKind::StatusKey => "status-key",
        }
    }

    /// Sets of fields of which each must have a column; without them a row of headings is not this kind's.
    fn needs(self) -> &'static [&'static [Field]] {
        use Field::*;
        match self {
            SheetKind::Actions => {
                &[&[Action], &[Aim, Reference], &[ActionStatus, ImpactStatus, Due, Milestones, ImpactMeasures]]
            }
            SheetKind::Risks => &[
                &[Reference],
                &[Description, Event, Cause],
                &[CurrentScore, CurrentLikelihood, InherentScore, InherentLikelihood],
            ],
            SheetKind::Measures => &[&[Name], &[Target, England, Good, Value]],
            SheetKind::MeetingActions => &[&[Action], &[Meeting, Owner], &[State, Update]],
            SheetKind::WorkProgramme => &[&[Item]],
            SheetKind::Glossary => &[&[Term], &[Meaning]],
            SheetKind::StatusKey => &[&[StatusName], &[Meaning]],
        }
    }

    /// The columns it can have, by their known headings: those below, and those that a record's table of fields gives.
    pub fn columns(self) -> &'static [Column] {
        static ALL: OnceLock<[Vec<Column>; 7]> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            [
                with_fields::<Action>(ACTIONS),
                with_fields::<Risk>(RISKS),
                with_fields::<Measure>(MEASURES),
                with_fields::<MeetingAction>(MEETING_ACTIONS),
                with_fields::<WorkItem>(WORK_PROGRAMME),
                with_fields::<Term>(GLOSSARY),
                with_fields::<StatusMeaning>(STATUS_KEY),
            ]
        });
        // In the order of `ALL`, which is that of the variants.
        &all[self as usize]
    }
}

/// The columns of a kind of sheet, with those that the fields of its records name by themselves.
fn with_fields<R: Described>(columns: &[Column]) -> Vec<Column> {
    let by_itself = |field: &FieldOf<R>| {
        let (column, headings) = (field.column?, field.headings);
        (!headings.is_empty()).then(|| common(column, headings))
    };
    columns.iter().copied().chain(R::FIELDS.iter().filter_map(by_itself)).collect()
}

impl Field {
    /// What it is called in a sentence.
    pub fn words(self) -> String {
        match self {
            Field::Due => "due date".to_owned(),
            Field::Leads => "lead".to_owned(),
            Field::Good => "direction of good".to_owned(),
            Field::England => "figure for England".to_owned(),
            Field::Neighbours => "figure of statistical neighbours".to_owned(),
            Field::N => "number of cases".to_owned(),
            Field::State => "status".to_owned(),
            Field::Completed => "date of completion".to_owned(),
            Field::Updated => "date of the update".to_owned(),
            Field::Reviewed => "date of the last review".to_owned(),
            Field::Raised => "date it was raised".to_owned(),
            Field::Reference => "ref".to_owned(),
            field => field.key().replace('-', " "),
        }
    }
}

/// A field and the headings by which its column is known, in the form that [`normal`] gives.
#[derive(Clone, Copy)]
pub struct Column {
    pub field: Field,
    /// Whether the heading alone tells the kind of sheet ("impact brag"), unlike "status" or "owner".
    pub telling: bool,
    pub headings: &'static [&'static str],
}

const fn telling(field: Field, headings: &'static [&'static str]) -> Column {
    Column { field, telling: true, headings }
}

const fn common(field: Field, headings: &'static [&'static str]) -> Column {
    Column { field, telling: false, headings }
}

#[rustfmt::skip]
const ACTIONS: &[Column] = &[
    telling(Field::Aim, &["ref aim", "aim", "aims", "objective", "ref objective", "workstream aim"]),
    common(Field::Reference, &[
        "ref", "reference", "action ref", "action reference", "action no", "action number", "no", "id", "action id",
        "ref no", "task id", "task ref", "task no", "plan ref", "id no", "s no", "sr no", "serial no", "item no", "unique ref",
        "ref number",
    ]),
    telling(Field::Action, &[
        "what we will do action", "what we will do", "action", "actions", "action description", "key action",
        "description of action", "what will we do", "key activity", "key activities", "activity", "activities", "deliverable",
        "deliverables", "milestone deliverable", "task", "tasks", "action title", "improvement action", "action to be taken",
        "actions to be taken", "what will be done",
    ]),
    telling(Field::Due, &[
        "action completion date", "completion date", "due date", "due", "target date", "deadline", "by when",
        "timescale", "timescales", "date due", "target completion date", "end date", "finish date", "timescale end",
        "target completion", "planned completion", "completion", "target finish", "target end date", "planned finish",
        "planned end date", "planned completion date", "finish", "end", "due by", "complete by", "to be completed by",
        "date for completion", "delivery date", "timeframe", "time frame", "timeline",
    ]),
    telling(Field::Leads, &[
        "responsible partnership lead s", "responsible partnership leads", "responsible lead", "responsible leads",
        "lead", "leads", "lead s", "lead officer", "action lead", "action owner", "owner", "owners", "responsible",
        "responsible officer", "by whom", "who", "responsible person", "person responsible", "assigned to", "responsibility",
        "led by", "owner s", "delivery lead", "accountable officer", "accountable lead", "task owner",
    ]),
    telling(Field::Milestones, &[
        "action milestones progress", "action milestones", "milestones", "key milestones", "milestones progress",
        "milestone",
    ]),
    telling(Field::ActionStatus, &[
        "action brag date completed", "action brag", "action rag", "brag", "brag status", "brag rating", "rag",
        "rag status", "rag rating", "action status", "progress brag", "progress rag", "delivery brag", "delivery rag",
        "status", "action rag date completed", "current rag", "current brag", "current status", "current rag rating",
    ]),
    common(Field::Completed, &[
        "date completed", "completed on", "date complete", "completed", "actual completion date",
        "date of completion", "actual finish", "actual finish date", "actual completion", "actual end date", "actual end",
        "date closed", "closed date", "date achieved", "completed date", "date finished", "completed y n",
        "completed yes no",
    ]),
    telling(Field::ImpactMeasures, &[
        "impact measures kpis", "impact measures", "impact measure", "kpis", "impact measure kpi", "success measures",
        "success criteria", "measures of success", "measure of success", "expected impact",
    ]),
    telling(Field::ImpactStatus, &[
        "impact brag", "impact rag", "impact brag status", "impact rag rating", "impact status", "outcome brag",
        "outcome rag",
    ]),
    common(Field::Approval, &[
        "board approval", "board approval to close", "approval to close", "approved by board", "board sign off",
        "sign off", "date approved by board", "minute reference", "board minute", "closure approved",
    ]),
    common(Field::Update, &[
        "progress update", "update", "progress", "commentary", "comments", "latest update", "progress commentary",
        "monthly update", "narrative", "progress to date", "progress update commentary", "current position",
        "status update", "latest progress", "latest position", "progress notes", "progress narrative", "progress comments",
        "update notes", "progress this month", "progress since last update",
    ]),
    common(Field::Updated, &[
        "last updated", "date updated", "date of update", "update date", "updated", "updated on",
        "date of last update",
    ]),
];

#[rustfmt::skip]
const RISKS: &[Column] = &[
    telling(Field::Reference, &[
        "risk id", "risk ref", "risk reference", "risk no", "risk number", "ref", "id", "no", "reference", "ref no",
        "issue id", "raid id", "raid ref", "raid no", "id no", "s no", "sr no", "serial no", "item no", "log no", "log ref",
        "ref number", "risk id no", "unique ref",
    ]),
    common(Field::Category, &[
        "category", "risk category", "risk type", "type", "theme", "risk issue", "risk or issue", "raid type", "raid",
        "entry type", "log type", "item type", "raid category",
    ]),
    telling(Field::Description, &[
        "risk description", "description", "risk", "description of risk", "risk title", "risk and description",
        "issue description", "risk name", "title", "risk summary", "summary of risk", "risk statement", "details of risk",
    ]),
    telling(Field::Cause, &["cause", "causes", "risk cause", "due to", "because of", "cause s"]),
    telling(Field::Event, &["event", "risk event", "there is a risk that", "risk event there is a risk that"]),
    telling(Field::Consequence, &[
        "consequence", "consequences", "effect", "resulting in", "risk consequence", "leading to", "risk effect",
        "consequence s",
    ]),
    common(Field::Owner, &["risk owner", "owner", "owned by", "lead", "responsible officer", "risk lead"]),
    common(Field::State, &["status", "risk status", "state", "open closed", "open or closed", "live closed"]),
    common(Field::Completed, &["date closed", "closed date", "closed", "closed on", "date of closure", "closure date"]),
    common(Field::Raised, &["date raised", "raised", "date identified", "date opened", "date added", "date logged"]),
    common(Field::Reviewed, &[
        "last reviewed", "date reviewed", "reviewed", "review date", "last review", "date of last review",
        "last updated", "date of review", "last review date", "last reviewed on",
    ]),
    telling(Field::InherentLikelihood, &["inherent likelihood"]),
    telling(Field::InherentImpact, &["inherent impact"]),
    telling(Field::InherentScore, &["inherent score"]),
    telling(Field::CurrentLikelihood, &["current likelihood"]),
    telling(Field::CurrentImpact, &["current impact"]),
    telling(Field::CurrentScore, &["current score"]),
    telling(Field::TargetLikelihood, &["target likelihood"]),
    telling(Field::TargetImpact, &["target impact"]),
    telling(Field::TargetScore, &["target score"]),
    telling(Field::Controls, &[
        "mitigating actions", "mitigation", "mitigations", "controls", "existing controls", "current controls",
        "controls in place", "key controls", "mitigating action", "mitigation in place", "mitigation response",
        "mitigation and response", "mitigations in place", "current mitigation", "existing mitigation", "mitigating controls",
        "controls and mitigation", "controls mitigation", "mitigation actions",
    ]),
    common(Field::FurtherActions, &[
        "further actions", "further action", "further mitigation", "actions required", "planned actions",
        "further actions needed", "additional controls", "further controls", "actions planned",
    ]),
    common(Field::Response, &[
        "response", "risk response", "treatment", "4 ts", "four ts", "response 4 ts", "strategy", "risk treatment",
    ]),
    common(Field::Direction, &["direction of travel", "dot", "trend", "direction", "travel", "movement"]),
    common(Field::Links, &[
        "linked actions", "linked action", "links", "linked pap action", "linked pap actions", "related actions",
        "action link",
    ]),
];

#[rustfmt::skip]
const MEASURES: &[Column] = &[
    common(Field::Reference, &[
        "kpi", "kpi ref", "ref", "measure ref", "id", "no", "kpi no", "reference", "kpi id", "measure id", "ref no",
        "kpi reference", "indicator ref", "indicator no", "measure no", "pi ref", "pi no",
    ]),
    telling(Field::Name, &[
        "measure", "measure name", "indicator", "performance measure", "kpi name", "measure description",
        "key performance indicator", "metric", "performance indicator", "measure indicator", "measures", "indicators",
        "indicator name", "indicator description", "kpi description", "kpi title", "measure title", "outcome measure",
        "outcome indicator", "measure of success", "success measure", "what we measure", "key measure", "kpi measure",
        "performance measures", "key performance measure", "kpi indicator", "performance metric", "metric name",
    ]),
    common(Field::Links, &[
        "linked action", "linked actions", "link", "action", "action ref", "linked pap action", "pap action",
    ]),
    common(Field::Unit, &["unit", "units", "unit of measure", "format"]),
    telling(Field::Good, &[
        "good is", "good", "polarity", "good performance is", "better is", "high or low is good", "good to be",
        "desired direction", "bigger or smaller is better", "what is good", "what good looks like", "aim to", "good direction",
        "desired trend", "higher or lower is better",
    ]),
    telling(Field::Target, &[
        "target", "targets", "target and date", "kpi target", "target s", "target by", "current target",
    ]),
    common(Field::Baseline, &["baseline", "baseline value", "starting point"]),
    telling(Field::England, &[
        "england", "national", "national average", "england average", "national benchmark", "eng", "england figure",
        "national figure", "eng average", "england avg", "national avg",
    ]),
    telling(Field::Neighbours, &[
        "stat neighbours", "statistical neighbours", "sn", "stat neighbour", "statistical neighbour",
        "stat neighbour average", "stat neighbours average", "sn average", "statistical neighbour average",
        "statistical neighbours average", "sn avg",
    ]),
    common(Field::Period, &[
        "month", "period", "reporting period", "reporting month", "month year", "month and year", "quarter", "date",
        "data period", "latest data", "date of data", "as at", "latest period", "time period", "month ending", "reporting date",
    ]),
    common(Field::Year, &["year", "financial year", "fy", "academic year"]),
    common(Field::Value, &[
        "value", "actual", "result", "performance", "figure", "outturn", "latest", "current", "latest value",
        "current value", "current performance", "latest performance", "actual performance", "latest figure",
        "current figure", "latest result", "current month", "this month", "current position", "latest position",
        "current period", "this period", "actual value", "measure value", "this quarter",
        "current quarter", "score",
    ]),
    common(Field::Previous, &[
        "previous", "previous value", "last month", "previous month", "last period", "previous period", "prior",
        "previous performance", "previous figure", "previous result", "last value", "prior period", "prior month",
        "last quarter", "previous quarter",
    ]),
    common(Field::N, &["n", "denominator", "sample size", "number in sample", "cohort size", "base"]),
    common(Field::Status, &["rag", "rag status", "rag rating", "brag", "status"]),
    common(Field::Direction, &["dot", "direction of travel", "trend", "direction"]),
    common(Field::Comment, &["comment", "comments", "commentary", "narrative", "note", "notes"]),
];

#[rustfmt::skip]
const MEETING_ACTIONS: &[Column] = &[
    telling(Field::Meeting, &[
        "meeting date", "date of meeting", "meeting", "board date", "date", "date raised", "date of board", "board meeting",
        "raised at", "meeting raised", "meeting raised at", "date agreed", "date of board meeting", "originating meeting",
        "from meeting", "date set",
    ]),
    common(Field::Reference, &[
        "ref", "reference", "no", "action no", "action ref", "minute ref", "minute", "item", "id", "ref no", "action id",
        "action number", "item no", "s no", "minute no",
    ]),
    telling(Field::Action, &[
        "action agreed", "action", "actions", "request", "action or request", "actions agreed", "agreed action",
        "action required", "request for information", "action point", "action points", "actions arising", "action description",
        "matter arising", "actions required", "agreed actions", "action item", "description of action",
    ]),
    common(Field::Owner, &[
        "owner", "lead", "action owner", "responsible", "by whom", "who", "assigned to", "lead officer",
        "responsible officer", "action lead", "responsible person", "allocated to", "responsibility", "owner s", "leads",
        "person responsible", "action for", "by who", "action by",
    ]),
    common(Field::Due, &[
        "due", "due date", "deadline", "by when", "target date", "date due", "timescale", "when", "due by", "action due",
        "completion date", "timescales", "target completion date", "for completion by",
    ]),
    common(Field::State, &[
        "status", "state", "open closed", "rag", "progress", "complete", "open or closed", "done", "closed", "completed",
        "complete y n", "closed y n", "done y n", "action complete", "action closed", "rag status", "current status",
        "action status", "is it closed", "complete yes no", "closed yes no", "action completed",
    ]),
    common(Field::Update, &[
        "update", "response", "comments", "commentary", "outcome", "progress update", "response update", "comment",
        "notes", "progress notes", "latest update", "update notes", "current position", "progress to date", "note",
    ]),
    common(Field::Links, &[
        "linked pap action", "linked action", "linked actions", "linked pap actions", "link", "related action",
    ]),
];

#[rustfmt::skip]
const WORK_PROGRAMME: &[Column] = &[
    telling(Field::Meeting, &[
        "meeting", "meeting date", "date of meeting", "date", "board", "board meeting", "board date", "date of board",
        "board meeting date", "month", "date of board meeting", "meeting month",
    ]),
    telling(Field::Item, &[
        "item", "agenda item", "report", "topic", "item title", "paper", "subject", "report title", "items", "agenda items",
        "agenda", "paper title", "item or report", "business",
    ]),
    common(Field::Purpose, &[
        "purpose", "for", "purpose of item", "for decision or information", "reason", "purpose of report", "decision required",
        "type of item",
    ]),
    common(Field::Owner, &[
        "lead", "lead officer", "owner", "author", "report author", "presenter", "responsible officer", "report of", "led by",
        "who", "report lead", "presented by", "contact officer",
    ]),
    telling(Field::Deadline, &[
        "paper deadline", "deadline", "papers due", "report deadline", "deadline for papers", "papers deadline", "paper due",
        "reports due", "report due", "submission deadline", "draft due",
    ]),
    common(Field::State, &["status", "state", "progress"]),
    telling(Field::Route, &[
        "route after board", "route", "onward route", "next stage", "governance route", "goes next to",
    ]),
];

#[rustfmt::skip]
const GLOSSARY: &[Column] = &[
    telling(Field::Term, &["term", "abbreviation", "acronym", "abbreviations", "terms", "acronyms"]),
    common(Field::Meaning, &["meaning", "definition", "description", "explanation", "full term", "in full"]),
];

#[rustfmt::skip]
const STATUS_KEY: &[Column] = &[
    telling(Field::StatusName, &[
        "rag status", "brag status", "status", "rag", "brag", "rating", "colour", "brag rating", "rag rating",
    ]),
    common(Field::Meaning, &["meaning", "definition", "description", "explanation", "what it means", "criteria"]),
];

/// The words that name each of a risk's three scores, and the words for likelihood, impact and their product.
pub const SCORE_GROUPS: [(&str, [Field; 3], &[&str]); 3] = [
    (
        "inherent",
        [Field::InherentLikelihood, Field::InherentImpact, Field::InherentScore],
        &[
            "inherent",
            "gross",
            "initial",
            "original",
            "raw",
            "unmitigated",
            "inherent risk",
            "gross risk",
            "initial risk",
            "uncontrolled",
            "pre mitigation",
            "before mitigation",
            "before controls",
            "without controls",
            "pre control",
            "pre controls",
            "untreated",
        ],
    ),
    (
        "current",
        [Field::CurrentLikelihood, Field::CurrentImpact, Field::CurrentScore],
        &[
            "current",
            "residual",
            "net",
            "mitigated",
            "current risk",
            "residual risk",
            "net risk",
            "post mitigation",
            "now",
            "controlled",
            "after mitigation",
            "after controls",
            "with controls",
            "post control",
            "post controls",
            "remaining",
        ],
    ),
    (
        "target",
        [Field::TargetLikelihood, Field::TargetImpact, Field::TargetScore],
        &["target", "target risk", "tolerable", "desired"],
    ),
];
pub const SCORE_PARTS: [&[&str]; 3] = [
    &["l", "likelihood", "probability", "prob", "lh", "likelihood score", "likelihood 1 5", "p", "lik"],
    &["i", "impact", "severity", "imp", "impact score", "impact 1 5", "consequence", "c"],
    &[
        "score",
        "rating",
        "risk score",
        "risk rating",
        "total",
        "lxi",
        "l x i",
        "rag",
        "level",
        "score lxi",
        "score l x i",
        "risk",
        "risk level",
        "s",
        "sc",
        "r",
        "rr",
        "overall",
        "overall score",
        "overall rating",
        "overall risk",
        "overall risk score",
        "overall risk rating",
        "total score",
        "total risk",
        "total risk score",
        "pxi",
        "p x i",
        "ixl",
        "i x l",
        "rag rating",
        "rag status",
        "risk rag",
        "",
    ],
];

/// The levels of a scale whose columns are marked with a cross.
const SCALE_LEVELS: [&[&str]; 5] = [
    &["vl", "very low", "1", "i"],
    &["l", "low", "2", "ii"],
    &["m", "medium", "3", "iii"],
    &["h", "high", "4", "iv"],
    &["vh", "very high", "5", "v"],
];

/// The level that a column stands for, under a heading that names a likelihood or an impact: "VH" under "Likelihood".
pub fn scale_of(group: &str, heading: &str) -> Option<(Field, u32)> {
    let level = SCALE_LEVELS.iter().position(|words| words.contains(&normal(heading).as_str()))?;
    let group = normal(group);
    let named = |part: usize, text: &str| text.len() > 1 && SCORE_PARTS[part].contains(&text);
    for (_, fields, names) in &SCORE_GROUPS {
        for name in *names {
            let rest = group.strip_prefix(name).map(str::trim);
            if let Some(part) = rest.and_then(|rest| (0..2).find(|part| named(*part, rest))) {
                return Some((fields[part], level as u32 + 1));
            }
        }
    }
    let part = (0..2).find(|part| named(*part, &group))?;
    Some((SCORE_GROUPS[1].1[part], level as u32 + 1))
}

/// Whether a text is a heading that any kind of sheet knows: a quick first look at a row.
pub fn is_known(text: &str, own: &OwnHeadings) -> bool {
    static KNOWN: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let columns = SheetKind::ALL.into_iter().flat_map(|kind| kind.columns());
        columns.flat_map(|column| column.headings).copied().collect()
    });
    if text.is_empty() || text.len() > 200 {
        return false;
    }
    let whole = normal(text);
    known.contains(whole.as_str())
        || text.contains(['(', '[']) && known.contains(normal(&without_brackets(text)).as_str())
        || score_field("", &whole).is_some()
        || own.values().flatten().any(|heading| normal(heading) == whole)
}

/// The columns that settings pin to a field by their letters: `due = ["column H"]`.
pub fn pinned(kind: SheetKind, own: &OwnHeadings) -> Vec<(Field, u32)> {
    let pinned = |heading: &String| {
        let letters = heading.strip_prefix("column ")?.trim();
        (0..16_384).find(|column| crate::located::column_name(*column) == letters)
    };
    let of_kind = own.iter().filter(|((of, _), _)| *of == kind);
    of_kind.filter_map(|((_, field), headings)| Some((*field, headings.iter().find_map(pinned)?))).collect()
}

/// A heading for comparison: lower case, words only, one space between them.
pub fn normal(heading: &str) -> String {
    let mut out = String::new();
    for word in heading.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The heading without what stands in brackets.
fn without_brackets(heading: &str) -> String {
    let mut depth = 0u32;
    heading
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Headings of one area's own, from its settings: kind → field → headings.
pub type OwnHeadings = BTreeMap<(SheetKind, Field), Vec<String>>;

/// How surely a heading names a field: the higher, the surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Nearly the same letters: "Resposible Lead".
    Near,
    /// By a part of it: "Owner / contact", "Lead officer – role".
    Core,
    Bracketed,
    Exact,
    Own,
}

/// The field that a heading names in a kind of sheet, if any. `group` is the heading that spans it from above.
pub fn field_of(kind: SheetKind, group: &str, heading: &str, own: &OwnHeadings) -> Option<(Field, Match)> {
    // "#" alone is "No".
    let heading = if heading.trim() == "#" { "no" } else { heading };
    let (whole, bare) = (normal(heading), normal(&without_brackets(heading)));
    if whole.is_empty() {
        return None;
    }
    for ((_, field), headings) in own.iter().filter(|((of, _), _)| *of == kind) {
        if headings.iter().any(|known| normal(known) == whole) {
            return Some((*field, Match::Own));
        }
    }
    if kind == SheetKind::Risks
        && let Some(field) = score_field(&normal(group), &whole).or_else(|| score_field(&normal(group), &bare))
    {
        return Some((
            field,
            if scale_named(&whole).is_some() && part_of(&bare) != part_of(&whole) { Match::Core } else { Match::Exact },
        ));
    }
    let columns = kind.columns();
    let exactly = |text: &str| columns.iter().find(|column| column.headings.contains(&text)).map(|column| column.field);
    // "Action" and "Impact" under "RAG", "End" under "Timescale".
    let over = normal(group);
    if !over.is_empty()
        && over != whole
        && let Some(field) = exactly(&format!("{whole} {over}")).or_else(|| exactly(&format!("{over} {whole}")))
    {
        return Some((field, Match::Exact));
    }
    if let Some(field) = exactly(&whole) {
        return Some((field, Match::Exact));
    }
    if !bare.is_empty()
        && let Some(field) = exactly(&bare)
    {
        return Some((field, Match::Bracketed));
    }
    // "Target 2025/26", "England 2024", "2024/25 target".
    if kind == SheetKind::Measures
        && let Some(field) = exactly(&without_years(&bare))
    {
        return Some((field, Match::Bracketed));
    }
    if kind == SheetKind::Actions
        && let Some(found) = of_an_action(&whole, &exactly)
    {
        return Some(found);
    }
    if let Some(field) = by_core(heading, &exactly) {
        return Some((field, Match::Core));
    }
    // Only long headings may differ by a letter or two: short ones are too alike ("due", "dot"). A whole sheet of cells
    // comes through here, so words are compared only where their lengths and letters allow it.
    let letters = bare.chars().count();
    let bag = letters_of(&bare);
    let near = |known: &str| {
        let allowed = known.len() / 8;
        known.len() >= 8
            && known.len().abs_diff(bare.len()) <= allowed * 4
            && known.chars().count().abs_diff(letters) <= allowed
            && letters_of(known).iter().zip(&bag).map(|(one, other)| one.abs_diff(*other) as usize).sum::<usize>()
                <= allowed * 2
            && strsim::osa_distance(known, &bare) <= allowed
    };
    columns
        .iter()
        .find(|column| column.headings.iter().any(|known| near(known)))
        .map(|column| (column.field, Match::Near))
}

/// How often each letter stands in a text. A slip of one letter changes two of these numbers by one at the most.
fn letters_of(text: &str) -> [u8; 32] {
    let mut counts = [0u8; 32];
    for c in text.chars() {
        let count = &mut counts[c as usize % 32];
        *count = count.saturating_add(1);
    }
    counts
}

/// What a tracker's heading names with its month ("Oct update"), with when it was set ("Revised due date"), or in more
/// words than are needed ("Overall delivery RAG").
fn of_an_action(plain: &str, exactly: &dyn Fn(&str) -> Option<Field>) -> Option<(Field, Match)> {
    if due_rank(plain) != 0 {
        return Some((Field::Due, Match::Bracketed));
    }
    if let Some(monthly) = monthly(plain)
        && let Some(field) = exactly(&monthly.rest).or_else(|| is_status(&monthly.rest).then_some(Field::ActionStatus))
    {
        return Some((field, Match::Bracketed));
    }
    is_status(plain).then_some((Field::ActionStatus, Match::Core))
}

/// Whether a heading is one of statuses and of nothing else.
fn is_status(plain: &str) -> bool {
    const TELLING: [&str; 6] = ["rag", "brag", "status", "rating", "dca", "confidence"];
    const FILLS: [&str; 22] = [
        "overall",
        "current",
        "latest",
        "this",
        "month",
        "monthly",
        "progress",
        "delivery",
        "action",
        "actions",
        "milestone",
        "task",
        "project",
        "assessment",
        "now",
        "the",
        "of",
        "for",
        "colour",
        "ratings",
        "present",
        "updated",
    ];
    if matches!(plain, "r a g" | "b r a g" | "r a g status" | "r a g rating") {
        return true;
    }
    let mut words = plain.split(' ');
    plain.split(' ').any(|word| TELLING.contains(&word))
        && words.all(|word| TELLING.contains(&word) || FILLS.contains(&word))
}

/// A heading that names a month, and what else it says.
pub struct Monthly {
    pub month: u32,
    pub year: Option<i32>,
    pub rest: String,
}

/// "oct 25 update" → October, 2025, "update".
pub fn monthly(plain: &str) -> Option<Monthly> {
    let words: Vec<&str> = plain.split(' ').collect();
    let mut months = words.iter().enumerate().filter_map(|(at, word)| Some((at, super::dates::month_number(word)?)));
    let ((at, month), None) = (months.next()?, months.next()) else { return None };
    let year_of = |word: &&str| match word.len() {
        4 if word.starts_with("20") => word.parse().ok(),
        2 => word.parse::<i32>().ok().filter(|year| (15..=60).contains(year)).map(|year| 2000 + year),
        _ => None,
    };
    let year = words.get(at + 1).and_then(year_of);
    let skipped = if year.is_some() { at + 2 } else { at + 1 };
    let rest = [&words[..at], &words[skipped..]].concat().join(" ");
    Some(Monthly { month, year, rest })
}

/// Whether a heading is of due dates as they were first set (-1) or as they were set anew (1); 0 where it says neither.
pub fn due_rank(plain: &str) -> i8 {
    const FIRST: [&str; 4] = ["original", "baseline", "initial", "baselined"];
    const ANEW: [&str; 8] = ["revised", "new", "forecast", "current", "latest", "expected", "amended", "extended"];
    const DUE: [&str; 18] = [
        "due date",
        "due",
        "target date",
        "deadline",
        "completion date",
        "completion",
        "finish",
        "finish date",
        "end date",
        "end",
        "date",
        "target completion date",
        "target completion",
        "timescale",
        "timescales",
        "delivery date",
        "planned completion date",
        "date for completion",
    ];
    let Some((first, rest)) = plain.split_once(' ') else { return 0 };
    if !DUE.contains(&rest) {
        return 0;
    }
    i8::from(ANEW.contains(&first)) - i8::from(FIRST.contains(&first))
}

/// Which of two headings of one fact counts: the higher. It goes before how surely they name it.
pub fn preference(kind: SheetKind, field: Field, heading: &str) -> i8 {
    let plain = normal(heading);
    let says = |words: &[&str]| plain.split(' ').any(|word| words.contains(&word));
    match (kind, field) {
        (SheetKind::Actions, Field::Due) => due_rank(&plain),
        (SheetKind::Actions, Field::ActionStatus) => i8::from(says(&["rag", "brag"]) || plain.starts_with("r a g")),
        (SheetKind::Actions, Field::Update) => i8::from(says(&["update"])),
        (SheetKind::Actions, Field::Completed) => i8::from(says(&["date", "actual"])),
        (SheetKind::Risks, Field::Description) => match plain.as_str() {
            "risk title" | "title" | "risk name" | "risk summary" => -2,
            "risk" => -1,
            _ => 0,
        },
        (SheetKind::Risks, Field::Category) => i8::from(says(&["raid", "issue", "entry"])),
        (SheetKind::Risks, Field::InherentScore | Field::CurrentScore | Field::TargetScore) => {
            -i8::from(says(&["rag", "level"]))
        }
        _ => 0,
    }
}

/// Whether a heading names a likelihood, an impact or a score without saying whether it is the inherent, the current
/// or the target one.
pub fn is_bare_score(group: &str, heading: &str) -> bool {
    let group = normal(group);
    let named = score_group(&group).is_some();
    let (whole, bare) = (normal(heading), normal(&without_brackets(heading)));
    !named && ([&whole, &bare].iter().any(|text| BARE_SCORES.contains(&text.as_str())) || scale_named(&whole).is_some())
}

/// Whether a heading is a likelihood, an impact or a score under a heading that spans it.
pub fn is_score_part(heading: &str) -> bool {
    let plain = normal(heading);
    !plain.is_empty() && part_of(&plain).is_some()
}

/// Whether a spanning heading is of scores that no longer count, or do not yet.
pub fn is_of_other_times(group: &str) -> bool {
    normal(group).split(' ').any(|word| matches!(word, "previous" | "prior" | "last" | "forecast" | "projected"))
}

/// Which of a risk's three scores a spanning heading names: "Inherent risk score (before controls)".
pub fn score_group(group: &str) -> Option<usize> {
    let exactly = |text: &str| SCORE_GROUPS.iter().position(|(_, _, names)| names.contains(&text));
    const FILLS: [&str; 12] = [
        "risk",
        "risks",
        "score",
        "scores",
        "scoring",
        "rating",
        "ratings",
        "level",
        "assessment",
        "exposure",
        "the",
        "evaluation",
    ];
    exactly(group).or_else(|| {
        let words: Vec<&str> = group.split(' ').filter(|word| !FILLS.contains(word)).collect();
        // "Current (after controls)" says the same twice; "Inherent" and "residual" in one name none.
        exactly(&words.join(" ")).or_else(|| {
            let (first, rest) = words.split_first()?;
            exactly(first).filter(|group| exactly(&rest.join(" ")) == Some(*group))
        })
    })
}

/// A likelihood or an impact that is named with how it is rated: "Impact Level Rate 1 (LOW) to 5 (HIGH)".
fn scale_named(plain: &str) -> Option<usize> {
    const FILLS: [&str; 34] = [
        "level",
        "levels",
        "rate",
        "rated",
        "rating",
        "ratings",
        "score",
        "scored",
        "scale",
        "of",
        "risk",
        "occurrence",
        "occurring",
        "to",
        "low",
        "high",
        "lowest",
        "highest",
        "very",
        "the",
        "if",
        "it",
        "occurs",
        "happening",
        "is",
        "a",
        "from",
        "out",
        "on",
        "where",
        "and",
        "value",
        "grade",
        "hml",
    ];
    let (first, rest) = plain.split_once(' ')?;
    let part = match first {
        "likelihood" | "probability" => 0,
        "impact" | "severity" => 1,
        _ => return None,
    };
    let fills = |word: &str| FILLS.contains(&word) || word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    rest.split(' ').all(fills).then_some(part)
}

fn part_of(plain: &str) -> Option<usize> {
    SCORE_PARTS.iter().position(|words| words.contains(&plain)).or_else(|| scale_named(plain))
}

/// A heading without the years and months in it: "england 23 24" → "england".
fn without_years(plain: &str) -> String {
    let words: Vec<&str> = plain.split(' ').collect();
    let dated = |word: &&&str| {
        word.bytes().all(|b| b.is_ascii_digit()) && matches!(word.len(), 2 | 4)
            || **word == "fy"
            || super::dates::month_number(word).is_some()
    };
    if words.iter().filter(dated).all(|word| super::dates::month_number(word).is_some()) {
        return String::new();
    }
    words.iter().filter(|word| !dated(word)).copied().collect::<Vec<_>>().join(" ")
}

/// The field that a part of a heading names, where all parts that name one agree: "Owner / contact", "Update – what has
/// changed?". Short headings such as "No" and "Due" are no such part.
fn by_core(heading: &str, exactly: &dyn Fn(&str) -> Option<Field>) -> Option<Field> {
    let parts = heading
        .split(['/', '&', '\n', ':', '|', '–', '—', '(', ')'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" or "));
    let parts: Vec<String> = parts.map(normal).filter(|part| !part.is_empty()).collect();
    let fields: Vec<Field> = parts.iter().filter(|part| part.len() > 3).filter_map(|part| exactly(part)).collect();
    let [first, rest @ ..] = fields.as_slice() else { return None };
    (parts.len() > 1
        && rest.iter().all(|field| field == first)
        && exactly(&parts[0]).is_some_and(|field| field == *first))
    .then_some(*first)
}

/// Headings that name a measure only where nothing else on the row does.
pub const WEAK_NAMES: [&str; 7] = ["kpi", "pi", "description", "title", "name", "outcome", "performance area"];

const BARE_SCORES: [&str; 26] = [
    "l",
    "i",
    "likelihood",
    "impact",
    "probability",
    "severity",
    "score",
    "risk score",
    "risk rating",
    "rating",
    "lxi",
    "l x i",
    "p",
    "r",
    "prob",
    "pxi",
    "p x i",
    "ixl",
    "i x l",
    "overall risk",
    "overall score",
    "overall rating",
    "overall risk score",
    "overall risk rating",
    "total score",
    "total risk score",
];

/// "Inherent" over "L", "Likelihood (inherent)", "Residual score", and a bare "L", "I", "Score" for the current one.
fn score_field(group: &str, heading: &str) -> Option<Field> {
    if let Some(part) = part_of(heading)
        && let Some(of) = score_group(group)
    {
        return Some(SCORE_GROUPS[of].1[part]);
    }
    // "Inherent" and "Current" under "Likelihood".
    if !group.is_empty()
        && let (Some(part), Some(of)) = (part_of(group), score_group(heading))
    {
        return Some(SCORE_GROUPS[of].1[part]);
    }
    for (_, fields, names) in &SCORE_GROUPS {
        for name in *names {
            let rest = heading
                .strip_prefix(name)
                .map(str::trim_start)
                .or_else(|| heading.strip_suffix(name).map(str::trim_end));
            if let Some(rest) = rest
                && rest.len() < heading.len()
                && let Some(part) = part_of(rest)
            {
                return Some(fields[part]);
            }
        }
    }
    let bare = BARE_SCORES.contains(&heading) || scale_named(heading).is_some();
    bare.then(|| part_of(heading).map(|part| SCORE_GROUPS[1].1[part])).flatten()
}

/// What stands round a row of headings and tells what is below it, besides the headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// How many headings of time it has.
    pub times: usize,
    /// The title, the sheet or the workbook is called a log of actions, or its statuses are Open and Closed.
    pub log: bool,
    /// The date of a meeting stands above the headings.
    pub meeting_above: bool,
    /// How many headings are the dates of meetings.
    pub meetings_across: usize,
}

/// How well a row of headings fits a kind of sheet; 0 where it is not one.
pub fn fit(kind: SheetKind, fields: &[Field], hints: Hints) -> u32 {
    let months = hints.times;
    let has = |any: &&[Field]| any.iter().any(|field| fields.contains(field));
    let sound = match kind {
        // A dashboard may have no target column, and months enough to be known by.
        SheetKind::Measures => {
            let known = [Field::Reference, Field::Unit, Field::Status].iter().any(|field| fields.contains(field));
            // A name and a value alone may be anything.
            let valued = fields.contains(&Field::Value)
                && [Field::Target, Field::England, Field::Good, Field::Previous, Field::Period, Field::Unit]
                    .iter()
                    .any(|field| fields.contains(field));
            let judged = [Field::Target, Field::England, Field::Good].iter().any(|field| fields.contains(field));
            fields.contains(&Field::Name) && (months >= 3 || months >= 2 && known || judged || valued)
        }
        // Without a meeting's date and without open or closed, a table of actions is no log of meetings.
        SheetKind::MeetingActions => {
            let dated = fields.contains(&Field::Meeting) || hints.meeting_above || hints.log;
            let closes = fields.contains(&Field::State);
            kind.needs().iter().all(has) && (dated || closes && fields.contains(&Field::Reference))
        }
        SheetKind::WorkProgramme => {
            let described = [Field::Purpose, Field::Owner, Field::Deadline, Field::Route]
                .iter()
                .any(|field| fields.contains(field));
            let dated =
                fields.contains(&Field::Meeting) || hints.meetings_across >= 2 || hints.meeting_above && described;
            kind.needs().iter().all(has) && dated
        }
        // A plan without refs is known by its dates and statuses.
        SheetKind::Actions => {
            let whole = [Field::Action, Field::Due, Field::ActionStatus, Field::Leads];
            kind.needs().iter().all(has) || whole.iter().all(|field| fields.contains(field))
        }
        // A register without refs is known by its scores, with an owner or controls beside them.
        SheetKind::Risks => {
            let [refs, rest @ ..] = kind.needs() else { return 0 };
            let held = [Field::Owner, Field::Controls];
            rest.iter().all(has) && (has(refs) || held.iter().any(|field| fields.contains(field)))
        }
        _ => kind.needs().iter().all(has),
    };
    if !sound {
        return 0;
    }
    let weight = |column: &&Column| if column.telling { 3 } else { 2 };
    let columns: u32 =
        kind.columns().iter().filter(|column| fields.contains(&column.field)).map(|column| weight(&column)).sum();
    // What a table without refs fits better as goes before.
    let unnamed = matches!(kind, SheetKind::Actions | SheetKind::Risks) && !kind.needs().iter().all(has);
    columns.saturating_sub(if unnamed { 4 } else { 0 })
        + match kind {
            SheetKind::Measures => 2 * months.min(12) as u32,
            // A log and a tracker share most headings; no tracker has a column of meetings, or is called a log.
            SheetKind::MeetingActions => {
                3 * u32::from(fields.contains(&Field::Meeting))
                    + 6 * u32::from(hints.log)
                    + 3 * u32::from(hints.meeting_above)
            }
            SheetKind::WorkProgramme => 2 * hints.meetings_across.min(6) as u32 + 3 * u32::from(hints.meeting_above),
            _ => 0,
        }
}

/// The first set of fields that a kind needs one of and that has no column.
pub fn lacking(kind: SheetKind, fields: &[Field]) -> Vec<Field> {
    let unmet = kind.needs().iter().find(|any| !any.iter().any(|field| fields.contains(field)));
    unmet.map(|any| any.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: SheetKind, group: &str, heading: &str) -> Option<Field> {
        field_of(kind, group, heading, &OwnHeadings::new()).map(|(field, _)| field)
    }

    #[test]
    fn headings_are_known_without_case_punctuation_and_brackets() {
        assert_eq!(field(SheetKind::Actions, "", "What we will do/ Action"), Some(Field::Action));
        assert_eq!(field(SheetKind::Actions, "", "RESPONSIBLE PARTNERSHIP LEAD(S)"), Some(Field::Leads));
        assert_eq!(field(SheetKind::Actions, "", "Action BRAG/\ndate completed"), Some(Field::ActionStatus));
        assert_eq!(field(SheetKind::Risks, "", "Risk description\n(There is a risk that…)"), Some(Field::Description));
        assert_eq!(field(SheetKind::Actions, "", "Impact measurs/KPIs"), Some(Field::ImpactMeasures));
        assert_eq!(field(SheetKind::Measures, "", "Target 25/26"), Some(Field::Target));
        assert_eq!(field(SheetKind::Actions, "", "Colour of the folder"), None);
    }

    #[test]
    fn a_risks_scores_are_known_by_group_and_leaf() {
        assert_eq!(field(SheetKind::Risks, "Inherent", "L"), Some(Field::InherentLikelihood));
        assert_eq!(field(SheetKind::Risks, "Residual", "Score"), Some(Field::CurrentScore));
        assert_eq!(field(SheetKind::Risks, "", "Impact (current)"), Some(Field::CurrentImpact));
        assert_eq!(field(SheetKind::Risks, "Management", "Target score"), Some(Field::TargetScore));
        assert_eq!(field(SheetKind::Risks, "", "Gross risk rating"), Some(Field::InherentScore));
        assert_eq!(field(SheetKind::Risks, "Risk", "Risk owner"), Some(Field::Owner));
        assert_eq!(field(SheetKind::Risks, "", "Likelihood"), Some(Field::CurrentLikelihood));
        assert_eq!(field(SheetKind::Risks, "Inherent risk score", "L"), Some(Field::InherentLikelihood));
        assert_eq!(field(SheetKind::Risks, "Current (after controls)", "Overall"), Some(Field::CurrentScore));
        assert_eq!(field(SheetKind::Risks, "Impact", "Residual"), Some(Field::CurrentImpact));
        let rated = "Impact Level Rate 1 (LOW) to 5 (HIGH)";
        assert_eq!(field(SheetKind::Risks, "", rated), Some(Field::CurrentImpact));
        assert_eq!(field(SheetKind::Risks, "", "Impact on families"), None);
        assert_eq!(field(SheetKind::Risks, "Consequences", "Overall"), None);
    }

    #[test]
    fn a_group_and_its_leaf_are_one_heading() {
        assert_eq!(field(SheetKind::Actions, "RAG", "Impact"), Some(Field::ImpactStatus));
        assert_eq!(field(SheetKind::Actions, "RAG", "Action"), Some(Field::ActionStatus));
        assert_eq!(field(SheetKind::Actions, "Timescale", "End"), Some(Field::Due));
        assert_eq!(field(SheetKind::Actions, "Timescale", "Start"), None);
    }

    #[test]
    fn a_trackers_heading_may_say_its_month_or_when_it_was_set() {
        for (heading, expected) in [
            ("Oct update", Some(Field::Update)),
            ("RAG (Oct 25)", Some(Field::ActionStatus)),
            ("Overall delivery RAG", Some(Field::ActionStatus)),
            ("R/A/G", Some(Field::ActionStatus)),
            ("Delivery confidence", Some(Field::ActionStatus)),
            ("Forecast finish", Some(Field::Due)),
            ("Original due date", Some(Field::Due)),
            ("Previous RAG", None),
            ("Approval status", None),
            ("Current owner's date", None),
            ("Start date", None),
        ] {
            assert_eq!(field(SheetKind::Actions, "", heading), expected, "{heading}");
        }
        let ranks = ["original due date", "due date", "revised due date", "baseline", "new owner"].map(due_rank);
        assert_eq!(ranks, [-1, 0, 1, 0, 0]);
    }

    #[test]
    fn a_heading_may_be_known_by_its_core_or_without_its_year() {
        assert_eq!(field(SheetKind::Measures, "", "England 23/24"), Some(Field::England));
        assert_eq!(field(SheetKind::Measures, "", "SN Dec 24"), Some(Field::Neighbours));
        assert_eq!(field(SheetKind::Measures, "", "2025/26 target"), Some(Field::Target));
        assert_eq!(field(SheetKind::Measures, "", "Performance Indicator (PI)"), Some(Field::Name));
        assert_eq!(field(SheetKind::Actions, "", "Lead officer / contact"), Some(Field::Leads));
        assert_eq!(field(SheetKind::Actions, "", "Owner – name and role"), Some(Field::Leads));
        assert_eq!(field(SheetKind::Actions, "", "Contact / lead officer"), None);
        assert_eq!(field(SheetKind::Actions, "", "Milestones or action"), None);
        assert_eq!(field(SheetKind::Measures, "", "March"), None);
        assert_eq!(field(SheetKind::Measures, "", "#"), Some(Field::Reference));
        assert_eq!(field(SheetKind::Measures, "", "##"), None);
    }

    #[test]
    fn a_log_is_known_by_its_meetings() {
        use Field::*;
        let log = [Meeting, Reference, Action, Owner, Due, State];
        let tracker = [Reference, Action, Leads, Due, ActionStatus];
        let none = Hints::default();
        assert!(fit(SheetKind::MeetingActions, &log, none) > fit(SheetKind::Actions, &tracker, none));
        assert_eq!(fit(SheetKind::MeetingActions, &[Reference, Action, Owner, Update], none), 0);
        // The same headings are a tracker's, unless the sheet is called a log.
        let (as_log, as_tracker) =
            ([Reference, Action, Owner, Due, State, Update], [Reference, Action, Leads, Due, ActionStatus, Update]);
        assert!(fit(SheetKind::MeetingActions, &as_log, none) < fit(SheetKind::Actions, &as_tracker, none));
        let called = Hints { log: true, ..none };
        assert!(fit(SheetKind::MeetingActions, &as_log, called) > fit(SheetKind::Actions, &as_tracker, called));
        assert_eq!(fit(SheetKind::WorkProgramme, &[Item, Owner, Purpose], none), 0);
        assert!(fit(SheetKind::WorkProgramme, &[Item, Owner, Purpose], Hints { meeting_above: true, ..none }) > 0);
    }

    #[test]
    fn every_field_of_a_kind_has_headings_of_its_own() {
        for kind in SheetKind::ALL {
            let mut seen = std::collections::HashMap::new();
            for column in kind.columns() {
                for heading in column.headings {
                    assert_eq!(*heading, normal(heading), "not in normal form");
                    if let Some(other) = seen.insert(heading, column.field) {
                        panic!("{kind:?}: {heading:?} names both {other:?} and {:?}", column.field);
                    }
                }
            }
        }
    }
}
