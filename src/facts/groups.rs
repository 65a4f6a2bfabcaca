//! The facts of groups: each with what `areas` says of its actions, and the actions that are in none.

use super::areas;
use super::context::Context;
use super::linked::Linked;
use crate::figures::Group;
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::programme::links::Named;
use crate::programme::model::{Action, Area};

/// Every group, in the order of the settings.
pub fn all(context: &Context<'_>) -> Fact {
    Fact::list(context.computed.groups.iter().map(|(group, position)| {
        let setting = group.setting;
        let all: Vec<&Action> = group.actions.iter().map(|(_, action)| *action).collect();
        let named = named(group);
        let id = format!("group.{}", setting.key);
        let linked =
            Linked { id: &id, title: setting.name(), whose: "the group", named: &named, leads: &setting.leads };
        let own = group! {
            "key": &setting.key,
            "name": setting.name(),
            "areas": Fact::list(areas_of(group).into_iter().map(|area| group! {
                "key": &area.key,
                "title": area.title(),
                "name": area.name.clone().unwrap_or_else(|| area.title()),
            })),
            "leads": Fact::list(&setting.leads),
        };
        own.joined(areas::of_actions(context, &linked, &all, Some(position)))
    }))
}

/// What links call the group's actions, and the areas that it has as a whole.
fn named(group: &Group<'_>) -> Named {
    let mut named = Named::default();
    group.areas.iter().for_each(|area| named.add_area(area));
    group.actions.iter().for_each(|(area, action)| named.add(area, action));
    named
}

/// The areas that the group has, as a whole or in part, in the plan's order.
fn areas_of<'a>(group: &Group<'a>) -> Vec<&'a Area> {
    let mut areas: Vec<&Area> = Vec::new();
    for area in group.areas.iter().copied().chain(group.actions.iter().map(|(area, _)| *area)) {
        if !areas.iter().any(|known| std::ptr::eq(*known, area)) {
            areas.push(area);
        }
    }
    areas.sort_by_key(|area| area.number);
    areas
}

/// The actions that are in no group; nothing where there are no groups.
pub fn in_no_group(context: &Context<'_>) -> Fact {
    if context.computed.groups.is_empty() {
        return Fact::Null;
    }
    let actions = &context.computed.in_no_group;
    let cells: Vec<CellRef> = actions.iter().map(|action| action.at.clone()).collect();
    let origin = origin(
        "in_no_group.count",
        "Actions in no group",
        "counts the actions that are in none of the groups that boardpack.toml names",
    );
    context.ledger.list(origin, &cells, context.actions(actions.iter().copied()))
}
