//! The marks that stand beside statuses and scores: from what they moved, and which way.

use std::collections::HashMap;

use super::parts::status;
use super::plain::of_record;
use crate::group;
use crate::ledger::{Fact, Ledger, origin};
use crate::located::CellRef;
use crate::movement::{self, Moved, Movement, Pair, Way};
use crate::programme::model::{Action, Risk, Status};
use crate::programme::scheme::RiskScale;
use crate::wording;

/// The marks of an edition's records; none where there is nothing to compare with.
#[derive(Debug, Default)]
pub struct Marks {
    /// Of the action status and of the impact status.
    actions: HashMap<*const Action, (Fact, Fact)>,
    risks: HashMap<*const Risk, Fact>,
    trails: Vec<Fact>,
}

impl Marks {
    pub fn of(movement: &Movement<'_>, scale: &RiskScale, ledger: &Ledger) -> Marks {
        let actions = movement.actions.iter().filter_map(|of| {
            Some((std::ptr::from_ref(of.pair.now?), (mark(of.action_status()), mark(of.impact_status()))))
        });
        let risks = movement
            .risks
            .iter()
            .filter_map(|pair| Some((std::ptr::from_ref(pair.now?), risk_mark(movement, pair, ledger))));
        Marks { actions: actions.collect(), risks: risks.collect(), trails: trails(movement, scale) }
    }

    /// The mark of an action's two statuses; null where a status did not move.
    pub fn action(&self, action: &Action) -> (Fact, Fact) {
        self.actions.get(&std::ptr::from_ref(action)).cloned().unwrap_or((Fact::Null, Fact::Null))
    }

    pub fn risk(&self, risk: &Risk) -> Fact {
        self.risks.get(&std::ptr::from_ref(risk)).cloned().unwrap_or(Fact::Null)
    }

    /// The risks that changed their place on the heat map.
    pub fn trails(&self) -> Fact {
        Fact::list(self.trails.iter().cloned())
    }
}

/// From what a status moved, and which way.
pub fn mark(moved: Option<Moved<'_, Status>>) -> Fact {
    let fact = |moved: Moved<'_, Status>| {
        group! { "from": status(moved.from.map(|from| &from.value)), "way": moved.way().key() }
    };
    moved.map(fact).into()
}

/// From what a risk's current score moved, or that it is new; null where neither is so.
pub fn risk_mark(movement: &Movement<'_>, pair: &Pair<'_, Risk>, ledger: &Ledger) -> Fact {
    match movement::current_score(pair) {
        Some(moved) => {
            let way = match movement::score_way(&moved) {
                Way::Worse => "up",
                Way::Better => "down",
                Way::Neither => "other",
            };
            group! { "from": score_before(movement, pair, moved.values().0, ledger), "way": way, "new": false }
        }
        None if pair.is_new() => group! { "from": Fact::Null, "way": "other", "new": true },
        None => Fact::Null,
    }
}

fn score_before(movement: &Movement<'_>, pair: &Pair<'_, Risk>, score: Option<u32>, ledger: &Ledger) -> Fact {
    let reference = &pair.latest().reference.value;
    let since = wording::month(movement.since.month);
    let cells: Vec<CellRef> = movement.cells(pair.before.and_then(|before| before.current.score.as_ref()), None);
    ledger.whole(
        origin(
            format!("risk.{reference}.moved.from"),
            format!("Current score of {reference} in {since}"),
            "the earlier register’s score",
        ),
        score,
        &cells,
    )
}

fn trails(movement: &Movement<'_>, scale: &RiskScale) -> Vec<Fact> {
    let place = |risk: &Risk| Some((risk.current.likelihood.as_ref()?.value, risk.current.impact.as_ref()?.value));
    let score = |(likelihood, impact): (u32, u32)| scale.score(likelihood, impact);
    let trail = |pair: &Pair<'_, Risk>| {
        let (before, now) = pair.both()?;
        let (from, to) = (place(before)?, place(now)?);
        let (was, is) = (score(from)?, score(to)?);
        // Places on the map's axes; the scores themselves are told with each risk.
        let at = |(likelihood, impact): (u32, u32), score: u32| {
            group! {
                "likelihood": Fact::mark(likelihood),
                "impact": Fact::mark(impact),
                "score": Fact::mark(score),
            }
        };
        let way = match is.cmp(&was) {
            std::cmp::Ordering::Greater => "up",
            std::cmp::Ordering::Less => "down",
            std::cmp::Ordering::Equal => "same",
        };
        let facts = || group! { "ref": &now.reference.value, "from": at(from, was), "to": at(to, is), "way": way };
        (from != to).then(|| of_record(facts(), now))
    };
    movement.risks.iter().filter_map(trail).collect()
}
