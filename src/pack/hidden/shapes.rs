//! The shapes of a page in the order of drawing: what lies over a point, and what below it.

use std::sync::Arc;

use crate::tagged::{Clip, Colour, Path, Rect, Step};

/// The page is parted into so many times so many fields, each with the shapes in it.
const FIELDS: usize = 24;
/// What is lower or narrower covers no letter.
const LEAST: f64 = 1.5;

/// A shape that is filled, a picture, or a thick line.
pub struct Shape<'p> {
    /// How many items of the page were drawn before it.
    pub at: usize,
    pub bounds: Rect,
    pub outline: Outline<'p>,
    pub clips: &'p [Arc<Clip>],
    pub is_opaque: bool,
    /// None where it is not known what it looks like.
    pub colour: Option<Colour>,
    /// Whether it is a picture of all, or nearly all, of the page.
    pub is_page: bool,
}

pub enum Outline<'p> {
    Path {
        path: &'p Path,
        even_odd: bool,
    },
    /// Four corners, one after the other.
    Corners([(f64, f64); 4]),
    /// All within its bounds.
    Bounds,
}

/// The shapes of a page by the fields that they lie in, first drawn first.
pub struct Shapes<'p> {
    page: Rect,
    shapes: Vec<Shape<'p>>,
    fields: Vec<Vec<u32>>,
}

impl<'p> Shapes<'p> {
    pub fn new(page: Rect, mut shapes: Vec<Shape<'p>>) -> Shapes<'p> {
        shapes.retain(|shape| shape.bounds.width() >= LEAST && shape.bounds.height() >= LEAST);
        shapes.sort_by_key(|shape| shape.at);
        let mut all = Shapes { page, fields: vec![Vec::new(); FIELDS * FIELDS], shapes: Vec::new() };
        for (number, shape) in shapes.iter().enumerate() {
            let Rect { left, bottom, right, top } = shape.bounds;
            let ((from_x, from_y), (to_x, to_y)) = (all.field(left, bottom), all.field(right, top));
            for y in from_y..=to_y {
                (from_x..=to_x).for_each(|x| all.fields[y * FIELDS + x].push(number as u32));
            }
        }
        all.shapes = shapes;
        all
    }

    fn field(&self, x: f64, y: f64) -> (usize, usize) {
        let part = |of: f64, from: f64, size: f64| ((of - from) / size * FIELDS as f64).clamp(0.0, 23.0) as usize;
        (part(x, self.page.left, self.page.width()), part(y, self.page.bottom, self.page.height()))
    }

    /// The shapes that may lie about a point, the last drawn first.
    pub fn about(&self, (x, y): (f64, f64)) -> impl Iterator<Item = &Shape<'p>> {
        let (x, y) = self.field(x, y);
        self.fields[y * FIELDS + x].iter().rev().map(|number| &self.shapes[*number as usize])
    }
}

impl Shape<'_> {
    /// Whether it is drawn at all of these points; `left` is how much may still be looked at.
    pub fn is_at(&self, points: &[(f64, f64)], left: &mut usize) -> bool {
        if !points.iter().all(|(x, y)| is_within(self.bounds, *x, *y)) {
            return false;
        }
        let outline = |x: f64, y: f64, left: &mut usize| match &self.outline {
            Outline::Path { path, even_odd } => is_in(&path.steps, *even_odd, x, y, left),
            Outline::Corners([a, rest @ ..]) => {
                let steps = std::iter::once(Step::Move(a.0, a.1)).chain(rest.map(|(x, y)| Step::Line(x, y)));
                is_in(&steps.collect::<Vec<_>>(), false, x, y, left)
            }
            Outline::Bounds => true,
        };
        points.iter().all(|(x, y)| outline(*x, *y, left) && is_shown(self.clips, *x, *y, left))
    }
}

fn is_within(bounds: Rect, x: f64, y: f64) -> bool {
    x >= bounds.left && x <= bounds.right && y >= bounds.bottom && y <= bounds.top
}

/// Whether no clip cuts a point off.
pub fn is_shown(clips: &[Arc<Clip>], x: f64, y: f64, left: &mut usize) -> bool {
    clips.iter().all(|clip| is_in(&clip.steps, clip.even_odd, x, y, left))
}

/// Whether a point lies within an outline; curves are taken for a few lines.
fn is_in(steps: &[Step], even_odd: bool, x: f64, y: f64, left: &mut usize) -> bool {
    *left = left.saturating_sub(steps.len() / 4);
    let (mut start, mut at) = ((0.0, 0.0), (0.0, 0.0));
    let mut winding = 0_i32;
    let mut line = |from: (f64, f64), to: (f64, f64)| {
        if (from.1 <= y) != (to.1 <= y) {
            let across = from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0);
            if across > x {
                winding += if to.1 > from.1 { 1 } else { -1 };
            }
        }
    };
    for step in steps {
        match *step {
            Step::Move(to_x, to_y) => {
                line(at, start);
                (start, at) = ((to_x, to_y), (to_x, to_y));
            }
            Step::Line(to_x, to_y) => {
                line(at, (to_x, to_y));
                at = (to_x, to_y);
            }
            Step::Curve([a, b, c, d, e, f]) => {
                let from = at;
                for part in 1..=4 {
                    let t = f64::from(part) / 4.0;
                    let u = 1.0 - t;
                    let of = |p: f64, q: f64, r: f64, s: f64| {
                        u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
                    };
                    let to = (of(from.0, a, c, e), of(from.1, b, d, f));
                    line(at, to);
                    at = to;
                }
            }
            Step::Close => {
                line(at, start);
                at = start;
            }
        }
    }
    line(at, start);
    if even_odd { winding % 2 != 0 } else { winding != 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_a_hole_and_a_round_shape_has_no_corners() {
        let square = |from: f64, to: f64| {
            [Step::Move(from, from), Step::Line(to, from), Step::Line(to, to), Step::Line(from, to), Step::Close]
        };
        let frame = [square(0.0, 10.0), square(2.0, 8.0)].concat();
        let mut left = 1000;
        assert!(is_in(&frame, true, 1.0, 5.0, &mut left) && !is_in(&frame, true, 5.0, 5.0, &mut left));
        assert!(is_in(&frame, false, 5.0, 5.0, &mut left));
        let round = [
            Step::Move(0.0, 5.0),
            Step::Curve([0.0, 12.0, 10.0, 12.0, 10.0, 5.0]),
            Step::Curve([10.0, -2.0, 0.0, -2.0, 0.0, 5.0]),
        ];
        assert!(is_in(&round, false, 5.0, 9.0, &mut left) && !is_in(&round, false, 0.3, 9.5, &mut left));
        assert!(left < 1000);
    }
}
