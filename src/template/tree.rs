//! A template file as a tree: its text in Handlebars' syntax → pieces to write and to go through, each with its line.
//!
//! Handlebars reads the syntax and settles the white space about its tags; what a template means is settled here and in
//! `fill`. What a template may not do is refused while it is read, by file and line: an unknown helper, a wrong number
//! of arguments, `{{{x}}}` and `{{&x}}` (a third way in beside `{{x}}` and `{{typ x}}`), a partial whose name is only
//! known when filling.
//!
//! Deliberately absent: the facts. Whether a path exists is only known when filling.

use handlebars::template::{BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, Template, TemplateError, TemplateErrorReason};
use serde_json::Value;

use super::helpers::{HELPERS, Helper, Kind, helper};
use crate::diagnostic::{Error, Result};
use crate::suggest::nearest;
use crate::text::shorten;

/// One file that takes part: the main template or a partial.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub path: String,
    pub text: String,
}

impl SourceFile {
    pub fn refuse(&self, line: usize, what: &str) -> Error {
        Error::new(format!("template {} line {line} {what}", self.path))
    }
}

/// A stretch of a template, with the line it begins on.
#[derive(Debug)]
pub(super) struct Piece {
    pub line: usize,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// The template's own text.
    Text(String),
    /// `{{x}}`
    Write(Expression),
    /// `{{typ x}}`
    Typ(Expression),
    /// `{{#if x}}`, `{{#unless x}}`, `{{#eq x y}}` and the like.
    Choice { condition: Expression, wanted: bool, then: Vec<Piece>, otherwise: Vec<Piece> },
    /// `{{#each x}}`
    Each(Walk),
    /// `{{#with x}}`
    With(Walk),
    /// `{{> name}}`
    Partial { name: String, of: Option<Expression>, named: Vec<(String, Expression)>, block: Option<Vec<Piece>> },
    /// `{{> @partial-block}}`, with what stands there where the caller gives no block.
    Block { otherwise: Option<Vec<Piece>> },
}

/// What `each` and `with` go into.
#[derive(Debug)]
pub(super) struct Walk {
    pub into: Expression,
    /// `as |item index|`
    pub names: Vec<String>,
    pub body: Vec<Piece>,
    pub otherwise: Option<Vec<Piece>>,
}

#[derive(Debug)]
pub(super) enum Expression {
    Way(Way),
    Literal(Value),
    Call(&'static Helper, Vec<Expression>),
}

/// The way to a fact, as a template writes it: `../area.name`.
#[derive(Debug)]
pub(super) struct Way {
    pub from: Start,
    pub steps: Vec<String>,
    pub written: String,
}

#[derive(Debug, PartialEq)]
pub(super) enum Start {
    /// As many blocks up.
    Up(usize),
    /// `@root`
    Root,
    /// `@index` and the like, as many blocks up.
    Local(usize, String),
}

/// A file as pieces, and the partials it uses with the line of each use.
pub(super) struct Read {
    pub pieces: Vec<Piece>,
    pub partials: Vec<(String, usize)>,
}

/// How deep blocks and brackets may stand in each other; templates need about ten levels.
const DEEPEST: usize = 64;

/// The most brackets in one file, some ten times what the longest templates have.
const BRACKETS: usize = 20_000;

/// The stack on which a file is read: Handlebars goes a level down for each bracket, at some thousand bytes a level, before
/// anyone can see how deep they stand.
const STACK: usize = 256 << 20;

/// Reads a template file.
pub(super) fn read(source: &SourceFile) -> Result<Read> {
    if let Some((at, _)) = source.text.match_indices(['(', '[', '{']).nth(BRACKETS) {
        let line = source.text[..at].matches('\n').count() + 1;
        return Err(source
            .refuse(line, &format!("has the last of {BRACKETS} brackets, which no template needs"))
            .hint("put parts of it into files in the folder partials"));
    }
    let failed = || Error::new(format!("template {} cannot be read", source.path));
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || read_here(source));
        reading.map_err(|_| failed())?.join().unwrap_or_else(|_| Err(failed()))
    })
}

fn read_here(source: &SourceFile) -> Result<Read> {
    let template = Template::compile(&source.text).map_err(|error| parse_error(source, &error))?;
    let mut reading = Reading { source, partials: Vec::new(), depth: 0 };
    let pieces = reading.pieces(template, 1)?;
    Ok(Read { pieces, partials: reading.partials })
}

struct Reading<'a> {
    source: &'a SourceFile,
    partials: Vec<(String, usize)>,
    /// How many blocks and brackets are open.
    depth: usize,
}

impl Reading<'_> {
    /// Goes a level down.
    fn deeper<T>(&mut self, line: usize, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEEPEST {
            let what = format!("has more than {DEEPEST} blocks or brackets within each other");
            return Err(self.refuse(line, &what).hint("put the inner ones into a file in the folder partials"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn pieces(&mut self, template: Template, outer_line: usize) -> Result<Vec<Piece>> {
        self.deeper(outer_line, |reading| reading.pieces_here(template, outer_line))
    }

    fn pieces_here(&mut self, template: Template, outer_line: usize) -> Result<Vec<Piece>> {
        let mut pieces = Vec::with_capacity(template.elements.len());
        for (position, element) in template.elements.into_iter().enumerate() {
            // The links of an else-if chain have no line of their own.
            let (line, column) = template.mapping.get(position).map_or((outer_line, 1), |at| (at.0, at.1));
            let (line, what) = match element {
                TemplateElement::RawString(text) => {
                    (line_of_text(&self.source.text, line, column, &text), What::Text(text))
                }
                TemplateElement::Comment(_) => continue,
                TemplateElement::Expression(call) => (line, self.statement(*call, line)?),
                TemplateElement::HelperBlock(block) => (line, self.block(*block, line)?),
                TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                    (line, self.partial(*partial, line)?)
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
            };
            pieces.push(Piece { line, what });
        }
        Ok(pieces)
    }

    /// `{{x}}`, `{{helper x}}` or `{{typ x}}`.
    fn statement(&mut self, call: HelperTemplate, line: usize) -> Result<What> {
        // A name alone is a fact, even where a helper is called so.
        if call.params.is_empty() && call.hash.is_empty() {
            return Ok(What::Write(self.expression(call.name, line)?));
        }
        let name = call.name.as_name().unwrap_or_default().to_owned();
        let helper = self.called(&name, call.params.len(), line)?;
        let mut arguments = self.arguments(call.params, line)?;
        match helper.kind {
            Kind::Block => Err(self.refuse(line, &format!("uses `{name}` without a block; write {{{{#{name} …}}}}"))),
            Kind::Typ => Ok(What::Typ(arguments.remove(0))),
            _ => Ok(What::Write(Expression::Call(helper, arguments))),
        }
    }

    fn block(&mut self, block: HelperTemplate, line: usize) -> Result<What> {
        let name = block.name.as_name().unwrap_or_default().to_owned();
        let helper = self.called(&name, block.params.len(), line)?;
        let mut arguments = self.arguments(block.params, line)?;
        let names = match block.block_param {
            Some(BlockParam::Single(one)) => vec![one],
            Some(BlockParam::Pair((one, other))) => vec![one, other],
            _ => Vec::new(),
        };
        let names = names.iter().filter_map(|name| name.as_name().map(str::to_owned)).collect();
        let body = block.template.map_or(Ok(Vec::new()), |inner| self.pieces(inner, line))?;
        let otherwise = block.inverse.map(|inner| self.pieces(inner, line)).transpose()?;
        let choice = |condition, wanted, then, otherwise: Option<Vec<Piece>>| What::Choice {
            condition,
            wanted,
            then,
            otherwise: otherwise.unwrap_or_default(),
        };
        Ok(match (helper.kind, name.as_str()) {
            (Kind::Block, "if") => choice(arguments.remove(0), true, body, otherwise),
            (Kind::Block, "unless") => choice(arguments.remove(0), false, body, otherwise),
            (Kind::Block, "each") => What::Each(Walk { into: arguments.remove(0), names, body, otherwise }),
            (Kind::Block, _) => What::With(Walk { into: arguments.remove(0), names, body, otherwise }),
            (Kind::Condition(_), _) => choice(Expression::Call(helper, arguments), true, body, otherwise),
            _ => {
                let what = format!("uses `{name}` as a block; give it to `if` or `each` in brackets");
                return Err(self.refuse(line, &what));
            }
        })
    }

    fn partial(&mut self, partial: DecoratorTemplate, line: usize) -> Result<What> {
        let Some(name) = partial.name.as_name().map(str::to_owned) else {
            return Err(self.refuse(line, "works out a partial's name; write the name itself"));
        };
        let block = partial.template.map(|inner| self.pieces(inner, line)).transpose()?;
        if name == "@partial-block" {
            return Ok(What::Block { otherwise: block });
        }
        self.partials.push((name.clone(), line));
        let mut arguments = self.arguments(partial.params, line)?;
        let of = (!arguments.is_empty()).then(|| arguments.remove(0));
        let mut named = Vec::new();
        for (key, value) in partial.hash {
            named.push((key, self.expression(value, line)?));
        }
        // Handlebars keeps them in no order, and which of two faults is told must not change from build to build.
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(What::Partial { name, of, named, block })
    }

    fn arguments(&mut self, given: Vec<Parameter>, line: usize) -> Result<Vec<Expression>> {
        given.into_iter().map(|parameter| self.expression(parameter, line)).collect()
    }

    fn expression(&mut self, parameter: Parameter, line: usize) -> Result<Expression> {
        match parameter {
            Parameter::Literal(value) => Ok(Expression::Literal(value)),
            Parameter::Path(Path::Relative((_, written)) | Path::Local((_, _, written))) => {
                Ok(Expression::Way(way(&written)))
            }
            Parameter::Name(name) => Ok(Expression::Way(way(&name))),
            Parameter::Subexpression(inner) => match *inner.element {
                TemplateElement::Expression(call) => self.deeper(line, |reading| reading.call(*call, line)),
                _ => Err(self.refuse(line, "has something in brackets that is no call of a helper")),
            },
            _ => Err(self.refuse(line, "has an argument that is neither a path nor a value nor a call in brackets")),
        }
    }

    /// `(helper x y)`
    fn call(&mut self, call: HelperTemplate, line: usize) -> Result<Expression> {
        let name = call.name.as_name().unwrap_or_default().to_owned();
        let helper = self.called(&name, call.params.len(), line)?;
        match helper.kind {
            Kind::Block => Err(self.refuse(line, &format!("uses `{name}` within brackets, where it has no value"))),
            Kind::Typ => {
                let what = "uses `typ` within brackets; it writes Typst code and has no value of its own";
                Err(self.refuse(line, what).hint("give the outer helper the value itself"))
            }
            _ => Ok(Expression::Call(helper, self.arguments(call.params, line)?)),
        }
    }

    fn called(&self, name: &str, given: usize, line: usize) -> Result<&'static Helper> {
        let Some(helper) = helper(name) else {
            let hint = match nearest(name, HELPERS.iter().map(|helper| helper.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "to go through a list write {{#each list}}, to test for something {{#if it}}".into(),
            };
            return Err(self.refuse(line, &format!("calls `{name}`, which is no helper")).hint(hint));
        };
        let (least, most) = (helper.least, helper.most);
        if given < least || given > most {
            let wanted = if least == most { least.to_string() } else { format!("{least} or more") };
            return Err(self.refuse(line, &format!("gives `{name}` {given} arguments; it takes {wanted}")));
        }
        Ok(helper)
    }

    fn refuse(&self, line: usize, what: &str) -> Error {
        self.source.refuse(line, what)
    }
}

/// Takes a path apart: `../area.name`, `@root.edition.label`, `this`, `@../index`, `list.[0]`.
fn way(written: &str) -> Way {
    let mut rest = written.strip_prefix("./").unwrap_or(written);
    if let Some(after) = rest.strip_prefix("@root").filter(|after| after.is_empty() || after.starts_with(['.', '/'])) {
        return Way { from: Start::Root, steps: steps(after), written: written.to_owned() };
    }
    let local = rest.strip_prefix('@');
    rest = local.unwrap_or(rest);
    let mut up = 0;
    while let Some(after) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("...")) {
        rest = after;
        up += 1;
    }
    let mut steps = steps(rest);
    let from = match local {
        Some(_) if !steps.is_empty() => Start::Local(up, steps.remove(0)),
        _ => Start::Up(up),
    };
    Way { from, steps, written: written.to_owned() }
}

/// The names between dots and slashes; brackets keep a name with either in it together, `this` is no step.
fn steps(written: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((step, after)) => (step, after),
            None => rest.split_once(['.', '/']).unwrap_or((rest, "")),
        };
        if !step.is_empty() && step != "this" {
            steps.push(step.to_owned());
        }
        rest = after;
    }
    steps
}

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

fn parse_error(source: &SourceFile, error: &TemplateError) -> Error {
    let reason = match error.reason() {
        TemplateErrorReason::MismatchingClosedHelper(open, close) => {
            format!("closes `{close}` where `{open}` is open")
        }
        TemplateErrorReason::InvalidSyntax(_) => "is not valid Handlebars".into(),
        other => format!("is not valid Handlebars: {other}"),
    };
    let line = error.pos().map_or(1, |(line, _)| line);
    let text = source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let refusal = source.refuse(line, &reason);
    if text.trim().is_empty() { refusal } else { refusal.hint(format!("the line reads: {}", shorten(text, 100))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart() {
        let parts = |written| {
            let way = way(written);
            (way.from, way.steps.join("|"))
        };
        assert_eq!(parts("area.name"), (Start::Up(0), "area|name".into()));
        assert_eq!(parts("this"), (Start::Up(0), "".into()));
        assert_eq!(parts("this.name"), (Start::Up(0), "name".into()));
        assert_eq!(parts("./name"), (Start::Up(0), "name".into()));
        assert_eq!(parts("../../a/b"), (Start::Up(2), "a|b".into()));
        assert_eq!(parts("list.[a.b].0"), (Start::Up(0), "list|a.b|0".into()));
        assert_eq!(parts("@root.edition.label"), (Start::Root, "edition|label".into()));
        assert_eq!(parts("@root"), (Start::Root, "".into()));
        assert_eq!(parts("@rooted"), (Start::Local(0, "rooted".into()), "".into()));
        assert_eq!(parts("@index"), (Start::Local(0, "index".into()), "".into()));
        assert_eq!(parts("@../last"), (Start::Local(1, "last".into()), "".into()));
    }
}
