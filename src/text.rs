//! Words and numbers as plain text: lists, capitals, thousands, file names. What dates and values look like is `wording`.

/// "April 2025", "April 2025 and May 2025", "April 2025, May 2025 and June 2025".
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The months of the year.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The same with a capital first.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A message as a sentence: a capital first, a full stop last.
pub fn sentence(text: &str) -> String {
    let mut out = capitalised(text);
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// A name for a file: "Head of SEND, council" → "head-of-send-council".
pub fn file_name(text: &str) -> String {
    let mut out = String::new();
    for word in text.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    out
}

/// Whether Windows takes a file's name for a device, whatever its ending: "con", "AUX.xlsx", "com1.txt".
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    let port = ["com", "lpt"].iter().find_map(|port| stem.strip_prefix(port)).unwrap_or_default();
    let mut number = port.chars();
    let numbered = matches!((number.next(), number.next()), (Some('0'..='9' | '¹' | '²' | '³'), None));
    numbered || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
}

/// A count: "52", "1,234".
pub fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// "52 actions", "1 action".
pub fn records(count: usize, plural: &str) -> String {
    match (count, plural.strip_suffix('s')) {
        (1, Some(singular)) => format!("1 {singular}"),
        _ => format!("{} {plural}", grouped(&count.to_string())),
    }
}

/// Whether a term stands in a text as a whole word, in its own case.
pub fn stands_in(term: &str, text: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric();
    !term.is_empty()
        && text.match_indices(term).any(|(start, _)| {
            let after = &text[start + term.len()..];
            // "EHCPs" and "EHCP's" use the term EHCP.
            let after = after.strip_prefix('s').filter(|rest| !rest.starts_with(part_of_word)).unwrap_or(after);
            !text[..start].ends_with(part_of_word) && !after.starts_with(part_of_word)
        })
}

/// A name for an area whose settings give none: "north-ashmere" → "North Ashmere".
pub fn title_of_folder(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(capitalised);
    words.collect::<Vec<_>>().join(" ")
}

pub fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

/// The first `most` characters on one line, with an ellipsis where something was cut.
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_counts_are_written_out() {
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
        assert_eq!([records(1, "actions"), records(1200, "risks")], ["1 action", "1,200 risks"]);
    }

    #[test]
    fn long_finds_are_cut_on_one_line() {
        assert_eq!(shorten("one\ntwo  three", 80), "one two three");
        assert_eq!(shorten("abcdefghij", 5), "abcd…");
    }

    #[test]
    fn a_term_is_used_where_it_stands_as_a_word() {
        assert!(stands_in("EHCP", "New EHCPs and EHCP's"));
        assert!(stands_in("ICB", "(ICB)"));
        assert!(!stands_in("LA", "LAC and PLAN"));
        assert!(!stands_in("LO", "Hello"));
    }

    #[test]
    fn names_of_devices_are_known_with_any_ending() {
        for name in ["con", "CON", "aux.xlsx", "Nul.tar.gz", "com1", "LPT9.txt", "prn .pdf", "com²", "conin$"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["", "console", "com", "com10", "comx", "auxiliary.xlsx", "papers-con.pdf", ".con"] {
            assert!(!is_device(name), "{name}");
        }
    }

    #[test]
    fn folders_give_names() {
        assert_eq!(title_of_folder("north-ashmere"), "North Ashmere");
    }
}
