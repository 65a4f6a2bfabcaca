//! A paper while it is made ready for a pack: what all that reads it has together.

use std::collections::BTreeSet;

use lopdf::Object;

use super::copy::Copied;
use super::draft::{Draft, own};
use super::place::{Moved, Sheet};
use super::read::{Place, Source};
use super::write::name;

pub struct Making<'s> {
    pub source: &'s Source,
    pub draft: Draft,
    pub copied: Copied,
    /// Whether it has a structure.
    pub is_tagged: bool,
    pub sheets: Vec<Sheet>,
    pub moved: Vec<Moved>,
    /// The marks that the pages' drawings have, by their places.
    pub marks: Vec<BTreeSet<u32>>,
    /// Whose the marks of a page or a form, or an annotation, are: by its key, the number of an object that says it.
    pub parents: Vec<Option<usize>>,
    /// What of it could not be kept.
    pub told: BTreeSet<String>,
}

impl<'s> Making<'s> {
    pub fn of(source: &'s Source, is_tagged: bool, ours: bool) -> Making<'s> {
        let mut draft = Draft::default();
        let sheets: Vec<Sheet> = source.pages.iter().map(|page| source.sheet(&page.dictionary)).collect();
        let copied = Copied::of_pages(sheets.iter().map(|_| draft.number()).collect());
        Making {
            source,
            draft,
            copied,
            is_tagged,
            moved: sheets.iter().map(|sheet| if ours { Moved::SAME } else { sheet.smaller() }).collect(),
            marks: vec![BTreeSet::new(); sheets.len()],
            sheets,
            parents: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    pub fn key(&mut self) -> usize {
        self.parents.push(None);
        self.parents.len() - 1
    }

    pub fn tell(&mut self, what: &str) {
        if !self.told.contains(what) {
            self.told.insert(what.to_owned());
        }
    }

    /// A value of the paper as the pack has it.
    pub fn value(&mut self, object: &Object) -> Object {
        self.copied.value(&mut self.draft, self.source, object)
    }

    /// The page of a place.
    pub fn page(&self, place: usize) -> Object {
        own(self.copied.pages[place])
    }

    /// A place of the paper as the pack has it.
    pub fn explicit(&self, place: Place) -> Object {
        let moved = self.moved[place.page];
        let axes: &[usize] = match place.rest.first().and_then(|kind| kind.as_name().ok()) {
            Some(b"XYZ") => &[0, 1],
            Some(b"FitH" | b"FitBH") => &[1],
            Some(b"FitV" | b"FitBV") => &[0],
            Some(b"FitR") => &[0, 1, 0, 1],
            _ => &[],
        };
        let mut parts = vec![self.page(place.page)];
        for (at, part) in place.rest.into_iter().enumerate().take(6) {
            let axis = at.checked_sub(1).and_then(|at| axes.get(at));
            parts.push(match (&part, part.as_float()) {
                (Object::Name(_), _) if at == 0 => part,
                (_, Ok(number)) if number.is_finite() => match axis {
                    _ if moved == Moved::SAME => part,
                    Some(0) => Object::Real(moved.across(number)),
                    Some(_) => Object::Real(moved.up(number)),
                    None => part,
                },
                _ => Object::Null,
            });
        }
        if parts.len() == 1 || !matches!(parts[1], Object::Name(_)) {
            parts.truncate(1);
            parts.push(name("Fit"));
        }
        Object::Array(parts)
    }
}
