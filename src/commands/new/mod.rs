//! `boardpack new`: something to begin with, written into a folder of its own.

pub mod area;
pub mod document;

use clap::{Args, Subcommand};

use super::Outcome;
use crate::diagnostic::Result;

/// Write a folder to begin with, such as that of an area, or of a paper of your own
#[derive(Debug, Args)]
pub struct NewArguments {
    #[command(subcommand)]
    pub what: What,
}

#[derive(Debug, Subcommand)]
pub enum What {
    Area(area::AreaArguments),
    Document(document::DocumentArguments),
}

pub fn run(arguments: &NewArguments) -> Result<Outcome> {
    match &arguments.what {
        What::Area(arguments) => area::run(arguments),
        What::Document(arguments) => document::run(arguments),
    }
}
