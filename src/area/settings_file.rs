//! Files of settings in TOML: parsed, or refused with the line and the nearest key.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Error, Result};
use crate::suggest::nearest_of;

/// Parses a settings or template file; an unknown key is refused with the nearest known one, and a wrong value with the
/// line that it stands in.
pub fn parse_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T> {
    toml::from_str(text).map_err(|why| {
        let start = why.span().map(|span| span.start.min(text.len()));
        let line = start.map(|start| text[..start].matches('\n').count());
        let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {}", line + 1));
        let message = why.message();
        if let Some((key, known)) = unknown_key(message) {
            return Error::new(format!("{place}: \"{key}\" is not a key here")).hint(nearest_of(&key, &known));
        }
        let words = line.and_then(|line| text.lines().nth(line)).map(str::trim).unwrap_or_default();
        let said = if words.is_empty() { String::new() } else { format!(", in: {words}") };
        // A mark that is out of place, wherever it is, makes the whole file unreadable.
        if toml::from_str::<toml::Table>(text).is_err()
            && !message.starts_with("duplicate key")
            && !is_of_a_date(message)
        {
            return Error::new(format!("{place}: {}{said}", out_of_place(message, words)))
                .hint(HOW_A_SETTING_IS_WRITTEN);
        }
        let error = Error::new(format!("{place}: {}{said}", meaning(message)));
        match how_to_write(message, words) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })
}

const HOW_A_SETTING_IS_WRITTEN: &str =
    "a setting is written key = value, words between quotation marks and a list in brackets: name = \"Brookdale\"";

/// What the reader of TOML says of marks, in words of whoever writes settings.
fn out_of_place<'m>(message: &'m str, line: &str) -> &'m str {
    // Word processors make them of straight ones.
    if line.contains(['“', '”', '‘', '’']) {
        return "the quotation marks are curly ones; write straight ones";
    }
    if line.ends_with('=') {
        return "there is no value after the =";
    }
    if message.starts_with("key with no value") && line.contains('=') {
        return "a key with blanks or marks in it has to stand between quotation marks";
    }
    let said = [
        ("string values must be quoted", "words have to stand between quotation marks"),
        ("key with no value", "there is no = and no value after the key"),
        ("unclosed", "a bracket is opened and not closed"),
        ("missing comma", "a comma is missing between two entries of a list"),
        ("invalid basic string", "a quotation mark is missing"),
        ("invalid literal string", "a quotation mark is missing"),
    ];
    match said.iter().find(|(start, _)| message.starts_with(start)) {
        Some((_, said)) => said,
        None => message.split(", expected").next().unwrap_or(message),
    }
}

/// What the reader of TOML says, in words of whoever writes settings.
fn meaning(message: &str) -> String {
    if is_of_a_date(message) {
        return "this is not a date".to_owned();
    }
    if message.starts_with("duplicate key") {
        return "this is there a second time".to_owned();
    }
    if let Some(key) = missing(message) {
        return format!("\"{key}\" is missing here");
    }
    if let Some((word, _)) = unknown_word(message) {
        return format!("\"{word}\" is no word for this");
    }
    let Some((found, expected)) = mismatch(message) else { return message.to_owned() };
    let wanted = wanted(expected).map_or_else(|| expected.to_owned(), |(wanted, _)| wanted.to_owned());
    format!("here should be {wanted}, not {}", plain(found))
}

fn is_of_a_date(message: &str) -> bool {
    ["input contains invalid characters", "input is out of range", "premature end of input", "trailing input"]
        .contains(&message)
}

/// What was found and what was expected, out of serde's "invalid type: string \"nine\", expected u32".
fn mismatch(message: &str) -> Option<(&str, &str)> {
    let of = ["invalid type: ", "invalid value: "].iter().find_map(|start| message.strip_prefix(start))?;
    of.rsplit_once(", expected ")
}

/// What serde calls a value that was found, in plain words.
fn plain(found: &str) -> String {
    let named = [
        ("string ", ""),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
        ("sequence", "a list"),
        ("map", "a table"),
    ];
    let (start, word) = named.iter().find(|(start, _)| found.starts_with(start)).unwrap_or(&("", ""));
    format!("{word}{}", found[start.len()..].replace('`', ""))
}

/// What serde expected, in plain words, and how it is written.
fn wanted(expected: &str) -> Option<(&'static str, &'static str)> {
    let is_whole = ["u8", "u16", "u32", "u64", "usize", "i32", "i64"].contains(&expected);
    match expected {
        _ if is_whole => Some(("a whole number", "5")),
        "f64" | "f32" => Some(("a number", "2.5")),
        "a boolean" => Some(("true or false", "true")),
        "a string" | "a borrowed string" => Some(("words between quotation marks", "\"…\"")),
        "a sequence" => Some(("a list", "[\"…\", \"…\"]")),
        _ => None,
    }
}

fn how_to_write(message: &str, line: &str) -> Option<String> {
    if is_of_a_date(message) {
        return Some("a date is written year first, such as 2025-11-20".to_owned());
    }
    if message.starts_with("duplicate key") {
        return Some("write all of it in one place, and take the other away".to_owned());
    }
    if let Some(key) = missing(message) {
        return Some(format!("write a line for it: {key} = …"));
    }
    if let Some((word, known)) = unknown_word(message) {
        return Some(nearest_of(word, &known));
    }
    let (key, value) = line.split_once('=').map(|(key, value)| (key.trim(), value.trim()))?;
    let (_, expected) = mismatch(message)?;
    match expected {
        "a sequence" => Some(format!("a list is written in brackets: {key} = [{value}]")),
        _ => wanted(expected).map(|(_, example)| format!("such as {key} = {example}")),
    }
}

/// The key out of serde's "missing field `x`".
fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

/// The word and those that there are out of serde's "unknown variant `x`, expected one of `a`, `b`".
fn unknown_word(message: &str) -> Option<(&str, Vec<&str>)> {
    let (word, known) = message.strip_prefix("unknown variant `")?.split_once("`, expected ")?;
    Some((word, known.split('`').skip(1).step_by(2).collect()))
}

/// The key and the known ones out of serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_key(message: &str) -> Option<(String, Vec<&str>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = quoted.next()?.to_owned();
    Some((key, quoted.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::settings::Settings;

    #[test]
    fn every_error_says_what_was_wanted_with_an_example() {
        for (text, said, hint) in [
            (
                "[risk]\nappetite = \"nine\"\n",
                "line 2: here should be a whole number, not \"nine\"",
                "such as appetite = 5",
            ),
            (
                "[limits]\nfile_megabytes = -1\n",
                "here should be a whole number, not the number -1",
                "such as file_megabytes = 5",
            ),
            (
                "[charts]\nscreen_moving_ranges = \"yes\"\n",
                "here should be true or false, not \"yes\"",
                "such as screen_moving_ranges = true",
            ),
            (
                "[board]\nchair = 3\n",
                "here should be words between quotation marks, not the number 3",
                "such as chair = \"…\"",
            ),
            ("[columns.actions]\ndue = \"By\"\n", "here should be a list, not \"By\"", "in brackets: due = [\"By\"]"),
            (
                "[board]\nchair = \"a\"\nchair = \"b\"\n",
                "line 3: this is there a second time, in: chair",
                "in one place",
            ),
            (
                "[[group]]\nname = \"A\"\n",
                "line 1: \"key\" is missing here, in: [[group]]",
                "write a line for it: key = …",
            ),
            (
                "[checks]\ngreen-but-overdue = \"eror\"\n",
                "line 2: \"eror\" is no word for this",
                "did you mean \"error\"? Known here: error, warning, note, off",
            ),
            (
                "[board]\nchair = Head\n",
                "line 2: words have to stand between quotation marks, in: chair",
                "key = value",
            ),
            ("[board]\nchair\n", "line 2: there is no = and no value after the key", "name = \"Brookdale\""),
            (
                "[board]\nchair = “Head”\n",
                "line 2: the quotation marks are curly ones; write straight ones",
                "\"Brookdale\"",
            ),
            ("[board]\nchair =\n", "line 2: there is no value after the =", "name = \"Brookdale\""),
            ("[board]\nchair = \"Head\n", "line 2: a quotation mark is missing", "name = \"Brookdale\""),
            ("[board\nchair = \"a\"\n", "line 1: a bracket is opened and not closed", "name = \"Brookdale\""),
            (
                "[board]\nmeetings = [\"2025-07-16\" \"2025-08-20\"]\n",
                "line 2: a comma is missing between two entries of a list",
                "name = \"Brookdale\"",
            ),
            (
                "[statuses]\nAt risk = \"at-risk\"\n",
                "line 2: a key with blanks or marks in it has to stand between quotation marks",
                "name = \"Brookdale\"",
            ),
        ] {
            let why = parse_toml::<Settings>(text, "boardpack.toml").unwrap_err();
            assert!(why.message.contains(said), "{}", why.message);
            assert!(why.hint.as_ref().is_some_and(|given| given.contains(hint)), "{:?}", why.hint);
        }
    }
}
