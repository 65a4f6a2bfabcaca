//! From the operators of a page to what is drawn: paths, and runs of letters, each with the mark it bears.
//!
//! Read are the operators of PDF 1.7 for paths, clips, colours, text, marked content and forms. Not shown, and told of as
//! such: pictures, gradients, patterns, masks, and whatever is no operator. Deliberately absent: what a drawing looks
//! like where its inks mix.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object};

use super::fault::Fault;
use super::font::{Face, Font, Fonts};
use super::geometry::{Matrix, Rect};
use super::get::{dictionary, name, number, numbers, text_of, value};
use super::operators::{self, Drawing, Operator};
use super::page::{Clip, Colour, Fill, Ground, Item, Letter, Mark, Page, Path, Step, Stroke, Text, What};
use super::{Limits, Spent};
use crate::typeset::load::tokens;

/// How deep forms may lie within forms, and how often a state may be kept within another.
const DEPTH: usize = 64;
/// How deep marks may lie within marks.
const MARKS: usize = 1000;
/// What is long is counted as so many operators more.
const BYTES_TO_AN_OPERATION: usize = 32;
const LETTERS_TO_AN_OPERATION: usize = 8;

/// Reads one page from its drawing. `closely` is for those who look for what nobody sees: it also gives each letter's place, the pictures, and what
/// the boxes of forms cut off.
pub fn read(
    document: &Document,
    (at, page): (usize, &Dictionary),
    drawing: &Drawing<'_>,
    limits: &Limits,
    (spent, fonts): (&mut Spent, &mut Fonts),
    closely: bool,
) -> Result<Page, Fault> {
    let torn = |why: String| Fault::Page { page: at + 1, why };
    let inherited = |key: &'static str| inherited(document, page, key);
    let bounds = |corners: Vec<f64>| match corners[..] {
        [x, y, z, w] => Rect::around([(x, y), (z, w)]),
        _ => None,
    };
    let size = inherited("MediaBox").and_then(|(within, key)| bounds(numbers(document, within, key)?));
    let size = size.ok_or_else(|| torn("it has no size".to_owned()))?;
    let resources = inherited("Resources").and_then(|(within, key)| dictionary(document, within, key));
    let mut reader = Reader {
        document,
        limits,
        spent,
        fonts,
        page: Page { size, items: Vec::new(), grounds: Vec::new(), not_shown: Vec::new() },
        marks: Vec::new(),
        closely,
    };
    reader.run(drawing, resources, State::new(), 0).map_err(|why| match why {
        Stop::Torn(why) => torn(why),
        Stop::TooMuch(what) => Fault::TooMuch(what),
    })?;
    Ok(reader.page)
}

/// Where an entry is that a page may have from the nodes above it.
fn inherited<'d, 'k>(document: &'d Document, page: &'d Dictionary, key: &'k str) -> Option<(&'d Dictionary, &'k str)> {
    let mut node = page;
    for _ in 0..DEPTH {
        if value(document, node, key).is_some() {
            return Some((node, key));
        }
        node = dictionary(document, node, "Parent")?;
    }
    None
}

enum Stop {
    Torn(String),
    TooMuch(&'static str),
}

struct Reader<'a> {
    document: &'a Document,
    limits: &'a Limits,
    spent: &'a mut Spent,
    fonts: &'a mut Fonts,
    page: Page,
    marks: Vec<Opened>,
    closely: bool,
}

/// What a mark opened.
#[derive(Clone, Default)]
struct Opened {
    number: Option<u32>,
    artefact: bool,
    running: bool,
    /// What is read in place of the letters within; taken once it was given to one of them.
    instead: Option<Option<String>>,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    clips: Vec<Arc<Clip>>,
    fill: Paint,
    stroke: Paint,
    width: f64,
    cap: u8,
    join: u8,
    mitre: f64,
    dashes: Vec<f64>,
    dashes_from: f64,
    font: Option<Arc<Font>>,
    size: f64,
    letters: f64,
    words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    rendering: i64,
    /// Whether its inks mix with those below, or a mask lets those through.
    mixes: bool,
    masked: bool,
    /// Whether it is within a form that lets what is below it through.
    is_within_glass: bool,
}

/// A colour with its opacity; none where it is a pattern.
#[derive(Clone, Copy)]
struct Paint {
    colour: Option<Colour>,
    opacity: f64,
    /// Whether the colour is of a table of its own, which is not read.
    unsure: bool,
}

impl State {
    fn new() -> State {
        let black = Paint { colour: Some(Colour::BLACK), opacity: 1.0, unsure: false };
        State {
            matrix: Matrix::SAME,
            clips: Vec::new(),
            fill: black,
            stroke: black,
            width: 1.0,
            cap: 0,
            join: 0,
            mitre: 10.0,
            dashes: Vec::new(),
            dashes_from: 0.0,
            font: None,
            size: 0.0,
            letters: 0.0,
            words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            rendering: 0,
            mixes: false,
            masked: false,
            is_within_glass: false,
        }
    }

    /// Whether what is filled lets nothing below it through.
    fn is_opaque(&self) -> bool {
        self.fill.opacity > 0.98 && !self.mixes && !self.masked && !self.is_within_glass
    }
}

/// An outline that is being made, in the page's units.
#[derive(Default)]
struct Outline {
    steps: Vec<Step>,
    /// The current point, in the drawing's own units.
    at: (f64, f64),
    clip: Option<bool>,
}

impl Reader<'_> {
    fn run(
        &mut self,
        drawing: &Drawing<'_>,
        resources: Option<&Dictionary>,
        mut state: State,
        depth: usize,
    ) -> Result<(), Stop> {
        let content = drawing.content;
        // What it takes once it is read is some hundred bytes for each of these.
        if tokens(content) > self.limits.tokens {
            return Err(Stop::TooMuch("drawings"));
        }
        // A form may be drawn again and again, and be long without an operator.
        self.spent.operations += content.len() / BYTES_TO_AN_OPERATION;
        let mut reader = drawing.operators();
        let outside = self.marks.len();
        let mut kept: Vec<State> = Vec::new();
        let mut outline = Outline::default();
        let mut fonts: BTreeMap<Vec<u8>, Arc<Font>> = BTreeMap::new();
        // The text's matrix, and that of its line.
        let (mut text, mut line) = (Matrix::SAME, Matrix::SAME);
        while let Some(Operator { name: operator, operands, .. }) =
            reader.next().map_err(|why| Stop::Torn(why.to_owned()))?
        {
            self.spent.operations += 1;
            if self.spent.operations > self.limits.operations {
                return Err(Stop::TooMuch("drawings"));
            }
            let written = |at: usize| operands.get(at).map_or(&b""[..], |operand| &content[operand.clone()]);
            let n = |at: usize| operators::number(written(at)).map_or(0.0, f64::from);
            let colour = || colour_of((0..operands.len()).map(written));
            let objects = || (0..operands.len()).map(|at| operators::operand(written(at))).collect::<Vec<_>>();
            match operator {
                b"q" if kept.len() >= DEPTH => return Err(Stop::TooMuch("drawings within drawings")),
                b"q" => kept.push(state.clone()),
                b"Q" => state = kept.pop().unwrap_or(state),
                b"cm" => state.matrix = Matrix([n(0), n(1), n(2), n(3), n(4), n(5)]).then(state.matrix),
                b"w" => state.width = n(0),
                b"J" => state.cap = n(0) as u8,
                b"j" => state.join = n(0) as u8,
                b"M" => state.mitre = n(0),
                b"d" => {
                    let dashes = operators::items(written(0)).filter_map(operators::number);
                    state.dashes = dashes.map(f64::from).collect();
                    state.dashes_from = n(1);
                }
                b"gs" => self.set(&objects(), resources, &mut state),
                b"ri" | b"i" | b"MP" | b"DP" | b"BX" | b"EX" | b"d0" | b"d1" => {}

                b"m" => outline.go(state.matrix, n(0), n(1), Step::Move),
                b"l" => outline.go(state.matrix, n(0), n(1), Step::Line),
                b"c" => outline.curve(state.matrix, (n(0), n(1)), (n(2), n(3)), (n(4), n(5))),
                b"v" => outline.curve(state.matrix, outline.at, (n(0), n(1)), (n(2), n(3))),
                b"y" => outline.curve(state.matrix, (n(0), n(1)), (n(2), n(3)), (n(2), n(3))),
                b"h" => outline.steps.push(Step::Close),
                b"re" => {
                    let (x, y, width, height) = (n(0), n(1), n(2), n(3));
                    outline.go(state.matrix, x, y, Step::Move);
                    outline.go(state.matrix, x + width, y, Step::Line);
                    outline.go(state.matrix, x + width, y + height, Step::Line);
                    outline.go(state.matrix, x, y + height, Step::Line);
                    outline.steps.push(Step::Close);
                }
                b"W" => outline.clip = Some(false),
                b"W*" => outline.clip = Some(true),
                b"n" => self.paint(&mut outline, &mut state, None, false),
                b"S" => self.paint(&mut outline, &mut state, None, true),
                b"s" => {
                    outline.steps.push(Step::Close);
                    self.paint(&mut outline, &mut state, None, true);
                }
                b"f" | b"F" => self.paint(&mut outline, &mut state, Some(false), false),
                b"f*" => self.paint(&mut outline, &mut state, Some(true), false),
                b"B" => self.paint(&mut outline, &mut state, Some(false), true),
                b"B*" => self.paint(&mut outline, &mut state, Some(true), true),
                b"b" | b"b*" => {
                    outline.steps.push(Step::Close);
                    self.paint(&mut outline, &mut state, Some(operator == b"b*"), true);
                }

                b"g" | b"rg" | b"k" => {
                    state.fill.colour = colour();
                    state.fill.unsure = false;
                }
                b"G" | b"RG" | b"K" => state.stroke.colour = colour(),
                b"cs" => (state.fill.colour, state.fill.unsure) = self.first_colour(written(0), resources),
                b"CS" => state.stroke.colour = self.first_colour(written(0), resources).0,
                b"sc" | b"scn" => state.fill.colour = self.colour(written(operands.len().saturating_sub(1)), colour()),
                b"SC" | b"SCN" => {
                    state.stroke.colour = self.colour(written(operands.len().saturating_sub(1)), colour())
                }

                b"BT" => (text, line) = (Matrix::SAME, Matrix::SAME),
                b"ET" => {}
                b"Tc" => state.letters = n(0),
                b"Tw" => state.words = n(0),
                b"Tz" => state.stretch = n(0) / 100.0,
                b"TL" => state.leading = n(0),
                b"Ts" => state.rise = n(0),
                b"Tr" => state.rendering = n(0) as i64,
                b"Tf" => {
                    state.size = n(1);
                    let name = operators::unescaped(written(0).strip_prefix(b"/").unwrap_or_default());
                    state.font = match fonts.get(&name) {
                        Some(font) => Some(font.clone()),
                        None => {
                            let key = String::from_utf8_lossy(&name);
                            let all = resources.and_then(|resources| dictionary(self.document, resources, "Font"));
                            let font = all.and_then(|all| self.fonts.of(self.document, all, &key));
                            self.spent.operations += font.as_ref().map_or(0, |font| font.codes());
                            fonts.extend(font.clone().map(|font| (name, font)));
                            font
                        }
                    };
                }
                b"Tm" => {
                    line = Matrix([n(0), n(1), n(2), n(3), n(4), n(5)]);
                    text = line;
                }
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -n(1);
                    }
                    line = Matrix::moved(n(0), n(1)).then(line);
                    text = line;
                }
                b"T*" => {
                    line = Matrix::moved(0.0, -state.leading).then(line);
                    text = line;
                }
                b"'" | b"\"" => {
                    if operator == b"\"" {
                        (state.words, state.letters) = (n(0), n(1));
                    }
                    line = Matrix::moved(0.0, -state.leading).then(line);
                    text = line;
                    self.show(std::iter::once(written(operands.len().saturating_sub(1))), &state, &mut text);
                }
                b"Tj" => self.show(std::iter::once(written(0)), &state, &mut text),
                b"TJ" => self.show(operators::items(written(0)), &state, &mut text),

                b"BMC" | b"BDC" if self.marks.len() >= MARKS => return Err(Stop::TooMuch("marks within marks")),
                b"BMC" => self.open(&objects(), None),
                b"BDC" => self.open(&objects(), resources),
                b"EMC" => self.close(outside, &state, text),
                b"Do" => self.object(&objects(), resources, &state, depth)?,
                b"sh" => {
                    self.cannot("a gradient");
                    let Rect { left, bottom, right, top } = self.page.size;
                    self.ground([(left, bottom), (right, bottom), (right, top), (left, top)], false, &state);
                }
                b"EI" => {
                    self.cannot("a picture");
                    let has_holes = (0..operands.len()).any(|at| matches!(written(at), b"/IM" | b"/ImageMask"));
                    self.picture(has_holes, &state);
                }
                other => self.cannot(&format!("the operator {:?}", String::from_utf8_lossy(other))),
            }
        }
        self.marks.truncate(outside);
        Ok(())
    }

    /// Something that is drawn and cannot be shown.
    fn cannot(&mut self, what: &str) {
        if !self.page.not_shown.iter().any(|known| known == what) {
            self.page.not_shown.push(what.to_owned());
        }
    }

    fn set(&mut self, operands: &[Object], resources: Option<&Dictionary>, state: &mut State) {
        let document = self.document;
        let Some(set) = named(document, operands, resources, "ExtGState") else { return };
        let known = |key: &str| number(document, set, key);
        state.fill.opacity = known("ca").unwrap_or(state.fill.opacity);
        state.stroke.opacity = known("CA").unwrap_or(state.stroke.opacity);
        state.width = known("LW").unwrap_or(state.width);
        state.mitre = known("ML").unwrap_or(state.mitre);
        state.cap = known("LC").map_or(state.cap, |cap| cap as u8);
        state.join = known("LJ").map_or(state.join, |join| join as u8);
        if let Some(mask) = value(document, set, "SMask") {
            state.masked = !matches!(mask, Object::Name(_));
            if state.masked {
                self.cannot("a mask");
            }
        }
        if let Some(mode) = value(document, set, "BM") {
            state.mixes = !mode.as_name().is_ok_and(|mode| mode == b"Normal" || mode == b"Compatible");
            if state.mixes {
                self.cannot("inks that mix");
            }
        }
    }

    /// The colour that a space begins with: black, but for patterns; and whether its colours are not known.
    fn first_colour(&mut self, written: &[u8], resources: Option<&Dictionary>) -> (Option<Colour>, bool) {
        let space = operators::unescaped(written.strip_prefix(b"/").unwrap_or_default());
        let spaces = resources.and_then(|resources| dictionary(self.document, resources, "ColorSpace"));
        let space = match spaces.and_then(|spaces| value(self.document, spaces, &String::from_utf8_lossy(&space))) {
            Some(Object::Array(list)) => list.first().and_then(|kind| kind.as_name().ok()).unwrap_or_default().to_vec(),
            Some(Object::Name(space)) => space.clone(),
            _ => space,
        };
        match space.as_slice() {
            b"Pattern" => (None, true),
            b"Indexed" | b"Separation" | b"DeviceN" | b"Lab" => {
                self.cannot("a colour of its own table");
                (Some(Colour::BLACK), true)
            }
            _ => (Some(Colour::BLACK), false),
        }
    }

    fn colour(&mut self, last: &[u8], colour: Option<Colour>) -> Option<Colour> {
        if last.starts_with(b"/") {
            self.cannot("a pattern");
            return None;
        }
        colour
    }

    fn paint(&mut self, outline: &mut Outline, state: &mut State, fill: Option<bool>, stroke: bool) {
        let Outline { steps, clip, .. } = std::mem::take(outline);
        let bounds = Rect::around(steps.iter().flat_map(points));
        if let (Some(bounds), true) = (bounds, fill.is_some() || stroke) {
            let scale = state.matrix.scale();
            let filled = fill
                .and_then(|even_odd| Some(Fill { colour: state.fill.colour?, opacity: state.fill.opacity, even_odd }));
            let stroked = stroke.then_some(state.stroke.colour).flatten().map(|colour| Stroke {
                colour,
                opacity: state.stroke.opacity,
                width: state.width * scale,
                cap: state.cap,
                join: state.join,
                mitre: state.mitre,
                dashes: state.dashes.iter().map(|dash| dash * scale).collect(),
                dashes_from: state.dashes_from * scale,
            });
            if fill.is_some() && filled.is_none() {
                let Rect { left, bottom, right, top } = bounds;
                self.ground([(left, bottom), (right, bottom), (right, top), (left, top)], false, state);
            }
            if filled.is_some() || stroked.is_some() {
                let what = What::Path(Path { steps: steps.clone(), fill: filled, stroke: stroked });
                self.add(bounds, what, state);
            }
        }
        if let Some(even_odd) = clip {
            state.clips.push(Arc::new(Clip { steps, even_odd }));
        }
    }

    /// Something that is drawn and cannot be shown, where it matters what lies below it.
    fn ground(&mut self, corners: [(f64, f64); 4], is_picture: bool, state: &State) {
        if self.closely {
            self.spent.operations += state.clips.len();
            let (at, clips) = (self.page.items.len(), state.clips.clone());
            let is_opaque = is_picture && state.is_opaque();
            self.page.grounds.push(Ground { at, corners, is_opaque, is_picture, clips });
        }
    }

    /// A picture fills the square of its own unit.
    fn picture(&mut self, has_holes: bool, state: &State) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| state.matrix.at(x, y));
        let masked = state.masked || has_holes;
        self.ground(corners, true, &State { masked, ..state.clone() });
    }

    fn add(&mut self, bounds: Rect, what: What, state: &State) {
        let mark = match self.marks.iter().rev().find(|mark| mark.number.is_some() || mark.artefact) {
            Some(Opened { number: Some(number), .. }) => Mark::Content(*number),
            Some(Opened { running: true, .. }) => Mark::Running,
            Some(_) => Mark::Artefact,
            None => Mark::None,
        };
        // Each piece names all that it is cut off by.
        self.spent.operations += state.clips.len();
        let (clips, is_opaque, is_sure) = (state.clips.clone(), state.is_opaque(), !state.fill.unsure);
        self.page.items.push(Item { mark, bounds, what, clips, is_opaque, is_sure });
    }

    /// Shows a text, or several with moves between them, as one run.
    fn show<'w>(&mut self, pieces: impl Iterator<Item = &'w [u8]>, state: &State, text: &mut Matrix) {
        let Some(font) = &state.font else { return };
        let begin = *text;
        let (mut drawn, mut along) = (String::new(), 0.0);
        let mut letters = Vec::new();
        let em = state.size * state.stretch;
        for piece in pieces {
            match operators::text(piece) {
                Some(codes) => {
                    for glyph in font.read(&codes) {
                        drawn.push_str(glyph.text);
                        let words = if glyph.is_space { state.words } else { 0.0 };
                        if self.closely {
                            let is_blank = glyph.is_space || glyph.text.chars().all(char::is_whitespace);
                            let from = along / em;
                            letters.push(Letter { from, to: from + glyph.width / 1000.0, is_blank });
                        }
                        along += (glyph.width / 1000.0 * state.size + state.letters + words) * state.stretch;
                    }
                }
                None => {
                    let back = operators::number(piece).map_or(0.0, f64::from);
                    along -= back / 1000.0 * state.size * state.stretch;
                }
            }
        }
        self.spent.operations += letters.len() / LETTERS_TO_AN_OPERATION;
        *text = Matrix::moved(along, 0.0).then(*text);
        let unit = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
        let matrix = unit.then(begin).then(state.matrix);
        let width = begin.then(state.matrix).scale() * along;
        let said = self.said_in_place(&drawn);
        self.add_text((said, drawn, letters), matrix, along / em, width, state);
    }

    fn add_text(
        &mut self,
        (said, drawn, letters): (String, String, Vec<Letter>),
        matrix: Matrix,
        length: f64,
        width: f64,
        state: &State,
    ) {
        let length = if length.is_finite() { length } else { 0.0 };
        // Letters reach about so far above and below their line.
        let corners = [(0.0, -0.22), (length, -0.22), (0.0, 0.75), (length, 0.75)];
        let Some(bounds) = Rect::around(corners.map(|(x, y)| matrix.at(x, y))) else { return };
        let (colour, opacity) = (state.fill.colour, state.fill.opacity);
        // Only filled letters are painted here; those that are stroked as well look nearly the same.
        let is_painted = matches!(state.rendering, 0 | 2 | 4 | 6);
        let fill = colour.filter(|_| is_painted).map(|colour| Fill { colour, opacity, even_odd: false });
        let face = state.font.as_ref().map_or(Face { weight: 400, italic: false }, |font| font.face.clone());
        let is_invisible = matches!(state.rendering, 3 | 7);
        let text = Text { said, drawn, matrix, size: matrix.scale(), width, fill, face, is_invisible, letters };
        self.add(bounds, What::Text(text), state);
    }

    /// What is read of letters: themselves, unless a mark around them has something else in their place.
    fn said_in_place(&mut self, drawn: &str) -> String {
        match self.marks.iter_mut().find_map(|mark| mark.instead.as_mut()) {
            Some(instead) => instead.take().unwrap_or_default(),
            None => drawn.to_owned(),
        }
    }

    fn open(&mut self, operands: &[Object], resources: Option<&Dictionary>) {
        let document = self.document;
        let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default();
        let properties = match operands.get(1) {
            Some(Object::Dictionary(inline)) => Some(inline),
            Some(Object::Name(_)) => named(document, &operands[1..], resources, "Properties"),
            _ => None,
        };
        let number = properties.and_then(|properties| properties.get(b"MCID").ok()?.as_i64().ok());
        let artefact = tag == b"Artifact";
        self.marks.push(Opened {
            number: number.and_then(|number| u32::try_from(number).ok()).filter(|_| !artefact),
            artefact,
            running: artefact
                && properties.is_some_and(|p| name(document, p, "Type").is_some_and(|kind| kind == "Pagination")),
            instead: properties.and_then(|properties| text_of(value(document, properties, "ActualText")?)).map(Some),
        });
    }

    /// Closes a mark. Words that stood for letters and found none are said all the same.
    fn close(&mut self, outside: usize, state: &State, text: Matrix) {
        if self.marks.len() <= outside {
            return;
        }
        let left = self.marks.last_mut().and_then(|mark| mark.instead.as_mut()?.take());
        if let Some(said) = left.filter(|said| !said.is_empty()) {
            let unit = Matrix([state.size, 0.0, 0.0, state.size, 0.0, 0.0]);
            let said = (said, String::new(), Vec::new());
            self.add_text(said, unit.then(text).then(state.matrix), 0.0, 0.0, state);
        }
        self.marks.pop();
    }

    fn object(
        &mut self,
        operands: &[Object],
        resources: Option<&Dictionary>,
        state: &State,
        depth: usize,
    ) -> Result<(), Stop> {
        let document = self.document;
        let key = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let objects = resources.and_then(|resources| dictionary(document, resources, "XObject"));
        let object = objects.and_then(|objects| value(document, objects, &String::from_utf8_lossy(key)));
        let Some(Object::Stream(form)) = object else {
            self.cannot("an object that is not there");
            return Ok(());
        };
        if name(document, &form.dict, "Subtype").is_none_or(|kind| kind != "Form") {
            self.cannot("a picture");
            let is_on = |key: &str| value(document, &form.dict, key).is_some_and(|of| *of != Object::Boolean(false));
            self.picture(["SMask", "Mask", "ImageMask", "SMaskInData"].into_iter().any(is_on), state);
            return Ok(());
        }
        if depth >= DEPTH {
            return Err(Stop::TooMuch("drawings within drawings"));
        }
        let content = form.get_plain_content_with_limit(self.limits.page);
        let content = content.map_err(|_| Stop::TooMuch("bytes on a page"))?;
        let mut state = state.clone();
        if let Some([a, b, c, d, e, f]) = numbers(document, &form.dict, "Matrix").as_deref() {
            state.matrix = Matrix([*a, *b, *c, *d, *e, *f]).then(state.matrix);
        }
        state.is_within_glass = !state.is_opaque();
        if let Some([x, y, right, top]) = numbers(document, &form.dict, "BBox").as_deref().filter(|_| self.closely) {
            let at = |x: &f64, y: &f64| state.matrix.at(*x, *y);
            let [from, corners @ ..] = [at(x, y), at(right, y), at(right, top), at(x, top)];
            let mut steps = vec![Step::Move(from.0, from.1)];
            steps.extend(corners.map(|(x, y)| Step::Line(x, y)));
            state.clips.push(Arc::new(Clip { steps, even_odd: false }));
        }
        let own = dictionary(document, &form.dict, "Resources").or(resources);
        self.run(&Drawing::of(&content), own, state, depth + 1)
    }
}

/// The colour of which the operands that are numbers are the parts; no colour that is read has more than four.
fn colour_of<'w>(operands: impl Iterator<Item = &'w [u8]>) -> Option<Colour> {
    let (mut parts, mut count) = ([0.0; 4], 0);
    for part in operands.filter_map(operators::number) {
        *parts.get_mut(count)? = f64::from(part);
        count += 1;
    }
    Colour::of(&parts[..count])
}

/// The dictionary that the first operand names among the page's resources.
fn named<'d>(
    document: &'d Document,
    operands: &[Object],
    resources: Option<&'d Dictionary>,
    kind: &str,
) -> Option<&'d Dictionary> {
    let name = operands.first()?.as_name().ok()?;
    dictionary(document, dictionary(document, resources?, kind)?, &String::from_utf8_lossy(name))
}

impl Outline {
    fn go(&mut self, matrix: Matrix, x: f64, y: f64, step: fn(f64, f64) -> Step) {
        self.at = (x, y);
        let (x, y) = matrix.at(x, y);
        self.steps.push(step(x, y));
    }

    fn curve(&mut self, matrix: Matrix, one: (f64, f64), two: (f64, f64), end: (f64, f64)) {
        self.at = end;
        let [one, two, end] = [one, two, end].map(|(x, y)| matrix.at(x, y));
        self.steps.push(Step::Curve([one.0, one.1, two.0, two.1, end.0, end.1]));
    }
}

/// The points that a step goes by.
fn points(step: &Step) -> Vec<(f64, f64)> {
    match *step {
        Step::Move(x, y) | Step::Line(x, y) => vec![(x, y)],
        Step::Curve([a, b, c, d, e, f]) => vec![(a, b), (c, d), (e, f)],
        Step::Close => Vec::new(),
    }
}
