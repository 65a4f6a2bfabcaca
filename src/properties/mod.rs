//! Where figures come from, written into a PDF's own structure, and read out of it again.
//!
//! Each element that prints figures bears, for each of them, an attribute of the owner `UserProperties` (ISO 32000-1,
//! 14.7.5.4): the figure as it is printed, its name, its rule and its cells. Nothing that is drawn or read out changes. A
//! number in a table or a drawing of which only that is known stands at the table or the drawing.
//!
//! A finished PDF of ours and the figures with their letters → the same PDF with properties; and a PDF → its properties.
//! Deliberately absent: finding the letters (`typeset/seek`), and any change to another's PDF.

mod attach;
mod read;

pub use attach::{Placed, attach};
pub use read::{At, Carried, read};

/// The names under which a figure's parts stand.
const FIGURE: &str = "Figure";
const AMONG: &str = "Among the figures here";
const NAME: &str = "Name";
const ID: &str = "Id";
const RULE: &str = "Rule";
const CELLS: &str = "Cells";
