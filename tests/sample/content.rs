//! What the sample area's workbooks say: `content/*.toml` → plain records. Layout is in [`super::books`]; nothing here knows a cell.

use std::error::Error;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub struct Content {
    pub areas: Vec<Area>,
    pub risks: Vec<Risk>,
    pub dashboard: Dashboard,
    pub log: Vec<LogMeeting>,
    pub programme: Vec<ProgrammeMeeting>,
    pub words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub sheet: String,
    pub heading: String,
    pub statement: String,
    pub lead_officer: String,
    pub responsible_body: String,
    pub outcomes: Vec<String>,
    #[serde(rename = "aim")]
    pub aims: Vec<Aim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    #[serde(rename = "ref")]
    pub reference: String,
    pub text: String,
    #[serde(rename = "action")]
    pub actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    #[serde(rename = "ref")]
    pub reference: String,
    pub text: String,
    pub due: String,
    pub leads: Vec<String>,
    /// A planted fault: the leads cell as July has it.
    pub july_leads: Option<Vec<String>>,
    pub milestones: Vec<String>,
    pub impact: Vec<String>,
    pub completed: Option<String>,
    pub june: Progress,
    pub july: Progress,
}

/// How an action stands in one edition: action BRAG, impact BRAG, last updated, Board approval ("" for none), progress update.
#[derive(Deserialize)]
pub struct Progress(pub String, pub String, pub String, pub String, pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    #[serde(rename = "ref")]
    pub reference: String,
    pub category: String,
    pub cause: String,
    pub event: String,
    pub consequence: String,
    pub owner: String,
    pub raised: String,
    pub inherent: [u8; 2],
    pub controls: Vec<String>,
    pub june: Rating,
    pub july: Rating,
    /// A planted fault: the number that someone typed over July's current score.
    pub july_typed_score: Option<u8>,
    pub further: Vec<String>,
    pub target: [u8; 2],
    pub response: String,
    pub links: Vec<String>,
}

/// A risk in one edition: likelihood, impact, direction of travel, last reviewed.
#[derive(Deserialize)]
pub struct Rating(pub u8, pub u8, pub String, pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// The month of each measure's first value, as 2024-01.
    pub first_month: String,
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    #[serde(rename = "ref")]
    pub reference: String,
    pub name: String,
    /// `percent` (values are fractions) or `number`.
    pub unit: String,
    pub good: String,
    pub target: Value,
    pub links: Vec<String>,
    pub england: Option<f64>,
    pub neighbours: Option<f64>,
    pub n: [u32; 2],
    pub comment: [String; 2],
    pub values: Vec<Value>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(f64),
    Words(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogMeeting {
    pub date: String,
    #[serde(rename = "action")]
    pub actions: Vec<LogAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogAction {
    #[serde(rename = "ref")]
    pub reference: String,
    pub action: String,
    pub owner: String,
    pub due: String,
    pub status: [String; 2],
    pub update: [String; 2],
    pub linked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeMeeting {
    pub date: String,
    pub deadline: String,
    pub items: Vec<ProgrammeItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeItem {
    pub item: String,
    pub purpose: String,
    pub lead: String,
    pub status: Vec<String>,
    pub route: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub brag: Vec<[String; 2]>,
    pub glossary: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RiskFile {
    risk: Vec<Risk>,
}

#[derive(Deserialize)]
struct MeetingFile<T> {
    meeting: Vec<T>,
}

/// Reads the content files, which are compiled in, so that the generator needs no working folder.
pub fn read() -> Result<Content, Box<dyn Error>> {
    let areas = [
        ("pa1.toml", include_str!("content/pa1.toml")),
        ("pa2.toml", include_str!("content/pa2.toml")),
        ("pa3.toml", include_str!("content/pa3.toml")),
        ("afi1.toml", include_str!("content/afi1.toml")),
        ("afi2.toml", include_str!("content/afi2.toml")),
    ];
    Ok(Content {
        areas: areas.iter().map(|(name, text)| parse(name, text)).collect::<Result<_, _>>()?,
        risks: parse::<RiskFile>("risks.toml", include_str!("content/risks.toml"))?.risk,
        dashboard: parse("measures.toml", include_str!("content/measures.toml"))?,
        log: parse::<MeetingFile<_>>("log.toml", include_str!("content/log.toml"))?.meeting,
        programme: parse::<MeetingFile<_>>("programme.toml", include_str!("content/programme.toml"))?.meeting,
        words: parse("words.toml", include_str!("content/words.toml"))?,
    })
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Box<dyn Error>> {
    toml::from_str(text).map_err(|error| format!("{name}: {error}").into())
}
