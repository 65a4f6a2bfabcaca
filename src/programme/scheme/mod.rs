//! The scheme of a programme: its statuses, what closes an action, how risks are scored, and what things are called.
//!
//! Settings over a built-in scheme → [`Scheme`], or a refusal that names the setting and says what to do. Rules, figures,
//! charts and templates ask it for roles and words, or go through it; no other file knows what a status is called.
//!
//! Deliberately absent: how a cell is read (`programme::status`, `programme::risks`).

pub mod colour;
pub mod written;

mod areas;
mod people;
mod risk_scale;
mod statuses;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

pub use areas::{AreaKind, AreaKindWords, Body, Review};
pub use people::{People, SPOKEN};
pub use risk_scale::{Axis, Level, LevelKind, RiskScale};
pub use statuses::{Role, SHAPES, Status, StatusKind, reading_by};

use self::written::{
    Written, WrittenAreaKind, WrittenBody, WrittenClosing, WrittenLevel, WrittenPeople, WrittenReview, WrittenRisk,
    WrittenStatus,
};
use crate::diagnostic::{Error, Result};
use crate::suggest::nearest_of;
use crate::workbook::Rgb;

/// The built-in schemes, by the names under which the settings ask for them.
pub const BUILT_IN: [&str; 2] = [PLAIN, "send"];

/// The scheme of settings that name none.
pub const PLAIN: &str = "plain";

/// The built-in scheme of a SEND improvement programme.
pub const SEND: &str = "send";

/// How many points a scale of risk may have.
const POINTS: std::ops::RangeInclusive<usize> = 3..=5;

/// What closes an action beside its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    pub approval_needed: bool,
    pub impact_needed: bool,
}

#[derive(Clone, Debug)]
pub struct Scheme {
    /// What the programme and its board are called where the settings do not name them.
    pub programme: String,
    pub board: String,
    /// What its plan is called: "priority action plan".
    pub plan: String,
    pub people: People,
    /// From the best to the worst.
    pub statuses: Vec<Status>,
    /// Words that the settings teach, in small letters.
    taught: Vec<(String, Status)>,
    pub closing: Closing,
    pub risk: RiskScale,
    pub area_kinds: Vec<AreaKind>,
    pub reviews: Vec<Review>,
    pub bodies: Vec<Body>,
}

static SEND_WORDS: LazyLock<Written> = LazyLock::new(|| built_in_file(include_str!("send.toml")));
static PLAIN_WORDS: LazyLock<Written> = LazyLock::new(|| built_in_file(include_str!("plain.toml")));
static PLAIN_SCHEME: LazyLock<Arc<Scheme>> = LazyLock::new(|| {
    let plain = Scheme::of(PLAIN, &Written::default(), &BTreeMap::new());
    Arc::new(plain.expect("a test checks the built-in schemes"))
});

fn built_in_file(text: &str) -> Written {
    toml::from_str(text).expect("a test checks the built-in schemes")
}

/// A built-in scheme as the settings could write it.
fn built_in(name: &str) -> Result<Written> {
    let send = || SEND_WORDS.clone();
    match name {
        "send" => Ok(send()),
        PLAIN => {
            let words = PLAIN_WORDS.clone();
            Ok(Written {
                status: send().status,
                closing: send().closing,
                risk: send().risk,
                area_kind: send().area_kind,
                ..words
            })
        }
        _ => Err(Error::new(format!("scheme: \"{name}\" is no built-in scheme")).hint(nearest_of(name, &BUILT_IN))),
    }
}

impl Scheme {
    /// The neutral scheme, of settings that say nothing.
    pub fn plain() -> Arc<Scheme> {
        PLAIN_SCHEME.clone()
    }

    /// The scheme that the settings write over a built-in one. `taught` are words with the status or the role they mean.
    pub fn of(name: &str, own: &Written, taught: &BTreeMap<String, String>) -> Result<Scheme> {
        let whole = written_out(name, own)?;
        let statuses = statuses(&whole.status)?;
        let mut scheme = Scheme {
            programme: whole.programme.clone().unwrap_or_default(),
            board: whole.board.clone().unwrap_or_default(),
            plan: whole.plan.clone().unwrap_or_default(),
            people: People::of(&whole.people),
            statuses,
            taught: Vec::new(),
            closing: Closing {
                approval_needed: whole.closing.approval_needed.unwrap_or(true),
                impact_needed: whole.closing.impact_needed.unwrap_or(true),
            },
            risk: risk(&whole.risk)?,
            area_kinds: area_kinds(&whole.area_kind)?,
            reviews: whole.review.iter().map(review).collect(),
            bodies: bodies(&whole.body)?,
        };
        for (word, means) in taught {
            let status = scheme.meant(means).ok_or_else(|| {
                let mut keys: Vec<&str> = scheme.statuses.iter().map(|status| status.key()).collect();
                keys.extend(Role::ALL.into_iter().filter(|role| scheme.has(*role)).map(|role| role.key()));
                Error::new(match Role::ALL.iter().any(|role| role.key() == means) {
                    true => format!("[statuses]: no status has the role \"{means}\""),
                    false => format!("[statuses]: \"{means}\" is neither a status nor a role"),
                })
                .hint(nearest_of(means, &keys))
            })?;
            scheme.taught.push((word.trim().to_lowercase(), status));
        }
        Ok(scheme)
    }

    pub fn status(&self, key: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.key() == key)
    }

    /// The status that a key or a role names.
    fn meant(&self, key: &str) -> Option<Status> {
        let of_role = || self.statuses.iter().find(|status| status.role().key() == key);
        self.status(key).or_else(of_role).cloned()
    }

    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &Status> {
        self.statuses.iter().filter(move |status| status.is(role))
    }

    pub fn has(&self, role: Role) -> bool {
        self.of_role(role).next().is_some()
    }

    /// The scheme's own status for one of another scheme: that of its key, or the first of its role.
    pub fn own<'a>(&'a self, status: &Status) -> Option<&'a Status> {
        self.status(status.key()).or_else(|| self.of_role(status.role()).next())
    }

    /// The words of a role's statuses, "Blue" or "Complete or Embedded"; the role's own where the scheme has no such
    /// status.
    pub fn word(&self, role: Role) -> String {
        self.either(&[role]).unwrap_or_else(|| role.words().to_owned())
    }

    /// The words of the statuses of several roles, the first role first: "Red or Amber". `None` where there are none.
    pub fn either(&self, roles: &[Role]) -> Option<String> {
        joined(&self.words_of(roles), "or")
    }

    /// The words of the statuses of several roles.
    pub fn words_of(&self, roles: &[Role]) -> Vec<&str> {
        roles.iter().flat_map(|role| self.of_role(*role)).map(Status::word).collect()
    }

    /// Every status's word, as a hint names them: "Blue, Green, Amber, Red or Grey".
    pub fn all_words(&self) -> String {
        let words: Vec<&str> = self.statuses.iter().map(Status::word).collect();
        joined(&words, "or").unwrap_or_default()
    }

    /// What an action that needs attention is: "Red, Amber or overdue".
    pub fn exceptions(&self) -> String {
        let mut words = self.words_of(&[Role::OffTrack, Role::AtRisk]);
        words.push("overdue");
        joined(&words, "or").unwrap_or_default()
    }

    /// The status of the longest word of the settings' teaching that a text begins with.
    pub fn taught(&self, plain: &str) -> Option<&Status> {
        let begins = |word: &str| plain.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let known = self.taught.iter().filter(|(word, _)| !word.is_empty() && begins(word));
        known.max_by_key(|(word, _)| word.len()).map(|(_, status)| status)
    }

    /// The status that a fill without words means.
    pub fn by_fill(&self, fill: Rgb) -> Option<&Status> {
        let named = self.statuses.iter().find(|status| status.kind().cell_fills.contains(&fill));
        named.or_else(|| self.statuses.iter().find(|status| status.is_seen_in(fill)))
    }

    pub fn area_kind(&self, key: &str) -> Option<&AreaKind> {
        self.area_kinds.iter().find(|kind| kind.key() == key)
    }

    /// What the reviews are called whose days the settings give.
    pub fn review(&self) -> &str {
        self.reviews.first().map_or("review", |review| review.singular.as_str())
    }

    /// Those who monitor the programme on a day.
    pub fn bodies_on(&self, day: NaiveDate) -> impl Iterator<Item = &Body> {
        self.bodies.iter().filter(move |body| body.stands_on(day))
    }
}

/// "Red", "Red or Amber", "Red, Amber or overdue".
fn joined(words: &[&str], with: &str) -> Option<String> {
    match words {
        [] => None,
        [only] => Some((*only).to_owned()),
        [first @ .., last] => Some(format!("{} {with} {last}", first.join(", "))),
    }
}

/// What the settings write, with everything they leave out as the built-in scheme has it.
pub fn written_out(name: &str, own: &Written) -> Result<Written> {
    let base = built_in(name)?;
    let or = |own: &Option<String>, base: Option<String>| own.clone().or(base);
    fn list<T: Clone>(own: &[T], base: Vec<T>) -> Vec<T> {
        if own.is_empty() { base } else { own.to_vec() }
    }
    let statuses = own.status.iter().map(|status| inherited(status, &base.status)).collect::<Result<Vec<_>>>()?;
    Ok(Written {
        programme: or(&own.programme, base.programme),
        board: or(&own.board, base.board),
        plan: or(&own.plan, base.plan),
        people: people_written_out(&own.people, base.people)?,
        status: list(&statuses, base.status),
        closing: WrittenClosing {
            approval_needed: own.closing.approval_needed.or(base.closing.approval_needed),
            impact_needed: own.closing.impact_needed.or(base.closing.impact_needed),
        },
        risk: risk_written_out(&own.risk, base.risk)?,
        area_kind: list(&own.area_kind, base.area_kind),
        review: list(&own.review, base.review),
        body: list(&own.body, base.body),
    })
}

/// The words for people: the settings' own, their word for all where they have only that one, or the built-in ones.
fn people_written_out(own: &WrittenPeople, base: WrittenPeople) -> Result<WrittenPeople> {
    let written = [&own.plural, &own.families, &own.together, &own.readers];
    if written.iter().any(|word| word.as_ref().is_some_and(|word| word.trim().is_empty())) {
        return Err(Error::new("[people] has an empty word").hint("write what papers are to say, or take the line out"));
    }
    let or = |own_word: &Option<String>, base: Option<String>| own_word.clone().or(own.plural.clone()).or(base);
    Ok(WrittenPeople {
        plural: own.plural.clone().or(base.plural),
        families: or(&own.families, base.families),
        together: or(&own.together, base.together),
        readers: or(&own.readers, base.readers),
    })
}

/// A status with what it leaves out: from the built-in one of its key; its looks from the first built-in one of its role.
fn inherited(own: &WrittenStatus, base: &[WrittenStatus]) -> Result<WrittenStatus> {
    let same = base.iter().find(|status| status.key == own.key);
    let role = own.role.or(same.and_then(|status| status.role)).ok_or_else(|| {
        let roles = Role::ALL.map(Role::key).join(", ");
        Error::new(format!("[[status]] \"{}\" has no role", own.key)).hint(format!("write role = one of: {roles}"))
    })?;
    let looks = same.or_else(|| base.iter().find(|status| status.role == Some(role)));
    let of = |own: &Option<String>, get: fn(&WrittenStatus) -> &Option<String>, from: Option<&WrittenStatus>| {
        own.clone().or_else(|| get(from?).clone())
    };
    let lists = |own: &Option<Vec<String>>, get: fn(&WrittenStatus) -> &Option<Vec<String>>| {
        own.clone().or_else(|| get(same?).clone())
    };
    Ok(WrittenStatus {
        key: own.key.clone(),
        word: of(&own.word, |status| &status.word, same).or_else(|| Some(word_of(&own.key))),
        role: Some(role),
        spellings: lists(&own.spellings, |status| &status.spellings),
        symbols: lists(&own.symbols, |status| &status.symbols),
        phrases: lists(&own.phrases, |status| &status.phrases),
        cell_hue: own.cell_hue.or_else(|| same?.cell_hue),
        cell_fills: lists(&own.cell_fills, |status| &status.cell_fills),
        cell_grey: own.cell_grey.or_else(|| same?.cell_grey),
        fill: of(&own.fill, |status| &status.fill, looks),
        text: of(&own.text, |status| &status.text, looks),
        shape: of(&own.shape, |status| &status.shape, looks),
    })
}

/// "very-high" → "Very high".
fn word_of(key: &str) -> String {
    crate::text::capitalised(&key.replace('-', " "))
}

fn risk_written_out(own: &WrittenRisk, base: WrittenRisk) -> Result<WrittenRisk> {
    let from = |key: &str| match key {
        "medium" => own.medium_from,
        "high" => own.high_from,
        "very-high" => own.very_high_from,
        _ => None,
    };
    let begins = [own.medium_from, own.high_from, own.very_high_from].iter().any(Option::is_some);
    if begins && !own.level.is_empty() {
        return Err(Error::new("[risk] sets the levels twice: with medium_from and the like, and with [[risk.level]]")
            .hint("keep [[risk.level]]"));
    }
    let levels: Vec<WrittenLevel> = match own.level.is_empty() {
        true => base
            .level
            .iter()
            .map(|level| WrittenLevel { from: from(&level.key).unwrap_or(level.from), ..level.clone() })
            .collect(),
        false => own.level.iter().map(|level| level_written_out(level, &own.level, &base.level)).collect(),
    };
    Ok(WrittenRisk {
        likelihood: own.likelihood.clone().or(base.likelihood),
        impact: own.impact.clone().or(base.impact),
        likelihood_letters: own.likelihood_letters.clone().or(base.likelihood_letters),
        impact_letters: own.impact_letters.clone().or(base.impact_letters),
        lookup: own.lookup.clone().or(base.lookup),
        level: levels,
        medium_from: None,
        high_from: None,
        very_high_from: None,
        appetite: own.appetite.or(base.appetite),
    })
}

/// A level with what it leaves out: from the built-in one of its key, or in its place from the highest.
fn level_written_out(own: &WrittenLevel, all: &[WrittenLevel], base: &[WrittenLevel]) -> WrittenLevel {
    let below = all.iter().rev().position(|level| level.key == own.key).unwrap_or(0);
    let same = base.iter().find(|level| level.key == own.key);
    let looks = same.or_else(|| base.iter().rev().nth(below)).or(base.first());
    WrittenLevel {
        key: own.key.clone(),
        word: own.word.clone().or_else(|| same?.word.clone()).or_else(|| Some(word_of(&own.key))),
        from: own.from,
        fill: own.fill.clone().or_else(|| looks?.fill.clone()),
        text: own.text.clone().or_else(|| looks?.text.clone()),
    }
}

// ---- From what is written to what is meant --------------------------------------------------------------------------

fn statuses(written: &[WrittenStatus]) -> Result<Vec<Status>> {
    let mut statuses: Vec<Status> = Vec::new();
    for (order, written) in written.iter().enumerate() {
        let kind = status(order, written)?;
        for other in &statuses {
            refuse_alike(&kind, other.kind())?;
        }
        statuses.push(Status(Arc::new(kind)));
    }
    // Counts have a key for each status, and one for all that are complete.
    let complete = statuses.iter().filter(|status| status.is(Role::Complete)).count();
    let taken =
        |status: &&Status| status.key() == Role::Complete.key() && !(status.is(Role::Complete) && complete == 1);
    if let Some(status) = statuses.iter().find(taken) {
        return Err(Error::new(format!("[[status]] \"{}\": this key is kept for all that are complete", status.key()))
            .hint("give it another key, such as \"done\"; its word may stay"));
    }
    Ok(statuses)
}

fn status(order: usize, written: &WrittenStatus) -> Result<StatusKind> {
    let setting = format!("[[status]] \"{}\"", written.key);
    key_is_plain(&setting, &written.key)?;
    let word = written.word.clone().unwrap_or_default();
    let small = |list: &Option<Vec<String>>| -> Vec<String> {
        list.iter().flatten().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()).collect()
    };
    let mut spellings = vec![word.to_lowercase()];
    spellings.extend(small(&written.spellings).into_iter().filter(|spelling| *spelling != word.to_lowercase()));
    let shape = written.shape.clone().unwrap_or_default();
    if !SHAPES.contains(&shape.as_str()) {
        return Err(Error::new(format!("{setting}: \"{shape}\" is no shape")).hint(nearest_of(&shape, &SHAPES)));
    }
    let (fill, text) = colours(&setting, &written.fill, &written.text)?;
    let cell_fills = written.cell_fills.iter().flatten();
    Ok(StatusKind {
        key: written.key.clone(),
        word,
        role: written.role.unwrap_or(Role::OnTrack),
        order,
        spellings,
        symbols: small(&written.symbols),
        phrases: small(&written.phrases),
        cell_hue: written.cell_hue,
        cell_fills: cell_fills.map(|fill| a_colour(&setting, "cell_fills", fill)).collect::<Result<_>>()?,
        cell_grey: written.cell_grey.unwrap_or(false),
        fill,
        text,
        shape,
    })
}

/// Two statuses must differ in key, word, spelling and shape: colour alone tells nobody apart.
fn refuse_alike(one: &StatusKind, other: &StatusKind) -> Result<()> {
    let both = format!("[[status]] \"{}\" and \"{}\"", other.key, one.key);
    if one.key == other.key {
        return Err(Error::new(format!("[[status]] \"{}\" is given twice", one.key)).hint("give each a key of its own"));
    }
    if let Some(spelling) = one.spellings.iter().find(|spelling| other.spellings.contains(spelling)) {
        return Err(Error::new(format!("{both} are both written \"{spelling}\""))
            .hint("a word or a letter can mean one status only: take it out of one of them, under spellings"));
    }
    if one.shape == other.shape {
        return Err(Error::new(format!("{both} have the same shape, {}", one.shape)).hint(format!(
            "in print and for many readers colours look alike: give one another shape of {}",
            SHAPES.join(", ")
        )));
    }
    Ok(())
}

/// Keys stand in file names of facts and in templates.
fn key_is_plain(setting: &str, key: &str) -> Result<()> {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if plain && !RESERVED.contains(&key) {
        return Ok(());
    }
    let hint = format!(
        "write small letters, figures and hyphens, such as \"on-track\"; kept for counts are {}",
        RESERVED.join(", ")
    );
    Err(Error::new(format!("{setting}: this key cannot be used")).hint(hint))
}

/// Keys of counts that stand beside those of the statuses.
const RESERVED: [&str; 8] = ["total", "none", "overdue", "on_track", "by_status", "off_scale", "not_scored", "unknown"];

fn a_colour(setting: &str, key: &str, text: &str) -> Result<Rgb> {
    colour::parse(text).ok_or_else(|| {
        Error::new(format!("{setting}, {key}: \"{text}\" is no colour"))
            .hint("write six figures or letters a to f after a #, such as \"#12436d\"")
    })
}

/// A fill and the words on it, which must be readable.
fn colours(setting: &str, fill: &Option<String>, text: &Option<String>) -> Result<(String, String)> {
    let (fill, text) = (fill.clone().unwrap_or_default(), text.clone().unwrap_or_default());
    let (below, above) = (a_colour(setting, "fill", &fill)?, a_colour(setting, "text", &text)?);
    let contrast = colour::contrast(below, above);
    if contrast < colour::LEAST_CONTRAST {
        let better = ["#ffffff", "#0b0c0c"]
            .map(|text| (colour::contrast(below, colour::parse(text).unwrap_or(above)), text))
            .into_iter()
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(contrast, text)| format!("; text = \"{text}\" has {contrast:.1} : 1 on it"));
        // Rounded down, or 4.46 would be refused as "4.5".
        let measured = (contrast * 10.0).floor() / 10.0;
        return Err(Error::new(format!(
            "{setting}: words of {text} on {fill} have a contrast of {measured:.1} : 1, and many could not read them"
        ))
        .hint(format!("at least {} : 1 is needed{}", colour::LEAST_CONTRAST, better.unwrap_or_default())));
    }
    Ok((fill, text))
}

fn risk(written: &WrittenRisk) -> Result<RiskScale> {
    let usual = &SEND_WORDS.risk;
    let letters = written.likelihood_letters.is_some() || written.impact_letters.is_some();
    let own = letters || written.likelihood != usual.likelihood || written.impact != usual.impact;
    let likelihood = axis("likelihood", &written.likelihood, &written.likelihood_letters)?;
    let impact = axis("impact", &written.impact, &written.impact_letters)?;
    let size = format!("{} × {}", likelihood.points(), impact.points());
    let mut scale = RiskScale {
        likelihood,
        impact,
        lookup: written.lookup.clone(),
        levels: Vec::new(),
        appetite: written.appetite,
        own,
    };
    if let Some(rows) = &written.lookup {
        lookup_fits(rows, &scale.likelihood, &scale.impact)?;
    }
    scale.levels = levels(&written.level, scale.highest(), &size)?;
    if let Some(appetite) = scale.appetite.filter(|appetite| !scale.holds(*appetite)) {
        return Err(Error::new(format!("[risk]: the appetite, {appetite}, is off the scale"))
            .hint(format!("scores of {size} go from 1 to {}", scale.highest())));
    }
    Ok(scale)
}

fn axis(key: &str, words: &Option<Vec<String>>, letters: &Option<Vec<String>>) -> Result<Axis> {
    let axis = Axis { words: words.clone().unwrap_or_default(), letters: letters.clone().unwrap_or_default() };
    if !POINTS.contains(&axis.words.len()) {
        return Err(Error::new(format!("[risk], {key}: {} words", axis.words.len()))
            .hint("a scale has three, four or five points: write a word for each, the lowest first"));
    }
    if !axis.letters.is_empty() && axis.letters.len() != axis.words.len() {
        return Err(Error::new(format!(
            "[risk], {key}_letters: {} letters for {} words",
            axis.letters.len(),
            axis.words.len()
        ))
        .hint(format!("write one for each word of {key}, in the same order")));
    }
    let all: Vec<String> = axis.words.iter().chain(&axis.letters).map(|word| word.to_lowercase()).collect();
    if let Some(twice) = all.iter().enumerate().find(|(at, word)| all[..*at].contains(word)).map(|(_, word)| word) {
        return Err(
            Error::new(format!("[risk], {key}: \"{twice}\" is given twice")).hint("give each point words of its own")
        );
    }
    Ok(axis)
}

fn lookup_fits(rows: &[Vec<u32>], likelihood: &Axis, impact: &Axis) -> Result<()> {
    let (down, across) = (likelihood.words.len(), impact.words.len());
    if rows.len() != down || rows.iter().any(|row| row.len() != across) {
        return Err(Error::new("[risk], lookup: the table does not fit the scales").hint(format!(
            "write {down} rows, one for each likelihood from the lowest, of {across} scores, one for each impact from the lowest"
        )));
    }
    let along = rows.iter().any(|row| row.windows(2).any(|two| two[1] < two[0]));
    let up = rows.windows(2).any(|two| two[0].iter().zip(&two[1]).any(|(lower, higher)| higher < lower));
    if along || up || rows.iter().flatten().any(|score| *score == 0) {
        return Err(Error::new("[risk], lookup: a score is 0, or lower than that of a lower likelihood or impact")
            .hint("scores begin at 1, and rise or stay along each row and from row to row"));
    }
    Ok(())
}

fn levels(written: &[WrittenLevel], highest: u32, size: &str) -> Result<Vec<Level>> {
    let rises = written.windows(2).all(|two| two[0].from < two[1].from);
    if !rises || written.first().is_none_or(|level| level.from != 1) || written.len() < 2 {
        return Err(Error::new("the levels under [risk] do not rise")
            .hint("there are at least two; the first begins at 1 and each above the one before"));
    }
    if let Some(level) = written.iter().find(|level| level.from > highest) {
        return Err(Error::new(format!(
            "[risk]: the level \"{}\" begins at {}, but scores of {size} end at {highest}",
            level.word.clone().unwrap_or_default(),
            level.from
        ))
        .hint("write [[risk.level]] with key, word and from for each level of this scale, the lowest first"));
    }
    let ends = written.iter().skip(1).map(|level| level.from - 1).chain([highest]);
    let mut levels: Vec<Level> = Vec::new();
    for (level, to) in written.iter().zip(ends) {
        let setting = format!("[[risk.level]] \"{}\"", level.key);
        key_is_plain(&setting, &level.key)?;
        let word = level.word.clone().unwrap_or_default();
        if levels.iter().any(|other| other.key == level.key || other.word == word) {
            return Err(
                Error::new(format!("{setting} is given twice")).hint("give each level a key and a word of its own")
            );
        }
        let (fill, text) = colours(&setting, &level.fill, &level.text)?;
        levels.push(Arc::new(LevelKind { key: level.key.clone(), word, from: level.from, to, fill, text }));
    }
    Ok(levels)
}

fn area_kinds(written: &[WrittenAreaKind]) -> Result<Vec<AreaKind>> {
    let mut kinds: Vec<AreaKind> = Vec::new();
    for (order, kind) in written.iter().enumerate() {
        key_is_plain(&format!("[[area_kind]] \"{}\"", kind.key), &kind.key)?;
        once("area_kind", &kind.key, kinds.iter().map(AreaKind::key))?;
        let singular = kind.singular.trim().to_owned();
        let spellings =
            [singular.to_lowercase()].into_iter().chain(kind.spellings.iter().map(|text| text.to_lowercase()));
        // "Workstream" → "W", "Area for improvement" → "AFI".
        let initials =
            || singular.split(' ').filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect();
        kinds.push(AreaKind(Arc::new(AreaKindWords {
            key: kind.key.clone(),
            plural: plural_of(&kind.plural, &singular),
            prefix: kind.prefix.clone().unwrap_or_else(initials),
            spellings: spellings.collect(),
            order: order as u32,
            singular,
        })));
    }
    Ok(kinds)
}

fn review(written: &WrittenReview) -> Review {
    let names = [&written.singular].into_iter().chain(&written.spellings);
    Review {
        key: written.key.clone(),
        singular: written.singular.clone(),
        plural: plural_of(&written.plural, &written.singular),
        spellings: names.map(|name| name.to_lowercase()).collect(),
    }
}

fn bodies(written: &[WrittenBody]) -> Result<Vec<Body>> {
    let body = |body: &WrittenBody| {
        if body.from.zip(body.until).is_some_and(|(from, until)| until < from) {
            return Err(Error::new(format!("[[body]] \"{}\" ends before it begins", body.key))
                .hint("from is the first day and until the last: write the earlier day under from"));
        }
        let WrittenBody { key, name, short, from, until } = body.clone();
        Ok(Body { key, name, short, from, until })
    };
    written.iter().map(body).collect()
}

fn plural_of(written: &Option<String>, singular: &str) -> String {
    written.clone().unwrap_or_else(|| format!("{singular}s"))
}

fn once<'a>(table: &str, key: impl Display, mut known: impl Iterator<Item = &'a str>) -> Result<()> {
    let key = key.to_string();
    if known.any(|other| other == key) {
        return Err(Error::new(format!("[[{table}]] \"{key}\" is given twice")).hint("give each a key of its own"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(text: &str) -> Result<Scheme> {
        Scheme::of("send", &toml::from_str(text).unwrap(), &BTreeMap::new())
    }

    fn refusal(text: &str) -> String {
        scheme(text).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_schemes_are_sound() {
        let send = scheme("").unwrap();
        assert_eq!(send.all_words(), "Blue, Green, Amber, Red or Grey");
        assert_eq!(send.exceptions(), "Red, Amber or overdue");
        assert_eq!((send.risk.highest(), send.risk.levels.len()), (25, 4));
        assert_eq!(Scheme::plain().all_words(), send.all_words());
        for name in [&Scheme::plain().programme, &Scheme::plain().board] {
            assert!(!name.contains("SEND") && !name.is_empty(), "{name}");
        }
        assert!(Scheme::plain().bodies.is_empty());
    }

    #[test]
    fn what_is_written_out_gives_the_same_scheme_again() {
        for name in BUILT_IN {
            let whole = written_out(name, &Written::default()).unwrap();
            assert_eq!(written_out(PLAIN, &whole).unwrap(), whole);
        }
    }

    #[test]
    fn a_status_takes_what_it_leaves_out_from_the_built_in_one_or_from_its_role() {
        let scheme = scheme(
            "[[status]]\nkey = \"complete\"\nrole = \"complete\"\n[[status]]\nkey = \"green\"\n[[status]]\nkey = \"red\"",
        )
        .unwrap();
        let [complete, green, red] = scheme.statuses.as_slice() else { panic!("three statuses") };
        assert_eq!((complete.word(), complete.kind().shape.as_str()), ("Complete", "star"));
        assert_eq!((green.role(), red.role()), (Role::OnTrack, Role::OffTrack));
        assert_eq!(scheme.word(Role::AtRisk), "at risk");
        assert_eq!(scheme.exceptions(), "Red or overdue");
    }

    #[test]
    fn statuses_that_cannot_be_told_apart_are_refused() {
        let said = refusal("[[status]]\nkey = \"late\"\nrole = \"at-risk\"\n[[status]]\nkey = \"amber\"");
        assert!(said.contains("\"late\" and \"amber\" have the same shape, triangle"), "{said}");
        let said = refusal(
            "[[status]]\nkey = \"gone\"\nrole = \"complete\"\nspellings = [\"g\"]\n[[status]]\nkey = \"green\"",
        );
        assert!(said.contains("are both written \"g\""), "{said}");
        assert!(refusal("[[status]]\nkey = \"late\"").contains("has no role"));
    }

    #[test]
    fn colours_that_cannot_be_read_are_refused_with_the_measure() {
        let said = refusal("[[status]]\nkey = \"amber\"\ntext = \"#ffffff\"");
        assert!(said.contains("words of #ffffff on #ffbf00 have a contrast of 1.6 : 1"), "{said}");
        assert!(said.contains("text = \"#0b0c0c\" has 11.8 : 1"), "{said}");
        assert!(refusal("[[status]]\nkey = \"amber\"\nfill = \"amber\"").contains("is no colour"));
        assert!(scheme("[[status]]\nkey = \"amber\"\ntext = \"#000000\"").is_ok());
    }

    #[test]
    fn levels_rise_within_the_scale_and_the_appetite_is_on_it() {
        assert!(refusal("[risk]\nmedium_from = 12\nhigh_from = 10").contains("do not rise"));
        assert!(refusal("[risk]\nappetite = 26").contains("the appetite, 26, is off the scale"));
        let three = "likelihood = [\"a\", \"b\", \"c\"]\nimpact = [\"a\", \"b\", \"c\"]";
        let said = refusal(&format!("[risk]\n{three}"));
        assert!(said.contains("\"High\" begins at 10, but scores of 3 × 3 end at 9"), "{said}");
        let levels = "[[risk.level]]\nkey = \"low\"\nfrom = 1\n[[risk.level]]\nkey = \"high\"\nfrom = 6";
        let scheme = scheme(&format!("[risk]\n{three}\nappetite = 9\n{levels}")).unwrap();
        let levels: Vec<_> =
            scheme.risk.levels.iter().map(|level| (level.word.as_str(), level.from, level.to)).collect();
        assert_eq!(levels, [("Low", 1, 5), ("High", 6, 9)]);
    }

    #[test]
    fn a_table_of_scores_takes_the_place_of_the_product() {
        let axes = "likelihood = [\"a\", \"b\", \"c\"]\nimpact = [\"d\", \"e\", \"f\"]";
        let levels = "[[risk.level]]\nkey = \"low\"\nfrom = 1\n[[risk.level]]\nkey = \"high\"\nfrom = 3";
        let scheme = scheme(&format!("[risk]\n{axes}\nlookup = [[1, 1, 2], [1, 2, 3], [2, 3, 4]]\n{levels}")).unwrap();
        assert_eq!(
            [scheme.risk.score(3, 3), scheme.risk.score(1, 2), scheme.risk.score(4, 1)],
            [Some(4), Some(1), None]
        );
        assert_eq!((scheme.risk.level(4).unwrap().word.as_str(), scheme.risk.level(5)), ("High", None));
        assert!(refusal(&format!("[risk]\n{axes}\nlookup = [[1, 2]]\n{levels}")).contains("does not fit"));
        assert!(
            refusal(&format!("[risk]\n{axes}\nlookup = [[2, 1, 2], [1, 2, 3], [2, 3, 4]]\n{levels}")).contains("lower")
        );
    }

    #[test]
    fn bodies_stand_from_and_until_their_days() {
        let scheme = scheme(
            "[[body]]\nkey = \"old\"\nname = \"Old\"\nuntil = \"2027-03-31\"\n[[body]]\nkey = \"new\"\nname = \"New\"\nfrom = \"2027-04-01\"",
        )
        .unwrap();
        let on = |day: &str| scheme.bodies_on(day.parse().unwrap()).map(|body| body.key.clone()).collect::<Vec<_>>();
        assert_eq!((on("2027-03-31"), on("2027-04-01")), (vec!["old".to_owned()], vec!["new".to_owned()]));
    }

    #[test]
    fn words_are_taught_by_status_or_by_role() {
        let taught = |means: &str| {
            let taught = BTreeMap::from([("Delayed".to_owned(), means.to_owned())]);
            Scheme::of("send", &Written::default(), &taught)
        };
        for means in ["off-track", "red"] {
            assert_eq!(taught(means).unwrap().taught("delayed").map(Status::key), Some("red"));
        }
        assert!(taught("late").unwrap_err().to_string().contains("neither a status nor a role"));
    }
}
