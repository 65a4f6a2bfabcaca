//! Findings that someone has accepted on record: `accepted.toml` in the area's folder.
//!
//! An accepted finding is counted and listed, but weighs nothing. One whose time has run out returns; an acceptance of
//! something that is no longer found is told of. An entry accepts one thing: where its code is found more than once at
//! its record, it has to name the field, the cell or what was found. Time is the edition's status date: nothing reads the clock.

use std::path::Path;

use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::area::files;
use crate::area::settings_file::parse_toml;
use crate::diagnostic::{Diagnostic, RecordKind, Result};
use crate::digest::FileDigest;
use crate::located::CellRef;
use crate::records::is_called;
use crate::suggest::did_you_mean;

/// The name of the file in an area's folder.
pub const FILE: &str = "accepted.toml";

/// Findings that someone has accepted on record. They are counted and listed, but no paper is a draft because of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "accepted.toml of an area")]
struct File {
    /// What is accepted, an entry for each thing.
    #[serde(default)]
    accepted: Vec<Acceptance>,
}

/// One thing that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "accepted")]
pub struct Acceptance {
    /// The finding's code, as `boardpack check` prints it.
    #[schemars(example = &"blue-without-approval")]
    pub code: String,
    /// The ref of the record it is about; for a finding about no record, its cell: "PA1!F3".
    #[serde(rename = "ref")]
    #[schemars(example = &"2.2.2")]
    pub reference: String,
    /// The kind of that record, where two kinds use the same refs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
    /// Where a code is found more than once at one record: the field, as the finding or the column's heading calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"progress update")]
    pub field: Option<String>,
    /// Where a code is found more than once at one record: the cell, with or without its sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"PA1!F9")]
    pub cell: Option<String>,
    /// Where a code is found more than once at one record: what the finding says was found, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Why it is accepted.
    #[schemars(example = &"The minute is being looked for")]
    pub reason: String,
    /// Who accepted it, by role.
    #[schemars(example = &"SEND Improvement Programme Manager")]
    pub by: String,
    /// The last day on which it counts.
    #[schemars(example = &"2025-09-30")]
    pub until: NaiveDate,
}

/// A finding that was accepted, and by what.
#[derive(Clone, Debug, Serialize)]
pub struct Accepted {
    pub finding: Diagnostic,
    pub acceptance: Acceptance,
}

/// The schema of the file, for editors.
pub fn schema(generator: SchemaGenerator) -> serde_json::Value {
    generator.into_root_schema_for::<File>().to_value()
}

/// Reads the area's acceptances, with the digest of the file; none where there is no file.
pub fn read(area: &Path) -> Result<(Vec<Acceptance>, Option<FileDigest>)> {
    let Some((text, digest)) = files::text(area, FILE)? else { return Ok((Vec::new(), None)) };
    let file = area.join(FILE).display().to_string();
    Ok((parse_toml::<File>(&text, &file)?.accepted, Some(digest)))
}

/// Parts the findings into those that stand and those that are accepted. `codes` are those that findings can have.
///
/// An entry accepts one thing. Where it fits several findings that something more could tell apart, it accepts none of
/// them, and each says what would name it: what was accepted of one text must not cover what is typed beside it later.
pub fn apply(
    findings: Vec<Diagnostic>,
    acceptances: &[Acceptance],
    status_date: NaiveDate,
    codes: &[&str],
) -> (Vec<Diagnostic>, Vec<Accepted>) {
    let fitting = |acceptance: &Acceptance| -> Vec<Diagnostic> {
        findings.iter().filter(|finding| fits(acceptance, finding)).cloned().collect()
    };
    let entries: Vec<(&Acceptance, Vec<Diagnostic>)> =
        acceptances.iter().map(|acceptance| (acceptance, fitting(acceptance))).collect();
    let mut told: Vec<Diagnostic> = entries
        .iter()
        .filter(|(_, fitting)| fitting.is_empty())
        .map(|(acceptance, _)| fits_nothing(acceptance, &findings, codes))
        .collect();
    let mut open = Vec::new();
    let mut accepted = Vec::new();
    for mut finding in findings {
        let fitting: Vec<_> = entries.iter().filter(|(acceptance, _)| fits(acceptance, &finding)).collect();
        let settled = |others: &[Diagnostic]| others.iter().all(|other| place_of(other) == place_of(&finding));
        let naming = || fitting.iter().filter(|(_, others)| settled(others)).map(|(acceptance, _)| *acceptance);
        // One that was renewed may stand below the one that has run out.
        if let Some(acceptance) = naming().find(|acceptance| acceptance.until >= status_date) {
            accepted.push(Accepted { acceptance: acceptance.clone(), finding });
            continue;
        }
        let wide = fitting.iter().find(|(acceptance, others)| !settled(others) && acceptance.until >= status_date);
        let hint = match (wide, naming().max_by_key(|acceptance| acceptance.until)) {
            (Some((acceptance, others)), _) => Some(format!(
                "{FILE} accepts {} of {}, which is found {} times; to accept this one, add to the entry: {}",
                acceptance.code,
                acceptance.reference,
                others.len(),
                what_names(&finding, others)
            )),
            (None, Some(last)) => {
                Some(format!("it was accepted until {} by {}", last.until.format("%d/%m/%Y"), last.by))
            }
            (None, None) => None,
        };
        if let Some(more) = hint {
            finding.hint = Some(finding.hint.map_or(more.clone(), |hint| format!("{hint}; {more}")));
        }
        open.push(finding);
    }
    open.append(&mut told);
    (open, accepted)
}

/// An entry that fits no finding, and why.
fn fits_nothing(acceptance: &Acceptance, findings: &[Diagnostic], codes: &[&str]) -> Diagnostic {
    let Acceptance { code, reference, .. } = acceptance;
    let mut entry = format!("{FILE} accepts {code} of {reference}");
    for (word, part) in [("cell", &acceptance.cell), ("field", &acceptance.field), ("found", &acceptance.found)] {
        if let Some(part) = part {
            entry.push_str(&format!(", {word} \"{part}\""));
        }
    }
    let whole = Acceptance { cell: None, field: None, found: None, ..acceptance.clone() };
    let elsewhere: Vec<String> =
        findings.iter().filter(|finding| fits(&whole, finding)).map(|finding| all_names(finding).join(", ")).collect();
    let (message, hint) = if !codes.contains(&code.as_str()) {
        let near = did_you_mean(code, codes.iter().copied());
        (format!("{entry}, and no finding is called {code}"), format!("{near}`boardpack explain` lists them all"))
    } else if elsewhere.is_empty() {
        let hint = format!("take the entry out of {FILE}, or put its code or ref right");
        (format!("{entry}, which is not found any more"), hint)
    } else {
        let hint = format!("what is found there: {}; put the entry right, or take it out", elsewhere.join("; or "));
        (format!("{entry}, which is not found any more"), hint)
    };
    let told = Diagnostic::note("accepted-but-not-found", message).hint(hint);
    Diagnostic { reference: Some(reference.clone()), kind: acceptance.kind, ..told }
}

/// What an entry can say of a finding beyond its code and its record. Findings that are the same in it are one.
fn place_of(finding: &Diagnostic) -> (Option<&CellRef>, Option<&str>, Option<&str>) {
    (finding.at.as_ref(), finding.field.as_deref(), finding.found.as_deref())
}

/// The least that tells a finding from the others: its field, its cell, what was found, or two of them.
fn what_names(finding: &Diagnostic, others: &[Diagnostic]) -> String {
    let ways: [&[usize]; 6] = [&[0], &[1], &[2], &[0, 2], &[1, 2], &[0, 1, 2]];
    let names = |of: &Diagnostic| [field_name(of), cell_name(of), found_name(of)];
    let own = names(finding);
    let tells_apart = |way: &&&[usize]| {
        way.iter().all(|part| own[*part].is_some())
            && others.iter().all(|other| {
                let same = way.iter().all(|part| names(other)[*part] == own[*part]);
                !same || place_of(other) == place_of(finding)
            })
    };
    match ways.iter().find(tells_apart) {
        Some(way) => way.iter().filter_map(|part| own[*part].clone()).collect::<Vec<_>>().join(" and "),
        None => all_names(finding).join(" and "),
    }
}

fn all_names(finding: &Diagnostic) -> Vec<String> {
    [field_name(finding), cell_name(finding), found_name(finding)].into_iter().flatten().collect()
}

fn field_name(finding: &Diagnostic) -> Option<String> {
    finding.field.as_ref().map(|field| format!("field = {field:?}"))
}

fn cell_name(finding: &Diagnostic) -> Option<String> {
    cell(finding).map(|cell| format!("cell = {cell:?}"))
}

fn found_name(finding: &Diagnostic) -> Option<String> {
    finding.found.as_ref().map(|found| format!("found = {found:?}"))
}

/// "PA1!F9"
fn cell(finding: &Diagnostic) -> Option<String> {
    finding.at.as_ref().map(|at| format!("{}!{}", at.sheet, at.address()))
}

fn fits(acceptance: &Acceptance, finding: &Diagnostic) -> bool {
    let is_of_record = match &finding.reference {
        Some(reference) => {
            *reference == acceptance.reference && (acceptance.kind.is_none() || acceptance.kind == finding.kind)
        }
        None => cell(finding).is_some_and(|cell| cell == acceptance.reference),
    };
    let in_cell = |wanted: &String| {
        let address = finding.at.as_ref().is_some_and(|at| at.address() == wanted.trim());
        address || cell(finding).is_some_and(|cell| cell == wanted.trim())
    };
    let in_field = |wanted: &String| {
        finding.field.as_ref().is_some_and(|field| match finding.kind {
            Some(kind) => is_called(kind, field, wanted),
            None => field == wanted.trim(),
        })
    };
    let has_found = |wanted: &String| finding.found.as_ref().is_some_and(|found| found.trim() == wanted.trim());
    acceptance.code == finding.code
        && is_of_record
        && acceptance.cell.as_ref().is_none_or(in_cell)
        && acceptance.field.as_ref().is_none_or(in_field)
        && acceptance.found.as_ref().is_none_or(has_found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::About;

    const CODES: [&str; 2] = ["green-but-overdue", "personal-data"];

    fn acceptance(reference: &str, until: &str) -> Acceptance {
        Acceptance {
            code: "green-but-overdue".to_owned(),
            reference: reference.to_owned(),
            kind: None,
            field: None,
            cell: None,
            found: None,
            reason: "a new date is with the Board".to_owned(),
            by: "Independent Chair".to_owned(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn an_acceptance_counts_until_its_day_and_is_told_of_when_it_fits_nothing() {
        let finding =
            |reference: &str| Diagnostic::warning("green-but-overdue", "late").about(About::action(reference));
        let record =
            [acceptance("1.1.1", "2025-07-31"), acceptance("1.1.2", "2025-07-30"), acceptance("9.9.9", "2026-01-01")];
        let found = vec![finding("1.1.1"), finding("1.1.2"), finding("1.1.3")];
        let (open, accepted) = apply(found, &record, "2025-07-31".parse().unwrap(), &CODES);
        let refs: Vec<_> = open.iter().map(|finding| (&*finding.code, finding.reference.as_deref().unwrap())).collect();
        assert_eq!(accepted.len(), 1);
        assert_eq!(
            refs,
            [("green-but-overdue", "1.1.2"), ("green-but-overdue", "1.1.3"), ("accepted-but-not-found", "9.9.9")]
        );
        assert!(open[0].hint.as_ref().unwrap().contains("accepted until 30/07/2025"));
    }

    #[test]
    fn a_renewed_acceptance_counts_wherever_it_stands() {
        let renewed = [acceptance("1.1.1", "2025-06-30"), acceptance("1.1.1", "2025-09-30")];
        let found = || vec![Diagnostic::warning("green-but-overdue", "late").about(About::action("1.1.1"))];
        let (open, accepted) = apply(found(), &renewed, "2025-07-31".parse().unwrap(), &CODES);
        assert_eq!((open.len(), accepted.len()), (0, 1));
        assert_eq!(accepted[0].acceptance.until.to_string(), "2025-09-30");

        let (open, accepted) = apply(found(), &renewed, "2025-10-31".parse().unwrap(), &CODES);
        assert_eq!((open.len(), accepted.len()), (1, 0));
        assert!(open[0].hint.as_ref().unwrap().contains("accepted until 30/09/2025"));
    }

    #[test]
    fn an_acceptance_may_name_the_kind_of_record() {
        let of_kind = |kind: &str| {
            let text = format!(
                "[[accepted]]\ncode = \"green-but-overdue\"\nref = \"1.1.1\"\nkind = \"{kind}\"\nreason = \"r\"\nby = \"b\"\nuntil = 2026-01-01\n"
            );
            parse_toml::<File>(&text.replace("2026-01-01", "\"2026-01-01\""), FILE)
        };
        let accepted = |kind: &str| {
            let finding = Diagnostic::warning("green-but-overdue", "late").about(About::action("1.1.1"));
            apply(vec![finding], &of_kind(kind).unwrap().accepted, "2025-07-31".parse().unwrap(), &CODES).1.len()
        };
        assert_eq!((accepted("action"), accepted("meeting-action")), (1, 0));
        assert!(of_kind("acton").is_err());
    }

    /// A postcode and an NHS number in one text, and another postcode in a milestone, all at action 1.1.1.
    fn personal_data() -> Vec<Diagnostic> {
        let at = |column| CellRef { workbook: "t.xlsx".into(), sheet: "PA1".into(), row: 8, column };
        let finding = |column, field: &str, found: &str| {
            Diagnostic::error("personal-data", "it has one")
                .about(About::action("1.1.1"))
                .at(&at(column))
                .field(field)
                .found(found)
        };
        vec![
            finding(5, "update", "SW1A •••"),
            finding(5, "update", "943 ••• ••••"),
            finding(4, "milestones", "B33 •••"),
        ]
    }

    fn of_personal_data(more: &str) -> (Vec<Diagnostic>, Vec<Accepted>) {
        let text = format!(
            "[[accepted]]\ncode = \"personal-data\"\nref = \"1.1.1\"\nreason = \"r\"\nby = \"b\"\nuntil = \"2026-01-01\"\n{more}"
        );
        let entries = parse_toml::<File>(&text, FILE).unwrap().accepted;
        apply(personal_data(), &entries, "2025-07-31".parse().unwrap(), &CODES)
    }

    #[test]
    fn an_entry_accepts_one_thing_and_no_more() {
        let (open, accepted) = of_personal_data("");
        assert_eq!((open.len(), accepted.len()), (3, 0));
        let hints: Vec<&str> = open.iter().map(|finding| finding.hint.as_deref().unwrap()).collect();
        for (hint, names) in
            hints.iter().zip(["found = \"SW1A •••\"", "found = \"943 ••• ••••\"", "field = \"milestones\""])
        {
            assert!(hint.contains("found 3 times") && hint.ends_with(names), "{hint}");
        }
        // What the hint asks for does it.
        for (more, which) in [
            ("found = \"SW1A •••\"", 0),
            ("found = \"943 ••• ••••\"", 1),
            ("field = \"milestones\"", 2),
            ("field = \"Action milestones\"", 2),
            ("cell = \"E9\"", 2),
            ("cell = \"PA1!E9\"", 2),
            ("field = \"Progress update\"\ncell = \"PA1!F9\"\nfound = \"SW1A •••\"", 0),
        ] {
            let (open, accepted) = of_personal_data(more);
            assert_eq!((open.len(), accepted.len()), (2, 1), "{more}");
            assert_eq!(accepted[0].finding.found, personal_data()[which].found, "{more}");
        }
        // A field or a cell with two of them is not enough.
        for more in ["field = \"update\"", "cell = \"PA1!F9\""] {
            assert_eq!(of_personal_data(more).1.len(), 0, "{more}");
        }
    }

    #[test]
    fn what_an_entry_names_and_is_not_found_is_told_with_what_is() {
        for more in ["cell = \"PA1!Z9\"", "field = \"lead\"", "found = \"M1 •••\""] {
            let (open, accepted) = of_personal_data(more);
            assert_eq!((open.len(), accepted.len()), (4, 0), "{more}");
            let told = open.last().unwrap();
            assert_eq!(told.code, "accepted-but-not-found");
            assert!(told.hint.as_ref().unwrap().contains("field = \"milestones\", cell = \"PA1!E9\""), "{told}");
        }
    }

    #[test]
    fn findings_that_nothing_tells_apart_are_one() {
        let same = || vec![personal_data().remove(0), personal_data().remove(0)];
        let entry = Acceptance { code: "personal-data".to_owned(), ..acceptance("1.1.1", "2026-01-01") };
        let (open, accepted) = apply(same(), &[entry], "2025-07-31".parse().unwrap(), &CODES);
        assert_eq!((open.len(), accepted.len()), (0, 2));
    }

    #[test]
    fn a_code_that_does_not_exist_accepts_nothing_and_is_told_with_the_nearest() {
        let entry = Acceptance { code: "green-but-overdeu".to_owned(), ..acceptance("1.1.1", "2026-01-01") };
        let found = vec![Diagnostic::warning("green-but-overdue", "late").about(About::action("1.1.1"))];
        let (open, accepted) = apply(found, &[entry], "2025-07-31".parse().unwrap(), &CODES);
        assert_eq!((open.len(), accepted.len()), (2, 0));
        assert!(open[1].message.contains("no finding is called green-but-overdeu"), "{}", open[1]);
        assert!(open[1].hint.as_ref().unwrap().contains("did you mean green-but-overdue?"), "{}", open[1]);
    }
}
