//! A lead that looks like a person's name.
//!
//! **What it checks.** A lead, or an area's lead officer, bears a title (Mr, Mrs, Ms, Miss, Mx, Dr, Prof, Cllr), or
//! is two or three capitalised words of which none is a word that roles and bodies are called by (head, director,
//! officer, manager, lead, chair, team, service, group, forum, trust and the like) or stands in the name of another
//! lead. The same holds for what stands before a comma or a bracket that a role follows ("Jane Smith, Head of SEND").
//! Without a title it counts only where most other leads are roles.
//!
//! **Why it matters.** Papers are published, and people move on: the role remains, and answers for the action.
//!
//! **Example.** The lead of action 1.2.1 is "Jane Smith"; the other leads are such as "Head of SEND".
//!
//! **How to put it right.** Write the role in place of the name.

use std::collections::BTreeSet;

use super::support::leads::{Lead, leads};
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

pub const CHECK: Check =
    Check { code: "lead-is-a-name", severity: Severity::Warning, source: include_str!("lead_is_a_name.rs"), run };

const TITLES: [&str; 17] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "cllr",
    "councillor",
    "rev",
    "sir",
    "dame",
    "lady",
    "lord",
    "baroness",
    "fr",
];

/// The words by which roles, teams and bodies are called; a star ends the beginning of a word.
const ROLE_WORDS: &str = "\
    academ* access achiev* action* administrat* adult* advis* advoca* agenc* allied analys* annual area* \
    assistan* associat* audit* board* borough business cabinet care carer* case* caseworker* centre* chair* \
    charit* chief* child* city clerk* clinic* college* commission* committee* communi* consult* contact* \
    coordinat* coproduction corporat* council* county data deput* designat* develop* digital direct* early \
    education* engage* executive* famil* federation* financ* forum* foundation* governor* group* head* health* \
    home* hospital* human improve* inclusi* independen* information innovation insight inspect* integrat* \
    intelligence interim joint lead* learning legal liaison local manag* medical member* mental network* nhs \
    nurs* offic* operation* organi* paediatric* panel* parent* participat* partner* performance place* planning \
    policy post practi* primary princip* procurement programme* project* provi* psycholog* public qualit* \
    regional safeguard* school* secondary secretar* send senior service* social special speciali* staff \
    standard* strateg* support* system* task teach* team* technical therap* together training transform* \
    transition* transport* trust* tutor* union* unit* universit* virtual voice* volunt* welfare worker* \
    workforce working year* young youth";

fn run(context: &Context<'_>, found: &mut Found) {
    let leads = leads(context.programme);
    let is_role = |lead: &&Lead<'_>| words(lead.name).any(|word| is_role_word(&word));
    let roles = leads.iter().filter(is_role).count();
    let mostly_roles = roles * 2 > leads.len();
    // What an area or a body is called stands in other leads too: "Ashmere" of "Ashmere Parent Carer Forum".
    let mut places: BTreeSet<String> = leads.iter().filter(is_role).flat_map(|lead| own_words(lead.name)).collect();
    let partnership = &context.settings.partnership;
    for name in [&partnership.name, &partnership.council, &partnership.icb].into_iter().flatten() {
        places.extend(words(name));
    }
    for lead in &leads {
        let named = has_title(lead.name) || (mostly_roles && is_name(lead.name, &places));
        if !named {
            continue;
        }
        let times = if lead.times == 1 { String::new() } else { format!(", {} times", lead.times) };
        found.add(
            lead.about,
            lead.at,
            format!("a lead of {} looks like a person's name", lead.about.reference),
            format!("{}{times}", lead.name),
            "write the role: papers are published, and people move on",
        );
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn is_role_word(word: &str) -> bool {
    ROLE_WORDS.split(' ').any(|role| match role.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == role,
    })
}

fn has_title(text: &str) -> bool {
    let all: Vec<&str> = text.split_whitespace().collect();
    all.windows(2).any(|pair| {
        let title = pair[0].trim_end_matches('.').trim_start_matches('(');
        title.starts_with(char::is_uppercase)
            && TITLES.contains(&title.to_lowercase().as_str())
            && is_name_word(pair[1])
            && words(pair[1]).all(|word| !is_role_word(&word))
    })
}

/// The words of a lead that are no part of what may be a person's name in it.
fn own_words(name: &str) -> Vec<String> {
    match name.split_once([',', '(']) {
        Some((first, rest)) if looks_like_name(first) => words(rest).collect(),
        _ => words(name).collect(),
    }
}

fn is_name(text: &str, places: &BTreeSet<String>) -> bool {
    let candidate = match text.split_once([',', '(', '–']) {
        Some((first, rest)) if words(rest).any(|word| is_role_word(&word)) => first,
        Some(_) => return false,
        None => text,
    };
    looks_like_name(candidate) && words(candidate).all(|word| !places.contains(&word))
}

/// Two or three capitalised words, none of them a word of roles.
fn looks_like_name(text: &str) -> bool {
    let all: Vec<&str> = text.split_whitespace().collect();
    let initial = |word: &&&str| word.trim_end_matches('.').chars().count() == 1;
    (2..=3).contains(&all.len())
        && all.iter().all(|word| is_name_word(word))
        && all.iter().filter(initial).count() < all.len()
        && words(text).all(|word| !is_role_word(&word))
}

/// "Jane", "O'Neill", "Smith-Jones", "J." but not "NHS", "of" or "0-19".
fn is_name_word(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':', ')']);
    let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
    let capital = word.starts_with(char::is_uppercase);
    letters && capital && (word.chars().count() == 1 || word.chars().any(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_roles_and_bodies() {
        let none = BTreeSet::new();
        for name in
            ["Jane Smith", "J. O'Neill", "Mary Smith-Jones", "Jane Smith, Head of SEND", "Jane Smith (SENDIASS Lead)"]
        {
            assert!(is_name(name, &none), "{name}");
        }
        for role in [
            "Head of SEND",
            "Primary Care",
            "Parent Voice",
            "Strategic Education Partnership",
            "Westmarch NHS",
            "SENDIASS",
            "Associate Director, Adult Services",
            "Auditor partner organisations",
            "Ashmere Heads' Partnership",
        ] {
            assert!(!is_name(role, &none), "{role}");
        }
        assert!(has_title("Dr Jane Smith") && has_title("Cllr Smith, Lead Member"));
        assert!(!has_title("DR Planning Lead") && !has_title("Lead for Miss"));
    }
}
