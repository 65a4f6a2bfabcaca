//! Pages as pictures: a PDF and a number → a PNG, made when it is looked at and kept while there is room.
//!
//! The only user of hayro. Only papers that this program made are drawn.

use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// How wide a picture is, in dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Sharp where it is as wide as a screen.
    Whole,
    /// For a list of papers.
    Small,
}

/// The most bytes of pictures that are kept.
const ROOM: usize = 64 << 20;

#[derive(Default)]
pub struct Pictures {
    kept: Mutex<VecDeque<Kept>>,
}

struct Kept {
    /// The digest of the PDF, the page and the width.
    of: (String, usize, Width),
    png: Arc<Vec<u8>>,
}

impl Pictures {
    /// A page, counted from 0, of the PDF with that digest; nothing where it has no such page or cannot be drawn.
    pub fn page(&self, pdf: &Arc<Vec<u8>>, sha256: &str, page: usize, width: Width) -> Option<Arc<Vec<u8>>> {
        // One at a time: a browser asks for several at once, and twice for the same.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let of = (sha256.to_owned(), page, width);
        let found = kept.iter().position(|kept| kept.of == of).and_then(|at| kept.remove(at));
        let png = match found {
            Some(found) => found.png,
            None => Arc::new(panic::catch_unwind(AssertUnwindSafe(|| draw(pdf, page, width))).ok()??),
        };
        kept.push_back(Kept { of, png: Arc::clone(&png) });
        while kept.len() > 1 && kept.iter().map(|kept| kept.png.len()).sum::<usize>() > ROOM {
            kept.pop_front();
        }
        Some(png)
    }
}

/// The size of a page in dots.
pub fn size(pdf: &Arc<Vec<u8>>, page: usize) -> Option<(u32, u32)> {
    let pdf = Pdf::new(Arc::clone(pdf)).ok()?;
    let (width, height) = pdf.pages().get(page)?.render_dimensions();
    let scale = scale(width, Width::Whole);
    Some(((width * scale).floor() as u32, (height * scale).floor() as u32))
}

fn scale(points: f32, width: Width) -> f32 {
    let dots = match width {
        Width::Whole => 1600.0,
        Width::Small => 320.0,
    };
    dots / points.max(1.0)
}

fn draw(pdf: &Arc<Vec<u8>>, page: usize, width: Width) -> Option<Vec<u8>> {
    let pdf = Pdf::new(Arc::clone(pdf)).ok()?;
    let page = pdf.pages().get(page)?;
    let (points, height) = page.render_dimensions();
    let scale = scale(points, width);
    if height * scale > 16_000.0 {
        return None;
    }
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings).into_png().ok()
}
