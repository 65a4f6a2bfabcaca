//! The command line. These comments are what `--help` prints.

use clap::{Parser, ValueEnum};

use crate::commands::Command;

/// Makes board papers from the spreadsheets of an improvement programme
///
/// An area is a folder. It has a folder for each month ("edition"), such as 2025-07, with the month's
/// workbooks: the action tracker, the risk register, the dashboard of measures, the log of meeting actions, the work
/// programme, as one workbook or several, under any names. An optional boardpack.toml beside the months says what the
/// partnership and its Board are called.
///
/// Start with:  boardpack new area brookdale, or, with workbooks of your own,
/// boardpack build path/to/area
#[derive(Debug, Parser)]
#[command(
    name = "boardpack",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done; 1 done, but there are findings of error level; 2 could not run, or a document could not be made."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// Print nothing but what went wrong, for builds that run on their own
    #[arg(long, global = true)]
    pub quiet: bool,

    /// For other programs: print what happens as JSON, one line for each event, instead of sentences
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log: Option<Log>,
}

/// How messages are printed, where they are not sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Log {
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
