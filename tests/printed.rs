//! What each paper prints, whichever paper it is: every value that its template writes is in the PDF and in the HTML, and
//! every number of its text was handed to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::xml::{Inside, Node, parse};
use crate::support::{boardpack, pdf, project};

/// A paper as it was filled, set, and derived.
struct Paper {
    source: String,
    pdf: String,
    html: Node,
}

/// Every document there is for the sample area, by the name of its file.
fn papers() -> &'static BTreeMap<String, Paper> {
    static PAPERS: OnceLock<BTreeMap<String, Paper>> = OnceLock::new();
    PAPERS.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        let folder = out.path().display().to_string();
        let arguments = ["build", "inputs/ashmere", "--all", "--notes", "--typst", "--html", "--out", &folder];
        let output = boardpack(project(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let files = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|ending| ending == "typ")).map(|path| read(&path)).collect()
    })
}

fn read(source: &Path) -> (String, Paper) {
    let name = source.file_stem().unwrap().to_string_lossy().into_owned();
    let html = parse(&fs::read_to_string(source.with_extension("html")).unwrap());
    let paper = Paper {
        source: fs::read_to_string(source).unwrap(),
        pdf: pdf::text(&fs::read(source.with_extension("pdf")).unwrap()),
        html,
    };
    (name, paper)
}

/// Without white space and whatever else only says where a line may break.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{ad}' | '\u{2060}')).collect()
}

/// The texts that the template writes into its markup, `#"…";`, as they are between the quotation marks.
fn written(source: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find("#\"") {
        rest = &rest[at + 2..];
        let (mut text, mut characters) = (String::new(), rest.char_indices());
        let end = loop {
            match characters.next() {
                Some((_, '\\')) => match characters.next() {
                    Some((at, 'u')) => {
                        let digits = &rest[at + 2..at + rest[at..].find('}').unwrap()];
                        text.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
                        characters.by_ref().find(|(_, c)| *c == '}');
                    }
                    Some((_, 'n' | 'r' | 't')) => text.push(' '),
                    Some((_, c)) => text.push(c),
                    None => break rest.len(),
                },
                Some((at, '"')) => break at,
                Some((_, c)) => text.push(c),
                None => break rest.len(),
            }
        };
        rest = &rest[end..];
        if rest.starts_with("\";") {
            texts.push(text);
        }
    }
    texts
}

/// The words of a page, those that stand for a drawing among them; `with_drawings`: what is lettered in them too.
fn words(node: &Node, with_drawings: bool, into: &mut String) {
    // The number of a page, as a link to it, is known to Typst alone.
    let is_page = || {
        let words = node.words(&|_| true);
        node.name == "a" && !words.is_empty() && words.chars().all(|c| c.is_ascii_digit())
    };
    if matches!(node.name.as_str(), "style" | "head") || !with_drawings && (node.name == "svg" || is_page()) {
        return;
    }
    for inside in &node.inside {
        match inside {
            Inside::Words(text) => into.push_str(text),
            Inside::Node(node) => words(node, with_drawings, into),
        }
    }
    if with_drawings {
        into.push_str(node.get("aria-label").unwrap_or_default());
    }
    into.push(' ');
}

/// The numbers of a text: digits with the separators within them, "1,234.5" or "1.2.3".
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.') {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < bytes.len()
            && (bytes[end].is_ascii_digit()
                || matches!(bytes[end], b',' | b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
        {
            end += 1;
        }
        found.push((at, &text[at..end]));
        at = end.max(at + 1);
    }
    found
}

#[test]
fn every_value_that_is_written_is_in_the_pdf_and_in_the_html() {
    assert!(papers().len() > 20, "{:?}", papers().keys());
    let mut all = 0;
    for (name, paper) in papers() {
        let mut html = String::new();
        words(&paper.html, true, &mut html);
        let (pdf, html) = (squeezed(&paper.pdf), squeezed(&html));
        for text in written(&paper.source) {
            all += 1;
            for (kind, whole) in [("PDF", &pdf), ("HTML", &html)] {
                assert!(whole.contains(&squeezed(&text)), "{name}: the {kind} lacks {text:?}");
            }
        }
    }
    assert!(all > 1000, "only {all} values");
}

/// Numbers that Typst works out itself: the ends of an axis that it chose for a chart.
fn is_of_an_axis(text: &str, at: usize) -> bool {
    let sentence = text[..at].rfind(". ").map_or(0, |end| end + 2);
    let before = &text[sentence..at];
    let near = before.char_indices().rev().nth(60).map_or(before, |(start, _)| &before[start..]);
    near.contains("Axis from") || before.contains("scales of their own:")
}

#[test]
fn every_number_in_the_text_was_handed_over_or_is_the_templates_own() {
    let mut own = BTreeSet::new();
    for folder in ["templates/_shared", "templates/_shared/partials"] {
        for entry in fs::read_dir(project().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                own.extend(
                    numbers(&fs::read_to_string(path).unwrap()).into_iter().map(|(_, number)| number.to_owned()),
                );
            }
        }
    }
    // The shared files have sizes and colours among their numbers: only those with a fraction are words of a sentence.
    own.retain(|number| number.contains('.'));
    let (mut all, mut strange) = (0, Vec::new());
    for (name, paper) in papers() {
        let known: BTreeSet<&str> = numbers(&paper.source).into_iter().map(|(_, number)| number).collect();
        let mut text = String::new();
        words(&paper.html, false, &mut text);
        for (at, number) in numbers(&text) {
            all += 1;
            if !known.contains(number) && !own.contains(number) && !is_of_an_axis(&text, at) {
                let from = text[..at].char_indices().rev().nth(40).map_or(0, |(start, _)| start);
                strange.push(format!("{name}: {number} after {:?}", &text[from..at]));
            }
        }
    }
    assert!(strange.is_empty(), "{} numbers of nobody's:\n{}", strange.len(), strange.join("\n"));
    assert!(all > 3000, "only {all} numbers");
}

/// Controls: a value that is not there, and a number that nobody handed over, are found.
#[test]
fn what_is_not_there_would_be_found() {
    assert_eq!(written(r#"= #"Four"; of #"a \"b\"\u{2011}c"; f("not this")"#), ["Four", "a \"b\"\u{2011}c"]);
    let found: Vec<&str> = numbers("K01 has 1,234.5 of 16, 1.2.3a. 7").into_iter().map(|(_, number)| number).collect();
    assert_eq!(found, ["1,234.5", "16", "1.2.3", "7"]);
    let text = "Axis from 20 to 90; then 7";
    assert!(is_of_an_axis(text, 13) && !is_of_an_axis("It rose. Now 7", 13));
}
