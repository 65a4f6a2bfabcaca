//! What moved between two editions, as JSON and as a plain table: what `boardpack changes` gives.
//!
//! Of each record only what moved, as a pair [before, now], with the cells of both; what did not move is left out.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::Outcome;
use super::arguments::Format;
use crate::diagnostic::{Diagnostic, Result};
use crate::examine::examine;
use crate::figures;
use crate::located::{CellRef, Located};
use crate::movement::{self, ActionMove, MeasureMove, Moved, Movement, Pair, Record, Way};
use crate::printed::Printed;
use crate::programme::model::{MeetingAction, Month, Progress, Risk, Status, WrittenDate};
use crate::wording;

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

pub fn run(arguments: &ChangesArguments) -> Result<Outcome> {
    let examined = examine(&arguments.area, arguments.edition.as_deref(), &[])?.since(arguments.since.as_deref())?;
    let given = examined.given();
    let held = given.held();
    let movement = given.compared_with().and_then(|since| movement::movement(&held, since));
    let text = match (movement, arguments.format) {
        (Some(movement), Format::Json) => Printed::json(&json(&movement)),
        (Some(movement), Format::Table) => table(&movement),
        (None, Format::Json) => Printed::json(&nothing(examined.edition.month)),
        (None, Format::Table) => {
            let month = wording::month(examined.edition.month);
            let mut text = Printed::default();
            text.line(format!("{month} is the first edition: there is nothing to compare it with"));
            text
        }
    };
    let told = |finding: &Diagnostic| finding.code == "earlier-not-read";
    Ok(Outcome { text, findings: examined.open.into_iter().filter(told).collect(), ..Outcome::default() })
}

/// Statuses are keys (`green`), dates ISO or the officer's words, percentages fractions; a side that is not stated is
/// null. `added` and `withdrawn` are refs; `was` is the ref a record had before; `not_compared` names the kinds of record
/// that only one of the editions holds.
pub fn json(movement: &Movement<'_>) -> Value {
    json!({
        "edition": movement.now.month.id(),
        "since": movement.since.month.id(),
        "actions": movement.actions.iter().filter_map(action).collect::<Vec<_>>(),
        "risks": movement.risks.iter().filter_map(risk).collect::<Vec<_>>(),
        "measures": movement.measures.iter().filter_map(measure).collect::<Vec<_>>(),
        "meeting_actions": movement.meeting_actions.iter().filter_map(meeting_action).collect::<Vec<_>>(),
        "added": {
            "actions": refs(movement.actions.iter().map(|of| &of.pair), Pair::is_new),
            "risks": refs(&movement.risks, Pair::is_new),
            "measures": refs(movement.measures.iter().map(|of| &of.pair), Pair::is_new),
            "meeting_actions": refs(&movement.meeting_actions, Pair::is_new),
        },
        "not_compared": movement.not_compared,
        "withdrawn": {
            "actions": refs(movement.actions.iter().map(|of| &of.pair), Pair::is_gone),
            "risks": refs(&movement.risks, Pair::is_gone),
            "measures": refs(movement.measures.iter().map(|of| &of.pair), Pair::is_gone),
            "meeting_actions": refs(&movement.meeting_actions, Pair::is_gone),
        },
    })
}

/// The same form for a first edition.
pub fn nothing(edition: Month) -> Value {
    json!({
        "edition": edition.id(), "since": null, "actions": [], "risks": [], "measures": [], "meeting_actions": [],
        "added": {}, "not_compared": [], "withdrawn": {},
    })
}

fn refs<'p, 'a: 'p, T: Record + 'a>(
    pairs: impl IntoIterator<Item = &'p Pair<'a, T>>,
    wanted: impl Fn(&Pair<'a, T>) -> bool,
) -> Vec<&'a str> {
    pairs.into_iter().filter(|pair| wanted(pair)).map(|pair| pair.latest().reference()).collect()
}

/// One record's moves, begun with its ref and ended only if there is something to say.
struct Entry {
    fields: Map<String, Value>,
    cells: Map<String, Value>,
    opening: usize,
}

impl Entry {
    fn of<T: Record>(pair: &Pair<'_, T>) -> Entry {
        let mut fields = Map::new();
        fields.insert("ref".into(), pair.latest().reference().into());
        let opening = fields.len();
        if let Some(was) = pair.was_called() {
            fields.insert("was".into(), was.into());
        } else if pair.is_reworded() {
            fields.insert("reworded".into(), true.into());
        }
        Entry { fields, cells: Map::new(), opening }
    }

    fn field<T>(&mut self, name: &str, moved: Option<Moved<'_, T>>, value: impl Fn(&Located<T>) -> Value) {
        let Some(moved) = moved else { return };
        self.fields.insert(name.into(), json!([moved.from.map(&value), moved.to.map(&value)]));
        self.cells.insert(name.into(), json!([moved.from.map(|from| &from.at), moved.to.map(|to| &to.at)]));
    }

    fn end(mut self) -> Option<Value> {
        if self.fields.len() == self.opening {
            return None;
        }
        if !self.cells.is_empty() {
            self.fields.insert("cells".into(), Value::Object(self.cells));
        }
        Some(Value::Object(self.fields))
    }
}

fn action(of: &ActionMove<'_>) -> Option<Value> {
    let status = |status: &Located<Status>| json!(status.value.key());
    let mut entry = Entry::of(&of.pair);
    entry.field("action_status", of.action_status(), status);
    entry.field("impact_status", of.impact_status(), status);
    if let Some(due) = of.due() {
        entry.field("due", Some(due), |due| {
            json!(due.value.date.map_or(due.value.words.clone(), |day| day.to_string()))
        });
        entry.fields.insert("times_redated".into(), of.times_redated.into());
    }
    if of.is_completed() {
        entry.fields.insert("completed".into(), true.into());
    }
    if of.is_newly_overdue() {
        entry.fields.insert("newly_overdue".into(), true.into());
    }
    entry.end()
}

fn risk(pair: &Pair<'_, Risk>) -> Option<Value> {
    let mut entry = Entry::of(pair);
    entry.field("current", movement::current_score(pair), |score| json!(score.value));
    entry.end()
}

fn measure(of: &MeasureMove<'_>) -> Option<Value> {
    let mut entry = Entry::of(&of.pair);
    if of.change().is_some() {
        let latest = |figures: &Option<figures::MeasureFigures>| figures.as_ref().and_then(|of| of.latest.clone());
        let (before, now) = (latest(&of.before), latest(&of.now));
        let value = |figure: &Option<figures::Figure<figures::Reading>>| figure.as_ref().map(|of| of.value.value);
        let cell = |figure: &Option<figures::Figure<figures::Reading>>| -> Option<CellRef> {
            figure.as_ref().and_then(|of| of.sources.first().cloned())
        };
        entry.fields.insert("latest".into(), json!([value(&before), value(&now)]));
        entry.fields.insert("way".into(), of.way().map(Way::key).into());
        entry.cells.insert("latest".into(), json!([cell(&before), cell(&now)]));
    }
    if let Some(crossed) = of.target_crossed() {
        entry.fields.insert("meets_target".into(), json!([crossed == Way::Worse, crossed == Way::Better]));
    }
    entry.end()
}

fn meeting_action(pair: &Pair<'_, MeetingAction>) -> Option<Value> {
    let mut entry = Entry::of(pair);
    if let Some((before, now)) = pair.both() {
        let (from, to) = (before.state.as_ref(), now.state.as_ref());
        if from.map(|from| from.value) != to.map(|to| to.value) {
            entry.field("status", Some(Moved { from, to }), |state| {
                json!(match state.value {
                    Progress::Open => "open",
                    Progress::Overdue => "overdue",
                    Progress::Closed => "closed",
                })
            });
        }
    }
    entry.end()
}

/// The same for reading on a terminal: what moved for the worse first.
pub fn table(movement: &Movement<'_>) -> Printed {
    let mut lines: Vec<(Way, String)> = Vec::new();
    let mut say = |way: Way, line: String| lines.push((way, line));
    for of in &movement.actions {
        let name = format!("action {}", named(&of.pair));
        for (what, moved) in [("action status", of.action_status()), ("impact status", of.impact_status())] {
            if let Some(moved) = moved {
                let word =
                    |side: Option<&Located<Status>>| side.map_or("not stated", |side| side.value.word()).to_owned();
                let words = format!("{name}: {what} was {}, is {}", word(moved.from), word(moved.to));
                say(moved.way(), words);
            }
        }
        if let Some(due) = of.due() {
            say(movement::due_way(&due), format!("{name}: {}", redated_in_words(&due, of.times_redated)));
        }
        if of.is_newly_overdue() {
            say(Way::Worse, format!("{name}: is overdue now"));
        }
        if let Some(presence) = presence(&of.pair, "was added", "is no longer in the tracker") {
            say(Way::Neither, format!("{name}: {presence}"));
        }
    }
    for pair in &movement.risks {
        let name = format!("risk {}", named(pair));
        if let Some(moved) = movement::current_score(pair) {
            let (from, to) = moved.values();
            let number = |score: Option<u32>| score.map_or("not scored".to_owned(), |score| score.to_string());
            let words = format!("{name}: current score was {}, is {}", number(from), number(to));
            say(movement::score_way(&moved), words);
        }
        if let Some(presence) = presence(pair, "is new", "is closed, or no longer in the register") {
            say(if pair.is_new() { Way::Worse } else { Way::Neither }, format!("{name}: {presence}"));
        }
    }
    for of in &movement.measures {
        let name = format!("measure {}", named(&of.pair));
        if let (Some(change), Some(measure)) = (of.change(), of.pair.now) {
            let way = of.way().unwrap_or(Way::Neither);
            say(way, format!("{name}: latest value {}", wording::change(change, measure.unit)));
        }
        if let Some(presence) = presence(&of.pair, "is new", "is no longer in the dashboard") {
            say(Way::Neither, format!("{name}: {presence}"));
        }
    }
    for pair in &movement.meeting_actions {
        let name = format!("meeting action {}", named(pair));
        if movement::is_newly_closed(pair) {
            say(Way::Better, format!("{name}: closed"));
        }
        if let Some(presence) = presence(pair, "is new", "is no longer in the log") {
            say(Way::Neither, format!("{name}: {presence}"));
        }
    }
    let mut out = Printed::default();
    let (now, since) = (wording::month(movement.now.month), wording::month(movement.since.month));
    out.line(format!("What changed in {now} since {since}"));
    for kind in &movement.not_compared {
        out.blank();
        out.line(format!("The {kind} are not compared: one of the two editions has none"));
    }
    for (way, title) in
        [(Way::Worse, "For the worse"), (Way::Better, "For the better"), (Way::Neither, "Other changes")]
    {
        let of: Vec<&str> = lines.iter().filter(|(of, _)| *of == way).map(|(_, line)| line.as_str()).collect();
        out.blank();
        out.line(format!("{title}: {}", of.len()));
        of.iter().for_each(|line| out.line(format!("  {line}")));
    }
    out
}

/// "1.2.4 (was 1.2.3)".
fn named<T: Record>(pair: &Pair<'_, T>) -> String {
    let reference = pair.latest().reference();
    match pair.was_called() {
        Some(was) => format!("{reference} (was {was})"),
        None if pair.is_reworded() => format!("{reference} (in other words than before)"),
        None => reference.to_owned(),
    }
}

fn presence<'w, T>(pair: &Pair<'_, T>, new: &'w str, gone: &'w str) -> Option<&'w str> {
    match (pair.before.is_some(), pair.now.is_some()) {
        (false, true) => Some(new),
        (true, false) => Some(gone),
        _ => None,
    }
}

/// "due date put back by 3 months, from June 2025 to September 2025; moved twice in the editions held".
fn redated_in_words(due: &Moved<'_, WrittenDate>, times: usize) -> String {
    let words = |side: Option<&Located<WrittenDate>>| side.map_or("none".to_owned(), |side| wording::date(&side.value));
    let day = |side: Option<&Located<WrittenDate>>| side.and_then(|side| side.value.date);
    let by = match (day(due.from), day(due.to)) {
        (Some(from), Some(to)) if to > from => format!("put back by {}", figures::late_by(from, to)),
        (Some(from), Some(to)) => format!("brought forward by {}", figures::late_by(to, from)),
        _ => "changed".to_owned(),
    };
    let often = match times {
        0 | 1 => String::new(),
        2 => "; moved twice in the editions held".to_owned(),
        many => format!("; moved {many} times in the editions held"),
    };
    format!("due date {by}, from {} to {}{often}", words(due.from), words(due.to))
}
