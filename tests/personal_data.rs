//! What personal data look like as officers type them, and what looks like them and is none: each form in a text of its own,
//! through the whole program. Every number is made up: NHS numbers begin with 999, telephone numbers are those kept for
//! plays, postcodes have no such streets.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::boardpack;
use crate::support::workbook::Workbook;

const DATA: &str = "personal-data";
const INSURANCE: &str = "national-insurance-number";
const LEARNER: &str = "learner-number";
const CASE: &str = "case-number";
const INITIALS: &str = "child-initials";
const COUNT: &str = "small-count";
const NONE: &str = "";

/// Each form with the code of the finding that it must give, and alone. `\n` is a line end in the cell.
#[rustfmt::skip]
const FORMS: &[(&str, &str)] = &[
    // NHS numbers.
    ("NHS number 999 001 2342 was in the sample", DATA),
    ("NHS no. 9990012342", DATA),
    ("NHS 999-001-2342", DATA),
    ("NHS 999.001.2342", DATA),
    ("NHS 999,001,2342", DATA),
    ("NHS 999, 001, 2342", DATA),
    ("NHS 999 0012342", DATA),
    ("NHS 999001 2342", DATA),
    ("NHS 999  001  2342", DATA),
    (r"NHS 999\n001\n2342", DATA),
    (r"NHS 999 001\n2342 waits", DATA),
    ("NHS9990012342", DATA),
    ("NHSNo9990012342", DATA),
    ("waits (9990012342) since May", DATA),
    ("NHS 999\u{a0}001\u{a0}2342", DATA),
    ("NHS 999–001–2342", DATA),
    ("NHS number 999 001 2343", NONE),
    ("NHS number 99900123421", NONE),
    ("spend of £9990012342", NONE),
    ("spend of £999,001,234", NONE),
    ("a share of 0.9990012342", NONE),
    ("document EHC2024000123", NONE),
    ("4444444444", NONE),
    // Unique pupil numbers.
    ("UPN T999999901001 has no place", DATA),
    ("UPN t999999901001 has no place", DATA),
    ("UPN T999 9999 01001", DATA),
    ("UPN T 999 999 901 001", DATA),
    ("UPN T-999-9999-01001", DATA),
    ("UPN: T9999999-01001", DATA),
    (r"UPN T999\n999901001", DATA),
    ("UPNT999999901001", DATA),
    ("temporary UPN D99999990100A", DATA),
    ("UPN A999999901001", NONE),
    ("UPN T99999990100", NONE),
    ("T9999999010011", NONE),
    ("plan A 2024 2025 2026", NONE),
    // Dates of birth.
    ("DOB 12/09/2012", DATA),
    ("DOB: 12.09.12", DATA),
    ("D.O.B. 12 September 2012", DATA),
    ("date of birth 12th September 2012", DATA),
    ("Date of Birth is 2012-09-12", DATA),
    ("DOB of child A: 12/09/2012", DATA),
    ("DOB for the pupil - 12 September 2012", DATA),
    ("DOB (child J): 12/09/2012", DATA),
    (r"Date of birth\n12/09/2012", DATA),
    (r"DOB:\n12 Sept 2012", DATA),
    ("DOB 12092012", DATA),
    ("DOB 120912", DATA),
    ("dob 20120912", DATA),
    ("her birthday is 12 September 2012", DATA),
    ("Birthday: 12/09/2012", DATA),
    ("a girl born on 12 September 2012 waits", DATA),
    ("born 12/9/12", DATA),
    ("children born in 2012", NONE),
    ("born in September 2012", NONE),
    ("born before 1 September 2012", NONE),
    ("the date of birth is recorded. By 3 May 2024 all are", NONE),
    ("date of birth of each child was checked on 3 May 2024", NONE),
    ("the week of their fifth birthday", NONE),
    ("newborn screening from 03/05/2024", NONE),
    ("reference 12092012", NONE),
    ("reviewed on 12/09/2012", NONE),
    // E-mail addresses.
    ("write to j.smith@ashmere.example", DATA),
    ("write to jane.press@ashmere.example", DATA),
    ("write to peter.board@ashmere.example", DATA),
    ("write to josé.garcía@ashmere.example", DATA),
    ("write to zoë@ashmere.example", DATA),
    ("write to o'brien_k@ashmere.example", DATA),
    ("<jtownsend@x.example>", DATA),
    ("Jane.Smith@ASHMERE.EXAMPLE", DATA),
    ("send@ashmere.example", NONE),
    ("SENDTeam@ashmere.example", NONE),
    ("press@ashmere.example", NONE),
    ("press.office@ashmere.example", NONE),
    ("local.offer@ashmere.example", NONE),
    ("ashmere.press@ashmere.example", NONE),
    ("board.clerk@ashmere.example", NONE),
    ("children.services@ashmere.example", NONE),
    ("general.enquiries@ashmere.example", NONE),
    ("sen.support@ashmere.example", NONE),
    ("5 schools @ 3.20 each", NONE),
    // Telephone numbers.
    ("ring 07700 900123", DATA),
    ("ring 07700900123", DATA),
    ("ring 07700.900.123", DATA),
    ("ring 01632.960.123", DATA),
    ("ring 01632-960123", DATA),
    ("ring (01632) 960 123", DATA),
    ("ring +44 7700 900123", DATA),
    ("ring +447700900123", DATA),
    ("ring +44.1632.960123", DATA),
    ("ring +44 (0)1632 960123", DATA),
    ("ring 0044 1632 960 123", DATA),
    ("ring 44 7700 900123", DATA),
    ("mobile 7700 900123", DATA),
    ("tel. 1632 960123", DATA),
    ("tel 7700900123", DATA),
    ("the service line 0300 123 4567", NONE),
    ("the service line 0808 157 0123", NONE),
    ("extension 4521", NONE),
    ("ext. 960123", NONE),
    ("between 01.07.2024 and 02.08.2024", NONE),
    ("01-07-2024 02-08-2024", NONE),
    ("2024-25 and 2025-26", NONE),
    ("version 0.712345678901", NONE),
    // Postcodes.
    ("lives at SW1A 9ZZ", DATA),
    ("lives at sw1a 9zz", DATA),
    ("lives at Sw1a 9zz", DATA),
    ("lives at SW1A  9ZZ", DATA),
    ("lives at SW1A-9ZZ", DATA),
    (r"lives at SW1A\n9ZZ", DATA),
    ("lives at SW1A9ZZ", DATA),
    ("lives at b33 9zz", DATA),
    ("M1 9ZZ", DATA),
    ("the SW1A district", NONE),
    ("families in M1, M2 and B33", NONE),
    ("PA2 2EH review", NONE),
    ("K01 3AB", NONE),
    ("form KS2 9AB", NONE),
    ("R07 1AA", NONE),
    ("ward w1 1st meeting", NONE),
    ("s1-2nd draft", NONE),
    ("Q1 2EH", NONE),
    // National insurance numbers.
    ("the carer (NI no. QQ 12 34 56 C) was paid", INSURANCE),
    ("AB123456C", INSURANCE),
    ("ab 12 34 56 c", INSURANCE),
    ("AB-12-34-56-C", INSURANCE),
    ("AB 123456 C", INSURANCE),
    (r"AB 12 34\n56 C", INSURANCE),
    ("NINO AB123456", INSURANCE),
    ("national insurance number AB 12 34 56", INSURANCE),
    ("AB 12 34 56 E", NONE),
    ("DA 12 34 56 C", NONE),
    ("form AB123456", NONE),
    ("GB123456C", NONE),
    // Unique learner numbers.
    ("the student (ULN 9900123459) has no place", LEARNER),
    ("ULN: 990 012 3459", LEARNER),
    ("unique learner number 9900123459", LEARNER),
    ("Unique Learner Number is 99001 23459", LEARNER),
    (r"ULN\n9900123459", LEARNER),
    ("uln-9900123459", LEARNER),
    ("ULN 990012345", NONE),
    ("ULNs for 2024 cohorts", NONE),
    ("learner numbers rose to 1,250", NONE),
    // Case numbers.
    ("settled (case no. 204417)", CASE),
    ("case number 204417", CASE),
    ("Case ref: LL20417", CASE),
    ("case reference 23 001 234", CASE),
    ("case ref ASH/2023/0417", CASE),
    ("client ID 204417", CASE),
    ("Mosaic 204417", CASE),
    ("Mosaic ID: 204417", CASE),
    ("Liquidlogic no. 204417", CASE),
    ("tribunal appeal number EH999/23/00045", CASE),
    ("appeal no. EH999/23/00045", CASE),
    ("EHCP number 2044171", CASE),
    (r"Case number:\n204417", CASE),
    ("case study 12 and business case 2024", NONE),
    ("case numbers 2024/25 and case load 2500", NONE),
    ("case no. 3 of 12", NONE),
    ("the case number rose to 1,200", NONE),
    ("pupil numbers 2024: 12450", NONE),
    ("EHCP number 3200 in January", NONE),
    ("case reviews by 12/05/2024", NONE),
    ("Mosaic goes live in 2025", NONE),
    // Initials of children.
    ("Child J has waited since May", INITIALS),
    ("the placement of child J.", INITIALS),
    ("pupil A was moved", INITIALS),
    ("Child J's placement", INITIALS),
    ("children A, B and C", INITIALS),
    ("young person K", INITIALS),
    ("family B complained", INITIALS),
    ("J.S. has been out of school since May", INITIALS),
    ("the mother of J. S. complained", INITIALS),
    ("student A levels rose", NONE),
    ("learner A* grades rose", NONE),
    ("pupil P scales end", NONE),
    ("student T Levels begin", NONE),
    ("the child I saw was well", NONE),
    ("schools in the U.K. and the child", NONE),
    ("Mr J.S. Smith told the family", NONE),
    ("minutes taken by J.S. for the family forum", NONE),
    ("school A and Plan B", NONE),
    ("the child's plan", NONE),
    // Small counts.
    ("3 pupils were excluded", COUNT),
    ("two autistic children wait", COUNT),
    ("1 child is without a place", COUNT),
    ("one child was moved", COUNT),
    ("4 young people left", COUNT),
    ("three looked after children", COUNT),
    ("(2 pupils)", COUNT),
    ("5 pupils were excluded", NONE),
    ("12 children wait", NONE),
    ("3,002 children", NONE),
    ("Year 3 pupils", NONE),
    ("Years 1 and 2 pupils", NONE),
    ("1 in 4 children", NONE),
    ("more than one child", NONE),
    ("3 children's homes", NONE),
    ("3% of children", NONE),
    ("2-year-old children", NONE),
    ("3 schools for pupils with plans", NONE),
    ("aged 3 children", NONE),
    ("two weeks for pupils", NONE),
    ("1.2 children a day", NONE),
    ("one child centre", NONE),
    ("Invite two young people to the April Board", NONE),
    ("Act on what the two young people said", NONE),
    // Nothing of the kind.
    ("Actions 2.1.1, 2.1.2 and 1.4.1a; minutes 13.1–13.6", NONE),
    ("£1,250,000 asked and £12.5m spent", NONE),
    ("16/07/2025, 16.07.2025 and 2025-07-16", NONE),
    ("61% (was 59.9%); 318 wait, 1,236 visits", NONE),
    ("Form SEN2, EHC1 and Annex B", NONE),
    ("AP123 and invoice 2024-000123", NONE),
];

#[test]
fn every_form_gives_the_finding_that_is_expected_or_none() {
    assert!(FORMS.len() >= 120, "{}", FORMS.len());
    let scratch = tempfile::tempdir().unwrap();
    let row = |(index, (form, _)): (usize, &(&str, &str))| {
        // A number alone is to be a text; a text with a line end is one.
        let mark = if form.contains(r"\n") { "" } else { "'" };
        let action = format!("1.1 Aim | 1.1.{} Do it | December 2025 | Head of SEND | Amber | Amber", index + 1);
        format!("{action} | {mark}{form}\n").replace('\\', r"\\")
    };
    let rows: String = FORMS.iter().enumerate().map(row).collect();
    let head = "Ref/ Aim | Action | Due date | Lead | Action BRAG | Impact BRAG | Progress update";
    let book = format!(
        "path = \"area/2025-07/tracker.xlsx\"\n[[sheet]]\nname = \"PA1\"\nrows = \"\"\"\n{head}\n{rows}\"\"\"\n"
    );
    toml::from_str::<Workbook>(&book).unwrap().write(scratch.path()).unwrap();
    let output = boardpack(scratch.path(), &["check", "area", "--format", "json"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in said["findings"].as_array().unwrap() {
        let code = finding["code"].as_str().unwrap();
        if [DATA, INSURANCE, LEARNER, CASE, INITIALS, COUNT].contains(&code) {
            found.entry(finding["ref"].to_string()).or_default().push(code.to_owned());
            let (form, _) = FORMS[finding["ref"].as_str().unwrap()[4..].parse::<usize>().unwrap() - 1];
            let shown = finding["found"].as_str().unwrap();
            assert!(!form.contains(shown) && shown.contains('•'), "{form} is repeated: {shown}");
            assert_eq!(finding["field"], "update", "{form}");
        }
    }
    let wrong: Vec<String> = FORMS
        .iter()
        .enumerate()
        .filter_map(|(index, (form, expected))| {
            let codes = found.remove(&format!("\"1.1.{}\"", index + 1)).unwrap_or_default().join(", ");
            // "DOB of child A" has both.
            let codes = codes.replace(&format!("{INITIALS}, "), if *expected == DATA { "" } else { INITIALS });
            (codes != *expected).then(|| format!("{form:?}: found \"{codes}\", not \"{expected}\""))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} forms:\n{}", wrong.len(), FORMS.len(), wrong.join("\n"));
}
