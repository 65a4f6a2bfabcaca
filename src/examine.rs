//! One edition, opened, read, compared with those before it, and checked.
//!
//! A path and a month → [`Examined`], all that papers are made of. Deliberately absent: making anything of it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::area::accepted::{self, Accepted};
use crate::area::paper;
use crate::area::passed_over::passed_over;
use crate::area::settings::{self, Settings};
use crate::area::since_freeze::since_freeze;
use crate::area::{AreaFolder, Edition};
use crate::checks;
use crate::diagnostic::{self, Diagnostic, Error, Findings, Result, Severity};
use crate::digest::FileDigest;
use crate::disclosure::{self, Disclosed, Hidden};
use crate::facts::{self, Given};
use crate::manifest::{self, Manifest, Options, Program};
use crate::narrative::places::Declared;
use crate::programme::model::{CONFIDENTIAL, Month};
use crate::records::{self, Record};
use crate::suggest::did_you_mean;
use crate::template::store::{DocumentKind, declared_places};
use crate::workbook::is_workbook_name;

/// An edition, read and checked.
pub struct Examined {
    pub area: AreaFolder,
    pub edition: Edition,
    /// Those before it that could be read, oldest first.
    pub earlier: Vec<Edition>,
    /// The edition to compare with, where it was asked for; else the one before.
    pub since: Option<Month>,
    /// The findings that stand, the heaviest first.
    pub open: Vec<Diagnostic>,
    pub accepted: Vec<Accepted>,
    /// Every file that was read, by the digest of its bytes as they were read.
    pub inputs: Vec<FileDigest>,
    /// What stands in the folder and in no paper: what was changed since the edition was frozen, and folders and files that
    /// were passed over. No paper counts it.
    pub since_freeze: Vec<Diagnostic>,
    /// The places for officers' words that documents declare.
    pub declared: Vec<Declared>,
    /// In a public edition, what is not shown.
    pub hidden: Option<Hidden>,
}

/// Whom papers are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// The Board and those who review the programme: they see every figure.
    #[default]
    Board,
    /// Everyone: counts by which somebody may be known are not shown.
    Public,
}

impl Readers {
    pub fn of(is_public: bool) -> Readers {
        if is_public { Readers::Public } else { Readers::Board }
    }
}

impl Examined {
    pub fn given(&self) -> Given<'_> {
        Given {
            settings: &self.area.settings,
            folder: &self.area.name,
            edition: &self.edition,
            previous: self.area.before(self.edition.month),
            earlier: &self.earlier,
            since: self.since,
            findings: &self.open,
            accepted: &self.accepted,
            declared: &self.declared,
        }
    }

    /// The same, to be compared with the edition asked for: a month, or "stocktake" for the edition that went to the last.
    pub fn since(mut self, asked: Option<&str>) -> Result<Examined> {
        let Some(asked) = asked else { return Ok(self) };
        let readable: Vec<String> = self.earlier.iter().map(|earlier| earlier.month.id()).collect();
        let since = match asked {
            "stocktake" => self.given().last_stocktake().map(|(_, held)| held.month).ok_or_else(|| {
                Error::new("no edition went to a stocktake before this one")
                    .hint("name the days of the stocktakes in boardpack.toml, under [board], stocktakes")
            })?,
            month => Month::parse(month).filter(|month| readable.contains(&month.id())).ok_or_else(|| {
                let held = match readable.as_slice() {
                    [] => "there is no edition before it".to_owned(),
                    held => format!("earlier editions: {}", held.join(", ")),
                };
                Error::new(format!("there is no edition {month} to compare {} with", self.edition.month.id()))
                    .hint(format!("{held}; or write --since stocktake"))
            })?,
        };
        self.since = Some(since);
        Ok(self)
    }

    /// The manifest of a build, before anything is made.
    pub fn manifest(&self, read: &[Record]) -> Manifest {
        let Examined { area, edition, .. } = self;
        Manifest {
            format: manifest::FORMAT,
            program: Program::this(),
            area: area.name.clone(),
            area_folder: None,
            edition: edition.month,
            status_date: edition.status_date,
            previous: area.before(edition.month),
            frozen: area.frozen.is_some(),
            options: Options::default(),
            prepared_by: area.settings.document.prepared_by.clone(),
            reviewed_by: area.settings.document.reviewed_by.clone(),
            inputs: self.inputs.clone(),
            settings: manifest::settings_digests(&area.settings),
            templates: BTreeMap::new(),
            fonts: BTreeMap::new(),
            documents: Vec::new(),
            outputs: Vec::new(),
            not_made: Vec::new(),
            findings: manifest::counts(&self.open),
            accepted: self.accepted.len(),
            disclosed: self.hidden.as_ref().map(|_| Disclosed {
                below: area.settings.thresholds.small_counts_below,
                totals: area.settings.disclosure.totals.clone(),
                shares: area.settings.disclosure.shares.clone(),
            }),
            records: manifest::record_digests(read),
        }
    }

    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.open.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// Opens an area and settles which of its editions is meant.
pub fn open_edition(path: &Path, edition: Option<&str>) -> Result<(AreaFolder, Month)> {
    let (area, named) = AreaFolder::open(path)?;
    let month = match (named, edition) {
        (Some(named), None) => named,
        (_, edition) => area.choose(edition)?,
    };
    Ok((area, month))
}

/// Reads an edition and those before it, runs the checks, and parts what was accepted from what stands. `documents` are all
/// that there are, whether they are made or not: what officers may write and set follows from them.
pub fn examine(path: &Path, edition: Option<&str>, documents: &[DocumentKind]) -> Result<Examined> {
    let (area, month) = open_edition(path, edition)?;
    examine_edition(area.as_frozen(month)?, month, documents)
}

/// The same for its readers.
pub fn examine_for(
    readers: Readers,
    path: &Path,
    edition: Option<&str>,
    documents: &[DocumentKind],
) -> Result<Examined> {
    let (area, month) = open_edition(path, edition)?;
    examine_edition_for(readers, area.as_frozen(month)?, month, documents)
}

pub fn examine_edition(area: AreaFolder, month: Month, documents: &[DocumentKind]) -> Result<Examined> {
    examine_edition_for(Readers::Board, area, month, documents)
}

/// The same for its readers: what the public must not see is taken out before anything is checked or computed.
pub fn examine_edition_for(
    readers: Readers,
    mut area: AreaFolder,
    month: Month,
    documents: &[DocumentKind],
) -> Result<Examined> {
    if readers == Readers::Public {
        area.settings.document.marking = Some(public_marking(&area.settings));
    }
    let settings = &area.settings;
    // What was frozen was looked at then; this version of the program may have dropped a check since.
    if area.frozen.is_none() {
        refuse_unknown_checks(settings)?;
    }
    let (mut acceptances, accepted_file) = area.acceptances()?;
    // Those of papers that others handed in are a pack's.
    acceptances.retain(|entry| !checks::OF_PAPERS_HANDED_IN.contains(&&*entry.code));
    let Findings { value: mut edition, diagnostics: mut findings } = area.edition(month)?;
    let mut earlier = earlier_editions(&area, month, &mut findings);
    let hidden = (readers == Readers::Public).then(|| {
        let all = earlier.iter_mut().chain([&mut edition]);
        let mut programmes: Vec<_> = all.map(|edition| (edition.month, &mut edition.programme)).collect();
        disclosure::hide(&mut programmes, settings.thresholds.small_counts_below, &settings.disclosure)
    });
    let before = earlier.last().filter(|before| Some(before.month) == area.before(month));
    findings.extend(checks::check(&checks::Context {
        programme: &edition.programme,
        narrative: &edition.narrative,
        earlier: before.map(|before| &before.programme),
        edition: month,
        status_date: edition.status_date,
        settings,
        looked: Default::default(),
    }));
    let takes: Vec<_> = documents.iter().map(|document| (document.name.as_str(), document.takes())).collect();
    findings.extend(paper::not_taken(&settings.paper, settings::FILE, &takes));
    let groups: Vec<String> = settings.group.iter().map(|group| group.key.clone()).collect();
    let declared = declared_places(documents, &groups);
    if edition.narrative.folder {
        // Which figures officers may name is known once the facts are made.
        let given = Given {
            settings,
            folder: &area.name,
            edition: &edition,
            previous: area.before(month),
            earlier: &earlier,
            since: None,
            findings: &[],
            accepted: &[],
            declared: &declared,
        };
        findings.extend(facts::facts(&given).refused);
    }
    checks::mask_what_is_quoted(&mut findings, settings);
    records::name_fields(&edition.programme, &mut findings);
    let codes: Vec<&str> = checks::manual::entries().map(|entry| entry.code).collect();
    let (mut open, accepted) = accepted::apply(findings, &acceptances, edition.status_date, &codes);
    diagnostic::sort(&mut open);
    let since_freeze = passed_over(&area, month).into_iter().chain(since_freeze(&area)).collect();
    // The settings and acceptances of a frozen edition are within it.
    let of_area = [area.settings_file.clone().filter(|_| area.frozen.is_none()), accepted_file];
    let of_earlier = area.editions.iter().filter(|before| **before < month).flat_map(|before| {
        let read = earlier.iter().find(|edition| edition.month == *before);
        read.map_or_else(|| area.inputs_if_unread(*before), |edition| edition.inputs.clone())
    });
    let inputs: Vec<FileDigest> = of_area
        .into_iter()
        .flatten()
        .chain(of_earlier)
        .chain(edition.inputs.iter().cloned())
        .chain(edition.narrative.inputs.iter().cloned())
        .collect();
    let inputs = match readers {
        Readers::Board => inputs,
        Readers::Public => {
            let editions: Vec<&Edition> = earlier.iter().chain([&edition]).collect();
            let inputs = inputs.into_iter().map(|input| for_the_public(input, &editions)).collect();
            // The papers and `provenance.json` print them.
            edition.files.iter_mut().for_each(|file| file.sha256.clear());
            inputs
        }
    };
    Ok(Examined { area, edition, earlier, since: None, open, accepted, inputs, since_freeze, declared, hidden })
}

/// The digest of a workbook, and its length, prove a guess at the counts that are hidden: whoever has all but those tries each.
/// Its place takes a digest of what the public edition has of it, by which the papers still know whether they are of the same.
/// What people wrote for print, and the settings, keep theirs.
fn for_the_public(input: FileDigest, editions: &[&Edition]) -> FileDigest {
    let of = input.path.split_once('/').and_then(|(month, file)| Some((Month::parse(month)?, file)));
    let Some((month, file)) = of else { return input };
    if file.ends_with(".md") {
        return input;
    }
    let edition = editions.iter().find(|edition| edition.month == month);
    match edition.filter(|edition| input.sha256.is_some() && !edition.unread.contains(&input.path)) {
        Some(edition) => {
            // What is frozen has all workbooks in one file.
            let workbook = is_workbook_name(file).then_some(file);
            let sha256 = Record::digest_of_all(&edition.records(), workbook);
            FileDigest { bytes: None, sha256: Some(sha256), path: input.path }
        }
        None => FileDigest::unread(input.path),
    }
}

/// What is printed on each page of a public edition, with the legend of what it does not show.
fn public_marking(settings: &Settings) -> String {
    let below = settings.thresholds.small_counts_below;
    let own = settings.document.marking.as_ref().map(|marking| format!("{marking} · ")).unwrap_or_default();
    format!(
        "{own}Public edition: {CONFIDENTIAL} means a figure that is not shown, a count of people below {below} or what would give one away"
    )
}

pub fn refuse_unknown_checks(settings: &Settings) -> Result<()> {
    if let Some(unknown) =
        settings.checks.keys().find(|code| !checks::ALL.iter().any(|check| check.code == code.as_str()))
    {
        let codes = checks::ALL.iter().map(|check| check.code);
        let near = did_you_mean(unknown, codes);
        return Err(Error::new(format!("boardpack.toml: \"{unknown}\" under [checks] is not a check"))
            .hint(format!("{near}`boardpack explain` lists them all")));
    }
    Ok(())
}

/// The editions before this one, oldest first. What is wrong in them was told when they were checked; here they serve
/// to compare.
fn earlier_editions(area: &AreaFolder, month: Month, findings: &mut Vec<Diagnostic>) -> Vec<Edition> {
    let mut read = Vec::new();
    for earlier in area.editions.iter().copied().filter(|earlier| *earlier < month) {
        match area.edition(earlier) {
            Ok(found) => read.push(found.value),
            Err(why) => {
                let which =
                    if Some(earlier) == area.before(month) { "the edition before, " } else { "the edition of " };
                findings.push(
                    Diagnostic::warning(
                        "earlier-not-read",
                        format!("{which}{}, cannot be read, so nothing was compared with it", earlier.id()),
                    )
                    .found(why.on_one_line())
                    .hint("put its workbooks right, or move its folder elsewhere"),
                );
            }
        }
    }
    read
}
