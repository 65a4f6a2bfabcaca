//! The values that a filled template hands to Typst, as a file that Typst reads: CBOR, a binary form of JSON.
//!
//! Nothing in it is parsed as code. It is a file, rather than part of Typst's own names, so that what Typst remembers of
//! the shared templates stays good from one document to the next.
//!
//! Values → bytes (RFC 8949), and the line of Typst that gives each value its name.

use serde_json::Value;

use crate::template::filled::HANDED;

/// The files' paths within the templates. No template's folder has such a name.
pub const VALUES: &str = "/handed/values.cbor";
/// How statuses and levels of risk look: `_shared/theme.typ` reads it.
pub const LOOKS: &str = "/handed/looks.cbor";

/// `#let (handed-0, handed-1,) = cbor(…);`, to stand before a filled source on its first line; nothing for no values.
pub fn opening(values: &[Value]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let names: String = (0..values.len()).map(|number| format!("{HANDED}{number}, ")).collect();
    format!("#let ({names}) = cbor(\"{VALUES}\");")
}

pub fn encoded_one(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    push(&mut out, value);
    out
}

pub fn encoded(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    push_list(&mut out, values);
    out
}

const WHOLE: u8 = 0;
const NEGATIVE: u8 = 1;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const GROUP: u8 = 5;

fn push(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(false) => out.push(0xf4),
        Value::Bool(true) => out.push(0xf5),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) if whole < 0 => push_head(out, NEGATIVE, whole.unsigned_abs() - 1),
            (Some(whole), _) => push_head(out, WHOLE, whole.unsigned_abs()),
            // A whole number beyond 64 bits becomes a float, as Typst has no wider integer.
            (None, float) => {
                out.push(0xfb);
                out.extend_from_slice(&float.unwrap_or(f64::NAN).to_be_bytes());
            }
        },
        Value::String(text) => push_text(out, text),
        Value::Array(items) => push_list(out, items),
        Value::Object(entries) => {
            push_head(out, GROUP, entries.len() as u64);
            for (key, item) in entries {
                push_text(out, key);
                push(out, item);
            }
        }
    }
}

fn push_list(out: &mut Vec<u8>, items: &[Value]) {
    push_head(out, LIST, items.len() as u64);
    items.iter().for_each(|item| push(out, item));
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    push_head(out, TEXT, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// What kind of thing follows, and how large it is.
fn push_head(out: &mut Vec<u8>, kind: u8, size: u64) {
    let kind = kind << 5;
    match size {
        0..24 => out.push(kind | size as u8),
        24..0x100 => out.extend_from_slice(&[kind | 24, size as u8]),
        0x100..0x1_0000 => {
            out.push(kind | 25);
            out.extend_from_slice(&(size as u16).to_be_bytes());
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(kind | 26);
            out.extend_from_slice(&(size as u32).to_be_bytes());
        }
        _ => {
            out.push(kind | 27);
            out.extend_from_slice(&size.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_bytes_are_those_of_the_standard() {
        let hex = |value| encoded(&[value]).iter().skip(1).map(|byte| format!("{byte:02x}")).collect::<String>();
        // From RFC 8949, appendix A.
        for (value, bytes) in [
            (json!(0), "00"),
            (json!(23), "17"),
            (json!(24), "1818"),
            (json!(1000), "1903e8"),
            (json!(1_000_000), "1a000f4240"),
            (json!(1_000_000_000_000_i64), "1b000000e8d4a51000"),
            (json!(-1), "20"),
            (json!(-1000), "3903e7"),
            (json!(1.1), "fb3ff199999999999a"),
            (json!(null), "f6"),
            (json!("ü"), "62c3bc"),
            (json!([1, [2, 3]]), "8201820203"),
            (json!({"a": 1, "b": [true]}), "a26161016162 81f5"),
        ] {
            assert_eq!(hex(value), bytes.replace(' ', ""));
        }
        assert_eq!(opening(&[json!(1)]), "#let (handed-0, ) = cbor(\"/handed/values.cbor\");");
        assert_eq!(opening(&[]), "");
    }
}
