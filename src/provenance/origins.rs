//! The origin of each figure: its name in plain words, the rule by which it is computed, and its cells, by its id.
//!
//! The cells are those that `figures` counted, so that a figure and its origin cannot part. An origin whose figure the
//! facts do not hold (a measure without a baseline) does no harm; a figure without an origin is found by a test.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::facts::{self, Given, changes as changed};
use crate::figures::{self, Change, Counts, Figure, Level, Reading};
use crate::located::{CellRef, Located};
use crate::movement::{self, Count, Flow, Held, Movement, cell_of};
use crate::programme::model::{Action, Area, Measure, Risk, Score, Status};
use crate::text;
use crate::wording;

/// What is known of a figure beside its value.
pub struct Origin {
    pub name: String,
    /// A sentence without its subject: "counts the actions whose action status is Blue".
    pub rule: String,
    pub sources: Vec<CellRef>,
}

/// The origins of all figures, by id. Where a ref stands twice, the cells of both stand under its one id.
pub fn origins(given: &Given<'_>) -> BTreeMap<String, Origin> {
    let mut origins = Origins { given, date: wording::day(given.status_date()), known: BTreeMap::new() };
    origins.actions();
    for area in &given.programme().areas {
        origins.area(area);
    }
    origins.measures();
    origins.risks();
    origins.log_and_work_programme();
    origins.changes("changes", changed::compared(given, given.compared_with()).as_ref());
    let since = facts::last_stocktake(given).map(|(_, held)| held.month).filter(|_| given.since.is_none());
    let since = since.or(given.compared_with());
    origins.changes("changes_since_stocktake", changed::compared(given, since).as_ref());
    origins.history();
    origins.reading();
    origins.known
}

struct Origins<'a> {
    given: &'a Given<'a>,
    /// The status date, written out.
    date: String,
    known: BTreeMap<String, Origin>,
}

impl Origins<'_> {
    fn tell(&mut self, id: &str, name: impl Into<String>, rule: impl Into<String>, sources: Vec<CellRef>) {
        let origin = self.known.entry(id.to_owned()).or_insert_with(|| Origin {
            name: name.into(),
            rule: rule.into(),
            sources: Vec::new(),
        });
        for source in sources {
            if !origin.sources.contains(&source) {
                origin.sources.push(source);
            }
        }
    }

    fn count(&mut self, id: &str, name: impl Into<String>, rule: impl Into<String>, figure: &Figure<usize>) {
        self.tell(id, name, rule, figure.sources.clone());
    }

    fn actions(&mut self) {
        let (given, programme, date) = (self.given, self.given.programme(), self.given.status_date());
        let all: Vec<&Action> = programme.actions().collect();
        self.counts("actions", "all areas", &all);
        let overdue = facts::action_position(all.iter().copied(), date).overdue;
        let rule = self.overdue_rule();
        self.count("actions.due_counts.overdue", "Overdue actions, all areas", rule, &overdue);
        let ahead = given.settings.thresholds.months_ahead;
        let months: Vec<String> =
            figures::months_ahead(programme, date, ahead).iter().map(|ahead| wording::month(ahead.month)).collect();
        self.count(
            "actions.due_counts.due_next_three_months",
            "Actions falling due in the coming months",
            format!("counts the actions that are not Blue and are due in {}", text::list(&months)),
            &figures::due_ahead(programme, date, ahead),
        );
        self.tell(
            "areas.count",
            "Areas of the programme",
            "counts the priority actions and areas for improvement that were read",
            programme.areas.iter().map(|area| area.at.clone()).collect(),
        );
        let areas = figures::area_counts(&programme.areas, date);
        for (key, name, figure) in [
            ("total", "Areas of the programme", &areas.total),
            ("with_red", "Areas with a Red action", &areas.with_red),
            ("with_overdue", "Areas with an overdue action", &areas.with_overdue),
            ("with_exceptions", "Areas with an action that is Red, Amber or overdue", &areas.with_exceptions),
        ] {
            self.count(&format!("area_counts.{key}"), name, "counts the areas that hold such an action", figure);
        }
        let exceptions = self.exceptions(&all);
        self.tell("exceptions.count", "Actions that are Red, Amber or overdue, all areas", EXCEPTIONS, exceptions);
        let proposed = all.iter().filter(|action| figures::proposed_for_closure(action));
        self.tell(
            "proposed_for_closure.count",
            "Actions proposed for closure",
            "counts the actions whose action status is Blue and for which no approval of the Board is recorded",
            proposed.flat_map(|action| [status_cell(action)].into_iter().chain(cell(&action.approval))).collect(),
        );
        for action in all {
            self.tell(
                &format!("action.{}.overdue_by", action.reference.value),
                format!("How long action {} is overdue", action.reference.value),
                format!(
                    "the time from its due date to {}: in days, from 14 days in weeks, from 61 in months",
                    self.date
                ),
                cell(&action.due).collect(),
            );
        }
    }

    fn overdue_rule(&self) -> String {
        format!("counts the actions due before {} that are not Blue and have no date of completion", self.date)
    }

    fn exceptions(&self, actions: &[&Action]) -> Vec<CellRef> {
        let date = self.given.status_date();
        let deciding = |action: &&Action| match figures::exception_rank(action, date) {
            Some(2) => action.due.as_ref().map_or(&action.at, |due| &due.at).clone(),
            _ => status_cell(action),
        };
        facts::exceptions(actions, date).iter().map(deciding).collect()
    }

    /// Both positions of a set of actions, under `id`; `whose` says which set.
    fn counts(&mut self, id: &str, whose: &str, actions: &[&Action]) {
        let date = self.given.status_date();
        let positions: [(&str, &str, Counts); 2] = [
            ("action_counts", "action status", facts::action_position(actions.iter().copied(), date)),
            ("impact_counts", "impact status", facts::impact_position(actions.iter().copied(), date)),
        ];
        for (key, kind, counts) in positions {
            let id = format!("{id}.{key}");
            let rule = "counts the rows of the action tracker that hold an action";
            self.count(&format!("{id}.total"), format!("Actions, {whose}"), rule, &counts.total);
            for status in Status::ALL {
                self.count(
                    &format!("{id}.{}", status.key()),
                    format!("Actions with the {kind} {}, {whose}", status.word()),
                    format!("counts the actions whose {kind} is {}", status.word()),
                    counts.figure(status),
                );
            }
            self.count(
                &format!("{id}.none"),
                format!(
                    "Actions without {}, {whose}",
                    if key == "action_counts" { "an action status" } else { "an impact status" }
                ),
                format!("counts the actions for which no {kind} is stated"),
                &counts.without_status,
            );
            self.count(
                &format!("{id}.on_track"),
                format!("Actions with the {kind} Blue or Green, {whose}"),
                format!("adds the actions whose {kind} is Blue and those whose {kind} is Green"),
                &counts.on_track(),
            );
            let rule = self.overdue_rule();
            self.count(&format!("{id}.overdue"), format!("Overdue actions, {whose}"), rule, &counts.overdue);
        }
    }

    fn area(&mut self, area: &Area) {
        let all: Vec<&Action> = area.actions().collect();
        let (id, title) = (format!("area.{}", area.key), area.title());
        self.counts(&id, &title, &all);
        let exceptions = self.exceptions(&all);
        let name = format!("Actions that are Red, Amber or overdue, {title}");
        self.tell(&format!("{id}.exceptions.count"), name, EXCEPTIONS, exceptions);
        let outstanding = all.iter().filter(|action| action.status() != Some(Status::Blue));
        self.tell(
            &format!("{id}.outstanding.count"),
            format!("Outstanding actions, {title}"),
            "counts the actions whose action status is not Blue",
            outstanding.map(|action| status_cell(action)).collect(),
        );
        let milestones =
            || all.iter().flat_map(|action| action.milestones.iter()).map(|milestone| milestone.at.clone());
        for (key, what) in [
            ("counts.done", "Dated milestones of complete actions"),
            ("counts.overdue", "Milestones passed while the action is not complete"),
            ("counts.ahead", "Milestones ahead"),
            ("undated", "Milestones without a date"),
        ] {
            let rule = "counts the milestones by their date, the status date, and whether the action is complete";
            self.tell(&format!("{id}.timeline.{key}"), format!("{what}, {title}"), rule, milestones().collect());
        }
        let own = |link: &&Located<String>| all.iter().any(|action| action.reference.value == link.value);
        let linked = self.given.programme().measures.iter().flat_map(|measure| measure.linked.iter().filter(own));
        self.tell(
            &format!("{id}.measures.count"),
            format!("Measures of {title}"),
            "counts the measures that are linked to an action of the area",
            linked.map(|link| link.at.clone()).collect(),
        );
    }

    fn measures(&mut self) {
        let (measures, date) = (&self.given.programme().measures, self.given.status_date());
        let counts = figures::measure_counts(measures, date);
        let told = [
            ("total", "Measures", "counts the rows of the dashboard that hold a measure", &counts.total),
            ("with_target", "Measures with a target", "counts the measures that have a target", &counts.with_target),
            (
                "without_target",
                "Measures without a target",
                "counts the measures that have no target",
                &counts.without_target,
            ),
            (
                "meeting_target",
                "Measures that meet their target",
                "counts the measures whose latest value is at their target or on the good side of it",
                &counts.meeting_target,
            ),
            (
                "missing_target",
                "Measures that miss their target",
                "counts the measures whose latest value is on the wrong side of their target",
                &counts.missing_target,
            ),
            (
                "better",
                "Measures that moved the right way",
                "counts the measures whose latest value is better than the value before it",
                &counts.better,
            ),
            (
                "worse",
                "Measures that moved the wrong way",
                "counts the measures whose latest value is worse than the value before it",
                &counts.worse,
            ),
            (
                "unchanged",
                "Measures that did not move",
                "counts the measures whose latest value is the same as the value before it",
                &counts.unchanged,
            ),
        ];
        for (key, name, rule, figure) in told {
            self.count(&format!("measures.{key}"), name, rule, figure);
        }
        for measure in measures {
            self.measure(measure);
        }
        let judged = figures::judge(measures, self.given.settings, date);
        let counts = figures::variation_counts(&judged);
        for (key, name, figure) in [
            ("improving", "Measures with special cause variation for the better", &counts.improving),
            ("worsening", "Measures with special cause variation for the worse", &counts.worsening),
            ("special_neither", "Measures with other special cause variation", &counts.special_neither),
            ("common", "Measures with common cause variation", &counts.common),
            ("not_judged", "Measures whose variation is not judged", &counts.not_judged),
            ("assured", "Measures that meet their target consistently", &counts.assured),
            ("not_assured", "Measures whose limits fall short of the target", &counts.not_assured),
            ("by_chance", "Measures whose target lies within the limits", &counts.by_chance),
        ] {
            let rule = "judges each measure's chart at its latest value";
            self.count(&format!("measures.variation.{key}"), name, rule, figure);
        }
        self.tell(
            "measures.attention.count",
            "Measures that need attention",
            "counts the measures that worsen beyond chance, miss their target, will miss the next one, or have no recent figure",
            figures::needing_attention(&judged).iter().map(|of| of.measure.at.clone()).collect(),
        );
        for (key, way) in [("longest_better", Change::Better), ("longest_worse", Change::Worse)] {
            let Some((_, measure)) = figures::longest_run(measures, way, date) else { continue };
            let cells = measure.series.iter().map(|entry| entry.at.clone()).collect();
            let rule = "counts the figures in a row, up to the latest, that each moved the same way";
            let name = format!("Figures in a row, {}", measure.reference.value);
            self.tell(&format!("measures.{key}.figures"), name, rule, cells);
        }
    }

    fn measure(&mut self, measure: &Measure) {
        let figures = figures::measure_figures(measure, self.given.status_date());
        let whose = match &measure.reference.value {
            reference if *reference == measure.name.value => reference.clone(),
            reference => format!("{reference} {}", measure.name.value),
        };
        let outlook = figures::outlook(measure, self.given.status_date());
        let chart = figures::chart(measure, &figures, self.given.settings, self.given.status_date());
        let mut tell = |key: &str, what: &str, rule: &str, sources: Vec<CellRef>| {
            self.tell(&format!("measure.{}.{key}", measure.reference.value), format!("{what}, {whose}"), rule, sources);
        };
        let reading =
            |figure: &Option<Figure<Reading>>| figure.as_ref().map(|figure| figure.sources.clone()).unwrap_or_default();
        let target = vec![figures::target_cell(measure).clone()];
        tell("target", "Target", "the dashboard's target; of several steps the one in force", target.clone());
        tell("target_text", "Target in words", "the dashboard's target with its dates", target.clone());
        for (index, _) in measure.steps.iter().enumerate() {
            let what = format!("Target, step {}", index + 1);
            tell(&format!("targets.{}", index + 1), &what, "a step of the dashboard's target", target.clone());
        }
        tell("baseline", "Baseline", AS_GIVEN, cell(&measure.baseline).collect());
        tell("england", "England", AS_GIVEN, cell(&measure.england).collect());
        tell("n", "Cases behind the latest value", "the dashboard's own count", cell(&measure.n).collect());
        tell("neighbours", "Statistical neighbours", AS_GIVEN, cell(&measure.neighbours).collect());
        tell("first", "First value", "the value of the earliest month that has one", reading(&figures.first));
        tell(
            "latest",
            "Latest value",
            "the value of the last month up to the edition's that has one",
            reading(&figures.latest),
        );
        tell(
            "previous",
            "Value before the latest",
            "the value of the last month before that which has one",
            reading(&figures.previous),
        );
        let change = figures.change.map(|change| change.sources).unwrap_or_default();
        tell("change", "Change", "the latest value less the value before it", change);
        let months = "counts the months of the dashboard up to the edition's";
        tell("months", "Months", months, figures.months.sources);
        let missing = format!("{months} for which no value is given");
        tell("months_missing", "Months without a value", &missing, figures.months_missing.sources);
        if let Some(outlook) = outlook {
            let used =
                measure.series.iter().filter(|entry| (outlook.trend.from..=outlook.trend.to).contains(&entry.month));
            let cells = used.map(|entry| entry.at.clone()).chain(target).collect();
            tell(
                "trend",
                "Trend to the next target",
                "the line of Theil and Sen through the last months' figures",
                cells,
            );
        }
        for (index, segment) in chart.xmr.segments.iter().enumerate() {
            let of = |from: usize, to: usize| -> Vec<CellRef> {
                let within = chart.months.get(from..=to).unwrap_or_default();
                let cells = measure.series.iter().filter(|entry| within.contains(&entry.month));
                cells.map(|entry| entry.at.clone()).collect()
            };
            for (key, what, rule) in [
                ("mean", "Mean", "the mean of the months' values"),
                ("lower", "Lower process limit", "the mean less 2.66 times the average moving range; not below 0%"),
                ("upper", "Upper process limit", "the mean and 2.66 times the average moving range; not above 100%"),
            ] {
                let id = format!("xmr.segments.{}.{key}", index + 1);
                tell(&id, what, rule, of(segment.from, segment.to));
            }
        }
        for entry in &measure.series {
            let what = format!("Value for {}", wording::month(entry.month));
            tell(&format!("series.{}", entry.month.id()), &what, AS_GIVEN, vec![entry.at.clone()]);
        }
    }

    fn risks(&mut self) {
        let (risks, settings) = (&self.given.programme().risks, &self.given.settings.risk);
        let counts = figures::risk_counts(risks, settings);
        let rule = "counts the rows of the risk register that hold a risk";
        self.count("risks.counts.total", "Risks", rule, &counts.total);
        for (key, level) in
            [("very_high", Level::VeryHigh), ("high", Level::High), ("medium", Level::Medium), ("low", Level::Low)]
        {
            let (from, to) = level.band(settings);
            self.count(
                &format!("risks.counts.{key}"),
                format!("Risks that score {}", level.word().to_lowercase()),
                format!("counts the risks whose current score is {from} to {to}"),
                counts.of(level),
            );
        }
        let told = [
            ("not_scored", "Risks without a score", "counts the risks that have no current score", &counts.not_scored),
            ("rising", "Rising risks", "counts the risks whose direction of travel is rising", &counts.rising),
            ("falling", "Falling risks", "counts the risks whose direction of travel is falling", &counts.falling),
            (
                "above_target",
                "Risks above target",
                "counts the risks whose current score is higher than their target score",
                &counts.above_target,
            ),
        ];
        for (key, name, rule, figure) in told {
            self.count(&format!("risks.counts.{key}"), name, rule, figure);
        }
        let most = self.given.settings.thresholds.top_risks;
        let top = figures::by_score(risks).into_iter().take(most);
        self.tell(
            "risks.top.count",
            "Risks shown as those with the highest current scores",
            format!("the highest scores, at most {most} (top_risks in boardpack.toml)"),
            top.map(|risk| risk.current.score.as_ref().map_or(&risk.at, |score| &score.at).clone()).collect(),
        );
        for risk in risks {
            self.risk(risk);
        }
        for (risk, ..) in figures::written_otherwise(risks) {
            let of = &risk.reference.value;
            let parts: Vec<CellRef> = cell(&risk.current.likelihood).chain(cell(&risk.current.impact)).collect();
            for (key, what, rule, cells) in [
                ("likelihood", "Likelihood", IN_REGISTER, cell(&risk.current.likelihood).collect()),
                ("impact", "Impact", IN_REGISTER, cell(&risk.current.impact).collect()),
                ("product", "Place on the map", "likelihood × impact", parts),
                ("score", "Score as it is written", IN_REGISTER, cell(&risk.current.score).collect::<Vec<_>>()),
            ] {
                self.tell(&format!("risks.written_otherwise.{of}.{key}"), format!("{what} of {of}"), rule, cells);
            }
        }
        let cells = figures::written_otherwise(risks).map(|(risk, ..)| risk.at.clone()).collect();
        let name = "Risks whose score is written otherwise than likelihood × impact";
        self.tell("risks.written_otherwise.count", name, "compares each risk's score with its parts", cells);
    }

    fn risk(&mut self, risk: &Risk) {
        let of = &risk.reference.value;
        let scores: [(&str, &str, &Score); 3] = [
            ("inherent", "Inherent", &risk.inherent),
            ("current", "Current", &risk.current),
            ("target", "Target", &risk.target),
        ];
        for (key, word, score) in scores {
            let parts: Vec<CellRef> = cell(&score.likelihood).chain(cell(&score.impact)).collect();
            // A score that was worked out is given the cell of one of its parts.
            let mut whole: Vec<CellRef> = cell(&score.score).collect();
            if whole.iter().any(|at| parts.contains(at)) {
                whole = parts;
            }
            let id = format!("risk.{of}.{key}");
            let likelihood = cell(&score.likelihood).collect();
            self.tell(&format!("{id}.likelihood"), format!("{word} likelihood of {of}"), IN_REGISTER, likelihood);
            self.tell(
                &format!("{id}.impact"),
                format!("{word} impact of {of}"),
                IN_REGISTER,
                cell(&score.impact).collect(),
            );
            let rule = "the register's score, or likelihood × impact where it stores none";
            self.tell(&format!("{id}.score"), format!("{word} score of {of}"), rule, whole);
        }
    }

    fn log_and_work_programme(&mut self) {
        let (programme, date) = (self.given.programme(), self.given.status_date());
        let counts = figures::log_counts(&programme.meeting_actions, date);
        let rule = "counts the rows of the log that hold an action agreed at a meeting";
        self.count("meeting_actions.counts.total", "Actions agreed at meetings", rule, &counts.total);
        let rule = "counts the actions of the log that are not closed";
        self.count("meeting_actions.counts.open", "Open meeting actions", rule, &counts.open);
        let rule = "counts the actions of the log that are closed";
        self.count("meeting_actions.counts.closed", "Closed meeting actions", rule, &counts.closed);
        let rule =
            format!("counts the open actions of the log that were due before {} or are called overdue", self.date);
        self.count("meeting_actions.counts.overdue", "Overdue meeting actions", rule, &counts.overdue);
        let months = self.given.settings.thresholds.months_ahead;
        let coming = programme.work_programme.iter().filter(|item| facts::is_upcoming(item, date, months));
        self.tell(
            "work_programme.upcoming.count",
            "Meetings in the coming months",
            format!(
                "counts the days on which the work programme has a meeting in the {months} months after {}",
                self.date
            ),
            coming.flat_map(|item| cell(&item.meeting)).collect(),
        );
    }

    /// What moved since an earlier edition: the cells of both.
    fn changes(&mut self, id: &str, movement: Option<&Movement<'_>>) {
        let Some(movement) = movement else { return };
        let since = wording::month(movement.since.month);
        for Count { key, name, rule, figure } in movement.counts() {
            self.count(&format!("{id}.counts.{key}"), format!("{name} since {since}"), rule, &figure);
        }
        let kinds: [(&str, &str, StatusOf); 2] = [
            ("action_status", "action status", |action| &action.action_status),
            ("impact_status", "impact status", |action| &action.impact_status),
        ];
        for (key, kind, of) in kinds {
            let id = format!("{id}.flow.{key}");
            let (stayed, moved): (Vec<Flow<'_>>, Vec<Flow<'_>>) =
                movement.flows(of).into_iter().partition(|flow| flow.from == flow.to);
            for (list, flows) in [("moves", moved), ("unchanged", stayed)] {
                for (index, flow) in flows.iter().enumerate() {
                    let word = |status: Option<Status>| status.map_or("not stated", Status::word);
                    let (from, to) = (word(flow.from), word(flow.to));
                    let status = |action: Option<&'_ Action>| action.and_then(|action| of(action).clone());
                    let cells = flow
                        .actions
                        .iter()
                        .flat_map(|pair| movement.cells(status(pair.before).as_ref(), status(pair.now).as_ref()));
                    let name = match list {
                        "moves" => format!("Actions whose {kind} moved from {from} to {to} since {since}"),
                        _ => format!("Actions whose {kind} was {to} and still is, since {since}"),
                    };
                    let rule = format!("counts the actions whose {kind} was {from} and is {to}");
                    self.tell(&format!("{id}.{list}.{}.count", index + 1), name, rule, cells.collect());
                }
            }
            for list in ["moves", "unchanged"] {
                let cells =
                    movement.flows(of).into_iter().filter(|flow| (flow.from == flow.to) == (list == "unchanged"));
                let cells = cells.flat_map(|flow| flow.actions).map(|pair| pair.latest().at.clone()).collect();
                let name = format!("Ways in which the {kind} {}", if list == "moves" { "moved" } else { "stayed" });
                self.tell(&format!("{id}.{list}.count"), name, "counts the pairs of statuses", cells);
            }
            for (list, held) in [("from_counts", &movement.since), ("to_counts", &movement.now)] {
                let actions: Vec<&Action> = held.programme.actions().collect();
                self.position_of(&format!("{id}.{list}"), kind, "all areas", held, &actions);
            }
        }
        for of in movement.actions.iter().filter(|of| of.due().is_some()) {
            let due = |action: Option<&Action>| action.and_then(|action| action.due.clone());
            let cells = movement.cells(due(of.pair.before).as_ref(), due(of.pair.now).as_ref());
            let reference = &of.pair.latest().reference.value;
            self.tell(
                &format!("action.{reference}.due_moved.by"),
                format!("By how much the due date of action {reference} moved since {since}"),
                "the time between its due dates in the two editions",
                cells.clone(),
            );
            self.tell(
                &format!("action.{reference}.due_moved.times"),
                format!("How often the due date of action {reference} has moved"),
                "counts the editions held in which its due date is not that of the edition before",
                cells,
            );
        }
        for pair in &movement.risks {
            let reference = &pair.latest().reference.value;
            let score = |risk: Option<&crate::programme::model::Risk>| risk.and_then(|risk| risk.current.score.clone());
            let cells = movement.cells(score(pair.before).as_ref(), None);
            let name = format!("Current score of {reference} in {since}");
            self.tell(&format!("risk.{reference}.moved.from"), name, "the earlier register's score", cells);
            if let (Some(before), true) = (pair.before, pair.is_gone()) {
                let held = movement.since;
                self.risk(before);
                for (id, origin) in self.known.iter_mut() {
                    if id.starts_with(&format!("risk.{reference}.")) && !id.ends_with("moved.from") {
                        let named = |at: &CellRef| at.workbook.contains('/');
                        origin.sources.iter_mut().filter(|at| !named(at)).for_each(|at| *at = cell_of(&held, at));
                    }
                }
            }
        }
        for of in &movement.measures {
            let reference = &of.pair.latest().reference.value;
            let cells = movement.latest_cells(of);
            for (key, name, rule) in [
                ("from", "Latest value before", "the latest value as at the earlier edition"),
                ("moved", "Change between the editions", "the latest value less that of the earlier edition"),
            ] {
                self.tell(&format!("measure.{reference}.{key}"), format!("{name}, {reference}"), rule, cells.clone());
            }
        }
    }

    /// The position in each edition held, of all areas and of each.
    fn history(&mut self) {
        let held = self.given.held();
        let areas: Vec<(String, String, Option<&str>)> = [("history".to_owned(), "all areas".to_owned(), None)]
            .into_iter()
            .chain(
                self.given
                    .programme()
                    .areas
                    .iter()
                    .map(|area| (format!("area.{}.history", area.key), area.title(), Some(area.key.as_str()))),
            )
            .collect();
        let redatings = movement::redatings(&held);
        for (id, whose, key) in areas {
            for edition in &held {
                let within = edition.programme.areas.iter().filter(|area| key.is_none_or(|key| area.key == key));
                let actions: Vec<&Action> = within.flat_map(Area::actions).collect();
                let id = format!("{id}.{}", edition.month.id());
                self.position_of(&format!("{id}.action_counts"), "action status", &whose, edition, &actions);
                self.position_of(&format!("{id}.impact_counts"), "impact status", &whose, edition, &actions);
                let Some(moved) = redatings.iter().find(|of| of.month == edition.month) else { continue };
                let month = wording::month(edition.month);
                for (key, what, figure) in [
                    ("put_back", "put back", &moved.put_back),
                    ("brought_forward", "brought forward", &moved.brought_forward),
                ] {
                    let rule = "compares the due dates of all actions with those of the edition before";
                    self.count(&format!("{id}.{key}"), format!("Due dates {what} in {month}"), rule, figure);
                }
            }
        }
        self.tell("history.count", "Editions held", "counts the folders of editions that were read", Vec::new());
        for area in &self.given.programme().areas {
            let rule = "counts the folders of editions that were read";
            self.tell(&format!("area.{}.history.count", area.key), "Editions held", rule, vec![area.at.clone()]);
        }
    }

    /// The counts by one of the two statuses in an edition.
    fn position_of(&mut self, id: &str, kind: &str, whose: &str, held: &Held<'_>, actions: &[&Action]) {
        let date = held.status_date;
        let counts = match kind {
            "action status" => facts::action_position(actions.iter().copied(), date),
            _ => facts::impact_position(actions.iter().copied(), date),
        };
        let is_now = held.month == self.given.edition.month;
        let cells = |figure: &Figure<usize>| -> Vec<CellRef> {
            let named = |at: &CellRef| if is_now { at.clone() } else { cell_of(held, at) };
            figure.sources.iter().map(named).collect()
        };
        let month = wording::month(held.month);
        let mut told = vec![
            ("total", "Actions".to_owned(), cells(&counts.total)),
            ("none", format!("Actions without {kind}"), cells(&counts.without_status)),
            ("on_track", format!("Actions with the {kind} Blue or Green"), cells(&counts.on_track())),
            ("overdue", "Overdue actions".to_owned(), cells(&counts.overdue)),
        ];
        for status in Status::ALL {
            let name = format!("Actions with the {kind} {}", status.word());
            told.push((status.key(), name, cells(counts.figure(status))));
        }
        for (key, name, cells) in told {
            let rule = format!("counts as in the edition of {month}");
            self.tell(&format!("{id}.{key}"), format!("{name}, {whose}, {month}"), rule, cells);
        }
    }

    /// What was read, and what was found in it.
    fn reading(&mut self) {
        for (key, name, severity) in [
            ("total", "Matters found", None),
            ("errors", "Errors found", Some(Severity::Error)),
            ("warnings", "Warnings found", Some(Severity::Warning)),
            ("notes", "Notes found", Some(Severity::Note)),
        ] {
            let found = self.given.findings.iter().filter(|finding| severity.is_none_or(|own| own == finding.severity));
            self.tell(
                &format!("findings.{key}"),
                name,
                "counts what reading and checking found and nobody has accepted; a finding about a whole file has no cell",
                found.filter_map(|finding| finding.at.clone()).collect(),
            );
        }
        let rule = "counts the workbooks that a table was read from; the cells are where the tables begin";
        for source in &self.given.programme().sources {
            self.tell("sources.count", "Workbooks read", rule, vec![source.at.clone()]);
            self.tell(
                &format!("sources.{}.holds", source.at.workbook),
                format!("Records read from {}", source.at.workbook),
                "counts the records of each table; the cells are where the tables begin",
                vec![source.at.clone()],
            );
        }
    }
}

/// One of an action's two statuses.
type StatusOf = fn(&Action) -> &Option<Located<Status>>;

const EXCEPTIONS: &str = "counts the actions whose action status is Red or Amber and the other overdue ones";
const AS_GIVEN: &str = "the dashboard's own figure, rounded for print";
const IN_REGISTER: &str = "the register's own figure";

fn cell<T>(value: &Option<Located<T>>) -> std::option::IntoIter<CellRef> {
    value.as_ref().map(|value| value.at.clone()).into_iter()
}

/// The cell of an action's status, or the action's own where none is stated.
fn status_cell(action: &Action) -> CellRef {
    action.action_status.as_ref().map_or(&action.at, |status| &status.at).clone()
}
