//! The commands: one file each, with its arguments, what it does and what it prints.
//!
//! Nothing here touches the terminal: a command gives back an [`Outcome`], which `main` prints.

pub mod areas;
pub mod arguments;
pub mod attack;
pub mod build;
pub mod changes;
pub mod check;
pub mod columns;
pub mod completions;
pub mod data;
pub mod deadlines;
pub mod doctor;
pub mod documents;
mod earlier;
pub mod events;
pub mod explain;
pub mod facts;
pub mod freeze;
pub mod key;
pub mod licences;
mod listing;
pub mod manual;
pub mod narrative;
pub mod new;
pub mod pack;
mod place;
pub mod schemas;
mod summary;
pub mod trace;
pub mod verify;
mod vocabulary;
pub mod watch;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;

use self::areas::{Row, Told};
use crate::diagnostic::{Diagnostic, Error, Result, Severity};
use crate::output::lock::Holder;
use crate::printed::Printed;

/// A command with its arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    Attack(attack::AttackArguments),
    Build(build::BuildArguments),
    Changes(changes::ChangesArguments),
    Check(check::CheckArguments),
    Columns(columns::ColumnsArguments),
    Completions(completions::CompletionsArguments),
    Data(data::DataArguments),
    Deadlines(deadlines::DeadlinesArguments),
    Doctor(doctor::DoctorArguments),
    Documents(documents::DocumentsArguments),
    Explain(explain::ExplainArguments),
    Facts(facts::FactsArguments),
    Freeze(freeze::FreezeArguments),
    Key(key::KeyArguments),
    Licences(licences::LicencesArguments),
    Manual(manual::ManualArguments),
    Narrative(narrative::NarrativeArguments),
    New(new::NewArguments),
    Pack(pack::PackArguments),
    Schemas(schemas::SchemasArguments),
    Trace(trace::TraceArguments),
    Verify(verify::VerifyArguments),
    Watch(watch::WatchArguments),
}

impl Command {
    /// What it is called on the command line.
    pub fn name(&self) -> String {
        let debug = format!("{self:?}");
        debug.split(['(', ' ']).next().unwrap_or_default().to_lowercase()
    }

    /// Tells those commands that ask for it which day it is: the library reads no clock.
    pub fn on(&mut self, today: NaiveDate) {
        if let Command::New(new::NewArguments { what: new::What::Area(arguments) }) = self {
            arguments.today = Some(today);
        }
    }

    /// Tells a command that takes a folder for itself who it is, for whoever comes second.
    pub fn by(&mut self, holder: Holder) {
        if let Command::Build(arguments) = self {
            arguments.by = Some(holder);
        }
    }

    /// Runs it; a build of several areas and a pack tell how it goes. `program` is the whole command line, for those that write of it.
    pub fn run(&self, told: &dyn Told, program: fn() -> clap::Command) -> Result<Outcome> {
        match self {
            Command::Attack(arguments) => attack::run(arguments),
            Command::Build(arguments) => build::run(arguments, told),
            Command::Changes(arguments) => changes::run(arguments),
            Command::Check(arguments) => check::run(arguments),
            Command::Columns(arguments) => columns::run(arguments),
            Command::Completions(arguments) => completions::run(arguments, program()),
            Command::Data(arguments) => data::run(arguments),
            Command::Deadlines(arguments) => deadlines::run(arguments),
            Command::Doctor(arguments) => doctor::run(arguments),
            Command::Documents(arguments) => documents::run(arguments),
            Command::Explain(arguments) => explain::run(arguments),
            Command::Facts(arguments) => facts::run(arguments),
            Command::Freeze(arguments) => freeze::run(arguments),
            Command::Key(arguments) => key::run(arguments),
            Command::Licences(arguments) => licences::run(arguments),
            Command::Manual(arguments) => manual::run(arguments, program()),
            Command::Narrative(arguments) => narrative::run(arguments),
            Command::New(arguments) => new::run(arguments),
            Command::Pack(arguments) => pack::run(arguments, told),
            Command::Schemas(arguments) => schemas::run(arguments),
            Command::Trace(arguments) => trace::run(arguments),
            Command::Verify(arguments) => verify::run(arguments),
            Command::Watch(arguments) => watch::run(arguments, told),
        }
    }
}

/// Stands among the documents that failed where all papers of a folder were left as they were.
const WHOLE_SET: &str = "the set";

/// What a command gives back: what to print, what was found, and the files that were written.
#[derive(Debug)]
pub struct Outcome {
    /// For standard output.
    pub text: Printed,
    pub findings: Vec<Diagnostic>,
    /// What was lost in the making of documents; a check of the workbooks cannot find it.
    pub lost: Vec<Diagnostic>,
    /// What stands in the folder and in no paper: changes to a frozen edition, and what was passed over.
    pub since_freeze: Vec<Diagnostic>,
    /// From which weight on a finding makes the exit code 1.
    pub deny: Severity,
    pub written: Vec<Written>,
    /// Files that are there as they would be made, and were left.
    pub unchanged: Vec<Written>,
    /// Documents that could not be made, and why. The others were.
    pub failed: Vec<(String, Error)>,
    /// Whether papers are not what a second build gives.
    pub differs: bool,
    /// Of a build of several areas, what became of each.
    pub areas: Vec<Row>,
    /// For standard output, below the files.
    pub closing: Printed,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub path: PathBuf,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
    /// Its reading age, where its template has a bound to it.
    pub reading_age: Option<String>,
}

impl Written {
    pub fn of(path: PathBuf, pages: Option<usize>) -> Written {
        Written { path, pages, reading_age: None }
    }
}

impl Default for Outcome {
    fn default() -> Self {
        Outcome {
            text: Printed::default(),
            findings: Vec::new(),
            lost: Vec::new(),
            since_freeze: Vec::new(),
            deny: Severity::Error,
            written: Vec::new(),
            unchanged: Vec::new(),
            failed: Vec::new(),
            differs: false,
            areas: Vec::new(),
            closing: Printed::default(),
        }
    }
}

impl Outcome {
    /// The exit code: 0 done; 1 done, but there are findings that weigh enough; 2 could not. Of several areas the worst.
    pub fn exit_code(&self) -> u8 {
        if let Some(worst) = self.areas.iter().map(|row| row.code).max() {
            worst
        } else if !self.failed.is_empty() {
            2
        } else {
            let all = [&self.findings, &self.lost, &self.since_freeze].into_iter().flatten();
            u8::from(self.differs || all.into_iter().any(|finding| finding.severity >= self.deny))
        }
    }
}
