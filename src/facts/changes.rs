//! What changed since an earlier edition, as facts for the templates.
//!
//! The movement is computed in `movement`; here it is put in order (for the worse first) and into words. Null where
//! there is nothing to compare with: a first edition.

use super::actions::{Kind, counts_then, overdue_by};
use super::context::Context;
use super::marks::{mark, risk_mark};
use super::not_read::NotRead;
use super::parts::{Origins, cell, date, status, text, texts};
use super::plain::of_record;
use super::{measures, risks};
use crate::figures::{self, MeasureFigures};
use crate::group;
use crate::ledger::{Fact, Origin, number, origin};
use crate::located::{CellRef, Located};
use crate::movement::{self, ActionMove, Count, Flow, Held, MeasureMove, Moved, Movement, Pair, Record, Way, cell_of};
use crate::programme::model::{Action, Area, MeetingAction, Risk, Status, WrittenDate};
use crate::{text as plain, wording};

/// What changed since the edition before, or the one asked for.
pub fn since_before(context: &Context<'_>) -> Fact {
    let movement = context.computed.changes.as_ref();
    movement.map(|movement| Changes { context, movement, id: "changes" }.facts(None)).into()
}

/// What changed since the edition that went to the last stocktake; where there is none, since the edition before.
pub fn since_stocktake(context: &Context<'_>) -> Fact {
    let (day, movement) = match &context.computed.since_stocktake {
        Some((day, movement)) => (Some(wording::day(*day)), Some(movement)),
        None => (None, context.computed.changes.as_ref()),
    };
    let id = "changes_since_stocktake";
    movement.map(|movement| Changes { context, movement, id }.facts(day)).into()
}

/// As in the counts of all areas: a status, a due date, or being overdue; what worsened in one has not improved in another.
const AREA_MOVES: &str =
    "compares each action of the area in the two months: its statuses, due date, and whether it is overdue";

struct Changes<'c, 'a> {
    context: &'c Context<'a>,
    movement: &'c Movement<'a>,
    /// What the ids of its figures begin with.
    id: &'static str,
}

impl Changes<'_, '_> {
    fn facts(&self, stocktake: Option<String>) -> Fact {
        let movement = self.movement;
        let is_other =
            |of: &&ActionMove<'_>| !of.is_worse() && !of.is_better() && (of.way().is_some() || of.due().is_some());
        let worse: Vec<Fact> = movement.actions_worse().map(|of| self.action(of)).collect();
        let better: Vec<Fact> = movement.actions_better().map(|of| self.action(of)).collect();
        let other: Vec<Fact> = movement.kept().filter(is_other).map(|of| self.action(of)).collect();
        let (up, down) = (self.risks(Way::Worse), self.risks(Way::Better));
        let new_risks: Vec<Fact> =
            movement.risks.iter().filter(|pair| pair.is_new()).map(|pair| self.risk(pair)).collect();
        let (measures_worse, measures_better) = (self.measures(Way::Worse), self.measures(Way::Better));
        let counts = movement.counts(self.context.scheme());
        group! {
            "since": group! {
                "id": movement.since.month.id(),
                "label": wording::month(movement.since.month),
                "status_date": wording::day(movement.since.status_date),
                "stocktake": stocktake,
            },
            "counts": Fact::Keyed(counts.iter().map(|count| (count.key.to_owned(), self.count(count))).collect()),
            "worse": group! {
                "any": !(worse.is_empty() && up.is_empty() && new_risks.is_empty() && measures_worse.is_empty()),
                "actions": self.list(&counts, "actions_worse", worse),
                "risks": self.list(&counts, "risks_worse", [up, new_risks].concat()),
                "measures": self.list(&counts, "measures_worse", measures_worse),
            },
            "better": group! {
                "any": !(better.is_empty() && down.is_empty() && measures_better.is_empty()),
                "actions": self.list(&counts, "actions_better", better),
                "risks": self.list(&counts, "risks_down", down),
                "measures": self.list(&counts, "measures_better", measures_better),
            },
            "other": group! {
                "actions": other,
                "added": self.list(&counts, "added", self.presence(|pair| pair.is_new())),
                "withdrawn": self.list(&counts, "withdrawn", self.presence(|pair| pair.is_gone())),
                "renumbered": self.renumbered(),
                "reworded": Fact::list(
                    movement
                        .actions
                        .iter()
                        .filter(|of| of.pair.was_called().is_none() && of.pair.is_reworded())
                        .map(|of| &of.pair.latest().reference.value),
                ),
                "risks_closed": self.list(
                    &counts,
                    "risks_closed",
                    movement.risks.iter().filter(|pair| pair.is_gone()).map(|pair| self.risk(pair)).collect(),
                ),
                "log_closed": self.list(&counts, "log_closed", self.log(movement::is_newly_closed)),
                "log_new": self.list(&counts, "log_new", self.log(|pair| pair.is_new())),
            },
            // A kind of record that only one of the two editions has: its counts are nought, and the papers say why.
            "not_compared": group! {
                "actions": movement.not_compared.contains(&"actions"),
                "risks": movement.not_compared.contains(&"risks"),
                "measures": movement.not_compared.contains(&"measures"),
                "meeting_actions": movement.not_compared.contains(&"meeting actions"),
            },
            "targets_newly_met": self.list(&counts, "targets_newly_met", self.crossed(Way::Better)),
            "targets_newly_missed": self.list(&counts, "targets_newly_missed", self.crossed(Way::Worse)),
            "areas": Fact::list(self.context.given.programme().areas.iter().map(|area| self.area(area))),
            "flow": group! {
                "action_status": self.flow("action_status", Kind::Action, |action| &action.action_status),
                "impact_status": self.flow("impact_status", Kind::Impact, |action| &action.impact_status),
            },
        }
    }

    /// How many actions of an area moved; the counts of all areas need the same columns.
    fn area(&self, area: &Area) -> Fact {
        let moves = self.movement.in_area(area);
        let (title, since) = (area.title(), wording::month(self.movement.since.month));
        let count = |key: &str, needs: &str, what: &str, figure: &figures::Figure<usize>| {
            let id = format!("{}.areas.{}.{key}", self.id, area.key);
            let origin = origin(id, format!("Actions of {title} that {what} since {since}"), AREA_MOVES);
            self.context.ledger.unless(&self.not_read(needs), origin, |ledger, origin| ledger.count(origin, figure))
        };
        group! {
            "key": &area.key,
            "completed": count("completed", "completed", "were completed", &moves.completed),
            "better": count("better", "status_better", "improved", &moves.better),
            "worse": count("worse", "status_worse", "worsened", &moves.worse),
        }
    }

    fn origin(&self, count: &Count) -> Origin {
        let since = wording::month(self.movement.since.month);
        origin(format!("{}.counts.{}", self.id, count.key), format!("{} since {since}", count.name), &count.rule)
    }

    /// A count; what it compares must have been read in both editions.
    fn count(&self, count: &Count) -> Fact {
        let why = self.not_read(count.key);
        self.context.ledger.unless(&why, self.origin(count), |ledger, origin| ledger.count(origin, &count.figure))
    }

    /// A list whose length is one of the counts.
    fn list(&self, counts: &[Count], key: &str, items: Vec<Fact>) -> Fact {
        match counts.iter().find(|count| count.key == key) {
            Some(count) => self.context.ledger.list(self.origin(count), &count.figure.sources, items),
            None => Fact::list(items),
        }
    }

    /// Why a count cannot be made; statuses, dates and scores that neither edition has cannot have moved.
    fn not_read(&self, key: &str) -> Option<String> {
        let now = &self.context.computed.not_read;
        let then = NotRead::of(self.movement.since.programme);
        let either = |of: fn(&NotRead) -> &Option<String>| {
            of(now).clone().or_else(|| {
                let then = of(&then).as_ref()?;
                Some(format!("{then} in {}", wording::month(self.movement.since.month)))
            })
        };
        let both = |one: Option<String>, other: Option<String>| one.zip(other).map(|(one, _)| one);
        let compared = |kind: &str| !self.movement.not_compared.contains(&kind);
        match key {
            _ if key.starts_with("action") || key.starts_with("impact") || key.starts_with("status") => {
                if !compared("actions") {
                    return None;
                }
                match key {
                    "action_status_worse" | "action_status_better" => either(|of| &of.action_status),
                    "impact_status_worse" | "impact_status_better" => either(|of| &of.impact_status),
                    _ => both(either(|of| &of.action_status), either(|of| &of.impact_status)),
                }
            }
            "completed" if compared("actions") => either(|of| &of.completion),
            "newly_overdue" if compared("actions") => either(|of| &of.overdue),
            "put_back" | "brought_forward" if compared("actions") => either(|of| &of.due),
            "risks_up" | "risks_down" | "risks_worse" if compared("risks") => either(|of| &of.score),
            "measures_worse" | "measures_better" if compared("measures") => either(|of| &of.good),
            "targets_newly_met" | "targets_newly_missed" if compared("measures") => either(|of| &of.target),
            "log_closed" if compared("meeting actions") => either(|of| &of.state),
            _ => None,
        }
    }

    fn action(&self, of: &ActionMove<'_>) -> Fact {
        let now = of.pair.latest();
        let status_date = self.context.given.status_date();
        let due_day = now.due.as_ref().and_then(|due| due.value.date).filter(|_| of.is_overdue);
        let facts = group! {
            "ref": &now.reference.value,
            "was_called": of.pair.was_called(),
            "text": &now.text.value,
            "action_status": status(now.status()),
            "action_moved": mark(of.action_status()),
            "impact_status": status(now.impact_status.as_ref().map(|status| &status.value)),
            "impact_moved": mark(of.impact_status()),
            "due": date(&now.due),
            "due_moved": of.due().map(|due| self.redated(of, &due)),
            "newly_overdue": of.is_newly_overdue(),
            "overdue_by": due_day.map(|due| {
                let origin = overdue_by(self.context, &now.reference.value);
                self.context.ledger.words(origin, figures::late_by(due, status_date), &cell(&now.due))
            }),
            "completed": of.is_completed(),
            "update": text(&now.update),
            "leads": texts(&now.leads),
        };
        of_record(facts, now)
    }

    fn redated(&self, of: &ActionMove<'_>, due: &Moved<'_, WrittenDate>) -> Fact {
        let day = |side: Option<&Located<WrittenDate>>| side.and_then(|side| side.value.date);
        let by = day(due.from).zip(day(due.to)).map(|(from, to)| figures::late_by(from.min(to), from.max(to)));
        let reference = &of.pair.latest().reference.value;
        let since = wording::month(self.movement.since.month);
        let cells = self.movement.cells(due.from, due.to);
        let moved_by = origin(
            format!("action.{reference}.due_moved.by"),
            format!("By how much the due date of action {reference} moved since {since}"),
            "the time between its due dates in the two editions",
        );
        let times = origin(
            format!("action.{reference}.due_moved.times"),
            format!("How often the due date of action {reference} has moved"),
            "counts the months in which its due date is not that of the month before",
        );
        let ledger = self.context.ledger;
        group! {
            "from": due.from.map_or("no date".to_owned(), |from| wording::date(&from.value)),
            "to": due.to.map_or("no date".to_owned(), |to| wording::date(&to.value)),
            "by": by.map(|by| ledger.words(moved_by, by, &cells)),
            "way": match movement::due_way(due) {
                Way::Worse => "put back",
                Way::Better => "brought forward",
                Way::Neither => "changed",
            },
            "times": ledger.counted(times, of.times_redated, &cells),
        }
    }

    fn risks(&self, way: Way) -> Vec<Fact> {
        let moved = |pair: &&Pair<'_, Risk>| {
            movement::current_score(pair).is_some_and(|moved| movement::score_way(&moved) == way)
        };
        self.movement.risks.iter().filter(moved).map(|pair| self.risk(pair)).collect()
    }

    fn risk(&self, pair: &Pair<'_, Risk>) -> Fact {
        let moved = risk_mark(self.movement, pair, self.context.ledger);
        let since = self.movement.since;
        let fact = match pair.now {
            Some(risk) => self.context.risk(risk).with("moved", moved),
            None => risks::risk_at(self.context, pair.latest(), moved, &|at| cell_of(&since, at)),
        };
        fact.with("was_called", pair.was_called())
    }

    fn measures(&self, way: Way) -> Vec<Fact> {
        self.movement.measures.iter().filter(|of| of.way() == Some(way)).filter_map(|of| self.measure(of)).collect()
    }

    fn crossed(&self, way: Way) -> Vec<Fact> {
        let crossed = self.movement.measures.iter().filter(|of| of.target_crossed() == Some(way));
        crossed.filter_map(|of| self.measure(of)).collect()
    }

    fn measure(&self, of: &MeasureMove<'_>) -> Option<Fact> {
        let (before, now) = of.pair.both()?;
        let (unit, ledger) = (now.unit, self.context.ledger);
        let origins = Origins::of_measure(now);
        let latest = |key: &str, what: &str, rule: &str, figures: &Option<MeasureFigures>, held: Option<&Held<'_>>| {
            let figure = figures.as_ref()?.latest.as_ref()?;
            let named = |at: &CellRef| held.map_or_else(|| at.clone(), |held| cell_of(held, at));
            let cells: Vec<CellRef> = figure.sources.iter().map(named).collect();
            let words = wording::value(figure.value.value, unit);
            Some(ledger.figure(origins.of(key, what, rule), &words, &cells, measures::reading(figure, unit)))
        };
        let aimed = of.now.as_ref().and_then(|figures| figures.target);
        let target_cell = std::slice::from_ref(figures::target_cell(now));
        let target = aimed.map(|target| {
            let words = wording::target(target, unit);
            let facts = group! { "value": Fact::mark(number(target)), "text": &words };
            ledger.figure(origins.of("target", "Target", measures::TARGET), &words, target_cell, facts)
        });
        let facts = group! {
            "ref": &now.reference.value,
            "was_called": (before.reference() != now.reference()).then(|| before.reference()),
            "name": &now.name.value,
            "from": latest(
                "from",
                "Latest value before",
                "the latest value as at the earlier edition",
                &of.before,
                Some(&self.movement.since),
            ),
            "latest": latest("latest", "Latest value", measures::LATEST, &of.now, None),
            "moved": of.change().map(|change| {
                let words = wording::change(change, unit);
                let origin = origins.of(
                    "moved",
                    "Change between the editions",
                    "the latest value less that of the earlier edition",
                );
                ledger.figure(origin, &words, &self.movement.latest_cells(of), group! { "text": &words })
            }),
            "target": target,
            "target_text": measures::target_text(self.context, now, aimed, &origins, target_cell),
            "crossed": of.target_crossed().map(|way| match way {
                Way::Better => "now meets its target",
                _ => "no longer meets its target",
            }),
        };
        Some(of_record(facts, now))
    }

    fn log(&self, wanted: fn(&Pair<'_, MeetingAction>) -> bool) -> Vec<Fact> {
        let item = |pair: &Pair<'_, MeetingAction>| {
            let entry = pair.latest();
            let facts =
                group! { "ref": &entry.reference.value, "action": &entry.action.value, "owner": text(&entry.owner) };
            of_record(facts, entry)
        };
        self.movement.meeting_actions.iter().filter(|pair| wanted(pair)).map(item).collect()
    }

    fn presence(&self, wanted: fn(&Pair<'_, Action>) -> bool) -> Vec<Fact> {
        let item = |of: &ActionMove<'_>| {
            group! { "ref": &of.pair.latest().reference.value, "text": &of.pair.latest().text.value }
        };
        self.movement.actions.iter().filter(|of| wanted(&of.pair)).map(item).collect()
    }

    fn renumbered(&self) -> Vec<Fact> {
        fn of<T: Record>(pair: &Pair<'_, T>, kind: &str) -> Option<Fact> {
            Some(group! { "kind": kind, "was": pair.was_called()?, "ref": pair.latest().reference() })
        }
        let actions = self.movement.actions.iter().filter_map(|moved| of(&moved.pair, "action"));
        let risks = self.movement.risks.iter().filter_map(|pair| of(pair, "risk"));
        let measures = self.movement.measures.iter().filter_map(|moved| of(&moved.pair, "measure"));
        actions.chain(risks).chain(measures).collect()
    }

    /// How many actions moved from which status to which: for the chart of flows.
    fn flow(&self, key: &str, kind: Kind, of: fn(&Action) -> &Option<Located<Status>>) -> Fact {
        let id = format!("{}.flow.{key}", self.id);
        let (unchanged, moves): (Vec<Flow<'_>>, Vec<Flow<'_>>) =
            self.movement.flows(of).into_iter().partition(|flow| flow.from == flow.to);
        let word = |status: &Option<Status>| status.as_ref().map_or("Not stated", Status::word).to_owned();
        let alt: Vec<String> = moves
            .iter()
            .map(|flow| format!("{} from {} to {}", flow.actions.len(), word(&flow.from), word(&flow.to)))
            .chain([format!("{} did not move", unchanged.iter().map(|flow| flow.actions.len()).sum::<usize>())])
            .collect();
        let position = |end: &str, held: &Held<'_>| {
            let position = self.context.computed.position_of(held.month)?;
            Some(counts_then(self.context, &format!("{id}.{end}"), "all areas", held, &position.all, kind))
        };
        let since = &self.movement.since;
        let (from_label, to_label) = (wording::month(since.month), wording::month(self.movement.now.month));
        let words = kind.words();
        group! {
            "kind": words,
            "alt": format!(
                "{} between {from_label} and {to_label}: {}.",
                plain::capitalised(words),
                plain::list(&alt)
            ),
            "from_label": &from_label,
            "to_label": &to_label,
            "moves": self.flows(&format!("{id}.moves"), kind, of, &moves),
            "unchanged": self.flows(&format!("{id}.unchanged"), kind, of, &unchanged),
            "from_counts": position("from_counts", since),
            "to_counts": position("to_counts", &self.movement.now),
        }
    }

    fn flows(&self, id: &str, kind: Kind, of: fn(&Action) -> &Option<Located<Status>>, flows: &[Flow<'_>]) -> Fact {
        let (ledger, words) = (self.context.ledger, kind.words());
        let since = wording::month(self.movement.since.month);
        let word = |status: &Option<Status>| status.as_ref().map_or("not stated", Status::word).to_owned();
        let items = flows.iter().enumerate().map(|(index, flow)| {
            let (from, to) = (word(&flow.from), word(&flow.to));
            let cells: Vec<CellRef> = flow
                .actions
                .iter()
                .flat_map(|pair| {
                    let of = |action: Option<&Action>| action.and_then(|action| of(action).clone());
                    self.movement.cells(of(pair.before).as_ref(), of(pair.now).as_ref())
                })
                .collect();
            let name = match flow.from == flow.to {
                true => format!("Actions whose {words} was {to} and still is, since {since}"),
                false => format!("Actions whose {words} moved from {from} to {to} since {since}"),
            };
            let rule = format!("counts the actions whose {words} was {from} and is {to}");
            let count =
                ledger.counted(origin(format!("{id}.{}.count", index + 1), name, rule), flow.actions.len(), &cells);
            if flow.from == flow.to {
                return group! { "status": status(flow.from.as_ref()), "count": count };
            }
            group! {
                "from": status(flow.from.as_ref()),
                "to": status(flow.to.as_ref()),
                "count": count,
                "refs": Fact::list(flow.actions.iter().map(|pair| &pair.latest().reference.value)),
                "way": movement::status_way(flow.from.as_ref(), flow.to.as_ref()).key(),
            }
        });
        Fact::list(items)
    }
}
