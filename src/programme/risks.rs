//! The risk register.

use super::columns::{Field, SCORE_GROUPS};
use super::learnt_words::{self, Learnt};
use super::model::{Direction, Month, Progress, Risk, Score};
use super::points::{IMPACT_WORDS, LIKELIHOOD_WORDS, Words, has_three_points, usual_point, whole};
use super::progress;
use super::scheme::{Axis, RiskScale};
use super::table::{self, Scale, Table};
use super::tracker::date;
use super::{refs, schema};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::workbook::{Cell, Sheet, Value};

pub fn read(
    sheet: &Sheet,
    table: &Table,
    (scale, edition): (&RiskScale, Option<Month>),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Risk> {
    let mut risks: Vec<Risk> = Vec::new();
    let key = [Field::Reference, Field::Description, Field::Event].into_iter().find(|field| table.has(*field));
    let rows = table.rows(sheet, key.unwrap_or(Field::Cause), diagnostics);
    let learnt = learnt_words::learn(sheet, table, scale, &rows);
    diagnostics.extend(learnt.as_ref().and_then(|learnt| learnt.told(sheet, table)));
    let kinds = Kinds::of(sheet, table, &rows);
    let mut others: Vec<(Located<String>, String)> = Vec::new();
    for row in rows {
        let text = |field| table.text(sheet, row, field);
        let words = [Field::Description, Field::Event, Field::Cause];
        let reference = table.own_text(sheet, row, Field::Reference).filter(|reference| {
            reference.value.chars().any(|c| c.is_ascii_digit()) && words.iter().any(|field| text(*field).is_some())
        });
        let reference = reference.or_else(|| number_of(sheet, table, row, risks.len()));
        let Some(reference) = reference else {
            match risks.last_mut().filter(|_| table.own_text(sheet, row, Field::Reference).is_none()) {
                Some(risk) if continues(sheet, table, row) => extend(risk, sheet, table, row),
                _ => diagnostics.extend(table::left_out(sheet, row, table, lack(sheet, table, row))),
            }
            continue;
        };
        if let Some(kind) = kinds.other(sheet, table, row) {
            others.push((kind, reference.value));
            continue;
        }
        if let Some(closed) = closed(sheet, table, row, &reference) {
            diagnostics.push(closed);
            continue;
        }
        let [inherent, current, target] = SCORE_GROUPS.map(|(name, fields, _)| {
            let of = Scored {
                sheet,
                table,
                row,
                scale,
                learnt: learnt.as_ref(),
                name: format!("{name} score of {}", reference.value),
            };
            of.score(fields, diagnostics)
        });
        let mut risk = Risk {
            raised: date(sheet, table, row, Field::Raised, None),
            reviewed: date(sheet, table, row, Field::Reviewed, None),
            inherent,
            current,
            target,
            controls: table.lines(sheet, row, Field::Controls),
            further_actions: table.lines(sheet, row, Field::FurtherActions),
            direction: text(Field::Direction).and_then(|words| direction(words, &reference.value, diagnostics)),
            links: text(Field::Links).map(|links| refs::list(&links)).unwrap_or_default(),
            ..Risk::new(reference)
        };
        schema::fill(&mut risk, text);
        risks.push(risk);
    }
    diagnostics.extend(kinds.told(&others));
    diagnostics.extend(named_by_number(sheet, table, &risks));
    diagnostics.extend(next_reviews(sheet, table, edition, &mut risks));
    risks
}

/// What a row lacks that is no risk.
fn lack(sheet: &Sheet, table: &Table, row: u32) -> (&'static str, &'static str) {
    let says = |fields: &[Field]| fields.iter().any(|field| table.text(sheet, row, *field).is_some());
    if !says(&[Field::Description, Field::Event, Field::Cause]) {
        return ("it describes no risk", "describe the risk if it is one");
    }
    match table.has(Field::Reference) {
        true => table::NO_REF,
        false => ("it has neither a score nor an owner", "give it both if it is a risk"),
    }
}

/// The name of a risk in a register without refs: its sheet and its number there.
fn number_of(sheet: &Sheet, table: &Table, row: u32, before: usize) -> Option<Located<String>> {
    if table.has(Field::Reference) {
        return None;
    }
    let own = |field: &Field| table.own_text(sheet, row, *field);
    let words = [Field::Description, Field::Event, Field::Cause].iter().find_map(own)?;
    let scored = SCORE_GROUPS.iter().flat_map(|(_, fields, _)| fields).any(|field| own(field).is_some());
    let is_record = (scored || own(&Field::Owner).is_some()) && !table::is_aside(&words.value);
    is_record.then(|| refs::by_number(&sheet.name, before + 1, &words.at))
}

/// That a register has no refs, and how its risks are named.
fn named_by_number(sheet: &Sheet, table: &Table, risks: &[Risk]) -> Option<Diagnostic> {
    let first = risks.iter().find(|risk| refs::is_by_number(&risk.reference))?;
    let message =
        format!("these risks have no refs; they are named by sheet and number, from {}", first.reference.value);
    Some(
        Diagnostic::warning("named-by-number", message)
            .at(&sheet.at(table.header_row, table.span().0))
            .hint("add a column headed Risk ID, and give each risk one that stays its own"),
    )
}

/// What the entries of a log are, where a column says it: of risks, issues, assumptions and dependencies only the risks
/// are risks.
struct Kinds {
    /// Whether some entry is called a risk, so that a letter or a common word beside it is another kind.
    names_risks: bool,
}

impl Kinds {
    fn of(sheet: &Sheet, table: &Table, rows: &[u32]) -> Kinds {
        let is_risk = |row: &u32| {
            let kind = table.text(sheet, *row, Field::Category);
            kind.is_some_and(|kind| matches!(super::columns::normal(&kind.value).as_str(), "risk" | "risks" | "r"))
        };
        Kinds { names_risks: rows.iter().any(is_risk) }
    }

    /// What an entry is, if it is no risk.
    fn other(&self, sheet: &Sheet, table: &Table, row: u32) -> Option<Located<String>> {
        let kind = table.text(sheet, row, Field::Category)?;
        let other = match super::columns::normal(&kind.value).as_str() {
            "issue" | "issues" | "assumption" | "assumptions" => true,
            "dependency" | "dependencies" | "a" | "i" | "d" | "action" | "actions" | "decision" | "decisions"
            | "constraint" | "constraints" => self.names_risks,
            _ => false,
        };
        other.then_some(kind)
    }

    fn told(&self, others: &[(Located<String>, String)]) -> Option<Diagnostic> {
        let (first, _) = others.first()?;
        let mut named: Vec<String> = Vec::new();
        for (kind, reference) in others {
            named.push(format!("{reference} ({})", kind.value.trim().to_lowercase()));
        }
        let (entries, are) = if others.len() == 1 { ("entry", "is") } else { ("entries", "are") };
        let message = format!("{} {entries} of this log {are} no risks, and were not read as such", others.len());
        Some(
            Diagnostic::note("entry-not-a-risk", message)
                .at(&first.at)
                .found(named.join(", "))
                .hint("nothing to do if that is right; papers print risks alone"),
        )
    }
}

/// A "review date" after the edition's month is when a risk is reviewed next, and says nothing of the last time.
fn next_reviews(sheet: &Sheet, table: &Table, edition: Option<Month>, risks: &mut [Risk]) -> Option<Diagnostic> {
    let heading = super::columns::normal(sheet.text(table.header_row, *table.columns.get(&Field::Reviewed)?));
    if heading.split(' ').any(|word| matches!(word, "last" | "reviewed" | "updated")) {
        return None;
    }
    let end = edition?.last_day();
    let mut ahead: Vec<Located<super::model::WrittenDate>> = Vec::new();
    for risk in risks {
        ahead.extend(risk.reviewed.take_if(|reviewed| reviewed.value.date.is_some_and(|day| day > end)));
    }
    let first = ahead.first()?;
    let (dates, are) = if ahead.len() == 1 { ("review date", "is") } else { ("review dates", "are") };
    let message = format!(
        "{} {dates} {are} after {}: when a risk is reviewed next, and not read as when it was reviewed",
        ahead.len(),
        super::dates::named(edition?)
    );
    Some(
        Diagnostic::note("review-still-to-come", message)
            .at(&first.at)
            .found(&*first.raw)
            .hint("add a column headed Last reviewed"),
    )
}

/// A closed risk stays in many registers; it is no risk of this month.
fn closed(sheet: &Sheet, table: &Table, row: u32, reference: &Located<String>) -> Option<Diagnostic> {
    let state = table.text(sheet, row, Field::State).filter(|state| is_over(&state.value));
    let closed = state.or_else(|| {
        table.text(sheet, row, Field::Completed).filter(|date| match progress::progress(&date.value) {
            Some(progress) => progress == Progress::Closed,
            None => super::dates::first_in(&date.value).is_some(),
        })
    })?;
    Some(
        Diagnostic::note("risk-closed", format!("risk {} is closed and was left out", reference.value))
            .at(&closed.at)
            .found(&closed.value)
            .hint("nothing to do if it is; if it is not, write Open and clear the date of closure"),
    )
}

/// Whether a status says that a risk is over: "Closed", "Transferred to BAU", "C"; not "Closed? No".
fn is_over(text: &str) -> bool {
    const ENDS: [&str; 11] = [
        "closed",
        "complete",
        "completed",
        "resolved",
        "finished",
        "superseded",
        "withdrawn",
        "cancelled",
        "concluded",
        "achieved",
        "c",
    ];
    const ENDS_RISKS: [&str; 12] = [
        "archived",
        "transferred",
        "realised",
        "realized",
        "retired",
        "merged",
        "removed",
        "deleted",
        "expired",
        "occurred",
        "materialised",
        "materialized",
    ];
    let plain = super::columns::normal(text);
    let mut words = plain.split(' ');
    let first = words.next().unwrap_or_default();
    if ENDS_RISKS.contains(&first) {
        return !words.any(|word| matches!(word, "not" | "no" | "part" | "partly" | "partially" | "pending"));
    }
    ENDS.contains(&first) && progress::progress(text) == Some(Progress::Closed)
}

fn continues(sheet: &Sheet, table: &Table, row: u32) -> bool {
    [Field::Controls, Field::FurtherActions].into_iter().any(|field| table.own_text(sheet, row, field).is_some())
}

fn extend(risk: &mut Risk, sheet: &Sheet, table: &Table, row: u32) {
    risk.controls.extend(table.lines(sheet, row, Field::Controls));
    risk.further_actions.extend(table.lines(sheet, row, Field::FurtherActions));
}

/// One of a risk's three scores, in its row.
struct Scored<'a> {
    sheet: &'a Sheet,
    table: &'a Table,
    row: u32,
    scale: &'a RiskScale,
    learnt: Option<&'a Learnt>,
    /// "current score of R07"
    name: String,
}

impl Scored<'_> {
    fn score(&self, fields: [Field; 3], diagnostics: &mut Vec<Diagnostic>) -> Score {
        let three = !self.scale.own && has_three_points(self.sheet, self.table, self.row, fields);
        let likelihood =
            self.point(fields[0], "likelihood", &self.scale.likelihood, &LIKELIHOOD_WORDS, three, diagnostics);
        let impact = self.point(fields[1], "impact", &self.scale.impact, &IMPACT_WORDS, three, diagnostics);
        let cell = self.table.cell(self.sheet, self.row, fields[2]).map(|(cell, ..)| cell);
        let unread = cell.filter(|cell| !cell.text.is_empty() && whole(cell).is_none());
        // A word in the score's column ("High") says less than likelihood and impact do.
        let word = unread.is_some_and(|cell| !cell.text.contains(|c: char| c.is_ascii_digit()));
        let known = likelihood.is_some() && impact.is_some();
        let written = if known && word { None } else { self.written(fields[2], diagnostics) };
        let score = written.or_else(|| {
            let why = match unread {
                Some(_) if word => Why::Word,
                Some(_) => Why::Unread,
                None => Why::NotStored,
            };
            self.worked_out(likelihood.as_ref()?, impact.as_ref()?, fields[2], why, diagnostics)
        });
        Score { likelihood, impact, score }
    }

    /// The score of a likelihood and an impact that the register does not store, or not as a number.
    fn worked_out(
        &self,
        likelihood: &Located<u32>,
        impact: &Located<u32>,
        field: Field,
        why: Why,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Located<u32>> {
        let score = self.scale.score(likelihood.value, impact.value)?;
        let column = self.table.columns.get(&field).copied();
        let at = column.map_or_else(|| impact.at.clone(), |column| self.sheet.at(self.row, column));
        if column.is_some() {
            let (why, hint) = match why {
                Why::Word => ("is a word", "write the number beside or instead of the word"),
                Why::Unread => ("cannot be read", "write one number"),
                Why::NotStored => (
                    "is not stored in the workbook",
                    "open the workbook in Excel and save it, so that its formulas are calculated",
                ),
            };
            let (likelihood, impact) = (likelihood.value, impact.value);
            let sum = match self.scale.is_lookup() {
                false => format!("likelihood {likelihood} × impact {impact} = {score}"),
                true => format!("likelihood {likelihood} and impact {impact}: {score} in the table of the settings"),
            };
            let message = format!("the {} {why}, and was worked out", self.name);
            diagnostics.push(Diagnostic::note("score-worked-out", message).at(&at).found(sum).hint(hint));
        }
        Some(Located { value: score, at, raw: "".into() })
    }

    /// The score as it is written.
    fn written(&self, field: Field, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<u32>> {
        let (cell, row, column) = self.cell(field)?;
        let Some(number) = whole(cell) else {
            diagnostics.push(self.not_a_number(&format!("the {}", self.name), cell, row, column));
            return None;
        };
        if !self.scale.holds(number) {
            let hint =
                format!("scores go from 1 to {}; scales of another size are set under [risk]", self.scale.highest());
            diagnostics.push(self.off_the_scale(&format!("the {}", self.name), cell, row, column).hint(hint));
        }
        Some(self.sheet.located(row, column, number))
    }

    /// A likelihood or an impact: a number, a letter, a word of the scale, or a cross under one.
    fn point(
        &self,
        field: Field,
        what: &str,
        axis: &Axis,
        words: &Words,
        three: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Located<u32>> {
        let which = format!("the {what} of the {}", self.name);
        if self.table.scales.iter().any(|scale| scale.field == field) {
            let crossed = self.crossed(field, &which, diagnostics);
            if crossed.is_some() || !self.table.columns.contains_key(&field) {
                return crossed;
            }
        }
        let (cell, row, column) = self.cell(field)?;
        let points = if three { 3 } else { axis.points() };
        if let Some(number) = whole(cell) {
            if !(1..=points).contains(&number) {
                let hint = format!("write a number from 1 to {points}; a scale of another size is set under [risk]");
                diagnostics.push(self.off_the_scale(&which, cell, row, column).hint(hint));
            }
            return Some(self.sheet.located(row, column, number));
        }
        let plain = cell.text.trim().to_lowercase();
        if let Some(learnt) = self.learnt {
            let point = learnt.point(what, &plain);
            if point.is_none() {
                diagnostics.push(self.not_a_number(&which, cell, row, column));
            }
            return Some(self.sheet.located(row, column, point?));
        }
        // A word of a scale that the settings write is no guess.
        if let Some(point) = axis.point(&plain).filter(|_| self.scale.own) {
            return Some(self.sheet.located(row, column, point));
        }
        // Beside words of its own a scale of three or four points has no usual ones.
        let usual = Some(&plain).filter(|_| !self.scale.own || points == 5);
        let Some(point) = usual.and_then(|plain| usual_point(plain, words, points)) else {
            diagnostics.push(self.not_a_number(&which, cell, row, column));
            return None;
        };
        let message = format!("{which} is a word, taken for {point} of {points}");
        diagnostics.push(
            Diagnostic::note("level-by-word", message)
                .at(&self.sheet.at(row, column))
                .found(&cell.text)
                .hint("write the number too, or name the scale's words under [risk]"),
        );
        Some(self.sheet.located(row, column, point))
    }

    /// The level under which a cross stands. Two crosses name no one level, and a mark that is not known none at all.
    fn crossed(&self, field: Field, which: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<u32>> {
        let text = |scale: &&Scale| self.sheet.text(self.row, scale.column);
        let scales = || self.table.scales.iter().filter(|scale| scale.field == field);
        let marked: Vec<&Scale> = scales().filter(|scale| table::is_mark(text(scale))).collect();
        let unknown = || scales().find(|scale| !table::is_no_mark(text(scale)));
        let (says, first) = match marked.as_slice() {
            [one] => return Some(self.sheet.located(self.row, one.column, one.value)),
            [first, ..] => ("is marked more than once", *first),
            [] => ("has a mark that is not known", unknown()?),
        };
        diagnostics.push(
            Diagnostic::warning("score-not-a-number", format!("{which} {says}"))
                .at(&self.sheet.at(self.row, first.column))
                .found(text(&first))
                .hint("put one x under the level that is meant"),
        );
        None
    }

    /// A cell that says something.
    fn cell(&self, field: Field) -> Option<(&Cell, u32, u32)> {
        let found = self.table.cell(self.sheet, self.row, field)?;
        let silent =
            matches!(found.0.value, Value::Uncalculated | Value::Blank) || table::is_placeholder(&found.0.text);
        (!silent).then_some(found)
    }

    fn not_a_number(&self, which: &str, cell: &Cell, row: u32, column: u32) -> Diagnostic {
        Diagnostic::warning("score-not-a-number", format!("{which} is not a whole number"))
            .at(&self.sheet.at(row, column))
            .found(&cell.text)
            .hint("write one number")
    }

    fn off_the_scale(&self, which: &str, cell: &Cell, row: u32, column: u32) -> Diagnostic {
        Diagnostic::warning("off-the-scale", format!("{which} is off the scale"))
            .at(&self.sheet.at(row, column))
            .found(&cell.text)
    }
}

/// Why a score had to be worked out.
enum Why {
    Word,
    Unread,
    NotStored,
}

fn direction(words: Located<String>, reference: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<Direction>> {
    let plain = words.value.trim().trim_end_matches('\u{fe0f}').to_lowercase();
    let direction = match plain.as_str() {
        "↑" | "▲" | "⬆" | "⇑" | "🔺" | "up" | "increasing" | "increased" | "rising" | "worsening" | "worse" | "↗" => {
            Direction::Rising
        }
        "↓" | "▼" | "⬇" | "⇓" | "🔻" | "down" | "decreasing" | "decreased" | "falling" | "improving" | "improved"
        | "reducing" | "reduced" | "↘" => Direction::Falling,
        "→" | "↔" | "►" | "◄►" | "◀▶" | "◄ ►" | "⇔" | "⟷" | "⇄" | "<>" | "<->" | "⬌" | "➡" | "=" | "-"
        | "no change" | "same" | "static" | "stable" | "unchanged" | "steady" => Direction::Steady,
        _ => {
            diagnostics.push(
                Diagnostic::warning(
                    "direction-not-known",
                    format!("the direction of travel of {reference} is not known"),
                )
                .at(&words.at)
                .found(&words.value)
                .hint("write ↑, ↓ or →, or Up, Down or No change"),
            );
            return None;
        }
    };
    Some(words.map(|_| direction))
}
