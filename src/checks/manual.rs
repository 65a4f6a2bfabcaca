//! The manual of findings: every code there is, what it means and what to do. What `boardpack explain` prints.
//!
//! A check's entry is the header of its file; what the reader tells of itself stands in the table below.

use crate::checks;
use crate::diagnostic::Severity;

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry {
    pub code: &'static str,
    pub title: String,
    pub text: String,
    /// The usual weight of a check's findings; `None` for what the reader tells, which differs.
    pub severity: Option<Severity>,
}

/// Findings made while reading workbooks and frozen editions, and while papers are put in their folder: code, and what it means and asks for.
#[rustfmt::skip]
const READING: &[(&str, &str)] = &[
    ("accepted-but-not-found", "An entry of accepted.toml fits no finding: it was put right, or the entry misspells the code or names another record, field or cell. Take it out, or put it right."),
    ("area-facts-shared", "The facts above a table name one area, but its actions belong to several. Give each area a table of its own."),
    ("build-interrupted", "A build into the same folder was interrupted before this one. Its unfinished files were taken away, or, where its papers were whole, they were put in place. There is nothing to do."),
    ("cell-cut-short", "A cell has more text than Excel can show, and was cut short. Move the text to a document of its own."),
    ("cell-holds-error", "A cell from which a fact is read has the error of a formula, such as #REF!, and was read as blank. Put the formula right, or write what should be there."),
    ("cell-not-read", "A cell is damaged. What can be read of its sheet was read; type the cell's content again."),
    ("cell-repeated", "The file has one cell twice; the second was taken. Look whether it is right, and save the workbook again."),
    ("changed-since-freeze", "A workbook, or a setting, was changed after the edition was frozen. The papers keep what was frozen; `boardpack freeze AREA --edition MONTH --again` takes the change in."),
    ("character-not-in-fonts", "A character that no font here can draw is printed as its number, such as [U+1F600]. Write it in words."),
    ("column-hidden", "A column that nobody sees was read, and papers print what it has. Unhide it if it counts; delete it if it does not."),
    ("column-in-two-orders", "Some dates of a column are written with the month first and others with the day first. Write all with the day first."),
    ("column-month-first", "The dates of a column are written with the month first, as one of them shows, and were read so. Write the day first, or the month as a word."),
    ("column-not-read", "A column was not read though its heading looks as if it mattered: a second one for the same fact, a RAG, a quarter. If it is the right one, name or pin it under [columns]."),
    ("column-not-shown", "Cells hold something that their number formats show nothing of, such as a 0 in a format that hides zeros. They were read as blank."),
    ("column-not-used", "A column has dates, statuses, scores or numbers, and no fact was read from it. The hint says which facts it may be and what to write in boardpack.toml; `boardpack columns --suggest` prints the lines for all of them."),
    ("column-under-merges", "Cells that merged blocks cover still hold something, which nobody sees and which was not read. Unmerge them and delete what does not count."),
    ("comment-not-printed", "Comments in cells are not printed. Put what the Board should know in a cell."),
    ("comparator-not-a-number", "A baseline, a figure for England or of statistical neighbours, or a number of cases is not a number. Write the figure alone, and its year in the heading."),
    ("completion-not-known", "The date of completion of an action is neither a date nor a word for done, and completes nothing. Write the date, or nothing until there is one."),
    ("date-not-read", "A deadline names a day or a month and could not be read as a date. Write the day, the month and the year."),
    ("date-on-other-fill", "A status cell has a bare date on a fill that does not mean complete. Write the status's word before the date."),
    ("date-out-of-range", "A date cell has a number that is no date. Type the date again."),
    ("direction-not-known", "A risk's direction of travel is in no known words. Write an arrow, or Up, Down or No change."),
    ("document-left-out", "A paper was left out, because there is nothing to make it of: no risk register was read, or no dashboard; or the settings name no group to make it for. Put the workbook in the edition's folder, or the group in boardpack.toml, if there is one. Asked for by name, such a paper is an error. Of papers for each area or group, those without what the template needs are left out."),
    ("due-from-original", "Where the column of revised due dates is blank, the original one was taken. Nothing to do if that is right."),
    ("earlier-not-read", "The edition before has no workbook that can be read, so nothing was compared with it."),
    ("encoding-guessed", "How a text file writes its letters was guessed. If accents look wrong, save it as \"CSV UTF-8\"."),
    ("entry-not-a-risk", "A log of risks, issues, assumptions and dependencies has entries that are no risks. They were not read as risks; papers print risks alone."),
    ("fact-without-column", "A table has no column for a fact of which papers make claims, such as due dates. The papers say that it was not read. Name the column under [columns] in boardpack.toml."),
    ("file-passed-over", "A file in a month's folder looks as if it were to be read and is not: a workbook in a folder of its own, a copy put aside, a link to nothing, a name without an ending. What to do is said with it; a lock file says that somebody has the workbook open."),
    ("folder-passed-over", "A folder looks like a month's, but its name is not a year and a month such as 2025-08, so nothing in it was read. Rename it."),
    ("formula-not-stored", "Formulas have no stored result and read as blank. Open the workbook in Excel and save it."),
    ("frozen-by-another-version", "The edition was frozen by another version of boardpack. It is built as it was frozen, but a paper's bytes are only the same from the same version."),
    ("heading-not-found", "boardpack.toml names a heading that no column has. Put it right there, or in the workbook."),
    ("heading-taken-for", "A heading was known by a part of it, or by nearly the same letters. If it was taken for the wrong fact, name the right column under [columns]."),
    ("latest-without-month", "Figures headed Latest, Current and the like were taken for those of the edition's month, and Previous for those of the month before. Name the month in the heading if it is another."),
    ("level-by-word", "A likelihood or an impact is a word, taken for a number of the scale. Write the number too, or name the scale's words under [risk]."),
    ("lines-run-together", "A cell has more lines than are kept apart, or all cells together have; its words are kept, and the further lines are one. Give each entry a row of its own."),
    ("measure-without-ref", "Measures without a ref are known by their names: one whose name changes is another one next month. Give each a ref."),
    ("meeting-without-year", "The date of a meeting has no year; the one nearest to the edition was taken. Write the year."),
    ("merges-not-read", "Some merged blocks are too large or too many to follow. Take merges off where they reach beyond the tables."),
    ("month-out-of-order", "The year in a heading of a dashboard breaks the order of its months, and another would keep it. Put the year right."),
    ("month-provisional", "A heading calls a month's figures provisional. Papers do not say so: write it in the measure's comment."),
    ("month-twice", "Two headings or two rows give a measure's figure for one month. One was read, which the finding names. Put the month right, or take one away."),
    ("month-without-year", "Months or quarters are headed without a year. It was taken from a title, or, with a warning, from the edition. Write the year in each heading."),
    ("months-of-one-fact", "A fact has a column for each month, and the one of the edition's month was read, or the last before it. Nothing to do if that is right."),
    ("name-too-long", "What a measure, a risk, an entry of a log or a term is called fills a page, and was cut. Write a short name, and the rest in a column of its own."),
    ("named-by-number", "Actions or entries of a log have no ref, or refs that start again at each meeting or on each sheet. They are named by their sheet and number, and those without a ref are known again by their words. Give each a ref of its own."),
    ("narrative-figure-not-read", "Officers' words name a figure that there is not this month: its column was not read, or it has no value. The text is left out of the papers until the sentence does without it."),
    ("narrative-figure-unknown", "Officers' words name a figure that does not exist, such as {{measures.K99.latest}}. The text is left out of the papers until the name is right; `boardpack facts AREA` lists every name."),
    ("narrative-missing", "Nobody has written for some places that the papers have for officers' words. They are left out; `boardpack narrative AREA` writes files to begin with."),
    ("narrative-not-read", "A file of officers' words is no text in UTF-8, or has more than 1 MB. Save it as plain text."),
    ("narrative-not-supported", "A file of officers' words has something that papers cannot set: HTML, a picture, code, a footnote, a link that is no address. The text is left out of the papers until it is taken out, at the line and column named."),
    ("narrative-without-place", "A file in the folder of officers' words has a name that fits no place in this month's papers, such as sumary.md or area-9.md for a plan of five areas. It was not read; give it the name of its place."),
    ("no-header-found", "A sheet has no row of headings that is known, and was not read. If it should be, name its headings under [columns]."),
    ("nothing-recognised", "A workbook has no table that is known. `boardpack columns` shows what was looked for."),
    ("off-the-scale", "A likelihood, an impact or a score is none of the scale: 7 of 1 to 5. The risk has no place on the heat map. Write a number of the scale, or set the scale under [risk]."),
    ("paper-not-on-record", "A PDF in the folder of papers is none of the build's. Move it elsewhere, so that it is not sent out as one."),
    ("paper-stale", "A paper in the folder was left by an earlier build, and was made of other workbooks, settings, templates or options than the rest. Build all papers, without --only."),
    ("paper-too-long", "A paper has more pages than its template means it to have (`pages` in template.toml). Shorten what is written for it, let the template print less, or raise the number."),
    ("part-not-read", "A part of the file, such as its styles, is damaged. What does not depend on it was read."),
    ("percentages-in-two-scales", "A row of a dashboard has 82% and 82 beside each other. Give every cell of the row the same format."),
    ("period-at-last-month", "Figures of quarters, terms or years were put at the last month of each. There is nothing to do if that is right."),
    ("polarity-not-known", "The words that say which way is good are not known, so the measure is judged by no target. Write High or Low."),
    ("quote-not-closed", "A quotation mark opens a field of a csv file and none closes it."),
    ("record-without-text", "An entry of a log or a work programme has no text, or only a prompt or an error. It is kept, and printed as [no text]. Write what was agreed."),
    ("ref-recovered", "Excel changed a ref into a date or a shorter number; it was read by its format or its place. Format refs as Text."),
    ("ref-repeated", "A ref is given twice; the first was kept. Delete one of them, or give one a ref of its own."),
    ("review-still-to-come", "Review dates are after the edition's month: they say when risks are reviewed next. Add a column headed Last reviewed."),
    ("risk-closed", "A risk whose status or date of closure says that it is closed was left out. If it is not, write Open."),
    ("row-half-filled", "A row of the glossary or of the status key has a term or a meaning, and not both. Fill in the other half, or delete the row."),
    ("row-heads-others", "Rows of one cell head groups of measures, and were not read as measures. Give a row a ref and figures if it is one."),
    ("row-hidden", "A row hidden by hand was left out. Unhide it if it counts; delete it if it does not."),
    ("row-of-figures-missing", "A measure has rows of targets, numerators or denominators and none of what was reached. Add one, and call it Actual or %."),
    ("row-of-targets", "A row of a dashboard has a measure's targets by month. Put ref and name on the row of what was reached, and the target in a column of its own."),
    ("row-of-totals", "The row of totals of one of Excel's own tables is no record."),
    ("row-struck-through", "A row that is struck through was left out as withdrawn."),
    ("row-too-wide", "A row of a csv file has more fields than a sheet has columns; the rest were left out."),
    ("row-without-month", "A row of a list of figures names no month that can be read. Write the month and the year."),
    ("row-without-ref", "A row below the headings was not read as a record, for the reason given: it has no ref, is a total or a note, or lacks what makes it one. Write what it lacks if it is a record."),
    ("rows-filtered", "Rows that a filter hides were read all the same: a filter is a way of looking, not of leaving out."),
    ("score-not-a-number", "A likelihood, an impact or a score is neither one whole number nor a known word: \"12-16\" is two. Write one number."),
    ("score-worked-out", "A risk's score is not stored, or is no number; what likelihood and impact make was taken."),
    ("several-dates", "A due date names several dates, such as \"June 2025 revised September 2025\". The latest was taken; write the one that is due now."),
    ("sheet-archived", "A sheet that its name calls an archive was not read. Rename it if its records still count."),
    ("sheet-closed-read", "A sheet that its name calls closed or completed was read with the others. If its actions no longer count, call it an archive."),
    ("sheet-decimal-comma", "A text file writes a comma before decimals; its numbers were read so."),
    ("sheet-hidden", "A hidden sheet was not read. Unhide it if it counts."),
    ("sheet-in-thousands", "Numbers are shown without their last thousands (`#,##0,`) and were read in full. Say so in the heading, or write them in thousands."),
    ("sheet-never-worked-out", "A program wrote the formulas of a sheet and left noughts for their results. Open the workbook in Excel and save it."),
    ("sheet-not-read", "A sheet is damaged. The others were read; open the workbook in Excel and save it again."),
    ("sheet-of-another-month", "A workbook keeps a sheet for each month, and the one of the edition's month was read, or the last before it. Nothing to do if that is right."),
    ("sheet-order-not-settled", "No date of a text file shows whether day or month comes first; the day was taken to. Write the month as a word."),
    ("state-not-known", "Whether something in a log is open or closed cannot be read. Write Open or Closed."),
    ("status-and-fill-differ", "A cell's word and its fill mean two statuses. The word was taken; put one of them right."),
    ("status-by-fill", "A status was read from the fill alone. Write the word too: colour is lost in print and to a screen reader."),
    ("status-by-phrase", "A status was read from a phrase, such as \"at significant risk\" for what is off track. Write the status's own word."),
    ("status-from-date", "A status cell has nothing but a date, taken for complete and completed then. Write the word for complete before the date."),
    ("status-missing", "An action has no status where others have one. Write its status, or the one for not due to start."),
    ("status-not-known", "The words of a status cell mean no status. Write one that does, or say under [statuses] in boardpack.toml what it means: `\"Delayed\" = \"off-track\"`."),
    ("step-not-read", "A row goes on with the action above and has a status or a date of its own, for which an action has no place. Give each step a row with a ref of its own."),
    ("target-is-a-change", "A target is a change, such as \"Reduce by 10%\", and no level to judge by. Write the level to be reached."),
    ("target-without-level", "A target's words hold a number, but not one level. Nothing is judged by it. Write the level, such as 85% by March 2026."),
    ("template-left", "`boardpack documents --export` found a file that is not the built-in template, and left it as it is. Export into another folder to compare the two."),
    ("too-many-cells", "A workbook has more cells than are read. Split it, or raise `cells` under [limits]."),
    ("too-many-sheets", "A workbook has more sheets than are read. Split it, or raise `sheets` under [limits]."),
    ("too-many-tables", "A sheet has more tables than are read, one below another; nothing was read from the named row on. Keep one table with a column for what sets them apart."),
    ("two-statuses", "A cell names two statuses, with a stroke between them. The first was taken; write one."),
    ("value-not-a-number", "A month's value is neither a number nor a mark for a missing one. Write a number, or c, x, z or -."),
    ("words-by-scores", "The words of a risk register's scale were read by the scores beside them, where one reading alone makes them all. Name the words under [risk]."),
    ("words-beside-status", "A status cell says more than its status, such as \"On track subject to funding\". The status was read; no paper prints the rest. Put it into the update."),
    ("words-struck-through", "Some words of a cell are struck through and were not read. Delete them, or take the line through them away if they count."),
    ("workbook-copy", "A file looks like a copy of another beside it, and was not read. Delete the one that is out of date."),
    ("workbook-not-read", "A workbook was not read, for the reason given. The others were."),
    ("zero-in-month-to-come", "Zeros are in months after the edition, and were not read as figures. Leave cells blank until there is a figure."),
];

/// The entry of a code.
pub fn entry(code: &str) -> Option<Entry> {
    entries().find(|entry| entry.code == code)
}

/// Every entry: the checks first, in their order, then what the reader tells.
pub fn entries() -> impl Iterator<Item = Entry> {
    let checks = checks::ALL.iter().map(|check| Entry {
        code: check.code,
        title: check.title(),
        text: check.manual(),
        severity: Some(check.severity),
    });
    let reading = READING.iter().map(|(code, text)| Entry {
        code,
        title: text.split(". ").next().unwrap_or(text).trim_end_matches('.').to_owned(),
        text: (*text).to_owned(),
        severity: None,
    });
    checks.chain(reading)
}
