//! What a page's drawing hides, letter by letter.
//!
//! A letter is seen where it is painted, on the page, within its clips, not under a shape, and not in the colour of what is below
//! it. Three points of it are asked, one above the other: a line that is drawn through it hides nothing.

use lopdf::{Dictionary, Object};

use super::shapes::{Outline, Shape, Shapes, is_shown};
use super::{Spot, Way};
use crate::pack::read::Source;
use crate::tagged::{Colour, Item, Page, Rect, Text, What};

/// How many shapes are compared with letters in one paper.
pub const COMPARED: usize = 100_000_000;
/// How many places are listed of one page, and of one paper.
pub const MOST: usize = 10_000;
/// The points of a letter that are asked, above its line.
const HEIGHTS: [f64; 3] = [0.08, 0.28, 0.48];
/// How far apart colours may be, in steps of 255, that nobody tells apart.
const SAME: u8 = 8;
/// What is darker than this on every side is a black box, not paper.
const DARK: u8 = 128;
/// A line as thick as this is a ground.
const THICK: f64 = 3.0;
/// How far outside the page's edge a letter may be, in points, and be thought to touch it.
const EDGE: f64 = 1.0;
/// The part of a page that a picture of the page fills.
const PAGE: f64 = 0.5;
const POINTS_TO_A_MILLIMETRE: f64 = 72.0 / 25.4;

/// Where something is hidden on a page, and why not all of it could be searched. What is marked for redaction is found on any page.
pub fn spots(
    source: &Source,
    of: &Dictionary,
    drawn: Result<Page, String>,
    number: usize,
    left: &mut usize,
) -> (Vec<Spot>, Option<String>) {
    let sheet = source.sheet(of);
    let [x, y, right, top] = sheet.corners().map(f64::from);
    let seen = Rect { left: x, bottom: y, right, top };
    let marks = Marks::of(source, of);
    let mut found: Vec<(Way, Rect, usize)> =
        marks.redactions.iter().map(|bounds| (Way::Redaction, *bounds, 0)).collect();
    let searched = drawn.and_then(|page| search(&page, &marks, seen, &mut found, left));
    let turned = sheet.turned();
    let spot = |(way, place, letters): (Way, Rect, usize)| {
        let (across, down) = match turned {
            90 => (place.bottom - seen.bottom, place.left - seen.left),
            180 => (seen.right - place.right, place.bottom - seen.bottom),
            270 => (seen.top - place.top, seen.right - place.right),
            _ => (place.left - seen.left, seen.top - place.top),
        };
        let millimetres = |points: f64| points * f64::from(sheet.unit()) / POINTS_TO_A_MILLIMETRE;
        Spot { way, page: number, left: millimetres(across), top: millimetres(down), letters }
    };
    (found.into_iter().map(spot).collect(), searched.err())
}

/// Asks each letter of a page how it is hidden.
fn search(
    page: &Page,
    marks: &Marks,
    seen: Rect,
    found: &mut Vec<(Way, Rect, usize)>,
    left: &mut usize,
) -> Result<(), String> {
    let shapes = Shapes::new(page.size, shapes(page, marks, seen));
    for (at, item) in page.items.iter().enumerate() {
        let What::Text(text) = &item.what else { continue };
        for letter in text.letters.iter().filter(|letter| !letter.is_blank) {
            let middle = (letter.from + letter.to) / 2.0;
            let points = HEIGHTS.map(|height| text.matrix.at(middle, height));
            if !points.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
                continue;
            }
            if *left == 0 {
                return Err("more is drawn on the pages up to it than is compared".to_owned());
            }
            let Some(way) = way(page, (at, item, text), points, seen, &shapes, left) else { continue };
            let corners = [(letter.from, 0.0), (letter.to, 0.0), (letter.from, 0.7), (letter.to, 0.7)];
            let Some(bounds) = Rect::around(corners.map(|(x, y)| text.matrix.at(x, y))) else { continue };
            let near = bounds.grown(text.size.clamp(1.0, 50.0));
            let is_full = found.len() >= MOST;
            match found.last_mut().filter(|(known, place, _)| *known == way && touches(*place, near)) {
                Some((_, place, letters)) => (*place, *letters) = (place.with(bounds), *letters + 1),
                None if is_full => {
                    return Err("more is hidden on the pages up to it than is listed".to_owned());
                }
                None => found.push((way, bounds, 1)),
            }
        }
    }
    Ok(())
}

fn touches(one: Rect, other: Rect) -> bool {
    one.left <= other.right && other.left <= one.right && one.bottom <= other.top && other.bottom <= one.top
}

/// How a letter is hidden, if it is.
fn way(
    page: &Page,
    (at, item, text): (usize, &Item, &Text),
    points: [(f64, f64); 3],
    seen: Rect,
    shapes: &Shapes<'_>,
    left: &mut usize,
) -> Option<Way> {
    let edge = seen.grown(EDGE);
    let is_off = |(x, y): &(f64, f64)| *x < edge.left || *x > edge.right || *y < edge.bottom || *y > edge.top;
    if points.iter().all(is_off) {
        return Some(Way::OutsideThePage);
    }
    if !points.iter().any(|(x, y)| is_shown(&item.clips, *x, *y, left)) {
        return Some(Way::OutsideThePage);
    }
    let middle = points[1];
    if text.is_invisible {
        let on_picture = shapes.about(middle).any(|shape| shape.is_picture() && shape.is_at(&[middle], left));
        return Some(if on_picture { Way::Recognised } else { Way::NotPainted });
    }
    let fill = text.fill.as_ref();
    if fill.is_some_and(|fill| fill.opacity < 0.02) {
        return Some(Way::NotPainted);
    }
    let mut ground = None;
    for shape in shapes.about(middle) {
        *left = left.saturating_sub(1);
        if shape.at > at {
            if shape.is_opaque && shape.is_at(&points, left) {
                *left = left.saturating_sub(LOOKED_AHEAD);
                if is_drawn_again(page, at, item, text, shape.at) {
                    return None;
                }
                return Some(if shape.is_page { Way::Recognised } else { Way::Covered });
            }
        } else if shape.is_at(&[middle], left) {
            ground = Some(shape);
            break;
        }
    }
    let colour = fill.filter(|_| item.is_opaque && item.is_sure)?.colour;
    let below = match ground {
        None => Colour::WHITE,
        Some(shape) if shape.is_opaque => shape.colour?,
        Some(_) => return None,
    };
    let apart = colour.0.iter().zip(below.0).any(|(one, other)| one.abs_diff(other) > SAME);
    let is_dark = below.0.iter().all(|part| *part < DARK);
    (!apart).then_some(if is_dark { Way::Covered } else { Way::OwnColour })
}

/// Whether the same letters are drawn at the same place after what covers them: then they are seen.
fn is_drawn_again(page: &Page, at: usize, item: &Item, text: &Text, cover: usize) -> bool {
    let again = |other: &Item| {
        let same = other.text().is_some_and(|other| other.drawn == text.drawn && !other.is_invisible);
        let (dx, dy) = (other.bounds.left - item.bounds.left, other.bounds.bottom - item.bounds.bottom);
        same && dx.abs() < text.size / 2.0 && dy.abs() < text.size / 2.0
    };
    page.items[at + 1..].iter().skip(cover.saturating_sub(at + 1)).take(LOOKED_AHEAD).any(again)
}

/// So many items after a cover the same letters are looked for.
const LOOKED_AHEAD: usize = 200;

/// All that may lie over letters or below them.
fn shapes<'p>(page: &'p Page, marks: &Marks, seen: Rect) -> Vec<Shape<'p>> {
    let mut shapes = Vec::new();
    for (at, item) in page.items.iter().enumerate() {
        let Some(path) = item.path() else { continue };
        let clips = item.clips.as_slice();
        if let Some(stroke) = path.stroke.as_ref().filter(|stroke| stroke.width >= THICK) {
            let bounds = item.bounds.grown(stroke.width / 2.0);
            let (outline, is_opaque) = (Outline::Bounds, false);
            shapes.push(Shape { at, bounds, outline, clips, is_opaque, colour: None, is_page: false });
        }
        if let Some(fill) = &path.fill {
            let outline = Outline::Path { path, even_odd: fill.even_odd };
            let colour = item.is_sure.then_some(fill.colour);
            let (bounds, is_opaque) = (item.bounds, item.is_opaque);
            shapes.push(Shape { at, bounds, outline, clips, is_opaque, colour, is_page: false });
        }
    }
    for ground in &page.grounds {
        let Some(bounds) = Rect::around(ground.corners) else { continue };
        let is_page = ground.is_picture && bounds.width() * bounds.height() > PAGE * seen.width() * seen.height();
        shapes.push(Shape {
            at: ground.at,
            bounds,
            outline: if ground.is_picture { Outline::Corners(ground.corners) } else { Outline::Bounds },
            clips: &ground.clips,
            is_opaque: ground.is_opaque,
            colour: None,
            is_page,
        });
    }
    for (bounds, colour) in &marks.covers {
        shapes.push(Shape {
            at: page.items.len(),
            bounds: *bounds,
            outline: Outline::Bounds,
            clips: &[],
            is_opaque: true,
            colour: *colour,
            is_page: false,
        });
    }
    shapes
}

impl Shape<'_> {
    fn is_picture(&self) -> bool {
        matches!(self.outline, Outline::Corners(_))
    }
}

/// Marks of readers that lie over a page.
#[derive(Default)]
struct Marks {
    redactions: Vec<Rect>,
    covers: Vec<(Rect, Option<Colour>)>,
}

impl Marks {
    fn of(source: &Source, page: &Dictionary) -> Marks {
        let mut marks = Marks::default();
        let list = source.get(page, b"Annots").and_then(|list| list.as_array().ok());
        for annotation in list.into_iter().flatten() {
            let Object::Dictionary(of) = source.see(annotation) else { continue };
            let kind = source.get(of, b"Subtype").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
            let Some([x, y, z, w]) = source.numbers(of, b"Rect").and_then(|of| <[f32; 4]>::try_from(of).ok()) else {
                continue;
            };
            let Some(bounds) = Rect::around([(x, y), (z, w)].map(|(x, y)| (f64::from(x), f64::from(y)))) else {
                continue;
            };
            let parts = |key| {
                let parts = source.numbers(of, key)?;
                Colour::of(&parts.into_iter().map(f64::from).collect::<Vec<_>>())
            };
            let opacity = source.get(of, b"CA").and_then(|opacity| opacity.as_float().ok()).unwrap_or(1.0);
            // A comment's ground is the one key, a shape's inside the other.
            let inside = match kind {
                b"Square" | b"Polygon" | b"Circle" => parts(b"IC"),
                b"FreeText" => parts(b"C"),
                _ => None,
            };
            match kind {
                b"Redact" => marks.redactions.push(bounds),
                _ if inside.is_some() && opacity > 0.98 => marks.covers.push((bounds, inside)),
                _ => {}
            }
        }
        marks
    }
}
