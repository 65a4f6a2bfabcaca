//! Text files (csv, tsv): how they are encoded and what parts their fields is found, not assumed.
//!
//! Every field is words; a date or a number in it is for the next stage to see, but for what the file as a whole settles:
//! a comma before decimals, the order of day and month. The one sheet has the file's name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::draft::{Draft, worded};
use super::{Limits, SAVE_AS_XLSX, Unreadable, Value, Workbook, limits};
use crate::diagnostic::{Diagnostic, Findings};

pub fn read(bytes: &[u8], name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let encoding = encoding_of(bytes);
    let text = match of_four_bytes(bytes) {
        Some(text) => Cow::Owned(text),
        None => encoding.decode(bytes).0,
    };
    let odd = text.chars().take(4096).filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')).count();
    if odd * 20 > text.chars().take(4096).count() {
        return Err(Unreadable::new("it is not a spreadsheet that is known here", SAVE_AS_XLSX));
    }
    let mut draft = Draft::new(name, limits);
    let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
    let Some(mut sheet) = draft.sheet(stem, false, false) else { return Ok(draft.finish()) };
    if encoding == MACINTOSH {
        let finding =
            Diagnostic::note("encoding-guessed", "the file was taken for one of an old Mac's, by its line ends")
                .at(&sheet.sheet.at(0, 0))
                .hint("if accents and quotation marks look wrong, save it as \"CSV UTF-8\"");
        sheet.tell(finding);
    }
    sheet.text_file = true;
    let (separator, body) = separator_of(&text);
    let commas = if separator == ',' { BTreeSet::new() } else { decimal_commas(body, separator) };
    let mut with_comma = None;
    let mut fields = Fields { rest: body, separator };
    let (mut row, mut column) = (0u32, 0u32);
    let mut wide = false;
    while let Some(field) = fields.next() {
        // Of an absurdly long field no more is worked on than shows that it is too long.
        let text = &field.text[..field.text.floor_char_boundary(limits::CELL_BYTES)];
        if field.unclosed {
            let finding = Diagnostic::error("quote-not-closed", "a quotation mark opens this field and none closes it")
                .at(&sheet.sheet.at(row, column))
                .found(text)
                .hint("add the closing quotation mark, or take the opening one away");
            sheet.tell(finding);
        }
        if column <= limits::LAST_COLUMN {
            let point = if commas.contains(&column) { with_point(text) } else { None };
            if point.is_some() {
                with_comma.get_or_insert_with(|| (row, column, text.to_owned()));
            }
            let text = point.as_deref().or_else(|| of_formula(text)).unwrap_or(text);
            let value = if is_error(text) { Value::Error } else { Value::Text };
            if !sheet.place(row, column, worded(value, text)) {
                break;
            }
        } else if !wide {
            wide = true;
            let finding = Diagnostic::error("row-too-wide", "this row has more fields than a sheet has columns")
                .at(&sheet.sheet.at(row, limits::LAST_COLUMN));
            sheet.tell(finding);
        }
        column = column.saturating_add(1);
        if field.ends_row {
            (row, column) = (row.saturating_add(1), 0);
        }
    }
    if let Some((row, column, text)) = with_comma {
        let finding = Diagnostic::note(
            "sheet-decimal-comma",
            "the file writes a comma before decimals, and its numbers were read so",
        )
        .at(&sheet.sheet.at(row, column))
        .found(format!("{text}, read as {}", with_point(&text).unwrap_or_default()))
        .hint(
            "nothing to do if they are decimals; if they are thousands, save the file with commas between its fields",
        );
        sheet.tell(finding);
    }
    sheet.finish();
    Ok(draft.finish())
}

/// The text in `="1.10"`, which is how an export keeps Excel from changing it.
fn of_formula(text: &str) -> Option<&str> {
    text.trim().strip_prefix("=\"")?.strip_suffix('"').filter(|inside| !inside.contains('"'))
}

/// The columns in which some number has a comma before its decimals, and none is a list or has a point there.
fn decimal_commas(text: &str, separator: char) -> BTreeSet<u32> {
    let mut columns: BTreeMap<u32, bool> = BTreeMap::new();
    let mut fields = Fields { rest: text, separator };
    let mut column = 0;
    while let Some(field) = fields.next() {
        let text = field.text.trim().trim_end_matches(['%', ' ']);
        if text.len() <= 20 && text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let digits = |part: &str| part.len() < 3 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let decimals = |sign: char| text.rsplit_once(sign).is_some_and(|(_, behind)| digits(behind));
            // "1,200" may be either, and "1,2,3" is neither.
            let list = text.matches(',').count() > 1 || text.matches('.').count() == 1 && decimals('.');
            match with_point(text) {
                _ if list => drop(columns.insert(column, false)),
                Some(_) if decimals(',') => drop(columns.entry(column).or_insert(true)),
                _ => {}
            }
        }
        column = if field.ends_row { 0 } else { column + 1 };
    }
    columns.into_iter().filter(|(_, commas)| *commas).map(|(column, _)| column).collect()
}

/// `12,5` → `12.5`, `1.234,5` → `1234.5`; none where it is no such number.
fn with_point(text: &str) -> Option<String> {
    let (whole, decimals) = text.trim().split_once(',')?;
    let number = decimals.trim_end_matches(['%', ' ']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain: String = whole.chars().filter(|c| *c != '.').collect();
    let sound = digits(plain.strip_prefix('-').unwrap_or(&plain)) && digits(number);
    sound.then(|| format!("{plain}.{decimals}"))
}

/// The text of a file of four bytes a character (UTF-32), which its byte-order mark tells.
fn of_four_bytes(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 4]) -> u32 = match bytes.get(..4)? {
        [0xFF, 0xFE, 0, 0] => u32::from_le_bytes,
        [0, 0, 0xFE, 0xFF] => u32::from_be_bytes,
        _ => return None,
    };
    let characters = bytes[4..].chunks_exact(4).map(|four| read([four[0], four[1], four[2], four[3]]));
    Some(characters.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn is_error(text: &str) -> bool {
    ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"].contains(&text.trim())
}

/// A byte-order mark says it; else every second byte zero is UTF-16; else UTF-8 where it is sound; else what Windows
/// in western Europe writes, or old Macs, whose lines end in a lone carriage return.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let start = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if pairs > 1 && odd * 2 > pairs && even * 20 < pairs {
        return UTF_16LE;
    }
    if pairs > 1 && even * 2 > pairs && odd * 20 < pairs {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else if bytes.contains(&b'\r') && !bytes.contains(&b'\n') {
        MACINTOSH
    } else {
        WINDOWS_1252
    }
}

/// The separator and the text to read. A first line `sep=;` is Excel's way to say it; else the candidate that parts
/// the most of the first rows into the same number of fields.
fn separator_of(text: &str) -> (char, &str) {
    let line = text.lines().next().unwrap_or_default();
    if let Some(named) = line.strip_prefix("sep=")
        && let (Some(separator), None) = (named.chars().next(), named.chars().nth(1).filter(|c| *c != '\r'))
    {
        return (separator, text[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or(""));
    }
    let fit = |separator: char| {
        let mut counts = Vec::new();
        let mut fields = 0usize;
        let mut parser = Fields { rest: text, separator };
        while let Some(field) = parser.next() {
            fields += 1;
            if field.ends_row {
                counts.push(fields);
                fields = 0;
            }
            if counts.len() == 50 || fields > 20_000 {
                break;
            }
        }
        let mode = counts
            .iter()
            .copied()
            .filter(|count| *count > 1)
            .max_by_key(|count| (counts.iter().filter(|other| *other == count).count(), *count));
        mode.map_or((0, 0), |mode| (counts.iter().filter(|count| **count == mode).count(), mode))
    };
    let candidates = ['|', '\t', ';', ','];
    let best = candidates.into_iter().max_by_key(|separator| fit(*separator)).unwrap_or(',');
    (best, text)
}

/// The fields of a text, one after another.
struct Fields<'t> {
    rest: &'t str,
    separator: char,
}

struct Field<'t> {
    text: Cow<'t, str>,
    ends_row: bool,
    /// A quotation mark opened the field and none closed it; it was taken for a mark of the text.
    unclosed: bool,
}

impl<'t> Fields<'t> {
    fn next(&mut self) -> Option<Field<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut unclosed = false;
        let quoted = match self.rest.strip_prefix('"') {
            Some(inside) => {
                let found = closing_quote(inside);
                unclosed = found.is_none();
                found.map(|end| (&inside[..end], &inside[end + 1..]))
            }
            None => self.quoted_behind_space(),
        };
        let (text, after) = match quoted {
            Some((text, after)) => {
                let text =
                    if text.contains("\"\"") { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) };
                let end = self.end_of(after);
                // Words behind the closing mark are a slip, but they are words.
                let text = if end == 0 { text } else { Cow::Owned(format!("{text}{}", &after[..end])) };
                (text, &after[end..])
            }
            None => {
                let end = self.end_of(self.rest);
                (Cow::Borrowed(&self.rest[..end]), &self.rest[end..])
            }
        };
        let mut chars = after.chars();
        let (ends_row, rest) = match chars.next() {
            None => (true, ""),
            Some('\r') => (true, chars.as_str().strip_prefix('\n').unwrap_or(chars.as_str())),
            Some('\n') => (true, chars.as_str()),
            Some(_) => (false, chars.as_str()),
        };
        self.rest = rest;
        Some(Field { text, ends_row, unclosed })
    }

    /// A field in quotation marks with a space before them; the closing mark must end the field, else it is a word's.
    fn quoted_behind_space(&self) -> Option<(&'t str, &'t str)> {
        let inside = self.rest.strip_prefix(' ')?.trim_start_matches(' ').strip_prefix('"')?;
        let end = closing_quote(inside)?;
        let after = inside[end + 1..].trim_start_matches(' ');
        (after.is_empty() || after.starts_with([self.separator, '\r', '\n'])).then_some((&inside[..end], after))
    }

    fn end_of(&self, text: &str) -> usize {
        text.find([self.separator, '\n', '\r']).unwrap_or(text.len())
    }
}

/// Where the mark stands that closes a field; `None` where none does within the length a cell may have.
fn closing_quote(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    let bytes = &bytes[..bytes.len().min(limits::CELL_CHARACTERS * 4)];
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b'"', &bytes[from..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
        if from >= bytes.len() {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn cells(bytes: &[u8]) -> (Vec<Vec<String>>, Vec<Code>) {
        let found = read(bytes, &"plan.csv".into(), &Limits::default()).unwrap();
        let sheet = &found.value.sheets[0];
        assert_eq!(&*sheet.name, "plan");
        let rows =
            sheet.rows.values().map(|row| row.cells.values().map(|cell| cell.text.to_string()).collect()).collect();
        (rows, found.diagnostics.iter().map(|finding| finding.code.clone()).collect())
    }

    const PLAN: &str = "Ref,Action,Owner,Due\r\n1.10,\"Agree SENCo’s – “final”\",Zoë,£80%\r\n1.1,\"Two\r\nlines, \"\"quoted\"\"\",x,y\r\n";

    fn read_right(bytes: &[u8]) {
        let (rows, _) = cells(bytes);
        assert_eq!(rows[0], ["Ref", "Action", "Owner", "Due"]);
        assert_eq!(rows[1], ["1.10", "Agree SENCo’s – “final”", "Zoë", "£80%"]);
        assert_eq!(rows[2], ["1.1", "Two\nlines, \"quoted\"", "x", "y"]);
    }

    #[test]
    fn every_encoding_is_found() {
        read_right(PLAN.as_bytes());
        read_right(&[b"\xef\xbb\xbf", PLAN.as_bytes()].concat());
        read_right(&WINDOWS_1252.encode(PLAN).0);
        let utf16: Vec<u8> = PLAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        read_right(&utf16);
        read_right(&[b"\xff\xfe", &utf16[..]].concat());
        let big: Vec<u8> = PLAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        read_right(&big);
        let mac = PLAN.replace("\r\n", "\r").replace('’', "\u{1}").replace(['–', '“', '”', 'ë', '£'], "\u{1}");
        let mac: Vec<u8> = mac.bytes().map(|b| if b == 1 { 0x8E } else { b }).collect();
        let wide: Vec<u8> = format!("\u{feff}{PLAN}").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        read_right(&wide);
        let wide: Vec<u8> = format!("\u{feff}{PLAN}").chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        read_right(&wide);
        let (rows, codes) = cells(&mac);
        assert_eq!((rows.len(), codes), (3, vec!["encoding-guessed".into()]));
        assert_eq!(rows[1][2], "Zoé");
    }

    #[test]
    fn every_separator_is_found() {
        for separator in [";", "\t", "|"] {
            read_right(PLAN.replace("lines, ", "lines§").replace(',', separator).replace('§', ", ").as_bytes());
        }
        let (rows, _) = cells(b"sep=;\r\nRef;Due\r\n1.1;a, b, c\r\n");
        assert_eq!(rows, [["Ref", "Due"], ["1.1", "a, b, c"]]);
        let (rows, _) = cells(b"Ref;Action\n1.1;a, b, c\n1.2;d\n1.3;e, f\n");
        assert_eq!(rows[1], ["1.1", "a, b, c"]);
    }

    #[test]
    fn a_comma_before_decimals_is_told_from_one_between_thousands() {
        let (rows, told) = cells(b"KPI;May;June;Count;Links\nK1;12,5;85,5%;1,200;1,2\nK2;1.234,5;79%;900;1,2,3\n");
        assert_eq!(rows[1], ["K1", "12.5", "85.5%", "1,200", "1,2"]);
        assert_eq!((rows[2][1].as_str(), told), ("1234.5", vec!["sheet-decimal-comma".into()]));
        let (rows, told) = cells(b"KPI,May\nK1,\"12,5\"\n");
        assert_eq!((rows[1][1].as_str(), told.len()), ("12,5", 0));
    }

    #[test]
    fn a_text_that_is_kept_from_excel_is_that_text() {
        let (rows, _) = cells(b"Ref,Action\n=\"1.10\",a\n\"=\"\"1.9\"\"\",=A1+1\n");
        assert_eq!(rows[1..], [["1.10", "a"], ["1.9", "=A1+1"]]);
    }

    #[test]
    fn a_space_may_stand_before_a_quotation_mark() {
        let (rows, _) = cells(b"Ref, Action, Due\n1.1, \"a, b\" , July\n1.2, \"so\" called, May\n");
        assert_eq!(rows[1..], [["1.1", "a, b", "July"], ["1.2", "\"so\" called", "May"]]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_field_only() {
        let mut text = "Ref,Action\r\n1.1,a\r\n1.2,\"never closed,x\r\n".to_owned();
        text.push_str(&"1.3,y\r\n".repeat(30_000));
        let (rows, codes) = cells(text.as_bytes());
        assert_eq!(codes, ["quote-not-closed"]);
        assert_eq!(rows.len(), 30_003);
        assert_eq!(rows[2], ["1.2", "\"never closed", "x"]);
        assert_eq!(rows[3], ["1.3", "y"]);
    }

    #[test]
    fn stray_zero_bytes_and_error_words_are_no_obstacle() {
        let (rows, _) = cells(b"Ref,RAG,n\n1.1,Am\0ber,#N/A\n");
        assert_eq!(rows[1], ["1.1", "Amber", "#N/A"]);
        assert!(read(&[1, 2, 3, 4, 5, 6, 7, 200], &"x.csv".into(), &Limits::default()).is_err());
    }
}
