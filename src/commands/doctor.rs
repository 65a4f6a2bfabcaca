//! `boardpack doctor`: whether papers can be made here, and what to do where they cannot.
//!
//! It looks at everything that a build needs, one after the other, and goes on where one thing is wrong: a build stops at the
//! first. It changes nothing.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::area::{AreaFolder, passed_over};
use crate::diagnostic::{Diagnostic, Error, Result, Severity};
use crate::examine;
use crate::files;
use crate::meeting::{self, Agenda, Issued, agenda};
use crate::output::in_words;
use crate::papers::Workshop;
use crate::printed::Printed;
use crate::programme::model::Month;
use crate::text;
use crate::workbook;

/// Say what is wrong with the installation or an area's folder, and what to do
///
/// It looks at the program's own fonts and templates, at the folder that papers are written to, and, of an area, at the names
/// of its folders and files, at each settings file and agenda, at whether its workbooks can be opened, and at what its checks
/// find in the newest month. It changes nothing. The exit code is 1 where something keeps papers from being made.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The area's folder; without it the installation alone is looked at
    pub area: Option<PathBuf>,

    /// The folder that papers are written to
    #[arg(long, value_name = "FOLDER", default_value = "out")]
    pub out: PathBuf,
}

pub fn run(arguments: &DoctorArguments) -> Result<Outcome> {
    let mut seen = Seen::default();
    seen.installation(&arguments.out);
    if let Some(area) = &arguments.area {
        seen.area(area);
    }
    let Seen { well, findings } = seen;
    let mut text = well;
    if findings.is_empty() {
        text.line("nothing is wrong");
    }
    Ok(Outcome { text, findings, ..Outcome::default() })
}

/// What was looked at: what is well, a line each, and what is not.
#[derive(Default)]
struct Seen {
    well: Printed,
    findings: Vec<Diagnostic>,
}

impl Seen {
    fn well(&mut self, what: impl AsRef<str>) {
        self.well.line(format!("ok: {}", what.as_ref()));
    }

    fn wrong(&mut self, why: Error) {
        let Error { message, more, hint } = why;
        let told = Diagnostic::error("not-usable", [vec![message], more].concat().join("; "));
        self.findings.push(match hint {
            Some(hint) => told.hint(hint),
            None => told,
        });
    }

    /// The value of what went well; what did not is told.
    fn kept<T>(&mut self, tried: Result<T>) -> Option<T> {
        tried.map_err(|why| self.wrong(why)).ok()
    }

    fn installation(&mut self, out: &Path) {
        self.well(concat!("boardpack ", env!("CARGO_PKG_VERSION")));
        if let Some(workshop) = self.kept(Workshop::open(None, None)) {
            let papers = workshop.templates.documents().map_or(0, |papers| papers.len());
            let fonts = workshop.fonts.families().join(", ");
            self.well(format!("the program has {papers} kinds of paper and the font {fonts}"));
        }
        match can_write(out) {
            Ok(()) => self.well(format!("papers can be written to {}", out.display())),
            Err(why) => self.wrong(
                Error::new(format!("papers cannot be written to {}: {}", out.display(), in_words(&why)))
                    .hint("give a folder of your own with --out, here and to `boardpack build`"),
            ),
        }
    }

    fn area(&mut self, path: &Path) {
        let Some((area, _)) = self.kept(AreaFolder::open(path)) else { return };
        self.well(format!("{} is a folder that can be read", path.display()));
        self.findings.extend(passed_over::folders(&area.path, &area.editions, None));
        match &area.unsound {
            Some(why) => self.wrong(why.clone()),
            None => self.well(match area.settings_file {
                Some(_) => "boardpack.toml can be used",
                None => "there is no boardpack.toml, so the usual settings are used",
            }),
        }
        if let Some((acceptances, Some(_))) = self.kept(area.acceptances()) {
            self.well(format!("accepted.toml can be used ({})", text::records(acceptances.len(), "acceptances")));
        }
        let workshop = Workshop::open(None, None).and_then(|workshop| workshop.for_area(&area.path));
        let documents = self.kept(workshop.and_then(|workshop| workshop.templates.documents()));
        if documents.is_some() {
            self.well("its own templates, colours and fonts can be used, where it has any");
        }
        let Some(newest) = area.editions.last().copied() else {
            if self.findings.is_empty() {
                self.wrong(area.choose(None).err().unwrap_or_else(|| Error::new("there is no month")));
            }
            return;
        };
        let months: Vec<String> = area.editions.iter().map(|month| month.id()).collect();
        self.well(format!("months: {}", text::list(&months)));
        for month in &area.editions {
            self.month(&area, *month);
        }
        let sound = area.unsound.is_none();
        if let Some(documents) = documents.filter(|_| sound)
            && let Some(examined) = self.kept(examine::examine(&area.path, Some(&newest.id()), &documents))
            // What cannot be opened is told already, and what was found without it would mislead.
            && !self.findings.iter().any(|finding| finding.severity == Severity::Error)
        {
            let errors = examined.errors().count();
            self.well(format!(
                "{newest} can be read; `boardpack check` has {}, {} of error level",
                text::records(examined.open.len(), "findings"),
                errors,
                newest = newest.id(),
            ));
        }
    }

    /// A month's workbooks and its agenda, opened and no more.
    fn month(&mut self, area: &AreaFolder, month: Month) {
        let folder = area.path.join(month.id());
        self.findings.extend(passed_over::in_month(&folder));
        let mut opened = 0;
        for path in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !path.is_file() || !workbook::is_workbook_name(&name) || name.starts_with(['.', '~']) {
                continue;
            }
            match can_open(&path) {
                Ok(()) => opened += 1,
                Err(why) => self.wrong(
                    Error::new(format!("{}, {name} cannot be opened: {}", month.id(), why_not_read(&why)))
                        .hint("close it where it is open, or ask whoever keeps the folder for permission to read it"),
                ),
            }
        }
        if opened == 0 && !area.is_frozen(month) {
            self.wrong(
                Error::new(format!("{} has no workbook that can be opened", month.id()))
                    .hint("put the month's workbooks into the folder, or take the folder away"),
            );
        }
        if !files::is_there(&folder.join(agenda::FILE)) {
            return;
        }
        if let Some(agenda) = self.kept(Agenda::read(&folder)) {
            self.well(format!(
                "{}: {} can be used ({})",
                month.id(),
                agenda::FILE,
                text::records(agenda.items.len(), "items")
            ));
        }
        if let Some(Some(issued)) = self.kept(Issued::read(&folder)) {
            let sent = issued.latest().words();
            self.well(format!("{}: {} can be used; issued last: {sent}", month.id(), meeting::FILE));
        }
    }
}

fn can_open(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.read(&mut [0u8; 1]).map(|_| ())
}

fn why_not_read(why: &io::Error) -> String {
    match why.kind() {
        io::ErrorKind::PermissionDenied => "you have no permission to read it".to_owned(),
        _ => in_words(why),
    }
}

/// Whether a file can be made in a folder, or in the nearest one above it that is there.
fn can_write(folder: &Path) -> io::Result<()> {
    let folder = std::path::absolute(folder)?;
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(&folder);
    if !there.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    tempfile::Builder::new().prefix(".boardpack-").tempfile_in(there).map(|_| ())
}
