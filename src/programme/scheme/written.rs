//! A scheme as the settings write it: every part may be left out, and is then that of a built-in scheme.
//!
//! Data only; [`super::Scheme::of`] makes sense of it. Written out whole it is what a frozen edition keeps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::statuses::Role;

/// The parts of a scheme, each under its own table of `boardpack.toml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    /// What the programme and its board are called where the settings do not name them.
    pub programme: Option<String>,
    pub board: Option<String>,
    /// "priority action plan"
    pub plan: Option<String>,
    pub people: WrittenPeople,
    pub status: Vec<WrittenStatus>,
    pub closing: WrittenClosing,
    pub risk: WrittenRisk,
    pub area_kind: Vec<WrittenAreaKind>,
    pub review: Vec<WrittenReview>,
    pub body: Vec<WrittenBody>,
}

/// `[people]`: what papers call those whom the programme is for. Where only the first is written, it is used for all.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenPeople {
    /// "children and young people"
    pub plural: Option<String>,
    /// Those who live with them or speak for them: "families".
    pub families: Option<String>,
    /// Both: "children and families".
    pub together: Option<String>,
    /// Each of those for whom the plain version is written: "children, young people, parents and carers".
    pub readers: Option<String>,
}

impl WrittenPeople {
    pub fn is_empty(&self) -> bool {
        *self == WrittenPeople::default()
    }
}

/// `[[status]]`: what is left out is that of the built-in status with the same key, or follows from the role.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenStatus {
    /// The status in files for programs, such as "on-track".
    pub key: String,
    pub word: Option<String>,
    pub role: Option<Role>,
    /// Other words and letters that mean it, beside its own.
    pub spellings: Option<Vec<String>>,
    pub symbols: Option<Vec<String>>,
    /// Beginnings of texts from which it is judged; each such judgement is told.
    pub phrases: Option<Vec<String>>,
    /// The hues, in degrees from and up to, of cells that mean it where they have no words.
    pub cell_hue: Option<[u16; 2]>,
    /// Fills that mean it though their hue does not say so.
    pub cell_fills: Option<Vec<String>>,
    /// Whether a fill without any hue means it.
    pub cell_grey: Option<bool>,
    /// Its colour in papers, the words' on it, and its shape.
    pub fill: Option<String>,
    pub text: Option<String>,
    pub shape: Option<String>,
}

/// `[closing]`: what an action needs, beside a status of the role "complete", before it counts as closed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenClosing {
    /// The Board's approval, on record.
    pub approval_needed: Option<bool>,
    /// An impact status of the role "complete" too.
    pub impact_needed: Option<bool>,
}

/// `[risk]`: the scales, what they make together, and the levels.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenRisk {
    /// From the least likely to the most.
    pub likelihood: Option<Vec<String>>,
    /// From the least impact to the most.
    pub impact: Option<Vec<String>>,
    /// The letters of the same points, where the register writes letters.
    pub likelihood_letters: Option<Vec<String>>,
    pub impact_letters: Option<Vec<String>>,
    /// The scores where they are no products: a row for each likelihood, the least likely first.
    pub lookup: Option<Vec<Vec<u32>>>,
    pub level: Vec<WrittenLevel>,
    /// The lowest score of three of the built-in levels, in place of `[[risk.level]]`.
    pub medium_from: Option<u32>,
    pub high_from: Option<u32>,
    pub very_high_from: Option<u32>,
    /// The highest current score the Board is content to carry, where it has said so.
    pub appetite: Option<u32>,
}

/// `[[risk.level]]`, from the lowest to the highest.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenLevel {
    pub key: String,
    pub word: Option<String>,
    /// Its lowest score.
    pub from: u32,
    pub fill: Option<String>,
    pub text: Option<String>,
}

/// `[[area_kind]]`: what the plan calls its areas.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAreaKind {
    pub key: String,
    /// "priority action"
    pub singular: String,
    pub plural: Option<String>,
    /// What the keys of its areas and their refs begin with: "PA".
    pub prefix: Option<String>,
    /// Other words above a table that mean it.
    #[serde(default)]
    pub spellings: Vec<String>,
}

/// `[[review]]`: what those who monitor the programme hold; the dates of the first are under `[board]`, stocktakes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenReview {
    pub key: String,
    /// "stocktake"
    pub singular: String,
    pub plural: Option<String>,
    #[serde(default)]
    pub spellings: Vec<String>,
}

/// `[[body]]`: those who monitor the programme, from and until when.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenBody {
    pub key: String,
    pub name: String,
    pub short: Option<String>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}
