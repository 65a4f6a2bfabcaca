//! All that decides the bytes of one paper, as digests: what [`super::compile`] is given, and the program itself.
//!
//! A paper of which all this is as it was need not be made again. Of the templates' files only those that Typst read are
//! known, and those only once the paper was made; so a paper's digest has two parts: what is given, and what was read.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fonts::Fonts;
use super::handed;
use crate::digest;
use crate::template::filled::Filled;

/// What Typst is given for a paper, before it reads any of the templates' files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis(String);

impl Basis {
    pub fn of(filled: &Filled, identity: &str, fonts: &Fonts, date: NaiveDate) -> Basis {
        let fonts: Vec<u8> = listed(fonts.files());
        // Where values are in the source decides whether the document is refused.
        let places = format!("{:?} {:?}", filled.texts(), filled.names());
        let (values, looks) = (handed::encoded(filled.values()), handed::encoded_one(&filled.looks));
        Basis(digest::of_parts([
            digest::SOURCES.as_bytes(),
            filled.document.as_bytes(),
            filled.source.as_bytes(),
            places.as_bytes(),
            &values,
            &looks,
            identity.as_bytes(),
            date.to_string().as_bytes(),
            &fonts,
        ]))
    }

    /// The same for a paper that says in its structure where its figures come from.
    pub fn with_properties(self, with: bool) -> Basis {
        if with { Basis(digest::of_parts([&self.0, "properties"])) } else { self }
    }

    /// The digest of the whole: with the templates' files that Typst read, each with its digest.
    pub fn with(&self, files: &BTreeMap<String, String>) -> String {
        digest::of_parts([self.0.as_bytes(), &listed(files)])
    }
}

/// Names with their digests. A name may have any sign in it but the last.
fn listed(files: &BTreeMap<String, String>) -> Vec<u8> {
    files.iter().flat_map(|(name, digest)| format!("{digest} {name}\0").into_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::template::store::Templates;
    use crate::template::{Layers, Prepared, Unread, fill};

    fn basis(template: &'static str, facts: serde_json::Value, identity: &str, day: u32) -> Basis {
        let prepared = Prepared::of(&Templates::of(&[("r/main.typ.hbs", template)]), "r").unwrap();
        let filled = fill(&prepared, Layers::one(&facts), &Unread::default(), &|_| true).unwrap().value;
        let date = NaiveDate::from_ymd_opt(2025, 7, day).unwrap();
        Basis::of(&filled, identity, &Fonts::open(None).unwrap(), date)
    }

    #[test]
    fn whatever_typst_is_given_counts() {
        let same = || basis("a {{typ x}} {{y}}", json!({"x": [1], "y": "b", "z": 1}), "area", 31);
        assert_eq!(same(), basis("a {{typ x}} {{y}}", json!({"x": [1], "y": "b", "z": 2}), "area", 31), "not printed");
        for other in [
            basis("a {{typ x}} {{y}} ", json!({"x": [1], "y": "b"}), "area", 31),
            basis("a {{typ x}} {{y}}", json!({"x": [2], "y": "b"}), "area", 31),
            basis("a {{typ x}} {{y}}", json!({"x": [1], "y": "c"}), "area", 31),
            basis("a {{typ x}} {{y}}", json!({"x": [1], "y": "b"}), "another", 31),
            basis("a {{typ x}} {{y}}", json!({"x": [1], "y": "b"}), "area", 30),
        ] {
            assert_ne!(same(), other);
        }
        let files = |digest: &str| BTreeMap::from([("_shared/theme.typ".to_owned(), digest.to_owned())]);
        assert_ne!(same().with(&files("0")), same().with(&files("1")));
        assert_ne!(same().with(&files("0")), same().with(&BTreeMap::new()));
    }
}
