//! What the checks for personal data share: every printed text, looked through for the kinds that go by one code.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::identifiers::{self, Identifier, Kind};
use super::names::names_someone;
use super::small_counts::small_counts;
use super::texts::{self, Text, Where};
use crate::area::settings;
use crate::checks::{Context, Found};
use crate::diagnostic::{About, RecordKind};
use crate::located::CellRef;

/// What was found in the printed texts, looked for once for all the codes.
pub type Looked = OnceCell<Vec<Hit>>;

/// Something found in a text, without the text.
pub struct Hit {
    code: &'static str,
    what: &'static str,
    masked: String,
    /// How the text is called, and whether that name holds what must not be repeated.
    name: String,
    about: Option<(RecordKind, String)>,
    at: Place,
    field: Option<&'static str>,
}

enum Place {
    Cell(CellRef),
    Settings(String),
    Words(String, String),
    NameOf(&'static str),
}

/// Adds a finding for each identifier whose kind has this code, with what to do about it.
pub fn report(context: &Context<'_>, code: &str, hint: &str, found: &mut Found) {
    let hits = context.looked.get_or_init(|| look(context));
    hits.iter().filter(|hit| hit.code == code).for_each(|hit| tell(hit, hint, found));
}

const COUNT: &str = "small-count";

fn look(context: &Context<'_>) -> Vec<Hit> {
    let below = context.settings.thresholds.small_counts_below;
    // A merged cell stands in many records.
    let mut seen = BTreeSet::new();
    let mut hits = Vec::new();
    texts::printed(context, &mut |text| {
        let of_office = text.is_contact && !names_someone(text.words);
        let identifiers =
            identifiers::identifiers(text.words).into_iter().filter(|one| !(of_office && is_of_an_office(one)));
        let counts = small_counts(text.words, below).into_iter();
        let all = identifiers
            .map(|one| (one.kind.code(), one.kind.words(), one.masked))
            .chain(counts.map(|masked| (COUNT, "a count of children below the threshold", masked)));
        let mut times: BTreeMap<(&'static str, &'static str, String), usize> = BTreeMap::new();
        all.for_each(|one| *times.entry(one).or_default() += 1);
        for ((code, what, masked), times) in times {
            // One that is typed beside another later is another finding: it was not accepted with it.
            let masked = if times > 1 { format!("{masked} ({times} times)") } else { masked };
            if seen.insert(format!("{:?} {code} {masked}", text.at)) {
                hits.push(hit(text, code, what, masked));
            }
        }
    });
    hits
}

/// What a team's contact line may have: a number that is no mobile telephone's, and a postcode.
fn is_of_an_office(found: &Identifier) -> bool {
    let mobile = || {
        ['7'] == *found.masked.trim_start_matches([' ', '+', '4', '0', '(', ')']).chars().take(1).collect::<Vec<_>>()
    };
    match found.kind {
        Kind::Telephone => !mobile(),
        kind => kind == Kind::Postcode,
    }
}

fn hit(text: &Text<'_>, code: &'static str, what: &'static str, masked: String) -> Hit {
    // A measure without a ref goes by its name, and a ref may itself be what must not be repeated.
    let (about, name) = match identifiers::masked(&text.name) {
        Some(_) if matches!(text.at, Where::Settings(_)) => (None, settings::FILE),
        Some(_) => (None, "a text"),
        None => (text.about, text.name.as_str()),
    };
    let at = match &text.at {
        Where::Cell(at) => Place::Cell((*at).clone()),
        Where::Settings(place) => Place::Settings(identifiers::masked(place).unwrap_or_else(|| place.clone())),
        Where::Words(file, line) => Place::Words(file.clone(), line.clone()),
        Where::NameOf(what) => Place::NameOf(what),
    };
    let about = about.map(|about| (about.kind, about.reference.to_owned()));
    Hit { code, what, masked, name: name.to_owned(), about, at, field: text.field }
}

fn tell(hit: &Hit, hint: &str, found: &mut Found) {
    let message = format!("{} has {}", hit.name, hit.what);
    match &hit.at {
        Place::Cell(at) => {
            let about = hit.about.as_ref().map(|(kind, reference)| About { kind: *kind, reference });
            found.add_in_field(about, at, hit.field, message, &hit.masked, hint);
        }
        Place::Settings(place) => {
            let hint = hint.replace("the workbook", settings::FILE);
            found.add_elsewhere(settings::FILE, place, message, &hit.masked, hint);
        }
        Place::Words(file, line) => {
            let hint = hint.replace("the workbook", "the words");
            found.add_elsewhere(file, line, message, &hit.masked, hint);
        }
        Place::NameOf(what) => {
            let hint = hint.replace("take it out of the workbook", &format!("rename the {what}"));
            found.add_elsewhere(&format!("name of a {what}"), what, message, &hit.masked, hint);
        }
    }
}

/// Whether a finding is about one of the kinds that a text is searched for.
pub fn is_of_personal_data(code: &str) -> bool {
    [Kind::Email, Kind::LearnerNumber, Kind::InsuranceNumber, Kind::CaseNumber, Kind::Initials]
        .into_iter()
        .any(|kind| kind.code() == code)
}
