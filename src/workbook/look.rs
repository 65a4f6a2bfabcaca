//! What an Excel cell's style says that matters for meaning: its fill, its letters' colour, a line through its text, its
//! number format.
//!
//! Deliberately absent: conditional formats, borders, alignment, fonts as such.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::format::NumberFormat;
use super::{Rgb, limits};

/// A cell style, resolved.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub fill: Option<Rgb>,
    /// The colour of its letters; none where it is black.
    pub letters: Option<Rgb>,
    pub struck: bool,
    pub format: Arc<NumberFormat>,
}

/// The styles of a workbook as its file lists them: each cell format points at a font, a fill and a number format.
#[derive(Debug, Default)]
pub struct StyleSheet {
    pub formats: BTreeMap<u32, Arc<NumberFormat>>,
    pub fonts: Vec<Font>,
    pub fills: Vec<Option<Rgb>>,
    pub looks: Vec<Look>,
    pub colours: Colours,
}

/// What a font says that matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Font {
    pub struck: bool,
    pub colour: Option<Rgb>,
}

/// More styles than Excel can hold are a slip of the writer, or an attack.
pub const STYLES: usize = 70_000;

impl StyleSheet {
    pub fn add_look(&mut self, format: u32, font: usize, fill: usize) {
        if self.looks.len() >= STYLES {
            return;
        }
        let format =
            self.formats.entry(format).or_insert_with(|| Arc::new(NumberFormat::parse(built_in(format)))).clone();
        let font = self.fonts.get(font).copied().unwrap_or_default();
        let fill = self.fills.get(fill).copied().flatten();
        let look = Look { fill, letters: font.colour, struck: font.struck, format };
        self.looks.push(look);
    }

    pub fn add_format(&mut self, id: u32, code: &str) {
        if self.formats.len() < STYLES && code.len() <= limits::NAME_BYTES {
            self.formats.insert(id, Arc::new(NumberFormat::parse(code)));
        }
    }
}

/// The number formats that files name by number only (ECMA-376 part 1, 18.8.30), dates and money as Excel in the United
/// Kingdom shows them.
fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 | 27..=31 | 36 | 50..=54 | 57 | 58 => "dd/mm/yyyy",
        15 => "dd-mmm-yy",
        16 => "dd-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 | 32..=35 | 55 | 56 => "hh:mm",
        5 | 6 => "£#,##0;-£#,##0",
        7 | 8 => "£#,##0.00;-£#,##0.00",
        21 => "hh:mm:ss",
        22 => "dd/mm/yyyy hh:mm",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 => "_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-",
        42 => "_-£* #,##0_-;-£* #,##0_-;_-£* \"-\"_-;_-@_-",
        43 => "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-",
        44 => "_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

/// A colour as styles give it, before the theme and the palette are looked up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Colour {
    Rgb(Rgb),
    Theme { index: usize, tint: f64 },
    Indexed { index: usize, tint: f64 },
}

/// The colours of a workbook's theme, in the order in which styles count them, and its palette.
#[derive(Clone, Debug)]
pub struct Colours {
    pub theme: Vec<Rgb>,
    pub palette: Vec<Rgb>,
}

impl Default for Colours {
    fn default() -> Self {
        let hex = |colour: &u32| Rgb((colour >> 16) as u8, (colour >> 8) as u8, *colour as u8);
        Colours { theme: THEME.iter().map(hex).collect(), palette: PALETTE.iter().map(hex).collect() }
    }
}

impl Colours {
    /// A fill's colour; white is the paper and no fill at all.
    pub fn fill(&self, colour: Colour) -> Option<Rgb> {
        self.resolve(colour).filter(|rgb| *rgb != Rgb(255, 255, 255))
    }

    /// The colour of letters; black is what they have without one.
    pub fn letters(&self, colour: Colour) -> Option<Rgb> {
        self.resolve(colour).filter(|rgb| *rgb != Rgb(0, 0, 0))
    }

    fn resolve(&self, colour: Colour) -> Option<Rgb> {
        Some(match colour {
            Colour::Rgb(rgb) => rgb,
            Colour::Theme { index, tint } => tinted(*self.theme.get(index)?, tint),
            Colour::Indexed { index, tint } => tinted(*self.palette.get(index)?, tint),
        })
    }
}

/// The Office theme of 2013 and later, for files that carry none: light 1, dark 1, light 2, dark 2, six accents, links.
const THEME: [u32; 12] = [
    0xFFFFFF, 0x000000, 0xE7E6E6, 0x44546A, 0x4472C4, 0xED7D31, 0xA5A5A5, 0xFFC000, 0x5B9BD5, 0x70AD47, 0x0563C1,
    0x954F72,
];

/// The palette of 56 colours that Excel 97 had, behind its eight first ones (ECMA-376 part 1, 18.8.27).
const PALETTE: [u32; 64] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x000000, 0xFFFFFF, 0xFF0000,
    0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080,
    0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080,
    0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99,
    0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699,
    0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333,
];

/// `RRGGBB` or `AARRGGBB`, with or without `#`.
pub fn hex_colour(text: &str) -> Option<Rgb> {
    let digits = text.trim().trim_start_matches('#');
    let digits = if digits.len() == 8 { digits.get(2..)? } else { digits };
    if digits.len() != 6 {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some(Rgb((number >> 16) as u8, (number >> 8) as u8, number as u8))
}

/// A colour made lighter (`tint` above 0) or darker, by its lightness alone (ECMA-376 part 1, 18.8.19).
fn tinted(Rgb(red, green, blue): Rgb, tint: f64) -> Rgb {
    if tint == 0.0 || !tint.is_finite() {
        return Rgb(red, green, blue);
    }
    let tint = tint.clamp(-1.0, 1.0);
    let [r, g, b] = [red, green, blue].map(|part| f64::from(part) / 255.0);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let (spread, lightness) = (most - least, (most + least) / 2.0);
    let lighter = if tint < 0.0 { lightness * (1.0 + tint) } else { lightness + (1.0 - lightness) * tint };
    let saturation = if spread == 0.0 { 0.0 } else { spread / (1.0 - (2.0 * lightness - 1.0).abs()) };
    // With hue and saturation kept, each part keeps its place between the least and the most.
    let new_spread = saturation * (1.0 - (2.0 * lighter - 1.0).abs());
    let new_least = lighter - new_spread / 2.0;
    let part = |old: f64| {
        let place = if spread == 0.0 { 0.0 } else { (old - least) / spread };
        ((new_least + place * new_spread) * 255.0).round().clamp(0.0, 255.0) as u8
    };
    Rgb(part(r), part(g), part(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_resolved_as_excel_shows_them() {
        let colours = Colours::default();
        assert_eq!(colours.fill(Colour::Theme { index: 9, tint: 0.0 }), Some(Rgb(0x70, 0xAD, 0x47)));
        assert_eq!(colours.fill(Colour::Theme { index: 0, tint: 0.0 }), None);
        assert_eq!(colours.fill(Colour::Indexed { index: 52, tint: 0.0 }), Some(Rgb(0xFF, 0x99, 0x00)));
        assert_eq!(colours.fill(Colour::Indexed { index: 900, tint: 0.0 }), None);
        // Excel's "Blue, Accent 1, Lighter 60%" is B4C6E7.
        let Some(Rgb(r, g, b)) = colours.fill(Colour::Theme { index: 4, tint: 0.5999 }) else { panic!("no fill") };
        assert!(r.abs_diff(0xB4) <= 1 && g.abs_diff(0xC6) <= 1 && b.abs_diff(0xE7) <= 1, "{r:X} {g:X} {b:X}");
        assert_eq!(hex_colour("FF12436d"), Some(Rgb(0x12, 0x43, 0x6D)));
        assert_eq!(hex_colour("#b10e1e"), Some(Rgb(0xB1, 0x0E, 0x1E)));
        assert_eq!(hex_colour("transparent"), None);
    }
}
