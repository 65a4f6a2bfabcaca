//! `boardpack narrative`: files for officers' words, one for each place that this month's papers have.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Documents;
use super::{Outcome, Written};
use crate::diagnostic::{Error, Result};
use crate::examine::Examined;
use crate::facts;
use crate::facts::words::{had_stocktake, look_up};
use crate::figures;
use crate::ledger::Facts;
use crate::narrative::FOLDER;
use crate::narrative::places::{Declared, Place, area_file, measure_file, risk_file};
use crate::printed::Printed;
use crate::programme::model::{Area, Measure, Risk};

/// Write files for officers' words, one for each place that this month's papers have
///
/// They go into the edition's folder "narrative", each with a comment that says what belongs there and which figures may be
/// named, with this month's values. Files that are there are left as they are. A place for which nobody writes is left
/// out of the papers. Any other measure or risk may have a file of its own too, such as measure-K02.md.
#[derive(Debug, Args)]
pub struct NarrativeArguments {
    /// The area's folder, or one edition's folder within it
    pub area: PathBuf,

    /// The edition to write for, such as 2025-07; without it the newest
    #[arg(long, value_name = "MONTH")]
    pub edition: Option<String>,

    #[command(flatten)]
    pub documents: Documents,
}

/// A file to begin with.
struct Starter {
    name: String,
    /// What belongs there.
    about: String,
    /// Figures that may be named, as far as there are any.
    figures: Vec<String>,
}

pub fn run(arguments: &NarrativeArguments) -> Result<Outcome> {
    let examined = arguments.documents.examine(&arguments.area, arguments.edition.as_deref())?;
    let month = examined.edition.month.id();
    if examined.area.frozen.is_some() {
        return Err(Error::new(format!(
            "{}, {month} is frozen: words written now would be in no paper",
            examined.area.name
        ))
        .hint("write for another month with --edition, or freeze it again once the words are there"));
    }
    let folder = examined.area.path.join(&month).join(FOLDER);
    let cannot = |path: &Path, why: &io::Error| Error::new(format!("{} cannot be written: {why}", path.display()));
    fs::create_dir_all(&folder).map_err(|why| cannot(&folder, &why))?;
    let facts = facts::facts(&examined.given());
    let mut written = Vec::new();
    let mut there = Vec::new();
    for starter in starters(&examined) {
        let path = folder.join(&starter.name);
        // Never over what somebody wrote, even if it is written this very moment.
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(starter.text(&facts).as_bytes()).map_err(|why| cannot(&path, &why))?;
                written.push(Written::of(path, None));
            }
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => there.push(starter.name),
            Err(why) => return Err(cannot(&path, &why)),
        }
    }
    let mut text = Printed::default();
    if !there.is_empty() {
        text.line(format!("already there, and left as they are: {}", there.join(", ")));
    }
    if !written.is_empty() {
        text.line(
            "write below the comment of each; any other measure or risk may have a file too, such as measure-K02.md",
        );
    }
    Ok(Outcome { text, written, ..Outcome::default() })
}

/// A file for each place: the general ones, the areas, and the measures and risks that the papers speak of first.
fn starters(examined: &Examined) -> Vec<Starter> {
    let given = examined.given();
    let (programme, date, settings) = (given.programme(), given.status_date(), given.settings);
    let general = |name: &str, about: &str, figures: &[&str]| Starter {
        name: name.to_owned(),
        about: about.to_owned(),
        figures: figures.iter().map(|figure| (*figure).to_owned()).collect(),
    };
    let mut starters = vec![
        general(
            "summary.md",
            "The judgement: is the programme on course, what has changed, what worries you most. It comes first in the \
             Board report and in the deck. Three to five sentences; a heading, where there is one, becomes the title.",
            &[
                "actions.action_counts.total",
                "actions.due_counts.overdue",
                "measures.meeting_target",
                "risks.highest_level.count",
            ],
        ),
        general(
            "asks.md",
            "What is asked of the Board, of the partners and of those who review the programme: who is to do what by when. A \
             numbered list reads best.",
            &["actions.action_counts.off_track", "proposed_for_closure.count"],
        ),
        general(
            "voice.md",
            "What children and families say, and how you know: surveys, groups, complaints. Quote them with > at the beginning \
             of the line; nobody may be recognisable.",
            &["measures.total", "measures.better"],
        ),
        general(
            "learning.md",
            "What was learnt from the support that the programme has had, and what is done differently because of it.",
            &["measures.better", "actions.action_counts.complete"],
        ),
    ];
    if had_stocktake(&settings.board.stocktakes, date) {
        let review = settings.scheme().review();
        let about = format!(
            "What the last {review} asked for, and what was done about each point. A table or a list reads best."
        );
        let counts = ["changes_since_stocktake.counts.actions_better", "changes_since_stocktake.counts.actions_worse"];
        starters.push(general("last-stocktake.md", &about, &counts));
    }
    for declared in &examined.declared {
        for (name, place) in declared.places(programme) {
            let about = settings.scheme().spoken(&of_declared(declared, &place));
            match starters.iter_mut().find(|known| known.name == name) {
                Some(known) => known.about += &format!("\n{about}"),
                None => starters.push(Starter { name, about, figures: Vec::new() }),
            }
        }
    }
    starters.extend(programme.areas.iter().map(of_area));
    let judged = figures::judge(&programme.measures, settings, date);
    starters.extend(figures::needing_attention(&judged).iter().map(|of| of_measure(of.measure)));
    let top = settings.thresholds.top_risks;
    starters.extend(figures::by_score(&programme.risks, &settings.scheme().risk).into_iter().take(top).map(of_risk));
    starters
}

/// What each of the documents that declare a place asks for.
fn of_declared(declared: &Declared, place: &Place) -> String {
    let mut about = String::new();
    for asked in &declared.asked {
        let draft = if asked.required { " The paper is a draft without it." } else { "" };
        let of = match place {
            Place::DeclaredFor(_, key) => format!(" ({key})"),
            _ => String::new(),
        };
        about += &format!("For: {}, \"{}\"{of}. {}{draft}\n", asked.paper, asked.title, asked.about);
    }
    about.trim_end().to_owned()
}

fn of_area(area: &Area) -> Starter {
    let figure = |of: &str| format!("areas.{}.{of}", area.key);
    Starter {
        name: area_file(area),
        about: format!("{}: what families would notice, what is in the way, what happens next.", area.title()),
        figures: vec![figure("action_counts.total"), figure("overdue.count"), figure("exceptions.count")],
    }
}

fn of_measure(measure: &Measure) -> Starter {
    let reference = &measure.reference.value;
    let figure = |of: &str| format!("measures.{reference}.{of}");
    let name = if reference == &measure.name.value { String::new() } else { format!(", {}", measure.name.value) };
    Starter {
        name: measure_file(measure),
        about: format!("Measure {reference}{name}: why it is where it is, and what will move it."),
        figures: vec![figure("latest"), figure("target"), figure("england")],
    }
}

fn of_risk(risk: &Risk) -> Starter {
    let reference = &risk.reference.value;
    let figure = |of: &str| format!("risks.{reference}.{of}");
    Starter {
        name: risk_file(risk),
        about: format!(
            "Risk {reference}: what has been done about it since the last meeting, and what the Board should know."
        ),
        figures: vec![figure("current"), figure("target")],
    }
}

impl Starter {
    /// A comment and nothing else: until somebody writes below it, the place is left out.
    fn text(&self, facts: &Facts) -> String {
        let figures: String = self
            .figures
            .iter()
            .filter_map(|name| Some(format!("  {{{{{name}}}}}   this month: {}\n", look_up(facts, name).ok()?.text)))
            .collect();
        let figures = match figures.as_str() {
            "" => String::new(),
            figures => format!("\nFigures may be named, so that the words follow them:\n{figures}"),
        };
        // Names of the workbooks' own must not end the comment.
        let inside = format!("{}\n{figures}", self.about).replace("--", "–").replace('>', "›");
        format!(
            "<!--\n{inside}\nWrite below this comment, in Markdown. Until then the papers leave the place out.\n-->\n"
        )
    }
}
