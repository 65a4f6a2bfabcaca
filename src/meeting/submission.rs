//! What goes into a zip beside the pack: each paper as a file of its own, its HTML edition and its tables.

use super::book::Book;
use super::planned::{From, Planned};
use crate::bundle::Entry;
use crate::diagnostic::{Error, Result};
use crate::examine::Examined;
use crate::output::names;
use crate::pack::{self, About, Piece, Rank};

/// The files of a pack that was made: itself, under this name, and all that belongs to its papers.
pub fn entries(book: &Book<'_>, examined: &Examined, (name, pdf): (&str, Vec<u8>)) -> Result<Vec<Entry>> {
    let there = book.sections().iter().flat_map(|section| section.papers.iter().map(move |paper| (section, paper)));
    let there: Vec<_> = there.filter(|(_, paper)| paper.is_there()).collect();
    let stem = |planned: &Planned| match planned.name.to_lowercase().strip_suffix(".pdf") {
        Some(stem) if planned.file.is_empty() => stem.to_owned(),
        _ => planned.file.clone(),
    };
    let stems =
        there.iter().map(|(section, paper)| names::of(&format!("item {} {}", section.number, stem(paper)), "item"));
    let stems = names::apart(stems.collect(), &[]);
    let (_, pages) = book.span();
    let title = Some(book.title()?);
    let mut entries = vec![Entry { path: file_name(name), what: "pack", title, pages: Some(pages), bytes: pdf }];
    for ((_, paper), stem) in there.into_iter().zip(stems) {
        let title = Some(format!("{}: {}", paper.label, paper.title));
        let path = format!("papers/{stem}.pdf");
        entries.push(Entry { path, what: "paper", title, pages: Some(paper.pages), bytes: alone(paper, examined)? });
        for beside in &paper.beside {
            // A table's name goes on from that of its paper.
            let end = beside.file.strip_prefix(&paper.file).unwrap_or(&beside.file);
            let (folder, what) = if end.ends_with(".html") { ("papers", "html") } else { ("tables", "table") };
            let (path, bytes) = (format!("{folder}/{stem}{end}"), beside.bytes.clone());
            entries.push(Entry { path, what, title: None, pages: None, bytes });
        }
    }
    Ok(entries)
}

/// A name that every system can have.
fn file_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{}.pdf", names::of(stem, "pack"))
}

/// A paper by itself. One that was handed in is as it is in the pack: without its scripts, attachments and authors.
fn alone(paper: &Planned, examined: &Examined) -> Result<Vec<u8>> {
    let handed = match &paper.from {
        From::Ours { pdf, .. } => return Ok(pdf.clone()),
        From::File(handed) => handed,
        From::Nowhere => return Ok(Vec::new()),
    };
    let cannot = |why: String| Error::new(format!("{} cannot be put into the zip: {why}", paper.name));
    let about = About {
        title: paper.title.clone(),
        language: "en-GB".to_owned(),
        date: examined.edition.status_date,
        identity: format!("{}/{}/paper/{}", examined.area.name, examined.edition.month.id(), paper.name),
    };
    let piece = Piece { title: &paper.title, rank: Rank::Paper };
    let papers = std::iter::once(handed.paper().map(|paper| (paper, piece)));
    pack::merge(&about, papers).map(|(pdf, _)| pdf).map_err(|why| cannot(why.to_string()))
}
