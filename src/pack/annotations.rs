//! What lies on a paper's pages – links, notes, and the fields of forms – as the pack has it.
//!
//! Links lead to pages of the paper or to web pages, and nowhere else; notes keep what they show and say; a field becomes
//! drawing. What was left out is told.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::draft::Later;
use super::making::Making;
use super::read::Source;
use super::write::{dictionary, free_name, name, numbers, text};

/// The addresses by which our own pages lead to pages of the pack.
pub const TO_PAGE: &str = "boardpack-page:";

/// The annotations of a paper's pages.
#[derive(Default)]
pub struct Annotations {
    pub kept: Vec<Kept>,
    /// Fields of forms that became drawing: whose they were, with the page and the mark that they have now.
    pub flattened: HashMap<ObjectId, (usize, u32)>,
    /// Those that were met: each is on one page.
    met: HashSet<ObjectId>,
}

/// An annotation as it goes into the pack.
pub struct Kept {
    pub id: Option<ObjectId>,
    pub number: usize,
    pub dictionary: Dictionary,
    /// The place of the page that it is on.
    pub page: usize,
    /// Of the element that it gets where the paper has none for it.
    pub role: &'static str,
    /// Whether it leads to a page of another paper.
    pub leads_away: bool,
}

impl Annotations {
    /// Takes over the annotations of a page; fields of forms become drawing, which is given back.
    pub fn of_page(&mut self, making: &mut Making<'_>, place: usize, objects: &mut Dictionary) -> String {
        let source = making.source;
        let mut drawing = String::new();
        let list = source.get(&source.pages[place].dictionary, b"Annots").and_then(|list| list.as_array().ok());
        for annotation in list.into_iter().flatten() {
            let Object::Dictionary(of) = source.see(annotation) else { continue };
            let id = annotation.as_reference().ok();
            if id.is_some_and(|id| !self.met.insert(id)) {
                continue;
            }
            let kind = source.get(of, b"Subtype").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
            let flags = source.get(of, b"F").and_then(|flags| flags.as_i64().ok()).unwrap_or(0);
            let is_hidden = flags & (2 | 32) != 0 || of.get(b"OC").is_ok_and(|layer| !source.is_shown(layer));
            match kind {
                b"Popup" => {}
                _ if is_hidden => making.tell("notes that it does not show were left out"),
                b"Link" => self.link(making, place, id, of),
                b"Widget" => {
                    let kind = of_field(source, of, b"FT").and_then(|kind| kind.as_name().ok());
                    let is_signature = kind == Some(b"Sig");
                    making.tell(if is_signature {
                        "its signature cannot be checked in the pack; keep the paper itself"
                    } else {
                        "its form can no longer be filled in; what it shows is printed"
                    });
                    let drawn = self.field(making, place, id, of, objects);
                    let is_filled_in = match of_field(source, of, b"V") {
                        Some(Object::String(text, _)) => !text.is_empty(),
                        Some(Object::Array(chosen)) => !chosen.is_empty(),
                        // A box that is not ticked has no drawing.
                        Some(Object::Name(state)) => state != b"Off" && source.get(of, b"AP").is_none(),
                        _ => false,
                    };
                    if drawn.is_empty() && is_filled_in && !is_signature {
                        making.tell(
                            "something that was filled in into its form has no drawing and is not in the pack; ask for a \
                             copy that was printed as PDF",
                        );
                    }
                    drawing.push_str(&drawn);
                }
                b"Text" | b"FreeText" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Highlight"
                | b"Underline" | b"Squiggly" | b"StrikeOut" | b"Stamp" | b"Caret" | b"Ink"
                    if source.get(of, b"AP").is_some() =>
                {
                    self.note(making, place, id, of, &String::from_utf8_lossy(kind));
                }
                other => {
                    let kind = String::from_utf8_lossy(other).into_owned();
                    match other {
                        b"FileAttachment" => making.tell("files attached to it were left out"),
                        b"RichMedia" | b"Sound" | b"Movie" | b"Screen" | b"3D" => {
                            making.tell("sound, film and moving pictures were left out");
                        }
                        _ => making.tell(&format!("an annotation of the kind {kind} was left out")),
                    }
                }
            }
        }
        drawing
    }

    fn keep(
        &mut self,
        making: &mut Making<'_>,
        place: usize,
        id: Option<ObjectId>,
        mut kept: Dictionary,
        role: &'static str,
        leads_away: bool,
    ) {
        kept.set("Type", name("Annot"));
        kept.set("P", making.page(place));
        // Printed, and neither hidden nor free to be turned off.
        kept.set("F", Object::Integer(4));
        let number = making.draft.number();
        self.kept.push(Kept { id, number, dictionary: kept, page: place, role, leads_away });
    }

    fn link(&mut self, making: &mut Making<'_>, place: usize, id: Option<ObjectId>, of: &Dictionary) {
        let source = making.source;
        let mut kept = dictionary([("Subtype", name("Link"))]);
        places(making, place, of, &mut kept, &["Rect", "QuadPoints"]);
        for key in [&b"Border"[..], b"BS", b"C", b"H"] {
            if let Ok(value) = of.get(key) {
                let value = making.value(source.see(value));
                kept.set(key, value);
            }
        }
        if !kept.has(b"Border") && !kept.has(b"BS") {
            kept.set("Border", Object::Array(vec![Object::Integer(0); 3]));
        }
        let action = source.get(of, b"A").and_then(|action| action.as_dict().ok());
        let kind = action.and_then(|action| source.get(action, b"S")?.as_name().ok()).unwrap_or_default();
        let destination = match (of.get(b"Dest"), kind) {
            (Ok(destination), _) => Some(destination),
            (_, b"GoTo") => action.and_then(|action| action.get(b"D").ok()),
            _ => None,
        };
        let mut said = None;
        let mut leads_away = false;
        if let Some(destination) = destination {
            match source.place(destination) {
                Some(place) => {
                    said = Some(Later::Words.of(place.page));
                    kept.set("Dest", making.explicit(place));
                }
                None => making.tell("a link that leads to no page of it leads nowhere"),
            }
        } else if kind == b"URI" {
            let address = match action.and_then(|action| source.get(action, b"URI")) {
                Some(Object::String(address, _)) => String::from_utf8_lossy(address).trim().to_owned(),
                _ => String::new(),
            };
            let small = address.to_ascii_lowercase();
            if let Some(page) = address.strip_prefix(TO_PAGE).and_then(|page| page.parse::<usize>().ok()) {
                leads_away = true;
                kept.set("Dest", Later::PageOfPack.of(page));
                said = Some(text(&format!("To page {page}")));
            } else if ["http://", "https://", "mailto:"].iter().any(|scheme| small.starts_with(scheme)) {
                kept.set(
                    "A",
                    Object::Dictionary(dictionary([
                        ("Type", name("Action")),
                        ("S", name("URI")),
                        ("URI", text(&address)),
                    ])),
                );
                said = Some(text(&address));
            } else {
                making.tell("a link to something other than a web page or a place in it leads nowhere");
            }
        } else if !kind.is_empty() {
            let kind = String::from_utf8_lossy(kind);
            making.tell(&format!("a link that would have done something else ({kind}) leads nowhere"));
        }
        match source.get(of, b"Contents") {
            // What Typst says of it is the address.
            Some(words @ Object::String(..)) if !leads_away => kept.set("Contents", words.clone()),
            _ => kept.set("Contents", said.unwrap_or_else(|| text("A link that leads nowhere"))),
        }
        self.keep(making, place, id, kept, "Link", leads_away);
    }

    /// A comment, a highlight and the like.
    fn note(&mut self, making: &mut Making<'_>, place: usize, id: Option<ObjectId>, of: &Dictionary, kind: &str) {
        let source = making.source;
        let mut kept = dictionary([("Subtype", name(kind))]);
        places(making, place, of, &mut kept, &["Rect", "QuadPoints", "L", "Vertices"]);
        for key in [&b"Border"[..], b"BS", b"C", b"IC", b"CA", b"AP", b"AS", b"Name"] {
            if let Ok(value) = of.get(key) {
                let value = making.value(source.see(value));
                kept.set(key, value);
            }
        }
        match source.get(of, b"Contents") {
            Some(words @ Object::String(..)) => kept.set("Contents", words.clone()),
            _ => kept.set("Contents", text(&format!("{kind} without words"))),
        }
        making.tell("comments and marks of its readers are still in it; ask whether they are meant to be");
        self.keep(making, place, id, kept, "Annot", false);
    }

    /// Draws what a form's field shows, as a part of the page.
    fn field(
        &mut self,
        making: &mut Making<'_>,
        place: usize,
        id: Option<ObjectId>,
        of: &Dictionary,
        objects: &mut Dictionary,
    ) -> String {
        let source = making.source;
        let shown = || {
            let looks = source.get(of, b"AP")?.as_dict().ok()?;
            let usual = looks.get(b"N").ok()?;
            match source.see(usual) {
                Object::Stream(_) => Some(usual.clone()),
                Object::Dictionary(states) => {
                    let state = source.get(of, b"AS")?.as_name().ok()?;
                    Some(states.get(state).ok()?.clone())
                }
                _ => None,
            }
        };
        let Some(form) = shown() else { return String::new() };
        let Object::Stream(stream) = source.see(&form) else { return String::new() };
        let (Some(rect), Some(bounds)) = (source.numbers(of, b"Rect"), source.numbers(&stream.dict, b"BBox")) else {
            return String::new();
        };
        let matrix = source.numbers(&stream.dict, b"Matrix").unwrap_or_else(|| vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let (Some([x, y, z, w]), Some([p, q, r, s]), Some([a, b, c, d, e, f])) =
            (fixed(&rect), fixed(&bounds), fixed(&matrix))
        else {
            return String::new();
        };
        let corners = [(p, q), (r, q), (p, s), (r, s)].map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
        let least = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::INFINITY, f32::min);
        let most = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::NEG_INFINITY, f32::max);
        let (left, low, wide, high) = (
            least(|at| at.0),
            least(|at| at.1),
            most(|at| at.0) - least(|at| at.0),
            most(|at| at.1) - least(|at| at.1),
        );
        if wide <= 0.0 || high <= 0.0 {
            return String::new();
        }
        let (across, up) = ((z - x).abs() / wide, (w - y).abs() / high);
        let (x, y) = (x.min(z) - left * across, y.min(w) - low * up);
        if ![across, up, x, y].into_iter().all(f32::is_finite) {
            return String::new();
        }
        let copied = making.value(&form);
        if !matches!(copied, Object::Reference(_))
            || !stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().ok() == Some(b"Form"))
        {
            return String::new();
        }
        let free = free_name(objects, "BpField");
        objects.set(free.clone(), copied);
        let drawn = format!("q {across} 0 0 {up} {x} {y} cm /{free} Do Q");
        if !making.is_tagged {
            return format!("{drawn}\n");
        }
        let mark = making.marks[place].last().map_or(0, |last| last + 1);
        making.marks[place].insert(mark);
        if let Some(id) = id {
            self.flattened.insert(id, (place, mark));
        }
        format!("/P <</MCID {mark}>> BDC {drawn} EMC\n")
    }
}

/// The places on the page that an annotation has, as the pack has them.
fn places(making: &Making<'_>, place: usize, of: &Dictionary, kept: &mut Dictionary, keys: &[&str]) {
    let moved = making.moved[place];
    for key in keys {
        if let Some(values) = making.source.numbers(of, key.as_bytes()) {
            let moved = |(at, value): (usize, &f32)| if at % 2 == 0 { moved.across(*value) } else { moved.up(*value) };
            kept.set(*key, numbers(&values.iter().enumerate().map(moved).collect::<Vec<_>>()));
        }
    }
}

/// What a field says, or a field above it.
fn of_field<'s>(source: &'s Source, field: &'s Dictionary, key: &[u8]) -> Option<&'s Object> {
    const DEPTH: usize = 32;
    let above = |of: &&'s Dictionary| source.get(of, b"Parent").and_then(|above| above.as_dict().ok());
    std::iter::successors(Some(field), above).take(DEPTH).find_map(|of| source.get(of, key))
}

fn fixed<const N: usize>(of: &[f32]) -> Option<[f32; N]> {
    of.try_into().ok()
}
