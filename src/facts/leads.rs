//! What is asked of each lead: the findings that stand, by the role that can put them right, in plain words.
//!
//! Findings + programme → asks by lead, as facts for a template and as rows of a csv file. An action's finding is asked
//! of the lead named first; what has no lead is asked of the programme's own office.

use crate::area::Edition;
use crate::diagnostic::{Diagnostic, RecordKind};
use crate::group;
use crate::ledger::{Fact, Facts, Ledger, origin};
use crate::located::{CellRef, Located};
use crate::output::{csv, names};
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
    pub kind: Option<RecordKind>,
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
        let about = finding.kind.zip(finding.reference.as_deref());
        let record = about.and_then(|(kind, reference)| record(programme, kind, reference));
        let lead = record.as_ref().and_then(|record| record.lead.clone()).unwrap_or_else(|| OFFICE.to_owned());
        let ask = Ask {
            about: finding
                .reference
                .clone()
                .or_else(|| finding.at.as_ref().map(|at| at.sheet.to_string()))
                .unwrap_or_default(),
            kind: finding.kind,
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
        let file = names::of(&lead, "lead");
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

fn record(programme: &Programme, kind: RecordKind, reference: &str) -> Option<Record> {
    let value = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    let (lead, words) = match kind {
        RecordKind::Action => {
            let action = programme.actions().find(|action| action.reference.value == reference)?;
            (action.leads.first().map(|lead| lead.value.clone()), action.text.value.clone())
        }
        RecordKind::Risk => {
            let risk = programme.risks.iter().find(|risk| risk.reference.value == reference)?;
            (value(&risk.owner), value(&risk.event).or_else(|| value(&risk.description)).unwrap_or_default())
        }
        RecordKind::Measure => {
            let measure = programme.measures.iter().find(|measure| measure.reference.value == reference)?;
            // A measure has no lead of its own: the first lead of the first action it measures is asked.
            let of_kind = |kind| record(programme, kind, &measure.linked.first()?.value);
            let linked = of_kind(RecordKind::Action).or_else(|| of_kind(RecordKind::Area));
            (linked.and_then(|linked| linked.lead), measure.name.value.clone())
        }
        RecordKind::MeetingAction => {
            let entry = programme.meeting_actions.iter().find(|entry| entry.reference.value == reference)?;
            (value(&entry.owner), entry.action.value.clone())
        }
        RecordKind::Area => {
            let area = programme.areas.iter().find(|area| area.key == reference)?;
            (value(&area.lead_officer), area.name.clone().unwrap_or_else(|| area.title()))
        }
        RecordKind::Aim | RecordKind::WorkItem | RecordKind::Term | RecordKind::StatusMeaning => return None,
    };
    Some(Record { lead, words })
}

/// The facts of one lead's list: grouped by record, in the order of the findings.
pub fn facts(lead: &LeadAsks, edition: &Edition) -> Facts {
    let ledger = Ledger::default();
    type Group<'a> = ((Option<RecordKind>, &'a str), Option<&'a str>, Vec<Fact>);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ask in &lead.asks {
        let fact = group! {
            "what": &ask.what,
            "found": &ask.found,
            "do": &ask.what_to_do,
            "cell": ask.cell(),
            "severity": ask.severity,
        };
        let about = (ask.kind, ask.about.as_str());
        match groups.iter_mut().find(|(known, ..)| *known == about) {
            Some((.., asks)) => asks.push(fact),
            None => groups.push((about, ask.record.as_deref(), vec![fact])),
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
        "groups": Fact::list(groups.into_iter().map(|((_, about), record, asks)| group! {
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
    let mut out = csv::begin();
    let headings = ["Lead", "About", "Record", "What", "Found", "What to do", "Cell", "Weight"];
    csv::push_row(&mut out, headings.into_iter());
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
            csv::push_row(&mut out, fields.into_iter().map(Option::unwrap_or_default));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::About;

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
        let findings = ["1.1.1", "1.1.2", "1.1.3", "9.9.9"]
            .map(|about| Diagnostic::warning("no-due-date", "late").about(About::action(about)));
        let leads = by_lead(&programme, &findings);
        let files: Vec<(&str, usize)> = leads.iter().map(|lead| (lead.file.as_str(), lead.asks.len())).collect();
        assert_eq!(files, [("head-of-send-council", 2), ("programme-office", 1), ("lead-3a9", 1)]);
    }

    #[test]
    fn two_records_with_one_ref_are_two_matters() {
        use crate::programme::fixtures::{action, located, programme};
        use crate::programme::model::{Action, MeetingAction};
        let owned = located("Head of SEND".to_owned());
        let tracker = Action { leads: vec![owned.clone()], ..action("1.1.1", "Publish the strategy", None, "") };
        let mut programme = programme(vec![tracker]);
        programme.meeting_actions.push(MeetingAction {
            reference: located("1.1.1".to_owned()),
            meeting: None,
            action: located("Report on plans".to_owned()),
            owner: Some(owned),
            due: None,
            state: None,
            update: None,
            verbal: None,
            appendix: None,
            linked: Vec::new(),
            at: located(()).at,
        });
        let findings = [About::action("1.1.1"), About::meeting_action("1.1.1")]
            .map(|about| Diagnostic::warning("no-due-date", "late").about(about));
        let leads = by_lead(&programme, &findings);
        assert_eq!(leads.len(), 1);
        let edition = Edition {
            month: crate::programme::model::Month { year: 2025, month: 7 },
            status_date: "2025-07-31".parse().unwrap(),
            programme,
            narrative: Default::default(),
            files: Vec::new(),
            inputs: Vec::new(),
            unread: Vec::new(),
        };
        let facts = facts(&leads[0], &edition);
        let records: Vec<_> =
            facts.value["lead"]["groups"].as_array().unwrap().iter().map(|group| group["record"].clone()).collect();
        assert_eq!(records, ["Publish the strategy", "Report on plans"]);
    }
}
