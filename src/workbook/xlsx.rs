//! Excel workbooks as Office Open XML (xlsx, xlsm, xltx, xltm; transitional and strict): one pass over each part.
//!
//! The reader is this project's own because what makes a tracker meaningful (fills, lines through text, hidden rows,
//! filters, rows of totals, formulas without a result, comments) stands beside the values, and because one odd cell must not cost a
//! sheet: an unknown error word, a text that is not in the table of texts, a style out of range.
//!
//! Deliberately absent: formulas' own text, conditional formats, charts, macros, pivot caches.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::draft::{Content, Draft, Kept, SheetDraft, Words};
use super::look::{Colour, Colours, Font, Look, StyleSheet, hex_colour};
use super::package::{Package, Relation};
use super::xml::{self, Broken};
use super::{DAMAGED, Limits, Region, Unreadable, Workbook, limits, shown};
use crate::diagnostic::{Diagnostic, Findings};

pub fn read(mut package: Package<'_>, name: &Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let home = workbook_part(&mut package);
    let outline = Outline::read(&mut package, &home)?;
    let relations = package.relations(&home);
    let part_of = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|found| found.part.as_str());

    let mut draft = Draft::new(name, limits);
    let mut colours = Colours::default();
    if let Some(theme) = part_of("theme") {
        read_theme(&mut package, theme, &mut colours);
    }
    let part = part_of("styles");
    if part.is_some_and(|part| !package.has(part)) {
        let lost = Broken::off("the file has none");
        draft.tell(part_lost(
            name,
            "styles",
            "dates and percentages look like plain numbers, and colours are missing",
            &lost,
        ));
    }
    let (mut styles, broken) = read_styles(&mut package, part.unwrap_or("xl/styles.xml"), &mut colours);
    if let Some(why) = broken {
        draft.tell(part_lost(name, "styles", "colours and number formats may be missing", &why));
        if why.corrupt {
            styles = StyleSheet::default();
        }
    }
    let (mut texts, broken) =
        read_texts(&mut package, part_of("sharedStrings").unwrap_or("xl/sharedStrings.xml"), limits, &colours);
    if let Some(why) = broken {
        draft.tell(part_lost(name, "table of texts", "cells whose text is lost are listed", &why));
        if why.corrupt {
            texts.clear();
        }
    }
    for entry in &outline.sheets {
        let relation = relations.iter().find(|relation| relation.id == entry.id);
        // A chart, a dialog or a sheet of macros holds no cells that people read.
        if relation.is_some_and(|relation| relation.kind.to_lowercase() != "worksheet") {
            continue;
        }
        let Some(mut sheet) = draft.sheet(&entry.name, entry.hidden, outline.from_1904) else { break };
        // A part is not guessed by its number: after a sheet was moved or deleted it is another sheet's.
        let Some(part) = relation.map(|relation| relation.part.clone()) else {
            sheet.broken_off(&Broken::off("the file does not say which of its parts the sheet is"));
            sheet.finish();
            continue;
        };
        let beside = package.relations(&part);
        for table in beside.iter().filter(|relation| relation.kind == "table").take(200) {
            read_table(&mut package, &table.part, &mut sheet);
        }
        if let Err(why) = read_sheet(&mut package, &part, &mut sheet, &styles, &texts) {
            sheet.broken_off(&why);
        }
        if outline.works_out_on_opening {
            sheet.never_worked_out();
        }
        read_comments(&mut package, &beside, &mut sheet);
        sheet.finish();
    }
    Ok(draft.finish())
}

/// The workbook's own part: the package's relations name it, nearly always `xl/workbook.xml`.
pub fn workbook_part(package: &mut Package<'_>) -> String {
    let relations = package.relations("");
    relations
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| relation.part)
        .filter(|part| package.has(part))
        .unwrap_or_else(|| "xl/workbook.xml".to_owned())
}

fn part_lost(name: &str, what: &str, effect: &str, broken: &Broken) -> Diagnostic {
    let message = format!("the {what} of {name} cannot be read: {}; {effect}", broken.why);
    Diagnostic::error("part-not-read", message).hint(DAMAGED)
}

/// What the workbook's own part says: its sheets in the order of their tabs, and its system of dates.
#[derive(Debug, Default)]
struct Outline {
    sheets: Vec<Tab>,
    from_1904: bool,
    /// Whether all formulas are to be worked out when the workbook is opened.
    works_out_on_opening: bool,
}

#[derive(Debug)]
struct Tab {
    name: String,
    id: String,
    hidden: bool,
}

impl Outline {
    fn read(package: &mut Package<'_>, part: &str) -> Result<Outline, Unreadable> {
        let broken =
            |broken: Broken| Unreadable::new(format!("its list of sheets cannot be read: {}", broken.why), DAMAGED);
        let mut outline = Outline::default();
        let Some(mut source) = package.xml(part).map_err(broken)? else {
            return Err(Unreadable::new("it is a zip file that has no workbook", "unpack it into the folder"));
        };
        loop {
            match source.next() {
                Ok(Some(Event::Start(tag) | Event::Empty(tag))) => match xml::name(&tag) {
                    "workbookPr" => {
                        outline.from_1904 = xml::attribute(&tag, "date1904").is_some_and(|yes| xml::is_true(&yes));
                    }
                    "calcPr" => {
                        outline.works_out_on_opening =
                            xml::attribute(&tag, "fullCalcOnLoad").is_some_and(|yes| xml::is_true(&yes));
                    }
                    "sheet" if outline.sheets.len() < limits::PARTS => {
                        let text = |key: &str| xml::attribute(&tag, key).unwrap_or_default().into_owned();
                        let hidden = matches!(text("state").as_str(), "hidden" | "veryHidden");
                        outline.sheets.push(Tab { name: text("name"), id: text("id"), hidden });
                    }
                    _ => {}
                },
                Ok(Some(_)) => {}
                Ok(None) => return Ok(outline),
                // What was listed before the break is read.
                Err(_) if !outline.sheets.is_empty() => return Ok(outline),
                Err(why) => return Err(broken(why)),
            }
        }
    }
}

/// Reads the theme's twelve colours into the order in which styles count them.
pub fn read_theme(package: &mut Package<'_>, part: &str, colours: &mut Colours) {
    let Ok(Some(mut source)) = package.xml(part) else { return };
    let mut in_scheme = false;
    let mut found = Vec::new();
    while let Ok(Some(event)) = source.next() {
        match event {
            Event::Start(tag) if xml::name(&tag) == "clrScheme" => in_scheme = true,
            Event::End(tag) if xml::local(tag.name().into_inner()) == "clrScheme" => break,
            Event::Start(tag) | Event::Empty(tag) if in_scheme => {
                let colour = match xml::name(&tag) {
                    "srgbClr" => xml::attribute(&tag, "val"),
                    "sysClr" => xml::attribute(&tag, "lastClr"),
                    _ => continue,
                };
                found.extend(colour.and_then(|colour| hex_colour(&colour)));
            }
            _ => {}
        }
    }
    if found.len() == 12 {
        // The theme lists dark before light; styles count light first.
        found.swap(0, 1);
        found.swap(2, 3);
        colours.theme = found;
    }
}

/// The styles, as many as could be read, and why not all.
fn read_styles(package: &mut Package<'_>, part: &str, colours: &mut Colours) -> (StyleSheet, Option<Broken>) {
    let mut styles = StyleSheet::default();
    let mut raw_fills: Vec<Option<Colour>> = Vec::new();
    let mut raw_fonts: Vec<(bool, Option<Colour>)> = Vec::new();
    let mut raw_looks: Vec<(u32, usize, usize)> = Vec::new();
    let mut palette = Vec::new();
    let mut outer = Vec::<String>::new();
    let mut solid = false;
    let mut broken = None;
    match package.xml(part) {
        Err(why) => broken = Some(why),
        Ok(None) => {}
        Ok(Some(mut source)) => loop {
            let (tag, opens) = match source.next() {
                Ok(None) => break,
                Err(why) => {
                    broken = Some(why);
                    break;
                }
                Ok(Some(Event::Start(tag))) => (tag, true),
                Ok(Some(Event::Empty(tag))) => (tag, false),
                Ok(Some(Event::End(_))) => {
                    outer.pop();
                    continue;
                }
                Ok(Some(_)) => continue,
            };
            let number = |key: &str| xml::attribute(&tag, key).and_then(|value| value.parse::<usize>().ok());
            let inside = |section: &str| outer.get(1).is_some_and(|outer| outer == section);
            match xml::name(&tag) {
                "numFmt" if inside("numFmts") => {
                    if let (Some(id), Some(code)) = (number("numFmtId"), xml::attribute(&tag, "formatCode")) {
                        styles.add_format(id as u32, &code);
                    }
                }
                "font" if inside("fonts") && raw_fonts.len() < super::look::STYLES => raw_fonts.push((false, None)),
                "strike" if inside("fonts") => {
                    let struck = xml::attribute(&tag, "val").is_none_or(|value| xml::is_true(&value));
                    if let Some(font) = raw_fonts.last_mut() {
                        font.0 = struck;
                    }
                }
                "color" if inside("fonts") => {
                    if let Some(font) = raw_fonts.last_mut() {
                        font.1 = colour_of(&tag);
                    }
                }
                "fill" if inside("fills") && raw_fills.len() < super::look::STYLES => {
                    raw_fills.push(None);
                    solid = false;
                }
                "patternFill" if inside("fills") => {
                    solid = xml::attribute(&tag, "patternType").is_some_and(|kind| kind == "solid");
                }
                "fgColor" if inside("fills") && solid => {
                    if let Some(fill) = raw_fills.last_mut() {
                        *fill = colour_of(&tag);
                    }
                }
                "rgbColor" if inside("colors") && palette.len() < 64 => {
                    palette.extend(xml::attribute(&tag, "rgb").and_then(|rgb| hex_colour(&rgb)));
                }
                "xf" if inside("cellXfs") && raw_looks.len() < super::look::STYLES => {
                    raw_looks.push((
                        number("numFmtId").unwrap_or(0) as u32,
                        number("fontId").unwrap_or(0),
                        number("fillId").unwrap_or(0),
                    ));
                }
                _ => {}
            }
            if opens {
                outer.push(xml::name(&tag).to_owned());
            }
        },
    }
    for (own, colour) in colours.palette.iter_mut().zip(palette) {
        *own = colour;
    }
    styles.fills = raw_fills.into_iter().map(|fill| fill.and_then(|colour| colours.fill(colour))).collect();
    styles.fonts = raw_fonts
        .into_iter()
        .map(|(struck, colour)| Font { struck, colour: colour.and_then(|colour| colours.letters(colour)) })
        .collect();
    for (format, font, fill) in raw_looks {
        styles.add_look(format, font, fill);
    }
    styles.colours = colours.clone();
    (styles, broken)
}

fn colour_of(tag: &BytesStart<'_>) -> Option<Colour> {
    let tint = xml::attribute(tag, "tint").and_then(|tint| tint.parse().ok()).unwrap_or(0.0);
    if let Some(rgb) = xml::attribute(tag, "rgb") {
        return hex_colour(&rgb).map(Colour::Rgb);
    }
    let number = |key: &str| xml::attribute(tag, key).and_then(|value| value.parse::<usize>().ok());
    number("theme")
        .map(|index| Colour::Theme { index, tint })
        .or_else(|| number("indexed").map(|index| Colour::Indexed { index, tint }))
}

/// A text made of runs, as `si`, `is` and `text` (of a comment) hold it.
#[derive(Debug, Default)]
struct Runs {
    text: String,
    in_text: bool,
    phonetic: usize,
    run_struck: bool,
    run_colour: Option<Colour>,
    /// What is not struck through, from where the first struck words stand.
    kept: Kept,
    /// The colour of the words so far; outside, whether there were any.
    colour: Option<Option<Colour>>,
    colours: bool,
}

impl Runs {
    fn clear(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        *self = Runs { text, ..Runs::default() };
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        match xml::name(tag) {
            "t" => self.in_text = !empty && self.phonetic == 0,
            "rPh" if !empty => self.phonetic += 1,
            "r" => (self.run_struck, self.run_colour) = (false, None),
            "color" => self.run_colour = colour_of(tag),
            "strike" => self.run_struck = xml::attribute(tag, "val").is_none_or(|value| xml::is_true(&value)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            "r" => (self.run_struck, self.run_colour) = (false, None),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if self.in_text && self.text.len() < limits::CELL_BYTES {
            self.kept.add(&self.text, text, self.run_struck);
            self.text.push_str(text);
            if !self.run_struck && !text.trim().is_empty() {
                match self.colour {
                    None => self.colour = Some(self.run_colour),
                    Some(colour) => self.colours |= colour != self.run_colour,
                }
            }
        }
    }

    fn words(&self, colours: &Colours) -> Words {
        let (text, struck) = self.kept.words(&self.text);
        let letters = match self.colour {
            _ if self.colours => Some(None),
            Some(Some(colour)) => Some(colours.letters(colour)),
            _ => None,
        };
        Words { text, struck, letters }
    }
}

/// The shared texts, as many as could be read, and why not all.
fn read_texts(
    package: &mut Package<'_>,
    part: &str,
    limits: &Limits,
    colours: &Colours,
) -> (Vec<Words>, Option<Broken>) {
    let mut texts = Vec::new();
    let mut source = match package.xml(part) {
        Ok(Some(source)) => source,
        Ok(None) => return (texts, None),
        Err(why) => return (texts, Some(why)),
    };
    let mut runs = Runs::default();
    loop {
        match source.next() {
            Ok(Some(Event::Start(tag))) => runs.open(&tag, false),
            Ok(Some(Event::Empty(tag))) if xml::name(&tag) == "si" => {
                texts.push(Words::default());
            }
            Ok(Some(Event::Empty(tag))) => runs.open(&tag, true),
            Ok(Some(Event::Text(text))) => runs.add(&text),
            Ok(Some(Event::CData(text))) => runs.add(&text),
            Ok(Some(Event::GeneralRef(reference))) => {
                let mut text = String::new();
                xml::push_reference(&mut text, &reference);
                runs.add(&text);
            }
            Ok(Some(Event::End(tag))) => {
                let name = xml::local(tag.name().into_inner());
                if name == "si" {
                    texts.push(runs.words(colours));
                    runs.clear();
                } else {
                    runs.close(name);
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => return (texts, None),
            Err(why) => return (texts, Some(why)),
        }
        if texts.len() > limits.shared_strings {
            return (texts, Some(Broken::off("it has more texts than are read (shared_strings under [limits])")));
        }
    }
}

/// How a cell says what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Inline,
    /// The result of a formula, as text.
    Text,
    Bool,
    Error,
    Date,
}

/// The cell whose elements are being read.
#[derive(Debug, Default)]
struct OpenCell {
    column: u32,
    row: u32,
    style: usize,
    kind: Kind,
    formula: bool,
    value: String,
    in_value: bool,
    runs: Runs,
}

fn read_sheet(
    package: &mut Package<'_>,
    part: &str,
    sheet: &mut SheetDraft<'_>,
    styles: &StyleSheet,
    texts: &[Words],
) -> Result<(), Broken> {
    let Some(mut source) = package.xml(part)? else {
        return Err(Broken::off(format!("the file lacks its part {part}")));
    };
    let plain = Look::default();
    let mut next_row = 0u32;
    let mut row = 0u32;
    let mut next_column = 0u32;
    let mut cell = OpenCell::default();
    let mut in_cell = false;
    loop {
        let Some(event) = source.next()? else { return Ok(()) };
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let empty = matches!(event, Event::Empty(_));
                match xml::name(tag) {
                    "c" => {
                        cell.start(tag, row, next_column, sheet);
                        next_column = cell.column + 1;
                        in_cell = !empty;
                        if empty && !cell.put(sheet, styles, texts, &plain) {
                            return Ok(());
                        }
                    }
                    "v" if in_cell => cell.in_value = !empty,
                    "f" if in_cell => cell.formula = true,
                    "row" => {
                        let mut hidden = false;
                        row = next_row;
                        for (key, value) in xml::attributes(tag) {
                            match key {
                                "r" => match value.parse::<u32>().ok().and_then(|number| number.checked_sub(1)) {
                                    Some(number) if number <= limits::LAST_ROW => row = number,
                                    _ => {}
                                },
                                "hidden" => hidden = xml::is_true(value),
                                _ => {}
                            }
                        }
                        if hidden {
                            sheet.hide_row(row, false);
                        }
                        next_row = row.saturating_add(1).min(limits::LAST_ROW);
                        next_column = 0;
                    }
                    "col" if !in_cell => {
                        let number = |key: &str| xml::attribute(tag, key)?.parse::<u32>().ok()?.checked_sub(1);
                        let hidden = xml::attribute(tag, "hidden").is_some_and(|hidden| xml::is_true(&hidden));
                        if let (true, Some(first), Some(last)) = (hidden, number("min"), number("max")) {
                            sheet.hide_columns(first, last);
                        }
                    }
                    "mergeCell" => {
                        if let Some(region) = xml::attribute(tag, "ref").and_then(|text| region(&text)) {
                            sheet.merge(region);
                        }
                    }
                    "autoFilter" => {
                        if let Some(region) = xml::attribute(tag, "ref").and_then(|text| region(&text)) {
                            sheet.filter(region);
                        }
                    }
                    _ if in_cell => cell.runs.open(tag, empty),
                    _ => {}
                }
            }
            Event::End(ref tag) if in_cell => match xml::local(tag.name().into_inner()) {
                "c" => {
                    in_cell = false;
                    if !cell.put(sheet, styles, texts, &plain) {
                        return Ok(());
                    }
                }
                "v" => cell.in_value = false,
                name => cell.runs.close(name),
            },
            Event::Text(ref text) if in_cell => cell.add(text),
            Event::CData(ref text) if in_cell => cell.add(text),
            Event::GeneralRef(ref reference) if in_cell => {
                let mut text = String::new();
                xml::push_reference(&mut text, reference);
                cell.add(&text);
            }
            _ => {}
        }
    }
}

impl OpenCell {
    fn start(&mut self, tag: &BytesStart<'_>, row: u32, column: u32, sheet: &mut SheetDraft<'_>) {
        self.value.clear();
        self.runs.clear();
        (self.row, self.column) = (row, column.min(limits::LAST_COLUMN));
        (self.style, self.kind, self.formula, self.in_value) = (0, Kind::Number, false, false);
        for (key, value) in xml::attributes(tag) {
            match key {
                "r" => match address(value) {
                    Some((row, column)) => (self.row, self.column) = (row, column),
                    None => {
                        sheet.bad_cell(self.row, self.column, "its address is none; it was taken to stand here", value);
                    }
                },
                "s" => self.style = value.parse().unwrap_or(usize::MAX),
                "t" => {
                    self.kind = match value {
                        "s" => Kind::Shared,
                        "inlineStr" => Kind::Inline,
                        "str" => Kind::Text,
                        "b" => Kind::Bool,
                        "e" => Kind::Error,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, text: &str) {
        if !self.in_value {
            self.runs.add(text);
        } else if self.value.len() < limits::CELL_BYTES {
            self.value.push_str(text);
        }
    }

    /// Puts the finished cell in its place. Gives false when the workbook is full.
    fn put(&mut self, sheet: &mut SheetDraft<'_>, styles: &StyleSheet, texts: &[Words], plain: &Look) -> bool {
        let (row, column) = (self.row, self.column);
        let look = styles.looks.get(self.style).unwrap_or(plain);
        let value = self.value.trim();
        let content = match self.kind {
            Kind::Inline => return sheet.put_words(row, column, &self.runs.words(&styles.colours), look),
            Kind::Text => {
                sheet.result(row, column, value.is_empty());
                Content::Text(shown::regular(&self.value).into())
            }
            _ if value.is_empty() && self.formula => Content::Uncalculated,
            _ if value.is_empty() => Content::Blank,
            Kind::Shared => match value.parse::<usize>().ok().and_then(|index| texts.get(index)) {
                Some(words) => return sheet.put_words(row, column, words, look),
                None => return sheet.bad_cell(row, column, "its text is not in the workbook's table of texts", value),
            },
            Kind::Bool => Content::Bool(xml::is_true(value)),
            Kind::Error => Content::Error(shown::regular(value).into()),
            Kind::Date => match shown::iso(value) {
                Some(when) => Content::Date(when),
                None => Content::Text(shown::regular(value).into()),
            },
            Kind::Number => match value.parse::<f64>() {
                Ok(number) => {
                    if self.formula {
                        sheet.result(row, column, number == 0.0);
                    }
                    Content::Number(number)
                }
                Err(_) => return sheet.bad_cell(row, column, "it is marked as a number and is none", value),
            },
        };
        sheet.put(row, column, content, look)
    }
}

/// An Excel table has a part of its own: it says which rows are filtered and which are rows of totals.
fn read_table(package: &mut Package<'_>, part: &str, sheet: &mut SheetDraft<'_>) {
    let Ok(Some(mut source)) = package.xml(part) else { return };
    while let Ok(Some(event)) = source.next() {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        let Some(region) = xml::attribute(&tag, "ref").and_then(|text| region(&text)) else { continue };
        match xml::name(&tag) {
            "autoFilter" => sheet.filter(region),
            "table" => {
                let rows = xml::attribute(&tag, "totalsRowCount").and_then(|count| count.parse().ok()).unwrap_or(0);
                sheet.totals(region, rows);
            }
            _ => {}
        }
    }
}

/// Comments, of both kinds: a thread stands in its own part and, with a notice for older Excels, in the other.
fn read_comments(package: &mut Package<'_>, beside: &[Relation], sheet: &mut SheetDraft<'_>) {
    let mut threads = BTreeMap::new();
    for relation in beside.iter().filter(|relation| relation.kind == "threadedComment").take(4) {
        each_comment(package, &relation.part, "threadedComment", |at, text| {
            let thread: &mut String = threads.entry(at).or_default();
            if !thread.is_empty() {
                thread.push('\n');
            }
            thread.push_str(text);
        });
    }
    let mut notes = HashMap::new();
    for relation in beside.iter().filter(|relation| relation.kind == "comments").take(4) {
        each_comment(package, &relation.part, "comment", |at, text| {
            if !threads.contains_key(&at) {
                notes.insert(at, text.to_owned());
            }
        });
    }
    for ((row, column), text) in threads.into_iter().chain(notes) {
        sheet.comment(row, column, &text);
    }
}

fn each_comment(package: &mut Package<'_>, part: &str, element: &str, mut visit: impl FnMut((u32, u32), &str)) {
    let Ok(Some(mut source)) = package.xml(part) else { return };
    let mut at = None;
    let mut runs = Runs::default();
    let threaded = element == "threadedComment";
    while let Ok(Some(event)) = source.next() {
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let empty = matches!(event, Event::Empty(_));
                if xml::name(tag) == element {
                    at = xml::attribute(tag, "ref").and_then(|text| address(&text));
                    runs.clear();
                } else if threaded && xml::name(tag) == "text" {
                    runs.in_text = !empty;
                } else {
                    runs.open(tag, empty);
                }
            }
            Event::End(tag) => match xml::local(tag.name().into_inner()) {
                name if name == element => {
                    if let Some(at) = at.take() {
                        visit(at, &runs.text);
                    }
                }
                "text" if threaded => runs.in_text = false,
                name => runs.close(name),
            },
            Event::Text(text) => runs.add(&text),
            Event::CData(text) => runs.add(&text),
            Event::GeneralRef(reference) => {
                let mut text = String::new();
                xml::push_reference(&mut text, &reference);
                runs.add(&text);
            }
            _ => {}
        }
    }
}

/// `F31` → row 30, column 5; `None` beyond the sheet's edges.
fn address(text: &str) -> Option<(u32, u32)> {
    let mut column = 0u32;
    let mut row = 0u32;
    let mut letters = 0;
    for byte in text.bytes() {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && letters < 3 => {
                letters += 1;
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if letters > 0 && row <= limits::LAST_ROW => row = row * 10 + u32::from(byte - b'0'),
            _ => return None,
        }
    }
    let at = (row.checked_sub(1)?, column.checked_sub(1)?);
    (at.0 <= limits::LAST_ROW && at.1 <= limits::LAST_COLUMN).then_some(at)
}

/// `A5:C7` or `A5` → the block of cells.
fn region(text: &str) -> Option<Region> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((first_row, first_column), (last_row, last_column)) = (address(first)?, address(last)?);
    Some(Region { first_row, first_column, last_row, last_column })
}

#[cfg(test)]
mod tests {
    use super::super::{Hidden, Precision, Rgb, Value, fixtures, read_bytes};
    use super::*;
    use crate::diagnostic::Code;

    fn read(bytes: &[u8]) -> (Workbook, Vec<Code>) {
        read_with(bytes, &Limits::default())
    }

    fn read_with(bytes: &[u8], limits: &Limits) -> (Workbook, Vec<Code>) {
        let found = read_bytes(bytes, &"plan.xlsx".into(), limits).unwrap();
        (found.value, found.diagnostics.iter().map(|finding| finding.code.clone()).collect())
    }

    #[test]
    fn addresses_are_read_as_excel_writes_them() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for bad in ["31", "A0", "ZZZZ1", "XFE1", "A1048577", "1A", "", "A99999999999"] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(region("$A$5:C7"), Some(Region { first_row: 4, first_column: 0, last_row: 6, last_column: 2 }));
    }

    #[test]
    fn values_are_read_with_what_their_styles_say() {
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"mmm yy\"/></numFmts>\
             <fonts><font/><font><strike/></font></fonts><fills><fill/><fill><patternFill patternType=\"gray125\"/></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor theme=\"9\"/></patternFill></fill></fills>\
             <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
             <cellXfs><xf/><xf numFmtId=\"170\"/><xf numFmtId=\"9\"/><xf fontId=\"1\"/><xf fillId=\"2\"/><xf fillId=\"1\"/></cellXfs></styleSheet>";
        let rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45474</v></c><c r=\"B1\" s=\"2\"><v>0.85</v></c>\
             <c r=\"C1\" s=\"3\" t=\"inlineStr\"><is><t>Withdrawn &amp; gone</t></is></c><c r=\"D1\" s=\"4\"/><c r=\"E1\" s=\"5\"/>\
             <c r=\"F1\"><f>C1*D1</f></c><c r=\"G1\" t=\"str\"><f>IF(1,\"\")</f><v></v></c><c r=\"H1\" t=\"e\"><v>#BLOCKED!</v></c>\
             <c r=\"I1\" t=\"d\"><v>2024-07-01T00:00:00Z</v></c></row>";
        let (book, codes) = read(&fixtures::xlsx(rows, "", &[("xl/styles.xml", styles)]));
        let cell = |column| book.sheets[0].cell(0, column);
        assert_eq!(codes, [""; 0]);
        assert!(matches!(cell(0).unwrap().value, Value::Date { shown: Precision::Month, .. }));
        assert_eq!((&*cell(0).unwrap().text, &*cell(1).unwrap().text), ("Jul 24", "85%"));
        assert!(cell(1).unwrap().percent && cell(2).unwrap().struck);
        assert_eq!(&*cell(2).unwrap().text, "Withdrawn & gone");
        assert_eq!(cell(3).unwrap().fill, Some(Rgb(0x70, 0xAD, 0x47)));
        assert!(cell(4).is_none() && cell(6).is_none());
        assert_eq!(cell(5).unwrap().value, Value::Uncalculated);
        assert_eq!((&cell(7).unwrap().value, &*cell(7).unwrap().text), (&Value::Error, "#BLOCKED!"));
        assert!(matches!(cell(8).unwrap().value, Value::Date { .. }));
        assert_eq!(book.sheets.len(), 1, "a chart holds no cells");
    }

    #[test]
    fn one_odd_cell_costs_itself_only() {
        let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c><c r=\"A0\"><v>1</v></c><c><v>x</v></c><c r=\"D1\" s=\"999\"><v>4</v></c></row>\
             <row><c><v>5</v></c></row>";
        let (book, codes) = read(&fixtures::xlsx(rows, "", &[]));
        assert_eq!(codes, ["cell-not-read"; 3]);
        assert_eq!((book.sheets[0].text(0, 1), book.sheets[0].text(0, 3), book.sheets[0].text(1, 0)), ("1", "4", "5"));
    }

    #[test]
    fn rows_hidden_by_hand_are_told_from_filtered_ones() {
        let rows = "<row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"5\" hidden=\"true\"><c r=\"A5\"><v>5</v></c></row>\
             <row r=\"9\" hidden=\"1\"><c r=\"A9\"><v>9</v></c></row>";
        let beside = fixtures::relations(&[("r1", "table", "../tables/table1.xml")]);
        let more = [
            ("xl/worksheets/_rels/sheet1.xml.rels", beside.as_str()),
            ("xl/tables/table1.xml", "<table><autoFilter ref=\"A8:C20\"/></table>"),
        ];
        let (book, _) = read(&fixtures::xlsx(rows, "<autoFilter ref=\"A4:C6\"/>", &more));
        let hidden: Vec<Hidden> = book.sheets[0].rows.values().map(|row| row.hidden).collect();
        assert_eq!(hidden, [Hidden::ByHand, Hidden::ByFilter, Hidden::ByFilter]);
    }

    #[test]
    fn comments_and_threads_are_read_once() {
        let beside = fixtures::relations(&[
            ("r1", "comments", "../comments1.xml"),
            ("r2", "threadedComment", "../threadedComments/threadedComment1.xml"),
        ]);
        let more = [
            ("xl/worksheets/_rels/sheet1.xml.rels", beside.as_str()),
            (
                "xl/comments1.xml",
                "<comments><commentList><comment ref=\"B2\"><text><r><t>Agreed at </t></r><r><t>the Board</t></r></text></comment>\
                 <comment ref=\"A1\"><text><t>[Threaded comment] see the other part</t></text></comment></commentList></comments>",
            ),
            (
                "xl/threadedComments/threadedComment1.xml",
                "<ThreadedComments><threadedComment ref=\"A1\"><text>Evidence?</text></threadedComment>\
                 <threadedComment ref=\"A1\"><text>Attached</text></threadedComment></ThreadedComments>",
            ),
        ];
        let (book, _) = read(&fixtures::xlsx("", "", &more));
        let comments: Vec<_> = book.sheets[0].comments.iter().map(|c| (c.row, c.column, c.text.as_str())).collect();
        assert_eq!(comments, [(0, 0, "Evidence?\nAttached"), (1, 1, "Agreed at the Board")]);
    }

    #[test]
    fn words_struck_through_within_a_cell_are_told_of() {
        let texts = "<sst count=\"9\" uniqueCount=\"1000000000000\"><si><r><t xml:space=\"preserve\">By </t></r>\
             <r><rPr><strike/></rPr><t>May</t></r><r><t> July</t></r><rPh><t>sound</t></rPh></si>\
             <si><r><rPr><strike/></rPr><t>gone</t></r></si></sst>";
        let rows = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>";
        let (book, codes) = read(&fixtures::xlsx(rows, "", &[("xl/sharedStrings.xml", texts)]));
        assert_eq!((book.sheets[0].text(0, 0), codes), ("By July", vec!["words-struck-through".into()]));
        assert!(!book.sheets[0].cell(0, 0).unwrap().struck && book.sheets[0].cell(0, 1).unwrap().struck);
    }

    #[test]
    fn limits_cut_a_workbook_short_and_say_so() {
        let rows = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>";
        let limits = Limits { cells: 2, ..Limits::default() };
        let (book, codes) = read_with(&fixtures::xlsx(rows, "", &[]), &limits);
        assert_eq!((book.sheets[0].rows[&0].cells.len(), codes), (2, vec!["too-many-cells".into()]));
        let long = format!("<row><c t=\"str\"><v>{}</v></c></row>", "a".repeat(40_000));
        let (book, codes) = read(&fixtures::xlsx(&long, "", &[]));
        assert_eq!((book.sheets[0].text(0, 0).len(), codes), (32_767, vec!["cell-cut-short".into()]));
        // What is quoted of it may end at no byte within a letter.
        let long = format!("<row><c t=\"str\"><v>{}</v></c></row>", "’".repeat(40_000));
        let (book, codes) = read(&fixtures::xlsx(&long, "", &[]));
        assert_eq!(book.sheets[0].text(0, 0).chars().count(), 32_767);
        assert_eq!(codes, ["cell-cut-short"]);
        let limits = Limits { unpacked_bytes: 5_000, ..Limits::default() };
        let refused = read_bytes(&fixtures::xlsx(&long, "", &[]), &"plan.xlsx".into(), &limits).unwrap_err();
        assert!(refused.hint.contains("unpacked_megabytes"), "{refused:?}");
    }

    #[test]
    fn a_sheet_that_does_not_match_its_checksum_is_not_believed() {
        let rows = "<row><c><v>0.8</v></c></row>";
        let mut bytes = fixtures::xlsx(rows, "", &[]);
        // The part is deflated; its checksum in the zip's directory is changed instead of its bytes.
        let name = b"xl/worksheets/sheet1.xml";
        let entry = memchr::memmem::rfind(&bytes, name).unwrap() - 46;
        bytes[entry + 16] ^= 0xFF;
        let (book, codes) = read(&bytes);
        assert_eq!((book.sheets[0].rows.len(), codes), (0, vec!["sheet-not-read".into()]));
    }

    #[test]
    fn columns_out_of_sight_are_known() {
        let sheet = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\" width=\"9\"/></cols>\
            <sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
        let (book, _) = read(&fixtures::xlsx("", "", &[("xl/worksheets/sheet1.xml", sheet)]));
        let hidden: Vec<bool> = (0..5).map(|column| book.sheets[0].is_column_hidden(column)).collect();
        assert_eq!(hidden, [false, true, true, false, false]);
    }

    #[test]
    fn broken_xml_keeps_what_stood_before() {
        let (book, codes) = read(&fixtures::xlsx("<row><c><v>1</v></c></row><row", "", &[]));
        assert_eq!((book.sheets[0].text(0, 0), codes), ("1", vec!["sheet-not-read".into()]));
        let deep = format!("<row><c><v>1</v></c></row><row>{}", "<c>".repeat(300));
        let (book, codes) = read(&fixtures::xlsx(&deep, "", &[]));
        assert_eq!((book.sheets[0].text(0, 0), codes), ("1", vec!["sheet-not-read".into()]));
    }
}
