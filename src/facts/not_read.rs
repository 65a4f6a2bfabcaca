//! What was not read, and the sentence that stands in place of the figures that would rest on it.
//!
//! A claim needs its column: where no table has a column for a fact, nothing that rests on the fact is counted, and
//! nothing is said to be none.

use crate::group;
use crate::ledger::Fact;
use crate::programme::Programme;
use crate::programme::columns::{Field, SheetKind};

/// For each fact that figures rest on, why it cannot be counted; `None` where it was read.
#[derive(Clone, Debug, Default)]
pub struct NotRead {
    pub due: Option<String>,
    /// Which actions are overdue, or fall due: by due date and completion.
    pub overdue: Option<String>,
    pub action_status: Option<String>,
    pub impact_status: Option<String>,
    pub approval: Option<String>,
    /// Whether actions are complete, by status or by date of completion.
    pub completion: Option<String>,
    pub target: Option<String>,
    /// Which way a measure is better.
    pub good: Option<String>,
    pub england: Option<String>,
    pub neighbours: Option<String>,
    pub score: Option<String>,
    /// Whether risks stand on a map: by likelihood and impact.
    pub likelihood: Option<String>,
    pub target_score: Option<String>,
    pub direction: Option<String>,
    /// Which actions risks bear on.
    pub risk_links: Option<String>,
    pub state: Option<String>,
    pub meeting_due: Option<String>,
    pub meeting_links: Option<String>,
    pub meeting_owner: Option<String>,
}

impl NotRead {
    pub fn of(programme: &Programme) -> NotRead {
        let any = |kind: SheetKind, fields: &[Field], what: &str| {
            if !programme.sources.iter().any(|source| source.holds == kind) {
                return Some(format!("No {} was read", kind.table()));
            }
            let read = fields.iter().any(|field| programme.reads(kind, *field));
            (!read).then(|| format!("{what} not read"))
        };
        let actions = |fields: &[Field], what: &str| any(SheetKind::Actions, fields, what);
        let measures = |fields: &[Field], what: &str| any(SheetKind::Measures, fields, what);
        let risks = |fields: &[Field], what: &str| any(SheetKind::Risks, fields, what);
        let log = |fields: &[Field], what: &str| any(SheetKind::MeetingActions, fields, what);
        use Field::*;
        let due = actions(&[Due], "Due dates were");
        let completion = actions(&[ActionStatus, Completed], "Whether actions are complete was");
        NotRead {
            overdue: due.clone().or_else(|| completion.clone()),
            due,
            action_status: actions(&[ActionStatus], "Action statuses were"),
            impact_status: actions(&[ImpactStatus], "Impact statuses were"),
            approval: actions(&[Approval], "Approvals to close were"),
            completion,
            target: measures(&[Target], "Targets were"),
            good: measures(&[Good], "Directions of good performance were"),
            england: measures(&[England], "England’s figures were"),
            neighbours: measures(&[Neighbours], "Similar areas’ figures were"),
            score: risks(&[CurrentScore, CurrentLikelihood], "Risk scores were"),
            likelihood: risks(&[CurrentLikelihood], "Likelihoods were"),
            target_score: risks(&[TargetScore, TargetLikelihood], "Target scores were"),
            direction: risks(&[Direction], "Directions of travel were"),
            risk_links: risks(&[Links], "The actions that risks are linked to were"),
            state: log(&[State], "Whether meeting actions are open or closed was"),
            meeting_due: log(&[Due], "Due dates of meeting actions were"),
            meeting_links: log(&[Links], "The actions that meeting actions are linked to were"),
            meeting_owner: log(&[Owner], "Owners of meeting actions were"),
        }
    }

    /// Why it cannot be said whether measures meet their targets.
    pub fn met(&self) -> Option<String> {
        self.target.clone().or_else(|| self.good.clone())
    }

    /// What was not read of the tables that were: by kind of record, in sentences without their full stop.
    pub fn facts(&self, programme: &Programme) -> Fact {
        let told = |kind: SheetKind, reasons: &[&Option<String>]| {
            let has_table = programme.sources.iter().any(|source| source.holds == kind);
            let reasons = reasons.iter().filter_map(|reason| reason.as_ref()).filter(|_| has_table);
            Fact::list(reasons.cloned())
        };
        group! {
            "actions": told(
                SheetKind::Actions,
                &[&self.due, &self.action_status, &self.impact_status, &self.approval],
            ),
            "measures": told(SheetKind::Measures, &[&self.target, &self.good, &self.england, &self.neighbours]),
            "risks": told(SheetKind::Risks, &[&self.score, &self.target_score, &self.direction]),
            "meeting_actions": told(SheetKind::MeetingActions, &[&self.state, &self.meeting_due]),
        }
    }
}
