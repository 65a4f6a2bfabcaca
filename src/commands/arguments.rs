//! Arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
    /// A folder of templates that stand over the built-in ones, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,

    /// A folder of fonts that stand over the built-in ones, or add to them
    #[arg(long, value_name = "FOLDER")]
    pub fonts: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}
