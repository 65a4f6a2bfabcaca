//! How much moved between two editions: the counts that headlines print, each with the cells of both editions.

use super::{ActionMove, Held, Movement, Pair, Way, current_score, due_way, is_newly_closed, score_way};
use crate::figures::Figure;
use crate::located::{CellRef, Located};
use crate::programme::model::{Action, Area, Risk, Role, Status};
use crate::programme::scheme::Scheme;

/// A count of what moved: its key among the facts, what it counts in plain words, and the figure.
pub struct Count {
    pub key: &'static str,
    pub name: &'static str,
    pub rule: String,
    pub figure: Figure<usize>,
}

/// How many actions of an area moved.
pub struct AreaMoves {
    pub completed: Figure<usize>,
    pub better: Figure<usize>,
    pub worse: Figure<usize>,
}

/// Actions that moved from one status to another, or stayed.
pub struct Flow<'a> {
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub actions: Vec<Pair<'a, Action>>,
}

/// One of an action's two statuses, as far as it moved.
type StatusMove<'a> = fn(&ActionMove<'a>) -> Option<super::Moved<'a, Status>>;

/// A cell of an edition before this one, said to be so: workbooks mostly keep their names from month to month.
pub fn cell_of(held: &Held<'_>, at: &CellRef) -> CellRef {
    CellRef { workbook: format!("{}/{}", held.month.id(), at.workbook).into(), ..at.clone() }
}

impl<'a> Movement<'a> {
    /// The cells of a value in both editions, the earlier one first.
    pub fn cells<T>(&self, from: Option<&Located<T>>, to: Option<&Located<T>>) -> Vec<CellRef> {
        let before = from.map(|from| cell_of(&self.since, &from.at));
        before.into_iter().chain(to.map(|to| to.at.clone())).collect()
    }

    fn records<T>(&self, pair: &Pair<'a, T>, at: fn(&T) -> &CellRef) -> Vec<CellRef> {
        let before = pair.before.map(|before| cell_of(&self.since, at(before)));
        before.into_iter().chain(pair.now.map(|now| at(now).clone())).collect()
    }

    /// The actions that both editions hold.
    pub fn kept(&self) -> impl Iterator<Item = &ActionMove<'a>> {
        self.actions.iter().filter(|of| of.pair.both().is_some())
    }

    /// The actions for the Board to see first: a status moved for the worse, a date put back, or newly overdue.
    pub fn actions_worse(&self) -> impl Iterator<Item = &ActionMove<'a>> {
        self.kept().filter(|of| of.is_worse())
    }

    /// Those that moved for the better and in nothing for the worse.
    pub fn actions_better(&self) -> impl Iterator<Item = &ActionMove<'a>> {
        self.kept().filter(|of| of.is_better())
    }

    /// Everything that is counted, in the order in which it is told.
    pub fn counts(&self, scheme: &Scheme) -> Vec<Count> {
        let statuses = |which: &[StatusMove<'a>], way: Way| {
            let moves = self.kept().flat_map(|of| which.iter().filter_map(|which| which(of)));
            figure(moves.filter(|moved| moved.way() == way).map(|moved| self.cells(moved.from, moved.to)))
        };
        let (action, impact): (StatusMove<'a>, StatusMove<'a>) = (ActionMove::action_status, ActionMove::impact_status);
        let rows = |wanted: &dyn Fn(&&ActionMove<'a>) -> bool| {
            let at = |of: &ActionMove<'a>| self.records(&of.pair, |action: &Action| &action.at);
            figure(self.actions.iter().filter(wanted).map(at))
        };
        let dates = |wanted: &dyn Fn(&ActionMove<'a>) -> bool| {
            let at = |of: &ActionMove<'a>| {
                let due = |action: Option<&'a Action>| action.and_then(|action| action.due.as_ref());
                self.cells(due(of.pair.before), due(of.pair.now))
            };
            figure(self.kept().filter(|of| wanted(of)).map(at))
        };
        let due = |way: Way| dates(&|of| of.due().is_some_and(|due| due_way(&due) == way));
        let risks = |way: Way| {
            let moves = self.risks.iter().filter_map(current_score).filter(move |moved| score_way(moved) == way);
            figure(moves.map(|moved| self.cells(moved.from, moved.to)))
        };
        let risk_rows = |wanted: fn(&Pair<'a, Risk>) -> bool| {
            figure(self.risks.iter().filter(|pair| wanted(pair)).map(|pair| self.records(pair, |risk| &risk.at)))
        };
        let measures = |wanted: &dyn Fn(&super::MeasureMove<'a>) -> bool| {
            figure(self.measures.iter().filter(|of| wanted(of)).map(|of| self.latest_cells(of)))
        };
        let log = |wanted: fn(&Pair<'a, crate::programme::model::MeetingAction>) -> bool| {
            let wanted = self.meeting_actions.iter().filter(|pair| wanted(pair));
            figure(wanted.map(|pair| self.records(pair, |entry| &entry.at)))
        };
        let by_status = statuses_rule(scheme);
        let by_status = by_status.as_str();
        let completed = format!(
            "counts the actions that are {} or have a date of completion now, and did not before",
            scheme.word(Role::Complete)
        );
        let counts: [(&'static str, &'static str, &str, Figure<usize>); 26] = [
            ("status_worse", "Ratings that worsened", by_status, statuses(&[action, impact], Way::Worse)),
            ("status_better", "Ratings that improved", by_status, statuses(&[action, impact], Way::Better)),
            ("action_status_worse", "Action statuses that worsened", by_status, statuses(&[action], Way::Worse)),
            ("action_status_better", "Action statuses that improved", by_status, statuses(&[action], Way::Better)),
            ("impact_status_worse", "Impact statuses that worsened", by_status, statuses(&[impact], Way::Worse)),
            ("impact_status_better", "Impact statuses that improved", by_status, statuses(&[impact], Way::Better)),
            (
                "actions_worse",
                "Actions that worsened",
                "counts the actions of which a status worsened, the due date was extended, or that became overdue",
                rows(&|of| of.is_worse()),
            ),
            (
                "actions_better",
                "Actions that improved",
                "counts the actions that improved and worsened in nothing",
                rows(&|of| of.is_better()),
            ),
            ("completed", "Actions completed", &completed, rows(&|of| of.is_completed())),
            (
                "newly_overdue",
                "Actions newly overdue",
                "counts the actions that are overdue at this status date and were not at the earlier one",
                dates(&|of| of.is_newly_overdue()),
            ),
            ("put_back", "Due dates put back", DATES, due(Way::Worse)),
            ("brought_forward", "Due dates brought forward", DATES, due(Way::Better)),
            (
                "added",
                "Actions added",
                "counts the actions that the earlier edition does not hold",
                rows(&|of| of.pair.is_new()),
            ),
            (
                "withdrawn",
                "Actions no longer in the tracker",
                "counts the actions of the earlier edition that this one does not hold",
                rows(&|of| of.pair.is_gone()),
            ),
            ("risks_up", "Risks scored higher", SCORES, risks(Way::Worse)),
            ("risks_down", "Risks scored lower", SCORES, risks(Way::Better)),
            (
                "risks_new",
                "New risks",
                "counts the risks that the earlier register does not hold",
                risk_rows(|pair| pair.is_new()),
            ),
            (
                "risks_worse",
                "Risks that are higher or new",
                "counts the risks whose current score rose and those the earlier register does not hold",
                risk_rows(|pair| {
                    pair.is_new() || current_score(pair).is_some_and(|moved| score_way(&moved) == Way::Worse)
                }),
            ),
            (
                "risks_closed",
                "Risks closed or no longer in the register",
                "counts the open risks of the earlier register that this one does not hold",
                risk_rows(|pair| pair.is_gone()),
            ),
            ("measures_worse", "Measures that worsened", LATEST, measures(&|of| of.way() == Some(Way::Worse))),
            ("measures_better", "Measures that improved", LATEST, measures(&|of| of.way() == Some(Way::Better))),
            (
                "targets_newly_met",
                "Measures that now meet their target",
                "counts the measures that meet their target now and did not before",
                measures(&|of| of.target_crossed() == Some(Way::Better)),
            ),
            (
                "targets_newly_missed",
                "Measures that no longer meet their target",
                "counts the measures that met their target before and do not now",
                measures(&|of| of.target_crossed() == Some(Way::Worse)),
            ),
            (
                "log_closed",
                "Meeting actions closed",
                "counts the actions of the log that were open before and are closed now",
                log(is_newly_closed),
            ),
            (
                "log_new",
                "New meeting actions",
                "counts the actions that the earlier log does not hold",
                log(|pair| pair.is_new()),
            ),
            (
                "kept",
                "Actions in both editions",
                "counts the actions that both editions hold",
                rows(&|of| of.pair.both().is_some()),
            ),
        ];
        counts.into_iter().map(|(key, name, rule, figure)| Count { key, name, rule: rule.to_owned(), figure }).collect()
    }

    /// How much moved within one area of this edition.
    pub fn in_area(&self, area: &Area) -> AreaMoves {
        let within = |of: &&ActionMove<'a>| {
            of.pair.now.is_some_and(|action| area.actions().any(|other| std::ptr::eq(action, other)))
        };
        let counted = |wanted: fn(&ActionMove<'a>) -> bool| {
            let moved = self.kept().filter(within).filter(|of| wanted(of));
            figure(moved.map(|of| self.records(&of.pair, |action: &Action| &action.at)))
        };
        AreaMoves {
            completed: counted(ActionMove::is_completed),
            better: counted(ActionMove::is_better),
            worse: counted(ActionMove::is_worse),
        }
    }

    /// The cells of a measure's latest values in both editions.
    pub fn latest_cells(&self, of: &super::MeasureMove<'a>) -> Vec<CellRef> {
        let latest = |figures: &Option<crate::figures::MeasureFigures>| {
            figures.as_ref().and_then(|of| of.latest.clone()).map(|latest| latest.sources).unwrap_or_default()
        };
        latest(&of.before).iter().map(|at| cell_of(&self.since, at)).chain(latest(&of.now)).collect()
    }

    /// How many actions moved from which status to which, for the worse first; then those that stayed.
    pub fn flows(&self, of: fn(&Action) -> &Option<Located<Status>>) -> Vec<Flow<'a>> {
        let value = |action: &Action| of(action).as_ref().map(|status| status.value.clone());
        let mut flows: Vec<Flow<'a>> = Vec::new();
        for pair in self.kept().map(|of| of.pair) {
            let Some((from, to)) = pair.both().map(|(before, now)| (value(before), value(now))) else { continue };
            match flows.iter_mut().find(|flow| (&flow.from, &flow.to) == (&from, &to)) {
                Some(flow) => flow.actions.push(pair),
                None => flows.push(Flow { from, to, actions: vec![pair] }),
            }
        }
        flows.sort_by_key(|flow| {
            (
                flow.from == flow.to,
                super::status_way(flow.from.as_ref(), flow.to.as_ref()),
                std::cmp::Reverse(flow.actions.len()),
            )
        });
        flows
    }
}

/// By which rule statuses are compared, in the scheme's words: from the worst to the best, then what stands outside.
fn statuses_rule(scheme: &Scheme) -> String {
    let words = |roles: &[Role]| scheme.words_of(roles);
    let mut order = words(&[Role::Complete, Role::OnTrack, Role::AtRisk, Role::OffTrack]);
    order.reverse();
    let compared = format!("compares each action's statuses in the two editions: {} in that order", order.join(", "));
    let Some(outside) = scheme.either(&[Role::NotDue]) else { return compared };
    let either = |roles: [Role; 2]| scheme.either(&roles).unwrap_or_else(|| roles[0].words().to_owned());
    format!(
        "{compared}; from {outside} to {} is better, to {} worse",
        either([Role::OnTrack, Role::Complete]),
        either([Role::AtRisk, Role::OffTrack])
    )
}

const DATES: &str = "compares each action's due date in the two editions";
const SCORES: &str = "compares each risk's current score in the two editions";
const LATEST: &str = "compares each measure's latest value in the two editions, by its direction of good";

fn figure(cells: impl Iterator<Item = Vec<CellRef>>) -> Figure<usize> {
    let mut figure = Figure::default();
    for sources in cells {
        figure.value += 1;
        figure.sources.extend(sources);
    }
    figure
}
