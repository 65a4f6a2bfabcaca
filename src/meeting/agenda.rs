//! `agenda.toml` of an edition: the meeting, its items, and the papers of each.
//!
//! Text → [`Agenda`], or what is wrong with it, with its line. Which papers there are is not asked here.

use std::path::Path;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::late::Late;
use super::restricted::{Regime, Restricted};
use super::standing::{OfItself, Standing};
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

/// What `boardpack pack` makes one PDF of: the meeting, its items and the papers of each.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "agenda.toml of a meeting")]
pub struct Agenda {
    /// What meets.
    #[schemars(example = &"SEND Improvement Board")]
    pub meeting: String,
    /// The day of the meeting, year first.
    #[schemars(with = "NaiveDate", example = &"2025-08-20")]
    pub date: toml::Value,
    /// From when until when.
    #[schemars(example = &"2.00pm to 4.00pm")]
    pub time: Option<String>,
    /// Where it meets.
    #[schemars(example = &"Committee Room 1, Town Hall")]
    pub place: Option<String>,
    /// Whom to ask, by role.
    #[schemars(example = &"Democratic Services Officer")]
    pub contact: Option<String>,
    /// Under which rules it meets. With it there are two editions, the full one and one for the public, whose pages have the same
    /// numbers; restricted items, standing items and `boardpack pack --public` need it.
    pub regime: Option<Regime>,
    /// The items that every agenda has.
    pub standing: Option<Standing>,
    /// The items, in their order.
    #[serde(rename = "item")]
    #[schemars(with = "Vec<Item>")]
    pub items: Vec<Item>,
}

/// An item of the agenda.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "item")]
pub struct Item {
    /// Its number, such as 5 or "5a". Without one it is its place in the list.
    pub number: Option<Number>,
    /// What it is called.
    #[schemars(length(min = 1), example = &"Progress against the plan")]
    pub title: String,
    /// Whose report it is, by role.
    #[schemars(example = &"SEND Improvement Programme Manager")]
    pub author: Option<String>,
    /// What the meeting is asked for.
    #[serde(default)]
    #[schemars(schema_with = "purpose")]
    pub purpose: Option<String>,
    /// A line below its title.
    #[schemars(example = &"To follow")]
    pub note: Option<String>,
    /// What of it is not for the public.
    pub restricted: Option<Restricted>,
    /// Its papers: a document of ours by its name, or a PDF in the month's folder "papers" by its file name.
    #[serde(default)]
    #[schemars(example = ["group-paper", "Report from Health.pdf"])]
    pub papers: Vec<String>,
    /// The same, printed as Appendix A, B and so on.
    #[serde(default)]
    #[schemars(length(max = MOST_APPENDICES), example = ["Minutes of the group.pdf"])]
    pub appendices: Vec<String>,
    /// Why it came late: a reason for the item and its papers, or a reason for each paper by its name.
    pub late: Option<Late>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
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

fn purpose(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": PURPOSES})
}

impl Item {
    fn of_itself(OfItself { title, author, note, purpose, papers }: OfItself) -> Item {
        Item { title, author, note, purpose, papers, ..Item::default() }
    }
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
        let mut agenda: Agenda = parse_toml(text, FILE)?;
        agenda.day()?;
        agenda.add_standing()?;
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
            if let Some(restricted) = &item.restricted {
                let own: Vec<&str> = item.papers.iter().chain(&item.appendices).map(String::as_str).collect();
                restricted
                    .check(agenda.regime, &own)
                    .map_err(|why| Error { message: of(item, why.message).message, ..why })?;
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

    fn add_standing(&mut self) -> Result<()> {
        let Some(standing) = self.standing.take() else { return Ok(()) };
        let Some(regime) = self.regime else {
            let hint = "write regime = \"committee\" for a council's committee, or regime = \"partnership\" for a board of partners";
            return Err(
                Error::new(format!("{FILE}: what [standing] asks for depends on the kind of meeting")).hint(hint)
            );
        };
        let (before, after) = standing.items(regime);
        self.items.splice(..0, before.into_iter().map(Item::of_itself));
        self.items.extend(after.into_iter().map(Item::of_itself));
        Ok(())
    }

    /// A public edition is made of what the agenda says of it, and not guessed.
    pub fn refuse_without_regime(&self) -> Result<()> {
        if self.regime.is_some() {
            return Ok(());
        }
        let hint = "write regime = \"committee\" above the items for a council's committee, or regime = \"partnership\" for a board of \
                    partners; then restrict what is not for the public";
        Err(Error::new(format!("{FILE} does not say what kind of meeting it is, so there is no public edition"))
            .hint(hint))
    }

    /// What the public is told of it: restricted items under their public titles, without their authors and papers. All that the
    /// public edition prints is made of this.
    pub fn for_the_public(&self) -> Agenda {
        let mut agenda = self.clone();
        for (at, item) in agenda.items.iter_mut().enumerate() {
            // Another item's number must not follow from what is left out.
            item.number = Some(Number::Text(self.number(at)));
            let Some(restricted) = &mut item.restricted else { continue };
            // Why something is late may name it.
            item.late = None;
            if restricted.is_whole() {
                item.title.clone_from(&restricted.public_title);
                (item.author, item.note) = (None, None);
            }
            let is_open = |paper: &String| !restricted.is_of(paper);
            item.papers.retain(is_open);
            item.appendices.retain(is_open);
            if let Some(named) = &mut restricted.papers {
                named.clear();
            }
        }
        agenda
    }

    pub fn day(&self) -> Result<NaiveDate> {
        let written = match &self.date {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        NaiveDate::parse_from_str(written.trim(), "%Y-%m-%d").map_err(|_| {
            Error::new(format!("{FILE}: the date {written} is not a day"))
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
        return Err(Error::new(format!("has the paper \"{paper}\", which is not a plain file name"))
            .hint(format!("put the file into the edition's folder {FOLDER}, and write its name alone")));
    }
    match ending.to_lowercase().as_str() {
        "pdf" => Ok(Named::File(paper)),
        "doc" | "docx" | "docm" | "rtf" | "odt" | "ppt" | "pptx" | "pptm" | "odp" | "xls" | "xlsx" | "xlsm" | "xlsb"
        | "ods" | "pages" | "key" | "numbers" => Err(Error::new(format!("has the paper \"{paper}\", which is not a PDF"))
            .hint(
                "open it in the program that it was made with and save it as PDF, with its structure tags for accessibility; \
                 then name the PDF",
            )),
        _ => Err(Error::new(format!("has the paper \"{paper}\", which is not a PDF"))
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
    fn standing_items_come_first_and_need_to_know_the_kind_of_meeting() {
        let standing = "[standing]\nchair = \"Chair\"\nlate_items = true\n";
        let text = HEAD.replace("[[item]]", &format!("regime = \"partnership\"\n{standing}[[item]]"));
        let agenda = Agenda::parse(&text).unwrap();
        let titles: Vec<&str> = agenda.items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Welcome and introductions", "Welcome", "Any other business"]);
        assert_eq!(agenda.number(2), "3");
        assert!(refused(&HEAD.replace("[[item]]", &format!("{standing}[[item]]"))).contains("write regime"));
    }

    #[test]
    fn nothing_of_a_restricted_item_is_in_the_public_agenda() {
        let text = format!(
            "{}[[item]]\ntitle = \"zzSecret\"\nauthor = \"zzSecret\"\nnote = \"zzSecret\"\npapers = [\"zzSecret.pdf\"]\n\
             appendices = [\"zzsecret\"]\n[item.restricted]\nparagraphs = [3]\npublic_interest = \"Bids are open\"\n\
             public_title = \"A contract\"\n[[item]]\ntitle = \"Open\"\npapers = [\"a.pdf\", \"zzSecret2.pdf\"]\n\
             [item.restricted]\nparagraphs = [1]\npublic_interest = \"A child\"\npublic_title = \"A case\"\n\
             papers = [\"zzSecret2.pdf\"]\n",
            HEAD.replace("[[item]]", "regime = \"committee\"\n[[item]]")
        );
        let agenda = Agenda::parse(&text).unwrap();
        let public = agenda.for_the_public();
        let said = |agenda: &Agenda| {
            let all = agenda.items.iter().map(|item| {
                let Item { title, author, note, papers, appendices, restricted, .. } = item;
                format!("{title} {author:?} {note:?} {papers:?} {appendices:?} {restricted:?}")
            });
            all.collect::<Vec<_>>().join("\n")
        };
        assert!(said(&agenda).to_lowercase().matches("zzsecret").count() == 7);
        assert!(!said(&public).to_lowercase().contains("zzsecret"), "{}", said(&public));
        assert_eq!(public.items[1].title, "A contract");
        assert_eq!(public.items[2].papers, ["a.pdf"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_do() {
        for (text, said) in [
            (format!("{HEAD}papres = []\n"), "line 5: \"papres\" is not a key here | did you mean"),
            (format!("{HEAD}purpose = \"decison\"\n"), "the purpose \"decison\" | did you mean"),
            (
                format!("{HEAD}papers = [\"Report.docx\"]\n"),
                "\"Report.docx\", which is not a PDF | open it in the program",
            ),
            (format!("{HEAD}papers = [\"../x.pdf\"]\n"), "not a plain file name"),
            (format!("{HEAD}[[item]]\nnumber = 1\ntitle = \"Two\"\n"), "has the number 1, as \"Welcome\" has"),
            ("meeting = \"Board\"\ndate = \"20 August\"\n[[item]]\ntitle = \"A\"\n".to_owned(), "is not a day"),
            ("meeting = \"Board\"\ndate = 2025-08-20\nitem = []\n".to_owned(), "has no item"),
        ] {
            assert!(refused(&text).contains(said), "{} for {text}", refused(&text));
        }
    }
}
