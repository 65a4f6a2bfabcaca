//! What each page of a paper says, for those who do not see it: its headings, paragraphs, lists and tables in reading order,
//! and of its drawings the words that stand for them.
//!
//! A part of the structure is cut out for each page. A table that goes on over several keeps its head on each. Deliberately
//! absent: all that is for the eye (colours, drawings, columns side by side).

use super::layout::Layout;
use super::writer::Writer;
use crate::tagged::{Element, Kid, Tagged};

/// The words of each page as markup that has a place below a heading of the second level.
pub fn words_of_pages(tagged: &Tagged) -> Vec<String> {
    let layout = Layout::of(tagged);
    let all: Vec<&Element> = tagged.elements.iter().flat_map(Element::all).collect();
    let has_title = all.iter().any(|element| element.name == "Title");
    let words = |page: usize| {
        let mut writer = Writer::new(&layout);
        writer.has_title = has_title;
        writer.plain = true;
        let elements: Vec<Element> =
            tagged.elements.iter().filter_map(|element| part_of(element, page, &layout)).collect();
        let of_page: Vec<&Element> = elements.iter().flat_map(Element::all).collect();
        super::give_ids_to_cells(&mut writer, &of_page);
        writer.document(&elements, &Default::default());
        deeper(&writer.out)
    };
    (0..tagged.pages.len()).map(words).collect()
}

/// What of an element is on a page; nothing where none of it is.
fn part_of(element: &Element, page: usize, layout: &Layout<'_>) -> Option<Element> {
    // Typst's heads are drawn again on each page and tagged once.
    let is_head = |kid: &Element| kid.role == "THead";
    let on_page: Vec<Option<Kid>> = element
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Element(below) => Some(Kid::Element(Box::new(part_of(below, page, layout)?))),
            Kid::Content { page: of, .. } => (*of == page).then(|| kid.clone()),
            Kid::Link(_) => None,
        })
        .collect();
    let is_figure_here = layout.figure(element).is_some_and(|figure| figure.page == page);
    if on_page.iter().all(Option::is_none) && !is_figure_here {
        return None;
    }
    let kept = |(kid, on_page): (&Kid, Option<Kid>)| match kid {
        Kid::Element(head) if is_head(head) => Some(kid.clone()),
        Kid::Link(_) => Some(kid.clone()),
        _ => on_page,
    };
    let kids = element.kids.iter().zip(on_page).filter_map(kept).collect();
    Some(Element { kids, ..element.clone() })
}

/// The same with each heading two levels deeper.
fn deeper(markup: &str) -> String {
    (1..=6).rev().fold(markup.to_owned(), |markup, level: u8| {
        let below = (level + 2).min(6);
        let opened = markup
            .replace(&format!("<h{level} "), &format!("<h{below} "))
            .replace(&format!("<h{level}>"), &format!("<h{below}>"));
        opened.replace(&format!("</h{level}>"), &format!("</h{below}>"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_come_to_be_deeper_once() {
        assert_eq!(
            deeper("<h1>A</h1><h2 id=\"b\">B</h2><h6>&lt;h1></h6>"),
            "<h3>A</h3><h4 id=\"b\">B</h4><h6>&lt;h1></h6>"
        );
    }
}
