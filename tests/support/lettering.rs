//! Where each piece of text stands on its page, and how large: content streams → [`Run`]s.
//!
//! Deliberately absent: what a clip or a later drawing hides, and pages that are turned.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pdf::{code, decode, dictionary, load, resources_of, to_unicode};

/// Text drawn in one go.
#[derive(Debug)]
pub struct Run {
    /// From 1.
    pub page: u32,
    /// Its page's box: left, bottom, right and top, in points.
    pub area: [f64; 4],
    pub text: String,
    /// The height of its em on the page, in points.
    pub size: f64,
    /// The ends of its baseline, and the points above them as high as a capital letter.
    pub corners: [(f64, f64); 4],
}

impl Run {
    pub fn is_on_its_page(&self) -> bool {
        // A tenth of a point is less than anybody sees and more than a rounding error.
        let [left, bottom, right, top] = self.area;
        let is_on =
            |(x, y): &(f64, f64)| (left - 0.1..=right + 0.1).contains(x) && (bottom - 0.1..=top + 0.1).contains(y);
        self.corners.iter().all(is_on)
    }
}

/// The runs of all pages that hold more than spaces, running matter included.
pub fn runs(pdf: &[u8]) -> Vec<Run> {
    let document = load(pdf);
    let mut all = Vec::new();
    for (number, page) in document.get_pages() {
        let resources = resources_of(&document, page);
        let mut pen = Pen { document: &document, page: number, area: area_of(&document, page), out: &mut all };
        pen.draw(&document.get_page_content(page), &resources, State::default());
    }
    all.retain(|run| !run.text.trim().is_empty());
    all
}

/// A page's box, its own or that of the pages it belongs to.
fn area_of(document: &Document, page: ObjectId) -> [f64; 4] {
    let mut node = document.get_dictionary(page).expect("a page");
    loop {
        if let Some(area) =
            node.get(b"MediaBox").ok().and_then(|area| document.dereference(area).ok()?.1.as_array().ok())
        {
            let numbers: Vec<f64> = area.iter().map(number).collect();
            return numbers.try_into().expect("a box of four numbers");
        }
        node = dictionary(document, node, "Parent").expect("a page or its parent has a box");
    }
}

/// `[a b c d e f]`, as PDF writes it: x' = a·x + c·y + e and y' = b·x + d·y + f.
type Matrix = [f64; 6];

const UNMOVED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First the one and then the other.
fn then([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix) -> Matrix {
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

fn place([a, b, c, d, e, f]: Matrix, x: f64, y: f64) -> (f64, f64) {
    (a * x + c * y + e, b * x + d * y + f)
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between_letters: f64,
    stretch: f64,
    rise: f64,
    leading: f64,
}

impl Default for State {
    fn default() -> Self {
        State { matrix: UNMOVED, font: None, size: 0.0, between_letters: 0.0, stretch: 1.0, rise: 0.0, leading: 0.0 }
    }
}

struct Pen<'a> {
    document: &'a Document,
    page: u32,
    area: [f64; 4],
    out: &'a mut Vec<Run>,
}

impl Pen<'_> {
    fn draw(&mut self, content: &[u8], resources: &Dictionary, mut now: State) {
        let fonts = self.fonts(resources);
        let mut kept = Vec::new();
        let (mut text, mut line) = (UNMOVED, UNMOVED);
        for operation in Content::decode(content).expect("page content that can be read").operations {
            let operands = &operation.operands;
            let n = |at: usize| operands.get(at).map_or(0.0, number);
            let matrix = || std::array::from_fn(n);
            let mut next_line = |x: f64, y: f64, text: &mut Matrix| {
                line = then([1.0, 0.0, 0.0, 1.0, x, y], line);
                *text = line;
            };
            match operation.operator.as_str() {
                "q" => kept.push(now.clone()),
                "Q" => now = kept.pop().expect("as many Q as q"),
                "cm" => now.matrix = then(matrix(), now.matrix),
                "BT" => (text, line) = (UNMOVED, UNMOVED),
                "Tm" => (text, line) = (matrix(), matrix()),
                "Td" => next_line(n(0), n(1), &mut text),
                "TD" => {
                    now.leading = -n(1);
                    next_line(n(0), n(1), &mut text);
                }
                "T*" => next_line(0.0, -now.leading, &mut text),
                "TL" => now.leading = n(0),
                "Tc" => now.between_letters = n(0),
                "Tz" => now.stretch = n(0) / 100.0,
                "Ts" => now.rise = n(0),
                "Tf" => {
                    now.font = operands[0].as_name().ok().and_then(|name| fonts.get(name).cloned());
                    now.size = n(1);
                }
                "Tj" => self.write(operands, &now, &mut text),
                "TJ" => {
                    let parts = operands.first().and_then(|parts| parts.as_array().ok());
                    self.write(parts.map_or(&[][..], Vec::as_slice), &now, &mut text);
                }
                "'" | "\"" => {
                    panic!("page {}: text written by {}, which is not measured", self.page, operation.operator)
                }
                "Do" => self.draw_form(operands[0].as_name().unwrap_or_default(), resources, &now),
                _ => {}
            }
        }
    }

    fn fonts(&self, resources: &Dictionary) -> BTreeMap<Vec<u8>, Rc<Font>> {
        let Some(fonts) = dictionary(self.document, resources, "Font") else { return BTreeMap::new() };
        let font = |name: &[u8]| dictionary(self.document, fonts, &String::from_utf8_lossy(name));
        let named =
            fonts.iter().filter_map(|(name, _)| Some((name.clone(), Rc::new(Font::read(self.document, font(name)?)))));
        named.collect()
    }

    /// Writes texts and the steps between them, and moves on by their width.
    fn write(&mut self, parts: &[Object], now: &State, text: &mut Matrix) {
        let font = now.font.as_ref().expect("text has a font");
        let (mut words, mut width) = (String::new(), 0.0);
        for part in parts {
            match part {
                Object::String(codes, _) => {
                    words.push_str(&decode(codes, &font.letters));
                    let letters =
                        codes.chunks(2).map(|pair| font.width(code(pair)) / 1000.0 * now.size + now.between_letters);
                    width += letters.sum::<f64>() * now.stretch;
                }
                step => width -= number(step) / 1000.0 * now.size * now.stretch,
            }
        }
        const CAPITAL: f64 = 0.7;
        let onto_page = then(*text, now.matrix);
        let (low, high) = (now.rise, now.rise + CAPITAL * now.size);
        let corners = [(0.0, low), (width, low), (0.0, high), (width, high)].map(|(x, y)| place(onto_page, x, y));
        let size = now.size * onto_page[2].hypot(onto_page[3]);
        self.out.push(Run { page: self.page, area: self.area, text: words, size, corners });
        *text = then([1.0, 0.0, 0.0, 1.0, width, 0.0], *text);
    }

    fn draw_form(&mut self, name: &[u8], resources: &Dictionary, now: &State) {
        let forms = dictionary(self.document, resources, "XObject");
        let form = forms.and_then(|forms| self.document.dereference(forms.get(name).ok()?).ok()?.1.as_stream().ok());
        let is_form =
            |dict: &Dictionary| dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
        let Some(form) = form.filter(|form| is_form(&form.dict)) else { return };
        let own = form.dict.get(b"Matrix").and_then(Object::as_array).ok();
        let own = own.map_or(UNMOVED, |own| std::array::from_fn(|at| own.get(at).map_or(0.0, number)));
        let inner = dictionary(self.document, &form.dict, "Resources").unwrap_or(resources);
        let content = form.get_plain_content().expect("a form's content");
        self.draw(&content, inner, State { matrix: then(own, now.matrix), ..now.clone() });
    }
}

/// What is asked of a font: the text and the width, in thousandths of an em, of each code of two bytes.
struct Font {
    letters: BTreeMap<u16, String>,
    widths: BTreeMap<u16, f64>,
    otherwise: f64,
}

impl Font {
    fn read(document: &Document, font: &Dictionary) -> Self {
        let kind = font.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        assert!(kind == b"Type0", "a font of the kind {} is not measured", String::from_utf8_lossy(kind));
        let array = |within: &Dictionary, key: &[u8]| {
            let array =
                within.get(key).and_then(|array| document.dereference(array)).and_then(|(_, array)| array.as_array());
            array.cloned().unwrap_or_default()
        };
        let descendants = array(font, b"DescendantFonts");
        let descendant = descendants.first().and_then(|font| document.dereference(font).ok()?.1.as_dict().ok());
        let descendant = descendant.expect("a composite font has a descendant");
        let mut widths = BTreeMap::new();
        // Either a first code and the widths from there on, or a first code, a last one and their one width.
        let all = array(descendant, b"W");
        let mut rest = all.as_slice();
        while let [first, second, ..] = rest {
            let first = number(first) as u16;
            if let Ok(list) = second.as_array() {
                widths.extend((first..).zip(list.iter().map(number)));
                rest = &rest[2..];
            } else {
                widths.extend((first..=number(second) as u16).map(|code| (code, number(&rest[2]))));
                rest = &rest[3..];
            }
        }
        let otherwise = descendant.get(b"DW").map_or(1000.0, number);
        Font { letters: to_unicode(document, font), widths, otherwise }
    }

    fn width(&self, code: u16) -> f64 {
        self.widths.get(&code).copied().unwrap_or(self.otherwise)
    }
}

fn number(value: &Object) -> f64 {
    value.as_float().map_or(0.0, f64::from)
}
