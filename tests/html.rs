//! The HTML editions: the same words as the PDF, element by element, in a page that needs nothing else.
//!
//! The PDF is read here by the tests' own reader, the HTML as XML, which it is written to be. What a browser makes of it,
//! `.ci/axe.py` looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use boardpack::html;
use boardpack::tagged::Tagged;

use crate::support::papers::every_document;
use crate::support::pdf::{Tag, tags};
use crate::support::xml::{Node, parse};
use crate::support::{ashmere, boardpack, project};

/// Every document there is, as its PDF and its HTML.
fn editions() -> &'static BTreeMap<String, (Vec<u8>, String)> {
    static EDITIONS: OnceLock<BTreeMap<String, (Vec<u8>, String)>> = OnceLock::new();
    EDITIONS.get_or_init(|| {
        let documents = every_document(&ashmere()).into_iter();
        documents
            .map(|(file, pdf)| {
                let edition = html::of(&Tagged::read(&pdf).unwrap());
                assert!(edition.not_shown.is_empty(), "{file} lacks {:?}", edition.not_shown);
                (file, (pdf, edition.html))
            })
            .collect()
    })
}

/// An element as both have it.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    kind: String,
    words: String,
}

/// What a structure element is in the HTML; none for those that only hold others, or are made anew.
fn kind_of(tag: &Tag) -> Option<String> {
    Some(match tag.kind.as_str() {
        "Title" => "h1".to_owned(),
        "H1" | "H2" | "H3" | "H4" | "H5" => format!("h{}", tag.kind[1..].parse::<u8>().unwrap() + 1),
        "L" => "list".to_owned(),
        "LI" => "li".to_owned(),
        "Table" => "table".to_owned(),
        "THead" | "TBody" | "TFoot" | "TR" | "TH" | "TD" => tag.kind.to_lowercase(),
        "Link" => "a".to_owned(),
        "Strong" => "strong".to_owned(),
        "Em" => "em".to_owned(),
        "BlockQuote" => "blockquote".to_owned(),
        "Note" => "note".to_owned(),
        "Figure" => "svg".to_owned(),
        _ => return None,
    })
}

fn kind_of_node(node: &Node) -> Option<String> {
    Some(match node.name.as_str() {
        "ul" | "ol" => "list".to_owned(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "th" | "td"
        | "a" | "strong" | "em" | "blockquote" => node.name.clone(),
        "svg" if node.get("role") == Some("img") => "svg".to_owned(),
        _ if node.get("role") == Some("note") => "note".to_owned(),
        _ => return None,
    })
}

/// The elements of a PDF, with the words of each: those of figures and of labels aside.
fn expected(tags: &[Tag]) -> Vec<Piece> {
    let pieces = tags.iter().filter_map(|tag| Some(Piece { kind: kind_of(tag)?, words: tag.words.clone() }));
    pieces.collect()
}

/// Those of the HTML. A table's groups of rows are only compared where the PDF has them.
fn found(main: &Node) -> Vec<Piece> {
    main.all(&|node| node.get("class") != Some("contents"))
        .into_iter()
        .filter_map(|node| Some(Piece { kind: kind_of_node(node)?, words: words_of(node) }))
        .collect()
}

fn words_of(node: &Node) -> String {
    match node.name.as_str() {
        "svg" => String::new(),
        _ => node.words(&|node| node.name != "svg" && node.get("class") != Some("contents")),
    }
}

/// The words without what is between them.
fn letters(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether one text has every space that the other has; it may have more, where the PDF has a gap instead.
fn keeps_spaces(of: &str, by: &str) -> bool {
    let places = |words: &str| -> BTreeSet<usize> {
        let words = words.trim();
        let mut letters = 0;
        let mut places = BTreeSet::new();
        for c in words.chars() {
            match c.is_whitespace() {
                true => drop(places.insert(letters)),
                false => letters += 1,
            }
        }
        places
    };
    places(of).is_subset(&places(by))
}

fn main_of(html: &str) -> (Node, Node) {
    let root = parse(html);
    let main = root.all(&|_| true).into_iter().find(|node| node.name == "main").unwrap().clone();
    (root, main)
}

#[test]
fn every_element_has_the_words_that_it_has_in_the_pdf() {
    for (file, (pdf, html)) in editions() {
        let (_, main) = main_of(html);
        let groups = |piece: &Piece| !matches!(piece.kind.as_str(), "thead" | "tbody" | "tfoot");
        let expected: Vec<Piece> = expected(&tags(pdf)).into_iter().filter(groups).collect();
        let found: Vec<Piece> = found(&main).into_iter().filter(groups).collect();
        assert!(expected.len() > 10, "{file}");
        for (at, (one, other)) in expected.iter().zip(&found).enumerate() {
            assert_eq!(
                (&one.kind, letters(&one.words)),
                (&other.kind, letters(&other.words)),
                "{file}: element {at} of {}",
                expected.len()
            );
            // Between the parts of a table or a list there may be spaces that no reader sees.
            let is_line = !matches!(one.kind.as_str(), "table" | "tr" | "list" | "blockquote");
            assert!(
                !is_line || keeps_spaces(&one.words, &other.words),
                "{file}: {:?} became {:?}",
                one.words,
                other.words
            );
        }
        assert_eq!(expected.len(), found.len(), "{file}");
    }
}

/// No word stands outside of the elements that are compared one by one.
#[test]
fn the_whole_has_the_words_that_it_has_in_the_pdf() {
    for (file, (pdf, html)) in editions() {
        let (_, main) = main_of(html);
        let tags = tags(pdf);
        let whole = &tags.first().unwrap().words;
        assert_eq!(letters(&words_of(&main)), letters(whole), "{file}");
    }
}

/// The control: a word more, a word less, and words in another order are found.
#[test]
fn a_page_with_other_words_is_found() {
    let (pdf, html) = &editions()["risk-register.pdf"];
    let same = |html: &str| {
        let tags: Vec<_> = expected(&tags(pdf)).iter().map(|piece| letters(&piece.words)).collect();
        let found: Vec<_> = found(&main_of(html).1).iter().map(|piece| letters(&piece.words)).collect();
        let groups = |words: Vec<String>| words.into_iter().filter(|w| !w.is_empty()).collect::<BTreeSet<_>>();
        groups(tags).is_subset(&groups(found))
    };
    assert!(same(html));
    for (from, to) in [("Likely", "Likly"), ("Very unlikely", "unlikely Very"), ("Every risk", "Every risk now")] {
        assert!(html.contains(from) && !same(&html.replace(from, to)), "{from}");
    }
}

#[test]
fn figures_are_drawn_with_their_words_and_letters() {
    let mut drawn = 0;
    for (file, (pdf, html)) in editions() {
        let (_, main) = main_of(html);
        let figures: Vec<Tag> = tags(pdf).into_iter().filter(|tag| tag.kind == "Figure").collect();
        let svgs: Vec<&Node> = main.all(&|_| true).into_iter().filter(|node| node.get("role") == Some("img")).collect();
        assert_eq!(figures.len(), svgs.len(), "{file}");
        for (figure, svg) in figures.iter().zip(svgs) {
            drawn += 1;
            let words = figure.alternative.as_deref().unwrap();
            assert_eq!(letters(svg.get("aria-label").unwrap()), letters(words), "{file}");
            let parts = svg.all(&|_| true).into_iter().filter(|node| matches!(node.name.as_str(), "path" | "text"));
            assert!(parts.count() > 0, "{file}: nothing is drawn of “{words}”");
            let found = letters(&svg.words(&|_| true));
            assert_eq!(found, letters(&figure.drawn), "{file}: the letters in “{words}”");
            assert!(svg.get("viewBox").unwrap().split(' ').all(|number| number.parse::<f64>().unwrap() >= 0.0));
        }
        // What a figure is made of belongs to no other, and nothing of a page is lost in it.
        let hidden = svg_groups(&main);
        assert!(hidden.iter().all(|group| group.get("aria-hidden") == Some("true")), "{file}");
    }
    assert!(drawn > 200, "{drawn} figures");
}

fn svg_groups(main: &Node) -> Vec<&Node> {
    let figures = main.all(&|_| true).into_iter().filter(|node| node.get("role") == Some("img"));
    figures.flat_map(|svg| svg.children().filter(|node| node.name == "g").take(1)).collect()
}

#[test]
fn cells_say_what_they_stand_under() {
    let mut named = 0;
    for (file, (pdf, html)) in editions() {
        let (_, main) = main_of(html);
        let tags: Vec<Tag> = tags(pdf).into_iter().filter(|tag| matches!(tag.kind.as_str(), "TH" | "TD")).collect();
        let mut at = 0;
        for table in main.all(&|_| true).into_iter().filter(|node| node.name == "table") {
            let cells: Vec<&Node> = table
                .all(&|node| node.name != "table" || std::ptr::eq(node, table))
                .into_iter()
                .filter(|node| matches!(node.name.as_str(), "th" | "td"))
                .collect();
            let ids: BTreeSet<&str> =
                cells.iter().filter(|cell| cell.name == "th").filter_map(|cell| cell.get("id")).collect();
            for cell in cells {
                let tag = &tags[at];
                at += 1;
                let scope = match tag.scope.as_deref() {
                    Some("Row") => Some("row"),
                    Some(_) => Some("col"),
                    None => None,
                };
                assert_eq!(cell.get("scope"), scope, "{file}: {}", tag.words);
                let span = |name: &str| cell.get(name).map_or(1, |span| span.parse::<i64>().unwrap());
                assert_eq!(
                    (span("colspan"), span("rowspan")),
                    (tag.column_span, tag.row_span),
                    "{file}: {}",
                    tag.words
                );
                let headers: Vec<&str> = cell.get("headers").unwrap_or_default().split_whitespace().collect();
                assert!(headers.iter().all(|id| ids.contains(id)), "{file}: {headers:?} are no heads of the table");
                assert!(tag.headers.iter().all(|id| headers.contains(&id.as_str())), "{file}: {}", tag.words);
                named += headers.len();
                assert_eq!(cell.get("id"), tag.id.as_deref(), "{file}: {}", tag.words);
            }
        }
        assert_eq!(at, tags.len(), "{file}");
    }
    assert!(named > 1000, "{named} heads are named");
}

/// In the risk register a risk's cells stand under their column as well as under the risk's own row.
#[test]
fn cells_below_a_row_across_the_table_stand_under_their_column_too() {
    let (_, html) = &editions()["risk-register.pdf"];
    let (_, main) = main_of(html);
    let all = main.all(&|_| true);
    let words = |id: &str| all.iter().find(|node| node.get("id") == Some(id)).map(|node| words_of(node)).unwrap();
    let cell = all.iter().find(|node| node.name == "td" && words_of(node).contains("Cause:")).unwrap();
    let heads: Vec<String> = cell.get("headers").unwrap().split_whitespace().map(words).collect();
    assert_eq!(heads[0].trim(), "Risk");
    assert!(heads[1].contains("Owner:"), "{heads:?}");
}

#[test]
fn the_contents_are_those_of_the_paper() {
    for (file, (pdf, html)) in editions() {
        let (_, main) = main_of(html);
        let contents: Vec<String> = main
            .all(&|_| true)
            .into_iter()
            .filter(|node| node.name == "nav")
            .flat_map(|nav| {
                nav.all(&|_| true).into_iter().filter(|node| node.name == "a").map(|a| letters(&words_of(a)))
            })
            .collect();
        let own: Vec<String> =
            tags(pdf).iter().filter(|tag| tag.kind == "TOCI").map(|tag| letters(&tag.words)).collect();
        // A paper's own list may leave out a heading, and has the page of each.
        let mut links = contents.iter();
        for own in &own {
            let is_it = |link: &String| own.strip_prefix(link.as_str()).is_some_and(|page| page.parse::<u32>().is_ok());
            assert!(links.any(is_it), "{file}: {own} is not among {contents:?}");
        }
        let headings = tags(pdf).iter().filter(|tag| tag.kind == "H1").count();
        assert!(headings < 5 || contents.len() + 1 >= headings, "{file}: {contents:?}");
    }
}

/// All that is wrong with a page by itself: ids, links, and what it would fetch or run.
fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let root = parse(html);
    let all = root.all(&|_| true);
    let mut ids = BTreeSet::new();
    for id in all.iter().filter_map(|node| node.get("id")) {
        if !ids.insert(id) {
            faults.push(format!("id twice: {id}"));
        }
    }
    for node in &all {
        for (key, value) in &node.attributes {
            let is_link = node.name == "a" && key == "href";
            match key.as_str() {
                "href" | "xlink:href" if value.starts_with('#') && !ids.contains(&value[1..]) => {
                    faults.push(format!("leads nowhere: {value}"));
                }
                "href" if value.starts_with('#') => {}
                "href" if is_link && ["https:", "http:", "mailto:"].iter().any(|kind| value.starts_with(kind)) => {}
                "href" | "src" | "srcset" | "data" | "action" | "xlink:href" | "poster" => {
                    faults.push(format!("outside: {key}={value}"));
                }
                "headers" | "aria-labelledby" => {
                    let missing = value.split_whitespace().filter(|id| !ids.contains(id));
                    faults.extend(missing.map(|id| format!("{key} names {id}")));
                }
                key if key.starts_with("on") => faults.push(format!("script: {key}")),
                _ => {}
            }
            let urls = value.split("url(").skip(1).filter(|url| !url.starts_with('#'));
            faults.extend(urls.map(|url| format!("outside: {url}")));
        }
        if matches!(node.name.as_str(), "script" | "link" | "iframe" | "object" | "embed" | "img" | "base" | "form") {
            faults.push(format!("an element <{}>", node.name));
        }
        if node.name == "style" {
            let style = node.words(&|_| true);
            let outside = ["url(", "@import", "expression"].into_iter().filter(|word| style.contains(word));
            faults.extend(outside.map(|word| format!("the style sheet has {word}")));
        }
    }
    faults
}

#[test]
fn a_page_needs_nothing_else_and_its_links_land() {
    for (file, (_, html)) in editions() {
        assert_eq!(faults(html), Vec::<String>::new(), "{file}");
        assert!(html.len() < 2_000_000, "{file} has {} bytes", html.len());
    }
}

#[test]
fn faults_of_a_page_are_found() {
    let (_, html) = &editions()["risk-register.pdf"];
    for (from, to, fault) in [
        ("<main id=\"main\"", "<main id=\"other\"", "leads nowhere"),
        ("</main>", "<p id=\"main\"/></main>", "id twice"),
        ("</main>", "<script>x</script></main>", "an element <script>"),
        ("</main>", "<img src=\"https://example.org/x.png\"/></main>", "outside"),
        ("</main>", "<p onclick=\"x\"/></main>", "script"),
        ("</main>", "<a href=\"javascript:x\">x</a></main>", "outside"),
        ("</style>", "p{background:url(x.png)}</style>", "style sheet"),
        (" headers=\"", " headers=\"none ", "headers names none"),
    ] {
        assert!(html.contains(from), "{from}");
        let found = faults(&html.replacen(from, to, 1));
        assert!(found.iter().any(|found| found.contains(fault)), "{fault}: {found:?}");
    }
}

#[test]
fn the_page_says_what_it_is_and_how_to_get_about() {
    for (file, (pdf, html)) in editions() {
        let (root, main) = main_of(html);
        let all = root.all(&|_| true);
        let (title, language) = crate::support::pdf::title_and_language(pdf);
        let titled = all.iter().find(|node| node.name == "title").unwrap();
        assert_eq!(titled.words(&|_| true), title, "{file}");
        assert_eq!(root.get("lang"), Some(language.as_str()), "{file}");
        let skip = all.iter().find(|node| node.name == "a").unwrap();
        assert_eq!((skip.get("href"), main.get("id")), (Some("#main"), Some("main")), "{file}");
        let count = |name: &str| main.all(&|_| true).iter().filter(|node| node.name == name).count();
        assert_eq!((count("h1"), all.iter().filter(|node| node.name == "main").count()), (1, 1), "{file}");
        assert!(count("section") > 0, "{file}");
        // What is marked on every page stands once at the head.
        let header = all.iter().find(|node| node.name == "header").unwrap().words(&|_| true);
        assert!(header.contains("Official") && header.contains("Illustrative sample data"), "{file}: {header}");
        assert!(!header.contains("Page "), "{file}: {header}");
    }
}

/// A status keeps its colour, its shape and its word; and what is written on a colour can be read.
#[test]
fn statuses_keep_their_colour_shape_and_word() {
    let (_, html) = &editions()["improvement-board-report.pdf"];
    let (root, main) = main_of(html);
    let words: Vec<&Node> = main
        .all(&|_| true)
        .into_iter()
        .filter(|node| node.get("class").is_some_and(|class| class.starts_with("word ")))
        .collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for status in ["Blue", "Green", "Amber", "Red", "Grey"] {
        let of: Vec<&&Node> = words.iter().filter(|word| word.words(&|_| true).trim() == status).collect();
        assert!(!of.is_empty(), "{status}");
        // In small print the same shape is smaller.
        let shape =
            |word: &&&Node| word.all(&|_| true).iter().find_map(|node| node.get("href").map(str::to_owned)).unwrap();
        let shapes: BTreeSet<String> = of.iter().map(shape).collect();
        assert!(known.is_disjoint(&shapes), "{status} has the shape of another");
        known.extend(shapes);
    }
    for (file, (_, html)) in editions() {
        let style = match file.as_str() {
            "improvement-board-report.pdf" => root.clone(),
            _ => parse(html),
        };
        let style = style.all(&|_| true).into_iter().find(|node| node.name == "style").unwrap().words(&|_| true);
        let mut seen = 0;
        for rule in style.split(".c").skip(1).filter_map(|rule| rule.split_once("{background:")) {
            let colours: Vec<&str> = rule.1.split(['#', ';', '}']).filter(|part| is_colour(part)).take(2).collect();
            let [ground, ink] = colours[..] else { panic!("{}", rule.1) };
            assert!(contrast(ground, ink) >= 4.5, "{file}: {ink} on {ground}");
            seen += 1;
        }
        assert!(seen > 0 || !html.contains("class=\"word "), "{file}");
    }
}

fn is_colour(part: &str) -> bool {
    part.len() == 6 && part.chars().all(|c| c.is_ascii_hexdigit())
}

fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (one, other) = (light(one) + 0.05, light(other) + 0.05);
    one.max(other) / one.min(other)
}

fn build(out: &Path, options: &[&str]) -> String {
    let area = ashmere().display().to_string();
    let out = out.display().to_string();
    let output = boardpack(project(), &[&["build", &area, "--out", &out], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn html_in(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    pages
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// Papers that are there get their HTML without being made again; it is left where its PDF is, made again where it was
/// edited, and goes with the option.
#[test]
fn editions_are_part_of_the_set() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let only = ["--only", "risk-register"];
    let with_html = ["--only", "risk-register", "--html"];
    build(&out, &only);
    let said = build(&out, &with_html);
    assert!(said.contains("unchanged: risk-register.pdf") && said.contains("risk-register.html"), "{said}");
    let first = html_in(&out);
    assert_eq!(first, BTreeMap::from([("risk-register.html".to_owned(), editions()["risk-register.pdf"].1.clone())]));
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"file\": \"risk-register.html\"") && manifest.contains("\"html\": true"));

    let said = build(&out, &with_html);
    assert!(!said.contains("wrote"), "{said}");
    fs::write(out.join("risk-register.html"), "edited").unwrap();
    let verify = || {
        let area = ashmere().display().to_string();
        let output = boardpack(project(), &["verify", &out.display().to_string(), "--area", &area]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = verify();
    assert!(code == Some(1) && said.contains("edited: risk-register.html"), "{said}");
    let said = build(&out, &with_html);
    assert!(said.contains("unchanged: risk-register.pdf") && said.contains("risk-register.html"), "{said}");
    assert_eq!(html_in(&out), first);
    let (code, said) = verify();
    assert_eq!((code, said.matches("same bytes: ").count()), (Some(0), 2), "{said}");

    let said = build(&out, &only);
    assert!(said.contains("removed") && html_in(&out).is_empty(), "{said}");
}

/// Of several builds into one folder, not all were asked for HTML: what has none is not missed.
#[test]
fn a_paper_without_an_edition_is_not_missed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build(&out, &["--only", "risk-register"]);
    build(&out, &["--only", "chase-list", "--html"]);
    assert!(html_in(&out).len() > 3 && !html_in(&out).contains_key("risk-register.html"));
    let area = ashmere().display().to_string();
    let output = boardpack(project(), &["verify", &out.display().to_string(), "--area", &area]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

/// A paper that is spoilt on its way is refused in words, or read as far as it goes; nothing else ends the program.
#[test]
fn spoilt_papers_are_refused_or_read() {
    let pdf = &editions()["risk-register.pdf"].0;
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let mut refused = 0;
    for round in 0..60 {
        let mut spoilt = pdf.clone();
        for _ in 0..1 + round % 8 {
            let at = next(spoilt.len());
            spoilt[at] = next(256) as u8;
        }
        if round % 5 == 0 {
            spoilt.truncate(next(spoilt.len()));
        }
        match Tagged::read(&spoilt) {
            Ok(tagged) => drop(html::of(&tagged)),
            Err(why) => {
                refused += 1;
                assert!(!why.to_string().is_empty());
            }
        }
    }
    assert!(refused > 0, "none of them was spoilt enough");
}

/// What Typst paints and HTML here cannot: the build says so, each time, and the words that stand for it are there.
#[test]
fn a_drawing_that_cannot_be_shown_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own/shaded");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("template.toml"), "title = \"Shaded\"\nfile = \"shaded\"\nform = \"paper\"\n").unwrap();
    let template = "{{> setup form=\"paper\"}}\n= Shaded\n\
         #figure(alt: \"A bar that fades\", rect(width: 4cm, height: 1cm, fill: gradient.linear(red, blue)))\n\
         #figure(alt: \"A plain bar\", rect(width: 4cm, height: 1cm, fill: red))\n";
    fs::write(own.join("main.typ.hbs"), template).unwrap();
    let [area, out, templates] =
        [ashmere(), folder.path().join("out"), folder.path().join("own")].map(|path| path.display().to_string());
    for _ in 0..2 {
        let arguments = ["build", &area, "--only", "shaded", "--templates", &templates, "--html", "--out", &out];
        let output = boardpack(project(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("warning[html-not-shown]: shaded.html lacks what its PDF shows: "), "{said}");
        assert!(said.contains("“A bar that fades”") && !said.contains("plain bar"), "{said}");
    }
    let html = fs::read_to_string(folder.path().join("out/shaded.html")).unwrap();
    assert!(html.contains("A bar that fades") && html.contains("aria-label=\"A plain bar\""));
    assert_eq!(faults(&html), Vec::<String>::new());
}
