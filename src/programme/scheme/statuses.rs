//! The statuses of a scheme: what each is called, what it amounts to, and how it looks.
//!
//! A [`Status`] carries all that is known of it, so that a rule can ask for its role without a scheme at hand; a cell's
//! status keeps what it meant when it was read. Deliberately absent: how a cell is read.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Scheme;
use super::colour::{self, Seen};
use crate::workbook::Rgb;

/// What a status amounts to, whatever its word: what rules ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "role")]
pub enum Role {
    /// It is done.
    Complete,
    /// It will be done in time.
    OnTrack,
    /// It may not be done in time.
    AtRisk,
    /// It will not be done in time.
    OffTrack,
    /// It is not due to start.
    NotDue,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Complete, Role::OnTrack, Role::AtRisk, Role::OffTrack, Role::NotDue];

    pub fn key(self) -> &'static str {
        match self {
            Role::Complete => "complete",
            Role::OnTrack => "on-track",
            Role::AtRisk => "at-risk",
            Role::OffTrack => "off-track",
            Role::NotDue => "not-due",
        }
    }

    /// For sentences about a scheme that has no status of the role.
    pub fn words(self) -> &'static str {
        match self {
            Role::Complete => "complete",
            Role::OnTrack => "on track",
            Role::AtRisk => "at risk",
            Role::OffTrack => "off track",
            Role::NotDue => "not due to start",
        }
    }

    /// From the worst; `None` for what stands outside the order.
    pub fn rank(self) -> Option<u8> {
        match self {
            Role::OffTrack => Some(0),
            Role::AtRisk => Some(1),
            Role::OnTrack => Some(2),
            Role::Complete => Some(3),
            Role::NotDue => None,
        }
    }
}

/// The shapes that papers can draw, each so unlike the others that no colour is needed.
pub const SHAPES: [&str; 9] =
    ["star", "circle", "triangle", "square", "dash", "diamond", "cross", "triangle-down", "ring"];

/// All that a scheme says of one status.
#[derive(Debug)]
pub struct StatusKind {
    pub key: String,
    pub word: String,
    pub role: Role,
    /// Its place in the scheme, from the best.
    pub order: usize,
    /// In small letters: its own word and the others that mean it.
    pub spellings: Vec<String>,
    pub symbols: Vec<String>,
    pub phrases: Vec<String>,
    pub cell_hue: Option<[u16; 2]>,
    pub cell_fills: Vec<Rgb>,
    pub cell_grey: bool,
    pub fill: String,
    pub text: String,
    pub shape: String,
}

/// A status of a scheme. Two are the same where their keys are.
#[derive(Clone)]
pub struct Status(pub(super) Arc<StatusKind>);

impl Status {
    pub fn key(&self) -> &str {
        &self.0.key
    }

    pub fn word(&self) -> &str {
        &self.0.word
    }

    pub fn role(&self) -> Role {
        self.0.role
    }

    pub fn is(&self, role: Role) -> bool {
        self.0.role == role
    }

    pub fn kind(&self) -> &StatusKind {
        &self.0
    }

    /// Its place from the worst; `None` for what stands outside the order.
    pub fn rank(&self) -> Option<(u8, std::cmp::Reverse<usize>)> {
        Some((self.0.role.rank()?, std::cmp::Reverse(self.0.order)))
    }

    /// Whether a fill without words means it.
    pub(super) fn is_seen_in(&self, fill: Rgb) -> bool {
        match colour::seen(fill) {
            Seen::Grey => self.0.cell_grey,
            Seen::Hue(hue) => self.0.cell_hue.map(|range| range.map(f64::from)).is_some_and(|[from, to]| {
                // A range may go past 360 degrees.
                if from <= to { (from..to).contains(&hue) } else { hue >= from || hue < to }
            }),
            Seen::Nothing => false,
        }
    }
}

impl PartialEq for Status {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Status {}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        kept(|scheme| scheme.status(&key).cloned())
            .ok_or_else(|| serde::de::Error::custom(format!("\"{key}\" is no status of the settings kept with it")))
    }
}

thread_local! {
    /// The scheme by which what was kept is being read.
    static KEPT: RefCell<Option<Arc<Scheme>>> = const { RefCell::new(None) };
}

/// Reads what was kept with its keys alone (statuses, kinds of area) by the scheme that was kept with it.
pub fn reading_by<T>(scheme: &Arc<Scheme>, read: impl FnOnce() -> T) -> T {
    let before = KEPT.replace(Some(scheme.clone()));
    let value = read();
    KEPT.set(before);
    value
}

/// What the scheme at hand has under a key.
pub(super) fn kept<T>(look: impl FnOnce(&Scheme) -> Option<T>) -> Option<T> {
    KEPT.with_borrow(|scheme| scheme.as_deref().and_then(look))
}
