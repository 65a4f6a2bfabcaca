//! `docs/templates.md`: what those who write templates need, written from the program, the shared templates and what is
//! said in them. Every example in it is filled and set with the sample area, and its first part is followed to the letter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use boardpack::facts::meanings::{self, ANY, Record};
use boardpack::template::helpers_described;

use crate::support::copy::Copy;
use crate::support::pdf::{assert_conforms, bookmarks, one_line, text};
use crate::support::{project, updating};

const BEGINNING: &str = include_str!("manual/beginning.md");

/// What is to be run, written or seen, as the first part of the manual says it.
const EXAMPLE: &str = "For example: ";

/// A part of the shared templates: what it is called with, what it is for, an example.
struct Described {
    name: String,
    call: String,
    about: String,
    example: String,
}

const TYPST: [(&str, &str); 8] = [
    ("theme", "Words, chips, tables and the parts of a page"),
    ("tables", "Tables and lists of records"),
    ("charts", "Charts"),
    ("narrative", "Officers' words"),
    ("slides", "Slides"),
    ("brief", "Short forms of records"),
    ("plan", "The plan and what was agreed"),
    ("family", "Plain English"),
];

/// The files that `setup` does not bring; a template that wants them imports them.
const IMPORTED: [&str; 3] = ["brief", "plan", "family"];

fn shared(within: &str) -> PathBuf {
    project().join("templates/_shared").join(within)
}

/// The functions of a file that have an example above them.
fn functions(file: &str) -> Vec<Described> {
    let text = fs::read_to_string(shared(&format!("{file}.typ"))).unwrap();
    let mut found = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("//") {
            comment.push(said.trim());
            continue;
        }
        let Some(call) = line.strip_prefix("#let ").and_then(call_of) else {
            comment.clear();
            continue;
        };
        if let Some(example) = comment.iter().find_map(|said| said.strip_prefix(EXAMPLE)) {
            let about: Vec<&str> = comment.iter().copied().filter(|said| !said.starts_with(EXAMPLE)).collect();
            let name = call.split('(').next().unwrap().to_owned();
            found.push(Described { name, call, about: about.join(" "), example: example.to_owned() });
        }
        comment.clear();
    }
    found
}

/// "chip(status, width: auto)" of "chip(status, width: auto) = {".
fn call_of(line: &str) -> Option<String> {
    let name = line.split('(').next()?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let mut depth = 0;
    let end = line.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (c == ')' && depth == 0).then_some(at)
    })?;
    Some(line[..=end].to_owned())
}

/// The partials, with what their first line says.
fn partials() -> Vec<Described> {
    let mut names: Vec<PathBuf> =
        fs::read_dir(shared("partials")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let described = names.iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let first = text.lines().next().unwrap();
        let said = first.strip_prefix("{{!--").and_then(|rest| rest.strip_suffix("--}}"));
        let said = said.unwrap_or_else(|| panic!("the first line of {name}.hbs does not say what it is for")).trim();
        let (about, example) = match said.split_once(EXAMPLE) {
            Some((about, example)) => (about.trim().to_owned(), example.to_owned()),
            None => (said.to_owned(), format!("{{{{> {name}}}}}")),
        };
        Described { call: name.clone(), name, about, example }
    });
    described.collect()
}

fn helpers() -> Vec<Described> {
    let described = helpers_described().map(|(name, about, example)| Described {
        name: name.to_owned(),
        call: name.to_owned(),
        about: about.to_owned(),
        example: example.to_owned(),
    });
    described.collect()
}

/// Needs slides, or makes them.
fn is_of_slides(file: &str, part: &Described) -> bool {
    let on_slides = ["slide", "opening-slide", "appendix", "fitted", "bullet-rows", "slide-actions", "figures-row"];
    file == "slides" || on_slides.contains(&part.name.as_str()) || part.example.contains("slide")
}

/// A template of these examples, each after a mark.
fn template_of(form: &str, parts: &[(String, String)]) -> String {
    let mut out = format!("{{{{> setup form=\"{form}\"}}}}\n{}\n", if form == "slides" { "" } else { "= Examples" });
    for file in IMPORTED {
        let _ = writeln!(out, "#import \"/_shared/{file}.typ\": *");
    }
    for (mark, example) in parts {
        // Headings of examples stand below one.
        let heading = if form == "slides" { String::new() } else { format!("== {mark}\n") };
        let _ = writeln!(out, "{heading}// mark {mark}");
        let opens_document = example.starts_with("{{> setup");
        if !opens_document {
            let _ = writeln!(out, "{example}\n");
        }
    }
    out += "// mark the end\n{{#if glossary}}\n{{/if}}\n";
    out
}

/// Makes papers of the examples, and gives back what each was filled with.
fn filled(copy: &Copy, name: &str, form: &str, parts: &[(String, String)]) -> BTreeMap<String, String> {
    let folder = copy.path("inputs/ashmere/templates").join(name);
    fs::create_dir_all(&folder).unwrap();
    let settings = format!("title = \"Examples\"\nfile = \"{name}\"\nform = \"{form}\"\n");
    fs::write(folder.join("template.toml"), settings).unwrap();
    fs::write(folder.join("main.typ.hbs"), template_of(form, parts)).unwrap();
    let (said, code) =
        copy.run(&["build", "inputs/ashmere", "--only", name, "--out", &format!("out/{name}"), "--typst", "--trace"]);
    assert_eq!(code, Some(0), "an example cannot be set:\n{said}");
    let source = fs::read_to_string(copy.path(&format!("out/{name}/{name}.typ"))).unwrap();
    let mut found = BTreeMap::new();
    for part in source.split("// mark ").skip(1) {
        let (mark, text) = part.split_once('\n').unwrap();
        let text = text.split("\n== ").next().unwrap_or(text);
        found.insert(mark.to_owned(), text.trim().to_owned());
    }
    found
}

/// What was written into markup, as it is read.
fn as_read(source: &str) -> String {
    source.replace("#\"", "").replace("\";", "").replace("\\\"", "\"").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// In a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Code within a line: between as many signs as it needs.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn manual(copy: &Copy) -> String {
    let mut out = BEGINNING.to_owned();
    let of = |kind: &str, part: &Described| format!("{kind} {}", part.name);
    let helpers = helpers();
    let partials = partials();
    let typst: Vec<(&str, &str, Vec<Described>)> =
        TYPST.iter().map(|(file, title)| (*file, *title, functions(file))).collect();
    let mut papers: Vec<(String, String)> = Vec::new();
    let mut slides: Vec<(String, String)> = Vec::new();
    for helper in &helpers {
        papers.push((of("helper", helper), helper.example.clone()));
    }
    for partial in &partials {
        let to = if partial.example.contains("slide") { &mut slides } else { &mut papers };
        to.push((of("partial", partial), partial.example.clone()));
    }
    for (file, _, parts) in &typst {
        for part in parts {
            let to = if is_of_slides(file, part) { &mut slides } else { &mut papers };
            to.push((of("function", part), part.example.clone()));
        }
    }
    let written = filled(copy, "examples-on-paper", "paper", &papers);
    filled(copy, "examples-on-slides", "slides", &slides);

    out += "\n## Helpers\n\nWords that Handlebars knows here. In brackets one may be within another: `{{#if (gt (len overdue) 5)}}`.\n\
            What the sample area makes of each example is on its right.\n\n| helper | what it does | example | gives |\n|---|---|---|---|\n";
    for helper in &helpers {
        let gives = &written[&of("helper", helper)];
        let gives = if helper.example.contains("{{typ") { String::new() } else { as_read(gives) };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            helper.name,
            cell(&helper.about),
            code(&cell(&helper.example)),
            cell(&gives)
        );
    }
    out += "\n## Partials\n\nParts of templates that several papers share, in `_shared/partials`; a paper's own are in its folder\n\
            `partials`, and come first. A partial sees the facts that are at hand where it is called.\n\n| partial | what it is | example |\n|---|---|---|\n";
    for partial in &partials {
        let _ = writeln!(out, "| `{}` | {} | {} |", partial.name, cell(&partial.about), code(&cell(&partial.example)));
    }
    out += "\n## Typst functions\n\nThey come with `{{> setup}}`. What is written with a colon may be left out, and has the \
            value that is shown\nthen. Typst's own functions are at hand too: <https://typst.app/docs>.\n";
    for (file, title, parts) in &typst {
        let _ = writeln!(out, "\n### {title}\n");
        if IMPORTED.contains(file) {
            let _ = writeln!(out, "After `#import \"/_shared/{file}.typ\": *` below `{{{{> setup}}}}`.\n");
        }
        for part in parts {
            let _ = writeln!(out, "- {}: {}\n\n  ```\n  {}\n  ```\n", code(&part.call), part.about, part.example);
        }
    }
    out += "\n## Facts\n\n`boardpack facts AREA --find WORD` looks among these and shows what each is this month. `[]` is one of a list, \
            `.REF`\none by a ref or a key; in a list of types, \"whole\" is for a function to take as it is. What the workbooks do not \
            say is null.\n";
    for record in meanings::records() {
        facts_of(record, &mut out);
    }
    out
}

fn facts_of(record: &'static Record, out: &mut String) {
    let title = if record.name == meanings::ALL { "At the top".to_owned() } else { record.called.to_owned() };
    let _ = writeln!(out, "\n### {}\n", boardpack::text::capitalised(&title));
    let places: BTreeSet<String> = meanings::places()
        .into_iter()
        .filter(|place| place.record.name == record.name)
        .map(|place| place.path)
        .collect();
    if record.name != meanings::ALL && !places.is_empty() {
        let mut named: Vec<&String> = places.iter().collect();
        named.sort_by_key(|path| (path.matches(['.', '[']).count(), path.len()));
        let more = named.len().saturating_sub(4);
        let named: Vec<String> = named.into_iter().take(4).map(|path| code(path)).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "{}{more}\n", named.join(", "));
    }
    if let Some(with) = record.with.and_then(meanings::named) {
        let _ = writeln!(out, "All facts of {}, and:\n", with.called);
    }
    let _ = writeln!(out, "| fact | type | what it means |\n|---|---|---|");
    for fact in record.facts {
        let key = if fact.key == ANY { "KEY" } else { fact.key };
        let _ = writeln!(out, "| `{key}` | {} | {} |", fact.kind.words(), cell(fact.says));
    }
}

#[test]
fn the_templates_manual_is_up_to_date_and_its_examples_run() {
    let copy = Copy::new();
    let file = project().join("docs/templates.md");
    let text = manual(&copy);
    if updating() {
        fs::write(&file, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&file).is_ok_and(|there| there == text),
        "remake it: UPDATE=1 cargo test --release templates_manual"
    );
}

/// The steps of the manual, as somebody does them who has it open beside a terminal.
#[test]
fn the_steps_of_the_templates_manual_lead_to_a_paper() {
    let copy = Copy::new();
    let steps = BEGINNING.split("## ").find(|part| part.starts_with("Add a paper")).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in steps.lines() {
        match (line.trim() == "```", open.take()) {
            (true, None) => open = Some(String::new()),
            (true, Some(block)) => blocks.push(block),
            (false, Some(block)) => open = Some(block + line.strip_prefix("   ").unwrap_or(line) + "\n"),
            (false, None) => {}
        }
    }
    assert_eq!(blocks.len(), 6, "{blocks:?}");
    let template = copy.path("inputs/ashmere/templates/school-briefing/main.typ.hbs");
    let mut said = String::new();
    for block in &blocks {
        match block.trim().strip_prefix("boardpack ") {
            Some(arguments) => {
                let (text, code) = copy.run(&arguments.split_whitespace().collect::<Vec<_>>());
                assert_eq!(code, Some(0), "{block}{text}");
                said = text;
            }
            None => fs::write(&template, fs::read_to_string(&template).unwrap() + block).unwrap(),
        }
    }
    assert!(said.contains("* overdue   (list)   8 items"), "{said}");
    let pdf = copy.bytes("out/school-briefing.pdf");
    assert_conforms(&pdf);
    assert!(bookmarks(&pdf).iter().any(|mark| format!("{mark:?}").contains("Late actions")));
    assert!(one_line(&text(&pdf)).contains("by 12 months"));
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.contains("same bytes: school-briefing.pdf"), "{said}");
}

#[test]
fn what_templates_call_is_in_the_manual() {
    let described: BTreeSet<String> =
        TYPST.iter().flat_map(|(file, _)| functions(file)).map(|part| part.name).collect();
    let mut defined: BTreeSet<String> = BTreeSet::new();
    for (file, _) in TYPST {
        let text = fs::read_to_string(shared(&format!("{file}.typ"))).unwrap();
        defined.extend(text.lines().filter_map(|line| call_of(line.strip_prefix("#let ")?)).map(name_of));
    }
    let mut called = BTreeSet::new();
    for path in templates(&project().join("templates")) {
        let text = fs::read_to_string(&path).unwrap();
        // The gallery draws charts from their parts, with invented data.
        if path.ends_with("chart-gallery/main.typ.hbs") {
            continue;
        }
        for part in text.split('#').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if part[name.len()..].starts_with(['(', '[']) && defined.contains(&name) {
                called.insert(name);
            }
        }
    }
    assert!(called.len() > 40, "{called:?}");
    let missing: Vec<&String> = called.difference(&described).collect();
    assert!(missing.is_empty(), "functions that templates call, without \"{EXAMPLE}\" in their comment: {missing:?}");
}

fn name_of(call: String) -> String {
    call.split('(').next().unwrap().to_owned()
}

fn templates(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { templates(&path) } else { vec![path] });
    found.filter(|path| path.to_string_lossy().ends_with(".hbs")).collect()
}
