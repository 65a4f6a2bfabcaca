//! A page's drawing, mended: what it opens it closes, each mark has a number of its own, and layers are gone.
//!
//! Only the places that have to change are changed; a sound drawing is told to be so and stays as its file has it.

use std::collections::BTreeSet;

use crate::tagged::operators::{Drawing, Operator, Operators, unescaped};

/// The highest number of a mark that is kept as it is; a table with a place for each is written.
const HIGHEST: i64 = 50_000;
/// The highest that is given to a mark.
const HIGHEST_ANEW: i64 = 2 * HIGHEST;
/// What a mark names among the page's properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Property {
    pub number: Option<i64>,
    /// Whether it is a layer, and if so whether that is shown.
    pub layer: Option<bool>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// None where it may stay as it is.
    pub content: Option<Vec<u8>>,
    /// The numbers of its marks.
    pub numbers: BTreeSet<u32>,
    /// Whether something was left out with a layer that is not shown.
    pub hidden: bool,
    /// Whether text is drawn outside every mark.
    pub is_loose: bool,
    /// Of the drawing as its file has it.
    pub seen: Seen,
}

/// What stands in the way of saying that a drawing is tagged and archived as the standards ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether something is painted outside every mark.
    pub unmarked: bool,
    /// Whether a mark of the structure and one of an artefact stand within each other.
    pub mixed: bool,
    /// Whether it uses inks of a press, or has a picture of its own, into which nobody looked.
    pub inks: bool,
}

/// What a mark says of what it is around.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Element,
    Artefact,
    Other,
}

impl Kind {
    fn of(tag: &[u8], has_number: bool) -> Kind {
        match (has_number, tag) {
            (true, _) => Kind::Element,
            (false, b"/Artifact") => Kind::Artefact,
            (false, _) => Kind::Other,
        }
    }
}

/// Looks through a drawing, operator by operator.
#[derive(Default)]
struct Looking {
    /// How many marks of either kind are open; how many there are within each other nobody knows before.
    elements: usize,
    artefacts: usize,
    seen: Seen,
}

impl Looking {
    fn begins(&mut self, kind: Kind) {
        match kind {
            Kind::Element => self.elements += 1,
            Kind::Artefact => self.artefacts += 1,
            Kind::Other => return,
        }
        self.seen.mixed |= self.elements > 0 && self.artefacts > 0;
    }

    fn ends(&mut self, kind: Kind) {
        match kind {
            Kind::Element => self.elements -= 1,
            Kind::Artefact => self.artefacts -= 1,
            Kind::Other => {}
        }
    }

    fn paints(&mut self) {
        self.seen.unmarked |= self.elements == 0 && self.artefacts == 0;
    }

    /// Any operator but those of marks.
    fn sees(&mut self, operator: &[u8]) {
        match operator {
            b"k" | b"K" => self.seen.inks = true,
            b"EI" => {
                self.seen.inks = true;
                self.paints();
            }
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"sh" | b"Do" | b"Tj" | b"TJ" | b"'"
            | b"\"" => self.paints(),
            _ => {}
        }
    }
}

/// Mends a drawing. Without `marks` the numbers of its marks are taken out.
pub fn mend(drawing: &Drawing<'_>, property: &dyn Fn(&[u8]) -> Property, marks: bool) -> Result<Mended, String> {
    // Most drawings are sound and are read once.
    match mend_from(drawing, property, marks, None)? {
        Some(mended) => Ok(mended),
        None => {
            let highest = highest(drawing, property)?;
            Ok(mend_from(drawing, property, marks, Some(highest))?.unwrap_or_default())
        }
    }
}

/// The highest number of a mark that is kept: one that is given anew must not be that of a later mark.
fn highest(drawing: &Drawing<'_>, property: &dyn Fn(&[u8]) -> Property) -> Result<i64, String> {
    let (content, mut reader) = (drawing.content, drawing.operators());
    let mut highest = 0;
    while let Some(operator) = reader.next()? {
        if let (b"BDC", Some(properties)) = (operator.name, operator.operands.get(1)) {
            let of = of_properties(&content[properties.clone()], property);
            highest = highest.max(of.number.filter(|number| *number <= HIGHEST).unwrap_or(0));
        }
    }
    Ok(highest)
}

/// `None` where a mark needs a new number, and the highest is not known.
fn mend_from(
    drawing: &Drawing<'_>,
    property: &dyn Fn(&[u8]) -> Property,
    marks: bool,
    mut highest: Option<i64>,
) -> Result<Option<Mended>, String> {
    let mut mended = Mended::default();
    let mut out: Vec<u8> = Vec::new();
    let (mut from, mut is_changed) = (0, false);
    let (mut kept, mut in_text) = (0_usize, false);
    // Of each open mark whether it was taken out, whether it hides, and its kind.
    let mut open: Vec<(bool, bool, Kind)> = Vec::new();
    let mut looking = Looking::default();
    let (mut hiding, mut marking) = (0_usize, 0_usize);
    let (content, mut reader) = (drawing.content, drawing.operators());
    while let Some(Operator { name, whole, operands }) = reader.next()? {
        let hides = hiding > 0;
        looking.sees(name);
        let mut edit = |with: &[u8]| {
            is_changed = true;
            out.extend_from_slice(&content[from..whole.start]);
            out.extend_from_slice(with);
            out.push(b' ');
            from = whole.end;
        };
        match name {
            b"q" => kept += 1,
            b"Q" if kept == 0 => edit(b""),
            b"Q" => kept -= 1,
            b"BT" => in_text = true,
            b"ET" => in_text = false,
            b"BMC" => {
                let kind = Kind::of(operands.first().map_or(b"", |tag| &content[tag.clone()]), false);
                looking.begins(kind);
                open.push((false, false, kind));
                marking += 1;
            }
            b"BDC" => {
                let tag = operands.first().map_or(&b"/Span"[..], |tag| &content[tag.clone()]);
                let of = operands.get(1).map(|properties| of_properties(&content[properties.clone()], property));
                let Property { number, layer } = of.unwrap_or_default();
                let kind = Kind::of(tag, number.is_some());
                looking.begins(kind);
                if tag == b"/OC" {
                    edit(b"");
                    let hides = layer == Some(false);
                    mended.hidden |= hides;
                    open.push((true, hides, kind));
                    hiding += usize::from(hides);
                    continue;
                }
                open.push((false, false, kind));
                marking += 1;
                match number {
                    None => {}
                    Some(_) if !marks => edit(b"/Span BMC"),
                    Some(number) => {
                        let usable = u32::try_from(number).ok().filter(|_| number <= HIGHEST);
                        if !usable.is_some_and(|number| mended.numbers.insert(number)) {
                            let Some(highest) = &mut highest else { return Ok(None) };
                            *highest += 1;
                            if *highest > HIGHEST_ANEW {
                                return Err("it has more marks than any page has".to_owned());
                            }
                            mended.numbers.insert(*highest as u32);
                            edit(&[tag, format!("<</MCID {highest}>>BDC").as_bytes()].concat());
                        }
                    }
                }
            }
            b"EMC" => match open.pop() {
                None => edit(b""),
                Some((is_out, hides, kind)) => {
                    looking.ends(kind);
                    match is_out {
                        true => {
                            edit(b"");
                            hiding -= usize::from(hides);
                        }
                        false => marking -= 1,
                    }
                }
            },
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" if hides => edit(b"n"),
            b"Tj" | b"TJ" | b"Do" | b"sh" | b"EI" if hides => edit(b""),
            b"'" | b"\"" if hides => edit(b"T*"),
            b"Tj" | b"TJ" | b"'" | b"\"" if marking == 0 => mended.is_loose = true,
            _ => {}
        }
    }
    mended.seen = looking.seen;
    let mut end = String::new();
    if in_text {
        end.push_str("\nET");
    }
    (0..marking).for_each(|_| end.push_str("\nEMC"));
    (0..kept).for_each(|_| end.push_str("\nQ"));
    if is_changed || !end.is_empty() {
        out.extend_from_slice(&content[from..]);
        out.extend_from_slice(end.as_bytes());
        mended.content = Some(out);
    }
    Ok(Some(mended))
}

/// Looks through a drawing all of which stands in a mark, as a form's does that is drawn there.
pub fn look_within(content: &[u8], property: &dyn Fn(&[u8]) -> Property) -> Result<Seen, String> {
    let mut looking = Looking::default();
    let mut open: Vec<Kind> = Vec::new();
    let mut reader = Operators::of(content);
    while let Some(Operator { name, operands, .. }) = reader.next()? {
        match name {
            b"BMC" | b"BDC" => {
                let tag = operands.first().map_or(&b""[..], |tag| &content[tag.clone()]);
                let of = operands.get(1).filter(|_| name == b"BDC");
                let has_number = of.is_some_and(|of| of_properties(&content[of.clone()], property).number.is_some());
                open.push(Kind::of(tag, has_number));
                open.last().iter().for_each(|kind| looking.begins(**kind));
            }
            b"EMC" => open.pop().iter().for_each(|kind| looking.ends(*kind)),
            _ => looking.sees(name),
        }
    }
    Ok(Seen { unmarked: false, ..looking.seen })
}

/// A drawing without its marks: what is printed on every page belongs to no element.
pub fn without_marks(content: &[u8]) -> Result<Vec<u8>, String> {
    let mut reader = Operators::of(content);
    let (mut out, mut from) = (Vec::with_capacity(content.len()), 0);
    while let Some(Operator { name, whole, .. }) = reader.next()? {
        if matches!(name, b"BDC" | b"BMC" | b"EMC" | b"MP" | b"DP") {
            out.extend_from_slice(&content[from..whole.start]);
            out.push(b' ');
            from = whole.end;
        }
    }
    out.extend_from_slice(&content[from..]);
    Ok(out)
}

fn of_properties(written: &[u8], property: &dyn Fn(&[u8]) -> Property) -> Property {
    if let Some(name) = written.strip_prefix(b"/") {
        return property(&unescaped(name));
    }
    let Some(inner) = written.strip_prefix(b"<<") else { return Property::default() };
    let mut reader = Operators::of(inner);
    let mut is_number = false;
    while let Ok(Some(token)) = reader.token() {
        let text = &inner[token.clone()];
        if is_number {
            let number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
            return Property { number, layer: None };
        }
        is_number = text == b"/MCID";
    }
    Property::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(content: &str) -> (Option<String>, Vec<u32>) {
        let property = |name: &[u8]| match name {
            b"on" => Property { number: None, layer: Some(true) },
            b"off" => Property { number: None, layer: Some(false) },
            b"nine" => Property { number: Some(9), layer: None },
            _ => Property::default(),
        };
        let of = mend(&Drawing::of(content.as_bytes()), &property, true).unwrap();
        (of.content.map(|content| String::from_utf8(content).unwrap()), of.numbers.into_iter().collect())
    }

    #[test]
    fn a_sound_drawing_stays_as_it_is() {
        for content in [
            "q 1 0 0 1 0 0 cm /P <</MCID 0>> BDC BT (a \\) ( ) b) Tj ET EMC Q",
            "/P <</Lang (x) /MCID 0>>BDC[(q)-1<51>]TJ EMC % Q\n",
            "BI /W 1 /H 1 ID \u{1}EI\u{2} Q EI EI q Q",
        ] {
            assert_eq!(mended(content).0, None, "{content}");
        }
        assert_eq!(mended("/P /nine BDC EMC /H1<</MCID 2>>BDC EMC").1, [2, 9]);
    }

    #[test]
    fn what_is_open_is_closed_and_what_was_never_opened_is_not() {
        assert_eq!(mended("q BT /P <</MCID 1>> BDC").0.unwrap(), "q BT /P <</MCID 1>> BDC\nET\nEMC\nQ");
        assert_eq!(mended("Q EMC q Q").0.unwrap().trim_start(), "q Q");
    }

    #[test]
    fn the_first_mark_keeps_a_number_that_two_have() {
        let (content, numbers) = mended("/P <</MCID 3>> BDC EMC /Q <</MCID 3>> BDC EMC /R <</MCID 4>> BDC EMC");
        assert_eq!(content.unwrap(), "/P <</MCID 3>> BDC EMC /Q<</MCID 5>>BDC  EMC /R <</MCID 4>> BDC EMC");
        assert_eq!(numbers, [3, 4, 5]);
    }

    #[test]
    fn a_layer_that_is_off_goes_with_what_it_draws() {
        let (content, _) = mended("/OC /off BDC 0 0 1 1 re f (x) Tj EMC /OC /on BDC (y) Tj EMC");
        let words = content.unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "0 0 1 1 re n (y) Tj");
    }

    #[test]
    fn text_outside_every_mark_is_seen() {
        let loose =
            |content: &str| mend(&Drawing::of(content.as_bytes()), &|_| Property::default(), true).unwrap().is_loose;
        assert!(loose("/P <</MCID 0>> BDC (a) Tj EMC (b) Tj"));
        assert!(!loose("/P <</MCID 0>> BDC (a) Tj EMC /Artifact BMC (b) Tj EMC"));
    }

    /// Marks within marks are counted, not looked through again at each operator.
    #[test]
    fn a_hundred_thousand_marks_within_marks_are_read_at_once() {
        let many = 100_000;
        let (content, _) = mended(&format!("{}{}", "/P BMC ".repeat(many), "(x) Tj ".repeat(many)));
        assert!(content.unwrap().ends_with("EMC\nEMC"));
        let twice = "/P <</MCID 0>>BDC EMC ".repeat(many + 2);
        assert!(
            mend(&Drawing::of(twice.as_bytes()), &|_| Property::default(), true).unwrap_err().contains("more marks")
        );
    }

    #[test]
    fn what_has_no_end_is_told() {
        for content in ["(a", "<</MCID 1", "[[[", "BI /W 1 ID x", &"[".repeat(200)] {
            assert!(mend(&Drawing::of(content.as_bytes()), &|_| Property::default(), true).is_err(), "{content}");
        }
    }
}
