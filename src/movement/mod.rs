//! Edition against edition: what moved, which way, with the record of both.
//!
//! Two programmes → [`Movement`]. It borrows both, so that each side of a move knows its own cell. Deliberately absent:
//! words for print (they are in `facts` and the templates), and any judgement of whether a move was right (that is for `checks`).

mod counts;
mod pairing;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::area::Edition;
use crate::figures::{self, Change, Figure, MeasureFigures, Meeting};
use crate::located::{CellRef, Located};
use crate::programme::Programme;
use crate::programme::model::{Action, Measure, MeetingAction, Month, Progress, Risk, Role, Status, WrittenDate};

pub use counts::{Count, Flow, cell_of};
pub use pairing::{Pair, Record, pair};

/// An edition that the area holds, read.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    pub month: Month,
    pub status_date: NaiveDate,
    pub programme: &'a Programme,
}

impl<'a> From<&'a Edition> for Held<'a> {
    fn from(edition: &'a Edition) -> Self {
        Held { month: edition.month, status_date: edition.status_date, programme: &edition.programme }
    }
}

/// What moved between two editions: every record of either, those that did not move too.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub since: Held<'a>,
    pub now: Held<'a>,
    pub actions: Vec<ActionMove<'a>>,
    pub risks: Vec<Pair<'a, Risk>>,
    pub measures: Vec<MeasureMove<'a>>,
    pub meeting_actions: Vec<Pair<'a, MeetingAction>>,
    /// The kinds of record that one of the two editions does not hold at all. A register that nobody put into the
    /// folder has not lost its risks: such a kind is not compared, and its list above is empty.
    pub not_compared: Vec<&'static str>,
}

/// A value in two editions, which differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved<'a, T> {
    pub from: Option<&'a Located<T>>,
    pub to: Option<&'a Located<T>>,
}

impl<T: Clone> Moved<'_, T> {
    pub fn values(&self) -> (Option<T>, Option<T>) {
        (self.from.map(|from| from.value.clone()), self.to.map(|to| to.value.clone()))
    }
}

impl Moved<'_, Status> {
    pub fn way(&self) -> Way {
        status_way(self.from.map(|from| &from.value), self.to.map(|to| &to.value))
    }
}

/// For the better, for the worse, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Worse,
    Better,
    Neither,
}

impl Way {
    pub fn key(self) -> &'static str {
        match self {
            Way::Worse => "worse",
            Way::Better => "better",
            Way::Neither => "other",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct ActionMove<'a> {
    pub pair: Pair<'a, Action>,
    pub was_overdue: bool,
    pub is_overdue: bool,
    /// How often its due date has moved through all editions held, this move included.
    pub times_redated: usize,
}

#[derive(Clone, Debug)]
pub struct MeasureMove<'a> {
    pub pair: Pair<'a, Measure>,
    pub before: Option<MeasureFigures>,
    pub now: Option<MeasureFigures>,
}

/// Compares the last of the editions held, oldest first, with an earlier one; `None` where that is not held.
/// The others between and before tell how often a date has moved already.
pub fn movement<'a>(held: &[Held<'a>], since: Month) -> Option<Movement<'a>> {
    let (&now, earlier) = held.split_last()?;
    let since = *earlier.iter().find(|held| held.month == since)?;
    let redated = times_redated(held);
    let late = |action: Option<&Action>, on| action.is_some_and(|action| figures::is_overdue(action, on));
    let mut not_compared = Vec::new();
    let actions = compare("actions", since.programme.actions(), now.programme.actions(), &mut not_compared)
        .into_iter()
        .enumerate();
    let figures_of = |measure: Option<&Measure>, on| measure.map(|measure| figures::measure_figures(measure, on));
    Some(Movement {
        since,
        now,
        // The pairs stand in the order of the present actions, as the counts do; those taken away come after.
        actions: actions
            .map(|(at, pair)| ActionMove {
                pair,
                was_overdue: late(pair.before, since.status_date),
                is_overdue: late(pair.now, now.status_date),
                times_redated: redated.get(at).copied().unwrap_or(0),
            })
            .collect(),
        risks: compare("risks", &since.programme.risks, &now.programme.risks, &mut not_compared),
        measures: compare("measures", &since.programme.measures, &now.programme.measures, &mut not_compared)
            .into_iter()
            .map(|pair| MeasureMove {
                pair,
                before: figures_of(pair.before, since.status_date),
                now: figures_of(pair.now, now.status_date),
            })
            .collect(),
        meeting_actions: compare(
            "meeting actions",
            &since.programme.meeting_actions,
            &now.programme.meeting_actions,
            &mut not_compared,
        ),
        not_compared,
    })
}

/// Pairs the records of one kind, or notes that only one of the editions holds any.
fn compare<'a, T: Record>(
    kind: &'static str,
    before: impl IntoIterator<Item = &'a T>,
    now: impl IntoIterator<Item = &'a T>,
    not_compared: &mut Vec<&'static str>,
) -> Vec<Pair<'a, T>> {
    let (before, now): (Vec<&T>, Vec<&T>) = (before.into_iter().collect(), now.into_iter().collect());
    if before.is_empty() != now.is_empty() {
        not_compared.push(kind);
        return Vec::new();
    }
    pair(before, now)
}

impl<'a> ActionMove<'a> {
    pub fn action_status(&self) -> Option<Moved<'a, Status>> {
        self.pair.both().and_then(|(before, now)| moved(&before.action_status, &now.action_status))
    }

    pub fn impact_status(&self) -> Option<Moved<'a, Status>> {
        self.pair.both().and_then(|(before, now)| moved(&before.impact_status, &now.impact_status))
    }

    pub fn due(&self) -> Option<Moved<'a, WrittenDate>> {
        self.pair.both().and_then(|(before, now)| redated(before, now))
    }

    pub fn is_newly_overdue(&self) -> bool {
        self.is_overdue && !self.was_overdue && self.pair.both().is_some()
    }

    /// Whether its status became complete, or it has been given a date of completion.
    pub fn is_completed(&self) -> bool {
        self.pair.both().is_some_and(|(before, now)| now.is_complete() && !before.is_complete())
    }

    /// Whether anything of it moved for the worse.
    pub fn is_worse(&self) -> bool {
        let put_back = self.due().is_some_and(|due| due_way(&due) == Way::Worse);
        self.way() == Some(Way::Worse) || put_back || self.is_newly_overdue()
    }

    /// Whether something of it moved for the better, and nothing for the worse.
    pub fn is_better(&self) -> bool {
        let forward = self.due().is_some_and(|due| due_way(&due) == Way::Better);
        !self.is_worse() && (self.way() == Some(Way::Better) || forward || self.is_completed())
    }

    /// The worst of its moves: what a reader must see first. `None` where nothing moved either way.
    pub fn way(&self) -> Option<Way> {
        let statuses = [self.action_status(), self.impact_status()].into_iter().flatten();
        statuses.map(|moved| moved.way()).min()
    }
}

impl<'a> MeasureMove<'a> {
    /// The change of the latest value between the two editions; `None` where either has none.
    pub fn change(&self) -> Option<f64> {
        let latest = |figures: &Option<MeasureFigures>| Some(figures.as_ref()?.latest.as_ref()?.value.value);
        Some(latest(&self.now)? - latest(&self.before)?).filter(|change| change.abs() >= figures::SAME)
    }

    pub fn way(&self) -> Option<Way> {
        Some(match figures::which_way(self.change()?, self.pair.now?.good.as_ref().map(|good| good.value)) {
            Change::Better => Way::Better,
            Change::Worse => Way::Worse,
            Change::Same | Change::Unknown => Way::Neither,
        })
    }

    /// Whether it meets its target now and did not, or the other way about.
    pub fn target_crossed(&self) -> Option<Way> {
        match (self.before.as_ref()?.meets, self.now.as_ref()?.meets) {
            (Meeting::NotMet, Meeting::Met) => Some(Way::Better),
            (Meeting::Met, Meeting::NotMet) => Some(Way::Worse),
            _ => None,
        }
    }
}

/// A risk's current score in both editions, where it moved.
pub fn current_score<'a>(pair: &Pair<'a, Risk>) -> Option<Moved<'a, u32>> {
    pair.both().and_then(|(before, now)| moved(&before.current.score, &now.current.score))
}

/// Which way a risk moved: a higher score is for the worse; a score that comes or goes is neither.
pub fn score_way(moved: &Moved<'_, u32>) -> Way {
    match moved.values() {
        (Some(from), Some(to)) if to > from => Way::Worse,
        (Some(_), Some(_)) => Way::Better,
        _ => Way::Neither,
    }
}

/// Whether an item of the log was open before and is closed now.
pub fn is_newly_closed(pair: &Pair<'_, MeetingAction>) -> bool {
    let closed = |entry: &MeetingAction| entry.state.as_ref().is_some_and(|state| state.value == Progress::Closed);
    pair.now.is_some_and(closed) && pair.before.is_some_and(|before| !closed(before))
}

/// Which way a status moved. Off track, at risk, on track and complete are an order, within a role that of the scheme;
/// not due to start stands outside it: to begin on track is for the better, to begin at risk is for the worse.
pub fn status_way(from: Option<&Status>, to: Option<&Status>) -> Way {
    let (Some(from), Some(to)) = (from, to) else { return Way::Neither };
    match (from.rank(), to.rank()) {
        (Some(before), Some(now)) => match now.cmp(&before) {
            Ordering::Less => Way::Worse,
            Ordering::Greater => Way::Better,
            Ordering::Equal => Way::Neither,
        },
        (None, Some(_)) if to.is(Role::OffTrack) || to.is(Role::AtRisk) => Way::Worse,
        (None, Some(_)) => Way::Better,
        _ => Way::Neither,
    }
}

/// Which way a due date moved: put back is for the worse.
pub fn due_way(moved: &Moved<'_, WrittenDate>) -> Way {
    let day = |date: Option<&Located<WrittenDate>>| date.and_then(|date| date.value.date);
    match (day(moved.from), day(moved.to)) {
        (Some(from), Some(to)) if to > from => Way::Worse,
        (Some(_), Some(_)) => Way::Better,
        _ => Way::Neither,
    }
}

/// How many due dates were put back and brought forward between each edition and the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Redatings {
    pub month: Month,
    pub all: Redated,
    /// Of each area that has any, by the key of the area in which the action is now.
    pub by_area: BTreeMap<String, Redated>,
}

/// Due dates that moved later and earlier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Redated {
    pub put_back: Figure<usize>,
    pub brought_forward: Figure<usize>,
}

/// For each edition but the first, oldest first. The cells are those of both editions.
pub fn redatings(held: &[Held<'_>]) -> Vec<Redatings> {
    held.windows(2)
        .map(|two| {
            let (then, now) = (&two[0], &two[1]);
            let mut redatings = Redatings { month: now.month, all: Redated::default(), by_area: BTreeMap::new() };
            let area_of: HashMap<*const Action, &str> = now
                .programme
                .areas
                .iter()
                .flat_map(|area| area.actions().map(|action| (std::ptr::from_ref(action), area.key.as_str())))
                .collect();
            for pair in pair(then.programme.actions(), now.programme.actions()) {
                let Some((before, after)) = pair.both() else { continue };
                let Some(due) = redated(before, after) else { continue };
                let way = due_way(&due);
                let cells: Vec<CellRef> = due
                    .from
                    .map(|from| cell_of(then, &from.at))
                    .into_iter()
                    .chain(due.to.map(|to| to.at.clone()))
                    .collect();
                redatings.all.add(way, &cells);
                if let Some(area) = area_of.get(&std::ptr::from_ref(after)) {
                    redatings.by_area.entry((*area).to_owned()).or_default().add(way, &cells);
                }
            }
            redatings
        })
        .collect()
}

impl Redated {
    fn add(&mut self, way: Way, cells: &[CellRef]) {
        let figure = match way {
            Way::Worse => &mut self.put_back,
            Way::Better => &mut self.brought_forward,
            Way::Neither => return,
        };
        figure.value += 1;
        figure.sources.extend(cells.iter().cloned());
    }
}

/// For each action of the last edition, in its order, how often its due date moved from one edition to the next.
fn times_redated(held: &[Held<'_>]) -> Vec<usize> {
    let Some(first) = held.first() else { return Vec::new() };
    let mut times = vec![0; first.programme.actions().count()];
    for two in held.windows(2) {
        let so_far: HashMap<*const Action, usize> =
            two[0].programme.actions().map(std::ptr::from_ref).zip(times).collect();
        times = pair(two[0].programme.actions(), two[1].programme.actions())
            .iter()
            .filter(|pair| !pair.is_gone())
            .map(|pair| match pair.both() {
                Some((then, now)) => {
                    so_far.get(&std::ptr::from_ref(then)).copied().unwrap_or(0)
                        + usize::from(redated(then, now).is_some())
                }
                None => 0,
            })
            .collect();
    }
    times
}

/// Two ways of writing one day are one date; words that are no date count as they stand.
fn redated<'a>(before: &'a Action, now: &'a Action) -> Option<Moved<'a, WrittenDate>> {
    let said = |date: &'a Option<Located<WrittenDate>>| {
        date.as_ref().map(|date| match date.value.date {
            Some(day) => day.to_string(),
            None => date.value.words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "),
        })
    };
    (said(&before.due) != said(&now.due)).then_some(Moved { from: before.due.as_ref(), to: now.due.as_ref() })
}

fn moved<'a, T: PartialEq>(from: &'a Option<Located<T>>, to: &'a Option<Located<T>>) -> Option<Moved<'a, T>> {
    let (from, to) = (from.as_ref(), to.as_ref());
    (from.map(|from| &from.value) != to.map(|to| &to.value)).then_some(Moved { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{action, programme, status};

    fn held<'a>(month: &str, programme: &'a Programme) -> Held<'a> {
        let month = Month::parse(month).unwrap();
        Held { month, status_date: month.last_day(), programme }
    }

    #[test]
    fn statuses_have_an_order_and_grey_stands_outside_it() {
        let way = |from: &str, to: &str| status_way(Some(&status(from)), Some(&status(to)));
        assert_eq!(way("green", "amber"), Way::Worse);
        assert_eq!(way("blue", "green"), Way::Worse);
        assert_eq!(way("red", "amber"), Way::Better);
        assert_eq!(way("grey", "green"), Way::Better);
        assert_eq!(way("grey", "red"), Way::Worse);
        assert_eq!(way("green", "grey"), Way::Neither);
        assert_eq!(status_way(None, Some(&status("red"))), Way::Neither);
    }

    #[test]
    fn each_action_is_compared_with_itself_and_the_worst_move_counts() {
        let june = programme(vec![
            action("1.1.1", "Map the local offer", Some(status("green")), "July 2025"),
            action("1.1.2", "Train the SENCos of schools", Some(status("amber")), "June 2025"),
            action("1.1.3", "Write to each of the families", Some(status("green")), "July 2025"),
        ]);
        let july = programme(vec![
            action("1.1.1", "Map the local offer", Some(status("amber")), "September 2025"),
            action("1.1.3", "Train the SENCos of schools", Some(status("blue")), "June 2025"),
            action("1.1.4", "Open a helpline for families", Some(status("grey")), "May 2026"),
        ]);
        let movement = movement(&[held("2025-06", &june), held("2025-07", &july)], Month { year: 2025, month: 6 });
        let movement = movement.unwrap();
        let [first, renumbered, added, withdrawn] = movement.actions.as_slice() else { panic!("{movement:?}") };
        assert_eq!(first.way(), Some(Way::Worse));
        assert_eq!(first.due().map(|due| due_way(&due)), Some(Way::Worse));
        assert_eq!(first.times_redated, 1);
        assert_eq!(renumbered.pair.was_called(), Some("1.1.2"));
        assert!(renumbered.is_completed() && renumbered.way() == Some(Way::Better));
        assert!(added.pair.is_new() && added.way().is_none());
        assert!(withdrawn.pair.is_gone() && withdrawn.pair.latest().reference.value == "1.1.3");
    }

    #[test]
    fn a_date_that_moves_again_and_again_is_counted_through_a_change_of_ref() {
        let of = |reference: &str, due: &str| {
            programme(vec![action(reference, "Map the local offer", Some(status("amber")), due)])
        };
        let [may, june, july] = [of("1.1.1", "June 2025"), of("1.1.2", "30 July 2025"), of("1.1.2", "December 2025")];
        let all = [held("2025-05", &may), held("2025-06", &june), held("2025-07", &july)];
        let since_june = movement(&all, Month { year: 2025, month: 6 }).unwrap();
        assert_eq!(since_june.actions[0].times_redated, 2);
        let since_may = movement(&all, Month { year: 2025, month: 5 }).unwrap();
        assert_eq!(since_may.actions[0].pair.was_called(), Some("1.1.1"));
        let counted = redatings(&all);
        assert_eq!(counted.iter().map(|of| of.all.put_back.value).collect::<Vec<_>>(), [1, 1]);
        assert!(movement(&all, Month { year: 2025, month: 1 }).is_none());
    }

    #[test]
    fn a_tracker_that_one_edition_does_not_hold_is_not_compared() {
        let june = Programme::default();
        let july = programme(vec![action("1.1.1", "Map the local offer", Some(status("red")), "July 2025")]);
        let movement = movement(&[held("2025-06", &june), held("2025-07", &july)], Month { year: 2025, month: 6 });
        let movement = movement.unwrap();
        assert!(movement.actions.is_empty(), "{movement:?}");
        assert_eq!(movement.not_compared, ["actions"]);
    }

    #[test]
    fn one_day_written_in_two_ways_has_not_moved() {
        let before = action("1.1.1", "Map", None, "July 2025");
        let now = action("1.1.1", "Map", None, "31 July 2025");
        assert!(redated(&before, &now).is_none());
        assert!(redated(&before, &action("1.1.1", "Map", None, "Termly")).is_some());
    }
}
