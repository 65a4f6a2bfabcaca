//! Small workbooks in each container, built in code, for the tests of this room.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip file of the given parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Relations: id, last word of the type, target.
pub fn relations(relations: &[(&str, &str, &str)]) -> String {
    let relations: String = relations
        .iter()
        .map(|(id, kind, target)| format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>"))
        .collect();
    format!("<Relationships>{relations}</Relationships>")
}

/// An xlsx with one sheet, "Tracker": the inside of its `sheetData`, what follows that, and further parts.
pub fn xlsx(rows: &str, after: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>");
    let home = relations(&[("r0", "officeDocument", "xl/workbook.xml")]);
    let mut inner = vec![
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "sharedStrings", "sharedStrings.xml"),
        ("r4", "chartsheet", "chartsheets/sheet1.xml"),
    ];
    if more.iter().any(|(part, _)| *part == "xl/styles.xml") {
        inner.push(("r3", "styles", "styles.xml"));
    }
    let inner = relations(&inner);
    let book = "<workbook><sheets><sheet name=\"Tracker\" r:id=\"r1\"/><sheet name=\"Chart\" r:id=\"r4\"/></sheets></workbook>";
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", home.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    parts.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zipped(&parts)
}

/// An ods with one table, "Tracker": its automatic styles and its rows.
pub fn ods(styles: &str, rows: &str) -> Vec<u8> {
    zipped(&[("content.xml", open_document(styles, rows).as_bytes())])
}

pub fn open_document(styles: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">\
         <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>\
         <table:table table:name=\"Tracker\">{rows}</table:table></office:spreadsheet></office:body></office:document>"
    )
}

/// A record of an xls: type and body.
pub type Record = (u16, Vec<u8>);

/// An xls with one sheet, "Tracker": further records of its globals, and the records of the sheet.
pub fn xls(globals: &[Record], sheet: &[Record]) -> Vec<u8> {
    let begin = |kind: u8| (0x0809, vec![0, 6, kind, 0, 0, 0, 0, 0]);
    let end: Record = (0x000A, Vec::new());
    let tab = |at: u32| {
        let mut body = at.to_le_bytes().to_vec();
        body.extend([0, 0, 7, 0]);
        body.extend(b"Tracker");
        (0x0085, body)
    };
    let write = |records: &[Record]| {
        let mut bytes = Vec::new();
        for (kind, body) in records {
            bytes.extend(kind.to_le_bytes());
            bytes.extend((body.len() as u16).to_le_bytes());
            bytes.extend(body);
        }
        bytes
    };
    let book = |at: u32| [&[begin(5)], globals, &[tab(at), end.clone()]].concat();
    let at = write(&book(0)).len() as u32;
    let mut stream = write(&book(at));
    stream.extend(write(&[&[begin(0x10)], sheet, &[end]].concat()));
    compound("Workbook", &stream)
}

/// A compound file with one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    // Short streams would go into the root's small sectors; this one is made long enough not to.
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(&super::cfb::MAGIC);
    let mut put = |at: usize, number: u32| header[at..at + 4].copy_from_slice(&number.to_le_bytes());
    put(30, 9);
    put(44, 1);
    put(48, 1);
    put(56, 4096);
    put(60, 0xFFFF_FFFE);
    put(68, 0xFFFF_FFFE);
    put(76, 0);
    (1..109).for_each(|index| put(76 + index * 4, 0xFFFF_FFFF));
    // Sector 0 is the table, 1 the directory, the rest the stream.
    let mut table: Vec<u32> = vec![0xFFFF_FFFD, 0xFFFF_FFFE];
    table.extend((0..sectors).map(|index| if index + 1 == sectors { 0xFFFF_FFFE } else { index as u32 + 3 }));
    table.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut entry = vec![0u8; 128];
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..wide.len()].copy_from_slice(&wide);
        entry[64] = wide.len() as u8 + 2;
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(size as u32).to_le_bytes());
        entry
    };
    let mut file = header;
    file.extend(table.iter().flat_map(|number| number.to_le_bytes()));
    file.extend(entry("Root Entry", 5, 0xFFFF_FFFE, 0));
    file.extend(entry(name, 2, 2, stream.len()));
    file.extend(vec![0; 256]);
    file.extend(stream);
    file
}

/// An xlsb with one sheet, "Tracker": its styles and the records of its cells.
pub fn xlsb(styles: &[Record], sheet: &[Record]) -> Vec<u8> {
    let wide = |text: &str| {
        let mut bytes = (text.encode_utf16().count() as u32).to_le_bytes().to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let write = |records: &[Record]| {
        let mut bytes = Vec::new();
        for (kind, body) in records {
            if *kind < 128 {
                bytes.push(*kind as u8);
            } else {
                bytes.extend([(*kind & 0x7F) as u8 | 0x80, (*kind >> 7) as u8]);
            }
            bytes.extend([(body.len() & 0x7F) as u8 | 0x80, (body.len() >> 7) as u8]);
            bytes.extend(body);
        }
        bytes
    };
    let tab = [vec![0; 8], wide("r1"), wide("Tracker")].concat();
    let home = relations(&[("r0", "officeDocument", "xl/workbook.bin")]);
    let inner = relations(&[("r1", "worksheet", "worksheets/sheet1.bin"), ("r3", "styles", "styles.bin")]);
    zipped(&[
        ("_rels/.rels", home.as_bytes()),
        ("xl/workbook.bin", &write(&[(156, tab)])),
        ("xl/_rels/workbook.bin.rels", inner.as_bytes()),
        ("xl/styles.bin", &write(styles)),
        ("xl/worksheets/sheet1.bin", &write(sheet)),
    ])
}

/// The numbers one after another, each in its own width.
pub fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
