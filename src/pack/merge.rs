//! Parts → one tagged PDF, one after the other.
//!
//! Kept over all papers are the pages, the parts of the document, whose each mark and annotation is, ids, and bookmarks; all
//! else is written as soon as a paper is put in. Which mark is whose, and the tables of ids, are made of the elements and never
//! copied.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use lopdf::Object;

use super::bookmarks::Bookmark;
use super::conforms::Claims;
use super::draft::{self, Draft, Later};
use super::part::{Page, Part};
use super::stamps::Stamps;
use super::write::{Out, Stream, dictionary, name, push, push_number, push_to, text, to};
use super::{About, Piece, Rank};

/// Pages to a node of their tree.
const TO_A_NODE: usize = 50;
/// Entries to a node of a tree of numbers or names.
const ENTRIES: usize = 200;

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
    parents: Vec<Option<usize>>,
    ids: BTreeMap<Vec<u8>, usize>,
    bookmarks: Vec<Bookmark>,
    papers: usize,
    /// The forms with what is printed at the foot of each page, and their widths.
    stamps: Vec<(usize, f32)>,
    colours: Option<usize>,
    /// What every paper was found to be.
    claims: Claims,
    /// Whether elements of our own papers say where their figures come from.
    has_properties: bool,
    /// Objects that lead to pages of other papers, which are written once all pages are known.
    waiting: Vec<(usize, Vec<u8>)>,
    /// How many pages were counted before its first.
    pages_before: usize,
}

/// What the marks of one paper stand for.
#[derive(Clone, Copy, Default)]
struct Numbers<'n> {
    /// Its objects, by their numbers in it.
    own: &'n [usize],
    document: usize,
    nodes: &'n [usize],
    first_key: usize,
    /// How many pages of the pack are before its first.
    first_page: usize,
    pages_before: usize,
    afters: &'n [usize],
    stamps: &'n [(usize, f32)],
    /// How many papers there are with it.
    paper: usize,
}

impl Numbers<'_> {
    fn push(&self, out: &mut Vec<u8>, later: Later, number: usize) {
        let at = self.first_page + number;
        let object = match later {
            Later::Own => self.own.get(number).copied(),
            Later::Document => Some(self.document),
            Later::Node => self.nodes.get(at / TO_A_NODE).copied(),
            Later::After => self.afters.get(number).copied(),
            Later::Foot => self.stamps.get(at).map(|(form, _)| *form),
            Later::Key => return push_number(out, self.first_key + number),
            Later::Words => {
                out.extend_from_slice(b"(To page ");
                push_number(out, self.pages_before + at + 1);
                return out.push(b')');
            }
            Later::PageOfPack => return later.push(out, number),
            Later::Prefix => return out.extend_from_slice(self.prefix().as_bytes()),
            Later::PrefixInDigits => {
                let digits: String = self.prefix().bytes().map(|byte| format!("{byte:02X}")).collect();
                return out.extend_from_slice(digits.as_bytes());
            }
        };
        match (object, later) {
            (Some(object), _) => push_to(out, object),
            // A pack without lines of its own: the name that the line would have goes, too.
            (None, Later::Foot) => out.truncate(out.iter().rposition(|byte| *byte == b'/').unwrap_or(out.len())),
            (None, _) => out.extend_from_slice(b"null"),
        }
    }

    fn prefix(&self) -> String {
        format!("p{}-", self.paper)
    }

    fn fill(&self, out: &mut Vec<u8>, written: &[u8]) {
        draft::fill(out, written, &mut |out, later, number| self.push(out, later, number));
    }

    fn filled(&self, written: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(written.len());
        self.fill(&mut out, written);
        out
    }

    /// A place of the paper as the pack has it.
    fn place(&self, place: &Object) -> Object {
        match place {
            Object::Array(parts) => Object::Array(parts.iter().map(|part| self.place(part)).collect()),
            Object::Reference((number, _)) => self.own.get(*number as usize).map_or(Object::Null, |number| to(*number)),
            plain => plain.clone(),
        }
    }

    fn bookmark(&self, Bookmark { title, to, below }: &Bookmark) -> Bookmark {
        Bookmark { title: title.clone(), to: to.as_ref().map(|to| self.place(to)), below: self.bookmarks(below) }
    }

    fn bookmarks(&self, of: &[Bookmark]) -> Vec<Bookmark> {
        of.iter().map(|bookmark| self.bookmark(bookmark)).collect()
    }
}

impl<'a> Pack<'a> {
    /// Begins a pack whose pages are counted on from those before.
    pub fn begin(about: &'a About, pages_before: usize, stamps: Option<&Stamps>) -> Pack<'a> {
        let mut out = Out::new();
        let [catalogue, pages_root, structure, document] = [(); 4].map(|()| out.number());
        let mut pack = Pack {
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
            stamps: Vec::new(),
            colours: None,
            claims: Claims::BOTH,
            has_properties: false,
            waiting: Vec::new(),
            pages_before,
        };
        if let Some(Stamps { draft, forms }) = stamps {
            let own = write_alone(&mut pack.out, draft);
            pack.stamps = forms.iter().map(|(form, width)| (own[*form], *width)).collect();
        }
        pack
    }

    /// Puts a paper in.
    pub fn add(&mut self, part: &Part, piece: &Piece<'_>) {
        self.papers += 1;
        self.has_properties |= part.has_properties;
        self.claims = part.claims.map_or(self.claims, |claims| self.claims.and(claims));
        let (first_page, first_key) = (self.pages.len(), self.parents.len());
        let own = numbers_of(&mut self.out, &part.draft);
        self.pages.extend(part.pages.iter().map(|page| own[page.number]));
        while self.pages.len() > self.nodes.len() * TO_A_NODE {
            self.nodes.push(self.out.number());
        }
        self.parents.extend(part.parents.iter().map(|object| object.map(|object| own[object])));
        let afters: Vec<usize> = part.pages.iter().zip(first_page..).map(|(page, at)| self.after(page, at)).collect();
        let numbers = Numbers {
            own: &own,
            document: self.document,
            nodes: &self.nodes,
            first_key,
            first_page,
            pages_before: self.pages_before,
            afters: &afters,
            stamps: &self.stamps,
            paper: self.papers,
        };
        let prefix = numbers.prefix();
        self.ids.extend(part.ids.iter().map(|(id, object)| ([prefix.as_bytes(), id].concat(), own[*object])));
        write_streams(&mut self.out, &part.draft, &numbers);
        for (number, object) in part.draft.objects() {
            match part.lead_away.contains(&number) {
                true => self.waiting.push((own[number], numbers.filled(object))),
                false => self.out.written(own[number], |out| numbers.fill(out, object)),
            }
        }
        if !part.below.is_empty() {
            let mut element = dictionary([
                ("Type", name("StructElem")),
                ("S", name("Part")),
                ("P", to(self.document)),
                ("T", text(piece.title)),
                ("K", Object::Array(part.below.iter().map(|element| to(own[*element])).collect())),
            ]);
            if let Some(language) = &part.language {
                element.set("Lang", language.clone());
            }
            self.out.object(own[part.element], &Object::Dictionary(element));
            self.parts.push(own[part.element]);
        }
        let own_bookmarks = || part.bookmarks.iter().map(|bookmark| numbers.bookmark(bookmark)).collect::<Vec<_>>();
        let of_paper = Bookmark { title: text(piece.title), to: Some(numbers.place(&part.begins)), below: Vec::new() };
        match (piece.rank, self.bookmarks.last_mut()) {
            (Rank::Blank, _) => {}
            (Rank::Front, _) => self.bookmarks.extend(own_bookmarks()),
            (Rank::Notice, Some(item)) => item.below.push(of_paper),
            (Rank::Paper, Some(item)) => item.below.push(Bookmark { below: own_bookmarks(), ..of_paper }),
            (Rank::Paper, None) => self.bookmarks.push(Bookmark { below: own_bookmarks(), ..of_paper }),
            (Rank::Item | Rank::Notice, _) => self.bookmarks.push(of_paper),
        }
        // The first of our own papers says it for all.
        if let (None, Some((draft, number))) = (self.colours, &part.colours) {
            self.colours = Some(write_alone(&mut self.out, draft)[*number]);
        }
    }

    /// What ends the drawing of a page of the pack: fields of forms, and the pack's own line.
    fn after(&mut self, page: &Page, at: usize) -> usize {
        let Page { sheet, fields, foot, .. } = page;
        let mut after = format!("\n{fields}Q\n");
        if let Some((_, width)) = self.stamps.get(at) {
            let [a, b, c, d, e, f] = sheet.foot(*width);
            after.push_str(&format!(
                "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC q {a} {b} {c} {d} {e} {f} cm /{foot} Do Q EMC\n"
            ));
        }
        let stream = Stream::drawing(Vec::new(), after.as_bytes());
        self.out.shared(&stream, stream.hash())
    }

    /// Ends the pack.
    pub fn finish(mut self) -> Vec<u8> {
        for (number, object) in std::mem::take(&mut self.waiting) {
            let Pack { out, pages, pages_before, .. } = &mut self;
            let page_of = |page: usize| pages.get(page.checked_sub(*pages_before + 1)?).copied();
            out.written(number, |out| {
                draft::fill(out, &object, &mut |out, _, page| match page_of(page) {
                    Some(page) => push(out, &Object::Array(vec![to(page), name("Fit")])),
                    None => out.extend_from_slice(b"null"),
                });
            });
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
        let parents = parents.into_iter().enumerate().filter_map(|(key, object)| Some((key, object?)));
        let parents = parents.map(|(key, object)| (Object::Integer(key as i64), to(object))).collect();
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
        if let Some(colours) = self.colours {
            catalogue.set("OutputIntents", Object::Array(vec![to(colours)]));
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
        let archived = archived && self.colours.is_some();
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

/// The numbers of a paper's objects in the pack. A stream that another paper may have as well is written now, or has that
/// one's number.
fn numbers_of(out: &mut Out, draft: &Draft) -> Vec<usize> {
    let mut known = vec![None; draft.numbers()];
    for own in draft.streams() {
        known[own.number] = own.shared.map(|hash| out.shared(&own.stream, hash));
    }
    known.into_iter().map(|known| known.unwrap_or_else(|| out.number())).collect()
}

/// Writes the streams that are one paper's alone.
fn write_streams(out: &mut Out, draft: &Draft, numbers: &Numbers<'_>) {
    for own in draft.streams().iter().filter(|own| own.shared.is_none()) {
        out.put(numbers.own[own.number], &numbers.filled(&own.stream.entries), &own.stream.content);
    }
}

/// Writes a draft that refers to itself alone, and gives back its numbers.
fn write_alone(out: &mut Out, draft: &Draft) -> Vec<usize> {
    let own = numbers_of(out, draft);
    let numbers = Numbers { own: &own, ..Numbers::default() };
    write_streams(out, draft, &numbers);
    for (number, object) in draft.objects() {
        out.written(own[number], |out| numbers.fill(out, object));
    }
    own
}
