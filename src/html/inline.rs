//! What is within a line: runs of letters, emphasis, links, and words on a ground of their own.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::figure::{drawing, short};
use super::layout::Ground;
use super::markup::escaped;
use super::writer::{Run, Writer};
use crate::tagged::{Colour, Element, Item, Kid, Target, Text};

/// Places that links lead to, with the ids there.
pub type Places = BTreeMap<(usize, i64), String>;

impl Writer<'_> {
    /// Writes what may stand within a line; a block within it begins a line of its own.
    pub fn phrasing<'k>(&mut self, kids: impl IntoIterator<Item = &'k Kid>, places: &Places) {
        for kid in kids {
            match kid {
                Kid::Content { page, number } => self.content(*page, *number),
                Kid::Element(element) => self.within_line(element, places),
                Kid::Link(_) => {}
            }
        }
    }

    pub fn within_line(&mut self, element: &Element, places: &Places) {
        if let Some(words) = &element.actual {
            self.open("span", element, "");
            self.out.push_str(&escaped(words));
            self.close("span");
            self.before = None;
            return;
        }
        if element.role == "Figure" && element.alternative.is_some() {
            self.drawing(element, false);
            self.before = None;
            return;
        }
        let (tag, more) = match element.name.as_str() {
            "Strong" => ("strong", ""),
            "Em" => ("em", ""),
            "Sub" => ("sub", ""),
            "Code" => ("code", ""),
            _ => match element.role.as_str() {
                "Code" => ("code", ""),
                "Link" => return self.link(element, places),
                "Note" => ("span", " class=\"note\" role=\"note\""),
                "Formula" => ("span", " role=\"math\""),
                role if is_block_role(role) => ("span", " class=\"line\""),
                _ => ("span", ""),
            },
        };
        let breaks = more.contains("line");
        if breaks {
            self.before = None;
        }
        // A span that bears nothing says nothing.
        let is_bare = tag == "span"
            && more.is_empty()
            && element.language.is_none()
            && !self.anchors.contains_key(&element.number);
        if is_bare {
            return self.phrasing(&element.kids, places);
        }
        let label = match (&element.alternative, element.role.as_str()) {
            (Some(words), "Formula") => format!("{more} aria-label=\"{}\"", escaped(words)),
            _ => more.to_owned(),
        };
        self.open(tag, element, &label);
        self.phrasing(&element.kids, places);
        self.close(tag);
        if breaks {
            self.before = None;
        }
    }

    fn link(&mut self, element: &Element, places: &Places) {
        let target = element.all().iter().flat_map(|below| &below.kids).find_map(|kid| match kid {
            Kid::Link(target) => Some(target.clone()),
            _ => None,
        });
        let address = target.and_then(|target: Target| self.address(&target, places));
        match address {
            Some(address) => {
                self.open("a", element, &format!(" href=\"{}\"", escaped(&address)));
                self.phrasing(&element.kids, places);
                self.close("a");
            }
            None => {
                self.open("span", element, "");
                self.phrasing(&element.kids, places);
                self.close("span");
            }
        }
    }

    /// A figure with the words that stand for it.
    pub fn drawing(&mut self, element: &Element, is_block: bool) {
        let words = element.alternative.clone().unwrap_or_default();
        if self.plain {
            self.out.push_str(&escaped(&words));
            return;
        }
        let Some(figure) = self.layout.figure(element) else {
            // Nothing is drawn for it; its words are all there is.
            self.not_shown(&format!("the drawing of “{words}”"));
            self.open("span", element, "");
            self.out.push_str(&escaped(&words));
            self.close("span");
            return;
        };
        for what in &self.tagged().pages[figure.page].not_shown {
            self.not_shown(what);
        }
        // Lines at the edge are half outside.
        let frame = figure.bounds.grown(0.6);
        let drawn = drawing(self.layout, &super::layout::Figure { bounds: frame, ..figure.clone() }, &mut self.clips);
        let (width, height) = (short(frame.width()), short(frame.height()));
        let rem = frame.width() / self.layout.body;
        let is_wide = is_block && rem > 21.0;
        if is_wide {
            let _ = write!(
                self.out,
                "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"Chart\" style=\"--least:{}rem\">",
                short(rem * 0.72)
            );
        }
        self.open(
            "svg",
            element,
            &format!(
                " class=\"figure\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\" style=\"width:{}rem\"",
                escaped(&words),
                short(rem)
            ),
        );
        let _ = write!(self.out, "<g aria-hidden=\"true\">{drawn}</g></svg>");
        if is_wide {
            self.out.push_str("</div>");
        }
    }

    pub fn not_shown(&mut self, what: &str) {
        if !self.not_shown.iter().any(|known| known == what) {
            self.not_shown.push(what.to_owned());
        }
    }

    /// The letters of one marked content, words on a ground with their ground.
    fn content(&mut self, page: usize, number: u32) {
        let layout = self.layout;
        let runs: Vec<(usize, &Item, &Text)> = layout.runs(page, number).collect();
        let mut at = 0;
        while at < runs.len() {
            let (first, item, text) = runs[at];
            let is_blank = text.said.trim().is_empty();
            let Some(ground) = self.ground(page, first).filter(|_| !is_blank) else {
                let is_led = !is_blank && !std::mem::take(&mut self.after_bullet);
                let lead = if is_led { self.layout.lead(page, first) } else { Vec::new() };
                if let Some(shape) = self.shape(page, &lead) {
                    self.between(page, text);
                    self.before = None;
                    self.out.push_str(&shape);
                }
                self.run(page, item, text);
                at += 1;
                continue;
            };
            let same =
                |run: &&(usize, &Item, &Text)| self.ground(page, run.0).is_some_and(|other| other.item == ground.item);
            let count = runs[at..].iter().take_while(same).count().max(1);
            let ink = text.fill.as_ref().map_or(Colour::BLACK, |fill| fill.colour);
            let class = self.class(&Writer::ground_style(ground.fill, ink, ground.border));
            self.between(page, text);
            // What was between is written; what is within begins anew.
            self.before = None;
            let _ = write!(self.out, "<span class=\"word {class}\">");
            if let Some(shape) = self.shape(page, &ground.shapes) {
                self.out.push_str(&shape);
            }
            for (_, item, text) in &runs[at..at + count] {
                self.run(page, item, text);
            }
            self.out.push_str("</span>");
            at += count;
        }
    }

    fn ground(&self, page: usize, at: usize) -> Option<Ground> {
        self.layout.ground(page, at).filter(|ground| self.cell != Some(ground.fill))
    }

    fn run(&mut self, page: usize, item: &Item, text: &Text) {
        self.between(page, text);
        let relative = text.size / self.size.max(1.0);
        let class = match relative {
            _ if text.said.trim().is_empty() => None,
            r if r < 0.88 => Some("small"),
            r if r > 1.35 => Some("large"),
            _ => None,
        };
        match class {
            Some(class) => {
                let _ = write!(self.out, "<span class=\"{class}\">{}</span>", escaped(&text.said));
            }
            None => self.out.push_str(&escaped(&text.said)),
        }
        let (_, line) = text.matrix.at(0.0, 0.0);
        let last = text.said.chars().next_back();
        let open = |c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '/' | '\u{200b}' | '\u{ad}');
        self.before = Some(Run {
            page,
            line,
            bounds: item.bounds,
            size: text.size,
            is_open: last.is_none_or(open),
            ends_in_space: last.is_some_and(char::is_whitespace),
        });
    }

    /// What the page has between two runs and no letter says: a new line, or room.
    fn between(&mut self, page: usize, text: &Text) {
        let Some(before) = self.before else { return };
        if text.said.is_empty() {
            return;
        }
        let (left, line) = text.matrix.at(0.0, 0.0);
        let size = before.size.max(text.size);
        let begins_in_space = text.said.starts_with(char::is_whitespace);
        if before.page == page && (before.line - line).abs() < 0.6 * size {
            let room = left - before.bounds.right;
            if (room > 0.16 * size || room < -size) && !before.ends_in_space && !begins_in_space {
                self.out.push(' ');
            }
        } else if !before.is_open && !begins_in_space {
            self.out.push_str("<br/>");
        }
    }
}

/// Whether a role begins a block of its own.
pub fn is_block_role(role: &str) -> bool {
    matches!(
        role,
        "Document"
            | "Part"
            | "Art"
            | "Sect"
            | "Div"
            | "BlockQuote"
            | "Caption"
            | "TOC"
            | "TOCI"
            | "Index"
            | "NonStruct"
            | "Private"
            | "P"
            | "H"
            | "L"
            | "LI"
            | "LBody"
            | "Table"
            | "TR"
            | "TH"
            | "TD"
            | "THead"
            | "TBody"
            | "TFoot"
    ) || role.len() == 2 && role.starts_with('H') && role.as_bytes()[1].is_ascii_digit()
}
