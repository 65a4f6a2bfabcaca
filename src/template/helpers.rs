//! The words a template may use beside Handlebars' own: counting, plurals, lists, comparisons, and whether a fact was
//! read.
//!
//! Values in, a value out, so that each can stand in brackets within another. What is made of facts keeps the paths of
//! those that it shows: `{{count overdue "action"}}` shows `overdue.count`, `{{plural n "is" "are"}}` shows nothing.
//! Deliberately absent: arithmetic. A template that wants a sum wants a new fact.

use std::cmp::Ordering;
use std::rc::Rc;

use serde_json::{Value, json};

use super::unread::Unread;
use super::value::Val;
use crate::suggest::nearest;
use crate::text::{self, capitalised};

/// Something that may be called by name in a template, with the least and most number of arguments it takes.
#[derive(Debug)]
pub(super) struct Helper {
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
    pub kind: Kind,
    /// What it does, and how it is used.
    about: &'static str,
    example: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Makes sense only with a block; `fill` knows what it does.
    Block,
    /// Writes Typst code; `fill` knows how.
    Typ,
    Value(Compute),
    /// May have a block of its own.
    Condition(Compute),
    /// May be asked about facts that were not read. Every other use of one is an error.
    AboutReading(Compute),
}

type Compute = for<'f> fn(&[Val<'f>], &'f Unread) -> Result<Val<'f>, String>;

const MANY: usize = usize::MAX;

pub(super) const HELPERS: &[Helper] = &[
    define(
        "if",
        1,
        1,
        Kind::Block,
        "the first text where there is something, the second where there is not: null, no, 0 and an empty list are nothing",
        "{{#if changes}}Compared with {{changes.since.label}}.{{else}}The first month.{{/if}}",
    ),
    define(
        "unless",
        1,
        1,
        Kind::Block,
        "the text where there is nothing",
        "{{#unless groups}}No groups are set.{{/unless}}",
    ),
    define(
        "each",
        1,
        1,
        Kind::Block,
        "the text for each of a list; in it the facts of the one are at hand by their names, those around it as ../name, those at the top as @root.name",
        "{{#each (first areas 2)}}{{key}}{{#unless @last}}, {{/unless}}{{/each}}",
    ),
    define(
        "with",
        1,
        1,
        Kind::Block,
        "the text with the facts of a group at hand by their names",
        "{{#with board}}{{name}}, {{chair}}{{/with}}",
    ),
    define(
        "typ",
        1,
        1,
        Kind::Typ,
        "hands a fact to Typst as a value, for a function; the only way into code",
        "#words({{typ partnership.name}})",
    ),
    define(
        "lookup",
        2,
        2,
        Kind::Value(lookup),
        "of a list the one at a place, of a group the one by a key or a ref that is a fact itself",
        "{{#with (lookup areas 0)}}{{name}}{{/with}}",
    ),
    define(
        "count",
        2,
        3,
        Kind::Value(count),
        "a number with its noun; a list counts as its length; a plural that is not regular comes third",
        "{{count actions.due_counts.overdue \"action\"}}, {{count areas \"area\"}}",
    ),
    define(
        "plural",
        3,
        3,
        Kind::Value(|values, _| plural(values)),
        "the second word for one, the third for any other number",
        "{{plural risks.counts.rising \"is\" \"are\"}}",
    ),
    define(
        "number",
        1,
        1,
        Kind::Value(|values, _| written(number(&values[0])?, &values[0])),
        "a number with its thousands parted",
        "{{number actions.action_counts.total}}",
    ),
    define(
        "word",
        1,
        1,
        Kind::Value(|values, _| written(word(&values[0])?, &values[0])),
        "a number up to ten in words, in small letters; 0 is \"no\"",
        "{{word areas}} areas",
    ),
    define(
        "all",
        1,
        1,
        Kind::Value(|values, _| written(all(&values[0])?, &values[0])),
        "as many as there are, all of them",
        "{{all areas}} areas",
    ),
    define(
        "All",
        1,
        1,
        Kind::Value(|values, _| written(capitalised(&all(&values[0])?), &values[0])),
        "the same with a capital",
        "{{All areas}} areas",
    ),
    define(
        "Word",
        1,
        1,
        Kind::Value(|values, _| written(capitalised(&word(&values[0])?), &values[0])),
        "a number up to ten in words, with a capital",
        "{{Word areas}} areas",
    ),
    define(
        "join",
        2,
        3,
        Kind::Value(join),
        "a list of texts with a sign between them, and another before the last where there is a third",
        "{{join actions.all.[0].leads \", \" \" and \"}}",
    ),
    define(
        "first",
        2,
        2,
        Kind::Value(first),
        "of a list the first so many",
        "{{#each (first actions.all 2)}}{{ref}} {{/each}}",
    ),
    define(
        "rest",
        2,
        2,
        Kind::Value(rest),
        "of a list all but the first so many",
        "{{#each (rest areas 3)}}{{key}} {{/each}}",
    ),
    define(
        "chunk",
        2,
        2,
        Kind::Value(chunk),
        "a list in pieces of at most so many, each with its items, its number and how many pieces there are",
        "{{#each (chunk areas 3)}}({{number}} of {{of}}: {{#each items}}{{key}} {{/each}}){{/each}}",
    ),
    define(
        "only",
        2,
        MANY,
        Kind::Value(only),
        "of a group, or of each in a list, only the facts that are named: a table is handed what it shows",
        "#lines({{typ (only board \"name\")}}.values())",
    ),
    define(
        "len",
        1,
        1,
        Kind::Value(|values, _| Ok(Val::made(len(&values[0])?, values[0].shows_as_figure()))),
        "how long a list is",
        "{{len risks.top}}",
    ),
    define(
        "eq",
        2,
        2,
        Kind::Condition(|values, _| truth(values[0].json() == values[1].json())),
        "whether two are the same",
        "{{#if (eq document.draft null)}}Final{{else}}Draft{{/if}}",
    ),
    define(
        "ne",
        2,
        2,
        Kind::Condition(|values, _| truth(values[0].json() != values[1].json())),
        "whether two are not the same",
        "{{#if (ne edition.id \"2025-06\")}}Not June{{/if}}",
    ),
    define(
        "gt",
        2,
        2,
        Kind::Condition(|values, _| truth(order(values) == Some(Ordering::Greater))),
        "whether the first is more than the second",
        "{{#if (gt actions.due_counts.overdue 5)}}More than five are overdue{{/if}}",
    ),
    define(
        "gte",
        2,
        2,
        Kind::Condition(|values, _| truth(order(values).is_some_and(Ordering::is_ge))),
        "whether the first is at least the second",
        "{{#if (gte measures.total 20)}}At least 20 measures{{/if}}",
    ),
    define(
        "lt",
        2,
        2,
        Kind::Condition(|values, _| truth(order(values) == Some(Ordering::Less))),
        "whether the first is less than the second",
        "{{#if (lt risks.counts.rising 5)}}Fewer than five are rising{{/if}}",
    ),
    define(
        "lte",
        2,
        2,
        Kind::Condition(|values, _| truth(order(values).is_some_and(Ordering::is_le))),
        "whether the first is at most the second",
        "{{#if (lte risks.counts.rising 5)}}At most five are rising{{/if}}",
    ),
    define(
        "and",
        1,
        MANY,
        Kind::Condition(|values, _| truth(values.iter().all(Val::is_something))),
        "whether there is something in all",
        "{{#if (and overdue exceptions)}}Both{{/if}}",
    ),
    define(
        "or",
        1,
        MANY,
        Kind::Condition(|values, _| truth(values.iter().any(Val::is_something))),
        "whether there is something in any",
        "{{#if (or groups areas)}}Areas or groups{{/if}}",
    ),
    define(
        "not",
        1,
        1,
        Kind::Condition(|values, _| truth(!values[0].is_something())),
        "whether there is nothing",
        "{{#if (not groups)}}No groups{{/if}}",
    ),
    define(
        "read",
        1,
        MANY,
        Kind::AboutReading(|values, _| truth(values.iter().all(|value| why(value).is_none()))),
        "whether the facts could be computed: it has to be asked before a fact is printed, counted or compared whose column may be missing",
        "{{#if (read actions.due_counts.overdue)}}{{Word actions.due_counts.overdue}} are overdue.{{else}}{{not_read actions.due_counts.overdue}}.{{/if}}",
    ),
    define(
        "not_read",
        1,
        MANY,
        Kind::AboutReading(|values, _| Ok(not_read(values))),
        "why it could not be computed, as a sentence without its full stop; nothing where it was",
        "{{not_read actions.due_counts.overdue}}",
    ),
];

const fn define(
    name: &'static str,
    least: usize,
    most: usize,
    kind: Kind,
    about: &'static str,
    example: &'static str,
) -> Helper {
    Helper { name, least, most, kind, about, example }
}

/// Every helper: its name, what it does, and an example of its use, for the manual of templates.
pub fn described() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    HELPERS.iter().map(|helper| (helper.name, helper.about, helper.example))
}

pub(super) fn helper(name: &str) -> Option<&'static Helper> {
    HELPERS.iter().find(|helper| helper.name == name)
}

fn truth<'f>(it: bool) -> Result<Val<'f>, String> {
    Ok(Val::made(it, Vec::new()))
}

/// A text that shows a figure.
fn written<'f>(text: String, figure: &Val<'f>) -> Result<Val<'f>, String> {
    Ok(Val::made(text, figure.shows_as_figure()))
}

/// `{{#if (read path)}}`: whether the fact could be computed; of several, whether all could.
fn why<'v>(value: &'v Val<'_>) -> Option<&'v str> {
    match value {
        Val::NotRead(_, why) => Some(why),
        _ => None,
    }
}

/// `{{not_read path}}`: the reason why it could not, begun as a sentence and without its full stop, for a heading
/// has none; nothing for what was read.
fn not_read<'f>(values: &[Val<'f>]) -> Val<'f> {
    Val::made(values.iter().find_map(why).map_or(Value::Null, |why| json!(capitalised(why))), Vec::new())
}

fn lookup<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let step = match values[1].plain() {
        Some(Value::String(key)) => key.clone(),
        Some(Value::Number(place)) => place.to_string(),
        _ => return Err(format!("wants a name or a number to look for, not {}", kind(&values[1]))),
    };
    values[0].step(&step, unread).ok_or_else(|| not_there(&values[0], &step, unread))
}

/// That a group or a list has nothing under a name, and the nearest that it has.
fn not_there<'f>(value: &Val<'f>, step: &str, unread: &'f Unread) -> String {
    let keys = value.entries(unread).into_iter().flatten().map(|(key, _)| key);
    let near = nearest(step, keys).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("finds no `{step}` there{near}")
}

/// `{{count n "action"}}`: "no actions", "1 action", "1,204 actions". A list counts as its length.
fn count<'f>(values: &[Val<'f>], _: &'f Unread) -> Result<Val<'f>, String> {
    let noun = text(&values[1])?;
    let several = match values.get(2) {
        Some(plural) => text(plural)?.to_owned(),
        None => regular_plural(noun),
    };
    let text = match amount(&values[0])? {
        0.0 => format!("no {several}"),
        1.0 => format!("1 {noun}"),
        _ => format!("{} {several}", number(&values[0])?),
    };
    written(text, &values[0])
}

/// `{{plural n "is" "are"}}`: the second for one, the third for any other number.
fn plural<'f>(values: &[Val<'f>]) -> Result<Val<'f>, String> {
    Ok(values[if amount(&values[0])? == 1.0 { 1 } else { 2 }].clone())
}

/// "1,234", "−3", "0.5": thousands parted by commas, a true minus sign.
fn number(value: &Val<'_>) -> Result<String, String> {
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
fn word(value: &Val<'_>) -> Result<String, String> {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let small = figure(value).as_u64().and_then(|n| WORDS.get(usize::try_from(n).ok()?).copied());
    small.map_or_else(|| number(value), |word| Ok(word.to_owned()))
}

/// As many as there are, all of them: "both", "all three", "all 12".
fn all(value: &Val<'_>) -> Result<String, String> {
    if figure(value).as_u64() == Some(2) {
        return Ok("both".to_owned());
    }
    Ok(format!("all {}", word(value)?))
}

/// `{{join list ", "}}`, or with another sign before the last: `{{join list ", " " and "}}`.
fn join<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let between = text(&values[1])?;
    let before_last = values.get(2).map_or(Ok(between), |value| text(value))?;
    let items = list(&values[0], unread)?;
    let part = |item: &Val<'f>| match (why(item), item.plain()) {
        (Some(why), _) => Err(format!("cannot join what was not read: {why}")),
        (None, Some(Value::String(text))) => Ok(text.clone()),
        (None, Some(Value::Number(number))) => Ok(number.to_string()),
        _ => Err(format!("joins texts and numbers, not {}", kind(item))),
    };
    let parts = items.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    let joined = match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{before_last}{last}", others.join(between)),
        None => String::new(),
    };
    Ok(Val::made(joined, items.iter().flat_map(Val::shows).collect()))
}

fn first<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let mut items = list(&values[0], unread)?;
    items.truncate(size(&values[1])?);
    Ok(Val::List(Rc::new(items)))
}

fn rest<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let items = list(&values[0], unread)?.into_iter().skip(size(&values[1])?);
    Ok(Val::List(Rc::new(items.collect())))
}

/// `{{#each (chunk list 8)}}`: pieces of at most `n` items, each with its number and how many there are.
fn chunk<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let most = size(&values[1])?;
    if most == 0 {
        return Err("cannot cut a list into pieces of none".into());
    }
    let items = list(&values[0], unread)?;
    let of = items.len().div_ceil(most);
    let piece = |(at, items): (usize, &[Val<'f>])| {
        Val::Group(Rc::new(vec![
            ("items", Val::List(Rc::new(items.to_vec()))),
            ("number", Val::made(at + 1, Vec::new())),
            ("of", Val::made(of, Vec::new())),
        ]))
    };
    Ok(Val::List(Rc::new(items.chunks(most).enumerate().map(piece).collect())))
}

/// `{{typ (only areas "title" "history")}}`: of a group of facts, or of each in a list, only what is named. A table or
/// chart is handed what it shows, rather than all there is.
fn only<'f>(values: &[Val<'f>], unread: &'f Unread) -> Result<Val<'f>, String> {
    let part = |group: &Val<'f>| {
        let entry = |key: &Val<'f>| {
            let &Val::Literal(Value::String(key)) = key else {
                return Err(format!("wants the names of facts in quotation marks, not {}", kind(key)));
            };
            let found = group.step(key, unread).ok_or_else(|| not_there(group, key, unread))?;
            Ok((key.as_str(), found))
        };
        let entries = values[1..].iter().map(entry).collect::<Result<Vec<_>, String>>()?;
        Ok::<_, String>(Val::Group(Rc::new(entries)))
    };
    match values[0].items(unread) {
        Some(items) => Ok(Val::List(Rc::new(items.iter().map(part).collect::<Result<_, _>>()?))),
        None => part(&values[0]),
    }
}

fn len(value: &Val<'_>) -> Result<usize, String> {
    match (value.len(), value.plain()) {
        (Some(len), _) => Ok(len),
        (None, Some(Value::String(text))) => Ok(text.chars().count()),
        _ => Err(format!("wants a list, not {}", kind(value))),
    }
}

/// Which of two values comes first: numbers by size, texts by their letters; a text of digits counts as a number beside
/// one. `None` for what cannot be compared.
fn order(values: &[Val<'_>]) -> Option<Ordering> {
    let figure = |value: &Value| match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match (values[0].plain()?, values[1].plain()?) {
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (one, other) => {
            let (one, other) = (figure(one)?, figure(other)?);
            match (one.as_i64(), other.as_i64()) {
                (Some(one), Some(other)) => Some(one.cmp(&other)),
                _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
            }
        }
    }
}

/// A list's length where a list stands for its number, else the value itself.
fn figure(value: &Val<'_>) -> Value {
    let is_group = matches!(value, Val::Group(_)) || value.plain().is_some_and(Value::is_object);
    value.len().filter(|_| !is_group).map_or_else(|| value.json().into_owned(), |len| json!(len))
}

fn amount(value: &Val<'_>) -> Result<f64, String> {
    figure(value).as_f64().ok_or_else(|| format!("wants a number or a list to count, not {}", kind(value)))
}

fn size(value: &Val<'_>) -> Result<usize, String> {
    let size = value.plain().and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    size.ok_or_else(|| format!("wants a whole number of items, not {}", kind(value)))
}

fn list<'f>(value: &Val<'f>, unread: &'f Unread) -> Result<Vec<Val<'f>>, String> {
    value.items(unread).ok_or_else(|| format!("wants a list, not {}", kind(value)))
}

fn text<'v>(value: &'v Val<'_>) -> Result<&'v str, String> {
    value.plain().and_then(Value::as_str).ok_or_else(|| format!("wants a text, not {}", kind(value)))
}

fn kind(value: &Val<'_>) -> String {
    match value.plain() {
        Some(Value::Null) => "nothing (null)".into(),
        Some(plain @ (Value::Bool(_) | Value::Number(_))) => plain.to_string(),
        Some(Value::String(text)) => format!("the text \"{}\"", text::shorten(text, 40)),
        Some(Value::Array(_)) => "a list".into(),
        None if matches!(value, Val::List(_)) => "a list".into(),
        Some(Value::Object(_)) | None => "a group of facts".into(),
    }
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

    /// Calls a helper with plain values.
    fn call(name: &str, given: &[Value]) -> Result<Value, String> {
        let unread = Unread::default();
        let values: Vec<Val<'_>> = given.iter().map(Val::Literal).collect();
        match helper(name).unwrap().kind {
            Kind::Value(compute) | Kind::Condition(compute) | Kind::AboutReading(compute) => {
                compute(&values, &unread).map(|value| value.json().into_owned())
            }
            Kind::Block | Kind::Typ => panic!("{name} has no value"),
        }
    }

    fn counted(n: Value, noun: &str) -> String {
        call("count", &[n, json!(noun)]).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(counted(json!(0), "action"), "no actions");
        assert_eq!(counted(json!(1), "action"), "1 action");
        assert_eq!(counted(json!(1204), "action"), "1,204 actions");
        assert_eq!(counted(json!(["a", "b"]), "priority"), "2 priorities");
        assert_eq!(counted(json!(2), "day"), "2 days");
        assert_eq!(counted(json!(2), "process"), "2 processes");
        let irregular = call("count", &[json!(2), json!("child"), json!("children")]).unwrap();
        assert_eq!(irregular, json!("2 children"));
        assert!(call("count", &[json!(null), json!("action")]).unwrap_err().contains("nothing (null)"));
        assert!(call("count", &[json!({"a": 1}), json!("action")]).unwrap_err().contains("a group of facts"));
    }

    #[test]
    fn numbers_are_written_for_reading() {
        let written: Vec<_> = [json!(7), json!(1234), json!(1_234_567), json!(-1000), json!(1234.5)]
            .map(|n| call("number", &[n]).unwrap())
            .to_vec();
        assert_eq!(written, ["7", "1,234", "1,234,567", "−1,000", "1,234.5"]);
        assert_eq!(call("word", &[json!(10)]).unwrap(), "ten");
        assert_eq!(call("word", &[json!(11)]).unwrap(), "11");
        assert_eq!(call("Word", &[json!(0)]).unwrap(), "No");
    }

    #[test]
    fn lists_are_joined_and_cut() {
        assert_eq!(call("join", &[json!([]), json!(", ")]).unwrap(), json!(""));
        assert_eq!(call("join", &[json!(["a"]), json!(", "), json!(" and ")]).unwrap(), json!("a"));
        assert_eq!(call("join", &[json!(["a", "b", 3]), json!(", "), json!(" and ")]).unwrap(), json!("a, b and 3"));
        assert_eq!(call("first", &[json!([1, 2, 3]), json!(2)]).unwrap(), json!([1, 2]));
        assert_eq!(call("rest", &[json!([1, 2, 3]), json!(2)]).unwrap(), json!([3]));
        assert_eq!(call("first", &[json!([1]), json!(9)]).unwrap(), json!([1]));
        assert_eq!(call("rest", &[json!([1]), json!(9)]).unwrap(), json!([]));
        assert_eq!(call("chunk", &[json!([]), json!(2)]).unwrap(), json!([]));
        assert_eq!(
            call("chunk", &[json!([1, 2, 3]), json!(2)]).unwrap(),
            json!([{"items": [1, 2], "number": 1, "of": 2}, {"items": [3], "number": 2, "of": 2}])
        );
        assert!(call("chunk", &[json!([1]), json!(0)]).is_err());
        let area = json!({"a": 1, "b": [2], "c": null});
        assert_eq!(call("only", &[area.clone(), json!("c"), json!("b")]).unwrap(), json!({"c": null, "b": [2]}));
        assert_eq!(call("only", &[json!([area.clone()]), json!("a")]).unwrap(), json!([{"a": 1}]));
        assert_eq!(call("only", &[json!([]), json!("a")]).unwrap(), json!([]));
        assert!(call("only", &[area, json!("d")]).unwrap_err().contains("finds no `d`"));
        assert!(call("only", &[json!({}), json!(1)]).unwrap_err().contains("names of facts in quotation marks"));
        assert_eq!(call("lookup", &[json!([7, 8]), json!(1)]).unwrap(), json!(8));
        assert!(call("lookup", &[json!({"a": 1}), json!("b")]).unwrap_err().contains("finds no `b`"));
    }

    #[test]
    fn conditions_compare_numbers_and_texts() {
        let holds = |name: &str, one: Value, other: Value| call(name, &[one, other]).unwrap() == json!(true);
        assert!(holds("eq", json!(5), json!(5)) && !holds("eq", json!(5), json!("5")));
        assert!(holds("ne", json!("a"), json!("b")) && !holds("ne", json!("a"), json!("a")));
        assert!(
            holds("gt", json!(5), json!(3)) && !holds("gt", json!(3), json!(3)) && holds("gte", json!(3), json!(3))
        );
        assert!(holds("lt", json!(0.5), json!(1)) && holds("lte", json!(-1), json!(0)));
        assert!(holds("gt", json!("b"), json!("a")) && holds("gt", json!(53), json!("35")));
        assert!(!holds("gt", json!(null), json!(0)) && !holds("lt", json!(null), json!(0)));
        assert!(holds("and", json!(1), json!("x")) && !holds("and", json!(1), json!([])));
        assert!(holds("or", json!(0), json!([0])) && !holds("or", json!(""), json!({})));
        assert_eq!(call("not", &[json!(false)]).unwrap(), json!(true));
    }
}
