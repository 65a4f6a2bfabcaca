//! Places on a page: rectangles, and the matrices that lead from a drawing's own units to those of its page.

/// A rectangle with its sides parallel to the page's; the higher number is further right or up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Rect {
    /// The smallest that has all points in it.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Rect> {
        let one = |(x, y): (f64, f64)| Rect { left: x, bottom: y, right: x, top: y };
        points.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite()).map(one).reduce(Rect::with)
    }

    /// The smallest that has both in it.
    pub fn with(self, other: Rect) -> Rect {
        Rect {
            left: self.left.min(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.max(other.right),
            top: self.top.max(other.top),
        }
    }

    /// Whether the other lies within it, or beyond it by no more than the slack.
    pub fn holds(self, other: Rect, slack: f64) -> bool {
        other.left >= self.left - slack
            && other.right <= self.right + slack
            && other.bottom >= self.bottom - slack
            && other.top <= self.top + slack
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.top - self.bottom
    }

    /// The same, larger by so much on each side.
    pub fn grown(self, by: f64) -> Rect {
        Rect { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }
}

/// A matrix as PDF writes it: `a b c d e f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn moved(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then the other.
    pub fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Matrix([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub fn at(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// By how much it makes lines longer, on the average of all directions.
    pub fn scale(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_follow_one_another_as_pdf_has_it() {
        let turned = Matrix([1.0, 0.0, 0.0, -1.0, 50.0, 700.0]);
        assert_eq!(Matrix::moved(3.0, 4.0).then(turned).at(0.0, 0.0), (53.0, 696.0));
        assert_eq!(Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]).scale(), 2.0);
        assert_eq!(Matrix::SAME.then(turned), turned);
    }

    #[test]
    fn what_lies_within_may_stand_out_by_the_slack() {
        let outer = Rect { left: 0.0, bottom: 0.0, right: 10.0, top: 10.0 };
        assert!(outer.holds(outer.grown(0.5), 0.5));
        assert!(!outer.holds(outer.grown(0.6), 0.5));
        assert_eq!(Rect::around([(1.0, 9.0), (4.0, 2.0), (f64::NAN, 0.0)]).unwrap().height(), 7.0);
        assert_eq!(Rect::around([]), None);
    }
}
