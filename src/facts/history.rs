//! The position in each edition, oldest first: of all areas, or of one.

use super::actions::{Kind, counts_then};
use super::computed::{EditionPosition, Position};
use super::context::Context;
use crate::figures::Figure;
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::movement::Redated;
use crate::programme::model::Area;
use crate::wording;

pub fn of(context: &Context<'_>, area: Option<&Area>) -> Fact {
    let id = area.map_or_else(|| "history".to_owned(), |area| format!("area.{}.history", area.key));
    let whose = area.map_or_else(|| "all areas".to_owned(), Area::title);
    let editions = &context.computed.positions;
    let items: Vec<Fact> = editions.iter().map(|edition| one(context, &id, &whose, edition, area)).collect();
    let cells: Vec<CellRef> = area.map(|area| area.at.clone()).into_iter().collect();
    let origin = origin(format!("{id}.count"), "Editions read", "counts the folders of months that were read");
    context.ledger.list(origin, &cells, items)
}

fn one(context: &Context<'_>, id: &str, whose: &str, edition: &EditionPosition<'_>, area: Option<&Area>) -> Fact {
    let month = edition.held.month;
    let id = format!("{id}.{}", month.id());
    // An edition that did not have the area yet has no actions in it.
    let nothing = Position::default();
    let position = match area {
        None => &edition.all,
        Some(area) => {
            let own = edition.areas.iter().find(|(of, _)| of.key == area.key);
            own.map_or(&nothing, |(_, position)| position)
        }
    };
    let counts = |key: &str, kind| counts_then(context, &format!("{id}.{key}"), whose, &edition.held, position, kind);
    let before = context.computed.redatings.iter().find(|of| of.month == month);
    let none = Redated::default();
    let redated = before.map(|of| match area {
        None => &of.all,
        Some(area) => of.by_area.get(&area.key).unwrap_or(&none),
    });
    let moved = |key: &str, what: &str, figure: fn(&Redated) -> &Figure<usize>| {
        let origin = origin(
            format!("{id}.{key}"),
            format!("Due dates {what} in {}, {whose}", wording::month(month)),
            "compares the due date of each action with that of the edition before",
        );
        redated.map(|redated| {
            context
                .ledger
                .unless(&context.computed.not_read.due, origin, |ledger, origin| ledger.count(origin, figure(redated)))
        })
    };
    group! {
        "id": month.id(),
        "label": wording::month(month),
        "short": wording::short_month(month),
        "action_counts": counts("action_counts", Kind::Action),
        "impact_counts": counts("impact_counts", Kind::Impact),
        // Null for the first edition, which has none before it.
        "put_back": moved("put_back", "put back", |of| &of.put_back),
        "brought_forward": moved("brought_forward", "brought forward", |of| &of.brought_forward),
    }
}
