//! Every number a paper prints, computed once, from the programme, the status date and the area's settings.
//!
//! Pure: no files, no clock, no wording beyond a number's own form. A figure knows the cells it was computed from.

mod calendar;
mod comparison;
mod groups;
mod judged;
mod log;
mod measures;
mod outlook;
mod position;
mod risks;
mod trend;
mod variation;
mod xmr;

use crate::located::CellRef;

pub use calendar::{MonthAhead, due_ahead, months_ahead, next_meeting};
pub use comparison::{best_gains, furthest_from_target, needing_attention};
pub use groups::{Group, groups, in_no_group, is_action, is_area, is_role};
pub use judged::{
    Judged, MeasureCounts, VariationCounts, assurance_beside, judge, longest_run, measure_counts, variation_counts,
};
pub use log::{LogCounts, is_late, is_open, log_counts};
pub use measures::{
    Change, Gap, MeasureFigures, Meeting, Reading, Run, SAME, against, gain, measure_figures, run_of, short_of_target,
    target_cell, target_in_force, which_way,
};
pub use outlook::{Outlook, outlook};
pub use position::{
    AreaCounts, Counts, approval, area_counts, exception_rank, has_impact, is_overdue, late_by, position,
    without_approval,
};
pub use risks::{
    HeatCell, RiskCounts, above_appetite, above_target, by_score, heat_map, not_on_map, risk_counts, written_otherwise,
};
pub use trend::{Trend, reaches, theil_sen};
pub use variation::{Chart, Reason, chart};
pub use xmr::{
    Assurance, Cause, MINIMUM_POINTS, Rule, Segment, Special, StepChange, Variation, Way, Xmr, XmrInput, XmrPoint,
    earlier_level, since, xmr,
};

/// A computed value and the cells it was computed from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure<T> {
    pub value: T,
    pub sources: Vec<CellRef>,
}

impl Figure<usize> {
    /// Counts one more, at a cell.
    fn add(&mut self, at: &CellRef) {
        self.value += 1;
        self.sources.push(at.clone());
    }
}

impl std::ops::Add for Figure<usize> {
    type Output = Figure<usize>;

    fn add(self, other: Self) -> Self {
        Figure { value: self.value + other.value, sources: [self.sources, other.sources].concat() }
    }
}
