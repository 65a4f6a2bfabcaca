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
    /// One that documents declare for each area or group, by its name and the key of the area or group.
    DeclaredFor(String, String),
}

/// A place that documents declare, beside those that all papers have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// "implications-financial": its file without the ending.
    pub name: String,
    /// Whether there is one for each area or group.
    pub each: Option<Each>,
    /// What each of the documents says of it.
    pub asked: Vec<Asked>,
}

/// What there is a place for, each with a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Each {
    Area,
    /// By their keys.
    Group(Vec<String>),
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
    /// The files with the place of each: `implications-financial.md`, or `next-steps-PfA.md` for a group; for an area by the
    /// number that its refs begin with. It is one of the places that all papers have, where it is declared under such a name.
    pub fn places(&self, programme: &Programme) -> Vec<(String, Place)> {
        let of = |part: String, key: &str| {
            (format!("{}-{part}.md", self.name), Place::DeclaredFor(self.name.clone(), key.to_owned()))
        };
        match &self.each {
            None => {
                let file = format!("{}.md", self.name);
                let general = GENERAL.into_iter().find(|(known, ..)| *known == file);
                let place = general.map_or_else(|| Place::Declared(self.name.clone()), |(_, _, place)| place);
                vec![(file, place)]
            }
            Some(Each::Area) => programme.areas.iter().map(|area| of(area.number.to_string(), &area.key)).collect(),
            Some(Each::Group(keys)) => keys.iter().map(|key| of(file_part(key), key)).collect(),
        }
    }

    /// Other names for them: an area by its key.
    fn aliases(&self, programme: &Programme) -> Vec<(String, Place)> {
        let areas = programme.areas.iter().filter(|_| self.each == Some(Each::Area));
        let of = |area: &Area| {
            let file = format!("{}-{}.md", self.name, file_part(&area.key));
            (file, Place::DeclaredFor(self.name.clone(), area.key.clone()))
        };
        areas.map(of).collect()
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
        let own = declared.iter().flat_map(|declared| declared.places(programme));
        all.extend(own.filter(|(_, place)| matches!(place, Place::Declared(_) | Place::DeclaredFor(..))));
        let area = |area: &Area| Place::Area(area.key.clone());
        all.extend(programme.areas.iter().map(|of| (area_file(of), area(of))));
        all.extend(programme.measures.iter().map(|of| (measure_file(of), Place::Measure(of.reference.value.clone()))));
        all.extend(programme.risks.iter().map(|of| (risk_file(of), Place::Risk(of.reference.value.clone()))));
        let aliases = programme.areas.iter().map(|of| (format!("area-{}.md", file_part(&of.key)), area(of)));
        let aliases = aliases.chain(declared.iter().flat_map(|declared| declared.aliases(programme)));
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
pub fn file_part(reference: &str) -> String {
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
        let declare = |name: &str, each| Declared { name: name.into(), each, asked: Vec::new() };
        let declared = [
            declare("options", None),
            declare("voice", None),
            declare("next", Some(Each::Area)),
            declare("asks-of", Some(Each::Group(vec!["PfA/2".into()]))),
        ];
        let places = Places::of(&programme, &declared);
        assert_eq!(places.of_file("Options.md"), Some(Place::Declared("options".into())));
        assert_eq!(places.of_file("voice.md"), Some(Place::Voice));
        let key = &programme.areas[0].key;
        let of_area = Some(Place::DeclaredFor("next".into(), key.clone()));
        assert_eq!(
            (places.of_file("next-1.md"), places.of_file(&format!("next-{key}.md"))),
            (of_area.clone(), of_area)
        );
        assert_eq!(places.of_file("asks-of-pfa-2.md"), Some(Place::DeclaredFor("asks-of".into(), "PfA/2".into())));
        assert_eq!((places.of_file("next.md"), places.of_file("asks-of-1.md")), (None, None));
        assert_eq!(places.all.iter().filter(|(name, _)| name == "voice.md").count(), 1);
        assert_eq!(places.of_file("LAST-stocktake.MD"), Some(Place::LastStocktake));
        assert_eq!(places.of_file("area-1.md"), Some(Place::Area(key.clone())));
        assert_eq!(places.of_file(&format!("area-{key}.md")), Some(Place::Area(key.clone())));
        assert_eq!(places.of_file("area-9.md"), None);
        assert_eq!(file_part("K/01 a"), "K-01-a");
    }
}
