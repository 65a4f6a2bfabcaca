//! Leads that seem to be one role, spelt in two ways.
//!
//! **What it checks.** Two leads are the same but for capitals, punctuation, small words ("of", "and" or "&") and the
//! order of their words; or but for a letter or two within one long word. A role with and without its organisation
//! ("Head of SEND" and "Head of SEND, council") is not taken for one, nor are a word and its plural. The rarer
//! spelling is the finding.
//!
//! **Why it matters.** A list by lead shows one person's actions in two places, and each looks shorter than it is.
//!
//! **Example.** "Chair of Preparing for adulthood Task and Finish Group" twice, and with a capital A three times.
//!
//! **How to put it right.** Choose one spelling and use it throughout.

use super::support::leads::{Lead, leads};
use super::{Check, Context, Found};
use crate::diagnostic::Severity;

pub const CHECK: Check = Check {
    code: "role-spelt-two-ways",
    severity: Severity::Note,
    source: include_str!("role_spelt_two_ways.rs"),
    run,
};

/// The shortest word in which a letter's difference is taken for a slip.
const LONG: usize = 6;
/// The shortest in which two letters' difference is.
const VERY_LONG: usize = 10;
/// How many spellings are compared, each with each: far more than a plan has leads.
const MOST: usize = 500;

fn run(context: &Context<'_>, found: &mut Found) {
    let mut leads = leads(context.programme);
    leads.truncate(MOST);
    let spelt: Vec<Vec<String>> = leads.iter().map(|lead| plain_words(lead.name)).collect();
    for (index, lead) in leads.iter().enumerate() {
        let usual = leads
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index && same_role(&spelt[index], &spelt[*other]))
            .filter(|(other, one)| (one.times, index) > (lead.times, *other))
            .max_by_key(|(other, one)| (one.times, std::cmp::Reverse(*other)));
        let Some((_, usual)) = usual else { continue };
        found.add(
            lead.about,
            lead.at,
            format!("the lead \"{}\" seems to be the one spelt \"{}\" elsewhere", lead.name, usual.name),
            format!("{}; {}", counted(lead), counted(usual)),
            "choose one spelling and use it throughout",
        );
    }
}

fn counted(lead: &Lead<'_>) -> String {
    let times = match lead.times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    };
    format!("\"{}\" {times}", lead.name)
}

/// The words that tell a role from another, in alphabetical order.
fn plain_words(name: &str) -> Vec<String> {
    const SMALL: [&str; 8] = ["of", "and", "for", "the", "in", "to", "at", "a"];
    let plain = name.to_lowercase().replace(['\'', '’', '-'], "").replace('&', " and ");
    let mut words: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SMALL.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words
}

fn same_role(one: &[String], other: &[String]) -> bool {
    if one == other {
        return true;
    }
    if one.len() != other.len() {
        // "Co production Lead" and "Coproduction Lead" are apart by a space.
        return one.len().abs_diff(other.len()) == 1 && joined(one) == joined(other);
    }
    let own: Vec<&String> = one.iter().filter(|word| !other.contains(word)).collect();
    let others: Vec<&String> = other.iter().filter(|word| !one.contains(word)).collect();
    matches!((own.as_slice(), others.as_slice()), ([word], [slip]) if is_slip(word, slip))
}

/// The letters of all words, in order: alike for the same words parted differently.
fn joined(words: &[String]) -> Vec<char> {
    let mut letters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    letters.sort_unstable();
    letters
}

fn is_slip(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let plural = one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one);
    let digits = one.chars().chain(other.chars()).any(|c| c.is_ascii_digit());
    let most = match shorter {
        VERY_LONG.. => 2,
        LONG.. => 1,
        _ => 0,
    };
    !plural && !digits && one.chars().next() == other.chars().next() && strsim::osa_distance(one, other) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_role_is_known_in_two_spellings() {
        let same = |one: &str, other: &str| same_role(&plain_words(one), &plain_words(other));
        for (one, other) in [
            ("Head of SEND", "head of send"),
            ("Head of SEND, council", "Head of SEND - Council"),
            ("Director Integrated Commissioning", "Director of Integrated Commissioning"),
            ("Head of Strategy & Insight", "Head of Strategy and Insight"),
            ("Senior SEND Quality Officer", "Senior Quality SEND Officer"),
            ("Co-production Lead", "Co production Lead"),
            ("Commissioning Manager", "Commisioning Manager"),
            ("Business Support Manager", "Business Support Manger"),
        ] {
            assert!(same(one, other), "{one} / {other}");
        }
        for (one, other) in [
            ("Head of SEND", "Head of SEN"),
            ("Head of SEND", "Head of SEND, council"),
            ("Designated Clinical Officer", "Designated Medical Officer"),
            ("Service Manager", "Service Managers"),
            ("Area 1 Manager", "Area 2 Manager"),
            ("North Team Manager", "South Team Manager"),
            ("Internal Audit Lead", "External Audit Lead"),
        ] {
            assert!(!same(one, other), "{one} / {other}");
        }
    }
}
