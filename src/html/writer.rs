//! What the writing of a paper's HTML keeps: the text so far, ids, classes for colours, and shapes that recur.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::contents::Heading;
use super::figure::{hex, path_of, short};
use super::layout::Layout;
use super::markup::{Ids, escaped};
use crate::tagged::{Colour, Element, Rect, Tagged, Target};

pub struct Writer<'t> {
    pub layout: &'t Layout<'t>,
    pub out: String,
    pub ids: Ids,
    /// By an element's number, the id that it bears.
    pub anchors: BTreeMap<usize, String>,
    /// By the PDF's ids of cells, those of the HTML.
    pub header_ids: BTreeMap<String, String>,
    pub headings: Vec<Heading>,
    pub has_title: bool,
    /// Whether words alone are written: no drawings, colours or widths, and no ids but those of cells.
    pub plain: bool,
    /// Styles that are needed, each with the class that has it.
    classes: BTreeMap<String, usize>,
    /// Shapes beside words, each with its number.
    shapes: BTreeMap<String, usize>,
    pub clips: usize,
    /// The run of letters before, within one block.
    pub before: Option<Run>,
    /// The size of most letters where we are.
    pub size: f64,
    /// The ground of the cell that we are in.
    pub cell: Option<Colour>,
    /// Whether the contents were written, and whether the paper has a list of them itself.
    pub has_contents: bool,
    pub has_own_contents: bool,
    /// The deepest level of heading that the contents list.
    pub deepest: u8,
    /// Whether the next word begins an item of a list, whose bullet is drawn by the browser.
    pub after_bullet: bool,
    /// The last heading, which names a table without a caption.
    pub under: String,
    /// What could not be shown, in words.
    pub not_shown: Vec<String>,
}

/// Where a run of letters was, to tell what is between it and the next.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub page: usize,
    pub line: f64,
    pub bounds: Rect,
    pub size: f64,
    /// Whether nothing more is needed between it and what follows on another line.
    pub is_open: bool,
    pub ends_in_space: bool,
}

impl<'t> Writer<'t> {
    pub fn new(layout: &'t Layout<'t>) -> Writer<'t> {
        Writer {
            layout,
            out: String::new(),
            ids: Ids::default(),
            anchors: BTreeMap::new(),
            header_ids: BTreeMap::new(),
            headings: Vec::new(),
            has_title: false,
            plain: false,
            classes: BTreeMap::new(),
            shapes: BTreeMap::new(),
            clips: 0,
            before: None,
            size: layout.body,
            cell: None,
            has_contents: false,
            has_own_contents: false,
            deepest: 0,
            after_bullet: false,
            under: String::new(),
            not_shown: Vec::new(),
        }
    }

    pub fn tagged(&self) -> &'t Tagged {
        self.layout.tagged
    }

    /// Opens a tag for an element, with its id and language; `more` is written as it is.
    pub fn open(&mut self, tag: &str, element: &Element, more: &str) {
        let _ = write!(self.out, "<{tag}");
        if let Some(id) = self.anchors.get(&element.number) {
            let _ = write!(self.out, " id=\"{}\"", escaped(id));
        }
        if let Some(language) = &element.language {
            let _ = write!(self.out, " lang=\"{}\"", escaped(language));
        }
        self.out.push_str(more);
        self.out.push('>');
    }

    pub fn close(&mut self, tag: &str) {
        let _ = write!(self.out, "</{tag}>");
    }

    /// The class of a style.
    pub fn class(&mut self, style: &str) -> String {
        let next = self.classes.len() + 1;
        format!("c{}", self.classes.entry(style.to_owned()).or_insert(next))
    }

    /// The rules of all classes, in the order of their numbers.
    pub fn rules(&self) -> String {
        let mut rules: Vec<(usize, &String)> = self.classes.iter().map(|(style, number)| (*number, style)).collect();
        rules.sort();
        rules.iter().map(|(number, style)| format!(".c{number}{{{style}}}")).collect()
    }

    /// A length in the page's own measure: 1 rem is as much as the paper's own letters.
    pub fn rem(&self, points: f64) -> String {
        format!("{}rem", short(points / self.layout.body))
    }

    /// The shapes beside a word, as a drawing that says nothing: the word does.
    pub fn shape(&mut self, page: usize, shapes: &[usize]) -> Option<String> {
        if self.plain {
            return None;
        }
        let items = || shapes.iter().map(|at| self.layout.item(page, *at));
        let bounds = items().map(|item| item.bounds).reduce(Rect::with)?;
        let stroke = items().filter_map(|item| Some(item.path()?.stroke.as_ref()?.width / 2.0)).fold(0.0, f64::max);
        let frame = bounds.grown(stroke);
        let drawn: String = items().filter_map(|item| Some(path_of(item.path()?, frame))).collect();
        let (width, height) = (short(frame.width()), short(frame.height()));
        let symbol = format!("viewBox=\"0 0 {width} {height}\">{drawn}");
        let next = self.shapes.len() + 1;
        let number = *self.shapes.entry(symbol).or_insert(next);
        // As large beside the word as it is in the PDF.
        let wide = short(frame.width() / frame.height().max(0.1));
        Some(format!(
            "<svg class=\"shape\" aria-hidden=\"true\" focusable=\"false\" style=\"width:{}em\"><use href=\"#shape-{number}\"/></svg>",
            short(wide.parse::<f64>().unwrap_or(1.0).clamp(0.2, 4.0) * 0.75)
        ))
    }

    /// The definitions of all shapes.
    pub fn definitions(&self) -> String {
        let mut shapes: Vec<(usize, &String)> = self.shapes.iter().map(|(symbol, number)| (*number, symbol)).collect();
        shapes.sort();
        let symbols: String =
            shapes.iter().map(|(number, symbol)| format!("<symbol id=\"shape-{number}\" {symbol}</symbol>")).collect();
        match symbols.is_empty() {
            true => String::new(),
            false => {
                format!(
                    "<svg class=\"definitions\" aria-hidden=\"true\" focusable=\"false\"><defs>{symbols}</defs></svg>"
                )
            }
        }
    }

    /// The style of a word's ground.
    pub fn ground_style(fill: Colour, ink: Colour, border: Option<Colour>) -> String {
        let border = hex(border.unwrap_or(fill));
        format!("background:{};color:{};border-color:{border}", hex(fill), hex(ink))
    }

    /// Where a link leads, as an address; none where it leads nowhere that a reader could go.
    pub fn address(&self, target: &Target, places: &BTreeMap<(usize, i64), String>) -> Option<String> {
        match target {
            Target::Address(address) => {
                let kind = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
                matches!(kind.as_str(), "http" | "https" | "mailto").then(|| address.clone())
            }
            Target::Place { page, height } => places.get(&key_of(*page, *height)).map(|id| format!("#{id}")),
            Target::Nowhere => None,
        }
    }
}

/// A place on a page as a key: tenths of a point.
pub fn key_of(page: usize, height: Option<f64>) -> (usize, i64) {
    (page, height.map_or(i64::MAX, |height| (height * 10.0).round() as i64))
}
