//! What several rules share: where texts are, what a sentence says, which leads there are.

pub(super) mod closing;
pub(super) mod identifiers;
pub(super) mod initials;
pub(super) mod labelled;
pub(super) mod leads;
pub(super) mod milestones;
pub(super) mod names;
pub mod personal;
pub(super) mod phrases;
pub(super) mod places;
pub(super) mod promises;
pub(super) mod scan;
pub(super) mod scores;
pub(super) mod sentences;
pub(super) mod series;
pub(super) mod small_counts;
pub(super) mod texts;
