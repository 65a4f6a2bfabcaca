//! Binary Excel workbooks (xlsb): the same package as xlsx, its parts as binary records ([MS-XLSB]).
//!
//! Deliberately absent: formulas' own text, conditional formats, threads of comments beyond the notice in the note.

use std::sync::Arc;

use super::cfb::{f64_at, u16_at, u32_at};
use super::draft::{Content, Draft, SheetDraft, Words};
use super::look::{Colour, Colours, Font, Look, STYLES, StyleSheet};
use super::package::Package;
use super::xls::{error_words, packed_number};
use super::xlsx::{read_theme, workbook_part};
use super::xml::Broken;
use super::{DAMAGED, Limits, Region, Rgb, Unreadable, Workbook, limits, shown};
use crate::diagnostic::{Diagnostic, Findings};

pub fn read(mut package: Package<'_>, name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let home = workbook_part(&mut package);
    let home = if home.ends_with(".bin") { home } else { "xl/workbook.bin".to_owned() };
    let broken =
        |broken: Broken| Unreadable::new(format!("its list of sheets cannot be read: {}", broken.why), DAMAGED);
    let book = package
        .bytes(&home)
        .map_err(broken)?
        .ok_or_else(|| Unreadable::new("it has no workbook", super::OUT_OF_THE_FOLDER))?;
    let relations = package.relations(&home);
    let part_of = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|found| found.part.as_str());

    let mut draft = Draft::new(name, limits);
    let lost = |what: &str, broken: Broken| {
        let message = format!("the {what} of {name} cannot be read: {}", broken.why);
        Diagnostic::error("part-not-read", message).hint(DAMAGED)
    };
    let mut colours = Colours::default();
    if let Some(theme) = part_of("theme") {
        read_theme(&mut package, theme, &mut colours);
    }
    if part_of("styles").is_some_and(|part| !package.has(part)) {
        draft.tell(lost("styles", Broken::off("the file has none")));
    }
    let styles = match package.bytes(part_of("styles").unwrap_or("xl/styles.bin")) {
        Ok(bytes) => read_styles(&bytes.unwrap_or_default(), &colours),
        Err(why) => {
            draft.tell(lost("styles", why));
            StyleSheet::default()
        }
    };
    let texts = match package.bytes(part_of("sharedStrings").unwrap_or("xl/sharedStrings.bin")) {
        Ok(bytes) => read_texts(&bytes.unwrap_or_default(), &styles.fonts, limits),
        Err(why) => {
            draft.tell(lost("table of texts", why));
            Vec::new()
        }
    };
    let mut from_1904 = false;
    // The flag stands behind the sheets in the file.
    let works_out_on_opening = (Records { bytes: &book })
        .any(|(kind, body)| kind == record::CALC_PROP && u16_at(body, 24).is_some_and(|flags| flags & 1 != 0));
    for (kind, body) in (Records { bytes: &book }) {
        match kind {
            record::WB_PROP => from_1904 = body.first().is_some_and(|flags| flags & 1 != 0),
            record::BUNDLE_SH => {
                let (Some(state), Some((id, at))) = (u32_at(body, 0), text(body, 8)) else { continue };
                let (title, _) = text(body, at).unwrap_or_default();
                let relation = relations.iter().find(|relation| relation.id == id);
                if relation.is_some_and(|relation| relation.kind != "worksheet") {
                    continue;
                }
                let Some(mut sheet) = draft.sheet(&title, state != 0, from_1904) else { break };
                let Some(relation) = relation else {
                    sheet.broken_off(&Broken::off("the file does not say which of its parts the sheet is"));
                    sheet.finish();
                    continue;
                };
                match package.bytes(&relation.part) {
                    Ok(Some(bytes)) => read_sheet(&bytes, &styles, &texts, &mut sheet),
                    Ok(None) => sheet.broken_off(&Broken::off("the file lacks its part")),
                    Err(why) => sheet.broken_off(&why),
                }
                if works_out_on_opening {
                    sheet.never_worked_out();
                }
                for beside in package.relations(&relation.part).iter().take(200) {
                    match (beside.kind.as_str(), package.bytes(&beside.part)) {
                        ("comments", Ok(Some(bytes))) => read_comments(&bytes, &mut sheet),
                        ("table", Ok(Some(bytes))) => read_table(&bytes, &mut sheet),
                        _ => {}
                    }
                }
                sheet.finish();
            }
            _ => {}
        }
    }
    Ok(draft.finish())
}

/// Record types, by their names in [MS-XLSB] 2.3.
mod record {
    pub const ROW_HDR: u16 = 0;
    pub const CELL_BLANK: u16 = 1;
    pub const CELL_RK: u16 = 2;
    pub const CELL_ERROR: u16 = 3;
    pub const CELL_BOOL: u16 = 4;
    pub const CELL_REAL: u16 = 5;
    pub const CELL_ST: u16 = 6;
    pub const CELL_ISST: u16 = 7;
    pub const FMLA_STRING: u16 = 8;
    pub const FMLA_NUM: u16 = 9;
    pub const FMLA_BOOL: u16 = 10;
    pub const FMLA_ERROR: u16 = 11;
    /// The same kinds of cell from 12 on, each standing right of the one before and without its column.
    pub const SHORT_BLANK: u16 = 12;
    pub const SHORT_ISST: u16 = 18;
    pub const SST_ITEM: u16 = 19;
    pub const FONT: u16 = 43;
    pub const FMT: u16 = 44;
    pub const FILL: u16 = 45;
    pub const XF: u16 = 47;
    pub const CELL_R_STRING: u16 = 62;
    pub const WB_PROP: u16 = 153;
    pub const BUNDLE_SH: u16 = 156;
    pub const COL_INFO: u16 = 60;
    pub const CALC_PROP: u16 = 157;
    pub const BEGIN_A_FILTER: u16 = 161;
    pub const MERGE_CELL: u16 = 176;
    pub const BEGIN_LIST: u16 = 343;
    pub const BEGIN_CELL_XFS: u16 = 617;
    pub const END_CELL_XFS: u16 = 618;
    pub const BEGIN_COMMENT: u16 = 635;
    pub const COMMENT_TEXT: u16 = 637;
}

/// The records of a part: type and body, each length in seven bits a byte. It ends where the part does.
struct Records<'b> {
    bytes: &'b [u8],
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut number = |most: u32| {
            let mut number = 0usize;
            for place in 0..most {
                let (byte, rest) = self.bytes.split_first()?;
                self.bytes = rest;
                number |= usize::from(byte & 0x7F) << (7 * place);
                if byte & 0x80 == 0 {
                    break;
                }
            }
            Some(number)
        };
        let (kind, length) = (number(2)?, number(4)?);
        let body = self.bytes.get(..length)?;
        self.bytes = &self.bytes[length..];
        Some((kind as u16, body))
    }
}

/// A string of two-byte characters after its length in four bytes, and where it ends.
fn text(body: &[u8], at: usize) -> Option<(String, usize)> {
    let length = u32_at(body, at)?;
    // A length of all ones is how "no string" is written.
    if length == u32::MAX {
        return Some((String::new(), at + 4));
    }
    let end = (at + 4).checked_add((length as usize).checked_mul(2)?)?;
    let units: Vec<u16> =
        body.get(at + 4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some((String::from_utf16_lossy(&units), end))
}

fn read_styles(bytes: &[u8], colours: &Colours) -> StyleSheet {
    let mut styles = StyleSheet::default();
    let mut in_cell_styles = false;
    for (kind, body) in (Records { bytes }) {
        match kind {
            record::FMT => {
                if let (Some(id), Some((code, _))) = (u16_at(body, 0), text(body, 2)) {
                    styles.add_format(u32::from(id), &code);
                }
            }
            record::FONT if styles.fonts.len() < STYLES => styles.fonts.push(Font {
                struck: u16_at(body, 2).is_some_and(|flags| flags & 8 != 0),
                colour: colour(body, 12).and_then(|colour| colours.letters(colour)),
            }),
            record::FILL if styles.fills.len() < STYLES => {
                let solid = u32_at(body, 0) == Some(1);
                styles.fills.push(colour(body, 4).filter(|_| solid).and_then(|colour| colours.fill(colour)));
            }
            record::BEGIN_CELL_XFS => in_cell_styles = true,
            record::END_CELL_XFS => in_cell_styles = false,
            record::XF if in_cell_styles => {
                let word = |at: usize| u16_at(body, at).unwrap_or(0);
                styles.add_look(u32::from(word(2)), usize::from(word(4)), usize::from(word(6)));
            }
            _ => {}
        }
    }
    styles
}

fn colour(body: &[u8], at: usize) -> Option<Colour> {
    let kind = body.get(at)? >> 1;
    let index = usize::from(*body.get(at + 1)?);
    let tint = f64::from(u16_at(body, at + 2)? as i16) / 32_767.0;
    match (kind, body.get(at + 4..at + 7)?) {
        (1, _) => Some(Colour::Indexed { index, tint }),
        (2, [red, green, blue]) => Some(Colour::Rgb(Rgb(*red, *green, *blue))),
        (3, _) => Some(Colour::Theme { index, tint }),
        _ => None,
    }
}

fn read_texts(bytes: &[u8], fonts: &[Font], limits: &Limits) -> Vec<Words> {
    Records { bytes }
        .filter(|(kind, _)| *kind == record::SST_ITEM)
        .take(limits.shared_strings)
        .map(|(_, body)| rich_text(body, 0, fonts).unwrap_or_default())
        .collect()
}

/// A text with its runs behind it, each with its font.
fn rich_text(body: &[u8], at: usize, fonts: &[Font]) -> Option<Words> {
    let (words, end) = text(body, at + 1)?;
    let count = if body[at] & 1 == 0 { 0 } else { u32_at(body, end).unwrap_or(0) as usize };
    let runs: Vec<(usize, usize)> = body
        .get(end + 4..)
        .unwrap_or_default()
        .chunks_exact(4)
        .take(count)
        .filter_map(|run| Some((usize::from(u16_at(run, 0)?), usize::from(u16_at(run, 2)?))))
        .collect();
    Some(if runs.is_empty() { Words::plain(&words) } else { Words::of_runs(&words, &runs, fonts) })
}

fn read_sheet(bytes: &[u8], styles: &StyleSheet, texts: &[Words], sheet: &mut SheetDraft<'_>) {
    let plain = Look::default();
    let mut row = 0;
    let mut next_column = 0;
    for (kind, body) in (Records { bytes }) {
        // A short cell leaves its column out; all else in it stands four bytes earlier.
        let short = (record::SHORT_BLANK..=record::SHORT_ISST).contains(&kind);
        let (kind, at) = if short { (kind - record::SHORT_BLANK + record::CELL_BLANK, 4) } else { (kind, 8) };
        let mut words = None;
        let content = match kind {
            record::ROW_HDR => {
                row = u32_at(body, 0).unwrap_or(row).min(limits::LAST_ROW);
                next_column = 0;
                if body.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    sheet.hide_row(row, false);
                }
                continue;
            }
            record::COL_INFO => {
                let hidden = body.get(16).is_some_and(|flags| flags & 1 != 0);
                if let (true, Some(first), Some(last)) = (hidden, u32_at(body, 0), u32_at(body, 4)) {
                    sheet.hide_columns(first, last);
                }
                continue;
            }
            record::MERGE_CELL | record::BEGIN_A_FILTER => {
                if kind == record::MERGE_CELL {
                    sheet.merge(area(body))
                } else {
                    sheet.filter(area(body))
                }
                continue;
            }
            record::CELL_BLANK => Some(Content::Blank),
            record::CELL_RK => u32_at(body, at).map(|rk| Content::Number(packed_number(rk))),
            record::CELL_ERROR | record::FMLA_ERROR => body.get(at).map(|code| Content::Error(error_words(*code))),
            record::CELL_BOOL | record::FMLA_BOOL => body.get(at).map(|yes| Content::Bool(*yes != 0)),
            record::CELL_REAL | record::FMLA_NUM => f64_at(body, at).map(Content::Number),
            record::CELL_ST | record::FMLA_STRING => {
                text(body, at).map(|(text, _)| Content::Text(shown::regular(&text).into()))
            }
            record::CELL_ISST => {
                words = u32_at(body, at).and_then(|index| texts.get(index as usize)).cloned();
                words.as_ref().map(|_| Content::Blank)
            }
            record::CELL_R_STRING => {
                words = rich_text(body, at, &styles.fonts);
                words.as_ref().map(|_| Content::Blank)
            }
            _ => continue,
        };
        let column = if short { Some(next_column) } else { u32_at(body, 0) };
        let (Some(column), Some(style)) = (column, u32_at(body, at - 4)) else { continue };
        let column = column.min(limits::LAST_COLUMN);
        next_column = column + 1;
        let look = styles.looks.get((style & 0x00FF_FFFF) as usize).unwrap_or(&plain);
        match content {
            Some(content) => {
                if kind == record::FMLA_NUM {
                    sheet.result(row, column, content == Content::Number(0.0));
                }
                let go_on = match &words {
                    Some(words) => sheet.put_words(row, column, words, look),
                    None => sheet.put(row, column, content, look),
                };
                if !go_on {
                    return;
                }
            }
            None => {
                if !sheet.bad_cell(row, column, "its record is cut short or its text is missing", "") {
                    return;
                }
            }
        }
    }
}

fn read_table(bytes: &[u8], sheet: &mut SheetDraft<'_>) {
    for (_, body) in (Records { bytes }).filter(|(kind, _)| *kind == record::BEGIN_LIST) {
        if let Some(rows) = u32_at(body, 28) {
            sheet.totals(area(body), rows);
        }
    }
}

/// Rows and columns, first and last, of a block of cells.
fn area(body: &[u8]) -> Region {
    let word = |at: usize| u32_at(body, at).unwrap_or(0);
    Region {
        first_row: word(0).min(limits::LAST_ROW),
        last_row: word(4).min(limits::LAST_ROW),
        first_column: word(8).min(limits::LAST_COLUMN),
        last_column: word(12).min(limits::LAST_COLUMN),
    }
}

fn read_comments(bytes: &[u8], sheet: &mut SheetDraft<'_>) {
    let mut at = None;
    for (kind, body) in (Records { bytes }) {
        match kind {
            record::BEGIN_COMMENT => at = u32_at(body, 4).zip(u32_at(body, 12)),
            record::COMMENT_TEXT => {
                if let (Some((row, column)), Some((text, _))) = (at.take(), text(body, 1)) {
                    sheet.comment(row.min(limits::LAST_ROW), column.min(limits::LAST_COLUMN), &text);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn records_are_cut_where_their_lengths_say() {
        let bytes = [0x00, 2, 7, 8, 0xE9, 0x04, 1, 9, 19, 0x80, 0x01, 1];
        let records: Vec<(u16, &[u8])> = Records { bytes: &bytes }.collect();
        assert_eq!(records, [(0, &[7u8, 8][..]), (617, &[9u8][..])]);
    }

    #[test]
    fn cells_are_read_long_and_short() {
        let words = fixtures::words;
        let mut fill = words(&[1, 0, 0x0005, 0]);
        fill.extend([0xB1, 0x0E, 0x1E, 255]);
        let styles = [
            (record::FONT, words(&[200, 8])),
            (record::FILL, words(&[0; 8])),
            (record::FILL, fill),
            (record::BEGIN_CELL_XFS, Vec::new()),
            (record::XF, words(&[0, 9, 0, 1, 0])),
            (record::END_CELL_XFS, Vec::new()),
        ];
        let mut row = words(&[3, 0, 0, 0, 0, 0]);
        row[11] = 0x10;
        let sheet = [
            (record::COL_INFO, words(&[5, 0, 6, 0, 0, 0, 0, 0, 1])),
            (record::ROW_HDR, row),
            (record::CELL_REAL, [words(&[1, 0, 0, 0]), 0.85f64.to_le_bytes().to_vec()].concat()),
            (17, [words(&[0, 0, 2, 0]), words(&[u16::from(b'o'), u16::from(b'k')])].concat()),
            (record::MERGE_CELL, words(&[3, 0, 4, 0, 1, 0, 1, 0])),
        ];
        let found = super::super::read_bytes(&fixtures::xlsb(&styles, &sheet), &"plan.xlsb".into(), &Limits::default())
            .unwrap();
        let sheet = &found.value.sheets[0];
        let cell = sheet.cell(3, 1).unwrap();
        assert_eq!(
            (&*cell.text, cell.struck, cell.percent, cell.fill),
            ("85%", true, true, Some(Rgb(0xB1, 0x0E, 0x1E)))
        );
        assert_eq!(sheet.text(3, 2), "ok");
        assert_eq!([4, 5, 6, 7].map(|column| sheet.is_column_hidden(column)), [false, true, true, false]);
        assert_eq!(sheet.rows[&3].hidden, super::super::Hidden::ByHand);
        assert!(sheet.merge_at(4, 1).is_some());
    }

    #[test]
    fn a_tables_row_of_totals_is_marked() {
        let mut draft = Draft::new(&"plan.xlsb".into(), &Limits::default());
        let mut sheet = draft.sheet("Tracker", false, false).unwrap();
        let mut list = fixtures::words(&[2, 0, 6, 0, 1, 0, 4, 0, 0, 0, 1, 0, 1, 0]);
        let record = |list: &[u8], totals: u8| [&[0xD7, 0x02, list.len() as u8 + 4], list, &[totals, 0, 0, 0]].concat();
        read_table(&record(&list, 0), &mut sheet);
        assert!(sheet.sheet.totals.is_empty());
        read_table(&record(&list, 1), &mut sheet);
        assert!(sheet.sheet.is_total(6, 1) && !sheet.sheet.is_total(5, 1) && !sheet.sheet.is_total(6, 5));
        list.truncate(20);
        read_table(&record(&list, 1), &mut sheet);
        assert_eq!(sheet.sheet.totals.len(), 1, "a record cut short says nothing");
    }

    #[test]
    fn colours_are_read_in_all_forms() {
        assert_eq!(colour(&[0x05, 0, 0, 0, 1, 2, 3, 255], 0), Some(Colour::Rgb(Rgb(1, 2, 3))));
        assert_eq!(colour(&[0x06, 9, 0, 0, 0, 0, 0, 0], 0), Some(Colour::Theme { index: 9, tint: 0.0 }));
        assert_eq!(colour(&[0, 0, 0, 0, 0, 0, 0, 0], 0), None);
    }
}
