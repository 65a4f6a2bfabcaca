//! What was issued beside what would be issued now: meeting, items, papers, and of those the pages, sentences and figures.
//!
//! A paper whose file is the same is the same; only another is read. Deliberately absent: page numbers that moved, which the
//! book knows once its pages are counted.

use std::collections::BTreeMap;

use super::agenda::Agenda;
use super::changes::{Changes, FigureChange, PaperChange, Printed, Sentence, WasAt, called};
use super::issued::{FigureOf, Issued, Meeting, PaperOf, Reading};
use super::planned::{Planned, Section};
use crate::diagnostic::Result;
use crate::papers::Papers;
use crate::text;

/// Sentences that may be compared with one another, the one number times the other.
const COMPARED: usize = 4_000_000;

/// What changed since the issue.
pub fn since(issued: &Issued, agenda: &Agenda, sections: &[Section<'_>], papers: &Papers<'_>) -> Result<Changes> {
    let mut changes = Changes::default();
    meeting(&issued.latest().meeting, &Meeting::of(agenda)?, &mut changes.notes);
    items(issued, agenda, &mut changes.notes);
    let known = issued.papers();
    let now = || sections.iter().flat_map(|section| section.papers.iter().map(move |paper| (section, paper)));
    for paper in known.iter().filter(|paper| paper.there) {
        let PaperOf { label, title, name, file, .. } = paper;
        if !now().any(|(_, now)| now.is_there() && now.name == *name && now.file == *file) {
            let is_named = now().any(|(_, now)| now.name == *name);
            let what = if is_named { "was issued, and is not there now" } else { "was taken out" };
            changes.notes.push(format!("{} {what}.", called(label, title)));
        }
    }
    for (section, planned) in now() {
        let late = section.item.late.as_ref().and_then(|late| late.of_paper(&planned.name));
        let known: Vec<&&PaperOf> = known.iter().filter(|paper| paper.name == planned.name).collect();
        let Some(before) = known.iter().find(|paper| paper.there && paper.file == planned.file) else {
            let said = match (planned.is_there(), known.is_empty()) {
                (true, true) => "It is new.",
                (true, false) => "It was to follow, and is in the pack now.",
                (false, true) => "It is new, and to follow.",
                (false, false) => continue,
            };
            let said = [Some(said.to_owned()), late.map(|reason| format!("Why it came late: {reason}"))];
            changes.papers.push(PaperChange { said: said.into_iter().flatten().collect(), ..of(planned) });
            continue;
        };
        if !planned.is_there() {
            continue;
        }
        if before.label != planned.label {
            let note = format!("{} was {}, and is {} now.", planned.title, before.label, planned.label);
            changes.notes.push(note);
        }
        let digest = Reading::digest(planned)?;
        if digest != before.read.sha256 {
            changes.papers.push(paper(&before.read, &Reading::of(planned, papers)?, planned));
        }
    }
    changes.were_at = known
        .iter()
        .filter(|paper| paper.there)
        .map(|paper| WasAt { name: paper.name.clone(), file: paper.file.clone(), first_page: paper.first_page })
        .collect();
    Ok(changes)
}

fn of(planned: &Planned) -> PaperChange {
    PaperChange {
        name: planned.name.clone(),
        file: planned.file.clone(),
        label: planned.label.clone(),
        title: planned.title.clone(),
        ..PaperChange::default()
    }
}

fn meeting(before: &Meeting, now: &Meeting, notes: &mut Vec<String>) {
    let date = |meeting: &Meeting| Some(meeting.date.clone());
    for (what, before, now) in [
        ("date", &date(before), &date(now)),
        ("time", &before.time, &now.time),
        ("place", &before.place, &now.place),
        ("contact", &before.contact, &now.contact),
    ] {
        notes.extend(otherwise(&format!("The meeting's {what}"), before, now));
    }
}

fn otherwise(what: &str, before: &Option<String>, now: &Option<String>) -> Option<String> {
    match (before, now) {
        _ if before == now => None,
        (Some(before), Some(now)) => Some(format!("{what} was “{before}”, and is “{now}” now.")),
        (Some(before), None) => Some(format!("{what} was “{before}”, and is not given now.")),
        (None, Some(now)) => Some(format!("{what} was not given, and is “{now}” now.")),
        (None, None) => None,
    }
}

fn items(issued: &Issued, agenda: &Agenda, notes: &mut Vec<String>) {
    let known = issued.items();
    for (at, item) in agenda.items.iter().enumerate() {
        let number = agenda.number(at);
        match known.iter().find(|known| known.number == number) {
            Some(known) => {
                notes.extend(otherwise(&format!("The author of item {number}"), &known.author, &item.author));
                notes.extend(otherwise(&format!("The purpose of item {number}"), &known.purpose, &item.purpose));
            }
            None => {
                let late = item.late.as_ref().and_then(|late| late.of_item());
                let why = late.map(|reason| format!(" Why it came late: {reason}")).unwrap_or_default();
                notes.push(format!("Item {number}, {}, is new.{why}", item.title));
            }
        }
    }
    for known in known {
        if !(0..agenda.items.len()).any(|at| agenda.number(at) == known.number) {
            notes.push(format!("Item {}, {}, was taken out.", known.number, known.title));
        }
    }
}

/// A paper of which another file was issued.
fn paper(before: &Reading, now: &Reading, planned: &Planned) -> PaperChange {
    let mut change = of(planned);
    let (were, are) = (before.pages.len(), now.pages.len());
    if were != are {
        change.said.push(format!("It has {} now; it had {were}.", text::records(are, "pages")));
    }
    if now.tagged != before.tagged {
        let said = if now.tagged { "It has tags now; it had none." } else { "It has no tags now; it had some." };
        change.said.push(said.to_owned());
    }
    let known = |reading: &Reading| reading.pages.iter().any(|page| !page.said.is_empty());
    if known(before) && known(now) {
        change.sentences = sentences(&said(before), &said(now));
        change.figures = figures(before, now);
        // Of what is gone the page is that of the paper before.
        let pages = change.sentences.iter().filter(|one| one.now.is_some()).map(|one| one.page);
        change.pages = pages.collect();
    } else {
        change.figures = figures(before, now);
        let differs = |at: &usize| before.pages.get(*at).map(|page| &page.sha256) != Some(&now.pages[*at].sha256);
        change.pages = (0..are).filter(differs).map(|at| at + 1).collect();
    }
    change.pages.sort_unstable();
    change.pages.dedup();
    let says_the_same = change.sentences.is_empty() && change.figures.is_empty() && change.pages.is_empty();
    if says_the_same {
        let tagged = before.tagged && now.tagged;
        change.said.push(match tagged {
            true => "Its file is another one; what it says is the same.".to_owned(),
            false => "Its file is another one; because it has no tags, what changed in it cannot be told.".to_owned(),
        });
    }
    change
}

/// What a paper says, with the page of each, counted from 1.
fn said(reading: &Reading) -> Vec<(usize, &str)> {
    let pages = reading.pages.iter().enumerate();
    pages.flat_map(|(at, page)| page.said.iter().map(move |said| (at + 1, said.as_str()))).collect()
}

/// Which sentences are otherwise: those that are gone beside those that came in their place.
fn sentences(before: &[(usize, &str)], now: &[(usize, &str)]) -> Vec<Sentence> {
    let same = |(one, other): &(&(usize, &str), &(usize, &str))| one.1 == other.1;
    let start = before.iter().zip(now).take_while(same).count();
    let (before, now) = (&before[start..], &now[start..]);
    let end = before.iter().rev().zip(now.iter().rev()).take_while(same).count();
    let (before, now) = (&before[..before.len() - end], &now[..now.len() - end]);
    let kept = if before.len().saturating_mul(now.len()) > COMPARED { Vec::new() } else { in_both(before, now) };

    let mut found = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (one, other) in kept.into_iter().chain([(before.len(), now.len())]) {
        let (gone, come) = (&before[from..one], &now[to..other]);
        for at in 0..gone.len().max(come.len()) {
            let (gone, come) = (gone.get(at), come.get(at));
            found.push(Sentence {
                page: come.or(gone).map_or(1, |(page, _)| *page),
                before: gone.map(|(_, words)| (*words).to_owned()),
                now: come.map(|(_, words)| (*words).to_owned()),
            });
        }
        (from, to) = (one + 1, other + 1);
    }
    found
}

/// The longest run of sentences that both have in the same order, by their places.
fn in_both(before: &[(usize, &str)], now: &[(usize, &str)]) -> Vec<(usize, usize)> {
    let width = now.len() + 1;
    let mut longest = vec![0_u32; (before.len() + 1) * width];
    for one in (0..before.len()).rev() {
        for other in (0..now.len()).rev() {
            longest[one * width + other] = if before[one].1 == now[other].1 {
                longest[(one + 1) * width + other + 1] + 1
            } else {
                longest[(one + 1) * width + other].max(longest[one * width + other + 1])
            };
        }
    }
    let mut found = Vec::new();
    let (mut one, mut other) = (0, 0);
    while one < before.len() && other < now.len() {
        if before[one].1 == now[other].1 {
            found.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if longest[(one + 1) * width + other] >= longest[one * width + other + 1] {
            one += 1;
        } else {
            other += 1;
        }
    }
    found
}

/// Which figures are otherwise, by their ids; two records of one ref may have a figure each.
fn figures(from: &Reading, to: &Reading) -> Vec<FigureChange> {
    let by_id = |reading: &Reading| {
        let mut all: BTreeMap<String, (String, Vec<Printed>)> = BTreeMap::new();
        for figure in &reading.figures {
            let (_, printed) = all.entry(figure.id.clone()).or_insert_with(|| (figure.name.clone(), Vec::new()));
            printed.push(figure.printed.clone());
        }
        all
    };
    let (were, are) = (by_id(from), by_id(to));
    let mut found = Vec::new();
    let mut ids: Vec<&String> = were.keys().chain(are.keys()).collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        let list = |of: &BTreeMap<String, (String, Vec<Printed>)>| of.get(id).map(|(_, printed)| printed.clone());
        let (mut gone, mut come) = (list(&were).unwrap_or_default(), list(&are).unwrap_or_default());
        let same = |one: &Printed, all: &[Printed]| all.iter().any(|other| other.text == one.text);
        let (old, new) = (gone.clone(), come.clone());
        gone.retain(|one| !same(one, &new));
        come.retain(|one| !same(one, &old));
        let name = are.get(id).or(were.get(id)).map(|(name, _)| name.clone()).unwrap_or_default();
        for at in 0..gone.len().max(come.len()) {
            let (before, now) = (gone.get(at).cloned(), come.get(at).cloned());
            // Of what tables and charts are handed it is only likely that it is printed: its words are somewhere in the paper.
            let is_certain = |printed: &Option<Printed>, reading: &Reading| {
                let of = |figure: &&FigureOf| figure.id == *id && Some(&figure.printed) == printed.as_ref();
                reading.figures.iter().find(of).is_some_and(|figure| figure.in_sentence)
            };
            if (before.is_none() || now.is_none()) && !is_certain(&before, from) && !is_certain(&now, to) {
                continue;
            }
            found.push(FigureChange { name: name.clone(), before, now });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &[&str], now: &[&str]) -> Vec<String> {
        let on = |words: &[&'static str]| words.iter().map(|words| (1, *words)).collect::<Vec<(usize, &str)>>();
        let leak = |words: &[&str]| -> Vec<&'static str> {
            words.iter().map(|words| &*Box::leak((*words).to_owned().into_boxed_str())).collect()
        };
        let found = sentences(&on(&leak(before)), &on(&leak(now)));
        let or = |words: &Option<String>| words.clone().unwrap_or_else(|| "–".to_owned());
        found.iter().map(|one| format!("{} > {}", or(&one.before), or(&one.now))).collect()
    }

    #[test]
    fn sentences_that_are_gone_stand_beside_those_in_their_place() {
        assert!(shown(&["a", "b"], &["a", "b"]).is_empty());
        assert_eq!(shown(&["a", "b", "c"], &["a", "x", "c"]), ["b > x"]);
        assert_eq!(shown(&["a", "b", "c"], &["a", "c", "d"]), ["b > –", "– > d"]);
        assert_eq!(shown(&["a", "c"], &["a", "b", "b", "c"]), ["– > b", "– > b"]);
        assert_eq!(shown(&[], &["a"]), ["– > a"]);
        assert_eq!(shown(&["1", "k", "2", "k", "3"], &["4", "k", "5", "k", "6"]), ["1 > 4", "2 > 5", "3 > 6"]);
    }

    #[test]
    fn figures_are_compared_by_their_ids() {
        let reading = |figures: &[(&str, &str)]| Reading {
            figures: figures
                .iter()
                .map(|(id, text)| FigureOf {
                    in_sentence: *id == "c",
                    id: (*id).to_owned(),
                    name: format!("Figure {id}"),
                    printed: Printed { text: (*text).to_owned(), cells: format!("t.xlsx, S: {text}") },
                })
                .collect(),
            ..Reading::default()
        };
        let found = figures(
            &reading(&[("a", "1"), ("b", "2"), ("b", "3")]),
            &reading(&[("a", "1"), ("b", "3"), ("b", "4"), ("c", "5"), ("d", "6")]),
        );
        let texts = |printed: &Option<Printed>| printed.as_ref().map(|printed| printed.text.clone());
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), texts(&one.before), texts(&one.now))).collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(found, [("Figure b", some("2"), some("4")), ("Figure c", None, some("5"))]);
    }
}
