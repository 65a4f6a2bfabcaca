//! What the performance scorecard must say: every measure in the tables, and each with its chart and its facts.

use super::books::{Books, Measure, Target, capitalised, in_words, month_of, word};
use super::deck::{target_met, variation_since, xmr_chart};
use super::said::{ANY_NUMBER, Paper, Said, measure_status, targets_met, trend, workbooks};

pub fn scorecard(books: &Books) -> Paper {
    let mut paper = Paper::new("performance-scorecard");
    let total = books.measures.len();
    let moved = |way: &str| books.measures.iter().filter(|measure| measure.which_way() == way).count();
    let [improving, worsening, too_few] = ["improvement", "concern", "too few figures"]
        .map(|way| books.measures.iter().filter(|measure| measure.variation().0 == way).count());
    let attention = books.attention();

    paper.words(format!("Meeting {}", in_words(books.next_meeting())));
    let message = targets_met(books) + &format!("; {} of {total} improved", word(moved("better")));
    paper.section(message.clone());
    paper.words(message);
    matrix(books, &mut paper);
    let first = attention[0].0;
    paper.words(format!(
        "Attention: {} measures need it, most of all {} {}.",
        attention.len(),
        first.reference,
        first.name
    ));
    paper.words(format!(
        "Since the previous figure: {} improved, {} worsened, {} unchanged.",
        moved("better"),
        moved("worse"),
        moved("")
    ));
    let none = |number: usize| if number == 0 { "none".to_owned() } else { number.to_string() };
    paper.words(format!(
        "Special cause: {improving} improvement, {} concern; {too_few} have too few figures to say.",
        none(worsening)
    ));
    // No measure of the sample has declined three figures running, so that only the longest improvement is told.
    assert!(books.measures.iter().all(|measure| measure.run(false).1 < 3));
    let longest =
        books.measures.iter().max_by_key(|measure| (measure.run(true).1, std::cmp::Reverse(&measure.reference)));
    let longest = longest.expect("the sample has measures");
    paper.words(format!(
        "Longest improvement: {} {}, better with each figure since {}.",
        longest.reference,
        longest.name,
        month_of(longest.run(true).0)
    ));

    paper.section(format!("{} measures need attention", capitalised(&word(attention.len()))));
    paper.words(format!("{} measures need attention", capitalised(&word(attention.len()))));
    paper.table(
        &["Measure", "Latest", "Target", "Why", "Status"],
        attention
            .iter()
            .map(|(measure, why)| {
                vec![
                    name(measure),
                    latest_beside(books, measure),
                    measure.target_now(books.as_at),
                    why.clone(),
                    measure_status(measure),
                ]
            })
            .collect(),
    );

    let worse = format!("{} of {total} measures worsened since the previous figure", word(moved("worse")));
    paper.section(capitalised(&worse));
    paper.words(capitalised(&worse));
    paper.table(
        &[
            "Measure",
            "Latest",
            "Target",
            "Change since previous figure",
            "Variation",
            "Assurance",
            "History",
            "Status",
            "Page",
        ],
        books
            .measures
            .iter()
            .map(|measure| {
                let way = measure.which_way();
                let way = if way.is_empty() { String::new() } else { format!(", {way}") };
                let ((variation, of_figures), (assurance, of_target)) =
                    (measure.variation(), measure.assurance(books.as_at));
                let variation = match variation {
                    "improvement" | "concern" => format!("special cause: {variation}"),
                    _ => variation.to_owned(),
                };
                vec![
                    name(measure),
                    latest_beside(books, measure),
                    measure.target_now(books.as_at),
                    measure.change_in_words() + &way,
                    format!("[{of_figures}] {variation}"),
                    format!("[{of_target}] {assurance}"),
                    format!("[{}]", measure.course(books.as_at)),
                    measure_status(measure),
                    ANY_NUMBER.into(),
                ]
            })
            .collect(),
    );
    paper.pages("What the badges mean: page", ".");
    paper.words(format!("Latest figures are of {}, unless another month is given.", month_of(books.as_at)));

    let beyond = format!(
        "{} of {total} measures show special cause improvement; {} {} concern",
        capitalised(&word(improving)),
        word(worsening),
        if worsening < 2 { "shows" } else { "show" }
    );
    paper.section(beyond.clone());
    paper.words(beyond);
    books.measures.iter().for_each(|measure| block(books, measure, &mut paper));

    // The numbers of the rules, which the second reading follows too.
    paper.section("How to read the charts");
    for words in [
        "the mean plus and minus 2.66 times the average moving range, two dotted lines.",
        "the step, up or down, from one figure to the next.",
        "A limit beyond the possible values, under 0% or over 100%, is not drawn.",
        "Fewer than 12 points: too few for limits; the chart is then a plain line",
        "The axis does not start at 0 where the figures are far from it",
        "one of seven or more in a row that rise, or that fall;",
        "one of two in three in a row beyond two thirds of the way from the mean to the same limit; or",
        "one of seven or more in a row on one side of the mean.",
        "Acting on one such figure seldom helps.",
    ] {
        paper.words(words);
    }
    paper.section("About these figures");
    paper.words(format!(
        "The measures and their links to actions were read from {} workbooks, as they were for {}.",
        word(5),
        month_of(books.as_at)
    ));
    workbooks(books, &mut paper);
    paper
}

fn name(measure: &Measure) -> String {
    format!("{} {}", measure.reference, measure.name)
}

/// The latest figure, with its month where that is not the one said above the table.
fn latest_beside(books: &Books, measure: &Measure) -> String {
    let (month, value) = measure.latest();
    let value = measure.show(value);
    if month_of(month) == month_of(books.as_at) { value } else { format!("{value} {}", month_of(month)) }
}

/// Every measure by how it varies and whether it meets its target.
fn matrix(books: &Books, paper: &mut Paper) {
    let rows = [
        ("concern", "Special cause: concern"),
        ("common cause", "Common cause"),
        ("improvement", "Special cause: improvement"),
        ("too few figures", "Too few figures to say"),
    ];
    let rows = rows.into_iter().filter(|(key, _)| books.measures.iter().any(|measure| measure.variation().0 == *key));
    let cell = |variation: &str, met: Option<bool>| {
        let there = |m: &&Measure| m.variation().0 == variation && m.is_met(books.as_at) == met;
        let held = books.measures.iter().filter(there);
        let held: Vec<String> =
            held.map(|measure| format!("{} {}", measure.reference, measure.show(measure.latest().1))).collect();
        if held.is_empty() { "none".to_owned() } else { held.join(" ") }
    };
    paper.table(
        &["How the figures vary", "Target not met", "Target met", "No target, or no figure"],
        rows.map(|(variation, words)| {
            vec![words.to_owned(), cell(variation, Some(false)), cell(variation, Some(true)), cell(variation, None)]
        })
        .collect(),
    );
}

/// A measure's heading, its chart, and what stands beside it: each name in a block before its fact.
fn block(books: &Books, measure: &Measure, paper: &mut Paper) {
    let (month, value) = measure.latest();
    let met = match measure.is_met(books.as_at) {
        Some(true) => ", target met",
        Some(false) => ", target not met",
        None => "",
    };
    paper.words(format!("{}: {} in {}{met}", name(measure), measure.show(value), month_of(month)));
    xmr_chart(books, measure, paper);
    let assurance = measure.assurance(books.as_at);
    let shown = measure.has_limits().then(|| measure.variation().1).into_iter();
    let shown = shown.chain((assurance.0 != "not judged").then(|| assurance.1.to_owned()));
    shown.for_each(|instead| paper.says(Said::Drawing { instead, drawn: Vec::new(), axis: true }));

    // A line for each fact that the dashboard has; none for what it does not give.
    let cases = measure.cases.map(|cases| format!("latest figure of n = {cases}"));
    let status = Some(measure_status(measure)).filter(|status| status != "not stated");
    let rated: Vec<String> = status.into_iter().chain(cases).collect();
    if !rated.is_empty() {
        paper.pair("Status", rated.join(" "));
    }
    match &measure.target {
        Target::None => {}
        Target::Words(words) => paper.pair("Target", words.clone()),
        Target::Steps(_) => paper.pair("Target", target_met(books, measure)),
    }
    let (first_month, first) = measure.first();
    paper.pair("First figure", format!("{} in {}", measure.show(first), month_of(first_month)));
    let way = if measure.which_way().is_empty() { String::new() } else { format!(" ({})", measure.which_way()) };
    let since = month_of(measure.before_latest().0);
    paper.pair("Change", format!("{} since {since}{way}", capitalised(&measure.change_in_words())));
    if let Some(trend) = trend(books, measure) {
        paper.pair("Trend", trend);
    }
    paper.pair("Good is", if measure.high_is_good { "Higher figures" } else { "Lower figures" });
    for (name, value, _) in measure.comparators(books.as_at) {
        let words =
            format!("{}; {} {}", measure.show(value), measure.against(value), name.replace("Similar", "similar"));
        paper.pair(name, words);
    }
    if measure.has_limits() {
        paper.words(variation_since(measure));
    }
    if assurance.0 != "not judged" {
        paper.words(assurance.1);
    }
    paper.pair("Linked actions", measure.links.join(", "));
    let gaps = measure.gaps();
    if !gaps.is_empty() {
        let mut reasons: Vec<&str> = Vec::new();
        gaps.iter().for_each(|reason| {
            if !reasons.contains(reason) {
                reasons.push(reason)
            }
        });
        let months = measure.months_since_the_first().count();
        paper.pair("No figure", format!("{} of {months} months: {}", gaps.len(), reasons.join(", ")));
    }
    if !measure.comment.is_empty() {
        paper.pair("Comment", measure.comment.clone());
    }
}
