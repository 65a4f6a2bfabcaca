//! What officers' words are made of, once they are read: the little that papers can set.

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Part>),
    /// Below the heading of its place; `deeper`: below another heading of the text.
    Heading {
        deeper: bool,
        parts: Vec<Part>,
    },
    /// With the number of its first item, where its items are numbered.
    List {
        start: Option<usize>,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Table {
        header: Vec<Vec<Part>>,
        rows: Vec<Vec<Vec<Part>>>,
    },
}

/// Words in a line: those of a link, or of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub link: Option<String>,
    pub runs: Vec<Run>,
}

/// Words of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub what: What,
    pub strong: bool,
    pub emphasis: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A line end in it begins a new line in the paper too.
    Text(String),
    /// A figure by its name in the facts: `measures.K01.latest`.
    Figure(String, At),
}

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    pub line: usize,
    pub column: usize,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
