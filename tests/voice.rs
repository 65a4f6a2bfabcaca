//! The voice of papers and messages: words that an officer would not write do not reach a reader.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// Words of a translation, not of a council paper, and what to write instead.
const BANNED: [(&str, &str); 13] = [
    ("stands", "is"),
    ("stood", "was"),
    ("lies", "is"),
    ("lie", "are"),
    ("holds", "has"),
    ("nought", "0"),
    ("anew", "again"),
    ("amiss", "wrong"),
    ("beyond chance", "special cause"),
    ("the figure before", "the previous figure"),
    ("moved for the better", "improved"),
    ("moved for the worse", "worsened"),
    ("moved the wrong way", "worsened"),
];

/// "An edition" is a word of the program; a Board reads of a month or a report. "Matters" are queries.
const BANNED_IN_PAPERS: [(&str, &str); 3] =
    [("edition", "month"), ("editions", "months"), ("matters", "queries, or what they are")];

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
}

/// What a template says in its own words: without tags, comments, code's names and what is in brackets of a label.
fn said_by_template(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        said.push_str(&rest[..at]);
        let end = if rest[at..].starts_with("{{!--") { "--}}" } else { "}}" };
        rest = rest[at..].find(end).map_or("", |to| &rest[at + to + end.len()..]);
    }
    said.push_str(rest);
    said.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The string literals of a source file up to its tests, without those of attributes.
fn said_by_source(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap();
    let lines = code.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[")
    });
    let code = lines.collect::<Vec<_>>().join("\n");
    code.split('"').skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

fn has_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| {
        let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next().filter(|c| *c != '.'))
    })
}

#[test]
fn no_paper_and_no_message_says_what_an_officer_would_not() {
    let mut faults = Vec::new();
    let mut look = |path: &Path, said: &str, banned: &mut dyn Iterator<Item = &(&str, &str)>| {
        for (word, instead) in banned {
            // A single word may be a key of the facts.
            for line in said.lines().filter(|line| line.contains(' ') && has_word(line, word)) {
                let path = path.strip_prefix(project()).unwrap().display();
                faults.push(format!("{path}: \"{word}\" (write: {instead}): {}", line.trim()));
            }
        }
    };
    let (mut templates, mut sources) = (Vec::new(), Vec::new());
    files(&project().join("templates"), &[".hbs"], &mut templates);
    files(&project().join("src"), &[".rs"], &mut sources);
    assert!(templates.len() > 20 && sources.len() > 100);
    for path in templates.iter().filter(|path| !path.to_string_lossy().contains("chart-gallery")) {
        let said = said_by_template(&fs::read_to_string(path).unwrap());
        look(path, &said, &mut BANNED.iter().chain(&BANNED_IN_PAPERS));
    }
    for path in &sources {
        look(path, &said_by_source(&fs::read_to_string(path).unwrap()), &mut BANNED.iter());
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn words_are_looked_for_where_a_reader_sees_them() {
    let said = said_by_template("// it stands\n{{!-- it lies --}}It {{#if (read edition.x)}}holds{{/if}} 3.\n");
    assert!(
        has_word(&said, "holds")
            && !has_word(&said, "stands")
            && !has_word(&said, "lies")
            && !has_word(&said, "edition")
    );
    let said = said_by_source("// \"lies\"\nlet a = \"it stands\";\n#[cfg(test)]\nmod tests {\n\"holds\"\n");
    assert!(has_word(&said, "stands") && !has_word(&said, "lies") && !has_word(&said, "holds"));
    assert!(!has_word("understands", "stands") && has_word("So it stands.", "stands"));
}
