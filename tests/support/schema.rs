//! A reader of JSON Schemas, as far as ours go: whether a value is as one says. A keyword that it does not know fails the test, so
//! that none passes unread.

use regex::Regex;
use serde_json::Value;

/// What is wrong with a value by a schema; nothing where it is as it should be.
pub fn wrong(root: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Reader { root }.read(root, value, "", &mut found);
    found
}

/// A settings file as JSON: a date is a text.
pub fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(all) => all.into_iter().map(of_toml).collect(),
        toml::Value::Table(all) => Value::Object(all.into_iter().map(|(key, value)| (key, of_toml(value))).collect()),
        toml::Value::Float(number) => number.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::String(text) => text.into(),
    }
}

struct Reader<'r> {
    root: &'r Value,
}

impl Reader<'_> {
    fn read(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let Value::Object(keywords) = schema else {
            if schema == false {
                found.push(format!("{at}: nothing may be here"));
            }
            return;
        };
        let mut deeper = Vec::new();
        let mut say = |what: String| found.push(format!("{at}: {what}"));
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "examples" | "default" => {}
                "$ref" => {
                    let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                    let of = self.root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is nowhere"));
                    self.read(of, value, at, &mut deeper);
                }
                "type" => {
                    let is = |kind: &str| match kind {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "boolean" => value.is_boolean(),
                        "number" => value.is_number(),
                        "integer" => value.is_i64() || value.is_u64(),
                        other => panic!("the type {other}"),
                    };
                    let kinds: Vec<&str> = wanted
                        .as_array()
                        .map_or_else(|| vec![wanted], |all| all.iter().collect())
                        .iter()
                        .map(|kind| kind.as_str().unwrap())
                        .collect();
                    if !kinds.iter().any(|kind| is(kind)) {
                        say(format!("{value} is no {}", kinds.join(" or ")));
                    }
                }
                "enum" if !wanted.as_array().unwrap().contains(value) => say(format!("{value} is none of {wanted}")),
                "const" if wanted != value => say(format!("{value} is not {wanted}")),
                "enum" | "const" => {}
                "minimum" | "maximum" => {
                    let Some(number) = value.as_f64() else { continue };
                    let bound = wanted.as_f64().unwrap();
                    if if keyword == "minimum" { number < bound } else { number > bound } {
                        say(format!("{number} is beyond the {keyword} {bound}"));
                    }
                }
                "minLength" | "maxLength" | "minItems" | "maxItems" => {
                    let length = match value {
                        Value::String(text) if keyword.ends_with("Length") => text.chars().count() as u64,
                        Value::Array(all) if keyword.ends_with("Items") => all.len() as u64,
                        _ => continue,
                    };
                    let bound = wanted.as_u64().unwrap();
                    if if keyword.starts_with("min") { length < bound } else { length > bound } {
                        say(format!("{length} is beyond the {keyword} {bound}"));
                    }
                }
                "pattern" => {
                    let Some(text) = value.as_str() else { continue };
                    if !Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text) {
                        say(format!("{value} is not like {wanted}"));
                    }
                }
                "format" => {
                    assert_eq!(wanted, "date");
                    let is_date = |text: &str| text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok();
                    if value.as_str().is_some_and(|text| !is_date(text)) {
                        say(format!("{value} is no date"));
                    }
                }
                "properties" | "additionalProperties" | "propertyNames" | "required" | "dependentRequired" => {}
                "items" => {
                    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.read(wanted, item, &format!("{at}/{n}"), &mut deeper);
                    }
                }
                "anyOf" | "oneOf" => {
                    let fits = wanted.as_array().unwrap().iter().filter(|choice| {
                        let mut more = Vec::new();
                        self.read(choice, value, at, &mut more);
                        more.is_empty()
                    });
                    let count = fits.count();
                    if count == 0 || keyword == "oneOf" && count > 1 {
                        say(format!("{value} fits {count} of {wanted}"));
                    }
                }
                other => panic!("the keyword {other} is not read here"),
            }
        }
        found.append(&mut deeper);
        if let Value::Object(all) = value {
            self.read_keys(schema, all, at, found);
        }
    }

    fn read_keys(&self, schema: &Value, all: &serde_json::Map<String, Value>, at: &str, found: &mut Vec<String>) {
        for key in schema["required"].as_array().into_iter().flatten() {
            if !all.contains_key(key.as_str().unwrap()) {
                found.push(format!("{at}: {key} is missing"));
            }
        }
        for (key, others) in schema["dependentRequired"].as_object().into_iter().flatten() {
            for other in others.as_array().unwrap() {
                if all.contains_key(key) && !all.contains_key(other.as_str().unwrap()) {
                    found.push(format!("{at}: {key} is there without {other}"));
                }
            }
        }
        for (key, value) in all {
            let within = format!("{at}/{key}");
            if let Some(of) = schema.get("propertyNames") {
                self.read(of, &Value::String(key.clone()), &within, found);
            }
            match (schema["properties"].get(key), schema.get("additionalProperties")) {
                (Some(of), _) | (None, Some(of)) => self.read(of, value, &within, found),
                (None, None) => {}
            }
        }
    }
}
