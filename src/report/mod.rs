//! Stage 5: facts and a Handlebars template → Typst source.

pub mod asks;
mod changed;
pub mod escape;
pub mod facts;
pub mod fill;
mod helpers;
mod measure_words;
mod origins;
pub mod provenance;
pub mod template;
mod timeline;
pub mod trace;
mod variation;
