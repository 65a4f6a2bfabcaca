//! A scheme as the settings write it: every part may be left out, and is then that of a built-in scheme.
//!
//! Data only; [`super::Scheme::of`] makes sense of it. Written out whole it is what a frozen edition keeps.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::statuses::{Role, SHAPES};

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

/// What papers call those whom the programme is for. Where only the first is written, it is used for all.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "people")]
pub struct WrittenPeople {
    /// Those whom the programme is for.
    #[schemars(example = &"children and young people")]
    pub plural: Option<String>,
    /// Those who live with them or speak for them.
    #[schemars(example = &"families")]
    pub families: Option<String>,
    /// Both together.
    #[schemars(example = &"children and families")]
    pub together: Option<String>,
    /// Each of those for whom the plain version is written.
    #[schemars(example = &"children, young people, parents and carers")]
    pub readers: Option<String>,
}

impl WrittenPeople {
    pub fn is_empty(&self) -> bool {
        *self == WrittenPeople::default()
    }
}

/// A status. What is left out is that of the built-in status with the same key, or follows from the role.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "status")]
pub struct WrittenStatus {
    /// The status in files for programs. The key of a built-in status brings its word, role and colours with it.
    #[schemars(example = &"on-track")]
    pub key: String,
    /// Its word in papers.
    #[schemars(example = &"On track")]
    pub word: Option<String>,
    /// What it means, whatever its word.
    pub role: Option<Role>,
    /// Other words and letters that mean it, beside its own.
    #[schemars(example = ["Done", "D"])]
    pub spellings: Option<Vec<String>>,
    /// Signs that mean it.
    #[schemars(example = ["✓"])]
    pub symbols: Option<Vec<String>>,
    /// Beginnings of texts from which it is judged. Each such judgement is told.
    #[schemars(example = ["work has begun"])]
    pub phrases: Option<Vec<String>>,
    /// The hues, in degrees from and up to, of cells that mean it where they have no words.
    #[schemars(example = [90, 150])]
    pub cell_hue: Option<[u16; 2]>,
    /// Fills of cells that mean it though their hue does not say so.
    #[schemars(example = ["#92d050"])]
    pub cell_fills: Option<Vec<String>>,
    /// Whether a fill without any hue means it.
    pub cell_grey: Option<bool>,
    /// Its colour in papers.
    #[schemars(regex(pattern = "^#[0-9A-Fa-f]{6}$"), example = &"#12436d")]
    pub fill: Option<String>,
    /// The colour of its word, which has to be readable on its fill: 4.5 to 1.
    #[schemars(regex(pattern = "^#[0-9A-Fa-f]{6}$"), example = &"#ffffff")]
    pub text: Option<String>,
    /// Its shape, by which it is known without colours. No two are alike.
    #[serde(default)]
    #[schemars(schema_with = "shape")]
    pub shape: Option<String>,
}

/// What a complete action needs before it counts as closed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "closing")]
pub struct WrittenClosing {
    /// Whether the board's approval has to be on record.
    pub approval_needed: Option<bool>,
    /// Whether its impact status has to be complete too.
    pub impact_needed: Option<bool>,
}

/// The scales of the risk register, and the levels that scores make.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "risk")]
pub struct WrittenRisk {
    /// The words of the scale, three to five, from the least likely to the most.
    #[schemars(length(min = 3, max = 5), example = ["Rare", "Possible", "Almost certain"])]
    pub likelihood: Option<Vec<String>>,
    /// The words of the scale, three to five, from the least impact to the most.
    #[schemars(length(min = 3, max = 5), example = ["Low", "Medium", "High"])]
    pub impact: Option<Vec<String>>,
    /// The letters of the points of likelihood, where the register writes letters.
    #[schemars(example = ["A", "B", "C"])]
    pub likelihood_letters: Option<Vec<String>>,
    /// The letters of the points of impact, where the register writes letters.
    #[schemars(example = ["L", "M", "H"])]
    pub impact_letters: Option<Vec<String>>,
    /// The scores where they are no products: a row for each likelihood, the least likely first.
    #[schemars(example = [[1, 1, 2], [1, 2, 3], [2, 3, 4]])]
    pub lookup: Option<Vec<Vec<u32>>>,
    /// The levels, from the lowest to the highest.
    pub level: Vec<WrittenLevel>,
    /// The lowest score of the built-in level Medium, where there is no [[risk.level]].
    #[schemars(example = 5)]
    pub medium_from: Option<u32>,
    /// The lowest score of the built-in level High.
    #[schemars(example = 10)]
    pub high_from: Option<u32>,
    /// The lowest score of the built-in level Very high.
    #[schemars(example = 16)]
    pub very_high_from: Option<u32>,
    /// The highest current score that the board is content to carry, where it has said so. It is a score of the scale.
    #[schemars(range(min = 1, max = 25), example = 9)]
    pub appetite: Option<u32>,
}

/// A level of risk.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "level")]
pub struct WrittenLevel {
    /// The level in files for programs.
    #[schemars(example = &"high")]
    pub key: String,
    /// Its word in papers.
    #[schemars(example = &"High")]
    pub word: Option<String>,
    /// Its lowest score.
    #[schemars(example = 10)]
    pub from: u32,
    /// Its colour in papers.
    #[schemars(regex(pattern = "^#[0-9A-Fa-f]{6}$"), example = &"#a8324a")]
    pub fill: Option<String>,
    /// The colour of its word, which has to be readable on its fill: 4.5 to 1.
    #[schemars(regex(pattern = "^#[0-9A-Fa-f]{6}$"), example = &"#ffffff")]
    pub text: Option<String>,
}

/// What the plan calls its areas.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "area_kind")]
pub struct WrittenAreaKind {
    /// The kind in files for programs, and under [[area]].
    #[schemars(example = &"priority-action")]
    pub key: String,
    /// What one of them is called.
    #[schemars(example = &"priority action")]
    pub singular: String,
    /// What several are called. Without it an s is added.
    #[schemars(example = &"priority actions")]
    pub plural: Option<String>,
    /// What the keys of its areas and their refs begin with.
    #[schemars(example = &"PA")]
    pub prefix: Option<String>,
    /// Other words above a table that mean it.
    #[serde(default)]
    #[schemars(example = ["priority area"])]
    pub spellings: Vec<String>,
}

/// What those who monitor the programme come for. The days of the first kind are under [board], stocktakes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "review")]
pub struct WrittenReview {
    /// The kind in files for programs.
    #[schemars(example = &"monitoring-visit")]
    pub key: String,
    /// What one of them is called.
    #[schemars(example = &"monitoring visit")]
    pub singular: String,
    /// What several are called. Without it an s is added.
    #[schemars(example = &"monitoring visits")]
    pub plural: Option<String>,
    /// Other words of workbooks that mean it.
    #[serde(default)]
    #[schemars(example = ["monitoring inspection"])]
    pub spellings: Vec<String>,
}

/// One of those who monitor the programme, from and until when.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "body")]
pub struct WrittenBody {
    /// The body in files for programs.
    #[schemars(example = &"regulator")]
    pub key: String,
    /// Its name as papers print it.
    pub name: String,
    /// Its short name.
    pub short: Option<String>,
    /// The first day on which it monitors the programme.
    #[schemars(example = &"2024-04-01")]
    pub from: Option<NaiveDate>,
    /// The last day on which it monitors the programme.
    #[schemars(example = &"2027-03-31")]
    pub until: Option<NaiveDate>,
}

fn shape(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": SHAPES})
}
