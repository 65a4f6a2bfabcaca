//! Templates and a theme of an area's own, the documents that a build makes, and templates to begin with: what the author
//! of a paper, and the officer who sets a council's colours, see of them.

use std::fs;

use crate::support::copy::Copy;
use crate::support::papers::copy_folder;
use crate::support::pdf::{assert_conforms, one_line, text};
use crate::support::{boardpack, project};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\"><rect width=\"120\" height=\"40\" fill=\"#00594f\"/></svg>";

const THEME: &str = "name = \"Ashmere Council\"\n[colours]\naccent = \"#00594f\"\n[logo]\nfile = \"logo.svg\"\nalt = \"Crest of Ashmere\"\n";

impl Copy {
    fn write(&self, within: &str, text: &str) {
        fs::create_dir_all(self.path(within).parent().unwrap()).unwrap();
        fs::write(self.path(within), text).unwrap();
    }

    fn key(&self) -> String {
        let (said, code) = self.run(&["key", "inputs/ashmere"]);
        assert_eq!(code, Some(0), "{said}");
        said
    }

    /// Builds the risk register, and says what became of it.
    fn register(&self) -> String {
        let (said, code) = self.run(&["build", "inputs/ashmere", "--only", "risk-register", "--out", "out"]);
        assert_eq!(code, Some(0), "{said}");
        said
    }
}

#[test]
fn an_area_has_papers_in_its_own_look() {
    let copy = Copy::new();
    let plain_key = copy.key();
    copy.register();
    let plain = copy.bytes("out/risk-register.pdf");
    copy.write("inputs/ashmere/theme.toml", THEME);
    copy.write("inputs/ashmere/logo.svg", LOGO);
    let themed_key = copy.key();
    assert_ne!(plain_key, themed_key);
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(1) && said.contains("theme.toml says something else of how papers look"), "{said}");
    assert!(said.contains("the logo.svg of theme.toml was added"), "{said}");

    assert!(copy.register().contains("wrote out/risk-register.pdf"));
    let themed = copy.bytes("out/risk-register.pdf");
    assert_ne!(plain, themed);
    assert_conforms(&themed);
    let words = one_line(&text(&themed));
    assert!(words.contains("Ashmere Council") && !words.contains("Ashmere Local Area Partnership"), "{words}");
    // The logo is a figure with its words.
    let pdf = lopdf::Document::load_mem(&themed).unwrap();
    let alt = pdf.objects.values().filter_map(|object| object.as_dict().ok()).any(|dict| {
        let is_figure = dict.get(b"S").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"Figure");
        let alt = dict.get(b"Alt").ok().and_then(|alt| lopdf::decode_text_string(alt).ok());
        is_figure && alt.as_deref() == Some("Crest of Ashmere")
    });
    assert!(alt, "the logo has no alternative text");

    // The same again is left; another picture is a change, which the key and verify see.
    assert!(copy.register().contains("unchanged: risk-register.pdf"));
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(0), "{said}");
    copy.write("inputs/ashmere/logo.svg", &LOGO.replace("00594f", "12436d"));
    assert_ne!(copy.key(), themed_key);
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(1) && said.contains("the logo.svg of theme.toml was changed"), "{said}");
    assert!(copy.register().contains("wrote out/risk-register.pdf"));
}

#[test]
fn an_area_has_fonts_of_its_own() {
    let copy = Copy::new();
    copy.write("inputs/ashmere/theme.toml", "[fonts]\nfamily = \"Source Sans 3\"\n");
    let fonts = project().join("fonts");
    copy_folder(&fonts, &copy.path("inputs/ashmere/fonts"));
    copy.register();
    let manifest = fs::read_to_string(copy.path("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"theme/"), "the fonts of the theme are on record");
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
    copy.write("inputs/ashmere/fonts/broken.ttf", "no font");
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out"]);
    assert!(code == Some(2) && said.contains("broken.ttf is not a font that can be used"), "{said}");
}

#[test]
fn one_area_with_a_bad_theme_keeps_no_other_from_its_papers() {
    let copy = Copy::new();
    copy_folder(&copy.path("inputs/ashmere"), &copy.path("inputs/brook"));
    copy.write("inputs/brook/theme.toml", "[colours]\naccent = \"yellow\"\n");
    let only = ["--only", "risk-register", "--out", "out"];
    let (said, code) = copy.run(&[&["build", "inputs/ashmere", "inputs/brook"], &only[..]].concat());
    assert!(code == Some(2) && said.contains("theme.toml, line 2: `accent` is \"yellow\""), "{said}");
    assert!(copy.path("out/ashmere/risk-register.pdf").exists() && !copy.path("out/brook/risk-register.pdf").exists());
}

#[test]
fn an_areas_own_templates_are_under_those_that_are_named() {
    let copy = Copy::new();
    let before = copy.key();
    let register = fs::read_to_string(project().join("templates/risk-register/main.typ.hbs")).unwrap();
    let with = |words: &str| register.replace("#title-block", &format!("{words}\n\n#title-block"));
    copy.write("inputs/ashmere/templates/risk-register/main.typ.hbs", &with("Of the area."));
    assert_ne!(copy.key(), before);
    copy.register();
    let read = || one_line(&text(&copy.bytes("out/risk-register.pdf")));
    assert!(read().contains("Of the area."));
    let manifest: serde_json::Value = serde_json::from_slice(&copy.bytes("out/manifest.json")).unwrap();
    let digest = |manifest: &serde_json::Value| manifest["templates"]["risk-register/main.typ.hbs"].clone();
    assert!(digest(&manifest).is_string());
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
    copy.write("inputs/ashmere/templates/risk-register/main.typ.hbs", &with("Of the area again."));
    let (said, code) = copy.run(&["verify", "out"]);
    assert!(code == Some(1) && said.contains("the template risk-register/main.typ.hbs was changed"), "{said}");
    let settings = "title = \"Register of risks\"\nfile = \"risk-register\"\nform = \"landscape\"\n";
    copy.write("inputs/ashmere/templates/risk-register/template.toml", settings);
    let (said, code) = copy.run(&["documents", "inputs/ashmere"]);
    assert!(code == Some(0) && said.contains("risk-register             Register of risks"), "{said}");
    let (said, _) = copy.run(&["documents"]);
    assert!(said.contains("risk-register             Risk register"), "{said}");
    fs::remove_file(copy.path("inputs/ashmere/templates/risk-register/template.toml")).unwrap();
    // Those that are named come first.
    copy.write("own/risk-register/main.typ.hbs", &with("Of the folder."));
    let (said, code) =
        copy.run(&["build", "inputs/ashmere", "--only", "risk-register", "--out", "out", "--templates", "own"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(read().contains("Of the folder.") && !read().contains("Of the area"));
    // The path of the month's folder is that of the area too, and trace answers for the paper.
    let (said, code) = copy.run(&["build", "inputs/ashmere/2025-07", "--only", "risk-register", "--out", "month"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(one_line(&text(&copy.bytes("month/risk-register.pdf"))).contains("Of the area again."));
    let (said, code) = copy.run(&["trace", "month/risk-register.pdf", "--figure", "risks.counts.total"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_build_says_what_it_was_not_asked_for_and_all_makes_it() {
    let copy = Copy::new();
    copy_folder(&project().join("tests/templates"), &copy.path("inputs/ashmere/templates"));
    let settings = copy.path("inputs/ashmere/templates/area-paper/template.toml");
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + "on_request = true\n").unwrap();
    fs::remove_dir_all(copy.path("inputs/ashmere/templates/group-paper")).unwrap();
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out"]);
    let line = |said: &str| said.lines().find(|line| line.starts_with("on request, and not made: ")).map(str::to_owned);
    let told = line(&said).unwrap_or_else(|| panic!("{said}"));
    for name in ["stocktake-deck-notes", "chase-list", "area-paper", "--only NAME", "--all"] {
        assert!(code == Some(0) && told.contains(name), "{name}: {told}");
    }
    assert!(!told.contains("gallery"), "what shows invented data is no paper: {told}");
    let (said, code) = copy.run(&["build", "inputs/ashmere", "--out", "out", "--all"]);
    assert_eq!(code, Some(0), "{said}");
    for file in ["area-paper-pa1.pdf", "stocktake-deck-notes.pdf", "risk-register.pdf"] {
        assert!(copy.path("out").join(file).exists(), "{file}: {said}");
    }
    assert!(!copy.path("out/chart-gallery.pdf").exists() && !copy.path("out/chase-list.csv").exists(), "{said}");
    let told = line(&said).unwrap();
    assert!(told.contains("chase-list") && !told.contains("area-paper") && !told.contains("--all"), "{told}");
    let (said, code) = copy.run(&["verify", "out"]);
    assert_eq!(code, Some(0), "{said}");
    // Who asks by name knows what there is.
    assert_eq!(line(&copy.register()), None);
    let (_, code) = copy.run(&["build", "inputs/ashmere", "--all", "--only", "risk-register"]);
    assert_eq!(code, Some(2));
}

#[test]
fn a_new_paper_is_built_at_once_whatever_was_read() {
    let copy = Copy::new();
    let (said, code) = copy.run(&["new", "document", "school-briefing"]);
    assert!(
        code == Some(0) && said.contains("boardpack build AREA --only school-briefing --templates templates"),
        "{said}"
    );
    let build = |out: &str, more: &[&str]| {
        let start = ["build", "inputs/ashmere", "--only", "school-briefing", "--templates", "templates", "--out", out];
        let (said, code) = copy.run(&[&start[..], more].concat());
        assert_eq!(code, Some(0), "{said}");
        let pdf = copy.bytes(&format!("{out}/school-briefing.pdf"));
        assert_conforms(&pdf);
        one_line(&text(&pdf))
    };
    assert!(build("out", &["--trace"]).contains("The plan has 52 actions."));
    assert!(build("june", &["--edition", "2025-06"]).contains("Position at 30 June 2025"));
    // With the register alone it says that no action was read.
    fs::remove_file(copy.path("inputs/ashmere/2025-07/Action tracker.xlsx")).unwrap();
    fs::remove_dir_all(copy.path("inputs/ashmere/2025-07/narrative")).unwrap();
    assert!(build("risks", &[]).contains("No action was read for July 2025."));
    let before = copy.bytes("templates/school-briefing/main.typ.hbs");
    let (said, code) = copy.run(&["new", "document", "school-briefing"]);
    assert!(code == Some(2) && said.contains("is there already"), "{said}");
    assert_eq!(copy.bytes("templates/school-briefing/main.typ.hbs"), before);
    for name in ["", "School", "a b", "../up", "-x", "risk-register"] {
        let (said, code) = copy.run(&["new", "document", "--", name]);
        assert!(code == Some(2) && said.contains("hint: "), "{name}: {said}");
    }
}

#[test]
fn a_template_without_its_first_line_is_told_so() {
    let copy = Copy::new();
    let settings = "title = \"Bare\"\nfile = \"bare\"\nform = \"landscape\"\n";
    copy.write("inputs/ashmere/templates/bare/template.toml", settings);
    let main = "inputs/ashmere/templates/bare/main.typ.hbs";
    copy.write(main, "#title-block(about, ())\n= Position\n");
    let build = || copy.run(&["build", "inputs/ashmere", "--only", "bare", "--out", "out"]);
    let (said, code) = build();
    assert!(code == Some(2) && said.contains("its template has no {{> setup}}"), "{said}");
    assert!(said.contains("write {{> setup form=\"landscape\"}} as the first line of bare/main.typ.hbs"), "{said}");
    copy.write(main, "{{> setup form=\"landscape\"}}\n#title-block(about, ())\n= Position\n");
    let (said, code) = build();
    assert_eq!(code, Some(0), "{said}");
    // Another fault of one that has it is told as it is.
    copy.write(main, "{{> setup form=\"landscape\"}}\n#no-such-thing()\n");
    let (said, code) = build();
    assert!(code == Some(2) && said.contains("no-such-thing") && !said.contains("setup}}"), "{said}");
}

#[test]
fn the_built_in_templates_are_written_out_and_over_nothing() {
    let copy = Copy::new();
    copy.write("ex/_shared/theme.typ", "// mine\n");
    let (said, code) = copy.run(&["documents", "--export", "ex"]);
    assert!(
        code == Some(0) && said.contains("warning[template-left]: ex/_shared/theme.typ is there already"),
        "{said}"
    );
    assert_eq!(copy.bytes("ex/_shared/theme.typ"), b"// mine\n");
    let own = |within: &str| fs::read(project().join("templates").join(within)).unwrap();
    for file in ["risk-register/main.typ.hbs", "_shared/partials/setup.hbs", "_shared/charts.typ"] {
        assert_eq!(copy.bytes(&format!("ex/{file}")), own(file), "{file}");
    }
    // Built with them, the papers are the same.
    fs::remove_file(copy.path("ex/_shared/theme.typ")).unwrap();
    let (said, _) = copy.run(&["documents", "--export", "ex"]);
    assert!(said.contains("already there, and the same: ") && !said.contains("warning"), "{said}");
    copy.register();
    let plain = copy.bytes("out/risk-register.pdf");
    let (said, code) = copy.run(&[
        "build",
        "inputs/ashmere",
        "--only",
        "risk-register",
        "--out",
        "out",
        "--templates",
        "ex",
        "--force",
    ]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(copy.bytes("out/risk-register.pdf"), plain);
    let file = copy.path("a-file");
    fs::write(&file, "x").unwrap();
    let output = boardpack(copy.root.path(), &["documents", "--export", "a-file"]);
    assert_eq!(output.status.code(), Some(2));
}
