//! Excel 97–2003 workbooks (xls): the records of the stream `Workbook` ([MS-XLS], "BIFF8").
//!
//! The reader is this project's own because fills, lines through text, number formats, hidden rows and comments carry
//! meaning in a tracker, and because it must not ask for memory by a size that a file merely claims.
//!
//! Deliberately absent: formulas' own text, charts, macros, Excel 95 and older.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cfb::{CompoundFile, f64_at, u16_at, u32_at};
use super::draft::{Content, Draft, SheetDraft, Words};
use super::look::{Colour, Colours, Font, Look, StyleSheet};
use super::package::Package;
use super::xml::Broken;
use super::{
    DAMAGED, Limits, OUT_OF_THE_FOLDER, Region, Rgb, SAVE_AS_XLSX, Unreadable, Workbook, encrypted, locked, shown,
};
use crate::diagnostic::Findings;

pub fn read(bytes: &[u8], name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let file = CompoundFile::open(bytes)
        .ok_or_else(|| Unreadable::new("the file is damaged: its table of contents cannot be read", DAMAGED))?;
    if file.has("EncryptedPackage") {
        let zipped = encrypted::package(&file).ok_or_else(locked)?;
        return super::read_zip(Package::open(&zipped, limits)?, name, limits);
    }
    let Some(mut stream) = file.stream("Workbook") else {
        return Err(if file.has("Book") {
            Unreadable::new("it is a workbook of Excel 5 or 95", SAVE_AS_XLSX)
        } else if file.has("WordDocument") {
            Unreadable::new("it is a Word document, not a spreadsheet", OUT_OF_THE_FOLDER)
        } else if file.has("PowerPoint Document") {
            Unreadable::new("it is a PowerPoint presentation, not a spreadsheet", OUT_OF_THE_FOLDER)
        } else {
            Unreadable::new("it has no workbook", OUT_OF_THE_FOLDER)
        });
    };
    let opened = encrypted::open_stream(&mut stream);
    let globals = Globals::read(&stream, opened, limits)?;
    // Tabs may point at one and the same place over and over.
    let mut budget = limits.unpacked_bytes;
    let mut draft = Draft::new(name, limits);
    for (index, tab) in globals.tabs.iter().enumerate() {
        let Some(mut sheet) = draft.sheet(&tab.name, tab.hidden, globals.from_1904) else { break };
        for (_, filter) in globals.filters.iter().filter(|(tab, _)| *tab == index) {
            sheet.filter(*filter);
        }
        if let Err(why) = read_sheet(&stream, tab.at, &globals, &mut sheet, &mut budget) {
            sheet.broken_off(&Broken::off(why));
        }
        sheet.finish();
    }
    Ok(draft.finish())
}

/// Record types, by their names in [MS-XLS] 2.3.
mod record {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const LBL: u16 = 0x0018;
    pub const NOTE: u16 = 0x001C;
    pub const DATE_1904: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const FONT: u16 = 0x0031;
    pub const CONTINUE: u16 = 0x003C;
    pub const OBJ: u16 = 0x005D;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const PALETTE: u16 = 0x0092;
    pub const MUL_RK: u16 = 0x00BD;
    pub const MUL_BLANK: u16 = 0x00BE;
    pub const RSTRING: u16 = 0x00D6;
    pub const XF: u16 = 0x00E0;
    pub const MERGE_CELLS: u16 = 0x00E5;
    pub const SST: u16 = 0x00FC;
    pub const LABEL_SST: u16 = 0x00FD;
    pub const TXO: u16 = 0x01B6;
    pub const BLANK: u16 = 0x0201;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const COL_INFO: u16 = 0x007D;
    pub const BOOL_ERR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BOF: u16 = 0x0809;
}

/// The records of a stream from a place in it: type and body. It ends where the stream does.
struct Records<'b> {
    stream: &'b [u8],
    at: usize,
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at + 2)?));
        let body = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, body))
    }
}

impl<'b> Records<'b> {
    /// The bodies of the `CONTINUE` records that follow.
    fn continued(&mut self) -> Vec<&'b [u8]> {
        let mut bodies = Vec::new();
        while u16_at(self.stream, self.at) == Some(record::CONTINUE)
            && let Some((_, body)) = self.next()
        {
            bodies.push(body);
        }
        bodies
    }
}

#[derive(Debug, Default)]
struct Globals {
    tabs: Vec<Tab>,
    from_1904: bool,
    styles: StyleSheet,
    texts: Vec<Words>,
    /// Filtered ranges, by the place of their sheet among the tabs.
    filters: Vec<(usize, Region)>,
}

#[derive(Debug)]
struct Tab {
    name: String,
    at: usize,
    hidden: bool,
}

impl Globals {
    /// `opened` says whether an encrypted stream was opened.
    fn read(stream: &[u8], opened: bool, limits: &Limits) -> Result<Globals, Unreadable> {
        let mut globals = Globals::default();
        let mut records = Records { stream, at: 0 };
        match records.next() {
            Some((record::BOF, body)) if u16_at(body, 0) == Some(0x0600) => {}
            Some((record::BOF, _)) => {
                return Err(Unreadable::new("it is a workbook of Excel 5 or 95", SAVE_AS_XLSX));
            }
            _ => return Err(Unreadable::new("the file is damaged: its first record is not a workbook's", DAMAGED)),
        }
        let mut colours = Colours::default();
        // Font, fill and format of each cell style; resolved once the palette is known.
        let mut raw_looks: Vec<(u32, usize, Option<usize>)> = Vec::new();
        // Whether a font is struck through, and its colour in the palette.
        let mut raw_fonts: Vec<(bool, usize)> = Vec::new();
        let mut all_tabs = 0;
        // Where each tab, by its place in the file, stands among the worksheets.
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut filters = Vec::new();
        while let Some((kind, body)) = records.next() {
            match kind {
                record::FILE_PASS if !opened => return Err(locked()),
                record::DATE_1904 => globals.from_1904 = u16_at(body, 0) == Some(1),
                record::FONT if raw_fonts.len() < super::look::STYLES => raw_fonts.push((
                    u16_at(body, 2).is_some_and(|flags| flags & 8 != 0),
                    usize::from(u16_at(body, 4).unwrap_or(u16::MAX)),
                )),
                record::FORMAT => {
                    if let (Some(id), Some((code, _))) = (u16_at(body, 0), wide_text(body, 2)) {
                        globals.styles.add_format(u32::from(id), &code);
                    }
                }
                record::XF if raw_looks.len() < super::look::STYLES => {
                    let (Some(font), Some(format)) = (u16_at(body, 0), u16_at(body, 2)) else { continue };
                    let solid = u32_at(body, 14).is_some_and(|border| border >> 26 == 1);
                    let fill = u16_at(body, 18).filter(|_| solid).map(|colours| usize::from(colours & 0x7F));
                    raw_looks.push((u32::from(format), font_place(font), fill));
                }
                record::PALETTE => {
                    let own = body.get(2..).unwrap_or_default().chunks_exact(4).map(|c| Rgb(c[0], c[1], c[2]));
                    for (slot, colour) in colours.palette.iter_mut().skip(8).zip(own) {
                        *slot = colour;
                    }
                }
                record::BOUND_SHEET => {
                    let (Some(at), Some(flags)) = (u32_at(body, 0), u16_at(body, 4)) else { continue };
                    all_tabs += 1;
                    // Charts, sheets of macros and modules of Visual Basic hold no cells that people read.
                    if flags >> 8 != 0 || all_tabs > super::limits::PARTS {
                        places.push(None);
                        continue;
                    }
                    places.push(Some(globals.tabs.len()));
                    let length = usize::from(body.get(6).copied().unwrap_or(0));
                    let (name, _) = characters(body, 7, length).unwrap_or_default();
                    globals.tabs.push(Tab { name, at: at as usize, hidden: flags & 3 != 0 });
                }
                record::LBL if filters.len() < 10_000 => filters.extend(filter_range(body)),
                record::SST => {
                    let mut bodies = vec![body];
                    bodies.extend(records.continued());
                    globals.texts = shared_texts(&bodies, &fonts(&raw_fonts, &colours), limits);
                }
                record::EOF => break,
                _ => {}
            }
        }
        globals.filters = filters.into_iter().filter_map(|(tab, range)| Some(((*places.get(tab)?)?, range))).collect();
        globals.styles.fonts = fonts(&raw_fonts, &colours);
        let mut fills: BTreeMap<usize, usize> = BTreeMap::new();
        globals.styles.fills.push(None);
        for (format, font, fill) in raw_looks {
            let fill = fill.map_or(0, |index| {
                *fills.entry(index).or_insert_with(|| {
                    globals.styles.fills.push(colours.fill(Colour::Indexed { index, tint: 0.0 }));
                    globals.styles.fills.len() - 1
                })
            });
            globals.styles.add_look(format, font, fill);
        }
        Ok(globals)
    }
}

fn fonts(raw: &[(bool, usize)], colours: &Colours) -> Vec<Font> {
    raw.iter()
        .map(|(struck, index)| Font {
            struck: *struck,
            colour: colours.letters(Colour::Indexed { index: *index, tint: 0.0 }),
        })
        .collect()
}

/// There is no font 4: what is called 5 is the fifth.
fn font_place(number: u16) -> usize {
    usize::from(if number > 4 { number - 1 } else { number })
}

/// The built-in name `_FilterDatabase` says which range of which sheet is filtered.
fn filter_range(body: &[u8]) -> Option<(usize, Region)> {
    let built_in = u16_at(body, 0)? & 0x20 != 0;
    let length = usize::from(*body.get(3)?);
    let tab = usize::from(u16_at(body, 8)?).checked_sub(1)?;
    if !built_in || length != 1 || *body.get(15)? != 0x0D {
        return None;
    }
    // One area reference into a sheet (`PtgArea3d`): sheet, rows, columns.
    let area = body.get(16..27)?;
    if area[0] & 0x1F != 0x1B {
        return None;
    }
    let region = Region {
        first_row: u32::from(u16_at(area, 3)?),
        last_row: u32::from(u16_at(area, 5)?),
        first_column: u32::from(u16_at(area, 7)? & 0x3FFF),
        last_column: u32::from(u16_at(area, 9)? & 0x3FFF),
    };
    Some((tab, region))
}

/// The characters of a string after its length: a flag for wide characters, then the characters.
fn characters(body: &[u8], at: usize, length: usize) -> Option<(String, usize)> {
    let wide = body.get(at)? & 1 != 0;
    let start = at + 1;
    let end = (start + if wide { length * 2 } else { length }).min(body.len());
    Some((decode(body.get(start..end)?, wide), end))
}

/// A string whose length is two bytes.
fn wide_text(body: &[u8], at: usize) -> Option<(String, usize)> {
    characters(body, at + 2, usize::from(u16_at(body, at)?))
}

fn decode(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// The table of texts, which runs on over several records; a text may be cut between any two of its characters, and
/// then its flag for wide characters stands anew.
fn shared_texts(bodies: &[&[u8]], fonts: &[Font], limits: &Limits) -> Vec<Words> {
    let mut texts = Vec::new();
    let mut pieces = Pieces { bodies, body: 0, at: 8 };
    while texts.len() < limits.shared_strings
        && let Some((text, runs)) = pieces.text()
    {
        texts.push(if runs.is_empty() { Words::plain(&text) } else { Words::of_runs(&text, &runs, fonts) });
    }
    texts
}

struct Pieces<'b> {
    bodies: &'b [&'b [u8]],
    body: usize,
    at: usize,
}

impl Pieces<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let body = self.bodies.get(self.body)?;
            if let Some(byte) = body.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            (self.body, self.at) = (self.body + 1, 0);
        }
    }

    fn number(&mut self, bytes: usize) -> Option<usize> {
        let mut number = 0;
        for place in 0..bytes {
            number |= usize::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    /// A text and where its runs begin, each with its font.
    fn text(&mut self) -> Option<(String, Vec<(usize, usize)>)> {
        let mut left = self.number(2)?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut text = String::new();
        while left > 0 {
            let body = self.bodies.get(self.body)?;
            let held = body.len().saturating_sub(self.at) / if wide { 2 } else { 1 };
            if held == 0 {
                (self.body, self.at) = (self.body + 1, 0);
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let taken = held.min(left);
            let end = self.at + taken * if wide { 2 } else { 1 };
            text.push_str(&decode(&body[self.at..end], wide));
            (self.at, left) = (end, left - taken);
        }
        let mut starts = Vec::new();
        for _ in 0..runs {
            let (Some(start), Some(font)) = (self.number(2), self.number(2)) else { return Some((text, starts)) };
            starts.push((start, font_place(font as u16)));
        }
        let mut skip = extra;
        while skip > 0 {
            let body = self.bodies.get(self.body)?;
            let step = body.len().saturating_sub(self.at).min(skip);
            if step == 0 {
                (self.body, self.at) = (self.body + 1, 0);
                continue;
            }
            (self.at, skip) = (self.at + step, skip - step);
        }
        Some((text, starts))
    }
}

fn read_sheet(
    stream: &[u8],
    at: usize,
    globals: &Globals,
    sheet: &mut SheetDraft<'_>,
    budget: &mut u64,
) -> Result<(), &'static str> {
    let mut records = Records { stream, at };
    match records.next() {
        Some((record::BOF, _)) => {}
        _ => return Err("it does not begin where the workbook says"),
    }
    let plain = Look::default();
    let look =
        |style: Option<u16>| style.and_then(|style| globals.styles.looks.get(usize::from(style))).unwrap_or(&plain);
    let mut depth = 1;
    // A formula whose result is a text keeps it in the record that follows.
    let mut awaited: Option<(u32, u32, u16)> = None;
    let mut notes: Vec<(u32, u32, u16)> = Vec::new();
    let mut note_texts: BTreeMap<u16, String> = BTreeMap::new();
    let mut object = None;
    while let Some((kind, body)) = records.next() {
        *budget = budget.saturating_sub(body.len() as u64 + 4);
        if *budget == 0 {
            return Err("the sheets hold more than is read (unpacked_megabytes under [limits] in boardpack.toml)");
        }
        if depth > 1 {
            // A chart within the sheet has records of its own.
            match kind {
                record::BOF => depth += 1,
                record::EOF => depth -= 1,
                _ => {}
            }
            continue;
        }
        let place = || Some((u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?)));
        let style = u16_at(body, 4);
        let mut go_on = true;
        match kind {
            record::BOF => depth += 1,
            record::EOF => break,
            record::COL_INFO => {
                if let (Some(first), Some(last), Some(flags)) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 8))
                    && flags & 1 != 0
                {
                    sheet.hide_columns(u32::from(first), u32::from(last));
                }
            }
            record::ROW => {
                if let (Some(row), Some(flags)) = (u16_at(body, 0), u16_at(body, 12))
                    && flags & 0x20 != 0
                {
                    sheet.hide_row(u32::from(row), false);
                }
            }
            record::BLANK => {
                if let Some((row, column)) = place() {
                    go_on = sheet.put(row, column, Content::Blank, look(style));
                }
            }
            record::MUL_BLANK => {
                if let Some((row, column)) = place() {
                    let styles = body.get(4..body.len().saturating_sub(2)).unwrap_or_default();
                    for (step, pair) in styles.chunks_exact(2).enumerate() {
                        go_on &= sheet.put(row, column + step as u32, Content::Blank, look(u16_at(pair, 0)));
                    }
                }
            }
            record::NUMBER => {
                if let (Some((row, column)), Some(number)) = (place(), f64_at(body, 6)) {
                    go_on = sheet.put(row, column, Content::Number(number), look(style));
                }
            }
            record::RK => {
                if let (Some((row, column)), Some(rk)) = (place(), u32_at(body, 6)) {
                    go_on = sheet.put(row, column, Content::Number(packed_number(rk)), look(style));
                }
            }
            record::MUL_RK => {
                if let Some((row, column)) = place() {
                    let cells = body.get(4..body.len().saturating_sub(2)).unwrap_or_default();
                    for (step, cell) in cells.chunks_exact(6).enumerate() {
                        let number = packed_number(u32_at(cell, 2).unwrap_or(0));
                        let content = Content::Number(number);
                        go_on &= sheet.put(row, column + step as u32, content, look(u16_at(cell, 0)));
                    }
                }
            }
            record::LABEL_SST => {
                if let (Some((row, column)), Some(index)) = (place(), u32_at(body, 6)) {
                    match globals.texts.get(index as usize) {
                        Some(words) => go_on = sheet.put_words(row, column, words, look(style)),
                        None => {
                            let why = "its text is not in the workbook's table of texts";
                            go_on = sheet.bad_cell(row, column, why, &index.to_string());
                        }
                    }
                }
            }
            record::LABEL | record::RSTRING => {
                if let (Some((row, column)), Some((text, _))) = (place(), wide_text(body, 6)) {
                    go_on = sheet.put(row, column, Content::Text(shown::regular(&text).into()), look(style));
                }
            }
            record::BOOL_ERR => {
                if let (Some((row, column)), Some([value, is_error])) = (place(), body.get(6..8)) {
                    let content =
                        if *is_error == 1 { Content::Error(error_words(*value)) } else { Content::Bool(*value != 0) };
                    go_on = sheet.put(row, column, content, look(style));
                }
            }
            record::FORMULA => {
                if let (Some((row, column)), Some(result)) = (place(), body.get(6..14)) {
                    let content = match result {
                        [0, .., 0xFF, 0xFF] => {
                            awaited = Some((row, column, style.unwrap_or(0)));
                            continue;
                        }
                        [1, _, value, .., 0xFF, 0xFF] => Content::Bool(*value != 0),
                        [2, _, value, .., 0xFF, 0xFF] => Content::Error(error_words(*value)),
                        [3, .., 0xFF, 0xFF] => Content::Text(Arc::default()),
                        _ => Content::Number(f64_at(result, 0).unwrap_or(f64::NAN)),
                    };
                    go_on = sheet.put(row, column, content, look(style));
                }
            }
            record::STRING => {
                let mut whole = body.to_vec();
                for piece in records.continued() {
                    whole.extend_from_slice(piece.get(1..).unwrap_or_default());
                }
                if let (Some((row, column, style)), Some((text, _))) = (awaited.take(), wide_text(&whole, 0)) {
                    go_on = sheet.put(row, column, Content::Text(shown::regular(&text).into()), look(Some(style)));
                }
            }
            record::MERGE_CELLS => {
                for block in body.get(2..).unwrap_or_default().chunks_exact(8) {
                    let word = |at: usize| u16_at(block, at).map_or(0, u32::from);
                    sheet.merge(Region {
                        first_row: word(0),
                        last_row: word(2),
                        first_column: word(4),
                        last_column: word(6),
                    });
                }
            }
            record::NOTE => {
                if let (Some((row, column)), Some(object)) = (place(), u16_at(body, 6))
                    && notes.len() < 100_000
                {
                    notes.push((row, column, object));
                }
            }
            record::OBJ => object = u16_at(body, 4).filter(|kind| *kind == 0x19).and(u16_at(body, 6)),
            record::TXO => {
                let length = u16_at(body, 10).map_or(0, usize::from);
                let pieces = records.continued();
                // The last piece holds the runs of the text's formats.
                let texts = pieces.split_last().map_or(&[][..], |(_, texts)| texts);
                if let Some(object) = object.take() {
                    let text: String = texts
                        .iter()
                        .filter_map(|piece| characters(piece, 0, piece.len()).map(|(text, _)| text))
                        .collect::<String>()
                        .chars()
                        .take(length)
                        .collect();
                    note_texts.insert(object, text);
                }
            }
            _ => {}
        }
        if !go_on {
            break;
        }
    }
    for (row, column, object) in notes {
        if let Some(text) = note_texts.get(&object) {
            sheet.comment(row, column, text);
        }
    }
    if depth > 0
        && records.at >= stream.len().saturating_sub(3)
        && u16_at(stream, stream.len().saturating_sub(4)) != Some(record::EOF)
    {
        return Err("the file ends before the sheet does");
    }
    Ok(())
}

/// A number packed into 30 bits: whole or the upper half of a double, perhaps in hundredths ([MS-XLS] 2.5.217).
pub fn packed_number(rk: u32) -> f64 {
    let number =
        if rk & 2 != 0 { f64::from((rk as i32) >> 2) } else { f64::from_bits(u64::from(rk & 0xFFFF_FFFC) << 32) };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

pub fn error_words(code: u8) -> Arc<str> {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#ERROR",
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::super::draft::Struck;
    use super::super::{Hidden, fixtures};
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        assert_eq!(packed_number((45 << 2) | 2), 45.0);
        assert_eq!(packed_number((4550 << 2) | 3), 45.5);
        assert_eq!(packed_number((0.85f64.to_bits() >> 32) as u32 & !3), f64::from_bits(0.85f64.to_bits() >> 34 << 34));
        assert_eq!(packed_number(((-3i32 << 2) | 2) as u32), -3.0);
    }

    #[test]
    fn values_styles_rows_and_comments_are_read() {
        let words = fixtures::words;
        let mut palette = words(&[2]);
        palette.extend([0, 0, 0, 0, 0xB1, 0x0E, 0x1E, 0]);
        let style = |font: u16, format: u16, fill: u8| {
            let mut body = words(&[font, format]);
            body.resize(20, 0);
            if fill > 0 {
                body[17] = 1 << 2;
                body[18] = fill;
            }
            (record::XF, body)
        };
        let mut filter = vec![0x20, 0, 0, 1, 11, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x0D, 0x3B];
        filter.extend(words(&[0, 5, 9, 0, 3]));
        let globals = [
            (record::FONT, words(&[200, 0])),
            (record::FONT, words(&[200, 8])),
            (record::PALETTE, palette),
            style(0, 0, 0),
            style(1, 14, 0),
            style(0, 9, 9),
            (record::LBL, filter),
            (record::SST, [&words(&[1, 0, 1, 0, 5])[..], &[0], b"Amber"].concat()),
        ];
        let number = |row: u16, column: u16, style: u16, number: f64| {
            (record::NUMBER, [words(&[row, column, style]), number.to_le_bytes().to_vec()].concat())
        };
        let hidden = |row: u16| (record::ROW, words(&[row, 0, 9, 0, 0, 0, 0x20, 0]));
        let formula = |column: u16, result: [u8; 8]| {
            (record::FORMULA, [words(&[0, column, 0]), result.to_vec(), vec![0; 8]].concat())
        };
        let sheet = [
            (record::COL_INFO, words(&[2, 3, 0, 0, 1, 0])),
            (record::COL_INFO, words(&[4, 4, 2048, 0, 0, 0])),
            hidden(1),
            hidden(7),
            (record::LABEL_SST, words(&[0, 0, 0, 0, 0])),
            number(0, 1, 1, 45474.0),
            number(0, 2, 2, 0.85),
            (record::MUL_BLANK, words(&[0, 3, 2, 0, 4])),
            formula(5, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
            (record::STRING, [&words(&[2])[..], &[0], b"ok"].concat()),
            formula(6, [2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF]),
            number(1, 0, 0, 1.0),
            number(7, 0, 0, 7.0),
            (record::LABEL_SST, words(&[8, 0, 0, 77, 0])),
            (record::MERGE_CELLS, words(&[1, 0, 1, 0, 0])),
            (record::OBJ, words(&[0x15, 0x12, 0x19, 3])),
            (record::TXO, words(&[0, 0, 0, 0, 0, 6, 8, 0, 0])),
            (record::CONTINUE, b"\0Agreed".to_vec()),
            (record::CONTINUE, vec![0; 8]),
            (record::NOTE, words(&[0, 2, 0, 3, 0])),
        ];
        let found =
            super::super::read_bytes(&fixtures::xls(&globals, &sheet), &"plan.xls".into(), &Limits::default()).unwrap();
        let sheet = &found.value.sheets[0];
        let cell = |column| sheet.cell(0, column).unwrap();
        assert_eq!((&*sheet.name, &*cell(0).text), ("Tracker", "Amber"));
        assert_eq!((&*cell(1).text, cell(1).struck), ("01/07/2024", true));
        assert_eq!((&*cell(2).text, cell(2).percent, cell(2).fill), ("85%", true, Some(Rgb(0xB1, 0x0E, 0x1E))));
        assert_eq!(cell(3).fill, cell(2).fill);
        assert_eq!((&*cell(5).text, &*cell(6).text), ("ok", "#N/A"));
        assert_eq!([1, 2, 3, 4].map(|column| sheet.is_column_hidden(column)), [false, true, true, false]);
        assert_eq!(sheet.rows[&1].hidden, Hidden::ByHand);
        assert_eq!(sheet.rows[&7].hidden, Hidden::ByFilter);
        assert!(sheet.merge_at(1, 0).is_some());
        assert_eq!((sheet.comments[0].column, sheet.comments[0].text.as_str()), (2, "Agreed"));
        assert_eq!(
            found.diagnostics.iter().map(|finding| &*finding.code).collect::<Vec<_>>(),
            ["cell-not-read", "column-under-merges"]
        );
    }

    #[test]
    fn a_password_is_told_of() {
        let locked = fixtures::xls(&[(record::FILE_PASS, vec![1, 0])], &[]);
        let refused = super::super::read_bytes(&locked, &"plan.xls".into(), &Limits::default()).unwrap_err();
        assert!(refused.reason.contains("password"));
    }

    #[test]
    fn struck_words_of_a_text_do_not_count() {
        let fonts = [
            Font::default(),
            Font { struck: true, colour: None },
            Font { struck: false, colour: Some(Rgb(255, 0, 0)) },
        ];
        let mut table = vec![0; 8];
        table.extend([11, 0, 8, 2, 0]);
        table.extend(b"By May July");
        table.extend(fixtures::words(&[3, 1, 7, 2]));
        table.extend([1, 0, 8, 1, 0, b'x']);
        table.extend(fixtures::words(&[0, 2]));
        let texts = shared_texts(&[&table], &fonts, &Limits::default());
        assert_eq!((&*texts[0].text, &texts[0].struck), ("By July", &Struck::Part("By May July".into())));
        assert_eq!((texts[0].letters, texts[1].letters), (Some(None), Some(Some(Rgb(255, 0, 0)))));
        assert_eq!(texts.len(), 2);
    }

    #[test]
    fn a_text_cut_between_two_records_is_joined() {
        let mut first = vec![0; 8];
        first.extend([6, 0, 0, b'A', b'm', b'b']);
        let second = [1, b'e', 0, b'r', 0, 0x19, 0x20, 2, 0, 0, b'o', b'k'];
        let texts = shared_texts(&[&first, &second], &[], &Limits::default());
        assert_eq!(texts.iter().map(|words| &*words.text).collect::<Vec<_>>(), ["Amber’", "ok"]);
    }
}
