//! The pack's own line at the foot of each page: pages with nothing else → forms that the pack's pages draw.

use lopdf::Object;

use super::content::without_marks;
use super::copy::Copied;
use super::draft::Draft;
use super::read::Source;
use super::write::{dictionary, name, numbers};
use crate::tagged::Fault;
use crate::typeset;

/// The lines, one for each page of the pack.
pub struct Stamps {
    pub draft: Draft,
    /// Each one's number and width.
    pub forms: Vec<(usize, f32)>,
}

impl Stamps {
    /// Reads a PDF whose pages have the lines.
    pub fn open(pdf: &[u8]) -> Result<Stamps, Fault> {
        let damaged = || Fault::NotRead("it is damaged".to_owned());
        typeset::quietly(|| {
            let source = Source::read(pdf)?;
            let (mut draft, mut copied, mut forms) = (Draft::default(), Copied::default(), Vec::new());
            for (at, page) in source.pages.iter().enumerate() {
                let of = &page.dictionary;
                let drawing = source.drawing(of).and_then(|drawing| without_marks(&drawing));
                let drawing = drawing.map_err(|why| Fault::Page { page: at + 1, why })?;
                let corners = source.sheet(of).corners();
                let resources = copied.opened(&mut draft, &source, of.get(b"Resources").ok());
                let form = dictionary([
                    ("Type", name("XObject")),
                    ("Subtype", name("Form")),
                    ("BBox", numbers(&corners)),
                    ("Resources", Object::Dictionary(resources)),
                ]);
                forms.push((draft.drawing(&form, &drawing), corners[2] - corners[0]));
                copied.drain(&mut draft, &source);
            }
            Ok(Stamps { draft, forms })
        })
        .unwrap_or_else(|| Err(damaged()))
    }
}
