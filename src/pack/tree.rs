//! A paper's structure, read from its root downwards, with standard roles, headings without gaps and attributes of its own.
//!
//! Circles and depth are guarded; an element that is met twice stays where it was first. What the file says of parents, of
//! which mark is whose, and of ids is not read: all that is made anew from the elements.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use super::read::{Source, weight};
use crate::typeset::elements::Element;

const ELEMENTS: usize = 1_000_000;
const DEPTH: usize = 200;
/// Items of lists and entries of attributes; those that many elements have together count for each.
const LOOKED_AT: usize = 10_000_000;
/// How many names may lead to one another before one that is known.
const NAMES: usize = 64;

/// The roles of PDF 1.7.
const STANDARD: [&str; 49] = [
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "L",
    "LI",
    "Lbl",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Ruby",
    "RB",
    "RT",
    "RP",
    "Warichu",
    "WT",
    "WP",
    "Figure",
    "Formula",
    "Form",
];
/// Roles of PDF 2.0, and those that writers have without saying what they mean.
const LATER: [(&str, &str); 8] = [
    ("Title", "P"),
    ("FENote", "Note"),
    ("Aside", "Div"),
    ("DocumentFragment", "Part"),
    ("Sub", "Span"),
    ("Em", "Span"),
    ("Strong", "Span"),
    ("Artifact", "NonStruct"),
];
/// Roles that stand in a line, and what may stand around them.
pub const IN_LINE: [&str; 14] =
    ["P", "H1", "H2", "H3", "H4", "H5", "H6", "Span", "Lbl", "Quote", "Note", "Reference", "Link", "Code"];

/// The owner of what an element says for programs alone. It is kept of our own papers only: nobody knows what it says in
/// another's.
pub const USER_PROPERTIES: &[u8] = b"UserProperties";

#[derive(Default)]
pub struct Tree {
    pub nodes: Vec<Node>,
    /// The elements at the top.
    pub top: Vec<usize>,
    /// Whose a mark is.
    pub owners: HashMap<(Holder, i64), usize>,
    /// The forms with marks of their own.
    pub forms: Vec<ObjectId>,
    /// Whether headings were moved up, so that none is left out.
    pub headings_moved: bool,
    /// Whether elements were left out because they lie too deep, or there are too many.
    pub is_cut: bool,
}

pub struct Node {
    pub role: &'static str,
    pub parent: Option<usize>,
    pub kids: Vec<Kid>,
    pub id: Option<Vec<u8>>,
    /// What is read out: `Alt`, `ActualText`, `E`, `Lang`, `T`.
    pub said: Vec<(&'static [u8], Object)>,
    /// As the file has them, those of classes too. Most elements have the same as others.
    pub attributes: Vec<Arc<Dictionary>>,
}

/// What has marks: a page by its place, or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    Page(usize),
    Form(ObjectId),
}

pub enum Kid {
    Node(usize),
    Mark { page: usize, holder: Holder, number: i64 },
    Annotation(ObjectId),
}

/// Dictionaries of which each is kept once, however many elements have the same.
#[derive(Default)]
struct Alike(HashMap<u64, Vec<Arc<Dictionary>>>);

impl Alike {
    fn kept(&mut self, of: &Dictionary) -> Arc<Dictionary> {
        let mut hasher = DefaultHasher::new();
        of.iter().for_each(|entry| hash(entry, &mut hasher));
        let known = self.0.entry(hasher.finish()).or_default();
        match known.iter().find(|known| ***known == *of) {
            Some(known) => known.clone(),
            None => {
                let kept = Arc::new(of.clone());
                known.push(kept.clone());
                kept
            }
        }
    }
}

/// What lies deep, and what are not words or numbers, makes no difference: the dictionaries themselves are compared.
fn hash((key, value): (&Vec<u8>, &Object), hasher: &mut DefaultHasher) {
    key.hash(hasher);
    let mut plain = |value: &Object| match value {
        Object::Integer(number) => number.hash(hasher),
        Object::Real(number) => number.to_bits().hash(hasher),
        Object::Name(bytes) | Object::String(bytes, _) => bytes.hash(hasher),
        Object::Reference(id) => id.hash(hasher),
        _ => {}
    };
    match value {
        Object::Array(items) => items.iter().for_each(plain),
        value => plain(value),
    }
}

/// Attributes that several elements have.
struct Attributes {
    /// It is kept, so that no other has its address.
    _written: Arc<Object>,
    read: Vec<Arc<Dictionary>>,
    /// How much was looked at for it.
    looked_at: usize,
}

struct Reader<'s> {
    source: &'s Source,
    elements: BTreeMap<u32, Element>,
    alike: Alike,
    roles: Option<&'s Dictionary>,
    classes: Option<&'s Dictionary>,
    /// The standard roles that names turned out to mean.
    known_roles: HashMap<Vec<u8>, Option<&'static str>>,
    /// By what they were read from.
    known_attributes: HashMap<*const Object, Attributes>,
    seen: HashSet<ObjectId>,
    annotations: HashSet<ObjectId>,
    forms: HashSet<ObjectId>,
    /// What is left of [`LOOKED_AT`].
    left: usize,
    tree: Tree,
}

/// Reads the structure; none where the paper has none, or none with an element. What it was read of is forgotten: it is half of
/// what a paper takes, and nothing of a pack comes of it.
pub fn taken_from(source: &mut Source) -> Option<Tree> {
    let elements = std::mem::take(&mut source.elements);
    let (tree, mut read) = read(source, elements)?;
    let is_element = |id: &ObjectId| matches!(source.document.objects.get(id), Some(Object::Dictionary(of)) if of.has_type(b"StructElem"));
    read.retain(|id| is_element(id) && !source.places.contains_key(id));
    for id in read {
        source.document.objects.remove(&id);
    }
    Some(tree)
}

/// The structure, and the elements that are objects of their own.
fn read(source: &Source, elements: BTreeMap<u32, Element>) -> Option<(Tree, HashSet<ObjectId>)> {
    let root = source.get(&source.catalogue, b"StructTreeRoot")?.as_dict().ok()?;
    let below = |key| source.get(root, key).and_then(|of| of.as_dict().ok());
    let mut reader = Reader {
        source,
        elements,
        alike: Alike::default(),
        roles: below(b"RoleMap"),
        classes: below(b"ClassMap"),
        known_roles: HashMap::new(),
        known_attributes: HashMap::new(),
        seen: HashSet::new(),
        annotations: HashSet::new(),
        forms: HashSet::new(),
        left: LOOKED_AT,
        tree: Tree::default(),
    };
    let mut top = Vec::new();
    for kid in reader.list(root.get(b"K").ok()) {
        top.extend(reader.element(kid, None, None, 0));
    }
    reader.tree.top = top;
    let Reader { mut tree, seen, .. } = reader;
    if tree.owners.is_empty() {
        return None;
    }
    tree.unnest_documents();
    tree.close_gaps();
    Some((tree, seen))
}

impl<'s> Reader<'s> {
    /// An array's items, or the one thing that there is.
    fn list<'o>(&mut self, of: Option<&'o Object>) -> &'o [Object]
    where
        's: 'o,
    {
        let Some(of) = of else { return &[] };
        match self.source.see(of) {
            Object::Array(items) if self.spend(items.iter().map(weight).sum()) => items,
            Object::Array(_) => &[],
            Object::Null if !self.is_apart(of) => &[],
            _ => std::slice::from_ref(of),
        }
    }

    /// Whether this refers to an element that is none of the document's objects.
    fn is_apart(&self, object: &Object) -> bool {
        object.as_reference().is_ok_and(|(number, generation)| generation == 0 && self.elements.contains_key(&number))
    }

    /// Whether so much more may be looked at.
    fn spend(&mut self, weight: usize) -> bool {
        let left = self.left.checked_sub(weight);
        self.tree.is_cut |= left.is_none();
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    /// The element that an object is or refers to, if it is one.
    fn read(&mut self, object: &Object) -> Option<Element> {
        let apart = object.as_reference().ok().filter(|(_, generation)| *generation == 0);
        match apart.and_then(|(number, _)| self.elements.remove(&number)) {
            Some(element) => Some(element),
            None => Element::of(self.source.see(object).as_dict().ok()?),
        }
    }

    fn element(&mut self, object: &Object, parent: Option<usize>, page: Option<usize>, depth: usize) -> Option<usize> {
        if depth > DEPTH || self.tree.nodes.len() >= ELEMENTS {
            self.tree.is_cut = true;
            return None;
        }
        let source = self.source;
        let element = self.read(object)?;
        if let Ok(id) = object.as_reference()
            && !self.seen.insert(id)
        {
            return None;
        }
        let page = element.page.and_then(|page| source.places.get(&page)).copied().or(page);
        let id = element.id.as_ref().and_then(|id| match source.see(id) {
            Object::String(id, _) => Some(id.clone()),
            _ => None,
        });
        let mut said = Vec::with_capacity(element.said.len());
        for (key, text) in &element.said {
            if let text @ Object::String(..) = source.see(text)
                && self.spend(weight(text))
            {
                said.push((*key, text.clone()));
            }
        }
        let role = self.role(&element.role);
        let attributes = self.attributes(element.attributes.as_ref(), element.classes.as_ref());
        let at = self.tree.nodes.len();
        // What is below it may be named by what is around it.
        let (around, kids) = (role.unwrap_or("Span"), Vec::new());
        self.tree.nodes.push(Node { role: around, parent, kids, id, said, attributes });
        let list = self.list(element.kids.as_ref());
        let mut kids = Vec::with_capacity(list.len());
        let (mut marks, mut elements) = (false, false);
        for kid in list {
            if self.is_apart(kid) {
                elements = true;
                kids.extend(self.element(kid, Some(at), page, depth + 1).map(Kid::Node));
                continue;
            }
            let (number, within) = match source.see(kid) {
                Object::Integer(number) => (*number, None),
                Object::Dictionary(within) if within.has(b"S") => {
                    elements = true;
                    kids.extend(self.element(kid, Some(at), page, depth + 1).map(Kid::Node));
                    continue;
                }
                Object::Dictionary(within) if within.has_type(b"OBJR") => {
                    let target = within.get(b"Obj").and_then(Object::as_reference).ok();
                    kids.extend(target.filter(|target| self.annotations.insert(*target)).map(Kid::Annotation));
                    continue;
                }
                Object::Dictionary(within) => match source.get(within, b"MCID") {
                    Some(Object::Integer(number)) => (*number, Some(within)),
                    _ => continue,
                },
                _ => continue,
            };
            let page = within.and_then(|within| self.page_of(within.get(b"Pg").ok()?)).or(page);
            let form = within.and_then(|within| within.get(b"Stm").and_then(Object::as_reference).ok());
            let Some(page) = page else { continue };
            let holder = form.map_or(Holder::Page(page), Holder::Form);
            if let std::collections::hash_map::Entry::Vacant(free) = self.tree.owners.entry((holder, number)) {
                free.insert(at);
                marks = true;
                kids.push(Kid::Mark { page, holder, number });
                if let Some(form) = form.filter(|form| self.forms.insert(*form)) {
                    self.tree.forms.push(form);
                }
            }
        }
        self.tree.nodes[at].kids = kids;
        let around = parent.map(|parent| self.tree.nodes[parent].role);
        self.tree.nodes[at].role = role.unwrap_or_else(|| match around {
            Some(around) if IN_LINE.contains(&around) => "Span",
            _ if marks && !elements => "P",
            _ => "Div",
        });
        Some(at)
    }

    /// The place of the page that is referred to.
    fn page_of(&self, page: &Object) -> Option<usize> {
        self.source.places.get(&page.as_reference().ok()?).copied()
    }

    /// The standard role that a name means.
    fn role(&mut self, name: &[u8]) -> Option<&'static str> {
        if let Some(known) = self.known_roles.get(name) {
            return *known;
        }
        let role = self.meaning(&String::from_utf8_lossy(name));
        self.known_roles.insert(name.to_owned(), role);
        role
    }

    fn meaning(&self, name: &str) -> Option<&'static str> {
        let standard = |name: &str| STANDARD.into_iter().find(|standard| *standard == name);
        let mut at = name.to_owned();
        for _ in 0..NAMES {
            // What a standard role is said to mean is of no account.
            if let Some(standard) = standard(&at) {
                return Some(standard);
            }
            if let Some((_, means)) = LATER
                .into_iter()
                .find(|(later, _)| *later == at && self.roles.is_none_or(|roles| !roles.has(at.as_bytes())))
            {
                return standard(means);
            }
            if at.strip_prefix('H').is_some_and(|level| level.parse::<u32>().is_ok_and(|level| level > 6)) {
                return Some("H6");
            }
            let means = self.roles?.get(at.as_bytes()).ok().map(|means| self.source.see(means))?;
            at = String::from_utf8_lossy(means.as_name().ok()?).into_owned();
        }
        None
    }

    /// An element's attributes, those of its classes before its own, which come over them.
    fn attributes(&mut self, own: Option<&Arc<Object>>, classes: Option<&Object>) -> Vec<Arc<Dictionary>> {
        let Some(of) = own.filter(|own| classes.is_none() && Arc::strong_count(own) > 1) else {
            return self.merged(own.map(|own| &**own), classes);
        };
        if let Some(Attributes { read, looked_at, .. }) = self.known_attributes.get(&Arc::as_ptr(of)) {
            let (read, looked_at) = (read.clone(), *looked_at);
            return if self.spend(looked_at) { read } else { Vec::new() };
        }
        let left = self.left;
        let read = self.merged(Some(&**of), None);
        let known = Attributes { _written: of.clone(), read: read.clone(), looked_at: left - self.left };
        self.known_attributes.insert(Arc::as_ptr(of), known);
        read
    }

    fn merged(&mut self, own: Option<&Object>, classes: Option<&Object>) -> Vec<Arc<Dictionary>> {
        let source = self.source;
        let mut named = Vec::new();
        for class in self.list(classes) {
            if let Object::Name(class) = source.see(class) {
                let class = self.classes.and_then(|classes| classes.get(class).ok());
                named.extend(self.list(class));
            }
        }
        named.extend(self.list(own));
        let mut found = Vec::new();
        for of in named {
            let own = match source.see(of) {
                Object::Dictionary(own) => own,
                Object::Stream(own) => &own.dict,
                _ => continue,
            };
            let heads = source.get(own, b"Headers").map_or(0, weight);
            if self.spend(own.iter().map(|(_, value)| weight(value)).sum::<usize>() + heads) {
                found.push(self.alike.kept(own));
            }
        }
        let mut merged: Vec<Arc<Dictionary>> = Vec::with_capacity(found.len());
        for of in found {
            let owner = of.get(b"O").and_then(Object::as_name).unwrap_or_default().to_vec();
            if owner.is_empty() {
                continue;
            }
            // Each is of a figure of its own.
            if owner == USER_PROPERTIES {
                merged.push(of);
                continue;
            }
            let same =
                |known: &&mut Arc<Dictionary>| known.get(b"O").and_then(Object::as_name).ok() == Some(&owner[..]);
            match merged.iter_mut().find(same) {
                Some(known) => {
                    let known = Arc::make_mut(known);
                    of.iter().for_each(|(key, value)| known.set(key.clone(), value.clone()));
                }
                None => merged.push(of),
            }
        }
        merged
    }
}

impl Tree {
    /// The pack is the one document. A paper's own, around all that it has, is the paper's part; another is a part in it.
    fn unnest_documents(&mut self) {
        if let [only] = self.top[..]
            && self.nodes[only].role == "Document"
            && self.nodes[only].kids.iter().all(|kid| matches!(kid, Kid::Node(_)))
        {
            let below = |kid: Kid| match kid {
                Kid::Node(below) => Some(below),
                _ => None,
            };
            self.top = std::mem::take(&mut self.nodes[only].kids).into_iter().filter_map(below).collect();
            self.top.iter().for_each(|at| self.nodes[*at].parent = None);
        }
        for node in &mut self.nodes {
            if node.role == "Document" {
                node.role = "Part";
            }
        }
    }

    /// Gives every heading a level, from the first on, with none left out.
    fn close_gaps(&mut self) {
        const LEVELS: [&str; 6] = ["H1", "H2", "H3", "H4", "H5", "H6"];
        let mut open: Vec<usize> = Vec::new();
        for at in self.in_order() {
            let level = match self.nodes[at].role {
                "H" => self.sections_around(at).max(1),
                role => match LEVELS.iter().position(|level| *level == role) {
                    Some(level) => level + 1,
                    None => continue,
                },
            };
            while open.last().is_some_and(|last| *last >= level) {
                open.pop();
            }
            open.push(level);
            let role = LEVELS[(open.len() - 1).min(5)];
            self.headings_moved |= role != self.nodes[at].role;
            self.nodes[at].role = role;
        }
    }

    /// How many figures and formulas say nothing to those who do not see them.
    pub fn pictures_without_words(&self) -> usize {
        let is_silent = |node: &&Node| {
            let has = |key: &[u8]| node.said.iter().any(|(said, _)| *said == key);
            matches!(node.role, "Figure" | "Formula") && !has(b"Alt") && !has(b"ActualText")
        };
        self.nodes.iter().filter(is_silent).count()
    }

    fn sections_around(&self, at: usize) -> usize {
        let above = std::iter::successors(self.nodes[at].parent, |at| self.nodes[*at].parent);
        above.filter(|at| matches!(self.nodes[*at].role, "Sect" | "Art")).count()
    }

    /// All elements as they are read out.
    pub fn in_order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut open: Vec<usize> = self.top.iter().rev().copied().collect();
        while let Some(at) = open.pop() {
            order.push(at);
            let below = |kid: &Kid| match kid {
                Kid::Node(below) => Some(*below),
                _ => None,
            };
            open.extend(self.nodes[at].kids.iter().rev().filter_map(below));
        }
        order
    }

    /// All elements below one, as they are read out.
    pub fn below(&self, at: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open: Vec<usize> = vec![at];
        while let Some(next) = open.pop() {
            if next != at {
                found.push(next);
            }
            let below = |kid: &Kid| match kid {
                Kid::Node(below) => Some(*below),
                _ => None,
            };
            open.extend(self.nodes[next].kids.iter().rev().filter_map(below));
        }
        found
    }

    /// The table that an element is in.
    pub fn table_of(&self, at: usize) -> Option<usize> {
        std::iter::successors(Some(at), |at| self.nodes[*at].parent).find(|at| self.nodes[*at].role == "Table")
    }

    /// The ids that are kept, each with its element: of two alike the first.
    pub fn ids(&self) -> BTreeMap<Vec<u8>, usize> {
        let mut ids = BTreeMap::new();
        for at in self.in_order() {
            if let Some(id) = &self.nodes[at].id {
                ids.entry(id.clone()).or_insert(at);
            }
        }
        ids
    }
}
