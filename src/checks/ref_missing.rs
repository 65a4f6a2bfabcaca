//! A gap in the sequence of refs.
//!
//! **What it checks.** The last numbers of an aim's actions (1.2.1, 1.2.2 …) and of an area's aims run on from 1
//! without one missing. Letters share a number (1.4.1a, 1.4.1b). A numbering that runs on from the aim before, or
//! that leaves out more than it has, is taken for a way of its own. Silent where a row that was not read stands in
//! the gap, such as one struck through: that is told where it was read.
//!
//! **Why it matters.** An action that was deleted, or that lost its ref, is no longer reported, and nobody decided
//! so.
//!
//! **Example.** Action 1.2.1 is followed by 1.2.3.
//!
//! **How to put it right.** Put the action back. If it was withdrawn, keep its row, struck through, with the
//! decision.

use std::collections::BTreeSet;

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::located::CellRef;
use crate::programme::model::{Action, Aim, Area};

pub const CHECK: Check =
    Check { code: "ref-missing", severity: Severity::Warning, source: include_str!("ref_missing.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    for area in &context.programme.areas {
        aims_of(area, found);
        let mut before = 0;
        for aim in &area.aims {
            before = actions_of(aim, before, found);
        }
    }
}

fn actions_of(aim: &Aim, before: u32, found: &mut Found) -> u32 {
    let numbered = numbered(aim.actions.iter().map(|action| (action.reference.value.as_str(), action)), &aim.reference);
    for gap in gaps(&numbered, before) {
        let (after, next) = (gap.after.map(|action| &action.reference.value), &gap.next.reference.value);
        if is_unread_between(gap.after, first_row(gap.next, None), &gap.next.at) {
            continue;
        }
        let message = match after {
            Some(after) => format!("{} missing: action {after} is followed by {next}", gap.words(&aim.reference)),
            None => {
                format!("{} missing: the first action of aim {} is {next}", gap.words(&aim.reference), aim.reference)
            }
        };
        let quote = after.map_or_else(|| next.clone(), |after| format!("{after}, then {next}"));
        found.add(
            About::action(next),
            &gap.next.reference.at,
            message,
            quote,
            "put it back, or keep its row, struck through",
        );
    }
    numbered.iter().map(|(number, _)| *number).max().unwrap_or(before)
}

fn aims_of(area: &Area, found: &mut Found) {
    let group = area.number.to_string();
    let numbered = numbered(area.aims.iter().map(|aim| (aim.reference.as_str(), aim)), &group);
    for gap in gaps(&numbered, 0) {
        let Some(first) = gap.next.actions.first() else { continue };
        let last = gap.after.and_then(|aim| aim.actions.last());
        if is_unread_between(last, first_row(first, Some(gap.next)), &first.at) {
            continue;
        }
        let next = &gap.next.reference;
        let message = match gap.after {
            Some(after) => format!("{} missing: aim {} is followed by {next}", gap.words(&group), after.reference),
            None => format!("{} missing: the first aim is {next}", gap.words(&group)),
        };
        let quote = gap.after.map_or_else(|| next.clone(), |after| format!("{}, then {next}", after.reference));
        found.add(
            About::action(next),
            &first.reference.at,
            message,
            quote,
            "put the aim back, or number the aims without a gap",
        );
    }
}

/// A run of numbers that nothing has, and what stands on both sides of it.
struct Gap<'a, T> {
    first: u32,
    last: u32,
    after: Option<&'a T>,
    next: &'a T,
}

impl<T> Gap<'_, T> {
    /// "1.2.2 is", "1.2.2 to 1.2.4 are".
    fn words(&self, group: &str) -> String {
        if self.first == self.last {
            format!("{group}.{} is", self.first)
        } else {
            format!("{group}.{} to {group}.{} are", self.first, self.last)
        }
    }
}

/// Those of the records whose refs are the group's and a number, in the order of the numbers.
fn numbered<'a, T>(records: impl Iterator<Item = (&'a str, &'a T)>, group: &str) -> Vec<(u32, &'a T)> {
    let mut numbered: Vec<(u32, &T)> = records
        .filter_map(|(reference, record)| {
            let number = reference.strip_prefix(group)?.strip_prefix('.')?;
            Some((number.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()?, record))
        })
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered
}

fn gaps<'a, T>(numbered: &[(u32, &'a T)], before: u32) -> Vec<Gap<'a, T>> {
    let numbers: BTreeSet<u32> = numbered.iter().map(|(number, _)| *number).collect();
    let Some(highest) = numbers.last() else { return Vec::new() };
    // Where the numbering runs on from the group before ("1.1.4", then "1.2.5"), the first is not preceded by a gap.
    let runs_on = before > 0 && numbers.first() == Some(&(before + 1));
    let start = if runs_on { before } else { 0 };
    if (highest - start) as usize > numbers.len() * 2 {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    let mut last: (u32, Option<&T>) = (start, None);
    for &(number, record) in numbered {
        if number > last.0 + 1 {
            gaps.push(Gap { first: last.0 + 1, last: number - 1, after: last.1, next: record });
        }
        last = (number, Some(record));
    }
    gaps
}

/// Whether rows that belong to no action stand between the last row of one and the first of the next.
fn is_unread_between(before: Option<&Action>, first_row: u32, at: &CellRef) -> bool {
    let Some(before) = before else { return false };
    let same_sheet = before.at.workbook == at.workbook && before.at.sheet == at.sheet;
    same_sheet && first_row > last_row(before) + 1
}

fn first_row(action: &Action, aim: Option<&Aim>) -> u32 {
    let heading = aim.and_then(|aim| aim.text.as_ref()).map(|text| text.at.row);
    heading.map_or(action.at.row, |row| row.min(action.at.row))
}

/// The last row that is known to belong to an action: one may go on over several.
fn last_row(action: &Action) -> u32 {
    let milestones = action.milestones.iter().map(|milestone| &milestone.words);
    let lines = milestones.chain(&action.leads).chain(&action.impact_measures);
    lines.map(|line| line.at.row).chain([action.at.row]).max().unwrap_or(action.at.row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(numbers: &[u32], before: u32) -> Vec<(u32, u32)> {
        let numbered: Vec<(u32, &())> = numbers.iter().map(|number| (*number, &())).collect();
        gaps(&numbered, before).iter().map(|gap| (gap.first, gap.last)).collect()
    }

    #[test]
    fn a_gap_is_told_unless_the_numbering_has_a_way_of_its_own() {
        assert_eq!(missing(&[1, 2, 4], 0), [(3, 3)]);
        assert_eq!(missing(&[2, 3], 0), [(1, 1)]);
        assert_eq!(missing(&[1, 5, 6, 7], 0), [(2, 4)]);
        assert_eq!(missing(&[1, 1, 2], 0), []);
        assert_eq!(missing(&[5, 6], 4), []);
        assert_eq!(missing(&[1, 9], 0), []);
        assert_eq!(missing(&[], 0), []);
    }
}
