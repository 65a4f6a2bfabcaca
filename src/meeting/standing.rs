//! The items that every agenda has, made of a few settings: `[standing]` in the agenda.

use schemars::JsonSchema;
use serde::Deserialize;

use super::restricted::Regime;

/// An item that an agenda gets of itself.
#[derive(Clone, Debug, Default)]
pub struct OfItself {
    pub title: String,
    /// By role.
    pub author: Option<String>,
    pub note: Option<String>,
    pub purpose: Option<String>,
    pub papers: Vec<String>,
}

/// The items that every agenda has, in this order. Other business of a partnership's board comes last.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "standing")]
pub struct Standing {
    /// Who chairs, by role: the item "Welcome and introductions".
    #[schemars(example = &"Independent Chair")]
    pub chair: Option<String>,
    /// Whether there is an item for apologies for absence.
    pub apologies: bool,
    /// Whether there is an item for substitute members of a committee, or deputies on a board.
    pub substitutes: bool,
    /// The papers of the last meeting's minutes; an empty list where they are tabled.
    #[schemars(example = ["Minutes 16 July 2025.pdf"])]
    pub minutes: Option<Vec<String>>,
    /// Whether there is an item for declarations of interest, or conflicts of interest on a board.
    pub declarations: bool,
    /// Whether there is an item for late items of a committee, or for any other business, last, on a board.
    pub late_items: bool,
}

impl Standing {
    /// The items before those of the agenda, and those after them.
    pub fn items(&self, regime: Regime) -> (Vec<OfItself>, Vec<OfItself>) {
        let is_committee = regime == Regime::Committee;
        let item = |title: &str, note: &str| OfItself {
            title: title.to_owned(),
            note: Some(note.to_owned()).filter(|note| !note.is_empty()),
            ..OfItself::default()
        };
        let by_regime = |committee: (&str, &str), board: (&str, &str)| {
            let (title, note) = if is_committee { committee } else { board };
            item(title, note)
        };
        let mut before = Vec::new();
        if let Some(chair) = &self.chair {
            before.push(OfItself { author: Some(chair.clone()), ..item("Welcome and introductions", "") });
        }
        if self.apologies {
            before.push(item("Apologies for absence", ""));
        }
        if self.substitutes {
            before.push(by_regime(
                ("Substitute members", "Members who attend in place of others are named here."),
                ("Deputies", "Those who attend in place of members are named here."),
            ));
        }
        if let Some(papers) = &self.minutes {
            let minutes = item("Minutes of the last meeting", "To agree them as a correct record.");
            before.push(OfItself { purpose: Some("decision".to_owned()), papers: papers.clone(), ..minutes });
        }
        if self.declarations {
            before.push(by_regime(
                ("Declarations of interest", "Members are asked to declare any interest in an item on this agenda."),
                (
                    "Conflicts of interest",
                    "Members are asked to declare any conflict of interest in an item on this agenda.",
                ),
            ));
        }
        let late = self.late_items.then(|| {
            by_regime(
                (
                    "Late items",
                    "Items that the Chair is of the opinion should be considered as a matter of urgency, by reason of special \
                     circumstances, which are recorded in the minutes.",
                ),
                ("Any other business", ""),
            )
        });
        if is_committee {
            before.extend(late);
            (before, Vec::new())
        } else {
            (before, late.into_iter().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_regime_has_its_own_items() {
        let all = Standing {
            chair: Some("Independent Chair".to_owned()),
            apologies: true,
            substitutes: true,
            minutes: Some(vec!["Minutes.pdf".to_owned()]),
            declarations: true,
            late_items: true,
        };
        let titles = |items: &[OfItself]| items.iter().map(|item| item.title.clone()).collect::<Vec<_>>();
        let (before, after) = all.items(Regime::Committee);
        assert_eq!(
            titles(&before),
            [
                "Welcome and introductions",
                "Apologies for absence",
                "Substitute members",
                "Minutes of the last meeting",
                "Declarations of interest",
                "Late items",
            ]
        );
        assert!(after.is_empty());
        assert_eq!(before[3].papers, ["Minutes.pdf"]);
        let (before, after) = all.items(Regime::Partnership);
        assert_eq!(before.len(), 5);
        assert_eq!(titles(&after), ["Any other business"]);
        assert!(Standing::default().items(Regime::Committee).0.is_empty());
    }
}
