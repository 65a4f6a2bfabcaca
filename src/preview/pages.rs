//! The main pages: the papers, the findings, how each sheet was understood, and what a finding means.

use std::fmt::Write;

use super::making::{Paper, Preview};
use super::markup::{failure, findings as listed, text};
use super::paper_page::address;
use super::shared::State;
use crate::checks::manual;
use crate::diagnostic::{Diagnostic, Severity};
use crate::programme::survey::Part;
use crate::text::records;

/// How many findings stand beside the papers; the others have a page.
const BESIDE: usize = 5;

fn heading(words: &str) -> String {
    format!("<h1 id=\"title\" tabindex=\"-1\">{}</h1>\n", text(words))
}

/// Said where nothing could be made yet.
fn nothing(title: &str, state: &State) -> String {
    let said = match &state.trouble {
        Some(_) => "There are no papers to show.",
        None => "The papers are being made; this page then shows them.",
    };
    format!("{}<p>{said}</p>\n", heading(title))
}

pub fn papers(root: &str, state: &State) -> String {
    let Some(preview) = &state.preview else { return nothing("Papers", state) };
    let mut out = heading("Papers");
    let errors = preview.errors().count();
    let made = match preview.papers.len() {
        0 => "No paper could be made.".to_owned(),
        count if state.trouble.is_some() => format!("{}, the last that could be made.", records(count, "papers")),
        count => format!("{}, made of what was saved last.", records(count, "papers")),
    };
    let drafts = match errors {
        0 => "Nothing in the workbooks marks them as drafts.".to_owned(),
        1 => "1 finding marks them all as drafts; put it right first.".to_owned(),
        count => format!("{count} findings mark them all as drafts; put these right first."),
    };
    let _ = writeln!(out, "<p class=\"lead\">{made} {drafts}</p>");
    out.push_str("<div class=\"beside\"><div>\n");
    if !preview.failed.is_empty() {
        let items: String = preview.failed.iter().map(|(title, why)| failure(2, title, why)).collect();
        let _ = writeln!(out, "<ul class=\"findings\">\n{items}</ul>");
    }
    let items: String = preview.papers.iter().map(|paper| card(root, preview, paper)).collect();
    let _ = writeln!(out, "<ul class=\"papers\">\n{items}</ul>\n</div>");
    let _ = writeln!(out, "{}</div>", beside(root, preview));
    out
}

fn card(root: &str, preview: &Preview, paper: &Paper) -> String {
    let (address, name, title) = (address(root, paper, 1), text(&paper.name), text(&paper.title));
    let count = preview.told_of(paper).count();
    let told = if count > 0 { format!(" · {}", records(count, "findings")) } else { String::new() };
    let kept = match &paper.kept {
        Some(_) => "<p class=\"kept\">An earlier one: it could not be made again.</p>",
        None => "",
    };
    let of = &paper.output.sha256[..8.min(paper.output.sha256.len())];
    format!(
        "<li class=\"card\"><a id=\"paper-{name}\" href=\"{address}\"><img src=\"{root}paper/{name}/1-small.png?of={of}\" \
         alt=\"\" width=\"160\" loading=\"lazy\"><span class=\"card-title\">{title}</span></a>\
         <p class=\"small\">{}{told}</p>{kept}</li>\n",
        records(paper.pages, "pages")
    )
}

/// The heaviest findings, beside the papers.
fn beside(root: &str, preview: &Preview) -> String {
    let mut all: Vec<&Diagnostic> = preview.findings.iter().chain(&preview.told).collect();
    all.sort_by_key(|told| std::cmp::Reverse(told.severity));
    let first: Vec<&Diagnostic> = all.iter().copied().take(BESIDE).collect();
    let mut out =
        String::from("<section class=\"aside\" aria-labelledby=\"aside\">\n<h2 id=\"aside\">To put right</h2>\n");
    match first.is_empty() {
        true => out.push_str("<p>Nothing was found.</p>\n"),
        false => out.push_str(&listed(root, 3, first)),
    }
    if all.len() > BESIDE {
        let _ = writeln!(out, "<p><a id=\"all\" href=\"{root}findings\">All {} findings</a></p>", all.len());
    }
    out + "</section>\n"
}

pub fn findings(root: &str, state: &State) -> String {
    let Some(preview) = &state.preview else { return nothing("Findings", state) };
    let mut out = heading("Findings");
    let all: Vec<&Diagnostic> = preview.findings.iter().chain(&preview.told).collect();
    let of = |severity: Severity| all.iter().copied().filter(move |told| told.severity == severity);
    let accepted = match preview.accepted {
        0 => String::new(),
        1 => " One more is accepted on record.".to_owned(),
        count => format!(" {count} more are accepted on record."),
    };
    let _ = writeln!(
        out,
        "<p class=\"lead\">Found in the workbooks and the papers: {}, {} and {}.{accepted}</p>",
        records(of(Severity::Error).count(), "errors"),
        records(of(Severity::Warning).count(), "warnings"),
        records(of(Severity::Note).count(), "notes"),
    );
    let parts = [
        (Severity::Error, "errors", "Errors", "While these are open, the papers are marked as drafts."),
        (Severity::Warning, "warnings", "Warnings", "These may mislead a reader of the papers."),
        (Severity::Note, "notes", "Notes", "How something was read, for you to confirm."),
    ];
    for (severity, id, name, about) in parts {
        let items = listed(root, 3, of(severity));
        if !items.is_empty() {
            let _ = writeln!(
                out,
                "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{name}</h2>\n<p>{about}</p>\n{items}</section>"
            );
        }
    }
    out
}

pub fn columns(state: &State) -> String {
    let Some(preview) = &state.preview else { return nothing("Columns", state) };
    let mut out = heading("Columns");
    out.push_str(
        "<p class=\"lead\">How each sheet was understood. A heading of your own that is not used can be named in \
         <code>boardpack.toml</code>, under <code>[columns]</code>.</p>\n",
    );
    let workbooks = match &preview.columns {
        Ok(workbooks) => workbooks,
        Err(why) => return format!("{out}<p>{}</p>\n", text(&why.on_one_line())),
    };
    for workbook in workbooks {
        let _ = writeln!(out, "<section class=\"workbook\"><h2>{}</h2>", text(&workbook.name));
        if workbook.parts.is_empty() {
            out.push_str("<p>It has no worksheet.</p>\n");
        }
        workbook.parts.iter().for_each(|part| out.push_str(&of_part(&workbook.name, part)));
        out.push_str("</section>\n");
    }
    out
}

fn of_part(workbook: &str, part: &Part) -> String {
    let hidden = if part.hidden { " (hidden, and therefore not read)" } else { "" };
    let mut out = format!("<h3>{}{hidden}</h3>\n<p>{}</p>\n", text(&part.sheet), text(&part.said));
    if !part.columns.is_empty() {
        let _ = write!(
            out,
            "<table><caption class=\"hidden\">Columns of {}, sheet {}</caption><thead><tr><th scope=\"col\">Column</th>\
             <th scope=\"col\">Heading</th><th scope=\"col\">Read as</th></tr></thead><tbody>",
            text(workbook),
            text(&part.sheet)
        );
        for column in &part.columns {
            let class = if column.meaning.ends_with("not used") { " class=\"unused\"" } else { "" };
            let meaning = column.meaning.strip_prefix("is ").unwrap_or(&column.meaning);
            let _ = write!(
                out,
                "<tr{class}><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                text(&column.letters),
                text(&column.heading),
                text(meaning)
            );
        }
        out.push_str("</tbody></table>\n");
    }
    part.more.iter().for_each(|more| {
        let _ = writeln!(out, "<p class=\"small\">{}</p>", text(more));
    });
    out
}

/// What a finding means: its title and the page; nothing where there is no such finding.
pub fn explanation(code: &str) -> Option<(String, String)> {
    let entry = manual::entry(code)?;
    let mut out = heading(&entry.title);
    let weight = entry.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
    let _ = writeln!(out, "<p class=\"small\"><code>{}</code>{weight}</p>", text(entry.code));
    // Its first words are the title.
    let words = entry.text.trim();
    let below = words.split_once("\n\n").filter(|(first, _)| first.trim_end_matches('.') == entry.title);
    out.push_str(&paragraphs(below.map_or(words, |(_, below)| below)));
    Some((entry.title, out))
}

/// Paragraphs of the manual, with its strong words and its code.
fn paragraphs(words: &str) -> String {
    let parted = words.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let marked = |paragraph: String| {
        let strong = within(&text(&paragraph), "**", "strong");
        format!("<p>{}</p>\n", within(&strong, "`", "code"))
    };
    parted.filter(|paragraph| !paragraph.is_empty()).map(marked).collect()
}

/// The same with each stretch between two marks as an element; a mark without another stays.
fn within(words: &str, mark: &str, element: &str) -> String {
    let parts: Vec<&str> = words.split(mark).collect();
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        match at % 2 == 1 && at + 1 < parts.len() {
            true => {
                let _ = write!(out, "<{element}>{part}</{element}>");
            }
            false if at % 2 == 1 => out.push_str(&format!("{mark}{part}")),
            false => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_keeps_its_strong_words_and_its_code() {
        assert_eq!(
            paragraphs("A `b <c>`.\n\n**D.** e\nf ** g"),
            "<p>A <code>b &lt;c&gt;</code>.</p>\n<p><strong>D.</strong> e f ** g</p>\n"
        );
        for entry in manual::entries() {
            let (title, page) = explanation(entry.code).unwrap();
            assert!(!title.is_empty() && !page.contains("**") && page.contains("<p>"), "{}: {page}", entry.code);
        }
    }
}
