//! Markdown → the tree that papers can set: the only user of comrak.
//!
//! A text is taken whole or not at all: what no paper can set (HTML, pictures, code, footnotes) is refused at its line
//! and column, with what to do. Handlebars is not read here; of it there is only `{{a.figure's.name}}`.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use comrak::nodes::{ListType, Node, NodeLink, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::tree::{At, Block, Part, Run, What};
use crate::text::shorten;

/// What is not taken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub at: At,
    /// To follow "has": "a picture".
    pub what: String,
    pub hint: String,
}

/// How deep lists and quotations may stand in each other: more is a slip of the keyboard, and no page has room for it.
const DEEPEST: usize = 5;
/// The same of emphasis, strong words and links.
const DEEPEST_WORDS: usize = 20;
/// A table with more columns is one for a spreadsheet.
const MOST_COLUMNS: usize = 8;
/// The longest address of a link.
const LONGEST_LINK: usize = 2000;
/// The longest line, in bytes; a paragraph of a thousand words has seven thousand.
const LONGEST_LINE: usize = 20_000;
const MOST_BACKTICKS: usize = 1000;
/// The most paragraphs, lists and tables of one text.
const MOST_BLOCKS: usize = 2000;
/// So many refusals of one file are enough to begin with.
const REFUSALS: usize = 20;

/// Reads a text. Without anything but comments it gives no block.
pub fn parse(text: &str) -> Result<Vec<Block>, Vec<Refused>> {
    let body = body(text).map_err(|refused| vec![refused])?;
    let mut options = Options::default();
    options.extension.table = true;
    // To be refused in words rather than printed as signs.
    options.extension.footnotes = true;
    options.parse.smart = true;
    options.parse.sourcepos_chars = true;
    if let Some(refused) = too_much(&body) {
        return Err(vec![refused]);
    }
    let arena = Arena::new();
    // Whatever stands in a file, the papers of the others are made.
    let Ok(root) = catch_unwind(AssertUnwindSafe(|| parse_document(&arena, &body, &options))) else {
        return Err(vec![Refused {
            at: At { line: 1, column: 1 },
            what: "something that cannot be read as Markdown".to_owned(),
            hint: "write it again as plain paragraphs and lists".to_owned(),
        }]);
    };
    let mut reading = Reading { refused: Vec::new(), headings: Vec::new() };
    let blocks = match root.children().nth(MOST_BLOCKS) {
        None => reading.blocks(root, 0),
        Some(next) => {
            reading.refuse(
                at(next),
                format!("more than {MOST_BLOCKS} paragraphs"),
                "write less: it is one place in a paper",
            );
            Vec::new()
        }
    };
    match reading.refused.is_empty() {
        true => Ok(blocks),
        false => {
            reading.refused.truncate(REFUSALS);
            Err(reading.refused)
        }
    }
}

/// The text without the comments at its beginning, on the same lines.
pub fn body(text: &str) -> Result<Cow<'_, str>, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rest = text;
    while let Some(comment) = rest.trim_start().strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else {
            let line = text[..text.len() - comment.len()].matches('\n').count() + 1;
            return Err(Refused {
                at: At { line, column: 1 },
                what: "a comment that is not closed".to_owned(),
                hint: "end it with -->".to_owned(),
            });
        };
        rest = &comment[end + "-->".len()..];
    }
    let dropped = &text[..text.len() - rest.len()];
    if dropped.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned("\n".repeat(dropped.matches('\n').count()) + rest))
}

/// What a parser takes far too long over, and nobody writes.
fn too_much(body: &str) -> Option<Refused> {
    let mut backticks = 0;
    body.lines().enumerate().find_map(|(at, line)| {
        backticks += line.matches('`').count();
        let what = if line.len() > LONGEST_LINE {
            format!("a line of {} signs", line.chars().count())
        } else if backticks > MOST_BACKTICKS {
            format!("more than {MOST_BACKTICKS} backticks")
        } else {
            return None;
        };
        let hint = "look whether the file is what it should be; write in paragraphs, with blank lines between them";
        Some(Refused { at: At { line: at + 1, column: 1 }, what, hint: hint.to_owned() })
    })
}

struct Reading {
    refused: Vec<Refused>,
    /// The levels of the headings that are open, the highest first.
    headings: Vec<u8>,
}

/// The look of words, from what they stand in.
#[derive(Clone, Copy, Default)]
struct Look {
    strong: bool,
    emphasis: bool,
}

impl Reading {
    fn refuse(&mut self, at: At, what: impl Into<String>, hint: &str) {
        self.refused.push(Refused { at, what: what.into(), hint: hint.to_owned() });
    }

    fn blocks<'a>(&mut self, parent: Node<'a>, depth: usize) -> Vec<Block> {
        if depth > DEEPEST {
            self.refuse(at(parent), format!("lists or quotations more than {DEEPEST} deep"), "write it flatter");
            return Vec::new();
        }
        parent.children().filter_map(|node| self.block(node, depth)).collect()
    }

    fn block<'a>(&mut self, node: Node<'a>, depth: usize) -> Option<Block> {
        let value = node.data().value.clone();
        Some(match value {
            NodeValue::Paragraph => Block::Paragraph(self.parts(node)),
            NodeValue::Heading(_) if depth > 0 => {
                self.refuse(at(node), "a heading within a list or a quotation", "write it as **strong words**");
                return None;
            }
            NodeValue::Heading(heading) => {
                self.headings.retain(|above| *above < heading.level);
                let deeper = !self.headings.is_empty();
                self.headings.push(heading.level);
                let parts = self.parts(node);
                if parts.is_empty() {
                    return None;
                }
                Block::Heading { deeper, parts }
            }
            NodeValue::List(list) => Block::List {
                start: (list.list_type == ListType::Ordered).then_some(list.start),
                items: node.children().map(|item| self.blocks(item, depth + 1)).collect(),
            },
            NodeValue::BlockQuote => Block::Quote(self.blocks(node, depth + 1)),
            NodeValue::Table(table) if table.num_columns > MOST_COLUMNS => {
                let what = format!("a table of {} columns", table.num_columns);
                self.refuse(at(node), what, "a page has room for 8: leave some out, or part the table");
                return None;
            }
            NodeValue::Table(_) => {
                let mut rows: Vec<Vec<Vec<Part>>> = Vec::new();
                for row in node.children() {
                    rows.push(row.children().map(|cell| self.parts(cell)).collect());
                }
                let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
                Block::Table { header, rows }
            }
            NodeValue::HtmlBlock(html) => {
                self.html(at(node), &html.literal);
                return None;
            }
            NodeValue::CodeBlock(_) => {
                let hint = "papers have no code: take away the backticks, or the spaces at the beginning of the line";
                self.refuse(at(node), "a block of code", hint);
                return None;
            }
            NodeValue::ThematicBreak => {
                self.refuse(at(node), "a line across the page", "leave it out, or part the text by a heading");
                return None;
            }
            NodeValue::FootnoteDefinition(_) => {
                self.footnote(at(node));
                return None;
            }
            _ => {
                self.refuse(at(node), "something that papers cannot set", UNKNOWN);
                return None;
            }
        })
    }

    fn html(&mut self, at: At, html: &str) {
        // What opens it was told of.
        if html.starts_with("</") && self.refused.iter().any(|known| known.what.starts_with("HTML")) {
            return;
        }
        let shown = shorten(html.lines().next().unwrap_or_default().trim(), 40);
        let hint = if html.trim_start().starts_with("<!--") {
            "a comment may stand only at the beginning of the file: move it there, or take it out"
        } else {
            "write it as Markdown: **strong**, *emphasis*, - a list; to print the sign <, write \\<"
        };
        self.refuse(at, format!("HTML: {shown}"), hint);
    }

    fn footnote(&mut self, at: At) {
        self.refuse(at, "a footnote", "write it within the sentence, in brackets");
    }

    /// The words in a block.
    fn parts<'a>(&mut self, parent: Node<'a>) -> Vec<Part> {
        let mut parts = Vec::new();
        self.words(parent, None, Look::default(), 0, &mut parts);
        parts
    }

    fn words<'a>(&mut self, parent: Node<'a>, link: Option<&str>, look: Look, depth: usize, into: &mut Vec<Part>) {
        if depth > DEEPEST_WORDS {
            self.refuse(at(parent), "signs of emphasis in each other, far too deep", "take some of them out");
            return;
        }
        for node in parent.children() {
            let value = node.data().value.clone();
            match value {
                NodeValue::Text(text) => self.text(&text, at(node), link, look, into),
                NodeValue::SoftBreak => add(into, link, look, What::Text(" ".to_owned())),
                NodeValue::LineBreak => add(into, link, look, What::Text("\n".to_owned())),
                NodeValue::Strong => self.words(node, link, Look { strong: true, ..look }, depth + 1, into),
                NodeValue::Emph => self.words(node, link, Look { emphasis: true, ..look }, depth + 1, into),
                NodeValue::Link(to) => self.link(node, &to, look, depth, into),
                NodeValue::Image(_) => {
                    self.refuse(at(node), "a picture", "say in words what it shows: a picture is lost to many readers");
                }
                NodeValue::Code(_) => {
                    self.refuse(at(node), "code between backticks", "write the words without the backticks");
                }
                NodeValue::HtmlInline(html) => self.html(at(node), &html),
                NodeValue::FootnoteReference(_) => self.footnote(at(node)),
                _ => self.refuse(at(node), "something that papers cannot set", UNKNOWN),
            }
        }
    }

    fn link<'a>(&mut self, node: Node<'a>, to: &NodeLink, look: Look, depth: usize, into: &mut Vec<Part>) {
        let lower = to.url.to_lowercase();
        let known = ["https://", "http://", "mailto:"].iter().any(|start| lower.starts_with(start));
        let strange = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '{' | '}');
        if !known || to.url.len() > LONGEST_LINK || to.url.contains(strange) {
            let what = format!("a link to {}", shorten(&to.url, 60));
            self.refuse(at(node), what, "a link begins with https://, http:// or mailto: and is one address");
            return;
        }
        let before = into.len();
        self.words(node, Some(&to.url), look, depth + 1, into);
        let has_words = into[before..].iter().flat_map(|part| &part.runs).any(|run| match &run.what {
            What::Text(text) => !text.trim().is_empty(),
            What::Figure(..) => true,
        });
        if !has_words {
            self.refuse(at(node), "a link without words", "write where it leads: [the local offer](https://…)");
        }
    }

    /// Plain words, and the figures named in them.
    fn text(&mut self, text: &str, at: At, link: Option<&str>, look: Look, into: &mut Vec<Part>) {
        let mut rest = text;
        while let Some(open) = rest.find("{{") {
            let here = At { column: at.column + text[..text.len() - rest.len() + open].chars().count(), ..at };
            let inside = &rest[open + 2..];
            let Some((name, after)) = inside.split_once("}}").filter(|(name, _)| is_name(name.trim())) else {
                let shown = shorten(&rest[open..], 40);
                self.refuse(
                    here,
                    format!("{shown} where only the name of one figure may stand between {{{{ and }}}}"),
                    "write it as in {{actions.due_counts.overdue}}, on one line; `boardpack facts AREA` lists the names",
                );
                return;
            };
            add_text(into, link, look, &rest[..open]);
            add(into, link, look, What::Figure(name.trim().to_owned(), here));
            rest = after;
        }
        add_text(into, link, look, rest);
    }
}

const UNKNOWN: &str =
    "paragraphs, headings, lists, tables, quotations, links, *emphasis* and **strong words** can be set";

/// The names of facts and refs of records, parted by full stops; nothing else of Handlebars.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '(' | ')' | ' ');
    !name.is_empty()
        && name.len() <= 200
        && name.chars().all(fits)
        && name.starts_with(char::is_alphanumeric)
        && !name.contains("  ")
}

fn add_text(into: &mut Vec<Part>, link: Option<&str>, look: Look, text: &str) {
    if !text.is_empty() {
        add(into, link, look, What::Text(text.to_owned()));
    }
}

/// Adds words, to the last part where that is of the same link, and to its last run where that has the same look.
fn add(into: &mut Vec<Part>, link: Option<&str>, look: Look, what: What) {
    let run = Run { what, strong: look.strong, emphasis: look.emphasis };
    let Some(part) = into.last_mut().filter(|part| part.link.as_deref() == link) else {
        into.push(Part { link: link.map(str::to_owned), runs: vec![run] });
        return;
    };
    if let (Some(Run { what: What::Text(known), strong, emphasis }), What::Text(more)) =
        (part.runs.last_mut(), &run.what)
        && (*strong, *emphasis) == (run.strong, run.emphasis)
    {
        known.push_str(more);
        return;
    }
    part.runs.push(run);
}

fn at(node: Node<'_>) -> At {
    let start = node.data().sourcepos.start;
    At { line: start.line.max(1), column: start.column.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Run {
        Run { what: What::Text(text.to_owned()), strong: false, emphasis: false }
    }

    fn plain(text: &str) -> Vec<Part> {
        vec![Part { link: None, runs: vec![run(text)] }]
    }

    fn refused(text: &str) -> String {
        let told = |refused: Refused| format!("{} has {}: {}", refused.at, refused.what, refused.hint);
        parse(text).expect_err(text).into_iter().map(told).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn the_tree_has_what_was_written() {
        let text = "# Judgement\n\nWe are *on* **track**,\nmostly.\\\nNext line.\n\n- one\n- two\n  1. a\n\n> It helped us.\n\n\
                    3. three\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n## Below\n\nSee [the offer](https://a.example/x).";
        let blocks = parse(text).unwrap();
        assert_eq!(blocks[0], Block::Heading { deeper: false, parts: plain("Judgement") });
        let Block::Paragraph(parts) = &blocks[1] else { panic!("{blocks:?}") };
        let runs = &parts[0].runs;
        assert_eq!(runs[0], run("We are "));
        assert_eq!(runs[1], Run { emphasis: true, ..run("on") });
        assert_eq!(runs[3], Run { strong: true, ..run("track") });
        assert_eq!(runs[4], run(", mostly.\nNext line."));
        let nested = Block::List { start: Some(1), items: vec![vec![Block::Paragraph(plain("a"))]] };
        let items = vec![vec![Block::Paragraph(plain("one"))], vec![Block::Paragraph(plain("two")), nested]];
        assert_eq!(blocks[2], Block::List { start: None, items });
        assert_eq!(blocks[3], Block::Quote(vec![Block::Paragraph(plain("It helped us."))]));
        assert!(matches!(blocks[4], Block::List { start: Some(3), .. }));
        let Block::Table { header, rows } = &blocks[5] else { panic!("{blocks:?}") };
        assert_eq!((header.len(), rows.len()), (2, 1));
        assert!(rows[0][1][0].runs[0].strong);
        assert_eq!(blocks[6], Block::Heading { deeper: true, parts: plain("Below") });
        let Block::Paragraph(parts) = &blocks[7] else { panic!("{blocks:?}") };
        assert_eq!(parts[1], Part { link: Some("https://a.example/x".into()), runs: vec![run("the offer")] });
    }

    #[test]
    fn figures_are_names_and_nothing_else() {
        let blocks = parse("Of {{ actions.due_counts.overdue }} it is **{{measures.K 1.latest}}**").unwrap();
        let Block::Paragraph(parts) = &blocks[0] else { panic!("{blocks:?}") };
        let figure = |name: &str, column| What::Figure(name.to_owned(), At { line: 1, column });
        assert_eq!(parts[0].runs[1].what, figure("actions.due_counts.overdue", 4));
        assert_eq!(parts[0].runs[3].what, figure("measures.K 1.latest", 45));
        for other in
            ["{{#if a}}x{{/if}}", "{{> p}}", "{{{a}}}", "{{count a \"b\"}}", "{{a\nb}}", "{{}}", "{{!-- a --}}", "{{a"]
        {
            assert!(refused(&format!("x\n\ny {other}")).starts_with("line 3, column 3 has {{"), "{other}");
        }
        // Braces that are none.
        assert!(parse("{a} }} { {").is_ok());
    }

    #[test]
    fn what_no_paper_can_set_is_refused_at_its_place() {
        for (text, start) in [
            ("a\n\nb <b>c</b>", "line 3, column 3 has HTML: <b>: write it as Markdown"),
            ("<div>\nx\n</div>", "line 1, column 1 has HTML: <div>"),
            ("a\n\n<!-- b -->", "line 3, column 1 has HTML: <!-- b -->: a comment may stand only at the beginning"),
            ("é ![x](y.png)", "line 1, column 3 has a picture"),
            ("a `b`", "line 1, column 3 has code between backticks"),
            ("```\na\n```", "line 1, column 1 has a block of code"),
            ("a\n\n    b", "line 3, column 5 has a block of code"),
            ("a[^1]\n\n[^1]: b", "line 1, column 2 has a footnote"),
            ("a\n\n---\n\nb", "line 3, column 1 has a line across"),
            ("[a](ftp://b)", "line 1, column 1 has a link to ftp://b"),
            ("[a](javascript:b)", "line 1, column 1 has a link to javascript:b"),
            ("[a](b.md)", "line 1, column 1 has a link to b.md"),
            ("[](https://a.example)", "line 1, column 1 has a link without words"),
            ("- # a", "line 1, column 3 has a heading within"),
            ("<!-- a\n\nb", "line 1, column 1 has a comment that is not closed"),
            (">>>>>>> a", "line 1, column"),
        ] {
            let told = refused(text);
            assert!(told.starts_with(start), "{text}: {told}");
        }
        assert!(refused(&format!("|{}\n|{}\n", "a|".repeat(9), "-|".repeat(9))).contains("a table of"));
    }

    #[test]
    fn comments_at_the_beginning_are_dropped_and_lines_stay() {
        assert_eq!(parse("\u{feff}<!-- a\n{{x}} <b> -->\n\n<!-- c -->\n").unwrap(), []);
        assert!(refused("<!-- a\n-->\n\nb <i>").starts_with("line 4, column 3"));
        assert_eq!(parse("").unwrap(), []);
    }

    #[test]
    fn typst_is_only_text() {
        let text = "#import \"x\": * and $x^2$ and @ref and <- #[a] = b // c";
        let blocks = parse(text).unwrap();
        assert_eq!(blocks, [Block::Paragraph(plain("#import “x”: * and $x^2$ and @ref and <- #[a] = b // c"))]);
    }

    #[test]
    fn what_nobody_writes_is_refused_before_it_is_read() {
        assert!(refused(&"> ".repeat(500_000)).starts_with("line 1, column 1 has a line of 1000000 signs"));
        assert!(refused(&"`a\n".repeat(300_000)).starts_with("line 1001, column 1 has more than 1000 backticks"));
        assert!(refused(&"x\n\n".repeat(3_000)).starts_with("line 4001, column 1 has more than 2000 paragraphs"));
    }

    /// Spoilt Markdown is read or refused, and never ends the program.
    #[test]
    fn no_text_can_end_the_program() {
        const PARTS: [&str; 40] = [
            "*",
            "**",
            "_",
            "`",
            "```\n",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "# ",
            "    ",
            "\t",
            "[",
            "](",
            ")",
            "![",
            "<",
            ">",
            "<!--",
            "-->",
            "{{",
            "}}",
            "|",
            "|-|\n",
            "\\",
            "&amp;",
            "&#0;",
            "[^1]",
            "[^1]: ",
            "é",
            "🔵",
            "\u{0}",
            "\r",
            "~~",
            "https://a.example",
            "word ",
            "\u{feff}",
            "\"",
            "'",
        ];
        let mut state = 20_250_731_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..5_000 {
            let text: String = (0..next(30)).map(|_| PARTS[next(PARTS.len())]).collect();
            let unread = parse(&text).err().into_iter().flatten().find(|refused| refused.what.contains("as Markdown"));
            assert_eq!(unread, None, "{text:?}");
        }
        for deep in ["> ", "*a ", "- ", "[", "![", "**a", "_a ", "<b>", "{{", "[^1]: ", "\"", "|"] {
            let _ = parse(&deep.repeat(4_000));
        }
    }
}
