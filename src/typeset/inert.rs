//! Holds that the two ways in are inert: arbitrary strings go through each, Typst sets them, and the text that comes
//! out is compared with the text that went in.

use serde_json::{Value, json};
use typst::foundations::{Label, Selector};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::{Frame, FrameItem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::compile::misplaced_values;
use super::fonts::Fonts;
use super::world::{BoardWorld, Files};
use crate::template::escape::{Glyphs, literal, markup_text};
use crate::template::store::Templates;
use crate::template::{Filled, Layers, Prepared, Unread, fill};

/// A small generator of numbers that is the same on every machine (Steele, Lea and Flood's SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("below a usize")
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    /// A string that is mostly trouble.
    fn string(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.below(12) {
            match self.below(10) {
                0..=5 => text.push_str(self.pick(TROUBLE)),
                6 | 7 => text.push_str(self.pick(&["word", "Later", "1.2.4a", "é", " ", "  ", "x"])),
                8 => text.push(char::from(u8::try_from(self.below(128)).expect("ASCII"))),
                _ => text.extend(char::from_u32(u32::try_from(self.below(0x11_0000)).expect("a code point"))),
            }
        }
        text
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.next() as i64),
            3 => json!((self.next() as i32) as f64 / 1000.0),
            4 => json!(self.string()),
            5 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object((0..self.below(4)).map(|_| (self.string(), self.value(depth - 1))).collect()),
        }
    }
}

const TROUBLE: &[&str] = &[
    "\"",
    "\\",
    "\\\"",
    "\\u{41}",
    "#",
    "#{",
    "#panic()",
    "#import \"x.typ\": *",
    "$",
    "$x^2$",
    "//",
    "/*",
    "*/",
    "@ref",
    "<label>",
    "`",
    "```",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "();",
    ".fields()",
    ";",
    ",",
    "=",
    "\n= Heading",
    "\n- item",
    "\n+ item",
    "\n/ term: x",
    "*",
    "_",
    "~",
    "--",
    "---",
    "...",
    "-?",
    "'",
    "“",
    "https://example.org/a_b#c",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{0}",
    "\u{7}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{feff}",
    "\u{fdd0}",
    "\u{fdd2}",
    "\u{ffff}",
    "\u{e000}",
    "e\u{301}",
    "🔵",
    "👩\u{200d}🏫",
    "שלום",
    "سلام",
    "漢字",
    "{{x}}",
    "{{{x}}}",
    "fi",
    "ffl",
    "−",
    "½",
    "→",
    "•",
];

const SEED: u64 = 20_250_731;

/// Each string stands on a page of its own, as wide as it needs, so that no line is broken but at a line end.
const SETUP: &str = "#set page(width: auto, height: auto)\n#set text(lang: \"en\", hyphenate: false)\n";

fn set(filled: &Filled, fonts: &Fonts, templates: &Templates) -> PagedDocument {
    let files = Files::of(templates);
    let world = BoardWorld::new(filled, fonts, &files, chrono::NaiveDate::MIN);
    assert_eq!(misplaced_values(filled, &world), []);
    let compiled = typst::compile::<PagedDocument>(&world);
    let document = compiled.output.unwrap_or_else(|errors| panic!("{:?}", errors.first()));
    assert!(compiled.warnings.iter().all(|warning| warning.message.contains("font")), "{:?}", compiled.warnings);
    document
}

fn text_of(frame: &Frame, into: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => text_of(&group.frame, into),
            FrameItem::Text(text) => into.push_str(&text.text),
            _ => {}
        }
    }
}

/// Whether the frames of a page hold the text. Typst sets no line end as a character, and white space at the ends of
/// lines sometimes; everything else must be there, in order, and nothing more.
fn is_set_as(found: &str, text: &str) -> bool {
    let rest = text.split('\n').try_fold(found, |rest, line| rest.trim_start().strip_prefix(line.trim()));
    rest.is_some_and(|rest| rest.trim().is_empty())
}

#[test]
fn arbitrary_text_comes_out_as_it_went_in() {
    let fonts = Fonts::open(None).unwrap();
    let mut chance = Chance(SEED);
    let texts: Vec<String> = (0..3000).map(|_| chance.string()).collect();
    let facts = json!({ "setup": SETUP, "texts": texts });
    let covers = |c| fonts.covers(c);
    let glyphs = Glyphs::new(&covers);

    for body in ["{{this}}", "#{{typ this}}", "#block[{{this}}]", "#text({{typ this}}) // `", "#[{{this}}(x)]"] {
        let template = format!("{SETUP}{{{{#each texts}}}}\n{body}\n#pagebreak()\n{{{{/each}}}}");
        let templates = Templates::of(&[("t/main.typ.hbs", template.leak())]);
        let prepared = Prepared::of(&templates, "t").unwrap();
        let filled = fill(&prepared, Layers::one(&facts), &Unread::default(), &covers).unwrap().value;
        let document = set(&filled, &fonts, &templates);
        assert_eq!(document.pages().len(), texts.len() + 1);
        for (text, page) in texts.iter().zip(document.pages()) {
            let mut found = String::new();
            text_of(&page.frame, &mut found);
            let mut expected = glyphs.printable(text, &mut Vec::new());
            if body.contains("(x)") {
                expected.push_str("(x)");
            }
            assert!(is_set_as(&found, &expected), "found {found:?} for {text:?} through {body}");
        }
    }
    comemo::evict(0);
}

#[test]
fn arbitrary_values_are_the_same_in_typst() {
    let fonts = Fonts::open(None).unwrap();
    let mut chance = Chance(SEED);
    let values: Vec<Value> = (0..1500).map(|_| chance.value(3)).collect();
    // Both ways: handed over, and written as the kept source has it.
    let facts = json!({ "values": values });
    let templates = Templates::of(&[("t/main.typ.hbs", "{{#each values}}#metadata({{typ this}}) <v>\n{{/each}}")]);
    let prepared = Prepared::of(&templates, "t").unwrap();
    let handed = fill(&prepared, Layers::one(&facts), &Unread::default(), &|_| true).unwrap().value;
    let written: String = values.iter().map(|value| format!("#metadata({}) <v>\n", literal(value))).collect();
    arrive_in_typst(&values, &Filled::by_hand("t", &written), &fonts);
    let glyphs = Glyphs::new(&|_| true);
    let clean: Vec<Value> = values.iter().map(|value| printable_value(value, &glyphs)).collect();
    arrive_in_typst(&clean, &handed, &fonts);
}

fn printable_value(value: &Value, glyphs: &Glyphs<'_>) -> Value {
    match value {
        Value::String(text) => json!(glyphs.printable(text, &mut Vec::new())),
        Value::Array(items) => items.iter().map(|item| printable_value(item, glyphs)).collect(),
        Value::Object(entries) => {
            let entry = |(key, item): (&String, &Value)| {
                (glyphs.printable(key, &mut Vec::new()), printable_value(item, glyphs))
            };
            Value::Object(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    }
}

fn arrive_in_typst(values: &[Value], filled: &Filled, fonts: &Fonts) {
    let document = set(filled, fonts, &Templates::of(&[]));
    let label = Label::new(PicoStr::intern("v")).unwrap();
    let found = document.introspector().query(&Selector::Label(label));
    assert_eq!(found.len(), values.len());
    for (value, element) in values.iter().zip(&found) {
        let in_typst = serde_json::to_value(&element.to_packed::<MetadataElem>().unwrap().value).unwrap();
        assert_eq!(&in_typst, value, "written as {}", literal(value));
    }
}

#[test]
fn the_escape_needs_no_cleaning_first() {
    let mut chance = Chance(SEED);
    for _ in 0..2000 {
        let text = chance.string();
        let parsed = typst::syntax::parse(&markup_text(&text));
        assert!(parsed.errors_and_warnings().0.is_empty(), "{text:?}");
        let parsed = typst::syntax::parse(&format!("#f({})", literal(&json!(text))));
        assert!(parsed.errors_and_warnings().0.is_empty(), "{text:?}");
    }
}
