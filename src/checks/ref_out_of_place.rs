//! An action that stands in an area or under an aim that its ref does not name.
//!
//! **What it checks.** The actions just before and just after it belong to one aim, and its own ref begins otherwise,
//! on a sheet that is otherwise in the order of its aims. Or most refs of its sheet name another area, and the
//! sheet's tab names that area too ("PA1"), or most actions of its own area stand on another sheet. A sheet that
//! holds several areas one after the other has none out of place.
//!
//! **Why it matters.** An action is counted in the area that its ref begins with. Out of place, it is missed in one
//! area and met in another.
//!
//! **Example.** Action 2.1.3 stands among the actions of aim 1.2, on the sheet of Priority action 1.
//!
//! **How to put it right.** Correct the ref, or move the row to the table it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Context, Found};
use crate::diagnostic::{About, Severity};
use crate::programme::model::Action;
use crate::programme::{Programme, refs};

pub const CHECK: Check =
    Check { code: "ref-out-of-place", severity: Severity::Warning, source: include_str!("ref_out_of_place.rs"), run };

fn run(context: &Context<'_>, found: &mut Found) {
    let sheets = sheets(context.programme);
    let homes = homes(&sheets);
    for (index, sheet) in sheets.iter().enumerate() {
        for (place, action) in sheet.actions.iter().enumerate() {
            let reference = &action.reference.value;
            let among = if let Some(area) = sheet.other_area(reference, |area| homes.get(&area) != Some(&index)) {
                format!("among the actions of area {area}")
            } else if let Some(aim) = sheet.other_aim(place) {
                format!("among the actions of aim {aim}")
            } else {
                continue;
            };
            found.add(
                About::action(reference),
                &action.reference.at,
                format!("action {reference} is {among}"),
                sheet.around(place),
                "correct the ref, or move the row to the table it belongs to",
            );
        }
    }
}

/// The actions of a sheet, from the top.
struct Sheet<'a> {
    tab: &'a str,
    actions: Vec<&'a Action>,
    /// How many of its refs begin with each number.
    areas: BTreeMap<u32, usize>,
    /// The area that most of them name, and how many do.
    own: Option<(u32, usize)>,
    /// Whether the actions of each aim stand together, but for a few.
    in_order: bool,
}

fn sheets(programme: &Programme) -> Vec<Sheet<'_>> {
    let mut by_sheet: BTreeMap<(&str, &str), Vec<&Action>> = BTreeMap::new();
    for action in programme.actions() {
        by_sheet.entry((&action.at.workbook, &action.at.sheet)).or_default().push(action);
    }
    by_sheet.into_iter().map(|((_, tab), actions)| Sheet::new(tab, actions)).collect()
}

/// The sheet, by its place in the list, on which most actions of each area stand.
fn homes(sheets: &[Sheet<'_>]) -> BTreeMap<u32, usize> {
    let mut most: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (index, sheet) in sheets.iter().enumerate() {
        for (&area, &count) in &sheet.areas {
            let home = most.entry(area).or_insert((index, count));
            if count > home.1 {
                *home = (index, count);
            }
        }
    }
    most.into_iter().map(|(area, (index, _))| (area, index)).collect()
}

impl<'a> Sheet<'a> {
    fn new(tab: &'a str, mut actions: Vec<&'a Action>) -> Self {
        // Two refs of one cell keep their order.
        actions.sort_by_key(|action| (action.at.row, action.at.column));
        let mut areas: BTreeMap<u32, usize> = BTreeMap::new();
        for area in actions.iter().filter_map(|action| refs::area_of(&action.reference.value)) {
            *areas.entry(area).or_default() += 1;
        }
        let aims: Vec<String> = actions.iter().map(|action| aim(action)).collect();
        let runs = 1 + aims.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let different = aims.iter().collect::<BTreeSet<_>>().len();
        // An action out of place cuts a run in two and makes one of its own.
        let in_order = runs <= different + 2 * (1 + actions.len() / 10);
        let own = areas.iter().max_by_key(|(number, count)| (**count, std::cmp::Reverse(**number)));
        let own = own.map(|(number, count)| (*number, *count));
        Sheet { tab, actions, areas, own, in_order }
    }

    /// The area that the sheet is of, where a ref names another that does not belong here.
    fn other_area(&self, reference: &str, is_at_home_elsewhere: impl Fn(u32) -> bool) -> Option<u32> {
        let area = refs::area_of(reference)?;
        let (own, count) = self.own?;
        let few = own != area && count >= 2 * self.areas.get(&area).copied().unwrap_or(0);
        (few && (is_at_home_elsewhere(area) || named_by(self.tab) == Some(own))).then_some(own)
    }

    /// The aim of the actions on both sides, where it is not the action's own.
    fn other_aim(&self, place: usize) -> Option<String> {
        let before = aim(self.actions.get(place.checked_sub(1)?)?);
        let next = aim(self.actions.get(place + 1)?);
        (self.in_order && before == next && before != aim(self.actions[place])).then_some(before)
    }

    /// The refs around a place: "1.2.1, 2.1.3, 1.2.2".
    fn around(&self, place: usize) -> String {
        let from = place.saturating_sub(1);
        let to = (place + 2).min(self.actions.len());
        let refs: Vec<&str> = self.actions[from..to].iter().map(|action| action.reference.value.as_str()).collect();
        refs.join(", ")
    }
}

fn aim(action: &Action) -> String {
    refs::aim_of(&action.reference.value)
}

/// The number in the tab of a priority action: "PA1 Preparing for adulthood", "Priority Action 1". Areas for
/// improvement are numbered apart from their refs.
fn named_by(tab: &str) -> Option<u32> {
    let plain = tab.to_lowercase();
    let rest = plain.strip_prefix("priority action").or_else(|| plain.strip_prefix("pa"))?.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..digits].parse().ok()
}
