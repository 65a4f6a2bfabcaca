//! What the stocktake deck must say: the same figures as the papers, a slide at a time.

use super::books::{
    Action, Area, Books, Measure, Milestone, STATUSES, Target, Way, capitalised, end_of_month, in_words, month_of,
    tally, word,
};
use super::said::{
    Paper, Said, area_bars, area_name, at_level, bars_by_edition, change_sentences, changed_risks_and_measures,
    due_and_statuses, headlines, is_are, map_of_risks, measure_status, measures_moved, meetings, met_and_targets,
    next_message, risk_headlines, risk_message, scores_moved, scores_sentence, statuses, statuses_moved, top_risks,
    trend, work_programme,
};

pub fn deck(books: &Books) -> Paper {
    let mut paper = Paper::new("stocktake-deck");
    let all = books.actions();
    let with_red = books.areas.iter().filter(|area| area.actions.iter().any(|a| a.status == "Red")).count();
    let better = measures_moved(books, "better").len();
    paper.section("Summary");
    paper.words(format!(
        "{} of {} areas have a Red action; {} measures improved since {}",
        capitalised(&word(with_red)),
        word(books.areas.len()),
        word(better),
        month_of(books.before().as_at)
    ));
    let late = all.iter().filter(|action| books.overdue(action)).count();
    let (met, targets) = met_and_targets(books);
    let [blue, _, _, red, _] = tally(&all, |action| &action.status);
    paper.pair(blue, format!("of {} actions complete", all.len()));
    paper.pair(red, "actions Red");
    paper.pair(late, "actions overdue");
    paper.pair(met, format!("of {targets} targets met"));
    paper.pair(at_level(books, "Very high"), format!("of {} risks very high", books.risks.len()));
    headlines(books, &mut paper);

    since_the_stocktake(books, &mut paper);

    paper.section("Position");
    let at_risk = books.areas.iter().filter(|area| !books.exceptions(&area.actions).is_empty()).count();
    paper.words(format!(
        "{} of {} actions are Red, Amber or overdue, in {} of {} areas",
        capitalised(&word(books.exceptions(&all).len())),
        word(all.len()),
        word(at_risk),
        word(books.areas.len())
    ));
    area_bars(books, &mut paper);
    paper.words("How actions are rated");

    for area in &books.areas {
        area_slides(books, area, &mut paper);
    }
    measure_slides(books, &mut paper);

    paper.section("Risks to delivery");
    paper.words(risk_message(books));
    map_of_risks(books, false, &mut paper);
    risk_headlines(books, &mut paper);
    paper.words(scores_sentence(books));
    paper.words(format!(
        "The {} risks with the highest current scores; {} of {} are rising",
        word(5),
        word(books.direction("Rising").len()),
        books.risks.len()
    ));
    top_risks(books, &mut paper);

    paper.section("Next steps");
    paper.words(next_message(books));
    let rows = |action: &Action| vec![[head(action), due_and_statuses(books, action)].concat()];
    paper.table(
        &["Ref", "Action", "Due", "Action status", "Impact status"],
        books.falling_due().iter().flat_map(rows).collect(),
    );
    paper.section("Monitoring calendar");
    paper.words(format!("{} meetings are planned in the next three months", capitalised(&meetings(books))));
    work_programme(books, &mut paper);
    paper
}

fn head(action: &Action) -> Vec<String> {
    vec![action.reference.clone(), action.text.clone()]
}

/// The last stocktake fell between the two editions, so that its papers were those of the first.
fn since_the_stocktake(books: &Books, paper: &mut Paper) {
    let before = books.before();
    paper.section("Since the last stocktake");
    paper.words(statuses_moved(books));
    paper.words(format!(
        "Compared with the papers of the last stocktake on {}: the position at {}.",
        in_words(books.last_stocktake),
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
    change_sentences(books, paper);

    let moved = |way: Way| all.iter().filter(move |action| books.way(action) == way).collect::<Vec<_>>();
    let late = all.iter().filter(|action| books.newly_overdue(action)).count();
    let new = |action: &&Action| books.before_of(action).status != "Blue" && action.status == "Blue";
    let (worse, better) = (moved(Way::Worse), moved(Way::Better));
    paper.words(format!("{} actions worsened; {} have become overdue", capitalised(&word(worse.len())), word(late)));
    paper.words(format!(
        "{} actions improved; {} are complete",
        capitalised(&word(better.len())),
        word(all.iter().filter(new).count())
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

fn area_slides(books: &Books, area: &Area, paper: &mut Paper) {
    paper.section(area_name(area));
    let (by_action, by_impact) = (tally(&area.actions, |a| &a.status), tally(&area.actions, |a| &a.impact));
    let (total, exceptions) = (area.actions.len(), books.exceptions(&area.actions));
    paper.words(format!(
        "{} of {} actions {} complete; {} {} Red, Amber or overdue",
        capitalised(&word(by_action[0])),
        word(total),
        is_are(by_action[0]),
        word(exceptions.len()),
        if exceptions.len() < 2 { "is" } else { "are" }
    ));
    paper.bar(&format!("{}, Action status", area.title), by_action);
    paper.bar(&format!("{}, Impact status", area.title), by_impact);
    let before = books.before().areas.iter().find(|before| before.title == area.title).expect("no area is new");
    bars_by_edition(books, &area.title, &before.actions, &area.actions, paper);
    let complete: Vec<Action> = area.actions.iter().filter(|action| action.status == "Blue").cloned().collect();
    let mut overdue: Vec<Action> = area.actions.iter().filter(|action| books.overdue(action)).cloned().collect();
    overdue.sort_by_key(|action| action.due.last_day);
    let listed = |actions: &[Action], late: bool| {
        let by = |action: &Action| if late { format!(" by {}", books.lateness(action)) } else { String::new() };
        let refs = actions.iter().map(|action| action.reference.clone() + &by(action));
        if actions.is_empty() {
            "none".to_owned()
        } else {
            format!("{}: {}", actions.len(), refs.collect::<Vec<_>>().join(", "))
        }
    };
    paper.words(format!(
        "Rated Blue {} Red, Amber or overdue {} Overdue {}",
        listed(&complete, false),
        listed(&exceptions, false),
        listed(&overdue, true)
    ));

    let calm =
        area.actions.iter().filter(|a| a.status != "Blue" && !exceptions.iter().any(|e| e.reference == a.reference));
    let outstanding: Vec<&Action> = exceptions.iter().chain(calm).collect();
    let late = if overdue.is_empty() { String::new() } else { format!(", {} overdue", word(overdue.len())) };
    paper.words(format!("{} of {} actions are outstanding{late}", capitalised(&word(outstanding.len())), word(total)));
    let rows =
        |action: &&Action| [[head(action), due_and_statuses(books, action)].concat(), vec![action.update.clone()]];
    paper.table(
        &["Ref", "Action, and its latest update", "Due", "Action status", "Impact status"],
        outstanding.iter().flat_map(rows).collect(),
    );
    milestones(books, area, paper);

    let on_track = by_impact[0] + by_impact[1];
    let of = if on_track == total { "All".to_owned() } else { capitalised(&word(on_track)) + " of" };
    paper.words(format!("{of} {} actions {} Blue or Green for impact", word(total), is_are(on_track)));
    let linked = |measure: &&Measure| measure.links.iter().any(|l| area.actions.iter().any(|a| a.reference == *l));
    let measures: Vec<&Measure> = books.measures.iter().filter(linked).collect();
    let first = if measures.len() <= 6 { measures.len() } else { measures.len().div_ceil(2).min(6) };
    let row = |measure: &&Measure| {
        let name = format!("{} {}", measure.reference, measure.name);
        vec![name, measure.show(measure.latest().1), target(books, measure), measure_status(measure)]
    };
    if !measures.is_empty() {
        paper.table(&["Measure", "Latest", "Target", "Status"], measures[..first].iter().map(row).collect());
    }
    if first < measures.len() {
        let with_course = |measure: &&Measure| {
            let mut row = row(measure);
            row.insert(3, format!("[{}]", measure.course(books.as_at)));
            row
        };
        paper.table(
            &["Measure", "Latest", "Target", "History", "Status"],
            measures[first..].iter().map(with_course).collect(),
        );
    }
}

fn target(books: &Books, measure: &Measure) -> String {
    match measure.target(books.as_at) {
        Some(share) => format!("{share}%"),
        None => measure.target_in_words(),
    }
}

fn milestones(books: &Books, area: &Area, paper: &mut Paper) {
    let all = books.milestones(area);
    let done = all.iter().filter(|milestone| milestone.complete).count();
    let open: Vec<&Milestone> = all.iter().filter(|milestone| !milestone.complete).collect();
    let (late, ahead): (Vec<&Milestone>, Vec<&Milestone>) = open.iter().partition(|open| open.day < books.as_at);
    paper.words(format!(
        "{} of {} milestones have passed with their actions not complete; {} {} still to come",
        capitalised(&word(late.len())),
        word(all.len()),
        word(ahead.len()),
        is_are(ahead.len())
    ));
    paper.words(format!("The {done} of complete actions are not drawn."));
    paper.says(Said::Drawing {
        instead: format!(
            "{} milestones from {} to {}: of {done} the action is complete, of {} the date has passed and the action is \
             not complete, {} are after {}.",
            all.len(),
            month_of(all[0].day),
            month_of(all[all.len() - 1].day),
            late.len(),
            ahead.len(),
            in_words(books.as_at)
        ),
        drawn: vec![in_words(books.as_at)],
        axis: true,
    });
    // The first area's chart leaves no room for a table under it.
    assert!(open.len() > 6 && !ahead.is_empty(), "{} is listed in other words, which are not here", area.title);
    if area.title != "Priority action 1" {
        let row = |open: &&Milestone| {
            let date = if open.day == end_of_month(open.day) { month_of(open.day) } else { in_words(open.day) };
            vec![open.reference.to_owned(), open.words.to_owned(), date, "Ahead".to_owned()]
        };
        paper.table(&["Ref", "Milestone", "Date", "State"], ahead.iter().take(6).map(row).collect());
    }
}

fn measure_slides(books: &Books, paper: &mut Paper) {
    let total = books.measures.len();
    paper.section("Measures");
    let attention = books.attention();
    paper.words(format!("{} of {total} measures need attention", capitalised(&word(attention.len()))));
    paper.table(
        &["Measure", "Latest", "Target", "Why", "Status"],
        attention
            .iter()
            .map(|(measure, why)| {
                let name = format!("{} {}", measure.reference, measure.name);
                let latest = measure.show(measure.latest().1);
                vec![name, latest, target(books, measure), why.clone(), measure_status(measure)]
            })
            .collect(),
    );
    let [improving, worsening] =
        ["improvement", "concern"].map(|way| books.measures.iter().filter(|m| m.variation().0 == way).count());
    paper.words(format!(
        "{} of {total} measures show special cause improvement; {} {} concern",
        capitalised(&word(improving)),
        word(worsening),
        if worsening < 2 { "shows" } else { "show" }
    ));
    for measure in &books.measures {
        let (month, latest) = measure.latest();
        paper.words(format!("{} {}", measure.reference, measure.name));
        let target = measure.target(books.as_at).map_or(String::new(), |share| format!("; target {share}%"));
        paper.words(format!("{}{target}", month_of(month)));
        for badge in [measure.variation().1, measure.assurance(books.as_at).1.to_owned()] {
            paper.says(Said::Drawing { instead: badge, drawn: Vec::new(), axis: true });
        }
        let drawn = vec![measure.show(latest)];
        paper.says(Said::Drawing { instead: measure.course(books.as_at), drawn, axis: true });
    }
    attention.iter().take(6).for_each(|(measure, why)| measure_slide(books, measure, why, paper));
}

fn measure_slide(books: &Books, measure: &Measure, why: &str, paper: &mut Paper) {
    let (month, latest) = measure.latest();
    let aim = measure.target(books.as_at).map_or(String::new(), |target| format!(", target {target}%"));
    let [reference, name] = [&measure.reference, &measure.name];
    paper.words(format!("{reference} {name}: {} in {}{aim}", measure.show(latest), month_of(month)));
    xmr_chart(books, measure, paper);
    let mut words = format!("{} {why} Target {}", measure_status(measure), target_met(books, measure));
    let change = capitalised(&measure.change_in_words());
    words += &format!(" Since {} {change}", month_of(measure.before_latest().0));
    if !measure.which_way().is_empty() {
        words += &format!(" ({})", measure.which_way());
    }
    if measure.has_limits() {
        words += &format!(" Variation {}", variation_since(measure));
    }
    words.extend(trend(books, measure).map(|trend| format!(" Trend {trend}")));
    words += &format!(" Linked actions {}", measure.links.join(", "));
    if !measure.comment.is_empty() {
        words += &format!(" Comment in Dashboard.xlsx {}", measure.comment);
    }
    paper.words(words);
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
