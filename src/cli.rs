//! The command line. These comments are what `--help` prints.

use clap::{Parser, Subcommand};

use crate::commands::arguments::Looks;
use crate::commands::build::BuildArguments;
use crate::commands::changes::ChangesArguments;
use crate::commands::check::CheckArguments;
use crate::commands::columns::ColumnsArguments;
use crate::commands::data::DataArguments;
use crate::commands::explain::ExplainArguments;
use crate::commands::facts::FactsArguments;
use crate::commands::freeze::FreezeArguments;
use crate::commands::trace::TraceArguments;
use crate::commands::verify::VerifyArguments;

/// Makes board papers from the spreadsheets an improvement programme keeps
///
/// An area is a folder. In it stands one folder per month ("edition"), such as 2025-07, that holds the month's
/// workbooks: the action tracker, the risk register, the dashboard of measures, the log of meeting actions, the work
/// programme, as one workbook or several, under any names. An optional boardpack.toml beside the months says what the
/// partnership and its Board are called.
///
/// Start with:  boardpack build path/to/area
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
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Build(BuildArguments),
    Changes(ChangesArguments),
    Check(CheckArguments),
    Columns(ColumnsArguments),
    Data(DataArguments),
    Documents(Looks),
    Explain(ExplainArguments),
    Facts(FactsArguments),
    Freeze(FreezeArguments),
    Trace(TraceArguments),
    Verify(VerifyArguments),
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
