//! Findings that someone has accepted on record: `accepted.toml` in the area's folder.
//!
//! An accepted finding is counted and listed, but weighs nothing. One whose time has run out returns; an acceptance of
//! something that is no longer found is told of. Time is the edition's status date: nothing reads the clock.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::area::settings_file::parse_toml;
use crate::diagnostic::{Diagnostic, Error, Result, Severity};

/// The name of the file in an area's folder.
pub const FILE: &str = "accepted.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Acceptance>,
}

/// One acceptance, as it stands on record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The finding's code.
    pub code: String,
    /// The ref of the record it is about; for a finding about no record, its cell as `sheet!F3`.
    #[serde(rename = "ref")]
    pub reference: String,
    pub reason: String,
    /// Who accepted it, by role.
    pub by: String,
    /// The last day it counts.
    pub until: NaiveDate,
}

/// A finding that was accepted, and by what.
#[derive(Clone, Debug, Serialize)]
pub struct Accepted {
    pub finding: Diagnostic,
    pub acceptance: Acceptance,
}

/// Reads the area's acceptances; none where there is no file.
pub fn read(area: &Path) -> Result<Vec<Acceptance>> {
    let file = area.join(FILE);
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text =
        fs::read_to_string(&file).map_err(|why| Error::new(format!("{} cannot be read: {why}", file.display())))?;
    Ok(parse_toml::<File>(&text, &file.display().to_string())?.accepted)
}

/// Parts the findings into those that stand and those that are accepted.
pub fn apply(
    findings: Vec<Diagnostic>,
    acceptances: &[Acceptance],
    status_date: NaiveDate,
) -> (Vec<Diagnostic>, Vec<Accepted>) {
    let mut open = Vec::new();
    let mut accepted = Vec::new();
    let mut used = vec![false; acceptances.len()];
    for mut finding in findings {
        let place = acceptances.iter().position(|acceptance| fits(acceptance, &finding));
        let Some(index) = place else {
            open.push(finding);
            continue;
        };
        used[index] = true;
        let acceptance = &acceptances[index];
        if acceptance.until >= status_date {
            accepted.push(Accepted { finding, acceptance: acceptance.clone() });
        } else {
            let since = format!("it was accepted until {} by {}", acceptance.until.format("%d/%m/%Y"), acceptance.by);
            finding.hint = Some(finding.hint.map_or(since.clone(), |hint| format!("{hint}; {since}")));
            open.push(finding);
        }
    }
    for (acceptance, _) in acceptances.iter().zip(&used).filter(|(_, used)| !**used) {
        open.push(
            Diagnostic::new(
                Severity::Note,
                "accepted-but-not-found",
                format!("{FILE} accepts {} of {}, which is not found any more", acceptance.code, acceptance.reference),
            )
            .about(&acceptance.reference)
            .hint(format!("take the entry out of {FILE}, or put its code or ref right")),
        );
    }
    (open, accepted)
}

fn fits(acceptance: &Acceptance, finding: &Diagnostic) -> bool {
    let cell = || finding.at.as_ref().map(|at| format!("{}!{}", at.sheet, at.address()));
    acceptance.code == finding.code
        && match &finding.reference {
            Some(reference) => *reference == acceptance.reference,
            None => cell().is_some_and(|cell| cell == acceptance.reference),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acceptance(reference: &str, until: &str) -> Acceptance {
        Acceptance {
            code: "green-but-overdue".to_owned(),
            reference: reference.to_owned(),
            reason: "a new date is with the Board".to_owned(),
            by: "Independent Chair".to_owned(),
            until: until.parse().unwrap(),
        }
    }

    #[test]
    fn an_acceptance_counts_until_its_day_and_is_told_of_when_it_fits_nothing() {
        let finding = |reference: &str| Diagnostic::warning("green-but-overdue", "late").about(reference);
        let record =
            [acceptance("1.1.1", "2025-07-31"), acceptance("1.1.2", "2025-07-30"), acceptance("9.9.9", "2026-01-01")];
        let found = vec![finding("1.1.1"), finding("1.1.2"), finding("1.1.3")];
        let (open, accepted) = apply(found, &record, "2025-07-31".parse().unwrap());
        let refs: Vec<_> = open.iter().map(|finding| (&*finding.code, finding.reference.as_deref().unwrap())).collect();
        assert_eq!(accepted.len(), 1);
        assert_eq!(
            refs,
            [("green-but-overdue", "1.1.2"), ("green-but-overdue", "1.1.3"), ("accepted-but-not-found", "9.9.9")]
        );
        assert!(open[0].hint.as_ref().unwrap().contains("accepted until 30/07/2025"));
    }
}
