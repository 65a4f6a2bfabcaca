//! Settings of single papers: `[paper.NAME]` in `boardpack.toml`, whose keys the documents declare.
//!
//! The settings + the documents' declarations → the values of one document, and findings for what no document takes.
//! Which documents there are is not known here: the templates come later on the road.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::diagnostic::Diagnostic;
use crate::suggest::did_you_mean;

/// By the document's name, then by the key.
pub type PaperSettings = BTreeMap<String, BTreeMap<String, Value>>;

/// What an area gives: a text, or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "text_or_list")]
pub enum Value {
    Text(String),
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        struct TextOrList;
        impl<'de> Visitor<'de> for TextOrList {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotation marks, or a list of such texts in brackets")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element::<String>()? {
                    list.push(item);
                }
                Ok(Value::List(list))
            }
        }
        deserializer.deserialize_any(TextOrList)
    }
}

/// A setting that a document declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared<'d> {
    pub key: &'d str,
    /// Whether it is a list of texts.
    pub list: bool,
}

/// What an area gives for a declared setting; `None` where it gives nothing, or nothing of the kind. One text is a list of
/// one, and blank texts say nothing.
pub fn given(settings: &PaperSettings, document: &str, declared: &Declared<'_>) -> Option<Value> {
    let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match (settings.get(document)?.get(declared.key)?, declared.list) {
        (Value::Text(text), false) => filled(text).map(Value::Text),
        (Value::Text(text), true) => filled(text).map(|text| Value::List(vec![text])),
        (Value::List(list), true) => {
            Some(list.iter().filter_map(filled).collect::<Vec<_>>()).filter(|list| !list.is_empty()).map(Value::List)
        }
        (Value::List(_), false) => None,
    }
}

/// What no document takes, and what is not of its kind; `file` is where it is set.
pub fn not_taken<'d>(
    settings: &PaperSettings,
    file: &str,
    documents: &[(&'d str, Vec<Declared<'d>>)],
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (name, values) in settings {
        let warn = |message: String| Diagnostic::warning("paper-setting-unknown", format!("{file}: {message}"));
        let Some((_, declared)) = documents.iter().find(|(document, _)| document == name) else {
            let with_settings = documents.iter().filter(|(_, declared)| !declared.is_empty());
            let near = did_you_mean(name, with_settings.map(|(document, _)| *document));
            told.push(
                warn(format!("[paper.{name}] names no document"))
                    .hint(format!("{near}`boardpack documents` lists them; one of your own is known with --templates")),
            );
            continue;
        };
        for (key, value) in values {
            let Some(known) = declared.iter().find(|declared| declared.key == key) else {
                let keys: Vec<&str> = declared.iter().map(|declared| declared.key).collect();
                let known = match keys.as_slice() {
                    [] => "it has no settings of its own".to_owned(),
                    keys => format!("its settings are {}", keys.join(", ")),
                };
                told.push(
                    warn(format!("\"{key}\" under [paper.{name}] is not a setting of that document"))
                        .hint(did_you_mean(key, keys.iter().copied()) + &known),
                );
                continue;
            };
            if !known.list && matches!(value, Value::List(_)) {
                told.push(
                    warn(format!("\"{key}\" under [paper.{name}] is one text, not a list, and was not taken"))
                        .hint(format!("write {key} = \"…\"")),
                );
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> PaperSettings {
        toml::from_str(text).unwrap()
    }

    fn declared() -> Vec<(&'static str, Vec<Declared<'static>>)> {
        let report = vec![Declared { key: "contact", list: false }, Declared { key: "wards", list: true }];
        vec![("report", report), ("deck", Vec::new())]
    }

    #[test]
    fn what_an_area_gives_is_taken_in_the_declared_form() {
        let settings = settings("[report]\ncontact = \" Head of SEND \"\nwards = \"All\"\n[deck]\n");
        let documents = declared();
        let of = |key: usize| given(&settings, "report", &documents[0].1[key]);
        assert_eq!(of(0), Some(Value::Text("Head of SEND".into())));
        assert_eq!(of(1), Some(Value::List(vec!["All".into()])));
        assert!(not_taken(&settings, "boardpack.toml", &documents).is_empty());
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        let settings = settings("[report]\ncontact = \" \"\nwards = [\"\"]\n");
        assert!(declared()[0].1.iter().all(|key| given(&settings, "report", key).is_none()));
        assert_eq!(given(&settings, "deck", &declared()[0].1[0]), None);
    }

    #[test]
    fn what_no_document_takes_is_told_with_the_nearest() {
        let settings = settings(
            "[reprot]\na = \"b\"\n[report]\ncontcat = \"x\"\ncontact = [\"a\", \"b\"]\n[deck]\ncontact = \"y\"\n",
        );
        let told: Vec<String> =
            not_taken(&settings, "boardpack.toml", &declared()).iter().map(ToString::to_string).collect();
        let said = |part: &str| assert!(told.iter().any(|told| told.contains(part)), "{part}: {told:#?}");
        said("[paper.reprot] names no document");
        said("did you mean report?");
        said("did you mean contact? its settings are contact, wards");
        said("\"contact\" under [paper.report] is one text, not a list");
        said("it has no settings of its own");
        assert_eq!(told.len(), 4);
        assert_eq!(given(&settings, "report", &declared()[0].1[0]), None);
    }

    #[test]
    fn a_value_is_a_text_or_a_list_of_texts() {
        for text in ["[report]\ncontact = 3\n", "[report]\nwards = [1]\n", "[report.contact]\na = \"b\"\n"] {
            assert!(toml::from_str::<PaperSettings>(text).is_err(), "{text}");
        }
        let why = toml::from_str::<PaperSettings>("[report]\ncontact = 3\n").unwrap_err().to_string();
        assert!(why.contains("a text in quotation marks, or a list of such texts"), "{why}");
    }
}
