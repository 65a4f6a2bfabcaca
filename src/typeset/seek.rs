//! Finds where on its pages a document prints which figure, and changes nothing of the document.
//!
//! Input: filled source, and which figures are in the values that it hands over. Output: for each figure the letters that
//! print it, counted on their page in the order of drawing and without white space, which is what a reader of the PDF can
//! count too.
//!
//! A figure that the template writes is known by its place in the source: Typst keeps that with every letter. One that is
//! handed over is not. So the document is set once more with a sign after each such figure, and a rule that takes the signs
//! out again; where the two have the same letters in the same order, what a sign stood after in the one is the same letters
//! of the other. A number that a table or a drawing is handed can bear no sign: of it only the stretch is known that it was
//! handed to. The second document is thrown away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;
use serde_json::Value;
use typst::WorldExt;
use typst::foundations::StyleChain;
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::FigureElem;
use typst::syntax::{LinkedNode, Side, Span, SyntaxKind, parse};
use typst_layout::PagedDocument;

use super::fonts::Fonts;
use super::guard;
use super::world::{BoardWorld, Files};
use crate::template::filled::Filled;

/// A figure in a value that is handed over.
#[derive(Clone, Debug)]
pub struct Sought {
    /// Which of the values it is in, and where.
    pub value: usize,
    pub steps: Vec<String>,
    /// How it is printed.
    pub text: String,
    pub figure: usize,
}

/// Letters of a page, from 0 on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letters {
    pub page: usize,
    pub from: usize,
    pub to: usize,
}

/// Where a document prints what.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// For each of [`Filled::texts`].
    pub texts: Vec<Vec<Letters>>,
    /// The figures of values that are printed as such.
    pub figures: Vec<(usize, Letters)>,
    /// Which of those sought are known to be printed nowhere else, by their places in what was sought: where signs could be
    /// used, all but those of which a part was printed, or other words.
    pub settled: BTreeSet<usize>,
    /// The words that stand for drawings, with the figures in them.
    pub alternatives: Vec<(String, Vec<usize>)>,
    /// The stretches that values were handed to.
    pub stretches: Vec<Stretch>,
    /// The letters of each page.
    pub pages: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Stretch {
    pub values: Vec<usize>,
    pub letters: Vec<Letters>,
    /// The words that stand for the drawings in it.
    pub alternatives: Vec<String>,
}

/// The first of the signs; each figure has its own. Officers' words cannot have them: what is for private use is spelt out.
const FIRST: u32 = 0xf_0000;
const LAST: u32 = 0x10_fffd;

/// Whether a letter counts: not where it is white, or says only where a line may break.
pub fn counts(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '\u{200b}' | '\u{ad}' | '\u{2060}' | '\u{feff}')
}

/// Looks for figures in a document that can be set.
pub fn seek(filled: &Filled, sought: &[Sought], fonts: &Fonts, files: &Files, date: NaiveDate) -> Found {
    let plain = {
        let world = BoardWorld::new(filled, fonts, files, date);
        let texts = filled.texts();
        let text_at = |at: usize| {
            let before = texts.partition_point(|text| text.start <= at).checked_sub(1)?;
            (at < texts[before].end).then_some(before)
        };
        let mut reading = Reading::default();
        if let Some(document) = set(&world) {
            let main = world.main_source().id();
            let of = |span: Span| {
                let own = (span.id() == Some(main)).then(|| world.range(span)).flatten()?;
                text_at(world.in_filled(own.start))
            };
            document.pages().iter().for_each(|page| reading.page(&page.frame, &of));
        }
        reading
    };
    let mut found = Found { texts: vec![Vec::new(); filled.texts().len()], ..Found::default() };
    for (text, letters) in runs(&plain) {
        found.texts[text].push(letters);
    }
    found.pages = plain.pages.iter().map(|page| page.iter().map(|(letter, _)| letter).collect()).collect();

    // The signs may come between what a template reads or compares, and the document be another. Without them the stretches
    // may still be known.
    let (stretched, stretches) = stretched(filled);
    let source = format!("#show regex(\"[\\u{{{FIRST:x}}}-\\u{{{LAST:x}}}]\"): it => metadata(it.text);{stretched}");
    for signed in [true, false] {
        let values = if signed { with_signs(filled, sought) } else { filled.values().to_vec() };
        let other = filled.otherwise(source.clone(), values);
        let world = BoardWorld::new(&other, fonts, files, date);
        let Some(document) = set(&world) else { continue };
        let mut reading = Reading::default();
        document.pages().iter().for_each(|page| reading.page(&page.frame, &|_| None));
        drop(document);
        if reading.letters() == plain.letters() {
            if signed {
                found.settled = (0..sought.len()).collect();
            }
            take(&mut found, &plain, &reading, sought, &stretches);
            break;
        }
    }
    comemo::evict(0);
    found
}

fn set(world: &BoardWorld<'_>) -> Option<PagedDocument> {
    guard::quietly(|| typst::compile::<PagedDocument>(world).output.ok()).flatten()
}

/// The letters of a document, page by page, each with the text that it is of; and what was met between them.
#[derive(Default)]
struct Reading {
    pages: Vec<Vec<(char, Option<usize>)>>,
    /// How many letters of the whole document came before.
    events: Vec<(usize, Event)>,
    count: usize,
}

enum Event {
    /// What the program itself put there.
    Sign(String),
    Alternative(String),
}

impl Reading {
    fn page(&mut self, frame: &Frame, of: &dyn Fn(Span) -> Option<usize>) {
        self.pages.push(Vec::new());
        self.frame(frame, of);
    }

    fn frame(&mut self, frame: &Frame, of: &dyn Fn(Span) -> Option<usize>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, of),
                FrameItem::Text(run) => {
                    let mut owners: Vec<Option<usize>> = vec![None; run.text.len()];
                    for glyph in &run.glyphs {
                        let owner = of(glyph.span.0);
                        owners[glyph.range()].iter_mut().for_each(|known| *known = owner);
                    }
                    let page = self.pages.last_mut().expect("a page is open");
                    let letters = run.text.char_indices().filter(|(_, letter)| counts(*letter));
                    let before = page.len();
                    page.extend(letters.map(|(at, letter)| (letter, owners[at])));
                    self.count += page.len() - before;
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    let event = if let Some(metadata) = element.to_packed::<MetadataElem>() {
                        metadata.value.clone().cast::<String>().ok().map(Event::Sign)
                    } else {
                        let figure = element.to_packed::<FigureElem>();
                        let words = figure.and_then(|figure| figure.alt.get_cloned(StyleChain::default()));
                        words.map(|words| Event::Alternative(words.to_string()))
                    };
                    self.events.extend(event.map(|event| (self.count, event)));
                }
                _ => {}
            }
        }
    }

    fn letters(&self) -> String {
        self.pages.iter().flatten().map(|(letter, _)| *letter).collect()
    }

    /// The same letters by their pages.
    fn on_pages(&self, letters: Range<usize>) -> Vec<Letters> {
        let mut before = 0;
        let mut found = Vec::new();
        for (page, of) in self.pages.iter().enumerate() {
            let (from, to) = (letters.start.max(before), letters.end.min(before + of.len()));
            if from < to {
                found.push(Letters { page, from: from - before, to: to - before });
            }
            before += of.len();
        }
        found
    }
}

/// The letters of each text that was written, run by run.
fn runs(reading: &Reading) -> Vec<(usize, Letters)> {
    let mut found: Vec<(usize, Letters)> = Vec::new();
    for (page, letters) in reading.pages.iter().enumerate() {
        let mut at = 0;
        for same in letters.chunk_by(|(_, one), (_, next)| one == next) {
            if let Some(text) = same[0].1 {
                found.push((text, Letters { page, from: at, to: at + same.len() }));
            }
            at += same.len();
        }
    }
    found
}

/// The source with a sign before and after each stretch of markup to which a value is handed, and which values those are.
fn stretched(filled: &Filled) -> (String, Vec<Vec<usize>>) {
    let root = parse(&filled.source);
    let root = LinkedNode::new(&root);
    let mut stretches: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (name, number) in filled.names() {
        let Some(mut node) = root.leaf_at(name.start, Side::After) else { continue };
        // Up to what is a part of markup: that alone can have something before it.
        let stretch = loop {
            let Some(parent) = node.parent().cloned() else { break None };
            if parent.kind() == SyntaxKind::Markup {
                break (node.prev_sibling_kind() == Some(SyntaxKind::Hash)).then_some(node);
            }
            node = parent;
        };
        let gives_content = |kind| {
            matches!(kind, SyntaxKind::FuncCall | SyntaxKind::Conditional | SyntaxKind::ForLoop | SyntaxKind::Ident)
                || matches!(kind, SyntaxKind::CodeBlock | SyntaxKind::FieldAccess | SyntaxKind::ContentBlock)
        };
        if let Some(node) = stretch.filter(|node| gives_content(node.kind())) {
            stretches.entry((node.offset() - 1, node.range().end)).or_default().insert(*number);
        }
    }
    let mut signs: Vec<(usize, String)> = Vec::new();
    let mut values = Vec::new();
    for (at, ((from, to), of)) in stretches.into_iter().enumerate() {
        // What ends with a semicolon ends after it.
        let to = if filled.source[to..].starts_with(';') { to + 1 } else { to };
        signs.push((from, format!("#metadata(\"boardpack-from-{at}\");")));
        signs.push((to, format!("#metadata(\"boardpack-to-{at}\");")));
        values.push(of.into_iter().collect());
    }
    signs.sort_by_key(|(at, _)| *at);
    let mut out = String::with_capacity(filled.source.len() + signs.len() * 40);
    let mut before = 0;
    for (at, sign) in signs {
        out.push_str(&filled.source[before..at]);
        out.push_str(&sign);
        before = at;
    }
    out.push_str(&filled.source[before..]);
    (out, values)
}

/// The values with a sign after each figure that is a text.
fn with_signs(filled: &Filled, sought: &[Sought]) -> Vec<Value> {
    let mut values = filled.values().to_vec();
    for (number, Sought { value, steps, .. }) in sought.iter().enumerate() {
        let Some(sign) = u32::try_from(number).ok().and_then(sign) else { break };
        let place = steps.iter().try_fold(&mut values[*value], |at, step| match at {
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            at => at.get_mut(step),
        });
        if let Some(Value::String(text)) = place {
            // Last, where it is least in the way of a template that looks at how a text begins.
            text.push(sign);
        }
    }
    values
}

fn sign(number: u32) -> Option<char> {
    char::from_u32(FIRST.checked_add(number).filter(|code| *code <= LAST)?)
}

/// Which of the figures a sign stands for.
fn number_of(letter: char) -> Option<usize> {
    let code = u32::from(letter);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

/// Takes over what the signs of one reading say of the letters of the other.
fn take(found: &mut Found, plain: &Reading, signed: &Reading, sought: &[Sought], stretches: &[Vec<usize>]) {
    let letters: Vec<char> = plain.pages.iter().flatten().map(|(letter, _)| *letter).collect();
    let mut open: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    found.stretches = stretches.iter().map(|values| Stretch { values: values.clone(), ..Stretch::default() }).collect();
    for (at, event) in &signed.events {
        match event {
            Event::Alternative(said) => {
                let figures: Vec<usize> =
                    said.chars().filter_map(number_of).filter_map(|number| Some(sought.get(number)?.figure)).collect();
                let said: String = said.chars().filter(|letter| number_of(*letter).is_none()).collect();
                words.push(said.clone());
                if !figures.is_empty() {
                    found.alternatives.push((said, figures));
                }
            }
            Event::Sign(sign) => {
                if let Some(number) = sign.strip_prefix("boardpack-from-").and_then(|number| number.parse().ok()) {
                    open.insert(number, (*at, words.len()));
                } else if let Some(number) = sign.strip_prefix("boardpack-to-").and_then(|number| number.parse().ok()) {
                    let (Some((from, said)), true) = (open.remove(&number), number < found.stretches.len()) else {
                        continue;
                    };
                    found.stretches[number].letters.extend(plain.on_pages(from..*at));
                    found.stretches[number].alternatives.extend(words[said..].iter().cloned());
                } else if let Some(figure) =
                    sign.chars().next().and_then(number_of).filter(|figure| *figure < sought.len())
                {
                    // What the template shows of it may be a part, or otherwise written.
                    let text: Vec<char> = sought[figure].text.chars().filter(|letter| counts(*letter)).collect();
                    let from = at.checked_sub(text.len()).filter(|_| !text.is_empty());
                    if let Some(from) = from.filter(|from| letters.get(*from..*at) == Some(&text[..])) {
                        let figure = sought[figure].figure;
                        found.figures.extend(plain.on_pages(from..*at).into_iter().map(|at| (figure, at)));
                    } else {
                        found.settled.remove(&figure);
                    }
                }
            }
        }
    }
}
