//! What the stocktake deck must say: the same figures as the papers, a slide at a time.

use super::books::{
    Action, Area, Books, Measure, STATUSES, Target, Way, beginning, capitalised, first_sentences, in_words, month_of,
    tally, word,
};
use super::said::{
    Line, Paper, Said, above_appetite, area_bars, area_name, at_level, changed_risks_and_measures, due_and_statuses,
    headlines, is_are, map_of_risks, measure_status, measures_moved, meetings, met_and_targets, next_message,
    risk_headlines, risk_message, score, score_mark, scores_moved, scores_sentence, statuses, statuses_moved,
    targets_met, trend, work_programme,
};

pub fn deck(books: &Books) -> Paper {
    let mut paper = Paper::new("stocktake-deck");
    paper.pair("Stocktake", in_words(books.next_stocktake()));
    summary(books, &mut paper);
    since_the_stocktake(books, &mut paper);
    position(books, &mut paper);
    books.areas.iter().for_each(|area| area_slide(books, area, &mut paper));
    measure_slides(books, &mut paper);
    risks_slide(books, &mut paper);
    next_steps(books, &mut paper);
    appendix(books, &mut paper);
    paper
}

fn summary(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let with_red = books.areas.iter().filter(|area| area.actions.iter().any(|a| a.status == "Red")).count();
    let better = measures_moved(books, "better").len();
    paper.section("Summary");
    paper.list([format!(
        "{} of {} areas have a Red action; {} measures improved",
        capitalised(&word(with_red)),
        word(books.areas.len()),
        word(better)
    )]);
    let (met, targets) = met_and_targets(books);
    let [blue, _, _, red, _] = tally(&all, |action| &action.status);
    paper.pair(blue, format!("of {} actions complete", all.len()));
    paper.pair(red, "actions Red");
    paper.pair(books.late(&all).len(), "actions overdue");
    paper.pair(met, format!("of {targets} targets met"));
    paper.pair(at_level(books, "Very high"), format!("of {} risks very high", books.risks.len()));
    headlines(books, paper);
}

/// The last stocktake fell between the two editions, so that its papers were those of the first.
fn since_the_stocktake(books: &Books, paper: &mut Paper) {
    let before = books.before();
    paper.section("Since the last stocktake");
    paper.words(statuses_moved(books));
    paper.words(format!(
        "Compared with the papers of the last stocktake on {}: the position at {}.",
        in_words(books.last_stocktake()),
        in_words(before.as_at)
    ));
    let all = books.actions();
    let mut drawn = vec![month_of(before.as_at), month_of(books.as_at)];
    for actions in [&before.actions(), &all] {
        let counts = tally(actions, |action| &action.status);
        let there = STATUSES.iter().zip(counts).filter(|(_, count)| *count > 0);
        drawn.extend(there.map(|(status, count)| format!("{count} {status}")));
    }
    let mut told = Vec::new();
    for to in STATUSES {
        for from in STATUSES {
            let there: Vec<&Action> =
                all.iter().filter(|a| a.status == to && books.before_of(a).status == from).collect();
            let refs: Vec<&str> = there.iter().map(|action| &*action.reference).collect();
            match there.len() {
                0 => {}
                many if from == to => drawn.push(format!("{many} unchanged")),
                many => {
                    drawn.push(format!("{many} from {from}: {}", refs.join(", ")));
                    told.push(format!("{many} from {from} to {to}"));
                }
            }
        }
    }
    let still = all.iter().filter(|action| books.before_of(action).status == action.status).count();
    let between = format!("Action status between {} and {}: ", month_of(before.as_at), month_of(books.as_at));
    let still = format!("{still} did not move.");
    paper.says(Said::Flow { between, told, still, drawn });

    let [worse, better] = [(Way::Worse, 0, "worse"), (Way::Better, 1, "better")]
        .map(|(way, risks, measures)| moves(books, way, risks, measures));
    let named = |heading: &str, moves: Vec<String>, place: &str| {
        let more = moves.len() - 3;
        let mut lines = vec![heading.to_owned()];
        lines.extend(moves.into_iter().take(3));
        lines.push(format!("and {more} more in the {place}"));
        lines
    };
    paper.list([named("For the worse", worse, "appendix"), named("For the better", better, "Board report")].concat());
}

/// All that moved one way: actions, then risks by their scores, then measures.
fn moves(books: &Books, way: Way, scores: usize, measures: &str) -> Vec<String> {
    let all = books.actions();
    let action = |action: &Action| {
        let moved = ["action", "impact"].into_iter().zip(books.moves(action));
        let moved = moved.filter(|(_, (_, _, way))| way.is_some());
        let mut parts: Vec<String> = moved.map(|(name, (from, to, _))| format!("{name} {from} to {to}")).collect();
        parts.extend(books.newly_overdue(action).then(|| "now overdue".to_owned()));
        format!("{} {}: {}", action.reference, beginning(&action.text, 64), parts.join(", "))
    };
    let mut moves: Vec<String> = all.iter().filter(|of| books.way(of) == way).map(action).collect();
    moves.extend(scores_moved(books)[scores].iter().map(|risk| {
        let [was, is] = [books.risk_before(risk), *risk].map(|risk| risk.scores[1][2]);
        format!("{} {}: {is}, was {was}", risk.reference, beginning(&risk.event, 48))
    }));
    moves.extend(measures_moved(books, measures).into_iter().map(|(then, now)| {
        let [was, is] = [then, now].map(|measure| now.show(measure.latest().1));
        format!("{} {}: {is}, was {was}", now.reference, beginning(&now.name, 48))
    }));
    moves
}

fn position(books: &Books, paper: &mut Paper) {
    paper.section("Position");
    let all = books.actions();
    let at_risk = books.areas.iter().filter(|area| !books.exceptions(&area.actions).is_empty()).count();
    paper.words(format!(
        "{} of {} actions, in {} areas, are Red, Amber or overdue",
        capitalised(&word(books.exceptions(&all).len())),
        word(all.len()),
        word(at_risk)
    ));
    paper.words(format!("Beside them: what moved since {}.", in_words(books.before().as_at)));
    let moved = |area: &Area| {
        let moved = |way: Way| area.actions.iter().filter(|action| books.way(action) == way).count();
        let completed = area.actions.iter().filter(|action| books.newly_complete(action)).count();
        let none = |number: usize| if number == 0 { "none".to_owned() } else { number.to_string() };
        let completed = if completed == 0 { String::new() } else { format!(" ({completed} completed)") };
        match (moved(Way::Better), moved(Way::Worse)) {
            (0, 0) => "no change".to_owned(),
            (better, worse) => format!("{} improved{completed}, {} worsened", none(better), none(worse)),
        }
    };
    area_bars(books, |area| Some(moved(area)), paper);
}

fn area_slide(books: &Books, area: &Area, paper: &mut Paper) {
    paper.section(area_name(area));
    let (by_action, by_impact) = (tally(&area.actions, |a| &a.status), tally(&area.actions, |a| &a.impact));
    let exceptions = books.exceptions(&area.actions).len();
    paper.words(format!(
        "{} of {} actions {} complete; {} {} Red, Amber or overdue",
        capitalised(&word(by_action[0])),
        word(area.actions.len()),
        is_are(by_action[0]),
        word(exceptions),
        if exceptions < 2 { "is" } else { "are" }
    ));
    paper.bar(&format!("{}, Action status", area.title), by_action);
    paper.bar(&format!("{}, Impact status", area.title), by_impact);
    if let Some(lead) = &area.lead {
        paper.list([format!("Lead officer: {lead}.")]);
    }
    let outcomes = area.outcomes.iter().map(|outcome| beginning(outcome, 110));
    paper.list(std::iter::once("Outcomes sought".to_owned()).chain(outcomes));
    area_measures(books, area, paper);
    late_actions(books, area, paper);
}

/// Two measures of an area, with England where one of them has it.
fn area_measures(books: &Books, area: &Area, paper: &mut Paper) {
    let all = books.measures_by_need(area);
    let shown = &all[..all.len().min(2)];
    if shown.is_empty() {
        return;
    }
    let compared = shown.iter().any(|measure| measure.england.is_some());
    let row = |measure: &&Measure| {
        let mut row = vec![named(measure), measure.show(measure.latest().1), target_and_distance(books, measure)];
        row.extend(compared.then(|| match measure.england {
            Some(england) => format!("{}: {}", measure.show(england), measure.against(england)),
            None => "not given".to_owned(),
        }));
        row.push(measure_status(measure));
        row
    };
    let first = if all.len() > 2 { "Measures, the two furthest from target" } else { "Measures" };
    let mut heads = vec![first, "Latest", "Target"];
    heads.extend(compared.then_some("England"));
    heads.push("Status");
    paper.table(&heads, shown.iter().map(row).collect());
}

fn late_actions(books: &Books, area: &Area, paper: &mut Paper) {
    let late = books.late(&area.actions);
    if late.is_empty() {
        return;
    }
    let row = |action: &Action| {
        vec![
            format!("{} {} {}", action.reference, beginning(&action.text, 70), first_sentences(&action.update, 160)),
            format!("{} {} late", action.due.words, books.lateness(action)),
            beginning(&action.leads.join("; "), 60),
        ]
    };
    let rows = late.iter().map(row).collect();
    let refs: Vec<String> = late.into_iter().map(|action| action.reference).collect();
    paper.fitting(&["Late actions, and why", "Due", "Owner"], rows, move |shown| {
        let rest = &refs[shown..];
        match (shown, rest.len()) {
            (_, 0) => None,
            (0, 1) => Some(format!("1 action is overdue: {}.", rest[0])),
            (0, many) => Some(format!("{many} actions are overdue: {}.", rest.join(", "))),
            (_, more) => Some(format!("{more} more in the Board report: {}.", rest.join(", "))),
        }
    });
}

fn named(measure: &Measure) -> String {
    format!("{} {}", measure.reference, measure.name)
}

/// "80%: 27.6 points short"; a target in words as it is.
fn target_and_distance(books: &Books, measure: &Measure) -> String {
    let Some(share) = measure.target(books.as_at) else { return measure.target_in_words() };
    format!("{share}%: {}", measure.short_of_target(books.as_at).unwrap_or_else(|| "met".to_owned()))
}

fn target(books: &Books, measure: &Measure) -> String {
    measure.target(books.as_at).map_or_else(|| measure.target_in_words(), |share| format!("{share}%"))
}

fn measure_slides(books: &Books, paper: &mut Paper) {
    paper.section("Measures");
    paper.words(targets_met(books));
    books.measures.iter().for_each(|measure| bullet_row(books, measure, paper));
    let numbers = books.measures.iter().filter(|measure| !measure.is_share());
    let scales = numbers.map(|measure| format!("{} 0 to {}", measure.reference, measure.scale()));
    paper.words(format!(
        "Bars start at 0; percentages run to 100%; numbers on scales of their own: {}.",
        scales.collect::<Vec<_>>().join(", ")
    ));

    let next = |all: &[&Measure], words: &dyn Fn(&Measure) -> String| {
        let others = all.iter().take(3).skip(1).map(|measure| format!("{}: {}", measure.reference, words(measure)));
        others.collect::<Vec<_>>().join("; ")
    };
    let short = |measure: &Measure| measure.short_of_target(books.as_at).unwrap();
    let furthest = books.furthest();
    let heading = format!("Furthest from target: {}, {}", furthest[0].reference, short(furthest[0]));
    measure_slide(books, furthest[0], heading, next(&furthest, &short), paper);
    let gains = books.gains();
    assert_ne!(gains[0].reference, furthest[0].reference, "the second slide is left out, which is not here");
    let (gain, since) = gains[0].gain().unwrap();
    let heading = format!("Largest gain: {}, {gain} since {}", gains[0].reference, month_of(since));
    measure_slide(books, gains[0], heading, next(&gains, &|measure| measure.gain().unwrap().0), paper);
}

/// A measure's name, its bar with its marks in words, its latest figure and its status.
fn bullet_row(books: &Books, measure: &Measure, paper: &mut Paper) {
    let (month, latest) = measure.latest();
    let mut marks = vec![format!("{}: {} in {}", named(measure), measure.show(latest), month_of(month))];
    marks.extend(measure.target(books.as_at).map(|share| format!("target {share}%")));
    marks.extend(measure.england.map(|value| format!("England {}", measure.show(value))));
    marks.extend(measure.neighbours.map(|value| format!("similar areas {}", measure.show(value))));
    let (first_month, first) = measure.first();
    marks.push(format!("first figure {} in {}", measure.show(first), month_of(first_month)));
    let from = if measure.is_share() { "0%" } else { "0" };
    paper.says(Said::List(vec![
        Line::Cut(named(measure)),
        Line::Drawing(
            format!("{}. Bar on a scale from {from} to {}.", marks.join("; "), measure.scale()),
            String::new(),
        ),
        Line::Whole(measure.show(latest)),
        Line::Drawing(format!("Status: {}.", capitalised(&measure_status(measure))), String::new()),
    ]));
}

/// One measure in full: its chart, and beside it what the chart does not say.
fn measure_slide(books: &Books, measure: &Measure, heading: String, next: String, paper: &mut Paper) {
    paper.list([heading]);
    xmr_chart(books, measure, paper);
    let mut lines = vec![measure.name.clone()];
    if let Some(share) = measure.target(books.as_at) {
        let by = measure.target_day(books.as_at).map_or(String::new(), |by| format!(" by {}", month_of(by)));
        let distance = measure.short_of_target(books.as_at).unwrap_or_else(|| "met".to_owned());
        lines.push(format!("Target {share}%{by}: {distance}"));
    }
    for (title, name, value) in
        [("England", "England", measure.england), ("Similar areas", "similar areas", measure.neighbours)]
    {
        let line = |value| format!("{title} {}: {} {name}", measure.show(value), measure.against(value));
        lines.extend(value.map(line));
    }
    lines.extend(measure.gain().map(|(gain, since)| format!("Since {} {gain}", month_of(since))));
    lines.extend(trend(books, measure).map(|trend| format!("Outlook {trend}")));
    if !measure.comment.is_empty() {
        lines.push(format!("Comment in Dashboard.xlsx {}", first_sentences(&measure.comment, 220)));
    }
    lines.push(format!("Next {next}"));
    paper.list(lines);
}

fn risks_slide(books: &Books, paper: &mut Paper) {
    paper.section("Risks to delivery");
    let (total, appetite) = (books.risks.len(), books.appetite);
    paper.words(format!(
        "{} of {} risks are above the Board’s appetite of {appetite}",
        capitalised(&word(above_appetite(books))),
        word(total)
    ));
    let top: Vec<_> = books.ranked_risks().into_iter().take(5).collect();
    let rows = top.iter().map(|risk| {
        let doing = if risk.further.is_empty() { &risk.controls } else { &risk.further };
        vec![
            risk.reference.clone(),
            format!("{} {}", beginning(&risk.event, 90), risk.owner),
            score(risk, 1) + &score_mark(books, risk),
            score(risk, 2),
            beginning(&doing.join("; "), 120),
        ]
    });
    assert!(top.iter().all(|risk| books.above_appetite(risk)), "the sentence on the appetite depends on those shown");
    let heads = ["Ref", "Risk, and its owner", "Current", "Target", "What is being done"];
    paper.fitting(&heads, rows.collect(), move |shown| {
        Some(format!("The Board’s appetite is {appetite}. The other {} risks are in the risk register.", total - shown))
    });
}

fn next_steps(books: &Books, paper: &mut Paper) {
    paper.section("Next steps");
    paper.words(next_message(books));
    let due = books.falling_due();
    let row = |action: &Action| {
        let (text, due) = (beginning(&action.text, 46), action.due.words.clone());
        vec![action.reference.clone(), text, due, action.status.clone()]
    };
    let all = due.len();
    paper.fitting(&["Ref", "Action", "Due", "Status"], due.iter().map(row).collect(), move |shown| {
        (shown < all).then(|| format!("and {} more in the Board report", all - shown))
    });
    let days = books.calendar().into_iter().map(|(day, what)| format!("{} {what}", in_words(day)));
    paper.list(std::iter::once("Monitoring dates".to_owned()).chain(days));
}

// ---- The appendix -------------------------------------------------------------------------------------------------

fn appendix(books: &Books, paper: &mut Paper) {
    let total = books.measures.len();
    moved_in_full(books, paper);
    outstanding(books, paper);

    paper.section("Measures");
    let attention = books.attention();
    paper.words(format!("{} of {} measures need attention", capitalised(&word(attention.len())), word(total)));
    paper.table(
        &["Measure", "Latest", "Target", "Why", "Status"],
        attention
            .iter()
            .map(|(measure, why)| {
                let latest = measure.show(measure.latest().1);
                vec![named(measure), latest, target(books, measure), why.clone(), measure_status(measure)]
            })
            .collect(),
    );
    small_multiples(books, paper);

    paper.section("Risks to delivery");
    paper.words(risk_message(books));
    map_of_risks(books, false, paper);
    risk_headlines(books, paper);
    paper.words(scores_sentence(books));

    paper.section("Monitoring calendar");
    paper.words(format!("{} meetings are planned in the next three months", capitalised(&meetings(books))));
    work_programme(books, paper);

    paper.section("Position");
    paper.words("How actions are rated");
    let key = books.key.iter().map(|(status, meaning)| vec![status.clone(), meaning.clone()]);
    paper.table(&["Status", "Meaning"], key.collect());
}

fn moved_in_full(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    paper.section("Since the last stocktake");
    let moved = |way: Way| all.iter().filter(move |action| books.way(action) == way).collect::<Vec<_>>();
    let count = |of: &dyn Fn(&Action) -> bool| word(all.iter().filter(|action| of(action)).count());
    let (worse, better) = (moved(Way::Worse), moved(Way::Better));
    paper.words(format!(
        "{} actions worsened; {} have become overdue",
        capitalised(&word(worse.len())),
        count(&|action| books.newly_overdue(action))
    ));
    paper.words(format!(
        "{} actions improved; {} are complete",
        capitalised(&word(better.len())),
        count(&|action| books.newly_complete(action))
    ));
    let row = |action: &Action| {
        let late = books.newly_overdue(action);
        let late = if late { format!(" overdue by {}", books.lateness(action)) } else { String::new() };
        [head(action), vec![action.due.words.clone() + &late], statuses(books, action).to_vec()].concat()
    };
    let heads = ["Ref", "Action", "Due", "Action status", "Impact status"];
    paper.table(&heads, worse.into_iter().map(row).collect());
    paper.table(&heads, better.into_iter().map(row).collect());
    let (risks, measures) = (&scores_moved(books)[0], measures_moved(books, "worse"));
    paper.words(format!(
        "{} risks are higher or new; {} measures worsened",
        capitalised(&word(risks.len())),
        word(measures.len())
    ));
    changed_risks_and_measures(books, risks, &measures, paper);
}

fn head(action: &Action) -> Vec<String> {
    vec![action.reference.clone(), action.text.clone()]
}

fn outstanding(books: &Books, paper: &mut Paper) {
    let all = books.actions();
    let outstanding = books.outstanding(&all);
    paper.section("Outstanding actions");
    paper.words(format!(
        "{} of {} actions are outstanding, {} overdue",
        capitalised(&word(outstanding.len())),
        word(all.len()),
        word(books.late(&all).len())
    ));
    paper.table(
        &["Ref", "Action", "Due", "Action status", "Impact status"],
        outstanding.iter().map(|action| [head(action), due_and_statuses(books, action)].concat()).collect(),
    );
}

fn small_multiples(books: &Books, paper: &mut Paper) {
    let [improving, worsening] =
        ["improvement", "concern"].map(|way| books.measures.iter().filter(|m| m.variation().0 == way).count());
    paper.words(format!(
        "{} of {} measures show special cause improvement; {} {} concern",
        capitalised(&word(improving)),
        word(books.measures.len()),
        word(worsening),
        if worsening < 2 { "shows" } else { "show" }
    ));
    for measure in &books.measures {
        let (month, latest) = measure.latest();
        paper.list([named(measure)]);
        let target = measure.target(books.as_at).map_or(String::new(), |share| format!("; target {share}%"));
        paper.words(format!("{}{target}", month_of(month)));
        for badge in [measure.variation().1, measure.assurance(books.as_at).1.to_owned()] {
            paper.says(Said::Drawing { instead: badge, drawn: Vec::new(), axis: true });
        }
        let drawn = vec![measure.show(latest)];
        paper.says(Said::Drawing { instead: measure.course(books.as_at), drawn, axis: true });
    }
}

pub fn variation_since(measure: &Measure) -> String {
    let since = measure.special_cause().map(|(since, _)| format!(", since {}", month_of(since)));
    measure.variation().1 + &since.unwrap_or_default()
}

/// "85%, no date set: not met".
pub fn target_met(books: &Books, measure: &Measure) -> String {
    let words = measure.target_in_words();
    let date = match measure.target {
        Target::None => "",
        _ if words.contains(" by ") => "",
        _ => ", no date set",
    };
    let met = match measure.is_met(books.as_at) {
        Some(true) => ": met",
        Some(false) => ": not met",
        None => "",
    };
    format!("{words}{date}{met}")
}

/// The chart with its mean and limits, by the words that stand for it, and the figures beside its lines.
pub fn xmr_chart(books: &Books, measure: &Measure, paper: &mut Paper) {
    let mut instead = measure.course(books.as_at);
    let mut drawn = Vec::new();
    for (name, value, far) in measure.comparators(books.as_at) {
        let value = measure.show(value);
        drawn
            .push(format!("{name} {value}") + &far.map_or(String::new(), |side| format!(" is {side} the range shown")));
    }
    if measure.has_earlier_level() {
        drawn.push("The first figures are an earlier level; the limits need resetting.".into());
    }
    // The chart names the step that holds now its target, those before it by their shares, and what is to come.
    if let (Target::Steps(steps), Some(now)) = (&measure.target, measure.target(books.as_at)) {
        let held = steps.iter().position(|(share, _)| *share == now).expect("the target is one of its steps");
        drawn.push(format!("Target {now}%"));
        drawn.extend(steps[..held].iter().map(|(share, _)| format!("target {share}%")));
        drawn.extend(steps[held + 1..].iter().map(|(share, _)| format!("then {share}%")));
    }
    if let Some(limits) = measure.limits() {
        let [lower, upper] = &limits.both;
        instead += &format!(" {}.", measure.variation().1);
        if measure.assurance(books.as_at).0 != "not judged" {
            instead += &format!(" {}.", measure.assurance(books.as_at).1);
        }
        let from = measure.first().0.format("%b %Y");
        instead += &format!(" Mean {}, limits {lower} to {upper}, from {from}.", limits.mean);
        drawn.push(format!("Mean {}", limits.mean));
        for (name, limit) in ["Lower", "Upper"].into_iter().zip(limits.drawn) {
            drawn.push(match limit {
                Some(limit) => format!("{name} limit {limit}"),
                None => format!("{name} limit beyond the possible values: not drawn"),
            });
        }
    } else {
        let known = measure.readings().len();
        drawn.push(format!("Too few figures for limits: {known} of the 12 that are needed."));
    }
    drawn.push(measure.show(measure.latest().1));
    paper.says(Said::Drawing { instead, drawn, axis: true });
}
