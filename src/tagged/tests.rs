//! Small PDFs, made by hand: what is read of them, and what is refused.

use lopdf::{Dictionary, Document, Stream};

use super::*;

/// A PDF with one page, its content, and a structure made by the caller.
struct Made {
    document: Document,
    page: ObjectId,
    root: ObjectId,
}

fn dict(entries: &[(&str, Object)]) -> Dictionary {
    entries.iter().map(|(key, value)| (key.as_bytes().to_vec(), value.clone())).collect()
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn numbers(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Real(*number)).collect())
}

impl Made {
    fn of(content: &str) -> Made {
        let mut document = Document::with_version("1.7");
        let table = "2 beginbfchar <01> <0041> <02> <0042> endbfchar";
        let table = document.add_object(Stream::new(Dictionary::new(), table.as_bytes().to_vec()));
        let widths = numbers(&[500.0, 1000.0]);
        let font = dict(&[
            ("Subtype", name("TrueType")),
            ("BaseFont", name("X+Sans-Bold")),
            ("FirstChar", 1.into()),
            ("Widths", widths),
            ("ToUnicode", table.into()),
        ]);
        let form = dict(&[("Subtype", name("Form")), ("Matrix", numbers(&[1.0, 0.0, 0.0, 1.0, 5.0, 5.0]))]);
        let form = document.add_object(Stream::new(form, b"0 0 2 2 re f".to_vec()));
        let picture = document.add_object(Stream::new(dict(&[("Subtype", name("Image"))]), Vec::new()));
        let resources = dict(&[
            ("Font", dict(&[("F", font.into())]).into()),
            ("XObject", dict(&[("Form", form.into()), ("Picture", picture.into())]).into()),
            ("ExtGState", dict(&[("Half", dict(&[("ca", 0.5.into())]).into())]).into()),
            ("Properties", dict(&[("Mark", dict(&[("MCID", 7.into())]).into())]).into()),
        ]);
        let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let pages = document.new_object_id();
        let page = document.add_object(dict(&[
            ("Type", name("Page")),
            ("Parent", pages.into()),
            ("Resources", resources.into()),
            ("Contents", content.into()),
        ]));
        // The size is that of all pages.
        let all = dict(&[
            ("Type", name("Pages")),
            ("Kids", vec![page.into()].into()),
            ("Count", 1.into()),
            ("MediaBox", numbers(&[0.0, 0.0, 200.0, 100.0])),
        ]);
        document.objects.insert(pages, all.into());
        let root = document.add_object(dict(&[("Type", name("StructTreeRoot"))]));
        let catalogue = dict(&[
            ("Type", name("Catalog")),
            ("Pages", pages.into()),
            ("StructTreeRoot", root.into()),
            ("Lang", Object::string_literal("cy")),
        ]);
        let catalogue = document.add_object(catalogue);
        document.trailer.set("Root", catalogue);
        Made { document, page, root }
    }

    /// Adds an element; what it has in it is given as its `K`.
    fn element(&mut self, role: &str, kids: Object, more: &[(&str, Object)]) -> ObjectId {
        let mut element = dict(more);
        element.set("S", name(role));
        element.set("Pg", self.page);
        element.set("K", kids);
        self.document.add_object(element)
    }

    fn set(&mut self, id: ObjectId, key: &str, value: Object) {
        self.document.get_object_mut(id).unwrap().as_dict_mut().unwrap().set(key, value);
    }

    fn bytes(mut self, top: Object) -> Vec<u8> {
        let root = self.root;
        self.set(root, "K", top);
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn read(self, top: Object) -> Tagged {
        Tagged::read(&self.bytes(top)).unwrap()
    }
}

/// The drawing of a page without a structure.
fn drawn(content: &str) -> Page {
    Made::of(content).read(Object::Array(Vec::new())).pages.remove(0)
}

#[test]
fn letters_are_read_with_their_place_size_and_mark() {
    let page = drawn(
        "/P <</MCID 3>> BDC BT /F 10 Tf 2 0 0 2 20 30 Tm 1 0 0 rg [(\u{1}) -100 (\u{2})] TJ (\u{1}) Tj ET EMC \
         /P /Mark BDC BT /F 10 Tf 0 -12 Td /Span <</ActualText (both)>> BDC (\u{1}) Tj (\u{2}) Tj EMC ET EMC \
         /Artifact <</Type /Pagination>> BDC BT /F 8 Tf (\u{1}) Tj ET EMC BT 3 Tr (\u{2}) Tj ET",
    );
    assert_eq!(page.size, Rect { left: 0.0, bottom: 0.0, right: 200.0, top: 100.0 });
    let texts: Vec<(&str, &str, Mark)> = page
        .items
        .iter()
        .map(|item| (item.text().unwrap().said.as_str(), item.text().unwrap().drawn.as_str(), item.mark))
        .collect();
    assert_eq!(
        texts,
        [
            ("AB", "AB", Mark::Content(3)),
            ("A", "A", Mark::Content(3)),
            ("both", "A", Mark::Content(7)),
            ("", "B", Mark::Content(7)),
            ("A", "A", Mark::Running),
            ("B", "B", Mark::None),
        ]
    );
    let text = |at: usize| page.items[at].text().unwrap();
    assert_eq!((text(0).size, text(0).width, text(0).face.weight), (20.0, 32.0, 700));
    assert_eq!(text(0).fill.as_ref().unwrap().colour, Colour([255, 0, 0]));
    assert_eq!(text(1).matrix.at(0.0, 0.0), (52.0, 30.0), "the second goes on where the first ends");
    assert!(text(5).fill.is_none(), "letters that are not painted");
    assert!(page.not_shown.is_empty(), "{:?}", page.not_shown);
}

#[test]
fn paths_are_read_in_the_units_of_the_page() {
    let page = drawn(
        "/Artifact BMC q 2 0 0 -2 10 90 cm 0 0 1 RG 3 w 1 J 1 j [4 2] 1 d 1 1 m 5 1 l 5 5 6 6 7 5 c S Q EMC \
         q 0 0 20 20 re W n /Half gs 0.5 g 1 1 2 2 re f* Q q 1 0 0 1 3 3 cm /Form Do Q 0 0 m 9 9 l",
    );
    let [line, square, form] = page.items.as_slice() else { panic!("{:?}", page.items) };
    let path = |item: &Item| item.path().unwrap().clone();
    assert_eq!(line.mark, Mark::Artefact);
    assert_eq!(
        path(line).steps,
        [Step::Move(12.0, 88.0), Step::Line(20.0, 88.0), Step::Curve([20.0, 80.0, 22.0, 78.0, 24.0, 80.0])]
    );
    let stroke = path(line).stroke.unwrap();
    assert_eq!((stroke.width, stroke.cap, stroke.join, stroke.dashes), (6.0, 1, 1, vec![8.0, 4.0]));
    assert_eq!(path(square).fill.unwrap(), Fill { colour: Colour([128; 3]), opacity: 0.5, even_odd: true });
    assert_eq!(square.clips.len(), 1);
    assert!(form.clips.is_empty(), "what was kept is given back");
    assert_eq!(form.bounds, Rect { left: 8.0, bottom: 8.0, right: 10.0, top: 10.0 });
}

#[test]
fn what_cannot_be_shown_is_told_of() {
    let page = drawn("/Picture Do /Picture Do /Nothing Do /Shade sh /Pattern cs /P0 scn 0 0 1 1 re f 1 2 frobnicate");
    assert_eq!(
        page.not_shown,
        ["a picture", "an object that is not there", "a gradient", "a pattern", "the operator \"frobnicate\""]
    );
    assert!(page.items.is_empty());
}

#[test]
fn elements_have_their_roles_attributes_and_content() {
    let mut made = Made::of("");
    let class = dict(&[("Head", dict(&[("O", name("Table")), ("Scope", name("Row")), ("ColSpan", 2.into())]).into())]);
    let roles = dict(&[("Cell", name("Head2")), ("Head2", name("TH")), ("A", name("B")), ("B", name("A"))]);
    let root = made.root;
    made.set(root, "ClassMap", class.into());
    made.set(root, "RoleMap", roles.into());
    let own = dict(&[
        ("O", name("Table")),
        ("RowSpan", 3.into()),
        ("Headers", vec![Object::string_literal("h1")].into()),
        ("BackgroundColor", numbers(&[1.0, 0.5, 0.0])),
    ]);
    let cell = made.element(
        "Cell",
        vec![4.into(), dict(&[("Type", name("MCR")), ("MCID", 5.into())]).into()].into(),
        &[("C", name("Head")), ("A", vec![own.into(), 0.into()].into()), ("ID", Object::string_literal("c1"))],
    );
    let round = made.element(
        "A",
        Object::Null,
        &[("Alt", Object::String(b"\xfe\xff\x00\xe9".to_vec(), lopdf::StringFormat::Literal))],
    );
    let tagged = made.read(vec![cell.into(), round.into()].into());
    let [cell, round] = tagged.elements.as_slice() else { panic!() };
    assert_eq!((cell.name.as_str(), cell.role.as_str(), cell.id.as_deref()), ("Cell", "TH", Some("c1")));
    let attributes = &cell.attributes;
    assert_eq!((attributes.scope, attributes.column_span, attributes.row_span), (Some(Scope::Row), Some(2), Some(3)));
    assert_eq!(
        (attributes.headers.clone(), attributes.background),
        (vec!["h1".to_owned()], Some(Colour([255, 128, 0])))
    );
    assert_eq!(cell.content(), [(0, 4), (0, 5)]);
    assert_eq!(round.alternative.as_deref(), Some("é"), "roles that lead in a circle end");
    assert_eq!(tagged.language.as_deref(), Some("cy"));
}

#[test]
fn an_element_that_is_met_twice_stays_where_it_was_first() {
    let mut made = Made::of("");
    let shared = made.element("P", 1.into(), &[]);
    let one = made.element("Div", vec![shared.into()].into(), &[]);
    let two = made.element("Sect", vec![shared.into(), one.into()].into(), &[]);
    // A circle: the first holds the second.
    made.set(one, "K", vec![shared.into(), two.into()].into());
    let tagged = made.read(vec![one.into(), two.into(), shared.into()].into());
    let names: Vec<&str> = tagged.elements.iter().flat_map(Element::all).map(|element| element.name.as_str()).collect();
    assert_eq!(names, ["Div", "P", "Sect"]);
    let numbers: Vec<usize> = tagged.elements.iter().flat_map(Element::all).map(|element| element.number).collect();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn links_lead_out_or_to_a_page() {
    let mut made = Made::of("");
    let place = |page: ObjectId| Object::from(vec![page.into(), name("XYZ"), 0.into(), 70.into(), 0.into()]);
    let page = made.page;
    let names = dict(&[("Names", vec![Object::string_literal("here"), place(page)].into())]);
    let circle = vec![Object::string_literal("round"), Object::string_literal("round")];
    let names = dict(&[("Kids", vec![names.into(), dict(&[("Names", circle.into())]).into()].into())]);
    let catalogue = made.document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    made.set(catalogue, "Names", dict(&[("Dests", names.into())]).into());
    let action = |kind: &str, key: &str, value: Object| -> (&'static str, Object) {
        ("A", dict(&[("S", name(kind)), (key, value)]).into())
    };
    let links = [
        action("URI", "URI", Object::string_literal("https://example.org/a?b=c&d")),
        action("GoTo", "D", Object::string_literal("here")),
        ("Dest", place(page)),
        ("Dest", Object::string_literal("nowhere")),
        ("Dest", Object::string_literal("round")),
        action("Launch", "F", Object::string_literal("x.exe")),
    ];
    let mut kids = Vec::new();
    for link in links {
        let annotation = made.document.add_object(dict(&[("Subtype", name("Link")), link]));
        let reference = dict(&[("Type", name("OBJR")), ("Obj", annotation.into())]);
        kids.push(Object::from(made.element("Link", reference.into(), &[])));
    }
    let tagged = made.read(kids.into());
    let targets: Vec<Target> = tagged
        .elements
        .iter()
        .flat_map(|element| &element.kids)
        .filter_map(|kid| match kid {
            Kid::Link(target) => Some(target.clone()),
            _ => None,
        })
        .collect();
    let here = Target::Place { page: 0, height: Some(70.0) };
    let out = Target::Address("https://example.org/a?b=c&d".to_owned());
    assert_eq!(targets, [out, here.clone(), here, Target::Nowhere, Target::Nowhere, Target::Nowhere]);
}

#[test]
fn what_is_no_tagged_pdf_is_refused_by_name() {
    let said = |bytes: &[u8]| Tagged::read(bytes).unwrap_err().to_string();
    assert!(said(b"no pdf").starts_with("is not a PDF that can be read"), "{}", said(b"no pdf"));
    let mut made = Made::of("");
    let catalogue = made.document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    made.document.get_object_mut(catalogue).unwrap().as_dict_mut().unwrap().remove(b"StructTreeRoot");
    assert!(said(&made.bytes(Object::Null)).starts_with("has no tags"));
    let mut made = Made::of("");
    let filter = dict(&[("Filter", name("Standard")), ("V", 1.into()), ("R", 2.into())]);
    made.document.trailer.set("Encrypt", filter);
    assert!(Tagged::read(&made.bytes(Object::Array(Vec::new()))).is_err());
}

#[test]
fn what_has_more_than_is_read_is_refused() {
    let limits = Limits { page: 1 << 20, tokens: 1 << 20, operations: 10, elements: 3, depth: 4 };
    let said = |bytes: &[u8]| Tagged::read_within(bytes, &limits).unwrap_err();
    assert_eq!(said(&Made::of(&"n ".repeat(11)).bytes(Object::Array(Vec::new()))), Fault::TooMuch("drawings"));
    let mut made = Made::of("");
    let many = (0..4).map(|_| made.element("P", Object::Null, &[]).into()).collect::<Vec<Object>>();
    assert_eq!(said(&made.bytes(many.into())), Fault::TooMuch("elements"));
    let mut made = Made::of("");
    let mut deep = Object::Null;
    for _ in 0..3000 {
        deep = made.element("Div", deep, &[]).into();
    }
    let bytes = made.bytes(deep);
    assert_eq!(Tagged::read(&bytes).unwrap_err(), Fault::TooMuch("elements within elements"));
    let forms = Made::of(&"q ".repeat(100));
    assert_eq!(
        Tagged::read(&forms.bytes(Object::Array(Vec::new()))).unwrap_err(),
        Fault::TooMuch("drawings within drawings")
    );
}

/// Each node of the tree of names leads to itself twice: without a bound it would be walked for ever.
#[test]
fn names_that_lead_in_circles_end() {
    let mut made = Made::of("");
    let names = made.document.new_object_id();
    made.document.objects.insert(names, dict(&[("Kids", vec![names.into(), names.into()].into())]).into());
    let catalogue = made.document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    made.set(catalogue, "Names", dict(&[("Dests", names.into())]).into());
    made.read(Object::Array(Vec::new()));
}

#[test]
fn what_takes_more_room_than_a_paper_has_is_refused_before_it_is_read() {
    let said = |drawing: &str, limits: &Limits| {
        Tagged::read_within(&Made::of(drawing).bytes(Object::Array(Vec::new())), limits).unwrap_err()
    };
    let limits = Limits { tokens: 2000, ..Limits::default() };
    assert_eq!(said(&" ".repeat(4000), &limits), Fault::TooMuch("objects"));
    let limits = Limits { operations: 20_000, ..Limits::default() };
    // Each of a few pieces is cut off by thousands.
    let clipped = format!("{}{}", "0 0 1 1 re W n ".repeat(4000), "0 0 1 1 re f ".repeat(10));
    assert_eq!(said(&clipped, &limits), Fault::TooMuch("drawings"));
    assert_eq!(said(&"/P BMC ".repeat(2000), &Limits::default()), Fault::TooMuch("marks within marks"));
}

/// A form that draws itself ends somewhere.
#[test]
fn a_drawing_within_itself_ends() {
    let mut made = Made::of("/Form Do");
    let form = made.document.new_object_id();
    let resources = dict(&[("XObject", dict(&[("Form", form.into())]).into())]);
    let own = dict(&[("Subtype", name("Form")), ("Resources", resources.clone().into())]);
    made.document.objects.insert(form, Stream::new(own, b"/Form Do".to_vec()).into());
    let page = made.page;
    made.set(page, "Resources", resources.into());
    let bytes = made.bytes(Object::Array(Vec::new()));
    assert_eq!(Tagged::read(&bytes).unwrap_err(), Fault::TooMuch("drawings within drawings"));
}
