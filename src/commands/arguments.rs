//! Arguments that several commands share.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::diagnostic::Result;
use crate::examine::{self, Examined, Readers};
use crate::manifest::Options;
use crate::papers::{Choice, Workshop};
use crate::template::store::{DocumentKind, Templates};

/// What to read.
#[derive(Debug, Args)]
pub struct DataPath {
    /// An area's folder, an edition's folder, or a single workbook
    pub path: PathBuf,

    /// The edition to read, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,
}

/// How papers look.
#[derive(Debug, Args)]
pub struct Looks {
    /// A folder of templates that replace the built-in ones of the same name, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,

    /// A folder of fonts that replace the built-in ones of the same name, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub fonts: Option<PathBuf>,
}

/// What is asked of a build.
#[derive(Debug, Args)]
pub struct Asked {
    /// The edition to build, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Make only this document, such as risk-register; may be given several times
    #[arg(long, value_name = "DOCUMENT")]
    pub only: Vec<String>,

    /// Make every document there is, also those that are made on request and the speaker notes; but no lists for each lead,
    /// which --only asks for, and no samples of invented data
    #[arg(long, conflicts_with = "only")]
    pub all: bool,

    /// Compare with this edition, such as 2025-04, or "stocktake" for the one that went to the last stocktake; without it
    /// with the edition before
    #[arg(long, value_name = "MONTH")]
    pub since: Option<String>,

    /// Also make the speaker notes that go with the slides, as a paper of their own
    #[arg(long)]
    pub notes: bool,

    /// Refuse to build while findings of error level are open, and list them
    #[arg(long = "final")]
    pub final_papers: bool,

    /// Add a section "About these figures" to each document, and write provenance.json: every figure with its cells
    #[arg(long)]
    pub trace: bool,

    /// Write into each PDF's own structure the rule and the cells of every figure that it prints; pages look the same, and
    /// `boardpack trace` reads it back from the PDF alone. Not for the public edition
    #[arg(long, conflicts_with = "public")]
    pub provenance: bool,

    /// Also keep the filled Typst source beside each PDF
    #[arg(long)]
    pub typst: bool,

    /// Also write each paper as one HTML page, to be read in a browser, on a telephone or with a screen reader
    #[arg(long)]
    pub html: bool,

    /// Make the public edition: counts of people below 5 (small_counts_below) are not shown, nor what they could be worked out
    /// from. Refused while a text has personal data or so small a count
    #[arg(long)]
    pub public: bool,

    /// Also write what each paper shows of the workbooks as tables to paste elsewhere: a csv for each kind of record, and all
    /// of them in one xlsx
    #[arg(long)]
    pub companions: bool,

    #[command(flatten)]
    pub looks: Looks,
}

impl Asked {
    /// What goes on record of it. Folders are paths from that of the papers, which is not known here.
    pub fn options(&self) -> Options {
        Options {
            only: self.only.clone(),
            typst: self.typst,
            html: self.html,
            companions: self.companions,
            public: self.public,
            trace: self.trace,
            provenance: self.provenance,
            notes: self.notes,
            since: self.since.clone(),
            templates: None,
            fonts: None,
        }
    }

    /// Which documents it asks for.
    pub fn choice(&self) -> Choice<'_> {
        Choice { only: &self.only, all: self.all, notes: self.notes }
    }

    pub fn workshop(&self) -> Result<Workshop> {
        Workshop::open(self.looks.templates.as_deref(), self.looks.fonts.as_deref())
    }

    /// An area's edition, to be compared with the one asked for.
    pub fn examine(&self, area: &Path, templates: &Templates) -> Result<Examined> {
        let readers = Readers::of(self.public);
        examine::examine_for(readers, area, self.edition.as_deref(), &templates.documents()?)?
            .since(self.since.as_deref())
    }
}

/// The documents there are: what officers may write and set for their papers follows from them.
#[derive(Debug, Args)]
pub struct Documents {
    /// A folder of templates that replace the built-in ones of the same name, or add to them, so that what they take from officers
    /// is known
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,
}

impl Documents {
    /// All of an area, its own too.
    pub fn all(&self, area: &Path) -> Result<Vec<DocumentKind>> {
        Templates::open(self.templates.as_deref())?.for_area(area)?.documents()
    }

    /// An area's edition, as it is.
    pub fn examine(&self, area: &Path, edition: Option<&str>) -> Result<Examined> {
        examine::examine(area, edition, &self.all(area)?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}
