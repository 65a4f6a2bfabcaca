//! `boardpack manual`: the help of each command as a page for `man`. Made from the same definitions as the help.

use std::path::PathBuf;

use clap::{Args, Command};

use super::{Outcome, Written};
use crate::diagnostic::{Error, Result};
use crate::output::{in_words, prepare_folder, write_whole};

/// Write a manual page for each command, for `man boardpack`
#[derive(Debug, Args)]
pub struct ManualArguments {
    /// The folder to write them into, such as ~/.local/share/man/man1
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
}

/// What stands at the foot of each page.
const SOURCE: &str = concat!("boardpack ", env!("CARGO_PKG_VERSION"));

/// `program` is the whole command line, which only its definition knows.
pub fn run(arguments: &ManualArguments, program: Command) -> Result<Outcome> {
    prepare_folder(&arguments.out)?;
    let mut pages = Vec::new();
    let name = program.get_name().to_owned();
    push(program.disable_help_subcommand(true), name, &mut pages)?;
    let mut written = Vec::new();
    for (name, page) in pages {
        let path = arguments.out.join(format!("{name}.1"));
        write_whole(&path, &page)?;
        written.push(Written::of(path, None));
    }
    Ok(Outcome { written, ..Outcome::default() })
}

/// The page of a command, then those of its own: `boardpack-new-area`.
fn push(command: Command, name: String, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let below: Vec<Command> = command.get_subcommands().filter(|below| !below.is_hide_set()).cloned().collect();
    let shown = command.clone().display_name(name.clone()).bin_name(name.replace('-', " "));
    let mut page = Vec::new();
    let cannot = |why: std::io::Error| Error::new(format!("the page of {name} cannot be made: {}", in_words(&why)));
    clap_mangen::Man::new(shown).source(SOURCE).render(&mut page).map_err(cannot)?;
    pages.push((name.clone(), page));
    for command in below {
        let below = format!("{name}-{}", command.get_name());
        push(command.disable_help_subcommand(true), below, pages)?;
    }
    Ok(())
}
