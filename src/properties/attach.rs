//! Figures with their places → attributes of the elements that print them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{AMONG, CELLS, FIGURE, ID, NAME, RULE};
use crate::ledger::Entry;
use crate::pack::write::{Out, dictionary, name, text, to};
use crate::provenance::{self, find};
use crate::tagged::{Mark, Tagged};
use crate::typeset::load::{Most, load};
use crate::typeset::seek::{Found, Letters, counts};

/// The figures of a document: which it may print, and where.
pub struct Placed<'f> {
    pub figures: &'f [Entry],
    /// The figures that each of the written texts shows.
    pub of_texts: &'f [Vec<usize>],
    /// The figures that each of the values has.
    pub of_values: &'f [Vec<usize>],
    pub found: &'f Found,
}

/// What an element says of a figure: that it prints it, or that it is among those that it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Prints,
    Among,
}

const MOST: Most = Most { part: 256 << 20, tokens: 64_000_000 };
/// How deep the elements of a paper of ours may lie.
const DEPTH: usize = 200;

/// Writes the figures into the structure.
pub fn attach(pdf: &[u8], placed: &Placed<'_>, identity: &str) -> Result<Vec<u8>, String> {
    let tagged = Tagged::read(pdf).map_err(|why| why.to_string())?;
    let mut document = load(pdf, MOST, false).map_err(|_| "it cannot be read again".to_owned())?;
    let tree = Tree::of(&document)?;
    let marks = Marks::of(&tagged, placed.found);
    drop(tagged);

    let mut at: BTreeMap<ObjectId, BTreeSet<(usize, How)>> = BTreeMap::new();
    let mut known: HashSet<usize> = HashSet::new();
    let owners = |letters: &[Letters]| -> BTreeSet<ObjectId> {
        let marks = letters.iter().flat_map(|letters| marks.of_letters(letters));
        marks.filter_map(|mark| tree.owners.get(&mark).copied()).collect()
    };
    let mut printed: Vec<(usize, ObjectId)> = Vec::new();
    for (figures, letters) in placed.of_texts.iter().zip(&placed.found.texts) {
        let on = owners(letters);
        printed.extend(figures.iter().flat_map(|figure| on.iter().map(|element| (*figure, *element))));
    }
    for (figure, letters) in &placed.found.figures {
        printed.extend(owners(std::slice::from_ref(letters)).into_iter().map(|element| (*figure, element)));
    }
    for (words, figures) in &placed.found.alternatives {
        let on = tree.with_words.get(words).map(Vec::as_slice).unwrap_or_default();
        printed.extend(figures.iter().flat_map(|figure| on.iter().map(|element| (*figure, *element))));
    }
    for (figure, element) in printed {
        at.entry(element).or_default().insert((figure, How::Prints));
        known.insert(figure);
    }
    // What could bear no sign: at each table and drawing that it was handed to and that has it in its words; where there is none,
    // at what else was made of it.
    for wholes in [true, false] {
        let printed: BTreeSet<usize> = known.clone().into_iter().collect();
        for stretch in &placed.found.stretches {
            let mut on: BTreeSet<ObjectId> = owners(&stretch.letters);
            on.extend(stretch.alternatives.iter().filter_map(|words| tree.with_words.get(words)).flatten());
            let around: BTreeSet<ObjectId> = on.iter().map(|element| tree.around(*element)).collect();
            for element in around.into_iter().filter(|element| tree.is_whole(element) == wholes) {
                let words = [marks.words_of(&tree, element), tree.words_for(element)].join(" ");
                let words = find::Pages::of(&[words]);
                let below = tree.below(element);
                for figure in stretch.values.iter().flat_map(|value| &placed.of_values[*value]) {
                    let prints =
                        |below: &ObjectId| at.get(below).is_some_and(|own| own.contains(&(*figure, How::Prints)));
                    let is_known = !wholes && printed.contains(figure);
                    if !is_known && words.have(&placed.figures[*figure]) && !below.iter().any(prints) {
                        at.entry(element).or_default().insert((*figure, How::Among));
                        known.insert(*figure);
                    }
                }
            }
        }
    }
    // A figure that is written, and whose letters are not known, is the document's.
    for figures in placed.of_texts {
        for figure in figures.iter().filter(|figure| !known.contains(figure)) {
            at.entry(tree.top).or_default().insert((*figure, How::Among));
        }
    }
    write(&mut document, &at, placed.figures, identity)
}

/// The elements of a document of ours.
struct Tree {
    top: ObjectId,
    parents: HashMap<ObjectId, ObjectId>,
    kids: HashMap<ObjectId, Vec<ObjectId>>,
    roles: HashMap<ObjectId, Vec<u8>>,
    words: HashMap<ObjectId, String>,
    /// By the words that stand for them where they cannot be seen.
    with_words: HashMap<String, Vec<ObjectId>>,
    /// Whose a mark of a page is.
    owners: HashMap<(usize, u32), ObjectId>,
    marks: HashMap<ObjectId, Vec<(usize, u32)>>,
}

impl Tree {
    fn of(document: &Document) -> Result<Tree, String> {
        let pages: HashMap<ObjectId, usize> =
            document.get_pages().into_values().enumerate().map(|(at, id)| (id, at)).collect();
        let see = |of: &Dictionary, key: &[u8]| Some(document.dereference(of.get(key).ok()?).ok()?.1.clone());
        let catalogue = document.catalog().map_err(|why| why.to_string())?;
        let root = see(catalogue, b"StructTreeRoot").ok_or("it has no structure")?;
        let root = root.as_dict().map_err(|why| why.to_string())?;
        let list = |of: &Dictionary| match of.get(b"K") {
            Ok(Object::Reference(id)) => match document.get_object(*id) {
                Ok(Object::Array(kids)) => kids.clone(),
                _ => vec![Object::Reference(*id)],
            },
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        let top = list(root).first().and_then(|top| top.as_reference().ok()).ok_or("it has no document")?;
        let mut tree = Tree {
            top,
            parents: HashMap::new(),
            kids: HashMap::new(),
            roles: HashMap::new(),
            words: HashMap::new(),
            with_words: HashMap::new(),
            owners: HashMap::new(),
            marks: HashMap::new(),
        };
        let mut open = vec![(top, None, 0)];
        while let Some((id, page, depth)) = open.pop() {
            let element = document.get_dictionary(id).map_err(|why| why.to_string())?;
            if depth > DEPTH || tree.roles.contains_key(&id) {
                return Err("its structure is not a tree".to_owned());
            }
            let page_of =
                |of: &Dictionary| of.get(b"Pg").and_then(Object::as_reference).ok().and_then(|page| pages.get(&page));
            let page: Option<usize> = page_of(element).copied().or(page);
            tree.roles.insert(id, element.get(b"S").and_then(Object::as_name).unwrap_or_default().to_vec());
            if let Some(words) = element.get(b"Alt").ok().and_then(|words| lopdf::decode_text_string(words).ok()) {
                tree.with_words.entry(words.clone()).or_default().push(id);
                tree.words.insert(id, words);
            }
            for kid in list(element) {
                let (page, number) = match &kid {
                    Object::Integer(number) => (page, Some(*number)),
                    Object::Dictionary(of) => {
                        (page_of(of).copied().or(page), of.get(b"MCID").and_then(Object::as_i64).ok())
                    }
                    Object::Reference(below) => {
                        let of = document.get_dictionary(*below).map_err(|why| why.to_string())?;
                        if of.has(b"S") {
                            tree.parents.insert(*below, id);
                            tree.kids.entry(id).or_default().push(*below);
                            open.push((*below, page, depth + 1));
                            continue;
                        }
                        (page_of(of).copied().or(page), of.get(b"MCID").and_then(Object::as_i64).ok())
                    }
                    _ => continue,
                };
                if let (Some(page), Some(number)) = (page, number.and_then(|number| u32::try_from(number).ok())) {
                    tree.owners.insert((page, number), id);
                    tree.marks.entry(id).or_default().push((page, number));
                }
            }
        }
        Ok(tree)
    }

    /// The table or the drawing that an element is in, or itself.
    fn around(&self, element: ObjectId) -> ObjectId {
        let mut above = std::iter::successors(Some(element), |at| self.parents.get(at).copied());
        above.find(|at| self.is_whole(at)).unwrap_or(element)
    }

    /// Whether it is one thing to who sees it, made of many.
    fn is_whole(&self, element: &ObjectId) -> bool {
        matches!(&self.roles[element][..], b"Table" | b"Figure")
    }

    fn below(&self, element: ObjectId) -> Vec<ObjectId> {
        let mut found = vec![element];
        let mut next = 0;
        while next < found.len() {
            found.extend(self.kids.get(&found[next]).into_iter().flatten());
            next += 1;
        }
        found
    }

    fn words_for(&self, element: ObjectId) -> String {
        let words = self.below(element).into_iter().filter_map(|below| self.words.get(&below).cloned());
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Which mark each letter of a page bears.
struct Marks {
    pages: Vec<Vec<Option<u32>>>,
    words: HashMap<(usize, u32), String>,
}

impl Marks {
    /// A page that does not read in the PDF as it was set has none.
    fn of(tagged: &Tagged, found: &Found) -> Marks {
        let mut words: HashMap<(usize, u32), String> = HashMap::new();
        let mut pages = Vec::new();
        for (at, page) in tagged.pages.iter().enumerate() {
            let mut letters: Vec<Option<u32>> = Vec::new();
            let mut said = String::new();
            for item in &page.items {
                let Some(text) = item.text() else { continue };
                let mark = match item.mark {
                    Mark::Content(number) => Some(number),
                    _ => None,
                };
                if let Some(number) = mark {
                    words.entry((at, number)).or_default().push_str(&text.said);
                }
                for letter in text.said.chars().filter(|letter| counts(*letter)) {
                    said.push(letter);
                    letters.push(mark);
                }
            }
            let is_same = found.pages.get(at).is_some_and(|set| *set == said);
            pages.push(if is_same { letters } else { Vec::new() });
        }
        Marks { pages, words }
    }

    fn of_letters(&self, letters: &Letters) -> BTreeSet<(usize, u32)> {
        let page = self.pages.get(letters.page).and_then(|page| page.get(letters.from..letters.to));
        page.into_iter().flatten().flatten().map(|mark| (letters.page, *mark)).collect()
    }

    /// All that an element and those below it say, each piece apart from the next.
    fn words_of(&self, tree: &Tree, element: ObjectId) -> String {
        let marks = tree.below(element).into_iter().flat_map(|below| tree.marks.get(&below).into_iter().flatten());
        marks.filter_map(|mark| self.words.get(mark)).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Writes the PDF anew, with each object under the number that it had.
fn write(
    document: &mut Document,
    at: &BTreeMap<ObjectId, BTreeSet<(usize, How)>>,
    figures: &[Entry],
    identity: &str,
) -> Result<Vec<u8>, String> {
    let mut out = Out::new();
    let last = document.objects.keys().map(|(number, _)| *number).max().unwrap_or(0);
    for _ in 0..last {
        out.number();
    }
    // A figure that several elements print is written once.
    let mut written: BTreeMap<(usize, How), usize> = BTreeMap::new();
    for (element, own) in at {
        let kept = document.get_dictionary(*element).map_err(|why| why.to_string())?;
        let mut attributes = match kept.get(b"A") {
            Ok(Object::Array(all)) => all.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        for key in own {
            let number = *written.entry(*key).or_insert_with(|| {
                let (figure, how) = *key;
                out.add(&Object::Dictionary(properties(&figures[figure], how)))
            });
            attributes.push(to(number));
        }
        let element = document.get_object_mut(*element).and_then(Object::as_dict_mut);
        element.map_err(|why| why.to_string())?.set("A", Object::Array(attributes));
    }
    let catalogue = document.catalog_mut().map_err(|why| why.to_string())?;
    let mut marked = dictionary([("Marked", Object::Boolean(true))]);
    marked.set("UserProperties", Object::Boolean(true));
    catalogue.set("MarkInfo", Object::Dictionary(marked));
    for ((number, _), object) in &document.objects {
        match object {
            Object::Stream(stream) if stream.dict.has_type(b"ObjStm") || stream.dict.has_type(b"XRef") => {}
            Object::Stream(stream) => out.stream(*number as usize, &stream.dict, &stream.content),
            other => out.object(*number as usize, other),
        }
    }
    let mut trailer = Dictionary::new();
    for key in [&b"Root"[..], b"Info"] {
        if let Ok(value) = document.trailer.get(key) {
            trailer.set(key, value.clone());
        }
    }
    Ok(out.finish_with(&trailer, identity))
}

fn properties(figure: &Entry, how: How) -> Dictionary {
    let cells = provenance::cells(&figure.sources);
    let parts = [
        (if how == How::Prints { FIGURE } else { AMONG }, &figure.text),
        (NAME, &figure.name),
        (RULE, &figure.rule),
        (CELLS, &cells),
        (ID, &figure.id),
    ];
    let property =
        |(key, value): (&str, &String)| Object::Dictionary(dictionary([("N", text(key)), ("V", text(value))]));
    let all = parts.into_iter().filter(|(_, value)| !value.is_empty()).map(property).collect();
    dictionary([("O", name("UserProperties")), ("P", Object::Array(all))])
}
