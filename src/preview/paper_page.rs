//! A page of a paper: its picture, its words for those who do not see it, and what is told of the paper beside it.

use std::fmt::Write;

use super::making::{Paper, Preview};
use super::markup::{findings as listed, text};
use super::pictures;
use crate::diagnostic::Diagnostic;
use crate::html::escaped;
use crate::text::{records, stands_in};

/// The address of a page, counted from 1.
pub fn address(root: &str, paper: &Paper, number: usize) -> String {
    format!("{root}paper/{}/{number}", paper.name)
}

/// `words` is what the page says, as markup.
pub fn paper(root: &str, preview: &Preview, paper: &Paper, number: usize, words: &str) -> String {
    let (name, title, pages) = (text(&paper.name), text(&paper.title), paper.pages);
    let mut out = format!("<p class=\"way\"><a id=\"up\" href=\"{root}\">All papers</a></p>\n");
    let _ = writeln!(out, "<h1 id=\"title\" tabindex=\"-1\">{title}</h1>");
    if let Some(why) = &paper.kept {
        let _ = writeln!(
            out,
            "<p class=\"kept\"><strong>An earlier one.</strong> It could not be made again: {}</p>",
            text(why)
        );
    }
    out.push_str(&turning(root, paper, number));
    out.push_str("<div class=\"beside\">\n<div>\n");
    let of = &paper.output.sha256[..8.min(paper.output.sha256.len())];
    let (width, height) = pictures::size(&paper.pdf, number - 1).unwrap_or((1600, 2263));
    let _ = writeln!(
        out,
        "<div class=\"sheet\"><img src=\"{root}paper/{name}/{number}.png?of={of}\" width=\"{width}\" height=\"{height}\" \
         alt=\"Page {number} of {pages} of {title}, as it will be printed. What it says is below, under Words of this page.\"></div>"
    );
    let words = if words.trim().is_empty() { "<p>This page has no words.</p>" } else { words };
    let _ = writeln!(
        out,
        "<details id=\"words\"><summary id=\"words-of-page\"><h2>Words of this page</h2></summary>\n<div class=\"words\">{words}</div></details>\n</div>"
    );
    out.push_str("<section class=\"aside\" aria-labelledby=\"aside\">\n<h2 id=\"aside\">This paper</h2>\n");
    let _ = writeln!(
        out,
        "<p><a id=\"read\" href=\"{root}paper/{name}/read\">Read it as one web page</a>, with headings, lists and tables for a screen \
         reader or a telephone.</p>"
    );
    match preview.errors_of(paper) {
        0 => out.push_str("<p>No finding marks it as a draft.</p>\n"),
        count => {
            let marks = if count == 1 { "marks" } else { "mark" };
            let _ = writeln!(
                out,
                "<p><a id=\"drafts\" href=\"{root}findings\">{}</a> {marks} it as a draft.</p>",
                records(count, "findings")
            );
        }
    }
    out.push_str(&listed(root, 3, preview.told_of(paper)));
    let named: Vec<&Diagnostic> = preview.findings.iter().filter(|finding| is_named(finding, words)).collect();
    if !named.is_empty() {
        out.push_str("<h3>Findings on what this page names</h3>\n");
        out.push_str(&listed(root, 4, named));
    }
    out + "</section>\n</div>\n"
}

/// Whether a finding is of a record whose ref is on the page. One that could be a number, such as 11.5, tells nothing.
fn is_named(finding: &Diagnostic, words: &str) -> bool {
    let Some(reference) = &finding.reference else { return false };
    let has_letter = reference.chars().any(char::is_alphabetic) && reference.chars().any(|c| c.is_ascii_digit());
    let is_ref = has_letter || reference.matches('.').count() > 1;
    is_ref && stands_in(&escaped(reference), words)
}

/// The links to the other pages.
fn turning(root: &str, paper: &Paper, number: usize) -> String {
    let pages = paper.pages;
    let link = |id: &str, words: &str, to: usize| match (1..=pages).contains(&to) && to != number {
        true => format!("<a class=\"turn\" id=\"{id}\" href=\"{}\">{words}</a>", address(root, paper, to)),
        false => format!("<span class=\"turn none\">{words}</span>"),
    };
    let all: String = (1..=pages)
        .map(|to| match to == number {
            true => format!(
                "<li><a class=\"turn\" id=\"page-{to}\" href=\"{}\" aria-current=\"page\">{to}</a></li>",
                address(root, paper, to)
            ),
            false => {
                format!("<li><a class=\"turn\" id=\"page-{to}\" href=\"{}\">{to}</a></li>", address(root, paper, to))
            }
        })
        .collect();
    format!(
        "<nav class=\"turning\" id=\"turning\" aria-label=\"Pages\">{}<span id=\"at\" tabindex=\"-1\">Page {number} of {pages}</span>{}\n\
         <details id=\"pages\"><summary id=\"all-pages\">All pages</summary><ol>{all}</ol></details></nav>\n",
        link("previous", "Previous page", number.wrapping_sub(1)),
        link("next", "Next page", number + 1),
    )
}
