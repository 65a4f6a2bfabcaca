//! The kinds of table and the facts that their columns can hold, by name. By which headings they are known: `columns`.

use serde::{Deserialize, Serialize};

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    Actions,
    Risks,
    Measures,
    MeetingActions,
    WorkProgramme,
    Glossary,
    StatusKey,
}

/// A fact that a column can hold. Which fields a kind of sheet can have stands in its table of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Reference,
    Aim,
    Action,
    Due,
    Leads,
    Milestones,
    ActionStatus,
    Completed,
    ImpactMeasures,
    ImpactStatus,
    Approval,
    Update,
    Updated,
    EscalatedTo,
    DecisionAsked,
    Category,
    Description,
    Cause,
    Event,
    Consequence,
    Owner,
    Raised,
    Reviewed,
    InherentLikelihood,
    InherentImpact,
    InherentScore,
    CurrentLikelihood,
    CurrentImpact,
    CurrentScore,
    TargetLikelihood,
    TargetImpact,
    TargetScore,
    Controls,
    FurtherActions,
    Response,
    Direction,
    Links,
    Name,
    Unit,
    Good,
    Target,
    Baseline,
    England,
    Neighbours,
    N,
    Period,
    Year,
    Value,
    Previous,
    Status,
    Comment,
    Meeting,
    State,
    Item,
    Purpose,
    Deadline,
    Route,
    Verbal,
    Appendix,
    Term,
    Meaning,
    StatusName,
}

impl Field {
    /// The field's name as it stands in `boardpack.toml` and in what `boardpack columns` prints: `action-status`.
    pub fn key(self) -> String {
        let mut out = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() && !out.is_empty() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    }
}
