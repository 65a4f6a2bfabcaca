//! Parses the arguments, runs the command, prints, and exits. The only place that touches the terminal.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use boardpack::cli::{Arguments, Log};
use boardpack::commands::{Command, areas, events};
use boardpack::diagnostic::{Diagnostic, Result, Severity};
use boardpack::output::in_words;
use boardpack::output::lock::Holder;
use boardpack::preview::Happens;
use boardpack::printed::{Printed, visible};
use boardpack::{Outcome, Written};
use clap::Parser;
use serde_json::{Value, json};

/// Typesetting allocates in small pieces and on several threads: with the system's allocator a build takes a quarter longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    let now = chrono::Local::now().naive_local();
    arguments.command.on(now.date());
    arguments.command.by(Holder::this(&command_line(), now));
    let speech = Speech { began: Instant::now(), quiet: arguments.quiet, json: arguments.log == Some(Log::Json) };
    speech.event(json!({"event": "started", "command": arguments.command.name()}));
    let several = Several { speech, seen: Mutex::new(Seen { quiet: speech.quiet || speech.json, ..Seen::default() }) };
    let done = boardpack::run_telling(&arguments, &several);
    let printed = several.close().and_then(|()| match &done {
        Ok(outcome) => speech.print(outcome, &arguments.command, &several.seconds()),
        Err(why) => {
            match speech.json {
                true => speech.event(events::of_error(why)),
                false => complain(&format!("error: {why}")),
            }
            Ok(())
        }
    });
    let code = match (&printed, &done) {
        (Ok(()), Ok(outcome)) => outcome.exit_code(),
        (Ok(()), Err(_)) => 2,
        (Err(why), _) => {
            complain(&format!("error: what was to be printed cannot be written: {}", in_words(why)));
            2
        }
    };
    let seconds = (speech.began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    speech.event(json!({"event": "finished", "exit": code, "seconds": seconds}));
    ExitCode::from(code)
}

/// What was asked for, as it was typed, without the folder that the program is in.
fn command_line() -> String {
    let program = env!("CARGO_BIN_NAME").to_owned();
    let arguments = std::env::args_os().skip(1).map(|argument| match argument.to_string_lossy() {
        text if text.contains(' ') => format!("\"{text}\""),
        text => text.into_owned(),
    });
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// In what form the program speaks.
#[derive(Clone, Copy)]
struct Speech {
    began: Instant,
    quiet: bool,
    json: bool,
}

impl Speech {
    /// Prints an event, with the time, where events are asked for.
    fn event(self, mut event: Value) {
        if self.json {
            event["time"] = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into();
            complain(&event.to_string());
        }
    }

    fn print(self, outcome: &Outcome, command: &Command, seconds: &[f64]) -> io::Result<()> {
        if self.json {
            events::of_outcome(outcome).into_iter().for_each(|event| self.event(event));
            return if self.quiet { Ok(()) } else { write(outcome.text.as_str()) };
        }
        if self.quiet {
            went_wrong(outcome).iter().for_each(|message| complain(message));
            return Ok(());
        }
        print(outcome, command, seconds)
    }
}

/// What of a command's findings kept something from being made, or marks it as a draft.
fn went_wrong(outcome: &Outcome) -> Vec<String> {
    let errors = outcome.findings.iter().chain(&outcome.lost).filter(|finding| finding.severity == Severity::Error);
    errors.map(ToString::to_string).chain(outcome.failed.iter().map(|(_, why)| format!("error: {why}"))).collect()
}

fn print(outcome: &Outcome, command: &Command, seconds: &[f64]) -> io::Result<()> {
    messages(outcome, command).iter().for_each(|message| complain(message));
    let mut text = outcome.text.clone();
    if !outcome.areas.is_empty() {
        // Times are for whoever looks on; a log is the same for the same work.
        let seconds = Some(seconds).filter(|_| io::stdout().is_terminal());
        text.lines(areas::table(&outcome.areas, seconds).as_str().trim_end());
    }
    files(outcome, &mut text);
    text.lines_of(&outcome.closing);
    let mut text = text.as_str().to_owned();
    if matches!(command, Command::Check(_)) && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        text = text.lines().map(|line| format!("{}\n", coloured(line))).collect();
    }
    write(&text)
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`, closes the pipe; that is no failure.
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// What there is to say of a command beside what it prints.
fn messages(outcome: &Outcome, command: &Command) -> Vec<String> {
    match command {
        // The findings are what the command prints.
        Command::Check(_) => beside(outcome, Vec::new()),
        Command::Build(_) | Command::Freeze(_) | Command::Pack(_) => of_build(outcome),
        _ => beside(outcome, list(&outcome.findings, Severity::Note, "")),
    }
}

/// A build names what keeps its papers drafts; the rest is for `boardpack check`.
fn of_build(outcome: &Outcome) -> Vec<String> {
    beside(outcome, list(&outcome.findings, Severity::Error, "; `boardpack check` lists them all"))
}

fn beside(outcome: &Outcome, mut messages: Vec<String>) -> Vec<String> {
    messages.extend(outcome.lost.iter().chain(&outcome.since_freeze).map(ToString::to_string));
    messages.extend(outcome.failed.iter().map(|(_, why)| format!("error: {why}")));
    messages
}

/// The files that are there now.
fn files(outcome: &Outcome, text: &mut Printed) {
    for unchanged in &outcome.unchanged {
        let name = unchanged.path.file_name().unwrap_or_default().to_string_lossy();
        text.line(format!("unchanged: {name}{}", pages(unchanged)));
    }
    for written in &outcome.written {
        text.line(format!("wrote {}{}", written.path.display(), pages(written)));
    }
}

/// " (4 pages, reading age 10.4)"
fn pages(written: &Written) -> String {
    let pages = written.pages.map(|pages| format!("{pages} page{}", if pages == 1 { "" } else { "s" }));
    let age = written.reading_age.as_ref().map(|age| format!("reading age {age}"));
    let said: Vec<String> = pages.into_iter().chain(age).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn list(findings: &[Diagnostic], from: Severity, more: &str) -> Vec<String> {
    let listed = findings.iter().filter(|finding| finding.severity >= from).map(ToString::to_string);
    let summary = (!findings.is_empty()).then(|| format!("{}{more}", summary(findings)));
    listed.chain(summary).collect()
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

/// A build of several areas as it is seen: what there is to say of each stands together, in the order in which the areas
/// were given, as soon as those before it are done; on a terminal a line tells how far it is.
struct Several {
    speech: Speech,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Whether only messages are printed, and no headings above nothing.
    quiet: bool,
    /// How many areas there are.
    of: usize,
    begun: BTreeMap<usize, Instant>,
    seconds: BTreeMap<usize, f64>,
    /// The areas that are done and not printed: their headings, messages and texts.
    waiting: BTreeMap<usize, (String, Vec<String>, Printed)>,
    /// The one that is printed next.
    next: usize,
    /// Whether there is a line that tells how far it is.
    told: bool,
    failed: Option<io::Error>,
}

impl areas::Told for Several {
    fn begins(&self, at: usize, of: usize, area: &Path) {
        let mut seen = self.seen();
        seen.of = of;
        seen.begun.insert(at, Instant::now());
        seen.tell(&area.display().to_string());
    }

    fn done(&self, at: usize, area: &Path, outcome: &Result<Outcome>) {
        let mut text = Printed::default();
        if self.speech.json {
            let of_area = match outcome {
                Ok(outcome) => events::of_outcome(outcome),
                Err(why) => vec![events::of_error(why)],
            };
            for mut event in of_area {
                event["area"] = area.display().to_string().into();
                self.speech.event(event);
            }
        }
        let messages = match outcome {
            Ok(outcome) if self.speech.quiet => went_wrong(outcome),
            Ok(outcome) => {
                text = outcome.text.clone();
                files(outcome, &mut text);
                of_build(outcome)
            }
            Err(why) => vec![format!("error: {why}")],
        };
        let area = area.display().to_string();
        let mut seen = self.seen();
        let time = seen.begun.get(&at).map(|begun| begun.elapsed().as_secs_f64()).unwrap_or_default();
        seen.seconds.insert(at, time);
        if self.speech.json {
            return;
        }
        seen.waiting.insert(at, (format!("{area}:"), messages, text));
        seen.print();
        seen.tell(&area);
    }

    fn works_on(&self, what: &str) {
        self.seen().line(what);
    }

    fn previews(&self, happens: Happens<'_>) {
        if self.speech.json {
            return self.speech.event(events::of_preview(happens));
        }
        match happens {
            Happens::Serving(address) => {
                let mut text = Printed::default();
                text.line("Open this address in the browser of this computer:");
                text.line(format!("  {address}"));
                text.line("The papers are updated whenever something in the folder is saved. Ctrl-C ends the preview.");
                let _ = write(text.as_str());
            }
            Happens::Made(said) if !self.speech.quiet => {
                let mut text = Printed::default();
                text.line(said);
                let _ = write(text.as_str());
            }
            Happens::Made(_) => {}
            Happens::Kept(why) => complain(&format!("error: {why}")),
        }
    }

    fn asked_to_stop(&self) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // Where it cannot be waited for, the system ends the program itself; so does asking a second time.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop));
            let _ = signal_hook::flag::register(signal, Arc::clone(&stop));
        }
        stop
    }
}

impl Several {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long each area took.
    fn seconds(&self) -> Vec<f64> {
        self.seen().seconds.values().copied().collect()
    }

    /// Takes the line away that tells how far it is, and says whether all could be printed.
    fn close(&self) -> io::Result<()> {
        let mut seen = self.seen();
        seen.clear();
        seen.failed.take().map_or(Ok(()), Err)
    }
}

impl Seen {
    /// Prints what may be printed now.
    fn print(&mut self) {
        while let Some((heading, messages, text)) = self.waiting.remove(&self.next) {
            self.next += 1;
            if self.quiet {
                messages.iter().for_each(|message| complain(&format!("{heading} {message}")));
                continue;
            }
            self.clear();
            let mut first = Printed::default();
            first.line(&heading);
            let mut written = write(first.as_str());
            // Where both go to one place that is seen, one heading is enough.
            let both_are_seen = io::stdout().is_terminal() && io::stderr().is_terminal();
            if !messages.is_empty() && !both_are_seen {
                complain(&heading);
            }
            messages.iter().for_each(|message| complain(message));
            written = written.and_then(|()| write(text.as_str()));
            self.failed = self.failed.take().or(written.err());
        }
    }

    /// Tells on a terminal how far it is.
    fn tell(&mut self, area: &str) {
        self.line(&format!("{} of {} areas done; {area}", self.seconds.len(), self.of));
    }

    /// Tells on a terminal what is done now; the next line takes its place.
    fn line(&mut self, line: &str) {
        if io::stderr().is_terminal() && !self.quiet {
            let line = visible(line);
            // A line that is broken in two cannot be taken back.
            let line: String = line.chars().take(78).collect();
            let _ = write!(io::stderr().lock(), "\r\x1b[K{line}");
            self.told = true;
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.told) {
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }
}
