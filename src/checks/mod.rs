//! The programme against the rules of the field: what does not add up, at the cell, with what to do.
//!
//! One rule stands in one file: its header is the manual entry that `boardpack explain` prints, below it the function.
//! [`ALL`] names them all. A rule looks at what was read; it changes nothing and reads no file.
//!
//! Deliberately absent: what the reader had to judge, mend or leave out (that is told where it was read), and rules that
//! fit one area only.

pub mod manual;
mod support;

mod action_in_no_group;
mod blue_without_approval;
mod blue_without_impact;
mod case_number;
mod child_initials;
mod closed_before_the_board_met;
mod completed_before_it_began;
mod completed_but_not_blue;
mod completed_in_the_future;
mod current_above_inherent;
mod current_above_target_without_action;
mod direction_against_scores;
mod due_date_moved;
mod due_date_not_a_date;
mod figure_restated;
mod green_but_overdue;
mod grey_but_overdue;
mod grey_with_past_milestone;
mod group_of_nothing;
mod group_without_actions;
mod impact_without_measure;
mod item_not_done;
mod lead_is_a_name;
mod learner_number;
mod link_to_nothing;
mod measure_without_date;
mod meeting_action_overdue;
mod milestone_after_due;
mod months_missing;
mod names_not_set;
mod national_insurance_number;
mod no_due_date;
mod no_lead;
mod no_lead_officer;
mod no_milestones;
mod no_update;
mod papers_due_too_late;
mod personal_data;
mod rating_against_target;
mod recurring_without_next_date;
mod red_action_without_risk;
mod red_without_way_back;
mod ref_missing;
mod ref_out_of_place;
mod risk_not_reviewed;
mod risk_without_owner;
mod role_spelt_two_ways;
mod score_not_product;
mod series_ends_early;
mod small_count;
mod step_change_of_nothing;
mod stocktake_without_item;
mod two_targets;
mod unusual_step;
mod update_against_status;
mod update_repeated;
mod update_stale;
mod value_out_of_range;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::area::settings::Settings;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::located::CellRef;
use crate::narrative::Narrative;
use crate::programme::Programme;
use crate::programme::model::Month;
use crate::programme::scheme::Scheme;
pub use support::names::{is_role_word, words};
pub use support::personal::Looked;
use support::{identifiers, personal};

/// What the rules look at.
pub struct Context<'a> {
    pub programme: &'a Programme,
    /// What officers wrote for the edition's papers.
    pub narrative: &'a Narrative,
    /// The programme of the edition before, where the area holds one.
    pub earlier: Option<&'a Programme>,
    pub edition: Month,
    pub status_date: NaiveDate,
    pub settings: &'a Settings,
    /// What several rules look for in the same texts.
    pub looked: Looked,
}

impl Context<'_> {
    pub fn scheme(&self) -> &Scheme {
        self.settings.scheme()
    }
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
    /// Adds a finding at a cell, about a record; `None` where it is about none.
    ///
    /// `message` is a lower-case sentence that needs nothing else to be understood; `found` quotes what stands there;
    /// `hint` says what to do.
    pub fn add<'a>(
        &mut self,
        about: impl Into<Option<About<'a>>>,
        at: &CellRef,
        message: impl Into<String>,
        found: impl AsRef<str>,
        hint: impl Into<String>,
    ) {
        let finding = Diagnostic::new(self.severity, self.code, message).at(at).hint(hint);
        let finding = match about.into() {
            Some(about) => finding.about(about),
            None => finding,
        };
        self.diagnostics.push(if found.as_ref().is_empty() { finding } else { finding.found(found) });
    }
}

impl Found {
    /// The same, with the field of the record that the cell is of.
    pub fn add_in_field<'a>(
        &mut self,
        about: impl Into<Option<About<'a>>>,
        at: &CellRef,
        field: Option<&str>,
        message: impl Into<String>,
        found: impl AsRef<str>,
        hint: impl Into<String>,
    ) {
        self.add(about, at, message, found, hint);
        if let (Some(last), Some(field)) = (self.diagnostics.last_mut(), field) {
            last.field = Some(field.to_owned());
        }
    }

    /// Adds a finding that is at no cell, but in the settings or a name; an acceptance names it by `reference` and `field`.
    pub fn add_elsewhere(
        &mut self,
        reference: &str,
        field: &str,
        message: impl Into<String>,
        found: impl AsRef<str>,
        hint: impl Into<String>,
    ) {
        let finding = Diagnostic::new(self.severity, self.code, message).field(field).found(found).hint(hint);
        self.diagnostics.push(Diagnostic { reference: Some(reference.to_owned()), ..finding });
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
    // Narrative.
    &no_update::CHECK,
    &red_without_way_back::CHECK,
    &update_repeated::CHECK,
    &update_against_status::CHECK,
    // Ownership.
    &no_lead::CHECK,
    &no_lead_officer::CHECK,
    &lead_is_a_name::CHECK,
    &role_spelt_two_ways::CHECK,
    // The plan.
    &ref_missing::CHECK,
    &ref_out_of_place::CHECK,
    &two_targets::CHECK,
    &measure_without_date::CHECK,
    &impact_without_measure::CHECK,
    // Risks.
    &score_not_product::CHECK,
    &current_above_inherent::CHECK,
    &current_above_target_without_action::CHECK,
    &direction_against_scores::CHECK,
    &risk_without_owner::CHECK,
    &risk_not_reviewed::CHECK,
    &link_to_nothing::CHECK,
    &red_action_without_risk::CHECK,
    // Measures.
    &value_out_of_range::CHECK,
    &unusual_step::CHECK,
    &figure_restated::CHECK,
    &months_missing::CHECK,
    &series_ends_early::CHECK,
    &rating_against_target::CHECK,
    &step_change_of_nothing::CHECK,
    // Log and work programme.
    &meeting_action_overdue::CHECK,
    &item_not_done::CHECK,
    &stocktake_without_item::CHECK,
    &papers_due_too_late::CHECK,
    // Settings.
    &names_not_set::CHECK,
    &group_of_nothing::CHECK,
    &group_without_actions::CHECK,
    &action_in_no_group::CHECK,
    // Disclosure.
    &personal_data::CHECK,
    &national_insurance_number::CHECK,
    &learner_number::CHECK,
    &case_number::CHECK,
    &child_initials::CHECK,
    &small_count::CHECK,
];

/// What is found in papers that others handed in, and can be accepted on record; a pack looks for it, and nothing else does.
pub const OF_PAPERS_HANDED_IN: [&str; 3] = ["paper-hides", "paper-text-recognised", "paper-not-searched"];

/// What may be before the Board and must not be in a public edition: whoever is meant could be known by it.
pub const NOT_FOR_THE_PUBLIC: [&str; 6] = [
    personal_data::CHECK.code,
    child_initials::CHECK.code,
    case_number::CHECK.code,
    learner_number::CHECK.code,
    national_insurance_number::CHECK.code,
    small_count::CHECK.code,
];

/// The rules about groups: what they find is told where papers are made for each group.
pub const OF_GROUPS: [&str; 3] =
    [group_of_nothing::CHECK.code, group_without_actions::CHECK.code, action_in_no_group::CHECK.code];

/// Runs every rule that the settings do not turn off, each with the weight the settings give it.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    ALL.iter().flat_map(|check| check_one(check, context)).collect()
}

/// Masks what findings quote of personal data, for chase lists print it, and adds a finding where a cell that is searched
/// nowhere else is quoted with some: one that no column was read from, or that could not be read.
pub fn mask_what_is_quoted(findings: &mut Vec<Diagnostic>, settings: &Settings) {
    let told: BTreeSet<String> = findings
        .iter()
        .filter(|finding| personal::is_of_personal_data(&finding.code))
        .filter_map(|finding| finding.found.clone())
        .collect();
    let mut more = Vec::new();
    for finding in findings.iter_mut().filter(|finding| !personal::is_of_personal_data(&finding.code)) {
        for text in [Some(&mut finding.message), finding.found.as_mut(), finding.hint.as_mut()].into_iter().flatten() {
            let Some(masked) = identifiers::masked(text) else { continue };
            let kinds = identifiers::identifiers(text);
            *text = masked;
            let Some(at) = finding.at.as_ref() else { continue };
            for identifier in kinds.into_iter().filter(|identifier| !told.contains(&identifier.masked)) {
                let code = identifier.kind.code();
                let check = ALL.iter().find(|check| check.code == code);
                let Some(severity) = check.and_then(|check| settings.severity_of(code, check.severity)) else {
                    continue;
                };
                let message = format!("a cell that a finding quotes has {}", identifier.kind.words());
                let quoted = Diagnostic::new(severity, code, message).at(at).found(&identifier.masked);
                more.push(quoted.hint("take it out of the workbook: a chase list would print it"));
            }
        }
    }
    more.dedup();
    findings.append(&mut more);
}

/// Runs one rule, unless the settings turn it off.
pub fn check_one(check: &Check, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(severity) = context.settings.severity_of(check.code, check.severity) else { return Vec::new() };
    let mut found = Found { code: check.code, severity, diagnostics: Vec::new() };
    (check.run)(context, &mut found);
    found.diagnostics
}
