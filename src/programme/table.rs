//! Finding the tables on a sheet: which row holds the headings, what kind of records stand below, and which rows count.
//!
//! A header is found by its headings, wherever it stands; one or two rows of it. Several tables may stand one under
//! another or side by side. Rows hidden by hand and rows struck through are left out, with a finding; rows that a filter hides count.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::{self, Field, Hints, Match, OwnHeadings, SheetKind};
use super::dates;
use super::model::{DateKind, Month, WrittenDate};
use super::periods::{self, Heading, Part, Span, When, Years};
use super::timeline::{self, Found, Remark, Surroundings, Title};
use crate::diagnostic::{Diagnostic, Severity};
use crate::located::{CellRef, Located, column_name};
use crate::text::shorten;
use crate::workbook::{Cell, Hidden, Precision, Sheet, Value};

/// A recognised table.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: SheetKind,
    /// The row of the (lower) headings.
    pub header_row: u32,
    /// The row of spanning headings above it, where there is one.
    pub group_row: Option<u32>,
    pub columns: BTreeMap<Field, u32>,
    /// Measures only: the columns of figures by time, in their order on the sheet, each with its last month.
    pub months: Vec<(u32, Month)>,
    /// Columns of figures of longer times beside them: quarters beside months.
    pub longer: Vec<(u32, Month, Span)>,
    /// Columns of targets, ratings, numerators and denominators by month.
    pub parts: Vec<(u32, Month, Part)>,
    /// Forward plans only: the columns of meetings, in which a mark puts the row's item on that meeting's agenda.
    pub meetings: Vec<(u32, WrittenDate)>,
    /// The date of the meeting that stands above the headings, where no column has it.
    pub meeting_above: Option<Located<WrittenDate>>,
    log: bool,
    /// The headings of time as they were found.
    times: Vec<Found>,
    /// What was judged in reading the headings.
    pub remarks: Vec<Diagnostic>,
    /// Risks only: columns of a scale in which a cross marks the level ("VL L M H VH" under "Likelihood").
    pub scales: Vec<Scale>,
    /// Actions only: the column of due dates as they were first set, beside that of the revised ones.
    pub original_due: Option<u32>,
    /// Actions only: columns of a fact for earlier months.
    pub earlier: Vec<u32>,
    /// Columns with a heading that no field claims.
    pub unused: Vec<(u32, String)>,
    /// The first row above the header that belongs to the table: its title, outcomes, lead officer.
    pub first_row: u32,
    /// The row after the last.
    pub end_row: u32,
    /// Whether rows that are called examples are read as records: where a month has nothing else yet.
    pub takes_examples: bool,
}

/// A column that stands for one level of a likelihood or an impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub field: Field,
    pub column: u32,
    /// 1 to 5.
    pub value: u32,
}

/// Rows looked at for a first header from the top of a sheet.
const HEADER_DEPTH: usize = 60;

/// The most tables of one sheet. A log has one for each meeting, year after year; beyond so many it is no sheet that
/// people keep, and each row is compared with all tables above it.
const MOST_TABLES: usize = 300;

/// Finds the tables of a sheet, from the top. `edition` says the year of months whose headings do not.
pub fn find_tables(sheet: &Sheet, own: &OwnHeadings, edition: Option<Month>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    // What was found in the row below the last that was looked at.
    let mut ahead: Option<(u32, Vec<Table>)> = None;
    let mut lowest: Option<u32> = None;
    let mut refused = None;
    for (looked_at, &row) in sheet.rows.keys().enumerate() {
        if tables.is_empty() && looked_at >= HEADER_DEPTH {
            break;
        }
        if lowest.is_some_and(|lowest| row <= lowest) {
            continue;
        }
        let here = ahead.take().filter(|(below, _)| *below == row).map(|(_, found)| found);
        let mut found = here.unwrap_or_else(|| headers_at(sheet, row, own));
        // A header of two rows is first met by its upper row alone, which may already fit: the better one wins.
        let total = |tables: &[Table]| tables.iter().map(fit_of).sum::<u32>();
        let lower = headers_at(sheet, row + 1, own);
        if lower.iter().any(|table| table.group_row == Some(row)) && total(&lower) > total(&found) {
            found = lower;
        } else {
            ahead = Some((row + 1, lower));
        }
        if !found.is_empty() && tables.len() >= MOST_TABLES {
            tables.iter_mut().for_each(|table| table.end_row = table.end_row.min(row));
            refused = Some(row);
            break;
        }
        for table in found {
            place(sheet, &mut tables, table);
        }
        lowest = tables.iter().map(|table| table.header_row).max();
    }
    for table in tables.iter_mut().filter(|table| table.kind == SheetKind::Measures) {
        table.settle(sheet, edition);
    }
    for table in tables.iter_mut().filter(|table| table.kind == SheetKind::Actions) {
        table.choose_months(sheet, edition);
    }
    if let (Some(row), Some(last)) = (refused, tables.last_mut()) {
        last.remarks.push(too_many_tables(sheet, row));
    }
    tables
}

fn too_many_tables(sheet: &Sheet, row: u32) -> Diagnostic {
    let says = format!(
        "sheet \"{}\" has more than {MOST_TABLES} tables; nothing was read from row {} on",
        sheet.name,
        row + 1
    );
    Diagnostic::error("too-many-tables", says)
        .at(&sheet.at(row, 0))
        .hint("keep one table with a column for what sets them apart, or split the sheet")
}

/// What stands round a line of headings of time and may say their year: the titles above, the sheet's and the
/// workbook's name, and the edition.
pub fn surroundings(sheet: &Sheet, from: u32, header: u32, edition: Option<Month>) -> Surroundings {
    let mut titles: Vec<(Title, String)> = Vec::new();
    let title_of = |text: &str| match periods::years_in(text).as_slice() {
        [years] => Some(Title::Years(*years)),
        _ => periods::month_in(text).map(Title::Month),
    };
    // The nearest above first.
    for (&row, cells) in sheet.rows.range(from..header).rev() {
        for (&column, cell) in cells.cells.iter().filter(|(_, cell)| cell.text.chars().count() <= 120) {
            titles.extend(
                title_of(&cell.text).map(|title| (title, format!("the title in {}", sheet.at(row, column).address()))),
            );
        }
    }
    titles.extend(title_of(&sheet.name).map(|title| (title, "the sheet's name".to_owned())));
    titles.extend(title_of(&sheet.workbook).map(|title| (title, "the workbook's name".to_owned())));
    // "Apr 2025" alone is a month of the calendar; a bare year is told by a title of two years, where there is one.
    titles.sort_by_key(|(title, _)| !matches!(title, Title::Years(Years::Financial(_) | Years::Academic(_))));
    Surroundings { titles, edition }
}

/// Remarks on headings as findings at their cells.
pub fn remarks(remarks: &[Remark], at: impl Fn(u32) -> CellRef) -> Vec<Diagnostic> {
    remarks
        .iter()
        .map(|remark| {
            Diagnostic::new(remark.severity, remark.code, remark.message.as_str())
                .at(&at(remark.index))
                .found(&remark.found)
                .hint(remark.hint)
        })
        .collect()
}

/// A figure that is called the latest was put at the edition's month.
pub fn latest_told(at: CellRef, heading: &str, edition: Month) -> Diagnostic {
    Diagnostic::note(
        "latest-without-month",
        format!("figures without a month were taken for those of {}, the edition's", dates::named(edition)),
    )
    .at(&at)
    .found(heading)
    .hint("head the column with the month and year, such as Oct 2025, if it is another")
}

/// Adds a table, ending those above it. A table's own rows can hold words that are headings too: only a row that fits
/// half as well as the table's own headings ends it.
fn place(sheet: &Sheet, tables: &mut Vec<Table>, mut found: Table) {
    let top = found.group_row.unwrap_or(found.header_row);
    let (from, to) = found.span();
    let above = tables.iter_mut().filter(|table| {
        let (first, last) = table.span();
        table.end_row > top && table.header_row < top && first <= to && from <= last
    });
    let mut ended: Vec<&mut Table> = above.collect();
    if ended.iter().any(|table| fit_of(&found) * 2 < fit_of(table)) {
        return;
    }
    if let Some(last) = ended.iter().map(|table| table.header_row).max() {
        found.first_row = title_start(sheet, last + 1, top);
        // The date of a section's meeting is no record of the section above, blank row or not.
        if let Some(meeting) = &found.meeting_above {
            found.first_row = found.first_row.min(meeting.at.row);
        }
    }
    for table in &mut ended {
        table.end_row = found.first_row;
    }
    tables.push(found);
}

/// The title of a lower table begins after the last blank row above its header.
fn title_start(sheet: &Sheet, from: u32, header: u32) -> u32 {
    (from..header).rev().find(|row| !sheet.rows.contains_key(row)).map_or(header, |blank| blank + 1)
}

fn fit_of(table: &Table) -> u32 {
    let scales = table.scales.iter().map(|scale| scale.field);
    let fields: Vec<Field> = table.columns.keys().copied().chain(scales).collect();
    // A key or a glossary is two columns; a wide table with a "Status" and a "Description" is neither.
    if matches!(table.kind, SheetKind::Glossary | SheetKind::StatusKey) && table.unused.len() > 3 {
        return 0;
    }
    let hints = Hints {
        times: table.times.len(),
        log: table.log,
        meeting_above: table.meeting_above.is_some(),
        meetings_across: table.meetings.len(),
    };
    columns::fit(table.kind, &fields, hints)
}

/// The tables whose headings stand in a row: one as a rule; several where blank columns part headings that are each
/// sound by themselves.
fn headers_at(sheet: &Sheet, row: u32, own: &OwnHeadings) -> Vec<Table> {
    let Some(cells) = sheet.rows.get(&row).map(|row| &row.cells) else { return Vec::new() };
    let words: Vec<u32> = cells.iter().filter(|(_, cell)| !cell.text.is_empty()).map(|(column, _)| *column).collect();
    // Most rows are records: they are passed over before any closer look, those of many dates (of a log) with less of one:
    // times head measures and forward plans only.
    let (mut known, mut headed) = (0, false);
    for cell in cells.values() {
        let heading = columns::is_known(&cell.text, own);
        headed |= heading;
        known += usize::from(heading || known < 2 && time_of(cell).is_some());
        if known >= 2 && headed {
            break;
        }
    }
    if words.len() < 2 || known < 2 {
        return Vec::new();
    }
    let may_be = |kind: &SheetKind| headed || matches!(kind, SheetKind::Measures | SheetKind::WorkProgramme);
    let groups = spanning_headings(sheet, row);
    let mut blocks: Vec<(u32, u32)> = Vec::new();
    for column in words.iter().copied().chain(groups.keys().copied()).collect::<std::collections::BTreeSet<_>>() {
        match blocks.last_mut() {
            Some((_, last)) if column <= *last + 1 => *last = column,
            _ => blocks.push((column, column)),
        }
    }
    let best = |from: u32, to: u32| {
        let kinds = SheetKind::ALL.into_iter().filter(may_be);
        kinds
            .map(|kind| read_header(sheet, row, &groups, (from, to), kind, own))
            .filter(|table| fit_of(table) > 0)
            .max_by_key(|table| (fit_of(table), std::cmp::Reverse(table.kind)))
    };
    if blocks.len() > 1 {
        let apart: Vec<Table> = blocks.iter().filter_map(|(from, to)| best(*from, *to)).collect();
        if apart.len() > 1 {
            return apart;
        }
    }
    best(0, u32::MAX).into_iter().collect()
}

/// The row that comes nearest to headings of a known kind on a sheet without any, for someone to mend.
pub struct NearMiss {
    pub row: u32,
    pub kind: SheetKind,
    pub found: Vec<Field>,
    /// Fields of which at least one column is needed.
    pub lacking: Vec<Field>,
}

/// Finds the nearest miss among the first rows of a sheet.
pub fn near_miss(sheet: &Sheet, own: &OwnHeadings) -> Option<NearMiss> {
    let mut best: Option<NearMiss> = None;
    for &row in sheet.rows.keys().take(HEADER_DEPTH) {
        let groups = spanning_headings(sheet, row);
        for kind in SheetKind::ALL {
            let table = read_header(sheet, row, &groups, (0, u32::MAX), kind, own);
            let found: Vec<Field> = table.columns.keys().copied().collect();
            if found.len() >= 2 && best.as_ref().is_none_or(|best| found.len() > best.found.len()) {
                best = Some(NearMiss { row, kind, lacking: columns::lacking(kind, &found), found });
            }
        }
    }
    best.filter(|best| !best.lacking.is_empty())
}

/// The headings of the row above, each carried across the columns it is merged over.
fn spanning_headings(sheet: &Sheet, row: u32) -> BTreeMap<u32, String> {
    let mut groups = BTreeMap::new();
    let Some(above) = row.checked_sub(1) else { return groups };
    let Some(cells) = sheet.rows.get(&above) else { return groups };
    for (&column, cell) in &cells.cells {
        if cell.text.is_empty() {
            continue;
        }
        let last = sheet.merge_at(above, column).map_or(column, |merge| merge.last_column);
        // A title merged across the whole sheet is no heading of columns.
        if last - column > 30 || cell.text.chars().count() > 60 {
            continue;
        }
        for column in column..=last {
            groups.insert(column, cell.text.to_string());
        }
    }
    groups
}

fn read_header(
    sheet: &Sheet,
    row: u32,
    groups: &BTreeMap<u32, String>,
    (from, to): (u32, u32),
    kind: SheetKind,
    own: &OwnHeadings,
) -> Table {
    let mut claims: BTreeMap<Field, (Match, u32)> = BTreeMap::new();
    let mut times = Vec::new();
    let mut meetings = Vec::new();
    let mut scales = Vec::new();
    let mut unused = Vec::new();
    let mut grouped = false;
    let mut bare: Vec<(Field, u32)> = Vec::new();
    let cells = &sheet.rows[&row].cells;
    // Under months that are divided into target and actual, the other headings stand in the row above, merged or not.
    let divided = match kind {
        SheetKind::Measures => is_divided(sheet, row),
        SheetKind::Risks => is_scored(sheet, row, groups) || is_under_groups(sheet, row),
        SheetKind::Actions => is_under_groups(sheet, row),
        _ => false,
    };
    let mut said: BTreeMap<u32, String> = BTreeMap::new();
    let heads: std::collections::BTreeSet<u32> = cells
        .range(from..=to)
        .map(|(column, _)| *column)
        .chain(groups.range(from..=to).map(|(column, _)| *column))
        .collect();
    for column in heads {
        let group = groups.get(&column).map_or("", String::as_str);
        let cell = cells.get(&column);
        let leaf = cell.map_or("", |cell| &cell.text);
        let group = if group.is_empty() && kind == SheetKind::Risks && columns::is_score_part(leaf) {
            group_to_the_left(column, groups).unwrap_or(group)
        } else {
            group
        };
        if kind == SheetKind::Measures
            && let Some(found) = time_heading(sheet, row, column, group, own)
        {
            grouped |= found.grouped;
            match found.found.heading.part {
                Part::Other => unused.push((column, leaf.to_owned())),
                _ => times.push(found.found),
            }
            continue;
        }
        if kind == SheetKind::WorkProgramme
            && let Some(date) = cell.and_then(meeting_heading)
        {
            meetings.push((column, date));
            continue;
        }
        if kind == SheetKind::Risks
            && let Some((field, value)) = columns::scale_of(group, leaf)
        {
            grouped = true;
            scales.push(Scale { field, column, value });
            continue;
        }
        // A heading merged down over both header rows stands in the upper one only.
        let merged_down = sheet.merge_at(row, column).is_some_and(|merge| merge.first_row < row);
        let heading =
            if leaf.is_empty() && (merged_down || divided && !sheet.text(row.wrapping_sub(1), column).is_empty()) {
                grouped = true;
                group
            } else {
                leaf
            };
        let Some((field, how)) = columns::field_of(kind, group, heading, own) else {
            if !leaf.is_empty() {
                unused.push((column, leaf.to_owned()));
            }
            continue;
        };
        said.insert(column, heading.to_owned());
        if kind == SheetKind::Risks && how != Match::Own && columns::is_bare_score(group, heading) {
            if columns::is_of_other_times(group) {
                unused.push((column, leaf.to_owned()));
                continue;
            }
            bare.push((field, column));
            continue;
        }
        let ungrouped = columns::field_of(kind, "", heading, own);
        grouped |= ungrouped.map(|(field, _)| field) != Some(field);
        let later = |held: u32| {
            kind == SheetKind::Measures
                && last_year(heading) > last_year(sheet.text(row, held))
                && last_year(sheet.text(row, held)).is_some()
        };
        let hidden = |column: u32| sheet.is_column_hidden(column);
        let worth = |how: Match, column: u32| {
            let heading = said.get(&column).map_or("", String::as_str);
            // What nobody has filled in yet goes before nothing.
            let preference = columns::preference(kind, field, heading);
            let preference =
                if preference > 0 && is_blank_below(sheet, row + 1..u32::MAX, column) { 0 } else { preference };
            (how == Match::Own, preference, how)
        };
        match claims.get(&field) {
            // What nobody sees never wins over what everybody sees.
            Some((_, holder)) if hidden(column) && !hidden(*holder) => unused.push((column, heading.to_owned())),
            Some((held, holder))
                if worth(*held, *holder) >= worth(how, column)
                    && !later(*holder)
                    && (hidden(column) || !hidden(*holder)) =>
            {
                unused.push((column, heading.to_owned()));
            }
            _ => {
                if let Some((_, earlier)) = claims.insert(field, (how, column)) {
                    unused.push((earlier, said.get(&earlier).cloned().unwrap_or_default()));
                }
            }
        }
    }
    unused.extend(place_bare_scores(sheet, row, bare, &mut claims));
    let mut remarks = Vec::new();
    if kind == SheetKind::Risks {
        remarks.extend(take_consequence_for_impact(sheet, row, &mut claims));
    }
    if kind == SheetKind::Actions {
        name_weakly_actions(sheet, row, &mut claims, &mut unused);
    }
    let original_due = original_due(kind, &claims, &mut unused, &said);
    if kind == SheetKind::Measures && (!times.is_empty() || claims.contains_key(&Field::Value)) {
        name_weakly(sheet, row, &mut claims, &mut unused);
    }
    // A scale of two columns is two headings that happen to read alike.
    scales.retain({
        let all = scales.clone();
        move |scale| all.iter().filter(|other| other.field == scale.field).count() >= 3
    });
    if claims.len() >= 2 {
        for (field, column) in columns::pinned(kind, own) {
            claims.retain(|_, (_, claimed)| *claimed != column);
            unused.retain(|(other, _)| *other != column);
            claims.insert(field, (Match::Own, column));
        }
    }
    let above = row.checked_sub(1).filter(|above| grouped && sheet.rows.contains_key(above));
    Table {
        kind,
        header_row: row,
        group_row: above,
        columns: claims.into_iter().map(|(field, (_, column))| (field, column)).collect(),
        months: Vec::new(),
        longer: Vec::new(),
        parts: Vec::new(),
        meeting_above: meeting_above(sheet, row, kind),
        log: kind == SheetKind::MeetingActions && is_called_a_log(sheet, row),
        meetings,
        times,
        remarks,
        scales,
        original_due,
        earlier: Vec::new(),
        unused,
        first_row: 0,
        end_row: u32::MAX,
        takes_examples: false,
    }
}

/// Which of a risk's scores the headings mean that do not say it ("Likelihood", "Score"). Beside a residual score they
/// are the inherent ones; the same heading twice is the inherent score first and then the current one; otherwise they
/// are the current ones. Gives back the columns without a place.
fn place_bare_scores(
    sheet: &Sheet,
    row: u32,
    bare: Vec<(Field, u32)>,
    claims: &mut BTreeMap<Field, (Match, u32)>,
) -> Vec<(u32, String)> {
    let [(_, inherent, _), (_, current, _), _] = &columns::SCORE_GROUPS;
    let heading = |column: u32| columns::normal(sheet.text(row, column));
    let alike = |(field, column): &(Field, u32)| {
        bare.iter().any(|(other, next)| other == field && next > column && heading(*next) == heading(*column))
    };
    let twice = bare.iter().any(alike);
    let has = |fields: &[Field; 3]| fields.iter().any(|field| claims.contains_key(field));
    let (with_inherent, with_current) = (has(inherent), has(current));
    let mut homeless = Vec::new();
    for (field, column) in bare {
        let part = current.iter().position(|one| *one == field).unwrap_or(0);
        let homes: &[Field] = match (with_inherent, with_current, twice) {
            (true, true, _) => &[],
            (false, true, _) => &inherent[part..=part],
            (true, false, _) | (false, false, false) => &current[part..=part],
            (false, false, true) => &[inherent[part], current[part]],
        };
        match homes.iter().find(|home| !claims.contains_key(home)) {
            Some(home) => {
                claims.insert(*home, (Match::Exact, column));
            }
            None => homeless.push((column, sheet.text(row, column).to_owned())),
        }
    }
    homeless
}

/// Whether a column has nothing in the rows below its heading, neither words nor a fill.
fn is_blank_below(sheet: &Sheet, rows: Range<u32>, column: u32) -> bool {
    let mut cells = sheet.rows.range(rows).filter_map(|(_, row)| row.cells.get(&column));
    cells.all(|cell| cell.text.is_empty() && cell.fill.is_none())
}

/// The column of due dates as they were first set, where those set anew stand beside them.
fn original_due(
    kind: SheetKind,
    claims: &BTreeMap<Field, (Match, u32)>,
    unused: &mut Vec<(u32, String)>,
    said: &BTreeMap<u32, String>,
) -> Option<u32> {
    let rank = |column: u32| said.get(&column).map(|heading| columns::due_rank(&columns::normal(heading)));
    let (_, due) = claims.get(&Field::Due).filter(|_| kind == SheetKind::Actions)?;
    if rank(*due) != Some(1) {
        return None;
    }
    let is_due = |column: u32| {
        let heading = said.get(&column).map_or("", String::as_str);
        columns::field_of(kind, "", heading, &OwnHeadings::new()).is_some_and(|(field, _)| field == Field::Due)
    };
    let original = unused.iter().map(|(column, _)| *column).filter(|column| is_due(*column));
    let original = original.min_by_key(|column| rank(*column))?;
    unused.retain(|(column, _)| *column != original);
    Some(original)
}

/// "Consequence" beside a likelihood names the impact where its cells are numbers, and where nothing else does.
fn take_consequence_for_impact(
    sheet: &Sheet,
    row: u32,
    claims: &mut BTreeMap<Field, (Match, u32)>,
) -> Option<Diagnostic> {
    let (_, column) = *claims.get(&Field::Consequence)?;
    let lacks = |fields: &[Field; 3]| claims.contains_key(&fields[0]) && !claims.contains_key(&fields[1]);
    let (_, fields, _) = columns::SCORE_GROUPS.iter().find(|(_, fields, _)| lacks(fields))?;
    let cells = sheet.rows.range(row + 1..).filter_map(|(_, row)| row.cells.get(&column));
    let cells: Vec<&Cell> = cells.filter(|cell| !cell.text.is_empty()).take(50).collect();
    let points = cells.iter().filter(|cell| super::numbers::whole(&cell.text).is_some()).count();
    if points == 0 || points * 2 < cells.len() {
        return None;
    }
    claims.remove(&Field::Consequence);
    claims.insert(fields[1], (Match::Core, column));
    let heading = sheet.text(row, column);
    Some(
        Diagnostic::note(
            "heading-taken-for",
            format!("\"{}\" was read as the impact: it has numbers", shorten(heading, 40)),
        )
        .at(&sheet.at(row, column))
        .found(heading)
        .hint("nothing to do if that is right; if not, name the right column under [columns] in boardpack.toml"),
    )
}

/// Where no heading names the actions of a plan with refs, statuses or dates, a weaker one does: "Milestone", "Step".
fn name_weakly_actions(
    sheet: &Sheet,
    row: u32,
    claims: &mut BTreeMap<Field, (Match, u32)>,
    unused: &mut Vec<(u32, String)>,
) {
    let known = |fields: &[Field]| fields.iter().any(|field| claims.contains_key(field));
    if known(&[Field::Action]) || !known(&[Field::Reference]) || !known(&[Field::Due, Field::ActionStatus]) {
        return;
    }
    if let Some((how, column)) = claims.get(&Field::Milestones).copied()
        && columns::normal(sheet.text(row, column)).starts_with("milestone ")
            | (columns::normal(sheet.text(row, column)) == "milestone")
    {
        claims.remove(&Field::Milestones);
        claims.insert(Field::Action, (how, column));
        return;
    }
    let weak = |heading: &str| matches!(columns::normal(heading).as_str(), "step" | "recommendation" | "requirement");
    if let Some((column, _)) = unused.iter().find(|(_, heading)| weak(heading)).cloned() {
        unused.retain(|(other, _)| *other != column);
        claims.insert(Field::Action, (Match::Exact, column));
    }
}

/// Whether the row divides headings of scores above it into likelihood, impact and score.
fn is_scored(sheet: &Sheet, row: u32, groups: &BTreeMap<u32, String>) -> bool {
    let Some(cells) = sheet.rows.get(&row) else { return false };
    let parts = cells.cells.iter().filter(|(column, cell)| {
        let group = groups.get(column).map(String::as_str).or_else(|| group_to_the_left(**column, groups));
        columns::is_score_part(&cell.text)
            && group.is_some_and(|group| columns::score_group(&columns::normal(group)).is_some())
    });
    parts.take(2).count() == 2
}

/// Whether all headings of the row stand under others that are merged across them.
fn is_under_groups(sheet: &Sheet, row: u32) -> bool {
    let (Some(cells), Some(above)) = (sheet.rows.get(&row), row.checked_sub(1)) else { return false };
    let words: Vec<u32> =
        cells.cells.iter().filter(|(_, cell)| !cell.text.is_empty()).map(|(column, _)| *column).collect();
    let spanned = |column: &u32| {
        sheet.merge_at(above, *column).is_some_and(|merge| {
            merge.last_column > merge.first_column
                && merge.last_column - merge.first_column < 12
                && merge.last_row == above
        })
    };
    words.len() >= 2 && words.iter().all(spanned)
}

/// The heading of scores that spans a column without being merged: it stands to the left, with blanks between.
fn group_to_the_left(column: u32, groups: &BTreeMap<u32, String>) -> Option<&str> {
    const REACH: u32 = 3;
    let (_, group) = groups.range(column.saturating_sub(REACH)..column).next_back()?;
    Some(group.as_str()).filter(|group| columns::score_group(&columns::normal(group)).is_some())
}

/// Where no heading names the measures themselves, a weaker one does beside headings of time: "Description", "KPI".
fn name_weakly(sheet: &Sheet, row: u32, claims: &mut BTreeMap<Field, (Match, u32)>, unused: &mut Vec<(u32, String)>) {
    if claims.contains_key(&Field::Name) {
        return;
    }
    let weak = |text: &str| columns::WEAK_NAMES.iter().position(|name| columns::normal(text) == *name);
    let best = unused.iter().filter_map(|(column, heading)| Some((weak(heading)?, *column))).min();
    if let Some((_, column)) = best {
        unused.retain(|(other, _)| *other != column);
        claims.insert(Field::Name, (Match::Exact, column));
    } else if let Some((how, column)) = claims.get(&Field::Reference).copied()
        && weak(sheet.text(row, column)).is_some()
    {
        // "KPI" over the measures' names, and no ref.
        claims.remove(&Field::Reference);
        claims.insert(Field::Name, (how, column));
    }
}

/// The date of the meeting above a table's headings: in the last row above them that says something.
fn meeting_above(sheet: &Sheet, header: u32, kind: SheetKind) -> Option<Located<WrittenDate>> {
    if !matches!(kind, SheetKind::MeetingActions | SheetKind::WorkProgramme) {
        return None;
    }
    let (&row, cells) = sheet
        .rows
        .range(header.saturating_sub(3)..header)
        .rev()
        .find(|(_, row)| row.cells.values().any(|cell| !cell.text.is_empty()))?;
    let said: Vec<(&u32, &Cell)> = cells.cells.iter().filter(|(_, cell)| !cell.text.is_empty()).collect();
    // "Meeting date:" with the date beside it, or both in one cell.
    let date = said.iter().find_map(|(column, cell)| Some((**column, meeting_of(kind, cell)?)))?;
    (said.len() <= 2).then(|| sheet.located(row, date.0, date.1))
}

/// The day of a meeting that a cell names and nothing else; of a forward plan also its month.
pub fn meeting_of(kind: SheetKind, cell: &Cell) -> Option<WrittenDate> {
    if let Some(day) = day_of(cell) {
        return Some(day);
    }
    let words = cell.text.to_lowercase();
    let titled = ["plan", "programme", "agenda for", "updated", "version"].iter().any(|word| words.contains(word));
    if kind != SheetKind::WorkProgramme || titled || words.chars().count() > 40 {
        return None;
    }
    match cell.value {
        Value::Date { when, shown } => Some(dates::from_cell(when.date(), shown, &cell.text)),
        Value::Text => dates::first_in(&cell.text).filter(|_| dates::count(&cell.text) == 1),
        _ => None,
    }
}

/// The day of a meeting that a cell names and nothing else.
fn day_of(cell: &Cell) -> Option<WrittenDate> {
    match cell.value {
        Value::Date { when, shown } => {
            Some(dates::from_cell(when.date(), shown, &cell.text)).filter(|date| date.kind == DateKind::Day)
        }
        Value::Text => dates::heading_day(&cell.text),
        _ => None,
    }
}

/// A column of a forward plan: the day or the month of a meeting.
fn meeting_heading(cell: &Cell) -> Option<WrittenDate> {
    let date = match cell.value {
        Value::Date { when, shown } => dates::from_cell(when.date(), shown, &cell.text),
        Value::Text if cell.text.chars().count() <= 40 => dates::parse(&cell.text, None)?,
        _ => return None,
    };
    (date.date.is_some() && dates::count(&cell.text) <= 1).then_some(date)
}

/// Whether the title above, the sheet or its workbook is called a log of actions.
fn is_called_a_log(sheet: &Sheet, header: u32) -> bool {
    const NAMES: [&str; 14] = [
        "action log",
        "actions log",
        "log of actions",
        "meeting actions",
        "board actions",
        "matters arising",
        "actions arising",
        "actions from",
        "rolling actions",
        "rolling action",
        "action points",
        "actions agreed",
        "outstanding actions",
        "action tracker from meetings",
    ];
    let says = |text: &str| {
        let plain = columns::normal(text);
        NAMES.iter().any(|name| plain.contains(name))
    };
    let titles = sheet.rows.range(header.saturating_sub(6)..header).flat_map(|(_, row)| row.cells.values());
    says(&sheet.name)
        || says(sheet.workbook.rsplit_once('.').map_or(&*sheet.workbook, |(stem, _)| stem))
        || titles.filter(|cell| cell.text.chars().count() <= 120).any(|cell| says(&cell.text))
}

/// The last year that a heading names: 2026 of "Target 2025/26".
fn last_year(heading: &str) -> Option<i32> {
    periods::years_in(heading).into_iter().filter_map(Years::period).map(|period| period.last.year).max()
}

/// A cell's own time, where it is a heading of time.
fn time_of(cell: &Cell) -> Option<Heading> {
    match cell.value {
        // A date that shows its year alone heads a year.
        Value::Date { when, shown } if shown != Precision::Year => Heading::of_date(when.date()),
        // Of numbers only those that are written as months: 202504.
        Value::Number(_) if cell.text.len() != 6 && cell.text.len() != 4 => None,
        _ => periods::read(&cell.text),
    }
}

/// Whether a row divides the times above it into target and actual, figure and rating.
fn is_divided(sheet: &Sheet, row: u32) -> bool {
    let Some(cells) = sheet.rows.get(&row).filter(|_| row > 0) else { return false };
    let parts = cells
        .cells
        .iter()
        .filter(|(column, cell)| periods::part(&cell.text).is_some() && time_above(sheet, row, **column).is_some());
    parts.take(2).count() == 2
}

/// The heading of time above a cell: over it, merged over it, or to the left with blanks between.
fn time_above(sheet: &Sheet, row: u32, column: u32) -> Option<(Heading, u32)> {
    const REACH: u32 = 24;
    let above = row.checked_sub(1)?;
    let cells = &sheet.rows.get(&above)?.cells;
    let (&from, cell) =
        cells.range(column.saturating_sub(REACH)..=column).rev().find(|(_, cell)| !cell.text.is_empty())?;
    // A merge says how far it reaches.
    let merge = sheet.merge_at(above, from);
    if merge.is_some_and(|merge| merge.last_column < column) {
        return None;
    }
    Some((time_of(cell)?, from))
}

struct TimeHeading {
    found: Found,
    grouped: bool,
}

/// A column of figures by time: "May 2024", "May" under "2024/25", "Actual" under "May 2024", "May 2024" under "Actual".
fn time_heading(sheet: &Sheet, row: u32, column: u32, group: &str, own: &OwnHeadings) -> Option<TimeHeading> {
    let cell = sheet.cell(row, column)?;
    if cell.text.is_empty() {
        return None;
    }
    let index = column;
    let Some(mut heading) = time_of(cell) else {
        let part = periods::part(&cell.text)?;
        let (above, _) = time_above(sheet, row, column)?;
        // "Target" under "2025/26" with no month is the year's target.
        if matches!(above.when, When::Years(_)) && part != Part::Value {
            return None;
        }
        let words = format!("{} {}", words_above(sheet, row, column), cell.text);
        return Some(TimeHeading {
            found: Found { index, heading: Heading { part, ..above }, years: None, words },
            grouped: true,
        });
    };
    // "2025" under "Apr": the year stands below its month.
    if let (When::Years(years), Part::Value) = (heading.when, heading.part)
        && let Some((Heading { when: When::Open(open), .. }, _)) = time_above(sheet, row, column)
        && let Some(period) = open.within(years)
    {
        let words = format!("{} {}", words_above(sheet, row, column), cell.text);
        let heading = Heading { when: When::Known(period), ..heading };
        return Some(TimeHeading { found: Found { index, heading, years: None, words }, grouped: true });
    }
    let field = || columns::field_of(SheetKind::Measures, group, &cell.text, own);
    if matches!(heading.when, When::Years(_)) && heading.part != Part::Value && field().is_some() {
        return None;
    }
    let mut grouped = false;
    if heading.part == Part::Value
        && let Some(part) = periods::part(group)
    {
        heading.part = part;
        grouped = true;
    }
    let mut years = None;
    if let When::Open(open) = heading.when {
        years = match time_above(sheet, row, column) {
            Some((Heading { when: When::Years(years), .. }, _)) => Some(years),
            _ => match periods::years_in(group).as_slice() {
                [years] => Some(*years),
                _ => None,
            },
        };
        // "Apr" under "2025/26" and under "2025" alike.
        years = years.filter(|years| open.year.is_none() && open.within(*years).is_some());
        grouped |= years.is_some();
    }
    Some(TimeHeading { found: Found { index, heading, years, words: cell.text.to_string() }, grouped })
}

/// The words of the heading of time above a cell.
fn words_above(sheet: &Sheet, row: u32, column: u32) -> &str {
    let above = time_above(sheet, row, column).map(|(_, from)| from);
    above.map_or("", |from| sheet.text(row - 1, from))
}

impl Table {
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.scales.iter().any(|scale| scale.field == field)
    }

    /// Finds out what its headings of time mean, and what is then left over.
    fn settle(&mut self, sheet: &Sheet, edition: Option<Month>) {
        let top = self.group_row.unwrap_or(self.header_row);
        let line = timeline::settle(self.times.clone(), &surroundings(sheet, self.first_row, top, edition));
        self.months = line.values.iter().map(|point| (point.index, point.period.last)).collect();
        self.longer = line.longer.iter().map(|point| (point.index, point.period.last, point.period.span)).collect();
        self.parts = line.parts.iter().map(|point| (point.index, point.period.last, point.part)).collect();
        self.remarks = remarks(&line.remarks, |column| sheet.at(self.header_row, column));
        if let Some(edition) = edition {
            self.take_years_target(sheet, Years::financial(edition));
        }
        if !self.months.is_empty() {
            // Beside months of their own, "Current" and "Previous" say no more; "Month" is a text.
            for field in [Field::Value, Field::Previous, Field::Period, Field::Year] {
                if let Some(column) = self.columns.remove(&field) {
                    self.unused.push((column, sheet.text(self.header_row, column).to_owned()));
                }
            }
        } else if self.has(Field::Period) {
            // The month of what was before is not said.
            if let Some(column) = self.columns.remove(&Field::Previous) {
                self.unused.push((column, sheet.text(self.header_row, column).to_owned()));
            }
        } else if let Some(column) = self.columns.get(&Field::Value) {
            let (at, heading) = (sheet.at(self.header_row, *column), sheet.text(self.header_row, *column));
            self.remarks.push(match edition {
                Some(edition) => latest_told(at, heading, edition),
                None => Diagnostic::warning(
                    "column-not-read",
                    "figures were not read: nothing says which month they are of",
                )
                .at(&at)
                .found(heading)
                .hint("put the workbook in its month's folder, such as 2025-07, or name the month in the heading"),
            });
        }
    }

    /// Of a fact's columns for several months the one of the edition's month is read, or the last before it.
    fn choose_months(&mut self, sheet: &Sheet, edition: Option<Month>) {
        for field in [Field::Update, Field::ActionStatus, Field::ImpactStatus] {
            let monthly = self.columns_by_month(sheet, field, edition);
            let held = self.columns.get(&field).copied();
            // A column without a month ("Current RAG") goes before those with one.
            if held.is_some_and(|held| monthly.iter().all(|(column, _)| *column != held)) {
                continue;
            }
            // A month that nobody has filled in yet is not the latest.
            let rank = |(column, back): &(u32, i32)| {
                (is_blank_below(sheet, self.header_row + 1..self.end_row, *column), *back, std::cmp::Reverse(*column))
            };
            let Some(chosen) = monthly.iter().min_by_key(|month| rank(month)).map(|(column, _)| *column) else {
                continue;
            };
            if monthly.len() < 2 {
                continue;
            }
            self.columns.insert(field, chosen);
            self.unused.retain(|(column, _)| monthly.iter().all(|(other, _)| other != column));
            self.earlier.extend(monthly.iter().map(|(column, _)| *column).filter(|column| *column != chosen));
            let heading = self.heading(sheet, chosen);
            let message = format!(
                "of {} columns for the {} by month, \"{}\" was read",
                monthly.len(),
                field.words(),
                shorten(&heading, 40)
            );
            self.remarks.push(
                Diagnostic::note("months-of-one-fact", message)
                    .at(&sheet.at(self.header_row, chosen))
                    .found(heading)
                    .hint("nothing to do if that is right; if not, pin the column under [columns] in boardpack.toml"),
            );
        }
    }

    /// The visible columns of a fact that name a month, each with how many months it lies before the edition's; those
    /// that lie after it come last.
    fn columns_by_month(&self, sheet: &Sheet, field: Field, edition: Option<Month>) -> Vec<(u32, i32)> {
        let groups = spanning_headings(sheet, self.header_row);
        let held = self.columns.get(&field).copied();
        let columns = self.unused.iter().map(|(column, _)| *column).chain(held);
        let mut found = Vec::new();
        for column in columns.filter(|column| !sheet.is_column_hidden(*column)) {
            let Some(cell) = sheet.cell(self.header_row, column) else { continue };
            let (month, year, rest) = match cell.value {
                Value::Date { when, .. } => {
                    let month = Month::of(when.date());
                    (month.month, Some(month.year), String::new())
                }
                _ => match columns::monthly(&columns::normal(&cell.text)) {
                    Some(monthly) => (monthly.month, monthly.year, monthly.rest),
                    None => continue,
                },
            };
            let words = if rest.is_empty() { groups.get(&column).map_or("", String::as_str) } else { rest.as_str() };
            let names = columns::field_of(SheetKind::Actions, "", words, &OwnHeadings::new());
            if names.is_none_or(|(named, how)| named != field || how < Match::Core) {
                continue;
            }
            let back = match (edition, year) {
                (None, Some(year)) => -(year * 12 + month as i32),
                (None, None) => 0,
                (Some(edition), Some(year)) => (edition.year - year) * 12 + edition.month as i32 - month as i32,
                (Some(edition), None) => (edition.month as i32 - month as i32).rem_euclid(12),
            };
            found.push((column, if back < 0 && edition.is_some() { 1000 - back } else { back }));
        }
        found
    }

    /// Of targets of several years the one of the edition's year counts.
    fn take_years_target(&mut self, sheet: &Sheet, years: Years) {
        let heading = |column: u32| sheet.text(self.header_row, column);
        let of_year = |column: &u32| {
            columns::field_of(SheetKind::Measures, "", heading(*column), &OwnHeadings::new())
                .is_some_and(|(field, _)| field == Field::Target)
                && periods::years_in(heading(*column)) == [years]
        };
        let Some(held) = self.columns.get(&Field::Target).copied().filter(|held| !of_year(held)) else { return };
        let dated = !periods::years_in(heading(held)).is_empty();
        let Some(wanted) = self.unused.iter().map(|(column, _)| *column).find(of_year).filter(|_| dated) else {
            return;
        };
        let words = heading(held).to_owned();
        self.columns.insert(Field::Target, wanted);
        self.unused.retain(|(column, _)| *column != wanted);
        self.unused.push((held, words));
    }

    /// Its first and last column.
    pub fn span(&self) -> (u32, u32) {
        let all = || {
            let fields = self.columns.values().copied();
            let months =
                self.times.iter().map(|time| time.index).chain(self.meetings.iter().map(|(column, _)| *column));
            let unused = self.unused.iter().map(|(column, _)| *column);
            let others = self.original_due.iter().chain(&self.earlier).copied();
            fields.chain(months).chain(unused).chain(others).chain(self.scales.iter().map(|scale| scale.column))
        };
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }

    /// Actions only: the column that names each action's area with its number ("Priority 1: Early help").
    pub fn area_column(&self, sheet: &Sheet) -> Option<u32> {
        if self.kind != SheetKind::Actions {
            return None;
        }
        let numbered = |column: u32| {
            let rows = sheet.rows.range(self.header_row + 1..self.end_row);
            let mut said = rows
                .filter_map(|(_, row)| row.cells.get(&column))
                .filter(|cell| !cell.text.is_empty() && !is_aside(&cell.text))
                .peekable();
            said.peek().is_some() && said.all(|cell| super::numbers::numbered(&cell.text).is_some())
        };
        let named = self.unused.iter().filter(|(_, heading)| names_areas(&columns::normal(heading)));
        named.map(|(column, _)| *column).find(|column| numbered(*column))
    }

    /// Whether a fact is read from a column.
    pub fn reads(&self, column: u32) -> bool {
        self.columns.values().any(|read| *read == column)
            || self.months.iter().any(|(read, _)| *read == column)
            || self.longer.iter().any(|(read, ..)| *read == column)
            || self.parts.iter().any(|(read, ..)| *read == column)
            || self.meetings.iter().any(|(read, _)| *read == column)
            || self.scales.iter().any(|scale| scale.column == column)
            || self.original_due == Some(column)
            || self.earlier.contains(&column)
    }

    /// Whether a column is headed by a time. What was not read of those is told of at the first of them.
    pub fn is_of_time(&self, column: u32) -> bool {
        self.times.iter().any(|time| time.index == column)
    }

    /// A column's heading, with the one that spans it where the table has such.
    pub fn heading(&self, sheet: &Sheet, column: u32) -> String {
        let leaf = sheet.text(self.header_row, column);
        let group = self.group_row.and_then(|row| {
            let from = sheet.merge_at(row, column).map_or(column, |merge| merge.first_column);
            Some(sheet.text(row, from)).filter(|text| !text.is_empty())
        });
        match group {
            Some(group) if leaf.is_empty() => group.to_owned(),
            Some(group) => format!("{group} / {leaf}"),
            None => leaf.to_owned(),
        }
    }

    /// All its headings.
    pub fn headings(&self, sheet: &Sheet) -> Vec<String> {
        let (first, last) = self.span();
        (first..=last.min(first + 200))
            .map(|column| sheet.text(self.header_row, column).to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The cell of a field in a row, looking through a merge to its first cell.
    pub fn cell<'s>(&self, sheet: &'s Sheet, row: u32, field: Field) -> Option<(&'s Cell, u32, u32)> {
        self.cell_in(sheet, row, *self.columns.get(&field)?)
    }

    /// The cell of a column in a row, looking through a merge to its first cell.
    pub fn cell_in<'s>(&self, sheet: &'s Sheet, row: u32, column: u32) -> Option<(&'s Cell, u32, u32)> {
        let own = sheet.cell(row, column).filter(|cell| cell.value != Value::Blank || cell.fill.is_some());
        if let Some(cell) = own
            && cell.value != Value::Blank
        {
            return Some((cell, row, column));
        }
        if let Some(merge) = sheet.merge_at(row, column)
            && merge.first_row > self.header_row
            && let Some(cell) = sheet.cell(merge.first_row, merge.first_column)
        {
            return Some((cell, merge.first_row, merge.first_column));
        }
        own.map(|cell| (cell, row, column))
    }

    /// The text of a field in a row, its placeholders ("Select…", "Enter text") taken for blanks.
    pub fn text(&self, sheet: &Sheet, row: u32, field: Field) -> Option<Located<String>> {
        let (cell, row, column) = self.cell(sheet, row, field)?;
        if cell.text.is_empty() || is_error(cell) || is_placeholder(&cell.text) {
            return None;
        }
        let names = matches!(field, Field::Reference) || self.kind == SheetKind::WorkProgramme && field == Field::Item;
        let text = match example_of(&cell.text) {
            Some(rest) if self.takes_examples && names && !rest.is_empty() => rest.to_owned(),
            _ => cell.text.to_string(),
        };
        Some(sheet.located(row, column, text))
    }

    /// The text that stands in this very row: a merge that began above gives nothing.
    pub fn own_text(&self, sheet: &Sheet, row: u32, field: Field) -> Option<Located<String>> {
        self.text(sheet, row, field).filter(|text| text.at.row == row)
    }

    /// A cell's lines as separate entries, without bullets.
    pub fn lines(&self, sheet: &Sheet, row: u32, field: Field) -> Vec<Located<String>> {
        self.own_text(sheet, row, field).map(|text| split_lines(&text)).unwrap_or_default()
    }

    fn row_of_totals(&self, sheet: &Sheet, row: u32) -> Diagnostic {
        let (first, _) = self.span();
        Diagnostic::note("row-of-totals", format!("row {} has the totals of its table and is no record", row + 1))
            .at(&sheet.at(row, first))
            .found(sheet.text(row, first))
            .hint("nothing to do; if it is a record, switch Total Row off for the table (Table Design)")
    }

    /// Whether a row only shows how rows are filled in: its ref is "Example" or "Example 1.1"; in a work programme, which has no
    /// refs, the item begins so.
    fn is_example(&self, sheet: &Sheet, row: u32) -> bool {
        match self.kind {
            SheetKind::Glossary | SheetKind::StatusKey => false,
            SheetKind::WorkProgramme => {
                let named = |item: &str| example_of(item).is_some_and(|rest| rest.is_empty() || item.contains(':'));
                self.own_text(sheet, row, Field::Item).is_some_and(|item| named(&item.raw))
            }
            _ => match self.own_text(sheet, row, Field::Reference) {
                Some(own) => example_of(&own.raw).is_some_and(|own| !own.contains(char::is_whitespace)),
                None => first_words(sheet, row, self).is_some_and(|(_, cell)| example_of(&cell.text) == Some("")),
            },
        }
    }

    fn row_of_example(&self, sheet: &Sheet, row: u32) -> Option<Diagnostic> {
        let (column, cell) = match (self.kind, self.own_text(sheet, row, Field::Item)) {
            (SheetKind::WorkProgramme, Some(item)) => (item.at.column, sheet.cell(row, item.at.column)?),
            _ => first_words(sheet, row, self)?,
        };
        let (number, records) = (row + 1, self.kind.records());
        let told = match self.takes_examples {
            false => Diagnostic::note(
                "row-of-example",
                format!("row {number} is an example, and was not read as one of the {records}"),
            )
            .hint("nothing to do; if it is a record, write it without the word Example"),
            true => Diagnostic::warning(
                "row-of-example",
                format!("row {number} is an example, and was read: there are no {records} yet"),
            )
            .hint("write your own rows; the papers are then made of them alone"),
        };
        Some(told.at(&sheet.at(row, column)).found(shorten(&cell.text, 80)))
    }

    /// The rows that count. `key` is the field whose words make a record; `diagnostics` is told what was left out.
    pub fn rows(&self, sheet: &Sheet, key: Field, diagnostics: &mut Vec<Diagnostic>) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut filtered = 0u32;
        for (&number, row) in sheet.rows.range(self.header_row + 1..self.end_row) {
            if self.columns.values().any(|column| sheet.is_total(number, *column)) {
                diagnostics.push(self.row_of_totals(sheet, number));
                continue;
            }
            let words = self.own_text(sheet, number, key);
            if self.is_example(sheet, number) {
                diagnostics.extend(self.row_of_example(sheet, number));
                if !self.takes_examples {
                    continue;
                }
            }
            if row.hidden == Hidden::ByHand {
                if let Some(words) = words {
                    diagnostics.push(
                        Diagnostic::warning(
                            "row-hidden",
                            format!("row {} is hidden by hand and was left out", number + 1),
                        )
                        .at(&words.at)
                        .found(&words.value)
                        .hint("unhide the row if it counts, or delete it if it does not"),
                    );
                }
                continue;
            }
            let struck =
                words.as_ref().and_then(|words| sheet.cell(number, words.at.column)).is_some_and(|cell| cell.struck);
            if struck && let Some(words) = words {
                diagnostics.push(
                    Diagnostic::warning(
                        "row-struck-through",
                        format!("row {} is struck through and was left out as withdrawn", number + 1),
                    )
                    .at(&words.at)
                    .found(&words.value)
                    .hint("take the line through it away if it counts, or move it to a sheet of withdrawn records"),
                );
                continue;
            }
            filtered += u32::from(row.hidden == Hidden::ByFilter && words.is_some());
            rows.push(number);
        }
        if filtered > 0 {
            let (rows, were) = if filtered == 1 { ("row", "was") } else { ("rows", "were") };
            diagnostics.push(
                Diagnostic::note(
                    "rows-filtered",
                    format!("{filtered} {rows} that a filter hides {were} read all the same"),
                )
                .at(&sheet.at(self.header_row, 0))
                .hint("nothing to do if they count; clear the filter to see them"),
            );
        }
        rows
    }
}

/// Columns that were not read though their headings look as if they mattered: a second column for the same fact, a RAG
/// where none was found, a dashboard's quarters.
pub fn doubts(sheet: &Sheet, table: &Table, own: &OwnHeadings) -> Vec<Diagnostic> {
    let groups = table.group_row.map(|_| spanning_headings(sheet, table.header_row)).unwrap_or_default();
    let mut found = table.remarks.clone();
    // A heading that is merged down over both rows stands in the upper one.
    let words_of = |column: u32| match sheet.text(table.header_row, column) {
        "" => table.heading(sheet, column),
        words => words.to_owned(),
    };
    for (column, heading) in table.unused.iter().filter(|(_, heading)| !heading.is_empty()) {
        let group = groups.get(column).map_or("", String::as_str);
        let taken = columns::field_of(table.kind, group, heading, own)
            .filter(|(_, how)| *how > Match::Near)
            .and_then(|(field, _)| table.columns.get(&field));
        let plain = columns::normal(heading);
        let mut words = plain.split(' ');
        let says = match taken {
            Some(other) if sheet.is_column_hidden(*column) && !sheet.is_column_hidden(*other) => format!(
                "column {} is hidden and was not read: column {} (\"{}\") was",
                column_name(*column),
                column_name(*other),
                shorten(&words_of(*other), 40)
            ),
            Some(other) => format!(
                "column {} was not read: column {} (\"{}\") was taken for the same",
                column_name(*column),
                column_name(*other),
                shorten(&words_of(*other), 40)
            ),
            None if table.kind == SheetKind::Actions
                && !table.has(Field::ActionStatus)
                && words.any(|word| matches!(word, "rag" | "brag" | "status")) =>
            {
                format!("column {} was not read, and no column of statuses was found", column_name(*column))
            }
            None if table.area_column(sheet) == Some(*column) => continue,
            None if table.kind == SheetKind::Actions && names_areas(&plain) => {
                found.push(
                    Diagnostic::warning("column-not-read", "the areas named in this column were not read")
                        .at(&sheet.at(table.header_row, *column))
                        .found(heading)
                        .hint("actions go to areas by the first number of their refs; name these under [[area]]"),
                );
                continue;
            }
            None => continue,
        };
        found.push(
            Diagnostic::warning("column-not-read", says)
                .at(&sheet.at(table.header_row, *column))
                .found(heading)
                .hint("if it is the right one, name its heading or pin its column under [columns] in boardpack.toml"),
        );
    }
    found
}

fn names_areas(heading: &str) -> bool {
    matches!(
        heading,
        "priority area" | "priority" | "priority action" | "area for improvement" | "workstream" | "area" | "theme"
    )
}

/// Columns out of sight from which facts are read, and printed: told of, each at its heading.
pub fn hidden_columns(sheet: &Sheet, table: &Table) -> Vec<Diagnostic> {
    let said = |column: u32| {
        sheet
            .rows
            .range(table.header_row + 1..table.end_row)
            .any(|(_, row)| row.cells.get(&column).is_some_and(|cell| !cell.text.is_empty()))
    };
    let read: Vec<(u32, String)> = table
        .columns
        .iter()
        .map(|(field, column)| (*column, field.key()))
        .chain(table.months.iter().map(|(column, month)| (*column, dates::named(*month))))
        .filter(|(column, _)| sheet.is_column_hidden(*column) && said(*column))
        .collect();
    let months = read.iter().filter(|(column, _)| table.months.iter().any(|(month, _)| month == column)).count();
    let mut found = Vec::new();
    let mut told_months = false;
    for (column, what) in &read {
        let of_month = table.months.iter().any(|(month, _)| month == column);
        // Past months are often folded away: told of once.
        if of_month && std::mem::replace(&mut told_months, true) {
            continue;
        }
        let says = match months {
            many if of_month && many > 1 => format!("{many} hidden columns of months were read all the same"),
            _ => format!("column {} is hidden, and what is in it was read as {what}", column_name(*column)),
        };
        let finding =
            if of_month { Diagnostic::note("column-hidden", says) } else { Diagnostic::warning("column-hidden", says) };
        found.push(
            finding
                .at(&sheet.at(table.header_row, *column))
                .found(sheet.text(table.header_row, *column))
                .hint("unhide the column if it counts, or delete it if it does not: papers print what it has"),
        );
    }
    found
}

/// Formulas without a stored result read as blanks: told of once for a table.
pub fn uncalculated(sheet: &Sheet, table: &Table) -> Option<Diagnostic> {
    let [(_, inherent, _), (_, current, _), (_, target, _)] = columns::SCORE_GROUPS;
    let mut count = 0u32;
    let mut first = None;
    for (&row, cells) in sheet.rows.range(table.header_row + 1..table.end_row) {
        for (field, column) in &table.columns {
            // A score without a stored result is worked out, and told of by itself.
            let score = [inherent, current, target].iter().any(|fields| fields.contains(field));
            if !score && cells.cells.get(column).is_some_and(|cell| cell.value == Value::Uncalculated) {
                count += 1;
                first.get_or_insert((row, *column));
            }
        }
    }
    let (row, column) = first?;
    let cells = if count == 1 {
        "a cell has a formula whose result is".to_owned()
    } else {
        format!("{count} cells hold formulas whose results are")
    };
    Some(
        Diagnostic::warning("formula-not-stored", format!("{cells} not stored in the workbook, and read as blank"))
            .at(&sheet.at(row, column))
            .hint("open the workbook in Excel and save it, so that its formulas are calculated"),
    )
}

/// Cells of a table that hold an error of their formula are read as blank: told of at the cell, or where a column has
/// many, at the first of them. `#N/A` in a dashboard is its mark for a figure that is not available.
pub fn errors(sheet: &Sheet, table: &Table) -> Vec<Diagnostic> {
    const EACH: usize = 3;
    let [(_, inherent, _), (_, current, _), (_, target, _)] = columns::SCORE_GROUPS;
    let scores: Vec<Field> = [inherent, current, target].concat();
    // What cannot be read as a status or a score is told of by their readers.
    let told_elsewhere = |field: &Field| {
        matches!(field, Field::ActionStatus | Field::ImpactStatus | Field::State) || scores.contains(field)
    };
    let mut found = Vec::new();
    for (field, column) in table.columns.iter().filter(|(field, _)| !told_elsewhere(field)) {
        let rows = sheet.rows.range(table.header_row + 1..table.end_row);
        let failed: Vec<(u32, &Cell)> = rows
            .filter(|(_, row)| row.hidden != Hidden::ByHand)
            .filter_map(|(row, cells)| Some((*row, cells.cells.get(column)?)))
            .filter(|(_, cell)| is_error(cell))
            .filter(|(_, cell)| table.kind != SheetKind::Measures || !cell.text.eq_ignore_ascii_case("#n/a"))
            .collect();
        let told = if failed.len() > EACH { 1 } else { failed.len() };
        for (row, cell) in &failed[..told] {
            let says = match failed.len() {
                many if many > EACH => {
                    format!("{many} cells of the column of {} hold errors, and were read as blank", field.key())
                }
                _ => format!("the {} has an error, and was read as blank", field.words()),
            };
            found.push(
                Diagnostic::warning("cell-holds-error", says)
                    .at(&sheet.at(*row, *column))
                    .found(&cell.text)
                    .hint("put the formula right, or write what should stand there"),
            );
        }
    }
    found
}

/// The lines of a cell, bullets and numbering dashes taken off.
pub fn split_lines(text: &Located<String>) -> Vec<Located<String>> {
    text.value
        .lines()
        .map(|line| line.trim_start_matches(['•', '·', '▪', '◦', '‣', '–', '-', '*', ' ']).trim())
        .filter(|line| !line.is_empty())
        .map(|line| Located { value: line.to_owned(), at: text.at.clone(), raw: text.raw.clone() })
        .collect()
}

/// What follows a prefix, whatever its case. The prefix is of ASCII letters; the text may be anything.
pub fn after_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Whether a cell holds the error of a formula, or the text of one that was pasted.
pub fn is_error(cell: &Cell) -> bool {
    const ERRORS: [&str; 8] = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"];
    cell.value == Value::Error || cell.text.starts_with('#') && ERRORS.contains(&cell.text.trim())
}

/// What a form says before it is filled in: a whole cell that asks for something, and no text that begins like one.
pub fn is_placeholder(text: &str) -> bool {
    let plain = text.trim().trim_matches(['<', '>', '[', ']', '(', ')']).to_lowercase();
    let plain = plain.trim_end_matches(['.', '…', ':', ' ']);
    let trailing =
        text.trim().trim_matches(['<', '>', '[', ']', '(', ')']).ends_with(['…', ':']) || text.contains("...");
    if plain.starts_with("click here") || plain.starts_with("click or tap") {
        return plain.chars().count() <= 60;
    }
    let asks = ["select", "choose", "enter", "insert", "type", "add", "pick"];
    let Some(rest) =
        asks.iter().find_map(|verb| plain.strip_prefix(verb)).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    else {
        return false;
    };
    let articles = ["a", "an", "the", "your", "from", "this", "one", "of"];
    let things = [
        "item", "items", "option", "options", "status", "date", "text", "name", "owner", "lead", "rag", "brag",
        "rating", "here", "list", "dropdown", "drop", "down", "menu", "score", "risk", "value", "priority", "type",
        "response", "update", "comment", "below", "above",
    ];
    let words: Vec<&str> = rest.split_whitespace().filter(|word| !articles.contains(word)).collect();
    // "Type" and "Add" alone are headings and words like any others.
    let bare = words.is_empty()
        && (rest.trim().is_empty() && matches!(plain, "select" | "choose" | "pick")
            || !rest.trim().is_empty()
            || trailing);
    bare || !words.is_empty()
        && words.len() <= 3
        && (words.iter().all(|word| things.contains(word)) || trailing && words.len() <= 2)
}

/// What follows the word "Example" at the beginning of a text: "1.1" of "Example 1.1".
fn example_of(text: &str) -> Option<&str> {
    let rest = after_prefix(text.trim().trim_start_matches(['(', '[']), "example")?;
    let is_between = |c: char| c.is_whitespace() || ":.-–—)]".contains(c);
    (rest.is_empty() || rest.starts_with(is_between)).then(|| rest.trim_start_matches(is_between))
}

/// Whether a text begins as totals and notes do.
pub fn is_aside(text: &str) -> bool {
    let opening = text.to_lowercase();
    ["total", "note", "key", "number of", "sub-total", "subtotal", "count", "average", "source", "overall", "*"]
        .iter()
        .any(|word| opening.starts_with(word))
}

/// Why a row of words is no record for want of a ref, and what to do.
pub const NO_REF: (&str, &str) = ("it has no ref", "give it a ref if it is a record");

/// A row that has words but no record: a total, a note, or a slip. `why` and `hint` say what it lacks.
pub fn left_out(sheet: &Sheet, row: u32, table: &Table, (why, hint): (&str, &str)) -> Option<Diagnostic> {
    let (_, cell) = first_words(sheet, row, table)?;
    if is_aside(&cell.text) {
        return aside(sheet, row, table);
    }
    passed_over(sheet, row, table, Severity::Warning, (why, hint))
}

/// A row that sums up others or says something of them.
pub fn aside(sheet: &Sheet, row: u32, table: &Table) -> Option<Diagnostic> {
    let (_, hint) = NO_REF;
    passed_over(sheet, row, table, Severity::Note, ("it was taken for a total or a note", hint))
}

fn passed_over(
    sheet: &Sheet,
    row: u32,
    table: &Table,
    severity: Severity,
    (why, hint): (&str, &str),
) -> Option<Diagnostic> {
    let (column, cell) = first_words(sheet, row, table)?;
    let says = format!("row {} was not read as one of the {}: {why}", row + 1, table.kind.records());
    Some(
        Diagnostic::new(severity, "row-without-ref", says)
            .at(&sheet.at(row, column))
            .found(shorten(&cell.text, 80))
            .hint(hint),
    )
}

fn first_words<'s>(sheet: &'s Sheet, row: u32, table: &Table) -> Option<(u32, &'s Cell)> {
    let (first, last) = table.span();
    let mut cells = sheet.rows.get(&row)?.cells.range(first..=last);
    cells.find(|(_, cell)| !cell.text.is_empty()).map(|(column, cell)| (*column, cell))
}

/// Whether a cell under the heading of a meeting or of a level says that the row belongs there.
pub fn is_mark(text: &str) -> bool {
    let plain = text.trim().to_lowercase();
    matches!(plain.as_str(), "x" | "✓" | "✔" | "✗" | "✘" | "●" | "•" | "1" | "y" | "yes" | "tick")
}

/// Whether such a cell says that it does not.
pub fn is_no_mark(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "" | "-" | "–" | "—" | "0" | "n" | "no" | "n/a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_blanks_and_instructions_are_not() {
        for text in [
            "Select…",
            "Select status",
            "Enter text",
            "[Insert date]",
            "Choose an item.",
            "Click or tap to enter text here",
            "Choose…",
            "Select from list",
            "Enter a date",
            "<select owner>",
            "Select one...",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Select two schools for the pilot in each cluster",
            "Enter into a section 75 agreement with the ICB",
            "Select lead school",
            "Choose the lead school for each cluster",
            "Add text messages to the offer",
            "Type",
            "Green",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
