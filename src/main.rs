//! Parses the arguments, runs the command, prints, and exits. The only place that touches the terminal.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use boardpack::cli::Arguments;
use boardpack::commands::Command;
use boardpack::diagnostic::{Diagnostic, Severity};
use boardpack::output::in_words;
use boardpack::printed::Printed;
use boardpack::{Outcome, Written};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match boardpack::run(&arguments) {
        Ok(outcome) => match print(&outcome, &arguments.command) {
            Ok(()) => ExitCode::from(outcome.exit_code()),
            Err(why) => {
                complain(&format!("error: what was to be printed cannot be written: {}", in_words(&why)));
                ExitCode::from(2)
            }
        },
        Err(why) => {
            complain(&format!("error: {why}"));
            ExitCode::from(2)
        }
    }
}

fn print(outcome: &Outcome, command: &Command) -> io::Result<()> {
    match command {
        // The findings are what the command prints.
        Command::Check(_) => {}
        // A build names what keeps its papers drafts; the rest is for `boardpack check`.
        Command::Build(_) | Command::Freeze(_) => {
            list(&outcome.findings, Severity::Error, "; `boardpack check` lists them all")
        }
        _ => list(&outcome.findings, Severity::Note, ""),
    }
    for finding in outcome.lost.iter().chain(&outcome.since_freeze) {
        complain(&finding.to_string());
    }
    for (_, why) in &outcome.failed {
        complain(&format!("error: {why}"));
    }
    let mut text = outcome.text.clone();
    for unchanged in &outcome.unchanged {
        let name = unchanged.path.file_name().unwrap_or_default().to_string_lossy();
        text.line(format!("unchanged: {name}{}", pages(unchanged)));
    }
    for written in &outcome.written {
        text.line(format!("wrote {}{}", written.path.display(), pages(written)));
    }
    let mut text = text.as_str().to_owned();
    if matches!(command, Command::Check(_)) && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        text = text.lines().map(|line| format!("{}\n", coloured(line))).collect();
    }
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`, closes the pipe; that is no failure.
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn pages(written: &Written) -> String {
    match written.pages {
        Some(1) => " (1 page)".to_owned(),
        Some(pages) => format!(" ({pages} pages)"),
        None => String::new(),
    }
}

fn list(findings: &[Diagnostic], from: Severity, more: &str) {
    for finding in findings.iter().filter(|finding| finding.severity >= from) {
        complain(&finding.to_string());
    }
    if !findings.is_empty() {
        complain(&format!("{}{more}", summary(findings)));
    }
}

/// The weight at the head of a finding in colour; the word says it too.
fn coloured(line: &str) -> String {
    let colours = [("error[", "31"), ("warning[", "33"), ("note[", "36"), ("accepted[", "32")];
    match (colours.iter().find(|(head, _)| line.starts_with(head)), line.split_once("]:")) {
        (Some((_, colour)), Some((head, rest))) => format!("\x1b[1;{colour}m{head}]\x1b[0m:{rest}"),
        _ => line.to_owned(),
    }
}

fn complain(message: &str) {
    let mut text = Printed::default();
    text.lines(message);
    let _ = io::stderr().lock().write_all(text.as_str().as_bytes());
}

/// "2 errors, 5 warnings and 9 notes".
fn summary(findings: &[Diagnostic]) -> String {
    let count = |severity, word: &str| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    };
    format!(
        "found {}, {} and {}",
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note")
    )
}
