//! Every figure of the sample area's papers, recomputed from its workbooks by a second route and compared.
//!
//! What must be said is found in the PDF and crossed out; then what is left is looked through for figures, so that one
//! that nobody recomputes is named. Deliberately absent: any use of the program's own code.

mod books;
mod deck;
mod said;
mod scorecard;

use crate::support::ashmere;
use crate::support::papers::{PAPERS, Papers, Spoilt, papers_with_faults, read_papers};
use crate::support::pdf::{Block, Piece};
use books::Books;
use said::{ANY_NUMBER, Expected, Line, Said, expected};

/// What the papers say that is not recomputed, and why; each run prints it.
const NOT_RECOMPUTED: [(&str, &str); 5] = [
    ("the papers that are made when they are asked for", "`one_truth` holds them to the papers recomputed here"),
    ("the ticks and the unit of a measure's chart", "they give the scale; the values beside it are recomputed"),
    ("the numbers of pages", "layout, not figures"),
    ("how many rows of a list a slide holds", "layout: those that are there are recomputed, and how many are not"),
    ("where the name of a measure is cut beside its bar", "layout: the words before the cut are recomputed"),
];

/// Numbers that are no figures, each as the beginning and the end of the words it stands in, and why.
const NOT_FIGURES: [(&str, &str, &str); 3] = [
    ("There are 20 data", "notes.", "what the checks found: held by the sample area's own test"),
    ("in each area, on", "one scale", "says how the bars are drawn"),
    ("Axis from", ";", "gives the scale of a small chart"),
];

#[test]
fn every_figure_of_the_papers_is_what_the_workbooks_say() {
    let books = books::read(&ashmere(), "2025-07", "2025-06");
    assert_eq!((books.areas.len(), books.actions().len(), books.risks.len(), books.measures.len()), (5, 52, 15, 20));
    let mut papers = read_papers();
    papers.retain(|name, _| PAPERS.contains(name));
    let faults = faults(&papers, &books, &expected(&books));
    NOT_RECOMPUTED.iter().for_each(|(what, why)| println!("not recomputed: {what} ({why})"));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    for (from, _, why) in NOT_FIGURES {
        let words = |block: &Block| matches!(&block.piece, Piece::Words(words) if words.contains(from));
        assert!(papers.values().flatten().any(words), "no paper says {from:?} any more ({why})");
    }
}

/// A control: figures made wrong in the templates are found, whichever they are.
#[test]
fn figures_that_are_wrong_in_a_template_are_found() {
    let books = books::read(&ashmere(), "2025-07", "2025-06");
    let expected = expected(&books);
    let spoilt = |file, from, to, sign| Spoilt { file, from, to, sign };
    let papers = [
        (
            "improvement-board-report",
            vec![
                // A count in a sentence, a count of risks, a measure's latest value, England's, the change.
                spoilt(
                    "_shared/partials/headlines.hbs",
                    "{{actions.action_counts.complete}} of",
                    "{{actions.action_counts.green}} of",
                    "where it says “Actions. 9 of 52 actions",
                ),
                spoilt(
                    "_shared/partials/risk-appetite.hbs",
                    "{{Word risks.counts.above_appetite}}",
                    "{{Word risks.counts.above_target}}",
                    "does not say “Ten risks are above",
                ),
                spoilt(
                    "_shared/theme.typ",
                    "strong(m.latest.text)",
                    "strong(m.latest.text + \"1\")",
                    "says “78.6%1”, not “78.6%”",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "[#name~#n.text]",
                    "[#name~#m.latest.text]",
                    "England 78.6%, similar areas 78.6%”, not “K01",
                ),
                spoilt("_shared/tables.typ", "m.change.short)", "m.change.text)", "says “up 4.4 percentage points"),
                // What has changed: a count, a text that is cut, a mark and its arrow, a risk's score, a measure's figure.
                spoilt(
                    "_shared/partials/changes-headline.hbs",
                    "({{counts.action_status_worse}} action",
                    "({{counts.action_status_better}} action",
                    "does not say “Ratings. Five worsened",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "words(beginning(a.text, most: most))",
                    "words(beginning(a.text, most: 40))",
                    "does not say “1.3.1 Review the annual review process after age 14…",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "else { str(moved.from) }",
                    "else { str(moved.from + 1) }",
                    "says “16 Very high↑ was 13”",
                ),
                spoilt("_shared/tables.typ", "(better: \"↑\"", "(better: \"↓\"", "says “Amber↓ was Red”"),
                spoilt(
                    "_shared/tables.typ",
                    "[#str(r.moved.from)]",
                    "[#str(r.moved.from + 1)]",
                    "where it says “R01 Therapist posts stay vacant or are lost 16 Very high was 13”",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "*#m.latest.text*#if",
                    "*#m.from.text*#if",
                    "where it says “K02 Final amended plan issued within 8 weeks of the annual review meeting: 62.5%",
                ),
                // A decision, a trend, a meeting's papers, what was read.
                spoilt(
                    "_shared/tables.typ",
                    "no-break(a.completed.text)",
                    "no-break(a.due.text)",
                    "does not say “1.4.2 Give case officers",
                ),
                spoilt(
                    "_shared/partials/outlooks.hbs",
                    "{{trend.text}}",
                    "{{../measures.all.[0].latest.text}} {{trend.text}}",
                    "does not say “K10 Social care advice of good quality. At",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "papers due #no-break(days.first())",
                    "papers due #no-break(w.meeting.text)",
                    "does not say “20 August 2025, papers due 13 August 2025”",
                ),
                spoilt(
                    "improvement-board-report/main.typ.hbs",
                    "{{word (len sources)}}",
                    "{{word findings.warnings}}",
                    "does not say “This report was made from five workbooks",
                ),
            ],
        ),
        (
            "stocktake-deck",
            vec![
                // The numbers of a bar, a count in large figures, a flow, a mean.
                spoilt(
                    "_shared/charts.typ",
                    "          str(n)\n",
                    "          str(n + 1)\n",
                    "2 Red and 1 Grey. || 124532”",
                ),
                spoilt(
                    "stocktake-deck/main.typ.hbs",
                    "([{{actions.action_counts.off_track}}]",
                    "([{{actions.action_counts.amber}}]",
                    "does not say “6” beside “actions Red”",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "[*#m.count* from",
                    "[*#(m.count + 1)* from",
                    "without “2 from Amber: 1.4.2, 2.5.2”",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "\"Mean \" + s.mean.text",
                    "\"Mean \" + s.upper.text",
                    "no drawing says “Rose from 46.8% in February 2024",
                ),
                // What moved: how many are not named, a status, what moved in an area.
                spoilt(
                    "_shared/slides.typ",
                    "[and #(all - shown) more",
                    "[and #(all - shown + 1) more",
                    "does not say “and 8 more in the appendix” where it says “and 9 more",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "#m.from.word to #status.word",
                    "#status.word to #m.from.word",
                    "where it says “1.3.1 Review the annual review process after age 14 with young…: action Red to Amber",
                ),
                spoilt(
                    "_shared/partials/area-moved.hbs",
                    "{{better}} improved",
                    "{{worse}} improved",
                    "does not say “4 improved (1 completed), 3 worsened” where it says “3 improved",
                ),
                // An area: an outcome that is cut, how far from target, against England, how late, who owns it.
                spoilt(
                    "_shared/slides.typ",
                    "beginning.with(most: 110)",
                    "beginning.with(most: 90)",
                    "take part in writing",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "[: #m.short_of_target.text] else if m.met == \"met\" [: met]],",
                    "[: #m.latest.text] else if m.met == \"met\" [: met]],",
                    "says “80%: 52.4%”, not “80%: 27.6 points short”",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "[#m.england.text: ",
                    "[#m.latest.text: ",
                    "says “60.8%: 10.1 points above”, not “50.7%: 10.1 points above”",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "#no-break(a.overdue_by) late",
                    "#no-break(a.due.text) late",
                    "not “31 March 2025 4 months late”",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "first-sentences(a.update)",
                    "first-sentences(a.text)",
                    "Four months overdue.",
                ),
                // All measures, the furthest from target, the largest gain.
                spoilt(
                    "_shared/charts.typ",
                    "say(m.latest.text, fill: ink, weight: 700)",
                    "say(m.latest.text + \"1\", fill: ink, weight: 700)",
                    "does not say “78.6%” where it says “78.6%1”",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "\"first figure \" + first.text",
                    "\"first figure \" + m.latest.text",
                    "first figure 78.6% in February 2024",
                ),
                spoilt(
                    "_shared/partials/furthest-message.hbs",
                    "{{short_of_target.text}}",
                    "{{latest.text}}",
                    "does not say “Furthest from target: K12, 27.6 points short”",
                ),
                spoilt(
                    "_shared/partials/gain-message.hbs",
                    "{{gain.text}}",
                    "{{change.text}}",
                    "does not say “Largest gain: K04, up 35.6 percentage points since February 2024”",
                ),
                // Risks and what is next.
                spoilt(
                    "_shared/partials/appetite-message.hbs",
                    "{{Word risks.counts.above_appetite}}",
                    "{{Word risks.counts.above_target}}",
                    "does not say “Ten of 15 risks are above the Board’s appetite of 9”",
                ),
                spoilt(
                    "_shared/slides.typ",
                    "[The other #(total - k) risks",
                    "[The other #(total - k + 1) risks",
                    "The other 10 risks are in the risk register.”",
                ),
                spoilt(
                    "stocktake-deck/main.typ.hbs",
                    "({{typ date}}, [{{what}}])",
                    "({{typ @root.edition.status_date}}, [{{what}}])",
                    "does not say “20 August 2025 SEND Improvement Board”",
                ),
            ],
        ),
        (
            "performance-scorecard",
            vec![
                // A count in a sentence, a measure's latest value, a limit in the chart, a badge, a place in the matrix, a number of cases.
                spoilt(
                    "_shared/partials/scorecard-headlines.hbs",
                    "{{improving}} improvement",
                    "{{not_judged}} improvement",
                    "does not say “Special cause: 15 improvement",
                ),
                spoilt(
                    "_shared/theme.typ",
                    "strong(m.latest.text)",
                    "strong(m.latest.text + \"1\")",
                    "Latest: says “78.6%1”, not “78.6%”",
                ),
                spoilt(
                    "_shared/charts.typ",
                    "[Upper limit #s.upper.text]",
                    "[Upper limit #s.lower.text]",
                    "not “Upper limit 69.6%”",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "fail: \"consistently falls short\", \"hit",
                    "fail: \"consistently hits\", \"hit",
                    "Assurance: says “[Consistently falls short of the target] consistently hits”",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "([Target met], m => m.met == \"met\")",
                    "([Target met], m => m.met == \"not met\")",
                    "Target met: says “K01",
                ),
                spoilt(
                    "_shared/tables.typ",
                    "n~=~#m.n]",
                    "n~=~#(m.n + 1)]",
                    "does not say “Status” beside “Amber latest",
                ),
            ],
        ),
        (
            "risk-register",
            vec![
                // A risk's score, where it was on the map, and a figure that nothing recomputes.
                spoilt("_shared/charts.typ", "from~#trail.from.score", "from~#(trail.from.score + 1)", "from 13"),
                spoilt(
                    "_shared/theme.typ",
                    "[#value.score~#value.word",
                    "[#(value.score + 1)~#value.word",
                    "says “26 Very high5 × 5”, not “25",
                ),
                spoilt(
                    "_shared/partials/risk-changes.hbs",
                    "{{word counts.risks_up}} current",
                    "{{word counts.risks_down}} current",
                    "does not say “Since June 2025: two current scores rose",
                ),
                spoilt(
                    "risk-register/main.typ.hbs",
                    "= Every risk",
                    "{{count risks.counts.total \"row\"}} follow.\n= Every risk",
                    "not recomputed: “15” in “15 rows follow.”",
                ),
            ],
        ),
    ];
    for (paper, spoilt) in papers.into_iter() {
        let mut papers = papers_with_faults(paper, &spoilt);
        papers.retain(|name, _| PAPERS.contains(name));
        let faults = faults(&papers, &books, &expected);
        for Spoilt { file, to, sign, .. } in spoilt {
            let found = faults.iter().any(|fault| fault.starts_with(paper) && fault.contains(sign));
            assert!(found, "{to:?} in {file} was not found; {} faults:\n{}", faults.len(), faults.join("\n"));
        }
    }
}

/// Every way in which the papers do not say what is expected, and every figure in them that nothing expects.
fn faults(papers: &Papers, books: &Books, expected: &[Expected]) -> Vec<String> {
    let mut faults = Vec::new();
    let not_computed = texts_with_figures(books);
    for (name, blocks) in papers.iter() {
        let mut page = Page::new(blocks);
        for place in expected.iter().filter(|place| place.paper == *name) {
            if let Err(fault) = page.cross_out(&place.section, &place.said) {
                faults.push(format!("{name}, “{}”: {fault}", place.section));
            }
        }
        faults.extend(page.figures_left(&not_computed).into_iter().map(|fault| format!("{name}, {fault}")));
    }
    faults
}

/// The texts of the cells and of the settings that hold figures of their own, longest first. A text of fewer than three
/// words is too short to be known again.
fn texts_with_figures(books: &Books) -> Vec<String> {
    let settings = std::fs::read_to_string(ashmere().join("boardpack.toml")).unwrap();
    let of_settings = settings.lines().filter_map(|line| line.split('"').nth(1)).map(str::to_owned);
    let titles = books.areas.iter().map(|area| area.title.clone());
    let mut texts: Vec<String> = books.texts.iter().cloned().chain(of_settings).chain(titles).collect();
    texts.retain(|text| text.split_whitespace().count() >= 3 && !figures_in(text).is_empty());
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts
}

/// One paper, with what has been crossed out so far.
struct Page {
    passages: Vec<Passage>,
    tables: Vec<Table>,
}

/// A block of words, a drawing or a cell.
struct Passage {
    section: String,
    kind: Kind,
    letters: Vec<char>,
    crossed_out: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Words,
    Drawing,
    Cell,
}

/// A table's rows of passages, and whether it has been asked after.
struct Table {
    section: String,
    rows: Vec<Vec<usize>>,
    seen: bool,
}

impl Page {
    fn new(blocks: &[Block]) -> Self {
        let mut page = Page { passages: Vec::new(), tables: Vec::new() };
        for block in blocks {
            match &block.piece {
                Piece::Heading(words) | Piece::Words(words) => page.add(&block.section, Kind::Words, words),
                Piece::Drawing { instead, drawn } => {
                    page.add(&block.section, Kind::Drawing, instead);
                    page.add(&block.section, Kind::Drawing, drawn)
                }
                Piece::Table(rows) => {
                    let rows = rows
                        .iter()
                        .map(|row| row.iter().map(|cell| page.add(&block.section, Kind::Cell, cell)).collect())
                        .collect();
                    page.tables.push(Table { section: block.section.clone(), rows, seen: false });
                    continue;
                }
            };
        }
        page
    }

    fn add(&mut self, section: &str, kind: Kind, words: &str) -> usize {
        let letters: Vec<char> = words.chars().collect();
        let crossed_out = vec![false; letters.len()];
        self.passages.push(Passage { section: section.to_owned(), kind, letters, crossed_out });
        self.passages.len() - 1
    }

    /// Finds what is said in a section and crosses it out.
    fn cross_out(&mut self, section: &str, said: &Said) -> Result<(), String> {
        let within = |passage: &Passage, kind| passage.section == section && passage.kind == kind;
        match said {
            Said::Words(words) => {
                let mut blocks = self.passages.iter_mut().filter(|passage| within(passage, Kind::Words));
                let found = blocks.any(|passage| passage.cross_out(words));
                found.then_some(()).ok_or_else(|| format!("does not say “{words}”{}", self.nearest(section, words)))
            }
            Said::Pair(number, what) => {
                let blocks: Vec<usize> =
                    (0..self.passages.len()).filter(|index| within(&self.passages[*index], Kind::Words)).collect();
                let place = blocks.windows(2).find(|pair| {
                    let [first, second] = [pair[0], pair[1]].map(|index| &self.passages[index]);
                    first.is(number) && second.is(what)
                });
                let Some(&[first, second]) = place else {
                    return Err(format!("does not say “{number}” beside “{what}”"));
                };
                self.passages[first].cross_out(number);
                self.passages[second].cross_out(what);
                Ok(())
            }
            Said::Flow { between, told, still, drawn } => {
                let begins = |passage: &Passage| {
                    within(passage, Kind::Drawing) && passage.letters.iter().collect::<String>().starts_with(between)
                };
                let Some(place) = self.passages.iter().position(begins) else {
                    return Err(format!("no drawing begins “{between}”"));
                };
                let words = [between, still].into_iter().chain(told).map(|words| (place, words));
                let mut all = words.chain(drawn.iter().map(|words| (place + 1, words)));
                let missing = all.find(|(at, words)| !self.passages[*at].cross_out(words));
                let missing = missing.map(|(_, words)| format!("“{between}” without “{words}”"));
                missing.map_or(Ok(()), Err)
            }
            Said::Page { from, to } => {
                let mut blocks = self.passages.iter_mut().filter(|passage| within(passage, Kind::Words));
                let words = |passage: &&mut Passage| passage.letters.iter().collect::<String>().contains(from);
                let found = blocks.find(words);
                found.map(|passage| passage.cross_out_span(from, to)).ok_or_else(|| format!("does not say “{from}”"))
            }
            Said::Drawing { instead, drawn, axis } => {
                let picture = self.picture(section, instead)?;
                for words in drawn {
                    if !picture.cross_out(words) {
                        return Err(format!("the drawing “{instead}” shows “{}”, not “{words}”", picture.left()));
                    }
                }
                if *axis {
                    picture.crossed_out.fill(true);
                }
                Ok(())
            }
            Said::Table { heads, rows } => self.cross_out_table(section, heads, rows),
            Said::List(lines) => self.cross_out_list(section, lines),
            Said::Fitting { heads, rows, rest } => {
                let shown = self.rows_of_table(section, heads).min(rows.len());
                if shown > 0 {
                    self.cross_out_table(section, heads, &rows[..shown])?;
                }
                rest(shown).map_or(Ok(()), |words| self.cross_out_list(section, &[Line::Whole(words)]))
            }
        }
    }

    /// Finds blocks that stand one after another and say these lines, all of them and nothing else, and crosses them out.
    fn cross_out_list(&mut self, section: &str, lines: &[Line]) -> Result<(), String> {
        let places: Vec<usize> = lines
            .iter()
            .scan(0, |next, line| {
                *next += line.passages();
                Some(*next - line.passages())
            })
            .collect();
        let says = |at: usize, line: &Line| {
            let there = self.passages.get(at).is_some_and(|passage| passage.section == section && passage.fits(line));
            there
                && match line {
                    Line::Drawing(_, drawn) => self.passages[at + 1].is(drawn),
                    _ => true,
                }
        };
        // Where most of the lines are, so that each of the others is told of by itself.
        let many = |start: &usize| lines.iter().zip(&places).filter(|(line, at)| says(start + *at, line)).count();
        let start = (0..self.passages.len()).rev().max_by_key(many).unwrap_or_default();
        if many(&start) == 0 {
            return Err(format!("does not say “{}”{}", lines[0].words(), self.nearest(section, lines[0].words())));
        }
        let mut faults = Vec::new();
        for (line, at) in lines.iter().zip(&places) {
            if !says(start + at, line) {
                let there = self.passages[start + at..].iter().take(line.passages()).map(Passage::left);
                let there = there.collect::<Vec<_>>().join(" || ");
                faults.push(format!("does not say “{}” where it says “{there}”", line.words()));
            }
        }
        let end = start + lines.iter().map(Line::passages).sum::<usize>();
        // What is told of here is not told of again among the figures that are left.
        self.passages[start..].iter_mut().take(end - start).for_each(|passage| passage.crossed_out.fill(true));
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// How many rows the section's next table of these columns has.
    fn rows_of_table(&self, section: &str, heads: &[&str]) -> usize {
        let has = |table: &Table, head: &str| table.rows[0].iter().any(|cell| self.passages[*cell].is(head));
        let is_it =
            |table: &&Table| table.section == section && !table.seen && heads.iter().all(|head| has(table, head));
        self.tables.iter().find(is_it).map_or(0, |table| table.rows.len() - 1)
    }

    /// What is drawn in the drawing that these words stand for, which are crossed out.
    fn picture(&mut self, section: &str, instead: &str) -> Result<&mut Passage, String> {
        let of_section = |passage: &Passage| passage.section == section && passage.kind == Kind::Drawing;
        let place = self.passages.iter().position(|passage| of_section(passage) && passage.is(instead));
        let Some(place) = place else {
            return Err(format!("no drawing says “{instead}”{}", self.nearest(section, instead)));
        };
        self.passages[place].cross_out(instead);
        Ok(&mut self.passages[place + 1])
    }

    fn cross_out_table(&mut self, section: &str, heads: &[&str], rows: &[Vec<String>]) -> Result<(), String> {
        let column = |page: &Page, table: &Table, head: &str| {
            table.rows.first()?.iter().position(|cell| page.passages[*cell].is(head))
        };
        let place = self.tables.iter().position(|table| {
            table.section == section && !table.seen && heads.iter().all(|head| column(self, table, head).is_some())
        });
        let Some(place) = place else { return Err(format!("has no table of {}", heads.join(", "))) };
        let table = &self.tables[place];
        let width = table.rows[0].len();
        let columns: Vec<usize> = heads.iter().filter_map(|head| column(self, table, head)).collect();
        for (head, column) in heads.iter().zip(&columns) {
            let cell = table.rows[0][*column];
            self.passages[cell].cross_out(head);
        }
        self.tables[place].seen = true;
        let mut actual = self.tables[place].rows[1..].to_vec();
        // On slides a table goes on in one of its own under the same heads.
        while actual.len() < rows.len() {
            let goes_on = |table: &&mut Table| {
                let head = |head: &&str| table.rows[0].iter().any(|cell| self.passages[*cell].is(head));
                table.section == section && !table.seen && table.rows[0].len() == width && heads.iter().all(head)
            };
            let Some(table) = self.tables.iter_mut().skip(place + 1).find(goes_on) else { break };
            table.seen = true;
            actual.extend(table.rows[1..].iter().cloned());
            table.rows[0].iter().for_each(|cell| self.passages[*cell].crossed_out.fill(true));
        }
        let mut faults = Vec::new();
        for (row, expected) in actual.iter().zip(rows) {
            if (row.len() == 1) != (expected.len() == 1) {
                let [says, wanted] = [self.passages[row[0]].left(), expected[0].clone()];
                faults.push(format!("a row begins “{says}”, not “{wanted}”"));
                break;
            }
            for ((wanted, column), head) in expected.iter().zip(&columns).zip(heads) {
                let passage = &mut self.passages[row[if expected.len() == 1 { 0 } else { *column }]];
                let says = passage.left();
                let is_wanted = passage.is(wanted) || wanted == ANY_NUMBER && says.parse::<u32>().is_ok();
                // Where it is not, it is told of here, and so not again among the figures that are left.
                passage.crossed_out.fill(true);
                if !is_wanted {
                    faults.push(format!("“{}”, {head}: says “{says}”, not “{wanted}”", expected[0]));
                }
            }
        }
        if actual.len() != rows.len() {
            faults.push(format!("it has {} rows, not {}", actual.len(), rows.len()));
        }
        let faults = faults.join("; ");
        if faults.is_empty() { Ok(()) } else { Err(format!("table of {}: {faults}", heads.join(", "))) }
    }

    /// The block of the section that shares most words with those sought, for the reader of a fault.
    fn nearest(&self, section: &str, words: &str) -> String {
        let sought: Vec<&str> = words.split_whitespace().collect();
        let shared = |passage: &&Passage| {
            let text: String = passage.letters.iter().collect();
            sought.iter().filter(|word| text.contains(**word)).count()
        };
        let nearest = self.passages.iter().filter(|passage| passage.section == section && passage.kind != Kind::Cell);
        let nearest = nearest.max_by_key(shared);
        nearest
            .map_or_else(String::new, |passage| format!("; it says “{}”", passage.letters.iter().collect::<String>()))
    }

    /// The figures that are not crossed out and stand in no text of the workbooks.
    fn figures_left(&mut self, not_computed: &[String]) -> Vec<String> {
        let mut left = Vec::new();
        for passage in &mut self.passages {
            if figures_in(&passage.left()).is_empty() {
                continue;
            }
            not_computed.iter().for_each(|text| while passage.cross_out(text) {});
            NOT_FIGURES.iter().for_each(|(from, to, _)| passage.cross_out_span(from, to));
            let all: String = passage.letters.iter().collect();
            let figures = figures_in(&passage.left()).join(" ");
            if !figures.is_empty() {
                left.push(format!("“{}”: not recomputed: “{figures}” in “{all}”", passage.section));
            }
        }
        left
    }
}

impl Passage {
    /// Crosses out the words where they first stand, whatever spaces stand between their letters: a line that ends in a
    /// cell leaves none. Words that are only spaces stand everywhere.
    fn cross_out(&mut self, words: &str) -> bool {
        let sought: Vec<char> = words.chars().filter(|letter| !letter.is_whitespace()).collect();
        let there = self.bare();
        if sought.is_empty() {
            return true;
        }
        let found = there.windows(sought.len()).find(|window| {
            window
                .iter()
                .zip(&sought)
                .all(|(index, letter)| self.letters[*index] == *letter && !self.crossed_out[*index])
        });
        let Some(found) = found else { return false };
        let (first, last) = (found[0], found[sought.len() - 1]);
        self.crossed_out[first..=last].fill(true);
        true
    }

    /// Whether it is this line, and nothing else.
    fn fits(&self, line: &Line) -> bool {
        match line {
            Line::Drawing(instead, _) => self.kind == Kind::Drawing && self.is(instead),
            _ if self.kind != Kind::Words => false,
            Line::Cut(words) => {
                let says: String = self.letters.iter().collect();
                let cut = says.trim_end_matches('…').trim_end();
                self.is(words) || says.ends_with('…') && words.starts_with(&format!("{cut} "))
            }
            Line::Whole(words) => match words.split_once(ANY_NUMBER) {
                None => self.is(words),
                Some((before, after)) => {
                    let says: String = self.letters.iter().collect();
                    let number = says.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                    number.is_some_and(|number| number.parse::<u32>().is_ok())
                }
            },
        }
    }

    /// From the words that begin to those that end, both included.
    fn cross_out_span(&mut self, from: &str, to: &str) {
        let text: String = self.letters.iter().collect();
        if let Some(start) = text.find(from)
            && let Some(length) = text[start..].find(to)
        {
            let (start, end) = (text[..start].chars().count(), text[..start + length + to.len()].chars().count());
            self.crossed_out[start..end].fill(true);
        }
    }

    /// Whether these are all its words.
    fn is(&self, words: &str) -> bool {
        let bare = self.bare();
        let sought: Vec<char> = words.chars().filter(|letter| !letter.is_whitespace()).collect();
        bare.len() == sought.len()
            && bare
                .iter()
                .zip(&sought)
                .all(|(index, letter)| self.letters[*index] == *letter && !self.crossed_out[*index])
    }

    /// The places of its letters without the spaces.
    fn bare(&self) -> Vec<usize> {
        (0..self.letters.len()).filter(|index| !self.letters[*index].is_whitespace()).collect()
    }

    /// What is not crossed out, with a bar where something is.
    fn left(&self) -> String {
        self.letters.iter().zip(&self.crossed_out).map(|(letter, out)| if *out { '|' } else { *letter }).collect()
    }
}

/// The numbers in a text, in figures or in words, that are neither part of a date nor a reference.
fn figures_in(text: &str) -> Vec<String> {
    const WORDS: [&str; 21] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "dozen",
    ];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let tokens: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && !['.', ',', '%'].contains(&c))
        .map(|token| token.trim_matches(['.', ',']))
        .filter(|token| !token.is_empty())
        .collect();
    let is_month = |index: Option<usize>| {
        index
            .and_then(|index| tokens.get(index))
            .is_some_and(|token| MONTHS.iter().any(|month| token.starts_with(month)))
    };
    let is_number = |token: &str| token.chars().all(|c| c.is_ascii_digit());
    let mut figures = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let day = is_number(token) && token.len() <= 2 && is_month(Some(index + 1));
        let year = is_number(token) && token.len() == 4 && is_month(index.checked_sub(1));
        let word = WORDS.contains(&&*token.to_lowercase());
        let number = token.contains(|c: char| c.is_ascii_digit());
        if (number || word) && !day && !year && !is_reference(token) {
            figures.push((*token).to_owned());
        }
    }
    figures
}

/// "1.4.1a", "R07" or "K18".
fn is_reference(token: &str) -> bool {
    let parts: Vec<&str> = token.trim_end_matches(char::is_alphabetic).split('.').collect();
    let numbers =
        |parts: &[&str]| parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let of_record = token.strip_prefix(['R', 'K']).is_some_and(|rest| rest.len() == 2 && numbers(&[rest]));
    of_record || parts.len() == 3 && numbers(&parts)
}
