//! A measure skips a month without a mark.
//!
//! **What it checks.** Between two entries of a measure a month is blank that should have one by the measure's own
//! rhythm: monthly, or every third month. A mark that says why there is no value (c, x, z or -) is an entry. Measures
//! without a rhythm are passed over, and so is the end of the series.
//!
//! **Why it matters.** A chart shows a gap, and nobody can tell whether the figure was suppressed, late or forgotten.
//!
//! **Example.** Measure K09 has values for March and May 2025; April's cell is blank.
//!
//! **How to put it right.** Write the value, or the mark that says why there is none.

use super::support::series;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Month;
use crate::text;
use crate::wording;

pub const CHECK: Check =
    Check { code: "months-missing", severity: Severity::Note, source: include_str!("months_missing.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for measure in &context.programme.measures {
        let months: Vec<Month> = series::entries(measure, context.edition).iter().map(|entry| entry.month).collect();
        let blank: Vec<Month> = skipped(&months)
            .into_iter()
            // A month that has no column is no measure's own fault.
            .filter(|month| measure.series.iter().any(|entry| entry.month == *month))
            .collect();
        let Some(first) = measure.series.iter().find(|entry| Some(&entry.month) == blank.first()) else { continue };
        let names: Vec<String> = blank.iter().map(|month| wording::month(*month)).collect();
        found.add(
            About::measure(&measure.reference.value),
            &first.at,
            format!(
                "measure {} has no value, and no c, x, z or -, for {}",
                measure.reference.value,
                text::list(&names)
            ),
            "",
            "write the value, or c, x, z or - for why there is none",
        );
    }
}

/// The months left out between entries, by their own rhythm.
fn skipped(months: &[Month]) -> Vec<Month> {
    let Some(usual) = series::rhythm(months) else { return Vec::new() };
    let mut skipped = Vec::new();
    for pair in months.windows(2) {
        let mut month = series::after(pair[0], usual);
        while month < pair[1] {
            skipped.push(month);
            month = series::after(month, usual);
        }
    }
    skipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_follows_from_the_rhythm() {
        let months = |numbers: &[u32]| -> Vec<Month> {
            numbers.iter().map(|month| Month { year: 2025, month: *month }).collect()
        };
        assert_eq!(skipped(&months(&[1, 2, 3, 4, 6, 7])), months(&[5]));
        assert!(skipped(&months(&[1, 4, 7, 10])).is_empty());
        let mut quarterly = months(&[1, 4, 10]);
        quarterly.extend([1, 4].map(|month| Month { year: 2026, month }));
        assert_eq!(skipped(&quarterly), months(&[7]));
    }
}
