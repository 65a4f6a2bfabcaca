//! Spoilt workbooks: real ones changed at random, and sheets of random words under real headings. Whatever they hold,
//! reading them ends, without a panic, and so does the making of facts from what was read.
//!
//! Bounded: some seconds as a rule, `BOARDPACK_FUZZ_SECONDS=60` for more. The same seed gives the same changes; a run
//! that fails names its seed, and its workbook stays in the system's folder for temporary files.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use boardpack::area::Edition;
use boardpack::area::settings::Settings;
use boardpack::facts::{self, Given};
use boardpack::programme::columns::{OwnHeadings, SheetKind};
use boardpack::programme::model::Month;
use boardpack::programme::scheme::Scheme;
use boardpack::workbook::{self, Limits};

use crate::support::ashmere;

/// A small generator of pseudo-random numbers (SplitMix64): the same numbers on every machine.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

pub fn seconds() -> Duration {
    let wanted = std::env::var("BOARDPACK_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(wanted.unwrap_or(4))
}

#[test]
fn spoilt_workbooks_are_read_or_refused() {
    let seeds: Vec<Vec<u8>> = fs::read_dir(ashmere().join("2025-07"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read(path).unwrap())
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut seed) = (Instant::now(), 0);
    while begun.elapsed() < seconds() {
        seed += 1;
        let mut chance = Chance(seed);
        let bytes = spoil(chance.of(&seeds).clone(), &mut chance);
        let path = folder.path().join("spoilt.xlsx");
        fs::write(&path, &bytes).unwrap();
        survives(&path, seed);
    }
    assert!(seed > 10, "nothing was tried");
}

#[test]
fn sheets_of_random_words_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut seed) = (Instant::now(), 0);
    while begun.elapsed() < seconds() {
        seed += 1;
        let path = folder.path().join("random.xlsx");
        random_book(&mut Chance(seed), &path);
        survives(&path, seed);
    }
    assert!(seed > 10, "nothing was tried");
}

/// Reads a workbook through to the facts of a paper; a panic on the way names the seed.
fn survives(path: &Path, seed: u64) {
    let outcome = std::panic::catch_unwind(|| {
        let limits = Limits { cells: 50_000, ..Limits::default() };
        let Ok(found) = workbook::read_workbook(path, &limits) else { return };
        let plain = Scheme::plain();
        let read =
            boardpack::programme::read(&[found.value], &OwnHeadings::new(), &[], &plain, Month::parse("2025-07"));
        let settings = Settings::default();
        let month = Month { year: 2025, month: 7 };
        let edition = Edition {
            month,
            status_date: month.last_day(),
            programme: read.value,
            narrative: Default::default(),
            files: Vec::new(),
            inputs: Vec::new(),
            unread: Vec::new(),
        };
        let given = Given {
            settings: &settings,
            folder: "spoilt",
            edition: &edition,
            previous: None,
            earlier: &[],
            since: None,
            findings: &read.diagnostics,
            accepted: &[],
            declared: &[],
        };
        facts::facts(&given);
        boardpack::commands::data::json(&edition.programme, &read.diagnostics);
    });
    if outcome.is_err() {
        let kept = std::env::temp_dir().join(format!("boardpack-fuzz-{seed}.xlsx"));
        fs::copy(path, &kept).unwrap();
        panic!("seed {seed} ends in a panic; the workbook is kept as {}", kept.display());
    }
}

fn spoil(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    if chance.below(4) == 0 {
        for _ in 0..=chance.below(20) {
            let at = chance.below(bytes.len());
            bytes[at] = chance.next() as u8;
        }
        if chance.below(3) == 0 {
            bytes.truncate(chance.below(bytes.len()));
        }
        return bytes;
    }
    spoil_parts(&bytes, chance).unwrap_or(bytes)
}

/// Changes the XML within the zip, where a change of the zip's own bytes would only be a bad checksum.
fn spoil_parts(bytes: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).ok()?;
        let mut text = Vec::new();
        part.read_to_end(&mut text).ok()?;
        let name = part.name().ok()?.into_owned();
        if chance.below(3) == 0 && !text.is_empty() {
            for _ in 0..=chance.below(12) {
                spoil_text(&mut text, chance);
            }
        }
        if chance.below(40) != 0 {
            to.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
            to.write_all(&text).ok()?;
        }
    }
    Some(to.finish().ok()?.into_inner())
}

fn spoil_text(text: &mut Vec<u8>, chance: &mut Chance) {
    const TOKENS: [&str; 16] = [
        "<c r=\"XFD1048576\"><v>1</v></c>",
        "<c r=\"A0\"/>",
        "<row r=\"0\">",
        "</row>",
        "<mergeCell ref=\"A1:XFD1048576\"/>",
        "<v>99999999</v>",
        " t=\"s\"",
        " t=\"d\"",
        " s=\"9999\"",
        "&#0;",
        "&amp;",
        "\u{fffd}",
        "1e308",
        "-1",
        "<is><t>",
        "\"",
    ];
    if text.is_empty() {
        return;
    }
    let at = chance.below(text.len());
    match chance.below(4) {
        0 => text[at] = chance.next() as u8,
        1 => {
            let token = *chance.of(&TOKENS);
            text.splice(at..at, token.bytes());
        }
        2 => {
            let to = (at + chance.below(60)).min(text.len());
            text.drain(at..to);
        }
        _ => {
            let to = (at + chance.below(200)).min(text.len());
            let copy = text[at..to].to_vec();
            text.splice(at..at, copy);
        }
    }
}

/// A workbook of one sheet: headings of some kind, and below them cells of words that mean something somewhere.
fn random_book(chance: &mut Chance, path: &Path) {
    const WORDS: [&str; 48] = [
        "1.1.1 Publish",
        "1.1",
        "4. 1 Aim",
        "1.4.1a One\n1.4.1b Two",
        "PA1-03",
        "R07",
        "13.9",
        "13.10",
        "K01",
        "Blue",
        "Blue – 16/07/2025",
        "A",
        "Amber/Red",
        "🔴",
        "⚪️ grey",
        "On track",
        "31/02/2025",
        "1st July 2024",
        "Sept 2024",
        "Termly from May 2024",
        "End of February",
        "Jul-24",
        "99/99/9999",
        "0.0.0",
        "85%",
        "%",
        "% %",
        "45% then 80%",
        "c",
        "[x]",
        "#REF!",
        "−3",
        "1,234,567.891",
        "9999999999999999999",
        "Almost certain",
        "x",
        "VH",
        "↑",
        "open",
        "OPEN - overdue",
        "Total",
        "Select…",
        "•",
        "\u{202e}abc",
        "İstanbul Outcomes",
        "Outcomes",
        "Priority Action 1:",
        "Lead officer:",
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let kind = *chance.of(&SheetKind::ALL);
    let columns = kind.columns();
    let header = chance.below(4) as u32;
    for row in 0..header {
        let _ = sheet.write(row, 0, *chance.of(&WORDS));
    }
    for (column, known) in columns.iter().enumerate() {
        let _ = sheet.write(header, column as u16, *chance.of(known.headings));
    }
    for month in 0..chance.below(5) {
        let _ = sheet.write(header, (columns.len() + month) as u16, format!("May {}", 2020 + month));
    }
    for row in 0..chance.below(12) as u32 {
        for column in 0..(columns.len() + 4) as u16 {
            let row = header + 1 + row;
            let _ = match chance.below(6) {
                0 => sheet.write(row, column, chance.below(100_000) as f64 / 100.0),
                1 => sheet.write(row, column, format!("{} {}", chance.of(&WORDS), chance.of(&WORDS))),
                2 => Ok(&mut *sheet),
                _ => sheet.write(row, column, *chance.of(&WORDS)),
            };
        }
    }
    book.save(path).unwrap();
}
