//! The pack: papers of ours and of others as one PDF. Its structure is one true tree, nothing of a paper is lost, what must
//! not be in it is not, and what cannot be in it is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use boardpack::pack::{self, About, Paper, Piece, Rank, Whose};
use boardpack::tagged::Fault;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use tempfile::TempDir;

use crate::support::foreign::{self, HIDDEN};
use crate::support::papers::{meeting, paper};
use crate::support::pdf::{assert_conforms, bookmarks, drawn_text, faults, text};
use crate::support::{ashmere, boardpack, tree};

/// The pack of the sample area's papers.
fn sample() -> &'static [u8] {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("pack.pdf");
        let said = boardpack(folder.path(), &["pack", &ashmere().display().to_string(), "--out", "pack.pdf"]);
        assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
        fs::read(out).unwrap()
    })
}

/// Others' papers, merged.
fn merged(papers: &[(&str, Vec<u8>)]) -> (Vec<u8>, Vec<Vec<String>>) {
    let about = About {
        title: "Board: papers".to_owned(),
        language: "en-GB".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2025, 8, 20).unwrap(),
        identity: "test".to_owned(),
    };
    let pieces = papers
        .iter()
        .map(|(title, pdf)| Paper::open(pdf, Whose::Others).map(|paper| (paper, Piece { title, rank: Rank::Paper })));
    pack::merge(&about, pieces).unwrap()
}

fn one(title: &str, pdf: Vec<u8>) -> (Vec<u8>, String) {
    let (pdf, told) = merged(&[(title, pdf)]);
    (pdf, told.concat().join("; "))
}

#[track_caller]
fn assert_true_tree(pdf: &[u8]) {
    let faults = tree::read(pdf).faults;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_pack_of_our_papers_conforms_and_has_one_true_tree() {
    assert_conforms(sample());
    assert_true_tree(sample());
    let tree = tree::read(sample());
    assert_eq!(tree.elements[0].role, "Document");
    assert!(tree.elements.iter().filter(|of| of.above == Some(0)).all(|of| of.role == "Part" && of.title.is_some()));
}

#[test]
fn nothing_of_our_papers_is_lost() {
    let (all, tree, names) = (text(sample()), tree::read(sample()), bookmarks(sample()));
    for (name, title) in [
        ("improvement-board-report", "Improvement Board report"),
        ("performance-scorecard", "Appendix A: Performance scorecard"),
        ("risk-register", "Risk register"),
    ] {
        let source = paper(name);
        assert!(all.contains(&text(&source)), "the pack does not read as {name} does");
        let counts = tree::read(&source).counts_below(Some(0));
        assert!(counts["heading"] > 1 && counts["TH"] > 2, "{counts:?}");
        assert_eq!(tree.counts(title), counts, "{name}");
        let own = bookmarks(&source);
        assert!(names.windows(own.len()).any(|some| some == own), "{name}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    boardpack(folder.path(), &["pack", &ashmere().display().to_string(), "--out", "pack.pdf"]);
    assert!(fs::read(folder.path().join("pack.pdf")).unwrap() == sample());
}

#[test]
fn every_page_has_its_number_and_every_link_and_bookmark_leads_to_one() {
    let pages = drawn_text(sample());
    for (at, page) in pages.iter().enumerate() {
        let said = format!("Pack page {}", at + 1);
        assert!(page.contains(&said) && !page.contains(&format!("{said}0")), "page {}: {page}", at + 1);
    }
    let document = Document::load_mem(sample()).unwrap();
    let places: BTreeMap<ObjectId, u32> = document.get_pages().into_iter().map(|(number, id)| (id, number)).collect();
    let mut links = 0;
    for id in places.keys() {
        let page = document.get_dictionary(*id).unwrap();
        for link in tree::list(&document, page, b"Annots") {
            let link = document.dereference(&link).unwrap().1.as_dict().unwrap();
            assert!(link.has(b"Dest") != link.has(b"A"), "{link:?}");
            links += usize::from(link.has(b"Dest"));
            assert!(lands(&document, link, &places).is_some() || link.has(b"A"));
        }
    }
    assert!(links > 40, "{links}");
    // What the agenda's list of papers says and where its links lead are the same page.
    let agenda = document.get_dictionary(document.get_pages()[&1]).unwrap();
    for link in tree::list(&document, agenda, b"Annots") {
        let link = document.dereference(&link).unwrap().1.as_dict().unwrap();
        let said = String::from_utf8_lossy(link.get(b"Contents").unwrap().as_str().unwrap()).into_owned();
        assert_eq!(Some(said), lands(&document, link, &places).map(|page| format!("To page {page}")));
    }
    let outlines = document.catalog().unwrap().get(b"Outlines").unwrap();
    let mut open = vec![document.dereference(outlines).unwrap().1.as_dict().unwrap().clone()];
    let mut met = 0;
    while let Some(of) = open.pop() {
        for key in [&b"First"[..], b"Next"] {
            open.extend(of.get(key).ok().map(|next| document.dereference(next).unwrap().1.as_dict().unwrap().clone()));
        }
        if of.has(b"Title") {
            met += 1;
            assert!(lands(&document, &of, &places).is_some(), "{of:?}");
        }
    }
    assert!(met > 60, "{met}");
}

fn lands(document: &Document, of: &Dictionary, places: &BTreeMap<ObjectId, u32>) -> Option<u32> {
    let place = document.dereference(of.get(b"Dest").ok()?).ok()?.1.as_array().ok()?;
    places.get(&place[0].as_reference().ok()?).copied()
}

/// A paper twice in a pack has every id twice, and its own tables of parents and of ids are wrong to begin with.
#[test]
fn others_tags_are_kept_and_ids_kept_apart() {
    let papers = [
        ("Health", foreign::well_tagged()),
        ("Health again", foreign::well_tagged()),
        ("Plans", foreign::class_map()),
        ("Untidy", foreign::untidy()),
        ("Turned", foreign::turned()),
        ("Broken", foreign::broken_table()),
    ];
    let (pdf, told) = merged(&papers);
    assert_true_tree(&pdf);
    let tree = tree::read(&pdf);
    for title in ["Health", "Health again", "Broken"] {
        let expected = [("Figure", 1), ("Link", 2), ("Note", 1), ("TD", 2), ("TH", 2), ("Table", 1), ("heading", 2)];
        let expected = expected.map(|(role, count)| (role.to_owned(), count)).into();
        assert_eq!(tree.counts(title), expected, "{title}");
    }
    assert_eq!(tree.counts("Plans"), [("TD", 1), ("TH", 1), ("Table", 1)].map(|(r, n)| (r.to_owned(), n)).into());
    // A class's heads are those of its own table, under their new ids.
    let cell = tree.elements.iter().rposition(|of| of.role == "TD").unwrap();
    let cells: Vec<_> = tree.elements.iter().filter(|of| of.role == "TD").collect();
    assert_eq!(cells.len(), 7, "{cell}");
    let heads = |id| {
        let of = tree.document.get_dictionary(id).unwrap();
        let attributes = tree.document.dereference(of.get(b"A").unwrap()).unwrap().1.as_dict().unwrap().clone();
        tree::list(&tree.document, &attributes, b"Headers").len()
    };
    assert!(cells.iter().all(|cell| heads(cell.id) == 1), "a head of nobody stays, or one is lost");
    let all = text(&pdf);
    for words in ["Health report", "81%", "First", "Second", "Third", "Fourth", "Sideways"] {
        assert!(drawn(&pdf).contains(words), "{words}");
    }
    assert!(all.contains("[Waits fell from nine weeks to six]"), "{all}");
    assert!(!drawn(&pdf).contains(HIDDEN), "a layer that is off is drawn");
    assert!(told[0].iter().any(|told| told.contains("headings leave out levels")), "{told:?}");
    assert!(told[3].iter().any(|told| told.contains("layers")), "{told:?}");
    assert_eq!(bookmarks(&pdf)[..3], ["Health", "Health report", "Waiting times"]);
}

/// What is drawn, where letters are their own codes.
fn drawn(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let mut all = String::new();
    let forms =
        document.objects.values().filter_map(|of| of.as_stream().ok()).filter_map(|of| of.get_plain_content().ok());
    let pages = document.get_pages().into_values().map(|page| document.get_page_content(page));
    for drawing in pages.chain(forms) {
        for operation in Content::decode(&drawing).map(|of| of.operations).unwrap_or_default() {
            for operand in operation.operands {
                if let Object::String(words, _) = operand {
                    all.push_str(&String::from_utf8_lossy(&words));
                    all.push('\n');
                }
            }
        }
    }
    all
}

#[test]
fn a_link_lands_where_it_did_on_a_smaller_page() {
    let (pdf, _) = one("Health", foreign::well_tagged());
    let document = Document::load_mem(&pdf).unwrap();
    let pages = document.get_pages();
    let annotations = tree::list(&document, document.get_dictionary(pages[&1]).unwrap(), b"Annots");
    let of = |at: usize| document.dereference(&annotations[at]).unwrap().1.as_dict().unwrap();
    let place = of(0).get(b"Dest").unwrap().as_array().unwrap();
    assert_eq!(place[0].as_reference().unwrap(), pages[&2]);
    // The page is drawn at 95 in a hundred, its upper edge where it was: 842 - 0.95 × (842 - 790).
    assert!((place[3].as_float().unwrap() - 792.6).abs() < 0.01, "{place:?}");
    let rect = of(0).get(b"Rect").unwrap().as_array().unwrap();
    assert!((rect[1].as_float().unwrap() - 683.35).abs() < 0.01, "{rect:?}");
    let action = of(1).get(b"A").unwrap().as_dict().unwrap();
    assert_eq!(action.get(b"URI").unwrap().as_str().unwrap(), b"https://example.org/health");
}

/// Scripts, attachments, metadata, authors and actions of any kind stay behind; what a form shows stays, as print.
#[test]
fn what_does_not_belong_in_a_pack_is_left_out_and_told() {
    for (pdf, said) in [
        (foreign::form(), vec!["can no longer be filled in"]),
        (
            foreign::annotated(),
            vec!["files attached", "moving pictures", "Launch", "other than a web page", "comments and marks"],
        ),
        (foreign::untidy(), vec!["layers"]),
    ] {
        assert!(everything(&pdf).contains(HIDDEN), "the control has nothing to find");
        let (pdf, told) = one("Paper", pdf);
        assert_true_tree(&pdf);
        let all = everything(&pdf);
        for word in [HIDDEN, "JavaScript", "Launch", "EmbeddedFile", "javascript:", "Widget", "AcroForm", "cmd.exe"] {
            assert!(!all.contains(word), "{word} is in the pack");
        }
        for said in said {
            assert!(told.contains(said), "{said}: {told}");
        }
    }
    let (pdf, _) = one("Return", foreign::form());
    assert!(drawn(&pdf).contains("Ashmere Primary"));
    assert!(tree::read(&pdf).elements.iter().all(|of| of.role != "Form"));
    let (pdf, _) = one("Draft", foreign::annotated());
    let tree = tree::read(&pdf);
    assert_eq!(tree.elements.iter().filter(|of| of.role == "Annot").count(), 1);
    assert!(everything(&pdf).contains("https://example.org"));
}

/// All strings, names and streams of a PDF, unpacked.
fn everything(pdf: &[u8]) -> String {
    fn push(object: &Object, all: &mut String) {
        match object {
            Object::String(bytes, _) | Object::Name(bytes) => {
                all.push_str(&String::from_utf8_lossy(bytes));
                all.push('\n');
            }
            Object::Array(items) => items.iter().for_each(|item| push(item, all)),
            Object::Dictionary(of) => of.iter().for_each(|(key, value)| {
                all.push_str(&String::from_utf8_lossy(key));
                all.push('\n');
                push(value, all);
            }),
            Object::Stream(of) => {
                push(&Object::Dictionary(of.dict.clone()), all);
                let content = of.get_plain_content().unwrap_or_else(|_| of.content.clone());
                all.push_str(&String::from_utf8_lossy(&content));
            }
            _ => {}
        }
    }
    let document = Document::load_mem(pdf).unwrap();
    let mut all = String::new();
    document.objects.values().for_each(|object| push(object, &mut all));
    push(&Object::Dictionary(document.trailer.clone()), &mut all);
    all
}

#[test]
fn a_paper_that_cannot_be_read_is_told_apart_from_one_without_tags() {
    assert!(!Paper::open(&foreign::scan(), Whose::Others).unwrap().is_tagged);
    assert!(Paper::open(&foreign::well_tagged(), Whose::Others).unwrap().is_tagged);
    assert!(matches!(Paper::open(&foreign::encrypted(), Whose::Others), Err(Fault::Encrypted)));
    assert!(Paper::open(b"not a PDF", Whose::Others).is_err());
    assert!(Paper::open(&foreign::well_tagged()[..40], Whose::Others).is_err());
}

#[test]
fn what_others_left_without_tags_or_words_is_told() {
    let (_, told) = one("Paper", foreign::partly_tagged());
    assert!(told.contains("pages has no tags") && told.contains("a picture in it has no words"), "{told}");
    let (_, told) = one("Paper", foreign::turned());
    assert!(told.is_empty(), "{told}");
}

#[test]
fn nothing_is_lost_without_a_word() {
    let (pdf, told) = one("Return", foreign::incomplete());
    assert_true_tree(&pdf);
    for said in ["2 pages that it lists", "too deep", "filled in into its form has no drawing", "a bookmark that leads"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(drawn(&pdf).contains("Far below"));
}

#[test]
fn a_torn_form_does_not_show_what_its_layers_hide() {
    assert!(everything(&foreign::torn_form()).contains(HIDDEN));
    let (pdf, told) = one("Torn", foreign::torn_form());
    assert!(!everything(&pdf).contains(HIDDEN), "a layer that is off is in the pack");
    assert!(told.contains("a drawing that cannot be read was left out"), "{told}");
}

/// What is small as a file and would be large as a pack is refused, or told, at once.
#[test]
fn what_many_parts_have_together_is_counted_for_each() {
    for (what, said) in [("resources", "entries for its pages"), ("annotations", "links and notes")] {
        let why =
            Paper::open(&foreign::multiplied(what), Whose::Others).err().map(|why| why.to_string()).unwrap_or_default();
        assert!(why.contains(said), "{what}: {why}");
    }
    let (_, told) = one("Paper", foreign::multiplied("elements"));
    assert!(told.contains("too many or too deep"), "{told}");
}

/// A claim is what every paper was found to be: that of others is not looked into, and not made.
#[test]
fn a_pack_with_others_papers_claims_nothing() {
    let (pdf, _) = one("Health", foreign::well_tagged());
    assert!(!everything(&pdf).contains("pdfuaid:part") && !everything(&pdf).contains("pdfaid:part"));
    assert!(everything(sample()).contains("<pdfuaid:part>1<"));
}

/// A hundred files damaged in many ways: each is a paper or is refused, and a pack of what is read is a PDF again.
#[test]
fn damaged_papers_bring_nothing_down() {
    let sources =
        [foreign::well_tagged(), foreign::class_map(), foreign::form(), foreign::annotated(), foreign::untidy()];
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut read = 0;
    for round in 0..120 {
        let mut pdf = sources[round % sources.len()].clone();
        match round % 4 {
            0 => pdf.truncate(next(pdf.len())),
            1 => (0..8).for_each(|_| {
                let at = next(pdf.len());
                pdf[at] ^= 1 << next(8);
            }),
            // Digits lead to other objects: circles, huge counts, wrong places.
            2 => (0..10).for_each(|_| {
                let digits: Vec<usize> = (0..pdf.len()).filter(|at| pdf[*at].is_ascii_digit()).collect();
                pdf[digits[next(digits.len())]] = b'0' + next(10) as u8;
            }),
            _ => {
                let (from, to) = (next(pdf.len()), next(pdf.len()));
                pdf.drain(from.min(to)..from.max(to).min(from.min(to) + 200));
            }
        }
        if let Ok(paper) = Paper::open(&pdf, Whose::Others) {
            read += 1;
            let pages = paper.pages();
            let (pdf, _) = one("Damaged", pdf);
            assert_eq!(Document::load_mem(&pdf).unwrap().get_pages().len(), pages);
        }
    }
    assert!(read > 40, "{read} were read");
}

/// A fault that is put into a good pack, and what must be said of it.
type Planted = (&'static str, fn(&mut Document));

/// Controls: each fault that a merger can make is found by the checks above.
#[test]
fn planted_faults_are_found() {
    const PLANTED: [Planted; 8] = [
        ("a key that two have", |pdf| {
            let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
            let key = pdf.get_dictionary(pages[0]).unwrap().get(b"StructParents").unwrap().clone();
            pdf.get_dictionary_mut(pages[1]).unwrap().set("StructParents", key);
        }),
        ("the table and the tree differ", |pdf| {
            let stray = pdf.add_object(Dictionary::from_iter([("S", Object::Name(b"P".to_vec()))]));
            let list = pdf.objects.values_mut().find_map(|of| match of {
                Object::Array(list) if list.len() > 3 && list.iter().all(|item| item.as_reference().is_ok()) => {
                    Some(list)
                }
                _ => None,
            });
            list.unwrap()[1] = Object::Reference(stray);
        }),
        ("a cell whose head is in another table", |pdf| {
            let with_headers: Vec<ObjectId> =
                elements(pdf, "TD").into_iter().filter(|id| headers(pdf, *id).is_some()).collect();
            let (first, last) = (with_headers[0], with_headers[with_headers.len() - 1]);
            let others = headers(pdf, last).unwrap();
            let of = pdf.get_dictionary_mut(first).unwrap().get_mut(b"A").unwrap();
            match of {
                Object::Array(items) => {
                    items.iter_mut().for_each(|of| of.as_dict_mut().unwrap().set("Headers", others.clone()))
                }
                of => of.as_dict_mut().unwrap().set("Headers", others),
            }
        }),
        ("a Document within an element", |pdf| {
            let part = elements(pdf, "Part")[1];
            pdf.get_dictionary_mut(part).unwrap().set("S", Object::Name(b"Document".to_vec()));
        }),
        ("H beside H1", |pdf| {
            let heading = elements(pdf, "H2")[0];
            pdf.get_dictionary_mut(heading).unwrap().set("S", Object::Name(b"H".to_vec()));
        }),
        ("H3 after H0", |pdf| {
            let heading = elements(pdf, "H1")[0];
            pdf.get_dictionary_mut(heading).unwrap().set("S", Object::Name(b"H3".to_vec()));
        }),
        ("an artefact within a mark", |pdf| draw(pdf, "/P <</MCID 0>> BDC /Artifact BMC", "EMC EMC")),
        ("f outside every mark", |pdf| draw(pdf, "0 0 10 10 re f", "")),
    ];
    for (sign, plant) in PLANTED {
        let mut document = Document::load_mem(sample()).unwrap();
        plant(&mut document);
        let mut pdf = Vec::new();
        document.save_to(&mut pdf).unwrap();
        let found = tree::read(&pdf).faults;
        assert!(found.iter().any(|fault| fault.contains(sign)), "{sign} was not found, but {found:?}");
    }
    // Validators see none of the first four: the checks above are not theirs over again.
    let mut document = Document::load_mem(sample()).unwrap();
    PLANTED[3].1(&mut document);
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).unwrap();
    assert!(faults(&pdf).is_empty());
}

/// Draws something around all that the first page has.
fn draw(pdf: &mut Document, before: &str, after: &str) {
    let page = pdf.get_pages()[&1];
    let content = pdf.get_page_content(page);
    let drawing = [before.as_bytes(), b"\n", &content, b"\n", after.as_bytes()].concat();
    let stream = pdf.add_object(lopdf::Stream::new(Dictionary::new(), drawing));
    pdf.get_dictionary_mut(page).unwrap().set("Contents", Object::Reference(stream));
}

fn elements(pdf: &Document, role: &str) -> Vec<ObjectId> {
    let is = |of: &Object| {
        of.as_dict()
            .is_ok_and(|of| of.has_type(b"StructElem") && of.get(b"S").unwrap().as_name().unwrap() == role.as_bytes())
    };
    pdf.objects.iter().filter(|(_, of)| is(of)).map(|(id, _)| *id).collect()
}

fn headers(pdf: &Document, id: ObjectId) -> Option<Object> {
    let of = pdf.get_dictionary(id).ok()?;
    tree::list(pdf, of, b"A").iter().find_map(|of| of.as_dict().ok()?.get(b"Headers").ok().cloned())
}

/// An area whose agenda has these papers from others, with what it says of them.
fn area(papers: &[(&str, Vec<u8>)], named: &[&str]) -> (TempDir, PathBuf) {
    let named: Vec<String> = named.iter().map(|name| format!("\"{name}\"")).collect();
    meeting(&format!("[[item]]\ntitle = \"Health\"\npapers = [{}]\n", named.join(", ")), papers)
}

fn run(root: &Path, area: &Path, more: &[&str]) -> (Option<i32>, String) {
    let area = area.display().to_string();
    let said = boardpack(root, &[&["pack", &area, "--out", "pack.pdf"], more].concat());
    (said.status.code(), String::from_utf8_lossy(&said.stderr).into_owned())
}

#[test]
fn what_is_wrong_with_a_paper_is_told_and_its_place_says_so() {
    let papers = [
        ("Tagged.pdf", foreign::well_tagged()),
        ("Scan.pdf", foreign::scan()),
        ("Locked.pdf", foreign::encrypted()),
        ("Torn.pdf", b"%PDF-1.7 torn".to_vec()),
    ];
    let named = ["Tagged.pdf", "Scan.pdf", "Locked.pdf", "Torn.pdf", "Scann.pdf", "risk-register"];
    let (root, area) = area(&papers, &named);
    let (code, said) = run(root.path(), &area, &[]);
    assert_eq!(code, Some(1), "{said}");
    for told in [
        "warning[paper-not-tagged]: Item 1: Scan.pdf",
        "error[paper-not-readable]: Item 1: Locked.pdf has a password",
        "error[paper-not-readable]: Item 1: Torn.pdf",
        "error[paper-missing]: Item 1: Scann.pdf is not there",
        "did you mean",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
    let pdf = fs::read(root.path().join("pack.pdf")).unwrap();
    assert_true_tree(&pdf);
    let words = text(&pdf).replace('\n', " ");
    for line in ["This paper follows as it was handed in", "a file that cannot be read", "This paper is to follow"] {
        assert!(words.contains(line), "{line}\n{words}");
    }
    assert!(words.contains("Ask for it: Clerk to the Board"));
    let names = bookmarks(&pdf);
    for name in ["1. Health", "Tagged", "Health report", "Scan (about this paper)", "Scan", "Torn (about this paper)"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert!(!names.contains(&"Torn".to_owned()));

    fs::remove_file(root.path().join("pack.pdf")).unwrap();
    let (code, said) = run(root.path(), &area, &["--require-accessible"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("4 papers are missing, or cannot be read by everybody"), "{said}");
    assert!(!root.path().join("pack.pdf").exists());
}

#[test]
fn an_agenda_that_names_what_cannot_be_a_paper_is_refused() {
    for (named, said) in [
        ("Report.docx", "save it as PDF"),
        ("risk-registre", "did you mean risk-register?"),
        ("../boardpack.pdf", "not a plain file name"),
    ] {
        let (root, area) = area(&[], &[named]);
        let (code, told) = run(root.path(), &area, &[]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("agenda.toml") && told.contains(said), "{told}");
    }
}
