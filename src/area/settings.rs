//! `boardpack.toml`: what an area says of itself and how it wants things done. Every key has a default.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::files;
use super::paper::PaperSettings;
use super::settings_file::parse_toml;
use crate::diagnostic::{Error, Result, Severity};
use crate::digest::FileDigest;
use crate::disclosure::Disclosure;
use crate::narrative::places::file_part;
use crate::programme::AreaName;
use crate::programme::columns::{Column, OwnHeadings, SheetKind};
use crate::programme::model::{AreaKind, Month};
use crate::programme::scheme::written::{
    Written, WrittenAreaKind, WrittenBody, WrittenClosing, WrittenPeople, WrittenReview, WrittenRisk, WrittenStatus,
};
use crate::programme::scheme::{self, Scheme};
use crate::suggest::nearest_of;
use crate::workbook::Limits;
use crate::working_days::WorkingDays;

/// The name of the settings file in an area's folder.
pub const FILE: &str = "boardpack.toml";

/// The headlines that an area can word itself, edition by edition.
pub const HEADLINES: [&str; 9] =
    ["summary", "position", "areas", "changes", "decisions", "exceptions", "measures", "risks", "next"];

/// How boardpack makes an area's papers. Every key may be left out.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "boardpack.toml of an area")]
pub struct Settings {
    /// What the partnership, its programme and its plan are called.
    pub partnership: Partnership,
    /// The board that the papers are for, and when it meets.
    pub board: Board,
    /// What is printed on every page, and who made the papers.
    pub document: Document,
    /// What becomes of the papers that a build replaces.
    // It makes no paper another one, so it is in no record of one.
    #[serde(skip_serializing)]
    pub outputs: Outputs,
    /// The day each month's position is taken at, where it is not the month's last: "2025-07" = "2025-07-25".
    #[schemars(schema_with = "day_of_each_month")]
    pub status_dates: BTreeMap<String, NaiveDate>,
    /// The areas of the plan, in its order.
    pub area: Vec<AreaSetting>,
    /// The groups that work on parts of the plan, each with papers of its own.
    // Where there are none, nothing is written: what was kept of the settings before there was such a key is what they are now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<GroupSetting>,
    /// The built-in words and colours that these settings go by: "send" for a SEND improvement programme, or "plain", which is
    /// used where none is named.
    #[schemars(schema_with = "scheme_by_name")]
    pub scheme: Option<String>,
    /// The statuses, all of them, from the best to the worst.
    pub status: Vec<WrittenStatus>,
    /// What a complete action needs before it counts as closed.
    pub closing: WrittenClosing,
    /// The scales of the risk register, and the levels that scores make.
    pub risk: WrittenRisk,
    /// What the plan calls its areas.
    pub area_kind: Vec<WrittenAreaKind>,
    /// What the reviews by those who monitor the programme are called. The days of the first kind are under [board], stocktakes.
    pub review: Vec<WrittenReview>,
    /// Those who monitor the programme, and from when until when.
    pub body: Vec<WrittenBody>,
    /// What papers call those whom the programme is for.
    // What was kept of the settings before there was such a key has none of it.
    #[serde(skip_serializing_if = "WrittenPeople::is_empty")]
    pub people: WrittenPeople,
    /// Words for a status that the workbooks use, and what they mean: "Delayed" = "off-track". It is a role (complete, on-track,
    /// at-risk, off-track, not-due) or the key of a status.
    pub statuses: BTreeMap<String, String>,
    /// Numbers by which papers choose what they show.
    pub thresholds: Thresholds,
    /// How long before a meeting or a review its papers are due.
    #[serde(skip_serializing_if = "Deadlines::are_not_set")]
    pub deadlines: Deadlines,
    /// What the public edition may show of small counts.
    #[serde(skip_serializing_if = "Disclosure::is_not_set")]
    pub disclosure: Disclosure,
    /// How charts over time are made.
    pub charts: Charts,
    /// The area's own sentences for one month, in place of those that are made from the figures:
    /// [headlines."2025-07"] with risks = "…".
    #[schemars(schema_with = "headlines_of_each_month")]
    pub headlines: BTreeMap<String, BTreeMap<String, String>>,
    /// Months from which a measure is counted or reached in another way: new limits begin there, and its chart says why.
    pub step_change: Vec<StepChangeSetting>,
    /// What the findings of a check weigh: green-but-overdue = "error", or "off".
    pub checks: BTreeMap<String, Weight>,
    /// Headings of the area's own, or columns by their letter: [columns.actions] with due = ["Finish by", "column K"].
    #[schemars(schema_with = "headings_by_field")]
    pub columns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Abbreviations and what they mean, beside those of the workbooks' glossary sheets: SALT = "Speech and language therapy".
    pub glossary: BTreeMap<String, String>,
    /// How much of one workbook is read at the most. The limits are far above what officers keep.
    pub limits: Limits,
    /// What single papers print of their own: [paper.NAME] with the keys that the paper has.
    // Nothing is written where there are none, as of groups.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub paper: PaperSettings,
    /// What the parts of the scheme come to.
    #[serde(skip)]
    resolved: OnceLock<Arc<Scheme>>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "partnership")]
pub struct Partnership {
    /// The local area partnership's name. Without it the folder's name is printed.
    #[schemars(example = &"Brookdale Local Area Partnership")]
    pub name: Option<String>,
    /// What the programme is called.
    #[schemars(example = &"SEND improvement programme")]
    pub programme: Option<String>,
    /// What the plan is called, in titles.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"priority action plan")]
    pub plan: Option<String>,
    /// The council's name.
    #[schemars(example = &"Brookdale Council")]
    pub council: Option<String>,
    /// The integrated care board's name.
    #[schemars(example = &"NHS Westmarch ICB")]
    pub icb: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "board")]
pub struct Board {
    /// What the board is called.
    #[schemars(example = &"SEND Improvement Board")]
    pub name: Option<String>,
    /// Who chairs it, by role.
    #[schemars(example = &"Independent Chair")]
    pub chair: Option<String>,
    /// Who presents the papers, by role.
    #[schemars(example = &"SEND Improvement Programme Manager")]
    pub presented_by: Option<String>,
    /// What the board is asked to do with the papers.
    #[schemars(example = &"For decision and assurance")]
    pub purpose: Option<String>,
    /// The days it meets. A month's papers are for the first meeting after their position was taken.
    #[schemars(example = ["2025-07-16", "2025-08-20"])]
    pub meetings: Vec<NaiveDate>,
    /// The days of the reviews by those who monitor the programme, such as stocktakes.
    #[schemars(example = ["2025-09-24"])]
    pub stocktakes: Vec<NaiveDate>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "document")]
pub struct Document {
    /// The protective marking printed on every page.
    #[schemars(example = &"Official")]
    pub marking: Option<String>,
    /// Printed on every page of papers made from invented data.
    #[schemars(example = &"Illustrative sample data")]
    pub illustrative: Option<String>,
    /// Who prepared the papers, by role. It is recorded beside them, in manifest.json.
    #[schemars(example = &"Programme office")]
    pub prepared_by: Option<String>,
    /// Who looked the papers over, by role. It is recorded beside them, in manifest.json.
    #[schemars(example = &"SEND Improvement Programme Manager")]
    pub reviewed_by: Option<String>,
}

/// What becomes of the papers that a build replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "outputs")]
pub struct Outputs {
    /// How many earlier sets of papers are kept in the folder "earlier" beside the new ones. Without it none is.
    #[schemars(example = 12)]
    pub keep: Option<usize>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "area")]
pub struct AreaSetting {
    /// The number its refs begin with. Without it that is its place in the list.
    #[schemars(example = 1)]
    pub number: Option<u32>,
    /// The short name that the workbooks use for it.
    #[schemars(example = &"PA1")]
    pub key: Option<String>,
    /// Its name as papers print it.
    #[schemars(example = &"Preparing for adulthood")]
    pub name: Option<String>,
    /// The key of one of the kinds of area.
    #[schemars(example = &"priority-action")]
    pub kind: Option<String>,
}

/// A group that works on a part of the plan, such as a task and finish group. An action belongs to it by its area, by its
/// ref, or by the role that leads it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "group")]
pub struct GroupSetting {
    /// Its short name, by which its papers are called.
    #[schemars(length(min = 1), example = &"PfA")]
    pub key: String,
    /// Its name as papers print it. Without it the key is printed.
    #[schemars(example = &"Preparing for Adulthood group")]
    pub name: Option<String>,
    /// The keys of the areas whose actions belong to it.
    #[serde(default)]
    #[schemars(example = ["PA1"])]
    pub areas: Vec<String>,
    /// The refs of actions that belong to it.
    #[serde(default)]
    #[schemars(example = ["3.1.1"])]
    pub actions: Vec<String>,
    /// The roles, as the tracker names its leads, whose actions belong to it.
    #[serde(default)]
    #[schemars(example = ["Designated Clinical Officer"])]
    pub leads: Vec<String>,
}

impl GroupSetting {
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.key)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "thresholds")]
pub struct Thresholds {
    /// How many months the papers look ahead.
    #[schemars(range(min = 1, max = 24))]
    pub months_ahead: u32,
    /// How many of the highest risks the Board report shows.
    pub top_risks: usize,
    /// After how many months updates and reviews are due.
    #[schemars(range(min = 0, max = 120))]
    pub reporting_cycle_months: u32,
    /// Counts of children below this are told of, and papers for the public do not show them.
    #[serde(skip_serializing_if = "is_usual_threshold")]
    pub small_counts_below: u32,
}

/// The threshold of most statistics about children. Where it is the usual one, nothing is written: what was kept of the
/// settings before there was such a key is what they are now.
const SMALL_COUNTS_BELOW: u32 = 5;

fn is_usual_threshold(below: &u32) -> bool {
    *below == SMALL_COUNTS_BELOW
}

/// How long before a meeting or a review its papers are due. What is not set goes by the rule for a council's committees
/// and by custom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "deadlines")]
pub struct Deadlines {
    /// Clear working days between the day of publication and the meeting. Without it 5, as for a council's committees.
    #[schemars(range(max = 260), example = 5)]
    pub publication: Option<u32>,
    /// Working days from the sign-off to the publication. Without it 2.
    #[schemars(range(max = 260), example = 2)]
    pub sign_off: Option<u32>,
    /// Working days from the draft to the sign-off. Without it 5.
    #[schemars(range(max = 260), example = 5)]
    pub draft: Option<u32>,
    /// Working days before a review by which its evidence is due. Without it 10.
    #[schemars(range(max = 260), example = 10)]
    pub review: Option<u32>,
    /// Days besides weekends and bank holidays on which the offices are closed.
    #[schemars(example = ["2025-12-29"])]
    pub closed: Vec<NaiveDate>,
}

impl Deadlines {
    /// The clear days of the Local Government Act 1972, section 100B.
    pub const PUBLICATION: u32 = 5;
    const SIGN_OFF: u32 = 2;
    const DRAFT: u32 = 5;
    /// Evidence is commonly asked for two weeks before.
    const REVIEW: u32 = 10;

    /// More working days than a year has.
    const TOO_LONG: u32 = 261;

    fn are_not_set(&self) -> bool {
        *self == Deadlines::default()
    }

    fn refuse_what_is_too_long(&self, file: &str) -> Result<()> {
        let Deadlines { publication, sign_off, draft, review, closed: _ } = self;
        let all = [("publication", publication), ("sign_off", sign_off), ("draft", draft), ("review", review)];
        match all.into_iter().find(|(_, days)| days.is_some_and(|days| days >= Self::TOO_LONG)) {
            None => Ok(()),
            Some((key, days)) => Err(Error::new(format!(
                "{file}: {key} under [deadlines] is {} working days, which is more than a year",
                days.unwrap_or_default()
            ))
            .hint(format!("write how many working days, such as {key} = 5"))),
        }
    }

    pub fn publication(&self) -> u32 {
        self.publication.unwrap_or(Self::PUBLICATION)
    }

    pub fn sign_off(&self) -> u32 {
        self.sign_off.unwrap_or(Self::SIGN_OFF)
    }

    pub fn draft(&self) -> u32 {
        self.draft.unwrap_or(Self::DRAFT)
    }

    pub fn review(&self) -> u32 {
        self.review.unwrap_or(Self::REVIEW)
    }

    pub fn working_days(&self) -> WorkingDays {
        WorkingDays::with_closed(self.closed.iter().copied())
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { months_ahead: 3, top_risks: 5, reporting_cycle_months: 1, small_counts_below: SMALL_COUNTS_BELOW }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "charts")]
pub struct Charts {
    /// Whether outlying moving ranges are left out of the limits of charts over time. "Making data count" keeps them.
    pub screen_moving_ranges: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "step_change")]
pub struct StepChangeSetting {
    /// The measure's ref.
    #[schemars(example = &"K03")]
    pub measure: String,
    /// The first month under the new limits.
    #[schemars(regex(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$"), example = &"2025-04")]
    pub from: String,
    /// What changed, in a few words. The chart prints it.
    #[schemars(example = &"New triage from April 2025")]
    pub reason: String,
}

impl StepChangeSetting {
    pub fn month(&self) -> Option<Month> {
        Month::parse(&self.from)
    }
}

/// What the findings of a check weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "weight")]
pub enum Weight {
    /// Papers are drafts while there is one.
    Error,
    /// Something that may mislead.
    Warning,
    /// Something that a person may want to confirm.
    Note,
    /// The check is not made.
    Off,
}

/// A month as keys and values have it.
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";

fn day_of_each_month(_: &mut schemars::SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": {"pattern": MONTH},
        "additionalProperties": {"type": "string", "format": "date"},
    })
}

fn scheme_by_name(_: &mut schemars::SchemaGenerator) -> Schema {
    json_schema!({"enum": [scheme::SEND, scheme::PLAIN]})
}

fn headlines_of_each_month(_: &mut schemars::SchemaGenerator) -> Schema {
    let words = |name: &&str| {
        let about = format!("The sentence of the month's papers about the {name}.");
        ((*name).to_owned(), serde_json::json!({"type": "string", "description": about}))
    };
    let own: Map<String, Value> = HEADLINES.iter().map(words).collect();
    json_schema!({
        "type": "object",
        "propertyNames": {"pattern": MONTH},
        "additionalProperties": {"type": "object", "additionalProperties": false, "properties": own},
    })
}

fn headings_by_field(_: &mut schemars::SchemaGenerator) -> Schema {
    let of_kind = |kind: SheetKind| {
        let field = |column: &Column| {
            let about = format!("The headings that mean this of {}, beside those that are known.", kind.records());
            let headings = serde_json::json!({"type": "array", "items": {"type": "string"}, "description": about});
            (column.field.key(), headings)
        };
        let fields: Map<String, Value> = kind.columns().iter().map(field).collect();
        let about = format!("Headings of the {}.", kind.table());
        let table = serde_json::json!({
            "type": "object", "additionalProperties": false, "properties": fields, "description": about,
        });
        (kind.key().to_owned(), table)
    };
    let kinds: Map<String, Value> = SheetKind::ALL.into_iter().map(of_kind).collect();
    json_schema!({"type": "object", "additionalProperties": false, "properties": kinds})
}

impl Settings {
    /// Reads an area's settings; where it has no settings file, every key has its default. What is left
    /// out of the scheme is written out, so that what is kept of the settings is whole.
    pub fn read(area: &Path) -> Result<Settings> {
        Ok(Settings::read_file(area)?.0)
    }

    /// The same, with the digest of the file that was read.
    pub fn read_file(area: &Path) -> Result<(Settings, Option<FileDigest>)> {
        let Some((text, digest)) = files::text(area, FILE)? else {
            return Ok((Settings::default().whole(FILE)?, None));
        };
        let file = area.join(FILE).display().to_string();
        let settings: Settings = parse_toml(&text, &file)?;
        Ok((settings.whole(&file)?, Some(digest)))
    }

    /// The settings with the scheme written out, once they are sound.
    pub fn whole(self, file: &str) -> Result<Settings> {
        self.check(file)?;
        self.written_out(file)
    }

    /// The settings with every default of the scheme written out.
    pub fn written_out(self, file: &str) -> Result<Settings> {
        let name = self.scheme.as_deref().unwrap_or(scheme::PLAIN);
        let named = |why: Error| Error { message: format!("{file}: {}", why.message), ..why };
        let own = self.written();
        let scheme = Scheme::of(name, &own, &self.statuses).map_err(named)?;
        self.kinds_are_known(&scheme).map_err(named)?;
        let whole = scheme::written_out(name, &own).map_err(named)?;
        let settings = Settings {
            partnership: Partnership { programme: whole.programme, plan: whole.plan, ..self.partnership },
            board: Board { name: whole.board, ..self.board },
            scheme: Some(name.to_owned()),
            status: whole.status,
            closing: whole.closing,
            risk: whole.risk,
            area_kind: whole.area_kind,
            review: whole.review,
            body: whole.body,
            people: whole.people,
            resolved: OnceLock::new(),
            ..self
        };
        let _ = settings.resolved.set(Arc::new(scheme));
        Ok(settings)
    }

    pub fn with_outputs(self, outputs: Outputs) -> Settings {
        Settings { outputs, ..self }
    }

    /// The parts of the scheme as they are written.
    fn written(&self) -> Written {
        Written {
            programme: self.partnership.programme.clone(),
            board: self.board.name.clone(),
            plan: self.partnership.plan.clone(),
            people: self.people.clone(),
            status: self.status.clone(),
            closing: self.closing.clone(),
            risk: self.risk.clone(),
            area_kind: self.area_kind.clone(),
            review: self.review.clone(),
            body: self.body.clone(),
        }
    }

    /// The scheme of these settings; the neutral one where nobody has asked yet whether they are sound.
    pub fn scheme(&self) -> &Arc<Scheme> {
        self.resolved.get_or_init(|| {
            let name = self.scheme.as_deref().unwrap_or(scheme::PLAIN);
            Scheme::of(name, &self.written(), &self.statuses).map_or_else(|_| Scheme::plain(), Arc::new)
        })
    }

    fn kinds_are_known(&self, scheme: &Scheme) -> Result<()> {
        let keys: Vec<&str> = scheme.area_kinds.iter().map(AreaKind::key).collect();
        match self.area.iter().filter_map(|area| area.kind.as_deref()).find(|kind| !keys.contains(kind)) {
            Some(kind) => {
                Err(Error::new(format!("\"{kind}\" under [[area]] is not a kind of area"))
                    .hint(nearest_of(kind, &keys)))
            }
            None => Ok(()),
        }
    }

    fn check(&self, file: &str) -> Result<()> {
        self.own_headings().map_err(|why| Error { message: format!("{file}: {}", why.message), ..why })?;
        if let Some(edition) = self.status_dates.keys().find(|edition| Month::parse(edition).is_none()) {
            return Err(Error::new(format!("{file}: \"{edition}\" under [status_dates] is not an edition"))
                .hint("an edition is a year and a month, such as \"2025-07\""));
        }
        self.within_bounds(file)?;
        let elsewhere = |(edition, day): &(&String, &NaiveDate)| Month::parse(edition) != Some(Month::of(**day));
        if let Some((edition, day)) = self.status_dates.iter().find(elsewhere) {
            return Err(Error::new(format!("{file}: {day} under [status_dates] is not a day of {edition}")).hint(
                format!("the position of a month is taken on one of its days: \"{edition}\" = \"{edition}-25\""),
            ));
        }
        let keys: Vec<&str> = self.area.iter().filter_map(|area| area.key.as_deref()).map(str::trim).collect();
        let is_twice = |at: usize| keys[..at].iter().any(|other| other.eq_ignore_ascii_case(keys[at]));
        if let Some(at) = (0..keys.len()).find(|at| is_twice(*at)) {
            return Err(Error::new(format!("{file}: two [[area]] have the key \"{}\"", keys[at]))
                .hint("give each area of the plan a key of its own"));
        }
        for (edition, own) in &self.headlines {
            if Month::parse(edition).is_none() {
                return Err(Error::new(format!("{file}: \"{edition}\" under [headlines] is not an edition"))
                    .hint("write [headlines.\"2025-07\"]: a sentence is for one edition only"));
            }
            if let Some(unknown) = own.keys().find(|key| !HEADLINES.contains(&key.as_str())) {
                return Err(Error::new(format!(
                    "{file}: \"{unknown}\" under [headlines.\"{edition}\"] is not a headline"
                ))
                .hint(nearest_of(unknown, &HEADLINES)));
            }
        }
        if let Some(step) = self.step_change.iter().find(|step| step.month().is_none()) {
            return Err(Error::new(format!("{file}: \"{}\" under [[step_change]], from, is not a month", step.from))
                .hint("a month is a year and a month, such as \"2025-04\""));
        }
        self.groups_are_told_apart(file)
    }

    /// Whether each group has a key of its own, and something by which actions belong to it. What it names is looked for
    /// in the workbooks by a check.
    fn groups_are_told_apart(&self, file: &str) -> Result<()> {
        for (place, group) in self.group.iter().enumerate() {
            let key = group.key.trim();
            if key.is_empty() {
                return Err(Error::new(format!("{file}: a [[group]] has an empty key"))
                    .hint("write a short name for it: key = \"PfA\""));
            }
            if group.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
                return Err(Error::new(format!("{file}: the name of [[group]] \"{key}\" is empty"))
                    .hint("write its name, or take the line out: its key is printed then"));
            }
            if self.group[..place].iter().any(|other| other.key.trim().eq_ignore_ascii_case(key)) {
                return Err(Error::new(format!("{file}: two [[group]] have the key \"{key}\""))
                    .hint("give one of them another key"));
            }
            let file_of = |group: &GroupSetting| file_part(group.key.trim()).to_lowercase();
            if let Some(other) = self.group[..place].iter().find(|other| file_of(other) == file_of(group)) {
                let other = other.key.trim();
                return Err(Error::new(format!(
                    "{file}: the keys of two [[group]], \"{other}\" and \"{key}\", make the same file names"
                ))
                .hint(
                    "give them keys that differ in a letter or a digit: officers' words are in files named after them",
                ));
            }
            let named = [&group.areas, &group.actions, &group.leads];
            if named.iter().all(|named| named.is_empty()) {
                return Err(Error::new(format!("{file}: [[group]] \"{key}\" does not say which actions belong to it"))
                    .hint(
                        "write at least one of areas = [\"PA1\"], actions = [\"3.1.1\"] and leads = [\"Head of SEND\"]",
                    ));
            }
            if named.into_iter().flatten().any(|word| word.trim().is_empty()) {
                return Err(Error::new(format!(
                    "{file}: [[group]] \"{key}\" names an area, an action or a lead with no words"
                ))
                .hint("take the empty \"\" out"));
            }
        }
        Ok(())
    }

    /// Whether dates and numbers are such as papers can be made with; a frozen edition's too.
    pub fn within_bounds(&self, file: &str) -> Result<()> {
        let days = [("meetings", &self.board.meetings), ("stocktakes", &self.board.stocktakes)];
        let listed = days.into_iter().flat_map(|(key, days)| days.iter().map(move |day| (key, day)));
        let positions = self.status_dates.values().map(|day| ("[status_dates]", day));
        if let Some((key, day)) =
            listed.chain(positions).find(|(_, day)| Month::checked(day.year(), day.month()).is_none())
        {
            return Err(Error::new(format!("{file}: {day} in {key} is in no year of a programme"))
                .hint("a date is written year first, such as 2025-11-20"));
        }
        let cycle = self.thresholds.reporting_cycle_months;
        if !(0..=120).contains(&cycle) {
            return Err(Error::new(format!(
                "{file}: reporting_cycle_months under [thresholds] is {cycle}, and no programme reports so"
            ))
            .hint("write after how many months updates are due, from 1 to 120: reporting_cycle_months = 1"));
        }
        self.deadlines.refuse_what_is_too_long(file)?;
        if !(1..=24).contains(&self.thresholds.months_ahead) {
            return Err(Error::new(format!(
                "{file}: months_ahead under [thresholds] is {}, which no paper has room for",
                self.thresholds.months_ahead
            ))
            .hint("write how many months the papers look ahead, from 1 to 24: months_ahead = 3"));
        }
        Ok(())
    }

    /// The area's own headings, by kind of sheet and field.
    pub fn own_headings(&self) -> Result<OwnHeadings> {
        let mut own = OwnHeadings::new();
        for (kind_key, fields) in &self.columns {
            let kinds = SheetKind::ALL.map(SheetKind::key);
            let Some(kind) = SheetKind::ALL.into_iter().find(|kind| kind.key() == kind_key) else {
                return Err(Error::new(format!("[columns.{kind_key}] names no kind of sheet"))
                    .hint(nearest_of(kind_key, &kinds)));
            };
            for (field_key, headings) in fields {
                let Some(column) = kind.columns().iter().find(|column| column.field.key() == *field_key) else {
                    let keys: Vec<String> = kind.columns().iter().map(|column| column.field.key()).collect();
                    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                    return Err(Error::new(format!(
                        "\"{field_key}\" under [columns.{kind_key}] is not a field of {}",
                        kind.records()
                    ))
                    .hint(nearest_of(field_key, &keys)));
                };
                own.insert((kind, column.field), headings.clone());
            }
        }
        Ok(own)
    }

    /// The weight of a check's findings, or `None` where the area turned it off.
    pub fn severity_of(&self, code: &str, usual: Severity) -> Option<Severity> {
        match self.checks.get(code) {
            None => Some(usual),
            Some(Weight::Error) => Some(Severity::Error),
            Some(Weight::Warning) => Some(Severity::Warning),
            Some(Weight::Note) => Some(Severity::Note),
            Some(Weight::Off) => None,
        }
    }

    pub fn area_names(&self) -> Vec<AreaName> {
        let named = |(index, area): (usize, &AreaSetting)| AreaName {
            key: area.key.clone(),
            number: area.number.unwrap_or(index as u32 + 1),
            name: area.name.clone(),
            kind: area.kind.as_deref().and_then(|kind| self.scheme().area_kind(kind).cloned()),
        };
        self.area.iter().enumerate().map(named).collect()
    }

    /// The day an edition's position is taken at.
    pub fn status_date(&self, edition: Month) -> NaiveDate {
        self.status_dates.get(&edition.id()).copied().unwrap_or_else(|| edition.last_day())
    }
}

/// Each top-level table as JSON, defaults and all: by it two settings are compared.
pub fn tables(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(tables)) => tables,
        _ => Map::new(),
    }
}

/// The names of the tables that say different things, in brackets as in the file.
pub fn tables_that_differ(one: &Settings, other: &Settings) -> Vec<String> {
    let others = tables(other);
    let differing = tables(one).into_iter().filter(|(name, table)| others.get(name) != Some(table));
    differing.map(|(name, _)| format!("[{name}]")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse_toml::<Settings>(text, "boardpack.toml")
            .and_then(|settings| settings.whole("boardpack.toml"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn every_key_has_a_default() {
        let settings: Settings = parse_toml("", "boardpack.toml").unwrap();
        assert_eq!(settings.scheme().all_words(), "Blue, Green, Amber, Red or Grey");
        assert_eq!(settings.status_date(Month { year: 2025, month: 2 }).to_string(), "2025-02-28");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        let said = refusal("[board]\nnmae = \"x\"\n");
        assert!(said.starts_with("boardpack.toml, line 2: \"nmae\" is not a key here"), "{said}");
        assert!(said.contains("did you mean \"name\"?"), "{said}");
        assert!(refusal("[colums]\n").contains("did you mean \"columns\"?"));
        assert!(refusal("[columns.action]\ndue = [\"When\"]\n").contains("did you mean \"actions\"?"));
        assert!(refusal("[columns.actions]\ndeu = [\"When\"]\n").contains("did you mean \"due\"?"));
        assert!(refusal("[[group]]\nkey = \"A\"\nlead = [\"Head\"]\n").contains("did you mean \"leads\"?"));
    }

    #[test]
    fn a_group_has_a_key_of_its_own_and_something_that_belongs_to_it() {
        for (text, said) in [
            ("[[group]]\nname = \"A\"", "\"key\" is missing here"),
            ("[[group]]\nkey = \" \"\nareas = [\"PA1\"]", "a [[group]] has an empty key"),
            ("[[group]]\nkey = \"PfA\"", "[[group]] \"PfA\" does not say which actions belong to it"),
            ("[[group]]\nkey = \"PfA\"\nareas = [\"\"]", "with no words"),
            ("[[group]]\nkey = \"A\"\nname = \"\"\nareas = [\"PA1\"]", "the name of [[group]] \"A\" is empty"),
            (
                "[[group]]\nkey = \"A\"\nareas = [\"1\"]\n[[group]]\nkey = \"a\"\nareas = [\"2\"]",
                "two [[group]] have the key",
            ),
            (
                "[[group]]\nkey = \"A/2\"\nareas = [\"1\"]\n[[group]]\nkey = \"a 2\"\nareas = [\"2\"]",
                "\"A/2\" and \"a 2\", make the same file names",
            ),
        ] {
            assert!(refusal(text).contains(said), "{}", refusal(text));
        }
    }

    /// What was frozen before there were groups is what it was.
    #[test]
    fn settings_without_groups_say_nothing_of_them() {
        let settings: Settings = parse_toml("", "boardpack.toml").unwrap();
        assert!(!tables(&settings).contains_key("group"));
        assert!(!tables(&settings).contains_key("paper"));
    }

    #[test]
    fn a_date_in_a_year_of_no_programme_is_refused() {
        for text in [
            "[board]\nmeetings = [\"+262142-12-20\"]",
            "[board]\nstocktakes = [\"-0200-01-01\"]",
            "[status_dates]\n\"2025-07\" = \"+262142-12-31\"",
        ] {
            assert!(refusal(text).contains("is in no year of a programme"), "{}", refusal(text));
        }
    }

    #[test]
    fn a_wrong_value_names_its_line() {
        for months in ["0", "25", "4294967295"] {
            let said = refusal(&format!("[thresholds]\nmonths_ahead = {months}\n"));
            assert!(said.contains("months_ahead") && said.contains("from 1 to 24"), "{said}");
        }
        for key in ["publication", "sign_off", "draft", "review"] {
            let said = refusal(&format!("[deadlines]\n{key} = 4000000000\n"));
            assert!(said.contains(key) && said.contains("more than a year"), "{said}");
        }
        let said = refusal("[board]\nmeetings = [\"16 July 2025\"]\n");
        assert!(
            said.starts_with("boardpack.toml, line 2: this is not a date, in: meetings = [\"16 July 2025\"]"),
            "{said}"
        );
        assert!(said.contains("2025-11-20"), "{said}");
        assert!(refusal("[board]\nmeetings = [\"2025-11-32\"]\n").contains("2025-11-32"));
        assert!(refusal("[board]\nmeetings = \"2025-11-20\"\n").contains("meetings = [\"2025-11-20\"]"));
    }
}
