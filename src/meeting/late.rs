//! Why something on the agenda came late: `late` of an item, for all of it or paper by paper.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Error, Result};
use crate::suggest::did_you_mean;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(untagged, expecting = "late is a reason in quotes, or reasons by paper: { \"Health.pdf\" = \"…\" }")]
pub enum Late {
    /// For the item and all of its papers that came late.
    All(String),
    /// For each paper by its name.
    Each(BTreeMap<String, String>),
}

impl Late {
    /// Why the item itself came late.
    pub fn of_item(&self) -> Option<&str> {
        match self {
            Late::All(reason) => Some(reason.trim()),
            Late::Each(_) => None,
        }
    }

    pub fn of_paper(&self, paper: &str) -> Option<&str> {
        match self {
            Late::All(reason) => Some(reason.trim()),
            Late::Each(reasons) => reasons.get(paper).map(|reason| reason.trim()),
        }
    }

    /// Whether each reason says something, of a paper that the item has.
    pub fn check<'p>(&self, papers: impl Iterator<Item = &'p String> + Clone) -> Result<()> {
        let empty = || {
            Error::new("has an empty reason for lateness")
                .hint("say in late = \"…\" why it came late and cannot wait for the next meeting")
        };
        match self {
            Late::All(reason) if reason.trim().is_empty() => Err(empty()),
            Late::All(_) => Ok(()),
            Late::Each(reasons) => {
                for (paper, reason) in reasons {
                    if !papers.clone().any(|known| known == paper) {
                        let near = did_you_mean(paper, papers.clone().map(String::as_str));
                        return Err(Error::new(format!("has a reason for \"{paper}\", which is none of its papers"))
                            .hint(format!("{near}write the paper as under papers or appendices")));
                    }
                    if reason.trim().is_empty() {
                        return Err(empty());
                    }
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Agenda;

    fn agenda(late: &str) -> Result<Agenda, String> {
        let head = "meeting = \"Board\"\ndate = 2025-08-20\n[[item]]\ntitle = \"Health\"\npapers = [\"Health.pdf\"]\n";
        Agenda::parse(&format!("{head}late = {late}\n"))
            .map_err(|why| format!("{} | {}", why.message, why.hint.unwrap_or_default()))
    }

    #[test]
    fn reasons_are_read_for_an_item_and_for_a_paper() {
        let of = |late: &str, paper: &str| {
            let agenda = agenda(late).unwrap();
            let late = agenda.items[0].late.as_ref().unwrap();
            (late.of_item().map(str::to_owned), late.of_paper(paper).map(str::to_owned))
        };
        let urgent = || Some("It is urgent.".to_owned());
        assert_eq!(of("\"It is urgent.\"", "Health.pdf"), (urgent(), urgent()));
        assert_eq!(of("{ \"Health.pdf\" = \" It is urgent. \" }", "Health.pdf"), (None, urgent()));
        assert_eq!(of("{ \"Health.pdf\" = \"It is urgent.\" }", "Other.pdf"), (None, None));
    }

    #[test]
    fn reasons_that_say_nothing_or_are_of_nothing_are_refused() {
        for (late, said) in [
            ("\" \"", "an empty reason"),
            ("{ \"Health.pdf\" = \"\" }", "an empty reason"),
            ("{ \"Helth.pdf\" = \"x\" }", "is none of its papers | did you mean"),
            ("3", "line 6: late is a reason in quotes"),
        ] {
            let why = agenda(late).unwrap_err();
            assert!(why.contains(said), "{why}");
        }
    }
}
