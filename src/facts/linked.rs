//! What is linked to the actions of an area or of a group: measures, risks, and what was agreed at meetings.

use super::context::Context;
use super::meetings;
use crate::figures;
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::{CellRef, Located};
use crate::programme::links::Named;
use crate::programme::model::{Measure, MeetingAction, Risk};

/// The actions that records are linked to.
pub struct Linked<'a> {
    /// What the ids of its figures begin with: `area.PA1`.
    pub id: &'a str,
    pub title: &'a str,
    /// "the area", "the group"
    pub whose: &'a str,
    pub named: &'a Named,
    /// The roles whose meeting actions count too.
    pub leads: &'a [String],
}

impl Linked<'_> {
    /// The measures, in the order of the dashboard.
    pub fn measures(&self, context: &Context<'_>) -> Fact {
        self.listed(context, self.own_measures(context))
    }

    /// The measures, those furthest from their target first, then the others in the order of the dashboard.
    pub fn measures_by_need(&self, context: &Context<'_>) -> Fact {
        let furthest = figures::furthest_from_target(&context.computed.judged);
        let rank = |measure: &Measure| {
            furthest.iter().position(|of| std::ptr::eq(of.measure, measure)).unwrap_or(furthest.len())
        };
        let mut measures = self.own_measures(context);
        measures.sort_by_key(|measure| rank(measure));
        self.listed(context, measures)
    }

    pub fn has_measures(&self, context: &Context<'_>) -> bool {
        !self.own_measures(context).is_empty()
    }

    fn own_measures<'m>(&self, context: &Context<'m>) -> Vec<&'m Measure> {
        let all = &context.given.programme().measures;
        all.iter().filter(|measure| self.names_any(&measure.linked)).collect()
    }

    fn listed(&self, context: &Context<'_>, measures: Vec<&Measure>) -> Fact {
        let origin = origin(
            format!("{}.measures.count", self.id),
            format!("Measures of {}", self.title),
            format!("counts the measures that are linked to an action of {}", self.whose),
        );
        let cells = self.cells(measures.iter().flat_map(|measure| &measure.linked));
        let facts = measures.into_iter().map(|measure| context.measure(measure)).collect();
        context.ledger.list(origin, &cells, facts)
    }

    /// The risks, the highest current score first.
    pub fn risks(&self, context: &Context<'_>) -> Fact {
        let sorted = figures::by_score(&context.given.programme().risks, &context.scheme().risk);
        let risks: Vec<&Risk> = sorted.into_iter().filter(|risk| self.names_any(&risk.links)).collect();
        let origin = origin(
            format!("{}.risks.count", self.id),
            format!("Risks to {}", self.title),
            format!("counts the risks that are linked to an action of {}", self.whose),
        );
        context.ledger.unless(&context.computed.not_read.risk_links, origin, |ledger, origin| {
            let cells = self.cells(risks.iter().flat_map(|risk| &risk.links));
            ledger.list(origin, &cells, risks.into_iter().map(|risk| context.risk(risk)).collect())
        })
    }

    /// What was agreed at meetings: those still open, and all.
    pub fn meeting_actions(&self, context: &Context<'_>) -> Fact {
        let not_read = &context.computed.not_read;
        // By links alone, or by owners too where there are roles.
        let why = match self.leads {
            [] => not_read.meeting_links.clone(),
            _ => not_read.meeting_links.clone().filter(|_| not_read.meeting_owner.is_some()),
        };
        let all = context.given.programme().meeting_actions.iter();
        let all: Vec<&MeetingAction> = all.filter(|entry| self.has_entry(entry)).collect();
        let open: Vec<&MeetingAction> = all.iter().copied().filter(|entry| figures::is_open(entry)).collect();
        let list = |key: &str, which: &str, why: &Option<String>, entries: Vec<&MeetingAction>| {
            let by = if self.leads.is_empty() { "" } else { " or owned by one of its leads" };
            let origin = origin(
                format!("{}.meeting_actions.{key}.count", self.id),
                format!("{which}, {}", self.title),
                format!("counts the actions of the log that are linked to an action of {}{by}", self.whose)
                    + if key == "open" { ", and are not closed" } else { "" },
            );
            let cells: Vec<CellRef> = entries.iter().map(|entry| entry.at.clone()).collect();
            context.ledger.unless(why, origin, |ledger, origin| {
                let facts = entries.into_iter().map(|entry| meetings::entry_fact(context, entry)).collect();
                ledger.list(origin, &cells, facts)
            })
        };
        group! {
            "open": list("open", "Open meeting actions", &why.clone().or_else(|| not_read.state.clone()), open),
            "all": list("all", "Actions agreed at meetings", &why, all),
        }
    }

    fn has_entry(&self, entry: &MeetingAction) -> bool {
        let owned = |owner: &Located<String>| self.leads.iter().any(|role| figures::is_role(role, &owner.value));
        self.names_any(&entry.linked) || entry.owner.as_ref().is_some_and(owned)
    }

    fn names_any(&self, links: &[Located<String>]) -> bool {
        links.iter().any(|link| self.named.has(&link.value))
    }

    /// The cells of the links that name one of the actions.
    fn cells<'l>(&self, links: impl Iterator<Item = &'l Located<String>>) -> Vec<CellRef> {
        links.filter(|link| self.named.has(&link.value)).map(|link| link.at.clone()).collect()
    }
}
