//! Where on its page a paper is drawn, and where the pack's own line stands.

/// How much smaller another's page is drawn, so that the foot has room for the pack's line.
const SMALLER: f32 = 0.95;
/// How far above the page's foot the pack's line begins.
const ABOVE: f32 = 6.0;

/// The visible part of a page, as its own units have it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    x: (f32, f32),
    y: (f32, f32),
    /// By how much it is turned to be read, clockwise.
    turned: i64,
    /// How many points a unit has.
    unit: f32,
}

/// A page's units as the pack has them: smaller about a point, or the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    pub scale: f32,
    pub x: f32,
    pub y: f32,
}

impl Moved {
    pub const SAME: Moved = Moved { scale: 1.0, x: 0.0, y: 0.0 };

    pub fn across(self, x: f32) -> f32 {
        x * self.scale + self.x
    }

    pub fn up(self, y: f32) -> f32 {
        y * self.scale + self.y
    }
}

impl Sheet {
    pub fn new(media: Option<&[f32]>, crop: Option<&[f32]>, turned: i64, unit: f32) -> Sheet {
        let sides = |of: &[f32]| match *of {
            [a, b, c, d] if a != c && b != d => Some(((a.min(c), a.max(c)), (b.min(d), b.max(d)))),
            _ => None,
        };
        let (x, y) = media.and_then(sides).unwrap_or(((0.0, 595.276), (0.0, 841.89)));
        let (x, y) = match crop.and_then(sides) {
            Some((of_x, of_y)) if of_x.0 < x.1 && of_x.1 > x.0 && of_y.0 < y.1 && of_y.1 > y.0 => {
                ((of_x.0.max(x.0), of_x.1.min(x.1)), (of_y.0.max(y.0), of_y.1.min(y.1)))
            }
            _ => (x, y),
        };
        let turned = if turned % 90 == 0 { turned.rem_euclid(360) } else { 0 };
        Sheet { x, y, turned, unit: if unit > 0.0 && unit.is_finite() { unit } else { 1.0 } }
    }

    pub fn corners(&self) -> [f32; 4] {
        [self.x.0, self.y.0, self.x.1, self.y.1]
    }

    pub fn turned(&self) -> i64 {
        self.turned
    }

    /// How many points a unit has.
    pub fn unit(&self) -> f32 {
        self.unit
    }

    /// Drawn smaller, with the middle of the upper edge where it was.
    pub fn smaller(&self) -> Moved {
        let middle = |of: (f32, f32)| (of.0 + of.1) / 2.0;
        let (x, y) = match self.turned {
            90 => (self.x.0, middle(self.y)),
            180 => (middle(self.x), self.y.0),
            270 => (self.x.1, middle(self.y)),
            _ => (middle(self.x), self.y.1),
        };
        Moved { scale: SMALLER, x: x * (1.0 - SMALLER), y: y * (1.0 - SMALLER) }
    }

    /// The matrix that puts a line of this width in the middle of the foot, as it is read.
    pub fn foot(&self, width: f32) -> [f32; 6] {
        let (across, up) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let seen = if self.turned % 180 == 0 { across } else { up };
        let scale = (1.0 / self.unit).min(seen / width);
        let (x, y) = ((seen - width * scale) / 2.0, ABOVE / self.unit);
        match self.turned {
            90 => [0.0, scale, -scale, 0.0, self.x.1 - y, self.y.0 + x],
            180 => [-scale, 0.0, 0.0, -scale, self.x.1 - x, self.y.1 - y],
            270 => [0.0, -scale, scale, 0.0, self.x.0 + y, self.y.1 - x],
            _ => [scale, 0.0, 0.0, scale, self.x.0 + x, self.y.0 + y],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_at_the_foot_as_the_page_is_read() {
        // The middle of the line, half as wide as what is read across.
        let middle = |turned: i64| {
            let sheet = Sheet::new(Some(&[10.0, 20.0, 210.0, 320.0]), None, turned, 1.0);
            let [a, b, c, d, e, f] = sheet.foot(50.0);
            (a * 25.0 + c * 0.0 + e, b * 25.0 + d * 0.0 + f)
        };
        assert_eq!(middle(0), (110.0, 26.0));
        assert_eq!(middle(90), (204.0, 170.0));
        assert_eq!(middle(180), (110.0, 314.0));
        assert_eq!(middle(-90), (16.0, 170.0));
    }

    #[test]
    fn a_smaller_page_keeps_its_upper_edge() {
        let moved = Sheet::new(Some(&[0.0, 0.0, 100.0, 200.0]), None, 0, 1.0).smaller();
        assert_eq!((moved.across(50.0), moved.up(200.0)), (50.0, 200.0));
        assert!(moved.up(0.0) > 9.0);
        let turned = Sheet::new(Some(&[0.0, 0.0, 100.0, 200.0]), None, 90, 1.0).smaller();
        assert_eq!((turned.across(0.0), turned.up(100.0)), (0.0, 100.0));
        assert!(100.0 - turned.across(100.0) > 4.0);
    }
}
