//! The facts of actions: each action, the positions they come to, and the lists that papers print.

use std::collections::HashSet;

use super::computed::Position;
use super::context::Context;
use super::parts::{cell, date_or, dated, place, status_or, text, texts};
use super::plain::{of_record, unread, with_plain_facts};
use crate::figures::{self, Counts, Figure};
use crate::group;
use crate::ledger::{Fact, Origin, origin};
use crate::located::CellRef;
use crate::movement::{Held, cell_of};
use crate::programme::columns::SheetKind;
use crate::programme::model::{Action, Aim, Area, Month, Role, Status};
use crate::{text, wording};

/// One action, as each list prints it.
pub fn action(context: &Context<'_>, area: &Area, aim: &Aim, action: &Action) -> Fact {
    let date_now = context.given.status_date();
    let not_read = &context.computed.not_read;
    let late = not_read.overdue.is_none() && figures::is_overdue(action, date_now);
    let (action_moved, impact_moved) = context.marks.action(action);
    let due_day = action.due.as_ref().and_then(|due| due.value.date);
    let reference = &action.reference.value;
    let overdue_by = due_day.filter(|_| late).map(|due| {
        context.ledger.words(overdue_by(context, reference), figures::late_by(due, date_now), &cell(&action.due))
    });
    let facts = group! {
        "ref": reference,
        "text": &action.text.value,
        "area": area.title(),
        "area_key": &area.key,
        "aim_ref": &aim.reference,
        "aim": text(&aim.text),
        "due": date_or(&action.due, &not_read.due),
        "leads": texts(&action.leads),
        "milestones": Fact::list(action.milestones.iter().map(|milestone| milestone.words.value.as_str())),
        "action_status": status_or(action.status(), &not_read.action_status),
        "action_moved": action_moved,
        "impact_status": status_or(action.impact_status.as_ref().map(|status| &status.value), &not_read.impact_status),
        "impact_moved": impact_moved,
        "completed": dated(&action.completed),
        "approved": figures::approval(action).map(|approval| approval.value.as_str()),
        "overdue": late,
        "overdue_by": overdue_by,
        "update": text(&action.update),
        "updated": dated(&action.updated),
        "impact_measures": texts(&action.impact_measures),
        "source": place(&action.at),
        "unread": unread::<Action>(context.given.programme(), SheetKind::Actions),
    };
    with_plain_facts(facts, action)
}

/// The origin of how long an action is overdue.
pub fn overdue_by(context: &Context<'_>, reference: &str) -> Origin {
    origin(
        format!("action.{reference}.overdue_by"),
        format!("How long action {reference} is overdue"),
        format!("the time from its due date to {}: in days, from 14 days in weeks, from 61 in months", context.date),
    )
}

/// The facts of all actions of the edition.
pub fn all(context: &Context<'_>) -> Fact {
    let (ledger, computed) = (context.ledger, context.computed);
    let programme = context.given.programme();
    let position = &computed.now().all;
    let months: Vec<String> = computed.ahead.iter().map(|ahead| wording::month(ahead.month)).collect();
    let due_ahead = origin(
        "actions.due_counts.due_next_three_months",
        "Actions falling due in the coming months",
        format!("counts the actions that are not complete and are due in {}", text::list(&months)),
    );
    group! {
        "action_counts": counts(context, "actions", "all areas", position, Kind::Action),
        "impact_counts": counts(context, "actions", "all areas", position, Kind::Impact),
        "due_counts": group! {
            "overdue": ledger.unless(&computed.not_read.overdue, overdue(context, "actions", "all areas"), |ledger, origin| {
                ledger.count(origin, &position.action.overdue)
            }),
            "due_next_three_months": ledger.unless(&computed.not_read.overdue, due_ahead, |ledger, origin| {
                ledger.count(origin, &computed.due_ahead)
            }),
        },
        "all": ledger.list(
            total("actions", "all areas"),
            &position.action.total.sources,
            context.actions(programme.actions()),
        ),
    }
}

/// Which of an action's two statuses is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Action,
    Impact,
}

impl Kind {
    pub fn words(self) -> &'static str {
        match self {
            Kind::Action => "action status",
            Kind::Impact => "impact status",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Kind::Action => "action_counts",
            Kind::Impact => "impact_counts",
        }
    }

    fn of(self, position: &Position) -> &Counts {
        match self {
            Kind::Action => &position.action,
            Kind::Impact => &position.impact,
        }
    }
}

/// The origin of a number of actions.
pub fn total(id: &str, whose: &str) -> Origin {
    origin(
        format!("{id}.action_counts.total"),
        format!("Actions, {whose}"),
        "counts the rows of the action tracker that have an action",
    )
}

/// The origin of a number of overdue actions. Of all areas together the papers' headlines print it.
pub fn overdue(context: &Context<'_>, id: &str, whose: &str) -> Origin {
    let id =
        if id == "actions" { "actions.due_counts.overdue".to_owned() } else { format!("{id}.action_counts.overdue") };
    origin(
        id,
        format!("Overdue actions, {whose}"),
        format!("counts the actions due before {} that are not complete", context.date),
    )
}

/// A position of this edition by one of the two statuses. Its figures' ids begin with `id`; `whose` says which actions.
pub fn counts(context: &Context<'_>, id: &str, whose: &str, position: &Position, kind: Kind) -> Fact {
    let (ledger, counts, words) = (context.ledger, kind.of(position), kind.words());
    let not_read = &context.computed.not_read;
    let why = if kind == Kind::Action { &not_read.action_status } else { &not_read.impact_status };
    let key = kind.key();
    let count = |origin: Origin, figure: &Figure<usize>| {
        ledger.unless(why, origin, |ledger, origin| ledger.count(origin, figure))
    };
    let mut facts = vec![("total".to_owned(), ledger.count(total(id, whose), &counts.total))];
    facts.extend(by_status(context, counts, |part, words_of, figure| {
        let origin = origin(
            format!("{id}.{key}.{part}"),
            format!("Actions with the {words} {words_of}, {whose}"),
            format!("counts the actions whose {words} is {words_of}"),
        );
        count(origin, figure)
    }));
    let without = origin(
        format!("{id}.{key}.none"),
        format!("Actions without an {words}, {whose}"),
        format!("counts the actions for which no {words} is stated"),
    );
    facts.push(("none".to_owned(), count(without, &counts.without_status)));
    let late = ledger
        .unless(&not_read.overdue, overdue(context, id, whose), |ledger, origin| ledger.count(origin, &counts.overdue));
    facts.push(("overdue".to_owned(), late));
    Fact::Keyed(facts)
}

/// The parts of a position: each status by its key, each role, what goes well, and the statuses as a list to go through.
/// `fact` makes the fact of one figure from its key, its words and the figure; a role that one status alone has is the
/// same figure as that status.
fn by_status(
    context: &Context<'_>,
    counts: &Counts,
    fact: impl Fn(&str, &str, &Figure<usize>) -> Fact,
) -> Vec<(String, Fact)> {
    let scheme = context.scheme();
    let own = |status: &Status, figure| fact(status.key(), status.word(), figure);
    let mut facts: Vec<(String, Fact)> =
        counts.by_status.iter().map(|(status, figure)| (status.key().to_owned(), own(status, figure))).collect();
    for role in Role::ALL {
        let key = role_key(role);
        let mut of_role = counts.by_status.iter().filter(|(status, _)| status.is(role));
        let role = match (of_role.next(), of_role.next()) {
            (Some((only, figure)), None) => own(only, figure),
            _ => fact(&key, &scheme.word(role), &counts.of(role)),
        };
        // A status may have the role's own key.
        facts.retain(|(known, _)| *known != key);
        facts.push((key, role));
    }
    let well = scheme.either(&[Role::Complete, Role::OnTrack]).unwrap_or_default();
    facts.push(("going_well".to_owned(), fact("going_well", &well, &counts.going_well())));
    let list = counts.by_status.iter().map(|(status, figure)| {
        group! { "key": status.key(), "word": status.word(), "count": own(status, figure) }
    });
    facts.push(("by_status".to_owned(), Fact::list(list)));
    facts
}

/// A role as a key of the facts: `on_track`.
pub fn role_key(role: Role) -> String {
    role.key().replace('-', "_")
}

/// A position in an edition, this one or an earlier: for what is compared over time.
pub fn counts_then(
    context: &Context<'_>,
    id: &str,
    whose: &str,
    held: &Held<'_>,
    position: &Position,
    kind: Kind,
) -> Fact {
    let (ledger, counts, words) = (context.ledger, kind.of(position), kind.words());
    let now = held.month == context.given.edition.month;
    let month = wording::month(held.month);
    let not_read = super::not_read::NotRead::of(held.programme);
    let why = if kind == Kind::Action { &not_read.action_status } else { &not_read.impact_status };
    let none = None;
    let count = |key: &str, name: String, figure: &Figure<usize>, why: &Option<String>| {
        let origin = origin(
            format!("{id}.{key}"),
            format!("{name}, {whose}, {month}"),
            format!("counts as in the papers of {month}"),
        );
        let named = |at: &CellRef| if now { at.clone() } else { cell_of(held, at) };
        let cells: Vec<CellRef> = figure.sources.iter().map(named).collect();
        let fact = ledger.unless(why, origin, |ledger, origin| ledger.counted(origin, figure.value, &cells));
        (key.to_owned(), fact)
    };
    let mut facts = vec![count("total", "Actions".to_owned(), &counts.total, &none)];
    facts.extend(by_status(context, counts, |part, words_of, figure| {
        count(part, format!("Actions with the {words} {words_of}"), figure, why).1
    }));
    facts.push(count("none", format!("Actions without {words}"), &counts.without_status, why));
    facts.push(count("overdue", "Overdue actions".to_owned(), &counts.overdue, &not_read.overdue));
    Fact::Keyed(facts)
}

/// The overdue ones, the longest overdue first.
pub fn overdue_list(context: &Context<'_>, id: &str, whose: &str, actions: &[&Action]) -> Fact {
    let date = context.given.status_date();
    let mut late: Vec<&Action> = actions.iter().copied().filter(|action| figures::is_overdue(action, date)).collect();
    late.sort_by_key(|action| action.due.as_ref().and_then(|due| due.value.date));
    let cells: Vec<CellRef> = late.iter().flat_map(|action| cell(&action.due)).collect();
    context.ledger.unless(&context.computed.not_read.overdue, overdue(context, id, whose), |ledger, origin| {
        ledger.list(origin, &cells, context.actions(late))
    })
}

/// Those that are not complete and fall due in the coming months, in the order of their months and of the plan.
pub fn due_ahead_list(context: &Context<'_>, id: &str, whose: &str, actions: &[&Action]) -> Fact {
    let members: HashSet<*const Action> = actions.iter().map(|action| std::ptr::from_ref(*action)).collect();
    let ahead = &context.computed.ahead;
    let due = ahead.iter().flat_map(|ahead| &ahead.actions).copied();
    let due: Vec<&Action> = due.filter(|action| members.contains(&std::ptr::from_ref(*action))).collect();
    let cells: Vec<CellRef> = due.iter().flat_map(|action| cell(&action.due)).collect();
    let months: Vec<String> = ahead.iter().map(|ahead| wording::month(ahead.month)).collect();
    let origin = origin(
        format!("{id}.due_next_three_months.count"),
        format!("Actions falling due in the coming months, {whose}"),
        format!("counts the actions that are not complete and are due in {}", text::list(&months)),
    );
    context.ledger.unless(&context.computed.not_read.overdue, origin, |ledger, origin| {
        ledger.list(origin, &cells, context.actions(due))
    })
}

/// Off track, then at risk, then the others that are overdue; in the plan's order within each.
pub fn exceptions<'a>(context: &Context<'_>, actions: &[&'a Action]) -> Vec<&'a Action> {
    let date = context.given.status_date();
    let mut exceptions: Vec<(u8, &Action)> =
        actions.iter().filter_map(|action| Some((figures::exception_rank(action, date)?, *action))).collect();
    exceptions.sort_by_key(|(rank, _)| *rank);
    exceptions.into_iter().map(|(_, action)| action).collect()
}

/// The exceptions as a list whose length is a figure. It rests on statuses and due dates: where only one of them was
/// read the list is what that one gives, and [`exception_words`] says so; where neither was, there is none.
pub fn exception_list(context: &Context<'_>, id: &str, whose: &str, actions: &[&Action]) -> Fact {
    let date = context.given.status_date();
    let not_read = &context.computed.not_read;
    let exceptions = exceptions(context, actions);
    let cells: Vec<CellRef> = exceptions
        .iter()
        .map(|action| match figures::exception_rank(action, date) {
            Some(2) => action.due.as_ref().map_or(&action.at, |due| &due.at).clone(),
            _ => status_cell(action),
        })
        .collect();
    let why = not_read.action_status.as_ref().zip(not_read.overdue.as_ref()).map(|(status, _)| match not_read.due {
        Some(_) => "Neither action statuses nor due dates were read".to_owned(),
        None => status.clone(),
    });
    let id = if id == "actions" { "exceptions.count".to_owned() } else { format!("{id}.exceptions.count") };
    let origin = origin(
        id,
        format!("Actions that are {}, {whose}", context.scheme().exceptions()),
        match context.scheme().either(&[Role::OffTrack, Role::AtRisk]) {
            Some(words) => format!("counts the actions whose action status is {words} and the other overdue ones"),
            None => "counts the overdue actions".to_owned(),
        },
    );
    context.ledger.unless(&why, origin, |ledger, origin| ledger.list(origin, &cells, context.actions(exceptions)))
}

/// The actions that are not complete as a list whose length is a figure: the exceptions first.
pub fn outstanding_list(context: &Context<'_>, id: &str, whose: &str, actions: &[&Action]) -> Fact {
    let date = context.given.status_date();
    let is_other = |action: &&Action| !action.is(Role::Complete) && figures::exception_rank(action, date).is_none();
    let others = actions.iter().copied().filter(is_other);
    let outstanding: Vec<&Action> = exceptions(context, actions).into_iter().chain(others).collect();
    let cells: Vec<CellRef> = outstanding.iter().map(|action| status_cell(action)).collect();
    let origin = origin(
        format!("{id}.outstanding.count"),
        format!("Outstanding actions, {whose}"),
        format!("counts the actions whose action status is not {}", context.scheme().word(Role::Complete)),
    );
    context.ledger.unless(&context.computed.not_read.action_status, origin, |ledger, origin| {
        ledger.list(origin, &cells, context.actions(outstanding))
    })
}

/// What the exceptions are, as far as it was read: off track, at risk or overdue, in the scheme's words.
pub fn exception_words(context: &Context<'_>) -> String {
    let doubtful = context.scheme().either(&[Role::OffTrack, Role::AtRisk]);
    let not_read = &context.computed.not_read;
    match (&not_read.action_status, &not_read.overdue) {
        (None, None) => context.scheme().exceptions(),
        (None, Some(_)) => doubtful.unwrap_or_else(|| "overdue".to_owned()),
        (Some(_), _) => "overdue".to_owned(),
    }
}

/// What was not read of that, to go on a sentence: "due dates were not read".
pub fn exception_gap(context: &Context<'_>) -> Option<String> {
    let not_read = &context.computed.not_read;
    let why = not_read.action_status.as_ref().or(not_read.overdue.as_ref())?;
    let mut letters = why.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect())
}

/// The finding that somebody accepts who puts on record why the Board is not asked again.
const WITHOUT_APPROVAL: &str = "blue-without-approval";

/// What is asked of the Board about complete actions: those that it may close, those that have still to show their impact,
/// and those of which somebody has put on record why they are not asked for.
pub struct Closure {
    pub proposed: Fact,
    pub without_impact: Fact,
    pub on_record: Fact,
}

/// Parts the complete actions without an approval on record, where one is needed.
pub fn closure(context: &Context<'_>, actions: &[&Action]) -> Closure {
    let closing = context.scheme().closing;
    let not_read = &context.computed.not_read;
    let record = |action: &Action| {
        context.given.accepted.iter().find(|accepted| {
            accepted.finding.code == WITHOUT_APPROVAL
                && accepted.finding.reference.as_deref() == Some(action.reference.value.as_str())
        })
    };
    let waiting: Vec<&Action> =
        actions.iter().copied().filter(|action| figures::without_approval(action, closing)).collect();
    let (on_record, asked): (Vec<&Action>, Vec<&Action>) = waiting.into_iter().partition(|a| record(a).is_some());
    let (ready, rest): (Vec<&Action>, Vec<&Action>) = asked.into_iter().partition(|a| figures::has_impact(a, closing));
    let cells = |actions: &[&Action]| -> Vec<CellRef> {
        let own = |action: &&Action| [vec![status_cell(action)], cell(&action.impact_status), cell(&action.approval)];
        actions.iter().flat_map(|action| own(action).concat()).collect()
    };
    let approval = not_read.approval.clone().filter(|_| closing.approval_needed);
    let impact = not_read.impact_status.clone().filter(|_| closing.impact_needed);
    let why = not_read.action_status.clone().or(approval).or(impact);
    let complete = context.scheme().word(Role::Complete);
    let list = |key: &str, name: &str, rule: String, actions: Vec<&Action>| {
        let cells = cells(&actions);
        let origin = origin(format!("{key}.count"), name, rule);
        context.ledger.unless(&why, origin, |ledger, origin| ledger.list(origin, &cells, context.actions(actions)))
    };
    let needs_impact = if closing.impact_needed { ", whose impact status is so too," } else { "" };
    let told = |action: &Action| {
        let acceptance = &record(action)?.acceptance;
        let facts = group! {
            "ref": action.reference.value.as_str(),
            "text": action.text.value.as_str(),
            "reason": acceptance.reason.as_str(),
            "by": acceptance.by.as_str(),
            "until": wording::day(acceptance.until),
        };
        Some(of_record(facts, action))
    };
    Closure {
        on_record: Fact::list(on_record.iter().filter_map(|action| told(action))),
        proposed: list(
            "proposed_for_closure",
            "Actions proposed for closure",
            format!(
                "counts the actions whose action status is {complete}{needs_impact} and for which no approval of the Board \
                 is recorded, without those whose approval somebody has put on record in accepted.toml"
            ),
            ready,
        ),
        without_impact: list(
            "complete_without_impact",
            "Complete actions that have still to show their impact",
            format!(
                "counts the actions whose action status is {complete}, whose impact status is not, and for which no approval of the Board is recorded"
            ),
            rest,
        ),
    }
}

/// Those completed in the edition's month.
pub fn completed_this_period(context: &Context<'_>, actions: &[&Action]) -> Fact {
    let month = context.given.edition.month;
    let completed_in = |action: &&Action| {
        action.completed.as_ref().and_then(|completed| completed.value.date).is_some_and(|day| Month::of(day) == month)
    };
    let completed: Vec<&Action> = actions.iter().copied().filter(completed_in).collect();
    let cells: Vec<CellRef> = completed.iter().flat_map(|action| cell(&action.completed)).collect();
    let origin = origin(
        "completed_this_period.count",
        format!("Actions completed in {}", wording::month(month)),
        "counts the actions whose date of completion is in the month",
    );
    context.ledger.unless(&context.computed.not_read.completion, origin, |ledger, origin| {
        ledger.list(origin, &cells, context.actions(completed))
    })
}

/// The cell of an action's status, or the action's own where none is stated.
pub fn status_cell(action: &Action) -> CellRef {
    action.action_status.as_ref().map_or(&action.at, |status| &status.at).clone()
}
