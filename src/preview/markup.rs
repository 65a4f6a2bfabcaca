//! What all pages of the preview have: their frame, and how texts, places and findings are written.

use std::fmt::Write;

use super::shared::State;
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::digest;
use crate::html::escaped;
use crate::printed::visible;

/// Which of the main pages it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    Papers,
    Findings,
    Columns,
    Elsewhere,
}

/// A text, wherever it comes from.
pub fn text(text: &str) -> String {
    escaped(&visible(text))
}

/// A whole page.
pub fn page(root: &str, state: &State, title: &str, here: Here, body: &str) -> String {
    let whose = match &state.preview {
        Some(preview) if preview.is_public => format!("{}, {}, public edition", preview.whose, preview.edition),
        Some(preview) => format!("{}, {}", preview.whose, preview.edition),
        None => "no papers yet".to_owned(),
    };
    let count = state.preview.as_ref().map(|preview| preview.findings.len() + preview.told.len());
    let item = |at: Here, address: &str, name: &str| {
        let current = if at == here { " aria-current=\"page\"" } else { "" };
        format!("<li><a id=\"to-{}\" href=\"{root}{address}\"{current}>{name}</a></li>", name.to_lowercase())
    };
    let findings = match count.filter(|count| *count > 0) {
        Some(count) => item(Here::Findings, "findings", "Findings").replace("</a>", &format!(" ({count})</a>")),
        None => item(Here::Findings, "findings", "Findings"),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\" data-root=\"{root}\">\n<head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} – preview of {whose}</title>\n<link rel=\"icon\" href=\"{root}icon.svg\">\n\
         <link rel=\"stylesheet\" href=\"{root}preview.css\">\n<script src=\"{root}preview.js\" defer></script></head>\n\
         <body data-version=\"{version}\">\n<a class=\"skip\" id=\"skip\" href=\"#main\">Skip to the page</a>\n\
         <header id=\"top\"><p class=\"name\"><strong>Preview</strong> {whose}</p>\n\
         <nav aria-label=\"Preview\"><ul>{papers}{findings}{columns}</ul></nav></header>\n\
         <div id=\"state\">{trouble}</div>\n\
         <p id=\"working\" class=\"notice\" hidden>The papers are being made…</p>\n\
         <p id=\"lost\" class=\"notice\" hidden>The preview has ended or cannot be reached. Start boardpack watch again, and open \
         the address that it prints.</p>\n\
         <noscript><p class=\"notice\">Scripts are off in this browser: load the page again to see what changed.</p></noscript>\n\
         <main id=\"main\" tabindex=\"-1\">\n{body}</main>\n\
         <p id=\"told\" class=\"told\" role=\"status\"></p>\n\
         <footer><p>This preview is on this computer alone, and nothing in it has been issued. <code>boardpack build</code> makes \
         the papers to send.</p></footer>\n</body>\n</html>\n",
        title = text(title),
        whose = text(&whose),
        version = state.version,
        papers = item(Here::Papers, "", "Papers"),
        columns = item(Here::Columns, "columns", "Columns"),
        trouble = state.trouble.as_ref().map(|why| trouble(why, state.preview.is_some())).unwrap_or_default(),
    )
}

/// Why the papers that are shown are not the newest.
fn trouble(why: &Error, is_shown: bool) -> String {
    let kept = match is_shown {
        true => "What is shown is the last that could be made. It is tried again when something is saved.",
        false => "It is tried again when something is saved.",
    };
    let hint = why.hint.as_deref().map(|hint| format!("<p><strong>What to do:</strong> {}</p>", text(&sentence(hint))));
    let more: String = why.more.iter().map(|line| format!("<li>{}</li>", text(line.trim()))).collect();
    let more = if more.is_empty() { more } else { format!("<ul class=\"plain\">{more}</ul>") };
    format!(
        "<section class=\"trouble\" aria-labelledby=\"trouble\"><h2 id=\"trouble\">The papers could not be made again</h2>\
         <p>{}</p>{more}{}<p>{kept}</p></section>",
        text(&why.message),
        hint.unwrap_or_default()
    )
}

/// Findings as a list, under headings of that level.
pub fn findings<'d>(root: &str, level: u8, findings: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let items: String = findings.into_iter().map(|told| finding(root, level, told)).collect();
    if items.is_empty() { items } else { format!("<ul class=\"findings\">\n{items}</ul>\n") }
}

fn finding(root: &str, level: u8, told: &Diagnostic) -> String {
    let (class, weight) = match told.severity {
        Severity::Error => ("error", "Error"),
        Severity::Warning => ("warning", "Warning"),
        Severity::Note => ("note", "Note"),
    };
    let at = told.at.as_ref().map(ToString::to_string);
    let hint = told.hint.as_deref().map(sentence);
    let rows = [("Where", &at), ("Found", &told.found), ("What to do", &hint)];
    let rows: String = rows
        .into_iter()
        .filter_map(|(name, said)| Some(format!("<div><dt>{name}</dt><dd>{}</dd></div>", text(said.as_ref()?))))
        .collect();
    let rows = if rows.is_empty() { rows } else { format!("<dl>{rows}</dl>") };
    // By what it says, so that a link that was in focus is found again once the list was made anew.
    let id = &digest::of(told.to_string().as_bytes())[..12];
    let code = text(&told.code);
    let about = match crate::checks::manual::entry(&told.code) {
        Some(_) => format!(
            "<p class=\"about\"><a id=\"about-{id}\" href=\"{root}explain/{code}\">What <code>{code}</code> means</a></p>"
        ),
        None => String::new(),
    };
    format!(
        "<li class=\"finding {class}\"><h{level}><span class=\"weight\">{weight}</span> {}</h{level}>{rows}{about}</li>\n",
        text(&sentence(&told.message))
    )
}

/// A message as a sentence: it begins with a capital, unless it begins with code or a file's name.
fn sentence(message: &str) -> String {
    let first = message.split_whitespace().next().unwrap_or_default();
    if first.contains(['.', '`', '_', '/']) {
        return message.to_owned();
    }
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What could not be made, and why.
pub fn failure(level: u8, title: &str, why: &Error) -> String {
    let mut out = format!("<li class=\"finding error\"><h{level}>{} could not be made</h{level}>", text(title));
    let _ = write!(out, "<p>{}</p>", text(&sentence(&why.message)));
    why.more.iter().for_each(|line| {
        let _ = write!(out, "<p class=\"more\">{}</p>", text(line.trim()));
    });
    if let Some(hint) = &why.hint {
        let _ = write!(out, "<dl><div><dt>What to do</dt><dd>{}</dd></div></dl>", text(&sentence(hint)));
    }
    out + "</li>\n"
}

/// The web page of a paper with a way back to the preview, and its sign.
pub fn with_way_back(page: &str, root: &str, address: &str) -> String {
    let icon = format!("<link rel=\"icon\" href=\"{root}icon.svg\"/>\n<title>");
    let page = page.replacen("<title>", &icon, 1);
    let back = format!(
        "<nav aria-label=\"Preview\" style=\"max-width:60rem;margin:0 auto;padding:.5rem 1rem\">\
         <a href=\"{address}\">Back to the preview</a></nav>\n"
    );
    match page.find("<a class=\"skip\"") {
        Some(at) => format!("{}{back}{}", &page[..at], &page[at..]),
        None => page + &back,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let told =
            Diagnostic::error("<code>", "</ul><script>alert(1)</script>").found("\" onload=x").hint("a\u{202e}b");
        let error = Error::new("<b>").more("<i>").hint("<u>");
        let state = State { trouble: Some(error.clone()), ..State::default() };
        for markup in [
            findings("/x/", 3, [&told]),
            failure(3, "<title>", &error),
            page("/x/", &state, "<title>", Here::Papers, ""),
        ] {
            for sign in ["<script>", "<b>", "<i>", "<u>", "<title><", "\" onload", "\u{202e}"] {
                assert!(!markup.contains(sign), "{sign}: {markup}");
            }
        }
    }
}
