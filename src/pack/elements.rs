//! A paper's structure → its elements in the pack, and whose each mark and annotation is.
//!
//! What the structure does not have gets an element at its end: text must not vanish, nor a link be without its element.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use super::annotations::{Annotations, Kept};
use super::draft::{Later, own, push, push_entry, push_id};
use super::making::Making;
use super::tree::{Holder, IN_LINE, Kid, Node, Tree, USER_PROPERTIES};
use super::write::{dictionary, name, push_name, push_number};

/// The elements of a paper, written.
pub struct Elements {
    /// Those at the top.
    pub top: Vec<usize>,
    /// Those that have ids, which begin with what is the paper's alone.
    pub ids: Vec<(Vec<u8>, usize)>,
}

/// Writes the elements under `part`; `keys` are those of the pages with marks, with the pages' places. What elements say for
/// programs alone is kept of our own papers only.
pub fn write(
    making: &mut Making<'_>,
    tree: &Tree,
    annotations: &Annotations,
    keys: &[(usize, usize)],
    part: usize,
    ours: bool,
) -> Elements {
    let order = tree.in_order();
    let mut numbers = vec![0; tree.nodes.len()];
    order.iter().for_each(|at| numbers[*at] = making.draft.number());
    let kept = annotations.kept.iter().enumerate();
    let mut writing = Writing {
        tree,
        ids: tree.ids(),
        numbers,
        part,
        ours,
        of_pages: vec![Vec::new(); making.marks.len()],
        of_forms: HashMap::new(),
        of_annotations: vec![None; annotations.kept.len()],
        form_marks: std::mem::take(&mut making.copied.marks),
        kept: kept.filter_map(|(at, kept)| Some((kept.id?, at))).collect(),
        annotations,
        known: HashMap::new(),
        notes: 0,
        given: Vec::new(),
        making,
    };
    order.iter().for_each(|at| writing.element(*at));
    let mut top: Vec<usize> = tree.top.iter().map(|at| writing.numbers[*at]).collect();
    writing.loose_marks(&mut top);
    writing.loose_annotations(&mut top);
    writing.keys(keys);
    Elements { top, ids: writing.given }
}

/// The elements while they are written.
struct Writing<'w, 's> {
    making: &'w mut Making<'s>,
    tree: &'w Tree,
    annotations: &'w Annotations,
    /// Each element's number.
    numbers: Vec<usize>,
    ids: BTreeMap<Vec<u8>, usize>,
    part: usize,
    ours: bool,
    /// Whose the marks of each page are, by the marks' numbers.
    of_pages: Vec<Vec<Option<usize>>>,
    of_forms: HashMap<(ObjectId, u32), usize>,
    of_annotations: Vec<Option<usize>>,
    form_marks: BTreeMap<ObjectId, Vec<u32>>,
    /// The annotations that are kept.
    kept: HashMap<ObjectId, usize>,
    /// Attributes as they are written, which many elements have together.
    known: HashMap<*const Dictionary, Option<Arc<[u8]>>>,
    notes: usize,
    given: Vec<(Vec<u8>, usize)>,
}

/// An element's kids as they are written.
struct Kids {
    written: Vec<u8>,
    /// The place of the page whose marks are named by their numbers alone.
    page: Option<usize>,
    role: &'static str,
}

impl Kids {
    fn next(&mut self) -> &mut Vec<u8> {
        if !self.written.is_empty() {
            self.written.push(b' ');
        }
        &mut self.written
    }

    /// A mark: by its number alone where it is on the element's page.
    fn mark(&mut self, making: &Making<'_>, page: usize, number: u32, form: Option<usize>) {
        let home = *self.page.get_or_insert(page);
        if home == page && form.is_none() {
            return push_number(self.next(), number);
        }
        let mut of = dictionary([
            ("Type", name("MCR")),
            ("Pg", making.page(page)),
            ("MCID", Object::Integer(i64::from(number))),
        ]);
        if let Some(form) = form {
            of.set("Stm", own(form));
        }
        push(self.next(), &Object::Dictionary(of));
    }

    fn annotation(&mut self, making: &Making<'_>, kept: &Kept) {
        push(self.next(), &reference(making, kept));
    }
}

impl Writing<'_, '_> {
    fn owns(&mut self, page: usize, number: u32, element: usize) {
        let owners = &mut self.of_pages[page];
        let at = number as usize;
        owners.resize(owners.len().max(at + 1), None);
        owners[at] = Some(element);
    }

    fn kids(&mut self, at: usize) -> Kids {
        let (node, element) = (&self.tree.nodes[at], self.numbers[at]);
        let mut kids = Kids { written: Vec::new(), page: None, role: node.role };
        for kid in &node.kids {
            match kid {
                Kid::Node(below) => Later::Own.push(kids.next(), self.numbers[*below]),
                Kid::Mark { page, holder, number } => {
                    let Ok(number) = u32::try_from(*number) else { continue };
                    let form = match holder {
                        Holder::Page(on) if self.making.marks[*on].contains(&number) => {
                            self.owns(*on, number, element);
                            None
                        }
                        Holder::Form(form) if self.form_marks.get(form).is_some_and(|has| has.contains(&number)) => {
                            self.of_forms.insert((*form, number), element);
                            self.making.copied.numbers.get(form).copied()
                        }
                        _ => continue,
                    };
                    kids.mark(self.making, *page, number, form);
                }
                Kid::Annotation(id) => {
                    if let Some((page, number)) = self.annotations.flattened.get(id) {
                        self.owns(*page, *number, element);
                        kids.mark(self.making, *page, *number, None);
                        if kids.role == "Form" {
                            let around = node.parent.map(|parent| self.tree.nodes[parent].role);
                            let is_in_line = around.is_some_and(|around| IN_LINE.contains(&around));
                            kids.role = if is_in_line { "Span" } else { "P" };
                        }
                    } else if let Some(kept) = self.kept.get(id) {
                        self.of_annotations[*kept] = Some(element);
                        kids.annotation(self.making, &self.annotations.kept[*kept]);
                    }
                }
            }
        }
        kids
    }

    fn element(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let Kids { written, page, role } = self.kids(at);
        let untold;
        let id: Option<&[u8]> = match &node.id {
            Some(id) if self.ids.get(id) == Some(&at) => Some(id),
            _ if role == "Note" => {
                self.notes += 1;
                untold = format!("untold-note-{}", self.notes);
                Some(untold.as_bytes())
            }
            _ => None,
        };
        if let Some(id) = id {
            self.given.push((id.to_owned(), self.numbers[at]));
        }
        let attributes = self.attributes(at);
        let parent = node.parent.map_or(self.part, |parent| self.numbers[parent]);
        let page = page.map(|page| self.making.copied.pages[page]);
        // Most of a pack's objects are elements.
        self.making.draft.written(self.numbers[at], |out| {
            out.extend_from_slice(b"<</Type/StructElem/S");
            push_name(out, role.as_bytes());
            out.extend_from_slice(b"/P ");
            Later::Own.push(out, parent);
            if let Some(page) = page {
                out.extend_from_slice(b"/Pg ");
                Later::Own.push(out, page);
            }
            out.extend_from_slice(b"/K[");
            out.extend_from_slice(&written);
            out.push(b']');
            if let Some(id) = id {
                out.extend_from_slice(b"/ID");
                push_id(out, id);
            }
            match attributes.as_slice() {
                [] => {}
                [one] => out.extend_from_slice(&[b"/A", &one[..]].concat()),
                several => out.extend_from_slice(&[b"/A[", &several.join(&b' ')[..], b"]"].concat()),
            }
            node.said.iter().for_each(|(key, value)| push_entry(out, key, value));
            out.extend_from_slice(b">>");
        });
    }

    fn attributes(&mut self, at: usize) -> Vec<Arc<[u8]>> {
        let Node { attributes, .. } = &self.tree.nodes[at];
        let is_kept = |of: &&Arc<Dictionary>| {
            let is_user = of.get(b"O").and_then(Object::as_name).is_ok_and(|owner| owner == USER_PROPERTIES);
            self.ours || !is_user
        };
        let kept: Vec<&Arc<Dictionary>> = attributes.iter().filter(is_kept).collect();
        let mut written = Vec::with_capacity(kept.len());
        for of in kept {
            let said = match self.known.get(&Arc::as_ptr(of)) {
                Some(said) => said.clone(),
                None => {
                    let said = self.said(at, of);
                    // Heads are of the table that the element is in.
                    if !of.has(b"Headers") {
                        self.known.insert(Arc::as_ptr(of), said.clone());
                    }
                    said
                }
            };
            written.extend(said);
        }
        written
    }

    /// What attributes say, if they say anything: an owner alone does not.
    fn said(&mut self, at: usize, of: &Dictionary) -> Option<Arc<[u8]>> {
        let Writing { making, tree, ids, .. } = self;
        let source = making.source;
        let entries = making.copied.attributes(&mut making.draft, source, of);
        let headers = source.get(of, b"Headers").and_then(|headers| headers.as_array().ok());
        let table = tree.table_of(at);
        let leads = |id: &&Vec<u8>| table.is_some() && ids.get(*id).is_some_and(|head| tree.table_of(*head) == table);
        let heads = headers.into_iter().flatten().filter_map(|head| match source.see(head) {
            Object::String(id, _) => Some(id),
            _ => None,
        });
        let heads: Vec<&Vec<u8>> = heads.filter(leads).collect();
        if entries.len() + usize::from(!heads.is_empty()) < 2 {
            return None;
        }
        let mut said = b"<<".to_vec();
        entries.iter().for_each(|(key, value)| push_entry(&mut said, key, value));
        for (number, head) in heads.iter().enumerate() {
            said.extend_from_slice(if number == 0 { b"/Headers[" } else { b" " });
            push_id(&mut said, head);
        }
        if !heads.is_empty() {
            said.push(b']');
        }
        said.extend_from_slice(b">>");
        Some(said.into())
    }

    fn loose_marks(&mut self, top: &mut Vec<usize>) {
        for place in 0..self.making.marks.len() {
            let is_owned = |number: u32| matches!(self.of_pages[place].get(number as usize), Some(Some(_)));
            let loose: Vec<u32> =
                self.making.marks[place].iter().copied().filter(|number| !is_owned(*number)).collect();
            for number in loose {
                let element = self.loose("P", place, Object::Integer(i64::from(number)), None);
                self.owns(place, number, element);
                top.push(element);
            }
        }
    }

    fn loose_annotations(&mut self, top: &mut Vec<usize>) {
        let annotations = self.annotations;
        for (at, kept) in annotations.kept.iter().enumerate() {
            if self.of_annotations[at].is_none() {
                let words = kept.dictionary.get(b"Contents").ok().cloned();
                let element = self.loose(kept.role, kept.page, reference(self.making, kept), words);
                self.of_annotations[at] = Some(element);
                top.push(element);
            }
        }
    }

    /// An element that the paper itself does not have.
    fn loose(&mut self, role: &str, place: usize, kid: Object, words: Option<Object>) -> usize {
        let mut element = dictionary([
            ("Type", name("StructElem")),
            ("S", name(role)),
            ("P", own(self.part)),
            ("Pg", self.making.page(place)),
            ("K", Object::Array(vec![kid])),
        ]);
        if let Some(words) = words {
            element.set("Alt", words);
        }
        self.making.draft.add(&Object::Dictionary(element))
    }

    /// Writes whose all marks are, and the annotations, which say by their keys whose they are.
    fn keys(&mut self, of_pages: &[(usize, usize)]) {
        let object = |owner: &Option<usize>| owner.map_or(Object::Null, own);
        for (key, place) in of_pages {
            let owners = Object::Array(self.of_pages[*place].iter().map(object).collect());
            self.making.parents[*key] = Some(self.making.draft.add(&owners));
        }
        for (form, key) in &self.making.copied.forms {
            // One that no page draws, or whose marks cannot be read, is not in the pack with its key.
            if !self.making.copied.numbers.contains_key(form) {
                continue;
            }
            let marks = self.form_marks.get(form).map(Vec::as_slice).unwrap_or_default();
            let last = marks.last().copied().unwrap_or(0);
            let owners = (0..=last).map(|number| object(&self.of_forms.get(&(*form, number)).copied()));
            self.making.parents[*key] = Some(self.making.draft.add(&Object::Array(owners.collect())));
        }
        let annotations = self.annotations;
        for (kept, element) in annotations.kept.iter().zip(std::mem::take(&mut self.of_annotations)) {
            let mut of = kept.dictionary.clone();
            let key = self.making.key();
            of.set("StructParent", Later::Key.of(key));
            self.making.parents[key] = element;
            self.making.draft.object(kept.number, &Object::Dictionary(of));
        }
    }
}

/// How an element names an annotation.
fn reference(making: &Making<'_>, kept: &Kept) -> Object {
    Object::Dictionary(dictionary([("Type", name("OBJR")), ("Obj", own(kept.number)), ("Pg", making.page(kept.page))]))
}
