//! What papers that others hand in hide: each kind is found, with its place; nothing that is seen is taken for hidden; and no word of
//! it is said.

use boardpack::pack::Paper;
use boardpack::pack::hidden::{Carried, Hidden, Way};

use crate::pack_editions::Meeting;
use crate::support::ashmere;
use crate::support::foreign::{self, drawing};
use crate::support::papers::every_document;
use crate::support::pdf::drawn_text;

fn hidden(pdf: &[u8]) -> Hidden {
    Paper::open_and_search(pdf).unwrap().1
}

fn of(drawn: &str) -> Hidden {
    hidden(&drawing(drawn, "", "", &[]))
}

const NAME: &str = "BT /F1 10 Tf 60 780 Td (Zoe Kidd) Tj ET";
const PAGE: &str = "q 595 0 0 842 0 0 cm /Im Do Q";

#[test]
fn each_way_of_hiding_is_found() {
    for (drawn, way, letters) in [
        // Shapes and pictures over text, dark or light, and on a shape of its own colour.
        (format!("{NAME} 0 g 50 770 100 20 re f"), Way::Covered, 7),
        (format!("{NAME} 1 g 50 770 100 20 re f"), Way::Covered, 7),
        (format!("{NAME} 50 770 m 150 770 l 150 790 l 50 790 l h f*"), Way::Covered, 7),
        (format!("{NAME} q 100 0 0 20 50 770 cm /Im Do Q"), Way::Covered, 7),
        (format!("0 g 50 770 100 20 re f {NAME}"), Way::Covered, 7),
        (format!("q 0 0 0 rg 50 770 100 20 re f Q 0.01 0.01 0.01 rg {NAME}"), Way::Covered, 7),
        (format!("/Spot cs 1 scn {NAME} 50 770 100 20 re f"), Way::Covered, 7),
        // One word of a line: each letter is 5 points wide.
        (format!("{NAME} 0 g 79 770 25 20 re f"), Way::Covered, 4),
        (format!("1 g {NAME}"), Way::OwnColour, 7),
        (format!("0 0 0 0 k {NAME}"), Way::OwnColour, 7),
        (format!("0.9 g 50 770 100 20 re f {NAME}"), Way::OwnColour, 7),
        (format!("3 Tr {NAME}"), Way::NotPainted, 7),
        (format!("7 Tr {NAME}"), Way::NotPainted, 7),
        ("BT /F1 10 Tf 700 400 Td (Zoe Kidd) Tj ET".to_owned(), Way::OutsideThePage, 7),
        ("BT /F1 10 Tf 60 -90 Td (Zoe Kidd) Tj ET".to_owned(), Way::OutsideThePage, 7),
        (format!("q 0 0 40 40 re W n {NAME} Q"), Way::OutsideThePage, 7),
        ("/Fm Do".to_owned(), Way::OutsideThePage, 6),
        (format!("{PAGE} 3 Tr {NAME}"), Way::Recognised, 7),
        (format!("3 Tr {NAME} {PAGE}"), Way::Recognised, 7),
        (format!("{NAME} {PAGE}"), Way::Recognised, 7),
    ] {
        let drawn = if drawn.contains("0.9 g") { drawn.replace(NAME, &format!("0.89 g {NAME}")) } else { drawn };
        let found = of(&drawn);
        let said: Vec<(Way, usize)> = found.spots.iter().map(|spot| (spot.way, spot.letters)).collect();
        assert_eq!(said, [(way, letters)], "{drawn}");
        assert_eq!(found.can_be_uncovered(), way == Way::Covered, "{drawn}");
        assert!(found.not_searched.is_empty(), "{:?}", found.not_searched);
    }
}

#[test]
fn what_is_seen_is_not_taken_for_hidden() {
    for drawn in [
        NAME.to_owned(),
        // On a ground, in a frame, under what lets it through, beside what would cover it.
        format!("0.8 g 50 770 100 20 re f 0 g {NAME}"),
        format!("0 g 50 770 100 20 re f 1 g {NAME}"),
        format!("{NAME} 40 760 120 40 re 50 770 100 20 re f*"),
        format!("{NAME} 50 770 100 20 re S"),
        format!("{NAME} /Half gs 50 770 100 20 re f"),
        format!("{NAME} /Mult gs 1 1 0 rg 50 770 100 20 re f"),
        format!("{NAME} q 0 0 40 40 re W n 50 770 100 20 re f Q"),
        format!("{NAME} 50 700 100 20 re f"),
        // Struck through and underlined.
        format!("{NAME} 50 782.5 100 0.8 re f 50 778 100 0.8 re f"),
        // Covered and drawn again.
        format!("{NAME} 1 g 50 770 100 20 re f 0 g {NAME}"),
        // White on what is not known to be white.
        format!("q 100 0 0 20 50 770 cm /Im Do Q 1 g {NAME}"),
        format!("q 100 0 0 20 50 770 cm /Seen Do Q 1 g {NAME}"),
        format!("{NAME} q 100 0 0 20 50 770 cm /Seen Do Q"),
        format!("20 w 50 780 m 150 780 l S 1 g {NAME}"),
        // A colour of its own table: the full tint of an ink is no white.
        format!("/Spot cs 1 scn {NAME}"),
        // Only the outlines of its letters are drawn.
        format!("1 Tr 1 g {NAME}"),
        // Blanks are nothing that could be hidden.
        "1 g BT /F1 10 Tf 60 780 Td (   ) Tj ET".to_owned(),
    ] {
        let found = of(&drawn);
        assert!(found.spots.is_empty(), "{drawn}: {:?}", found.spots);
    }
}

#[test]
fn a_place_is_told_as_the_page_is_read() {
    let covered = format!("{NAME} 0 g 50 770 100 20 re f");
    for (page, left, top) in [
        // The text begins at 60, 780, and its letters reach 7 points up.
        ("", 60.0, 842.0 - 787.0),
        ("/CropBox[20 30 575 812]", 40.0, 812.0 - 787.0),
        ("/Rotate 90", 780.0, 60.0),
        ("/Rotate 180", 595.0 - 100.0, 780.0),
        ("/Rotate 270", 842.0 - 787.0, 595.0 - 100.0),
    ] {
        let spot = hidden(&drawing(&covered, page, "", &[])).spots[0];
        let millimetres = |points: f64| points * 25.4 / 72.0;
        let near = |one: f64, other: f64| (one - millimetres(other)).abs() < 0.2;
        assert!(near(spot.left, left) && near(spot.top, top), "{page}: {spot:?}");
        assert_eq!(spot.page, 1);
    }
}

#[test]
fn marks_of_readers_that_hide_are_found() {
    let with = |annotation: &str| hidden(&drawing(NAME, "/Annots[20 0 R]", "", &[annotation]));
    let redaction = with("<</Subtype/Redact/Rect[50 770 150 790]>>");
    assert_eq!(redaction.spots[0].way, Way::Redaction);
    assert!(redaction.can_be_uncovered());
    assert_eq!(with("<</Subtype/Square/Rect[50 770 150 790]/IC[0 0 0]>>").spots[0].way, Way::Covered);
    for seen in [
        "<</Subtype/Square/Rect[50 770 150 790]/C[0 0 0]>>",
        "<</Subtype/Square/Rect[50 770 150 790]/IC[1 1 0]/CA 0.4>>",
        "<</Subtype/Highlight/Rect[50 770 150 790]/C[1 1 0]>>",
        "<</Subtype/Link/Rect[50 770 150 790]>>",
    ] {
        assert!(with(seen).spots.is_empty(), "{seen}");
    }
}

#[test]
fn what_a_file_carries_is_found() {
    let carried = |pdf: &[u8]| hidden(pdf).carried;
    let attached = "/Names<</EmbeddedFiles<</Kids[20 0 R]>>>>";
    let names = "<</Names[(a)<</F(a)>>(b)<</F(b)>>]>>";
    assert_eq!(carried(&drawing(NAME, "", attached, &[names])), [Carried::Attachments(2)]);
    let portfolio = format!("{attached}/Collection<</View/D>>");
    assert_eq!(carried(&drawing(NAME, "", &portfolio, &[names])), [Carried::Portfolio, Carried::Attachments(2)]);
    let once = foreign::changed_afterwards(drawing(NAME, "", "", &[]));
    assert_eq!(carried(&once), [Carried::EarlierStates(1)]);
    assert_eq!(
        carried(&foreign::with_metadata("/Author(Zoe Kidd)", "")),
        [Carried::Authors(vec!["Zoe Kidd".to_owned()])]
    );
    let creator = "<dc:creator><rdf:Seq><rdf:li>Zoe Kidd</rdf:li></rdf:Seq></dc:creator>";
    assert_eq!(
        carried(&foreign::with_metadata("/Title(Report)", creator)),
        [Carried::Authors(vec!["Zoe Kidd".to_owned()])]
    );
    assert_eq!(carried(&foreign::with_metadata("/Author( )/Creator(Writer)/Producer(Printer)", "<dc:creator/>")), []);
    // A circle in the tree of attached files ends.
    assert_eq!(carried(&drawing(NAME, "", attached, &["<</Kids[20 0 R 20 0 R]>>"])), []);
}

/// A page that cannot be searched is not one on which nothing was found.
#[test]
fn what_could_not_be_searched_is_named() {
    let found = of(&"q ".repeat(100));
    assert_eq!(found.not_searched.len(), 1, "{found:?}");
    assert_eq!(found.not_searched[0].0, 1);
    let redaction = "<</Subtype/Redact/Rect[50 770 150 790]>>";
    let found = hidden(&drawing(&"q ".repeat(100), "/Annots[20 0 R]", "", &[redaction]));
    assert!(found.can_be_uncovered() && found.not_searched.len() == 1, "{found:?}");
    let words = format!("{NAME} ").repeat(700).replace("Zoe", "ZoeZoeZoeZoe");
    let found = of(&format!("{words} /Half gs {}", "0 0 595 842 re f ".repeat(40_000)));
    assert!(found.not_searched.iter().any(|(_, why)| why.contains("is compared")), "{found:?}");
}

/// Papers that are damaged, or drawn so that they would take hours, are searched at once or named.
#[test]
fn what_is_damaged_or_endless_is_searched_within_bounds() {
    let source = drawing(
        &format!("{PAGE} {NAME} 0 g 50 770 100 20 re f"),
        "/Annots[20 0 R]",
        "",
        &["<</Subtype/Redact/Rect[0 0 9 9]>>"],
    );
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut searched = 0;
    for _ in 0..150 {
        let mut pdf = source.clone();
        for _ in 0..6 {
            let at = next(pdf.len());
            pdf[at] = if next(2) == 0 { b'0' + next(10) as u8 } else { pdf[at] ^ (1 << next(8)) };
        }
        searched += usize::from(Paper::open_and_search(&pdf).is_ok_and(|(_, hidden)| hidden.not_searched.is_empty()));
    }
    assert!(searched > 50, "{searched}");
    let begun = std::time::Instant::now();
    let far = format!("BT /F1 10 Tf {} ET", "9000 0 Td (Far) Tj ".repeat(30_000));
    let found = of(&far);
    assert!(
        found.spots.len() <= 10_001 && found.not_searched[0].1.contains("than is listed"),
        "{:?}",
        found.not_searched
    );
    let shapes = format!("{} {}", format!("{NAME} ").repeat(3000), "0 0 m 9 9 l 0 0 595 842 re f* ".repeat(30_000));
    assert!(!of(&format!("/Half gs {shapes}")).not_searched.is_empty());
    assert!(begun.elapsed().as_secs() < 20);
}

/// A clean paper has nothing to tell of: not ours, and none of those that others handed in for other reasons.
#[test]
fn nothing_is_found_in_clean_papers() {
    let papers = every_document(&ashmere());
    assert!(papers.len() > 24, "{}", papers.len());
    for (name, pdf) in &papers {
        let Hidden { spots, carried, not_searched } = hidden(pdf);
        assert!(spots.is_empty() && not_searched.is_empty(), "{name}: {spots:?} {not_searched:?}");
        // A body, which may be named.
        assert_eq!(carried, [Carried::Authors(vec!["Ashmere Local Area Partnership".to_owned()])], "{name}");
    }
    for pdf in [foreign::well_tagged(), foreign::class_map(), foreign::turned(), foreign::untidy(), foreign::scan()] {
        let Hidden { spots, carried, not_searched } = hidden(&pdf);
        assert!(
            spots.is_empty() && carried.is_empty() && not_searched.is_empty(),
            "{spots:?} {carried:?} {not_searched:?}"
        );
    }
}

#[test]
fn what_a_paper_hides_is_told_without_its_words_and_kept_from_the_public() {
    let covered = drawing(&format!("{NAME} 0 g 50 770 100 20 re f"), "", "", &[]);
    let white = drawing(&format!("1 g {NAME}"), "", "", &[]);
    let scanned = drawing(&format!("{PAGE} 3 Tr {NAME}"), "", "", &[]);
    let meeting = Meeting::new(
        "regime = \"partnership\"\n[[item]]\ntitle = \"Health\"\npapers = [\"Covered.pdf\", \"White.pdf\", \"Scanned.pdf\", \"Author.pdf\"]\n",
        &[
            ("Covered.pdf", covered),
            ("White.pdf", white),
            ("Scanned.pdf", scanned),
            ("Author.pdf", foreign::with_metadata("/Author(Zoe Kidd)", "")),
        ],
    );
    let full = meeting.pack(&[]);
    assert_eq!(full.code, Some(0), "{}", full.said);
    for told in [
        "warning[paper-hides]: Item 1: Covered.pdf has text under shapes",
        "page 1, 21 mm from the left and 19 mm from the top (7 letters)",
        "warning[paper-hides]: Item 1: White.pdf has text in the colour",
        "note[paper-text-recognised]: Item 1: Scanned.pdf",
        "note[paper-carries]: Item 1: Author.pdf says in its properties who wrote it",
    ] {
        assert!(full.said.contains(told), "{told}\n{}", full.said);
    }
    let public = meeting.pack(&["--public"]);
    assert_eq!(public.code, Some(1), "{}", public.said);
    for told in ["error[paper-kept-back]: Item 1: Covered.pdf", "warning[paper-text-recognised]: Item 1: Scanned.pdf"] {
        assert!(public.said.contains(told), "{told}\n{}", public.said);
    }
    for said in [&full.said, &public.said] {
        assert!(!said.contains("Zoe") && !said.contains("Kidd"), "{said}");
    }
    let drawn = |pdf: &[u8]| String::from_utf8_lossy(&unpacked(pdf)).matches("Zoe Kidd").count();
    // Covered, white and recognised: the pack has them as they are; the public edition has not what was meant to be blacked out.
    assert_eq!((drawn(&full.pdf), drawn(&public.pdf)), (3, 2));
    let pages = drawn_text(&public.pdf);
    assert_eq!(pages.len(), drawn_text(&full.pdf).len());
    assert!(pages.iter().any(|page| page.contains("This paper is not in this edition")), "{pages:?}");
    assert!(!pages.concat().contains("hidden"), "the reader is not told where to look");
}

fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).unwrap();
    document.decompress();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}
