//! Papers → one tagged PDF, a paper at a time.
//!
//! Kept over all papers are the pages, the parts of the document, whose each mark and annotation is, ids, and bookmarks; all
//! else is written as soon as a paper is read, and forgotten. Which mark is whose, and the tables of ids, are made of the
//! elements and never copied.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use lopdf::{Dictionary, Object, ObjectId};

use super::conforms::{self, Claims};
use super::content::{self, Mended, mend};
use super::copy::{Copied, property};
use super::place::{Moved, Sheet};
use super::read::Source;
use super::tree::{Holder, IN_LINE, Kid, Tree, USER_PROPERTIES};
use super::write::{Out, dictionary, name, push, push_apart, push_name, push_reference, text, to};
use super::{About, Paper, Piece, Rank};

/// Pages to a node of their tree.
const TO_A_NODE: usize = 50;
/// Entries to a node of a tree of numbers or names.
const ENTRIES: usize = 200;
/// The addresses by which our own pages lead to pages of the pack.
pub const TO_PAGE: &str = "boardpack-page:";

/// What a pack says of itself that conforms to PDF/UA-1. PDF/A asks that it be described first.
const ACCESSIBLE: &str = "<pdfuaid:part>1</pdfuaid:part>";
const DESCRIBED: &str = "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
     <pdfaSchema:schema>PDF/UA Identification schema</pdfaSchema:schema>\
     <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
     <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
     <pdfaProperty:category>internal</pdfaProperty:category>\
     <pdfaProperty:description>Part Number of ISO 14289 (PDF/UA)</pdfaProperty:description>\
     <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
     </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>";
/// The same of PDF/A-2a.
const ARCHIVED: &str = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>";

pub struct Pack<'a> {
    about: &'a About,
    out: Out,
    catalogue: usize,
    pages_root: usize,
    structure: usize,
    document: usize,
    pages: Vec<usize>,
    nodes: Vec<usize>,
    parts: Vec<usize>,
    /// Whose the marks of a page, or an annotation, are: by its key.
    parents: Vec<Object>,
    ids: BTreeMap<Vec<u8>, usize>,
    bookmarks: Vec<Bookmark>,
    papers: usize,
    stamps: Option<Stamps>,
    intent: Option<usize>,
    /// What every paper was found to be.
    claims: Claims,
    /// Whether elements of our own papers say where their figures come from.
    has_properties: bool,
    /// Links to pages of the pack, which are written once all pages are known.
    waiting: Vec<(usize, Dictionary, usize)>,
    before: Option<usize>,
    /// The first key of the paper that is put in.
    first_key: usize,
    /// How many pages were counted before its first.
    pages_before: usize,
}

struct Bookmark {
    title: Object,
    to: Option<Object>,
    below: Vec<Bookmark>,
}

/// The lines that are printed on the pack's pages.
struct Stamps {
    source: Source,
    copied: Copied,
}

/// An annotation as it goes into the pack.
struct Kept {
    id: Option<ObjectId>,
    number: usize,
    dictionary: Dictionary,
    page: usize,
    role: &'static str,
    to_page: Option<usize>,
}

/// A paper while it is put in.
struct Work<'w> {
    source: &'w Source,
    tree: Option<Tree>,
    /// What was found of its pages' drawings when it was opened.
    drawings: Vec<Option<Mended>>,
    copied: Copied,
    /// The pack's number of its first page.
    first: usize,
    sheets: Vec<Sheet>,
    moved: Vec<Moved>,
    /// The marks that the pages' drawings have, by their places.
    marks: Vec<BTreeSet<u32>>,
    kept: Vec<Kept>,
    /// The annotations that were met: each is on one page.
    annotations: HashSet<ObjectId>,
    /// Fields of forms that became drawing: whose they were, with the mark that they have now.
    flattened: HashMap<ObjectId, (usize, u32)>,
    told: BTreeSet<String>,
}

impl<'a> Pack<'a> {
    /// Begins a pack whose pages are counted on from those before. `stamps` has a page for each of the pack's, with what is
    /// printed at its foot.
    pub fn begin(about: &'a About, pages_before: usize, stamps: Option<Paper>) -> Pack<'a> {
        let mut out = Out::new();
        let [catalogue, pages_root, structure, document] = [(); 4].map(|()| out.number());
        Pack {
            about,
            out,
            catalogue,
            pages_root,
            structure,
            document,
            pages: Vec::new(),
            nodes: Vec::new(),
            parts: Vec::new(),
            parents: Vec::new(),
            ids: BTreeMap::new(),
            bookmarks: Vec::new(),
            papers: 0,
            stamps: stamps.map(|paper| Stamps { source: paper.source, copied: Copied::default() }),
            intent: None,
            claims: Claims::BOTH,
            has_properties: false,
            waiting: Vec::new(),
            before: None,
            first_key: 0,
            pages_before,
        }
    }

    /// Puts a paper in, and says what of it could not be kept.
    pub fn add(&mut self, paper: Paper, piece: &Piece<'_>) -> Result<Vec<String>, String> {
        let Paper { source, tree, drawings, looked, .. } = paper;
        let source = &source;
        self.papers += 1;
        self.first_key = self.parents.len();
        self.has_properties |= piece.ours && source.has_properties();
        let looked =
            (!piece.ours).then(|| looked.unwrap_or_else(|| conforms::look_into(source, tree.as_ref(), &drawings)));
        let part = self.out.number();
        let sheets: Vec<Sheet> = source.pages.iter().map(|page| sheet(source, &page.dictionary)).collect();
        let moved = sheets.iter().map(|sheet| if piece.ours { Moved::SAME } else { sheet.smaller() }).collect();
        let mut work = Work {
            source,
            first: self.pages.len(),
            marks: vec![BTreeSet::new(); sheets.len()],
            sheets,
            moved,
            tree,
            drawings,
            copied: Copied::default(),
            kept: Vec::new(),
            annotations: HashSet::new(),
            flattened: HashMap::new(),
            told: BTreeSet::new(),
        };
        for _ in &source.pages {
            let number = self.out.number();
            self.pages.push(number);
            work.copied.pages.push(number);
            if self.pages.len() > self.nodes.len() * TO_A_NODE {
                self.nodes.push(self.out.number());
            }
        }
        if let Some(tree) = &work.tree {
            for form in &tree.forms {
                let key = self.key();
                work.copied.forms.insert(*form, key);
            }
            match tree.pictures_without_words() {
                0 => {}
                1 => drop(work.told.insert("a picture in it has no words in its place".to_owned())),
                many => drop(work.told.insert(format!("{many} pictures in it have no words in their place"))),
            }
            if tree.is_cut {
                let what = "its tags are too many or too deep; what they could not be read for is read as plain paragraphs, last";
                work.told.insert(what.to_owned());
            }
            if tree.headings_moved && !piece.ours {
                work.told.insert("its headings leave out levels, and were moved up".to_owned());
            }
        }
        match source.pages_lost {
            0 => {}
            1 => drop(work.told.insert("a page that it lists is not there, or is listed twice".to_owned())),
            many => drop(work.told.insert(format!("{many} pages that it lists are not there, or are listed twice"))),
        }
        for place in 0..source.pages.len() {
            self.page(&mut work, place)?;
        }
        work.copied.drain(&mut self.out, source);
        if work.copied.hidden {
            work.told.insert("layers that it does not show were left out".to_owned());
        }
        if work.copied.unclear {
            work.told.insert(
                "a drawing that cannot be read was left out, because it may have layers that it does not show"
                    .to_owned(),
            );
        }
        if let Some(looked) = looked {
            let conforms::Found { claims, why_not } = looked.found(&work.told);
            self.claims = self.claims.and(claims);
            let more: Vec<String> = why_not.into_iter().filter(|why| !work.told.contains(why)).collect();
            if !more.is_empty() {
                work.told.insert(format!(
                    "it says more of itself than is so, and the pack does not repeat it: {}",
                    more.join("; ")
                ));
            }
        }
        self.intent(&mut work, piece);
        self.structure_of(&mut work, part, piece);
        self.outline(&mut work, piece);
        Ok(work.told.into_iter().collect())
    }

    fn key(&mut self) -> usize {
        self.parents.push(Object::Null);
        self.parents.len() - 1
    }

    fn page(&mut self, work: &mut Work<'_>, place: usize) -> Result<(), String> {
        const KEPT: [&[u8]; 7] = [b"MediaBox", b"CropBox", b"BleedBox", b"TrimBox", b"ArtBox", b"UserUnit", b"Group"];
        let source = work.source;
        let of = &source.pages[place].dictionary;
        let at = work.first + place;
        let mut page = Dictionary::new();
        page.set("Type", name("Page"));
        page.set("Parent", to(self.nodes[at / TO_A_NODE]));
        for key in KEPT {
            if let Ok(value) = of.get(key) {
                let value = work.copied.value(&mut self.out, source, source.see(value));
                page.set(key, value);
            }
        }
        let sheet = work.sheets[place];
        if !page.has(b"MediaBox") {
            page.set("MediaBox", numbers(&sheet.corners()));
        }
        if sheet.turned() != 0 {
            page.set("Rotate", Object::Integer(sheet.turned()));
        }
        let mut resources = work.copied.opened(&mut self.out, source, of.get(b"Resources").ok());
        let mut objects = work.copied.opened(&mut self.out, source, resources_of(source, of, b"XObject"));

        let is_tagged = work.tree.is_some();
        let mended = match work.drawings.get_mut(place).and_then(Option::take) {
            Some(mended) => mended,
            None => {
                let drawing = source.drawing(of).map_err(|why| format!("page {}: {why}", place + 1))?;
                let named = source.get(of, b"Resources").and_then(|resources| resources.as_dict().ok());
                mend(&drawing, &|name| property(source, named, name), is_tagged)
                    .map_err(|why| format!("page {}: {why}", place + 1))?
            }
        };
        work.copied.hidden |= mended.hidden;
        work.marks[place] = mended.numbers;
        if is_tagged && mended.is_loose {
            work.told.insert("text on some of its pages has no tags, and may not be read out".to_owned());
        }

        let moved = work.moved[place];
        let mut before = String::from("q\n");
        if moved != Moved::SAME {
            let [x, y, right, upper] = sheet.corners();
            let Moved { scale, x: across, y: up } = moved;
            before = format!("q\n{scale} 0 0 {scale} {across} {up} cm\n{x} {y} {} {} re W n\n", right - x, upper - y);
        }
        let mut contents = vec![match self.before.filter(|_| moved == Moved::SAME) {
            Some(number) => to(number),
            None => {
                let number = self.out.drawing(Dictionary::new(), before.as_bytes());
                if moved == Moved::SAME {
                    self.before = Some(number);
                }
                to(number)
            }
        }];
        match mended.content {
            Some(drawing) => contents.push(to(self.out.drawing(Dictionary::new(), &drawing))),
            None => {
                let parts: Vec<Object> = match of.get(b"Contents").map(|of| (of, source.see(of))) {
                    Ok((_, Object::Array(parts))) => parts.clone(),
                    Ok((one, _)) => vec![one.clone()],
                    Err(_) => Vec::new(),
                };
                let streams = parts.iter().map(|part| work.copied.value(&mut self.out, source, part));
                contents.extend(streams.filter(|part| matches!(part, Object::Reference(_))));
            }
        }
        let first_kept = work.kept.len();
        let fields = self.annotations(work, place, &mut objects);
        let mut after = format!("\n{fields}Q\n");
        if let Some((form, width)) = self.stamp(at)? {
            let free = free_name(&objects, "BpFoot");
            let [a, b, c, d, e, f] = sheet.foot(width);
            after.push_str(&format!(
                "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC q {a} {b} {c} {d} {e} {f} cm /{free} Do Q EMC\n"
            ));
            objects.set(free, to(form));
        }
        contents.push(to(self.out.drawing(Dictionary::new(), after.as_bytes())));
        page.set("Contents", Object::Array(contents));
        if !objects.is_empty() {
            resources.set("XObject", Object::Dictionary(objects));
        }
        page.set("Resources", Object::Dictionary(resources));
        let kept = work.kept[first_kept..].iter().map(|kept| to(kept.number)).collect::<Vec<_>>();
        if !kept.is_empty() {
            page.set("Annots", Object::Array(kept));
        }
        page.set("Tabs", name("S"));
        if !work.marks[place].is_empty() {
            let key = self.key();
            page.set("StructParents", Object::Integer(key as i64));
            // Whose the marks are is known once the elements are written.
            self.parents[key] = Object::Integer(place as i64);
        }
        self.out.object(work.copied.pages[place], &Object::Dictionary(page));
        work.copied.drain(&mut self.out, source);
        Ok(())
    }

    /// The form with what is printed at the foot of a page of the pack, and its width.
    fn stamp(&mut self, at: usize) -> Result<Option<(usize, f32)>, String> {
        let Some(Stamps { source, copied }) = &mut self.stamps else { return Ok(None) };
        let Some(page) = source.pages.get(at) else { return Ok(None) };
        let of = &page.dictionary;
        let drawing = content::without_marks(&source.drawing(of)?)?;
        let corners = sheet(source, of).corners();
        let mut form = dictionary([("Type", name("XObject")), ("Subtype", name("Form")), ("BBox", numbers(&corners))]);
        let resources = copied.opened(&mut self.out, source, of.get(b"Resources").ok());
        form.set("Resources", Object::Dictionary(resources));
        copied.drain(&mut self.out, source);
        Ok(Some((self.out.drawing(form, &drawing), corners[2] - corners[0])))
    }

    /// Takes over the annotations of a page; fields of forms become drawing, which is given back.
    fn annotations(&mut self, work: &mut Work<'_>, place: usize, objects: &mut Dictionary) -> String {
        let source = work.source;
        let mut drawing = String::new();
        let list = source.get(&source.pages[place].dictionary, b"Annots").and_then(|list| list.as_array().ok());
        for annotation in list.into_iter().flatten() {
            let Object::Dictionary(of) = source.see(annotation) else { continue };
            let id = annotation.as_reference().ok();
            if id.is_some_and(|id| !work.annotations.insert(id)) {
                continue;
            }
            let kind = source.get(of, b"Subtype").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
            let flags = source.get(of, b"F").and_then(|flags| flags.as_i64().ok()).unwrap_or(0);
            let is_hidden = flags & (2 | 32) != 0 || of.get(b"OC").is_ok_and(|layer| !source.is_shown(layer));
            match kind {
                b"Popup" => {}
                _ if is_hidden => drop(work.told.insert("notes that it does not show were left out".to_owned())),
                b"Link" => self.link(work, place, id, of),
                b"Widget" => {
                    let kind = of_field(source, of, b"FT").and_then(|kind| kind.as_name().ok());
                    let is_signature = kind == Some(b"Sig");
                    work.told.insert(if is_signature {
                        "its signature cannot be checked in the pack; keep the paper itself".to_owned()
                    } else {
                        "its form can no longer be filled in; what it shows is printed".to_owned()
                    });
                    let drawn = self.field(work, place, id, of, objects);
                    let is_filled_in = match of_field(source, of, b"V") {
                        Some(Object::String(text, _)) => !text.is_empty(),
                        Some(Object::Array(chosen)) => !chosen.is_empty(),
                        // A box that is not ticked has no drawing.
                        Some(Object::Name(state)) => state != b"Off" && source.get(of, b"AP").is_none(),
                        _ => false,
                    };
                    if drawn.is_empty() && is_filled_in && !is_signature {
                        work.told.insert(
                            "something that was filled in into its form has no drawing and is not in the pack; ask for a \
                             copy that was printed as PDF"
                                .to_owned(),
                        );
                    }
                    drawing.push_str(&drawn);
                }
                b"Text" | b"FreeText" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Highlight"
                | b"Underline" | b"Squiggly" | b"StrikeOut" | b"Stamp" | b"Caret" | b"Ink"
                    if source.get(of, b"AP").is_some() =>
                {
                    self.note(work, place, id, of, &String::from_utf8_lossy(kind));
                }
                other => {
                    let kind = String::from_utf8_lossy(other).into_owned();
                    work.told.insert(match other {
                        b"FileAttachment" => "files attached to it were left out".to_owned(),
                        b"RichMedia" | b"Sound" | b"Movie" | b"Screen" | b"3D" => {
                            "sound, film and moving pictures were left out".to_owned()
                        }
                        _ => format!("an annotation of the kind {kind} was left out"),
                    });
                }
            }
        }
        drawing
    }

    fn keep(
        &mut self,
        work: &mut Work<'_>,
        place: usize,
        id: Option<ObjectId>,
        mut kept: Dictionary,
        role: &'static str,
        to_page: Option<usize>,
    ) {
        kept.set("Type", name("Annot"));
        kept.set("P", to(work.copied.pages[place]));
        // Printed, and neither hidden nor free to be turned off.
        kept.set("F", Object::Integer(4));
        let number = self.out.number();
        work.kept.push(Kept { id, number, dictionary: kept, page: place, role, to_page });
    }

    /// The places on the page that an annotation has, as the pack has them.
    fn places(work: &Work<'_>, place: usize, of: &Dictionary, kept: &mut Dictionary, keys: &[&str]) {
        let moved = work.moved[place];
        for key in keys {
            if let Some(values) = work.source.numbers(of, key.as_bytes()) {
                let moved =
                    |(at, value): (usize, &f32)| if at % 2 == 0 { moved.across(*value) } else { moved.up(*value) };
                kept.set(*key, numbers(&values.iter().enumerate().map(moved).collect::<Vec<_>>()));
            }
        }
    }

    fn link(&mut self, work: &mut Work<'_>, place: usize, id: Option<ObjectId>, of: &Dictionary) {
        let source = work.source;
        let mut kept = dictionary([("Subtype", name("Link"))]);
        Self::places(work, place, of, &mut kept, &["Rect", "QuadPoints"]);
        for key in [&b"Border"[..], b"BS", b"C", b"H"] {
            if let Ok(value) = of.get(key) {
                let value = work.copied.value(&mut self.out, source, source.see(value));
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
        let mut to_page = None;
        if let Some(destination) = destination {
            match source.place(destination) {
                Some(place) => {
                    said = Some(format!("To page {}", self.pages_before + work.first + place.page + 1));
                    kept.set("Dest", explicit(work, place));
                }
                None => drop(work.told.insert("a link that leads to no page of it leads nowhere".to_owned())),
            }
        } else if kind == b"URI" {
            let address = match action.and_then(|action| source.get(action, b"URI")) {
                Some(Object::String(address, _)) => String::from_utf8_lossy(address).trim().to_owned(),
                _ => String::new(),
            };
            let small = address.to_ascii_lowercase();
            if let Some(page) = address.strip_prefix(TO_PAGE).and_then(|page| page.parse::<usize>().ok()) {
                to_page = Some(page);
                said = Some(format!("To page {page}"));
            } else if ["http://", "https://", "mailto:"].iter().any(|scheme| small.starts_with(scheme)) {
                kept.set(
                    "A",
                    Object::Dictionary(dictionary([
                        ("Type", name("Action")),
                        ("S", name("URI")),
                        ("URI", text(&address)),
                    ])),
                );
                said = Some(address);
            } else {
                work.told.insert("a link to something other than a web page or a place in it leads nowhere".to_owned());
            }
        } else if !kind.is_empty() {
            let kind = String::from_utf8_lossy(kind);
            work.told.insert(format!("a link that would have done something else ({kind}) leads nowhere"));
        }
        match source.get(of, b"Contents") {
            // What Typst says of it is the address.
            Some(words @ Object::String(..)) if to_page.is_none() => kept.set("Contents", words.clone()),
            _ => kept.set("Contents", text(&said.unwrap_or_else(|| "A link that leads nowhere".to_owned()))),
        }
        self.keep(work, place, id, kept, "Link", to_page);
    }

    /// A comment, a highlight and the like.
    fn note(&mut self, work: &mut Work<'_>, place: usize, id: Option<ObjectId>, of: &Dictionary, kind: &str) {
        let source = work.source;
        let mut kept = dictionary([("Subtype", name(kind))]);
        Self::places(work, place, of, &mut kept, &["Rect", "QuadPoints", "L", "Vertices"]);
        for key in [&b"Border"[..], b"BS", b"C", b"IC", b"CA", b"AP", b"AS", b"Name"] {
            if let Ok(value) = of.get(key) {
                let value = work.copied.value(&mut self.out, source, source.see(value));
                kept.set(key, value);
            }
        }
        match source.get(of, b"Contents") {
            Some(words @ Object::String(..)) => kept.set("Contents", words.clone()),
            _ => kept.set("Contents", text(&format!("{kind} without words"))),
        }
        work.told
            .insert("comments and marks of its readers are still in it; ask whether they are meant to be".to_owned());
        self.keep(work, place, id, kept, "Annot", None);
    }

    /// Draws what a form's field shows, as a part of the page.
    fn field(
        &mut self,
        work: &mut Work<'_>,
        place: usize,
        id: Option<ObjectId>,
        of: &Dictionary,
        objects: &mut Dictionary,
    ) -> String {
        let source = work.source;
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
        let copied = work.copied.value(&mut self.out, source, &form);
        if !matches!(copied, Object::Reference(_))
            || !stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().ok() == Some(b"Form"))
        {
            return String::new();
        }
        let free = free_name(objects, "BpField");
        objects.set(free.clone(), copied);
        let drawn = format!("q {across} 0 0 {up} {x} {y} cm /{free} Do Q");
        if work.tree.is_none() {
            return format!("{drawn}\n");
        }
        let mark = work.marks[place].last().map_or(0, |last| last + 1);
        work.marks[place].insert(mark);
        if let Some(id) = id {
            work.flattened.insert(id, (place, mark));
        }
        format!("/P <</MCID {mark}>> BDC {drawn} EMC\n")
    }

    /// The colours that the pack is meant to be printed in, as the first of our own papers has them.
    fn intent(&mut self, work: &mut Work<'_>, piece: &Piece<'_>) {
        if self.intent.is_some() || !piece.ours {
            return;
        }
        let intents = work.source.get(&work.source.catalogue, b"OutputIntents").and_then(|list| list.as_array().ok());
        if let Some(first) = intents.and_then(|intents| intents.first()) {
            let first = work.copied.value(&mut self.out, work.source, work.source.see(first));
            self.intent = Some(self.out.add(&first));
            work.copied.drain(&mut self.out, work.source);
        }
    }

    /// Writes the elements of a paper under its part.
    fn structure_of(&mut self, work: &mut Work<'_>, part: usize, piece: &Piece<'_>) {
        let source = work.source;
        let tree = work.tree.take().unwrap_or_default();
        let order = tree.in_order();
        let mut numbers = vec![0; tree.nodes.len()];
        for at in &order {
            numbers[*at] = self.out.number();
        }
        let ids = tree.ids();
        let prefix = format!("p{}-", self.papers);
        let prefixed = |id: &[u8]| [prefix.as_bytes(), id].concat();
        let by_annotation: HashMap<ObjectId, usize> =
            work.kept.iter().enumerate().filter_map(|(at, kept)| Some((kept.id?, at))).collect();
        let mut owners: HashMap<(Holder, u32), usize> = HashMap::new();
        let mut annotation_keys: HashMap<usize, usize> = HashMap::new();
        let form_marks: BTreeMap<ObjectId, Vec<u32>> = std::mem::take(&mut work.copied.marks);
        // Attributes as they are written, which many elements have together.
        let mut known: HashMap<*const Dictionary, Option<Arc<[u8]>>> = HashMap::new();
        let mut notes = 0;
        for at in &order {
            let node = &tree.nodes[*at];
            let mut kids: Vec<Object> = Vec::new();
            let mut on: Option<usize> = None;
            let mut role = node.role;
            for kid in &node.kids {
                match kid {
                    Kid::Node(below) => kids.push(to(numbers[*below])),
                    Kid::Mark { page, holder, number } => {
                        let Ok(number) = u32::try_from(*number) else { continue };
                        let is_there = match holder {
                            Holder::Page(page) => work.marks[*page].contains(&number),
                            Holder::Form(form) => form_marks.get(form).is_some_and(|marks| marks.contains(&number)),
                        };
                        if is_there {
                            owners.insert((*holder, number), numbers[*at]);
                            let form = match holder {
                                Holder::Form(form) => work.copied.numbers.get(form).copied(),
                                Holder::Page(_) => None,
                            };
                            kids.push(mark(work, &mut on, *page, number, form));
                        }
                    }
                    Kid::Annotation(id) => {
                        if let Some((page, number)) = work.flattened.get(id) {
                            owners.insert((Holder::Page(*page), *number), numbers[*at]);
                            kids.push(mark(work, &mut on, *page, *number, None));
                            if role == "Form" {
                                let around = node.parent.map(|parent| tree.nodes[parent].role);
                                role =
                                    if around.is_some_and(|around| IN_LINE.contains(&around)) { "Span" } else { "P" };
                            }
                        } else if let Some(kept) = by_annotation.get(id) {
                            annotation_keys.insert(*kept, numbers[*at]);
                            kids.push(annotation(work, *kept));
                        }
                    }
                }
            }
            let id = match &node.id {
                Some(id) if ids.get(id) == Some(at) => Some(prefixed(id)),
                _ if role == "Note" => {
                    notes += 1;
                    Some(prefixed(format!("untold-note-{notes}").as_bytes()))
                }
                _ => None,
            };
            if let Some(id) = &id {
                self.ids.insert(id.clone(), numbers[*at]);
            }
            let is_of_ours = |of: &&Arc<Dictionary>| {
                let is_user = of.get(b"O").and_then(Object::as_name).is_ok_and(|owner| owner == USER_PROPERTIES);
                !is_user || piece.ours
            };
            let mut attributes: Vec<Arc<[u8]>> = Vec::new();
            for of in node.attributes.iter().filter(is_of_ours) {
                let said = match known.get(&Arc::as_ptr(of)) {
                    Some(said) => said.clone(),
                    None => {
                        let headers = source.get(of, b"Headers").and_then(|headers| headers.as_array().ok());
                        let mut entries = work.copied.attributes(&mut self.out, source, of);
                        let table = tree.table_of(*at);
                        let leads = |id: &&Vec<u8>| {
                            table.is_some() && ids.get(*id).is_some_and(|head| tree.table_of(*head) == table)
                        };
                        let heads = headers.into_iter().flatten().filter_map(|head| match source.see(head) {
                            Object::String(id, _) => Some(id),
                            _ => None,
                        });
                        let heads: Vec<Object> =
                            heads.filter(leads).map(|id| Object::string_literal(prefixed(id))).collect();
                        if !heads.is_empty() {
                            entries.set("Headers", Object::Array(heads));
                        }
                        // An owner alone says nothing.
                        let says = entries.len() > 1;
                        let said: Option<Arc<[u8]>> = says.then(|| {
                            let mut said = Vec::new();
                            push(&mut said, &Object::Dictionary(entries));
                            said.into()
                        });
                        // Heads are of the table that the element is in.
                        if headers.is_none() {
                            known.insert(Arc::as_ptr(of), said.clone());
                        }
                        said
                    }
                };
                attributes.extend(said);
            }
            let parent = node.parent.map_or(part, |parent| numbers[parent]);
            let page = on.map(|page| work.copied.pages[page]);
            // Most of a pack's objects are elements: they are written as they are known.
            self.out.written(numbers[*at], |out| {
                out.extend_from_slice(b"<</Type/StructElem/S");
                push_name(out, role.as_bytes());
                out.extend_from_slice(b"/P ");
                push_reference(out, parent);
                if let Some(page) = page {
                    out.extend_from_slice(b"/Pg ");
                    push_reference(out, page);
                }
                let id = id.map(Object::string_literal);
                let write = |out: &mut Vec<u8>, key: &[u8], value: &Object| {
                    push_name(out, key);
                    push_apart(out, value);
                };
                write(out, b"K", &Object::Array(kids));
                id.iter().for_each(|id| write(out, b"ID", id));
                match attributes.as_slice() {
                    [] => {}
                    [one] => out.extend_from_slice(&[b"/A", &one[..]].concat()),
                    several => out.extend_from_slice(&[b"/A[", &several.join(&b' ')[..], b"]"].concat()),
                }
                node.said.iter().for_each(|(key, value)| write(out, key, value));
                out.extend_from_slice(b">>");
            });
        }

        let mut below: Vec<Object> = tree.top.iter().map(|at| to(numbers[*at])).collect();
        // What the document's own elements do not have gets one: text must not vanish, nor a link be without its element.
        for (place, marks) in work.marks.iter().enumerate() {
            for number in marks {
                if owners.contains_key(&(Holder::Page(place), *number)) {
                    continue;
                }
                let element = self.out.number();
                owners.insert((Holder::Page(place), *number), element);
                self.loose(work, element, part, "P", place, vec![Object::Integer(i64::from(*number))], None);
                below.push(to(element));
            }
        }
        for at in 0..work.kept.len() {
            if annotation_keys.contains_key(&at) {
                continue;
            }
            let element = self.out.number();
            annotation_keys.insert(at, element);
            let words = work.kept[at].dictionary.get(b"Contents").ok().cloned();
            self.loose(work, element, part, work.kept[at].role, work.kept[at].page, vec![annotation(work, at)], words);
            below.push(to(element));
        }
        // The keys of this paper's pages were given in their order, with the pages' places.
        for parent in &mut self.parents[self.first_key..] {
            if let Object::Integer(place) = parent {
                let place = *place as usize;
                let last = work.marks[place].last().copied().unwrap_or(0);
                let of = (0..=last)
                    .map(|number| owners.get(&(Holder::Page(place), number)).map_or(Object::Null, |o| to(*o)));
                *parent = to(self.out.add(&Object::Array(of.collect())));
            }
        }
        for (form, key) in &work.copied.forms {
            // One that no page draws, or whose marks cannot be read, is not in the pack with its key.
            if !work.copied.numbers.contains_key(form) {
                continue;
            }
            let marks = form_marks.get(form).map(Vec::as_slice).unwrap_or_default();
            let last = marks.last().copied().unwrap_or(0);
            let of =
                (0..=last).map(|number| owners.get(&(Holder::Form(*form), number)).map_or(Object::Null, |o| to(*o)));
            self.parents[*key] = to(self.out.add(&Object::Array(of.collect())));
        }
        for (at, kept) in work.kept.drain(..).enumerate() {
            let mut of = kept.dictionary;
            let key = self.key();
            of.set("StructParent", Object::Integer(key as i64));
            self.parents[key] = to(annotation_keys[&at]);
            match kept.to_page {
                Some(page) => self.waiting.push((kept.number, of, page)),
                None => self.out.object(kept.number, &Object::Dictionary(of)),
            }
        }
        if below.is_empty() {
            return;
        }
        let mut element = dictionary([
            ("Type", name("StructElem")),
            ("S", name("Part")),
            ("P", to(self.document)),
            ("T", text(piece.title)),
            ("K", Object::Array(below)),
        ]);
        if let Some(language @ Object::String(..)) = source.get(&source.catalogue, b"Lang") {
            element.set("Lang", language.clone());
        }
        self.out.object(part, &Object::Dictionary(element));
        self.parts.push(part);
    }

    /// An element that the paper itself does not have.
    #[allow(clippy::too_many_arguments)]
    fn loose(
        &mut self,
        work: &Work<'_>,
        number: usize,
        part: usize,
        role: &str,
        place: usize,
        kids: Vec<Object>,
        words: Option<Object>,
    ) {
        let mut element = dictionary([
            ("Type", name("StructElem")),
            ("S", name(role)),
            ("P", to(part)),
            ("Pg", to(work.copied.pages[place])),
            ("K", Object::Array(kids)),
        ]);
        if let Some(words) = words {
            element.set("Alt", words);
        }
        self.out.object(number, &Object::Dictionary(element));
    }

    fn outline(&mut self, work: &mut Work<'_>, piece: &Piece<'_>) {
        let is_one_page = matches!(piece.rank, Rank::Item | Rank::Notice | Rank::Blank);
        let own = if is_one_page { Vec::new() } else { outline_of(work) };
        let first = explicit(work, super::read::Place { page: 0, rest: vec![name("Fit")] });
        let bookmark = Bookmark { title: text(piece.title), to: Some(first), below: Vec::new() };
        match (piece.rank, self.bookmarks.last_mut()) {
            (Rank::Blank, _) => {}
            (Rank::Front, _) => self.bookmarks.extend(own),
            (Rank::Paper | Rank::Notice, Some(item)) => item.below.push(Bookmark { below: own, ..bookmark }),
            (Rank::Item | Rank::Paper | Rank::Notice, _) => self.bookmarks.push(Bookmark { below: own, ..bookmark }),
        }
    }

    /// Ends the pack.
    pub fn finish(mut self) -> Vec<u8> {
        for (number, mut of, page) in std::mem::take(&mut self.waiting) {
            if let Some(page) = page.checked_sub(self.pages_before + 1).and_then(|at| self.pages.get(at)) {
                of.set("Dest", Object::Array(vec![to(*page), name("Fit")]));
            }
            self.out.object(number, &Object::Dictionary(of));
        }
        for (node, pages) in self.nodes.iter().zip(self.pages.chunks(TO_A_NODE)) {
            let node_of = dictionary([
                ("Type", name("Pages")),
                ("Parent", to(self.pages_root)),
                ("Kids", Object::Array(pages.iter().map(|page| to(*page)).collect())),
                ("Count", Object::Integer(pages.len() as i64)),
            ]);
            self.out.object(*node, &Object::Dictionary(node_of));
        }
        let root = dictionary([
            ("Type", name("Pages")),
            ("Kids", Object::Array(self.nodes.iter().map(|node| to(*node)).collect())),
            ("Count", Object::Integer(self.pages.len() as i64)),
        ]);
        self.out.object(self.pages_root, &Object::Dictionary(root));

        let document = dictionary([
            ("Type", name("StructElem")),
            ("S", name("Document")),
            ("P", to(self.structure)),
            ("T", text(&self.about.title)),
            ("Lang", text(&self.about.language)),
            ("K", Object::Array(self.parts.iter().map(|part| to(*part)).collect())),
        ]);
        self.out.object(self.document, &Object::Dictionary(document));
        let next = self.parents.len();
        let parents = std::mem::take(&mut self.parents);
        let parents = parents.into_iter().enumerate().filter(|(_, value)| !matches!(value, Object::Null));
        let parents: Vec<(Object, Object)> = parents.map(|(key, value)| (Object::Integer(key as i64), value)).collect();
        let parents = self.in_two_levels("Nums", parents);
        let mut structure = dictionary([
            ("Type", name("StructTreeRoot")),
            ("K", Object::Array(vec![to(self.document)])),
            ("ParentTree", to(parents)),
            ("ParentTreeNextKey", Object::Integer(next as i64)),
        ]);
        if !self.ids.is_empty() {
            let ids = std::mem::take(&mut self.ids);
            let ids = ids.into_iter().map(|(id, number)| (Object::string_literal(id), to(number))).collect();
            structure.set("IDTree", to(self.in_two_levels("Names", ids)));
        }
        self.out.object(self.structure, &Object::Dictionary(structure));

        let bookmarks = std::mem::take(&mut self.bookmarks);
        let outlines = self.write_outline(&bookmarks);
        let metadata = self.metadata();
        let mut marked = dictionary([("Marked", Object::Boolean(true))]);
        if self.has_properties {
            marked.set("UserProperties", Object::Boolean(true));
        }
        let mut catalogue = dictionary([
            ("Type", name("Catalog")),
            ("Pages", to(self.pages_root)),
            ("StructTreeRoot", to(self.structure)),
            ("MarkInfo", Object::Dictionary(marked)),
            ("Lang", text(&self.about.language)),
            ("ViewerPreferences", Object::Dictionary(dictionary([("DisplayDocTitle", Object::Boolean(true))]))),
            ("PageMode", name("UseOutlines")),
            ("Metadata", to(metadata)),
        ]);
        let mut decimal = dictionary([("S", name("D"))]);
        if self.pages_before > 0 {
            decimal.set("St", Object::Integer(self.pages_before as i64 + 1));
        }
        let labels = dictionary([("Nums", Object::Array(vec![Object::Integer(0), Object::Dictionary(decimal)]))]);
        catalogue.set("PageLabels", Object::Dictionary(labels));
        if let Some(outlines) = outlines {
            catalogue.set("Outlines", to(outlines));
        }
        if let Some(intent) = self.intent {
            catalogue.set("OutputIntents", Object::Array(vec![to(intent)]));
        }
        self.out.object(self.catalogue, &Object::Dictionary(catalogue));
        self.out.finish(self.catalogue, &self.about.identity)
    }

    /// Writes a tree of numbers or names, and gives back its root.
    fn in_two_levels(&mut self, key: &str, entries: Vec<(Object, Object)>) -> usize {
        let flat = |entries: &[(Object, Object)]| {
            Object::Array(entries.iter().flat_map(|(key, value)| [key.clone(), value.clone()]).collect())
        };
        if entries.len() <= ENTRIES {
            return self.out.add(&Object::Dictionary(dictionary([(key, flat(&entries))])));
        }
        let mut kids = Vec::new();
        for some in entries.chunks(ENTRIES) {
            let limits = Object::Array(vec![some[0].0.clone(), some[some.len() - 1].0.clone()]);
            let node = dictionary([("Limits", limits), (key, flat(some))]);
            kids.push(to(self.out.add(&Object::Dictionary(node))));
        }
        self.out.add(&Object::Dictionary(dictionary([("Kids", Object::Array(kids))])))
    }

    fn write_outline(&mut self, bookmarks: &[Bookmark]) -> Option<usize> {
        if bookmarks.is_empty() {
            return None;
        }
        let root = self.out.number();
        let (first, last) = self.write_bookmarks(bookmarks, root);
        let of = dictionary([
            ("Type", name("Outlines")),
            ("First", to(first)),
            ("Last", to(last)),
            ("Count", Object::Integer(bookmarks.len() as i64)),
        ]);
        self.out.object(root, &Object::Dictionary(of));
        Some(root)
    }

    fn write_bookmarks(&mut self, bookmarks: &[Bookmark], parent: usize) -> (usize, usize) {
        let numbers: Vec<usize> = bookmarks.iter().map(|_| self.out.number()).collect();
        for (at, bookmark) in bookmarks.iter().enumerate() {
            let mut of = dictionary([("Title", bookmark.title.clone()), ("Parent", to(parent))]);
            if at > 0 {
                of.set("Prev", to(numbers[at - 1]));
            }
            if let Some(next) = numbers.get(at + 1) {
                of.set("Next", to(*next));
            }
            if let Some(place) = &bookmark.to {
                of.set("Dest", place.clone());
            }
            if !bookmark.below.is_empty() {
                let (first, last) = self.write_bookmarks(&bookmark.below, numbers[at]);
                of.set("First", to(first));
                of.set("Last", to(last));
                // What lies below is closed to begin with.
                of.set("Count", Object::Integer(-(bookmark.below.len() as i64)));
            }
            self.out.object(numbers[at], &Object::Dictionary(of));
        }
        (numbers[0], numbers[numbers.len() - 1])
    }

    fn metadata(&mut self) -> usize {
        let About { title, language, date, .. } = self.about;
        let Claims { accessible, archived } = self.claims;
        // Without a paper of ours nothing says which colours the pack is meant for.
        let archived = archived && self.intent.is_some();
        let claims = [(accessible, DESCRIBED), (archived, ARCHIVED), (accessible, ACCESSIBLE)];
        let claims: String = claims.into_iter().filter(|(is, _)| *is).map(|(_, says)| says).collect();
        let packet = format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
             <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
             xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
             xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
             xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
             xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
             <dc:format>application/pdf</dc:format>\
             <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\
             <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\
             <xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>\
             <xmp:CreatorTool>boardpack</xmp:CreatorTool>{claims}\
             </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>",
            escaped(title),
            escaped(language),
            at = instant(*date),
        );
        let number = self.out.number();
        let of = dictionary([("Type", name("Metadata")), ("Subtype", name("XML"))]);
        self.out.stream(number, &of, packet.as_bytes());
        number
    }
}

fn instant(date: NaiveDate) -> String {
    date.format("%Y-%m-%dT00:00:00Z").to_string()
}

fn escaped(text: &str) -> String {
    let is_allowed = |c: &char| !c.is_control();
    let text: String = text.chars().filter(is_allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub fn sheet(source: &Source, page: &Dictionary) -> Sheet {
    let turned = source.get(page, b"Rotate").and_then(|turned| turned.as_i64().ok()).unwrap_or(0);
    let unit = source.get(page, b"UserUnit").and_then(|unit| unit.as_float().ok()).unwrap_or(1.0);
    let [media, crop] = [&b"MediaBox"[..], b"CropBox"].map(|key| source.numbers(page, key));
    Sheet::new(media.as_deref(), crop.as_deref(), turned, unit)
}

/// What a field says, or a field above it.
fn of_field<'s>(source: &'s Source, field: &'s Dictionary, key: &[u8]) -> Option<&'s Object> {
    const DEPTH: usize = 32;
    let above = |of: &&'s Dictionary| source.get(of, b"Parent").and_then(|above| above.as_dict().ok());
    std::iter::successors(Some(field), above).take(DEPTH).find_map(|of| source.get(of, key))
}

fn resources_of<'s>(source: &'s Source, page: &'s Dictionary, key: &[u8]) -> Option<&'s Object> {
    source.get(source.get(page, b"Resources")?.as_dict().ok()?, key)
}

fn numbers(of: &[f32]) -> Object {
    let number = |number: &f32| match *number {
        whole if whole.fract() == 0.0 && whole.abs() < 1e9 => Object::Integer(whole as i64),
        other => Object::Real(other),
    };
    Object::Array(of.iter().map(number).collect())
}

/// A name that none of a page's objects has. There are as many objects as names may be taken.
fn free_name(objects: &Dictionary, begins: &str) -> String {
    let names = (objects.len()..).map(|n| format!("{begins}{n}"));
    names.take(objects.len() + 1).find(|name| !objects.has(name.as_bytes())).unwrap_or_default()
}

fn fixed<const N: usize>(of: &[f32]) -> Option<[f32; N]> {
    of.try_into().ok()
}

/// A mark as an element names it: by its number alone where it is on the element's page.
fn mark(work: &Work<'_>, on: &mut Option<usize>, page: usize, number: u32, form: Option<usize>) -> Object {
    let home = *on.get_or_insert(page);
    if home == page && form.is_none() {
        return Object::Integer(i64::from(number));
    }
    let mut of = dictionary([
        ("Type", name("MCR")),
        ("Pg", to(work.copied.pages[page])),
        ("MCID", Object::Integer(i64::from(number))),
    ]);
    if let Some(form) = form {
        of.set("Stm", to(form));
    }
    Object::Dictionary(of)
}

fn annotation(work: &Work<'_>, kept: usize) -> Object {
    let Kept { number, page, .. } = &work.kept[kept];
    Object::Dictionary(dictionary([("Type", name("OBJR")), ("Obj", to(*number)), ("Pg", to(work.copied.pages[*page]))]))
}

/// A place of a paper as the pack has it.
fn explicit(work: &Work<'_>, place: super::read::Place) -> Object {
    let moved = work.moved[place.page];
    let axes: &[usize] = match place.rest.first().and_then(|kind| kind.as_name().ok()) {
        Some(b"XYZ") => &[0, 1],
        Some(b"FitH" | b"FitBH") => &[1],
        Some(b"FitV" | b"FitBV") => &[0],
        Some(b"FitR") => &[0, 1, 0, 1],
        _ => &[],
    };
    let mut parts = vec![to(work.copied.pages[place.page])];
    for (at, part) in place.rest.into_iter().enumerate().take(6) {
        let axis = at.checked_sub(1).and_then(|at| axes.get(at));
        parts.push(match (&part, part.as_float()) {
            (Object::Name(_), _) if at == 0 => part,
            (_, Ok(number)) if number.is_finite() => match axis {
                _ if moved == Moved::SAME => part,
                Some(0) => Object::Real(moved.across(number)),
                Some(_) => Object::Real(moved.up(number)),
                None => part,
            },
            _ => Object::Null,
        });
    }
    if parts.len() == 1 || !matches!(parts[1], Object::Name(_)) {
        parts.truncate(1);
        parts.push(name("Fit"));
    }
    Object::Array(parts)
}

/// A paper's own bookmarks.
fn outline_of(work: &mut Work<'_>) -> Vec<Bookmark> {
    let mut reader = Bookmarks { seen: BTreeSet::new(), left: BOOKMARKS, told: BTreeSet::new() };
    let root = work.source.get(&work.source.catalogue, b"Outlines").and_then(|root| root.as_dict().ok());
    let found = root.map(|root| reader.below(work, root, 0)).unwrap_or_default();
    work.told.extend(reader.told.into_iter().map(str::to_owned));
    found
}

/// How many bookmarks of one paper are kept, and how deep they may lie.
const BOOKMARKS: usize = 20_000;
const BOOKMARKS_DEEP: usize = 32;
/// The most bytes of a bookmark's title.
const TITLE: usize = 4096;

struct Bookmarks {
    seen: BTreeSet<ObjectId>,
    left: usize,
    told: BTreeSet<&'static str>,
}

impl Bookmarks {
    fn below(&mut self, work: &Work<'_>, parent: &Dictionary, depth: usize) -> Vec<Bookmark> {
        let source = work.source;
        let mut found = Vec::new();
        let mut next = parent.get(b"First").and_then(Object::as_reference).ok();
        while let Some(id) = next.filter(|id| self.seen.insert(*id)) {
            if depth >= BOOKMARKS_DEEP || self.left == 0 {
                self.told.insert("it has more bookmarks, or deeper ones, than are kept");
                break;
            }
            self.left -= 1;
            let Ok(of) = source.document.get_dictionary(id) else {
                self.told.insert("some of its bookmarks are not there");
                break;
            };
            let action = source.get(of, b"A").and_then(|action| action.as_dict().ok());
            let destination = of.get(b"Dest").ok().or_else(|| {
                let action =
                    action.filter(|action| action.get(b"S").is_ok_and(|kind| kind.as_name().ok() == Some(b"GoTo")))?;
                action.get(b"D").ok()
            });
            let place = destination.and_then(|destination| source.place(destination));
            if place.is_none() && (action.is_some() || destination.is_some()) {
                self.told.insert("a bookmark that leads to no page of it leads nowhere");
            }
            let title = match source.get(of, b"Title") {
                Some(title @ Object::String(words, _)) if words.len() <= TITLE => title.clone(),
                Some(Object::String(..)) => {
                    self.told.insert("a bookmark whose title is longer than a page has the title \"Untitled\"");
                    text("Untitled")
                }
                _ => text("Untitled"),
            };
            let under = self.below(work, of, depth + 1);
            found.push(Bookmark { title, to: place.map(|place| explicit(work, place)), below: under });
            next = of.get(b"Next").and_then(Object::as_reference).ok();
        }
        found
    }
}
