//! Whether a PDF's structure is one true tree, beyond what validators look at.
//!
//! Deliberately absent: any use of the program's own PDF code.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// An element as it is found, from the root downwards.
pub struct Element {
    pub id: ObjectId,
    pub role: String,
    pub title: Option<Vec<u8>>,
    pub above: Option<usize>,
}

pub struct Tree {
    pub document: Document,
    pub elements: Vec<Element>,
    pub faults: Vec<String>,
}

type Owners = HashMap<(ObjectId, i64), ObjectId>;

/// Reads the structure, with what is wrong with it.
pub fn read(pdf: &[u8]) -> Tree {
    let document = Document::load_mem(pdf).expect("a PDF that can be read");
    let mut walk = Walk {
        document: &document,
        elements: Vec::new(),
        met: HashSet::new(),
        owners: HashMap::new(),
        objects: HashMap::new(),
        faults: Vec::new(),
    };
    let root = document.catalog().unwrap().get(b"StructTreeRoot").and_then(Object::as_reference).expect("a structure");
    let root_of = document.get_dictionary(root).unwrap();
    for kid in list(&document, root_of, b"K") {
        walk.element(&kid, root, None, None);
    }
    walk.parents(root_of);
    walk.ids(root_of);
    walk.headings();
    walk.drawings();
    let Walk { elements, faults, .. } = walk;
    Tree { elements, faults, document }
}

struct Walk<'d> {
    document: &'d Document,
    elements: Vec<Element>,
    met: HashSet<ObjectId>,
    owners: Owners,
    objects: HashMap<ObjectId, ObjectId>,
    faults: Vec<String>,
}

impl Walk<'_> {
    fn element(&mut self, kid: &Object, parent: ObjectId, above: Option<usize>, page: Option<ObjectId>) {
        let Ok(id) = kid.as_reference() else { return self.faults.push("an element that is no object".into()) };
        let of = self.document.get_dictionary(id).expect("an element").clone();
        if !self.met.insert(id) {
            return self.faults.push(format!("an element twice in the tree: {id:?}"));
        }
        let role = String::from_utf8_lossy(of.get(b"S").and_then(Object::as_name).unwrap()).into_owned();
        if of.get(b"P").and_then(Object::as_reference).ok() != Some(parent) {
            self.faults.push(format!("a parent that is another: {role}"));
        }
        if role == "Document" && above.is_some() {
            self.faults.push("a Document within an element".into());
        }
        let title = of.get(b"T").and_then(Object::as_str).ok().map(<[u8]>::to_vec);
        let at = self.elements.len();
        self.elements.push(Element { id, role, title, above });
        let page = of.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        for kid in list(self.document, &of, b"K") {
            match self.document.dereference(&kid).unwrap().1 {
                Object::Integer(number) => self.own(page, *number, id),
                Object::Dictionary(within) if within.has(b"S") => self.element(&kid, id, Some(at), page),
                Object::Dictionary(within) => match within.get(b"MCID").and_then(Object::as_i64) {
                    Ok(number) => {
                        let named = |key| within.get(key).and_then(Object::as_reference).ok();
                        self.own(named(b"Stm").or(named(b"Pg")).or(page), number, id);
                    }
                    Err(_) => {
                        let object = within.get(b"Obj").and_then(Object::as_reference).expect("an object");
                        if self.objects.insert(object, id).is_some() {
                            self.faults.push("an annotation of two elements".into());
                        }
                    }
                },
                _ => self.faults.push("a kid of no kind".into()),
            }
        }
    }

    fn own(&mut self, holder: Option<ObjectId>, number: i64, element: ObjectId) {
        let Some(holder) = holder else { return self.faults.push("a mark on no page".into()) };
        if self.owners.insert((holder, number), element).is_some() {
            self.faults.push(format!("a mark of two elements: {number}"));
        }
    }

    /// What the table says of whose the marks are, against the elements.
    fn parents(&mut self, root: &Dictionary) {
        let mut table: BTreeMap<i64, Object> = BTreeMap::new();
        for (key, value) in pairs(self.document, root, b"ParentTree", b"Nums") {
            if table.insert(key.as_i64().expect("a number"), value).is_some() {
                self.faults.push("a key twice in the table".into());
            }
        }
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for page in self.document.get_pages().into_values() {
            let of = self.document.get_dictionary(page).unwrap();
            if let Ok(key) = of.get(b"StructParents").and_then(Object::as_i64) {
                found.push((key, page, true));
            }
            for annotation in list(self.document, of, b"Annots") {
                let id = annotation.as_reference().expect("an annotation that is an object");
                match self.document.get_dictionary(id).unwrap().get(b"StructParent").and_then(Object::as_i64) {
                    Ok(key) => found.push((key, id, false)),
                    Err(_) => self.faults.push("an annotation outside the tree".into()),
                }
            }
        }
        for (id, object) in &self.document.objects {
            if let Object::Stream(form) = object
                && let Ok(key) = form.dict.get(b"StructParents").and_then(Object::as_i64)
            {
                found.push((key, *id, true));
            }
        }
        for (key, holder, is_list) in found {
            if !seen.insert(key) {
                self.faults.push(format!("a key that two have: {key}"));
            }
            let Some(value) = table.get(&key) else {
                self.faults.push(format!("a key that is not in the table: {key}"));
                continue;
            };
            if !is_list {
                if value.as_reference().ok() != self.objects.get(&holder).copied() {
                    self.faults.push("the table and the tree differ on an annotation".into());
                }
                continue;
            }
            let (_, value) = self.document.dereference(value).unwrap();
            for (number, owner) in value.as_array().expect("a list").iter().enumerate() {
                let owner = owner.as_reference().ok();
                if owner != self.owners.get(&(holder, number as i64)).copied() {
                    self.faults.push(format!("the table and the tree differ on mark {number}"));
                }
            }
        }
        if table.keys().any(|key| !seen.contains(key)) {
            self.faults.push("a key of nothing".into());
        }
    }

    fn ids(&mut self, root: &Dictionary) {
        let mut table: BTreeMap<Vec<u8>, ObjectId> = BTreeMap::new();
        for (name, value) in pairs(self.document, root, b"IDTree", b"Names") {
            if table.insert(name.as_str().unwrap().to_vec(), value.as_reference().unwrap()).is_some() {
                self.faults.push("an id twice in its table".into());
            }
        }
        let mut known = BTreeSet::new();
        for element in &self.elements {
            let of = self.document.get_dictionary(element.id).unwrap();
            if let Ok(id) = of.get(b"ID").and_then(Object::as_str) {
                if !known.insert(id.to_vec()) {
                    self.faults.push("an id of two elements".into());
                }
                if table.get(id) != Some(&element.id) {
                    self.faults.push("an id that its table gives to another".into());
                }
            } else if element.role == "Note" {
                self.faults.push("a note without an id".into());
            }
        }
        let by_id: HashMap<ObjectId, usize> = self.elements.iter().enumerate().map(|(at, of)| (of.id, at)).collect();
        let table_of = |mut at: usize| loop {
            if self.elements[at].role == "Table" {
                return Some(at);
            }
            at = self.elements[at].above?;
        };
        for (at, element) in self.elements.iter().enumerate() {
            let of = self.document.get_dictionary(element.id).unwrap();
            for attributes in list(self.document, of, b"A") {
                let Ok((_, Object::Dictionary(attributes))) = self.document.dereference(&attributes) else { continue };
                for head in list(self.document, attributes, b"Headers") {
                    let head = table.get(head.as_str().unwrap()).and_then(|id| by_id.get(id)).copied();
                    match head {
                        None => self.faults.push("a cell whose head is no element".into()),
                        Some(head) if table_of(head) != table_of(at) => {
                            self.faults.push("a cell whose head is in another table".into());
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }

    fn headings(&mut self) {
        let roles = |of: &Element| of.role.clone();
        if self.elements.iter().any(|of| of.role == "H") && self.elements.iter().any(|of| level(of).is_some()) {
            self.faults.push("H beside H1 to H6".into());
        }
        let mut last = 0;
        for element in &self.elements {
            // Each paper begins anew.
            if roles(element) == "Part" && element.above == Some(0) {
                last = 0;
            }
            if let Some(level) = level(element) {
                if level > last + 1 {
                    self.faults.push(format!("H{level} after H{last}"));
                }
                last = level;
            }
        }
    }

    /// On a page with marks everything that is drawn is in one, or is no part of the text; and neither is in the other. A
    /// form with marks of its own is looked at in the same way.
    fn drawings(&mut self) {
        for (number, page) in self.document.get_pages() {
            let of = self.document.get_dictionary(page).unwrap();
            let Ok(content) = Content::decode(&self.document.get_page_content(page)) else {
                self.faults.push(format!("page {number}: a drawing that cannot be read"));
                continue;
            };
            let is_marked = of.has(b"StructParents");
            self.drawing(&format!("page {number}"), page, is_marked, &content, of);
        }
        for (id, object) in &self.document.objects {
            if let Object::Stream(form) = object
                && form.dict.has(b"StructParents")
            {
                let drawing = form.get_plain_content().map_err(|_| ()).map(|drawing| Content::decode(&drawing));
                let Ok(Ok(content)) = drawing else {
                    self.faults.push(format!("form {}: a drawing that cannot be read", id.0));
                    continue;
                };
                self.drawing(&format!("form {}", id.0), *id, true, &content, &form.dict);
            }
        }
    }

    fn drawing(&mut self, place: &str, holder: ObjectId, is_marked: bool, content: &Content, of: &Dictionary) {
        let document = self.document;
        let under = |of: &Dictionary, key: &[u8]| {
            of.get(key).ok().and_then(|of| document.dereference(of).ok()?.1.as_dict().ok()).cloned()
        };
        let objects = under(of, b"Resources").and_then(|resources| under(&resources, b"XObject")).unwrap_or_default();
        let has_own_marks = |name: &Object| {
            let form = name.as_name().ok().and_then(|name| document.dereference(objects.get(name).ok()?).ok());
            form.is_some_and(|(_, form)| form.as_stream().is_ok_and(|form| form.dict.has(b"StructParents")))
        };
        let mut open: Vec<(bool, bool)> = Vec::new();
        let mut seen = HashSet::new();
        for operation in &content.operations {
            let is_outside = is_marked && !open.iter().any(|(artefact, mark)| *artefact || *mark);
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let is_artefact = operation.operands[0].as_name().is_ok_and(|tag| tag == b"Artifact");
                    let mark =
                        operation.operands.get(1).and_then(|of| of.as_dict().ok()?.get(b"MCID").ok()?.as_i64().ok());
                    if is_artefact && open.iter().any(|(_, mark)| *mark) {
                        self.faults.push(format!("{place}: an artefact within a mark"));
                    }
                    if let Some(mark) = mark {
                        if !seen.insert(mark) {
                            self.faults.push(format!("{place}: two marks have the number {mark}"));
                        }
                        if !self.owners.contains_key(&(holder, mark)) {
                            self.faults.push(format!("{place}: mark {mark} is of no element"));
                        }
                    }
                    open.push((is_artefact, mark.is_some()));
                }
                "EMC" if open.pop().is_none() => self.faults.push(format!("{place}: an end of no mark")),
                "Do" if is_outside && has_own_marks(&operation.operands[0]) => {}
                "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "Tj" | "TJ" | "'" | "\"" | "Do" | "sh"
                    if is_outside =>
                {
                    self.faults.push(format!("{place}: {} outside every mark", operation.operator));
                }
                _ => {}
            }
        }
        if !open.is_empty() {
            self.faults.push(format!("{place}: a mark without an end"));
        }
    }
}

fn level(of: &Element) -> Option<u32> {
    of.role.strip_prefix('H')?.parse().ok()
}

impl Tree {
    /// How many elements of each role a part has, by its title; headings count together.
    pub fn counts(&self, title: &str) -> BTreeMap<String, usize> {
        let is_part = |of: &Element| of.above == Some(0) && of.title.as_deref() == Some(title.as_bytes());
        let part = self.elements.iter().position(is_part).unwrap_or_else(|| panic!("no part {title}"));
        self.counts_below(Some(part))
    }

    pub fn counts_below(&self, top: Option<usize>) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (at, element) in self.elements.iter().enumerate() {
            let mut above = Some(at);
            while above != top && above.is_some() {
                above = self.elements[above.unwrap()].above;
            }
            if above == top && Some(at) != top {
                let role = if level(element).is_some() { "heading" } else { &element.role };
                if ["heading", "Table", "TH", "TD", "Figure", "Link", "Note", "L", "LI"].contains(&role) {
                    *counts.entry(role.to_owned()).or_default() += 1;
                }
            }
        }
        counts
    }
}

pub fn list(document: &Document, within: &Dictionary, key: &[u8]) -> Vec<Object> {
    match within.get(key).ok().map(|of| (of, document.dereference(of).unwrap().1)) {
        Some((_, Object::Array(items))) => items.clone(),
        Some((of, _)) => vec![of.clone()],
        None => Vec::new(),
    }
}

/// The entries of a tree of numbers or names.
fn pairs(document: &Document, root: &Dictionary, key: &[u8], leaf: &[u8]) -> Vec<(Object, Object)> {
    let mut found = Vec::new();
    let mut open: Vec<Dictionary> = root
        .get(key)
        .ok()
        .map(|of| document.dereference(of).unwrap().1.as_dict().unwrap().clone())
        .into_iter()
        .collect();
    while let Some(node) = open.pop() {
        found.extend(list(document, &node, leaf).chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())));
        let kids = list(document, &node, b"Kids");
        open.extend(kids.iter().rev().map(|kid| document.dereference(kid).unwrap().1.as_dict().unwrap().clone()));
    }
    found
}
