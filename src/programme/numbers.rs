//! Numbers as people write them: "85%", "1,234", "1 in 5" is none; and the marks that stand for a missing one.

use super::model::Missing;

/// What is larger counts nothing that a programme has; papers could neither print nor draw it.
pub const LARGEST: f64 = 1e15;

/// A number in a text that is nothing else: "85%" is 0.85. A comma or a space parts thousands; "12,5" is no number.
pub fn number(text: &str) -> Option<f64> {
    let plain = text.trim().replace('−', "-");
    let plain = plain.replacen('£', "", 1);
    let (digits, percent) = plain.strip_suffix('%').map_or((plain.as_str(), false), |digits| (digits.trim_end(), true));
    let (sign, digits) =
        digits.trim_start().strip_prefix('-').map_or((1.0, digits.trim()), |digits| (-1.0, digits.trim()));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = in_thousands(whole)? + "." + decimals;
    let sound = digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: f64 = digits.trim_end_matches('.').parse().ok().filter(|_| sound)?;
    Some(sign * if percent { number / 100.0 } else { number }).filter(|number| number.abs() <= LARGEST)
}

/// Digits without what parts their thousands; `None` where a comma or a space parts something else.
fn in_thousands(digits: &str) -> Option<String> {
    let groups: Vec<&str> = digits.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let [first, rest @ ..] = groups.as_slice() else { return None };
    let sound = rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    sound.then(|| groups.concat())
}

/// A figure with its unit or a mark beside it: "12 wks", "82%*", "↑ 82%", "(1.2)" for less than nothing, "82pc",
/// "82% (41/50)". What is about, below or between is none; and so is "£1.2m", which may be a million times as much.
pub fn figure(text: &str) -> Option<f64> {
    let plain = text.trim();
    if let Some(number) = number(plain) {
        return Some(number);
    }
    if let Some(inside) = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return number(inside).filter(|number| *number >= 0.0).map(|number| -number);
    }
    let plain = plain.trim_start_matches(['↑', '↓', '→', '↔', '▲', '▼', '►', '⬆', '⬇', ' ']);
    let plain = plain.find(['(', '[']).filter(|open| *open > 0).map_or(plain, |open| &plain[..open]);
    let plain = plain.trim_end_matches(['*', '†', '‡', '^', '↑', '↓', '→', '↔', '▲', '▼', ' ']);
    if let Some(number) = number(plain) {
        return Some(number);
    }
    let end = plain.find(|c: char| c.is_alphabetic())?;
    let (digits, unit) = plain.split_at(end);
    let lower = unit.trim().to_lowercase();
    if matches!(lower.as_str(), "pc" | "per cent" | "percent") {
        return number(digits).map(|number| number / 100.0);
    }
    let words = lower.split_whitespace().count();
    let apart =
        digits.ends_with(' ') && lower.chars().all(|c| c.is_alphabetic() || c == ' ') && lower.len() > 2 && words <= 2;
    number(digits).filter(|_| apart)
}

/// The number of a target that is a bound or has its unit behind it: "≤ 10", "18 weeks". "Reduce by 10" is none.
pub fn bound(text: &str) -> Option<f64> {
    let plain = text.trim_start_matches(['<', '>', '≤', '≥', '=', '~', ' ']);
    let (digits, unit) = plain.split_once(' ').unwrap_or((plain, ""));
    number(digits).filter(|_| unit.trim().chars().all(char::is_alphabetic) && !digits.contains('%'))
}

/// A whole number that is not negative: "4", "4.0", "4 - Likely". "12-16" is two, and "04-May" is a date.
pub fn whole(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok()?;
    let rest = text[digits..].trim_start();
    let rest = rest.strip_prefix('.').map_or(rest, |decimals| decimals.trim_start_matches('0'));
    let after_dash = rest.strip_prefix(['-', '–', '—']).map(str::trim_start);
    let apart = after_dash.is_none_or(|after| {
        let word: String = after.chars().take_while(|c| c.is_alphabetic()).collect();
        !after.starts_with(|c: char| c.is_ascii_digit()) && super::dates::month_number(&word.to_lowercase()).is_none()
    });
    (apart && (rest.is_empty() || rest.starts_with(['-', '–', '—', '(', '=']))).then_some(number)
}

/// A number with a word or two before it, and the words behind it: "Priority 1: Early help" → (1, "Early help"). A ref of
/// several numbers is none.
pub fn numbered(text: &str) -> Option<(u32, &str)> {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let before = text[..start].trim_end_matches([' ', '.', '#']);
    let sound = before.chars().all(|c| c.is_alphabetic() || c == ' ') && before.split_whitespace().count() <= 4;
    let rest = &text[start..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[digits..];
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '%' || c == '/')
        && !after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let apart = after.is_empty() || after.trim_start().starts_with([':', '.', '-', '–', '—', ')']);
    let number = rest[..digits].parse().ok().filter(|_| sound && ends && apart && digits <= 2)?;
    Some((number, after.trim_start_matches([':', '.', '-', '–', '—', ')', ' ']).trim_end()))
}

/// The percentages of a text, each with the words behind it: "45% by Dec 2024; 80% by June 2025".
pub fn percentages(text: &str) -> Vec<(f64, &str)> {
    let mut found = Vec::new();
    // Where each percentage begins, so that the words behind one end where the next begins.
    let mut starts = Vec::new();
    for (sign, _) in text.match_indices('%') {
        let before = text[..sign].trim_end();
        let digits = before.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let start = before.len() - digits;
        if let Ok(number) = before[start..].parse::<f64>() {
            found.push((number / 100.0, sign + 1));
            starts.push(start);
        }
    }
    starts.push(text.len());
    let words = |index: usize, from: usize| {
        let to = starts[index + 1].max(from);
        text[from..to].trim().trim_end_matches(['/', ';', ',', ' ']).trim_end_matches("then").trim_end()
    };
    found.iter().enumerate().map(|(index, (number, from))| (*number, words(index, *from))).collect()
}

/// Why a cell has no number, by the Government Statistical Service's marks and officers' own.
pub fn missing(text: &str) -> Missing {
    let plain = text.trim().trim_matches(['[', ']', '(', ')']).to_lowercase();
    match plain.as_str() {
        "" => Missing::Blank,
        "c" | "s" | "supp" | "suppressed" | "*" => Missing::Suppressed,
        "x" | ".." | ":" | "na" | "not available" | "no data" | "nd" | "tbc" | "tba" | "nk" | "n/k" | "not known"
        | "awaited" | "awaiting data" | "not yet available" | "data not available" | "unavailable" | "pending"
        | "not due" | "#n/a" => Missing::NotAvailable,
        "z" | "n/a" | "not applicable" => Missing::NotApplicable,
        "-" | "–" | "—" | "not collected" => Missing::NotCollected,
        _ if plain.starts_with('#') => Missing::NotAvailable,
        _ => Missing::Unclear(text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_may_have_its_unit_or_a_mark_beside_it() {
        let texts = ["12 wks", "82%*", "↑ 82%", "(1.2)", "82pc", "82% (41/50)", ".82", "1 234", "£1,200", "-0.5"];
        let expected = [12.0, 0.82, 0.82, -1.2, 0.82, 0.82, 0.82, 1234.0, 1200.0, -0.5].map(Some);
        assert_eq!(texts.map(figure), expected);
        for text in [
            "<5",
            ">100",
            "£1.2m",
            "n=41",
            "12w 3d",
            "Yes",
            "R",
            "c. 80%",
            "about 80%",
            "12,5",
            "85,5%",
            "3 of 5",
            "1 in 5",
            "12-16",
            "1.2.3",
            "",
        ] {
            assert_eq!(figure(text), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("85%", Some(0.85)),
            ("80 %", Some(0.8)),
            ("1,234", Some(1234.0)),
            ("−3", Some(-3.0)),
            ("20", Some(20.0)),
            ("1 in 5x", None),
            ("c", None),
            ("", None),
            ("1-2", None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
        assert_eq!(
            [whole("4"), whole("4.0"), whole("4 - Likely"), whole("4.5"), whole("High")],
            [Some(4), Some(4), Some(4), None, None]
        );
        for text in ["12-16", "3-4", "3 – 4", "04-May", "4 - Sept 2025", "4/5", "3 4", "4th", "-4"] {
            assert_eq!(whole(text), None, "{text:?}");
        }
        for text in ["4-Likely", "4 – Marginal", "4 — Major", "4 (Likely)", "4 = Likely", " 4 "] {
            assert_eq!(whole(text), Some(4), "{text:?}");
        }
    }

    #[test]
    fn an_areas_name_may_have_its_number() {
        assert_eq!(numbered("Priority 1: Early help"), Some((1, "Early help")));
        assert_eq!(numbered("Theme 2"), Some((2, "")));
        assert_eq!(numbered("3. Outcomes"), Some((3, "Outcomes")));
        for text in ["Inclusion", "1.1 Issue plans", "Year 9 reviews", "2025-26: what we did", "20% more"] {
            assert_eq!(numbered(text), None, "{text}");
        }
    }

    #[test]
    fn a_target_may_be_a_bound_or_have_its_unit() {
        let texts = ["≤ 10", "<20", "18 weeks", "1,200", "Reduce by 10", "10 by March 2026", "60%", ""];
        let expected = [Some(10.0), Some(20.0), Some(18.0), Some(1200.0), None, None, None, None];
        assert_eq!(texts.map(bound), expected);
    }

    #[test]
    fn stepped_targets_give_each_step() {
        let steps = percentages("45% by Dec 2024; 80% by June 2025");
        assert_eq!(steps, [(0.45, "by Dec 2024"), (0.8, "by June 2025")]);
        let slashed = percentages("45% Dec 24 / 80% Jun 25");
        assert_eq!(slashed, [(0.45, "Dec 24"), (0.8, "Jun 25")]);
        assert_eq!(percentages("45% then 80%"), [(0.45, ""), (0.8, "")]);
        assert_eq!(percentages("60% (national ambition, not in the plan)")[0].0, 0.6);
        assert!(percentages("Increase").is_empty());
    }
}
