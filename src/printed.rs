//! What leaves the program for a terminal: text in which nothing that came out of a file can pass for the program's own.
//!
//! Names of files and sheets, cells and settings may hold line ends, which would begin a line that looks like a finding;
//! escape sequences, which a terminal obeys; and signs that turn the direction of writing, so that a reader sees another
//! text than is there. Whatever is printed goes through [`Printed`], which takes no text but line by line and shows all of
//! these as what they are: `\n`, `\u{1b}`. JSON keeps them, escaped as JSON does it.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use serde_json::Value;

/// Lines for a terminal or for another program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed(String);

impl Printed {
    /// Adds one line, whatever stands in it.
    pub fn line(&mut self, line: impl Display) {
        self.0.push_str(&visible(&line.to_string()));
        self.0.push('\n');
    }

    /// Adds the lines of something that says itself in several and shows in each what a file wrote there: a finding, an
    /// error, the program's own texts.
    pub fn lines(&mut self, lines: impl Display) {
        lines.to_string().split('\n').for_each(|line| self.line(line));
    }

    /// Adds what is ready to be printed.
    pub fn lines_of(&mut self, other: &Printed) {
        self.0.push_str(&other.0);
    }

    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A value over several lines. What JSON lets stand and a terminal does not is escaped as JSON has it.
    pub fn json(value: &Value) -> Printed {
        let mut out = String::new();
        for c in format!("{value:#}").chars() {
            // Outside of its texts JSON has no such signs, and within them each may be written by its number.
            if is_hidden(c) && c != '\n' {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            } else {
                out.push(c);
            }
        }
        out.push('\n');
        Printed(out)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The same with hidden signs shown, on one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if is_hidden(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a sign is not seen as such but does something: a control character, a line or paragraph separator, a sign that
/// turns the direction of writing.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes a head and below it further lines, each after its own opening, with hidden signs shown.
pub(crate) fn write_below<'a>(
    f: &mut fmt::Formatter<'_>,
    head: &str,
    below: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> fmt::Result {
    f.write_str(&visible(head))?;
    for (opening, line) in below {
        f.write_char('\n')?;
        f.write_str(opening)?;
        f.write_str(&visible(line))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Error};
    use crate::located::CellRef;

    /// Each sign that is shown, with what is shown of it.
    const HIDDEN: [(char, &str); 16] = [
        ('\n', "\\n"),
        ('\r', "\\r"),
        ('\t', "\\t"),
        ('\0', "\\u{0}"),
        ('\u{1b}', "\\u{1b}"),
        ('\u{7f}', "\\u{7f}"),
        ('\u{85}', "\\u{85}"),
        ('\u{9b}', "\\u{9b}"),
        ('\u{61c}', "\\u{61c}"),
        ('\u{200e}', "\\u{200e}"),
        ('\u{200f}', "\\u{200f}"),
        ('\u{2028}', "\\u{2028}"),
        ('\u{202a}', "\\u{202a}"),
        ('\u{202e}', "\\u{202e}"),
        ('\u{2066}', "\\u{2066}"),
        ('\u{2069}', "\\u{2069}"),
    ];

    #[test]
    fn hidden_signs_are_shown_and_all_others_stay() {
        for (sign, shown) in HIDDEN {
            let mut printed = Printed::default();
            printed.line(format!("a{sign}b"));
            assert_eq!(printed.as_str(), format!("a{shown}b\n"));
        }
        let plain = "Łódź, naïve “quotes” – £5 · 中文 · עברית · 👍🏽 C:\\new";
        assert_eq!(visible(plain), plain);
    }

    #[test]
    fn no_part_of_a_finding_or_an_error_begins_a_line_of_its_own() {
        for (sign, _) in HIDDEN {
            let forged = format!("x{sign}error[fake]: forged");
            let at = CellRef { workbook: forged.as_str().into(), sheet: forged.as_str().into(), row: 0, column: 0 };
            let finding = Diagnostic::error("a", &forged).at(&at).found(&forged).hint(&forged);
            let error = Error::new(&forged).more(&forged).hint(&forged);
            for said in [finding.to_string(), error.to_string()] {
                assert!(
                    said.lines().skip(1).all(|line| line.starts_with("  ")) && !said.contains(['\u{1b}', '\u{202e}'])
                );
                let mut printed = Printed::default();
                printed.lines(&said);
                assert_eq!(printed.as_str(), format!("{said}\n"), "what is shown already is not shown twice");
            }
        }
    }

    #[test]
    fn json_keeps_what_it_holds_and_writes_it_by_number() {
        for (sign, _) in HIDDEN {
            let value = serde_json::json!({ format!("k{sign}"): [format!("a{sign}b"), 1, "“é”"] });
            let printed = Printed::json(&value);
            assert!(!printed.as_str().contains(|c| is_hidden(c) && c != '\n'));
            assert_eq!(serde_json::from_str::<Value>(printed.as_str()).unwrap(), value);
            assert!(printed.as_str().contains("“é”"));
        }
    }
}
