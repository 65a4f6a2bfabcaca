//! The papers that others handed in: what of them can be in a pack, and what is told of them.

use std::path::Path;

use super::agenda::Agenda;
use super::hides;
use super::opened::Opened;
use super::planned::{From, Notice, Planned, absent};
use crate::diagnostic::Diagnostic;
use crate::files;
use crate::pack::Protection;
use crate::suggest::did_you_mean;
use crate::tagged::Fault;
use crate::text;

/// A paper that somebody handed in.
pub fn others(
    agenda: &Agenda,
    (file, label): (&str, &str),
    (folder, opened): (&Path, &Opened),
    told: &mut Vec<Diagnostic>,
) -> Planned {
    let path = folder.join(file);
    let title = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim().to_owned();
    let ask = agenda.contact.as_ref().map(|contact| format!("Ask for it: {contact}."));
    let said = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).chain(ask.clone()).collect::<Vec<_>>();
    if !files::is_there(&path) {
        let there = text::list(&pdfs_in(folder));
        let near = did_you_mean(file, pdfs_in(folder).iter().map(String::as_str));
        let hint = match there.is_empty() {
            true => format!("put it into {}", folder.display()),
            false => format!("{near}put it into {}; there are {there}", folder.display()),
        };
        told.push(Diagnostic::error("paper-missing", format!("{label}: {file} is not there")).hint(hint));
        return absent(&title, label, said(&["This paper is to follow. It was not there when the pack was made."]));
    }
    match opened.get(&path) {
        Ok(paper) => {
            let (pages, hidden) = (paper.known().pages, &paper.known().hidden);
            let notice = (!paper.known().is_tagged).then(|| {
                told.push(
                    Diagnostic::warning(
                        "paper-not-tagged",
                        format!("{label}: {file} has no tags; a screen reader cannot tell what is a heading or a table"),
                    )
                    .hint(
                        "ask its author for the file that it was made from, or for a PDF saved with structure tags for \
                         accessibility; a scan has to be typed or recognised first",
                    ),
                );
                let lines = said(&[
                    "This paper follows as it was handed in. It has no tags: a screen reader cannot tell its headings, tables \
                     and pictures, and may read nothing at all.",
                    "An accessible copy can be asked for.",
                ]);
                Notice::of(lines)
            });
            if let Some(protection) = &paper.known().protection {
                told.push(was_protected(protection, &format!("{label}: {file}")));
            }
            let judge = |finding| opened.looked_at.judge(finding, file, &paper.known().sha256);
            let found: Vec<Diagnostic> =
                hides::told(hidden, &format!("{label}: {file}")).into_iter().map(judge).collect();
            // What somebody has looked at keeps a paper out of the public edition no more.
            let stands = |word: &str| {
                found.iter().any(|finding| finding.code == "paper-hides" && finding.field.as_deref() == Some(word))
            };
            let can_be_uncovered = hidden.can_be_uncovered() && (stands("covered") || stands("redaction"));
            told.extend(found);
            Planned { can_be_uncovered, ..Planned::new(title, label, From::File(paper), pages, notice) }
        }
        Err(why) => {
            let hint = match why {
                Fault::Encrypted => "ask its author for a copy without a password",
                Fault::TooMuch(_) => "ask its author for a smaller file, or for parts of it",
                _ => "ask its author to save it as PDF again from the program that it was made with",
            };
            told.push(Diagnostic::error("paper-not-readable", format!("{label}: {file} {why}")).hint(hint));
            absent(
                &title,
                label,
                said(&["This paper was handed in as a file that cannot be read. It is not in the pack."]),
            )
        }
    }
}

/// What is told of a paper that everybody can open, and that forbids something.
fn was_protected(protection: &Protection, whose: &str) -> Diagnostic {
    let forbids: Vec<String> = protection.forbids.iter().map(|what| (*what).to_owned()).collect();
    let forbids = match forbids.as_slice() {
        [] => "forbids nothing".to_owned(),
        _ => format!("forbids {}", text::list(&forbids)),
    };
    let what = format!("{whose} is protected ({}), opens without a password, and {forbids}", protection.by);
    Diagnostic::note("paper-was-protected", what).hint(
        "the pack has it without the protection; ask its author whether it may be in the pack, which everybody can print and copy from",
    )
}

fn pdfs_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.to_lowercase().ends_with(".pdf")).collect();
    names.sort();
    names
}
