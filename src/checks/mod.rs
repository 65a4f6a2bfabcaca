//! Stage 4: the programme against the rules of the field: what does not add up, at the cell, with what to do.
//!
//! One rule stands in one file: its header is the manual entry that `boardpack explain` prints, below it the function.
//! [`ALL`] names them all. A rule looks at what was read; it changes nothing and reads no file.
//!
//! Deliberately absent: what the reader had to judge, mend or leave out (that is told where it was read), and rules that
//! fit one area only.

mod blue_without_approval;
mod blue_without_impact;
mod closed_before_the_board_met;
mod closing;
mod completed_before_it_began;
mod completed_but_not_blue;
mod completed_in_the_future;
mod due_date_moved;
mod due_date_not_a_date;
mod green_but_overdue;
mod grey_but_overdue;
mod grey_with_past_milestone;
mod milestone_after_due;
mod milestones;
mod no_due_date;
mod no_milestones;
mod places;
mod recurring_without_next_date;
mod update_stale;

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, Severity};
use crate::located::CellRef;
use crate::programme::Programme;
use crate::programme::model::Month;
use crate::settings::Settings;

/// What the rules look at.
pub struct Context<'a> {
    pub programme: &'a Programme,
    /// The programme of the edition before, where the area holds one.
    pub earlier: Option<&'a Programme>,
    pub edition: Month,
    pub status_date: NaiveDate,
    pub settings: &'a Settings,
}

/// A rule.
pub struct Check {
    /// Stable and readable: `green-but-overdue`.
    pub code: &'static str,
    /// What its findings weigh, where the area's settings say nothing else.
    pub severity: Severity,
    /// The source of its file, whose header is the manual entry.
    pub source: &'static str,
    pub run: fn(&Context<'_>, &mut Found),
}

/// Where a rule puts its findings.
pub struct Found {
    code: &'static str,
    severity: Severity,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    /// Adds a finding about a record, at a cell.
    ///
    /// `message` is a lower-case sentence that needs nothing else to be understood; `found` quotes what stands there;
    /// `hint` says what to do.
    pub fn add(
        &mut self,
        reference: &str,
        at: &CellRef,
        message: impl Into<String>,
        found: impl AsRef<str>,
        hint: impl Into<String>,
    ) {
        let finding = Diagnostic::new(self.severity, self.code, message).about(reference).at(at).hint(hint);
        self.diagnostics.push(if found.as_ref().is_empty() { finding } else { finding.found(found) });
    }
}

impl Check {
    /// The rule in one line.
    pub fn title(&self) -> String {
        self.manual().lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
    }

    /// The manual entry: the header of the rule's file.
    pub fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Every rule, in the order in which the manual lists them.
pub const ALL: &[&Check] = &[
    // Closing.
    &blue_without_approval::CHECK,
    &blue_without_impact::CHECK,
    &completed_but_not_blue::CHECK,
    &completed_in_the_future::CHECK,
    &completed_before_it_began::CHECK,
    &closed_before_the_board_met::CHECK,
    // Time.
    &green_but_overdue::CHECK,
    &grey_but_overdue::CHECK,
    &grey_with_past_milestone::CHECK,
    &milestone_after_due::CHECK,
    &no_due_date::CHECK,
    &due_date_not_a_date::CHECK,
    &recurring_without_next_date::CHECK,
    &no_milestones::CHECK,
    &due_date_moved::CHECK,
    &update_stale::CHECK,
];

/// Runs every rule that the settings do not turn off, each with the weight the settings give it.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    ALL.iter().flat_map(|check| check_one(check, context)).collect()
}

/// Runs one rule, unless the settings turn it off.
pub fn check_one(check: &Check, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(severity) = context.settings.severity_of(check.code, check.severity) else { return Vec::new() };
    let mut found = Found { code: check.code, severity, diagnostics: Vec::new() };
    (check.run)(context, &mut found);
    found.diagnostics
}
