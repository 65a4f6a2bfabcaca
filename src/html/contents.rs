//! The headings of a paper, and their list with links.

use std::fmt::Write;

use super::layout::Layout;
use super::markup::escaped;
use crate::tagged::Element;

/// A heading as the HTML has it.
pub struct Heading {
    pub level: u8,
    pub words: String,
    pub id: String,
    /// The heading of the contents is not among them.
    pub is_listed: bool,
}

/// With fewer headings a paper needs no list of them.
const FEWEST: usize = 4;

/// The level of a heading in the HTML. The title is the first; what is of the first level in a PDF with a title is below it.
pub fn level(element: &Element, has_title: bool) -> Option<u8> {
    if element.name == "Title" {
        return Some(1);
    }
    let level = match element.role.as_str() {
        "H" => 1,
        role => role.strip_prefix('H')?.parse::<u8>().ok().filter(|level| (1..=9).contains(level))?,
    };
    Some((level + u8::from(has_title)).min(9))
}

/// The list, or nothing where there are too few headings. With a heading of its own before it, as where the PDF has
/// its contents, it needs no other name to be seen.
pub fn list(headings: &[Heading], has_title: bool, deepest: u8, is_titled: bool) -> Option<String> {
    let top = u8::from(has_title) + 1;
    let is_listed = |heading: &&Heading| heading.is_listed && (top..=deepest).contains(&heading.level);
    let listed: Vec<&Heading> = headings.iter().filter(is_listed).collect();
    if listed.len() < FEWEST {
        return None;
    }
    let mut out = String::from("<nav class=\"contents\" aria-label=\"Contents\">");
    if !is_titled {
        out.push_str("<p class=\"contents-title\">Contents</p>");
    }
    let mut depth = top - 1;
    for heading in listed {
        // A list within an item; a level that is left out in the paper is left out here.
        let level = heading.level.min(depth + 1);
        if level > depth {
            out.push_str("<ul>");
        } else {
            out.push_str("</li>");
            (level..depth).for_each(|_| out.push_str("</ul></li>"));
        }
        depth = level;
        let _ = write!(out, "<li><a href=\"#{}\">{}</a>", heading.id, escaped(&heading.words));
    }
    (top - 1..depth).for_each(|_| out.push_str("</li></ul>"));
    out.push_str("</nav>");
    Some(out)
}

/// The level of each heading by its element, and their words; ids are given by the caller, who has those of all else.
pub fn headings<'t>(layout: &Layout<'t>, all: &[&'t Element], has_title: bool) -> Vec<(&'t Element, u8, String)> {
    let headings = all.iter().filter_map(|element| Some((*element, level(element, has_title)?)));
    headings.map(|(element, level)| (element, level, layout.words(element))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, words: &str) -> Heading {
        Heading { level, is_listed: true, words: words.to_owned(), id: words.to_lowercase() }
    }

    #[test]
    fn the_list_nests_as_the_headings_do() {
        let headings =
            [heading(1, "T"), heading(3, "X"), heading(2, "A"), heading(3, "B"), heading(3, "C"), heading(2, "D<")];
        let link = |id: &str, words: &str| format!("<li><a href=\"#{id}\">{words}</a>");
        assert_eq!(
            list(&headings, true, 3, true).unwrap(),
            format!(
                "<nav class=\"contents\" aria-label=\"Contents\"><ul>{}</li>{}<ul>{}</li>{}</li></ul></li>{}</li></ul></nav>",
                link("x", "X"),
                link("a", "A"),
                link("b", "B"),
                link("c", "C"),
                link("d<", "D&lt;"),
            )
        );
        assert!(list(&headings[..3], true, 3, true).is_none());
    }
}
