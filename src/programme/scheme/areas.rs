//! What a plan calls its areas, the reviews of its progress, and the bodies that hold them.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// All that a scheme says of one kind of area.
#[derive(Debug)]
pub struct AreaKindWords {
    pub key: String,
    /// "priority action"
    pub singular: String,
    pub plural: String,
    /// "PA": what the keys of its areas and their refs begin with.
    pub prefix: String,
    /// In small letters: what stands above a table of its actions.
    pub spellings: Vec<String>,
    /// Its place among the kinds: areas of a later kind stand behind those of an earlier one.
    pub order: u32,
}

/// A kind of area of a scheme. Two are the same where their keys are.
#[derive(Clone)]
pub struct AreaKind(pub(super) Arc<AreaKindWords>);

/// The key of the kind of an area of which nobody says what it is.
const ANY: &str = "unknown";

impl AreaKind {
    /// An area of which neither the workbook nor the settings say what kind it is.
    pub fn any() -> AreaKind {
        let words = |text: &str| text.to_owned();
        AreaKind(Arc::new(AreaKindWords {
            key: words(ANY),
            singular: words("area"),
            plural: words("areas"),
            prefix: words("A"),
            spellings: Vec::new(),
            order: 0,
        }))
    }

    pub fn is_any(&self) -> bool {
        self.0.key == ANY
    }

    pub fn key(&self) -> &str {
        &self.0.key
    }

    pub fn words(&self) -> &AreaKindWords {
        &self.0
    }
}

impl PartialEq for AreaKind {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for AreaKind {}

impl fmt::Debug for AreaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Serialize for AreaKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for AreaKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        if key == ANY {
            return Ok(AreaKind::any());
        }
        super::statuses::kept(|scheme| scheme.area_kind(&key).cloned()).ok_or_else(|| {
            serde::de::Error::custom(format!("\"{key}\" is not a kind of area of the settings kept with it"))
        })
    }
}

/// A review of the programme's progress by those who monitor it: a stocktake, a deep dive, a six-month review.
#[derive(Clone, Debug)]
pub struct Review {
    pub key: String,
    pub singular: String,
    pub plural: String,
    /// In small letters: what an item of the work programme may call it.
    pub spellings: Vec<String>,
}

/// One of those who monitor the programme.
#[derive(Clone, Debug)]
pub struct Body {
    pub key: String,
    pub name: String,
    pub short: Option<String>,
    /// The first and the last day of its being so.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Body {
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
