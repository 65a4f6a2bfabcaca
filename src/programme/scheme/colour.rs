//! Colours as the settings write them, and whether words on them can be read.
//!
//! `#rrggbb` → a colour; two colours → their contrast as WCAG 2.2 measures it.

use crate::workbook::Rgb;

/// The least contrast of words on their fill: WCAG 2.2, level AA.
pub const LEAST_CONTRAST: f64 = 4.5;

pub fn parse(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Rgb(part(0)?, part(2)?, part(4)?))
}

/// From 1 (the same) to 21 (black on white).
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(Rgb(r, g, b): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// What a fill shows, as far as it may stand for a status.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// In degrees, from 0 to 360.
    Hue(f64),
    Grey,
    /// White, black, or too pale or too dark to say: the banding of a table.
    Nothing,
}

pub fn seen(Rgb(r, g, b): Rgb) -> Seen {
    let (r, g, b) = (f64::from(r) / 255.0, f64::from(g) / 255.0, f64::from(b) / 255.0);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let (spread, lightness) = (most - least, (most + least) / 2.0);
    if spread < 0.06 {
        return if (0.4..0.9).contains(&lightness) { Seen::Grey } else { Seen::Nothing };
    }
    let saturation = spread / (1.0 - (2.0 * lightness - 1.0).abs()).max(1e-9);
    if saturation < 0.35 || !(0.28..0.82).contains(&lightness) {
        return Seen::Nothing;
    }
    let sixths = if most == r {
        ((g - b) / spread).rem_euclid(6.0)
    } else if most == g {
        (b - r) / spread + 2.0
    } else {
        (r - g) / spread + 4.0
    };
    Seen::Hue(60.0 * sixths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_measured_as_wcag_does() {
        let of = |one: &str, other: &str| (contrast(parse(one).unwrap(), parse(other).unwrap()) * 10.0).round() / 10.0;
        assert_eq!(of("#000000", "#ffffff"), 21.0);
        assert_eq!(of("#12436d", "#ffffff"), 10.2);
        assert_eq!(of("#777777", "#ffffff"), 4.5);
        assert_eq!([parse("12436d"), parse("#12436"), parse("#12436g"), parse("#é2436")], [None; 4]);
    }
}
