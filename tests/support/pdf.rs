//! What tests ask of a finished PDF: does it conform, what does a screen reader get, are its fonts inside it.
//!
//! Deliberately absent: any use of the program's own PDF code, so that a fault there cannot hide itself.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

/// Fails unless the PDF conforms to PDF/UA-1 and to PDF/A-2a, and every font is embedded.
#[track_caller]
pub fn assert_conforms(pdf: &[u8]) {
    let faults = faults(pdf);
    assert!(faults.is_empty(), "the PDF does not conform:\n{}", faults.join("\n"));
}

/// Every way in which the PDF does not conform to PDF/UA-1 or PDF/A-2a.
pub fn faults(pdf: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        match validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)) {
            Ok(report) => faults.extend(report.failures.iter().map(|failure| format!("{profile}: {failure}"))),
            Err(error) => faults.push(format!("{profile}: cannot be checked: {error}")),
        }
    }
    faults.extend(fonts_not_embedded(pdf).into_iter().map(|font| format!("font {font} is not embedded")));
    faults
}

/// The same PDF without an entry of its catalogue (`Lang`, `MarkInfo`, `Metadata`, …): a control that the checks fail
/// on a PDF that is wrong.
pub fn without_catalogue_entry(pdf: &[u8], key: &str) -> Vec<u8> {
    let mut document = load(pdf);
    let catalogue = document.catalog_mut().expect("a catalogue");
    catalogue.remove(key.as_bytes()).expect("the entry to take out");
    let mut out = Vec::new();
    document.save_to(&mut out).expect("writing to memory");
    out
}

/// The title and the language that the PDF declares.
pub fn title_and_language(pdf: &[u8]) -> (String, String) {
    let document = load(pdf);
    let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info)).map(|(_, info)| info.clone());
    let title = info.ok().and_then(|info| info.as_dict().ok()?.get(b"Title").ok().map(text_string));
    let language = document.catalog().ok().and_then(|catalogue| catalogue.get(b"Lang").ok().map(text_string));
    (title.unwrap_or_default(), language.unwrap_or_default())
}

/// The names of the bookmarks, in order.
pub fn bookmarks(pdf: &[u8]) -> Vec<String> {
    let document = load(pdf);
    let mut names = Vec::new();
    let outlines = document.catalog().ok().and_then(|catalogue| dictionary(&document, catalogue, "Outlines"));
    if let Some(outlines) = outlines {
        collect_bookmarks(&document, outlines, &mut names);
    }
    names
}

fn collect_bookmarks(document: &Document, parent: &Dictionary, names: &mut Vec<String>) {
    let mut item = dictionary(document, parent, "First");
    while let Some(bookmark) = item {
        names.extend(bookmark.get(b"Title").ok().map(text_string));
        collect_bookmarks(document, bookmark, names);
        item = dictionary(document, bookmark, "Next");
    }
}

/// The document's text in reading order, as a screen reader gets it: along the structure, a line for each block, with
/// the alternative text of each figure in square brackets. Page furniture (artefacts) is not part of it.
pub fn text(pdf: &[u8]) -> String {
    let document = load(pdf);
    let marked = marked_content(&document);
    let mut out = String::new();
    if let Some(root) = document.catalog().ok().and_then(|catalogue| dictionary(&document, catalogue, "StructTreeRoot"))
    {
        read_structure(&document, root, None, &marked, &mut out);
    }
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A piece of a document in reading order, and the heading of the first level that it stands under.
#[derive(Clone, Debug)]
pub struct Block {
    pub section: String,
    pub piece: Piece,
}

/// What a block is. Runs of spaces of any kind are one space; a list item is a block of words without its bullet.
#[derive(Clone, Debug)]
pub enum Piece {
    Heading(String),
    Words(String),
    /// A drawing: the words that stand for it, and those that are drawn.
    Drawing {
        instead: String,
        drawn: String,
    },
    /// Rows of cells, the heads first. A drawing in a cell is given by the words that stand for it, in square brackets.
    Table(Vec<Vec<String>>),
}

/// The document's blocks in reading order. A table of contents is left out: its page numbers belong to the pages.
pub fn blocks(pdf: &[u8]) -> Vec<Block> {
    let document = load(pdf);
    let marked = marked_content(&document);
    let mut blocks =
        Blocks { document: &document, marked: &marked, section: String::new(), line: String::new(), out: Vec::new() };
    if let Some(root) = document.catalog().ok().and_then(|catalogue| dictionary(&document, catalogue, "StructTreeRoot"))
    {
        blocks.read(root, None);
        blocks.end_line();
    }
    blocks.out
}

/// Walks the structure and cuts it into blocks.
struct Blocks<'a> {
    document: &'a Document,
    marked: &'a Marked,
    section: String,
    line: String,
    out: Vec<Block>,
}

impl<'a> Blocks<'a> {
    fn read(&mut self, element: &'a Dictionary, page: Option<ObjectId>) {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        if INLINE.contains(&kind) && kind != b"Lbl" && kind != b"LBody" {
            self.line.push_str(&self.words_of(element, page));
            return;
        }
        self.end_line();
        match kind {
            b"TOC" | b"Lbl" => {}
            b"H1" | b"H2" | b"H3" | b"H4" | b"H5" | b"H6" => {
                let words = one_line(&self.words_of(element, page));
                if kind == b"H1" {
                    self.section = words.clone();
                }
                self.push(Piece::Heading(words));
            }
            b"Figure" => {
                let instead = element.get(b"Alt").ok().map(text_string).unwrap_or_default();
                let all = one_line(&self.words_of(element, page));
                let drawn = all.strip_prefix(&format!("[{}]", one_line(&instead))).unwrap_or(&all).trim().to_owned();
                self.push(Piece::Drawing { instead: one_line(&instead), drawn });
            }
            b"Table" => {
                let mut rows = Vec::new();
                self.rows(element, page, &mut rows);
                self.push(Piece::Table(rows));
            }
            _ => {
                if let Ok(kids) = element.get(b"K") {
                    self.kids(kids, page);
                }
                self.end_line();
            }
        }
    }

    fn kids(&mut self, kids: &'a Object, page: Option<ObjectId>) {
        let Ok((_, kids)) = self.document.dereference(kids) else { return };
        match kids {
            Object::Array(kids) => kids.iter().for_each(|kid| self.kids(kid, page)),
            Object::Dictionary(dict) if !dict.has(b"MCID") => self.read(dict, page),
            words => read_kids(self.document, words, page, self.marked, &mut self.line),
        }
    }

    fn rows(&self, element: &'a Dictionary, page: Option<ObjectId>, rows: &mut Vec<Vec<String>>) {
        for kid in self.elements(element) {
            let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            if kid.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"TR") {
                let cells = self.elements(kid);
                rows.push(cells.into_iter().map(|cell| one_line(&self.words_of(cell, page))).collect());
            } else {
                self.rows(kid, page, rows);
            }
        }
    }

    fn elements(&self, element: &'a Dictionary) -> Vec<&'a Dictionary> {
        let kids = element.get(b"K").and_then(|kids| self.document.dereference(kids)).map(|(_, kids)| kids);
        let kids = match kids {
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(one) => vec![one],
            Err(_) => Vec::new(),
        };
        kids.into_iter().filter_map(|kid| self.document.dereference(kid).ok()?.1.as_dict().ok()).collect()
    }

    fn words_of(&self, element: &Dictionary, page: Option<ObjectId>) -> String {
        let mut words = String::new();
        read_structure(self.document, element, page, self.marked, &mut words);
        words
    }

    fn end_line(&mut self) {
        let line = one_line(&std::mem::take(&mut self.line));
        if !line.is_empty() {
            self.push(Piece::Words(line));
        }
    }

    fn push(&mut self, piece: Piece) {
        self.out.push(Block { section: self.section.clone(), piece });
    }
}

/// An element of the structure as it is compared with what else is made of it.
#[derive(Clone, Debug)]
pub struct Tag {
    pub kind: String,
    pub id: Option<String>,
    /// What it says: without figures, the labels of lists, and tables of contents within it.
    pub words: String,
    /// All letters that are marked as its own.
    pub drawn: String,
    pub alternative: Option<String>,
    pub scope: Option<String>,
    pub headers: Vec<String>,
    pub column_span: i64,
    pub row_span: i64,
}

/// All elements in reading order. Within a figure, and within the entries of a table of contents, there are none.
pub fn tags(pdf: &[u8]) -> Vec<Tag> {
    let document = load(pdf);
    let marked = marked_content(&document);
    let mut tags = Vec::new();
    let root = document.catalog().ok().and_then(|catalogue| dictionary(&document, catalogue, "StructTreeRoot"));
    if let Some(root) = root {
        add_tags(&document, root, None, &marked, &mut tags);
        // The root is no element.
        tags.remove(0);
    }
    tags
}

/// Adds an element and those below it, and gives back its words and its letters.
fn add_tags(
    document: &Document,
    element: &Dictionary,
    page: Option<ObjectId>,
    marked: &Marked,
    tags: &mut Vec<Tag>,
) -> (String, String) {
    let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
    let kind = String::from_utf8_lossy(element.get(b"S").and_then(Object::as_name).unwrap_or_default()).into_owned();
    let mut tag = Tag {
        kind: kind.clone(),
        id: element.get(b"ID").ok().map(text_string),
        words: String::new(),
        drawn: String::new(),
        alternative: element.get(b"Alt").ok().map(text_string),
        scope: None,
        headers: Vec::new(),
        column_span: 1,
        row_span: 1,
    };
    let attributes = match element.get(b"A").and_then(|attributes| document.dereference(attributes)) {
        Ok((_, Object::Array(list))) => list.iter().collect(),
        Ok((_, one)) => vec![one],
        Err(_) => Vec::new(),
    };
    for of in attributes.into_iter().filter_map(|of| document.dereference(of).ok()?.1.as_dict().ok()) {
        let number = |key: &[u8]| of.get(key).and_then(Object::as_i64).unwrap_or(1);
        tag.column_span = tag.column_span.max(number(b"ColSpan"));
        tag.row_span = tag.row_span.max(number(b"RowSpan"));
        let scope = of.get(b"Scope").and_then(Object::as_name).ok();
        tag.scope = scope.map(|scope| String::from_utf8_lossy(scope).into_owned()).or(tag.scope);
        let headers = of.get(b"Headers").and_then(Object::as_array);
        tag.headers.extend(headers.into_iter().flatten().map(text_string));
    }
    let at = tags.len();
    tags.push(tag);
    let (mut words, mut drawn) = (String::new(), String::new());
    let kids = match element.get(b"K").and_then(|kids| document.dereference(kids)) {
        Ok((_, Object::Array(list))) => list.iter().collect(),
        Ok(_) => element.get(b"K").into_iter().collect(),
        Err(_) => Vec::new(),
    };
    for kid in kids {
        let Ok((_, kid)) = document.dereference(kid) else { continue };
        match kid {
            Object::Dictionary(below) if below.has(b"S") => {
                let (said, more) = add_tags(document, below, page, marked, tags);
                words.push_str(&said);
                drawn.push_str(&more);
            }
            other => {
                let mut said = String::new();
                read_kids(document, other, page, marked, &mut said);
                words.push_str(&said);
                drawn.push_str(&said);
            }
        }
    }
    if kind == "Figure" || kind == "TOCI" {
        tags.truncate(at + 1);
    }
    tags[at].words = if kind == "Figure" { String::new() } else { words.clone() };
    tags[at].drawn = drawn.clone();
    match kind.as_str() {
        "Figure" | "Lbl" | "TOC" => (String::new(), drawn),
        _ => (words, drawn),
    }
}

/// Words with single plain spaces, as they are compared.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn marked_content(document: &Document) -> Marked {
    let mut marked = BTreeMap::new();
    for (_, page) in document.get_pages() {
        let resources = resources_of(document, page);
        let content = document.get_page_content(page);
        Reader { document, page, marked: &mut marked }.read(&content, &resources, &mut Vec::new());
    }
    marked
}

/// The text of all pages, running matter included, in the order it is drawn.
pub fn drawn_text(pdf: &[u8]) -> Vec<String> {
    let document = load(pdf);
    let mut pages = Vec::new();
    for (_, page) in document.get_pages() {
        let mut marked = BTreeMap::new();
        let resources = resources_of(&document, page);
        let content = document.get_page_content(page);
        let mut reader = Reader { document: &document, page, marked: &mut marked };
        pages.push(reader.read(&content, &resources, &mut Vec::new()));
    }
    pages
}

pub fn resources_of(document: &Document, page: ObjectId) -> Dictionary {
    let page = document.get_dictionary(page).expect("a page");
    dictionary(document, page, "Resources").cloned().unwrap_or_default()
}

/// The fonts that are not within the file.
pub fn fonts_not_embedded(pdf: &[u8]) -> Vec<String> {
    let document = load(pdf);
    let mut missing = Vec::new();
    for object in document.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        let name = |key: &[u8]| font.get(key).and_then(Object::as_name).unwrap_or_default().to_vec();
        // A composite font has its program with its descendant; a Type 3 font is drawn by the file itself.
        if name(b"Type") != b"Font" || [b"Type0".to_vec(), b"Type3".to_vec()].contains(&name(b"Subtype")) {
            continue;
        }
        let descriptor = dictionary(&document, font, "FontDescriptor");
        let embedded =
            descriptor.is_some_and(|d| ["FontFile", "FontFile2", "FontFile3"].iter().any(|k| d.has(k.as_bytes())));
        if !embedded {
            missing.push(String::from_utf8_lossy(&name(b"BaseFont")).into_owned());
        }
    }
    missing
}

type Marked = BTreeMap<(ObjectId, i64), String>;

/// Reads one page's content: which text belongs to which marked-content number.
struct Reader<'a> {
    document: &'a Document,
    page: ObjectId,
    marked: &'a mut Marked,
}

/// What a `BDC` or `BMC` opened: its number, and the words that stand for what is drawn within.
#[derive(Clone, Default)]
struct Mark {
    number: Option<i64>,
    instead: Option<String>,
}

impl Reader<'_> {
    /// Returns all the text drawn, and notes what belongs to numbered marked content.
    fn read(&mut self, content: &[u8], resources: &Dictionary, open: &mut Vec<Mark>) -> String {
        let mut all = String::new();
        let mut font = BTreeMap::new();
        let outside = open.len();
        for operation in Content::decode(content).expect("page content that can be read").operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => {
                    let name = operands[0].as_name().unwrap_or_default();
                    let fonts = dictionary(self.document, resources, "Font");
                    font = fonts
                        .and_then(|fonts| dictionary(self.document, fonts, &String::from_utf8_lossy(name)))
                        .map(|font| to_unicode(self.document, font))
                        .unwrap_or_default();
                }
                "Tj" | "'" | "\"" => {
                    if let Some(Object::String(codes, _)) = operands.last() {
                        self.note(&decode(codes, &font), open, &mut all);
                    }
                }
                "TJ" => {
                    for item in operands.first().and_then(|array| array.as_array().ok()).into_iter().flatten() {
                        if let Object::String(codes, _) = item {
                            self.note(&decode(codes, &font), open, &mut all);
                        }
                    }
                }
                "BMC" => open.push(Mark::default()),
                "BDC" => {
                    let properties = match operands.get(1) {
                        Some(Object::Dictionary(inline)) => Some(inline.clone()),
                        Some(Object::Name(name)) => dictionary(self.document, resources, "Properties")
                            .and_then(|all| dictionary(self.document, all, &String::from_utf8_lossy(name)))
                            .cloned(),
                        _ => None,
                    };
                    let properties = properties.unwrap_or_default();
                    let mark = Mark {
                        number: properties.get(b"MCID").and_then(Object::as_i64).ok(),
                        instead: properties.get(b"ActualText").ok().map(text_string),
                    };
                    if let Some(words) = &mark.instead {
                        open.push(Mark { instead: None, ..mark.clone() });
                        self.note(words, open, &mut all);
                        open.pop();
                    }
                    open.push(mark);
                }
                "EMC" => drop(open.pop()),
                "Do" => {
                    let name = operands[0].as_name().unwrap_or_default();
                    let form = dictionary(self.document, resources, "XObject")
                        .and_then(|forms| forms.get(name).ok())
                        .and_then(|form| self.document.dereference(form).ok()?.1.as_stream().ok());
                    if let Some(form) = form
                        && form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form")
                    {
                        let inner = dictionary(self.document, &form.dict, "Resources").cloned().unwrap_or_default();
                        let content = form.get_plain_content().expect("a form's content");
                        all.push_str(&self.read(&content, &inner, open));
                    }
                }
                _ => {}
            }
        }
        open.truncate(outside);
        all
    }

    fn note(&mut self, text: &str, open: &[Mark], all: &mut String) {
        // Within words that stand for the drawing, the drawing says nothing.
        if open.iter().any(|mark| mark.instead.is_some()) {
            return;
        }
        all.push_str(text);
        if let Some(number) = open.iter().rev().find_map(|mark| mark.number) {
            self.marked.entry((self.page, number)).or_default().push_str(text);
        }
    }
}

/// From a font's codes to the text they stand for.
pub fn to_unicode(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let map = font.get(b"ToUnicode").and_then(|map| document.dereference(map)).and_then(|(_, map)| map.as_stream());
    let Ok(map) = map else { return BTreeMap::new() };
    let text = String::from_utf8_lossy(&map.get_plain_content().expect("a ToUnicode map")).into_owned();
    let mut codes = BTreeMap::new();
    for section in text.split("beginbfchar").skip(1) {
        let section = section.split("endbfchar").next().unwrap_or_default();
        for pair in hexadecimal(section).chunks_exact(2) {
            codes.insert(code(&pair[0]), utf16(&pair[1]));
        }
    }
    for section in text.split("beginbfrange").skip(1) {
        for line in section.split("endbfrange").next().unwrap_or_default().lines() {
            let words = hexadecimal(line);
            let [first, last, rest @ ..] = words.as_slice() else { continue };
            for (step, at) in (code(first)..=code(last)).enumerate() {
                // Either one text for the first code, whose last unit counts up, or a text for each code.
                let text = if line.contains('[') {
                    rest.get(step).map(|word| utf16(word))
                } else {
                    rest.first().map(|word| counted_up(word, step))
                };
                codes.extend(text.map(|text| (at, text)));
            }
        }
    }
    codes
}

fn hexadecimal(text: &str) -> Vec<Vec<u8>> {
    let words = text.split('<').skip(1).filter_map(|word| word.split('>').next());
    words
        .map(|word| {
            let digits: Vec<u32> = word.chars().filter_map(|c| c.to_digit(16)).collect();
            digits.chunks(2).map(|pair| (pair[0] * 16 + pair.get(1).unwrap_or(&0)) as u8).collect()
        })
        .collect()
}

pub fn code(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |code, &byte| (code << 8) | u16::from(byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).map(code).collect()
}

fn utf16(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&units(bytes))
}

fn counted_up(bytes: &[u8], by: usize) -> String {
    let mut units = units(bytes);
    if let Some(last) = units.last_mut() {
        *last += by as u16;
    }
    String::from_utf16_lossy(&units)
}

pub fn decode(codes: &[u8], font: &BTreeMap<u16, String>) -> String {
    codes.chunks(2).map(|pair| font.get(&code(pair)).map_or("\u{fffd}", String::as_str)).collect()
}

/// Elements that stand within a line; any other begins a new one.
const INLINE: [&[u8]; 9] = [b"Span", b"Link", b"Lbl", b"LBody", b"Strong", b"Em", b"Quote", b"Code", b"Reference"];

fn read_structure(
    document: &Document,
    element: &Dictionary,
    page: Option<ObjectId>,
    marked: &Marked,
    out: &mut String,
) {
    let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
    let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
    let is_inline = INLINE.contains(&kind);
    if !is_inline {
        out.push('\n');
    }
    if let Some(words) = element.get(b"Alt").ok().map(text_string) {
        out.push_str(&format!("[{words}]"));
    }
    if let Some(words) = element.get(b"ActualText").ok().map(text_string) {
        out.push_str(&words);
    } else if let Ok(kids) = element.get(b"K") {
        read_kids(document, kids, page, marked, out);
    }
    if kind == b"Lbl" {
        out.push(' ');
    } else if !is_inline {
        out.push('\n');
    }
}

fn read_kids(document: &Document, kids: &Object, page: Option<ObjectId>, marked: &Marked, out: &mut String) {
    let Ok((_, kids)) = document.dereference(kids) else { return };
    let mut number = |page: Option<ObjectId>, number: i64| {
        if let Some(text) = page.and_then(|page| marked.get(&(page, number))) {
            out.push_str(text);
        }
    };
    match kids {
        Object::Array(kids) => kids.iter().for_each(|kid| read_kids(document, kid, page, marked, out)),
        Object::Integer(marked_content) => number(page, *marked_content),
        Object::Dictionary(dict) => match dict.get(b"MCID").and_then(Object::as_i64) {
            Ok(marked_content) => {
                number(dict.get(b"Pg").and_then(Object::as_reference).ok().or(page), marked_content);
            }
            Err(_) => read_structure(document, dict, page, marked, out),
        },
        _ => {}
    }
}

pub fn load(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).expect("a PDF that can be read")
}

pub fn dictionary<'a>(document: &'a Document, within: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
    let value = within.get(key.as_bytes()).ok()?;
    document.dereference(value).ok()?.1.as_dict().ok()
}

/// A text string of the PDF: UTF-16 with its mark, or else bytes.
fn text_string(value: &Object) -> String {
    let Object::String(bytes, _) = value else { return String::new() };
    match bytes.strip_prefix(b"\xfe\xff") {
        Some(units) => utf16(units),
        None => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}
