//! Records and figures as tables.

use std::collections::BTreeSet;

use super::{Cell, Column, Table};
use crate::ledger::{Entry, RecordAt};
use crate::programme::Programme;
use crate::programme::columns::SheetKind;
use crate::programme::model::{DateKind, Missing, Month, MonthlyValue, TargetStep, Unit, WrittenDate};
use crate::programme::schema::{Content, Described, FieldOf};
use crate::text::capitalised;
use crate::wording;

/// The tables of the records that a paper names and of the figures that it prints; none that would be empty.
pub fn tables(programme: &Programme, named: &BTreeSet<RecordAt>, figures: &[Entry]) -> Vec<Table> {
    let made = Made { programme, named };
    let areas = programme.areas.iter().map(|area| (vec![area.title()], area));
    let actions = programme.areas.iter().flat_map(|area| {
        area.aims.iter().flat_map(move |aim| {
            let aim_words = aim.text.as_ref().map_or("", |text| text.value.as_str());
            let before = vec![area.title(), format!("{} {aim_words}", aim.reference).trim().to_owned()];
            aim.actions.iter().map(move |action| (before.clone(), action))
        })
    });
    let tables = [
        made.table("areas", "Areas", &["Area"], None, areas),
        made.table("actions", "Actions", &["Area", "Aim"], Some(SheetKind::Actions), actions),
        made.table("risks", "Risks", &[], Some(SheetKind::Risks), alone(&programme.risks)),
        made.table("measures", "Measures", &[], Some(SheetKind::Measures), alone(&programme.measures)),
        made.table(
            "meeting-actions",
            "Meeting actions",
            &[],
            Some(SheetKind::MeetingActions),
            alone(&programme.meeting_actions),
        ),
        made.table(
            "work-programme",
            "Work programme",
            &[],
            Some(SheetKind::WorkProgramme),
            alone(&programme.work_programme),
        ),
        of_figures(figures),
    ];
    tables.into_iter().flatten().collect()
}

/// Records with nothing to say before them.
fn alone<R>(records: &[R]) -> impl Iterator<Item = (Vec<String>, &R)> {
    records.iter().map(|record| (Vec::new(), record))
}

struct Made<'a> {
    programme: &'a Programme,
    named: &'a BTreeSet<RecordAt>,
}

impl Made<'_> {
    /// `before` has the headings of what each record comes with besides its own fields.
    fn table<'r, R: Described>(
        &self,
        key: &'static str,
        title: &'static str,
        before: &[&str],
        kind: Option<SheetKind>,
        records: impl Iterator<Item = (Vec<String>, &'r R)>,
    ) -> Option<Table> {
        let is_named =
            |record: &R| record.at().is_some_and(|at| self.named.contains(&RecordAt { kind: R::KIND, at: at.clone() }));
        let records: Vec<(Vec<String>, &R)> = records.filter(|(_, record)| is_named(record)).collect();
        if records.is_empty() {
            return None;
        }
        let mut headings: Vec<String> = before.iter().map(|&heading| heading.to_owned()).collect();
        let mut rows: Vec<Vec<Cell>> =
            records.iter().map(|(before, _)| before.iter().map(|words| text(words)).collect()).collect();
        let mut not_read = Vec::new();
        for field in R::FIELDS.iter().filter(|field| field.printed) {
            let has_column = |column| kind.is_some_and(|kind| self.programme.reads(kind, column));
            for (heading, cells) in columns_of(field, &records) {
                match field.column {
                    _ if cells.iter().any(|cell| *cell != Cell::Empty) => {}
                    Some(column) if has_column(column) => {}
                    Some(_) if kind.is_some() => {
                        not_read.push(field.name);
                        continue;
                    }
                    _ => continue,
                }
                headings.push(heading);
                rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
            }
        }
        Some(Table { key, title, columns: columns(headings, &rows), rows, not_read })
    }
}

/// The columns of a field, with a cell for each record: three of a score, one for each month of a series.
fn columns_of<R: Described>(field: &FieldOf<R>, records: &[(Vec<String>, &R)]) -> Vec<(String, Vec<Cell>)> {
    let heading = capitalised(field.name);
    let contents: Vec<(Content<'_>, Unit)> =
        records.iter().map(|(_, record)| ((field.get)(record), unit_of(*record))).collect();
    match contents.first() {
        Some((Content::Score(_), _)) => ["likelihood", "impact", "score"]
            .into_iter()
            .map(|part| {
                let cells = contents.iter().map(|(content, _)| score_part(*content, part)).collect();
                (format!("{heading} {part}"), cells)
            })
            .collect(),
        Some((Content::Series(_), _)) => {
            let months: BTreeSet<Month> =
                contents.iter().flat_map(|(content, _)| series(*content)).map(|value| value.month).collect();
            months
                .into_iter()
                .map(|month| {
                    let cells = contents.iter().map(|(content, unit)| month_cell(*content, month, *unit)).collect();
                    (wording::month(month), cells)
                })
                .collect()
        }
        _ => vec![(heading, contents.iter().map(|(content, unit)| cell(*content, *unit)).collect())],
    }
}

/// The unit of a record's numbers, where it says one.
fn unit_of<R: Described>(record: &R) -> Unit {
    let is_share = R::FIELDS
        .iter()
        .filter(|field| field.key == "unit")
        .any(|field| matches!((field.get)(record), Content::Choice(Some(choice)) if choice.key == Unit::Percent.key()));
    if is_share { Unit::Percent } else { Unit::Number }
}

fn cell(content: Content<'_>, unit: Unit) -> Cell {
    match content {
        Content::Key(words) | Content::Word(Some(words)) => text(words),
        Content::Reference(words) => text(&words.value),
        Content::Text(words) => words.map_or(Cell::Empty, |words| text(&words.value)),
        Content::Texts(lines) => joined(lines.iter().map(|line| line.value.as_str())),
        Content::Milestones(milestones) => joined(milestones.iter().map(|milestone| milestone.words.value.as_str())),
        Content::Date(date) | Content::Day(date) => date.map_or(Cell::Empty, |date| day(&date.value)),
        Content::Status(status) => status.map_or(Cell::Empty, |status| text(status.value.word())),
        Content::Choice(choice) => {
            choice.map_or(Cell::Empty, |choice| text(&capitalised(&choice.key.replace('-', " "))))
        }
        Content::Whole(value) => Cell::Number(f64::from(value)),
        Content::Count(value) => value.map_or(Cell::Empty, |value| Cell::Number(f64::from(value.value))),
        Content::Number(value) => value.map_or(Cell::Empty, |value| number(value.value, unit)),
        Content::Steps(steps) => text(&steps.iter().map(|step| in_words(step, unit)).collect::<Vec<_>>().join("; ")),
        Content::Word(None) | Content::Score(_) | Content::Series(_) => Cell::Empty,
    }
}

/// "80% by June 2025".
fn in_words(step: &TargetStep, unit: Unit) -> String {
    let by = step.by.as_ref().map(|by| format!(" by {}", wording::date(by))).unwrap_or_default();
    format!("{}{by}", wording::target(step.value, unit))
}

fn number(value: f64, unit: Unit) -> Cell {
    match unit {
        Unit::Percent => Cell::Share(value),
        Unit::Number => Cell::Number(value),
    }
}

/// A day that is known is a date; anything else is what officers wrote.
fn day(date: &WrittenDate) -> Cell {
    match (date.kind, date.date) {
        (DateKind::Day, Some(day)) => Cell::Date(day),
        _ => text(&wording::date(date)),
    }
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> Cell {
    text(&lines.collect::<Vec<_>>().join("\n"))
}

fn score_part(content: Content<'_>, part: &str) -> Cell {
    let Content::Score(score) = content else { return Cell::Empty };
    let part = match part {
        "likelihood" => &score.likelihood,
        "impact" => &score.impact,
        _ => &score.score,
    };
    part.as_ref().map_or(Cell::Empty, |part| Cell::Number(f64::from(part.value)))
}

fn series(content: Content<'_>) -> &[MonthlyValue] {
    match content {
        Content::Series(series) => series,
        _ => &[],
    }
}

fn month_cell(content: Content<'_>, month: Month, unit: Unit) -> Cell {
    match series(content).iter().find(|value| value.month == month).map(|value| &value.value) {
        Some(Ok(value)) => number(*value, unit),
        Some(Err(Missing::Blank)) | None => Cell::Empty,
        Some(Err(missing)) => text(&missing.shown()),
    }
}

fn of_figures(figures: &[Entry]) -> Option<Table> {
    let computed = figures.iter().filter(|figure| figure.not_read.is_none());
    let rows: Vec<Vec<Cell>> = computed
        .map(|figure| {
            let cells: Vec<String> = figure.sources.iter().map(ToString::to_string).collect();
            [figure.name.as_str(), &figure.text, &figure.rule, &cells.join("; ")].map(text).to_vec()
        })
        .collect();
    let headings = ["Figure", "Value", "Rule", "Cells"].map(str::to_owned).to_vec();
    let columns = columns(headings, &rows);
    (!rows.is_empty()).then(|| Table { key: "figures", title: "Figures", columns, rows, not_read: Vec::new() })
}

/// The headings with widths that suit what is below them. A heading that is there already gets a number.
fn columns(headings: Vec<String>, rows: &[Vec<Cell>]) -> Vec<Column> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut columns = Vec::new();
    for (at, heading) in headings.into_iter().enumerate() {
        // Letters' case does not count in a spreadsheet's tables.
        let known = |heading: &String| seen.contains(&heading.to_lowercase());
        let numbered = (2..).map(|number| format!("{heading} {number}"));
        let heading =
            std::iter::once(heading.clone()).chain(numbered).find(|heading| !known(heading)).unwrap_or_default();
        seen.insert(heading.to_lowercase());
        let longest = rows.iter().map(|row| longest_line(&row[at])).max().unwrap_or(0);
        let width = longest.max(heading.chars().count() + 3).clamp(8, 60);
        columns.push(Column { heading, width: u16::try_from(width).unwrap_or(60) });
    }
    columns
}

fn longest_line(cell: &Cell) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        Cell::Number(_) | Cell::Share(_) => 8,
        Cell::Date(_) => "30 September 2025".len(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::RecordKind;
    use crate::programme::fixtures::{action, from_kept, located, programme, status};
    use crate::programme::model::{Action, Measure, Risk, Score};

    fn names(table: &Table) -> Vec<&str> {
        table.columns.iter().map(|column| column.heading.as_str()).collect()
    }

    fn at(kind: RecordKind, at: &crate::located::CellRef) -> RecordAt {
        RecordAt { kind, at: at.clone() }
    }

    #[test]
    fn only_named_records_and_filled_columns_are_there() {
        let mut programme = programme(vec![
            Action {
                leads: vec![located("Head of SEND".to_owned())],
                ..action("1.1.1", "Publish", Some(status("amber")), "31 July 2025")
            },
            action("1.1.2", "Agree", None, "Termly"),
        ]);
        // The fixtures put all records at one cell.
        programme.areas[0].aims[0].actions[1].at.row += 1;
        let cells: Vec<_> = programme.actions().map(|action| action.at.clone()).collect();
        let one: BTreeSet<_> = [at(RecordKind::Action, &cells[0])].into();
        let tables = tables(&programme, &one, &[]);
        let [table] = &tables[..] else { panic!("one table: {tables:?}") };
        assert_eq!(table.rows.len(), 1);
        assert!(
            names(table).starts_with(&["Area", "Aim", "Reference", "Text", "Due date", "Leads"]),
            "{:?}",
            names(table)
        );
        let due = names(table).iter().position(|name| *name == "Due date").unwrap();
        assert_eq!(table.rows[0][due], Cell::Date("2025-07-31".parse().unwrap()));
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }

    #[test]
    fn a_score_has_three_columns_and_a_series_one_a_month() {
        let mut programme = programme(vec![]);
        let mut risk = Risk::new(located("R01".to_owned()));
        risk.current = Score { likelihood: Some(located(3)), impact: Some(located(4)), score: Some(located(12)) };
        programme.risks.push(risk);
        let said = |text: &str| json!({"value": text, "at": located(()).at, "raw": text});
        let mut measure: Measure = from_kept(json!({
            "reference": said("K01"), "name": said("Letters on time"), "unit": "percent", "at": located(()).at,
        }))
        .unwrap();
        let month = |month, value| MonthlyValue { month: Month { year: 2025, month }, value, at: located(()).at };
        measure.series = vec![month(6, Ok(0.785)), month(7, Err(Missing::Suppressed))];
        programme.measures.push(measure);
        let named = [at(RecordKind::Risk, &programme.risks[0].at), at(RecordKind::Measure, &programme.measures[0].at)];
        let tables = tables(&programme, &BTreeSet::from(named), &[]);
        let [risks, measures] = &tables[..] else { panic!("two tables: {tables:?}") };
        assert_eq!(names(risks), ["Reference", "Current likelihood", "Current impact", "Current score"]);
        assert_eq!(risks.rows[0][3], Cell::Number(12.0));
        let of = |name: &str| &measures.rows[0][names(measures).iter().position(|known| *known == name).unwrap()];
        assert_eq!((of("June 2025"), of("July 2025")), (&Cell::Share(0.785), &Cell::Text("[c]".to_owned())));
    }

    #[test]
    fn headings_are_all_different() {
        let rows = vec![vec![Cell::Empty, Cell::Empty, Cell::Empty]];
        let headings = ["Status", "status", "Status 2"].map(str::to_owned).to_vec();
        let columns = columns(headings, &rows);
        let headings: Vec<&str> = columns.iter().map(|column| column.heading.as_str()).collect();
        assert_eq!(headings, ["Status", "status 2", "Status 2 2"]);
    }
}
