//! The words a template may use beside Handlebars' own: counting, plurals, lists, and the one that writes code.
//!
//! Input: JSON values from the facts. Output: JSON values, so that each can stand in a subexpression, and text in the
//! two forms of `escape`. Deliberately absent: arithmetic. A template that wants a sum wants a new fact.

use std::sync::{Arc, Mutex};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::{Value, json};

use super::escape::{Inks, literal, markup_text};
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;

/// Everything that may be called by name in a template, with the least and most number of arguments it takes.
/// `write` and `need` are not here: `fill` puts them into every template, and nobody writes them.
pub const NAMES: &[(&str, usize, usize)] = &[
    ("if", 1, 1),
    ("unless", 1, 1),
    ("each", 1, 1),
    ("with", 1, 1),
    ("lookup", 2, 2),
    ("typ", 1, 1),
    ("count", 2, 3),
    ("plural", 3, 3),
    ("number", 1, 1),
    ("word", 1, 1),
    ("Word", 1, 1),
    ("join", 2, 3),
    ("first", 2, 2),
    ("rest", 2, 2),
    ("chunk", 2, 2),
    ("len", 1, 1),
    ("eq", 2, 2),
    ("ne", 2, 2),
    ("gt", 2, 2),
    ("gte", 2, 2),
    ("lt", 2, 2),
    ("lte", 2, 2),
    ("and", 1, usize::MAX),
    ("or", 1, usize::MAX),
    ("not", 1, 1),
];

/// Marks in the filled text, taken out again by `fill`: where a stretch comes from, and where a value stands.
/// They are noncharacters, which `escape` never lets through from a value and `fill` refuses in a template.
pub const PLACE: char = '\u{fdd0}';
pub const PLACE_END: char = '\u{fdd1}';
pub const VALUE: char = '\u{fdd2}';
pub const VALUE_END: char = '\u{fdd3}';

/// What the helpers share while one document is filled.
pub struct Pen {
    pub inks: Inks,
    pub lost: Mutex<Vec<Diagnostic>>,
    /// Every key that occurs in the facts, for "did you mean".
    pub keys: Vec<String>,
}

/// Registers the helpers of [`NAMES`] that Handlebars does not bring, and the two that `fill` writes in.
pub fn register(handlebars: &mut Handlebars<'_>, pen: &Arc<Pen>) {
    handlebars.register_helper("write", Box::new(Write { pen: pen.clone(), code: false }));
    handlebars.register_helper("typ", Box::new(Write { pen: pen.clone(), code: true }));
    handlebars.register_helper("need", Box::new(Need { pen: pen.clone() }));
    let plain: [(&str, Plain); 10] = [
        ("count", count),
        ("plural", plural),
        ("number", |values| Ok(json!(number(values[0])?))),
        ("word", |values| Ok(json!(word(values[0])?))),
        ("Word", |values| Ok(json!(capitalised(&word(values[0])?)))),
        ("join", join),
        ("first", |values| Ok(Value::Array(list(values[0])?.iter().take(size(values[1])?).cloned().collect()))),
        ("rest", |values| Ok(Value::Array(list(values[0])?.iter().skip(size(values[1])?).cloned().collect()))),
        ("chunk", chunk),
        ("len", |values| Ok(json!(len(values[0])?))),
    ];
    for (name, compute) in plain {
        handlebars.register_helper(name, Box::new(PlainHelper { name, compute }));
    }
    // Handlebars' own `and` and `or` are kept; `log` would print from within the library.
    handlebars.unregister_helper("log");
}

type Plain = fn(&[&Value]) -> Result<Value, String>;

/// A helper that is a function of its arguments' values.
struct PlainHelper {
    name: &'static str,
    compute: Plain,
}

impl HelperDef for PlainHelper {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let values: Vec<&Value> = helper.params().iter().map(|parameter| parameter.value()).collect();
        match (self.compute)(&values) {
            Ok(value) => Ok(ScopedJson::Derived(value)),
            Err(message) => Err(complaint(format!("`{}` {message}", self.name))),
        }
    }
}

/// Writes a value, in markup or as code, and marks where it stands. The last two arguments are put there by `fill`:
/// the number of the template file and the line.
struct Write {
    pen: Arc<Pen>,
    code: bool,
}

impl HelperDef for Write {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (value, file, line) = match helper.params().as_slice() {
            [value, file, line] => (value.value(), file.value(), line.value()),
            _ => return Err(complaint("`typ` writes one value".into())),
        };
        let written = if self.code { self.literal(value) } else { self.markup(value)? };
        out.write(&format!("{PLACE}{file}:{line}{PLACE_END}{VALUE}{written}{VALUE_END}"))?;
        Ok(())
    }

    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        _: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Err(complaint(
            "`typ` writes Typst code and has no value of its own: give the outer helper the value itself".into(),
        ))
    }
}

impl Write {
    fn markup(&self, value: &Value) -> Result<String, RenderError> {
        match value {
            Value::Null => Ok(String::new()),
            Value::String(text) => Ok(markup_text(&self.printable(text))),
            Value::Bool(_) | Value::Number(_) => Ok(markup_text(&value.to_string())),
            Value::Array(_) => Err(complaint("this is a list, not a text: use `each` or `join`".into())),
            Value::Object(entries) => {
                let keys: Vec<_> = entries.keys().map(|key| format!("`{key}`")).collect();
                Err(complaint(format!("this is a group of facts, not a text: choose one of {}", keys.join(", "))))
            }
        }
    }

    fn literal(&self, value: &Value) -> String {
        literal(&self.printable_value(value))
    }

    fn printable_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.printable(text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.printable_value(item)).collect()),
            Value::Object(entries) => Value::Object(
                entries.iter().map(|(key, item)| (self.printable(key), self.printable_value(item))).collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn printable(&self, text: &str) -> String {
        // A poisoned lock would mean that another filling panicked; the findings up to then are still right.
        let mut lost = self.pen.lost.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.pen.inks.printable(text, &mut lost)
    }
}

/// Stands round every path in a template. Handlebars' strict mode lets `{{#if misspelt}}` pass as false; this does not.
struct Need {
    pen: Arc<Pen>,
}

impl HelperDef for Need {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let wanted = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("need", 0))?;
        if wanted.is_value_missing() {
            let path = wanted.relative_path().map_or("", String::as_str);
            let last = path.rsplit(['.', '/']).next().unwrap_or(path);
            let message = match nearest(last, self.pen.keys.iter().map(String::as_str)) {
                Some(key) if key != last => format!("there is no `{path}` here; did you mean `{key}`?"),
                Some(_) => format!("there is no `{path}` here, though there is one elsewhere in the facts"),
                None => format!("there is no `{path}` in the facts"),
            };
            return Err(complaint(message));
        }
        // A value that is handed on by its place in the facts spares `each` a copy of every item.
        let by_place = wanted.context_path().and_then(|path| {
            let value = path.iter().try_fold(context.data(), |value, step| match value {
                Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                other => other.get(step),
            })?;
            Some(ScopedJson::Context(value, path.clone()))
        });
        Ok(by_place.unwrap_or_else(|| ScopedJson::Derived(wanted.value().clone())))
    }
}

fn complaint(message: String) -> RenderError {
    RenderErrorReason::Other(message).into()
}

/// `{{count n "action"}}`: "no actions", "1 action", "1,204 actions". A list counts as its length.
fn count(values: &[&Value]) -> Result<Value, String> {
    let noun = text(values[1])?;
    let several = match values.get(2) {
        Some(plural) => text(plural)?.to_owned(),
        None => regular_plural(noun),
    };
    Ok(json!(match amount(values[0])? {
        0.0 => format!("no {several}"),
        1.0 => format!("1 {noun}"),
        _ => format!("{} {several}", number(&figure(values[0]))?),
    }))
}

/// `{{plural n "is" "are"}}`: the second for one, the third for any other number.
fn plural(values: &[&Value]) -> Result<Value, String> {
    Ok(if amount(values[0])? == 1.0 { values[1].clone() } else { values[2].clone() })
}

/// "1,234", "−3", "0.5": thousands parted by commas, a true minus sign.
fn number(value: &Value) -> Result<String, String> {
    let Value::Number(number) = figure(value) else {
        return Err(format!("wants a number, not {}", kind(value)));
    };
    let written = number.to_string();
    let (sign, digits) = written.strip_prefix('-').map_or(("", written.as_str()), |digits| ("−", digits));
    let (whole, fraction) = digits.find(['.', 'e']).map_or((digits, ""), |at| digits.split_at(at));
    let mut parted = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            parted.push(',');
        }
        parted.push(digit);
    }
    Ok(format!("{sign}{parted}{fraction}"))
}

/// Up to ten in words, further on in figures. Nought is "no", as in "no actions are overdue".
fn word(value: &Value) -> Result<String, String> {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let small = figure(value).as_u64().and_then(|n| WORDS.get(usize::try_from(n).ok()?).copied());
    small.map_or_else(|| number(value), |word| Ok(word.to_owned()))
}

/// `{{join list ", "}}`, or with another sign before the last: `{{join list ", " " and "}}`.
fn join(values: &[&Value]) -> Result<Value, String> {
    let between = text(values[1])?;
    let before_last = values.get(2).map_or(Ok(between), |value| text(value))?;
    let parts = list(values[0])?
        .iter()
        .map(|item| match item {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(format!("joins texts and numbers, not {}", kind(other))),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json!(match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{before_last}{last}", others.join(between)),
        None => String::new(),
    }))
}

/// `{{#each (chunk list 8)}}`: pieces of at most `n` items, each with its number and how many there are.
fn chunk(values: &[&Value]) -> Result<Value, String> {
    let most = size(values[1])?;
    if most == 0 {
        return Err("cannot cut a list into pieces of none".into());
    }
    let items = list(values[0])?;
    let of = items.len().div_ceil(most);
    let pieces = items.chunks(most).enumerate();
    Ok(Value::Array(pieces.map(|(at, items)| json!({"items": items, "number": at + 1, "of": of})).collect()))
}

fn len(value: &Value) -> Result<usize, String> {
    match value {
        Value::Array(items) => Ok(items.len()),
        Value::Object(entries) => Ok(entries.len()),
        Value::String(text) => Ok(text.chars().count()),
        other => Err(format!("wants a list, not {}", kind(other))),
    }
}

/// A list's length where a list stands for its number, else the value itself.
fn figure(value: &Value) -> Value {
    match value {
        Value::Array(items) => json!(items.len()),
        other => other.clone(),
    }
}

fn amount(value: &Value) -> Result<f64, String> {
    figure(value).as_f64().ok_or_else(|| format!("wants a number or a list to count, not {}", kind(value)))
}

fn size(value: &Value) -> Result<usize, String> {
    value
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .ok_or_else(|| format!("wants a whole number of items, not {}", kind(value)))
}

fn list(value: &Value) -> Result<&[Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| format!("wants a list, not {}", kind(value)))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("wants a text, not {}", kind(value)))
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "nothing (null)".into(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("the text \"{}\"", crate::text::shorten(text, 40)),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a group of facts".into(),
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn regular_plural(noun: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if sibilant => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(n: Value, noun: &str) -> String {
        count(&[&n, &json!(noun)]).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(counted(json!(0), "action"), "no actions");
        assert_eq!(counted(json!(1), "action"), "1 action");
        assert_eq!(counted(json!(1204), "action"), "1,204 actions");
        assert_eq!(counted(json!(["a", "b"]), "priority"), "2 priorities");
        assert_eq!(counted(json!(2), "day"), "2 days");
        assert_eq!(counted(json!(2), "process"), "2 processes");
        let irregular = count(&[&json!(2), &json!("child"), &json!("children")]).unwrap();
        assert_eq!(irregular, json!("2 children"));
        assert!(count(&[&json!(null), &json!("action")]).unwrap_err().contains("nothing (null)"));
    }

    #[test]
    fn numbers_are_written_for_reading() {
        let written: Vec<_> =
            [json!(7), json!(1234), json!(1_234_567), json!(-1000), json!(1234.5)].iter().map(number).collect();
        assert_eq!(
            written.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
            ["7", "1,234", "1,234,567", "−1,000", "1,234.5"]
        );
        assert_eq!(word(&json!(10)).unwrap(), "ten");
        assert_eq!(word(&json!(11)).unwrap(), "11");
        assert_eq!(capitalised(&word(&json!(0)).unwrap()), "No");
    }

    #[test]
    fn lists_are_joined_and_cut() {
        assert_eq!(join(&[&json!([]), &json!(", ")]).unwrap(), json!(""));
        assert_eq!(join(&[&json!(["a"]), &json!(", "), &json!(" and ")]).unwrap(), json!("a"));
        assert_eq!(join(&[&json!(["a", "b", 3]), &json!(", "), &json!(" and ")]).unwrap(), json!("a, b and 3"));
        assert_eq!(chunk(&[&json!([]), &json!(2)]).unwrap(), json!([]));
        assert_eq!(
            chunk(&[&json!([1, 2, 3]), &json!(2)]).unwrap(),
            json!([{"items": [1, 2], "number": 1, "of": 2}, {"items": [3], "number": 2, "of": 2}])
        );
        assert!(chunk(&[&json!([1]), &json!(0)]).is_err());
    }
}
