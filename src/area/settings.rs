//! `boardpack.toml`: what an area says of itself and how it wants things done. Every key has a default.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::settings_file::parse_toml;
use crate::diagnostic::{Error, Result, Severity};
use crate::programme::AreaName;
use crate::programme::columns::{OwnHeadings, SheetKind};
use crate::programme::model::{AreaKind, Month};
use crate::suggest::nearest_of;
use crate::workbook::Limits;

/// The name of the settings file in an area's folder.
pub const FILE: &str = "boardpack.toml";

/// The headlines that an area can word itself, edition by edition.
pub const HEADLINES: [&str; 9] =
    ["summary", "position", "areas", "changes", "decisions", "exceptions", "measures", "risks", "next"];

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub partnership: Partnership,
    pub board: Board,
    pub document: Document,
    /// The day each edition's position is taken at, where it is not the month's last: `"2025-07" = "2025-07-25"`.
    pub status_dates: BTreeMap<String, NaiveDate>,
    /// The areas of the plan, in its order.
    pub area: Vec<AreaSetting>,
    pub risk: RiskSettings,
    pub thresholds: Thresholds,
    pub charts: Charts,
    /// The area's own sentences in place of those that the templates make: `[headlines."2025-07"]`, `risks = "…"`.
    pub headlines: BTreeMap<String, BTreeMap<String, String>>,
    /// Months from which a measure's process is another one: new limits begin there, and the chart says why.
    pub step_change: Vec<StepChangeSetting>,
    /// What the findings of a check weigh: `green-but-overdue = "error"`, or `"off"`.
    pub checks: BTreeMap<String, Weight>,
    /// Headings of the area's own: `[columns.actions]`, `due = ["Finish by"]`.
    pub columns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Abbreviations beyond those of the workbooks' glossary sheets.
    pub glossary: BTreeMap<String, String>,
    pub limits: Limits,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Partnership {
    /// The local area partnership's name; the folder's name where it is not set.
    pub name: Option<String>,
    pub programme: String,
    pub council: Option<String>,
    pub icb: Option<String>,
}

impl Default for Partnership {
    fn default() -> Self {
        Partnership { name: None, programme: "SEND improvement programme".to_owned(), council: None, icb: None }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Board {
    pub name: String,
    /// The chair, by role.
    pub chair: Option<String>,
    pub presented_by: Option<String>,
    pub purpose: Option<String>,
    /// The dates it meets; a paper is for the first meeting after its status date.
    pub meetings: Vec<NaiveDate>,
    /// The days of the stocktakes and deep dives of the Department for Education and NHS England.
    pub stocktakes: Vec<NaiveDate>,
}

impl Default for Board {
    fn default() -> Self {
        Board {
            name: "SEND Improvement Board".to_owned(),
            chair: None,
            presented_by: None,
            purpose: None,
            meetings: Vec::new(),
            stocktakes: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// The protective marking printed on each page, such as "Official".
    pub marking: Option<String>,
    /// Printed on each page of papers made from invented data.
    pub illustrative: Option<String>,
    /// Who prepared the papers and who looked them over, by role; recorded in the manifest of each build.
    pub prepared_by: Option<String>,
    pub reviewed_by: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AreaSetting {
    /// The number its refs begin with; its place in the list where it is not given.
    pub number: Option<u32>,
    pub key: Option<String>,
    pub name: Option<String>,
    pub kind: Option<AreaKindSetting>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKindSetting {
    PriorityAction,
    AreaForImprovement,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RiskSettings {
    /// From the least likely to the most.
    pub likelihood: [String; 5],
    /// From the least impact to the most.
    pub impact: [String; 5],
    /// The lowest score of each level.
    pub medium_from: u32,
    pub high_from: u32,
    pub very_high_from: u32,
    /// The highest current score the Board is content to carry, where it has said so.
    pub appetite: Option<u32>,
}

impl Default for RiskSettings {
    fn default() -> Self {
        RiskSettings {
            likelihood: ["Very unlikely", "Unlikely", "Possible", "Likely", "Almost certain"].map(str::to_owned),
            impact: ["Very low", "Low", "Medium", "High", "Very high"].map(str::to_owned),
            medium_from: 5,
            high_from: 10,
            very_high_from: 16,
            appetite: None,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// How many months the papers look ahead.
    pub months_ahead: u32,
    /// How many of the highest risks the Board report shows.
    pub top_risks: usize,
    /// How often updates and reviews are due.
    pub reporting_cycle_months: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { months_ahead: 3, top_risks: 5, reporting_cycle_months: 1 }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Charts {
    /// Whether outlying moving ranges are left out of the limits of XmR charts. NHS England's workbook keeps them.
    pub screen_moving_ranges: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StepChangeSetting {
    /// The measure's ref.
    pub measure: String,
    /// The first month under the new limits: `2025-04`.
    pub from: String,
    /// What changed, in a few words: it stands in the chart.
    pub reason: String,
}

impl StepChangeSetting {
    pub fn month(&self) -> Option<Month> {
        Month::parse(&self.from)
    }
}

/// What a finding weighs in one area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    Error,
    Warning,
    Note,
    Off,
}

impl Settings {
    /// Reads an area's settings; where it has no settings file, every key has its default.
    pub fn read(area: &Path) -> Result<Settings> {
        let file = area.join(FILE);
        if !file.exists() {
            return Ok(Settings::default());
        }
        let text =
            fs::read_to_string(&file).map_err(|why| Error::new(format!("{} cannot be read: {why}", file.display())))?;
        let settings: Settings = parse_toml(&text, &file.display().to_string())?;
        settings.check(&file.display().to_string())?;
        Ok(settings)
    }

    fn check(&self, file: &str) -> Result<()> {
        self.own_headings().map_err(|why| Error { message: format!("{file}: {}", why.message), ..why })?;
        if let Some(edition) = self.status_dates.keys().find(|edition| Month::parse(edition).is_none()) {
            return Err(Error::new(format!("{file}: \"{edition}\" under [status_dates] is no edition"))
                .hint("an edition is a year and a month, such as \"2025-07\""));
        }
        for (edition, own) in &self.headlines {
            if Month::parse(edition).is_none() {
                return Err(Error::new(format!("{file}: \"{edition}\" under [headlines] is no edition"))
                    .hint("write [headlines.\"2025-07\"]: a sentence holds for one edition only"));
            }
            if let Some(unknown) = own.keys().find(|key| !HEADLINES.contains(&key.as_str())) {
                return Err(Error::new(format!(
                    "{file}: \"{unknown}\" under [headlines.\"{edition}\"] is no headline"
                ))
                .hint(nearest_of(unknown, &HEADLINES)));
            }
        }
        if let Some(step) = self.step_change.iter().find(|step| step.month().is_none()) {
            return Err(Error::new(format!("{file}: \"{}\" under [[step_change]], from, is no month", step.from))
                .hint("a month is a year and a month, such as \"2025-04\""));
        }
        if !(1..=24).contains(&self.thresholds.months_ahead) {
            return Err(Error::new(format!(
                "{file}: months_ahead under [thresholds] is {}, which no paper has room for",
                self.thresholds.months_ahead
            ))
            .hint("write how many months the papers look ahead, from 1 to 24: months_ahead = 3"));
        }
        let risk = &self.risk;
        if !(1 < risk.medium_from
            && risk.medium_from < risk.high_from
            && risk.high_from < risk.very_high_from
            && risk.very_high_from <= 25)
        {
            return Err(Error::new(format!("{file}: the levels under [risk] do not rise"))
                .hint("they begin above 1, each begins above the one before, and the last at 25 at the most"));
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
                        "\"{field_key}\" under [columns.{kind_key}] is no field of {}",
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
            kind: area.kind.map(|kind| match kind {
                AreaKindSetting::PriorityAction => AreaKind::PriorityAction,
                AreaKindSetting::AreaForImprovement => AreaKind::AreaForImprovement,
            }),
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
            .and_then(|settings| settings.check("boardpack.toml"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn every_key_has_a_default() {
        let settings: Settings = parse_toml("", "boardpack.toml").unwrap();
        assert_eq!(settings.board.name, "SEND Improvement Board");
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
    }

    #[test]
    fn a_wrong_value_names_its_line() {
        for months in ["0", "25", "4294967295"] {
            let said = refusal(&format!("[thresholds]\nmonths_ahead = {months}\n"));
            assert!(said.contains("months_ahead") && said.contains("from 1 to 24"), "{said}");
        }
        let said = refusal("[board]\nmeetings = [\"16 July 2025\"]\n");
        assert!(
            said.starts_with("boardpack.toml, line 2: this is no date, in: meetings = [\"16 July 2025\"]"),
            "{said}"
        );
        assert!(said.contains("2025-11-20"), "{said}");
        assert!(refusal("[board]\nmeetings = [\"2025-11-32\"]\n").contains("2025-11-32"));
        assert!(refusal("[board]\nmeetings = \"2025-11-20\"\n").contains("meetings = [\"2025-11-20\"]"));
        assert!(refusal("[risk]\nlikelihood = [\"Low\", \"High\"]\n").contains("likelihood = [\"Low\", \"High\"]"));
    }
}
