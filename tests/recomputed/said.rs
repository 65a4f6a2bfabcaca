//! What each paper must say, worded from the figures of the second reading.
//!
//! A paper is a list of places, each a section and what must stand there. Sentences are whole, tables are given by the
//! columns that are recomputed, so that a column added later is listed as not recomputed rather than breaking the rest.

use super::books::{
    Action, Area, Books, Measure, Risk, STATUSES, Way, beginning, capitalised, counts_in_words, in_words, level,
    month_of, tally, word,
};
use super::deck::deck;
use super::scorecard::scorecard;

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
    /// A drawing of what moved where, whose words tell the moves in any order.
    Flow { between: String, told: Vec<String>, still: String, drawn: Vec<String> },
    /// Words, then the number of a page, which is not recomputed, up to the words that follow it.
    Page { from: &'static str, to: &'static str },
    /// The columns of one table, and all its rows. A row of one text stands across all columns.
    Table { heads: Vec<&'static str>, rows: Vec<Vec<String>> },
    /// Blocks that stand one after another, each with all its words.
    List(Vec<Line>),
    /// The columns of one table with the first of these rows, as many as find room, and the words for the rest by how many
    /// have found it.
    Fitting { heads: Vec<&'static str>, rows: Vec<Vec<String>>, rest: Rest },
}

pub type Rest = Box<dyn Fn(usize) -> Option<String>>;

/// One block of a list.
pub enum Line {
    /// All its words; [`ANY_NUMBER`] among them is any number.
    Whole(String),
    /// A text, or its beginning up to a space, and three dots.
    Cut(String),
    /// A drawing by the words that stand for it, and all that is written in it.
    Drawing(String, String),
}

impl Line {
    pub fn words(&self) -> &str {
        let (Line::Whole(words) | Line::Cut(words) | Line::Drawing(words, _)) = self;
        words
    }

    /// How many passages of a page it is: of a drawing the words for it and those in it.
    pub fn passages(&self) -> usize {
        if matches!(self, Line::Drawing(..)) { 2 } else { 1 }
    }

    /// A bar of statuses with its counts.
    pub fn bar(name: &str, counts: [usize; 5]) -> Line {
        let drawn = counts.iter().filter(|count| **count > 0).map(usize::to_string).collect();
        Line::Drawing(format!("{name}: {}.", counts_in_words(counts)), drawn)
    }
}

/// A cell, or a place in a line, that holds a number which is not recomputed: that of a page.
pub const ANY_NUMBER: &str = "(a number)";

pub struct Paper {
    name: &'static str,
    section: String,
    all: Vec<Expected>,
}

impl Paper {
    pub fn new(name: &'static str) -> Self {
        Paper { name, section: String::new(), all: Vec::new() }
    }

    pub fn section(&mut self, heading: impl Into<String>) {
        self.section = heading.into();
    }

    pub fn says(&mut self, said: Said) {
        self.all.push(Expected { paper: self.name, section: self.section.clone(), said });
    }

    pub fn words(&mut self, words: impl Into<String>) {
        self.says(Said::Words(words.into()));
    }

    pub fn pages(&mut self, from: &'static str, to: &'static str) {
        self.says(Said::Page { from, to });
    }

    pub fn pair(&mut self, number: impl ToString, what: impl Into<String>) {
        self.says(Said::Pair(number.to_string(), what.into()));
    }

    pub fn table(&mut self, heads: &[&'static str], rows: Vec<Vec<String>>) {
        self.says(Said::Table { heads: heads.to_vec(), rows });
    }

    pub fn list(&mut self, lines: impl IntoIterator<Item = impl Into<String>>) {
        self.says(Said::List(lines.into_iter().map(|words| Line::Whole(words.into())).collect()));
    }

    pub fn fitting(
        &mut self,
        heads: &[&'static str],
        rows: Vec<Vec<String>>,
        rest: impl Fn(usize) -> Option<String> + 'static,
    ) {
        self.says(Said::Fitting { heads: heads.to_vec(), rows, rest: Box::new(rest) });
    }

    pub fn bar(&mut self, name: &str, counts: [usize; 5]) {
        self.says(Said::List(vec![Line::bar(name, counts)]));
    }
}

/// Everything that the papers must say, each paper by a function of its own.
pub fn expected(books: &Books) -> Vec<Expected> {
    [report(books), deck(books), register(books), scorecard(books)].into_iter().flat_map(|paper| paper.all).collect()
}

fn report(books: &Books) -> Paper {
    let mut paper = Paper::new("improvement-board-report");
    let all = books.actions();
    let by_action = tally(&all, |action| &action.status);
    let by_impact = tally(&all, |action| &action.impact);
    paper.words(format!("Meeting {}", in_words(books.next_meeting())));
    asks(books, &mut paper);
    paper.section("Headlines");
    headlines(books, &mut paper);
    paper.bar("Action status, all areas", by_action);
    paper.bar("Impact status, all areas", by_impact);

    paper.section(format!("What has changed since {}", month_of(books.before().as_at)));
    what_has_changed(books, &mut paper);

    paper.section("Decisions asked of the Board");
    decisions(books, &mut paper);

    paper.section("Position by area");
    paper.words(position(books));
    paper.words(format!("Number of actions by status, {}.", in_words(books.as_at)));
    area_bars(books, |_| None, &mut paper);

    paper.section("Exceptions");
    let [_, _, amber, red, _] = by_action;
    paper.words(format!(
        "{} actions are Red, {} are Amber and {} are overdue",
        capitalised(&word(red)),
        word(amber),
        word(books.late(&all).len())
    ));
    let exceptions = books.exceptions(&all).into_iter().flat_map(|action| {
        let [status, impact] = statuses(books, &action);
        let late = if books.overdue(&action) { format!(", {}", overdue_by(books, &action)) } else { String::new() };
        [
            format!("{} {}", action.reference, action.text),
            format!("Action {status} · Impact {impact} · Due {}{late} · Owner: {}", action.due.words, leads(&action)),
            format!("{} ({})", action.update, in_words(action.updated)),
        ]
    });
    paper.list(exceptions);

    paper.section("Scorecard");
    paper.words(targets_met(books));
    scorecard_table(books, &mut paper);

    paper.section("Risks");
    paper.words(risk_message(books));
    let above = above_appetite(books);
    paper.list([format!("{} risks are above the Board’s appetite of {}.", capitalised(&word(above)), books.appetite)]);
    top_risks(books, &mut paper);
    paper.words(format!("Current scores, {}. Likelihood 1 to 5 × impact 1 to 5.", in_words(books.as_at)));

    paper.section("Meeting actions still open");
    meeting_actions(books, &mut paper);

    paper.section("The next three months");
    paper.words("The next three months");
    next_months(books, &mut paper);
    books.measures.iter().filter_map(|measure| outlook(books, measure)).for_each(|words| paper.list([words]));
    let meetings = format!("{} meetings are in the work programme for those months", capitalised(&meetings(books)));
    paper.list([vec![meetings], work_programme_in_lines(books)].concat());

    paper.section("About these figures");
    let held = workbooks_hold(books).map(|(book, holds)| format!("{book} ({holds})"));
    paper.words(format!(
        "This report was made from {} workbooks, as they were for {}: {}.",
        word(held.len()),
        month_of(books.as_at),
        held.join("; ")
    ));
    let key = books.key.iter().map(|(status, meaning)| format!("{status} {meaning}"));
    paper.list(std::iter::once("How actions are rated".to_owned()).chain(key));
    paper
}

/// What the Board is asked, each with the page on which it is set out.
fn asks(books: &Books, paper: &mut Paper) {
    paper.section("The Board is asked to");
    let page = format!("(page {ANY_NUMBER})");
    paper.list([
        "The Board is asked to".to_owned(),
        format!("Approve the closure of {} complete actions {page}", books.to_close().0.len()),
        format!(
            "Agree the way back for {} actions that are Red, Amber or overdue {page}",
            books.exceptions(&books.actions()).len()
        ),
        format!(
            "Note that {} risks of {} are above the appetite of {} {page}",
            above_appetite(books),
            books.risks.len(),
            books.appetite
        ),
        format!("Note the position of each area {page}"),
    ]);
}

fn decisions(books: &Books, paper: &mut Paper) {
    let (to_close, no_impact) = books.to_close();
    assert!(to_close.len() > 1 && no_impact.is_empty(), "other words are needed, which are not here");
    let closure = to_close.iter().map(|action| {
        let [_, impact] = statuses(books, action);
        format!(
            "{} {} Completed {} Impact {impact} Impact measures: {}",
            action.reference,
            action.text,
            in_words(action.completed.unwrap()),
            action.impact_measures.join("; ")
        )
    });
    let on_record = books.closure_on_record().into_iter().map(|(action, record)| {
        let (reason, until) = (&record.reason, in_words(record.until));
        format!("{} {} Accepted: {reason} ({}, until {until}).", action.reference, action.text, record.by)
    });
    let first = [
        format!("The Board is asked to approve the closure of {} actions", word(to_close.len())),
        "Complete, with their impact achieved, and without a recorded approval of the Board to close them.".to_owned(),
    ];
    let not_again = std::iter::once("Not asked again".to_owned());
    paper.list(first.into_iter().chain(closure).chain(not_again).chain(on_record));
}

/// Every measure, with what England and similar areas have under its name.
fn scorecard_table(books: &Books, paper: &mut Paper) {
    let name = |measure: &Measure| {
        let compared = [("England", measure.england), ("similar areas", measure.neighbours)];
        let compared =
            compared.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", measure.show(value?))));
        format!("{} {} {}", measure.reference, measure.name, compared.collect::<Vec<_>>().join(", "))
    };
    paper.table(
        &["Measure", "Latest", "Change since previous", "Target", "Status"],
        books
            .measures
            .iter()
            .map(|measure| {
                vec![
                    name(measure),
                    measure.show(measure.latest().1),
                    format!("{} {}", measure.change_in_brief(), measure.which_way()),
                    measure.target_now(books.as_at),
                    measure_status(measure),
                ]
            })
            .collect(),
    );
}

fn meeting_actions(books: &Books, paper: &mut Paper) {
    let open: Vec<_> = books.agreed.iter().filter(|agreed| agreed.open).collect();
    let late = open.iter().filter(|agreed| agreed.due < books.as_at).count();
    paper.words(format!(
        "{} of {} actions are open; {} is overdue",
        capitalised(&word(open.len())),
        word(books.agreed.len()),
        word(late)
    ));
    paper.table(
        &["Ref, and meeting", "Action agreed, and its owner", "Due", "Update"],
        open.iter()
            .map(|agreed| {
                let late = if agreed.due < books.as_at { " overdue" } else { "" };
                vec![
                    format!("{} {}", agreed.reference, in_words(agreed.meeting)),
                    format!("{} {}", agreed.action, agreed.owner),
                    in_words(agreed.due) + late,
                    agreed.update.clone(),
                ]
            })
            .collect(),
    );
}

fn register(books: &Books) -> Paper {
    let mut paper = Paper::new("risk-register");
    paper.words(format!("Meeting {}", in_words(books.next_meeting())));
    paper.section(risk_message(books));
    paper.words(risk_message(books));
    paper.words("Likelihood 1 to 5 × impact 1 to 5.");
    heat_map(books, &mut paper);
    risk_headlines(books, &mut paper);
    paper.words(scores_sentence(books));
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
            long(1) + &score_mark(books, risk),
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

fn what_has_changed(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let since = month_of(books.before().as_at);
    let of = |way: Way| all.iter().filter(move |action| books.way(action) == way);
    let actions = |way: Way| of(way).map(|action| change_line(books, action)).collect::<Vec<_>>();
    let risks = |risks: &[&Risk]| {
        let line = |risk: &&Risk| {
            let before = books.risk_before(risk).scores[1][2];
            format!("{} {} {} was {before}", risk.reference, risk.event, score(risk, 1))
        };
        risks.iter().map(line).collect::<Vec<_>>()
    };
    let measures = |moved: Vec<(&Measure, &Measure)>| {
        moved.into_iter().map(|(then, now)| measure_change_line(books, then, now)).collect::<Vec<_>>()
    };
    let [rose, fell] = scores_moved(books);
    let newly_met =
        measures_moved(books, "better").into_iter().filter(|(_, now)| books.target_newly_met(now)).collect();
    let before = books.before();
    let was_open =
        |reference: &str| before.agreed.iter().find(|then| then.reference == reference).map(|then| then.open);
    let closed = books.agreed.iter().filter(|now| !now.open && was_open(&now.reference) == Some(true)).count();
    let new = books.agreed.iter().filter(|now| was_open(&now.reference).is_none()).count();
    // Nothing moved that is neither better nor worse: it would be among the other changes.
    let neither = |action: &Action| books.moves(action).iter().any(|(_, _, way)| *way == Some(Way::Neither));
    assert!(!all.iter().any(neither), "an action moved in a way that is not here");

    let headings = [vec![format!("{} since {since}", statuses_moved(books))], change_sentences(books)].concat();
    let worse =
        [vec!["For the worse".to_owned()], actions(Way::Worse), risks(&rose), measures(measures_moved(books, "worse"))];
    let better = [
        vec!["For the better".to_owned()],
        actions(Way::Better),
        risks(&fell),
        measures(newly_met),
        vec![format!("The change of each measure is in the scorecard, page {ANY_NUMBER}.")],
    ];
    let other = vec![
        "Other changes".to_owned(),
        format!("Meeting actions: {} were closed and {} were agreed.", word(closed), word(new)),
    ];
    paper.list([headings, worse.concat(), better.concat(), other].concat());
}

/// The beginning of an action and all that moved: "1.3.1 Review the process… Action Red ↓ was Amber now overdue, by 4 weeks".
fn change_line(books: &Books, action: &Action) -> String {
    let [one, other] = statuses(books, action);
    let [status_moved, impact_moved] = books.moves(action).map(|(_, _, way)| way.is_some());
    let mut parts = Vec::new();
    if status_moved && impact_moved && one == other {
        parts.push(format!("Action and impact {one}"));
    } else {
        parts.extend(status_moved.then(|| format!("Action {one}")));
        parts.extend(impact_moved.then(|| format!("Impact {other}")));
    }
    parts.extend(books.newly_overdue(action).then(|| format!("now overdue, by {}", books.lateness(action))));
    format!("{} {} {}", action.reference, beginning(&action.text, 48), parts.join(" "))
}

fn measure_change_line(books: &Books, then: &Measure, now: &Measure) -> String {
    let [(from_month, from), (month, latest)] = [then, now].map(Measure::latest);
    let mut line = format!("{} {}: {}", now.reference, now.name, now.show(latest));
    if month != from_month {
        line += &format!(" in {}", month_of(month));
    }
    line += &format!(", was {} in {}", now.show(from), month_of(from_month));
    line.extend(now.target(books.as_at).map(|share| format!("; target {share}%")));
    line + if books.target_newly_met(now) { "; now meets its target" } else { "" }
}

/// What changed in four sentences.
fn change_sentences(books: &Books) -> Vec<String> {
    let all = books.actions();
    let [worse, better] = [Way::Worse, Way::Better].map(|way| books.statuses_moved(way));
    let [rose, fell] = scores_moved(books);
    let measures = |way: &str| measures_moved(books, way).len();
    let newly_met = books.measures.iter().filter(|now| books.target_newly_met(now)).count();
    let count = |of: &dyn Fn(&Action) -> bool| capitalised(&word(all.iter().filter(|action| of(action)).count()));
    vec![
        format!(
            "Ratings. {} worsened ({} action, {} impact); {} improved ({} action, {} impact). {} actions were completed.",
            capitalised(&word(both(worse))),
            worse[0],
            worse[1],
            word(both(better)),
            better[0],
            better[1],
            count(&|action| books.newly_complete(action))
        ),
        // No due date of the sample has moved: `books::read` holds it to that.
        format!(
            "Due dates. {} actions have become overdue; no due date was extended.",
            count(&|action| books.newly_overdue(action))
        ),
        format!(
            "Risks. {} current scores rose and {} fell; no risk is new.",
            capitalised(&word(rose.len())),
            word(fell.len())
        ),
        format!(
            "Measures. {} improved and {} worsened; {} meets its target that did not before.",
            capitalised(&word(measures("better"))),
            word(measures("worse")),
            word(newly_met)
        ),
    ]
}

/// The measures that moved one way since the edition before, each as it was and as it is.
pub fn measures_moved<'a>(books: &'a Books, way: &str) -> Vec<(&'a Measure, &'a Measure)> {
    let pairs = books.measures.iter().map(|now| (books.before().measure(&now.reference), now));
    pairs.filter(|(then, now)| now.moved_from(then) == way).collect()
}

pub fn changed_risks_and_measures(
    books: &Books,
    risks: &[&Risk],
    measures: &[(&Measure, &Measure)],
    paper: &mut Paper,
) {
    paper.table(
        &["Ref", "Risk", "Current", "Before"],
        risks
            .iter()
            .map(|risk| {
                let before = books.risk_before(risk).scores[1][2].to_string();
                vec![risk.reference.clone(), risk.event.clone(), score(risk, 1), before]
            })
            .collect(),
    );
    let figure = |measure: &Measure| {
        let (month, value) = measure.latest();
        format!("{} {}", measure.show(value), month_of(month))
    };
    paper.table(
        &["Measure", "Before", "Now", "Change", "Target"],
        measures
            .iter()
            .map(|(then, now)| {
                let crossed = if books.target_newly_met(now) { " now meets its target" } else { "" };
                vec![
                    format!("{} {}", now.reference, now.name),
                    figure(then),
                    figure(now),
                    now.change_from(then.latest().1) + crossed,
                    now.target(books.as_at).map_or(now.target_in_words(), |share| format!("{share}%")),
                ]
            })
            .collect(),
    );
}

/// What Sen's line through the last year says of the next target that has a date; nothing where there is none ahead.
fn outlook(books: &Books, measure: &Measure) -> Option<String> {
    Some(format!("{} {}. {}", measure.reference, measure.name, trend(books, measure)?))
}

pub fn trend(books: &Books, measure: &Measure) -> Option<String> {
    let (share, by) = measure.next_target(books.as_at)?;
    let line = measure.line()?;
    let there = line.at(by);
    let reached = if measure.high_is_good { there >= share as f64 / 100.0 } else { there <= share as f64 / 100.0 };
    Some(format!(
        "At the rate of the {} figures from {} to {} ({} a month), it would reach {} by {}; the target of {share}% would \
         be {}.",
        line.figures,
        month_of(line.from),
        month_of(line.to),
        measure.change_in_size(line.slope),
        measure.show(there.clamp(0.0, 1.0)),
        month_of(by),
        if reached { "met" } else { "missed" }
    ))
}

// ---- What several papers say --------------------------------------------------------------------------------------

/// The workbooks, and what each holds.
fn workbooks_hold(books: &Books) -> [(&'static str, String); 5] {
    [
        (
            "Action tracker.xlsx",
            format!(
                "{} actions, {} status meanings, {} glossary terms",
                books.actions().len(),
                books.key.len(),
                books.glossary
            ),
        ),
        ("Board actions log.xlsx", format!("{} meeting actions", books.agreed.len())),
        ("Dashboard.xlsx", format!("{} measures", books.measures.len())),
        ("Forward work programme.xlsx", format!("{} work programme items", books.items.len())),
        ("Risk register.xlsx", format!("{} risks", books.risks.len())),
    ]
}

pub fn workbooks(books: &Books, paper: &mut Paper) {
    let rows = workbooks_hold(books).map(|(book, holds)| vec![book.into(), holds]);
    paper.table(&["Workbook", "What is in it"], rows.to_vec());
}

pub fn headlines(books: &Books, paper: &mut Paper) {
    let mut lines = Vec::new();
    let all = books.actions();
    let [blue, _, amber, red, _] = tally(&all, |action| &action.status);
    let impact_blue = tally(&all, |action| &action.impact)[0];
    lines.push(format!(
        "Actions. {blue} of {} actions are complete; {impact_blue} have achieved their impact. {} are Red and {} Amber for \
         action.",
        all.len(),
        capitalised(&word(red)),
        word(amber)
    ));
    let overdue = books.late(&all);
    lines.push(format!(
        "Overdue. {} actions are overdue. Action {} is the longest overdue, by {}.",
        capitalised(&word(overdue.len())),
        overdue[0].reference,
        books.lateness(&overdue[0])
    ));
    lines.push(format!("Since {}. {}.", month_of(books.before().as_at), statuses_moved(books)));
    let (met, targets) = met_and_targets(books);
    let which = |way: &str| measures_moved(books, way).len();
    let latest = books.measures.iter().map(|measure| measure.latest().0).max().unwrap();
    lines.push(format!(
        "Measures. {met} of {targets} measures with a target meet it in {}. Since {}, {} improved and {} worsened. {}",
        month_of(latest),
        month_of(books.before().as_at),
        word(which("better")),
        word(which("worse")),
        against_england(books)
    ));
    lines.push(format!(
        "Risks. {} of {} risks score very high; {} are above the Board’s appetite of {}; {} are rising.",
        capitalised(&word(at_level(books, "Very high"))),
        books.risks.len(),
        word(above_appetite(books)),
        books.appetite,
        word(books.direction("Rising").len())
    ));
    let open: Vec<_> = books.agreed.iter().filter(|agreed| agreed.open).collect();
    lines.push(format!(
        "Board actions. {} of {} actions agreed at meetings are still open, {} of them overdue.",
        open.len(),
        books.agreed.len(),
        word(open.iter().filter(|agreed| agreed.due < books.as_at).count())
    ));
    paper.list(lines);
}

fn against_england(books: &Books) -> String {
    let with: Vec<&Measure> = books.measures.iter().filter(|measure| measure.england.is_some()).collect();
    let better = with.iter().filter(|measure| measure.way_from(measure.england.unwrap()) == "better").count();
    match (better, with.len()) {
        (better, all) if better == all => format!("All {} with a figure for England are better than it.", word(all)),
        (better, all) => format!("Of {} with a figure for England, {} are better than it.", word(all), word(better)),
    }
}

pub fn position(books: &Books) -> String {
    let all = books.actions();
    let blue = tally(&all, |action| &action.status)[0];
    let late = books.late(&all).len();
    format!("{} of {} actions are complete; {} are overdue", capitalised(&word(blue)), all.len(), word(late))
}

/// The two bars of each area under its name, and the words beside them.
pub fn area_bars(books: &Books, beside: impl Fn(&Area) -> Option<String>, paper: &mut Paper) {
    for area in &books.areas {
        let mut lines = vec![
            Line::Whole(format!("{} {}", area.title, area.name)),
            Line::bar(&format!("{}, action status", area.title), tally(&area.actions, |action| &action.status)),
            Line::bar(&format!("{}, impact status", area.title), tally(&area.actions, |action| &action.impact)),
        ];
        lines.extend(beside(area).map(Line::Whole));
        paper.says(Said::List(lines));
    }
}

pub fn area_name(area: &Area) -> String {
    format!("{}: {}", area.title, area.name)
}

/// "overdue by 4 weeks".
fn overdue_by(books: &Books, action: &Action) -> String {
    format!("overdue by {}", books.lateness(action))
}

pub fn due_and_statuses(books: &Books, action: &Action) -> Vec<String> {
    let late = if books.overdue(action) { format!(" {}", overdue_by(books, action)) } else { String::new() };
    let [status, impact] = statuses(books, action);
    vec![action.due.words.clone() + &late, status, impact]
}

/// Both statuses, each with a mark where it has moved: "Red ↓ was Amber".
pub fn statuses(books: &Books, action: &Action) -> [String; 2] {
    books.moves(action).map(|(from, to, way)| match way {
        None => to,
        Some(Way::Better) => format!("{to} ↑ was {from}"),
        Some(Way::Worse) => format!("{to} ↓ was {from}"),
        Some(Way::Neither) => format!("{to} → was {from}"),
    })
}

/// "Five ratings worsened and 14 improved".
pub fn statuses_moved(books: &Books) -> String {
    let [worse, better] = [Way::Worse, Way::Better].map(|way| both(books.statuses_moved(way)));
    format!("{} ratings worsened and {} improved", capitalised(&word(worse)), word(better))
}

pub fn both(counts: [usize; 2]) -> usize {
    counts.iter().sum()
}

fn leads(action: &Action) -> String {
    if action.leads.is_empty() { "no lead recorded".into() } else { action.leads.join("; ") }
}

pub fn met_and_targets(books: &Books) -> (usize, usize) {
    let known: Vec<bool> = books.measures.iter().filter_map(|measure| measure.is_met(books.as_at)).collect();
    (known.iter().filter(|met| **met).count(), known.len())
}

pub fn targets_met(books: &Books) -> String {
    let (met, targets) = met_and_targets(books);
    format!("{} of {targets} measures with a target meet it", capitalised(&word(met)))
}

pub fn measure_status(measure: &Measure) -> String {
    if STATUSES.contains(&&*measure.status) { measure.status.clone() } else { "not stated".into() }
}

pub fn at_level(books: &Books, wanted: &str) -> usize {
    books.risks.iter().filter(|risk| level(risk.scores[1][2]) == wanted).count()
}

pub fn above_target(books: &Books) -> usize {
    books.risks.iter().filter(|risk| risk.scores[1][2] > risk.scores[2][2]).count()
}

pub fn above_appetite(books: &Books) -> usize {
    books.risks.iter().filter(|risk| books.above_appetite(risk)).count()
}

pub fn risk_message(books: &Books) -> String {
    format!(
        "{} of {} risks score very high; {} are above target",
        capitalised(&word(at_level(books, "Very high"))),
        books.risks.len(),
        word(above_target(books))
    )
}

pub fn risk_headlines(books: &Books, paper: &mut Paper) {
    let [very_high, high, medium, low] = ["Very high", "High", "Medium", "Low"].map(|level| at_level(books, level));
    paper.words(format!("By level: {very_high} very high, {high} high, {medium} medium and {low} low."));
    for way in ["Rising", "Falling"] {
        let refs = books.direction(way);
        paper.words(format!("{way}: {} risks ({}).", refs.len(), refs.join(", ")));
    }
    let (above, all) = (above_target(books), books.risks.len());
    paper.words(format!("Against target: {above} of {all} risks score above target."));
    let (above, appetite) = (above_appetite(books), books.appetite);
    paper.words(format!("Against appetite: {above} of {all} risks are above the Board’s appetite of {appetite}."));
    typed_over(books, paper);
}

/// Scores that were typed over: the map goes by likelihood and impact.
pub fn typed_over(books: &Books, paper: &mut Paper) {
    for risk in &books.risks {
        let [likelihood, impact, score] = risk.scores[1];
        if likelihood * impact != score {
            paper.words(format!(
                "On the map: {} is plotted at {} ({likelihood} × {impact}); the register shows {score} in error.",
                risk.reference,
                likelihood * impact
            ));
        }
    }
}

/// The map with the risks where their likelihood and impact put them, and the key of the levels, all by the scale that
/// the register states above its table.
pub fn heat_map(books: &Books, paper: &mut Paper) {
    paper.words(format!("Beside a risk that moved since {}: the score it had then.", month_of(books.before().as_at)));
    map_of_risks(books, true, paper);
}

/// The map alone; `trails` tells where the risks that moved stood before.
pub fn map_of_risks(books: &Books, trails: bool, paper: &mut Paper) {
    let scale = "Low 1 to 4, medium 5 to 9, high 10 to 15, very high 16 to 25.";
    assert!(books.texts.iter().any(|text| text.ends_with(scale)), "the register states another scale");
    let likelihoods = ["Very unlikely", "Unlikely", "Possible", "Likely", "Almost certain"];
    let cell = |likelihood: i64, impact: i64| {
        let there = |risk: &&Risk| risk.scores[1][..2] == [likelihood, impact];
        let (moved, still): (Vec<&Risk>, Vec<&Risk>) = books
            .risks
            .iter()
            .filter(there)
            .partition(|risk| trails && place_score(books.risk_before(risk)) != place_score(risk));
        let still = still.iter().map(|risk| risk.reference.clone());
        let moved = moved.iter().map(|risk| {
            let (now, then) = (place_score(risk), place_score(books.risk_before(risk)));
            format!("{} {} from {then}", risk.reference, if now > then { "↑" } else { "↓" })
        });
        let refs: Vec<String> = still.chain(moved).collect();
        let score = likelihood * impact;
        format!("{score} {} {}", level(score), refs.join(" "))
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
    let row = |risk: &Risk| {
        let appetite = if books.above_appetite(risk) { "above" } else { "within" };
        vec![
            risk.reference.clone(),
            format!("{} {}", risk.event, risk.owner),
            score(risk, 1) + &score_mark(books, risk),
            score(risk, 2),
            direction(risk),
            appetite.to_owned(),
        ]
    };
    // The head of the last column names the appetite.
    assert_eq!(books.appetite, 9);
    paper.table(
        &["Ref", "Risk, and its owner", "Current", "Target", "Direction", "Appetite 9"],
        books.ranked_risks().into_iter().take(5).map(row).collect(),
    );
}

pub fn score(risk: &Risk, index: usize) -> String {
    let score = risk.scores[index][2];
    format!("{score} {}", level(score))
}

/// " ↑ was 12" where the current score has moved.
pub fn score_mark(books: &Books, risk: &Risk) -> String {
    let [from, to] = [books.risk_before(risk), risk].map(|risk| risk.scores[1][2]);
    match from.cmp(&to) {
        std::cmp::Ordering::Less => format!(" ↑ was {from}"),
        std::cmp::Ordering::Greater => format!(" ↓ was {from}"),
        std::cmp::Ordering::Equal => String::new(),
    }
}

/// The score of the place on the map, which a score typed over does not move.
fn place_score(risk: &Risk) -> i64 {
    risk.scores[1][0] * risk.scores[1][1]
}

/// The risks whose current score rose, and those of which it fell.
pub fn scores_moved(books: &Books) -> [Vec<&Risk>; 2] {
    let change = |risk: &&Risk| risk.scores[1][2] - books.risk_before(risk).scores[1][2];
    [1, -1].map(|sign| books.risks.iter().filter(|risk| change(risk).signum() == sign).collect())
}

pub fn direction(risk: &Risk) -> String {
    let arrow = match &*risk.direction {
        "Rising" => "↑",
        "Falling" => "↓",
        _ => "→",
    };
    format!("{arrow} {}", risk.direction)
}

/// "Since June 2025: two current scores rose, five fell."
pub fn scores_sentence(books: &Books) -> String {
    let [rose, fell] = scores_moved(books).map(|risks| risks.len());
    let since = month_of(books.before().as_at);
    format!("Since {since}: {} current scores rose, {} fell.", word(rose), word(fell))
}

/// "Ten actions fall due by the end of October 2025".
pub fn next_message(books: &Books) -> String {
    let due = capitalised(&word(books.falling_due().len()));
    format!("{due} actions fall due by the end of {}", month_of(books.horizon()))
}

fn next_months(books: &Books, paper: &mut Paper) {
    paper.words(next_message(books));
    paper.table(
        &["Ref", "Action, and its leads", "Due", "Status"],
        books
            .falling_due()
            .iter()
            .map(|action| {
                let [status, _] = statuses(books, action);
                let what = format!("{} {}", action.text, leads(action));
                vec![action.reference.clone(), what, action.due.words.clone(), status]
            })
            .collect(),
    );
}

pub fn meetings(books: &Books) -> String {
    let mut days: Vec<_> = books.upcoming().iter().map(|item| item.meeting).collect();
    days.dedup();
    word(days.len())
}

pub fn work_programme(books: &Books, paper: &mut Paper) {
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

/// Each meeting with the day on which its papers are due, and its items.
fn work_programme_in_lines(books: &Books) -> Vec<String> {
    let mut lines = Vec::new();
    let mut meeting = None;
    for item in books.upcoming() {
        if meeting.replace(item.meeting) != Some(item.meeting) {
            lines.push(format!("{}, papers due {}", in_words(item.meeting), in_words(item.deadline)));
        }
        lines.push(format!("{} ({}; {})", item.item, item.purpose, item.lead));
    }
    lines
}

pub fn is_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}
