//! What of a paper must be the same in a pack: how many elements of which kind it has, where its links lead, its bookmarks.
//!
//! Read by names alone and without belief in what a file says of itself, so that papers of any program can be compared.
//! Deliberately absent: any use of the program's own PDF code.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::tree::list;

/// Where a link or a bookmark leads: to a page of its paper, counted from nought, to an address, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Page(usize),
    Address(String),
    Nowhere,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// Of each role; headings of all levels are one, and what has words in its place is counted besides.
    pub counts: BTreeMap<String, usize>,
    /// The links of each page, in the order in which the page lists them.
    pub links: Vec<Vec<Target>>,
    /// Title, depth and target.
    pub bookmarks: Vec<(String, usize, Target)>,
    pub language: Option<String>,
    /// How many links no element has.
    pub loose: usize,
}

/// A paper by itself.
pub fn of_paper(pdf: &[u8]) -> Kept {
    let file = File::read(pdf);
    let catalogue = file.document.catalog().unwrap();
    let root = file.under(catalogue, b"StructTreeRoot");
    let kids = root.map(|root| list(&file.document, root, b"K")).unwrap_or_default();
    let outline = file.under(catalogue, b"Outlines");
    Kept {
        counts: file.counts(&kids),
        links: file.links(0..file.pages.len()),
        bookmarks: outline.map(|outline| file.bookmarks(outline, &(0..file.pages.len()))).unwrap_or_default(),
        language: file.words(catalogue, b"Lang"),
        loose: file.loose(&kids, 0..file.pages.len()),
    }
}

/// Each paper of a pack that has one item, whose page is the first: the papers' pages follow one another, and each has a
/// part of its own and a bookmark under the item's.
pub fn of_pack(pdf: &[u8], papers: &[(&str, usize)]) -> Vec<Kept> {
    let file = File::read(pdf);
    let catalogue = file.document.catalog().unwrap();
    let root = file.under(catalogue, b"StructTreeRoot").expect("a structure");
    let document = list(&file.document, root, b"K");
    let parts = list(&file.document, file.see(&document[0]).as_dict().unwrap(), b"K");
    let part = |title: &str| {
        let is = |part: &&Object| file.words(file.see(part).as_dict().unwrap(), b"T").as_deref() == Some(title);
        parts.iter().find(is)
    };
    let mut tops: Vec<&Dictionary> = Vec::new();
    let mut next = file.under(catalogue, b"Outlines").and_then(|outline| file.under(outline, b"First"));
    next = next.and_then(|item| file.under(item, b"First"));
    while let Some(of) = next {
        tops.push(of);
        next = file.under(of, b"Next");
    }
    assert_eq!(tops.len(), papers.len(), "a bookmark for each paper");
    let mut first = 1;
    let mut found = Vec::new();
    for ((title, pages), top) in papers.iter().zip(tops) {
        let own = first..first + pages;
        first += pages;
        assert_eq!(file.words(top, b"Title").as_deref(), Some(*title));
        assert_eq!(file.target(top, &own), Target::Page(0), "the bookmark of {title}");
        let part = part(title);
        found.push(Kept {
            counts: part.map(|part| file.counts(&list_below(&file, part))).unwrap_or_default(),
            loose: part.map_or(0, |part| file.loose(&list_below(&file, part), own.clone())),
            links: file.links(own.clone()),
            bookmarks: file.bookmarks(top, &own),
            language: part.and_then(|part| file.words(file.see(part).as_dict().unwrap(), b"Lang")),
        });
    }
    assert_eq!(first, file.pages.len(), "the pages of all papers");
    found
}

fn list_below(file: &File, part: &Object) -> Vec<Object> {
    list(&file.document, file.see(part).as_dict().unwrap(), b"K")
}

struct File {
    document: Document,
    pages: Vec<ObjectId>,
    roles: Dictionary,
    places: BTreeMap<Vec<u8>, Object>,
}

impl File {
    fn read(pdf: &[u8]) -> File {
        let document = Document::load_mem(pdf).expect("a PDF that can be read");
        let pages = document.get_pages().into_values().collect();
        let mut file = File { document, pages, roles: Dictionary::new(), places: BTreeMap::new() };
        let catalogue = file.document.catalog().unwrap().clone();
        let roles = file.under(&catalogue, b"StructTreeRoot").and_then(|root| file.under(root, b"RoleMap"));
        file.roles = roles.cloned().unwrap_or_default();
        let mut places = BTreeMap::new();
        for (name, place) in file.under(&catalogue, b"Dests").into_iter().flatten() {
            places.insert(name.clone(), place.clone());
        }
        let mut open: Vec<Dictionary> = Vec::new();
        open.extend(file.under(&catalogue, b"Names").and_then(|names| file.under(names, b"Dests")).cloned());
        while let Some(node) = open.pop() {
            for pair in list(&file.document, &node, b"Names").chunks_exact(2) {
                places.insert(pair[0].as_str().unwrap().to_vec(), pair[1].clone());
            }
            let kids = list(&file.document, &node, b"Kids");
            open.extend(kids.iter().map(|kid| file.see(kid).as_dict().unwrap().clone()));
        }
        file.places = places;
        file
    }

    fn see<'f>(&'f self, object: &'f Object) -> &'f Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    fn words(&self, of: &Dictionary, key: &[u8]) -> Option<String> {
        lopdf::decode_text_string(self.see(of.get(key).ok()?)).ok()
    }

    fn under<'f>(&'f self, of: &'f Dictionary, key: &[u8]) -> Option<&'f Dictionary> {
        self.see(of.get(key).ok()?).as_dict().ok()
    }

    /// The links on these pages that none of these elements has.
    fn loose(&self, top: &[Object], pages: Range<usize>) -> usize {
        let (mut seen, mut had) = (HashSet::new(), HashSet::new());
        let mut open = top.to_vec();
        while let Some(object) = open.pop() {
            if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
                continue;
            }
            if let Ok(of) = self.see(&object).as_dict() {
                had.extend(of.get(b"Obj").and_then(Object::as_reference));
                open.extend(list(&self.document, of, b"K"));
            }
        }
        let annotations =
            |page: &ObjectId| list(&self.document, self.document.get_dictionary(*page).unwrap(), b"Annots");
        let all = self.pages[pages].iter().flat_map(annotations);
        let is_link =
            |of: &Object| self.see(of).as_dict().unwrap().get(b"Subtype").unwrap().as_name().unwrap() == b"Link";
        all.filter(|of| is_link(of) && !of.as_reference().is_ok_and(|id| had.contains(&id))).count()
    }

    fn counts(&self, top: &[Object]) -> BTreeMap<String, usize> {
        const COUNTED: [&str; 10] = ["heading", "Table", "TR", "TH", "TD", "Figure", "Link", "Note", "L", "LI"];
        let mut counts = BTreeMap::new();
        let mut add = |what: &str| *counts.entry(what.to_owned()).or_default() += 1;
        let mut seen = HashSet::new();
        let mut open = top.to_vec();
        while let Some(object) = open.pop() {
            if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
                continue;
            }
            let Ok(of) = self.see(&object).as_dict() else { continue };
            let Ok(mut role) = of.get(b"S").and_then(Object::as_name) else { continue };
            for _ in 0..8 {
                role = self.roles.get(role).ok().and_then(|of| self.see(of).as_name().ok()).unwrap_or(role);
            }
            let role = String::from_utf8_lossy(role).into_owned();
            let is_heading = role.strip_prefix('H').is_some_and(|level| level.parse::<u8>().is_ok());
            let role = if is_heading { "heading" } else { &role };
            if COUNTED.contains(&role) {
                add(role);
            }
            if matches!(role, "Figure" | "Formula") && (of.has(b"Alt") || of.has(b"ActualText")) {
                add("with words in its place");
            }
            open.extend(list(&self.document, of, b"K"));
        }
        counts
    }

    fn links(&self, pages: Range<usize>) -> Vec<Vec<Target>> {
        let of_page = |page: &ObjectId| {
            let annotations = list(&self.document, self.document.get_dictionary(*page).unwrap(), b"Annots");
            let dictionaries = annotations.iter().map(|of| self.see(of).as_dict().unwrap());
            let links = dictionaries.filter(|of| of.get(b"Subtype").unwrap().as_name().unwrap() == b"Link");
            links.map(|link| self.target(link, &pages)).collect()
        };
        self.pages[pages.clone()].iter().map(of_page).collect()
    }

    fn bookmarks(&self, parent: &Dictionary, pages: &Range<usize>) -> Vec<(String, usize, Target)> {
        let mut found = Vec::new();
        let mut next = self.under(parent, b"First");
        while let Some(of) = next {
            found.push((self.words(of, b"Title").unwrap_or_default(), 0, self.target(of, pages)));
            let below = self.bookmarks(of, pages).into_iter();
            found.extend(below.map(|(title, depth, target)| (title, depth + 1, target)));
            next = self.under(of, b"Next");
        }
        found
    }

    fn target(&self, of: &Dictionary, pages: &Range<usize>) -> Target {
        let action = self.under(of, b"A");
        if let Some(address) = action.and_then(|action| action.get(b"URI").ok()) {
            return Target::Address(String::from_utf8_lossy(self.see(address).as_str().unwrap()).into_owned());
        }
        let mut place = of.get(b"Dest").ok().or_else(|| action?.get(b"D").ok()).cloned();
        for _ in 0..8 {
            place = match place.as_ref().map(|place| self.see(place)) {
                Some(Object::String(name, _) | Object::Name(name)) => self.places.get(name).cloned(),
                Some(Object::Dictionary(of)) => of.get(b"D").ok().cloned(),
                other => other.cloned(),
            };
        }
        let page = place.and_then(|place| place.as_array().ok()?.first()?.as_reference().ok());
        let page = page.and_then(|page| self.pages[pages.clone()].iter().position(|one| *one == page));
        page.map_or(Target::Nowhere, Target::Page)
    }
}
