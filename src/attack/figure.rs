//! A printed figure: "1,234", "64.0%", "down 5", "[c]".

use crate::programme::model::{CONFIDENTIAL, Month};

/// A number as it is printed, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Without its point: 640 of 64.0.
    digits: i64,
    places: u32,
    pub is_percent: bool,
}

/// What a cell of a table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Hidden,
    Shown(Figure),
}

/// More places than this no paper prints, and more digits no count has.
const PLACES: usize = 6;
const DIGITS: usize = 12;

impl Figure {
    /// The whole of a text, such as "1,234" or "-3.5%"; nothing where it says anything else.
    pub fn read(text: &str) -> Option<Figure> {
        let text = text.trim().trim_start_matches('\'');
        let (text, is_percent) = text.strip_suffix('%').map_or((text, false), |text| (text.trim_end(), true));
        let (text, sign) = match text.strip_prefix(['-', '−', '–']) {
            Some(text) => (text, -1),
            None => (text.strip_prefix('+').unwrap_or(text), 1),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.replace(',', "");
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !is_number(&whole) || !is_number(part) || part.len() > PLACES {
            return None;
        }
        // 64.0 and 64 are told apart: they are rounded otherwise.
        let digits = format!("{whole}{part}");
        let digits: i64 = (digits.len() <= DIGITS + PLACES).then(|| digits.parse().ok())??;
        (whole.len() <= DIGITS).then_some(Figure { digits: sign * digits, places: part.len() as u32, is_percent })
    }

    /// Its value where it counts something.
    pub fn whole(self) -> Option<i64> {
        let unit = 10_i64.pow(self.places);
        (!self.is_percent && self.digits % unit == 0).then_some(self.digits / unit)
    }

    /// The least and the greatest that it is rounded from, in parts of [`Figure::parts`] of one.
    pub fn rounded_from(self) -> (i64, i64) {
        let (value, half) = (self.digits.saturating_mul(2), 1);
        (value - half, value + half)
    }

    /// Into how many parts one is divided for [`Figure::rounded_from`].
    pub fn parts(self) -> i64 {
        2 * 10_i64.pow(self.places) * if self.is_percent { 100 } else { 1 }
    }

    /// Whether both print the same number, to the places of the one that has fewer.
    pub fn agrees(self, other: Figure) -> bool {
        let scaled = |figure: Figure| i128::from(figure.digits) * 10_i128.pow(PLACES as u32 - figure.places);
        let coarse = 10_i128.pow(PLACES as u32 - self.places.min(other.places));
        let apart = (scaled(self) - scaled(other)).abs() * 2;
        self.is_percent == other.is_percent
            && (apart == 0 || self.is_percent && self.places != other.places && apart <= coarse)
    }
}

impl Said {
    pub fn read(text: &str) -> Option<Said> {
        let text = text.trim();
        if text == CONFIDENTIAL || text.eq_ignore_ascii_case("c") {
            return Some(Said::Hidden);
        }
        Figure::read(text).map(Said::Shown)
    }
}

/// A change in words: "up 4", "down 5, better", "no change", "+3".
pub fn change(text: &str) -> Option<Figure> {
    let text = text.trim().to_lowercase();
    if text.starts_with("no change") {
        return Figure::read("0");
    }
    let (sign, rest) = match (text.strip_prefix("up "), text.strip_prefix("down ")) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return text.split_whitespace().next().and_then(Figure::read),
    };
    let mut words = rest.split_whitespace();
    let figure = Figure::read(words.next()?.trim_end_matches([',', ';', '(']))?;
    // Points of a percentage are no count.
    let of_points = words.next().is_some_and(|next| next.starts_with("point") || next.starts_with("percent"));
    Some(Figure { digits: sign * figure.digits, is_percent: figure.is_percent || of_points, ..figure })
}

/// What a cell says of the latest figure: "7", "11 July 2025", "7 June 2025 July 2025: [c], confidential". The month is none
/// where the cell does not name it.
pub fn latest(text: &str) -> Vec<(Option<Month>, Said)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let month_at = |at: usize| {
        let two = words.get(at..at + 2)?;
        let name = two[0];
        crate::programme::dates::month(&format!("{name} {}", two[1].trim_end_matches([':', ',', '.'])))
    };
    let mut found = Vec::new();
    let mut at = 0;
    if let Some(said) = words.first().and_then(|word| Said::read(word.trim_end_matches(','))) {
        let month = month_at(1);
        at = if month.is_some() { 3 } else { 1 };
        found.push((month, said));
    }
    while at < words.len() {
        if let (Some(month), Some(next)) = (month_at(at), words.get(at + 2)) {
            if next.starts_with(CONFIDENTIAL) {
                found.push((Some(month), Said::Hidden));
            }
            at += 2;
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        let whole = |text: &str| Figure::read(text).and_then(Figure::whole);
        assert_eq!(["12", "1,234", "'-3", "4.0", "−2"].map(whole), [Some(12), Some(1234), Some(-3), Some(4), Some(-2)]);
        assert_eq!(["3.5", "5%", "", "12 days", "12/07", "1e9", "99999999999999999999"].map(whole), [None; 7]);
        let share = Figure::read("64.0%").unwrap();
        assert_eq!((share.rounded_from(), share.parts()), ((1279, 1281), 2000));
        assert!(share.agrees(Figure::read("64%").unwrap()) && !share.agrees(Figure::read("65%").unwrap()));
        assert!(!Figure::read("7").unwrap().agrees(Figure::read("7.4").unwrap()), "counts are exact");
        assert_eq!(Said::read("[c]"), Some(Said::Hidden));
        assert_eq!(Said::read("none"), None);
    }

    #[test]
    fn changes_and_latest_figures_are_read_from_words() {
        let by = |text: &str| change(text).and_then(Figure::whole);
        assert_eq!(
            ["up 4", "down 5, better", "no change", "+3", "down 7.0 percentage points, worse", "not known"].map(by),
            [Some(4), Some(-5), Some(0), Some(3), None, None]
        );
        let month = |month| Some(Month { year: 2025, month });
        let shown = |text| Said::Shown(Figure::read(text).unwrap());
        assert_eq!(latest("7"), [(None, shown("7"))]);
        assert_eq!(latest("64.0% July 2025"), [(month(7), shown("64.0%"))]);
        assert_eq!(
            latest("7 June 2025 July 2025: [c], confidential"),
            [(month(6), shown("7")), (month(7), Said::Hidden)]
        );
        assert_eq!(latest("July 2025: [c], confidential"), [(month(7), Said::Hidden)]);
        assert_eq!(latest("no data"), []);
    }
}
