//! The action tracker: the sheet or sheets of aims and actions, with the area's own facts above each table.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::columns::Field;
use super::model::{Action, Aim, Area, AreaKind, DateKind, Milestone, Progress, Role, Status, WrittenDate};
use super::schema::{self, Described, FieldOf};
use super::scheme::Scheme;
use super::status::{self, Reading};
use super::table::{self, Table};
use super::{columns, dates, milestones, numbers, progress, recover, refs};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::text::shorten;
use crate::workbook::{Cell, Sheet, Value};

/// Reads one table of actions into areas: one for each first number of its refs.
pub fn read(sheet: &Sheet, table: &Table, scheme: &Scheme, diagnostics: &mut Vec<Diagnostic>) -> Vec<Area> {
    let facts = AreaFacts::above(sheet, table, &scheme.area_kinds);
    let told_before = diagnostics.len();
    let unnumbered = facts.number();
    let mut reader = Reader {
        sheet,
        table,
        scheme,
        aim: None,
        place: None,
        area_column: table.area_column(sheet),
        unnumbered,
        areas: Vec::new(),
        areas_at: HashMap::new(),
        aims_at: HashMap::new(),
        count: 0,
        open: Vec::new(),
        diagnostics,
    };
    for row in table.rows(sheet, Field::Action, &mut Vec::new()) {
        reader.row(row);
    }
    let mut areas = reader.areas;
    unread_at_their_heading(sheet, table, &mut diagnostics[told_before..]);
    diagnostics.extend(named_by_number(sheet, table, &areas));
    diagnostics.extend(statuses_missing(sheet, table, &areas));
    diagnostics.extend(dues_from_original(sheet, table, &areas));
    // The rows again, for what was left out of them: told once the records are known.
    table.rows(sheet, Field::Action, diagnostics);
    if let [area] = areas.as_mut_slice() {
        facts.give_to(area);
    } else if facts.is_found() {
        diagnostics.push(
            Diagnostic::note(
                "area-facts-shared",
                "the facts above this table name one area, but its actions belong to several",
            )
            .at(&sheet.at(table.header_row, 0))
            .hint("give each area a table of its own, or name the areas under [[area]] in boardpack.toml"),
        );
    }
    areas
}

struct Reader<'a> {
    sheet: &'a Sheet,
    table: &'a Table,
    scheme: &'a Scheme,
    /// The aim that stands in, or is carried down to, the present row, with its ref where it begins with one.
    aim: Option<(Option<String>, Located<String>)>,
    /// The area that the present row is in, by a column or by a row that heads others.
    place: Option<Place>,
    /// The column that names the areas.
    area_column: Option<u32>,
    /// The number of the area for actions whose refs do not begin with one.
    unnumbered: u32,
    areas: Vec<Area>,
    /// Where an area stands by its number, and an aim within its area by its ref.
    areas_at: HashMap<u32, usize>,
    aims_at: HashMap<(usize, String), usize>,
    /// How many actions there are already.
    count: usize,
    /// Where the actions of the present rows stand: several when one cell holds two refs.
    open: Vec<(usize, usize, usize)>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// An area as a cell of the table names it.
struct Place {
    number: u32,
    kind: AreaKind,
    ordinal: u32,
    words: Option<Located<String>>,
}

impl Place {
    /// Names an area, if it is this one: by its words where they are short, as its statement where they are long.
    fn give_to(&self, area: &mut Area) {
        const NAME: usize = 60;
        if area.number != self.number {
            return;
        }
        if area.kind.is_any() {
            (area.kind, area.ordinal) = (self.kind.clone(), self.ordinal);
        }
        let Some(words) = &self.words else { return };
        match words.value.chars().count() <= NAME {
            true => area.name = area.name.take().or_else(|| Some(words.value.clone())),
            false => area.statement = area.statement.take().or_else(|| Some(words.clone())),
        }
    }
}

impl Reader<'_> {
    fn row(&mut self, row: u32) {
        let found = self.refs_in(row);
        if let Some((cell, at_row, at_column)) =
            self.area_column.and_then(|column| self.table.cell_in(self.sheet, row, column))
            && !cell.text.is_empty()
        {
            self.place = self.place_of(&cell.text, at_row, at_column).or(self.place.take());
        }
        if let Some(text) = self.table.own_text(self.sheet, row, Field::Aim) {
            if let Some((reference, rest)) = refs::leading(&text.value, 2) {
                let words = Located { value: rest.to_owned(), at: text.at.clone(), raw: text.raw.clone() };
                self.aim = Some((Some(reference), words));
            } else if !found.is_empty() && refs::leading(&text.value, 3).is_none() {
                self.aim = Some((None, text));
            }
        }
        if !found.is_empty() {
            self.open.clear();
            for (reference, text) in found {
                self.begin(row, reference, text);
            }
        } else if self.continues(row) || self.is_step(row) {
            self.extend(row);
        } else if self.heads_others(row) {
            self.open.clear();
        } else if let Some(diagnostic) = table::left_out(self.sheet, row, self.table, table::NO_REF) {
            self.open.clear();
            self.diagnostics.push(diagnostic);
        }
    }

    /// The area that a text names with its number.
    fn place_of(&self, text: &str, row: u32, column: u32) -> Option<Place> {
        let words = |rest: &str| (!rest.is_empty()).then(|| self.sheet.located(row, column, rest.to_owned()));
        if let Some((kind, ordinal, rest)) = area_heading(text, &self.scheme.area_kinds) {
            return Some(Place { number: area_number(&kind, ordinal), ordinal, kind, words: words(rest) });
        }
        let (number, rest) = numbers::numbered(text)?;
        Some(Place { number, ordinal: number, kind: AreaKind::any(), words: words(rest) })
    }

    /// Whether a row of one cell heads those below it, with an aim ("1.1 Issue plans in time") or an area ("Priority 2:
    /// Health"), which is kept.
    fn heads_others(&mut self, row: u32) -> bool {
        let (first, last) = self.table.span();
        let Some(cells) = self.sheet.rows.get(&row) else { return false };
        let mut said = cells.cells.range(first..=last).filter(|(_, cell)| !cell.text.is_empty());
        let (Some((&column, cell)), None) = (said.next(), said.next()) else { return false };
        if let Some((reference, rest)) = refs::leading(&cell.text, 2).filter(|(_, rest)| !rest.is_empty()) {
            self.aim = Some((Some(reference), self.sheet.located(row, column, rest.to_owned())));
            return true;
        }
        let place = self.place_of(&cell.text, row, column).filter(|place| place.words.is_some());
        let found = place.is_some() && !table::is_aside(&cell.text);
        if found {
            self.place = place;
        }
        found
    }

    /// The action refs of a row with their texts: from a column of refs, or from the start of the action's text,
    /// where one cell may hold two ("1.4.1a …" and "1.4.1b …" in the published plan).
    fn refs_in(&mut self, row: u32) -> Vec<(Located<String>, Located<String>)> {
        let Some(text) = self.table.own_text(self.sheet, row, Field::Action) else { return Vec::new() };
        let beside = self.table.own_text(self.sheet, row, Field::Reference).map(|beside| beside.value);
        // "16.07.25 draft circulated" begins with a date where the row has another ref of its own.
        let is_another = |reference: &str| {
            let own = beside.as_deref().map(str::trim).filter(|own| is_short_ref(own));
            own.is_some_and(|own| {
                !reference.starts_with(own) && refs::leading(own, 3).is_none_or(|(own, _)| own != reference)
            })
        };
        let own = |value: &str| Located { value: value.to_owned(), at: text.at.clone(), raw: text.raw.clone() };
        let mut found: Vec<(Located<String>, Located<String>)> = Vec::new();
        for line in text.value.lines() {
            // Of the lines below the first only those of the same aim begin an action: "1.4.1a …", "1.4.1b …".
            let goes_on = |reference: &str| {
                found.last().is_none_or(|(before, _)| refs::aim_of(&before.value) == refs::aim_of(reference))
            };
            let leading = refs::leading(line, 3);
            match leading.filter(|(reference, _)| goes_on(reference) && !is_another(reference)) {
                Some((reference, rest)) => found.push((own(&reference), own(rest))),
                None => {
                    if let Some((_, words)) = found.last_mut() {
                        words.value.push('\n');
                        words.value.push_str(line);
                    }
                }
            }
        }
        if !found.is_empty() {
            return found;
        }
        let text = own(&text.value);
        let reference = self.ref_beside(row).or_else(|| self.number_of(row, &text));
        reference.map(|reference| vec![(reference, text)]).unwrap_or_default()
    }

    /// The name of an action in a table without refs: its sheet and its number there.
    fn number_of(&self, row: u32, text: &Located<String>) -> Option<Located<String>> {
        let says = |field| self.table.own_text(self.sheet, row, field).is_some();
        let has_refs = [Field::Reference, Field::Aim].into_iter().any(|field| self.table.has(field));
        let is_record = [Field::Due, Field::ActionStatus, Field::Leads].into_iter().any(says);
        if has_refs || !is_record || table::is_aside(&text.value) {
            return None;
        }
        Some(refs::by_number(&self.sheet.name, self.count + 1, &text.at))
    }

    /// The ref of a row in a column of its own, where the action's words do not begin with one.
    fn ref_beside(&mut self, row: u32) -> Option<Located<String>> {
        for field in [Field::Reference, Field::Aim] {
            let Some(found) = self.table.own_text(self.sheet, row, field) else { continue };
            if let Some((plain, _)) = refs::leading(&found.value, 3) {
                return Some(Located { value: plain, ..found });
            }
            if field == Field::Reference && is_short_ref(&found.value) {
                let cell = self.sheet.cell(row, found.at.column)?;
                let before = self
                    .open
                    .last()
                    .map(|&(area, aim, action)| self.areas[area].aims[aim].actions[action].reference.value.clone());
                return Some(recover::reference(cell, found, before.as_deref(), self.diagnostics));
            }
        }
        None
    }

    fn begin(&mut self, row: u32, reference: Located<String>, text: Located<String>) {
        // "1.1 Issue plans" heads 1.1a as it does 1.1.1.
        let headed = |aim: &&String| {
            let letter = reference.value.strip_prefix(aim.as_str());
            letter.is_some_and(|letter| letter.len() == 1 && letter.starts_with(char::is_alphabetic))
        };
        let above = self.aim.as_ref().and_then(|(aim, _)| aim.as_ref()).filter(headed);
        let aim_ref = above.cloned().unwrap_or_else(|| refs::aim_of(&reference.value));
        let named = refs::named_area(&reference.value, &self.scheme.area_kinds);
        let number = refs::area_of(&reference.value)
            .or_else(|| named.as_ref().map(|(kind, ordinal)| area_number(kind, *ordinal)))
            .or_else(|| self.place.as_ref().map(|place| place.number))
            .unwrap_or(self.unnumbered);
        let area = match self.areas_at.get(&number) {
            Some(index) => *index,
            None => {
                // Many plans have few actions to an aim, and some thousands of aims: no room is taken for what may not come.
                self.areas.push(Area {
                    aims: Vec::with_capacity(1),
                    ordinal: named.as_ref().map_or(number, |(_, ordinal)| *ordinal),
                    kind: named.map_or_else(AreaKind::any, |(kind, _)| kind),
                    ..Area::new(number, reference.at.clone())
                });
                if let (Some(place), Some(area)) = (&self.place, self.areas.last_mut()) {
                    place.give_to(area);
                }
                self.areas_at.insert(number, self.areas.len() - 1);
                self.areas.len() - 1
            }
        };
        let aims = &mut self.areas[area].aims;
        let aim = match self.aims_at.get(&(area, aim_ref.clone())) {
            Some(index) => *index,
            None => {
                // "1.4a …" heads the actions 1.4.x as well as "1.4 …" would; an aim without a ref heads what follows it.
                let heads = |reference: &String| reference.trim_end_matches(char::is_alphabetic) == aim_ref;
                let text = self.aim.as_ref().filter(|(reference, _)| reference.as_ref().is_none_or(heads));
                self.aims_at.insert((area, aim_ref.clone()), aims.len());
                aims.push(Aim {
                    reference: aim_ref,
                    text: text.map(|(_, text)| text.clone()),
                    actions: Vec::with_capacity(1),
                });
                aims.len() - 1
            }
        };
        self.count += 1;
        let action = self.action(row, reference, text);
        let actions = &mut self.areas[area].aims[aim].actions;
        actions.push(action);
        let last = actions.len() - 1;
        self.open.push((area, aim, last));
    }

    fn action(&mut self, row: u32, reference: Located<String>, text: Located<String>) -> Action {
        let (sheet, table) = (self.sheet, self.table);
        let (action_status, completed) = self.status(row, Field::ActionStatus, &reference.value);
        let (impact_status, _) = self.status(row, Field::ImpactStatus, &reference.value);
        self.diagnostics.extend(several_dates(sheet, table, row, Field::Due, &reference.value));
        let mut action = Action {
            due: date(sheet, table, row, Field::Due, None).or_else(|| original_due(sheet, table, row)),
            leads: leads(table.lines(sheet, row, Field::Leads)),
            milestones: self.milestones(row),
            completed: completed.or_else(|| completion(sheet, table, row, &reference.value, self.diagnostics)),
            impact_measures: table.lines(sheet, row, Field::ImpactMeasures),
            updated: date(sheet, table, row, Field::Updated, None),
            action_status,
            impact_status,
            ..Action::new(reference, text)
        };
        schema::fill(&mut action, |column| table.text(sheet, row, column));
        action
    }

    fn milestones(&self, row: u32) -> Vec<Milestone> {
        self.table.lines(self.sheet, row, Field::Milestones).into_iter().map(milestones::milestone).collect()
    }

    /// A status and the date that may stand beside it in the same cell.
    fn status(
        &mut self,
        row: u32,
        field: Field,
        reference: &str,
    ) -> (Option<Located<Status>>, Option<Located<WrittenDate>>) {
        let Some((cell, at_row, at_column)) = self.table.cell(self.sheet, row, field) else { return (None, None) };
        let at = self.sheet.at(at_row, at_column);
        let which = if field == Field::ActionStatus { "action status" } else { "impact status" };
        let completed = match cell.value {
            Value::Date { when, shown } => Some(dates::from_cell(when.date(), shown, &cell.text)),
            _ => dates::first_in(&cell.text),
        }
        .map(|date| self.sheet.located(at_row, at_column, date));
        let bare = status::is_bare_date(cell, self.scheme);
        let told = |finding: Diagnostic| finding.at(&at).found(&cell.text);
        let status = match status::read(cell, self.scheme) {
            Some(reading) => {
                let doubts = self.doubts(cell, &reading, &format!("{which} of {reference}"));
                self.diagnostics.extend(doubts.into_iter().map(|doubt| doubt.at(&at)));
                Some(reading.status().clone())
            }
            // "Action status/date completed" holds a date only once the action is complete.
            None if completed.as_ref().is_some_and(|date| date.value.kind != DateKind::Open)
                && field == Field::ActionStatus =>
            {
                let word = self.scheme.word(Role::Complete);
                self.diagnostics.push(told(
                    Diagnostic::warning(
                        "status-from-date",
                        format!("the {which} of {reference} is a bare date and was taken for {word}"),
                    )
                    .hint(format!("write \"{word}\" before the date of completion")),
                ));
                self.scheme.of_role(Role::Complete).next().cloned()
            }
            None => {
                if !cell.text.is_empty() && !table::is_placeholder(&cell.text) {
                    self.diagnostics.push(told(unknown(
                        &format!("the {which} of {reference}"),
                        &cell.text,
                        self.scheme,
                    )));
                }
                None
            }
        };
        // A date beside any other status is when it is expected, not when it was completed.
        let complete = status.as_ref().is_some_and(|status| status.is(Role::Complete))
            || status.is_none() && bare && !self.scheme.has(Role::Complete);
        let completed = completed.filter(|_| field == Field::ActionStatus && complete);
        (status.map(|status| self.sheet.located(at_row, at_column, status)), completed)
    }

    /// What is not sure about a status that was read.
    fn doubts(&self, cell: &Cell, reading: &Reading, which: &str) -> Vec<Diagnostic> {
        let (status, bare) = (reading.status(), status::is_bare_date(cell, self.scheme));
        let word = status.word();
        let doubt = match reading {
            Reading::Words(_) => return self.two_meanings(cell, status, which),
            Reading::Phrase(_) => Diagnostic::note("status-by-phrase", format!("the {which} was taken for {word}"))
                .found(&cell.text)
                .hint("write the status's own word"),
            Reading::Fill(_) if bare && !status.is(Role::Complete) => {
                Diagnostic::warning("date-on-other-fill", format!("the {which} is a date on a fill that means {word}"))
                    .found(&cell.text)
                    .hint("write the status's word before the date")
            }
            Reading::Fill(_) if !cell.text.is_empty() && !bare => {
                let message = format!("the words of the {which} are not known; {BY_FILL} {word}");
                Diagnostic::warning("status-not-known", message)
                    .found(&cell.text)
                    .hint(format!("write {}", self.scheme.all_words()))
            }
            Reading::Fill(_) => Diagnostic::note("status-by-fill", format!("the {which} is {word} by its fill alone"))
                .hint("write the word too: colour alone is lost in print and to a screen reader"),
        };
        vec![doubt]
    }

    /// Where a cell says two statuses: by two words, or by its word and its fill.
    fn two_meanings(&self, cell: &Cell, status: &Status, which: &str) -> Vec<Diagnostic> {
        let words = status::second(&cell.text, status, self.scheme).map(|other| {
            let message = format!("the {which} names {} and {}", status.word(), other.word());
            Diagnostic::warning("two-statuses", message).hint("the first was taken; write one")
        });
        let fill = cell.fill.and_then(|fill| self.scheme.by_fill(fill)).filter(|fill| *fill != status).map(|fill| {
            let message = format!("the {which} says {} on a fill that means {}", status.word(), fill.word());
            Diagnostic::warning("status-and-fill-differ", message)
                .hint("the word was taken; put the fill right, or the word")
        });
        [words, fill].into_iter().flatten().map(|doubt| doubt.found(&cell.text)).collect()
    }

    /// Whether a row without a ref goes on with the record above: it holds milestones, leads and the like, and
    /// neither an aim nor an action's words of its own.
    fn continues(&self, row: u32) -> bool {
        let own = |field| self.table.own_text(self.sheet, row, field);
        !self.open.is_empty()
            && own(Field::Action).is_none()
            && own(Field::Reference).is_none()
            && own(Field::Aim).is_none_or(|text| refs::leading(&text.value, 2).is_some())
            && [Field::Milestones, Field::Leads, Field::ImpactMeasures, Field::Update]
                .into_iter()
                .any(|field| own(field).is_some())
    }

    /// Whether a row stands under the merged ref or text of the record above, and has a status or a date of its own.
    fn is_step(&self, row: u32) -> bool {
        let merged = |field| self.table.text(self.sheet, row, field).is_some_and(|text| text.at.row < row);
        !self.open.is_empty()
            && [Field::Action, Field::Reference].into_iter().any(merged)
            && self.table.own_text(self.sheet, row, Field::Action).is_none()
            && self.table.own_text(self.sheet, row, Field::Reference).is_none()
            && !self.own_facts(row).is_empty()
    }

    /// The statuses and dates that stand in this very row.
    fn own_facts(&self, row: u32) -> Vec<(Field, Located<String>)> {
        let fields = [Field::ActionStatus, Field::ImpactStatus, Field::Due, Field::Completed];
        fields.into_iter().filter_map(|field| Some((field, self.table.own_text(self.sheet, row, field)?))).collect()
    }

    /// A row that goes on with the record above has one record's words, and no place for a second status or date.
    fn facts_of_a_step(&self, row: u32) -> Option<Diagnostic> {
        let facts = self.own_facts(row);
        let (_, first) = facts.first()?;
        let &(area, aim, action) = self.open.last()?;
        let reference = &self.areas[area].aims[aim].actions[action].reference.value;
        let names: Vec<String> = facts.iter().map(|(field, _)| field.words()).collect();
        let found: Vec<&str> = facts.iter().map(|(_, text)| text.value.as_str()).collect();
        let message = format!(
            "row {} goes on with {reference}, and its own {} {} not read: an action has one",
            row + 1,
            names.join(" and "),
            if names.len() == 1 { "was" } else { "were" }
        );
        Some(
            Diagnostic::warning("step-not-read", message)
                .at(&first.at)
                .found(found.join(" | "))
                .hint("give each step a row with a ref of its own, such as 3.1a and 3.1b"),
        )
    }

    fn extend(&mut self, row: u32) {
        let (sheet, table) = (self.sheet, self.table);
        let told = self.facts_of_a_step(row);
        self.diagnostics.extend(told);
        let milestones = self.milestones(row);
        for &(area, aim, action) in &self.open {
            let action = &mut self.areas[area].aims[aim].actions[action];
            action.milestones.extend(milestones.iter().cloned());
            action.leads.extend(leads(table.lines(sheet, row, Field::Leads)));
            action.impact_measures.extend(table.lines(sheet, row, Field::ImpactMeasures));
            if let Some(more) = table.own_text(sheet, row, Field::Update) {
                match &mut action.update {
                    Some(update) => {
                        update.value.push('\n');
                        update.value.push_str(&more.value);
                    }
                    none => *none = Some(more),
                }
            }
        }
    }
}

/// A status cell whose words mean nothing known. Told once for each word: see [`super::once_for_each_word`].
pub fn unknown(which: &str, text: &str, scheme: &Scheme) -> Diagnostic {
    let word = text.trim();
    let write = format!("write {}", scheme.all_words());
    let hint = match word.chars().count() <= 40 && !word.contains(['\n', '"', '\\']) {
        true => format!(
            "{write}; or teach the word under [statuses] in boardpack.toml: \"{word}\" = \"{}\", or {}",
            Role::ALL[0].key(),
            Role::ALL[1..].iter().map(|role| format!("\"{}\"", role.key())).collect::<Vec<_>>().join(", ")
        ),
        false => write,
    };
    Diagnostic::warning("status-not-known", format!("{which} {UNREAD}")).hint(hint)
}

/// What a finding says before the status that a cell's fill gave.
pub const BY_FILL: &str = "its fill means";

/// How a finding about a status that is not known ends.
pub const UNREAD: &str = "cannot be read";

/// A date field of a row, from a date cell or from words. `near` gives the year where none was written.
pub fn date(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    field: Field,
    near: Option<NaiveDate>,
) -> Option<Located<WrittenDate>> {
    date_in(sheet, table.cell(sheet, row, field)?, near)
}

fn date_in(
    sheet: &Sheet,
    (cell, row, column): (&Cell, u32, u32),
    near: Option<NaiveDate>,
) -> Option<Located<WrittenDate>> {
    let date = match cell.value {
        Value::Date { when, shown } => dates::from_cell(when.date(), shown, &cell.text),
        _ if table::is_placeholder(&cell.text) || table::is_error(cell) => return None,
        _ => dates::parse(&cell.text, near)?,
    };
    Some(sheet.located(row, column, date))
}

/// A word of a status that is not known and stands in several rows is told at the heading of its column.
fn unread_at_their_heading(sheet: &Sheet, table: &Table, told: &mut [Diagnostic]) {
    let word = |finding: &Diagnostic| {
        let unread = finding.code == "status-not-known" && finding.message.ends_with(UNREAD);
        let word = finding.found.as_ref().filter(|_| unread)?.to_lowercase();
        Some((finding.at.as_ref()?.column, word))
    };
    let words: Vec<Option<(u32, String)>> = told.iter().map(word).collect();
    let mut times: HashMap<&(u32, String), usize> = HashMap::new();
    words.iter().flatten().for_each(|word| *times.entry(word).or_default() += 1);
    for (finding, word) in told.iter_mut().zip(&words) {
        let Some(word @ (column, _)) = word else { continue };
        if times[word] > 1 {
            finding.at = Some(sheet.at(table.header_row, *column));
        }
    }
}

/// That a table has no refs, and how its actions are named.
fn named_by_number(sheet: &Sheet, table: &Table, areas: &[Area]) -> Option<Diagnostic> {
    let is_named = |action: &&Action| refs::is_by_number(&action.reference);
    let first = areas.iter().flat_map(Area::actions).find(is_named)?;
    let message =
        format!("these actions have no refs; they are named by sheet and number, from {}", first.reference.value);
    Some(
        Diagnostic::warning("named-by-number", message)
            .at(&sheet.at(table.header_row, table.span().0))
            .hint("add a column headed Ref, and give each action one that stays its own"),
    )
}

/// The due date as it was first set, where none was set anew.
fn original_due(sheet: &Sheet, table: &Table, row: u32) -> Option<Located<WrittenDate>> {
    date_in(sheet, table.cell_in(sheet, row, table.original_due?)?, None)
}

/// How many due dates are those that were first set.
fn dues_from_original(sheet: &Sheet, table: &Table, areas: &[Area]) -> Option<Diagnostic> {
    let column = table.original_due?;
    let count = areas
        .iter()
        .flat_map(Area::actions)
        .filter(|action| action.due.as_ref().is_some_and(|due| due.at.column == column));
    let count = count.count();
    let heading = |column: u32| shorten(sheet.text(table.header_row, column), 40);
    let revised = heading(*table.columns.get(&Field::Due)?);
    let message = match count {
        0 => format!("\"{revised}\" was read, and \"{}\" beside it was not", heading(column)),
        1 => format!("one due date is from \"{}\": \"{revised}\" is blank there", heading(column)),
        many => format!("{many} due dates are from \"{}\": \"{revised}\" is blank there", heading(column)),
    };
    Some(
        Diagnostic::note("due-from-original", message)
            .at(&sheet.at(table.header_row, column))
            .hint("nothing to do if the revised date counts where there is one, and the original date elsewhere"),
    )
}

/// A text that may be a ref in a column of refs.
fn is_short_ref(text: &str) -> bool {
    text.chars().count() <= 12 && text.chars().any(|c| c.is_ascii_digit())
}

/// The date of completion in a column of its own. Words that say that it is done stand for a date that was not written;
/// "TBC", "Not yet" and "50%" complete nothing.
fn completion(
    sheet: &Sheet,
    table: &Table,
    row: u32,
    reference: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Located<WrittenDate>> {
    let (cell, at_row, at_column) = table.cell(sheet, row, Field::Completed)?;
    let plain = cell.text.trim().to_lowercase();
    let said = if matches!(cell.value, Value::Date { .. }) { None } else { progress::progress(&plain) };
    if matches!(said, Some(Progress::Open | Progress::Overdue)) {
        return None;
    }
    let date = date(sheet, table, row, Field::Completed, None)?;
    if date.value.date.is_some() || said == Some(Progress::Closed) {
        return Some(date);
    }
    let none_yet = ["n/a", "na", "n.a.", "tbc", "tba", "tbd", "?", "none", "not applicable", "to be confirmed", "."];
    if !none_yet.contains(&plain.as_str()) {
        let message =
            format!("the date of completion of {reference} is not a date, and the action was not taken for complete");
        diagnostics.push(
            Diagnostic::warning("completion-not-known", message)
                .at(&sheet.at(at_row, at_column))
                .found(&cell.text)
                .hint("write the date on which it was completed, or nothing until it is"),
        );
    }
    None
}

/// Actions whose status is blank where others have one: each, or where they are many, at the heading.
fn statuses_missing(sheet: &Sheet, table: &Table, areas: &[Area]) -> Vec<Diagnostic> {
    const EACH: usize = 3;
    let Some(&column) = table.columns.get(&Field::ActionStatus) else { return Vec::new() };
    let actions = || areas.iter().flat_map(Area::actions);
    let is_blank = |action: &&Action| {
        let cell = table.cell(sheet, action.at.row, Field::ActionStatus);
        action.action_status.is_none()
            && cell.is_none_or(|(cell, ..)| cell.value == Value::Blank || table::is_placeholder(&cell.text))
    };
    let blank: Vec<&Action> = actions().filter(is_blank).collect();
    if blank.is_empty() || actions().all(|action| action.action_status.is_none()) {
        return Vec::new();
    }
    let told = |message: String, row| {
        Diagnostic::warning("status-missing", message)
            .at(&sheet.at(row, column))
            .hint("write its status, or the one that means not due to start")
    };
    if blank.len() <= EACH {
        let each = |action: &&Action| {
            told(format!("{} has no status, and others have one", action.reference.value), action.at.row)
        };
        return blank.iter().map(each).collect();
    }
    let refs: Vec<&str> = blank.iter().map(|action| action.reference.value.as_str()).collect();
    let message = format!("{} actions have no status, and others have one", blank.len());
    vec![told(message, table.header_row).found(shorten(&refs.join(", "), 120))]
}

/// A due date that names several: a range, or a date that was put off.
pub fn several_dates(sheet: &Sheet, table: &Table, row: u32, field: Field, reference: &str) -> Option<Diagnostic> {
    let (cell, row, column) = table.cell(sheet, row, field)?;
    (cell.value == Value::Text && dates::count(&cell.text) > 1).then(|| {
        Diagnostic::warning("several-dates", format!("the due date of {reference} names several dates"))
            .at(&sheet.at(row, column))
            .found(&cell.text)
            .hint("the latest was taken; write the date that is due now and keep the others in a comment")
    })
}

/// Leads stand one to a line, or apart by semicolons; a comma belongs to the role ("Head of SEND, council").
fn leads(lines: Vec<Located<String>>) -> Vec<Located<String>> {
    let mut leads = Vec::new();
    for line in lines {
        for part in line.value.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            leads.push(Located {
                value: part.trim_end_matches('.').to_owned(),
                at: line.at.clone(),
                raw: line.raw.clone(),
            });
        }
    }
    leads
}

/// What stands above a table of actions.
struct AreaFacts {
    kind: Option<(AreaKind, u32)>,
    /// Whatever is said of the area itself.
    area: Area,
}

impl AreaFacts {
    fn above(sheet: &Sheet, table: &Table, kinds: &[AreaKind]) -> Self {
        let header = table.group_row.unwrap_or(table.header_row);
        let mut facts = AreaFacts { kind: None, area: Area::new(0, sheet.at(header, 0)) };
        for (&row, cells) in sheet.rows.range(table.first_row..header) {
            for (&column, cell) in &cells.cells {
                let after = |column: u32| {
                    cells.cells.range(column + 1..).find(|(_, cell)| !cell.text.is_empty()).map(|(next, _)| *next)
                };
                facts.take(sheet, row, column, &cell.text, after(column), kinds);
            }
        }
        facts.area.name = short_name(&sheet.name, kinds);
        facts
    }

    /// One cell may hold several facts, apart by runs of spaces: "Lead Officer: …      Position at end of July".
    fn take(&mut self, sheet: &Sheet, row: u32, column: u32, text: &str, next: Option<u32>, kinds: &[AreaKind]) {
        if let Some(rest) = ["outcomes", "outcome"].iter().find_map(|word| table::after_prefix(text, word)) {
            let lines = rest.trim_start_matches([':', ' ', '–', '-']);
            let all = sheet.located(row, column, lines.to_owned());
            let lines = table::split_lines(&all).into_iter().filter(|line| !line.value.ends_with("when:"));
            self.area.outcomes.extend(lines);
            return;
        }
        if let Some((kind, number, rest)) = area_heading(text, kinds) {
            self.kind.get_or_insert((kind, number));
            if !rest.is_empty() && self.area.statement.is_none() {
                self.area.statement = Some(sheet.located(row, column, rest.to_owned()));
            }
            return;
        }
        for lines in text.split("   ") {
            self.take_lines(sheet, row, column, lines, next.filter(|_| text.trim().ends_with(':')));
        }
    }

    /// Lines that begin with a known label, and those that go on with it where it may have several.
    fn take_lines(&mut self, sheet: &Sheet, row: u32, column: u32, lines: &str, next: Option<u32>) {
        let mut open: Option<&FieldOf<Area>> = None;
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let known = line.split_once(':').and_then(|(label, value)| Some((labelled(label)?, value.trim())));
            let Some((field, value)) = known else {
                if let Some(words) = open.and_then(|field| field.slot).and_then(|slot| slot(&mut self.area).as_mut()) {
                    words.value = format!("{}\n{line}", words.value).trim().to_owned();
                }
                continue;
            };
            open = None;
            let Some(slot) = field.slot.map(|slot| slot(&mut self.area)).filter(|slot| slot.is_none()) else {
                continue;
            };
            if !value.is_empty() {
                *slot = Some(sheet.located(row, column, value.to_owned()));
            } else if let Some(next) = next {
                *slot = Some(sheet.located(row, next, sheet.text(row, next).to_owned()));
                continue;
            } else if field.several_lines {
                // The words stand below their label.
                *slot = Some(sheet.located(row, column, String::new()));
            }
            open = Some(field).filter(|field| field.several_lines);
        }
        for slot in Area::FIELDS.iter().filter_map(|field| field.slot) {
            let place = slot(&mut self.area);
            if let Some(words) = place {
                words.value = words.value.trim().to_owned();
            }
            place.take_if(|words| words.value.is_empty());
        }
    }

    /// A number for the area: its own, beyond all those of an earlier kind.
    fn number(&self) -> u32 {
        self.kind.as_ref().map_or(0, |(kind, ordinal)| area_number(kind, *ordinal))
    }

    fn is_found(&self) -> bool {
        let says = |field: &FieldOf<Area>| field.slot.is_some_and(|slot| slot(&mut self.area.clone()).is_some());
        self.kind.is_some() || !self.area.outcomes.is_empty() || Area::FIELDS.iter().any(says)
    }

    fn give_to(self, area: &mut Area) {
        if let Some((kind, ordinal)) = self.kind {
            (area.kind, area.ordinal) = (kind, ordinal);
        }
        area.name = self.area.name.clone().or(area.name.take());
        area.outcomes = self.area.outcomes.clone();
        schema::complete(area, self.area);
    }
}

/// The fact that a label names: "Lead Officer(s)".
fn labelled(label: &str) -> Option<&'static FieldOf<Area>> {
    let label = columns::normal(label);
    Area::FIELDS.iter().find(|field| field.slot.is_some() && field.headings.contains(&label.as_str()))
}

/// A number for an area whose refs do not begin with one: areas of a later kind stand behind all of an earlier one.
fn area_number(kind: &AreaKind, ordinal: u32) -> u32 {
    ordinal.saturating_add(kind.words().order.saturating_mul(100))
}

/// "Priority Action 1: Leaders across …" → its kind, its number and the statement.
fn area_heading<'t>(text: &'t str, kinds: &[AreaKind]) -> Option<(AreaKind, u32, &'t str)> {
    let heads = kinds.iter().flat_map(|kind| kind.words().spellings.iter().map(move |head| (head, kind)));
    let (kind, rest) =
        heads.into_iter().find_map(|(head, kind)| Some((kind.clone(), table::after_prefix(text, head)?)))?;
    let rest = rest.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    let rest = rest[digits..].trim_start();
    // "Priority Action 1" must not be the beginning of "Priority Action 1.2".
    if rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((kind, number, rest.trim_start_matches([':', '.', '-', '–', ' ']).trim()))
}

/// The area's short name from its tab: "PA1 Preparing for adulthood" → "Preparing for adulthood".
fn short_name(tab: &str, kinds: &[AreaKind]) -> Option<String> {
    let mut heads = kinds.iter().flat_map(|kind| [&kind.words().prefix, &kind.words().singular]);
    let rest = heads.find_map(|head| {
        let rest = table::after_prefix(tab, head)?.trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0).then(|| rest[digits..].trim_matches([' ', '-', '–', ':', '_']))
    })?;
    (rest.len() > 2).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::fixtures::send;

    #[test]
    fn an_areas_heading_gives_kind_number_and_statement() {
        let kinds = send().area_kinds;
        let read = |text: &'static str| {
            area_heading(text, &kinds).map(|(kind, number, rest)| (kind.key().to_owned(), number, rest))
        };
        let kind = |key: &str| key.to_owned();
        assert_eq!(read("Priority Action 1: Leaders should"), Some((kind("priority-action"), 1, "Leaders should")));
        assert_eq!(read("AREA FOR IMPROVEMENT 2"), Some((kind("area-for-improvement"), 2, "")));
        assert_eq!(read("Priority actions of the plan"), None);
        assert_eq!(read("Priority Action 1.2 something"), None);
    }

    #[test]
    fn a_tab_gives_the_areas_short_name() {
        let kinds = send().area_kinds;
        assert_eq!(short_name("PA1 Preparing for adulthood", &kinds).as_deref(), Some("Preparing for adulthood"));
        assert_eq!(short_name("AfI2 - Data", &kinds).as_deref(), Some("Data"));
        assert_eq!(short_name("PA3", &kinds), None);
        assert_eq!(short_name("Paused actions", &kinds), None);
        assert_eq!(short_name("Tracker", &kinds), None);
    }
}
