//! The tables of public outputs → what each says of which figure, and what it says of several together.
//!
//! A figure is known by its record (a measure's ref; else the words of its row) and its period (a month; in a table without
//! months the heading of its column). Read are: columns of months, "Latest", "Previous", "Change", "Total", "Mean" and the
//! number of cases, and rows called total.

use std::collections::BTreeMap;

use super::figure::{self, Figure, Said};
use super::read::{Grid, Output};
use crate::programme::dates;
use crate::programme::model::{CONFIDENTIAL, Month};

/// A record and its period.
pub type Key = (String, String);

/// What one place says of a figure.
#[derive(Clone, Debug)]
pub struct Reading {
    pub said: Said,
    pub source: String,
}

/// The latest figure less an earlier one.
#[derive(Clone, Debug)]
pub struct Change {
    pub record: String,
    pub of: String,
    pub since: String,
    pub by: Figure,
    /// Whether the table names the month of the earlier figure; else it is the month before.
    pub is_sure: bool,
    pub source: String,
}

/// Figures that add up to another, by the table that has both.
#[derive(Clone, Debug)]
pub struct Total {
    pub whole: Key,
    pub parts: Vec<Key>,
    pub source: String,
}

/// The mean of some figures.
#[derive(Clone, Debug)]
pub struct Mean {
    pub of: Vec<Key>,
    pub is: Figure,
    pub source: String,
}

/// How many cases a figure is of.
#[derive(Clone, Debug)]
pub struct Cases {
    pub of: Key,
    pub count: i64,
    pub source: String,
}

/// All that one edition says.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub readings: BTreeMap<Key, Vec<Reading>>,
    pub changes: Vec<Change>,
    pub totals: Vec<Total>,
    pub means: Vec<Mean>,
    pub cases: Vec<Cases>,
    /// Records that are percentages.
    pub percentages: std::collections::BTreeSet<String>,
    /// Places with [c] of which it could not be told which figure that is.
    pub unplaced: Vec<String>,
}

pub fn gather(output: &Output) -> Gathered {
    let mut found = Gathered::default();
    for grid in &output.grids {
        found.add(grid, output);
    }
    for (id, text) in &output.figures {
        let Some((record, month)) = id.strip_prefix("measure.").and_then(|id| id.split_once(".series.")) else {
            continue;
        };
        if let (Some(said), Some(month)) = (Said::read(text), Month::parse(month)) {
            found.say((record.to_owned(), month.id()), said, "provenance.json");
        }
    }
    found
}

fn is_total(words: &str) -> bool {
    matches!(words.trim().to_lowercase().as_str(), "total" | "totals" | "all" | "sum")
}

/// Whether a cell has the symbol in place of a figure; the marking that explains it has not.
fn is_a_place(cell: &str) -> bool {
    cell.contains(CONFIDENTIAL) && !cell.contains("[c] means")
}

/// "K01 Children out of school" is K01; a name without a ref is itself.
fn record_of(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_ref = first.starts_with(|c: char| c.is_alphanumeric()) && first.contains(|c: char| c.is_ascii_digit());
    if is_ref { first.trim_end_matches(':').to_owned() } else { words.trim().to_owned() }
}

impl Gathered {
    fn say(&mut self, key: Key, said: Said, source: &str) {
        if matches!(said, Said::Shown(figure) if figure.is_percent) {
            self.percentages.insert(key.0.clone());
        }
        self.readings.entry(key).or_default().push(Reading { said, source: source.to_owned() });
    }

    fn add(&mut self, grid: &Grid, output: &Output) {
        let Some((head, rows)) = grid.rows.split_first() else { return };
        let named = |names: &[&str]| head.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
        let begins = |name: &str| head.iter().position(|cell| cell.trim().to_lowercase().starts_with(name));
        let label =
            named(&["ref", "reference"]).or(named(&["measure", "measures", "name", "what we check"])).unwrap_or(0);
        let at = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let months: Vec<(usize, Month)> =
            head.iter().enumerate().filter_map(|(column, cell)| Some((column, dates::month(cell)?))).collect();
        let latest = begins("latest").or(named(&["now"]));
        let total = head.iter().position(|cell| is_total(cell));
        let has_total_row = rows.iter().any(|row| is_total(&at(row, label)));
        let before = self.count_hidden();
        if !months.is_empty() {
            self.add_months(grid, label, &months, total);
        } else if let Some(latest) = latest {
            for row in rows.iter().filter(|row| !at(row, label).is_empty()) {
                self.add_latest(grid, output, row, &record_of(&at(row, label)), latest);
            }
        } else if total.is_some() || has_total_row {
            self.add_crossed(grid, output, label, total);
        }
        let told = self.count_hidden() - before;
        let has = grid.rows.iter().flatten().filter(|cell| is_a_place(cell)).count();
        if told < has {
            let which = if has - told == 1 { "1 place".to_owned() } else { format!("{} places", has - told) };
            self.unplaced
                .push(format!("{}: {which} with [c] of which it cannot be told which figure it is", grid.source));
        }
    }

    fn count_hidden(&self) -> usize {
        self.readings.values().flatten().filter(|reading| reading.said == Said::Hidden).count()
    }

    /// A row for each record and a column for each month, and what stands beside them.
    fn add_months(&mut self, grid: &Grid, label: usize, months: &[(usize, Month)], total: Option<usize>) {
        let (head, rows) = (&grid.rows[0], &grid.rows[1..]);
        let column = |names: &[&str]| {
            head.iter().position(|cell| names.iter().any(|name| cell.trim().to_lowercase().starts_with(name)))
        };
        let (change, mean) = (column(&["change"]), column(&["mean", "average"]));
        let cases = head.iter().position(|cell| matches!(cell.trim().to_lowercase().as_str(), "n" | "cases"));
        let unit = column(&["unit"]);
        let mut all: Vec<String> = Vec::new();
        let mut sums: Vec<String> = Vec::new();
        for row in rows {
            let words = row.get(label).cloned().unwrap_or_default();
            if words.is_empty() {
                continue;
            }
            let record = if is_total(&words) { format!("{words} ({})", grid.source) } else { record_of(&words) };
            if is_total(&words) {
                sums.push(record.clone())
            } else {
                all.push(record.clone())
            }
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(String::as_str).unwrap_or_default();
            if matches!(cell(unit).to_lowercase().as_str(), "percent" | "%") {
                self.percentages.insert(record.clone());
            }
            let mut told: Vec<Key> = Vec::new();
            for (at, month) in months {
                if let Some(said) = Said::read(cell(Some(*at))) {
                    let key = (record.clone(), month.id());
                    self.say(key.clone(), said, &grid.source);
                    told.push(key);
                }
            }
            if let (Some(by), [.., since, of]) = (figure::change(cell(change)), told.as_slice()) {
                let (of, since) = (of.1.clone(), since.1.clone());
                let (record, source) = (record.clone(), grid.source.clone());
                self.changes.push(Change { record, of, since, by, is_sure: false, source });
            }
            if let Some(is) = Figure::read(cell(mean)).filter(|_| !told.is_empty()) {
                self.means.push(Mean { of: told.clone(), is, source: grid.source.clone() });
            }
            if let (Some(count), Some(of)) = (Figure::read(cell(cases)).and_then(Figure::whole), told.last()) {
                self.cases.push(Cases { of: of.clone(), count, source: grid.source.clone() });
            }
            if let Some(said) = Said::read(cell(total)).filter(|_| told.len() > 1) {
                let whole = (record.clone(), format!("total ({})", grid.source));
                self.say(whole.clone(), said, &grid.source);
                self.totals.push(Total { whole, parts: told, source: grid.source.clone() });
            }
        }
        for sum in &sums {
            for (_, month) in months {
                let parts = all.iter().map(|record| (record.clone(), month.id())).collect();
                let whole = (sum.clone(), month.id());
                self.totals.push(Total { whole, parts, source: grid.source.clone() });
            }
        }
    }

    /// A table of the latest figures, with those before them and the changes.
    fn add_latest(&mut self, grid: &Grid, output: &Output, row: &[String], record: &str, latest: usize) {
        let head = &grid.rows[0];
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(String::as_str).unwrap_or_default();
        let begins = |name: &str| head.iter().position(|cell| cell.trim().to_lowercase().starts_with(name));
        let usual =
            grid.month.or(dates::month(head[latest].trim_start_matches(|c: char| !c.is_whitespace()))).or(output.month);
        let mut newest = None;
        for (month, said) in figure::latest(cell(Some(latest))) {
            // A number without its month is of the one that is said before the table; without that it says nothing.
            let is_sure = month.is_some() || said == Said::Hidden || grid.month.is_some() || output.month.is_none();
            if let Some(month) = month.or(usual).filter(|_| is_sure) {
                self.say((record.to_owned(), month.id()), said, &grid.source);
                newest = newest.max(Some(month));
            }
        }
        let Some(newest) = newest else { return };
        let previous = figure::latest(cell(begins("previous").or(begins("was"))));
        let mut since = newest.shifted(-1);
        if let Some((month, said)) = previous.first() {
            since = month.unwrap_or(since);
            self.say((record.to_owned(), since.id()), *said, &grid.source);
        }
        if let Some(by) = figure::change(cell(begins("change"))) {
            self.changes.push(Change {
                record: record.to_owned(),
                of: newest.id(),
                since: since.id(),
                by,
                is_sure: previous.first().is_some_and(|(month, _)| month.is_some()),
                source: grid.source.clone(),
            });
        }
    }

    /// A table of rows and columns that are no months, with totals.
    fn add_crossed(&mut self, grid: &Grid, output: &Output, label: usize, total: Option<usize>) {
        let (head, rows) = (&grid.rows[0], &grid.rows[1..]);
        // Two tables with the same head in one edition show the same.
        let table = format!("{} in {}", head.join(" | "), output.name);
        let columns: Vec<usize> = (0..head.len())
            .filter(|column| *column != label && !head[*column].trim().is_empty())
            .filter(|column| rows.iter().any(|row| row.get(*column).is_some_and(|cell| Said::read(cell).is_some())))
            .collect();
        let key = |row: &[String], column: usize| {
            (format!("{}, {}", row.get(label).map_or("", String::as_str).trim(), head[column].trim()), table.clone())
        };
        let said = |row: &[String], column: usize| row.get(column).and_then(|cell| Said::read(cell));
        for row in rows {
            for column in &columns {
                if let Some(said) = said(row, *column) {
                    self.say(key(row, *column), said, &grid.source);
                }
            }
            if let Some(total) = total.filter(|total| said(row, *total).is_some()) {
                let parts = columns.iter().filter(|column| **column != total).map(|column| key(row, *column)).collect();
                self.totals.push(Total { whole: key(row, total), parts, source: grid.source.clone() });
            }
        }
        let is_sum = |row: &&Vec<String>| row.get(label).is_some_and(|words| is_total(words));
        for sum in rows.iter().filter(is_sum) {
            for column in columns.iter().filter(|column| said(sum, **column).is_some()) {
                let parts = rows.iter().filter(|row| !is_sum(row)).map(|row| key(row, *column)).collect();
                self.totals.push(Total { whole: key(sum, *column), parts, source: grid.source.clone() });
            }
        }
    }
}
