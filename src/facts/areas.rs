//! The facts of areas: each with its aims, positions, lists and measures.

use super::actions::{self, Kind};
use super::computed::Position;
use super::context::Context;
use super::linked::Linked;
use super::parts::{text, texts};
use super::plain::with_plain_facts;
use super::{history, scheme, timeline};
use crate::figures::{self, Figure};
use crate::group;
use crate::ledger::{Fact, origin};
use crate::located::CellRef;
use crate::programme::links::Named;
use crate::programme::model::{Action, Area, Role, Status};
use crate::programme::scheme::Scheme;

/// Every area, in the plan's order.
pub fn all(context: &Context<'_>) -> Fact {
    let areas = &context.given.programme().areas;
    let cells: Vec<CellRef> = areas.iter().map(|area| area.at.clone()).collect();
    let origin = origin("area_counts.total", "Areas of the programme", COUNTS_AREAS);
    context.ledger.list(origin, &cells, areas.iter().map(|area| one(context, area)).collect())
}

const COUNTS_AREAS: &str = "counts the areas of the plan that were read";

/// How many areas there are, and how many have an action of each kind.
pub fn counts(context: &Context<'_>) -> Fact {
    let (ledger, counts, not_read) = (context.ledger, &context.computed.area_counts, &context.computed.not_read);
    let count = |key: &str, name: &str, why: &Option<String>, figure: &Figure<usize>| {
        let origin = origin(format!("area_counts.{key}"), name, "counts the areas that have such an action");
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let neither = not_read.action_status.clone().zip(not_read.overdue.clone()).map(|(status, _)| status);
    group! {
        "total": ledger.count(origin("area_counts.total", "Areas of the programme", COUNTS_AREAS), &counts.total),
        "with_off_track": count(
            "with_off_track",
            &format!("Areas with {} action", scheme::with_article(&context.scheme().word(Role::OffTrack))),
            &not_read.action_status,
            &counts.with_off_track,
        ),
        "with_overdue": count("with_overdue", "Areas with an overdue action", &not_read.overdue, &counts.with_overdue),
        "with_exceptions": count(
            "with_exceptions",
            &format!("Areas with an action that is {}", context.scheme().exceptions()),
            &neither,
            &counts.with_exceptions,
        ),
    }
}

fn one(context: &Context<'_>, area: &Area) -> Fact {
    let all: Vec<&Action> = area.actions().collect();
    let (id, title) = (format!("area.{}", area.key), area.title());
    let now = context.computed.now();
    let position = now.areas.iter().find(|(of, _)| std::ptr::eq(*of, area)).map(|(_, position)| position);
    let mut named = Named::default();
    named.add_area(area);
    all.iter().for_each(|action| named.add(area, action));
    let linked = Linked { id: &id, title: &title, whose: "the area", named: &named, leads: &[] };
    let date = context.given.status_date();
    let is_late =
        context.computed.not_read.overdue.is_none() && all.iter().any(|action| figures::is_overdue(action, date));
    let facts = group! {
        "key": &area.key,
        "title": &title,
        "name": area.name.clone().unwrap_or_else(|| area.title()),
        "heading": match &area.name {
            Some(name) => format!("{title}: {name}"),
            None => title.clone(),
        },
        "kind": &area.kind.words().singular,
        "statement": text(&area.statement),
        "lead_officer": text(&area.lead_officer),
        "responsible_body": text(&area.responsible_body),
        "outcomes": texts(&area.outcomes),
        // Whether there is more to say of the area than its counts: outcomes, measures or something late.
        "has_detail": !area.outcomes.is_empty() || linked.has_measures(context) || is_late,
        "aims": Fact::list(area.aims.iter().map(|aim| group! {
            "ref": &aim.reference,
            "text": text(&aim.text),
            "actions": context.actions(&aim.actions),
        })),
        "history": history::of(context, Some(area)),
        "timeline": timeline::timeline(context, area),
    };
    with_plain_facts(facts, area).joined(of_actions(context, &linked, &all, position))
}

/// What is said of the actions of an area or of a group alike, and of what is linked to them.
pub fn of_actions(context: &Context<'_>, linked: &Linked<'_>, all: &[&Action], position: Option<&Position>) -> Fact {
    let ledger = context.ledger;
    let (id, title) = (linked.id, linked.title);
    let counts = |kind| position.map(|position| actions::counts(context, id, title, position, kind));
    let complete: Vec<&Action> = all.iter().copied().filter(|action| action.is(Role::Complete)).collect();
    let cells = |actions: &[&Action]| actions.iter().map(|action| actions::status_cell(action)).collect::<Vec<_>>();
    let status_read = &context.computed.not_read.action_status;
    let word = context.scheme().word(Role::Complete);
    group! {
        "actions": ledger.list(
            actions::total(id, title),
            &all.iter().map(|action| action.at.clone()).collect::<Vec<_>>(),
            context.actions(all.iter().copied()),
        ),
        "action_counts": counts(Kind::Action),
        "impact_counts": counts(Kind::Impact),
        "complete": ledger.unless(
            status_read,
            origin(
                format!("{id}.action_counts.{}", complete_key(context.scheme())),
                format!("Actions with the action status {word}, {title}"),
                format!("counts the actions whose action status is {word}"),
            ),
            |ledger, origin| ledger.list(origin, &cells(&complete), context.actions(complete.iter().copied())),
        ),
        "outstanding": actions::outstanding_list(context, id, title, all),
        "exceptions": actions::exception_list(context, id, title, all),
        "overdue": actions::overdue_list(context, id, title, all),
        "due_next_three_months": actions::due_ahead_list(context, id, title, all),
        "measures": linked.measures(context),
        "measures_by_need": linked.measures_by_need(context),
        "risks": linked.risks(context),
        "meeting_actions": linked.meeting_actions(context),
    }
}

/// The key of the count of complete actions: that of the status, where one alone is complete.
fn complete_key(scheme: &Scheme) -> &str {
    let mut complete = scheme.of_role(Role::Complete);
    match (complete.next(), complete.next()) {
        (Some(only), None) => Status::key(only),
        _ => Role::Complete.key(),
    }
}
