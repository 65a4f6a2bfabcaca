//! Public editions: nothing in them depends on a small count that they hide.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{boardpack, pdf};

/// An area whose dashboard has small counts and a percentage of few: those that are given.
fn area(folder: &Path, last: u32, share: &str, first: u32, update: &str) {
    fs::create_dir_all(folder.join("2025-06")).unwrap();
    fs::create_dir_all(folder.join("2025-07")).unwrap();
    fs::write(
        folder.join("boardpack.toml"),
        "scheme = \"send\"\n[document]\nmarking = \"Official\"\n[disclosure]\nnot_of_people = [\"K05\"]\n[disclosure.totals]\nK10 = [\"K11\", \"K12\", \"K13\"]\n",
    )
    .unwrap();
    let tracker = format!(
        "Ref,Action,Due date,Lead,Action BRAG,Update\n1.1.1,Publish the offer,May 2026,Head of SEND,Green,{update}\n"
    );
    let heads = "Ref,Measure,Unit,Good is,Target,n";
    for (month, months) in [("2025-06", 2), ("2025-07", 3)] {
        fs::write(folder.join(month).join("tracker.csv"), &tracker).unwrap();
        let named = ["May 2025", "June 2025", "July 2025"];
        let rows = [
            ("K01,Children out of school,number,Low,2,".to_owned(), [12, 7, last].map(|value| value.to_string())),
            ("K03,Children waiting,number,Low,,".to_owned(), [first, 9, 11].map(|value| value.to_string())),
            ("K05,Visits to the website,number,High,,".to_owned(), [3, 2, 4].map(|value| value.to_string())),
            ("K10,Children moved,number,Low,,".to_owned(), [60, 61, 62].map(|value| value.to_string())),
            ("K11,Children moved near,number,Low,,".to_owned(), [20, 21, last].map(|value| value.to_string())),
            ("K12,Children moved away,number,Low,,".to_owned(), [19, 19, 22 - last].map(|value| value.to_string())),
            ("K13,Children moved far,number,Low,,".to_owned(), [21, 21, 40].map(|value| value.to_string())),
        ];
        let mut text = format!("{heads},{}\n", named[..months].join(","));
        for (row, values) in rows {
            text.push_str(&format!("{row},{}\n", values[..months].join(",")));
        }
        let cases = if months == 3 { "9" } else { "400" };
        let shares = ["71%", "64%", share];
        text.push_str(&format!("K02,Children who are content,%,High,80%,{cases},{}\n", shares[..months].join(",")));
        fs::write(folder.join(month).join("dashboard.csv"), text).unwrap();
    }
}

/// Every paper with all that is made beside it, by its name.
fn built(area: &Path, out: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let [area, folder] = [area, out].map(|path| path.display().to_string());
    let arguments =
        [&["build", &area, "--all", "--notes", "--trace", "--html", "--companions", "--typst", "--out", &folder], more]
            .concat();
    let output = boardpack(Path::new("/"), &arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let files = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// The files that differ; of the manifest all but where the workbooks are. So there is no digest, length or date either by which
/// a guess at a hidden count could be proved.
fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let said = |bytes: &[u8]| {
        let mut manifest: Value = serde_json::from_slice(bytes).unwrap();
        manifest.as_object_mut().unwrap().remove("area_folder");
        manifest
    };
    let differs = |(name, bytes): &(&String, &Vec<u8>)| match name.as_str() {
        "manifest.json" => said(bytes) != said(&other[*name]),
        _ => **bytes != other[*name],
    };
    one.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

/// The strongest test there is: areas that differ in what is hidden alone have the same public papers, to the byte. So
/// nothing of it is in a text, a chart, an alternative text, a table, a bookmark, a digest or the number of pages.
#[test]
fn public_papers_do_not_depend_on_what_they_hide() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name).join("area"));
    area(&one, 3, "44%", 4, "On time.");
    area(&other, 2, "33%", 1, "On time.");
    let out = |name: &str| folder.path().join(name);
    let public = [built(&one, &out("a"), &["--public"]), built(&other, &out("b"), &["--public"])];
    assert!(public[0].len() > 40, "{:?}", public[0].keys());
    assert_eq!(differing(&public[0], &public[1]), Vec::<String>::new());

    // The control: the Board's papers show them.
    let board = [built(&one, &out("c"), &[]), built(&other, &out("d"), &[])];
    let differ = differing(&board[0], &board[1]);
    assert!(differ.contains(&"performance-scorecard.pdf".to_owned()) && differ.len() > 10, "{differ:?}");

    let text = pdf::text(&public[0]["performance-scorecard.pdf"]).replace('\u{a0}', " ");
    assert!(text.contains("[c] means confidential") && !text.contains("44%") && !text.contains("44.0%"), "{text}");
    let marked = pdf::drawn_text(&public[0]["performance-scorecard.pdf"]).join("\n").replace('\u{a0}', " ");
    assert!(
        marked.contains("Public edition: [c] means a figure that is not shown, a count of people below 5"),
        "{marked}"
    );
    pdf::assert_conforms(&public[0]["performance-scorecard.pdf"]);
    // What counts no people is shown.
    let csv = String::from_utf8(public[0]["performance-scorecard-measures.csv"].clone()).unwrap();
    let row = |reference: &str| csv.lines().find(|line| line.contains(&format!("\"{reference}\""))).unwrap().to_owned();
    assert!(row("K05").ends_with("3,2,4"), "{}", row("K05"));
    assert!(row("K01").ends_with("12,7,\"[c]\""), "{}", row("K01"));
    assert!(row("K12").ends_with("19,19,\"[c]\""), "{}", row("K12"));
}

/// The edition says what it is, `verify` makes it again as it was, and it never shares the Board's folder of itself.
#[test]
fn a_public_edition_is_verified_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("area");
    area(&home, 3, "44%", 4, "On time.");
    let output = boardpack(folder.path(), &["build", "area", "--public", "--only", "performance-scorecard"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out/area/2025-07-public");
    let manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["options"]["public"], true);
    let verified = boardpack(folder.path(), &["verify", "out/area/2025-07-public"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// A total that is misspelt would leave a part to be worked out, so it is no public edition.
#[test]
fn a_ref_that_no_measure_has_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("area");
    area(&home, 3, "44%", 4, "On time.");
    let settings = fs::read_to_string(home.join("boardpack.toml")).unwrap();
    fs::write(home.join("boardpack.toml"), settings.replace("\"K13\"", "\"K31\"")).unwrap();
    let output = boardpack(folder.path(), &["build", "area", "--public"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("K31 under [disclosure] is no measure") && said.contains("boardpack.toml"), "{said}");
}

/// A count in an officer's sentence cannot be taken out, so there is no public edition until it is written otherwise.
#[test]
fn texts_with_small_counts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("area");
    area(&home, 3, "44%", 4, "Three pupils were excluded in May.");
    let arguments = ["build", "area", "--public", "--only", "improvement-board-report"];
    let output = boardpack(folder.path(), &arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no public edition was made") && said.contains("small-count"), "{said}");
    assert!(!folder.path().join("out").exists());
    let output = boardpack(folder.path(), &arguments.map(|word| if word == "--public" { "--notes" } else { word }));
    assert!(matches!(output.status.code(), Some(0 | 1)));
}
