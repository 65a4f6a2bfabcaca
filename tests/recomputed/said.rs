//! What each paper must say, worded from the figures of the second reading.
//!
//! A paper is a list of places, each a section and what must stand there. Sentences are whole, tables are given by the
//! columns that are recomputed, so that a column added later is listed as not recomputed rather than breaking the rest.

use super::books::{
    Action, Area, Books, Measure, Risk, STATUSES, Target, capitalised, counts_in_words, in_words, level, month_of,
    tally, word,
};

/// Something a paper must say under a heading of the first level.
pub struct Expected {
    pub paper: &'static str,
    pub section: String,
    pub said: Said,
}

pub enum Said {
    /// Words within one block.
    Words(String),
    /// Two blocks, one after the other: a large number and what it counts.
    Pair(String, String),
    /// A drawing by the words that stand for it, with what is written in it. The axis of a chart is not asked after.
    Drawing { instead: String, drawn: Vec<String>, axis: bool },
    /// The columns of one table, and all its rows. A row of one text stands across all columns.
    Table { heads: Vec<&'static str>, rows: Vec<Vec<String>> },
}

struct Paper {
    name: &'static str,
    section: String,
    all: Vec<Expected>,
}

impl Paper {
    fn new(name: &'static str) -> Self {
        Paper { name, section: String::new(), all: Vec::new() }
    }

    fn section(&mut self, heading: impl Into<String>) {
        self.section = heading.into();
    }

    fn says(&mut self, said: Said) {
        self.all.push(Expected { paper: self.name, section: self.section.clone(), said });
    }

    fn words(&mut self, words: impl Into<String>) {
        self.says(Said::Words(words.into()));
    }

    fn pair(&mut self, number: impl ToString, what: impl Into<String>) {
        self.says(Said::Pair(number.to_string(), what.into()));
    }

    fn table(&mut self, heads: &[&'static str], rows: Vec<Vec<String>>) {
        self.says(Said::Table { heads: heads.to_vec(), rows });
    }

    fn bar(&mut self, name: &str, counts: [usize; 5]) {
        let drawn = counts.iter().filter(|count| **count > 0).map(usize::to_string).collect::<String>();
        let instead = format!("{name}: {}.", counts_in_words(counts));
        self.says(Said::Drawing { instead, drawn: vec![drawn], axis: false });
    }
}

/// Everything that the three papers must say.
pub fn expected(books: &Books) -> Vec<Expected> {
    [report(books), deck(books), register(books)].into_iter().flat_map(|paper| paper.all).collect()
}

fn report(books: &Books) -> Paper {
    let mut paper = Paper::new("improvement-board-report");
    let all = books.actions();
    let by_action = tally(&all, |action| &action.status);
    let by_impact = tally(&all, |action| &action.impact);
    paper.words(format!("Meeting {}", in_words(books.meeting)));
    paper.section("Headlines");
    headlines(books, &mut paper);
    paper.bar("Action status, all areas", by_action);
    paper.bar("Impact status, all areas", by_impact);

    paper.section("Decisions asked of the Board");
    let to_close: Vec<&Action> =
        all.iter().filter(|action| action.status == "Blue" && action.approval.is_empty()).collect();
    paper.words(format!("The Board is asked to approve the closure of {} actions", word(to_close.len())));
    paper.table(
        &["Completed", "Impact status", "Impact measures"],
        with_bands(to_close, |action| {
            vec![in_words(action.completed.unwrap()), action.impact.clone(), action.impact_measures.join(" ")]
        }),
    );

    paper.section("Position by area");
    paper.words(position(books));
    area_bars(books, &mut paper);
    let row = |name: &str, counts: [usize; 5], rest: &[usize]| {
        let numbers = counts.iter().chain(rest).map(usize::to_string);
        std::iter::once(name.to_owned()).chain(numbers).collect::<Vec<_>>()
    };
    let late = |actions: &[Action]| actions.iter().filter(|action| books.overdue(action)).count();
    let mut rows: Vec<_> = books.areas.iter().map(|area| (area_name(area), area.actions.clone())).collect();
    rows.push(("All areas".into(), all.clone()));
    let heads = |first, more: &[&'static str]| [&[first], &STATUSES[..], more].concat();
    paper.table(
        &heads("Action status", &["Overdue", "Total"]),
        rows.iter()
            .map(|(name, actions)| row(name, tally(actions, |a| &a.status), &[late(actions), actions.len()]))
            .collect(),
    );
    paper.table(
        &heads("Impact status", &["Total"]),
        rows.iter().map(|(name, actions)| row(name, tally(actions, |a| &a.impact), &[actions.len()])).collect(),
    );

    paper.section("Exceptions");
    let [_, _, amber, red, _] = by_action;
    paper.words(format!(
        "{} actions are Red, {} are Amber and {} are overdue",
        capitalised(&word(red)),
        word(amber),
        word(late(&all))
    ));
    paper.table(
        &["Due", "Action status", "Impact status", "Leads", "Latest update"],
        with_bands(&books.exceptions(&all), |action| {
            let update = format!("{} Updated {}", action.update, in_words(action.updated));
            [due_and_statuses(books, action), vec![leads(action), update]].concat()
        }),
    );

    paper.section("Scorecard");
    paper.words(targets_met(books));
    let comparator = |measure: &Measure, value: Option<f64>| value.map_or("not given".into(), |v| measure.show(v));
    paper.table(
        &[
            "Measure",
            "First figure",
            "Latest",
            "Change since the figure before",
            "Target",
            "England",
            "Similar areas",
            "History",
            "Status",
        ],
        books
            .measures
            .iter()
            .map(|measure| {
                vec![
                    format!("{} {}", measure.reference, measure.name),
                    measure.show(measure.first().1),
                    measure.show(measure.latest().1),
                    format!("{} {}", measure.change_in_words(), measure.which_way()),
                    measure.target_in_words(),
                    comparator(measure, measure.england),
                    comparator(measure, measure.neighbours),
                    format!("[{}]", measure.course(books.as_at)),
                    measure_status(measure),
                ]
            })
            .collect(),
    );

    paper.section("Risks");
    paper.words(risk_message(books));
    paper.words("Likelihood 1 to 5 × impact 1 to 5.");
    heat_map(books, &mut paper);
    top_risks(books, &mut paper);

    paper.section("Meeting actions still open");
    let open: Vec<_> = books.agreed.iter().filter(|agreed| agreed.open).collect();
    let late = open.iter().filter(|agreed| agreed.due < books.as_at).count();
    paper.words(format!(
        "{} of {} actions are open; {} is overdue",
        capitalised(&word(open.len())),
        books.agreed.len(),
        word(late)
    ));
    paper.table(
        &["Ref", "Action agreed", "Owner", "Due", "Update"],
        open.iter()
            .map(|agreed| {
                let late = if agreed.due < books.as_at { " overdue" } else { "" };
                vec![
                    agreed.reference.clone(),
                    format!("{} Meeting of {}", agreed.action, in_words(agreed.meeting)),
                    agreed.owner.clone(),
                    in_words(agreed.due) + late,
                    agreed.update.clone(),
                ]
            })
            .collect(),
    );

    paper.section("The next three months");
    paper.words("The next three months");
    next_months(books, &mut paper);
    paper.words(format!("{} meetings are in the work programme for those months", capitalised(&meetings(books))));
    work_programme(books, &mut paper);

    paper.section("About these figures");
    paper.words(format!(
        "This report was made from {} workbooks, as they stood for the edition of {}.",
        word(5),
        month_of(books.as_at)
    ));
    let holds = [
        (
            "Action tracker.xlsx",
            format!("{} actions, {} status meanings, {} glossary terms", all.len(), books.key, books.glossary),
        ),
        ("Board actions log.xlsx", format!("{} meeting actions", books.agreed.len())),
        ("Dashboard.xlsx", format!("{} measures", books.measures.len())),
        ("Forward work programme.xlsx", format!("{} work programme items", books.items.len())),
        ("Risk register.xlsx", format!("{} risks", books.risks.len())),
    ];
    paper.table(&["Workbook", "Holds"], holds.into_iter().map(|(book, holds)| vec![book.into(), holds]).collect());
    paper
}

fn deck(books: &Books) -> Paper {
    let mut paper = Paper::new("stocktake-deck");
    let all = books.actions();
    paper.section("Summary");
    paper.words(position(books));
    let late = all.iter().filter(|action| books.overdue(action)).count();
    let (met, targets) = met_and_targets(books);
    paper.pair(tally(&all, |action| &action.status)[0], format!("of {} actions Blue", all.len()));
    paper.pair(late, "actions overdue");
    paper.pair(met, format!("of {targets} targets met"));
    paper.pair(at_level(books, "Very high"), format!("of {} risks very high", books.risks.len()));
    headlines(books, &mut paper);

    paper.section("Position");
    paper.words(format!(
        "{} actions are Red, Amber or overdue, across {} areas",
        capitalised(&word(books.exceptions(&all).len())),
        word(books.areas.len())
    ));
    area_bars(books, &mut paper);
    paper.words(format!("Each action carries two statuses, each with one of {} meanings", word(books.key)));

    for area in &books.areas {
        area_slides(books, area, &mut paper);
    }

    paper.section("Measures");
    paper.words(targets_met(books));
    glance(books, books.measures.iter().collect(), &mut paper);
    books.measures.iter().for_each(|measure| measure_slide(books, measure, &mut paper));

    paper.section("Risks to delivery");
    paper.words(risk_message(books));
    heat_map(books, &mut paper);
    risk_headlines(books, &mut paper);
    paper.words("The five risks with the highest current scores");
    top_risks(books, &mut paper);

    paper.section("Next steps");
    next_months(books, &mut paper);
    paper.section("Monitoring calendar");
    paper.words(format!("{} meetings are planned in the next three months", capitalised(&meetings(books))));
    work_programme(books, &mut paper);
    paper
}

fn area_slides(books: &Books, area: &Area, paper: &mut Paper) {
    paper.section(area_name(area));
    let (by_action, by_impact) = (tally(&area.actions, |a| &a.status), tally(&area.actions, |a| &a.impact));
    let (total, exceptions) = (area.actions.len(), books.exceptions(&area.actions));
    paper.words(format!(
        "{} of {total} actions {} Blue; {} {} Red, Amber or overdue",
        capitalised(&word(by_action[0])),
        is_are(by_action[0]),
        word(exceptions.len()),
        if exceptions.len() < 2 { "is" } else { "are" }
    ));
    paper.bar(&format!("{}, Action status", area.title), by_action);
    paper.bar(&format!("{}, Impact status", area.title), by_impact);
    paper.table(
        &["Ref", "Action rated Blue", "Completed", "Impact status"],
        area.actions
            .iter()
            .filter(|action| action.status == "Blue")
            .map(|action| {
                let completed = in_words(action.completed.unwrap());
                vec![action.reference.clone(), action.text.clone(), completed, action.impact.clone()]
            })
            .collect(),
    );
    let calm =
        area.actions.iter().filter(|a| a.status != "Blue" && !exceptions.iter().any(|e| e.reference == a.reference));
    let outstanding: Vec<&Action> = exceptions.iter().chain(calm).collect();
    let late = outstanding.iter().filter(|action| books.overdue(action)).count();
    let late = if late == 0 { String::new() } else { format!(", {} overdue", word(late)) };
    paper.words(format!("{} actions are outstanding{late}", capitalised(&word(outstanding.len()))));
    paper.table(
        &["Due", "Action status", "Impact status", "Latest update"],
        with_bands(outstanding, |action| [due_and_statuses(books, action), vec![action.update.clone()]].concat()),
    );
    let on_track = by_impact[0] + by_impact[1];
    paper.words(format!(
        "{} of {total} actions {} Blue or Green for impact",
        capitalised(&word(on_track)),
        is_are(on_track)
    ));
    let linked = |measure: &&Measure| measure.links.iter().any(|l| area.actions.iter().any(|a| a.reference == *l));
    let measures: Vec<&Measure> = books.measures.iter().filter(linked).collect();
    if !measures.is_empty() {
        glance(books, measures, paper);
    }
}

fn glance(books: &Books, measures: Vec<&Measure>, paper: &mut Paper) {
    let target = |measure: &Measure| match measure.target(books.as_at) {
        Some(share) => format!("{share}%"),
        None => measure.target_in_words(),
    };
    paper.table(
        &["Measure", "Latest", "Target", "History", "Status"],
        measures
            .into_iter()
            .map(|measure| {
                vec![
                    format!("{} {}", measure.reference, measure.name),
                    measure.show(measure.latest().1),
                    target(measure),
                    format!("[{}]", measure.course(books.as_at)),
                    measure_status(measure),
                ]
            })
            .collect(),
    );
}

fn measure_slide(books: &Books, measure: &Measure, paper: &mut Paper) {
    let (month, latest) = measure.latest();
    let target = measure.target(books.as_at).map(|share| format!("{share}%"));
    let aim = target.as_ref().map_or(String::new(), |target| format!(", target {target}"));
    paper.words(format!("{}: {} in {}{aim}", measure.name, measure.show(latest), month_of(month)));
    let mut drawn = vec![measure.show(latest)];
    drawn.extend(target.as_ref().map(|target| format!("Target {target}")));
    if let Target::Steps(steps) = &measure.target {
        drawn.extend(steps[..steps.len() - 1].iter().map(|(share, _)| format!("target {share}%")));
    }
    drawn.extend(measure.england.map(|value| format!("England {}", measure.show(value))));
    drawn.extend(measure.neighbours.map(|value| format!("Similar areas {}", measure.show(value))));
    paper.says(Said::Drawing { instead: measure.course(books.as_at), drawn, axis: true });

    let met = match measure.is_met(books.as_at) {
        Some(true) => ": met",
        Some(false) => ": not met",
        None => "",
    };
    let undated = |words: &str| if words.contains(" by ") { "" } else { ", no date set" };
    let target = match &measure.target {
        Target::None => "No target set".to_owned(),
        _ => {
            let words = measure.target_in_words();
            format!("{words}{}{met}", undated(&words))
        }
    };
    let (first_month, first) = measure.first();
    let which_way = if measure.which_way().is_empty() { String::new() } else { format!(" ({})", measure.which_way()) };
    paper.words(format!("Target {target}"));
    paper.words(format!("First figure {} in {}", measure.show(first), month_of(first_month)));
    paper.words(format!(
        "Since {} {}{which_way}",
        month_of(measure.before_latest().0),
        capitalised(&measure.change_in_words())
    ));
    paper.words(format!("Linked actions {}", measure.links.join(", ")));
    let gaps = measure.gaps();
    if !gaps.is_empty() {
        let mut reasons = gaps.clone();
        let mut seen = Vec::new();
        reasons.retain(|reason| {
            !seen.contains(reason) && {
                seen.push(*reason);
                true
            }
        });
        paper.words(format!(
            "Months without a figure (×) {} of {}: {}",
            gaps.len(),
            measure.months.len(),
            reasons.join(", ")
        ));
    }
    if !measure.comment.is_empty() {
        paper.words(format!("Comment {}", measure.comment));
    }
}

fn register(books: &Books) -> Paper {
    let mut paper = Paper::new("risk-register");
    paper.words(format!("Meeting {}", in_words(books.meeting)));
    paper.section(risk_message(books));
    paper.words(risk_message(books));
    paper.words("Likelihood 1 to 5 × impact 1 to 5.");
    heat_map(books, &mut paper);
    risk_headlines(books, &mut paper);
    for risk in books.ranked_risks().into_iter().take(5) {
        paper.pair(score(risk, 1), format!("{} {}", risk.reference, risk.event));
    }
    paper.section("Every risk, highest current score first");
    let mut rows = Vec::new();
    for risk in books.ranked_risks() {
        rows.push(vec![format!(
            "{} · {} · Owner: {} · Response: {} · Direction of travel: {} · Reviewed {}",
            risk.reference,
            risk.category,
            risk.owner,
            risk.response,
            direction(risk),
            in_words(risk.reviewed)
        )]);
        let long = |index: usize| {
            let [likelihood, impact, _] = risk.scores[index];
            format!("{} {likelihood} × {impact}", score(risk, index))
        };
        rows.push(vec![
            format!("Cause: {} Event: {} Consequence: {}", risk.cause, risk.event, risk.consequence),
            long(0),
            long(1),
            long(2),
            risk.controls.join(" "),
            risk.further.join(" "),
            risk.links.join(", "),
        ]);
    }
    paper.table(
        &["Risk", "Inherent", "Current", "Target", "Controls in place", "Further actions", "Linked actions"],
        rows,
    );
    paper
}

// ---- What several papers say --------------------------------------------------------------------------------------

fn headlines(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let [blue, _, amber, red, _] = tally(&all, |action| &action.status);
    let impact_blue = tally(&all, |action| &action.impact)[0];
    paper.words(format!(
        "Actions. {blue} of {} actions have the action status Blue and {impact_blue} the impact status Blue. {} are Red \
         and {} Amber for action.",
        all.len(),
        capitalised(&word(red)),
        word(amber)
    ));
    let mut overdue: Vec<&Action> = all.iter().filter(|action| books.overdue(action)).collect();
    overdue.sort_by_key(|action| action.due.last_day);
    paper.words(format!(
        "Overdue. {} actions have passed their due date. Action {} has been overdue longest: {}.",
        capitalised(&word(overdue.len())),
        overdue[0].reference,
        books.lateness(overdue[0])
    ));
    let (met, targets) = met_and_targets(books);
    let which = |way: &str| books.measures.iter().filter(|measure| measure.which_way() == way).count();
    let latest = books.measures.iter().map(|measure| measure.latest().0).max().unwrap();
    paper.words(format!(
        "Measures. {met} of {targets} measures with a target meet it in {}. Since the figure before, {} of all {} moved \
         the right way and {} the wrong way.",
        month_of(latest),
        which("better"),
        books.measures.len(),
        which("worse")
    ));
    paper.words(format!(
        "Risks. {} of {} risks score very high; {} are rising.",
        capitalised(&word(at_level(books, "Very high"))),
        books.risks.len(),
        word(books.direction("Rising").len())
    ));
    let open: Vec<_> = books.agreed.iter().filter(|agreed| agreed.open).collect();
    paper.words(format!(
        "Board actions. {} of {} actions agreed at meetings are still open, {} of them overdue.",
        open.len(),
        books.agreed.len(),
        word(open.iter().filter(|agreed| agreed.due < books.as_at).count())
    ));
}

fn position(books: &Books) -> String {
    let all = books.actions();
    let blue = tally(&all, |action| &action.status)[0];
    let late = all.iter().filter(|action| books.overdue(action)).count();
    format!("{} of {} actions are Blue; {} are overdue", capitalised(&word(blue)), all.len(), word(late))
}

fn area_bars(books: &Books, paper: &mut Paper) {
    for area in &books.areas {
        paper.bar(&format!("{}, action status", area.title), tally(&area.actions, |action| &action.status));
        paper.bar(&format!("{}, impact status", area.title), tally(&area.actions, |action| &action.impact));
    }
}

fn area_name(area: &Area) -> String {
    format!("{}: {}", area.title, area.name)
}

/// Each action's reference and words across the table, and then its cells.
fn with_bands<'a>(
    actions: impl IntoIterator<Item = &'a Action>,
    cells: impl Fn(&Action) -> Vec<String>,
) -> Vec<Vec<String>> {
    actions
        .into_iter()
        .flat_map(|action| [vec![format!("{} {}", action.reference, action.text)], cells(action)])
        .collect()
}

fn due_and_statuses(books: &Books, action: &Action) -> Vec<String> {
    let late = if books.overdue(action) { format!(" overdue by {}", books.lateness(action)) } else { String::new() };
    vec![action.due.words.clone() + &late, action.status.clone(), action.impact.clone()]
}

fn leads(action: &Action) -> String {
    if action.leads.is_empty() { "no lead recorded".into() } else { action.leads.join("; ") }
}

fn met_and_targets(books: &Books) -> (usize, usize) {
    let known: Vec<bool> = books.measures.iter().filter_map(|measure| measure.is_met(books.as_at)).collect();
    (known.iter().filter(|met| **met).count(), known.len())
}

fn targets_met(books: &Books) -> String {
    let (met, targets) = met_and_targets(books);
    format!("{} of {targets} measures with a target meet it", capitalised(&word(met)))
}

fn measure_status(measure: &Measure) -> String {
    if STATUSES.contains(&&*measure.status) { measure.status.clone() } else { "not stated".into() }
}

fn at_level(books: &Books, wanted: &str) -> usize {
    books.risks.iter().filter(|risk| level(risk.scores[1][2]) == wanted).count()
}

fn above_target(books: &Books) -> usize {
    books.risks.iter().filter(|risk| risk.scores[1][2] > risk.scores[2][2]).count()
}

fn risk_message(books: &Books) -> String {
    format!(
        "{} of {} risks score very high; {} are above target",
        capitalised(&word(at_level(books, "Very high"))),
        books.risks.len(),
        word(above_target(books))
    )
}

fn risk_headlines(books: &Books, paper: &mut Paper) {
    let [very_high, high, medium, low] = ["Very high", "High", "Medium", "Low"].map(|level| at_level(books, level));
    paper.words(format!("By level: {very_high} very high, {high} high, {medium} medium and {low} low."));
    for way in ["Rising", "Falling"] {
        let refs = books.direction(way);
        paper.words(format!("{way}: {} risks ({}).", refs.len(), refs.join(", ")));
    }
    let (above, all) = (above_target(books), books.risks.len());
    paper.words(format!("Against target: {above} of {all} risks score above target."));
}

/// The map with the risks where their likelihood and impact put them, and the key of the levels, all by the scale that
/// the register states above its table.
fn heat_map(books: &Books, paper: &mut Paper) {
    let scale = "Low 1 to 4, medium 5 to 9, high 10 to 15, very high 16 to 25.";
    assert!(books.texts.iter().any(|text| text.ends_with(scale)), "the register states another scale");
    let likelihoods = ["Very unlikely", "Unlikely", "Possible", "Likely", "Almost certain"];
    let cell = |likelihood: i64, impact: i64| {
        let there = |risk: &&Risk| risk.scores[1][..2] == [likelihood, impact];
        let refs: Vec<&str> = books.risks.iter().filter(there).map(|risk| &*risk.reference).collect();
        format!("{} {}", likelihood * impact, refs.join(" "))
    };
    paper.table(
        &["Likelihood ↓ Impact →", "1 Very low", "2 Low", "3 Medium", "4 High", "5 Very high"],
        (1..=5)
            .rev()
            .map(|likelihood| {
                let name = format!("{likelihood} {}", likelihoods[likelihood as usize - 1]);
                std::iter::once(name).chain((1..=5).map(|impact| cell(likelihood, impact))).collect()
            })
            .collect(),
    );
    paper.words("Low 1–4 Medium 5–9 High 10–15 Very high 16–25");
}

fn top_risks(books: &Books, paper: &mut Paper) {
    paper.table(
        &["Risk", "What may happen", "Current", "Target", "Direction", "Owner"],
        books
            .ranked_risks()
            .into_iter()
            .take(5)
            .map(|risk| {
                let words = [&risk.reference, &risk.event].map(String::clone);
                [&words[..], &[score(risk, 1), score(risk, 2), direction(risk), risk.owner.clone()]].concat()
            })
            .collect(),
    );
}

fn score(risk: &Risk, index: usize) -> String {
    let score = risk.scores[index][2];
    format!("{score} {}", level(score))
}

fn direction(risk: &Risk) -> String {
    let arrow = match &*risk.direction {
        "Rising" => "↑",
        "Falling" => "↓",
        _ => "→",
    };
    format!("{arrow} {}", risk.direction)
}

fn next_months(books: &Books, paper: &mut Paper) {
    let due = books.falling_due();
    paper.words(format!(
        "{} actions fall due by the end of {}",
        capitalised(&word(due.len())),
        month_of(books.horizon())
    ));
    paper.table(
        &["Due", "Action status", "Impact status", "Leads"],
        with_bands(&due, |action| [due_and_statuses(books, action), vec![leads(action)]].concat()),
    );
}

fn meetings(books: &Books) -> String {
    let mut days: Vec<_> = books.upcoming().iter().map(|item| item.meeting).collect();
    days.dedup();
    word(days.len())
}

fn work_programme(books: &Books, paper: &mut Paper) {
    paper.table(
        &["Meeting", "Item", "Purpose", "Lead"],
        books
            .upcoming()
            .into_iter()
            .map(|item| {
                let what = format!("{} Papers due {}", item.item, in_words(item.deadline));
                vec![in_words(item.meeting), what, item.purpose.clone(), item.lead.clone()]
            })
            .collect(),
    );
}

fn is_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}
