//! Columns of a page that are no table: facts side by side, a chart with words beside it.
//!
//! The tags only say that there are blocks within a block; where they are on the page says which of them are in one row.
//! A row keeps its columns where there is room, and becomes blocks one below the other where there is not.

use std::collections::BTreeMap;

use super::layout::{Layout, Place};
use crate::tagged::Element;

/// Blocks that are side by side, each with the width of its column in points.
pub type Row<'t> = Vec<(&'t Element, f64)>;

/// How broad a row may be before it is made narrower, in letters' sizes.
const BROADEST: f64 = 54.0;

/// The rows of a block, where at least one of them has several columns.
pub fn rows<'t>(layout: &Layout<'_>, block: &'t Element) -> Option<Vec<Row<'t>>> {
    let kids: Vec<&Element> = block.elements().collect();
    let only_blocks = block.kids.len() == kids.len() && kids.iter().all(|kid| kid.role == "Div");
    if kids.len() < 2 || !only_blocks {
        return None;
    }
    let placed: Vec<(&Element, Option<Place>)> = kids.into_iter().map(|kid| (kid, layout.place(kid))).collect();
    let mut rows: Vec<Vec<(&Element, Option<Place>)>> = Vec::new();
    let mut before: Option<Place> = None;
    for (kid, place) in placed {
        let beside = match (before, place) {
            (Some(before), Some(place)) => {
                before.page == place.page
                    && place.bounds.left > before.bounds.left + 1.0
                    && place.bounds.top > before.bounds.bottom
                    && place.bounds.bottom < before.bounds.top
            }
            // What is empty takes no room.
            (_, None) => true,
            (None, Some(_)) => false,
        };
        match rows.last_mut().filter(|_| beside) {
            Some(row) => row.push((kid, place)),
            None => rows.push(vec![(kid, place)]),
        }
        before = place.or(before);
    }
    if rows.iter().all(|row| row.iter().filter(|(_, place)| place.is_some()).count() < 2) {
        return None;
    }
    let right = layout.place(block).map_or(0.0, |place| place.bounds.right);
    let lefts = |row: &[(&Element, Option<Place>)]| -> Vec<f64> {
        row.iter().filter_map(|(_, place)| Some(place.as_ref()?.bounds.left)).collect()
    };
    // What is drawn beside a word may begin further right than the column does: rows of as many columns share them.
    let mut shared: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for row in rows.iter().map(|row| lefts(row)) {
        let known = shared.entry(row.len()).or_insert_with(|| row.clone());
        known.iter_mut().zip(row).for_each(|(known, left)| *known = known.min(left));
    }
    let widths = |row: Vec<(&'t Element, Option<Place>)>| -> Row<'t> {
        let lefts = &shared[&lefts(&row).len()];
        let mut column = 0;
        let each = row.into_iter().map(|(kid, place)| {
            let Some(place) = place else { return (kid, 0.0) };
            column += 1;
            // The last column is as wide as what is in it, on any row of the block.
            let end = lefts.get(column).copied().unwrap_or(right.max(place.bounds.right));
            (kid, (end - lefts[column - 1]).max(1.0))
        });
        let mut row: Row<'t> = each.collect();
        // A page in small print has more beside one another than a screen has.
        let most = BROADEST * layout.body / row.iter().map(|(_, width)| width).sum::<f64>().max(1.0);
        row.iter_mut().for_each(|(_, width)| *width *= most.min(1.0));
        row
    };
    Some(rows.into_iter().map(widths).collect())
}
