//! What rules about leads share: the programme → who is named, where and how often.
//!
//! Deliberately absent: any finding.

use std::collections::BTreeMap;

use crate::diagnostic::About;
use crate::located::CellRef;
use crate::programme::Programme;

/// A lead as it is spelt.
pub struct Lead<'a> {
    pub name: &'a str,
    /// The action or the area that names it first.
    pub about: About<'a>,
    pub at: &'a CellRef,
    pub times: usize,
}

/// The leads of actions and the lead officers of areas, each spelling once, in the order of the plan.
pub fn leads(programme: &Programme) -> Vec<Lead<'_>> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut leads: Vec<Lead<'_>> = Vec::new();
    for area in &programme.areas {
        let officer = area.lead_officer.iter().map(|officer| (About::area(&area.key), officer));
        let of_actions = area
            .actions()
            .flat_map(|action| action.leads.iter().map(|lead| (About::action(&action.reference.value), lead)));
        for (about, lead) in officer.chain(of_actions) {
            let index = *known.entry(&lead.value).or_insert(leads.len());
            match leads.get_mut(index) {
                Some(lead) => lead.times += 1,
                None => leads.push(Lead { name: &lead.value, about, at: &lead.at, times: 1 }),
            }
        }
    }
    leads
}
