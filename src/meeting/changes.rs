//! What changed since a pack was issued, as it is kept on record, printed and shown on a page of the pack.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::text;

/// How many sentences and how many figures of one paper are shown; beyond them only their number is.
const SHOWN: usize = 60;
const LONGEST: usize = 600;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Of the meeting and its items, and of papers that are not in the pack: a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperChange>,
    /// Where the papers were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub were_at: Vec<WasAt>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperChange {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    pub label: String,
    pub title: String,
    /// What there is to say of it as a whole: that it is new, that it has more pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
    /// The pages on which something is otherwise, counted from 1 in the paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Sentence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<FigureChange>,
}

/// A sentence, or a row of a table, that is otherwise now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its page in the paper, counted from 1; where it is gone, the page that it was on.
    pub page: usize,
    pub before: Option<String>,
    pub now: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureChange {
    pub name: String,
    pub before: Option<Printed>,
    pub now: Option<Printed>,
}

/// A figure as it is printed, with its cells as people name them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cells: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WasAt {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    pub first_page: usize,
}

/// Where a paper begins now, by its name and file.
pub type Place<'p> = &'p dyn Fn(&str, &str) -> Option<At>;

/// A paper in the pack.
pub struct At {
    pub label: String,
    pub title: String,
    pub first_page: usize,
}

impl Changes {
    /// Whether nothing changed; that a paper is on another page is nothing by itself.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.papers.is_empty()
    }

    /// The papers that begin on another page than they did, in the order in which they are now.
    fn moved(&self, place: Place<'_>) -> Vec<(At, usize)> {
        let now = |was: &WasAt| Some((place(&was.name, &was.file)?, was.first_page));
        let mut moved: Vec<_> = self.were_at.iter().filter_map(now).filter(|(at, was)| at.first_page != *was).collect();
        moved.sort_by_key(|(at, _)| at.first_page);
        moved
    }

    /// The page of the pack that a sentence is on; of one that is gone, the page that it was on.
    fn page(&self, paper: &PaperChange, sentence: &Sentence, first: Option<usize>) -> usize {
        let was_at = || self.were_at.iter().find(|was| was.name == paper.name && was.file == paper.file);
        let first = match sentence.now {
            Some(_) => first,
            None => was_at().map(|was| was.first_page),
        };
        first.unwrap_or(1).saturating_add(sentence.page).saturating_sub(1)
    }

    /// What the page in the pack shows.
    pub fn shown(&self, place: Place<'_>) -> Value {
        let papers = self.papers.iter().map(|paper| {
            let first = place(&paper.name, &paper.file).map(|at| at.first_page);
            let short = |words: &Option<String>| words.as_ref().map(|words| text::shorten(words, LONGEST));
            let sentences = paper.sentences.iter().take(SHOWN).map(|one| {
                json!({"page": self.page(paper, one, first), "before": short(&one.before), "now": short(&one.now)})
            });
            let figures = paper.figures.iter().take(SHOWN);
            let figures = figures.map(|one| json!({"name": one.name, "before": one.before, "now": one.now}));
            json!({
                "called": called(&paper.label, &paper.title),
                "said": paper.said,
                "pages": paper.pages_said(first),
                "sentences": sentences.collect::<Vec<_>>(),
                "figures": figures.collect::<Vec<_>>(),
                "more": paper.more(),
            })
        });
        let moved = self.moved(place).into_iter();
        let moved =
            moved.map(|(at, was)| json!({"label": at.label, "title": at.title, "was": was, "is": at.first_page}));
        json!({
            "notes": self.notes,
            "papers": papers.collect::<Vec<_>>(),
            "moved": moved.collect::<Vec<_>>(),
        })
    }

    /// The same as lines for a terminal.
    pub fn lines(&self, place: Place<'_>) -> Vec<String> {
        let mut lines = self.notes.clone();
        for paper in &self.papers {
            let first = place(&paper.name, &paper.file).map(|at| at.first_page);
            let said = paper.said.iter().cloned().chain(paper.pages_said(first));
            lines.push(format!("{}: {}", called(&paper.label, &paper.title), said.collect::<Vec<_>>().join(" ")));
            for one in paper.figures.iter().take(SHOWN) {
                let printed = |printed: &Option<Printed>| match printed {
                    Some(Printed { text, cells }) if cells.is_empty() => text.clone(),
                    Some(Printed { text, cells }) => format!("{text} ({cells})"),
                    None => "not printed".to_owned(),
                };
                lines.push(format!("  figure {}: {} → {}", one.name, printed(&one.before), printed(&one.now)));
            }
            for one in paper.sentences.iter().take(SHOWN) {
                let quoted = |words: &Option<String>| {
                    words.as_ref().map_or("nothing".to_owned(), |words| format!("\"{}\"", text::shorten(words, 200)))
                };
                let page = self.page(paper, one, first);
                let was = if one.now.is_none() { "was on page" } else { "page" };
                lines.push(format!("  {was} {page}: {} → {}", quoted(&one.before), quoted(&one.now)));
            }
            lines.extend(paper.more().map(|more| format!("  {more}")));
        }
        for (at, was) in self.moved(place) {
            lines.push(format!(
                "{}: begins on page {}, and was on page {was}",
                called(&at.label, &at.title),
                at.first_page
            ));
        }
        lines
    }
}

/// A paper by its item and title: "Item 3 – Appendix A: Scorecard", whose title has the appendix too.
pub fn called(label: &str, title: &str) -> String {
    let appendix = label.split_once(" – ").map_or("", |(_, appendix)| appendix);
    let own = title.strip_prefix(appendix).and_then(|rest| rest.strip_prefix(": "));
    format!("{label}: {}", own.filter(|_| !appendix.is_empty()).unwrap_or(title))
}

impl PaperChange {
    fn pages_said(&self, first: Option<usize>) -> Option<String> {
        let in_pack = |page: usize| first.unwrap_or(1).saturating_add(page).saturating_sub(1);
        let pages = self.pages.iter().map(|page| in_pack(*page).to_string());
        let pages: Vec<String> = pages.collect();
        match pages.as_slice() {
            [] => None,
            [one] => Some(format!("Page {one} of the pack is different.")),
            several => Some(format!("Pages {} of the pack read otherwise.", text::list(several))),
        }
    }

    fn more(&self) -> Option<String> {
        let beyond = |all: usize| all.saturating_sub(SHOWN);
        let counted = |count: usize, what| (count > 0).then(|| text::records(count, what));
        let parts: Vec<String> =
            [counted(beyond(self.figures.len()), "figures"), counted(beyond(self.sentences.len()), "sentences")]
                .into_iter()
                .flatten()
                .collect();
        (!parts.is_empty())
            .then(|| format!("And {} more, which are kept in the record of what was issued.", text::list(&parts)))
    }
}
