//! Whether another's paper may stand in a pack that says it conforms.
//!
//! A paper has to say itself that it conforms, and none of what is looked for here may be found. Both are needed: a program
//! says much of its files, and what is looked for is not all that the standards ask (docs/pack.md has the list). Where
//! something is not understood it is a fault: a claim is lost too soon rather than kept too long.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, Stream};

use super::content::{Mended, Seen, look_within};
use super::copy::property;
use super::read::{Source, UNPACKED};
use super::tree::{Holder, Kid, Node, Tree};

/// What is said of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// PDF/UA-1, for everybody to read.
    pub accessible: bool,
    /// PDF/A-2a, to be kept.
    pub archived: bool,
}

impl Claims {
    pub const BOTH: Claims = Claims { accessible: true, archived: true };

    pub fn and(self, other: Claims) -> Claims {
        Claims { accessible: self.accessible && other.accessible, archived: self.archived && other.archived }
    }
}

/// What a paper says and is, and why it may not be what it says.
pub struct Found {
    pub claims: Claims,
    pub why_not: Vec<String>,
}

/// The most bytes of metadata that are read.
const METADATA: usize = 4 << 20;
/// How deep values may lie that are looked through.
const DEPTH: usize = 64;

/// What was looked for in a paper of another's, and found.
pub struct Looked {
    /// What it says of itself.
    said: Claims,
    faults: BTreeSet<String>,
    of_archive: BTreeSet<String>,
}

/// Looks into a paper of another's; `drawings` are those of its pages that need no change.
pub fn look_into(source: &Source, tree: Option<&Tree>, drawings: &[Option<Mended>]) -> Looked {
    let said = claimed(source);
    let (mut faults, mut of_archive) = (BTreeSet::new(), BTreeSet::new());
    if said == (Claims { accessible: false, archived: false }) {
        return Looked { said, faults, of_archive };
    }
    match tree {
        Some(tree) => of_tree(source, tree, drawings, &mut faults),
        None => drop(faults.insert("it has no tags".to_owned())),
    }
    of_catalogue(source, &mut faults, &mut of_archive);
    of_pages(source, drawings, &mut faults, &mut of_archive);
    for object in source.document.objects.values() {
        of_object(source, object, &mut faults, &mut of_archive);
    }
    Looked { said, faults, of_archive }
}

impl Looked {
    /// What the paper is found to be; `told` is what of it could not be kept as it was.
    pub fn found(self, told: &BTreeSet<String>) -> Found {
        let Looked { said, mut faults, of_archive } = self;
        faults.extend(told.iter().cloned());
        let is_tagged = faults.is_empty();
        let claims = Claims {
            accessible: said.accessible && is_tagged,
            archived: said.archived && is_tagged && of_archive.is_empty(),
        };
        let is_all = claims == said;
        let of_archive = of_archive.into_iter().filter(|_| said.archived);
        let why_not = if is_all { Vec::new() } else { faults.into_iter().chain(of_archive).collect() };
        Found { claims, why_not }
    }
}

/// What a paper says of itself in its metadata.
fn claimed(source: &Source) -> Claims {
    let none = Claims { accessible: false, archived: false };
    let Some(Object::Stream(metadata)) = source.get(&source.catalogue, b"Metadata") else { return none };
    let Ok(text) = metadata.get_plain_content_with_limit(METADATA) else { return none };
    let text = String::from_utf8_lossy(&text);
    let says = |name: &str, value: &str| {
        [format!("{name}>{value}<"), format!("{name}=\"{value}\""), format!("{name}='{value}'")]
            .iter()
            .any(|said| text.contains(said.as_str()))
    };
    Claims {
        accessible: says("pdfuaid:part", "1"),
        archived: says("pdfaid:part", "2") && says("pdfaid:conformance", "A"),
    }
}

fn of_catalogue(source: &Source, faults: &mut BTreeSet<String>, of_archive: &mut BTreeSet<String>) {
    let catalogue = &source.catalogue;
    let is = |of: &Dictionary, key: &[u8]| source.get(of, key) == Some(&Object::Boolean(true));
    let dictionary = |key: &[u8]| source.get(catalogue, key).and_then(|of| of.as_dict().ok());
    let marked = dictionary(b"MarkInfo");
    if !marked.is_some_and(|marked| is(marked, b"Marked") && !is(marked, b"Suspects")) {
        faults.insert("it does not say that it is tagged, or that its tags are sure".to_owned());
    }
    let language = source.get(catalogue, b"Lang").and_then(|language| lopdf::decode_text_string(language).ok());
    if language.is_none_or(|language| language.trim().is_empty()) {
        faults.insert("it does not say its language".to_owned());
    }
    if source.title().is_none_or(|title| title.trim().is_empty()) {
        faults.insert("it has no title".to_owned());
    }
    if source.get(catalogue, b"OCProperties").is_some() {
        faults.insert("it has layers".to_owned());
    }
    if source.get(catalogue, b"AcroForm").is_some() {
        faults.insert("it is a form".to_owned());
    }
    let intents = source.get(catalogue, b"OutputIntents").and_then(|intents| intents.as_array().ok());
    let is_of_screens = |intent: &Object| {
        let profile = source.see(intent).as_dict().ok().and_then(|intent| source.get(intent, b"DestOutputProfile"));
        let colours = profile.and_then(|profile| profile.as_stream().ok()).and_then(|of| source.get(&of.dict, b"N"));
        colours == Some(&Object::Integer(3))
    };
    if !intents.is_some_and(|intents| matches!(intents.as_slice(), [one] if is_of_screens(one))) {
        of_archive.insert("it is not meant for the colours of screens".to_owned());
    }
}

fn of_pages(
    source: &Source,
    drawings: &[Option<Mended>],
    faults: &mut BTreeSet<String>,
    of_archive: &mut BTreeSet<String>,
) {
    let mut take = |seen: Result<Seen, String>| match seen {
        Ok(seen) => {
            if seen.unmarked {
                faults.insert("something on its pages is neither tagged nor said to be of no account".to_owned());
            }
            if seen.mixed {
                faults.insert(
                    "tagged text is within what is said to be of no account, or the other way round".to_owned(),
                );
            }
            if seen.inks {
                of_archive.insert("it has colours of inks, or pictures within its drawings".to_owned());
            }
        }
        Err(_) => drop(faults.insert("a drawing in it cannot be read".to_owned())),
    };
    // One that has to change is a fault already: its tags and its pages do not agree.
    drawings.iter().flatten().for_each(|drawing| take(Ok(drawing.seen)));
    for object in source.document.objects.values() {
        // What a form or a pattern draws stands in the mark that it is drawn in.
        let Object::Stream(of) = object else { continue };
        let is_form = of.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form");
        if is_form || of.dict.has(b"PatternType") {
            let named = source.get(&of.dict, b"Resources").and_then(|of| of.as_dict().ok());
            let content = of.get_plain_content_with_limit(UNPACKED).map_err(|why| why.to_string());
            take(content.and_then(|drawing| look_within(&drawing, &|name| property(source, named, name))));
        }
    }
    for page in &source.pages {
        let list = source.get(&page.dictionary, b"Annots").and_then(|list| list.as_array().ok());
        for annotation in list.into_iter().flatten() {
            let of = source.see(annotation).as_dict().ok();
            if of.is_none_or(|of| source.get(of, b"Subtype").and_then(|kind| kind.as_name().ok()) != Some(b"Link")) {
                faults.insert("it has notes or fields on its pages".to_owned());
            }
        }
    }
}

/// The structure: what stands in what, heads of tables, words for pictures, and links.
fn of_tree(source: &Source, tree: &Tree, drawings: &[Option<Mended>], faults: &mut BTreeSet<String>) {
    let mut fault = |is: bool, what: &str| {
        if is {
            faults.insert(what.to_owned());
        }
    };
    let ids = tree.ids();
    let mut annotations: BTreeSet<lopdf::ObjectId> = BTreeSet::new();
    fault(tree.pictures_without_words() > 0, "a picture in it has no words in its place");
    fault(tree.headings_moved, "its headings leave out levels");
    fault(tree.is_cut, "its tags are too many or too deep");
    for (at, node) in tree.nodes.iter().enumerate() {
        let parent = node.parent.map(|parent| tree.nodes[parent].role);
        let below = || {
            node.kids.iter().filter_map(|kid| match kid {
                Kid::Node(below) => Some(tree.nodes[*below].role),
                _ => None,
            })
        };
        let has_content = node.kids.iter().any(|kid| !matches!(kid, Kid::Node(_)));
        let only = |roles: &[&str]| below().all(|role| roles.contains(&role)) && !has_content;
        let is_misplaced = match node.role {
            "Table" => !only(&["TR", "THead", "TBody", "TFoot", "Caption"]),
            "THead" | "TBody" | "TFoot" => parent != Some("Table") || !only(&["TR"]),
            "TR" => !matches!(parent, Some("Table" | "THead" | "TBody" | "TFoot")) || !only(&["TH", "TD"]),
            "TH" | "TD" => parent != Some("TR"),
            "L" => !only(&["LI", "L", "Caption"]),
            "LI" => parent != Some("L") || !only(&["Lbl", "LBody"]),
            "LBody" => parent != Some("LI"),
            "TOC" => !only(&["TOCI", "TOC", "Caption"]),
            "TOCI" => parent != Some("TOC"),
            _ => false,
        };
        fault(is_misplaced, "a table, a list or a table of contents in it is not made as it should be");
        match node.role {
            "Table" => {
                let cells: Vec<usize> =
                    tree.below(at).into_iter().filter(|cell| tree.nodes[*cell].role == "TH").collect();
                let says = |cell: &usize| tree.nodes[*cell].attributes.iter().any(|of| of.has(b"Scope"));
                fault(cells.is_empty() || !cells.iter().all(says), "a table in it does not say what its heads are of");
                fault(!is_regular(source, tree, at), "a table in it has rows of different lengths");
            }
            "Note" => fault(
                node.id.as_ref().is_none_or(|id| ids.get(id) != Some(&at)),
                "a footnote in it has no name of its own",
            ),
            "Link" => {
                fault(!node.kids.iter().any(|kid| matches!(kid, Kid::Annotation(_))), "a link in it leads nowhere")
            }
            "Form" | "Formula" | "Annot" | "Ruby" | "Warichu" => fault(true, "it has parts that are not looked into"),
            _ => {}
        }
        for kid in &node.kids {
            if let Kid::Annotation(id) = kid {
                fault(node.role != "Link", "a link in it is not tagged as one");
                annotations.insert(*id);
            }
        }
    }
    for page in &source.pages {
        let list = source.get(&page.dictionary, b"Annots").and_then(|list| list.as_array().ok());
        let is_tagged = |of: &Object| of.as_reference().is_ok_and(|id| annotations.contains(&id));
        fault(list.is_some_and(|list| !list.iter().all(is_tagged)), "a link in it is not tagged as one");
        let says = |of: &Object| {
            let of = source.see(of).as_dict().ok();
            of.and_then(|of| source.get(of, b"Contents"))
                .is_some_and(|words| matches!(words, Object::String(words, _) if !words.is_empty()))
        };
        fault(list.is_some_and(|list| !list.iter().all(says)), "a link in it has no words for those who do not see it");
    }
    // Each mark of a page belongs to an element: one that does not is read as a paragraph, and nobody knows what it is.
    for (place, drawing) in drawings.iter().enumerate() {
        let is_owned = |number: &u32| tree.owners.contains_key(&(Holder::Page(place), i64::from(*number)));
        let is_sound = drawing.as_ref().is_some_and(|drawing| drawing.numbers.iter().all(is_owned));
        fault(!is_sound, "its tags and its pages do not agree");
    }
}

/// Whether all rows of a table have as many cells, those that reach over several counted.
fn is_regular(source: &Source, tree: &Tree, table: usize) -> bool {
    const MOST: i64 = 10_000;
    let span = |node: &Node, key: &[u8]| {
        let said = node.attributes.iter().find_map(|of| source.get(of, key)).and_then(|of| of.as_i64().ok());
        said.filter(|span| (1..=MOST).contains(span)).unwrap_or(1)
    };
    let rows = tree.below(table).into_iter().filter(|at| tree.nodes[*at].role == "TR");
    // How many rows each cell from above still reaches down.
    let mut from_above: Vec<i64> = Vec::new();
    let mut widths = BTreeSet::new();
    for row in rows {
        let mut width: i64 = from_above.iter().map(|_| 1).sum();
        let mut next: Vec<i64> = from_above.iter().map(|rows| rows - 1).filter(|rows| *rows > 0).collect();
        for kid in &tree.nodes[row].kids {
            let Kid::Node(cell) = kid else { continue };
            let (columns, rows) = (span(&tree.nodes[*cell], b"ColSpan"), span(&tree.nodes[*cell], b"RowSpan"));
            width += columns;
            if width > MOST {
                return false;
            }
            next.extend(std::iter::repeat_n(rows - 1, columns as usize).filter(|rows| *rows > 0));
        }
        from_above = next;
        widths.insert(width);
    }
    widths.len() == 1 && from_above.is_empty()
}

/// What a single object must not have.
fn of_object(source: &Source, object: &Object, faults: &mut BTreeSet<String>, of_archive: &mut BTreeSet<String>) {
    let dictionary = match object {
        Object::Dictionary(of) => of,
        Object::Stream(of) => {
            of_stream(source, of, of_archive);
            &of.dict
        }
        _ => return of_names(object, of_archive, 0),
    };
    if dictionary.has_type(b"Font") {
        of_font(source, dictionary, faults);
    }
    for key in [&b"TR"[..], b"HTP", b"HTO"] {
        if dictionary.has(key) {
            of_archive.insert("it has settings for a press".to_owned());
        }
    }
    if source.get(dictionary, b"TR2").is_some_and(|of| of.as_name().ok() != Some(b"Default")) {
        of_archive.insert("it has settings for a press".to_owned());
    }
    dictionary.iter().for_each(|(_, value)| of_names(value, of_archive, 1));
}

/// Names that an archive must not have, or that are not looked into.
fn of_names(object: &Object, of_archive: &mut BTreeSet<String>, depth: usize) {
    const NOT: [&[u8]; 8] =
        [b"DeviceCMYK", b"DeviceN", b"Separation", b"JPXDecode", b"LZWDecode", b"Crypt", b"PS", b"CMYK"];
    match object {
        _ if depth > DEPTH => drop(of_archive.insert("its parts are too deep".to_owned())),
        Object::Name(name) if NOT.contains(&name.as_slice()) => {
            of_archive.insert("it has colours of inks, or parts that are packed in a way that is not kept".to_owned());
        }
        Object::Array(items) => items.iter().for_each(|item| of_names(item, of_archive, depth + 1)),
        Object::Dictionary(of) => of.iter().for_each(|(_, value)| of_names(value, of_archive, depth + 1)),
        _ => {}
    }
}

fn of_stream(source: &Source, of: &Stream, of_archive: &mut BTreeSet<String>) {
    if of.dict.has(b"F") || source.get(&of.dict, b"Interpolate") == Some(&Object::Boolean(true)) {
        of_archive.insert("it has parts in other files, or pictures that are smoothed".to_owned());
    }
}

/// A font has to be in the file, and to say which letters its signs stand for.
fn of_font(source: &Source, font: &Dictionary, faults: &mut BTreeSet<String>) {
    let kind = source.get(font, b"Subtype").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
    let is_embedded = |font: &Dictionary| {
        let about = source.get(font, b"FontDescriptor").and_then(|of| of.as_dict().ok());
        about.is_some_and(|about| {
            [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
                .iter()
                .any(|key| matches!(source.get(about, key), Some(Object::Stream(_))))
        })
    };
    let says_letters = || matches!(source.get(font, b"ToUnicode"), Some(Object::Stream(_)));
    let name_at =
        |of: &Dictionary, key: &[u8]| source.get(of, key).and_then(|of| of.as_name().ok().map(<[u8]>::to_vec));
    let is_sound = match kind {
        b"Type0" => {
            let below = source.get(font, b"DescendantFonts").and_then(|list| list.as_array().ok());
            let below = below.and_then(|list| source.see(list.first()?).as_dict().ok());
            let is_in_order = name_at(font, b"Encoding").as_deref() == Some(b"Identity-H");
            below.is_some_and(is_embedded) && is_in_order && says_letters()
        }
        b"CIDFontType2" => {
            let map = source.get(font, b"CIDToGIDMap");
            let is_mapped =
                map.is_some_and(|map| matches!(map, Object::Stream(_)) || map.as_name().ok() == Some(b"Identity"));
            is_embedded(font) && is_mapped
        }
        b"CIDFontType0" => is_embedded(font),
        b"TrueType" | b"Type1" => {
            let encoding = name_at(font, b"Encoding").or_else(|| {
                let of = source.get(font, b"Encoding").and_then(|of| of.as_dict().ok())?;
                name_at(of, b"BaseEncoding").filter(|_| !of.has(b"Differences"))
            });
            let is_known = matches!(encoding.as_deref(), Some(b"WinAnsiEncoding" | b"MacRomanEncoding"));
            is_embedded(font) && is_known && says_letters()
        }
        _ => false,
    };
    if !is_sound {
        faults.insert("a font of it is not in the file, or does not say which letters its signs stand for".to_owned());
    }
}
