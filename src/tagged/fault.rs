//! Why a PDF cannot be read as a tagged one.

use std::fmt;

use crate::typeset::load::Refused;

/// What is wrong with a PDF, as the end of a sentence that begins with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no PDF, or a damaged one.
    NotRead(String),
    /// Only who has its password may read it.
    Encrypted,
    /// It has no page that could be found.
    NoPages,
    /// No structure says what on its pages is a heading, a paragraph or a table.
    NotTagged,
    /// It has more of something than is read.
    TooMuch(&'static str),
    /// A page's drawing cannot be read.
    Page { page: usize, why: String },
}

impl Fault {
    pub fn of(why: Refused) -> Fault {
        match why {
            Refused::NotRead => Fault::NotRead("it is damaged, or something else under the name of a PDF".to_owned()),
            Refused::Encrypted => Fault::Encrypted,
            Refused::TooMuch => Fault::TooMuch("objects"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotRead(why) => write!(to, "is not a PDF that can be read: {why}"),
            Fault::Encrypted => write!(to, "has a password"),
            Fault::NoPages => write!(to, "has no pages that can be found"),
            Fault::NotTagged => write!(to, "has no tags, so that nothing says what is a heading or a table"),
            Fault::TooMuch(what) => write!(to, "has more {what} than are read of one paper"),
            Fault::Page { page, why } => write!(to, "cannot be read on page {page}: {why}"),
        }
    }
}

impl std::error::Error for Fault {}
