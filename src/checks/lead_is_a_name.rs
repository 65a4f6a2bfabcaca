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
use super::support::names::{has_title, is_role_word, looks_like_name, words};
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

pub const CHECK: Check =
    Check { code: "lead-is-a-name", severity: Severity::Warning, source: include_str!("lead_is_a_name.rs"), run };

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
