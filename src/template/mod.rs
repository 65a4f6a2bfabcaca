//! Facts and a Handlebars template → Typst source: the only user of handlebars.

pub mod declared;
pub mod escape;
pub mod fill;
pub mod filled;
mod helpers;
pub mod prepare;
pub mod store;
pub mod theme;
mod tree;
pub mod unread;
pub mod value;

pub use fill::fill;
pub use filled::Filled;
pub use helpers::described as helpers_described;
pub use prepare::Prepared;
pub use unread::Unread;
pub use value::Layers;
