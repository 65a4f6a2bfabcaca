//! Why a value is missing: the marks that dashboards use in place of a number.

use serde::{Deserialize, Serialize};

/// What stands in place of a figure that is confidential.
pub const CONFIDENTIAL: &str = "[c]";

/// Why a month has no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    Blank,
    /// Suppressed for disclosure control (`c`).
    Suppressed,
    NotAvailable,
    NotApplicable,
    NotCollected,
    /// Neither a number nor a known mark: the cell's words.
    Unclear(String),
}

impl Missing {
    pub fn words(&self) -> String {
        match self {
            Missing::Blank => "no value".to_owned(),
            Missing::Suppressed => "suppressed".to_owned(),
            Missing::NotAvailable => "not available".to_owned(),
            Missing::NotApplicable => "not applicable".to_owned(),
            Missing::NotCollected => "not collected".to_owned(),
            Missing::Unclear(words) => format!("not a number: {words}"),
        }
    }

    /// As papers show it: a confidential figure by the symbol of the Government Statistical Service.
    pub fn shown(&self) -> String {
        match self {
            Missing::Suppressed => CONFIDENTIAL.to_owned(),
            other => other.words(),
        }
    }
}
