//! The pack proved by numbers: packs put together at random of our papers and others', each checked whole, and papers of
//! the programs that others have.

use std::fs;
use std::path::Path;

use boardpack::pack::{self, About, Paper, Piece, Rank, Stamps, Whose};
use lopdf::Document;

use crate::fuzz::Chance;
use crate::support::kept::{self, Kept};
use crate::support::papers::{built, built_on_request, copy_folder};
use crate::support::pdf::text;
use crate::support::sound::sound;
use crate::support::{ashmere, boardpack, project, tree};

/// The papers of other programs that have tags and can be read.
const TAGGED: [&str; 5] = ["demand", "for-the-web", "health-report", "return-form", "transport"];
/// Those that can be read and have none.
const UNTAGGED: [&str; 5] = ["letter", "minutes", "printed", "scan", "youth-justice"];
/// Packs in a usual run of the tests; more with `BOARDPACK_PACKS=200`.
const PACKS: u64 = 12;

fn handed_in(name: &str) -> Vec<u8> {
    fs::read(project().join("tests/handed-in").join(format!("{name}.pdf"))).unwrap()
}

struct Whole {
    title: String,
    pdf: Vec<u8>,
    ours: bool,
}

fn pdfs(folder: &Path) -> Vec<Vec<u8>> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "pdf")).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn merged(papers: &[Whole], stamps: &[u8]) -> (Vec<u8>, Vec<Vec<String>>) {
    let about = About {
        title: "Board: papers".to_owned(),
        language: "en-GB".to_owned(),
        date: chrono::NaiveDate::from_ymd_opt(2025, 8, 20).unwrap(),
        identity: "test".to_owned(),
    };
    let item = Piece { title: "Item", rank: Rank::Item };
    let item = std::iter::once(Paper::open(&handed_in("minutes"), Whose::Others).map(|paper| (paper, item)));
    let pieces = item.chain(papers.iter().map(|paper| {
        let piece = Piece { title: &paper.title, rank: Rank::Paper };
        let whose = if paper.ours { Whose::Ours } else { Whose::Others };
        Paper::open(&paper.pdf, whose).map(|opened| (opened, piece))
    }));
    pack::merge_from(&about, 0, Some(&Stamps::open(stamps).unwrap()), pieces).unwrap()
}

/// Whether each paper is in the pack as it is by itself.
fn compare(papers: &[Whole], pdf: &[u8], what: &str) {
    let faults = tree::read(pdf).faults;
    assert!(faults.is_empty(), "{what}: {}", faults.join("\n"));
    let sources: Vec<Kept> = papers.iter().map(|paper| kept::of_paper(&paper.pdf)).collect();
    let named: Vec<(&str, usize)> =
        papers.iter().zip(&sources).map(|(paper, source)| (&*paper.title, source.links.len())).collect();
    for ((paper, source), found) in papers.iter().zip(sources).zip(kept::of_pack(pdf, &named)) {
        let what = format!("{what}, {}", paper.title);
        assert_eq!(found.links, source.links, "{what}");
        assert_eq!(found.bookmarks, source.bookmarks, "{what}");
        if !source.counts.is_empty() {
            // A link that no element has gets one.
            let mut counts = source.counts.clone();
            if source.loose > 0 {
                *counts.entry("Link".to_owned()).or_default() += source.loose;
            }
            assert_eq!((found.counts, found.loose), (counts, 0), "{what}");
            assert_eq!(found.language, source.language, "{what}");
        }
    }
}

/// Programs write elements as objects of their own or packed into streams; the pack has the same of both.
#[test]
fn a_paper_is_the_same_whether_its_objects_are_packed_or_not() {
    let ours = pdfs(built()).into_iter().map(|pdf| ("ours", pdf, true));
    let others = TAGGED.iter().map(|name| (*name, handed_in(name), false));
    for (name, pdf, ours) in ours.chain(others) {
        let mut document = Document::load_mem(&pdf).unwrap();
        let (mut packed, mut plain) = (Vec::new(), Vec::new());
        document.save_modern(&mut packed).unwrap();
        document.save_to(&mut plain).unwrap();
        let is_packed = |pdf: &[u8]| !pdf.windows(11).any(|some| some == b"/StructElem");
        assert!(is_packed(&packed) && !is_packed(&plain), "{name}");
        let of = |pdf: Vec<u8>| {
            let (pdf, told) = merged(&[Whole { title: "Paper".to_owned(), pdf, ours }], &handed_in("minutes"));
            let tree = tree::read(&pdf);
            assert_eq!(tree.faults, Vec::<String>::new(), "{name}");
            // All that an element says but for its number, and those of others.
            let said = |element: &tree::Element| {
                let mut of = tree.document.get_dictionary(element.id).unwrap().clone();
                ["P", "Pg", "K"].iter().for_each(|key| drop(of.remove(key.as_bytes())));
                format!("{} {:?} {of:?}", element.role, element.above)
            };
            (told, tree.elements.iter().map(said).collect::<Vec<_>>(), text(&pdf))
        };
        let (of_packed, of_plain) = (of(packed), of(plain));
        assert!(of_plain.1.len() > 8, "{name}");
        assert_eq!(of_packed, of_plain, "{name}");
    }
}

/// Papers of ours and of others in any order, some more than once under other names, with appendices.
#[test]
fn packs_put_together_at_random_have_no_fault() {
    let wanted = std::env::var("BOARDPACK_PACKS").ok().and_then(|text| text.parse().ok()).unwrap_or(PACKS);
    let ours: Vec<Vec<u8>> = [pdfs(built()), pdfs(built_on_request())].concat();
    assert!(ours.len() > 20, "{}", ours.len());
    // Any paper with pages enough can be what is printed at the foot.
    let longest = ours.iter().max_by_key(|pdf| Paper::open(pdf, Whose::Others).unwrap().pages()).unwrap();
    let others: Vec<Vec<u8>> = TAGGED.iter().chain(&UNTAGGED).map(|name| handed_in(name)).collect();
    let (mut papers_in_all, mut pages, mut links, mut bookmarks) = (0, 0, 0, 0);
    for seed in 1..=wanted {
        let mut chance = Chance(seed);
        let mut papers: Vec<Whole> = Vec::new();
        for at in 0..2 + chance.below(8) {
            let (pdf, ours) = match chance.below(8) {
                0..3 => (chance.of(&ours).clone(), true),
                3 => (chance.of(&others).clone(), false),
                4 if at > 0 => {
                    let known = chance.below(at);
                    (papers[known].pdf.clone(), papers[known].ours)
                }
                _ => (sound(chance.next()), false),
            };
            let kind = if chance.below(4) == 0 { "Appendix" } else { "Papur – №" };
            papers.push(Whole { title: format!("{kind} {at}"), pdf, ours });
        }
        let (pdf, _) = merged(&papers, longest);
        compare(&papers, &pdf, &format!("pack {seed}"));
        for paper in &papers {
            let Kept { links: own, bookmarks: marks, .. } = kept::of_paper(&paper.pdf);
            papers_in_all += 1;
            pages += own.len();
            links += own.concat().len();
            bookmarks += marks.len();
        }
    }
    eprintln!("{wanted} packs of {papers_in_all} papers, {pages} pages, {links} links, {bookmarks} bookmarks");
    assert!(links as u64 > wanted && bookmarks as u64 > wanted);
}

/// Controls: what the comparison is for, it finds.
#[test]
fn a_paper_that_lost_something_is_found() {
    let paper = |pdf: Vec<u8>| Whole { title: "Paper".to_owned(), pdf, ours: false };
    let good = [paper(handed_in("health-report"))];
    let (pdf, _) = merged(&good, &handed_in("transport"));
    compare(&good, &pdf, "control");
    let source = kept::of_paper(&good[0].pdf);
    for (what, at_least) in [("heading", 3), ("TH", 3), ("TD", 6), ("with words in its place", 1), ("Link", 2)] {
        assert!(source.counts[what] >= at_least, "{what}: {:?}", source.counts);
    }
    assert!(source.links.concat().len() >= 2 && source.bookmarks.len() >= 3, "{source:?}");
    for other in ["transport", "letter", "demand"] {
        let wrong = [paper(handed_in(other))];
        let found = std::panic::catch_unwind(|| compare(&wrong, &pdf, "control"));
        assert!(found.is_err(), "{other} is taken for another paper");
    }
}

/// The area's July papers with a paper from each of the programs that others have.
#[test]
fn papers_of_other_programs_are_in_the_pack() {
    let root = tempfile::tempdir().unwrap();
    let area = root.path().join("ashmere");
    copy_folder(&ashmere(), &area);
    let month = area.join("2025-07");
    copy_folder(&project().join("tests/handed-in"), &month.join("papers"));
    let mut agenda = fs::read_to_string(month.join("agenda.toml")).unwrap();
    let names: Vec<&str> = TAGGED.iter().chain(&UNTAGGED).chain(&["locked", "cut-off"]).copied().collect();
    let list: Vec<String> = names.iter().map(|name| format!("\"{name}.pdf\"")).collect();
    agenda.push_str(&format!("\n[[item]]\ntitle = \"Partners\"\npapers = [{}]\n", list.join(", ")));
    fs::write(month.join("agenda.toml"), agenda).unwrap();
    let said = boardpack(root.path(), &["pack", &area.display().to_string(), "--out", "pack.pdf"]);
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1), "{told}");
    let pdf = fs::read(root.path().join("pack.pdf")).unwrap();
    let faults = tree::read(&pdf).faults;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for name in UNTAGGED {
        assert!(told.contains(&format!("{name}.pdf has no tags")), "{name}\n{told}");
    }
    for name in ["locked", "cut-off"] {
        assert!(told.contains(&format!("error[paper-not-readable]: Item 6: {name}.pdf")), "{name}\n{told}");
    }
    assert!(told.contains("its form can no longer be filled in"), "{told}");
    // What each says is read out, in its order.
    let words = text(&pdf);
    for name in ["demand", "health-report", "return-form", "transport"] {
        let own = text(&handed_in(name));
        assert!(own.lines().count() > 3, "{name}: {own}");
        assert!(words.contains(&own), "{name}: {own}");
    }
}
