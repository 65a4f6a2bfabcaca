//! Room 6: Typst source becomes a tagged PDF. The only room that knows Typst.

mod basis;
pub mod compile;
pub mod elements;
pub mod fonts;
mod guard;
mod handed;
pub mod load;
mod objects;
mod pages;
mod passages;
mod picture;
pub mod seek;
mod sfnt;
mod shrink;
pub mod unlock;
mod world;

pub use basis::Basis;
pub use compile::{Title, Typeset, compile};
pub use fonts::Fonts;
pub use guard::quietly;
pub use pages::page_texts;
pub use passages::Passage;
pub use picture::can_print;
pub use world::Files;

/// The version of Typst that sets the documents.
pub fn version() -> &'static str {
    typst::utils::version().raw()
}

#[cfg(test)]
mod inert;
