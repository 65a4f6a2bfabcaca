//! The words on each page of a finished PDF: its bytes → a text for each page, in the order in which it was drawn.
//!
//! For finding on which pages something stands. The PDF is one that a person names, and need not be ours: what its
//! objects and pages take once they are unpacked is counted, and a PDF that goes beyond the bounds is refused before it is
//! in memory. Deliberately absent: reading order, which the PDF's tags hold.

use super::guard;
use super::load::{Most, Refused, load};

/// The most bytes that the content of one page, or a stream of objects, may unpack to: some ten times what papers have.
const PART: usize = 8 << 20;

/// The most bytes that the pages of one PDF may unpack to, together.
const PAGES: usize = 512 << 20;

/// The most tokens, names and numbers among them, that the PDF may be written in; each takes some hundred bytes.
const TOKENS: usize = 3_000_000;

/// Reads the text of each page; a page whose text cannot be read has none. An error says why the bytes cannot be read.
pub fn page_texts(pdf: &[u8]) -> Result<Vec<String>, &'static str> {
    const NO_PDF: &str = "is not a PDF that can be read";
    guard::quietly(|| texts(pdf)).unwrap_or(Err(None)).map_err(|why| why.unwrap_or(NO_PDF))
}

/// `None` where it is no PDF.
fn texts(pdf: &[u8]) -> Result<Vec<String>, Option<&'static str>> {
    const TOO_MUCH: Option<&str> = Some("unpacks to more than any paper has, and is not read");
    let document = load(pdf, Most { part: PART, tokens: TOKENS }, false).map_err(|why| match why {
        Refused::TooMuch => TOO_MUCH,
        Refused::NotRead | Refused::Encrypted => None,
    })?;
    let mut unpacked = 0;
    let mut texts = Vec::new();
    for (page, id) in document.get_pages() {
        match document.get_page_content_with_limit(id, PART) {
            Ok(content) => unpacked += content.len(),
            Err(lopdf::Error::Decompress(_)) => return Err(TOO_MUCH),
            Err(_) => {}
        }
        if unpacked > PAGES {
            return Err(TOO_MUCH);
        }
        texts.push(document.extract_text_with_limit(&[page], PART).unwrap_or_default());
    }
    Ok(texts)
}
