//! Facts and a Handlebars template → Typst source: the only user of handlebars.

pub mod escape;
pub mod fill;
mod helpers;
pub mod store;
