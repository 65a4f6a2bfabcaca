//! PDFs that are damaged on purpose: built wrongly, part by part, and sound ones of real programs changed at random.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::foreign::{self, Written};
use super::project;
use super::sound::sound;
use crate::fuzz::Chance;

/// How often each thing that goes on and on does.
const MANY: usize = 100_000;

/// Gives each damaged PDF with its name.
pub fn each(give: &mut dyn FnMut(&str, &[u8])) {
    trees(give);
    values(give);
    drawings(give);
    streams(give);
    tables(give);
    changed(give);
}

const TAGGED: &str = "/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R";
const LINE: &str = "/P <</MCID 0>> BDC BT /F1 9 Tf 60 700 Td (Words) Tj ET EMC";

/// One page with a line; object 6 is free for the root of the structure.
fn simple(catalogue: &str, page: &str) -> Written {
    let mut pdf = Written::of(&[LINE], catalogue, &[page]);
    pdf.add("<</Type/StructTreeRoot/K 7 0 R>>");
    pdf.add("<</S/P/Pg 4 0 R/K 0>>");
    pdf
}

/// Circles, depth and numbers in trees of pages, elements, bookmarks, names and fields.
fn trees(give: &mut dyn FnMut(&str, &[u8])) {
    let mut pages = |name: &str, root: &str, more: &dyn Fn(&mut Written)| {
        let mut pdf = simple(TAGGED, "");
        pdf.set(2, root);
        more(&mut pdf);
        give(name, &pdf.bytes());
    };
    let nothing = |_: &mut Written| {};
    pages("pages-of-themselves", "<</Type/Pages/Kids[2 0 R 4 0 R]/Count 2>>", &nothing);
    pages("pages-only-of-themselves", "<</Type/Pages/Kids[2 0 R]/Count 2>>", &nothing);
    pages("pages-of-each-other", "<</Type/Pages/Kids[8 0 R]/Count 1>>", &|pdf| {
        pdf.add("<</Type/Pages/Kids[2 0 R 4 0 R]/Count 1>>");
    });
    pages("pages-counted-hugely", "<</Type/Pages/Kids[4 0 R]/Count 2147483647>>", &nothing);
    pages("pages-counted-below-nothing", "<</Type/Pages/Kids[4 0 R]/Count -9223372036854775808>>", &nothing);
    let same = format!("<</Type/Pages/Kids[{}]/Count 1>>", "4 0 R ".repeat(10 * MANY));
    pages("a-page-a-million-times", &same, &nothing);
    pages("pages-far-below", "<</Type/Pages/Kids[8 0 R]/Count 1>>", &|pdf| {
        (0..MANY).for_each(|at| {
            pdf.add(&format!("<</Type/Pages/Kids[{} 0 R]/Count 1>>", at + 9));
        });
    });
    pages("pages-of-other-things", "<</Type/Pages/Kids[1 0 R 3 0 R 5 0 R 6 0 R null 7 (x) 4 0 R]/Count 9>>", &nothing);
    pages("no-pages", "<</Type/Pages/Kids[]/Count 0>>", &nothing);
    pages("pages-that-are-no-dictionary", "[4 0 R]", &nothing);
    pages("more-pages-than-there-can-be", "<</Type/Pages/Kids 8 0 R>>", &|pdf| {
        let kids: String = (0..25_000).map(|at| format!("{} 0 R ", at + 9)).collect();
        pdf.add(&format!("[{kids}]"));
        (0..25_000).for_each(|_| {
            pdf.add("<</Type/Page/Contents 5 0 R>>");
        });
    });

    let mut elements = |name: &str, root: &str, more: &dyn Fn(&mut Written)| {
        let mut pdf = simple(TAGGED, "/StructParents 0/Annots[]");
        pdf.set(7, root);
        more(&mut pdf);
        give(name, &pdf.bytes());
    };
    elements("an-element-of-itself", "<</S/P/Pg 4 0 R/K[7 0 R 0 7 0 R]>>", &nothing);
    elements("elements-of-each-other", "<</S/Div/K[8 0 R]>>", &|pdf| {
        pdf.add("<</S/Div/P 7 0 R/K[7 0 R 8 0 R<</S/P/Pg 4 0 R/K 0>>]>>");
    });
    elements("elements-far-below", "<</S/Div/K 8 0 R>>", &|pdf| {
        (0..MANY).for_each(|at| {
            pdf.add(&format!("<</S/Div/Pg 4 0 R/K[0 {} 0 R]>>", at + 9));
        });
    });
    elements("a-mark-a-million-times", &format!("<</S/P/Pg 4 0 R/K[{}]>>", "0 ".repeat(10 * MANY)), &nothing);
    elements(
        "marks-of-huge-numbers",
        "<</S/P/Pg 4 0 R/K[2147483647 -1 9223372036854775807 99999999999999999999 0]>>",
        &nothing,
    );
    elements(
        "elements-of-no-kind",
        "<</S(P)/Pg(x)/K[(a)/b true 1.5 null<<>>[[0]]<</Type/OBJR>><</MCID(0)>>]>>",
        &nothing,
    );
    let wide: String = (0..MANY).map(|_| "<</S/Span/Pg 4 0 R/K 0>>").collect();
    elements("elements-by-the-hundred-thousand", &format!("<</S/P/K[{wide}]>>"), &nothing);
    elements("roles-in-a-circle", "<</S/A/Pg 4 0 R/K 0>>", &|pdf| {
        pdf.set(6, "<</Type/StructTreeRoot/K 7 0 R/RoleMap<</A/B/B/C/C/A/P/Table>>>>");
    });
    elements("classes-in-a-circle", "<</S/P/Pg 4 0 R/K 0/C[/A/A]/A 9 0 R>>", &|pdf| {
        pdf.set(6, "<</Type/StructTreeRoot/K 7 0 R/ClassMap<</A 8 0 R>>>>");
        pdf.add("[8 0 R 8 0 R<</O/Table/Headers 9 0 R/X 8 0 R>>]");
        pdf.add("[9 0 R(a)(a)]");
    });
    elements("headings-of-any-level", "<</S/Div/K[<</S/H99999999999/Pg 4 0 R/K 0>><</S/H0>><</S/H-1>>]>>", &nothing);
    elements(
        "an-id-of-all",
        "<</S/Div/ID(a)/K[<</S/TD/ID(a)/A<</O/Table/Headers[(a)]>>/Pg 4 0 R/K 0>><</S/Note/ID(a)>>]>>",
        &nothing,
    );
    let words = format!("<</S/P/Pg 4 0 R/K 0/Alt({})>>", "words ".repeat(10 * MANY));
    elements("an-alternative-of-megabytes", &words, &nothing);

    let mut catalogues = |name: &str, says: &str, more: &dyn Fn(&mut Written)| {
        let mut pdf = simple(&format!("{TAGGED}{says}"), "/Annots[<</Subtype/Link/Rect[0 0 9 9]/Dest(a)>>]");
        more(&mut pdf);
        give(name, &pdf.bytes());
    };
    catalogues("bookmarks-in-a-circle", "/Outlines 8 0 R", &|pdf| {
        pdf.add("<</First 9 0 R/Last 9 0 R/Count 5>>");
        pdf.add("<</Title(a)/Parent 9 0 R/Next 10 0 R/First 8 0 R/Dest[4 0 R/Fit]>>");
        pdf.add("<</Title(b)/Prev 9 0 R/Next 9 0 R/First 9 0 R/Count -2147483648/Dest[4 0 R/Fit]>>");
    });
    catalogues("bookmarks-far-below", "/Outlines 8 0 R", &|pdf| {
        (0..MANY).for_each(|at| {
            pdf.add(&format!("<</Title(a)/First {} 0 R/Dest[4 0 R/Fit]>>", at + 9));
        });
    });
    catalogues("bookmarks-by-the-hundred-thousand", "/Outlines 8 0 R", &|pdf| {
        pdf.add("<</First 9 0 R>>");
        (0..MANY).for_each(|at| {
            pdf.add(&format!("<</Title(a)/Next {} 0 R/Dest[4 0 R/Fit]>>", at + 10));
        });
    });
    catalogues("bookmarks-of-no-kind", "/Outlines 8 0 R", &|pdf| {
        pdf.add("<</First 9 0 R>>");
        pdf.add("<</Title 5 0 R/Dest[99/XYZ/a(b)<<>>]/A[]/Next 4 0 R>>");
    });
    catalogues("names-in-a-circle", "/Names<</Dests 8 0 R>>", &|pdf| {
        pdf.add("<</Kids[8 0 R 9 0 R]/Names[(a)]>>");
        pdf.add("<</Kids[8 0 R 9 0 R 9 0 R]/Names[(a)(b)(b)(a)]>>");
    });
    catalogues("a-place-that-leads-to-itself", "/Dests<</a/b/b 8 0 R>>", &|pdf| {
        pdf.add("<</D 8 0 R>>");
    });
    catalogues("fields-in-a-circle", "/AcroForm<</Fields[8 0 R]>>", &|pdf| {
        pdf.add("<</Subtype/Widget/Parent 8 0 R/Kids[8 0 R]/Rect[0 0 9 9]/AP<</N 9 0 R>>>>");
        pdf.add_stream("/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<</XObject<</X 9 0 R>>>>", b"/X Do");
        pdf.set(4, "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[8 0 R 8 0 R 4 0 R(x)]>>");
    });
    catalogues("layers-in-a-circle", "/OCProperties<</OCGs[8 0 R]/D<</BaseState/OFF/ON[9 0 R]>>>>", &|pdf| {
        pdf.add("<</Type/OCMD/OCGs[8 0 R 9 0 R]/P/AllOff/VE[/Not 8 0 R]>>");
        pdf.add("<</Type/OCMD/OCGs 9 0 R>>");
        pdf.set(4, "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Properties<</a 8 0 R>>>>>>");
        pdf.set_stream(5, b"/OC /a BDC (x) Tj EMC /OC /b BDC EMC");
    });
    catalogues("annotations-by-the-hundred-thousand", "", &|pdf| {
        let list = pdf.add(&format!("[{}]", "<</Subtype/Link>>".repeat(MANY)));
        pdf.set(4, &format!("<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots {list} 0 R>>"));
    });
}

/// Values that nobody means.
fn values(give: &mut dyn FnMut(&str, &[u8])) {
    for (name, says) in [
        ("a-page-of-no-size", "/MediaBox[0 0 0 0]"),
        ("a-page-upside-down", "/MediaBox[595 842 0 0]/CropBox[9 9 1 1]"),
        ("a-page-of-any-size", "/MediaBox[-1e38 -1e38 1e38 1e38]/CropBox[0 0 1e-30 1e-30]"),
        ("a-page-of-words", "/MediaBox[(a)/b null<<>>]/Rotate(x)/UserUnit/y"),
        ("a-page-of-one-corner", "/MediaBox[1]/CropBox[]"),
        ("a-page-turned-askew", "/Rotate 9223372036854775807"),
        ("a-page-of-no-unit", "/UserUnit 0"),
        ("a-page-of-a-huge-unit", "/UserUnit 1e30"),
        ("a-page-of-its-own", "/Parent 4 0 R/Resources 4 0 R/Annots 4 0 R/Group 4 0 R"),
        ("a-page-of-wrong-kinds", "/Resources[1]/Annots<<>>/Contents(x)/StructParents(y)"),
        ("a-page-of-resources-in-a-circle", "/Resources<</Font 3 0 R/XObject<</a 4 0 R/b 5 0 R>>/Properties 1 0 R>>"),
        (
            "a-link-of-huge-numbers",
            "/Annots[<</Subtype/Link/Rect[1e38 -1e38 99999999999999999999 .]/Dest[4 0 R/XYZ 1e39 --1 +]>>]",
        ),
        ("a-link-of-wrong-kinds", "/Annots[<</Subtype(Link)/Rect 5/A[]>><</Subtype/Link/A<</S 1/URI[1]>>>>[]null 7]"),
        (
            "a-mark-of-wrong-kinds",
            "/Annots[<</Subtype/Ink/AP 5 0 R/InkList 1/Rect[0 0]>><</Subtype/Widget/AP<</N<<>>>>/AS 1>>]",
        ),
    ] {
        give(name, &simple(TAGGED, says).bytes());
    }
    for (name, object) in [
        ("lists-far-below", "[".repeat(MANY)),
        ("lists-far-below-that-end", "[".repeat(MANY) + &"]".repeat(MANY)),
        ("dictionaries-far-below", "<</A".repeat(MANY)),
        ("dictionaries-far-below-that-end", "<</A".repeat(MANY) + " 1" + &">>".repeat(MANY)),
        ("brackets-far-below", "(".repeat(10 * MANY)),
        ("a-name-of-a-megabyte", format!("<</{}/x>>", "n".repeat(10 * MANY))),
        ("letters-by-number-without-end", format!("<{}", "41".repeat(10 * MANY))),
        ("numbers-too-large", "[99999999999999999999 -99999999999999999999 1e999 --5 +-+ . 0x41 1.2.3]".to_owned()),
        ("references-too-large", "[4294967296 0 R 7 65536 R -1 0 R 0 0 R 7 0 R]".to_owned()),
    ] {
        let mut pdf = simple(&format!("{TAGGED}/Names 8 0 R"), "/Resources 8 0 R");
        pdf.add(&object);
        give(name, &pdf.bytes());
    }
}

/// What is drawn on a page, torn or without end.
fn drawings(give: &mut dyn FnMut(&str, &[u8])) {
    for (name, drawing) in [
        ("states-without-end", "q ".repeat(10 * MANY)),
        ("ends-without-states", "Q EMC ET ".repeat(MANY)),
        ("marks-without-end", "/P <</MCID 1>> BDC ".repeat(MANY)),
        ("marks-within-properties", format!("/P {}", "<</MCID ".repeat(MANY))),
        ("a-text-without-end", "BT (Words".to_owned()),
        ("a-picture-without-end", "BI /W 9 /H 9 ID EI".to_owned()),
        ("a-picture-of-nothing", "BI ID  EI EI BI".to_owned()),
        ("operands-without-end", "1 ".repeat(10 * MANY)),
        ("lists-in-a-drawing", "[".repeat(10 * MANY)),
        ("operators-of-nobody", "\u{0}\u{1}xx yy } { ) > ] << >> % no end".to_owned()),
    ] {
        let mut pdf = simple(TAGGED, "");
        pdf.set_stream(5, drawing.as_bytes());
        give(name, &pdf.bytes());
        let mut pdf = simple(TAGGED, "/Resources<</XObject<</Fm 8 0 R>>>>");
        pdf.set_stream(5, b"/Fm Do");
        pdf.add_stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/StructParents 1", drawing.as_bytes());
        give(&format!("{name}-in-a-form"), &pdf.bytes());
    }
    let mut pdf = simple(TAGGED, "/Resources<</XObject<</Fm 8 0 R>>>>");
    pdf.add_stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Fm 8 0 R>>>>", b"/Fm Do /Fm Do");
    give("a-form-of-itself", &pdf.bytes());
}

/// So many spaces, packed, as a remark: what they unpack to is the matter, and not how long they are read.
fn packed(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 16];
    encoder.write_all(b"%").unwrap();
    (0..bytes >> 16).for_each(|_| encoder.write_all(&spaces).unwrap());
    encoder.finish().unwrap()
}

/// Streams that are packed wrongly or hugely.
fn streams(give: &mut dyn FnMut(&str, &[u8])) {
    let huge = packed(1 << 30);
    let twice = {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&huge).unwrap();
        encoder.finish().unwrap()
    };
    let filters = format!("/Filter[{}]", "/FlateDecode".repeat(MANY));
    for (name, says, content) in [
        ("a-drawing-of-a-gibibyte", "/Filter/FlateDecode", &huge[..]),
        ("a-drawing-packed-twice", "/Filter[/FlateDecode/FlateDecode]", &twice),
        ("a-drawing-packed-again-and-again", &*filters, &twice),
        ("a-drawing-cut-off", "/Filter/FlateDecode", &huge[..huge.len() / 2]),
        ("a-drawing-of-no-kind", "/Filter/NobodyDecode", b"q Q"),
        ("a-drawing-packed-otherwise", "/Filter/LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01\xff\xff\xff"),
        (
            "a-drawing-of-odd-columns",
            "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 99>>",
            &packed(1 << 16),
        ),
        (
            "a-drawing-of-no-columns",
            "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 0/BitsPerComponent 0>>",
            &packed(1 << 16),
        ),
        ("a-drawing-in-letters", "/Filter[/ASCII85Decode/ASCIIHexDecode]", b"zzzz!!~"),
        ("a-drawing-in-another-file", "/F(x)/FFilter/FlateDecode", b""),
    ] {
        let mut pdf = simple(TAGGED, "/Contents 8 0 R");
        pdf.set(4, "<</Type/Page/Parent 2 0 R/Contents 8 0 R/StructParents 0>>");
        pdf.add_stream(says, content);
        give(name, &pdf.bytes());
    }
    let mut pdf = simple(TAGGED, "");
    let part = pdf.add_stream("/Filter/FlateDecode", &packed(60 << 20));
    let list = pdf.add(&format!("[{}]", format!("{part} 0 R ").repeat(1000)));
    pdf.set(4, &format!("<</Type/Page/Parent 2 0 R/Contents {list} 0 R>>"));
    give("a-drawing-of-a-thousand-parts", &pdf.bytes());
    let mut pdf = simple(TAGGED, "");
    let part = pdf.add_stream("/Filter/FlateDecode", &packed(50 << 20));
    let kids: Vec<usize> =
        (0..40).map(|_| pdf.add(&format!("<</Type/Page/Parent 2 0 R/Contents {part} 0 R>>"))).collect();
    let kids: String = kids.iter().map(|kid| format!("{kid} 0 R ")).collect();
    pdf.set(2, &format!("<</Type/Pages/Kids[{kids}]/Count 40>>"));
    give("pages-of-two-gibibytes", &pdf.bytes());
    let mut pdf = simple(TAGGED, "/Resources<</XObject<</Im 8 0 R>>/Font<</F1 9 0 R>>>>");
    pdf.add_stream("/Subtype/Image/Width 2147483647/Height 2147483647/ColorSpace 8 0 R/SMask 8 0 R", b"\0");
    pdf.add("<</Type/Font/Subtype/Type0/DescendantFonts[9 0 R 9 0 R]/ToUnicode 9 0 R/Widths 9 0 R/FirstChar -1>>");
    give("a-picture-and-a-font-of-themselves", &pdf.bytes());
}

/// Tables of objects, and streams of objects, that are wrong.
fn tables(give: &mut dyn FnMut(&str, &[u8])) {
    let good = String::from_utf8_lossy(&foreign::well_tagged()[20..]).into_owned();
    let good = format!("%PDF-1.7\n{good}");
    let start = good.rfind("startxref").unwrap();
    let (body, trailer) = (&good[..start], good.rfind("trailer").unwrap());
    for (name, end) in [
        ("a-table-at-nought", "startxref\n0\n%%EOF"),
        ("a-table-below-nought", "startxref\n-5\n%%EOF"),
        ("a-table-far-away", "startxref\n99999999999999999999\n%%EOF"),
        ("a-table-nowhere", "startxref\n"),
        ("no-end", ""),
    ] {
        give(name, format!("{body}{end}").as_bytes());
    }
    for (name, from, to) in [
        ("a-size-that-is-huge", "/Size ", "/Size 2147483647%"),
        ("a-size-below-nought", "/Size ", "/Size -1%"),
        ("a-table-before-itself", "/Root", "/Prev 9/XRefStm 9/Root"),
        ("a-root-that-is-a-page", "/Root 1", "/Root 4"),
        ("a-root-that-is-nobody", "/Root 1", "/Root 999"),
        ("a-password-of-nobody", "/Root", "/Encrypt 999 0 R/Root"),
        ("about-what-is-a-page", "/Root", "/Info 4 0 R/ID 4 0 R/Root"),
    ] {
        let changed = good[trailer..].replacen(from, to, 1).replace('%', "\n").replacen("\n\nEOF", "%%EOF", 1);
        give(name, format!("{}{changed}", &good[..trailer]).as_bytes());
    }
    let at = good[..trailer].rfind("xref\n0 ").unwrap();
    for (name, table) in [
        ("a-table-of-huge-numbers", "xref\n0 2147483647\n0000000000 65535 f\r\n".to_owned()),
        ("a-table-of-one-place", format!("xref\n0 50\n{}", "0000000015 00000 n\r\n".repeat(50))),
        ("a-table-of-letters", "xref\nabc def\nxxxxxxxxxx 00000 n\r\n".to_owned()),
        ("a-table-from-afar", "xref\n4294967290 3\n0000000015 00000 n\r\n0000000015 00000 n\r\n".to_owned()),
    ] {
        let text = format!("{}{table}{}", &good[..at], &good[trailer..start]);
        give(name, format!("{text}startxref\n{at}\n%%EOF\n").as_bytes());
    }
    give("junk-before", &[&vec![b'x'; 10 * MANY][..], &foreign::well_tagged()].concat());
    give("nothing", b"");
    give("a-head-alone", b"%PDF-1.7\n");
    give("not-a-pdf", "Dear Clerk, here is our paper. ".repeat(1000).as_bytes());
    for (name, says, within) in [
        ("objects-by-the-thousand-million", "/N 2147483647/First 10", "4 0 9 5 <<>> <<>>"),
        ("objects-that-begin-far-away", "/N 2/First 99999999", "20 0 21 5 <<>> <<>>"),
        ("objects-below-nought", "/N -1/First -1", "20 0 21 5 <<>> <<>>"),
        ("objects-that-go-on-in-themselves", "/N 2/First 10/Extends 8 0 R", "20 0 8 5  <<>> <<>>"),
        ("objects-of-everything", "/N 4/First 20", "1 0 2 5 4 9 6 12    null null null null"),
        ("objects-torn", "/N 2/First 10/Filter/FlateDecode", "20 0 21 5 <<>> <<>>"),
    ] {
        let mut pdf = simple(TAGGED, "");
        pdf.add_stream(&format!("/Type/ObjStm{says}"), within.as_bytes());
        give(name, &pdf.bytes());
    }
    for (name, says) in [
        ("a-packed-table-of-wide-rows", "/W[99999999 99999999 99999999]/Size 9"),
        ("a-packed-table-of-no-rows", "/W[0 0 0]/Size 2147483647"),
        ("a-packed-table-of-huge-parts", "/W[1 2 1]/Index[0 2147483647 4294967295 9]/Size 9"),
        ("a-packed-table-below-nought", "/W[-1 -2 -1]/Index[-5 -5]/Size -9"),
        ("a-packed-table-before-itself", "/W[1 2 1]/Size 9/Prev 0"),
    ] {
        let mut pdf = simple(TAGGED, "").bytes();
        let at = pdf.len();
        let stream = format!("8 0 obj\n<</Type/XRef/Root 1 0 R{says}/Length 36>>\nstream\n");
        pdf.extend_from_slice(stream.as_bytes());
        pdf.extend_from_slice(&[1; 36]);
        pdf.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").as_bytes());
        give(name, &pdf);
    }
    for (name, length) in [
        ("a-length-too-large", "99999999"),
        ("a-length-too-small", "1"),
        ("a-length-below-nought", "-7"),
        ("a-length-of-itself", "5 0 R"),
        ("a-length-of-words", "(x)"),
    ] {
        let mut pdf = simple(TAGGED, "");
        pdf.set(5, &format!("<</Length {length}>>\nstream\n{LINE}\nendstream"));
        give(name, &pdf.bytes());
    }
}

/// Sound papers, changed at random.
fn changed(give: &mut dyn FnMut(&str, &[u8])) {
    let names = ["demand", "for-the-web", "health-report", "letter", "locked", "return-form", "transport"];
    let read = |name: &str| fs::read(project().join("tests/handed-in").join(format!("{name}.pdf"))).unwrap();
    let mut sources: Vec<Vec<u8>> = names.iter().map(|name| read(name)).collect();
    sources.extend([foreign::well_tagged(), foreign::form(), foreign::annotated(), sound(1), sound(2), sound(3)]);
    for round in 0..66 {
        let mut chance = Chance(1000 + round as u64);
        let mut pdf = sources[round % sources.len()].clone();
        let length = pdf.len();
        let what = match chance.below(7) {
            0 => {
                pdf.truncate(chance.below(length));
                "cut-off"
            }
            1 => {
                for _ in 0..1 + chance.below(20) {
                    pdf[chance.below(length)] ^= 1 << chance.below(8);
                }
                "flipped"
            }
            2 => {
                let digits: Vec<usize> = (0..length).filter(|at| pdf[*at].is_ascii_digit()).collect();
                for _ in 0..1 + chance.below(20) {
                    pdf[*chance.of(&digits)] = b'0' + chance.below(10) as u8;
                }
                "renumbered"
            }
            3 => {
                let from = chance.below(length);
                pdf.drain(from..(from + 1 + chance.below(3000)).min(length));
                "with-a-gap"
            }
            4 => {
                let from = chance.below(length);
                let to = (from + 1 + chance.below(4096)).min(length);
                pdf[from..to].fill(0);
                "with-zeros"
            }
            5 => {
                let (from, to) = (chance.below(length), chance.below(length));
                let part = pdf[from.min(to)..from.max(to)].to_vec();
                let at = chance.below(length);
                pdf.splice(at..at, part);
                "with-a-part-twice"
            }
            _ => {
                // As text that passed through a mail program: ends of lines are others.
                pdf = pdf
                    .into_iter()
                    .flat_map(|byte| if byte == b'\n' { vec![b'\r', b'\n'] } else { vec![byte] })
                    .collect();
                "as-text"
            }
        };
        give(&format!("{what}-{round}"), &pdf);
    }
}
