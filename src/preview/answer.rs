//! An answer to a browser: its status, its kind, its bytes and the headers that keep it to this one page.

use std::fmt::Write;
use std::sync::Arc;

/// What may be within a page of the preview: its own style, script, pictures and events, and nothing from elsewhere.
const OF_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                       base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What may be within the web page of a paper: the styles that are written in it, and no script at all.
const OF_PAPER: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                        frame-ancestors 'none'";

/// Sent with every answer.
const ALWAYS: &str = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
                      X-Frame-Options: DENY\r\nCross-Origin-Resource-Policy: same-origin\r\n\
                      Cross-Origin-Opener-Policy: same-origin\r\nConnection: close\r\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Good,
    BadRequest,
    Forbidden,
    NotFound,
    NotAllowed,
    TooLarge,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Page,
    /// The web page of a paper.
    Paper,
    Style,
    Script,
    Drawing,
    Picture,
    Text,
    Events,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: Status,
    pub kind: Kind,
    pub body: Arc<Vec<u8>>,
}

impl Answer {
    pub fn of(kind: Kind, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: Status::Good, kind, body: Arc::new(body.into()) }
    }

    /// Why there is none, in words that say nothing of what there is.
    pub fn refusal(status: Status) -> Answer {
        let words = match status {
            Status::Good => "",
            Status::BadRequest => "This is no request that can be understood.",
            Status::Forbidden => "The preview is to be opened by the address that boardpack printed.",
            Status::NotFound => "There is no such page. Open the preview by the address that boardpack printed.",
            Status::NotAllowed => "The preview can only be read.",
            Status::TooLarge => "The request is too long.",
            Status::Failed => "The page could not be made.",
        };
        Answer { status, ..Answer::of(Kind::Text, format!("{words}\n")) }
    }

    /// All that goes before its body. Events have no length.
    pub fn head(&self) -> String {
        let (code, reason) = match self.status {
            Status::Good => (200, "OK"),
            Status::BadRequest => (400, "Bad Request"),
            Status::Forbidden => (403, "Forbidden"),
            Status::NotFound => (404, "Not Found"),
            Status::NotAllowed => (405, "Method Not Allowed"),
            Status::TooLarge => (431, "Request Header Fields Too Large"),
            Status::Failed => (500, "Internal Server Error"),
        };
        let kind = match self.kind {
            Kind::Page | Kind::Paper => "text/html; charset=utf-8",
            Kind::Style => "text/css; charset=utf-8",
            Kind::Script => "text/javascript; charset=utf-8",
            Kind::Drawing => "image/svg+xml",
            Kind::Picture => "image/png",
            Kind::Text => "text/plain; charset=utf-8",
            Kind::Events => "text/event-stream",
        };
        let policy = if self.kind == Kind::Paper { OF_PAPER } else { OF_PAGE };
        let mut head = format!(
            "HTTP/1.1 {code} {reason}\r\nContent-Type: {kind}\r\nContent-Security-Policy: {policy}\r\n{ALWAYS}"
        );
        if self.status == Status::NotAllowed {
            head.push_str("Allow: GET, HEAD\r\n");
        }
        if self.kind != Kind::Events {
            let _ = write!(head, "Content-Length: {}\r\n", self.body.len());
        }
        head.push_str("\r\n");
        head
    }
}
