//! Measures with a target but no date for it.
//!
//! **What it checks.** A measure on the dashboard has a target in figures, and nothing says by when. All such
//! measures are told of in one finding.
//!
//! **Why it matters.** Without a date nobody can say whether a measure below its target is late. The papers print "no
//! date set".
//!
//! **Example.** K01 has the target 85%; K08 has "80% by June 2025".
//!
//! **How to put it right.** Write the date with the target, as in "80% by June 2025", once the Board has set one.

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::dates;
use crate::programme::model::Measure;

pub const CHECK: Check = Check {
    code: "measure-without-date",
    severity: Severity::Note,
    source: include_str!("measure_without_date.rs"),
    run,
};

fn run(context: &Context<'_>, found: &mut Found) {
    let with_target = context.programme.measures.iter().filter_map(|measure| Some((measure, measure.target.as_ref()?)));
    let undated: Vec<_> = with_target.filter(|(measure, _)| !is_dated(measure)).collect();
    let [(first, target), rest @ ..] = undated.as_slice() else { return };
    let name = |measure: &Measure| measure.reference.value.clone();
    let message = match rest {
        [] => format!("measure {} has a target, but no date for it", name(first)),
        _ => format!("{} measures have a target, but no date for it", undated.len()),
    };
    let refs: Vec<String> = undated.iter().map(|(measure, _)| name(measure)).collect();
    found.add(
        About::measure(&name(first)),
        &target.at,
        message,
        refs.join(", "),
        "write the date with the target, such as \"80% by June 2025\", once one is set",
    );
}

fn is_dated(measure: &Measure) -> bool {
    measure.steps.iter().any(|step| step.by.is_some())
        || measure.target_words.as_ref().is_some_and(|words| dates::first_in(&words.value).is_some())
}
