//! Fills a document's template with the facts.
//!
//! Input: a template that is ready ([`Prepared`]), the facts as JSON in two layers, and which of them could not be
//! computed. Output: [`Filled`], Typst source that knows for every stretch which line of which template it came from,
//! the values handed over with it, and the path of every fact that it prints.
//!
//! A path that does not exist is an error, in conditions too, and so is any use of a fact that could not be computed
//! but asking whether it was, and why not: see [`Unread`].
//!
//! Deliberately absent: a third way in beside `{{x}}` and `{{typ x}}`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::escape::{Glyphs, markup_text};
use super::filled::{Filled, HANDED, Place};
use super::helpers::Kind;
use super::prepare::Prepared;
use super::tree::{Expression, Piece, Start, Walk, Way, What};
use super::unread::Unread;
use super::value::{Layers, Trail, Val};
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::suggest::nearest;

/// Fills a template.
///
/// `covers` says whether any of the fonts has a glyph for a character. Every character that has none is spelt out, and
/// is one of the findings.
pub fn fill(
    prepared: &Prepared,
    facts: Layers<'_>,
    unread: &Unread,
    covers: &dyn Fn(char) -> bool,
) -> Result<Findings<Filled>> {
    let mut filling = Filling {
        prepared,
        facts,
        unread,
        glyphs: Glyphs::new(covers),
        lost: Vec::new(),
        known: BTreeMap::new(),
        blocks: vec![Block { this: Val::Root, around: Around::default(), named: Vec::new() }],
        given: Vec::new(),
        file: 0,
        depth: 0,
        steps: 0,
        filled: Filled {
            document: prepared.document.clone(),
            files: prepared.sources.iter().map(|source| source.path.clone()).collect(),
            ..Filled::default()
        },
    };
    filling.pieces(&prepared.trees[0])?;
    filling.filled.looks = filling.looks();
    Ok(Findings { value: filling.filled, diagnostics: filling.lost })
}

/// How many blocks and partials may be open within each other.
const DEEPEST: usize = 200;

/// How many pieces a document may be made of, and how many bytes its source may have: a Board report of a thousand actions
/// takes some hundred thousand of the first and a few million of the second.
const STEPS: usize = 5_000_000;
const MOST: usize = 64 << 20;

struct Filling<'f> {
    prepared: &'f Prepared,
    facts: Layers<'f>,
    unread: &'f Unread,
    glyphs: Glyphs<'f>,
    lost: Vec<Diagnostic>,
    /// Which of the values handed over a fact is, by its path.
    known: BTreeMap<String, usize>,
    /// The blocks that are open, the innermost last.
    blocks: Vec<Block<'f>>,
    /// What stands at `{{> @partial-block}}` of each partial that is open, and the file it comes from.
    given: Vec<Option<(&'f [Piece], usize)>>,
    /// The file that is being filled.
    file: usize,
    /// How many blocks and partials are open.
    depth: usize,
    /// How many pieces were gone through.
    steps: usize,
    filled: Filled,
}

/// What names mean within `each`, `with` or a partial.
struct Block<'f> {
    this: Val<'f>,
    around: Around<'f>,
    named: Vec<(&'f str, Val<'f>)>,
}

/// Where in a list the block is: `@index`, `@key`, `@first`, `@last`.
#[derive(Clone, Copy, Default)]
struct Around<'f> {
    place: Option<(usize, usize)>,
    key: Option<&'f str>,
}

/// What is wrong with an expression.
struct Complaint {
    message: String,
    hint: Option<String>,
}

impl From<String> for Complaint {
    fn from(message: String) -> Complaint {
        Complaint { message, hint: None }
    }
}

type Worked<T> = std::result::Result<T, Complaint>;

impl<'f> Filling<'f> {
    /// How statuses and levels look, whatever the template asks for: `theme.typ` draws by it.
    fn looks(&mut self) -> Value {
        let looks = self.facts.get("scheme").and_then(|scheme| scheme.get("looks")).cloned().unwrap_or_default();
        self.clean(&looks)
    }

    fn pieces(&mut self, pieces: &'f [Piece]) -> Result<()> {
        self.depth += 1;
        let done = pieces.iter().try_for_each(|piece| self.piece(piece));
        self.depth -= 1;
        done
    }

    fn piece(&mut self, piece: &'f Piece) -> Result<()> {
        let line = piece.line;
        self.steps += 1;
        if self.depth > DEEPEST || self.steps > STEPS || self.filled.source.len() > MOST {
            return Err(self.at(line, endless()));
        }
        match &piece.what {
            What::Text(text) => {
                self.place(line);
                self.filled.source.push_str(text);
                Ok(())
            }
            What::Write(expression) => {
                let value = self.used(expression).map_err(|why| self.at(line, why))?;
                self.write(&value, line).map_err(|why| self.at(line, why))
            }
            What::Typ(expression) => {
                let value = self.value(expression).map_err(|why| self.at(line, why))?;
                self.hand_over(&value, line).map_err(|why| self.at(line, why))
            }
            What::Choice { condition, wanted, then, otherwise } => {
                let value = self.used(condition).map_err(|why| self.at(line, why))?;
                self.pieces(if value.is_something() == *wanted { then } else { otherwise })
            }
            What::Each(walk) => self.each(walk, line),
            What::With(walk) => self.with(walk, line),
            What::Partial { name, of, named, block } => self.partial(name, of.as_ref(), named, block.as_deref(), line),
            What::Block { otherwise } => self.partial_block(otherwise.as_deref(), line),
        }
    }

    fn each(&mut self, walk: &'f Walk, line: usize) -> Result<()> {
        let list = self.used(&walk.into).map_err(|why| self.at(line, why))?;
        let items: Vec<(Option<&'f str>, Val<'f>)> = match (list.items(self.unread), list.entries(self.unread)) {
            (Some(items), _) => items.into_iter().map(|item| (None, item)).collect(),
            (None, Some(entries)) => entries.into_iter().map(|(key, item)| (Some(key), item)).collect(),
            (None, None) => return self.nothing_to_go_through(walk, line),
        };
        if let ([], Some(otherwise)) = (&items[..], &walk.otherwise) {
            return self.pieces(otherwise);
        }
        let count = items.len();
        for (index, (key, item)) in items.into_iter().enumerate() {
            let index_or_key = key.map_or_else(|| Val::made(index, Vec::new()), |key| Val::made(key, Vec::new()));
            let named = walk.names.iter().map(String::as_str).zip([item.clone(), index_or_key]).collect();
            let around = Around { place: Some((index, count)), key };
            self.within(Block { this: item, around, named }, |filling| filling.pieces(&walk.body))?;
        }
        Ok(())
    }

    fn with(&mut self, walk: &'f Walk, line: usize) -> Result<()> {
        let value = self.used(&walk.into).map_err(|why| self.at(line, why))?;
        if !value.is_something() {
            return self.nothing_to_go_through(walk, line);
        }
        let named = walk.names.iter().map(String::as_str).zip([value.clone()]).collect();
        let around = self.blocks.last().map(|block| block.around).unwrap_or_default();
        self.within(Block { this: value, around, named }, |filling| filling.pieces(&walk.body))
    }

    fn nothing_to_go_through(&mut self, walk: &'f Walk, line: usize) -> Result<()> {
        match &walk.otherwise {
            Some(otherwise) => self.pieces(otherwise),
            None => {
                let why =
                    "`each` or `with` was given nothing to go through; give it an {{else}}, or test with `if` first";
                Err(self.at(line, why.to_owned().into()))
            }
        }
    }

    fn within(&mut self, block: Block<'f>, body: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.blocks.push(block);
        let done = body(self);
        self.blocks.pop();
        done
    }

    fn partial(
        &mut self,
        name: &str,
        of: Option<&'f Expression>,
        named: &'f [(String, Expression)],
        given: Option<&'f [Piece]>,
        line: usize,
    ) -> Result<()> {
        let this = match of {
            Some(of) => self.used(of).map_err(|why| self.at(line, why))?,
            None => self.blocks.last().map_or(Val::Root, |block| block.this.clone()),
        };
        let mut names = Vec::new();
        for (key, expression) in named {
            names.push((key.as_str(), self.value(expression).map_err(|why| self.at(line, why))?));
        }
        let Some(&file) = self.prepared.partials.get(name) else {
            return Err(self.at(line, format!("there is no partial `{name}`").into()));
        };
        let around = self.blocks.last().map(|block| block.around).unwrap_or_default();
        let caller = std::mem::replace(&mut self.file, file);
        self.given.push(given.map(|pieces| (pieces, caller)));
        let tree = &self.prepared.trees[file];
        let done = self.within(Block { this, around, named: names }, |filling| filling.pieces(tree));
        self.given.pop();
        self.file = caller;
        done
    }

    fn partial_block(&mut self, otherwise: Option<&'f [Piece]>, line: usize) -> Result<()> {
        match (self.given.pop(), otherwise) {
            (Some(Some((pieces, caller))), _) => {
                // Within the block, `@partial-block` is that of the partial around the caller.
                let own = std::mem::replace(&mut self.file, caller);
                let done = self.pieces(pieces);
                self.given.push(Some((pieces, caller)));
                self.file = own;
                done
            }
            (none, Some(otherwise)) => {
                self.given.extend(none);
                self.pieces(otherwise)
            }
            (none, None) => {
                self.given.extend(none);
                Err(self.at(line, "there is no block to put in place of `@partial-block`".to_owned().into()))
            }
        }
    }

    /// The value of an expression that is made use of: what was not read may not be.
    fn used(&self, expression: &'f Expression) -> Worked<Val<'f>> {
        let value = self.value(expression)?;
        match value {
            Val::NotRead(trail, why) => Err(not_computed(&trail.path(), why)),
            value => Ok(value),
        }
    }

    fn value(&self, expression: &'f Expression) -> Worked<Val<'f>> {
        match expression {
            Expression::Literal(value) => Ok(Val::Literal(value)),
            Expression::Way(way) => self.fact(way),
            Expression::Call(helper, arguments) => {
                let (compute, about_reading) = match helper.kind {
                    Kind::Value(compute) | Kind::Condition(compute) => (compute, false),
                    Kind::AboutReading(compute) => (compute, true),
                    Kind::Block | Kind::Typ => return Err(format!("`{}` has no value", helper.name).into()),
                };
                let value = |argument| if about_reading { self.value(argument) } else { self.used(argument) };
                let values = arguments.iter().map(value).collect::<Worked<Vec<_>>>()?;
                compute(&values, self.unread).map_err(|why| format!("`{}` {why}", helper.name).into())
            }
        }
    }

    fn fact(&self, way: &'f Way) -> Worked<Val<'f>> {
        let block = |up: usize| self.blocks.iter().rev().nth(up).or(self.blocks.first());
        let (start, steps) = match &way.from {
            Start::Root => (Some(Val::Root), &way.steps[..]),
            Start::Local(up, name) => (block(*up).and_then(|block| local(block.around, name)), &way.steps[..]),
            Start::Up(0) => match way.steps.split_first().and_then(|(name, rest)| Some((self.named(name)?, rest))) {
                Some((value, rest)) => (Some(value), rest),
                None => (block(0).map(|block| block.this.clone()), &way.steps[..]),
            },
            Start::Up(up) => (block(*up).map(|block| block.this.clone()), &way.steps[..]),
        };
        let Some(mut value) = start else { return Err(self.missing(way, None, 0)) };
        for (at, step) in steps.iter().enumerate() {
            let next = match &value {
                Val::Root => self.facts.get(step).map(|fact| Val::fact(fact, Trail::root(step), self.unread)),
                value => value.step(step, self.unread),
            };
            let taken = way.steps.len() - steps.len() + at;
            value = next.ok_or_else(|| self.missing(way, Some(&value), taken))?;
        }
        Ok(value)
    }

    /// What a block or a partial calls by this name.
    fn named(&self, name: &str) -> Option<Val<'f>> {
        let all = self.blocks.iter().rev().flat_map(|block| &block.named);
        all.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// What is wrong with a way that leads as far as `value`, and which of its steps leads no further.
    fn missing(&self, way: &Way, value: Option<&Val<'f>>, at: usize) -> Complaint {
        let path = &way.written;
        let local = path.starts_with('@') && !path.starts_with("@root");
        let (Some(value), Some(step)) = (value.filter(|_| !local), way.steps.get(at)) else {
            return match local {
                true => {
                    format!("there is no `{path}` here: `each` gives @index, @first and @last, and @key in a group")
                        .into()
                }
                false => format!("there is no `{path}` here").into(),
            };
        };
        // The way up to the step, as it is written.
        let from = match &way.from {
            Start::Root => "@root.".to_owned(),
            Start::Up(up) => "../".repeat(*up),
            Start::Local(..) => String::new(),
        };
        let before: String = way.steps[..at].iter().map(|step| format!("{step}.")).collect();
        let here = format!("{from}{before}");
        if value.items(self.unread).is_some() {
            let list = here.trim_end_matches('.');
            let list = if list.is_empty() { "this" } else { list };
            return Complaint {
                message: format!("there is no `{path}`: `{list}` is a list"),
                hint: Some(format!("go through it with {{{{#each {list}}}}}, or name one of it: {list}.[0].{step}")),
            };
        }
        let did_you_mean = |other: &str| Complaint::from(format!("there is no `{path}` here; did you mean `{other}`?"));
        let keys: Vec<&str> = match value {
            Val::Root => self.facts.top_keys(),
            value => value.entries(self.unread).into_iter().flatten().map(|(key, _)| key).collect(),
        };
        if let Some(near) = nearest(step, keys.iter().copied()) {
            let next = match value {
                Val::Root => self.facts.get(near).map(|fact| Val::fact(fact, Trail::root(near), self.unread)),
                value => value.step(near, self.unread),
            };
            let rest = next.and_then(|next| self.mended(&next, &way.steps[at + 1..], true));
            if let Some(rest) = rest {
                let dot = if rest.is_empty() { "" } else { "." };
                return did_you_mean(&format!("{here}{near}{dot}{rest}"));
            }
        }
        // It may be a fact of what is around the block, or of somewhere else.
        if at == 0 && matches!(way.from, Start::Up(_)) {
            let around = (1..self.blocks.len().min(3)).find_map(|up| {
                let block = self.blocks.iter().rev().nth(up)?;
                Some("../".repeat(up) + &self.mended(&block.this, &way.steps, false)?)
            });
            let at_the_top = || Some(format!("@root.{}", self.mended(&Val::Root, &way.steps, false)?));
            if let Some(other) = around.or_else(at_the_top) {
                return did_you_mean(&other);
            }
        }
        let all = self.facts.paths_by_key();
        match nearest(step, all.keys().copied()).and_then(|near| Some((near, all.get(near)?))) {
            Some((near, place)) if near == step => format!("there is no `{path}` here, but there is `{place}`").into(),
            Some((_, place)) => did_you_mean(place),
            None => Complaint {
                message: format!("there is no `{path}` in the facts"),
                hint: Some("`boardpack facts AREA --find WORD` looks among them".to_owned()),
            },
        }
    }

    /// The steps as they lead on from a value, each that does not as the nearest that does; the first only if it is to be.
    fn mended(&self, from: &Val<'f>, steps: &'f [String], first_too: bool) -> Option<String> {
        let mut value = from.clone();
        let mut way: Vec<&str> = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let exact = match &value {
                Val::Root => self.facts.get(step).map(|fact| Val::fact(fact, Trail::root(step), self.unread)),
                value => value.step(step, self.unread),
            };
            let keys = value.entries(self.unread).into_iter().flatten();
            let near = || {
                let keys: Vec<(&'f str, Val<'f>)> = keys.collect();
                let near = nearest(step, keys.iter().map(|(key, _)| *key))?;
                keys.into_iter().find(|(key, _)| *key == near)
            };
            let (key, next) = match exact {
                Some(next) => (step.as_str(), next),
                None if first_too || at > 0 => near()?,
                None => return None,
            };
            way.push(key);
            value = next;
        }
        Some(way.join("."))
    }

    /// Writes a value as text.
    fn write(&mut self, value: &Val<'f>, line: usize) -> Worked<()> {
        let text = match value.plain() {
            Some(Value::Null) => return Ok(()),
            Some(Value::String(text)) => self.glyphs.printable(text, &mut self.lost),
            Some(plain @ (Value::Bool(_) | Value::Number(_))) => plain.to_string(),
            Some(Value::Array(_)) => return Err(a_list()),
            Some(Value::Object(entries)) => return Err(a_group(entries.keys().map(String::as_str))),
            None => match value.entries(self.unread) {
                Some(entries) => return Err(a_group(entries.into_iter().map(|(key, _)| key))),
                None if value.len().is_some() => return Err(a_list()),
                None => return Err(all_the_facts()),
            },
        };
        if text.is_empty() {
            return Ok(());
        }
        self.place(line);
        let from = self.filled.source.len();
        self.filled.source.push_str(&markup_text(&text));
        self.filled.texts.push(from..self.filled.source.len());
        let shows = value.shows();
        self.filled.printed.extend(shows.iter().cloned());
        self.filled.shown.push(shows);
        Ok(())
    }

    /// Hands a value to Typst, and writes its name where it is wanted.
    fn hand_over(&mut self, value: &Val<'f>, line: usize) -> Worked<()> {
        if let Val::Root = value {
            return Err(all_the_facts());
        }
        self.filled.handed.extend(value.shows());
        let path = match value {
            Val::Fact(_, trail) => Some(trail.path()),
            _ => None,
        };
        let number = match path.as_ref().and_then(|path| self.known.get(path)) {
            Some(&number) => number,
            None => {
                let clean = self.clean(&value.json());
                self.filled.values.push(clean);
                self.filled.roots.push(value.roots());
                let number = self.filled.values.len() - 1;
                self.known.extend(path.map(|path| (path, number)));
                number
            }
        };
        self.place(line);
        let from = self.filled.source.len();
        self.filled.source.push_str(&format!("{HANDED}{number}"));
        self.filled.names.push((from..self.filled.source.len(), number));
        Ok(())
    }

    /// The value with nothing in it that cannot be printed.
    fn clean(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.glyphs.printable(text, &mut self.lost)),
            Value::Array(items) => items.iter().map(|item| self.clean(item)).collect(),
            Value::Object(entries) => {
                let entry =
                    |(key, item): (&String, &Value)| (self.glyphs.printable(key, &mut self.lost), self.clean(item));
                Value::Object(entries.iter().map(entry).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn place(&mut self, line: usize) {
        self.filled.places.push(Place { from: self.filled.source.len(), file: self.file, line });
    }

    fn at(&self, line: usize, why: Complaint) -> Error {
        let path = &self.prepared.sources[self.file].path;
        let error = Error::new(format!("template {path} line {line}: {}", why.message));
        match why.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

fn local<'f>(around: Around<'f>, name: &str) -> Option<Val<'f>> {
    let (index, count) = around.place?;
    Some(match name {
        "index" => Val::made(index, Vec::new()),
        "first" => Val::made(index == 0, Vec::new()),
        "last" => Val::made(index + 1 == count, Vec::new()),
        "key" => Val::made(around.key?, Vec::new()),
        _ => return None,
    })
}

fn not_computed(path: &str, why: &str) -> Complaint {
    Complaint {
        message: format!("`{path}` was not computed: {why}"),
        hint: Some("ask first with {{#if (read path)}}, and say why with {{not_read path}} in its {{else}}".into()),
    }
}

fn all_the_facts() -> Complaint {
    "these are all the facts: name the ones that are wanted".to_owned().into()
}

fn endless() -> Complaint {
    Complaint {
        message: "the document grows beyond what any paper has".to_owned(),
        hint: Some("see whether partials or lists within each other go through the same again and again".into()),
    }
}

fn a_list() -> Complaint {
    "this is a list, not a text: use `each` or `join`".to_owned().into()
}

fn a_group<'k>(keys: impl Iterator<Item = &'k str>) -> Complaint {
    let keys: Vec<_> = keys.map(|key| format!("`{key}`")).collect();
    format!("this is a group of facts, not a text: choose one of {}", keys.join(", ")).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::template::store::Templates;

    fn facts() -> Value {
        json!({
            "title": "Report (July)",
            "count": 3,
            "number": 7,
            "nothing": null,
            "names": ["Ann", "Bo"],
            "area": {"name": "#panic(\"no\")"},
            "actions": [{"ref": "1.1", "text": "one\ntwo"}, {"ref": "1.2", "text": "x"}],
        })
    }

    fn filled(template: &'static str) -> String {
        fill_with(&[("r/main.typ.hbs", template)]).unwrap().value.complete()
    }

    fn refused(template: &'static str) -> String {
        fill_with(&[("r/main.typ.hbs", template)]).unwrap_err().to_string()
    }

    fn fill_with(files: &[(&str, &'static str)]) -> Result<Findings<Filled>> {
        fill_from(files, &facts(), &[])
    }

    fn fill_from(files: &[(&str, &'static str)], facts: &Value, unread: &[(&str, &str)]) -> Result<Findings<Filled>> {
        let prepared = Prepared::of(&Templates::of(files), "r")?;
        let table = unread.iter().map(|(path, why)| (path.to_string(), why.to_string())).collect();
        fill(&prepared, Layers::one(facts), &Unread::of(&table), &|c| c.is_ascii())
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
        assert!(refused("{{area.nmae}}").contains("there is no `area.nmae` here; did you mean `area.name`?"));
        assert!(refused("{{@root.area.nmae}}").contains("did you mean `@root.area.name`?"));
        assert!(
            refused("{{actions.ref}}").contains("`actions` is a list\n   hint: go through it with {{#each actions}}")
        );
        assert!(refused("{{ref}}").contains("there is no `ref` here, but there is `actions[].ref`"));
        assert!(refused("{{quite_other}}").contains("hint: `boardpack facts AREA --find WORD`"));
        assert!(
            refused("{{#each actions}}{{#with ../area}}{{count}}{{/with}}{{/each}}")
                .contains("did you mean `../../count`?")
        );
        assert!(refused("{{#if ttle}}{{/if}}").contains("did you mean `title`?"));
        assert!(refused("{{#each area.acts}}{{else}}{{/each}}").contains("there is no `area.acts`"));
        assert!(
            refused("\n\n{{#each actions}}\n{{title}}\n{{/each}}")
                .contains("line 4: there is no `title` here; did you mean `../title`?")
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
        assert!(refused("\n\u{fdd2}").contains("line 2 has a character"));
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
    fn partials_that_double_and_double_are_stopped() {
        let names: Vec<(String, &'static str)> = (0..29)
            .map(|at| (format!("r/partials/p{at}.hbs"), &*format!("{{{{> p{0}}}}}{{{{> p{0}}}}}", at + 1).leak()))
            .chain([("r/main.typ.hbs".to_owned(), "{{> p0}}"), ("r/partials/p29.hbs".to_owned(), "")])
            .collect();
        let files: Vec<(&str, &'static str)> = names.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let said = fill_with(&files).unwrap_err().to_string();
        assert!(said.contains("the document grows beyond what any paper has"), "{said}");
    }

    #[test]
    fn every_byte_knows_its_line() {
        let template = "first\n{{#if title}}\nthird {{title}}\n{{else}}\n{{/if}}\nsixth\n\n{{#each actions}}\nninth\n{{/each}}\nend";
        let filled = fill_with(&[("r/main.typ.hbs", template)]).unwrap().value;
        for (word, line) in [("first", 1), ("third", 3), ("Report", 3), ("sixth", 6), ("ninth", 9), ("end", 11)] {
            let at = filled.source.rfind(word).unwrap();
            assert_eq!(filled.origin(at), ("r/main.typ.hbs", line), "{word} in {:?}", filled.source);
        }
        assert_eq!(filled.texts().len(), 1);
        assert_eq!(&filled.source[filled.texts()[0].clone()], "#\"Report (July)\";");
    }

    #[test]
    fn unprintable_characters_are_shown_and_reported() {
        let findings = fill_from(&[("r/main.typ.hbs", "{{a}}{{typ a}}{{a}}")], &json!({"a": "é"}), &[]).unwrap();
        assert_eq!(findings.value.complete(), "#\"[U+00E9]\";\"[U+00E9]\"#\"[U+00E9]\";");
        assert_eq!(findings.diagnostics.len(), 1);
    }

    fn printed(template: &'static str) -> String {
        let filled = fill_with(&[("r/main.typ.hbs", template)]).unwrap().value;
        filled.printed.into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_value_that_is_printed_is_known_by_its_path() {
        assert_eq!(printed("{{count}} {{area.name}} {{@root.title}}"), "area.name count title");
        assert_eq!(printed("{{#each actions}}{{ref}}{{/each}}"), "actions.0.ref actions.1.ref");
        assert_eq!(printed("{{#with area}}{{this.name}}{{../number}}{{/with}}"), "area.name number");
        assert_eq!(printed("{{#each actions as |a|}}{{a.text}}{{/each}}"), "actions.0.text actions.1.text");
        assert_eq!(printed("{{lookup (lookup actions 1) \"ref\"}}"), "actions.1.ref");
        // By way of a helper; of a list, how many it holds.
        assert_eq!(printed("{{count count \"action\"}}"), "count");
        assert_eq!(printed("{{count actions \"action\"}}{{Word (len area)}}"), "actions.count area.count");
        assert_eq!(printed("{{word count}}{{(number number)}}"), "count number");
        assert_eq!(printed("{{join names \", \"}}"), "names.0 names.1");
        assert_eq!(printed("{{plural count title nothing}}"), "", "nothing is printed for null");
        assert_eq!(printed("{{plural 1 title \"x\"}}"), "title");
        // Conditions, the choice of a word, what a loop says of itself, literals and nothing print no fact.
        assert_eq!(printed("{{#if (gt count 2)}}a{{/if}}{{plural count \"is\" \"are\"}}{{nothing}}"), "");
        assert_eq!(printed("{{#each actions}}{{@index}}{{@last}}{{/each}}{{(eq count 3)}}{{count 3 \"x\"}}"), "");
    }

    #[test]
    fn a_part_of_a_list_keeps_the_places_of_its_items() {
        assert_eq!(printed("{{#each (rest actions 1)}}{{ref}}{{/each}}"), "actions.1.ref");
        assert_eq!(printed("{{#each (first (rest actions 1) 1)}}{{ref}}{{/each}}"), "actions.1.ref");
        assert_eq!(
            printed("{{#each (chunk actions 1)}}{{number}}{{of}}{{#each items}}{{ref}}{{/each}}{{/each}}"),
            "actions.0.ref actions.1.ref"
        );
        assert_eq!(printed("{{join (rest names 1) \", \"}}"), "names.1");
        assert_eq!(printed("{{count (first actions 1) \"x\"}}"), "", "how many are shown is not how many there are");
        assert_eq!(filled("{{#each (rest actions 1)}}{{@index}}{{@first}}{{/each}}"), "#\"0\";#\"true\";");
    }

    #[test]
    fn what_is_handed_over_is_known_by_its_path() {
        let of = |template| {
            let filled = fill_with(&[("r/main.typ.hbs", template)]).unwrap().value;
            (filled.handed.into_iter().collect::<Vec<_>>().join(" "), filled.source, filled.values.len())
        };
        assert_eq!(of("#f({{typ area}}, {{typ count}})"), ("area count".into(), "#f(handed-0, handed-1)".into(), 2));
        assert_eq!(of("{{typ area}} {{typ area}}"), ("area".into(), "handed-0 handed-0".into(), 1), "handed over once");
        assert_eq!(of("{{typ (first actions 1)}}").0, "actions.0");
        assert_eq!(of("{{typ (only actions \"ref\")}}").0, "actions.0.ref actions.1.ref");
        assert_eq!(of("{{typ (only area \"name\")}}").0, "area.name");
        assert_eq!(of("{{typ (join names \", \")}}").0, "names.0 names.1");
        assert_eq!(of("{{#each (chunk actions 2)}}{{typ items}}{{/each}}").0, "actions.0 actions.1");
        assert_eq!(of("{{typ \"form\"}}{{typ nothing}}").0, "nothing");
        assert_eq!(filled("#f({{typ (first actions 1)}})"), r##"#f((("ref": "1.1", "text": "one\ntwo",),))"##);
        assert!(printed("#f({{typ area}})").is_empty());
        assert!(refused("{{typ this}}").contains("these are all the facts"));
        assert!(refused("{{this}}").contains("these are all the facts"));
    }

    #[test]
    fn the_source_is_complete_when_it_is_kept() {
        let files = [("r/main.typ.hbs", "#f({{typ names}}, {{typ count}})\n#g({{typ names}})\n{{title}}")];
        let filled = fill_with(&files).unwrap().value;
        assert_eq!(filled.complete(), "#f((\"Ann\", \"Bo\",), 3)\n#g((\"Ann\", \"Bo\",))\n#\"Report (July)\";");
        let second = filled.source.find("#g").unwrap();
        assert_eq!(filled.complete_within(second..second + "#g(handed-0)".len()), "#g((\"Ann\", \"Bo\",))");
        assert!(filled.words().contains("\nBo") && filled.words().contains("Report (July)"));
    }

    #[test]
    fn a_documents_own_facts_come_before_the_shared() {
        let templates = Templates::of(&[("r/main.typ.hbs", "{{title}} {{lead.name}} {{@root.edition}}{{typ lead}}")]);
        let prepared = Prepared::of(&templates, "r").unwrap();
        let shared = json!({"title": "All", "edition": "July", "lead": null});
        let fill_for = |own: &Value| {
            let filled = fill(&prepared, Layers { own, shared: &shared }, &Unread::default(), &|_| true);
            filled.unwrap().value.complete()
        };
        let one = fill_for(&json!({"title": "One", "lead": {"name": "Ann"}}));
        assert_eq!(one, "#\"One\"; #\"Ann\"; #\"July\";(\"name\": \"Ann\",)");
        assert!(fill_for(&json!({"lead": {"name": "Bo"}})).starts_with("#\"All\"; #\"Bo\";"));
    }

    #[test]
    fn partials_are_given_names_a_fact_or_a_block() {
        let filled = |main: &'static str| {
            let files = [("r/main.typ.hbs", main), ("r/partials/p.hbs", "[{{title}}{{#if n}}{{n}}{{/if}}]")];
            fill_with(&files).unwrap().value
        };
        assert_eq!(filled("{{> p n=count title=\"x\"}}").complete(), "[#\"x\";#\"3\";]");
        assert_eq!(filled("{{> p n=area.name}}").printed.into_iter().collect::<Vec<_>>(), ["area.name", "title"]);
        let block = [
            (
                "r/main.typ.hbs",
                "{{#> box}}in {{count}}{{/box}}{{#each actions}}{{> row}}{{/each}}{{> row actions.[1]}}",
            ),
            ("r/partials/box.hbs", "<{{> @partial-block}}>"),
            ("r/partials/row.hbs", "{{ref}}{{@index}},"),
        ];
        let text = fill_with(&block).map(|filled| filled.value.complete());
        assert!(text.unwrap_err().to_string().contains("r/partials/row.hbs line 1: there is no `@index` here"));
        let without = [
            ("r/main.typ.hbs", "{{#> box}}in {{count}}{{/box}}{{> row actions.[1]}}"),
            block[1],
            (block[2].0, "{{ref}}"),
        ];
        assert_eq!(fill_with(&without).unwrap().value.complete(), "<in #\"3\";>#\"1.2\";");
        assert!(refused("{{> @partial-block}}").contains("there is no block to put in place"));
    }

    /// The template filled with facts of which two were not read, or what is said against it.
    fn with_unread(template: &'static str) -> std::result::Result<Filled, String> {
        let facts = json!({
            "due": {"overdue": null, "total": 3},
            "areas": [{"name": "A", "late": 1, "list": ["x"]}, {"name": "B", "late": null, "list": null}],
            "empty": null,
        });
        let unread = [
            ("due.overdue", "Due dates were not read"),
            ("areas.1.late", "Due dates were not read"),
            ("areas.1.list", "The tracker has no list"),
        ];
        let filled = fill_from(&[("r/main.typ.hbs", template)], &facts, &unread);
        filled.map(|filled| filled.value).map_err(|why| why.to_string())
    }

    #[test]
    fn what_was_not_read_cannot_be_used() {
        for use_of in [
            "{{due.overdue}}",
            "{{count due.overdue \"action\"}}",
            "{{Word due.overdue}}",
            "{{plural due.overdue \"is\" \"are\"}}",
            "{{#if due.overdue}}{{else}}No action is overdue{{/if}}",
            "{{#unless due.overdue}}No action is overdue{{/unless}}",
            "{{#if (eq due.overdue 0)}}{{/if}}",
            "{{#if (gt due.total due.overdue)}}{{/if}}",
            "{{#if (or due.total due.overdue)}}{{/if}}",
            "{{#if (not due.overdue)}}{{/if}}",
            "{{#each due.overdue}}{{else}}none{{/each}}",
            "{{#with due.overdue}}{{else}}none{{/with}}",
            "{{#with due}}{{overdue}}{{/with}}",
            "{{#eq due.overdue 0}}{{/eq}}",
            "{{lookup due \"overdue\"}}",
        ] {
            let text: &'static str = format!("a\n{use_of}").leak();
            let why = with_unread(text).expect_err(use_of);
            let start = "template r/main.typ.hbs line 2: `due.overdue` was not computed: Due dates were not read";
            assert!(why.starts_with(start), "{use_of}: {why}");
            assert!(why.contains("{{#if (read path)}}"), "{why}");
        }
        let below = with_unread("{{due.overdue.first.ref}}").unwrap_err();
        assert!(below.contains("`due.overdue` was not computed"), "{below}");
        // In a list, where it stands.
        let each = with_unread("{{#each areas}}{{late}}{{/each}}").unwrap_err();
        assert!(each.contains("`areas.1.late` was not computed"), "{each}");
        assert!(with_unread("{{#each (first areas 1)}}{{late}}{{count list \"x\"}}{{/each}}").is_ok());
        let list = with_unread("{{#each areas}}{{#each list}}{{this}}{{/each}}{{/each}}").unwrap_err();
        assert!(list.contains("`areas.1.list` was not computed: The tracker has no list"), "{list}");
        // Null for another reason is what it always was.
        assert_eq!(with_unread("{{#if empty}}a{{else}}b{{/if}}{{empty}}").unwrap().source, "b");
    }

    #[test]
    fn whether_it_was_read_may_be_asked_and_why_not() {
        let said = |template| with_unread(template).unwrap().complete();
        assert_eq!(
            said("{{#if (read due.overdue)}}{{due.overdue}}{{else}}{{not_read due.overdue}}{{/if}}"),
            "#\"Due dates were not read\";"
        );
        assert_eq!(said("{{#if (read due.total)}}{{due.total}}{{else}}{{not_read due.total}}{{/if}}"), "#\"3\";");
        assert_eq!(said("{{#unless (read due.overdue)}}no{{/unless}}{{not_read due.total}}"), "no");
        assert_eq!(said("{{#if (read due.total due.overdue)}}both{{else}}not both{{/if}}"), "not both");
        assert_eq!(said("{{#if (read empty)}}read{{/if}}"), "read");
        assert_eq!(
            said("{{#each areas}}{{#if (read late)}}{{late}}{{else}}{{not_read late}}{{/if}}{{/each}}"),
            "#\"1\";#\"Due dates were not read\";"
        );
        let filled = with_unread("{{#if (read due.overdue)}}{{else}}{{not_read due.overdue}}{{/if}}").unwrap();
        assert!(filled.printed.is_empty(), "no figure was printed");
        assert!(with_unread("{{#if (read due.overdu)}}{{/if}}").unwrap_err().contains("did you mean `due.overdue`?"));
        assert!(with_unread("{{#if (read (count due.overdue \"x\"))}}{{/if}}").unwrap_err().contains("not computed"));
    }

    #[test]
    fn what_was_not_read_reaches_typst_as_none() {
        let complete = |template| with_unread(template).unwrap().complete();
        assert_eq!(complete("{{typ due}}"), "(\"overdue\": none, \"total\": 3,)");
        let direct = with_unread("{{typ due.overdue}}").unwrap();
        assert_eq!(direct.complete(), "none");
        assert!(direct.handed.is_empty(), "nothing was handed over");
        assert_eq!(complete("{{#each (rest areas 1)}}{{typ late}}{{/each}}"), "none");
        assert_eq!(
            complete("{{typ (only (rest areas 1) \"name\" \"late\")}}"),
            "((\"name\": \"B\", \"late\": none,),)"
        );
    }
}
