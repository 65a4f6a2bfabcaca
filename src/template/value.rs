//! A value while a template is filled: a fact that knows its path, or something that a helper made of facts.
//!
//! Facts are only ever pointed at, never copied. The path goes with them through `each`, `with`, `first` and `chunk`, so
//! that what is printed in the end is known by its path in the facts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::filled::Root;
use super::unread::Unread;

/// The facts of one document, in two layers: its own keys come before those that all documents of the edition share.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'f> {
    pub own: &'f Value,
    pub shared: &'f Value,
}

impl<'f> Layers<'f> {
    /// All in one.
    pub fn one(facts: &'f Value) -> Layers<'f> {
        Layers { own: &Value::Null, shared: facts }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'f Value> {
        self.own.get(key).or_else(|| self.shared.get(key))
    }

    /// The keys at the top.
    pub(super) fn top_keys(&self) -> Vec<&'f str> {
        let keys = [self.own, self.shared].into_iter().filter_map(Value::as_object).flat_map(Map::keys);
        keys.map(String::as_str).collect()
    }

    /// Every key that stands somewhere in the facts, with the shortest way to it: `actions.all[].ref`.
    pub(super) fn paths_by_key(&self) -> BTreeMap<&'f str, String> {
        let mut paths = BTreeMap::new();
        let mut open = vec![(self.own, String::new()), (self.shared, String::new())];
        // What is nearer to the top comes first.
        while !open.is_empty() {
            let mut deeper = Vec::new();
            for (value, path) in open {
                match value {
                    Value::Object(entries) => {
                        for (key, item) in entries {
                            let own = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                            paths.entry(key.as_str()).or_insert_with(|| own.clone());
                            deeper.push((item, own));
                        }
                    }
                    Value::Array(items) => deeper.extend(items.iter().map(|item| (item, format!("{path}[]")))),
                    _ => {}
                }
            }
            open = deeper;
        }
        paths
    }
}

/// The path of a fact, from its last step to the first.
#[derive(Clone, Debug)]
pub(super) struct Trail<'f>(Rc<Step<'f>>);

#[derive(Debug)]
struct Step<'f> {
    before: Option<Trail<'f>>,
    name: Name<'f>,
}

#[derive(Debug)]
enum Name<'f> {
    Key(&'f str),
    Place(usize),
}

impl<'f> Trail<'f> {
    pub fn root(key: &'f str) -> Trail<'f> {
        Trail(Rc::new(Step { before: None, name: Name::Key(key) }))
    }

    fn key(&self, key: &'f str) -> Trail<'f> {
        Trail(Rc::new(Step { before: Some(self.clone()), name: Name::Key(key) }))
    }

    fn place(&self, place: usize) -> Trail<'f> {
        Trail(Rc::new(Step { before: Some(self.clone()), name: Name::Place(place) }))
    }

    /// "areas.2.action_counts.blue"
    pub fn path(&self) -> String {
        let mut path = self.0.before.as_ref().map_or_else(String::new, |before| before.path() + ".");
        match self.0.name {
            Name::Key(key) => path.push_str(key),
            Name::Place(place) => path.push_str(&place.to_string()),
        }
        path
    }
}

#[derive(Clone, Debug)]
pub(super) enum Val<'f> {
    /// All the facts.
    Root,
    Fact(&'f Value, Trail<'f>),
    /// A fact that could not be computed, with the reason.
    NotRead(Trail<'f>, &'f str),
    /// What a template writes itself: `"action"`, `3`.
    Literal(&'f Value),
    /// What a helper made, with the paths of the facts that it shows.
    Made(Rc<Value>, Vec<String>),
    /// Some of the items of a list.
    List(Rc<Vec<Val<'f>>>),
    /// Named values: a piece of a list that was cut up, or a part of a group of facts.
    Group(Rc<Vec<(&'f str, Val<'f>)>>),
}

impl<'f> Val<'f> {
    /// The fact at this path.
    pub fn fact(value: &'f Value, trail: Trail<'f>, unread: &'f Unread) -> Val<'f> {
        match value {
            Value::Null => match unread.why(&trail.path()) {
                Some(why) => Val::NotRead(trail, why),
                None => Val::Fact(value, trail),
            },
            _ => Val::Fact(value, trail),
        }
    }

    pub fn made(value: impl Into<Value>, shows: Vec<String>) -> Val<'f> {
        Val::Made(Rc::new(value.into()), shows)
    }

    /// The value where it stands as one; `None` for a list or a group put together from several.
    pub fn plain(&self) -> Option<&Value> {
        match self {
            Val::Fact(value, _) | Val::Literal(value) => Some(value),
            Val::Made(value, _) => Some(value),
            Val::NotRead(..) => Some(&Value::Null),
            Val::Root | Val::List(_) | Val::Group(_) => None,
        }
    }

    pub fn json(&self) -> Cow<'_, Value> {
        match self {
            Val::List(items) => Cow::Owned(items.iter().map(|item| item.json().into_owned()).collect()),
            Val::Group(entries) => {
                let entries = entries.iter().map(|(key, item)| ((*key).to_owned(), item.json().into_owned()));
                Cow::Owned(Value::Object(entries.collect::<Map<_, _>>()))
            }
            _ => self.plain().map_or(Cow::Owned(Value::Null), Cow::Borrowed),
        }
    }

    /// What stands under a name or a number in it.
    pub fn step(&self, step: &str, unread: &'f Unread) -> Option<Val<'f>> {
        let place = || step.parse::<usize>().ok();
        match self {
            Val::Fact(value, trail) => match value {
                Value::Object(entries) => {
                    let (key, item) = entries.get_key_value(step)?;
                    Some(Val::fact(item, trail.key(key), unread))
                }
                Value::Array(items) => {
                    let place = place()?;
                    Some(Val::fact(items.get(place)?, trail.place(place), unread))
                }
                _ => None,
            },
            // Below what was not read nothing was, whatever it would be called.
            Val::NotRead(trail, why) => Some(Val::NotRead(trail.clone(), why)),
            Val::Literal(Value::Object(entries)) => entries.get(step).map(Val::Literal),
            Val::Literal(Value::Array(items)) => items.get(place()?).map(Val::Literal),
            Val::List(items) => items.get(place()?).cloned(),
            Val::Group(entries) => entries.iter().find(|(key, _)| *key == step).map(|(_, item)| item.clone()),
            Val::Root | Val::Literal(_) | Val::Made(..) => None,
        }
    }

    /// The items of a list, each with its own place; `None` where this is no list.
    pub fn items(&self, unread: &'f Unread) -> Option<Vec<Val<'f>>> {
        match self {
            Val::Fact(Value::Array(items), trail) => {
                let item = |(place, item)| Val::fact(item, trail.place(place), unread);
                Some(items.iter().enumerate().map(item).collect())
            }
            Val::Literal(Value::Array(items)) => Some(items.iter().map(Val::Literal).collect()),
            Val::List(items) => Some(items.to_vec()),
            _ => None,
        }
    }

    /// The entries of a group of facts by their keys; `None` where this is none.
    pub fn entries(&self, unread: &'f Unread) -> Option<Vec<(&'f str, Val<'f>)>> {
        match self {
            Val::Fact(Value::Object(entries), trail) => {
                let entry =
                    |(key, item): (&'f String, &'f Value)| (key.as_str(), Val::fact(item, trail.key(key), unread));
                Some(entries.iter().map(entry).collect())
            }
            Val::Group(entries) => Some(entries.iter().map(|(key, item)| (*key, item.clone())).collect()),
            _ => None,
        }
    }

    /// How many items a list has, or entries a group.
    pub fn len(&self) -> Option<usize> {
        match self {
            Val::List(items) => Some(items.len()),
            Val::Group(entries) => Some(entries.len()),
            _ => match self.plain()? {
                Value::Array(items) => Some(items.len()),
                Value::Object(entries) => Some(entries.len()),
                _ => None,
            },
        }
    }

    /// Whether there is something: not null, false, nought or empty.
    pub fn is_something(&self) -> bool {
        match (self.len(), self.plain()) {
            (Some(len), _) => len > 0,
            (None, Some(Value::Bool(it))) => *it,
            (None, Some(Value::Number(number))) => number.as_f64().is_some_and(|number| number != 0.0),
            (None, Some(Value::String(text))) => !text.is_empty(),
            (None, Some(_)) => false,
            (None, None) => true,
        }
    }

    /// The paths of the facts that are seen when this is printed.
    pub fn shows(&self) -> Vec<String> {
        match self {
            Val::Fact(_, trail) => vec![trail.path()],
            Val::Made(_, shows) => shows.clone(),
            Val::List(items) => items.iter().flat_map(Val::shows).collect(),
            Val::Group(entries) => entries.iter().flat_map(|(_, item)| item.shows()).collect(),
            Val::Root | Val::NotRead(..) | Val::Literal(_) => Vec::new(),
        }
    }

    /// The facts in it, each with the steps that lead to it.
    pub fn roots(&self) -> Vec<Root> {
        let below = |step: String, item: &Val<'f>| -> Vec<Root> {
            let deeper = |root: Root| Root { steps: [vec![step.clone()], root.steps].concat(), ..root };
            item.roots().into_iter().map(deeper).collect()
        };
        match self {
            Val::Fact(_, trail) => vec![Root { steps: Vec::new(), path: trail.path() }],
            Val::Made(_, shows) => shows.iter().map(|path| Root { steps: Vec::new(), path: path.clone() }).collect(),
            Val::List(items) => items.iter().enumerate().flat_map(|(at, item)| below(at.to_string(), item)).collect(),
            Val::Group(entries) => entries.iter().flat_map(|(key, item)| below((*key).to_owned(), item)).collect(),
            Val::Root | Val::NotRead(..) | Val::Literal(_) => Vec::new(),
        }
    }

    /// The paths that are seen when a number is printed: a list counts as its length.
    pub fn shows_as_figure(&self) -> Vec<String> {
        match self {
            Val::Fact(Value::Array(_) | Value::Object(_), trail) => vec![trail.path() + ".count"],
            // Of some items of a list the number says nothing about how many there are in all.
            Val::List(_) | Val::Group(_) => Vec::new(),
            _ => self.shows(),
        }
    }
}
