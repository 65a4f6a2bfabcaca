//! Which page an address names, and what the browser is told of changes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::answer::{Answer, Kind, Status};
use super::making::Paper;
use super::markup::{self, Here};
use super::pages;
use super::paper_page;
use super::pictures::{Pictures, Width};
use super::request::Request;
use super::shared::{Shared, State};
use crate::html;
use crate::tagged::Tagged;

pub struct Site {
    /// The path below which all addresses are.
    root: String,
    shared: Arc<Shared>,
    pictures: Pictures,
    /// By the digest of a paper, what each of its pages says; of the papers that were looked at last.
    words: Mutex<Vec<(String, Arc<Vec<String>>)>>,
}

/// What there is at an address.
pub enum Found {
    Answer(Answer),
    /// The changes after the one that was seen.
    Events {
        seen: u64,
    },
}

/// Of how many papers the words are kept.
const PAPERS: usize = 8;

impl Site {
    pub fn of(root: String, shared: Arc<Shared>) -> Site {
        Site { root, shared, pictures: Pictures::default(), words: Mutex::default() }
    }

    pub fn find(&self, request: &Request) -> Found {
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        if path == ["events"] {
            let seen = request.query.strip_prefix("seen=").and_then(|seen| seen.parse().ok()).unwrap_or_default();
            return Found::Events { seen };
        }
        Found::Answer(self.page(&path).unwrap_or_else(|status| self.refused(status)))
    }

    fn page(&self, path: &[&str]) -> Result<Answer, Status> {
        let state = self.shared.now();
        let in_page = |title: &str, here, body: String| {
            Ok(Answer::of(Kind::Page, markup::page(&self.root, &state, title, here, &body)))
        };
        match path {
            ["preview.css"] => Ok(Answer::of(Kind::Style, include_str!("style.css"))),
            ["preview.js"] => Ok(Answer::of(Kind::Script, include_str!("script.js"))),
            ["icon.svg"] => Ok(Answer::of(Kind::Drawing, include_str!("icon.svg"))),
            [] | [""] => in_page("Papers", Here::Papers, pages::papers(&self.root, &state)),
            ["findings"] => in_page("Findings", Here::Findings, pages::findings(&self.root, &state)),
            ["columns"] => in_page("Columns", Here::Columns, pages::columns(&state)),
            ["explain", code] => {
                let (title, body) = pages::explanation(code).ok_or(Status::NotFound)?;
                in_page(&title, Here::Elsewhere, body)
            }
            ["paper", name, what] => self.of_paper(&state, name, what),
            _ => Err(Status::NotFound),
        }
    }

    fn of_paper(&self, state: &State, name: &str, what: &str) -> Result<Answer, Status> {
        let preview = state.preview.as_ref().ok_or(Status::NotFound)?;
        let paper = preview.paper(name).ok_or(Status::NotFound)?;
        if what == "read" {
            let tagged = Tagged::read(&paper.pdf).map_err(|_| Status::Failed)?;
            let page = html::of(&tagged).html;
            let back = paper_page::address(&self.root, paper, 1);
            return Ok(Answer::of(Kind::Paper, markup::with_way_back(&page, &self.root, &back)));
        }
        let (number, width) = match (what.strip_suffix("-small.png"), what.strip_suffix(".png")) {
            (Some(number), _) => (number, Some(Width::Small)),
            (None, Some(number)) => (number, Some(Width::Whole)),
            (None, None) => (what, None),
        };
        let is_plain = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.starts_with('0');
        let number: usize = number.parse().ok().filter(|_| is_plain).ok_or(Status::NotFound)?;
        if !(1..=paper.pages).contains(&number) {
            return Err(Status::NotFound);
        }
        if let Some(width) = width {
            let png = self.pictures.page(&paper.pdf, &paper.output.sha256, number - 1, width).ok_or(Status::Failed)?;
            return Ok(Answer { status: Status::Good, kind: Kind::Picture, body: png });
        }
        let words = self.words(paper);
        let words = words.get(number - 1).map(String::as_str).unwrap_or_default();
        let title = format!("{}, page {number} of {}", paper.title, paper.pages);
        let body = paper_page::paper(&self.root, preview, paper, number, words);
        Ok(Answer::of(Kind::Page, markup::page(&self.root, state, &title, Here::Elsewhere, &body)))
    }

    /// A page that says why there is none.
    fn refused(&self, status: Status) -> Answer {
        let answer = Answer::refusal(status);
        let said = match status {
            Status::NotFound => "There is no such page now. The paper may not be made any more.",
            _ => "This page cannot be shown. It is a fault in the program; please report it.",
        };
        let body = format!("<h1 id=\"title\" tabindex=\"-1\">No page</h1>\n<p>{said}</p>\n");
        let page = markup::page(&self.root, &self.shared.now(), "No page", Here::Elsewhere, &body);
        Answer { kind: Kind::Page, body: Arc::new(page.into_bytes()), ..answer }
    }

    /// What each page of a paper says.
    fn words(&self, paper: &Paper) -> Arc<Vec<String>> {
        let mut kept = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let sha256 = &paper.output.sha256;
        let words = match kept.iter().position(|(of, _)| of == sha256) {
            Some(at) => kept.remove(at).1,
            None => Arc::new(Tagged::read(&paper.pdf).map(|tagged| html::words_of_pages(&tagged)).unwrap_or_default()),
        };
        kept.push((sha256.clone(), Arc::clone(&words)));
        if kept.len() > PAPERS {
            kept.remove(0);
        }
        words
    }

    /// What to tell a browser that has seen so much, once there is something or so much time has passed; and what it has seen
    /// then.
    pub fn event_after(&self, seen: (u64, bool), longest: Duration) -> (Option<String>, (u64, bool)) {
        let state = self.shared.wait(seen, longest);
        let now = (state.version, state.working);
        if now == seen {
            return (None, seen);
        }
        let mut text = format!("event: working\ndata: {}\n\n", state.working);
        if state.version != seen.0 {
            let data = json!({"version": state.version, "said": state.said, "trouble": state.trouble.is_some()});
            text = format!("id: {}\nevent: made\ndata: {data}\n\n{text}", state.version);
        }
        (Some(text), now)
    }
}
