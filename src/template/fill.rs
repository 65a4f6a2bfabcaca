//! Fills a document's template with the facts.
//!
//! Input: a template folder's `main.typ.hbs`, the partials it may use, and the facts as JSON. Output: [`Filled`], Typst
//! source that knows for every stretch which line of which template it came from, and where the facts' values stand.
//!
//! Before a template is used, its parsed form is rewritten in three ways: every value that is written goes through
//! `write` (which knows its line), every path through `need` (which refuses one that does not exist, in conditions too),
//! and every stretch of text carries a mark of where it stands. The marks are taken out again after filling.
//!
//! Deliberately absent: a third way in beside `{{x}}` and `{{typ x}}`; `{{{x}}}` and `{{&x}}` are refused. Names of
//! partials that are only known when filling are refused too, so that no set of partials can run in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use handlebars::template::{HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Handlebars, RenderError, RenderErrorReason, Template, TemplateError, TemplateErrorReason};
use serde_json::{Value, json};

use super::escape::{Inks, markup_text};
use super::helpers::{self, NAMES, PLACE, PLACE_END, Pen, VALUE, VALUE_END};
use super::store::{MAIN, SHARED_PARTIALS, Templates};
use crate::diagnostic::{Error, Findings, Result};
use crate::suggest::nearest;
use crate::text::shorten;

/// Typst source made from a template.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The name of the document's template folder.
    pub document: String,
    pub source: String,
    values: Vec<Range<usize>>,
    places: Vec<Place>,
    files: Vec<String>,
}

/// From byte `from` of the source on, the text comes from this line of this file.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    from: usize,
    file: usize,
    line: usize,
}

impl Filled {
    /// Source that was written by hand rather than filled, at home in the given template folder.
    pub fn by_hand(document: &str, source: &str) -> Filled {
        Filled {
            document: document.to_owned(),
            source: source.to_owned(),
            values: Vec::new(),
            places: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The template file and the line (from 1) that the given byte of the source comes from.
    pub fn origin(&self, byte: usize) -> (&str, usize) {
        let after = self.places.partition_point(|place| place.from <= byte);
        match after.checked_sub(1).map(|at| self.places[at]) {
            Some(place) => (&self.files[place.file], place.line),
            None => ("main.typ", self.source[..byte.min(self.source.len())].matches('\n').count() + 1),
        }
    }

    /// Where values from the facts stand in the source, as byte ranges in order.
    pub fn values(&self) -> &[Range<usize>] {
        &self.values
    }
}

/// Fills the template of the document called `name`.
///
/// `covers` says whether any of the fonts has a glyph for a character. Every character that has none is spelt out, and
/// is one of the findings.
pub fn fill(
    templates: &Templates,
    name: &str,
    facts: &Value,
    covers: &dyn Fn(char) -> bool,
) -> Result<Findings<Filled>> {
    let sources = read_sources(templates, name)?;
    let texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    let pen = Arc::new(Pen {
        inks: Inks::new(facts, &texts, covers),
        lost: Mutex::new(Vec::new()),
        keys: all_keys(facts).into_iter().collect(),
    });

    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    // No value reaches this function any more; were one to, it would still be made inert.
    handlebars.register_escape_fn(markup_text);
    helpers::register(&mut handlebars, &pen);
    let mut uses = BTreeMap::new();
    for (number, source) in sources.iter().enumerate() {
        let (template, partials) = prepare(&sources, number)?;
        uses.insert(source.name.as_str(), partials);
        handlebars.register_template(&source.name, template);
    }
    refuse_circles(&sources, &uses)?;

    let marked = handlebars.render(MAIN, facts).map_err(|error| filling_error(&sources, &error))?;
    let filled = take_out_marks(name, &marked, sources.into_iter().map(|source| source.path).collect());
    let lost = std::mem::take(&mut *pen.lost.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
    Ok(Findings { value: filled, diagnostics: lost })
}

/// One file that takes part: the main template or a partial.
struct Source {
    /// What `{{> name}}` calls it.
    name: String,
    path: String,
    text: String,
}

fn read_sources(templates: &Templates, name: &str) -> Result<Vec<Source>> {
    let main = format!("{name}/{MAIN}");
    let text =
        templates.read_text(&main)?.ok_or_else(|| Error::new(format!("template folder {name} has no {MAIN}")))?;
    let mut sources = vec![Source { name: MAIN.to_owned(), path: main, text }];
    // A document's own partial takes the place of a shared one of that name.
    let mut partials = BTreeMap::new();
    for folder in [SHARED_PARTIALS.to_owned(), format!("{name}/partials")] {
        for file in templates.files_in(&folder) {
            if let Some(partial) = file.strip_suffix(".hbs") {
                partials.insert(partial.to_owned(), format!("{folder}/{file}"));
            }
        }
    }
    for (name, path) in partials {
        if let Some(text) = templates.read_text(&path)? {
            sources.push(Source { name, path, text });
        }
    }
    Ok(sources)
}

/// Parses and rewrites one file; returns it with the partials it uses and the line of each use.
fn prepare(sources: &[Source], number: usize) -> Result<(Template, Vec<(String, usize)>)> {
    let source = &sources[number];
    if let Some(at) = source.text.find([PLACE, PLACE_END, VALUE, VALUE_END]) {
        let line = source.text[..at].matches('\n').count() + 1;
        return Err(refusal(source, line, "holds a character that Unicode keeps for programs' own use".into()));
    }
    let mut template =
        Template::compile_with_name(&source.text, source.path.clone()).map_err(|error| parse_error(source, &error))?;
    let mut rewriting = Rewriting { source, number, partials: Vec::new() };
    rewriting.template(&mut template, 1)?;
    for (partial, line) in &rewriting.partials {
        if !sources[1..].iter().any(|known| known.name == *partial) {
            let hint = match nearest(partial, sources[1..].iter().map(|known| known.name.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("partials are files *.hbs in {SHARED_PARTIALS} or in the document's own folder partials")
                }
            };
            return Err(
                refusal(source, *line, format!("uses the partial `{partial}`, which does not exist")).hint(hint)
            );
        }
    }
    Ok((template, rewriting.partials))
}

struct Rewriting<'a> {
    source: &'a Source,
    number: usize,
    partials: Vec<(String, usize)>,
}

impl Rewriting<'_> {
    fn template(&mut self, template: &mut Template, outer_line: usize) -> Result<()> {
        for (position, element) in template.elements.iter_mut().enumerate() {
            // The links of an else-if chain have no line of their own.
            let (line, column) = match template.mapping.get(position) {
                Some(mapping) => (mapping.0, mapping.1),
                None => (outer_line, 1),
            };
            match element {
                TemplateElement::RawString(text) => {
                    let start = line_of_text(&self.source.text, line, column, text);
                    text.insert_str(0, &format!("{PLACE}{}:{start}{PLACE_END}", self.number));
                }
                TemplateElement::Comment(_) => {}
                TemplateElement::Expression(call) => self.expression(call, line)?,
                TemplateElement::HelperBlock(block) => self.block(block, line)?,
                TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                    let Some(name) = partial.name.as_name().map(str::to_owned) else {
                        return Err(self.refuse(line, "works out a partial's name; write the name itself"));
                    };
                    if name != "@partial-block" {
                        self.partials.push((name, line));
                    }
                    self.arguments(&mut partial.params, partial.hash.values_mut(), line)?;
                    // Handlebars would indent every line of the partial, which has no meaning in Typst.
                    partial.indent = None;
                    if let Some(inner) = &mut partial.template {
                        self.template(inner, line)?;
                    }
                }
                TemplateElement::HtmlExpression(_) => {
                    return Err(self
                        .refuse(line, "uses {{{…}}} or {{&…}}, which would let a cell's text be read as Typst code")
                        .hint("write {{x}} in text, or {{typ x}} as an argument in code"));
                }
                // What else there is, or comes with a later Handlebars, is refused until it is understood.
                _ => {
                    return Err(self
                        .refuse(line, "uses {{*…}} or {{#*…}}, which has no use here")
                        .hint("put an inline partial into a file in the folder partials"));
                }
            }
        }
        Ok(())
    }

    /// `{{x}}` becomes `{{write (need x) …}}`, and `{{helper x}}` becomes `{{write (helper (need x)) …}}`.
    fn expression(&self, call: &mut HelperTemplate, line: usize) -> Result<()> {
        let place = [Parameter::Literal(json!(self.number)), Parameter::Literal(json!(line))];
        let name = std::mem::replace(&mut call.name, Parameter::Name("write".into()));
        let mut params = std::mem::take(&mut call.params);
        let mut hash = std::mem::take(&mut call.hash);
        let written = if params.is_empty() && hash.is_empty() {
            let mut path = name;
            self.argument(&mut path, line)?;
            path
        } else {
            let helper = name.as_name().unwrap_or_default().to_owned();
            self.check_call(&helper, params.len(), line)?;
            if BLOCKS.contains(&helper.as_str()) {
                return Err(self.refuse(line, &format!("uses `{helper}` without a block; write {{{{#{helper} …}}}}")));
            }
            self.arguments(&mut params, hash.values_mut(), line)?;
            if helper == "typ" {
                call.name = name;
                call.params = params.into_iter().chain(place).collect();
                return Ok(());
            }
            Parameter::Subexpression(Subexpression::new(name, params, hash))
        };
        call.params = [written].into_iter().chain(place).collect();
        Ok(())
    }

    fn block(&mut self, block: &mut HelperTemplate, line: usize) -> Result<()> {
        let helper = block.name.as_name().unwrap_or_default().to_owned();
        self.check_call(&helper, block.params.len(), line)?;
        if !BLOCKS.contains(&helper.as_str()) && !CONDITIONS.contains(&helper.as_str()) {
            return Err(
                self.refuse(line, &format!("uses `{helper}` as a block; give it to `if` or `each` in brackets"))
            );
        }
        self.arguments(&mut block.params, block.hash.values_mut(), line)?;
        for inner in [&mut block.template, &mut block.inverse].into_iter().flatten() {
            self.template(inner, line)?;
        }
        Ok(())
    }

    fn arguments<'p>(
        &self,
        params: &'p mut [Parameter],
        hash: impl Iterator<Item = &'p mut Parameter>,
        line: usize,
    ) -> Result<()> {
        params.iter_mut().chain(hash).try_for_each(|parameter| self.argument(parameter, line))
    }

    fn argument(&self, parameter: &mut Parameter, line: usize) -> Result<()> {
        match parameter {
            Parameter::Path(_) => {
                let path = std::mem::replace(parameter, Parameter::Literal(Value::Null));
                *parameter = Parameter::Subexpression(Subexpression::new(
                    Parameter::Name("need".into()),
                    vec![path],
                    Default::default(),
                ));
                Ok(())
            }
            Parameter::Subexpression(inner) => match inner.element.as_mut() {
                TemplateElement::Expression(call) => {
                    let helper = call.name.as_name().unwrap_or_default().to_owned();
                    self.check_call(&helper, call.params.len(), line)?;
                    if BLOCKS.contains(&helper.as_str()) {
                        return Err(
                            self.refuse(line, &format!("uses `{helper}` within brackets, where it has no value"))
                        );
                    }
                    self.arguments(&mut call.params, call.hash.values_mut(), line)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn check_call(&self, helper: &str, given: usize, line: usize) -> Result<()> {
        let Some((_, least, most)) = NAMES.iter().find(|(name, ..)| *name == helper) else {
            let hint = match nearest(helper, NAMES.iter().map(|(name, ..)| *name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "to go through a list write {{#each list}}, to test for something {{#if it}}".into(),
            };
            return Err(self.refuse(line, &format!("calls `{helper}`, which is no helper")).hint(hint));
        };
        if given < *least || given > *most {
            let wanted = if least == most { least.to_string() } else { format!("{least} or more") };
            return Err(self.refuse(line, &format!("gives `{helper}` {given} arguments; it takes {wanted}")));
        }
        Ok(())
    }

    fn refuse(&self, line: usize, what: &str) -> Error {
        refusal(self.source, line, what.to_owned())
    }
}

/// Helpers that make sense only with a block.
const BLOCKS: [&str; 4] = ["if", "unless", "each", "with"];

/// Helpers that may have one.
const CONDITIONS: [&str; 9] = ["eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

/// The line on which the text of a raw element begins. Handlebars maps it either to where it began before the white
/// space after a block tag was taken off, or to its first character that is not white; that character settles it.
fn line_of_text(source: &str, line: usize, column: usize, text: &str) -> usize {
    let line_start = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = &source[line_start..];
    let rest = rest.char_indices().nth(column.saturating_sub(1)).map_or("", |(at, _)| &rest[at..]);
    let ink = text.trim_start();
    let leading = text[..text.len() - ink.len()].matches('\n').count();
    let mut skipped = 0;
    for (at, c) in rest.char_indices() {
        if rest[at..].starts_with(ink) {
            return (line + skipped).saturating_sub(leading).max(1);
        }
        if !c.is_whitespace() {
            break;
        }
        skipped += usize::from(c == '\n');
    }
    line
}

fn refuse_circles(sources: &[Source], uses: &BTreeMap<&str, Vec<(String, usize)>>) -> Result<()> {
    /// Walks from one file along what it uses; `trail` holds the names on the way.
    fn walk<'a>(
        at: &'a str,
        uses: &'a BTreeMap<&str, Vec<(String, usize)>>,
        trail: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<(&'a str, usize, String)> {
        if done.contains(at) {
            return None;
        }
        trail.push(at);
        for (next, line) in uses.get(at)? {
            if trail.contains(&next.as_str()) {
                return Some((at, *line, next.clone()));
            }
            if let Some(circle) = walk(next, uses, trail, done) {
                return Some(circle);
            }
        }
        trail.pop();
        done.insert(at);
        None
    }
    let mut done = BTreeSet::new();
    for source in sources {
        if let Some((name, line, next)) = walk(&source.name, uses, &mut Vec::new(), &mut done) {
            let within = sources.iter().find(|source| source.name == name).unwrap_or(source);
            return Err(refusal(within, line, format!("uses the partial `{next}`, which in the end uses itself")));
        }
    }
    Ok(())
}

fn take_out_marks(name: &str, marked: &str, files: Vec<String>) -> Filled {
    let mut filled = Filled { files, ..Filled::by_hand(name, "") };
    let mut rest = marked;
    let mut value_from = 0;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let from = filled.source.len();
        match c {
            PLACE => {
                let (place, after) = rest.split_once(PLACE_END).unwrap_or((rest, ""));
                rest = after;
                let numbers =
                    place.split_once(':').and_then(|(file, line)| Some((file.parse().ok()?, line.parse().ok()?)));
                let (file, line) = numbers.expect("a mark holds two numbers");
                filled.places.push(Place { from, file, line });
            }
            VALUE => value_from = from,
            VALUE_END => filled.values.push(value_from..from),
            c => {
                filled.source.push(c);
                // Values hold no line ends, so this one is the template's own.
                if c == '\n'
                    && let Some(&Place { file, line, .. }) = filled.places.last()
                {
                    filled.places.push(Place { from: from + 1, file, line: line + 1 });
                }
            }
        }
    }
    filled
}

fn all_keys(value: &Value) -> BTreeSet<String> {
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(entries) => {
                for (key, item) in entries {
                    if !into.contains(key) {
                        into.insert(key.clone());
                    }
                    collect(item, into);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(value, &mut keys);
    keys
}

fn refusal(source: &Source, line: usize, what: String) -> Error {
    Error::new(format!("template {} line {line} {what}", source.path))
}

fn parse_error(source: &Source, error: &TemplateError) -> Error {
    let reason = match error.reason() {
        TemplateErrorReason::MismatchingClosedHelper(open, close) => {
            format!("closes `{close}` where `{open}` is open")
        }
        TemplateErrorReason::InvalidSyntax(_) => "is not valid Handlebars".into(),
        other => format!("is not valid Handlebars: {other}"),
    };
    let line = error.pos().map_or(1, |(line, _)| line);
    let text = source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let refusal = refusal(source, line, reason);
    if text.trim().is_empty() { refusal } else { refusal.hint(format!("the line reads: {}", shorten(text, 100))) }
}

fn filling_error(sources: &[Source], error: &RenderError) -> Error {
    let message = match error.reason() {
        RenderErrorReason::Other(message) => message.clone(),
        RenderErrorReason::MissingVariable(_) => {
            "`each` or `with` was given nothing to go through; give it an {{else}}, or test with `if` first".into()
        }
        other => other.to_string(),
    };
    let path = error.template_name.as_deref().unwrap_or(&sources[0].path);
    match error.line_no {
        Some(line) => Error::new(format!("template {path} line {line}: {message}")),
        None => Error::new(format!("template {path}: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Value {
        json!({
            "title": "Report (July)",
            "count": 3,
            "number": 7,
            "nothing": null,
            "area": {"name": "#panic(\"no\")"},
            "actions": [{"ref": "1.1", "text": "one\ntwo"}, {"ref": "1.2", "text": "x"}],
        })
    }

    fn filled(template: &'static str) -> String {
        fill_with(&[("r/main.typ.hbs", template)]).unwrap().value.source
    }

    fn refused(template: &'static str) -> String {
        fill_with(&[("r/main.typ.hbs", template)]).unwrap_err().to_string()
    }

    fn fill_with(files: &[(&str, &'static str)]) -> Result<Findings<Filled>> {
        fill(&Templates::of(files), "r", &facts(), &|c| c.is_ascii())
    }

    #[test]
    fn values_are_written_in_one_of_two_ways() {
        assert_eq!(filled("= {{title}}"), "= #\"Report (July)\";");
        assert_eq!(filled("#f({{typ area}})"), r##"#f(("name": "#panic(\"no\")",))"##);
        assert_eq!(filled("{{count actions \"action\"}}."), "#\"2 actions\";.");
        assert_eq!(filled("{{nothing}}|{{typ nothing}}"), "|none");
        assert_eq!(
            filled("{{number}} {{(number 1234)}}"),
            "#\"7\"; #\"1,234\";",
            "a field may be called as a helper is"
        );
    }

    #[test]
    fn blocks_lists_and_subexpressions_work() {
        assert_eq!(filled("{{#each (first actions 1)}}{{ref}}{{../title}}{{/each}}"), "#\"1.1\";#\"Report (July)\";");
        assert_eq!(filled("{{#each actions}}{{@index}}{{#unless @last}},{{/unless}}{{/each}}"), "#\"0\";,#\"1\";");
        assert_eq!(filled("{{#each actions as |a|}}{{a.ref}}{{/each}}"), "#\"1.1\";#\"1.2\";");
        assert_eq!(filled("{{#if (gt count 2)}}many{{else}}few{{/if}}"), "many");
        assert_eq!(filled("{{#if nothing}}a{{else if (eq count 3)}}b{{else}}c{{/if}}"), "b");
        assert_eq!(filled("{{#with area}}{{typ name}}{{/with}}"), r##""#panic(\"no\")""##);
        assert_eq!(
            filled("{{#each (chunk actions 1)}}{{number}}/{{of}}{{#each items}}:{{ref}}{{/each}} {{/each}}"),
            "#\"1\";/#\"2\";:#\"1.1\"; #\"2\";/#\"2\";:#\"1.2\"; "
        );
    }

    #[test]
    fn missing_facts_are_errors_wherever_they_stand() {
        assert_eq!(
            refused("a\n{{titel}}"),
            "template r/main.typ.hbs line 2: there is no `titel` here; did you mean `title`?"
        );
        assert!(refused("{{#if ttle}}{{/if}}").contains("did you mean `title`?"));
        assert!(refused("{{#each area.acts}}{{else}}{{/each}}").contains("there is no `area.acts`"));
        assert!(
            refused("\n\n{{#each actions}}\n{{title}}\n{{/each}}").contains("line 4: there is no `title` here, though")
        );
        assert!(refused("{{#if (and count missing)}}{{/if}}").contains("`missing`"));
        assert!(refused("{{typ missing}}").contains("`missing`"));
    }

    #[test]
    fn what_templates_may_not_do_is_refused_by_line() {
        assert!(refused("x\n{{{title}}}").starts_with("template r/main.typ.hbs line 2 uses {{{…}}} or {{&…}}"));
        assert!(refused("{{#if title}}\n{{&title}}{{/if}}").contains("line 2 uses {{{…}}} or {{&…}}"));
        assert!(refused("{{cuont 3 \"a\"}}").contains("did you mean `count`?"));
        assert!(refused("{{#actions}}{{/actions}}").contains("which is no helper"));
        assert!(refused("{{plural 3}}").contains("gives `plural` 1 arguments; it takes 3"));
        assert!(refused("{{if title}}").contains("without a block"));
        assert!(refused("{{area}}").contains("this is a group of facts, not a text: choose one of `name`"));
        assert!(refused("{{actions}}").contains("use `each` or `join`"));
        assert!(refused("{{count (typ title) \"a\"}}").contains("no value of its own"));
        assert!(refused("{{#if title}}\nx").contains("is not valid Handlebars"));
        assert!(refused("{{#if title}}\nx{{/each}}").contains("closes `each` where `if` is open"));
        assert!(refused("\n\u{fdd2}").contains("line 2 holds a character"));
        assert!(refused("{{#with nothing}}{{/with}}").contains("nothing to go through"));
        assert!(refused("{{write title 0 1}}").contains("which is no helper"));
    }

    #[test]
    fn partials_are_found_and_circles_refused() {
        let files = [
            ("r/main.typ.hbs", "{{#each actions}}\n  {{> row}}\n{{/each}}"),
            ("_shared/partials/row.hbs", "shared"),
            ("r/partials/row.hbs", "- {{ref}}\n{{text}}\n"),
        ];
        let filled = fill_with(&files).unwrap().value;
        assert_eq!(filled.source, "- #\"1.1\";\n#\"one\";#linebreak();#\"two\";\n- #\"1.2\";\n#\"x\";\n");
        let at = filled.source.find("#\"two\"").unwrap();
        assert_eq!(filled.origin(at), ("r/partials/row.hbs", 2));

        let circle =
            [("r/main.typ.hbs", "{{> a}}"), ("r/partials/a.hbs", "\n{{> b}}"), ("r/partials/b.hbs", "{{> a}}")];
        assert!(
            fill_with(&circle)
                .unwrap_err()
                .to_string()
                .contains("r/partials/b.hbs line 1 uses the partial `a`, which in the end")
        );
        assert!(
            fill_with(&[("r/main.typ.hbs", "{{> rwo}}"), ("r/partials/row.hbs", "")])
                .unwrap_err()
                .to_string()
                .contains("did you mean `row`?")
        );
        assert!(refused("{{> (lookup area \"name\")}}").contains("works out a partial's name"));
    }

    #[test]
    fn every_byte_knows_its_line() {
        let template = "first\n{{#if title}}\nthird {{title}}\n{{else}}\n{{/if}}\nsixth\n\n{{#each actions}}\nninth\n{{/each}}\nend";
        let filled = fill_with(&[("r/main.typ.hbs", template)]).unwrap().value;
        for (word, line) in [("first", 1), ("third", 3), ("Report", 3), ("sixth", 6), ("ninth", 9), ("end", 11)] {
            let at = filled.source.rfind(word).unwrap();
            assert_eq!(filled.origin(at), ("r/main.typ.hbs", line), "{word} in {:?}", filled.source);
        }
        assert_eq!(filled.values().len(), 1);
        assert_eq!(&filled.source[filled.values()[0].clone()], "#\"Report (July)\";");
    }

    #[test]
    fn unprintable_characters_are_shown_and_reported() {
        let templates = Templates::of(&[("r/main.typ.hbs", "{{a}}{{typ a}}{{a}}")]);
        let findings = fill(&templates, "r", &json!({"a": "é"}), &|c| c.is_ascii()).unwrap();
        assert_eq!(findings.value.source, "#\"[U+00E9]\";\"[U+00E9]\"#\"[U+00E9]\";");
        assert_eq!(findings.diagnostics.len(), 1);
    }
}
