//! Refs: "1.2.3", "1.4.1a", "4. 1", "R07", and the ones that Excel turned into dates and numbers.

use super::model::AreaKind;
use crate::located::{CellRef, Located};

/// A ref of numbers at the start of a text, and what follows it: "4. 1 Leaders across" → ("4.1", "Leaders across").
/// `levels` is how many numbers it must have.
pub fn leading(text: &str, levels: usize) -> Option<(String, &str)> {
    let mut reference = String::new();
    let mut rest = text.trim_start();
    for level in 0..levels {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 {
            return None;
        }
        reference.push_str(&rest[..digits]);
        rest = &rest[digits..];
        if level + 1 < levels {
            rest = rest.trim_start_matches(' ').strip_prefix('.')?.trim_start_matches(' ');
            reference.push('.');
        }
    }
    let mut chars = rest.chars();
    if let Some(letter) = chars.next().filter(char::is_ascii_lowercase)
        && !chars.clone().next().is_some_and(char::is_alphanumeric)
    {
        reference.push(letter);
        rest = chars.as_str();
    }
    // "1.2.3.4" is no ref of three levels, and "80%" of a sentence is none at all.
    let after = rest.trim_start_matches(' ');
    let deeper = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if deeper || rest.starts_with(|c: char| c.is_alphanumeric() || c == '%') {
        return None;
    }
    Some((reference, after.trim_start_matches(['.', ':', ')', '-', '–', ' ']).trim_start()))
}

/// The aim an action ref belongs to: "1.4.1a" → "1.4", "1.4" → "1". A ref of one level is its own.
pub fn aim_of(reference: &str) -> String {
    let parts: Vec<&str> = reference.split('.').collect();
    parts[..parts.len().saturating_sub(1).clamp(1, 2)].join(".")
}

/// The number of the area that a ref of numbers belongs to; `None` for "PA1-03" and the like, and for a plain "7": the
/// seventh action of a list is no area of its own.
pub fn area_of(reference: &str) -> Option<u32> {
    reference.split_once('.')?.0.parse().ok()
}

/// The area that a ref of letters names: "PA1-03" and "PA1.3" are of priority action 1, "AFI2.1" of area for
/// improvement 2.
pub fn named_area(reference: &str, kinds: &[AreaKind]) -> Option<(AreaKind, u32)> {
    kinds.iter().find_map(|kind| {
        let rest = super::table::after_prefix(reference, &kind.words().prefix)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Some((kind.clone(), rest[..digits].parse().ok()?))
    })
}

/// What stands for the words of a ref that no cell has.
const NO_REF: &str = "(no ref)";

/// The name of a record without a ref: its sheet and its number there.
pub fn by_number(sheet: &str, number: usize, at: &CellRef) -> Located<String> {
    Located { value: format!("{sheet} {number}"), at: at.clone(), raw: NO_REF.into() }
}

/// Whether a record is named by its place for want of a ref.
pub fn is_by_number(reference: &Located<String>) -> bool {
    &*reference.raw == NO_REF
}

/// The refs in a cell of links: "2.2.2; 2.2.4", "1.4.1a, R03".
pub fn list(text: &Located<String>) -> Vec<Located<String>> {
    text.value
        .split([';', ',', '\n', '&', '/'])
        .map(|part| part.trim().trim_end_matches('.'))
        .filter(|part| part.chars().any(|c| c.is_ascii_digit()))
        .map(|part| Located { value: part.to_owned(), at: text.at.clone(), raw: text.raw.clone() })
        .collect()
}

/// The ref that follows another in a numbered log: "13.9" → "13.10".
pub fn following(reference: &str) -> Option<String> {
    let (group, number) = reference.rsplit_once('.')?;
    Some(format!("{group}.{}", number.parse::<u32>().ok()?.checked_add(1)?))
}

/// Orders refs as people count: "1.10" after "1.9", "1.4.1a" before "1.4.1b".
pub fn order(reference: &str) -> Vec<(u32, String)> {
    reference
        .split('.')
        .map(|part| {
            let start = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
            let digits: String = part[start..].chars().take_while(char::is_ascii_digit).collect();
            let rest = format!("{}{}", &part[..start], &part[start + digits.len()..]);
            (digits.parse().unwrap_or(u32::MAX), rest)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refs_are_read_from_the_start_of_a_text() {
        let three = |text: &str| leading(text, 3).map(|(reference, rest)| format!("{reference}|{rest}"));
        assert_eq!(three("1.1.1 Publish the strategy").as_deref(), Some("1.1.1|Publish the strategy"));
        assert_eq!(three("1.4.1a Identify tools").as_deref(), Some("1.4.1a|Identify tools"));
        assert_eq!(three("2.1.10. Next").as_deref(), Some("2.1.10|Next"));
        assert_eq!(three("1.1 An aim"), None);
        assert_eq!(three("1.1.1.1 Too deep"), None);
        let two = |text: &str| leading(text, 2).map(|(reference, rest)| format!("{reference}|{rest}"));
        assert_eq!(two("4. 1 Leaders").as_deref(), Some("4.1|Leaders"));
        assert_eq!(two("1.1. To improve").as_deref(), Some("1.1|To improve"));
        assert_eq!(two("1.4a Identify").as_deref(), Some("1.4a|Identify"));
        assert_eq!(two("80% of plans"), None);
        assert_eq!(two("1.5% growth"), None);
    }

    #[test]
    fn a_refs_aim_and_area_follow_from_its_numbers() {
        assert_eq!(["1.4.1a", "1.4", "R07"].map(aim_of), ["1.4", "1", "R07"]);
        assert_eq!(["2.1.10", "PA1-03", "7"].map(area_of), [Some(2), None, None]);
        let kinds = crate::programme::fixtures::send().area_kinds;
        let ordinal = |reference: &str| named_area(reference, &kinds).map(|(_, ordinal)| ordinal);
        assert_eq!(["PA1-03", "pa2.1", "AFI1.2", "PAX", "R07"].map(ordinal), [Some(1), Some(2), Some(1), None, None]);
    }

    #[test]
    fn the_last_number_there_is_has_no_next() {
        assert_eq!(following("13.9").as_deref(), Some("13.10"));
        assert_eq!(following("13.4294967295"), None);
    }

    #[test]
    fn refs_are_ordered_as_people_count() {
        let mut refs = vec!["1.10", "1.9", "R10", "1.4.1b", "1.4.1a", "R2"];
        refs.sort_by_key(|reference| order(reference));
        assert_eq!(refs, ["1.4.1a", "1.4.1b", "1.9", "1.10", "R2", "R10"]);
    }
}
