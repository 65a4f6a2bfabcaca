//! How each sheet was understood: which row was taken for the headings, which column became which field, which are not
//! used, and which fields were not found. What `boardpack columns` gives: the first thing to run on a tracker of one's
//! own.
//!
//! Workbooks → text. It decides nothing: it shows what `programme` decided.

use clap::Args;

use super::Outcome;
use super::arguments::DataPath;
use super::place::workbooks_at;
use crate::diagnostic::Result;
use crate::printed::Printed;
use crate::programme::columns::OwnHeadings;
use crate::programme::model::Month;
use crate::programme::scheme::Scheme;
use crate::programme::{Table, find_tables, survey, unused};
use crate::text::shorten;
use crate::workbook::{Sheet, Workbook};

/// Show how each sheet was understood: which row holds the headings, which column is what
///
/// The first thing to run on a tracker of your own: it lists the columns that are not used and the facts for which no
/// column was found. Headings of your own can be named under [columns] in boardpack.toml.
#[derive(Debug, Args)]
pub struct ColumnsArguments {
    #[command(flatten)]
    pub place: DataPath,

    /// Print the lines for boardpack.toml by which the unused columns would be read
    #[arg(long)]
    pub suggest: bool,
}

pub fn run(arguments: &ColumnsArguments) -> Result<Outcome> {
    let (settings, found, edition) = workbooks_at(&arguments.place)?;
    let own = settings.own_headings()?;
    let text = if arguments.suggest {
        suggestions(&found.value, &own, settings.scheme(), edition)
    } else {
        survey(&found.value, &own, edition)
    };
    Ok(Outcome { text, findings: found.diagnostics, ..Outcome::default() })
}

/// The lines to paste into `boardpack.toml`, for all sheets that are read.
fn suggestions(workbooks: &[Workbook], own: &OwnHeadings, scheme: &Scheme, edition: Option<Month>) -> Printed {
    let sheets = workbooks.iter().flat_map(|workbook| &workbook.sheets).filter(|sheet| !sheet.hidden);
    let tables: Vec<(&Sheet, Vec<Table>)> = sheets.map(|sheet| (sheet, find_tables(sheet, own, edition))).collect();
    let mut out = Printed::default();
    match unused::suggestions(&tables, scheme) {
        lines if lines.is_empty() => out.line("# every column that has dates, statuses, scores or numbers is read"),
        lines => lines.iter().for_each(|line| out.line(line)),
    }
    out
}

/// The survey of a set of workbooks.
pub fn survey(workbooks: &[Workbook], own: &OwnHeadings, edition: Option<Month>) -> Printed {
    let mut out = Printed::default();
    for workbook in survey::of(workbooks, own, edition) {
        out.line(&workbook.name);
        if workbook.parts.is_empty() {
            out.line("  has no worksheet");
        }
        for part in &workbook.parts {
            let hidden = if part.hidden { ", hidden and therefore not read" } else { "" };
            out.line(format!("  sheet \"{}\"{hidden}: {}", part.sheet, part.said));
            for column in &part.columns {
                let heading = shorten(&column.heading, 32);
                out.line(format!("    {:>3}  {heading:32}  {}", column.letters, column.meaning));
            }
            part.more.iter().for_each(|more| out.line(format!("         {more}")));
        }
        out.blank();
    }
    out
}
