//! `boardpack completions`: what a shell needs so that the Tab key completes commands and options. Made from the same
//! definitions as the help.

use clap::{Args, Command};
use clap_complete::Shell;

use super::Outcome;
use crate::diagnostic::Result;
use crate::printed::Printed;

/// Print the lines by which a shell completes commands and options with the Tab key
///
/// For bash: boardpack completions bash > ~/.local/share/bash-completion/completions/boardpack
/// For PowerShell: boardpack completions powershell >> $PROFILE
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}

/// `program` is the whole command line, which only its definition knows.
pub fn run(arguments: &CompletionsArguments, mut program: Command) -> Result<Outcome> {
    let mut script = Vec::new();
    let name = program.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut program, name, &mut script);
    let mut text = Printed::default();
    text.lines(String::from_utf8_lossy(&script).trim_end());
    Ok(Outcome { text, ..Outcome::default() })
}
