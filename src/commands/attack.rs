//! `boardpack attack`: what can be worked out of the figures that public outputs hide.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use super::arguments::Format;
use crate::attack::{Attack, Attacked, Known, attack};
use crate::diagnostic::{Error, Result};
use crate::printed::Printed;
use crate::programme::model::Month;
use crate::text;
use crate::wording;

/// Try to work out the figures that public outputs hide
///
/// Give the folders of public editions (out/AREA/2025-06-public out/AREA/2025-07-public), packs or single files. It reads the
/// tables of PDFs, csv files and workbooks, provenance.json and manifest.json, and nothing else: no workbook of the area. For
/// every figure shown as [c] it says the least and the greatest that it can be, and by which sums. The exit code is 1 where
/// fewer than two values are left, or fewer than the threshold.
#[derive(Debug, Args)]
pub struct AttackArguments {
    /// The folders and files of public editions, earlier ones too
    #[arg(required = true, value_name = "FILE-OR-FOLDER")]
    pub paths: Vec<PathBuf>,

    /// What adds up, such as K20=K21,K22,K23, where no manifest says so
    #[arg(long, value_name = "TOTAL=PART,PART")]
    pub total: Vec<String>,

    /// A percentage and the two counts it is made of, such as K30=K21,K20
    #[arg(long, value_name = "SHARE=PART,WHOLE")]
    pub share: Vec<String>,

    /// The threshold below which counts are hidden; without it that of the manifests, or 5
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub below: Option<u32>,

    /// As a table to read, or as JSON for other programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

pub fn run(arguments: &AttackArguments) -> Result<Outcome> {
    let mut totals = BTreeMap::new();
    for said in &arguments.total {
        let (total, parts) = split(said, "--total K20=K21,K22")?;
        totals.insert(total, parts);
    }
    let mut shares = BTreeMap::new();
    for said in &arguments.share {
        let (share, parts) = split(said, "--share K30=K21,K20")?;
        let of = parts.try_into().map_err(|_| not_so(said, "--share K30=K21,K20"))?;
        shares.insert(share, of);
    }
    let known = Known { below: arguments.below.unwrap_or_default(), totals, shares };
    let found = attack(&arguments.paths, known)?;
    // A wrong folder must not look like figures that are safe.
    if found.outputs.iter().all(|output| output.grids.is_empty() && output.figures.is_empty()) {
        let why = found.outputs.iter().flat_map(|output| &output.not_read).map(|why| format!("not read: {why}"));
        return Err(why
            .fold(Error::new("nothing was checked: no table of a public edition was found"), |error, why| {
                error.more(why)
            })
            .hint("give the folders that `boardpack build --public` wrote, such as out/AREA/2025-07-public"));
    }
    let differs = found.solved.hidden.iter().any(|hidden| hidden.is_narrow);
    let text = match arguments.format {
        Format::Json => Printed::json(&json(&found)),
        Format::Table => listed(&found),
    };
    Ok(Outcome { text, differs, ..Outcome::default() })
}

fn split(said: &str, example: &str) -> Result<(String, Vec<String>)> {
    let (total, parts) = said.split_once('=').ok_or_else(|| not_so(said, example))?;
    let parts: Vec<String> = parts.split(',').map(|part| part.trim().to_owned()).collect();
    let is_whole = !total.trim().is_empty() && parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
    if is_whole { Ok((total.trim().to_owned(), parts)) } else { Err(not_so(said, example)) }
}

fn not_so(said: &str, example: &str) -> Error {
    Error::new(format!("\"{said}\" does not name what adds up")).hint(format!("write it so: {example}"))
}

fn period(period: &str) -> String {
    Month::parse(period).map_or_else(|| period.to_owned(), wording::month)
}

/// "K11, July 2025".
fn named(hidden: &Attacked) -> String {
    let edition = hidden.edition.as_ref().map(|edition| format!(", as {edition} has it")).unwrap_or_default();
    format!("{}, {}{edition}", hidden.record, period(&hidden.period))
}

fn range(hidden: &Attacked) -> String {
    let range = hidden.range;
    let outer = if hidden.is_exact { "" } else { " at the most" };
    match (range.values(), range.is_bounded()) {
        (1, _) => format!("{}, and nothing else", range.least),
        (_, false) => format!("{} or more{outer}", range.least),
        (values, true) => format!("{} to {}, {values} values{outer}", range.least, range.most),
    }
}

fn listed(found: &Attack) -> Printed {
    let mut text = Printed::default();
    let Attack { outputs, known, solved } = found;
    for output in outputs {
        let tables = output.grids.len();
        let figures = match output.figures.len() {
            0 => String::new(),
            many => format!(" and {many} figures of provenance.json"),
        };
        text.line(format!(
            "{}: read {} in {}{figures}",
            output.name,
            text::records(tables, "tables"),
            text::records(output.read.len(), "files")
        ));
        output.not_read.iter().for_each(|why| text.line(format!("  not read: {why}")));
    }
    text.line("Figures in sentences, headings, charts and alternative texts are not read.");
    text.line(format!("A range must have at least {} values.", known.below.max(2)));
    for (whole, parts, months) in &solved.found {
        text.line(format!("found: {whole} = {} in all {months} months that show them", parts.join(" + ")));
    }
    if known.totals.is_empty() && solved.found.is_empty() {
        text.line("Only the tables themselves say what adds up; name other totals with --total.");
    }
    solved.told.iter().for_each(|told| text.line(format!("note: {told}")));
    text.blank();
    for hidden in &solved.hidden {
        let verdict = if hidden.is_narrow { "too narrow: " } else { "" };
        let said = match hidden.is_percentage {
            true if !hidden.range.is_bounded() && hidden.is_narrow => "a percentage that can be worked out".to_owned(),
            true if !hidden.range.is_bounded() => "a percentage; nothing can be worked out of it".to_owned(),
            true => format!("a percentage of a count of {}", range(hidden)),
            false => range(hidden),
        };
        text.line(format!("{verdict}{}: {said}", named(hidden)));
        hidden.by.iter().for_each(|why| text.line(format!("  by: {why}")));
    }
    let narrow = solved.hidden.iter().filter(|hidden| hidden.is_narrow).count();
    text.line(match (solved.hidden.len(), narrow) {
        (0, _) => "No figure is shown as [c]: nothing is hidden in what was read, so nothing was tried.".to_owned(),
        (1, 0) => "1 hidden figure; it cannot be worked out.".to_owned(),
        (many, 0) => format!("{many} hidden figures; none can be worked out."),
        (many, narrow) => format!("{narrow} of {many} hidden figures can be worked out, or nearly."),
    });
    text
}

fn json(found: &Attack) -> Value {
    let Attack { outputs, known, solved } = found;
    let hidden = |hidden: &Attacked| {
        let most = hidden.range.is_bounded().then_some(hidden.range.most);
        json!({
            "record": hidden.record, "period": hidden.period, "edition": hidden.edition,
            "percentage": hidden.is_percentage, "least": hidden.range.least, "most": most,
            "exact": hidden.is_exact, "too_narrow": hidden.is_narrow, "by": hidden.by,
        })
    };
    let output = |output: &crate::attack::Output| {
        json!({"name": output.name, "tables": output.grids.len(), "figures": output.figures.len(), "read": output.read,
            "not_read": output.not_read})
    };
    let found: Vec<Value> = solved
        .found
        .iter()
        .map(|(total, parts, months)| json!({"total": total, "parts": parts, "months": months}))
        .collect();
    json!({
        "outputs": outputs.iter().map(output).collect::<Vec<_>>(),
        "below": known.below,
        "totals": known.totals, "shares": known.shares, "found": found, "notes": solved.told,
        "hidden": solved.hidden.iter().map(hidden).collect::<Vec<_>>(),
    })
}
