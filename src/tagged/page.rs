//! What is drawn on a page, piece by piece in the order of drawing, each with the mark it bears.

use std::sync::Arc;

use super::font::Face;
use super::geometry::{Matrix, Rect};

/// A page and what is drawn on it. Places are in points from the lower left of the page's own units.
#[derive(Clone, Debug)]
pub struct Page {
    pub size: Rect,
    pub items: Vec<Item>,
    /// Pictures, and what else is drawn and cannot be shown; only where the page was read closely.
    pub grounds: Vec<Ground>,
    /// What the reader cannot show, in words, each once: a picture, a gradient, an operator that it does not know.
    pub not_shown: Vec<String>,
}

/// A piece of a drawing.
#[derive(Clone, Debug)]
pub struct Item {
    pub mark: Mark,
    /// Without the width of a line.
    pub bounds: Rect,
    pub what: What,
    /// What it is cut off by.
    pub clips: Vec<Arc<Clip>>,
    /// Whether what is filled lets nothing below it through.
    pub is_opaque: bool,
    /// Whether the colour that is filled is the one that is seen.
    pub is_sure: bool,
}

/// Something that is drawn and cannot be shown: its place alone is known.
#[derive(Clone, Debug)]
pub struct Ground {
    /// How many items were drawn before it.
    pub at: usize,
    pub corners: [(f64, f64); 4],
    pub is_opaque: bool,
    pub is_picture: bool,
    pub clips: Vec<Arc<Clip>>,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The structure's: marked content of this number, on this page.
    Content(u32),
    /// Nobody's: a rule, a ground, a part of a drawing.
    Artefact,
    /// Running heads and feet.
    Running,
    /// Not marked at all.
    None,
}

#[derive(Clone, Debug)]
pub enum What {
    Path(Path),
    Text(Text),
}

#[derive(Clone, Debug)]
pub struct Path {
    pub steps: Vec<Step>,
    pub fill: Option<Fill>,
    pub stroke: Option<Stroke>,
}

/// A part of an outline, in the page's units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Curve([f64; 6]),
    Close,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    pub colour: Colour,
    pub opacity: f64,
    pub even_odd: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    pub colour: Colour,
    pub opacity: f64,
    pub width: f64,
    /// As PDF numbers them: 0 butt, 1 round, 2 square.
    pub cap: u8,
    /// 0 mitre, 1 round, 2 bevel.
    pub join: u8,
    pub mitre: f64,
    pub dashes: Vec<f64>,
    pub dashes_from: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    pub steps: Vec<Step>,
    pub even_odd: bool,
}

/// A run of letters.
#[derive(Clone, Debug)]
pub struct Text {
    /// What is read: that of the drawn letters, or what the PDF gives in their place.
    pub said: String,
    /// The letters that are drawn.
    pub drawn: String,
    /// From the run's own units, in which its size is 1, to the page's.
    pub matrix: Matrix,
    /// In the page's units.
    pub size: f64,
    pub width: f64,
    /// None where the letters are not painted.
    pub fill: Option<Fill>,
    pub face: Face,
    /// Whether it is there to be found and read out, and is not painted at all.
    pub is_invisible: bool,
    /// Only where the page was read closely.
    pub letters: Vec<Letter>,
}

/// A letter's place along its run, in the run's own units.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    pub from: f64,
    pub to: f64,
    pub is_blank: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    pub const BLACK: Colour = Colour([0, 0, 0]);
    pub const WHITE: Colour = Colour([255, 255, 255]);

    /// From parts between 0 and 1: one is a grey, three are red, green and blue, four are cyan, magenta, yellow and
    /// black.
    pub fn of(parts: &[f64]) -> Option<Colour> {
        let byte = |part: f64| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        Some(Colour(match *parts {
            [grey] => [byte(grey); 3],
            [red, green, blue] => [byte(red), byte(green), byte(blue)],
            [cyan, magenta, yellow, black] => [cyan, magenta, yellow].map(|part| byte((1.0 - part) * (1.0 - black))),
            _ => return None,
        }))
    }
}

impl Item {
    pub fn path(&self) -> Option<&Path> {
        match &self.what {
            What::Path(path) => Some(path),
            What::Text(_) => None,
        }
    }

    pub fn text(&self) -> Option<&Text> {
        match &self.what {
            What::Text(text) => Some(text),
            What::Path(_) => None,
        }
    }
}
