//! Sound tagged PDFs of anybody's, made at random: headings, lists, tables, pictures, notes, links, bookmarks, as different
//! programs write them, with right tables of parents. The same number gives the same file.

use super::foreign::Written;
use crate::fuzz::Chance;

const LANGUAGES: [&str; 4] = ["en-GB", "cy", "fr", "de-CH"];
/// Sizes of pages, and what else may be said of one.
const SHEETS: [&str; 5] = [
    "",
    "/MediaBox[0 0 842 595]",
    "/Rotate 90",
    "/MediaBox[-20 -30 600 800]/CropBox[0 0 580 780]",
    "/MediaBox[0 0 298 421]/UserUnit 2/Rotate 180",
];

struct Maker {
    chance: Chance,
    pdf: Written,
    /// The drawing and the owners of the marks of each page.
    pages: Vec<(String, Vec<usize>)>,
    annotations: Vec<Vec<usize>>,
    /// Of links whose key follows those of the pages: their elements.
    links: Vec<usize>,
    ids: usize,
    roles: bool,
    classes: bool,
    bookmarks: Vec<(String, usize)>,
    forms: Vec<(usize, usize)>,
}

/// The object of a page.
fn page_object(at: usize) -> usize {
    4 + 2 * at
}

pub fn sound(seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed);
    let count = 1 + chance.below(4);
    let pdf = Written::of(&vec![""; count], "", &[]);
    let (roles, classes) = (chance.below(2) == 0, chance.below(2) == 0);
    let mut maker = Maker {
        chance,
        pdf,
        pages: vec![(String::new(), Vec::new()); count],
        annotations: vec![Vec::new(); count],
        links: Vec::new(),
        ids: 0,
        roles,
        classes,
        bookmarks: Vec::new(),
        forms: Vec::new(),
    };
    let root = maker.pdf.add("null");
    let document = maker.pdf.add("null");
    let mut kids = Vec::new();
    let mut level = 0;
    for page in 0..count {
        for _ in 0..2 + maker.chance.below(6) {
            kids.push(maker.block(page, document, &mut level));
        }
    }
    let wrapped = maker.chance.below(3);
    let list = references(&kids);
    let tag = if wrapped == 0 { "Sect" } else { "Document" };
    maker.pdf.set(document, &format!("<</Type/StructElem/S/{tag}/P {root} 0 R/K[{list}]>>"));
    maker.finish(root, document)
}

fn references(of: &[usize]) -> String {
    of.iter().map(|at| format!("{at} 0 R ")).collect()
}

impl Maker {
    /// A line of words with a mark of its own, whose number is given back.
    fn line(&mut self, page: usize, tag: &str, owner: usize, words: &str) -> usize {
        let (drawing, owners) = &mut self.pages[page];
        let number = owners.len();
        owners.push(owner);
        let y = 400 - 14 * (number as i64 % 26);
        drawing
            .push_str(&format!("/{tag} <</MCID {number}>> BDC BT /F1 10 Tf 30 {y} Td ({words} {number}) Tj ET EMC\n"));
        number
    }

    fn role(&self, standard: &str) -> String {
        if self.roles { format!("Own{standard}") } else { standard.to_owned() }
    }

    /// An element with one line, and what else it says.
    fn plain(&mut self, page: usize, parent: usize, role: &str, says: &str, words: &str) -> usize {
        let element = self.pdf.add("null");
        let number = self.line(page, role, element, words);
        let object = page_object(page);
        let kid = match self.chance.below(3) {
            0 => format!("{number}"),
            1 => format!("[{number}]"),
            _ => format!("<</Type/MCR/Pg {object} 0 R/MCID {number}>>"),
        };
        let role = self.role(role);
        self.pdf.set(element, &format!("<</Type/StructElem/S/{role}/P {parent} 0 R/Pg {object} 0 R/K {kid}{says}>>"));
        element
    }

    fn group(&mut self, parent: usize, role: &str, below: impl FnOnce(&mut Maker, usize) -> Vec<usize>) -> usize {
        let element = self.pdf.add("null");
        let kids = references(&below(self, element));
        let role = self.role(role);
        self.pdf.set(element, &format!("<</Type/StructElem/S/{role}/P {parent} 0 R/K[{kids}]>>"));
        element
    }

    fn block(&mut self, page: usize, parent: usize, level: &mut usize) -> usize {
        match self.chance.below(9) {
            0 | 1 => {
                *level = 1 + self.chance.below((*level + 1).min(4));
                let words = format!("Heading {}", self.bookmarks.len());
                self.bookmarks.push((words.clone(), page));
                self.plain(page, parent, &format!("H{level}"), "", &words)
            }
            2 => self.plain(page, parent, "Figure", "/Alt(Waits fell from nine weeks to six)", "bars"),
            3 => {
                let id = self.id();
                self.plain(page, parent, "Note", &format!("/ID({id})"), "From the register")
            }
            4 => self.group(parent, "L", |maker, list| {
                let items = 1 + maker.chance.below(3);
                let item = |maker: &mut Maker| {
                    maker.group(list, "LI", |maker, item| {
                        let label = maker.plain(page, item, "Lbl", "", "1.");
                        vec![label, maker.plain(page, item, "LBody", "", "An item")]
                    })
                };
                (0..items).map(|_| item(maker)).collect()
            }),
            5 => self.table(page, parent),
            6 => self.link(page, parent),
            7 => self.form(page, parent),
            _ => self.plain(page, parent, "P", "", "A paragraph"),
        }
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        // As Typst writes them: other papers have the same ones.
        format!("U{}x0y0", self.ids)
    }

    fn table(&mut self, page: usize, parent: usize) -> usize {
        self.group(parent, "Table", |maker, table| {
            let columns = 1 + maker.chance.below(3);
            let ids: Vec<String> = (0..columns).map(|_| maker.id()).collect();
            let head = maker.group(table, "TR", |maker, row| {
                let cell = |maker: &mut Maker, id: &String| {
                    let says = if maker.classes { "/C/Head" } else { "/A<</O/Table/Scope/Column>>" };
                    maker.plain(page, row, "TH", &format!("/ID({id}){says}"), "Head")
                };
                ids.iter().map(|id| cell(maker, id)).collect()
            });
            let mut rows = vec![head];
            for _ in 0..1 + maker.chance.below(3) {
                rows.push(maker.group(table, "TR", |maker, row| {
                    let cell = |maker: &mut Maker, id: &String| {
                        maker.plain(page, row, "TD", &format!("/A[<</O/Table/Headers[({id})]>> 0]"), "81%")
                    };
                    ids.iter().map(|id| cell(maker, id)).collect()
                }));
            }
            rows
        })
    }

    fn link(&mut self, page: usize, parent: usize) -> usize {
        let element = self.pdf.add("null");
        let number = self.line(page, "Link", element, "See there");
        let there = self.chance.below(self.pages.len());
        let object = page_object(there);
        let leads = match self.chance.below(4) {
            0 => format!("/Dest[{object} 0 R/XYZ 30 400 null]"),
            1 => format!("/A<</S/GoTo/D[{object} 0 R/Fit]>>"),
            2 => format!("/Dest(page{there})"),
            _ => "/A<</S/URI/URI(https://example.org/report)>>".to_owned(),
        };
        let key = 1000 + self.links.len();
        let annotation =
            self.pdf.add(&format!("<</Type/Annot/Subtype/Link/Rect[30 30 90 44]{leads}/StructParent {key}>>"));
        self.links.push(element);
        self.annotations[page].push(annotation);
        let (own, role) = (page_object(page), self.role("Link"));
        self.pdf.set(
            element,
            &format!(
                "<</Type/StructElem/S/{role}/P {parent} 0 R/Pg {own} 0 R/K[{number}<</Type/OBJR/Obj {annotation} 0 R>>]>>"
            ),
        );
        element
    }

    /// A paragraph that a form draws, with a mark of the form's own.
    fn form(&mut self, page: usize, parent: usize) -> usize {
        let element = self.pdf.add("null");
        let key = 2000 + self.forms.len();
        let form = self.pdf.add_stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 3 0 R>>>>/StructParents {key}"),
            b"/P <</MCID 0>> BDC BT /F1 10 Tf 5 5 Td (Drawn by a form) Tj ET EMC",
        );
        self.pages[page].0.push_str(&format!("/Fm{} Do\n", self.forms.len()));
        self.forms.push((form, element));
        let (own, role) = (page_object(page), self.role("P"));
        self.pdf.set(
            element,
            &format!(
                "<</Type/StructElem/S/{role}/P {parent} 0 R/Pg {own} 0 R/K<</Type/MCR/Pg {own} 0 R/Stm {form} 0 R/MCID 0>>>>"
            ),
        );
        element
    }

    fn finish(mut self, root: usize, document: usize) -> Vec<u8> {
        let forms: String =
            self.forms.iter().enumerate().map(|(at, (form, _))| format!("/Fm{at} {form} 0 R")).collect();
        for (at, (drawing, _)) in self.pages.iter().enumerate() {
            let sheet = *self.chance.of(&SHEETS);
            let annotations = references(&self.annotations[at]);
            self.pdf.set(
                page_object(at),
                &format!(
                    "<</Type/Page/Parent 2 0 R/Contents {} 0 R/StructParents {at}/Annots[{annotations}]\
                     /Resources<</Font<</F1 3 0 R>>/XObject<<{forms}>>>>{sheet}>>",
                    page_object(at) + 1
                ),
            );
            self.pdf.set_stream(page_object(at) + 1, drawing.as_bytes());
        }
        let mut parents = String::new();
        for (at, (_, owners)) in self.pages.iter().enumerate() {
            parents.push_str(&format!("{at}[{}]", references(owners)));
        }
        for (at, element) in self.links.iter().enumerate() {
            parents.push_str(&format!("{} {element} 0 R ", 1000 + at));
        }
        for (at, (_, element)) in self.forms.iter().enumerate() {
            parents.push_str(&format!("{}[{element} 0 R]", 2000 + at));
        }
        let standard =
            ["Sect", "P", "H1", "H2", "H3", "H4", "Figure", "Note", "L", "LI", "Lbl", "LBody", "Table", "TR"];
        let own: String =
            standard.iter().chain(&["TH", "TD", "Link"]).map(|role| format!("/Own{role}/{role}")).collect();
        self.pdf.set(
            root,
            &format!(
                "<</Type/StructTreeRoot/K[{document} 0 R]/RoleMap<<{own}>>/ClassMap<</Head<</O/Table/Scope/Column>>>>\
                 /ParentTree<</Nums[{parents}]>>>>"
            ),
        );
        let places: String =
            (0..self.pages.len()).map(|at| format!("(page{at})[{} 0 R/XYZ 0 400 0]", page_object(at))).collect();
        let outline = self.outline();
        let language = *self.chance.of(&LANGUAGES);
        self.pdf.set(
            1,
            &format!(
                "<</Type/Catalog/Pages 2 0 R/Lang({language})/MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R\
                 /Names<</Dests<</Names[{places}]>>>>{outline}>>"
            ),
        );
        self.pdf.bytes()
    }

    /// Bookmarks at the top, each second one under the one before it.
    fn outline(&mut self) -> String {
        if self.bookmarks.is_empty() {
            return String::new();
        }
        let root = self.pdf.add("null");
        let all: Vec<usize> = self.bookmarks.iter().map(|_| self.pdf.add("null")).collect();
        let tops: Vec<usize> = all.iter().copied().step_by(2).collect();
        for (at, (title, page)) in self.bookmarks.clone().into_iter().enumerate() {
            let page = page_object(page);
            let more = if at % 2 == 1 {
                format!("/Parent {} 0 R", all[at - 1])
            } else {
                let next = tops.get(at / 2 + 1).map(|next| format!("/Next {next} 0 R")).unwrap_or_default();
                let below = all.get(at + 1).map(|below| format!("/First {below} 0 R/Last {below} 0 R/Count -1"));
                format!("/Parent {root} 0 R{next}{}", below.unwrap_or_default())
            };
            self.pdf.set(all[at], &format!("<</Title({title})/Dest[{page} 0 R/FitH 300]{more}>>"));
        }
        let (first, last) = (tops[0], tops[tops.len() - 1]);
        self.pdf.set(root, &format!("<</First {first} 0 R/Last {last} 0 R/Count {}>>", tops.len()));
        format!("/Outlines {root} 0 R")
    }
}
