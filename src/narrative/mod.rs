//! Officers' words: the Markdown files of an edition's `narrative/` folder, and where in the papers each belongs.
//!
//! Files as they were read ([`Narrative`]) + the programme → [`Words`], each a tree of paragraphs, lists and tables with
//! its [`Place`], and findings for what has no place or cannot be taken. Figures are only named here; what they are is
//! looked up where the facts are made.
//!
//! Deliberately absent: looking into folders (`area`), HTML, pictures, code, and any way for a word to become Typst: the
//! tree reaches the templates as a value like any other.

mod markdown;
pub mod places;
pub mod tree;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::places::{Declared, Place, Places};
use self::tree::Block;
use crate::diagnostic::{Diagnostic, Findings};
use crate::digest::FileDigest;
use crate::programme::Programme;
use crate::records::Record;
use crate::suggest::nearest;

/// The name of the folder within an edition's.
pub const FOLDER: &str = "narrative";

/// The most that a file may have, in bytes: some five hundred pages of prose.
pub const MOST: u64 = 1 << 20;

/// The files of an edition's `narrative/` folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// Whether the edition has the folder.
    pub folder: bool,
    /// In the order of their names.
    pub files: Vec<NarrativeFile>,
    /// What was read, below the area's folder; nothing where the words come from a frozen edition.
    #[serde(skip)]
    pub inputs: Vec<FileDigest>,
}

/// A file, by its name within the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NarrativeFile {
    pub name: String,
    /// What it says, or why it was not read.
    pub text: Result<String, String>,
}

/// What a file says, and where it belongs.
#[derive(Clone, Debug)]
pub struct Words {
    pub place: Place,
    /// "narrative/summary.md"
    pub file: String,
    pub blocks: Vec<Block>,
}

impl NarrativeFile {
    /// "narrative/summary.md"
    pub fn path(&self) -> String {
        format!("{FOLDER}/{}", self.name)
    }

    /// The lines that papers may print, each with its number; not the comments at the beginning.
    pub fn lines(&self) -> Vec<(usize, String)> {
        let Ok(text) = &self.text else { return Vec::new() };
        // A comment that is not closed is told of where the words are read.
        let body = markdown::body(text).unwrap_or_default();
        body.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned())).collect()
    }
}

impl Narrative {
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The words of every file that has a place, be it one that documents declare, with what is to be said of the others.
    pub fn words(&self, programme: &Programme, declared: &[Declared]) -> Findings<Vec<Words>> {
        let places = Places::of(programme, declared);
        let mut taken: BTreeMap<Place, String> = BTreeMap::new();
        let mut value = Vec::new();
        let mut diagnostics = Vec::new();
        for file in &self.files {
            let Some(place) = places.of_file(&file.name) else {
                diagnostics.push(without_place(file, &places));
                continue;
            };
            if let Some(other) = taken.get(&place) {
                let told = format!("{} and {FOLDER}/{other} have one place; the first was not read", file.path());
                diagnostics.push(Diagnostic::warning(WITHOUT_PLACE, told).hint("put all into one of them"));
                continue;
            }
            taken.insert(place.clone(), file.name.clone());
            let text = match &file.text {
                Ok(text) => text,
                Err(why) => {
                    let told = Diagnostic::error("narrative-not-read", format!("{} was not read: {why}", file.path()));
                    diagnostics.push(told.hint("save it as plain text in UTF-8, of at most 1 MB"));
                    continue;
                }
            };
            match markdown::parse(text) {
                // A starter in which nobody has written yet.
                Ok(blocks) if blocks.is_empty() => {}
                Ok(blocks) => value.push(Words { place, file: file.path(), blocks }),
                Err(refused) => diagnostics.extend(refused.into_iter().map(|refused| {
                    let told = format!("{}, {} has {}", file.path(), refused.at, refused.what);
                    Diagnostic::error("narrative-not-supported", told).hint(refused.hint)
                })),
            }
        }
        Findings { value, diagnostics }
    }

    /// The files as records, to compare two readings.
    pub fn records(&self) -> Vec<Record> {
        let record = |file: &NarrativeFile| {
            let text = match &file.text {
                Ok(text) => text,
                Err(why) => why,
            };
            Record::of_text(file.path(), text)
        };
        self.files.iter().map(record).collect()
    }
}

const WITHOUT_PLACE: &str = "narrative-without-place";

fn without_place(file: &NarrativeFile, places: &Places) -> Diagnostic {
    let known: Vec<&str> = places.all.iter().map(|(name, _)| name.as_str()).collect();
    let told = Diagnostic::warning(
        WITHOUT_PLACE,
        format!("{} fits no place in this month's papers, and was not read", file.path()),
    );
    let lower = file.name.to_lowercase();
    // A file of a word processor with the right name.
    let stem = lower.rsplit_once('.').map_or(lower.as_str(), |(stem, _)| stem);
    let near = nearest(&format!("{stem}.md"), known.iter().copied()).map(|near| format!("did you mean {near}? "));
    let hint = "names are such as summary.md, area-2.md, measure-K01.md or risk-R04.md, and the number or ref must be in this month's \
                workbooks; `boardpack narrative AREA` writes them";
    told.hint(near.unwrap_or_default() + hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{action, programme};

    fn narrative(files: &[(&str, &str)]) -> Narrative {
        let file = |(name, text): &(&str, &str)| NarrativeFile { name: (*name).into(), text: Ok((*text).into()) };
        Narrative { folder: true, files: files.iter().map(file).collect(), inputs: Vec::new() }
    }

    #[test]
    fn files_find_their_places_and_the_others_are_named() {
        let programme = programme(vec![action("1.1.1", "Publish", None, "Next Board")]);
        let files = [
            ("Summary.md", "Well."),
            ("area-1.md", "Good."),
            ("asks.md", "<!-- nothing yet -->\n"),
            ("measure-K99.md", "?"),
            ("sumary.md", "?"),
            ("voice.docx", "?"),
        ];
        let Findings { value, diagnostics } = narrative(&files).words(&programme, &[]);
        let placed: Vec<&str> = value.iter().map(|words| words.file.as_str()).collect();
        assert_eq!(placed, ["narrative/Summary.md", "narrative/area-1.md"]);
        let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(
            told[1].contains("sumary.md fits no place") && told[1].contains("did you mean summary.md?"),
            "{}",
            told[1]
        );
        assert!(told[2].contains("did you mean voice.md?"), "{}", told[2]);
    }

    #[test]
    fn one_place_has_one_file() {
        let programme = programme(vec![action("1.1.1", "Publish", None, "Next Board")]);
        let key = programme.areas[0].key.clone();
        let found = narrative(&[("area-1.md", "One."), (&format!("area-{key}.md"), "Two.")]).words(&programme, &[]);
        assert_eq!(found.value.len(), 1);
        assert!(found.diagnostics[0].message.contains("have one place"), "{}", found.diagnostics[0]);
    }
}
