//! A risk has not been reviewed within the reporting cycle.
//!
//! **What it checks.** A risk was last reviewed more than one reporting cycle before the status date, or has no date of
//! review where other risks have one. A risk raised within the cycle need not have been reviewed. The cycle is
//! `reporting_cycle_months` under `[thresholds]` in the settings, one month where it is not set.
//!
//! **Why it matters.** The Board reads the score as today's. A score nobody has looked at is last month's at best.
//!
//! **Example.** Risk R12 was last reviewed on 12 May 2025; the position is taken at 31 July 2025.
//!
//! **How to put it right.** Ask the owner to review the risk, and write the date even where nothing changes.

use chrono::{Months, NaiveDate};

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::Located;
use crate::programme::model::WrittenDate;
use crate::wording;

pub const CHECK: Check =
    Check { code: "risk-not-reviewed", severity: Severity::Warning, source: include_str!("risk_not_reviewed.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let cycle = Months::new(context.settings.thresholds.reporting_cycle_months);
    let Some(since) = context.status_date.checked_sub_months(cycle) else { return };
    let risks = &context.programme.risks;
    if !risks.iter().any(|risk| date(&risk.reviewed).is_some()) {
        return;
    }
    for risk in risks {
        let reference = &risk.reference.value;
        match &risk.reviewed {
            Some(reviewed) if date(&risk.reviewed).is_some_and(|date| date < since) => found.add(
                About::risk(reference),
                &reviewed.at,
                format!("risk {reference} has not been reviewed within the reporting cycle"),
                format!(
                    "last reviewed {}; the position is taken at {}",
                    reviewed.value.words,
                    wording::day(context.status_date)
                ),
                "review the risk, and write the date even where nothing changes",
            ),
            None if date(&risk.raised).is_none_or(|date| date < since) => found.add(
                About::risk(reference),
                &risk.at,
                format!("risk {reference} has no date of review"),
                "",
                "review the risk, and write the date",
            ),
            _ => {}
        }
    }
}

fn date(date: &Option<Located<WrittenDate>>) -> Option<NaiveDate> {
    date.as_ref()?.value.date
}
