//! What is asked of each lead: the findings that stand, by the role that can put them right, in plain words.
//!
//! Findings + programme → asks by lead, as facts for a template and as rows of a csv file. An action's finding is asked
//! of the lead named first; what has no lead is asked of the programme's own office.

use crate::area::Edition;
use crate::diagnostic::Diagnostic;
use crate::group;
use crate::ledger::{Fact, Facts, Ledger, origin};
use crate::located::CellRef;
use crate::programme::Programme;
use crate::text;
use crate::wording;

/// The role that is asked where a record names none.
const OFFICE: &str = "Programme office";

/// What is asked of one role.
#[derive(Clone, Debug)]
pub struct LeadAsks {
    pub lead: String,
    /// What sets the lead's file apart from the others': "head-of-send".
    pub file: String,
    pub asks: Vec<Ask>,
}

/// One thing that is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The ref of the record, or the sheet where it is about none.
    pub about: String,
    /// The record in its own words.
    pub record: Option<String>,
    pub what: String,
    pub found: Option<String>,
    pub what_to_do: String,
    pub at: Option<CellRef>,
    pub severity: &'static str,
}

impl Ask {
    /// "tracker.xlsx, sheet PA1, cell F31".
    fn cell(&self) -> Option<String> {
        self.at.as_ref().map(|at| format!("{}, sheet {}, cell {}", at.workbook, at.sheet, at.address()))
    }
}

/// Sorts the findings by the role that is asked. Notes ask for nothing.
pub fn by_lead(programme: &Programme, findings: &[Diagnostic]) -> Vec<LeadAsks> {
    let mut leads: Vec<LeadAsks> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity > crate::diagnostic::Severity::Note) {
        let record = finding.reference.as_deref().and_then(|reference| record(programme, reference));
        let lead = record.as_ref().and_then(|record| record.lead.clone()).unwrap_or_else(|| OFFICE.to_owned());
        let ask = Ask {
            about: finding
                .reference
                .clone()
                .or_else(|| finding.at.as_ref().map(|at| at.sheet.to_string()))
                .unwrap_or_default(),
            // The list must not spread what should not stand in the workbook at all.
            record: record.map(|record| record.words).filter(|_| finding.code != "personal-data"),
            what: text::sentence(&finding.message),
            found: finding.found.clone(),
            what_to_do: text::sentence(finding.hint.as_deref().unwrap_or("look at this and put it right")),
            at: finding.at.clone(),
            severity: match finding.severity {
                crate::diagnostic::Severity::Error => "Must be put right",
                _ => "Please look at",
            },
        };
        // "Head of SEND, council" and "Head of SEND council" are one role, and would be one file.
        let file = match text::file_name(&lead) {
            name if name.is_empty() => {
                format!("lead-{}", lead.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>())
            }
            name => name,
        };
        match leads.iter_mut().find(|known| known.file == file) {
            Some(known) => known.asks.push(ask),
            None => leads.push(LeadAsks { lead, file, asks: vec![ask] }),
        }
    }
    leads.sort_by_key(|lead| lead.lead.to_lowercase());
    leads
}

struct Record {
    lead: Option<String>,
    words: String,
}

fn record(programme: &Programme, reference: &str) -> Option<Record> {
    if let Some(action) = programme.actions().find(|action| action.reference.value == reference) {
        return Some(Record {
            lead: action.leads.first().map(|lead| lead.value.clone()),
            words: action.text.value.clone(),
        });
    }
    if let Some(risk) = programme.risks.iter().find(|risk| risk.reference.value == reference) {
        let words =
            risk.event.as_ref().or(risk.description.as_ref()).map(|words| words.value.clone()).unwrap_or_default();
        return Some(Record { lead: risk.owner.as_ref().map(|owner| owner.value.clone()), words });
    }
    if let Some(measure) = programme.measures.iter().find(|measure| measure.reference.value == reference) {
        // A measure has no lead of its own: the first lead of the first action it measures is asked.
        let linked = measure.linked.first().and_then(|link| record(programme, &link.value));
        return Some(Record { lead: linked.and_then(|linked| linked.lead), words: measure.name.value.clone() });
    }
    if let Some(entry) = programme.meeting_actions.iter().find(|entry| entry.reference.value == reference) {
        return Some(Record {
            lead: entry.owner.as_ref().map(|owner| owner.value.clone()),
            words: entry.action.value.clone(),
        });
    }
    let area = programme.areas.iter().find(|area| area.key == reference)?;
    Some(Record {
        lead: area.lead_officer.as_ref().map(|lead| lead.value.clone()),
        words: area.name.clone().unwrap_or_else(|| area.title()),
    })
}

/// The facts of one lead's list: grouped by record, in the order of the findings.
pub fn facts(lead: &LeadAsks, edition: &Edition) -> Facts {
    let ledger = Ledger::default();
    let mut groups: Vec<(&str, Option<&str>, Vec<Fact>)> = Vec::new();
    for ask in &lead.asks {
        let fact = group! {
            "what": &ask.what,
            "found": &ask.found,
            "do": &ask.what_to_do,
            "cell": ask.cell(),
            "severity": ask.severity,
        };
        match groups.iter_mut().find(|(about, ..)| *about == ask.about) {
            Some((.., asks)) => asks.push(fact),
            None => groups.push((&ask.about, ask.record.as_deref(), vec![fact])),
        }
    }
    let cells: Vec<CellRef> = lead.asks.iter().filter_map(|ask| ask.at.clone()).collect();
    let origin = origin(
        "lead.count",
        format!("Asked of {}", lead.lead),
        "counts the findings that the lead is asked to put right",
    );
    let count = ledger.counted(origin, lead.asks.len(), &cells);
    let facts = group! {
        "name": &lead.lead,
        "count": count,
        "deadline": next_deadline(edition),
        "groups": Fact::list(groups.into_iter().map(|(about, record, asks)| group! {
            "about": about,
            "record": record,
            "asks": asks,
        })),
    };
    ledger.close(group! { "lead": facts })
}

/// The first paper deadline of the work programme after the status date.
fn next_deadline(edition: &Edition) -> Option<String> {
    let deadlines = edition.programme.work_programme.iter().filter_map(|item| item.deadline.as_ref()?.value.date);
    deadlines.filter(|deadline| *deadline > edition.status_date).min().map(wording::day)
}

/// All leads' lists as rows for a spreadsheet.
pub fn csv(leads: &[LeadAsks]) -> String {
    let mut out = String::from("\u{feff}Lead,About,Record,What,Found,What to do,Cell,Weight\r\n");
    for lead in leads {
        for ask in &lead.asks {
            let cell = ask.cell();
            let fields = [
                Some(lead.lead.as_str()),
                Some(&ask.about),
                ask.record.as_deref(),
                Some(&ask.what),
                ask.found.as_deref(),
                Some(&ask.what_to_do),
                cell.as_deref(),
                Some(ask.severity),
            ];
            let row: Vec<String> = fields.into_iter().map(|field| csv_field(field.unwrap_or_default())).collect();
            out.push_str(&row.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// A field in quotes; what a spreadsheet would take for a formula begins with an apostrophe.
fn csv_field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_role_in_two_spellings_has_one_list() {
        use crate::programme::fixtures::{self, located, programme};
        use crate::programme::model::Action;
        let action = |reference: &str, lead: &str| Action {
            leads: vec![located(lead.to_owned())],
            ..fixtures::action(reference, "An action", None, "")
        };
        let programme = programme(vec![
            action("1.1.1", "Head of SEND, council"),
            action("1.1.2", "Head of SEND council"),
            action("1.1.3", "Ω"),
        ]);
        let findings =
            ["1.1.1", "1.1.2", "1.1.3", "9.9.9"].map(|about| Diagnostic::warning("no-due-date", "late").about(about));
        let leads = by_lead(&programme, &findings);
        let files: Vec<(&str, usize)> = leads.iter().map(|lead| (lead.file.as_str(), lead.asks.len())).collect();
        assert_eq!(files, [("head-of-send-council", 2), ("programme-office", 1), ("lead-3a9", 1)]);
    }

    #[test]
    fn a_field_is_no_formula_and_keeps_its_quotes() {
        assert_eq!(csv_field("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_field("say \"no\""), "\"say \"\"no\"\"\"");
    }
}
