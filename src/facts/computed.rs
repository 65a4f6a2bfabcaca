//! Everything that is computed of an edition, once: what the facts, and nothing else, put into words.

use chrono::NaiveDate;

use super::given::Given;
use super::not_read::NotRead;
use crate::figures::{
    self, AreaCounts, Counts, Figure, Group, Judged, LogCounts, MeasureCounts, MonthAhead, RiskCounts, VariationCounts,
};
use crate::movement::{self, Held, Movement, Redatings};
use crate::programme::model::{Action, Area, Month};
use crate::programme::scheme::Scheme;

/// An edition's figures, and its movement against earlier ones.
pub struct Computed<'a> {
    pub not_read: NotRead,
    /// The positions in every edition, oldest first; the last is this edition's.
    pub positions: Vec<EditionPosition<'a>>,
    pub area_counts: AreaCounts,
    pub ahead: Vec<MonthAhead<'a>>,
    pub due_ahead: Figure<usize>,
    pub judged: Vec<Judged<'a>>,
    pub measure_counts: MeasureCounts,
    pub variation: VariationCounts,
    pub risks: RiskCounts,
    pub log: LogCounts,
    /// Since the edition before, or the one asked for.
    pub changes: Option<Movement<'a>>,
    /// Since the edition that went to the last stocktake, and the day of it; `None` where that is the same comparison.
    pub since_stocktake: Option<(NaiveDate, Movement<'a>)>,
    /// Due dates that moved between each edition and the one before it, of all areas and of each by its key.
    pub redatings: Vec<Redatings>,
    /// The groups of the settings, each with its position.
    pub groups: Vec<(Group<'a>, Position)>,
    /// The actions that are in none of them.
    pub in_no_group: Vec<&'a Action>,
}

/// The position of all actions of an edition, and area by area.
pub struct EditionPosition<'a> {
    pub held: Held<'a>,
    pub all: Position,
    pub areas: Vec<(&'a Area, Position)>,
}

/// A set of actions by both of their statuses.
#[derive(Default)]
pub struct Position {
    pub action: Counts,
    pub impact: Counts,
}

impl Position {
    fn of(actions: &[&Action], date: NaiveDate, scheme: &Scheme) -> Position {
        Position {
            action: figures::position(actions.iter().copied(), date, scheme, |action| action.action_status.as_ref()),
            impact: figures::position(actions.iter().copied(), date, scheme, |action| action.impact_status.as_ref()),
        }
    }
}

impl<'a> Computed<'a> {
    pub fn of(given: &Given<'a>) -> Computed<'a> {
        let (programme, date, settings) = (given.programme(), given.status_date(), given.settings);
        let (held, scheme) = (given.held(), settings.scheme());
        let months = settings.thresholds.months_ahead;
        let ahead = figures::months_ahead(programme, date, months);
        let judged = figures::judge(&programme.measures, settings, date);
        let compared = |since: Month| movement::movement(&held, since);
        let groups = figures::groups(programme, &settings.group);
        let in_no_group = figures::in_no_group(programme, &groups);
        let with_position = |group: Group<'a>| {
            let actions: Vec<&Action> = group.actions.iter().map(|(_, action)| *action).collect();
            let position = Position::of(&actions, date, scheme);
            (group, position)
        };
        let stocktake = given.last_stocktake().filter(|_| given.since.is_none());
        Computed {
            not_read: NotRead::of(programme),
            positions: held
                .iter()
                .map(|held| EditionPosition {
                    held: *held,
                    all: Position::of(&held.programme.actions().collect::<Vec<_>>(), held.status_date, scheme),
                    areas: held
                        .programme
                        .areas
                        .iter()
                        .map(|area| {
                            let actions: Vec<&Action> = area.actions().collect();
                            (area, Position::of(&actions, held.status_date, scheme))
                        })
                        .collect(),
                })
                .collect(),
            area_counts: figures::area_counts(&programme.areas, date),
            due_ahead: figures::due_ahead(&ahead),
            ahead,
            measure_counts: figures::measure_counts(&judged),
            variation: figures::variation_counts(&judged),
            judged,
            risks: figures::risk_counts(&programme.risks, &scheme.risk),
            log: figures::log_counts(&programme.meeting_actions, date),
            changes: given.compared_with().and_then(compared),
            since_stocktake: stocktake.and_then(|(day, edition)| Some((day, compared(edition.month)?))),
            redatings: movement::redatings(&held),
            groups: groups.into_iter().map(with_position).collect(),
            in_no_group,
        }
    }

    /// This edition's positions.
    pub fn now(&self) -> &EditionPosition<'a> {
        self.positions.last().expect("an edition's own position is always among them")
    }

    /// The positions of an earlier edition, or of this one.
    pub fn position_of(&self, month: Month) -> Option<&EditionPosition<'a>> {
        self.positions.iter().find(|position| position.held.month == month)
    }
}
