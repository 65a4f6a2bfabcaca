//! Room 6: Typst source becomes a tagged PDF. The only room that knows Typst.

pub mod compile;
pub mod fonts;
mod pages;
mod shrink;
mod world;

pub use compile::{Typeset, compile};
pub use fonts::Fonts;
pub use pages::page_texts;

#[cfg(test)]
mod inert;
