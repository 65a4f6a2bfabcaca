//! A paper, read → its part of a pack: pages, annotations, elements and bookmarks, ready to be put in at any place.
//!
//! Nothing of it depends on the papers before it, so that papers are made ready side by side and what they were read from is
//! forgotten at once. Deliberately absent: the pack's own objects (`merge`).

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};

use super::annotations::Annotations;
use super::bookmarks::{self, Bookmark};
use super::conforms::{self, Claims};
use super::content::{Mended, mend};
use super::copy::{Copied, property};
use super::draft::{Draft, Later, own};
use super::elements::{self, Elements};
use super::making::Making;
use super::place::{Moved, Sheet};
use super::read::{Place, Source};
use super::tree::Tree;
use super::write::{free_name, name, numbers};
use crate::tagged::Fault;
use crate::tagged::operators::Drawing;

pub struct Part {
    pub draft: Draft,
    pub pages: Vec<Page>,
    /// The element that is the part.
    pub element: usize,
    /// The elements under it.
    pub below: Vec<usize>,
    pub language: Option<Object>,
    /// Elements with ids.
    pub ids: Vec<(Vec<u8>, usize)>,
    /// Whose the marks of a page or a form, or an annotation, are: by its key.
    pub parents: Vec<Option<usize>>,
    pub bookmarks: Vec<Bookmark>,
    /// Where its first page begins, for a bookmark.
    pub begins: Object,
    /// The colours that a paper of ours is meant to be printed in, and the number of what says so.
    pub colours: Option<(Draft, usize)>,
    /// Whether elements of a paper of ours say where their figures come from.
    pub has_properties: bool,
    /// What another's paper says of itself and is.
    pub claims: Option<Claims>,
    /// The objects that lead to pages of other papers.
    pub lead_away: BTreeSet<usize>,
    /// What of it could not be kept.
    pub told: Vec<String>,
}

pub struct Page {
    pub number: usize,
    pub sheet: Sheet,
    /// What is drawn of the fields of forms, behind all else that the paper draws.
    pub fields: String,
    /// The name of the pack's own line among the page's objects.
    pub foot: String,
}

impl Part {
    /// Makes a paper ready; `drawings` are what was found of those of its pages that need no change. One of ours conforms,
    /// and its foot has room for the pack's line.
    pub fn of(
        source: &Source,
        tree: Option<&Tree>,
        mut drawings: Vec<Option<Mended>>,
        ours: bool,
    ) -> Result<Part, Fault> {
        let looked = (!ours).then(|| conforms::look_into(source, tree, &drawings));
        let mut making = Making::of(source, tree.is_some(), ours);
        let element = making.draft.number();
        for form in tree.into_iter().flat_map(|tree| &tree.forms) {
            let key = making.key();
            making.copied.forms.insert(*form, key);
        }
        if let Some(tree) = tree {
            tell_of_tree(&mut making, tree, ours);
        }
        match source.pages_lost {
            0 => {}
            1 => making.tell("a page that it lists is not there, or is listed twice"),
            many => making.tell(&format!("{many} pages that it lists are not there, or are listed twice")),
        }
        let mut drawn = Drawn::default();
        let mut pages = Vec::with_capacity(source.pages.len());
        for place in 0..source.pages.len() {
            let drawing = drawings.get_mut(place).and_then(Option::take);
            let page = page(&mut making, place, drawing, &mut drawn);
            pages.push(page.map_err(|why| Fault::Page { page: place + 1, why })?);
        }
        let Drawn { annotations, keys } = drawn;
        if making.copied.hidden {
            making.tell("layers that it does not show were left out");
        }
        if making.copied.unclear {
            making.tell("a drawing that cannot be read was left out, because it may have layers that it does not show");
        }
        let claims = looked.map(|looked| {
            let conforms::Found { claims, why_not } = looked.found(&making.told);
            let more: Vec<String> = why_not.into_iter().filter(|why| !making.told.contains(why)).collect();
            if !more.is_empty() {
                making.tell(&format!(
                    "it says more of itself than is so, and the pack does not repeat it: {}",
                    more.join("; ")
                ));
            }
            claims
        });
        let none = Tree::default();
        let tree = tree.unwrap_or(&none);
        let Elements { top, ids } = elements::write(&mut making, tree, &annotations, &keys, element, ours);
        making.copied.drain(&mut making.draft, source);
        let bookmarks = bookmarks::of(&mut making);
        Ok(Part {
            pages,
            element,
            below: top,
            language: source.get(&source.catalogue, b"Lang").filter(|of| matches!(of, Object::String(..))).cloned(),
            ids,
            bookmarks,
            begins: making.explicit(Place { page: 0, rest: vec![name("Fit")] }),
            colours: ours.then(|| colours(source)).flatten(),
            has_properties: ours && source.has_properties(),
            claims,
            lead_away: annotations.kept.iter().filter(|kept| kept.leads_away).map(|kept| kept.number).collect(),
            parents: making.parents,
            told: making.told.into_iter().collect(),
            draft: making.draft,
        })
    }
}

fn tell_of_tree(making: &mut Making<'_>, tree: &Tree, ours: bool) {
    match tree.pictures_without_words() {
        0 => {}
        1 => making.tell("a picture in it has no words in its place"),
        many => making.tell(&format!("{many} pictures in it have no words in their place")),
    }
    if tree.is_cut {
        making.tell(
            "its tags are too many or too deep; what they could not be read for is read as plain paragraphs, last",
        );
    }
    if tree.headings_moved && !ours {
        making.tell("its headings leave out levels, and were moved up");
    }
}

/// What is known once the pages are drawn.
#[derive(Default)]
struct Drawn {
    annotations: Annotations,
    /// The keys of the pages with marks, and their places.
    keys: Vec<(usize, usize)>,
}

fn page(making: &mut Making<'_>, place: usize, drawing: Option<Mended>, drawn: &mut Drawn) -> Result<Page, String> {
    const KEPT: [&[u8]; 7] = [b"MediaBox", b"CropBox", b"BleedBox", b"TrimBox", b"ArtBox", b"UserUnit", b"Group"];
    let source = making.source;
    let of = &source.pages[place].dictionary;
    let mut page = Dictionary::new();
    page.set("Type", name("Page"));
    page.set("Parent", Later::Node.of(place));
    for key in KEPT {
        if let Ok(value) = of.get(key) {
            page.set(key, making.value(source.see(value)));
        }
    }
    let sheet = making.sheets[place];
    if !page.has(b"MediaBox") {
        page.set("MediaBox", numbers(&sheet.corners()));
    }
    if sheet.turned() != 0 {
        page.set("Rotate", Object::Integer(sheet.turned()));
    }
    let Making { copied, draft, .. } = making;
    let mut resources = copied.opened(draft, source, of.get(b"Resources").ok());
    let mut objects = copied.opened(draft, source, resources_of(source, of, b"XObject"));

    let mended = match drawing {
        Some(mended) => mended,
        None => {
            let drawing = source.drawing(of)?;
            let named = source.get(of, b"Resources").and_then(|resources| resources.as_dict().ok());
            mend(&Drawing::of(&drawing), &|name| property(source, named, name), making.is_tagged)?
        }
    };
    making.copied.hidden |= mended.hidden;
    making.marks[place] = mended.numbers;
    if making.is_tagged && mended.is_loose {
        making.tell("text on some of its pages has no tags, and may not be read out");
    }

    let mut contents = vec![own(before(making, place))];
    match mended.content {
        Some(drawing) => contents.push(own(making.draft.drawing(&Dictionary::new(), &drawing))),
        None => {
            let parts = match of.get(b"Contents").map(|of| (of, source.see(of))) {
                Ok((_, Object::Array(parts))) => parts.as_slice(),
                Ok((one, _)) => std::slice::from_ref(one),
                Err(_) => &[],
            };
            let streams = parts.iter().map(|part| making.value(part));
            contents.extend(streams.filter(|part| matches!(part, Object::Reference(_))));
        }
    }
    contents.push(Later::After.of(place));
    page.set("Contents", Object::Array(contents));

    let first = drawn.annotations.kept.len();
    let fields = drawn.annotations.of_page(making, place, &mut objects);
    let foot = free_name(&objects, "BpFoot");
    objects.set(foot.as_str(), Later::Foot.of(place));
    resources.set("XObject", Object::Dictionary(objects));
    page.set("Resources", Object::Dictionary(resources));
    let kept: Vec<Object> = drawn.annotations.kept[first..].iter().map(|kept| own(kept.number)).collect();
    if !kept.is_empty() {
        page.set("Annots", Object::Array(kept));
    }
    page.set("Tabs", name("S"));
    if !making.marks[place].is_empty() {
        let key = making.key();
        page.set("StructParents", Later::Key.of(key));
        drawn.keys.push((key, place));
    }
    let number = making.copied.pages[place];
    making.draft.object(number, &Object::Dictionary(page));
    making.copied.drain(&mut making.draft, source);
    Ok(Page { number, sheet, fields, foot })
}

/// What begins the drawing of a page: where it is drawn smaller, its clip is what its edge was.
fn before(making: &mut Making<'_>, place: usize) -> usize {
    let before = match making.moved[place] {
        Moved::SAME => "q\n".to_owned(),
        Moved { scale, x: across, y: up } => {
            let [x, y, right, upper] = making.sheets[place].corners();
            format!("q\n{scale} 0 0 {scale} {across} {up} cm\n{x} {y} {} {} re W n\n", right - x, upper - y)
        }
    };
    making.draft.drawing(&Dictionary::new(), before.as_bytes())
}

/// The colours that a paper is meant to be printed in.
fn colours(source: &Source) -> Option<(Draft, usize)> {
    let intents = source.get(&source.catalogue, b"OutputIntents")?.as_array().ok()?;
    let (mut draft, mut copied) = (Draft::default(), Copied::default());
    let first = copied.value(&mut draft, source, source.see(intents.first()?));
    let number = draft.add(&first);
    copied.drain(&mut draft, source);
    Some((draft, number))
}

fn resources_of<'s>(source: &'s Source, page: &'s Dictionary, key: &[u8]) -> Option<&'s Object> {
    source.get(source.get(page, b"Resources")?.as_dict().ok()?, key)
}
