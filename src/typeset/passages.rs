//! The words of a document as they are read: laid-out pages → passages in reading order.
//!
//! What is read out in sentences is told apart from what is looked at: a heading, a cell of a table, a label of a chart.
//! Running heads and feet are left out, for they belong to the pages.

use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Frame, FrameItem, HideElem, Point};
use typst::model::{FigureElem, HeadingElem, ParElem, TableElem, TitleElem};
use typst::pdf::{ArtifactElem, PdfMarkerTag, PdfMarkerTagKind};
use typst_layout::PagedDocument;

/// A run of words: a paragraph, an item of a list, a heading, a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Whether it is running text: a paragraph or an item of a list, outside tables and charts.
    pub is_prose: bool,
}

/// What an open element makes of the words within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Prose,
    /// A heading, a table, a chart: words, and no sentences.
    Other,
    /// The pages' own: running heads and feet, what is hidden.
    Nothing,
}

/// Every passage of a document.
pub fn passages(document: &PagedDocument) -> Vec<Passage> {
    let mut reader = Reader::default();
    for page in document.pages() {
        reader.read(&page.frame, Point::zero());
        reader.line = None;
    }
    reader.end();
    reader.passages
}

#[derive(Default)]
struct Reader {
    passages: Vec<Passage>,
    open: Vec<(Location, Within)>,
    text: String,
    is_prose: bool,
    /// How high the words before are, and how large: those on another line are apart from them.
    line: Option<(Abs, Abs)>,
}

impl Reader {
    fn read(&mut self, frame: &Frame, origin: Point) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.read(&group.frame, origin + *at),
                FrameItem::Tag(Tag::Start(element, _)) => self.begin(element),
                FrameItem::Tag(Tag::End(location, ..)) => self.close(*location),
                FrameItem::Text(words) if self.within() != Within::Nothing => {
                    let (height, size) = ((origin + *at).y, words.size);
                    // A line of its own may be the next of a paragraph, or the next label of a drawing.
                    let goes_on = self.line.is_some_and(|(before, of)| (height - before).abs() < of.max(size) * 0.5);
                    if !goes_on {
                        self.text.push(' ');
                    }
                    self.text.push_str(&words.text);
                    self.line = Some((height, size));
                }
                _ => {}
            }
        }
    }

    fn within(&self) -> Within {
        let all = || self.open.iter().map(|(_, within)| *within);
        let any = |kind| all().any(|within| within == kind);
        if any(Within::Nothing) {
            Within::Nothing
        } else if any(Within::Other) || !any(Within::Prose) {
            Within::Other
        } else {
            Within::Prose
        }
    }

    fn begin(&mut self, element: &Content) {
        let (Some(within), Some(location)) = (kind(element), element.location()) else { return };
        self.turn(|reader| reader.open.push((location, within)));
    }

    fn close(&mut self, location: Location) {
        if let Some(at) = self.open.iter().rposition(|(of, _)| *of == location) {
            self.turn(|reader| {
                reader.open.remove(at);
            });
        }
    }

    /// Ends a passage where words of another begin. The head and the foot of a page end none: a paragraph may go on behind
    /// them.
    fn turn(&mut self, change: impl FnOnce(&mut Reader)) {
        let before = self.within();
        let own = self.open.iter().filter(|(_, within)| *within != Within::Nothing).count();
        change(self);
        let after = self.within();
        let now = self.open.iter().filter(|(_, within)| *within != Within::Nothing).count();
        if before != Within::Nothing && after != Within::Nothing && own != now {
            self.end();
        }
        if after != Within::Nothing {
            self.is_prose = after == Within::Prose;
        }
    }

    fn end(&mut self) {
        let text: String = std::mem::take(&mut self.text).replace(['\u{200b}', '\u{ad}', '\u{2060}'], "");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.passages.push(Passage { text, is_prose: self.is_prose });
        }
        self.line = None;
    }
}

fn kind(element: &Content) -> Option<Within> {
    if element.is::<ArtifactElem>() || element.is::<HideElem>() {
        Some(Within::Nothing)
    } else if element.is::<TableElem>()
        || element.is::<FigureElem>()
        || element.is::<HeadingElem>()
        || element.is::<TitleElem>()
    {
        Some(Within::Other)
    } else if element.is::<ParElem>() {
        Some(Within::Prose)
    } else {
        match element.to_packed::<PdfMarkerTag>()?.kind {
            PdfMarkerTagKind::ListItemBody | PdfMarkerTagKind::TermsItemBody => Some(Within::Prose),
            // The bullet or the number of an item.
            PdfMarkerTagKind::ListItemLabel => Some(Within::Nothing),
            PdfMarkerTagKind::OutlineBody => Some(Within::Other),
            _ => None,
        }
    }
}
