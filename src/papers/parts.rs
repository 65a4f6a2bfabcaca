//! The files of a document: one, or one for each lead, area or group; and who gets none.

use serde_json::Value;

use super::Papers;
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::facts::leads;
use crate::ledger::Facts;
use crate::output::names;
use crate::template::store::{DocumentKind, Need, Per};
use crate::{checks, text};

/// What a file of a document is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Programme,
    /// By its place among those of whom something is asked.
    Lead(usize),
    /// By its place in the facts.
    Area(usize),
    Group(usize),
}

/// A file of a document, without its ending.
pub(super) struct Part {
    pub(super) file: String,
    pub(super) of: For,
}

impl Per {
    /// The file of this kind of that place.
    pub(super) fn of(self, at: usize) -> Option<For> {
        match self {
            Per::Programme => None,
            Per::Lead => Some(For::Lead(at)),
            Per::Area => Some(For::Area(at)),
            Per::Group => Some(For::Group(at)),
        }
    }
}

impl Papers<'_> {
    /// Why there is nobody and nothing to make a document for.
    pub(super) fn lacks_parts(&self, document: &DocumentKind) -> Option<Error> {
        let not_made = |why: &str| Error::new(format!("{} was not made: {why}", document.title));
        let (count, none) = match document.per {
            Per::Programme | Per::Lead => return None,
            Per::Area => (
                self.count("areas"),
                not_made("no area was read to make it for")
                    .hint("put the tracker in the edition's folder; `boardpack columns` shows what was read"),
            ),
            Per::Group => (
                self.count("groups"),
                not_made("boardpack.toml names no group to make it for").hint(
                    "write there, for each group: [[group]] with key = \"…\", name = \"…\" and areas = [\"PA1\"]",
                ),
            ),
        };
        if count == 0 {
            return Some(none);
        }
        let without = self.all_without(document, count);
        (without.len() == count).then(|| {
            let each = if document.per == Per::Area { "area" } else { "group" };
            not_made(&format!("every {each} lacks what its paper needs: {}", listed(&without)))
                .hint(format!("`needs` in {}/template.toml says what it cannot be made without", document.name))
        })
    }

    /// How many areas or groups there are.
    pub(super) fn count(&self, key: &str) -> usize {
        self.facts.value[key].as_array().map_or(0, Vec::len)
    }

    /// The facts of the area or group that a file is made for.
    pub(super) fn whom(&self, of: For) -> &Value {
        match of {
            For::Area(at) => &self.facts.value["areas"][at],
            For::Group(at) => &self.facts.value["groups"][at],
            For::Programme | For::Lead(_) => &Value::Null,
        }
    }

    /// The area or group that gets no file, with what it is without.
    pub(super) fn without(&self, document: &DocumentKind, of: For) -> Option<(String, &'static str)> {
        let whom = self.whom(of);
        let has = |list: &Value| list.as_array().is_some_and(|items| !items.is_empty());
        let lacking = document.needs.iter().find_map(|need| match need {
            Need::Actions if !has(&whom["actions"]) => Some("no actions"),
            Need::Risks if !has(&whom["risks"]) => Some("no risks linked to it"),
            Need::Measures if !has(&whom["measures"]) => Some("no measures linked to it"),
            Need::MeetingActions if !has(&whom["meeting_actions"]["all"]) => Some("no meeting actions linked to it"),
            _ => None,
        })?;
        Some((whom["key"].as_str().unwrap_or_default().to_owned(), lacking))
    }

    /// All that get none.
    fn all_without(&self, document: &DocumentKind, count: usize) -> Vec<(String, &'static str)> {
        (0..count).filter_map(|at| self.without(document, document.per.of(at)?)).collect()
    }

    /// The areas that the settings name and the tracker does not have.
    fn areas_not_read(&self) -> impl Iterator<Item = (String, &'static str)> {
        let read = &self.examined.edition.programme.areas;
        let names = self.examined.area.settings.area_names().into_iter();
        let not_read = names.filter(|name| {
            !read.iter().any(|area| area.number == name.number || name.key.as_deref() == Some(area.key.as_str()))
        });
        not_read.map(|name| {
            let known = name.key.or(name.name);
            (known.unwrap_or_else(|| format!("area {}", name.number)), "no action was read")
        })
    }

    /// The files that a document is to have. `all` are the documents whose files may be in the same folder.
    pub(super) fn parts(&self, document: &DocumentKind, all: &[DocumentKind]) -> Vec<Part> {
        let (keys, kind) = match document.per {
            Per::Programme => return vec![Part { file: document.file.clone(), of: For::Programme }],
            Per::Lead => (self.leads.iter().map(|lead| lead.file.clone()).collect::<Vec<_>>(), "lead"),
            Per::Area => (self.keys("areas"), "area"),
            Per::Group => (self.keys("groups"), "group"),
        };
        let start = format!("{}-", document.file);
        let taken: Vec<String> =
            all.iter().filter_map(|other| other.file.strip_prefix(&start)).map(str::to_owned).collect();
        let named = names::apart(keys.iter().map(|key| names::of(key, kind)).collect(), &taken);
        let parts = named.into_iter().enumerate();
        let parts =
            parts.filter_map(|(at, name)| Some(Part { file: format!("{start}{name}"), of: document.per.of(at)? }));
        parts.filter(|part| self.without(document, part.of).is_none()).collect()
    }

    pub(super) fn keys(&self, key: &str) -> Vec<String> {
        let all = self.facts.value[key].as_array().into_iter().flatten();
        all.map(|of| of["key"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The facts that a file has over the shared ones.
    pub(super) fn layer(&self, of: For) -> Facts {
        match of {
            For::Programme => Facts::default(),
            For::Lead(at) => leads::facts(&self.leads[at], &self.examined.edition),
            For::Area(at) => self.facts.part(&format!("areas.{at}"), "area"),
            For::Group(at) => self.facts.part(&format!("groups.{at}"), "group"),
        }
    }

    /// Says which areas and groups have no file, and which actions are in none of a group's.
    pub(super) fn tell_of_parts(&mut self, document: &DocumentKind) {
        let count = match document.per {
            Per::Programme | Per::Lead => return,
            Per::Area => self.count("areas"),
            Per::Group => self.count("groups"),
        };
        let mut without = self.all_without(document, count);
        if document.per == Per::Area {
            without.extend(self.areas_not_read());
        }
        if !without.is_empty() {
            let message = format!("{} was not made for {}", document.title, listed(&without));
            let hint = format!(
                "nothing to do if that is right; `needs` in {}/template.toml says what each cannot be without",
                document.name
            );
            self.lost.push(Diagnostic::note("document-left-out", message).hint(hint));
        }
        if document.per == Per::Group {
            // A build lists findings of error level itself.
            let of_groups = |finding: &&Diagnostic| {
                checks::OF_GROUPS.contains(&&*finding.code) && finding.severity < Severity::Error
            };
            self.lost.extend(self.examined.open.iter().filter(of_groups).cloned());
        }
    }
}

/// "PA4 (no actions) and PA5 (no actions)".
fn listed(without: &[(String, &'static str)]) -> String {
    text::list(&without.iter().map(|(key, what)| format!("{key} ({what})")).collect::<Vec<_>>())
}
