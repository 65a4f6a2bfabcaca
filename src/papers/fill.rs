//! Filling a document: the facts of its own over those that all share, and what was printed of them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use super::Papers;
use super::parts::Part;
use super::workshop::Workshop;
use crate::diagnostic::{Error, Findings, Result};
use crate::examine::Examined;
use crate::ledger::{Entry, Fact, Facts, Ledger, RecordAt};
use crate::template::store::DocumentKind;
use crate::template::{Filled, Layers, Prepared, fill};
use crate::{facts, provenance, side_by_side, typeset};

/// A document, filled, and the figures in it.
pub(super) struct Printed {
    pub(super) filled: Findings<Filled>,
    /// In sentences, headings and lists.
    pub(super) in_sentences: Vec<Entry>,
    /// In what was handed to tables and charts, which may leave some of it out.
    pub(super) handed: Vec<Entry>,
    /// The records of which it prints something, or of which it hands something over.
    pub(super) records: BTreeSet<RecordAt>,
    /// The terms of the glossary that it prints.
    pub(super) explained: Vec<String>,
}

/// How many parts of a pack are set at once.
const AT_ONCE: usize = 2;

/// Pages of a pack that belong to no document.
pub struct PartOfPack {
    /// Of their template, among the templates.
    pub folder: &'static str,
    pub title: String,
    /// Names the part for the PDF's `/ID`.
    pub file: String,
    /// What the template has as the fact `pack`.
    pub shows: Value,
}

impl Papers<'_> {
    /// A document's own layer: what it says of itself, and of the lead, area or group that it is for.
    pub(super) fn own(&self, document: &DocumentKind, part: &Part, layer: &Facts) -> Map<String, Value> {
        let given = self.examined.given();
        let (errors, missing) = (self.examined.errors().count(), self.missing(document).len());
        let of = self.whom(part.of)["name"].as_str();
        let mut own = Map::from_iter([
            alone(
                "document",
                facts::document(
                    &self.spoken(document).title,
                    of,
                    &part.file,
                    given.settings,
                    document.given(given.settings),
                    errors,
                    missing,
                ),
            ),
            ("glossary".to_owned(), Value::Array(Vec::new())),
        ]);
        own.extend(layer.value.as_object().cloned().unwrap_or_default());
        if let Some(titles) = document.notes_of.as_ref().and_then(|of| self.titles.get(of)) {
            let places = titles.iter().map(|title| (title.words.as_str(), title.number, title.in_appendix));
            own.extend([alone("slides", facts::slides(places))]);
        }
        if self.traced {
            own.extend(section(&self.examined.edition, &[]));
        }
        own
    }

    /// Sets parts of a pack, several at once, and looks at each. They are never drafts: the papers themselves say where they are.
    /// Where `look` makes nothing of one the others are no longer wanted, and none are given.
    pub fn parts_of_pack<T: Send>(
        &mut self,
        parts: &[PartOfPack],
        look: &(dyn Fn(&PartOfPack, typeset::Typeset) -> Option<T> + Sync),
    ) -> Result<Option<Vec<T>>> {
        // Most parts have the same templates: each is prepared once.
        let mut prepared = BTreeMap::new();
        for PartOfPack { folder, .. } in parts {
            if !prepared.contains_key(folder) {
                prepared.insert(*folder, Prepared::of(&self.workshop.templates, folder)?);
            }
        }
        let is_off = AtomicBool::new(false);
        let made = side_by_side::map(AT_ONCE, parts, |part| {
            let wanted = !is_off.load(Ordering::Relaxed);
            let made = wanted.then(|| self.part_of_pack(part, &prepared[part.folder]))?;
            let looked = made.map(|Findings { value, diagnostics }| (look(part, value), diagnostics));
            if matches!(looked, Ok((None, _))) {
                is_off.store(true, Ordering::Relaxed);
            }
            Some(looked)
        });
        if is_off.into_inner() {
            return Ok(None);
        }
        let mut all = Vec::new();
        for made in made.into_iter().flatten() {
            let (looked, diagnostics) = made?;
            self.lost.extend(diagnostics);
            all.extend(looked);
        }
        Ok(Some(all))
    }

    fn part_of_pack(&self, part: &PartOfPack, prepared: &Prepared) -> Result<Findings<typeset::Typeset>> {
        let PartOfPack { title, file, shows, .. } = part;
        let given = self.examined.given();
        let Workshop { fonts, files, .. } = self.workshop;
        let own = Value::Object(Map::from_iter([
            alone("document", facts::document(title, None, file, given.settings, Vec::new(), 0, 0)),
            ("glossary".to_owned(), Value::Array(Vec::new())),
            ("pack".to_owned(), shows.clone()),
        ]));
        let layers = Layers { own: &own, shared: &self.facts.value };
        let Findings { value: filled, diagnostics } = fill(prepared, layers, &self.unread, &|c| fonts.covers(c))?;
        let Examined { area, edition, .. } = self.examined;
        let identity = format!("{}/{}/{file}", area.name, edition.month.id());
        let value = typeset::compile(&filled, &identity, fonts, files, edition.status_date)
            .map_err(|faults| Error::new(format!("{title} could not be typeset")).findings(&faults))?;
        Ok(Findings { value, diagnostics })
    }

    /// Fills a document; twice where it has a glossary or shows its figures, for both follow from what the first filling
    /// printed.
    pub(super) fn fill(&self, document: &DocumentKind, prepared: &Prepared, part: &Part) -> Result<Printed> {
        let given = self.examined.given();
        let layer = self.layer(part.of);
        let unread = self.unread.with(&layer.unread);
        let mut own = self.own(document, part, &layer);
        let fill = |own: Map<String, Value>| {
            let own = Value::Object(own);
            fill(prepared, Layers { own: &own, shared: &self.facts.value }, &unread, &|c| self.workshop.fonts.covers(c))
        };
        let mut explained = Vec::new();
        let mut filled = fill(own.clone())?;
        let (words, printed) = (filled.value.words(), figures_in(&filled.value, [&layer, &self.facts]));
        if self.traced || prepared.names("glossary") {
            own.extend([alone("glossary", facts::glossary_used(&given, &words))]);
            if prepared.names("glossary") {
                let terms = own["glossary"].as_array().into_iter().flatten();
                explained = terms.filter_map(|entry| entry["term"].as_str().map(str::to_owned)).collect();
            }
            if self.traced {
                own.extend(section(&self.examined.edition, &printed.iter().collect::<Vec<_>>()));
            }
            filled = fill(own)?;
        }
        let handed = handed_in(&filled.value, [&layer, &self.facts]);
        let records = records_in(&filled.value, [&layer, &self.facts]);
        Ok(Printed { filled, in_sentences: printed, handed, records, explained })
    }

    /// The facts as the first file of a document has them, and the paths of those that it prints, or why it cannot be filled.
    pub fn facts_for(&self, document: &DocumentKind) -> Result<(Facts, Result<BTreeSet<String>>)> {
        let document = &self.spoken(document);
        let templates = &self.workshop.templates;
        let none = || {
            let why = Error::new(format!("{} has no file this month: there is nobody to make it for", document.title));
            self.lacks(document).unwrap_or(why)
        };
        let part = self.parts(document, &templates.documents()?).into_iter().next().ok_or_else(none)?;
        let layer = self.layer(part.of);
        let mut own = self.own(document, &part, &layer);
        // A document's glossary follows from what it prints; all of it may be of use.
        own.remove("glossary");
        let mut facts = self.facts.clone();
        if let Value::Object(all) = &mut facts.value {
            all.extend(own);
        }
        facts.unread.extend(layer.unread);
        let prepared = Prepared::of(templates, &document.name);
        let printed = prepared.and_then(|prepared| self.fill(document, &prepared, &part)).map(|printed| {
            let filled = printed.filled.value;
            filled.printed.into_iter().chain(filled.handed).collect()
        });
        Ok((facts, printed))
    }

    /// The figures that the file of a document prints: those of its sentences first, then those that were handed to its
    /// tables and charts. `None` where no document has a file of that name.
    pub fn figures_of(&self, file: &str) -> Result<Option<(Vec<Entry>, Vec<Entry>)>> {
        let templates = &self.workshop.templates;
        let all = templates.documents()?;
        for document in &all {
            let Some(part) = self.parts(document, &all).into_iter().find(|part| part.file == file) else { continue };
            let prepared = Prepared::of(templates, &document.name)?;
            let printed = self.fill(document, &prepared, &part)?;
            return Ok(Some((printed.in_sentences, printed.handed)));
        }
        Ok(None)
    }
}

/// Facts of one document alone, by their key.
pub(super) fn alone(key: &str, fact: Fact) -> (String, Value) {
    (key.to_owned(), Ledger::default().close(fact).value)
}

/// The section "About these figures" as the layer of one document.
pub(super) fn section(edition: &crate::area::Edition, printed: &[&Entry]) -> Map<String, Value> {
    match provenance::section(edition, printed).value {
        Value::Object(section) => section,
        _ => Map::new(),
    }
}

/// The figures at the places that a document prints, each once, in the order in which the facts were made.
fn figures_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    // Officers' words are sentences, though they are handed over as a whole.
    let of_words = || filled.printed.iter().chain(&filled.handed).filter(|path| path.starts_with("narrative."));
    let own = |facts: &Facts| {
        let below = facts.places_below(of_words().map(String::as_str));
        facts.figures_at(filled.printed.iter().map(String::as_str).chain(below))
    };
    each_once(layers.into_iter().flat_map(own))
}

/// The figures in what a document hands to its tables and charts, each once.
fn handed_in(filled: &Filled, layers: [&Facts; 2]) -> Vec<Entry> {
    let own = |facts: &Facts| facts.figures_below(filled.handed.iter().map(String::as_str));
    each_once(layers.into_iter().flat_map(own))
}

/// The records that a document names.
fn records_in(filled: &Filled, layers: [&Facts; 2]) -> BTreeSet<RecordAt> {
    let printed = || filled.printed.iter().map(String::as_str);
    let handed = || filled.handed.iter().map(String::as_str);
    layers.into_iter().flat_map(|facts| facts.records_at(printed(), handed())).cloned().collect()
}

/// What an area's layer has is in the shared facts too.
pub(super) fn each_once(figures: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    figures.filter(|entry| seen.insert((entry.id.clone(), entry.text.clone()))).collect()
}
