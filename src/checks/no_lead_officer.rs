//! A priority action or area for improvement without a lead officer.
//!
//! **What it checks.** What stands above an area's table of actions names no lead officer. An area with nothing above
//! its table is passed over, unless another area names one.
//!
//! **Why it matters.** The lead officer answers to the Board for the whole area, beyond the leads of single actions.
//!
//! **Example.** The sheet of Area for improvement 1 says "Lead Officer:" and nothing behind it.
//!
//! **How to put it right.** Agree who leads the area and write the role behind "Lead Officer:" above the table.

use std::collections::BTreeSet;

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::CellRef;
use crate::programme::model::Area;

pub const CHECK: Check =
    Check { code: "no-lead-officer", severity: Severity::Warning, source: include_str!("no_lead_officer.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let areas = &context.programme.areas;
    let named_elsewhere = areas.iter().any(|area| area.lead_officer.is_some());
    for area in areas.iter().filter(|area| area.lead_officer.is_none()) {
        let has_facts = area.statement.is_some() || area.responsible_body.is_some() || !area.outcomes.is_empty();
        if !has_facts && !named_elsewhere {
            continue;
        }
        found.add(
            About::area(&area.key),
            &place(areas, area),
            format!("{} has no lead officer", lower_first(&area.title())),
            "",
            "write the role behind \"Lead Officer:\" above the table of actions",
        );
    }
}

/// The cell that holds the lead officer on the other sheets, where all agree; otherwise the area's first.
fn place(areas: &[Area], area: &Area) -> CellRef {
    let elsewhere: BTreeSet<(u32, u32)> = areas
        .iter()
        .filter_map(|other| other.lead_officer.as_ref())
        .filter(|officer| officer.at.sheet != area.at.sheet || officer.at.workbook != area.at.workbook)
        .map(|officer| (officer.at.row, officer.at.column))
        .collect();
    match elsewhere.first() {
        Some(&(row, column)) if elsewhere.len() == 1 && row < area.at.row => CellRef { row, column, ..area.at.clone() },
        _ => area.at.clone(),
    }
}

fn lower_first(title: &str) -> String {
    title.chars().take(1).flat_map(char::to_lowercase).chain(title.chars().skip(1)).collect()
}
