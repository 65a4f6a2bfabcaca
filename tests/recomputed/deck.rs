//! What the stocktake deck must say: the same figures as the papers, a slide at a time.

use super::books::{Action, Area, Books, Measure, Target, capitalised, in_words, month_of, tally, word};
use super::said::{
    Paper, Said, area_bars, area_name, at_level, due_and_statuses, headlines, heat_map, is_are, measure_status,
    meetings, met_and_targets, next_months, position, risk_headlines, risk_message, targets_met, top_risks, with_bands,
    work_programme,
};

pub fn deck(books: &Books) -> Paper {
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
