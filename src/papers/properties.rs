//! Where a paper's figures come from, put into its PDF.

use std::collections::{HashMap, HashSet};

use super::Papers;
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::ledger::{Entry, Facts};
use crate::properties::{Placed, attach};
use crate::template::Filled;
use crate::template::filled::Root;
use crate::typeset::seek::{Sought, seek};

impl Papers<'_> {
    /// The PDF of a document with the figures that it prints in its structure.
    pub(super) fn with_figures(&self, pdf: &[u8], filled: &Filled, layer: &Facts, identity: &str) -> Result<Vec<u8>> {
        let mut figures = Figures { layers: [layer, &self.facts], all: Vec::new(), known: HashMap::new() };
        let of_texts: Vec<Vec<usize>> =
            filled.shown().iter().map(|paths| paths.iter().filter_map(|path| figures.at(path)).collect()).collect();
        let mut sought = Vec::new();
        let mut of_values = Vec::new();
        for (value, roots) in filled.roots().iter().enumerate() {
            let mut own = Vec::new();
            for root in roots {
                figures.below(root, |steps, figure, text| {
                    own.push(figure);
                    let here = std::iter::once(steps.to_vec());
                    let keys = inside(filled.values().get(value), steps, text);
                    let below = keys.into_iter().map(|key| [steps, &[key]].concat());
                    for steps in here.chain(below) {
                        sought.push(Sought { value, steps, text: text.to_owned(), figure });
                    }
                });
            }
            of_values.push(own);
        }
        let mut seen = HashSet::new();
        sought.retain(|Sought { value, steps, text, .. }| {
            is_text(filled.values().get(*value), steps, text) && seen.insert((*value, steps.clone()))
        });
        let workshop = self.workshop;
        let date = self.examined.edition.status_date;
        let found = seek(filled, &sought, &workshop.fonts, &workshop.files, date);
        // What signs could tell is not told once more, and less exactly.
        let settled: HashSet<(usize, usize)> =
            found.settled.iter().map(|at| (sought[*at].value, sought[*at].figure)).collect();
        let open: HashSet<(usize, usize)> = (0..sought.len())
            .filter(|at| !found.settled.contains(at))
            .map(|at| (sought[at].value, sought[at].figure))
            .collect();
        for (value, own) in of_values.iter_mut().enumerate() {
            own.retain(|figure| !settled.contains(&(value, *figure)) || open.contains(&(value, *figure)));
        }
        let placed = Placed { figures: &figures.all, of_texts: &of_texts, of_values: &of_values, found: &found };
        attach(pdf, &placed, &digest::of(identity.as_bytes())).map_err(|why| {
            Error::new(format!("where the figures come from could not be written into {}: {why}", filled.document))
                .hint("without --provenance the paper is made; please report it with the files that led to it")
        })
    }
}

/// The figures of a document, each once.
struct Figures<'f> {
    layers: [&'f Facts; 2],
    all: Vec<Entry>,
    known: HashMap<(String, String), usize>,
}

impl Figures<'_> {
    fn number(&mut self, entry: &Entry) -> Option<usize> {
        if entry.not_read.is_some() {
            return None;
        }
        let number = self.known.entry((entry.id.clone(), entry.text.clone())).or_insert_with(|| {
            self.all.push(entry.clone());
            self.all.len() - 1
        });
        Some(*number)
    }

    fn at(&mut self, path: &str) -> Option<usize> {
        let entry = self.layers.iter().find_map(|facts| facts.figure_at(path))?;
        self.number(&entry.clone())
    }

    /// Calls for each figure of a fact and below it, with the steps from the value that it is handed over in.
    fn below(&mut self, root: &Root, mut call: impl FnMut(&[String], usize, &str)) {
        let layers = self.layers;
        for facts in layers {
            let places = facts.places_below(std::iter::once(root.path.as_str()));
            for place in std::iter::once(root.path.as_str()).chain(places) {
                let Some(entry) = facts.figure_at(place) else { continue };
                let Some(number) = self.number(entry) else { continue };
                let own = place[root.path.len()..].split('.').filter(|step| !step.is_empty());
                let steps: Vec<String> = root.steps.iter().cloned().chain(own.map(str::to_owned)).collect();
                call(&steps, number, &entry.text);
            }
        }
    }
}

fn at<'v>(value: Option<&'v serde_json::Value>, steps: &[String]) -> Option<&'v serde_json::Value> {
    steps.iter().try_fold(value?, |at, step| match at {
        serde_json::Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        at => at.get(step),
    })
}

/// The keys of a figure with several facts under which it stands as it is printed.
fn inside(value: Option<&serde_json::Value>, steps: &[String], text: &str) -> Vec<String> {
    let entries = at(value, steps).and_then(|at| at.as_object()).into_iter().flatten();
    entries.filter(|(_, item)| item.as_str() == Some(text)).map(|(key, _)| key.clone()).collect()
}

fn is_text(value: Option<&serde_json::Value>, steps: &[String], text: &str) -> bool {
    at(value, steps).and_then(|at| at.as_str()) == Some(text)
}
