//! The two ways in which a cell's text reaches Typst, and what becomes of characters that cannot be printed.
//!
//! Input: plain text or any JSON value. Output: Typst source that is inert whatever the text holds:
//! [`markup_text`] for places in markup, [`literal`] for places in code. Both put text into string literals, because a
//! string literal has two special characters where markup has thirty.
//!
//! [`Glyphs`] knows which characters the fonts can print; the rest are written as `[U+1F535]`, and reported, so that
//! nothing a cell holds is lost in silence.
//!
//! Deliberately absent: any escape for other places (within a string, a comment, raw text, an equation). A template
//! that writes a value there is refused by `typeset`, which sees in the parsed source that the literal is none.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::diagnostic::Diagnostic;

/// Writes text as Typst markup: `#"…";` for each line, `#linebreak();` between lines, nothing for no text.
///
/// The closing `;` is part of the escape: without it a following `(` or `.name` would make a call of the string.
pub fn markup_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str("#linebreak();");
        }
        if !line.is_empty() {
            out.push('#');
            push_string(&mut out, line);
            out.push(';');
        }
    }
    out
}

/// Writes any JSON value as a Typst literal for a place in code.
///
/// An array of one keeps its trailing comma, for `("a")` would be a string; the empty dictionary is `(:)`; null is
/// `none`. A whole number beyond 64 bits becomes a float, as Typst has no wider integer.
pub fn literal(value: &Value) -> String {
    let mut out = String::new();
    push_literal(&mut out, value);
    out
}

fn push_literal(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("none"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let digits = match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => whole.to_string(),
                (None, Some(float)) => format!("{float:?}"),
                (None, None) => number.to_string(),
            };
            // `#-5` is not code in Typst and `a -5` is a subtraction, so a negative number brings its brackets.
            // The one integer whose digits alone are too large for Typst's integers is written as a difference.
            if digits == i64::MIN.to_string() {
                out.push_str(&format!("(-{} - 1)", i64::MAX));
            } else if digits.starts_with('-') {
                out.push_str(&format!("({digits})"));
            } else {
                out.push_str(&digits);
            }
        }
        Value::String(text) => push_string(out, text),
        Value::Array(items) => {
            out.push('(');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(' ');
                }
                push_literal(out, item);
                out.push(',');
            }
            out.push(')');
        }
        Value::Object(entries) if entries.is_empty() => out.push_str("(:)"),
        Value::Object(entries) => {
            out.push('(');
            for (position, (key, item)) in entries.iter().enumerate() {
                if position > 0 {
                    out.push(' ');
                }
                push_string(out, key);
                out.push_str(": ");
                push_literal(out, item);
                out.push(',');
            }
            out.push(')');
        }
    }
}

/// A Typst string literal. Everything that an editor or a parser could take for a line end, or that has no visible
/// form, is written as an escape, so that the kept `.typ` file can be read and its lines counted.
fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || is_formatting(c) || is_line_end(c) || is_unassignable(c) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Which characters the fonts at hand can print; each is asked about once.
pub struct Glyphs<'a> {
    covers: &'a dyn Fn(char) -> bool,
    known: RefCell<BTreeMap<char, bool>>,
    /// Whether all of the characters from space to `~` can be printed, of which most texts are.
    has_plain: bool,
    /// The texts that were told of.
    told: RefCell<HashSet<Diagnostic>>,
}

impl<'a> Glyphs<'a> {
    pub fn new(covers: &'a dyn Fn(char) -> bool) -> Glyphs<'a> {
        let has_plain = (' '..='~').all(covers);
        Glyphs { covers, known: RefCell::default(), has_plain, told: RefCell::default() }
    }

    fn has(&self, c: char) -> bool {
        *self.known.borrow_mut().entry(c).or_insert_with(|| (self.covers)(c))
    }

    /// Returns the text as it can be printed, noting in `lost` the characters that have no glyph: once for a text, however
    /// many they are and wherever it is printed.
    ///
    /// * Line ends of every system, and the page and vertical tabs that Office writes for a soft line end, become `\n`.
    /// * A tab becomes a space: a cell has no tab stops to go to.
    /// * Characters that only steer layout and have no ink are dropped: soft hyphens and zero-width spaces are hints
    ///   for another column's width (and would stay in the text a screen reader gets), joiners and variation selectors
    ///   choose among shapes that these fonts do not have, and bidirectional controls in a cell would turn round the
    ///   words of the paper about it. A no-break space is kept: it is white, but it is there.
    /// * Spaces and hyphens of special width fall back on the plain ones where the font lacks them.
    /// * What remains without a glyph, and controls and private-use characters always, is written as `[U+1F535]`.
    pub fn printable(&self, text: &str, lost: &mut Vec<Diagnostic>) -> String {
        if self.has_plain && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut characters = text.char_indices().peekable();
        let mut without: Vec<(usize, char)> = Vec::new();
        let mut spell_out = |at, c, out: &mut String| {
            out.push_str(&format!("[{}]", code(c)));
            without.push((at, c));
        };
        while let Some((at, c)) = characters.next() {
            match c {
                '\n' => out.push('\n'),
                '\r' => {
                    characters.next_if(|&(_, next)| next == '\n');
                    out.push('\n');
                }
                c if is_line_end(c) => out.push('\n'),
                '\t' => out.push(' '),
                c if is_formatting(c) => {}
                c if c.is_control() || is_unassignable(c) => spell_out(at, c, &mut out),
                c if self.has(c) => out.push(c),
                '\u{a0}' => out.push(c),
                '\u{2007}' | '\u{202f}' => out.push('\u{a0}'),
                '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => out.push(' '),
                '\u{2010}' | '\u{2011}' => out.push('-'),
                c => spell_out(at, c, &mut out),
            }
        }
        if let Some(finding) = told_of(text, &without)
            && self.told.borrow_mut().insert(finding.clone())
        {
            lost.push(finding);
        }
        out
    }
}

/// How many of the characters are shown where a text has several.
const SHOWN: usize = 3;

/// What is told of the characters of a text that no font has, each by its place.
fn told_of(text: &str, without: &[(usize, char)]) -> Option<Diagnostic> {
    let &(first, _) = without.first()?;
    let mut kinds: Vec<char> = without.iter().map(|&(_, c)| c).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let shown = |c: char| match c.is_control() || is_unassignable(c) {
        true => code(c),
        false => format!("\"{c}\" ({})", code(c)),
    };
    let message = match kinds[..] {
        [c] => {
            format!("the character {} is in none of the fonts, so the paper shows [{}] in its place", shown(c), code(c))
        }
        _ => {
            let mut first: Vec<char> = Vec::new();
            for &(_, c) in without {
                if first.len() < SHOWN && !first.contains(&c) {
                    first.push(c);
                }
            }
            let list: Vec<String> = first.iter().map(|&c| shown(c)).collect();
            let more = if kinds.len() > first.len() { ", …" } else { "" };
            format!(
                "{} characters of a text are in none of the fonts, so the paper shows their numbers: {}{more}",
                without.len(),
                list.join(", ")
            )
        }
    };
    let finding = Diagnostic::warning("character-not-in-fonts", message);
    Some(finding.found(surroundings(text, first)).hint(if kinds.len() == 1 {
        "replace the character in the cell, or add a font that has it to the fonts folder"
    } else {
        "replace the characters in the cell, or add a font that has them to the fonts folder"
    }))
}

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Some thirty characters on either side, for a reader to find the place by.
fn surroundings(text: &str, at: usize) -> String {
    const REACH: usize = 30;
    let start = text[..at].char_indices().rev().nth(REACH - 1).map_or(0, |(start, _)| start);
    let end = text[at..].char_indices().nth(REACH + 1).map_or(text.len(), |(end, _)| at + end);
    let mut quote = String::new();
    if start > 0 {
        quote.push('…');
    }
    quote.extend(text[start..end].chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }));
    if end < text.len() {
        quote.push('…');
    }
    quote
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters that steer layout and have neither ink nor width of their own.
fn is_formatting(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Private-use characters and noncharacters: no font can be right about them, and PDF/A wants none.
fn is_unassignable(c: char) -> bool {
    let code = u32::from(c);
    is_private_use(c) || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// Whether the character's meaning is a private agreement, which no reader of a paper is party to.
pub fn is_private_use(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn printable(text: &str, covers: &dyn Fn(char) -> bool) -> (String, Vec<Diagnostic>) {
        let mut lost = Vec::new();
        let glyphs = Glyphs::new(covers);
        (glyphs.printable(text, &mut lost), lost)
    }

    #[test]
    fn markup_is_a_string_literal_that_is_closed() {
        assert_eq!(markup_text("a"), "#\"a\";");
        assert_eq!(markup_text(""), "");
        assert_eq!(markup_text("one\n\ntwo"), "#\"one\";#linebreak();#linebreak();#\"two\";");
        assert_eq!(markup_text(r#"\ and ""#), r#"#"\\ and \"";"#);
        assert_eq!(markup_text("a\u{7}b\u{202e}c\u{e000}"), r#"#"a\u{7}b\u{202e}c\u{e000}";"#);
    }

    #[test]
    fn literals_keep_their_type() {
        let cases = [
            (json!(null), "none"),
            (json!(true), "true"),
            (json!(-3), "(-3)"),
            (json!(0.5), "0.5"),
            (json!(-1.0), "(-1.0)"),
            (json!(1e300), "1e300"),
            (json!(i64::MIN), "(-9223372036854775807 - 1)"),
            (json!(u64::MAX), "1.8446744073709552e19"),
            (json!([]), "()"),
            (json!(["a"]), r#"("a",)"#),
            (json!([["a"], 2]), r#"(("a",), 2,)"#),
            (json!({}), "(:)"),
            (json!({"a b": {"": []}}), r#"("a b": ("": (),),)"#),
            (json!("tab\tline\nquote\""), r#""tab\tline\nquote\"""#),
        ];
        for (value, expected) in cases {
            assert_eq!(literal(&value), expected);
        }
    }

    #[test]
    fn characters_without_a_glyph_are_shown_and_reported_once() {
        let (text, lost) = printable("status 🔵 then 🔵", &|c| c.is_ascii());
        assert_eq!(text, "status [U+1F535] then [U+1F535]");
        assert_eq!(lost.len(), 1);
        assert_eq!(lost[0].code, "character-not-in-fonts");
        assert!(lost[0].message.contains("\"🔵\" (U+1F535)"));
        assert_eq!(lost[0].found.as_deref(), Some("status 🔵 then 🔵"));
    }

    #[test]
    fn a_text_without_glyphs_is_told_of_once() {
        let text = "进展顺利".repeat(75);
        let glyphs = Glyphs::new(&|c| c.is_ascii());
        let mut lost = Vec::new();
        for _ in 0..3 {
            assert!(glyphs.printable(&text, &mut lost).starts_with("[U+8FDB][U+5C55]"));
        }
        assert_eq!(lost.len(), 1);
        assert_eq!(
            lost[0].message,
            "300 characters of a text are in none of the fonts, so the paper shows their numbers: \"进\" (U+8FDB), \
             \"展\" (U+5C55), \"顺\" (U+987A), …"
        );
    }

    #[test]
    fn line_ends_and_invisible_characters_are_settled() {
        assert_eq!(printable("a\r\nb\rc\u{b}d\u{2028}e\tf", &|_| true).0, "a\nb\nc\nd\ne f");
        assert_eq!(printable("co\u{ad}op\u{200b}er\u{feff}ate\u{202e}\u{fe0f}", &|_| true).0, "cooperate");
        assert_eq!(printable("10\u{a0}km\u{202f}h", &|c| c.is_ascii()).0, "10\u{a0}km\u{a0}h");
        assert_eq!(printable("bell\u{7}", &|_| true).0, "bell[U+0007]");
        assert_eq!(printable("logo \u{e000}", &|_| true).0, "logo [U+E000]");
    }

    #[test]
    fn the_quotation_keeps_to_the_neighbourhood() {
        let long = format!("{}€{}", "é".repeat(100), "b".repeat(100));
        let quote = surroundings(&long, 200);
        assert_eq!(quote, format!("…{}€{}…", "é".repeat(30), "b".repeat(30)));
    }
}
