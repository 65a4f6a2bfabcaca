//! What a paper's pages say, so that two copies can be compared: its bytes → the words of each page.
//!
//! Of a paper with tags the sentences, rows of tables and words for pictures are known one by one; of one without only whether
//! a page reads as it did. Deliberately absent: what is drawn and not said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::readability;
use crate::tagged::{Element, Kid, Mark, Tagged};
use crate::typeset;

/// Elements that say something by themselves; what is within a line belongs to them.
const BLOCKS: [&str; 16] = [
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "TR",
    "Caption",
    "LBody",
    "Note",
    "BlockQuote",
    "Figure",
    "Formula",
    "BibEntry",
];
/// Blocks that are said as one, whatever they have within.
const WHOLE: [&str; 3] = ["TR", "Figure", "Formula"];

const SAYS_NOTHING: [&str; 2] = ["Lbl", "TOC"];

/// A page of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Of all that it says.
    pub sha256: String,
    /// Its sentences, rows and headings; none where the paper has no tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

/// What each page says, and whether that is known sentence by sentence.
pub fn pages(pdf: &[u8], count: usize) -> (Vec<Page>, bool) {
    let Ok(tagged) = Tagged::read(pdf) else {
        let texts = typeset::page_texts(pdf).unwrap_or_default();
        let text = |at: usize| texts.get(at).map(|text| in_one_line(text)).unwrap_or_default();
        let page = |at| Page { sha256: digest::of(text(at).as_bytes()), said: Vec::new() };
        return ((0..count).map(page).collect(), false);
    };
    let mut reader = Reader { runs: runs(&tagged), pages: vec![Vec::new(); count] };
    tagged.elements.iter().for_each(|element| reader.read(element));
    let page = |said: Vec<String>| Page { sha256: digest::of_parts(&said), said };
    (reader.pages.into_iter().map(page).collect(), true)
}

type Runs = BTreeMap<(usize, u32), String>;

/// The words of each marked content.
fn runs(tagged: &Tagged) -> Runs {
    let mut runs = Runs::new();
    for (page, drawn) in tagged.pages.iter().enumerate() {
        let mut before: Option<((usize, u32), f64, f64)> = None;
        for item in &drawn.items {
            let (Mark::Content(number), Some(text)) = (item.mark, item.text()) else { continue };
            let words = runs.entry((page, number)).or_default();
            let apart = before.is_some_and(|(of, right, bottom)| {
                of == (page, number)
                    && ((bottom - item.bounds.bottom).abs() > text.size / 2.0
                        || item.bounds.left - right > text.size / 6.0)
            });
            if apart {
                words.push(' ');
            }
            words.push_str(&text.said);
            before = Some(((page, number), item.bounds.right, item.bounds.bottom));
        }
    }
    runs
}

struct Reader {
    runs: Runs,
    pages: Vec<Vec<String>>,
}

impl Reader {
    fn read(&mut self, element: &Element) {
        // What a list is numbered by, and a list of contents, follow from the rest.
        if SAYS_NOTHING.contains(&element.role.as_str()) {
            return;
        }
        let is_block = BLOCKS.contains(&element.role.as_str());
        let has_blocks = || element.all().iter().skip(1).any(|below| BLOCKS.contains(&below.role.as_str()));
        if WHOLE.contains(&element.role.as_str()) || is_block && !has_blocks() {
            return self.say(element);
        }
        let mut own = Vec::new();
        for kid in &element.kids {
            match kid {
                Kid::Element(below) => self.read(below),
                Kid::Content { page, number } => own.push((*page, *number)),
                Kid::Link(_) => {}
            }
        }
        let words = self.words(&own);
        self.put(&own, &words);
    }

    /// A block with all that is within it.
    fn say(&mut self, element: &Element) {
        let content = element.content();
        let given = element.alternative.as_ref().or(element.actual.as_ref()).map(|words| in_one_line(words));
        match element.role.as_str() {
            "TR" => {
                let cells = element.elements().map(|cell| self.words(&cell.content()));
                let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
                self.put(&content, &cells.join(" · "));
            }
            "Figure" | "Formula" => {
                // Where a picture is, a link or a mark within it tells; without one it is on the page before it.
                let words = given.unwrap_or_else(|| self.words(&content));
                self.put(&content, &words);
            }
            _ => {
                let words = given.unwrap_or_else(|| self.words(&content));
                for sentence in readability::parted(&words) {
                    self.put(&content, sentence);
                }
            }
        }
    }

    fn words(&self, content: &[(usize, u32)]) -> String {
        let words = content.iter().filter_map(|at| self.runs.get(at).map(String::as_str));
        in_one_line(&words.collect::<Vec<_>>().join(" "))
    }

    fn put(&mut self, content: &[(usize, u32)], words: &str) {
        let last = self.pages.iter().rposition(|said| !said.is_empty()).unwrap_or(0);
        let page = content.first().map_or(last, |(page, _)| *page);
        if let Some(said) = self.pages.get_mut(page).filter(|_| !words.is_empty()) {
            said.push(words.to_owned());
        }
    }
}

fn in_one_line(words: &str) -> String {
    let words = words.replace(['\u{200b}', '\u{ad}', '\u{2060}'], "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
