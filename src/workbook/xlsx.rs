//! Excel workbooks (xlsx, xlsm): calamine streams the values and styles, and a second pass over each sheet's XML
//! adds what calamine does not give: hidden rows, filters, formulas whose result was not stored.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufReader, Cursor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use chrono::NaiveDateTime;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Cell, Hidden, Limits, Region, Rgb, Sheet, Unreadable, Value, Workbook, limits, shown};
use crate::diagnostic::{Diagnostic, Findings};
use crate::located::CellRef;

const ASK_AGAIN: &str = "open it in Excel and save it again, or fetch it again from where it is kept";

pub fn read(bytes: &[u8], name: Arc<str>, limits: &Limits) -> Result<Findings<Workbook>, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|why| Unreadable::new(format!("the file is damaged: {why}"), ASK_AGAIN))?;
    limits::check_zip(&mut archive, limits)?;
    // A malformed part can make a parser panic; that is one file's fault and must not cost the others their place.
    catch_unwind(AssertUnwindSafe(|| read_checked(bytes, archive, name, limits)))
        .unwrap_or_else(|_| Err(Unreadable::new("it is malformed in a way that cannot be read", ASK_AGAIN)))
}

fn read_checked(
    bytes: &[u8],
    mut archive: ZipArchive<Cursor<&[u8]>>,
    name: Arc<str>,
    limits: &Limits,
) -> Result<Findings<Workbook>, Unreadable> {
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|why| refusal(&why))?;
    let parts = sheet_parts(&mut archive);
    let mut workbook = Workbook { name: name.clone(), sheets: Vec::new() };
    let mut diagnostics = Vec::new();
    let mut room = limits.cells;
    for sheet in xlsx.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let extras = parts.get(&sheet.name).map(|part| Extras::read(&mut archive, part)).unwrap_or_default();
        let mut read = Sheet {
            workbook: name.clone(),
            name: sheet.name.as_str().into(),
            hidden: sheet.visible != SheetVisible::Visible,
            rows: BTreeMap::new(),
            merges: extras.merges.clone(),
        };
        fill_sheet(&mut xlsx, &mut read, &extras, &mut room, &mut diagnostics);
        workbook.sheets.push(read);
    }
    Ok(Findings { value: workbook, diagnostics })
}

fn refusal(why: &XlsxError) -> Unreadable {
    match why {
        XlsxError::Password => Unreadable::new(
            "it is protected by a password",
            "open it in Excel, take the password off (File, Info, Protect Workbook), and save it",
        ),
        why => Unreadable::new(format!("it is damaged or not a workbook ({why})"), ASK_AGAIN),
    }
}

/// Streams the cells of one sheet into `sheet`. `room` is how many cells the workbook may still hold.
fn fill_sheet(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    extras: &Extras,
    room: &mut usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let whole_sheet = |message: String| Diagnostic::error("sheet-not-read", message).hint(ASK_AGAIN);
    let mut cells = match xlsx.worksheet_cells_reader(&sheet.name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return,
        Err(why) => {
            diagnostics
                .push(whole_sheet(format!("sheet \"{}\" of {} cannot be read: {why}", sheet.name, sheet.workbook)));
            return;
        }
    };
    let looks: Vec<Look> = cells.styles().iter().map(Look::of).collect();
    let plain = Look::default();
    let mut last = None;
    let mut bad_in_a_row = 0;
    loop {
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            // calamine stands after the bad cell; a broken stream, however, gives errors without end.
            Err(why) => {
                bad_in_a_row += 1;
                if bad_in_a_row == 1 {
                    let (row, column) = last.map_or((0, 0), |(row, column)| (row, column + 1));
                    diagnostics.push(
                        Diagnostic::error(
                            "cell-not-read",
                            format!("a cell at or after this one cannot be read: {why}"),
                        )
                        .at(&sheet.at(row, column))
                        .hint("type the cell's content anew in Excel and save"),
                    );
                }
                if bad_in_a_row > 100 || matches!(why, XlsxError::Xml(_) | XlsxError::XmlEof(_)) {
                    diagnostics.push(whole_sheet(format!(
                        "the rest of sheet \"{}\" of {} cannot be read",
                        sheet.name, sheet.workbook
                    )));
                    break;
                }
                continue;
            }
        };
        bad_in_a_row = 0;
        let (row, column) = cell.get_position();
        last = Some((row, column));
        let look = looks.get(style).unwrap_or(&plain);
        let at = (row, column);
        let Some(cell) =
            cell_of(cell.get_value(), look, extras.uncalculated.contains(&at), || sheet.at(row, column), diagnostics)
        else {
            continue;
        };
        if *room == 0 {
            diagnostics.push(
                Diagnostic::error(
                    "too-many-cells",
                    format!("{} has more cells than are read; the rest was left out", sheet.workbook),
                )
                .at(&sheet.at(row, column))
                .hint("split the workbook, or raise cells under [limits] in boardpack.toml"),
            );
            break;
        }
        *room -= 1;
        sheet.rows.entry(row).or_default().cells.insert(column, cell);
    }
    for (number, row) in &mut sheet.rows {
        if extras.hidden_rows.contains(number) {
            let filtered = extras.filters.iter().any(|filter| (filter.first_row..=filter.last_row).contains(number));
            row.hidden = if filtered { Hidden::ByFilter } else { Hidden::ByHand };
        }
    }
}

/// A cell worth keeping, or `None` for one that holds neither words nor a fill.
fn cell_of(
    value: &DataRef<'_>,
    look: &Look,
    uncalculated: bool,
    at: impl Fn() -> CellRef,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Cell> {
    let (value, text) = match value {
        DataRef::Empty if uncalculated => (Value::Uncalculated, String::new()),
        DataRef::Empty => (Value::Blank, String::new()),
        DataRef::String(text) => (Value::Text, shown::regular(text)),
        DataRef::SharedString(text) => (Value::Text, shown::regular(text)),
        DataRef::Int(number) => (Value::Number(*number as f64), shown::number(*number as f64, &look.format)),
        DataRef::Float(number) if number.is_finite() => (Value::Number(*number), shown::number(*number, &look.format)),
        DataRef::Float(_) => (Value::Error, "not a number".to_owned()),
        DataRef::Bool(yes) => (Value::Bool(*yes), if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(moment) => match moment.as_datetime() {
            Some(when) => date_value(when, look),
            None => {
                diagnostics.push(
                    Diagnostic::warning("date-out-of-range", "the number in this date cell is no date")
                        .at(&at())
                        .found(moment.as_f64().to_string())
                        .hint("type the date anew"),
                );
                (Value::Number(moment.as_f64()), shown::number(moment.as_f64(), "General"))
            }
        },
        DataRef::DateTimeIso(text) => match iso(text) {
            Some(when) => date_value(when, look),
            None => (Value::Text, shown::regular(text)),
        },
        DataRef::DurationIso(text) => (Value::Text, shown::regular(text)),
        DataRef::Error(error) => (Value::Error, error.to_string()),
    };
    let value = if value == Value::Text && text.is_empty() { Value::Blank } else { value };
    if value == Value::Blank && look.fill.is_none() {
        return None;
    }
    Some(Cell { value, text: text.into(), fill: look.fill, struck: look.struck, percent: look.percent })
}

fn date_value(when: NaiveDateTime, look: &Look) -> (Value, String) {
    (Value::Date { when, month: shown::shows_month_only(&look.format) }, shown::date(when, &look.format))
}

fn iso(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .or_else(|| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}

/// What a style says that matters for meaning.
#[derive(Default)]
struct Look {
    fill: Option<Rgb>,
    struck: bool,
    percent: bool,
    format: String,
}

impl Look {
    fn of(style: &Style) -> Self {
        let format = style.number_format.as_ref().map_or("General", |format| format.format_code.as_str());
        let fill = style
            .fill
            .as_ref()
            .filter(|fill| fill.is_visible())
            .and_then(|fill| fill.get_color())
            .map(|color| Rgb(color.red, color.green, color.blue))
            .filter(|Rgb(r, g, b)| (*r, *g, *b) != (255, 255, 255));
        Look {
            fill,
            struck: style.font.as_ref().is_some_and(|font| font.has_strikethrough()),
            percent: shown::is_percent(format),
            format: format.to_owned(),
        }
    }
}

/// What the second pass over a sheet's XML finds.
#[derive(Default)]
struct Extras {
    hidden_rows: HashSet<u32>,
    filters: Vec<Region>,
    merges: Vec<Region>,
    uncalculated: HashSet<(u32, u32)>,
}

impl Extras {
    fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str) -> Extras {
        let mut extras = Extras::default();
        let Ok(file) = archive.by_name(part) else { return extras };
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(file));
        let mut buffer = Vec::new();
        let mut cell = None;
        let (mut formula, mut result) = (false, false);
        let mut row_index = 0;
        loop {
            buffer.clear();
            // What cannot be parsed here is reported by the pass that reads the values.
            let Ok(event) = xml.read_event_into(&mut buffer) else { return extras };
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        row_index =
                            attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()).map_or(row_index + 1, |r| r);
                        if attribute(tag, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true")
                            && row_index > 0
                        {
                            extras.hidden_rows.insert(row_index - 1);
                        }
                    }
                    "c" => {
                        // A formula that gives "" is stored as an empty text: it was calculated all the same.
                        let text = attribute(tag, "t").is_some_and(|kind| kind == "str");
                        cell = attribute(tag, "r").filter(|_| !text).and_then(|r| address(&r));
                        (formula, result) = (false, false);
                    }
                    "f" => formula = true,
                    "mergeCell" => extras.merges.extend(attribute(tag, "ref").and_then(|r| region(&r))),
                    "autoFilter" => extras.filters.extend(attribute(tag, "ref").and_then(|r| region(&r))),
                    _ => {}
                },
                Event::Text(text) if formula && cell.is_some() => {
                    // The formula's own text stands before `v`; only what stands inside `v` is a result.
                    result |= !text.is_empty();
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "f" => result = false,
                    "c" => {
                        if let (Some(at), true, false) = (cell.take(), formula, result) {
                            extras.uncalculated.insert(at);
                        }
                        formula = false;
                    }
                    _ => {}
                },
                Event::Eof => return extras,
                _ => {}
            }
        }
    }
}

/// The part of the zip that holds each sheet, by the sheet's name.
fn sheet_parts(archive: &mut ZipArchive<Cursor<&[u8]>>) -> BTreeMap<String, String> {
    let mut targets = BTreeMap::new();
    each_tag(archive, "xl/_rels/workbook.xml.rels", |tag| {
        if tag.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, part);
        }
    });
    let mut parts = BTreeMap::new();
    each_tag(archive, "xl/workbook.xml", |tag| {
        if tag.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id"))
            && let Some(part) = targets.get(&id)
        {
            parts.insert(name, part.clone());
        }
    });
    parts
}

fn each_tag(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, mut visit: impl FnMut(&BytesStart<'_>)) {
    let Ok(file) = archive.by_name(part) else { return };
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => visit(&tag),
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// `F31` → row 30, column 5.
fn address(text: &str) -> Option<(u32, u32)> {
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    let mut column = 0u32;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// `A5:C7` or `A5` → the block of cells.
fn region(text: &str) -> Option<Region> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first_row, first_column) = address(&first.replace('$', ""))?;
    let (last_row, last_column) = address(&last.replace('$', ""))?;
    Some(Region { first_row, first_column, last_row, last_column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_excel_writes_them() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(address("31"), None);
        assert_eq!(address("A0"), None);
        assert_eq!(region("$A$5:C7"), Some(Region { first_row: 4, first_column: 0, last_row: 6, last_column: 2 }));
    }
}
