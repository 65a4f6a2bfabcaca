//! The zip of a pack to send: the same each time, whole, with names for every system; and `verify` finds whatever was done to it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use boardpack::bundle::{self, About, Entry};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::copy::Copy;
use crate::support::foreign::{HIDDEN, annotated};
use crate::support::pdf::assert_conforms;
use crate::support::{boardpack, tree};

/// The zip of a pack with three papers, one of them from others, and the copy of the sample that it was made in.
fn made() -> &'static (Copy, Vec<u8>) {
    static MADE: OnceLock<(Copy, Vec<u8>)> = OnceLock::new();
    MADE.get_or_init(|| {
        let copy = Copy::new();
        let month = copy.path("inputs/ashmere/2025-07");
        let agenda = "meeting = \"Board\"\ndate = 2025-08-20\n[[item]]\ntitle = \"Risks\"\npapers = [\"risk-register\"]\n\
                      [[item]]\ntitle = \"Health\"\npapers = [\"CON: Bericht über alles?.pdf\", \"work-programme\"]\n";
        fs::write(month.join("agenda.toml"), agenda.replace(": Bericht", " Bericht").replace("?.pdf", ".pdf")).unwrap();
        fs::create_dir(month.join("papers")).unwrap();
        fs::write(month.join("papers/CON Bericht über alles.pdf"), annotated()).unwrap();
        let (said, code) = copy.run(&["pack", "inputs/ashmere", "--zip", "--out", "send/july.pdf"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("wrote send/july.zip"), "{said}");
        let zip = copy.bytes("send/july.zip");
        (copy, zip)
    })
}

/// The files of a zip, by their names.
fn files(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What `verify` says of these bytes, and its exit code.
fn verify(zip: &[u8]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("july.zip"), zip).unwrap();
    let output = boardpack(folder.path(), &["verify", "july.zip"]);
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (said.concat(), output.status.code())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_zip_has_the_pack_each_paper_their_html_and_tables_and_a_list() {
    let (copy, zip) = made();
    let files = files(zip);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    for name in [
        "july.pdf",
        "manifest.json",
        "papers/item-1-risk-register.pdf",
        "papers/item-1-risk-register.html",
        "papers/item-2-con-bericht-ber-alles.pdf",
        "papers/item-2-work-programme.pdf",
        "tables/item-1-risk-register.xlsx",
        "tables/item-1-risk-register-risks.csv",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(files["july.pdf"] == copy.bytes("send/july.pdf"), "{names:?}");
    for name in &names {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c));
        assert!(plain && !name.contains("..") && name.len() < 120, "{name}");
    }
    assert_conforms(&files["papers/item-1-risk-register.pdf"]);

    // What the pack leaves out of others' papers is not in their single files either.
    let other = &files["papers/item-2-con-bericht-ber-alles.pdf"];
    assert!(tree::read(other).faults.is_empty());
    assert!(!String::from_utf8_lossy(other).contains(HIDDEN));
    assert!(String::from_utf8_lossy(&annotated()).contains(HIDDEN), "the control has nothing to find");

    let list: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let listed = list["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len() - 1);
    for file in listed {
        let bytes = &files[file["path"].as_str().unwrap()];
        assert_eq!(file["sha256"], digest(bytes), "{file}");
        assert_eq!(file["bytes"], bytes.len(), "{file}");
    }
    let text = String::from_utf8_lossy(&files["manifest.json"]).into_owned();
    assert!(!text.contains(&*copy.root.path().to_string_lossy()), "a path of this computer is in the list");
}

#[test]
fn the_same_pack_gives_the_same_zip_which_is_found_whole() {
    let (copy, zip) = made();
    let (said, code) = copy.run(&["pack", "inputs/ashmere", "--zip", "--out", "again/july.pdf"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(copy.bytes("again/july.zip") == *zip);
    let (said, code) = verify(zip);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("same bytes: papers/item-1-risk-register.pdf (5 pages)"), "{said}");
    assert!(said.contains(&format!("manifest.json has the digest {}", digest(&files(zip)["manifest.json"]))), "{said}");
    // Sorted, and of one time.
    let mut archive = ZipArchive::new(Cursor::new(zip.as_slice())).unwrap();
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).unwrap();
        assert_eq!(file.last_modified().unwrap().year(), 1980);
        names.push(file.name().unwrap().into_owned());
    }
    assert!(names.is_sorted(), "{names:?}");
}

/// A small bundle, and its files.
fn small() -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let entry = |path: &str, bytes: &[u8]| Entry {
        path: path.to_owned(),
        what: "paper",
        title: None,
        pages: None,
        bytes: bytes.to_vec(),
    };
    let about = About {
        title: "Board".to_owned(),
        area: "ashmere".to_owned(),
        edition: "2025-07".to_owned(),
        date: "2025-08-20".to_owned(),
    };
    let words = b"Words that are long enough to be packed: words, words, words, words, words.";
    let zip = bundle::zipped(&about, vec![entry("pack.pdf", words), entry("papers/item-1-x.pdf", b"x")]).unwrap();
    let files = files(&zip);
    (zip, files)
}

#[test]
fn whatever_is_done_to_a_zip_is_found() {
    let (zip, files) = small();
    assert_eq!(verify(&zip).1, Some(0));
    let all: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    // Packed again by another program it is still whole.
    assert_eq!(verify(&zip_of(&all)).1, Some(0), "{}", verify(&zip_of(&all)).0);
    // As a program writes it that cannot go back: the sizes stand after each file.
    let mut streamed = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in &all {
        streamed.start_file(*name, SimpleFileOptions::default()).unwrap();
        streamed.write_all(bytes).unwrap();
    }
    let streamed = streamed.finish().unwrap().into_inner();
    assert_eq!(verify(&streamed).1, Some(0), "{}", verify(&streamed).0);
    // Bytes of nobody between two files.
    let mut between = zip.clone();
    let second = between.windows(4).skip(1).position(|some| some == b"PK\x03\x04").unwrap() + 1;
    between.splice(second..second, *b"hidden words");
    let changed: Vec<_> =
        all.iter().map(|(name, bytes)| (*name, if *name == "pack.pdf" { b"other" } else { *bytes })).collect();
    let longer = [files["pack.pdf"].as_slice(), b"more"].concat();
    let longer: Vec<_> =
        all.iter().map(|(name, bytes)| (*name, if *name == "pack.pdf" { &longer } else { *bytes })).collect();
    let fewer: Vec<_> = all.iter().filter(|(name, _)| *name != "papers/item-1-x.pdf").copied().collect();
    let more = [all.as_slice(), &[("papers/invoice.exe", b"MZ".as_slice())]].concat();
    let out_of_it = [all.as_slice(), &[("../../evil.pdf", b"x".as_slice())]].concat();
    // The second of two with one name: whoever unpacks it gets the one or the other.
    let mut twice = zip_of(&[all.as_slice(), &[("pack.pdx", b"other".as_slice())]].concat());
    while let Some(at) = twice.windows(8).position(|some| some == b"pack.pdx") {
        twice[at + 7] = b'f';
    }
    // A name in the one directory that is another in the other.
    let mut two_names = zip.clone();
    let at = two_names.windows(8).position(|some| some == b"pack.pdf").unwrap();
    two_names[at + 7] = b'x';
    let mut flipped = zip.clone();
    let at = flipped.windows(8).position(|some| some == b"pack.pdf").unwrap() + 20;
    flipped[at] ^= 1;
    for (zip, said) in [
        (zip_of(&changed), "edited: pack.pdf was changed after the zip was made"),
        (zip_of(&longer), "edited: pack.pdf was changed after the zip was made"),
        (zip_of(&fewer), "missing: papers/item-1-x.pdf is not there"),
        (zip_of(&more), "not on record: papers/invoice.exe is not a file of this bundle"),
        (zip_of(&out_of_it), "not on record: ../../evil.pdf"),
        (twice, "not on record: a name is in the zip twice"),
        (two_names, "the zip says in two places what is in it, and not the same"),
        (with_places_moved(&between, second as u32, 12), "not on record: there is something between its files"),
        (flipped, "pack.pdf was changed after the zip was made"),
        ([zip.as_slice(), b"more"].concat(), "after the end"),
        ([b"more".as_slice(), &zip].concat(), "before the start"),
    ] {
        let (told, code) = verify(&zip);
        assert_eq!(code, Some(1), "{said}\n{told}");
        assert!(told.contains(said), "{said}\n{told}");
        assert!(!told.contains("are as they were"), "{told}");
    }
}

/// A zip into which something was put, with its directory told of it.
fn with_places_moved(zip: &[u8], from: u32, by: u32) -> Vec<u8> {
    let entries = memchr::memmem::find_iter(zip, b"PK\x01\x02").map(|at| at + 42);
    let end = memchr::memmem::rfind(zip, b"PK\x05\x06").unwrap();
    let places: Vec<usize> = entries.chain([end + 16]).collect();
    let mut zip = zip.to_vec();
    for at in places {
        let place = u32::from_le_bytes(zip[at..at + 4].try_into().unwrap());
        if place >= from {
            zip[at..at + 4].copy_from_slice(&(place + by).to_le_bytes());
        }
    }
    zip
}

#[test]
fn what_is_no_zip_of_ours_is_refused() {
    let (zip, files) = small();
    let list = String::from_utf8(files["manifest.json"].clone()).unwrap();
    let other = |from: &str, to: &str| {
        assert!(list.contains(from), "{from}\n{list}");
        zip_of(&[("manifest.json", list.replacen(from, to, 1).as_bytes())])
    };
    for (zip, said) in [
        (b"no zip".to_vec(), "is not a zip that can be read"),
        (zip[..zip.len() / 2].to_vec(), "is not a zip that can be read"),
        (zip_of(&[("a.pdf", b"x")]), "has no manifest.json"),
        (zip_of(&[("manifest.json", b"{\"format\": 1")]), "manifest.json is damaged"),
        (other("\"format\": 1", "\"format\": 2"), "a form that this version does not read"),
        (other("papers/item-1-x.pdf", "../item-1-x.pdf"), "is not the name of a file in it"),
        (other("\"bytes\": 1", "\"bytes\": 99999999999999"), "it was not unpacked"),
    ] {
        let (told, code) = verify(&zip);
        assert_eq!(code, Some(2), "{said}\n{told}");
        assert!(told.contains(said), "{said}\n{told}");
    }
    let (copy, _) = made();
    let (told, code) = copy.run(&["verify", "nowhere.zip"]);
    assert!(code == Some(2) && told.contains("nowhere.zip cannot be read: it is not there"), "{told}");
    let (told, code) = copy.run(&["pack", "inputs/ashmere", "--zip", "--out", "july.zip"]);
    assert!(code == Some(2) && told.contains("--out names the PDF"), "{told}");
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join("large.zip");
    fs::File::create(&path).unwrap().set_len(600 << 20).unwrap();
    assert!(bundle::verify(&path).unwrap_err().to_string().contains("more than 512 MB"));
}

/// A file that unpacks to a gigabyte where one byte is on record, and a list of a gigabyte: neither is unpacked.
#[test]
fn a_zip_bomb_is_not_unpacked() {
    let (_, files) = small();
    let bomb = |name: &str, before: &[(&str, &[u8])]| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in before {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        let nothing = vec![0; 1 << 20];
        (0..200).for_each(|_| zip.write_all(&nothing).unwrap());
        zip.finish().unwrap().into_inner()
    };
    let small: Vec<(&str, &[u8])> = ["manifest.json", "pack.pdf"].map(|name| (name, files[name].as_slice())).to_vec();
    let with_file = bomb("papers/item-1-x.pdf", &small);
    let with_list = bomb("manifest.json", &[]);
    let begun = Instant::now();
    let (told, code) = verify(&with_file);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("edited: papers/item-1-x.pdf"), "{told}");
    let (told, code) = verify(&with_list);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("unpacks to more than it may have"), "{told}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// Whatever a byte is changed to, nothing is brought down, and a file that is not what it was is never called the same.
#[test]
fn damaged_zips_bring_nothing_down() {
    let (zip, files) = small();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("july.zip");
    let mut found = 0;
    for at in 0..zip.len() {
        for to in [zip[at] ^ 1, 0, 0xff] {
            let mut damaged = zip.clone();
            damaged[at] = to;
            fs::write(&path, &damaged).unwrap();
            match bundle::verify(&path) {
                Ok(verdict) if !verdict.differs => {
                    let is_same = damaged == zip
                        || std::panic::catch_unwind(|| self::files(&damaged)).ok() == Some(files.clone());
                    assert!(is_same, "byte {at} was made {to}");
                }
                _ => found += 1,
            }
        }
    }
    assert!(found > zip.len(), "{found} of {}", 3 * zip.len());
}
