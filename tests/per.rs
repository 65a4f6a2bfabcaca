//! Papers for each area and for each group, and papers that are longer than they are meant to be, as the author of a
//! folder of templates sees them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::copy::Copy;
use crate::support::papers::copy_folder;
use crate::support::pdf::{assert_conforms, bookmarks, one_line, text, title_and_language};
use crate::support::project;
use crate::support::workbook::Workbook;

const GROUPS: &str = "
[[group]]
key = \"PfA\"
name = \"Preparing for Adulthood group\"
areas = [\"PA1\"]
actions = [\"2.2.1\"]

[[group]]
key = \"Reviews\"
leads = [\"Head of SEND\"]
";

/// A copy of the sample area with the templates of the tests beside it.
fn copy() -> Copy {
    let copy = Copy::new();
    copy_folder(&project().join("tests/templates"), &copy.path("templates"));
    // The groups are the tests' own.
    let settings = copy.path("inputs/ashmere/boardpack.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let (before, rest) = text.split_once("[[group]]").unwrap();
    let (_, after) = rest.split_once("[risk]").unwrap();
    fs::write(&settings, format!("{before}[risk]{after}")).unwrap();
    copy
}

fn add(file: &Path, more: &str) {
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, text + more).unwrap();
}

impl Copy {
    fn make(&self, only: &[&str]) -> (String, Option<i32>) {
        self.make_with(only, &[])
    }

    fn make_with(&self, only: &[&str], more: &[&str]) -> (String, Option<i32>) {
        let only = only.iter().flat_map(|name| ["--only", name]);
        let start = ["build", "inputs/ashmere", "--out", "out", "--templates", "templates"];
        self.run(&start.into_iter().chain(only).chain(more.iter().copied()).collect::<Vec<_>>())
    }

    fn papers(&self) -> BTreeSet<String> {
        let names = fs::read_dir(self.path("out")).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".pdf")).collect()
    }

    fn facts(&self) -> Value {
        let (said, _) = self.run(&["facts", "inputs/ashmere", "--edition", "2025-07"]);
        let json = said.lines().take_while(|line| *line != "}").collect::<Vec<_>>().join("\n");
        serde_json::from_str(&(json + "}")).unwrap()
    }
}

fn refs(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["ref"].as_str().unwrap()).collect()
}

/// A small area in which the keys of the settings, and the sheet's rows, are the test's own.
fn small(copy: &Copy, settings: &str, rows: &str) {
    let text = format!(
        "path = \"inputs/ashmere/2025-07/book.xlsx\"\n[[sheet]]\nname = \"Plan\"\nrows = '''\n\
         Ref/ Aim | Action | Due date | Lead | Action BRAG\n{rows}'''\n"
    );
    fs::remove_dir_all(copy.path("inputs/ashmere")).unwrap();
    toml::from_str::<Workbook>(&text).unwrap().write(copy.root.path()).unwrap();
    fs::write(copy.path("inputs/ashmere/boardpack.toml"), settings).unwrap();
}

#[test]
fn each_area_has_a_paper_of_its_own() {
    let copy = copy();
    let (said, code) = copy.make(&["area-paper"]);
    assert_eq!(code, Some(0), "{said}");
    let names = ["pa1", "pa2", "pa3", "afi1", "afi2"].map(|area| format!("area-paper-{area}.pdf"));
    assert_eq!(copy.papers(), names.into());

    let pdf = copy.bytes("out/area-paper-pa3.pdf");
    assert_conforms(&pdf);
    assert_eq!(title_and_language(&pdf).0, "Area paper: Speech and language therapy and occupational therapy");
    assert!(bookmarks(&pdf).len() >= 4);
    let said = one_line(&text(&pdf));
    let facts = copy.facts();
    let area = &facts["areas"][2];
    // What is linked to the area is in its paper, and nothing of the others.
    for list in [&area["exceptions"], &area["risks"], &area["measures"], &area["meeting_actions"]["open"]] {
        let refs = refs(list);
        assert!(!refs.is_empty());
        refs.iter().for_each(|of| assert!(said.contains(of), "the paper has not {of}: {said}"));
    }
    assert!(!said.contains("1.3.1") && !said.contains("K01"), "{said}");
    // Officers' words for an area are at hand there too.
    assert!(one_line(&text(&copy.bytes("out/area-paper-pa2.pdf"))).contains("In our words"));
}

#[test]
fn papers_of_areas_are_verified_traced_and_cleaned_like_all_others() {
    let copy = copy();
    let (said, code) = copy.make(&["area-paper"]);
    assert_eq!(code, Some(0), "{said}");
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0) && said.matches("same bytes").count() == 5, "{said}");

    let (said, code) = copy.run(&["trace", "out/area-paper-pa2.pdf", "17"]);
    assert!(code == Some(0) && said.contains("Actions, Priority action 2: 17"), "{said}");
    assert!(
        said.contains("area.PA2.action_counts.total") && said.contains("Action tracker.xlsx, PA2 EHC plans"),
        "{said}"
    );
    // A figure of another area is not of this paper.
    let (said, _) = copy.run(&["trace", "out/area-paper-pa2.pdf", "--figure", "area.PA1.action_counts.total"]);
    assert!(said.contains("error"), "{said}");

    // The key of an area is changed: its paper has another name, and the old one goes.
    copy.replace("inputs/ashmere/boardpack.toml", "key = \"AFI2\"", "key = \"Data\"");
    let (said, code) = copy.make(&["area-paper"]);
    assert!(code == Some(0) && said.contains("removed out/area-paper-afi2.pdf"), "{said}");
    assert!(copy.papers().contains("area-paper-data.pdf") && copy.papers().len() == 5);
    // Another document, and papers made of something else meanwhile.
    copy.replace("inputs/ashmere/boardpack.toml", "name = \"Data and information\"", "name = \"Data\"");
    let (said, code) = copy.make(&["risk-register"]);
    assert!(code == Some(0) && said.contains("warning[paper-stale]: area-paper-pa1.pdf and 4 others"), "{said}");
}

#[test]
fn a_traced_paper_ends_with_its_own_figures() {
    let copy = copy();
    let (said, code) = copy.make_with(&["area-paper"], &["--trace", "--typst"]);
    assert_eq!(code, Some(0), "{said}");
    let said = one_line(&text(&copy.bytes("out/area-paper-afi1.pdf")));
    let about = &said[said.find("About these figures").unwrap()..];
    assert!(about.contains("Actions, Area for improvement 1") && !about.contains("Priority action 2"), "{about}");
    assert_eq!(about.matches("Actions, Area for improvement 1").count(), 1, "{about}");
}

#[test]
fn keys_that_make_one_name_are_told_apart_and_none_leads_elsewhere() {
    let copy = copy();
    let keys = ["../../PA", "pa", "PA-2", "Ж", ""];
    let settings: String = keys
        .iter()
        .enumerate()
        .map(|(at, key)| format!("[[area]]\nkey = \"{key}\"\nname = \"Area {at} #panic() \\u202e/../\"\n"))
        .collect();
    let rows: String = (1..=5).map(|n| format!("{n}.1 Aim | {n}.1.1 Do it | May 2026 | Head | Green\n")).collect();
    small(&copy, &settings, &rows);
    let (said, code) = copy.make(&["area-paper"]);
    assert_eq!(code, Some(0), "{said}");
    let expected = ["pa", "pa-3", "pa-2", "area-416", "area"].map(|name| format!("area-paper-{name}.pdf"));
    assert_eq!(copy.papers(), expected.into());
    for (name, area) in [("pa", 0), ("pa-3", 1), ("pa-2", 2)] {
        let said = one_line(&text(&copy.bytes(&format!("out/area-paper-{name}.pdf"))));
        assert!(said.contains(&format!("Area {area} #panic()")), "{said}");
    }
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
    let (said, code) = copy.run(&["trace", "out/area-paper-pa-3.pdf", "1"]);
    assert!(code == Some(0) && said.contains("area.pa.action_counts.total"), "{said}");
}

#[test]
fn an_area_keeps_the_name_of_another_document_free() {
    let copy = copy();
    copy_folder(&copy.path("templates/area-paper"), &copy.path("templates/notes"));
    let settings = copy.path("templates/notes/template.toml");
    fs::write(&settings, "title = \"Notes\"\nfile = \"area-paper-pa1\"\nform = \"paper\"\n").unwrap();
    fs::write(copy.path("templates/notes/main.typ.hbs"), "{{> setup form=\"paper\"}}\n#title-block(about, ())\n")
        .unwrap();
    let (said, code) = copy.make(&["area-paper", "notes"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(copy.papers().contains("area-paper-pa1-2.pdf") && copy.papers().contains("area-paper-pa1.pdf"));
}

#[test]
fn an_area_has_a_paper_unless_it_is_without_what_the_template_needs() {
    let copy = copy();
    // No measure is linked to the first area for improvement, and the settings name an area that the tracker does not have.
    add(&copy.path("inputs/ashmere/boardpack.toml"), "\n[[area]]\nnumber = 9\nkey = \"AFI9\"\nname = \"Not begun\"\n");
    let (said, code) = copy.make(&["area-paper"]);
    assert_eq!((code, copy.papers().len()), (Some(0), 5), "{said}");
    let left_out = "note[document-left-out]: Area paper was not made for";
    assert!(said.contains(&format!("{left_out} AFI9 (no action was read)")), "{said}");
    assert!(one_line(&text(&copy.bytes("out/area-paper-afi1.pdf"))).contains("No measure is linked"));

    add(&copy.path("templates/area-paper/template.toml"), "needs = [\"actions\", \"measures\"]\n");
    let (said, code) = copy.make(&["area-paper"]);
    let both = "AFI1 (no measures linked to it) and AFI9 (no action was read)";
    assert!(code == Some(0) && said.contains(&format!("{left_out} {both}")), "{said}");
    assert!(said.contains("removed out/area-paper-afi1.pdf"), "{said}");
    assert_eq!(copy.run(&["verify", "out"]).1, Some(0));

    // Where no area has what is needed, that is why.
    let rows = "1.1 Aim | 1.1.1 Do it | May 2026 | Head | Green\n";
    small(&copy, "", rows);
    let (said, code) = copy.make(&["area-paper"]);
    assert!(code == Some(2) && said.contains("Area paper was not made: no measures were read"), "{said}");
    let dashboard = "path = \"inputs/ashmere/2025-07/dashboard.xlsx\"\n[[sheet]]\nname = \"Dashboard\"\nrows = '''\n\
                     KPI | Measure | Good is | Target | June 2025 | July 2025\nK1 | Plans on time | High | 80% | 70% | 71%\n'''\n";
    toml::from_str::<Workbook>(dashboard).unwrap().write(copy.root.path()).unwrap();
    let (said, code) = copy.make(&["area-paper"]);
    assert!(code == Some(2) && said.contains("every area lacks what its paper needs: A1 (no measures"), "{said}");
}

#[test]
fn each_group_has_its_actions_by_area_ref_or_lead() {
    let copy = copy();
    add(&copy.path("inputs/ashmere/boardpack.toml"), GROUPS);
    let (said, code) = copy.make(&["group-paper"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(copy.papers(), ["pfa", "reviews"].map(|group| format!("group-paper-{group}.pdf")).into());
    assert!(said.contains("warning[action-in-no-group]"), "{said}");

    let facts = copy.facts();
    let (first, second) = (&facts["groups"][0], &facts["groups"][1]);
    let of_area = refs(&facts["areas"][0]["actions"]);
    assert_eq!(refs(&first["actions"]), [of_area.clone(), vec!["2.2.1"]].concat());
    assert_eq!(first["action_counts"]["total"], of_area.len() + 1);
    let leads = |action: &Value| action["leads"].as_array().unwrap().iter().any(|lead| lead == "Head of SEND");
    assert!(second["actions"].as_array().unwrap().iter().all(leads) && !refs(&second["actions"]).is_empty());
    // What an area says of its actions, a group says too.
    let keys = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let of_actions =
        ["actions", "exceptions", "overdue", "due_next_three_months", "risks", "measures", "meeting_actions"];
    for key in of_actions.into_iter().chain(["action_counts", "impact_counts", "complete", "outstanding"]) {
        assert!(keys(first).contains(key) && keys(&facts["areas"][0]).contains(key), "{key}");
    }
    // A meeting action belongs by its link or by its owner.
    let log = second["meeting_actions"]["all"].as_array().unwrap();
    assert!(log.iter().any(|entry| entry["owner"] == "Head of SEND"), "{log:?}");
    // Nothing is lost: each action is in a group or among those in none.
    let mut all: BTreeSet<&str> = refs(&first["actions"]).into_iter().chain(refs(&second["actions"])).collect();
    all.extend(refs(&facts["in_no_group"]));
    assert_eq!(all, refs(&facts["actions"]["all"]).into_iter().collect());

    let said = one_line(&text(&copy.bytes("out/group-paper-pfa.pdf")));
    assert!(said.contains("Group paper: Preparing for Adulthood group") && said.contains("2.2.1"), "{said}");
    assert_conforms(&copy.bytes("out/group-paper-pfa.pdf"));
    let (said, code) = copy.run(&["trace", "out/group-paper-pfa.pdf", "--figure", "group.PfA.action_counts.total"]);
    assert!(code == Some(0) && said.contains("Preparing for Adulthood group"), "{said}");
    assert_eq!(copy.run(&["verify", "out"]).1, Some(0));
}

#[test]
fn without_groups_their_paper_is_left_out_and_the_build_says_why() {
    let copy = copy();
    fs::remove_dir_all(copy.path("templates/area-paper")).unwrap();
    let (said, code) = copy.make(&[]);
    assert_eq!(code, Some(0), "{said}");
    let why = "Group paper was not made: boardpack.toml names no group to make it for";
    assert!(said.contains(&format!("note[document-left-out]: {why}")) && said.contains("[[group]]"), "{said}");
    assert!(copy.papers().contains("risk-register.pdf"));
    let (said, code) = copy.make(&["group-paper"]);
    assert!(code == Some(2) && said.contains(&format!("error: {why}")), "{said}");
}

#[test]
fn a_frozen_month_keeps_its_groups() {
    let copy = copy();
    add(&copy.path("inputs/ashmere/boardpack.toml"), GROUPS);
    copy.make(&["group-paper"]);
    let before = copy.bytes("out/group-paper-pfa.pdf");
    copy.freeze();
    copy.replace("inputs/ashmere/boardpack.toml", "areas = [\"PA1\"]", "areas = [\"PA2\"]");
    let (said, code) = copy.make(&["group-paper"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(copy.bytes("out/group-paper-pfa.pdf") == before && said.contains("[group]"), "{said}");
}

#[test]
fn what_was_not_read_cannot_be_claimed_of_an_area_or_a_group() {
    let copy = copy();
    let settings = "[[area]]\nkey = \"PA1\"\n[[group]]\nkey = \"G\"\nareas = [\"PA1\"]\n";
    small(&copy, settings, "1.1 Aim | 1.1.1 Do it | May 2026 | Head | Green\n");
    let (said, code) = copy.make(&["area-paper", "group-paper"]);
    assert_eq!(code, Some(0), "{said}");
    for file in ["area-paper-pa1", "group-paper-g"] {
        let said = one_line(&text(&copy.bytes(&format!("out/{file}.pdf"))));
        assert!(said.contains("No risk register was read.") && said.contains("was read."), "{said}");
    }
    // Without the question the paper is not made, and its file is named.
    let main = copy.path("templates/group-paper/main.typ.hbs");
    fs::write(&main, "{{> setup form=\"paper\"}}\n#title-block(about, ())\n{{len group.risks}}\n").unwrap();
    let (said, code) = copy.make(&["group-paper"]);
    assert!(code == Some(2) && said.contains("`group.risks`") && said.contains("in group-paper-g.pdf"), "{said}");
}

#[test]
fn a_paper_that_is_too_long_is_told_of_and_recorded() {
    let copy = copy();
    copy.replace("templates/area-paper/template.toml", "pages = 2", "pages = 1");
    let (said, code) = copy.make(&["area-paper", "risk-register"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("warning[paper-too-long]: area-paper-pa1.pdf (Area paper) has "), "{said}");
    assert!(said.contains("and is to have at most 1 page\n   hint: shorten what is written for it"), "{said}");
    assert!(!said.contains("warning[paper-too-long]: risk-register"), "{said}");
    let manifest: Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    let outputs = manifest["outputs"].as_array().unwrap();
    for output in outputs {
        let too_long = output["document"] == "area-paper" && output["pages"].as_u64() > Some(1);
        let found = &output["findings"]["paper-too-long"]["count"];
        assert_eq!(found.as_u64(), too_long.then_some(1), "{output}");
    }
    let (said, code) = copy.run(&["explain", "paper-too-long"]);
    assert!(code == Some(0) && said.contains("`pages` in template.toml"), "{said}");
    // It stays on record when another document is made; and the length of a paper makes none stale.
    let (said, _) = copy.make(&["risk-register"]);
    assert!(!said.contains("paper-stale"), "{said}");
    let again: Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    assert_eq!(
        again["outputs"].to_string().matches("paper-too-long").count(),
        manifest.to_string().matches("paper-too-long").count()
    );
    // Within its bound nothing is told.
    copy.replace("templates/area-paper/template.toml", "pages = 1", "pages = 30");
    assert!(!copy.make(&["area-paper"]).0.contains("paper-too-long"));
}

#[test]
fn the_list_of_documents_says_for_whom_and_how_long() {
    let copy = copy();
    let (said, code) = copy.run(&["documents", "--templates", "templates"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("(one for each area, at most 2 pages)") && said.contains("(one for each group)"), "{said}");
    for (from, to, why) in [
        ("pages = 2", "pages = 0", "template file area-paper/template.toml: `pages` is 0"),
        ("pages = 0", "pages = -2", "`pages` is -2"),
        ("pages = -2", "page = 2", "unknown key `page`\n   hint: did you mean `pages`?"),
        ("page = 2", "pages = \"two\"", "`pages` is \"two\""),
        ("per = \"area\"", "per = \"areas\"", "`per` is \"areas\"\n   hint: did you mean \"area\"?"),
    ] {
        copy.replace("templates/area-paper/template.toml", from, to);
        let (said, code) = copy.run(&["documents", "--templates", "templates"]);
        assert!(code == Some(2) && said.contains(why), "{said}");
    }
}

/// The source that could not be typeset is kept for the template's author, of the area at which it failed.
#[test]
fn the_source_of_the_area_that_failed_is_kept() {
    let copy = copy();
    let main = copy.path("templates/area-paper/main.typ.hbs");
    fs::write(
        &main,
        "{{> setup form=\"paper\"}}\n#title-block(about, ())\n{{#if (eq area.key \"PA2\")}}#panic(\"no\"){{/if}}\n",
    )
    .unwrap();
    let (said, code) = copy.make_with(&["area-paper"], &["--typst"]);
    assert!(code == Some(2) && said.contains("in area-paper-pa2.pdf"), "{said}");
    assert!(copy.path("out/area-paper-pa2.failed.typ").exists(), "{said}");
    assert!(copy.papers().is_empty(), "{said}");
}
