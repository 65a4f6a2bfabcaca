//! Sets one document with Typst and writes it as a PDF that is both PDF/UA-1 and PDF/A-2a.
//!
//! Input: filled source, fonts, the templates' files, and the edition's date. Output: the PDF's bytes, or every fault
//! with the template file and line it comes from. The same inputs give the same bytes: date, time and identity of the
//! PDF come from the edition.
//!
//! Typst's warnings are faults here: an unknown font or a missing picture must not reach a Board. So is what Typst does
//! not mind and a reader would: see [`lint`].

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Content, Label, NativeElement, Smart, StyleChain};
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::{Document, HeadingElem, TableChild, TableElem, TableItem};
use typst::pdf::TableCellKind;
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, LinkedNode, Span, SyntaxKind};
use typst::utils::PicoStr;
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::Fonts;
use super::guard;
use super::passages::{Passage, passages};
use super::shrink::shrink;
use super::world::{BoardWorld, Files, datetime};
use crate::diagnostic::Diagnostic;
use crate::template::escape::is_private_use;
use crate::template::filled::Filled;
use crate::text::shorten;

/// A finished document.
#[derive(Clone, Debug)]
pub struct Typeset {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// Where the titles of slides, headings of the second level, begin: for the speaker notes.
    pub titles: Vec<Title>,
    /// Its words, in reading order.
    pub passages: Vec<Passage>,
    /// The templates' files that Typst read, with their digests.
    pub files: BTreeMap<String, String>,
}

/// A title, and the number of its slide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    pub words: String,
    /// From one; in an appendix, which has numbers of its own, from one again.
    pub number: usize,
    pub in_appendix: bool,
}

/// Sets the document and writes its PDF.
///
/// `identity` names this document of this edition for the PDF's `/ID`; it is hashed, never shown. `date` is the
/// edition's: Typst's `datetime.today()` and the PDF's creation date.
///
/// All errors are of level error; the document has no PDF if there is one.
pub fn compile(
    filled: &Filled,
    identity: &str,
    fonts: &Fonts,
    files: &Files,
    date: NaiveDate,
) -> Result<Typeset, Vec<Diagnostic>> {
    let world = BoardWorld::new(filled, fonts, files, date);
    OPEN.fetch_add(1, Ordering::Relaxed);
    let result =
        guard::quietly(|| compile_in(&world, filled, identity, date)).unwrap_or_else(|| Err(vec![stopped(filled)]));
    // Typst remembers all it has laid out for a next time that never comes: each document is set once. Only what it made
    // of the shared templates serves the next document, which is worth the memory where documents are small and many.
    let is_small = result.as_ref().is_ok_and(|typeset| typeset.pages <= SMALL);
    forget(usize::from(is_small));
    OPEN.fetch_sub(1, Ordering::Relaxed);
    result
}

/// The documents that are being set, of one area or of several.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// Lets go of what Typst has not used again for so many rounds. It remembers all documents in one place: while others are
/// being set, what they are about to use again stays for as many rounds as those may bring on, two a document.
fn forget(rounds: usize) {
    comemo::evict(rounds + 2 * OPEN.load(Ordering::Relaxed).saturating_sub(1));
}

/// The pages of a document whose traces in memory may wait for the next one.
const SMALL: usize = 4;

fn compile_in(
    world: &BoardWorld<'_>,
    filled: &Filled,
    identity: &str,
    date: NaiveDate,
) -> Result<Typeset, Vec<Diagnostic>> {
    let faults = Faults { world, filled };
    let misplaced = misplaced_values(filled, world);
    if !misplaced.is_empty() {
        return Err(misplaced);
    }

    let compiled = typst::compile::<PagedDocument>(world);
    let warnings = compiled.warnings.iter().map(|warning| faults.describe(warning));
    let document = match compiled.output {
        Ok(document) if compiled.warnings.is_empty() => document,
        Ok(_) => return Err(warnings.collect()),
        // Errors first: a warning is often what an error brought about.
        Err(errors) => return Err(errors.iter().map(|error| faults.describe(error)).chain(warnings).collect()),
    };
    let pages = document.pages().len();
    // A large document's PDF is written without the memory that its layout took.
    if pages > SMALL {
        forget(0);
    }

    let options = PdfOptions {
        ident: Smart::Custom(identity.to_owned()),
        creator: Smart::Custom(Some(concat!("boardpack ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: datetime(date)
            .and_then(|date| {
                typst::foundations::Datetime::from_ymd_hms(date.year()?, date.month()?, date.day()?, 0, 0, 0)
            })
            .map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .expect("PDF/UA-1 and PDF/A-2a may be had together"),
        tagged: true,
        pretty: false,
    };
    let written = typst_pdf::pdf(&document, &options)
        .map_err(|errors| errors.iter().map(|error| faults.describe(error)).collect::<Vec<_>>())?;

    let mut lints = lint(&faults, &document);
    lints.extend(tables_without_header(&faults, &document));
    if !lints.is_empty() {
        return Err(lints);
    }
    let titles = titles(&document);
    let passages = passages(&document);
    drop(document);
    let pdf = shrink(&written).map_err(|reason| vec![internal(filled, reason)])?;
    Ok(Typeset { pdf, pages, titles, passages, files: world.taken() })
}

/// The titles of a document with their pages. An appendix begins at the label that `theme.typ` gives it.
fn titles(document: &PagedDocument) -> Vec<Title> {
    let introspector = document.introspector();
    let page = |content: &Content| content.location().and_then(|at| introspector.page(at)).map(NonZeroUsize::get);
    let appendix = Label::new(PicoStr::intern("appendix")).and_then(|label| introspector.query_label(label).ok());
    let appendix = appendix.and_then(page);
    let headings = introspector.query(&HeadingElem::ELEM.select());
    let second = headings.iter().filter_map(|heading| {
        let packed = heading.to_packed::<HeadingElem>()?;
        let level = packed.resolve_level(StyleChain::default());
        (level.get() == 2).then(|| (packed.body.plain_text().to_string(), page(heading)))
    });
    let titled = second.filter_map(|(words, page)| Some((words, page?)));
    titled
        .map(|(words, page)| match appendix {
            Some(first) if page >= first => Title { words, number: page + 1 - first, in_appendix: true },
            _ => Title { words, number: page, in_appendix: false },
        })
        .collect()
}

/// A font or a picture that is damaged in a way that Typst does not expect.
fn stopped(filled: &Filled) -> Diagnostic {
    Diagnostic::error("pdf-not-written", format!("{}: Typst broke off while it set the document", filled.document))
        .hint("see whether a font of --fonts or a picture of --templates is damaged; without those, please report it")
}

/// A fault of the program's own making, which no change to a template or a workbook can mend.
fn internal(filled: &Filled, reason: String) -> Diagnostic {
    Diagnostic::error("pdf-not-written", format!("{}: the PDF could not be rewritten: {reason}", filled.document))
        .hint("this is a fault in the program; please report it with the files that led to it")
}

/// Finds values that the template put where they are not inert, or not seen.
///
/// A text is written as one Typst string literal. If the parser sees it as such, it is inert, whatever it holds; within
/// a string, a comment or raw text the parser sees something else. A value that is handed over is inert anywhere; but
/// where the parser does not see its name as one, the name would be printed for the value.
pub(super) fn misplaced_values(filled: &Filled, world: &BoardWorld<'_>) -> Vec<Diagnostic> {
    let mut seen = Seen::default();
    // What is before the filled source is the program's own, and has no place in it.
    seen.collect(&LinkedNode::new(world.main_source().root()), &|range| {
        (world.in_filled(range.start), world.in_filled(range.end))
    });

    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut refuse = |at: usize, shown: String| {
        let (file, line) = filled.origin(at);
        let fault = Diagnostic::error(
            "value-out-of-place",
            format!("{file} line {line}: a value is where Typst would not read it as a plain text"),
        )
        .hint("write {{x}} in text and {{typ x}} as an argument in code, and neither within quotes, comments or backticks");
        if !faults.contains(&fault) {
            faults.push(fault.found(shown));
        }
    };
    for value in filled.texts() {
        let text = &filled.source[value.clone()];
        if !string_literals(text).all(|(from, to)| seen.strings.contains(&(value.start + from, value.start + to))) {
            refuse(value.start, text.to_owned());
        }
    }
    for (name, _) in filled.names() {
        if !seen.names.contains(&(name.start, name.end)) {
            refuse(name.start, shorten(&filled.complete_within(name.clone()), 200));
        }
    }
    faults
}

/// The places of string literals and of names that stand for their values.
#[derive(Default)]
struct Seen {
    strings: BTreeSet<(usize, usize)>,
    names: BTreeSet<(usize, usize)>,
}

impl Seen {
    /// `place` is where in the filled source a range of the main file is.
    fn collect(&mut self, node: &LinkedNode<'_>, place: &dyn Fn(Range<usize>) -> (usize, usize)) {
        match node.kind() {
            SyntaxKind::Str => drop(self.strings.insert(place(node.range()))),
            SyntaxKind::Ident if stands_for_its_value(node) => drop(self.names.insert(place(node.range()))),
            _ => node.children().for_each(|child| self.collect(&child, place)),
        }
    }
}

/// Whether a name is an expression, rather than what something is called: `name: 1`, `a.name`, `let name`.
fn stands_for_its_value(name: &LinkedNode<'_>) -> bool {
    let is_first = name.prev_sibling().is_none_or(|before| before.kind() == SyntaxKind::Hash);
    match name.parent_kind() {
        Some(SyntaxKind::Named | SyntaxKind::Closure) => !is_first,
        Some(SyntaxKind::FieldAccess) => is_first,
        Some(SyntaxKind::LetBinding) => name.prev_sibling().is_some_and(|before| before.kind() == SyntaxKind::Eq),
        Some(SyntaxKind::ForLoop) => name.prev_sibling().is_none_or(|before| before.kind() != SyntaxKind::For),
        Some(SyntaxKind::Params | SyntaxKind::Destructuring | SyntaxKind::ImportItemPath) => false,
        _ => true,
    }
}

/// Where the string literals stand within a value as `escape` writes it: nothing else there holds a quotation mark.
fn string_literals(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + text[at..].find('"')?;
        let mut escaped = false;
        let inner = text[from + 1..].find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        at = from + 1 + inner + 1;
        Some((from, at))
    })
}

/// Finds what Typst accepts in silence: no declared language, private-use characters.
fn lint(faults: &Faults<'_>, document: &PagedDocument) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if document.info().locale.is_auto() {
        found.push(
            Diagnostic::error("no-language", format!("{}: the document does not say its language", faults.main()))
                .hint("put `#set text(lang: \"en\", region: \"GB\")` at its beginning"),
        );
    }
    for page in document.pages() {
        private_use(faults, &page.frame, &mut found);
    }
    found
}

/// Finds tables that have no header cells.
fn tables_without_header(faults: &Faults<'_>, document: &PagedDocument) -> Vec<Diagnostic> {
    let tables = document.introspector().query(&TableElem::ELEM.select());
    let headed = |table: &Content| table.to_packed::<TableElem>().is_some_and(|table| table.children.iter().any(heads));
    let fault = |(position, table): (usize, &Content)| {
        let place = faults.place(table.span().into()).map_or_else(|| faults.main(), |place| place.text);
        Diagnostic::error("table-without-header", format!("{place}: table {} has no header cells", position + 1))
            .hint("use table.header, or pdf.header-cell for row headers; for mere placing use grid")
    };
    tables.iter().enumerate().filter(|(_, table)| !headed(table)).map(fault).collect()
}

/// Whether a part of a table is a header or a header cell.
fn heads(part: &TableChild) -> bool {
    match part {
        TableChild::Header(_) => true,
        TableChild::Item(TableItem::Cell(cell)) => {
            matches!(cell.kind.get(StyleChain::default()), Smart::Custom(TableCellKind::Header(..)))
        }
        _ => false,
    }
}

fn private_use(faults: &Faults<'_>, frame: &Frame, found: &mut Vec<Diagnostic>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => private_use(faults, &group.frame, found),
            FrameItem::Text(text) => {
                if let Some(c) = text.text.chars().find(|&c| is_private_use(c)) {
                    let span = text.glyphs.first().map_or(Span::detached(), |glyph| glyph.span.0);
                    let place = faults.place(span.into()).map_or_else(|| faults.main(), |place| place.text);
                    let code = u32::from(c);
                    let fault = Diagnostic::error(
                        "private-use-character",
                        format!("{place}: the character U+{code:04X} means nothing to a screen reader"),
                    )
                    .hint("draw the sign as a shape with alternative text, or use a character that Unicode names");
                    if !found.contains(&fault) {
                        found.push(fault);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Says where in the templates a fault lies.
struct Faults<'a> {
    world: &'a BoardWorld<'a>,
    filled: &'a Filled,
}

struct Place {
    /// `file line 3` or, for a file that is used as it stands, `file line 3, column 7`.
    text: String,
    /// The line itself.
    line: String,
}

impl Faults<'_> {
    fn describe(&self, fault: &SourceDiagnostic) -> Diagnostic {
        let place = self.place(fault.span);
        let at = place.as_ref().map_or_else(|| self.main(), |place| place.text.clone());
        let code = match fault.severity {
            Severity::Error => "typst-error",
            Severity::Warning => "typst-warning",
        };
        let mut diagnostic = Diagnostic::error(code, format!("{at}: {}", fault.message));
        if let Some(place) = place.filter(|place| !place.line.trim().is_empty()) {
            diagnostic = diagnostic.found(place.line);
        }
        let mut hints: Vec<String> = fault.hints.iter().map(|hint| hint.v.to_string()).collect();
        // The way there, as far as it leads through the filled template: the author's own call is what he can change.
        for step in &fault.trace {
            if let Some(place) = self.place(step.span.into())
                && place.text != at
            {
                hints.push(format!("{} in {}", step.v, place.text));
            }
        }
        if !hints.is_empty() {
            diagnostic = diagnostic.hint(hints.join("; "));
        }
        diagnostic
    }

    fn place(&self, span: DiagSpan) -> Option<Place> {
        let id = match span.get() {
            DiagSpanKind::Detached => return None,
            DiagSpanKind::Number { id, .. } | DiagSpanKind::Range { id, .. } => id,
        };
        let start = self.world.range(span)?.start;
        self.place_in(id, start)
    }

    fn place_in(&self, id: FileId, start: usize) -> Option<Place> {
        let is_main = id == self.world.main();
        let source = self.world.source(id).ok()?;
        let text = if is_main { &self.filled.source } else { source.text() };
        let start = if is_main { self.world.in_filled(start) } else { start };
        let before = text.get(..start)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        if is_main {
            let (file, number) = self.filled.origin(start);
            let line = self.filled.complete_within(line_start..line_start + line.len());
            return Some(Place { text: format!("{file} line {number}"), line: shorten(&line, 120) });
        }
        let number = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        let text = format!("{} line {number}, column {column}", id.vpath().get_without_slash());
        Some(Place { text, line: shorten(line, 120) })
    }

    /// The template as a whole, for a fault that has no place.
    fn main(&self) -> String {
        self.filled.origin(0).0.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::template::store::Templates;
    use crate::template::{Layers, Prepared, Unread, fill};

    const SETUP: &str = "#set document(title: \"Report\")\n#set text(lang: \"en\", region: \"GB\")\n";

    fn typeset(body: &str) -> Result<Typeset, Vec<Diagnostic>> {
        let filled = Filled::by_hand("report", &format!("{SETUP}{body}"));
        let templates = Templates::of(&[("_shared/theme.typ", "#let chip(x) = {\n  nothing\n}\n")]);
        compile(&filled, "test", &Fonts::open(None).unwrap(), &Files::of(&templates), date())
    }

    fn filled_from(templates: &Templates, facts: &serde_json::Value) -> Filled {
        let prepared = Prepared::of(templates, "r").unwrap();
        fill(&prepared, Layers::one(facts), &Unread::default(), &|_| true).unwrap().value
    }

    fn date() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 7, 31).unwrap()
    }

    fn faults(body: &str) -> Vec<String> {
        typeset(body).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_source_gives_the_same_bytes() {
        let body = "= Heading\n#table(columns: 2, table.header[A][B], [1], [2])\n#datetime.today().display()";
        let first = typeset(body).unwrap();
        assert_eq!(first.pages, 1);
        assert_eq!(first.pdf, typeset(body).unwrap().pdf);
    }

    #[test]
    fn warnings_are_faults_with_a_place() {
        let [fault] = &faults("#set text(font: \"No Such Font\")\nx")[..] else { panic!("one fault") };
        assert!(
            fault.starts_with("error[typst-warning]: main.typ line 3: unknown font family: no such font"),
            "{fault}"
        );
    }

    #[test]
    fn faults_in_a_shared_file_name_it_and_the_way_there() {
        let [fault] = &faults("#import \"/_shared/theme.typ\": chip\n#chip(1)")[..] else { panic!("one fault") };
        assert!(
            fault.starts_with("error[typst-error]: _shared/theme.typ line 2, column 3: unknown variable: nothing"),
            "{fault}"
        );
        assert!(fault.contains("found: nothing"), "{fault}");
        assert!(fault.contains("while calling `chip` in main.typ line 4"), "{fault}");
    }

    #[test]
    fn a_document_knows_its_own_files_though_all_share_them() {
        let files =
            Files::of(&Templates::of(&[("_shared/a.typ", "#let a = [a]"), ("_shared/b.typ", "#import \"a.typ\": a")]));
        let fonts = Fonts::open(None).unwrap();
        let taken = |body: &str| {
            let filled = Filled::by_hand("report", &format!("{SETUP}{body}"));
            let typeset = compile(&filled, "test", &fonts, &files, date()).unwrap();
            typeset.files.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(taken("#import \"/_shared/b.typ\": a\n#a"), ["_shared/a.typ", "_shared/b.typ"]);
        assert_eq!(taken("#import \"/_shared/a.typ\": a\n#a"), ["_shared/a.typ"]);
        assert_eq!(taken("#import \"/_shared/b.typ\": a\n#a"), ["_shared/a.typ", "_shared/b.typ"], "from memory too");
        assert!(taken("x").is_empty());
    }

    #[test]
    fn faults_in_a_filled_template_name_its_line() {
        let template = "#set text(lang: \"en\")\n{{#if x}}\n\n#nothing({{typ x}})\n{{/if}}";
        let templates = Templates::of(&[("r/main.typ.hbs", template)]);
        let filled = filled_from(&templates, &json!({"x": 1}));
        let faults = compile(&filled, "test", &Fonts::open(None).unwrap(), &Files::of(&templates), date()).unwrap_err();
        assert!(faults[0].message.starts_with("r/main.typ.hbs line 4: unknown variable: nothing"), "{}", faults[0]);
    }

    #[test]
    fn files_outside_and_packages_are_out_of_reach() {
        assert!(faults("#read(\"/etc/passwd\")")[0].contains("file not found"));
        assert!(faults("#read(\"../../etc/passwd\")")[0].contains("main.typ line 3"));
        assert!(faults("#import \"@preview/cetz:0.3.0\"")[0].contains("packages are never fetched"));
    }

    #[test]
    fn what_typst_accepts_in_silence_is_a_fault() {
        let filled = Filled::by_hand("report", "#set document(title: \"R\")\nx");
        let fonts = Fonts::open(None).unwrap();
        let silent = compile(&filled, "test", &fonts, &Files::of(&Templates::of(&[])), date()).unwrap_err();
        assert_eq!(silent[0].code, "no-language");

        let bare = "#table(columns: 1, table.header[A], [1])\n#table(columns: 2, [1], [2])";
        let [fault] = &faults(bare)[..] else { panic!("one fault") };
        assert!(
            fault.starts_with("error[table-without-header]: main.typ line 4: table 2 has no header cells"),
            "{fault}"
        );
        assert!(typeset("#table(columns: 2, pdf.header-cell(scope: \"row\")[A], [1])").is_ok());
    }

    #[test]
    fn a_picture_without_words_is_a_fault() {
        assert!(faults("#figure(rect())")[0].contains("alt"));
    }

    #[test]
    fn a_value_handed_over_may_stand_wherever_one_is_wanted() {
        for body in [
            "#text(size: {{typ x}} * 1pt)[a]",
            "#let a = {{typ x}}\n#a",
            "#let f(a: {{typ x}}) = a + {{typ x}}\n#f()",
            "#(a => {{typ x}})(1)",
            "#for a in ({{typ x}}, {{typ x}}) [#a]",
            "#if {{typ x}} == 12 [a] else [b]",
            "#(a: {{typ x}}).a",
            "#{{typ x}} a",
            "$ #{{typ x}} $",
        ] {
            let template = format!("#set document(title: \"R\")\n#set text(lang: \"en\")\n{body}");
            let templates = Templates::of(&[("r/main.typ.hbs", template.leak())]);
            let filled = filled_from(&templates, &json!({"x": 12}));
            let (fonts, files) = (Fonts::open(None).unwrap(), Files::of(&templates));
            let world = BoardWorld::new(&filled, &fonts, &files, date());
            assert_eq!(misplaced_values(&filled, &world), [], "{body}");
        }
    }

    #[test]
    fn values_out_of_place_are_refused_by_line() {
        for body in [
            "#let a = \"{{x}}\"",
            "/* {{x}} */",
            "// {{x}}",
            "`{{x}}`",
            "{{typ x}}",
            "#[{{typ x}}]",
            "#let a = \"{{typ x}}\"",
            "```typ\n{{x}}\n```",
            // What is called so is not the value.
            "#text({{typ x}}: 1pt)[a]",
            "#let {{typ x}} = 1",
            "#let ({{typ x}},) = (1,)",
            "#let f({{typ x}}) = 1",
            "#(({{typ x}}) => 1)",
            "#for {{typ x}} in (1, 2) []",
            "#a.{{typ x}}",
            "#import \"a.typ\": {{typ x}}",
            // One name where two were meant.
            "#f({{typ x}}{{typ x}})",
            "#f({{typ x}}pt)",
        ] {
            let template = format!("#set text(lang: \"en\")\n{body}");
            let templates = Templates::of(&[("r/main.typ.hbs", template.leak())]);
            let filled = filled_from(&templates, &json!({"x": "\" + panic() + \""}));
            let faults =
                compile(&filled, "test", &Fonts::open(None).unwrap(), &Files::of(&templates), date()).unwrap_err();
            assert_eq!(faults[0].code, "value-out-of-place", "{body}");
            assert!(faults[0].message.starts_with("r/main.typ.hbs line "), "{}", faults[0]);
        }
    }
}
