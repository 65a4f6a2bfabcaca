//! A row for each measure and a column for each month; or several rows for each, told apart by a word in one column:
//! target and actual, numerator and denominator.

use super::{Cells, Dated, NO_KIND, NO_NAME, is_total};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::programme::columns::{Field, normal};
use crate::programme::model::Month;
use crate::programme::periods::{self, Part, Span};
use crate::programme::table::{self, Table};
use crate::text::shorten;
use crate::workbook::{Sheet, Value};

pub fn cells<'s>(
    sheet: &'s Sheet,
    table: &Table,
    edition: Option<Month>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Cells<'s>> {
    let key = if table.has(Field::Reference) { Field::Reference } else { Field::Name };
    let rows = table.rows(sheet, key, diagnostics);
    let parts = parts_column(sheet, table, &rows);
    let named = rows.iter().filter(|row| table.own_text(sheet, **row, Field::Name).is_some()).count();
    let numbered = rows.iter().filter(|row| table.own_text(sheet, **row, Field::Reference).is_some()).count();
    let mostly_numbered = numbered * 2 >= named;
    let mut reader = Reader {
        sheet,
        table,
        edition,
        parts,
        mostly_numbered,
        measures: Vec::new(),
        seen: Vec::new(),
        asides: Vec::new(),
        banners: Vec::new(),
        unnumbered: Vec::new(),
        diagnostics,
    };
    for row in rows {
        reader.row(row);
    }
    reader.finish()
}

/// The columns of figures by time.
fn times(table: &Table) -> impl Iterator<Item = u32> {
    table.months.iter().map(|(column, _)| *column).chain(table.longer.iter().map(|(column, ..)| *column))
}

/// What a row of several gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Value,
    Target,
    Rating,
    Numerator,
    Denominator,
    Comparator(Field),
    /// A variance, a direction, last year's figures.
    Other,
}

/// The column whose words tell a measure's rows apart, where there is one: most of its words are such, of more than one
/// kind, and there are more of them than measures.
pub(super) fn parts_column(sheet: &Sheet, table: &Table, rows: &[u32]) -> Option<u32> {
    let (from, to) = table.span();
    // Beside a column of figures it may stand anywhere; beside columns of months it stands before them.
    let end = times(table).min().unwrap_or(to + 1);
    (from..end).find(|column| {
        let mut claims = table.columns.iter().filter(|(_, claimed)| *claimed == column).map(|(field, _)| field);
        let claimed = claims.any(|field| !matches!(field, Field::Unit));
        let told: Vec<u32> = rows.iter().copied().filter(|row| !sheet.text(*row, *column).is_empty()).collect();
        let lines: Vec<Line> = told.iter().filter_map(|row| line_of(sheet.text(*row, *column))).collect();
        let kinds = lines.iter().any(|line| *line != lines[0]);
        let mut measures: Vec<String> = told
            .iter()
            .filter_map(|row| {
                table.own_text(sheet, *row, Field::Reference).or_else(|| table.own_text(sheet, *row, Field::Name))
            })
            .map(|words| words.value)
            .collect();
        measures.sort_unstable();
        measures.dedup();
        !claimed && kinds && lines.len() * 5 >= told.len() * 4 && measures.len() < told.len()
    })
}

/// Whether a table has its targets in rows of their own.
pub fn has_rows_of_targets(sheet: &Sheet, table: &Table) -> bool {
    let rows = table.rows(sheet, Field::Name, &mut Vec::new());
    let column = parts_column(sheet, table, &rows);
    column.is_some_and(|column| rows.iter().any(|row| line_of(sheet.text(*row, column)) == Some(Line::Target)))
}

pub(super) fn line_of(text: &str) -> Option<Line> {
    match normal(text).as_str() {
        "" if text.trim() == "%" => return Some(Line::Value),
        "baseline" => return Some(Line::Comparator(Field::Baseline)),
        "england" | "national" => return Some(Line::Comparator(Field::England)),
        "stat neighbours" | "statistical neighbours" | "sn" => return Some(Line::Comparator(Field::Neighbours)),
        "previous year" | "last year" | "prior year" => return Some(Line::Other),
        _ => {}
    }
    Some(match periods::part(text)? {
        Part::Value => Line::Value,
        Part::Target => Line::Target,
        Part::Rating => Line::Rating,
        Part::Numerator => Line::Numerator,
        Part::Denominator => Line::Denominator,
        Part::Other => Line::Other,
    })
}

/// The measure and the kind of row that a name tells of: "Plans (target)", "Plans – actual".
fn named_part(name: &str) -> Option<(&str, Line)> {
    let name = name.trim();
    let (base, part) = match name.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => [" - ", " – ", " — "].iter().find_map(|dash| name.rsplit_once(dash))?,
    };
    Some((base.trim(), line_of(part)?))
}

struct Reader<'s, 'd> {
    sheet: &'s Sheet,
    table: &'d Table,
    edition: Option<Month>,
    parts: Option<u32>,
    /// Whether a row without a ref is an exception.
    mostly_numbered: bool,
    measures: Vec<Cells<'s>>,
    /// The kinds of rows that the present measure has had.
    seen: Vec<Line>,
    /// Rows of one cell since the last measure: banners if a measure follows.
    asides: Vec<u32>,
    banners: Vec<u32>,
    unnumbered: Vec<Located<String>>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'s> Reader<'s, '_> {
    fn row(&mut self, row: u32) {
        let (sheet, table) = (self.sheet, self.table);
        if self.filled(row) <= 1 {
            if self.filled(row) == 1 {
                self.asides.push(row);
            }
            return;
        }
        let line = self.parts.map_or(Some(Line::Value), |column| line_of(sheet.text(row, column)));
        let own_ref = table.own_text(sheet, row, Field::Reference);
        let name = table.text(sheet, row, Field::Name);
        if (own_ref.is_none() || name.is_none())
            && own_ref.as_ref().or(name.as_ref()).is_some_and(|words| is_total(&words.value))
        {
            self.diagnostics.extend(table::aside(sheet, row, table));
            return;
        }
        if self.parts.is_some() && self.continues(line, own_ref.as_ref(), name.as_ref()) {
            self.add(row, line);
            return;
        }
        let Some(name) = name else {
            self.diagnostics.extend(table::left_out(sheet, row, table, NO_NAME));
            return;
        };
        // "Plans (target)" below "Plans (actual)".
        if let Some((base, line)) = named_part(&name.value)
            && line != Line::Value
            && let Some(measure) = self.measures.last()
            && own_ref.as_ref().is_none_or(|own| own.value == measure.reference.value)
            && named_part(&measure.name.value).map_or(&*measure.name.value, |(base, _)| base) == base
        {
            self.add(row, Some(line));
            return;
        }
        let has_figures = times(table).any(|column| !sheet.text(row, column).is_empty());
        if own_ref.as_ref().is_some_and(|own| table::is_aside(&own.value)) && !has_figures {
            self.diagnostics.extend(table::aside(sheet, row, table));
            return;
        }
        let Some(reference) = own_ref.or_else(|| self.by_name(row, &name)) else {
            self.diagnostics.extend(table::left_out(sheet, row, table, table::NO_REF));
            return;
        };
        if self.parts.is_none()
            && let Some(refused) = targets(sheet, table, row, &reference)
        {
            self.diagnostics.push(refused);
            return;
        }
        self.banners.append(&mut self.asides);
        self.seen.clear();
        self.measures.push(Cells::new(sheet, reference, name).with_facts(table, row));
        self.add(row, line);
    }

    /// How many cells of the row say something.
    fn filled(&self, row: u32) -> usize {
        let (first, last) = self.table.span();
        let Some(cells) = self.sheet.rows.get(&row) else { return 0 };
        cells
            .cells
            .range(first..=last)
            .filter(|(_, cell)| !cell.text.is_empty() || cell.value == Value::Uncalculated)
            .count()
    }

    /// A measure without a ref is known by its name: in a table without refs as a rule, in one with refs where it has figures.
    fn by_name(&mut self, row: u32, name: &Located<String>) -> Option<Located<String>> {
        if self.table.has(Field::Reference) {
            let (sheet, table) = (self.sheet, self.table);
            let figures = times(table)
                .filter(|column| sheet.cell(row, *column).is_some_and(|cell| !cell.text.is_empty()))
                .count();
            let facts = [Field::Value, Field::Target, Field::Good]
                .into_iter()
                .filter(|field| table.own_text(sheet, row, *field).is_some())
                .count();
            // Among measures with refs, a row without one and with little in it is a sum or a note below them.
            let enough = if self.mostly_numbered { 2 } else { 1 };
            let aside = self.mostly_numbered && table::is_aside(&name.value);
            if table.own_text(sheet, row, Field::Name).is_none() || figures + facts < enough || aside {
                return None;
            }
            self.unnumbered.push(name.clone());
        }
        Some(name.clone())
    }

    /// Whether a row goes on with the measure above: it has no other ref or name, and is of a kind not yet met.
    fn continues(
        &self,
        line: Option<Line>,
        reference: Option<&Located<String>>,
        name: Option<&Located<String>>,
    ) -> bool {
        let Some(measure) = self.measures.last() else { return false };
        let same =
            |own: Option<&Located<String>>, held: &Located<String>| own.is_none_or(|own| own.value == held.value);
        let repeated = line.is_some_and(|line| self.seen.contains(&line));
        let unnamed = reference.is_none() && name.is_none();
        same(reference, &measure.reference) && same(name, &measure.name) && (!repeated || unnamed)
    }

    fn add(&mut self, row: u32, line: Option<Line>) {
        let (sheet, table) = (self.sheet, self.table);
        let Some(line) = line else {
            self.diagnostics.extend(table::left_out(sheet, row, table, NO_KIND));
            return;
        };
        let dated = |columns: &[(u32, Month)]| -> Vec<Dated<'s>> {
            columns.iter().map(|&(column, month)| Dated { month, cell: sheet.cell(row, column), row, column }).collect()
        };
        let mut across = dated(&table.months);
        if !across.iter().any(Dated::has_words) {
            let mut spans: Vec<Span> = table.longer.iter().map(|(_, _, span)| *span).collect();
            spans.sort_unstable();
            let longer = spans.into_iter().map(|span| {
                dated(
                    &table
                        .longer
                        .iter()
                        .filter(|(_, _, other)| *other == span)
                        .map(|&(column, month, _)| (column, month))
                        .collect::<Vec<_>>(),
                )
            });
            across = longer.into_iter().find(|longer| longer.iter().any(Dated::has_words)).unwrap_or(across);
        }
        if self.seen.contains(&line) && line != Line::Other {
            let why = ("the measure above has such a row already", "give it a ref and a name if it is of another");
            self.diagnostics.extend(table::left_out(sheet, row, table, why));
            return;
        }
        self.seen.push(line);
        let Some(measure) = self.measures.last_mut() else { return };
        let place = |dated: &Dated<'s>| dated.place();
        match line {
            Line::Value => {
                measure.values = across;
                let of = |part: Part| -> Vec<Dated<'s>> {
                    dated(
                        &table
                            .parts
                            .iter()
                            .filter(|(_, _, other)| *other == part)
                            .map(|&(column, month, _)| (column, month))
                            .collect::<Vec<_>>(),
                    )
                };
                measure.targets.extend(of(Part::Target));
                measure.ratings.extend(of(Part::Rating));
                measure.counts.extend(of(Part::Denominator));
                if table.months.is_empty() && table.longer.is_empty() {
                    measure.values = latest(sheet, table, row, self.edition);
                }
                // The row of figures says what the measure's other rows leave blank.
                for (field, place) in
                    Cells::new(sheet, measure.reference.clone(), measure.name.clone()).with_facts(table, row).facts
                {
                    measure.facts.entry(field).or_insert(place);
                }
            }
            Line::Target => measure.targets.extend(across),
            Line::Rating => measure.ratings.extend(across),
            Line::Denominator => measure.counts.extend(across),
            Line::Comparator(field) => {
                if let Some(place) = across.iter().rev().filter(|dated| dated.has_words()).find_map(place) {
                    measure.facts.entry(field).or_insert(place);
                }
            }
            Line::Numerator | Line::Other => {}
        }
    }

    fn finish(self) -> Vec<Cells<'s>> {
        let Reader { sheet, table, mut measures, diagnostics, asides, banners, unnumbered, parts, .. } = self;
        for row in asides {
            let why = ("it has one cell", "give it a ref and figures if it is a measure");
            diagnostics.extend(table::left_out(sheet, row, table, why));
        }
        tell_rows(sheet, &banners, diagnostics);
        if let Some(first) = unnumbered.first() {
            diagnostics.push(
                Diagnostic::note(
                    "measure-without-ref",
                    match unnumbered.len() {
                        1 => "a measure has no ref, and is known by its name".to_owned(),
                        many => format!("{many} measures have no ref, and are known by their names"),
                    },
                )
                .at(&first.at)
                .found(shorten(&first.value, 80))
                .hint("give each a ref, so that it is known again when its name changes"),
            );
        }
        if parts.is_some() {
            for measure in measures.iter_mut().filter(|measure| measure.values.is_empty()) {
                diagnostics.push(
                    Diagnostic::error(
                        "row-of-figures-missing",
                        format!("{} has no row of its own figures", measure.reference.value),
                    )
                    .at(&measure.reference.at)
                    .hint("add a row of what was reached, and call it Actual or %"),
                );
            }
        }
        tell_longer(sheet, table, &measures, diagnostics);
        measures
    }
}

/// Rows that head groups of measures, told of once for a table.
fn tell_rows(sheet: &Sheet, banners: &[u32], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = banners.first() else { return };
    let words = |row: &u32| sheet.rows.get(row).and_then(|row| row.cells.values().find(|cell| !cell.text.is_empty()));
    let numbers: Vec<String> = banners.iter().map(|row| (row + 1).to_string()).collect();
    let found: Vec<&str> = banners.iter().filter_map(words).map(|cell| &*cell.text).collect();
    let column = sheet
        .rows
        .get(first)
        .and_then(|row| row.cells.iter().find(|(_, cell)| !cell.text.is_empty()))
        .map_or(0, |(column, _)| *column);
    let says = match numbers.as_slice() {
        [one] => format!("row {one} heads the measures below it, and was not read as a measure"),
        [rest @ .., last] => {
            format!("rows {} and {last} head the measures below them, and were not read as measures", rest.join(", "))
        }
        [] => return,
    };
    diagnostics.push(
        Diagnostic::note("row-heads-others", says)
            .at(&sheet.at(*first, column))
            .found(found.join(" | "))
            .hint("nothing to do if that is right; give a row a ref and figures if it is a measure"),
    );
}

/// Columns of longer times beside those of months: read only for measures that have nothing else.
fn tell_longer(sheet: &Sheet, table: &Table, measures: &[Cells<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let unread = |column: u32| {
        measures.iter().any(|measure| {
            let own = measure.values.iter().any(|dated| dated.column == column);
            measure
                .values
                .first()
                .is_some_and(|dated| !own && sheet.cell(dated.row, column).is_some_and(|cell| !cell.text.is_empty()))
        })
    };
    let columns: Vec<u32> = table.longer.iter().map(|(column, ..)| *column).filter(|column| unread(*column)).collect();
    // A long list is told of at its first.
    let told = if columns.len() > 5 { &columns[..1] } else { &columns[..] };
    for column in told {
        let listed: Vec<&str> = if columns.len() > 5 {
            columns.iter().take(8).map(|column| sheet.text(table.header_row, *column)).collect()
        } else {
            vec![sheet.text(table.header_row, *column)]
        };
        diagnostics.push(
            Diagnostic::note(
                "column-not-read",
                "figures for a longer time were not read where the measure has figures for months or quarters",
            )
            .at(&sheet.at(table.header_row, *column))
            .found(listed.join(" | "))
            .hint("nothing to do; a baseline is read from a column headed Baseline"),
        );
    }
}

/// Figures under "Latest" and "Previous", where no column names a month: the edition's month, and the one before it.
fn latest<'s>(sheet: &'s Sheet, table: &Table, row: u32, edition: Option<Month>) -> Vec<Dated<'s>> {
    let Some(edition) = edition else { return Vec::new() };
    let months = [(Field::Previous, edition.shifted(-1)), (Field::Value, edition)];
    months
        .into_iter()
        .filter_map(|(field, month)| {
            let (cell, row, column) = table.cell(sheet, row, field)?;
            Some(Dated { month, cell: Some(cell), row, column })
        })
        .collect()
}

/// A row of a measure's targets by month, told by a word before its months: its numbers are not what was reached.
fn targets(sheet: &Sheet, table: &Table, row: u32, reference: &Located<String>) -> Option<Diagnostic> {
    let first = table.months.iter().map(|(column, _)| *column).min()?;
    let cells = &sheet.rows.get(&row)?.cells;
    let (&column, cell) = cells.range(table.span().0..first).find(|(column, cell)| {
        let claimed = table.columns.values().any(|claimed| claimed == *column);
        !claimed && matches!(normal(&cell.text).as_str(), "target" | "targets" | "trajectory" | "planned")
    })?;
    Some(
        Diagnostic::error(
            "row-of-targets",
            format!("row {} has targets of {} by month, and was not read", row + 1, reference.value),
        )
        .at(&sheet.at(row, column))
        .found(&cell.text)
        .hint("put the ref and the name of the measure on the row of what was reached, and the target in a column of its own"),
    )
}
