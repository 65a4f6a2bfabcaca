//! The words on each page of a finished PDF: its bytes → a text for each page, in the order in which it was drawn.
//!
//! For finding on which pages something stands. Deliberately absent: reading order, which the PDF's tags hold.

use lopdf::Document;

/// Reads the text of each page; a page whose text cannot be read has none. `None` where the bytes are no PDF.
pub fn page_texts(pdf: &[u8]) -> Option<Vec<String>> {
    let document = Document::load_mem(pdf).ok()?;
    let pages = document.get_pages();
    Some(pages.keys().map(|page| document.extract_text(&[*page]).unwrap_or_default()).collect())
}
