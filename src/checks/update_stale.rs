//! An update older than one reporting cycle.
//!
//! **What it checks.** An action was last updated longer before the status date than one reporting cycle
//! (`reporting_cycle_months` under `[thresholds]`, one month if nothing is set). An action that is complete and approved
//! needs no more updates. Where most actions have a date of update, one without is a finding too, unless it is not
//! due to start.
//!
//! **Why it matters.** The Board reads each update as the position at the status date. An old one may have been true
//! then.
//!
//! **Example.** Action 2.1.2 was last updated on 20 June 2025; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Ask the lead for the present position; if nothing has changed, say so and write the new
//! date.

use chrono::Months;

use super::support::closing;
use super::support::places::empty_cell;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Role;
use crate::wording;

pub const CHECK: Check =
    Check { code: "update-stale", severity: Severity::Warning, source: include_str!("update_stale.rs"), run };

const HINT: &str = "ask the lead for the present position and write its date, even if nothing has changed";

fn run(context: &Context<'_>, found: &mut Found) {
    let cycle = Months::new(context.settings.thresholds.reporting_cycle_months);
    let Some(oldest) = context.status_date.checked_sub_months(cycle) else { return };
    let dated = context.programme.actions().filter(|action| action.updated.is_some()).count();
    let usual = 2 * dated > context.programme.actions().count();
    for action in context.programme.actions() {
        if closing::is_rated_complete(action) && closing::approval(action).is_some() {
            continue;
        }
        let reference = &action.reference.value;
        match &action.updated {
            Some(updated) if updated.value.date.is_some_and(|day| day < oldest) => found.add(
                About::action(reference),
                &updated.at,
                format!("the update of action {reference} is older than one reporting cycle"),
                format!("last updated {}", wording::date(&updated.value)),
                HINT,
            ),
            None if usual && !action.is(Role::NotDue) => {
                let at = empty_cell(context.programme, action, |other| other.updated.as_ref().map(|day| &day.at))
                    .unwrap_or_else(|| action.at.clone());
                found.add(
                    About::action(reference),
                    &at,
                    format!("action {reference} does not say when it was last updated"),
                    "",
                    HINT,
                );
            }
            _ => {}
        }
    }
}
