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
        let error = Error::new(format!("{place}: {}{said}", meaning(message)));
        match how_to_write(message, words) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })
}

/// What the reader of dates says of one, in words that name it as a date.
fn meaning(message: &str) -> &str {
    if is_of_a_date(message) { "this is no date" } else { message }
}

fn is_of_a_date(message: &str) -> bool {
    ["input contains invalid characters", "input is out of range", "premature end of input", "trailing input"]
        .contains(&message)
}

fn how_to_write(message: &str, line: &str) -> Option<String> {
    if is_of_a_date(message) {
        return Some("a date is written year first, such as 2025-11-20".to_owned());
    }
    let (key, value) = line.split_once('=')?;
    message
        .contains("expected a sequence")
        .then(|| format!("a list is written in brackets: {} = [{}]", key.trim(), value.trim()))
}

/// The key and the known ones out of serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_key(message: &str) -> Option<(String, Vec<&str>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = quoted.next()?.to_owned();
    Some((key, quoted.collect()))
}
