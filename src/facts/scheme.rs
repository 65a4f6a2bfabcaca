//! The scheme as facts: how statuses and levels look, and the words for what they amount to.
//!
//! Looks go to `_shared/theme.typ`, once a document; words to sentences. Deliberately absent: any count.

use chrono::NaiveDate;

use super::actions::role_key;
use crate::group;
use crate::ledger::Fact;
use crate::programme::model::Role;
use crate::programme::scheme::{Scheme, colour};
use crate::text::capitalised;

pub fn facts(scheme: &Scheme, date: NaiveDate) -> Fact {
    group! {
        "looks": looks(scheme),
        "words": words(scheme),
        "has": Fact::Keyed(Role::ALL.map(|role| (role_key(role), scheme.has(role).into())).to_vec()),
        "closing": group! {
            "approval_needed": scheme.closing.approval_needed,
            "impact_needed": scheme.closing.impact_needed,
        },
        "review": scheme.review(),
        "review_title": capitalised(scheme.review()),
        "plan": &scheme.plan,
        "people": group! {
            "plural": &scheme.people.plural,
            "families": &scheme.people.families,
            "together": &scheme.people.together,
            "together_title": capitalised(&scheme.people.together),
            "say": format!("What {} say", scheme.people.together),
            "readers": &scheme.people.readers,
        },
        "bodies": Fact::list(scheme.bodies_on(date).map(|body| group! {
            "key": &body.key, "name": &body.name, "short": &body.short,
        })),
    }
}

/// What `theme.typ` draws statuses and levels by.
fn looks(scheme: &Scheme) -> Fact {
    let edged = |fill: &str| match (colour::parse(fill), colour::parse("#ffffff")) {
        (Some(fill), Some(page)) => colour::contrast(fill, page) < colour::LEAST_CONTRAST,
        _ => true,
    };
    group! {
        "statuses": Fact::list(scheme.statuses.iter().map(|status| {
            let kind = status.kind();
            group! {
                "key": &kind.key, "word": &kind.word, "fill": &kind.fill, "text": &kind.text, "shape": &kind.shape,
                "edged": edged(&kind.fill),
            }
        })),
        "words": group! { "complete": scheme.either(&[Role::Complete]), "exceptions": scheme.exceptions(), "families": &scheme.people.families },
        "levels": Fact::list(scheme.risk.levels.iter().map(|level| group! {
            "key": &level.key, "word": &level.word, "fill": &level.fill, "text": &level.text, "edged": edged(&level.fill),
        })),
    }
}

/// What a sentence calls each role's statuses, and the groups that sentences speak of.
fn words(scheme: &Scheme) -> Fact {
    let well = [Role::Complete, Role::OnTrack];
    let ill = [Role::AtRisk, Role::OffTrack];
    let roles = Role::ALL.map(|role| (role_key(role), scheme.word(role).into()));
    Fact::Keyed(roles.to_vec()).joined(group! {
        "going_well": scheme.either(&well).unwrap_or_else(|| scheme.word(Role::OnTrack)),
        "not_going_well": not_any(&scheme.words_of(&well)),
        "exceptions": scheme.exceptions(),
        "exceptions_in_order": in_order(&scheme.words_of(&[Role::OffTrack, Role::AtRisk])),
        "in_doubt": scheme.either(&ill).unwrap_or_else(|| Role::AtRisk.words().to_owned()),
        "an_off_track": with_article(&scheme.word(Role::OffTrack)),
        "a_complete": capitalised(&with_article(&scheme.word(Role::Complete))),
    })
}

/// "neither Done nor Going well", "not Done".
fn not_any(words: &[&str]) -> String {
    match words {
        [] => format!("not {}", Role::OnTrack.words()),
        [only] => format!("not {only}"),
        several => format!("neither {}", several.join(" nor ")),
    }
}

/// In what order exceptions stand: the first status first, then the next, then other actions past their due date.
fn in_order(words: &[&str]) -> String {
    match words {
        [] => "Actions past their due date".to_owned(),
        [first, others @ ..] => {
            let others: String = others.iter().map(|word| format!(", then {word}")).collect();
            format!("{first} first{others}, then other actions past their due date")
        }
    }
}

/// "a Delayed", "an Off track".
pub fn with_article(word: &str) -> String {
    let vowel = word.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}
