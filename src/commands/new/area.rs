//! `boardpack new area`: the folder of an area that can be built at once, empty or from an officer's own workbooks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::super::{Outcome, Written};
use crate::area::{self, settings::Settings};
use crate::diagnostic::{Diagnostic, Error, Findings, Result};
use crate::meeting::agenda;
use crate::output::{in_words, write_whole};
use crate::printed::Printed;
use crate::programme::columns::{OwnHeadings, SheetKind};
use crate::programme::model::Month;
use crate::programme::scheme::{PLAIN, SEND, Scheme};
use crate::programme::{self, find_tables, statuses_to_teach, unused};
use crate::starter;
use crate::suggest::nearest_of;
use crate::text;
use crate::workbook::{Limits, Workbook};
use crate::{narrative, wording};

/// Write the folder of an area to begin with: it can be built at once
///
/// It has settings with every key and a note for each, workbooks with headings, lists of statuses to choose from and an
/// example row, an agenda, and a page for officers. With --from it begins from workbooks that you have: they are copied into
/// the month's folder, and what was read of them, and what was not, is told. Nothing that is there is written over.
#[derive(Debug, Args)]
pub struct AreaArguments {
    /// The folder to make; it is called after the area
    pub folder: PathBuf,

    /// The area's name as papers print it; without it the folder's name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// The month that the workbooks are of, such as 2025-07; without it the last whole month
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    /// Workbooks of your own to begin from
    #[arg(long, value_name = "WORKBOOK", num_args = 1..)]
    pub from: Vec<PathBuf>,

    /// The words and colours that the statuses go by: send, or plain for a programme of another kind
    #[arg(long, value_name = "SCHEME", default_value = SEND)]
    pub scheme: String,

    /// What the program that runs the command knows of today.
    #[arg(skip)]
    pub today: Option<NaiveDate>,
}

pub fn run(arguments: &AreaArguments) -> Result<Outcome> {
    let schemes = [SEND, PLAIN];
    if !schemes.contains(&arguments.scheme.as_str()) {
        return Err(Error::new(format!("there is no scheme \"{}\"", arguments.scheme))
            .hint(nearest_of(&arguments.scheme, &schemes)));
    }
    let scheme = std::sync::Arc::new(Scheme::of(&arguments.scheme, &Default::default(), &Default::default())?);
    let edition = edition(arguments)?;
    let folder = &arguments.folder;
    let called = folder_name(folder)?;
    let name = arguments.name.clone().unwrap_or_else(|| text::capitalised(&called));
    // Before anything is made: a workbook that is not there is no reason to leave half a folder behind.
    let own = own_workbooks(&arguments.from)?;

    let found = read(&own, &scheme, edition)?;
    begin(folder)?;
    let month = folder.join(edition.id());
    let mut files: Vec<(PathBuf, Vec<u8>)> = vec![
        (
            folder.join(area::settings::FILE),
            starter::settings(&name, &arguments.scheme, edition, &found.statuses, &found.columns).into_bytes(),
        ),
        (folder.join("README.txt"), starter::officers_guide(&name, &called, edition).into_bytes()),
        (month.join(agenda::FILE), starter::agenda(&scheme, edition).into_bytes()),
    ];
    if own.is_empty() {
        let cannot = |why| Error::new(format!("the workbooks to begin with cannot be made: {why}"));
        let books = starter::workbooks(&scheme, edition).map_err(cannot)?;
        files.extend(books.into_iter().map(|book| (month.join(book.name), book.bytes)));
    }
    for empty in [narrative::FOLDER, agenda::FOLDER] {
        let made = month.join(empty);
        fs::create_dir_all(&made).map_err(|why| cannot_make(&made, &why))?;
    }
    let mut written = Vec::new();
    for own in &own {
        let path = month.join(&own.name);
        fs::copy(&own.path, &path).map_err(|why| cannot_make(&path, &why))?;
        written.push(Written::of(path, None));
    }
    for (path, bytes) in files {
        write_whole(&path, &bytes)?;
        written.push(Written::of(path, None));
    }
    let mut closing = found.said;
    closing.line(format!(
        "the month is {}; rename the folder {} if it is another",
        wording::month(edition),
        edition.id()
    ));
    closing.line(format!("what does not add up: boardpack check {}", folder.display()));
    closing.line(format!("the papers:           boardpack build {}", folder.display()));
    Ok(Outcome { written, closing, findings: found.findings, ..Outcome::default() })
}

fn edition(arguments: &AreaArguments) -> Result<Month> {
    match (&arguments.edition, arguments.today) {
        (Some(month), _) => Month::parse(month).ok_or_else(|| {
            Error::new(format!("\"{month}\" is not a month")).hint("write the year and the month, such as 2025-07")
        }),
        (None, Some(today)) => Ok(Month::of(today).shifted(-1)),
        (None, None) => {
            Err(Error::new("it is not known which month it is")
                .hint("name it with --edition, such as --edition 2025-07"))
        }
    }
}

fn folder_name(folder: &Path) -> Result<String> {
    let name = folder.file_name().map(|name| name.to_string_lossy().trim().to_owned()).unwrap_or_default();
    if text::is_device(&name) {
        return Err(Error::new(format!(
            "{} cannot be the name of an area's folder: on Windows it is that of a device",
            folder.display()
        ))
        .hint("choose another name for the folder, and give the area's own with --name"));
    }
    match name.is_empty() || Month::parse(&name).is_some() {
        false => Ok(name),
        true => Err(Error::new(format!("{} cannot be the name of an area's folder", folder.display()))
            .hint("name the folder after the area, such as `boardpack new area brookdale`")),
    }
}

/// Makes the area's folder; one that has something in it is left alone.
fn begin(folder: &Path) -> Result<()> {
    let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used || folder.is_file() {
        return Err(Error::new(format!("{} is there already, and was left as it is", folder.display()))
            .hint("choose another name, or empty the folder first"));
    }
    fs::create_dir_all(folder).map_err(|why| cannot_make(folder, &why))
}

fn cannot_make(path: &Path, why: &io::Error) -> Error {
    Error::new(format!("{} cannot be made: {}", path.display(), in_words(why)))
        .hint("name a folder that can be written")
}

struct Own {
    path: PathBuf,
    name: String,
}

fn own_workbooks(from: &[PathBuf]) -> Result<Vec<Own>> {
    let mut all: Vec<Own> = Vec::new();
    for path in from {
        if !path.is_file() {
            let (what, hint) = match path.is_dir() {
                true => ("is a folder", "name the workbooks in it, one after the other"),
                false => ("does not exist", "name a workbook: xlsx, xlsm, xlsb, xls, ods or csv"),
            };
            return Err(Error::new(format!("the workbook {} {what}", path.display())).hint(hint));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if all.iter().any(|other| other.name.eq_ignore_ascii_case(&name)) {
            return Err(Error::new(format!("two workbooks are called {name}"))
                .hint("give one of them another name; both go into one folder"));
        }
        all.push(Own { path: path.clone(), name });
    }
    Ok(all)
}

/// What was found in an officer's own workbooks.
#[derive(Default)]
struct Found {
    /// Lines for `[statuses]` and `[columns]`.
    statuses: Vec<String>,
    columns: Vec<String>,
    said: Printed,
    findings: Vec<Diagnostic>,
}

fn read(own: &[Own], scheme: &std::sync::Arc<Scheme>, edition: Month) -> Result<Found> {
    if own.is_empty() {
        return Ok(Found::default());
    }
    let mut findings = Vec::new();
    let mut workbooks: Vec<Workbook> = Vec::new();
    for own in own {
        let read = crate::workbook::read_workbook(&own.path, &Limits::default());
        let Findings { value, diagnostics } =
            read.map_err(|why| Error::new(format!("{}: {}", own.name, why.reason)).hint(why.hint))?;
        findings.extend(diagnostics);
        workbooks.push(value);
    }
    let headings = OwnHeadings::default();
    let sheets = workbooks.iter().flat_map(|workbook| &workbook.sheets).filter(|sheet| !sheet.hidden);
    let tables: Vec<_> = sheets.map(|sheet| (sheet, find_tables(sheet, &headings, Some(edition)))).collect();
    let columns = unused::suggestions(&tables, scheme).into_iter().map(|line| match line.starts_with('#') {
        true => line,
        // What a column means is the officer's to say.
        false if line.is_empty() => line,
        false => format!("#{line}"),
    });
    let read = programme::read(&workbooks, &headings, &Settings::default().area_names(), scheme, Some(edition));
    let statuses = statuses_to_teach(&read.diagnostics, scheme);
    let mut said = Printed::default();
    let programme = &read.value;
    let counts = [
        (SheetKind::Actions, programme.actions().count()),
        (SheetKind::Risks, programme.risks.len()),
        (SheetKind::Measures, programme.measures.len()),
        (SheetKind::MeetingActions, programme.meeting_actions.len()),
        (SheetKind::WorkProgramme, programme.work_programme.len()),
    ];
    let read_of: Vec<String> =
        counts.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{n} {}", kind.records())).collect();
    let none_of: Vec<String> =
        counts.iter().filter(|(_, n)| *n == 0).map(|(kind, _)| kind.records().to_owned()).collect();
    said.line(match read_of.is_empty() {
        true => "nothing was recognised; `boardpack columns` shows what was looked for".to_owned(),
        false => format!("read: {}", text::list(&read_of)),
    });
    if !none_of.is_empty() {
        said.line(format!("not found: {}; papers say that they were not read", text::list(&none_of)));
    }
    let columns: Vec<String> = columns.collect();
    let live = statuses.iter().filter(|line| line.starts_with('"')).count();
    if live > 0 {
        said.line(format!(
            "{live} words for statuses were taken by the colour of their cells: see [statuses] in boardpack.toml"
        ));
    }
    let open = statuses.iter().filter(|line| line.starts_with("#\"")).count();
    if open > 0 {
        said.line(format!(
            "{open} words for statuses are not known: say in boardpack.toml, under [statuses], what they mean"
        ));
    }
    let unused = columns.iter().filter(|line| line.starts_with("# ") && line.contains(", has ")).count();
    if unused > 0 {
        said.line(format!("{unused} columns were not read: see [columns] in boardpack.toml for what they may be"));
    }
    Ok(Found { statuses, columns, said, findings })
}
