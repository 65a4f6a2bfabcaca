//! What each paper must say, worded from the figures of the second reading.
//!
//! A paper is a list of places, each a section and what must stand there. Sentences are whole, tables are given by the
//! columns that are recomputed, so that a column added later is listed as not recomputed rather than breaking the rest.

use super::books::{
    Action, Area, Books, Measure, Risk, STATUSES, Way, capitalised, counts_in_words, in_words, level, month_of, tally,
    word,
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
    /// A drawing by the words that stand for it, with a rule for all that is written in it.
    Chart { instead: String, may_show: Box<dyn Fn(&str) -> bool> },
    /// A drawing of what moved where, whose words tell the moves in any order.
    Flow { between: String, told: Vec<String>, still: String, drawn: Vec<String> },
    /// Words, then the number of a page, which is not recomputed, up to the words that follow it.
    Page { from: &'static str, to: &'static str },
    /// The columns of one table, and all its rows. A row of one text stands across all columns.
    Table { heads: Vec<&'static str>, rows: Vec<Vec<String>> },
}

/// A cell that holds a number which is not recomputed: that of a page.
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

    pub fn bar(&mut self, name: &str, counts: [usize; 5]) {
        let drawn = counts.iter().filter(|count| **count > 0).map(usize::to_string).collect::<String>();
        let instead = format!("{name}: {}.", counts_in_words(counts));
        self.says(Said::Drawing { instead, drawn: vec![drawn], axis: false });
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
    paper.words(format!("Meeting {}", in_words(books.meeting)));
    paper.section("The Board is asked to");
    let above = books.risks.iter().filter(|risk| risk.scores[1][2] > risk.scores[2][2]).count();
    for (asked, page) in [
        (format!("Approve the closure of {} complete actions (page", to_close(books).0.len()), "Approve"),
        (
            format!(
                "Agree the way back for {} actions that are Red, Amber or overdue (page",
                books.exceptions(&all).len()
            ),
            "Agree",
        ),
        (format!("Note that {above} risks of {} are above target (page", books.risks.len()), "Note that"),
        ("Note the position of each area (page".to_owned(), "Note the position"),
    ] {
        paper.words(asked);
        paper.pages(page, ")");
    }
    paper.section("Headlines");
    headlines(books, &mut paper);
    paper.bar("Action status, all areas", by_action);
    paper.bar("Impact status, all areas", by_impact);

    paper.section(format!("What has changed since {}", month_of(books.before().as_at)));
    what_has_changed(books, &mut paper);

    paper.section("Decisions asked of the Board");
    let (to_close, no_impact) = to_close(books);
    paper.words(match to_close.len() {
        0 => "No decision on closure is asked of the Board".to_owned(),
        1 => "The Board is asked to approve the closure of one action".to_owned(),
        many => format!("The Board is asked to approve the closure of {} actions", word(many)),
    });
    if !no_impact.is_empty() {
        paper.table(
            &["Ref", "Action", "Impact status"],
            no_impact
                .iter()
                .map(|action| {
                    let [_, impact] = statuses(books, action);
                    vec![action.reference.clone(), action.text.clone(), impact]
                })
                .collect(),
        );
    }
    paper.table(
        &["Completed", "Impact status", "Impact measures"],
        with_bands(&to_close, |action| {
            let [_, impact] = statuses(books, action);
            vec![in_words(action.completed.unwrap()), impact, action.impact_measures.join(" ")]
        }),
    );

    paper.section("Position by area");
    paper.words(position(books));
    area_bars(books, &mut paper);
    let late = |actions: &[Action]| actions.iter().filter(|action| books.overdue(action)).count();
    paper.words(format!("Due dates extended: {} none.", month_of(books.as_at)));

    paper.section("Exceptions");
    let [_, _, amber, red, _] = by_action;
    paper.words(format!(
        "{} actions are Red, {} are Amber and {} are overdue",
        capitalised(&word(red)),
        word(amber),
        word(late(&all))
    ));
    for action in books.exceptions(&all) {
        paper.words(format!("{} {}", action.reference, action.text));
        let [status, impact] = statuses(books, &action);
        let late =
            if books.overdue(&action) { format!(", overdue by {}", books.lateness(&action)) } else { String::new() };
        paper.words(format!(
            "Action {status} · Impact {impact} · Due {}{late} · Owner: {}",
            action.due.words,
            leads(&action)
        ));
        paper.words(format!("{} ({})", action.update, in_words(action.updated)));
    }

    paper.section("Scorecard");
    paper.words(targets_met(books));
    let comparator = |measure: &Measure, value: Option<f64>| value.map_or("not given".into(), |v| measure.show(v));
    paper.table(
        &[
            "Measure",
            "First figure",
            "Latest",
            "Change since previous figure",
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
    typed_over(books, &mut paper);
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
    books.measures.iter().filter_map(|measure| outlook(books, measure)).for_each(|words| paper.words(words));
    paper.words(format!("{} meetings are in the work programme for those months", capitalised(&meetings(books))));
    work_programme(books, &mut paper);

    paper.section("About these figures");
    paper.words(format!(
        "This report was made from {} workbooks, as they were for {}.",
        word(5),
        month_of(books.as_at)
    ));
    workbooks(books, &mut paper);
    paper
}

fn register(books: &Books) -> Paper {
    let mut paper = Paper::new("risk-register");
    paper.words(format!("Meeting {}", in_words(books.meeting)));
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
    let before = books.before();
    let all = books.actions();
    paper.words(format!("{} since {}", statuses_moved(books), month_of(before.as_at)));
    change_sentences(books, paper);
    let [rose, fell] = scores_moved(books);
    let measures = |way: &str| measures_moved(books, way);
    let due = |action: &Action| {
        let late = books.newly_overdue(action);
        action.due.words.clone()
            + &if late { format!(" newly overdue, by {}", books.lateness(action)) } else { String::new() }
    };
    let moved = |way: Way| all.iter().filter(move |action| books.way(action) == way);
    let [status, impact] = ["Action status", "Impact status"];
    let cells = |action: &Action| [&statuses(books, action)[..], &[due(action)]].concat();
    paper.table(
        &[status, impact, "Due", "Latest update"],
        with_bands(moved(Way::Worse), |action| [cells(action), vec![action.update.clone()]].concat()),
    );
    changed_risks_and_measures(books, &rose, &measures("worse"), paper);
    paper.table(&[status, impact, "Due"], with_bands(moved(Way::Better), cells));
    changed_risks_and_measures(books, &fell, &measures("better"), paper);

    let log = |wanted: &dyn Fn(&super::books::Agreed) -> bool| {
        let refs = books.agreed.iter().filter(|agreed| wanted(agreed)).map(|agreed| agreed.reference.clone());
        refs.collect::<Vec<_>>().join(", ")
    };
    let was_open =
        |reference: &str| before.agreed.iter().find(|then| then.reference == reference).map(|then| then.open);
    let closed = log(&|agreed| !agreed.open && was_open(&agreed.reference) == Some(true));
    paper.words(format!("Meeting actions closed: {closed}."));
    let new = log(&|agreed| was_open(&agreed.reference).is_none());
    paper.words(format!("Meeting actions agreed since: {new}."));
}

/// What changed in four sentences.
pub fn change_sentences(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let [worse, better] = [Way::Worse, Way::Better].map(|way| books.statuses_moved(way));
    let is_new = |action: &&Action| books.before_of(action).status != "Blue" && action.status == "Blue";
    paper.words(format!(
        "Ratings. {} worsened ({} action, {} impact); {} improved ({} action, {} impact). {} actions were completed.",
        capitalised(&word(both(worse))),
        worse[0],
        worse[1],
        word(both(better)),
        better[0],
        better[1],
        capitalised(&word(all.iter().filter(is_new).count()))
    ));
    // No due date of the sample has moved: `Books::read` holds it to that.
    paper.words(format!(
        "Due dates. {} actions have become overdue; no due date was extended.",
        capitalised(&word(all.iter().filter(|action| books.newly_overdue(action)).count()))
    ));
    let [rose, fell] = scores_moved(books);
    paper.words(format!(
        "Risks. {} current scores rose and {} fell; no risk is new.",
        capitalised(&word(rose.len())),
        word(fell.len())
    ));
    let measures = |way: &str| measures_moved(books, way);
    let newly_met = books.measures.iter().filter(|now| books.target_newly_met(now)).count();
    paper.words(format!(
        "Measures. {} improved and {} worsened; {} meets its target that did not before.",
        capitalised(&word(measures("better").len())),
        word(measures("worse").len()),
        word(newly_met)
    ));
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
                    now.target(books.as_at).map_or("not set".into(), |share| format!("{share}%")),
                ]
            })
            .collect(),
    );
}

/// Complete actions without an approval, of which nobody has put on record that it is on its way (as of 2.2.2): those with
/// their impact, and those without.
fn to_close(books: &Books) -> (Vec<Action>, Vec<Action>) {
    let waiting =
        |action: &Action| action.status == "Blue" && action.approval.is_empty() && action.reference != "2.2.2";
    books.actions().into_iter().filter(waiting).partition(|action| action.impact == "Blue")
}

pub fn bars_by_edition(books: &Books, name: &str, then: &[Action], now: &[Action], paper: &mut Paper) {
    let bars =
        [(books.before(), then), (books, now)].map(|(books, actions)| (books.as_at, tally(actions, |a| &a.status)));
    let told = bars.map(|(month, counts)| format!("{}: {}", month_of(month), counts_in_words(counts)));
    let instead = format!("{name}, action status in 2 months. {}.", told.join("; "));
    paper.says(Said::Chart { instead, may_show: Box::new(move |drawn| may_show(drawn, &bars)) });
}

/// Whether a chart of bars edition by edition can show this: ticks from 0 in even steps up to the highest bar or beyond;
/// then of each bar the counts that find room in it, in their order, and its total; the months; and each count of the
/// last bar again, the topmost first.
pub fn may_show(drawn: &str, bars: &[(chrono::NaiveDate, [usize; 5])]) -> bool {
    let drawn: String = drawn.chars().filter(|letter| !letter.is_whitespace()).collect();
    let months = bars.iter().map(|(month, _)| month.format("%b%Y").to_string()).collect::<String>();
    let last = STATUSES.iter().zip(bars[bars.len() - 1].1).filter(|(_, count)| *count > 0).rev();
    let names = months + &last.map(|(status, count)| format!("{status}{count}")).collect::<String>();
    let Some(numbers) = drawn.strip_prefix("Numberofactions;axisstartsat0").and_then(|rest| rest.strip_suffix(&names))
    else {
        return false;
    };
    let totals: Vec<usize> = bars.iter().map(|(_, counts)| counts.iter().sum()).collect();
    let most = totals.iter().max().copied().unwrap_or(0);
    let mut endings = vec![String::new()];
    for ((_, counts), total) in bars.iter().zip(totals) {
        for count in counts.iter().filter(|count| **count > 0) {
            endings = endings.iter().flat_map(|shown| [shown.clone(), format!("{shown}{count}")]).collect();
        }
        endings.iter_mut().for_each(|shown| shown.push_str(&total.to_string()));
    }
    let ticks = |step: usize| (0..=most.div_ceil(step)).map(|tick| (tick * step).to_string()).collect::<String>();
    let scales: Vec<String> = (1..=2 * most).filter(|step| most.div_ceil(*step) <= 6).map(ticks).collect();
    endings.iter().any(|ending| numbers.strip_suffix(&**ending).is_some_and(|scale| scales.iter().any(|s| s == scale)))
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
pub fn workbooks(books: &Books, paper: &mut Paper) {
    let holds = [
        (
            "Action tracker.xlsx",
            format!(
                "{} actions, {} status meanings, {} glossary terms",
                books.actions().len(),
                books.key,
                books.glossary
            ),
        ),
        ("Board actions log.xlsx", format!("{} meeting actions", books.agreed.len())),
        ("Dashboard.xlsx", format!("{} measures", books.measures.len())),
        ("Forward work programme.xlsx", format!("{} work programme items", books.items.len())),
        ("Risk register.xlsx", format!("{} risks", books.risks.len())),
    ];
    paper.table(&["Workbook", "Holds"], holds.into_iter().map(|(book, holds)| vec![book.into(), holds]).collect());
}

pub fn headlines(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let [blue, _, amber, red, _] = tally(&all, |action| &action.status);
    let impact_blue = tally(&all, |action| &action.impact)[0];
    paper.words(format!(
        "Actions. {blue} of {} actions are complete; {impact_blue} have achieved their impact. {} are Red and {} Amber for \
         action.",
        all.len(),
        capitalised(&word(red)),
        word(amber)
    ));
    let mut overdue: Vec<&Action> = all.iter().filter(|action| books.overdue(action)).collect();
    overdue.sort_by_key(|action| action.due.last_day);
    paper.words(format!(
        "Overdue. {} actions are overdue. Action {} is the longest overdue, by {}.",
        capitalised(&word(overdue.len())),
        overdue[0].reference,
        books.lateness(overdue[0])
    ));
    paper.words(format!("Since {}. {}.", month_of(books.before().as_at), statuses_moved(books)));
    let (met, targets) = met_and_targets(books);
    let which = |way: &str| measures_moved(books, way).len();
    let latest = books.measures.iter().map(|measure| measure.latest().0).max().unwrap();
    paper.words(format!(
        "Measures. {met} of {targets} measures with a target meet it in {}. Since {}, {} improved and {} worsened.",
        month_of(latest),
        month_of(books.before().as_at),
        word(which("better")),
        word(which("worse"))
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

pub fn position(books: &Books) -> String {
    let all = books.actions();
    let blue = tally(&all, |action| &action.status)[0];
    let late = all.iter().filter(|action| books.overdue(action)).count();
    format!("{} of {} actions are complete; {} are overdue", capitalised(&word(blue)), all.len(), word(late))
}

pub fn area_bars(books: &Books, paper: &mut Paper) {
    for area in &books.areas {
        paper.bar(&format!("{}, action status", area.title), tally(&area.actions, |action| &action.status));
        paper.bar(&format!("{}, impact status", area.title), tally(&area.actions, |action| &action.impact));
    }
}

pub fn area_name(area: &Area) -> String {
    format!("{}: {}", area.title, area.name)
}

/// Each action's reference and words across the table, and then its cells.
pub fn with_bands<'a>(
    actions: impl IntoIterator<Item = &'a Action>,
    cells: impl Fn(&Action) -> Vec<String>,
) -> Vec<Vec<String>> {
    actions
        .into_iter()
        .flat_map(|action| [vec![format!("{} {}", action.reference, action.text)], cells(action)])
        .collect()
}

pub fn due_and_statuses(books: &Books, action: &Action) -> Vec<String> {
    let late = if books.overdue(action) { format!(" overdue by {}", books.lateness(action)) } else { String::new() };
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

pub fn top_risks(books: &Books, paper: &mut Paper) {
    paper.table(
        &["Ref", "Risk", "Current", "Target", "Direction", "Owner"],
        books
            .ranked_risks()
            .into_iter()
            .take(5)
            .map(|risk| {
                let words = [&risk.reference, &risk.event].map(String::clone);
                let current = score(risk, 1) + &score_mark(books, risk);
                [&words[..], &[current, score(risk, 2), direction(risk), risk.owner.clone()]].concat()
            })
            .collect(),
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

pub fn next_months(books: &Books, paper: &mut Paper) {
    let due = books.falling_due();
    paper.words(next_message(books));
    paper.table(
        &["Due", "Action status", "Impact status", "Leads"],
        with_bands(&due, |action| [due_and_statuses(books, action), vec![leads(action)]].concat()),
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

pub fn is_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}
