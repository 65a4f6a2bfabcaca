//! A count of children is so small that one of them may be known by it.
//!
//! **What it checks.** In every text that a paper may print, a number from 1 to 4 before children, pupils, students, learners,
//! boys, girls or young people ("2 pupils", "three autistic children"); the latest figure of a measure whose name says that
//! it counts them; and the number of cases behind a measure's latest figure. Year 3 pupils, 1 in 4 children, more than one
//! child and children's homes are none. The number is not repeated. `small_counts_below` under `[thresholds]` sets
//! another threshold than 5. It is a note: the Board may see such counts, the public edition must not.
//!
//! **Why it matters.** Statistics about children suppress counts below a threshold, since with the school or the month they tell who
//! is meant. A percentage of so few does the same.
//!
//! **Example.** The update of action 1.2.1 reads "3 pupils were excluded in May".
//!
//! **How to put it right.** For papers that are published write "fewer than 5", or [c] in the dashboard; suppress a second figure
//! where a total gives the first away.

use super::support::personal;
use super::support::small_counts::counts_children;
use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Unit;
use crate::wording;

const CODE: &str = "small-count";

pub const CHECK: Check = Check { code: CODE, severity: Severity::Note, source: include_str!("small_count.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let below = context.settings.thresholds.small_counts_below;
    let hint = format!("before it is published, write \"fewer than {below}\", or suppress it");
    personal::report(context, CODE, &hint, found);
    for measure in &context.programme.measures {
        let about = About::measure(&measure.reference.value);
        if let Some(n) = measure.n.as_ref().filter(|n| (1..below).contains(&n.value)) {
            let message = format!("the latest figure of measure {} rests on fewer than {below} cases", about.reference);
            found.add_in_field(about, &n.at, Some("number of cases"), message, "", &*hint);
        }
        let latest = measure.series.iter().rev().find_map(|month| Some((month, *month.value.as_ref().ok()?)));
        let small = latest.filter(|(_, value)| *value > 0.0 && *value < f64::from(below));
        if let Some((month, _)) = small.filter(|_| measure.unit == Unit::Number && counts_children(&measure.name.value))
        {
            let message =
                format!("the latest figure of measure {} counts fewer than {below} children", about.reference);
            found.add(about, &month.at, message, wording::month(month.month), &*hint);
        }
    }
}
