//! Located cells → the programme, typed: areas, aims, actions, risks, measures, meeting actions, work items.
//!
//! Which sheet holds what is found from its headings, never from names: five tracker sheets may be five sheets of one
//! workbook or five workbooks. What had to be judged, mended or left out is a finding at its cell.
//!
//! Deliberately absent: whether the programme is in good order (that is for checks) and anything counted (`figures`).

mod beside;
pub mod columns;
pub mod dates;
pub mod exact;
#[cfg(test)]
pub mod fixtures;
pub mod links;
pub mod milestones;
pub mod model;
pub mod numbers;
pub mod periods;
mod points;
mod progress;
pub mod refs;
pub mod schema;
pub mod scheme;
pub mod status;

mod field;
mod keys;
mod learnt_words;
mod measures;
mod meetings;
mod missing;
mod recover;
mod risks;
pub mod survey;
mod table;
mod teach;
mod timeline;
mod tracker;
pub mod unused;

use std::collections::{BTreeMap, HashMap};

pub use measures::{Crosswise, crosswise};
pub use model::Programme;
pub use points::{IMPACT_WORDS, LIKELIHOOD_WORDS, Words};
pub use table::{NearMiss, Table, find_tables, near_miss};
pub use teach::statuses_to_teach;

use self::columns::{Field, OwnHeadings, SheetKind};
use self::model::{Area, AreaKind, Month, Source};
use self::scheme::Scheme;
use crate::diagnostic::{Diagnostic, Findings};
use crate::located::{CellRef, Located};
use crate::text::shorten;
use crate::workbook::{Sheet, Workbook};

/// What an area's settings say about an area of the plan, where the workbooks do not.
#[derive(Clone, Debug, Default)]
pub struct AreaName {
    pub key: Option<String>,
    pub number: u32,
    pub name: Option<String>,
    pub kind: Option<AreaKind>,
}

/// Reads the programme from an edition's workbooks. The edition's month, where it is known, says the year of months that
/// are headed without one, and the month of what is called the latest figure.
pub fn read(
    workbooks: &[Workbook],
    own: &OwnHeadings,
    names: &[AreaName],
    scheme: &Scheme,
    edition: Option<Month>,
) -> Findings<Programme> {
    let read = read_rows(workbooks, own, names, scheme, edition, false);
    let has_examples = read.diagnostics.iter().any(|finding| finding.code == "row-of-example");
    // A folder that nobody has written in yet shows what its papers will be like.
    match has_examples && read.value.has_no_records() {
        true => {
            let mut read = read_rows(workbooks, own, names, scheme, edition, true);
            read.value.of_examples = true;
            read
        }
        false => read,
    }
}

fn read_rows(
    workbooks: &[Workbook],
    own: &OwnHeadings,
    names: &[AreaName],
    scheme: &Scheme,
    edition: Option<Month>,
    takes_examples: bool,
) -> Findings<Programme> {
    let mut programme = Programme::default();
    let mut diagnostics = Vec::new();
    let mut all: Vec<(&Sheet, Vec<Table>)> = Vec::new();
    for workbook in workbooks {
        let mut recognised = false;
        let passed = of_other_months(workbook, own, edition);
        for sheet in &workbook.sheets {
            if let Some((_, finding)) = passed.iter().find(|(name, _)| **name == *sheet.name) {
                diagnostics.push(finding.clone());
                continue;
            }
            let mut tables = find_tables(sheet, own, edition);
            tables.iter_mut().for_each(|table| table.takes_examples = takes_examples);
            if sheet.hidden {
                if let Some(table) = tables.first() {
                    recognised = true;
                    diagnostics.push(hidden_sheet(sheet, table));
                }
                continue;
            }
            let mut beyond = 0;
            for (row, found) in measures::read_beyond_tables(sheet, &tables, scheme, edition, &mut diagnostics) {
                beyond += 1;
                let columns = Some(facts_of_measures(&found));
                let records = extend(&mut programme.measures, found);
                programme.sources.push(Source { at: sheet.at(row, 0), holds: SheetKind::Measures, records, columns });
            }
            recognised |= !tables.is_empty() || beyond > 0;
            if !tables.is_empty() || beyond > 0 {
                diagnostics.extend(comments_not_printed(sheet));
            }
            if tables.is_empty() && beyond == 0 && looks_like_a_table(sheet) {
                diagnostics.push(unknown_sheet(sheet));
            }
            for table in &tables {
                diagnostics.extend(closed_read(sheet, table));
                if let Some(archived) = archived(sheet, table) {
                    diagnostics.push(archived);
                    continue;
                }
                let mut told = table::doubts(sheet, table, own);
                told.extend(table::hidden_columns(sheet, table));
                told.extend(unused::taken_for(sheet, table, own));
                told.extend(unused::findings(sheet, table, scheme, &told));
                diagnostics.extend(told);
                diagnostics.extend(table::uncalculated(sheet, table));
                diagnostics.extend(table::errors(sheet, table));
                read_table(&mut programme, sheet, table, (scheme, edition), &mut diagnostics);
            }
            all.push((sheet, tables));
        }
        if !recognised {
            diagnostics.push(nothing_recognised(workbook));
        }
    }
    diagnostics.extend(unused::named_and_not_found(&all, own));
    name_areas(&mut programme, names);
    diagnostics.extend(shorten_names(&mut programme));
    diagnostics.extend(tell_apart(&mut programme));
    drop_repeats(&mut programme, &mut diagnostics);
    once_for_each_word(&mut diagnostics);
    Findings { value: programme, diagnostics }
}

/// The facts that measures outside a table of columns (on cards, or turned on their side) have: those that any has.
fn facts_of_measures(measures: &[model::Measure]) -> Vec<Field> {
    type Has = fn(&model::Measure) -> bool;
    let facts: [(Field, Has); 5] = [
        (Field::Target, |measure| measure.target.is_some() || measure.target_words.is_some()),
        (Field::Good, |measure| measure.good.is_some()),
        (Field::Baseline, |measure| measure.baseline.is_some()),
        (Field::England, |measure| measure.england.is_some()),
        (Field::Neighbours, |measure| measure.neighbours.is_some()),
    ];
    let read = facts.iter().filter(|(_, has)| measures.iter().any(has)).map(|(field, _)| *field);
    [Field::Name].into_iter().chain(read).collect()
}

fn read_table(
    programme: &mut Programme,
    sheet: &Sheet,
    table: &Table,
    (scheme, edition): (&Scheme, Option<Month>),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut columns: Vec<Field> = table.columns.keys().copied().collect();
    let mut also = |field: Field, read: bool| {
        if read && !columns.contains(&field) {
            columns.push(field);
        }
    };
    let records = match table.kind {
        SheetKind::Actions => {
            let areas = tracker::read(sheet, table, scheme, diagnostics);
            let records = areas.iter().flat_map(Area::actions).count();
            add_areas(programme, areas);
            records
        }
        SheetKind::Risks => {
            extend(&mut programme.risks, risks::read(sheet, table, (&scheme.risk, edition), diagnostics))
        }
        SheetKind::Measures => {
            let read = measures::read(sheet, table, scheme, edition, diagnostics);
            // Targets and ratings may stand by month, or in rows of their own.
            facts_of_measures(&read).into_iter().for_each(|field| also(field, true));
            also(Field::Status, read.iter().any(|measure| measure.status.is_some()));
            extend(&mut programme.measures, read)
        }
        SheetKind::MeetingActions => {
            let here =
                |entry: &&model::MeetingAction| entry.at.sheet == sheet.name && entry.at.workbook == sheet.workbook;
            let earlier = programme.meeting_actions.iter().filter(here).count();
            let read = meetings::read_actions(sheet, table, (scheme, edition), earlier, diagnostics);
            also(Field::Meeting, read.iter().any(|entry| entry.meeting.is_some()));
            extend(&mut programme.meeting_actions, read)
        }
        SheetKind::WorkProgramme => {
            let read = meetings::read_work_programme(sheet, table, edition, diagnostics);
            also(Field::Meeting, read.iter().any(|item| item.meeting.is_some()));
            extend(&mut programme.work_programme, read)
        }
        SheetKind::Glossary => extend(&mut programme.glossary, keys::read_glossary(sheet, table, diagnostics)),
        SheetKind::StatusKey => {
            extend(&mut programme.status_key, keys::read_status_key(sheet, table, scheme, diagnostics))
        }
    };
    diagnostics.extend(beside::findings(sheet, table, scheme));
    programme.sources.push(Source {
        at: sheet.at(table.header_row, 0),
        holds: table.kind,
        records,
        columns: Some(columns),
    });
}

/// A word that means no status stands in many rows as a rule: it is told at the first, with how many more there are.
fn once_for_each_word(diagnostics: &mut Vec<Diagnostic>) {
    let is_unread =
        |finding: &Diagnostic| finding.code == "status-not-known" && finding.message.ends_with(tracker::UNREAD);
    let word = |finding: &Diagnostic| finding.found.as_deref().unwrap_or_default().to_lowercase();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in diagnostics.iter().filter(|finding| is_unread(finding)) {
        *counts.entry(word(finding)).or_default() += 1;
    }
    let mut told = std::collections::BTreeSet::new();
    diagnostics.retain_mut(|finding| {
        if !is_unread(finding) {
            return true;
        }
        let word = word(finding);
        if let Some(others) = counts.get(&word).map(|count| count - 1).filter(|others| *others > 0) {
            let others = if others == 1 { "of one other".to_owned() } else { format!("of {others} others") };
            finding.message = finding.message.replace(tracker::UNREAD, &format!("and {others} {}", tracker::UNREAD));
        }
        told.insert(word)
    });
}

fn extend<T>(all: &mut Vec<T>, more: Vec<T>) -> usize {
    let count = more.len();
    all.extend(more);
    count
}

/// An area may be spread over several tables: its aims and actions are joined, its facts taken from the first that has them.
fn add_areas(programme: &mut Programme, areas: Vec<Area>) {
    let mut places: HashMap<u32, usize> =
        programme.areas.iter().enumerate().map(|(place, area)| (area.number, place)).collect();
    for area in areas {
        match places.get(&area.number) {
            Some(place) => join_area(&mut programme.areas[*place], area),
            None => {
                places.insert(area.number, programme.areas.len());
                programme.areas.push(area);
            }
        }
    }
}

fn join_area(known: &mut Area, mut area: Area) {
    if known.kind.is_any() {
        (known.kind, known.ordinal) = (area.kind.clone(), area.ordinal);
    }
    known.name = known.name.take().or(area.name.take());
    if known.outcomes.is_empty() {
        known.outcomes = std::mem::take(&mut area.outcomes);
    }
    let mut places: HashMap<String, usize> =
        known.aims.iter().enumerate().map(|(place, aim)| (aim.reference.clone(), place)).collect();
    for aim in std::mem::take(&mut area.aims) {
        match places.get(&aim.reference) {
            Some(place) => known.aims[*place].actions.extend(aim.actions),
            None => {
                places.insert(aim.reference.clone(), known.aims.len());
                known.aims.push(aim);
            }
        }
    }
    schema::complete(known, area);
}

/// Orders the areas by number and gives each its key ("PA1", "AFI2") and what the settings say of it.
fn name_areas(programme: &mut Programme, names: &[AreaName]) {
    programme.areas.sort_by_key(|area| area.number);
    for area in &mut programme.areas {
        let named = names.iter().find(|name| name.number == area.number);
        if let Some(kind) = named.and_then(|named| named.kind.clone()).filter(|_| area.kind.is_any()) {
            area.kind = kind;
        }
        area.key = format!("{}{}", area.kind.words().prefix, area.ordinal);
        if let Some(named) = named {
            area.key = named.key.clone().unwrap_or_else(|| area.key.clone());
            area.name = named.name.clone().or(area.name.take());
        }
    }
}

/// The most characters of what a record is called. Papers repeat it in headings, charts and lists; a text of a whole page
/// there is a slip of the column.
const LONGEST_NAME: usize = 250;

/// Cuts names that are no names any more, each told at its cell.
fn shorten_names(programme: &mut Programme) -> Vec<Diagnostic> {
    let measures = programme.measures.iter_mut().flat_map(|measure| [&mut measure.name, &mut measure.reference]);
    let risks = programme.risks.iter_mut().map(|risk| &mut risk.reference);
    let entries = programme.meeting_actions.iter_mut().map(|entry| &mut entry.reference);
    let terms = programme.glossary.iter_mut().map(|term| &mut term.term);
    let mut told: Vec<Diagnostic> = Vec::new();
    for name in measures.chain(risks).chain(entries).chain(terms) {
        let length = name.value.chars().count();
        if length <= LONGEST_NAME {
            continue;
        }
        // A measure without a ref is named by its name, in the same cell.
        if told.last().is_none_or(|last| last.at.as_ref() != Some(&name.at)) {
            let says = format!("this name or ref has {length} characters, and was cut to {LONGEST_NAME}");
            told.push(
                Diagnostic::error("name-too-long", says)
                    .at(&name.at)
                    .found(&name.value)
                    .hint("write a short name here, and the rest in a column of its own"),
            );
        }
        name.value = shorten(&name.value, LONGEST_NAME);
    }
    told
}

/// Refs that begin anew on each sheet ("1", "2" on both) name nothing by themselves: the sheet's name goes before them.
fn tell_apart(programme: &mut Programme) -> Vec<Diagnostic> {
    let actions = programme.areas.iter_mut().flat_map(|area| &mut area.aims).flat_map(|aim| &mut aim.actions);
    let actions = actions.map(|action| (action.text.value.clone(), &mut action.reference)).collect();
    let words = |risk: &model::Risk| risk.description.as_ref().or(risk.event.as_ref()).map(|text| text.value.clone());
    let risks = programme.risks.iter_mut().map(|risk| (words(risk).unwrap_or_default(), &mut risk.reference)).collect();
    [name_with_sheet("actions", actions), name_with_sheet("risks", risks)].into_iter().flatten().collect()
}

/// Puts the sheet's name before plain numbers that stand on several sheets for several things. A copy of the same thing
/// is told as a repeat.
fn name_with_sheet(kind: &str, mut records: Vec<(String, &mut Located<String>)>) -> Option<Diagnostic> {
    records.retain(|(_, reference)| reference.value.bytes().all(|byte| byte.is_ascii_digit()));
    let mut seen: BTreeMap<&str, Vec<(&CellRef, &str)>> = BTreeMap::new();
    for (text, reference) in &records {
        seen.entry(&reference.value).or_default().push((&reference.at, text));
    }
    let anew = |records: &[(&CellRef, &str)]| {
        let (first, words) = records[0];
        let elsewhere = |at: &CellRef| (&at.workbook, &at.sheet) != (&first.workbook, &first.sheet);
        records.iter().any(|(at, text)| elsewhere(at) && *text != words)
    };
    let repeated: Vec<String> =
        seen.iter().filter(|(_, records)| anew(records)).map(|(reference, _)| (*reference).to_owned()).collect();
    if repeated.is_empty() {
        return None;
    }
    let first = records.first().map(|(_, reference)| reference.at.clone())?;
    for (_, reference) in records {
        reference.value = format!("{} {}", reference.at.sheet, reference.value);
    }
    let message = format!("refs of {kind} start again on another sheet; they are named with their sheet");
    Some(
        Diagnostic::warning("named-by-number", message)
            .at(&first)
            .found(shorten(&repeated.join(", "), 80))
            .hint("give each a ref that no other has, such as 1.1 and 2.1"),
    )
}

/// Sheets of a workbook that keeps one for each month, other than the edition's or the last before it, with what is told
/// of each.
fn of_other_months(workbook: &Workbook, own: &OwnHeadings, edition: Option<Month>) -> Vec<(String, Diagnostic)> {
    let mut monthly: Vec<(&Sheet, columns::Monthly, Vec<String>)> = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
        let Some(month) = columns::monthly(&columns::normal(&sheet.name)) else { continue };
        if let [table] = find_tables(sheet, own, edition).as_slice()
            && matches!(table.kind, SheetKind::Actions | SheetKind::Risks)
        {
            monthly.push((sheet, month, table.headings(sheet)));
        }
    }
    let back = |month: &columns::Monthly| match (edition, month.year) {
        (None, year) => -(year.unwrap_or_default() * 12 + month.month as i32),
        (Some(edition), Some(year)) => {
            let back = (edition.year - year) * 12 + edition.month as i32 - month.month as i32;
            if back < 0 { 1000 - back } else { back }
        }
        (Some(edition), None) => (edition.month as i32 - month.month as i32).rem_euclid(12),
    };
    let mut passed = Vec::new();
    for (sheet, month, headings) in &monthly {
        // The same table under the same name with another month.
        let same = monthly.iter().filter(|(_, other, others)| other.rest == month.rest && others == headings);
        let Some((chosen, ..)) = same.min_by_key(|(_, month, _)| back(month)) else { continue };
        if chosen.name != sheet.name {
            let says =
                format!("sheet \"{}\" is of another month and was not read: \"{}\" was", sheet.name, chosen.name);
            let finding = Diagnostic::note("sheet-of-another-month", says)
                .at(&sheet.at(0, 0))
                .hint("nothing to do if that is the edition's month; if all of them count, take the months out of their names");
            passed.push((sheet.name.to_string(), finding));
        }
    }
    passed
}

/// A tab of closed actions is part of the plan, and that they count is said.
fn closed_read(sheet: &Sheet, table: &Table) -> Option<Diagnostic> {
    let name = columns::normal(&sheet.name);
    let says = |words: &[&str]| name.split(' ').any(|word| words.contains(&word));
    let closed = says(&["closed", "completed", "complete"]) && !says(&["open", "live", "current", "all", "not"]);
    (closed && table.kind == SheetKind::Actions).then(|| {
        Diagnostic::note(
            "sheet-closed-read",
            format!("the actions of sheet \"{}\" were read with the others, and count", sheet.name),
        )
        .at(&sheet.at(table.header_row, 0))
        .hint("nothing to do if they are part of the plan; if not, call the sheet an archive")
    })
}

/// The same ref twice is an error: the first is kept, and the second told of.
fn drop_repeats(programme: &mut Programme, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(&'static str, String), CellRef> = BTreeMap::new();
    let mut first = |kind: &'static str, reference: &str, at: &CellRef| match seen.get(&(kind, reference.to_owned())) {
        None => {
            seen.insert((kind, reference.to_owned()), at.clone());
            true
        }
        Some(earlier) => {
            diagnostics.push(
                Diagnostic::error("ref-repeated", format!("{kind} {reference} is here a second time and was left out"))
                    .at(at)
                    .found(format!("first in {earlier}"))
                    .hint("delete one of them, or give one a ref of its own"),
            );
            false
        }
    };
    for area in &mut programme.areas {
        for aim in &mut area.aims {
            aim.actions.retain(|action| first("action", &action.reference.value, &action.at));
        }
        area.aims.retain(|aim| !aim.actions.is_empty());
    }
    // Two sheets of one name give their entries the same numbers.
    let mut names: BTreeMap<String, CellRef> = BTreeMap::new();
    for entry in programme.meeting_actions.iter_mut().filter(|entry| refs::is_by_number(&entry.reference)) {
        if names.insert(entry.reference.value.clone(), entry.at.clone()).is_some() {
            let book = entry.at.workbook.rsplit_once('.').map_or(&*entry.at.workbook, |(stem, _)| stem);
            entry.reference.value = format!("{book}, {}", entry.reference.value);
        }
    }
    programme.risks.retain(|risk| first("risk", &risk.reference.value, &risk.at));
    programme.measures.retain(|measure| first("measure", &measure.reference.value, &measure.at));
    programme.meeting_actions.retain(|entry| first("meeting action", &entry.reference.value, &entry.at));
}

/// A tab of records that no longer count, by its name. Closed risks are such; closed actions are part of the plan.
fn archived(sheet: &Sheet, table: &Table) -> Option<Diagnostic> {
    let name = columns::normal(&sheet.name);
    let set_aside = |word: &str| {
        matches!(word, "archive" | "archived" | "superseded" | "withdrawn")
            || word == "closed" && table.kind == SheetKind::Risks
    };
    // "Open and closed risks" holds both, each row with its state.
    let both = name.split(' ').any(|word| matches!(word, "open" | "live" | "current" | "all"));
    (!both && name.split(' ').any(set_aside)).then(|| {
        Diagnostic::warning(
            "sheet-archived",
            format!("sheet \"{}\" was taken for an archive and its {} were not read", sheet.name, table.kind.records()),
        )
        .at(&sheet.at(table.header_row, 0))
        .hint("rename the sheet if its records still count")
    })
}

fn hidden_sheet(sheet: &Sheet, table: &Table) -> Diagnostic {
    Diagnostic::warning(
        "sheet-hidden",
        format!("sheet \"{}\" is hidden and its {} were not read", sheet.name, table.kind.records()),
    )
    .at(&sheet.at(table.header_row, 0))
    .hint("unhide the sheet if it counts, or delete it if it does not")
}

/// Comments may hold decisions, and no paper prints them.
fn comments_not_printed(sheet: &Sheet) -> Option<Diagnostic> {
    let first = sheet.comments.first()?;
    let (count, are) = match sheet.comments.len() {
        1 => ("a comment".to_owned(), "is"),
        many => (format!("{many} comments"), "are"),
    };
    let quoted: Vec<String> = sheet
        .comments
        .iter()
        .map(|comment| format!("{}: {}", sheet.at(comment.row, comment.column).address(), shorten(&comment.text, 120)))
        .collect();
    let mut finding =
        Diagnostic::note("comment-not-printed", format!("sheet \"{}\" has {count} that {are} not printed", sheet.name))
            .at(&sheet.at(first.row, first.column))
            .hint("put what the Board should know in a cell; a comment stays in the workbook");
    finding.found = Some(shorten(&quoted.join(" | "), 800));
    Some(finding)
}

fn looks_like_a_table(sheet: &Sheet) -> bool {
    sheet.rows.values().filter(|row| row.cells.values().filter(|cell| !cell.text.is_empty()).count() >= 3).count() >= 3
}

fn unknown_sheet(sheet: &Sheet) -> Diagnostic {
    let (&row, widest) = sheet
        .rows
        .iter()
        .take(60)
        .max_by_key(|(row, cells)| {
            (cells.cells.values().filter(|cell| !cell.text.is_empty()).count(), std::cmp::Reverse(**row))
        })
        .expect("a sheet that looks like a table has rows");
    let words: Vec<&str> =
        widest.cells.values().map(|cell| &*cell.text).filter(|text| !text.is_empty()).take(8).collect();
    Diagnostic::warning(
        "no-header-found",
        format!("sheet \"{}\" has no headings that were recognised, and was not read", sheet.name),
    )
    .at(&sheet.at(row, 0))
    .found(words.join(" | "))
    .hint(format!("{}; if it should be read, name its headings under [columns] in boardpack.toml", looked_for()))
}

fn nothing_recognised(workbook: &Workbook) -> Diagnostic {
    Diagnostic::error("nothing-recognised", format!("no table was recognised in {}", workbook.name)).hint(looked_for())
}

fn looked_for() -> String {
    let firsts = |kind: SheetKind, fields: &[Field]| {
        let names: Vec<&str> = fields
            .iter()
            .filter_map(|field| {
                kind.columns().iter().find(|column| column.field == *field).map(|column| column.headings[0])
            })
            .collect();
        format!("{} ({})", kind.records(), names.join(", "))
    };
    format!(
        "looked for headings such as: {}; {}; {}; {}; {}",
        firsts(SheetKind::Actions, &[Field::Aim, Field::Action, Field::ActionStatus]),
        firsts(SheetKind::Risks, &[Field::Reference, Field::Description, Field::Controls]),
        firsts(SheetKind::Measures, &[Field::Name, Field::Target]),
        firsts(SheetKind::MeetingActions, &[Field::Meeting, Field::Action, Field::State]),
        firsts(SheetKind::WorkProgramme, &[Field::Meeting, Field::Item]),
    )
}
