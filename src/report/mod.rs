//! Room 5: facts and a Handlebars template become Typst source.

pub mod escape;
pub mod facts;
pub mod fill;
mod helpers;
pub mod template;
mod words;
