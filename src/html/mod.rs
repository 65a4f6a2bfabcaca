//! The HTML edition of a paper: a tagged PDF → one page that needs nothing else.
//!
//! Made of the PDF's own structure, after the PDF Association's "Deriving HTML from PDF": what is a heading, a list, a table
//! or a link there is one here, with the same words in the same order. Page numbers and running heads, which belong to
//! the pages, are left out; the paper's contents become a list of its headings with links. Words on a coloured ground keep it,
//! with their shape; figures are drawn as SVG, with the words that stand for them. No script is needed, and nothing is
//! fetched. Deliberately absent: where lines and pages break.

mod block;
mod columns;
mod contents;
mod figure;
mod inline;
mod layout;
mod markup;
mod plain;
mod table;
mod writer;

use crate::tagged::{Element, Kid, Tagged, Target};
use contents::Heading;
use inline::Places;
use layout::Layout;
pub use markup::escaped;
pub use plain::words_of_pages;
use writer::{Writer, key_of};

/// An HTML edition.
#[derive(Clone, Debug)]
pub struct Edition {
    pub html: String,
    /// What the PDF draws and this does not, in words.
    pub not_shown: Vec<String>,
}

/// Makes the HTML edition of a paper.
pub fn of(tagged: &Tagged) -> Edition {
    let layout = Layout::of(tagged);
    let mut writer = Writer::new(&layout);
    let all: Vec<&Element> = tagged.elements.iter().flat_map(Element::all).collect();
    writer.has_title = all.iter().any(|element| element.name == "Title");
    writer.has_own_contents = all.iter().any(|element| element.role == "TOC");
    give_ids(&mut writer, &all);
    let places = places(&mut writer, &all);
    writer.deepest = deepest_listed(&writer, &all, &places);
    writer.document(&tagged.elements, &places);

    let title = match tagged.title.is_empty() {
        true => writer.headings.first().map(|heading| heading.words.clone()).unwrap_or_default(),
        false => tagged.title.clone(),
    };
    let is_broad = tagged.pages.iter().any(|page| page.size.width() > page.size.height());
    let broad = if is_broad { " class=\"broad\"" } else { "" };
    let language = tagged.language.as_deref().map(|language| format!(" lang=\"{}\"", escaped(language)));
    let marking = layout.on_every_page().join(" · ");
    let marking = match marking.is_empty() {
        true => String::new(),
        false => format!("<header{broad}><p>{}</p></header>\n", escaped(&marking)),
    };
    let html = format!(
        "<!DOCTYPE html>\n<html{}>\n<head><meta charset=\"utf-8\"/>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{}</title>\n<style>\n{}{}\n</style></head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the paper</a>\n{marking}{}\
         <main id=\"main\"{}>\n{}</main>\n</body>\n</html>\n",
        language.unwrap_or_default(),
        escaped(&title),
        include_str!("style.css"),
        writer.rules(),
        writer.definitions(),
        broad,
        writer.out,
    );
    Edition { html, not_shown: writer.not_shown }
}

/// Gives headings their ids, and the cells that others name.
fn give_ids(writer: &mut Writer<'_>, all: &[&Element]) {
    writer.ids.take("main");
    for (element, level, words) in contents::headings(writer.layout, all, writer.has_title) {
        let id = writer.ids.of_words(&words);
        writer.anchors.insert(element.number, id.clone());
        let next = all.get(element.number + element.all().len());
        let is_listed = next.is_none_or(|next| next.role != "TOC");
        writer.headings.push(Heading { level, words, id, is_listed });
    }
    give_ids_to_cells(writer, all);
}

/// Gives the cells ids that others name.
fn give_ids_to_cells(writer: &mut Writer<'_>, all: &[&Element]) {
    for element in all.iter().filter(|element| matches!(element.role.as_str(), "TH" | "TD")) {
        let Some(own) = &element.id else { continue };
        let plain = own.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let id = writer.ids.take(if plain { own } else { "cell" });
        writer.header_ids.insert(own.clone(), id.clone());
        writer.anchors.insert(element.number, id);
    }
}

/// The deepest level that the contents list: that of the paper's own list, or two levels.
fn deepest_listed(writer: &Writer<'_>, all: &[&Element], places: &Places) -> u8 {
    let usual = 2 + u8::from(writer.has_title);
    let Some(own) = all.iter().find(|element| element.role == "TOC") else { return usual };
    let own = own.all();
    let targets = own.iter().flat_map(|element| &element.kids).filter_map(|kid| match kid {
        Kid::Link(target) => writer.address(target, places),
        _ => None,
    });
    let levels = targets.filter_map(|address| {
        let heading = writer.headings.iter().find(|heading| address.strip_prefix('#') == Some(&heading.id))?;
        Some(heading.level)
    });
    levels.max().unwrap_or(usual)
}

/// Finds what links within the paper lead to, and gives it ids.
fn places(writer: &mut Writer<'_>, all: &[&Element]) -> Places {
    let mut places = Places::new();
    // In a list of contents the links are made anew.
    let mut links: Vec<(usize, Option<f64>)> = Vec::new();
    for kid in all.iter().flat_map(|element| &element.kids) {
        if let Kid::Link(Target::Place { page, height }) = kid {
            links.push((*page, *height));
        }
    }
    for (page, height) in links {
        let key = key_of(page, height);
        if places.contains_key(&key) {
            continue;
        }
        let Some(to) = led_to(writer.layout, all, page, height) else { continue };
        let id = match writer.anchors.get(&to.number) {
            Some(id) => id.clone(),
            None => {
                let id = writer.ids.take("place");
                writer.anchors.insert(to.number, id.clone());
                id
            }
        };
        places.insert(key, id);
    }
    places
}

/// The first block that begins on a page at that height or below it.
fn led_to<'t>(layout: &Layout<'_>, all: &[&'t Element], page: usize, height: Option<f64>) -> Option<&'t Element> {
    const NAMED: [&str; 9] = ["P", "L", "LI", "Table", "TR", "TH", "TD", "BlockQuote", "Figure"];
    let begins = |element: &&&Element| {
        let is_named = NAMED.contains(&element.role.as_str()) || contents::level(element, false).is_some();
        let place = layout.place(element).filter(|place| is_named && place.page >= page)?;
        let below = match height {
            Some(height) if place.page == page => height - place.bounds.top,
            _ => 0.0,
        };
        // Letters reach a little above where their block begins.
        (below > -6.0).then_some((place.page, below.max(0.0)))
    };
    let mut best: Option<(&Element, (usize, f64))> = None;
    for element in all {
        let Some(at) = begins(&element) else { continue };
        let is_better = best.is_none_or(|(_, best)| at.0 < best.0 || at.0 == best.0 && at.1 < best.1 - 0.5);
        if is_better {
            best = Some((element, at));
        }
    }
    best.map(|(element, _)| element)
}
