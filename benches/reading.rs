//! How long a workbook of 10,000 rows and 12 columns takes to read, against calamine's bare streaming of its cells.
//!
//! `cargo bench --bench reading` prints both times and their ratio, which should stay below 2.2.

use std::io::{Cursor, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use boardpack::workbook::{Limits, read_bytes};
use calamine::{Reader, Xlsx};

fn main() {
    let bytes = workbook(10_000);
    let name: Arc<str> = "bench.xlsx".into();
    let ours = fastest(|| read_bytes(&bytes, &name, &Limits::default()).expect("it is sound"));
    let bare = fastest(|| {
        let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("it is sound");
        let mut cells = xlsx.worksheet_cells_reader("Tracker").expect("it is sound");
        let mut count = 0;
        while cells.next_cell().expect("it is sound").is_some() {
            count += 1;
        }
        count
    });
    println!(
        "whole reading {ours:.1?}, bare streaming {bare:.1?}, ratio {:.2}",
        ours.as_secs_f64() / bare.as_secs_f64()
    );
}

/// The shortest of fifteen runs: other work on the machine only ever adds.
fn fastest<T>(mut run: impl FnMut() -> T) -> Duration {
    (0..15)
        .map(|_| {
            let start = Instant::now();
            let read = run();
            let taken = start.elapsed();
            drop(read);
            taken
        })
        .min()
        .expect("there were runs")
}

/// A tracker: half its columns shared texts, the others numbers, dates and words of the row's own.
fn workbook(rows: u32) -> Vec<u8> {
    let mut sheet =
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>".to_owned();
    for row in 1..=rows {
        sheet.push_str(&format!("<row r=\"{row}\">"));
        for (index, column) in ('A'..='L').enumerate() {
            sheet.push_str(&match index % 4 {
                0 => format!("<c r=\"{column}{row}\" s=\"1\"><v>{}</v></c>", 45_000 + row),
                1 => format!("<c r=\"{column}{row}\"><v>{}.25</v></c>", row * 7),
                _ => format!("<c r=\"{column}{row}\" t=\"s\"><v>{}</v></c>", row % 5_000),
            });
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut texts = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">".to_owned();
    for text in 0..5_000 {
        texts.push_str(&format!("<si><t>Agree the plan with schools and the health service, step {text}</t></si>"));
    }
    texts.push_str("</sst>");
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned()),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Tracker\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned(),
        ),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory can be written");
        zip.write_all(text.as_bytes()).expect("memory can be written");
    }
    zip.finish().expect("memory can be written").into_inner()
}
