//! What changed since an earlier edition, and the position edition by edition, as facts for the templates.
//!
//! The movement is computed in `movement`; here it is put in order (for the worse first) and into words. Null where
//! there is nothing to compare with: a first edition.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Given, counts, date_fact, last_stocktake, reading, status, text};
use crate::figures::{self, MeasureFigures};
use crate::located::Located;
use crate::movement::{self, ActionMove, Flow, Held, MeasureMove, Moved, Movement, Pair, Record, Way};
use crate::programme::model::{Action, Area, MeetingAction, Month, Risk, Status, WrittenDate};
use crate::wording;

/// The marks that stand beside statuses and scores: from what they moved, and which way.
#[derive(Debug, Default)]
pub struct Marks {
    /// By ref: of the action status and of the impact status.
    actions: HashMap<String, (Value, Value)>,
    risks: HashMap<String, Value>,
    trails: Vec<Value>,
}

impl Marks {
    pub fn of(given: &Given<'_>) -> Marks {
        let Some(movement) = compared(given, given.compared_with()) else { return Marks::default() };
        let actions = movement.actions.iter().filter(|of| of.pair.now.is_some()).map(|of| {
            let marks = (mark(of.action_status()), mark(of.impact_status()));
            (of.pair.latest().reference.value.clone(), marks)
        });
        let risks = movement
            .risks
            .iter()
            .filter(|pair| pair.now.is_some())
            .map(|pair| (pair.latest().reference.value.clone(), risk_mark(pair)));
        Marks { actions: actions.collect(), risks: risks.collect(), trails: trails(&movement) }
    }

    /// The mark of an action's two statuses; null where a status did not move.
    pub fn action(&self, reference: &str) -> (Value, Value) {
        self.actions.get(reference).cloned().unwrap_or_default()
    }

    pub fn risk(&self, reference: &str) -> Value {
        self.risks.get(reference).cloned().unwrap_or_default()
    }

    /// The risks that changed their place on the heat map.
    pub fn trails(&self) -> &[Value] {
        &self.trails
    }
}

fn mark(moved: Option<Moved<'_, Status>>) -> Value {
    moved.map_or(
        Value::Null,
        |moved| json!({"from": status(moved.from.map(|from| from.value)), "way": moved.way().key()}),
    )
}

/// From what a risk's current score moved, or that it is new; null where neither is so.
fn risk_mark(pair: &Pair<'_, Risk>) -> Value {
    match movement::current_score(pair) {
        Some(moved) => {
            let way = match movement::score_way(&moved) {
                Way::Worse => "up",
                Way::Better => "down",
                Way::Neither => "other",
            };
            json!({"from": moved.values().0, "way": way, "new": false})
        }
        None if pair.is_new() => json!({"from": null, "way": "other", "new": true}),
        None => Value::Null,
    }
}

fn trails(movement: &Movement<'_>) -> Vec<Value> {
    let place = |risk: &Risk| Some((risk.current.likelihood.as_ref()?.value, risk.current.impact.as_ref()?.value));
    let on_map = |(likelihood, impact): (u32, u32)| (1..=5).contains(&likelihood) && (1..=5).contains(&impact);
    let trail = |pair: &Pair<'_, Risk>| {
        let (before, now) = pair.both()?;
        let (from, to) = (place(before).filter(|at| on_map(*at))?, place(now).filter(|at| on_map(*at))?);
        let at = |(likelihood, impact): (u32, u32)| json!({"likelihood": likelihood, "impact": impact, "score": likelihood * impact});
        let way = match (to.0 * to.1).cmp(&(from.0 * from.1)) {
            std::cmp::Ordering::Greater => "up",
            std::cmp::Ordering::Less => "down",
            std::cmp::Ordering::Equal => "same",
        };
        (from != to).then(|| json!({"ref": now.reference.value, "from": at(from), "to": at(to), "way": way}))
    };
    movement.risks.iter().filter_map(trail).collect()
}

pub(crate) fn compared<'a>(given: &'a Given<'_>, since: Option<Month>) -> Option<Movement<'a>> {
    movement::movement(&given.held(), since?)
}

/// What changed since the edition before, or the one asked for.
pub fn changes(given: &Given<'_>) -> Value {
    compared(given, given.compared_with()).map_or(Value::Null, |movement| facts(given, &movement, None))
}

/// What changed since the edition that went to the last stocktake; where there is none, since the edition before.
pub fn changes_since_stocktake(given: &Given<'_>) -> Value {
    if given.since.is_some() {
        return changes(given);
    }
    let Some((day, edition)) = last_stocktake(given) else { return changes(given) };
    compared(given, Some(edition.month))
        .map_or(Value::Null, |movement| facts(given, &movement, Some(wording::day(day))))
}

fn facts(given: &Given<'_>, movement: &Movement<'_>, stocktake: Option<String>) -> Value {
    let is_other =
        |of: &&ActionMove<'_>| !of.is_worse() && !of.is_better() && (of.way().is_some() || of.due().is_some());
    let worse: Vec<Value> = movement.actions_worse().map(|of| action(given, of)).collect();
    let better: Vec<Value> = movement.actions_better().map(|of| action(given, of)).collect();
    let other: Vec<Value> = movement.kept().filter(is_other).map(|of| action(given, of)).collect();
    let risks = |way: Way| -> Vec<Value> {
        let moved = |pair: &&Pair<'_, Risk>| {
            movement::current_score(pair).is_some_and(|moved| movement::score_way(&moved) == way)
        };
        movement.risks.iter().filter(moved).map(|pair| risk(given, pair)).collect()
    };
    let new_risks: Vec<Value> =
        movement.risks.iter().filter(|pair| pair.is_new()).map(|pair| risk(given, pair)).collect();
    let measures = |way: Way| -> Vec<Value> {
        movement.measures.iter().filter(|of| of.way() == Some(way)).filter_map(measure).collect()
    };
    let crossed = |way: Way| -> Vec<Value> {
        movement.measures.iter().filter(|of| of.target_crossed() == Some(way)).filter_map(measure).collect()
    };
    let log = |wanted: fn(&Pair<'_, MeetingAction>) -> bool| -> Vec<Value> {
        let item = |pair: &Pair<'_, MeetingAction>| json!({"ref": pair.latest().reference.value, "action": pair.latest().action.value, "owner": text(&pair.latest().owner)});
        movement.meeting_actions.iter().filter(|pair| wanted(pair)).map(item).collect()
    };
    let (up, down) = (risks(Way::Worse), risks(Way::Better));
    let (measures_worse, measures_better) = (measures(Way::Worse), measures(Way::Better));
    let (log_closed, log_new) = (log(movement::is_newly_closed), log(|pair| pair.is_new()));
    let (added, withdrawn) =
        (presence(&movement.actions, |pair| pair.is_new()), presence(&movement.actions, |pair| pair.is_gone()));
    let closed: Vec<Value> =
        movement.risks.iter().filter(|pair| pair.is_gone()).map(|pair| risk(given, pair)).collect();
    json!({
        "since": {
            "id": movement.since.month.id(),
            "label": wording::month(movement.since.month),
            "status_date": wording::day(movement.since.status_date),
            "stocktake": stocktake,
        },
        "counts": movement.counts().into_iter()
            .map(|count| (count.key.to_owned(), json!(count.figure.value)))
            .collect::<serde_json::Map<String, Value>>(),
        "worse": {
            "any": !(worse.is_empty() && up.is_empty() && new_risks.is_empty() && measures_worse.is_empty()),
            "actions": worse,
            "risks": up.into_iter().chain(new_risks).collect::<Vec<_>>(),
            "measures": measures_worse,
        },
        "better": {
            "any": !(better.is_empty() && down.is_empty() && measures_better.is_empty()),
            "actions": better, "risks": down, "measures": measures_better,
        },
        "other": {
            "actions": other,
            "added": added,
            "withdrawn": withdrawn,
            "renumbered": renumbered(movement),
            "reworded": movement.actions.iter().filter(|of| of.pair.was_called().is_none() && of.pair.is_reworded())
                .map(|of| of.pair.latest().reference.value.as_str()).collect::<Vec<_>>(),
            "risks_closed": closed,
            "log_closed": log_closed,
            "log_new": log_new,
        },
        // A kind of record that only one of the two editions holds: its counts are nought, and the papers say why.
        "not_compared": {
            "actions": movement.not_compared.contains(&"actions"),
            "risks": movement.not_compared.contains(&"risks"),
            "measures": movement.not_compared.contains(&"measures"),
            "meeting_actions": movement.not_compared.contains(&"meeting actions"),
        },
        "targets_newly_met": crossed(Way::Better),
        "targets_newly_missed": crossed(Way::Worse),
        "flow": {
            "action_status": flow(movement, "action status", |action| &action.action_status),
            "impact_status": flow(movement, "impact status", |action| &action.impact_status),
        },
    })
}

fn action(given: &Given<'_>, of: &ActionMove<'_>) -> Value {
    let now = of.pair.latest();
    json!({
        "ref": now.reference.value,
        "was_called": of.pair.was_called(),
        "text": now.text.value,
        "action_status": status(now.status()),
        "action_moved": mark(of.action_status()),
        "impact_status": status(now.impact_status.as_ref().map(|status| status.value)),
        "impact_moved": mark(of.impact_status()),
        "due": date_fact(&now.due),
        "due_moved": of.due().map(|due| redated(&due, of.times_redated)),
        "newly_overdue": of.is_newly_overdue(),
        "overdue_by": now.due.as_ref().and_then(|due| due.value.date).filter(|_| of.is_overdue)
            .map(|due| figures::late_by(due, given.edition.status_date)),
        "completed": of.is_completed(),
        "update": text(&now.update),
        "leads": now.leads.iter().map(|lead| lead.value.as_str()).collect::<Vec<_>>(),
    })
}

fn redated(due: &Moved<'_, WrittenDate>, times: usize) -> Value {
    let day = |side: Option<&Located<WrittenDate>>| side.and_then(|side| side.value.date);
    let by = day(due.from).zip(day(due.to)).map(|(from, to)| figures::late_by(from.min(to), from.max(to)));
    json!({
        "from": due.from.map_or("no date".to_owned(), |from| wording::date(&from.value)),
        "to": due.to.map_or("no date".to_owned(), |to| wording::date(&to.value)),
        "by": by,
        "way": match movement::due_way(due) { Way::Worse => "put back", Way::Better => "brought forward", Way::Neither => "changed" },
        "times": times,
    })
}

fn risk(given: &Given<'_>, pair: &Pair<'_, Risk>) -> Value {
    let latest = pair.latest();
    let mut fact = super::risk_fact(given, latest);
    fact["was_called"] = pair.was_called().into();
    fact["moved"] = risk_mark(pair);
    fact
}

fn measure(of: &MeasureMove<'_>) -> Option<Value> {
    let (before, now) = of.pair.both()?;
    let unit = now.unit;
    let latest = |figures: &Option<MeasureFigures>| figures.as_ref().and_then(|of| reading(&of.latest, unit));
    let target = of.now.as_ref().and_then(|figures| figures.target);
    Some(json!({
        "ref": now.reference.value,
        "was_called": (before.reference() != now.reference()).then(|| before.reference()),
        "name": now.name.value,
        "from": latest(&of.before),
        "latest": latest(&of.now),
        "moved": of.change().map(|change| json!({"text": wording::change(change, unit)})),
        "target": target.map(|target| json!({"value": target, "text": wording::target(target, unit)})),
        "crossed": of.target_crossed().map(|way| if way == Way::Better { "now meets its target" } else { "no longer meets its target" }),
    }))
}

fn presence(moves: &[ActionMove<'_>], wanted: fn(&Pair<'_, Action>) -> bool) -> Vec<Value> {
    let item =
        |of: &ActionMove<'_>| json!({"ref": of.pair.latest().reference.value, "text": of.pair.latest().text.value});
    moves.iter().filter(|of| wanted(&of.pair)).map(item).collect()
}

fn renumbered(movement: &Movement<'_>) -> Vec<Value> {
    fn of<T: Record>(pair: &Pair<'_, T>, kind: &str) -> Option<Value> {
        Some(json!({"kind": kind, "was": pair.was_called()?, "ref": pair.latest().reference()}))
    }
    let actions = movement.actions.iter().filter_map(|moved| of(&moved.pair, "action"));
    let risks = movement.risks.iter().filter_map(|pair| of(pair, "risk"));
    let measures = movement.measures.iter().filter_map(|moved| of(&moved.pair, "measure"));
    actions.chain(risks).chain(measures).collect()
}

/// How many actions moved from which status to which: for the chart of flows.
fn flow(movement: &Movement<'_>, kind: &str, of: fn(&Action) -> &Option<Located<Status>>) -> Value {
    let (unchanged, moves): (Vec<Flow<'_>>, Vec<Flow<'_>>) =
        movement.flows(of).into_iter().partition(|flow| flow.from == flow.to);
    let word = |status: Option<Status>| status.map_or("Not stated", Status::word);
    let alt: Vec<String> = moves
        .iter()
        .map(|flow| format!("{} from {} to {}", flow.actions.len(), word(flow.from), word(flow.to)))
        .chain([format!("{} did not move", unchanged.iter().map(|flow| flow.actions.len()).sum::<usize>())])
        .collect();
    let position = |held: &Held<'_>| {
        counts(&figures::position(held.programme.actions(), held.status_date, |action| of(action).as_ref()))
    };
    let (from_label, to_label) = (wording::month(movement.since.month), wording::month(movement.now.month));
    json!({
        "kind": kind,
        "alt": format!("{} between {from_label} and {to_label}: {}.", crate::text::capitalised(kind), crate::text::list(&alt)),
        "from_label": from_label,
        "to_label": to_label,
        "moves": moves.iter().map(|flow| json!({
            "from": status(flow.from),
            "to": status(flow.to),
            "count": flow.actions.len(),
            "refs": flow.actions.iter().map(|pair| pair.latest().reference.value.as_str()).collect::<Vec<_>>(),
            "way": movement::status_way(flow.from, flow.to).key(),
        })).collect::<Vec<_>>(),
        "unchanged": unchanged.iter()
            .map(|flow| json!({"status": status(flow.from), "count": flow.actions.len()})).collect::<Vec<_>>(),
        "from_counts": position(&movement.since),
        "to_counts": position(&movement.now),
    })
}

/// The position in each edition held, oldest first: of all areas, or of one.
pub fn history(given: &Given<'_>, area: Option<&Area>) -> Vec<Value> {
    let held = given.held();
    let redatings = movement::redatings(&held);
    held.iter()
        .map(|held| {
            let actions: Vec<&Action> = match area {
                None => held.programme.actions().collect(),
                Some(area) => {
                    held.programme.areas.iter().filter(|of| of.key == area.key).flat_map(Area::actions).collect()
                }
            };
            let of = |status: fn(&Action) -> Option<&Located<Status>>| {
                counts(&figures::position(actions.iter().copied(), held.status_date, status))
            };
            let slips = redatings.iter().find(|of| of.month == held.month);
            json!({
                "id": held.month.id(),
                "label": wording::month(held.month),
                "short": wording::short_month(held.month),
                "action_counts": of(|action| action.action_status.as_ref()),
                "impact_counts": of(|action| action.impact_status.as_ref()),
                // Of all areas; null for the first edition, which has none before it.
                "put_back": slips.map(|of| of.put_back.value),
                "brought_forward": slips.map(|of| of.brought_forward.value),
            })
        })
        .collect()
}
