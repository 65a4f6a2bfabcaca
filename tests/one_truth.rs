//! One truth: the same fact read out of every paper, wherever it is said there, is the same.
//!
//! The facts come from the papers alone, by the shape of their sentences, tables and drawings; the workbooks and the
//! program are not asked. What the right figures are is held by `recomputed`.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::papers::{Papers, Spoilt, copy_folder, papers_with_faults, read_papers, read_papers_of};
use crate::support::pdf::{Block, Piece, one_line};
use crate::support::project;

const STATUSES: [&str; 5] = ["Blue", "Green", "Amber", "Red", "Grey"];
const PROGRAMME: &str = "all areas";

/// A fact ("all areas, action status Blue"), its value, and where in the paper it is said.
struct Fact {
    key: String,
    value: String,
    place: String,
}

#[test]
fn no_two_papers_say_different_things() {
    let faults = faults(&read_papers());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The same for areas that keep their workbooks otherwise: a published plan, and two of other councils' kinds.
#[test]
fn no_two_papers_of_other_areas_say_different_things() {
    let shared = project().join("../shared/inputs");
    if !shared.is_dir() {
        println!("skipped: the areas beside the project are not there");
        return;
    }
    for (area, months) in [("bexley", &["2025-06", "2025-07"][..]), ("areas/northmoor", &[]), ("areas/saltbridge", &[])]
    {
        let copy = tempfile::tempdir().unwrap();
        let folder = copy.path().join("area");
        match months {
            [] => copy_folder(&shared.join(area), &folder),
            months => months.iter().for_each(|month| copy_folder(&shared.join(area).join(month), &folder.join(month))),
        }
        let read = Read::of(&read_papers_of(&folder));
        let said = read.said();
        let faults = contradictions(&said);
        assert!(faults.is_empty(), "{area}: {} faults:\n{}", faults.len(), faults.join("\n"));
        let papers_of = |said: &[(&str, &Fact)]| said.iter().map(|(paper, _)| *paper).collect::<BTreeSet<_>>().len();
        let twice = said.values().filter(|said| papers_of(said) > 1).count();
        assert!(twice >= 15, "{area}: only {twice} facts were found in two papers");
    }
}

/// A control: one paper is made from templates in which figures are wrong.
#[test]
fn figures_that_are_wrong_in_one_paper_are_found() {
    const REPORT: &str = "improvement-board-report/main.typ.hbs";
    const DECK: &str = "stocktake-deck/main.typ.hbs";
    const HEADLINES: &str = "_shared/partials/headlines.hbs";
    let spoilt = |file, from, to, sign| Spoilt { file, from, to, sign };
    let papers = [
        (
            "improvement-board-report",
            vec![
                // Counts in a sentence, in a table and in a title; a measure's latest value; how many meet their target.
                spoilt(
                    HEADLINES,
                    "{{actions.action_counts.complete}} of",
                    "{{actions.action_counts.green}} of",
                    "9 (improvement-board-report, sentence)",
                ),
                spoilt(
                    REPORT,
                    "{{> exceptions-message}}",
                    "Six actions are Red, ten are Amber and nine are overdue",
                    "9 (improvement-board-report, sentence)",
                ),
                spoilt(
                    REPORT,
                    "#scorecard-table({{typ measures.all}})",
                    "#scorecard-table({{typ measures.all}}.map(m => (..m, latest: (..m.latest, text: m.first.text))))",
                    "51.0% (improvement-board-report, table of measures)",
                ),
                spoilt(
                    REPORT,
                    "{{> measures-message}}",
                    "Five of 16 measures with a target meet it",
                    "5 (improvement-board-report, sentence)",
                ),
            ],
        ),
        (
            "position-update",
            vec![
                spoilt(
                    "_shared/plan.typ",
                    "status-now(a.action_status, a.action_moved),",
                    "status-chip((key: \"green\", word: \"Green\")),",
                    "Green (position-update, table of actions)",
                ),
                spoilt(
                    "position-update/main.typ.hbs",
                    "== {{> risk-message}}",
                    "== Five of 15 risks score very high",
                    "5 (position-update, sentence)",
                ),
            ],
        ),
        (
            "stocktake-deck",
            vec![
                // A large number, a measure's latest value beside its bar and in the words for it, a risk's score.
                spoilt(
                    DECK,
                    "[{{actions.action_counts.complete}}]",
                    "[{{actions.action_counts.green}}]",
                    "9 (stocktake-deck, sentence)",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "m.latest.text + \" in \" + m.latest.month",
                    "m.first.text + \" in \" + m.latest.month",
                    "51.0% (stocktake-deck, words for the bar)",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "say(m.latest.text, fill: ink, weight: 700)",
                    "say(m.latest.text + \"1\", fill: ink, weight: 700)",
                    "78.6%1 (stocktake-deck, beside the bar)",
                ),
                // How far a measure is from its target, and how many risks are above the appetite.
                spoilt(
                    "_shared/partials/furthest-message.hbs",
                    "{{short_of_target.text}}",
                    "{{latest.text}}",
                    "52.4% (stocktake-deck, sentence)",
                ),
                spoilt(
                    "_shared/partials/appetite-message.hbs",
                    "{{Word risks.counts.above_appetite}}",
                    "{{Word risks.counts.above_target}}",
                    "14 (stocktake-deck, sentence)",
                ),
                spoilt(
                    DECK,
                    "#risks-slide({{typ risks.top}},",
                    "#risks-slide({{typ risks.top}}.map(r => (..r, current: (..r.current, score: r.target.score))),",
                    "8 (stocktake-deck, table of risks)",
                ),
            ],
        ),
        (
            "performance-scorecard",
            vec![
                spoilt(
                    "performance-scorecard/main.typ.hbs",
                    "#at-a-glance({{typ measures.all}})",
                    "#at-a-glance({{typ measures.all}}.map(m => (..m, latest: (..m.latest, text: m.first.text))))",
                    "measure K01, latest: ",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "([Target met], m => m.met == \"met\")",
                    "([Target met], m => m.met != \"not met\")",
                    "8 (performance-scorecard, matrix of measures)",
                ),
            ],
        ),
        (
            "risk-register",
            vec![
                spoilt(
                    "risk-register/main.typ.hbs",
                    "#risk-table({{typ risks.all}},",
                    "#risk-table({{typ risks.all}}.map(r => (..r, current: (..r.current, score: r.target.score))),",
                    "8 (risk-register, table of risks)",
                ),
                spoilt(
                    "_shared/partials/risk-headlines.hbs",
                    "{{this.count}} {{this.word}}",
                    "{{len this.word}} {{this.word}}",
                    "risks high: 4 (risk-register, sentence)",
                ),
            ],
        ),
    ];
    for (paper, spoilt) in papers {
        let faults = faults(&papers_with_faults(paper, &spoilt));
        for Spoilt { file, to, sign, .. } in spoilt {
            let found = faults.iter().any(|fault| fault.contains(sign));
            assert!(found, "{to:?} in {file} was not found; {} faults:\n{}", faults.len(), faults.join("\n"));
        }
    }
}

/// Every fact with more than one value, and every fact that should stand in two papers and does not.
fn faults(papers: &Papers) -> Vec<String> {
    let read = Read::of(papers);
    let said = read.said();
    let mut faults = contradictions(&said);
    for key in wanted() {
        let papers: BTreeSet<&str> = said.get(&*key).into_iter().flatten().map(|(paper, _)| *paper).collect();
        if papers.len() < 2 && !read.typed_over.contains(&key) {
            faults.push(format!("{key}: found only in {papers:?}"));
        }
    }
    let appetite: BTreeSet<&str> =
        said.get("risks above appetite").into_iter().flatten().map(|(paper, _)| *paper).collect();
    let papers = [
        "escalation-paper",
        "group-presentation",
        "improvement-board-report",
        "monitoring-return",
        "position-update",
        "risk-register",
        "stocktake-deck",
    ];
    if appetite != BTreeSet::from(papers) {
        faults.push(format!("risks above appetite: found only in {appetite:?}"));
    }
    if read.typed_over != BTreeSet::from(["risk R07, current score".to_owned()]) {
        faults
            .push(format!("the sample has one score typed over, that of R07, and not those of {:?}", read.typed_over));
    }
    faults
}

/// The facts of each paper, and the scores that are typed over: those have a place on the map that is not theirs.
struct Read {
    facts: BTreeMap<&'static str, Vec<Fact>>,
    typed_over: BTreeSet<String>,
}

/// What is said of each fact: in which paper, and what.
type Said<'r> = BTreeMap<&'r str, Vec<(&'r str, &'r Fact)>>;

impl Read {
    fn of(papers: &Papers) -> Read {
        let facts: BTreeMap<&'static str, Vec<Fact>> =
            papers.iter().map(|(name, blocks)| (*name, facts(blocks))).collect();
        let typed_over = typed_over(&facts);
        Read { facts, typed_over }
    }

    fn said(&self) -> Said<'_> {
        let mut said = Said::new();
        for (paper, facts) in &self.facts {
            // The map stands at likelihood times impact, whatever has been typed over a score.
            let score_of = |key: &str| key.replace(", level", ", current score");
            let of_map = |fact: &Fact| fact.place == MAP && self.typed_over.contains(&score_of(&fact.key));
            for fact in facts.iter().filter(|fact| !of_map(fact)) {
                said.entry(&fact.key).or_default().push((paper, fact));
            }
        }
        said
    }
}

fn contradictions(said: &Said<'_>) -> Vec<String> {
    let differ = |said: &[(&str, &Fact)]| said.iter().map(|(_, fact)| &*fact.value).collect::<BTreeSet<_>>().len() > 1;
    let in_words = |said: &[(&str, &Fact)]| {
        let all = said.iter().map(|(paper, fact)| format!("{} ({paper}, {})", fact.value, fact.place));
        all.collect::<Vec<_>>().join("; ")
    };
    said.iter().filter(|(_, said)| differ(said)).map(|(key, said)| format!("{key}: {}", in_words(said))).collect()
}

/// The facts that must be found in two papers at least.
fn wanted() -> BTreeSet<String> {
    let mut wanted: BTreeSet<String> = [
        "all areas, overdue",
        "measures that meet their target",
        "measures with a target",
        "risks very high",
        "risks above appetite",
        "appetite",
    ]
    .map(str::to_owned)
    .into();
    let areas = [
        "Priority action 1",
        "Priority action 2",
        "Priority action 3",
        "Area for improvement 1",
        "Area for improvement 2",
    ];
    for name in [&[PROGRAMME], &areas[..]].concat() {
        for kind in ["action", "impact"] {
            wanted.extend(STATUSES.map(|status| format!("{name}, {kind} status {status}")));
        }
    }
    wanted.extend(["1.3.1", "2.4.1", "5.1.2"].map(|action| format!("action {action}, action status")));
    wanted.extend((1..=20).map(|number| format!("measure K{number:02}, latest")));
    wanted.extend((1..=15).map(|number| format!("risk R{number:02}, current score")));
    wanted
}

/// The risks whose score is not the product that the same cell of the register gives beside it.
fn typed_over(read: &BTreeMap<&str, Vec<Fact>>) -> BTreeSet<String> {
    let place = |risk: &str, what: &str| {
        let key = format!("{risk}, {what}");
        read["risk-register"].iter().find(|fact| fact.key == key && fact.place != MAP).map(|fact| fact.value.clone())
    };
    let risks = (1..=15).map(|number| format!("risk R{number:02}"));
    risks
        .filter(|risk| {
            let factors = place(risk, "likelihood × impact").unwrap_or_default();
            let product = factors.split_once(" × ").map(|(l, i)| number(l).zip(number(i)).map(|(l, i)| l * i));
            place(risk, "current score").as_deref().and_then(number) != product.flatten()
        })
        .map(|risk| format!("{risk}, current score"))
        .collect()
}

const MAP: &str = "heat map";
const MATRIX: &str = "matrix of measures";

// ---- From a paper's blocks to facts -------------------------------------------------------------------------------

fn facts(blocks: &[Block]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let names = measure_names(blocks);
    let mut named = None;
    for (index, block) in blocks.iter().enumerate() {
        let area = area_of(&block.section);
        match &block.piece {
            Piece::Heading(words) | Piece::Words(words) => {
                // A large number stands in a block before the one that says what it counts.
                let before = index.checked_sub(1).map(|index| &blocks[index].piece);
                let sentence = match before {
                    Some(Piece::Words(before))
                        if before.len() <= 14 && before.starts_with(|c: char| c.is_ascii_digit()) =>
                    {
                        format!("{before} {words}")
                    }
                    _ => words.clone(),
                };
                from_sentence(&sentence, area, &mut facts);
                from_list(&sentence, &mut facts);
                from_distance(&sentence, &mut facts);
                if let Some(reference) = index.checked_sub(1).and_then(|index| measure_of_bullet(&blocks[index].piece))
                {
                    add(&mut facts, format!("measure {reference}, latest"), words, "beside the bar");
                }
                if matches!(block.piece, Piece::Heading(_)) {
                    let title = |name: &str, reference: &str| words.starts_with(&format!("{reference} {name}:"));
                    named = names.iter().find(|(name, reference)| title(name, reference));
                }
                if let Some((name, reference)) = named
                    && let Some(rest) = words.strip_prefix(&format!("{reference} {name}: "))
                {
                    let value = rest.split(" in ").next().unwrap_or_default();
                    add(&mut facts, format!("measure {reference}, latest"), value, "title of the measure");
                }
            }
            Piece::Drawing { instead, drawn } => {
                from_bar(instead, drawn, &mut facts);
                from_bullet(instead, &mut facts);
                if let Some((_, reference)) = named {
                    from_course(instead, reference, &mut facts);
                }
            }
            Piece::Table(rows) => from_table(rows, &mut facts),
        }
    }
    add_up_areas(&mut facts);
    facts
}

fn add(facts: &mut Vec<Fact>, key: impl Into<String>, value: impl ToString, place: &str) {
    facts.push(Fact { key: key.into(), value: value.to_string(), place: place.to_owned() });
}

/// The area that a section is about, and otherwise the programme.
fn area_of(section: &str) -> &str {
    let about_area =
        section.starts_with("Priority action") || section.starts_with("Area ") || section.ends_with(" group");
    if about_area { section.split(':').next().unwrap_or(section) } else { PROGRAMME }
}

/// Sentences by their shape: `#` is a number, `*` any one word. Each number in turn is the value of a fact; `@` stands
/// for the area that the section is about, or for the programme.
const SENTENCES: &[(&str, &[&str])] = &[
    ("# of # actions * complete;", &["@, action status Blue", "@, actions"]),
    ("# of # actions complete", &["@, action status Blue", "@, actions"]),
    ("complete; # have achieved their impact", &["@, impact status Blue"]),
    ("# * Red and # Amber for action", &["@, action status Red", "@, action status Amber"]),
    (
        "# actions are Red, # are Amber and # are overdue",
        &["@, action status Red", "@, action status Amber", "@, overdue"],
    ),
    ("actions * complete; # * overdue", &["@, overdue"]),
    ("Overdue. # actions are overdue", &["@, overdue"]),
    ("# actions overdue", &["@, overdue"]),
    ("outstanding, # overdue", &["@, overdue"]),
    ("# of # measures with a target * it", &["measures that meet their target", "measures with a target"]),
    ("# of # targets met", &["measures that meet their target", "measures with a target"]),
    ("# of # risks * very high", &["risks very high", "risks"]),
    ("# of # risks very high", &["risks very high", "risks"]),
    ("# very high, # high, # medium and # low.", &["risks very high", "risks high", "risks medium", "risks low"]),
    ("very high; # * rising", &["risks rising"]),
    ("Rising: # risks", &["risks rising"]),
    ("Falling: # risks", &["risks falling"]),
    ("very high; # * above target", &["risks above target"]),
    ("# of # risks * above target", &["risks above target", "risks"]),
    ("# of # risks * above the Board’s appetite", &["risks above appetite", "risks"]),
    ("# risks of # are above the appetite", &["risks above appetite", "risks"]),
    ("very high; # are above the Board’s appetite", &["risks above appetite"]),
    ("appetite of #; # are rising", &["appetite", "risks rising"]),
    ("above the Board’s appetite of #", &["appetite"]),
    ("above the appetite of #", &["appetite"]),
    ("appetite is #.", &["appetite"]),
    ("# of # actions agreed at meetings", &["meeting actions open", "meeting actions"]),
    ("# of # actions * open;", &["meeting actions open", "meeting actions"]),
];

fn from_sentence(sentence: &str, area: &str, facts: &mut Vec<Fact>) {
    for (shape, keys) in SENTENCES {
        for (key, value) in keys.iter().zip(numbers_in_shape(sentence, shape)) {
            add(facts, key.replace('@', area), value, "sentence");
        }
    }
}

/// The numbers where a shape stands in a sentence; none where it does not.
fn numbers_in_shape(sentence: &str, shape: &str) -> Vec<u64> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let shape: Vec<&str> = shape.split(' ').collect();
    let fits = |words: &&[&str]| {
        words.iter().zip(&shape).all(|(word, shape)| match *shape {
            "#" => number(word).is_some(),
            "*" => true,
            shape if shape.ends_with([';', ',', '.', ':']) => *word == shape,
            shape => word.trim_end_matches([';', ',', '.', ':']) == shape,
        })
    };
    let Some(found) = words.windows(shape.len()).find(fits) else { return Vec::new() };
    found.iter().zip(&shape).filter(|(_, shape)| **shape == "#").filter_map(|(word, _)| number(word)).collect()
}

/// "Priority action 1, action status: 11 Blue, 3 Green and 2 Red."; what is not named is none. The numbers drawn are
/// the same.
fn from_bar(instead: &str, drawn: &str, facts: &mut Vec<Fact>) {
    let Some((name, counts)) = instead.split_once(": ") else { return };
    let Some((area, kind)) = bar_name(name) else { return };
    let words: Vec<&str> = counts.split_whitespace().map(|word| word.trim_matches([',', '.'])).collect();
    let mut shown = String::new();
    for status in STATUSES {
        let count = words.windows(2).find(|pair| pair[1] == status).and_then(|pair| number(pair[0])).unwrap_or(0);
        add(facts, format!("{area}, {kind} status {status}"), count, "bar");
        if count > 0 {
            shown.push_str(&count.to_string());
        }
    }
    let key = format!("{area}, {kind} status, numbers in the bar");
    add(facts, &key, shown, "words for the bar");
    add(facts, &key, drawn.replace(' ', ""), "bar");
}

fn bar_name(name: &str) -> Option<(&str, &'static str)> {
    let kind = |words: &str| match words {
        "action status" | "Action status" => Some("action"),
        "impact status" | "Impact status" => Some("impact"),
        _ => None,
    };
    let (first, second) = name.split_once(", ")?;
    match (kind(first), kind(second)) {
        (Some(kind), _) => Some((second, kind)),
        (_, Some(kind)) => Some((first, kind)),
        _ => None,
    }
}

/// "Rose from 51.0% in February 2024 to 78.6% in July 2025; target 85%."
fn from_course(words: &str, reference: &str, facts: &mut Vec<Fact>) {
    // The mean and the limits follow in sentences of their own.
    let course = words.split(';').next().and_then(|course| course.split(". ").next()).unwrap_or_default();
    // The words for a badge are none.
    let is_course = ["Rose", "Fell", "Stood"].iter().any(|begins| course.trim_start_matches('[').starts_with(begins));
    if is_course && let Some((_, latest)) = course.rsplit_once(" to ") {
        let value = latest.split(" in ").next().unwrap_or_default();
        add(facts, format!("measure {reference}, latest"), value, "words for the chart");
    }
}

/// The measure that a bar of its latest figure is of.
fn measure_of_bullet(piece: &Piece) -> Option<&str> {
    let Piece::Drawing { instead, .. } = piece else { return None };
    instead.contains("Bar on a scale from").then(|| instead.split(' ').next())?
}

/// "K01 Decision letter sent…: 78.6% in July 2025; target 85%; England 61.2%. Bar on a scale from 0% to 100%."
fn from_bullet(words: &str, facts: &mut Vec<Fact>) {
    let Some((marks, _)) = words.split_once(". Bar on a scale from") else { return };
    let mut marks = marks.split("; ");
    let Some((name, latest)) = marks.next().and_then(|first| first.rsplit_once(": ")) else { return };
    let reference = name.split(' ').next().unwrap_or_default();
    let value = latest.split(" in ").next().unwrap_or_default();
    add(facts, format!("measure {reference}, latest"), value, "words for the bar");
    for mark in marks {
        for (begins, what) in [
            ("target ", "target"),
            ("England ", "England"),
            ("similar areas ", "similar areas"),
            ("first figure ", "first"),
        ] {
            if let Some(value) = mark.strip_prefix(begins) {
                let value = value.split(" in ").next().unwrap_or_default();
                add(facts, format!("measure {reference}, {what}"), value, "words for the bar");
            }
        }
    }
}

/// "Furthest from target: K12, 27.6 points short".
fn from_distance(sentence: &str, facts: &mut Vec<Fact>) {
    if let Some((reference, distance)) =
        sentence.strip_prefix("Furthest from target: ").and_then(|of| of.split_once(", "))
    {
        add(facts, format!("measure {reference}, distance from target"), distance, "sentence");
    }
}

fn from_table(rows: &[Vec<String>], facts: &mut Vec<Fact>) {
    let Some((heads, rows)) = rows.split_first() else { return };
    // A line may end within a head.
    let plain = |text: &str| text.replace(' ', "");
    let column = |head: &str| heads.iter().position(|cell| plain(cell) == plain(head));
    for (kind, first) in [("action", "Action status"), ("impact", "Impact status")] {
        // Other tables, of single actions, have such a column too.
        if column(first) == Some(0) && STATUSES.iter().all(|status| column(status).is_some()) {
            for row in rows {
                let area = row[0].split(':').next().unwrap_or_default().replace("All areas", PROGRAMME);
                for (head, value) in heads.iter().zip(row).skip(1) {
                    let key = match &**head {
                        "Total" => format!("{area}, actions"),
                        "Overdue" => format!("{area}, overdue"),
                        status => format!("{area}, {kind} status {status}"),
                    };
                    add(facts, key, value, "table of counts");
                }
            }
        }
    }
    from_actions(heads, rows, facts);
    let measure = heads.first().is_some_and(|head| head == "Measure" || head.starts_with("Measures"));
    if let (true, Some(latest)) = (measure, column("Latest")) {
        for row in rows.iter().filter(|row| row.len() == heads.len()) {
            let reference = row[0].split_whitespace().next().unwrap_or_default();
            // The scorecard gives the month under the value.
            let value = row[latest].split(char::is_alphabetic).next().unwrap_or_default().trim();
            add(facts, format!("measure {reference}, latest"), value, "table of measures");
            if let Some(history) = column("History") {
                from_course(&row[history], reference, facts);
            }
            if let Some(target) = column("Target") {
                from_target(&row[target], reference, facts);
            }
            // The report has England and similar areas under the name.
            for (name, what) in [("England ", "England"), ("similar areas ", "similar areas")] {
                if let Some((_, value)) = row[0].rsplit_once(name).filter(|(_, value)| value.contains('%')) {
                    let value = value.split(',').next().unwrap_or_default();
                    add(facts, format!("measure {reference}, {what}"), value, "table of measures");
                }
            }
        }
    }
    if column("How the figures vary") == Some(0) {
        from_matrix(heads, rows, facts);
    }
    let risk = column("Risk").or(column("Risk, and its owner"));
    if let (Some(0), Some(current)) = (risk.map(|at| at.min(column("Ref").unwrap_or(at))), column("Current")) {
        let mut reference = "";
        for row in rows {
            let of_row = reference_of(&row[0]);
            if row.len() == 1 && of_row.len() > 1 || of_row == row[0] {
                reference = of_row;
            }
            if row.len() > 1 {
                from_score(&row[current], reference, "table of risks", facts);
            }
        }
    }
    if heads.first().is_some_and(|head| head.starts_with("Likelihood")) {
        for row in rows {
            for (cell, head) in row[1..].iter().zip(&heads[1..]) {
                // "16 Very highR01 R03" or "16 Very high R03 R01 ↑ from 12": score and level, the risks that stand there, where
                // they stood before.
                let starts = |at: usize| {
                    let before = cell[..at].chars().next_back();
                    !reference_of(&cell[at..]).is_empty() && !before.is_some_and(|c| c.is_ascii_uppercase())
                };
                let places: Vec<usize> = cell.char_indices().map(|(at, _)| at).filter(|at| starts(*at)).collect();
                let (score, _) = cell.split_at(places.first().copied().unwrap_or(cell.len()));
                for at in places {
                    let reference = reference_of(&cell[at..]);
                    let factors = format!("{} × {}", &row[0][..1], &head[..1]);
                    add(facts, format!("risk {reference}, likelihood × impact"), factors, MAP);
                    from_score(score.trim(), reference, MAP, facts);
                }
            }
        }
    }
}

/// The statuses of single actions: the action in a row of its own with its reference, or above the row that has them.
fn from_actions(heads: &[String], rows: &[Vec<String>], facts: &mut Vec<Fact>) {
    let plain = |text: &str| text.replace(' ', "");
    let column = |head: &str| heads.iter().position(|cell| plain(cell) == plain(head));
    let Some(at) = column("Action status").or(column("Status")) else { return };
    let mut above = "";
    for row in rows {
        let own = action_ref(&row[0]);
        if row.len() == 1 {
            above = own;
        }
        let reference = if column("Ref") == Some(0) { own } else { above };
        for (kind, at) in [("action", Some(at)), ("impact", column("Impact status"))] {
            let Some(cell) = at.filter(|at| *at > 0 && row.len() == heads.len()).map(|at| &row[at]) else { continue };
            if let Some(status) = STATUSES.into_iter().find(|status| cell.starts_with(status))
                && !reference.is_empty()
            {
                add(facts, format!("action {reference}, {kind} status"), status, "table of actions");
            }
        }
    }
}

/// "1.4.1a" of "1.4.1aFind the young people": digits with full stops, and a small letter that begins no word.
fn action_ref(text: &str) -> &str {
    let digits = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
    let mut after = text[digits..].chars();
    let letter = after.next().is_some_and(|c| c.is_ascii_lowercase()) && !after.next().is_some_and(char::is_lowercase);
    if digits < 3 { "" } else { text[..digits + usize::from(letter)].trim_end_matches('.') }
}

/// "R04" of "R04 ↑ from 12": capital letters and the digits after them; nothing where a text begins otherwise.
fn reference_of(text: &str) -> &str {
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    let digits = text[letters..].chars().take_while(char::is_ascii_digit).count();
    if letters > 0 && digits > 0 { &text[..letters + digits] } else { "" }
}

/// "80%", "80%by June 2025" or "80%: 27.6 points short"; a target in words says nothing of a figure.
fn from_target(cell: &str, reference: &str, facts: &mut Vec<Fact>) {
    let Some((share, rest)) = cell.split_once('%') else { return };
    add(facts, format!("measure {reference}, target"), format!("{share}%"), "table of measures");
    if let Some(distance) = rest.strip_prefix(": ") {
        add(facts, format!("measure {reference}, distance from target"), distance, "table of measures");
    }
}

/// "K01 78.6%K02 60.8%" under what has become of the targets.
fn from_matrix(heads: &[String], rows: &[Vec<String>], facts: &mut Vec<Fact>) {
    // Columns in which no measure is are left out.
    let (mut missed, mut met) = (0, 0);
    for row in rows {
        for (cell, head) in row[1..].iter().zip(&heads[1..]) {
            // "K01 78.6%K02 60.8%": a reference follows a value at once or after spaces.
            let mut rest = cell.trim_start();
            while !reference_of(rest).is_empty() {
                let reference = reference_of(rest);
                let value = rest[reference.len()..].trim_start();
                let end = value.find(|c: char| c.is_ascii_uppercase() || c.is_whitespace()).unwrap_or(value.len());
                add(facts, format!("measure {reference}, latest"), &value[..end], MATRIX);
                rest = value[end..].trim_start();
                match head.as_str() {
                    "Target not met" => missed += 1,
                    "Target met" => met += 1,
                    _ => {}
                }
            }
        }
    }
    add(facts, "measures that meet their target", met, MATRIX);
    add(facts, "measures with a target", missed + met, MATRIX);
}

/// "16 Very high", in the register "16 Very high4 × 4", and with an arrow before what it was.
fn from_score(cell: &str, reference: &str, place: &str, facts: &mut Vec<Fact>) {
    let now = cell.split(['↑', '↓', '→']).next().unwrap_or_default();
    let score = now.split_whitespace().next().unwrap_or_default();
    add(facts, format!("risk {reference}, current score"), score, place);
    let rest = now.trim_start_matches(|c: char| c.is_ascii_digit());
    let level = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '×');
    add(facts, format!("risk {reference}, level"), level.trim(), place);
    if rest.contains('×') {
        let factors = one_line(rest.trim_start_matches(|c: char| !c.is_ascii_digit()));
        add(facts, format!("risk {reference}, likelihood × impact"), factors, place);
    }
}

/// A score and the words of a risk, two blocks of a list: "16 Very high", "R03 Amended plans are issued late".
fn from_list(sentence: &str, facts: &mut Vec<Fact>) {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let place = words.iter().position(|word| word.len() == 3 && word.starts_with('R') && number(&word[1..]).is_some());
    if let (Some(score), Some(place @ 2..=3)) = (words.first().and_then(|word| number(word)), place) {
        add(facts, format!("risk {}, current score", words[place]), score, "list of risks");
        add(facts, format!("risk {}, level", words[place]), words[1..place].join(" "), "list of risks");
    }
}

/// The programme's counts where a paper gives only those of the areas, as bars on one scale.
fn add_up_areas(facts: &mut Vec<Fact>) {
    for kind in ["action", "impact"] {
        for status in STATUSES {
            let ending = format!(", {kind} status {status}");
            let areas: BTreeMap<&str, u64> = facts
                .iter()
                .filter(|fact| fact.place == "bar" && fact.key.ends_with(&ending) && !fact.key.starts_with(PROGRAMME))
                .filter_map(|fact| Some((&*fact.key, fact.value.parse().ok()?)))
                .collect();
            if areas.len() == 5 {
                let sum: u64 = areas.values().sum();
                add(facts, format!("{PROGRAMME}{ending}"), sum, "bars of the areas, added up");
            }
        }
    }
}

/// The measures' names and references, as the tables of the paper give them.
fn measure_names(blocks: &[Block]) -> BTreeSet<(String, String)> {
    let tables = blocks.iter().filter_map(|block| match &block.piece {
        Piece::Table(rows) if rows[0][0] == "Measure" => Some(&rows[1..]),
        _ => None,
    });
    tables
        .flatten()
        .filter_map(|row| row[0].split_once(' '))
        .map(|(reference, name)| (name.to_owned(), reference.to_owned()))
        .collect()
}

/// A number in figures or in words; "none" is nought.
fn number(word: &str) -> Option<u64> {
    const WORDS: [&str; 11] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = word.trim_end_matches([';', ',', '.', ':']).to_lowercase();
    let spelt = WORDS.iter().position(|known| *known == word).map(|number| number as u64);
    spelt.or_else(|| word.replace(',', "").parse().ok())
}
