//! `agenda.toml` of an edition: the meeting, its items, and the papers of each.
//!
//! Text → [`Agenda`], or what is wrong with it, with its line. Which papers there are is not asked here.

use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;

use super::late::Late;
use crate::area::settings_file::parse_toml;
use crate::diagnostic::{Error, Result};
use crate::files;
use crate::suggest::nearest_of;

pub const FILE: &str = "agenda.toml";
/// The folder of an edition with the papers that others handed in.
pub const FOLDER: &str = "papers";
/// Letters for appendices.
const MOST_APPENDICES: usize = 26;
const PURPOSES: [&str; 3] = ["decision", "discussion", "information"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agenda {
    /// What meets: "SEND Improvement Board".
    pub meeting: String,
    pub date: toml::Value,
    pub time: Option<String>,
    pub place: Option<String>,
    /// Whom to ask, by role.
    pub contact: Option<String>,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Without one, its place in the list.
    pub number: Option<Number>,
    pub title: String,
    /// Whose report it is, by role.
    pub author: Option<String>,
    pub purpose: Option<String>,
    #[serde(default)]
    pub papers: Vec<String>,
    #[serde(default)]
    pub appendices: Vec<String>,
    /// Why it, or which of its papers, came late.
    pub late: Option<Late>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Number {
    Whole(u32),
    /// Such as "5a".
    Text(String),
}

/// A paper of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'n> {
    /// A document of ours.
    Document(&'n str),
    /// A file in the edition's folder of papers.
    File(&'n str),
}

impl Agenda {
    /// The agenda of an edition's folder.
    pub fn read(folder: &Path) -> Result<Agenda> {
        const MOST: u64 = 1 << 20;
        let path = folder.join(FILE);
        if !files::is_there(&path) {
            return Err(Error::new(format!("there is no {}", path.display())).hint(
                "write one with meeting = \"…\", date = 2025-08-20 and for each item [[item]] with title = \"…\" and \
                 papers = [\"risk-register\", \"Report from Health.pdf\"]",
            ));
        }
        let bytes =
            files::bytes(&path, MOST).map_err(|why| Error::new(format!("{} cannot be read: {why}", path.display())))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::new(format!("{} is not text in UTF-8", path.display())).hint("save it as UTF-8"))?;
        Agenda::parse(text.trim_start_matches('\u{feff}'))
    }

    pub fn parse(text: &str) -> Result<Agenda> {
        let agenda: Agenda = parse_toml(text, FILE)?;
        agenda.day()?;
        if agenda.items.is_empty() {
            return Err(Error::new(format!("{FILE} has no item")).hint("write for each: [[item]] with title = \"…\""));
        }
        let of = |item: &Item, what: String| Error::new(format!("{FILE}: the item \"{}\" {what}", item.title));
        for (at, item) in agenda.items.iter().enumerate() {
            if item.title.trim().is_empty() {
                return Err(Error::new(format!("{FILE}: item {} has an empty title", at + 1)));
            }
            if let Some(purpose) = item.purpose.as_deref().filter(|purpose| !PURPOSES.contains(purpose)) {
                return Err(of(item, format!("has the purpose \"{purpose}\"")).hint(nearest_of(purpose, &PURPOSES)));
            }
            if item.appendices.len() > MOST_APPENDICES {
                return Err(of(item, format!("has {} appendices; there are letters for 26", item.appendices.len())));
            }
            for paper in item.papers.iter().chain(&item.appendices) {
                named(paper).map_err(|why| Error {
                    message: of(item, why.message).message,
                    hint: why.hint,
                    ..Error::new("")
                })?;
            }
            if let Some(late) = &item.late {
                late.check(item.papers.iter().chain(&item.appendices)).map_err(|why| Error {
                    message: of(item, why.message).message,
                    hint: why.hint,
                    ..Error::new("")
                })?;
            }
            let before = agenda.items[..at].iter().flat_map(|item| item.papers.iter().chain(&item.appendices));
            let own: Vec<&String> = item.papers.iter().chain(&item.appendices).collect();
            if let Some(twice) = own
                .iter()
                .enumerate()
                .find(|(n, paper)| before.clone().any(|b| b == **paper) || own[..*n].contains(paper))
            {
                return Err(of(item, format!("has the paper \"{}\", which the agenda names twice", twice.1))
                    .hint("name it where it is discussed first; every page of a pack has one number"));
            }
            let number = agenda.number(at);
            if let Some(twin) = (0..at).find(|other| agenda.number(*other) == number) {
                return Err(of(item, format!("has the number {number}, as \"{}\" has", agenda.items[twin].title)));
            }
        }
        Ok(agenda)
    }

    pub fn day(&self) -> Result<NaiveDate> {
        let written = match &self.date {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        NaiveDate::parse_from_str(written.trim(), "%Y-%m-%d").map_err(|_| {
            Error::new(format!("{FILE}: the date {written} is no day"))
                .hint("a date is written year first, such as 2025-08-20")
        })
    }

    /// An item's number as it is printed.
    pub fn number(&self, at: usize) -> String {
        match &self.items[at].number {
            Some(Number::Whole(number)) => number.to_string(),
            Some(Number::Text(text)) => text.trim().to_owned(),
            None => (at + 1).to_string(),
        }
    }
}

/// What a paper's name means: with an ending it is a file, without one a document.
pub fn named(paper: &str) -> Result<Named<'_>> {
    let Some((_, ending)) = paper.rsplit_once('.') else {
        return match paper.trim() {
            "" => Err(Error::new("has a paper without a name")),
            _ => Ok(Named::Document(paper)),
        };
    };
    if paper.contains(['/', '\\', '\0']) || paper.starts_with('.') {
        return Err(Error::new(format!("has the paper \"{paper}\", which is no plain file name"))
            .hint(format!("put the file into the edition's folder {FOLDER}, and write its name alone")));
    }
    match ending.to_lowercase().as_str() {
        "pdf" => Ok(Named::File(paper)),
        "doc" | "docx" | "docm" | "rtf" | "odt" | "ppt" | "pptx" | "pptm" | "odp" | "xls" | "xlsx" | "xlsm" | "xlsb"
        | "ods" | "pages" | "key" | "numbers" => Err(Error::new(format!("has the paper \"{paper}\", which is no PDF"))
            .hint(
                "open it in the program that it was made with and save it as PDF, with its structure tags for accessibility; \
                 then name the PDF",
            )),
        _ => Err(Error::new(format!("has the paper \"{paper}\", which is no PDF"))
            .hint("a paper is a document's name, such as risk-register, or a file that ends in .pdf")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let why = Agenda::parse(text).unwrap_err();
        format!("{} | {}", why.message, why.hint.unwrap_or_default())
    }

    const HEAD: &str = "meeting = \"Board\"\ndate = 2025-08-20\n[[item]]\ntitle = \"Welcome\"\n";

    #[test]
    fn an_agenda_is_read() {
        let agenda = Agenda::parse(&format!(
            "{HEAD}[[item]]\nnumber = \"2a\"\ntitle = \"Report\"\npurpose = \"decision\"\npapers = [\"risk-register\", \"Health.PDF\"]\n"
        ))
        .unwrap();
        assert_eq!(agenda.day().unwrap().to_string(), "2025-08-20");
        assert_eq!((agenda.number(0), agenda.number(1)), ("1".to_owned(), "2a".to_owned()));
        assert_eq!(named(&agenda.items[1].papers[0]).unwrap(), Named::Document("risk-register"));
        assert_eq!(named(&agenda.items[1].papers[1]).unwrap(), Named::File("Health.PDF"));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_do() {
        for (text, said) in [
            (format!("{HEAD}papres = []\n"), "line 5: \"papres\" is not a key here | did you mean"),
            (format!("{HEAD}purpose = \"decison\"\n"), "the purpose \"decison\" | did you mean"),
            (
                format!("{HEAD}papers = [\"Report.docx\"]\n"),
                "\"Report.docx\", which is no PDF | open it in the program",
            ),
            (format!("{HEAD}papers = [\"../x.pdf\"]\n"), "no plain file name"),
            (format!("{HEAD}[[item]]\nnumber = 1\ntitle = \"Two\"\n"), "has the number 1, as \"Welcome\" has"),
            ("meeting = \"Board\"\ndate = \"20 August\"\n[[item]]\ntitle = \"A\"\n".to_owned(), "is no day"),
            ("meeting = \"Board\"\ndate = 2025-08-20\nitem = []\n".to_owned(), "has no item"),
        ] {
            assert!(refused(&text).contains(said), "{} for {text}", refused(&text));
        }
    }
}
