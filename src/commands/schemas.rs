//! `boardpack schemas`: what settings files may say, for editors that complete and check them as they are written.
//!
//! The schemas follow from the types that the files are read into, and their words from what is written there. What only later rooms
//! know, the codes of checks and the settings of single papers, is put in here.

use std::path::PathBuf;

use clap::Args;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Outcome, Written};
use crate::area::accepted;
use crate::area::settings::{self, Settings};
use crate::checks;
use crate::diagnostic::Result;
use crate::meeting::agenda::{self, Agenda};
use crate::output::{prepare_folder, pretty, write_whole};
use crate::printed::Printed;
use crate::template::store::{DocumentKind, SETTINGS, Templates};
use crate::template::theme;

/// Write schemas of the settings files, by which an editor completes and checks them
///
/// There is one for each of boardpack.toml, accepted.toml, theme.toml, agenda.toml and template.toml. An editor with a plug-in for
/// TOML uses one where the first line of a file names it, such as  #:schema schemas/boardpack.schema.json
#[derive(Debug, Args)]
pub struct SchemasArguments {
    /// The folder to write them to, such as brookdale/schemas
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

pub fn run(arguments: &SchemasArguments) -> Result<Outcome> {
    prepare_folder(&arguments.folder)?;
    let mut written = Vec::new();
    let mut closing = Printed::default();
    closing.line("To use one, put its path on the first line of the settings file, such as:");
    for (file, schema) in all()? {
        let name = file.replace(".toml", ".schema.json");
        let path = arguments.folder.join(&name);
        write_whole(&path, pretty(&schema).as_bytes())?;
        written.push(Written::of(path, None));
        if file == settings::FILE {
            closing.line(format!("#:schema schemas/{name}"));
        }
    }
    Ok(Outcome { written, closing, ..Outcome::default() })
}

/// The schema of each file, by its name.
pub fn all() -> Result<Vec<(&'static str, Value)>> {
    let generator = || SchemaGenerator::new(SchemaSettings::draft2020_12());
    let mut area = generator().into_root_schema_for::<Settings>().to_value();
    name_what_is_known(&mut area)?;
    let files = [
        (settings::FILE, area),
        (accepted::FILE, accepted::schema(generator())),
        (theme::FILE, theme::schema(generator())),
        (agenda::FILE, generator().into_root_schema_for::<Agenda>().to_value()),
        (SETTINGS, generator().into_root_schema_for::<DocumentKind>().to_value()),
    ];
    Ok(files.into_iter().map(|(file, schema)| (file, headed(in_toml(schema)))).collect())
}

/// Puts in which checks there are, and what single papers may be given.
fn name_what_is_known(schema: &mut Value) -> Result<()> {
    let weight = schema["properties"]["checks"]["additionalProperties"].clone();
    let of_check = |check: &&checks::Check| {
        let about =
            json!({"description": format!("What the findings of this check weigh; without it {}.", check.severity)});
        (check.code.to_owned(), both(&weight, about))
    };
    let codes: Map<String, Value> = checks::ALL.iter().map(of_check).collect();
    let checks = json!({"type": "object", "additionalProperties": false, "properties": codes});
    let mut papers = Map::new();
    for document in Templates::open(None)?.documents()? {
        let setting = |setting: &crate::template::declared::Setting| {
            let text = json!({"type": "string"});
            let kind = match setting.list {
                true => json!({"anyOf": [text, {"type": "array", "items": text}]}),
                false => text,
            };
            let mut about = json!({"description": setting.about});
            if let Some(example) = &setting.example {
                about["examples"] = json!([example]);
            }
            (setting.key.clone(), both(&kind, about))
        };
        let own: Map<String, Value> = document.setting.iter().map(setting).collect();
        if !own.is_empty() {
            let about = format!("What the paper {} prints of its own.", document.name);
            let of_paper = json!({"type": "object", "description": about, "properties": own});
            papers.insert(document.name, of_paper);
        }
    }
    // Papers of one's own have settings that nothing here knows.
    let of_others = schema["properties"]["paper"]["additionalProperties"].clone();
    let paper = json!({"type": "object", "properties": papers, "additionalProperties": of_others});
    for (key, more) in [("checks", checks), ("paper", paper)] {
        let about = json!({"description": schema["properties"][key]["description"]});
        schema["properties"][key] = both(&about, more);
    }
    Ok(())
}

/// The same with what it is about first.
fn headed(mut schema: Value) -> Value {
    let first = ["$schema", "title", "description"].map(|key| (key.to_owned(), schema[key].take()));
    let rest = schema.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    first.into_iter().chain(rest.map(|(key, value)| (key.clone(), value.clone()))).collect()
}

/// The keywords of both, those of the second over the first.
fn both(one: &Value, other: Value) -> Value {
    let mut all = one.as_object().cloned().unwrap_or_default();
    all.extend(other.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

/// A schema as TOML asks for it: a key that is not set is not there, and never null; numbers have no widths; a description is
/// one paragraph.
fn in_toml(schema: Value) -> Value {
    match schema {
        Value::Array(all) => all.into_iter().map(in_toml).collect(),
        Value::Object(all) => {
            let mut own: Map<String, Value> = Map::new();
            for (key, value) in all {
                match (key.as_str(), value) {
                    // The names below this are keys of the file.
                    ("properties" | "$defs", Value::Object(named)) => {
                        let named: Map<String, Value> =
                            named.into_iter().map(|(name, schema)| (name, in_toml(schema))).collect();
                        own.insert(key, Value::Object(named));
                    }
                    ("default", value) if value.is_null() || value.is_object() || value.is_array() => {}
                    ("examples" | "enum" | "const" | "default" | "required" | "dependentRequired", value) => {
                        own.insert(key, value);
                    }
                    ("format", value) if value != "date" => {}
                    // Of what is kept of the settings, not of what is written.
                    ("writeOnly", _) => {}
                    ("type", Value::Array(types)) => {
                        let mut types: Vec<Value> = types.into_iter().filter(|of| of != "null").collect();
                        let of = if types.len() == 1 { types.swap_remove(0) } else { Value::Array(types) };
                        own.insert(key, of);
                    }
                    ("description", Value::String(text)) => {
                        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        own.insert(key, text.into());
                    }
                    (_, value) => {
                        own.insert(key, in_toml(value));
                    }
                }
            }
            without_null(own)
        }
        other => other,
    }
}

/// The same without the choice of null.
fn without_null(mut schema: Map<String, Value>) -> Value {
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|of| of != "null"));
        if let [one] = choices.as_slice() {
            let one = one.clone();
            schema.remove("anyOf");
            // What is said of the key comes before what is said of its type.
            return both(&one, Value::Object(schema));
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    Value::Object(schema)
}
