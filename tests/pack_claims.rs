//! What a pack says of itself, PDF/UA-1 and PDF/A-2a, where a paper of others is in it: only what the paper says of itself, and
//! what was not found to be otherwise.

use boardpack::pack::{self, About, Paper, Piece, Rank, Whose};
use lopdf::{Dictionary, Document, Object, Stream};

use crate::support::papers::paper;
use crate::support::pdf::{assert_conforms, faults};
use crate::support::{project, tree};

/// A pack of a paper of ours and another's, what it claims of PDF/UA and PDF/A, and what was told of the other's.
fn packed(other: &[u8]) -> (Vec<u8>, (bool, bool), String) {
    let about = About {
        title: "Board: papers".to_owned(),
        language: "en-GB".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2025, 8, 20).unwrap(),
        identity: "test".to_owned(),
    };
    let ours = paper("risk-register");
    let papers = [("Risks", &ours[..], Whose::Ours), ("Other", other, Whose::Others)];
    let pieces = papers
        .into_iter()
        .map(|(title, pdf, whose)| Paper::open(pdf, whose).map(|paper| (paper, Piece { title, rank: Rank::Paper })));
    let (pdf, told) = pack::merge(&about, pieces).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let metadata = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let metadata = document.get_object(metadata).unwrap().as_stream().unwrap();
    let says = String::from_utf8_lossy(&metadata.get_plain_content().unwrap()).into_owned();
    (pdf, (says.contains("<pdfuaid:part>1<"), says.contains("<pdfaid:part>2<")), told[1].join("; "))
}

/// The paper of another, which says of itself what ours say, with something changed.
fn other(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(&paper("improvement-board-report")).unwrap();
    change(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// Changes the first dictionary that has what is asked for.
fn change_one(document: &mut Document, is: impl Fn(&Dictionary) -> bool, change: impl FnOnce(&mut Dictionary)) {
    let of = document.objects.values_mut().find_map(|object| match object {
        Object::Dictionary(of) if is(of) => Some(of),
        _ => None,
    });
    change(of.expect("there is one"));
}

fn has_role(of: &Dictionary, role: &str) -> bool {
    of.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes())
}

/// Sets the drawing of the first page.
fn draw(document: &mut Document, change: impl FnOnce(String) -> String) {
    let page = document.get_pages()[&1];
    // What is drawn is bytes; those beyond ASCII are within texts, and stay apart from what is changed.
    let drawn: String = document.get_page_content(page).into_iter().map(char::from).collect();
    let changed: Vec<u8> = change(drawn).chars().map(|letter| letter as u8).collect();
    let drawing = document.add_object(Stream::new(Dictionary::new(), changed));
    document.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", Object::Reference(drawing));
}

#[test]
fn a_paper_that_says_it_conforms_and_was_not_found_to_be_otherwise_costs_the_pack_nothing() {
    for name in ["improvement-board-report", "performance-scorecard"] {
        let (pdf, claims, told) = packed(&paper(name));
        assert_eq!(claims, (true, true), "{name}: {told}");
        assert_conforms(&pdf);
        assert_eq!(tree::read(&pdf).faults, Vec::<String>::new());
    }
    // Written anew by another program, with the same in it.
    let (_, claims, told) = packed(&other(|_| ()));
    assert_eq!(claims, (true, true), "{told}");
}

/// What is taken from a paper, what is told then, and how it is taken.
type Control = (&'static str, &'static str, Box<dyn Fn(&mut Document)>);

/// A paper that claims wrongly costs the claim, and is told of with the reason.
#[test]
fn a_paper_that_claims_wrongly_costs_the_claim_and_is_told_of() {
    let controls: [Control; 12] = [
        (
            "alternative text",
            "no words",
            Box::new(|document| change_one(document, |of| has_role(of, "Figure"), |of| drop(of.remove(b"Alt")))),
        ),
        (
            "a heading",
            "leave out levels",
            Box::new(|document| {
                change_one(document, |of| has_role(of, "H1"), |of| of.set("S", Object::Name(b"H3".to_vec())))
            }),
        ),
        (
            "a font",
            "not in the file",
            Box::new(|document| {
                let embedded = |of: &Dictionary| of.has(b"FontFile2") || of.has(b"FontFile3");
                change_one(document, embedded, |of| {
                    of.remove(b"FontFile2");
                    of.remove(b"FontFile3");
                });
            }),
        ),
        (
            "the letters of a font",
            "which letters",
            Box::new(|document| {
                change_one(
                    document,
                    |of| of.has_type(b"Font") && of.has(b"ToUnicode"),
                    |of| drop(of.remove(b"ToUnicode")),
                );
            }),
        ),
        ("its language", "its language", Box::new(|document| drop(document.catalog_mut().unwrap().remove(b"Lang")))),
        (
            "that it is tagged",
            "that it is tagged",
            Box::new(|document| drop(document.catalog_mut().unwrap().remove(b"MarkInfo"))),
        ),
        (
            "untagged content",
            "neither tagged",
            Box::new(|document| draw(document, |drawn| format!("{drawn}\n0 0 10 10 re f\n"))),
        ),
        (
            "content that no element has",
            "do not agree",
            Box::new(|document| draw(document, |drawn| format!("{drawn}\n/P <</MCID 9999>> BDC 0 0 10 10 re f EMC\n"))),
        ),
        (
            "tags in what is of no account",
            "of no account",
            Box::new(|document| {
                draw(document, |drawn| {
                    let at = drawn.find("/Span").expect("text");
                    format!("{}/Artifact BMC {} EMC", &drawn[..at], &drawn[at..])
                });
            }),
        ),
        (
            "the heads of a table",
            "heads",
            Box::new(|document| change_one(document, |of| has_role(of, "TH"), |of| drop(of.remove(b"A")))),
        ),
        (
            "a row of a table",
            "rows of different lengths",
            Box::new(|document| {
                change_one(
                    document,
                    |of| has_role(of, "TR"),
                    |of| {
                        let kids = of.get_mut(b"K").and_then(Object::as_array_mut).unwrap();
                        kids.pop();
                    },
                );
            }),
        ),
        (
            "the words of a link",
            "no words for those",
            Box::new(|document| {
                let is_link =
                    |of: &Dictionary| of.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Link");
                change_one(document, is_link, |of| drop(of.remove(b"Contents")));
            }),
        ),
    ];
    for (what, why, change) in controls {
        let (_, claims, told) = packed(&other(|document| change(document)));
        assert_eq!(claims, (false, false), "without {what} it conforms no more: {told}");
        assert!(told.contains(why), "{what}: {told}");
    }
}

/// What only PDF/A forbids costs that claim alone.
#[test]
fn colours_of_inks_cost_the_claim_of_an_archive_alone() {
    let inks = other(|document| draw(document, |drawn| format!("{drawn}\n/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC\n")));
    let (_, claims, told) = packed(&inks);
    assert_eq!(claims, (true, false), "{told}");
    assert!(told.contains("colours of inks"), "{told}");
}

/// A paper that says nothing of itself is not told of, and the pack says nothing either.
#[test]
fn a_paper_that_says_nothing_of_itself_costs_the_claim() {
    let silent = other(|document| drop(document.catalog_mut().unwrap().remove(b"Metadata")));
    let (_, claims, told) = packed(&silent);
    assert_eq!((claims, told.as_str()), ((false, false), ""));
}

/// The papers that others' programs made: whatever they say of themselves, a pack that claims something is found to be it.
#[test]
fn a_pack_with_a_paper_of_others_claims_nothing_that_a_validator_finds_to_be_wrong() {
    let mut seen = 0;
    for file in std::fs::read_dir(project().join("tests/handed-in")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "pdf") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if Paper::open(&bytes, Whose::Others).is_err() {
            continue;
        }
        seen += 1;
        let (pdf, claims, told) = packed(&bytes);
        if claims.0 || claims.1 {
            assert_eq!(faults(&pdf), Vec::<String>::new(), "{}: {told}", path.display());
        }
    }
    assert!(seen > 8, "{seen}");
}
