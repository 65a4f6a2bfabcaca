//! A document's template, ready to be filled any number of times: read and checked once, and never changed.
//!
//! Templates and a document's name → its main file and the partials that it uses in the end, as trees. Partials that do
//! not exist, and those that in the end use themselves, are refused here; a partial that no file uses is not read.

use std::collections::{BTreeMap, BTreeSet};

use super::filled::HANDED;
use super::store::{MAIN, SHARED_PARTIALS, Templates};
use super::tree::{self, Piece, Read, SourceFile};
use crate::diagnostic::{Error, Result};
use crate::digest;
use crate::suggest::nearest;

/// How many partials may use each other, one within the next.
const DEEPEST: usize = 30;

/// A document's template with the partials it uses. May be filled on several threads at once.
#[derive(Debug)]
pub struct Prepared {
    pub(super) document: String,
    /// The main file first.
    pub(super) sources: Vec<SourceFile>,
    /// The tree of each source.
    pub(super) trees: Vec<Vec<Piece>>,
    /// Where in the list a partial stands, by the name it is called by.
    pub(super) partials: BTreeMap<String, usize>,
    files: BTreeMap<String, String>,
}

impl Prepared {
    /// Reads the template of the document called `name`.
    pub fn of(templates: &Templates, name: &str) -> Result<Prepared> {
        let known = known_partials(templates, name);
        let main = format!("{name}/{MAIN}");
        let mut prepared = Prepared {
            document: name.to_owned(),
            sources: Vec::new(),
            trees: Vec::new(),
            partials: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        let mut uses = Vec::new();
        let first = prepared
            .add(templates, &main)?
            .ok_or_else(|| Error::new(format!("template folder {name} has no {MAIN}")))?;
        uses.push(first);
        let mut at = 0;
        while at < uses.len() {
            for (partial, line) in uses[at].clone() {
                if prepared.partials.contains_key(&partial) {
                    continue;
                }
                let read = match known.get(&partial) {
                    Some(path) => prepared.add(templates, path)?,
                    None => None,
                };
                let Some(read) = read else { return Err(unknown(&prepared.sources[at], line, &partial, &known)) };
                prepared.partials.insert(partial, uses.len());
                uses.push(read);
            }
            at += 1;
        }
        prepared.refuse_circles(&uses)?;
        Ok(prepared)
    }

    /// The template files that took part, with their digests.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Whether any of the files uses the partial of that name.
    pub fn uses(&self, partial: &str) -> bool {
        self.partials.contains_key(partial)
    }

    /// Whether any of the files speaks of the fact of that name.
    pub fn names(&self, fact: &str) -> bool {
        self.sources.iter().any(|source| source.text.contains(fact))
    }

    /// Adds a file, and gives back the partials it uses; `None` where there is no such file.
    fn add(&mut self, templates: &Templates, path: &str) -> Result<Option<Vec<(String, usize)>>> {
        let Some(bytes) = templates.read(path)? else { return Ok(None) };
        self.files.insert(path.to_owned(), digest::of(&bytes));
        let source = SourceFile { path: path.to_owned(), text: templates.as_text(path, bytes)? };
        refuse_reserved(&source)?;
        let Read { pieces, partials } = tree::read(&source)?;
        self.sources.push(source);
        self.trees.push(pieces);
        Ok(Some(partials))
    }

    fn refuse_circles(&self, uses: &[Vec<(String, usize)>]) -> Result<()> {
        let mut walk = Walk { prepared: self, uses, trail: Vec::new(), done: BTreeSet::new() };
        match walk.circle(0) {
            Some((at, line, next)) => {
                let circle = walk.trail.iter().any(|&open| self.partials.get(next) == Some(&open));
                let what = match circle {
                    true => format!("uses the partial `{next}`, which in the end uses itself"),
                    false => format!("uses the partial `{next}`, the last of more than {DEEPEST} that use each other"),
                };
                Err(self.sources[at].refuse(line, &what))
            }
            None => Ok(()),
        }
    }
}

/// Goes from one file along what it uses; `trail` holds the files on the way.
struct Walk<'a> {
    prepared: &'a Prepared,
    uses: &'a [Vec<(String, usize)>],
    trail: Vec<usize>,
    done: BTreeSet<usize>,
}

impl<'a> Walk<'a> {
    fn circle(&mut self, at: usize) -> Option<(usize, usize, &'a str)> {
        if self.done.contains(&at) {
            return None;
        }
        self.trail.push(at);
        let uses = self.uses;
        let too_deep = self.trail.len() > DEEPEST;
        for (name, line) in &uses[at] {
            let next = *self.prepared.partials.get(name)?;
            if too_deep || self.trail.contains(&next) {
                return Some((at, *line, name));
            }
            if let Some(found) = self.circle(next) {
                return Some(found);
            }
        }
        self.trail.pop();
        self.done.insert(at);
        None
    }
}

/// Refuses what the program keeps to itself: characters that mean nothing outside a program, and the names by which the
/// source speaks of values that are handed over.
fn refuse_reserved(source: &SourceFile) -> Result<()> {
    let line = |at: usize| source.text[..at].matches('\n').count() + 1;
    if let Some(at) = source.text.find(|c| ('\u{fdd0}'..='\u{fdef}').contains(&c)) {
        return Err(source.refuse(line(at), "has a character that Unicode keeps for programs' own use"));
    }
    let mut named = source.text.match_indices(HANDED);
    let digit = |at: usize| source.text[at..].starts_with(|c: char| c.is_ascii_digit());
    match named.find(|(at, _)| digit(at + HANDED.len())) {
        Some((at, _)) => {
            let what = format!("has the name `{HANDED}…`, by which filled templates speak of values");
            Err(source.refuse(line(at), &what).hint("give it another name"))
        }
        None => Ok(()),
    }
}

/// The partials there are, by name; a document's own takes the place of a shared one of that name.
fn known_partials(templates: &Templates, name: &str) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for folder in [SHARED_PARTIALS.to_owned(), format!("{name}/partials")] {
        for file in templates.files_in(&folder) {
            if let Some(partial) = file.strip_suffix(".hbs") {
                known.insert(partial.to_owned(), format!("{folder}/{file}"));
            }
        }
    }
    known
}

fn unknown(source: &SourceFile, line: usize, partial: &str, known: &BTreeMap<String, String>) -> Error {
    let hint = match nearest(partial, known.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("partials are files *.hbs in {SHARED_PARTIALS} or in the document's own folder partials"),
    };
    source.refuse(line, &format!("uses the partial `{partial}`, which does not exist")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prepared_template_may_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Prepared>();
        shared::<Templates>();
    }

    #[test]
    fn only_what_is_used_takes_part() {
        let templates = Templates::of(&[
            ("r/main.typ.hbs", "{{> row}}"),
            ("_shared/partials/row.hbs", "{{> cell}}"),
            ("_shared/partials/cell.hbs", "a"),
            ("_shared/partials/other.hbs", "{{#if broken}}"),
        ]);
        let prepared = Prepared::of(&templates, "r").unwrap();
        let files: Vec<&str> = prepared.files().keys().map(String::as_str).collect();
        assert_eq!(files, ["_shared/partials/cell.hbs", "_shared/partials/row.hbs", "r/main.typ.hbs"]);
        assert!(Prepared::of(&templates, "s").unwrap_err().message.contains("s has no main.typ.hbs"));
    }

    #[test]
    fn names_of_values_are_kept_to_the_program() {
        let refused = |text| Prepared::of(&Templates::of(&[("r/main.typ.hbs", text)]), "r").unwrap_err().message;
        assert!(refused("\n#let handed-1 = 2").starts_with("template r/main.typ.hbs line 2 has the name `handed-…`"));
        assert!(Prepared::of(&Templates::of(&[("r/main.typ.hbs", "left-handed-ness handed-")]), "r").is_ok());
    }

    #[test]
    fn what_stands_too_deep_is_refused_whatever_it_is() {
        let refused = |text: String| {
            Prepared::of(&Templates::of(&[("r/main.typ.hbs", text.leak())]), "r").unwrap_err().to_string()
        };
        let nested = |open: &str, inner: &str, close: &str, times: usize| {
            format!("{}{inner}{}", open.repeat(times), close.repeat(times))
        };
        for times in [65, 4_000] {
            let said = refused(format!("{{{{{}}}}}", nested("(eq ", "a b", " c)", times)));
            assert!(said.contains("line 1 has more than 64 blocks or brackets within each other"), "{said}");
            let said = refused(nested("{{#if a}}", "b", "{{/if}}", times));
            assert!(said.contains("line 1 has more than 64 blocks"), "{said}");
        }
        // Open ends, and brackets that mean something else, end in a refusal too.
        for text in
            ["(", "{{#if a}}", "{{(", "{{x [", "{{x {\"a\":", "{{> ", "{{#> a}}", "{{{{a}}}}", "{{#*inline \"a\"}}"]
        {
            for text in [text.repeat(4_000), format!("{{{{x {}", text.repeat(4_000))] {
                let _ = Prepared::of(&Templates::of(&[("r/main.typ.hbs", text.leak())]), "r");
            }
        }
        assert!(refused("(".repeat(20_001)).contains("brackets, which no template needs"));
    }

    #[test]
    fn a_chain_of_partials_has_an_end() {
        let names: Vec<(String, &'static str)> = (0..5_000)
            .map(|at| (format!("r/partials/p{at}.hbs"), &*format!("{{{{> p{}}}}}", at + 1).leak()))
            .chain([("r/main.typ.hbs".to_owned(), "{{> p0}}"), ("r/partials/p5000.hbs".to_owned(), "")])
            .collect();
        let files: Vec<(&str, &'static str)> = names.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let said = Prepared::of(&Templates::of(&files), "r").unwrap_err().to_string();
        assert!(said.contains("the last of more than 30 that use each other"), "{said}");
    }

    #[test]
    fn a_partial_used_twice_is_no_circle() {
        let templates = Templates::of(&[
            ("r/main.typ.hbs", "{{> a}}{{> b}}{{> b}}"),
            ("r/partials/a.hbs", "{{> b}}"),
            ("r/partials/b.hbs", "b"),
        ]);
        assert!(Prepared::of(&templates, "r").is_ok());
    }
}
