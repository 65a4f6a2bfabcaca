//! Files of settings in TOML: parsed, or refused with the line and the nearest key.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Error, Result};
use crate::suggest::nearest_of;

/// Parses a settings or template file; an unknown key is refused with the nearest known one.
pub fn parse_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T> {
    toml::from_str(text).map_err(|why| {
        let line = why.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}"));
        let message = why.message();
        match unknown_key(message) {
            Some((key, known)) => {
                Error::new(format!("{place}: \"{key}\" is not a key here")).hint(nearest_of(&key, &known))
            }
            None => Error::new(format!("{place}: {message}")),
        }
    })
}

/// The key and the known ones out of serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_key(message: &str) -> Option<(String, Vec<&str>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let key = quoted.next()?.to_owned();
    Some((key, quoted.collect()))
}
