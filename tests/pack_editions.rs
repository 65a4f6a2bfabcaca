//! The public edition of a pack beside the full one: nothing of what is restricted is in it, and every page has one number in both.

use std::fs;
use std::path::PathBuf;

use boardpack::tagged::Tagged;
use lopdf::{Document, Object};
use tempfile::TempDir;

use crate::support::foreign;
use crate::support::papers::meeting;
use crate::support::pdf::{assert_conforms, bookmarks, drawn_text, one_line, text};
use crate::support::{boardpack, tree};

/// A meeting of the sample area, with papers from others and templates of its own.
pub struct Meeting {
    root: TempDir,
    area: PathBuf,
}

/// What the program made and said.
pub struct Packed {
    pub code: Option<i32>,
    pub said: String,
    /// Empty where it made none.
    pub pdf: Vec<u8>,
}

impl Meeting {
    /// `agenda` is what follows the meeting's name, date and contact.
    pub fn new(agenda: &str, papers: &[(&str, Vec<u8>)]) -> Meeting {
        let (root, area) = meeting(agenda, papers);
        Meeting { root, area }
    }

    /// The same with a document of its own.
    fn with_document(self, name: &str, body: &str) -> Meeting {
        let folder = self.area.join("templates").join(name);
        fs::create_dir_all(&folder).unwrap();
        let about = format!("title = \"{name}\"\nfile = \"{name}\"\nform = \"paper\"\nabout = \"For a test.\"\n");
        fs::write(folder.join("template.toml"), about).unwrap();
        fs::write(folder.join("main.typ.hbs"), format!("{{{{> setup form=\"paper\"}}}}\n{body}\n")).unwrap();
        self
    }

    pub fn pack(&self, more: &[&str]) -> Packed {
        let out = self.root.path().join("pack.pdf");
        let _ = fs::remove_file(&out);
        let said = boardpack(self.root.path(), &[&["pack", "ashmere", "--out", "pack.pdf"], more].concat());
        let pdf = fs::read(out).unwrap_or_default();
        Packed { code: said.status.code(), said: String::from_utf8_lossy(&said.stderr).into_owned(), pdf }
    }
}

/// What must not be in a public edition.
const SECRET: &str = "zzSecret";

/// Every way in which a word is in a PDF.
fn ways_of(word: &str, pdf: &[u8]) -> Vec<&'static str> {
    fn push(object: &Object, all: &mut Vec<u8>) {
        match object {
            Object::String(bytes, _) | Object::Name(bytes) => {
                all.extend_from_slice(bytes);
                all.push(b'\n');
            }
            Object::Array(items) => items.iter().for_each(|item| push(item, all)),
            Object::Dictionary(of) => of.iter().for_each(|(key, value)| {
                all.extend_from_slice(key);
                all.push(b'\n');
                push(value, all);
            }),
            Object::Stream(of) => {
                push(&Object::Dictionary(of.dict.clone()), all);
                all.extend(of.get_plain_content().unwrap_or_else(|_| of.content.clone()));
            }
            _ => {}
        }
    }
    let document = Document::load_mem(pdf).unwrap();
    let mut all = pdf.to_vec();
    document.objects.values().for_each(|object| push(object, &mut all));
    push(&Object::Dictionary(document.trailer.clone()), &mut all);
    let all = all.to_ascii_lowercase();
    let word = word.to_lowercase();
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    let is_in = |bytes: &[u8]| all.windows(bytes.len()).any(|some| some == bytes);
    // A drawing has letters of both cases, which are not the same in hexadecimal digits.
    let cased: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    let ways = [
        ("plain", is_in(word.as_bytes())),
        ("UTF-16", is_in(&utf16(u16::to_be_bytes)) || is_in(&utf16(u16::to_le_bytes))),
        ("hexadecimal", is_in(hex.as_bytes()) || is_in(cased.as_bytes())),
        ("drawn", drawn_text(pdf).concat().to_lowercase().contains(&word)),
        ("read out", text(pdf).to_lowercase().contains(&word)),
        ("bookmark", bookmarks(pdf).concat().to_lowercase().contains(&word)),
    ];
    ways.into_iter().filter(|(_, is)| *is).map(|(way, _)| way).collect()
}

const INTEREST: &str = "public_interest = \"Bids are still open.\"";

/// A committee's agenda: a wholly restricted item, and one of which a paper is restricted.
fn agenda(secret: &str) -> String {
    format!(
        "regime = \"committee\"\n\
         [standing]\nchair = \"Chair\"\nlate_items = true\n\
         [[item]]\ntitle = \"Health\"\npapers = [\"Health.pdf\", \"{secret} one.pdf\"]\nappendices = [\"performance-scorecard\"]\n\
         [item.restricted]\nparagraphs = [1, 2]\n{INTEREST}\npublic_title = \"A report on a case\"\npapers = [\"{secret} one.pdf\"]\n\
         [[item]]\nnumber = \"4a\"\ntitle = \"Award to {secret}\"\nauthor = \"Director of {secret}\"\nnote = \"With {secret}\"\n\
         purpose = \"decision\"\npapers = [\"{secret} two.pdf\", \"own\"]\nappendices = [\"{secret} three.pdf\"]\n\
         [item.restricted]\nparagraphs = [3]\n{INTEREST}\npublic_title = \"A contract\"\n\
         [[item]]\ntitle = \"Scan\"\npapers = [\"Scan.pdf\"]\n"
    )
}

/// Papers of others with the word wherever a word can be.
fn papers(secret: &str) -> Vec<(String, Vec<u8>)> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let utf16: String = secret.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let drawn = format!("BT /F1 11 Tf 60 780 Td ({secret}) Tj 0 -20 Td <{hex}> Tj ET");
    let outline = "/Outlines 20 0 R";
    let more =
        ["<</First 21 0 R/Last 21 0 R/Count 1>>", &format!("<</Title<FEFF{utf16}>/Parent 20 0 R/Dest[4 0 R/Fit]>>")];
    let page = format!("/Annots[22 0 R]/PieceInfo<</X({secret})>>");
    let link = format!("<</Subtype/Link/Rect[60 700 200 720]/A<</S/URI/URI(https://example.org/{secret})>>>>");
    let one = foreign::drawing(&drawn, &page, outline, &[more[0], more[1], &link]);
    let text = |pdf: &[u8], from: &str, to: &str| {
        let at = pdf.windows(from.len()).position(|some| some == from.as_bytes()).unwrap();
        [&pdf[..at], to.as_bytes(), &pdf[at + from.len()..]].concat()
    };
    // Of the same length, so that the table of objects stays true.
    let two = text(&foreign::well_tagged(), "Waits fell from nine", &format!("{secret:<20}"));
    vec![
        ("Health.pdf".to_owned(), foreign::well_tagged()),
        (format!("{secret} one.pdf"), one),
        (format!("{secret} two.pdf"), two),
        (format!("{secret} three.pdf"), foreign::scan()),
        ("Scan.pdf".to_owned(), foreign::scan()),
    ]
}

fn restricted_meeting(secret: &str) -> Meeting {
    let papers = papers(secret);
    let papers: Vec<(&str, Vec<u8>)> = papers.iter().map(|(name, pdf)| (name.as_str(), pdf.clone())).collect();
    Meeting::new(&agenda(secret), &papers)
        .with_document("own", &format!("= Figures on {secret}\nOf {secret}.\n#pagebreak()\n== Further {secret}\nMore."))
}

#[test]
fn nothing_of_what_is_restricted_is_in_the_public_edition() {
    let meeting = restricted_meeting(SECRET);
    let (full, public) = (meeting.pack(&[]), meeting.pack(&["--public"]));
    assert_eq!((full.code, public.code), (Some(0), Some(0)), "{}\n{}", full.said, public.said);
    // The control: the full edition has the word in every way.
    assert_eq!(ways_of(SECRET, &full.pdf), ["plain", "UTF-16", "hexadecimal", "drawn", "read out", "bookmark"]);
    assert_eq!(ways_of(SECRET, &public.pdf), Vec::<&str>::new());
    for pdf in [&full.pdf, &public.pdf] {
        let faults = tree::read(pdf).faults;
        assert!(faults.is_empty(), "{faults:?}");
    }

    let (full, public) = (drawn_text(&full.pdf), drawn_text(&public.pdf));
    assert_eq!(full.len(), public.len());
    for (at, (full, public)) in full.iter().zip(&public).enumerate() {
        let number = format!("Pack page {}", at + 1);
        assert!(full.contains(&number) && public.contains(&number), "{number}");
        assert!(!public.contains("NOT FOR PUBLICATION"));
    }
    // What is restricted says so on each of its pages in the one, and has as many pages in the other.
    let foot = |numbers: &str| format!("NOT FOR PUBLICATION: exempt, {numbers} of Schedule 12A");
    let marked = |foot: &str| full.iter().filter(|page| page.contains(foot)).count();
    // One page of the first; of the second its item's page, two, two of ours, and a scan with the page before it.
    assert_eq!((marked(&foot("paragraphs 1 and 2")), marked(&foot("paragraph 3"))), (1, 7));
    let all = one_line(&public.join("\n")).replace('\n', " ");
    for said in [
        "A report on a case",
        "A contract",
        "Not for publication: exempt information under paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972.",
        "Public interest: Bids are still open.",
        "under section 100A(4) of the Local Government Act 1972",
        "Not for publication: page 2 of 2",
        "4a",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
}

/// The strongest test there is: whatever restricted papers say, the public edition is the same, to the byte.
#[test]
fn the_public_edition_does_not_depend_on_what_it_leaves_out() {
    let [one, other] = [SECRET, "Other."].map(|secret| {
        let meeting = restricted_meeting(secret);
        (meeting.pack(&[]).pdf, meeting.pack(&["--public"]).pdf)
    });
    assert!(one.0 != other.0, "the control: the full editions differ");
    assert!(one.1 == other.1, "the public editions differ");
}

/// Papers of ours may have other lengths where small counts are hidden: blank pages keep the numbers equal.
#[test]
fn blank_pages_make_up_for_papers_of_other_lengths() {
    let is_public = "about.marking != none and about.marking.contains(\"Public edition\")";
    let more = |condition: &str| {
        format!("= Short\nWords.\n#if {condition} [#pagebreak()\n= Second\nWords.\n#pagebreak()\n= Third\nWords.]")
    };
    let meeting = Meeting::new(
        "regime = \"partnership\"\n[[item]]\ntitle = \"Both\"\npapers = [\"longer\", \"shorter\"]\n[[item]]\ntitle = \"Last\"\npapers = [\"even\"]\n",
        &[],
    )
    .with_document("longer", &more(is_public))
    .with_document("shorter", &more(&format!("not ({is_public})")))
    .with_document("even", "= Even\nWords.");
    let (full, public) = (meeting.pack(&[]), meeting.pack(&["--public"]));
    assert_eq!((full.code, public.code), (Some(0), Some(0)), "{}\n{}", full.said, public.said);
    let blank = |pdf: &[u8]| {
        let pages = drawn_text(pdf);
        let is_blank = |page: &String| page.contains("This page is intentionally blank");
        (0..pages.len()).filter(|at| is_blank(&pages[*at])).map(|at| at + 1).collect::<Vec<_>>()
    };
    // The agenda, the item's page, three and three pages, the item's page, one.
    assert_eq!((blank(&full.pdf), blank(&public.pdf)), (vec![4, 5], vec![7, 8]));
    for pdf in [&full.pdf, &public.pdf] {
        assert_conforms(pdf);
        let faults = tree::read(pdf).faults;
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(drawn_text(pdf).len(), 10);
        assert_eq!(text(pdf).matches("This page is intentionally blank").count(), 2, "a screen reader hears of it");
        assert!(bookmarks(pdf).iter().all(|name| !name.contains("lank")), "{:?}", bookmarks(pdf));
        assert!(drawn_text(pdf)[9].contains("Even"));
    }
}

/// The sample area's papers in two editions: both conform, and what the agenda says of pages is the same.
#[test]
fn both_editions_of_our_papers_conform() {
    let meeting = Meeting::new(
        "regime = \"partnership\"\n[standing]\napologies = true\nlate_items = true\n[[item]]\ntitle = \"Progress\"\npapers = [\"performance-scorecard\"]\n\
         [[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n[item.restricted]\nreason = \"The partners agreed to.\"\n\
         public_title = \"Risks\"\n",
        &[],
    );
    let (full, public) = (meeting.pack(&[]).pdf, meeting.pack(&["--public"]).pdf);
    for pdf in [&full, &public] {
        assert_conforms(pdf);
        assert!(tree::read(pdf).faults.is_empty());
    }
    let (full, public) = (drawn_text(&full), drawn_text(&public));
    assert_eq!(full.len(), public.len());
    assert!(public[0].contains("Public edition") && !full[0].contains("Public edition"));
    let begins = |pages: &[String], words: &str| pages.iter().position(|page| page.contains(words));
    assert_eq!(begins(&full[1..], "Progress"), begins(&public[1..], "Progress"));
    assert_eq!(begins(&full[2..], "Item 3"), begins(&public[2..], "Item 3"));
    let (full, public) = (full.concat(), public.concat());
    assert!(full.contains("CONFIDENTIAL") && !public.contains("CONFIDENTIAL"));
    assert!(!full.contains("exempt") && full.contains("Confidential: The partners agreed to."));
    assert!(full.contains("Any other business"));
}

#[test]
fn what_cannot_be_public_is_refused() {
    let open = "[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n";
    let public = Meeting::new(open, &[]).pack(&["--public"]);
    assert_eq!(public.code, Some(2), "{}", public.said);
    assert!(public.said.contains("does not say what kind of meeting it is"), "{}", public.said);
    assert!(public.said.contains("regime = \"committee\"") && public.pdf.is_empty());

    let meeting = Meeting::new(&format!("regime = \"committee\"\n{open}"), &[]);
    let words = meeting.area.join("2025-07/narrative/judgement.md");
    let written = fs::read_to_string(&words).unwrap_or_default();
    fs::write(&words, format!("{written}\n\nThree pupils were excluded in May.\n")).unwrap();
    let public = meeting.pack(&["--public"]);
    assert_eq!(public.code, Some(2), "{}", public.said);
    assert!(public.said.contains("no public edition was made") && public.pdf.is_empty(), "{}", public.said);
    assert!(!meeting.pack(&[]).pdf.is_empty());

    let restricted = format!(
        "regime = \"committee\"\n{open}[item.restricted]\nparagraphs = [9]\n{INTEREST}\npublic_title = \"A\"\n"
    );
    let full = Meeting::new(&restricted, &[]).pack(&[]);
    assert_eq!(full.code, Some(2));
    assert!(full.said.contains("agenda.toml: the item \"Risks\" is restricted by paragraph 9"), "{}", full.said);
    assert!(full.said.contains("paragraphs = [3]"), "{}", full.said);
}

#[test]
fn the_public_edition_has_a_file_of_its_own() {
    let meeting =
        Meeting::new("regime = \"committee\"\n[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n", &[]);
    let said = boardpack(meeting.root.path(), &["pack", "ashmere", "--public"]);
    assert!(meeting.root.path().join("out/ashmere/2025-07-pack-public.pdf").is_file(), "{said:?}");
    assert!(!meeting.root.path().join("out/ashmere/2025-07-pack.pdf").exists());
}

/// A supplement has the same pages in both editions, and its public one can be made before and after it is issued.
#[test]
fn a_supplement_has_a_public_edition_with_the_same_page_numbers() {
    let agenda = |late: &str, restricted: &str| {
        format!(
            "regime = \"committee\"\n\
             [[item]]\ntitle = \"Health\"\npapers = [\"Health.pdf\", \"Late.pdf\"]\n{late}\
             [[item]]\ntitle = \"Award to {SECRET}\"\npapers = [\"{SECRET}.pdf\"]\n{restricted}\
             [item.restricted]\nparagraphs = [3]\n{INTEREST}\npublic_title = \"A contract\"\n"
        )
    };
    let (late, secret) = (foreign::well_tagged(), papers(SECRET).swap_remove(2).1);
    let meeting = Meeting::new(&agenda("", ""), &[("Health.pdf", foreign::well_tagged())]);
    let issued = meeting.pack(&["--issue"]);
    assert_eq!(issued.code, Some(1), "{}", issued.said);
    let last = drawn_text(&issued.pdf).len();

    let folder = meeting.area.join("2025-07");
    fs::write(folder.join("papers/Late.pdf"), &late).unwrap();
    fs::write(folder.join(format!("papers/{SECRET}.pdf")), &secret).unwrap();
    let head = "meeting = \"Board\"\ndate = 2025-08-20\ncontact = \"Clerk to the Board\"\n";
    let with_reasons = agenda(
        "late = \"Signed off on 14 August.\"\n",
        &format!("late = \"{SECRET} has to be told by 1 September.\"\n"),
    );
    fs::write(folder.join("agenda.toml"), format!("{head}{with_reasons}")).unwrap();

    let public = meeting.pack(&["--supplement", "--public"]);
    let full = meeting.pack(&["--supplement", "--issue"]);
    assert_eq!((public.code, full.code), (Some(0), Some(0)), "{}\n{}", public.said, full.said);
    let again = meeting.pack(&["--supplement", "--public"]);
    assert!(again.pdf == public.pdf, "{}", again.said);
    assert!(meeting.pack(&["--supplement"]).said.contains("nothing came after supplement 1 was issued"));

    let (of_full, of_public) = (drawn_text(&full.pdf), drawn_text(&public.pdf));
    assert_eq!(of_full.len(), of_public.len());
    for (at, pages) in of_full.iter().zip(&of_public).enumerate() {
        let number = format!("Pack page {}", last + at + 1);
        assert!(pages.0.contains(&number) && pages.1.contains(&number), "{number}");
    }
    assert!(!ways_of(SECRET, &full.pdf).is_empty() && ways_of(SECRET, &public.pdf).is_empty());
    let words = one_line(&text(&public.pdf));
    for said in ["A contract", "Signed off on 14 August.", "This is not for the public."] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    assert!(tree::read(&public.pdf).faults.is_empty());
}

/// What must stand at the foot of every page of a public edition takes two lines, below which the pack has its own.
#[test]
fn the_lines_at_the_foot_of_a_page_stay_clear_of_the_packs_own() {
    let public = restricted_meeting(SECRET).pack(&["--public"]);
    let mut pages = 0;
    for page in Tagged::read(&public.pdf).unwrap().pages {
        let lines = |words: &str| {
            let of = page.items.iter().filter(|item| item.text().is_some_and(|text| text.drawn.contains(words)));
            of.map(|item| item.bounds).collect::<Vec<_>>()
        };
        let (notices, own) = (lines("fictional area"), lines("Pack page"));
        let [own] = own[..] else { panic!("{own:?}") };
        for notice in notices {
            assert!(notice.bottom > own.top + 4.0, "{notice:?} {own:?}");
            pages += 1;
        }
    }
    assert!(pages > 5, "{pages}");
}
