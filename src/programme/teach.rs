//! The words of statuses that the settings have to teach, as lines for `[statuses]`.
//!
//! Findings of a reading → lines. A word whose cells have the fill of one status is that status's, as it was read; what no
//! fill tells is left for the officer to say.

use std::collections::{BTreeMap, BTreeSet};

use super::scheme::{Role, Scheme};
use super::tracker::{BY_FILL, UNREAD};
use crate::diagnostic::Diagnostic;

/// The longest word that is worth teaching.
const LONGEST: usize = 40;

/// A line for each word: `"W" = "not-due"` where fills say it, else the same behind a `#` with what it may mean.
pub fn statuses_to_teach(findings: &[Diagnostic], scheme: &Scheme) -> Vec<String> {
    let mut words: BTreeMap<String, (String, BTreeSet<&str>)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.code == "status-not-known") {
        let Some(word) = finding.found.as_deref().map(str::trim) else { continue };
        if word.is_empty() || word.chars().count() > LONGEST || word.contains(['\n', '"', '\\', '|']) {
            continue;
        }
        let by_fill = finding.message.rsplit_once(BY_FILL).map(|(_, status)| status.trim());
        let role = by_fill.and_then(|word| scheme.statuses.iter().find(|status| status.word() == word));
        if role.is_none() && !finding.message.ends_with(UNREAD) {
            continue;
        }
        let (_, roles) = words.entry(word.to_lowercase()).or_insert_with(|| (word.to_owned(), BTreeSet::new()));
        roles.extend(role.map(|status| status.key()));
    }
    let mut lines = Vec::new();
    for (word, keys) in words.into_values() {
        let mut keys = keys.into_iter();
        match (keys.next(), keys.next()) {
            (Some(key), None) => {
                let status = scheme.status(key).map_or(key, |status| status.word());
                lines.push(format!("# Its cells have the fill of {status}. Is that what it means?"));
                lines.push(format!("\"{word}\" = \"{key}\""));
            }
            _ => {
                let roles: Vec<String> = Role::ALL.iter().map(|role| format!("\"{}\"", role.key())).collect();
                lines.push(format!("# One of {}:", roles.join(", ")));
                lines.push(format!("#\"{word}\" = \"{}\"", Role::ALL[0].key()));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_taught_by_its_fill_and_the_rest_is_left_to_the_officer() {
        let scheme = Scheme::plain();
        let status = scheme.statuses[0].word();
        let told = |message: String, found: &str| Diagnostic::warning("status-not-known", message).found(found);
        let findings = [
            told(format!("the words of the action status are not known; {BY_FILL} {status}"), "Fertig"),
            told(format!("the action status of 1.2 {UNREAD}"), "Somewhere"),
            told(format!("the action status of 1.3 {UNREAD}"), &"long ".repeat(20)),
        ];
        let lines = statuses_to_teach(&findings, &scheme);
        assert!(lines.contains(&format!("\"Fertig\" = \"{}\"", scheme.statuses[0].key())), "{lines:?}");
        assert!(lines.contains(&"#\"Somewhere\" = \"complete\"".to_owned()), "{lines:?}");
        assert_eq!(lines.len(), 4);
    }
}
