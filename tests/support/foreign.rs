//! PDFs as others hand them in, written object by object: well tagged, badly tagged, not tagged, damaged.
//!
//! They are as small as can be, and written without the program's own code.

/// A PDF that is being written. Object 1 is the catalogue, 2 the tree of pages, 3 a font.
pub struct Written {
    objects: Vec<Vec<u8>>,
    trailer: String,
}

const CATALOGUE: usize = 1;
/// The first page, which is object 4, has its drawing in 5.
const FIRST: usize = 4;

impl Written {
    /// Pages with these drawings; `catalogue` and `page` are what theirs has besides.
    pub fn of(drawings: &[&str], catalogue: &str, page: &[&str]) -> Written {
        let kids: String = (0..drawings.len()).map(|at| format!("{} 0 R ", FIRST + 2 * at)).collect();
        let pages = format!(
            "<</Type/Pages/Kids[{kids}]/Count {}/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>",
            drawings.len()
        );
        let mut written = Written {
            objects: vec![format!("<</Type/Catalog/Pages 2 0 R{catalogue}>>").into_bytes(), pages.into_bytes()],
            trailer: String::new(),
        };
        written.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        for (at, drawing) in drawings.iter().enumerate() {
            let own = page.get(at).copied().unwrap_or_default();
            written.add(&format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R{own}>>", FIRST + 2 * at + 1));
            written.add_stream("", drawing.as_bytes());
        }
        written
    }

    pub fn add(&mut self, object: &str) -> usize {
        self.objects.push(object.as_bytes().to_vec());
        self.objects.len()
    }

    pub fn add_stream(&mut self, says: &str, content: &[u8]) -> usize {
        let mut body = format!("<<{says}/Length {}>>\nstream\n", content.len()).into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\nendstream");
        self.objects.push(body);
        self.objects.len()
    }

    /// Writes an object that has a number already.
    pub fn set(&mut self, number: usize, object: &str) {
        self.objects[number - 1] = object.as_bytes().to_vec();
    }

    pub fn set_stream(&mut self, number: usize, content: &[u8]) {
        self.add_stream("", content);
        self.objects[number - 1] = self.objects.pop().expect("the one that was added");
    }

    /// The number that the next object gets.
    pub fn next(&self) -> usize {
        self.objects.len() + 1
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            offsets.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let table = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", offsets.len() + 1).as_bytes());
        offsets.iter().for_each(|at| out.extend_from_slice(format!("{at:010} 00000 n\r\n").as_bytes()));
        let size = offsets.len() + 1;
        out.extend_from_slice(
            format!("trailer\n<</Size {size}/Root {CATALOGUE} 0 R{}>>\nstartxref\n{table}\n%%EOF\n", self.trailer)
                .as_bytes(),
        );
        out
    }
}

/// A drawing with a line of text in each mark: `(tag, number, words)`.
fn marked(lines: &[(&str, usize, &str)]) -> String {
    let line = |(at, (tag, number, words)): (usize, &(&str, usize, &str))| {
        let y = 780 - 20 * at;
        format!("/{tag} <</MCID {number}>> BDC BT /F1 11 Tf 60 {y} Td ({words}) Tj ET EMC\n")
    };
    lines.iter().enumerate().map(line).collect()
}

/// A paper with everything: a heading of a role of its own, a table with ids as Typst gives them, a figure, a note, links
/// within it and out of it, bookmarks. What it says of parents and of whose marks are is wrong throughout.
pub fn well_tagged() -> Vec<u8> {
    let first = marked(&[
        ("Titel", 0, "Health report"),
        ("TH", 1, "Month"),
        ("TH", 2, "Share"),
        ("TD", 3, "July"),
        ("TD", 4, "81%"),
        ("Link", 5, "See page 2"),
        ("Link", 6, "The website"),
    ]);
    let second = marked(&[("H3", 0, "Waiting times"), ("Figure", 1, "bars"), ("Note", 2, "From the register")]);
    let catalogue = "/Lang(en-GB)/MarkInfo<</Marked true>>/StructTreeRoot 20 0 R/Outlines 40 0 R\
                     /Names<</Dests<</Names[(there)[6 0 R/XYZ 60 790 null]]>>>>";
    let page = "/StructParents 7/Annots[8 0 R 9 0 R]";
    let mut pdf = Written::of(&[&first, &second], catalogue, &[page, "/StructParents 7"]);
    pdf.add("<</Type/Annot/Subtype/Link/Rect[60 675 200 690]/A<</S/GoTo/D(there)>>/StructParent 7>>");
    pdf.add("<</Type/Annot/Subtype/Link/Rect[60 655 200 670]/A<</S/URI/URI(https://example.org/health)>>>>");
    while pdf.next() < 20 {
        pdf.add("null");
    }
    pdf.add("<</Type/StructTreeRoot/K 21 0 R/RoleMap<</Titel/H1/P/H1>>/ParentTree<</Nums[7 21 0 R]>>>>");
    pdf.add("<</Type/StructElem/S/Document/P 20 0 R/K[22 0 R 23 0 R 30 0 R 31 0 R 32 0 R 33 0 R 34 0 R]>>");
    pdf.add("<</S/Titel/P 40 0 R/Pg 4 0 R/K 0>>");
    pdf.add("<</S/Table/P 21 0 R/Pg 4 0 R/K[24 0 R 25 0 R]>>");
    pdf.add("<</S/TR/P 23 0 R/K[26 0 R 27 0 R]>>");
    pdf.add("<</S/TR/P 23 0 R/K[28 0 R 29 0 R]>>");
    pdf.add("<</S/TH/P 24 0 R/Pg 4 0 R/K 1/ID(U1x0y0)/A<</O/Table/Scope/Column>>>>");
    pdf.add("<</S/TH/P 24 0 R/Pg 4 0 R/K 2/ID(U1x1y0)/A<</O/Table/Scope/Column>>>>");
    pdf.add("<</S/TD/P 25 0 R/Pg 4 0 R/K[3]/A[<</O/Table/Headers[(U1x0y0)]>> 0]>>");
    pdf.add("<</S/TD/P 25 0 R/Pg 4 0 R/K[4]/A<</O/Table/Headers[(U1x1y0)(nobody)]>>>>");
    pdf.add("<</S/Link/P 21 0 R/Pg 4 0 R/K[5<</Type/OBJR/Obj 8 0 R>>]>>");
    pdf.add("<</S/Link/P 21 0 R/Pg 4 0 R/K[6<</Type/OBJR/Obj 9 0 R/Pg 4 0 R>>]>>");
    pdf.add("<</S/H3/P 21 0 R/Pg 6 0 R/K<</Type/MCR/MCID 0>>>>");
    pdf.add("<</S/Figure/P 21 0 R/Pg 6 0 R/K 1/Alt(Waits fell from nine weeks to six)>>");
    pdf.add("<</S/Note/P 21 0 R/K<</Type/MCR/Pg 6 0 R/MCID 2>>>>");
    while pdf.next() < 40 {
        pdf.add("null");
    }
    pdf.add("<</First 41 0 R/Last 42 0 R/Count 2>>");
    pdf.add("<</Title(Health report)/Parent 40 0 R/Next 42 0 R/Dest[4 0 R/XYZ 60 800 null]>>");
    pdf.add("<</Title(Waiting times)/Parent 40 0 R/Prev 41 0 R/A<</S/GoTo/D(there)>>>>");
    pdf.bytes()
}

/// A table whose cells say by classes which heads are theirs; one class is said twice, and the tree goes in a circle.
pub fn class_map() -> Vec<u8> {
    let drawing = marked(&[("TH", 0, "Area"), ("TD", 1, "Plans")]);
    let mut pdf = Written::of(&[&drawing], "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R", &[""]);
    pdf.add(
        "<</Type/StructTreeRoot/K[7 0 R 7 0 R]/ClassMap<</Cell[<</O/Table/Headers[(a)]>>]/Wide<</O/Table/ColSpan 1>>\
         /Head<</O/Table/Scope/Column>>>>>>",
    );
    pdf.add("<</S/Table/K[8 0 R 10 0 R 7 0 R]>>");
    pdf.add("<</S/TR/K 9 0 R>>");
    pdf.add("<</S/TH/Pg 4 0 R/K 0/ID(a)/C/Head>>");
    pdf.add("<</S/TR/K[11 0 R 9 0 R]>>");
    pdf.add("<</S/TD/Pg 4 0 R/K 1/C[/Cell 0/Wide]>>");
    pdf.bytes()
}

/// A form that is filled in, with scripts, an attachment, metadata and an author: each has this word.
pub const HIDDEN: &str = "zzHidden";

pub fn form() -> Vec<u8> {
    let drawing = marked(&[("P", 0, "Name of the school")]);
    let catalogue = format!(
        "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/AcroForm<</Fields[9 0 R]/DR<</X({HIDDEN})>>>>\
         /OpenAction<</S/JavaScript/JS(app.alert\\('{HIDDEN}'\\))>>/AA<</WC<</S/JavaScript/JS({HIDDEN})>>>>\
         /Names<</EmbeddedFiles<</Names[({HIDDEN})<</Type/Filespec/F({HIDDEN})/EF<</F 11 0 R>>>>]>>\
         /JavaScript<</Names[(a)<</S/JavaScript/JS({HIDDEN})>>]>>>>/Metadata 12 0 R"
    );
    let page = format!("/Annots[9 0 R]/AA<</O<</S/JavaScript/JS({HIDDEN})>>>>/PieceInfo<</X<</Private({HIDDEN})>>>>");
    let mut pdf = Written::of(&[&drawing], &catalogue, &[&page]);
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add("<</S/Document/K[<</S/P/Pg 4 0 R/K 0>> 8 0 R]>>");
    pdf.add("<</S/Form/K<</Type/OBJR/Obj 9 0 R/Pg 4 0 R>>>>");
    pdf.add(&format!(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/TU({HIDDEN})/V(Ashmere Primary)/Rect[60 700 260 720]/F 4/AP<</N 10 0 R>>\
         /AA<</K<</S/JavaScript/JS({HIDDEN})>>>>>>"
    ));
    pdf.add_stream(
        &format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 100 10]/Resources<</Font<</F1 3 0 R>>>>/PieceInfo<</X({HIDDEN})>>"
        ),
        b"/Tx BMC BT /F1 8 Tf 2 2 Td (Ashmere Primary) Tj ET EMC",
    );
    pdf.add_stream("/Type/EmbeddedFile", HIDDEN.as_bytes());
    pdf.add_stream("/Type/Metadata/Subtype/XML", HIDDEN.as_bytes());
    pdf.trailer = "/Info 13 0 R".to_owned();
    pdf.add(&format!("<</Author({HIDDEN})/Title(Return)>>"));
    pdf.bytes()
}

/// A picture of a page, and nothing else.
pub fn scan() -> Vec<u8> {
    let page = "/Resources<</XObject<</Im 6 0 R>>>>";
    let mut pdf = Written::of(&["q 595 0 0 842 0 0 cm /Im Do Q"], "", &[page]);
    pdf.add_stream(
        "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8",
        b"\x00\xff\xff\x00",
    );
    pdf.bytes()
}

/// The table of objects leads nowhere.
pub fn broken_table() -> Vec<u8> {
    let mut pdf = well_tagged();
    let at = pdf.windows(9).rposition(|bytes| bytes == b"startxref").unwrap();
    pdf.truncate(at);
    pdf.extend_from_slice(b"startxref\n99999999\n%%EOF\n");
    let table = pdf.windows(5).rposition(|bytes| bytes == b"xref\n").unwrap();
    let table = pdf[..table].windows(6).rposition(|bytes| bytes == b"\nxref\n").unwrap_or(table);
    pdf[table + 1..table + 5].copy_from_slice(b"yref");
    pdf
}

/// It says that it has a password.
pub fn encrypted() -> Vec<u8> {
    let mut pdf = Written::of(&["BT /F1 9 Tf (x) Tj ET"], "", &[""]);
    let key = "0".repeat(64);
    pdf.add(&format!("<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>"));
    pdf.trailer = "/Encrypt 6 0 R/ID[<00><00>]".to_owned();
    pdf.bytes()
}

/// Marks of its readers, an attached file, a film, and links that do something else; one outside the tree.
pub fn annotated() -> Vec<u8> {
    let drawing = marked(&[("P", 0, "Draft for comment")]);
    let page = "/Annots[8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R 14 0 R]";
    let mut pdf = Written::of(&[&drawing], "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R", &[page]);
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add("<</S/P/Pg 4 0 R/K 0>>");
    pdf.add(&format!(
        "<</Subtype/Highlight/Rect[60 775 200 790]/Contents(Check this)/T({HIDDEN})/AP<</N 15 0 R>>/Popup 14 0 R>>"
    ));
    pdf.add("<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</Type/Filespec/F(x)>>>>");
    pdf.add("<</Subtype/RichMedia/Rect[0 0 9 9]>>");
    pdf.add("<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)/Next<</S/JavaScript/JS(x)>>>>>>");
    pdf.add("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>");
    pdf.add("<</Subtype/Link/Rect[60 100 200 120]/A<</S/URI/URI(https://example.org)/Next 11 0 R>>>>");
    pdf.add("<</Subtype/Popup/Rect[0 0 9 9]/Parent 8 0 R>>");
    pdf.add_stream("/Type/XObject/Subtype/Form/BBox[60 775 200 790]", b"1 1 0 rg 60 775 140 15 re f");
    pdf.bytes()
}

/// A page with this drawing, in one mark. It may use the font F1, the picture Im, the states Half (half transparent), Mult (its inks
/// mix) and the colour space Spot; `page` and `catalogue` are what theirs has besides, and `more` are objects from the number 20.
pub fn drawing(drawing: &str, page: &str, catalogue: &str, more: &[&str]) -> Vec<u8> {
    let drawing = format!("/P <</MCID 0>> BDC\n{drawing}\nEMC");
    let page = format!(
        "/Resources<</Font<</F1 3 0 R>>/XObject<</Im 8 0 R/Seen 9 0 R/Fm 10 0 R>>/ExtGState<</Half<</ca 0.5>>\
         /Mult<</BM/Multiply>>>>/ColorSpace<</Spot[/Separation/Ink/DeviceGray 11 0 R]>>>>{page}"
    );
    let catalogue = format!("/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R{catalogue}");
    let mut pdf = Written::of(&[&drawing], &catalogue, &[&page]);
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add("<</S/P/Pg 4 0 R/K 0>>");
    let picture = "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8";
    pdf.add_stream(picture, b"\x00\xff\xff\x00");
    pdf.add_stream(&format!("{picture}/SMask 8 0 R"), b"\x00\xff\xff\x00");
    pdf.add_stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</Font<</F1 3 0 R>>>>",
        b"BT /F1 11 Tf 20 50 Td (within) Tj 400 0 Td (beyond) Tj ET",
    );
    pdf.add("<</FunctionType 2/Domain[0 1]/N 1/C0[1]/C1[0]>>");
    while pdf.next() < 20 {
        pdf.add("null");
    }
    for object in more {
        pdf.add(object);
    }
    pdf.bytes()
}

/// The same paper, changed after it was finished: the earlier state of its drawing stays in the file.
pub fn changed_afterwards(mut pdf: Vec<u8>) -> Vec<u8> {
    let before = pdf.len();
    let table = pdf.windows(10).rposition(|bytes| bytes == b"startxref\n").unwrap() + 10;
    let previous = String::from_utf8_lossy(&pdf[table..]).lines().next().unwrap().to_owned();
    pdf.extend_from_slice(
        b"5 0 obj\n<</Length 36>>\nstream\nBT /F1 11 Tf 60 780 Td (New) Tj ET   \nendstream\nendobj\n",
    );
    let at = pdf.len();
    pdf.extend_from_slice(
        format!(
            "xref\n5 1\n{before:010} 00000 n\r\ntrailer\n<</Size 99/Root 1 0 R/Prev {previous}>>\nstartxref\n{at}\n%%EOF\n"
        )
        .as_bytes(),
    );
    pdf
}

/// The same paper with what its metadata says.
pub fn with_metadata(info: &str, xmp: &str) -> Vec<u8> {
    let mut pdf = Written::of(&["BT /F1 11 Tf 60 780 Td (Words) Tj ET"], "/Metadata 6 0 R", &[""]);
    pdf.add_stream("/Type/Metadata/Subtype/XML", xmp.as_bytes());
    pdf.trailer = "/Info 7 0 R".to_owned();
    pdf.add(&format!("<<{info}>>"));
    pdf.bytes()
}

/// Text that is in no mark beside text that is in one, and a picture without words in its place.
pub fn partly_tagged() -> Vec<u8> {
    let drawing = marked(&[("Figure", 0, "bars")]) + "BT /F1 11 Tf 60 700 Td (in no mark) Tj ET";
    let mut pdf = Written::of(&[&drawing], "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R", &[""]);
    pdf.add("<</Type/StructTreeRoot/K<</S/Figure/Pg 4 0 R/K 0>>>>");
    pdf.bytes()
}

/// A page that is read when it is turned, and whose visible part is not all of it.
pub fn turned() -> Vec<u8> {
    let drawing = marked(&[("P", 0, "Sideways")]);
    let page = "/Rotate 90/CropBox[20 30 575 812]";
    let mut pdf = Written::of(&[&drawing], "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R", &[page]);
    pdf.add("<</Type/StructTreeRoot/K<</S/P/Pg 4 0 R/K 0>>>>");
    pdf.bytes()
}

/// Marks and states that are left open, a number that two marks have, text that no element has, a layer that is off.
pub fn untidy() -> Vec<u8> {
    let drawing = "q /P <</MCID 0>> BDC BT /F1 11 Tf 60 780 Td (First) Tj ET EMC \
                   /P <</MCID 0>> BDC BT /F1 11 Tf 60 760 Td (Second) Tj ET EMC \
                   /P <</MCID 9>> BDC BT /F1 11 Tf 60 740 Td (Third) Tj ET EMC \
                   /OC /Off BDC BT /F1 11 Tf 60 720 Td (zzHidden) Tj ET EMC \
                   q /P <</MCID 4>> BDC BT /F1 11 Tf 60 700 Td (Fourth) Tj ET";
    let catalogue = "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R\
                     /OCProperties<</OCGs[7 0 R]/D<</OFF[7 0 R]>>>>";
    let page = "/Resources<</Font<</F1 3 0 R>>/Properties<</Off 7 0 R>>>>";
    let mut pdf = Written::of(&[drawing], catalogue, &[page]);
    pdf.add("<</Type/StructTreeRoot/K[<</S/H/Pg 4 0 R/K 0>><</S/Own/Pg 4 0 R/K[4 77]>>]>>");
    pdf.add("<</Type/OCG/Name(Notes for the author)>>");
    pdf.bytes()
}

/// What is in a paper and cannot be kept: a page that is not there and one that is listed twice, elements too deep, a field
/// that is filled in and has no drawing, bookmarks that lead nowhere and in a circle.
pub fn incomplete() -> Vec<u8> {
    let drawing = marked(&[("P", 0, "Name of the school"), ("P", 1, "Far below")]);
    let catalogue =
        "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/AcroForm<</Fields[9 0 R]>>/Outlines 10 0 R";
    let mut pdf = Written::of(&[&drawing], catalogue, &["/Annots[9 0 R]"]);
    let pages = pdf.objects[1].clone();
    let pages =
        String::from_utf8(pages).unwrap().replace("/Kids[4 0 R ]/Count 1", "/Kids[4 0 R 999 0 R 4 0 R]/Count 3");
    pdf.objects[1] = pages.into_bytes();
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add("<</S/Document/K[<</S/P/Pg 4 0 R/K 0>> 20 0 R]>>");
    pdf.add("<</FT/Tx/T(name)/V(Ashmere Primary)>>");
    pdf.add("<</Type/Annot/Subtype/Widget/Parent 8 0 R/Rect[60 700 260 720]/F 4>>");
    pdf.add("<</First 11 0 R/Last 11 0 R/Count 1>>");
    pdf.add("<</Title(Nowhere)/Parent 10 0 R/Next 11 0 R/Dest(nobody)>>");
    while pdf.next() < 20 {
        pdf.add("null");
    }
    for below in 21..320 {
        pdf.add(&format!("<</S/Div/K {below} 0 R>>"));
    }
    pdf.add("<</S/P/Pg 4 0 R/K 1>>");
    pdf.bytes()
}

/// A form that draws a text on a layer that is not shown, and whose drawing is torn.
pub fn torn_form() -> Vec<u8> {
    let catalogue = "/Lang(en)/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>";
    let page = "/Resources<</Font<</F1 3 0 R>>/XObject<</Fm 7 0 R>>>>";
    let mut pdf = Written::of(&["/Fm Do"], catalogue, &[page]);
    pdf.add("<</Type/OCG/Name(Notes for the author)>>");
    let resources = "/Resources<</Font<</F1 3 0 R>>/Properties<</Off 6 0 R>>>>";
    let drawing = format!("/OC /Off BDC BT /F1 9 Tf ({HIDDEN}) Tj ET EMC BT (torn");
    pdf.add_stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 99 99]{resources}"), drawing.as_bytes());
    pdf.bytes()
}

/// A few objects that lead to each other again and again: pages with the same table of resources, elements with the same
/// list, annotations on every page.
pub fn multiplied(what: &str) -> Vec<u8> {
    let many = |text: &str, count: usize| text.repeat(count);
    let catalogue = "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/Names<</Dests 9 0 R>>";
    let mut pdf = Written::of(&[&marked(&[("P", 0, "Words")])], catalogue, &[""]);
    let elements = match what {
        "elements" => format!("[{}<</S/P/Pg 4 0 R/K 7 0 R>><</S/P/K 7 0 R>>]", many("0 ", 20_000)),
        _ => "[<</S/P/Pg 4 0 R/K 0>>]".to_owned(),
    };
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add(&elements);
    let fonts: String = (0..20_000).map(|n| format!("/F{n} 3 0 R")).collect();
    pdf.add(&format!("<</Font<<{fonts}>>>>"));
    pdf.add("<</Kids[9 0 R 9 0 R]>>");
    let mut kids = "4 0 R ".to_owned();
    if what != "elements" {
        pdf.add(&format!("[{}]", many("<</Subtype/Link/Rect[0 0 9 9]>> ", 2000)));
        let own = if what == "resources" { "/Resources 8 0 R" } else { "/Annots 10 0 R" };
        for _ in 0..600 {
            let page = pdf.add(&format!("<</Type/Page/Parent 2 0 R/Contents 5 0 R{own}>>"));
            kids.push_str(&format!("{page} 0 R "));
        }
    }
    pdf.objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count 1/MediaBox[0 0 595 842]>>").into_bytes();
    pdf.bytes()
}
