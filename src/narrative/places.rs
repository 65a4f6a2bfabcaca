//! Where in the papers officers' words belong, and the file name of each place.

use crate::programme::Programme;
use crate::programme::model::{Area, Measure, Risk};

/// A place for officers' words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Summary,
    Asks,
    Voice,
    Learning,
    LastStocktake,
    /// By the area's key.
    Area(String),
    /// By its ref.
    Measure(String),
    /// By its ref.
    Risk(String),
    /// One that documents declare, by its name.
    Declared(String),
}

/// A place that documents declare, beside those that all papers have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// "implications-financial": its file without the ending.
    pub name: String,
    /// What each of the documents says of it.
    pub asked: Vec<Asked>,
}

/// What a document says of a place that it declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The document's title.
    pub paper: String,
    /// What it calls the words.
    pub title: String,
    /// What belongs there.
    pub about: String,
    /// Whether it is a draft without them.
    pub required: bool,
}

impl Declared {
    /// `implications-financial.md`
    pub fn file(&self) -> String {
        format!("{}.md", self.name)
    }

    /// The place; one of those that all papers have, where it is declared under such a name.
    pub fn place(&self) -> Place {
        let general = GENERAL.into_iter().find(|(file, ..)| file.strip_suffix(".md") == Some(&self.name));
        general.map_or_else(|| Place::Declared(self.name.clone()), |(_, _, place)| place)
    }
}

/// The key of a declared place's fact: `implications_financial`.
pub fn declared_key(name: &str) -> String {
    name.replace('-', "_")
}

/// What the names of places of records begin with, and names that their facts have.
pub const OF_RECORDS: [&str; 3] = ["area-", "measure-", "risk-"];
pub const RESERVED: [&str; 4] = ["files", "areas", "measures", "risks"];

/// The places that stand for no record, with their file names and the keys of their facts.
pub const GENERAL: [(&str, &str, Place); 5] = [
    ("summary.md", "summary", Place::Summary),
    ("asks.md", "asks", Place::Asks),
    ("voice.md", "voice", Place::Voice),
    ("learning.md", "learning", Place::Learning),
    ("last-stocktake.md", "last_stocktake", Place::LastStocktake),
];

/// Every place of an edition's papers.
pub struct Places {
    /// By their file names, in the order of the papers.
    pub all: Vec<(String, Place)>,
    /// Other names for them: an area by its key.
    aliases: Vec<(String, Place)>,
}

impl Places {
    pub fn of(programme: &Programme, declared: &[Declared]) -> Places {
        let mut all: Vec<(String, Place)> =
            GENERAL.into_iter().map(|(name, _, place)| (name.to_owned(), place)).collect();
        let own = declared.iter().map(|declared| (declared.file(), declared.place()));
        all.extend(own.filter(|(_, place)| matches!(place, Place::Declared(_))));
        let area = |area: &Area| Place::Area(area.key.clone());
        all.extend(programme.areas.iter().map(|of| (area_file(of), area(of))));
        all.extend(programme.measures.iter().map(|of| (measure_file(of), Place::Measure(of.reference.value.clone()))));
        all.extend(programme.risks.iter().map(|of| (risk_file(of), Place::Risk(of.reference.value.clone()))));
        let aliases = programme.areas.iter().map(|of| (format!("area-{}.md", file_part(&of.key)), area(of)));
        Places { all, aliases: aliases.collect() }
    }

    /// The place of a file by its name; capitals do not count, for some file systems do not know them.
    pub fn of_file(&self, name: &str) -> Option<Place> {
        let known = self.all.iter().chain(&self.aliases);
        known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, place)| place.clone())
    }
}

/// `area-2.md`
pub fn area_file(area: &Area) -> String {
    format!("area-{}.md", area.number)
}

/// `measure-K01.md`
pub fn measure_file(measure: &Measure) -> String {
    format!("measure-{}.md", file_part(&measure.reference.value))
}

/// `risk-R04.md`
pub fn risk_file(risk: &Risk) -> String {
    format!("risk-{}.md", file_part(&risk.reference.value))
}

/// A ref as part of a file name: what some system does not allow there becomes a hyphen.
fn file_part(reference: &str) -> String {
    let part: String =
        reference.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect();
    part.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::{action, programme};

    #[test]
    fn a_file_name_means_a_place() {
        let programme = programme(vec![action("1.1.1", "Publish", None, "Next Board")]);
        let asked = Vec::new();
        let declared =
            [Declared { name: "options".into(), asked: asked.clone() }, Declared { name: "voice".into(), asked }];
        let places = Places::of(&programme, &declared);
        assert_eq!(places.of_file("Options.md"), Some(Place::Declared("options".into())));
        assert_eq!(places.of_file("voice.md"), Some(Place::Voice));
        assert_eq!(places.all.iter().filter(|(name, _)| name == "voice.md").count(), 1);
        assert_eq!(places.of_file("LAST-stocktake.MD"), Some(Place::LastStocktake));
        let key = &programme.areas[0].key;
        assert_eq!(places.of_file("area-1.md"), Some(Place::Area(key.clone())));
        assert_eq!(places.of_file(&format!("area-{key}.md")), Some(Place::Area(key.clone())));
        assert_eq!(places.of_file("area-9.md"), None);
        assert_eq!(file_part("K/01 a"), "K-01-a");
    }
}
