//! Findings that someone has accepted on record: `accepted.toml` in the area's folder.
//!
//! An accepted finding is counted and listed, but weighs nothing. One whose time has run out returns; an acceptance of
//! something that is no longer found is told of. Time is the edition's status date: nothing reads the clock.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::area::files;
use crate::area::settings_file::parse_toml;
use crate::diagnostic::{Diagnostic, RecordKind, Result};
use crate::digest::FileDigest;

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
    /// The kind of that record, where two kinds use the same refs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
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

/// Reads the area's acceptances, with the digest of the file; none where there is no file.
pub fn read(area: &Path) -> Result<(Vec<Acceptance>, Option<FileDigest>)> {
    let Some((text, digest)) = files::text(area, FILE)? else { return Ok((Vec::new(), None)) };
    let file = area.join(FILE).display().to_string();
    Ok((parse_toml::<File>(&text, &file)?.accepted, Some(digest)))
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
        let mut fitting: Vec<&Acceptance> = Vec::new();
        for (acceptance, used) in acceptances.iter().zip(&mut used).filter(|(acceptance, _)| fits(acceptance, &finding))
        {
            *used = true;
            fitting.push(acceptance);
        }
        // One that was renewed may stand below the one that has run out.
        let in_force = fitting.iter().find(|acceptance| acceptance.until >= status_date);
        let last = fitting.iter().max_by_key(|acceptance| acceptance.until);
        if let Some(&acceptance) = in_force {
            accepted.push(Accepted { finding, acceptance: acceptance.clone() });
        } else {
            if let Some(last) = last {
                let since = format!("it was accepted until {} by {}", last.until.format("%d/%m/%Y"), last.by);
                finding.hint = Some(finding.hint.map_or(since.clone(), |hint| format!("{hint}; {since}")));
            }
            open.push(finding);
        }
    }
    for (acceptance, _) in acceptances.iter().zip(&used).filter(|(_, used)| !**used) {
        let message =
            format!("{FILE} accepts {} of {}, which is not found any more", acceptance.code, acceptance.reference);
        let told = Diagnostic::note("accepted-but-not-found", message)
            .hint(format!("take the entry out of {FILE}, or put its code or ref right"));
        open.push(Diagnostic { reference: Some(acceptance.reference.clone()), kind: acceptance.kind, ..told });
    }
    (open, accepted)
}

fn fits(acceptance: &Acceptance, finding: &Diagnostic) -> bool {
    let cell = || finding.at.as_ref().map(|at| format!("{}!{}", at.sheet, at.address()));
    acceptance.code == finding.code
        && match &finding.reference {
            Some(reference) => {
                *reference == acceptance.reference && (acceptance.kind.is_none() || acceptance.kind == finding.kind)
            }
            None => cell().is_some_and(|cell| cell == acceptance.reference),
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::About;

    fn acceptance(reference: &str, until: &str) -> Acceptance {
        Acceptance {
            code: "green-but-overdue".to_owned(),
            reference: reference.to_owned(),
            kind: None,
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
        let (open, accepted) = apply(found, &record, "2025-07-31".parse().unwrap());
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
        let (open, accepted) = apply(found(), &renewed, "2025-07-31".parse().unwrap());
        assert_eq!((open.len(), accepted.len()), (0, 1));
        assert_eq!(accepted[0].acceptance.until.to_string(), "2025-09-30");

        let (open, accepted) = apply(found(), &renewed, "2025-10-31".parse().unwrap());
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
            apply(vec![finding], &of_kind(kind).unwrap().accepted, "2025-07-31".parse().unwrap()).1.len()
        };
        assert_eq!((accepted("action"), accepted("meeting-action")), (1, 0));
        assert!(of_kind("acton").is_err());
    }
}
