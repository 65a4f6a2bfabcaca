//! What was sent out stays what it was: a late paper goes into a supplement whose pages go on, a second issue says what changed,
//! and titles that were issued stay.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use boardpack::cli::Arguments;
use boardpack::commands::areas::Told;
use boardpack::meeting::{Agenda, Issued};
use clap::Parser;
use lopdf::Document;

use crate::support::copy::Copy;
use crate::support::foreign::{scan, well_tagged};
use crate::support::pdf::{assert_conforms, bookmarks, dictionary, drawn_text, one_line, text};
use crate::support::tree;

const MONTH: &str = "inputs/ashmere/2025-07";
const AGENDA: &str = "inputs/ashmere/2025-07/agenda.toml";
const RECORD: &str = "inputs/ashmere/2025-07/issued.json";
const PACK: &str = "out/ashmere/2025-07-pack.pdf";

const HEAD: &str = "meeting = \"SEND Improvement Board\"\ndate = 2025-08-20\nplace = \"Committee Room 2\"\n";
const WELCOME: &str = "[[item]]\ntitle = \"Welcome\"\nauthor = \"Independent Chair\"\n";
const REPORTS: &str = "[[item]]\ntitle = \"Reports\"\npapers = [\"previous-meeting-actions\", \"Health.pdf\"]\n";
/// With the paper that has the most figures.
const PROGRESS: &str = "[[item]]\ntitle = \"Reports\"\npapers = [\"improvement-board-report\", \"Health.pdf\"]\n";
const RISKS: &str = "[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n";

/// A copy of the sample whose agenda has these parts.
fn with_agenda(parts: &[&str]) -> Copy {
    let copy = Copy::new();
    agenda(&copy, parts);
    fs::create_dir(copy.path(MONTH).join("papers")).unwrap();
    copy
}

fn agenda(copy: &Copy, parts: &[&str]) {
    fs::write(copy.path(AGENDA), format!("{HEAD}{}", parts.concat())).unwrap();
}

fn hand_in(copy: &Copy, name: &str, pdf: &[u8]) {
    fs::write(copy.path(MONTH).join("papers").join(name), pdf).unwrap();
}

#[track_caller]
fn pack(copy: &Copy, more: &[&str], code: i32) -> String {
    let (said, found) = copy.run(&[&["pack", "inputs/ashmere"], more].concat());
    assert_eq!(found, Some(code), "{said}");
    said
}

fn pages_of(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).unwrap().get_pages().len()
}

#[track_caller]
fn assert_true_tree(pdf: &[u8]) {
    let faults = tree::read(pdf).faults;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The pages' numbers as they are printed, and as a reader's list of pages has them.
#[track_caller]
fn assert_numbered_from(pdf: &[u8], first: usize) {
    for (at, page) in drawn_text(pdf).iter().enumerate() {
        let said = format!("Pack page {}", first + at);
        assert!(page.contains(&said) && !page.contains(&format!("{said}0")), "page {at}: {page}");
    }
    let document = Document::load_mem(pdf).unwrap();
    let labels = dictionary(&document, document.catalog().unwrap(), "PageLabels").unwrap();
    let label = labels.get(b"Nums").unwrap().as_array().unwrap()[1].as_dict().unwrap();
    assert_eq!(label.get(b"St").map_or(1, |start| start.as_i64().unwrap()), first as i64);
}

/// Each link to a page says the number that is printed on the page where it lands.
#[track_caller]
fn assert_links_land(pdf: &[u8]) -> usize {
    let document = Document::load_mem(pdf).unwrap();
    let printed = drawn_text(pdf);
    let places: BTreeMap<_, _> = document.get_pages().into_iter().map(|(number, id)| (id, number as usize)).collect();
    let mut links = 0;
    for id in places.keys() {
        for link in tree::list(&document, document.get_dictionary(*id).unwrap(), b"Annots") {
            let link = document.dereference(&link).unwrap().1.as_dict().unwrap();
            let said = String::from_utf8_lossy(link.get(b"Contents").unwrap().as_str().unwrap()).into_owned();
            let Some(number) = said.strip_prefix("To page ") else { continue };
            let place = document.dereference(link.get(b"Dest").unwrap()).unwrap().1.as_array().unwrap();
            let page = &printed[places[&place[0].as_reference().unwrap()] - 1];
            assert!(page.contains(&format!("Pack page {number}")), "{said} lands on {page}");
            links += 1;
        }
    }
    links
}

#[test]
fn a_late_paper_goes_into_a_supplement_whose_pages_go_on() {
    let copy = with_agenda(&[WELCOME, REPORTS, RISKS]);
    assert!(pack(&copy, &["--supplement"], 2).contains("the pack was not issued yet"));
    let said = pack(&copy, &["--issue"], 1);
    assert!(said.contains("error[paper-missing]: Item 2: Health.pdf is not there"), "{said}");
    let issued = copy.bytes(PACK);
    let last = pages_of(&issued);
    assert!(said.contains(&format!("issued: pages 1 to {last}")), "{said}");
    assert!(pack(&copy, &["--supplement"], 2).contains("nothing came after the pack was issued"));

    // Without a reason there is none.
    hand_in(&copy, "Health.pdf", &well_tagged());
    let said = pack(&copy, &["--supplement"], 2);
    assert!(
        said.contains("agenda.toml does not say why Health.pdf came late") && said.contains("the minutes"),
        "{said}"
    );
    let reports = format!(
        "{REPORTS}late = {{ \"Health.pdf\" = \"Signed off on 14 August; the finance committee decides on 9 September.\" }}\n"
    );
    agenda(&copy, &[WELCOME, &reports, RISKS]);

    let record = copy.bytes(RECORD);
    let said = pack(&copy, &["--supplement"], 0);
    assert!(said.contains("supplement 1 is not issued yet"), "{said}");
    assert!(copy.bytes(RECORD) == record, "what is not issued is on record");
    let first = copy.bytes("out/ashmere/2025-07-pack-supplement-1.pdf");
    // A front sheet, the item's page, and the two pages of the paper.
    assert_eq!(pages_of(&first), 4);
    assert_numbered_from(&first, last + 1);
    assert_true_tree(&first);
    assert!(assert_links_land(&first) >= 3);
    let words = one_line(&text(&first));
    for line in [
        "Supplement 1 to the agenda of SEND Improvement Board",
        "Signed off on 14 August; the finance committee decides on 9 September.",
        "section 100B(4)(b)",
        &format!("Their pages go on from page {last}"),
    ] {
        assert!(words.contains(line), "{line}\n{words}");
    }
    assert!(!words.contains("Risk register"), "what was issued is in it");
    assert_eq!(bookmarks(&first)[..2], ["Late items", "2. Reports"]);

    pack(&copy, &["--supplement", "--issue"], 0);
    assert!(copy.bytes("out/ashmere/2025-07-pack-supplement-1.pdf") == first);
    assert!(pack(&copy, &["--supplement"], 2).contains("nothing came after supplement 1 was issued"));
    assert!(copy.bytes(PACK) == issued, "the pack that was issued was written over");

    // An urgent item without a paper, and then a further paper: a second supplement.
    let urgent =
        "[[item]]\ntitle = \"Judgement\"\nlate = \"It came on 15 August and has to be acted on within 14 days.\"\n";
    let risks = "[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\nappendices = [\"work-programme\"]\nlate = \"Asked for by the Chair on 18 August.\"\n";
    agenda(&copy, &[WELCOME, &reports, risks, urgent]);
    let said = pack(&copy, &["--supplement", "--issue"], 0);
    let second = copy.bytes("out/ashmere/2025-07-pack-supplement-2.pdf");
    assert!(said.contains(&format!("issued: pages {} to", last + 5)), "{said}");
    assert_numbered_from(&second, last + 5);
    assert_conforms(&second);
    let words = one_line(&text(&second));
    assert!(words.contains("It came on 15 August") && words.contains("Appendix A: Work programme"), "{words}");
    assert!(!words.contains("Health"), "{words}");

    // The whole again is as it was issued but for its page numbers, and is never taken for that.
    let said = pack(&copy, &[], 0);
    assert!(said.contains("its page numbers are not") && !said.contains("pack-not-as-issued"), "{said}");
    assert!(copy.bytes(PACK) == issued);
}

#[test]
fn a_second_issue_says_what_changed_with_both_cells() {
    let copy = with_agenda(&[WELCOME, PROGRESS, RISKS]);
    hand_in(&copy, "Health.pdf", &well_tagged());
    pack(&copy, &["--issue"], 0);
    let issued = copy.bytes(PACK);
    let said = pack(&copy, &["--reissue"], 0);
    assert!(said.contains("nothing has changed") && !said.contains("issued.json"), "{said}");
    assert!(pack(&copy, &["--issue"], 0).contains("nothing has changed"));
    assert!(!pack(&copy, &[], 0).contains("pack-not-as-issued"));
    assert!(copy.bytes(PACK) == issued);

    copy.edit("2025-07/Dashboard.xlsx", "xl/worksheets/sheet1.xml", "<v>0.786</v>", "<v>0.801</v>");
    copy.replace(&format!("{MONTH}/narrative/asks.md"), "until March 2026", "until June 2026");
    copy.replace(AGENDA, "Committee Room 2", "Committee Room 5");
    let health = String::from_utf8_lossy(&well_tagged()).replace("(81%)", "(84%)");
    // The mark after the version is no text.
    let health = [&well_tagged()[..15], &health.as_bytes()[health.find("1 0 obj").unwrap()..]].concat();
    hand_in(&copy, "Health.pdf", &health);

    let said = pack(&copy, &[], 0);
    assert!(said.contains("warning[pack-not-as-issued]") && said.contains("2025-07-pack-not-issued.pdf"), "{said}");
    assert!(pack(&copy, &["--issue"], 2).contains("--reissue"));
    assert!(copy.bytes(PACK) == issued, "the pack that was issued was written over");

    let said = pack(&copy, &["--reissue"], 0);
    let pdf = copy.bytes("out/ashmere/2025-07-pack-reissue-1.pdf");
    let words = one_line(&text(&pdf));
    for line in [
        "figure Latest value, K01 Decision letter sent within 4 weeks of the annual review meeting: 78.6% (Dashboard.xlsx, Dashboard: \
         Y7) → 80.1% (Dashboard.xlsx, Dashboard: Y7)",
        "→ \"to agree that agency cover for speech and language therapy goes on until June 2026;\"",
        "\"July · 81%\" → \"July · 84%\"",
        "The meeting's place was “Committee Room 2”, and is “Committee Room 5” now.",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    for line in [
        "This agenda and these papers have been issued again.",
        "What changed since the agenda and papers were issued",
        "Latest value, K01 Decision letter sent within 4 weeks of the annual review meeting 78.6% Dashboard.xlsx, Dashboard: Y7 80.1% \
         Dashboard.xlsx, Dashboard: Y7",
        "goes on until March 2026; to agree that agency cover for speech and language therapy goes on until June 2026;",
    ] {
        assert!(words.contains(line), "{line}\n{words}");
    }
    assert!(!said.contains("Risk register"), "what is the same is listed: {said}");
    assert_true_tree(&pdf);
    assert_numbered_from(&pdf, 1);
    assert_links_land(&pdf);
    // What changed is last: the papers are on the pages that they were on.
    assert!(!said.contains("begins on page"), "{said}");
    let changes = drawn_text(&pdf).iter().position(|page| page.contains("What changed  ·  Pack page")).unwrap();
    assert_eq!(changes, pages_of(&issued));
    let page = said.lines().find(|line| line.contains("\"July · 81%\"")).unwrap().trim().to_owned();
    let number: usize = page["page ".len()..].split(':').next().unwrap().parse().unwrap();
    let record: serde_json::Value = serde_json::from_slice(&copy.bytes(RECORD)).unwrap();
    let papers = record["issues"][1]["papers"].as_array().unwrap();
    let health = papers.iter().find(|paper| paper["name"] == "Health.pdf").unwrap();
    assert_eq!(health["first_page"], number, "{page}");

    // The same again is the same bytes, with what had changed in it.
    pack(&copy, &["--out", "again.pdf"], 0);
    assert!(copy.bytes("again.pdf") == pdf);
    assert!(pack(&copy, &["--reissue"], 0).contains("nothing has changed"));
}

#[test]
fn what_was_taken_out_or_came_since_is_listed() {
    let copy = with_agenda(&[WELCOME, REPORTS, RISKS]);
    hand_in(&copy, "Health.pdf", &scan());
    pack(&copy, &["--issue"], 0);
    let reports = "[[item]]\ntitle = \"Reports\"\nauthor = \"Head of SEND\"\npapers = [\"Health.pdf\"]\n";
    let plans = "[[item]]\ntitle = \"Plans\"\npapers = [\"work-programme\"]\nlate = \"The Chair asked for it.\"\n";
    agenda(&copy, &[WELCOME, reports, RISKS, plans]);
    let mut other = scan();
    let at = other.windows(4).rposition(|some| some == b"\x00\xff\xff\x00").unwrap();
    other[at] = 0xff;
    hand_in(&copy, "Health.pdf", &other);
    let said = pack(&copy, &["--reissue"], 0);
    for line in [
        "Item 2: Actions from the previous meeting was taken out.",
        "The author of item 2 was not given, and is “Head of SEND” now.",
        "Item 4, Plans, is new. Why it came late: The Chair asked for it.",
        "Item 4: Work programme: It is new. Why it came late: The Chair asked for it.",
        "Item 2: Health: Its file is another one; because it has no tags, what changed in it cannot be told.",
        "Item 3: Risk register: begins on page",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}

#[test]
fn titles_that_were_issued_stay() {
    let appendices = "[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\nappendices = [\"work-programme\"]\n";
    let copy = with_agenda(&[WELCOME, appendices]);
    hand_in(&copy, "Health.pdf", &well_tagged());
    pack(&copy, &["--issue"], 0);
    let new = "[[item]]\ntitle = \"New\"\n";
    let other =
        "[[item]]\ntitle = \"Risks and issues\"\npapers = [\"risk-register\"]\nappendices = [\"work-programme\"]\n";
    let before = "[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\nappendices = [\"Health.pdf\", \"work-programme\"]\n";
    for (parts, said) in [
        ([WELCOME, other, ""], "item 2 was issued as \"Risks\", and is \"Risks and issues\" now"),
        ([WELCOME, new, appendices], "\"Risks\" was issued as item 2, and has the number 3 now"),
        (
            [WELCOME, before, ""],
            "work-programme was issued as \"Appendix A: Work programme\", and is \"Appendix B: Work programme\" now",
        ),
    ] {
        agenda(&copy, &parts);
        for more in [&[][..], &["--reissue"], &["--supplement"]] {
            let told = pack(&copy, more, 2);
            assert!(told.contains(said) && told.contains("hint: "), "{said}\n{told}");
        }
    }
    agenda(&copy, &[WELCOME, appendices]);
    copy.replace(AGENDA, "SEND Improvement Board", "SEND Board");
    assert!(pack(&copy, &[], 2).contains("the meeting was issued as \"SEND Improvement Board\""));
    // A new item has a number of its own, and a new appendix goes last.
    let after = before.replace("\"Health.pdf\", \"work-programme\"", "\"work-programme\", \"Health.pdf\"");
    agenda(
        &copy,
        &[
            WELCOME,
            "[[item]]\nnumber = \"1a\"\ntitle = \"New\"\n",
            "[[item]]\nnumber = 2\n",
            &after["[[item]]\n".len()..],
        ],
    );
    assert!(pack(&copy, &["--reissue"], 0).contains("Item 1a, New, is new."));
}

/// Made again with the late paper, the pack is the one that would have been made with it from the start; and of the papers
/// that were there no page has changed but for its number.
#[test]
fn a_late_paper_changes_only_what_it_must() {
    let without = with_agenda(&[WELCOME, REPORTS, RISKS]);
    pack(&without, &[], 1);
    let before = without.bytes(PACK);
    hand_in(&without, "Health.pdf", &well_tagged());
    pack(&without, &[], 0);
    let after = without.bytes(PACK);
    let clean = with_agenda(&[WELCOME, REPORTS, RISKS]);
    hand_in(&clean, "Health.pdf", &well_tagged());
    pack(&clean, &[], 0);
    assert!(after == clean.bytes(PACK), "a second run is not what a clean one gives");

    // Every drawing of the first pack is in the second, but the lines with the numbers and three pages: the agenda, the item's
    // page, and the one that said the paper is to follow.
    let drawings = |pdf: &[u8]| {
        let document = Document::load_mem(pdf).unwrap();
        let mut papers: BTreeSet<Vec<u8>> = BTreeSet::new();
        for id in document.get_pages().into_values() {
            let page = document.get_dictionary(id).unwrap();
            for part in page.get(b"Contents").unwrap().as_array().unwrap() {
                let stream = document.dereference(part).unwrap().1.as_stream().unwrap();
                let content = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
                // The pack's own line is drawn after the paper's.
                if !content.windows(6).any(|some| some == b"BpFoot") {
                    papers.insert(content);
                }
            }
        }
        papers
    };
    let (were, are) = (drawings(&before), drawings(&after));
    let gone = were.difference(&are).count();
    assert!(were.len() > 9 && gone <= 3, "{gone} of {} pages are drawn otherwise", were.len());
    let said = text(&after);
    for line in text(&before).lines().filter(|line| line.len() > 80 && !line.contains("This paper is to follow")) {
        assert!(said.contains(line), "{line}");
    }
}

/// What is on record is what the pack prints, and no more.
#[test]
fn the_record_has_nothing_that_the_pack_does_not_print() {
    let copy = with_agenda(&[WELCOME, PROGRESS]);
    hand_in(&copy, "Health.pdf", &well_tagged());
    pack(&copy, &["--issue"], 0);
    let record: serde_json::Value = serde_json::from_slice(&copy.bytes(RECORD)).unwrap();
    let plain = |words: &str| words.split_whitespace().collect::<String>().replace('\u{200b}', "");
    let words = plain(&text(&copy.bytes(PACK)));
    let papers = record["issues"][0]["papers"].as_array().unwrap();
    let (mut sentences, mut figures) = (0, 0);
    // Letters of others' fonts are not read here.
    for paper in papers.iter().filter(|paper| paper["file"].is_string()) {
        for page in paper["pages"].as_array().unwrap() {
            for said in page["said"].as_array().into_iter().flatten() {
                sentences += 1;
                assert!(said != "1." && said != "•", "the label of an item is a sentence");
                for cell in said.as_str().unwrap().split(" · ") {
                    assert!(words.contains(&plain(cell)), "{cell} is not in the pack");
                }
            }
        }
        for figure in paper["figures"].as_array().into_iter().flatten() {
            figures += 1;
            let text = figure["text"].as_str().unwrap();
            assert!(words.contains(&plain(text)), "{figure} is not in the pack");
        }
    }
    assert!(sentences > 200 && figures > 50, "{sentences} sentences, {figures} figures");
    assert!(papers.iter().all(|paper| paper["sha256"].as_str().unwrap().len() == 64));
    let all = String::from_utf8(copy.bytes(RECORD)).unwrap();
    assert!(!all.contains(&*copy.root.path().to_string_lossy()), "a path of this computer is on record");
}

#[test]
fn a_record_that_cannot_be_true_is_refused() {
    let copy = with_agenda(&[WELCOME]);
    pack(&copy, &["--issue"], 0);
    let good = String::from_utf8(copy.bytes(RECORD)).unwrap();
    for (from, to, said) in [
        ("\"format\": 1", "\"format\": 9", "has the form 9, and this version reads 1"),
        ("\"first_page\": 1", "\"first_page\": 7", "do not follow one another"),
        ("\"pages\": 1", "\"pages\": 18446744073709551615", "do not follow one another"),
        ("\"pages\": 1", "\"pages\": -1", "is damaged"),
        ("\"kind\": \"pack\"", "\"kind\": \"supplement\"", "a supplement to nothing"),
        ("2025-07-pack.pdf", "../2025-07-pack.pdf", "is not the name of a file"),
        ("\"issues\": [", "\"issues\": [], \"others\": [", "nothing in it was issued"),
        ("{", "[", "is damaged"),
        ("\"edition\": \"2025-07\"", "\"edition\": \"2025-06\"", "is of the edition 2025-06, not of 2025-07"),
    ] {
        assert!(good.contains(from), "{from}\n{good}");
        fs::write(copy.path(RECORD), good.replacen(from, to, 1)).unwrap();
        let told = pack(&copy, &[], 2);
        assert!(told.contains(said) && told.contains("issued.json") && told.contains("hint: "), "{said}\n{told}");
    }
}

/// A folder that is copied for the next month brings its record along; what an earlier version wrote does not say of which month
/// it is.
#[test]
fn a_record_of_another_month_is_refused_and_the_doctor_says_so_first() {
    let copy = with_agenda(&[WELCOME]);
    pack(&copy, &["--issue"], 0);
    let (said, code) = copy.run(&["doctor", "inputs/ashmere"]);
    assert!(code == Some(0) && said.contains("2025-07: issued.json can be used; issued last: the pack"), "{said}");
    let good = String::from_utf8(copy.bytes(RECORD)).unwrap();
    fs::write(copy.path(RECORD), good.replacen("\"edition\": \"2025-07\"", "\"edition\": \"2025-06\"", 1)).unwrap();
    let (said, code) = copy.run(&["doctor", "inputs/ashmere"]);
    assert!(code == Some(1) && said.contains("is of the edition 2025-06, not of 2025-07"), "{said}");
    assert!(said.contains("nothing was issued for 2025-07 yet"), "{said}");
    fs::write(copy.path(RECORD), good.replacen("  \"edition\": \"2025-07\",\n", "", 1)).unwrap();
    assert!(!String::from_utf8(copy.bytes(RECORD)).unwrap().contains("\"edition\""));
    pack(&copy, &[], 0);
}

/// Whatever is done to the record, nothing is brought down, and what is read of it is possible.
#[test]
fn damaged_records_bring_nothing_down() {
    let copy = with_agenda(&[WELCOME, REPORTS]);
    pack(&copy, &["--issue"], 1);
    hand_in(&copy, "Health.pdf", &well_tagged());
    copy.replace(AGENDA, "\"Health.pdf\"]", "\"Health.pdf\"]\nlate = \"It is urgent.\"");
    pack(&copy, &["--supplement", "--issue"], 0);
    let good = copy.bytes(RECORD);
    let agenda = Agenda::read(&copy.path(MONTH)).unwrap();
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    // Most of it is words; what has a meaning is found by its digits and its punctuation.
    let places: Vec<usize> = (0..good.len()).filter(|at| b"0123456789:,{}[]\"".contains(&good[*at])).collect();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..400 {
        let mut damaged = good.clone();
        for _ in 0..1 + next(2) {
            damaged[places[next(places.len())]] = b"0123456789,:{}[]\"-"[next(18)];
        }
        fs::write(copy.path(RECORD), &damaged).unwrap();
        match Issued::read(&copy.path(MONTH)) {
            Ok(issued) => {
                let issued = issued.unwrap();
                assert!(issued.last_page() < 1_000_000 && issued.papers().len() < 10);
                let _ = issued.refuse_other_titles(&agenda);
                read += 1;
            }
            Err(why) => {
                assert!(why.to_string().contains("issued.json"), "{why}");
                refused += 1;
            }
        }
    }
    assert!(read > 20 && refused > 100, "{read} read, {refused} refused");
}

/// Who looks on is told which paper is read and which is put in.
#[test]
fn a_long_pack_tells_how_far_it_is() {
    #[derive(Default, Clone)]
    struct Heard(Arc<Mutex<Vec<String>>>);
    impl Told for Heard {
        fn begins(&self, _: usize, _: usize, _: &Path) {}
        fn done(&self, _: usize, _: &Path, _: &boardpack::diagnostic::Result<boardpack::Outcome>) {}
        fn works_on(&self, what: &str) {
            self.0.lock().unwrap().push(what.to_owned());
        }
    }
    let copy = with_agenda(&[WELCOME, REPORTS, RISKS]);
    hand_in(&copy, "Health.pdf", &well_tagged());
    let (area, out) = (copy.path("inputs/ashmere"), copy.path("pack.pdf"));
    let [area, out] = [area, out].map(|path| path.display().to_string());
    let heard = Heard::default();
    let arguments = Arguments::parse_from(["boardpack", "pack", &area, "--out", &out]);
    boardpack::run_telling(&arguments, &heard).unwrap();
    let heard = heard.0.lock().unwrap().join("\n");
    for line in [
        // Those of others are opened first.
        "0 of 3 papers read; Health.pdf",
        "1 of 3 papers read; previous-meeting-actions",
        "putting the pack together; Health",
        "putting the pack together; Risk register",
    ] {
        assert!(heard.contains(line), "{line}\n{heard}");
    }
}

fn stream_of(document: &Document, key: &str) -> String {
    let stream = document.catalog().unwrap().get(key.as_bytes()).unwrap();
    let stream = document.dereference(stream).unwrap().1.as_stream().unwrap();
    let content = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
    String::from_utf8_lossy(&content).into_owned()
}

/// A supplement names what it belongs to in its own title.
#[test]
fn a_supplement_says_in_its_title_what_it_belongs_to() {
    let copy = with_agenda(&[WELCOME]);
    pack(&copy, &["--issue"], 0);
    agenda(&copy, &[WELCOME, "[[item]]\ntitle = \"Judgement\"\nlate = \"It came on 15 August.\"\n"]);
    pack(&copy, &["--supplement", "--out", "late.pdf"], 0);
    let pdf = copy.bytes("late.pdf");
    let document = Document::load_mem(&pdf).unwrap();
    let about = stream_of(&document, "Metadata");
    assert!(about.contains(">Supplement 1 to the agenda of SEND Improvement Board, 20 August 2025<"), "{about}");
    assert_conforms(&copy.bytes("late.pdf"));
}
