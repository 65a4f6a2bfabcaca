//! The items of an agenda with their papers, opened: those of ours are made now.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::agenda::{self, Agenda, Item, Named, named};
use super::handed_in;
use super::opened::Opened;
use super::planned::{Beside, From, Planned, Section, absent};
use crate::diagnostic::{Diagnostic, Error, Result};
use crate::pack::{Paper, Whose};
use crate::papers::{Made, Papers};

/// Is told what is done next.
pub type Tell<'t> = &'t dyn Fn(&str);

/// The files of others that an agenda names, each once.
pub fn files(agenda: &Agenda, folder: &Path) -> Vec<PathBuf> {
    let names = agenda.items.iter().flat_map(|item| letters(item).map(|(_, name)| name));
    let files = names.filter_map(|name| match named(name) {
        Ok(Named::File(file)) => Some(folder.join(agenda::FOLDER).join(file)),
        _ => None,
    });
    let mut seen = BTreeSet::new();
    files.filter(|path| seen.insert(path.clone())).collect()
}

/// An item with its papers, opened.
pub fn section<'a>(
    agenda: &'a Agenda,
    (at, item): (usize, &'a Item),
    place: (&Path, &Opened),
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
    tell: Tell<'_>,
) -> Result<Section<'a>> {
    let number = agenda.number(at);
    let label = format!("Item {number}");
    let mut planned = Vec::new();
    for (letter, paper) in letters(item) {
        if matches!(named(paper)?, Named::Document(_)) {
            tell(paper);
        }
        let is_restricted = item.restricted.as_ref().is_some_and(|restricted| restricted.is_of(paper));
        let label = appendix(&label, letter);
        let papers = plan(agenda, paper, &label, letter, place, papers, told)?;
        planned.extend(papers.into_iter().map(|paper| Planned { is_restricted, ..paper }));
    }
    let pages = usize::from(!planned.is_empty());
    Ok(Section { item, number, papers: planned, pages })
}

/// The papers of an item, then its appendices with their letters.
pub fn letters(item: &Item) -> impl Iterator<Item = (Option<char>, &String)> {
    let papers = item.papers.iter().map(|paper| (None, paper));
    papers.chain(('A'..='Z').map(Some).zip(&item.appendices))
}

/// "Item 3 – Appendix A".
pub fn appendix(label: &str, letter: Option<char>) -> String {
    letter.map_or_else(|| label.to_owned(), |letter| format!("{label} – Appendix {letter}"))
}

/// What one name in the agenda brings, opened.
pub fn plan(
    agenda: &Agenda,
    paper: &str,
    label: &str,
    letter: Option<char>,
    (folder, opened): (&Path, &Opened),
    papers: &mut Papers<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Vec<Planned>> {
    let mut planned = match named(paper)? {
        Named::Document(name) => ours(name, label, papers, told)?,
        Named::File(file) => {
            vec![handed_in::others(agenda, (file, label), (&folder.join(agenda::FOLDER), opened), told)]
        }
    };
    for planned in &mut planned {
        paper.clone_into(&mut planned.name);
        if let Some(letter) = letter {
            planned.title = format!("Appendix {letter}: {}", planned.title);
        }
    }
    Ok(planned)
}

/// A paper of ours, made, with what was made beside it.
struct Printed {
    file: String,
    bytes: Vec<u8>,
    beside: Vec<Beside>,
}

/// The files of a document of ours, made now.
fn ours(name: &str, label: &str, papers: &mut Papers<'_>, told: &mut Vec<Diagnostic>) -> Result<Vec<Planned>> {
    let document = papers
        .templates()
        .document(name)
        .map_err(|why| Error { message: format!("{}: {}", agenda::FILE, why.message), ..why })?;
    let document = papers.spoken(&document);
    let mut made: Vec<Printed> = Vec::new();
    // A paper's tables are made before it, and its HTML edition after it.
    let mut before = Vec::new();
    let mut keep = |file: Made| {
        let Some(bytes) = file.bytes else { return Ok(()) };
        let name = file.output.file;
        match (name.strip_suffix(".pdf"), made.last_mut()) {
            (Some(stem), _) => made.push(Printed { file: stem.to_owned(), bytes, beside: std::mem::take(&mut before) }),
            (None, Some(last)) if name.ends_with(".html") => last.beside.push(Beside { file: name, bytes }),
            (None, _) => before.push(Beside { file: name, bytes }),
        }
        Ok(())
    };
    let failed = papers.make_all(std::slice::from_ref(&document), &mut keep);
    if let Some(last) = made.last_mut() {
        last.beside.extend(before);
    }
    let mut planned = Vec::new();
    for Printed { file, bytes: pdf, beside } in made {
        let paper = Paper::open(&pdf, Whose::Ours).map_err(|why| Error::new(format!("{} {why}", document.title)))?;
        let title = paper.title().unwrap_or(&document.title).to_owned();
        let pages = paper.pages();
        let from = From::Ours { pdf, paper: Arc::new(paper) };
        planned.push(Planned { file, beside, ..Planned::new(title, label, from, pages, None) });
    }
    for (_, why) in failed {
        let what = Diagnostic::error("paper-not-made", format!("{label}: {}", why.message));
        let hint = why.hint.unwrap_or_else(|| format!("`boardpack build AREA --only {name}` says more"));
        told.push(what.hint(hint));
        let lines = vec!["This paper could not be made.".to_owned(), "It is not in the pack.".to_owned()];
        planned.push(absent(&document.title, label, lines));
    }
    Ok(planned)
}
