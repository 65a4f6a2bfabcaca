//! The structure of a tagged PDF: elements with their roles, attributes and content.
//!
//! Walked from its root and never believed: an element that is met twice stays where it was first, and depth and number
//! are bounded. Roles are led through the role map to those of PDF 1.7; class maps are written into the attributes.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::fault::Fault;
use super::geometry::Rect;
use super::get::{dictionary, name, number, numbers, text, text_of, value};
use super::links::{Target, Targets};
use super::page::Colour;
use super::{Limits, Spent};

/// How much may be looked at for each element that may be read, on the average.
const LOOKED_AT: usize = 20;

/// An element of the structure.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its place in reading order, from 0: each has its own.
    pub number: usize,
    /// As the PDF calls it.
    pub name: String,
    /// As PDF 1.7 calls it.
    pub role: String,
    pub id: Option<String>,
    pub language: Option<String>,
    /// The words that stand for it where it cannot be seen.
    pub alternative: Option<String>,
    /// The words that it says, whatever is drawn.
    pub actual: Option<String>,
    pub attributes: Attributes,
    pub kids: Vec<Kid>,
}

#[derive(Clone, Debug)]
pub enum Kid {
    Element(Box<Element>),
    /// What is drawn on that page, counted from 0, under that number.
    Content {
        page: usize,
        number: u32,
    },
    /// A link over the words beside it.
    Link(Target),
}

/// What the structure says of an element, as far as it is of use here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    pub scope: Option<Scope>,
    /// The ids of the cells that a cell stands under.
    pub headers: Vec<String>,
    pub column_span: Option<u32>,
    pub row_span: Option<u32>,
    pub summary: Option<String>,
    /// Whether it begins a block of its own where its role alone would not.
    pub is_block: bool,
    /// How the items of a list are numbered.
    pub numbering: Option<String>,
    pub bounds: Option<Rect>,
    pub background: Option<Colour>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Row,
    Column,
    Both,
}

impl Element {
    /// The elements right below it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.kids.iter().filter_map(|kid| match kid {
            Kid::Element(element) => Some(&**element),
            _ => None,
        })
    }

    /// It and all below it, in reading order.
    pub fn all(&self) -> Vec<&Element> {
        let mut found = vec![self];
        let mut open: Vec<&Element> = self.elements().collect();
        open.reverse();
        while let Some(element) = open.pop() {
            found.push(element);
            let below = open.len();
            open.extend(element.elements());
            open[below..].reverse();
        }
        found
    }

    /// All that is drawn for it and for what is below it: pages and numbers, in reading order.
    pub fn content(&self) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        self.add_content(&mut found);
        found
    }

    fn add_content(&self, found: &mut Vec<(usize, u32)>) {
        for kid in &self.kids {
            match kid {
                Kid::Element(element) => element.add_content(found),
                Kid::Content { page, number } => found.push((*page, *number)),
                Kid::Link(_) => {}
            }
        }
    }

    /// Whether it is called so, by the PDF or by the standard.
    pub fn is(&self, name: &str) -> bool {
        self.name == name || self.role == name
    }
}

/// Reads the structure.
pub fn read(
    document: &Document,
    pages: &BTreeMap<ObjectId, usize>,
    targets: &Targets<'_>,
    limits: &Limits,
    spent: &mut Spent,
) -> Result<Vec<Element>, Fault> {
    let catalogue = document.catalog().map_err(|_| Fault::NotTagged)?;
    let root = dictionary(document, catalogue, "StructTreeRoot").ok_or(Fault::NotTagged)?;
    let mut reader = Reader {
        document,
        pages,
        targets,
        limits,
        spent,
        roles: dictionary(document, root, "RoleMap"),
        classes: dictionary(document, root, "ClassMap"),
        met: BTreeSet::new(),
    };
    let kids = root.get(b"K").map_err(|_| Fault::NotTagged)?;
    let kids = reader.kids(kids, None, 0)?;
    let elements = kids.into_iter().filter_map(|kid| match kid {
        Kid::Element(element) => Some(*element),
        _ => None,
    });
    Ok(elements.collect())
}

struct Reader<'a> {
    document: &'a Document,
    pages: &'a BTreeMap<ObjectId, usize>,
    targets: &'a Targets<'a>,
    limits: &'a Limits,
    spent: &'a mut Spent,
    roles: Option<&'a Dictionary>,
    classes: Option<&'a Dictionary>,
    met: BTreeSet<ObjectId>,
}

impl Reader<'_> {
    fn kids(&mut self, kids: &Object, page: Option<usize>, depth: usize) -> Result<Vec<Kid>, Fault> {
        let list: &[Object] = match self.document.dereference(kids) {
            // The elements of the list are looked at as they are written: a reference tells one that was met before.
            Ok((_, Object::Array(list))) => list,
            Ok(_) => std::slice::from_ref(kids),
            Err(_) => return Ok(Vec::new()),
        };
        self.look_at(list.len())?;
        let mut found = Vec::new();
        for kid in list {
            found.extend(self.kid(kid, page, depth)?);
        }
        Ok(found)
    }

    /// Lists and texts that many elements have together are looked at for each.
    fn look_at(&mut self, many: usize) -> Result<(), Fault> {
        self.spent.looked_at += many;
        match self.spent.looked_at > self.limits.elements.saturating_mul(LOOKED_AT) {
            true => Err(Fault::TooMuch("elements")),
            false => Ok(()),
        }
    }

    fn kid(&mut self, kid: &Object, page: Option<usize>, depth: usize) -> Result<Option<Kid>, Fault> {
        let Ok((id, kid)) = self.document.dereference(kid) else { return Ok(None) };
        let number = |number: i64| u32::try_from(number).ok();
        match kid {
            Object::Integer(mark) => Ok(page.zip(number(*mark)).map(|(page, number)| Kid::Content { page, number })),
            Object::Dictionary(kid) if kid.has(b"MCID") => {
                let page = self.page_of(kid).or(page);
                let mark = kid.get(b"MCID").ok().and_then(|mark| number(mark.as_i64().ok()?));
                Ok(page.zip(mark).map(|(page, number)| Kid::Content { page, number }))
            }
            Object::Dictionary(kid) if kid.has(b"Obj") && !kid.has(b"S") => {
                let annotation = dictionary(self.document, kid, "Obj");
                Ok(annotation.and_then(|annotation| self.targets.of(annotation)).map(Kid::Link))
            }
            Object::Dictionary(kid) => {
                self.element(kid, id, page, depth).map(|element| element.map(Box::new).map(Kid::Element))
            }
            _ => Ok(None),
        }
    }

    fn element(
        &mut self,
        element: &Dictionary,
        id: Option<ObjectId>,
        page: Option<usize>,
        depth: usize,
    ) -> Result<Option<Element>, Fault> {
        if depth >= self.limits.depth {
            return Err(Fault::TooMuch("elements within elements"));
        }
        if id.is_some_and(|id| !self.met.insert(id)) {
            return Ok(None);
        }
        let Some(name) = name(self.document, element, "S") else { return Ok(None) };
        let number = self.spent.elements;
        self.spent.elements += 1;
        if self.spent.elements > self.limits.elements {
            return Err(Fault::TooMuch("elements"));
        }
        let page = self.page_of(element).or(page);
        let weight = ["C", "A", "ID", "Lang", "Alt", "ActualText"].map(|key| self.weight(element, key));
        self.look_at(weight.iter().sum())?;
        let said = |key: &str| text(self.document, element, key);
        let attributes = self.attributes(element);
        Ok(Some(Element {
            number,
            role: self.role(&name),
            name,
            id: said("ID"),
            language: said("Lang").filter(|language| !language.is_empty()),
            alternative: said("Alt"),
            actual: said("ActualText"),
            attributes,
            kids: match element.get(b"K") {
                Ok(kids) => self.kids(kids, page, depth + 1)?,
                Err(_) => Vec::new(),
            },
        }))
    }

    /// About how much there is to what an element says under a key.
    fn weight(&self, element: &Dictionary, key: &str) -> usize {
        match value(self.document, element, key) {
            Some(Object::Array(list)) => list.len(),
            Some(Object::String(text, _)) => text.len() / 64,
            Some(Object::Dictionary(of)) => match value(self.document, of, "Headers") {
                Some(Object::Array(headers)) => headers.len(),
                _ => 0,
            },
            _ => 0,
        }
    }

    fn page_of(&self, within: &Dictionary) -> Option<usize> {
        self.pages.get(&within.get(b"Pg").ok()?.as_reference().ok()?).copied()
    }

    fn role(&self, name: &str) -> String {
        let mut role = name.to_owned();
        // A map that leads in a circle ends here.
        for _ in 0..16 {
            let next = self.roles.and_then(|roles| super::get::name(self.document, roles, &role));
            match next {
                Some(next) if next != role => role = next,
                _ => break,
            }
        }
        role
    }

    fn attributes(&self, element: &Dictionary) -> Attributes {
        let mut attributes = Attributes::default();
        let classes = match value(self.document, element, "C") {
            Some(Object::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for class in classes.into_iter().filter_map(|class| class.as_name().ok()) {
            let class = self.classes.and_then(|all| value(self.document, all, &String::from_utf8_lossy(class)));
            class.into_iter().for_each(|class| self.take(class, &mut attributes));
        }
        value(self.document, element, "A").into_iter().for_each(|own| self.take(own, &mut attributes));
        attributes
    }

    /// Takes over what one or several dictionaries of attributes say.
    fn take(&self, from: &Object, to: &mut Attributes) {
        let document = self.document;
        let all = match from {
            Object::Array(all) => all.iter().collect(),
            one => vec![one],
        };
        for from in all.into_iter().filter_map(|from| document.dereference(from).ok()?.1.as_dict().ok()) {
            let span = |key: &str| {
                number(document, from, key).filter(|span| (1.0..=65_534.0).contains(span)).map(|s| s as u32)
            };
            to.scope = match name(document, from, "Scope").as_deref() {
                Some("Row") => Some(Scope::Row),
                Some("Column") => Some(Scope::Column),
                Some("Both") => Some(Scope::Both),
                _ => to.scope,
            };
            if let Some(Object::Array(headers)) = value(document, from, "Headers") {
                to.headers = headers.iter().filter_map(|id| text_of(document.dereference(id).ok()?.1)).collect();
            }
            to.column_span = span("ColSpan").or(to.column_span);
            to.row_span = span("RowSpan").or(to.row_span);
            to.summary = text(document, from, "Summary").or(to.summary.take());
            to.is_block |= name(document, from, "Placement").is_some_and(|placement| placement == "Block");
            to.numbering = name(document, from, "ListNumbering").or(to.numbering.take());
            if let Some([a, b, c, d]) = numbers(document, from, "BBox").as_deref() {
                to.bounds = Rect::around([(*a, *b), (*c, *d)]);
            }
            to.background = numbers(document, from, "BackgroundColor").and_then(|p| Colour::of(&p)).or(to.background);
        }
    }
}
