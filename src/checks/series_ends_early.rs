//! A measure has no entry for the edition's month.
//!
//! **What it checks.** By its own rhythm a measure should have an entry for the edition's month or an earlier one since
//! its last, and its cell is blank, though other measures have an entry for that month. A mark that says why there is
//! no value (c, x, z or -) is an entry.
//!
//! **Why it matters.** The papers would print last month's figure as the latest, beside this month's of the others.
//!
//! **Example.** Measure K18 ends in June 2025; its cell for July is blank, with no reason given.
//!
//! **How to put it right.** Write the value, or the mark that says why there is none.

use super::support::series;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Month;
use crate::wording;

pub const CHECK: Check =
    Check { code: "series-ends-early", severity: Severity::Warning, source: include_str!("series_ends_early.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let edition = context.edition;
    let measures = &context.programme.measures;
    let is_current = |measure: &_| series::entries(measure, edition).last().is_some_and(|last| last.month == edition);
    if !measures.iter().any(is_current) {
        return;
    }
    for measure in measures {
        let entries = series::entries(measure, edition);
        let months: Vec<Month> = entries.iter().map(|entry| entry.month).collect();
        let (Some(last), Some(usual)) = (entries.last(), series::rhythm(&months)) else { continue };
        if series::after(last.month, usual) <= edition {
            let blank = measure.series.iter().find(|entry| entry.month == edition);
            found.add(
                About::measure(&measure.reference.value),
                blank.map_or(&last.at, |blank| &blank.at),
                format!(
                    "measure {} ends in {}: it has no value, and no c, x, z or -, for {}",
                    measure.reference.value,
                    wording::month(last.month),
                    wording::month(edition)
                ),
                "",
                "write the value, or c, x, z or - for why there is none",
            );
        }
    }
}
