//! The command line. These comments are what `--help` prints.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    Columns(DataPath),
    Data(DataArguments),
    Documents(Looks),
    Explain(ExplainArguments),
    Facts(FactsArguments),
    Freeze(FreezeArguments),
    Trace(TraceArguments),
    Verify(VerifyArguments),
}

/// Make an edition's papers as accessible PDFs
///
/// Each file is replaced only once the new one is whole. Findings of error level are listed with their cells, and the
/// papers are marked as drafts while they stand; `boardpack check` lists all findings.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to build, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Make only this document, such as risk-register; may be given several times
    #[arg(long, value_name = "DOCUMENT")]
    pub only: Vec<String>,

    /// Where to write; without it out/AREA/MONTH
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,

    /// Compare with this edition, such as 2025-04, or "stocktake" for the one that went to the last stocktake; without it
    /// with the edition before
    #[arg(long, value_name = "MONTH")]
    pub since: Option<String>,

    /// Also make the speaker notes that go with the slides, as a paper of their own
    #[arg(long)]
    pub notes: bool,

    /// Refuse to build while findings of error level stand, and list them
    #[arg(long = "final")]
    pub final_papers: bool,

    /// Add a section "About these figures" to each document, and write provenance.json: every figure with its cells
    #[arg(long)]
    pub trace: bool,

    /// Also keep the filled Typst source beside each PDF
    #[arg(long)]
    pub typst: bool,

    #[command(flatten)]
    pub looks: Looks,
}

/// Show what changed since an earlier edition: for the worse first
///
/// Statuses, due dates, risk scores, measures and meeting actions, found by their ref; a ref that changed while its words
/// did not is recognised.
#[derive(Debug, Args)]
pub struct ChangesArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Compare with this edition, such as 2025-04, or "stocktake" for the one that went to the last stocktake; without it
    /// with the edition before
    #[arg(long, value_name = "MONTH")]
    pub since: Option<String>,

    /// As a table to read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Find what does not add up in an edition, at the cell, with what to do
///
/// What was accepted on record (accepted.toml in the area's folder) is listed and counted, but weighs nothing.
/// `boardpack explain CODE` says more about a finding.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to check, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Show only findings with this code; may be given several times
    #[arg(long, value_name = "CODE")]
    pub only: Vec<String>,

    /// For people, or for other programs
    #[arg(long, value_enum, default_value_t = Listed::Human)]
    pub format: Listed,

    /// Exit with 1 for findings of this weight too
    #[arg(long, value_enum, default_value_t = Deny::Errors)]
    pub deny: Deny,
}

/// Say what a finding means, why it matters and how to put it right; without a code, list all
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code of a finding, such as green-but-overdue
    pub code: Option<String>,
}

/// The forms in which findings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    Human,
    Json,
    /// Annotations of a code host's workflow
    Github,
    /// The interchange format of checking tools, version 2.1.0
    Sarif,
}

/// From which weight on a finding makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Errors,
    Warnings,
    Notes,
}

/// Show everything as read from an edition or from one workbook
///
/// The first thing to look at when a figure is not what you expect: each record names its workbook, sheet and cell.
#[derive(Debug, Args)]
pub struct DataArguments {
    #[command(flatten)]
    pub place: DataPath,

    /// As a table to read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Show how each sheet was understood: which row holds the headings, which column is what
///
/// The first thing to run on a tracker of your own: it lists the columns that are not used and the facts for which no
/// column was found. Headings of your own can be named under [columns] in boardpack.toml.
#[derive(Debug, Args)]
pub struct DataPath {
    /// An area's folder, an edition's folder, or a single workbook
    pub path: PathBuf,

    /// The edition to read, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,
}

/// Show the facts that a template may use, as JSON
///
/// For those who write templates: every name in it can stand in a template as {{name}}.
#[derive(Debug, Args)]
pub struct FactsArguments {
    /// The area's folder
    pub area: PathBuf,

    /// The edition, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,
}

/// Say where a printed figure comes from: its rule, and the cells of the workbooks it rests on
///
/// Give the figure as the document prints it, such as "62%" or eleven. Without a figure it lists all of them, each with
/// its id.
#[derive(Debug, Args)]
pub struct TraceArguments {
    /// A PDF that was built
    pub document: PathBuf,

    /// The figure as it is printed
    #[arg(conflicts_with = "figure")]
    pub text: Option<String>,

    /// The figure by its id, such as measure.K03.latest
    #[arg(long, value_name = "ID")]
    pub figure: Option<String>,

    /// The area's folder the document was made from, where no manifest.json beside it names it
    #[arg(long, value_name = "FOLDER")]
    pub area: Option<PathBuf>,

    /// The edition it was made from, such as 2025-07
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// To read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Keep an edition as it was read, so that it can be built without its workbooks
///
/// Writes frozen.json into the edition's folder: what was read, the settings, the earlier editions it is compared with.
/// From then on the edition is built from it and gives the same papers; a workbook that is changed later is told of,
/// with what changed, and changes no paper.
#[derive(Debug, Args)]
pub struct FreezeArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to freeze, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Freeze it anew from its workbooks, and say what changed since the last time
    #[arg(long)]
    pub again: bool,
}

/// Say whether papers are still what their inputs give, and if not, why
///
/// Builds them again, in memory, as manifest.json beside them says, and compares the bytes. Names the workbook and the
/// cell, the setting, the template, the font or the version of the program that differs.
///
/// Exit codes: 0 the same bytes; 1 something differs; 2 they could not be built again.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The folder the papers were written to
    pub folder: PathBuf,

    /// The area's folder; without it, where manifest.json says it is
    #[arg(long, value_name = "FOLDER")]
    pub area: Option<PathBuf>,

    #[command(flatten)]
    pub looks: Looks,
}

/// List the kinds of document that can be made
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
