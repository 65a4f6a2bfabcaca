//! What of an agenda is not for the public, under which rules, and how that is said.
//!
//! A council's committee follows the Local Government Act 1972: the public is excluded by resolution (section 100A), and every copy
//! of a report that is not open says "Not for publication" with the description of the exempt information (section 100B(5)),
//! which is in Part 1 of Schedule 12A. A partnership's board is no committee under that Act: nothing of it is "exempt", and what it
//! keeps to itself is confidential for a reason that it gives.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::diagnostic::{Error, Result};
use crate::suggest::nearest_of;
use crate::text;

/// Under which rules a meeting is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "regime")]
pub enum Regime {
    /// A council's committee, under Part 5A of the Local Government Act 1972.
    Committee,
    /// A board of partners, which is no committee under that Act.
    Partnership,
}

/// What of an item is not for the public: all of it, or the papers that are named.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "restricted", extend("dependentRequired" = {
    "paragraphs": ["public_interest"], "public_interest": ["paragraphs"],
}))]
pub struct Restricted {
    /// The paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972 that apply. A committee has to name one.
    #[serde(default)]
    #[schemars(inner(range(min = 1, max = 7)), example = [3])]
    pub paragraphs: Vec<i64>,
    /// Why the public interest in keeping it back outweighs that in disclosing it. Both editions print it.
    #[schemars(example = &"Bids are still open")]
    pub public_interest: Option<String>,
    /// Why a board of partners keeps it to itself; it is required there, and only there. Both editions print it.
    #[schemars(example = &"It is about one family")]
    pub reason: Option<String>,
    /// What the public edition calls it.
    #[schemars(length(min = 1), example = &"A contract")]
    pub public_title: String,
    /// The papers of the item that it is about. Without it the whole item is restricted.
    #[schemars(length(min = 1), example = ["Bids.pdf"])]
    pub papers: Option<Vec<String>>,
}

/// What each paragraph of Part 1 of Schedule 12A is about, in short.
const PARAGRAPHS: [&str; 7] = [
    "information about an individual",
    "information that is likely to show who an individual is",
    "information about the financial or business affairs of a person or body, the authority itself included",
    "information about consultations or negotiations on a labour relations matter between the authority or a Minister and those \
     whom they employ or who hold office under them",
    "information to which legal professional privilege could be claimed",
    "information that shows that the authority means to serve a notice with requirements, or to make an order or direction, under an \
     enactment",
    "information about action to prevent, investigate or prosecute crime",
];
const SCHEDULE: &str = "Part 1 of Schedule 12A to the Local Government Act 1972";

impl Regime {
    /// What stands on each page that is not for the public.
    pub fn mark(self) -> &'static str {
        match self {
            Regime::Committee => "Not for publication",
            Regime::Partnership => "Confidential",
        }
    }

    /// The heading over what is not for the public.
    pub fn heading(self) -> &'static str {
        match self {
            Regime::Committee => "Exclusion of the press and public",
            Regime::Partnership => "Confidential papers",
        }
    }
}

impl Restricted {
    /// Refuses what cannot stand as it is, in words that follow "the item ".
    pub fn check(&self, regime: Option<Regime>, papers: &[&str]) -> Result<Regime> {
        let Some(regime) = regime else {
            return Err(Error::new("is restricted, and the agenda does not say what kind of meeting it is").hint(
                "write regime = \"committee\" above the items for a council's committee, or regime = \"partnership\" for a board of \
                 partners",
            ));
        };
        if let Some(unknown) = self.paragraphs.iter().find(|number| !(1..=7).contains(*number)) {
            return Err(Error::new(format!("is restricted by paragraph {unknown}, which is none"))
                .hint(format!("{SCHEDULE} has paragraphs 1 to 7: paragraphs = [3] for {}", PARAGRAPHS[2])));
        }
        let said = |words: &Option<String>| words.as_ref().is_some_and(|words| !words.trim().is_empty());
        let has_interest = said(&self.public_interest);
        if has_interest && self.paragraphs.is_empty() {
            return Err(Error::new("has a public_interest and no paragraph that it belongs to")
                .hint(format!("write paragraphs = [3], by {SCHEDULE}; 3 is {}", PARAGRAPHS[2])));
        }
        if !self.paragraphs.is_empty() && !has_interest {
            return Err(Error::new("is restricted without a public_interest").hint(
                "write why, in this case, the public interest in keeping it back outweighs that in disclosing it; both editions \
                 print it",
            ));
        }
        match regime {
            Regime::Committee if self.paragraphs.is_empty() => {
                let hint = format!("write paragraphs = [3], by {SCHEDULE}, and public_interest = \"…\"");
                return Err(Error::new("is restricted without a paragraph").hint(hint));
            }
            Regime::Committee if self.reason.is_some() => {
                return Err(Error::new("has a reason, which is for boards of partners")
                    .hint("a committee keeps back what Schedule 12A names; write what you mean into public_interest"));
            }
            Regime::Partnership if !said(&self.reason) => {
                return Err(Error::new("is restricted without a reason")
                    .hint("write reason = \"…\": why it is confidential; both editions print it"));
            }
            _ => {}
        }
        if self.public_title.trim().is_empty() {
            return Err(Error::new("has an empty public_title")
                .hint("write what the public edition calls it; the title again, if that gives nothing away"));
        }
        match self.papers.as_deref() {
            Some([]) => {
                return Err(Error::new("restricts no paper")
                    .hint("name the papers, or take the key out: then the whole item is restricted"));
            }
            Some(named) => {
                if let Some(unknown) = named.iter().find(|paper| !papers.contains(&paper.as_str())) {
                    return Err(Error::new(format!("restricts the paper \"{unknown}\", which it does not have"))
                        .hint(nearest_of(unknown, papers)));
                }
            }
            None => {}
        }
        Ok(regime)
    }

    pub fn is_whole(&self) -> bool {
        self.papers.is_none()
    }

    /// Whether it is about a paper of its item.
    pub fn is_of(&self, paper: &str) -> bool {
        self.papers.as_ref().is_none_or(|papers| papers.iter().any(|named| named == paper))
    }

    /// "paragraph 3" or "paragraphs 3 and 5".
    fn paragraphs(&self) -> Option<String> {
        let numbers: Vec<String> = self.numbers().iter().map(i64::to_string).collect();
        match numbers.as_slice() {
            [] => None,
            [one] => Some(format!("paragraph {one}")),
            more => Some(format!("paragraphs {}", text::list(more))),
        }
    }

    fn numbers(&self) -> Vec<i64> {
        let mut numbers = self.paragraphs.clone();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// What stands at the foot of each of its pages.
    pub fn foot(&self, regime: Regime) -> String {
        match (regime, self.paragraphs()) {
            (Regime::Committee, Some(paragraphs)) => {
                format!("{}: exempt, {paragraphs} of Schedule 12A", regime.mark().to_uppercase())
            }
            _ => regime.mark().to_uppercase(),
        }
    }

    /// Under which rule it is kept back, and why: a line for each.
    pub fn lines(&self, regime: Regime) -> Vec<String> {
        let interest = || self.public_interest.as_ref().map(|words| format!("Public interest: {}", words.trim()));
        let about = || {
            self.numbers().into_iter().filter_map(|number| {
                let words = usize::try_from(number - 1).ok().and_then(|at| PARAGRAPHS.get(at))?;
                Some(format!("Paragraph {number}: {words}."))
            })
        };
        let paragraphs = self.paragraphs();
        let mut lines = Vec::new();
        match (regime, paragraphs) {
            (Regime::Committee, Some(paragraphs)) => {
                lines.push(format!("Not for publication: exempt information under {paragraphs} of {SCHEDULE}."));
                lines.extend(about());
                lines.extend(interest());
            }
            (_, paragraphs) => {
                lines.push(format!("Confidential: {}", self.reason.as_deref().unwrap_or_default().trim()));
                if let Some(paragraphs) = paragraphs {
                    lines
                        .push(format!("In a council’s committee it would be exempt under {paragraphs} of {SCHEDULE}."));
                    lines.extend(about());
                }
                lines.extend(interest());
            }
        }
        lines
    }
}

/// What an agenda says of all that is not for the public: `of` are the items' labels and titles, each with its restriction.
pub fn shown(regime: Regime, of: &[(String, &Restricted)]) -> Value {
    if of.is_empty() {
        return Value::Null;
    }
    let labels: Vec<String> = of.iter().map(|(label, _)| label.clone()).collect();
    let resolution = match regime {
        Regime::Committee => Some(format!(
            "The meeting is asked to resolve, under section 100A(4) of the Local Government Act 1972, that the press and public be \
             excluded while what follows is considered, because exempt information as described below would be likely to be \
             disclosed to them: {}.",
            labels.join("; ")
        )),
        Regime::Partnership => None,
    };
    let items = of.iter().map(|(label, restricted)| json!({"label": label, "lines": restricted.lines(regime)}));
    json!({"heading": regime.heading(), "resolution": resolution, "items": items.collect::<Vec<_>>()})
}

/// What stands in the public edition in the place of a paper that is not for the public.
pub fn in_its_place(restricted: &Restricted, regime: Regime) -> Vec<String> {
    let mut lines = restricted.lines(regime);
    lines.push("Its pages are left out of this edition. The page numbers are those of the full one.".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restricted(text: &str) -> Restricted {
        toml::from_str(&format!("public_title = \"A contract\"\n{text}")).unwrap()
    }

    fn refused(text: &str, regime: Option<Regime>) -> String {
        let why = restricted(text).check(regime, &["A.pdf", "B.pdf"]).unwrap_err();
        format!("{} | {}", why.message, why.hint.unwrap_or_default())
    }

    const INTEREST: &str = "public_interest = \"Bids are still open\"\n";

    #[test]
    fn each_regime_has_its_own_words() {
        let of = restricted(&format!("paragraphs = [5, 3, 3]\n{INTEREST}"));
        assert_eq!(of.check(Some(Regime::Committee), &[]).unwrap(), Regime::Committee);
        assert_eq!(
            of.lines(Regime::Committee)[0],
            "Not for publication: exempt information under paragraphs 3 and 5 of Part 1 of Schedule 12A to the Local Government \
             Act 1972."
        );
        assert_eq!(of.foot(Regime::Committee), "NOT FOR PUBLICATION: exempt, paragraphs 3 and 5 of Schedule 12A");
        let of = restricted("reason = \"The families asked for it\"\n");
        of.check(Some(Regime::Partnership), &[]).unwrap();
        assert_eq!(of.lines(Regime::Partnership), ["Confidential: The families asked for it"]);
        assert_eq!(of.foot(Regime::Partnership), "CONFIDENTIAL");
    }

    #[test]
    fn what_is_not_enough_is_refused_with_an_example() {
        let committee = Some(Regime::Committee);
        for (text, regime, said) in [
            ("paragraphs = [3]\n".to_owned(), committee, "without a public_interest | write why"),
            (INTEREST.to_owned(), committee, "no paragraph that it belongs to | write paragraphs = [3]"),
            (INTEREST.to_owned(), Some(Regime::Partnership), "no paragraph that it belongs to"),
            (String::new(), committee, "without a paragraph | write paragraphs = [3]"),
            (format!("paragraphs = [8]\n{INTEREST}"), committee, "paragraph 8, which is none"),
            (format!("paragraphs = [0]\n{INTEREST}"), committee, "paragraphs 1 to 7: paragraphs = [3]"),
            (format!("paragraphs = [3]\n{INTEREST}reason = \"x\"\n"), committee, "which is for boards"),
            (format!("paragraphs = [3]\n{INTEREST}"), Some(Regime::Partnership), "without a reason | write reason"),
            (format!("paragraphs = [3]\n{INTEREST}"), None, "what kind of meeting it is | write regime"),
            (format!("paragraphs = [3]\n{INTEREST}papers = [\"C.pdf\"]\n"), committee, "does not have | did you mean"),
            (format!("paragraphs = [3]\n{INTEREST}papers = []\n"), committee, "restricts no paper"),
        ] {
            assert!(refused(&text, regime).contains(said), "{} for {text}", refused(&text, regime));
        }
    }
}
