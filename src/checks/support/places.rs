//! Where a value that is missing would stand: an action and a field → the cell to point at.
//!
//! Deliberately absent: any finding.

use crate::located::CellRef;
use crate::programme::Programme;
use crate::programme::model::Action;

/// The cell in an action's row where a field would stand, by the column in which the nearest action of its table has
/// it; `None` where none has.
pub fn empty_cell(programme: &Programme, action: &Action, field: fn(&Action) -> Option<&CellRef>) -> Option<CellRef> {
    let beside = |other: &&Action| {
        (other.at.column, &other.at.sheet, &other.at.workbook)
            == (action.at.column, &action.at.sheet, &action.at.workbook)
    };
    let column = programme
        .actions()
        .filter(beside)
        .filter_map(|other| Some((other.at.row.abs_diff(action.at.row), field(other)?.column)))
        .min()?
        .1;
    Some(CellRef { column, ..action.at.clone() })
}
