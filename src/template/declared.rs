//! What a document takes that is in no workbook, as its `template.toml` declares it: places for officers' words
//! (`[[words]]`) and settings of its own (`[[setting]]`).
//!
//! The tables of `template.toml` → [`Words`] and [`Setting`], refused where they are not sound. Of all documents together →
//! the places that an area's officers can write for, each once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::diagnostic::{Error, Result};
use crate::narrative::places::{self, Asked, Declared, GENERAL, OF_RECORDS, RESERVED};
use crate::suggest::nearest;

/// A place for officers' words that the document prints: the file `narrative/PLACE.md` of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "words", description = "A place for officers' words: the file narrative/PLACE.md of a month.")]
pub struct Words {
    /// The file's name without its ending.
    #[schemars(regex(pattern = "^[a-z][0-9a-z-]*$"), length(max = 60), example = &"options")]
    pub place: String,
    /// What the words are called.
    #[schemars(length(min = 1), example = &"Options considered")]
    pub title: String,
    /// What belongs there.
    #[schemars(length(min = 1), example = &"Each option with its cost and its risk")]
    pub about: String,
    /// Whether the document is a draft without them.
    #[serde(default)]
    pub required: bool,
    /// Where there is a place for each area or group: the file is narrative/PLACE-KEY.md.
    #[serde(default)]
    pub each: Option<Each>,
}

/// What a document has a place for each of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "each")]
pub enum Each {
    /// Each area of the plan.
    Area,
    /// Each group that the settings name.
    Group,
}

/// A setting that an area gives under [paper.NAME] in boardpack.toml.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "setting")]
pub struct Setting {
    /// What it is called there.
    #[schemars(regex(pattern = "^[a-z][0-9a-z_]*$"), length(max = 60), example = &"contact_officer")]
    pub key: String,
    /// What it is, and where it is printed.
    #[schemars(length(min = 1), example = &"Whom to ask, by role; on the first page")]
    pub about: String,
    /// What an area may write.
    #[serde(default)]
    #[schemars(example = &"Head of SEND Improvement")]
    pub example: Option<String>,
    /// Whether it is a list of texts rather than one.
    #[serde(default)]
    pub list: bool,
    /// Whether the document is a draft without it.
    #[serde(default)]
    pub required: bool,
}

/// The keys of the two tables, for "did you mean".
const WORDS_KEYS: [&str; 5] = ["place", "title", "about", "required", "each"];
const SETTING_KEYS: [&str; 5] = ["key", "about", "example", "list", "required"];

/// Refuses tables with a key that is none, before they are read.
pub(super) fn keys_are_known(table: &Table) -> Result<()> {
    for (name, keys) in [("words", &WORDS_KEYS[..]), ("setting", &SETTING_KEYS[..])] {
        let Some(value) = table.get(name) else { continue };
        let entries = value.as_array().filter(|entries| entries.iter().all(Value::is_table));
        let entries = entries.ok_or_else(|| {
            Error::new(format!(": `{name}` is no list of tables"))
                .hint(format!("write [[{name}]] on a line of its own, and its keys below: {}", keys.join(", ")))
        })?;
        for key in entries.iter().filter_map(Value::as_table).flat_map(Table::keys) {
            if !keys.contains(&key.as_str()) {
                let hint = match nearest(key, keys.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys are {}", keys.join(", ")),
                };
                return Err(Error::new(format!(" has an unknown key `{key}` under [[{name}]]")).hint(hint));
            }
        }
    }
    Ok(())
}

/// Refuses declarations that no edition could follow.
pub(super) fn are_sound(words: &[Words], settings: &[Setting]) -> Result<()> {
    for (at, declared) in words.iter().enumerate() {
        let place = declared.place.as_str();
        let refuse = |what: &str, hint: &str| Err(Error::new(format!(": [[words]] \"{place}\" {what}")).hint(hint));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !place.starts_with(|c: char| c.is_ascii_lowercase()) || !place.chars().all(plain) || place.len() > 60 {
            let hint =
                "a place is a file's name without .md, in small letters, digits and hyphens: place = \"options\"";
            return refuse("is no place", hint);
        }
        if OF_RECORDS.iter().any(|start| place.starts_with(start)) || RESERVED.contains(&place) {
            return refuse("is the name of something else", "area-…, measure-… and risk-… are those of records");
        }
        if declared.each.is_some() && declared.required {
            return refuse(
                "is required for each",
                "take `required` out: which areas and groups there are, the month says",
            );
        }
        if declared.each.is_some() && GENERAL.iter().any(|(file, ..)| file.strip_suffix(".md") == Some(place)) {
            return refuse("is a place that all papers have once", "take `each` out, or give it another place");
        }
        if words[..at].iter().any(|earlier| earlier.place == place) {
            return refuse("is there twice", "take one of them out, or give it another place");
        }
        if declared.title.trim().is_empty() || declared.about.trim().is_empty() {
            return refuse("has an empty title or about", "say what the words are called, and what belongs there");
        }
    }
    for (at, declared) in settings.iter().enumerate() {
        let key = declared.key.as_str();
        let refuse = |what: &str, hint: &str| Err(Error::new(format!(": [[setting]] \"{key}\" {what}")).hint(hint));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(plain) || key.len() > 60 {
            return refuse("is no key", "write it in small letters, digits and underscores: key = \"contact_officer\"");
        }
        if settings[..at].iter().any(|earlier| earlier.key == key) {
            return refuse("is there twice", "take one of them out, or give it another key");
        }
        if declared.about.trim().is_empty() {
            return refuse("has an empty about", "say what it is, and where it is printed");
        }
    }
    Ok(())
}

/// The places that documents declare, each once, in the order of the documents. `groups` are the keys of the area's groups.
pub fn places<'k>(documents: impl IntoIterator<Item = (&'k str, &'k [Words])>, groups: &[String]) -> Vec<Declared> {
    let mut found: Vec<Declared> = Vec::new();
    for (title, words) in documents {
        for declared in words {
            let asked = Asked {
                paper: title.to_owned(),
                title: declared.title.clone(),
                about: declared.about.clone(),
                required: declared.required,
            };
            match found.iter_mut().find(|known| known.name == declared.place) {
                Some(known) => known.asked.push(asked),
                None => {
                    let each = declared.each.map(|each| match each {
                        Each::Area => places::Each::Area,
                        Each::Group => places::Each::Group(groups.to_vec()),
                    });
                    found.push(Declared { name: declared.place.clone(), each, asked: vec![asked] });
                }
            }
        }
    }
    found
}
