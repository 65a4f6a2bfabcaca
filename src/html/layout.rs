//! Where on the pages the structure's words and figures are: what a reader of the tags alone could not know.
//!
//! A figure's lines are artefacts to the tags: what belongs to it is what is drawn within its bounds. One without words
//! does not even say on which page it is; it is looked for on the pages between the words before it and those after it.

use std::collections::{BTreeMap, BTreeSet};

use crate::tagged::{Colour, Element, Item, Kid, Mark, Rect, Tagged, Text};

/// By how many points a drawing may stand out of what it belongs to.
const SLACK: f64 = 1.0;

pub struct Layout<'t> {
    pub tagged: &'t Tagged,
    /// The items of each marked content.
    marked: BTreeMap<(usize, u32), Vec<usize>>,
    /// The size of most letters.
    pub body: f64,
    /// By an element's number, where it begins and how far it reaches on that page.
    places: BTreeMap<usize, Place>,
    /// By an element's number.
    figures: BTreeMap<usize, Figure>,
    /// What belongs to a figure.
    claimed: BTreeSet<(usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub page: usize,
    pub bounds: Rect,
}

/// What is drawn for a figure.
#[derive(Clone, Debug)]
pub struct Figure {
    pub page: usize,
    pub bounds: Rect,
    pub items: Vec<usize>,
}

/// What a word stands on: a small box of its own, with a line around it and a shape beside the word.
#[derive(Clone, Debug)]
pub struct Ground {
    pub item: usize,
    pub fill: Colour,
    pub border: Option<Colour>,
    pub shapes: Vec<usize>,
}

impl<'t> Layout<'t> {
    pub fn of(tagged: &'t Tagged) -> Layout<'t> {
        let mut marked: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (page, drawn) in tagged.pages.iter().enumerate() {
            for (at, item) in drawn.items.iter().enumerate() {
                if let Mark::Content(number) = item.mark {
                    marked.entry((page, number)).or_default().push(at);
                }
            }
        }
        let mut layout = Layout {
            tagged,
            marked,
            body: 0.0,
            places: BTreeMap::new(),
            figures: BTreeMap::new(),
            claimed: BTreeSet::new(),
        };
        let all: Vec<&Element> = tagged.elements.iter().flat_map(Element::all).collect();
        let own = all.iter().flat_map(|element| &element.kids).filter_map(|kid| match kid {
            Kid::Content { page, number } => Some((*page, *number)),
            _ => None,
        });
        layout.body = layout.usual_size(own).unwrap_or(12.0);
        layout.find_figures(&all);
        for element in &tagged.elements {
            layout.find_places(element);
        }
        layout
    }

    pub fn item(&self, page: usize, item: usize) -> &'t Item {
        &self.tagged.pages[page].items[item]
    }

    /// The runs of letters of a marked content, in the order of drawing.
    pub fn runs(&self, page: usize, number: u32) -> impl Iterator<Item = (usize, &'t Item, &'t Text)> {
        let items = self.marked.get(&(page, number)).map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(move |&at| {
            let item = self.item(page, at);
            Some((at, item, item.text()?))
        })
    }

    pub fn place(&self, element: &Element) -> Option<Place> {
        self.places.get(&element.number).copied()
    }

    pub fn figure(&self, element: &Element) -> Option<&Figure> {
        self.figures.get(&element.number)
    }

    /// The size of most of an element's letters.
    pub fn size_of(&self, element: &Element) -> Option<f64> {
        self.usual_size(element.content().into_iter())
    }

    fn usual_size(&self, content: impl Iterator<Item = (usize, u32)>) -> Option<f64> {
        let mut letters: BTreeMap<i64, usize> = BTreeMap::new();
        for (page, number) in content {
            for (_, _, text) in self.runs(page, number) {
                *letters.entry((text.size * 10.0).round() as i64).or_default() += text.said.chars().count();
            }
        }
        let most = letters.into_iter().max_by_key(|(_, count)| *count)?;
        Some(most.0 as f64 / 10.0).filter(|size| *size > 0.5)
    }

    /// The words of an element as one line.
    pub fn words(&self, element: &Element) -> String {
        let mut words = String::new();
        for (page, number) in element.content() {
            let mut before: Option<Rect> = None;
            for (_, item, text) in self.runs(page, number) {
                let apart = before.is_some_and(|before| {
                    (before.bottom - item.bounds.bottom).abs() > text.size / 2.0
                        || item.bounds.left - before.right > text.size / 6.0
                });
                if apart {
                    words.push(' ');
                }
                words.push_str(&text.said);
                before = Some(item.bounds);
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn find_figures(&mut self, all: &[&Element]) {
        let first_page = |element: &Element| element.content().first().map(|(page, _)| *page);
        let mut before = 0;
        for (at, element) in all.iter().enumerate() {
            let own = first_page(element).filter(|_| !element.is("Document"));
            if !element.is("Figure") || element.alternative.is_none() {
                // Only what has words of its own tells where the reading is.
                let direct = element.kids.iter().find_map(|kid| match kid {
                    Kid::Content { page, .. } => Some(*page),
                    _ => None,
                });
                before = direct.unwrap_or(before);
                continue;
            }
            let after = || {
                let later = all[at + 1..].iter().find_map(|later| first_page(later));
                later.unwrap_or(self.tagged.pages.len() - 1)
            };
            let pages = match own {
                Some(page) => vec![page],
                None => (before..=after().max(before)).collect(),
            };
            let found = pages.into_iter().filter_map(|page| self.figure_on(element, page));
            let found = found.reduce(|best, next| if next.1 > best.1 { next } else { best });
            if let Some((figure, _)) = found {
                self.claimed.extend(figure.items.iter().map(|item| (figure.page, *item)));
                before = figure.page;
                self.figures.insert(element.number, figure);
            }
        }
    }

    /// What is drawn for a figure if it is on that page, and how well that fills its bounds.
    fn figure_on(&self, element: &Element, page: usize) -> Option<(Figure, u32)> {
        let own: BTreeSet<(usize, u32)> = element.content().into_iter().collect();
        let bounds = element.attributes.bounds;
        let belongs = |at: &usize| {
            let item = self.item(page, *at);
            match item.mark {
                Mark::Content(number) => own.contains(&(page, number)),
                Mark::Artefact => {
                    bounds.is_some_and(|bounds| bounds.holds(item.bounds, SLACK))
                        && !self.claimed.contains(&(page, *at))
                }
                Mark::Running | Mark::None => false,
            }
        };
        let items: Vec<usize> = (0..self.tagged.pages.get(page)?.items.len()).filter(belongs).collect();
        let drawn = items.iter().map(|at| self.item(page, *at).bounds).reduce(Rect::with)?;
        let bounds = bounds.unwrap_or(drawn);
        let fills = drawn.grown(2.5 * SLACK).holds(bounds, 0.0);
        Some((Figure { page, bounds, items }, u32::from(fills)))
    }

    /// Where an element begins, with what is below it on that page.
    fn find_places(&mut self, element: &Element) -> Option<Place> {
        let mut place: Option<Place> = self.figure(element).map(|f| Place { page: f.page, bounds: f.bounds });
        for kid in &element.kids {
            let next = match kid {
                Kid::Element(below) => self.find_places(below),
                Kid::Content { page, number } => {
                    let bounds = self.runs(*page, *number).map(|(_, item, _)| item.bounds).reduce(Rect::with);
                    bounds.map(|bounds| Place { page: *page, bounds })
                }
                Kid::Link(_) => None,
            };
            place = match (place, next) {
                (Some(place), Some(next)) if place.page == next.page => {
                    Some(Place { bounds: place.bounds.with(next.bounds), ..place })
                }
                (place, next) => place.or(next),
            };
        }
        if let Some(place) = place {
            self.places.insert(element.number, place);
        }
        place
    }

    /// The shapes that are drawn right before a run of letters, on its left: those of a legend.
    pub fn lead(&self, page: usize, at: usize) -> Vec<usize> {
        let item = self.item(page, at);
        let Some(text) = item.text() else { return Vec::new() };
        let items = &self.tagged.pages[page].items;
        let (_, line) = text.matrix.at(0.0, 0.0);
        let size = text.size;
        let is_stroked = |item: &Item| item.path().is_some_and(|path| path.stroke.is_some());
        let is_lead = |at: &usize| {
            let Item { mark, bounds, .. } = &items[*at];
            *mark == Mark::Artefact
                && !self.claimed.contains(&(page, *at))
                && bounds.right <= item.bounds.left + SLACK
                && bounds.left >= item.bounds.left - 2.6 * size
                && bounds.bottom >= line - 0.5 * size
                && bounds.top <= line + 1.3 * size
                && (bounds.width() >= 0.3 * size || bounds.height() >= 0.4 * size && is_stroked(&items[*at]))
        };
        // A space that does not break may stand between.
        let is_between = |item: &&Item| item.text().is_none_or(|text| text.said.trim().is_empty());
        let before = items[..at].iter().rev().take(20).take_while(is_between).count();
        (at - before..at).filter(|at| items[*at].path().is_some() && is_lead(at)).collect()
    }

    /// Whether a line goes on from one element to the next: they are side by side, or the first ends in a space, as it
    /// does where its line ends in the middle of a sentence.
    pub fn goes_on(&self, from: &Element, to: &Element) -> bool {
        let last = from.content().into_iter().rev().find_map(|(page, number)| {
            let (_, item, text) = self.runs(page, number).last()?;
            Some((page, item, text))
        });
        let first = to.content().into_iter().find_map(|(page, number)| {
            let (_, item, text) = self.runs(page, number).next()?;
            Some((page, item, text))
        });
        let (Some((page, before, from)), Some((other, after, to))) = (last, first) else { return false };
        let line = |text: &Text| text.matrix.at(0.0, 0.0).1;
        let room = after.bounds.left - before.bounds.right;
        let is_beside = page == other && (line(from) - line(to)).abs() < 0.5 * to.size && room.abs() < to.size;
        is_beside || from.said.ends_with(' ') && !from.said.trim().is_empty()
    }

    /// The small box that a run of letters stands on.
    pub fn ground(&self, page: usize, at: usize) -> Option<Ground> {
        let item = self.item(page, at);
        let text = item.text()?;
        let items = &self.tagged.pages[page].items;
        // A box is drawn just before its word; a page has other grounds, which lie further back or are larger.
        let nearby = (at.saturating_sub(40)..at).rev().filter(|at| !self.claimed.contains(&(page, *at)));
        let artefacts = nearby.filter(|at| items[*at].mark == Mark::Artefact);
        let holds = |at: &usize| items[*at].bounds.holds(item.bounds, text.size * 0.3) && items[*at].path().is_some();
        let ground = artefacts.filter(holds).find_map(|at| {
            let fill = items[at].path()?.fill.as_ref()?;
            Some((at, fill.colour))
        });
        let (ground, fill) = ground.filter(|(_, fill)| *fill != Colour::WHITE)?;
        let bounds = items[ground].bounds;
        if bounds.height() > 2.4 * text.size || bounds.width() > 16.0 * text.size {
            return None;
        }
        let mut border = items[ground].path().and_then(|path| path.stroke.as_ref()).map(|stroke| stroke.colour);
        let mut shapes = Vec::new();
        for (within, drawn) in items.iter().enumerate().take(at).skip(ground + 1) {
            let Some(path) = drawn.path() else { continue };
            if drawn.mark != Mark::Artefact || !bounds.holds(drawn.bounds, SLACK) {
                continue;
            }
            match &path.stroke {
                Some(stroke) if path.fill.is_none() && drawn.bounds.holds(bounds, SLACK) => {
                    border = Some(stroke.colour);
                }
                _ => shapes.push(within),
            }
        }
        Some(Ground { item: ground, fill, border, shapes })
    }

    /// The words at the head or foot of every page that are the same on all: the marking, and whether it is a draft.
    pub fn on_every_page(&self) -> Vec<String> {
        let running = |page: usize| -> Vec<&str> {
            let items = self.tagged.pages[page].items.iter().filter(|item| item.mark == Mark::Running);
            let said = items.filter_map(Item::text).map(|text| text.said.trim());
            said.filter(|said| said.chars().any(char::is_alphanumeric)).collect()
        };
        let first = running(0);
        let everywhere = |said: &&str| (1..self.tagged.pages.len()).all(|page| running(page).contains(said));
        let mut found: Vec<String> = Vec::new();
        for said in first.into_iter().filter(everywhere) {
            if !found.iter().any(|known| known == said) {
                found.push(said.to_owned());
            }
        }
        // A page of its own has a number of its own.
        if self.tagged.pages.len() == 1 {
            found.retain(|said| !said.chars().any(|c| c.is_ascii_digit()));
        }
        found
    }
}
