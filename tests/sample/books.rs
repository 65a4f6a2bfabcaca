//! How the sample workbooks look: content and an edition → five workbooks laid out as officers lay them out,
//! with titles above the table, merged aims, coloured status cells, true dates and score formulas.
//! Deliberately absent: any wording of the plan itself, which is in `content/`.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::Edition;
use super::content::{Action, Area, Content, Measure, Progress, Rating, Value};

type Book = Result<Workbook, XlsxError>;

const ILLUSTRATIVE: &str = "Illustrative data: Ashmere is a fictional area";
const MONTHS_SHOWN: usize = 18;

/// The action tracker: a sheet per area, the BRAG key and the glossary.
pub fn tracker(content: &Content, edition: Edition) -> Book {
    let mut book = new_book("Action tracker", edition)?;
    for area in &content.areas {
        write_area_sheet(book.add_worksheet().set_name(&area.sheet)?, area, edition)?;
    }

    let sheet = book.add_worksheet().set_name("BRAG key")?;
    write_titles(sheet, "What the statuses mean", 1)?;
    write_header(sheet, 3, &[("Status", 12.0), ("Meaning", 90.0)])?;
    for (row, [status, meaning]) in (4..).zip(&content.words.brag) {
        sheet.write_with_format(row, 0, status, &status_format(status))?;
        sheet.write_with_format(row, 1, meaning, &text())?;
    }

    let sheet = book.add_worksheet().set_name("Glossary")?;
    write_titles(sheet, "Glossary", 1)?;
    write_header(sheet, 3, &[("Term", 18.0), ("Meaning", 90.0)])?;
    for (row, [term, meaning]) in (4..).zip(&content.words.glossary) {
        sheet.write_with_format(row, 0, term, &text().set_bold())?;
        sheet.write_with_format(row, 1, meaning, &text())?;
    }
    Ok(book)
}

fn write_area_sheet(sheet: &mut Worksheet, area: &Area, edition: Edition) -> Result<(), XlsxError> {
    const LAST_COLUMN: u16 = 10;
    const HEADER_ROW: u32 = 6;
    let title = format!(
        "Ashmere Local Area Partnership: SEND improvement action tracker, position at {}",
        edition.status_date()
    );
    write_titles(sheet, &title, LAST_COLUMN)?;

    let outcomes: String = area.outcomes.iter().map(|outcome| format!("\n• {outcome}")).collect();
    let facts = [
        (format!("{}: {}", area.heading, area.statement), 36.0),
        (format!("Lead Officer: {}", area.lead_officer), 18.0),
        (format!("Responsible body: {}", area.responsible_body), 18.0),
        (format!("Outcomes{outcomes}"), 16.0 * (area.outcomes.len() + 1) as f64),
    ];
    for (row, (fact, height)) in (2..).zip(&facts) {
        sheet.merge_range(row, 0, row, LAST_COLUMN, fact, &note())?;
        sheet.set_row_height(row, *height)?;
    }

    write_header(
        sheet,
        HEADER_ROW,
        &[
            ("Ref/ Aim", 24.0),
            ("What we will do/ Action", 38.0),
            ("Action completion date", 16.0),
            ("Responsible Partnership Lead(s)", 28.0),
            ("Action milestones/ progress", 46.0),
            ("Action BRAG/date completed", 16.0),
            ("Impact measures/ KPIs", 42.0),
            ("Impact BRAG", 10.0),
            ("Progress update", 56.0),
            ("Board approval", 18.0),
            ("Last updated", 13.0),
        ],
    )?;
    let mut row = HEADER_ROW + 1;
    for aim in &area.aims {
        let words = format!("{} {}", aim.reference, aim.text);
        let last = row + aim.actions.len() as u32 - 1;
        if last > row {
            sheet.merge_range(row, 0, last, 0, &words, &text().set_bold())?;
        } else {
            sheet.write_with_format(row, 0, &words, &text().set_bold())?;
        }
        for action in &aim.actions {
            write_action(sheet, row, action, edition)?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 2)?;
    set_page(sheet, HEADER_ROW, HEADER_ROW)
}

fn write_action(sheet: &mut Worksheet, row: u32, action: &Action, edition: Edition) -> Result<(), XlsxError> {
    let Progress(action_brag, impact_brag, updated, approval, update) = edition.pick(&action.june, &action.july);
    let leads = match (&action.july_leads, edition) {
        (Some(leads), Edition::July) => leads,
        _ => &action.leads,
    };
    sheet.write_with_format(row, 1, format!("{} {}", action.reference, action.text), &text())?;
    write_date(sheet, row, 2, &action.due, "d mmmm yyyy")?;
    sheet.write_with_format(row, 3, leads.join("\n"), &text())?;
    sheet.write_with_format(row, 4, action.milestones.join("\n"), &text())?;
    let brag = match &action.completed {
        Some(completed) if action_brag == "Blue" => format!("Blue – {}", day_month_year(completed)),
        _ => action_brag.clone(),
    };
    sheet.write_with_format(row, 5, brag, &status_format(action_brag))?;
    sheet.write_with_format(row, 6, action.impact.join("\n"), &text())?;
    sheet.write_with_format(row, 7, impact_brag, &status_format(impact_brag))?;
    sheet.write_with_format(row, 8, update, &text())?;
    write_date(sheet, row, 9, approval, "dd/mm/yyyy")?;
    write_date(sheet, row, 10, updated, "dd/mm/yyyy")
}

/// The risk register, under two header rows: Inherent, Current and Target each over L, I and Score.
pub fn risk_register(content: &Content, edition: Edition) -> Book {
    const LAST_COLUMN: u16 = 21;
    const GROUP_ROW: u32 = 4;
    let mut book = new_book("Risk register", edition)?;
    let sheet = book.add_worksheet().set_name("Risk register")?;
    let title = format!("SEND Improvement Programme: risk register, position at {}", edition.status_date());
    write_titles(sheet, &title, LAST_COLUMN)?;
    let scale = "Score = likelihood (L) 1 to 5 × impact (I) 1 to 5. Low 1 to 4, medium 5 to 9, high 10 to 15, very high 16 to 25.";
    sheet.merge_range(2, 0, 2, LAST_COLUMN, scale, &note())?;

    write_header(
        sheet,
        GROUP_ROW + 1,
        &[
            ("Ref", 7.0),
            ("Category", 16.0),
            ("Cause", 32.0),
            ("Event", 28.0),
            ("Consequence", 32.0),
            ("Risk owner", 24.0),
            ("Date raised", 12.0),
            ("L", 5.0),
            ("I", 5.0),
            ("Score", 7.0),
            ("Controls in place", 36.0),
            ("L", 5.0),
            ("I", 5.0),
            ("Score", 7.0),
            ("Further actions", 36.0),
            ("L", 5.0),
            ("I", 5.0),
            ("Score", 7.0),
            ("Response", 11.0),
            ("Direction of travel", 12.0),
            ("Linked actions", 14.0),
            ("Last reviewed", 13.0),
        ],
    )?;
    for (first, last, group) in
        [(0, 6, "Risk"), (7, 9, "Inherent"), (11, 13, "Current"), (15, 17, "Target"), (18, LAST_COLUMN, "Management")]
    {
        sheet.merge_range(GROUP_ROW, first, GROUP_ROW, last, group, &header())?;
    }
    for column in [10, 14] {
        sheet.write_blank(GROUP_ROW, column, &header())?;
    }

    for (row, risk) in (GROUP_ROW + 2..).zip(&content.risks) {
        let Rating(likelihood, impact, direction, reviewed) = edition.pick(&risk.june, &risk.july);
        for (column, words) in
            (0..).zip([&risk.reference, &risk.category, &risk.cause, &risk.event, &risk.consequence, &risk.owner])
        {
            sheet.write_with_format(row, column, words, &text())?;
        }
        write_date(sheet, row, 6, &risk.raised, "dd/mm/yyyy")?;
        write_score(sheet, row, 7, risk.inherent)?;
        sheet.write_with_format(row, 10, bullets(&risk.controls), &text())?;
        write_score(sheet, row, 11, [*likelihood, *impact])?;
        if let (Some(score), Edition::July) = (risk.july_typed_score, edition) {
            sheet.write_with_format(row, 13, score, &score_format(score))?;
        }
        sheet.write_with_format(row, 14, bullets(&risk.further), &text())?;
        write_score(sheet, row, 15, risk.target)?;
        sheet.write_with_format(row, 18, &risk.response, &text())?;
        sheet.write_with_format(row, 19, direction, &text())?;
        sheet.write_with_format(row, 20, risk.links.join("; "), &text())?;
        write_date(sheet, row, 21, reviewed, "dd/mm/yyyy")?;
    }
    sheet.set_freeze_panes(GROUP_ROW + 2, 1)?;
    set_page(sheet, GROUP_ROW, GROUP_ROW + 1)?;
    Ok(book)
}

fn write_score(sheet: &mut Worksheet, row: u32, column: u16, [likelihood, impact]: [u8; 2]) -> Result<(), XlsxError> {
    let number = text().set_align(FormatAlign::Center);
    sheet.write_with_format(row, column, likelihood, &number)?;
    sheet.write_with_format(row, column + 1, impact, &number)?;
    let score = likelihood * impact;
    let cell = |column| rust_xlsxwriter::utility::row_col_to_cell(row, column);
    let product = format!("={}*{}", cell(column), cell(column + 1));
    let formula = Formula::new(product).set_result(score.to_string());
    sheet.write_with_format(row, column + 2, formula, &score_format(score))?;
    Ok(())
}

/// The dashboard: a row per measure, a column per month, the edition's own month last.
pub fn dashboard(content: &Content, edition: Edition) -> Book {
    const HEADER_ROW: u32 = 5;
    const FIRST_MONTH_COLUMN: u16 = 7;
    let last_month_column = FIRST_MONTH_COLUMN + MONTHS_SHOWN as u16 - 1;
    let mut book = new_book("Dashboard", edition)?;
    let sheet = book.add_worksheet().set_name("Dashboard")?;
    let title = format!("SEND data dashboard: 18 months to {}", edition.status_date());
    write_titles(sheet, &title, last_month_column + 4)?;
    let key = "Monthly values. \"c\" is suppressed because the count is small; \"-\" is not collected that month, or no figure is published. \
               BRAG: Green at or above target, Amber within 10 percentage points, Red further away.";
    sheet.merge_range(2, 0, 2, last_month_column + 4, key, &note())?;

    write_header(
        sheet,
        HEADER_ROW,
        &[
            ("Ref", 7.0),
            ("Measure", 48.0),
            ("Linked action", 13.0),
            ("Good is", 8.0),
            ("Target", 20.0),
            ("England", 9.0),
            ("Statistical neighbours", 12.0),
        ],
    )?;
    let skipped = edition.index();
    for (place, month) in months_from(&content.dashboard.first_month).skip(skipped).take(MONTHS_SHOWN).enumerate() {
        let column = FIRST_MONTH_COLUMN + place as u16;
        sheet.write_with_format(HEADER_ROW, column, &date(&month)?, &header().set_num_format("mmm yyyy"))?;
        sheet.set_column_width(column, 10)?;
    }
    for (column, (name, width)) in (last_month_column + 1..).zip([
        ("BRAG", 9.0),
        ("Direction of travel", 10.0),
        ("n (latest month)", 9.0),
        ("Comment", 46.0),
    ]) {
        write_header_cell(sheet, HEADER_ROW, column, name, width)?;
    }

    for (row, measure) in (HEADER_ROW + 1..).zip(&content.dashboard.measures) {
        let number = text().set_align(FormatAlign::Right).set_num_format(match measure.unit.as_str() {
            "percent" => "0.0%",
            _ => "#,##0",
        });
        sheet.write_with_format(row, 0, &measure.reference, &text().set_bold())?;
        sheet.write_with_format(row, 1, &measure.name, &text())?;
        sheet.write_with_format(row, 2, measure.links.join("; "), &text())?;
        sheet.write_with_format(row, 3, &measure.good, &text())?;
        match &measure.target {
            Value::Number(target) => sheet.write_with_format(row, 4, *target, &text().set_num_format("0%"))?,
            Value::Words(words) => sheet.write_with_format(row, 4, words, &text())?,
        };
        for (column, comparator) in [(5, measure.england), (6, measure.neighbours)] {
            match comparator {
                Some(value) => sheet.write_with_format(row, column, value, &number)?,
                None => sheet.write_with_format(row, column, "-", &number)?,
            };
        }
        let shown: Vec<&Value> = measure.values.iter().skip(skipped).take(MONTHS_SHOWN).collect();
        for (column, value) in (FIRST_MONTH_COLUMN..).zip(&shown) {
            match value {
                Value::Number(value) => sheet.write_with_format(row, column, *value, &number)?,
                Value::Words(mark) => sheet.write_with_format(row, column, mark, &number)?,
            };
        }
        let known: Vec<f64> = shown.iter().filter_map(|value| number_of(value)).collect();
        let brag = measure_brag(measure, &known);
        sheet.write_with_format(row, last_month_column + 1, brag, &status_format(brag))?;
        let direction = text().set_align(FormatAlign::Center);
        sheet.write_with_format(row, last_month_column + 2, direction_of_travel(&known), &direction)?;
        match measure.n[edition.index()] {
            0 => sheet.write_blank(row, last_month_column + 3, &text())?,
            n => sheet.write_with_format(row, last_month_column + 3, n, &text())?,
        };
        sheet.write_with_format(row, last_month_column + 4, &measure.comment[edition.index()], &text())?;
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 2)?;
    set_page(sheet, HEADER_ROW, HEADER_ROW)?;
    Ok(book)
}

/// The rule that the sheet itself states; a stepped target counts with its last step, whose date lies within both editions.
fn measure_brag(measure: &Measure, known: &[f64]) -> &'static str {
    let target = match &measure.target {
        Value::Number(target) => Some(*target),
        Value::Words(words) => words
            .rsplit(';')
            .next()
            .and_then(|step| step.split_once('%'))
            .and_then(|(percent, _)| percent.trim().parse::<f64>().ok())
            .map(|percent| percent / 100.0),
    };
    match (target, known.last()) {
        (Some(target), Some(&latest)) if latest >= target => "Green",
        (Some(target), Some(&latest)) if latest >= target - 0.1 => "Amber",
        (Some(_), Some(_)) => "Red",
        _ => "-",
    }
}

fn direction_of_travel(known: &[f64]) -> &'static str {
    match known {
        [.., before, latest] if latest > before => "▲",
        [.., before, latest] if latest < before => "▼",
        [.., _, _] => "►",
        _ => "-",
    }
}

/// The Board's actions log up to the edition's own meeting; the meeting date stands once, merged down its actions.
pub fn log(content: &Content, edition: Edition) -> Book {
    const HEADER_ROW: u32 = 4;
    let mut book = new_book("Board actions log", edition)?;
    let sheet = book.add_worksheet().set_name("Actions log")?;
    let title = format!("SEND Improvement Board: actions log, position at {}", edition.status_date());
    write_titles(sheet, &title, 7)?;
    write_header(
        sheet,
        HEADER_ROW,
        &[
            ("Meeting date", 15.0),
            ("Ref", 7.0),
            ("Action agreed", 52.0),
            ("Owner", 32.0),
            ("Due", 13.0),
            ("Status", 10.0),
            ("Update", 52.0),
            ("Linked action", 13.0),
        ],
    )?;
    let mut row = HEADER_ROW + 1;
    for meeting in content.log.iter().filter(|meeting| meeting.date.as_str() <= edition.status_iso()) {
        merge_date(sheet, row, meeting.actions.len(), &meeting.date)?;
        for action in &meeting.actions {
            sheet.write_with_format(row, 1, &action.reference, &text().set_bold())?;
            sheet.write_with_format(row, 2, &action.action, &text())?;
            sheet.write_with_format(row, 3, &action.owner, &text())?;
            write_date(sheet, row, 4, &action.due, "dd/mm/yyyy")?;
            sheet.write_with_format(row, 5, &action.status[edition.index()], &text())?;
            sheet.write_with_format(row, 6, &action.update[edition.index()], &text())?;
            sheet.write_with_format(row, 7, &action.linked, &text())?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    set_page(sheet, HEADER_ROW, HEADER_ROW)?;
    Ok(book)
}

/// The forward work programme, from the first meeting after the edition's status date.
pub fn programme(content: &Content, edition: Edition) -> Book {
    const HEADER_ROW: u32 = 4;
    let mut book = new_book("Forward work programme", edition)?;
    let sheet = book.add_worksheet().set_name("Work programme")?;
    let title = format!("SEND Improvement Board: forward work programme, as at {}", edition.status_date());
    write_titles(sheet, &title, 6)?;
    write_header(
        sheet,
        HEADER_ROW,
        &[
            ("Meeting", 17.0),
            ("Item", 62.0),
            ("Purpose", 24.0),
            ("Lead", 38.0),
            ("Paper deadline", 15.0),
            ("Status", 16.0),
            ("Route after Board", 40.0),
        ],
    )?;
    let mut row = HEADER_ROW + 1;
    for meeting in content.programme.iter().filter(|meeting| meeting.date.as_str() > edition.status_iso()) {
        merge_date(sheet, row, meeting.items.len(), &meeting.date)?;
        for item in &meeting.items {
            sheet.write_with_format(row, 1, &item.item, &text())?;
            sheet.write_with_format(row, 2, &item.purpose, &text())?;
            sheet.write_with_format(row, 3, &item.lead, &text())?;
            write_date(sheet, row, 4, &meeting.deadline, "dd/mm/yyyy")?;
            sheet.write_with_format(row, 5, &item.status[edition.index()], &text())?;
            sheet.write_with_format(row, 6, &item.route, &text())?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    set_page(sheet, HEADER_ROW, HEADER_ROW)?;
    Ok(book)
}

fn new_book(title: &str, edition: Edition) -> Book {
    let mut book = Workbook::new();
    // A book's properties hold the time it was made, unless told otherwise: fixed, so that the bytes are.
    let properties = DocProperties::new()
        .set_title(format!("Ashmere: {title}"))
        .set_subject(ILLUSTRATIVE)
        .set_creation_datetime(&date(edition.status_iso())?);
    book.set_properties(&properties);
    Ok(book)
}

fn write_titles(sheet: &mut Worksheet, title: &str, last_column: u16) -> Result<(), XlsxError> {
    let plain = || Format::new().set_font_size(11).set_align(FormatAlign::VerticalCenter);
    sheet.merge_range(0, 0, 0, last_column, title, &plain().set_bold().set_font_size(14))?;
    sheet.merge_range(1, 0, 1, last_column, ILLUSTRATIVE, &plain().set_italic())?;
    Ok(())
}

fn write_header(sheet: &mut Worksheet, row: u32, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    for (column, (name, width)) in (0..).zip(columns) {
        write_header_cell(sheet, row, column, name, *width)?;
    }
    Ok(())
}

fn write_header_cell(sheet: &mut Worksheet, row: u32, column: u16, name: &str, width: f64) -> Result<(), XlsxError> {
    sheet.write_with_format(row, column, name, &header())?;
    sheet.set_column_width(column, width)?;
    Ok(())
}

/// Writes 2025-07-31 as a date cell, and any other words as they are.
fn write_date(sheet: &mut Worksheet, row: u32, column: u16, words: &str, shown_as: &str) -> Result<(), XlsxError> {
    match date(words) {
        Ok(date) => {
            let format = text().set_num_format(shown_as).set_align(FormatAlign::Left);
            sheet.write_with_format(row, column, &date, &format)?
        }
        Err(_) => sheet.write_with_format(row, column, words, &text())?,
    };
    Ok(())
}

fn merge_date(sheet: &mut Worksheet, row: u32, rows: usize, day: &str) -> Result<(), XlsxError> {
    let format = text().set_bold().set_num_format("d mmmm yyyy").set_align(FormatAlign::Left);
    let last = row + rows as u32 - 1;
    if last > row {
        sheet.merge_range(row, 0, last, 0, "", &format)?;
    }
    sheet.write_with_format(row, 0, &date(day)?, &format)?;
    Ok(())
}

fn set_page(sheet: &mut Worksheet, first_header_row: u32, last_header_row: u32) -> Result<(), XlsxError> {
    const A3: u8 = 8;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(first_header_row, last_header_row)?;
    Ok(())
}

fn text() -> Format {
    Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xB1B4B6))
}

fn note() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn header() -> Format {
    text().set_bold().set_background_color(Color::RGB(0xE8E8E8))
}

fn status_format(status: &str) -> Format {
    let (fill, ink) = match status {
        "Blue" => (0x12436D, 0xFFFFFF),
        "Green" => (0x28A197, 0x0B0C0C),
        "Amber" => (0xFFBF00, 0x0B0C0C),
        "Red" => (0xB10E1E, 0xFFFFFF),
        "Grey" => (0xDEE0E2, 0x0B0C0C),
        _ => return text(),
    };
    text().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(ink)).set_bold()
}

fn score_format(score: u8) -> Format {
    let fill = match score {
        16.. => 0xF4B6B6,
        10.. => 0xFFD9A0,
        5.. => 0xFFF2B3,
        _ => 0xDDEEDD,
    };
    text().set_align(FormatAlign::Center).set_bold().set_background_color(Color::RGB(fill))
}

fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("• {line}")).collect::<Vec<_>>().join("\n")
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Words(_) => None,
    }
}

fn date(iso: &str) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(iso)
}

/// 2024-07-16 as officers type it: 16/07/2024.
fn day_month_year(iso: &str) -> String {
    iso.rsplit('-').collect::<Vec<_>>().join("/")
}

/// The first days of the months from `first`, given as 2024-01.
fn months_from(first: &str) -> impl Iterator<Item = String> {
    let (year, month) = first.split_once('-').expect("a month is written as 2024-01");
    let year: u32 = year.parse().expect("a year is a number");
    let month: u32 = month.parse().expect("a month is a number");
    (month - 1..).map(move |months| format!("{}-{:02}-01", year + months / 12, months % 12 + 1))
}
