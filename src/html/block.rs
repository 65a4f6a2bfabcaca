//! Blocks: sections, headings, paragraphs, lists, tables, figures.

use std::fmt::Write;

use super::columns;
use super::contents::{self, level};
use super::figure::hex;
use super::inline::{Places, is_block_role};
use super::markup::escaped;
use super::table::{Cell, Plan};
use super::writer::Writer;
use crate::tagged::{Colour, Element, Kid, Scope};

impl Writer<'_> {
    /// The blocks of the whole document, each heading with what is below it as a section.
    pub fn document(&mut self, elements: &[Element], places: &Places) {
        let mut open: Vec<u8> = Vec::new();
        elements.iter().for_each(|element| self.top(element, &mut open, places));
        open.iter().for_each(|_| self.out.push_str("</section>\n"));
    }

    /// A block that is in no other, but for the document and its parts.
    fn top(&mut self, element: &Element, open: &mut Vec<u8>, places: &Places) {
        if matches!(element.role.as_str(), "Document" | "Part" | "Art" | "Sect") && element.name != "Terms" {
            let mut line: Vec<&Kid> = Vec::new();
            for kid in &element.kids {
                match kid {
                    Kid::Element(element) if is_block(element) && !is_line(element) => {
                        self.paragraph(std::mem::take(&mut line), places);
                        self.top(element, open, places);
                    }
                    _ => self.add_to_line(&mut line, kid, places),
                }
            }
            self.paragraph(line, places);
            return;
        }
        if let Some(level) = level(element, self.has_title).filter(|_| element.name != "Title") {
            while open.last().is_some_and(|last| *last >= level) {
                open.pop();
                self.out.push_str("</section>\n");
            }
            // Where the PDF has no contents of its own, the list of headings stands before the first section.
            if !self.has_contents {
                self.contents(false);
            }
            open.push(level);
            self.out.push_str("<section>");
        }
        self.block(element, places);
    }

    /// Blocks, with what is between them as paragraphs; what has no block in it is left as a line where `bare` allows.
    fn flow<'k>(&mut self, kids: impl IntoIterator<Item = &'k Kid>, bare: bool, places: &Places) {
        let kids: Vec<&Kid> = kids.into_iter().collect();
        let has_block = kids.iter().any(|kid| matches!(kid, Kid::Element(element) if is_block(element)));
        if bare && !has_block {
            self.before = None;
            self.phrasing(kids, places);
            self.before = None;
            return;
        }
        let mut line: Vec<&Kid> = Vec::new();
        for kid in kids {
            match kid {
                Kid::Element(element) if is_block(element) && !is_line(element) => {
                    self.paragraph(std::mem::take(&mut line), places);
                    self.block(element, places);
                }
                _ => self.add_to_line(&mut line, kid, places),
            }
        }
        self.paragraph(line, places);
    }

    /// Adds to a line what goes on with it; another line begins with what is a block of its own and does not.
    fn add_to_line<'k>(&mut self, line: &mut Vec<&'k Kid>, kid: &'k Kid, places: &Places) {
        if let Kid::Element(element) = kid {
            let goes_on = match line.last() {
                Some(Kid::Element(before)) if before.attributes.is_block || element.attributes.is_block => {
                    self.layout.goes_on(before, element)
                }
                Some(_) => !element.attributes.is_block,
                None => true,
            };
            if !goes_on {
                self.paragraph(std::mem::take(line), places);
            }
        }
        line.push(kid);
    }

    /// A line of words as a paragraph.
    fn paragraph(&mut self, line: Vec<&Kid>, places: &Places) {
        if line.iter().all(|kid| matches!(kid, Kid::Link(_))) {
            return;
        }
        let begin = self.out.len();
        self.before = None;
        self.phrasing(line, places);
        self.before = None;
        let written = self.out.split_off(begin);
        if !written.trim().is_empty() {
            let _ = writeln!(self.out, "<p>{written}</p>");
        }
    }

    fn block(&mut self, element: &Element, places: &Places) {
        self.before = None;
        if let Some(level) = level(element, self.has_title) {
            self.heading(element, level, places);
        } else {
            match element.role.as_str() {
                "P" => self.simple("p", element, places),
                "BlockQuote" => self.holder("blockquote", element, places),
                "Caption" => self.simple("p", element, places),
                "L" => self.list(element, places),
                "Table" => self.table(element, places),
                "TOC" if self.plain => self.holder("div", element, places),
                "TOC" if !self.has_contents => self.contents(true),
                "Figure" => self.figure(element, places),
                "Note" => {
                    self.open("div", element, " class=\"note\" role=\"note\"");
                    self.flow(&element.kids, true, places);
                    self.close("div");
                }
                "Div" => self.div(element, places),
                role if is_block_role(role) => self.holder("div", element, places),
                _ => {
                    // Words that are a block of their own.
                    self.out.push_str("<p>");
                    self.within_line(element, places);
                    self.out.push_str("</p>");
                }
            }
        }
        self.out.push('\n');
        self.before = None;
    }

    fn heading(&mut self, element: &Element, level: u8, places: &Places) {
        let (tag, more) = match level {
            1..=6 => (format!("h{level}"), String::new()),
            _ => ("div".to_owned(), format!(" class=\"heading\" role=\"heading\" aria-level=\"{level}\"")),
        };
        self.under = self.layout.words(element);
        let own = self.layout.size_of(element).unwrap_or(self.size);
        let size = std::mem::replace(&mut self.size, own);
        self.open(&tag, element, &more);
        self.phrasing(&element.kids, places);
        self.close(&tag);
        self.size = size;
    }

    /// A block that has words only; one that has blocks in it all the same holds them.
    fn simple(&mut self, tag: &str, element: &Element, places: &Places) {
        if element.elements().any(is_block) {
            return self.holder("div", element, places);
        }
        self.open(tag, element, "");
        match &element.actual {
            Some(words) => self.out.push_str(&escaped(words)),
            None => self.phrasing(&element.kids, places),
        }
        self.close(tag);
    }

    fn holder(&mut self, tag: &str, element: &Element, places: &Places) {
        self.open(tag, element, "");
        self.flow(&element.kids, false, places);
        self.close(tag);
    }

    fn div(&mut self, element: &Element, places: &Places) {
        let Some(rows) = columns::rows(self.layout, element).filter(|_| !self.plain) else {
            return self.holder("div", element, places);
        };
        self.open("div", element, " class=\"columns\"");
        for row in rows {
            self.out.push_str("<div class=\"row\">");
            for (kid, width) in row {
                if width > 0.0 {
                    let width = self.rem(width);
                    self.open("div", kid, &format!(" style=\"--wide:{width}\""));
                    self.flow(&kid.kids, false, places);
                    self.close("div");
                } else {
                    self.flow(&kid.kids, true, places);
                }
            }
            self.out.push_str("</div>");
        }
        self.close("div");
    }

    /// The list of headings, once: where the paper has its own, or before the first section.
    fn contents(&mut self, is_own: bool) {
        if is_own || !self.has_own_contents {
            self.has_contents = true;
            let list = contents::list(&self.headings, self.has_title, self.deepest, is_own);
            self.out.push_str(&list.unwrap_or_default());
        }
    }

    fn list(&mut self, list: &Element, places: &Places) {
        let labels: Vec<String> = list
            .elements()
            .filter(|item| item.role == "LI")
            .map(|item| {
                let label = item.elements().find(|part| part.role == "Lbl");
                label.map(|label| self.layout.words(label)).unwrap_or_default()
            })
            .collect();
        let number = |label: &String| label.trim_end_matches(['.', ')']).parse::<u32>().ok();
        let is_numbered = !labels.is_empty() && labels.iter().all(|label| number(label).is_some());
        let is_plain = !is_numbered && labels.iter().any(|label| !label.is_empty() && !is_bullet(label));
        let tag = if is_numbered { "ol" } else { "ul" };
        self.open(tag, list, if is_plain { " class=\"plain\"" } else { "" });
        let mut labels = labels.iter();
        let mut expected = 1;
        for part in list.elements() {
            if part.role != "LI" {
                // A list within a list, which has to be within an item.
                self.out.push_str("<li class=\"plain\">");
                self.block(part, places);
                self.out.push_str("</li>");
                continue;
            }
            let label = labels.next();
            let value = label.and_then(number).filter(|_| is_numbered);
            let more = match value {
                Some(value) if value != expected => format!(" value=\"{value}\""),
                _ => String::new(),
            };
            expected = value.unwrap_or(expected) + 1;
            self.open("li", part, &more);
            if let Some(label) = label.filter(|label| is_plain && !label.is_empty()) {
                let _ = write!(self.out, "<span class=\"label\">{}</span> ", escaped(label));
            }
            let kids: Vec<&Kid> = part.kids.iter().filter(|kid| !is_label(kid)).flat_map(of_body).collect();
            self.after_bullet = true;
            self.flow(kids, true, places);
            self.after_bullet = false;
            self.close("li");
        }
        self.close(tag);
    }

    fn figure(&mut self, figure: &Element, places: &Places) {
        let caption = figure.elements().find(|part| part.role == "Caption");
        if figure.alternative.is_none() {
            // What holds words of its own, such as a table, is read as those.
            return self.holder("div", figure, places);
        }
        match caption {
            Some(caption) => {
                self.out.push_str("<figure>");
                self.drawing(figure, true);
                self.simple("figcaption", caption, places);
                self.out.push_str("</figure>");
            }
            None => {
                self.out.push_str("<div class=\"drawing\">");
                self.drawing(figure, true);
                self.out.push_str("</div>");
            }
        }
    }

    fn table(&mut self, table: &Element, places: &Places) {
        let plan = Plan::of(table);
        let caption = plan.caption.map(|caption| self.layout.words(caption));
        let label = match caption.as_ref().unwrap_or(&self.under) {
            words if words.is_empty() => "Table".to_owned(),
            words => format!("Table: {words}"),
        };
        let own = self.layout.size_of(table).unwrap_or(self.size);
        let size = std::mem::replace(&mut self.size, own);
        let shares = self.columns(table, &plan);
        let least = match plan.columns {
            0..=2 => 0.0,
            3 => 18.0,
            columns => columns as f64 * if shares.is_empty() { 5.5 } else { 7.0 },
        };
        let least = match self.plain {
            true => String::new(),
            false => format!(" style=\"--least:{}rem\"", super::figure::short(least)),
        };
        let _ = write!(
            self.out,
            "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"{}\"{least}>",
            escaped(&label)
        );
        self.open("table", table, "");
        if let Some(caption) = plan.caption {
            self.simple("caption", caption, places);
        }
        if !shares.is_empty() && !self.plain {
            let columns: String = shares
                .iter()
                .map(|share| format!("<col style=\"width:{}%\"/>", super::figure::short(*share)))
                .collect();
            let _ = write!(self.out, "<colgroup>{columns}</colgroup>");
        }
        let right = self.right_columns(&plan);
        for group in &plan.groups {
            match group.element {
                Some(element) => self.open(group.tag, element, ""),
                None => {
                    let _ = write!(self.out, "<{}>", group.tag);
                }
            }
            for row in &group.rows {
                self.open("tr", row.element, "");
                for cell in &row.cells {
                    self.cell(cell, right.contains(&cell.column), places);
                }
                self.close("tr");
            }
            self.close(group.tag);
        }
        self.close("table");
        self.out.push_str("</div>");
        self.size = size;
        plan.strays.iter().for_each(|stray| self.block(stray, places));
    }

    fn cell(&mut self, cell: &Cell<'_>, is_right: bool, places: &Places) {
        let Cell { element, headers, .. } = cell;
        let tag = if element.role == "TH" { "th" } else { "td" };
        let attributes = &element.attributes;
        let mut more = String::new();
        if tag == "th" {
            let scope = match attributes.scope {
                Some(Scope::Row) => "row",
                _ => "col",
            };
            let _ = write!(more, " scope=\"{scope}\"");
        }
        for (name, span) in [("colspan", attributes.column_span), ("rowspan", attributes.row_span)] {
            if let Some(span) = span.filter(|span| *span > 1) {
                let _ = write!(more, " {name}=\"{span}\"");
            }
        }
        let known: Vec<String> = headers.iter().filter_map(|id| self.id_of_header(id)).collect();
        if !known.is_empty() {
            let _ = write!(more, " headers=\"{}\"", escaped(&known.join(" ")));
        }
        let ground = attributes.background.filter(|ground| *ground != Colour::WHITE);
        let mut classes = Vec::new();
        if let Some(ground) = ground {
            let ink = element.content().first().and_then(|(page, number)| {
                let (_, _, text) = self.layout.runs(*page, *number).next()?;
                Some(text.fill.as_ref()?.colour)
            });
            let ink = ink.unwrap_or(Colour::BLACK);
            classes.push("ground".to_owned());
            classes.push(self.class(&format!("background:{};color:{}", hex(ground), hex(ink))));
        } else if is_right {
            classes.push("right".to_owned());
        }
        if !classes.is_empty() {
            let _ = write!(more, " class=\"{}\"", classes.join(" "));
        }
        self.open(tag, element, &more);
        let outer = std::mem::replace(&mut self.cell, ground);
        self.flow(&element.kids, true, places);
        self.cell = outer;
        self.close(tag);
    }

    /// The id in the HTML of a cell that the PDF calls so.
    fn id_of_header(&self, id: &str) -> Option<String> {
        self.header_ids.get(id).cloned()
    }

    /// The part of the table's width that each column has in the PDF, in hundredths; nothing where that cannot be seen.
    fn columns(&self, table: &Element, plan: &Plan<'_>) -> Vec<f64> {
        let mut lefts = vec![f64::INFINITY; plan.columns];
        for cell in plan.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells) {
            let is_narrow = cell.element.attributes.column_span.unwrap_or(1) == 1;
            if let Some(place) = self.layout.place(cell.element).filter(|_| is_narrow) {
                lefts[cell.column] = lefts[cell.column].min(place.bounds.left);
            }
        }
        let right = self.layout.place(table).map_or(0.0, |place| place.bounds.right);
        let right = table.attributes.bounds.map_or(right, |bounds| bounds.right.max(right));
        lefts.push(right);
        let widths: Vec<f64> = lefts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        match plan.columns > 1 && widths.iter().all(|width| width.is_finite() && *width > 4.0) {
            true => widths.iter().map(|width| width * 100.0 / widths.iter().sum::<f64>()).collect(),
            false => Vec::new(),
        }
    }

    /// The columns whose words end in one line and begin in several: numbers, and dates.
    fn right_columns(&self, plan: &Plan<'_>) -> Vec<usize> {
        let mut edges: Vec<Vec<(f64, f64)>> = vec![Vec::new(); plan.columns];
        for cell in plan.groups.iter().filter(|group| group.tag == "tbody").flat_map(|g| &g.rows).flat_map(|r| &r.cells)
        {
            let is_narrow = cell.element.attributes.column_span.unwrap_or(1) == 1 && cell.element.role == "TD";
            let first = cell.element.content().into_iter().find_map(|(page, number)| {
                let (_, item, _) = self.layout.runs(page, number).find(|(_, _, text)| !text.said.trim().is_empty())?;
                Some((item.bounds.left, item.bounds.right))
            });
            if let (true, Some(edge)) = (is_narrow, first) {
                edges[cell.column].push(edge);
            }
        }
        let spread = |numbers: Vec<f64>| {
            let most = numbers.iter().copied().fold(f64::MIN, f64::max);
            most - numbers.iter().copied().fold(f64::MAX, f64::min)
        };
        let is_right = |edges: &Vec<(f64, f64)>| {
            edges.len() > 2
                && spread(edges.iter().map(|(_, right)| *right).collect()) < 1.0
                && spread(edges.iter().map(|(left, _)| *left).collect()) > 2.0
        };
        edges.iter().enumerate().filter(|(_, edges)| is_right(edges)).map(|(column, _)| column).collect()
    }
}

/// Whether an element is a line of words that the tags call a block only because it stands alone.
fn is_line(element: &Element) -> bool {
    !is_block_role(&element.role)
        && element.role != "Figure"
        && element.role != "Note"
        && !element.elements().any(is_block)
}

/// Whether an element begins a block: by its role, because it says so, or because it holds one.
fn is_block(element: &Element) -> bool {
    let figure = element.role == "Figure" && element.attributes.is_block;
    is_block_role(&element.role)
        || level(element, false).is_some()
        || figure
        || element.attributes.is_block
        || element.role != "Link" && element.elements().any(is_block)
}

fn is_label(kid: &Kid) -> bool {
    matches!(kid, Kid::Element(part) if part.role == "Lbl")
}

/// What an item says: that of its body, or what is in its place.
fn of_body(kid: &Kid) -> &[Kid] {
    match kid {
        Kid::Element(body) if body.role == "LBody" => &body.kids,
        other => std::slice::from_ref(other),
    }
}

fn is_bullet(label: &str) -> bool {
    label.chars().all(|c| !c.is_alphanumeric())
}
