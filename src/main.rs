//! Parses the arguments, runs the command, prints, and exits. The only place that touches the terminal.

use std::io::{self, Write};
use std::process::ExitCode;

use boardpack::Outcome;
use boardpack::cli::{Arguments, Command};
use boardpack::diagnostic::{Diagnostic, Severity};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match boardpack::run(&arguments) {
        Ok(outcome) => {
            let building = matches!(arguments.command, Command::Build(_));
            print(&outcome, building);
            ExitCode::from(outcome.exit_code())
        }
        Err(why) => {
            complain(&format!("error: {why}"));
            ExitCode::from(2)
        }
    }
}

/// A build lists what someone must act on; the judgements made in reading are for `boardpack data`.
fn print(outcome: &Outcome, building: bool) {
    for finding in outcome.findings.iter().filter(|finding| !building || finding.severity > Severity::Note) {
        complain(&finding.to_string());
    }
    for (_, why) in &outcome.failed {
        complain(&format!("error: {why}"));
    }
    if !outcome.findings.is_empty() {
        let more = if building { "; `boardpack data` lists the notes too" } else { "" };
        complain(&format!("{}{more}", summary(&outcome.findings)));
    }
    let mut text = outcome.text.clone();
    for written in &outcome.written {
        let pages = match written.pages {
            Some(1) => " (1 page)".to_owned(),
            Some(pages) => format!(" ({pages} pages)"),
            None => String::new(),
        };
        text.push_str(&format!("wrote {}{pages}\n", written.path.display()));
    }
    // A reader that has seen enough, such as `head`, closes the pipe; that is no failure.
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// "2 errors, 5 warnings and 9 notes".
fn summary(findings: &[Diagnostic]) -> String {
    let count = |severity, word: &str| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    };
    format!(
        "found {}, {} and {} in the workbooks",
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note")
    )
}
